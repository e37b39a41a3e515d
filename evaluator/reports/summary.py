"""Put a whole evaluation into sentences: its conclusion, the problems it names, the advice that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from evaluator.model.evaluation import Evaluation
from evaluator.reports import inputs
from evaluator.reports.fields import FindingView, LimitView, NamedView, ScoreView, SectionView
from evaluator.reports.wording import DASH, Phrases

NAMED_IN_CONCLUSION: Final = 3
"""Losses that the conclusion names."""
NAMED_BY_SECTION: Final = 2
"""Losses of one section that the problems name."""
MOST_ADVICE: Final = 5
"""Criteria for which the report itself gives advice; the annexes have all."""
_SHARE: Final = re.compile(r"\d+(\.\d+)?%")


def conclusion(
    phrases: Phrases,
    evaluation: Evaluation,
    score: ScoreView,
    counts: Sequence[NamedView],
    sections: Sequence[SectionView],
    gaps: Sequence[FindingView],
) -> str:
    """Return the conclusion in one paragraph that can be read aloud."""
    provisional = score.provisional
    sentences = [
        phrases.say(
            "conclusion_provisional" if provisional else "conclusion_result",
            station=evaluation["station"]["name"],
            points=score.range or score.points,
            of=score.out_of,
            grade=score.grade,
            note=phrases.say("brackets_note", text=score.grade_note) if score.grade_note else "",
        )
    ]
    total = sum(int(count.value) for count in counts)
    listing = phrases.join(
        phrases.say("count", title=count.title, count=count.value) for count in counts if count.value != "0"
    )
    sentences.append(phrases.say("conclusion_counts", total=total, counts=listing))
    rated = [section for section in sections if section.is_top and section.share != DASH]
    if len(rated) > 1:
        ordered = sorted(rated, key=lambda section: -Decimal(section.bar_low))
        best, last = ordered[0], ordered[-1]
        if best.bar_low != last.bar_low:
            sentences.append(
                phrases.say(
                    "conclusion_sections",
                    best=best.title,
                    best_share=best.share,
                    last=last.title,
                    last_share=last.share,
                )
            )
    if gaps:
        losses = [
            phrases.say("conclusion_loss", title=gap.title.removeprefix("▲"), lost=gap.lost)
            for gap in gaps[:NAMED_IN_CONCLUSION]
        ]
        sentences.append(phrases.say("conclusion_losses", losses=phrases.join(losses)))
    else:
        sentences.append(phrases.say("conclusion_no_losses"))
    return (" " if phrases.lang == "en" else "").join(sentences)


def problems(
    phrases: Phrases,
    evaluation: Evaluation,
    limits: Sequence[LimitView],
    sections: Sequence[SectionView],
    gaps: Sequence[FindingView],
) -> Iterator[tuple[str, str]]:
    """Yield the problems in sentences: what limits the grade, then section by section, then the papers.

    Each is followed by how a letter says it, which names one loss of a section.
    """
    score = evaluation["score"]
    idle = score["grade"] is not None and score["grade_before_ceilings"] == score["grade"]
    for limit in limits:
        is_idle = idle and limit.kind == phrases.word("effect", "ceiling")
        key = "problem_limit_idle" if is_idle else "problem_limit"
        yield (phrases.say(key, title=limit.title, why=limit.why, effect=limit.effect),) * 2
    by_section: dict[str, list[FindingView]] = {}
    for gap in gaps:
        by_section.setdefault(gap.level1, []).append(gap)
    for section in sections:
        inside = by_section.get(f"{section.id} {section.title}".strip()) if section.is_top else None
        if inside:
            named = [_problem(phrases, gap) for gap in inside[:NAMED_BY_SECTION]]
            whole = _section_problem(phrases, section, named, len(inside))
            yield whole, _section_problem(phrases, section, named[:1], len(inside)) if named[1:] else whole
    missing = [finding for finding in evaluation["findings"] if finding["missing_evidence"]]
    if missing:
        items = sum(len(finding["missing_evidence"]) for finding in missing)
        yield (phrases.say("problem_evidence", criteria=len(missing), items=items),) * 2
    differing = [difference.title for difference in inputs.differences(phrases, evaluation)]
    if differing:
        yield (phrases.say("problem_differences", count=len(differing), facts=phrases.join(differing)),) * 2


def _section_problem(phrases: Phrases, section: SectionView, named: Sequence[str], count: int) -> str:
    """Return a sentence on the *count* losses of a section, of which some are named."""
    more = count - len(named)
    return phrases.say(
        "problem_section",
        section=section.title,
        share=section.share,
        count=count,
        problems=phrases.say("problem_next").join(named),
        more=phrases.say("problem_more", count=more) if more else "",
    )


def advice(phrases: Phrases, remedies: Sequence[FindingView]) -> Iterator[str]:
    """Yield what to put right, the largest loss first; the annexes have the rest."""
    for finding in remedies[:MOST_ADVICE]:
        yield phrases.say(
            "advice",
            remedy=finding.remedy.rstrip("。."),
            title=finding.title.removeprefix("▲"),
            lost=finding.lost,
            effort=phrases.say("advice_effort", effort=finding.effort) if finding.effort else "",
        )


def advice_more(phrases: Phrases, remedies: Sequence[FindingView]) -> str:
    """Return how many remedies the report leaves to its annexes, in a sentence; empty where it has all."""
    left = len(remedies) - MOST_ADVICE
    return phrases.say("advice_more", count=left) if left > 0 else ""


def _problem(phrases: Phrases, gap: FindingView) -> str:
    title = gap.title.removeprefix("▲")
    # A sentence that begins with a share tells what the title is: “持证率”为 0%，应达 100%.
    key = "problem_share" if _SHARE.match(gap.plain) else "problem_gap"
    return phrases.say(key, title=title, why=gap.plain.removeprefix(f"{title} "), lost=gap.lost)
