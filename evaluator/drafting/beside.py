"""What stands beside the criteria: bonus points, deductions and vetoes, in rows of their own or in notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from evaluator.base.exact import Number, parse, text
from evaluator.drafting import columns, titles, worths
from evaluator.drafting.clauses import read_wording
from evaluator.drafting.columns import TableColumn
from evaluator.drafting.criteria import DraftCriterion, DraftNote
from evaluator.drafting.grid import TableCell
from evaluator.drafting.layouts import TreeRow
from evaluator.drafting.nodes import TableNode
from evaluator.drafting.phrases import recognise
from evaluator.drafting.recognition import Asked, RuleDraft
from evaluator.drafting.who import ORGANISER, STATION, supplier

BONUS, DEDUCTION, VETO = "bonus", "deduction", "veto"

_KINDS: Final = (
    (VETO, re.compile(r"一票否决|否决|不得分项|零分项")),
    (DEDUCTION, re.compile(r"扣分|减分|倒扣|负面清单")),
    (BONUS, re.compile(r"加分|附加分|奖励赋?分")),
)
_MARKER: Final = r"(?:\d{1,2}[.、．](?!\d)|[（(](?:\d{1,2}|[一二三四五六七八九十])[）)]|[①-⑳⑴-⒇])"
_LABEL: Final = re.compile(
    rf"^(?:{_MARKER}|[一二三四五六七八九十]+[、.．]|(?:注|备注|说明)\s*\d*[:：])?\s*"
    r"(?P<label>[^:：。；;，,]{0,6}(?:加分|附加分|奖励分|扣分|减分|倒扣|否决)"
    r"(?:项目?|事项|指标|情形|情况|内容|因素|标准|制度?)*(?:[（(][^（）()]*[）)])?)\s*(?:[:：]\s*|$)"
)
"""加分项：…, 备注：实行一票否决项目：…, 三、扣分项."""
_VETOED: Final = re.compile(
    r"^(?P<lead>[^。]{0,30}(?:情形|情况|行为|问题|条件)之一[^:：。]{0,24}(?:一票否决|不合格|不达标|取消|不予|零分|0分)[^:：。]{0,30})[:：]\s*"
)
"""有下列情形之一的，直接定为不合格：…"""
_ALONE: Final = re.compile(
    r"^(?P<what>[^:：]{4,120}?)[,，]?(?:的|者)?[,，]?(?:实行|予以|直接|给予|均)*一票否决(?:制)?[。；;]?$"
)
"""发生重大安全责任事故的，实行一票否决。"""
_AMOUNT: Final = re.compile(r"[加扣减]\s*\d+(?:\.\d+)?\s*分|[加扣减]\s*\d")
_REMARK: Final = re.compile(r"^(?:注|备注|说明)\s*\d*[:：]\s*")
_LIMIT: Final = re.compile(r"(\d+(?:\.\d+)?)\s*分?\s*[）)]$")
_SHORTEST_ITEM: Final = 6
"""A shorter item is only the name of its kind: 奖励赋分."""
_NOT_ABOVE: Final = re.compile(r"(?:不得?超过|不超|最[高多]加?|限|封顶)(\d+(?:\.\d+)?)分")
_LONGEST_LABEL: Final = 10
"""A longer title that speaks of a veto says what is vetoed."""


@dataclass(frozen=True, slots=True)
class BesideNode:
    """An entry that a note gives: its kind, and its node as if it were a row."""

    kind: str
    node: TableNode


def kind_of(title: str) -> str:
    """Return what a section of this title holds: bonus, deduction or veto; '' for ordinary criteria."""
    return next((kind for kind, words in _KINDS if words.search(title)), "")


def goes_on_vetoing(line: str, *, vetoing: bool) -> bool:
    """Return whether a line begins a list of vetoes (有下列情形之一的，一票否决：), or goes on with it."""
    return _VETOED.match(line) is not None or (vetoing and re.match(_MARKER, line) is not None)


def in_notes(remarks: Sequence[tuple[str, str]]) -> tuple[list[BesideNode], list[tuple[str, str]]]:
    """Return the entries that notes give, and the notes that speak of points and were not read."""
    entries: list[BesideNode] = []
    unread: list[tuple[str, str]] = []
    going_on, limit = "", None
    for place, remark in remarks:
        for line in remark.split("\n"):
            if label := _LABEL.match(line):
                going_on = kind_of(label["label"])
                body = line[label.end() :]
                most = _LIMIT.search(label["label"])
                limit = parse(most[1]) if most else None
            elif veto := _VETOED.match(line):
                going_on, body = VETO, line[veto.end() :]
            elif going_on and re.match(_MARKER, line):
                body = line
            elif alone := _ALONE.match(_REMARK.sub("", line)):
                going_on = ""
                entries.append(BesideNode(VETO, _node(alone["what"].rstrip("的者"), place, len(entries))))
                continue
            else:
                going_on = ""
                if _AMOUNT.search(line):
                    unread.append((place, line))
                continue
            for item in _items(body):
                node = _node(item, place, len(entries))
                node.points = limit if node.points is None else node.points
                entries.append(BesideNode(going_on, node))
    return entries, unread


def entries_of(nodes: Iterable[TableNode]) -> Iterator[TableNode]:
    """Yield the entries of rows: a row that is only called 加分项 has one for each item of its wording."""
    for number, leaf in enumerate(nodes):
        bare = re.sub(r"[（(][^（）()]*[）)]|\s", "", leaf.title)
        wordings = [
            (cell.text, cell.place)
            for row in leaf.rows
            for column, cell in row.cells
            if column.role == columns.STANDARD and cell.text
        ]
        items = [
            (item, place)
            for wording, place in dict.fromkeys(wordings)
            for line in wording.split("\n")
            for item in _items(line)
            if not (kind_of(item) and len(item) <= _SHORTEST_ITEM)
        ]
        if not (kind_of(bare) and len(bare) <= _LONGEST_LABEL and items):
            yield leaf
            continue
        for i, (item, place) in enumerate(items):
            node = _node(item, place, 1000 * (number + 1) + i)
            node.points = leaf.points if len(items) == 1 and leaf.points is not None else node.points
            if not i:
                node.rows = [replace(node.rows[0], cells=[*node.rows[0].cells, *_other_cells(leaf)])]
            yield node


def _other_cells(leaf: TableNode) -> Iterator[tuple[TableColumn, TableCell]]:
    """Yield the cells of a row beside its standard, points that are no number included."""
    for row in leaf.rows:
        yield from (pair for pair in row.cells if pair[0].role != columns.STANDARD)
        if row.points is not None and titles.points_of(row.points.text) is None:
            yield TableColumn(-1, columns.OTHER, ""), row.points


def _items(body: str) -> list[str]:
    """Return the numbered items of a note, or the whole note where it has none."""
    parts = re.split(rf"(?:^|(?<=[；;。\s]))(?={_MARKER})", body)
    items = [re.sub(rf"^{_MARKER}\s*", "", part).strip().rstrip("；;。 ") for part in parts]
    return [item for item in items if item]


def _node(wording: str, place: str, number: int) -> TableNode:
    """Return the node of an entry whose whole wording is *wording*."""
    node = TableNode(TableCell(worths.named_by(wording), place, (-5, number)))
    cell = TableCell(wording, place, (-6, number))
    node.rows = [TreeRow([], None, [(TableColumn(0, columns.STANDARD, ""), cell)], ())]
    node.points = limit_of(wording)
    return node


def limited_by(nodes: Sequence[TableNode]) -> dict[int, Number]:
    """Return the most that each criterion may give by the section above it: 加分考核，累计不得超过10分."""
    limits: dict[int, Number] = {}
    for node in nodes:
        stated = _NOT_ABOVE.search(re.sub(r"\s", "", node.cell.text))
        most = node.points if stated is None else parse(stated[1])
        below = limited_by(node.children)
        limits |= {id(leaf): most for leaf in node.children if not leaf.children and most is not None} | below
    return limits


def limit_of(wording: str) -> Number | None:
    """Return the most that a wording gives or takes: 最高加5分, or its only amount that is given once."""
    read = read_wording(wording)
    if read.cap is not None:
        return read.cap
    amounts = [clause.high for clause in read.clauses if clause.kind in ("award", "deduct")]
    counted = any(
        re.search(r"每|(?:^|[^\d.])1[起次例项人个篇件]", clause.condition) or clause.per
        for clause in read.clauses
    )
    return max(amounts) if amounts and not counted else None


def vetoes_of(node: TableNode) -> list[str]:
    """Return the vetoes of a row, one for each item: its title, or its wording below the title 一票否决."""
    bare = re.sub(r"[（(][^（）()]*[）)]|\s", "", node.title)
    wordings = [bare]
    if kind_of(bare) and len(bare) <= _LONGEST_LABEL:
        wordings = [cell.text for row in node.rows for _, cell in row.cells if cell.text] or [node.title]
        wordings = wordings[:1] if not node.texts(columns.STANDARD) else node.texts(columns.STANDARD)
    elif node.title:
        wordings = [node.title]
    return [item for wording in wordings for line in wording.split("\n") for item in _items(line)]


def deductions_of(node: TableNode, title: str, identity: str, full: Number) -> list[DraftCriterion]:
    """Return what a row or a note takes off: one entry for each failing it names.

    A wording that is not understood becomes the number of points that the organiser takes off.
    """
    stated = "\n".join(node.texts(columns.STANDARD)) or title
    limit = node.points if node.points is not None else limit_of(stated)
    points = full if limit is None else limit
    cell = node.cell
    notes = (
        []
        if limit is not None
        else [DraftNote("import-no-limit", cell, {"title": title, "points": text(full)})]
    )
    asked = Asked(re.sub(r"\W", "_", identity.lower()), title)
    made = recognise(stated, points, asked)
    parts = list(_parts(made)) if made is not None and made.zero_when is None else []
    if not parts:
        name = f"{asked.base}.taken"
        fact = {
            "title": f"应扣的分数：{title}",
            "type": "number",
            "unit": "分",
            "at_least": 0,
            "from": ORGANISER,
        }
        rule: dict[str, object] = {"fact": name, "each": 1, "part": "exact"}
        notes.append(DraftNote("import-taken", cell, {"title": title}))
        return [
            DraftCriterion(identity, title, points, stated, "count", rule, node, {name: fact}, notes=notes)
        ]
    entries = []
    for number, (kind, part, taken) in enumerate(parts, 1):
        fact_name = str(part["fact"])
        assert made is not None
        fact = dict(made.facts[fact_name])
        if fact.get("from", STATION) == STATION:
            role = supplier(str(fact["title"]) + stated, failing=True)
            fact["from"] = role
        named = title if len(parts) == 1 else str(fact["title"])
        most = min(points, taken) if kind == "yes_no" else points
        name = identity if len(parts) == 1 else f"{identity}.{number}"
        entries.append(
            DraftCriterion(
                name,
                named,
                most,
                stated,
                kind,
                part,
                node,
                {fact_name: fact},
                notes=notes if number == 1 else (),
            )
        )
    return entries


def _parts(made: RuleDraft) -> Iterator[tuple[str, dict[str, Any], Number]]:
    """Yield kind, declaration and points of each entry of a deduction; nothing where one has no such form."""
    rule: Mapping[str, Any] = made.rule if isinstance(made.rule, Mapping) else {}
    if made.kind == "yes_no" and rule.get("is") == "no":
        yield "yes_no", {"fact": rule["fact"]}, 0
        return
    if made.kind != "deduct" or "missing" in rule:
        return
    entries = list(rule["each"])
    if any(
        "below" in entry or ("when" in entry and set(entry["when"]) != {"fact", "is"}) for entry in entries
    ):
        return
    for entry in entries:
        if "when" in entry:
            yield "yes_no", {"fact": entry["when"]["fact"]}, entry["points"]
        else:
            limits = {key: entry[key] for key in ("above", "per") if key in entry}
            yield "count", {"fact": entry["fact"], **limits, "each": entry["points"]}, entry["points"]
