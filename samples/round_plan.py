"""Make up 36 stations: what each declares and what its ledgers hold, from a quality between 0 and 1."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Fact = str | int | bool | list[str] | None

COUNTIES = {"990101": "示例一区", "990102": "示例二区", "990103": "示例三区", "990104": "示例四区"}

# id, township, workers, quality. 16 + 9 + 8 + 3 stations and 60 workers; 16 of the stations have one worker.
STATIONS = (
    ("990101101", "云溪镇", 3, 0.87),
    ("990101102", "柳塘镇", 2, 0.84),
    ("990101103", "竹湾镇", 2, 0.83),
    ("990101104", "枫林镇", 2, 0.74),
    ("990101105", "荷田镇", 1, 0.58),
    ("990101106", "松岭镇", 2, 0.69),
    ("990101107", "桃坞镇", 1, 0.24),
    ("990101108", "梅岗镇", 2, 0.72),
    ("990101109", "兰洲镇", 2, 0.70),
    ("990101110", "苇港镇", 2, 0.64),
    ("990101111", "稻香镇", 1, 0.52),
    ("990101112", "棠桥镇", 1, 0.60),
    ("990101113", "槐店镇", 1, 0.56),
    ("990101114", "榆坪镇", 2, 0.66),
    ("990101201", "杏坡乡", 1, 0.44),
    ("990101202", "茶湾乡", 1, 0.62),
    ("990102011", "星河街道", 3, 0.86),
    ("990102101", "月泉镇", 2, 0.79),
    ("990102102", "霞岸镇", 2, 0.70),
    ("990102103", "虹井镇", 2, 0.67),
    ("990102104", "晴川镇", 1, 0.50),
    ("990102105", "雾山镇", 1, 0.86),
    ("990102201", "雪塘乡", 1, 0.55),
    ("990102202", "霜桥乡", 1, 0.27),
    ("990102203", "露滩乡", 1, 0.47),
    ("990103011", "望川街道", 3, 0.80),
    ("990103012", "听涛街道", 2, 0.69),
    ("990103101", "临水镇", 2, 0.68),
    ("990103102", "环丘镇", 2, 0.61),
    ("990103103", "双槐镇", 1, 0.63),
    ("990103104", "三泉镇", 1, 0.33),
    ("990103105", "九岭镇", 2, 0.71),
    ("990103201", "半坡乡", 1, 0.57),
    ("990104011", "东篱街道", 3, 0.72),
    ("990104012", "西苑街道", 2, 0.65),
    ("990104101", "南圃镇", 1, 0.45),
)

RUNNING = {  # fund → projects it supports: 9 funds, 12 projects
    "990101101": 2,
    "990102011": 2,
    "990103011": 2,
    "990101102": 1,
    "990101103": 1,
    "990102101": 1,
    "990103012": 1,
    "990104011": 1,
    "990102105": 1,
}
SET_UP = ("990101104", "990101109", "990102102", "990103105", "990101108")
PREPARING = ("990101106", "990101114", "990102103", "990103101", "990104012", "990103102")
NO_FUND_CLAIMED = ("990101201", "990101202", "990102201", "990102203", "990103201", "990101112")
SMALL = ("990101201", "990101202", "990102201", "990102203", "990103201", "990104101", "990103104")


@dataclass(slots=True)
class Counts:
    """What the ledgers hold; None where a ledger was never kept."""

    room_days: int | None
    meetings: list[bool]
    households_filed: int
    files: int
    education: list[tuple[str, float]] | None
    summaries: int
    supervision: int
    issues: tuple[int, int] | None
    trainings: int | None
    team_months: int | None
    complaints: list[tuple[bool, bool]] | None
    visits: tuple[int, int, int]
    """Key households, others, repeated visits."""
    cases: int
    cases_earlier: int
    cases_closed: int
    cases_met: int
    groups: list[int]
    activities: int
    volunteering: int | None
    organisations: int
    resources: list[int] | None
    honours: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """One station before anything is written."""

    id: str
    town: str
    quality: float
    facts: dict[str, Fact]
    counts: Counts
    claims: dict[str, str] = field(default_factory=dict)
    """What the station says does not apply, with the reason."""
    lacking: set[str] = field(default_factory=set)
    """Evidence never handed in, by key of the catalogue."""
    twin: str = ""
    """The station whose marks and observations this one's equal, through other hands."""

    @property
    def county(self) -> str:
        """The county's name."""
        return COUNTIES[self.id[:6]]

    @property
    def name(self) -> str:
        """The station's name, which says that it is a sample."""
        return f"{self.town}社工站（示例）"

    @property
    def place(self) -> str:
        """The township's name without 镇, 乡 or 街道."""
        return self.town.removesuffix(self.kind)

    @property
    def kind(self) -> str:
        """镇, 乡 or 街道."""
        return "街道" if self.town.endswith("街道") else self.town[-1]


