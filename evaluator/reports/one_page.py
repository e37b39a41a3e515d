"""Put a round into sentences: those a leader reads on one page, its problems, and what to do about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from evaluator.reports.round_fields import (
    AwardRow,
    CorrectionRow,
    CountyRow,
    GradeRow,
    LossRow,
    SectionRow,
)
from evaluator.reports.round_totals import Sums, shown
from evaluator.reports.wording import DASH, Phrases
from evaluator.texts.reports.rounds import SENTENCES

NAMED_LOSSES: Final = 3
"""Criteria that the page names, the largest loss first."""
NAMED_STATIONS: Final = 4
"""Stations that a sentence names before it only counts: the page has to stay one page."""
NAMED_MOVED: Final = 1
"""The same of stations whose result moved, which takes more room."""
NAMED_VETOED: Final = 1
"""The same of vetoed stations, which are named with what they did."""
LEAST_NAMES: Final = 3
LEAST_ENDING: Final = 2
"""So many names, and so many characters of an ending that is left out."""
NAMED_PROBLEMS: Final = 6
"""Criteria that the summary's problems and advice name."""


@dataclass(frozen=True, slots=True)
class StationNames:
    """Stations that the sentences name, by what happened to them."""

    failed: Sequence[str]
    """Those of the lowest grade."""
    failed_grade: str
    open: Sequence[str]
    """Those without a grade."""
    vetoed: Mapping[str, str]
    """What gave those with a veto their grade, by name."""
    held: Sequence[str]
    """Those below the grade of their points."""
    moved: Sequence[CorrectionRow]
    """Those that the edition corrects."""
    edition: int
    ending: str
    """What all stations' names end with."""


def leader_sentences(
    phrases: Phrases,
    sums: Sums,
    *,
    grades: Sequence[GradeRow],
    sections: Sequence[SectionRow],
    losses: Sequence[LossRow],
    counties: Sequence[CountyRow],
    awards: Sequence[AwardRow],
    named: StationNames,
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
            SENTENCES.say(
                "leader_points",
                lang,
                count=len(points),
                mean=mean,
                of=sums.full,
                highest=highest,
                lowest=lowest,
            )
        )
    yield between.join(sentences)
    spread = []
    rated = sorted(
        (section for section in sections if section.share != DASH), key=lambda section: -Decimal(section.bar)
    )
    if len(rated) > 1:
        last = phrases.join(_share(phrases, section) for section in rated[:0:-1][:2])
        spread.append(SENTENCES.say("leader_sections", lang, best=_share(phrases, rated[0]), last=last))
    rated_counties = [county for county in counties if county.average != DASH]
    if len(rated_counties) > 1:
        ordered = sorted(rated_counties, key=lambda county: -Decimal(county.average))
        top, bottom = ordered[0], ordered[-1]
        means = {"best_mean": top.average, "last_mean": bottom.average}
        spread.append(SENTENCES.say("leader_counties", lang, best=top.name, last=bottom.name, **means))
    if spread:
        yield between.join(spread)
    largest = losses[:NAMED_LOSSES]
    if largest:
        listing = phrases.join(_loss(phrases, loss) for loss in largest)
        losing = [SENTENCES.say("leader_losses", lang, losses=listing)]
        if sums.final:
            gain = sum(Decimal(loss.gain) for loss in largest)
            losing.append(SENTENCES.say("leader_gain", lang, count=len(largest), gain=gain))
        yield between.join(losing)
    naming = list(_naming(phrases, awards, named))
    if naming:
        yield between.join(naming)
    if named.moved:
        moved = [_change(phrases, row, named) for row in named.moved]
        listed = _names(phrases, moved, named, most=NAMED_MOVED)
        yield SENTENCES.say("leader_moved", lang, before=named.edition - 1, moved=listed)


