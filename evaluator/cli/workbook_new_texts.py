"""What `evaluator workbook new` says of a round and of evaluators."""

from __future__ import annotations

from typing import Final

from evaluator.messages import Language

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "usage.as": ("--as 和 --role 只用于 --for evaluator", "--as and --role go with --for evaluator"),
    "usage.profile": (
        "轮次已写明调整方案，不能再用 --profile",
        "the round names its profile; --profile cannot be used here",
    ),
    "usage.each": ("--each 只用于轮次文件夹", "--each goes with a round's folder"),
    "usage.one": ("--each 和 --{other} 不能同时用", "--each and --{other} cannot be used together"),
    "usage.name": ("“{name}”不能用作文件名", "“{name}” cannot name a file"),
    "usage.folder": (
        "要写多份工作簿，-o 要写文件夹，而 {path} 是文件",
        "several workbooks are written: -o must name a folder, and {path} is a file",
    ),
    "nothing-asked": (
        "{role}在这份评估指南里没有要评的指标，也没有要填的数据。",
        "{role} has neither a criterion to mark nor a fact to give in this guideline.",
    ),
    "other-role": (
        "评估人“{name}”在本轮的类别是 {wanted}，不是 {found}。",
        "evaluator “{name}” has the role {wanted} in this round, not {found}.",
    ),
    "nobody": ("专家组里没有类别为 {role} 的评估人。", "nobody in the panel has the role {role}."),
    "no-stations": (
        "没有可评的站点：还没有收到站点材料，或者都要回避。",
        "there is no station to mark: none was received, or all are recused from.",
    ),
    "no-books": ("本轮还没有站点。", "the round has no stations yet."),
    "whoever": (
        "没有用 --as 指明评估人：这一份按类别 {role} 写，填写人在第一张评分表上写自己的编号。",
        "no evaluator was named by --as: it is made for the role {role}; whoever fills it in types the id.",
    ),
    "done.evaluator": (
        "已写入 {path}，交给评估人用 WPS 或 Excel 打开填写",
        "wrote {path}; the evaluator fills it in with WPS or Excel",
    ),
    "done.each": ("已写入 {count} 份工作簿：{folder}", "wrote {count} workbooks: {folder}"),
    "kept": (
        "{paths} 已经有人保存过，里面可能有填好的内容，没有写任何文件。要覆盖请加 --force，或用 -o 另选地方",
        "{paths}: saved by somebody, perhaps with answers; nothing was written. Use --force, or another -o",
    ),
    "folder": ("工作簿", "workbooks"),
}


def say(key: str, lang: Language, **args: object) -> str:
    """Return the sentence *key* in *lang*."""
    zh, en = TEXTS[key]
    return (zh if lang == "zh" else en).format(**args)
