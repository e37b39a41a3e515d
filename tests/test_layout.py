"""The pages of papers: nothing alone, cut, empty or in a machine's words; and each such fault is seen."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from evaluator import reports
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import NO_ROUND
from evaluator.rounds.read import read_round, station_ids, station_inputs
from tests.conftest import Office
from tests.layout import Cell, Page, Table, faults, faults_of, pages
from tests.rounds import making
from tests.rounds.making import run

SAMPLES: Final = Path(__file__).parent.parent / "samples"
KINDS: Final = ("evaluation", "annexes", "feedback", "rectification", "composite", "self-check")
LONGEST: Final = ("evaluation", "self-check")
MOST_PAGES: Final = {"evaluation": 17, "feedback": 7, "self-check": 24}
"""With the cover and the contents, 15 and two; feedback has a table of losses of up to three at its end."""
SEED: Final = 13
HEAD: Final = ("编号", "指标", "得分")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.office,
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed"),
]


def evaluations(sample_round: Path) -> Iterator[tuple[str, Evaluation]]:
    """Yield the sample station that loses most, and one of the sample round by chance."""
    inputs, _ = read_inputs(SAMPLES / "stations" / "luxi", sheets=SAMPLES / "sheets")
    assert inputs is not None
    yield "luxi", evaluate(inputs).document
    round_, _ = read_round(sample_round)
    assert round_ is not None
    station = random.Random(SEED).choice(station_ids(round_))  # noqa: S311  # which one is no secret
    inputs, _ = station_inputs(round_, station)
    assert inputs is not None
    yield station, evaluate(inputs).document


def papers_of(sample_round: Path, folder: Path) -> list[Path]:
    """Write each kind of paper on the first station, and the longest ones on the other."""
    made = []
    for number, (name, document) in enumerate(evaluations(sample_round)):
        for kind in KINDS if number == 0 else LONGEST:
            path = folder / f"{kind}-{name}.docx"
            names = {sheet["evaluator"]: "专家" for sheet in document["sheets"]}
            path.write_bytes(reports.render(document, kind, replace(NO_ROUND, names=names)))
            made.append(path)
    return made


@pytest.fixture(scope="module")
def converted(
    sample_round: Path, office_profile: str, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Mapping[str, Path]]:
    """The PDFs of all papers here by set and name, each in a folder named as that of its document."""
    sets = {
        "papers": papers_of(sample_round, tmp_path_factory.mktemp("papers")),
        "faults": faulty(tmp_path_factory.mktemp("faults")),
        "letters": letters(tmp_path_factory.mktemp("letters")),
    }
    base = tmp_path_factory.mktemp("pdf")
    found: dict[str, dict[str, Path]] = {}
    for name, made in sets.items():
        for folder, paths in groupby(made, key=lambda path: path.parent):
            pdfs = Office(office_profile, base / folder.name).all(list(paths), "pdf")
            found.setdefault(name, {}).update({f"{folder.name}/{pdf.stem}": pdf for pdf in pdfs})
    return found


def test_papers_have_no_fault_of_layout(converted: Mapping[str, Mapping[str, Path]]) -> None:
    """Looked at as pages, with the faces that stand for the ones papers are printed in.

    `python -m bench.papers` does the same with every paper of the whole round.
    """
    seen = {}
    for pdf in converted["papers"].values():
        kind = pdf.stem.rpartition("-")[0]
        covered, steps = kind in ("evaluation", "self-check"), kind in ("annexes", "self-check")
        read = pages(pdf)
        seen[pdf.stem] = faults_of(read, cover=covered, steps=steps)
        assert len(read) <= MOST_PAGES.get(kind, 30), pdf.stem
    assert {name: sentences for name, sentences in seen.items() if sentences} == {}


def _filled(document: Any, lines: int = 40) -> None:  # noqa: ANN401  # python-docx has no public class
    for _ in range(lines):
        document.add_paragraph("正文")


def _table(
    document: Any,  # noqa: ANN401
    rows: int,
    widths: tuple[int, ...] = (20, 60, 20),
    head: tuple[str, ...] = HEAD,
) -> Any:  # noqa: ANN401
    table = document.add_table(rows=rows, cols=len(head), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    repeated = table.rows[0]._tr.get_or_add_trPr()
    repeated.append(OxmlElement("w:tblHeader"))
    for number, row in enumerate(table.rows):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width, text in zip(row.cells, widths, head, strict=True):
            cell.width = Mm(width)
            cell.text = text if number == 0 else f"第{number}行"
            if number == 0:
                shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="E7ECF2"/>'
                cell._tc.get_or_add_tcPr().append(parse_xml(shade))
    return table


def _one_row_at_the_foot(document: Any, lines: int) -> None:  # noqa: ANN401
    _filled(document, lines)
    _table(document, 20)


def _heading_alone(document: Any) -> None:  # noqa: ANN401
    _filled(document, 20)
    document.add_paragraph("一、存在问题")
    document.add_page_break()
    _filled(document, 20)


def _signature_alone(document: Any) -> None:  # noqa: ANN401
    _filled(document, 25)
    document.add_page_break()
    document.add_paragraph("评估单位（盖章）：")
    document.add_paragraph("　　年　　月　　日")


def _signature_cut(document: Any) -> None:  # noqa: ANN401
    _filled(document, 25)
    document.add_paragraph("评估组组长　　　　日期")
    document.add_page_break()
    document.add_paragraph("评估专家　　　　日期")
    _filled(document, 3)


def _half_empty(document: Any) -> None:  # noqa: ANN401
    _filled(document, 3)
    document.add_page_break()
    _filled(document, 20)


def _number_in_a_cell(document: Any) -> None:  # noqa: ANN401
    table = _table(document, 2, (12, 60, 20))
    table.rows[1].cells[0].text = "123456789012.25"


def _id_in_a_line(document: Any) -> None:  # noqa: ANN401
    # no spaces: LibreOffice breaks such a list wherever the line ends
    document.add_paragraph("、".join(f"B{one}.{two}" for one in range(1, 9) for two in range(1, 9)))


def _machine(words: str) -> Callable[[Any], None]:
    def made(document: Any) -> None:  # noqa: ANN401
        document.add_paragraph(words)

    return made


def _narrow_head(document: Any) -> None:  # noqa: ANN401
    _table(document, 4, (14, 60, 20), ("基础建设", "指标", "得分"))


FAULTS: Final[Mapping[str, tuple[Callable[[Any], None], str]]] = {
    **{f"one-row-{lines}": (partial(_one_row_at_the_foot, lines=lines), "") for lines in range(34, 48)},
    "heading": (_heading_alone, "stands alone at its end"),
    "signature-alone": (_signature_alone, "the signatures stand alone"),
    "signature-cut": (_signature_cut, "the signatures are cut"),
    "half-empty": (_half_empty, "filled in the middle"),
    "number": (_number_in_a_cell, "is broken from"),
    "id": (_id_in_a_line, "is broken from"),
    "rounded": (_machine("得分 17.857 修约为 17.86"), "machine words"),
    "band": (_machine("面积 55，属于 ≥20，得 14 分"), "machine words"),
    "evidence-id": (_machine("缺 A3.3#admission"), "machine words"),
    "evaluator": (_machine("e1：较好 15 分"), "machine words"),
    "hash": (_machine("校验 1f4593a18d1f2e5bf2f75c816077b71c"), "machine words"),
    "narrow-head": (_narrow_head, "narrower than its head '基础建设'"),
}


def faulty(folder: Path) -> list[Path]:
    """Write papers that have one fault each."""
    made = []
    for name, (build, _) in FAULTS.items():
        document: Any = docx.Document()
        section = document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(37)
        document.styles["Normal"].font.size = Pt(12)
        document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
        document.styles["Normal"].paragraph_format.space_after = Pt(0)
        build(document)
        path = folder / f"{name}.docx"
        document.save(str(path))
        made.append(path)
    return made


@pytest.fixture(scope="module")
def seen(converted: Mapping[str, Mapping[str, Path]]) -> dict[str, str]:
    """The faults seen in papers that were made to have one each."""
    return {pdf.stem: "\n".join(faults(pdf)) for pdf in converted["faults"].values()}


@pytest.mark.parametrize("name", [name for name in FAULTS if not name.startswith("one-row")])
def test_a_fault_is_seen(name: str, seen: Mapping[str, str]) -> None:
    """Each kind of fault, in a paper that has it."""
    assert FAULTS[name][1] in seen[name]


def test_a_table_that_begins_with_one_row_is_seen(seen: Mapping[str, str]) -> None:
    """Of tables that begin at every height of a page, one leaves a single row there."""
    found = [name for name in seen if "begins with one row at its foot: '编号'" in seen[name]]
    assert len(found) == 1


@pytest.mark.parametrize("lines", [("2026年9月12", "日"), ("暂定：B1.", "2、B2.2"), ("2026-09-", "12")])
def test_what_belongs_together_stays_on_a_line(lines: tuple[str, ...]) -> None:
    """A day, an id, a date: in a cell they are seen to be broken where the line has no room left."""
    box = (100.0, 100.0, 180.0, 140.0)
    for free, seen in ((12.0, 1), (60.0, 0)):
        cell = Cell(lines, (free, 40.0), box)
        table = Table(((Cell(("日期",), (30.0,), box),), (cell,)), ("日期",), box)
        page = Page(1, 595.0, 842.0, (), (table,), 400.0)
        assert sum("is broken from" in fault for fault in faults_of([page])) == seen


def letters(tmp_path: Path) -> list[Path]:
    """Write letters long and short: receipts, a notice on materials, an answer, the minutes of a panel."""
    folder = making.whole(tmp_path / "round")
    source = making.station(tmp_path / "s1", "s1", "{rooms: [a]}")
    for place in (source, *(folder / "stations").iterdir()):
        path = place / "submission.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("站点s", "社工站"), encoding="utf-8")
    for command in ("run", "close"):
        assert run("round", command, folder).exit_code == 0
    long = "我站认为该项评定与事实不符，材料已经补齐。" * 40
    assert (
        run("round", "object", folder, "s1", "--about", "B1", "--text", long, "--by", "站点").exit_code == 0
    )
    answering = ("--answer", "1", "--text", long, "--by", "评估办公室", "--outcome", "rejected")
    assert run("round", "object", folder, *answering).exit_code == 0
    other = making.declared(tmp_path / "other")
    for number in range(120):
        name = f"第{number % 4 + 1}季度社区活动记录与照片{number:03}.txt"
        (source / "evidence" / name).write_bytes(str(number).encode())
    assert run("round", "receive", other, source).exit_code == 0
    assert run("round", "check", other, "--due", "2030-01-01").exit_code == 0
    return [
        folder / "reports" / "objection-answer" / "s1.docx",
        folder / "reports" / "city" / "minutes.docx",
        other / "reports" / "receipt" / "s1.docx",
        other / "reports" / "material-check" / "s1.docx",
    ]


def test_a_rounds_letters_and_minutes_have_no_fault_of_layout(
    converted: Mapping[str, Mapping[str, Path]],
) -> None:
    """Long and short: receipts, a notice on materials, an answer, the minutes of a panel."""
    seen = {}
    for pdf in converted["letters"].values():
        kind = pdf.parent.name
        seen[kind] = faults(pdf, steps=kind in ("city", "receipt"))  # they have whole hashes
    assert seen.keys() == {"objection-answer", "city", "receipt", "material-check"}
    assert {name: sentences for name, sentences in seen.items() if sentences} == {}
