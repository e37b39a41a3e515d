"""`evaluator round rectify`: notices to put right what results lack, and where each notice stands."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from evaluator.base import exact
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import Day
from evaluator.cli.round.documents import round_documents
from evaluator.cli.round.shared import BY, DAY, ROUND, day_of, held, lacking, opened, stop_on, whole
from evaluator.model.history import SETTLED, Notice
from evaluator.model.round import FILE, Round
from evaluator.rounds import rectification
from evaluator.rounds.rectification import Selection, chosen, issue
from evaluator.rounds.staging import Operation
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem

FORMAT = "round-rectification/1"
_BETWEEN: Final = re.compile("[,，、 ]+")


@click.command("rectify", cls=Command)
@click.option("--below", default="", metavar="GRADE")
@click.option("--lost", default="", metavar="SHARE")
@click.option("--stations", multiple=True, metavar="STATION")
@click.option("--due", type=Day())
@click.option("--answered", default="", metavar="STATION")
@click.option("--settle", default="", metavar="STATION")
@click.option("--text", default="", metavar="TEXT")
@click.option("--status", "as_status", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@BY
@DAY
@ROUND
@click.argument("more", metavar="STATION...", nargs=-1)
def rectify(
    folder: Path,
    more: tuple[str, ...],
    below: str,
    lost: str,
    stations: tuple[str, ...],
    due: date | None,
    answered: str,
    settle: str,
    text: str,
    as_status: bool,
    as_json: bool,
    by: str,
    day: date | None,
) -> None:
    """Issue notices to stations of the ROUND that need one, record answers, or list where they stand."""
    lang = terminal.lang()
    if as_status or as_json:
        _list(opened(folder), as_json=as_json)
        return
    if answered or settle:
        _record(folder, answered.strip(), settle.strip(), text, by, day)
        return
    if more and not stations:
        raise click.UsageError(say("usage.extra", lang, words=" ".join(more)))
    if due is None:
        lacking(due="")
    ids = tuple(id for words in (*stations, *more) for id in _BETWEEN.split(words) if id)
    if sum(map(bool, (below, lost, ids))) > 1:
        raise click.UsageError(say("rectify.one-way", lang))
    share = exact.share(lost, lenient=True) if lost else None
    if lost and share is None:
        raise click.BadParameter(say("rectify.share", lang, found=lost), param_hint="--lost")
    assert due is not None
    with held(folder, "rectify") as round_:
        wanted, problems = chosen(whole(round_), Selection(below.strip(), share, ids))
        stop_on(problems)
        if not wanted:
            terminal.out(say("rectify.nobody", lang))
            return
        issued = day_of(day)
        if due < issued:
            args = {"due": due.isoformat(), "day": issued.isoformat()}
            terminal.problems([Problem("rectify-due", FILE, args=args)])
        with Operation(round_.folder) as operation:
            after = issue(operation, round_, wanted, due, issued)
            round_documents(after, operation, ("rectification",))
            operation.commit()
    for station in wanted:
        terminal.out(say("rectify.issued", lang, station=station, due=due))


def _record(folder: Path, answered: str, settle: str, text: str, by: str, day: date | None) -> None:
    """Record an answer, or close a notice without a recheck."""
    lang = terminal.lang()
    if answered and settle:
        raise click.UsageError(say("rectify.one-way", lang))
    lacking(text=text, by=by)
    record, key = (rectification.answer, "answered") if answered else (rectification.settle, "settled")
    station = answered or settle
    with held(folder, "rectify") as round_, Operation(round_.folder) as operation:
        stop_on(record(operation, round_, station, text=text, by=by, day=day_of(day)))
        operation.commit()
    terminal.out(say(f"rectify.{key}", lang, station=station))


def _list(round_: Round, *, as_json: bool) -> None:
    lang = terminal.lang()
    notices = round_.history.notices
    if as_json:
        terminal.as_json(
            {
                "format": FORMAT,
                "round": {"id": round_.id, "title": round_.title},
                "notices": [_json(notice) for notice in notices],
            }
        )
        return
    if not notices:
        terminal.out(say("rectify.none", lang))
        return
    columns = ("station", "number", "issued", "due", "state", "answer")
    rows = [
        (
            notice.station,
            str(notice.number),
            notice.issued.isoformat(),
            notice.due.isoformat(),
            say(f"rectify.state.{notice.state}", lang),
            "" if notice.answer is None else notice.answer.text,
        )
        for notice in notices
    ]
    terminal.table([say(f"rectify.col.{key}", lang) for key in columns], rows)
    pending = sum(notice.state != SETTLED for notice in notices)
    terminal.note(say("rectify.sum", lang, count=len(notices), pending=pending))


def _json(notice: Notice) -> dict[str, Any]:
    answer, recheck = notice.answer, notice.recheck
    return {
        "station": notice.station,
        "number": notice.number,
        "edition": notice.edition,
        "issued": notice.issued.isoformat(),
        "due": notice.due.isoformat(),
        "state": notice.state,
        "answer": None
        if answer is None
        else {"text": answer.text, "by": answer.by, "date": answer.day.isoformat()},
        "recheck": None if recheck is None else {"file": recheck.file, "seal": recheck.seal},
        "closed": None if notice.settled is None else notice.settled.isoformat(),
    }
