"""Explain why a wording became no rule: a clause was not understood, or the points do not add up."""

from __future__ import annotations

from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.clauses import Clause, Wording, read_wording
from evaluator.drafting.phrases import MOST_LETTERS, rule_of
from evaluator.drafting.recognition import Asked
from evaluator.texts.messages import Phrase

MOST_CLAUSES: Final = 3
MOST_SHOWN: Final = 40
"""Most characters of a clause shown in a message."""


def doubt(source_text: str, points: Number) -> str:
    """Return why *source_text* was not recognised for *points*, as a field of a message."""
    if not points:
        return Phrase("doubt-no-points")
    if not source_text:
        return Phrase("doubt-nothing")
    if len(source_text) > MOST_LETTERS:
        return Phrase("doubt-long", limit=str(MOST_LETTERS))
    wording = read_wording(source_text)
    if wording.vague:
        clause = next((part for part in _sentences(wording) if wording.vague in part), wording.vague)
        return Phrase("doubt-vague", word=_short(wording.vague), clause=_short(clause))
    if wording.cap is not None and wording.cap != points:
        return Phrase("doubt-cap", cap=text(wording.cap), points=text(points))
    if wording.leftover:
        return Phrase("doubt-clause", clause="”、“".join(map(_short, wording.leftover[:MOST_CLAUSES])))
    if not wording.clauses:
        return Phrase("doubt-silent")
    unread = [clause for clause in wording.clauses if not _is_understood(wording, clause)]
    if unread:
        return Phrase(
            "doubt-clause", clause="”、“".join(_short(_written(clause)) for clause in unread[:MOST_CLAUSES])
        )
    return Phrase("doubt-together", points=text(points))


def _is_understood(wording: Wording, clause: Clause) -> bool:
    """Return whether a clause alone would be a rule, for the points that it gives."""
    if clause.kind in ("none", "full"):
        return True
    alone = Wording(wording.plain, (clause,), wording.about, (), "", ())
    return rule_of(alone, clause.high or 1, Asked("a", "a")) is not None


def _written(clause: Clause) -> str:
    span = text(clause.low) if clause.low == clause.high else f"{text(clause.low)}-{text(clause.high)}"
    match clause.kind:
        case "deduct":
            return f"{clause.condition}扣{span}分"
        case "award":
            return f"{clause.condition}得{span}分"
        case "proportion":
            return f"{clause.condition}按{clause.per}比例得分"
        case _:
            return f"{clause.condition}×{span}"


def _sentences(wording: Wording) -> list[str]:
    import re

    return [part for part in re.split(r"[,;。\n]", wording.plain) if part]


def _short(clause: str) -> str:
    return clause if len(clause) <= MOST_SHOWN else clause[: MOST_SHOWN - 1] + "…"
