"""Adopt a corrected guideline halfway through a round: what it changes, and what no longer fits it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from pathlib import Path

from evaluator.base.exact import text
from evaluator.base.gate import read_file
from evaluator.conditions.wording import Words
from evaluator.loading.guideline import FILE as GUIDELINE_FILE
from evaluator.loading.guideline import load_guideline
from evaluator.loading.search import find_profile
from evaluator.model.guideline import Ceiling, Criterion, Eligibility, Grade, Guideline, Veto
from evaluator.model.round import FILE, OPEN, Round
from evaluator.rounds.copies import PROFILES
from evaluator.rounds.intake import adopt as write_copies
from evaluator.rounds.read import received_stations, station_inputs
from evaluator.rounds.record import CRITERIA
from evaluator.rounds.staging import Operation
from evaluator.texts import Listing
from evaluator.texts.problem import Problem
from evaluator.yaml.edit import EditedFile
from evaluator.yaml.write import quoted


@dataclass(frozen=True, slots=True)
class GuidelineChange:
    """A part of the guideline that changes; '' where it is not there before or after."""

    id: str
    title: str
    aspect: str
    """Key of the aspect's name."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """A guideline about to be adopted."""

    guideline: Guideline
    files: Mapping[str, Path]
    """What is copied into the round, by path in the round."""
    changes: tuple[GuidelineChange, ...]
    unfit: Mapping[str, tuple[Problem, ...]]
    """By station: what is wrong under the new guideline with its files and the marks on it, and was not."""


def prepare(round_: Round, path: Path) -> tuple[Adoption | None, list[Problem]]:
    """Return what adopting the guideline in *path* would change; None with a problem."""
    if round_.state != OPEN:
        return None, [Problem("adopt-not-open", FILE)]
    file = path / GUIDELINE_FILE if path.is_dir() else path
    files = {f"{CRITERIA}/{round_.guideline.id}/{GUIDELINE_FILE}": file}
    overlay: Path | None = None
    if round_.profile:
        overlay, problems = _profile(round_, file)
        if overlay is None:
            return None, problems
        files[f"{CRITERIA}/{round_.guideline.id}/{PROFILES}/{overlay.name}"] = overlay
    guideline, problems = load_guideline(file, overlay)
    if guideline is None:
        return None, problems
    args = {"name": round_.guideline.id, "found": guideline.id}
    if guideline.id != round_.guideline.id:
        return None, [Problem("adopt-other", file.name, args=args)]
    if guideline.sha256 == round_.guideline.sha256:
        return None, [Problem("adopt-same", file.name, args=args)]
    changes = tuple(guideline_changes(round_.guideline, guideline))
    return Adoption(guideline, files, changes, _unfit(round_, guideline)), []


def adopt(
    operation: Operation, round_: Round, adoption: Adoption, *, reason: str, by: str, day: date
) -> None:
    """Plan to adopt a guideline: copy it into the round and pin it. Raises Unusable, OSError."""
    declaration = EditedFile(read_file(round_.folder / FILE))
    declaration.put(("guideline",), "edition", quoted(adoption.guideline.edition))
    declaration.put(("guideline",), "sha256", adoption.guideline.sha256)
    operation.write(FILE, declaration.data)
    contents = {path: read_file(file) for path, file in adoption.files.items()}
    was, now = round_.guideline.sha256, adoption.guideline.sha256
    write_copies(operation, contents, day, {"reason": reason, "by": by, "was": was, "now": now})


def _profile(round_: Round, file: Path) -> tuple[Path | None, list[Problem]]:
    """Return the round's profile: the one beside the new guideline, else the one in use."""
    beside = file.parent / PROFILES / f"{round_.profile}.yaml"
    if beside.is_file():
        return beside, []
    own = round_.folder / CRITERIA / round_.guideline.id
    return find_profile(own if own.is_dir() else file, round_.profile)


def _unfit(round_: Round, guideline: Guideline) -> dict[str, tuple[Problem, ...]]:
    """Return the new problems of each station's files, marks and decisions."""
    after = replace(round_, guideline=guideline)
    unfit: dict[str, tuple[Problem, ...]] = {}
    for station in received_stations(round_):
        if round_.has(station):
            before = {_same(problem) for problem in station_inputs(round_, station)[1]}
            new = tuple(
                problem for problem in station_inputs(after, station)[1] if _same(problem) not in before
            )
            if new:
                unfit[station] = new
    return unfit


def _same(problem: Problem) -> tuple[object, ...]:
    return problem.code, problem.file, problem.line, problem.column, tuple(sorted(problem.args.items()))


