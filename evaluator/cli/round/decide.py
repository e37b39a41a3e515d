"""`evaluator round decide`: list what waits for the panel, or record what it decided."""

from __future__ import annotations

import re
import shlex
from datetime import date
from itertools import combinations
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import Day
from evaluator.cli.round.shared import DAY, ROUND, day_of, held, lacking, opened, whole
from evaluator.cli.round.status import waiting_json
from evaluator.evaluation.pipeline import Inputs
from evaluator.loading.decisions import FOLDER, WHOLE
from evaluator.model.round import Round
from evaluator.rounds.decide import DecisionEntry
from evaluator.rounds.decide import decide as decide_on
from evaluator.rounds.examples import examples
from evaluator.rounds.rank import rank as rank_round
from evaluator.rounds.read import moving_stations, received_stations, station_inputs
from evaluator.rounds.round_decisions import FILE as AWARDS
from evaluator.rounds.round_decisions import decide_awards as decide_level
from evaluator.rounds.status import station_state
from evaluator.rounds.undecided import Waiting
from evaluator.texts import Listing
from evaluator.texts.commands import say

MOST_CHOICES = 6
"""Ways to break a tie that are written out."""


@click.command("decide", cls=Command)
@click.option("--mark", multiple=True, metavar="ID=MARK")
@click.option("--fact", multiple=True, metavar="NAME=VALUE")
@click.option("--veto", multiple=True, metavar="ID=yes|no")
@click.option("--claim", multiple=True, metavar="ID=yes|no")
@click.option("--evidence", multiple=True, metavar="ID=yes|no")
@click.option("--waive", multiple=True, metavar="CRITERION")
@click.option("--until", type=Day())
@click.option("--accept-not-applicable", is_flag=True)
@click.option("--award", "awards", multiple=True, metavar="ID=STATION")
@click.option("--reason", default="")
@click.option("--by", default="")
@click.option("--supersede", is_flag=True)
@click.option("--anyway", default="", metavar="REASON")
@click.option("--json", "as_json", is_flag=True)
@DAY
@ROUND
@click.argument("station", default="")
def decide(
    folder: Path,
    station: str,
    mark: tuple[str, ...],
    fact: tuple[str, ...],
    veto: tuple[str, ...],
    claim: tuple[str, ...],
    evidence: tuple[str, ...],
    waive: tuple[str, ...],
    until: date | None,
    accept_not_applicable: bool,
    awards: tuple[str, ...],
    reason: str,
    by: str,
    supersede: bool,
    anyway: str,
    as_json: bool,
    day: date | None,
) -> None:
    """Record what the panel decided on a STATION; without options, list what waits."""
    lang = terminal.lang()
    options = {"mark": mark, "fact": fact, "veto": veto, "claim": claim, "evidence": evidence}
    choices = [_choice(kind, text) for kind, values in options.items() for text in values]
    if bool(waive) != (until is not None):
        raise click.UsageError(say("round.waive-until", lang))
    choices += [DecisionEntry("waiver", id, "yes", until) for id in waive]
    if accept_not_applicable:
        choices.append(DecisionEntry("not_applicable", WHOLE, "yes"))
    if awards and (choices or station):
        raise click.UsageError(say("round.award-alone", lang))
    if awards:
        decide_awards(folder, awards, reason=reason, by=by, day=day_of(day), supersede=supersede)
        return
    if not choices:
        round_ = opened(folder)
        if station:
            _list(round_, station, as_json=as_json)
        else:
            list_awards(round_, as_json=as_json)
        return
    if not station:
        raise click.UsageError(say("round.decide-whom", lang))
    lacking(reason=reason, by=by)
    with held(folder, "decide") as round_:
        inputs = _inputs(round_, station)
        items, problems = decide_on(
            round_,
            inputs,
            choices,
            reason=reason.strip(),
            by=by.strip(),
            day=day_of(day),
            supersede=supersede,
            anyway=anyway.strip(),
        )
        terminal.problems(problems)
        if not items:
            terminal.stop(say("round.not-decided", lang))
    terminal.out(say("round.decided", lang, path=f"{FOLDER}/{station}.yaml"))
    for decision in items:
        terminal.out(f"  - {decision}")


def _choice(kind: str, text: str) -> DecisionEntry:
    id, equals, value = (part.strip() for part in text.partition("="))
    if not (id and equals and value):
        option = f"--{kind}"
        raise click.BadParameter(
            say("round.bad-choice", terminal.lang(), option=option, found=text), param_hint=option
        )
    return DecisionEntry(kind, id, value)


def _inputs(round_: Round, station: str) -> Inputs:
    inputs, problems = station_inputs(round_, station)
    if inputs is None:
        terminal.problems(problems)
        terminal.stop(say("round.nothing-written", terminal.lang()))
    return inputs


