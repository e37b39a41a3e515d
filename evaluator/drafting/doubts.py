"""Explain why a wording became no rule: a clause was not understood, or the points do not add up."""

from __future__ import annotations

import re
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.clauses import Wording, number, read_wording
from evaluator.drafting.phrases import MOST_LETTERS, recognise, takes_all, vague
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
    if wording.cap is not None and wording.cap != points:
        return Phrase("doubt-cap", cap=text(wording.cap), points=text(points))
    word = vague(wording)
    if word:
        clause = next((part for part in re.split(r"[,;。\n]", wording.plain) if word in part), word)
        return Phrase("doubt-vague", word=word, clause=_short(clause))
    if not wording.scoring:
        return Phrase("doubt-silent")
    unread = _unread(wording, points)
    if unread:
        return Phrase("doubt-clause", clause="”、“".join(_short(clause) for clause in unread[:MOST_CLAUSES]))
    return Phrase("doubt-together", points=text(points))


def _unread(wording: Wording, points: Number) -> list[str]:
    """Return the clauses that no phrasing fits, for any number of points."""
    clauses = []
    for clause in wording.scoring:
        worths = {points, *(number(amount) for amount in re.findall(r"(\d+(?:\.\d+)?)分", clause))}
        if not takes_all(clause) and not any(recognise(clause, worth, Asked("a", "a")) for worth in worths):
            clauses.append(clause)
    return clauses


def _short(clause: str) -> str:
    return clause if len(clause) <= MOST_SHOWN else clause[: MOST_SHOWN - 1] + "…"