def guideline_changes(old: Guideline, new: Guideline) -> Iterator[GuidelineChange]:
    """Yield what differs between two guidelines, in words, criteria first."""
    words = Words(old), Words(new)
    yield from _compared(_criteria(old, words[0]), _criteria(new, words[1]))
    yield from _compared(_sections(old), _sections(new))
    yield from _compared(_limits(old, words[0]), _limits(new, words[1]))
    yield from _compared(_whole(old), _whole(new))


_Aspects = dict[tuple[str, str], dict[str, str]]
"""The texts of each part's aspects, by its id and title."""


def _compared(old: _Aspects, new: _Aspects) -> Iterator[GuidelineChange]:
    before = {id: (title, aspects) for (id, title), aspects in old.items()}
    after = {id: (title, aspects) for (id, title), aspects in new.items()}
    for id in dict.fromkeys((*before, *after)):
        if id not in after or id not in before:
            title = (before.get(id) or after[id])[0]
            there = "" if id not in before else title
            yield GuidelineChange(id, title, "removed" if id not in after else "added", there, title)
            continue
        (_, was), (title, now) = before[id], after[id]
        different = [aspect for aspect in now if was.get(aspect, "") != now[aspect]]
        shown = [aspect for aspect in different if aspect != "rest"]
        for aspect in shown or different:
            if aspect == "rest":
                yield GuidelineChange(id, title, aspect, "", "")
            else:
                yield GuidelineChange(id, title, aspect, was.get(aspect, ""), now[aspect])


def _criteria(guideline: Guideline, words: Words) -> _Aspects:
    return {
        (criterion.id, criterion.title): {
            "title": criterion.title,
            "section": criterion.section,
            "points": text(criterion.points),
            "weight": "" if criterion.weight is None else text(criterion.weight),
            "text": criterion.text,
            "rule": criterion.rule.words(words, criterion.points),
            "applies_when": "" if criterion.applies_when is None else words.condition(criterion.applies_when),
            "zero_when": "" if criterion.zero_when is None else words.condition(criterion.zero_when),
            "marked_by": criterion.marked_by if criterion.rule.marked else "",
            "evidence": _evidence(criterion),
            "rest": repr(_plain(criterion)),
        }
        for criterion in guideline.criteria()
    }


def _evidence(criterion: Criterion) -> str:
    return "；".join(
        f"{line.title} ×{line.at_least}" if line.at_least > 1 else line.title for line in criterion.evidence
    )


def _sections(guideline: Guideline) -> _Aspects:
    return {
        (section.id, section.title): {
            "title": section.title,
            "points": text(section.points),
            "weight": "" if section.weight is None else text(section.weight),
        }
        for section in guideline.walk()
    }


def _limits(guideline: Guideline, words: Words) -> _Aspects:
    limits: tuple[Ceiling | Veto | Eligibility, ...] = (
        *guideline.ceilings,
        *guideline.vetoes,
        *guideline.eligibility,
    )
    return {
        (limit.id, limit.title): {
            "title": limit.title,
            "condition": "" if limit.when is None else words.condition(limit.when),
            "rest": repr(_plain(limit)),
        }
        for limit in limits
    }


def _whole(guideline: Guideline) -> _Aspects:
    whole: _Aspects = {
        (guideline.id, guideline.title): {
            "edition": guideline.edition,
            "title": guideline.title,
            "full_marks": text(guideline.full_marks),
            "grades": "；".join(map(_grade, guideline.grades)),
            "rounding": f"{guideline.rounding.at} {guideline.rounding.places} {guideline.rounding.rule}",
        }
    }
    for fact in guideline.facts.values():
        choices = Listing(fact.choices.values())
        shown = " ".join(part for part in (fact.title, fact.type, fact.unit, choices) if part)
        whole[fact.name, fact.title] = {"fact": shown, "rest": repr(_plain(fact))}
    for ledger in guideline.ledgers.values():
        columns = Listing(column.title for column in ledger.columns.values())
        whole[ledger.id, ledger.title] = {"ledger": columns, "rest": repr(_plain(ledger))}
    return whole


def _grade(grade: Grade) -> str:
    return f"{grade.title} {'≥' if grade.inclusive else '>'} {text(grade.bound)}"


def _plain(value: object) -> object:
    """Return a value without the positions in its file."""
    if is_dataclass(value) and not isinstance(value, type):
        return (
            type(value).__name__,
            *(
                (item.name, _plain(getattr(value, item.name)))
                for item in fields(value)
                if item.name != "place"
            ),
        )
    if isinstance(value, Mapping):
        return tuple((key, _plain(entry)) for key, entry in value.items())
    if isinstance(value, (tuple, list)):
        return tuple(map(_plain, value))
    return tuple(sorted(value)) if isinstance(value, frozenset) else value
