"""Read what is typed: a line, a level, points, the numbers of checks."""

from __future__ import annotations

import re
from typing import Final

import click

from evaluator.base.exact import parse, text
from evaluator.base.folding import folded
from evaluator.cli import terminal
from evaluator.marking.questions import clean
from evaluator.marking.sheet_file import Tree
from evaluator.model.rule import FileCheck
from evaluator.rules.marked import LevelForm
from evaluator.texts.commands import say

TAKE_BACK: Final = "-"
_NUMBERS: Final = re.compile(r"\d+(?:-\d+)?(?:[,，、 ]+\d+(?:-\d+)?)*")


class Leave(Exception):
    """The evaluator leaves the session."""


def typed(prompt: str) -> str:
    """Return a cleaned line; raise Abort when the input ends or is interrupted."""
    return clean(click.prompt(prompt, default="", show_default=False, prompt_suffix=" > "))


def asked(prompt: str) -> str:
    """Return the answer to a follow-up question; q leaves the session here too."""
    written = typed(prompt)
    if folded(written).casefold() == "q":
        raise Leave
    return written


def level_named(written: str, form: LevelForm) -> str:
    """Return the level of that name, or of that number from 1; '' if there is none."""
    if written in form.levels:
        return written
    wanted = folded(written).casefold()
    for name in form.levels:
        if folded(name).casefold() == wanted:
            return name
    names = list(form.levels)
    return names[int(wanted) - 1] if wanted.isdecimal() and 1 <= int(wanted) <= len(names) else ""


def number_text(written: str) -> str:
    """Return a number as the sheet writes it; other text is returned unchanged for the loader to refuse."""
    number = parse(written, lenient=True)
    return written if number is None else text(number)


def file_tree(file_check: FileCheck) -> Tree:
    tree: dict[str, Tree] = {
        "file": file_check.file,
        "passed": [str(number) for number in sorted(file_check.passed)],
    }
    if file_check.left_out:
        tree["left_out"] = [str(number) for number in sorted(file_check.left_out)]
    return tree


def asked_numbers(prompt: str, count: int, *, everything: bool) -> frozenset[int]:
    """Return the numbers of checks; a blank line is all or none of them, 0 none."""
    while True:
        written = folded(asked(prompt))
        if not written:
            return frozenset(range(1, count + 1)) if everything else frozenset()
        if written in ("0", TAKE_BACK):
            return frozenset()
        if _NUMBERS.fullmatch(written):
            numbers: set[int] = set()
            for part in re.findall(r"\d+(?:-\d+)?", written):
                first, _, last = part.partition("-")
                numbers |= set(range(int(first), min(int(last or first), count + 1) + 1))
            if numbers and min(numbers) >= 1 and max(numbers) <= count:
                return frozenset(numbers)
        terminal.note(click.style(say("mark.bad-numbers", terminal.lang(), count=count), fg="red"))
