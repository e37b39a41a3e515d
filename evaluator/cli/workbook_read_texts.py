"""What `evaluator workbook read` says: of a station's workbook `read.…`, of an evaluator's `marks.…`."""

from __future__ import annotations

from typing import Final

from evaluator.messages import Language

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "read.nothing": (
        "没有写出任何文件。请在工作簿里改正上面的问题，再读一次",
        "nothing was written; correct the above in the workbook and read it again",
    ),
    "read.strict": (
        "有警告（--strict），没有写出任何文件",
        "there are warnings (--strict); nothing was written",
    ),
    "read.cannot": ("写不了 {path}：{reason}", "cannot write {path}: {reason}"),
    "read.not-the-station": (
        "{path} 里已有文件，而且不是站点 {id} 的文件夹；请用 -o 另选一个",
        "{path} holds files and is not the folder of the station {id}; choose another one with -o",
    ),
    "read.exists": (
        "{path} 里已有这个站点的内容；要用工作簿的内容覆盖，请加 --force",
        "{path} holds this station already; add --force to replace it by what the workbook says",
    ),
    "read.evidence": (
        "{count} 份材料的文件还不在站点文件夹里，现在不算；放进去以后用 check 再看",
        "the files of {count} evidence items are not in the station's folder yet and do not count so far",
    ),
    "read.done": (
        "已读取 {name}：{path}（台账 {ledgers} 份）。材料放进 evidence 文件夹，再运行 evaluator check {path}",
        "{name} was read into {path} (ledgers: {ledgers}); add its evidence and run: evaluator check {path}",
    ),
    "marks.round": (
        "{path} 是一轮评估的文件夹；请用 evaluator round receive {round} {file}",
        "{path} is a round's; use: evaluator round receive {round} {file}",
    ),
    "marks.exists": (
        "{path} 里已有内容不同的评分表：{names}；要覆盖请加 --force",
        "{path} holds other sheets already: {names}; add --force to replace them",
    ),
    "marks.none": (
        "工作簿里没有填过的评分表（{blank} 张空白），没有写出任何文件",
        "nothing is filled in on the workbook's sheets ({blank} blank); nothing was written",
    ),
    "marks.done": (
        "已读取 {evaluator} 的评分表：{path}（填过 {count} 个站，已提交 {submitted} 份，空白 {blank} 张）",
        "{evaluator}'s sheets are read into {path} ({count} filled in, {submitted} submitted, {blank} blank)",
    ),
    "marks.drafts": (
        "还没有提交（没有写提交日期）：{names}",
        "not submitted yet (no date of submission): {names}",
    ),
    "marks.next": (
        "交给组织方：evaluator round receive 轮次文件夹 {path}",
        "to hand them in: evaluator round receive ROUND {path}",
    ),
}


def say(key: str, lang: Language, **args: object) -> str:
    """Return the sentence *key* in *lang*."""
    zh, en = TEXTS[key]
    return (zh if lang == "zh" else en).format(**args)
