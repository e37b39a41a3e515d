"""说明: how to use the workbook."""

from __future__ import annotations

from typing import Final

from evaluator.workbook import layout
from evaluator.workbook.paper import Paper
from evaluator.workbook.plan import Plan

NOTES: Final = (
    (
        "先填“填报数据”里的浅黄色格子：站点、评估周期、各项数据。空着就是没有填，不得分，也不按 0 计。",
        "Fill in the yellow cells of the data sheet first. What is left empty is blank, not zero.",
    ),
    (
        "“填报数据”里由台账计数的项目不用填：到对应的台账表里一行一行地记，没有记录的也要在“已交”选“是”。",
        "What is counted from a ledger is not filled in there: write its rows on the ledger's sheet.",
    ),
    (
        "在“佐证材料”里登记手头的文件；一份材料可以用于多项指标。下面的核对表随时显示还缺哪些。",
        "List your files on the evidence sheet; one may serve many criteria. The checklist says what lacks.",
    ),
    (
        "“自评得分”随填随算。由专家、问卷等评定的部分显示为区间，如 0～5。",
        "The score is computed as you type. What experts and others decide is shown as a range, such as 0–5.",
    ),
    (
        "显示“以程序计算为准”时，表格无法判断（如数字格里写了文字），请改正该格，或用程序计算。",
        "“the program decides” means that the sheet cannot judge, as with text in a cell for numbers.",
    ),
    (
        "工作簿不含宏，不联网，不链接其他文件。含个人信息的列有标注，请注意保管，不要外传。",
        "No macros, no network, no links. Columns with personal data are noted: keep the file safe.",
    ),
    (
        "表格按小数近似计算：相差不到 0.00000005 的两个数视为相等；与程序不一致时，以程序计算为准。",
        "Numbers nearer than 0.00000005 count as equal here; where figures differ, the program decides.",
    ),
    (
        "自评只供自查；评估结果以评估组的认定为准。",
        "This is a self-check; the evaluators decide.",
    ),
)


def write_notes(paper: Paper, plan: Plan) -> None:
    """Write the sheet."""
    guideline = plan.guideline
    sheet = paper.sheet("notes", layout.NOTES.mark, [5, 88])
    sheet.set_row(0, 30)
    title = plan.say("title.notes", title=guideline.title, edition=guideline.edition)
    sheet.write_string(0, 1, title, paper.title)
    for number, texts in enumerate(NOTES, 1):
        sheet.write_string(number + 1, 1, str(number), paper.centre)
        sheet.write_string(number + 1, 2, texts[guideline.language == "en"], paper.cell)
        sheet.set_row(number + 1, 36)
    paper.protect(sheet)
