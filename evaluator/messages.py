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
    "not-allowed-here": Entry(_ERROR, "{what}不能写在这里", "{what} does not belong here"),
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
}


def say(key: str, lang: Language, **args: str | int) -> str:
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
