"""Check a guideline beyond its single rules: ids, evidence, references, grades, unused facts, names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from evaluator.base.exact import Number, text
from evaluator.base.folding import folded
from evaluator.conditions.monotonicity import HELPS, fact_directions
from evaluator.conditions.truth import columns_of, tests_of
from evaluator.model.condition import And, Condition, CriterionTest, Not, Or, SectionTest, Test
from evaluator.model.guideline import Guideline
from evaluator.model.values import Amount, Place
from evaluator.rules.marked import LevelForm, form_of
from evaluator.rules.reader import Reader
from evaluator.yaml.parse import Scalar, Table


def lint(guideline: Guideline, root: Table, reader: Reader) -> None:
    """Add a problem for every mistake that shows only in the guideline as a whole."""
    _status(guideline, root, reader)
    _rounding(guideline, root, reader)
    _ids(guideline, reader)
    _evidence(guideline, reader)
    _grades(guideline, root, reader)
    _references(guideline, reader)
    _unused(guideline, reader)
    _blanks(guideline, reader)
    _names(guideline, reader)


def _status(guideline: Guideline, root: Table, reader: Reader) -> None:
    if guideline.status == "official" and not (guideline.source_document and guideline.source_sha256):
        reader.problem("official-without-source", root.entries["status"])


def _rounding(guideline: Guideline, root: Table, reader: Reader) -> None:
    rounding = guideline.rounding
    if rounding.rule == "half_even" and rounding.at == "criterion":
        # GB/T 8170-2008, 3.3 forbids rounding in succession: criteria first, then their total.
        reader.problem("half-even-at-criterion", root.entries["rounding"])


def _ids(guideline: Guideline, reader: Reader) -> None:
    first: dict[str, Place] = {}
    named: Iterator[tuple[str, Place]] = (
        (element.id, element.place)
        for group in (
            guideline.walk(),
            guideline.criteria(),
            guideline.ceilings,
            guideline.vetoes,
            guideline.eligibility,
        )
        for element in group
    )
    # Lines of a profile are negative; its additions sort after the guideline's own lines.
    in_order = sorted(named, key=lambda pair: (pair[1].line < 0, abs(pair[1].line), pair[1].column))
    for name, place in in_order:
        if name in first:
            reader.problem("duplicate-id", place, name=name, line=str(first[name].line))
        else:
            first[name] = place


def _evidence(guideline: Guideline, reader: Reader) -> None:
    for criterion in guideline.criteria():
        read = {reading.fact for reading in criterion.rule.reads()}
        seen: set[str] = set()
        options: set[str] = set()
        for line in criterion.evidence:
            if line.id in seen or line.id in options:
                reader.problem("duplicate-id", line.place, name=f"{criterion.id}#{line.id}", line="")
            seen.add(line.id)
            if not line.each:
                continue
            if line.each not in read:
                reader.problem("each-not-read", line.place, name=line.each, criterion=criterion.id)
            fact = guideline.facts.get(line.each)
            for option in fact.choices if fact is not None else ():
                if option in seen or option in options:
                    reader.problem("duplicate-id", line.place, name=f"{criterion.id}#{option}", line="")
                options.add(option)


def _grades(guideline: Guideline, root: Table, reader: Reader) -> None:
    grades = guideline.grades
    seen: dict[str, str] = {}
    for grade in grades:
        if grade.id in seen:
            reader.problem("duplicate-id", grade.place, name=grade.id, line="")
        seen[grade.id] = grade.title
    for better, worse in pairwise(grades):
        if better.bound == worse.bound and better.inclusive == worse.inclusive:
            reader.problem("grades-same-bound", worse.place, grade=worse.title, other=better.title)
    lowest = grades[-1]
    if not lowest.holds(0):
        reader.problem(
            "grades-no-floor", root.entries["grades"], grade=lowest.title, bound=text(lowest.bound)
        )
    top = guideline.full_marks
    if guideline.bonus.above_full:
        bonus: Number = sum(criterion.points for criterion in guideline.bonus.criteria)
        limit = guideline.bonus.at_most
        top += bonus if limit is None else min(bonus, limit)
    for grade in grades:
        if not grade.holds(top):
            reader.problem("grade-unreachable", grade.place, grade=grade.title, full=text(top))


def _references(guideline: Guideline, reader: Reader) -> None:
    grades = {grade.id for grade in guideline.grades}
    sections = {section.id for section in guideline.walk()}
    levels = {section.level for section in guideline.walk()}
    criteria = {criterion.id: criterion for criterion in guideline.criteria()}
    for ceiling in guideline.ceilings:
        if ceiling.at_most not in grades:
            reader.unknown("unknown-grade", _scalar(ceiling.at_most, ceiling.place), ceiling.at_most, grades)
        for test in tests_of(ceiling.when):
            match test:
                case SectionTest() if test.section and test.section not in sections:
                    reader.unknown("unknown-section", _scalar("", test.place), test.section, sections)
                case SectionTest() if not test.section and test.level not in levels:
                    reader.problem("unknown-level-of-section", test.place, level=str(test.level))
                case CriterionTest() if test.criterion not in criteria:
                    reader.unknown("unknown-criterion", _scalar("", test.place), test.criterion, criteria)
    for veto in guideline.vetoes:
        if veto.grade not in grades:
            reader.unknown("unknown-grade", _scalar(veto.grade, veto.place), veto.grade, grades)


def _scalar(text_: str, place: Place) -> Scalar:
    return Scalar(text_, place.line, place.column, plain=True)


def _unused(guideline: Guideline, reader: Reader) -> None:
    def left_over(place: Place) -> bool:
        """Return whether the guideline itself declares it and a profile may have made it unused."""
        return bool(guideline.profile) and place.line > 0

    for fact in guideline.facts.values():
        if fact.name not in reader.used and not fact.shown and not left_over(fact.place):
            reader.problem("unused-fact", fact.place, name=fact.name)
    counted = {fact.counted.ledger for fact in guideline.facts.values() if fact.counted is not None}
    for ledger in guideline.ledgers.values():
        if ledger.id not in counted | reader.tables and not left_over(ledger.place):
            reader.problem("unused-ledger", ledger.place, name=ledger.id)


def _blanks(guideline: Guideline, reader: Reader) -> None:
    """Add a problem where leaving blank what may be blank can raise a score.

    Rows that must have the column (`is_given: true`) are the author's word that he thought of blanks.
    """
    effects = fact_directions(guideline)
    for fact in guideline.facts.values():
        counting = fact.counted
        ledger = guideline.ledgers.get(counting.ledger) if counting is not None else None
        if counting is None or ledger is None:
            continue
        negated = set(_compared_under_not(counting.rows)) if counting.rows is not None else set[str]()
        asked = set(_must_have(counting.rows)) if counting.rows is not None else set[str]()
        can_lower = effects.get(fact.name, HELPS) != HELPS
        read = {*columns_of(counting.rows), *counting.distinct, counting.sum, counting.of}
        for name, column in ledger.columns.items():
            if not column.may_be_blank or name in asked:
                continue
            args = {"column": column.title, "fact": fact.title}
            if name in negated:
                reader.problem("blank-under-not", counting.place, **args)
            elif (can_lower and name in read) or name == counting.mean:
                reader.problem("blank-may-help", counting.place, **args)


def _must_have(condition: Condition) -> Iterator[str]:
    """Yield the columns that a row must have to count."""
    match condition:
        case And(parts):
            for part in parts:
                yield from _must_have(part)
        case Test():
            if any(test.operator == "is_given" and test.operand is True for test in condition.comparisons):
                yield condition.column


def _compared_under_not(condition: Condition, *, negated: bool = False) -> Iterator[str]:
    """Yield the columns that are compared inside a `not`."""
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _compared_under_not(part, negated=negated)
        case Not(part):
            yield from _compared_under_not(part, negated=True)
        case Test() if negated:
            for comparison in condition.comparisons:
                if comparison.operator != "is_given":
                    yield condition.column
                    if isinstance(comparison.operand, Amount):
                        yield comparison.operand.fact


def _names(guideline: Guideline, reader: Reader) -> None:
    """Add a problem for names of choices and levels that have surplus blanks, which nobody sees."""
    named = [(title, fact.place) for fact in guideline.facts.values() for title in fact.choices.values()]
    named += [
        (level, criterion.place)
        for criterion in guideline.criteria()
        if isinstance(form := form_of(criterion), LevelForm)
        for level in form.levels
    ]
    for name, place in named:
        if name != " ".join(name.split()):
            reader.problem("name-with-blanks", place, name=name)
    _titles(guideline, reader)


def _titles(guideline: Guideline, reader: Reader) -> None:
    """Add a problem for what has no title, and for grades and options that are called the same."""
    facts = guideline.facts.values()
    titles = [(section.title, section.place) for section in guideline.walk()]
    titles += [(criterion.title, criterion.place) for criterion in guideline.criteria()]
    titles += [(grade.title, grade.place) for grade in guideline.grades]
    titles += [(fact.title, fact.place) for fact in facts]
    for title, place in titles:
        if not folded(title):
            reader.problem("title-blank", place)
    alike = [(grade.title, grade.place, "") for grade in guideline.grades]
    alike += [(title, fact.place, fact.name) for fact in facts for title in fact.choices.values()]
    seen: set[tuple[str, str]] = set()
    for title, place, group in alike:
        if (group, folded(title)) in seen:
            reader.problem("title-twice", place, title=title)
        seen.add((group, folded(title)))
