"""Report why a file cannot be read as YAML: its encoding, its characters or its syntax.

For a valid file only the decoding runs.
"""

import codecs
import re
from collections.abc import Iterator

from yaml import MarkedYAMLError

from evaluator.base.folding import is_common
from evaluator.base.once import lazy_pattern
from evaluator.texts.problem import Problem

_LOST = "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufffe\\uffff"

UNPRINTABLE = lazy_pattern(f"[{_LOST}]")
"""Characters that are lost in Word, or that break a line where no editor shows a line break."""
ESCAPED = lazy_pattern(f"[\\r{_LOST}]")
"""The same characters in a value, where a carriage return can only come from an escape."""

_MOST_REPORTED = 50
_SAMPLE_BYTES = 65536
_PLAUSIBLE = {"big5": "Big5", "big5hkscs": "Big5", "gb2312": "GB18030 (ANSI)", "gbk": "GB18030 (ANSI)"}
"""Encodings of charset-normalizer that are plausible for Chinese text; its other guesses are ignored."""
_BINARY_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"\x1f\x8b")
_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def decoded(data: bytes, shown: str) -> tuple[str | None, list[Problem]]:
    """Return the text of *data*, or None where it is not UTF-8, with what is wrong with its characters."""
    if data.startswith(_BINARY_STARTS):
        return None, [Problem("not-text", shown)]
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    if encoding is not None:
        return None, [Problem("wrong-encoding", shown, args={"encoding": encoding})]
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        # Counted from behind the byte order mark, where there is one.
        mark = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
        return _undecodable(data, mark + error.start, shown)
    if is_common(text) or UNPRINTABLE.search(text) is None:
        return text, []
    if "\x00" in text and (encoding := _utf16(data)) is not None:
        return None, [Problem("wrong-encoding", shown, args={"encoding": encoding})]
    return text, list(_control_characters(text, shown))


def translated(error: MarkedYAMLError, text: str, shown: str) -> Problem:
    """Return the problem for libyaml's *error*, at the place to look at."""
    lines = re.split(r"\r\n|\r|\n", text)
    mark = error.problem_mark
    assert mark is not None, "libyaml says where every error of scanner and parser is"
    start = error.context_mark or mark
    return _Complaint(error.problem or "", error.context or "", lines, shown).about(
        (mark.line, mark.column), (start.line, start.column)
    )


def named(character: str) -> str:
    """Return the code point of a character that cannot be shown: U+000B."""
    return f"U+{ord(character):04X}"


