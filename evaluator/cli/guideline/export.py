"""`evaluator guideline export`: a guideline as a table, as a workbook to correct, or as it is hashed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import OutputPath
from evaluator.loading.search import find_guideline, find_profile, open_guideline
from evaluator.texts.commands import say


@click.command("export", cls=Command)
@click.argument("guideline")
@click.option("--profile", default="", metavar="NAME|PATH")
@click.option("--review", is_flag=True)
@click.option("-o", "--output", type=OutputPath())
@click.option("--json", "as_json", is_flag=True)
def command(guideline: str, profile: str, review: bool, output: Path | None, as_json: bool) -> None:
    """Write GUIDELINE as a rating table, a workbook to correct, or the object that its sha256 is of."""
    from evaluator.loading.guideline import guideline_document

    lang = terminal.lang()
    definition, problems = open_guideline(guideline, profile)
    path, _ = find_guideline(guideline)
    if definition is None or path is None:
        terminal.problems(problems)
        sys.exit(terminal.ERRORS)
    overlay = find_profile(path, profile)[0] if profile else None
    document = guideline_document(path, overlay)
    assert document is not None
    if as_json:
        terminal.as_json(document)
        return
    if output is None:
        terminal.stop(say("export.where", lang))
    kind = output.suffix.lower()
    if review:
        from evaluator.workbook.review import review_workbook

        if kind != ".xlsx":
            terminal.stop(say("export.kind", lang, path=output.name, kinds=".xlsx"))
        made = review_workbook(definition, document)
    elif kind == ".xlsx":
        from evaluator.workbook.rating_table import rating_workbook

        made = rating_workbook(definition)
    elif kind == ".docx":
        from evaluator.reports.rating_table import rating_document

        made = rating_document(definition)
    else:
        terminal.stop(say("export.kind", lang, path=output.name, kinds=".xlsx .docx"))
    terminal.write(output, made)
    terminal.note(say("written", lang, path=output))
