"""Totals and grade in cells: `score.roll_up` and `grading.grade` as spreadsheet formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from evaluator.base.exact import Number, simple
from evaluator.conditions.excel import truth
from evaluator.conditions.formulas import NO, YES, Formula, and_, if_, is_zero, literal, negated, or_, rounded
from evaluator.model.guideline import Criterion, Guideline, Section
from evaluator.workbook.live.calc import Calc, is_set
from evaluator.workbook.live.criteria import BONUS, DEDUCTION, SECTION, Judged
from evaluator.workbook.live.facts import FactCells
from evaluator.workbook.live.view import AssignmentView

TOTAL_DIGITS = 10
"""Decimals that count when totals are compared with bounds."""
MORE_PLACES = 4
"""The most extra places that a total gets to stay on its side of every bound."""


@dataclass(frozen=True)
class CriterionCells:
    """The points of one criterion in one assignment."""

    own: str
    points: str
    full: str
    applies: str


@dataclass(frozen=True)
class SectionCells:
    """The points of a section in one assignment."""

    points: str
    applicable: str
    raw: str
    applies: str


@dataclass
class Tally:
    """The totals of one assignment."""

    criteria: dict[str, CriterionCells] = field(default_factory=dict)
    sections: dict[str, SectionCells] = field(default_factory=dict)
    exists: str = YES
    """Whether there is a total: whether any criterion applies."""
    total: str = NO
    compared: str = NO
    shown: str = NO


def scaled(criterion: Criterion, own: str) -> str:
    """Return points on a criterion's own scale, scaled by its weight."""
    factor = simple(Fraction(criterion.full) / criterion.points) if criterion.points else 0
    return f"{own}*{literal(factor)}"


