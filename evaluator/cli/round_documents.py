"""`evaluator round documents`: the city's documents from the results in force."""

from __future__ import annotations

from pathlib import Path

import click

from evaluator.cli import show
from evaluator.cli.round_shared import ROUND, held
from evaluator.cli.texts import say
from evaluator.model.round import Round


@click.command("documents")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write into this folder. 写入此文件夹。",
)
@ROUND
def documents(folder: Path, output: Path | None) -> None:
    """Write summary, ranking, notice and one page on the ROUND. 写出总体报告、排名表、公示名单和总览网页。"""
    with held(folder, "documents") as round_:
        if not city_documents(round_, output):
            show.stop(say("documents.none", show.lang()))


def city_documents(round_: Round, output: Path | None = None) -> bool:
    """Write the documents and name those that changed; tell whether there was any result to write of."""
    from jinja2 import TemplateError as PageError

    from evaluator.reports.city_files import city_folder, round_evaluations, write_city
    from evaluator.word import TemplateError

    lang = show.lang()
    evaluations = round_evaluations(round_)
    if not evaluations:
        return False
    try:
        written = write_city(round_, evaluations, output or city_folder(round_))
    except (TemplateError, PageError) as error:
        show.stop(say("documents.template", lang, reason=error))
    for path in written:
        show.note(say("written", lang, path=path))
    if not written:
        show.note(say("documents.unchanged", lang))
    return True
