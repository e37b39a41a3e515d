"""Print a chain of links as a tree, or write it as a page or a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click
from rich.cells import cell_len

from evaluator.cli import terminal
from evaluator.cli.pdf import pdf_of
from evaluator.evaluation.origins import Link
from evaluator.reports.explanation import Explanation, as_docx, as_html
from evaluator.texts.commands import say

STATION: Final = "station"
ORGANISER: Final = "organiser"
ENDINGS: Final = (".docx", ".html", ".htm", ".pdf")
PAGES: Final = (".html", ".htm")


def reader_of(audience: str | None, output: Path | None) -> str:
    """Return who is to read it: in Word the station, unless the command says so; else the organiser."""
    on_paper = output is not None and output.suffix.lower() not in PAGES
    return audience or (STATION if on_paper else ORGANISER)


def write(explanation: Explanation, path: Path) -> None:
    """Write an explanation as the kind of file that *path* names."""
    if path.suffix.lower() in PAGES:
        data = as_html(explanation)
    else:
        data = as_docx(explanation)
        if path.suffix.lower() == ".pdf":
            data = pdf_of(data, path)
    terminal.write(path, data)
    terminal.note(say("written", terminal.lang(), path=path))


def link_json(link: Link) -> dict[str, Any]:
    """Return a link for programs."""
    return {"text": link.text, "value": link.value, "inner": [link_json(each) for each in link.inner]}


def show(links: Sequence[Link], before: str = "") -> None:
    """Print links as a tree, their figures at the right."""
    for number, link in enumerate(links, 1):
        first, rest = ("└─ ", "   ") if number == len(links) else ("├─ ", "│  ")
        under = "│  " if link.inner else "   "
        # All lines leave room for the branch that goes on below.
        room = terminal.width() - cell_len(before + first + under)
        lines = terminal.wrapped(link.text, room - (cell_len(link.value) + 2 if link.value else 0))
        if link.value:
            lines[0] += " " * max(2, room - cell_len(lines[0]) - cell_len(link.value)) + link.value
        terminal.out(before + first + lines[0])
        for line in lines[1:]:
            terminal.out(before + rest + under + line)
        show(link.inner, before + rest)


def head(text: str) -> None:
    """Print what the tree is about."""
    terminal.paragraph(click.style(text, bold=True), indent=0)
