"""The pages of every paper: nothing alone, cut, empty or in a machine's words."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Final

import docx
import pytest
from docx.shared import Mm

from evaluator import reports
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.model.evaluation import Evaluation
from tests.conftest import Office
from tests.layout import faults, pages

SAMPLES: Final = Path(__file__).parent.parent / "samples"
STATIONS: Final = ("luxi", "qinghe")
"""The one that loses most and the one that loses least."""
MOST_PAGES: Final = {"evaluation": 15, "feedback": 7}
"""Pages with everything a paper has; feedback has a table of losses of up to three at its end."""

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")


def evaluation(name: str) -> Evaluation:
    inputs, _ = read_inputs(SAMPLES / "stations" / name, sheets=SAMPLES / "sheets")
    assert inputs is not None
    return evaluate(inputs).document


@pytest.mark.slow
@pytest.mark.parametrize("name", ["evaluation", "annexes", "feedback", "rectification"])
@pytest.mark.parametrize("station", STATIONS)
def test_a_paper_has_no_fault_of_layout(station: str, name: str, tmp_path: Path, office: Office) -> None:
    """Looked at as pages, with the faces that stand for the ones papers are printed in."""
    path = tmp_path / f"{name}.docx"
    path.write_bytes(reports.render(evaluation(station), name))
    pdf = office(path)
    allowed = {"修约为", "属于"} if name == "annexes" else set()
    seen = [
        fault
        for fault in faults(pdf, cover=name == "evaluation")
        if not any(word in fault for word in allowed)
    ]
    assert seen == []
    assert len(pages(pdf)) <= MOST_PAGES.get(name, 30)


@pytest.mark.slow
def test_a_fault_is_seen(tmp_path: Path, office: Office) -> None:
    """A heading at a page's end, a nearly empty page, machine words, a broken id, a lonely signature."""
    document: Any = docx.Document()
    document.sections[0].top_margin = Mm(37)
    for _ in range(3):
        document.add_paragraph("正文")
    document.add_paragraph("一、存在问题")
    document.add_page_break()
    for _ in range(30):
        document.add_paragraph("得分 17.857 修约为 17.86，见 A1.")
    document.add_page_break()
    document.add_paragraph("评估单位（盖章）：")
    document.save(str(tmp_path / "a.docx"))
    shown = "\n".join(faults(office(tmp_path / "a.docx")))
    for words in (
        "stands alone at its end",
        "filled in the middle",
        "machine words",
        "broken over two lines",
        "signature",
    ):
        assert words in shown
