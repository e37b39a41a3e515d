"""`evaluator guideline diff` and `rehearse`: what an edition changed, and what it would do to a round."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evaluator.base import exact
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import INPUT_FOLDER, OutputPath
from evaluator.cli.round.shared import opened
from evaluator.cli.station.compare import comparison_json, show_moved, show_totals
from evaluator.cli.station.why import ENDINGS, show, write
from evaluator.evaluation.compare import ComparisonWords
from evaluator.evaluation.guideline_changes import ChangeWords, EditionChange, guideline_changes
from evaluator.loading.search import open_guideline
from evaluator.model.guideline import Guideline
from evaluator.reports.movements import RehearsalWords
from evaluator.reports.reasons import edition_explanation, edition_links, edition_summary, language_of
from evaluator.rounds.movements import Rehearsal, RehearsedStation
from evaluator.rounds.movements import rehearse as rehearse_round
from evaluator.texts import Language
from evaluator.texts.problem import Unusable
from evaluator.texts.reports.why import CHANGES


@click.command("diff", cls=Command)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--profile", default="", metavar="NAME|PATH")
@click.option("-o", "--output", type=OutputPath(ENDINGS))
@click.option("--json", "as_json", is_flag=True)
def diff(old: str, new: str, profile: str, output: Path | None, as_json: bool) -> None:
    """Say in words what NEW changes in OLD."""
    before, after = _guideline(old, profile), _guideline(new, profile)
    lang = terminal.lang()
    if output is not None:
        write(edition_explanation(before, after), output)
        if not as_json:
            return
    changes = guideline_changes(before, after, lang)
    if as_json:
        terminal.as_json([change_json(change, lang) for change in changes])
        return
    for sentence in edition_summary(changes, lang):
        terminal.paragraph(sentence, indent=0)
    show(edition_links(changes, lang))


@click.command("rehearse", cls=Command)
@click.argument("new", metavar="NEW")
@click.option("--on", "folder", required=True, metavar="ROUND", type=INPUT_FOLDER)
@click.option("--profile", default="", metavar="NAME|PATH")
@click.option("-o", "--output", type=OutputPath(ENDINGS))
@click.option("--json", "as_json", is_flag=True)
def rehearse(new: str, folder: Path, profile: str, output: Path | None, as_json: bool) -> None:
    """Say whose points and grades the edition NEW would move on a round, and by which change."""
    round_ = opened(folder)
    guideline = _guideline(new, profile or round_.profile)
    lang = terminal.lang()
    if output is not None:
        own = language_of(guideline)
        words = RehearsalWords(rehearse_round(round_, guideline, own), own)
        write(words.explanation(round_.title or round_.id), output)
        if not as_json:
            return
    rehearsal = rehearse_round(round_, guideline, lang)
    words = RehearsalWords(rehearsal, lang)
    if as_json:
        terminal.as_json(_rehearsal_json(rehearsal, words, lang))
        return
    for sentence in words.summary():
        terminal.paragraph(sentence, indent=0)
    rows, totals = words.rows(), words.totals()
    if rows:
        terminal.head(CHANGES.say("rehearse.stations", lang))
        show_moved(rows, words.ending)
    if totals:
        terminal.head(CHANGES.say("round.criteria", lang))
        show_totals(totals)
    terminal.head(CHANGES.say("rehearse.why", lang))
    show(words.links())


def _guideline(name: str, profile: str) -> Guideline:
    guideline, problems = open_guideline(name, profile)
    if guideline is None:
        raise Unusable(problems)
    return guideline


def change_json(change: EditionChange, lang: Language) -> dict[str, Any]:
    """Return a change for programs."""
    return {
        "subject": change.subject,
        "id": change.id,
        "title": change.title,
        "way": change.way,
        "aspect": change.aspect or None,
        "before": change.before,
        "after": change.after,
        "may_move_points": change.weighs,
        "criteria": sorted(change.criteria),
        "sentence": ChangeWords(lang).sentence(change),
    }


def _rehearsal_json(rehearsal: Rehearsal, words: RehearsalWords, lang: Language) -> dict[str, Any]:
    return {
        "guideline": {"old": rehearsal.old.sha256, "new": rehearsal.new.sha256},
        "summary": words.summary(),
        "changes": [change_json(change, lang) for change in rehearsal.changes],
        "stations": [_station_json(rehearsal, station, lang) for station in rehearsal.stations],
        "without": list(rehearsal.without),
        "other_guideline": list(rehearsal.other_guideline),
    }


def _station_json(rehearsal: Rehearsal, station: RehearsedStation, lang: Language) -> dict[str, Any]:
    before, after = station.comparison.before["score"], station.comparison.after["score"]
    data = comparison_json(station.comparison, ComparisonWords(station.comparison, lang))
    change = station.change
    return {
        "station": station.station,
        "points": [before["points"], after["points"]],
        "grade": [before["grade"], after["grade"]],
        "change": None if change is None else exact.text(exact.simple(change)),
        "ranks": [rank or None for rank in station.ranks],
        "passes": list(station.passes),
        "moves": station.moves,
        "from_files": station.from_files,
        "lacking": list(station.comparison.lacking),
        "ends": [
            {
                "end": end["end"],
                "change": end["splits"][0]["change"],
                "movements": [
                    {
                        **movement,
                        "changes": [
                            ChangeWords(lang).sentence(cause) for cause in rehearsal.causes(movement["id"])
                        ],
                    }
                    for movement in end["splits"][0]["movements"]
                ],
            }
            for end in data["ends"]
        ],
    }
