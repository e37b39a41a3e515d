"""Published rating tables described in YAML: built as Word and Excel files, and compared with what a draft makes of them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import docx
import openpyxl
import yaml

from evaluator.drafting.draft import Draft, draft
from evaluator.texts.problem import Severity

FOLDER: Final = Path(__file__).parent / "tables"
SETS: Final = {
    "develop": ("develop", ("d", "m", "e", "c")),
    **{letter: ("measure", (letter,)) for letter in "nstuvwxyzp"},
    **{f"h{number}": ("other", (f"h{number}",)) for number in (1, 2)},
    **{f"h{number}": ("hand", (f"h{number}",)) for number in (3, 4, 5, 6)},
    **{f"k{number}": ("other", (f"k{number}",)) for number in (1, 2, 3, 4, 5, 6)},
    **{f"q{number}": ("hand", (f"q{number}",)) for number in (1, 2, 3, 4, 5)},
    **{f"r{number}": ("hand", (f"r{number}",)) for number in (1, 2, 3, 4, 5)},
    **{f"i{number}": ("hand", (f"i{number}",)) for number in (1, 2, 3, 4, 5)},
    **{f"j{number}": ("hand", (f"j{number}",)) for number in (1, 2, 3, 4, 5)},
    **{f"f{number}": ("other", (f"f{number}",)) for number in (1, 2, 3, 4)},
    **{f"g{number}": ("other", (f"g{number}",)) for number in (1, 2, 3, 4)},
    **{f"o{number}": ("other", (f"o{number}",)) for number in (1, 2, 3)},
    "a1": ("other", ("a1",)),
}
"""What the program was developed with, and the batches that it was measured with: the file, and how its tables' ids begin."""
_BODY: Final = "word/document.xml"
_BESIDE: Final = ("bonus", "deductions", "vetoes")

Anchors = list[list[tuple[int, int]]]


@dataclass(frozen=True)
class Leaf:
    """A criterion as a person reads it from the table."""

    path: str
    title: str
    points: str
    rules: tuple[str, ...]
    """What the rule may be; several readings of one wording can be right."""
    who: tuple[str, ...]
    """Who may supply what the rule reads; empty where it does not matter."""


@dataclass(frozen=True)
class RatingTable:
    """One published table with its criteria."""

    id: str
    kind: str
    before: Sequence[str]
    after: Sequence[str]
    grids: Sequence[list[list[str]]]
    leaves: Sequence[Leaf]
    full: str = ""
    """The full marks, where they are not the sum of the points."""

    @property
    def name(self) -> str:
        """Return the file's name."""
        return f"{self.id}.{'xlsx' if self.kind == 'xlsx' else 'docx'}"

    def data(self) -> bytes:
        """Return the table as a file in its published shape."""
        return self._file

    @cached_property
    def _file(self) -> bytes:
        return _workbook(self) if self.kind == "xlsx" else _document(self)

    @cached_property
    def made(self) -> Draft:
        """What the program makes of the table."""
        return draft(self.data(), self.name, "t", "2026")


def rating_tables(name: str) -> list[RatingTable]:
    """Return the tables of one set."""
    file, beginnings = SETS[name]
    return [table for table in _file(file) if table.id.startswith(beginnings)]


@cache
def _file(name: str) -> list[RatingTable]:
    """Return all tables of a file, read once."""
    entries = yaml.load((FOLDER / f"{name}.yaml").read_bytes(), yaml.CSafeLoader)
    return [_table(entry) for entry in entries]


def _table(entry: Mapping[str, Any]) -> RatingTable:
    grids = [_grid(entry[key]) for key in ("rows", "more") if entry.get(key)]
    leaves = []
    for line in entry["leaves"].strip().splitlines():
        path, points, rules, *who = (part.strip() for part in line.split(" | "))
        *above, title = path.split(" > ")
        suppliers = tuple(who[0].split(" or ")) if who else ()
        leaves.append(Leaf(" > ".join(above), title, points, tuple(rules.split(" or ")), suppliers))
    return RatingTable(
        entry["id"],
        entry["kind"],
        entry.get("before", ()),
        entry.get("after", ()),
        grids,
        leaves,
        str(entry.get("full", "")),
    )


