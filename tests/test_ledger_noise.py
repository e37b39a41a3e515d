"""What people leave in their ledgers changes no outcome: only the hashes of the files and what is said of them."""

import csv
import io
import json
import shutil
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import openpyxl
import pytest
import xlwt
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from evaluator.evaluation.pipeline import evaluate, read_inputs

STATIONS: Final = Path(__file__).parent.parent / "samples" / "stations"
MANY: Final = 9
INVISIBLE: Final = ("\u200b", "\ufeff", "\u2060", "\u200e")
FOOT: Final[Sequence[Sequence[str]]] = (
    ("填表人：李某", "", "审核人：张某"),
    ("", "", "2026年7月1日"),
    ("", "注：数据截至六月底"),
    ("以下空白",),
    ("单位负责人：", "王某", "填表人：", "李某"),
    ("青禾镇社工站（盖章）",),
    ("第1页　共1页",),
    ("制表日期：2026-07-01",),
)
BETWEEN: Final[Sequence[Sequence[str]]] = (
    ("二季度",),
    ("", "7月"),
    ("合计", "", "12"),
    ("", "", "小计", "3"),
    ("99",),
    ("续表",),
    ("",),
)


def without_places(node: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return *node* without where values stand: noise moves rows."""
    if isinstance(node, dict):
        return {key: without_places(value) for key, value in node.items() if key != "at"}
    return [without_places(item) for item in node] if isinstance(node, list) else node


def outcome(folder: Path) -> tuple[str, set[str], set[str]]:
    """The evaluation without hashes, places and what is said; codes of problems, and of rows not counted."""
    inputs, problems = read_inputs(folder)
    assert inputs is not None, [problem.render("en") for problem in problems]
    document: Any = evaluate(inputs).document
    for key in ("inputs", "problems", "seal"):
        del document[key]
    rows = {row["reason"] for ledger in document["ledgers"] for row in ledger.pop("not_counted")}
    text = json.dumps(without_places(document), ensure_ascii=False, sort_keys=True)
    return text, {problem.code for problem in problems}, rows


def text_rows(path: Path) -> tuple[list[list[str]], str]:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(io.StringIO(data.decode(encoding)))), encoding
        except UnicodeDecodeError:
            continue
    raise AssertionError(path)


def head_of(rows: Sequence[Sequence[object]]) -> int:
    """The row of the heads: the first with several texts."""
    return next(
        at for at, row in enumerate(rows) if sum(isinstance(cell, str) and bool(cell) for cell in row) > 1
    )


def noisy_text(random: Random, path: Path) -> None:
    """Lines between and below the rows of a csv file, invisible characters, and the end that DOS left."""
    rows, encoding = text_rows(path)
    head = head_of(rows)
    width = len(rows[head])

    def padded(line: Sequence[str]) -> list[str]:
        return [*line[:width], *[""] * (width - len(line))]

    noisy = rows[: head + 1]
    for row in rows[head + 1 :]:
        if random.random() < 0.1:
            noisy.append(padded(random.choice(BETWEEN)))
        if random.random() < 0.05:
            noisy.append(rows[head])
        noisy.append(row)
    for line in random.sample(FOOT, random.randint(1, 4)):
        noisy.append(padded(line))
    if encoding == "utf-8-sig":
        at = random.randrange(width)
        noisy[head] = [f"{cell}\u200b" if index == at else cell for index, cell in enumerate(noisy[head])]
        if noisy[head + 1][0]:
            noisy[head + 1] = [random.choice(INVISIBLE) + noisy[head + 1][0], *noisy[head + 1][1:]]
    stream = io.StringIO()
    csv.writer(stream).writerows(noisy)
    end = b"\x1a" if random.random() < 0.5 else b""
    path.write_bytes(stream.getvalue().encode(encoding) + end)


def noisy_book(random: Random, path: Path) -> None:
    """The same in a workbook, with formats, merged headings and a hidden sheet of last year."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        noisy_sheet(random, sheet)
    old = book.copy_worksheet(book.worksheets[0])
    old.title, old.sheet_state = "去年", "hidden"
    for row in old.iter_rows(min_row=3):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = f"旧{cell.value}"
    book.save(path)


def noisy_sheet(random: Random, sheet: Worksheet) -> None:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = head_of(rows)
    width = len(rows[head])
    inserted = sorted(
        random.sample(range(head + 3, len(rows) + 2), min(3, len(rows) - head - 1)), reverse=True
    )
    headings = []
    for below, number in enumerate(inserted):
        sheet.insert_rows(number)
        kind = random.randrange(3)
        if kind == 0:
            sheet.cell(number, 1, "三季度")
            headings.append(number + len(inserted) - below - 1)  # where it stands once all are inserted
        elif kind == 1:
            for at, value in enumerate(rows[head], 1):
                sheet.cell(number, at, value)
        else:
            for at, text in enumerate(random.choice(BETWEEN)[:width], 1):
                sheet.cell(number, at, text or None)
    for number in headings:
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
    for line in random.sample(FOOT, random.randint(1, 4)):
        sheet.append([text or None for text in line[:width]])
    for row in sheet.iter_rows(min_row=head + 2):
        for cell in row:
            if isinstance(cell.value, datetime | date):
                cell.number_format = random.choice(("yyyy年m月d日", "m/d", "yyyy-mm-dd", "[$-804]aaaa"))
            elif isinstance(cell.value, int | float):
                cell.number_format = random.choice(("0", "0.00", "#,##0.0", "General"))
            cell.font = Font(bold=random.random() < 0.1)
            cell.alignment = Alignment(wrap_text=True)
    head_cell = sheet.cell(head + 1, 1)
    head_cell.value = f"\n{head_cell.value}　"


def as_old_book(path: Path) -> None:
    """Save a workbook as the old kind (.xls), with its formats, merged cells and hidden sheets."""
    made = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, xlwt.XFStyle] = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        new = made.add_sheet(sheet.title)
        new.visibility = int(sheet.sheet_state != "visible")
        for row in sheet.iter_rows():
            for cell in row:
                style = styles.setdefault(cell.number_format, xlwt.XFStyle())
                style.num_format_str = cell.number_format
                if cell.value is not None:
                    new.write(cell.row - 1, cell.column - 1, cell.value, style)
        for area in sheet.merged_cells.ranges:
            new.merged_ranges.append((area.min_row - 1, area.max_row - 1, area.min_col - 1, area.max_col - 1))
    made.save(str(path.with_suffix(".xls")))
    path.unlink()


