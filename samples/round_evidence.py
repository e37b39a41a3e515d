"""Say which papers and photos a station of the round hands in, by what it declares."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from files import docx, jpeg, pdf
from prose import sentences
from round_plan import Plan

MARK = "示例材料：站点、人物、数字均为虚构。"


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of the catalogue: what it is, where it lies, what it is for."""

    key: str
    kind: str
    title: str
    file: str
    date: str
    serves: tuple[str, ...]

    def content(self, plan: Plan) -> bytes:
        """Return the file by its ending; no two stations' are alike."""
        rng = random.Random(f"{plan.id} {self.file}")  # noqa: S311  # made-up text, no secret
        if self.file.endswith(".jpg"):
            return jpeg(rng, f"{plan.id} {self.date}", (120, 80))
        villages = (f"{plan.place}村", f"{plan.place}社区", f"上{plan.place[0]}村")
        lines = [f"单位：{plan.name}", f"日期：{self.date}", *sentences(rng, plan.id, villages), MARK]
        if self.file.endswith(".docx"):
            return docx(self.title, lines)
        return pdf(self.title, lines, f"{plan.id} {self.date}")


# key, kind, title, file, date, for. `fact:option` in the key: only where that option is declared.
CATALOGUE = (
    ("lease", "document", "场地使用协议与平面图", "场地协议.pdf", "2024-03-01", "A1.1#lease A1.2#plan"),
    ("front1", "photo", "门头与站牌", "门头.jpg", "2026-04-15", "A1.1#front A2.1#plaque"),
    ("front2", "photo", "门头（远景）", "门头远景.jpg", "2026-04-15", "A1.1#front"),
    ("rooms:reception", "photo", "接待咨询区", "接待区.jpg", "2026-04-15", "A1.3#reception"),
    ("rooms:casework", "photo", "个案工作室", "个案室.jpg", "2026-04-15", "A1.3#casework"),
    ("rooms:group", "photo", "小组活动室", "小组室.jpg", "2026-04-15", "A1.3#group"),
    ("rooms:files", "photo", "档案室", "档案室.jpg", "2026-04-15", "A1.3#files"),
    ("rooms:office", "photo", "社工办公区与设备", "办公区.jpg", "2026-04-15", "A1.3#office A1.4#photo"),
    ("assets", "ledger", "固定资产登记", "固定资产.docx", "2026-06-20", "A1.4#assets"),
    ("safety:gear", "photo", "消防器材", "消防器材.jpg", "2026-04-15", "A1.5#gear"),
    ("safety:access", "photo", "无障碍坡道", "坡道.jpg", "2026-04-15", "A1.5#access"),
    ("safety:drill", "record", "消防检查记录", "消防检查.docx", "2026-03-20", "A1.5#drill"),
    ("hours", "document", "开放时间与排班表", "开放时间.docx", "2025-07-01", "A1.6#hours"),
    ("wall1", "photo", "公示栏一", "公示栏1.jpg", "2026-04-15", "A2.2#wall A2.3#notice"),
    ("wall2", "photo", "公示栏二", "公示栏2.jpg", "2026-04-15", "A2.2#wall"),
    ("party_work:link", "record", "联系党组织文件", "党组织联系.docx", "2025-09-01", "A3.1#link"),
    ("party_work:activity", "record", "党建活动记录", "党建活动.docx", "2026-05-20", "A3.1#activity"),
    ("party_work:members", "record", "党员志愿者签到", "党员签到.docx", "2026-03-05", "A3.1#members"),
    (
        "minutes",
        "record",
        "联席会议纪要与例会记录",
        "会议记录.docx",
        "2026-06-12",
        "A3.2#minutes D3.2#minutes",
    ),
    ("city_papers:plan", "document", "本站实施方案", "实施方案.docx", "2025-07-10", "A3.3#plan"),
    ("city_papers:guide", "document", "工作指引签收", "工作指引.docx", "2025-07-15", "A3.3#guide"),
    ("city_papers:admission", "document", "准入清单对照表", "准入清单.docx", "2025-07-20", "A3.3#admission"),
    ("volume", "document", "制度汇编", "制度汇编.docx", "2025-08-01", "B1.1#volume"),
    ("records", "record", "制度执行与服务登记", "执行登记.docx", "2026-06-30", "B1.2#records E1.2#register"),
    ("list", "document", "对象名单（隐去身份信息）", "对象名单.pdf", "2025-07-12", "B2.1#list E1.1#list"),
    ("labour:contract", "document", "劳动合同", "劳动合同.pdf", "2025-01-01", "C1.1#contract C1.3#contract"),
    ("attendance", "ledger", "考勤表", "考勤表.docx", "2026-06-30", "C1.1#attendance"),
    ("labour:insurance", "document", "社保缴费证明", "社保证明.pdf", "2026-06-25", "C1.3#insurance"),
    ("labour:attendance", "document", "考勤表", "考勤表.docx", "2026-06-30", "C1.3#attendance"),
    (
        "certificate",
        "document",
        "资格证书与学时证明",
        "证书学时.pdf",
        "2026-06-18",
        "C1.2#certificate C1.4#proof",
    ),
    ("roster", "ledger", "社工花名册", "花名册.docx", "2026-06-30", "C1.5#roster"),
    (
        "money",
        "finance",
        "到账凭证与明细账",
        "财务资料.pdf",
        "2026-06-30",
        "C2.1#allocation C2.2#accounts C2.3#audit",
    ),
    ("needs_work:report", "document", "需求调研报告", "需求调研.docx", "2025-08-20", "D1.1#report"),
    ("needs_work:needs", "document", "需求清单", "需求清单.docx", "2025-08-20", "D1.1#needs"),
    ("needs_work:resources", "document", "资源清单", "资源清单.docx", "2025-08-20", "D1.1#resources"),
    ("plan.annual:", "document", "年度工作计划", "年度计划.docx", "2025-07-08", "D1.2#plan"),
    (
        "export",
        "system",
        "信息与志愿系统导出",
        "系统导出.pdf",
        "2026-06-30",
        "D1.3#export E3.1#export E3.2#export",
    ),
    ("support", "record", "督导与培训记录", "督导培训.docx", "2026-06-16", "D2.1#records D3.1#signin"),
    ("emergency:plan", "record", "应急预案", "应急预案.docx", "2025-09-01", "D4.1#plan"),
    ("emergency:drill", "record", "应急演练记录", "应急演练.docx", "2026-05-12", "D4.1#drill"),
    ("privacy:pledge", "document", "保密协议", "保密协议.docx", "2025-07-01", "D4.2#agreement"),
    ("privacy:consent", "document", "知情同意书样本", "知情同意书.pdf", "2025-07-01", "D4.2#form"),
    ("privacy:locked", "photo", "带锁档案柜", "档案柜.jpg", "2026-04-15", "D4.2#cabinet"),
    (
        "groups",
        "record",
        "小组与活动档案",
        "小组活动档案.docx",
        "2026-06-05",
        "E2.3#plans E2.4#files E2.6#plans",
    ),
    ("photo1", "photo", "社区活动一", "活动1.jpg", "2025-10-29", "E2.5#photos"),
    ("photo2", "photo", "社区活动二", "活动2.jpg", "2026-02-10", "E2.5#photos"),
    ("photo3", "photo", "社区活动三", "活动3.jpg", "2026-06-01", "E2.5#photos"),
    ("project", "document", "特色项目方案与成效", "特色项目.docx", "2026-06-20", "E2.7#project"),
    ("filing", "document", "社会组织备案证明", "备案证明.docx", "2026-05-06", "E3.3#filing"),
    ("fund.status:running", "document", "基金设立文件", "基金文件.docx", "2024-09-05", "E3.4#charter"),
    ("fund.status:running", "finance", "基金项目支出凭证", "基金支出.pdf", "2026-01-16", "E3.4#project"),
    ("fund.status:set_up", "document", "基金设立文件", "基金文件.docx", "2025-11-05", "E3.4#charter"),
    ("fund.status:preparing", "document", "基金筹备方案", "基金筹备.docx", "2026-05-20", "E3.4#draft"),
    ("receipts", "finance", "捐赠票据", "捐赠票据.pdf", "2026-02-03", "E3.5#receipts"),
    ("agreement", "document", "服务协议（含指标页）", "服务协议.pdf", "2025-07-01", "F1.1#agreement"),
    ("story", "document", "典型案例（隐去身份信息）", "典型案例.docx", "2026-06-15", "F2.2#story"),
    ("award", "document", "荣誉证书", "荣誉证书.docx", "2026-04-02", "P1#award"),
    ("publicity.items:", "document", "报道页面", "报道页面.docx", "2026-03-09", "P2#report"),
    ("research.items:", "document", "课题立项书", "课题立项.docx", "2026-01-20", "P3#proof"),
)


def papers(plan: Plan) -> Iterator[Paper]:
    """Yield what the station hands in, in the order of the catalogue."""
    for key, kind, title, file, date, serves in CATALOGUE:
        if key in plan.lacking or key.partition(":")[2] in plan.lacking or not _has(plan, key):
            continue
        yield Paper(key, kind, title, f"evidence/{file}", date, tuple(serves.split()))


def _has(plan: Plan, key: str) -> bool:
    counts = plan.counts
    match key:
        case "filing":
            return counts.organisations > 0
        case "award":
            return bool(counts.honours)
        case "groups":
            return bool(counts.groups)
        case "roster":
            return (plan.facts["staff.employed"] or 0) != 1
        case "certificate":
            return plan.facts["staff.certified"] != 0
    name, colon, option = key.partition(":")
    if not colon:
        return True
    value = plan.facts.get(name)
    if isinstance(value, list):
        return option in value
    return value == option if option else bool(value)
