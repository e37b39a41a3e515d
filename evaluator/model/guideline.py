"""The guideline as data: sections, criteria, facts, ledgers, grades, and what limits a grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from evaluator.base.exact import Number
from evaluator.base.frozen import dataclass, field
from evaluator.model.condition import Condition
from evaluator.model.forms import Compare, HeldBack, RoundingPlace, RoundingRule, Status
from evaluator.model.rule import Rule
from evaluator.model.values import EXPERT, STATION, Amount, Place


@dataclass(frozen=True, slots=True)
class Counting:
    """How a fact is counted from a ledger: filter, key, distinct, then one figure."""

    ledger: str
    rows: Condition | None = None
    distinct: tuple[str, ...] = ()
    sum: str = ""
    mean: str = ""
    by: str = ""
    """month, day or week: the figure is the number of different months, days or weeks."""
    of: str = ""
    """The date column that `by` reads."""
    or_declared: bool = False
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Fact:
    """One named value about a station."""

    name: str
    title: str
    type: str
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    at_least: Amount | None = None
    at_most: Amount | None = None
    private: bool = False
    supplier: str = STATION
    """Who supplies it: `station` or a role."""
    merge_mean: bool = False
    counted: Counting | None = None
    total: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    may_not_apply: bool = False
    shown: bool = False
    note: str = ""
    place: Place = Place()

    @property
    def derived(self) -> bool:
        """Whether the value follows from other facts."""
        return bool(self.total or self.less)

    @property
    def written_by_station(self) -> bool:
        """Whether the station writes the value down itself: it is neither counted nor derived."""
        return self.supplier == STATION and self.counted is None and not self.derived

    @property
    def by_role(self) -> bool:
        """Whether a role and not the station supplies it."""
        return self.supplier != STATION


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a ledger."""

    id: str
    title: str
    type: str
    choices: Mapping[str, str] = field(default_factory=dict)
    private: bool = False
    may_be_blank: bool = False
    not_before: str = ""
    """Another date column that must not be later."""
    place: Place = Place()
    also: tuple[str, ...] = ()
    """Heads that it goes by too."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table of the station's records."""

    id: str
    title: str
    columns: Mapping[str, Column]
    key: str = ""
    place: Place = Place()
    may_be_blank: frozenset[str] = field(init=False, repr=False, compare=False)
    """The columns in which a blank is an answer."""

    def __post_init__(self) -> None:
        """List these columns once: every count asks for them."""
        blank = frozenset(column.id for column in self.columns.values() if column.may_be_blank)
        object.__setattr__(self, "may_be_blank", blank)

    @property
    def other_required(self) -> frozenset[str]:
        """Return the columns beside the key that may not be blank."""
        return frozenset(self.columns) - self.may_be_blank - {self.key}


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A kind of evidence that a criterion asks for."""

    id: str
    kind: str
    title: str
    at_least: int = 1
    optional: bool = False
    when: Condition | None = None
    dated: bool = False
    """Items must carry a date within the period."""
    each: str = ""
    """Name of a set fact: every chosen option needs an item, cited as criterion#option."""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class EvidencePolicy:
    """What missing evidence does to an award."""

    kind: str = "no_points"
    """no_points, keep_points or cap."""
    cap: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One requirement that is scored."""

    id: str
    title: str
    points: Number
    """Its own scale: what its rule awards at most."""
    rule: Rule
    full: Number = 0
    """What it counts at most, on the guideline's scale; differs from `points` only under weights."""
    weight: Number | None = None
    section: str = ""
    """Id of the section it stands in; empty for bonus and deductions."""
    text: str = ""
    note: str = ""
    evidence: tuple[EvidenceLine, ...] = ()
    policy: EvidencePolicy = EvidencePolicy()
    look_at: tuple[str, ...] = ()
    remedy: str = ""
    effort: Number | None = None
    """Working days that the remedy takes."""
    marked_by: str = EXPERT
    zero_when: Condition | None = None
    applies_when: Condition | None = None
    may_not_apply: bool = False
    key_item: bool = False
    not_applicable: str = "rescale"
    """rescale, full or zero: its own setting, else its section's, else the guideline's."""
    ledgers: frozenset[str] = frozenset()
    """Ledgers its facts are counted from, or its rule reads: each is its own evidence."""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Section:
    """A group of sections or of criteria."""

    id: str
    title: str
    points: Number
    level: int
    full: Number = 0
    weight: Number | None = None
    sections: tuple[Section, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    note: str = ""
    text: str = ""
    place: Place = Place()

    def walk(self) -> Iterator[Section]:
        """Yield this section and all below it, in order."""
        yield self
        for section in self.sections:
            yield from section.walk()

    def leaves(self) -> Iterator[Criterion]:
        """Yield every criterion below, in order."""
        for section in self.sections:
            yield from section.leaves()
        yield from self.criteria


@dataclass(frozen=True, slots=True)
class Grade:
    """A band of totals; only its lower bound is declared."""

    id: str
    title: str
    bound: Number
    """In points of the guideline's scale."""
    inclusive: bool
    """`at_least` includes the bound, `above` does not."""
    note: str = ""
    place: Place = Place()

    def holds(self, points: Number) -> bool:
        """Return whether *points* reach this grade's lower bound."""
        return points >= self.bound if self.inclusive else points > self.bound


@dataclass(frozen=True, slots=True)
class Bonus:
    """Points beyond the sections."""

    criteria: tuple[Criterion, ...] = ()
    at_most: Number | None = None
    above_full: bool = False
    """Whether the total may exceed full marks."""


@dataclass(frozen=True, slots=True)
class Deductions:
    """Points taken off the total."""

    criteria: tuple[Criterion, ...] = ()
    at_most: Number | None = None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A condition that limits the grade."""

    id: str
    title: str
    when: Condition
    at_most: str
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Veto:
    """Something that sets the grade whatever the points (一票否决)."""

    id: str
    title: str
    grade: str
    when: Condition | None = None
    """None: only the panel decides it."""
    decided_by: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Eligibility:
    """A condition under which a station is not evaluated, or later."""

    id: str
    title: str
    when: Condition
    result: HeldBack
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Rounding:
    """How printed points are rounded (GB/T 8170 names half_even; sheets mostly mean half_up)."""

    places: int = 2
    rule: RoundingRule = "half_up"
    at: RoundingPlace = "criterion"


@dataclass(frozen=True, slots=True)
class Guideline:
    """A whole guideline, resolved: defaults filled in, profile applied."""

    id: str
    edition: str
    title: str
    status: Status
    issuer: str
    full_marks: Number
    grades: tuple[Grade, ...]
    """Best first."""
    facts: Mapping[str, Fact]
    sections: tuple[Section, ...]
    language: str = "zh"
    modelled_on: str = ""
    subject: str = ""
    basis: str = ""
    source_document: str = ""
    source_sha256: str = ""
    also_out_of: Number | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    rounding: Rounding = Rounding()
    compare: Compare = "exact"
    within: str = "section"
    not_applicable_at_most: Fraction | None = None
    ledgers: Mapping[str, Ledger] = field(default_factory=dict)
    bonus: Bonus = Bonus()
    deductions: Deductions = Deductions()
    ceilings: tuple[Ceiling, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()
    profile: str = ""
    sha256: str = ""
    """SHA-256 over the canonical form of the resolved declaration."""
    above: Mapping[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    """Id of every criterion → its own id and the ids of all sections above it."""
    _scored: tuple[Criterion, ...] = field(init=False, repr=False, compare=False)
    _all: tuple[Criterion, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """List the criteria once: every station asks for them many times."""
        scored = tuple(criterion for section in self.sections for criterion in section.leaves())
        beside = (*self.bonus.criteria, *self.deductions.criteria)
        above: dict[str, set[str]] = {criterion.id: {criterion.id} for criterion in (*scored, *beside)}
        for section in self.walk():
            for criterion in section.leaves():
                above[criterion.id].add(section.id)
        object.__setattr__(self, "_scored", scored)
        object.__setattr__(self, "_all", (*scored, *beside))
        object.__setattr__(self, "above", {name: frozenset(ids) for name, ids in above.items()})

    def path(self, criterion: str) -> tuple[str, ...]:
        """Return the sections above a criterion, innermost first."""
        inside = [section for section in self.walk() if section.id in self.above[criterion]]
        return tuple(section.id for section in sorted(inside, key=lambda section: -section.level))

    def walk(self) -> Iterator[Section]:
        """Yield all sections in order, parents before children."""
        for section in self.sections:
            yield from section.walk()

    def scored(self) -> tuple[Criterion, ...]:
        """Return the criteria of the sections, in order."""
        return self._scored

    def criteria(self) -> tuple[Criterion, ...]:
        """Return every criterion, bonus and deductions included."""
        return self._all
