"""What the page shows of an evaluation: the figures and sentences of `check`, by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.evaluation.gaps import gaps
from evaluator.evaluation.next_grade import Path, path_to_next_grade
from evaluator.evaluation.pipeline import Evaluated
from evaluator.evaluation.progress import progress
from evaluator.model.evaluation import Evaluation
from evaluator.model.findings import FindingJson
from evaluator.model.guideline import Guideline
from evaluator.model.submission import Handed
from evaluator.texts import Language
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem
from evaluator.yaml.parse import Items, Node, Scalar, Table

View = dict[str, Any]
"""JSON data; the browser's side declares it as `View` in web/model.ts."""


def view_of(result: Evaluated, places: Places, lang: Language) -> View:
    """Return what is shown of a result."""
    document, guideline = result.document, result.inputs.guideline
    filled = progress(result.computed)
    way = path_to_next_grade(result.computed)
    return {
        "seal": document["seal"],
        "tool": document["tool"],
        "score": document["score"],
        "limits": limit_sentences(document, lang),
        "filled": {
            name: {"there": part.there, "of": part.of}
            for name, part in (
                ("facts", filled.facts),
                ("ledgers", filled.ledgers),
                ("evidence", filled.evidence),
            )
        },
        "sections": document["sections"],
        "findings": {finding["criterion"]: _finding(finding) for finding in document["findings"]},
        "facts": {
            fact["name"]: {"value": fact["value"], "source": fact["source"], "from": fact["from"]}
            for finding in document["findings"]
            for fact in finding["facts"]
        },
        "gaps": [
            {
                "criterion": gap.criterion.id,
                "costs": points(guideline, gap.costs),
                "byEvidence": gap.by_evidence,
            }
            for gap in gaps(result.computed)
        ],
        "way": {
            "sentences": way_sentences(way, document, guideline, lang),
            "criteria": []
            if way is None
            else [_way(gap.criterion.id, gap.costs, guideline) for gap in way.gaps],
        },
        "ledgers": ledger_rows(result, lang),
        "differences": document["differences"],
        "evidence": [
            {"id": item["id"], "state": item["state"], "why": item["why"]} for item in document["evidence"]
        ],
        "problems": problem_list(result.inputs.problems, places, result.inputs.submission.ledgers, lang),
    }


def points(guideline: Guideline, value: Number) -> str:
    """Return points at the guideline's decimal places."""
    places = guideline.rounding.places
    return exact.fixed(exact.rounded(value, places, "half_up"), places)


def problem_list(
    problems: Iterable[Problem], places: Places, ledgers: Mapping[str, Handed], lang: Language
) -> list[View]:
    """Return problems with the field each is about, such as `facts/premises.area`, or with their place."""
    owner = {part.file: name for name, handed in ledgers.items() for part in handed.parts}
    shown: list[View] = []
    for problem in problems:
        at = places.at(problem.line, problem.column) if problem.line else ""
        about = f"ledgers/{owner[problem.file]}" if problem.file in owner else at
        shown.append(
            {
                "code": problem.code,
                "severity": str(problem.severity),
                "place": problem.cell or ("" if about else problem.place),
                "file": problem.file,
                "message": problem.message(lang),
                "hint": problem.hint(lang),
                "field": about,
            }
        )
    return shown


def limit_sentences(document: Evaluation, lang: Language) -> list[str]:
    """Return why the grade is held down or the station not evaluated."""
    sentences: list[str] = []
    status = document["eligibility"]["status"]
    if status != "eligible":
        reasons = "、".join(condition["title"] for condition in document["eligibility"]["items"])
        sentences.append(f"{say(f'eligibility.{status}', lang)}：{reasons}")
    score = document["score"]
    sentences += [
        say(f"ceiling.{ceiling['state']}", lang, title=ceiling["title"], grade=ceiling["at_most_title"])
        for ceiling in score["ceilings"]
    ]
    sentences += [
        say(f"veto.{veto['state']}", lang, title=veto["title"], grade=veto["grade_title"])
        for veto in score["vetoes"]
    ]
    return sentences


