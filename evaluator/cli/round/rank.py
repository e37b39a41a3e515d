"""`evaluator round rank`: the ranking, the awards with their reasons, and where the city loses points."""

from __future__ import annotations

from pathlib import Path

import click

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.cli import terminal
from evaluator.cli.round.rank_json import ranking_json
from evaluator.cli.round.shared import ROUND, opened
from evaluator.conditions.wording import percent
from evaluator.model.round import Round
from evaluator.rounds.awards import CEILING, Chosen, Given, Near, Tie
from evaluator.rounds.rank import NO_RESULT, PROVISIONAL, Part, Ranking, Standing
from evaluator.rounds.rank import rank as rank_round
from evaluator.texts.commands import say

SECTIONS_AT_ONCE = 6
"""Columns of sections that fit beside each other."""
MOST_LOSSES, MOST_NEAR = 10, 6
"""Lines shown of lists that may be long; JSON has all."""


@click.command("rank")
@click.option("--json", "as_json", is_flag=True, help="Print JSON. 输出 JSON。")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the ranking as JSON here. 排名写入此 JSON 文件。",
)
@ROUND
def rank(folder: Path, as_json: bool, output: Path | None) -> None:
    """Rank the stations of the ROUND from its results. 排名、奖项和全市失分最多的指标。"""
    round_ = opened(folder)
    ranking = rank_round(round_)
    if all(one.why == NO_RESULT for one in ranking.unranked) and not ranking.ranked:
        terminal.stop(say("rank.none", terminal.lang()))
    data = ranking_json(round_, ranking)
    if output is not None:
        terminal.write(output, terminal.dumped(data))
        terminal.note(say("written", terminal.lang(), path=output))
    if as_json:
        terminal.as_json(data)
        return
    standings(round_, ranking)
    _unranked(ranking)
    _sections(ranking)
    _ceilings(ranking)
    _counties(round_, ranking)
    for given in ranking.awards:
        award(ranking, given)
    _losses(round_, ranking)


def standings(round_: Round, ranking: Ranking, top: int = 0) -> None:
    """Print the ranking, or its first ranks and what is level with the last of them."""
    lang = terminal.lang()
    listed = [one for one in ranking.ranked if not top or one.rank <= top]
    if len(listed) < len(ranking.ranked):
        terminal.head(
            say("rank.head.top", lang, title=round_.title, count=len(listed), of=len(ranking.ranked))
        )
    else:
        terminal.head(say("rank.head", lang, title=round_.title))
    columns = ("rank", "id", "station", "county", "county-rank", "grade", "points")
    rows = [
        (
            _place(one.rank, one.tied),
            one.station,
            one.name,
            one.county,
            _place(one.county_rank, one.county_tied),
            one.grade_title,
            one.points,
        )
        for one in listed
    ]
    terminal.table([say(f"rank.col.{key}", lang) for key in columns], rows, right=(6,))


def award(ranking: Ranking, given: Given) -> None:
    """Print who gets an award and why, what is level, and who nearly got it."""
    lang = terminal.lang()
    limits = ""
    if given.award.grade:
        limits += say("award.grade", lang, grade=ranking.grades[given.award.grade])
    if given.award.at_most_per_county is not None:
        limits += say("award.per-county", lang, count=given.award.at_most_per_county)
    head = say("award.head", lang, title=given.award.title, places=given.award.places, limits=limits)
    terminal.head(head)
    by_id = {one.station: one for one in (*ranking.ranked, *ranking.unranked)}
    told = [("✓", one.station, _chosen(one, by_id[one.station])) for one in given.chosen]
    told += [("?", id, _tie(tie)) for tie in given.ties for id in tie.stations]
    told += [("✗", one.station, _near(one, by_id[one.station])) for one in given.near[:MOST_NEAR]]
    columns = ("id", "station", "because")
    header = ["", *(say(f"rank.col.{key}", lang) for key in columns)]
    terminal.table(header, [(mark, id, by_id[id].name, why) for mark, id, why in told])
    _rest(len(given.near) - MOST_NEAR)
    if given.left:
        terminal.out("  " + say("award.left", lang, count=given.left))
    if not given.final:
        terminal.out("  " + click.style(say("award.open", lang), fg="yellow"))


def county(name: str) -> str:
    """Return a county's name, or that it has none."""
    return name or say("rank.no-county", terminal.lang())


def why_unranked(one: Standing) -> str:
    """Say why a station has no rank."""
    lang = terminal.lang()
    because = "；".join(one.because)
    if one.why == PROVISIONAL:
        if len(one.because) > 3:
            first = "、".join(one.because[:3])
            because = say("rank.more-open", lang, first=first, count=len(one.because))
        else:
            because = "、".join(one.because) or say("rank.some-open", lang)
    return say(f"rank.why.{one.why}", lang, because=because)


def _chosen(chosen: Chosen, one: Standing) -> str:
    return say(
        "award.chosen",
        terminal.lang(),
        rank=_place(one.rank, one.tied),
        grade=one.grade_title,
        points=one.points,
        county=county(one.county),
        number=chosen.in_county,
    )