def _grid(text: str) -> list[list[str]]:
    """Return cells; `^` stands in a cell merged with the cell above, `<` with the cell to the left."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    width = max(map(len, rows))
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _anchors(grid: list[list[str]]) -> Anchors:
    anchors: Anchors = []
    for i, row in enumerate(grid):
        anchors.append([])
        for j, cell in enumerate(row):
            anchors[i].append(
                anchors[i - 1][j] if cell == "^" else anchors[i][j - 1] if cell == "<" else (i, j)
            )
    return anchors


def _merged(grid: list[list[str]]) -> list[tuple[int, int, int, int]]:
    """Return top, left, bottom and right of every merged range."""
    ends: dict[tuple[int, int], tuple[int, int]] = {}
    for i, row in enumerate(_anchors(grid)):
        for j, anchor in enumerate(row):
            ends[anchor] = max(ends.get(anchor, (0, 0)), (i, j))
    return [(*anchor, *end) for anchor, end in ends.items() if anchor != end]


def _text(cell: str) -> str:
    return "" if cell in ("^", "<") else cell.replace("⏎", "\n")


def shaped_otherwise(table: RatingTable) -> Iterator[tuple[str, RatingTable]]:
    """Yield the table in other shapes that say the same, each with its name."""
    if not table.grids:
        return
    for name, shape in _SHAPES.items():
        grids = [made for grid in table.grids if (made := shape(grid)) is not None]
        if len(grids) == len(table.grids) and grids != list(table.grids):
            yield name, replace(table, grids=grids)
    if len(table.grids) == 1:
        yield "as the other kind of file", replace(table, kind="docx" if table.kind == "xlsx" else "xlsx")


def _repeated(grid: list[list[str]]) -> list[list[str]]:
    """Return cells merged downwards with their text written again in each row."""
    anchors = _anchors(grid)
    return [
        [grid[anchors[i][j][0]][anchors[i][j][1]] if cell == "^" else cell for j, cell in enumerate(row)]
        for i, row in enumerate(grid)
    ]


def _left_blank(grid: list[list[str]]) -> list[list[str]]:
    return [["" if cell == "^" else cell for cell in row] for row in grid]


def _on_two_pages(grid: list[list[str]]) -> list[list[str]] | None:
    """Return the head again in the middle of the table, with the merged texts written again below it."""
    if len(grid) < 5 or "^" in grid[1]:
        return None
    middle = len(grid) // 2
    return [*grid[:middle], grid[0], _repeated(grid)[middle], *grid[middle + 1 :]]


def _spread_heads(grid: list[list[str]]) -> list[list[str]]:
    heads = ["　".join(head) if 1 < len(head) <= 4 and "⏎" not in head else head for head in grid[0]]
    return [heads, *grid[1:]]


def _points_in_brackets(grid: list[list[str]]) -> list[list[str]]:
    worth = [j for j, head in enumerate(grid[0]) if re.search("分值|标准分|满分", head)]
    return [
        grid[0],
        *(
            [
                f"（{cell}分）" if j in worth and cell.replace(".", "", 1).isdigit() else cell
                for j, cell in enumerate(row)
            ]
            for row in grid[1:]
        ),
    ]


def _with_offices(grid: list[list[str]]) -> list[list[str]] | None:
    """Return a column of who is responsible before the points, each of its cells for two rows."""
    worth = next((j for j, head in enumerate(grid[0]) if j and head in ("分值", "标准分", "满分")), 0)
    if not worth or "^" in grid[1] or any("<" in row for row in grid):
        return None
    offices = ["责任科室", *(["业务科", "^"] * len(grid))]
    return [[*row[:worth], office, *row[worth:]] for row, office in zip(grid, offices, strict=False)]


def _signed(grid: list[list[str]]) -> list[list[str]]:
    """Return further rows below: what the assessors think, and their names."""
    blank = [""] * (len(grid[0]) - 2)
    return [*grid, ["考核组意见", *blank, ""], ["考核人", *blank, "年 月 日"]]


_SHAPES: Final = {
    "repeated": _repeated,
    "left blank": _left_blank,
    "on two pages": _on_two_pages,
    "heads spread": _spread_heads,
    "points in brackets": _points_in_brackets,
    "with offices": _with_offices,
    "to sign": _signed,
}


def _workbook(table: RatingTable) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    grids = list(table.grids)
    width = len(grids[0][0]) if grids else 1
    for i, line in enumerate(table.before, 1):
        sheet.cell(i, 1, line)
        sheet.merge_cells(start_row=i, start_column=1, end_row=i, end_column=width)
    start = len(table.before) + 1
    for grid in grids:
        for i, row in enumerate(grid):
            for j, cell in enumerate(row):
                text = _text(cell)
                value: object = text
                if text.replace(".", "", 1).isdigit():
                    value = float(text) if "." in text else int(text)
                target = sheet.cell(start + i, j + 1)
                if text.endswith("%") and text[:-1].isdigit():
                    value, target.number_format = int(text[:-1]) / 100, "0%"
                if text:
                    target.value = value  # type: ignore[assignment]
                    if text.startswith("="):
                        target.data_type = "s"
        for top, left, bottom, right in _merged(grid):
            sheet.merge_cells(
                start_row=start + top, start_column=left + 1, end_row=start + bottom, end_column=right + 1
            )
        start += len(grid)
    for line in table.after:
        sheet.cell(start, 1, line)
        sheet.merge_cells(start_row=start, start_column=1, end_row=start, end_column=width)
        start += 1
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _document(table: RatingTable) -> bytes:
    """Return a document as python-docx writes it, but for what it takes longest for: cell by cell."""
    after = "".join(map(_paragraph, table.after))
    body = "".join(map(_paragraph, table.before))
    body += after.join(map(_grid_xml, table.grids)) + (after if len(table.grids) < 2 else "")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, data in _blank_document().items():
            package.writestr(
                name, data.replace(b"<w:sectPr", body.encode() + b"<w:sectPr") if name == _BODY else data
            )
    return file.getvalue()


@cache
def _blank_document() -> Mapping[str, bytes]:
    file = io.BytesIO()
    docx.Document().save(file)
    with zipfile.ZipFile(file) as package:
        return {name: package.read(name) for name in package.namelist()}


def _paragraph(text: str) -> str:
    parts = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p><w:r>{'<w:br/>'.join(parts)}</w:r></w:p>"


def _grid_xml(grid: list[list[str]]) -> str:
    """Return a table; a cell merged downwards has a blank one in each further row, as Word has it."""
    anchors, merged = (
        _anchors(grid),
        {(top, left): (bottom, right) for top, left, bottom, right in _merged(grid)},
    )
    rows = []
    for i, row in enumerate(grid):
        cells = []
        for j, cell in enumerate(row):
            top, left = anchors[i][j]
            if j != left:
                continue
            bottom, right = merged.get((top, left), (top, left))
            span = f'<w:gridSpan w:val="{right - left + 1}"/>' if right > left else ""
            down = f'<w:vMerge w:val="{"restart" if i == top else "continue"}"/>' if bottom > top else ""
            text = _text(cell) if i == top else ""
            cells.append(
                f"<w:tc><w:tcPr>{span}{down}</w:tcPr>{_paragraph(text) if text else '<w:p/>'}</w:tc>"
            )
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    columns = "<w:gridCol/>" * len(grid[0])
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


@dataclass(frozen=True)
class Outcome:
    """How a draft compares with the table."""

    id: str
    leaves: int
    levels: int
    points: int
    titles: int
    rules: int
    """Criteria that have a rule a person can declare."""
    recognised: int
    wrong: Sequence[str]
    """Criteria with a rule that the table does not state."""
    silent: bool
    """Whether levels, points or titles are wrong and the import says nothing of it."""
    suppliers: Sequence[str]
    """Criteria whose facts come from somebody they should not come from."""
    details: Sequence[str]


def compared(table: RatingTable) -> Outcome:
    """Draft the guideline of a table and compare it, criterion by criterion."""
    made = table.made
    guideline = yaml.load(made.yaml or "{}", yaml.CBaseLoader)  # noqa: S506 - makes texts only
    drafted = [pair for section in guideline.get("sections", []) for pair in _criteria(section, ())]
    if any(leaf.path.startswith("+") for leaf in table.leaves):
        drafted += _beside(guideline)
    errors = any(problem.severity is Severity.ERROR for problem in made.problems)
    aligned = dict(_aligned(table.leaves, drafted))
    levels = points = named = rules = recognised = 0
    wrong, suppliers, details = [], [], []
    for number, leaf in enumerate(table.leaves):
        is_rule = "mark" not in leaf.rules
        rules += is_rule
        if number not in aligned:
            details.append(f"missing: {leaf.title}")
            continue
        path, criterion = drafted[aligned[number]]
        worth = criterion.get("points") or criterion.get("at_most", "-")
        right = _same_path(leaf.path, path, criterion["title"]), worth == leaf.points
        levels, points = levels + right[0], points + right[1]
        named += _same_title(leaf.title, criterion["title"])
        if not right[0]:
            details.append(f"path: {leaf.path} != {path}")
        if not right[1]:
            details.append(f"points: {leaf.title}: {worth} != {leaf.points}")
        if not _same_title(leaf.title, criterion["title"]):
            details.append(f"title: {leaf.title} != {criterion['title']}")
        rule = signature(criterion)
        if rule in leaf.rules:
            recognised += is_rule
        elif rule != "mark":
            wrong.append(f"{leaf.title[:20]}: {rule} != {' or '.join(leaf.rules)}")
        else:
            details.append(f"mark: {' or '.join(leaf.rules)} | {criterion.get('text', '')!r}")
        if leaf.who and rule != "mark" and not (who := _who(guideline, criterion)) <= set(leaf.who):
            suppliers.append(f"{leaf.title[:20]}: {who} != {leaf.who}")
    wholly = len(table.leaves) == len(drafted) == levels == points == named
    if table.full and guideline.get("full_marks") != table.full:
        wholly = False
        details.append(f"full marks {guideline.get('full_marks')} != {table.full}")
    if len(drafted) != len(table.leaves):
        details.append(f"{len(drafted)} criteria for {len(table.leaves)}")
    return Outcome(
        table.id, len(table.leaves), levels, points, named, rules, recognised, wrong,
        not wholly and not errors, suppliers, details,
    )  # fmt: skip


def signature(criterion: Mapping[str, Any]) -> str:
    """Return what a criterion's rule gives, without the names of its facts: `tiers >=60:15 >=45:11`."""
    if "rule" not in criterion:
        return "veto"
    ((kind, rule),) = criterion["rule"].items()
    words = [kind, *_amounts(kind, rule)]
    return " ".join([*words, *(["zero"] if "zero_when" in criterion else [])]).replace("sum ", "sum")


