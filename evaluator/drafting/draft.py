"""Make a guideline's YAML from a score table, and report how much of it was recognised."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.base.folding import folded
from evaluator.drafting import columns
from evaluator.drafting.doubts import doubt
from evaluator.drafting.grades import USUAL, grades_in
from evaluator.drafting.grid import TableCell, TableSheet
from evaluator.drafting.notes import branches, leaves, other_columns, set_aside
from evaluator.drafting.phrases import recognise
from evaluator.drafting.ratios import read_target
from evaluator.drafting.recognition import Asked, RuleDraft
from evaluator.drafting.table_file import read_sheets
from evaluator.drafting.totals import check_sums, check_title, worth
from evaluator.drafting.tree import TableNode, TableReading, read_tree
from evaluator.loading.grids import Unreadable
from evaluator.texts.problem import Problem, nearest
from evaluator.yaml.write import comment, flow, name_or_string, string

_CODE: Final = re.compile(r"^([A-Z]\d*(?:\.\d+)*)(?:[\s、.．:：]+|(?=[\u4e00-\u9fff]))")
_NUMBERED: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d+(?:[.．]\d+)+[\s、.．]*|\d+[、.．]\s*|[①-⑳])\s*"
)
_BESIDE: Final = re.compile(r"扣分项|扣分指标|减分|倒扣|一票否决|否决|限制性")
_BONUS: Final = re.compile(r"加分|附加分|奖励分")


@dataclass(frozen=True, slots=True)
class UnrecognisedRule:
    """A criterion whose rule was not recognised."""

    id: str
    title: str
    why: str
    """A field of a message."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted guideline as text, with its problems and counts."""

    yaml: str
    """Empty when nothing could be read."""
    problems: Sequence[Problem]
    criteria: int = 0
    full_marks: Number = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    """Number of criteria by kind of rule; `mark` counts those not recognised."""
    marks: Sequence[UnrecognisedRule] = ()


def draft(data: bytes, shown: str, identity: str, edition: str, title: str = "", only: str = "") -> Draft:
    """Return the guideline drafted from the table in *data*; *shown* is the file's name.

    *only* names the table to read in a file with several tables.
    """
    sheets = read_sheets(data)
    if isinstance(sheets, Unreadable):
        return Draft("", [_unreadable(sheets, shown)])
    names = [sheet.name for sheet in sheets if sheet.name]
    named = bool(only and names)
    if named:
        chosen = [sheet for sheet in sheets if folded(sheet.name) == folded(only)]
        if not chosen:
            near = nearest(only, names) or ""
            args = {"sheet": only, "found": "、".join(names), "near": near}
            hint = "did-you-mean" if near else ""
            return Draft("", [Problem("import-sheet-missing", shown, args=args, hint_key=hint)])
        sheets = chosen
    sheets, problems = _read(sheets, shown, named=named)
    if not sheets:
        return Draft("", problems)
    made = draft_sheets(sheets, shown, identity, edition, title)
    return replace(made, problems=[*problems, *made.problems])


def _unreadable(reason: Unreadable, shown: str) -> Problem:
    return Problem("import-unreadable", shown, args=reason.args, hint_key=reason.hint_key)


def _read(sheets: Sequence[TableSheet], shown: str, *, named: bool) -> tuple[list[TableSheet], list[Problem]]:
    """Return the sheets to read, and what of the file is not read; none where no sheet can be.

    A hidden sheet is left out unless it is *named*.
    """
    wanted = [sheet for sheet in sheets if named or not sheet.hidden]
    readable = [sheet for sheet in wanted if sheet.refused is None]
    refused = [sheet for sheet in wanted if sheet.refused is not None]
    if refused and not readable:
        return [], [_unreadable(sheet.refused, shown) for sheet in refused if sheet.refused is not None]
    problems = []
    for sheet in sheets:
        code = ""
        hint = sheet.refused.hint_key if sheet.refused is not None else ""
        if sheet.hidden and (sheet.rows or sheet.before):
            code = "import-sheet-hidden-read" if named else "import-sheet-hidden"
        elif sheet.refused is not None:
            code = "import-sheet-refused"
        if code:
            args = {"sheet": sheet.name, **(sheet.refused.args if sheet.refused is not None else {})}
            problems.append(Problem(code, shown, cell=sheet.name, args=args, hint_key=hint))
    problems += [
        Problem(part.code, shown, cell=part.place, args=part.args)
        for sheet in readable
        for part in sheet.left_out
    ]
    return readable, problems


