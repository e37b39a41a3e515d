"""Put findings into words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final

from evaluator.base import exact
from evaluator.model.findings import EvidenceLineJson, FactJson, FindingJson, MarkJson
from evaluator.model.forms import Kind
from evaluator.reports.fields import EvidenceLineView, FactView, FindingView, MarkView, NamedView
from evaluator.reports.wording import DASH, Phrases, text
from evaluator.texts import Language, reports

_OF: Final = {"criterion": "of", "bonus": "of_bonus", "deduction": "of_deduction"}


class FindingInWords(FindingView):
    """A finding put into words; texts that few papers print are made when a paper prints them."""

    __slots__ = ("_names", "_phrases", "_raw")

    def __init__(
        self,
        phrases: Phrases,
        number: int,
        raw: FindingJson,
        section: str,
        anchors: Mapping[str, str],
        names: Mapping[str, str],
        facts: Callable[[FactJson], FactView],
    ) -> None:
        """Take the title of its section, the anchors of evidence and the names of evaluators, both by id.

        *facts* puts a fact into words, and may know it from another finding.
        """
        self._phrases, self._raw, self._names = phrases, raw, names
        kind, outcome, why = raw["kind"], raw["outcome"], raw["why"]
        points, of = phrases.points(raw), raw["of"]
        of_text = _of_text(phrases.lang, kind, of) if of else ""
        self.id = raw["criterion"]
        self.anchor = f"f{number}"
        self.title = f"▲{raw['title']}" if raw["key_item"] else raw["title"]
        self.section = section
        self.kind = phrases.word("kind", kind)
        level1, _, self.level2 = section.partition(" / ")
        self.level1 = level1 if kind == "criterion" else self.kind
        self.outcome, self.outcome_title = outcome, raw["outcome_title"]
        self.symbol = phrases.word("symbol", outcome)
        self.reason = raw["reason_title"]
        self.points, self.of, self.of_text = points, of, of_text
        self.score = (
            points + of_text if kind == "criterion" else phrases.say("brackets", text=points, more=of_text)
        )
        self.points_note = "\n".join(_points_notes(phrases, raw))
        self.lost = raw["costs"] or ""
        self.self_points = text(raw["self"])
        self.text, self.rule, self.note = raw["text"], raw["rule"], raw["note"]
        self.look_at = phrases.join(raw["look_at"])
        self.plain = raw["plain"]
        self.why = tuple(why)
        steps = why
        if raw["marks"]:
            beginnings = _beginnings(mark["evaluator"] for mark in raw["marks"])
            steps = [line for line in why if not line.startswith(beginnings)]
        self.steps_text = "\n".join(steps) or self.reason
        self.facts = tuple(map(facts, raw["facts"]))
        self.evidence = tuple([NamedView(anchors.get(id, ""), id, "") for id in raw["evidence"]])
        self.evidence_lines = tuple([_line(phrases, line) for line in raw["evidence_lines"]])
        self.missing = tuple(raw["missing_evidence"])
        self.missing_text = _missing_text(phrases, raw)
        self.differences = tuple(_differences(phrases, raw))
        self.remedy = raw["remedy"]
        self.effort = phrases.say("effort", days=raw["effort"]) if text(raw["effort"]) else ""

    def __getattr__(self, name: str) -> object:
        """Return a text that no paper printed before; every other attribute is there."""
        make = _LATER.get(name)
        if make is None:
            raise AttributeError(name)
        made = make(self)
        setattr(self, name, made)
        return made

    def marks_of_each(self) -> tuple[MarkView, ...]:
        """Return what each evaluator gave."""
        return tuple(_mark(self._phrases, mark) for mark in self._raw["marks"])

    def marks_by_name(self) -> str:
        """Return what each evaluator gave, by name, one a line."""
        names = [self._names.get(mark.evaluator) or mark.evaluator for mark in self.marks]
        return "\n".join(map(self._marked, names, self.marks)) or DASH

    def reasons_and_marks(self) -> str:
        """Return the reasons, and the marks that are in none of them, one a line."""
        others = [
            self._marked(mark.evaluator, mark)
            for mark in self.marks
            if not any(line.startswith(_beginnings([mark.evaluator])) for line in self.why)
        ]
        return "\n".join([*self.why, *others]) or self.reason

    def facts_with_sources(self) -> str:
        """Return each value with its source, one a line."""
        say = self._phrases.say
        rows = [say("fact", title=row.title, value=row.value, source=row.source) for row in self.facts]
        return "\n".join(rows)

    def what_to_see_to(self) -> str:
        """Return differences, missing evidence and the remedy, one a line."""
        remarks = [*self.differences, *[self._phrases.say("missing", what=what) for what in self.missing]]
        if self.remedy and self.lost:
            remarks.append(self._phrases.say("remedy", remedy=self.remedy))
        return "\n".join(remarks) or DASH

    def loss_and_why(self) -> str:
        """Return what is lost, and why; empty where nothing is."""
        if not (self.lost and self.plain):
            return ""
        return self._phrases.say("loss", why=self.plain, lost=self.lost)

    def _marked(self, evaluator: str, mark: MarkView) -> str:
        return self._phrases.say("mark", evaluator=evaluator, value=_with_remark(self._phrases, mark))


_LATER: Final[Mapping[str, Callable[[FindingInWords], object]]] = {
    "evidence_text": lambda finding: " ".join(item.title for item in finding.evidence) or DASH,
    "facts_text": FindingInWords.facts_with_sources,
    "loss": FindingInWords.loss_and_why,
    "marks": FindingInWords.marks_of_each,
    "marks_text": FindingInWords.marks_by_name,
    "remarks": FindingInWords.what_to_see_to,
    "why_text": FindingInWords.reasons_and_marks,
}


def fact(phrases: Phrases, fact_json: FactJson) -> FactView:
    """Put one value and its source into words."""
    return FactView(
        name=fact_json["name"],
        title=fact_json["title"] or fact_json["name"],
        value=phrases.value(fact_json["value"]),
        source=phrases.source(fact_json),
    )


def _mark(phrases: Phrases, mark_json: MarkJson) -> MarkView:
    points = _in_decimals(text(mark_json["points"]))
    parts = [text(mark_json["level"]), phrases.say("mark_points", points=points) if points else ""]
    return MarkView(
        evaluator=mark_json["evaluator"],
        value=" ".join(part for part in parts if part) or DASH,
        remark=mark_json["remark"],
    )


def _in_decimals(points: str) -> str:
    """Return points for reading: a fraction is rounded to two decimals."""
    if "/" not in points:
        return points
    return exact.text(exact.rounded(Fraction(points), 2, "half_up"))


def _beginnings(evaluators: Iterable[str]) -> tuple[str, ...]:
    """Return what a reason begins with that is one evaluator's mark: a station does not get it."""
    return tuple([f"{evaluator}{colon}" for evaluator in evaluators for colon in ("：", ": ")])


