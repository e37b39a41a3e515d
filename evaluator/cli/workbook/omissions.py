"""Print what a station has submitted that its workbook has no place for."""

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
