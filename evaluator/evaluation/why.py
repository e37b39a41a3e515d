"""Say where points come from: from the total down to the line of a file, all from one sealed result.

For the station marks are shown merged: no evaluator is named, nor the sheet that somebody wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, Literal

from evaluator.base import exact
from evaluator.evaluation.contributions import LOW, end_of
from evaluator.evaluation.origins import Link, Origins
from evaluator.model.evaluation import (
    CeilingJson,
    EligibilityItemJson,
    Evaluation,
    PointsStepJson,
    SectionJson,
    VetoJson,
)
from evaluator.model.findings import FindingJson, MarkJson, ReadPanel
from evaluator.model.forms import Kind
from evaluator.texts import Language

TOTAL: Final = "total"
MOST_ROWS: Final = 8
"""Rows of a ledger that are listed, unless all are asked for."""
Audience = Literal["station", "organiser"]


class NoSuchName(Exception):
    """The result has no criterion or section of that name."""


def names(document: Evaluation) -> list[str]:
    """Return what can be asked about: the total, sections, criteria."""
    sections = [section["id"] for section in document["sections"]]
    return [TOTAL, *sections, *(finding["criterion"] for finding in document["findings"])]


def why(
    document: Evaluation, name: str, lang: Language, audience: Audience, *, every_row: bool = False
) -> Link:
    """Return the chain behind a criterion, a section or the total. Raises NoSuchName."""
    chain = _Chain(document, lang, audience, every_row=every_row)
    if name == TOTAL:
        return chain.total()
    if name in chain.findings:
        return chain.criterion(chain.findings[name])
    if name in chain.sections:
        return chain.section(chain.sections[name])
    raise NoSuchName(name)


class _Chain(Origins):
    def __init__(self, document: Evaluation, lang: Language, audience: Audience, *, every_row: bool) -> None:
        super().__init__(document, lang, to_station=audience == "station", every_row=every_row)
        self.findings = {finding["criterion"]: finding for finding in document["findings"]}
        self.sections = {section["id"]: section for section in document["sections"]}
        self.items = {item["id"]: item for item in document["evidence"]}

    # One criterion

    def criterion(self, finding: FindingJson) -> Link:
        parts = [*self.rule(finding), *self.facts(finding), *self.rows(finding)]
        parts += [*self.claims(finding), *self.evidence(finding), *self.marks(finding)]
        parts += [
            *self.judged(finding),
            *self.counted(finding),
            self.upward(finding["section"], finding["kind"]),
        ]
        head = f"{finding['criterion']} {finding['title']}"
        return Link(head, self.points(finding, finding["of"]), tuple(parts))

    def rule(self, finding: FindingJson) -> Iterator[Link]:
        wording = [
            Link(self.say(key, text=text))
            for key, text in (("guideline-text", finding["text"]), ("note", finding["note"]))
            if text
        ]
        yield Link(self.say("rule", rule=finding["rule"]), inner=tuple(wording))

    def facts(self, finding: FindingJson) -> Iterator[Link]:
        if finding["facts"]:
            yield Link(self.say("facts"), inner=tuple(self.nested(finding["facts"])))

    def rows(self, finding: FindingJson) -> Iterator[Link]:
        """Yield the ledgers that the rule reads row by row."""
        titles = {ledger["ledger"]: ledger["title"] for ledger in self.document["ledgers"]}
        for read in finding["read"]:
            if read["kind"] != "ledger":
                continue
            title = titles.get(read["name"], read["name"])
            if read["rows"] is None:
                yield Link(self.say("ledger.none", title=title))
                continue
            inner = [Link(self.places(read["at"]))] if read.get("at") else []
            listed = read["rows"] if self.every_row else read["rows"][:MOST_ROWS]
            called = read.get("columns", {})
            for number, row in enumerate(listed, 1):
                cells = [
                    self.say(
                        "ledger.cell", column=called.get(column, column), value=cell or self.say("blank")
                    )
                    for column, cell in row.items()
                ]
                inner.append(Link(f"{number}. {self.joined(cells)}"))
            if len(listed) < len(read["rows"]):
                inner.append(Link(self.say("ledger.more", count=len(read["rows"]) - len(listed))))
            head = self.say("ledger", title=title, count=len(read["rows"]))
            yield Link(head, inner=tuple(inner))

    def claims(self, finding: FindingJson) -> Iterator[Link]:
        waivers = list(self.waivers(finding["criterion"]))
        yield from waivers
        for read in finding["read"]:
            if read["kind"] == "claim" and not waivers:
                yield Link(self.say(f"claim.{read['state']}"))

    def waivers(self, criterion: str) -> Iterator[Link]:
        """Yield the panel's waiver of a criterion, also one that has ended."""
        for decision in self.document["decisions"]:
            if decision["what"] == {"waiver": criterion} and decision["value"] is True:
                key = "waiver" if decision.get("in_force") else "waiver.ended"
                fields = {"reason": decision["reason"], "by": decision["by"], "until": decision.get("until")}
                yield Link(self.say(key, **fields))

    def evidence(self, finding: FindingJson) -> Iterator[Link]:
        lines = []
        for line in finding["evidence_lines"]:
            state = "ok" if line["ok"] else "lacking" if line["asked"] else "unasked"
            text = self.say(
                "line",
                title=line["title"],
                kind=line["kind_title"],
                needed=line["needed"],
                have=line["have"],
                state=self.say(f"line.{state}"),
            )
            lines.append(Link(text, inner=tuple(map(self.item, line["items"]))))
        used = {item for line in finding["evidence_lines"] for item in line["items"]}
        # Items named for the criterion that fill none of its lines, with the reason.
        lines += [
            self.item(item["id"])
            for item in self.document["evidence"]
            if item["id"] not in used
            and any(to.partition("#")[0] == finding["criterion"] for to in item["for"])
        ]
        if lines:
            yield Link(self.say("evidence"), inner=tuple(lines))

    def item(self, id: str) -> Link:
        item = self.items[id]
        more = [item["file"] or self.say("item.no-file"), item["date"] or "", item["state_title"]]
        if item["state"] != "accepted" and item["why"]:
            more.append(item["why"])
        listed = self.joined([text for text in more if text])
        return Link(self.say("item", id=id, title=item["title"], more=listed))

    def marks(self, finding: FindingJson) -> Iterator[Link]:
        if not finding["marked_by"]:
            return
        inner: list[Link] = []
        if not self.to_station:
            inner += map(self.mark, finding["marks"])
        panel = next((read for read in finding["read"] if read["kind"] == "panel"), None)
        if panel is not None and finding["marks"]:
            inner.append(self.merged(finding, panel))
            if panel["apart"] is not None and not self.to_station:
                share = f"{exact.text(exact.simple(Fraction(panel['apart']) * 100))}%"
                inner.append(Link(self.say("apart", share=share)))
        inner += self.decided("mark", finding["criterion"])
        if finding["self"] is not None:
            inner.append(Link(self.say("self", points=finding["self"])))
        if inner:
            yield Link(self.say("marks"), inner=tuple(inner))

    def mark(self, mark: MarkJson) -> Link:
        level = f"{mark['level']} " if mark["level"] else ""
        key = "mark.open" if mark["points"] is None else "mark.points"
        shown = self.say(key, level=level, points=mark["points"])
        inner = [Link(self.places(mark["at"]))] if "at" in mark else []
        if mark["remark"]:
            inner.append(Link(mark["remark"]))
        for file in mark["files"]:
            passed = self.joined([str(number) for number in file["passed"]])
            text = self.say("mark.file" if passed else "mark.file-none", file=file["file"], passed=passed)
            if file["left_out"]:
                text += self.say("mark.out", out=self.joined([str(number) for number in file["left_out"]]))
            inner.append(Link(text))
        return Link(self.say("mark", who=mark["evaluator"], mark=shown), inner=tuple(inner))

    def merged(self, finding: FindingJson, panel: ReadPanel) -> Link:
        count = len(finding["marks"])
        merge = self.say("merge.one" if count == 1 else f"merge.{panel['merge']}")
        fields = {"due": len(panel["due"]), "count": count, "merge": merge}
        decided = any(read["kind"] == "decision" for read in finding["read"])
        if finding["points"] is None or decided:
            return Link(self.say("merge.open", **fields))
        points = finding.get("unrounded") or own_points(finding)
        key = "merge" if panel["due"] else "merge.any"
        return Link(self.say(key, points=self.number(points), **fields))

    def decided(self, kind: str, id: str) -> Iterator[Link]:
        """Yield the panel's decisions on something, with their places."""
        for decision in self.document["decisions"]:
            if decision["what"] != {kind: id}:
                continue
            value = decision["value"]
            if isinstance(value, dict):
                value = " ".join(text for text in (value["level"], value["points"] or "") if text)
            elif isinstance(value, bool):
                value = self.say("state.applies") if value else "—"
            key = "decision.panel" if self.to_station else "decision"
            text = self.say(
                key, value=value, reason=decision["reason"], by=decision["by"], date=decision["date"]
            )
            at = [] if self.to_station else decision.get("at", [])
            yield Link(text, inner=(Link(self.places(at)),) if at else ())

    def judged(self, finding: FindingJson) -> Iterator[Link]:
        outcome, reason = finding["outcome_title"], finding["reason_title"]
        text = self.say("judged" if outcome != reason else "judged.once", outcome=outcome, reason=reason)
        if finding["kind"] == "deduction" and finding["points"] is not None:
            key = "judged.off" if Fraction(finding["points"]) else "judged.nothing-off"
            text = self.say(key, points=finding["points"])
        if self.to_station and finding["marked_by"]:
            # The reasons of marked criteria name who gave which mark.
            sentences = [finding["plain"]] if finding["plain"] else []
        else:
            sentences = finding["why"]
        yield Link(text, inner=tuple(Link(sentence) for sentence in sentences))

    def counted(self, finding: FindingJson) -> Iterator[Link]:
        """Yield what becomes of the award: rounding and weight."""
        rounding = self.document["guideline"]["rounding"]
        if "unrounded" in finding:
            fields = {"places": rounding["places"], "rule": self.say(f"rule.{rounding['rule']}")}
            unrounded = self.number(finding["unrounded"])
            yield Link(self.say("rounded", unrounded=unrounded, points=own_points(finding), **fields))
        elif rounding["at"] == "total" and "exact" in finding:
            yield Link(f"{self.number(finding['exact'])} {self.say('rounding.total')}")
        if "own" in finding and finding["points"] is not None:
            own = self.number(own_points(finding))
            fields = {"own": own, "of": finding["own"]["of"], "points": finding["points"]}
            yield Link(self.say("weight", full=finding["of"], **fields))

    # Upward: sections, total, grade

    def upward(self, section: str, kind: Kind = "criterion") -> Link:
        """Return what a node's points are part of, up to the grade."""
        inner: list[Link] = []
        at = section
        while at in self.sections:
            node = self.sections[at]
            inner.append(self.part(node))
            at = node["parent"]
        if kind != "criterion":
            inner.append(Link(self.say(f"beside.{kind}")))
        inner.append(self.total_line())
        return Link(self.say("up"), inner=tuple(inner))

    def part(self, section: SectionJson) -> Link:
        head = f"{section['id']} {section['title']}"
        return Link(head, self.points(section, section["of"]), tuple(self.rescaled(section)))

    def rescaled(self, section: SectionJson) -> Iterator[Link]:
        if not section["rescaled"] or section["points"] is None:
            return
        out = Fraction(section["of"]) - Fraction(section["applicable"])
        parts, criteria = self.inside(section["id"])
        raw = Fraction(sum(end_of(part, LOW) for part in parts) + sum(end_of(each, LOW) for each in criteria))
        fields = {"of": section["of"], "applicable": section["applicable"], "points": section["points"]}
        yield Link(self.say("rescaled", out=self.placed(out), raw=self.placed(raw), **fields))

    def placed(self, value: Fraction) -> str:
        """Return points with the guideline's places where these suffice."""
        number, places = exact.simple(value), self.document["guideline"]["rounding"]["places"]
        written = exact.writable(number, places)
        return exact.fixed(number, places) if written else self.number(exact.text(number))

    def inside(self, section: str) -> tuple[list[SectionJson], list[FindingJson]]:
        """Return the sections and the criteria of a section."""
        return (
            [node for node in self.document["sections"] if node["parent"] == section],
            [finding for finding in self.document["findings"] if finding["section"] == section],
        )

    def section(self, section: SectionJson) -> Link:
        sections, criteria = self.inside(section["id"])
        parts = [*map(self.part, sections), *map(self.row, criteria)]
        parts += self.rescaled(section)
        if section["share"]:
            parts.append(Link(self.say("share", share=section["share"])))
        parts.append(self.upward(section["parent"]))
        head = f"{section['id']} {section['title']}"
        return Link(head, self.points(section, section["of"]), tuple(parts))

    def row(self, finding: FindingJson) -> Link:
        """Return a criterion in one line, with what it lost."""
        lost = (Link(finding["plain"]),) if finding["plain"] else ()
        return Link(f"{finding['criterion']} {finding['title']}", self.points(finding, finding["of"]), lost)

    def total_line(self) -> Link:
        text = f"{self.say('total')} {self.grade()}"
        return Link(text, self.total_points(), tuple(self.limits(brief=True)))

    def total_points(self) -> str:
        score = self.document["score"]
        points = score.get("shown") or score["points"]
        if points is None:
            if score["low"] is None:
                return self.say("none")
            points = self.say("range", low=score["low"], high=score["high"])
        return self.say("points", points=points, of=score["out_of"])

    def grade(self) -> str:
        score = self.document["score"]
        if score["grade_title"]:
            return self.say("grade", grade=score["grade_title"])
        if score["grade_low_title"] is None:
            return ""
        return self.say("grade.open", low=score["grade_low_title"], high=score["grade_high_title"])

    def total(self) -> Link:
        score = self.document["score"]
        parts = [self.part(section) for section in self.document["sections"] if section["level"] == 1]
        for kind in ("bonus", "deduction"):
            rows = [self.row(finding) for finding in self.document["findings"] if finding["kind"] == kind]
            if rows:
                parts.append(Link(self.say(f"beside.{kind}"), inner=tuple(rows)))
        steps = [each for step in self.document["steps"] if "change" in step for each in self.step(step)]
        parts.append(Link(self.say("steps"), inner=tuple(steps)))
        if score["also"] is not None and score["also"]["points"] is not None:
            parts.append(Link(self.say("also", points=score["also"]["points"], of=score["also"]["out_of"])))
        parts.append(Link(self.grade() or self.say("none"), inner=(Link(self.bounds()),)))
        limits = tuple(self.limits())
        parts.append(Link(self.say("limits"), inner=limits or (Link(self.say("no-limits")),)))
        return Link(self.say("total"), self.total_points(), tuple(parts))

    def step(self, step: PointsStepJson) -> Iterator[Link]:
        """Yield a step of the sum; one that changes nothing is passed over."""
        change = step["change"] or ""
        if step["step"] != "criteria" and change and not change.strip("+-0./"):
            return
        key = "stage.detail" if step["detail"] else "stage"
        text = self.say(key, title=step["title"], detail=step["detail"])
        if step["points"] is None:
            yield Link(text, self.say("range", low=step["low"], high=step["high"]))
        elif step["step"] == "criteria":
            yield Link(text, step["points"])
        else:
            yield Link(text, f"{change} → {step['points']}")

    def bounds(self) -> str:
        """Return the bounds of all grades on one line."""
        return self.say(
            "grade.bounds",
            bounds=self.joined(
                [
                    self.say(
                        "grade.bound" if grade["inclusive"] else "grade.above",
                        grade=grade["title"],
                        bound=grade["bound"],
                    )
                    for grade in self.document["guideline"]["grades"]
                ]
            ),
        )

    def limits(self, *, brief: bool = False) -> Iterator[Link]:
        """Yield what limits the grade; *brief*: without the conditions and what they read."""
        score = self.document["score"]
        for ceiling in score["ceilings"]:
            text = self.say(
                "ceiling",
                id=ceiling["id"],
                title=ceiling["title"],
                grade=ceiling["at_most_title"],
                state=self.say(f"state.{ceiling['state']}"),
            )
            yield Link(text, inner=() if brief else tuple(self.condition(ceiling)))
        for veto in score["vetoes"]:
            text = self.say(
                "veto",
                id=veto["id"],
                title=veto["title"],
                grade=veto["grade_title"],
                state=self.say(f"state.{veto['state']}"),
            )
            inner = (*self.condition(veto), *self.decided("veto", veto["id"]))
            yield Link(text, inner=() if brief else inner)
        for entry in self.document["eligibility"]["items"]:
            state = self.say(f"state.{entry['state']}")
            text = self.say("eligibility", id=entry["id"], title=entry["title"], state=state)
            yield Link(text, inner=() if brief else tuple(self.condition(entry)))

    def condition(self, limit: CeilingJson | VetoJson | EligibilityItemJson) -> Iterator[Link]:
        if limit["why"]:
            yield Link(self.say("condition", why=limit["why"]))
        yield from self.nested(limit.get("facts", []))


def own_points(finding: FindingJson) -> str:
    """Return the exact points of a settled finding on its own scale."""
    if "own" in finding:
        return finding["own"].get("exact") or finding["own"]["points"] or ""
    return finding.get("exact") or finding["points"] or ""
