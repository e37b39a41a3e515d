"""Say in words what made the difference between two results, criterion by criterion and step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal

from evaluator.base import exact
from evaluator.base.frozen import dataclass
from evaluator.evaluation.contributions import End, Movement, TotalDifference, difference, ends
from evaluator.evaluation.origins import Link, Origins
from evaluator.evaluation.why import own_points
from evaluator.model.evaluation import Evaluation
from evaluator.model.findings import FactJson, FindingJson
from evaluator.texts import Language
from evaluator.texts.reports.why import CHANGES

Cause = Literal["", "guideline", "station"]
"""What a difference comes from; empty where both may take part."""
CRITERIA: Final = ("criterion", "bonus", "deduction")


@dataclass(frozen=True, slots=True)
class Split:
    """A part of the whole difference with its one cause, between two results."""

    cause: Cause
    before: Evaluation
    after: Evaluation
    difference: TotalDifference


@dataclass(frozen=True, slots=True)
class ResultComparison:
    """Two results, and at each end what made the difference."""

    before: Evaluation
    after: Evaluation
    splits: Mapping[End, tuple[Split, ...]]
    """By end; empty where one of the two has no score. The changes of all splits add up to the difference."""
    editions_differ: bool
    """Whether they are by different guidelines that could not be told apart."""
    lacking: tuple[str, ...] = ()
    """Titles of what the new guideline asks for and the earlier result does not have."""

    @property
    def one_station(self) -> bool:
        """Whether both results are about the same station."""
        return self.before["station"]["id"] == self.after["station"]["id"]


def compare(
    before: Evaluation, after: Evaluation, between: Evaluation | None = None, lacking: Sequence[str] = ()
) -> ResultComparison:
    """Compare two results; *between* is the earlier one's station by the later one's guideline."""
    splits: dict[End, tuple[Split, ...]] = {}
    stages: list[tuple[Cause, Evaluation, Evaluation]] = [("", before, after)]
    if between is not None:
        stages = [("guideline", before, between), ("station", between, after)]
    for end in max((ends(old, new) for _, old, new in stages), key=len):
        made: list[Split] = []
        for cause, old, new in stages:
            split = difference(old, new, end)
            if split is not None:
                made.append(Split(cause, old, new, split))
        if len(made) == len(stages):
            splits[end] = tuple(made)
    differ = before["guideline"]["sha256"] != after["guideline"]["sha256"] and between is None
    return ResultComparison(before, after, splits, differ, tuple(lacking))


class ComparisonWords:
    """Puts a comparison into words; for the station without evaluators' names."""

    def __init__(
        self,
        comparison: ResultComparison,
        lang: Language,
        *,
        to_station: bool = False,
        brief: bool = False,
    ) -> None:
        """Take the comparison and who is to read it; *brief*: without what stands behind each criterion."""
        self.brief = brief
        self.comparison = comparison
        self.lang = lang
        self.to_station = to_station
        names = [document["station"]["name"] for document in (comparison.before, comparison.after)]
        self.names = names if not comparison.one_station else ["", ""]

    def say(self, key: str, /, **fields: object) -> str:
        return CHANGES.say(key, self.lang, **fields)

    # In short

    def summary(self) -> list[str]:
        """Return in sentences what came of it: points, grade, limits."""
        before, after = self.comparison.before, self.comparison.after
        sentences = [self.points()]
        if before["score"]["out_of"] != after["score"]["out_of"]:
            sentences.append(
                self.say("full", before=before["score"]["out_of"], after=after["score"]["out_of"])
            )
        grades = [self.grade(document) for document in (before, after)]
        key = "grade.same" if grades[0] == grades[1] else "grade"
        if key == "grade" and not self.comparison.one_station:
            key = "grade.two"
        fields = {"grade": grades[0], "before": grades[0], "after": grades[1]}
        sentences.append(self.say(key, **fields, first=self.names[0], second=self.names[1]))
        old, new = self.limits(before), self.limits(after)
        sentences += self.moved("limit.new", self.names[1], new, old)
        sentences += self.moved("limit.gone", self.names[0], old, new)
        if self.comparison.editions_differ:
            sentences.append(self.say("cause.unknown"))
        if self.comparison.lacking:
            sentences.append(self.say("cause.lacking", names=self.say("list").join(self.comparison.lacking)))
        if not self.comparison.splits:
            sentences.append(self.say("no-score"))
        return sentences

    def moved(self, key: str, name: str, limits: Mapping[str, str], others: Mapping[str, str]) -> list[str]:
        """Return the limits that apply on one side alone."""
        key = key if self.comparison.one_station else "limit.of"
        return [self.say(key, name=name, limit=limit) for id, limit in limits.items() if id not in others]

    def points(self) -> str:
        before, after = self.comparison.before, self.comparison.after
        old, new = (self.total(document) for document in (before, after))
        changes = [
            (end, sum((split.difference.change for split in splits), Fraction(0)))
            for end, splits in self.comparison.splits.items()
        ]
        ways = [self.way(change) for _, change in changes]
        way = ways[0] if ways else ""
        if len(ways) > 1:
            way = self.say("between").join(
                self.say(f"way.{end}", way=each) for (end, _), each in zip(changes, ways, strict=True)
            )
        if self.comparison.one_station or not any(change for _, change in changes):
            key = "same" if self.comparison.one_station else "two.equal"
            fields = {"name": after["station"]["name"], "before": old, "after": new, "way": way}
            return self.say(key, **fields, first=self.names[0], second=self.names[1])
        return self.say("two", before=old, after=new, way=way, first=self.names[0], second=self.names[1])

    def way(self, change: Fraction) -> str:
        """Return by how much the points differ."""
        names = ("up", "down") if self.comparison.one_station else ("more", "less")
        key = names[change < 0] if change else "none"
        return self.say(f"way.{key}", points=self.number(abs(change)))

    def total(self, document: Evaluation) -> str:
        score = document["score"]
        points = score.get("shown") or score["points"]
        return points or (f"{score['low']}～{score['high']}" if score["low"] else "—")

    def grade(self, document: Evaluation) -> str:
        score, held = document["score"], document["eligibility"]["status"]
        if score["grade_title"]:
            return score["grade_title"]
        if held in ("postponed", "not_evaluated"):
            return self.say(f"code.{held}")
        if score["grade_low_title"] is None:
            return self.say("grade.none")
        if score["grade_low"] == score["grade_high"]:  # waits for the panel
            return self.say("grade.likely", grade=score["grade_low_title"])
        return f"{score['grade_low_title']}～{score['grade_high_title']}"

    def settled_grade(self, document: Evaluation) -> str:
        """Return the grade, or that it is open."""
        return self.grade(document) if is_settled(document) else self.say("grade.none")

    def settled_points(self, document: Evaluation) -> str:
        """Return the points, or that they are open."""
        return self.total(document) if document["score"]["points"] else self.say("grade.none")

    def limits(self, document: Evaluation) -> dict[str, str]:
        """Return in words the limits that apply, by id and state."""
        score = document["score"]
        limits = [
            (each["id"], each["state"], "ceiling", each["title"], each["at_most_title"])
            for each in score["ceilings"]
        ]
        limits += [
            (each["id"], each["state"], "veto", each["title"], each["grade_title"])
            for each in score["vetoes"]
        ]
        listed = {}
        for id, state, key, title, grade in limits:
            limit = self.say(key, id=id, title=title, grade=grade)
            listed[f"{id} {state}"] = self.say("pending", limit=limit) if state == "pending" else limit
        return listed

    # In full

    def links(self) -> list[Link]:
        """Return what made the difference, by end and by cause, each with its reasons."""
        listed: list[Link] = []
        for end, splits in self.comparison.splits.items():
            groups = [link for split in splits for link in self.split(split)]
            count = sum(len(split.difference.movements) for split in splits)
            change = sum((split.difference.change for split in splits), Fraction(0))
            last = Link(self.say("sum" if count else "sum.none", count=count), self.signed(change))
            if len(self.comparison.splits) > 1:
                listed.append(Link(self.say(f"end.{end}"), self.signed(change), (*groups, last)))
            else:
                listed += [*groups, last]
        return listed

    def split(self, split: Split) -> list[Link]:
        links = [self.movement(split, movement) for movement in split.difference.movements]
        if not split.cause:
            return links
        head = self.say(f"cause.{split.cause}")
        return [Link(head, self.signed(split.difference.change), tuple(links))]

    def movement(self, split: Split, movement: Movement) -> Link:
        """Return what moved the total, with the reasons where it is a criterion."""
        key: str = movement.kind
        if self.is_changed(split, movement):
            key = "criterion.changed"
        text = self.say(key, id=movement.id, title=movement.title)
        value = self.signed(movement.change)
        if self.brief:
            return Link(text, value)
        if movement.kind not in CRITERIA:
            effects = [self.number(points or Fraction(0)) for points in (movement.before, movement.after)]
            return Link(text, value, (Link(self.say("effect", before=effects[0], after=effects[1])),))
        old, new = (finding_of(document, movement.id) for document in (split.before, split.after))
        return Link(text, value, tuple(self.reasons(split, old, new)))

    def has_figures(self, split: Split, movement: Movement) -> bool:
        """Return whether both sides have what moved, so that its link begins with both figures."""
        if movement.kind not in CRITERIA:
            return True
        return all(finding_of(document, movement.id) for document in (split.before, split.after))

    def is_changed(self, split: Split, movement: Movement) -> bool:
        if not self.comparison.editions_differ or movement.kind != "criterion":
            return False
        old, new = (finding_of(document, movement.id) for document in (split.before, split.after))
        return old is None or new is None or rewritten(old, new)

    def reasons(self, split: Split, old: FindingJson | None, new: FindingJson | None) -> Iterator[Link]:
        """Yield why a criterion's points differ."""
        if old is None or new is None:
            yield Link(self.say("new" if old is None else "gone"))
            there = new if old is None else old
            if there is not None and there["plain"]:
                yield Link(there["plain"])
            return
        shown = [self.shown(finding) for finding in (old, new)]
        if shown[0] != shown[1]:
            figures = [finding["points"] or finding["low"] != finding["high"] for finding in (old, new)]
            if not all(figures):  # no points: it does not apply
                shown = [
                    self.say("points.of", points=text) if figure else text
                    for text, figure in zip(shown, figures, strict=True)
                ]
            key = "points" if all(figures) else "points.partly"
            yield Link(self.say(key, before=shown[0], after=shown[1]))
        listed = [*self.guideline(split, old, new), *self.facts(split, old, new), *self.evidence(old, new)]
        listed += [*self.marks(old, new), *self.judgement(old, new)]
        yield from listed or self.plain(old, new)

    def guideline(self, split: Split, old: FindingJson, new: FindingJson) -> Iterator[Link]:
        """Yield what the guideline asks of the criterion otherwise."""
        if split.before["guideline"]["sha256"] == split.after["guideline"]["sha256"]:
            return
        if old["rule"] != new["rule"]:
            yield Link(self.say("rule", before=old["rule"], after=new["rule"]))
        if old["of"] != new["of"]:
            yield Link(self.say("of", before=old["of"], after=new["of"]))
        if asked_otherwise(old, new):
            named = [line["title"] for line in new["evidence_lines"]]
            yield Link(self.say("asked", lines=self.say("list").join(named)))

    def facts(self, split: Split, old: FindingJson, new: FindingJson) -> Iterator[Link]:
        """Yield the facts whose values differ, with where each value stands."""
        before = {fact["name"]: fact for fact in old["facts"]}
        after = {fact["name"]: fact for fact in new["facts"]}
        for name in dict.fromkeys([*before, *after]):
            first, second = before.get(name), after.get(name)
            values = [self.value(fact) for fact in (first, second)]
            if values[0] == values[1]:
                continue
            title = (second or first or {"title": name})["title"]
            inner = []
            for side, document, fact, by_name in (
                (0, split.before, first, before),
                (1, split.after, second, after),
            ):
                if fact is not None:
                    origins = Origins(document, self.lang, to_station=self.to_station)
                    origin = origins.origin(self.sealed_fact(side, name) or fact, by_name)
                    inner.append(Link(self.side(side, origin)))
            text = self.say("fact", title=title, before=values[0], after=values[1])
            yield Link(self.options(name, title, old, new, values) or text, "", tuple(inner))
        yield from self.rows(split, old, new)

    def rows(self, split: Split, old: FindingJson, new: FindingJson) -> Iterator[Link]:
        """Yield the ledgers read row by row that differ, with their rows' places and what these came to."""
        documents = (split.before, split.after)
        reads = [
            {read["name"]: read for read in finding["read"] if read["kind"] == "ledger"}
            for finding in (old, new)
        ]
        titles = {ledger["ledger"]: ledger["title"] for ledger in split.after["ledgers"]}
        for name in [name for name in reads[0] if name in reads[1]]:
            pair = [read[name] for read in reads]
            if pair[0]["rows"] == pair[1]["rows"]:
                continue
            inner = []
            for side, (document, read) in enumerate(zip(documents, pair, strict=True)):
                origins = Origins(document, self.lang, to_station=self.to_station)
                if read.get("at"):
                    inner.append(Link(self.side(side, origins.places(read["at"]))))
            inner += [
                Link(self.side(side, each["plain"])) for side, each in enumerate((old, new)) if each["plain"]
            ]
            counts = [self.row_count(read["rows"]) for read in pair]
            key = "rows" if counts[0] != counts[1] else "rows.same"
            text = self.say(key, title=titles.get(name, name), before=counts[0], after=counts[1])
            yield Link(text, "", tuple(inner))

    def row_count(self, rows: Sequence[object] | None) -> str:
        if rows is None:
            return self.say("rows.none")
        return self.say("rows.one" if len(rows) == 1 else "rows.count", count=len(rows))

    def sealed_fact(self, side: int, name: str) -> FactJson | None:
        """Return a fact as the sealed result of a side has it: with its place."""
        document = self.comparison.after if side else self.comparison.before
        facts = (fact for finding in document["findings"] for fact in finding["facts"])
        return next((fact for fact in facts if fact["name"] == name), None)

    def options(
        self, name: str, title: str, old: FindingJson, new: FindingJson, values: Sequence[str]
    ) -> str:
        """Return which options of a set are more and which are less; empty for any other fact."""
        listed = []
        for finding, value in zip((old, new), values, strict=True):
            titles = value.split("、")
            if len(_chosen(finding, name)) != len(titles):
                return ""
            listed.append(titles)
        more = [each for each in listed[1] if each not in listed[0]]
        less = [each for each in listed[0] if each not in listed[1]]
        parts = [
            self.say(key, options=self.say("list").join(options))
            for key, options in (("set.more", more), ("set.less", less))
            if options
        ]
        return self.say("set", title=title, parts=self.say("between").join(parts))

    def value(self, fact: FactJson | None) -> str:
        if fact is None:
            return self.say("mark.none")
        return fact["value"] if fact["value"] is not None else Origins.blank(self.lang)

    def side(self, side: int, origin: str) -> str:
        if self.names[side]:
            return self.say("fact.first", name=self.names[side], origin=origin)
        return self.say("fact.after" if side else "fact.before", origin=origin)

    def evidence(self, old: FindingJson, new: FindingJson) -> Iterator[Link]:
        lost = [line for line in new["missing_evidence"] if line not in old["missing_evidence"]]
        gained = [line for line in old["missing_evidence"] if line not in new["missing_evidence"]]
        for key, lines in (("proof.lost", lost), ("proof.gained", gained)):
            if lines:
                yield Link(self.say(key, lines=self.say("list").join(lines)))

    def marks(self, old: FindingJson, new: FindingJson) -> Iterator[Link]:
        if not (old["marked_by"] and new["marked_by"]):
            return
        merged = [self.merged(finding) for finding in (old, new)]
        inner = []
        if not self.to_station:
            points_by = [
                {mark["evaluator"]: mark["points"] for mark in finding["marks"]} for finding in (old, new)
            ]
            inner = [
                Link(
                    self.say(
                        "mark.each",
                        who=who,
                        before=points_by[0].get(who) or self.say("mark.none"),
                        after=points_by[1].get(who) or self.say("mark.none"),
                    )
                )
                for who in dict.fromkeys([*points_by[0], *points_by[1]])
                if points_by[0].get(who) != points_by[1].get(who)
            ]
        if merged[0] != merged[1] or inner:
            yield Link(self.say("mark", before=merged[0], after=merged[1]), "", tuple(inner))

    def merged(self, finding: FindingJson) -> str:
        if finding["points"] is None:
            return finding["reason_title"]
        return self.number(Fraction(finding.get("unrounded") or own_points(finding)))

    def judgement(self, old: FindingJson, new: FindingJson) -> Iterator[Link]:
        if old["reason"] == new["reason"]:
            return
        inner = []
        for side, finding in enumerate((old, new)):
            if finding["outcome"] == "not_applicable" and old["outcome"] != new["outcome"]:
                sentences = [finding["plain"]] if self.to_station and finding["marked_by"] else finding["why"]
                inner += [Link(self.side(side, sentence)) for sentence in sentences if sentence]
        titles = [self.reason(finding) for finding in (old, new)]
        if titles[0] != titles[1]:
            yield Link(self.say("reason", before=titles[0], after=titles[1]), "", tuple(inner))

    def reason(self, finding: FindingJson) -> str:
        if finding["kind"] == "deduction" and finding["points"] is not None:
            key = "off" if Fraction(finding["points"]) else "nothing-off"
            return self.say(f"reason.{key}")
        return finding["reason_title"]

    def plain(self, old: FindingJson, new: FindingJson) -> Iterator[Link]:
        """Yield both sides' sentences, where nothing else says what differs."""
        for key, finding in (("loss.before", old), ("loss.after", new)):
            if finding["plain"]:
                yield Link(self.say(key, text=finding["plain"]))

    def shown(self, finding: FindingJson) -> str:
        if finding["points"] is None and finding["low"] == finding["high"]:
            return finding["outcome_title"]
        return finding["points"] or f"{finding['low']}～{finding['high']}"

    def number(self, value: Fraction) -> str:
        return number_text(value, self.comparison.after["guideline"]["rounding"]["places"])

    def signed(self, value: Fraction) -> str:
        text = self.number(value)
        return text if value <= 0 else f"+{text.replace('≈ ', '≈ +')}"


