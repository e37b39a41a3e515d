"""Every sentence the user reads, once, in Chinese and in English."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Literal, NamedTuple, Self

Language = Literal["zh", "en"]


class Severity(StrEnum):
    """What a problem does to the evaluation."""

    ERROR = "error"
    """Nothing is computed."""
    WARNING = "warning"
    """One value, row or item is set aside and counts as blank."""


class Entry(NamedTuple):
    """The sentence and hint of one problem code; fields in braces are the problem's args."""

    severity: Severity
    zh: str
    en: str
    hint_zh: str = ""
    hint_en: str = ""


class Said(str):
    """A field of a sentence that is itself a phrase of `SAY`, put into words with the sentence."""

    __slots__ = ("fields",)
    fields: Mapping[str, str]

    def __new__(cls, key: str, **fields: str) -> Self:
        """Name the phrase *key* and what fills it; both are kept until the language is known."""
        self = super().__new__(cls, key)
        self.fields = fields
        return self


def either(phrases: Sequence[str]) -> str:
    """Return a field that says any one of *phrases*; there is at least one."""
    joined = phrases[0]
    for phrase in phrases[1:]:
        joined = Said("either", first=joined, second=phrase)
    return joined


_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

PROBLEMS: dict[str, Entry] = {
    # Files
    "file-missing": Entry(
        _ERROR,
        "找不到这个文件",
        "this file does not exist",
        "请检查文件名和所在的文件夹",
        "check the file's name and folder",
    ),
    "file-unreadable": Entry(
        _ERROR,
        "文件打不开：{reason}",
        "the file cannot be opened: {reason}",
        "请检查它是不是文件夹、是否有权限、是否正被别的程序占用",
        "check that it is not a folder, that you may read it and that no other program holds it",
    ),
    "file-too-large": Entry(
        _ERROR,
        "文件太大（{size} MiB），最多 {limit} MiB",
        "the file is too large ({size} MiB), at most {limit} MiB",
        "填报内容应是文字；照片和文档请放到 evidence 文件夹",
        "this file should hold text only; put photos and documents into the evidence folder",
    ),
    "empty-file": Entry(
        _ERROR,
        "文件是空的",
        "the file is empty",
        "请检查是否已保存，或重新复制一份模板填写",
        "check that it was saved, or start again from a template",
    ),
    "not-text": Entry(
        _ERROR,
        "这不是文本文件",
        "this is not a text file",
        "它像是 Word、Excel、图片或压缩文件；请用记事本新建文本文件填写",
        "it looks like a Word, Excel, image or archive file; write a plain text file instead",
    ),
    "wrong-encoding": Entry(
        _ERROR,
        "文件编码不是 UTF-8，看起来是 {encoding}",
        "the file is not UTF-8; it looks like {encoding}",
        "用记事本打开，选“另存为”，编码选“UTF-8”",
        "open it in Notepad, choose “Save as” and the encoding UTF-8",
    ),
    "not-utf8": Entry(
        _ERROR,
        "文件编码不是 UTF-8",
        "the file is not UTF-8",
        "用记事本打开，选“另存为”，编码选“UTF-8”；如有乱码请重新输入",
        "open it in Notepad, choose “Save as” and the encoding UTF-8; retype what is garbled",
    ),
    # Characters
    "control-character": Entry(
        _ERROR,
        "这里有一个看不见的控制字符（{character}）",
        "there is an invisible control character here ({character})",
        "多半是从别处复制来的；请删掉这几个字重新输入",
        "it was probably pasted in; delete the characters around it and type them again",
    ),
    "lone-surrogate": Entry(
        _ERROR,
        "这里有半个字符，无法显示也无法打印",
        "there is half a character here; it cannot be shown or printed",
        "请删掉它，直接输入需要的字",
        "delete it and type the character itself",
    ),
    "tab-indent": Entry(
        _ERROR,
        "缩进用了 Tab 键",
        "there is a tab in the indentation",
        "请用空格缩进，不要用 Tab 键；整份文件可用“替换”把 Tab 全部换成空格",
        "indent with spaces, not a tab; “Replace all” can change every tab into spaces",
    ),
    # What strict YAML leaves out
    "duplicate-key": Entry(
        _ERROR,
        "“{key}”在第 {first} 行已经写过了",
        "'{key}' is already given on line {first}",
        "同一处同名的只能留一个",
        "keep one of the two",
    ),
    "merge-key": Entry(
        _ERROR,
        "不能用“<<”合并内容",
        "'<<' cannot be used to merge content",
        "请把内容完整写出来",
        "write the content out in full",
    ),
    "anchor": Entry(
        _ERROR,
        "不能用“&{name}”做标记",
        "the anchor '&{name}' is not allowed",
        "如果这是文字，请给整段文字加上英文引号；否则请删掉它",
        "if it is text, put quotation marks around all of it; otherwise delete it",
    ),
    "alias": Entry(
        _ERROR,
        "不能用“*{name}”引用别处的内容",
        "the alias '*{name}' is not allowed",
        "如果这是文字，请给整段文字加上英文引号；否则请把内容完整写出来",
        "if it is text, put quotation marks around all of it; otherwise write the content out in full",
    ),
    "tag": Entry(
        _ERROR,
        "不能用“{tag}”指定类型",
        "the tag '{tag}' is not allowed",
        "如果这是文字，请给整段文字加上英文引号；否则请删掉它",
        "if it is text, put quotation marks around all of it; otherwise delete it",
    ),
    "second-document": Entry(
        _ERROR,
        "“---”之后又开始了第二份内容，一个文件只能有一份",
        "a second document starts after '---'; a file holds one",
        "请把“---”后面的内容移到另一个文件，或删掉这一行",
        "move what follows '---' to another file, or delete that line",
    ),
    "key-not-text": Entry(
        _ERROR,
        "冒号左边的名称必须是文字",
        "what stands left of the colon must be text",
        "冒号左边不能是 [ ] 或 {{ }}；如果这是文字，请加上英文引号",
        "it cannot be [ ] or {{ }}; if it is text, put quotation marks around it",
    ),
    "empty-key": Entry(
        _ERROR,
        "冒号左边没有写名称",
        "nothing is written left of the colon",
        "请补上名称，或删掉这一行",
        "add the name, or delete the line",
    ),
    "too-deep": Entry(
        _ERROR,
        "嵌套超过 {limit} 层",
        "nested more than {limit} levels deep",
        "请检查多余的 [、{{ 或“- ”",
        "look for superfluous [, {{ or '- '",
    ),
    # What cannot be read at all
    "full-width-punctuation": Entry(
        _ERROR,
        "这里读不懂，可能是用了中文标点“{character}”",
        "this cannot be read; the Chinese punctuation mark '{character}' may be why",
        "冒号、逗号、括号要用英文的，冒号后面空一格，例如“name: 青禾镇社工站”",
        "colons, commas and brackets must be ASCII, with a space after a colon: 'name: Alder station'",
    ),
    "missing-colon": Entry(
        _ERROR,
        "这一行缺少冒号",
        "this line has no colon",
        "写成“名称: 内容”，用英文冒号，冒号后面空一格",
        "write 'name: content', with an ASCII colon and a space after it",
    ),
    "unexpected-colon": Entry(
        _ERROR,
        "这里不应该再有冒号",
        "there should be no colon here",
        "如果冒号是文字的一部分，请给整段文字加上英文引号；否则请检查上一行的缩进",
        "if it is part of the text, put quotation marks around all of it; otherwise check the indentation",
    ),
    "bad-indent": Entry(
        _ERROR,
        "这一行的缩进和前面对不齐",
        "the indentation of this line does not match the lines before",
        "同一层的各行，左边空格数要一样",
        "lines of the same level start with the same number of spaces",
    ),
    "unclosed-quote": Entry(
        _ERROR,
        "这里开始的引号没有结束",
        "the quotation mark that opens here is never closed",
        "请在文字末尾补上同样的英文引号",
        "add the same quotation mark at the end of the text",
    ),
    "unclosed-bracket": Entry(
        _ERROR,
        "这里开始的“{open}”没有正确结束",
        "the '{open}' that opens here is not closed properly",
        "各项之间用英文逗号隔开，最后用“{close}”结束",
        "put ASCII commas between the items and '{close}' at the end",
    ),
    "bad-start": Entry(
        _ERROR,
        "文字不能直接以“{character}”开头",
        "text cannot start with '{character}'",
        "请给整段文字加上英文引号",
        "put quotation marks around all of it",
    ),
    "extra-text": Entry(
        _ERROR,
        "这里多出了内容",
        "there is something left over here",
        "引号或括号后面不能再接文字；请把整段文字放进同一对英文引号",
        "nothing may follow a closing quotation mark or bracket; put all of the text into one pair",
    ),
    "bad-escape": Entry(
        _ERROR,
        "双引号里的反斜杠“\\”用法不对",
        "a backslash is used wrongly inside double quotation marks",
        "把双引号改成单引号；文件路径请用“/”",
        "use single quotation marks instead; write paths with '/'",
    ),
    "bad-syntax": Entry(
        _ERROR,
        "这里的写法读不懂",
        "this cannot be read",
        "请对照模板检查这一行和上一行的冒号、引号和缩进",
        "compare this line and the one before with the template: colons, quotation marks, indentation",
    ),
    # Structure
    "unknown-key": Entry(
        _ERROR,
        "没有“{key}”这个名称",
        "unknown key '{key}'",
        "这里可以写：{known}",
        "known here: {known}",
    ),
    "not-together": Entry(
        _ERROR,
        "“{key}”和“{other}”不能写在一起",
        "'{key}' cannot stand beside '{other}'",
        "请只留一个",
        "keep one of the two",
    ),
    "missing-key": Entry(_ERROR, "缺少“{key}”", "'{key}' is missing"),
    "missing-one-of": Entry(_ERROR, "缺少一项，应写 {keys} 之一", "one of {keys} is missing"),
    "wrong-type": Entry(_ERROR, "{what}应是{wanted}，这里是{found}", "{what} must be {wanted}, not {found}"),
    "bad-value": Entry(
        _ERROR,
        "{what}不能写{found}",
        "{what} cannot be {found}",
        "可以写：{known}",
        "it can be: {known}",
    ),
    "bad-format": Entry(
        _ERROR, "{what}写成了{found}，应是{wanted}", "{what} is {found}; it must be {wanted}"
    ),
    "bad-key": Entry(_ERROR, "名称“{key}”写法不对，应是{wanted}", "'{key}' must be {wanted}"),
    "empty-text": Entry(_ERROR, "{what}没有填写", "{what} is empty"),
    "too-small": Entry(_ERROR, "{what}是 {found}，{bound}", "{what} is {found}; it must be {bound}"),
    "too-large": Entry(_ERROR, "{what}是 {found}，{bound}", "{what} is {found}; it must be {bound}"),
    "too-long": Entry(
        _ERROR,
        "{what}太长，最多 {limit} 个字",
        "{what} is too long; at most {limit} characters",
    ),
    "too-few": Entry(_ERROR, "{what}至少要有 {limit} 项", "{what} needs at least {limit}"),
    "too-many": Entry(_ERROR, "{what}最多只能有 {limit} 项", "{what} may have at most {limit}"),
    "repeated-item": Entry(
        _ERROR,
        "{what}和前面的第 {first} 项重复",
        "{what} repeats item {first}",
        "请删掉多余的一项",
        "delete one of the two",
    ),
    "ambiguous": Entry(
        _ERROR,
        "{what}同时符合几种写法，只能用一种",
        "{what} can be read in more than one way",
        "请对照模板，只留一种写法",
        "compare with the template and keep one way",
    ),
    "bad-structure": Entry(
        _ERROR,
        "{what}的内容不符合要求",
        "{what} is not as it should be",
        "请对照模板检查这一处",
        "compare it with the template",
    ),
    # Submissions, ledgers, evidence, sheets, decisions
    "station-missing": Entry(
        _ERROR,
        "找不到这个文件夹",
        "there is no such folder",
        "请检查路径",
        "check the path",
    ),
    "not-a-submission": Entry(
        _ERROR,
        "这不是社工站的文件夹，也不是 submission.yaml",
        "this is neither a station's folder nor its submission.yaml",
        "请给出 submission.yaml 所在的文件夹",
        "name the folder that holds submission.yaml",
    ),
    "submission-missing": Entry(
        _ERROR,
        "文件夹里没有 submission.yaml",
        "the folder has no submission.yaml",
        "请给出 submission.yaml 所在的文件夹；“evaluator new station”可以新建一份",
        "name the folder that holds submission.yaml; 'evaluator new station' makes one",
    ),
    "wrong-guideline": Entry(
        _ERROR,
        "申报材料用的是评估指南“{found}”，不是“{wanted}”",
        "the submission is for guideline '{found}', not '{wanted}'",
        "换用对应的评估指南，或用 --guideline 指定",
        "use the guideline it names, or choose one with --guideline",
    ),
    "period-date": Entry(
        _ERROR,
        "日期“{found}”读不懂",
        "'{found}' is not a date",
    ),
    "period-reversed": Entry(
        _ERROR,
        "评估期的起始日期 {first} 晚于截止日期 {last}",
        "the period begins on {first}, after it ends on {last}",
        "请检查是否填反了",
        "check whether the two are swapped",
    ),
    "path-escapes": Entry(
        _ERROR,
        "路径“{path}”不在站点文件夹里",
        "the path '{path}' leaves the station's folder",
        "把路径改成站点文件夹里的文件，如 evidence/协议.pdf",
        "name a file inside the station's folder, such as evidence/lease.pdf",
    ),
    "fact-unknown": Entry(
        _WARNING,
        "评估指南里没有指标数据“{name}”，没有采用",
        "the guideline has no fact '{name}'; it is not used",
        "请对照评估指南检查名称",
        "compare the name with the guideline",
    ),
    "fact-wrong-type": Entry(
        _WARNING,
        "“{title}”（{name}）填的是“{found}”，读不懂，按空白处理",
        "'{title}' ({name}) is '{found}', which cannot be read; it counts as blank",
    ),
    "option-unknown": Entry(
        _WARNING,
        "“{title}”（{name}）没有选项“{option}”，按空白处理",
        "'{title}' ({name}) has no option '{option}'; it counts as blank",
    ),
    "date-impossible": Entry(
        _WARNING,
        "“{title}”（{name}）填的是“{found}”，没有这一天，按空白处理",
        "'{title}' ({name}) is '{found}', a day that does not exist; it counts as blank",
        "请核对日期",
        "check the date",
    ),
    "fact-above-limit": Entry(
        _WARNING,
        "“{title}”（{name}）是 {found}，大于允许的 {limit}，按空白处理",
        "'{title}' ({name}) is {found}, above the {limit} allowed; it counts as blank",
        "请核对数值",
        "check the number",
    ),
    "fact-above-fact": Entry(
        _WARNING,
        "“{title}”（{name}）是 {found}，大于 {bound} 的 {limit}，按空白处理",
        "'{title}' ({name}) is {found}, above {bound}, which is {limit}; it counts as blank",
        "请核对这两个数",
        "check the two numbers",
    ),
    "fact-below-limit": Entry(
        _WARNING,
        "“{title}”（{name}）是 {found}，小于允许的 {limit}，按空白处理",
        "'{title}' ({name}) is {found}, below the {limit} allowed; it counts as blank",
        "请核对数值",
        "check the number",
    ),
    "fact-below-fact": Entry(
        _WARNING,
        "“{title}”（{name}）是 {found}，小于 {bound} 的 {limit}，按空白处理",
        "'{title}' ({name}) is {found}, below {bound}, which is {limit}; it counts as blank",
        "请核对这两个数",
        "check the two numbers",
    ),
    "ledger-unknown": Entry(
        _WARNING,
        "评估指南里没有台账“{name}”，没有采用",
        "the guideline has no ledger '{name}'; it is not used",
        "请对照评估指南检查名称",
        "compare the name with the guideline",
    ),
    "ledger-rename-unknown": Entry(
        _WARNING,
        "台账“{ledger}”没有列“{name}”",
        "ledger '{ledger}' has no column '{name}'",
        "columns 里写“表头: 指南中的列名”",
        "columns holds 'header: column id of the guideline'",
    ),
    "ledger-missing": Entry(
        _ERROR,
        "找不到{ledger}文件“{path}”",
        "the file '{path}' of {ledger} does not exist",
        "路径从 submission.yaml 所在的文件夹算起",
        "paths are relative to submission.yaml",
    ),
    "ledger-file-twice": Entry(
        _WARNING,
        "文件“{path}”写了两遍，只读一次",
        "the file '{path}' is named twice and read once",
        "请删掉多余的一个",
        "delete one of the two",
    ),
    "ledger-too-large": Entry(
        _ERROR,
        "台账文件太大（{size} MiB），最多 {limit} MiB",
        "the ledger is too large ({size} MiB), at most {limit} MiB",
        "请删掉表里的图片和多余的工作表，或分成几个文件",
        "remove pictures and other sheets, or split it into several files",
    ),
    "ledger-too-many-rows": Entry(
        _ERROR,
        "台账超过 {limit} 行",
        "the ledger has more than {limit} rows",
        "请分成几个文件",
        "split it into several files",
    ),
    "ledger-unreadable": Entry(
        _ERROR,
        "{ledger}读不出来",
        "{ledger} cannot be read",
        "请用 WPS 或 Excel 打开，另存为 .xlsx",
        "open it in WPS or Excel and save it as .xlsx",
    ),
    "ledger-sheet-missing": Entry(
        _ERROR,
        "没有工作表“{sheet}”，有：{found}",
        "there is no sheet '{sheet}'; there are: {found}",
        "请改正 sheet，或删掉它由程序查找",
        "correct 'sheet', or delete it to have it found",
    ),
    "ledger-column-missing": Entry(
        _ERROR,
        "{ledger}缺少列“{column}”（{id}）；第 {row} 行的表头有：{found}",
        "{ledger} has no column '{column}' ({id}); the header in row {row} has: {found}",
        "把表头改成这个名称；表头不在前 10 行时用 header_row 写明行号",
        "name the column so; when the header is below row 10 give its row in header_row",
    ),
    "ledger-more-bad-cells": Entry(
        _WARNING,
        "还有 {count} 个单元格读不懂，没有一一列出",
        "{count} more cells cannot be read; they are not listed",
        "请先改正上面列出的",
        "correct those listed above first",
    ),
    "ledger-duplicate-differs": Entry(
        _WARNING,
        "{key} 与{first}编号相同但内容不同（{columns}），只算前一行",
        "{key} has the same key as {first} but differs ({columns}); only the first counts",
        "请核对编号，或删掉多余的一行",
        "check the key, or delete one of the rows",
    ),
    "cell-wrong-type": Entry(
        _WARNING,
        "“{column}”是“{found}”，读不懂，按空白处理",
        "'{column}' is '{found}', which cannot be read; it counts as blank",
    ),
    "cell-unknown-option": Entry(
        _WARNING,
        "“{column}”没有选项“{option}”，按空白处理",
        "'{column}' has no option '{option}'; it counts as blank",
    ),
    "cell-date-impossible": Entry(
        _WARNING,
        "“{column}”是“{found}”，没有这一天，按空白处理",
        "'{column}' is '{found}', a day that does not exist; it counts as blank",
        "请核对日期",
        "check the date",
    ),
    "cell-too-early": Entry(
        _WARNING,
        "“{column}”是 {found}，早于“{other}”{first}，按空白处理",
        "'{column}' is {found}, before '{other}' on {first}; it counts as blank",
        "请核对这两个日期",
        "check the two dates",
    ),
    "cell-digits-lost": Entry(
        _WARNING,
        "“{column}”是超过 15 位的数字（{found}），末几位已被 Excel 改掉，按空白处理",
        "'{column}' is a number of more than 15 digits ({found}); Excel has lost the last ones, so it counts as blank",
        "请把这一列设成文本格式，重新输入",
        "set the column to text and type the numbers again",
    ),
    "evidence-duplicate-id": Entry(
        _ERROR,
        "材料编号“{id}”在第 {first} 行已经用过",
        "the evidence id '{id}' is already used on line {first}",
        "每份材料的编号要不同",
        "give each item an id of its own",
    ),
    "evidence-kind-unknown": Entry(
        _WARNING,
        "材料 {id} 的类别“{name}”不认识，这份材料不算",
        "evidence {id} is of the unknown kind '{name}'; it does not count",
        "可以写：{known}",
        "it can be: {known}",
    ),
    "evidence-date": Entry(
        _WARNING,
        "材料 {id} 的日期“{found}”读不懂，按没有日期处理",
        "the date '{found}' of evidence {id} cannot be read; the item counts as undated",
    ),
    "evidence-missing": Entry(
        _WARNING,
        "材料 {id} 的文件“{path}”不存在，这份材料不算",
        "the file '{path}' of evidence {id} does not exist; the item does not count",
        "路径从 submission.yaml 所在的文件夹算起",
        "paths are relative to submission.yaml",
    ),
    "evidence-empty": Entry(
        _WARNING,
        "材料 {id} 的文件“{path}”是空的，这份材料不算",
        "the file '{path}' of evidence {id} is empty; the item does not count",
        "请重新复制这个文件",
        "copy the file again",
    ),
    "evidence-is-folder": Entry(
        _WARNING,
        "材料 {id} 写的是文件夹“{path}”，这份材料不算",
        "evidence {id} names the folder '{path}'; the item does not count",
        "请写到文件；几个文件各写一项",
        "name a file; several files are several items",
    ),
    "evidence-not-what-it-says": Entry(
        _WARNING,
        "材料 {id} 的文件“{path}”内容与扩展名不符，这份材料不算",
        "the content of '{path}' (evidence {id}) is not what its ending says; the item does not count",
        "请用原来的程序打开，重新保存",
        "open it in the program it came from and save it again",
    ),
    "evidence-not-a-photo": Entry(
        _WARNING,
        "材料 {id} 类别是照片，但“{path}”不是图片",
        "evidence {id} is a photo, but '{path}' is no picture",
        "请改类别，或换成照片",
        "change the kind, or hand in the photo itself",
    ),
    "evidence-for-unknown": Entry(
        _WARNING,
        "评估指南里没有指标“{name}”，这一处不算",
        "the guideline has no criterion '{name}'; this reference does not count",
        "请对照评估指南检查编号",
        "compare the id with the guideline",
    ),
    "evidence-line-unknown": Entry(
        _WARNING,
        "指标 {criterion} 的材料要求里没有“{name}”，这一处不算",
        "criterion {criterion} asks for no evidence '{name}'; this reference does not count",
        "只写 {criterion} 也可以",
        "{criterion} alone will do",
    ),
    "claim-unknown": Entry(
        _WARNING,
        "没有指标或选项“{name}”，不适用的申报不算",
        "there is no criterion or option '{name}'; the claim does not count",
        "请对照评估指南检查编号",
        "compare the id with the guideline",
    ),
    "claim-not-allowed": Entry(
        _WARNING,
        "“{name}”不能申报不适用，申报不算",
        "'{name}' cannot be claimed not to apply; the claim does not count",
        "评估指南没有允许这一项不适用",
        "the guideline does not let it not apply",
    ),
    "claim-without-reason": Entry(
        _WARNING,
        "“{name}”申报不适用但没有写理由，申报不算",
        "the claim that '{name}' does not apply has no reason; it does not count",
        "请写明理由",
        "write the reason",
    ),
    "claim-on-chosen": Entry(
        _WARNING,
        "“{title}”（{name}）已填为具备，又申报不适用，申报不算",
        "'{title}' ({name}) is both chosen and claimed not to apply; the claim does not count",
        "请删掉其中一处",
        "delete one of the two",
    ),
    "self-mark-unknown": Entry(
        _WARNING,
        "没有指标“{name}”，这项自评不显示",
        "there is no criterion '{name}'; this self-mark is not shown",
        "请对照评估指南检查编号",
        "compare the id with the guideline",
    ),
    "self-mark-not-marked": Entry(
        _WARNING,
        "指标 {name} 由数据计分，不需要自评",
        "criterion {name} follows from facts and takes no self-mark",
        "请删掉这一项",
        "delete it",
    ),
    "self-mark-points": Entry(
        _WARNING,
        "指标 {name} 的自评分“{found}”不是数字，不显示",
        "the self-mark '{found}' of criterion {name} is not a number; it is not shown",
    ),
    "self-mark-unfit": Entry(
        _WARNING,
        "指标 {name} 不能评“{found}”，这项自评不显示",
        "criterion {name} cannot be given '{found}'; this self-mark is not shown",
        "请对照评估指南检查等次和分值",
        "compare level and points with the guideline",
    ),
    "sheet-twice": Entry(
        _ERROR,
        "评估人 {evaluator} 对这个站已有一份评分表（{first}）",
        "evaluator {evaluator} has another sheet on this station ({first})",
        "只能留一份",
        "keep one of the two",
    ),
    "sheet-date": Entry(
        _ERROR,
        "提交日期“{found}”读不懂",
        "the day of submission '{found}' cannot be read",
    ),
    "role-unknown": Entry(
        _ERROR,
        "评估指南里没有身份“{name}”",
        "the guideline has no role '{name}'",
        "请对照评估指南的 roles",
        "compare with the guideline's roles",
    ),
    "mark-unknown-criterion": Entry(
        _ERROR,
        "没有指标“{name}”",
        "there is no criterion '{name}'",
        "请对照评估指南检查编号",
        "compare the id with the guideline",
    ),
    "mark-not-marked": Entry(
        _ERROR,
        "指标“{title}”（{name}）由数据计分，不由评估人打分",
        "criterion '{title}' ({name}) follows from facts; evaluators do not mark it",
        "请删掉；现场核实的数据写在 observed",
        "delete it; what was seen on site goes under 'observed'",
    ),
    "not-yours": Entry(
        _ERROR,
        "“{name}”应由“{wanted}”评定，这份评分表的身份是“{role}”",
        "'{name}' is for the role '{wanted}', this sheet's role is '{role}'",
        "请删掉，或改正 role",
        "delete it, or correct 'role'",
    ),
    "mark-points": Entry(
        _ERROR,
        "指标 {name} 的分值“{found}”不是数字",
        "the points '{found}' of criterion {name} are not a number",
    ),
    "mark-check-number": Entry(
        _ERROR,
        "指标 {name} 的检查项“{found}”应是从 1 起的序号",
        "the check '{found}' of criterion {name} must be a number from 1",
    ),
    "sheet-answer": Entry(
        _ERROR,
        "“{name}”填的是“{found}”，应是“是”或“否”",
        "'{name}' is '{found}'; it must be yes or no",
    ),
    "veto-unknown": Entry(
        _ERROR,
        "没有一票否决事项“{name}”",
        "there is no veto '{name}'",
        "请对照评估指南检查编号",
        "compare the id with the guideline",
    ),
    "decision-unknown": Entry(
        _ERROR,
        "没有“{name}”可以决定",
        "there is nothing called '{name}' to decide",
        "请对照评估指南检查编号",
        "compare the id with the guideline",
    ),
    "decision-date": Entry(
        _ERROR,
        "“{name}”的决定日期“{found}”读不懂",
        "the day '{found}' of the decision on '{name}' cannot be read",
    ),
    "decision-answer": Entry(
        _ERROR,
        "“{name}”的决定是“{found}”，应是 true 或 false",
        "the decision on '{name}' is '{found}'; it must be true or false",
    ),
    "decision-without-value": Entry(
        _ERROR,
        "“{name}”的决定没有写内容",
        "the decision on '{name}' says nothing",
        "请填写 value",
        "fill in 'value'",
    ),
    "decision-twice": Entry(
        _ERROR,
        "“{name}”在第 {first} 行已经决定过",
        "'{name}' is already decided on line {first}",
        "只能留一条",
        "keep one of the two",
    ),
}

