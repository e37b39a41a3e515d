"""Say which ledgers each sample station keeps, and how untidily."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from files import Table, csv_text, xlsx
from ledgers import MONTHS, VISIT_HEADER, Maker

Files = dict[str, bytes]


def gb18030(table: Table, *, chinese_dates: bool = False) -> bytes:
    """Return the table as Excel in China saves csv."""
    return csv_text(table, chinese_dates=chinese_dates).encode("gb18030")


def with_mark(table: Table, *, chinese_dates: bool = False) -> bytes:
    """Return the table as "CSV UTF-8" is saved: with a byte order mark."""
    return csv_text(table, chinese_dates=chinese_dates).encode("utf-8-sig")


def qinghe() -> Files:
    """Return the strong station's ledgers: all there, one in two files."""
    make = Maker("qinghe", ("陈某甲", "林某乙", "高某丙"))
    visits = make.visits(key=83, other=12, again=48, outside=4)
    half = next(number for number, row in enumerate(visits) if str(row[1]) >= "2026")
    second = visits[half:]
    second.insert(9, second[8])  # copied by mistake: same number, same visit
    cases = make.cases(opened=17, earlier=4, closed=13, met=12)
    donors = (
        ("示例一区慈善协会", "助学金", 12000),
        ("青禾镇商会（示例）", "米面油60份", 7800),
        ("某爱心药房（示例）", "药品与血压计", 4650.5),
        ("某超市（示例）", "生活物资", 3900),
    )
    targets = (
        ("建立服务档案（册）", 90, 97, 10),
        ("走访重点对象（户）", 86, 83, 20),
        ("完成个案（个）", 18, 17, 20),
        ("完成小组（个）", 4, 4, 15),
        ("社区活动（场）", 12, 14, 15),
        ("志愿服务（小时）", 300, 312, 10),
        ("培育社区社会组织（个）", 5, 4, 10),
    )
    organisations = (
        "青禾银龄互助队（示例）",
        "上禾巾帼志愿队（示例）",
        "下禾乡贤议事会（示例）",
        "禾苗亲子会（示例）",
    )
    return {
        "走访台账2025年7-12月.csv": gb18030(
            Table(VISIT_HEADER, visits[:half], banner="青禾镇社工站走访台账")
        ),
        "走访台账2026年1-6月.csv": with_mark(
            Table(VISIT_HEADER, second, blank_rows=(20, 21)), chinese_dates=True
        ),
        "功能室使用台账.csv": gb18030(make.room_use(days=206, more=9)),
        "联席会议台账.csv": gb18030(make.joint_meetings((True, True, True, True))),
        "服务对象档案台账.xlsx": xlsx(make.clients(households=92, files=97)),
        "继续教育学时.csv": gb18030(
            make.education((("陈某甲", "社会工作师", 36), ("林某乙", "助理社会工作师", 26)))
        ),
        "月度小结台账.csv": with_mark(make.summaries(MONTHS)),
        "督导记录.xlsx": xlsx(
            replace(make.supervision(11, "黄某丁"), banner="督导记录汇总（2025年7月至2026年6月）")
        ),
        "督导意见整改台账.xlsx": xlsx(make.issues(raised=9, closed=8)),
        "培训记录.csv": with_mark(make.trainings(6)),
        "团队例会记录.csv": gb18030(make.team_meetings(MONTHS)),
        "投诉台账.csv": gb18030(make.complaints(((False, True),))),
        "个案台账.xlsx": xlsx(
            replace(cases, banner="青禾镇社工站个案台账（隐去姓名版另存）", blank_rows=(4,))
        ),
        "小组台账.xlsx": xlsx(make.groups((6, 5, 4, 6, 1))),
        "社区活动台账.csv": with_mark(
            make.activities(14, ("上禾村", "下禾村", "禾苗社区")), chinese_dates=True
        ),
        "志愿服务台账.csv": gb18030(make.volunteering(98)),
        "社区社会组织台账.csv": with_mark(make.organisations(organisations)),
        "资源链接台账.xlsx": xlsx(make.resources(donors)),
        "协议指标台账.xlsx": xlsx(make.agreement(targets)),
        "荣誉台账.csv": with_mark(
            Table(["荣誉事项", "获得日期", "级别"], [["示例市优秀社会工作案例", MONTHS[9], "市级"]]),
            chinese_dates=True,
        ),
    }


