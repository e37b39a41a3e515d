"""Read a workbook (xlsx) into grids: values by python-calamine, what they do not show from the XML.

What one program calls the parts and which error values another invents makes no difference to the reader of
values: it gets them packed anew (`packed`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from evaluator.base.once import lazy_pattern
from evaluator.base.package import Package, PackageError
from evaluator.loading.cells import Cell, EarlyDayNumber, ErrorValue, Struck, Uncalculated, is_blank
from evaluator.loading.grids import MOST_CELLS, MOST_ROWS, Grid, Spot, Unreadable, column_letters
from evaluator.loading.sheet_xml import (
    WORKBOOK,
    CellFormats,
    SheetPart,
    Survey,
    read_styles,
    sheet_parts,
    struck_strings,
    survey_of,
    workbook_properties,
)

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MOST_UNPACKED: Final = 256 * 1024 * 1024
"""Most bytes of a workbook's parts; a zip bomb shows in its directory's sizes, or fails its checksum."""

_ERROR_CELL: Final = lazy_pattern(
    rb"(<(?:\w+:)?c\s[^<>]*\bt=[\"']e[\"'][^<>]*>(?:<[^<>]*f[\s>][^<]*</[^<>]*>)?\s*<(?:\w+:)?v>)[^<]*"
)
_OTHER_TABLES: Final = ("content.xml", "xl/workbook.bin")
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_SHEETS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES: Final = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_LINKS: Final = f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
_MAIN: Final = (
    f'<Relationship Id="book" Type="{_OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/>'
)
_BOOK: Final = (
    f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}/relationships">'
    '<workbookPr date1904="{}"/><sheets>{}</sheets></workbook>'
)


def read_workbook(data: bytes) -> list[Grid] | Unreadable:
    """Return the sheets of a workbook in the order of their tabs, hidden ones last.

    A sheet that cannot be read is marked as refused, and spoils no other.
    """
    try:
        package = Package(data, MOST_UNPACKED)
        main = package.main(WORKBOOK)
        kind = package.content_type(main)
        if main not in package or "spreadsheetml" not in kind:
            foreign = _foreign(package, main, kind)
            if foreign:
                return Unreadable(foreign)
        grids = _Workbook(package, main).grids()
    except PackageError as error:
        reasons = {"bomb": "ledger-bomb", "encrypted": "ledger-encrypted"}
        return Unreadable(reasons.get(error.reason, "ledger-damaged"))
    refused = [grid.refused for grid in grids if grid.refused is not None]
    if len(refused) < len(grids):
        return grids
    return refused[0] if refused else Unreadable("ledger-damaged")


def _foreign(package: Package, main: str, kind: str) -> str:
    """Return the hint for a package that is no workbook (.xlsx, .xlsm), '' where it may well be one."""
    if "wordprocessingml" in kind or "word/document.xml" in package:
        return "ledger-is-word"
    if "presentationml" in kind or "ppt/presentation.xml" in package:
        return "ledger-is-slides"
    if any(name in package for name in _OTHER_TABLES) or main.endswith(".bin"):
        return "ledger-other-table"
    if main in package:
        return ""
    return "ledger-is-archive" if package.members and "ofd.xml" not in package else "ledger-not-a-table"


class _Workbook:
    """A workbook while it is read."""

    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        properties = workbook_properties(package.part(main))
        self.early, self.uncalculated = properties.early, properties.uncalculated
        self.sheets = sheet_parts(package.part(main), package.relations(main))
        self.sheets.sort(key=lambda sheet: sheet.hidden)
        self.styles_xml = package.part(package.related(main, "styles"))
        self.strings_xml = package.part(package.related(main, "sharedStrings"))
        self.styles = read_styles(self.styles_xml) if self.styles_xml else CellFormats()
        self.strings = struck_strings(self.strings_xml) if self.strings_xml else {}

    def grids(self) -> list[Grid]:
        """Return the sheets' grids."""
        surveys: list[Survey | Unreadable] = []
        contents: list[bytes] = []
        for sheet in self.sheets:
            survey, content = self._surveyed(sheet)
            surveys.append(survey)
            contents.append(content)
        rows = self._rows(contents)
        return [
            self._grid(sheet, survey, rows[number])
            for number, (sheet, survey) in enumerate(zip(self.sheets, surveys, strict=True))
        ]

    def _surveyed(self, sheet: SheetPart) -> tuple[Survey | Unreadable, bytes]:
        """Return what a sheet's XML says, and the XML for the reader of values (b'' where it is refused)."""
        try:
            content = self.package.part(sheet.part)
            survey = survey_of(content, self.styles, self.strings)
        except (PackageError, expat.ExpatError, ValueError):
            return Unreadable("ledger-damaged", {"sheet": sheet.name}), b""
        if survey.cells > MOST_CELLS:
            row, column = survey.rightmost if survey.last_column > survey.last_row else survey.lowest
            far = {"sheet": sheet.name, "cell": f"{column_letters(column)}{row + 1}"}
            return Unreadable("ledger-far-cell", far), b""
        return survey, _ERROR_CELL.sub(rb"\1#N/A", content) if survey.errors else content

    def _rows(self, contents: Sequence[bytes]) -> list[list[list[Any]] | None]:
        """Return the values of each sheet; None for a sheet that cannot be read."""
        import python_calamine as calamine

        rows: list[list[list[Any]] | None] = []
        data = packed(contents, self.styles_xml, self.strings_xml, early=self.early)
        try:
            with calamine.load_workbook(io.BytesIO(data)) as book:
                for number, content in enumerate(contents):
                    rows.append(_values(book, str(number)) if content else None)
        except (calamine.CalamineError, OSError, ValueError, OverflowError):
            return [None] * len(contents)
        return rows

    def _grid(self, sheet: SheetPart, survey: Survey | Unreadable, rows: list[list[Any]] | None) -> Grid:
        """Return a sheet's grid: its values with their kinds put on."""
        if isinstance(survey, Unreadable) or rows is None:
            reason = survey if isinstance(survey, Unreadable) else Unreadable("ledger-damaged")
            return Grid(sheet.name, (), sheet.hidden, refused=reason)
        if self.early:
            for row in rows:
                row[:] = [EarlyDayNumber(cell) if type(cell) is float else cell for cell in row]
        _put_kinds(survey, rows, uncalculated=self.uncalculated)
        return Grid(
            sheet.name,
            rows,
            sheet.hidden,
            frozenset(row for row in survey.hidden_rows if row < survey.last_row),
            survey.hidden_columns,
            tuple(survey.merged),
            {spot: struck for spot, (rest, struck) in survey.trimmed.items() if rest.strip()},
        )


