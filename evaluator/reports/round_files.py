"""Write the documents on a whole round: summary, ranking, notice, and an HTML page to browse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from evaluator.base.files import write_whole
from evaluator.base.gate import read_file
from evaluator.base.resources import shipped
from evaluator.model.round import REPORTS, Round
from evaluator.reports import html
from evaluator.reports.round_fields import RoundView
from evaluator.reports.round_papers import word_document
from evaluator.reports.round_report import round_view
from evaluator.reports.round_totals import StationResult, top_sections
from evaluator.reports.round_workbook import ranking_workbook
from evaluator.rounds.rank import rank
from evaluator.rounds.read import station_ids
from evaluator.rounds.results import current_results

PAPERS: Final = ("summary.docx", "ranking.docx", "publicity.docx")
WORKBOOK: Final = "ranking.xlsx"
PAGE: Final = "round.html"
FOLDER: Final = "city"
"""Below the round's reports: no station's report can have the same name."""


def round_folder(round_: Round) -> Path:
    """Return the folder of a round's documents."""
    return round_.folder / REPORTS / FOLDER


def round_evaluations(round_: Round) -> list[StationResult]:
    """Return the parts of each current result that the documents need, sorted by station id.

    Findings, evidence and the like are left out, so that ten thousand stations fit into memory. Results
    under another guideline are skipped. Raises Unusable when results cannot be used.
    """
    evaluations: list[StationResult] = []
    for _, document in current_results(round_, station_ids(round_)):
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
                "sections": document["sections"] if not evaluations else top_sections(document),
            }
        )
    return evaluations


def write_round_documents(round_: Round, evaluations: Sequence[StationResult], folder: Path) -> list[Path]:
    """Write the documents into *folder* and return those that changed; none where there is no evaluation.

    Everything is rendered before anything is written. OSError when a file cannot be written, TemplateError of
    `evaluator.word` or of Jinja when a template is wrong.
    """
    if not evaluations:
        return []
    view = round_view(round_, evaluations, rank(round_))
    written = []
    for name, data in list(rendered(view)):
        path = folder / name
        for left in folder.glob(f".{name}.*"):  # by a process that was killed while it wrote
            left.unlink(missing_ok=True)
        if not path.is_file() or read_file(path) != data:
            write_whole(path, data)
            written.append(path)
    return written


def rendered(view: RoundView) -> Iterator[tuple[str, bytes]]:
    """Return each document by its file name."""
    templates = shipped("templates")
    for name in PAPERS:
        yield name, word_document(view, templates / name)
    yield WORKBOOK, ranking_workbook(view)
    yield PAGE, html.render(view, templates / PAGE)
