"""`evaluator compare`: what made the difference between two results, adding up exactly to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evaluator.base import exact
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
from evaluator.evaluation.compare import ComparisonWords, ResultComparison
from evaluator.evaluation.editions import compared, guideline_of
from evaluator.evaluation.stored import load_result
from evaluator.reports.explanation import Explanation
from evaluator.texts import Language
from evaluator.texts.reports.changes import CHANGES


@click.command("compare", cls=Command)
@click.argument("first", metavar="A", type=INPUT_FILE)
@click.argument("second", metavar="B", type=INPUT_FILE)
@click.option("--old", default="", metavar="ID|PATH")
@click.option("--new", default="", metavar="ID|PATH")
@click.option("--for", "audience", type=OneOf([STATION, ORGANISER]))
@click.option("-o", "--output", type=OutputPath(ENDINGS))
@click.option("--json", "as_json", is_flag=True)
def command(
    first: Path, second: Path, old: str, new: str, audience: str | None, output: Path | None, as_json: bool
) -> None:
    """Say what made the difference between the results A and B."""
    before, after = load_result(first), load_result(second)
    guidelines = [
        guideline_of(document, [(guideline, ()), (document["guideline"]["id"], _beside(path))])
        for document, path, guideline in ((before, first, old), (after, second, new))
    ]
    comparison = compared(before, after, *guidelines)
    if output is not None:
        own: Language = "en" if comparison.after["guideline"]["language"] == "en" else "zh"
        wording = ComparisonWords(comparison, own, to_station=reader_of(audience, output) == STATION)
        write(_explanation(comparison, wording, own), output)
        if not as_json:
            return
    wording = ComparisonWords(comparison, terminal.lang(), to_station=audience == STATION)
    if as_json:
        terminal.as_json(comparison_json(comparison, wording))
        return
    summary = wording.summary()
    head(summary[0])
    for sentence in summary[1:]:
        terminal.paragraph(sentence)
    show(wording.links())


def _beside(result: Path) -> list[Path]:
    """Return the folders whose `criteria/` may have a result's guideline: its round's first."""
    return list(result.resolve().parents)[:4]


def comparison_json(comparison: ResultComparison, wording: ComparisonWords) -> dict[str, Any]:
    """Return a comparison for programs; all numbers are exact."""
    return {
        "before": {"station": comparison.before["station"]["id"], "seal": comparison.before["seal"]},
        "after": {"station": comparison.after["station"]["id"], "seal": comparison.after["seal"]},
        "summary": wording.summary(),
        "ends": [
            {
                "end": end,
                "splits": [
                    {
                        "cause": split.cause or "any",
                        "before": exact.text(exact.simple(split.difference.before)),
                        "after": exact.text(exact.simple(split.difference.after)),
                        "change": exact.text(exact.simple(split.difference.change)),
                        "movements": [
                            {
                                "kind": movement.kind,
                                "id": movement.id,
                                "title": movement.title,
                                "before": _number(movement.before),
                                "after": _number(movement.after),
                                "change": _number(movement.change),
                                "why": link_json(wording.movement(split, movement))["inner"],
                            }
                            for movement in split.difference.movements
                        ],
                    }
                    for split in splits
                ],
            }
            for end, splits in comparison.splits.items()
        ],
    }


def _number(value: Any) -> str | None:  # noqa: ANN401
    return None if value is None else exact.text(exact.simple(value))


def _explanation(comparison: ResultComparison, wording: ComparisonWords, lang: Language) -> Explanation:
    sides = [comparison.before, comparison.after]
    editions = [
        CHANGES.say("edition", lang, title=side["guideline"]["title"], edition=side["guideline"]["edition"])
        for side in sides
    ]
    names = [side["station"]["name"] for side in sides]
    periods = [f"{side['period']['from']}～{side['period']['to']}" for side in sides]
    described = [", ".join(parts) for parts in zip(names, editions, periods, strict=True)]
    return Explanation(
        lang=lang,
        title=CHANGES.say("title", lang),
        head=[
            CHANGES.say("files", lang, before=described[0], after=described[1]),
            CHANGES.say("seals", lang, before=sides[0]["seal"][:16], after=sides[1]["seal"][:16]),
        ],
        summary=wording.summary(),
        columns=(CHANGES.say("col.what", lang), CHANGES.say("col.change", lang)),
        links=wording.links(),
        foot=CHANGES.say("foot", lang),
    )
