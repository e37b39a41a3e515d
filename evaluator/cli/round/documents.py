"""`evaluator round documents`: the papers on the whole round and on every station."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import OneOf, OutputPath
from evaluator.cli.pdf import PDF, make_pdfs
from evaluator.cli.round.shared import DAY, NAMED, ROUND, day_of, held, note_edition, whole
from evaluator.cli.station.report import SET
from evaluator.model.round import REPORTS, Round
from evaluator.rounds.intake import record_declaration
from evaluator.rounds.record import read_record
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.template_reasons import template_reason

if TYPE_CHECKING:
    from evaluator.word import TemplateError

LETTERS = ("receipt", "sheet-receipt", "material-check", "objection-answer")
"""The letters that follow from the log."""
MINUTES = "minutes"
"""The minutes of the meeting that ends with an edition."""
ON_ROUND = ("one-page", MINUTES)
"""The papers of the whole round that are written where they are asked for."""


@click.command("documents", cls=Command)
@click.option("-o", "--output", type=OutputPath(folder=True))
@click.option("--set", "names", multiple=True, type=OneOf([*SET, *LETTERS, *ON_ROUND, "all"]))
@click.option("--force", is_flag=True)
@click.option("--keep", "edited", multiple=True, metavar="PAPER", type=click.Path(path_type=Path))
@click.option("--reason", default="")
@click.option("--by", default="")
@PDF
@DAY
@ROUND
def documents(
    folder: Path,
    output: Path | None,
    names: tuple[str, ...],
    force: bool,
    edited: tuple[Path, ...],
    reason: str,
    by: str,
    pdf: bool,
    day: date | None,
) -> None:
    """Write summary, ranking, notice and one page on the ROUND.

    A paper that was edited since it was written stays as it is, until --keep records it or --force replaces
    it.
    """
    kinds = (*SET, *LETTERS, *ON_ROUND) if "all" in names else tuple(dict.fromkeys(names))
    with held(folder, "documents") as round_:
        whole(round_)
        note_edition(round_)
        if edited:
            _accept(round_, edited, reason.strip(), by.strip(), day_of(day))
        elif output is not None:
            written = _elsewhere(round_, kinds, output)
            if pdf:
                make_pdfs(written)
        else:
            with Operation(round_.folder) as operation:
                if record_declaration(operation, read_record(round_.folder), day_of(day)):
                    terminal.note(say("run.declaration", terminal.lang()))
                written = round_documents(round_, operation, kinds, force=force)
                operation.commit()
            if pdf:
                _pdfs(round_, written)


def _elsewhere(round_: Round, kinds: Sequence[str], output: Path) -> list[Path]:
    """Write the papers into another folder; return the Word documents. Nothing of it is recorded."""
    from evaluator.reports.letters import letters
    from evaluator.reports.paper_set import write_set
    from evaluator.reports.round_files import round_evaluations, write_round_documents
    from evaluator.rounds.papers import OtherFolder
    from evaluator.word import TemplateError
    from evaluator.work.documents import write_letters

    evaluations = round_evaluations(round_)
    if not evaluations:
        terminal.stop(say("documents.none", terminal.lang()))
    folder = OtherFolder(output)
    try:
        states = write_round_documents(
            round_, evaluations, folder, more=[*filter(ON_ROUND.__contains__, kinds)]
        )
        of_stations = [kind for kind in kinds if kind not in ON_ROUND and kind not in LETTERS]
        papers = list(write_set(round_, of_stations, folder, by_edition=False))
        papers += write_letters(round_, folder, letters(round_, [kind for kind in LETTERS if kind in kinds]))
    except TemplateError as error:
        stop_on_template(error)
    _tell_round([output / name for name, state in states if state == "written"])
    _tell_set(kinds, [(document.kind, document.state == "written") for document in papers])
    return [
        output / name
        for name in (*(name for name, _ in states), *(document.name for document in papers))
        if name.endswith(".docx")
    ]


def stop_on_template(error: TemplateError) -> NoReturn:
    """Print what is wrong with a template of the round's papers and exit with 1."""
    lang = terminal.lang()
    reason = template_reason(error.what, lang) or say(f"template.{error.code}", lang)
    terminal.stop(say("documents.template", lang, reason=reason))


