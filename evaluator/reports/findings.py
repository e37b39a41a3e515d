"""Put findings into words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evaluator.reports.fields import EvidenceLine, Fact, Finding, Mark, Named
from evaluator.reports.wording import DASH, Json, Phrases, text

_OF: Final = {"criterion": "of", "bonus": "of_bonus", "deduction": "of_deduction"}


def finding(
    phrases: Phrases, number: int, found: Json, sections: Mapping[str, str], anchors: Mapping[str, str]
) -> Finding:
    """Put one finding into words; *sections* are titles and *anchors* those of evidence, both by id."""
    marks = tuple(_mark(phrases, given) for given in found.get("marks") or ())
    facts = tuple(fact(phrases, given) for given in found.get("facts") or ())
    why = tuple(found.get("why") or ())
    missing = tuple(found.get("missing_evidence") or ())
    differences = tuple(_differences(phrases, found))
    points, of = phrases.points(found), text(found.get("of"))
    of_text = phrases.say(_OF[found["kind"]], of=of) if of else ""
    remedy = text(found.get("remedy"))
    lost = phrases.lost(found)[1]
    reason = phrases.title(found, "reason", "reason")
    section = sections.get(text(found.get("section")), "")
    level1, _, level2 = section.partition(" / ")
    said = [
        phrases.say("mark", evaluator=mark.evaluator, value=_with_remark(phrases, mark))
        for mark in marks
        if not _is_told(mark, why)
    ]
    return Finding(
        id=found["criterion"],
        anchor=f"f{number}",
        title=("▲" if found.get("key_item") else "") + text(found.get("title")),
        section=section,
        level1=level1 if found["kind"] == "criterion" else phrases.word("kind", found["kind"]),
        level2=level2,
        kind=phrases.word("kind", found["kind"]),
        outcome=found["outcome"],
        outcome_title=text(found.get("outcome_title")) or phrases.word("outcome", found["outcome"]),
        symbol=phrases.word("symbol", found["outcome"]),
        reason=reason,
        points=points,
        of=of,
        of_text=of_text,
        score=f"{points}{of_text}"
        if found["kind"] == "criterion"
        else phrases.say("brackets", text=points, more=of_text),
        points_note="\n".join(_points_notes(phrases, found)),
        lost=lost,
        self_points=text(found.get("self")),
        text=text(found.get("text")),
        rule=text(found.get("rule")),
        note=text(found.get("note")),
        look_at=phrases.join(found.get("look_at") or ()),
        why=why,
        why_text="\n".join([*why, *said]) or reason,
        facts=facts,
        facts_text="\n".join(
            phrases.say("fact", title=one.title, value=one.value, source=one.source) for one in facts
        ),
        marks=marks,
        marks_text="\n".join(
            phrases.say("mark", evaluator=one.evaluator, value=_with_remark(phrases, one)) for one in marks
        )
        or DASH,
        evidence=tuple(Named(anchors.get(id, ""), id, "") for id in found.get("evidence") or ()),
        evidence_text=" ".join(found.get("evidence") or ()) or DASH,
        evidence_lines=tuple(_line(phrases, line) for line in found.get("evidence_lines") or ()),
        missing=missing,
        missing_text=phrases.say("stop").join(missing),
        differences=differences,
        remedy=remedy,
        effort=phrases.say("effort", days=found["effort"]) if text(found.get("effort")) else "",
        remarks="\n".join(
            [
                *differences,
                *(phrases.say("missing", what=what) for what in missing),
                *([phrases.say("remedy", remedy=remedy)] if remedy and lost else []),
            ]
        )
        or DASH,
    )


def fact(phrases: Phrases, given: Json) -> Fact:
    """Put one value and its source into words."""
    return Fact(
        name=text(given.get("name")),
        title=text(given.get("title")) or text(given.get("name")),
        value=phrases.value(given.get("value")),
        source=phrases.source(given),
    )


def _mark(phrases: Phrases, given: Json) -> Mark:
    points = text(given.get("points"))
    said = [text(given.get("level")), phrases.say("mark_points", points=points) if points else ""]
    return Mark(
        evaluator=text(given.get("evaluator")),
        value=" ".join(part for part in said if part) or DASH,
        remark=text(given.get("remark")),
    )


def _is_told(mark: Mark, why: Sequence[str]) -> bool:
    """Whether the reasons give this evaluator's mark already, as they do once it counts."""
    return any(line.startswith((f"{mark.evaluator}：", f"{mark.evaluator}: ")) for line in why)


def _with_remark(phrases: Phrases, mark: Mark) -> str:
    return phrases.say("brackets", text=mark.value, more=mark.remark) if mark.remark else mark.value


def _points_notes(phrases: Phrases, found: Json) -> Iterator[str]:
    if own := found.get("own"):
        yield phrases.say("own", points=phrases.points(own), of=own.get("of"))
    if found.get("exact"):
        yield phrases.say("exact", exact=found["exact"])
    if found.get("unrounded"):
        yield phrases.say("unrounded", value=found["unrounded"])


def _line(phrases: Phrases, line: Json) -> EvidenceLine:
    title = text(line.get("title")) + (phrases.say("optional") if line.get("optional") else "")
    return EvidenceLine(
        text=phrases.say(
            "line_of_evidence", title=title, needed=line.get("needed", 1), have=line.get("have", 0)
        ),
        items=phrases.join(line.get("items") or ()),
        is_filled=bool(line.get("ok")),
    )


def _differences(phrases: Phrases, found: Json) -> Iterator[str]:
    for given in found.get("facts") or ():
        others = [other for other in given.get("also") or () if other.get("value") != given.get("value")]
        if others:
            yield phrases.say(
                "difference",
                title=text(given.get("title")) or given["name"],
                source=phrases.title(given, "source", "source"),
                value=phrases.value(given.get("value")),
                also=phrases.say("stop").join(
                    phrases.say(
                        "difference_value",
                        source=phrases.source(other),
                        value=phrases.value(other.get("value")),
                    )
                    for other in others
                ),
            )
