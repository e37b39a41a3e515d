"""What an evaluation document says of its inputs: evidence, ledgers, sheets, decisions, problems."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from evaluator.base.frozen import TypedDict
from evaluator.model.findings import AtJson, SourcedJson
from evaluator.model.forms import Awaited, ClaimStateCode, Day, Exact, HashOrNone, ItemState, Severity, Source


class EvidenceItemJson(
    TypedDict("_EvidenceKeys", {"for": Annotated[list[str], "What it serves: `A1.1`, `A1.1#lease`."]})
):
    """An item of evidence handed in."""

    id: str
    kind: str
    kind_title: str
    title: str
    file: str
    date: Day | None
    sha256: HashOrNone
    state: ItemState
    state_title: str
    why: str


class CountedJson(TypedDict):
    """A fact counted from a ledger."""

    fact: str
    title: str
    value: str | None
    rows: int
    """How many rows counted."""
    set_aside: NotRequired[int]
    """How many records did not count, being blank, illegible or struck through where the count reads them."""


class OmittedRowJson(TypedDict):
    """A row that did not count for a fact."""

    fact: str
    """Empty where no fact is counted from the ledger."""
    title: str
    place: str
    reason: str
    """A code `row-…`."""
    why: str


class LedgerJson(TypedDict):
    """A ledger with what was counted from it."""

    ledger: str
    title: str
    handed_in: bool
    files: list[str]
    rows: int
    """Rows read that are records."""
    counted: list[CountedJson]
    not_counted: list[OmittedRowJson]


class DifferenceJson(TypedDict):
    """A fact whose sources say different things."""

    fact: str
    title: str
    used: Source
    used_title: str
    awaited: Awaited
    values: list[SourcedJson]


class ClaimJson(TypedDict):
    """A claim that a criterion or an option does not apply."""

    id: str
    title: str
    reason: str
    state: ClaimStateCode


class SheetJson(TypedDict):
    """A submitted sheet."""

    evaluator: str
    role: str
    submitted: Day | None
    sha256: HashOrNone


class DecidedMarkJson(TypedDict):
    """A mark that the panel decided."""

    level: str
    points: Exact | None


Beyond = Literal["undisputed", "outside"]


class DecisionJson(AtJson):
    """A decision of the panel."""

    what: dict[str, str]
    """Its kind with the id it is about."""
    value: DecidedMarkJson | str | bool | None
    reason: str
    by: str
    date: Day
    until: NotRequired[Day]
    """Of a waiver: its last day."""
    in_force: NotRequired[bool]
    """Of a waiver: whether it holds, lasting through the period's last day and not taken back."""
    beyond: NotRequired[list[Beyond]]
    """Of a mark: `undisputed`, the evaluators' marks agree; `outside`, it lies outside them all."""


class ProblemJson(TypedDict):
    """A mistake in a file."""

    code: str
    severity: Severity
    file: str
    line: int
    """0 where unknown; so is `column`."""
    column: int
    cell: str
    message: str
    hint: str
