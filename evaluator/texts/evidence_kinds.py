"""The kinds of evidence in words, for messages about an unknown kind."""

from __future__ import annotations

from collections.abc import Sequence

from evaluator.texts.messages import SAY, Phrase
from evaluator.texts.sentences import SENTENCES


def are_kinds(words: Sequence[str]) -> bool:
    """Return whether all *words* are kinds of evidence."""
    return bool(words) and all(f"kind-{word}" in SAY for word in words)


def listed(kinds: Sequence[str]) -> str:
    """Return a message field that lists *kinds*: with titles in Chinese, as bare words in English."""
    joined: str = Phrase(f"kind-{kinds[0]}")
    for kind in kinds[1:]:
        joined = Phrase("and-more", first=joined, second=Phrase(f"kind-{kind}"))
    return joined


def meant(written: str, kinds: Sequence[str]) -> str:
    """Return the kind whose Chinese title occurs in *written*, '' where there is none."""
    return next((kind for kind in kinds if SENTENCES[f"kind.{kind}"][0] in written), "")
