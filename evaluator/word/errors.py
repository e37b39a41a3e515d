"""Errors of a template or its values, with the place where its author finds them."""

import html
import re
from types import TracebackType
from typing import Final

import jinja2
from jinja2.exceptions import SecurityError, TemplateAssertionError, TemplateSyntaxError, UndefinedError

_LONGEST_PLACE = 120


class TemplateError(Exception):
    """A template, or a value for it, that cannot become a Word document without losing something.

    `what` says what is wrong; `where` is the text of the paragraph around it, empty where that is not known.
    `code` is one of `syntax`, `undefined`, `unknown`, `limit`, `unsafe`, `character`, `structure`, `value`,
    `file`.
    """

    def __init__(self, code: str, what: str, where: str = "") -> None:
        super().__init__(f"{what} (in the paragraph: {where})" if where else what)
        self.code = code
        self.what = what
        self.where = where


TOO_DEEP: Final = (SyntaxError, RecursionError, MemoryError)
"""What Python raises when tags stand inside each other deeper than it can compile."""
DEEP: Final = "too many tags inside each other"


def explain(error: Exception, source: str, line: int | None) -> TemplateError:
    """Turn an error of Jinja or of a value into a TemplateError. `source` has one paragraph per line."""
    where = paragraph_text(source, line)
    match error:
        case TemplateError():
            return error if error.where else TemplateError(error.code, error.what, where)
        case UndefinedError():
            return TemplateError("undefined", error.message or "a variable is not defined", where)
        case TemplateAssertionError():
            return TemplateError("unknown", error.message or "an unknown filter or test", where)
        case TemplateSyntaxError():
            return TemplateError("syntax", error.message or "a tag that cannot be read", where)
        case SecurityError():
            code = "limit" if type(error).__name__ == "LimitExceeded" else "unsafe"
            return TemplateError(code, error.message or "not allowed in a template", where)
        case RecursionError():
            return TemplateError("limit", "a macro or loop calls itself without end", where)
        case MemoryError() | OverflowError():
            return TemplateError("limit", str(error) or "more memory than there is", where)
        case jinja2.TemplateError():
            return TemplateError("unknown", error.message or type(error).__name__, where)
    return TemplateError("value", f"{type(error).__name__}: {error}", where)


def template_line(trace: TracebackType | None, compiled: jinja2.Template | None) -> int | None:
    """Return the line of the template that was being rendered when an error was raised.

    Jinja numbers the lines of the code it generated; `compiled` maps them to lines of the template. It is
    None where Jinja has translated the numbers itself.
    """
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line if line is None or compiled is None else compiled.get_corresponding_lineno(line)


def paragraph_text(source: str, line: int | None) -> str:
    """Return the visible text of a line of a patched template, shortened."""
    lines = source.split("\n")
    if line is None or not 0 < line <= len(lines):
        return ""
    return visible(lines[line - 1])


def visible(xml: str) -> str:
    """Return the text a reader sees of a piece of XML, shortened."""
    text = html.unescape(re.sub(r"<[^>]*(?:>|$)", "", xml)).strip()
    return text if len(text) <= _LONGEST_PLACE else f"{text[:_LONGEST_PLACE]}…"
