"""What a template may print: every field is text, a yes or no, or a list; nothing is left to compute.

The string under a field says what it holds; `templates/README.md` is generated from these classes.
"""

from collections.abc import Mapping

from evaluator.base.frozen import dataclass


@dataclass(frozen=True, slots=True)
class GuidelineView:
    """The guideline the station was evaluated against."""

    id: str
    title: str
    edition: str
    """With the word: 2024版."""
    status: str
    """示例指标，非官方; empty for an official guideline."""
    status_line: str
    """The status and who issued the guideline; empty for an official one."""
    issuer: str
    subject: str
    """What a station is called: 社工站."""
    full_title: str
    """Title and edition."""
    cited: str
    """The same as a document is cited: 《title》（edition）."""
    basis: tuple[str, ...]
    """The sources of the rules, by paragraph."""
    notes: tuple[str, ...]
    """What it is modelled on, its profile, its source document: one sentence each."""
    arithmetic: tuple[str, ...]
    """How points are rounded and compared: one sentence each."""
    sha256: str


@dataclass(frozen=True, slots=True)
class StationView:
    """The station."""

    id: str
    name: str
    county: str
    kind: str


@dataclass(frozen=True, slots=True)
class DocumentsView:
    """The round's details for its documents; each is empty where the round gives none."""

    commissioned_by: str
    evaluated_by: str
    number: str
    """The number of this one paper; empty while it is not settled."""
    edition: str
    """Number of the edition that the paper's result belongs to; empty outside a round, and for a recheck."""
    dated: str
    """The day of this one paper; empty while it is not settled."""
    deadline: str
    """Until when problems are to be put right."""
    contact: str
    """Whom to ask, with a telephone number."""
    objection_until: str
    objection_to: str
    """Who takes objections; the commissioning body where nothing is said."""
    objection_phone: str
    recheck: str
    """How it is checked that problems were put right."""
    rectification_number: str
    """Number of the notice; the same as `number`."""
    review_number: str
    """Number of the decision on an objection; the same as `number`."""
    review_dated: str


@dataclass(frozen=True, slots=True)
class LimitView:
    """A ceiling, veto or condition of eligibility that holds or is pending."""

    id: str
    kind: str
    title: str
    effect: str
    """最高定为合格."""
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class ScoreView:
    """The total and the grade."""

    points: str
    """A number, or low～high."""
    out_of: str
    also: str
    """The same on the second scale, with its full marks; empty where there is none."""
    grade: str
    """The title, or low～high while something is open."""
    grade_note: str
    """Why the grade is not the one of the points; else empty."""
    range: str
    """low～high, empty where both are the same."""
    provisional: bool
    banner: str
    """暂定：尚有 3 项待评定，得分区间 710.00～760.00; empty where all is settled."""
    eligibility: str


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something not settled yet."""

    id: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A criterion or option that does not apply or is claimed not to."""

    id: str
    title: str
    points: str
    """Its full marks; empty for an option."""
    reason: str
    state: str


@dataclass(frozen=True, slots=True)
class NamedView:
    """A name and what it is: a grade and its bound, an outcome and its count, a file and its hash."""

    code: str
    title: str
    value: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the computation, with the figure after it."""

    no: str
    title: str
    points: str
    change: str
    """What the step added or took off; empty where it is not known."""
    grade: str
    detail: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """One row of the table of sections."""

    id: str
    title: str
    indent: str
    """Full-width spaces by its depth, for tables in Word."""
    level: str
    is_top: bool
    points: str
    of: str
    share: str
    note: str
    bar_low: str
    """Percentage between 0 and 100 for a chart: what is certain."""
    bar_high: str
    """The same for what is possible."""


@dataclass(frozen=True, slots=True)
class FactView:
    """One value and where it comes from."""

    name: str
    title: str
    value: str
    source: str
    """With the file or evaluator: 台账（个案台账）."""


@dataclass(frozen=True, slots=True)
class MarkView:
    """What one evaluator gave."""

    evaluator: str
    value: str
    """Level and points."""
    remark: str


@dataclass(frozen=True, slots=True)
class EvidenceLineView:
    """One kind of evidence a criterion asks for."""

    text: str
    """The line with how many are needed and how many there are."""
    items: str
    is_filled: bool


@dataclass(slots=True)
class FindingView:
    """The judgement on one criterion."""

    id: str
    anchor: str
    """A name for links within an HTML report."""
    title: str
    """With ▲ in front where it is a key item."""
    section: str
    """The section's id and title."""
    level1: str
    """Id and title of the section at the top; 加分项 or 扣分项 beside the sections."""
    level2: str
    """The same of the sections below it; empty where there is none."""
    kind: str
    """指标, 加分项 or 扣分项."""
    outcome: str
    """met · partly_met · not_met · not_applicable · not_assessed."""
    outcome_title: str
    symbol: str
    """One character for the outcome, so that colour is not the only sign."""
    reason: str
    points: str
    """A number, or low～high."""
    of: str
    of_text: str
    """/15.00; in bonus and deductions 最高加 20.00, 最多扣 20.00."""
    score: str
    """Points and full marks in one text."""
    points_note: str
    """Own scale, exact value, value before rounding; one a line, empty in most."""
    lost: str
    """What is missing to the full marks; low～high while open; empty where nothing is."""
    self_points: str
    """What the station would give itself; empty where it said nothing."""
    text: str
    """The guideline's own wording."""
    rule: str
    """The rule in words, as the program reads it."""
    note: str
    look_at: str
    plain: str
    """What was lost and why in a reader's words, without the arithmetic."""
    loss: str
    """The same with what it costs: 持证率 89.32%，应达 100%，扣 2.14 分; empty where nothing is lost."""
    why: tuple[str, ...]
    why_text: str
    """Reasons and marks, one a line."""
    steps_text: str
    """The reasons without single evaluators' marks, one a line."""
    facts: tuple[FactView, ...]
    facts_text: str
    """Each value with its source, one a line."""
    marks: tuple[MarkView, ...]
    marks_text: str
    """What each evaluator gave, by name, one a line; in nothing that a station gets."""
    evidence: tuple[NamedView, ...]
    """Each item: its id, and in `code` its anchor in the list of evidence."""
    evidence_text: str
    evidence_lines: tuple[EvidenceLineView, ...]
    missing: tuple[str, ...]
    missing_text: str
    differences: tuple[str, ...]
    remedy: str
    effort: str
    remarks: str
    """Differences, missing evidence and remedy, one a line."""


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one section, or of bonus or deductions, for the detailed table."""

    id: str
    title: str
    points: str
    """The section's points and full marks in one text."""
    titles: str
    """Id and title of each finding, in one text."""
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file or record the station handed in."""

    id: str
    anchor: str
    kind: str
    title: str
    date: str
    file: str
    used_for: str
    state: str
    """With the reason, where it is not accepted."""
    sha256: str


@dataclass(frozen=True, slots=True)
class LedgerView:
    """One ledger and what was counted in it."""

    title: str
    files: str
    rows: str
    counted: str
    """Each count and its value, one a line."""
    not_counted: tuple[str, ...]
    """Every row that did not count, with the reason; rows with one reason share a line."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact on which two sources disagree."""

    fact: str
    title: str
    used: str
    values: str
    effect: str


