"""Every sentence the user reads, once, in Chinese and in English."""

from collections.abc import Mapping, Sequence
from typing import Final, Self

from evaluator.texts import Language
from evaluator.texts.messages import (
    drafting,
    evidence,
    files,
    guideline,
    profiles,
    rounds,
    rules,
    submission,
    workbook,
)
from evaluator.texts.messages.entry import Entry, Severity
from evaluator.texts.messages.hints import HINTS
from evaluator.texts.messages.phrases import SAY

__all__ = [
    "HINTS",
    "PROBLEMS",
    "SAY",
    "Entry",
    "Said",
    "Severity",
    "either",
    "filled",
    "say",
]

PROBLEMS: Final[dict[str, Entry]] = {
    **files.PROBLEMS,
    **submission.PROBLEMS,
    **evidence.PROBLEMS,
    **guideline.PROBLEMS,
    **profiles.PROBLEMS,
    **rules.PROBLEMS,
    **rounds.PROBLEMS,
    **drafting.PROBLEMS,
    **workbook.PROBLEMS,
}


class Said(str):
    """A field of a sentence that is itself a phrase of `SAY`, put into words with the sentence."""

    __slots__ = ("fields",)
    fields: Mapping[str, str]

    def __new__(cls, key: str, **fields: str) -> Self:
        """Name the phrase *key* and what fills it; both are kept until the language is known."""
        self = super().__new__(cls, key)
        self.fields = fields
        return self


def either(phrases: Sequence[str]) -> str:
    """Return a field that says any one of *phrases*; there is at least one."""
    joined = phrases[0]
    for phrase in phrases[1:]:
        joined = Said("either", first=joined, second=phrase)
    return joined


def say(key: str, lang: Language, /, **args: str | int) -> str:
    """Return the sentence *key* in *lang* with its fields filled in."""
    return filled(SAY.sentence(key, lang), args, lang)


def filled(sentence: str, args: Mapping[str, str | int], lang: Language) -> str:
    """Return *sentence* with its fields; those that are phrases are said in *lang*."""
    return sentence.format_map(
        {
            name: say(each, lang, **each.fields) if isinstance(each, Said) else each
            for name, each in args.items()
        }
    )