def in_old_books(station: Path) -> None:
    """Keep the workbooks among a station's ledgers in the old kind."""
    text = (station / "submission.yaml").read_text(encoding="utf-8")
    for path in sorted((station / "ledgers").glob("*.xlsx")):
        as_old_book(path)
        assert path.name in text
        text = text.replace(path.name, path.with_suffix(".xls").name)
    (station / "submission.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", ["qinghe", "baishi"])
def test_what_people_leave_in_old_books_changes_no_outcome(tmp_path: Path, name: str) -> None:
    """The same in .xls; and the station has the score and the counts that it has with its .xlsx."""
    shutil.copytree(STATIONS / name, tmp_path / "plain")
    in_old_books(tmp_path / "plain")
    expected, codes, _ = outcome(tmp_path / "plain")
    old, new = json.loads(expected), json.loads(outcome(STATIONS / name)[0])
    assert old["score"] == new["score"]
    assert [ledger["counted"] for ledger in old["ledgers"]] == [
        ledger["counted"] for ledger in new["ledgers"]
    ]
    reasons: set[str] = set()
    for seed in range(MANY // 3):
        random = Random(f"{name} {seed}")  # noqa: S311 - test data
        station = tmp_path / f"{name}{seed}"
        shutil.copytree(STATIONS / name, station)
        for path in sorted((station / "ledgers").glob("*.xlsx")):
            noisy_book(random, path)
        in_old_books(station)
        found, more, rows = outcome(station)
        reasons |= rows
        assert found == expected, seed
        assert more - codes <= {"ledger-sheet-hidden"}, seed
    assert reasons >= {"row-foot", "row-heads", "row-section", "row-total"}


@pytest.mark.parametrize("name", ["qinghe", "luxi", "baishi"])
def test_what_people_leave_in_ledgers_changes_no_outcome(tmp_path: Path, name: str) -> None:
    """Foot lines, month lines, repeated heads, hidden sheets, invisible characters and formats."""
    source = STATIONS / name
    expected, codes, _ = outcome(source)
    reasons: set[str] = set()
    tables = sorted(path.name for path in (source / "ledgers").iterdir())
    for seed in range(MANY):
        random = Random(f"{name} {seed}")  # noqa: S311 - test data
        station = tmp_path / f"{name}{seed}"
        shutil.copytree(source, station)
        for table in random.sample(tables, min(6, len(tables))):
            path = station / "ledgers" / table
            noisy_book(random, path) if path.suffix == ".xlsx" else noisy_text(random, path)
        found, more, rows = outcome(station)
        reasons |= rows
        if found != expected:
            before, after = json.loads(expected), json.loads(found)
            different = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
            raise AssertionError((seed, different))
        assert more - codes <= {"ledger-sheet-hidden"}, seed
        shutil.rmtree(station)
    assert reasons >= {"row-foot", "row-heads", "row-numbered", "row-section", "row-total"}
