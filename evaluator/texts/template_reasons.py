"""Say in Chinese what Jinja, the Word renderer and docxtpl say in English of a template that is wrong.

The English sentences are theirs and stay as they are; one that has no Chinese here is left out, since what kind
of mistake it is and where it stands are said beside it.
"""

from __future__ import annotations

import re
from typing import Final

from evaluator.texts import Language

TOKENS: Final = {
    "end of print statement": "}}",
    "end of statement block": "%}",
    "begin of print statement": "{{",
    "begin of statement block": "{%",
    "end of comment": "#}",
    "begin of comment": "{#",
    "template data / text": "普通文字",
    "end of template": "模板结尾",
}
"""Jinja's words for the pieces of a template."""

CHINESE: Final[tuple[tuple[str, str], ...]] = (
    (r"'(?P<a>[^']+)' is undefined", "没有“{a}”这个变量"),
    (r"'[^']+' has no attribute '(?P<a>[^']+)'", "里面没有“{a}”这一项"),
    (r".* has no element .*", "里面没有这一项"),
    (r"No filter named '(?P<a>[^']+)'.*", "没有“{a}”这个过滤器"),
    (r"No test named '(?P<a>[^']+)'.*", "没有“{a}”这个判断"),
    (
        r"Encountered unknown tag '(?P<a>[^']+)'\. You probably made a nesting mistake.*looking for (?P<b>.+?)\..*",
        "“{a}”套错了地方，这里应先写 {b}",
    ),
    (
        r"Encountered unknown tag '(?P<a>[^']+)'\. Jinja was looking for the following tags: (?P<b>.+?)\..*",
        "没有“{a}”这种标签，这里应写 {b}",
    ),
    (r"Encountered unknown tag '(?P<a>end\w*|else|elif)'\..*", "“{a}”没有对应的开头"),
    (r"Encountered unknown tag '(?P<a>[^']+)'\..*", "没有“{a}”这种标签"),
    (
        r"Unexpected end of template\. .* following tags: (?P<b>.+?)\. .*needs to be closed is '(?P<a>[^']+)'\.",
        "“{a}”没有结束，缺 {b}",
    ),
    (r"Unexpected end of template.*", "模板没有写完"),
    (r"unexpected end of template, expected '(?P<a>[^']+)'\.", "模板没有写完，缺“{a}”"),
    (r"expected token '(?P<a>[^']+)', got '(?P<b>[^']+)'", "写到“{b}”处应为“{a}”"),
    (r"can't assign to .*", "“=”前面应是变量的名称"),
    (r"unexpected '(?P<a>[^']+)', expected '(?P<b>[^']+)'", "写到“{a}”处应为“{b}”"),
    (r"unexpected '(?P<a>[^']+)'", "多出“{a}”"),
    (r"Expected an expression, got '(?P<a>[^']+)'", "“{a}”前面缺内容"),
    (r"unexpected char '(?P<a>.+)' at \d+", "不能写“{a}”这个字符"),
    (r"Missing end of comment tag", "注释没有结尾 #}}"),
    (r"Missing end of raw directive", "raw 没有结尾"),
    (r"tag name expected", "标签里没有写名称"),
    (r"expected name or number", "点号后面应是名称或数字"),
    (r"expected subscript expression", "方括号里没有写内容"),
    (r"invalid syntax for function call expression", "括号里的写法不对"),
    (r"Invalid character in identifier", "名称里有不能用的字符"),
    (r"the tag '(?P<a>.+)' is not for (?:Word )?templates", "模板里不能用“{a}”"),
    (r"'(?P<a>.+)' not found in search path.*", "找不到要包含的文件“{a}”"),
    (r"'(?P<a>.+)' is too large", "文件“{a}”太大"),
    (r"'(?P<a>.+)' cannot be read from the folder", "文件“{a}”读不了：只读模板所在文件夹里的普通文件"),
    (r"'(?P<a>.+)' is not in UTF-8", "文件“{a}”不是 UTF-8 编码"),
    (r"too many tags inside each other", "标签一层套一层，套得太多"),
    (r"You cannot chain multiple tests with is", "不能连着写几个 is"),
    (r"block '(?P<a>[^']+)' defined twice", "“{a}”定义了两次"),
    (r"access to attribute '(?P<a>[^']+)' of .*", "不能访问“{a}”"),
    (r".* is not safely callable", "不能在模板里运行程序"),
    (r"more than (?P<a>[\d,]+) steps: a loop without end\?", "超过 {a} 步，循环是不是没有尽头？"),
    (r"not finished after (?P<a>\S+) seconds", "{a} 秒还没有做完"),
    (r"more than (?P<a>[\d,]+) characters", "超过 {a} 个字"),
    (r"a number of more than (?P<a>[\d,]+) digits", "数字超过 {a} 位"),
    (r"one text or number becomes too large", "一段文字或一个数字太大"),
    (r"a text or list repeated (?P<a>[\d,]+) times", "一段内容重复 {a} 次"),
    (r"the power (?P<a>.+)", "{a} 次方太大"),
    (r"a macro or loop calls itself without end", "宏或循环没完没了地调用自己"),
    (r"more memory than there is", "内存不够"),
    (
        r"\{\{ (?P<a>.*) \}\} has an? (?P<b>[a-z -]+ U\+[0-9A-F]+), which Word cannot hold: (?P<c>.*)",
        "{{{{ {a} }}}} 里有 Word 存不下的字符 {b}：{c}",
    ),
    (r"the property '(?P<a>[^']+)' has an? (?P<b>.*)", "文档属性“{a}”里有 Word 存不下的字符 {b}"),
    (r"the property '(?P<a>[^']+)' is longer than (?P<b>\d+) characters", "文档属性“{a}”超过 {b} 个字"),
    (r"a value has a character that a Word document cannot hold", "有一个值含 Word 存不下的字符"),
    (r"a page or paragraph break .*", "段落文字以外有换页或换段"),
    (r"a table's columns .*", "有一张表格没有列宽"),
    (r"the document would be damaged: .*", "照这样做出的文档会打不开"),
    (r"not a Word document.*", "这不是 Word 文档（.docx）"),
    (r"the template has no file named (?P<a>.+)", "模板里没有 {a}"),
    (
        r"a picture, link or sub-document was made for another document; .*",
        "图片、链接或子文档是为别的文档做的",
    ),
    (r"'(?P<a>[^']*)': (?P<b>\d+) values for (?P<c>\d+) categories", "图表“{a}”有 {b} 个数，却有 {c} 个分类"),
    (r"'(?P<a>[^']*)': (?P<b>.+) is not a decimal number", "图表“{a}”里的 {b} 不是数字"),
    (r".* holds a character that XML cannot hold", "图表里有存不下的字符"),
    (r"a text of (?P<a>\d+) characters is too long for a chart", "图表里的文字有 {a} 个字，太长"),
    (r"(?:TypeError|UndefinedError): .*", "这样的内容不能一起计算或打印"),
    (r"ZeroDivisionError: .*", "除数是 0"),
    (r"\w*Error: .*", "这样的内容算不出来"),
)
"""English sentences as patterns, with the Chinese that says the same; the first that fits."""

_PATTERNS: Final = tuple((re.compile(english, re.DOTALL), chinese) for english, chinese in CHINESE)
_CHARACTER: Final = re.compile(r"^(?:lone surrogate|control character|non-character) ")


def template_reason(what: str, lang: Language) -> str:
    """Return what is wrong with a template in *lang*; '' where there is no Chinese for it."""
    if lang == "en":
        return what
    for pattern, chinese in _PATTERNS:
        match = pattern.fullmatch(what.strip())
        if match:
            return chinese.format_map({name: _word(text) for name, text in match.groupdict().items()})
    return ""


def _word(text: str) -> str:
    """Return a piece of a template as a reader writes it."""
    text = _CHARACTER.sub("", text)
    pieces = re.split(r" or ", text.replace("'", ""))
    return " 或 ".join(TOKENS.get(piece, piece) for piece in pieces)
