"""自评得分: the score of every criterion and section, the total, the grade and its limits, as formulas."""

from __future__ import annotations

from collections.abc import Iterator

from evaluator.conditions.formulas import NO, YES, and_, if_, or_
from evaluator.conditions.truth import facts_in
from evaluator.model.guideline import Ceiling, Eligibility, Section, Veto
from evaluator.workbook import layout
from evaluator.workbook.formats import Format, StyledWorkbook, Tab, formula, ids
from evaluator.workbook.live.calc import is_set
from evaluator.workbook.live.criteria import DEDUCTION, Judged
from evaluator.workbook.live.model import Model
from evaluator.workbook.live.reasons import Reasons
from evaluator.workbook.live.wording import Text
from evaluator.workbook.positions import literal_text

_WIDTHS = (8, 24, 7, 14, 54, 34, 54)
_TITLE, _REASON, _MISSING, _RULE = 2, 5, 6, 7
_LAST = _RULE
_MOST_SEEN = 84
"""Characters on missing data and evidence that fit in a row: six lines."""


def write_score(workbook: StyledWorkbook, model: Model) -> None:
    """Write the score sheet."""
    sheet = workbook.sheet("score", layout.SCORE.mark, list(_WIDTHS), wide=True)
    workbook.heading(sheet, "score", _LAST)
    for column, key in enumerate(("id", "title", "full", "points", "reason", "missing", "rule"), 1):
        sheet.write_string(layout.SCORE.header, column, workbook.plan.say(f"score.{key}"), workbook.head)
    sheet.freeze_panes(layout.SCORE.first, 3)
    sheet.repeat_rows(layout.SCORE.header)
    writer = _ScoreRows(workbook, model, sheet)
    for section in model.plan.guideline.sections:
        writer.section(section)
    guideline = model.plan.guideline
    for key, criteria in (("bonus", guideline.bonus.criteria), ("deductions", guideline.deductions.criteria)):
        if criteria:
            writer.heading(workbook.plan.say(f"score.{key}"))
            for criterion in criteria:
                writer.criterion(model.judged[criterion.id])
    writer.whole()
    first, last = layout.SCORE.first, writer.row - 1
    hidden = or_(*(f"$E{first + 1}={writer.say(key)}" for key in ("engine", "undated")))
    workbook.colour(sheet, (first, 4, last, 4), hidden, workbook.undecided)
    sheet.print_area(0, 1, last, _LAST)
    workbook.protect(sheet)


