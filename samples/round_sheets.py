"""Make up what nine evaluators write about a station, and what the panel then has to decide."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import round_troubles as trouble
from round_plan import Plan

EXPERTS = ("e1", "e2", "e3")
SEVERITY = {"e1": 0.0, "e2": -0.03, "e3": 0.02}
LEVELS = {  # criterion → level, its points, the least impression it takes
    "B1.2": (("好", 20, 0.82), ("较好", 15, 0.58), ("一般", None, 0.2), ("差", 0, -9.0)),
    "D2.2": (("好", 15, 0.8), ("较好", 11, 0.52), ("一般", 7, 0.2), ("差", 0, -9.0)),
    "E2.4": (("好", 15, 0.8), ("较好", 11, 0.52), ("一般", 7, 0.2), ("差", 0, -9.0)),
    "E2.6": (("好", 15, 0.8), ("较好", 11, 0.52), ("一般", 7, 0.2), ("差", 0, -9.0)),
}
REMARKS = {
    "B1.2": {
        "较好": "个别制度没有执行记录",
        "一般": "保密与投诉两项制度未见执行记录",
        "差": "基本没有执行记录",
    },
    "D2.2": {"较好": "反馈具体，但没有督导计划", "一般": "有记录，反馈笼统", "差": "记录雷同，流于形式"},
    "E2.4": {"较好": "转折阶段记录不全", "一般": "有计划与记录，阶段不清", "差": "只有签到与照片"},
    "E2.6": {"较好": "居民参与策划不多", "一般": "有方案与记录，成效不明", "差": "没有活动记录"},
}
TITLES = {
    "e1": "专家评分表",
    "e2": "专家评分表",
    "e3": "专家评分表",
    "f1": "财务查账",
    "s1": "满意度调查",
    "t1": "乡镇（街道）评价",
    "v1": "村（社区）评价",
    "v2": "村（社区）评价",
    "o1": "组织方记录",
}
ROLES = {
    "f1": "finance",
    "s1": "survey",
    "t1": "township",
    "v1": "village",
    "v2": "village",
    "o1": "organiser",
}
MIDDLE = {one: EXPERTS[(at + 1) % 3] for at, one in enumerate(EXPERTS)}
"""The twin's marks are its sister's, each by another expert: the mean is the same."""


@dataclass(slots=True)
class Sheet:
    """Lines of YAML under their headings."""

    evaluator: str
    submitted: date
    parts: dict[str, list[str]] = field(default_factory=dict)

    def add(self, part: str, line: str) -> None:
        """Add one line."""
        self.parts.setdefault(part, []).append(line)

    def text(self, plan: Plan) -> str:
        """Return the file."""
        lines = [
            f"# {TITLES[self.evaluator]}：{plan.name}",
            f"evaluator: {self.evaluator}",
            f"station: {plan.id}",
            f"role: {ROLES.get(self.evaluator, 'expert')}",
            f"submitted: {self.submitted}",
        ]
        for part, inner in self.parts.items():
            lines += [f"{part}:", *(f"  {line}" for line in inner)]
        return "\n".join(lines) + "\n"


def sheets(plan: Plan, number: int) -> Iterator[Sheet]:
    """Yield the sheets on a station that is the *number*-th visited."""
    visited = date(2026, 7, 13) + timedelta(number // 2)
    seed = plan.twin or plan.id
    for expert in EXPERTS:
        if (plan.id, expert) in (trouble.UNMARKED, trouble.RECUSED):
            continue
        sheet = Sheet(expert, visited + timedelta(EXPERTS.index(expert) // 2))
        _marks(plan, sheet, seed, MIDDLE[expert] if plan.twin else expert)
        _words(plan, sheet)
        yield sheet
    yield from _others(plan, visited + timedelta(3), seed)


def _marks(plan: Plan, sheet: Sheet, seed: str, hand: str) -> None:
    common = random.Random(f"marks {seed}")  # noqa: S311  # made-up marks, no secret
    own = random.Random(f"marks {seed} {hand}")  # noqa: S311
    impression = {
        name: max(0.0, min(0.99, plan_quality(plan, seed) + common.gauss(0, 0.1)))
        for name in (*LEVELS, "E2.7", "F2.2", "files", "cases")
    }
    for name in ("B1.2", "B2.2", "D2.2", "E2.2", "E2.4", "E2.6", "E2.7", "F2.2"):
        if name in LEVELS:
            if name == "E2.4" and not any(one >= 4 for one in plan.counts.groups):
                continue
            sheet.add(
                "marks",
                f"{name}: {_level(name, impression[name] + SEVERITY[hand] + own.gauss(0, 0.015), own)}",
            )
        elif name in ("B2.2", "E2.2"):
            key = "files" if name == "B2.2" else "cases"
            drawn = _drawn(plan, name, random.Random(f"drawn {seed} {name}"))  # noqa: S311
            if drawn:
                sheet.add("marks", f"{name}:")
                sheet.add("marks", "  sample:")
                for line in _files(drawn, impression[key], common, own):
                    sheet.add("marks", f"    - {line}")
        elif name == "E2.7":
            points = round(2 * (14.5 * impression[name] + 20 * SEVERITY[hand] + own.gauss(0, 0.3))) / 2
            points = 0.0 if "project" in plan.lacking else max(0.0, min(15.0, points))
            points = _fixed(plan, sheet.evaluator, "E2.7", points)
            remark = "特色不够突出" if points < 11 else "持续开展，居民认可"
            sheet.add("marks", f"E2.7: {{points: {points:g}, remark: {remark}}}")
        else:
            points = round(4 + 15.5 * impression[name] + 15 * SEVERITY[hand] + own.gauss(0, 0.4))
            points = (
                0
                if "story" in plan.lacking
                else int(_fixed(plan, sheet.evaluator, "F2.2", max(6, min(20, points))))
            )
            level = "无" if not points else "一般" if points <= 10 else "较好" if points <= 15 else "好"
            given = f", points: {points}" if points else ""
            remark = "" if points >= 16 else f", remark: {'没有案例' if not points else '变化写得不够'}"
            sheet.add("marks", f"F2.2: {{level: {level}{given}{remark}}}")


def plan_quality(plan: Plan, seed: str) -> float:
    """Return the impression a station makes; the twin makes its sister's."""
    return 0.70 if plan.twin or seed == trouble.TIE[0] else plan.quality


