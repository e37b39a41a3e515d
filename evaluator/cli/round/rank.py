"""`evaluator round rank`: the ranking, the awards with their reasons, and where the city loses points."""

from __future__ import annotations

from pathlib import Path

import click

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.base.json_text import dumped
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import OutputPath
from evaluator.cli.round.rank_json import ranking_json
from evaluator.cli.round.shared import ROUND, note_edition, opened, still, whole
from evaluator.conditions.wording import percent
from evaluator.model.round import Round
from evaluator.rounds.awards import CEILING, AwardAllocation, Awardee, Near, Tie
from evaluator.rounds.corrections import Correction, Position, corrections
from evaluator.rounds.rank import Ranking
from evaluator.rounds.rank import rank as rank_round
from evaluator.rounds.standings import NO_RESULT, PROVISIONAL, WITHDRAWN, SectionResult, Standing
from evaluator.texts import Listing
from evaluator.texts.commands import say

SECTIONS_AT_ONCE = 6
"""Columns of sections that fit beside each other."""
MOST_LOSSES, MOST_NEAR = 10, 6
"""Lines shown of lists that may be long; JSON has all."""


@click.command("rank", cls=Command)
@click.option("--json", "as_json", is_flag=True)
@click.option("-o", "--output", type=OutputPath([".json"]))
@ROUND
def rank(folder: Path, as_json: bool, output: Path | None) -> None:
    """Rank the stations of the ROUND from its results."""
    with still(folder):
        round_ = whole(opened(folder))
        ranking = rank_round(round_)
    if all(standing.why == NO_RESULT for standing in ranking.unranked) and not ranking.ranked:
        terminal.stop(say("rank.none", terminal.lang()))
    note_edition(round_)
    data = ranking_json(round_, ranking)
    for row, standing in zip(data["unranked"], ranking.unranked, strict=True):
        row["reason"] = standing.because[0] if standing.why == WITHDRAWN else why_unranked(standing)
    if output is not None:
        terminal.write(output, dumped(data))
        terminal.note(say("written", terminal.lang(), path=output))
    if as_json:
        terminal.as_json(data)
        return
    standings(round_, ranking)
    _unranked(ranking)
    _corrections(round_)
    _sections(ranking)
    _ceilings(ranking)
    _counties(round_, ranking)
    for award_result in ranking.awards:
        award(ranking, award_result)
    _losses(round_, ranking)


def standings(round_: Round, ranking: Ranking, top: int = 0) -> None:
    """Print the ranking, or its *top* ranks with all ties of the last rank."""
    lang = terminal.lang()
    listed = [standing for standing in ranking.ranked if not top or standing.rank <= top]
    if len(listed) < len(ranking.ranked):
        terminal.head(
            say("rank.head.top", lang, title=round_.title, count=len(listed), of=len(ranking.ranked))
        )
    else:
        terminal.head(say("rank.head", lang, title=round_.title))
    columns = ("rank", "id", "station", "county", "county-rank", "grade", "points")
    rows = [
        (
            _place(standing.rank, standing.tied),
            standing.station,
            standing.name,
            standing.county,
            _place(standing.county_rank, standing.county_tied),
            standing.grade_title,
            standing.points,
        )
        for standing in listed
    ]
    terminal.table([say(f"rank.col.{key}", lang) for key in columns], rows, right=(6,))


def award(ranking: Ranking, award_result: AwardAllocation) -> None:
    """Print who gets an award and why, the ties, and who nearly got it."""
    lang = terminal.lang()
    limits = ""
    if award_result.award.grade:
        limits += say("award.grade", lang, grade=ranking.grades[award_result.award.grade])
    if award_result.award.at_most_per_county is not None:
        limits += say("award.per-county", lang, count=award_result.award.at_most_per_county)
    head = say(
        "award.head", lang, title=award_result.award.title, places=award_result.award.places, limits=limits
    )
    terminal.head(head)
    by_id = {standing.station: standing for standing in (*ranking.ranked, *ranking.unranked)}
    rows = [("✓", winner.station, _chosen(winner, by_id[winner.station])) for winner in award_result.chosen]
    rows += [("?", id, _tie(tie)) for tie in award_result.ties for id in tie.stations]
    rows += [
        ("✗", candidate.station, _near(candidate, by_id[candidate.station]))
        for candidate in award_result.near[:MOST_NEAR]
    ]
    columns = ("id", "station", "because")
    header = ["", *(say(f"rank.col.{key}", lang) for key in columns)]
    terminal.table(header, [(mark, id, by_id[id].name, why) for mark, id, why in rows])
    _rest(len(award_result.near) - MOST_NEAR)
    if award_result.left:
        terminal.out("  " + say("award.left", lang, count=award_result.left))
    if not award_result.final:
        terminal.out("  " + click.style(say("award.open", lang), fg="yellow"))


def county(name: str) -> str:
    """Return a county's name, or that it has none."""
    return name or say("rank.no-county", terminal.lang())


def why_unranked(standing: Standing) -> str:
    """Return the text of why a station has no rank."""
    lang = terminal.lang()
    because = "；".join(standing.because)
    if standing.why == PROVISIONAL:
        if len(standing.because) > 3:
            first = Listing(standing.because[:3])
            because = say("rank.more-open", lang, first=first, count=len(standing.because))
        else:
            because = Listing(standing.because) or say("rank.some-open", lang)
    return say(f"rank.why.{standing.why}", lang, because=because)


def _chosen(chosen: Awardee, standing: Standing) -> str:
    return say(
        "award.chosen",
        terminal.lang(),
        rank=_in_words(standing),
        grade=standing.grade_title,
        points=standing.points,
        county=county(standing.county),
        number=chosen.in_county,
    )


