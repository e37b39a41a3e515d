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
from evaluator.model.round import Round
from evaluator.rounds.awards import AwardAllocation
from evaluator.rounds.intake import ROUND_DECISIONS
from evaluator.rounds.record import state_of
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, Unusable, sort_problems
from evaluator.yaml.parse import Items, Node, read_yaml_bytes
from evaluator.yaml.schema import check_structure
from evaluator.yaml.write import Field, appended, flow

FILE: Final = ROUND_DECISIONS


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


def decide_awards(
    round_: Round,
    allocations: Mapping[str, AwardAllocation],
    chosen: Mapping[str, Sequence[str]],
    *,
    reason: str,
    by: str,
    day: date,
    supersede: bool = False,
) -> list[Problem]:
    """Record whom the panel chose among the stations level at awards' last places; all or nothing.

    *allocations* are what the awards came to without decisions. In a closed round a first decision settles
    what the close left open. Use under the round's lock. Raises Unusable, OSError.
    """
    problems: list[Problem] = []
    in_force = award_decisions_now(round_)
    for award, stations in chosen.items():
        if award not in allocations:
            problems.append(Problem("award-unknown", FILE, args={"name": award}))
            continue
        problems += _misfit(allocations[award], stations)
        earlier = in_force.get(award)
        if earlier is not None and (not supersede or round_.closed):
            args = {"name": award, "date": earlier.day.isoformat(), "by": earlier.by}
            problems.append(Problem("award-closed" if round_.closed else "decision-made", FILE, args=args))
    if problems:
        return problems
    path = round_.folder / FILE
    before = read_file(path) if path.exists() else b""
    there = _awards_in(before, round_)
    decisions = [AwardDecision(award, tuple(stations), reason, by, day) for award, stations in chosen.items()]
    items = [_item(decision, supersedes=decision.award in there) for decision in decisions]
    after = appended(before, items)
    if after is None:
        return [Problem("decisions-form", FILE)]
    written, problems = decisions_in(after, [award.id for award in round_.awards])
    if problems or any(decision not in written for decision in decisions):
        return problems or [Problem("decisions-form", FILE)]
    with Operation(round_.folder) as operation:
        operation.write(FILE, after)
        for decision in decisions:
            fields: dict[str, Field] = {
                "what": {"award": decision.award},
                "value": list(decision.stations),
                "reason": reason,
                "by": by,
            }
            operation.log("decided", FILE, day, **fields, sha256=state_of(after).sha256)
        operation.commit()
    return []


def _item(decision: AwardDecision, *, supersedes: bool) -> str:
    fields: dict[str, Field] = {
        "what": {"award": decision.award},
        "value": list(decision.stations),
        "reason": decision.reason,
        "by": decision.by,
        "date": decision.day.isoformat(),
    }
    if supersedes:
        fields["supersedes"] = True
    return flow(fields)


def award_decisions_now(round_: Round) -> Mapping[str, AwardDecision]:
    """Return the decisions that count: those in the file, in a closed round those of its edition."""
    edition = round_.history.edition
    return edition.awards if round_.closed and edition is not None else award_decisions(round_)


def _awards_in(data: bytes, round_: Round) -> set[str]:
    decisions, _ = decisions_in(data, [award.id for award in round_.awards]) if data else ([], [])
    return {decision.award for decision in decisions}


def _misfit(allocation: AwardAllocation, stations: Sequence[str]) -> list[Problem]:
    """Return a problem where the stations are not level, or are not as many as there are places."""
    award = allocation.award
    level = {station for tie in allocation.ties for station in tie.stations}
    strangers = [station for station in stations if station not in level]
    args = {"name": award.id, "title": award.title, "stations": Listing(sorted(level))}
    if not allocation.ties:
        return [Problem("award-no-tie", FILE, args=args)]
    if strangers:
        return [Problem("award-not-level", FILE, args={**args, "strangers": Listing(strangers)})]
    for tie in allocation.ties:
        count = sum(station in tie.stations for station in stations)
        if count not in (0, tie.places):
            tied = {"stations": Listing(tie.stations), "places": str(tie.places), "count": str(count)}
            return [Problem("award-places", FILE, args={**args, **tied})]
    return []
