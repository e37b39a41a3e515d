"""Make a guideline's YAML from a score table, and report how much of it was recognised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from evaluator.base.exact import Number
from evaluator.base.folding import folded
from evaluator.drafting.criteria import DraftCriterion, suppliers
from evaluator.drafting.grid import TableSheet, sample
from evaluator.drafting.readings import best_reading
from evaluator.drafting.structure import open_questions
from evaluator.drafting.table_file import apart, read_sheets
from evaluator.drafting.who import EXPERT, STATION
from evaluator.drafting.writer import GuidelineWriter
from evaluator.loading.grids import Unreadable
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, nearest


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted guideline as text, with its problems and criteria."""

    yaml: str
    """Empty when nothing could be read."""
    problems: Sequence[Problem]
    full_marks: Number = 0
    drafted: Sequence[DraftCriterion] = ()
    """Its criteria in order, the bonus ones at the end."""
    deducted: Sequence[DraftCriterion] = ()
    """What is taken off beside the criteria."""
    vetoes: Sequence[str] = ()
    """What the panel decides on."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """The roles it declares, with their titles."""

    @property
    def criteria(self) -> int:
        """Return the number of criteria."""
        return len(self.drafted)

    @property
    def kinds(self) -> dict[str, int]:
        """Return the number of criteria by kind of rule; `mark` counts those not recognised."""
        return dict(Counter(criterion.kind for criterion in self.drafted))

    @property
    def marks(self) -> list[DraftCriterion]:
        """Return the criteria whose rule was not recognised."""
        return [criterion for criterion in self.drafted if criterion.why]


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
            args = {"sheet": only, "found": Listing(names), "near": near}
            hint = "did-you-mean" if near else ""
            return Draft("", [Problem("import-sheet-missing", shown, args=args, hint_key=hint)])
        sheets = chosen
    sheets, problems = _read(sheets, shown, named=named)
    if not sheets:
        return Draft("", problems)
    if not named:
        sheets, others = apart(sheets)
        problems += [_unread(sheet, shown) for sheet in others]
    made = draft_sheets(sheets, shown, identity, edition, title)
    return replace(made, problems=[*problems, *made.problems])


def _unreadable(reason: Unreadable, shown: str) -> Problem:
    return Problem("import-unreadable", shown, args=reason.args, hint_key=reason.hint_key)


def _unread(sheet: TableSheet, shown: str) -> Problem:
    text = sample(cell.text for row in sheet.rows for cell in row)
    return Problem("import-no-rating", shown, cell=sheet.name, args={"text": text, "sheet": sheet.name})


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
    reading = best_reading(sheets, shown)
    if not reading.sections:
        return Draft("", reading.problems)
    writer = GuidelineWriter(reading, shown)
    yaml = writer.write(identity, edition, title)
    reading.problems.extend(open_questions(sheets, reading, writer.full, shown))
    return Draft(
        yaml, reading.problems, writer.full, writer.drafted, writer.deducted, writer.vetoed, writer.roles
    )


def suppliers_page(made: Draft) -> str:
    """Return the page that lists who supplies what, by supplier, as Markdown."""
    names = {STATION: "站点自己报", EXPERT: "评估专家看", **made.roles}
    lines = [
        "# 谁提供什么",
        "",
        "由评分表导入时的安排，请核对：站点只报自己的工作，发现的问题由评估一方记。",
        "",
    ]
    for role, name in names.items():
        rows = [
            (criterion, title)
            for criterion in (*made.drafted, *made.deducted)
            for supplier, title in suppliers(criterion)
            if supplier == role
        ]
        if rows:
            lines += [f"## {name}", "", "| 指标 | 名称 | 要提供的 |", "|---|---|---|"]
            lines += [f"| {row.id} | {row.title} | {title} |".replace("\n", " ") for row, title in rows]
            lines.append("")
    if made.vetoes:
        lines += ["## 专家组合议决定", "", "| 编号 | 一票否决事项 |", "|---|---|"]
        lines += [
            f"| V{number} | {title} |".replace("\n", " ") for number, title in enumerate(made.vetoes, 1)
        ]
        lines.append("")
    return "\n".join(lines)
