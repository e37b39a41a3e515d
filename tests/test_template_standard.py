"""The house style of templates: what is asked of page and type, and what may be off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from evaluator.base.resources import shipped
from tests.test_template_doctor import codes, examined


def _styled(folder: Path, change: Callable[[Document], object]) -> Path:
    document = docx.Document(str(shipped("templates") / "publicity.docx"))
    change(document)
    path = folder / "styled.docx"
    document.save(str(path))
    return path


def _face(document: Document, style: str, face: str) -> None:
    fonts = document.styles[style].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    fonts.set(qn("w:eastAsia"), face)


def _all(document: Document, **lengths: float) -> None:
    for section in document.sections:
        for name, length in lengths.items():
            setattr(section, name, Mm(length))


@pytest.mark.parametrize(
    "change, expected",
    [
        (lambda one: _all(one, top_margin=36.2), []),
        (lambda one: _all(one, top_margin=35), [("margin-top", "35.0", "37±1")]),
        (lambda one: _all(one, left_margin=31.8), [("margin-left", "31.8", "28±1")]),
        (lambda one: _all(one, right_margin=30), [("text-width", "152.0", "156±1")]),
        (lambda one: _all(one, bottom_margin=20), [("text-height", "240.0", "225±1")]),
        (lambda one: _all(one, page_width=216, page_height=279), [("page", "216×279", "210×297")]),
        (lambda one: setattr(one.styles["Body"].font, "size", Pt(14)), [("body-size", "14", "16")]),
        (lambda one: setattr(one.styles["Title"].font, "size", Pt(18)), [("title-size", "18", "22")]),
        (
            lambda one: setattr(one.styles["Body"].paragraph_format, "line_spacing", 1.5),
            [("line-pitch", "auto", "28–29")],
        ),
        (lambda one: _face(one, "Body", "仿宋_GB2312"), []),
        (lambda one: _face(one, "Body", "楷体"), [("body-font", "楷体", "仿宋")]),
        (lambda one: _face(one, "Title", "黑体"), [("title-font", "黑体", "小标宋")]),
    ],
)
def test_the_house_style(
    tmp_path: Path, change: Callable[[Document], object], expected: list[tuple[str, str, str]]
) -> None:
    """A measure within its tolerance is none, and one that is wrong is said once."""
    path = _styled(tmp_path, change)
    assert codes(examined(path)) == []  # only when asked
    found = examined(path, "gbt9704").findings
    assert [(one.code, one.actual, one.wanted) for one in found] == expected
    for one in found:
        assert one.part == "word/document.xml"
        assert one.paragraph
