"""Put findings into words."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from evaluator.base import exact
from evaluator.model.findings import EvidenceLineJson, FactJson, FindingJson, MarkJson
from evaluator.reports.fields import EvidenceLineView, FactView, FindingView, MarkView, NamedView
from evaluator.reports.wording import DASH, Phrases, text

_OF: Final = {"criterion": "of", "bonus": "of_bonus", "deduction": "of_deduction"}


def finding(
    phrases: Phrases,
    number: int,
    finding_json: FindingJson,
    sections: Mapping[str, str],
    anchors: Mapping[str, str],
    names: Mapping[str, str],
) -> FindingView:
    """Put one finding into words.

    *sections* are titles, *anchors* those of evidence, *names* those of evaluators, all by id.
    """
    marks = tuple(_mark(phrases, mark_json) for mark_json in finding_json["marks"])
    facts = tuple([fact(phrases, fact_json) for fact_json in finding_json["facts"]])
    why = tuple(finding_json["why"])
    missing = tuple(finding_json["missing_evidence"])
    differences = tuple(_differences(phrases, finding_json))
    kind = finding_json["kind"]
    kind_title = phrases.word("kind", kind)
    points, of = phrases.points(finding_json), finding_json["of"]
    of_text = phrases.say(_OF[kind], of=of) if of else ""
    remedy = finding_json["remedy"]
    lost = finding_json["costs"] or ""
    plain = finding_json["plain"]
    reason = finding_json["reason_title"]
    section = sections.get(finding_json["section"], "")
    level1, _, level2 = section.partition(" / ")
    shown = (
        phrases.say("mark", evaluator=mark.evaluator, value=_with_remark(phrases, mark))
        for mark in marks
        if not _is_shown(mark, why)
    )
    remarks = [*differences, *[phrases.say("missing", what=what) for what in missing]]
    if remedy and lost:
        remarks.append(phrases.say("remedy", remedy=remedy))
    return FindingView(
        id=finding_json["criterion"],
        anchor=f"f{number}",
        title=("▲" if finding_json["key_item"] else "") + finding_json["title"],
        section=section,
        level1=level1 if kind == "criterion" else kind_title,
        level2=level2,
        kind=kind_title,
        outcome=finding_json["outcome"],
        outcome_title=finding_json["outcome_title"],
        symbol=phrases.word("symbol", finding_json["outcome"]),
        reason=reason,
        points=points,
        of=of,
        of_text=of_text,
        score=points + of_text if kind == "criterion" else phrases.say("brackets", text=points, more=of_text),
        points_note="\n".join(_points_notes(phrases, finding_json)),
        lost=lost,
        self_points=text(finding_json["self"]),
        text=finding_json["text"],
        rule=finding_json["rule"],
        note=finding_json["note"],
        look_at=phrases.join(finding_json["look_at"]),
        plain=plain,
        loss=phrases.say("loss", why=plain, lost=lost) if lost and plain else "",
        why=why,
        why_text="\n".join([*why, *shown]) or reason,
        steps_text="\n".join([line for line in why if not _is_mark(line, marks)]) or reason,
        facts=facts,
        facts_text="\n".join(
            [phrases.say("fact", title=row.title, value=row.value, source=row.source) for row in facts]
        ),
        marks=marks,
        marks_text="\n".join(
            phrases.say(
                "mark",
                evaluator=names.get(mark.evaluator) or mark.evaluator,
                value=_with_remark(phrases, mark),
            )
            for mark in marks
        )
        or DASH,
        evidence=tuple([NamedView(anchors.get(id, ""), id, "") for id in finding_json["evidence"]]),
        evidence_text=" ".join(finding_json["evidence"]) or DASH,
        evidence_lines=tuple([_line(phrases, line) for line in finding_json["evidence_lines"]]),
        missing=missing,
        missing_text=_missing_text(phrases, finding_json),
        differences=differences,
        remedy=remedy,
        effort=phrases.say("effort", days=finding_json["effort"]) if text(finding_json["effort"]) else "",
        remarks="\n".join(remarks) or DASH,
    )


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


def _is_shown(mark: MarkView, why: Sequence[str]) -> bool:
    """Return whether the reasons already contain this evaluator's mark, as they do once it counts."""
    return any(line.startswith((f"{mark.evaluator}：", f"{mark.evaluator}: ")) for line in why)


def _is_mark(line: str, marks: Sequence[MarkView]) -> bool:
    """Return whether a reason is one evaluator's mark, which a station does not get."""
    return any(line.startswith((f"{mark.evaluator}：", f"{mark.evaluator}: ")) for mark in marks)


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
    return phrases.say("stop").join(missing) + tail


def _line(phrases: Phrases, line: EvidenceLineJson) -> EvidenceLineView:
    title = line["title"] + (phrases.say("optional") if line["optional"] else "")
    return EvidenceLineView(
        text=phrases.say("line_of_evidence", title=title, needed=line["needed"], have=line["have"]),
        items=phrases.join(line["items"]),
        is_filled=bool(line["ok"]),
    )


def _differences(phrases: Phrases, finding_json: FindingJson) -> Iterator[str]:
    for fact_json in finding_json["facts"]:
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
                also=phrases.say("stop").join(
                    phrases.say(
                        "difference_value",
                        source=phrases.source(other),
                        value=phrases.value(other["value"]),
                    )
                    for other in others
                ),
            )
