"""What `evaluator report --round` adds to an evaluation: the round's document texts and averages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from evaluator.cli import terminal
from evaluator.cli.round.shared import opened
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import RoundContext
from evaluator.texts.commands import say

Compare = Callable[[Path, Evaluation], RoundContext]


def comparing(folder: Path) -> Compare:
    """Return a function that gives what the round in *folder* adds to the report of an evaluation.

    It exits with 1 for an evaluation by another guideline, whose sections may differ under the same id.
    """
    from evaluator.reports.round_files import round_evaluations
    from evaluator.reports.round_totals import mean_shares
    from evaluator.rounds.papers import context_of

    round_ = opened(folder)
    means = mean_shares(round_evaluations(round_))
    if not means:
        terminal.note(say("report.no-mean", terminal.lang()))
    context = replace(context_of(round_), means=means)

    def compared(path: Path, document: Evaluation) -> RoundContext:
        if document["guideline"]["sha256"] != round_.guideline.sha256:
            terminal.stop(say("report.other-guideline", terminal.lang(), path=path))
        return context

    return compared