def _amounts(kind: str, rule: Any) -> list[str]:  # noqa: ANN401 - any YAML
    match kind:
        case "choice" | "checklist":
            return list(rule["award"].values())
        case "yes_no":
            return _bounds(rule)
        case "ratio":
            words = ["of/to"] if "to" in rule else []
            words += [f"{key} {rule[key]}" for key in ("reach", "from") if key in rule]
            return [*words, *(["lower"] if "lower_is_better" in rule else [])]
        case "tiers":
            bands = [f"{''.join(_bounds(band))}:{band['award']}" for band in rule["bands"]]
            return bands + ([f"else {rule['otherwise']}"] if "otherwise" in rule else [])
        case "count":
            per = f"/{rule['per']}" if "per" in rule else ""
            return [f"{rule['each']}{per}", *([f">{rule['above']}"] if "above" in rule else [])]
        case "deduct":
            entries = [_deduction(entry) for entry in rule.get("each", ())]
            return entries + [
                f"{entry['points']}x" + ("" if entry["expected"] == "all" else f" of {entry['expected']}")
                for entry in rule.get("missing", ())
            ]
        case "rating":
            return [_level(level) for level in rule["levels"].values()]
        case "sum":
            parts = [
                " ".join([part["points"], *(word for key, inner in part["rule"].items() for word in (key, *_amounts(key, inner)))])
                for part in rule
            ]  # fmt: skip
            return [f"({' + '.join(parts)})"]
    return []


