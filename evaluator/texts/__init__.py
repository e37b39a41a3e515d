"""Every sentence that a person reads, by subject, in Chinese and in English.

A subject is a `Texts`; `say` is the one way to look a sentence up. Problems (`messages`) have a table of codes
beside theirs. Where a table is made of several subjects, each is imported when a sentence of it is wanted: a
command says few of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import Literal, Self, TypeVar

Language = Literal["zh", "en"]


class Listing(str):
    """Names one after the other, to be separated as the language of their sentence does.

    As a text it is in Chinese.
    """

    __slots__ = ("more", "parts")

    parts: tuple[str, ...]
    more: str

    def __new__(cls, parts: Iterable[str], more: str = "") -> Self:
        """Return the listing of *parts*; *more*: what stands at its end where there are more."""
        names = tuple(parts)
        listing = super().__new__(cls, "、".join(names) + more)
        listing.parts, listing.more = names, more
        return listing

    def __reduce__(self) -> tuple[type[Listing], tuple[tuple[str, ...], str]]:
        """Keep the parts on the way from a worker's process."""
        return type(self), (self.parts, self.more)


def in_language(field: object, lang: str) -> object:
    """Return a sentence's field, a listing separated as *lang* does."""
    if isinstance(field, Listing) and lang == "en":
        return ", ".join(field.parts) + ("…" if field.more else "")
    return field


_Entry = TypeVar("_Entry")


class Subjects(Mapping[str, _Entry]):
    """The entries of several subjects by key; a subject is taken when no earlier one has what is looked for."""

    def __init__(self, own: Mapping[str, _Entry], more: Iterable[Mapping[str, _Entry]] = ()) -> None:
        """Take the *own* entries; *more* imports the other subjects one by one."""
        self._entries = dict(own)
        self._more = iter(more)
        self._lock = Lock()

    def __getitem__(self, key: str) -> _Entry:
        """Return the entry of *key*."""
        while key not in self._entries and self._take():
            pass
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        """Yield all keys."""
        while self._take():
            pass
        return iter(self._entries)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _take(self) -> bool:
        """Take the next subject; return whether there was one."""
        with self._lock:
            entries = next(self._more, None)
            if entries is None:
                return False
            assert self._entries.keys().isdisjoint(entries), "a key stands in one subject"
            self._entries |= entries
            return True


class Texts(Subjects[tuple[str, str]]):
    """Texts by key, each in Chinese and in English; fields stand in braces."""

    def sentence(self, key: str, lang: str) -> str:
        """Return the text *key* with its fields still open; whatever is not English is Chinese."""
        zh, en = self._entries.get(key) or self[key]
        return en if lang == "en" else zh

    def say(self, key: str, lang: str, /, **fields: object) -> str:
        """Return the text *key* in *lang* with its fields filled in."""
        return self.filled(key, lang, fields)

    def filled(self, key: str, lang: str, fields: Mapping[str, object]) -> str:
        """Return the text *key* in *lang* with *fields* filled in."""
        zh, en = self._entries.get(key) or self[key]
        if lang != "en":
            return zh.format_map(fields)
        return en.format_map({name: in_language(field, "en") for name, field in fields.items()})

    def all(self, lang: str) -> dict[str, str]:
        """Return all texts in one language by key, for templates."""
        return {key: self.sentence(key, lang) for key in self}


def language(env: Mapping[str, str]) -> Language:
    """Return the language asked for by EVALUATOR_LANG; Chinese unless it says English."""
    return "en" if env.get("EVALUATOR_LANG", "").strip().lower().startswith("en") else "zh"
