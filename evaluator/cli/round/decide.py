"""`evaluator round decide`: list what waits for the panel, or record what it decided."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.round.shared import DAY, ROUND, day_of, held, opened
from evaluator.cli.round.status import waiting_json
from evaluator.evaluation.pipeline import Inputs
from evaluator.loading.decisions import FOLDER, WHOLE
from evaluator.model.guideline import Guideline
from evaluator.model.round import Round
from evaluator.rounds.decide import DecisionEntry
from evaluator.rounds.decide import decide as decide_on
from evaluator.rounds.read import station_inputs
from evaluator.rounds.status import station_state
from evaluator.rounds.undecided import Waiting
from evaluator.rules.marked import FilesForm, LevelForm, MarkForm, form_of
from evaluator.texts.commands import say

KINDS = {"fact": "55", "veto": "yes|no", "claim": "yes|no", "evidence": "yes|no"}
SAMPLE = '"sample:GA03: 1 2 3 /4；GA05: 1 2 3 4"'


@click.command("decide", cls=Command)
@click.option("--mark", multiple=True, metavar="ID=MARK")
@click.option("--fact", multiple=True, metavar="NAME=VALUE")
@click.option("--veto", multiple=True, metavar="ID=yes|no")
@click.option("--claim", multiple=True, metavar="ID=yes|no")
@click.option("--evidence", multiple=True, metavar="ID=yes|no")
@click.option("--accept-not-applicable", is_flag=True)
@click.option("--reason", default="")
@click.option("--by", default="")
@click.option("--supersede", is_flag=True)
@click.option("--anyway", default="", metavar="REASON")
@click.option("--json", "as_json", is_flag=True)
@DAY
@ROUND
@click.argument("station")
def decide(
    folder: Path,
    station: str,
    mark: tuple[str, ...],
    fact: tuple[str, ...],
    veto: tuple[str, ...],
    claim: tuple[str, ...],
    evidence: tuple[str, ...],
    accept_not_applicable: bool,
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
    if accept_not_applicable:
        choices.append(DecisionEntry("not_applicable", WHOLE, "yes"))
    if not choices:
        _list(opened(folder), station, as_json=as_json)
        return
    for name, value in (("--reason", reason), ("--by", by)):
        if not value.strip():
            raise click.UsageError(say("round.needs", lang, option=name))
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
        if not items:
            terminal.problems(problems)
            terminal.stop(say("round.nothing-written", lang))
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
    _inputs(round_, station)
    matters = station_state(round_, station).waiting
    if as_json:
        terminal.as_json([waiting_json(matter) for matter in matters])
        return
    if not matters:
        terminal.out(say("round.nothing-waits", lang))
        return
    header = [say(f"round.col.{key}", lang) for key in ("what", "said")]
    terminal.table(header, [_row(matter) for matter in matters])
    options = " ".join(dict.fromkeys(_option(matter, round_.guideline) for matter in matters))
    terminal.note(say("round.how", lang, options=options))


def _row(waiting: Waiting) -> tuple[str, str]:
    kind = say(f"round.kind.{waiting.kind}", terminal.lang())
    return f"{kind} {waiting.id} {waiting.title}", "；".join(
        f"{who}：{what}" for who, what in waiting.opinions
    )


def _option(waiting: Waiting, guideline: Guideline) -> str:
    if waiting.kind == "not_applicable":
        return "--accept-not-applicable"
    if waiting.kind == "mark":
        criterion = next(criterion for criterion in guideline.criteria() if criterion.id == waiting.id)
        return f"--mark {waiting.id}={_mark(form_of(criterion))}"
    return f"--{waiting.kind} {waiting.id}={KINDS[waiting.kind]}"


def _mark(form: MarkForm | None) -> str:
    """Return an example of how a mark in this form is written."""
    match form:
        case LevelForm(levels):
            return f"level:{next(iter(levels))}"
        case FilesForm():
            return SAMPLE
        case _:
            return "points:8"