def draft_sheets(
    sheets: Sequence[TableSheet], shown: str, identity: str, edition: str, title: str = ""
) -> Draft:
    """Return the guideline drafted from *sheets*, read as one table."""
    reading = read_tree(sheets, shown)
    if not reading.rows or not reading.sections:
        return Draft("", reading.problems)
    return _Writer(reading, shown).write(identity, edition, title)


def _step(points: Number) -> Number:
    """Return the step of a mark, such that whole steps reach the full points."""
    if isinstance(points, int) and points >= 10:
        return 1
    return next((step for step in (Fraction(1, 2), Fraction(1, 10)) if not points % step), Fraction(1, 100))


class _Writer:
    """Writes the YAML of one guideline."""

    def __init__(self, reading: TableReading, shown: str) -> None:
        self.reading = reading
        self.shown = shown
        self.lines: list[str] = []
        self.facts: dict[str, Mapping[str, object]] = {}
        self.kinds: Counter[str] = Counter()
        self.marks: list[UnrecognisedRule] = []
        self.taken: set[str] = set()

    def problem(self, code: str, cell: TableCell, **args: str) -> str:
        """Report a problem and return it as a comment."""
        made = Problem(code, self.shown, cell=cell.place, args=args)
        self.reading.problems.append(made)
        hint = made.hint("zh")
        return comment(f"{made.message('zh')}。{hint}" if hint else made.message("zh"))

    def write(self, identity: str, edition: str, title: str) -> Draft:
        """Return the whole draft."""
        regular, bonus, beside = self.parted()
        self.percentages(regular)
        for node in leaves([*regular, *bonus]):
            self.complete(node)
        check_sums(self.reading, [*regular, *bonus], self.shown)
        sections = [_wrapped(node) for node in regular if node.children]
        loose = [node for node in regular if not node.children]
        if loose:
            whole = TableNode(TableCell("评估指标", loose[0].cell.place, loose[0].cell.anchor))
            whole.children = loose
            sections.insert(regular.index(loose[0]) if sections else 0, whole)
        full = self.full_marks(sections, bonus)
        codes = self.codes(sections)
        for i, section in enumerate(sections):
            self.section(section, _letter(i), codes, 1)
        tree, self.lines = self.lines, []
        if bonus:
            self.bonus(bonus, codes)
        extra, self.lines = self.lines, []
        named = title or self.title()
        check_title(self.reading, named, full, self.shown)
        facts = [f"  {name}: {flow(fact, name_or_string)}" for name, fact in self.facts.items()]
        tail = self.tail(beside)
        head = self.head(identity, edition, named, full)
        parts = [*head, "facts:" if facts else "facts: {}", *facts, "", "sections:", *tree, *extra, *tail]
        return Draft(
            "\n".join(parts) + "\n",
            self.reading.problems,
            sum(self.kinds.values()),
            full,
            dict(self.kinds),
            self.marks,
        )

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
                node.points = columns.points_of(share[1])
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
        total = sum(map(worth, criteria))
        if total == 100:
            self.problem("import-weights", criteria[0].points_cell)
        else:
            self.problem("import-weights-sum", criteria[0].points_cell, total=f"{text(total)}%")

    def complete(self, node: TableNode) -> None:
        """Read the points of a criterion from its standard where its points column is blank."""
        if node.points is not None:
            return
        for wording in node.texts(columns.STANDARD):
            match = re.search(
                r"[（(]\s*(?:满分|共)?\s*([0-9]+(?:\.[0-9]+)?)\s*分\s*[)）]\s*$|满分\s*([0-9]+(?:\.[0-9]+)?)\s*分",
                wording,
            )
            if match:
                node.points = columns.points_of(match[1] or match[2])
                return

    def full_marks(self, sections: Sequence[TableNode], bonus: Sequence[TableNode]) -> Number:
        """Return the points of all sections; report totals that differ from them."""
        full = sum((worth(section) for section in sections), 0)
        extra = sum((worth(node) for node in bonus), 0)
        for label, cell, _ in self.reading.totals:
            total = columns.points_of(cell.text)
            if total is None:
                total = columns.split_points(cell.text)[1]
            possible = {full, full + extra}
            if re.match(r"小\s*计", label.text):
                possible |= {worth(node) for node in (*branches(sections), *bonus)}
            if total is not None and total not in possible:
                title = re.sub(r"\s", "", label.text)
                self.problem("import-sum", cell, title=title, expected=text(total), found=text(full))
        return full or 100

    def title(self) -> str:
        """Return the table's title: the first remark that looks like a table's name, else the file name."""
        for _, remark in self.reading.remarks:
            line = remark.split("\n")[0]
            if 4 <= len(line) <= 60 and columns.is_name_of_table(line) and "：" not in line:
                return line
        return self.shown.rpartition("/")[2].rpartition(".")[0] or self.shown

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
            and columns.points_of(worth_cell.text) != node.points
        ):
            self.lines.append(f"{pad}{comment(f'{worth_cell.place} 原文：{worth_cell.text}')}")

    def criterion(self, node: TableNode, generated: str, codes: bool, pad: str) -> None:
        """Write a criterion with the rule that was recognised, or a mark."""
        name, title = self.named(node, generated, codes)
        self.source(node, title, pad)
        points = node.points
        notes = []
        if points is None:
            clause_text = node.points_cell.text if node.points_cell is not node.cell else ""
            if clause_text:
                notes.append(
                    self.problem("import-bad-points", node.points_cell, title=title, found=clause_text)
                )
            else:
                notes.append(self.problem("import-no-points", node.points_cell, title=title))
            points = 0
        standard = "\n".join(node.texts(columns.STANDARD)) or ""
        target = "\n".join(node.texts(columns.TARGET))
        asked = Asked(re.sub(r"\W", "_", name.lower()), title)
        rule_draft = self.rule(standard, target, title, points, asked)
        cell = next(
            (
                cell
                for row in node.rows
                for column, cell in row.cells
                if column.role == columns.STANDARD and cell.text
            ),
            node.cell,
        )
        rule: object
        if rule_draft is None:
            why = doubt(standard or target or (title if "分" in title else ""), points)
            notes.append(self.problem("import-mark", cell, title=title, why=why))
            self.marks.append(UnrecognisedRule(name, title, why))
            kind, rule = "mark", {"step": _step(points)}
        else:
            kind, rule = rule_draft.kind, rule_draft.rule
            notes += [self.problem(code, cell, title=title) for code in rule_draft.notes]
            self.facts.update(rule_draft.facts)
        self.kinds[kind] += 1
        lines = [
            f"- id: {flow(name, name_or_string)}",
            f"  title: {string(title)}",
            f"  points: {text(points)}",
        ]
        if standard:
            lines.append(f"  text: {string(standard)}")
        lines += [f"  {note}" for note in notes]
        if rule_draft is not None and rule_draft.zero_when is not None:
            lines.append(f"  zero_when: {flow(rule_draft.zero_when, name_or_string)}")
        lines.append(f"  rule: {flow({kind: rule}, name_or_string)}")
        lines += other_columns(node)
        self.lines += [pad + line for line in lines]

    def rule(self, standard: str, target: str, title: str, points: Number, asked: Asked) -> RuleDraft | None:
        """Return the rule recognised in the wording, else in the target."""
        if not points:
            return None
        wording = standard or title
        if rule_draft := recognise(wording, points, asked):
            return rule_draft
        return read_target(target, points, asked) if target and not standard else None

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
        if grade_note := grades_in(self.reading.remarks, full):
            cell = TableCell(grade_note.text, grade_note.place, (-3, 0))
            grades = self.problem("import-grades-read", cell, said=grade_note.text.replace("\n", "")[:40])
        else:
            grades = self.problem("import-grades", first)
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
            "",
            grades,
            "grades:",
            *(f"  - {grade}" for grade in (grade_note.yaml if grade_note else USUAL)),
            "",
        ]

    def tail(self, beside: Sequence[TableNode]) -> list[str]:
        """Return the table's texts outside its criteria, as comments."""
        lines = set_aside(beside)
        lines += [
            comment(f"{place} {words}" if place else words)
            for place, words in (*self.reading.remarks, *self.reading.headers)
        ]
        return ["", comment("表里其余的文字："), *lines] if lines else []


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
