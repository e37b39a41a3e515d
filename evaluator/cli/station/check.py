"""`evaluator check`: what a station sees before the review."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evaluator.base import exact
from evaluator.cli import folder, terminal
from evaluator.cli.command import Command
from evaluator.cli.options import computed, fail_under_option, least, read_station, station_options
from evaluator.cli.parameters import OutputPath
from evaluator.cli.station.check_screen import Numbers, Screen, change_text, show_way_up
from evaluator.conditions.wording import Words
from evaluator.evaluation.gaps import gaps
from evaluator.evaluation.next_grade import effort_of, path_to_next_grade
from evaluator.evaluation.pipeline import Evaluated
from evaluator.evaluation.progress import progress
from evaluator.evaluation.smallest_changes import SmallestChange, smallest_changes
from evaluator.loading.submission import FILE, locate
from evaluator.model.guideline import Grade, Guideline
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import nearest

if TYPE_CHECKING:
    from evaluator.evaluation.way_up import NoWay, WayUp


@click.command("check", cls=Command)
@station_options
@click.option("--all", "everything", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.option("--to", "grade", default="", metavar="GRADE")
@click.option("--write", "write_lines", is_flag=True)
@click.option("--report", type=OutputPath([".docx", ".html", ".htm", ".pdf"]))
@fail_under_option
def command(
    station: Path,
    sheets: Path | None,
    decisions: Path | None,
    guideline: str,
    profile: str,
    strict: bool,
    everything: bool,
    as_json: bool,
    grade: str,
    write_lines: bool,
    report: Path | None,
    fail_under: str | None,
) -> None:
    """Check a STATION's folder before the review."""
    inputs = read_station(station, sheets, decisions, guideline, profile)
    place = locate(station)[0] or station
    proposals = folder.proposals_for(place, inputs.guideline)
    if write_lines and folder.write(place / FILE, proposals):
        inputs = read_station(station, sheets, decisions, guideline, profile)
        proposals = folder.proposals_for(place, inputs.guideline)
    wanted = least(inputs.guideline, fail_under)
    target = _grade(inputs.guideline, grade) if grade else None
    result = computed(inputs, strict=strict, quiet=True)
    up = None if target is None else _way_up(result, target)
    if as_json:
        data = {**_json(result), "unlisted": folder.as_json(proposals)}
        if up is not None:
            data["to"] = _up_json(up, Words(inputs.guideline))
        terminal.as_json(data)
    elif up is not None:
        show_way_up(up, Numbers(inputs.guideline), Words(inputs.guideline))
    else:
        Screen(result, everything=everything).show()
        folder.show(proposals, everything=everything)
    if report is not None:
        from evaluator.cli.station.report import write_report

        write_report(result.document, report, "self-check")
    wanted.check(result)


def _grade(guideline: Guideline, name: str) -> Grade:
    """Return a grade by its id or title; a name that is neither is a mistake of the command line."""
    for grade in guideline.grades:
        if name in (grade.id, grade.title):
            return grade
    names = [grade.id for grade in guideline.grades]
    near = nearest(name, names)
    key = "usage.choice-near" if near else "usage.choice"
    text = say(key, terminal.lang(), value=name, known=Listing(names), near=near or "")
    raise click.BadParameter(text, param_hint="--to")


def _way_up(result: Evaluated, target: Grade) -> WayUp | NoWay:
    from evaluator.evaluation.way_up import TooManyChoices, way_up

    try:
        up = way_up(result.computed, target)
    except TooManyChoices:
        terminal.stop(say("up.too-many", terminal.lang()))
    if up is None:
        terminal.stop(say("no-score", terminal.lang()))
    return up


