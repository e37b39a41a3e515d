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


COPIED: dict[str, str] = {}
"""Files under stations/ that are copies of others: the same photo twice."""

LEDGERS: dict[str, Callable[[], Files]] = {"qinghe": qinghe}
