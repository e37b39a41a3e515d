"""What has happened in a round: editions, reopened and withdrawn stations, objections, notices, draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from evaluator.base.frozen import dataclass, field, replace
from evaluator.base.once import once
from evaluator.model.values import NOTHING

OPEN, CLOSED, REOPENED = "open", "closed", "reopened"
"""The states of a round."""

WITHDRAWN = "withdrawn"
OUTCOMES = ("upheld", "rejected", "inadmissible", WITHDRAWN)
"""How an objection can end."""

ISSUED, ANSWERED, RECHECKED, SETTLED = "issued", "answered", "rechecked", "closed"
"""The states of a rectification notice."""

Declared = Mapping[str, object]
"""Parts of `round.yaml` as recorded at a close: tables, lists and texts."""


def next_serial(listed: Mapping[str, Sequence[object]]) -> int:
    """Return how the next of what is listed by station is counted, over all stations from 1."""
    return sum(map(len, listed.values())) + 1


@dataclass(frozen=True, slots=True)
class ResultReference:
    """A result by its file and its seal."""

    file: str
    """Its name in `results/`."""
    seal: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a station, or an evaluator, handed in at one time."""

    sender: str
    """The station's or the evaluator's id."""
    day: date
    sha256: str
    """Hash of the list of its files with their hashes, which is kept under that name."""
    replaces: bool = False
    serial: int = 0
    """Counted over all stations from 1; 0 for an evaluator's."""
    laid: bool = False
    """Whether it was laid into the round by hand, so that its receipt waits until it is asked for."""


@dataclass(frozen=True, slots=True)
class MaterialCheck:
    """A notice that asks a station for what its materials lack."""

    station: str
    day: date
    due: date
    sha256: str
    """Hash of what it lists, which is kept under that name."""
    nothing: bool = False
    """Whether the station had handed in nothing."""
    received: date | None = None
    """When the station handed in anything after it."""
    serial: int = 0
    """Counted over all stations from 1."""
    lapsed: bool = False
    """Whether results were closed without that."""


@dataclass(frozen=True, slots=True)
class Excusal:
    """An evaluator who was excused from stations, or replaced."""

    evaluator: str
    stations: tuple[str, ...]
    reason: str
    by: str
    day: date
    edition: int
    """The edition that was in force; 0 before the first close."""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A station that no longer takes part."""

    station: str
    reason: str
    by: str
    day: date
    into: str = ""
    """The station it was merged into."""
    name: str = ""
    county: str = ""


@dataclass(frozen=True, slots=True)
class Reopening:
    """A station opened again after a close, for a review of its result or for a recheck."""

    station: str
    reason: str
    by: str
    day: date
    edition: int
    """The edition that was in force."""
    objection: str = ""
    recheck: bool = False


@dataclass(frozen=True, slots=True)
class AwardDecision:
    """Whom the panel chose among stations level at an award's last place."""

    award: str
    stations: tuple[str, ...]
    reason: str
    by: str
    day: date


@dataclass(frozen=True, slots=True)
class Edition:
    """The results of a round as one close, or one withdrawal after it, left them."""

    number: int
    day: date
    results: Mapping[str, ResultReference]
    """The result in force of each station that has one."""
    left: Mapping[str, str] = NOTHING
    """Stations that were not final, with the reason."""
    withdrawn: Mapping[str, Withdrawal] = field(default_factory=dict)
    awards: Mapping[str, AwardDecision] = field(default_factory=dict)
    """By award."""
    seal: str = ""
    """The round's seal."""
    declared: Declared = NOTHING
    """The parts of `round.yaml` as the close recorded them."""

    @property
    def stations(self) -> tuple[str, ...]:
        """All stations of the edition, sorted, those without a result and withdrawn ones included."""
        return tuple(sorted({*self.results, *self.left, *self.withdrawn}))


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to an objection or to a notice."""

    text: str
    by: str
    day: date
    outcome: str = ""
    """A member of OUTCOMES, or ''."""
    anyway: str = ""
    """Why somebody answered who had marked what the objection is about."""
    serial: int = 0
    """Counted over all objections from 1; 0 for an answer to a notice."""
    edition: int = 0
    """The edition in force when it was given; 0 for an answer to a notice."""
    reason: str = ""
    """Why it takes the place of an earlier answer with an outcome; '' where it does not."""


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection of a station to its result."""

    number: str
    station: str
    about: str
    """A criterion or section by its id, `total` or `grade`."""
    text: str
    by: str
    received: date
    edition: int
    """The edition it objects to."""
    late: bool = False
    answers: tuple[Answer, ...] = ()

    @property
    def answer(self) -> Answer | None:
        """The answer that counts: the last with an outcome (others only add to it), else the last."""
        settled = [answer for answer in self.answers if answer.outcome]
        return (settled or self.answers or (None,))[-1]

    def before(self, edition: int) -> Objection:
        """Return the objection as an edition was closed on it, with all answers where it had none then."""
        earlier = tuple(answer for answer in self.answers if answer.edition < edition)
        return replace(self, answers=earlier) if earlier else self