def _values(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)


def _put_kinds(survey: Survey, rows: list[list[Any]], *, uncalculated: bool) -> None:
    """Put into the cells what the reader of values leaves out: their kinds, errors and formulas."""

    def put(spot: Spot, cell: Cell) -> None:
        row, column = spot
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = cell

    for spot, kind in survey.kinds.items():
        value = _at(rows, spot)
        if isinstance(value, float):
            put(spot, kind.cell(value))
    for spot in survey.struck:
        value = _at(rows, spot)
        if not is_blank(value):
            put(spot, Struck(f"{value:.15g}" if isinstance(value, float) else value))
    for spot, (rest, struck) in survey.trimmed.items():
        put(spot, rest if rest.strip() else Struck(struck))
    for spot, error in survey.errors.items():
        put(spot, ErrorValue(error))
    for spot, formula in survey.uncalculated.items():
        put(spot, Uncalculated(formula))
    if uncalculated:
        for spot, formula in survey.zeros.items():
            put(spot, Uncalculated(formula))


def _at(rows: Sequence[Sequence[Cell]], spot: Spot) -> Cell:
    row, column = spot
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def packed(sheets: Sequence[bytes], styles: bytes, strings: bytes, *, early: bool) -> bytes:
    """Return checked parts as a package of worksheets, which are called by their numbers from 0.

    Its reader sees only the bytes that were checked, whatever the file's directories say, and no part it has
    no need of. *early*: days count from 1904.
    """
    parts = {"styles": styles, "sharedStrings": strings}
    links = [(name, name, f"{name}.xml") for name, content in parts.items() if content]
    links += [(f"sheet{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(len(sheets))]
    relations = "".join(
        f'<Relationship Id="{id}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
        for id, kind, target in links
    )
    tabs = "".join(f'<sheet name="{n}" sheetId="{n + 1}" r:id="sheet{n}"/>' for n in range(len(sheets)))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _LINKS.format(_MAIN))
        archive.writestr("xl/_rels/workbook.xml.rels", _LINKS.format(relations))
        archive.writestr("xl/workbook.xml", _BOOK.format(int(early), tabs))
        for name, content in parts.items():
            if content:
                archive.writestr(f"xl/{name}.xml", content)
        for number, content in enumerate(sheets):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", content)
    return data.getvalue()
