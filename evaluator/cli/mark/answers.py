"""Read what is typed: one line, a level, points, the numbers of checks."""

from __future__ import annotations

import re
from typing import Final

import click

from evaluator.base.exact import parse, text
from evaluator.cli import terminal
from evaluator.conditions.truth import folded
from evaluator.marking.questions import clean
from evaluator.marking.sheet_file import Tree
from evaluator.model.rule import FileCheck
from evaluator.rules.rating import Rating
from evaluator.texts.commands import say

TAKE_BACK: Final = "-"
_NUMBERS: Final = re.compile(r"\d+(?:-\d+)?(?:[,，、 ]+\d+(?:-\d+)?)*")


class Leave(Exception):
    """Enough for today."""


def typed(prompt: str) -> str:
    """Return one line, cleaned; Abort when the input ends or is interrupted."""
    return clean(click.prompt(prompt, default="", show_default=False, prompt_suffix=" > "))


def asked(prompt: str) -> str:
    """Return what is answered to a question within a question; from there too, q leaves."""
    written = typed(prompt)
    if folded(written).casefold() == "q":
        raise Leave
    return written


def level_named(written: str, rule: Rating) -> str:
    """Return the level named, or counted from 1; '' for neither."""
    if written in rule.levels:
        return written
    wanted = folded(written).casefold()
    for name in rule.levels:
        if folded(name).casefold() == wanted:
            return name
    names = list(rule.levels)
    return names[int(wanted) - 1] if wanted.isdecimal() and 1 <= int(wanted) <= len(names) else ""


def number_text(written: str) -> str:
    """Return a number as the sheet writes it; what is none is left for the loader to refuse."""
    found = parse(written, lenient=True)
    return written if found is None else text(found)


def file_tree(one: FileCheck) -> Tree:
    found: dict[str, Tree] = {"file": one.file, "passed": [str(each) for each in sorted(one.passed)]}
    if one.left_out:
        found["left_out"] = [str(each) for each in sorted(one.left_out)]
    return found


def asked_numbers(prompt: str, count: int, *, everything: bool) -> frozenset[int]:
    """Return the numbers of checks; a blank line is all or none of them, 0 none."""
    while True:
        written = folded(asked(prompt))
        if not written:
            return frozenset(range(1, count + 1)) if everything else frozenset()
        if written in ("0", TAKE_BACK):
            return frozenset()
        if _NUMBERS.fullmatch(written):
            found: set[int] = set()
            for part in re.findall(r"\d+(?:-\d+)?", written):
                first, _, last = part.partition("-")
                found |= set(range(int(first), min(int(last or first), count + 1) + 1))
            if found and min(found) >= 1 and max(found) <= count:
                return frozenset(found)
        terminal.note(click.style(say("mark.bad-numbers", terminal.lang(), count=count), fg="red"))
