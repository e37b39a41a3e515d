"""Receive stations' folders, evaluators' sheets and workbooks into a round: all or none."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from evaluator.base.disk import write_file
from evaluator.base.files import BROKEN_ZIP, ManyEntries, RareMethod, is_file_name, open_zip
from evaluator.base.gate import MEBIBYTE, open_file, read_file
from evaluator.evaluation.pipeline import failed
from evaluator.loading.fields import entries, text
from evaluator.loading.sheet import read_sheets
from evaluator.loading.submission import FILE, open_submission
from evaluator.marking.sheet_file import same_sheet
from evaluator.model.history import Delivery
from evaluator.model.round import FILE as ROUND_FILE
from evaluator.model.round import REPORTS, SHEETS, STATIONS, Round
from evaluator.reports.letters import RECEIPT, SHEET_RECEIPT, last_letters
from evaluator.reports.paper_set import StationPaper
from evaluator.rounds.archives import ArchiveEntry, archive_entries, is_other_archive, unpack
from evaluator.rounds.delivery import Receiving, content_of
from evaluator.rounds.incoming import BOOK, files_in
from evaluator.rounds.papers import RoundPapers
from evaluator.rounds.read import inputs_of
from evaluator.rounds.sheet_checks import sheet_problems
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.problem import Problem
from evaluator.work.documents import write_letters
from evaluator.work.receive_workbooks import receive_books, receive_packed
from evaluator.workbook.container import MOST_BYTES as MOST_BOOK
from evaluator.yaml.parse import MOST_BYTES, read_yaml, too_large
from evaluator.yaml.schema import check_structure
from evaluator.yaml.write import Field

ZIP: Final = ".zip"
MOST_NAMED: Final = 5
"""Files named that a ZIP has beside stations' folders."""
MOST_BOOKS: Final = 200
"""The most workbooks read from a ZIP."""
MOST_RETURNED: Final = 256 * MEBIBYTE
"""Of all the sheets and workbooks of one ZIP, unpacked."""
_SHEET_IN_ZIP: Final = re.compile(r"(?:^|/)sheets/([^/]+)/([^/]+\.yaml)$")
_UNPACKED: Final = "unpacked"


@dataclass(frozen=True, slots=True)
class Received:
    """What was received, as paths in the round."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    receipts: tuple[str, ...] = ()
    """The receipts on what stations and evaluators handed in."""


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
            names = Listing(dict.fromkeys(receiving.undrawn))
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
    """Plan to write a receipt for each station and evaluator who handed anything in; return their paths."""
    round_, history = receiving.round, receiving.round.history
    sheets = receiving.deliver_sheets()
    history = replace(
        history,
        deliveries=_with(history.deliveries, receiving.deliveries),
        sheet_deliveries=_with(history.sheet_deliveries, sheets),
    )
    round_ = replace(round_, history=history)
    papers = RoundPapers(receiving.operation)
    written: list[StationPaper] = []
    for kind, deliveries in ((RECEIPT, receiving.deliveries), (SHEET_RECEIPT, sheets)):
        listed = last_letters(round_, kind, (delivery.sender for delivery in deliveries))
        written += write_letters(round_, papers, listed, receiving.operation.staging)
    return [f"{REPORTS}/{letter.name}" for letter in written]


def _with(
    listed: Mapping[str, tuple[Delivery, ...]], more: Iterable[Delivery]
) -> dict[str, tuple[Delivery, ...]]:
    """Return deliveries by sender with more of them."""
    deliveries = dict(listed)
    for delivery in more:
        deliveries[delivery.sender] = (*deliveries.get(delivery.sender, ()), delivery)
    return deliveries


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
    archives = _archives(source)
    for path in archives:
        receiving.source = path
        _zip(receiving, path, path.name)
    if source in archives:
        return
    incoming = files_in(source)
    for path in incoming.stations:
        _station(receiving, path)
    books = receive_books(receiving, incoming, by_name=source.is_file())
    receiving.source = None
    for path in incoming.sheets:
        _sheet(receiving, path)
    if not (archives or incoming.stations or incoming.sheets or books):
        code = "nothing-to-receive" if source.exists() else "station-missing"
        args = {"near": ""}
        receiving.problems.append(Problem(code, source.name or str(source), args=args))


def _archives(source: Path) -> list[Path]:
    """Return the archives at *source*: itself, or those at the top of a folder that is no station's."""
    if source.is_file():
        return [source] if _is_archive(source) else []
    if not source.is_dir() or (source / FILE).is_file() or (source / SHEETS).is_dir():
        return []
    return sorted(path for path in source.iterdir() if path.is_file() and _is_archive(path))


