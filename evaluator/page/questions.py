"""A sheet and its questions as the page gets them: state, cards, and what is noted beside them, as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from evaluator.base.exact import text
from evaluator.base.folding import folded
from evaluator.base.masking import mask
from evaluator.marking.card import Card
from evaluator.marking.questions import Marking, MarkingStep
from evaluator.marking.sheet_file import Tree
from evaluator.model.guideline import Criterion, Fact
from evaluator.model.rule import Mark
from evaluator.model.submission import EvidenceItem
from evaluator.page.view import Places, problem_list
from evaluator.rules.marked import FilesForm, LevelForm, PointsForm, form_of
from evaluator.texts import Language, Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem

Json = dict[str, Any]
"""The browser's side declares its shapes in web/model.ts."""


def problems_of(problems: Sequence[Problem], lang: Language) -> list[Json]:
    """Return problems with their sentences."""
    return problem_list(problems, Places(None), {}, lang)


def summary_of(now: Marking) -> Json:
    """Return what a list of stations says of a sheet."""
    submitted = now.sheet.submitted
    return {
        "count": len(now.steps),
        "left": len(now.open()),
        "submitted": "" if submitted is None else submitted.isoformat(),
        "sha256": now.sha256,
        "remarks": remarks_of(now),
    }


def remarks_of(now: Marking) -> dict[str, str]:
    """Return the remarks on criteria, also where no mark stands beside them yet."""
    marks = now.content.get("marks")
    entries = marks.items() if isinstance(marks, dict) else ()
    remarks = {id: entry.get("remark") for id, entry in entries if isinstance(entry, dict)}
    return {id: remark for id, remark in remarks.items() if isinstance(remark, str) and remark}


def state_of(now: Marking, lang: Language) -> Json:
    """Return the state of a sheet: its steps, what is open, the file."""
    left = frozenset(now.open())
    words = Card(now, lang)
    return {
        **summary_of(now),
        "station": now.submission.station.id,
        "sheet": now.data.decode(),
        "at": now.resume(),
        "steps": [
            {
                "id": step.id,
                "title": step.about.title,
                "required": step.required,
                "open": at in left,
                "given": _answer_words(words, step),
            }
            for at, step in enumerate(now.steps)
        ],
        "incomplete": _incomplete(now, left, lang),
        "noted": words.noted(),
        "problems": problems_of(now.problems, lang),
    }


def _incomplete(now: Marking, left: frozenset[int], lang: Language) -> str:
    if not left:
        return ""
    optional = say("mark.optional", lang)
    steps = [now.steps[at] for at in sorted(left)]
    names = Listing(f"{step.id}{'' if step.required else optional}" for step in steps)
    return say("mark.incomplete.warning", lang, count=len(left), names=names)


def _answer_words(words: Card, step: MarkingStep) -> str:
    if isinstance(step.about, Fact):
        return words.observed(step.about)
    mark = words.marking.sheet.marks.get(step.id)
    return "" if mark is None else words.mark(step.about, mark)


def card_of(words: Card, step: MarkingStep) -> Json:
    """Return what the question on a criterion or a fact shows."""
    marking = words.marking
    about = step.about
    common: Json = {
        "id": step.id,
        "title": about.title,
        "required": step.required,
        "note": about.note,
        "needless": words.say("mark.needless") if marking.needless(step) else "",
        "files": [item.id for item in words.files_of(step)],
        "items": {item.id: _item(words, item) for item in _items(words, step)},
    }
    if isinstance(about, Fact):
        observed = marking.sheet.observed.get(about.name)
        return common | {
            "kind": "fact",
            "fact": _fact(words, about),
            "wanted": words.wanted(about),
            "usedBy": words.used_by(about),
            "declared": words.declared(about),
            "remark": "" if observed is None else observed.remark,
        }
    return common | _criterion(words, about)


