"""Commands that explain and compare results: why, compare, and what they print."""

from __future__ import annotations

from typing import Final

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
    "metavar.RESULT": ("评估结果", "RESULT"),
    "metavar.SECTION": ("模块", "SECTION"),
}
