"""佐证材料: the list of files, and the checklist they are held against."""

from __future__ import annotations

from collections.abc import Sequence

from evaluator.conditions.formulas import NO, YES
from evaluator.loading.evidence import KINDS
from evaluator.model.guideline import EvidenceLine
from evaluator.model.submission import EvidenceItem, Submission
from evaluator.scoring.evidence import EVALUATORS_OWN
from evaluator.workbook import layout
from evaluator.workbook.answers import write_value
from evaluator.workbook.formats import Paper, Tab, formula, ids
from evaluator.workbook.live.criteria import Judged, Line

_SEPARATORS = ("；", "，", ",", "、", " ", "　")


def write_evidence(paper: Paper, judged: Sequence[Judged], submission: Submission | None) -> None:
    """Write both lists."""
    plan = paper.plan
    sheet = paper.sheet("evidence", layout.EVIDENCE.mark, [14, 12, 34, 34, 12, 30, 12], wide=True)
    paper.heading(sheet, "evidence", layout.EVIDENCE_STATE)
    for column, key in enumerate((*layout.EVIDENCE_COLUMNS, "state"), layout.EVIDENCE_FIRST_COLUMN):
        sheet.write_string(layout.EVIDENCE.header, column, plan.say(f"evidence.{key}"), paper.head)
    items = submission.evidence if submission is not None else ()
    first, last = layout.EVIDENCE.first, layout.EVIDENCE.first + plan.evidence_rows - 1
    kinds = [plan.say(f"kind.{one}") for one in KINDS]
    paper.choices(sheet, (first, 2, last, 2), "choice", kinds)
    paper.validation(sheet, (first, 5, last, 5), "date", paper.date_rule())
    text, day = paper.typed("text"), paper.typed("date")
    for row in range(first, last + 1):
        ids(sheet, row, "item")
        number = row - first
        item = items[number] if number < len(items) else None
        values = _values(paper, item)
        for column, value in enumerate(values, layout.EVIDENCE_FIRST_COLUMN):
            if column != 5:
                sheet.write_string(row, column, value, text)
        write_value(sheet, (row, 5), item.date if item is not None else None, day)
        lost = item is not None and not item.usable
        sheet.write_string(
            row, layout.EVIDENCE_STATE, plan.say("evidence.unusable") if lost else "", paper.centre
        )
        _helpers(paper, sheet, row)
    for column in range(layout.EVIDENCE_STATE + 1, layout.EVIDENCE_STATE + 5):
        sheet.set_column(column, column, 9, None, {"hidden": True})
    _checklist(paper, sheet, last + 2, judged)
    sheet.freeze_panes(layout.EVIDENCE.first, 0)
    sheet.repeat_rows(layout.EVIDENCE.header)
    paper.protect(sheet)


def _values(paper: Paper, item: EvidenceItem | None) -> tuple[str, ...]:
    if item is None:
        return ("",) * len(layout.EVIDENCE_COLUMNS)
    served = "；".join(f"{criterion}#{where}" if where else criterion for criterion, where in item.serves)
    kind = paper.plan.say(f"kind.{item.kind}") if item.kind in KINDS else item.kind
    return item.id, kind, item.title, item.file, "", served


def _helpers(paper: Paper, sheet: Tab, row: int) -> None:
    """Beside each file: what it serves between semicolons, whether its date fits, whether it is there."""
    number = row + 1
    served = f"$G{number}"
    for one in (*_SEPARATORS, None):
        served = f'SUBSTITUTE({served},{"CHAR(10)" if one is None else chr(34) + one + chr(34)},";")'
    served = f'SUBSTITUTE({served},"＃","#")'
    start = layout.EVIDENCE_STATE + 2
    formula(sheet, row, start, f'";"&{served}&";"')
    period = [paper.plan.answer(one) for one in ("period#from", "period#to")]
    within = f"IF(ISNUMBER($F{number}),AND(INT($F{number})>={period[0]},INT($F{number})<={period[1]}),FALSE)"
    formula(sheet, row, start + 1, f"IF({within},1,0)")
    formula(sheet, row, start + 2, f"IF(LEN($H{number})=0,1,0)")


def _checklist(paper: Paper, sheet: Tab, top: int, judged: Sequence[Judged]) -> None:
    """Write what is asked for, in columns that fit the heads of the list above: these stay in view."""
    plan = paper.plan
    write = sheet.write_string
    heads = ("evidence.id", "evidence.kind", "check.line", "check.have", "check.dated", "check.criterion")
    write(top, 1, plan.say("check.head"), paper.title)
    row = top + 1
    for column, key in enumerate((*heads, "check.state"), 1):
        write(row, column, plan.say(key), paper.head)
    for one in judged:
        for line in one.lines:
            row += 1
            _line(paper, sheet, row, line)


def _line(paper: Paper, sheet: Tab, row: int, one: Line) -> None:
    plan = paper.plan
    write = sheet.write_string
    id = f"{one.criterion.id}#{one.option or one.line.id}"
    ids(sheet, row, id)
    title = one.line.title
    if one.option:
        title += f"：{plan.guideline.facts[one.line.each].choices[one.option]}"
    asked_by = f"{one.criterion.id} {one.criterion.title}"
    paper.height(sheet, row, [(title, 34), (asked_by, 30), (id, 14)])
    write(row, 1, id, paper.cell)
    write(row, 2, plan.say(f"kind.{one.line.kind}"), paper.centre)
    write(row, 3, title, paper.cell)
    if one.line.kind in EVALUATORS_OWN:
        write(row, 4, "", paper.computed)
    else:
        formula(sheet, row, 4, f'({one.have})&" / {one.line.at_least}"', paper.computed)
    write(row, 5, plan.say("check.in_period") if one.line.dated else "", paper.centre)
    write(row, 6, asked_by, paper.cell)
    formula(sheet, row, 7, _state(paper, one.line, one), paper.computed)


def _state(paper: Paper, line: EvidenceLine, one: Line) -> str:
    def said(key: str) -> str:
        return f'"{paper.plan.say(f"check.{key}")}"'

    if line.kind in EVALUATORS_OWN:
        return said("own")
    if line.optional:
        return said("optional")
    asked = {YES: "TRUE", NO: "FALSE"}.get(one.asked, f"{one.asked}=1")
    return f"IF({asked},IF({one.ok}=1,{said('ok')},{said('short')}),{said('unasked')})"
