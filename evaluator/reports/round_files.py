"""Write the documents on a whole round: summary, ranking, notice, and an HTML page to browse.

Word tables with a column for each section are fitted to the page.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from lxml import etree

from evaluator.model.history import Edition
from evaluator.model.round import Round
from evaluator.reports import documents, html
from evaluator.reports.round_fields import RoundView
from evaluator.reports.round_report import round_view
from evaluator.reports.round_totals import StationResult, top_sections
from evaluator.reports.round_workbook import ranking_workbook
from evaluator.rounds.copies import template_file
from evaluator.rounds.folder import current_edition, edition_folder
from evaluator.rounds.papers import PaperFolder, WriteState, source_of
from evaluator.rounds.rank import rank
from evaluator.rounds.results import current_results
from evaluator.rounds.robustness import Trials

PAPERS: Final = ("summary.docx", "ranking.docx", "publicity.docx")
ONE_PAGE, MINUTES = "one-page.docx", "minutes.docx"
ASKED_FOR: Final[Mapping[str, str]] = {"one-page": ONE_PAGE, "minutes": MINUTES}
"""The papers that are written where they are asked for, by name."""
WORKBOOK: Final = "ranking.xlsx"
PAGE: Final = "round.html"
CORRECTION: Final = "correction.docx"
"""Only of a corrected edition."""
FOLDER: Final = "city"
"""Below the reports: no station's report can have the same name."""
_MAIN: Final = "word/document.xml"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEMPLATE_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    WORKBOOK: (),
    PAGE: (PAGE, "report.css", "round.css"),
}
"""The templates of what is not made from one template of its own name."""


def folder_of(round_: Round, edition: Edition | None = None) -> str:
    """Return the folder of the papers of an edition (default: the one in force), as a path in the round."""
    number = current_edition(round_) if edition is None else edition.number
    return f"{edition_folder(round_, number).relative_to(round_.folder).as_posix()}/{FOLDER}"


def round_evaluations(round_: Round, edition: Edition | None = None) -> list[StationResult]:
    """Return the parts of each result that the documents need, sorted by station id.

    *edition*: default the results in force.
    Findings, evidence and the like are left out, so that ten thousand stations fit into memory. Results
    under another guideline are skipped. Raises Unusable when results cannot be used.
    """
    evaluations: list[StationResult] = []
    for _, document in current_results(round_, edition):
        if document is None or document["guideline"]["sha256"] != round_.guideline.sha256:
            continue
        if evaluations and evaluations[0]["guideline"] == document["guideline"]:
            document["guideline"] = evaluations[0]["guideline"]
        evaluations.append(
            {
                "tool": document["tool"],
                "guideline": document["guideline"],
                "station": document["station"],
                "eligibility": document["eligibility"],
                "score": document["score"],
                "facts": document["facts"],
                "decisions": document["decisions"],
                "evaluators": [sheet["evaluator"] for sheet in document["sheets"]],
                "seal": document["seal"],
                "sections": document["sections"] if not evaluations else top_sections(document),
            }
        )
    return evaluations


def write_round_documents(
    round_: Round,
    evaluations: Sequence[StationResult],
    folder: PaperFolder,
    edition: Edition | None = None,
    *,
    more: Sequence[str] = (),
) -> list[tuple[str, WriteState]]:
    """Write the documents into *folder*, with *more* of ASKED_FOR; return each with what became of it.

    Everything is rendered before anything is written. OSError when a file cannot be written, TemplateError of
    `evaluator.word` when a template is wrong.
    """
    if not evaluations:
        return []
    view = view_of(round_, evaluations, edition)
    return [
        (name, folder.write(name, data, source_of(round_, TEMPLATE_PARTS.get(name, (name,)))))
        for name, data in list(rendered(view, round_.folder, more))
    ]


def view_of(round_: Round, evaluations: Sequence[StationResult], edition: Edition | None = None) -> RoundView:
    """Return the view of the documents, from at least one evaluation and all results of the round."""
    trials = Trials(round_)
    ranking = rank(round_, edition, each=trials.take)
    return round_view(round_, evaluations, ranking, edition, trials.robustness(ranking))


def rendered(
    view: RoundView, folder: Path | None = None, more: Sequence[str] = ()
) -> Iterator[tuple[str, bytes]]:
    """Yield each document by its file name, made with the templates of the round in *folder*."""
    names = [*PAPERS, *(ASKED_FOR[name] for name in more), *([CORRECTION] if view.corrections else [])]
    for name in (*names, WORKBOOK, PAGE):
        yield name, round_document(view, name, folder)


def round_document(view: RoundView, name: str, folder: Path | None = None) -> bytes:
    """Return one of the documents, made with the template of the round in *folder*."""
    if name == WORKBOOK:
        return ranking_workbook(view)
    template = template_file(folder, name)
    return html.render(view, template) if name == PAGE else word_document(view, template)


def word_document(view: RoundView, template: Path) -> bytes:
    """Return a document as a .docx file. TemplateError says where a template is wrong."""
    return fitted(documents.render(view, template))


def fitted(document: bytes) -> bytes:
    """Return a document whose tables' grids match the cells' widths; the last column takes the rest.

    A loop over columns in a template does not repeat the grid's columns. Word reads the cells' widths, other
    programs read the grid.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == _MAIN:
                tree = etree.fromstring(data)
                for table in tree.iter(f"{_W}tbl"):
                    _fit(table)
                data = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(info, data, info.compress_type)
    return made.getvalue()


def _fit(table: etree._Element) -> None:
    rows = [[_width(cell) for cell in row.findall(f"{_W}tc")] for row in table.findall(f"{_W}tr")]
    cells = max(rows, key=len, default=[])
    grid, whole = table.find(f"{_W}tblGrid"), table.find(f"{_W}tblPr/{_W}tblW")
    if grid is None or whole is None or not cells or None in cells:
        return
    widths = [width for width in cells if width is not None]
    last = int(whole.get(f"{_W}w", "0")) - sum(widths[:-1])
    if last <= 0:  # more columns than the page holds: all get the same width
        last = int(whole.get(f"{_W}w", "0")) // len(widths)
        widths = [last] * len(widths)
    widths[-1] = last
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        etree.SubElement(grid, f"{_W}gridCol").set(f"{_W}w", str(width))
    for row in table.findall(f"{_W}tr"):
        inside = row.findall(f"{_W}tc")
        if len(inside) == len(widths):
            for cell, width in zip(inside, widths, strict=True):
                width_element = cell.find(f"{_W}tcPr/{_W}tcW")
                assert width_element is not None  # _width has read it
                width_element.set(f"{_W}w", str(width))


def _width(cell: etree._Element) -> int | None:
    width_element = cell.find(f"{_W}tcPr/{_W}tcW")
    return None if width_element is None else int(width_element.get(f"{_W}w", "0"))