def _bounds(band: Mapping[str, Any]) -> list[str]:
    signs = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
    return [f"{sign}{band[key]}" for key, sign in signs.items() if key in band]


def _deduction(entry: Mapping[str, Any]) -> str:
    if "when" in entry:
        return str(entry["points"])
    if "per" in entry:
        return f"{entry['points']}x/{entry['per']}{''.join(_bounds(entry))}"
    return f"{entry['points']}x"


def _level(level: Any) -> str:  # noqa: ANN401 - any YAML
    if isinstance(level, str):
        return level
    return str(level["points"]) if "points" in level else f"{level['from']}-{level['to']}"


def _criteria(section: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    path = (*above, section["title"])
    for inner in section.get("sections", ()):
        yield from _criteria(inner, path)
    for criterion in section.get("criteria", ()):
        yield " > ".join(path), criterion


def _beside(guideline: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what stands beside the sections: bonus, deductions and vetoes, all in their order."""
    for key in _BESIDE:
        entries = guideline.get(key, [])
        for entry in entries["criteria"] if isinstance(entries, dict) else entries:
            yield f"+{key}", entry


def _aligned(
    leaves: Sequence[Leaf], drafted: Sequence[tuple[str, Mapping[str, Any]]]
) -> Iterator[tuple[int, int]]:
    """Pair criteria: those at the same place of equally many, else those of the same title in order."""
    if len(leaves) == len(drafted):
        yield from ((number, number) for number in range(len(leaves)))
        return
    start = 0
    for number, leaf in enumerate(leaves):
        for j in range(start, len(drafted)):
            if _same_title(leaf.title, drafted[j][1]["title"]):
                yield number, j
                start = j + 1
                break


def _bare(text: str) -> str:
    text = re.sub(
        r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|[\d.]+[、.]?|[ⅠⅡⅢA-Z]-?\d+|[A-Z](?=[\u4e00-\u9fff]))",
        "",
        text,
    )
    return re.sub(r"[\s。；;，,：:]", "", text)


def _same_title(expected: str, title: str) -> bool:
    """Return whether two titles are the same; of a long wording its beginning or first sentence is enough."""
    first, other = _bare(expected), _bare(title)
    if (len(first) > 20 and other.startswith(first)) or other == _bare(re.split("[。；：]", expected)[0]):
        return True
    return first == other or (len(first) > 12 and len(other) > 7 and first.startswith(other))


def _same_path(expected: str, path: str, title: str) -> bool:
    """Return whether the levels are the same; a criterion among sections stands in a section of its own title."""
    if expected == "*":
        return " > " not in path
    wanted, parts = expected.split(" > "), path.split(" > ")
    if len(parts) == len(wanted) + 1 and parts[-1] == title:
        parts.pop()
    if len(wanted) == len(parts) + 1 and _same_title(wanted[-1], title):
        wanted.pop()
    return len(wanted) == len(parts) and all(map(_same_title, wanted, parts))


def _who(guideline: Mapping[str, Any], criterion: Mapping[str, Any]) -> set[str]:
    if "rule" not in criterion:
        return {"panel"}
    if set(criterion["rule"]) & {"rating", "mark", "sample"}:
        return {criterion.get("marked_by", "expert")}
    read = set(re.findall(r"[a-z]\w*\.[a-z]\w*", repr(criterion["rule"])))
    return {fact.get("from", "station") for name, fact in guideline["facts"].items() if name in read}
