"""The cost of each gap: the total with that criterion met minus the present total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from evaluator.base.exact import Number, simple
from evaluator.evaluation import Computed
from evaluator.model.guideline import Criterion
from evaluator.scoring.assess import SECTION, CriterionResult, Finding
from evaluator.scoring.score import Score, roll_up, with_criterion_met


@dataclass(frozen=True, slots=True)
class Gap:
    """A criterion that is settled and not fully met."""

    finding: Finding
    costs: Number
    """What the total would gain, on the guideline's scale: rescaling, rounding and limits included."""
    by_evidence: bool
    """Whether only evidence is missing and the facts alone would score."""

    @property
    def criterion(self) -> Criterion:
        """The criterion that is not met."""
        return self.finding.criterion


def met(finding: Finding) -> Finding:
    """Return the finding as it would be if the criterion were met."""
    result = replace(
        finding.low, points=finding.criterion.points, applies=True, reason="scored", open_reason=""
    )
    return Finding(finding.criterion, finding.kind, result, result)


def total(computed: Computed, changed: Mapping[str, Finding]) -> Score:
    """Return the score with some findings replaced; all others count at their low end."""
    findings = (changed.get(finding.criterion.id, finding) for finding in computed.findings)
    return roll_up(computed.case.guideline, findings)


def gaps(computed: Computed) -> list[Gap]:
    """Return the gaps in the sections, most costly first; a finding that is not settled is no gap."""
    now = computed.low.total
    if now is None:
        return []
    open_gaps: list[Gap] = []
    for finding in computed.findings:
        if finding.kind != SECTION or not finding.settled or not finding.low.applies:
            continue
        if finding.low.points >= finding.criterion.points:
            continue
        then = with_criterion_met(computed.case.guideline, computed.low, finding.criterion)
        if then is None or then <= now:
            continue
        result: CriterionResult = finding.low
        open_gaps.append(Gap(finding, simple(then - now), result.reason == "no_evidence"))
    order = {finding.criterion.id: position for position, finding in enumerate(computed.findings)}
    return sorted(open_gaps, key=lambda gap: (-gap.costs, order[gap.criterion.id]))
