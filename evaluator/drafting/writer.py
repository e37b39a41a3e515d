"""Write the YAML of a drafted guideline, with what a person has to decide as comments beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting import columns, titles
from evaluator.drafting.criteria import DraftCriterion, drafted
from evaluator.drafting.grades import USUAL, grades_in
from evaluator.drafting.grid import TableCell
from evaluator.drafting.ledgers import DraftLedger, distinct_ledgers
from evaluator.drafting.notes import branches, leaves, other_columns, set_aside
from evaluator.drafting.totals import check_sums, check_title, worth
from evaluator.drafting.tree import TableNode, TableReading, points_in_text
from evaluator.drafting.who import ROLES
from evaluator.texts.problem import Problem
from evaluator.yaml.write import comment, flow, name_or_string, string

_CODE: Final = re.compile(r"^([A-Z]\d*(?:\.\d+)*)(?:[\s、.．:：]+|(?=[\u4e00-\u9fff]))")
_NUMBERED: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+(?:[.．]\d+)+[\s、.．]*|\d+[、.．]\s*"
    r"|[①-⑳]|[ⅠⅡⅢⅣⅤⅥ]+[-.、]?\d*|第[一二三四五六七八九十]+部分[:：、]?)\s*"
)
_BESIDE: Final = re.compile(r"扣分项|扣分指标|减分|倒扣|一票否决|否决|限制性")
_BONUS: Final = re.compile(r"加分|附加分|奖励分")


class GuidelineWriter:
    """Writes the YAML of one guideline."""

    def __init__(self, reading: TableReading, shown: str) -> None:
        self.reading = reading
        self.shown = shown
        self.lines: list[str] = []
        self.drafted: list[DraftCriterion] = []
        self.full: Number = 0
        self.roles: dict[str, str] = {}
        self.lowest = "fail"
        """The id of the lowest grade."""

    def problem(self, code: str, cell: TableCell, **args: str) -> str:
        """Report a problem and return it as a comment."""
        made = Problem(code, self.shown, cell=cell.place, args=args)
        self.reading.problems.append(made)
        hint = made.hint("zh")
        return comment(f"{made.message('zh')}。{hint}" if hint else made.message("zh"))

    def write(self, identity: str, edition: str, title: str) -> str:
        """Return the whole draft."""
        regular, bonus, beside = self.parted()
        self.percentages(regular)
        for node in leaves([*regular, *bonus]):
            complete(node)
        check_sums(self.reading, [*regular, *bonus], self.shown)
        named = title or self.title()
        sections = [_wrapped(node) for node in regular if node.children]
        loose = [node for node in regular if not node.children]
        if loose:  # a table without levels is one section
            whole = TableNode(
                TableCell(self.whole(title, alone=not sections), loose[0].cell.place, loose[0].cell.anchor)
            )
            whole.children = loose
            sections.insert(regular.index(loose[0]) if sections else 0, whole)
        self.full = self.full_marks(sections, bonus)
        codes = self.codes(sections)
        for i, section in enumerate(sections):
            self.section(section, _letter(i), codes, 1)
        tree, self.lines = self.lines, []
        if bonus:
            self.bonus(bonus, codes)
        extra, self.lines = self.lines, []
        check_title(self.reading, named, self.full, self.shown)
        counting = distinct_ledgers([entry for criterion in self.drafted for entry in criterion.counted])
        counted = {entry.fact: ledger for ledger, _, entry in counting}
        facts = [
            f"  {name}: {flow(_counted(fact, counted.get(name)), name_or_string)}"
            for criterion in self.drafted
            for name, fact in criterion.facts.items()
        ]
        ledgers = _ledgers(counting)
        used = {
            str(fact["from"])
            for criterion in self.drafted
            for fact in criterion.facts.values()
            if "from" in fact
        }
        used |= {criterion.marked_by for criterion in self.drafted}
        self.roles = {role: name for role, name in ROLES.items() if role in used}
        head = self.head(identity, edition, named, self.full)
        vetoes = self.vetoes()
        tail = self.tail(beside)
        parts = [
            *head,
            "facts:" if facts else "facts: {}",
            *facts,
            "",
            *ledgers,
            "sections:",
            *tree,
            *extra,
            *vetoes,
            *tail,
        ]
        return "\n".join(parts) + "\n"

    def whole(self, title: str, *, alone: bool) -> str:
        """Return the title of the section for criteria without a level: *alone*, the table's heading."""
        heading = title or self.heading() if alone else ""
        return titles.split_points(_NUMBERED.sub("", heading))[0] or "评估指标"

    def parted(self) -> tuple[list[TableNode], list[TableNode], list[TableNode]]:
        """Return the ordinary sections, the bonus sections, and the other sections (deductions, vetoes)."""
        regular: list[TableNode] = []
        bonus: list[TableNode] = []
        beside: list[TableNode] = []
        ordinary = [
            node
            for node in self.reading.sections
            if not (_BESIDE.search(node.title) or _BONUS.search(node.title))
        ]
        if not ordinary:  # the whole table is about bonus points or deductions
            return list(self.reading.sections), [], []
        for node in self.reading.sections:
            if _BESIDE.search(node.title):
                self.problem("import-set-aside", node.cell, title=node.title)
                beside.append(node)
            elif _BONUS.search(node.title):
                bonus.append(node)
            else:
                regular.append(node)
        return regular, bonus, beside

    def percentages(self, regular: Sequence[TableNode]) -> None:
        """Convert weights such as 20% or 0.2 into points out of 100, where all points are weights."""
        criteria = list(leaves(regular))
        shares = [re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*[%％]", node.points_cell.text) for node in criteria]
        if criteria and all(shares):
            for node, share in zip(criteria, shares, strict=True):
                assert share is not None
                node.points = titles.points_of(share[1])
        elif (
            all(node.points is not None and node.points < 1 for node in criteria)
            and sum(map(worth, criteria)) == 1
        ):
            for node in criteria:
                node.points = worth(node) * 100
        else:
            return
        for node in branches(regular):
            if node.points is not None and node.points <= 1:
                node.points *= 100
        total = sum((worth(node) for node in criteria), 0)
        if total == 100:
            self.problem("import-weights", criteria[0].points_cell)
        else:
            self.problem("import-weights-sum", criteria[0].points_cell, total=f"{text(total)}%")

    def full_marks(self, sections: Sequence[TableNode], bonus: Sequence[TableNode]) -> Number:
        """Return the points of all sections; report totals that differ from them."""
        full = sum((worth(section) for section in sections), 0)
        extra = sum((worth(node) for node in bonus), 0)
        for label, cell, _ in self.reading.read.totals:
            total = titles.points_of(cell.text)
            if total is None:
                total = titles.split_points(cell.text)[1]
            possible = {full, full + extra}
            if re.match(r"小\s*计", label.text):
                possible |= {worth(node) for node in (*branches(sections), *bonus)}
            if total is not None and total not in possible:
                title = re.sub(r"\s", "", label.text)
                self.problem("import-sum", cell, title=title, expected=text(total), found=text(full))
        return full or 100

    def title(self) -> str:
        """Return the table's title, else the file's name."""
        return self.heading() or self.shown.rpartition("/")[2].rpartition(".")[0] or self.shown

    def heading(self) -> str:
        """Return the first remark that looks like a table's name, '' where none does."""
        for _, remark in self.reading.read.remarks:
            line = remark.split("\n")[0]
            if 4 <= len(line) <= 60 and titles.is_name_of_table(line) and "：" not in line:
                return line
        return ""

    def codes(self, sections: Sequence[TableNode]) -> bool:
        """Return whether all titles begin with a code and no code occurs twice."""
        matches = [_CODE.match(node.title) for node in branches(sections)]
        matches += [_CODE.match(node.title) for node in leaves(sections)]
        names = [match[1] for match in matches if match]
        return bool(names) and len(names) == len(matches) and len(set(names)) == len(names)

    def named(self, node: TableNode, generated: str, codes: bool) -> tuple[str, str]:
        """Return a node's id and title."""
        match = _CODE.match(node.title)
        rest = node.title[match.end() :] if match else _NUMBERED.sub("", node.title)
        return (match[1] if codes and match else generated), rest or node.title

    def section(self, node: TableNode, generated: str, codes: bool, depth: int) -> None:
        """Write a section and what is below it."""
        name, title = self.named(node, generated, codes)
        pad = "  " * (2 * depth - 1)
        self.source(node, title, pad)
        self.lines += [f"{pad}- id: {flow(name, name_or_string)}", f"{pad}  title: {string(title)}"]
        self.lines.append(f"{pad}  points: {text(worth(node))}")
        total = sum((worth(child) for child in node.children), 0)
        if total != worth(node):
            args = {"title": title, "expected": text(worth(node)), "found": text(total)}
            self.lines.append(f"{pad}  {comment(Problem('import-sum', args=args).message('zh'))}")
        deeper = any(child.children for child in node.children)
        self.lines.append(f"{pad}  {'sections' if deeper else 'criteria'}:")
        for i, child in enumerate(node.children):
            inner = f"{name}{i + 1}" if len(name) == 1 else f"{name}.{i + 1}"
            if child.children:
                self.section(child, inner, codes, depth + 1)
            else:
                self.criterion(child, inner, codes, pad + "    ")

    def source(self, node: TableNode, title: str, pad: str) -> None:
        """Write a node's place as a comment, and its original text where that was changed."""
        words = "" if node.cell.text == title else f" 原文：{node.cell.text}"
        self.lines.append(f"{pad}{comment(node.cell.place + words)}")
        worth_cell = node.points_cell
        if (
            worth_cell is not node.cell
            and worth_cell.text
            and titles.points_of(worth_cell.text) != node.points
        ):
            self.lines.append(f"{pad}{comment(f'{worth_cell.place} 原文：{worth_cell.text}')}")

    def criterion(self, node: TableNode, generated: str, codes: bool, pad: str) -> None:
        """Write a criterion with the rule that was recognised, or a mark."""
        name, title = self.named(node, generated, codes)
        self.source(node, title, pad)
        made = drafted(node, name, title)
        self.drafted.append(made)
        lines = [
            f"- id: {flow(name, name_or_string)}",
            f"  title: {string(title)}",
            f"  points: {text(made.points)}",
        ]
        if made.text:
            lines.append(f"  text: {string(made.text)}")
        lines += [f"  {self.problem(note.code, note.cell, **note.args)}" for note in made.notes]
        if made.marked_by:
            lines.append(f"  marked_by: {made.marked_by}")
        if made.zero_when is not None:
            lines.append(f"  zero_when: {flow(made.zero_when, name_or_string)}")
        lines.append(f"  rule: {flow({made.kind: made.rule}, name_or_string)}")
        lines += other_columns(node)
        self.lines += [pad + line for line in lines]

    def bonus(self, nodes: Sequence[TableNode], codes: bool) -> None:
        """Write the bonus criteria as a flat list."""
        limit = sum((worth(node) for node in nodes), 0)
        self.lines += ["", "bonus:"]
        for node in dict.fromkeys([*nodes, *branches(nodes)]):
            self.source(node, "", "  ")
        self.lines += [f"  at_most: {text(limit)}", "  criteria:"]
        for i, leaf in enumerate(leaves(nodes)):
            self.criterion(leaf, f"P{i + 1}", codes, "    ")

    def head(self, identity: str, edition: str, title: str, full: Number) -> list[str]:
        """Return the lines before the facts."""
        first = self.reading.sections[0].cell
        roles = {role: string(name) for role, name in self.roles.items()}
        if grade_note := grades_in(self.reading.read.remarks, full):
            cell = TableCell(grade_note.text, grade_note.place, (-3, 0))
            grades = self.problem("import-grades-read", cell, said=grade_note.text.replace("\n", "")[:40])
        else:
            grades = self.problem("import-grades", first)
        if grade_note:
            self.lowest = grade_note.grades[-1].id
        declared = ", ".join(f"{role}: {name}" for role, name in roles.items())
        return [
            "# yaml-language-server: $schema=guideline.schema.json",
            comment(f"由评分表 {self.shown} 导入的草案；带“请……”的注释要人工核定，原文在 text 里。"),
            comment("改好后运行 evaluator guideline check 检查。"),
            f"id: {flow(identity, name_or_string)}",
            f"edition: {flow(edition, name_or_string)}",
            f"title: {string(title)}",
            "status: draft",
            'issuer: "请填写发布单位"',
            f"basis: {string(f'由评分表 {self.shown} 导入，尚未经发布单位核定。')}",
            f"full_marks: {text(full)}",
            *([f"roles: {{{declared}}}"] if declared else []),
            "",
            grades,
            "grades:",
            *(f"  - {grade}" for grade in (grade_note.yaml if grade_note else USUAL)),
            "",
        ]

    def vetoes(self) -> list[str]:
        """Return what the table's notes say of vetoes: 一票否决：存在弄虚作假的，直接定为不合格。"""
        lines: list[str] = []
        for _, remark in self.reading.read.remarks:
            if match := re.match(r"(?:实行)?一票否决[^:：]{0,6}[:：]\s*(.+)", remark, re.DOTALL):
                title = match[1].strip().rstrip("。")
                entry = {
                    "id": f"V{len(lines) + 1}",
                    "title": title,
                    "decided_by": "panel",
                    "grade": self.lowest,
                }
                lines.append(f"  - {flow(entry, name_or_string)}")
        return ["", "vetoes:", *lines] if lines else []

    def tail(self, beside: Sequence[TableNode]) -> list[str]:
        """Return the table's texts outside its criteria, as comments."""
        lines = set_aside(beside)
        lines += [
            comment(f"{place} {words}" if place else words)
            for place, words in (*self.reading.read.remarks, *self.reading.read.headers)
        ]
        return ["", comment("表里其余的文字："), *lines] if lines else []


def complete(node: TableNode) -> None:
    """Read the points of a criterion from its standard where its points column is blank."""
    if node.points is not None:
        return
    for wording in node.texts(columns.STANDARD):
        match = re.search(
            r"[（(]\s*(?:满分|共)?\s*([0-9]+(?:\.[0-9]+)?)\s*分\s*[)）]\s*$|满分\s*([0-9]+(?:\.[0-9]+)?)\s*分",
            wording,
        )
        if match:
            node.points = titles.points_of(match[1] or match[2])
            return
        if stated := points_in_text(wording):
            node.points = stated[1]
            return


def _counted(fact: Mapping[str, object], ledger: str | None) -> Mapping[str, object]:
    """Return a fact with the ledger that counts it; without its file the declared value counts."""
    if ledger is None:
        return fact
    rows = {"column": "date", "within": "period"}
    return {**fact, "counted": {"ledger": ledger, "rows": rows, "or_declared": True}}


def _ledgers(counting: Sequence[tuple[str, str, DraftLedger]]) -> list[str]:
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


def _letter(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _wrapped(node: TableNode) -> TableNode:
    """Put criteria that have sections as siblings into sections of their own.

    A section holds either sections or criteria.
    """
    node.children = [_wrapped(child) for child in node.children]
    if any(child.children for child in node.children):
        node.children = [child if child.children else _around(child) for child in node.children]
    return node


def _around(leaf: TableNode) -> TableNode:
    node = TableNode(leaf.cell)
    node.points, node.points_cell, node.children = leaf.points, leaf.points_cell, [leaf]
    return node
