"""自评得分: every criterion with its live score, sections, total, grade and what limits it."""

from __future__ import annotations

from typing import Any

from evaluator.formulas import NO, YES, either, every, literal
from evaluator.model.guideline import Section
from evaluator.workbook import layout
from evaluator.workbook.judge import DEDUCTION, Judged
from evaluator.workbook.model import Model
from evaluator.workbook.paper import Paper, formula, ids
from evaluator.workbook.plan import literal_text

_MOST_SEEN = 70
"""Characters of what is missing that a row has room for: three lines."""
_MOST_FORMULA = 7000
"""Excel takes formulas of 8192 characters."""


def write_score(paper: Paper, model: Model) -> None:
    """Write the sheet."""
    sheet = paper.sheet("score", layout.SCORE.mark, [10, 36, 9, 16, 26, 48], wide=True)
    paper.heading(sheet, "score", 6)
    for column, key in enumerate(("id", "title", "full", "points", "reason", "missing"), 1):
        sheet.write_string(layout.SCORE.header, column, paper.plan.say(f"score.{key}"), paper.head)
    sheet.freeze_panes(layout.SCORE.first, 3)
    sheet.repeat_rows(layout.SCORE.header)
    writer = _Rows(paper, model, sheet)
    for section in model.plan.guideline.sections:
        writer.section(section)
    guideline = model.plan.guideline
    for key, criteria in (("bonus", guideline.bonus.criteria), ("deductions", guideline.deductions.criteria)):
        if criteria:
            writer.heading(paper.plan.say(f"score.{key}"))
            for one in criteria:
                writer.criterion(model.judged[one.id])
    writer.whole()
    paper.protect(sheet)