class Luck:
    """One station's chances; the same id has the same luck."""

    def __init__(self, seed: str, quality: float) -> None:
        """Start the random numbers."""
        self.rng = random.Random(seed)  # noqa: S311  # made-up figures, no secret
        self.quality = quality

    def rate(self, low: float, high: float, noise: float = 0.06) -> float:
        """Return a rate that rises with quality from *low* to *high*, never above 1."""
        return max(0.0, min(1.0, low + (high - low) * self.quality + self.rng.gauss(0, noise)))

    def count(self, low: float, high: float, noise: float = 0.7) -> int:
        """Return a number that rises with quality."""
        return max(0, round(low + (high - low) * self.quality + self.rng.gauss(0, noise)))

    def yes(self, low: float, high: float) -> bool:
        """Tell whether something is there."""
        return self.rng.random() < self.rate(low, high, 0)

    def some(self, options: Sequence[str], low: float, high: float, sure: Sequence[str] = ()) -> list[str]:
        """Return those of the options that are there, in their order."""
        return [one for one in options if one in sure or self.yes(low, high)]


def plans(options: Callable[[str], Sequence[str]]) -> list[Plan]:
    """Return the 36 plans without facts since opening; *options* gives the ids of a fact's choices."""
    return [_plan(id, town, workers, quality, options) for id, town, workers, quality in STATIONS]


def _plan(id: str, town: str, workers: int, quality: float, options: Callable[[str], Sequence[str]]) -> Plan:
    luck = Luck(f"plan {id}", quality)
    counts = _counts(luck, workers, small=id in SMALL)
    facts = _facts(luck, workers, counts, options)
    if id in RUNNING:
        facts["fund.status"] = "running"
    elif id in SET_UP:
        facts["fund.status"] = "set_up"
    elif id in PREPARING:
        facts["fund.status"] = "preparing"
    elif id not in NO_FUND_CLAIMED:
        facts["fund.status"] = "none"
    plan = Plan(id, town, quality, facts, counts)
    if id in NO_FUND_CLAIMED:
        plan.claims["E3.4"] = "本地尚不具备设立社区慈善基金的条件"
    # A weak station forgets papers that no criterion can be met without.
    plan.lacking = {
        key
        for key in ("receipts", "filing", "story", "project", "consent", "drill", "guide", "groups", "photo3")
        if not luck.yes(0.66, 1.06)
    }
    return plan


def _counts(luck: Luck, workers: int, *, small: bool) -> Counts:
    rng = luck.rng
    due = rng.randrange(36, 56) if small else rng.randrange(58, 84)
    filed = min(due, round(due * luck.rate(0.62, 1.02, 0.04)))
    key = round(due * 0.8)
    visited = min(key, round(key * luck.rate(0.5, 1.06, 0.04)))
    cases = min(6 * workers, round(6 * workers * luck.rate(0.22, 1.02, 0.05)))
    earlier = rng.randrange(0, 3)
    closed = round((cases + earlier) * luck.rate(0.45, 0.8))
    groups = [rng.randrange(4, 8) for _ in range(min(5, luck.count(0.6, 4.4)))]
    if luck.yes(0.5, 0.2):
        groups.append(rng.randrange(1, 4))  # a group of three sessions is none
    raised = rng.randrange(4, 9)
    resources = 100 * luck.count(-60, 620, 80)
    return Counts(
        room_days=round(244 * luck.rate(0.35, 0.98)) if luck.yes(0.7, 1.3) else None,
        meetings=[luck.yes(0.7, 1.1) for _ in range(min(4, luck.count(1.2, 4.6)))],
        households_filed=filed,
        files=filed + rng.randrange(0, 7),
        education=None,
        summaries=min(12, luck.count(5.5, 12.6)),
        supervision=min(13, luck.count(5.5, 12.6)),
        issues=(raised, round(raised * luck.rate(0.4, 1.02))) if luck.yes(0.75, 1.3) else None,
        trainings=min(6, luck.count(1.2, 5.6)) if luck.yes(0.8, 1.3) else None,
        team_months=min(12, luck.count(4, 12)) if luck.yes(0.8, 1.3) else None,
        complaints=_complaints(luck) if luck.yes(0.75, 1.25) else None,
        visits=(visited, rng.randrange(2, 9), rng.randrange(4, 18)),
        cases=cases,
        cases_earlier=earlier,
        cases_closed=closed,
        cases_met=round(closed * luck.rate(0.5, 0.98)),
        groups=groups,
        activities=min(14, luck.count(4.4, 12.8)),
        volunteering=luck.count(16, 92, 4) if luck.yes(0.7, 1.3) else None,
        organisations=min(5, luck.count(0.3, 5.0)),
        resources=_parts(luck, max(1200, resources)) if luck.yes(0.8, 1.3) else None,
        honours=[("示例市优秀社会工作案例", "city")] if luck.yes(-0.5, 1.0) else [],
    )


