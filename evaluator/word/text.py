"""Characters in values that XML or Word treats specially."""

import re
from typing import Final

from docxtpl import DocxTemplate

from evaluator.word.errors import TemplateError

ILLEGAL: Final = re.compile("[\x00-\x06\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold. docxtpl drops them silently; after a lone surrogate, the paragraph."""
_BREAK_MARKS: Final = "\t\n\r\x07\x0c"
_BREAKS: Final = re.compile(f"[{_BREAK_MARKS}]")
_LEFT_OVER: Final = re.compile("[\x07\x0c]")
_PARAGRAPH: Final = re.compile("<w:p(?: [^>]*)?>")
DECLARATION: Final = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_PROLOG: Final = re.compile(r"\s*<\?xml[^>]*\?>\s*")
_MARKED: Final = re.compile("<w:p([ >])")
_END: Final = "</w:p>"
_ESCAPES: Final = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
_docxtpl: Final = DocxTemplate("")


def has_breaks(text: str) -> bool:
    return any(mark in text for mark in _BREAK_MARKS)


def is_illegal(text: str) -> bool:
    plain = text.replace("\n", "").replace("\u3000", "")  # what most texts have beside printable characters
    return not plain.isprintable() and ILLEGAL.search(text) is not None


def describe(character: str) -> str:
    code = ord(character)
    kind = "lone surrogate" if 0xD800 <= code <= 0xDFFF else "control character"
    return f"{'non-character' if code >= 0xFFFE else kind} U+{code:04X}"


def without_prolog(xml: str) -> str:
    """Drop the XML declaration: its encoding does not apply to a string."""
    prolog = _PROLOG.match(xml)
    return xml[prolog.end() :] if prolog else xml


def unescape_tags(xml: str) -> str:
    """Replace docxtpl's escapes, such as `{_{` for a literal `{{`."""
    for written, meant in _ESCAPES:
        xml = xml.replace(written, meant)
    return xml


def mark_paragraphs(xml: str) -> str:
    """Put each paragraph on a line of its own, as docxtpl does, so that line numbers identify paragraphs."""
    return _MARKED.sub(r"\n<w:p\1", xml)


def unmark_paragraphs(xml: str) -> str:
    r"""Remove the "\n" that docxtpl puts before each paragraph for the sake of line numbers."""
    return xml.replace("\n<w:p ", "<w:p ").replace("\n<w:p>", "<w:p>")


def plain_newlines(xml: str) -> str:
    """Reduce newlines to the single kind of XML; Word would show others as a space beside the break."""
    return xml.replace("\r\n", "\n").replace("\r", "\n")


def resolve_breaks(xml: str) -> str:
    r"""Replace newlines, tabs, `\a` and `\f` as docxtpl does, but only in paragraphs that have any.

    docxtpl runs three nested regular expressions over every paragraph, which is a quarter of its time. To it
    a paragraph extends from `<w:p>` to the next `</w:p>`, so splitting at the latter finds the same
    paragraphs.
    """
    pieces = unmark_paragraphs(plain_newlines(xml)).split(_END)
    for index, piece in enumerate(pieces[:-1]):
        if _BREAKS.search(piece) and (start := _PARAGRAPH.search(piece)):
            at = start.start()
            paragraph: str = _docxtpl.resolve_listing(piece[at:] + _END)
            pieces[index] = piece[:at] + paragraph[: -len(_END)]
    resolved = _END.join(pieces)
    if _LEFT_OVER.search(resolved):
        raise TemplateError("character", "a page or paragraph break (\\f, \\a) outside of a paragraph's text")
    return resolved
