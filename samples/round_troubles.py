"""What goes wrong in a real round, put on the plans of single stations; README.md of the round lists it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from round_plan import Plan

LATE = {"990101108": 3}
UNMARKED = ("990101110", "e3")
RECUSED = ("990101104", "e2")
DISAGREED, DECIDED = "990103103", "990102103"
VETOED, CLEARED = "990103201", "990101106"
UNCERTIFIED = "990102105"
TIE = ("990101109", "990102102")
DISCREPANCY = "990101111"
REFUSED, ACCEPTED, DISPUTED = "990103104", "990101202", "990102201"
MEASURED = "990101112"
POSTPONED = "990104101"
LACKING = "990101113"
COPIED = ("990101114", "990101103", "evidence/活动2.jpg")
"""The first station's photo is the second's."""
FEW_ANSWERS = "990101201"


def trouble(plans: list[Plan]) -> list[Plan]:
    """Return the plans with their troubles."""
    by_id = {plan.id: plan for plan in plans}
    uncertified = by_id[UNCERTIFIED]
    uncertified.facts["staff.certified"] = 0
    uncertified.counts.education = []
    by_id[DISCREPANCY].facts["cases.total"] = by_id[DISCREPANCY].counts.cases + 4
    refused = by_id[REFUSED]
    refused.claims["D1.3"] = "本站未使用信息系统"
    refused.facts["system.due"] = refused.facts["system.in_time"] = None
    accepted = by_id[ACCEPTED]
    accepted.claims["services.s09"] = "本乡无孤儿和事实无人抚养儿童"
    services = accepted.facts["services"]
    assert isinstance(services, list)
    accepted.facts["services"] = [one for one in services if one != "s09"]
    by_id[MEASURED].facts["premises.area"] = 63
    by_id[POSTPONED].facts["station.months_open"] = 8
    by_id[LACKING].lacking |= {"certificate", "money", "receipts", "records", "volume"}
    by_id[COPIED[0]].lacking.discard("photo2")
    by_id[TIE[1]] = _twin(by_id[TIE[0]], by_id[TIE[1]])
    return list(by_id.values())


def _twin(one: Plan, other: Plan) -> Plan:
    """Return *other* with as many points as *one*, but by other ways: what it gains here it loses there."""
    one.facts |= {"premises.tenure": "own", "premises.area": 66}
    one.counts.trainings = 3  # 9 of 15 points
    one.counts.volunteering = 104  # well above 300 hours
    twin = Plan(other.id, other.town, other.quality, deepcopy(one.facts), deepcopy(one.counts))
    twin.lacking, twin.claims, twin.twin = set(one.lacking), dict(one.claims), one.id
    changes: Mapping[str, int | str] = {
        "premises.tenure": "shared",  # 6 points less than `own`
        "premises.area": 74,
        "station.months_open": 31,
    }
    twin.facts |= changes
    twin.counts.trainings = 5  # 6 points more
    twin.counts.volunteering = 110
    return twin
