"""The evaluation document: `results/<id>.json` as it is written, read and published as a schema.

`evaluator/schemas/evaluation.schema.json` and `docs/reference/evaluation.md` are made from these classes; the
text under a key is its description there. All numbers are text. A key that is not always there is
`NotRequired`.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, final

from evaluator.base.frozen import TypedDict
from evaluator.model.findings import ExactEnds, FactJson, FindingJson, LimitReadJson, OwnJson, PointsJson
from evaluator.model.forms import (
    Compare,
    Day,
    EligibilityState,
    EligibilityStatus,
    Exact,
    Figure,
    GradeStep,
    Hash,
    HeldBack,
    LimitState,
    Outcome,
    Percentage,
    PointsStep,
    ReasonCode,
    RoundingPlace,
    RoundingRule,
    Signed,
    Status,
)
from evaluator.model.inputs import (
    ClaimJson,
    DecisionJson,
    DifferenceJson,
    EvidenceItemJson,
    LedgerJson,
    ProblemJson,
    SheetJson,
)


class ToolJson(TypedDict):
    """The program that computed the evaluation."""

    name: str
    version: str
    semantics: int
    """Raised whenever the same inputs can give other points."""


class ResultReferenceJson(TypedDict):
    """Another result of the same station."""

    file: str
    """Its name in `results/`."""
    seal: Hash


class MovedPointsJson(TypedDict):
    """Points that differ between a result and the one it replaces, and what the program's part in it is."""

    criterion: str
    """A criterion's id, or `total`."""
    before: Figure | None
    """In the replaced result."""
    program: Figure | None
    """By this program from the inputs of the replaced result; null where that is open or they are lost."""
    after: Figure | None


class ProgramJson(TypedDict):
    """What changed because this program scores in another way than that of the replaced result."""

    semantics: int
    """What the program of the replaced result scored by."""
    reason: str
    """Why this program was accepted."""
    by: str
    date: Day
    moved: list[MovedPointsJson]


class RoundingJson(TypedDict):
    """How points are rounded."""

    places: int
    rule: RoundingRule
    at: RoundingPlace


class GradeJson(TypedDict):
    """A grade with its lower bound."""

    id: str
    title: str
    bound: Exact
    """In points of the total."""
    inclusive: bool
    """Whether the bound itself reaches the grade (`at_least`) or not (`above`)."""
    note: str


class GuidelineJson(TypedDict):
    """What a reader needs to know of the guideline to understand the figures."""

    id: str
    edition: str
    title: str
    status: Status
    issuer: str
    modelled_on: str
    source_document: str
    subject: str
    """What a station is called."""
    basis: str
    language: str
    """The language of all prose in the evaluation: `zh` or `en`."""
    profile: str
    """The profile applied, or empty."""
    sha256: Hash
    """SHA-256 over the canonical JSON of the resolved guideline."""
    full_marks: Figure
    also_out_of: Figure | None
    """The second scale shown beside the first."""
    rounding: RoundingJson
    compare: Compare
    """Whether grades and ranks compare the exact or the rounded total."""
    roles: dict[str, str]
    """Title of each role, by id."""
    grades: list[GradeJson]
    """Best first."""


class StationJson(TypedDict):
    """The station evaluated."""

    id: str
    name: str
    county: str
    kind: str


class PeriodJson(TypedDict("_PeriodKeys", {"from": Annotated[Day, "The first day that counts."]})):
    """The time evaluated."""

    to: Day
    """The last day that counts."""


class EligibilityItemJson(TypedDict):
    """An eligibility condition that holds, or may hold."""

    id: str
    title: str
    result: HeldBack
    state: EligibilityState
    why: str
    """The condition in words."""
    facts: NotRequired[list[FactJson]]
    """What the condition reads."""


class EligibilityJson(TypedDict):
    """Whether the station may be evaluated."""

    status: EligibilityStatus
    items: list[EligibilityItemJson]


class CappedJson(PointsJson):
    """The sum of the bonus or of the deductions."""

    at_most: Figure | None


class CeilingJson(TypedDict):
    """A limit on the grade that applies, or may apply."""

    id: str
    title: str
    at_most: str
    """The best grade that is left."""
    at_most_title: str
    state: LimitState
    why: str
    """The condition in words."""
    facts: NotRequired[list[FactJson]]
    """What the condition reads."""


