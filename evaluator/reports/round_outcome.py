"""Put a ranking into words: why a station has no rank, why it gets an award or nearly does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evaluator.model.round import Award
from evaluator.reports.round_fields import Awarded, AwardeeView
from evaluator.reports.round_totals import shown
from evaluator.reports.wording import Phrases
from evaluator.rounds.awards import AwardAllocation, Near
from evaluator.rounds.rank import Ranking
from evaluator.rounds.standings import PROVISIONAL, Standing
from evaluator.texts.reports.rounds import SENTENCES


def unranked_reason(phrases: Phrases, standing: Standing) -> str:
    """Return why a station has no rank; empty for a ranked station."""
    if not standing.why:
        return ""
    sentence = SENTENCES.say(f"why_{standing.why}", phrases.lang)
    if standing.why == PROVISIONAL and standing.because:
        return SENTENCES.say("provisional_count", phrases.lang, count=len(standing.because))
    if not standing.because:
        return sentence
    return SENTENCES.say("because", phrases.lang, said=sentence, items=phrases.join(standing.because))


def awarded(phrases: Phrases, ranking: Ranking, places: int) -> Iterator[Awarded]:
    """Yield the outcome of each award: which stations get it, await a decision or nearly get it."""
    standings = {standing.station: standing for standing in (*ranking.ranked, *ranking.unranked)}
    for outcome in ranking.awards:
        award = outcome.award
        yield Awarded(
            award.title,
            _about(phrases, award, ranking.grades),
            tuple(_choices(phrases, outcome, standings, ranking.grades, places)),
            SENTENCES.say("places_left", phrases.lang, count=outcome.left) if outcome.left > 0 else "",
            "" if outcome.final else SENTENCES.say("not_final", phrases.lang),
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
    outcome: AwardAllocation,
    standings: Mapping[str, Standing],
    grades: Mapping[str, str],
    places: int,
) -> Iterator[AwardeeView]:
    lang = phrases.lang
    for winner in outcome.chosen:
        key = "chosen" if outcome.award.at_most_per_county is None else "chosen_county"
        county = standings[winner.station].county
        reason = SENTENCES.say(key, lang, rank=winner.rank, county=county, number=winner.in_county)
        yield AwardeeView(winner.station, reason, "given")
    for tie in outcome.ties:
        for station in tie.stations:
            level = phrases.join(
                standings[other_station].name or other_station
                for other_station in tie.stations
                if other_station != station
            )
            reason = SENTENCES.say(
                "tie_county" if tie.county else "tie", lang, names=level, places=tie.places
            )
            yield AwardeeView(station, reason, "open")
    for near in outcome.near:
        yield AwardeeView(
            near.station,
            _near(phrases, near, outcome.award, standings[near.station], grades, places),
            "missed",
        )


def _near(
    phrases: Phrases, near: Near, award: Award, standing: Standing, grades: Mapping[str, str], places: int
) -> str:
    sentence = SENTENCES.say(
        f"near_{near.why}",
        phrases.lang,
        county=standing.county,
        limit=award.at_most_per_county or "",
        rank=standing.rank or "",
        grade=standing.grade_title,
        needed=grades.get(award.grade, award.grade),
        ceilings=phrases.join(ceiling.title for ceiling in standing.ceilings if not ceiling.pending),
        why=unranked_reason(phrases, standing),
    )
    parts = [sentence]
    if near.short is not None and near.why in ("no_place", "grade"):
        parts.append(SENTENCES.say("short", phrases.lang, points=shown(near.short, places)))
    if near.blocks:
        parts.append(SENTENCES.say("blocks", phrases.lang))
    return phrases.say("stop").join(parts)
