"""`evaluator template`: list, copy and check templates, and list their variables."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import click

from evaluator.base.gate import read_file
from evaluator.cli import terminal
from evaluator.cli.command import Command, CommandGroup
from evaluator.cli.parameters import INPUT_FILE, OneOf, OutputPath
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import nearest
from evaluator.texts.reasons import reason_in
from evaluator.texts.template_reasons import template_reason

if TYPE_CHECKING:
    from evaluator.reports.variables import Variable
    from evaluator.word.doctor import Examination, TemplateFinding

JSON = click.option("--json", "as_json", is_flag=True)
LONGEST: Final = 60
"""The most characters of a paragraph that are shown."""


class TemplateGroup(CommandGroup):
    """The commands of templates, in the order of their author's work."""

    modules: ClassVar[Mapping[str, str]] = {
        "list": f"{__name__}:list_",
        "new": f"{__name__}:new",
        "check": f"{__name__}:check",
        "variables": f"{__name__}:variables",
    }


@click.group("template", cls=TemplateGroup)
def command() -> None:
    """List, copy, check and explain report templates."""


@click.command("list", cls=Command)
@JSON
def list_(as_json: bool) -> None:
    """List the templates that come with the program."""
    from evaluator.reports.template_values import WORD_TEMPLATES

    rows = [
        {"name": name, "file": file, "view": view, "makes": _makes(name)}
        for name, (file, view) in WORD_TEMPLATES.items()
    ]
    if as_json:
        terminal.as_json(rows)
        return
    keys = ("name", "makes", "view", "file")
    shown = [{**row, "view": say(f"doctor.{row['view']}", terminal.lang())} for row in rows]
    header = [say(f"doctor.{key}", terminal.lang()) for key in keys]
    terminal.table(header, [[row[key] for key in keys] for row in shown], indent=0)


def _makes(name: str) -> str:
    return say(f"makes.{name}", terminal.lang())


@click.command("new", cls=Command)
@click.argument("output", type=OutputPath([".docx"]))
@click.option("--from", "name", default="evaluation", show_default=True, metavar="NAME")
@click.option("--force", is_flag=True)
def new(output: Path, name: str, force: bool) -> None:
    """Write a copy of a template to OUTPUT, to edit in Word or WPS."""
    from evaluator.base.resources import shipped
    from evaluator.reports.template_values import WORD_TEMPLATES

    file, _ = WORD_TEMPLATES[_chosen(name)]
    if output.exists() and not force:
        terminal.stop(say("doctor.exists", terminal.lang(), path=output))
    terminal.write(output, read_file(shipped("templates") / file))
    terminal.out(say("doctor.made", terminal.lang(), path=output))


def _chosen(name: str) -> str:
    """Return the name of a shipped template; for another name, print the shipped names and exit with 1."""
    from evaluator.reports.template_values import WORD_TEMPLATES

    if name not in WORD_TEMPLATES:
        message = say("unknown-template", terminal.lang(), name=name, known=Listing(WORD_TEMPLATES))
        if near := nearest(name, WORD_TEMPLATES):
            message += "\n" + say("template-near", terminal.lang(), near=near)
        terminal.stop(message)
    return name


@click.command("check", cls=Command)
@click.argument("file", type=INPUT_FILE)
@click.option("--house", "layout", type=OneOf(["gbt9704"]), default=None)
@click.option("--annotate", type=OutputPath([".docx"]), metavar="FILE.docx")
@JSON
def check(file: Path, layout: str | None, annotate: Path | None, as_json: bool) -> None:
    """Find every mistake in FILE, a Word template."""
    from evaluator.reports.template_values import VIEWS, view_fields
    from evaluator.word import TemplateError
    from evaluator.word.doctor import examine

    lang = terminal.lang()
    try:
        views, charts = (
            {name: view_fields(name) for name in VIEWS},
            {name: view.charts for name, view in VIEWS.items()},
        )
        codes = {name: view.code for name, view in VIEWS.items()}
        examination = examine(read_file(file), views, layout or "", charts=charts, codes=codes)
    except TemplateError as error:
        name = f"{file}/{error.where}" if error.where else file
        terminal.stop(say("doctor.not-word", lang, path=name, reason=say(f"file.{error.what}", lang)))
    except OSError as error:
        terminal.stop(say("doctor.cannot-read", lang, path=file, reason=reason_in(error, lang)))
    if annotate is not None:
        _annotate(file, annotate, examination)
    if as_json:
        terminal.as_json(
            {
                "ok": examination.ok,
                "view": examination.view,
                "rendered": examination.rendered,
                "findings": [_json(finding) for finding in examination.findings],
            }
        )
    else:
        _print(file, examination, layout)
    if not examination.ok:
        sys.exit(terminal.ERRORS)


def _print(file: Path, examination: Examination, layout: str | None) -> None:
    lang = terminal.lang()
    for finding in examination.findings:
        terminal.out(
            click.style(f"{_place(finding)}：" if lang == "zh" else f"{_place(finding)}: ", bold=True)
            + message(finding)
        )
        if finding.where:
            terminal.out(
                f"    {finding.where if len(finding.where) <= LONGEST else finding.where[:LONGEST] + '…'}"
            )
    if not examination.rendered:
        terminal.out(say("doctor.not-rendered", lang))
    if not examination.ok:
        count = sum(not finding.is_note for finding in examination.findings)
        terminal.out(say("doctor.count", lang, path=file, count=count))
        return
    terminal.out(say("doctor.fine", lang, path=file, view=say(f"doctor.{examination.view}", lang)))
    if layout:
        terminal.out(say("doctor.fine-house", lang, house="GB/T 9704"))