class Adder:
    """Adds up both assignments."""

    def __init__(self, guideline: Guideline, calc: Calc) -> None:
        self.guideline, self.calc = guideline, calc
        self.each = guideline.rounding.at == "criterion"

    def rounded(self, expression: str, more: int = 0) -> Formula:
        """Round as the guideline prescribes."""
        rounding = self.guideline.rounding
        cell = self.calc.cell(expression)
        return self.calc.cell(rounded(cell, rounding.places + more, rounding.rule))

    def tally(self, judged: Sequence[Judged], *, optimistic: bool) -> Tally:
        """Return the totals of one assignment."""
        tally = Tally()
        bonus, deductions = [], []
        for judgement in judged:
            self.calc.label = judgement.criterion.id
            counted = self._counted(judgement, *self._end(judgement, optimistic=optimistic))
            tally.criteria[judgement.criterion.id] = counted
            if judgement.kind == BONUS:
                bonus.append(counted.points)
            elif judgement.kind == DEDUCTION:
                deductions.append(counted.points)
        nodes = [self._section(section, tally) for section in self.guideline.sections]
        self.calc.label = "total"
        raw = self.calc.cell("+".join(f"{node.applies}*{node.points}" for node in nodes) or NO)
        applicable = self.calc.cell(
            "+".join(
                f"{node.applies}*{self._weight(node, section)}"
                for node, section in zip(nodes, self.guideline.sections, strict=True)
            )
            or NO
        )
        tally.exists = self.calc.flag(negated(is_zero(applicable)))
        full = literal(self.guideline.full_marks)
        total = (
            f"IF({is_zero(applicable)},0,IF(ROUND({applicable}-{full},9)=0,{raw},{raw}*{full}/{applicable}))"
        )
        for parts, sign, most in (
            (bonus, "+", self.guideline.bonus.at_most),
            (deductions, "-", self.guideline.deductions.at_most),
        ):
            if parts:
                added = f"({'+'.join(parts)})"
                total += f"{sign}{added if most is None else f'MIN({literal(most)},{added})'}"
        total = f"MAX(0,{self.calc.cell(total)})"
        if not self.guideline.bonus.above_full:
            total = f"MIN({full},{total})"
        tally.total = self.calc.cell(total)
        near = self.rounded(tally.total)
        tally.compared = near if self.guideline.compare == "rounded" else tally.total
        tally.shown = near if self.guideline.compare == "rounded" else self._shown(tally.total, near)
        return tally

    def _shown(self, total: str, near: str) -> str:
        """Round a total to as many places as keep it on its side of every grade's bound."""
        band = self.band(total)
        figure = self.rounded(total, MORE_PLACES)
        for more in range(MORE_PLACES - 1, 0, -1):
            tried = self.rounded(total, more)
            figure = self.calc.cell(f"IF({self.band(tried)}={band},{tried},{figure})")
        return self.calc.cell(f"IF({self.band(near)}={band},{near},{figure})")

    def band(self, points: str) -> str:
        """Return the number of the grade that points reach, from 1, best first."""
        expression = str(len(self.guideline.grades))
        for number, grade in reversed(list(enumerate(self.guideline.grades, 1))):
            sign = ">=" if grade.inclusive else ">"
            expression = (
                f"IF(ROUND({points}-{literal(grade.bound)},{TOTAL_DIGITS}){sign}0,{number},{expression})"
            )
        return self.calc.cell(expression)

    def _end(self, judgement: Judged, *, optimistic: bool) -> tuple[str, str]:
        low, high = judgement.low, judgement.high
        if judgement.kind == DEDUCTION and low != high:
            # The most that may be taken off is the low end.
            first = f"{low[0]}<={high[0]}" if optimistic else f"{low[0]}>={high[0]}"
            return (
                self.calc.cell(f"IF({first},{low[0]},{high[0]})"),
                self.calc.cell(f"IF({first},{low[1]},{high[1]})"),
            )
        return high if optimistic else low

    def _counted(self, judgement: Judged, points: str, applies: str) -> CriterionCells:
        criterion, kind = judgement.criterion, judgement.kind
        own = self.rounded(points) if self.each else points
        counts = own
        if criterion.full != criterion.points:
            counts = self.calc.cell(scaled(criterion, own))
        if applies == YES:
            return CriterionCells(own, counts, literal(criterion.full), YES)
        out_own, out, out_full = self._left_out(criterion, kind)
        return CriterionCells(
            self.calc.cell(f"IF({applies}=1,{own},{out_own})"),
            self.calc.cell(f"IF({applies}=1,{counts},{out})"),
            self.calc.cell(f"IF({applies}=1,{literal(criterion.full)},{out_full})"),
            applies,
        )

    def _left_out(self, criterion: Criterion, kind: str) -> tuple[str, str, str]:
        full = literal(criterion.full)
        if kind != SECTION or criterion.not_applicable == "rescale":
            return NO, NO, NO
        if criterion.not_applicable == "full":
            return literal(criterion.points), full, full
        return NO, NO, full

    def _weight(self, node: SectionCells, section: Section) -> str:
        return literal(section.full) if self.guideline.within == "section" else node.applicable

    def _section(self, section: Section, tally: Tally) -> SectionCells:
        raws, fulls, there = [], [], []
        whole: Number = 0
        for criterion in section.criteria:
            counted = tally.criteria[criterion.id]
            raws.append(counted.points)
            fulls.append(counted.full)
            whole += criterion.full
            there.append(YES if criterion.not_applicable != "rescale" else counted.applies)
        for inner in section.sections:
            node = self._section(inner, tally)
            whole += inner.full
            raws.append(f"{node.applies}*{node.points}")
            fulls.append(f"{node.applies}*{self._weight(node, inner)}")
            there.append(node.applies)
        self.calc.label = section.id
        raw, applicable = self.calc.cell("+".join(raws) or NO), self.calc.cell("+".join(fulls) or NO)
        weighs = YES if whole == 0 else negated(is_zero(applicable))
        applies = self.calc.flag(and_(or_(*(flag if flag == YES else f"{flag}=1" for flag in there)), weighs))
        points = raw
        if self.guideline.within == "section":
            full = literal(section.full)
            scaled = self.calc.cell(f"IF({is_zero(applicable)},0,{raw}*{full}/{applicable})")
            if self.each:
                scaled = self.rounded(scaled)
            nothing_left = f"OR({is_zero(applicable)},ROUND({applicable}-{literal(whole)},9)=0,{applies}=0)"
            points = self.calc.cell(f"IF({nothing_left},{raw},{scaled})")
        node = SectionCells(points, applicable, raw, applies)
        tally.sections[section.id] = node
        return node


