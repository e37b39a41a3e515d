"""Edit a sheet: every answer is written to its file before the next question is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from evaluator.base.disk import discard_beside
from evaluator.base.files import write_whole
from evaluator.base.gate import read_if_there
from evaluator.cli import terminal
from evaluator.cli.round.shared import day_of, writing
from evaluator.marking.questions import Marking, Refused
from evaluator.rounds.record import WAS, state_of
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.commands import say


def _say(key: str, /, **args: object) -> str:
    return say(f"mark.{key}", terminal.lang(), **args)


class SheetEditor:
    """A sheet being edited: its state, its file, and the states that can be restored."""

    def __init__(self, path: Path, data: bytes | None, marking: Marking) -> None:
        """Start from the content of the file."""
        self.path = path
        self.shown = marking.sheet.file
        self.now = marking
        self.past: list[tuple[Marking, int]] = []
        """The states that answers of this session replaced, with the position of each question."""
        self._data = data

    @property
    def begun(self) -> bool:
        """Whether the sheet's file exists."""
        return self._data is not None

    def keep(self, after: Marking, at: int = 0, *, same_step: bool = False) -> None:
        """Write a new state, made at question *at*; *same_step* is undone with the change before it."""
        if not same_step:
            self.past.append((self.now, at))
        self.now = after
        self._write(after.data)

    def undo(self) -> int | None:
        """Undo the last answer of this session; return the position of its question."""
        if not self.past:
            return None
        self.now, at = self.past.pop()
        self._write(self.now.data)
        return at

    def _write(self, data: bytes) -> None:
        self._unchanged()
        discard_beside(self.path)
        write_whole(self.path, data)
        self._data = data

    def _unchanged(self) -> None:
        """Exit when the file is not what was written last."""
        there = read_if_there(self.path)
        if there != self._data:
            terminal.stop(_say("changed", path=self.shown))

    @property
    def target(self) -> str:
        """The sheet's path in the round."""
        return self.path.relative_to(self.now.round.folder).as_posix()

    @contextmanager
    def _operation(self) -> Iterator[Operation]:
        folder = self.now.round.folder
        with writing(folder, "mark"), Operation(folder) as operation:
            self._unchanged()
            yield operation

    def reopen(self, reason: str, day: date | None) -> None:
        """Open a submitted sheet again; the submitted version stays in the round's history."""
        if self.now.sheet.submitted is None or self._data is None:
            raise Refused("not-submitted-yet")
        after, before = self.now.reopened(reason, day_of(day)), state_of(self._data).sha256
        with self._operation() as operation:
            operation.log("reopened", self.target, day_of(day), sha256=before, reason=reason)
            operation.write(self.target, after.data, recorded=False)
            operation.commit()
        self._data, self.now = after.data, after
        self.past.clear()
        terminal.out(_say("reopened", kept=f"{WAS}/{before}"))

    def submit(self, day: date | None, *, anyway: bool = False) -> None:
        """Lock the sheet and print its hash; exit when required questions are open, unless *anyway*."""
        missing = [self.now.steps[at].id for at in self.now.open() if self.now.steps[at].required]
        if missing and not anyway:
            terminal.stop(_say("incomplete", count=len(missing), names=Listing(missing)))
        after = self.now.submitted(day_of(day))
        with self._operation() as operation:
            operation.log("submitted", self.target, day_of(day), sha256=after.sha256)
            operation.write(self.target, after.data, was=False)
            operation.commit()
        self._data, self.now = after.data, after
        terminal.out(_say("submitted", date=after.content["submitted"], path=self.shown, sha256=after.sha256))
