"""`evaluator why`: where the points of a criterion, a section or the total come from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, cast

import click
from rich.cells import cell_len

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import INPUT_FILE, OneOf, OutputPath
from evaluator.cli.pdf import pdf_of
from evaluator.evaluation.origins import Link
from evaluator.evaluation.stored import load_result
from evaluator.evaluation.why import Audience, NoSuchName, names, why
from evaluator.model.evaluation import Evaluation
from evaluator.texts import Language
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem, Unusable, nearest
from evaluator.texts.reports.why import WHY

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
        on_paper = output.suffix.lower() not in PAGES
        reader = audience or (STATION if on_paper else ORGANISER)
        terminal.write(output, _as_file(document, name, reader, output, every_row=every_row))
        terminal.note(say("written", lang, path=output))
        if not as_json:
            return
    reason = _reason(document, name, audience or ORGANISER, lang, every_row=every_row)
    if as_json:
        terminal.as_json(reason_json(reason))
    else:
        show(reason)


def _reason(document: Evaluation, name: str, audience: str, lang: Language, *, every_row: bool) -> Link:
    try:
        return why(document, name, lang, cast("Audience", audience), every_row=every_row)
    except NoSuchName as error:
        near = nearest(name, names(document)) or ""
        hint = "did-you-mean" if near else ""
        problem = Problem("why-unknown", args={"name": name, "near": near}, hint_key=hint)
        raise Unusable([problem]) from error


def _as_file(document: Evaluation, name: str, audience: str, path: Path, *, every_row: bool) -> bytes:
    """Return the explanation as the kind of file that *path* names, in the guideline's language."""
    from evaluator.reports.explanation import Explanation, as_docx, as_html

    lang: Language = "en" if document["guideline"]["language"] == "en" else "zh"
    reason = _reason(document, name, audience, lang, every_row=every_row)
    about, station, period = document["guideline"], document["station"], document["period"]
    fields = {"name": station["name"], "id": station["id"], "first": period["from"], "last": period["to"]}
    head = [
        WHY.say("head.station", lang, **fields),
        WHY.say("head.guideline", lang, title=about["title"], edition=about["edition"]),
        WHY.say("head.seal", lang, seal=document["seal"]),
    ]
    explanation = Explanation(
        reasons=reason.inner,
        lang=lang,
        title=f"{WHY.say('title', lang)}{WHY.say('colon', lang)}{reason.text}",
        head=head,
        summary=[f"{reason.text}{WHY.say('colon', lang)}{reason.value}"],
        columns=(WHY.say("col.step", lang), WHY.say("col.points", lang)),
        foot=WHY.say("foot" if audience == STATION else "foot.organiser", lang),
    )
    if path.suffix.lower() in PAGES:
        return as_html(explanation)
    data = as_docx(explanation)
    return pdf_of(data, path) if path.suffix.lower() == ".pdf" else data


def reason_json(reason: Link) -> dict[str, Any]:
    """Return a tree of reasons for programs."""
    return {"text": reason.text, "value": reason.value, "inner": [reason_json(each) for each in reason.inner]}


def show(reason: Link) -> None:
    """Print a tree of reasons, its figures at the right."""
    terminal.paragraph(click.style(f"{reason.text}  {reason.value}".rstrip(), bold=True), indent=0)
    _branches(reason.inner, "")


def _branches(reasons: Sequence[Link], before: str) -> None:
    for number, reason in enumerate(reasons, 1):
        first, rest = ("└─ ", "   ") if number == len(reasons) else ("├─ ", "│  ")
        under = "│  " if reason.inner else "   "
        # All lines leave room for the branch that goes on below.
        room = terminal.width() - cell_len(before + first + under)
        lines = terminal.wrapped(reason.text, room - (cell_len(reason.value) + 2 if reason.value else 0))
        if reason.value:
            gap = room - cell_len(lines[0]) - cell_len(reason.value)
            lines[0] += " " * max(2, gap) + reason.value
        terminal.out(before + first + lines[0])
        for line in lines[1:]:
            terminal.out(before + rest + under + line)
        _branches(reason.inner, before + rest)
