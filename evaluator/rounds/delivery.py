"""Collect what a single receive takes in, in any format: targets in the round, and problems."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evaluator.loading.sheet import sheet_in
from evaluator.marking.same_content import same_sheet
from evaluator.model.round import SHEETS, STATIONS, Round
from evaluator.rounds.staging import Intake, walked
from evaluator.texts.problem import Problem
from evaluator.yaml.write import Field


@dataclass(slots=True)
class Receiving:
    """Collects files and problems; nothing is moved into the round until all files are checked."""

    round: Round
    intake: Intake
    why: Mapping[str, Field] | None
    problems: list[Problem] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    def objections(self, station: str, shown: str, cell: str = "", *, sheet: bool = False) -> list[Problem]:
        """Return a problem if a station does not take part or, for a *sheet*, was not received."""
        args = {"name": station}
        if not self.round.has(station):
            return [Problem("station-not-listed", shown, cell=cell, args=args)]
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
        if not there.exists():
            self.added.append(target)
            self.intake.put(target)
        elif content_of(there) == content_of(copy):
            self.unchanged.append(target)
        elif self.why is None:
            self.problems.append(Problem("already-received", shown, cell=cell, args={"name": id}))
        else:
            self.replaced.append(target)
            self.intake.put(target, replaces=self.why)

    def offers_again(self, target: str, data: bytes) -> bool:
        """Return whether to skip a sheet because its target was received; report a problem if they conflict.

        A returned hand-out may contain unchanged sheets and a filled-in workbook, or the reverse: the version
        with the same content as in the round is skipped.
        """
        if not self.seen(target):
            return False
        guideline, there = self.round.guideline, self.round.folder / target
        before = there.read_bytes() if there.is_file() else None
        taken = (self.intake.staging / target).read_bytes()
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
        if not there.exists():
            self.added.append(target)
            self.intake.put(target)
            return
        before = there.read_bytes()
        if before == copy.read_bytes():
            self.unchanged.append(target)
            return
        sheet, _ = sheet_in(before, self.round.guideline, target)
        if sheet is not None and sheet.submitted is not None and self.why is None:
            args = {"evaluator": evaluator, "station": station}
            self.problems.append(Problem("sheet-already-submitted", shown or target, cell=cell, args=args))
            return
        self.replaced.append(target)
        self.intake.put(target, replaces=self.why or {"reason": "draft"})


def content_of(folder: Path) -> dict[str, str]:
    """Return the hash of each file of a folder."""
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in walked(folder)}
