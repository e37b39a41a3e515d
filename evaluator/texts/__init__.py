"""Every sentence that a person reads, by subject, in Chinese and in English.

A subject is a `Texts`; `say` is the one way to look a sentence up. Problems (`messages`) have a table of codes
beside theirs.
"""

from collections.abc import Mapping
from typing import Literal

Language = Literal["zh", "en"]


class Texts(dict[str, tuple[str, str]]):
    """The texts of one subject by key, each in Chinese and in English; fields stand in braces."""

    def sentence(self, key: str, lang: str) -> str:
        """Return the text *key* with its fields still open; whatever is not English is Chinese."""
        zh, en = self[key]
        return en if lang == "en" else zh

    def say(self, key: str, lang: str, /, **fields: object) -> str:
        """Return the text *key* in *lang* with its fields filled in."""
        return self.sentence(key, lang).format_map(fields)

    def all(self, lang: str) -> dict[str, str]:
        """Return all texts in one language by key, for templates."""
        return {key: self.sentence(key, lang) for key in self}


def language(env: Mapping[str, str]) -> Language:
    """Return the language asked for by EVALUATOR_LANG; Chinese unless it says English."""
    return "en" if env.get("EVALUATOR_LANG", "").strip().lower().startswith("en") else "zh"