def shortened(text: str, most: int = 40) -> str:
    """Return *text* on one line and short enough to be quoted in a sentence."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _undecodable(data: bytes, start: int, shown: str) -> tuple[None, list[Problem]]:
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        encoding = _guessed(data)
    else:
        return None, list(_control_characters(text, shown))
    if encoding is not None:
        return None, [Problem("wrong-encoding", shown, args={"encoding": encoding})]
    if b"\x00" in data:
        return None, [Problem("not-text", shown)]
    line, column = _position(data[:start].removeprefix(codecs.BOM_UTF8).decode())
    return None, [Problem("not-utf8", shown, line, column)]


def _utf16(data: bytes) -> str | None:
    """Return UTF-16 when every other byte of ASCII keys is zero; such a file may lack a byte order mark."""
    sample = data[:_SAMPLE_BYTES]
    zeros = sample[0::2].count(0), sample[1::2].count(0)
    return "UTF-16" if max(zeros) * 10 >= len(sample) and min(zeros) * 20 <= max(zeros) else None


def _guessed(data: bytes) -> str | None:
    """Return the likely encoding of *data*, None when nothing fits well."""
    sample = data[:_SAMPLE_BYTES]
    if b"\x00" in sample:
        return _utf16(sample)
    # Mostly well-formed UTF-8 is a damaged UTF-8 file, whatever else it could be read as.
    read = sample.decode("utf-8", "replace")
    if sum("\u0800" <= character != "\ufffd" for character in read) >= read.count("\ufffd"):
        return None
    if _is_gb18030(data, sample):
        return "GB18030 (ANSI)"
    # A heavy import, needed in this one case.
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return None if best is None else _PLAUSIBLE.get(best.encoding)


def _is_gb18030(data: bytes, sample: bytes) -> bool:
    """Return whether *data* decodes to everyday characters; nearly any bytes decode to rare characters."""
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    text = sample.decode("gb18030", "ignore")
    foreign = [character for character in text if character > "\x7f"]
    everyday = len("".join(foreign).encode("gb2312", "ignore")) // 2
    return everyday * 10 >= len(foreign) * 9


def _control_characters(text: str, shown: str) -> Iterator[Problem]:
    for count, match in enumerate(UNPRINTABLE.finditer(text)):
        if count == _MOST_REPORTED:
            return
        line, column = _position(text[: match.start()])
        if "\ud800" <= match[0] <= "\udfff":
            yield Problem("lone-surrogate", shown, line, column)
        else:
            yield Problem("control-character", shown, line, column, args={"character": named(match[0])})


def _position(before: str) -> tuple[int, int]:
    """Return line and column of what follows *before*."""
    line = before.count("\n") + before.count("\r") - before.count("\r\n")
    return line + 1, len(before) - max(before.rfind("\n"), before.rfind("\r"))


_FULL_WIDTH = lazy_pattern("[：，【】［］｛｝]")
_BRACKETS = {"[": "]", "{": "}"}
_ASCII_COLON = lazy_pattern(r":(?:\s|$)")


class _Complaint:
    """A syntax error and the lines of the file it occurs in."""

    def __init__(self, problem: str, context: str, lines: list[str], shown: str) -> None:
        self.problem = problem
        self.context = context
        self.lines = lines
        self.shown = shown

    def about(self, mark: tuple[int, int], start: tuple[int, int]) -> Problem:
        """Return the problem; *mark* is where reading stopped, *start* where that construct began."""
        line = self.line(mark[0])
        here = line[mark[1] : mark[1] + 1]
        first = not line[: mark[1]].strip()
        if "\t" in line[: len(line) - len(line.lstrip())] or here == "\t":
            return self.at("tab-indent", (mark[0], line.index("\t")))
        if "quoted scalar" in self.context:
            return self.quoted(mark, start)
        if "flow" in self.context:
            return self.unclosed(mark, start)
        if "expected ':'" in self.problem:
            return self.without_colon(start)
        if here == ":" and first:
            return self.at("empty-key", mark)
        if "mapping values" in self.problem:
            return self.unexpected_colon(mark)
        if "block sequence entries" in self.problem and not first:
            return self.at("bad-start", mark, character=here)
        if "cannot start any token" in self.problem or (here and here in "]},!?"):
            return self.at("bad-start", mark, character=here)
        if any(
            construct in self.context for construct in ("anchor", "alias", "tag", "block scalar", "directive")
        ):
            return self.at("bad-start", start, character=self.line(start[0])[start[1] : start[1] + 1])
        if not first:
            return self.at("extra-text", mark)
        if "document start" in self.problem and any(file_line.startswith("...") for file_line in self.lines):
            return self.at("second-document", mark)
        if "expected key" in self.problem or "block" in self.problem or "'-'" in self.problem:
            return self.at("bad-indent", mark)
        return self.at("bad-syntax", mark)

    def quoted(self, mark: tuple[int, int], start: tuple[int, int]) -> Problem:
        """Return the problem inside the quotation marks that open at *start*."""
        if "unexpected" in self.problem:
            return self.at("unclosed-quote", start)
        if "invalid Unicode" in self.problem:
            return self.at("lone-surrogate", mark)
        return self.at("bad-escape", mark)

    def line(self, number: int) -> str:
        """Return the line *number*, counted from 0; empty past the end."""
        return self.lines[number] if number < len(self.lines) else ""

    def at(self, code: str, place: tuple[int, int], **args: str) -> Problem:
        """Return the problem *code* at *place*; libyaml counts one line past the end."""
        if place[0] >= len(self.lines):
            place = len(self.lines) - 1, len(self.lines[-1])
        return Problem(code, self.shown, place[0] + 1, place[1] + 1, args=args)

    def full_width(self, number: int) -> Problem | None:
        """Return the problem of a Chinese punctuation mark in place of an ASCII mark on a line."""
        match = _FULL_WIDTH.search(self.line(number))
        if match is None:
            return None
        return self.at("full-width-punctuation", (number, match.start()), character=match[0])

    def unclosed(self, mark: tuple[int, int], start: tuple[int, int]) -> Problem:
        """Return the problem of a list or mapping in brackets that opens at *start*.

        libyaml's *start* is late where the bracket is empty; then the last open bracket is used.
        """
        if self.line(start[0])[start[1] : start[1] + 1] not in _BRACKETS:
            opened = self.last_open(mark)
            if opened is None:
                return self.at("bad-syntax", mark)
            start = opened
        bracket = self.line(start[0])[start[1]]
        fault = self.at("unclosed-bracket", start, open=bracket, close=_BRACKETS[bracket])
        return self.full_width(start[0]) or fault

    def last_open(self, mark: tuple[int, int]) -> tuple[int, int] | None:
        """Return the place of the last bracket before *mark* that nothing closes."""
        opened: list[tuple[int, int]] = []
        for number, line in enumerate(self.lines[: mark[0] + 1]):
            for column, character in enumerate(line[: mark[1]] if number == mark[0] else line):
                if character in _BRACKETS:
                    opened.append((number, column))
                elif character in "]}" and opened:
                    opened.pop()
        return opened[-1] if opened else None

    def without_colon(self, place: tuple[int, int]) -> Problem:
        """Return the problem of a line that should have been `name: content`."""
        return self.full_width(place[0]) or self.at("missing-colon", place)

    def unexpected_colon(self, mark: tuple[int, int]) -> Problem:
        """Return the problem of a colon where no name can stand.

        When it is the first on its line, the line before is at fault: it lacks its own colon, or
        has a value already while this line is indented beneath it.
        """
        line = self.line(mark[0])
        if _ASCII_COLON.search(line[: mark[1]]):
            return self.at("unexpected-colon", mark)
        before = next((number for number in range(mark[0] - 1, -1, -1) if self.line(number).strip()), None)
        if before is None:
            return self.at("unexpected-colon", mark)
        above = self.line(before)
        if not _ASCII_COLON.search(above):
            return self.without_colon((before, len(above) - len(above.lstrip())))
        return self.at("bad-indent", (mark[0], len(line) - len(line.lstrip())))
