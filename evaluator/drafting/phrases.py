"""The rules that the wordings of score tables stand for.

A wording is split into clauses; each reader joins all of them into one kind of rule, or gives up. A rule is
made only where every clause that gives or takes points has its place in it, and the awards fit the points. A
wording understood in part yields no rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from evaluator.base.exact import Number
from evaluator.drafting.clauses import Wording, read_wording
from evaluator.drafting.counts import read_count
from evaluator.drafting.deductions import read_deductions
from evaluator.drafting.options import read_all_of, read_options
from evaluator.drafting.ratings import read_rating
from evaluator.drafting.ratios import read_ratio
from evaluator.drafting.recognition import Asked, RuleDraft
from evaluator.drafting.steps import read_tiers

MOST_LETTERS: Final = 1_000
"""A longer wording cannot be stated by a simple rule."""

Reader = Callable[[Wording, Number, Asked], RuleDraft | None]
READERS: Final[Sequence[Reader]] = (
    read_rating, read_tiers, read_ratio, read_all_of, read_deductions, read_count, read_options,
)  # fmt: skip
"""From the most to the least particular."""


def recognise(text: str, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the rule that *text* states for *points*, None when no reader accounts for all of it."""
    if len(text) > MOST_LETTERS or not points:
        return None
    return rule_of(read_wording(_listing(text)), points, asked)


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


def _listing(text: str) -> str:
    """Return 好16-20/较好11-15/差0-5 with its points written out."""
    bare = text.strip().rstrip("。；;")
    if not re.search(r"[分得扣加减每]", bare) and re.fullmatch(
        r"(?:[^\d，,；;]{1,12}\d+(?:\.\d+)?[，,；;\n]\s*)+[^\d，,；;]{1,12}\d+(?:\.\d+)?", bare
    ):  # 符合1.0，基本符合0.5，不符合0
        return re.sub(r"[，,；;\n]", "分；", bare) + "分"
    if re.fullmatch(r"(?:[^\d/、]{1,6}\d+(?:[-–~]\d+)?[/、])+[^\d/、]{1,6}\d+(?:[-–~]\d+)?", text.strip()):
        return re.sub(r"[/、]", "分；", text.strip()) + "分"
    return text
