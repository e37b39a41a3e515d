"""`evaluator check`: what a station sees before the review."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.cli import terminal
from evaluator.cli.options import computed, fail_under_option, leave, read_station, station_options
from evaluator.cli.station.score import grade_text, points_text
from evaluator.evaluation.gaps import Gap, gaps
from evaluator.evaluation.next_grade import Path as Way
from evaluator.evaluation.next_grade import path_to_next_grade
from evaluator.evaluation.pipeline import Evaluated
from evaluator.model.guideline import Guideline
from evaluator.texts.commands import say

ROWS = 12
"""Rows of a list shown without --all."""


@click.command("check")
@station_options
@click.option("--all", "everything", is_flag=True, help="Show every row and every criterion. 显示全部。")
@click.option("--json", "as_json", is_flag=True, help="Print JSON. 输出 JSON。")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the self-check report (.docx or .html). 生成自评报告。",
)
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
    report: Path | None,
    fail_under: str | None,
) -> None:
    """Check a STATION's folder before the review. 站点自查。"""
    inputs = read_station(station, sheets, decisions, guideline, profile)
    result = computed(inputs, strict=strict, quiet=True)
    found = gaps(result.computed)
    way = path_to_next_grade(result.computed)
    if as_json:
        terminal.as_json(_json(result, found, way))
    else:
        _Screen(result, found, way, everything=everything).show()
    if report is not None:
        from evaluator.cli.station.report import write_report

        write_report(result.document, report, "self-check")
    leave(result, fail_under)


def _json(result: Evaluated, found: list[Gap], way: Way | None) -> dict[str, Any]:
    text = _Numbers(result.inputs.guideline)
    return {
        "problems": [terminal.problem_json(problem) for problem in result.inputs.problems],
        "gaps": [
            {
                "criterion": gap.criterion.id,
                "title": gap.criterion.title,
                "costs": text.points(gap.costs),
                "by_evidence": gap.by_evidence,
                "remedy": gap.criterion.remedy,
                "effort": None if gap.criterion.effort is None else exact.text(gap.criterion.effort),
            }
            for gap in found
        ],
        "next_grade": None
        if way is None
        else {
            "grade": way.target.id,
            "title": way.target.title,
            "needed": text.points(way.needed),
            "start": text.points(way.start),
            "assumed_at_claim": list(way.assumed),
            "criteria": [gap.criterion.id for gap in way.gaps],
            "effort": exact.text(way.effort),
            "reaches": text.points(way.reaches) if way.gaps or not way.needed else None,
            "blocked_by": list(way.blocked_by),
        },
        "evaluation": result.document,
    }


class _Numbers:
    """Writes points at the guideline's places."""

    def __init__(self, guideline: Guideline) -> None:
        self.places = guideline.rounding.places

    def points(self, value: Number) -> str:
        near = exact.rounded(value, self.places, "half_up")
        return exact.fixed(near, self.places)


