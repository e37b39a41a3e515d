"""Write a round's results as data: stations × criteria with points and reasons, as CSV and Excel.

`datapackage.json` describes the CSV by Frictionless Table Schema, so that other programs read its columns
with their types. Provisional points are blank: their range stands in the columns of the total.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

import xlsxwriter

from evaluator.model.evaluation import Evaluation
from evaluator.model.findings import FindingJson
from evaluator.model.history import Edition
from evaluator.model.round import Round
from evaluator.rounds.papers import PaperFolder, WriteState, source_of
from evaluator.rounds.results import current_results
from evaluator.texts.reports.rounds import SENTENCES

CSV: Final = "results.csv"
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a cell of a CSV a formula when a spreadsheet opens it."""
WORKBOOK: Final = "results.xlsx"
PACKAGE: Final = "datapackage.json"
TABLES: Final = (CSV, WORKBOOK, PACKAGE)
REASON: Final = "_reason"
"""Ending of the column that says why a criterion has its points."""
_A4: Final = 9
_WIDE: Final = 36
"""Width of a column of reasons, in characters."""
_CREATED: Final = datetime(2026, 1, 1, tzinfo=UTC)

Kind = Literal["string", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column of the table: its name in the CSV, its type, and its title for readers."""

    name: str
    kind: Kind
    title: str


ABOUT: Final[tuple[tuple[str, Kind], ...]] = (
    ("station", "string"),
    ("name", "string"),
    ("county", "string"),
    ("kind", "string"),
    ("eligibility", "string"),
    ("points", "number"),
    ("low", "number"),
    ("high", "number"),
    ("out_of", "number"),
    ("grade", "string"),
    ("provisional", "boolean"),
    ("seal", "string"),
)
"""The columns before the criteria; their titles stand in the texts as `data_<name>`."""


def write_data_tables(round_: Round, folder: PaperFolder) -> list[tuple[str, WriteState]]:
    """Write the three files from the results in force; return each with what became of it.

    Raises OSError, and Unusable for unusable results.
    """
    source = source_of(round_)
    return [(name, folder.write(name, data, source)) for name, data in round_data(round_).items()]


def round_data(round_: Round, edition: Edition | None = None) -> dict[str, bytes]:
    """Return the three files of an edition by name, none without a result.

    *edition*: default the results in force. Results under another guideline are left out.
    """
    columns: list[DataColumn] = []
    rows: list[list[str]] = []
    for _, document in current_results(round_, edition):
        if document is None or document["guideline"]["sha256"] != round_.guideline.sha256:
            continue
        columns = columns or columns_of(document)
        rows.append(row_of(document, columns))
    return data_tables(round_.id, round_.title, columns, rows) if rows else {}


def columns_of(document: Evaluation) -> list[DataColumn]:
    """Return the columns of a guideline's table, from any evaluation by it."""
    lang = document["guideline"]["language"]
    columns = [DataColumn(name, kind, SENTENCES.say(f"data_{name}", lang)) for name, kind in ABOUT]
    for finding in document["findings"]:
        id, title = finding["criterion"], finding["title"]
        columns.append(DataColumn(id, "number", f"{id} {title}"))
        columns.append(DataColumn(f"{id}{REASON}", "string", SENTENCES.say("data_reason", lang, title=title)))
    return columns


def row_of(document: Evaluation, columns: Sequence[DataColumn]) -> list[str]:
    """Return a station's row: numbers with a point, blanks where nothing is settled."""
    station, score = document["station"], document["score"]
    cells: dict[str, str | None] = {
        "station": station["id"],
        "name": station["name"],
        "county": station["county"],
        "kind": station["kind"],
        "eligibility": document["eligibility"]["status"],
        "points": score["points"],
        "low": score["low"],
        "high": score["high"],
        "out_of": score["out_of"],
        "grade": score["grade_title"],
        "provisional": "true" if score["provisional"] else "false",
        "seal": document["seal"],
    }
    for finding in document["findings"]:
        cells[finding["criterion"]] = finding["points"]
        cells[f"{finding['criterion']}{REASON}"] = reason_of(finding)
    return [cells.get(column.name) or "" for column in columns]


def reason_of(finding: FindingJson) -> str:
    """Return why a criterion has its points: what was lost in plain words, else the reason's name."""
    return finding["plain"] or finding["reason_title"]


def data_tables(
    name: str, title: str, columns: Sequence[DataColumn], rows: Iterable[Sequence[str]]
) -> dict[str, bytes]:
    """Return the files by name: the table as CSV in UTF-8 and as a workbook, the description of the CSV."""
    lines = list(rows)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    texts = [column.kind == "string" for column in columns]
    writer.writerows(
        [_inert(cell) if is_text else cell for cell, is_text in zip(line, texts, strict=True)]
        for line in lines
    )
    data = table.getvalue().encode()
    return {
        CSV: data,
        WORKBOOK: _workbook(title, columns, lines),
        PACKAGE: _package(name, title, columns, data),
    }


def _inert(text: str) -> str:
    """Return a text that a spreadsheet opens as a text: behind an apostrophe where it would be a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _package(name: str, title: str, columns: Sequence[DataColumn], data: bytes) -> bytes:
    fields: list[dict[str, Any]] = []
    for column in columns:
        field: dict[str, Any] = {"name": column.name, "type": column.kind, "title": column.title}
        if column.name in ("station", "seal"):
            field["constraints"] = {"required": True, "unique": True}
        if column.kind == "boolean":
            field |= {"trueValues": ["true"], "falseValues": ["false"]}
        fields.append(field)
    resource = {
        "name": "results",
        "path": CSV,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "bytes": len(data),
        "schema": {"fields": fields, "primaryKey": ["station"], "missingValues": [""]},
    }
    package = {"name": _slug(name), "title": title, "profile": "data-package", "resources": [resource]}
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _slug(name: str) -> str:
    """Return a name as the description allows it: small ASCII letters, digits, `-` and `_`."""
    return "".join(
        character if character.isascii() and character.isalnum() else "-" for character in name.lower()
    )


def _workbook(title: str, columns: Sequence[DataColumn], rows: Sequence[Sequence[str]]) -> bytes:
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(made, {**options, "strings_to_numbers": False})
    book.set_properties({"title": title, "author": "station-evaluator", "created": _CREATED})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E7ECF2"}
    )
    cell = book.add_format({"valign": "vcenter", "border": 1, "text_wrap": True})
    number = book.add_format({"valign": "vcenter", "border": 1, "num_format": "0.00##"})
    sheet = book.add_worksheet(CSV.removesuffix(".csv"))
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 45)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 1)
    for at, column in enumerate(columns):
        width = 12 if column.kind == "number" else 18
        sheet.set_column(at, at, _WIDE if column.name.endswith(REASON) else width)
        sheet.write_string(0, at, column.title, head)
        for line, row in enumerate(rows, 1):
            if column.kind == "number" and row[at]:
                sheet.write_number(line, at, float(row[at]), number)
            else:
                sheet.write_string(line, at, row[at], cell)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    book.close()
    return made.getvalue()