def _list(round_: Round, station: str, *, as_json: bool) -> None:
    lang = terminal.lang()
    inputs = _inputs(round_, station)
    matters = station_state(round_, station).waiting
    if as_json:
        terminal.as_json([waiting_json(matter) for matter in matters])
        return
    if not matters:
        terminal.out(say("round.nothing-waits", lang))
        return
    header = [say(f"round.col.{key}", lang) for key in ("what", "said")]
    terminal.table(header, [_row(matter) for matter in matters])
    terminal.note(say("round.how", lang))
    for matter in matters:
        for arguments in examples(matter, inputs):
            terminal.note(f"  {command_line(round_, station, *arguments)}")


def _list_stations(round_: Round) -> bool:
    """List what waits at stations, and how to see the opinions on it; return whether anything does."""
    lang = terminal.lang()
    received = set(received_stations(round_))
    states = [station_state(round_, id) for id in moving_stations(round_) if id in received]
    rows = [
        (
            f"{state.id} {state.name}".rstrip(),
            Listing(f"{say(f'round.kind.{matter.kind}', lang)} {matter.id}" for matter in state.waiting),
        )
        for state in states
        if state.waiting
    ]
    if rows:
        terminal.table([say(f"round.col.{key}", lang) for key in ("station", "what")], rows)
        terminal.note(say("round.how-station", lang))
        terminal.note(f"  evaluator round decide ROUND {shlex.quote(rows[0][0].partition(' ')[0])}")
    return bool(rows)


def command_line(round_: Round, *arguments: str) -> str:
    """Return a command that decides, as it is typed."""
    lang = terminal.lang()
    words = ["evaluator", "round", "decide", str(round_.folder), *arguments]
    words += ["--reason", say("round.example-reason", lang), "--by", say("round.example-by", lang)]
    return " ".join(map(shlex.quote, words))


def _row(waiting: Waiting) -> tuple[str, str]:
    kind = say(f"round.kind.{waiting.kind}", terminal.lang())
    return f"{kind} {waiting.id} {waiting.title}", "；".join(
        f"{who}：{what}" for who, what in waiting.opinions
    )


def decide_awards(
    folder: Path, texts: tuple[str, ...], *, reason: str, by: str, day: date, supersede: bool
) -> None:
    """Record whom the panel chose for awards among stations that are level."""
    lang = terminal.lang()
    lacking(reason=reason, by=by)
    chosen: dict[str, list[str]] = {}
    for text in texts:
        choice = _choice("award", text)
        stations = [part for part in re.split("[,，、 ]+", choice.value) if part]
        chosen.setdefault(choice.id, []).extend(station for station in stations)
    with held(folder, "decide") as round_:
        ranking = rank_round(whole(round_), undecided=True)
        problems = decide_level(
            round_,
            {allocation.award.id: allocation for allocation in ranking.awards},
            {award: list(dict.fromkeys(stations)) for award, stations in chosen.items()},
            reason=reason.strip(),
            by=by.strip(),
            day=day,
            supersede=supersede,
        )
        if problems:
            terminal.problems(problems)
            terminal.stop(say("round.nothing-written", lang))
    terminal.out(say("round.decided", lang, path=AWARDS))
    for award, stations in chosen.items():
        terminal.out(f"  - {award}: {'、'.join(stations)}")


def list_awards(round_: Round, *, as_json: bool) -> None:
    """List the awards that wait for a decision of the whole round, and how to decide."""
    lang = terminal.lang()
    ranking = rank_round(whole(round_))
    waiting = [(allocation, tie) for allocation in ranking.awards for tie in allocation.ties]
    if as_json:
        terminal.as_json(
            [
                {
                    "what": {"award": allocation.award.id},
                    "title": allocation.award.title,
                    "stations": list(tie.stations),
                    "places": tie.places,
                    "county": tie.county,
                }
                for allocation, tie in waiting
            ]
        )
        return
    listed = _list_stations(round_)
    if not waiting:
        if not listed:
            terminal.out(say("round.nothing-waits", lang))
        return
    rows = [
        (
            f"{allocation.award.id} {allocation.award.title}",
            say("round.tie", lang, names=Listing(tie.stations), places=tie.places),
        )
        for allocation, tie in waiting
    ]
    terminal.table([say(f"round.col.{key}", lang) for key in ("what", "said")], rows)
    terminal.note(say("round.how-award", lang))
    for allocation, tie in waiting:
        for choice in list(combinations(tie.stations, tie.places))[:MOST_CHOICES]:
            line = command_line(round_, "--award", f"{allocation.award.id}={','.join(choice)}")
            terminal.note(f"  {line}")