def _with_remark(phrases: Phrases, mark: MarkView) -> str:
    return phrases.say("brackets", text=mark.value, more=mark.remark) if mark.remark else mark.value


def _points_notes(phrases: Phrases, finding_json: FindingJson) -> Iterator[str]:
    if own := finding_json.get("own"):
        yield phrases.say("own", points=own["points"] or DASH, of=own["of"])
    if finding_json.get("exact"):
        yield phrases.say("exact", exact=finding_json["exact"])
    if finding_json.get("unrounded"):
        yield phrases.say("unrounded", value=finding_json["unrounded"])


def _missing_text(phrases: Phrases, finding_json: FindingJson) -> str:
    """Return the evidence that is missing with what all of it together costs; '' where nothing is missing."""
    missing = finding_json["missing_evidence"]
    if not missing:
        return ""
    costs = finding_json["evidence_costs"]
    tail = phrases.say("missing_costs", points=costs) if costs else phrases.say("missing_costs_nothing")
    return phrases.stops(missing) + tail


def _line(phrases: Phrases, line: EvidenceLineJson) -> EvidenceLineView:
    text = _line_text(phrases.lang, line["title"], line["optional"], line["needed"], line["have"])
    return EvidenceLineView(text, phrases.join(line["items"]), bool(line["ok"]))


# The same few for all stations of a round.
@lru_cache(maxsize=4096)
def _line_text(lang: Language, title: str, optional: bool, needed: int, have: int) -> str:
    say = reports.SENTENCES.say
    title += say("optional", lang) if optional else ""
    return say("line_of_evidence", lang, title=title, needed=needed, have=have)


@lru_cache(maxsize=4096)
def _of_text(lang: Language, kind: Kind, of: str) -> str:
    return reports.SENTENCES.say(_OF[kind], lang, of=of)


def _differences(phrases: Phrases, finding_json: FindingJson) -> Iterator[str]:
    for fact_json in finding_json["facts"]:
        if not fact_json["also"]:
            continue
        others = [
            other
            for other in fact_json["also"]
            if other["value"] != fact_json["value"] and other["source"] != "observed"
        ]
        if others:
            yield phrases.say(
                "difference",
                title=fact_json["title"] or fact_json["name"],
                source=fact_json["source_title"],
                value=phrases.value(fact_json["value"]),
                also=phrases.stops(
                    phrases.say(
                        "difference_value",
                        source=phrases.source(other),
                        value=phrases.value(other["value"]),
                    )
                    for other in others
                ),
            )
