"""Make PDFs beside the Word documents that a command wrote, and print the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.texts.commands import say

PDF = click.option("--pdf", is_flag=True, help="Also as PDF, with LibreOffice. 同时生成 PDF。")


def make_pdfs(documents: Sequence[Path]) -> None:
    """Convert what changed; exit with 1 when LibreOffice is missing or a document fails."""
    from evaluator.reports.pdf import OfficeMissing, convert

    lang = terminal.lang()
    try:
        made = convert(documents)
    except OfficeMissing:
        terminal.stop(say("pdf.missing", lang))
    except OSError as error:
        path, reason = error.filename or "", error.strerror or str(error)
        terminal.stop(say("cannot-write", lang, path=path, reason=reason))
    for conversion in made:
        if conversion.state == "failed":
            terminal.note(say("pdf.failed", lang, path=conversion.document))
    counts = {
        state: sum(conversion.state == state for conversion in made)
        for state in ("converted", "unchanged", "failed")
    }
    terminal.note(say("pdf.done", lang, **counts))
    if counts["failed"]:
        terminal.stop(say("pdf.some-failed", lang, count=counts["failed"]))