def _naming(phrases: Phrases, awards: Sequence[AwardRow], named: StationNames) -> Iterator[str]:
    """Yield who gets an award, who has the lowest grade and who has none."""
    lang = phrases.lang
    for award in awards:
        awardees = [row.name for row in award.rows if row.state == SENTENCES.say("given", lang)]
        if awardees:
            stations = _names(phrases, awardees, named)
            yield SENTENCES.say("leader_award", lang, title=award.title, stations=stations)
    if named.failed:
        failed = _names(phrases, named.failed, named)
        yield SENTENCES.say("leader_failed", lang, grade=named.failed_grade, stations=failed)
    if named.vetoed:
        vetoed = [_veto(phrases, name, title, named) for name, title in named.vetoed.items()]
        listed = _names(phrases, vetoed, named, most=NAMED_VETOED)
        yield SENTENCES.say("leader_vetoed", lang, stations=listed)
    if named.open:
        yield SENTENCES.say("leader_open", lang, stations=_names(phrases, named.open, named))


def problem_sentences(
    phrases: Phrases, sections: Sequence[SectionRow], losses: Sequence[LossRow], named: StationNames
) -> Iterator[str]:
    """Yield the problems of the whole round: its weakest section, the largest losses, what holds grades."""
    lang = phrases.lang
    rated = [section for section in sections if section.share != DASH]
    if len(rated) > 1:
        weak = min(rated, key=lambda section: Decimal(section.bar))
        fields = {"title": weak.title, "share": weak.share, "lowest": weak.lowest_share.removeprefix("≈")}
        yield SENTENCES.say("problem_weak", lang, **fields)
    for loss in losses[:NAMED_PROBLEMS]:
        short, _, of = loss.stations.partition("/")
        fields = {"title": loss.title, "of": of, "stations": short, "average": loss.average}
        yield SENTENCES.say("problem_loss", lang, **fields, share=loss.share)
    if named.held:
        names = _names(phrases, named.held, named)
        yield SENTENCES.say("problem_held", lang, count=len(named.held), names=names)


def advice_sentences(
    phrases: Phrases, losses: Sequence[LossRow], remedies: Mapping[str, str], named: StationNames
) -> Iterator[str]:
    """Yield what to do, the largest loss first, by the guideline's *remedies*; then what has to follow."""
    lang = phrases.lang
    for loss in losses[:NAMED_PROBLEMS]:
        remedy = remedies.get(loss.id, "").rstrip("。.")
        if remedy:
            fields = {"remedy": remedy, "title": loss.title}
            key = "advice_loss" if loss.gain else "advice_plain"
            yield SENTENCES.say(key, lang, **fields, gain=loss.gain)
    if named.failed:
        failed = _names(phrases, named.failed, named)
        yield SENTENCES.say("advice_failed", lang, grade=named.failed_grade, stations=failed)


def shared_ending(names: Sequence[str]) -> str:
    """Return what all names end with, which nobody says each time: 社工站; '' where a name is no more."""
    ending = ""
    for letters in zip(*(name[::-1] for name in names), strict=False):
        if len(set(letters)) > 1:
            break
        ending = letters[0] + ending
    return "" if len(names) < LEAST_NAMES or len(ending) < LEAST_ENDING or ending in names else ending


def _names(phrases: Phrases, names: Sequence[str], named: StationNames, most: int = NAMED_STATIONS) -> str:
    """Return names without their shared ending; of many the first, and how many there are."""
    listed = phrases.join(name.removesuffix(named.ending) for name in names[:most])
    if len(names) <= most:
        return listed
    return SENTENCES.say("names_more", phrases.lang, names=listed, count=len(names))


def _change(phrases: Phrases, row: CorrectionRow, named: StationNames) -> str:
    """Return what changed for a station, without what stayed as it was."""
    before, after = row.before.split("\n"), row.after.split("\n")
    if len(before) == len(after) and before != after:
        pairs = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
        before, after = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    earlier, now = phrases.join(before), phrases.join(after)
    return SENTENCES.say(
        "leader_change", phrases.lang, name=row.name.removesuffix(named.ending), earlier=earlier, now=now
    )


def _veto(phrases: Phrases, name: str, title: str, named: StationNames) -> str:
    return SENTENCES.say("leader_veto", phrases.lang, name=name.removesuffix(named.ending), title=title)


def _share(phrases: Phrases, section: SectionRow) -> str:
    return SENTENCES.say("leader_share", phrases.lang, title=section.title, share=section.share)


def _loss(phrases: Phrases, loss: LossRow) -> str:
    fields = {"title": loss.title, "stations": loss.stations.partition("/")[0], "lost": loss.lost}
    return SENTENCES.say("leader_loss", phrases.lang, **fields)
