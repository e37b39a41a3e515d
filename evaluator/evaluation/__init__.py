"""Write one station's evaluation as JSON: everything that was computed, so that it can be recomputed.

Deterministic: no clock, no host, no folder names. Prose is in the guideline's language, so that the same
inputs give the same bytes whoever runs the program. Numbers are decimal strings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from evaluator import __version__
from evaluator.base import seal
from evaluator.evaluation import basis, findings, result
from evaluator.evaluation.figures import Computed, EvaluationContext
from evaluator.evaluation.gaps import losses
from evaluator.evaluation.reads import limit_rows
from evaluator.model.evaluation import Evaluation
from evaluator.scoring.assess import BONUS, DEDUCTION, Case, Finding, assess
from evaluator.scoring.grading import grade
from evaluator.scoring.score import roll_up
from evaluator.texts.problem import Problem

__all__ = ["FORMAT", "SEMANTICS", "Computed", "compute", "evaluation", "graded", "seal_of"]

FORMAT: Final = "station-evaluation/1"

SEMANTICS: Final = 3
"""Raised whenever the same inputs can give other points; CHANGELOG.md says which and why."""


def compute(case: Case) -> Computed:
    """Assess, add up and grade one station; every output is based on this pure function."""
    return graded(case, assess(case))


def graded(case: Case, judged: tuple[Finding, ...]) -> Computed:
    """Add up and grade what was judged."""
    low = roll_up(case.guideline, judged)
    open_ = any(finding.low is not finding.high for finding in judged)
    high = roll_up(case.guideline, judged, optimistic=True) if open_ else low
    return Computed(case, judged, low, high, grade(case, judged, low, high))


def evaluation(
    computed: Computed,
    own: Case | None = None,
    problems: Sequence[Problem] = (),
    inputs: Mapping[str, str] | None = None,
    *,
    sealed: bool = True,
) -> Evaluation:
    """Return the evaluation; *own* is the same station without evaluators, for the self-score.

    Without a seal it can be shown, and nothing else.
    """
    data = _document(EvaluationContext(computed, own or computed.case), problems, inputs or {})
    if sealed:
        data["seal"] = seal_of(data)
    return data


def seal_of(data: Mapping[str, Any]) -> str:
    """Return the seal an evaluation should carry: the hash of everything else in it."""
    return seal.digest({key: value for key, value in data.items() if key != "seal"})


def _document(
    context: EvaluationContext, problems: Sequence[Problem], inputs: Mapping[str, str]
) -> Evaluation:
    """Return everything in the order people read it; the seal is still empty."""
    submission = context.case.submission
    return {
        "format": FORMAT,
        "tool": {"name": "station-evaluator", "version": __version__, "semantics": SEMANTICS},
        "guideline": basis.about_guideline(context.guideline),
        "station": {
            "id": submission.station.id,
            "name": submission.station.name,
            "county": submission.station.county,
            "kind": submission.station.kind,
        },
        "period": {
            "from": submission.period.first.isoformat(),
            "to": submission.period.last.isoformat(),
        },
        "eligibility": result.eligibility(context),
        "score": result.score(context),
        "steps": result.steps(context),
        "sections": [
            data
            for section in context.guideline.sections
            for data in findings.section_rows(context, section, "")
        ],
        "findings": findings.finding_rows(context, losses(context.computed)),
        "bonus": findings.in_short(context, BONUS),
        "deductions": findings.in_short(context, DEDUCTION),
        "evidence": [basis.evidence_row(context, item) for item in submission.evidence],
        "facts": [context.fact(fact.name) for fact in context.guideline.facts.values() if fact.shown],
        "ledgers": basis.ledgers(context),
        "differences": basis.differences(context),
        "claims": [
            {
                "id": claim.id,
                "title": basis.claim_title(context, claim.id),
                "reason": claim.reason,
                "state": claim.state,
            }
            for claim in context.case.dossier.claims.values()
            if claim.waiver is None
        ],
        "sheets": [
            {
                "evaluator": sheet.evaluator,
                "role": sheet.role,
                "submitted": sheet.submitted.isoformat() if sheet.submitted else None,
                "sha256": sheet.sha256,
            }
            for sheet in context.case.sheets
        ],
        "decisions": findings.decision_rows(context),
        "problems": [basis.problem_row(context, problem) for problem in problems],
        "read": limit_rows(context),
        "inputs": dict(sorted(inputs.items())),
        "seal": "",
    }