def baishi() -> Files:
    """Return the middling station's ledgers: all there, some say less than the station does."""
    make = Maker("baishi", ("郑某戊", "梁某己"))
    clients = make.clients(households=69, files=71)
    clients = replace(
        clients, header=["档案编号", "家庭编号", "案主姓名", "身份证号", "联系电话", "建档日期"]
    )
    visits = make.visits(key=60, other=6, again=30, outside=3)
    donors = (
        ("某粮油店（示例）", "米面油", 9200),
        ("某服饰公司（示例）", "棉衣", 11800),
        ("某书店（示例）", "图书", 2400),
    )
    targets = (
        ("建立服务档案（册）", 80, 71, 10),
        ("走访重点对象（户）", 64, 60, 20),
        ("完成个案（个）", 12, 11, 25),
        ("完成小组（个）", 4, 3, 15),
        ("社区活动（场）", 12, 11, 15),
        ("志愿服务（小时）", 300, 262, 15),
    )
    groups = ("白石巷邻里队（示例）", "石桥义剪队（示例）", "石湾护河队（示例）")
    total = replace(make.activities(11, ("白石村", "石桥村", "石湾社区")), total=["合计", None, "", "", 412])
    return {
        "功能室使用.csv": gb18030(make.room_use(days=194)),
        "联席会议.csv": gb18030(make.joint_meetings((True, True, False, True))),
        "档案台账.xlsx": xlsx(clients),
        "继续教育.csv": gb18030(make.education((("郑某戊", "社会工作师", 31.5),))),
        "月度小结.csv": gb18030(make.summaries([*MONTHS[:7], *MONTHS[8:]])),
        "督导记录.csv": with_mark(make.supervision(12, "罗某庚"), chinese_dates=True),
        "督导整改.csv": gb18030(make.issues(raised=6, closed=5)),
        "培训.csv": gb18030(make.trainings(5)),
        "例会.csv": with_mark(make.team_meetings(MONTHS[2:])),
        "投诉.csv": gb18030(make.complaints(((True, True), (False, False)))),
        "走访台账.xlsx": xlsx(Table(VISIT_HEADER, visits, "白石镇社工站走访台账", "走访", blank_rows=(30,))),
        "个案台账.xlsx": xlsx(make.cases(opened=11, earlier=2, closed=8, met=6)),
        "小组台账.csv": gb18030(make.groups((5, 4, 3, 6))),
        "活动台账.csv": gb18030(total),
        "志愿服务.csv": with_mark(make.volunteering(80)),
        "社会组织.csv": gb18030(make.organisations(groups)),
        "资源链接.xlsx": xlsx(make.resources(donors)),
        "协议指标.csv": gb18030(make.agreement(targets)),
        "荣誉.csv": gb18030(Table(["荣誉事项", "获得日期", "级别"], [])),
    }


def luxi() -> Files:
    """Return the weak station's ledgers: half of them were never kept."""
    make = Maker("luxi", ("何某辛",))
    visits = make.visits(key=38, other=4, again=9, outside=6)
    titled = Table(["芦溪镇社工站走访登记表"], [["填表人：何某辛"], VISIT_HEADER, *visits])
    targets = (
        ("建立服务档案（册）", 72, 41, 25),
        ("走访重点对象（户）", 70, 38, 25),
        ("完成个案（个）", 6, 4, 25),
        ("社区活动（场）", 12, 7, 25),
    )
    return {
        "联席会议.csv": gb18030(make.joint_meetings((True, False))),
        "档案.csv": gb18030(make.clients(households=39, files=41)),
        "小结.csv": gb18030(make.summaries(MONTHS[3:10])),
        "督导.csv": gb18030(make.supervision(6, "徐某壬")),
        "走访.csv": gb18030(titled),
        "个案.csv": gb18030(make.cases(opened=4, earlier=1, closed=2, met=1)),
        "小组.csv": gb18030(make.groups((4, 2))),
        "活动.csv": gb18030(make.activities(7, ("芦溪村", "芦花村", "溪口村"))),
        "协议指标.csv": gb18030(make.agreement(targets)),
    }


def xinqiao() -> Files:
    """Return the ledgers of the station that experts have not finished with, tidy ones."""
    make = Maker("xinqiao", ("宋某癸", "唐某甲"))
    visits = make.visits(key=50, other=9, again=25)
    donors = (("新桥商圈联盟（示例）", "节日物资", 16800), ("某诊所（示例）", "义诊与药品", 9300))
    targets = (
        ("建立服务档案（册）", 58, 56, 1),
        ("走访重点对象（户）", 52, 50, 1),
        ("完成个案（个）", 12, 12, 1),
        ("完成小组（个）", 4, 4, 1),
        ("社区活动（场）", 12, 13, 1),
    )
    groups = ("桥东楼长会（示例）", "桥南银发队（示例）", "桥北亲子社（示例）", "新桥骑手之家（示例）")
    return {
        "room_use.csv": with_mark(make.room_use(days=201, more=4)),
        "joint_meetings.csv": with_mark(make.joint_meetings((True, True, True, True))),
        "clients.csv": with_mark(make.clients(households=56, files=60)),
        "education.csv": with_mark(
            make.education((("宋某癸", "社会工作师", 34), ("唐某甲", "助理社会工作师", 20)))
        ),
        "summaries.csv": with_mark(make.summaries(MONTHS)),
        "supervision.csv": with_mark(make.supervision(12, "许某乙")),
        "supervision_issues.csv": with_mark(make.issues(raised=7, closed=7)),
        "trainings.csv": with_mark(make.trainings(5)),
        "team_meetings.csv": with_mark(make.team_meetings(MONTHS)),
        "complaints.csv": with_mark(make.complaints(())),
        "visits.csv": with_mark(Table(VISIT_HEADER, visits)),
        "cases.xlsx": xlsx(make.cases(opened=12, earlier=1, closed=9, met=8)),
        "groups.csv": with_mark(make.groups((5, 4, 6, 4))),
        "activities.csv": with_mark(make.activities(13, ("新桥社区", "桥东社区", "桥南社区"))),
        "volunteering.csv": with_mark(make.volunteering(102)),
        "organisations.csv": with_mark(make.organisations(groups)),
        "resources.csv": with_mark(make.resources(donors)),
        "agreement.csv": with_mark(make.agreement(targets)),
        "honours.csv": with_mark(Table(["荣誉事项", "获得日期", "级别"], [])),
    }


COPIED: dict[str, str] = {"baishi/evidence/活动4.jpg": "qinghe/evidence/活动阅读.jpg"}
"""Files under stations/ that are copies of others: the same photo twice."""

LEDGERS: dict[str, Callable[[], Files]] = {
    "qinghe": qinghe,
    "baishi": baishi,
    "luxi": luxi,
    "xinqiao": xinqiao,
}
