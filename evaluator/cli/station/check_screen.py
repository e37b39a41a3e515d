"""What `evaluator check` shows in a terminal: what is still to fill in, the score, the losses, the way up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.cli import folder, terminal
from evaluator.cli.options import grade_text, points_text, read_station
from evaluator.conditions.truth import number
from evaluator.conditions.wording import Words
from evaluator.evaluation.gaps import gaps
from evaluator.evaluation.next_grade import effort_of, path_to_next_grade
from evaluator.evaluation.pipeline import Evaluated, evaluate
from evaluator.evaluation.progress import progress
from evaluator.evaluation.smallest_changes import SmallestChange, smallest_changes
from evaluator.loading.submission import locate, open_submission
from evaluator.model.guideline import Guideline
from evaluator.model.inputs import OmittedRowJson
from evaluator.model.values import NUMERIC
from evaluator.texts import Listing
from evaluator.texts.commands import say

if TYPE_CHECKING:
    from evaluator.evaluation.way_up import NoWay, WayUp

ROWS = 12
"""Rows of a list shown without --all."""


def check(station: Path) -> None:
    """Check a station's folder as it names its guideline, and print what matters most."""
    place = locate(station)[0]
    document = None if place is None else open_submission(place)
    inputs = read_station(station, None, None, "", "", document)
    proposals = folder.proposals_for(place or station, inputs.guideline, document)
    Screen(evaluate(inputs, sealed=False), everything=False).show()
    folder.show(proposals, everything=False)


class Numbers:
    """Formats points to the guideline's decimal places."""

    def __init__(self, guideline: Guideline) -> None:
        self.places = guideline.rounding.places

    def points(self, value: Number) -> str:
        near = exact.rounded(value, self.places, "half_up")
        return exact.fixed(near, self.places)