HINTS: dict[str, tuple[str, str]] = {
    "did-you-mean": ("是不是“{near}”？", "did you mean '{near}'?"),
    "delete-it": ("请删掉它", "delete it"),
    "number-form": (
        "数字写成 12 或 12.5：不加引号、单位、加号和千位分隔符，前面不加 0",
        "write numbers as 12 or 12.5: no quotation marks, units, plus sign, separators or leading zeros",
    ),
    "quote-text": (
        "请加上英文引号，写成 '{text}'",
        "put it in quotation marks: '{text}'",
    ),
    "list-form": (
        "列表每项一行，以“- ”开头；或写成 [甲, 乙]",
        "write one item per line, each starting with '- ', or [first, second]",
    ),
    "mapping-form": (
        "写成“名称: 内容”，每行一项，比上一行多缩进两格，冒号后面空一格",
        "write 'name: content', one per line, two spaces deeper, with a space after the colon",
    ),
    "known-options": ("可以写：{known}", "it can be: {known}"),
    "write-integer": ("请填整数，如 12", "write a whole number such as 12"),
    "write-number": ("请填数字，如 12 或 12.5", "write a number such as 12 or 12.5"),
    "write-share": ("请填百分数，如 93%", "write a share such as 93%"),
    "write-boolean": ("请填“是”或“否”", "write true or false"),
    "write-choice": ("请填一个选项", "write one option"),
    "write-set": (
        "请写成列表，如 [甲, 乙]；一项也没有写 []",
        "write a list such as [first, second]; [] for none",
    ),
    "write-date": ("日期写成 2025-07-01、2025/7/1 或 2025年7月1日", "write dates as 2025-07-01 or 2025/7/1"),
    "write-text": ("请填文字", "write text"),
    "write-without-commas": ("请去掉千位分隔符，如 1200", "leave the separators out: 1200"),
    "write-without-unit": ("只填数字，不写单位", "write the number alone, without its unit"),
    "write-without-percent": ("这里不是百分数，请去掉“%”", "this is no share; leave '%' out"),
    "submission-renamed": (
        "是不是“{near}”？请改名为 submission.yaml",
        "is it '{near}'? Rename it to submission.yaml",
    ),
    "ledger-column-rename": (
        "是不是“{near}”？请改表头，或在 submission.yaml 里写 columns: {{{near}: {id}}}",
        "is it '{near}'? Rename it, or write columns: {{{near}: {id}}} in submission.yaml",
    ),
    "ledger-empty-file": ("文件是空的，请重新保存或复制", "the file is empty; save or copy it again"),
    "ledger-encrypted": (
        "文件设了密码，请去掉密码后另存为 .xlsx",
        "it has a password; remove it and save as .xlsx",
    ),
    "ledger-old-excel": (
        "这是旧的 .xls、.et 格式，请用 WPS 或 Excel 另存为 .xlsx",
        "this is the old .xls or .et format; save it as .xlsx",
    ),
    "ledger-other-table": (
        "这是别的表格格式，请用 WPS 或 Excel 另存为 .xlsx",
        "this is another spreadsheet format; save it as .xlsx",
    ),
    "ledger-not-a-table": (
        "这不是表格；台账应是 .xlsx 或 .csv",
        "this is no table; ledgers are .xlsx or .csv",
    ),
    "ledger-web-page": (
        "这是网页内容，请用 WPS 或 Excel 打开后另存为 .xlsx",
        "this is a web page; open it in WPS or Excel and save it as .xlsx",
    ),
    "ledger-quotes": (
        "双引号不成对，请用 WPS 或 Excel 打开后另存为 .xlsx",
        "quotation marks do not match; open it in WPS or Excel and save it as .xlsx",
    ),
    "ledger-damaged": (
        "文件已损坏，请用 WPS 或 Excel 打开后另存为 .xlsx",
        "the file is damaged; open it in WPS or Excel and save it as .xlsx",
    ),
    "ledger-bomb": (
        "解压后太大，请删掉表里的图片和多余的工作表",
        "it is too large once unpacked; remove pictures and other sheets",
    ),
    "ledger-too-wide": (
        "有内容的单元格离得太远，请删掉表格外面多余的内容",
        "cells with content lie too far apart; delete what stands outside the table",
    ),
    "evidence-looks-like": (
        "内容像是 .{content} 文件；请用原来的程序打开，重新保存",
        "the content looks like a .{content} file; open it in the program it came from and save it again",
    ),
}

