"""自评得分: every criterion with its live score, sections, total, grade and what limits it."""

from __future__ import annotations

from collections.abc import Iterator

from evaluator.conditions.formulas import NO, YES, either, every, when
from evaluator.conditions.truth import facts_in
from evaluator.model.guideline import Ceiling, Eligibility, Section, Veto
from evaluator.workbook import layout
from evaluator.workbook.formats import Format, Paper, Tab, formula, ids
from evaluator.workbook.live.calc import is_set
from evaluator.workbook.live.criteria import DEDUCTION, Judged
from evaluator.workbook.live.model import Model
from evaluator.workbook.live.reasons import Reasons
from evaluator.workbook.live.wording import Text
from evaluator.workbook.positions import literal_text

_WIDTHS = (8, 22, 7, 13, 46, 28, 44)
_TITLE, _REASON, _MISSING, _RULE = 2, 5, 6, 7
_LAST = _RULE
_MOST_SEEN = 84
"""Characters of what is missing that a row has room for: six lines."""


def write_score(paper: Paper, model: Model) -> None:
    """Write the sheet."""
    sheet = paper.sheet("score", layout.SCORE.mark, list(_WIDTHS), wide=True)
    paper.heading(sheet, "score", _LAST)
    for column, key in enumerate(("id", "title", "full", "points", "reason", "missing", "rule"), 1):
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
    def __init__(self, paper: Paper, model: Model, sheet: Tab) -> None:
        self.paper, self.model, self.sheet = paper, model, sheet
        self.row = layout.SCORE.first
        self.reasons = Reasons(model)

    def say(self, key: str, /, **args: object) -> str:
        """Say a text as a formula does."""
        return literal_text(self.paper.plan.say(key, **args))

    def heading(self, text: str) -> None:
        """Write a heading."""
        for column in range(1, _LAST + 1):
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
        doubt = either(*(is_set(model.judged[one.id].doubt) for one in section.leaves()))
        formula(self.sheet, row, 4, self._ends(low, high, doubt, NO), paper.bold_points)
        for column in range(_REASON, _LAST + 1):
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
        doubt = is_set(one.doubt)
        reason, rule = self.reasons.reason(one, doubt, self._empty(one)), self.reasons.rule(criterion)
        missing = self._missing(one)
        texts = {_TITLE: criterion.title, _REASON: reason.longest, _RULE: rule}
        texts[_MISSING] = missing.longest[:_MOST_SEEN]
        paper.height(self.sheet, row, [(text, _WIDTHS[column - 1]) for column, text in texts.items()])
        mark = "▲" if criterion.key_item else ""
        self.sheet.write_string(row, 1, criterion.id, paper.cell)
        self.sheet.write_string(row, 2, f"{mark}{criterion.title}", paper.cell)
        self.sheet.write_number(row, 3, float(criterion.full), paper.points)
        low, high = self.model.ends(one)
        empty = either(is_set(one.blank), self._untouched(one))
        none = every(empty, f"{one.low[0]}=0", f"{one.settled}=1") if empty != NO else NO
        if one.kind != DEDUCTION and one.low[1] != YES and none != NO:
            none = every(none, f"{one.low[1]}=1")
        formula(self.sheet, row, 4, self._ends(low, high, doubt, none), paper.points)
        formula(self.sheet, row, _REASON, reason.formula, paper.cell)
        self.sheet.write_string(row, _RULE, rule, paper.cell)
        if missing.longest:
            formula(self.sheet, row, _MISSING, missing.formula, paper.cell)
        else:
            self.sheet.write_string(row, _MISSING, "", paper.cell)
        self.row += 1

    def _own(self, one: Judged) -> list[str]:
        """Name the facts that the station may leave blank."""
        return [name for name in one.facts if self.model.known.cells[name].blank != NO]

    def _typed(self, name: str, above: frozenset[str] = frozenset()) -> Iterator[str]:
        """Name what is typed or counted for a fact: a derived one's operands, down to those not derived."""
        fact = self.paper.plan.guideline.facts[name]
        if not fact.derived:
            if self.model.known.cells[name].blank != NO:
                yield name
            return
        for operand in (*fact.total, *fact.less):
            if operand not in above:
                yield from self._typed(operand, above | {name})

    def _untouched(self, one: Judged) -> str:
        """Return whether the station has given nothing of what the criterion reads."""
        own = self._own(one)
        return every(*(is_set(self.model.known.cells[name].blank) for name in own)) if own else NO

    def _empty(self, one: Judged) -> str:
        """Return whether its points are none for want of data."""
        return is_set(one.blank) if one.kind == DEDUCTION else either(is_set(one.blank), self._untouched(one))

    def _missing(self, one: Judged) -> Text:
        """Name the blank facts, the ledgers they are counted from, and the evidence that is not there."""
        plan = self.paper.plan
        facts = plan.guideline.facts
        found: list[tuple[str, str]] = []
        counted: dict[str, list[str]] = {}
        for name in dict.fromkeys(leaf for fact in self._own(one) for leaf in self._typed(fact)):
            fact, blank = facts[name], self.model.known.cells[name].blank
            if fact.counted is None or fact.counted.or_declared:
                found.append((plan.say("fill") + fact.title, is_set(blank)))
            else:
                counted.setdefault(fact.counted.ledger, []).append(is_set(blank))
        for id, blanks in counted.items():
            handed = self.model.counting.sheets[id].handed
            title, blank = plan.guideline.ledgers[id].title or id, either(*blanks)
            found.append((plan.say("hand_in") + title, every(f"{handed}=0", blank)))
            found.append((plan.say("look_over") + title, every(f"{handed}=1", blank)))
        for line in one.lines:
            title = facts[line.line.each].choices[line.option] if line.option else line.line.title
            found.append((plan.say("show") + title, every(is_set(line.asked), f"{line.ok}=0")))
        found.append((plan.say("why.clash"), is_set(one.clash)))
        return self.reasons.said.listed(found, between="stop")

    def whole(self) -> None:
        """Write the total, the grade, and what limits it."""
        paper, model = self.paper, self.model
        guideline = paper.plan.guideline
        low, high = model.tallies
        doubt = is_set(model.doubt)
        full = float(guideline.full_marks)
        shown = self._dated(self._ends((low.shown, low.exists), (high.shown, high.exists), doubt, NO))
        self._line("total", paper.plan.say("score.total"), full, shown, paper.bold_points)
        if doubt != NO:
            paper.height(self.sheet, self.row - 1, [(paper.plan.say("engine.why"), _WIDTHS[_REASON - 1])])
            why = self._dated(f'IF({doubt},{self.say("engine.why")},"")', "undated.why")
            formula(self.sheet, self.row - 1, _REASON, why, paper.bold)
        titles = [literal_text(one.title) for one in guideline.grades]
        first, last = (f"CHOOSE({one},{','.join(titles)})" for one in (model.graded.low, model.graded.high))
        worst, best = model.graded.low, model.graded.high
        grade = f"IF({worst}=0,{self.say('na')},IF({worst}={best},{first},{first}&{self.say('to')}&{last}))"
        pending = either(*(is_set(unsure) for _, unsure in model.graded.eligibility))
        for result in ("postponed", "not_evaluated"):
            holds = either(
                *(
                    is_set(sure)
                    for (sure, _), rule in zip(model.graded.eligibility, guideline.eligibility, strict=True)
                    if rule.result == result
                )
            )
            if holds != NO:
                grade = f"IF({holds},{self.say(result)},{grade})"
        if pending != NO:
            holding = either(*(is_set(sure) for sure, _ in model.graded.eligibility))
            unsure = f"{grade}&{literal_text('（' + paper.plan.say('score.pending') + '）')}"
            grade = f"IF(AND({pending},NOT({holding})),{unsure},{grade})"
        if doubt != NO:
            grade = f"IF({doubt},{self.say('engine')},{grade})"
        self._line("grade", paper.plan.say("score.grade"), None, self._dated(grade), paper.bold_points)
        by_id = {one.id: one.title for one in guideline.grades}
        for rule, (applies, unsure) in zip(guideline.eligibility, model.graded.eligibility, strict=True):
            self._limit("eligibility", rule, "", applies, unsure)
        for ceiling, (one, other) in zip(guideline.ceilings, model.graded.ceilings, strict=True):
            both = f"AND({_true(one)},{_true(other)})"
            some = f"OR({_true(one)},{_true(other)})"
            self._limit("ceiling", ceiling, by_id[ceiling.at_most], both, some)
        for veto, (applies, unsure) in zip(guideline.vetoes, model.graded.vetoes, strict=True):
            self._limit("veto", veto, by_id[veto.grade], applies, unsure)

    def _dated(self, shown: str, key: str = "undated") -> str:
        """Say first that the period is not filled in: that is put right at once."""
        return when(is_set(self.model.undated), self.say(key), shown)

    def _line(self, id: str, title: str, full: float | None, shown: str, style: Format) -> None:
        paper = self.paper
        ids(self.sheet, self.row, id)
        self.sheet.write_string(self.row, 1, "", paper.bold)
        self.sheet.write_string(self.row, 2, title, paper.bold)
        if full is None:
            self.sheet.write_string(self.row, 3, "", paper.bold)
        else:
            self.sheet.write_number(self.row, 3, full, paper.bold_points)
        formula(self.sheet, self.row, 4, shown, style)
        for column in range(_REASON, _LAST + 1):
            self.sheet.write_string(self.row, column, "", paper.bold)
        self.row += 1

    def _limit(
        self, key: str, rule: Eligibility | Ceiling | Veto, grade: str, applies: str, unsure: str
    ) -> None:
        """Write what limits the grade: whether it applies, on which facts, and by which condition."""
        paper = self.paper
        text = paper.plan.say(f"score.{key}", title=rule.title, grade=grade)
        condition = self.reasons.words.condition(rule.when) if rule.when is not None else ""
        facts = self.reasons.facts(facts_in(rule.when) if rule.when is not None else ())
        texts = {_TITLE: text, _REASON: facts.longest, _RULE: condition}
        paper.height(self.sheet, self.row, [(one, _WIDTHS[column - 1]) for column, one in texts.items()])
        for column in range(1, _LAST + 1):
            self.sheet.write_string(
                self.row, column, {_TITLE: text, _RULE: condition}.get(column, ""), paper.cell
            )
        if facts.longest:
            formula(self.sheet, self.row, _REASON, facts.formula, paper.cell)
        says = [self.say(f"score.{one}") for one in ("applies", "pending", "no")]
        found = f"IF({_true(applies)},{says[0]},IF({_true(unsure)},{says[1]},{says[2]}))"
        doubt = is_set(self.model.doubt)
        formula(
            self.sheet,
            self.row,
            4,
            self._dated(found if doubt == NO else f"IF({doubt},{self.say('engine')},{found})"),
            paper.centre,
        )
        self.row += 1


def _true(flag: str) -> str:
    """Return a condition; flags are cells of 1 and 0, or constants."""
    return {YES: "TRUE", NO: "FALSE"}.get(flag, flag if "(" in flag else f"{flag}=1")
