"""`evaluator why`: where the points of a criterion, a section or the total come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import INPUT_FILE, OneOf, OutputPath
from evaluator.cli.pdf import pdf_of
from evaluator.evaluation.origins import Link
from evaluator.evaluation.stored import load_result
from evaluator.evaluation.why import Audience, NoSuchName, names, why
from evaluator.model.evaluation import Evaluation
from evaluator.reports.explanation import Explanation, as_docx, as_html
from evaluator.reports.reasons import why_explanation
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem, Unusable, nearest

STATION: Final = "station"
ORGANISER: Final = "organiser"
ENDINGS: Final = (".docx", ".html", ".htm", ".pdf")
PAGES: Final = (".html", ".htm")


@click.command("why", cls=Command)
@click.argument("result", metavar="RESULT", type=INPUT_FILE)
@click.argument("name", metavar="CRITERION|SECTION|total")
@click.option("--for", "audience", type=OneOf([STATION, ORGANISER]))
@click.option("--all", "every_row", is_flag=True)
@click.option("-o", "--output", type=OutputPath(ENDINGS))
@click.option("--json", "as_json", is_flag=True)
def command(
    result: Path, name: str, audience: str | None, every_row: bool, output: Path | None, as_json: bool
) -> None:
    """Say where the points of a RESULT come from."""
    document = load_result(result)
    lang = terminal.lang()
    if output is not None:
        reader = reader_of(audience, output)
        with _named(document, name):
            explanation = why_explanation(document, name, reader, every_row=every_row)
        write(explanation, output)
        if not as_json:
            return
    with _named(document, name):
        link = why(document, name, lang, cast("Audience", audience or ORGANISER), every_row=every_row)
    if as_json:
        terminal.as_json(link_json(link))
    else:
        head(f"{link.text}  {link.value}".rstrip())
        show(link.inner)


@contextmanager
def _named(document: Evaluation, name: str) -> Iterator[None]:
    """Say what can be asked about where a result has nothing of this name."""
    try:
        yield
    except NoSuchName as error:
        near = nearest(name, names(document)) or ""
        hint = "did-you-mean" if near else ""
        problem = Problem("why-unknown", args={"name": name, "near": near}, hint_key=hint)
        raise Unusable([problem]) from error


def reader_of(audience: str | None, output: Path | None) -> Audience:
    """Return who is to read it: in Word the station, unless the command says so; else the organiser."""
    on_paper = output is not None and output.suffix.lower() not in PAGES
    return cast("Audience", audience or (STATION if on_paper else ORGANISER))


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
        room = terminal.width() - terminal.cell_count(before + first + under)
        lines = terminal.wrapped(link.text, room - (terminal.cell_count(link.value) + 2 if link.value else 0))
        if link.value:
            lines[0] += (
                " " * max(2, room - terminal.cell_count(lines[0]) - terminal.cell_count(link.value))
                + link.value
            )
        terminal.out(before + first + lines[0])
        for line in lines[1:]:
            terminal.out(before + rest + under + line)
        show(link.inner, before + rest)


def head(text: str) -> None:
    """Print what the tree is about."""
    terminal.paragraph(click.style(text, bold=True), indent=0)
