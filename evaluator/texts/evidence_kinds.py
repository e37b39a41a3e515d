"""The kinds of evidence in words, where somebody wrote one that there is not."""

from __future__ import annotations

from collections.abc import Sequence

from evaluator.texts.messages import SAY, Said
from evaluator.texts.sentences import SENTENCES


def are_kinds(known: Sequence[str]) -> bool:
    """Tell whether these words are kinds of evidence."""
    return bool(known) and all(f"kind-{each}" in SAY for each in known)


def listed(known: Sequence[str]) -> str:
    """Return a field that lists kinds: in Chinese with their titles, in English the words say themselves."""
    joined: str = Said(f"kind-{known[0]}")
    for each in known[1:]:
        joined = Said("and-more", first=joined, second=Said(f"kind-{each}"))
    return joined


def meant(written: str, known: Sequence[str]) -> str:
    """Return the kind whose Chinese title is part of what was written, '' where there is none."""
    return next((each for each in known if SENTENCES[f"kind.{each}"][0] in written), "")
