"""What a ranking depends on, in plain words, and as the rows of one picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from evaluator.base import exact
from evaluator.model.guideline import Guideline
from evaluator.reports.round_fields import RobustRow
from evaluator.rounds.robustness import CriticalChange, Flip, Frequency, Robustness, Variation
from evaluator.rounds.variations import WITHOUT
from evaluator.texts import Language, Listing
from evaluator.texts.reports.robustness import ROBUST

NAMED: Final = 4
"""Stations that a sentence names before it only counts."""


class RobustWords:
    """Puts what a ranking depends on into words."""

    def __init__(
        self,
        robust: Robustness,
        lang: Language,
        guideline: Guideline,
        *,
        ending: str = "",
        people: bool = False,
    ) -> None:
        """Take the result and the language.

        *ending*: what all names end with, which is left out. *people*: whether evaluators are named, which
        papers do not do.
        """
        self.robust = robust
        self.lang = lang
        self.ending = ending
        self.people = people
        self.sections = {section.id: section.title for section in guideline.sections}
        self.grades = robust.ranking.grades
        self.awards = {allocation.award.id: allocation.award.title for allocation in robust.ranking.awards}

    def say(self, key: str, /, **fields: object) -> str:
        return ROBUST.say(key, self.lang, **fields)

    def name(self, station: str) -> str:
        """Return a station's name; its id where it has none."""
        return self.robust.ranking.standing(station).name.removesuffix(self.ending) or station

    def sentences(self) -> Iterator[str]:
        """Yield the sentences: single weights, random weights, other judgements, what is closest.

        A single station has no rank to lose, but a grade.
        """
        count = len(self.robust.ranking.ranked)
        if count < 2:
            yield self.say("few")
        if not count:
            return
        yield self._weights(count)
        yield self._random()
        yield from self._others()
        yield from self._closest()

    def _weights(self, count: int) -> str:
        flips = [flip for each in self.robust.variations if each.kind == "weight" for flip in each.flips]
        moved = {
            "grades": [flip.station for flip in flips if grade_flips(flip)],
            "ranks": [flip.station for flip in flips if flip.ranks[0] != flip.ranks[1]],
        }
        if self.awards:
            moved["awards"] = [flip.station for flip in flips if awards_flip(flip)]
        clauses = self.say("comma").join(self.who(key, stations) for key, stations in moved.items())
        return self.say("weights", count=count, share=percent(self.robust.within), flips=clauses)

    def _random(self) -> str:
        each = self.robust.frequencies
        fields = {
            "count": len(each),
            "weightings": self.robust.weightings,
            "seed": self.robust.seed,
            "share": percent(self.robust.within),
            "steady": sum(not frequency.ranks for frequency in each),
            "grades": self.who("ever", (frequency.station for frequency in each if frequency.grades)),
        }
        widest = max(each, key=lambda frequency: frequency.lowest - frequency.highest)
        if widest.lowest == widest.highest:
            return self.say(
                "random.hold" if not any(frequency.grades for frequency in each) else "random", **fields
            )
        spread = {"name": self.name(widest.station), "highest": widest.highest, "lowest": widest.lowest}
        return self.say("random", **fields) + self.say("random.widest", **spread)

    def _others(self) -> Iterator[str]:
        cases: dict[str, list[str]] = {}
        for variation in self.robust.variations:
            stations = [flip.station for flip in variation.flips if grade_flips(flip) or awards_flip(flip)]
            if variation.kind != "weight" and stations:
                cases.setdefault(self.variation(variation), []).extend(stations)
        if not cases:
            yield self.say("others.hold")
            return
        for case, stations in cases.items():
            yield self.say("others", case=case, stations=self.who("some", stations))

    def variation(self, variation: Variation) -> str:
        """Return what is done otherwise, in words."""
        if variation.kind == WITHOUT and not self.people:
            return self.say("without.somebody")
        key = f"{variation.kind}.{variation.name}"
        return self.say(key if key in ROBUST else variation.kind, name=variation.name)

    def _closest(self) -> Iterator[str]:
        apart = [each for each in self.robust.critical if each.section and each.change]
        pairs = [each for each in apart if not each.award and abs(each.change) <= 1]
        closest = min(pairs, key=lambda each: abs(each.change), default=None)
        if closest is not None:
            yield self.say("closest", **self._pair(closest))
        edges = [each for each in self.robust.critical if each.award and not each.county]
        of_counties = [each for each in self.robust.critical if each.county and each.section]
        edges += sorted(of_counties, key=lambda each: abs(each.change))[:1]
        for each in edges:
            near = each.section and abs(each.change) <= 1
            key = "edge.level" if near and not each.change else "edge" if near else "edge.firm"
            if not (each.upper and each.lower):
                key = key.replace("edge", "above" if each.upper else "below")
            yield self.say(key, award=self.award(each), **self._pair(each))

    def award(self, each: CriticalChange) -> str:
        """Return the award whose edge it is, with the county whose last place it is; empty for neighbours."""
        title = self.awards.get(each.award, "")
        return self.say("award.county", award=title, county=each.county) if each.county else title

    def side(self, station: str, grade: str) -> str:
        """Return a station of a pair; the bound of a grade where there is none."""
        return self.name(station) if station else self.say("bound", grade=self.grades[grade])

    def _pair(self, each: CriticalChange) -> dict[str, object]:
        return {
            "upper": self.side(each.upper, each.grade),
            "lower": self.side(each.lower, each.grade),
            "grade": self.grades.get(each.grade, ""),
            "section": self.sections.get(each.section, each.section),
            "change": self.say("up" if each.change > 0 else "down", share=figure(abs(each.change))),
        }

    def who(self, key: str, stations: Iterable[str]) -> str:
        """Return how many stations it is, with their names where they are few and the sentence has room."""
        ids = list(dict.fromkeys(stations))
        form = "" if ids else ".none"
        if ids and len(ids) <= NAMED and f"{key}.named" in ROBUST:
            form = ".named"
        return self.say(f"{key}{form}", count=len(ids), names=Listing(map(self.name, ids)))

    def title(self) -> str:
        """Return what the picture shows."""
        return self.say("picture", weightings=self.robust.weightings, share=percent(self.robust.within))

    def rows(self) -> Iterator[RobustRow]:
        """Yield the rows of the picture: the stations that random weights move, by rank."""
        count = len(self.robust.frequencies)
        for each in self.robust.frequencies:
            if not (each.ranks or each.grades or each.awards):
                continue
            standing = self.robust.ranking.standing(each.station)
            yield RobustRow(
                name=standing.name or each.station,
                label=self.name(each.station),
                rank=str(standing.rank),
                ups=str(standing.rank - each.highest),
                downs=str(standing.rank - each.lowest),
                range=self.span(each),
                left=_hundredths(each.highest - 1, count),
                width=_hundredths(each.lowest - each.highest + 1, count),
                ranks=str(each.ranks),
                grades=str(each.grades),
                awards=str(each.awards),
            )

    def span(self, each: Frequency) -> str:
        """Return the ranks that a station has under random weights."""
        if each.highest == each.lowest:
            return str(each.highest)
        return self.say("span", highest=each.highest, lowest=each.lowest)


def grade_flips(flip: Flip) -> bool:
    """Return whether a station's grade becomes another."""
    return flip.grades[0] != flip.grades[1]


def awards_flip(flip: Flip) -> bool:
    """Return whether a station's awards become others."""
    return flip.awards[0] != flip.awards[1]


def percent(share: Fraction) -> str:
    """Return a share in percent."""
    return f"{exact.text(exact.simple(share * 100))}%"


def signed(share: Fraction) -> str:
    """Return a change in percent with its sign."""
    return figure(share) if share <= 0 else f"+{figure(share)}"


def figure(share: Fraction) -> str:
    """Return a change in percent, with as many places as it needs not to look like none."""
    places = 2
    while share and not exact.rounded(exact.simple(share * 100), places, "half_up"):
        places += 1
    return f"{exact.fixed(exact.rounded(exact.simple(share * 100), places, 'half_up'), places)}%"


def _hundredths(part: int, whole: int) -> str:
    return exact.fixed(exact.rounded(exact.simple(Fraction(part * 100, whole)), 2, "half_up"), 2)
