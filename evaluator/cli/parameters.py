"""Kinds of values on the command line, with what is wrong about them in the user's language.

A file or folder that is named and cannot be used is a problem of the files: all of them are collected while
the line is parsed, then printed, and the command exits with 1 before it does anything.
"""

from __future__ import annotations

import stat
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import click

from evaluator.cli import command, terminal
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem, nearest


class InputPath(click.ParamType[Path]):
    """A file or folder to read, which must be there."""

    def __init__(self, *, file: bool = True, folder: bool = True) -> None:
        self.file = file
        self.folder = folder
        self.name = "path" if file and folder else "file" if file else "folder"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path; note when it is not there or is something else."""
        path = Path(str(value))
        mode = _mode(path)
        if mode is None:
            _note(ctx, param, _missing(path))
        elif not self.folder and stat.S_ISDIR(mode):
            _note(ctx, param, Problem("named-folder", _shown(path)))
        elif not self.file and not stat.S_ISDIR(mode):
            _note(ctx, param, Problem("named-file", _shown(path)))
        return path


INPUT: Final = InputPath()
INPUT_FILE: Final = InputPath(folder=False)
INPUT_FOLDER: Final = InputPath(file=False)


class OutputPath(click.ParamType[Path]):
    """A file to write, by one of the endings; where *folder* is allowed, a path without them is a folder."""

    def __init__(self, endings: Sequence[str] = (), *, folder: bool = False) -> None:
        self.endings = tuple(endings)
        self.folder = folder
        self.name = "path" if endings and folder else "folder" if folder else "file"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path; note an ending that the command does not write, and what cannot be replaced."""
        path = Path(str(value))
        mode = _mode(path)
        ending = path.suffix.lower()
        if mode is not None and stat.S_ISDIR(mode):
            if not self.folder:
                _note(ctx, param, Problem("named-folder", _shown(path)))
        elif mode is not None and not self.endings:
            _note(ctx, param, Problem("named-file", _shown(path)))
        elif mode is not None and not stat.S_ISREG(mode):
            pass  # A pipe or a device is written through, whatever it is called.
        elif self.endings and ending not in self.endings and (ending or not self.folder):
            args = {"known": " ".join(self.endings), "ending": ending or "—"}
            _note(ctx, param, Problem("output-ending", _shown(path), args=args))
        elif mode is not None and _is_of_round(path):
            _note(ctx, param, Problem("output-of-round", _shown(path)))
        elif mode is not None and ctx is not None and param is not None:
            ctx.meta.setdefault(command.REPLACED, {})[param] = path
        return path


class OneOf(click.Choice[str]):
    """A word out of a list."""

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        """Return which words there are, and which was probably meant."""
        near = nearest(str(value), list(self.choices))
        key = "usage.choice-near" if near else "usage.choice"
        return say(key, terminal.lang(), value=value, known=Listing(self.choices), near=near or "")


class Day(click.ParamType[date]):
    """A day, written as in the files: 2025-07-01, 2025/7/1, 2025年7月1日."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        from evaluator.loading.values import typed_date

        if isinstance(value, date):
            return value
        day = typed_date(str(value))
        if not isinstance(day, date):
            self.fail(say("usage.day", terminal.lang(), value=value), param, ctx)
        return day


class WholeNumber(click.ParamType[int]):
    """A whole number from 1, up to *most* where that is given."""

    name = "number"

    def __init__(self, most: int | None = None) -> None:
        """Take the largest number."""
        self.most = most

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        text = str(value)
        if not text.isdecimal() or len(text) > LONGEST_COUNT or not int(text):
            self.fail(say("usage.count", terminal.lang(), value=value), param, ctx)
        if self.most is not None and int(text) > self.most:
            self.fail(say("usage.count-most", terminal.lang(), value=value, most=self.most), param, ctx)
        return int(text)


MOST_JOBS: Final = 256
"""Processes that a command is asked for at most; thousands would fill the memory before they do anything."""
OF_ROUND: Final = frozenset(
    ("stations", "sheets", "decisions", "results", "reports", "history", "criteria", "templates")
)
"""Folders of a round in which every file is its own."""
LONGEST_COUNT: Final = 9
"""Digits of a count; longer ones are mistakes, and very long ones cannot be converted."""


def _note(ctx: click.Context | None, param: click.Parameter | None, problem: Problem) -> None:
    """Keep a problem until the whole line is parsed; `Command.parse_args` raises them together."""
    if ctx is None or ctx.resilient_parsing or param is None:
        return
    name = command.parameter_name(ctx, param)
    args = {**problem.args, "option": name}
    ctx.meta.setdefault(command.PROBLEMS, []).append(
        Problem(problem.code, problem.file, args=args, hint_key=problem.hint_key)
    )


def _is_of_round(path: Path) -> bool:
    """Return whether a file lies in one of the folders that a round fills itself."""
    path = path.resolve()
    return any(below.name in OF_ROUND and (below.parent / "round.yaml").is_file() for below in path.parents)


def _missing(path: Path) -> Problem:
    """Return why nothing can be read at *path*."""
    from evaluator.loading.paths import siblings

    try:
        path.stat()
    except PermissionError as error:
        return Problem("file-unreadable", _shown(path), args={"reason": error.strerror or ""})
    except (OSError, ValueError):
        pass
    near = nearest(path.name, siblings(path)) if path.name else None
    args = {"near": near or ""}
    return Problem("named-missing", _shown(path), args=args, hint_key="did-you-mean" if near else "")


def _mode(path: Path) -> int | None:
    """Return what kind of thing a path is, None when nothing is there."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return None


def _shown(path: Path) -> str:
    return path.as_posix()
