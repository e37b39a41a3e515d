"""`evaluator round check`: what stations' materials lack, and notices that ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import Day
from evaluator.cli.round.documents import letters_written
from evaluator.cli.round.shared import BY, DAY, ROUND, day_of, held, opened, record_inputs, stop_on, whole
from evaluator.model.round import Round
from evaluator.reports.letters import CHECK
from evaluator.rounds.checking import StationCheck, check_data, check_station, issue, stations_to_check
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.commands import say

FORMAT: Final = "round-check/1"
ROWS: Final = 8
"""The most entries shown of a list without --all."""
LISTS: Final = ("facts", "ledgers", "evidence")


@click.command("check", cls=Command)
@click.option("--due", type=Day())
@click.option("--all", "everything", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@BY
@DAY
@ROUND
@click.argument("stations", metavar="STATION...", nargs=-1)
def check(
    folder: Path,
    stations: tuple[str, ...],
    due: date | None,
    everything: bool,
    as_json: bool,
    by: str,
    day: date | None,
) -> None:
    """Show what the materials of STATIONs of the ROUND lack; with --due write notices that ask for it."""
    if due is None:
        round_ = whole(opened(folder))
        checks = _checks(round_, stations)
        papers: list[Path] = []
    else:
        with held(folder, "check") as round_:
            checks = _checks(whole(round_), stations)
            papers = _issue(round_, [entry for entry in checks if not entry.complete], due, day_of(day), by)
    if as_json:
        terminal.as_json(_json(round_, checks, due, papers))
    else:
        _show(checks, everything=everything)
        for path in papers:
            terminal.note(say("written", terminal.lang(), path=path))
    if any(entry.broken for entry in checks):
        raise SystemExit(terminal.ERRORS)


def _checks(round_: Round, stations: Sequence[str]) -> list[StationCheck]:
    ids, problems = stations_to_check(round_, stations)
    stop_on(problems)
    return [check_station(round_, id) for id in ids]


def _issue(round_: Round, checks: Sequence[StationCheck], due: date, day: date, by: str) -> list[Path]:
    """Record what lies in the round and the notices, and write these; return their paths."""
    with Operation(round_.folder) as operation:
        _, problems = issue(operation, round_, checks, due, day, by.strip())
        stop_on(problems)
    if not round_.closed:
        record_inputs(round_, day)
    with Operation(round_.folder) as operation:
        after, _ = issue(operation, round_, checks, due, day, by.strip())
        papers = letters_written(after, operation, CHECK, [entry.id for entry in checks])
        if not operation.empty:
            operation.commit()
    return papers


def _show(checks: Sequence[StationCheck], *, everything: bool) -> None:
    lang = terminal.lang()
    columns = ("station", *LISTS, "problems")
    terminal.table(
        [say(f"round.check.{key}", lang) for key in columns],
        [_row(entry) for entry in checks],
        right=(1, 2, 3, 4),
    )
    for entry in checks:
        if entry.received and (entry.unlisted or not entry.complete):
            _details(entry, everything=everything)
    complete = sum(entry.complete for entry in checks)
    terminal.note(say("round.check.sum", lang, count=len(checks), complete=complete))


def _row(entry: StationCheck) -> tuple[str, ...]:
    name = f"{entry.id} {entry.name}".rstrip()
    if not entry.received:
        return (name, say("round.not-received", terminal.lang()), "", "", "")
    numbers = [len(getattr(entry.lacks, key)) for key in LISTS]
    shown = ["—" if entry.broken else str(number or "—") for number in numbers]
    return (name, *shown, str(len(entry.problems) or "—"))


def _details(entry: StationCheck, *, everything: bool) -> None:
    lang = terminal.lang()
    terminal.head(f"{entry.id} {entry.name}".rstrip())
    for key in LISTS:
        lacking = getattr(entry.lacks, key)
        if not lacking:
            continue
        terminal.paragraph(say(f"round.check.{key}-lacking", lang, count=len(lacking)))
        shown = lacking if everything else lacking[:ROWS]
        for item in shown:
            asking = Listing(item.criteria)
            terminal.paragraph(f"{item.title}　{asking}".rstrip("　"), indent=4)
        if len(lacking) > len(shown):
            terminal.paragraph(say("round.check.more", lang, count=len(lacking) - len(shown)), indent=4)
    if entry.unlisted:
        terminal.paragraph(say("round.check.unlisted", lang, count=len(entry.unlisted)))
        shown_files = entry.unlisted if everything else entry.unlisted[:ROWS]
        for name in shown_files:
            terminal.paragraph(name, indent=4)
        if len(entry.unlisted) > len(shown_files):
            count = len(entry.unlisted) - len(shown_files)
            terminal.paragraph(say("round.check.more", lang, count=count), indent=4)
    for problem in entry.problems:
        for number, line in enumerate(problem.render(lang).splitlines()):
            terminal.paragraph(line.strip(), indent=4 if number else 2)


def _json(
    round_: Round, checks: Sequence[StationCheck], due: date | None, papers: Sequence[Path]
) -> dict[str, object]:
    written = {path.name.partition(".")[0]: path for path in papers}
    return {
        "format": FORMAT,
        "round": {"id": round_.id, "title": round_.title},
        "due": None if due is None else due.isoformat(),
        "stations": [
            {
                **check_data(entry, terminal.lang()),
                "complete": entry.complete,
                "notice": written[entry.id].relative_to(round_.folder).as_posix()
                if entry.id in written
                else None,
            }
            for entry in checks
        ],
    }
