"""The rating table of a guideline as a Word document, and its rows: levels, points, standard, evidence."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

from evaluator.base import exact
from evaluator.conditions.wording import Words, rule_words
from evaluator.model.guideline import Criterion, Guideline, Section

TablePath = tuple[tuple[str, str], ...]
"""Title and points, or weight, of each level above a criterion."""


def rating_rows(guideline: Guideline) -> list[list[str]]:
    """Return the heads and the rows; a level stands in each of its rows."""
    words = Words(guideline)
    paths = list(_paths(guideline))
    deepest = max((len(path) for path, _ in paths), default=0)
    rows = [
        [
            *(f"{number}级指标" for number in "一二三四五六七八九"[:deepest]),
            "指标",
            "分值",
            "评分标准",
            "佐证材料",
        ]
    ]
    for path, criterion in paths:
        levels = [f"{title}（{worth}）" for title, worth in path]
        standard = criterion.text or rule_words(criterion.rule, words, criterion.points)
        evidence = "；".join(line.title for line in criterion.evidence)
        levels += [""] * (deepest - len(levels))
        rows.append([*levels, criterion.title, exact.text(criterion.points), standard, evidence])
    return [*rows, ["合计", *[""] * deepest, exact.text(guideline.full_marks), "", ""]]


def _paths(guideline: Guideline) -> Iterator[tuple[TablePath, Criterion]]:
    def walk(section: Section, above: TablePath) -> Iterator[tuple[TablePath, Criterion]]:
        path = (*above, (section.title, _worth(section)))
        for inner in section.sections:
            yield from walk(inner, path)
        yield from ((path, criterion) for criterion in section.criteria)

    for section in guideline.sections:
        yield from walk(section, ())
    bonus: TablePath = (("加分项", f"{exact.text(guideline.bonus.at_most or 0)}分"),)
    yield from ((bonus, criterion) for criterion in guideline.bonus.criteria)


def _worth(section: Section) -> str:
    if section.weight is not None:
        return f"权重{exact.text(section.weight)}"
    return f"{exact.text(section.points)}分"


def rating_document(guideline: Guideline) -> bytes:
    """Return the table as a Word document with merged levels; the same bytes for the same guideline."""
    import docx
    from docx.enum.section import WD_ORIENT

    document = docx.Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    document.core_properties.created = document.core_properties.modified = datetime(2000, 1, 1, tzinfo=UTC)
    document.core_properties.author = ""
    document.add_paragraph(guideline.title, style="Title")
    rows = rating_rows(guideline)
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    grid = [list(row.cells) for row in table.rows]
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            start = _start(rows, i, j)
            if start == i:
                grid[i][j].text = text
    for j in range(len(rows[0]) - 4):
        for i in range(1, len(rows) - 1):
            start = _start(rows, i, j)
            if start != i and (i + 2 == len(rows) or _start(rows, i + 1, j) != start):
                grid[start][j].merge(grid[i][j])
    out = io.BytesIO()
    document.save(out)
    return _plain_dates(out.getvalue())


def _start(rows: list[list[str]], i: int, j: int) -> int:
    """Return the first row of the level that a cell belongs to; the row itself for other cells."""
    if j >= len(rows[0]) - 4 or i in (0, len(rows) - 1):
        return i
    while i > 1 and rows[i][: j + 1] == rows[i - 1][: j + 1] and rows[i][j]:
        i -= 1
    return i


def _plain_dates(data: bytes) -> bytes:
    """Return the package with the dates of its members taken out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as package,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as plain,
    ):
        for member in package.infolist():
            plain.writestr(zipfile.ZipInfo(member.filename), package.read(member), zipfile.ZIP_DEFLATED)
    return out.getvalue()
