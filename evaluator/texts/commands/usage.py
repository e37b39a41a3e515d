"""How commands are typed, what is wrong with a command line, and the commands that explain results."""

from __future__ import annotations

from typing import Final

USAGE_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "usage.line": ("用法：{words}", "Usage: {words}"),
    "usage.options": ("[选项]", "[OPTIONS]"),
    "usage.command": ("命令 ...", "COMMAND ..."),
    "usage.see": ("各个选项见：{command} --help", "All options: {command} --help"),
    "usage.error": ("错误：{text}", "Error: {text}"),
    "usage.interrupted": ("已中断。", "Interrupted."),
    "usage.extra": ("多出来的内容：{words}", "more than is wanted: {words}"),
    "usage.empty": ("有一个参数是空的", "an argument is empty"),
    "usage.empty-option": ("{name} 后面是空的", "{name} is followed by nothing"),
    "usage.no-option": ("没有“{name}”这个选项", "there is no option “{name}”"),
    "usage.no-option-near": (
        "没有“{name}”这个选项，是不是“{near}”？",
        "there is no option “{name}”; did you mean “{near}”?",
    ),
    "usage.missing-argument": ("没有写“{name}”", "{name} is missing"),
    "usage.missing-option": ("没有写 {name}", "{name} is missing"),
    "usage.about": ("（{text}）", " ({text})"),
    "usage.no-value": ("{name} 后面不写内容", "{name} takes no value"),
    "usage.needs-value": ("{name} 后面要写内容", "{name} must be followed by a value"),
    "usage.bad-value": ("{name}：{reason}", "{name}: {reason}"),
    "usage.choice": ("“{value}”不在可选之列，可以写：{known}", "“{value}” is none of: {known}"),
    "usage.choice-near": (
        "“{value}”不在可选之列，是不是“{near}”？可以写：{known}",
        "“{value}” is none of: {known}; did you mean “{near}”?",
    ),
    "usage.day": (
        "“{value}”不是日期，请写成 2026-07-01 这样",
        "“{value}” is no date; write it like 2026-07-01",
    ),
    "usage.count": ("“{value}”不是 1 以上的整数", "“{value}” is no whole number from 1"),
    "usage.required": ("（必填）", " (required)"),
    "usage.default": ("（不写时为 {value}）", " (default: {value})"),
    "help.arguments": ("参数：", "Arguments:"),
    "help.options": ("选项：", "Options:"),
    "help.commands": ("命令：", "Commands:"),
    "metavar.ADDRESS": ("地址", "ADDRESS"),
    "metavar.CRITERION": ("指标", "CRITERION"),
    "metavar.DATE": ("日期", "DATE"),
    "metavar.EVALUATION": ("评估结果", "EVALUATION"),
    "metavar.EVALUATOR": ("评估人", "EVALUATOR"),
    "metavar.FILE": ("文件", "FILE"),
    "metavar.FOLDER": ("文件夹", "FOLDER"),
    "metavar.GRADE": ("等级", "GRADE"),
    "metavar.GUIDELINE": ("评估指南", "GUIDELINE"),
    "metavar.ID": ("编号", "ID"),
    "metavar.MARK": ("评分", "MARK"),
    "metavar.NAME": ("名称", "NAME"),
    "metavar.NUMBER": ("数字", "NUMBER"),
    "metavar.OUTPUT": ("输出文件", "OUTPUT"),
    "metavar.PAPER": ("文书", "PAPER"),
    "metavar.PATH": ("路径", "PATH"),
    "metavar.POINTS": ("分数", "POINTS"),
    "metavar.REASON": ("理由", "REASON"),
    "metavar.ROLE": ("类别", "ROLE"),
    "metavar.ROUND": ("评估轮次", "ROUND"),
    "metavar.SOURCE": ("材料", "SOURCE"),
    "metavar.STATION": ("站点", "STATION"),
    "metavar.TABLE": ("评分表", "TABLE"),
    "metavar.TEXT": ("文字", "TEXT"),
    "metavar.VALUE": ("数值", "VALUE"),
    "metavar.WORKBOOK": ("工作簿", "WORKBOOK"),
}