SAY: dict[str, tuple[str, str]] = {
    "hint": ("提示", "hint"),
    "either": ("{first}或{second}", "{first} or {second}"),
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
    "form-share": ("百分数，如 93%", "a share such as 93%"),
    "at-least": ("不能小于 {limit}", "at least {limit}"),
    "at-most": ("不能大于 {limit}", "at most {limit}"),
    "above": ("应大于 {limit}", "above {limit}"),
    "below": ("应小于 {limit}", "below {limit}"),
    # Why a ledger's row did not count, why a count has no value
    "row-total": ("合计行", "a row of totals"),
    "row-outside-period": ("“{column}”{found} 不在评估期内", "'{column}' {found} lies outside the period"),
    "row-condition": ("不符合统计条件", "does not meet the condition"),
    "row-duplicate": ("编号 {key} 与{first}重复", "key {key} repeats {first}"),
    "row-not-distinct": ("“{columns}”与{first}相同，只算一次", "'{columns}' as in {first}, counted once"),
    "row-blank-key": ("“{column}”空白", "'{column}' is blank"),
    "row-blank-cell": ("“{column}”空白", "'{column}' is blank"),
    "row-bad-cell": ("“{column}”填的是“{found}”，读不懂", "'{column}' is '{found}', which cannot be read"),
    "blank-not-handed-in": ("台账未交", "the ledger was not handed in"),
    "blank-no-rows": ("没有可以平均的行", "there are no rows to take the mean of"),
    "blank-rows-set-aside": ("有读不懂的行，不能确定", "some rows cannot be read, so it is not known"),
    "blank-not-whole": ("统计结果不是整数", "the figure is not a whole number"),
}


