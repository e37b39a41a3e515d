"""Make PDFs beside the Word documents that a command wrote, and print the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.texts.commands import say
from evaluator.texts.reasons import reason_in

PDF = click.option("--pdf", is_flag=True)


def pdf_of(document: bytes, path: Path) -> bytes:
    """Return a Word document as the PDF to write to *path*; exit with 1 when it cannot be made."""
    from evaluator.reports.pdf import OfficeMissing, as_pdf

    try:
        data = as_pdf(document)
    except OfficeMissing:
        terminal.stop(say("pdf.none", terminal.lang(), path=path))
    if data is None:
        terminal.stop(say("pdf.failed", terminal.lang(), path=path))
    return data


def make_pdfs(documents: Sequence[Path]) -> None:
    """Convert what changed; exit with 1 when LibreOffice is missing or a document fails."""
    from evaluator.reports.pdf import OfficeMissing, convert

    lang = terminal.lang()
    try:
        made = convert(documents)
    except OfficeMissing:
        terminal.stop(say("pdf.missing", lang))
    except OSError as error:
        path, reason = error.filename or "", reason_in(error, terminal.lang())
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
