"""`evaluator guideline`: list, show, check, document, import guidelines; print schemas."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

import click

from evaluator.base import exact
from evaluator.base.gate import read_file
from evaluator.base.json_text import dumped
from evaluator.cli import terminal
from evaluator.cli.command import Command, CommandGroup
from evaluator.cli.parameters import OutputPath
from evaluator.conditions.wording import Words, rule_words
from evaluator.evaluation.pipeline import failed
from evaluator.loading.guideline import FILE, load_guideline
from evaluator.loading.repairs import Repair, repairs
from evaluator.loading.search import find_guideline, open_guideline, shipped_ids
from evaluator.model.guideline import Criterion, Guideline, Section
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem

PROFILE = click.option("--profile", default="", metavar="NAME|PATH")
JSON = click.option("--json", "as_json", is_flag=True)


class GuidelineGroup(CommandGroup):
    """The commands on a guideline, in the order of its author's work."""

    modules: ClassVar[Mapping[str, str]] = {
        "list": f"{__name__}:list_",
        "show": f"{__name__}:show_",
        "check": f"{__name__}:check",
        "docs": f"{__name__}:docs",
        "schema": f"{__name__}:schema",
        "test": "evaluator.cli.guideline.testing",
        "diff": "evaluator.cli.guideline.changes:diff",
        "rehearse": "evaluator.cli.guideline.changes:rehearse",
        "import": "evaluator.cli.guideline.importing",
        "export": "evaluator.cli.guideline.export",
    }


@click.group("guideline", cls=GuidelineGroup)
def command() -> None:
    """List, show, check and document guidelines."""


@click.command("list", cls=Command)
@JSON
def list_(as_json: bool) -> None:
    """List the guidelines that come with the program."""
    rows: list[dict[str, str]] = []
    for name in shipped_ids():
        path, _ = find_guideline(name)
        assert path is not None
        guideline, problems = load_guideline(path)
        if guideline is None:
            terminal.problems(problems)
            continue
        profiles = sorted(file.stem for file in (path / "profiles").glob("*.yaml"))
        rows.append(
            {
                "id": guideline.id,
                "edition": guideline.edition,
                "title": guideline.title,
                "status": guideline.status,
                "full_marks": exact.text(guideline.full_marks),
                "criteria": str(len(list(guideline.criteria()))),
                "profiles": Listing(profiles),
            }
        )
    if as_json:
        terminal.as_json(rows)
        return
    keys = ("id", "edition", "full_marks", "criteria", "profiles", "title")
    header = [say(f"guideline.{key}", terminal.lang()) for key in keys]
    terminal.table(header, [[row[key] or "—" for key in keys] for row in rows], right=(2, 3), indent=0)


@click.command("check", cls=Command)
@click.argument("guideline")
@PROFILE
@click.option("--strict", is_flag=True)
@JSON
def check(guideline: str, profile: str, strict: bool, as_json: bool) -> None:
    """Check a GUIDELINE (id or path) for the mistakes such tables have."""
    definition, problems = open_guideline(guideline, profile)
    mended = {} if profile else _repairs(guideline, problems)
    if as_json:
        terminal.as_json(
            {
                "ok": definition is not None,
                "problems": [
                    {**terminal.problem_json(problem), **_mended(mended.get(number))}
                    for number, problem in enumerate(problems)
                ],
            }
        )
    else:
        terminal.problems(problems, {number: _advice(repair) for number, repair in mended.items()})
    if definition is None or (strict and problems):
        sys.exit(terminal.ERRORS)
    if not as_json:
        key = "guideline.warned" if problems else "guideline.ok"
        terminal.out(
            say(
                key,
                terminal.lang(),
                name=definition.id,
                criteria=len(list(definition.criteria())),
                points=exact.text(definition.full_marks),
                warnings=len(problems),
            )
        )


def _repairs(guideline: str, problems: Sequence[Problem]) -> dict[int, Repair]:
    """Return the corrected lines that put problems of a guideline's file right, by the problem's number."""
    path, _ = find_guideline(guideline)
    if path is None or not problems:
        return {}
    file = path / FILE if path.is_dir() else path
    try:
        return repairs(read_file(file), problems)
    except OSError:
        return {}


def _mended(repair: Repair | None) -> dict[str, object]:
    """Return a repair as JSON data."""
    if repair is None:
        return {}
    return {"repair": {"line": repair.line, "text": repair.text, "adds": repair.adds}}


def _advice(repair: Repair) -> str:
    """Return what to paste, and where."""
    key = "repair.add" if repair.adds else "repair.change" if repair.text else "repair.drop"
    return say(key, terminal.lang(), line=repair.line, text=repair.text)


def opened(guideline: str, profile: str) -> Guideline:
    """Return a guideline, or print its problems and exit with 1."""
    definition, problems = open_guideline(guideline, profile)
    if definition is None or failed(problems):
        terminal.problems(problems)
        sys.exit(terminal.ERRORS)
    return definition


