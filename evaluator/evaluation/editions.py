"""Judge an earlier result by another edition of the guideline, so that its part in a difference is seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from evaluator.base.folders import real_path
from evaluator.base.frozen import dataclass
from evaluator.evaluation import compute, evaluation
from evaluator.evaluation.compare import ResultComparison, compare
from evaluator.evaluation.sealed import sealed_case
from evaluator.loading.search import open_guideline
from evaluator.model.evaluation import Evaluation
from evaluator.model.guideline import Guideline


@dataclass(frozen=True, slots=True)
class Rejudged:
    """A result as another guideline would have it."""

    document: Evaluation
    lacking: tuple[str, ...]
    """Titles of what that guideline asks for and the result does not have."""


def rejudged(document: Evaluation, old: Guideline, new: Guideline) -> Rejudged:
    """Return what *new* makes of a result that was made by *old*: the same facts, evidence and marks."""
    made = sealed_case(document, old, new)
    return Rejudged(evaluation(compute(made.case)), made.lacking)


def guideline_of(document: Evaluation, places: Iterable[tuple[str, Sequence[Path]]]) -> Guideline | None:
    """Return the guideline that a result was made by, found by its hash; None where it is not at hand.

    *places* are names of guidelines, each with the folders that may have a `criteria/` folder.
    """
    about = document["guideline"]
    for name, beside in places:
        guideline, _ = open_guideline(name, about["profile"], beside)
        if guideline is not None and guideline.sha256 == about["sha256"]:
            return guideline
    return None


def beside(result: Path) -> list[Path]:
    """Return the folders whose `criteria/` may have a result's guideline: its round's first."""
    return list(real_path(result).parents)[:4]


def compared(
    before: Evaluation, after: Evaluation, old: Guideline | None, new: Guideline | None
) -> ResultComparison:
    """Compare two results; what the guideline did is told apart where both guidelines are there."""
    same = before["guideline"]["sha256"] == after["guideline"]["sha256"]
    if same or old is None or new is None:
        return compare(before, after)
    between = rejudged(before, old, new)
    return compare(before, after, between.document, between.lacking)
