"""An evaluator's marks, observations and remarks on a station, and the panel's decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from evaluator.base.exact import Number
from evaluator.base.frozen import dataclass, field
from evaluator.model.forms import Merge
from evaluator.model.rule import Mark
from evaluator.model.values import EXPERT, Value

_Day = date
"""`Decision` has a field called date."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A fact as an evaluator observed it."""

    value: Value
    remark: str = ""
    line: int = field(default=0, compare=False)
    """In the sheet's file; 0 where unknown."""


@dataclass(frozen=True, slots=True)
class EvidenceWord:
    """An evaluator's answer on an evidence item (`E07`: accepted) or a line (`A1.1#lease`: seen)."""

    holds: bool
    remark: str = ""
    line: int = field(default=0, compare=False)
    """In the sheet's file; 0 where unknown."""


@dataclass(frozen=True, slots=True)
class ClaimWord:
    """An evaluator's answer on a claim that something does not apply."""

    agree: bool
    remark: str = ""
    line: int = field(default=0, compare=False)
    """In the sheet's file; 0 where unknown."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet counts once `submitted` is set."""

    evaluator: str
    station: str
    role: str = EXPERT
    submitted: date | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)
    observed: Mapping[str, Observation] = field(default_factory=dict)
    evidence: Mapping[str, EvidenceWord] = field(default_factory=dict)
    not_applicable: Mapping[str, ClaimWord] = field(default_factory=dict)
    vetoes: Mapping[str, str] = field(default_factory=dict)
    """Ticked vetoes with the remark."""
    file: str = ""
    sha256: str = ""


CLAIM = ("claim", "not_applicable")
"""The two kinds of decision that settle a claim; the submission uses the second word."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the panel: `kind` is mark, fact, veto, claim, evidence, not_applicable or waiver."""

    kind: str
    id: str
    value: Value | Mark | bool
    reason: str
    by: str
    date: date
    file: str = ""
    line: int = 0
    until: _Day | None = None
    """The last day of a waiver; None for everything else."""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """A member of the panel; `marks` names sections or criteria, empty means all of the role's."""

    id: str
    name: str = ""
    role: str = EXPERT
    marks: tuple[str, ...] = ()
    recused_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """How marks are merged. Without named evaluators every submitted sheet counts and one sheet is enough."""

    evaluators: tuple[Evaluator, ...] = ()
    merge: Merge = "mean"
    apart: Number | None = None
    """Share of full marks above which the spread needs a decision."""