def _is_archive(path: Path) -> bool:
    return not path.name.startswith((".", "~$")) and (path.suffix.casefold() == ZIP or is_other_archive(path))


def _zip(receiving: Receiving, source: Path, shown: str, *, inner: bool = False) -> None:
    """Receive a ZIP: stations' folders as they pack them, or the sheets and workbooks that evaluators return.

    An evaluator changes nothing else: of a returned hand-out the stations are left. ZIPs in a ZIP are taken
    one level deep. With a problem in any entry nothing is taken.
    """
    with open_file(source) as file:
        if is_other_archive(source, file.read(8)):
            receiving.problems.append(Problem("archive-kind", shown, args={"name": source.name}))
            return
        file.seek(0)
        try:
            archive = open_zip(file)
        except ManyEntries:
            receiving.problems.append(Problem("zip-bomb", shown, args={"name": shown}))
            return
        except RareMethod as rare:
            receiving.problems.append(Problem("zip-method", shown, args={"name": str(rare)}))
            return
        except BROKEN_ZIP:
            receiving.problems.append(Problem("zip-unreadable", shown))
            return
        with archive:
            _entries(receiving, archive, shown, inner=inner)


def _entries(receiving: Receiving, archive: zipfile.ZipFile, shown: str, *, inner: bool) -> None:
    """Receive what a ZIP holds."""
    entries, problems = archive_entries(archive, shown)
    receiving.problems += problems
    if problems:
        return
    stations = [entry for entry in entries if entry.name.rpartition("/")[2] == FILE]
    returned = any(_SHEET_IN_ZIP.search(entry.name) for entry in entries)
    returned = returned or any(entry.name.rpartition("/")[2] == ROUND_FILE for entry in entries)
    packed = [entry for entry in entries if _is_archive(Path(entry.name))]
    if returned or not (stations or packed):
        _returned(receiving, shown, archive, entries)
        return
    # a folder of its own for each ZIP: two may have the same name
    folder = receiving.operation.staging / _UNPACKED / str(len(receiving.unpacked))
    receiving.unpacked.append(shown)
    problems = unpack(archive, entries, folder, shown)
    receiving.problems += problems
    if problems:
        return
    homes = [entry.name.removesuffix(FILE) for entry in stations]
    for home in homes:
        receiving.zipped |= {_station(receiving, folder / home, f"{shown}/{home}".removesuffix("/"))}
    beside = [entry for entry in entries if not any(entry.name.startswith(home) for home in homes)]
    for entry in beside if not inner else ():
        if entry in packed:
            _zip(receiving, folder / entry.name, f"{shown}/{entry.name}", inner=True)
    left = [entry for entry in beside if inner or entry not in packed]
    if not stations and _packed_books(left):
        _returned(receiving, shown, archive, left)
    elif inner and not stations:
        receiving.problems.append(Problem("nothing-to-receive", shown))
    elif left:
        names = "、".join(entry.name for entry in left[:MOST_NAMED])
        names += "……" if len(left) > MOST_NAMED else ""
        args = {"count": str(len(left)), "names": names}
        receiving.problems.append(Problem("zip-left", shown, args=args))


