"""Write the documents on a whole round: summary, ranking, notice, and an HTML page to browse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from evaluator.model.round import REPORTS, Round
from evaluator.reports import html
from evaluator.reports.round_fields import RoundView
from evaluator.reports.round_papers import word_document
from evaluator.reports.round_report import round_view
from evaluator.reports.round_totals import StationResult, top_sections
from evaluator.reports.round_workbook import ranking_workbook
from evaluator.rounds.copies import template_file
from evaluator.rounds.papers import PaperFolder, WriteState, source_of
from evaluator.rounds.rank import rank
from evaluator.rounds.results import current_results

PAPERS: Final = ("summary.docx", "ranking.docx", "publicity.docx")
WORKBOOK: Final = "ranking.xlsx"
PAGE: Final = "round.html"
FOLDER: Final = f"{REPORTS}/city"
"""In the round: no station's report can have the same name."""
TEMPLATE_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    WORKBOOK: (),
    PAGE: (PAGE, "report.css", "round.css"),
}
"""The templates of what is not made from one template of its own name."""


def round_evaluations(round_: Round) -> list[StationResult]:
    """Return the parts of each current result that the documents need, sorted by station id.

    Findings, evidence and the like are left out, so that ten thousand stations fit into memory. Results
    under another guideline are skipped. Raises Unusable when results cannot be used.
    """
    evaluations: list[StationResult] = []
    for _, document in current_results(round_):
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


def write_round_documents(
    round_: Round, evaluations: Sequence[StationResult], folder: PaperFolder
) -> list[tuple[str, WriteState]]:
    """Write the documents into *folder*; return each by its name with what became of it.

    Everything is rendered before anything is written. OSError when a file cannot be written, TemplateError of
    `evaluator.word` or of Jinja when a template is wrong.
    """
    if not evaluations:
        return []
    view = round_view(round_, evaluations, rank(round_))
    return [
        (name, folder.write(name, data, source_of(round_, TEMPLATE_PARTS.get(name, (name,)))))
        for name, data in list(rendered(view, round_.folder))
    ]


def rendered(view: RoundView, folder: Path | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield each document by its file name, made with the templates of the round in *folder*."""
    for name in PAPERS:
        yield name, word_document(view, template_file(folder, name))
    yield WORKBOOK, ranking_workbook(view)
    yield PAGE, html.render(view, template_file(folder, PAGE))
