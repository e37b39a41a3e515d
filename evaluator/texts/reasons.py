"""Say in a person's language why the system does not open or write a file."""

from __future__ import annotations

import errno

from evaluator.base.gate import MEBIBYTE, LinkOutside, NotRegular, TooLarge
from evaluator.texts import Language
from evaluator.texts.messages import SAY, Phrase, say
from evaluator.texts.problem import Problem


def reason(error: OSError) -> Phrase:
    """Return the reason as a field of a sentence."""
    key = f"system-{errno.errorcode.get(error.errno or 0, '')}"
    return Phrase(key) if key in SAY else Phrase("system-other", number=str(error.errno or "?"))


def reason_in(error: OSError, lang: Language) -> str:
    """Return the reason in *lang*."""
    phrase = reason(error)
    return say(phrase, lang, **phrase.fields)


def unreadable(error: OSError, shown: str) -> Problem:
    """Return the problem of the file *shown*, which could not be read because of *error*."""
    match error:
        case TooLarge():
            sizes = {"size": str(-(-error.size // MEBIBYTE)), "limit": str(error.limit // MEBIBYTE)}
            return Problem("file-too-large", shown, args=sizes)
        case NotRegular():
            return Problem("file-not-regular", shown)
        case LinkOutside():
            return Problem("file-link-outside", shown)
        case FileNotFoundError() | NotADirectoryError():
            return Problem("file-missing", shown)
        case IsADirectoryError():
            return Problem("file-is-folder", shown)
        case _:
            return Problem("file-unreadable", shown, args={"reason": reason(error)})
