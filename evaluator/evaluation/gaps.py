"""What each gap costs: the total with this one criterion met, less the total as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from evaluator.base.exact import Number, simple
from evaluator.evaluation import Computed
from evaluator.model.guideline import Criterion
from evaluator.scoring.assess import SECTION, Finding, Result
from evaluator.scoring.score import Score, roll_up, with_criterion_met


@dataclass(frozen=True, slots=True)
class Gap:
    """One criterion that is not met though nothing about it is open."""

    finding: Finding
    costs: Number
    """What the total would gain, on the guideline's scale: rescaling, rounding and limits included."""
    by_evidence: bool
    """Whether only evidence is missing: the figures themselves would score."""

    @property
    def criterion(self) -> Criterion:
        """The criterion in question."""
        return self.finding.criterion


def met(finding: Finding) -> Finding:
    """Return the finding as it would be if the criterion were met."""
    result = replace(
        finding.low, points=finding.criterion.points, applies=True, reason="scored", open_reason=""
    )
    return Finding(finding.criterion, finding.kind, result, result)


def total(computed: Computed, changed: Mapping[str, Finding]) -> Score:
    """Add up again with some findings changed, the low end of everything else."""
    findings = (changed.get(one.criterion.id, one) for one in computed.findings)
    return roll_up(computed.case.guideline, findings)


def gaps(computed: Computed) -> list[Gap]:
    """Return the gaps in the sections, dearest first; what waits for others is no gap yet."""
    now = computed.low.total
    if now is None:
        return []
    found: list[Gap] = []
    for finding in computed.findings:
        if finding.kind != SECTION or not finding.settled or not finding.low.applies:
            continue
        if finding.low.points >= finding.criterion.points:
            continue
        then = with_criterion_met(computed.case.guideline, computed.low, finding.criterion)
        if then is None or then <= now:
            continue
        result: Result = finding.low
        found.append(Gap(finding, simple(then - now), result.reason == "no_evidence"))
    order = {one.criterion.id: position for position, one in enumerate(computed.findings)}
    return sorted(found, key=lambda gap: (-gap.costs, order[gap.criterion.id]))