def message(finding: TemplateFinding) -> str:
    """Return what is wrong and what to do about it, in the user's language."""
    lang = terminal.lang()
    near = _near(finding)
    case = say(f"doctor.case.{finding.what}", lang) if finding.code == "worst" else ""
    measured = finding.actual
    if finding.code == "line-pitch":
        rule = finding.actual if finding.actual in ("auto", "atLeast") else "exact"
        measured = say(f"doctor.pitch.{rule}", lang, found=finding.actual)
    what = finding.what
    if finding.wanted and finding.code in ("worst", "broken", "unsafe"):
        measured = template_reason(measured, lang) or say(f"template.{finding.wanted}", lang)
        what = measured if finding.code == "unsafe" else what
    field = near or (finding.candidates[0] if finding.candidates else "")
    sentence = say(
        f"doctor.{finding.code}",
        lang,
        what=what,
        found=measured,
        wanted=finding.wanted,
        case=case,
        near=field,
    )
    if finding.code.startswith("unknown-"):
        key = "doctor.near" if near else "doctor.see-variables" if finding.code == "unknown-name" else ""
        gap = "" if lang == "zh" else " "
        sentence += gap + say(key, lang, near=near) if key else ""
    return sentence


def _near(finding: TemplateFinding) -> str:
    """Return the name that was probably meant, with its prefix."""
    before, dot, name = finding.what.rpartition(".")
    near = nearest(name, finding.candidates)
    return f"{before}{dot}{near}" if near and finding.code.startswith("unknown-") else ""


def _place(finding: TemplateFinding) -> str:
    lang = terminal.lang()
    if not finding.part:
        return say("doctor.in-file", lang)
    name = Path(finding.part).stem
    kind = name.rstrip("0123456789")
    part = say(f"doctor.part.{kind}", lang) if kind in _PARTS else name
    if kind in ("header", "footer"):
        part = f"{part}（{name}）" if lang == "zh" else f"{part} ({name})"
    return say(
        "doctor.where" if finding.paragraph else "doctor.nowhere", lang, part=part, number=finding.paragraph
    )


_PARTS: Final = frozenset({"document", "header", "footer", "footnotes", "core", "styles"})


def _json(finding: TemplateFinding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "note": finding.is_note,
        "part": finding.part,
        "paragraph": finding.paragraph,
        "where": finding.where,
        "what": finding.what,
        "near": _near(finding),
        "found": finding.actual,
        "wanted": finding.wanted,
        "message": message(finding),
    }


def _annotate(file: Path, output: Path, examination: Examination) -> None:
    from evaluator.word.comments import Comment, annotate

    comments = []
    for finding in examination.findings:
        text = message(finding)
        if finding.part != "word/document.xml" or not finding.paragraph:
            text = (
                f"{_place(finding)}：{text}"  # Word allows no comment there: it is put at the first paragraph
            )
        comments.append(Comment(finding.part, finding.paragraph, text))
    terminal.write(output, annotate(read_file(file), comments))
    terminal.note(say("written", terminal.lang(), path=output))


@click.command("variables", cls=Command)
@click.option("--template", "name", default="", metavar="NAME")
@JSON
def variables(name: str, as_json: bool) -> None:
    """List the variables a template may use, each with an example."""
    from evaluator.reports.template_values import VIEWS, WORD_TEMPLATES, documented

    views = [WORD_TEMPLATES[_chosen(name)][1]] if name else list(VIEWS)
    if as_json:
        terminal.as_json(
            [
                {
                    "view": view,
                    "name": variable.path,
                    "kind": variable.kind,
                    "about": variable.about,
                    "example": example,
                }
                for view in views
                for variable, example in documented(view)
            ]
        )
        return
    lang = terminal.lang()
    header = [say(f"doctor.{key}", lang) for key in ("variable", "kind", "example")]
    for view in views:
        variables = list(documented(view))
        rows = list(_rows(variables))
        terminal.head(
            say("doctor.variables-of", lang, view=say(f"doctor.{view}", lang), count=len(variables))
        )
        terminal.table(header, rows, indent=0)


def _rows(documented: Iterable[tuple[Variable, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield the table's rows; a list with the same fields as an earlier list only refers to it."""
    lang = terminal.lang()
    variables = list(documented)
    described: dict[tuple[str, ...], str] = {}
    hidden: tuple[str, ...] = ()
    for variable, example in variables:
        if variable.path.startswith(hidden):
            continue
        start = f"{variable.path}[]."
        inside = tuple(
            other.path.removeprefix(start) for other, _ in variables if other.path.startswith(start)
        )
        shown = example
        if inside and inside in described:
            shown = say("doctor.as-in", lang, path=described[inside])
            hidden += (start,)
        elif inside:
            described[inside] = variable.path
        elif not example and variable.kind != "list":
            shown = say("doctor.empty", lang)
        yield variable.path, say(f"doctor.{variable.kind}", lang), shown
