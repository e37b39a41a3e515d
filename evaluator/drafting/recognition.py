"""The input and the result of a recogniser."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from evaluator.drafting.who import STATION, SURVEY, supplier, supplier_of_options

_SIGN: Final = re.compile(r"[()]|(?<![0-9A-Za-z])[,;:?!]|[,;:?!](?![0-9A-Za-z])")
_BRACKETED: Final = re.compile(r"[（(][^（）()]*(?:[）)]|$)")
_NUMBER: Final = re.compile(
    r"^(?:\d+(?:\.\d+){2,}|\d{1,2}[.、．](?!\d)|（\d{1,2}）|[A-H][、.．])+(?=[\u4e00-\u9fff“（])"
)
"""The number of an item before its name."""
_PRINTED: Final = str.maketrans("(),;:?!", "（），；：？！")


def printed(text: str) -> str:
    """Return a Chinese text that was read with half-width signs as it is printed: with full-width ones."""
    if not re.search("[\u4e00-\u9fff]", text):
        return text
    return _whole(_SIGN.sub(lambda sign: sign[0].translate(_PRINTED), text))


def _whole(name: str) -> str:
    """Return a name that was cut out of a text without its number, with its brackets and quotes in pairs."""
    name = _NUMBER.sub("", name.rstrip("（，、：；")).lstrip("，、：；")
    opened, closed = name.count("（"), name.count("）")
    if opened == closed + 1:
        name += "）"
    elif closed == opened + 1:
        name = name.removesuffix("）") if name.endswith("）") else f"（{name}"
    return name if name.count("“") == name.count("”") else re.sub("[“”]", "", name)


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule's declaration with the facts it needs."""

    kind: str
    rule: object
    facts: Mapping[str, Mapping[str, object]]
    zero_when: object = None
    notes: Sequence[str] = ()
    """Problem codes of what a person has to check."""

    @property
    def names(self) -> list[str]:
        """Return the names of its facts, options, levels and parts."""
        names: list[str] = []
        for fact in self.facts.values():
            names.append(str(fact["title"]))
            choices = fact.get("choices")
            names += map(str, choices.values()) if isinstance(choices, Mapping) else ()
        match self.kind, self.rule:
            case "rating", {"levels": levels} if isinstance(levels, Mapping):
                names += map(str, levels)
            case "sum", list(parts):
                names += [str(part["title"]) for part in parts if "title" in part]
        return names

    def as_printed(self) -> RuleDraft:
        """Return the rule with its names as they are printed."""
        rule: Any = self.rule
        match self.kind, rule:
            case "rating", {"levels": levels}:
                rule = {**rule, "levels": {printed(str(name)): level for name, level in levels.items()}}
            case "sum", list(parts):
                rule = [
                    {**part, "title": printed(part["title"])} if "title" in part else part for part in parts
                ]
        facts = {name: _printed_fact(fact) for name, fact in self.facts.items()}
        return replace(self, rule=rule, facts=facts)


def _printed_fact(fact: Mapping[str, Any]) -> Mapping[str, object]:
    shown = {**fact, "title": printed(fact["title"])}
    if "choices" in fact:
        shown["choices"] = {option: printed(name) for option, name in fact["choices"].items()}
    return shown


@dataclass(frozen=True, slots=True)
class Asked:
    """The criterion a wording belongs to."""

    base: str
    """Prefix of the names of its facts: `a1_2`."""
    title: str
    looked: str = ""
    """How the table says it is assessed: 抽查, 问卷, 查阅资料."""
    about: str = ""
    """What else the table says of it, such as a formula of the rate that is assessed."""

    @property
    def subject(self) -> str:
        """Return what is counted, without how much of it is required: 督导 of 每月开展督导不少于1次."""
        return self.subject_of(re.split(r"[，,：:；;。]", _BRACKETED.sub("", self.title) or self.title)[0])

    @property
    def session(self) -> str:
        """Return what is held so often: 到联系点调研指导 of 建立制度，每年到联系点调研指导不少于4次."""
        parts = re.split(r"[，,：:；;。]", _BRACKETED.sub("", self.title) or self.title)
        often = (
            part for part in parts if re.search(r"每(?:年|个?月|季|半年|周|学期)|[\d一两二三四]次", part)
        )
        return self.subject_of(next(often, parts[0]))

    def subject_of(self, bare: str) -> str:
        """Return what a part of the title is about, without how much of it is required."""
        bare = re.sub(
            r"每(?:年|个?月|季度?|半年|周|学期)(?:至少|不少于)?(?:开展|召开|组织|举行|举办)?[\d一两二三四]+次",
            "",
            bare,
        )
        bare = re.sub(r"(?:不少于|不低于|不超过|至少|达到|≥|≤)\D{0,4}\d.*$|\d.*$", "", bare)
        bare = re.sub(
            r"^(?:年度)?(?:完成|配备|开展)(?=..)|每(?:个?月|季度?|半年|年|周)|全年|年度", "", bare
        ).strip()
        bare = re.sub(r"^(?:完成|配备|开展)(?=..)|(?<=..)[一1]次$|(?<=..)(?:不少于|至少)$", "", bare)
        bare = bare.rstrip("（(")
        return bare if len(bare) > 1 and bare.count("“") == bare.count("”") else self.title

    def facts(self) -> DraftFacts:
        """Return an empty collection of facts."""
        return DraftFacts(self)


class DraftFacts:
    """Facts made for one criterion, named in the order they are needed."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.made: dict[str, dict[str, object]] = {}

    def add(
        self,
        word: str,
        title: str,
        kind: str,
        *,
        unit: str = "",
        choices: Sequence[str] = (),
        failing: bool = False,
        source: str = "",
    ) -> str:
        """Add a fact and return its name; a second fact of the same word gets a number.

        *failing*: it is a failing of the station, which it does not report itself. *source*: the wording it
        is from.
        """
        name, again = f"{self.asked.base}.{word}", 1
        while name in self.made:
            again += 1
            name = f"{self.asked.base}.{word}{again}"
        fact: dict[str, object] = {"title": title, "type": kind}
        if unit:
            fact["unit"] = unit
        if kind in ("integer", "number"):
            fact["at_least"] = 0
        elif kind == "share":
            fact["at_least"] = "0%"
        if choices:
            fact["choices"] = {f"o{i + 1}": choice for i, choice in enumerate(choices)}
        looked = self.asked.looked
        role = (
            supplier_of_options(title, choices, source, looked)
            if choices and not failing
            else supplier(title + source, failing=failing, looked=looked)
        )
        if kind in ("share", "number") and role == STATION and supplier(self.asked.title) == SURVEY:
            role = SURVEY  # 优秀率 of 民主测评
        if role != STATION:
            fact["from"] = role
        self.made[name] = fact
        return name
