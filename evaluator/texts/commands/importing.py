"""Messages of `evaluator guideline import`, in Chinese and in English."""

from __future__ import annotations

from typing import Final

IMPORT_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "import.exists": (
        "{path} 已经有了，没有改动；要覆盖请加 --force",
        "{path} is there already and was left alone; --force writes over it",
    ),
    "import.cannot-read": ("读不了 {path}：{reason}", "{path} cannot be read: {reason}"),
    "import.done": (
        "已写入 {path}：{criteria} 项指标，{points} 分；认出 {recognised} 项规则，{marks} 项待人工核定",
        "wrote {path}: {criteria} criteria, {points} points; {recognised} rules recognised, {marks} open",
    ),
    "import.suppliers": ("谁提供什么：{path}", "who supplies what: {path}"),
    "import.examples": (
        "每条规则一个例子：{path}，用 evaluator guideline test {folder} 核对",
        "a case for each rule: {path}; check them with `evaluator guideline test {folder}`",
    ),
    "import.review": (
        "供修改的工作簿：{path}；改好后运行 evaluator guideline import --from {path} -o {folder}",
        "a workbook to correct: {path}; then run `evaluator guideline import --from {path} -o {folder}`",
    ),
    "import.table-or-from": (
        "请写评分表，或用 --from 写改好的工作簿，不要两样都写",
        "name a table, or a corrected workbook with --from, not both",
    ),
    "import.corrected": (
        "已写入 {path}：{criteria} 项指标，{points} 分",
        "wrote {path}: {criteria} criteria, {points} points",
    ),
    "export.where": ("请用 -o 写明写到哪个文件", "say with -o which file to write"),
    "export.kind": ("{path} 的后缀不对，可以写 {kinds}", "{path} has another ending; {kinds} can be written"),
    "case.holds": ("", ""),
    "case.title": ("例子", "case"),
    "case.expected": ("应得", "expected"),
    "case.result": ("算得", "result"),
    "case.none": ("{path} 里没有例子", "there are no cases in {path}"),
    "case.ok": ("{cases} 个例子都对", "all {cases} cases hold"),
    "case.broken": ("{cases} 个例子里有 {broken} 个不对", "{broken} of {cases} cases do not hold"),
    "import.rule": ("规则", "rule"),
    "import.count": ("项数", "criteria"),
    "import.open": ("没有认出的规则", "rules that were not recognised"),
    "import.id": ("编号", "id"),
    "import.criterion": ("指标", "criterion"),
    "import.why": ("原因", "why"),
    "import.passes": (
        "草案通过 guideline check。请核对上面列出的各处，再由发布单位确认。",
        "the draft passes `guideline check`; look at what is listed above and have the authority confirm it",
    ),
    "import.fails": (
        "草案还不能用：请先在 {path} 里改正上面的错误。",
        "the draft cannot be used yet: correct the errors above in {path}",
    ),
}
