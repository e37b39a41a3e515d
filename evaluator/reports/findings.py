"""Put findings into words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evaluator.reports.fields import EvidenceLineView, FactView, FindingView, MarkView, NamedView
from evaluator.reports.wording import DASH, Json, Phrases, text

_OF: Final = {"criterion": "of", "bonus": "of_bonus", "deduction": "of_deduction"}


def finding(
    phrases: Phrases, number: int, finding_json: Json, sections: Mapping[str, str], anchors: Mapping[str, str]
) -> FindingView:
    """Put one finding into words; *sections* are titles and *anchors* those of evidence, both by id."""
    marks = tuple(_mark(phrases, mark_json) for mark_json in finding_json.get("marks") or ())
    facts = tuple(fact(phrases, fact_json) for fact_json in finding_json.get("facts") or ())
    why = tuple(finding_json.get("why") or ())
    missing = tuple(finding_json.get("missing_evidence") or ())
    differences = tuple(_differences(phrases, finding_json))
    points, of = phrases.points(finding_json), text(finding_json.get("of"))
    of_text = phrases.say(_OF[finding_json["kind"]], of=of) if of else ""
    remedy = text(finding_json.get("remedy"))
    lost = phrases.lost(finding_json)[1]
    reason = phrases.title(finding_json, "reason", "reason")
    section = sections.get(text(finding_json.get("section")), "")
    level1, _, level2 = section.partition(" / ")
    mark_sentences = [
        phrases.say("mark", evaluator=mark.evaluator, value=_with_remark(phrases, mark))
        for mark in marks
        if not _is_shown(mark, why)
    ]
    return FindingView(
        id=finding_json["criterion"],
        anchor=f"f{number}",
        title=("▲" if finding_json.get("key_item") else "") + text(finding_json.get("title")),
        section=section,
        level1=level1 if finding_json["kind"] == "criterion" else phrases.word("kind", finding_json["kind"]),
        level2=level2,
        kind=phrases.word("kind", finding_json["kind"]),
        outcome=finding_json["outcome"],
        outcome_title=text(finding_json.get("outcome_title"))
        or phrases.word("outcome", finding_json["outcome"]),
        symbol=phrases.word("symbol", finding_json["outcome"]),
        reason=reason,
        points=points,
        of=of,
        of_text=of_text,
        score=f"{points}{of_text}"
        if finding_json["kind"] == "criterion"
        else phrases.say("brackets", text=points, more=of_text),
        points_note="\n".join(_points_notes(phrases, finding_json)),
        lost=lost,
        self_points=text(finding_json.get("self")),
        text=text(finding_json.get("text")),
        rule=text(finding_json.get("rule")),
        note=text(finding_json.get("note")),
        look_at=phrases.join(finding_json.get("look_at") or ()),
        why=why,
        why_text="\n".join([*why, *mark_sentences]) or reason,
        facts=facts,
        facts_text="\n".join(
            phrases.say("fact", title=fact_row.title, value=fact_row.value, source=fact_row.source)
            for fact_row in facts
        ),
        marks=marks,
        marks_text="\n".join(
            phrases.say("mark", evaluator=mark.evaluator, value=_with_remark(phrases, mark)) for mark in marks
        )
        or DASH,
        evidence=tuple(NamedView(anchors.get(id, ""), id, "") for id in finding_json.get("evidence") or ()),
        evidence_text=" ".join(finding_json.get("evidence") or ()) or DASH,
        evidence_lines=tuple(_line(phrases, line) for line in finding_json.get("evidence_lines") or ()),
        missing=missing,
        missing_text=phrases.say("stop").join(missing),
        differences=differences,
        remedy=remedy,
        effort=phrases.say("effort", days=finding_json["effort"]) if text(finding_json.get("effort")) else "",
        remarks="\n".join(
            [
                *differences,
                *(phrases.say("missing", what=what) for what in missing),
                *([phrases.say("remedy", remedy=remedy)] if remedy and lost else []),
            ]
        )
        or DASH,
    )


def fact(phrases: Phrases, fact_json: Json) -> FactView:
    """Put one value and its source into words."""
    return FactView(
        name=text(fact_json.get("name")),
        title=text(fact_json.get("title")) or text(fact_json.get("name")),
        value=phrases.value(fact_json.get("value")),
        source=phrases.source(fact_json),
    )


def _mark(phrases: Phrases, mark_json: Json) -> MarkView:
    points = text(mark_json.get("points"))
    parts = [text(mark_json.get("level")), phrases.say("mark_points", points=points) if points else ""]
    return MarkView(
        evaluator=text(mark_json.get("evaluator")),
        value=" ".join(part for part in parts if part) or DASH,
        remark=text(mark_json.get("remark")),
    )


def _is_shown(mark: MarkView, why: Sequence[str]) -> bool:
    """Return whether the reasons already contain this evaluator's mark, as they do once it counts."""
    return any(line.startswith((f"{mark.evaluator}：", f"{mark.evaluator}: ")) for line in why)


def _with_remark(phrases: Phrases, mark: MarkView) -> str:
    return phrases.say("brackets", text=mark.value, more=mark.remark) if mark.remark else mark.value


def _points_notes(phrases: Phrases, finding_json: Json) -> Iterator[str]:
    if own := finding_json.get("own"):
        yield phrases.say("own", points=phrases.points(own), of=own.get("of"))
    if finding_json.get("exact"):
        yield phrases.say("exact", exact=finding_json["exact"])
    if finding_json.get("unrounded"):
        yield phrases.say("unrounded", value=finding_json["unrounded"])


def _line(phrases: Phrases, line: Json) -> EvidenceLineView:
    title = text(line.get("title")) + (phrases.say("optional") if line.get("optional") else "")
    return EvidenceLineView(
        text=phrases.say(
            "line_of_evidence", title=title, needed=line.get("needed", 1), have=line.get("have", 0)
        ),
        items=phrases.join(line.get("items") or ()),
        is_filled=bool(line.get("ok")),
    )


def _differences(phrases: Phrases, finding_json: Json) -> Iterator[str]:
    for fact_json in finding_json.get("facts") or ():
        others = [
            other for other in fact_json.get("also") or () if other.get("value") != fact_json.get("value")
        ]
        if others:
            yield phrases.say(
                "difference",
                title=text(fact_json.get("title")) or fact_json["name"],
                source=phrases.title(fact_json, "source", "source"),
                value=phrases.value(fact_json.get("value")),
                also=phrases.say("stop").join(
                    phrases.say(
                        "difference_value",
                        source=phrases.source(other),
                        value=phrases.value(other.get("value")),
                    )
                    for other in others
                ),
            )
