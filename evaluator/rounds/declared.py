"""The parts of `round.yaml` that a close records and that may not differ afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from evaluator.base import exact
from evaluator.loading.fields import at
from evaluator.loading.values import Unfit
from evaluator.model.round import FILE, Award, Round
from evaluator.model.sheet import Evaluator, Panel
from evaluator.model.values import Value
from evaluator.texts.problem import Problem
from evaluator.yaml.parse import Node
from evaluator.yaml.write import Field

ALL = "all"


def declared(round_: Round) -> dict[str, Field]:
    """Return the recorded parts as tables and lists of texts, so that they compare with those of a log."""
    guideline = round_.guideline
    return {
        "guideline": {
            "id": guideline.id,
            "edition": guideline.edition,
            "profile": round_.profile,
            "sha256": guideline.sha256,
        },
        "period": {"from": round_.period.first.isoformat(), "to": round_.period.last.isoformat()},
        "stations": ALL if round_.stations is None else list(round_.stations),
        "panel": panel_fields(round_.panel),
        "awards": [_award(award) for award in round_.awards],
        "facts": {name: _value(value) for name, value in sorted(round_.facts.items())},
    }


def state_problems(round_: Round, nodes: Mapping[str, Node]) -> list[Problem]:
    """Return a problem for a state that is not the log's, and for each part that differs from the last close.

    Without a log the state stands as written: in a hand-out, or in a round that nobody has received into.
    *nodes* are the values of `round.yaml`.
    """
    history = round_.history
    if not history.logged:
        return []
    problems: list[Problem] = []
    if round_.state != history.state:
        args = {"state": round_.state, "logged": history.state}
        problems.append(at(Unfit("state-differs", args), nodes["state"], FILE))
    for name in differing(history.declared, round_):
        node = nodes.get(name, nodes["id"])
        problems.append(at(Unfit("closed-part-differs", {"name": name}), node, FILE))
    return problems


def differing(recorded: Mapping[str, object], round_: Round) -> list[str]:
    """Return the names of the parts that differ from what was recorded."""
    now = declared(round_)
    return [name for name, part in recorded.items() if name in now and now[name] != part]


def panel_fields(panel: Panel) -> dict[str, Field]:
    """Return the panel as a table."""
    return {
        "evaluators": [_evaluator(evaluator) for evaluator in panel.evaluators],
        "merge": panel.merge,
        "apart": "" if panel.apart is None else exact.text(panel.apart),
    }


def _evaluator(evaluator: Evaluator) -> dict[str, Field]:
    return {
        "id": evaluator.id,
        "name": evaluator.name,
        "role": evaluator.role,
        "marks": list(evaluator.marks),
        "recused_from": list(evaluator.recused_from),
    }


def _award(award: Award) -> dict[str, Field]:
    per_county = award.at_most_per_county
    return {
        "id": award.id,
        "title": award.title,
        "places": str(award.places),
        "grade": award.grade,
        "at_most_per_county": "" if per_county is None else str(per_county),
    }


def _value(value: Value) -> Field:
    return sorted(value) if isinstance(value, frozenset) else str(value)
