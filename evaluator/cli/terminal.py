"""Print for a terminal: problems, aligned tables with Chinese columns, files written whole or not at all."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal, NoReturn

from evaluator.base.files import write_through, write_whole
from evaluator.base.folders import real_path
from evaluator.base.json_text import dumped
from evaluator.base.once import lazy_pattern
from evaluator.texts import Language, language
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem, Severity
from evaluator.texts.reasons import reason_in

DONE, ERRORS, USAGE, BELOW = 0, 1, 2, 3
"""Exit codes: done; errors in files; wrong command line; below --fail-under or verification failed."""

LEAST_WIDTH, MOST_WIDTH = 60, 110
DOCUMENTS: Final = (
    *(".pdf", ".ofd", ".doc", ".docx", ".wps", ".rtf", ".odt", ".xls", ".xlsx", ".et", ".ods", ".csv"),
    *(".ppt", ".pptx", ".dps", ".odp", ".txt", ".md", ".yaml", ".jpg", ".jpeg", ".png", ".gif", ".bmp"),
    *(".tif", ".tiff", ".webp", ".heic", ".heif", ".mp4", ".mov", ".avi", ".mkv", ".mp3", ".wav", ".m4a"),
)
"""The endings of files that are opened for their reader."""
PLACES = 12
"""Places of equal problems that are listed; JSON has all."""

_NARROW: Final = "·—‘’“”…×÷±≈≤≥−→"
"""Characters of one cell that are common in tables and no ASCII."""
_JOINER, _SELECTOR = "\u200d", "\ufe0f"
"""What makes a character of several, and what changes how wide the one before it is."""

CLOSING, OPENING = frozenset("，。；：、！？）》】”’％…,.;:!?%)]}"), frozenset("（《【“‘([{")
"""Marks that begin no line, and marks that end none."""


def lang() -> Language:
    """Return the language of the user's terminal."""
    return language(os.environ)


def width() -> int:
    """Return how many columns to fill."""
    return max(LEAST_WIDTH, min(MOST_WIDTH, columns()))


