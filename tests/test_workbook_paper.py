"""Workbooks on paper: a blank one is short, a ledger is printed as far as it is filled, nothing is cut."""

import re
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest

from evaluator.loading.search import open_guideline
from evaluator.model.guideline import Ledger
from evaluator.workbook import layout
from evaluator.workbook.write import workbook
from tests.conftest import Office
from tests.workbooks import blank, marked, put, reopened, saved

MOST_PAGES: Final = 15


def pages(files: list[Path], office: Office) -> dict[str, list[str]]:
    """The text of every page of the files as LibreOffice prints them."""
    texts = {}
    for file, pdf in zip(files, office.all(files, "pdf"), strict=True):
        read = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
        texts[file.stem] = read.stdout.decode().split("\f")[:-1]
    return texts


def typed(ledger: Ledger, number: int) -> dict[str, object]:
    """A row as a worker types it."""
    sample: dict[str, object] = {
        "date": date(2025, 7, 1) + timedelta(number % 300),
        "integer": number,
        "number": number,
        "share": 0.5,
        "boolean": "是",
    }
    return {
        id: next(iter(column.choices.values()), "")
        if column.choices
        else sample.get(column.type, f"第{number}条")
        for id, column in ledger.columns.items()
    }


@pytest.mark.parametrize("name", ["tongling-station", "community-canteen"])
def test_a_blank_workbook_is_short_and_prints_no_blank_ledger(
    name: str, tmp_path: Path, office: Office
) -> None:
    guideline, _ = open_guideline(name)
    assert guideline is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "LEDGER_ROWS", 50)  # two pages, all of them blank
        (tmp_path / "blank.xlsx").write_bytes(workbook(guideline))
    texts = pages([tmp_path / "blank.xlsx"], office)["blank"]
    assert len(texts) <= MOST_PAGES
    heads = [text.split("\n")[0].strip() for text in texts]
    assert not {ledger.title for ledger in guideline.ledgers.values()}.intersection(heads)
    whole = re.sub(r"\s", "", "".join(texts))
    for criterion in guideline.criteria():
        assert criterion.id in whole
    for fact in guideline.facts.values():
        assert re.sub(r"\s", "", fact.title) in whole


def test_a_ledger_is_printed_as_far_as_it_is_filled(tmp_path: Path, office: Office) -> None:
    """Rows typed into a blank workbook, more than were once there, are all printed, and no further page."""
    guideline, _ = open_guideline("community-canteen")
    assert guideline is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(layout, "LEDGER_ROWS", 360)
        patch.setattr(layout, "LEDGER_SPARE", 2)
        book = reopened(workbook(guideline))
    counts = {"deliveries": 320, "meals": 3}
    for id, count in counts.items():
        ledger = guideline.ledgers[id]
        sheet = marked(book, layout.ledger_mark(id))
        for number in range(count):
            for place, value in enumerate(typed(ledger, number).values(), layout.LEDGER_FIRST_COLUMN):
                put(sheet, layout.LEDGER.first + number, place, value)
    (tmp_path / "filled.xlsx").write_bytes(saved(book))
    texts = pages([tmp_path / "filled.xlsx"], office)["filled"]
    for id, count in counts.items():
        title = guideline.ledgers[id].title
        own = [text for text in texts if text.split("\n")[0].strip() == title]
        whole = "\n".join(own)
        assert own, id
        for number in range(count):
            assert re.search(rf"第{number}条", whole), (id, number)
        assert all("条" in text for text in own), "no page without an entry"
        heads = [column.title for column in guideline.ledgers[id].columns.values()]
        assert all(head in text for text in own for head in heads), "its heads on every page"


def test_whoever_writes_below_the_rows_drawn_finds_cells_to_write_in() -> None:
    """Every row below the heads takes an entry, of the column's kind; all above is protected."""
    guideline, _ = open_guideline("tongling-station")
    assert guideline is not None
    sheet = marked(reopened(blank(guideline)), layout.ledger_mark("cases"))
    columns = list(guideline.ledgers["cases"].columns.values())
    for number, column in enumerate(columns, layout.LEDGER_FIRST_COLUMN + 1):
        (style,) = [
            span
            for span in sheet.column_dimensions.values()
            if number in range(span.min or 0, (span.max or 0) + 1)
        ]
        assert not style.protection.locked
        assert style.number_format == {"date": "yyyy-mm-dd", "integer": "General"}.get(column.type, "@")
    assert sheet.protection.sheet
    for row in (*range(1, layout.HANDED[0] + 1), layout.LEDGER.header, layout.LEDGER.header + 1):
        assert sheet.row_dimensions[row].protection.locked
        assert sheet.row_dimensions[row].customFormat
