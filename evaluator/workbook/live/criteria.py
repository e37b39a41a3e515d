"""Every criterion as cells, in both assignments, in the order of `assess.Assessment`."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from evaluator.conditions.excel import Tri, truth
from evaluator.conditions.formulas import NA, NO, YES, Formula, and_, if_, literal, negated, or_
from evaluator.conditions.truth import facts_in
from evaluator.model.condition import Condition
from evaluator.model.guideline import Criterion, EvidenceLine
from evaluator.rules.base import awarded_formula
from evaluator.scoring.evidence import EVALUATORS_OWN
from evaluator.workbook import layout
from evaluator.workbook.live.calc import Calc, is_set
from evaluator.workbook.live.facts import FactCells
from evaluator.workbook.live.view import AssignmentView
from evaluator.workbook.positions import literal_text

MOST_JOINT = 5
"""Lines of a criterion that the sheet looks at together."""
SECTION, BONUS, DEDUCTION = "criterion", "bonus", "deduction"


@dataclass(frozen=True)
class Line:
    """A line of the checklist: for a criterion, or for an option where the evidence line has `each`."""

    criterion: Criterion
    line: EvidenceLine
    option: str
    have: str
    ok: str
    asked: str
    """In the pessimistic assignment; for an option only where it is chosen."""
    doubt: str = NO
    """Whether it depends on which line a file is used for, and the sheet cannot say."""


@dataclass(frozen=True)
class Early:
    """The checks before the rule, and the facts as the rule sees them, in the pessimistic assignment."""

    view: AssignmentView
    out_open: str = NO
    """Whether it is undecided that the criterion applies."""
    claim: str = NO
    """Whether the station claims that it does not apply."""
    zero_open: str = NO
    """Whether it is undecided that the criterion counts nothing."""


@dataclass(frozen=True)
class Judged:
    """A criterion: the cells of both ends, and flags about it."""

    criterion: Criterion
    kind: str
    low: tuple[str, str]
    """Points and whether it applies."""
    high: tuple[str, str]
    settled: str
    blank: str
    open: str
    no_evidence: str
    doubt: str
    early: Early
    lines: tuple[Line, ...] = ()
    facts: tuple[str, ...] = ()
    clash: str = NO
    """Whether there are enough files for each line but not for all together: a file fills one line."""


@dataclass
class _Shown:
    """The result of the evidence in one assignment."""

    missing: str = NO
    open: str = NO
    removed: dict[tuple[str, str], Formula] = field(default_factory=dict)
    """Options of a set that do not count."""
    lines: list[Line] = field(default_factory=list)
    clash: str = NO
    """Whether there are enough files for each line but not for all together."""


@dataclass
class _Places:
    """The files that can fill each line and option."""

    takes: dict[tuple[str, str], str]
    """Arrays of 1 and 0, one for each file, where lines are looked at jointly."""
    have: dict[tuple[str, str], str] = field(default_factory=dict)
    doubts: dict[tuple[str, str], str] = field(default_factory=dict)


class Judge:
    """Writes the formulas of all criteria over one set of cells."""

    def __init__(self, facts: FactCells, calc: Calc) -> None:
        self.facts, self.calc = facts, calc
        self.plan = facts.plan
        first = layout.EVIDENCE.first
        last = first + self.plan.evidence_rows - 1

        def items(column: int) -> str:
            return self.plan.at("evidence", first, column, last)

        start = layout.EVIDENCE_FIRST_COLUMN
        self.kinds = items(start + layout.EVIDENCE_COLUMNS.index("kind"))
        self.served = items(layout.EVIDENCE_STATE + 2)
        self.dated = items(layout.EVIDENCE_STATE + 3)
        self.usable = items(layout.EVIDENCE_STATE + 4)

    def judged(self, criterion: Criterion, kind: str) -> Judged:
        """Return the cells of one criterion."""
        calc, facts = self.calc, self.facts
        calc.label = criterion.id
        names = self._names(criterion)
        rule = tuple(dict.fromkeys(read.fact for read in criterion.rule.reads()))
        claimed_sets = calc.flag(
            or_(*(f"{cell}=1" for (fact, _), cell in facts.claimed.items() if fact in rule))
        )
        claim = self._claim(criterion, rule)
        places = self._places(criterion) if kind != DEDUCTION else _Places({})
        ends: list[tuple[str, str]] = []
        opens: list[str] = []
        shown = [
            self._shown(criterion, places, optimistic=high) if kind != DEDUCTION else _Shown()
            for high in (False, True)
        ]
        blank = no_evidence = NO
        asked: list[Early] = []
        for optimistic in (False, True):
            there = shown[optimistic]
            view = AssignmentView(facts, optimistic=optimistic)
            before = AssignmentView(facts, optimistic=optimistic)
            out, out_open = self._tested(criterion.applies_when, before, wanted=False)
            zero, zero_open = self._tested(criterion.zero_when, before, wanted=True)
            view.removed = there.removed
            asked.append(Early(view, out_open, claim, zero_open))
            award = calc.cell(awarded_formula(criterion.rule, view, criterion.points))
            gone = calc.flag(f"ISTEXT({award})")
            blanks = calc.flag(or_(*view.blanks))
            waits = calc.flag(or_(*view.waiting))
            full = literal(criterion.points)
            got = Formula(f"MIN({full},MAX(0,{award}))")
            if kind == DEDUCTION:
                got = if_(is_set(blanks), full, got)
            got = calc.cell(if_(f"{gone}=1", NO, got))
            after = got
            if there.missing != NO and kind != DEDUCTION:
                after = self._after(criterion, got, there.missing)
            edge = full if optimistic else NO
            judged = if_(f"{gone}=1", NA, after)
            judged = if_(zero_open, edge, judged)
            judged = if_(zero, NO, judged)
            judged = if_(claim, NA if optimistic else NO, judged)
            judged = if_(out_open, edge, judged)
            judged = if_(out, NA, judged)
            result = calc.cell(judged)
            points = calc.cell(f"IF(ISTEXT({result}),0,{result})")
            applies = calc.flag(f"NOT(ISTEXT({result}))")
            ends.append((points, applies))
            early = or_(out, out_open, claim, zero, zero_open)
            late = calc.flag(and_(negated(early), or_(waits, there.open)))
            opens.append(
                calc.flag(
                    or_(
                        is_set(late),
                        and_(negated(out), out_open),
                        and_(negated(or_(out, out_open)), claim),
                        and_(negated(or_(out, out_open, claim, zero)), zero_open),
                        is_set(claimed_sets),
                    )
                )
            )
            if after != got:
                no_evidence = calc.flag(or_(is_set(no_evidence), f"ROUND({got}-{after},9)>0"))
            if not optimistic:
                blank = calc.flag(and_(negated(early), is_set(blanks)))
        flags = (opens[0], blank, no_evidence)
        return self._both(criterion, kind, ends, flags, names, [*places.doubts.values()], shown[0], asked[0])

    def _both(
        self,
        criterion: Criterion,
        kind: str,
        ends: list[tuple[str, str]],
        flags: tuple[str, str, str],
        names: tuple[str, ...],
        doubts: list[str],
        shown: _Shown,
        early: Early,
    ) -> Judged:
        """Put the smaller end first; where nothing is open there is one end."""
        calc = self.calc
        opened, blank, no_evidence = flags
        (low, low_applies), (high, high_applies) = ends
        if opened == NO:
            high, high_applies = low, low_applies
        elif opened != YES:
            high = calc.cell(f"IF({opened}=1,{high},{low})")
            high_applies = calc.cell(f"IF({opened}=1,{high_applies},{low_applies})")
        if high != low:
            swap = calc.flag(f"AND({low_applies}=1,{high_applies}=1,ROUND({high}-{low},9)<0)")
            low, high = calc.cell(f"IF({swap}=1,{high},{low})"), calc.cell(f"IF({swap}=1,{low},{high})")
        same = f"AND(ABS({low}-{high})<1E-9,{low_applies}={high_applies})"
        settled = YES if (low, low_applies) == (high, high_applies) else calc.flag(same)
        doubt = calc.flag(
            or_(*(self.facts.cells[name].doubt for name in names), *doubts, *self._ledger_doubts(criterion))
        )
        return Judged(
            criterion,
            kind,
            (low, low_applies),
            (high, high_applies),
            settled,
            blank,
            opened,
            no_evidence,
            doubt,
            early,
            tuple(shown.lines),
            names,
            shown.clash,
        )

    def _ledger_doubts(self, criterion: Criterion) -> list[str]:
        ledger = getattr(criterion.rule, "ledger", "")
        return [self.facts.counting.sheets[ledger].doubt] if ledger else []

    def _names(self, criterion: Criterion) -> tuple[str, ...]:
        conditions = [
            criterion.applies_when,
            criterion.zero_when,
            *(line.when for line in criterion.evidence),
        ]
        names = [read.fact for read in criterion.rule.reads()]
        for condition in (*conditions, *criterion.rule.conditions()):
            if condition is not None:
                names += facts_in(condition)
        names += [*criterion.rule.needs(), *(line.each for line in criterion.evidence if line.each)]
        return tuple(dict.fromkeys(name for name in names if name in self.facts.cells))

    def _claim(self, criterion: Criterion, rule: tuple[str, ...]) -> str:
        """Return whether the station claims that the criterion does not apply, and its facts allow that."""
        if not criterion.may_not_apply:
            return NO
        facts = self.facts.guideline.facts
        own = [name for name in rule if name in facts and not facts[name].by_role]
        answer = self.plan.answer(f"{layout.NOT_APPLICABLE}{criterion.id}")
        has_answers = NO
        if own:
            has_answers = and_(*(negated(f"{self.facts.cells[name].blank}=1") for name in own))
        claim = self.calc.flag(f"AND(LEN(TRIM({answer}))>0,{negated(has_answers)})")
        return f"{claim}=1"

    def _tested(self, condition: Condition | None, view: AssignmentView, *, wanted: bool) -> tuple[str, str]:
        """Return whether a condition settles the criterion, and whether it is open."""
        if condition is None:
            return NO, NO
        outcome: Tri = truth(condition, view)
        awaited = and_(outcome.unknown, outcome.waits, _is(outcome.low, NO))
        open_ = is_set(self.calc.flag(awaited))
        settled = outcome.fails if not wanted else or_(outcome.holds, and_(outcome.unknown, negated(open_)))
        return is_set(self.calc.flag(settled)), open_

    def _after(self, criterion: Criterion, got: Formula, missing: str) -> Formula:
        """Apply the evidence policy."""
        policy = criterion.policy
        if criterion.rule.marked or policy.kind == "keep_points":
            return got
        cap = NO
        if policy.kind == "cap":
            cap = Formula(f"MIN({got},{literal(criterion.points * policy.cap)})")
        return self.calc.cell(if_(is_set(missing), cap, got))

    def _places(self, criterion: Criterion) -> _Places:
        """Count the files for every line and option, at least and at most; collect the doubts.

        A file fills one line of a criterion. A file that could fill several lines counts for each of them in
        the maximum and for none in the minimum. With a few lines and no options the sheet computes whether
        all can be filled (every group of lines must have enough files between them); otherwise the program
        decides where it matters.
        """
        takes: dict[tuple[str, str], str] = {}
        for line in criterion.evidence:
            for option in self.facts.guideline.facts[line.each].choices if line.each else ("",):
                takes[line.id, option] = self._takes(criterion, line, option)
        asked = [line for line in criterion.evidence if not line.optional and line.kind not in EVALUATORS_OWN]
        joint = len(asked) <= MOST_JOINT and not any(line.each for line in criterion.evidence)
        whole = "+".join(takes.values())
        places = _Places(takes if joint else {})
        for line in criterion.evidence:
            for option in self.facts.guideline.facts[line.each].choices if line.each else ("",):
                mine = takes[line.id, option]
                most = least = self.calc.cell(f"SUMPRODUCT({mine})")
                if len(takes) > 1 and not joint:
                    least = self.calc.cell(f"SUMPRODUCT({mine}*(({whole})=1))")
                places.have[line.id, option] = least
                if least != most and line in asked:
                    doubt = f"AND({least}<{line.at_least},{most}>={line.at_least})"
                    places.doubts[line.id, option] = self.calc.flag(doubt)
        return places

    def _short(self, places: _Places, pressing: dict[str, tuple[EvidenceLine, Formula]]) -> Formula:
        """Return whether some lines have fewer files between them than they need (Hall's condition)."""
        shortages = []
        for size in range(2, len(pressing) + 1):
            for group in itertools.combinations(pressing.values(), size):
                between = "+".join(places.takes[line.id, ""] for line, _ in group)
                need = "+".join(f"{line.at_least}*{press}" for line, press in group)
                shortages.append(self.calc.flag(f"SUMPRODUCT(--(({between})>0))<{need}"))
        return or_(*(f"{shortage}=1" for shortage in shortages))

    def _takes(self, criterion: Criterion, line: EvidenceLine, option: str) -> str:
        """Return 1 or 0 for every file of the list: whether a line, or a chosen option, takes it."""
        named = literal_text(f";{criterion.id}#{option or line.id};")
        expression = f"ISNUMBER(FIND({named},{self.served}))"
        if not line.each:
            alone = literal_text(f";{criterion.id};")
            kind = literal_text(self.plan.say(f"kind.{line.kind}"))
            alike = f"ISNUMBER(FIND({alone},{self.served}))*({self.kinds}={kind})"
            expression = f"(({expression}+{alike})>0)"
        expression = f"{expression}*({self.usable}=1)"
        if line.dated:
            expression += f"*({self.dated}=1)"
        if option:
            expression += f"*{self.facts.ticks[line.each, option]}"
        return f"({expression})"

    def _shown(self, criterion: Criterion, places: _Places, *, optimistic: bool) -> _Shown:
        shown = _Shown()
        missing, opens, pressing = [], [], {}
        view = AssignmentView(self.facts, optimistic=optimistic)
        for line in criterion.evidence:
            asked, awaited = self._asked(line, view)
            opens.append(awaited)
            if line.each:
                for option in view.options(line.each):
                    have = places.have[line.id, option]
                    tick = self.facts.ticks[line.each, option]
                    ok = self.calc.flag(f"{have}>={line.at_least}")
                    lacks = self.calc.flag(and_(_is(asked, YES), f"{tick}=1", f"{ok}=0"))
                    if lacks != NO:
                        before = shown.removed.get((line.each, option), NO)
                        shown.removed[line.each, option] = self.calc.flag(or_(f"{lacks}=1", is_set(before)))
                    chosen = self.calc.flag(and_(_is(asked, YES), f"{tick}=1"))
                    doubt = places.doubts.get((line.id, option), NO)
                    shown.lines.append(Line(criterion, line, option, have, ok, chosen, doubt))
                continue
            have = places.have[line.id, ""]
            shows = NO
            if line.kind == "ledger":
                sheets = self.facts.counting.sheets
                shows = or_(*(f"{sheets[ledger].handed}=1" for ledger in sorted(criterion.ledgers)))
            ok = self.calc.flag(or_(f"{have}>={line.at_least}", shows))
            press = self.calc.flag(and_(_is(asked, YES), negated(shows)))
            if press != NO:
                pressing[line.id] = line, press
            missing.append(and_(_is(asked, YES), f"{ok}=0"))
            doubt = places.doubts.get((line.id, ""), NO)
            shown.lines.append(Line(criterion, line, "", have, ok, asked, doubt))
        single = self.calc.flag(or_(*missing))
        jointly = self._short(places, pressing) if places.takes else NO
        shown.missing = self.calc.flag(or_(is_set(single), jointly))
        shown.clash = self.calc.flag(and_(negated(is_set(single)), jointly))
        shown.open = self.calc.flag(or_(*opens))
        return shown

    def _asked(self, line: EvidenceLine, view: AssignmentView) -> tuple[str, str]:
        """Return whether points may depend on a line, and whether that is open."""
        if line.optional or line.kind in EVALUATORS_OWN:
            return NO, NO
        if line.when is None:
            return YES, NO
        outcome = truth(line.when, view)
        awaited = self.calc.flag(and_(outcome.unknown, outcome.waits, _is(outcome.low, NO)))
        unknown_counts = negated(is_set(awaited)) if view.optimistic else YES
        return self.calc.flag(or_(outcome.holds, and_(outcome.unknown, unknown_counts))), is_set(awaited)


def _is(expression: str, constant: str) -> str:
    """Return whether an expression has a value; constants are compared here."""
    if expression in (YES, NO, "0.5"):
        return YES if expression == constant else NO
    return f"{expression}={constant}"
