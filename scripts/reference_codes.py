"""The generated parts of the reference that come from the code: codes, commands, rules, words of ledgers."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from textwrap import dedent
from typing import Final, get_args

import click
from click.testing import CliRunner

from evaluator.cli.command import Program, cli
from evaluator.conditions import row_equality
from evaluator.loading import ledger_heads, ledger_sheets, ledger_words
from evaluator.model import forms
from evaluator.rules import RULES
from evaluator.texts.messages import HINTS, PROBLEMS, SAY
from evaluator.texts.sentences import SENTENCES

COLUMNS: Final = "100"
CLOSED: Final = (
    ("outcome", "Outcome", forms.Outcome),
    ("reason", "Reason of a finding", forms.ReasonCode),
    ("source", "Source of a fact", forms.Source),
    ("item", "State of an item of evidence", forms.ItemState),
)
"""Closed codes that have a title in results: the prefix of their sentences, their name, their type."""
UNTITLED: Final = (
    ("state of a limit", forms.LimitState),
    ("state of an eligibility condition", forms.EligibilityState),
    ("eligibility", forms.EligibilityStatus),
    ("state of a claim", forms.ClaimStateCode),
    ("status of a guideline", forms.Status),
    ("kind of a finding", forms.Kind),
    ("step of the sum", forms.PointsStep),
    ("step of the grading", forms.GradeStep),
    ("what a finding waits for", forms.Opening),
    ("what a claim waits for", forms.ClaimAwaited),
    ("severity", forms.Severity),
    ("rounding", forms.RoundingRule),
    ("where is rounded", forms.RoundingPlace),
    ("what is compared", forms.Compare),
    ("how marks are merged", forms.Merge),
)
"""Closed codes without a title of their own."""
PATTERNS: Final = (
    ("sum", ledger_words, "_SUM_WORD"),
    ("loose sum", ledger_words, "_LOOSE_SUM"),
    ("sum with its figure", ledger_words, "_SUM_AND_FIGURE"),
    ("example", ledger_words, "_EXAMPLE"),
    ("label: who signs, or stamps", ledger_words, "_SIGNATURE"),
    ("label: a page ends", ledger_words, "_PAGE"),
    ("label: a day left blank", ledger_words, "_BLANK_DATE"),
    ("label: a note", ledger_words, "_REMARK"),
    ("label: a bare word", ledger_words, "_BARE"),
    ("bare word for who signs", ledger_words, "_SIGNED_ALONE"),
    ("bare word for a note", ledger_words, "_NOTED_ALONE"),
    ("text with a colon", ledger_words, "_CALLED"),
    ("unit in a head", ledger_heads, "_UNITS"),
    ("sheet that is a pattern", ledger_sheets, "_PATTERN"),
    ("sheet called a summary", ledger_sheets, "_SUMMARY"),
)
LISTS: Final = (
    ("signs of nothing", ledger_words, "SIGNS"),
    ("words for nothing", ledger_words, "NOTHING"),
    (
        "not yet, where a day or number belongs: these after 未, 暂未, 尚未, 还未; also with 案 or 束",
        ledger_words,
        "_DONE",
    ),
    ("not yet: these before 中, 之中; also after 正在", ledger_words, "_DOING"),
    ("not yet: as they are", ledger_words, "_OTHERWISE"),
    ("heads of columns that number rows", row_equality, "_COUNTERS"),
)


def problems() -> str:
    """Return every problem code with its severity, both sentences and what to do."""
    head = "| code | severity | sentence | what to do |\n|---|---|---|---|\n"
    lines = []
    for code, entry in sorted(PROBLEMS.items()):
        sentence = f"{_cell(entry.en)}<br>{_cell(entry.zh)}"
        hint = f"{_cell(entry.hint_en)}<br>{_cell(entry.hint_zh)}" if entry.hint_en else ""
        lines.append(f"| `{code}` | {entry.severity} | {sentence} | {hint} |")
    return head + "\n".join(lines)


def hints() -> str:
    """Return the hints that replace a problem's own in one place."""
    lines = [f"| `{key}` | {_cell(en)}<br>{_cell(zh)} |" for key, (zh, en) in sorted(HINTS.items())]
    return "| hint | text |\n|---|---|\n" + "\n".join(lines)


def row_reasons() -> str:
    """Return the codes of rows that do not count."""
    lines = [
        f"| `{key}` | {_cell(en)}<br>{_cell(zh)} |"
        for key, (zh, en) in sorted(SAY.items())
        if key.startswith("row-")
    ]
    return "| code | text |\n|---|---|\n" + "\n".join(lines)


def closed() -> str:
    """Return the closed codes of results."""
    parts = []
    for prefix, title, codes in CLOSED:
        lines = []
        for code in get_args(codes):
            zh, en = SENTENCES[f"{prefix}.{code}"]
            lines.append(f"| `{code}` | {en} | {zh} |")
        parts.append(f"**{title}**\n\n| code | title | 中文 |\n|---|---|---|\n" + "\n".join(lines))
    lines = [
        f"| {name} | {' · '.join(f'`{code}`' for code in get_args(codes) if code)} |"
        for name, codes in UNTITLED
    ]
    parts.append("**Others**\n\n| what | codes |\n|---|---|\n" + "\n".join(lines))
    return "\n\n".join(parts)


def commands() -> str:
    """Return the help page of every command, as the program prints it."""
    return "\n\n".join(_command(path, command) for path, command in walk(cli, ()))


def walk(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command below a group with its path, groups first."""
    context = click.Context(command)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield (*path, name), inner
            yield from walk(inner, (*path, name))


def _command(path: tuple[str, ...], command: click.Command) -> str:
    heading = f"{'#' * (2 + len(path) - 1)} evaluator {' '.join(path)}"
    pages = [_help(path, lang) for lang in ("en", "zh")]
    if isinstance(command, click.Group | Program):
        return f"{heading}\n\n{_first_line(pages[0])} {_first_line(pages[1])}"
    return f"{heading}\n\n{_first_line(pages[1])}\n\n```\n{pages[0]}```"


def _help(path: tuple[str, ...], lang: str) -> str:
    environment = {"COLUMNS": COLUMNS, "EVALUATOR_LANG": lang}
    shown = CliRunner(env=environment).invoke(cli, [*path, "--help"], prog_name="evaluator")
    assert shown.exit_code == 0, shown.output
    return re.sub(r" +$", "", shown.output, flags=re.MULTILINE)


def _first_line(page: str) -> str:
    """Return what the command does: the paragraph after the line of usage."""
    blocks = [block for block in page.split("\n\n") if block.strip()]
    return " ".join(blocks[1].split()) if len(blocks) > 1 else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def rules() -> str:
    """Return the manual page of every rule."""
    return "\n\n".join(_manual(module.__doc__ or "") for module in RULES.values())


def _manual(docstring: str) -> str:
    """Return a docstring as Markdown: its first line is the heading, indented lines are code."""
    first, _, rest = inspect.cleandoc(docstring).partition("\n")
    parts = []
    for block in rest.strip("\n").split("\n\n"):
        if block.startswith("    "):
            parts.append(f"```yaml\n{dedent(block)}\n```")
        else:
            parts.append(block)
    heading = re.sub(r"^`(\w+)` — (.*?)\.?$", r"## `\1`\n\n*\2.*", first)
    return "\n\n".join([heading, *parts])


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
