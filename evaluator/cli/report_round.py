"""What `evaluator report --round` adds to an evaluation: what the round says, and its averages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from evaluator.cli import show
from evaluator.cli.round_shared import opened
from evaluator.cli.texts import say

Compare = Callable[[Path, dict[str, Any]], dict[str, Any]]


def comparing(folder: Path) -> Compare:
    """Return what adds the averages of the round in *folder* to an evaluation read from a path.

    It leaves with 1 for an evaluation by another guideline: sections of the same id need not be the same.
    """
    from evaluator.reports.city_files import round_evaluations
    from evaluator.reports.city_sums import mean_shares
    from evaluator.rounds import keys

    round_ = opened(folder)
    means = mean_shares(round_evaluations(round_))
    if not means:
        show.note(say("report.no-mean", show.lang()))
    known = {"documents": keys.documents(round_), "means": means}

    def compared(path: Path, document: dict[str, Any]) -> dict[str, Any]:
        if document["guideline"]["sha256"] != round_.guideline.sha256:
            show.stop(say("report.other-guideline", show.lang(), path=path))
        return {**document, **known}

    return compared
