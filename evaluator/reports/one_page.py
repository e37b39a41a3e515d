"""Put a round into the few sentences a leader reads: grades, strong and weak points, what comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from evaluator.reports.round_fields import AwardRow, CountyRow, GradeRow, LossRow, SectionRow
from evaluator.reports.round_totals import Sums, shown
from evaluator.reports.wording import DASH, Phrases
from evaluator.texts.reports.rounds import SENTENCES

NAMED_LOSSES: Final = 4
"""Criteria that the page names, the largest loss first."""


def leader_sentences(
    phrases: Phrases,
    sums: Sums,
    *,
    grades: Sequence[GradeRow],
    sections: Sequence[SectionRow],
    losses: Sequence[LossRow],
    counties: Sequence[CountyRow],
    awards: Sequence[AwardRow],
) -> Iterator[str]:
    """Yield the page's sentences in order; one that has nothing to say is left out."""
    lang = phrases.lang
    between = " " if lang == "en" else ""
    counts = phrases.join(
        SENTENCES.say("grade_count", lang, grade=grade.title, count=grade.count)
        for grade in grades
        if grade.count != "0"
    )
    total = sum(int(grade.count) for grade in grades)
    sentences = [SENTENCES.say("leader_grades", lang, total=total, counts=counts)]
    points = sums.points()
    if points:
        highest, lowest = (shown(bound, sums.places) for bound in (max(points), min(points)))
        mean = sums.mean(points)
        sentences.append(
            SENTENCES.say("leader_points", lang, mean=mean, of=sums.full, highest=highest, lowest=lowest)
        )
    yield between.join(sentences)
    rated = sorted(
        (section for section in sections if section.share != DASH), key=lambda section: -Decimal(section.bar)
    )
    if len(rated) > 1:
        yield SENTENCES.say(
            "leader_sections",
            lang,
            best=_share(phrases, rated[0]),
            last=phrases.join(_share(phrases, section) for section in rated[:0:-1][:2]),
        )
    named = losses[:NAMED_LOSSES]
    if named:
        gain = sum(Decimal(loss.average) for loss in named)
        listing = phrases.join(_loss(phrases, loss) for loss in named)
        losing = SENTENCES.say("leader_losses", lang, losses=listing)
        yield between.join([losing, SENTENCES.say("leader_gain", lang, count=len(named), gain=gain)])
    rated_counties = [county for county in counties if county.average != DASH]
    if len(rated_counties) > 1:
        ordered = sorted(rated_counties, key=lambda county: -Decimal(county.average))
        best, last = ordered[0], ordered[-1]
        yield SENTENCES.say(
            "leader_counties",
            lang,
            best=best.name,
            best_mean=best.average,
            last=last.name,
            last_mean=last.average,
        )
    for award in awards:
        awardees = phrases.join(row.name for row in award.rows if row.state == SENTENCES.say("given", lang))
        if awardees:
            yield SENTENCES.say("leader_award", lang, title=award.title, stations=awardees)


def _share(phrases: Phrases, section: SectionRow) -> str:
    return SENTENCES.say("leader_share", phrases.lang, title=section.title, share=section.share)


def _loss(phrases: Phrases, loss: LossRow) -> str:
    fields = {"title": loss.title, "stations": loss.stations.partition("/")[0], "average": loss.average}
    return SENTENCES.say("leader_loss", phrases.lang, **fields)
