"""`evaluator round robustness`: which grades, ranks and awards would not hold."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from evaluator.base import exact
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import WholeNumber
from evaluator.cli.round.shared import ROUND, opened, still, whole
from evaluator.model.round import Round
from evaluator.reports.one_page import shared_ending
from evaluator.reports.robustness import RobustWords, awards_flip, grade_flips, percent, signed
from evaluator.rounds.robustness import SEED, WEIGHTINGS, CriticalChange, Flip, Robustness
from evaluator.rounds.robustness import robustness as robustness_of
from evaluator.texts import Listing
from evaluator.texts.commands import say


@click.command("robustness", cls=Command)
@click.option("--within", type=WholeNumber(most=100), default=10, show_default=True, metavar="PERCENT")
@click.option("--weightings", type=WholeNumber(), default=WEIGHTINGS, show_default=True)
@click.option("--seed", type=WholeNumber(), default=SEED, show_default=True)
@click.option("--json", "as_json", is_flag=True)
@ROUND
def robustness(folder: Path, within: int, weightings: int, seed: int, as_json: bool) -> None:
    """Say what grades, ranks and awards of the ROUND depend on: a weight, an evaluator, merge, rounding."""
    with still(folder):
        round_ = whole(opened(folder))
        result = robustness_of(round_, within=Fraction(within, 100), weightings=weightings, seed=seed)
    if as_json:
        terminal.as_json(_json(round_, result))
        return
    words = _words(round_, result)
    for sentence in words.sentences():
        terminal.paragraph(sentence, indent=0)
    _variations(words)
    _frequencies(words)
    _critical(words)


def _words(round_: Round, result: Robustness) -> RobustWords:
    ending = shared_ending([standing.name for standing in result.ranking.ranked])
    return RobustWords(result, terminal.lang(), round_.guideline, ending=ending, people=True)


def _variations(words: RobustWords) -> None:
    lang = terminal.lang()
    rows = [
        (
            words.variation(each),
            flip.station,
            words.name(flip.station),
            _ranks(flip),
            _title(words.robust, flip),
            _won(flip),
        )
        for each in words.robust.variations
        for flip in each.flips
        if grade_flips(flip) or awards_flip(flip)
    ]
    if rows:
        terminal.head(say("robust.flips", lang))
        columns = ("what", "id", "station", "rank", "grade", "awards")
        terminal.table([say(f"robust.col.{key}", lang) for key in columns], rows)


def _frequencies(words: RobustWords) -> None:
    lang, result = terminal.lang(), words.robust
    rows = [
        (
            each.station,
            words.name(each.station),
            str(result.ranking.standing(each.station).rank),
            words.span(each),
            str(each.ranks),
            str(each.grades),
            str(each.awards),
        )
        for each in result.frequencies
    ]
    terminal.head(say("robust.frequencies", lang, weightings=result.weightings))
    columns = ("id", "station", "rank", "range", "ranks", "grades", "awards")
    terminal.table([say(f"robust.col.{key}", lang) for key in columns], rows, right=(2, 4, 5, 6))


def _critical(words: RobustWords) -> None:
    lang = terminal.lang()
    rows = [
        (
            words.side(each.upper, each.grade),
            words.side(each.lower, each.grade),
            f"{each.section} {words.sections[each.section]}" if each.section else "—",
            _change(each),
            words.award(each),
        )
        for each in words.robust.critical
    ]
    if rows:
        terminal.head(say("robust.critical", lang))
        columns = ("upper", "lower", "section", "change", "award")
        terminal.table([say(f"robust.col.{key}", lang) for key in columns], rows, right=(3,))


def _change(each: CriticalChange) -> str:
    """Return a critical change; in words where the two are level already or never."""
    if not each.section:
        held = each.grade and each.upper and each.lower
        return say("robust.held" if held else "robust.never", terminal.lang())
    return signed(each.change) if each.change else say("robust.level", terminal.lang())


def _ranks(flip: Flip) -> str:
    return _from_to(*(str(rank) if rank else say("robust.unranked", terminal.lang()) for rank in flip.ranks))


def _title(result: Robustness, flip: Flip) -> str:
    titles = [result.ranking.grades.get(grade, "—") for grade in flip.grades]
    return titles[0] if titles[0] == titles[1] else _from_to(*titles)


def _won(flip: Flip) -> str:
    before, after = (Listing(ids) or "—" for ids in flip.awards)
    return str(before) if before == after else _from_to(str(before), str(after))


def _from_to(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _json(round_: Round, result: Robustness) -> dict[str, Any]:
    return {
        "round": round_.id,
        "within": percent(result.within),
        "weightings": result.weightings,
        "seed": result.seed,
        "paragraph": list(_words(round_, result).sentences()),
        "variations": [
            {
                "kind": each.kind,
                "name": each.name,
                "flips": [
                    {
                        "station": flip.station,
                        "rank": list(flip.ranks),
                        "grade": list(flip.grades),
                        "awards": [list(ids) for ids in flip.awards],
                    }
                    for flip in each.flips
                ],
            }
            for each in result.variations
        ],
        "frequencies": [
            {
                "station": each.station,
                "rank_differs": each.ranks,
                "grade_differs": each.grades,
                "awards_differ": each.awards,
                "highest_rank": each.highest,
                "lowest_rank": each.lowest,
            }
            for each in result.frequencies
        ],
        "critical": [_critical_json(each) for each in result.critical],
    }


def _critical_json(each: CriticalChange) -> dict[str, Any]:
    return {
        "upper": each.upper or None,
        "lower": each.lower or None,
        "grade": each.grade or None,
        "section": each.section or None,
        "change": exact.text(exact.simple(each.change)) if each.section else None,
        "award": each.award or None,
        "county": each.county or None,
    }
