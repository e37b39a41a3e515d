"""Write a station's ledgers from its plan, each station in its own untidy way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from files import Cell, Table, csv_text, xlsx
from ledgers import MONTHS, VISIT_HEADER, Maker
from round_plan import Plan, targets
from round_troubles import DISAGREED, RECUSED

TITLES = {
    "room_use": "功能室使用",
    "joint_meetings": "联席会议",
    "clients": "服务对象档案",
    "education": "继续教育学时",
    "summaries": "月度小结",
    "supervision": "督导记录",
    "supervision_issues": "督导整改",
    "trainings": "培训记录",
    "team_meetings": "团队例会",
    "complaints": "投诉",
    "visits": "走访",
    "cases": "个案",
    "groups": "小组",
    "activities": "社区活动",
    "volunteering": "志愿服务",
    "organisations": "社会组织",
    "resources": "资源链接",
    "agreement": "协议指标",
    "honours": "荣誉",
}
DONORS = (("某商会（示例）", "节日物资"), ("某诊所（示例）", "药品与义诊"))
STYLES = ("台账", "登记表", "")
BOUND = ("990101101", RECUSED[0], DISAGREED)
"""Stations with one workbook for all ledgers, a sheet each."""


def ledgers(plan: Plan) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return ledger → what `submission.yaml` says of it, and files below the station's folder → bytes."""
    rng = random.Random(f"style {plan.id}")  # noqa: S311  # made-up text, no secret
    ending = rng.choice(STYLES)
    marked, chinese = rng.random() < 0.5, rng.random() < 0.3
    books = {"cases"} if rng.random() < 0.5 else set()
    tables = dict(_tables(plan, rng))
    if plan.id in BOUND:
        file = "ledgers/台账.xlsx"
        sheets = [replace(table, sheet=TITLES[name]) for name, table in tables.items()]
        return {name: f"{{files: {file}, sheet: {TITLES[name]}}}" for name in tables}, {file: xlsx(*sheets)}
    names, files = {}, {}
    for name, table in tables.items():
        names[name] = f"ledgers/{TITLES[name]}{ending}.{'xlsx' if name in books else 'csv'}"
        if name in books:
            files[names[name]] = xlsx(table)
            continue
        text = csv_text(table, chinese_dates=chinese)
        files[names[name]] = text.encode("utf-8-sig" if marked else "gb18030")
    return names, files


def _tables(plan: Plan, rng: random.Random) -> Iterator[tuple[str, Table]]:
    counts = plan.counts
    make = Maker(f"round {plan.id}", tuple(f"{one}某" for one in rng.sample("陈林高郑梁何宋唐", 3)))
    if counts.room_days is not None:
        yield "room_use", make.room_use(counts.room_days)
    yield "joint_meetings", make.joint_meetings(counts.meetings)
    yield "clients", make.clients(counts.households_filed, counts.files)
    if counts.education is not None:
        workers = [
            (f"{name}某", level, hours)
            for name, (level, hours) in zip("陈林高", counts.education, strict=False)
        ]
        yield "education", make.education(workers)
    yield "summaries", make.summaries(MONTHS[: counts.summaries])
    yield "supervision", make.supervision(counts.supervision, f"{rng.choice('黄罗许')}某丁")
    if counts.issues is not None:
        yield "supervision_issues", make.issues(*counts.issues)
    if counts.trainings is not None:
        yield "trainings", make.trainings(counts.trainings)
    if counts.team_months is not None:
        yield "team_meetings", make.team_meetings(MONTHS[: counts.team_months])
    if counts.complaints is not None:
        yield "complaints", make.complaints(counts.complaints)
    key, other, again = counts.visits
    banner = f"{plan.town}社工站走访台账" if rng.random() < 0.4 else ""
    blank = (20,) if rng.random() < 0.3 else ()
    yield "visits", Table(VISIT_HEADER, make.visits(key, other, again), banner, "走访", blank_rows=blank)
    yield "cases", make.cases(counts.cases, counts.cases_earlier, counts.cases_closed, counts.cases_met)
    yield "groups", make.groups(counts.groups)
    place = (f"{plan.town}文化站", "社区广场", "村部会议室")
    activities = make.activities(counts.activities, place)
    if rng.random() < 0.3:
        people = sum(int(str(row[4])) for row in activities.rows)
        activities = replace(activities, total=["合计", None, "", "", people])
    yield "activities", activities
    if counts.volunteering is not None:
        yield "volunteering", make.volunteering(counts.volunteering)
    names = ("邻里互助队", "义剪队", "护河队", "乡贤议事会", "亲子社")
    yield (
        "organisations",
        make.organisations([f"{plan.place}{one}（示例）" for one in names[: counts.organisations]]),
    )
    if counts.resources is not None:
        yield (
            "resources",
            make.resources([(*donor, value) for donor, value in zip(DONORS, counts.resources, strict=True)]),
        )
    yield "agreement", make.agreement(targets(plan))
    grades = {"city": "市级", "provincial": "省级", "national": "国家级"}
    honours: list[list[Cell]] = [[title, MONTHS[9], grades[level]] for title, level in counts.honours]
    yield "honours", Table(["荣誉事项", "获得日期", "级别"], honours)
