"""`evaluator round receive` and `hand-out`: what comes into a round and what goes out to an evaluator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from evaluator.base.disk import write_file
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import OutputPath
from evaluator.cli.round.documents import stop_on_template
from evaluator.cli.round.draw import with_draws
from evaluator.cli.round.shared import DAY, ROUND, day_of, held
from evaluator.evaluation.pipeline import failed
from evaluator.model.round import FILE, Round
from evaluator.model.sheet import Evaluator
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem
from evaluator.texts.reasons import reason_in
from evaluator.yaml.write import Field


@click.command("receive", cls=Command)
@click.option("--replace", default="", metavar="REASON")
@click.option("--again", is_flag=True)
@click.option("--reason", default="")
@click.option("--by", default="")
@DAY
@ROUND
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=click.Path(path_type=Path))
def receive(
    folder: Path,
    sources: tuple[Path, ...],
    replace: str,
    again: bool,
    reason: str,
    by: str,
    day: date | None,
) -> None:
    """Take stations' folders, sheets and workbooks into the ROUND, all or none.

    A SOURCE is a station's folder, a sheet, a workbook that was filled in, a folder of these, or what
    hand-out made, brought back; with --again files or folders of the ROUND itself.
    """
    if again:
        _again(folder, sources, reason.strip(), by.strip(), day_of(day))
        return
    if reason:
        raise click.UsageError(say("round.again-only", terminal.lang(), option="--reason"))
    why: dict[str, Field] | None = None
    if replace:
        why = {"reason": replace}
        if by:
            why["by"] = by
    with held(folder, "receive") as round_:
        take_in(round_, sources, day_of(day), why)


def _again(folder: Path, paths: Sequence[Path], reason: str, by: str, day: date) -> None:
    """Record changed files as they stand now; exit with 1 when nothing was changed there."""
    from evaluator.rounds.intake import accept

    lang = terminal.lang()
    for option, value in (("--reason", reason), ("--by", by)):
        if not value:
            raise click.UsageError(say("option-needs", lang, option="--again", needed=option))
    with held(folder, "receive") as round_:
        if round_.closed:
            terminal.problems([Problem("round-closed", FILE)])
            terminal.stop(say("round.nothing-taken", lang))
        recorded, problems = accept(round_.folder, paths, day, {"reason": reason, "by": by})
        terminal.problems(problems)
        if problems:
            terminal.stop(say("round.nothing-taken", lang))
    for path in recorded:
        terminal.out(say("round.again", lang, path=path))


def take_in(
    round_: Round, sources: Sequence[Path], day: date, why: Mapping[str, Field] | None = None
) -> None:
    """Receive the sources and print what was received; exit with 1 when nothing was."""
    from evaluator.word import TemplateError
    from evaluator.work.receive import receive as receive_into

    lang = terminal.lang()
    try:
        taken, problems = receive_into(round_, sources, day, why)
    except TemplateError as error:
        stop_on_template(error)
    terminal.problems(problems)
    if taken is None:
        terminal.stop(say("round.nothing-taken", lang))
    for key, paths in (("added", taken.added), ("replaced", taken.replaced), ("unchanged", taken.unchanged)):
        for path in paths:
            terminal.out(say(f"round.{key}", lang, path=path))
    for path in taken.receipts:
        terminal.note(say("round.receipt", lang, path=path))
    counts = {"added": len(taken.added), "replaced": len(taken.replaced), "unchanged": len(taken.unchanged)}
    terminal.note(say("round.received", lang, **counts))


@click.command("hand-out", cls=Command)
@click.option("--to", "evaluator", required=True, metavar="EVALUATOR")
@click.option("-o", "--output", type=OutputPath([".zip"], folder=True))
@click.option("--workbook", is_flag=True)
@DAY
@ROUND
def hand_out(folder: Path, evaluator: str, output: Path | None, workbook: bool, day: date | None) -> None:
    """Pack from the ROUND what one evaluator needs offline."""
    with held(folder, "hand-out") as round_:
        _hand_out(round_, evaluator, output, workbook, day_of(day))


def _hand_out(round_: Round, evaluator: str, output: Path | None, workbook: bool, day: date) -> None:
    """Draw what is not drawn yet, then pack the files."""
    from evaluator.loading.submission import FILE
    from evaluator.reports.hand_out_page import INDEX, index_page
    from evaluator.rounds.drawing import hand_out_draws
    from evaluator.rounds.hand_out import hand_out_files, stations_in
    from evaluator.rounds.history import HAND_OUT_DRAWS

    lang = terminal.lang()
    member = round_.evaluator(evaluator)
    if member is None:
        ids = Listing(panel_member.id for panel_member in round_.panel.evaluators) or "—"
        terminal.stop(say("round.no-evaluator", lang, name=evaluator, known=ids))
    path = output or Path(f"{round_.id}-{evaluator}.zip")
    files = hand_out_files(round_, evaluator)
    stations = stations_in(files)
    if not stations:
        terminal.stop(say("round.nothing-to-hand-out", lang, name=member.name or member.id))
    if not round_.closed:
        round_ = with_draws(round_, [id for id in stations if not round_.frozen(id)], day)
    with TemporaryDirectory() as beside:
        draws = hand_out_draws(round_, stations)
        if draws:
            files[HAND_OUT_DRAWS] = Path(beside) / HAND_OUT_DRAWS
            write_file(files[HAND_OUT_DRAWS], draws)
        files |= _page(round_, member, Path(beside))
        files[INDEX] = Path(beside) / INDEX
        write_file(files[INDEX], index_page(round_, member, files))
        if workbook:
            files |= _book(round_, member, Path(beside))
        _pack(path, dict(sorted(files.items())))
    count = sum(1 for name in files if name.startswith("stations/") and name.endswith(f"/{FILE}"))
    terminal.out(say("round.handed-out", lang, path=path, stations=count, name=member.name or member.id))


def _page(round_: Round, member: Evaluator, beside: Path) -> dict[str, Path]:
    """Write the page to mark with, where there is anything to mark and the page's runtime."""
    from evaluator.marking.questions import Refused
    from evaluator.page.write import NoRuntime, marking_page
    from evaluator.reports.hand_out_page import PAGE

    try:
        data = marking_page(round_, member, terminal.lang())
    except Refused:
        return {}
    except NoRuntime as missing:
        terminal.note(say("page.hand-out-without", terminal.lang(), why=say(str(missing), terminal.lang())))
        return {}
    write_file(beside / PAGE, data)
    return {PAGE: beside / PAGE}


def _book(round_: Round, member: Evaluator, beside: Path) -> dict[str, Path]:
    """Write an evaluator's workbook, if he has anything to mark; exit with 1 when it cannot be made."""
    from evaluator.work.workbooks import evaluator_books

    books, problems = evaluator_books(round_, [member])
    terminal.problems(problems)
    if failed(problems):
        terminal.stop(say("round.nothing-written", terminal.lang()))
    files: dict[str, Path] = {}
    for name, data in books:
        files[name] = beside / name
        write_file(files[name], data)
    return files


def _pack(path: Path, files: Mapping[str, Path]) -> None:
    """Write the files to hand out; exit with 1 when that fails."""
    from evaluator.rounds.hand_out import write_folder, write_zip

    lang = terminal.lang()
    try:
        if path.suffix.casefold() == ".zip":
            write_zip(path, files)
        elif path.exists() and (not path.is_dir() or any(path.iterdir())):
            terminal.stop(say("round.exists", lang, path=path))
        else:
            write_folder(path, files)
    except OSError as error:
        terminal.stop(say("cannot-write", lang, path=path, reason=reason_in(error, lang)))