def _up_json(up: WayUp | NoWay, words: Words) -> dict[str, Any]:
    """Return the way to a grade for programs, with the certificate that nothing cheaper reaches it."""
    from evaluator.evaluation.way_up import NoWay, proves

    if isinstance(up, NoWay):
        return {
            "grade": up.target.id,
            "reachable": False,
            "short": exact.text(up.short or 0),
            "at_bound": up.short == 0,
            "limits": list(up.limits),
            "reasons": list(up.reasons),
            "unjudged": list(up.unjudged),
        }
    candidates = [gap.criterion.id for gap in up.candidates]
    return {
        "grade": up.target.id,
        "reachable": True,
        "effort": exact.text(up.effort),
        "most_for_less": exact.text(up.most_for_less),
        "unjudged": list(up.unjudged),
        "lifts": [
            {
                "limit": lift.limit,
                "fact": lift.fact.name,
                "before": None if lift.before is None else words.value(lift.fact.name, lift.before),
                "after": words.value(lift.fact.name, lift.after),
                "text": change_text(words, SmallestChange(lift.fact, lift.before, lift.after, 0, ())),
            }
            for lift in up.lifts
        ],
        "criteria": [gap.criterion.id for gap in up.gaps],
        "next_best": [
            {
                "effort": exact.text(exact.simple(sum(map(effort_of, other), Fraction(0)))),
                "criteria": [gap.criterion.id for gap in other],
            }
            for other in up.others
        ],
        "certificate": {
            "order": candidates,
            "branches": [
                {
                    "closed": [id for id, closes in zip(candidates, end.decided, strict=False) if closes],
                    "left": [id for id, closes in zip(candidates, end.decided, strict=False) if not closes],
                    "why": end.why,
                }
                for end in up.certificate
            ],
            "holds": proves(up),
        },
    }


def _json(result: Evaluated) -> dict[str, Any]:
    open_gaps, way = gaps(result.computed), path_to_next_grade(result.computed)
    filled, changes = progress(result.computed), smallest_changes(result.computed)
    words = Words(result.inputs.guideline)
    text = Numbers(result.inputs.guideline)
    return {
        "filled": {
            name: {"there": part.there, "of": part.of}
            for name, part in (
                ("facts", filled.facts),
                ("ledgers", filled.ledgers),
                ("evidence", filled.evidence),
            )
        },
        "problems": [terminal.problem_json(problem) for problem in result.inputs.problems],
        "ledgers": [
            {
                "ledger": name,
                "file": part.file,
                "sheet": part.sheet,
                "rows": part.rows,
                "unread": part.unread or None,
            }
            for name, handed in result.inputs.submission.ledgers.items()
            for part in handed.parts
        ],
        "gaps": [
            {
                "criterion": gap.criterion.id,
                "title": gap.criterion.title,
                "costs": text.points(gap.costs),
                "by_evidence": gap.by_evidence,
                "evidence_costs": text.points(gap.loss.by_evidence),
                "remedy": gap.criterion.remedy,
                "effort": None if gap.criterion.effort is None else exact.text(gap.criterion.effort),
            }
            for gap in open_gaps
        ],
        "steps": [
            {
                "fact": change.fact.name,
                "title": change.fact.title,
                "before": None if change.before is None else words.value(change.fact.name, change.before),
                "after": words.value(change.fact.name, change.after),
                "gains": text.points(change.gains),
                "criteria": list(change.criteria),
                "text": change_text(words, change),
            }
            for change in changes
        ],
        "next_grade": None
        if way is None
        else {
            "grade": way.target.id,
            "title": way.target.title,
            "needed": text.points(way.needed),
            "start": text.points(way.start),
            "assumed_at_claim": list(way.assumed),
            "deductions_left_out": list(way.spared),
            "criteria": [gap.criterion.id for gap in way.gaps],
            "effort": exact.text(way.effort),
            "reaches": text.points(way.reaches) if way.gaps or not way.needed else None,
            "reaches_at_most": text.points(way.reaches) if not way.gaps and way.needed else None,
            "blocked_by": list(way.blocked_by),
        },
        "evaluation": result.document,
    }
