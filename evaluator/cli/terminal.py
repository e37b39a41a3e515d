"""Print for a terminal: problems, aligned tables with Chinese columns, files written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.cells import cell_len, set_cell_size

from evaluator.base.files import write_whole
from evaluator.base.json_text import dumped
from evaluator.texts import Language, language
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem, Severity

DONE, ERRORS, USAGE, BELOW = 0, 1, 2, 3
"""Exit codes: done; errors in files; wrong command line; below --fail-under or verification failed."""

LEAST_WIDTH, MOST_WIDTH = 60, 110


def lang() -> Language:
    """Return the language of the user's terminal."""
    return language(os.environ)


def width() -> int:
    """Return how many columns to fill."""
    return max(LEAST_WIDTH, min(MOST_WIDTH, _columns()))


def _columns() -> int:
    """Return the terminal's columns: the variable COLUMNS, else the terminal's size, else 80."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or 80
    except (OSError, ValueError):
        return 80


def out(text: str = "") -> None:
    """Print a line of the result."""
    click.echo(text)


def note(text: str) -> None:
    """Print a line beside the result, on stderr."""
    click.echo(text, err=True)


def head(text: str) -> None:
    """Print a heading."""
    out()
    out(click.style(text, bold=True))


def problems(all_problems: Iterable[Problem]) -> None:
    """Print problems to stderr in file order, then their count."""
    listed = list(all_problems)
    if not listed:
        return
    colours = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
    for problem in listed:
        first, _, rest = problem.render(lang()).partition("\n")
        note(click.style(first, fg=colours[problem.severity]))
        if rest:
            note(rest)
    errors = sum(1 for problem in listed if problem.severity is Severity.ERROR)
    note(say("problems.count", lang(), errors=errors, warnings=len(listed) - errors))


def as_json(data: object) -> None:
    """Print JSON as UTF-8, whatever the console's encoding."""
    click.echo(dumped(data), nl=False)


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
        "hint": problem.hint(lang()),
    }


def write(path: Path, data: bytes) -> None:
    """Write a file completely or not at all: to a temporary file first, which is then renamed."""
    try:
        write_whole(path, data)
    except OSError as error:
        stop(say("cannot-write", lang(), path=path, reason=error.strerror or str(error)))


def stop(message: str, code: int = ERRORS) -> NoReturn:
    """Print a message to stderr and exit."""
    note(click.style(message, fg="red"))
    sys.exit(code)


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], right: Iterable[int] = (), indent: int = 2
) -> None:
    """Print rows aligned by cell width, Chinese counting double; the last column wraps."""
    if not rows:
        return
    numbers = set(right)
    columns = len(header)
    sizes = [max(cell_len(row[i]) for row in (header, *rows)) for i in range(columns)]
    # The last column takes what is left; a wide middle column is cut to a fair share first.
    room = width() - indent - 2 * (columns - 1)
    for i in range(1, columns - 1):
        if i not in numbers:
            sizes[i] = min(sizes[i], max(12, room // 3))
    # Closing punctuation may hang over by one wide character.
    left = max(16, room - sum(sizes[:-1]) - 2)
    for number, row in enumerate((header, *rows)):
        wrapped = [_wrap(cell, size) for cell, size in zip(row[:-1], sizes[:-1], strict=True)]
        wrapped.append(_wrap(row[-1], sizes[-1] if columns - 1 in numbers else left))
        for line in range(max(len(cell) for cell in wrapped)):
            parts = []
            for i, cell in enumerate(wrapped):
                text = cell[line] if line < len(cell) else ""
                size = sizes[i]
                if i in numbers:
                    parts.append(" " * (size - cell_len(text)) + text)
                elif i == columns - 1:
                    parts.append(text)
                else:
                    parts.append(set_cell_size(text, size))
            row_text = (" " * indent + "  ".join(parts)).rstrip()
            out(click.style(row_text, dim=True) if number == 0 else row_text)


def paragraph(text: str, indent: int = 2) -> None:
    """Print text indented and wrapped."""
    for line in _wrap(text, width() - indent - 2):
        out(" " * indent + line)


def _wrap(text: str, size: int) -> list[str]:
    """Break text at *size* cells; Chinese may break anywhere but before closing punctuation."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0
        for word in _pieces(paragraph):
            cells = cell_len(word)
            if used + cells > size and line and word[0] not in "，。；：、）】”％%!?）":
                lines.append(line.rstrip())
                line = word.lstrip()
                used = cell_len(line)
            else:
                line += word
                used += cells
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> Iterable[str]:
    """Split text where it may break: after a space, and between wide characters."""
    piece = ""
    for character in text:
        if cell_len(character) > 1:
            if piece:
                yield piece
            yield character
            piece = ""
        elif character == " ":
            yield piece + character
            piece = ""
        else:
            piece += character
    if piece:
        yield piece
