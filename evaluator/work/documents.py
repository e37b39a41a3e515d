"""Write the papers of a round into its reports, and record them; record what an office edited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from evaluator import reports
from evaluator.base.folders import is_left_behind
from evaluator.model.history import ResultReference
from evaluator.model.round import REPORTS, RESULTS, Round
from evaluator.reports.data_tables import write_data_tables
from evaluator.reports.letters import LETTERS, Letter, NotKept, letters, made_letter, results_of
from evaluator.reports.paper_set import StationPaper, made, write_set
from evaluator.reports.round_files import ASKED_FOR, folder_of, round_evaluations, write_round_documents
from evaluator.rounds.folder import RECHECK, edition_of, latest_result
from evaluator.rounds.papers import (
    PDF,
    PaperFolder,
    RoundPapers,
    WriteState,
    context_of,
    is_edited,
    report_details,
    source_of,
)
from evaluator.rounds.record import file_state, read_record
from evaluator.rounds.results import current_results, recorded_result
from evaluator.rounds.staging import Operation
from evaluator.rounds.withdraw import FOLDER as WITHDRAWN
from evaluator.texts.problem import Problem
from evaluator.work.station import TEMPLATES


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the papers."""

    on_round: tuple[tuple[str, WriteState], ...]
    """The papers of the whole round by their paths; none where there is no result."""
    on_stations: tuple[StationPaper, ...]
    edited: tuple[str, ...]
    """Papers that were edited and are left as they are, by their paths in the round."""


def write_documents(
    round_: Round, operation: Operation, kinds: Sequence[str] = (), *, force: bool = False
) -> Written:
    """Plan to write the papers of the whole round, and those of *kinds* on every station.

    With *force* every edited paper is written anew. Raises what `write_round_documents` and `write_set` do.
    """
    folder = folder_of(round_)
    on_round = RoundPapers(operation, folder=folder, force=force)
    on_stations = RoundPapers(operation, force=force)
    asked_for = [
        name for name, file in ASKED_FOR.items() if name in kinds or (round_.folder / folder / file).is_file()
    ]  # once written they are renewed with the others
    states = write_round_documents(round_, round_evaluations(round_), on_round, more=asked_for)
    tables_folder = str(Path(folder).parent.as_posix())
    on_tables = RoundPapers(operation, folder=tables_folder, force=force)
    tables = write_data_tables(round_, on_tables)
    if force:
        kinds = tuple(dict.fromkeys([*kinds, *_edited_kinds(round_)]))
        _write_edited_reports(round_, on_stations)
    of_stations = [kind for kind in kinds if kind not in (*ASKED_FOR, *LETTERS)]
    papers = [*write_set(round_, of_stations, on_stations)]
    papers += _letters(round_, on_stations, kinds, force=force)
    return Written(
        (
            *((f"{folder}/{name}", state) for name, state in states),
            *((f"{tables_folder}/{name}", state) for name, state in tables),
        ),
        tuple(papers),
        tuple(sorted({*on_round.edited, *on_tables.edited, *on_stations.edited})),
    )


def write_rechecks(round_: Round, operation: Operation, results: Mapping[str, ResultReference]) -> None:
    """Plan to write the sheets that compare rechecks with the results before rectification."""
    papers = RoundPapers(operation)
    for station, reference in results.items():
        document = recorded_result(round_, reference)
        data = made(round_, reports.RECHECK, document, context_of(round_))
        if data is not None:
            number = len(round_.history.rechecks[station])
            name = f"{RECHECK}-{number}/{reports.RECHECK}/{station}.docx"
            source = source_of(
                round_, reports.template_parts(reports.RECHECK), [f"{RESULTS}/{reference.file}"]
            )
            papers.write(name, data, source)


def write_letters(
    round_: Round, papers: PaperFolder, listed: Iterable[Letter], staging: Path | None = None
) -> list[StationPaper]:
    """Plan to write letters; *staging* is the folder of an operation that keeps what they rest on.

    A letter is left out where that is no longer kept. Raises what `made_letter` does.
    """
    context = context_of(round_)
    places = () if staging is None else (staging,)
    written: list[StationPaper] = []
    for letter in listed:
        try:
            data = made_letter(round_, letter, context, places)
        except NotKept:
            continue
        source = source_of(round_, [letter.template], results_of(round_, letter))
        written.append(StationPaper(letter.kind, letter.name, papers.write(letter.name, data, source)))
    return written