@click.command("show", cls=Command)
@click.argument("guideline")
@click.argument("criterion", required=False)
@PROFILE
@JSON
def show_(guideline: str, criterion: str | None, profile: str, as_json: bool) -> None:
    """Show the tree of a GUIDELINE, or one CRITERION with rule and evidence."""
    definition = opened(guideline, profile)
    if criterion is not None:
        target = next((entry for entry in definition.criteria() if entry.id == criterion), None)
        if target is None:
            from evaluator.texts.problem import nearest

            near = nearest(criterion, [entry.id for entry in definition.criteria()])
            hint = "did-you-mean" if near else ""
            terminal.problems(
                [Problem("unknown-criterion", args={"name": criterion, "near": near or ""}, hint_key=hint)]
            )
            sys.exit(terminal.ERRORS)
        if as_json:
            terminal.as_json(_criterion_json(definition, target))
        else:
            _criterion(definition, target)
        return
    if as_json:
        terminal.as_json(
            {
                "id": definition.id,
                "edition": definition.edition,
                "title": definition.title,
                "status": definition.status,
                "sha256": definition.sha256,
                "full_marks": exact.text(definition.full_marks),
                "criteria": [_criterion_json(definition, entry) for entry in definition.criteria()],
            }
        )
        return
    terminal.out(click.style(f"{definition.title} {definition.edition}", bold=True))
    rows: list[tuple[str, str, str]] = []
    for section in definition.sections:
        _tree(section, rows, 0)
    for title, criteria in (
        ("bonus", definition.bonus.criteria),
        ("deductions", definition.deductions.criteria),
    ):
        if criteria:
            rows.append((say(f"guideline.{title}", terminal.lang()), "", ""))
            rows.extend(_row(entry, 1) for entry in criteria)
    header = [say(f"guideline.{key}", terminal.lang()) for key in ("criterion", "points", "rule")]
    terminal.table(header, rows, right=(1,), indent=0)


def _tree(section: Section, rows: list[tuple[str, str, str]], depth: int) -> None:
    weight = "" if section.weight is None else f"⚖{exact.text(section.weight)}"
    rows.append((f"{'  ' * depth}{section.id} {section.title}", exact.text(section.points), weight))
    for inner in section.sections:
        _tree(inner, rows, depth + 1)
    rows.extend(_row(criterion, depth + 1) for criterion in section.criteria)


def _row(criterion: Criterion, depth: int) -> tuple[str, str, str]:
    mark = "▲" if criterion.key_item else ""
    return (
        f"{'  ' * depth}{criterion.id} {mark}{criterion.title}",
        exact.text(criterion.points),
        criterion.rule.kind,
    )


def _criterion_json(guideline: Guideline, criterion: Criterion) -> dict[str, object]:
    words = Words(guideline)
    return {
        "id": criterion.id,
        "title": criterion.title,
        "section": criterion.section,
        "points": exact.text(criterion.points),
        "rule_kind": criterion.rule.kind,
        "rule": rule_words(criterion.rule, words, criterion.points),
        "text": criterion.text,
        "facts": list(dict.fromkeys(read.fact for read in criterion.rule.reads())),
        "evidence": [
            {"id": line.id, "kind": line.kind, "title": line.title, "at_least": line.at_least}
            for line in criterion.evidence
        ],
        "marked_by": criterion.marked_by if criterion.rule.marked else "",
        "remedy": criterion.remedy,
    }


def _criterion(guideline: Guideline, criterion: Criterion) -> None:
    words, lang = Words(guideline), terminal.lang()
    mark = "▲" if criterion.key_item else ""
    terminal.out(click.style(f"{criterion.id} {mark}{criterion.title}", bold=True))
    rows = [
        (say("guideline.points", lang), exact.text(criterion.points)),
        (say("guideline.text", lang), criterion.text),
        (say("guideline.rule", lang), rule_words(criterion.rule, words, criterion.points)),
    ]
    for read in dict.fromkeys(read.fact for read in criterion.rule.reads()):
        fact = guideline.facts[read]
        rows.append((say("guideline.fact", lang), f"{fact.title}（{fact.name}）"))
    for line in criterion.evidence:
        kind = words.say(f"kind.{line.kind}")
        rows.append((say("guideline.evidence", lang), f"[{kind}] {line.title}（{criterion.id}#{line.id}）"))
    rows.append((say("guideline.remedy", lang), criterion.remedy))
    rows.append((say("guideline.note", lang), criterion.note))
    terminal.table(("", ""), [row for row in rows if row[1]])


@click.command("docs", cls=Command)
@click.argument("guideline")
@PROFILE
@click.option("-o", "--output", type=OutputPath([".html", ".htm", ".md"]))
def docs(guideline: str, profile: str, output: Path | None) -> None:
    """Write the whole GUIDELINE as a readable page, HTML or Markdown."""
    from evaluator.reports.guideline_page import as_html, as_markdown

    definition = opened(guideline, profile)
    if output is None:
        click.echo(as_markdown(definition).encode(), nl=False)
        return
    text = as_html(definition) if output.suffix.lower() in (".html", ".htm") else as_markdown(definition)
    terminal.write(output, text.encode())
    terminal.note(say("written", terminal.lang(), path=output))


@click.command("schema", cls=Command)
@click.argument("guideline", required=False)
@PROFILE
@click.option("-o", "--output", type=OutputPath([".json"]))
def schema(guideline: str | None, profile: str, output: Path | None) -> None:
    """Print the JSON Schema of guidelines, or of a GUIDELINE's submissions."""
    from evaluator.loading.guideline_schema import guideline_schema
    from evaluator.loading.submission_schema import submission_schema

    data = guideline_schema() if guideline is None else submission_schema(opened(guideline, profile))
    if output is None:
        terminal.as_json(data)
        return
    terminal.write(output, dumped(data))
    terminal.note(say("written", terminal.lang(), path=output))
