"""`evaluator compare`, `round compare`: what made the difference between two results, or two rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from evaluator.base import exact
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import INPUT, OneOf, OutputPath
from evaluator.cli.round.shared import opened, still
from evaluator.cli.station.why import (
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
from evaluator.evaluation.editions import beside, compared, guideline_of
from evaluator.evaluation.stored import load_result
from evaluator.reports.explanation import MovedRow, MovedTotal, heads
from evaluator.reports.movements import MovementWords
from evaluator.reports.reasons import comparison_explanation
from evaluator.rounds.movements import RoundMovements, movements
from evaluator.texts import Language
from evaluator.texts.commands import say
from evaluator.texts.reports.why import CHANGES


@click.command("compare", cls=Command)
@click.argument("first", metavar="A", type=INPUT)
@click.argument("second", metavar="B", type=INPUT)
@click.option("--old", default="", metavar="ID|PATH")
@click.option("--new", default="", metavar="ID|PATH")
@click.option("--for", "audience", type=OneOf([STATION, ORGANISER]))
@click.option("-o", "--output", type=OutputPath(ENDINGS))
@click.option("--json", "as_json", is_flag=True)
def command(
    first: Path, second: Path, old: str, new: str, audience: str | None, output: Path | None, as_json: bool
) -> None:
    """Say what made the difference between the results A and B."""
    if first.is_dir() and second.is_dir():
        show_rounds(first, second, everything=False, output=output, as_json=as_json)
        return
    if first.is_dir() or second.is_dir():
        raise click.UsageError(say("compare.two-kinds", terminal.lang()))
    before, after = load_result(first), load_result(second)
    guidelines = [
        guideline_of(document, [(guideline, ()), (document["guideline"]["id"], beside(path))])
        for document, path, guideline in ((before, first, old), (after, second, new))
    ]
    comparison = compared(before, after, *guidelines)
    if output is not None:
        write(comparison_explanation(comparison, reader_of(audience, output)), output)
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


MOST_CRITERIA = 12
"""Criteria listed without --all."""


@click.command("compare", cls=Command)
@click.argument("old", metavar="OLD", type=click.Path(path_type=Path))
@click.argument("new", metavar="NEW", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True)
@click.option("-o", "--output", type=OutputPath(ENDINGS))
@click.option("--json", "as_json", is_flag=True)
def of_rounds(old: Path, new: Path, everything: bool, output: Path | None, as_json: bool) -> None:
    """Compare the rounds OLD and NEW."""
    show_rounds(old, new, everything=everything, output=output, as_json=as_json)


def show_rounds(old: Path, new: Path, *, everything: bool, output: Path | None, as_json: bool) -> None:
    """Print or write what moved between two rounds."""
    with still(old), still(new):
        moved = movements(opened(old), opened(new))
    if output is not None:
        own: Language = "en" if moved.new.guideline.language == "en" else "zh"
        write(MovementWords(moved, own).explanation(), output)
    words = MovementWords(moved, terminal.lang())
    if as_json:
        terminal.as_json(movements_json(moved, words))
    elif output is None:
        _show(moved, words, everything=everything)


def _show(moved: RoundMovements, words: MovementWords, *, everything: bool) -> None:
    lang = terminal.lang()
    for sentence in words.summary():
        terminal.paragraph(sentence, indent=0)
    terminal.head(CHANGES.say("round.stations", lang))
    show_moved(words.rows(plain=True), words.ending, by_cause=moved.editions_differ)
    terminal.head(CHANGES.say("round.criteria", lang))
    show_totals(words.totals(), by_cause=moved.editions_differ, everything=everything)


def show_moved(rows: Sequence[MovedRow], ending: str, *, by_cause: bool = False) -> None:
    """Print the stations that move in 80 columns: names without their *ending*, the new points alone."""
    lang = terminal.lang()
    head = replace(MovedRow(**heads(MovedRow, lang)), points=CHANGES.say("round.col.now", lang))
    listed = [
        replace(
            row,
            name=row.name.replace(ending, "") or row.id,
            rank=row.rank.replace(" → ", "→"),
            grade=row.grade.replace(" → ", "→"),
            points=row.points.rpartition(" → ")[2],
        )
        for row in rows
    ]
    cells = [row.cells(by_cause=by_cause) for row in (head, *listed)]
    terminal.table(cells[0], cells[1:], right=range(4, len(cells[0])))


def show_totals(totals: Sequence[MovedTotal], *, by_cause: bool = False, everything: bool = True) -> None:
    """Print what moved all stations together, without *everything* the largest alone."""
    lang = terminal.lang()
    listed = totals if everything else totals[:MOST_CRITERIA]
    head = MovedTotal(**heads(MovedTotal, lang)).cells(by_cause=by_cause)
    terminal.table(head, [row.cells(by_cause=by_cause) for row in listed], right=(0, 1))
    if len(listed) < len(totals):
        terminal.out("    " + say("rank.rest", lang, count=len(totals) - len(listed)))


def movements_json(moved: RoundMovements, words: MovementWords) -> dict[str, Any]:
    """Return the movements for programs; all numbers are exact."""
    return {
        "old": {"round": moved.old.id, "guideline": moved.old.guideline.sha256},
        "new": {"round": moved.new.id, "guideline": moved.new.guideline.sha256},
        "summary": words.summary(),
        "stations": [
            {
                "station": movement.station,
                "name": movement.name,
                "formerly": movement.formerly or None,
                "came_from": movement.came_from or None,
                "ranks": [rank or None for rank in movement.ranks],
                "change": _number(movement.change()),
                **comparison_json(movement.comparison, ComparisonWords(movement.comparison, terminal.lang())),
            }
            for movement in moved.stations
        ],
        "criteria": [
            {
                "kind": each.kind,
                "id": each.id,
                "title": each.title,
                "cause": each.cause or "any",
                "change": _number(each.change),
                "stations": each.stations,
            }
            for each in moved.criteria()
        ],
        "merged": dict(moved.merged),
        "left": dict(moved.left),
        "joined": dict(moved.joined),
        "without": list(moved.without),
    }
