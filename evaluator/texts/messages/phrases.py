"""Sentences and parts of sentences that are not problems."""

from typing import Final

from evaluator.texts import Texts

SAY: Final = Texts(
    {
        "hint": ("提示", "hint"),
        "decided-own-mark": (
            "{reason}（{names}评过本项，仍由其决定：{anyway}）",
            "{reason} (decided by {names}, who had marked it: {anyway})",
        ),
        "and-more": ("{first}、{second}", "{first}, {second}"),
        "either": ("{first}或{second}", "{first} or {second}"),
        "points-short": ("少 {number}", "{number} too few"),
        "points-over": ("多 {number}", "{number} too many"),
        # Why the system does not open or write a file
        "system-EACCES": ("没有权限", "permission denied"),
        "system-EPERM": ("系统不允许", "not permitted"),
        "system-ENOENT": ("没有这个文件或文件夹", "there is no such file or folder"),
        "system-EEXIST": ("已经有同名的文件", "there is a file of this name already"),
        "system-EISDIR": ("这是文件夹", "it is a folder"),
        "system-ENOTDIR": ("上一级不是文件夹", "what should hold it is no folder"),
        "system-ENOTEMPTY": ("文件夹不是空的", "the folder is not empty"),
        "system-EINVAL": (
            "不是普通文件（是管道、设备之类），或名称不合要求",
            "it is no regular file (a pipe, a device), or its name is not valid",
        ),
        "system-EXDEV": ("是指向文件夹外面的链接", "it is a link that leads out of the folder"),
        "system-EFBIG": ("文件太大", "the file is too large"),
        "system-ELOOP": ("链接绕成了圈", "links lead in a circle"),
        "system-ENAMETOOLONG": ("名称太长", "the name is too long"),
        "system-ENOSPC": ("磁盘已满", "the disk is full"),
        "system-EDQUOT": ("超出磁盘配额", "the disk quota is used up"),
        "system-EROFS": ("磁盘是只读的", "the disk is read-only"),
        "system-EIO": ("磁盘读写出错", "the disk reports an error"),
        "system-EBUSY": ("正被别的程序占用", "another program holds it"),
        "system-ETXTBSY": ("正被别的程序占用", "another program holds it"),
        "system-EMFILE": ("打开的文件太多", "too many files are open"),
        "system-ENFILE": ("打开的文件太多", "too many files are open"),
        "system-ENOMEM": ("内存不足", "there is not enough memory"),
        "system-ESTALE": ("网络磁盘断开了", "the network disk is gone"),
        "system-ETIMEDOUT": ("网络磁盘没有响应", "the network disk does not answer"),
        "system-EPIPE": ("接收输出的程序已经关闭", "the program that takes the output has closed"),
        "system-other": ("系统错误 {number}", "system error {number}"),
        # Where
        "whole-file": ("文件内容", "the file's content"),
        "named": ("“{name}”", "'{name}'"),
        "item": ("第 {number} 项", "item {number}"),
        "item-of": ("“{name}”的第 {number} 项", "item {number} of '{name}'"),
        # What was found
        "found-blank": ("空白", "blank"),
        "found-mapping": ("一组“名称: 内容”", "a mapping"),
        "found-list": ("一个列表", "a list"),
        "found-text": ("“{text}”", "'{text}'"),
        # What was wanted
        "a-object": ("一组“名称: 内容”", "a mapping"),
        "a-array": ("列表", "a list"),
        "a-string": ("文字", "text"),
        "a-integer": ("整数", "a whole number"),
        "a-number": ("数字", "a number"),
        "a-boolean": (" true 或 false", "true or false"),
        "a-null": ("空白", "blank"),
        "form-other": ("规定的写法", "written in the required form"),
        "form-date": ("日期，如 2025-07-01", "a date such as 2025-07-01"),
        "form-hash": ("一个 64 位的十六进制校验码", "a hash of 64 hexadecimal digits"),
        "form-amount": ("数字、百分数或一项指标数据", "a number, a share or a fact"),
        "form-share": ("百分数，如 93%", "a share such as 93%"),
        # Kinds of evidence
        "kind-document": ("document（文件）", "document"),
        "kind-photo": ("photo（照片）", "photo"),
        "kind-record": ("record（记录）", "record"),
        "kind-ledger": ("ledger（台账）", "ledger"),
        "kind-finance": ("finance（财务资料）", "finance"),
        "kind-system": ("system（系统截图）", "system"),
        "kind-survey": ("survey（问卷）", "survey"),
        "kind-site": ("site（现场查看）", "site"),
        "kind-interview": ("interview（访谈）", "interview"),
        # Why a phrasing was not recognised
        "doubt-no-points": ("没有分值", "it has no points"),
        "doubt-nothing": ("表里没有评分标准", "the table has no rule"),
        "doubt-long": ("超过 {limit} 字", "longer than {limit} letters"),
        "doubt-cap": (
            "写的最高 {cap} 分，与分值 {points} 分不符",
            "a limit of {cap} does not fit {points} points",
        ),
        "doubt-vague": (
            "“{clause}”里的“{word}”由评估人员掌握",
            "“{word}” in “{clause}” leaves it to an evaluator",
        ),
        "doubt-silent": ("没有写怎样给分", "it does not say what gives points"),
        "doubt-clause": ("没有看懂“{clause}”", "not understood: “{clause}”"),
        "doubt-together": (
            "各句合起来与分值 {points} 分对不上，或有空档、重叠",
            "the clauses do not add up to {points} points, or leave a gap or overlap",
        ),
        "at-least": ("不能小于 {limit}", "at least {limit}"),
        "at-most": ("不能大于 {limit}", "at most {limit}"),
        "above": ("应大于 {limit}", "above {limit}"),
        "below": ("应小于 {limit}", "below {limit}"),
        # Why a ledger's row did not count, why a count has no value
        "row-total": ("合计行", "a row of totals"),
        "row-outside-period": (
            "“{column}”{found} 不在评估期内",
            "'{column}' {found} lies outside the period",
        ),
        "row-condition": ("不符合统计条件", "does not meet the condition"),
        "row-duplicate": ("编号 {key} 与{first}重复", "key {key} repeats {first}"),
        "row-not-distinct": ("“{columns}”与{first}相同，只算一次", "'{columns}' as in {first}, counted once"),
        "row-blank-key": ("“{column}”空白", "'{column}' is blank"),
        "row-blank-cell": ("“{column}”空白", "'{column}' is blank"),
        "row-bad-cell": (
            "“{column}”填的是“{found}”，读不懂",
            "'{column}' is '{found}', which cannot be read",
        ),
        "blank-not-handed-in": ("台账未交", "the ledger was not handed in"),
        "blank-no-rows": ("没有可以平均的行", "there are no rows to take the mean of"),
        "blank-rows-set-aside": ("有读不懂的行，不能确定", "some rows cannot be read, so it is not known"),
        "blank-not-whole": ("统计结果不是整数", "the figure is not a whole number"),
    }
)