def round_documents(
    round_: Round,
    operation: Operation,
    kinds: Sequence[str] = (),
    *,
    force: bool = False,
    required: bool = True,
) -> list[Path]:
    """Plan to write the papers into the round and print what changes; return the Word documents.

    Exit with 1 when a template is wrong, and where papers are *required* when there is no result.
    """
    from evaluator.word import TemplateError
    from evaluator.work.documents import write_documents

    lang = terminal.lang()
    try:
        written = write_documents(round_, operation, kinds, force=force)
    except TemplateError as error:
        stop_on_template(error)
    if not (written.on_round or written.on_stations):
        if required:
            terminal.stop(say("documents.none", lang))
        return []
    changed = [round_.folder / path for path, state in written.on_round if state == "written"]
    if changed or not written.on_stations:
        _tell_round(changed)
    _tell_set(kinds, [(document.kind, document.state == "written") for document in written.on_stations])
    tell_edited(round_, written.edited)
    paths = [path for path, _ in written.on_round]
    paths += [f"{REPORTS}/{document.name}" for document in written.on_stations]
    return [round_.folder / path for path in paths if path.endswith(".docx")]


def letters_written(round_: Round, operation: Operation, kind: str, stations: Sequence[str]) -> list[Path]:
    """Plan to write the last letter of a kind to each station; exit with 1 when its template is wrong."""
    from evaluator.reports.letters import last_letters
    from evaluator.rounds.papers import RoundPapers
    from evaluator.word import TemplateError
    from evaluator.work.documents import write_letters

    listed = last_letters(round_, kind, stations)
    try:
        written = write_letters(round_, RoundPapers(operation), listed, operation.staging)
    except TemplateError as error:
        stop_on_template(error)
    return [round_.folder / REPORTS / letter.name for letter in written]


def _tell_round(written: Sequence[Path]) -> None:
    for path in written:
        terminal.note(say("written", terminal.lang(), path=path))
    if not written:
        terminal.note(say("documents.unchanged", terminal.lang()))


def _tell_set(kinds: Sequence[str], papers: Sequence[tuple[str, bool]]) -> None:
    counts = Counter(kind for kind, _ in papers)
    written = Counter(kind for kind, changed in papers if changed)
    for kind in (kind for kind in kinds if kind not in ON_ROUND):
        terminal.note(
            say("documents.set", terminal.lang(), name=kind, count=counts[kind], written=written[kind])
        )


def tell_edited(round_: Round, edited: Sequence[str]) -> None:
    """Print which papers were edited and left as they are, and what can be done."""
    if not edited:
        return
    lang = terminal.lang()
    listed = Listing(edited[:NAMED], "……" if len(edited) > NAMED else "")
    folder, first = shlex.quote(str(round_.folder)), shlex.quote(edited[0])
    keep = say("documents.keep", lang, round=folder, paper=first)
    force = say("documents.force", lang, round=folder)
    text = say("documents.edited", lang, count=len(edited), names=listed, keep=keep, force=force)
    terminal.note(click.style(text, fg="yellow"))


def _accept(round_: Round, edited: Sequence[Path], reason: str, by: str, day: date) -> None:
    """Record edited papers as they are; exit with 1 when there is no such paper or nobody edited it."""
    from evaluator.work.documents import accept_edited

    lang = terminal.lang()
    for option, value in (("--reason", reason), ("--by", by)):
        if not value:
            raise click.UsageError(say("option-needs", lang, option="--keep", needed=option))
    accepted, problems = accept_edited(round_, edited, day, reason, by)
    terminal.problems(problems)
    if problems:
        terminal.stop(say("round.nothing-written", lang))
    for path in accepted:
        terminal.out(say("documents.accepted", lang, path=path))


def _pdfs(round_: Round, documents: Sequence[Path]) -> None:
    from evaluator.work.documents import record_pdfs

    try:
        make_pdfs(documents)
    finally:  # some may be made although others failed
        record_pdfs(round_, documents)
