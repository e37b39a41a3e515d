"""`evaluator guideline import`: draft a guideline from a score table in Excel or Word."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from evaluator.base import exact
from evaluator.base.gate import read_file
from evaluator.base.json_text import dumped
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import INPUT_FILE, OutputPath
from evaluator.evaluation.pipeline import failed
from evaluator.texts.commands import say
from evaluator.texts.messages import filled
from evaluator.texts.problem import Problem
from evaluator.texts.reasons import reason_in

MOST_BYTES = 64 * 1024 * 1024


@click.command("import", cls=Command)
@click.argument("table", type=INPUT_FILE)
@click.option("-o", "--output", type=OutputPath(folder=True))
@click.option("--title", default="")
@click.option("--edition", default="")
@click.option("--sheet", default="", metavar="NAME")
@click.option("--force", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def command(
    table: Path, output: Path | None, title: str, edition: str, sheet: str, force: bool, as_json: bool
) -> None:
    """Draft a guideline from a score TABLE, .xlsx or .docx."""
    from evaluator.base import resources
    from evaluator.drafting.draft import draft
    from evaluator.loading.guideline import FILE, load_guideline

    lang = terminal.lang()
    folder = Path(table.stem) if output is None else output
    file = folder / FILE
    if file.exists() and not force:
        terminal.stop(say("import.exists", lang, path=file))
    try:
        if table.stat().st_size > MOST_BYTES:
            terminal.problems([Problem("import-unreadable", table.name, hint_key="import-huge")])
            sys.exit(terminal.ERRORS)
        data = read_file(table)
    except OSError as error:
        terminal.stop(say("import.cannot-read", lang, path=table, reason=reason_in(error, lang)))
    year = str(date.today().year)  # noqa: DTZ011 - the author's own calendar
    made = draft(data, table.name, folder.resolve().name, edition or year, title, sheet)
    if not made.yaml:
        if as_json:
            terminal.as_json(
                {"ok": False, "problems": [terminal.problem_json(problem) for problem in made.problems]}
            )
        else:
            terminal.problems(made.problems)
        sys.exit(terminal.ERRORS)
    terminal.write(file, made.yaml.encode())
    terminal.write(folder / "guideline.schema.json", dumped(resources.schema("guideline")))
    _, problems = load_guideline(folder)
    recognised = made.criteria - made.kinds.get("mark", 0)
    if as_json:
        terminal.as_json(
            {
                "ok": not failed([*made.problems, *problems]),
                "criteria": made.criteria,
                "full_marks": exact.text(made.full_marks),
                "recognised": recognised,
                "rules": dict(sorted(made.kinds.items())),
                "marks": [
                    {
                        "criterion": mark.id,
                        "title": mark.title,
                        "why": filled("{why}", {"why": mark.why}, lang),
                    }
                    for mark in made.marks
                ],
                "problems": [terminal.problem_json(problem) for problem in (*made.problems, *problems)],
            }
        )
    else:
        terminal.problems([*made.problems, *problems])
        terminal.out(
            say(
                "import.done",
                lang,
                path=file,
                criteria=made.criteria,
                points=exact.text(made.full_marks),
                recognised=recognised,
                marks=made.criteria - recognised,
            )
        )
        rows = [
            (kind, str(count))
            for kind, count in sorted(made.kinds.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
        terminal.table((say("import.rule", lang), say("import.count", lang)), rows, right=(1,))
        if made.marks:
            terminal.head(say("import.open", lang))
            mark_rows = [
                (mark.id, mark.title, filled("{why}", {"why": mark.why}, lang)) for mark in made.marks
            ]
            columns = ("import.id", "import.criterion", "import.why")
            terminal.table([say(column, lang) for column in columns], mark_rows)
            terminal.out()
        passes = not failed([*made.problems, *problems])
        terminal.out(say("import.passes" if passes else "import.fails", lang, path=folder))
    if failed([*made.problems, *problems]):
        sys.exit(terminal.ERRORS)
