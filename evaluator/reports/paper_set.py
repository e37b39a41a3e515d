"""Write the documents on each station's result: feedback, notices, score sheets, review decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from evaluator import reports
from evaluator.model.evaluation import Evaluation
from evaluator.model.history import Edition, ResultReference
from evaluator.model.round import Round, RoundContext
from evaluator.rounds.corrections import Ranks, edition_with, review_of
from evaluator.rounds.folder import edition_of, latest_result
from evaluator.rounds.numbering import (
    FEEDBACK,
    PAPER_EDITION,
    PAPER_NUMBER,
    number_of,
    own_number,
    review_position,
)
from evaluator.rounds.papers import PaperFolder, WriteState, context_of, source_of
from evaluator.rounds.results import current_results, recorded_result
from evaluator.rounds.standings import is_final

PAPERS: Final = ("feedback", "rectification", "composite", reports.REVIEW)


@dataclass(frozen=True, slots=True)
class StationPaper:
    """A document on a station."""

    kind: str
    """A member of PAPERS."""
    name: str
    """Relative to the folder of papers."""
    state: WriteState


def write_set(
    round_: Round, kinds: Sequence[str], folder: PaperFolder, *, by_edition: bool = True
) -> Iterator[StationPaper]:
    """Write `<kind>/<station>.docx` of every station that needs the document, one station at a time.

    Stations that lose points get a notice; stations whose result replaced an earlier result get a review
    decision. A file that is no longer needed is removed, since it would be taken for a valid document. With
    *by_edition* papers on a result that a later edition brought are written below its number. Raises OSError
    when a file cannot be written, TemplateError of `evaluator.word` when a template is wrong, Unusable when
    results cannot be used.
    """
    ranks = Ranks(round_)
    for station, result in current_results(round_) if kinds else ():
        document = result if result and result["guideline"]["sha256"] == round_.guideline.sha256 else None
        edition = edition_of(round_, station)
        below = f"{edition.number}/" if by_edition and edition is not None and edition.number > 1 else ""
        context = context_of(round_, edition)
        for kind in kinds:
            name = f"{below}{kind}/{station}.docx"
            data = None if document is None else made(round_, kind, document, context, ranks)
            if data is None:
                folder.remove(name)
                continue
            path = latest_result(round_, station)
            results = () if path is None else (path.relative_to(round_.folder).as_posix(),)
            source = source_of(round_, reports.template_parts(kind), results, edition)
            yield StationPaper(kind, name, folder.write(name, data, source))


def made(
    round_: Round, kind: str, document: Evaluation, context: RoundContext, ranks: Ranks | None = None
) -> bytes | None:
    """Return the document as a .docx file; None where the station does not need it.

    *ranks* are computed once for many documents. Raises Unusable when results cannot be used.
    """
    edition, station = edition_with(round_, document), document["station"]["id"]
    context = with_details(context, _details(round_, kind, context, edition, station))
    if kind == reports.REVIEW:
        before = document.get("supersedes")
        if before is None:
            return None
        old = recorded_result(round_, ResultReference(**before))
        context = replace(context, review=review_of(round_, document, ranks))
        return reports.render_review(old, document, context)
    if kind == reports.RECHECK:
        checked = document.get("rechecks")
        if checked is None:
            return None
        return reports.render_recheck(recorded_result(round_, ResultReference(**checked)), document, context)
    if kind == "rectification":
        return _rectification(round_, document, context)
    return reports.render(document, kind, context)


def with_details(context: RoundContext, details: Mapping[str, str]) -> RoundContext:
    """Return what a paper takes from the round, with what it alone says."""
    return replace(context, documents={**context.documents, **details})


def _details(
    round_: Round, kind: str, context: RoundContext, edition: Edition | None, station: str
) -> dict[str, str]:
    """Return what this one paper says: its number, the edition of its result and its day.

    A draft before the first close has neither number nor, where it is a decision, a day.
    """
    number = str(edition.number if edition else 1)
    documents = context.documents
    if kind == reports.RECHECK:
        return {PAPER_NUMBER: "", PAPER_EDITION: "", "dated": ""}
    if kind == reports.REVIEW:
        position = review_position(round_, edition, station)
        day = documents.get("review_dated") or (edition.day.isoformat() if edition else "")
        return {
            PAPER_NUMBER: own_number(documents, kind, position),
            PAPER_EDITION: number if edition else "",
            "dated": day,
        }
    if kind == FEEDBACK and edition is not None:
        return {
            PAPER_NUMBER: number_of(round_, documents, kind, edition, station),
            PAPER_EDITION: number,
        }
    return {PAPER_NUMBER: "", PAPER_EDITION: number}


def _rectification(round_: Round, document: Evaluation, context: RoundContext) -> bytes | None:
    """Return a notice: for the stations it was issued to, before any is issued for all that lose points.

    A notice is about the result of the edition in which it was issued; a result may be in force in several.
    """
    if not is_final(document) or not any(finding["costs"] for finding in document["findings"]):
        return None
    history, station = round_.history, document["station"]["id"]
    numbers = {
        edition.number
        for edition in history.editions
        if station in edition.results and edition.results[station].seal == document["seal"]
    }
    details = {"dated": ""}
    issued = [notice for notice in history.notices if notice.edition in numbers]
    if issued:
        own = [notice for notice in issued if notice.station == station]
        if not own:
            return None
        notice = own[-1]
        details = {
            "deadline": notice.due.isoformat(),
            "dated": notice.issued.isoformat(),
            PAPER_NUMBER: own_number(context.documents, "rectification", notice.serial),
        }
    return reports.render(document, "rectification", with_details(context, details))