def _complaints(luck: Luck) -> list[tuple[bool, bool]]:
    return [(luck.yes(0.7, 0.1), luck.yes(0.6, 1.1)) for _ in range(luck.rng.choice((0, 0, 0, 1, 1, 2)))]


def _parts(luck: Luck, value: int) -> list[int]:
    first = 100 * round(value * luck.rng.uniform(0.4, 0.7) / 100)
    return [first, value - first]


def _facts(
    luck: Luck, workers: int, counts: Counts, options: Callable[[str], Sequence[str]]
) -> dict[str, Fact]:
    rng = luck.rng
    certified = max(1, round(workers * luck.rate(0.3, 1.1)))
    employed = workers + (1 if workers > 1 and luck.yes(0.5, 0.2) else 0)
    area = luck.count(28, 92, 9)
    funds = 70_000 + 40_000 * workers + 1000 * rng.randrange(0, 30)
    carried = 500 * rng.randrange(0, 40)
    due = round(counts.households_filed / max(0.5, luck.rate(0.62, 1.03, 0.02)))
    system = rng.randrange(180, 420)
    rooms = ("reception", "office")
    services = [
        one for one in options("services") if one in ("s01", "s02", "s03", "s04") or luck.yes(0.45, 1.06)
    ]
    counts.education = (
        [
            (rng.choice(("助理社会工作师", "社会工作师")), rng.randrange(30, 40))
            if luck.yes(0.4, 1.1)
            else ("助理社会工作师", rng.randrange(8, 22))
            for _ in range(certified)
        ]
        if luck.yes(0.8, 1.3)
        else None
    )
    return {
        "station.months_open": rng.randrange(16, 52),
        "station.under_investigation": False,
        "station.consent": True,
        "station.open_days": 244,
        "premises.tenure": "own" if luck.yes(0.3, 1.15) else "shared",
        "premises.area": area,
        "premises.office_area": min(area, round(workers * luck.rng.uniform(4.4, 6.4) + 4 * luck.quality)),
        "rooms": luck.some(options("rooms"), 0.35, 1.1, rooms),
        "equipment": luck.some(options("equipment"), 0.6, 1.1, ("desk", "computer")),
        "safety": luck.some(options("safety"), 0.5, 1.1),
        "sign.plaque": True,
        "sign.correct": luck.yes(0.6, 1.15),
        "sign.visible": luck.yes(0.6, 1.1),
        "notices": luck.some(options("notices"), 0.55, 1.03),
        "contact": luck.some(options("contact"), 0.8, 1.1),
        "party_work": luck.some(options("party_work"), 0.5, 1.1),
        "city_papers": luck.some(options("city_papers"), 0.6, 1.1),
        "policies": luck.some(options("policies"), 0.62, 1.04),
        "households.due": max(due, counts.households_filed),
        "staff.total": workers,
        "staff.certified": certified,
        "staff.employed": employed,
        "staff.left": employed - workers,
        "staff.months_vacant": 0,
        "labour": luck.some(options("labour"), 0.7, 1.1, ("contract",)),
        "funds.due": funds,
        "funds.received": 1000 * round(funds * luck.rate(0.72, 1.08) / 1000),
        "funds.spent": 100 * round((funds + carried) * luck.rate(0.6, 0.99) / 100),
        "budget.carried_over": carried,
        "budget.year": funds,
        "budget.returned": 0,
        "needs_work": luck.some(options("needs_work"), 0.55, 1.1),
        "plan.annual": luck.yes(0.7, 1.3),
        "system.due": system,
        "system.in_time": round(system * luck.rate(0.62, 1.02)),
        "emergency": luck.some(options("emergency"), 0.5, 1.1),
        "privacy": luck.some(options("privacy"), 0.6, 1.1),
        "households.key": round(counts.visits[0] / max(0.45, luck.rate(0.55, 1.06, 0.02))),
        "services": services,
        "volunteers.total": luck.count(5, 35, 3),
        "publicity.items": luck.rng.choice((0, 0, 1, 2)) if luck.quality > 0.6 else 0,
        "research.items": 1 if luck.quality > 0.88 and luck.yes(0, 0.5) else 0,
    }


def targets(plan: Plan) -> list[tuple[str, int, int, int]]:
    """Return the indicators of the service agreement: target, done, weight."""
    counts = plan.counts
    workers = plan.facts["staff.total"]
    assert isinstance(workers, int)
    wanted = [
        ("建立服务档案（册）", 10 * round(counts.files / 9.4), counts.files, 10),
        ("走访重点对象（户）", plan.facts["households.key"], counts.visits[0], 20),
        ("完成个案（个）", 6 * workers, counts.cases, 20),
        ("完成小组（个）", 4, sum(one >= 4 for one in counts.groups), 15),
        ("社区活动（场）", 12, counts.activities, 20),
        ("培育社区社会组织（个）", 4, counts.organisations, 15),
    ]
    return [
        (title, target, done, weight) for title, target, done, weight in wanted if isinstance(target, int)
    ]
