"""Ledgers for what a station counts: each activity, case or report is a row, and the rows are counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evaluator.drafting.recognition import Asked, RuleDraft
from evaluator.yaml.write import flow, name_or_string

_FAMILIES: Final = (
    ("cases", "个案台账", r"个案", ("client", "服务对象")),
    ("groups", "小组活动台账", r"小组(?!织)", ("topic", "小组主题")),
    ("visits", "走访台账", r"走访|探访|入户", ("household", "户主")),
    ("training", "培训台账", r"培训|学习|继续教育", ("topic", "培训内容")),
    ("supervision", "督导台账", r"督导", ("topic", "督导内容")),
    ("meetings", "会议台账", r"会议|例会|座谈|联席|理事会", ("topic", "会议主题")),
    ("reports", "信息宣传台账", r"报道|信息|宣传|稿|媒体", ("topic", "标题与媒体")),
    ("activities", "活动台账", r"活动|讲座|演练|服务项目|项目|社区服务", ("topic", "活动名称")),
)
"""Name, title, what it is about, and its column for the content."""
_RECORDS: Final = ("records", "工作台账", "", ("content", "内容"))
_EVENTS: Final = frozenset({"次", "场", "篇", "期", "节", "户", "条", "件", "例"})
"""Units of what happens and can be written down row by row, whatever it is about."""
_UNITS: Final = frozenset({"次", "场", "个", "篇", "期", "节", "户", "条", "项", "件", "例"})


@dataclass(frozen=True, slots=True)
class DraftLedger:
    """A fact that the rows of a ledger count."""

    fact: str
    ledger: str
    title: str
    content: tuple[str, str]
    """Name and title of the column that says what a row is about."""
    criterion: str
    """The title of the criterion it counts for."""


def ledgers_of(rule_draft: RuleDraft, asked: Asked, stated: str) -> list[DraftLedger]:
    """Return which of a rule's facts a ledger counts: a station's own cases, activities, meetings."""
    counted = []
    for name, fact in rule_draft.facts.items():
        if fact["type"] != "integer" or "from" in fact or fact.get("unit") not in _UNITS:
            continue
        words = (str(fact["title"]), asked.title, stated if fact["unit"] in _EVENTS else "")
        about = (family for text in words for family in _FAMILIES if re.search(family[2], text))
        usual = _RECORDS if fact["unit"] in _EVENTS else None
        family = next(about, usual)
        if family is not None:
            counted.append(DraftLedger(name, family[0], family[1], family[3], asked.subject))
    return counted


def distinct_ledgers(drafts: Sequence[DraftLedger]) -> list[tuple[str, str, DraftLedger]]:
    """Return name and title of a ledger for each fact; several of a kind are named after their criteria."""
    families = [entry.ledger for entry in drafts]
    made: list[tuple[str, str, DraftLedger]] = []
    for i, entry in enumerate(drafts):
        nth = families[:i].count(entry.ledger)
        single = families.count(entry.ledger) == 1
        name = entry.ledger if not nth else f"{entry.ledger}{nth + 1}"
        made.append((name, entry.title if single else f"{entry.title}（{entry.criterion}）", entry))
    return made


def counted_fact(fact: Mapping[str, object], ledger: str | None) -> Mapping[str, object]:
    """Return a fact with the ledger that counts it; without its file the declared value counts."""
    if ledger is None:
        return fact
    rows = {"column": "date", "within": "period"}
    return {**fact, "counted": {"ledger": ledger, "rows": rows, "or_declared": True}}


def ledger_lines(counting: Sequence[tuple[str, str, DraftLedger]]) -> list[str]:
    """Return the ledgers, each with a number, a day, and what the row is about."""
    lines = []
    for ledger, title, entry in counting:
        name, about = entry.content
        cells = {
            "number": {"title": "编号", "type": "text"},
            "date": {"title": "日期", "type": "date"},
            name: {"title": about, "type": "text"},
        }
        lines.append(
            f"  {ledger}: {flow({'title': title, 'key': 'number', 'columns': cells}, name_or_string)}"
        )
    return ["ledgers:", *lines, ""] if lines else []
