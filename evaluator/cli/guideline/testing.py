"""`evaluator guideline test`: run the cases beside a guideline."""

from __future__ import annotations

import sys

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.evaluation.pipeline import failed
from evaluator.loading.search import find_guideline, open_guideline
from evaluator.texts.commands import say


@click.command("test", cls=Command)
@click.argument("guideline")
@click.option("--json", "as_json", is_flag=True)
def command(guideline: str, as_json: bool) -> None:
    """Run the cases in GUIDELINE's folder cases/: facts with points, stations with grades."""
    from evaluator.evaluation.cases import run_cases

    lang = terminal.lang()
    definition, problems = open_guideline(guideline, "")
    path, _ = find_guideline(guideline)
    if definition is None or path is None:
        terminal.problems(problems)
        sys.exit(terminal.ERRORS)
    folder = path if path.is_dir() else path.parent
    results, problems = run_cases(folder, definition)
    broken = [result for result in results if not result.holds]
    if as_json:
        terminal.as_json(
            {
                "ok": not broken and not failed(problems),
                "cases": [
                    {
                        "title": result.title,
                        "criterion": result.criterion,
                        "expected": result.expected,
                        "result": result.result,
                        "ok": result.holds,
                    }
                    for result in results
                ],
                "problems": [terminal.problem_json(problem) for problem in problems],
            }
        )
    else:
        terminal.problems([*problems, *(problem for result in broken for problem in result.problems)])
        rows = [
            (
                "✓" if result.holds else "✗",
                result.criterion,
                result.title,
                result.expected,
                result.result or "—",
            )
            for result in results
        ]
        heads = ("case.holds", "import.id", "case.title", "case.expected", "case.result")
        terminal.table([say(head, lang) for head in heads], rows)
        key = "case.none" if not results else "case.broken" if broken else "case.ok"
        terminal.out(say(key, lang, cases=len(results), broken=len(broken), path=folder / "cases"))
    if broken or failed(problems):
        sys.exit(terminal.ERRORS)