class _Screen:
    """The readable summary: first what matters most, then the details."""

    def __init__(self, result: Evaluated, found: list[Gap], way: Way | None, *, everything: bool) -> None:
        self.result = result
        self.document = result.document
        self.gaps = found
        self.way = way
        self.everything = everything
        self.lang = terminal.lang()
        self.text = _Numbers(result.inputs.guideline)

    def say(self, key: str, /, **args: object) -> str:
        return say(key, self.lang, **args)

    def show(self) -> None:
        self.title()
        self.score()
        if self.result.inputs.problems:
            terminal.head(self.say("head.problems"))
            terminal.problems(self.result.inputs.problems)
        self.sections()
        self.lost()
        self.missing()
        self.path()
        self.waiting()
        self.differences()
        self.not_counted()
        if self.everything:
            self.all()

    def title(self) -> None:
        station, guideline = self.document["station"], self.document["guideline"]
        terminal.out(click.style(f"{station['name']}  {station['id']}", bold=True))
        status = guideline["status"]
        mark = "" if status == "official" else f"（{self.say(f'status.{status}')}）"
        terminal.out(f"{self.say('guideline')}  {guideline['title']} {guideline['edition']}{mark}")
        period = self.document["period"]
        span = self.say("period.span", first=period["from"], last=period["to"])
        terminal.out(f"{self.say('period')}  {span}")

    def score(self) -> None:
        score = self.document["score"]
        terminal.out()
        if score["low"] is None:
            terminal.out(f"  {self.say('no-score')}")
            return
        waiting = sum(1 for one in self.document["findings"] if one["outcome"] == "not_assessed")
        points = self.say("out-of", points=points_text(score), full=score["out_of"])
        tail = f"  （{self.say('open-count', count=waiting)}）" if waiting else ""
        terminal.out(f"  {self.say('points')}  {click.style(points, bold=True)}{tail}")
        provisional = f"  （{self.say('provisional')}）" if score["provisional"] else ""
        terminal.out(f"  {self.say('grade')}  {click.style(grade_text(score), bold=True)}{provisional}")
        status = self.document["eligibility"]["status"]
        if status != "eligible":
            reasons = "、".join(one["title"] for one in self.document["eligibility"]["items"])
            terminal.out(click.style(f"  {self.say(f'eligibility.{status}')}：{reasons}", fg="red"))
        for ceiling in score["ceilings"]:
            key = f"ceiling.{ceiling['state']}"
            told = self.say(key, title=ceiling["title"], grade=ceiling["at_most_title"])
            terminal.out(click.style(f"  {told}", fg="yellow"))
        for veto in score["vetoes"]:
            told = self.say(f"veto.{veto['state']}", title=veto["title"], grade=veto["grade_title"])
            terminal.out(click.style(f"  {told}", fg="red"))
        for one in self.document["findings"]:
            if one["outcome"] == "not_applicable" and one["kind"] == "criterion":
                why = "；".join(one["why"])
                terminal.out(
                    f"  {self.say('not-applicable', id=one['criterion'], title=one['title'], why=why)}"
                )

    def sections(self) -> None:
        rows = []
        for one in self.document["sections"]:
            if one["level"] > 1 and not self.everything:
                continue
            points = one["points"] or self.say("range", low=one["low"], high=one["high"])
            share = one["share"] or (
                self.say("range", low=one["share_low"], high=one["share_high"]) if one["share_low"] else "—"
            )
            name = "  " * (one["level"] - 1) + f"{one['id']} {one['title']}"
            rows.append((name, points, one["of"], share))
        terminal.head(self.say("head.sections"))
        header = [self.say(f"col.{key}") for key in ("section", "points", "of", "share")]
        terminal.table(header, rows, right=(1, 2, 3))

    def cut(self, rows: Sequence[tuple[str, ...]]) -> tuple[Sequence[tuple[str, ...]], int]:
        if self.everything or len(rows) <= ROWS + 2:
            return rows, 0
        return rows[:ROWS], len(rows) - ROWS

    def listed(
        self, title: str, header: list[str], rows: Sequence[tuple[str, ...]], right: tuple[int, ...]
    ) -> None:
        if not rows:
            return
        kept, more = self.cut(rows)
        terminal.head(self.say(title))
        terminal.table([self.say(f"col.{key}") for key in header], kept, right)
        if more:
            terminal.out(f"  {self.say('more-rows', count=more)}")

    def lost(self) -> None:
        findings = {one["criterion"]: one for one in self.document["findings"]}
        rows = []
        for gap in self.gaps:
            one = findings[gap.criterion.id]
            why = one["why"][-1] if gap.by_evidence else "；".join(one["why"])
            got = self.say("out-of", points=one["points"], full=one["of"])
            rows.append((self.text.points(gap.costs), f"{gap.criterion.id} {gap.criterion.title}", got, why))
        self.listed("head.gaps", ["lost", "title", "points", "why"], rows, (0, 2))

    def missing(self) -> None:
        rows = []
        for gap_or_kept in self.document["findings"]:
            costs = next((gap.costs for gap in self.gaps if gap.criterion.id == gap_or_kept["criterion"]), 0)
            for line in gap_or_kept["missing_evidence"]:
                by = gap_or_kept["reason"] == "no_evidence" or "：" in line
                told = (
                    self.say("missing.costs", points=self.text.points(costs))
                    if by and costs
                    else self.say("missing.reported")
                )
                rows.append((f"{gap_or_kept['criterion']} {gap_or_kept['title']}", told, line))
        self.listed("head.missing", ["title", "result", "item"], rows, ())

    def path(self) -> None:
        terminal.head(self.say("head.path"))
        way = self.way
        if way is None:
            if self.document["score"]["low"] is not None:
                terminal.out(f"  {self.say('path.top')}")
            return
        key = "path.needed" if way.target.inclusive else "path.above"
        told = self.say(
            key,
            grade=way.target.title,
            bound=self.text.points(way.target.bound),
            start=self.text.points(way.start),
            needed=self.text.points(way.needed),
        )
        terminal.out(f"  {told}")
        if any(one["outcome"] == "not_assessed" for one in self.document["findings"]):
            note = self.say("path.assumed", count=len(way.assumed)) if way.assumed else self.say("path.low")
            terminal.out(f"  {note}")
        if not way.gaps:
            if way.needed > 0:
                closed = sum(gap.costs for gap in self.gaps)
                told = self.say(
                    "path.none",
                    closed=self.text.points(way.start + closed),
                    rest=self.text.points(max(0, way.needed - closed)),
                )
                terminal.out(f"  {told}")
            else:
                terminal.out(f"  {self.say('path.points-enough', what='、'.join(way.blocked_by) or '—')}")
            return
        days, reaches = exact.text(way.effort), self.text.points(way.reaches)
        terminal.out(f"  {self.say('path.way', days=days, reaches=reaches)}")
        rows = [
            (
                f"+{self.text.points(gap.costs)}",
                f"{gap.criterion.id} {gap.criterion.title}",
                "" if gap.criterion.effort is None else exact.text(gap.criterion.effort),
                gap.criterion.remedy,
            )
            for gap in way.gaps
        ]
        header = [self.say(f"col.{key}") for key in ("points", "title", "effort", "remedy")]
        terminal.table(header, rows, right=(0, 2))
        if way.blocked_by:
            terminal.out(f"  {self.say('path.blocked', what='、'.join(way.blocked_by))}")

    def waiting(self) -> None:
        rows = [
            (
                f"{one['criterion']} {one['title']}",
                self.say("range", low=one["low"], high=one["high"]),
                one["reason_title"] + ("" if not one["self"] else f"（{one['self']}）"),
            )
            for one in self.document["findings"]
            if one["outcome"] == "not_assessed"
        ]
        self.listed("head.open", ["title", "points", "result"], rows, (1,))

    def differences(self) -> None:
        rows = [
            (
                one["title"],
                "；".join(f"{value['source_title']} {value['value']}" for value in one["values"]),
            )
            for one in self.document["differences"]
        ]
        self.listed("head.differences", ["fact", "values"], rows, ())

    def not_counted(self) -> None:
        """Group the rows by ledger and reason; rows that only miss a fact's own condition are no mistake."""
        groups: dict[tuple[str, str], list[dict[str, str]]] = {}
        for ledger in self.document["ledgers"]:
            seen: set[tuple[str, str]] = set()
            for one in ledger["not_counted"]:
                mark = (one["place"], one["reason"])
                if mark in seen or (one["reason"] == "row-condition" and not self.everything):
                    continue
                seen.add(mark)
                groups.setdefault((ledger["title"], one["reason"]), []).append(one)
        rows: list[tuple[str, ...]] = []
        for (title, _), members in groups.items():
            rows.extend(
                (title, str(len(members)), f"{one['place']}：{one['why']}")
                for one in (members if self.everything else members[:1])
            )
        self.listed("head.not-counted", ["ledger", "rows", "example"], rows, (1,))

    def all(self) -> None:
        rows = [
            (
                f"{one['criterion']} {one['title']}",
                one["outcome_title"],
                one["points"] or self.say("range", low=one["low"], high=one["high"]),
                "；".join(one["why"]),
            )
            for one in self.document["findings"]
        ]
        self.listed("head.all", ["title", "result", "points", "why"], rows, (2,))
