"""Write the YAML of a drafted guideline, with what a person has to decide as comments beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting import columns, titles
from evaluator.drafting.beside import (
    BONUS,
    DEDUCTION,
    VETO,
    BesideNode,
    deductions_of,
    entries_of,
    in_notes,
    kind_of,
    limit_of,
    limited_by,
    vetoes_of,
)
from evaluator.drafting.criteria import DraftCriterion, drafted, other_columns, set_aside
from evaluator.drafting.grades import LOWEST, USUAL, GradeNote, grades_in
from evaluator.drafting.grid import TableCell
from evaluator.drafting.headings import name_above
from evaluator.drafting.ledgers import counted_fact, distinct_ledgers, ledger_lines
from evaluator.drafting.nodes import TableNode, TableReading, branches, leaves
from evaluator.drafting.readings import is_merged, shaped
from evaluator.drafting.totals import (
    check_sums,
    check_title,
    inherit,
    percentages,
    weigh,
    weighted_full,
    worth,
)
from evaluator.drafting.who import ROLES
from evaluator.texts.problem import Problem
from evaluator.yaml.write import comment, flow, name_or_string, string

_CODE: Final = re.compile(r"^([A-Z]\d*(?:\.\d+)*)(?:[\s、.．:：]+|(?=[\u4e00-\u9fff]))")
_NUMBERED: Final = re.compile(
    r"^(?:[-—–·]+|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)][、.．]?|\d+(?:[.．]\d+)+(?![\d年])[\s、.．]*|\d+[、.．]\s*"
    r"|[1-9]\d?\s*[—–―－-]+\s*\d{1,2}[\s、.．]*(?=(?![岁人年月天次个项分周日户名家级类期万小])[\u4e00-\u9fff])|\d{1,2}[）)]"
    r"|[①-⑳⑴-⒇㈠-㈩]|[ⅠⅡⅢⅣⅤⅥ]+[-.、]?\d*|第[一二三四五六七八九十]+(?:部分|[章条节项篇])[:：、]?)\s*"
)
_BESIDE: Final = re.compile(
    r"扣分项|不得分项|扣分指标|扣分事项|扣分情形|扣分因素|负面清单|减分|倒扣|一票否决|否决|限制性"
)
_BONUS: Final = re.compile(
    r"^(?:[（(][一二三四五六七八九十]+[）)])?[^（(]{0,6}(?:加分|附加分|奖励赋?分)|加分项|加分指标"
)


class GuidelineWriter:
    """Writes the YAML of one guideline."""

    def __init__(self, reading: TableReading, shown: str) -> None:
        self.reading = reading
        self.shown = shown
        self.lines: list[str] = []
        self.drafted: list[DraftCriterion] = []
        self.deducted: list[DraftCriterion] = []
        self.vetoed: list[str] = []
        self.full: Number = 0
        self.is_weighted = False
        self.roles: dict[str, str] = {}
        self.grades: GradeNote | None = None

    def problem(self, code: str, cell: TableCell, **args: str) -> str:
        """Report a problem and return it as a comment."""
        made = Problem(code, self.shown, cell=cell.place, args=args)
        self.reading.problems.append(made)
        hint = made.hint("zh")
        return comment(f"{made.message('zh')}。{hint}" if hint else made.message("zh"))

    def write(self, identity: str, edition: str, title: str) -> str:
        """Return the whole draft."""
        regular, bonus, beside = self.parted()
        noted, unread = in_notes(self.reading.read.remarks)
        percentages(self.reading, regular, self.shown)
        self.inherit(regular)
        weigh(self.reading, regular, self.shown)
        above = bonus
        bonus = [*entries_of(leaves(bonus)), *(entry.node for entry in noted if entry.kind == BONUS)]
        limits = limited_by(above)
        for node in bonus:
            if node.points is None:
                node.points = limit_of("\n".join(node.texts(columns.STANDARD)) or node.title)
            if node.points is None:
                node.points = limits.get(id(node))
        check_sums(self.reading, regular, self.shown)
        named = title or self.title()
        sections = shaped(regular)
        if not sections:  # a table without levels is one section
            first = regular[0].cell
            whole = TableNode(TableCell(self.whole(title), first.place, first.anchor))
            whole.children = regular
            sections = [whole]
        self.full = self.full_marks(sections, bonus)
        for node in bonus:
            if node.points is None and not titles.is_total(node.title):
                node.points = self.full
                self.problem("import-no-bonus-limit", node.cell, title=node.title, points=text(self.full))
        self.is_weighted = any(node.weight is not None for node in sections)
        codes = self.codes(sections)
        for i, section in enumerate(sections):
            self.section(section, _letter(i), codes, 1)
        tree, self.lines = self.lines, []
        remark_on_grades = self.read_grades()
        if bonus:
            self.bonus(bonus, codes, above)
        self.deductions(_of(DEDUCTION, beside, noted))
        self.vetoes(_of(VETO, beside, noted))
        for place, remark in unread:
            self.problem("import-note", TableCell(remark, place, (-7, 0)), said=remark[:40])
        extra, self.lines = self.lines, []
        check_title(self.reading, named, self.full, self.shown)
        counting = distinct_ledgers([entry for criterion in self.drafted for entry in criterion.counted])
        counted = {entry.fact: ledger for ledger, _, entry in counting}
        facts = [
            f"  {name}: {flow(counted_fact(fact, counted.get(name)), name_or_string)}"
            for criterion in (*self.drafted, *self.deducted)
            for name, fact in criterion.facts.items()
        ]
        ledgers = ledger_lines(counting)
        used = {
            str(fact["from"])
            for criterion in (*self.drafted, *self.deducted)
            for fact in criterion.facts.values()
            if "from" in fact
        }
        used |= {criterion.marked_by for criterion in self.drafted}
        self.roles = {role: name for role, name in ROLES.items() if role in used}
        head = self.head(identity, edition, named, remark_on_grades)
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
            *tail,
        ]
        return "\n".join(parts) + "\n"

    def whole(self, title: str) -> str:
        """Return the title of the section for criteria without a level: the table's heading."""
        return titles.split_points(_NUMBERED.sub("", title or self.heading()))[0] or "评估指标"

    def is_beside(self, node: TableNode) -> bool:
        """Return whether a section stands beside the criteria; a veto in its title is not enough."""
        if not _BESIDE.search(node.title):
            return False
        below = list(leaves(node.children))
        rates = node.points and below and all(leaf.points is not None for leaf in below)
        return not (rates and kind_of(node.title) == VETO)

    def parted(self) -> tuple[list[TableNode], list[TableNode], list[TableNode]]:
        """Return the ordinary sections, the bonus sections, and the other sections (deductions, vetoes)."""
        regular: list[TableNode] = []
        bonus: list[TableNode] = []
        beside: list[TableNode] = []
        ordinary = [
            node for node in self.reading.sections if not (self.is_beside(node) or _BONUS.search(node.title))
        ]
        if not ordinary:  # the whole table is about bonus points or deductions
            return list(self.reading.sections), [], []
        for node in self.reading.sections:
            if self.is_beside(node):
                if not kind_of(node.title):
                    self.problem("import-set-aside", node.cell, title=node.title)
                beside.append(node)
            elif _BONUS.search(node.title):
                bonus.append(node)
            else:
                regular.append(node)
        return regular, bonus, beside

    def inherit(self, nodes: Sequence[TableNode]) -> None:
        """Give a criterion alone in its section the section's points; report criteria made of several."""
        inherit(nodes)
        for leaf in leaves(nodes):
            if is_merged(leaf):
                self.problem("import-shared-points", leaf.cell, title=leaf.title)

    def full_marks(self, sections: Sequence[TableNode], bonus: Sequence[TableNode]) -> Number:
        """Return the points of all sections; report totals that differ from them."""
        full = weighted_full(sections)
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
        """Return the name that stands above the table, '' where none does."""
        return name_above([remark for _, remark in self.reading.read.remarks])

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
        if kind_of(node.cell.text) == VETO and not kind_of(title):
            self.problem("import-note", node.cell, said=node.cell.text.replace("\n", "")[:40])
        if titles.has_points(title):
            self.problem("import-title-points", node.cell, title=title)
        pad = "  " * (2 * depth - 1)
        self.source(node, title, pad)
        self.lines += [f"{pad}- id: {flow(name, name_or_string)}", f"{pad}  title: {string(title)}"]
        self.lines.append(f"{pad}  points: {text(worth(node))}")
        if node.weight is not None and depth == 1:
            self.lines.append(f"{pad}  weight: {text(node.weight)}")
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

    def bonus(self, nodes: Sequence[TableNode], codes: bool, above: Sequence[TableNode]) -> None:
        """Write the bonus criteria as a flat list; their sections, *above*, say what they give at most."""
        limit = sum((worth(node) for node in nodes), 0)
        stated = sum((worth(node) for node in above), 0)
        self.lines += ["", "bonus:"]
        for node in dict.fromkeys([*above, *branches(above)]):
            self.source(node, "", "  ")
        self.lines += [f"  at_most: {text(min(limit, stated) if stated else limit)}", "  criteria:"]
        for i, leaf in enumerate(nodes):
            self.criterion(leaf, f"P{i + 1}", codes, "    ")

    def read_grades(self) -> str:
        """Take the grades that a note sets, else the usual ones; return what to say of them."""
        note = grades_in(self.reading.read.remarks, self.full)
        if note is None:
            return self.problem("import-grades", self.reading.sections[0].cell)
        self.grades = note
        return self.problem(
            "import-grades-read",
            TableCell(note.text, note.place, (-3, 0)),
            said=note.text.replace("\n", "")[:40],
        )

    def head(self, identity: str, edition: str, title: str, on_grades: str) -> list[str]:
        """Return the lines before the facts."""
        roles = {role: string(name) for role, name in self.roles.items()}
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
            f"full_marks: {text(self.full)}",
            *([f"roles: {{{declared}}}"] if declared else []),
            *(["rounding: {places: 2, rule: half_up, at: total}"] if self.is_weighted else []),
            "",
            on_grades,
            "grades:",
            *(f"  - {grade}" for grade in (self.grades.yaml if self.grades else USUAL)),
            "",
        ]

    def deductions(self, nodes: Sequence[TableNode]) -> None:
        """Write what rows and notes take off."""
        entries: list[DraftCriterion] = []
        for number, leaf in enumerate(entries_of(leaves(nodes)), 1):
            title = _NUMBERED.sub("", leaf.title)
            entries += deductions_of(leaf, title or leaf.title, f"X{number}", self.full)
        if not entries:
            return
        limits = [node.points for node in nodes if node.children and node.points is not None]
        self.lines += [
            "",
            "deductions:",
            *([f"  at_most: {text(sum(limits, 0))}"] if limits else []),
            "  criteria:",
        ]
        for made in entries:
            self.source(made.node, made.title, "    ")
            lines = [f"- id: {made.id}", f"  title: {string(made.title)}", f"  at_most: {text(made.points)}"]
            lines += [f"  text: {string(made.text)}"] if made.text else []
            lines += [f"  {self.problem(note.code, note.cell, **note.args)}" for note in made.notes]
            lines.append(f"  rule: {flow({made.kind: made.rule}, name_or_string)}")
            self.lines += ["    " + line for line in lines]
        self.deducted = entries

    def vetoes(self, nodes: Sequence[TableNode]) -> None:
        """Write what makes the lowest grade, whatever the points: 一票否决：存在弄虚作假的."""
        self.vetoed = [title for leaf in leaves(nodes) for title in vetoes_of(leaf)]
        entries = (
            {
                "id": f"V{number}",
                "title": title,
                "decided_by": "panel",
                "grade": self.grades.lowest if self.grades else LOWEST,
            }
            for number, title in enumerate(self.vetoed, 1)
        )
        lines = [f"  - {flow(entry, name_or_string)}" for entry in entries]
        self.lines += ["", "vetoes:", *lines] if lines else []

    def tail(self, beside: Sequence[TableNode]) -> list[str]:
        """Return the table's texts outside its criteria, as comments."""
        lines = set_aside(beside)
        lines += [
            comment(f"{place} {words}" if place else words)
            for place, words in (*self.reading.read.remarks, *self.reading.read.headers)
        ]
        return ["", comment("表里其余的文字："), *lines] if lines else []


def _of(kind: str, beside: Sequence[TableNode], noted: Sequence[BesideNode]) -> list[TableNode]:
    """Return the sections and the entries of notes that hold deductions, or vetoes."""
    return [node for node in beside if kind_of(node.title) == kind] + [
        entry.node for entry in noted if entry.kind == kind
    ]


def _letter(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
