"""Collect what a single receive takes in, in any format: targets in the round, and problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from evaluator.base import seal
from evaluator.base.folders import files_below
from evaluator.base.folding import folded
from evaluator.base.gate import read_file, read_if_there
from evaluator.loading.sheet import sheet_in
from evaluator.marking.sheet_file import same_sheet
from evaluator.model.history import Delivery, next_serial
from evaluator.model.round import SHEETS, STATIONS, Round
from evaluator.rounds.log import Kind
from evaluator.rounds.read import absent
from evaluator.rounds.record import Record, file_state, is_draft, read_record, state_of
from evaluator.rounds.staging import Operation, keep_data
from evaluator.rounds.subjects import station_names
from evaluator.texts.problem import Problem
from evaluator.yaml.write import Field


@dataclass(slots=True)
class Receiving:
    """Collects files and problems; nothing is moved into the round until all files are checked."""

    round: Round
    operation: Operation
    day: date
    why: Mapping[str, Field] | None
    problems: list[Problem] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    """What stations handed in that is new."""
    sheets: dict[str, dict[str, str]] = field(default_factory=dict)
    """The hashes of the submitted sheets that are new, by evaluator and station."""
    submitted_again: dict[str, list[str]] = field(default_factory=dict)
    """The stations whose submitted sheets are replaced, by evaluator."""
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    """The hashes of the files in which each evaluator's sheets came, by their names."""
    source: Path | None = None
    """The ZIP or workbook that is being received; None for sheets as they are."""
    unpacked: list[str] = field(default_factory=list)
    """The ZIPs that were unpacked."""
    zipped: set[str] = field(default_factory=set)
    """The stations' folders that came in a ZIP."""
    undrawn: list[str] = field(default_factory=list)
    """Samples in sheets for which no draw is recorded."""
    _record: Record | None = None
    _folders: dict[str, str] = field(default_factory=dict)
    """The stations' folders by their names as disks compare them that know no capitals."""

    def _alike(self, id: str) -> str:
        """Return the station of the round whose folder some disks take for that of *id*; *id* for its own."""
        if not self._folders:
            names = (path.name for path in (self.round.folder / STATIONS).glob("*"))
            self._folders = {folded(name).casefold(): name for name in names}
        return self._folders.setdefault(folded(id).casefold(), id)

    def _recorded(self, target: str) -> dict[str, str]:
        """Return the hash of each file that the record has of a folder, or of a file under its own name."""
        if self._record is None:
            self._record = read_record(self.round.folder)
        files = self._record.files
        if target in files:
            return {target: files[target].sha256}
        below = f"{target}/"
        return {
            path.removeprefix(below): state.sha256 for path, state in files.items() if path.startswith(below)
        }

    def objections(self, station: str, shown: str, cell: str = "", *, sheet: bool = False) -> list[Problem]:
        """Return a problem if a station does not take part or, for a *sheet*, was not received."""
        args = {"name": station}
        if not self.round.has(station):
            return [absent(self.round, station, shown, cell)]
        if sheet and self.round.stations is None and not (self.round.folder / STATIONS / station).is_dir():
            return [Problem("station-not-received", shown, cell=cell, args=args)]
        return []

    def refused(self, station: str, shown: str, cell: str = "", *, sheet: bool = False) -> bool:
        """Return whether there are objections, and add them to the problems."""
        objections = self.objections(station, shown, cell, sheet=sheet)
        self.problems += objections
        return bool(objections)

    def seen(self, target: str) -> bool:
        """Return whether something was already received for a target."""
        return target in (*self.added, *self.replaced, *self.unchanged)

    def put_station(self, id: str, copy: Path, shown: str, cell: str = "") -> None:
        """Accept a station's checked folder; *copy* is its copy in the staging folder."""
        target = f"{STATIONS}/{id}"
        there = self.round.folder / target
        new, old, recorded = content_of(copy), content_of(there), self._recorded(target)
        files: dict[str, Field] = {"files": len(new), "sha256": seal.digest(new)}
        if recorded == old == new:
            self.unchanged.append(target)
        elif self._frozen(id, shown, cell):
            return
        elif old in ({}, new) and recorded in (
            {},
            new,
        ):  # new, laid in by hand before, or lost and sent again
            other = self._alike(id)
            if other != id:
                args = {"name": id, "other": other}
                self.problems.append(Problem("station-alike", shown, cell=cell, args=args))
                return
            self.added.append(target)
            self.operation.put(target)
            self._delivered(id, new)
            self._received("received", target, files)
        elif self.why is None:
            self.problems.append(Problem("already-received", shown, cell=cell, args={"name": id}))
        else:
            self.replaced.append(target)
            self.operation.put(target)
            for name in recorded.keys() - old.keys() - new.keys():
                self.operation.accept(f"{target}/{name}", None)  # gone, and not sent again
            self._delivered(id, new, replaces=True)
            self._received("received", target, {**files, "replaces": seal.digest(old), **self.why})

    def _delivered(self, station: str, files: Mapping[str, str], *, replaces: bool = False) -> None:
        """Keep the list of the files that a station handed in, by its hash."""
        sha256 = keep_data(self.operation, files)
        serial = next_serial(self.round.history.deliveries) + len(self.deliveries)
        self.deliveries.append(Delivery(station, self.day, sha256, replaces, serial))

    def offers_again(self, target: str, data: bytes) -> bool:
        """Return whether to skip a sheet because its target was received; report a problem if they conflict.

        A returned hand-out may contain unchanged sheets and a filled-in workbook, or the reverse: the version
        with the same content as in the round is skipped.
        """
        if not self.seen(target):
            return False
        guideline, there = self.round.guideline, self.round.folder / target
        before = read_if_there(there)
        taken = read_file(self.operation.staging / target)
        if same_sheet(taken, data, guideline):
            return True
        if before is not None and same_sheet(before, data, guideline):
            return True
        if before is not None and target in self.unchanged:
            self.unchanged.remove(target)
            return False
        self.problems.append(Problem("received-twice", target, args={"name": target}))
        return True

    def put_sheet(self, evaluator: str, station: str, copy: Path, shown: str = "", cell: str = "") -> None:
        """Accept a checked sheet."""
        target = f"{SHEETS}/{evaluator}/{station}.yaml"
        there = self.round.folder / target
        submitted = not is_draft(copy)
        sha256, recorded = file_state(copy).sha256, self._recorded(target)
        fields: dict[str, Field] = {"sha256": sha256}
        before = read_if_there(there)
        same = before == read_file(copy)
        if same and recorded == ({target: sha256} if submitted else {}):
            self.unchanged.append(target)
            return
        if self._frozen(station, shown or target, cell):
            return
        new = not recorded or recorded == {target: sha256}  # as it was received, where it was lost since
        if (before is None and new) or (same and not recorded):  # or laid in by hand
            self.added.append(target)
            self.operation.put(target, recorded=submitted)
            if submitted:
                self._received("submitted", target, fields)
                self._handed_in(evaluator, station, sha256)
            return
        sheet, _ = sheet_in(before or b"", self.round.guideline, target)
        submitted_before = bool(recorded) or (sheet is not None and sheet.submitted is not None)
        if submitted_before and self.why is None:
            args = {"evaluator": evaluator, "station": station}
            self.problems.append(Problem("sheet-already-submitted", shown or target, cell=cell, args=args))
            return
        self.replaced.append(target)
        self.operation.put(target, recorded=submitted)
        if submitted or self.why:
            fields["replaces"] = recorded.get(target, "") if before is None else state_of(before).sha256
            self._received("submitted" if submitted else "received", target, {**fields, **(self.why or {})})
        if submitted:
            self._handed_in(evaluator, station, sha256, again=submitted_before)

    def _handed_in(self, evaluator: str, station: str, sha256: str, *, again: bool = False) -> None:
        """Put a submitted sheet on the list of what its evaluator handed in."""
        self.sheets.setdefault(evaluator, {})[station] = sha256
        if again:
            self.submitted_again.setdefault(evaluator, []).append(station)
        if self.source is not None:
            came_in = self.sources.setdefault(evaluator, {})
            came_in[self.source.name] = file_state(self.source).sha256

    def deliver_sheets(self) -> list[Delivery]:
        """Plan an entry of the log for each evaluator who handed in sheets, and keep the list of them."""
        names = station_names(self.round.folder)
        deliveries: list[Delivery] = []
        for evaluator, sheets in sorted(self.sheets.items()):
            member = self.round.evaluator(evaluator)
            listed = {
                "name": "" if member is None else member.name,
                "sheets": {id: {"name": names.get(id, ""), "sha256": sheets[id]} for id in sheets},
                "from": self.sources.get(evaluator, {}),
            }
            sha256 = keep_data(self.operation, listed)
            replaced = sorted(self.submitted_again.get(evaluator, []))
            fields: dict[str, Field] = {"files": len(sheets), "sha256": sha256}
            self._received(
                "received", f"{SHEETS}/{evaluator}", fields | ({"replaced": replaced} if replaced else {})
            )
            deliveries.append(Delivery(evaluator, self.day, sha256, bool(replaced)))
        return deliveries

    def _frozen(self, station: str, shown: str, cell: str) -> bool:
        """Return whether nothing about a station may change any more, and report it."""
        if self.round.frozen(station):
            self.problems.append(Problem("station-frozen", shown, cell=cell, args={"name": station}))
        return self.round.frozen(station)

    def _received(self, kind: Kind, target: str, fields: Mapping[str, Field]) -> None:
        self.operation.log(kind, target, self.day, **fields)


def content_of(folder: Path) -> dict[str, str]:
    """Return the hash of each file of a folder."""
    return {name: file_state(path).sha256 for name, path in files_below(folder)}