class VetoJson(TypedDict):
    """A veto that applies, or may apply."""

    id: str
    title: str
    grade: str
    grade_title: str
    state: LimitState
    why: str
    """The decision's reason, the evaluators' remarks, or the condition in words."""
    facts: NotRequired[list[FactJson]]
    """What the condition reads; empty where only the panel decides."""


class NotApplicableJson(TypedDict):
    """How much of the guideline does not apply to the station."""

    points: Figure
    share: Percentage
    at_most: Percentage | None
    """The guideline's limit."""
    over: bool
    """Whether the limit is passed and no decision has accepted it."""


class SecondScaleJson(TypedDict):
    """The total on the second scale."""

    points: Exact | None
    low: Exact
    high: Exact
    out_of: Figure


class ScoreJson(ExactEnds):
    """The total and the grade, at both ends, with the limits on the grade."""

    points: Figure | None
    """Null while open, and where no criterion applies."""
    low: Figure | None
    high: Figure | None
    shown: NotRequired[Figure]
    """The total with more digits, where `points` would seem to be on the other side of a grade's bound."""
    out_of: Figure
    also: SecondScaleJson | None
    bonus: CappedJson | None
    deductions: CappedJson | None
    grade: str | None
    grade_title: str | None
    grade_low: str | None
    grade_low_title: str | None
    grade_high: str | None
    grade_high_title: str | None
    grade_before_ceilings: str | None
    """The band of the total, where both ends lie in the same."""
    ceilings: list[CeilingJson]
    vetoes: list[VetoJson]
    provisional: bool
    """Whether something is open that may change points or grade."""
    not_applicable: NotApplicableJson


@final
class PointsStepJson(PointsJson):
    """A step of the sum with the figure after it."""

    step: PointsStep
    title: str
    change: Signed | None
    """What the step changed; null where the ends differ."""
    detail: str


@final
class GradeStepJson(TypedDict):
    """A step of the grading with the grade after it."""

    step: GradeStep
    title: str
    grade: str | None
    grade_title: str | None
    grade_low: str | None
    grade_high: str | None
    detail: str


class SectionJson(ExactEnds):
    """A section's points; a section follows the one it lies in."""

    id: str
    title: str
    level: int
    """1 for the sections of the first level."""
    parent: str
    """Id of the section it lies in, or empty."""
    points: Figure | None
    """Null while open, and where nothing in it applies."""
    low: Figure
    high: Figure
    of: Figure
    """Full marks."""
    applicable: Figure
    """Full marks of what applies."""
    share: Percentage | None
    """Points of what applies ÷ its full marks."""
    share_low: Percentage | None
    share_high: Percentage | None
    rescaled: bool
    text: str
    note: str
    own: NotRequired[OwnJson]


class BesideJson(PointsJson):
    """A bonus or deduction in short; its finding has the rest."""

    criterion: str
    title: str
    outcome: Outcome
    reason: ReasonCode
    of: Figure


class Evaluation(TypedDict):
    """One station's evaluation: everything that was computed, so that it can be computed again."""

    format: Literal["station-evaluation/1"]
    tool: ToolJson
    guideline: GuidelineJson
    station: StationJson
    period: PeriodJson
    eligibility: EligibilityJson
    score: ScoreJson
    steps: list[PointsStepJson | GradeStepJson]
    """The order of operations with the figure after each."""
    sections: list[SectionJson]
    findings: list[FindingJson]
    """Sections' criteria, then bonus, then deductions."""
    bonus: list[BesideJson]
    deductions: list[BesideJson]
    evidence: list[EvidenceItemJson]
    facts: list[FactJson]
    """Facts that are for reports only."""
    ledgers: list[LedgerJson]
    differences: list[DifferenceJson]
    claims: list[ClaimJson]
    sheets: list[SheetJson]
    decisions: list[DecisionJson]
    problems: list[ProblemJson]
    read: list[LimitReadJson]
    """What ceilings, vetoes and eligibility conditions read."""
    inputs: dict[str, Hash]
    """SHA-256 of every file read, by its path from the folder."""
    supersedes: NotRequired[ResultReferenceJson]
    """The earlier result that this one replaces after a review."""
    program: NotRequired[ProgramJson]
    """Only where the result that this one replaces or checks was computed under another semantics."""
    rechecks: NotRequired[ResultReferenceJson]
    """The result whose rectification this one checks; it enters no ranking."""
    seal: Hash
    """SHA-256 over the canonical JSON (RFC 8785) of everything else."""