def _tie(tie: Tie) -> str:
    key = "award.tie" if tie.county is None else "award.tie-county"
    return say(key, terminal.lang(), places=tie.places, county=county(tie.county or ""))


def _near(near: Near, standing: Standing) -> str:
    ceilings = (
        Listing(f"{ceiling.id} {ceiling.title}" for ceiling in standing.ceilings)
        if near.why == CEILING
        else ""
    )
    return say(
        f"award.near.{near.why}",
        terminal.lang(),
        rank=_in_words(standing),
        points=_points(standing),
        county=county(standing.county),
        short="—" if near.short is None else exact.text(near.short),
        ceilings=ceilings,
        why=why_unranked(standing) if standing.why else "",
    )


def _unranked(ranking: Ranking) -> None:
    if not ranking.unranked:
        return
    lang = terminal.lang()
    terminal.head(say("rank.unranked", lang))
    rows = [
        (standing.station, standing.name, _points(standing), why_unranked(standing))
        for standing in ranking.unranked
    ]
    terminal.table([say(f"rank.col.{key}", lang) for key in ("id", "station", "points", "why")], rows)


def _corrections(round_: Round) -> None:
    """Print what the edition in force corrects."""
    edition = round_.history.edition
    listed = corrections(round_, edition) if edition is not None else []
    if not listed:
        return
    lang = terminal.lang()
    assert edition is not None
    terminal.head(say("rank.corrections", lang, edition=edition.number))
    rows = [
        (
            correction.station,
            correction.name,
            say(f"rank.cause.{correction.cause}", lang),
            _change(correction),
        )
        for correction in listed
    ]
    columns = ("id", "station", "cause", "change")
    terminal.table([say(f"rank.col.{key}", lang) for key in columns], rows)


def _change(correction: Correction) -> str:
    lang = terminal.lang()
    if correction.upheld:
        return say("rank.upheld", lang)
    return say("rank.change", lang, before=_position(correction.before), after=_position(correction.after))


def _position(position: Position) -> str:
    lang = terminal.lang()
    place = say("rank.place", lang, rank=position.rank) if position.rank else say("rank.no-place", lang)
    parts = [place, position.points, position.grade, *position.awards]
    return " ".join(part for part in parts if part)


def _sections(ranking: Ranking) -> None:
    """Print points by section under their ids, and what the ids stand for."""
    lang = terminal.lang()
    having = [standing for standing in (*ranking.ranked, *ranking.unranked) if standing.parts]
    if not having:
        return
    terminal.head(say("rank.sections", lang))
    parts = having[0].parts
    for start in range(0, len(parts), SECTIONS_AT_ONCE):
        some = parts[start : start + SECTIONS_AT_ONCE]
        last = start + SECTIONS_AT_ONCE >= len(parts)
        header = [say("rank.col.id", lang), *(part.id for part in some)]
        if last:
            header += [say("rank.col.bonus", lang), say("rank.col.deductions", lang)]
        rows = []
        for standing in having:
            row = [standing.station, *map(_settled, standing.parts[start : start + len(some)])]
            rows.append([*row, standing.bonus or "—", standing.deductions or "—"] if last else row)
        terminal.table(header, rows, right=range(1, len(header)))
    legend = [say("rank.section", lang, id=part.id, title=part.title, of=part.of) for part in parts]
    for start in range(0, len(legend), 3):
        terminal.out("  " + "  ".join(legend[start : start + 3]))


def _ceilings(ranking: Ranking) -> None:
    lang = terminal.lang()
    rows = []
    for standing in (*ranking.ranked, *ranking.unranked):
        sentences = [
            say(
                "rank.ceiling-pending" if ceiling.pending else "rank.ceiling",
                lang,
                id=ceiling.id,
                title=ceiling.title,
                grade=ceiling.at_most,
            )
            for ceiling in standing.ceilings
        ]
        if sentences:
            rows.append((standing.station, standing.name, "；".join(sentences)))
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
            county(county_result.name),
            str(county_result.stations),
            str(county_result.ranked),
            *(str(count) for count in county_result.grades.values()),
            "—" if county_result.mean is None else _rounded(round_, county_result.mean),
        )
        for county_result in ranking.counties
    ]
    terminal.table(header, rows, right=range(1, len(header)))


def _losses(round_: Round, ranking: Ranking) -> None:
    if not ranking.losses:
        return
    lang = terminal.lang()
    terminal.head(say("rank.losses", lang))
    rows = [
        (
            loss.criterion,
            _rounded(round_, loss.lost),
            percent(loss.share),
            say("rank.short", lang, short=loss.short, stations=loss.stations),
            loss.title,
        )
        for loss in ranking.losses[:MOST_LOSSES]
    ]
    columns = ("criterion", "lost", "share", "short")
    terminal.table([*(say(f"rank.col.{key}", lang) for key in columns), ""], rows, right=(1, 2, 3))
    _rest(len(ranking.losses) - MOST_LOSSES)


def _rest(count: int) -> None:
    if count > 0:
        terminal.out("    " + say("rank.rest", terminal.lang(), count=count))


def _settled(part: SectionResult) -> str:
    return say("rank.open", terminal.lang()) if part.open else part.points or "—"


def _place(rank: int, tied: bool) -> str:
    return say("rank.tied", terminal.lang(), rank=rank) if tied else str(rank)


def _in_words(standing: Standing) -> str:
    key = "rank.place-tied" if standing.tied else "rank.place"
    return say(key, terminal.lang(), rank=standing.rank)


def _points(standing: Standing) -> str:
    if standing.points:
        return standing.points
    return say("range", terminal.lang(), low=standing.low, high=standing.high) if standing.low else "—"


def _rounded(round_: Round, value: Number) -> str:
    places = round_.guideline.rounding.places
    return exact.fixed(exact.rounded(value, places, "half_up"), places)