class _Nodes:
    """The scored nodes that ceilings refer to (`condition_formulas.Nodes`)."""

    def __init__(self, adder: Adder, tally: Tally, judged: Sequence[Judged], *, optimistic: bool) -> None:
        self.adder, self.tally, self.judged, self.optimistic = adder, tally, judged, optimistic

    def section_below(self, section: str, level: int, limit: str) -> Formula:
        names = (
            [section]
            if section
            else [candidate.id for candidate in self.adder.guideline.walk() if candidate.level == level]
        )
        tests = []
        for name in names:
            node = self.tally.sections[name]
            raw = self.adder.rounded(node.raw) if self.adder.guideline.compare == "rounded" else node.raw
            there = and_(f"{node.applies}=1", negated(is_zero(node.applicable)))
            tests.append(f"IF({there},ROUND({raw}/{node.applicable}-{limit},{TOTAL_DIGITS})<0,FALSE)")
        return or_(*tests)

    def criterion_below(self, criterion: str, limit: str) -> Formula:
        counted = self.tally.criteria[criterion]
        below = f"ROUND({counted.own}-{limit},{TOTAL_DIGITS})<0"
        return Formula(below if counted.applies == YES else f"AND({counted.applies}=1,{below})")

    def key_item_with(self, outcome: str) -> Formula:
        tests = []
        for judgement in self.judged:
            if not judgement.criterion.key_item:
                continue
            if outcome == "not_assessed":
                tests.append(NO if judgement.settled == YES else f"{judgement.settled}=0")
                continue
            points, applies = judgement.high if self.optimistic else judgement.low
            none = f"ROUND({points},9)<=0"
            met = f"ROUND({points}-{literal(judgement.criterion.points)},9)>=0"
            says = {
                "not_met": none,
                "met": and_(negated(none), met),
                "partly_met": and_(negated(none), negated(met)),
            }[outcome]
            tests.append(says if applies == YES else f"AND({applies}=1,{says})")
        return or_(*tests)


@dataclass(frozen=True)
class Graded:
    """The grade at both ends, numbered from 1, 0 for none, and what limits it."""

    low: str
    high: str
    ceilings: tuple[tuple[str, str], ...]
    """For each ceiling, whether it holds at the low and at the high end."""
    vetoes: tuple[tuple[str, str], ...]
    """For each veto, whether it applies and whether it is pending."""
    eligibility: tuple[tuple[str, str], ...]
    doubt: str
    """Facts in doubt in these conditions count in the doubt of the whole."""


def graded(adder: Adder, facts: FactCells, judged: Sequence[Judged], tallies: tuple[Tally, Tally]) -> Graded:
    """Return the grade in cells."""
    guideline, calc = adder.guideline, adder.calc
    calc.label = "grade"
    rank = {guideline_grade.id: number for number, guideline_grade in enumerate(guideline.grades, 1)}
    view = AssignmentView(facts, optimistic=False)
    vetoes: list[tuple[Formula, Formula]] = []
    for veto in guideline.vetoes:
        if veto.when is None:
            vetoes.append((NO, NO))
            continue
        outcome = truth(veto.when, view)
        vetoes.append((calc.flag(outcome.holds), calc.flag(outcome.unknown)))
    entries = []
    for rule in guideline.eligibility:
        outcome = truth(rule.when, view)
        entries.append((calc.flag(outcome.holds), calc.flag(outcome.unknown)))
    ends, hits = [], []
    for optimistic, tally in zip((False, True), tallies, strict=True):
        nodes = _Nodes(adder, tally, judged, optimistic=optimistic)
        limits = [adder.band(tally.compared)]
        hit = []
        for ceiling in guideline.ceilings:
            outcome = truth(ceiling.when, view, nodes)
            unsure = outcome.unknown
            if optimistic:
                low = outcome.low
                may_fail = (YES if low == NO else NO) if low in (YES, NO, "0.5") else f"{low}=0"
                unsure = and_(unsure, negated(and_(outcome.waits, may_fail)))
            holds = calc.flag(or_(outcome.holds, unsure))
            hit.append(holds)
            limits.append(if_(is_set(holds), str(rank[ceiling.at_most]), NO))
        for veto, (applies, pending) in zip(guideline.vetoes, vetoes, strict=True):
            hits_it = or_(
                is_set(applies),
                NO if optimistic else is_set(pending),
            )
            limits.append(if_(hits_it, str(rank[veto.grade]), NO))
        hits.append(hit)
        grade = Formula(f"MAX({','.join(limits)})")
        ends.append(calc.cell(if_("1" if tally.exists == YES else f"{tally.exists}=1", grade, NO)))
    low, high = ends
    there = f"AND({low}>0,{high}>0)"
    return Graded(
        calc.cell(f"IF({there},MAX({low},{high}),MAX({low},{high}))"),
        calc.cell(f"IF({there},MIN({low},{high}),MAX({low},{high}))"),
        tuple(zip(*hits, strict=True)) if guideline.ceilings else (),
        tuple(vetoes),
        tuple(entries),
        NO,
    )
