"""Write down one station's evaluation: everything that was computed, as JSON anybody can read and recompute.

Deterministic: no clock, no host, no folder names. Prose is in the guideline's language, so that the same
inputs give the same bytes whoever runs the program. Numbers are decimal strings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from evaluator import __version__
from evaluator.base import seal
from evaluator.evaluation import basis, findings, result
from evaluator.evaluation.figures import Computed, Desk, Json
from evaluator.scoring.assess import BONUS, DEDUCTION, Case, assess
from evaluator.scoring.grading import grade
from evaluator.scoring.score import roll_up
from evaluator.texts.problem import Problem

__all__ = ["FORMAT", "Computed", "compute", "evaluation", "seal_of"]

FORMAT: Final = "station-evaluation/1"


def compute(case: Case) -> Computed:
    """Judge, add up and grade one station: the one pure function behind every output."""
    judged = assess(case)
    low = roll_up(case.guideline, judged)
    open_ = any(finding.low is not finding.high for finding in judged)
    high = roll_up(case.guideline, judged, optimistic=True) if open_ else low
    return Computed(case, judged, low, high, grade(case, judged, low, high))


def evaluation(
    computed: Computed,
    own: Computed | None = None,
    problems: Sequence[Problem] = (),
    inputs: Mapping[str, str] | None = None,
) -> Json:
    """Return the sealed evaluation; *own* is the same station without evaluators, for the self-score."""
    data = _document(Desk(computed, own or computed), problems, inputs or {})
    data["seal"] = seal.digest(data)
    return data


def seal_of(data: Mapping[str, Any]) -> str:
    """Return the seal an evaluation should carry: the hash of everything else in it."""
    return seal.digest({key: value for key, value in data.items() if key != "seal"})


def _document(desk: Desk, problems: Sequence[Problem], inputs: Mapping[str, str]) -> Json:
    """Return everything but the seal, in the order people read it."""
    submission = desk.case.submission
    return {
        "format": FORMAT,
        "tool": {"name": "station-evaluator", "version": __version__},
        "guideline": basis.about_guideline(desk),
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
        "eligibility": result.eligibility(desk),
        "score": result.score(desk),
        "steps": result.steps(desk),
        "sections": [
            data for section in desk.guideline.sections for data in findings.section_rows(desk, section, "")
        ],
        "findings": [findings.finding_row(desk, finding) for finding in desk.computed.findings],
        "bonus": findings.in_short(desk, BONUS),
        "deductions": findings.in_short(desk, DEDUCTION),
        "evidence": [basis.evidence_row(desk, item) for item in submission.evidence],
        "facts": [
            desk.fact(fact, desk.case.dossier.facts[fact.name])
            for fact in desk.guideline.facts.values()
            if fact.shown
        ],
        "ledgers": basis.ledgers(desk),
        "differences": basis.differences(desk),
        "claims": [
            {
                "id": claim.id,
                "title": basis.claim_title(desk, claim.id),
                "reason": claim.reason,
                "state": claim.state,
            }
            for claim in desk.case.dossier.claims.values()
        ],
        "sheets": [
            {
                "evaluator": sheet.evaluator,
                "role": sheet.role,
                "submitted": sheet.submitted.isoformat() if sheet.submitted else None,
                "sha256": sheet.sha256,
            }
            for sheet in desk.case.sheets
        ],
        "decisions": [
            {
                "what": {one.kind: one.id},
                "value": basis.decided(desk, one.kind, one.id, one.value),
                "reason": one.reason,
                "by": one.by,
                "date": one.date.isoformat(),
            }
            for one in desk.case.decisions
        ],
        "problems": [basis.problem_row(desk, problem) for problem in problems],
        "inputs": dict(sorted(inputs.items())),
    }
