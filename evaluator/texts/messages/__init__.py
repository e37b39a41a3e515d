"""Every sentence the user reads, once, in Chinese and in English."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Self

from evaluator.base.folding import revealed
from evaluator.texts import Language, Subjects, in_language
from evaluator.texts.messages.entry import Message, Severity
from evaluator.texts.messages.hints import HINTS
from evaluator.texts.messages.phrases import SAY

__all__ = ["HINTS", "PROBLEMS", "SAY", "Phrase", "Severity", "any_of", "filled", "say"]


def _problems() -> Iterator[Mapping[str, Message]]:
    """Yield the problems of one subject after the other."""
    from evaluator.texts.messages import ledgers

    yield ledgers.PROBLEMS
    from evaluator.texts.messages import submission

    yield submission.PROBLEMS
    from evaluator.texts.messages import files

    yield files.PROBLEMS
    from evaluator.texts.messages import evidence

    yield evidence.PROBLEMS
    from evaluator.texts.messages import guideline

    yield guideline.PROBLEMS
    from evaluator.texts.messages import profiles

    yield profiles.PROBLEMS
    from evaluator.texts.messages import rules

    yield rules.PROBLEMS
    from evaluator.texts.messages import rounds

    yield rounds.PROBLEMS
    from evaluator.texts.messages import records

    yield records.PROBLEMS
    from evaluator.texts.messages import life

    yield life.PROBLEMS
    from evaluator.texts.messages import drafting

    yield drafting.PROBLEMS
    from evaluator.texts.messages import workbook

    yield workbook.PROBLEMS


PROBLEMS: Final = Subjects({}, _problems())


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
