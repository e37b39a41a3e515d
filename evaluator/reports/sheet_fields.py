"""What the paper of one evaluator's sheet may print."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.reports.fields import Guideline, Station


@dataclass(frozen=True, slots=True)
class SheetRow:
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
class Entry:
    """A figure found on site, a word on evidence or on a claim, a veto."""

    title: str
    value: str
    remark: str


@dataclass(frozen=True, slots=True)
class Score:
    """What running titles ask for."""

    provisional: bool


@dataclass(frozen=True, slots=True)
class SheetView:
    """All that the paper of a sheet may print."""

    lang: str
    label: Mapping[str, str]
    guideline: Guideline
    station: Station
    period: str
    score: Score
    evaluator: str
    role: str
    is_draft: bool
    """Whether it is filled in without being submitted."""
    rows: tuple[SheetRow, ...]
    observed: tuple[Entry, ...]
    words: tuple[Entry, ...]
    remark: str
    submitted: str
    sha256: str
    """Hash of the file that was submitted; empty before."""
