"""佐证材料: the list of files, and the checklist they are checked against."""

from __future__ import annotations

from collections.abc import Sequence

from evaluator.conditions.formulas import NO, YES
from evaluator.loading.evidence import KINDS
from evaluator.model.guideline import EvidenceLine
from evaluator.model.submission import EvidenceItem, Submission
from evaluator.scoring.evidence import EVALUATORS_OWN
from evaluator.workbook import layout
from evaluator.workbook.answers import write_value
from evaluator.workbook.formats import StyledWorkbook, Tab, formula, ids
from evaluator.workbook.live.criteria import Judged, Line

_SEPARATORS = ("；", "，", ",", "、", " ", "　")


def write_evidence(workbook: StyledWorkbook, judged: Sequence[Judged], submission: Submission | None) -> None:
    """Write both lists."""
    plan = workbook.plan
    sheet = workbook.sheet("evidence", layout.EVIDENCE.mark, [14, 12, 34, 34, 12, 30, 12], wide=True)
    workbook.heading(sheet, "evidence", layout.EVIDENCE_STATE)
    for column, key in enumerate((*layout.EVIDENCE_COLUMNS, "state"), layout.EVIDENCE_FIRST_COLUMN):
        sheet.write_string(layout.EVIDENCE.header, column, plan.say(f"evidence.{key}"), workbook.head)
    items = submission.evidence if submission is not None else ()
    first, last = layout.EVIDENCE.first, layout.EVIDENCE.first + plan.evidence_rows - 1
    kinds = [plan.say(f"kind.{kind}") for kind in KINDS]
    workbook.choices(sheet, (first, 2, last, 2), "choice", kinds)
    workbook.validation(sheet, (first, 5, last, 5), "date", workbook.date_rule())
    text, day = workbook.typed("text"), workbook.typed("date")
    for row in range(first, last + 1):
        ids(sheet, row, "item")
        number = row - first
        item = items[number] if number < len(items) else None
        values = _values(workbook, item)
        for column, value in enumerate(values, layout.EVIDENCE_FIRST_COLUMN):
            if column != 5:
                sheet.write_string(row, column, value, text)
        write_value(sheet, (row, 5), item.date if item is not None else None, day)
        lost = item is not None and not item.usable
        sheet.write_string(
            row, layout.EVIDENCE_STATE, plan.say("evidence.unusable") if lost else "", workbook.centre
        )
        _helpers(workbook, sheet, row)
    for column in range(layout.EVIDENCE_STATE + 1, layout.EVIDENCE_STATE + 5):
        sheet.set_column(column, column, 9, None, {"hidden": True})
    _checklist(workbook, sheet, last + 2, judged)
    sheet.freeze_panes(layout.EVIDENCE.first, 0)
    sheet.repeat_rows(layout.EVIDENCE.header)
    workbook.protect(sheet)


def _values(workbook: StyledWorkbook, item: EvidenceItem | None) -> tuple[str, ...]:
    if item is None:
        return ("",) * len(layout.EVIDENCE_COLUMNS)
    served = "；".join(f"{criterion}#{where}" if where else criterion for criterion, where in item.serves)
    kind = workbook.plan.say(f"kind.{item.kind}") if item.kind in KINDS else item.kind
    return item.id, kind, item.title, item.file, "", served


def _helpers(workbook: StyledWorkbook, sheet: Tab, row: int) -> None:
    """Write hidden cells beside a file: what it serves, whether its date fits, whether it is usable."""
    number = row + 1
    served = f"$G{number}"
    for separator in (*_SEPARATORS, None):
        served = (
            f'SUBSTITUTE({served},{"CHAR(10)" if separator is None else chr(34) + separator + chr(34)},";")'
        )
    served = f'SUBSTITUTE({served},"＃","#")'
    start = layout.EVIDENCE_STATE + 2
    formula(sheet, row, start, f'";"&{served}&";"')
    period = [workbook.plan.answer(row_id) for row_id in ("period#from", "period#to")]
    within = f"IF(ISNUMBER($F{number}),AND(INT($F{number})>={period[0]},INT($F{number})<={period[1]}),FALSE)"
    formula(sheet, row, start + 1, f"IF({within},1,0)")
    formula(sheet, row, start + 2, f"IF(LEN($H{number})=0,1,0)")


def _checklist(workbook: StyledWorkbook, sheet: Tab, top: int, judged: Sequence[Judged]) -> None:
    """Write the checklist in the columns of the list above, whose header stays in view."""
    plan = workbook.plan
    write = sheet.write_string
    heads = ("evidence.id", "evidence.kind", "check.line", "check.have", "check.dated", "check.criterion")
    write(top, 1, plan.say("check.head"), workbook.title)
    row = top + 1
    for column, key in enumerate((*heads, "check.state"), 1):
        write(row, column, plan.say(key), workbook.head)
    for judgement in judged:
        for line in judgement.lines:
            row += 1
            _line(workbook, sheet, row, line)


def _line(workbook: StyledWorkbook, sheet: Tab, row: int, check: Line) -> None:
    plan = workbook.plan
    write = sheet.write_string
    id = f"{check.criterion.id}#{check.option or check.line.id}"
    ids(sheet, row, id)
    title = check.line.title
    if check.option:
        title += f"：{plan.guideline.facts[check.line.each].choices[check.option]}"
    asked_by = f"{check.criterion.id} {check.criterion.title}"
    workbook.height(sheet, row, [(title, 34), (asked_by, 30), (id, 14)])
    write(row, 1, id, workbook.cell)
    write(row, 2, plan.say(f"kind.{check.line.kind}"), workbook.centre)
    write(row, 3, title, workbook.cell)
    if check.line.kind in EVALUATORS_OWN:
        write(row, 4, "", workbook.computed)
    else:
        formula(sheet, row, 4, f'({check.have})&" / {check.line.at_least}"', workbook.computed)
    write(row, 5, plan.say("check.in_period") if check.line.dated else "", workbook.centre)
    write(row, 6, asked_by, workbook.cell)
    formula(sheet, row, 7, _state(workbook, check.line, check), workbook.computed)


def _state(workbook: StyledWorkbook, line: EvidenceLine, check: Line) -> str:
    def label(key: str) -> str:
        return f'"{workbook.plan.say(f"check.{key}")}"'

    if line.kind in EVALUATORS_OWN:
        return label("own")
    if line.optional:
        return label("optional")
    asked = {YES: "TRUE", NO: "FALSE"}.get(check.asked, f"{check.asked}=1")
    return f"IF({asked},IF({check.ok}=1,{label('ok')},{label('short')}),{label('unasked')})"
