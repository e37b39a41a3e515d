"""The rules that the wordings of score tables stand for.

A wording is split into clauses; each reader joins all of them into one kind of rule, or gives up. A rule is
made only where every clause that gives or takes points has its place in it, and the awards fit the points. A
wording understood in part yields no rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.clauses import Clause, Wording, read_wording
from evaluator.drafting.counts import read_count
from evaluator.drafting.deductions import read_deductions
from evaluator.drafting.options import read_all_of, read_options
from evaluator.drafting.ratings import read_rating
from evaluator.drafting.ratios import read_ratio
from evaluator.drafting.recognition import Asked, RuleDraft
from evaluator.drafting.steps import read_tiers
from evaluator.texts.messages import Phrase

MOST_LETTERS: Final = 1_000
"""A longer wording cannot be stated by a simple rule."""

MOST_CLAUSES: Final = 3
MOST_SHOWN: Final = 40
"""Most characters of a clause shown in a message."""

Reader = Callable[[Wording, Number, Asked], RuleDraft | None]
READERS: Final[Sequence[Reader]] = (
    read_rating, read_tiers, read_ratio, read_all_of, read_deductions, read_count, read_options,
)  # fmt: skip
"""From the most to the least particular."""


def recognise(wording: str, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the rule that *wording* states for *points*, None when no reader accounts for all of it."""
    if len(wording) > MOST_LETTERS or not points:
        return None
    return rule_of(read_wording(_listing(wording)), points, asked)


def rule_of(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the rule that a *wording* states for *points*."""
    if wording.vague or wording.leftover or not wording.clauses:
        return None
    if wording.cap is not None and (wording.cap != points or len(wording.caps) > 1):
        return None
    if re.search(r"不(?:重复|累计)|取最高|就高", wording.plain):
        return None
    for read in READERS:
        rule_draft = read(wording, points, asked)
        if rule_draft is not None:
            return rule_draft
    return None


def _listing(written: str) -> str:
    """Return 好16-20/较好11-15/差0-5 with its points written out."""
    bare = written.strip().rstrip("。；;")
    if not re.search(r"[分得扣加减每]", bare) and re.fullmatch(
        r"(?:[^\d，,；;]{1,12}\d+(?:\.\d+)?[，,；;\n]\s*)+[^\d，,；;]{1,12}\d+(?:\.\d+)?", bare
    ):  # 符合1.0，基本符合0.5，不符合0
        return re.sub(r"[，,；;\n]", "分；", bare) + "分"
    if re.fullmatch(r"(?:[^\d/、]{1,6}\d+(?:[-–~]\d+)?[/、])+[^\d/、]{1,6}\d+(?:[-–~]\d+)?", written.strip()):
        return re.sub(r"[/、]", "分；", written.strip()) + "分"
    return written


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
    return [part for part in re.split(r"[,;。\n]", wording.plain) if part]


def _short(clause: str) -> str:
    return clause if len(clause) <= MOST_SHOWN else clause[: MOST_SHOWN - 1] + "…"
