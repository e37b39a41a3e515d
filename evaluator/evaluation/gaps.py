"""The cost of each gap: what its finding lacks, on the scale of the total.

Nothing else takes part: neither the clamping at 0 and at full marks nor deductions that are open make a gap
look cheaper than it is. Terminal, JSON, Word and HTML show these figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from evaluator.base import exact
from evaluator.base.exact import Number, product, quotient
from evaluator.base.frozen import dataclass, replace
from evaluator.evaluation.figures import Computed
from evaluator.model.guideline import Criterion
from evaluator.scoring.assess import BONUS, DEDUCTION, CriterionResult, Finding
from evaluator.scoring.score import Score, roll_up, scales


@dataclass(frozen=True, slots=True)
class FindingLoss:
    """What a finding lacks, on the scale of the total."""

    costs: Number = 0
    """0 where nothing is lost, where the finding is not settled, and for a bonus that is not earned."""
    by_evidence: Number = 0
    """What missing evidence costs: all missing items of the criterion together."""


NOTHING_LOST: Final = FindingLoss()


@dataclass(frozen=True, slots=True)
class Gap:
    """A criterion that is settled and not fully met, or a deduction."""

    finding: Finding
    loss: FindingLoss

    @property
    def criterion(self) -> Criterion:
        """The criterion that is not met."""
        return self.finding.criterion

    @property
    def costs(self) -> Number:
        """What the gap costs."""
        return self.loss.costs

    @property
    def by_evidence(self) -> bool:
        """Whether evidence alone is missing and the facts would score in full."""
        return self.loss.by_evidence >= self.costs


def losses(computed: Computed) -> dict[str, FindingLoss]:
    """Return what each finding lacks, by criterion; empty where there is no score."""
    if computed.low.total is None:
        return {}
    factors = scales(computed.case.guideline, computed.low)
    return {
        finding.criterion.id: _loss(computed, finding, factors.get(finding.criterion.id, 1))
        for finding in computed.findings
    }


def gaps(computed: Computed) -> list[Gap]:
    """Return the gaps, most costly first."""
    lost = losses(computed)
    open_gaps = [
        Gap(finding, lost[finding.criterion.id])
        for finding in computed.findings
        if finding.criterion.id in lost and lost[finding.criterion.id].costs
    ]
    return sorted(open_gaps, key=lambda gap: -gap.costs)


def _loss(computed: Computed, finding: Finding, factor: Number) -> FindingLoss:
    counted = computed.low.criteria[finding.criterion.id]
    costs: Number = 0
    if finding.settled and finding.low.applies and finding.kind != BONUS:
        lacks = counted.points if finding.kind == DEDUCTION else counted.full - counted.points
        costs = product(lacks, factor) if lacks > 0 else 0
    by_evidence = _by_evidence(computed, finding, factor)
    return FindingLoss(costs, by_evidence) if costs or by_evidence else NOTHING_LOST


def _by_evidence(computed: Computed, finding: Finding, factor: Number) -> Number:
    """Return the points that come back when all evidence of a criterion is there."""
    result: CriterionResult = finding.low if finding.low.with_evidence else finding.high
    criterion = finding.criterion
    if finding.kind == DEDUCTION or result.with_evidence <= result.points or not criterion.points:
        return 0
    rounding = computed.case.guideline.rounding
    got, whole = result.points, result.with_evidence
    if rounding.at == "criterion":
        got, whole = (exact.rounded(value, rounding.places, rounding.rule) for value in (got, whole))
    return product(quotient((whole - got) * criterion.full, criterion.points), factor)


def met(finding: Finding) -> Finding:
    """Return the finding as it would be if the criterion were met."""
    result = replace(
        finding.low, points=finding.criterion.points, applies=True, reason="scored", open_reason=""
    )
    return Finding(finding.criterion, finding.kind, result, result)


def total(computed: Computed, changed: Mapping[str, Finding]) -> Score:
    """Return the score with some findings replaced; all others count at their low end."""
    return roll_up(computed.case.guideline, changed.values(), like=computed.low)