def _fixed(plan: Plan, expert: str, name: str, points: float) -> float:
    """Return the marks by which two stations' evaluators fall apart."""
    if (plan.id, name) == (trouble.DISAGREED, "E2.7"):
        return {"e1": 13.0, "e2": 8.0, "e3": 12.5}[expert]
    if (plan.id, name) == (trouble.DECIDED, "F2.2"):
        return {"e1": 18.0, "e2": 12.0, "e3": 17.0}[expert]
    return points


def _level(name: str, impression: float, own: random.Random) -> str:
    level, points = next((level, points) for level, points, least in LEVELS[name] if impression >= least)
    given = f", points: {max(6, min(12, round(4 + 14 * impression)))}" if points is None else ""
    remark = REMARKS[name].get(level, "")
    return f"{{level: {level}{given}{', remark: ' + remark if remark and own.random() < 0.9 else ''}}}"


def _drawn(plan: Plan, name: str, rng: random.Random) -> list[tuple[str, bool]]:
    """Return the files drawn, each with whether its last check fits."""
    counts = plan.counts
    if name == "B2.2":
        there = [(f"DA{number:04d}", True) for number in range(1, counts.files + 1)]
    else:
        there = [
            (f"GA{number:02d}", number <= counts.cases_closed)
            for number in range(counts.cases_earlier + 1, counts.cases_earlier + counts.cases + 1)
        ]
    wanted = min(len(there), max(5, -(-len(there) // 10)))
    return sorted(rng.sample(there, wanted))


def _files(
    drawn: Sequence[tuple[str, bool]], impression: float, common: random.Random, own: random.Random
) -> Iterator[str]:
    doubt = random.Random(f"checks {common.random()}")  # noqa: S311
    for file, whole in drawn:
        passed = [check for check in range(1, 7) if doubt.random() < 0.5 + 0.5 * impression]
        if own.random() < 0.12 and len(passed) > 1:
            passed.remove(own.choice(passed))
        left = ""
        if not whole:
            passed = [check for check in passed if check != 6]
            left = ", left_out: [6]"
        yield f"{{file: {file}, passed: [{', '.join(map(str, passed))}]{left}}}"


def _words(plan: Plan, sheet: Sheet) -> None:
    """Write down what one or two of the experts found besides."""
    expert = sheet.evaluator
    if plan.id == trouble.MEASURED and expert in ("e1", "e2"):
        value = {"e1": 52, "e2": 55}[expert]
        sheet.add("observed", f"premises.area: {{value: {value}, remark: 现场实测}}")
    if plan.id == trouble.COPIED[0] and expert == "e1":
        sheet.add("observed", "files.inconsistent: {value: 1, remark: 活动照片与竹湾镇社工站的相同}")
    for claim in plan.claims:
        agree = plan.id != trouble.REFUSED
        if plan.id == trouble.DISPUTED and expert == "e2":
            sheet.add("not_applicable", f"{claim}: {{agree: false, remark: 邻近乡已设立基金，条件相近}}")
        elif expert == "e1" or (expert == "e3" and len(plan.claims) > 1):
            remark = "已看乡镇证明" if agree else "区里的信息系统已给本站开通账号"
            sheet.add(
                "not_applicable", f"{claim}: {{agree: {'true' if agree else 'false'}, remark: {remark}}}"
            )
    if plan.id == trouble.VETOED and expert == "e1":
        sheet.add("vetoes", "V1: {remark: 十一户走访记录由一人补写，签名笔迹相同，住户否认被走访}")
    if plan.id == trouble.CLEARED and expert == "e3":
        sheet.add("vetoes", "V4: {remark: 公示栏上的照片能看到服务对象姓名}")


def _others(plan: Plan, day: date, seed: str) -> Iterator[Sheet]:
    rng = random.Random(f"others {seed}")  # noqa: S311
    quality = plan_quality(plan, seed)
    finance = Sheet("f1", day)
    wrong = max(0, round(3.4 - 3.6 * quality + rng.gauss(0, 0.6)))
    remark = (
        f", remark: {rng.choice(('发票无经手人签字', '餐费未附清单', '跨年报销未说明'))}" if wrong else ""
    )
    finance.add("observed", f"vouchers.irregular: {{value: {wrong}{remark}}}")
    yield finance
    asked = 26 if plan.id == trouble.FEW_ANSWERS else rng.randrange(36, 66)
    share = min(0.99, 0.79 + 0.19 * quality + rng.gauss(0, 0.015))
    survey = Sheet("s1", day)
    survey.add("observed", f"survey.sample: {{value: {asked}}}")
    survey.add("observed", f"survey.satisfaction: {{value: {100 * round(asked * share) / asked:.1f}%}}")
    survey.add("observed", f"survey.aware: {{value: {round(asked * min(1, 0.5 + 0.45 * quality))}}}")
    yield survey
    for evaluator, fact in (("t1", "township"), ("v1", "village"), ("v2", "village")):
        points = min(10, round(2 * (6 + 3.6 * quality + rng.gauss(0, 0.4))) / 2)
        sheet = Sheet(evaluator, day)
        sheet.add("observed", f"review.{fact}: {{value: {points:g}}}")
        yield sheet
    late = trouble.LATE.get(plan.id, 0)
    organiser = Sheet("o1", date(2026, 8, 17))
    remark = f", remark: 应于2026年7月10日报送，7月{10 + late}日收到" if late else ""
    organiser.add("observed", f"late.days: {{value: {late}{remark}}}")
    organiser.add("observed", "criticism.count: {value: 0}")
    yield organiser


def spread(given: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    """Yield criterion and value for each level the experts differ on, to be decided as most of them say."""
    for name in LEVELS:
        said = []
        for sheet in given:
            line = next((one for one in sheet.parts.get("marks", ()) if one.startswith(f"{name}: ")), "")
            if line and sheet.evaluator in EXPERTS:
                said.append(line.removeprefix(f"{name}: {{").removesuffix("}").split(", remark")[0])
        levels = [one.split(",")[0] for one in said]
        if len(set(levels)) > 1:
            most = max(said, key=lambda one: (levels.count(one.split(",")[0]), -said.index(one)))
            yield name, f"{{{most}}}"


def decisions(plan: Plan, given: Sequence[Sheet]) -> list[str]:
    """Return the panel's decisions on a station, one a line."""
    found = [
        (f"mark: {name}", value, "合议时重看材料，多数意见成立", "2026-08-19")
        for name, value in spread(given)
    ]
    match plan.id:
        case trouble.DECIDED:
            found.append(
                ("mark: F2.2", "{level: 较好, points: 15}", "案例过程完整，变化部分证据不足", "2026-08-19")
            )
        case trouble.VETOED:
            found.append(("veto: V1", "true", "回访十一户，九户确认没有被走访，站点承认补写", "2026-08-21"))
        case trouble.CLEARED:
            found.append(("veto: V4", "false", "照片只见姓氏，已取下，没有造成后果", "2026-08-21"))
        case trouble.DISPUTED:
            found.append(("claim: E3.4", "true", "乡政府证明属实，区慈善会尚未在本乡开展", "2026-08-20"))
        case trouble.MEASURED:
            found.append(("fact: premises.area", "52", "两人复测，公共走道不计", "2026-08-20"))
    return [
        f"- {{what: {{{what}}}, value: {value}, reason: {reason}, by: 专家组, date: {day}}}"
        for what, value, reason, day in found
    ]
