"""Receive stations' folders, evaluators' sheets and workbooks into a round: all or none."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from evaluator.base.files import BROKEN_ZIP, is_file_name
from evaluator.base.gate import MEBIBYTE, open_file, read_file
from evaluator.evaluation.pipeline import failed
from evaluator.loading.fields import entries, text
from evaluator.loading.sheet import read_sheets
from evaluator.loading.submission import FILE, open_submission
from evaluator.marking.same_content import same_sheet
from evaluator.model.round import FILE as ROUND_FILE
from evaluator.model.round import REPORTS, SHEETS, STATIONS, Round
from evaluator.reports.letters import RECEIPT, last_letters
from evaluator.rounds.archives import ArchiveEntry, archive_entries, unpack
from evaluator.rounds.delivery import Receiving
from evaluator.rounds.incoming import BOOK, files_in
from evaluator.rounds.papers import RoundPapers
from evaluator.rounds.read import inputs_of
from evaluator.rounds.sheet_checks import sheet_problems
from evaluator.rounds.staging import Operation
from evaluator.texts.problem import Problem
from evaluator.work.documents import write_letters
from evaluator.work.receive_workbooks import receive_books, receive_packed
from evaluator.workbook.container import MOST_BYTES as MOST_BOOK
from evaluator.yaml.parse import MOST_BYTES, read_yaml, too_large
from evaluator.yaml.schema import check_structure
from evaluator.yaml.write import Field

MOST_BOOKS: Final = 200
MOST_RETURNED: Final = 256 * MEBIBYTE
"""Of all the sheets and workbooks of one ZIP, unpacked."""
"""The most workbooks read from a ZIP."""
_SHEET_IN_ZIP: Final = re.compile(r"(?:^|/)sheets/([^/]+)/([^/]+\.yaml)$")
_UNPACKED: Final = "unpacked"


@dataclass(frozen=True, slots=True)
class Received:
    """What was received, as paths in the round."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    receipts: tuple[str, ...] = ()
    """The receipts on what stations handed in."""


def receive(
    round_: Round, sources: Iterable[Path], day: date, why: Mapping[str, Field] | None = None
) -> tuple[Received | None, list[Problem]]:
    """Receive the files at *sources*. When a problem is an error, return None and change nothing.

    A source is a station's folder, a sheet, a station's or evaluator's workbook, a folder of these, or a
    returned hand-out.
    *why* (reason, by) permits replacing files with other content; it and the *day* stand in the log.
    Use under the round's lock. Raises Unusable, OSError.
    """
    if round_.closed:
        return None, [Problem("round-closed", ROUND_FILE)]
    receipts: list[str] = []
    with Operation(round_.folder) as operation:
        receiving = Receiving(round_, operation, day, why)
        for source in sources:
            _receive(receiving, source)
        if receiving.undrawn:
            names = "、".join(dict.fromkeys(receiving.undrawn))
            receiving.problems.append(Problem("sample-not-drawn", args={"names": names}))
        problems = _sorted(receiving.problems)
        if failed(problems):
            return None, problems
        if receiving.added or receiving.replaced:
            receipts = _receipts(receiving)
            operation.commit()
    taken = Received(
        tuple(receiving.added), tuple(receiving.replaced), tuple(receiving.unchanged), tuple(receipts)
    )
    return taken, problems


