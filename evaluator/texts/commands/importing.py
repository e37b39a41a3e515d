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