def is_settled(document: Evaluation) -> bool:
    """Return whether a station has a grade, or will have none because it is not evaluated."""
    held = document["eligibility"]["status"] in ("postponed", "not_evaluated")
    return held or document["score"]["grade"] is not None


def number_text(value: Fraction, places: int) -> str:
    """Return an exact number with its places; a fraction with its first decimals beside it."""
    number = exact.simple(value)
    if exact.writable(number, places):
        return exact.fixed(number, places)
    written = exact.text(number)
    if "/" not in written:
        return written
    return f"{written} ≈ {exact.fixed(exact.rounded(number, places + 2, 'half_up'), places + 2)}"


def finding_of(document: Evaluation, criterion: str) -> FindingJson | None:
    """Return the finding on a criterion, None where the result has none."""
    return next((each for each in document["findings"] if each["criterion"] == criterion), None)


def rewritten(old: FindingJson, new: FindingJson) -> bool:
    """Return whether the guideline asks something else of a criterion in two results."""
    return (old["rule"], old["of"]) != (new["rule"], new["of"]) or asked_otherwise(old, new)


def asked_otherwise(old: FindingJson, new: FindingJson) -> bool:
    """Return whether two results ask for other evidence; none is listed where judging ended before it."""
    before, after = (
        [(line["title"], line["kind"], line["optional"]) for line in finding["evidence_lines"]]
        for finding in (old, new)
    )
    return bool(before and after) and before != after


def _chosen(finding: FindingJson, name: str) -> list[str]:
    """Return the options of a set that a finding read; empty for any other fact."""
    for read in finding["read"]:
        if read["kind"] == "fact" and read["name"] == name and isinstance(read["value"], list):
            return read["value"]
    return []
