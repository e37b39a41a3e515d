"""How the texts of an evaluation document are written, and its closed codes."""

from __future__ import annotations

from typing import Annotated, Literal

from evaluator.base.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """How a text is written: a regular expression, and what it means."""

    pattern: str
    meaning: str


Figure = Annotated[str, Form(r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", "a number in decimals")]
Exact = Annotated[
    str,
    Form(
        r"^-?(0|[1-9][0-9]*)(\.[0-9]+|/[1-9][0-9]*)?$", "an exact number: in decimals, else a fraction `7/26`"
    ),
]
Signed = Annotated[str, Form(r"^[+-]?(0|[1-9][0-9]*)(\.[0-9]+|/[1-9][0-9]*)?$", "a change with its sign")]
Percentage = Annotated[
    str, Form(r"^≈?-?(0|[1-9][0-9]*)(\.[0-9]+)?%$", "a share for people; `≈` where it is rounded")
]
Hash = Annotated[str, Form("^[0-9a-f]{64}$", "SHA-256 in hex")]
HashOrNone = Annotated[str, Form("^([0-9a-f]{64})?$", "SHA-256 in hex, or empty")]
Day = Annotated[str, Form("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "a calendar day")]

Outcome = Literal["met", "partly_met", "not_met", "not_applicable", "not_assessed"]
ReasonCode = Literal[
    "scored",
    "blank",
    "zero",
    "no_evidence",
    "zero_when",
    "refused",
    "not_applicable",
    "claimed",
    "awaiting_mark",
    "awaiting_decision",
]
Source = Literal["decided", "observed", "counted", "declared", "derived", "none"]
Awaited = Literal["", "awaiting_mark", "awaiting_decision"]
"""Why a fact is open: a role has yet to give it, or the panel to decide."""
Opening = Literal["awaiting_mark", "awaiting_decision", "claimed"]
"""Why a criterion is open."""
Waiting = Opening | Literal[""]
"""The same; empty where nothing is open."""
ClaimAwaited = Literal["", "claimed", "awaiting_decision"]
"""What a pending claim waits for: an evaluator's answer, or a decision."""
Status = Literal["official", "constructed", "draft"]
RoundingRule = Literal["half_up", "half_even"]
RoundingPlace = Literal["criterion", "total"]
Compare = Literal["exact", "rounded"]
Merge = Literal["mean", "median", "trimmed_mean"]
HeldBack = Literal["postponed", "not_evaluated"]
"""What comes of an eligibility condition that holds."""
EligibilityStatus = Literal["eligible", "pending", "postponed", "not_evaluated"]
EligibilityState = Literal["holds", "pending"]
PointsStep = Literal["criteria", "sections", "rescale", "bonus", "deductions", "clamp", "rounding"]
GradeStep = Literal["grade", "ceilings", "vetoes"]
ItemState = Literal["accepted", "refused", "disputed", "unusable"]
LimitState = Literal["applies", "pending"]
ClaimStateCode = Literal["accepted", "refused", "pending", "dropped"]
Kind = Literal["criterion", "bonus", "deduction"]
Severity = Literal["error", "warning"]