@dataclass(frozen=True, slots=True)
class Review:
    """What a round knows of the review of a result."""

    reopening: Reopening | None = None
    objections: tuple[Objection, ...] = ()
    rank_before: int = 0
    """0 without a rank."""
    rank_after: int = 0
    published: bool = False
    """Whether a close has made the result public, so that there are ranks."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that asks a station to put right what its result lacks."""

    station: str
    number: int
    """Counted by station from 1."""
    issued: date
    due: date
    edition: int
    answer: Answer | None = None
    recheck: ResultReference | None = None
    rechecking: bool = False
    """Whether the station is open for the recheck, or was."""
    settled: date | None = None
    settled_by: str = ""
    serial: int = 0
    """Counted over all stations from 1."""

    @property
    def state(self) -> str:
        """Return issued, answered, rechecked or closed."""
        if self.settled is not None:
            return SETTLED
        if self.recheck is not None or self.rechecking:
            return RECHECKED
        return ISSUED if self.answer is None else ANSWERED


@dataclass(frozen=True, slots=True)
class Draw:
    """The files that were drawn for a sample."""

    station: str
    criterion: str
    seed: str
    keys: tuple[str, ...]
    """The keys of the files, in the order of the draw."""
    day: date
    reason: str = ""
    """Why it was drawn again; '' for a first draw."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """That a station is computed by a program that scores in another way than its published result's."""

    semantics: int
    """What the accepted program scores by."""
    reason: str
    by: str
    day: date


@dataclass(frozen=True, slots=True)
class RoundHistory:
    """The history of a round; empty where there is no log."""

    logged: bool = False
    """Whether there is a log."""
    state: str = OPEN
    editions: tuple[Edition, ...] = ()
    declared: Declared = NOTHING
    """The parts of `round.yaml` that may not differ, as they must be now."""
    reopenings: tuple[Reopening, ...] = ()
    """All of them, in order."""
    reopened: Mapping[str, Reopening] = field(default_factory=dict)
    """Stations that are open now, by id."""
    withdrawn: Mapping[str, Withdrawal] = field(default_factory=dict)
    objections: tuple[Objection, ...] = ()
    notices: tuple[Notice, ...] = ()
    rechecks: Mapping[str, tuple[ResultReference, ...]] = field(default_factory=dict)
    """Results of rechecks that were closed, by station."""
    draws: Mapping[tuple[str, str], tuple[Draw, ...]] = field(default_factory=dict)
    """By station and criterion, the last one counts."""
    received: frozenset[str] = frozenset()
    """Stations whose folder was taken in."""
    deliveries: Mapping[str, tuple[Delivery, ...]] = field(default_factory=dict)
    """What each station handed in, in order, folders laid into the round included."""
    sheet_deliveries: Mapping[str, tuple[Delivery, ...]] = field(default_factory=dict)
    """The submitted sheets that each evaluator handed in, in order."""
    checks: Mapping[str, tuple[MaterialCheck, ...]] = field(default_factory=dict)
    """The notices to each station on its materials, in order."""
    excusals: tuple[Excusal, ...] = ()
    programs: Mapping[str, Acceptance] = field(default_factory=dict)
    """Why a program that scores in another way was accepted for stations that are open now, by station."""
    answers: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """The answers to each station's objections in order: the objection's number, and which of its answers."""

    @property
    def edition(self) -> Edition | None:
        """The edition in force; None before the first close."""
        return self.editions[-1] if self.editions else None

    def objection(self, number: str) -> Objection | None:
        """Return an objection by its number."""
        return next((entry for entry in self.objections if entry.number == number), None)

    def draw(self, station: str, criterion: str) -> Draw | None:
        """Return the draw that counts."""
        draws = self.draws.get((station, criterion), ())
        return draws[-1] if draws else None

    def draws_of(self, station: str) -> Mapping[str, Draw]:
        """Return the draws that count for a station, by criterion."""
        return _draws(self).get(station, {})


@once
def _draws(history: RoundHistory) -> dict[str, dict[str, Draw]]:
    """Return the draws that count, by station and criterion: each sheet of a round asks for its station's."""
    by_station: dict[str, dict[str, Draw]] = {}
    for (station, criterion), draws in history.draws.items():
        by_station.setdefault(station, {})[criterion] = draws[-1]
    return by_station