def columns() -> int:
    """Return the terminal's columns: the variable COLUMNS, else the terminal's size, else 80."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdecimal() and int(wanted):
        return int(wanted)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or 80
    except (OSError, ValueError):
        return 80


def out(text: str = "") -> None:
    """Print a line of the result."""
    _echo(runnable(text))


_COMMAND: Final = lazy_pattern(r"(evaluator round [a-z-]+) ROUND\b")


def runnable(text: str) -> str:
    """Return a text whose commands name the folder of the round that the command at hand is about."""
    if " ROUND" not in text:
        return text
    import shlex

    import click

    context = click.get_current_context(silent=True)
    folder = context.params.get("folder") if context is not None else None
    if not isinstance(folder, Path):
        return text
    return _COMMAND.sub(lambda command: f"{command[1]} {shlex.quote(str(folder))}", text)


def opened(path: Path) -> bool:
    """Open a document with the system's program for it; return whether that was tried.

    What could run something by itself, a program or a page with scripts, is not opened.
    """
    if path.suffix.casefold() not in DOCUMENTS:
        return False
    import click

    return click.launch(str(path)) == 0


def note(text: str) -> None:
    """Print a line beside the result, on stderr."""
    _echo(runnable(text), err=True)


_UNPRINTED: Final[list[list[OSError]]] = []
"""Of each work going on that no console may cut off: what could not be printed."""


def _echo(text: str | bytes, *, newline: bool = True, err: bool = False) -> None:
    try:
        echo(text, newline=newline, err=err)
    except OSError as error:
        if not _UNPRINTED:
            raise
        _UNPRINTED[-1].append(error)


def echo(text: str | bytes, *, newline: bool = True, err: bool = False) -> None:
    """Print to stdout or stderr, at once; colours only for a terminal."""
    stream = sys.stderr if err else sys.stdout
    if isinstance(text, bytes) or stream.isatty():
        import click  # which knows what terminals need

        click.echo(text if isinstance(text, bytes) else _harmless(text), nl=newline, err=err)
        return
    for style in _STYLES.values() if "\x1b" in text else ():
        text = text.replace(style, "")
    text = _harmless(text)
    stream.write(f"{text}\n" if newline else text)
    stream.flush()


def _harmless(text: str) -> str:
    """Return *text* without what an output refuses, and with what steers a terminal named."""
    if text.isprintable():
        return text
    # A name or a changed file can hold half a surrogate pair, which no output takes.
    text = text.encode("utf-8", "backslashreplace").decode()
    return _STEERING.sub(lambda match: f"‹U+{ord(match[0]):04X}›", text)


_STYLES: Final = {
    name: f"\x1b[{number}m"
    for name, number in (("", 0), ("bold", 1), ("dim", 2), ("red", 31), ("green", 32), ("yellow", 33))
}
"""What begins each style, and without a name what ends all."""
_STEERING: Final = lazy_pattern(
    rf"(?!{'|'.join(map(re.escape, _STYLES.values()))})"
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)
"""What would steer a terminal or turn a line around, other than our own styles."""


def styled(text: str, *styles: Literal["bold", "dim", "red", "green", "yellow"]) -> str:
    """Return a text as a terminal shows it: bold, dim or in a colour."""
    return f"{''.join(_STYLES[style] for style in styles)}{text}{_STYLES['']}"


@contextmanager
def uncut() -> Iterator[None]:
    """Let work on files end though its output is closed (`… | head`); raise that error afterwards."""
    _UNPRINTED.append([])
    try:
        yield
    finally:
        failures = _UNPRINTED.pop()
    if failures:
        raise failures[0]


def head(text: str) -> None:
    """Print a heading."""
    out()
    out(styled(text, "bold"))


def problems(all_problems: Iterable[Problem], advice: Mapping[int, str] | None = None) -> None:
    """Print problems to stderr in file order, equal ones together with all their places, then their count.

    *advice* has what to print below a problem, by its number among all.
    """
    listed = list(all_problems)
    if not listed:
        return
    groups: dict[tuple[str, str, str, str], list[Problem]] = {}
    below: dict[tuple[str, str, str, str], list[str]] = {}
    for number, problem in enumerate(listed):
        key = (problem.code, problem.file, problem.message(lang()), problem.hint(lang()))
        groups.setdefault(key, []).append(problem)
        if advice and number in advice:
            below.setdefault(key, []).append(advice[number])
    for key, equal in groups.items():
        _problem(equal)
        for line in below.get(key, ())[:PLACES]:
            note(line)
    errors = sum(1 for problem in listed if problem.severity is Severity.ERROR)
    note(say("problems.count", lang(), errors=errors, warnings=len(listed) - errors))


def _problem(equal: Sequence[Problem]) -> None:
    """Print a problem with the places of all that are equal to it."""
    problem = equal[0]
    first, _, rest = problem.render(lang()).partition("\n")
    note(styled(first, "red" if problem.severity is Severity.ERROR else "yellow"))
    places = [other.cell or str(other.line) for other in equal[1:] if other.cell or other.line]
    if len(equal) > 1:
        shown = say("list", lang()).join(places[:PLACES])
        more = say("problems.places-more", lang(), count=len(places) - PLACES) if len(places) > PLACES else ""
        key = "problems.places" if places else "problems.again"
        paragraph(say(key, lang(), count=len(equal) - 1, places=shown + more), stream=note)
    if rest:
        note(rest)


def as_json(data: object) -> None:
    """Print JSON as UTF-8, whatever the console's encoding."""
    _echo(dumped(data), newline=False)


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON data."""
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "cell": problem.cell,
        "message": problem.message(lang()),
        "hint": runnable(problem.hint(lang())),
    }


def write(path: Path, data: bytes) -> None:
    """Write a file completely or not at all; a pipe or a device is written through, a link is followed."""
    try:
        if path.exists() and not path.is_file():
            write_through(path, data)
        else:
            write_whole(real_path(path), data)
    except OSError as error:
        stop(say("cannot-write", lang(), path=path, reason=reason_in(error, lang())))


def stop(message: str, code: int = ERRORS) -> NoReturn:
    """Print a message to stderr and exit."""
    note(styled(message, "red"))
    sys.exit(code)


class _Sizes(dict[str, int]):
    """The cells of characters. Those in common use are plain to see; rich, which knows all, loads slowly."""

    def __missing__(self, character: str) -> int:
        if " " <= character <= "~" or character in _NARROW:
            size = 1
        elif "一" <= character <= "龥" or "、" <= character <= "】" or "！" <= character <= "～":
            size = 2
        else:
            from rich.cells import cell_len

            size = cell_len(character)
        self[character] = size
        return size


_SIZES: Final = _Sizes()


def cell_count(text: str) -> int:
    """Return how many cells of a terminal a text fills: Chinese characters have two."""
    if _JOINER in text or _SELECTOR in text:
        from rich.cells import cell_len

        return cell_len(text)
    return sum(map(_SIZES.__getitem__, text))


def filled(text: str, size: int) -> str:
    """Return a text cut to *size* cells, or filled up with blanks."""
    used = cell_count(text)
    if used <= size:
        return text + " " * (size - used)
    from rich.cells import set_cell_size

    return set_cell_size(text, size)


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], right: Iterable[int] = (), indent: int = 2
) -> None:
    """Print rows aligned by cell width, Chinese counting double; the last column wraps."""
    if not rows:
        return
    numbers = set(right)
    last = len(header) - 1
    sizes = [max(cell_count(row[i]) for row in (header, *rows)) for i in range(last + 1)]
    # The last column takes what is left; a wide middle column is cut to a fair share first.
    room = width() - indent - 2 * last
    for i in range(1, last):
        if i not in numbers:
            sizes[i] = min(sizes[i], max(12, room // 3))
    left = max(16, room - sum(sizes[:-1]))
    for number, row in enumerate((header, *rows)):
        cells = [wrapped(cell, size) for cell, size in zip(row[:-1], sizes[:-1], strict=True)]
        cells.append(wrapped(row[-1], sizes[-1] if last in numbers else left))
        for line in range(max(len(cell) for cell in cells)):
            parts = []
            for i, cell in enumerate(cells):
                text = cell[line] if line < len(cell) else ""
                size = sizes[i]
                if i in numbers:
                    parts.append(" " * (size - cell_count(text)) + text)
                elif i == last:
                    parts.append(text)
                else:
                    parts.append(filled(text, size))
            row_text = (" " * indent + "  ".join(parts)).rstrip()
            out(styled(row_text, "dim") if number == 0 else row_text)


def paragraph(text: str, indent: int = 2, stream: Callable[[str], None] | None = None) -> None:
    """Print text indented and wrapped, to stdout or by *stream*."""
    for line in wrapped(text, width() - indent):
        (stream or out)(" " * indent + line)


def definitions(rows: Sequence[tuple[str, str]], size: int, widest: int) -> list[str]:
    """Return lines of names and what they mean, in two columns; a name beyond *widest* has its own line."""
    left = max([cell_count(name) for name, _ in rows if cell_count(name) <= widest], default=widest)
    lines: list[str] = []
    for name, meaning in rows:
        text = wrapped(meaning, size - left - 4)
        if cell_count(name) > left:
            lines += [f"  {line}" for line in wrapped(name, size - 2)]
        else:
            lines.append(f"  {filled(name, left)}  {text.pop(0)}".rstrip())
        lines += [f"{' ' * (left + 4)}{line}" for line in text]
    return lines


def wrapped(text: str, size: int) -> list[str]:
    """Break text at *size* cells: between wide characters, after spaces, within a word only if it must."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if cell_count(paragraph) <= size:  # as most do
            lines.append(paragraph.rstrip())
            continue
        line, used = "", 0
        for piece in _pieces(paragraph, size):
            if used + cell_count(piece.rstrip()) > size and line:
                lines.append(line.rstrip())
                line = piece.lstrip()
                used = cell_count(line)
            else:
                line += piece
                used += cell_count(piece)
        lines.append(line.rstrip())
    return lines


def _pieces(text: str, size: int) -> Iterator[str]:
    """Split text where it may break, each piece at most *size* cells.

    Closing marks stay with what is before them, opening marks with what follows.
    """
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or _may_break(text[at - 1], text[at]):
            piece = text[start:at]
            while cell_count(piece.rstrip()) > size:
                first = filled(piece, size).rstrip()
                yield first
                piece = piece[len(first) :]
            yield piece
            start = at


def _may_break(before: str, after: str) -> bool:
    """Return whether a line may end between two characters."""
    if after in CLOSING or before in OPENING or after == " ":
        return False
    return before == " " or _SIZES[before] > 1 or _SIZES[after] > 1