def _tie(tie: Tie) -> str:
    key = "award.tie" if tie.county is None else "award.tie-county"
    return say(key, terminal.lang(), places=tie.places, county=county(tie.county or ""))


def _near(near: Near, one: Standing) -> str:
    ceilings = "、".join(f"{each.id} {each.title}" for each in one.ceilings) if near.why == CEILING else ""
    return say(
        f"award.near.{near.why}",
        terminal.lang(),
        rank=_place(one.rank, one.tied),
        points=_points(one),
        county=county(one.county),
        short="—" if near.short is None else exact.text(near.short),
        ceilings=ceilings,
        why=why_unranked(one) if one.why else "",
    )


def _unranked(ranking: Ranking) -> None:
    if not ranking.unranked:
        return
    lang = terminal.lang()
    terminal.head(say("rank.unranked", lang))
    rows = [(one.station, one.name, _points(one), why_unranked(one)) for one in ranking.unranked]
    terminal.table([say(f"rank.col.{key}", lang) for key in ("id", "station", "points", "why")], rows)


def _sections(ranking: Ranking) -> None:
    """Print points by section under their ids, and what the ids stand for."""
    lang = terminal.lang()
    having = [one for one in (*ranking.ranked, *ranking.unranked) if one.parts]
    if not having:
        return
    terminal.head(say("rank.sections", lang))
    parts = having[0].parts
    for start in range(0, len(parts), SECTIONS_AT_ONCE):
        some = parts[start : start + SECTIONS_AT_ONCE]
        last = start + SECTIONS_AT_ONCE >= len(parts)
        header = [say("rank.col.id", lang), *(one.id for one in some)]
        if last:
            header += [say("rank.col.bonus", lang), say("rank.col.deductions", lang)]
        rows = []
        for one in having:
            row = [one.station, *map(_settled, one.parts[start : start + len(some)])]
            rows.append([*row, one.bonus or "—", one.deductions or "—"] if last else row)
        terminal.table(header, rows, right=range(1, len(header)))
    legend = [say("rank.section", lang, id=one.id, title=one.title, of=one.of) for one in parts]
    for start in range(0, len(legend), 3):
        terminal.out("  " + "  ".join(legend[start : start + 3]))


def _ceilings(ranking: Ranking) -> None:
    lang = terminal.lang()
    rows = []
    for one in (*ranking.ranked, *ranking.unranked):
        told = [
            say(
                "rank.ceiling-pending" if each.pending else "rank.ceiling",
                lang,
                id=each.id,
                title=each.title,
                grade=each.at_most,
            )
            for each in one.ceilings
        ]
        if told:
            rows.append((one.station, one.name, "；".join(told)))
    if rows:
        terminal.head(say("rank.ceilings", lang))
        header = [say(f"rank.col.{key}", lang) for key in ("id", "station")]
        terminal.table([*header, say("rank.ceilings", lang)], rows)


def _counties(round_: Round, ranking: Ranking) -> None:
    lang = terminal.lang()
    terminal.head(say("rank.counties", lang))
    header = [say(f"rank.col.{key}", lang) for key in ("county", "stations", "ranked")]
    header += [*ranking.grades.values(), say("rank.col.mean", lang)]
    rows = [
        (
            county(one.name),
            str(one.stations),
            str(one.ranked),
            *(str(count) for count in one.grades.values()),
            "—" if one.mean is None else _rounded(round_, one.mean),
        )
        for one in ranking.counties
    ]
    terminal.table(header, rows, right=range(1, len(header)))


def _losses(round_: Round, ranking: Ranking) -> None:
    if not ranking.losses:
        return
    lang = terminal.lang()
    terminal.head(say("rank.losses", lang))
    rows = [
        (
            one.criterion,
            _rounded(round_, one.lost),
            percent(one.share),
            say("rank.short", lang, short=one.short, stations=one.stations),
            one.title,
        )
        for one in ranking.losses[:MOST_LOSSES]
    ]
    columns = ("criterion", "lost", "share", "short")
    terminal.table([*(say(f"rank.col.{key}", lang) for key in columns), ""], rows, right=(1, 2, 3))
    _rest(len(ranking.losses) - MOST_LOSSES)


def _rest(count: int) -> None:
    if count > 0:
        terminal.out("    " + say("rank.rest", terminal.lang(), count=count))


def _settled(part: Part) -> str:
    return say("rank.open", terminal.lang()) if part.open else part.points or "—"


def _place(rank: int, tied: bool) -> str:
    return say("rank.tied", terminal.lang(), rank=rank) if tied else str(rank)


def _points(one: Standing) -> str:
    if one.points:
        return one.points
    return say("range", terminal.lang(), low=one.low, high=one.high) if one.low else "—"


def _rounded(round_: Round, value: Number) -> str:
    places = round_.guideline.rounding.places
    return exact.fixed(exact.rounded(value, places, "half_up"), places)