EXPLAIN_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "help.why": (
        "一项指标、一个模块或总分是怎么得出来的：规则、数据出处、佐证、评分、修约、折算、等级上限",
        "where points come from: rule, facts with their lines, evidence, marks, rounding, limits on the grade",
    ),
    "argument.RESULT": ("评估结果文件（.json）", "a file with an evaluation (.json)"),
    "argument.CRITERION|SECTION|total": (
        "指标或模块的编号；total 为总分",
        "a criterion's or section's id, or total",
    ),
    "option.why.for": (
        "给谁看：station 站点（评分只列合并后的结果），organiser 组织方；Word、PDF 不写时为站点",
        "who reads it: station sees merged marks only; organiser sees all; default for Word and PDF: station",
    ),
    "option.why.all": ("台账的行号全部列出", "list every row of a ledger"),
    "option.why.output": (
        "写入的文件（.html、.docx、.pdf）",
        "the file to write (.html, .docx, .pdf)",
    ),
    "help.compare": (
        "两份评估结果的差别由哪些指标造成，逐项相加正好等于差别：前后、自评与专家、今年与去年、两个站点",
        "what made the difference between two results, adding up exactly to it: years, stations, self and experts",
    ),
    "argument.A": ("此前的结果，或一个站点的（.json）", "the earlier result, or one station's (.json)"),
    "argument.B": ("此后的结果，或另一个站点的（.json）", "the later result, or another station's (.json)"),
    "option.compare.old": (
        "A 所依据的指南；两份指南不同时用，结果旁边或自带的会自己找到",
        "the guideline of A, where the two differ; found by itself beside the result or among the shipped",
    ),
    "option.compare.new": ("B 所依据的指南", "the guideline of B"),
    "option.compare.for": (
        "给谁看：station 站点（不列评估人），organiser 组织方；Word、PDF 不写时为站点",
        "who reads it: station names no evaluator, organiser sees all; default for Word and PDF: station",
    ),
    "option.compare.output": (
        "写入的文件（.html、.docx、.pdf）",
        "the file to write (.html, .docx, .pdf)",
    ),
    "help.round.compare": (
        "比较两轮评估：每个站点的得分、等级、名次怎么变的，哪些指标造成，指南和站点各占多少",
        "compare two rounds: how points, grades and ranks moved, by which criteria, the guideline's part told apart",
    ),
    "argument.OLD": ("此前的评估轮次文件夹", "the earlier round's folder"),
    "argument.NEW": ("此后的评估轮次文件夹", "the later round's folder"),
    "option.round.compare.all": ("全部列出", "list everything"),
    "option.round.compare.output": (
        "写入的文件（.html 带图，.docx、.pdf）",
        "the file to write (.html with a picture, .docx, .pdf)",
    ),
    "help.guideline.diff": (
        "两版指南有哪些改动，用文字说明",
        "what one edition of a guideline changed in another, in words",
    ),
    "help.guideline.rehearse": (
        "用新指南试算一轮：谁的得分、等级会变，是哪一处改动造成的，逐项相加正好等于变化",
        "whose points and grades an edition would move on a round, and by which change, adding up exactly",
    ),
    "argument.guideline.diff.OLD": ("此前的指南：编号或文件夹", "the earlier guideline: its id or folder"),
    "argument.guideline.diff.NEW": ("此后的指南：编号或文件夹", "the later guideline: its id or folder"),
    "argument.guideline.rehearse.NEW": ("新的指南：编号或文件夹", "the new guideline: its id or folder"),
    "option.on": ("用哪一轮试算：评估轮次文件夹", "the round to rehearse it on"),
    "option.guideline.diff.output": (
        "写入的文件（.html、.docx、.pdf）",
        "the file to write (.html, .docx, .pdf)",
    ),
    "option.guideline.rehearse.output": (
        "写入的文件（.html 带图，.docx、.pdf）",
        "the file to write (.html with a picture, .docx, .pdf)",
    ),
    "metavar.OLD": ("此前", "OLD"),
    "metavar.NEW": ("此后", "NEW"),
    "metavar.RESULT": ("评估结果", "RESULT"),
    "metavar.SECTION": ("模块", "SECTION"),
}
