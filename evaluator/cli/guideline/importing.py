"""`evaluator guideline import`: draft a guideline from a score table in Excel or Word."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluator.base import exact
from evaluator.base.folders import real_path
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

if TYPE_CHECKING:
    from evaluator.drafting.draft import Draft
    from evaluator.model.guideline import Guideline

MOST_BYTES = 64 * 1024 * 1024


@click.command("import", cls=Command)
@click.argument("table", type=INPUT_FILE, required=False)
@click.option("-o", "--output", type=OutputPath(folder=True))
@click.option("--title", default="")
@click.option("--edition", default="")
@click.option("--sheet", default="", metavar="NAME")
@click.option("--review", type=OutputPath((".xlsx",)))
@click.option("--from", "corrected", type=INPUT_FILE)
@click.option("--force", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def command(
    table: Path | None,
    output: Path | None,
    title: str,
    edition: str,
    sheet: str,
    review: Path | None,
    corrected: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Draft a guideline from a score TABLE, .xlsx or .docx, or make it from a corrected workbook."""
    if (table is None) == (corrected is None):
        terminal.stop(say("import.table-or-from", terminal.lang()), 2)
    if corrected is not None:
        from_review(corrected, output, force=force, as_json=as_json)
        return
    assert table is not None
    from evaluator.base import resources
    from evaluator.drafting.draft import draft, suppliers_page
    from evaluator.drafting.examples import examples_of, examples_yaml
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
    made = draft(data, table.name, real_path(folder).name, edition or year, title, sheet)
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
    guideline, problems = load_guideline(folder)
    examples = examples_of(made.drafted)
    if examples:
        terminal.write(folder / "cases" / "import.yaml", examples_yaml(examples).encode())
    terminal.write(folder / "suppliers.md", suppliers_page(made).encode())
    if review is not None and guideline is not None:
        terminal.write(review, _review(made, guideline, folder))
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
        terminal.out(say("import.suppliers", lang, path=folder / "suppliers.md"))
        if examples:
            terminal.out(say("import.examples", lang, path=folder / "cases" / "import.yaml", folder=folder))
        if review is not None and guideline is not None:
            terminal.out(say("import.review", lang, path=review, folder=folder))
        passes = not failed([*made.problems, *problems])
        terminal.out(say("import.passes" if passes else "import.fails", lang, path=folder))
    if failed([*made.problems, *problems]):
        sys.exit(terminal.ERRORS)


def _review(made: Draft, guideline: Guideline, folder: Path) -> bytes:
    """Return the workbook to correct, with how sure each rule is."""
    from evaluator.loading.guideline import guideline_document
    from evaluator.workbook.review import review_workbook

    document = guideline_document(folder)
    assert document is not None
    sure = {
        criterion.id: "；".join(Problem(note.code, args=note.args).message("zh") for note in criterion.notes)
        or "各句都已读懂"
        for criterion in made.drafted
    }
    return review_workbook(guideline, document, sure)


def from_review(corrected: Path, output: Path | None, *, force: bool, as_json: bool) -> None:
    """Make a guideline from a corrected workbook."""
    from evaluator.base import resources
    from evaluator.loading.guideline import FILE, load_guideline
    from evaluator.workbook.review_read import read_review
    from evaluator.yaml.write import guideline_yaml

    lang = terminal.lang()
    folder = Path(corrected.stem) if output is None else output
    file = folder / FILE
    if file.exists() and not force:
        terminal.stop(say("import.exists", lang, path=file))
    try:
        data = read_file(corrected)
    except OSError as error:
        terminal.stop(say("import.cannot-read", lang, path=corrected, reason=reason_in(error, lang)))
    document, problems = read_review(data, corrected.name)
    guideline = None
    if document is not None and not failed(problems):
        terminal.write(file, guideline_yaml(document).encode())
        terminal.write(folder / "guideline.schema.json", dumped(resources.schema("guideline")))
        guideline, more_problems = load_guideline(folder)
        problems += more_problems
    if as_json:
        shown = [terminal.problem_json(problem) for problem in problems]
        sha256 = None if guideline is None else guideline.sha256
        terminal.as_json({"ok": not failed(problems), "sha256": sha256, "problems": shown})
    else:
        terminal.problems(problems)
        if guideline is not None:
            points = exact.text(guideline.full_marks)
            criteria = len(list(guideline.criteria()))
            terminal.out(say("import.corrected", lang, path=file, criteria=criteria, points=points))
    if failed(problems):
        sys.exit(terminal.ERRORS)
