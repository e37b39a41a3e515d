"""The input and the result of a recogniser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule's declaration with the facts it needs."""

    kind: str
    rule: object
    facts: Mapping[str, Mapping[str, object]]
    zero_when: object = None
    notes: Sequence[str] = ()
    """Problem codes of what a person has to check."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The criterion a wording belongs to."""

    base: str
    """Prefix of the names of its facts: `a1_2`."""
    title: str

    def facts(self) -> DraftFacts:
        """Return an empty collection of facts."""
        return DraftFacts(self.base)


class DraftFacts:
    """Facts made for one criterion, named in the order they are needed."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.made: dict[str, dict[str, object]] = {}

    def add(self, word: str, title: str, kind: str, *, unit: str = "", choices: Sequence[str] = ()) -> str:
        """Add a fact and return its name; a second fact of the same word gets a number."""
        name, again = f"{self.base}.{word}", 1
        while name in self.made:
            again += 1
            name = f"{self.base}.{word}{again}"
        fact: dict[str, object] = {"title": title, "type": kind}
        if unit:
            fact["unit"] = unit
        if kind in ("integer", "number"):
            fact["at_least"] = 0
        elif kind == "share":
            fact["at_least"] = "0%"
        if choices:
            fact["choices"] = {f"o{i + 1}": choice for i, choice in enumerate(choices)}
        self.made[name] = fact
        return name

    def retitle(self, word: str, title: str) -> None:
        """Give the fact of *word* another title."""
        self.made[f"{self.base}.{word}"]["title"] = title
