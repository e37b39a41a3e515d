"""`evaluator round draw`: draw the files of samples, recorded before they are shown."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.round.shared import DAY, NAMED, REASON, ROUND, day_of, held, record_inputs
from evaluator.model.history import Draw
from evaluator.model.round import FILE, Round
from evaluator.rounds.drawing import Drawing, after_draw
from evaluator.rounds.drawing import draw as draw_samples
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem


@click.command("draw", cls=Command)
@click.option("--seed", default="", metavar="TEXT")
@click.option("--json", "as_json", is_flag=True)
@REASON
@DAY
@ROUND
@click.argument("stations", metavar="STATION...", nargs=-1)
def draw(
    folder: Path, stations: tuple[str, ...], seed: str, reason: str, as_json: bool, day: date | None
) -> None:
    """Draw the files to inspect at STATIONs of the ROUND; default: all. A second draw needs a reason."""
    lang = terminal.lang()
    with held(folder, "draw") as round_:
        if round_.closed:
            terminal.problems([Problem("round-closed", FILE)])
            terminal.stop(say("round.nothing-written", lang))
        drawing = recorded(round_, stations, day_of(day), seed=seed.strip(), reason=reason.strip())
    if stations and drawing.already and not drawing.draws:
        terminal.stop(say("draw.again", lang, names=_names(drawing.already)))
    if as_json:
        terminal.as_json([_json(new) for new in drawing.draws])
        return
    for new in drawing.draws:
        terminal.out(
            say("draw.drawn", lang, station=new.station, criterion=new.criterion, files=Listing(new.keys))
        )
    if drawing.draws:
        terminal.note(say("draw.seed", lang, seed=drawing.draws[0].seed))
    if drawing.already:
        terminal.note(say("draw.already", lang, names=_names(drawing.already)))
    if drawing.impossible:
        terminal.note(say("draw.impossible", lang, names=_names(drawing.impossible)))
    if not (drawing.draws or drawing.already or drawing.impossible):
        terminal.out(say("draw.nothing", lang))


def recorded(
    round_: Round, stations: Sequence[str], day: date, *, seed: str = "", reason: str = ""
) -> Drawing:
    """Draw and record; exit with 1 when a station cannot be read. What is returned may be shown."""
    seed = seed or secrets.token_hex(8)
    with Operation(round_.folder) as operation:
        drawing = draw_samples(operation, round_, stations, seed=seed, day=day, reason=reason)
    if drawing.problems:
        terminal.problems(drawing.problems)
        terminal.stop(say("round.nothing-written", terminal.lang()))
    if drawing.draws:
        if not round_.history.logged:
            record_inputs(round_, day)
        with Operation(round_.folder) as operation:
            draw_samples(operation, round_, stations, seed=seed, day=day, reason=reason)
            operation.commit()
    return drawing


def with_draws(round_: Round, stations: Sequence[str], day: date) -> Round:
    """Draw what was not drawn yet, and return the round with all draws."""
    return after_draw(round_, recorded(round_, stations, day))


def _names(abouts: Sequence[tuple[str, str]]) -> str:
    listed = [f"{station} {criterion}" for station, criterion in abouts]
    return Listing(listed[:NAMED], "……" if len(listed) > NAMED else "")


def _json(new: Draw) -> dict[str, object]:
    return {
        "station": new.station,
        "criterion": new.criterion,
        "seed": new.seed,
        "files": list(new.keys),
        "date": new.day.isoformat(),
        "reason": new.reason or None,
    }