def way_sentences(way: Path | None, document: Evaluation, guideline: Guideline, lang: Language) -> list[str]:
    """Return the sentences about the way to the next grade."""

    def text(value: Number) -> str:
        return points(guideline, value)

    if way is None:
        return [say("path.top", lang)] if document["score"]["low"] is not None else []
    sentences = [
        say(
            "path.needed" if way.target.inclusive else "path.above",
            lang,
            grade=way.target.title,
            bound=text(way.target.bound),
            start=text(max(0, way.start)),
            needed=text(way.needed),
        )
    ]
    if way.start < 0:
        sentences.append(say("path.below-zero", lang, points=text(-way.start)))
    waits = [finding for finding in document["findings"] if finding["outcome"] == "not_assessed"]
    if any(finding["kind"] != "deduction" for finding in waits):
        assumed = len(way.assumed)
        sentences.append(say("path.assumed", lang, count=assumed) if assumed else say("path.low", lang))
    if way.spared:
        sentences.append(say("path.spared", lang, count=len(way.spared)))
    blocked = "、".join(way.blocked_by)
    if way.gaps:
        sentences.append(say("path.way", lang, days=exact.text(way.effort), reaches=text(way.reaches)))
        if blocked:
            sentences.append(say("path.blocked", lang, what=blocked))
    elif way.needed > 0:
        rest = text(max(0, way.target.bound - way.reaches))
        sentences.append(say("path.none", lang, closed=text(way.reaches), rest=rest))
    else:
        sentences.append(say("path.points-enough", lang, what=blocked or "—"))
    return sentences


def _way(criterion: str, costs: Number, guideline: Guideline) -> View:
    return {"criterion": criterion, "gains": points(guideline, costs)}


def _finding(finding: FindingJson) -> View:
    return {
        "points": finding["points"],
        "low": finding["low"],
        "high": finding["high"],
        "of": finding["of"],
        "outcome": finding["outcome"],
        "outcomeTitle": finding["outcome_title"],
        "why": finding["why"],
        "plain": finding["plain"],
        "costs": finding["costs"],
        "evidenceCosts": finding["evidence_costs"],
        "missing": finding["missing_evidence"],
        "lines": {
            line["id"]: {key: line[key] for key in ("needed", "have", "items", "asked", "ok")}
            for line in finding["evidence_lines"]
        },
        "facts": [fact["name"] for fact in finding["facts"]],
    }


def ledger_rows(result: Evaluated, lang: Language) -> dict[str, View]:
    """Return what was read of each ledger, and the rows that did not count with their reasons."""
    submission = result.inputs.submission
    rows: dict[str, View] = {}
    for ledger in result.document["ledgers"]:
        handed = submission.ledgers.get(ledger["ledger"])
        omitted: dict[str, list[str]] = {}
        seen: set[tuple[str, str]] = set()
        for row in ledger["not_counted"]:
            mark = (row["place"], row["reason"])
            if row["reason"] != "row-condition" and mark not in seen:
                seen.add(mark)
                omitted.setdefault(row["reason"], []).append(f"{row['place']}：{row['why']}")
        rows[ledger["ledger"]] = {
            "handedIn": ledger["handed_in"],
            "rows": ledger["rows"],
            "sheets": [
                {
                    "file": part.file,
                    "sheet": part.sheet,
                    "read": say(part.unread, lang)
                    if part.unread
                    else say("sheet.rows", lang, rows=part.rows),
                }
                for part in (handed.parts if handed is not None else ())
            ],
            "counted": [
                {"title": fact["title"], "value": fact["value"]}
                for fact in ledger["counted"]
                if fact["value"]
            ],
            "notCounted": list(omitted.values()),
        }
    return rows


def refused(problems: Sequence[Problem], places: Places, lang: Language) -> View:
    """Return what is shown where errors stop the evaluation."""
    return {"seal": "", "problems": problem_list(problems, places, {}, lang)}


class Places:
    """Where in a submission each answer stands."""

    def __init__(self, node: Node | None) -> None:
        self._starts = sorted(_starts(node, ())) if node is not None else []

    def at(self, line: int, column: int) -> str:
        """Return the answer that a position belongs to, such as `facts/premises.area`; '' where none."""
        nearest = ""
        for start, path in self._starts:
            if start > (line, column):
                break
            nearest = path
        return nearest


def _starts(node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[int, int], str]]:
    if len(path) == 2:  # `facts/premises.area`, `evidence/3`: what stands below belongs to it
        return
    if isinstance(node, Table):
        for name, value in node.entries.items():
            key = node.keys[name]
            yield (key.line, key.column), "/".join((*path, name))
            yield from _starts(value, (*path, name))
    elif isinstance(node, Items):
        for number, value in enumerate(node.nodes):
            yield (value.line, value.column), "/".join((*path, str(number)))
    else:
        assert isinstance(node, Scalar)