def say(key: str, lang: Language, /, **args: str | int) -> str:
    """Return the sentence *key* in *lang* with its fields filled in."""
    zh, en = SAY[key]
    return filled(zh if lang == "zh" else en, args, lang)


def filled(sentence: str, args: Mapping[str, str | int], lang: Language) -> str:
    """Return *sentence* with its fields; those that are phrases are said in *lang*."""
    return sentence.format_map(
        {
            name: say(each, lang, **each.fields) if isinstance(each, Said) else each
            for name, each in args.items()
        }
    )


def language(env: Mapping[str, str]) -> Language:
    """Return the language asked for by EVALUATOR_LANG; Chinese unless it says English."""
    return "en" if env.get("EVALUATOR_LANG", "").strip().lower().startswith("en") else "zh"


PROBLEMS |= {
    # Guidelines and profiles
    "not-a-number": Entry(
        _ERROR,
        "应是数字，而不是“{found}”",
        "a number is wanted, not “{found}”",
        "整数或小数，如 12、0.5；不写 1e3、1_000、.5",
        "write whole numbers or decimals such as 12 or 0.5, not 1e3, 1_000 or .5",
    ),
    "unknown-fact": Entry(
        _ERROR,
        "没有名为“{name}”的指标数据",
        "there is no fact named “{name}”",
        "先在 facts 里声明它",
        "declare it under facts first",
    ),
    "fact-type": Entry(
        _ERROR,
        "“{name}”的类型是 {type}，这里需要 {wanted}",
        "“{name}” is of type {type}; {wanted} is wanted here",
        "换一项指标数据，或改它的类型",
        "use another fact or change its type",
    ),
    "zero-divisor": Entry(
        _ERROR,
        "不能除以 0",
        "nothing can be divided by 0",
        "per 应大于 0",
        "per must be above 0",
    ),
    "share-wanted": Entry(
        _ERROR,
        "这里比较的是百分比，应写成 {example} 这样，而不是“{found}”",
        "a share is compared here: write it as {example}, not “{found}”",
    ),
    "number-wanted": Entry(
        _ERROR,
        "这里比较的是数量，不是百分比“{found}”",
        "a number is compared here, not the share “{found}”",
        "去掉百分号，或把指标数据的类型改为 share",
        "drop the percent sign or make the fact a share",
    ),
    "if-none-missing": Entry(
        _ERROR,
        "“{name}”可能为 0，没有说明此时怎么办",
        "“{name}” can be 0 and nothing says what then holds",
        "加上 if_none: not_applicable、zero 或 full（条件里用 yes 或 no），或给它加 at_least",
        "add if_none: not_applicable, zero or full (yes or no in conditions), or give the fact an at_least above 0",
    ),
    "only-in-ceilings": Entry(
        _ERROR,
        "{key} 只能用在等级上限（ceilings）里",
        "{key} can only be asked in ceilings",
    ),
    "only-columns-in-rows": Entry(
        _ERROR,
        "台账行的条件只能用 column",
        "conditions on ledger rows can only ask about a column",
    ),
    "only-in-rows": Entry(
        _ERROR,
        "{key} 只能用在台账行的条件里",
        "{key} can only be asked of ledger rows",
    ),
    "operator-missing": Entry(
        _ERROR,
        "“{name}”不是是否题，没有说明和什么比较",
        "“{name}” is not a yes-or-no fact and nothing says what to compare it with",
        "加上 is、at_least、below 等",
        "add is, at_least, below or another operator",
    ),
    "operator-type": Entry(
        _ERROR,
        "{operator} 不能用于类型 {type}",
        "{operator} cannot be used on type {type}",
    ),
    "unknown-column": Entry(
        _ERROR,
        "台账“{ledger}”没有“{name}”这一列",
        "ledger “{ledger}” has no column “{name}”",
        "先在 ledgers 里声明它",
        "declare it under ledgers first",
    ),
    "unknown-ledger": Entry(
        _ERROR,
        "没有名为“{name}”的台账",
        "there is no ledger named “{name}”",
        "先在 ledgers 里声明它",
        "declare it under ledgers first",
    ),
    "unknown-option": Entry(
        _ERROR,
        "没有“{name}”这个选项",
        "there is no option “{name}”",
        "可用的选项见该指标数据的 choices",
        "the options are listed under the fact's choices",
    ),
    "not-yes-or-no": Entry(
        _ERROR,
        "应是 true 或 false，而不是“{found}”",
        "true or false is wanted, not “{found}”",
    ),
    "not-a-date": Entry(
        _ERROR,
        "应是日期，而不是“{found}”",
        "a date is wanted, not “{found}”",
        "写成 2025-07-01",
        "write it as 2025-07-01",
    ),
    "award-above-points": Entry(
        _ERROR,
        "给分 {award} 超过了本项的 {points} 分",
        "an award of {award} is above the criterion's {points} points",
    ),
    "awards-sum": Entry(
        _ERROR,
        "各项给分加起来是 {sum}，不是本项的 {points} 分",
        "the awards add up to {sum}, not to the criterion's {points} points",
    ),
    "option-without-award": Entry(
        _ERROR,
        "选项“{title}”（{option}）没有给分",
        "option “{title}” ({option}) has no award",
        "每个选项都要写明给分，0 分也要写",
        "every option needs an award, 0 included",
    ),
    "ratio-without-to": Entry(
        _ERROR,
        "没有说明除以什么",
        "nothing says what to divide by",
        "加上 to；只有百分比（share）和多选（set）可以不写 to",
        "add to; only a share or a set can do without",
    ),
    "empty-range": Entry(
        _ERROR,
        "范围是空的：起点与终点相同或颠倒",
        "the range is empty: its ends are equal or the wrong way round",
    ),
    "bands-overlap": Entry(
        _ERROR,
        "档次重叠：{value} 同时属于两档",
        "bands overlap: {value} lies in two of them",
        "一端用 at_most、另一端用 above（或 below 与 at_least），每个值只属于一档",
        "let one band end with below where the next begins with at_least",
    ),
    "bands-gap": Entry(
        _ERROR,
        "档次之间有空隙：{value} 不属于任何一档",
        "there is a gap between bands: {value} lies in none",
        "让上一档的上界与下一档的下界相接",
        "let each band begin where the one before ends",
    ),
    "band-unreachable": Entry(
        _WARNING,
        "这一档（{award} 分）永远用不到",
        "this band ({award} points) can never be reached",
        "前面的档次已经包含了它，请调整顺序或界限",
        "the bands before it cover it; change their order or bounds",
    ),
    "full-points-unreachable": Entry(
        _WARNING,
        "本项 {points} 分无论如何得不满",
        "nothing awards the criterion's full {points} points",
    ),
    "levels-overlap": Entry(
        _ERROR,
        "等级“{level}”与“{other}”的分数重叠",
        "the points of level “{level}” overlap with those of “{other}”",
    ),
    "range-off-step": Entry(
        _ERROR,
        "{high} 不在以 {step} 为一档的刻度上",
        "{high} does not lie on steps of {step}",
    ),
    "step-without-limit": Entry(
        _ERROR,
        "没有说明高于或低于多少才扣分",
        "nothing says above or below what points are taken off",
        "加上 above 或 below",
        "add above or below",
    ),
    "marked-part": Entry(
        _ERROR,
        "sum 的组成部分不能是评估人员评分（{rule}）",
        "a part of sum cannot be marked by an evaluator ({rule})",
        "把它单列为一项指标",
        "make it a criterion of its own",
    ),
    "parts-sum": Entry(
        _ERROR,
        "各部分最多 {sum} 分，到不了本项的 {points} 分",
        "the parts reach {sum} at most, not the criterion's {points} points",
    ),
    "points-sum": Entry(
        _ERROR,
        "下级分值加起来是 {sum}，不是 {points}（差 {rest}）",
        "the points below add up to {sum}, not to {points} ({rest} missing)",
    ),
    "points-missing": Entry(
        _ERROR,
        "“{name}”没有分值",
        "“{name}” has no points",
        "加上 points（扣分项用 at_most）",
        "add points (deductions: at_most)",
    ),
    "not-writable": Entry(
        _ERROR,
        "{value} 不能写成 {places} 位小数",
        "{value} cannot be written with {places} decimals",
        "改分值，或增加 rounding.places",
        "change the points or raise rounding.places",
    ),
    "weights-mixed": Entry(
        _ERROR,
        "“{name}”没有权重，而同级的其他项有",
        "“{name}” has no weight while its siblings have",
        "同级要么都有权重，要么都没有",
        "give all siblings a weight or none",
    ),
    "weights-need-total": Entry(
        _ERROR,
        "有权重时只能在总分处修约一次",
        "weights need a single rounding of the total",
        "写 rounding: {{at: total}}",
        "set rounding: {{at: total}}",
    ),
    "weights-all-zero": Entry(
        _ERROR,
        "同级的权重全是 0",
        "all siblings have weight 0",
        "至少一项的权重要大于 0",
        "give at least one of them a weight above 0",
    ),
    "marked-by-without-mark": Entry(
        _ERROR,
        "{rule} 不由评估人员评分，不能写 marked_by",
        "{rule} is not marked by an evaluator and cannot have marked_by",
    ),
    "unknown-role": Entry(
        _ERROR,
        "没有名为“{name}”的角色",
        "there is no role named “{name}”",
        "先在 roles 里声明它",
        "declare it under roles first",
    ),
    "choices-missing": Entry(
        _ERROR,
        "“{name}”没有选项",
        "“{name}” has no choices",
        "加上 choices",
        "add choices",
    ),
    "choices-unwanted": Entry(
        _ERROR,
        "类型 {type} 的“{name}”不能有选项",
        "“{name}” of type {type} cannot have choices",
    ),
    "only-sets-may-not-apply": Entry(
        _ERROR,
        "只有多选（set）可以写 may_not_apply，“{name}”不是",
        "only a set can have may_not_apply; “{name}” is none",
    ),
    "merge-needs-role": Entry(
        _ERROR,
        "merge 只用于某角色提供的数量，“{name}”不是",
        "merge is for numbers a role supplies; “{name}” is none",
    ),
    "role-counted": Entry(
        _ERROR,
        "某角色提供的指标数据不能再由台账统计或由其他数据推算",
        "a fact that a role supplies cannot be counted or derived",
    ),
    "bound-type": Entry(
        _ERROR,
        "类型 {type} 的“{name}”不能有上下限",
        "“{name}” of type {type} cannot have bounds",
    ),
    "one-figure": Entry(
        _ERROR,
        "一次只能统计一个数，这里写了 {figures}",
        "only one figure can be counted, here are {figures}",
    ),
    "circular-fact": Entry(
        _ERROR,
        "“{name}”绕了一圈又由它自己推算",
        "“{name}” is derived from itself",
    ),
    "not-before-date": Entry(
        _ERROR,
        "“{name}”与“{other}”须都是日期列",
        "“{name}” and “{other}” must both be date columns",
    ),
    "deduction-rule": Entry(
        _ERROR,
        "扣分项不能用 {rule}",
        "a deduction cannot use {rule}",
        "只能用 count、choice、tiers、yes_no",
        "use count, choice, tiers or yes_no",
    ),
    "deduction-fact": Entry(
        _ERROR,
        "扣分项不能由站点自报的“{name}”决定",
        "a deduction cannot follow from “{name}”, which the station declares",
        "用某角色提供（from:）或由台账统计的指标数据",
        "use a fact that a role supplies (from:) or that is counted",
    ),
    "official-without-source": Entry(
        _ERROR,
        "official 状态须写明 source_document 和 sha256",
        "status official needs source_document and sha256",
    ),
    "half-even-at-criterion": Entry(
        _WARNING,
        "逐项用 half_even 修约不符合 GB/T 8170（不得连续修约）",
        "half_even at every criterion is not GB/T 8170, which forbids rounding in succession",
        "写 at: total，或用 half_up",
        "set at: total, or use half_up",
    ),
    "duplicate-id": Entry(
        _ERROR,
        "编号“{name}”用了两次",
        "id “{name}” is used twice",
        "改其中一个",
        "change one of the two",
    ),
    "each-not-read": Entry(
        _ERROR,
        "评分规则不读“{name}”，不能要求逐项佐证",
        "the rule does not read “{name}”, so it cannot ask for evidence of each",
    ),
    "grades-same-bound": Entry(
        _ERROR,
        "“{grade}”与“{other}”的下限相同",
        "“{grade}” and “{other}” have the same lower bound",
    ),
    "grades-no-floor": Entry(
        _ERROR,
        "低于 {bound} 分没有等级",
        "there is no grade below {bound} points",
        "给最低等级“{grade}”写 at_least: 0",
        "give the lowest grade “{grade}” at_least: 0",
    ),
    "grade-unreachable": Entry(
        _WARNING,
        "等级“{grade}”无论如何达不到（满分 {full}）",
        "grade “{grade}” can never be reached (full marks {full})",
    ),
    "unknown-grade": Entry(
        _ERROR,
        "没有编号为“{name}”的等级",
        "there is no grade “{name}”",
    ),
    "unknown-section": Entry(
        _ERROR,
        "没有编号为“{name}”的指标组",
        "there is no section “{name}”",
    ),
    "unknown-level-of-section": Entry(
        _ERROR,
        "没有第 {level} 级指标",
        "there is no level {level} of sections",
    ),
    "unknown-criterion": Entry(
        _ERROR,
        "没有编号为“{name}”的指标",
        "there is no criterion “{name}”",
    ),
    "unused-fact": Entry(
        _WARNING,
        "指标数据“{name}”没有用到",
        "fact “{name}” is used by nothing",
        "删去它；只用于报告的加 shown: true",
        "delete it, or mark it shown: true when reports need it",
    ),
    "unused-ledger": Entry(
        _WARNING,
        "台账“{name}”没有用到",
        "ledger “{name}” is used by nothing",
        "删去它，或用它统计一项指标数据",
        "delete it or count a fact from it",
    ),
    "unknown-id": Entry(
        _ERROR,
        "没有编号为“{name}”的指标或指标组",
        "there is no section or criterion “{name}”",
    ),
    "wrong-base": Entry(
        _ERROR,
        "这个调整方案针对“{name}”，不是“{wanted}”",
        "this profile is for “{name}”, not “{wanted}”",
    ),
    "wrong-edition": Entry(
        _ERROR,
        "这个调整方案针对版本“{name}”，现在是“{wanted}”",
        "this profile is for edition “{name}”, this is “{wanted}”",
    ),
    "profile-redefines": Entry(
        _ERROR,
        "“{name}”在原指南里已有，调整方案不能重新定义",
        "“{name}” exists in the guideline; a profile cannot define it again",
    ),
    "section-emptied": Entry(
        _ERROR,
        "去掉“{name}”后该组没有指标了",
        "dropping “{name}” leaves its section empty",
        "改为去掉整组",
        "drop the whole section",
    ),
    "change-changes-nothing": Entry(
        _ERROR,
        "“{name}”改了等于没改",
        "the change of “{name}” changes nothing",
        "删去这一条",
        "delete it",
    ),
    "section-has-sections": Entry(
        _ERROR,
        "“{name}”下面是指标组，不能直接加指标",
        "“{name}” holds sections, criteria cannot be added to it",
    ),
    "contradicts-above": Entry(
        _WARNING,
        "“{name}”（{found}）大于“{bound}”（{limit}），不予采信，按空白处理",
        "“{name}” ({found}) is above “{bound}” ({limit}); it is set aside and counts as blank",
        "请核对这两项哪一个填错了",
        "check which of the two is wrong",
    ),
    "contradicts-below": Entry(
        _WARNING,
        "“{name}”（{found}）小于“{bound}”（{limit}），不予采信，按空白处理",
        "“{name}” ({found}) is below “{bound}” ({limit}); it is set aside and counts as blank",
        "请核对这两项哪一个填错了",
        "check which of the two is wrong",
    ),
    "claim-beside-facts": Entry(
        _WARNING,
        "“{name}”既申报不适用又填报了数据，按填报的数据评分",
        "“{name}” is claimed not to apply and its facts are given; the facts count",
        "两者只保留一个",
        "keep only one of the two",
    ),
    "unknown-guideline": Entry(
        _ERROR,
        "没有名为“{name}”的评估指南",
        "there is no guideline named “{name}”",
        "现有：{known}；也可以用 --guideline 给出文件夹",
        "there are: {known}; or give a folder with --guideline",
    ),
    "unknown-profile": Entry(
        _ERROR,
        "没有名为“{name}”的调整方案",
        "there is no profile named “{name}”",
        "现有：{known}",
        "there are: {known}",
    ),
    "mark-without-level": Entry(
        _WARNING,
        "没有选等级（{levels}）",
        "no level was picked ({levels})",
    ),
    "unknown-level": Entry(
        _WARNING,
        "没有“{level}”这个等级",
        "there is no level “{level}”",
        "可选：{levels}",
        "pick one of: {levels}",
    ),
    "mark-not-level": Entry(
        _WARNING,
        "等级“{level}”是 {wanted} 分，不是 {points} 分",
        "level “{level}” is worth {wanted}, not {points}",
    ),
    "mark-without-points": Entry(
        _WARNING,
        "没有给分，应在 {low}～{high} 分之间",
        "no points were given; between {low} and {high} are wanted",
    ),
    "mark-outside-level": Entry(
        _WARNING,
        "{points} 分不在 {low}～{high} 分之内",
        "{points} points are not between {low} and {high}",
    ),
    "mark-off-step": Entry(
        _WARNING,
        "{points} 分不在自 {start} 起每 {step} 分一档的刻度上",
        "{points} points are not on steps of {step} from {start}",
    ),
    "mark-without-sample": Entry(
        _WARNING,
        "没有抽查记录",
        "no inspected file was recorded",
        "写成 sample: [{{file: …, passed: [1, 2]}}]",
        "write sample: [{{file: …, passed: [1, 2]}}]",
    ),
    "unknown-check": Entry(
        _WARNING,
        "“{file}”：没有第 {number} 项核对内容（共 {most} 项）",
        "“{file}”: there is no check {number} (of {most})",
    ),
    "check-passed-and-left-out": Entry(
        _WARNING,
        "“{file}”：第 {number} 项既算通过又算不适用",
        "“{file}”: check {number} is both passed and left out",
    ),
    "file-inspected-twice": Entry(
        _WARNING,
        "“{file}”抽查了两次",
        "“{file}” was inspected twice",
    ),
}
