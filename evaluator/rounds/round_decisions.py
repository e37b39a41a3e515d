"""Read decisions of the whole round, `decisions/round.yaml`: who gets an award among level stations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from evaluator.base.gate import read_file
from evaluator.evaluation.pipeline import failed
from evaluator.loading.fields import at, day, entries, scalars, text, unknown
from evaluator.loading.values import Unfit, typed
from evaluator.model.history import AwardDecision
from evaluator.model.round import DECISIONS, Round
from evaluator.texts.problem import Problem, Unusable, sort_problems
from evaluator.yaml.parse import Items, Node, read_yaml_bytes
from evaluator.yaml.schema import check_structure

FILE: Final = f"{DECISIONS}/round.yaml"


def award_decisions(round_: Round) -> Mapping[str, AwardDecision]:
    """Return the decisions in force by award; none where there is no file.

    Raises Unusable when the file has an error, OSError when it cannot be read.
    """
    path = round_.folder / FILE
    if not path.exists():
        return {}
    decisions, problems = decisions_in(read_file(path), [award.id for award in round_.awards])
    if failed(problems):
        raise Unusable(problems)
    return {decision.award: decision for decision in decisions}


def decisions_in(data: bytes, awards: Sequence[str]) -> tuple[list[AwardDecision], list[Problem]]:
    """Return the decisions that *data* holds; a later one on the same award says `supersedes: true`."""
    node, problems = read_yaml_bytes(data, FILE)
    if node is None:
        return [], problems
    problems = [*problems, *check_structure(node, "round-decisions", FILE)]
    decisions: dict[str, AwardDecision] = {}
    first: dict[str, int] = {}
    for item in node.nodes if isinstance(node, Items) and not failed(problems) else []:
        decision = _decision(item, awards)
        if isinstance(decision, Problem):
            problems.append(decision)
        elif decision.award in decisions and not _supersedes(item):
            args = {"name": decision.award, "first": str(first[decision.award])}
            problems.append(at(Unfit("decision-twice", args), item, FILE))
        else:
            decisions[decision.award] = decision
            first.setdefault(decision.award, item.line)
    return list(decisions.values()), sort_problems(problems)


def _decision(node: Node, awards: Sequence[str]) -> AwardDecision | Problem:
    fields = entries(node)
    named = entries(fields["what"])["award"]
    award = text(named)
    if award not in awards:
        return at(unknown("award-unknown", award, awards), named, FILE)
    decided = day(fields["date"], "decision-date", name=award)
    if not isinstance(decided, date):
        return at(decided or Unfit("decision-date", {"name": award}), fields["date"], FILE)
    stations = tuple(map(text, scalars(fields["value"])))
    return AwardDecision(award, stations, text(fields["reason"]), text(fields["by"]), decided)


def _supersedes(node: Node) -> bool:
    return typed(text(entries(node).get("supersedes")), "boolean") is True
