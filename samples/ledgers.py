"""Make up the ledgers of a station: plausible rows, with what real tables have besides."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from files import Cell, Table

FIRST, LAST = date(2025, 7, 1), date(2026, 6, 30)
MONTHS = [date(2025, month, 1) for month in range(7, 13)] + [date(2026, month, 1) for month in range(1, 7)]

SURNAMES = "张王李赵陈杨周吴徐孙马朱胡郭何高林罗郑梁宋唐许"
STEMS = "甲乙丙丁戊己庚辛壬癸"
ROOMS = ("个案工作室", "小组活动室", "接待咨询区", "档案室")
KEY_HOUSEHOLDS = (
    "低保家庭",
    "特困人员",
    "低保边缘家庭",
    "困境或留守儿童家庭",
    "独居或留守老人家庭",
    "残疾人家庭",
)
ACTIVITIES = (
    "邻里互助日",
    "反诈宣传进院落",
    "儿童暑期安全课",
    "重阳敬老",
    "救助政策宣讲",
    "冬日送暖",
    "春季健康义诊",
    "亲子阅读会",
    "社区议事会",
    "垃圾分类小课堂",
    "端午包粽子",
    "残健同行",
)
SUBJECTS = (
    "个案预估与计划",
    "小组动力",
    "救助政策解读",
    "危机介入",
    "档案规范",
    "志愿者管理",
    "心理疏导技巧",
    "资源链接",
)
ISSUES = (
    "个案计划目标不够具体",
    "知情同意书缺日期",
    "小组评估表未归档",
    "走访记录过于简单",
    "督导反馈未写入计划",
    "志愿者培训不足",
    "转介记录缺回执",
    "活动反馈样本偏少",
    "应急联系人未更新",
)


@dataclass(slots=True)
class Maker:
    """One station's random rows; the same seed makes the same ones."""

    seed: str
    worker: Sequence[str]
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Start the random numbers."""
        self.rng = random.Random(self.seed)  # noqa: S311  # made-up rows, no secret

    def name(self) -> str:
        """Return a name nobody has."""
        return f"{self.rng.choice(SURNAMES)}某{self.rng.choice(STEMS)}"

    def phone(self) -> str:
        """Return a number nobody has: none starts with 100."""
        return f"100{self.rng.randrange(10**8):08d}"

    def id_number(self) -> str:
        """Return an identity number nobody has: there is no region 990101."""
        born = date(1940, 1, 1) + timedelta(self.rng.randrange(27000))
        return f"990101{born:%Y%m%d}00{self.rng.randrange(10)}X"

    def days(self, count: int, first: date = FIRST, last: date = LAST) -> list[date]:
        """Return *count* days in order, spread over the period."""
        span = (last - first).days
        return sorted(first + timedelta(self.rng.randrange(span + 1)) for _ in range(count))

    def monthly(self, months: Sequence[date]) -> list[date]:
        """Return one day of each month."""
        return [month.replace(day=self.rng.randrange(20, 29)) for month in months]

    def room_use(self, days: int, more: int = 0) -> Table:
        """Return records on *days* different working days, *more* of them a second time."""
        working = [day for day in _all_days() if day.weekday() < 6]
        chosen = self.rng.sample(working, days)
        dates = sorted(chosen + self.rng.sample(chosen, more))
        rows: list[list[Cell]] = [
            [f"G{number:03d}", day, self.rng.choice(ROOMS), self.rng.randrange(1, 16)]
            for number, day in enumerate(dates, 1)
        ]
        return Table(["编号", "使用日期", "功能室", "人数"], rows)

    def joint_meetings(self, minutes: Sequence[bool]) -> Table:
        """Return one meeting for each entry, with or without minutes."""
        rows: list[list[Cell]] = [
            [f"L{number}", day, f"第{number}次社工站工作联席会议", "是" if kept else "否"]
            for number, (day, kept) in enumerate(zip(self.days(len(minutes)), minutes, strict=True), 1)
        ]
        return Table(["编号", "会议日期", "议题", "有纪要"], rows)

    def clients(self, households: int, files: int) -> Table:
        """Return *files* files on *households* households: some have two."""
        numbers = [*range(1, households + 1), *self.rng.sample(range(1, households + 1), files - households)]
        days = self.days(files, date(2023, 3, 1), date(2026, 5, 31))
        rows: list[list[Cell]] = [
            [f"DA{number:04d}", f"H{household:03d}", self.name(), self.id_number(), self.phone(), day]
            for number, (household, day) in enumerate(zip(numbers, days, strict=True), 1)
        ]
        return Table(["档案编号", "户号", "服务对象", "身份证号", "联系电话", "建档日期"], rows, sheet="档案")

    def education(self, workers: Sequence[tuple[str, str, float]]) -> Table:
        """Return name, level and hours of each worker."""
        return Table(["姓名", "职业水平", "本年学时"], [list(row) for row in workers], sheet="学时")

    def summaries(self, months: Sequence[date]) -> Table:
        """Return one summary for each month."""
        rows: list[list[Cell]] = [
            [f"{day:%Y%m}", day, self.rng.choice(self.worker)] for day in self.monthly(months)
        ]
        return Table(["编号", "小结日期", "撰写人"], rows)

    def supervision(self, count: int, supervisor: str) -> Table:
        """Return *count* sessions."""
        rows: list[list[Cell]] = [
            [f"D{number:02d}", day, supervisor, self.rng.choice(SUBJECTS), self.rng.choice((1.5, 2, 2.5))]
            for number, day in enumerate(self.days(count), 1)
        ]
        return Table(["编号", "督导日期", "督导", "主题", "时长(小时)"], rows, sheet="督导")

    def issues(self, raised: int, closed: int) -> Table:
        """Return what the supervisor asked for; *closed* of it was done."""
        rows: list[list[Cell]] = []
        for number, day in enumerate(self.days(raised, FIRST, date(2026, 5, 20)), 1):
            done = day + timedelta(self.rng.randrange(7, 35)) if number <= closed else None
            rows.append([f"Y{number:02d}", day, ISSUES[(number - 1) % len(ISSUES)], done])
        return Table(["编号", "提出日期", "意见内容", "整改完成日期"], rows)

    def trainings(self, count: int) -> Table:
        """Return *count* trainings."""
        rows: list[list[Cell]] = [
            [f"P{number:02d}", day, self.rng.choice(SUBJECTS), self.rng.randrange(3, 25)]
            for number, day in enumerate(self.days(count), 1)
        ]
        return Table(["编号", "培训日期", "培训主题", "参加人数"], rows)

    def team_meetings(self, months: Sequence[date]) -> Table:
        """Return one meeting for each month."""
        rows: list[list[Cell]] = [
            [f"H{number:02d}", day, f"{day.month}月工作安排"]
            for number, day in enumerate(self.monthly(months), 1)
        ]
        return Table(["编号", "例会日期", "主要内容"], rows)

    def complaints(self, each: Sequence[tuple[bool, bool]]) -> Table:
        """Return complaints: founded or not, answered in time or not."""
        rows: list[list[Cell]] = []
        for number, (day, (founded, in_time)) in enumerate(zip(self.days(len(each)), each, strict=True), 1):
            answered = day + timedelta(5 if in_time else 24)
            yes = {True: "是", False: "否"}
            rows.append([f"T{number}", day, self.name(), self.phone(), yes[founded], answered, yes[in_time]])
        header = ["编号", "受理日期", "投诉人", "联系电话", "是否属实", "答复日期", "是否按时答复"]
        return Table(header, rows)

    def visits(self, key: int, other: int, again: int, outside: int = 0) -> list[list[Cell]]:
        """Return visits to *key* and *other* households, *again* repeated, *outside* before the period."""
        households = [f"H{number:03d}" for number in range(1, key + other + 1)]
        kinds = {
            name: self.rng.choice(KEY_HOUSEHOLDS) if number < key else "其他家庭"
            for number, name in enumerate(households)
        }
        heads = {name: (self.name(), self.phone()) for name in households}
        visited = [*households, *self.rng.choices(households, k=again)]
        self.rng.shuffle(visited)
        visited = [*self.rng.choices(households, k=outside), *visited]
        days = self.days(outside, date(2025, 6, 9), date(2025, 6, 27)) + self.days(len(visited) - outside)
        return [
            [f"Z{number:03d}", day, name, *heads[name], kinds[name], self.rng.choice(self.worker)]
            for number, (day, name) in enumerate(zip(days, visited, strict=True), 1)
        ]

    def cases(self, opened: int, earlier: int, closed: int, met: int) -> Table:
        """Return *opened* cases and *earlier* ones from before; *closed* ended in the period."""
        days = self.days(earlier, date(2025, 3, 1), date(2025, 6, 20))
        days += self.days(opened, FIRST, date(2026, 5, 31))
        rows: list[list[Cell]] = []
        for number, day in enumerate(days, 1):
            start = max(day, FIRST)
            done = min(start + timedelta(self.rng.randrange(40, 150)), LAST) if number <= closed else None
            goal = ("达成" if number <= met else "部分达成") if done else ""
            title = self.rng.choice(("家庭关系", "经济困难", "心理支持", "照料压力", "就学困难"))
            rows.append(
                [f"GA{number:02d}", self.name(), title, day, done, goal, self.rng.choice(self.worker)]
            )
        header = ["编号", "服务对象", "问题类型", "接案日期", "结案日期", "目标达成", "负责社工"]
        return Table(header, rows, sheet="个案")

    def groups(self, sessions: Sequence[int]) -> Table:
        """Return one group for each number of sessions."""
        names = (
            "银龄手工小组",
            "儿童情绪小组",
            "照料者支持小组",
            "亲子沟通小组",
            "防跌倒小组",
            "残友互助小组",
        )
        rows: list[list[Cell]] = []
        for number, (day, count) in enumerate(
            zip(self.days(len(sessions), FIRST, date(2026, 4, 30)), sessions, strict=True), 1
        ):
            ended = day + timedelta(7 * (count - 1))
            rows.append([f"XZ{number}", names[number - 1], day, ended, count, self.rng.randrange(6, 13)])
        return Table(["编号", "小组名称", "开始日期", "结束日期", "节数", "组员人数"], rows)

    def activities(self, count: int, place: Sequence[str]) -> Table:
        """Return *count* activities."""
        rows: list[list[Cell]] = [
            [
                f"HD{number:02d}",
                day,
                ACTIVITIES[(number - 1) % len(ACTIVITIES)],
                self.rng.choice(place),
                self.rng.randrange(18, 75),
            ]
            for number, day in enumerate(self.days(count), 1)
        ]
        return Table(["编号", "活动日期", "活动名称", "地点", "参加人数"], rows)

    def volunteering(self, count: int) -> Table:
        """Return *count* records of half-hours."""
        rows: list[list[Cell]] = [
            [f"V{number:03d}", day, self.name(), self.rng.randrange(3, 11) / 2]
            for number, day in enumerate(self.days(count), 1)
        ]
        return Table(["编号", "服务日期", "志愿者", "服务时长（小时）"], rows)

    def organisations(self, names: Sequence[str]) -> Table:
        """Return organisations filed in the period."""
        rows: list[list[Cell]] = [
            [name, day, self.name()] for name, day in zip(names, self.days(len(names)), strict=True)
        ]
        return Table(["组织名称", "备案日期", "负责人"], rows)

    def resources(self, each: Sequence[tuple[str, str, float]]) -> Table:
        """Return donor, kind and value of what was given."""
        days = self.days(len(each))
        rows: list[list[Cell]] = [
            [f"ZY{number:02d}", day, *one]
            for number, (day, one) in enumerate(zip(days, each, strict=True), 1)
        ]
        total: list[Cell] = ["合计", None, "", "", sum(one[2] for one in each)]
        return Table(["编号", "接收日期", "来源单位", "资源内容", "折价（元）"], rows, total=total)

    def agreement(self, each: Sequence[tuple[str, int, int, int]]) -> Table:
        """Return indicator, target, done and weight."""
        return Table(["指标", "目标值", "完成值", "权重"], [list(row) for row in each], sheet="协议指标")


VISIT_HEADER = ("编号", "走访日期", "户号", "户主", "联系电话", "对象类别", "走访人")


def _all_days() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        yield day
        day += timedelta(1)
