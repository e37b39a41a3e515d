"""The interface of rules: from facts to an award with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol

from evaluator.base.exact import Number
from evaluator.base.frozen import NamedTuple, dataclass, field
from evaluator.model.condition import Condition
from evaluator.model.forms import Awaited, Waiting
from evaluator.model.values import Value


class Reason(NamedTuple):
    """A reason: a sentence's key with raw values, formatted only when it is shown."""

    key: str
    args: Mapping[str, object]


class Named(NamedTuple):
    """In a reason: a fact's title."""

    fact: str


class Had(NamedTuple):
    """In a reason: a fact's value, with its unit, masked where private."""

    fact: str
    value: Value


class Percent(NamedTuple):
    """In a reason: a ratio, shown as a percentage."""

    value: Number


class Chosen(NamedTuple):
    """In a reason: options of a fact, by title."""

    fact: str
    options: tuple[str, ...]


class Nth(NamedTuple):
    """In a reason: one of several parts, by its position from 1."""

    position: int


class Read(NamedTuple):
    """A fact that a rule or condition reads, and the direction of its effect."""

    fact: str
    direction: int
    """1: more never lowers the score; -1: more never raises it; 0: it may do either."""
    above_zero: int = 0
    """The same of a divisor that is above 0, where it may do either from 0 on."""


class TableRead(NamedTuple):
    """A ledger whose rows a rule reads itself, and the columns it reads."""

    ledger: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition's value in three-valued logic (Kleene), and which facts left it unknown."""

    value: bool | None
    blank: tuple[str, ...] = ()
    """Facts the station left blank, where the value is unknown."""
    open: tuple[str, ...] = ()
    """Facts a role has still to give, where the value is unknown."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What a rule gives, on the criterion's own scale."""

    points: Number
    why: tuple[Reason, ...] = ()
    applies: bool = True
    blank: tuple[str, ...] = ()
    """Blank facts for which points were lost."""
    open: tuple[str, ...] = ()
    """Facts or marks still to come: `points` is then the low or the high end."""
    open_reason: Waiting = ""


@dataclass(frozen=True, slots=True)
class FileCheck:
    """A file an evaluator inspected: numbers (from 1) of the checks passed and left out."""

    file: str
    passed: frozenset[int]
    left_out: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """An evaluator's mark for a criterion."""

    level: str = ""
    points: Number | None = None
    sample: tuple[FileCheck, ...] = ()
    remark: str = ""
    evaluator: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Merged:
    """The panel's mark for one criterion; `points` is None while it is open."""

    points: Number | None
    reason: Literal["", "blank", "awaiting_mark", "awaiting_decision"] = ""
    """Why there are no points; blank: a bonus that nobody marked."""
    marks: tuple[Mark, ...] = ()
    why: tuple[Reason, ...] = ()
    decided: bool = False
    low: Number | None = None
    """While it is open: the least it can become by the marks that are in; None for nothing."""
    high: Number | None = None
    """The most it can become; None for the full points."""


class Facts(Protocol):
    """The facts of one station as one criterion's rule sees them, in one of the two assignments."""

    @property
    def optimistic(self) -> bool:
        """False: what is open counts at its low end; True: at its high end."""

    def value(self, name: str) -> Value | None:
        """Return the fact's value, None when blank or open."""

    def awaited(self, name: str) -> Awaited:
        """Return the reason a fact is open (a role has still to give it), or ''."""

    def options(self, name: str) -> tuple[str, ...]:
        """Return the options of a set that apply to the station, in declared order."""

    def left_out(self, name: str) -> bool:
        """Return whether options of the set do not apply, or are claimed not to."""

    def table(self, ledger: str) -> tuple[dict[str, Value | None], ...] | None:
        """Return the rows that count of a ledger, None when it was not handed in."""

    def merged(self, criterion: str) -> Merged | None:
        """Return the panel's mark for a criterion, None before anybody could mark."""


class Rule(Protocol):
    """How a criterion's points follow from facts or marks. One class per rule, one file per class."""

    @property
    def kind(self) -> str:
        """The rule's key in YAML."""

    @property
    def marked(self) -> bool:
        """Whether an evaluator's mark decides, not facts."""

    def reads(self) -> Iterable[Read]:
        """Yield every fact the rule reads, with its direction."""

    def needs(self) -> tuple[str, ...]:
        """Name the facts without which nothing can be awarded."""

    def conditions(self) -> tuple[Condition, ...]:
        """List the conditions inside the rule."""

    def tables(self) -> tuple[TableRead, ...]:
        """List the ledgers that the rule reads row by row."""

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Award 0…points. Every fact in `needs` has a value when this is called."""

    def formula(self, sheet: Any, points: Number) -> str:  # noqa: ANN401  # `formulas` stands above this module
        """Return the award as a formula; *sheet* is `formulas.Formulas`. Needed facts have values."""

    def words(self, words: Any, points: Number) -> str:  # noqa: ANN401  # `wording` stands above this module
        """Return the rule in the guideline's language; *words* is `wording.Words`."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A mistake in a rule's declaration, found by `check`; becomes a problem with its place."""

    code: str
    args: dict[str, str] = field(default_factory=dict)
