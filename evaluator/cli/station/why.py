"""`evaluator why`: where the points of a criterion, a section or the total come from."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import INPUT_FILE, OneOf, OutputPath
from evaluator.cli.station.explained import (
    ENDINGS,
    ORGANISER,
    STATION,
    head,
    link_json,
    reader_of,
    show,
    write,
)
from evaluator.evaluation.origins import Link
from evaluator.evaluation.stored import load_result
from evaluator.evaluation.why import Audience, NoSuchName, names, why
from evaluator.model.evaluation import Evaluation
from evaluator.reports.explanation import Explanation
from evaluator.texts import Language
from evaluator.texts.problem import Problem, Unusable, nearest
from evaluator.texts.reports.why import WHY


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
        own: Language = "en" if document["guideline"]["language"] == "en" else "zh"
        reader = reader_of(audience, output)
        link = _chain(document, name, reader, own, every_row=every_row)
        write(_explanation(document, link, reader, own), output)
        if not as_json:
            return
    link = _chain(document, name, audience or ORGANISER, lang, every_row=every_row)
    if as_json:
        terminal.as_json(link_json(link))
    else:
        head(f"{link.text}  {link.value}".rstrip())
        show(link.inner)


def _chain(document: Evaluation, name: str, audience: str, lang: Language, *, every_row: bool) -> Link:
    try:
        return why(document, name, lang, cast("Audience", audience), every_row=every_row)
    except NoSuchName as error:
        near = nearest(name, names(document)) or ""
        hint = "did-you-mean" if near else ""
        problem = Problem("why-unknown", args={"name": name, "near": near}, hint_key=hint)
        raise Unusable([problem]) from error


def _explanation(document: Evaluation, link: Link, audience: str, lang: Language) -> Explanation:
    """Return the chain with what stands around it on paper."""
    about, station, period = document["guideline"], document["station"], document["period"]
    fields = {"name": station["name"], "id": station["id"], "first": period["from"], "last": period["to"]}
    colon = WHY.say("colon", lang)
    return Explanation(
        lang=lang,
        title=f"{WHY.say('title', lang)}{colon}{link.text}",
        head=[
            WHY.say("head.station", lang, **fields),
            WHY.say("head.guideline", lang, title=about["title"], edition=about["edition"]),
            WHY.say("head.seal", lang, seal=document["seal"]),
        ],
        summary=[f"{link.text}{colon}{link.value}"],
        columns=(WHY.say("col.step", lang), WHY.say("col.points", lang)),
        links=link.inner,
        foot=WHY.say("foot" if audience == STATION else "foot.organiser", lang),
    )
