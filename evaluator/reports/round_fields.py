"""What the documents on a whole round may print: every value a text, ready to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.reports.fields import DocumentsView, GuidelineView


@dataclass(frozen=True, slots=True)
class AwardeeView:
    """A station an award was given to, or not, and why."""

    station: str
    reason: str
    state: str
    """given, open (level with others at the last place) or missed."""


@dataclass(frozen=True, slots=True)
class Awarded:
    """The outcome of an award."""

    title: str
    about: str
    """Its places and conditions in words."""
    choices: tuple[AwardeeView, ...]
    left: str
    """How many places are left, in words; empty where none is."""
    note: str
    """A note that the outcome is not final; empty where it is."""


@dataclass(frozen=True, slots=True)
class SectionCell:
    """A station's points in one section."""

    points: str
    share: str
    heat: str
    """1 (least) to 5 (most) by share; 0 where there is none."""
    sort: str


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station in the ranking."""

    rank: str
    """Empty for a station that is not ranked; 并列13 for one that shares its rank."""
    rank_sort: str
    """A number to sort by; after all ranks for a station without one."""
    id: str
    name: str
    county: str
    kind: str
    cells: tuple[SectionCell, ...]
    """One for each of `sections`."""
    bonus: str
    bonus_sort: str
    deductions: str
    deductions_sort: str
    points: str
    sort: str
    """A number to sort by: the points, or the low end."""
    grade: str
    grade_order: str
    """1 for the highest grade."""
    limits: str
    """Ceilings and vetoes that hold or are pending."""
    awards: str
    reason: str
    """Why it is not ranked."""
    remarks: str
    """All of the last three."""
    public_state: str
    """Why it has no final grade, in words that can be published."""


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section over all stations that are counted."""

    id: str
    title: str
    of: str
    average: str
    share: str
    highest: str
    lowest: str
    highest_share: str
    lowest_share: str
    bar: str


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A grade and who has it."""

    title: str
    bound: str
    count: str
    share: str
    bar: str
    stations: str


@dataclass(frozen=True, slots=True)
class Bin:
    """A span of points and how many stations are in it."""

    title: str
    count: str
    bar: str


@dataclass(frozen=True, slots=True)
class CountyRow:
    """A county."""

    name: str
    stations: str
    ranked: str
    average: str
    grades: str


@dataclass(frozen=True, slots=True)
class LossRow:
    """A criterion and what all stations together lose on it."""

    id: str
    title: str
    section: str
    lost: str
    average: str
    """Per station to which the criterion applies."""
    share: str
    stations: str
    bar: str
    gain: str
    """By how much the mean of final results would rise without this loss; empty where none is final."""


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A station an award was given to, or not."""

    state: str
    """入选、待定、未入选."""
    name: str
    county: str
    reason: str


@dataclass(frozen=True, slots=True)
class AwardRow:
    """An award."""

    title: str
    about: str
    note: str
    """Places left, and that something is still to be decided; empty where neither is so."""
    rows: tuple[ChoiceRow, ...]


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A fact added up over the stations that gave it."""

    title: str
    value: str
    average: str
    stations: str


@dataclass(frozen=True, slots=True)
class PublicRow:
    """A station as it is made public: no points, no persons."""

    no: str
    name: str
    county: str
    grade: str
    awards: str


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """What an edition corrects for a station."""

    no: str
    name: str
    county: str
    before: str
    """Rank, points, grade and awards; in what is public grade and awards."""
    after: str
    cause: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of the panel."""

    name: str
    role: str
    marks: str
    """The sections and criteria that are marked; all of the role's where nothing is set."""
    recused: str
    """The stations that are not marked."""


@dataclass(frozen=True, slots=True)
class PanelDecisionRow:
    """What the panel decided on a station or an award."""

    no: str
    station: str
    """A dash for an award."""
    what: str
    value: str
    reason: str
    by: str
    """Who decided, and when."""


@dataclass(frozen=True, slots=True)
class RobustRow:
    """How far a station's rank moves under random weights, as a row of the picture."""

    name: str
    label: str
    """Its name without what all names end with, for the picture."""
    rank: str
    ups: str
    """By how many ranks it goes up at most."""
    downs: str
    """By how many it goes down, below 0."""
    range: str
    left: str
    """Where the bar begins, in hundredths of its width."""
    width: str
    ranks: str
    """How often the rank, the grade or the awards are others."""
    grades: str
    awards: str


@dataclass(frozen=True, slots=True)
class RoundView:
    """All that the documents on a round may print."""

    lang: str
    label: Mapping[str, str]
    title: str
    tool: str
    guideline: GuidelineView
    period: str
    documents: DocumentsView
    overview: tuple[str, ...]
    panel: tuple[str, ...]
    """The members of the panel, each with the role."""
    panel_lines: tuple[str, ...]
    """The same, a line for each role."""
    members: tuple[MemberRow, ...]
    """The same with what each marks, and from which stations each is recused."""
    changes: tuple[str, ...]
    """Who was excused or replaced, which stations were withdrawn or opened again: a sentence each."""
    decisions: tuple[PanelDecisionRow, ...]
    leader: tuple[str, ...]
    """The round in the few sentences of the leader's page."""
    problems: tuple[str, ...]
    """The problems of all stations together: one sentence each."""
    advice: tuple[str, ...]
    """What to do about them, the largest loss first: one sentence each."""
    sections: tuple[SectionRow, ...]
    counted: str
    """Over which stations averages are taken."""
    grades: tuple[GradeRow, ...]
    bins: tuple[Bin, ...]
    counties: tuple[CountyRow, ...]
    ranked: tuple[StationRow, ...]
    unranked: tuple[StationRow, ...]
    losses: tuple[LossRow, ...]
    awards: tuple[AwardRow, ...]
    robust: tuple[str, ...]
    """What the ranking depends on, in plain words: one sentence each."""
    robust_rows: tuple[RobustRow, ...]
    """The stations whose rank, grade or awards become others, in order."""
    robust_title: str
    """What the picture of them shows."""
    totals: tuple[TotalRow, ...]
    public: tuple[PublicRow, ...]
    public_order: str
    public_open: tuple[PublicRow, ...]
    """Stations without a final grade; `grade` says why there is none."""
    notice: str
    objections_how: str
    correction_how: str
    """The same for a correction, with the days in which to object."""
    objections_rest: str
    """Who reviews them and how they are answered."""
    public_days: str
    edition: str
    """第2版（更正）; empty for the first edition."""
    round_seal: str
    """All digits of the round's seal; before the close of the seal that it would get."""
    seal_line: str
    """The edition and the beginning of the round's seal."""
    code: str
    """What the code on the last page says: round, number of stations, edition, the round's seal."""
    correction_notice: str
    """What the correction is about, in a sentence; empty for the first edition."""
    corrections: tuple[CorrectionRow, ...]
    public_corrections: tuple[CorrectionRow, ...]
    """The same without points, and only where grade or awards changed."""