def _returned(
    receiving: Receiving, shown: str, archive: zipfile.ZipFile, entries: Sequence[ArchiveEntry]
) -> None:
    """Receive the sheets and evaluators' workbooks of a ZIP; each is bounded, and all of them together."""
    packed = _packed_books(entries)
    size = sum(
        entry.info.file_size for entry in entries if entry in packed or _SHEET_IN_ZIP.search(entry.name)
    )
    if size > MOST_RETURNED:
        args = {"size": str(-(-size // MEBIBYTE)), "limit": str(MOST_RETURNED // MEBIBYTE)}
        receiving.problems.append(Problem("received-too-large", shown, args=args))
        return
    receiving.unpacked.append(shown)
    books, wrong = 0, False
    for number, entry in enumerate(packed):
        if number == MOST_BOOKS:
            args = {"limit": str(MOST_BOOKS)}
            receiving.problems.append(Problem("received-many-workbooks", shown, args=args))
            break
        # One byte more than the limit is enough to see that the file is too large.
        data = _member(receiving, archive, entry, shown, MOST_BOOK + 1)
        if data is None:
            wrong = True
            continue
        books += receive_packed(receiving, f"{shown}/{entry.name.rpartition('/')[2]}", data)
    sheets: dict[str, tuple[str, Path]] = {}
    for entry in entries:
        match = _SHEET_IN_ZIP.search(entry.name)
        if match is None:
            continue
        name = f"{match[1]}/{match[2]}"
        if entry.info.file_size > MOST_BYTES:
            receiving.problems.append(too_large(entry.info.file_size, f"{shown}/{name}"))
            wrong = True
            continue
        path = receiving.operation.staging / _UNPACKED / str(len(receiving.unpacked)) / name
        data = _member(receiving, archive, entry, shown, MOST_BYTES)
        if data is None:
            wrong = True
            continue
        if name in sheets and not same_sheet(read_file(path), data, receiving.round.guideline):
            args = {"first": sheets[name][0], "second": entry.name}
            receiving.problems.append(Problem("zip-two-sheets", shown, args=args))
            wrong = True
            continue
        sheets[name] = (entry.name, path)
        write_file(path, data)
    for _, path in sorted(sheets.values()):
        _sheet(receiving, path)
    if not (sheets or books or wrong):
        receiving.problems.append(Problem("nothing-to-receive", shown))


def _member(
    receiving: Receiving, archive: zipfile.ZipFile, entry: ArchiveEntry, shown: str, most: int
) -> bytes | None:
    """Return the content of an entry up to *most* bytes; None, with a problem, where it is damaged."""
    try:
        with archive.open(entry.info) as member:
            return member.read(most)
    except BROKEN_ZIP:
        receiving.problems.append(Problem("zip-damaged", shown, args={"name": entry.name}))
        return None


def _packed_books(entries: Sequence[ArchiveEntry]) -> list[ArchiveEntry]:
    """Return entries that may be workbooks; not from stations' folders, whose ledgers are .xlsx files too."""
    return [
        entry
        for entry in entries
        if entry.name.casefold().endswith(BOOK)
        and STATIONS not in entry.name.split("/")[:-1]
        and not entry.name.rpartition("/")[2].startswith(".")
    ]


def _station(receiving: Receiving, folder: Path, name: str = "") -> str:
    """Receive a station's folder, called *name*; return its place in the round, '' where it is refused."""
    name = name or folder.name
    round_, shown = receiving.round, f"{name}/{FILE}"
    fields = entries(entries(open_submission(folder).node).get("station"))
    id = text(fields.get("id"))
    if id and not is_file_name(id):
        place = fields["id"]
        receiving.problems.append(Problem("round-id", shown, place.line, place.column, args={"name": id}))
        return ""
    if id and receiving.refused(id, shown):
        return ""
    _, problems = inputs_of(round_, id, folder, ())
    receiving.problems += [replace(problem, file=f"{name}/{problem.file}") for problem in problems]
    target = f"{STATIONS}/{id}"
    if failed(problems):
        return ""
    if receiving.seen(target):
        first = receiving.operation.staging / target
        beside = target in receiving.zipped  # the folder unpacked from a ZIP lies beside it
        if not beside or content_of(first) != content_of(folder):
            receiving.problems.append(Problem("received-twice", target, args={"name": target}))
        return ""
    receiving.put_station(id, receiving.operation.copy(folder, target), name)
    return target


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
