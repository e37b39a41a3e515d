"""Write workbooks for the `workbook new` commands, and leave with a sentence where that cannot be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from evaluator.cli import terminal
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem
from evaluator.texts.reasons import reason_in

if TYPE_CHECKING:
    from evaluator.model.guideline import Guideline
    from evaluator.model.submission import Submission
    from evaluator.texts import Language
    from evaluator.work.workbooks import Books
    from evaluator.workbook.omissions import LeftOut


STATION, EVALUATOR = "station", "evaluator"
MOST_PLACES: Final = 5
"""Places of one kind of omission that are printed."""


def role_of(guideline: Guideline, role: str) -> str:
    """Return the role; leave with 1 where the guideline has none of that name."""
    from evaluator.loading.fields import unknown
    from evaluator.model.values import EXPERT

    roles = (EXPERT, *guideline.roles)
    if role and role not in roles:
        unfit = unknown("role-unknown", role, roles)
        args = {**unfit.args, "roles": Listing(roles)}
        refuse([Problem(unfit.code, "--role", args=args, hint_key=unfit.hint_key or "roles-known")])
    return role


def write_one(output: Path | None, name: str, data: bytes, audience: str, *, force: bool) -> None:
    """Write a workbook to the file named, or under its own name into the folder named."""
    path = output or Path(name)
    if path.is_dir():
        path = path / name
    write_books([(path, data)], force=force)
    key = "workbook.done" if audience == STATION else "workbook.new.done.evaluator"
    terminal.note(say(key, terminal.lang(), path=path))


def write_all(books: Books, folder: Path, *, none: str, force: bool) -> None:
    """Write workbooks into a folder, all or none; leave with 1 where there are none."""
    count = write_books(((folder / name, data) for name, data in books), force=force)
    if not count:
        terminal.stop(none)
    terminal.note(say("workbook.new.done.each", terminal.lang(), count=count, folder=folder))


class _SavedWorkbooks(Exception):
    """Workbooks are there that somebody saved."""

    def __init__(self, paths: list[Path]) -> None:
        super().__init__(paths)
        self.paths = paths


def write_books(files: Iterable[tuple[Path, bytes]], *, force: bool) -> int:
    """Write workbooks, all or none; leave with 1 where somebody's work would be lost."""
    from evaluator.base.files import write_each

    try:
        return write_each(files if force else _replaceable(files))
    except _SavedWorkbooks as saved:
        paths = Listing(str(path) for path in saved.paths)
        terminal.stop(say("workbook.new.saved", terminal.lang(), paths=paths))
    except OSError as error:
        path = error.filename or ""
        terminal.stop(
            say("cannot-write", terminal.lang(), path=path, reason=reason_in(error, terminal.lang()))
        )


def _replaceable(files: Iterable[tuple[Path, bytes]]) -> Iterator[tuple[Path, bytes]]:
    from evaluator.workbook.overwrite import holds_work

    saved: list[Path] = []
    for path, data in files:
        if holds_work(path, data):
            saved.append(path)
        else:
            yield path, data
    if saved:
        raise _SavedWorkbooks(saved)


def refuse(problems: Iterable[Problem]) -> NoReturn:
    """Print problems and leave with 1."""
    terminal.problems(problems)
    terminal.stop(say("nothing-done", terminal.lang()))


def note_omissions(guideline: Guideline, submission: Submission | None, station: str = "") -> None:
    """Print what the workbook of *submission* leaves out, and why; nothing when it leaves nothing out.

    *station* is the id to print where there are several stations.
    """
    from evaluator.workbook.omissions import left_out

    omissions = left_out(guideline, submission) if submission is not None else ()
    if omissions:
        head = say("workbook.left-out.head", terminal.lang())
        terminal.note(f"{station}: {head}" if station else head)
    for omission in omissions:
        terminal.note(f"  {_sentence(omission, terminal.lang())}")


def _sentence(omission: LeftOut, lang: Language) -> str:
    places = say("workbook.left-out.separator", lang).join(omission.places[:MOST_PLACES])
    if len(omission.places) > MOST_PLACES:
        places = say("workbook.left-out.more", lang, shown=places, count=str(len(omission.places)))
    return say(f"workbook.left-out.{omission.key}", lang, **omission.args, places=places)