def _letters(
    round_: Round, papers: PaperFolder, kinds: Sequence[str], *, force: bool
) -> Iterator[StationPaper]:
    """Plan to write the letters of some kinds; one that is there went out as it is, unless it was edited."""
    record = read_record(round_.folder)
    for letter in letters(round_, [kind for kind in LETTERS if kind in kinds]):
        path, moved = f"{REPORTS}/{letter.name}", f"{WITHDRAWN}/{letter.addressee}/{letter.name}"
        there = (round_.folder / path).is_file()
        if (round_.folder / moved).is_file():  # of a station that was withdrawn
            continue
        if force or not there or is_edited(record, round_.folder, path):
            yield from write_letters(round_, papers, [letter])
        else:
            yield StationPaper(letter.kind, letter.name, "unchanged")


def _edited_kinds(round_: Round) -> list[str]:
    """Return the kinds of stations' papers of which one was edited."""
    record = read_record(round_.folder)
    return [
        kind
        for kind in (*reports.TEMPLATES, *LETTERS)
        for path in sorted((round_.folder / REPORTS).glob(f"**/{kind}/*.docx"))
        if not is_left_behind(path.name)
        and is_edited(record, round_.folder, path.relative_to(round_.folder).as_posix())
    ]


def _write_edited_reports(round_: Round, folder: RoundPapers) -> None:
    """Plan to write those reports on stations anew that were edited."""
    record = read_record(round_.folder)
    for station, document in current_results(round_):
        path, edition = latest_result(round_, station), edition_of(round_, station)
        below = "" if edition is None or edition.number == 1 else f"{edition.number}/"
        for suffix, template in TEMPLATES.items():
            name = f"{below}{station}{suffix}"
            if path is None or not is_edited(record, round_.folder, f"{REPORTS}/{name}"):
                continue
            result = path.relative_to(round_.folder).as_posix()
            assert document is not None, "its file is there"
            own = report_details(round_, station, edition)
            data = reports.render(document, template, context_of(round_, edition, own))
            source = source_of(round_, reports.template_parts(template), [result], edition, own)
            folder.write(name, data, source)


def record_pdfs(round_: Round, documents: Iterable[Path]) -> None:
    """Record the PDFs beside documents of the round. Raises Unusable, OSError."""
    with Operation(round_.folder) as operation:
        for document in documents:
            pdf = document.with_suffix(PDF)
            if pdf.is_file():
                operation.accept(pdf.relative_to(round_.folder).as_posix(), file_state(pdf))
        operation.commit()


def accept_edited(
    round_: Round, wanted: Sequence[Path], day: date, reason: str, by: str
) -> tuple[list[str], list[Problem]]:
    """Record edited papers as they are, each named by a path in the round or to the file.

    A PDF made from what they were before is removed. Return what was recorded; with a problem nothing is.
    Use under the round's lock. Raises Unusable, OSError.
    """
    folder, record = round_.folder, read_record(round_.folder)
    accepted: list[str] = []
    problems: list[Problem] = []
    for path in wanted:
        name = _report(folder, path)
        if not name:
            problems.append(Problem("no-paper", path.as_posix()))
        elif record.files.get(name) == file_state(folder / name):
            problems.append(Problem("paper-not-edited", name))
        else:
            accepted.append(name)
    if problems:
        return [], problems
    with Operation(folder) as operation:
        for name in accepted:
            state, before = file_state(folder / name), record.files.get(name)
            replaces = {} if before is None else {"replaces": before.sha256}
            operation.accept(name, state)
            source = record.papers.get(name) or source_of(round_)
            operation.made_from(name, replace(source, edited=True))
            operation.log("kept", name, day, sha256=state.sha256, **replaces, reason=reason, by=by)
            pdf = Path(name).with_suffix(PDF).as_posix()
            if pdf != name and (folder / pdf).is_file():
                operation.remove(pdf)
        operation.commit()
    return accepted, []


def _report(folder: Path, path: Path) -> str:
    """Return the path in the round of a paper below its reports; '' where there is none."""
    for place in (folder / path, path):
        absolute = place.absolute()
        if absolute.is_file() and absolute.is_relative_to((folder / REPORTS).absolute()):
            return absolute.relative_to(folder.absolute()).as_posix()
    return ""
