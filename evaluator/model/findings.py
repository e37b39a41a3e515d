"""The findings of an evaluation document: the judgement on each criterion, and what it was made from."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from evaluator.base.frozen import TypedDict
from evaluator.model.forms import (
    ClaimAwaited,
    ClaimStateCode,
    Exact,
    Figure,
    Kind,
    Merge,
    Outcome,
    ReasonCode,
    Source,
)


class ExactEnds(TypedDict):
    """The exact points beside the rounded ones, where these say less."""

    exact: NotRequired[Exact]
    """The exact points, where they cannot be written at the guideline's places."""
    exact_low: NotRequired[Exact]
    """While open, the exact low end, where it cannot be written so."""
    exact_high: NotRequired[Exact]


class PointsJson(ExactEnds):
    """Points with both ends."""

    points: Figure | None
    """Null while something is open that matters, and where nothing applies."""
    low: Figure
    high: Figure


class OwnJson(TypedDict):
    """Points on a node's own scale, where weights make another of it."""

    points: Figure | None
    of: Figure
    exact: NotRequired[Exact]


class LocationJson(TypedDict):
    """Where a value stands in the files."""

    file: str
    """Path from the station's folder, or from the round's."""
    sheet: NotRequired[str]
    """The sheet of a workbook."""
    lines: NotRequired[str]
    """Lines of a text, rows of a table, counted from 1: `12`, `4-27, 29`; without them the whole file."""
    key: NotRequired[str]
    """Instead of a line, the key it is written under."""


class AtJson(TypedDict):
    """Where something stands in the files."""

    at: NotRequired[list[LocationJson]]
    """The line, or the rows that count; of a blank, where it was left blank."""


class _OriginJson(
    TypedDict("_OriginKeys", {"from": Annotated[str, "Who or what gave the value, in words."]}), AtJson
):
    source: Source
    source_title: str


class SourcedJson(_OriginJson):
    """A value from another source."""

    value: str | None


class FactJson(_OriginJson):
    """A fact as people read it; private values are masked."""

    name: str
    title: str
    value: str | None
    """In words, with its unit; null where blank."""
    unit: str
    number: Exact | None
    """The number, where it is one and not private."""
    also: list[SourcedJson]
    """Values of other sources that were not used."""
    of: NotRequired[list[str]]
    """Of a derived fact: the facts it adds up, those it takes off with a `-` before them."""


class EvidenceLineJson(TypedDict):
    """A line of evidence that a criterion asks for."""

    id: str
    title: str
    kind: str
    kind_title: str
    needed: int
    have: int
    items: list[str]
    """Ids of the items that fill it."""
    optional: bool
    asked: bool
    """Whether points may depend on it."""
    ok: bool


class FileCheckJson(TypedDict):
    """A file that an evaluator inspected."""

    file: str
    passed: list[int]
    """Numbers of the checks passed, counted from 1."""
    left_out: list[int]
    """Numbers of the checks that do not fit the file."""


class MarkJson(AtJson):
    """An evaluator's mark."""

    evaluator: str
    level: str
    points: Exact | None
    """What the mark gives, on the criterion's own scale; null while it is not complete."""
    remark: str
    files: list[FileCheckJson]


class ReadFact(TypedDict):
    """A fact that was read."""

    kind: Literal["fact"]
    name: str
    value: str | bool | list[str] | None
    """Numbers, shares (93% is `0.93`) and days as text; a choice by its id, a set by its options' ids."""
    state: Literal["present", "blank", "silent", "awaiting_mark", "awaiting_decision"]
    """`silent`: in bonus and deductions, the role's sheet is in without it. `awaiting_…`: it is open."""
    equals: NotRequired[list[str]]
    """For a private text, whose value is masked: the texts in the conditions that it is equal to."""
    applies: NotRequired[list[str]]
    """For a set: the options that apply, those whose claim is pending included."""
    claimed: NotRequired[list[str]]
    """For a set: the options whose claim not to apply is pending; they do not apply at the high end."""
    without_item: NotRequired[list[str]]
    """For a set: chosen options that lack evidence of their own and do not count."""
    without_item_high: NotRequired[list[str]]
    """The same at the high end, where it differs."""


