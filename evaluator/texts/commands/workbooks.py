"""Messages of the `workbook` commands, in Chinese and in English."""

from __future__ import annotations

from typing import Final

WORKBOOK_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "workbook.new.usage.as": (
        "--as 和 --role 只用于 --for evaluator",
        "--as and --role go with --for evaluator",
    ),
    "workbook.new.usage.profile": (
        "轮次已写明调整方案，不能再用 --profile",
        "the round names its profile; --profile cannot be used here",
    ),
    "workbook.new.usage.each": ("--each 只用于轮次文件夹", "--each goes with a round's folder"),
    "workbook.new.usage.one": (
        "--each 和 --{other} 不能同时用",
        "--each and --{other} cannot be used together",
    ),
    "workbook.new.usage.name": ("“{name}”不能用作文件名", "“{name}” cannot name a file"),
    "workbook.new.usage.folder": (
        "要写多份工作簿，-o 要写文件夹，而 {path} 是文件",
        "several workbooks are written: -o must name a folder, and {path} is a file",
    ),
    "workbook.new.nothing-asked": (
        "{role}在这份评估指南里没有要评的指标，也没有要填的数据。",
        "{role} has neither a criterion to mark nor a fact to give in this guideline.",
    ),
    "workbook.new.other-role": (
        "评估人“{name}”在本轮的类别是 {wanted}，不是 {found}。",
        "evaluator “{name}” has the role {wanted} in this round, not {found}.",
    ),
    "workbook.new.nobody": (
        "专家组里没有类别为 {role} 的评估人。",
        "nobody in the panel has the role {role}.",
    ),
    "workbook.new.no-stations": (
        "没有可评的站点：还没有收到站点材料，或者都要回避。",
        "there is no station to mark: none was received, or all are recused from.",
    ),
    "workbook.new.no-books": ("本轮还没有站点。", "the round has no stations yet."),
    "workbook.new.whoever": (
        "没有用 --as 指明评估人：这一份按类别 {role} 写，填写人在第一张评分表上写自己的编号。",
        "no evaluator was named by --as: it is made for the role {role}; whoever fills it in types the id.",
    ),
    "workbook.new.done.evaluator": (
        "已写入 {path}，交给评估人用 WPS 或 Excel 打开填写",
        "wrote {path}; the evaluator fills it in with WPS or Excel",
    ),
    "workbook.new.done.each": ("已写入 {count} 份工作簿：{folder}", "wrote {count} workbooks: {folder}"),
    "workbook.new.saved": (
        "{paths} 已经有人保存过，里面可能有填好的内容，没有写任何文件。要覆盖请加 --force，或用 -o 另选地方",
        "{paths}: saved by somebody, perhaps with answers; nothing was written. Use --force, or another -o",
    ),
    "workbook.new.folder": ("工作簿", "workbooks"),
    "workbook.read.nothing": (
        "没有写出任何文件。请在工作簿里改正上面的问题，再读一次",
        "nothing was written; correct the above in the workbook and read it again",
    ),
    "workbook.read.strict": (
        "有警告（--strict），没有写出任何文件",
        "there are warnings (--strict); nothing was written",
    ),
    "workbook.read.cannot": ("写不了 {path}：{reason}", "cannot write {path}: {reason}"),
    "workbook.read.not-the-station": (
        "{path} 里已有文件，而且不是站点 {id} 的文件夹；请用 -o 另选一个",
        "{path} holds files and is not the folder of the station {id}; choose another one with -o",
    ),
    "workbook.read.exists": (
        "{path} 里已有这个站点的内容；要用工作簿的内容覆盖，请加 --force",
        "{path} holds this station already; add --force to replace it by what the workbook says",
    ),
    "workbook.read.evidence": (
        "{count} 份材料的文件还不在站点文件夹里，现在不算；放进去以后用 check 再看",
        "the files of {count} evidence items are not in the station's folder yet and do not count so far",
    ),
    "workbook.read.done": (
        "已读取 {name}：{path}（台账 {ledgers} 份）。材料放进 evidence 文件夹，再运行 evaluator check {path}",
        "{name} was read into {path} (ledgers: {ledgers}); add its evidence and run: evaluator check {path}",
    ),
    "workbook.marks.round": (
        "{path} 是一轮评估的文件夹；请用 evaluator round receive {round} {file}",
        "{path} is a round's; use: evaluator round receive {round} {file}",
    ),
    "workbook.marks.exists": (
        "{path} 里已有内容不同的评分表：{names}；要覆盖请加 --force",
        "{path} holds other sheets already: {names}; add --force to replace them",
    ),
    "workbook.marks.none": (
        "工作簿里没有填过的评分表（{blank} 张空白），没有写出任何文件",
        "nothing is filled in on the workbook's sheets ({blank} blank); nothing was written",
    ),
    "workbook.marks.done": (
        "已读取 {evaluator} 的评分表：{path}（填过 {count} 个站，已提交 {submitted} 份，空白 {blank} 张）",
        "{evaluator}'s sheets are read into {path} ({count} filled in, {submitted} submitted, {blank} blank)",
    ),
    "workbook.marks.drafts": (
        "还没有提交（没有写提交日期）：{names}",
        "not submitted yet (no date of submission): {names}",
    ),
    "workbook.marks.next": (
        "交给组织方：evaluator round receive 轮次文件夹 {path}",
        "to hand them in: evaluator round receive ROUND {path}",
    ),
    "workbook.left-out.head": (
        "下列内容没有带进工作簿，站点原来的文件里都还在：",
        "not in the workbook, and still in the station's own files:",
    ),
    "workbook.left-out.station": (
        "站点信息里的 {places}：工作簿没有这些栏目",
        "{places} of the station: the workbook has no such lines",
    ),
    "workbook.left-out.counted": (
        "“{title}”自己填的 {value}：工作簿按台账“{ledger}”计数",
        "the {value} declared for “{title}”: the workbook counts it from “{ledger}”",
    ),
    "workbook.left-out.derived": (
        "“{title}”自己填的 {value}：工作簿自动计算",
        "the {value} declared for “{title}”: the workbook computes it",
    ),
    "workbook.left-out.totals": (
        "台账“{ledger}”的合计行（{places}）：合计不是记录，工作簿自己计数",
        "the totals of “{ledger}” ({places}): they are no entries, and the workbook counts itself",
    ),
    "workbook.left-out.rows": (
        "台账“{ledger}”里不是记录的行（{places}）：表头、编号空行、表尾之类，工作簿里不需要",
        "rows of “{ledger}” that are no entries ({places}): heads, numbered blank lines, the foot",
    ),
    "workbook.left-out.struck": (
        "台账“{ledger}”里划去的行（{places}）：仍然有效的，请在工作簿里补上",
        "rows of “{ledger}” that are struck through ({places}): enter again those that still hold",
    ),
    "workbook.left-out.cells": (
        "台账“{ledger}”里读不懂的格子（{places}）：留空，请在工作簿里填上正确的内容",
        "cells of “{ledger}” that cannot be read ({places}): left empty, fill them in there",
    ),
    "workbook.left-out.remark": (
        "{id} {title}自评的说明“{remark}”：工作簿只填等次和分数",
        "the station's remark on {id} {title}, “{remark}”: there is room for a level and points only",
    ),
    "workbook.left-out.long": (
        "{places}：超过 {limit} 个字，格子放不下的后半截。请改短，否则交回的工作簿里没有这一截",
        "{places}: what is beyond the {limit} characters a cell holds. Shorten it, or it will not come back",
    ),
    "workbook.left-out.more": ("{shown} 等 {count} 处", "{shown} and others, {count} in all"),
    "workbook.left-out.separator": ("、", ", "),
}
