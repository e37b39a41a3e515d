"""The variables of the template of an evaluator's score sheet."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.reports.fields import GuidelineView, StationView


@dataclass(frozen=True, slots=True)
class SheetRowView:
    """A criterion this evaluator marks."""

    level1: str
    level2: str
    no: str
    id: str
    title: str
    of: str
    text: str
    rule: str
    look_at: str
    self_points: str
    mark: str
    """Level and points; empty on a blank sheet."""
    remark: str
    evidence: str


@dataclass(frozen=True, slots=True)
class SheetEntryView:
    """A figure observed on site, an opinion on evidence or on a claim, or a veto."""

    title: str
    value: str
    remark: str


@dataclass(frozen=True, slots=True)
class SheetScoreView:
    """What the page headers need."""

    provisional: bool


@dataclass(frozen=True, slots=True)
class SheetView:
    """The variables of a score sheet."""

    lang: str
    label: Mapping[str, str]
    guideline: GuidelineView
    station: StationView
    period: str
    score: SheetScoreView
    evaluator: str
    role: str
    is_draft: bool
    """Whether the sheet is filled in but not submitted."""
    rows: tuple[SheetRowView, ...]
    observed: tuple[SheetEntryView, ...]
    words: tuple[SheetEntryView, ...]
    remark: str
    submitted: str
    sha256: str
    """Hash of the submitted file; empty until the sheet is submitted."""
