"""Every sentence the user reads, once, in Chinese and in English."""

from collections.abc import Mapping, Sequence
from typing import Final, Self

from evaluator.base.folding import revealed
from evaluator.texts import Language, in_language
from evaluator.texts.messages import (
    drafting,
    evidence,
    files,
    guideline,
    ledgers,
    life,
    profiles,
    records,
    rounds,
    rules,
    submission,
    workbook,
)
from evaluator.texts.messages.entry import Message, Severity
from evaluator.texts.messages.hints import HINTS
from evaluator.texts.messages.phrases import SAY

__all__ = [
    "HINTS",
    "PROBLEMS",
    "SAY",
    "Entry",
    "Said",
    "Severity",
    "any_of",
    "filled",
    "say",
]

PROBLEMS: Final[dict[str, Message]] = {
    **files.PROBLEMS,
    **submission.PROBLEMS,
    **ledgers.PROBLEMS,
    **evidence.PROBLEMS,
    **guideline.PROBLEMS,
    **profiles.PROBLEMS,
    **rules.PROBLEMS,
    **rounds.PROBLEMS,
    **records.PROBLEMS,
    **life.PROBLEMS,
    **drafting.PROBLEMS,
    **workbook.PROBLEMS,
}


class Phrase(str):
    """A field of a sentence that is itself a phrase of `SAY`, translated with the sentence."""

    __slots__ = ("fields",)
    fields: Mapping[str, str]

    def __new__(cls, key: str, **fields: str) -> Self:
        """Store the *key* of the phrase and its fields until the language is known."""
        self = super().__new__(cls, key)
        self.fields = fields
        return self


def any_of(phrases: Sequence[str]) -> str:
    """Return a field that joins *phrases* as alternatives; there must be at least one phrase."""
    joined = phrases[0]
    for phrase in phrases[1:]:
        joined = Phrase("either", first=joined, second=phrase)
    return joined


def say(key: str, lang: Language, /, **args: str | int) -> str:
    """Return the sentence *key* in *lang* with its fields filled in."""
    return filled(SAY.sentence(key, lang), args, lang)


MOST_QUOTED: Final = 2_000
"""Characters of a field that a sentence shows."""


def _quoted(text: str) -> str:
    """Return a field as it is shown: not without end, and with what nobody sees named."""
    return revealed(text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED]}…")


def filled(sentence: str, args: Mapping[str, str | int], lang: Language) -> str:
    """Return *sentence* with its fields filled in; fields that are phrases are translated into *lang*."""
    return sentence.format_map(
        {
            name: say(argument, lang, **argument.fields)
            if isinstance(argument, Phrase)
            else _quoted(str(in_language(argument, lang)))
            if isinstance(argument, str)
            else argument
            for name, argument in args.items()
        }
    )
