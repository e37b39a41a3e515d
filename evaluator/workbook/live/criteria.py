"""Every criterion in cells, in both assignments: the order of `assess.Assessment` said to a spreadsheet."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from evaluator.conditions.excel import Tri, truth
from evaluator.conditions.formulas import NA, NO, YES, either, every, literal, negated, when
from evaluator.conditions.truth import facts_in
from evaluator.model.condition import Condition
from evaluator.model.guideline import Criterion, EvidenceLine
from evaluator.rules.base import awarded_formula
from evaluator.scoring.evidence import EVALUATORS_OWN
from evaluator.workbook import layout
from evaluator.workbook.live.calc import Calc, is_set
from evaluator.workbook.live.facts import Known
from evaluator.workbook.live.view import View
from evaluator.workbook.positions import literal_text

MOST_JOINT = 5
"""Lines of a criterion that the sheet looks at together."""
SECTION, BONUS, DEDUCTION = "criterion", "bonus", "deduction"


@dataclass(frozen=True)
class Line:
    """One line of the checklist: a criterion's, or an option's of one with `each`."""

    criterion: Criterion
    line: EvidenceLine
    option: str
    have: str
    ok: str
    asked: str
    """In the pessimistic assignment; of an option only where it is chosen."""


@dataclass(frozen=True)
class Early:
    """What is asked before the rule, and the facts as the rule sees them, in the pessimistic assignment."""

    view: View
    out_open: str = NO
    """Whether it is open if the criterion applies."""
    claim: str = NO
    """Whether the station claims that it does not."""
    zero_open: str = NO
    """Whether it is open if it counts nothing."""


@dataclass(frozen=True)
class Judged:
    """One criterion: cells of both ends, and what is said about it."""

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
    """Whether files are enough for each line, but not for all: one fills one line."""


@dataclass
class _Shown:
    """What the evidence comes to in one assignment."""

    missing: str = NO
    open: str = NO
    removed: dict[tuple[str, str], str] = field(default_factory=dict)
    """Options of a set that do not count."""
    lines: list[Line] = field(default_factory=list)
    clash: str = NO
    """Whether each line has files enough, but not all of them together."""


@dataclass
class _Places:
    """What files can fill, by line and option."""

    takes: dict[tuple[str, str], str]
    """Arrays of 1 and 0, one for each file, where lines are looked at jointly."""
    have: dict[tuple[str, str], str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)


class Judge:
    """Judges all criteria over one set of cells."""

    def __init__(self, known: Known, calc: Calc) -> None:
        self.known, self.calc = known, calc
        self.plan = known.plan
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
        calc, known = self.calc, self.known
        calc.label = criterion.id
        names = self._names(criterion)
        rule = tuple(dict.fromkeys(read.fact for read in criterion.rule.reads()))
        claimed_sets = calc.flag(
            either(*(f"{cell}=1" for (fact, _), cell in known.claimed.items() if fact in rule))
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
            view = View(known, optimistic=optimistic)
            before = View(known, optimistic=optimistic)
            out, out_open = self._tested(criterion.applies_when, before, wanted=False)
            zero, zero_open = self._tested(criterion.zero_when, before, wanted=True)
            view.removed = there.removed
            asked.append(Early(view, out_open, claim, zero_open))
            award = calc.cell(awarded_formula(criterion.rule, view, criterion.points))
            gone = calc.flag(f"ISTEXT({award})")
            blanks = calc.flag(either(*view.blanks))
            waits = calc.flag(either(*view.waiting))
            full = literal(criterion.points)
            got = f"MIN({full},MAX(0,{award}))"
            if kind == DEDUCTION:
                got = when(is_set(blanks), full, got)
            got = calc.cell(when(f"{gone}=1", NO, got))
            after = got
            if there.missing != NO and kind != DEDUCTION:
                after = self._after(criterion, got, there.missing)
            edge = full if optimistic else NO
            judged = when(f"{gone}=1", NA, after)
            judged = when(zero_open, edge, judged)
            judged = when(zero, NO, judged)
            judged = when(claim, NA if optimistic else NO, judged)
            judged = when(out_open, edge, judged)
            judged = when(out, NA, judged)
            result = calc.cell(judged)
            points = calc.cell(f"IF(ISTEXT({result}),0,{result})")
            applies = calc.flag(f"NOT(ISTEXT({result}))")
            ends.append((points, applies))
            early = either(out, out_open, claim, zero, zero_open)
            late = calc.flag(every(negated(early), either(waits, there.open)))
            opens.append(
                calc.flag(
                    either(
                        is_set(late),
                        every(negated(out), out_open),
                        every(negated(either(out, out_open)), claim),
                        every(negated(either(out, out_open, claim, zero)), zero_open),
                        is_set(claimed_sets),
                    )
                )
            )
            if after != got:
                no_evidence = calc.flag(either(is_set(no_evidence), f"ROUND({got}-{after},9)>0"))
            if not optimistic:
                blank = calc.flag(every(negated(early), is_set(blanks)))
        said = (opens[0], blank, no_evidence)
        return self._both(criterion, kind, ends, said, names, places.doubts, shown[0], asked[0])

    def _both(
        self,
        criterion: Criterion,
        kind: str,
        ends: list[tuple[str, str]],
        said: tuple[str, str, str],
        names: tuple[str, ...],
        doubts: list[str],
        shown: _Shown,
        early: Early,
    ) -> Judged:
        """Put the smaller end first; where nothing is open there is one end."""
        calc = self.calc
        opened, blank, no_evidence = said
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
            either(*(self.known.cells[one].doubt for one in names), *doubts, *self._ledger_doubts(criterion))
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
        return [self.known.counting.sheets[ledger].doubt] if ledger else []

    def _names(self, criterion: Criterion) -> tuple[str, ...]:
        conditions = [criterion.applies_when, criterion.zero_when, *(one.when for one in criterion.evidence)]
        found = [read.fact for read in criterion.rule.reads()]
        for one in (*conditions, *criterion.rule.conditions()):
            if one is not None:
                found += facts_in(one)
        found += [*criterion.rule.needs(), *(one.each for one in criterion.evidence if one.each)]
        return tuple(dict.fromkeys(one for one in found if one in self.known.cells))

    def _claim(self, criterion: Criterion, rule: tuple[str, ...]) -> str:
        """Return whether the station claims that the criterion does not apply, and its facts let it."""
        if not criterion.may_not_apply:
            return NO
        facts = self.known.guideline.facts
        own = [name for name in rule if name in facts and not facts[name].by_role]
        answer = self.plan.answer(f"{layout.NOT_APPLICABLE}{criterion.id}")
        given = NO
        if own:
            given = every(*(negated(f"{self.known.cells[one].blank}=1") for one in own))
        claim = self.calc.flag(f"AND(LEN(TRIM({answer}))>0,{negated(given)})")
        return f"{claim}=1"

    def _tested(self, condition: Condition | None, view: View, *, wanted: bool) -> tuple[str, str]:
        """Return whether a condition settles the criterion, and whether it is open."""
        if condition is None:
            return NO, NO
        found: Tri = truth(condition, view)
        awaited = every(found.unknown, found.waits, _is(found.low, NO))
        open_ = is_set(self.calc.flag(awaited))
        settled = found.fails if not wanted else either(found.holds, every(found.unknown, negated(open_)))
        return is_set(self.calc.flag(settled)), open_

    def _after(self, criterion: Criterion, got: str, missing: str) -> str:
        """Apply the evidence policy."""
        policy = criterion.policy
        if criterion.rule.marked or policy.kind == "keep_points":
            return got
        cap = NO
        if policy.kind == "cap":
            cap = f"MIN({got},{literal(criterion.points * policy.cap)})"
        return self.calc.cell(when(is_set(missing), cap, got))

    def _places(self, criterion: Criterion) -> _Places:
        """Count the files for every line and option, at least and at most; say what is in doubt.

        A file fills one line of a criterion. One that could fill several counts for each at most and for none
        at least. With a few lines and no options the sheet finds out whether all can be filled (every group
        of lines must have files enough between them); otherwise the program decides where it matters.
        """
        takes: dict[tuple[str, str], str] = {}
        for line in criterion.evidence:
            for option in self.known.guideline.facts[line.each].choices if line.each else ("",):
                takes[line.id, option] = self._takes(criterion, line, option)
        asked = [one for one in criterion.evidence if not one.optional and one.kind not in EVALUATORS_OWN]
        joint = len(asked) <= MOST_JOINT and not any(one.each for one in criterion.evidence)
        whole = "+".join(takes.values())
        found = _Places(takes if joint else {})
        doubts = []
        for line in criterion.evidence:
            for option in self.known.guideline.facts[line.each].choices if line.each else ("",):
                mine = takes[line.id, option]
                most = least = self.calc.cell(f"SUMPRODUCT({mine})")
                if len(takes) > 1 and not joint:
                    least = self.calc.cell(f"SUMPRODUCT({mine}*(({whole})=1))")
                found.have[line.id, option] = least
                if least != most and line in asked:
                    doubts.append(f"AND({least}<{line.at_least},{most}>={line.at_least})")
        found.doubts = [self.calc.flag(either(*doubts))] if doubts else []
        return found

    def _short(self, places: _Places, pressing: dict[str, tuple[EvidenceLine, str]]) -> str:
        """Return whether some lines have fewer files between them than they need (Hall's condition)."""
        found = []
        for size in range(2, len(pressing) + 1):
            for group in itertools.combinations(pressing.values(), size):
                between = "+".join(places.takes[line.id, ""] for line, _ in group)
                need = "+".join(f"{line.at_least}*{press}" for line, press in group)
                found.append(self.calc.flag(f"SUMPRODUCT(--(({between})>0))<{need}"))
        return either(*(f"{one}=1" for one in found))

    def _takes(self, criterion: Criterion, line: EvidenceLine, option: str) -> str:
        """Return 1 or 0 for every file of the list: whether a line, or a chosen option, takes it."""
        named = literal_text(f";{criterion.id}#{option or line.id};")
        found = f"ISNUMBER(FIND({named},{self.served}))"
        if not line.each:
            alone = literal_text(f";{criterion.id};")
            kind = literal_text(self.plan.say(f"kind.{line.kind}"))
            alike = f"ISNUMBER(FIND({alone},{self.served}))*({self.kinds}={kind})"
            found = f"(({found}+{alike})>0)"
        found = f"{found}*({self.usable}=1)"
        if line.dated:
            found += f"*({self.dated}=1)"
        if option:
            found += f"*{self.known.ticks[line.each, option]}"
        return f"({found})"

    def _shown(self, criterion: Criterion, places: _Places, *, optimistic: bool) -> _Shown:
        shown = _Shown()
        missing, opens, pressing = [], [], {}
        view = View(self.known, optimistic=optimistic)
        for line in criterion.evidence:
            asked, awaited = self._asked(line, view)
            opens.append(awaited)
            if line.each:
                for option in view.options(line.each):
                    have = places.have[line.id, option]
                    tick = self.known.ticks[line.each, option]
                    ok = self.calc.flag(f"{have}>={line.at_least}")
                    lacks = self.calc.flag(every(_is(asked, YES), f"{tick}=1", f"{ok}=0"))
                    if lacks != NO:
                        before = shown.removed.get((line.each, option), NO)
                        shown.removed[line.each, option] = self.calc.flag(
                            either(f"{lacks}=1", is_set(before))
                        )
                    chosen = self.calc.flag(every(_is(asked, YES), f"{tick}=1"))
                    shown.lines.append(Line(criterion, line, option, have, ok, chosen))
                continue
            have = places.have[line.id, ""]
            shows = NO
            if line.kind == "ledger":
                sheets = self.known.counting.sheets
                shows = either(*(f"{sheets[one].handed}=1" for one in sorted(criterion.ledgers)))
            ok = self.calc.flag(either(f"{have}>={line.at_least}", shows))
            press = self.calc.flag(every(_is(asked, YES), negated(shows)))
            if press != NO:
                pressing[line.id] = line, press
            missing.append(every(_is(asked, YES), f"{ok}=0"))
            shown.lines.append(Line(criterion, line, "", have, ok, asked))
        single = self.calc.flag(either(*missing))
        jointly = self._short(places, pressing) if places.takes else NO
        shown.missing = self.calc.flag(either(is_set(single), jointly))
        shown.clash = self.calc.flag(every(negated(is_set(single)), jointly))
        shown.open = self.calc.flag(either(*opens))
        return shown

    def _asked(self, line: EvidenceLine, view: View) -> tuple[str, str]:
        """Return whether points may depend on a line, and whether that is open."""
        if line.optional or line.kind in EVALUATORS_OWN:
            return NO, NO
        if line.when is None:
            return YES, NO
        found = truth(line.when, view)
        awaited = self.calc.flag(every(found.unknown, found.waits, _is(found.low, NO)))
        kept = negated(is_set(awaited)) if view.optimistic else YES
        return self.calc.flag(either(found.holds, every(found.unknown, kept))), is_set(awaited)


def _is(expression: str, constant: str) -> str:
    """Return whether an expression has a value; constants are compared here."""
    if expression in (YES, NO, "0.5"):
        return YES if expression == constant else NO
    return f"{expression}={constant}"
