"""`evaluator check`: what a station sees before the review."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from evaluator.base import exact
from evaluator.cli import folder, terminal
from evaluator.cli.command import Command
from evaluator.cli.options import computed, fail_under_option, least, read_station, station_options
from evaluator.cli.parameters import OutputPath
from evaluator.cli.station.check_screen import Numbers, Screen
from evaluator.evaluation.gaps import Gap, gaps
from evaluator.evaluation.next_grade import Path as Way
from evaluator.evaluation.next_grade import path_to_next_grade
from evaluator.evaluation.pipeline import Evaluated
from evaluator.evaluation.progress import Progress, progress
from evaluator.loading.submission import FILE, locate


@click.command("check", cls=Command)
@station_options
@click.option("--all", "everything", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
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
    result = computed(inputs, strict=strict, quiet=True)
    open_gaps = gaps(result.computed)
    way = path_to_next_grade(result.computed)
    filled = progress(result.computed)
    if as_json:
        unlisted = folder.as_json(proposals)
        terminal.as_json({**_json(result, open_gaps, way, filled), "unlisted": unlisted})
    else:
        Screen(result, open_gaps, way, filled, everything=everything).show()
        folder.show(proposals, everything=everything)
    if report is not None:
        from evaluator.cli.station.report import write_report

        write_report(result.document, report, "self-check")
    wanted.check(result)


def _json(result: Evaluated, open_gaps: list[Gap], way: Way | None, filled: Progress) -> dict[str, Any]:
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
