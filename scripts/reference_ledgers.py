"""The generated part of `docs/reference/ledgers.md`: the words in tables that are no values."""

from __future__ import annotations

import re
from typing import Final

from evaluator.conditions import row_equality
from evaluator.loading import ledger_heads, ledger_sheets, ledger_words

PATTERNS: Final = (
    ("sum", ledger_words, "_SUM_WORD"),
    ("sum with its figure", ledger_words, "_SUM_AND_FIGURE"),
    ("example", ledger_words, "_EXAMPLE"),
    ("label: who signs, or stamps", ledger_words, "_SIGNATURE"),
    ("label: a page ends", ledger_words, "_PAGE"),
    ("label: a day left blank", ledger_words, "_BLANK_DATE"),
    ("label: a note", ledger_words, "_REMARK"),
    ("label: a bare word", ledger_words, "_BARE"),
    ("text with a colon", ledger_words, "_CALLED"),
    ("sign of nothing", ledger_words, "_SIGNS"),
    ("nothing yet, in date and number columns", ledger_words, "_NOT_YET"),
    ("unit in a head", ledger_heads, "_UNITS"),
    ("sheet that is a pattern", ledger_sheets, "_PATTERN"),
    ("sheet called a summary", ledger_sheets, "_SUMMARY"),
)
LISTS: Final = (
    ("words for nothing", ledger_words, "_NOTHING"),
    ("heads of columns that number rows", row_equality, "_COUNTERS"),
)


def words() -> str:
    """Return the patterns and lists by which the reader knows such words."""
    lines = [f"| {name} | {_code(_pattern(getattr(module, value)))} |" for name, module, value in PATTERNS]
    lines += [
        f"| {name} | {' · '.join(f'`{word}`' for word in sorted(getattr(module, value)))} |"
        for name, module, value in LISTS
    ]
    return "| what | pattern or words |\n|---|---|\n" + "\n".join(lines)


def _pattern(pattern: re.Pattern[str]) -> str:
    return f"(?i){pattern.pattern}" if pattern.flags & re.IGNORECASE else pattern.pattern


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"