@dataclass(frozen=True, slots=True)
class SheetSummaryView:
    """One submitted sheet."""

    evaluator: str
    """By name where the round has it."""
    role: str
    submitted: str
    sha256: str
    hash: str
    """Its first 16 digits."""


@dataclass(frozen=True, slots=True)
class SignerPair:
    """Two who sign beside each other."""

    left: str
    right: str
    """Empty where there is no other."""


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What the panel settled."""

    what: str
    value: str
    reason: str
    by: str
    date: str


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A mistake in a file; never about the station."""

    severity: str
    where: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """All a template may print."""

    lang: str
    """zh-CN or en, for the attribute of the same name."""
    label: Mapping[str, str]
    """Headings and column titles in the guideline's language."""
    title: str
    """社工站评估报告."""
    self_title: str
    """社工站自评报告."""
    property_title: str
    """Title and station, short enough for a document's properties."""
    tool: str
    guideline: GuidelineView
    station: StationView
    period: str
    documents: DocumentsView
    score: ScoreView
    open_items: tuple[OpenItem, ...]
    not_applicable: tuple[NotApplicable, ...]
    not_applicable_note: str
    counts: tuple[NamedView, ...]
    """Each outcome with how many findings have it; the title and the number."""
    counts_text: str
    """The same in one sentence."""
    grades: tuple[NamedView, ...]
    """Each grade with its bound, best first."""
    course: tuple[str, ...]
    """What was handed in and done: one sentence each."""
    steps: tuple[StepView, ...]
    acting_steps: tuple[StepView, ...]
    """The first step, those that changed points or grade, and the last grade."""
    sections: tuple[SectionView, ...]
    top_sections: tuple[SectionView, ...]
    means: tuple[NamedView, ...]
    """Average share of each top section in the round, its id in `code`; empty where no round is given."""
    limits: tuple[LimitView, ...]
    """Ceilings, vetoes and eligibility that hold or are pending."""
    groups: tuple[Group, ...]
    """All findings in document order, then bonus and deductions."""
    strengths: tuple[Group, ...]
    """The findings that are met, by section."""
    gaps: tuple[FindingView, ...]
    """The findings that lose points, the largest loss first."""
    gaps_note: str
    """Why losses are not what is missing to full marks, where a section was rescaled; else empty."""
    notice: tuple[FindingView, ...]
    """The findings that lose points as a notice lists them: key items first, then the largest loss."""
    missing: tuple[FindingView, ...]
    """The findings for which evidence is missing."""
    conclusion: str
    """The result in one paragraph that can be read aloud."""
    problem_sentences: tuple[str, ...]
    """The problems in sentences: what limits the grade, section by section, papers."""
    problems_brief: tuple[str, ...]
    """The same with one loss named for each section, for a letter."""
    advice: tuple[str, ...]
    """What to put right, the largest loss first, in sentences."""
    advice_more: str
    """How many more the annexes have; empty where these are all."""
    remedies: tuple[FindingView, ...]
    """The findings that lose points and have a remedy, the largest loss first."""
    facts: tuple[FactView, ...]
    differences: tuple[Difference, ...]
    problems: tuple[FileProblem, ...]
    evidence: tuple[Evidence, ...]
    ledgers: tuple[LedgerView, ...]
    sheets: tuple[SheetSummaryView, ...]
    signers: tuple[str, ...]
    """Who signs: the evaluators whose sheets count, each with the role; three lines at least."""
    signer_pairs: tuple[SignerPair, ...]
    """The same, two beside each other."""
    decisions: tuple[DecisionView, ...]
    inputs: tuple[NamedView, ...]
    """Each input file with its hash."""
    input_lines: tuple[str, ...]
    """The same, several short ones on a line: the first 16 digits of each hash."""
    seal: str
    seal_short: str
    """The seal's first 16 digits."""
    foot: str
    """The edition and the first digits of the seal, for the foot of every page."""
    code: str
    """What the code on the last page says: station, points, grade, edition, seal."""
