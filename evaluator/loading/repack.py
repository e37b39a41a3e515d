"""Pack a workbook's checked parts anew, under the names that the reader of values looks for.

It sees only the bytes that were checked, whatever the file's directories say, and no part it has no need of.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Final

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
_OTHER_TABLES: Final = ("content.xml", "xl/workbook.bin")


def packed(sheets: Sequence[bytes], styles: bytes, strings: bytes, *, early: bool) -> bytes:
    """Return a package of worksheets, which are called by their numbers from 0.

    *early*: days count from 1904.
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
