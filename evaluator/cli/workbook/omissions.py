"""Say what a station has handed in and its workbook has no place for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evaluator.cli import terminal
from evaluator.texts.commands import say

if TYPE_CHECKING:
    from evaluator.model.guideline import Guideline
    from evaluator.model.submission import Submission
    from evaluator.texts import Language
    from evaluator.workbook.omissions import LeftOut

MOST_PLACES: Final = 5


def note(guideline: Guideline, submission: Submission | None, station: str = "") -> None:
    """Print what the workbook of *submission* leaves out, and why; nothing where it holds all.

    *station* is named where there are several.
    """
    from evaluator.workbook.omissions import left_out

    found = left_out(guideline, submission) if submission is not None else ()
    if found:
        head = say("workbook.left-out.head", terminal.lang())
        terminal.note(f"{station}: {head}" if station else head)
    for one in found:
        terminal.note(f"  {_sentence(one, terminal.lang())}")


def _sentence(one: LeftOut, lang: Language) -> str:
    places = say("workbook.left-out.separator", lang).join(one.places[:MOST_PLACES])
    if len(one.places) > MOST_PLACES:
        places = say("workbook.left-out.more", lang, shown=places, count=str(len(one.places)))
    return say(f"workbook.left-out.{one.key}", lang, **one.args, places=places)
