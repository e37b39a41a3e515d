"""Sentences and parts of sentences that are not problems."""

from typing import Final

from evaluator.texts import Texts

SAY: Final = Texts(
    {
        "hint": ("提示", "hint"),
        "and-more": ("{first}、{second}", "{first}, {second}"),
        "either": ("{first}或{second}", "{first} or {second}"),
        "points-short": ("少 {number}", "{number} too few"),
        "points-over": ("多 {number}", "{number} too many"),
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
