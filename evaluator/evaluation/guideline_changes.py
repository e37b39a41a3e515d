"""What changed between two editions of a guideline, in words, and which criteria each change touches.

Every part of a guideline is put into words aspect by aspect; parts are matched by id. What words cannot tell
apart is compared as it was declared, so that no change passes unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

from evaluator.base import exact
from evaluator.base.frozen import dataclass, field
from evaluator.conditions.truth import facts_in
from evaluator.conditions.wording import Words, percent, rule_words
from evaluator.model.condition import Condition
from evaluator.model.guideline import (
    Bonus,
    Ceiling,
    Column,
    Criterion,
    Deductions,
    Eligibility,
    EvidenceLine,
    Fact,
    Guideline,
    Ledger,
    Section,
    Veto,
)
from evaluator.model.values import NOTHING
from evaluator.texts import Language
from evaluator.texts.reports.why import CHANGES

Subject = Literal["whole", "grade", "section", "criterion", "fact", "ledger", "limit"]
Way = Literal["new", "gone", "changed"]

SUBJECTS: Final[tuple[Subject, ...]] = ("whole", "grade", "section", "criterion", "fact", "ledger", "limit")
WORDING: Final = frozenset(
    {
        *("title", "text", "note", "look_at", "remedy", "effort", "unit", "edition", "status"),
        *("subject", "issuer", "modelled_on", "basis", "source", "profile", "roles", "shown", "private"),
        *("id", "language", "also_out_of"),
    }
)
"""Aspects that move no points."""
_MATTERS: Final[Mapping[Subject, tuple[str, ...]]] = {
    "grade": ("bound",),
    "section": ("points", "weight"),
    "criterion": ("points", "weight", "rule"),
    "fact": ("type", "counted", "derived"),
    "limit": ("condition", "decided_by", "effect"),
}
"""What is said of a part that is new or gone, by what it is."""
_PLACE: Final = re.compile(r"Place\(line=\d+, column=\d+\)")


@dataclass(frozen=True, slots=True)
class EditionChange:
    """One aspect of one part of a guideline that is not what it was."""

    subject: Subject
    id: str
    title: str
    way: Way
    aspect: str
    """What of it: `rule`, `points`; empty where the whole part is new or gone."""
    before: str
    """How the aspect was; of a part that is gone, what it was; empty where there was none."""
    after: str
    criteria: frozenset[str]
    """The criteria whose points it may move; empty where it touches the whole or none."""

    @property
    def weighs(self) -> bool:
        """Whether it may move points or grades."""
        return self.aspect not in WORDING


@dataclass(frozen=True, slots=True)
class _Described:
    """A part of a guideline in words."""

    title: str
    aspects: Mapping[str, str]
    declared: Mapping[str, str] = NOTHING
    """Aspects as they were declared, where words may not tell two apart, or differ by titles alone."""
    criteria: frozenset[str] = field(default_factory=frozenset)

    def is_like(self, other: _Described, aspect: str) -> bool:
        """Return whether an aspect of two parts is the same, whatever what it names is called by now."""
        if aspect in self.declared and aspect in other.declared:
            return self.declared[aspect] == other.declared[aspect]
        return self.aspects.get(aspect, "") == other.aspects.get(aspect, "")


def guideline_changes(old: Guideline, new: Guideline, lang: Language) -> list[EditionChange]:
    """Return every change, the whole first, then sections, criteria, facts, ledgers and limits in order."""
    before, after = (dict(_described(guideline, lang)) for guideline in (old, new))
    changes: list[EditionChange] = []
    for key in sorted(dict.fromkeys([*after, *before]), key=lambda key: SUBJECTS.index(key[0])):
        subject, id = key
        first, second = before.get(key), after.get(key)
        if first is None or second is None:
            there = second or first
            assert there is not None
            way: Way = "new" if first is None else "gone"
            whole = "" if first is None else _whole_part(first, subject, lang)
            other = "" if second is None else _whole_part(second, subject, lang)
            changes.append(EditionChange(subject, id, there.title, way, "", whole, other, there.criteria))
            continue
        touched = first.criteria | second.criteria
        for aspect in dict.fromkeys([*first.aspects, *second.aspects]):
            if not first.is_like(second, aspect):
                words = (first.aspects.get(aspect, ""), second.aspects.get(aspect, ""))
                changes.append(EditionChange(subject, id, second.title, "changed", aspect, *words, touched))
    return changes


def _whole_part(part: _Described, subject: Subject, lang: Language) -> str:
    """Return what a part that is new or gone is worth, asks or does."""
    aspects = [(aspect, part.aspects.get(aspect, "")) for aspect in _MATTERS.get(subject, ())]
    return CHANGES.say("between", lang).join(
        CHANGES.say("edition.is", lang, aspect=CHANGES.say(f"aspect.{aspect}", lang), value=value)
        for aspect, value in aspects
        if value
    )


def _described(guideline: Guideline, lang: Language) -> Iterator[tuple[tuple[Subject, str], _Described]]:
    words = Words(guideline)
    yield ("whole", ""), _whole(guideline, lang)
    for grade in guideline.grades:
        bound = f"{'≥' if grade.inclusive else '>'} {exact.text(grade.bound)}"
        aspects = {"title": grade.title, "bound": bound, "note": grade.note}
        yield ("grade", grade.id), _Described(grade.title, aspects)
    above = {child.id: section.id for section in guideline.walk() for child in section.sections}
    for section in guideline.walk():
        yield ("section", section.id), _section(section, above.get(section.id, ""))
    for criterion in guideline.criteria():
        yield ("criterion", criterion.id), _criterion(criterion, guideline, words, lang)
    readers = _readers(guideline)
    for fact in guideline.facts.values():
        yield ("fact", fact.name), _fact(fact, guideline, words, lang, readers)
    for ledger in guideline.ledgers.values():
        touched = frozenset(each.id for each in guideline.criteria() if ledger.id in each.ledgers)
        yield ("ledger", ledger.id), _ledger(ledger, touched, lang)
    limits: Iterable[Ceiling | Veto | Eligibility] = (
        *guideline.ceilings,
        *guideline.vetoes,
        *guideline.eligibility,
    )
    grades = {grade.id: grade.title for grade in guideline.grades}
    for limit in limits:
        yield ("limit", limit.id), _limit(limit, words, grades, lang)


def _whole(guideline: Guideline, lang: Language) -> _Described:
    rounding = guideline.rounding
    aspects = {
        "id": guideline.id,
        "language": guideline.language,
        "title": guideline.title,
        "edition": guideline.edition,
        "status": _code(guideline.status, lang),
        "subject": guideline.subject,
        "issuer": guideline.issuer,
        "modelled_on": guideline.modelled_on,
        "basis": guideline.basis,
        "source": " ".join(filter(None, (guideline.source_document, guideline.source_sha256))),
        "profile": guideline.profile,
        "roles": _listed((f"{id} {title}" for id, title in guideline.roles.items()), lang),
        "full_marks": exact.text(guideline.full_marks),
        "also_out_of": "" if guideline.also_out_of is None else exact.text(guideline.also_out_of),
        "rounding": CHANGES.say(
            f"rounding.{rounding.at}", lang, places=rounding.places, rule=_code(rounding.rule, lang)
        ),
        "compare": _code(guideline.compare, lang),
        "within": _code(guideline.within, lang),
        "not_applicable_at_most": ""
        if guideline.not_applicable_at_most is None
        else percent(guideline.not_applicable_at_most),
        **_beside(guideline.bonus, "bonus"),
        **_beside(guideline.deductions, "deductions"),
        "above_full": CHANGES.say("yes" if guideline.bonus.above_full else "no", lang),
    }
    return _Described(guideline.title, aspects)


def _listed(items: Iterable[str], lang: Language) -> str:
    return CHANGES.say("list", lang).join(items)


def _yes(value: bool, lang: Language) -> str:
    return CHANGES.say("yes" if value else "no", lang)


def _beside(part: Bonus | Deductions, name: str) -> dict[str, str]:
    return {f"{name}_at_most": "" if part.at_most is None else exact.text(part.at_most)}


def _section(section: Section, above: str) -> _Described:
    aspects = {
        "title": section.title,
        "section": above,
        "points": exact.text(section.points),
        "weight": "" if section.weight is None else exact.text(section.weight),
        "text": section.text,
        "note": section.note,
    }
    return _Described(section.title, aspects, criteria=frozenset(leaf.id for leaf in section.leaves()))


def _criterion(criterion: Criterion, guideline: Guideline, words: Words, lang: Language) -> _Described:
    policy = criterion.policy
    beside = "bonus" if criterion in guideline.bonus.criteria else "deduction"
    aspects = {
        "title": criterion.title,
        "section": criterion.section or CHANGES.say(f"part.{beside}", lang),
        "points": exact.text(criterion.points),
        "weight": "" if criterion.weight is None else exact.text(criterion.weight),
        "rule": rule_words(criterion.rule, words, criterion.points),
        "applies_when": _condition(criterion.applies_when, words),
        "zero_when": _condition(criterion.zero_when, words),
        "marked_by": words.role(criterion.marked_by) if criterion.rule.marked else "",
        "may_not_apply": _yes(criterion.may_not_apply, lang),
        "not_applicable": _code(criterion.not_applicable, lang),
        "if_missing": CHANGES.say(f"code.{policy.kind}", lang, share=percent(policy.cap)),
        "key_item": _yes(criterion.key_item, lang),
        "asked": CHANGES.say("between", lang).join(_line(line, words, lang) for line in criterion.evidence),
        "text": criterion.text,
        "note": criterion.note,
        "look_at": words.joined(criterion.look_at, "list.items"),
        "remedy": criterion.remedy,
        "effort": "" if criterion.effort is None else exact.text(criterion.effort),
    }
    parts = {
        "rule": criterion.rule,
        "applies_when": criterion.applies_when,
        "zero_when": criterion.zero_when,
        "marked_by": criterion.marked_by if criterion.rule.marked else "",
        "asked": criterion.evidence,
    }
    return _Described(criterion.title, aspects, _declared(parts), frozenset({criterion.id}))


def _line(line: EvidenceLine, words: Words, lang: Language) -> str:
    more = [f"×{line.at_least}"] if line.at_least > 1 else []
    more += [CHANGES.say("line.optional", lang)] if line.optional else []
    more += [CHANGES.say("line.dated", lang)] if line.dated else []
    more += [CHANGES.say("line.each", lang)] if line.each else []
    if line.when is not None:
        more.append(CHANGES.say("line.when", lang, condition=words.condition(line.when)))
    return " ".join([f"{line.title}〔{words.say(f'kind.{line.kind}')}〕", *more])


def _fact(
    fact: Fact, guideline: Guideline, words: Words, lang: Language, readers: Mapping[str, frozenset[str]]
) -> _Described:
    counted = ""
    if fact.counted is not None:
        rule = fact.counted
        ledger = guideline.ledgers[rule.ledger]
        parts = [ledger.title]
        if rule.rows is not None:
            parts.append(words.condition(rule.rows, rule.ledger))
        columns = (*rule.distinct, rule.sum, rule.mean, rule.of)
        parts += [ledger.columns[name].title for name in columns if name in ledger.columns]
        parts += [CHANGES.say(f"counted.{way}", lang) for way in ("sum", "mean") if getattr(rule, way)]
        parts += [_code(rule.by, lang)] if rule.by else []
        parts += [CHANGES.say("counted.or_declared", lang)] if rule.or_declared else []
        counted = "，".join(parts)
    titles = guideline.facts
    aspects = {
        "title": fact.title,
        "type": _code(fact.type, lang),
        "unit": fact.unit,
        "choices": words.joined(fact.choices.values(), "list.items"),
        "at_least": "" if fact.at_least is None else words.amount(fact.at_least),
        "at_most": "" if fact.at_most is None else words.amount(fact.at_most),
        "supplier": words.role(fact.supplier),
        "merge": CHANGES.say("merge.mean" if fact.merge_mean else "merge.equal", lang),
        "may_not_apply": _yes(fact.may_not_apply, lang),
        "shown": _yes(fact.shown, lang),
        "private": _yes(fact.private, lang),
        "counted": counted,
        "derived": " ".join(
            [
                " + ".join(titles[name].title for name in fact.total),
                *(f"− {titles[name].title}" for name in fact.less),
            ]
        ).strip(),
        "note": fact.note,
    }
    declared = _declared({"supplier": fact.supplier, "counted": fact.counted, "choices": dict(fact.choices)})
    declared |= _declared({"at_least": fact.at_least, "at_most": fact.at_most})
    declared |= _declared({"derived": (fact.total, fact.less)})
    return _Described(fact.title, aspects, declared, readers.get(fact.name, frozenset()))


def _ledger(ledger: Ledger, criteria: frozenset[str], lang: Language) -> _Described:
    key = ledger.columns.get(ledger.key)
    aspects = {
        "title": ledger.title,
        "columns": _listed((_column(column, lang) for column in ledger.columns.values()), lang),
        "key": "" if key is None else key.title,
    }
    declared = {"columns": tuple(ledger.columns.values()), "key": ledger.key}
    return _Described(ledger.title, aspects, _declared(declared), criteria)


def _column(column: Column, lang: Language) -> str:
    more = [_code(column.type, lang), *column.choices.values()]
    more += [CHANGES.say("column.blank", lang)] if column.may_be_blank else []
    more += [CHANGES.say("column.private", lang)] if column.private else []
    return f"{column.title}〔{' '.join(more)}〕"


def _limit(
    limit: Ceiling | Veto | Eligibility, words: Words, grades: Mapping[str, str], lang: Language
) -> _Described:
    match limit:
        case Ceiling():
            effect = grades[limit.at_most]
        case Veto():
            effect = grades[limit.grade]
        case _:
            effect = _code(limit.result, lang)
    decided = _code(limit.decided_by, lang) if isinstance(limit, Veto) and limit.decided_by else ""
    aspects = {"title": limit.title, "condition": _condition(limit.when, words), "effect": effect}
    declared = _declared({"condition": limit.when})
    return _Described(limit.title, {**aspects, "decided_by": decided}, declared)


def _code(code: str, lang: Language) -> str:
    return CHANGES.say(f"code.{code}", lang)


def _condition(condition: Condition | None, words: Words) -> str:
    return "" if condition is None else words.condition(condition)


def _readers(guideline: Guideline) -> dict[str, frozenset[str]]:
    """Return the criteria that each fact has a part in, through derived facts too."""
    readers: dict[str, set[str]] = {}

    def note(name: str, criterion: str) -> None:
        readers.setdefault(name, set()).add(criterion)
        fact = guideline.facts[name]
        for operand in (*fact.total, *fact.less):
            note(operand, criterion)

    for criterion in guideline.criteria():
        conditions = [
            criterion.applies_when,
            criterion.zero_when,
            *(line.when for line in criterion.evidence),
        ]
        names = [read.fact for read in criterion.rule.reads()]
        names += [name for each in conditions if each is not None for name in facts_in(each)]
        for name in names:
            note(name, criterion.id)
    return {name: frozenset(ids) for name, ids in readers.items()}


def _declared(parts: Mapping[str, object]) -> dict[str, str]:
    """Return parts as they were declared, without their places in the file."""
    return {aspect: _PLACE.sub("", repr(part)) for aspect, part in parts.items()}


class ChangeWords:
    """Puts the changes of a guideline into words."""

    def __init__(self, lang: Language) -> None:
        """Take the language."""
        self.lang = lang

    def sentence(self, change: EditionChange) -> str:
        """Return a change with the part it is about."""
        about = self.about(change)
        if change.way != "changed":
            how = change.after or change.before
            key = f"edition.{change.way}-as" if how else f"edition.{change.way}"
            return CHANGES.say(key, self.lang, what=about, how=how)
        return CHANGES.say("edition.changed", self.lang, what=about, how=self.how(change))

    def about(self, change: EditionChange) -> str:
        return CHANGES.say(f"about.{change.subject}", self.lang, id=change.id, title=change.title)

    def how(self, change: EditionChange) -> str:
        """Return what became of one aspect."""
        aspect = CHANGES.say(f"aspect.{change.aspect}", self.lang)
        if change.before == change.after:  # words do not tell them apart
            return CHANGES.say("edition.detail", self.lang, aspect=aspect)
        key = "set" if not change.before else "unset" if not change.after else "from-to"
        return CHANGES.say(
            f"edition.{key}", self.lang, aspect=aspect, before=change.before, after=change.after
        )
