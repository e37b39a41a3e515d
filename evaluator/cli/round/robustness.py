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
from evaluator.rounds.robustness import CriticalChange, Flip, Robustness, Variation
from evaluator.rounds.robustness import robustness as robustness_of
from evaluator.texts import Listing
from evaluator.texts.commands import say

SEED = 1


@click.command("robustness", cls=Command)
@click.option("--within", type=WholeNumber(), default=10, show_default=True, metavar="PERCENT")
@click.option("--weightings", type=WholeNumber(), default=300, show_default=True)
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
    for sentence in paragraph(result):
        terminal.paragraph(sentence, indent=0)
    _variations(result)
    _frequencies(result)
    _critical(result)


def paragraph(result: Robustness) -> list[str]:
    """Return in plain words what the ranking depends on."""
    lang = terminal.lang()
    share = _percent(result.within)
    weights = [each for each in result.variations if each.kind == "weight"]
    others = [each for each in result.variations if each.kind != "weight"]
    grades = {flip.station for each in weights for flip in each.flips if _grades(flip)}
    ranks = {flip.station for each in weights for flip in each.flips if flip.ranks[0] != flip.ranks[1]}
    awards = {flip.station for each in weights for flip in each.flips if flip.awards[0] != flip.awards[1]}
    count = len(result.ranking.ranked)
    fields = {"count": count, "share": share}
    sentences = [
        say(
            "robust.weights",
            lang,
            grades=len(grades),
            ranks=len(ranks),
            awards=len(awards),
            **fields,
        )
    ]
    steady = sum(not each.ranks for each in result.frequencies)
    sentences.append(
        say("robust.random", lang, weightings=result.weightings, steady=steady, seed=result.seed, **fields)
    )
    for each in others:
        flipped = [flip.station for flip in each.flips if _grades(flip) or flip.awards[0] != flip.awards[1]]
        if flipped:
            name = _name(each)
            sentences.append(say("robust.other", lang, what=name, stations=Listing(flipped)))
    if not any(_grades(flip) or flip.awards[0] != flip.awards[1] for each in others for flip in each.flips):
        sentences.append(say("robust.others-hold", lang))
    apart = [each for each in result.critical if each.section and each.change]
    closest = min(apart, key=lambda each: abs(each.change), default=None)
    if closest is not None:
        sentences.append(
            say(
                "robust.closest",
                lang,
                upper=closest.upper,
                lower=closest.lower,
                section=closest.section,
                change=_signed(closest.change),
            )
        )
    return sentences


def _variations(result: Robustness) -> None:
    lang = terminal.lang()
    rows = [
        (_name(each), flip.station, _from_to(*map(str, flip.ranks)), _title(result, flip), _won(flip))
        for each in result.variations
        for flip in each.flips
        if _grades(flip) or flip.awards[0] != flip.awards[1]
    ]
    if rows:
        terminal.head(say("robust.flips", lang))
        columns = ("what", "id", "rank", "grade", "awards")
        terminal.table([say(f"robust.col.{key}", lang) for key in columns], rows)


def _frequencies(result: Robustness) -> None:
    lang = terminal.lang()
    rows = [
        (
            each.station,
            result.ranking.standing(each.station).name,
            str(result.ranking.standing(each.station).rank),
            _from_to(str(each.highest), str(each.lowest)),
            str(each.ranks),
            str(each.grades),
            str(each.awards),
        )
        for each in result.frequencies
    ]
    terminal.head(say("robust.frequencies", lang, weightings=result.weightings))
    columns = ("id", "station", "rank", "range", "ranks", "grades", "awards")
    terminal.table([say(f"robust.col.{key}", lang) for key in columns], rows, right=(2, 4, 5, 6))


def _critical(result: Robustness) -> None:
    lang = terminal.lang()
    rows = [
        (
            each.upper,
            each.lower,
            each.section or "—",
            _signed(each.change) if each.section else say("robust.never", lang),
            each.award,
        )
        for each in result.critical
    ]
    if rows:
        terminal.head(say("robust.critical", lang))
        columns = ("upper", "lower", "section", "change", "award")
        terminal.table([say(f"robust.col.{key}", lang) for key in columns], rows, right=(3,))


def _name(each: Variation) -> str:
    return say(f"robust.{each.kind}", terminal.lang(), name=each.name)


def _grades(flip: Flip) -> bool:
    return flip.grades[0] != flip.grades[1]


def _title(result: Robustness, flip: Flip) -> str:
    titles = [result.ranking.grades.get(grade, "—") for grade in flip.grades]
    return titles[0] if titles[0] == titles[1] else _from_to(*titles)


def _won(flip: Flip) -> str:
    before, after = (Listing(ids) or "—" for ids in flip.awards)
    return str(before) if before == after else _from_to(str(before), str(after))


def _from_to(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _percent(share: Fraction) -> str:
    return f"{exact.text(exact.simple(share * 100))}%"


def _signed(share: Fraction) -> str:
    written = exact.fixed(exact.rounded(exact.simple(share * 100), 2, "half_up"), 2)
    return f"{written}%" if share <= 0 else f"+{written}%"


def _json(round_: Round, result: Robustness) -> dict[str, Any]:
    return {
        "round": round_.id,
        "within": _percent(result.within),
        "weightings": result.weightings,
        "seed": result.seed,
        "paragraph": paragraph(result),
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
        "upper": each.upper,
        "lower": each.lower,
        "section": each.section or None,
        "change": exact.text(exact.simple(each.change)) if each.section else None,
        "award": each.award or None,
    }