def _receipts(receiving: Receiving) -> list[str]:
    """Plan to write a receipt for each station that handed anything in; return their paths in the round."""
    round_ = receiving.round
    deliveries = dict(round_.history.deliveries)
    for delivery in receiving.deliveries:
        deliveries[delivery.station] = (*deliveries.get(delivery.station, ()), delivery)
    round_ = replace(round_, history=replace(round_.history, deliveries=deliveries))
    papers = RoundPapers(receiving.operation)
    listed = last_letters(round_, RECEIPT, (delivery.station for delivery in receiving.deliveries))
    written = write_letters(round_, papers, listed, receiving.operation.staging)
    return [f"{REPORTS}/{letter.name}" for letter in written]


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by file and line; those of a workbook are already in order of sheet and cell."""
    return sorted(
        problems,
        key=lambda problem: (
            problem.file,
            problem.line,
            problem.column,
            "" if problem.cell else problem.code,
        ),
    )


def _receive(receiving: Receiving, source: Path) -> None:
    if source.is_file() and source.name == FILE:
        source = source.parent
    if source.is_file() and source.suffix.casefold() == ".zip":
        _zip(receiving, source)
        return
    incoming = files_in(source)
    for path in incoming.stations:
        _station(receiving, path)
    books = receive_books(receiving, incoming, by_name=source.is_file())
    for path in incoming.sheets:
        _sheet(receiving, path)
    if not (incoming.stations or incoming.sheets or books):
        code = "nothing-to-receive" if source.exists() else "station-missing"
        args = {"near": ""}
        receiving.problems.append(Problem(code, source.name or str(source), args=args))


def _zip(receiving: Receiving, source: Path) -> None:
    """Receive a ZIP: stations' folders as they pack them, or the sheets and workbooks that evaluators return.

    An evaluator changes nothing else: of a returned hand-out the stations are left. With a problem in any
    entry nothing is taken.
    """
    try:
        with open_file(source) as file, zipfile.ZipFile(file) as archive:
            entries, problems = archive_entries(archive, source.name)
            receiving.problems += problems
            if problems:
                return
            stations = [entry for entry in entries if entry.name.rpartition("/")[2] == FILE]
            returned = any(_SHEET_IN_ZIP.search(entry.name) for entry in entries)
            returned = returned or any(entry.name.rpartition("/")[2] == ROUND_FILE for entry in entries)
            if stations and not returned:
                folder = receiving.operation.staging / _UNPACKED / source.name
                unpack(archive, entries, folder)
                for entry in stations:
                    _station(receiving, (folder / entry.name).parent)
                return
            _returned(receiving, source, archive, entries)
    except BROKEN_ZIP as error:
        receiving.problems.append(Problem("zip-unreadable", source.name, args={"reason": str(error)}))


def _returned(
    receiving: Receiving, source: Path, archive: zipfile.ZipFile, entries: Sequence[ArchiveEntry]
) -> None:
    """Receive the sheets and evaluators' workbooks of a ZIP; each is bounded, and all of them together."""
    packed = _packed_books(entries)
    size = sum(
        entry.info.file_size for entry in entries if entry in packed or _SHEET_IN_ZIP.search(entry.name)
    )
    if size > MOST_RETURNED:
        args = {"size": str(-(-size // MEBIBYTE)), "limit": str(MOST_RETURNED // MEBIBYTE)}
        receiving.problems.append(Problem("received-too-large", source.name, args=args))
        return
    books = 0
    for number, entry in enumerate(packed):
        if number == MOST_BOOKS:
            args = {"limit": str(MOST_BOOKS)}
            receiving.problems.append(Problem("received-many-workbooks", source.name, args=args))
            break
        with archive.open(entry.info) as member:
            # One byte more than the limit is enough to see that the file is too large.
            data = member.read(MOST_BOOK + 1)
        books += receive_packed(receiving, f"{source.name}/{entry.name.rpartition('/')[2]}", data)
    sheets: dict[str, tuple[str, Path]] = {}
    wrong = False
    for entry in entries:
        match = _SHEET_IN_ZIP.search(entry.name)
        if match is None:
            continue
        name = f"{match[1]}/{match[2]}"
        if entry.info.file_size > MOST_BYTES:
            receiving.problems.append(too_large(entry.info.file_size, f"{source.name}/{name}"))
            wrong = True
            continue
        path = receiving.operation.staging / _UNPACKED / source.name / name
        data = archive.read(entry.info)
        if name in sheets and not same_sheet(read_file(path), data, receiving.round.guideline):
            args = {"first": sheets[name][0], "second": entry.name}
            receiving.problems.append(Problem("zip-two-sheets", source.name, args=args))
            wrong = True
            continue
        sheets[name] = (entry.name, path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for _, path in sorted(sheets.values()):
        _sheet(receiving, path)
    if not (sheets or books or wrong):
        receiving.problems.append(Problem("nothing-to-receive", source.name))


def _packed_books(entries: Sequence[ArchiveEntry]) -> list[ArchiveEntry]:
    """Return entries that may be workbooks; not from stations' folders, whose ledgers are .xlsx files too."""
    return [
        entry
        for entry in entries
        if entry.name.casefold().endswith(BOOK)
        and STATIONS not in entry.name.split("/")[:-1]
        and not entry.name.rpartition("/")[2].startswith(".")
    ]


def _station(receiving: Receiving, folder: Path) -> None:
    round_, shown = receiving.round, f"{folder.name}/{FILE}"
    fields = entries(entries(open_submission(folder).node).get("station"))
    id = text(fields.get("id"))
    if id and not is_file_name(id):
        place = fields["id"]
        receiving.problems.append(Problem("round-id", shown, place.line, place.column, args={"name": id}))
        return
    if id and receiving.refused(id, shown):
        return
    _, problems = inputs_of(round_, id, folder, ())
    receiving.problems += [replace(problem, file=f"{folder.name}/{problem.file}") for problem in problems]
    target = f"{STATIONS}/{id}"
    if failed(problems):
        return
    if receiving.seen(target):
        receiving.problems.append(Problem("received-twice", target, args={"name": target}))
        return
    receiving.put_station(id, receiving.operation.copy(folder, target), folder.name)


def _sheet(receiving: Receiving, path: Path) -> None:
    round_ = receiving.round
    shown = f"{path.parent.name}/{path.name}"
    node, problems = read_yaml(path, shown)
    fields = entries(node)
    evaluator, station = text(fields.get("evaluator")), text(fields.get("station"))
    if node is None or not (evaluator and station):
        receiving.problems += (
            problems if node is None else [*problems, *check_structure(node, "sheet", shown)]
        )
        return
    for key, id in (("evaluator", evaluator), ("station", station)):
        if not is_file_name(id):
            place = fields[key]
            problem = Problem("round-id", shown, place.line, place.column, args={"name": id})
            receiving.problems.append(problem)
            return
    if receiving.refused(station, shown, sheet=True):
        return
    target = f"{SHEETS}/{evaluator}/{station}.yaml"
    if receiving.offers_again(target, read_file(path)):
        return
    copy = receiving.operation.copy(path, target)
    sheets, _, content_problems = read_sheets([copy], round_.guideline, station)
    content_problems = [
        *content_problems,
        *(problem for sheet in sheets for problem in sheet_problems(round_, sheet)),
    ]
    receiving.undrawn += [
        f"{station} {id}"
        for sheet in sheets
        for id, mark in sheet.marks.items()
        if mark.sample and round_.history.draw(station, id) is None
    ]
    if any(sheet.submitted is None for sheet in sheets):
        content_problems.append(Problem("sheet-not-submitted", target))
    receiving.problems += content_problems
    if not failed(content_problems):
        receiving.put_sheet(evaluator, station, copy)
