"""Movements of stations in words and as a picture: between two rounds, and by a new edition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from evaluator.base import exact
from evaluator.evaluation.compare import ComparisonWords, Split, number_text
from evaluator.evaluation.contributions import Movement
from evaluator.evaluation.guideline_changes import ChangeWords, EditionChange
from evaluator.evaluation.origins import Link
from evaluator.model.round import Round
from evaluator.reports.explanation import (
    MOST_SLOPES,
    Bar,
    Explanation,
    MovedRow,
    MovedTotal,
    Slopes,
    slopes_of,
)
from evaluator.reports.heading import SEAL_DIGITS
from evaluator.reports.one_page import shared_ending
from evaluator.reports.proof_code import round_code
from evaluator.rounds.movements import (
    CriterionMovement,
    Rehearsal,
    RehearsedStation,
    RoundMovements,
    StationMovement,
)
from evaluator.texts import Language
from evaluator.texts.reports.why import CHANGES

_HALF = 50
_NAMED = 8
"""Stations that a sentence names."""


def bars_of(rows: Sequence[tuple[str, Fraction, str]]) -> list[Bar]:
    """Return a bar for each name, change and its text, to the right of the middle where it is a rise."""
    longest = max((abs(change) for _, change, _ in rows), default=Fraction(0)) or Fraction(1)
    bars = []
    for name, change, text in rows:
        width = abs(change) * _HALF / longest
        left = Fraction(_HALF) - (width if change < 0 else 0)
        bars.append(Bar(name, text, f"{float(left):.2f}", f"{float(width):.2f}", change < 0))
    return bars


def rank_step(ranks: tuple[int, int]) -> str:
    """Return a rank, from which to which where it becomes another."""
    before, after = (str(rank) if rank else "—" for rank in ranks)
    return before if before == after else f"{before} → {after}"


class _Words:
    """Sentences of movements, and their figures with a sign."""

    def __init__(self, lang: Language, places: int) -> None:
        """Take the language and the places that points have."""
        self.lang = lang
        self.places = places

    def say(self, key: str, /, **fields: object) -> str:
        return CHANGES.say(key, self.lang, **fields)

    def signed(self, value: Fraction | None) -> str:
        if value is None:
            return self.say("grade.none")
        text = number_text(value, self.places)
        return text if value <= 0 else f"+{text.replace('≈ ', '≈ +')}"

    def seal(self, round_: Round) -> str:
        """Return the edition of a round that counts, with its seal; that it is open where there is none."""
        edition = round_.history.edition
        if edition is None:
            return self.say("round.unsealed")
        return self.say("round.sealed", seal=edition.seal[:SEAL_DIGITS], number=edition.number)

    def picture_title(self, count: int) -> str:
        """Return what the picture of ranks shows; of so many stations that they do not all fit, which."""
        key = "ranks.picture" if count <= MOST_SLOPES else "ranks.picture.most"
        return self.say(key, count=count, most=MOST_SLOPES)

    def total(self, movement: CriterionMovement) -> MovedTotal:
        """Return what moved the points of all stations together as a row."""
        return MovedTotal(
            change=self.signed(movement.change),
            stations=str(movement.stations),
            cause=self.say(f"cause.{movement.cause}") if movement.cause else "",
            what=self.say(movement.kind, id=movement.id, title=movement.title),
        )


class MovementWords(_Words):
    """Puts the movements between two rounds into words."""

    def __init__(self, movements: RoundMovements, lang: Language) -> None:
        """Take the movements and the language."""
        super().__init__(lang, movements.new.guideline.rounding.places)
        self.movements = movements
        self.ending = shared_ending([movement.name for movement in movements.stations])

    def summary(self) -> list[str]:
        """Return what moved in sentences: how many rose and fell, the mean, grades, who came and went."""
        moved = self.movements.settled()
        changes = [change for movement in moved if (change := movement.change()) is not None]
        counts = {
            "count": len(moved),
            "up": sum(change > 0 for change in changes),
            "down": sum(change < 0 for change in changes),
            "same": sum(not change for change in changes),
        }
        sentences = [self.say("round.counts", **counts)]
        if changes:
            sentences.append(self.say("round.mean", mean=self.mean(changes)))
        if changes and self.movements.editions_differ:
            parts = {
                cause: self.mean([movement.change(cause) or Fraction(0) for movement in moved])
                for cause in ("guideline", "station")
            }
            sentences.append(self.say("round.causes", **parts))
        steps = [self.grade_step(movement) for movement in moved]
        better, worse = (sum(step == way for step in steps) for way in (1, -1))
        sentences.append(self.say("round.grades", better=better, worse=worse))
        named = self.movements.named
        lists = {
            "renamed": [self.name(movement) for movement in self.movements.stations if movement.formerly],
            "came": [self.name(movement) for movement in self.movements.stations if movement.came_from],
            "merged": [f"{named(old)} → {named(new)}" for old, new in self.movements.merged.items()],
            "left": [named(id) for id in self.movements.left],
            "joined": [named(id) for id in self.movements.joined],
            "without": [named(id) for id in self.movements.without],
        }
        for key, names in lists.items():
            if names:
                sentences.append(self.say(f"round.list.{key}", names=self.say("list").join(names)))
        lacking = {title for movement in moved for title in movement.comparison.lacking}
        if lacking:
            sentences.append(self.say("cause.lacking", names=self.say("list").join(sorted(lacking))))
        unsettled = len(self.movements.stations) - len(moved)
        if unsettled:
            sentences.append(self.say("round.open", count=unsettled))
        return sentences

    def mean(self, values: list[Fraction]) -> str:
        """Return a mean, rounded, which it then says."""
        mean = sum(values, Fraction(0)) / len(values)
        text = self.signed(Fraction(exact.rounded(mean, self.places, "half_up")))
        return text if exact.writable(exact.simple(mean), self.places) else f"≈{text}"

    def grade_step(self, movement: StationMovement) -> int:
        """Return 1 where the grade rose, -1 where it fell; 0 also where one of the two is open."""
        shares = []
        for document in (movement.comparison.before, movement.comparison.after):
            grades = [grade["id"] for grade in document["guideline"]["grades"]]
            grade = document["score"]["grade"]
            if grade is None:
                return 0
            shares.append(Fraction(len(grades) - 1 - grades.index(grade), max(1, len(grades) - 1)))
        return (shares[1] > shares[0]) - (shares[1] < shares[0])

    def name(self, movement: StationMovement) -> str:
        if movement.formerly:
            return self.say("round.renamed", name=movement.name, old=movement.formerly)
        if movement.came_from:
            old = self.movements.names.get(movement.came_from, movement.came_from)
            return self.say("round.came", name=movement.name, old=old)
        return movement.name

    def links(self, *, brief: bool = False) -> list[Link]:
        """Return stations with what moved them; *brief*: without what stands behind each criterion."""
        listed: list[Link] = []
        for movement in self.movements.stations:
            words = ComparisonWords(movement.comparison, self.lang, to_station=True, brief=brief)
            summary = tuple(Link(sentence) for sentence in words.summary())
            head = f"{movement.station} {self.name(movement)}"
            listed.append(Link(head, self.signed(movement.change()), (*summary, *words.links())))
        return listed

    def rows(self, *, plain: bool = False) -> list[MovedRow]:
        """Return a row for every station, the largest rise first, those with open points last.

        *plain*: by its name alone, without what it was called or where it came from.
        """
        settled = self.movements.settled()
        others = [movement for movement in self.movements.stations if movement not in settled]
        rows = [(movement, self.row(movement)) for movement in (*settled, *others)]
        return [replace(row, name=movement.name) if plain else row for movement, row in rows]

    def row(self, movement: StationMovement) -> MovedRow:
        documents = (movement.comparison.before, movement.comparison.after)
        words = ComparisonWords(movement.comparison, self.lang)
        grades = [words.settled_grade(document) for document in documents]
        points = [words.settled_points(document) for document in documents]
        causes = {}
        if self.movements.editions_differ:
            causes = {cause: self.signed(movement.change(cause)) for cause in ("guideline", "station")}
        return MovedRow(
            id=movement.station,
            name=self.name(movement),
            rank=rank_step(movement.ranks),
            grade=grades[0] if grades[0] == grades[1] else " → ".join(grades),
            points=points[0] if points[0] == points[1] else " → ".join(points),
            change=self.signed(movement.change()),
            **causes,
        )

    def totals(self) -> list[MovedTotal]:
        """Return what moved all stations together."""
        return [self.total(each) for each in self.movements.criteria()]

    def bars(self) -> list[Bar]:
        """Return the picture: a bar for every station, to the right where it rose."""
        moved = [(movement, movement.change() or Fraction(0)) for movement in self.movements.settled()]
        return bars_of([(self.name(movement), change, self.signed(change)) for movement, change in moved])

    def slopes(self) -> Slopes | None:
        """Return the picture of the ranks of the stations that have one in both rounds."""
        ranked = [
            (movement.name, *movement.ranks) for movement in self.movements.stations if all(movement.ranks)
        ]
        ends = (self.movements.old.period.last, self.movements.new.period.last)
        years = (ends[0].isoformat()[:7], ends[1].isoformat()[:7])
        return slopes_of(self.picture_title(len(ranked)), years, ranked, self.ending)

    def explanation(self) -> Explanation:
        """Return the page, with its pictures."""
        rounds = [self.movements.old, self.movements.new]
        titles = [round_.title or round_.id for round_ in rounds]
        editions = [
            self.say("edition", title=round_.guideline.title, edition=round_.guideline.edition)
            for round_ in rounds
        ]
        return Explanation(
            lang=self.lang,
            title=self.say("round.title"),
            head=[
                self.say("files", before=titles[0], after=titles[1]),
                self.say("files", before=editions[0], after=editions[1]),
                self.say("round.seals", before=self.seal(rounds[0]), after=self.seal(rounds[1])),
            ],
            code=round_code(rounds[1], self.lang),
            summary=self.summary(),
            columns=(self.say("col.what"), self.say("col.change")),
            links=self.links(),
            on_paper=self.links(brief=True),
            foot=self.say("foot"),
            picture=self.say("round.picture"),
            bars=self.bars(),
            slopes=self.slopes(),
            moved=self.rows(),
            totals=self.totals(),
            by_cause=self.movements.editions_differ,
        )


class RehearsalWords(_Words):
    """Puts a rehearsal into words."""

    def __init__(self, rehearsal: Rehearsal, lang: Language) -> None:
        """Take the rehearsal and the language."""
        super().__init__(lang, rehearsal.new.rounding.places)
        self.rehearsal = rehearsal
        names = [station.comparison.before["station"]["name"] for station in rehearsal.stations]
        self.ending = shared_ending(names)
        self.changes = ChangeWords(lang)

    def summary(self) -> list[str]:
        """Return what would come of it: how many move, in which direction, and what stays unknown."""
        rehearsal = self.rehearsal
        stations = rehearsal.stations
        changes = [station.change for station in stations]
        sentences = [
            self.say(
                "rehearse.counts",
                count=len(stations),
                moved=sum(station.moves for station in stations),
                up=sum(change is not None and change > 0 for change in changes),
                down=sum(change is not None and change < 0 for change in changes),
                grades=sum(self.grades(station)[0] != self.grades(station)[1] for station in stations),
            )
        ]
        if rehearsal.old.id != rehearsal.new.id:
            old, new = rehearsal.old.id, rehearsal.new.id
            sentences.insert(0, self.say("rehearse.another", old=old, new=new))
        weighs = sum(change.weighs for change in rehearsal.changes)
        sentences.append(self.say("edition.count", count=len(rehearsal.changes), weighs=weighs))
        ranks = sum(station.ranks[0] != station.ranks[1] for station in stations)
        sentences.append(self.say("rehearse.ranks" if ranks else "rehearse.ranks.none", count=ranks))
        from_files = [station.station for station in stations if station.from_files]
        if from_files:
            sentences.append(self.say("rehearse.files", count=len(from_files)))
        lacking = {title: None for station in stations for title in station.comparison.lacking}
        if lacking:
            sentences.append(self.say("rehearse.lacking", names=self.say("list").join(lacking)))
        for key, ids in (("without", rehearsal.without), ("other", rehearsal.other_guideline)):
            if ids:
                sentences.append(self.say(f"rehearse.{key}", names=self.say("list").join(ids)))
        return sentences

    def grades(self, station: RehearsedStation) -> list[str]:
        words = ComparisonWords(station.comparison, self.lang)
        return [words.grade(document) for document in (station.comparison.before, station.comparison.after)]

    def rows(self) -> list[MovedRow]:
        """Return a row for every station that moves."""
        return [self.row(station) for station in self.rehearsal.stations if station.moves]

    def totals(self) -> list[MovedTotal]:
        """Return what would move all stations together."""
        return [self.total(each) for each in self.rehearsal.criteria()]

    def row(self, station: RehearsedStation) -> MovedRow:
        comparison = station.comparison
        words = ComparisonWords(comparison, self.lang)
        points = [words.total(document) for document in (comparison.before, comparison.after)]
        grades = self.grades(station)
        return MovedRow(
            id=station.station,
            name=comparison.before["station"]["name"],
            rank=self.rank(station),
            grade=grades[0] if grades[0] == grades[1] else " → ".join(grades),
            points=points[0] if points[0] == points[1] else " → ".join(points),
            change=self.signed(station.change),
        )

    def rank(self, station: RehearsedStation) -> str:
        return rank_step(station.ranks)

    def links(self) -> list[Link]:
        """Return each station that moves with what moves it, then the changes that move nobody."""
        listed = [self.station(station) for station in self.rehearsal.stations if station.moves]
        idle = [Link(self.changes.sentence(change)) for change in self.rehearsal.idle()]
        if idle:
            listed.append(Link(self.say("rehearse.idle"), inner=tuple(idle)))
        return listed or [Link(self.say("rehearse.nobody"))]

    def station(self, station: RehearsedStation) -> Link:
        comparison = station.comparison
        words = ComparisonWords(comparison, self.lang)
        inner: list[Link] = []
        grades = self.grades(station)
        if station.ranks[0] != station.ranks[1]:
            names = self.say("list").join(station.passes[:_NAMED])
            more = len(station.passes) - _NAMED
            key = "rank.passes" if station.passes else "rank.moves"
            text = self.say(key, ranks=self.rank(station), names=names)
            inner.append(Link(text + (self.say("rank.more", count=more) if more > 0 else "")))
        if grades[0] != grades[1]:
            because = tuple(Link(text) for text in self.because(station))
            inner.append(Link(self.say("grade", before=grades[0], after=grades[1]), inner=because))
        limits = [words.limits(document) for document in (comparison.before, comparison.after)]
        for key, here, there in (("limit.new", limits[1], limits[0]), ("limit.gone", limits[0], limits[1])):
            inner += [Link(self.say(key, limit=limit)) for id, limit in here.items() if id not in there]
        for end, splits in comparison.splits.items():
            (split,) = splits
            moved = [self.movement(words, split, movement) for movement in split.difference.movements]
            count, total = len(moved), split.difference.change
            moved.append(Link(self.say("sum" if count else "sum.none", count=count), words.signed(total)))
            if len(comparison.splits) > 1:
                inner.append(Link(self.say(f"end.{end}"), words.signed(total), tuple(moved)))
            else:
                inner += moved
        head = f"{station.station} {comparison.before['station']['name']}"
        return Link(head, self.signed(station.change), tuple(inner))

    def because(self, station: RehearsedStation) -> Iterator[str]:
        """Yield what moves a grade: bounds, limits that apply on one side alone, or the points."""
        documents = (station.comparison.before, station.comparison.after)
        bands = {document["score"]["grade_before_ceilings"] for document in documents}
        applying = [
            {limit["id"] for limit in (*document["score"]["ceilings"], *document["score"]["vetoes"])}
            for document in documents
        ]
        causes = [
            change
            for change in self.rehearsal.of_the_whole()
            if (change.subject == "grade" and len(bands) > 1)
            or (change.subject == "limit" and change.id in applying[0] ^ applying[1])
        ]
        yield from (self.changes.sentence(change) for change in causes)
        if not any(change.subject == "grade" for change in causes) and len(bands) > 1 and station.change:
            yield self.say("grade.by-points")
        elif not causes:
            yield from (self.changes.sentence(change) for change in self.rehearsal.of_the_whole())

    def movement(self, words: ComparisonWords, split: Split, movement: Movement) -> Link:
        """Return what moved the points with the changes of the guideline behind it."""
        link = words.movement(split, movement)
        causes = tuple(Link(text) for text in self.sentences(movement))
        figures = link.inner[: words.has_figures(split, movement)]  # from how many points to how many
        return Link(link.text, link.value, (*figures, *causes) if causes else link.inner)

    def sentences(self, movement: Movement) -> Iterator[str]:
        causes: list[EditionChange] = self.rehearsal.causes(movement.id) if movement.id else []
        if movement.kind not in ("criterion", "bonus", "deduction", "section"):
            causes = [change for change in self.rehearsal.of_the_whole() if change.subject == "whole"]
        for change in causes:
            yield self.changes.sentence(change)

    def bars(self) -> list[Bar]:
        """Return the picture: a bar for every station that moves."""
        moved = [
            (station.comparison.before["station"]["name"], station.change)
            for station in self.rehearsal.stations
            if station.change
        ]
        return bars_of([(name, change, self.signed(change)) for name, change in moved if change])

    def slopes(self) -> Slopes | None:
        """Return the picture of the ranks, where any would be others."""
        ranked = [
            (station.comparison.before["station"]["name"], *station.ranks)
            for station in self.rehearsal.stations
            if all(station.ranks)
        ]
        if all(before == after for _, before, after in ranked):
            return None
        ends = (self.rehearsal.old.edition, self.rehearsal.new.edition)
        return slopes_of(self.picture_title(len(ranked)), ends, ranked, self.ending)

    def explanation(self, round_title: str) -> Explanation:
        """Return the page, with its picture."""
        editions = [
            self.say("edition", title=each.title, edition=each.edition)
            for each in (self.rehearsal.old, self.rehearsal.new)
        ]
        return Explanation(
            lang=self.lang,
            title=self.say("rehearse.title"),
            head=[
                round_title,
                self.say("files", before=editions[0], after=editions[1]),
                self.say("round.seal", seal=self.seal(self.rehearsal.round)),
            ],
            code=round_code(self.rehearsal.round, self.lang),
            summary=self.summary(),
            columns=(self.say("col.what"), self.say("col.change")),
            links=self.links(),
            moved=self.rows(),
            totals=self.totals(),
            foot=self.say("foot"),
            picture=self.say("rehearse.picture"),
            bars=self.bars(),
            slopes=self.slopes(),
        )
