"""Read what is typed: a line, an answer, the numbers of checks."""

from __future__ import annotations

import re
from typing import Final

import click

from evaluator.base.folding import folded
from evaluator.cli import terminal
from evaluator.marking.questions import clean
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
