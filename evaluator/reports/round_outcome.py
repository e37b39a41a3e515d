"""Put a ranking into words: why a station has no rank, why it gets an award or nearly does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evaluator.model.round import Award
from evaluator.reports.round_fields import Awarded, Choice
from evaluator.reports.round_totals import shown
from evaluator.reports.wording import Phrases
from evaluator.rounds.awards import Given, Near
from evaluator.rounds.rank import Ranking, Standing
from evaluator.texts.reports.rounds import SENTENCES


def unranked_reason(phrases: Phrases, standing: Standing) -> str:
    """Say why a station has no rank; empty for one with a rank."""
    if not standing.why:
        return ""
    said = SENTENCES.say(f"why_{standing.why}", phrases.lang)
    if not standing.because:
        return said
    return SENTENCES.say("because", phrases.lang, said=said, items=phrases.join(standing.because))


def awarded(phrases: Phrases, ranking: Ranking, places: int) -> Iterator[Awarded]:
    """Say of each award who gets it, who has to be decided on and who nearly gets it."""
    standings = {one.station: one for one in (*ranking.ranked, *ranking.unranked)}
    for given in ranking.awards:
        award = given.award
        yield Awarded(
            award.title,
            _about(phrases, award, ranking.grades),
            tuple(_choices(phrases, given, standings, ranking.grades, places)),
            SENTENCES.say("places_left", phrases.lang, count=given.left) if given.left > 0 else "",
            "" if given.final else SENTENCES.say("not_final", phrases.lang),
        )


def _about(phrases: Phrases, award: Award, grades: Mapping[str, str]) -> str:
    parts = [SENTENCES.say("places", phrases.lang, count=award.places)]
    if award.grade:
        parts.append(SENTENCES.say("needs_grade", phrases.lang, grade=grades.get(award.grade, award.grade)))
    if award.at_most_per_county is not None:
        parts.append(SENTENCES.say("per_county", phrases.lang, count=award.at_most_per_county))
    return phrases.say("stop").join(parts)


def _choices(
    phrases: Phrases,
    given: Given,
    standings: Mapping[str, Standing],
    grades: Mapping[str, str],
    places: int,
) -> Iterator[Choice]:
    lang = phrases.lang
    for one in given.chosen:
        key = "chosen" if given.award.at_most_per_county is None else "chosen_county"
        county = standings[one.station].county
        reason = SENTENCES.say(key, lang, rank=one.rank, county=county, number=one.in_county)
        yield Choice(one.station, reason, "given")
    for tie in given.ties:
        for station in tie.stations:
            level = phrases.join(standings[one].name or one for one in tie.stations if one != station)
            reason = SENTENCES.say(
                "tie_county", lang if tie.county else "tie", names=level, places=tie.places
            )
            yield Choice(station, reason, "open")
    for near in given.near:
        yield Choice(
            near.station, _near(phrases, near, given.award, standings[near.station], grades, places), "missed"
        )


def _near(
    phrases: Phrases, near: Near, award: Award, standing: Standing, grades: Mapping[str, str], places: int
) -> str:
    said = SENTENCES.say(
        f"near_{near.why}",
        phrases.lang,
        county=standing.county,
        limit=award.at_most_per_county or "",
        rank=standing.rank or "",
        grade=standing.grade_title,
        needed=grades.get(award.grade, award.grade),
        ceilings=phrases.join(f"{one.id} {one.title}" for one in standing.ceilings if not one.pending),
        why=unranked_reason(phrases, standing),
    )
    parts = [said]
    if near.short is not None and near.why in ("no_place", "grade"):
        parts.append(SENTENCES.say("short", phrases.lang, points=shown(near.short, places)))
    if near.blocks:
        parts.append(SENTENCES.say("blocks", phrases.lang))
    return phrases.say("stop").join(parts)