class Screen:
    """The readable summary: first what matters most, then the details."""

    def __init__(self, result: Evaluated, *, everything: bool) -> None:
        self.result = result
        self.document = result.document
        self.gaps = gaps(result.computed)
        self.way = path_to_next_grade(result.computed)
        self.filled = progress(result.computed)
        self.changes = smallest_changes(result.computed)
        self.everything = everything
        self.lang = terminal.lang()
        self.text = Numbers(result.inputs.guideline)

    def say(self, key: str, /, **args: object) -> str:
        return say(key, self.lang, **args)

    def show(self) -> None:
        self.title()
        self.still_to_fill()
        self.score()
        if self.result.inputs.problems:
            terminal.head(self.say("head.problems"))
            terminal.problems(self.result.inputs.problems)
        self.sections()
        self.lost()
        self.missing()
        self.next_steps()
        self.path()
        self.waiting()
        self.differences()
        self.ledgers()
        self.not_counted()
        if self.everything:
            self.all()

    def title(self) -> None:
        station, guideline = self.document["station"], self.document["guideline"]
        terminal.out(terminal.styled(f"{station['name']}  {station['id']}", "bold"))
        status = guideline["status"]
        mark = "" if status == "official" else f"（{self.say(f'status.{status}')}）"
        terminal.out(f"{self.say('guideline')}  {guideline['title']} {guideline['edition']}{mark}")
        period = self.document["period"]
        span = self.say("period.span", first=period["from"], last=period["to"])
        terminal.out(f"{self.say('period')}  {span}")

    def still_to_fill(self) -> None:
        if self.filled.complete:
            return
        parts = {"facts": self.filled.facts, "ledgers": self.filled.ledgers, "evidence": self.filled.evidence}
        counts = {
            name: self.say("filled.count", there=part.there, of=part.of) for name, part in parts.items()
        }
        terminal.out()
        terminal.out(terminal.styled(self.say("filled", **counts), "yellow"))

    def score(self) -> None:
        score = self.document["score"]
        terminal.out()
        if score["low"] is None:
            terminal.out(f"  {self.say('no-score')}")
            return
        waiting = sum(1 for finding in self.document["findings"] if finding["outcome"] == "not_assessed")
        points = self.say("out-of", points=points_text(score), full=score["out_of"])
        tail = f"  （{self.say('open-count', count=waiting)}）" if waiting else ""
        terminal.out(f"  {self.say('points')}  {terminal.styled(points, 'bold')}{tail}")
        provisional = f"  （{self.say('provisional')}）" if score["provisional"] else ""
        terminal.out(f"  {self.say('grade')}  {terminal.styled(grade_text(score), 'bold')}{provisional}")
        status = self.document["eligibility"]["status"]
        if status != "eligible":
            reasons = Listing(condition["title"] for condition in self.document["eligibility"]["items"])
            terminal.out(terminal.styled(f"  {self.say(f'eligibility.{status}')}：{reasons}", "red"))
        for ceiling in score["ceilings"]:
            key = f"ceiling.{ceiling['state']}"
            sentence = self.say(key, title=ceiling["title"], grade=ceiling["at_most_title"])
            terminal.out(terminal.styled(f"  {sentence}", "yellow"))
        for veto in score["vetoes"]:
            sentence = self.say(f"veto.{veto['state']}", title=veto["title"], grade=veto["grade_title"])
            terminal.out(terminal.styled(f"  {sentence}", "red"))
        for finding in self.document["findings"]:
            if finding["outcome"] == "not_applicable" and finding["kind"] == "criterion":
                why = "；".join(finding["why"])
                sentence = self.say(
                    "not-applicable", id=finding["criterion"], title=finding["title"], why=why
                )
                terminal.out(f"  {sentence}")

    def sections(self) -> None:
        rows = []
        for section in self.document["sections"]:
            if section["level"] > 1 and not self.everything:
                continue
            points = section["points"] or self.say("range", low=section["low"], high=section["high"])
            share = section["share"] or (
                self.say("range", low=section["share_low"], high=section["share_high"])
                if section["share_low"]
                else "—"
            )
            name = "  " * (section["level"] - 1) + f"{section['id']} {section['title']}"
            rows.append((name, points, section["of"], share))
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
        first_rows, more = self.cut(rows)
        terminal.head(self.say(title))
        terminal.table([self.say(f"col.{key}") for key in header], first_rows, right)
        if more:
            terminal.out(f"  {self.say('more-rows', count=more)}")

    def lost(self) -> None:
        findings = {finding["criterion"]: finding for finding in self.document["findings"]}
        rows = []
        for gap in self.gaps:
            finding = findings[gap.criterion.id]
            why = finding["why"][-1] if gap.by_evidence else "；".join(finding["why"])
            got = self.say("out-of", points=finding["points"], full=finding["of"])
            rows.append((self.text.points(gap.costs), f"{gap.criterion.id} {gap.criterion.title}", got, why))
        self.listed("head.gaps", ["lost", "title", "points", "why"], rows, (0, 2))

    def missing(self) -> None:
        """List a criterion's missing evidence with what all of it together costs, most costly first."""
        lacking = [finding for finding in self.document["findings"] if finding["missing_evidence"]]
        lacking.sort(key=lambda finding: -Decimal(finding["evidence_costs"] or 0))
        rows = [
            (
                f"{finding['criterion']} {finding['title']}",
                self.say("missing.costs", points=finding["evidence_costs"])
                if finding["evidence_costs"]
                else self.say("missing.reported"),
                "；".join(finding["missing_evidence"]),
            )
            for finding in lacking
        ]
        self.listed("head.missing", ["title", "result", "item"], rows, ())

    def next_steps(self) -> None:
        """List the smallest change of each figure that brings points."""
        words = Words(self.result.inputs.guideline)
        rows = [
            (f"+{self.text.points(change.gains)}", Listing(change.criteria), change_text(words, change))
            for change in self.changes
        ]
        self.listed("head.steps", ["points", "criteria", "step"], rows, (0,))

    def path(self) -> None:
        terminal.head(self.say("head.path"))
        way = self.way
        if way is None:
            if self.document["score"]["low"] is not None:
                terminal.out(f"  {self.say('path.top')}")
            return
        key = "path.needed" if way.target.inclusive else "path.above"
        sentence = self.say(
            key,
            grade=way.target.title,
            bound=self.text.points(way.target.bound),
            start=self.text.points(max(0, way.start)),
            needed=self.text.points(way.needed),
        )
        terminal.out(f"  {sentence}")
        if way.start < 0:
            terminal.out(f"  {self.say('path.below-zero', points=self.text.points(-way.start))}")
        waits = [finding for finding in self.document["findings"] if finding["outcome"] == "not_assessed"]
        if any(finding["kind"] != "deduction" for finding in waits):
            note = self.say("path.assumed", count=len(way.assumed)) if way.assumed else self.say("path.low")
            terminal.out(f"  {note}")
        if way.spared:
            terminal.out(f"  {self.say('path.spared', count=len(way.spared))}")
        if not way.gaps:
            if way.needed > 0:
                sentence = self.say(
                    "path.none",
                    closed=self.text.points(way.reaches),
                    rest=self.text.points(max(0, way.target.bound - way.reaches)),
                )
                terminal.out(f"  {sentence}")
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
                f"{finding['criterion']} {finding['title']}",
                self.say("range", low=finding["low"], high=finding["high"]),
                finding["reason_title"] + ("" if not finding["self"] else f"（{finding['self']}）"),
            )
            for finding in self.document["findings"]
            if finding["outcome"] == "not_assessed"
        ]
        self.listed("head.open", ["title", "points", "result"], rows, (1,))

    def differences(self) -> None:
        rows = [
            (
                difference["title"],
                "；".join(f"{value['source_title']} {value['value']}" for value in difference["values"]),
            )
            for difference in self.document["differences"]
        ]
        self.listed("head.differences", ["fact", "values"], rows, ())

    def ledgers(self) -> None:
        """List the rows read from each sheet of each file, and the sheets that were not read."""
        titles = {ledger["ledger"]: ledger["title"] for ledger in self.document["ledgers"]}
        rows = []
        for name, handed in self.result.inputs.submission.ledgers.items():
            files: dict[str, list[str]] = {}
            for part in handed.parts:
                read = self.say(part.unread) if part.unread else self.say("sheet.rows", rows=part.rows)
                files.setdefault(part.file, []).append(f"{part.sheet} {read}".lstrip())
            rows += [(titles[name], file, "；".join(sheets)) for file, sheets in files.items()]
        if rows:
            terminal.head(self.say("head.ledgers"))
            terminal.table([self.say(f"col.{key}") for key in ("ledger", "file", "read")], rows)

    def not_counted(self) -> None:
        """Group the rows by ledger and reason; rows that only fail a fact's own condition show with --all."""
        groups: dict[tuple[str, str], list[OmittedRowJson]] = {}
        for ledger in self.document["ledgers"]:
            seen: set[tuple[str, str]] = set()
            for row in ledger["not_counted"]:
                mark = (row["place"], row["reason"])
                if mark in seen or (row["reason"] == "row-condition" and not self.everything):
                    continue
                seen.add(mark)
                groups.setdefault((ledger["title"], row["reason"]), []).append(row)
        rows: list[tuple[str, ...]] = []
        for (title, _), members in groups.items():
            rows.extend(
                (title, str(len(members)), f"{row['place']}：{row['why']}")
                for row in (members if self.everything else members[:1])
            )
        self.listed("head.not-counted", ["ledger", "rows", "example"], rows, (1,))

    def all(self) -> None:
        rows = [
            (
                f"{finding['criterion']} {finding['title']}",
                finding["outcome_title"],
                finding["points"] or self.say("range", low=finding["low"], high=finding["high"]),
                "；".join(finding["why"]),
            )
            for finding in self.document["findings"]
        ]
        self.listed("head.all", ["title", "result", "points", "why"], rows, (2,))


