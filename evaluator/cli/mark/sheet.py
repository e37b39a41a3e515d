"""The sheet's file beside its state: every answer is on the disk before the next question is asked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from evaluator.base.files import write_whole
from evaluator.cli import terminal
from evaluator.cli.round.shared import day_of
from evaluator.marking.questions import Marking, Refused
from evaluator.rounds.history import kept_as
from evaluator.texts.commands import say


def _say(key: str, /, **args: object) -> str:
    return say(f"mark.{key}", terminal.lang(), **args)


class Desk:
    """A sheet that is worked on."""

    def __init__(self, path: Path, data: bytes | None, marking: Marking) -> None:
        """Start with what the file holds."""
        self.path = path
        self.shown = marking.sheet.file
        self.now = marking
        self.past: list[tuple[Marking, int]] = []
        """What answers of this session replaced, with the question each was given to."""
        self._data = data

    @property
    def begun(self) -> bool:
        """Whether there is a file."""
        return self._data is not None

    def keep(self, after: Marking, at: int = 0, *, same_step: bool = False) -> None:
        """Write a new state, come about at a question; *same_step* is undone with the change before it."""
        if not same_step:
            self.past.append((self.now, at))
        self.now = after
        self._write(after.data)

    def undo(self) -> int | None:
        """Go back by one answer of this session; return the question it was given to."""
        if not self.past:
            return None
        self.now, at = self.past.pop()
        self._write(self.now.data)
        return at

    def _write(self, data: bytes) -> None:
        there = self.path.read_bytes() if self.path.is_file() else None
        if there != self._data:
            terminal.stop(_say("changed", path=self.shown))
        write_whole(self.path, data)
        self._data = data

    def reopen(self, reason: str, day: datetime | None) -> None:
        """Open a submitted sheet again; what was submitted stays in the round's history."""
        if self.now.sheet.submitted is None or self._data is None:
            raise Refused("not-submitted-yet")
        after = self.now.reopened(reason, day_of(day))
        folder = self.now.round.folder
        kept = kept_as(folder, self.shown)
        write_whole(folder / kept, self._data)
        self.keep(after)
        self.past.clear()
        terminal.out(_say("reopened", kept=kept))

    def submit(self, day: datetime | None, *, anyway: bool = False) -> None:
        """Lock the sheet and print its hash; what is required and open keeps it from being locked."""
        missing = [self.now.steps[at].id for at in self.now.open() if self.now.steps[at].required]
        if missing and not anyway:
            terminal.stop(_say("incomplete", count=len(missing), names="、".join(missing)))
        after = self.now.submitted(day_of(day))
        self.keep(after)
        terminal.out(_say("submitted", date=after.content["submitted"], path=self.shown, sha256=after.sha256))
