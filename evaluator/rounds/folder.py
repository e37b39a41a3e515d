"""Paths of results and papers in a round's folder: those in force, and those that the next run writes."""

from __future__ import annotations

from pathlib import Path

from evaluator.base.folders import is_left_behind
from evaluator.evaluation.stored import Links, load_result
from evaluator.model.evaluation import ResultReferenceJson
from evaluator.model.history import Edition
from evaluator.model.round import REPORTS, RESULTS, Round

RECHECK = "recheck"
SHEET_RECEIPTS = "sheet-receipt"
"""The folder of receipts to evaluators, whose ids may be those of stations."""


def stored_results(folder: Path) -> list[Path]:
    """Return all results in a round's folder, in order, without what systems leave beside them."""
    return sorted(path for path in (folder / RESULTS).glob("*.json") if not is_left_behind(path.name))


def latest_result(round_: Round, station: str) -> Path | None:
    """Return a station's published result: that of the last edition, or before any close the one result."""
    edition = round_.history.edition
    if edition is not None:
        reference = edition.results.get(station)
        return None if reference is None else round_.folder / RESULTS / reference.file
    files = result_files(round_, station)
    return files[-1] if files else None


def result_files(round_: Round, station: str) -> list[Path]:
    """Return a station's results, oldest first: `<id>.json`, `<id>.2.json` and so on."""
    results: list[Path] = []
    path = _numbered(round_, station, 1)
    while path.is_file():
        results.append(path)
        path = _numbered(round_, station, len(results) + 1)
    return results


def result_path(round_: Round, station: str) -> Path:
    """Return where the next run writes a station's result: never the path of a published result."""
    history = round_.history
    reopening = history.reopened.get(station)
    if reopening is not None and reopening.recheck:
        number = len(history.rechecks.get(station, ())) + 1
        return round_.folder / RESULTS / f"{station}.{RECHECK}-{number}.json"
    files = {edition.results[station].file for edition in history.editions if station in edition.results}
    if not history.editions and round_.closed:
        return _numbered(round_, station, len(result_files(round_, station)) + 1)
    return _numbered(round_, station, len(files) + 1)


def result_link(round_: Round, station: str) -> Links:
    """Return what the next result names as its predecessor: nothing for a first result.

    Raises Unusable when a published result is not as it was sealed.
    """
    published = latest_result(round_, station)
    if published is None or published == result_path(round_, station):
        return {}
    seal = load_result(published, published.relative_to(round_.folder).as_posix())["seal"]
    reference: ResultReferenceJson = {"file": published.name, "seal": seal}
    reopening = round_.history.reopened.get(station)
    recheck = reopening is not None and reopening.recheck
    return {"rechecks": reference} if recheck else {"supersedes": reference}


def _numbered(round_: Round, station: str, number: int) -> Path:
    name = f"{station}.json" if number == 1 else f"{station}.{number}.json"
    return round_.folder.joinpath(RESULTS, name)


def edition_folder(round_: Round, edition: int) -> Path:
    """Return the folder of an edition's papers: `reports/` for the first, `reports/2/` for the second."""
    reports = round_.folder / REPORTS
    return reports if edition <= 1 else reports / str(edition)


def current_edition(round_: Round) -> int:
    """Return the number of the edition in force, 1 before any close."""
    edition = round_.history.edition
    return 1 if edition is None else edition.number


def edition_of(round_: Round, station: str) -> Edition | None:
    """Return the edition with which a station's result in force appeared; None before the first close."""
    first: Edition | None = None
    for edition in round_.history.editions:
        if first is None or edition.results.get(station) != first.results.get(station):
            first = edition
    return first


def next_papers(round_: Round, station: str) -> Path:
    """Return the folder of the papers on the result that the next run writes."""
    reopening = round_.history.reopened.get(station)
    if reopening is None:
        return edition_folder(round_, current_edition(round_))
    if reopening.recheck:
        number = len(round_.history.rechecks.get(station, ())) + 1
        return round_.folder / REPORTS / f"{RECHECK}-{number}"
    return edition_folder(round_, current_edition(round_) + 1)
