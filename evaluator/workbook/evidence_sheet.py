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

_WIDTHS = (14.0, 12.0, 34.0, 34.0, 12.0, 30.0, 12.0)
_SEPARATORS = ("；", "，", ",", "、", " ", "　")


def write_evidence(workbook: StyledWorkbook, judged: Sequence[Judged], submission: Submission | None) -> None:
    """Write both lists."""
    plan = workbook.plan
    sheet = workbook.sheet("evidence", layout.EVIDENCE.mark, list(_WIDTHS), wide=True)
    workbook.heading(sheet, "evidence", layout.EVIDENCE_STATE)
    for column, key in enumerate((*layout.EVIDENCE_COLUMNS, "state"), layout.EVIDENCE_FIRST_COLUMN):
        sheet.write_string(layout.EVIDENCE.header, column, plan.say(f"evidence.{key}"), workbook.head)
    items = submission.evidence if submission is not None else ()
    first, last = layout.EVIDENCE.first, layout.EVIDENCE.first + plan.evidence_rows - 1
    kinds = [plan.say(f"kind.{kind}") for kind in KINDS]
    workbook.choices(sheet, (first, 2, last, 2), "choice", kinds)
    workbook.validation(sheet, (first, 5, last, 5), "date", workbook.date_rule())
    text, day = workbook.bare("text"), workbook.bare("date")
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
        if lost:
            sheet.write_string(row, layout.EVIDENCE_STATE, plan.say("evidence.unusable"), workbook.centre)
        workbook.height(sheet, row, list(zip(values, _WIDTHS, strict=False)))
        _helpers(workbook, sheet, row)
    for column in range(layout.EVIDENCE_STATE + 1, layout.EVIDENCE_STATE + 5):
        sheet.set_column(column, column, 9, None, {"hidden": True})
    start = layout.EVIDENCE_FIRST_COLUMN
    workbook.colour(sheet, (first, start, last, layout.EVIDENCE_STATE - 1), "TRUE", workbook.boxed)
    state = layout.EVIDENCE_STATE
    workbook.colour(sheet, (first, state, last, state), "TRUE", workbook.framed)
    end = _checklist(workbook, sheet, plan.checklist, judged)
    wrong = f"${layout.column_name(layout.EVIDENCE_STATE + 4)}{plan.checklist + 2}=1"
    have = layout.EVIDENCE_HAVE
    workbook.colour(
        sheet, (plan.checklist + 1, have, max(end, plan.checklist + 1), have), wrong, workbook.wrong
    )
    sheet.freeze_panes(layout.EVIDENCE.first, 0)
    sheet.repeat_rows(0, layout.EVIDENCE.header)
    workbook.print_areas(sheet, "evidence", [(first, last), (plan.checklist - 1, end)], layout.EVIDENCE_STATE)
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


def _checklist(workbook: StyledWorkbook, sheet: Tab, header: int, judged: Sequence[Judged]) -> int:
    """Write the checklist in the columns of the list above, under its header; return the last row."""
    plan = workbook.plan
    write = sheet.write_string
    heads = ("evidence.id", "evidence.kind", "check.line", "check.have", "check.dated", "check.criterion")
    write(header - 1, 1, plan.say("check.head"), workbook.title)
    row = header
    for column, key in enumerate((*heads, "check.state"), 1):
        write(row, column, plan.say(key), workbook.head)
    for judgement in judged:
        for line in judgement.lines:
            row += 1
            _line(workbook, sheet, row, line)
    return row


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
    if check.doubt != NO:
        formula(sheet, row, layout.EVIDENCE_STATE + 4, check.doubt)


def _state(workbook: StyledWorkbook, line: EvidenceLine, check: Line) -> str:
    def label(key: str) -> str:
        return f'"{workbook.plan.say(f"check.{key}")}"'

    if line.kind in EVALUATORS_OWN:
        return label("own")
    if line.optional:
        return label("optional")
    asked = "TRUE" if check.asked == YES else "FALSE" if check.asked == NO else f"{check.asked}=1"
    return f"IF({asked},IF({check.ok}=1,{label('ok')},{label('short')}),{label('unasked')})"