class _ScoreRows:
    def __init__(self, workbook: StyledWorkbook, model: Model, sheet: Tab) -> None:
        self.workbook, self.model, self.sheet = workbook, model, sheet
        self.row = layout.SCORE.first
        self.reasons = Reasons(model)

    def say(self, key: str, /, **args: object) -> str:
        """Return a text as a literal of a formula."""
        return literal_text(self.workbook.plan.say(key, **args))

    def heading(self, text: str) -> None:
        """Write a heading row."""
        for column in range(1, _LAST + 1):
            self.sheet.write_string(self.row, column, text if column == 2 else "", self.workbook.group)
        self.row += 1

    def section(self, section: Section) -> None:
        """Write the row of a section, its subsections and its criteria."""
        workbook, model, row = self.workbook, self.model, self.row
        ids(self.sheet, row, section.id)
        self.sheet.write_string(row, 1, section.id, workbook.bold)
        self.sheet.write_string(row, 2, section.title, workbook.bold)
        self.sheet.write_number(row, 3, float(section.full), workbook.bold_points)
        ends = [tally.sections[section.id] for tally in model.tallies]
        low, high = ((self._near(node.points), node.applies) for node in ends)
        doubt = or_(*(is_set(model.judged[criterion.id].doubt) for criterion in section.leaves()))
        formula(self.sheet, row, 4, self._ends(low, high, doubt, NO), workbook.bold_points)
        for column in range(_REASON, _LAST + 1):
            self.sheet.write_string(row, column, "", workbook.bold)
        self.row += 1
        for inner in section.sections:
            self.section(inner)
        for criterion in section.criteria:
            self.criterion(model.judged[criterion.id])

    def _near(self, points: str) -> str:
        """Round points for display, where the guideline does not round them."""
        return self.model.adder.rounded(points)

    def _ends(self, low: tuple[str, str], high: tuple[str, str], doubt: str, blank: str) -> str:
        """Return the formula of a score cell: one figure, both ends, blank, or that the program decides."""
        na, to = self.say("na"), self.say("to")
        first, last = (
            points if applies == YES else f"IF({applies}=1,{points},{na})" for points, applies in (low, high)
        )
        shown = first if first == last else f"IF({first}={last},{first},{first}&{to}&{last})"
        if blank != NO:
            shown = f'IF({blank},"",{shown})'
        return shown if doubt == NO else f"IF({doubt},{self.say('engine')},{shown})"

    def criterion(self, judgement: Judged) -> None:
        """Write the row of a criterion."""
        workbook, criterion, row = self.workbook, judgement.criterion, self.row
        ids(self.sheet, row, criterion.id)
        doubt = is_set(judgement.doubt)
        reason, rule = (
            self.reasons.reason(judgement, doubt, self._empty(judgement)),
            self.reasons.rule(criterion),
        )
        missing = self._missing(judgement)
        texts = {_TITLE: criterion.title, _REASON: reason.longest, _RULE: rule}
        texts[_MISSING] = missing.longest[:_MOST_SEEN]
        workbook.height(self.sheet, row, [(text, _WIDTHS[column - 1]) for column, text in texts.items()])
        mark = "▲" if criterion.key_item else ""
        self.sheet.write_string(row, 1, criterion.id, workbook.cell)
        self.sheet.write_string(row, 2, f"{mark}{criterion.title}", workbook.cell)
        self.sheet.write_number(row, 3, float(criterion.full), workbook.points)
        low, high = self.model.ends(judgement)
        empty = or_(is_set(judgement.blank), self._untouched(judgement))
        none = and_(empty, f"{judgement.low[0]}=0", f"{judgement.settled}=1") if empty != NO else NO
        if judgement.kind != DEDUCTION and judgement.low[1] != YES and none != NO:
            none = and_(none, f"{judgement.low[1]}=1")
        formula(self.sheet, row, 4, self._ends(low, high, doubt, none), workbook.points)
        formula(self.sheet, row, _REASON, reason.formula, workbook.cell)
        self.sheet.write_string(row, _RULE, rule, workbook.cell)
        if missing.longest:
            formula(self.sheet, row, _MISSING, missing.formula, workbook.cell)
        else:
            self.sheet.write_string(row, _MISSING, "", workbook.cell)
        self.row += 1

    def _own(self, judgement: Judged) -> list[str]:
        """Return the facts of the criterion that the station may leave blank."""
        return [name for name in judgement.facts if self.model.facts.cells[name].blank != NO]

    def _typed(self, name: str, above: frozenset[str] = frozenset()) -> Iterator[str]:
        """Yield the typed or counted facts behind a fact: for a derived fact, its operands, recursively."""
        fact = self.workbook.plan.guideline.facts[name]
        if not fact.derived:
            if self.model.facts.cells[name].blank != NO:
                yield name
            return
        for operand in (*fact.total, *fact.less):
            if operand not in above:
                yield from self._typed(operand, above | {name})

    def _untouched(self, judgement: Judged) -> str:
        """Return whether the station answered nothing that the criterion reads."""
        own = self._own(judgement)
        return and_(*(is_set(self.model.facts.cells[name].blank) for name in own)) if own else NO

    def _empty(self, judgement: Judged) -> str:
        """Return whether the criterion has no points because data are missing."""
        return (
            is_set(judgement.blank)
            if judgement.kind == DEDUCTION
            else or_(is_set(judgement.blank), self._untouched(judgement))
        )

    def _missing(self, judgement: Judged) -> Text:
        """List the blank facts, the ledgers they are counted from, and the missing evidence."""
        plan = self.workbook.plan
        facts = plan.guideline.facts
        gaps: list[tuple[str, str]] = []
        counted: dict[str, list[str]] = {}
        for name in dict.fromkeys(leaf for fact in self._own(judgement) for leaf in self._typed(fact)):
            fact, blank = facts[name], self.model.facts.cells[name].blank
            if fact.counted is None or fact.counted.or_declared:
                gaps.append((plan.say("fill") + fact.title, is_set(blank)))
            else:
                counted.setdefault(fact.counted.ledger, []).append(is_set(blank))
        for id, blanks in counted.items():
            handed = self.model.counting.sheets[id].handed
            title, blank = plan.guideline.ledgers[id].title or id, or_(*blanks)
            gaps.append((plan.say("hand_in") + title, and_(f"{handed}=0", blank)))
            gaps.append((plan.say("look_over") + title, and_(f"{handed}=1", blank)))
        for line in judgement.lines:
            title = facts[line.line.each].choices[line.option] if line.option else line.line.title
            gaps.append((plan.say("show") + title, and_(is_set(line.asked), f"{line.ok}=0")))
        clash = plan.say("why.clash")
        gaps.append((clash, is_set(judgement.clash)))
        text = self.reasons.sentences.listed(gaps, between="stop")
        # Never seen together: a clash with missing evidence, a ledger to hand in with the same to check.
        out = (plan.say("look_over"), plan.say("show"))
        whole, clashing = (
            plan.say("stop").join(
                title for title, holds in gaps if holds != NO and not title.startswith(without)
            )
            for without in ((out[0], clash), out)
        )
        return Text(text.formula, max(whole, clashing, key=len))

    def whole(self) -> None:
        """Write the total, the grade, and the limits of the grade."""
        workbook, model = self.workbook, self.model
        guideline = workbook.plan.guideline
        low, high = model.tallies
        doubt = is_set(model.doubt)
        full = float(guideline.full_marks)
        shown = self._dated(self._ends((low.shown, low.exists), (high.shown, high.exists), doubt, NO))
        self._line("total", workbook.plan.say("score.total"), full, shown, workbook.bold_points)
        if doubt != NO:
            workbook.height(
                self.sheet, self.row - 1, [(workbook.plan.say("engine.why"), _WIDTHS[_REASON - 1])]
            )
            why = self._dated(f'IF({doubt},{self.say("engine.why")},"")', "undated.why")
            formula(self.sheet, self.row - 1, _REASON, why, workbook.bold)
        titles = [literal_text(guideline_grade.title) for guideline_grade in guideline.grades]
        first, last = (
            f"CHOOSE({number},{','.join(titles)})" for number in (model.graded.low, model.graded.high)
        )
        lowest, best = model.graded.low, model.graded.high
        grade = f"IF({lowest}=0,{self.say('na')},IF({lowest}={best},{first},{first}&{self.say('to')}&{last}))"
        pending = or_(*(is_set(unsure) for _, unsure in model.graded.eligibility))
        for result in ("postponed", "not_evaluated"):
            holds = or_(
                *(
                    is_set(sure)
                    for (sure, _), rule in zip(model.graded.eligibility, guideline.eligibility, strict=True)
                    if rule.result == result
                )
            )
            if holds != NO:
                grade = f"IF({holds},{self.say(result)},{grade})"
        if pending != NO:
            holding = or_(*(is_set(sure) for sure, _ in model.graded.eligibility))
            unsure = f"{grade}&{literal_text('（' + workbook.plan.say('score.pending') + '）')}"
            grade = f"IF(AND({pending},NOT({holding})),{unsure},{grade})"
        if doubt != NO:
            grade = f"IF({doubt},{self.say('engine')},{grade})"
        self._line("grade", workbook.plan.say("score.grade"), None, self._dated(grade), workbook.bold_points)
        by_id = {guideline_grade.id: guideline_grade.title for guideline_grade in guideline.grades}
        for rule, (applies, unsure) in zip(guideline.eligibility, model.graded.eligibility, strict=True):
            self._limit("eligibility", rule, "", applies, unsure)
        for ceiling, (at_low_end, other) in zip(guideline.ceilings, model.graded.ceilings, strict=True):
            both = f"AND({_true(at_low_end)},{_true(other)})"
            some = f"OR({_true(at_low_end)},{_true(other)})"
            self._limit("ceiling", ceiling, by_id[ceiling.at_most], both, some)
        for veto, (applies, unsure) in zip(guideline.vetoes, model.graded.vetoes, strict=True):
            self._limit("veto", veto, by_id[veto.grade], applies, unsure)

    def _dated(self, shown: str, key: str = "undated") -> str:
        """Return *shown*, or the text *key* where the period is not filled in."""
        return if_(is_set(self.model.undated), self.say(key), shown)

    def _line(self, id: str, title: str, full: float | None, shown: str, style: Format) -> None:
        workbook = self.workbook
        ids(self.sheet, self.row, id)
        self.sheet.write_string(self.row, 1, "", workbook.bold)
        self.sheet.write_string(self.row, 2, title, workbook.bold)
        if full is None:
            self.sheet.write_string(self.row, 3, "", workbook.bold)
        else:
            self.sheet.write_number(self.row, 3, full, workbook.bold_points)
        formula(self.sheet, self.row, 4, shown, style)
        for column in range(_REASON, _LAST + 1):
            self.sheet.write_string(self.row, column, "", workbook.bold)
        self.row += 1

    def _limit(
        self, key: str, rule: Eligibility | Ceiling | Veto, grade: str, applies: str, unsure: str
    ) -> None:
        """Write the row of a limit: whether it applies, its facts and its condition."""
        workbook = self.workbook
        text = workbook.plan.say(f"score.{key}", title=rule.title, grade=grade)
        condition = self.reasons.words.condition(rule.when) if rule.when is not None else ""
        facts = self.reasons.facts(facts_in(rule.when) if rule.when is not None else ())
        texts = {_TITLE: text, _REASON: facts.longest, _RULE: condition}
        workbook.height(
            self.sheet,
            self.row,
            [(column_text, _WIDTHS[column - 1]) for column, column_text in texts.items()],
        )
        for column in range(1, _LAST + 1):
            self.sheet.write_string(
                self.row, column, {_TITLE: text, _RULE: condition}.get(column, ""), workbook.cell
            )
        if facts.longest:
            formula(self.sheet, self.row, _REASON, facts.formula, workbook.cell)
        says = [self.say(f"score.{state}") for state in ("applies", "pending", "no")]
        status = f"IF({_true(applies)},{says[0]},IF({_true(unsure)},{says[1]},{says[2]}))"
        doubt = is_set(self.model.doubt)
        formula(
            self.sheet,
            self.row,
            4,
            self._dated(status if doubt == NO else f"IF({doubt},{self.say('engine')},{status})"),
            workbook.centre,
        )
        self.row += 1


def _true(flag: str) -> str:
    """Return a flag as a condition; a flag is a cell of 1 or 0, or a constant."""
    if flag in (YES, NO):
        return "TRUE" if flag == YES else "FALSE"
    return flag if "(" in flag else f"{flag}=1"