class ReadLedger(AtJson):
    """The rows of a ledger that a rule reads one by one."""

    kind: Literal["ledger"]
    name: str
    rows: list[dict[str, Exact | None]] | None
    """The rows that count, column by column; null in a blank cell. Null: the ledger was not handed in."""
    columns: NotRequired[dict[str, str]]
    """What the columns are called, by id."""


class ReadMark(TypedDict):
    """An evaluator's mark from a submitted sheet of the criterion's role."""

    kind: Literal["mark"]
    evaluator: str
    level: str
    points: Exact | None
    files: list[FileCheckJson]


class ReadDecision(TypedDict):
    """The mark that the panel decided in place of the evaluators' marks."""

    kind: Literal["decision"]
    level: str
    points: Exact | None
    files: list[FileCheckJson]


class ReadPanel(TypedDict):
    """How marks are merged."""

    kind: Literal["panel"]
    merge: Merge
    apart: Exact | None
    """Share of the points above which the marks' spread needs a decision; null: no limit."""
    due: list[str]
    """Evaluators who must mark the criterion."""
    submitted: list[str]
    """Evaluators of the role who have submitted a sheet."""


class ReadClaim(TypedDict):
    """The claim that the criterion does not apply."""

    kind: Literal["claim"]
    state: ClaimStateCode
    awaited: ClaimAwaited
    """What a pending claim waits for: an evaluator's answer, or a decision."""


class LineEndJson(TypedDict):
    """A line of evidence at one end."""

    asked: bool
    ok: bool


class ReadEvidence(TypedDict):
    """A line of evidence; the evidence policy asks for it unless it has `each`, which takes options out."""

    kind: Literal["evidence"]
    line: str
    each: str
    """The set fact whose options each need an item, or empty."""
    low: LineEndJson | None
    """Without disputed items; null where the judgement ended before evidence was asked for."""
    high: LineEndJson | None
    """With disputed items."""


class ReadVeto(TypedDict):
    """What evaluators and the panel say about a veto."""

    kind: Literal["veto"]
    id: str
    ticked: bool
    """Whether a submitted sheet ticks it."""
    decided: bool | None
    """The panel's decision."""


ReadJson = ReadFact | ReadLedger | ReadMark | ReadDecision | ReadPanel | ReadClaim | ReadEvidence
LimitReadJson = ReadFact | ReadVeto


class FindingJson(ExactEnds):
    """The judgement on a criterion with everything it rests on."""

    criterion: str
    title: str
    section: str
    """Id of the section, empty for bonus and deductions."""
    kind: Kind
    key_item: bool
    outcome: Outcome
    outcome_title: str
    reason: ReasonCode
    reason_title: str
    points: Figure | None
    low: Figure
    high: Figure
    of: Figure
    """Full marks counted."""
    costs: Figure | None
    """What the finding lacks, on the scale of the total; null where nothing is lost or it is not settled."""
    evidence_costs: Figure | None
    """What missing evidence costs of it, all missing items together; null where it costs nothing."""
    unrounded: NotRequired[Exact]
    """The award before it was rounded, on the criterion's own scale, where rounding changed it."""
    own: NotRequired[OwnJson]
    text: str
    """The guideline's own wording."""
    note: str
    rule: str
    """The rule in words."""
    rule_kind: str
    look_at: list[str]
    marked_by: str
    """The role that marks the criterion, or empty."""
    why: list[str]
    """The reasons in words."""
    plain: str
    """What was lost and why in a reader's words, without the arithmetic; empty where nothing is."""
    facts: list[FactJson]
    evidence: list[str]
    """Ids of the items that fill its lines."""
    evidence_lines: list[EvidenceLineJson]
    missing_evidence: list[str]
    marks: list[MarkJson]
    self: Figure | None
    """The self-score: by the station's own figures, or what it claims where evaluators mark."""
    remedy: str
    effort: Exact | None
    """Working days that the remedy takes."""
    read: list[ReadJson]
    """Everything the judgement was made from: with it and the guideline the award can be computed again."""