class _Rows:
    def __init__(self, paper: Paper, model: Model, sheet: Any) -> None:  # noqa: ANN401
        self.paper, self.model, self.sheet = paper, model, sheet
        self.row = layout.SCORE.first

    def say(self, key: str, /, **args: object) -> str:
        """Say a text as a formula does."""
        return literal_text(self.paper.plan.say(key, **args))

    def heading(self, text: str) -> None:
        """Write a heading."""
        for column in range(1, 7):
            self.sheet.write_string(self.row, column, text if column == 2 else "", self.paper.group)
        self.row += 1

    def section(self, section: Section) -> None:
        """Write a section's total and all below it."""
        paper, model, row = self.paper, self.model, self.row
        ids(self.sheet, row, section.id)
        self.sheet.write_string(row, 1, section.id, paper.bold)
        self.sheet.write_string(row, 2, section.title, paper.bold)
        self.sheet.write_number(row, 3, float(section.full), paper.bold_points)
        ends = [tally.sections[section.id] for tally in model.tallies]
        low, high = ((self._near(one.points), one.applies) for one in ends)
        doubt = either(*(_set(model.judged[one.id].doubt) for one in section.leaves()))
        formula(self.sheet, row, 4, self._ends(low, high, doubt, NO), paper.bold_points)
        for column in (5, 6):
            self.sheet.write_string(row, column, "", paper.bold)
        self.row += 1
        for inner in section.sections:
            self.section(inner)
        for criterion in section.criteria:
            self.criterion(model.judged[criterion.id])

    def _near(self, points: str) -> str:
        """Round for the eye only what the guideline does not round itself."""
        return self.model.adder.rounded(points)

    def _ends(self, low: tuple[str, str], high: tuple[str, str], doubt: str, blank: str) -> str:
        """Return what a score cell shows: one figure, both ends, nothing, or that the program decides."""
        na, to = self.say("na"), self.say("to")
        first, last = (
            points if applies == YES else f"IF({applies}=1,{points},{na})" for points, applies in (low, high)
        )
        shown = first if first == last else f"IF({first}={last},{first},{first}&{to}&{last})"
        if blank != NO:
            shown = f'IF({blank},"",{shown})'
        return shown if doubt == NO else f"IF({doubt},{self.say('engine')},{shown})"

    def criterion(self, one: Judged) -> None:
        """Write one criterion."""
        paper, criterion, row = self.paper, one.criterion, self.row
        ids(self.sheet, row, criterion.id)
        paper.height(self.sheet, row, [(criterion.title, 36), (self._longest(one), 48)])
        mark = "▲" if criterion.key_item else ""
        self.sheet.write_string(row, 1, criterion.id, paper.cell)
        self.sheet.write_string(row, 2, f"{mark}{criterion.title}", paper.cell)
        self.sheet.write_number(row, 3, float(criterion.points), paper.points)
        low, high = self.model.own_ends(one)
        empty = either(_set(one.blank), self._untouched(one))
        none = every(empty, f"{low[0]}=0", f"{one.settled}=1") if empty != NO else NO
        if one.kind != DEDUCTION and one.low[1] != YES and none != NO:
            none = every(none, f"{one.low[1]}=1")
        doubt = _set(one.doubt)
        formula(self.sheet, row, 4, self._ends(low, high, doubt, none), paper.points)
        formula(self.sheet, row, 5, self._reason(one, doubt), paper.cell)
        missing = self._missing(one)
        if missing == '""':
            self.sheet.write_string(row, 6, "", paper.cell)
        else:
            formula(self.sheet, row, 6, missing, paper.cell)
        self.row += 1

    def _longest(self, one: Judged) -> str:
        """Return about as much text as the row may come to say, so that it prints whole."""
        plan = self.paper.plan
        says = [plan.say("fill") + plan.guideline.facts[name].title for name in self._own(one)]
        asked = [line for line in one.lines if line.asked != NO and not line.line.each]
        says += [plan.say("show") + line.line.title for line in asked]
        return plan.say("stop").join(says)[:_MOST_SEEN]

    def _own(self, one: Judged) -> list[str]:
        """Name the facts that the station may leave blank."""
        return [name for name in one.facts if self.model.known.cells[name].blank != NO]

    def _untouched(self, one: Judged) -> str:
        """Return whether the station has given nothing of what the criterion reads."""
        own = self._own(one)
        return every(*(_set(self.model.known.cells[name].blank) for name in own)) if own else NO

    def _reason(self, one: Judged, doubt: str) -> str:
        points, applies = one.low
        deduction = one.kind == DEDUCTION
        scored, zero = ("why.deducted", "why.nothing") if deduction else ("why.scored", "why.zero")
        found = f"IF({points}>0,{self.say(scored)},{self.say(zero)})"
        if not deduction:
            part = f"ROUND({points}-{literal(one.criterion.points)},9)<0"
            found = f"IF(AND({points}>0,{part}),{self.say('why.partly')},{found})"
        if one.no_evidence != NO:
            found = f"IF({one.no_evidence}=1,{self.say('why.no_evidence')},{found})"
        empty = _set(one.blank) if deduction else either(_set(one.blank), self._untouched(one))
        if empty != NO:
            key = "why.blank_deducted" if deduction else "why.blank"
            sure = "TRUE" if deduction else f"{points}=0"
            found = f"IF(AND({empty},{sure}),{self.say(key)},{found})"
        if one.settled != YES:
            found = f"IF({one.settled}=0,{self.say('why.open')},{found})"
        if applies != YES:
            found = f"IF(AND({applies}=0,{one.settled}=1),{self.say('why.not_applicable')},{found})"
        return found if doubt == NO else f"IF({doubt},{self.say('engine')},{found})"

    def _missing(self, one: Judged) -> str:
        """Name the blank facts and the evidence that is not there."""
        plan, stop = self.paper.plan, self.paper.plan.say("stop")
        parts: list[str] = []
        for name in self._own(one):
            title = literal_text(plan.say("fill") + plan.guideline.facts[name].title + stop)
            parts.append(f'IF({self.model.known.cells[name].blank}=1,{title},"")')
        for line in one.lines:
            if line.asked == NO:
                continue
            title = line.line.title
            if line.option:
                title = plan.guideline.facts[line.line.each].choices[line.option]
            text = literal_text(plan.say("show") + title + stop)
            asked = "" if line.asked == YES else f"{line.asked}=1,"
            parts.append(f'IF(AND({asked}{line.ok}=0),{text},"")')
        if one.clash != NO:
            parts.append(f'IF({_set(one.clash)},{self.say("why.clash")},"")')
        cells_of: list[str] = []
        piece = ""
        for part in parts:
            if piece and len(piece) + len(part) > _MOST_FORMULA:
                cells_of.append(self.model.calc.cell(piece))
                piece = ""
            piece += ("&" if piece else "") + part
        return "&".join([*cells_of, piece or '""'])

    def whole(self) -> None:
        """Write the total, the grade, and what limits it."""
        paper, model = self.paper, self.model
        guideline = paper.plan.guideline
        low, high = model.tallies
        doubt = _set(model.doubt)
        full = float(guideline.full_marks)
        shown = self._ends((low.shown, low.exists), (high.shown, high.exists), doubt, NO)
        self._line("total", paper.plan.say("score.total"), full, shown, paper.bold_points)
        if doubt != NO:
            paper.height(self.sheet, self.row - 1, [(paper.plan.say("engine.why"), 48)])
            formula(self.sheet, self.row - 1, 6, f'IF({doubt},{self.say("engine.why")},"")', paper.bold)
        titles = [literal_text(one.title) for one in guideline.grades]
        first, last = (f"CHOOSE({one},{','.join(titles)})" for one in (model.graded.low, model.graded.high))
        worst, best = model.graded.low, model.graded.high
        grade = f"IF({worst}=0,{self.say('na')},IF({worst}={best},{first},{first}&{self.say('to')}&{last}))"
        pending = either(*(_set(unsure) for _, unsure in model.graded.eligibility))
        for result in ("postponed", "not_evaluated"):
            holds = either(
                *(
                    _set(sure)
                    for (sure, _), rule in zip(model.graded.eligibility, guideline.eligibility, strict=True)
                    if rule.result == result
                )
            )
            if holds != NO:
                grade = f"IF({holds},{self.say(result)},{grade})"
        if pending != NO:
            holding = either(*(_set(sure) for sure, _ in model.graded.eligibility))
            unsure = f"{grade}&{literal_text('（' + paper.plan.say('score.pending') + '）')}"
            grade = f"IF(AND({pending},NOT({holding})),{unsure},{grade})"
        if doubt != NO:
            grade = f"IF({doubt},{self.say('engine')},{grade})"
        self._line("grade", paper.plan.say("score.grade"), None, grade, paper.bold_points)
        by_id = {one.id: one.title for one in guideline.grades}
        for rule, (applies, unsure) in zip(guideline.eligibility, model.graded.eligibility, strict=True):
            self._limit("eligibility", rule.title, "", applies, unsure)
        for ceiling, (one, other) in zip(guideline.ceilings, model.graded.ceilings, strict=True):
            both = f"AND({_true(one)},{_true(other)})"
            some = f"OR({_true(one)},{_true(other)})"
            self._limit("ceiling", ceiling.title, by_id[ceiling.at_most], both, some)
        for veto, (applies, unsure) in zip(guideline.vetoes, model.graded.vetoes, strict=True):
            self._limit("veto", veto.title, by_id[veto.grade], applies, unsure)

    def _line(self, id: str, title: str, full: float | None, shown: str, style: Any) -> None:  # noqa: ANN401
        paper = self.paper
        ids(self.sheet, self.row, id)
        self.sheet.write_string(self.row, 1, "", paper.bold)
        self.sheet.write_string(self.row, 2, title, paper.bold)
        if full is None:
            self.sheet.write_string(self.row, 3, "", paper.bold)
        else:
            self.sheet.write_number(self.row, 3, full, paper.bold_points)
        formula(self.sheet, self.row, 4, shown, style)
        for column in (5, 6):
            self.sheet.write_string(self.row, column, "", paper.bold)
        self.row += 1

    def _limit(self, key: str, title: str, grade: str, applies: str, unsure: str) -> None:
        paper = self.paper
        text = paper.plan.say(f"score.{key}", title=title, grade=grade)
        paper.height(self.sheet, self.row, [(text, 36)])
        for column in range(1, 7):
            self.sheet.write_string(self.row, column, text if column == 2 else "", paper.cell)
        says = [self.say(f"score.{one}") for one in ("applies", "pending", "no")]
        found = f"IF({_true(applies)},{says[0]},IF({_true(unsure)},{says[1]},{says[2]}))"
        doubt = _set(self.model.doubt)
        formula(
            self.sheet,
            self.row,
            4,
            found if doubt == NO else f"IF({doubt},{self.say('engine')},{found})",
            paper.centre,
        )
        self.row += 1


def _set(flag: str) -> str:
    return flag if flag == NO else "TRUE" if flag == YES else f"{flag}=1"


def _true(flag: str) -> str:
    """Return a condition; flags are cells of 1 and 0, or constants."""
    return {YES: "TRUE", NO: "FALSE"}.get(flag, flag if "(" in flag else f"{flag}=1")
