"""Give the 36 stations their facts since opening.

They are not made up one by one: what the period already holds is topped up so that the stations add up
exactly to the totals published for a city of 36 stations (see README.md of the round).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from round_plan import RUNNING, Plan

# What was published of one city's 36 stations, cumulative since they opened. Where only "more than 3,000
# households", "9,000 people", "1,000,000 yuan", "nearly 10 million" was said, a round figure stands for it.
TOTALS = {
    "staff.total": 60,
    "since_opening.files": 3456,
    "since_opening.households": 3000,
    "since_opening.people": 9000,
    "since_opening.beneficiaries": 58000,
    "since_opening.case_person_times": 345,
    "since_opening.community_sessions": 498,
    "since_opening.volunteers": 1067,
    "since_opening.organisations": 179,
    "since_opening.funds": 14,
    "since_opening.fund_amount": 1_000_000,
    "since_opening.fund_projects": 12,
    "since_opening.money_relief": 4_200_000,
    "since_opening.money_lottery": 2_300_000,
    "since_opening.money_budget": 2_450_000,
    "since_opening.money_charity": 950_000,
}


def since_opening(all_plans: Sequence[Plan]) -> None:
    """Give every station its facts since opening: at least what the period holds, and exactly the totals."""
    held: Mapping[str, Callable[[Plan], int]] = {
        "files": lambda plan: plan.counts.files,
        "households": lambda plan: sum(plan.counts.visits[:2]),
        "case_person_times": lambda plan: plan.counts.cases + plan.counts.cases_earlier,
        "community_sessions": lambda plan: plan.counts.activities,
        "volunteers": lambda plan: _number(plan, "volunteers.total"),
        "organisations": lambda plan: plan.counts.organisations,
        "funds": lambda plan: int(_has_fund(plan)),
        "fund_projects": lambda plan: RUNNING.get(plan.id, 0) if _has_fund(plan) else 0,
        "people": lambda plan: 3 * plan.counts.files // 2,
        "beneficiaries": lambda plan: 40 * plan.counts.activities,
    }
    weights = {
        plan.id: (0.3 + plan.quality) * min(40, _number(plan, "station.months_open")) for plan in all_plans
    }
    for name, total in TOTALS.items():
        short = name.removeprefix("since_opening.")
        if short == name:
            assert sum(_number(plan, name) for plan in all_plans) == total, name
            continue
        least = [held[short](plan) if short in held else 0 for plan in all_plans]
        share = [weights[plan.id] for plan in all_plans]
        step = 1
        if short == "fund_amount":
            share = [one * _has_fund(plan) for one, plan in zip(share, all_plans, strict=True)]
            step = 500
        elif short.startswith("money_"):
            step = 1000
        elif short in ("funds", "fund_projects"):
            assert sum(least) == total, (name, sum(least))
        for plan, amount in zip(all_plans, _shared_out(total, least, share, step), strict=True):
            plan.facts[name] = amount


def _has_fund(plan: Plan) -> bool:
    return plan.facts.get("fund.status") in ("running", "set_up")


def _number(plan: Plan, name: str) -> int:
    value = plan.facts[name]
    assert isinstance(value, int), name
    return value


def _shared_out(total: int, least: Sequence[int], share: Sequence[float], step: int) -> list[int]:
    """Return parts of *total*, each at least its *least*, the rest by *share*; largest remainders first."""
    rest, odd = divmod(total - sum(least), step)
    assert rest >= 0, (total, sum(least))
    assert not odd
    exact = [rest * one / sum(share) for one in share]
    parts = [int(one) for one in exact]
    order = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in order[: rest - sum(parts)]:
        parts[at] += 1
    return [low + step * part for low, part in zip(least, parts, strict=True)]
