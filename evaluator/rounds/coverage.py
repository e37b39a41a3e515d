"""Find what nobody on the panel may mark or supply: it stays open until the panel is changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from evaluator.conditions.monotonicity import facts_of
from evaluator.model.guideline import Guideline
from evaluator.model.sheet import Panel
from evaluator.scoring.panel import due_evaluators


@dataclass(frozen=True, slots=True)
class Gaps:
    """What nobody answers for."""

    criteria: tuple[str, ...] = ()
    """Marked criteria."""
    facts: tuple[str, ...] = ()
    """Facts of a role that points depend on."""

    def without(self, other: Gaps) -> Gaps:
        """Return what is not among *other*."""
        return Gaps(
            tuple(id for id in self.criteria if id not in other.criteria),
            tuple(name for name in self.facts if name not in other.facts),
        )


def panel_gaps(guideline: Guideline, panel: Panel, common: Collection[str] = ()) -> Mapping[str, Gaps]:
    """Return what nobody answers for, by station; '' stands for all stations.

    A station is listed with what it lacks beyond that, because members are recused from it. *common* are the
    facts that the organiser supplies for all stations. Without named evaluators every sheet counts, so there
    are no gaps.
    """
    if not panel.evaluators:
        return {}
    everywhere = _gaps(guideline, panel, common, "")
    stations = sorted({station for member in panel.evaluators for station in member.recused_from})
    gaps = {station: _gaps(guideline, panel, common, station).without(everywhere) for station in stations}
    return {station: gap for station, gap in {"": everywhere, **gaps}.items() if gap != Gaps()}


def _gaps(guideline: Guideline, panel: Panel, common: Collection[str], station: str) -> Gaps:
    roles = {member.role for member in panel.evaluators if station not in member.recused_from}
    read = {name for criterion in guideline.criteria() for name in facts_of(criterion)}
    return Gaps(
        tuple(
            criterion.id
            for criterion in guideline.criteria()
            if criterion.rule.marked and not due_evaluators(criterion, panel, station, guideline.above)
        ),
        tuple(
            fact.name
            for fact in guideline.facts.values()
            if fact.by_role and not fact.derived and not fact.counted
            if fact.name in read and fact.name not in common and fact.supplier not in roles
        ),
    )