def change_text(words: Words, change: SmallestChange) -> str:
    """Return a smallest change in words: 其中持证人数再加 1 人."""
    lang, fact, before, after = terminal.lang(), change.fact, change.before, change.after
    now = say("move.blank", lang) if before is None else words.value(fact.name, before)
    fields = {"fact": fact.title, "now": now, "after": words.value(fact.name, after)}
    if isinstance(after, frozenset):
        added = after - (before if isinstance(before, frozenset) else frozenset())
        return say("move.add", lang, option=words.options(fact.name, added), **fields)
    if before is None or fact.type not in NUMERIC or isinstance(after, str | date):
        return say("move.set", lang, **fields)
    more = Fraction(number(after) or 0) - Fraction(number(before) or 0)
    size = words.value(fact.name, exact.simple(abs(more)))
    return say("move.more" if more > 0 else "move.less", lang, size=size, **fields)


def show_way_up(up: WayUp | NoWay, text: Numbers, words: Words) -> None:
    """Print what reaches a grade in least effort, or why nothing does."""
    from evaluator.evaluation.way_up import NoWay

    lang = terminal.lang()
    title = up.target.title
    if isinstance(up, NoWay):
        terminal.head(say("up.none-yet" if up.may_come else "up.none", lang, grade=title))
        if up.short is not None:
            bound = text.points(up.target.bound)
            sentence = "up.short" if up.short else "up.at-bound"
            terminal.paragraph(say(sentence, lang, short=text.points(up.short), bound=bound))
        for limit, reason in zip(up.limits, up.reasons, strict=True):
            terminal.paragraph(say(f"up.limit.{reason}", lang, limit=limit))
        if up.may_come:
            _unjudged(up)
        return
    if up.lifts and not up.gaps:
        _lifts(up, words)
        terminal.head(say("up.then-there", lang, grade=title))
        return
    if not up.gaps:
        terminal.head(say("up.there", lang, grade=title))
        return
    days, needed = exact.text(up.effort), text.points(up.needed)
    terminal.head(say("up.head", lang, grade=title, days=days, count=len(up.gaps)))
    _lifts(up, words)
    if up.needed > 0:
        key = "path.needed" if up.target.inclusive else "path.above"
        fields = {"grade": title, "bound": text.points(up.target.bound), "needed": needed}
        terminal.paragraph(say(key, lang, start=text.points(max(0, up.start.points)), **fields))
    rows = [
        (
            f"+{text.points(gap.costs)}",
            f"{gap.criterion.id} {gap.criterion.title}",
            exact.text(effort_of(gap)),
            gap.criterion.remedy,
        )
        for gap in up.gaps
    ]
    header = [say(f"col.{key}", lang) for key in ("points", "title", "effort", "remedy")]
    terminal.table(header, rows, right=(0, 2))
    for other in up.others:
        ids = Listing(gap.criterion.id for gap in other)
        effort = exact.text(exact.simple(sum(map(effort_of, other), Fraction(0))))
        terminal.paragraph(say("up.other", lang, days=effort, criteria=ids))
    dear = sum(end.why == "dear" for end in up.certificate)
    misses = sum(end.why == "misses" for end in up.certificate)
    if [end.decided for end in up.certificate] == [()] and dear:
        most = text.points(up.most_for_less)
        terminal.paragraph(say("up.proof.points", lang, most=most, needed=needed, days=days))
    else:
        counts = {"count": len(up.certificate), "dear": dear, "misses": misses}
        terminal.paragraph(say("up.proof", lang, days=days, **counts))
    if up.start.changed:
        terminal.paragraph(say("up.assumed", lang, count=len(up.start.changed)))
    _unjudged(up)


def _lifts(up: WayUp, words: Words) -> None:
    for lift in up.lifts:
        change = change_text(words, SmallestChange(lift.fact, lift.before, lift.after, 0, ()))
        terminal.paragraph(say("up.lift", terminal.lang(), limit=lift.limit, change=change))


def _unjudged(up: WayUp | NoWay) -> None:
    """Say which criteria count as nothing because nobody has judged them."""
    if up.unjudged:
        ids = Listing(up.unjudged)
        terminal.paragraph(say("up.unjudged", terminal.lang(), count=len(up.unjudged), ids=ids))
