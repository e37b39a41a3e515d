"""Say why a wording became no rule: which of its clauses was not understood, or what does not add up."""

from __future__ import annotations

import re
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.clauses import Wording, number, read_wording
from evaluator.drafting.phrases import MOST_LETTERS, recognise, takes_all, vague
from evaluator.drafting.recognition import Asked
from evaluator.texts.messages import Said

MOST_CLAUSES: Final = 3
MOST_SHOWN: Final = 40
"""Letters of a clause that are shown."""


def doubt(said: str, points: Number) -> str:
    """Return why *said* was not recognised for *points*, as a field of a message."""
    if not points:
        return Said("doubt-no-points")
    if not said:
        return Said("doubt-nothing")
    if len(said) > MOST_LETTERS:
        return Said("doubt-long", limit=str(MOST_LETTERS))
    wording = read_wording(said)
    if wording.cap is not None and wording.cap != points:
        return Said("doubt-cap", cap=text(wording.cap), points=text(points))
    word = vague(wording)
    if word:
        clause = next((each for each in re.split(r"[,;。\n]", wording.plain) if word in each), word)
        return Said("doubt-vague", word=word, clause=_short(clause))
    if not wording.scoring:
        return Said("doubt-silent")
    unread = _unread(wording, points)
    if unread:
        return Said("doubt-clause", clause="”、“".join(_short(each) for each in unread[:MOST_CLAUSES]))
    return Said("doubt-together", points=text(points))


def _unread(wording: Wording, points: Number) -> list[str]:
    """Return the clauses that no phrasing fits, whatever they are worth."""
    found = []
    for clause in wording.scoring:
        worths = {points, *(number(each) for each in re.findall(r"(\d+(?:\.\d+)?)分", clause))}
        if not takes_all(clause) and not any(recognise(clause, one, Asked("a", "a")) for one in worths):
            found.append(clause)
    return found


def _short(clause: str) -> str:
    return clause if len(clause) <= MOST_SHOWN else clause[: MOST_SHOWN - 1] + "…"
