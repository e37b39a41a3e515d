"""Workbooks made part by part, in the ways that different programs write them."""

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def book(
    sheets: Mapping[str, str],
    *,
    formats: tuple[str, ...] = (),
    struck: bool = False,
    strings: str = "",
    workbook: str = "",
    states: Mapping[str, str] | None = None,
    main: str = "xl/workbook.xml",
) -> dict[str, str]:
    """The parts of a workbook: rows as XML by the sheets' names; style n has the n-th format."""
    folder = main.rpartition("/")[0]
    states = states or {}
    tabs = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="s{n}" state="{states.get(name, "visible")}"/>'
        for n, name in enumerate(sheets)
    )
    links = [(f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(len(sheets))]
    links += [("st", "styles", "styles.xml"), ("ss", "sharedStrings", "sharedStrings.xml")]
    numbers = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(formats))
    xfs = "".join(f'<xf numFmtId="{200 + n}" fontId="0"/>' for n in range(len(formats)))
    xfs += '<xf numFmtId="0" fontId="1"/>' if struck else ""
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/{main}" ContentType="{SHEET_TYPE}.sheet.main+xml"/></Types>',
        "_rels/.rels": _links([("r", "officeDocument", main)]),
        f"{folder}/_rels/{main.rpartition('/')[2]}.rels": _links(links),
        main: f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}<sheets>{tabs}</sheets></workbook>',
        f"{folder}/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{numbers}</numFmts>'
        f"<fonts><font/><font><strike/></font></fonts><cellXfs>{xfs}</cellXfs></styleSheet>",
        f"{folder}/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        **{
            f"{folder}/worksheets/sheet{n}.xml": f'<worksheet xmlns="{MAIN}">{xml}</worksheet>'
            for n, xml in enumerate(sheets.values())
        },
    }


def _links(links: list[tuple[str, str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{to}"/>' for id, kind, to in links
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def packed(parts: Mapping[str, str], separator: str = "/") -> bytes:
    """The parts as the bytes of a file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name.replace("/", separator)), content)
    return data.getvalue()


def rows(*cells: str) -> str:
    """Rows of a worksheet, each as the XML of its cells."""
    return f"<sheetData>{''.join(f'<row>{row}</row>' for row in cells)}</sheetData>"
