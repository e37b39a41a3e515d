"""Sentences on files in a station's folder that nothing names, in Chinese and in English."""

from __future__ import annotations

from typing import Final

FOLDER_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "match.sure": ("确定：{why}", "sure: {why}"),
    "match.likely": ("很可能，请核对：{why}", "likely, please check: {why}"),
    "match.unclear": ("拿不准：{why}", "unclear: {why}"),
    "match.stop": ("；", "; "),
    "match.why.id": ("“{part}”写明 {ids}", "“{part}” says {ids}"),
    "match.why.title": ("“{part}”与指标 {id} {title} 名称相符", "“{part}” is about {id} {title}"),
    "match.why.name": ("名称像“{title}”", "its name is like “{title}”"),
    "match.why.only": ("这项指标只要这一样材料", "the criterion asks for nothing else"),
    "match.why.only_kind": (
        "这项指标要的材料里只有这一样是这类文件",
        "it is the only file of this kind asked for",
    ),
    "match.why.several": ("这项指标要几样材料，看不出是哪一样", "the criterion asks for several things"),
    "match.why.dated": ("日期取自“{part}”", "the day is that in “{part}”"),
    "match.why.heads": ("表头对得上（{columns}）", "its heads fit ({columns})"),
    "match.why.heads_alike": ("有的表头叫法不同（{columns}）", "some heads differ ({columns})"),
    "match.why.heads_unsure": ("这些表头不好认（{columns}）", "these heads are not clear ({columns})"),
    "match.why.lacks": ("缺列：{columns}", "it lacks {columns}"),
    "match.why.named": ("名称像“{title}”", "its name is like “{title}”"),
    "match.why.rivals": ("也像{titles}", "it fits {titles} as well"),
    "match.why.bad_rows": ("{rows} 行里有 {count} 行看不懂", "{count} of {rows} rows cannot be read"),
    "match.why.handed_in": ("这份台账已经写了 {path}", "{path} is named for this ledger already"),
    "match.why.same_rows": (
        "另有表格与它有 {count} 行相同，只能用一个",
        "another table has {count} of its rows: only one may be used",
    ),
    "match.why.other_heads": ("几个表格的表头不一样，不好合在一起", "the tables have different heads"),
    "match.why.parts": ("{count} 个表格，没有重复的行", "{count} tables without a row in common"),
    "folder.head": (
        "文件夹里有、submission.yaml 没有写的文件",
        "Files that lie in the folder and are not in submission.yaml",
    ),
    "folder.lines": (
        "对得上的 {count} 个，可以把下面几行贴进 submission.yaml，或加 --write 由程序写入：",
        "{count} match: paste these lines into submission.yaml, or let --write do it:",
    ),
    "folder.more-lines": (
        "还有 {count} 行，用 --all 查看",
        "{count} more lines: see --all",
    ),
    "folder.unclear": (
        "拿不准的 {count} 个，程序不写，请自己定：",
        "{count} are unclear and are not written; please decide:",
    ),
    "folder.may-be": ("{path}：可能是{what}", "{path}: perhaps {what}"),
    "folder.or": ("，或", ", or "),
    "folder.unknown": ("看不出用途的 {count} 个：{paths}", "{count} of unknown use: {paths}"),
    "folder.archives": (
        "压缩包 {count} 个，没有打开看：{paths}。里面有材料的，请解压到本文件夹再查",
        "{count} archives were not opened: {paths}. Unpack here what they hold, then check again",
    ),
    "folder.copies": (
        "与别的文件内容完全相同的 {count} 个，不用：{paths}",
        "{count} have the bytes of another and are not used: {paths}",
    ),
    "folder.copy": ("{path}（同 {other}）", "{path} (as {other})"),
    "folder.empty": ("空文件 {count} 个：{paths}", "{count} empty files: {paths}"),
    "folder.blank": ("只有表头、没有记录的表格 {count} 个：{paths}", "{count} tables without rows: {paths}"),
    "folder.unreadable": ("打不开的表格 {count} 个：{paths}", "{count} tables cannot be opened: {paths}"),
    "folder.unreadable-why": ("{path}（{why}）", "{path} ({why})"),
    "folder.workbooks": (
        "自评工作簿 {count} 个：{paths}。读入用 evaluator workbook read",
        "{count} self-check workbooks: {paths}; read them with evaluator workbook read",
    ),
    "folder.more": ("{paths} 等", "{paths} and others"),
    "folder.between": ("、", ", "),
    "folder.written": (
        "已写入 {path}：台账 {ledgers} 份，材料 {evidence} 份。每行后面写了根据，请核对",
        "wrote into {path}: ledgers {ledgers}, evidence {evidence}. Each line says why; please check",
    ),
    "folder.nothing-to-write": (
        "没有可以写入的：文件夹里没有对得上的、还没写进去的文件",
        "nothing to write: no file matches that is not in it already",
    ),
    "folder.not-written": (
        "没有写：{path} 的写法不便由程序添加，请把上面几行自己贴进去",
        "nothing was written: {path} is not laid out for adding lines; please paste them",
    ),
}
