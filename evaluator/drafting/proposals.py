"""What a file of a station's folder may be handed in as, how sure that is, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from evaluator.base.frozen import dataclass, field

Certainty = Literal["sure", "likely", "unclear"]
"""`unclear` is shown only; the others may be written."""


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: the key of its sentence, and the sentence's fields."""

    key: str
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvidenceProposal:
    """A file that may be evidence."""

    path: str
    title: str
    kind: str
    reference: str
    """The criterion and its line or option: `A1.1#lease`."""
    wanted: str
    """The title of the line or option."""
    certainty: Certainty
    why: tuple[Why, ...]
    date: date | None = None
    """The day in the file's name."""
    others: tuple[tuple[str, str], ...] = ()
    """Where it is unclear: what else it may be, as reference and title, the likeliest first."""


@dataclass(frozen=True, slots=True)
class LedgerProposal:
    """A table, or several that go on where another ends, that may be a ledger."""

    paths: tuple[str, ...]
    ledger: str
    title: str
    certainty: Certainty
    why: tuple[Why, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    """Heads that differ from the guideline's → the column each stands for."""
    rows: int = 0
