"""`evaluator round documents`: the city's documents from the results in force."""

from __future__ import annotations

from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import OneOf, OutputPath
from evaluator.cli.pdf import PDF, make_pdfs
from evaluator.cli.round.shared import ROUND, held
from evaluator.cli.station.report import SET
from evaluator.model.round import REPORTS, Round
from evaluator.texts.commands import say

FOLDER = "city"
PAPERS = ("summary.docx", "ranking.docx", "publicity.docx")


@click.command("documents", cls=Command)
@click.option("-o", "--output", type=OutputPath(folder=True))
@click.option("--set", "names", multiple=True, type=OneOf([*SET, "all"]))
@PDF
@ROUND
def documents(folder: Path, output: Path | None, names: tuple[str, ...], pdf: bool) -> None:
    """Write summary, ranking, notice and one page on the ROUND."""
    with held(folder, "documents") as round_:
        if not round_documents(round_, output):
            terminal.stop(say("documents.none", terminal.lang()))
        papers = set_documents(round_, SET if "all" in names else tuple(dict.fromkeys(names)), output)
        if pdf:
            target = output or round_.folder / REPORTS / FOLDER
            make_pdfs([*(target / name for name in PAPERS), *papers])


def set_documents(round_: Round, names: tuple[str, ...], output: Path | None = None) -> list[Path]:
    """Write the documents of every station and print how many changed; return all their paths."""
    from evaluator.reports.paper_set import write_set
    from evaluator.word import TemplateError

    lang = terminal.lang()
    counts = {name: [0, 0] for name in names}
    papers: list[Path] = []
    try:
        for document in write_set(round_, names, output or round_.folder / REPORTS):
            papers.append(document.path)
            counts[document.path.parent.name][0] += 1
            counts[document.path.parent.name][1] += document.changed
    except TemplateError as error:
        terminal.stop(say("documents.template", lang, reason=error))
    for name, (count, written) in counts.items():
        terminal.note(say("documents.set", lang, name=name, count=count, written=written))
    return papers


def round_documents(round_: Round, output: Path | None = None) -> bool:
    """Write the city's documents and print the changed paths; return whether there was any result."""
    from jinja2 import TemplateError as PageError

    from evaluator.reports.round_files import round_evaluations, round_folder, write_round_documents
    from evaluator.word import TemplateError

    lang = terminal.lang()
    evaluations = round_evaluations(round_)
    if not evaluations:
        return False
    try:
        written = write_round_documents(round_, evaluations, output or round_folder(round_))
    except (TemplateError, PageError) as error:
        terminal.stop(say("documents.template", lang, reason=error))
    for path in written:
        terminal.note(say("written", lang, path=path))
    if not written:
        terminal.note(say("documents.unchanged", lang))
    return True