def _criterion(words: Card, criterion: Criterion) -> Json:
    marking = words.marking
    form = form_of(criterion)
    mark = marking.sheet.marks.get(criterion.id)
    facts = marking.round.guideline.facts
    asked = {step.id for step in marking.steps}
    observable = {fact.name for fact in words.observable() if fact.name not in asked}
    claims = [id for id in marking.submission.not_applicable if id == criterion.id]
    claims += [
        id
        for id in marking.submission.not_applicable
        if id.rpartition(".")[0] in words.shown_facts(criterion)
    ]
    return {
        "kind": "level"
        if isinstance(form, LevelForm)
        else "points"
        if isinstance(form, PointsForm)
        else "files",
        "above": words.above(criterion),
        "points": text(criterion.points),
        "keyItem": criterion.key_item,
        "text": criterion.text,
        "look": words.names(criterion.look_at),
        "levels": _levels(words, form) if isinstance(form, LevelForm) else [],
        "range": words.range(form.points) if isinstance(form, PointsForm) else "",
        "checks": list(form.checks) if isinstance(form, FilesForm) else [],
        "drawn": list(words.drawn_keys(criterion)),
        "progress": words.sample_progress(criterion, form) if isinstance(form, FilesForm) else "",
        "facts": [
            {
                "name": name,
                "title": facts[name].title,
                "value": words.fact_value(name),
                "mine": name in observable,
            }
            for name in words.shown_facts(criterion)
        ],
        "rows": any(words.counted_from(facts[name]) for name in words.shown_facts(criterion)),
        "lines": [
            {
                "id": f"{criterion.id}#{part.line.id}",
                "title": part.line.title,
                "kind": words.kind(part.line.kind),
                "lacking": part.lacking,
                "items": [item.id for item in part.items],
                "seen": _verdict(marking, f"{criterion.id}#{part.line.id}"),
            }
            for part in words.lines_of(criterion)
        ],
        "claims": [_claim(words, id) for id in claims],
        "own": words.own_mark(criterion),
        "mark": _mark(words, criterion, mark),
        "remark": remarks_of(marking).get(criterion.id, ""),
    }


def _levels(words: Card, form: LevelForm) -> list[Json]:
    return [
        {"name": name, "range": words.range(level), "text": level.text, "fixed": level.fixed}
        for name, level in form.levels.items()
    ]


def _mark(words: Card, criterion: Criterion, mark: Mark | None) -> Json:
    if mark is None:
        return {"level": "", "points": "", "files": [], "comes": ""}
    keys = {folded(key) for key in words.drawn_keys(criterion)}
    return {
        "level": mark.level,
        "points": "" if mark.points is None else text(mark.points),
        "files": [
            {
                "file": part.file,
                "passed": sorted(part.passed),
                "left_out": sorted(part.left_out),
                "other": bool(keys) and folded(part.file) not in keys,
            }
            for part in mark.sample
        ],
        "comes": words.marked_points(criterion),
    }


def _items(words: Card, step: MarkingStep) -> Iterator[EvidenceItem]:
    """Yield the items of evidence that a question shows."""
    for criterion in words.criteria_of(step):
        for part in words.lines_of(criterion):
            yield from part.items
    yield from words.files_of(step)


def _item(words: Card, item: EvidenceItem) -> Json:
    return {
        "id": item.id,
        "title": item.title,
        "file": item.file if item.usable else "",
        "date": "" if item.date is None else item.date.isoformat(),
        "unusable": "" if item.usable else words.say("mark.evidence.unusable"),
        "accepted": _verdict(words.marking, item.id),
    }


def _verdict(marking: Marking, id: str) -> Json | None:
    word = marking.sheet.evidence.get(id)
    return None if word is None else {"holds": word.holds, "remark": word.remark}


def _claim(words: Card, id: str) -> Json:
    word = words.marking.sheet.not_applicable.get(id)
    return {
        "id": id,
        "reason": words.marking.submission.not_applicable[id].reason,
        "agreed": None if word is None else {"holds": word.agree, "remark": word.remark},
    }


def _fact(words: Card, fact: Fact) -> Json:
    """Return a fact with its field; a private value is never shown."""
    content = words.marking.content.get("observed")
    written = content.get(fact.name) if isinstance(content, dict) else None
    value = written.get("value") if isinstance(written, dict) else None
    return {
        "name": fact.name,
        "title": fact.title,
        "type": fact.type,
        "unit": fact.unit,
        "choices": list(fact.choices.items()),
        "value": _masked(value) if fact.private else value,
        "shown": words.fact_value(fact.name),
        "observed": words.observed(fact),
    }


def _masked(value: Tree) -> Tree:
    return mask(value) if isinstance(value, str) else None


def beside_of(words: Card) -> Json:
    """Return what can be noted beside the questions."""
    marking = words.marking
    asked = {step.id for step in marking.steps}
    observed = marking.sheet.observed
    return {
        "facts": [
            {**_fact(words, fact), "remark": observed[fact.name].remark if fact.name in observed else ""}
            for fact in words.observable()
            if fact.name not in asked
        ],
        "items": [_item(words, item) for item in marking.submission.evidence],
        "claims": [_claim(words, id) for id in marking.submission.not_applicable],
        "vetoes": [
            {"id": veto.id, "title": veto.title, "remark": marking.sheet.vetoes.get(veto.id)}
            for veto in words.vetoes()
        ],
    }
