"""A mistake in a file: where it is, what is wrong, what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from evaluator.base.folding import folded
from evaluator.base.frozen import dataclass, field
from evaluator.texts import Language, messages
from evaluator.texts.messages import Severity

__all__ = ["Problem", "Severity", "Unusable", "nearest", "sort_problems"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in one file; never a judgement about the station."""

    code: str
    """Key of `messages.PROBLEMS`, stable across releases."""
    file: str = ""
    """As shown to the user: relative, with forward slashes."""
    line: int = 0
    """Counted from 1; 0 is unknown."""
    column: int = 0
    """Counted from 1, in characters; 0 is unknown."""
    cell: str = ""
    """Place inside a table, such as 台账!C14; shown instead of line and column."""
    args: Mapping[str, str] = field(default_factory=dict)
    """The fields of the sentence; never mutated."""
    hint_key: str = ""
    """Key of `messages.HINTS` for a hint that replaces the usual one; takes the same args."""

    @property
    def severity(self) -> Severity:
        """Return the severity: an error stops the evaluation, a warning does not."""
        return messages.PROBLEMS[self.code].severity

    @property
    def place(self) -> str:
        """Return file and position in the form editors and terminals can jump to."""
        if self.cell:
            return f"{self.file}:{self.cell}" if self.file else self.cell
        parts = [self.file] if self.file else []
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)

    def message(self, lang: Language) -> str:
        """Return the sentence in *lang*, without position and code."""
        entry = messages.PROBLEMS[self.code]
        return messages.filled(entry.zh if lang == "zh" else entry.en, self.args, lang)

    def hint(self, lang: Language) -> str:
        """Return what to do about it in *lang*; empty when there is nothing to add."""
        if self.hint_key:
            zh, en = messages.HINTS[self.hint_key]
        else:
            entry = messages.PROBLEMS[self.code]
            zh, en = entry.hint_zh, entry.hint_en
        return messages.filled(zh if lang == "zh" else en, self.args, lang)

    def render(self, lang: Language) -> str:
        """Return the lines shown to the user: place, sentence, code and hint."""
        place = self.place
        first = f"{place}: " if place else ""
        first += f"{self.message(lang)} [{self.code}]"
        hint = self.hint(lang)
        if not hint:
            return first
        return f"{first}\n  {messages.say('hint', lang)}: {hint}"


class Unusable(Exception):
    """Files that cannot be used, with their problems; the command line prints them and exits with 1."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.render("en") for problem in problems))
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[Unusable], tuple[tuple[Problem, ...]]]:
        """Keep the problems when the error travels from a worker's process."""
        return type(self), (self.problems,)


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return *problems* by file, line, column and code; equal problems keep their order."""
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column, problem.code))


MOST_SUGGESTED: Final = 100
"""Unknown names of one file that get a suggestion: it takes a thousand times as long as to report the name."""


class Suggestions:
    """Suggests what unknown names of one file were meant to be; where very many are unknown, of the first."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MOST_SUGGESTED

    def nearest(self, word: str, candidates: Iterable[str]) -> str | None:
        """Return the candidate *word* was probably meant to be, None for none, or after very many."""
        self.left -= 1
        return nearest(word, candidates) if self.left >= 0 else None


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate *word* was probably meant to be, or None.

    The cutoff is low because Chinese words are short: one wrong character of three is a typo.
    """
    alternatives = [candidate for candidate in candidates if candidate != word]
    same = next((candidate for candidate in alternatives if folded(candidate) == folded(word)), None)
    if same is not None:
        return same
    lowered = {candidate.casefold(): candidate for candidate in reversed(alternatives)}
    import difflib  # a command without a misspelt name has no need of it

    matches = difflib.get_close_matches(word.casefold(), list(lowered), n=1, cutoff=0.6)
    return lowered[matches[0]] if matches else None
