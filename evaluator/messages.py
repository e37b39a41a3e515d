"""Every sentence the user reads, once, in Chinese and in English."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, NamedTuple

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
        "名称后面请用英文冒号加一个空格，例如“name: 青禾镇社工站”",
        "write an ASCII colon and a space after a name, as in 'name: Alder station'",
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
}

HINTS: dict[str, tuple[str, str]] = {}

SAY: dict[str, tuple[str, str]] = {
    "hint": ("提示", "hint"),
}


def say(key: str, lang: Language, **args: str | int) -> str:
    """Return the sentence *key* in *lang* with its fields filled in."""
    zh, en = SAY[key]
    return (zh if lang == "zh" else en).format(**args)


def language(env: Mapping[str, str]) -> Language:
    """Return the language asked for by EVALUATOR_LANG; Chinese unless it says English."""
    return "en" if env.get("EVALUATOR_LANG", "").strip().lower().startswith("en") else "zh"
