"""Read evaluators' sheets on a station: marks, observations, answers on evidence and claims, vetoes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from evaluator.base.frozen import dataclass, field
from evaluator.base.gate import Digest
from evaluator.loading.decisions import WHOLE, read_decisions
from evaluator.loading.fields import at, day, entries, key_of, place_of, text, unknown
from evaluator.loading.marks import read_mark
from evaluator.loading.names import Names
from evaluator.loading.values import Unfit, fact_value, titled, typed
from evaluator.model.guideline import Guideline
from evaluator.model.rule import Mark
from evaluator.model.sheet import CLAIM, ClaimWord, Decision, EvidenceWord, Observation, Sheet
from evaluator.model.submission import Submission
from evaluator.model.values import EXPERT, STATION
from evaluator.rules.marked import form_of
from evaluator.texts.problem import Problem, Suggestions, sort_problems
from evaluator.yaml.parse import Node, has_other_ending, read_hashed, read_yaml_bytes
from evaluator.yaml.schema import check_structure

__all__ = ["read_decisions", "read_sheets", "sheet_in", "unmatched_answers"]

FOLDER = "sheets"


@dataclass(slots=True)
class _SheetReader:
    names: Names
    shown: str
    evaluator: str
    role: str
    problems: list[Problem] = field(default_factory=list)

    def say(self, unfit: Unfit, node: Node) -> None:
        self.problems.append(at(unfit, node, self.shown))

    def role_title(self, role: str) -> str:
        """Return a role's title in the guideline."""
        return self.names.guideline.roles.get(role, role)


def read_sheets(
    paths: Iterable[Path] | Path,
    guideline: Guideline,
    station_id: str,
    read: Mapping[Path, Digest] | None = None,
) -> tuple[list[Sheet], dict[str, str], list[Problem]]:
    """Return the sheets on one station, submitted or not, in the order of their files.

    *paths* is the sheets' folder, `<evaluator>/<station>.yaml` or flat, or the files themselves. Files
    on other stations are skipped. In inputs and problems a sheet's path starts with `sheets/`, whatever
    the folder's name. *read* has the files that were read already.
    """
    names = Names(guideline)
    sheets: list[Sheet] = []
    inputs: dict[str, str] = {}
    problems: list[Problem] = []
    by: dict[str, str] = {}
    if isinstance(paths, Path):
        problems += _unread(paths)
    for path, shown in _files(paths):
        file = read_hashed(path, shown, None if read is None else read.get(path))
        if isinstance(file, Problem):
            problems.append(file)
            continue
        data, sha256 = file
        named = path.stem == station_id
        if not (named or _may_be_about(data, station_id)):
            continue
        node, file_problems = read_yaml_bytes(data, shown)
        if node is None:
            problems += file_problems
            continue
        fields = entries(node)
        about = text(fields.get("station"))
        if about != station_id:
            if not about:
                problems += [*file_problems, *check_structure(node, "sheet", shown)]
            elif named:
                unfit = Unfit("sheet-other-station", {"wanted": station_id, "found": about})
                problems.append(at(unfit, fields["station"], shown))
            continue
        inputs[shown] = sha256
        sheet, more = _read(node, names, shown, sha256)
        problems += [*file_problems, *more]
        if sheet.evaluator in by:
            args = {"evaluator": sheet.evaluator, "first": by[sheet.evaluator]}
            place = place_of(fields["evaluator"])
            problems.append(Problem("sheet-twice", shown, place.line, place.column, args=args))
        elif sheet.evaluator:
            by[sheet.evaluator] = shown
            sheets.append(sheet)
    return sheets, inputs, sort_problems(problems)


def sheet_in(data: bytes, guideline: Guideline, shown: str) -> tuple[Sheet | None, list[Problem]]:
    """Return the sheet that *data* holds; None when it is no YAML."""
    node, problems = read_yaml_bytes(data, shown)
    if node is None:
        return None, problems
    sheet, more_problems = _read(node, Names(guideline), shown, hashlib.sha256(data).hexdigest())
    return sheet, sort_problems([*problems, *more_problems])


def unmatched_answers(
    submission: Submission, sheets: Iterable[Sheet], decisions: Iterable[Decision]
) -> Iterator[Problem]:
    """Yield a warning for each answer on evidence or a claim that is not among what the station handed in."""
    items = {item.id for item in submission.evidence}
    answers: list[tuple[str, str, int, str]] = []
    for sheet in sheets:
        answers += [("answer-unmatched", sheet.file, word.line, id) for id, word in sheet.evidence.items()]
        answers += [
            ("claim-unmatched", sheet.file, word.line, id) for id, word in sheet.not_applicable.items()
        ]
    for decision in decisions:
        code = {"evidence": "answer-unmatched", **dict.fromkeys(CLAIM, "claim-unmatched")}.get(decision.kind)
        if code is not None and decision.id != WHOLE:
            answers.append((code, decision.file, decision.line, decision.id))
    suggestions = Suggestions()
    for code, file, line, id in answers:
        ids = items if code == "answer-unmatched" else submission.not_applicable.keys()
        if "#" not in id and id not in ids:
            unfit = unknown(code, id, sorted(ids), suggestions)
            yield Problem(unfit.code, file, line, args=unfit.args, hint_key=unfit.hint_key)


def _files(paths: Iterable[Path] | Path) -> Iterator[tuple[Path, str]]:
    if not isinstance(paths, Path):
        for path in paths:
            yield path, f"{FOLDER}/{path.parent.name}/{path.name}"
        return
    files = [*paths.glob("*.yaml"), *paths.glob("*/*.yaml")]
    for path in sorted(files, key=lambda file: file.relative_to(paths).as_posix()):
        if not path.name.startswith("."):
            yield path, f"{FOLDER}/{path.relative_to(paths).as_posix()}"


def _unread(folder: Path) -> Iterator[Problem]:
    """Yield a warning for each file that is a sheet but for its ending."""
    for path in sorted([*folder.glob("*"), *folder.glob("*/*")]):
        if has_other_ending(path):
            shown = f"{FOLDER}/{path.relative_to(folder).as_posix()}"
            near = f"{path.name.partition('.')[0]}.yaml"
            yield Problem("sheet-ending", shown, args={"near": near}, hint_key="did-you-mean")


def _may_be_about(data: bytes, station_id: str) -> bool:
    """Return whether a file may be about the station, without parsing a round's other sheets.

    Data with NUL bytes (UTF-16) is accepted here, so that the parser refuses it with the reason.
    """
    return station_id.encode() in data or b"\0" in data or not data.strip()


def _read(node: Node, names: Names, shown: str, sha256: str) -> tuple[Sheet, list[Problem]]:
    fields = entries(node)
    role = text(fields.get("role")) or EXPERT
    reading = _SheetReader(names, shown, text(fields.get("evaluator")), role)
    reading.problems += check_structure(node, "sheet", shown)
    roles = (EXPERT, *names.guideline.roles)
    if role not in roles:
        reading.say(unknown("role-unknown", role, roles), fields["role"])
    sheet = Sheet(
        evaluator=reading.evaluator,
        station=text(fields.get("station")),
        role=role,
        submitted=_submitted(reading, fields.get("submitted")),
        marks=_marks(reading, fields.get("marks")),
        observed=_observed(reading, fields.get("observed")),
        evidence=_evidence(reading, fields.get("evidence")),
        not_applicable=_not_applicable(reading, fields.get("not_applicable")),
        vetoes=_vetoes(reading, fields.get("vetoes")),
        file=shown,
        sha256=sha256,
    )
    return sheet, reading.problems


def _submitted(reading: _SheetReader, node: Node | None) -> date | None:
    typed_day = day(node, "sheet-date")
    if node is not None and isinstance(typed_day, Unfit):
        reading.say(typed_day, node)
        return None
    return typed_day if isinstance(typed_day, date) else None


def _marks(reading: _SheetReader, node: Node | None) -> dict[str, Mark]:
    criteria = reading.names.criteria
    marks: dict[str, Mark] = {}
    for name, value in entries(node).items():
        key = key_of(node, name)
        criterion = criteria.get(name)
        if criterion is None:
            reading.say(unknown("mark-unknown-criterion", name, criteria, reading.names.suggestions), key)
            continue
        form = form_of(criterion)
        if form is None:
            reading.say(Unfit("mark-not-marked", {"name": name, "title": criterion.title}), key)
            continue
        if criterion.marked_by != reading.role:
            args = {"name": name, "wanted": reading.role_title(criterion.marked_by), "role": reading.role}
            reading.say(Unfit("not-yours", args), key)
            continue
        mark = read_mark(value, criterion, form, reading.evaluator, key.line)
        if isinstance(mark, Problem):
            reading.problems.append(
                Problem(
                    mark.code, reading.shown, mark.line, mark.column, args=mark.args, hint_key=mark.hint_key
                )
            )
        elif mark is not None:
            marks[name] = mark
    return marks


def _observed(reading: _SheetReader, node: Node | None) -> dict[str, Observation]:
    facts = reading.names.guideline.facts
    observed: dict[str, Observation] = {}
    for name, value in entries(node).items():
        key = key_of(node, name)
        fact = facts.get(name)
        if fact is None:
            reading.say(unknown("fact-unknown", name, facts, reading.names.suggestions), key)
            continue
        if fact.supplier not in (STATION, reading.role):
            args = {"name": name, "wanted": reading.role_title(fact.supplier), "role": reading.role}
            reading.say(Unfit("not-yours", args), key)
            continue
        inner = entries(value)
        if "value" not in inner:
            continue
        typed_value = fact_value(fact, inner["value"])
        if isinstance(typed_value, Unfit):
            reading.say(titled(fact, typed_value), inner["value"])
        elif typed_value is not None:
            observed[name] = Observation(typed_value, text(inner.get("remark")), key.line)
    return observed


def _answer(reading: _SheetReader, fields: Mapping[str, Node], names: Sequence[str]) -> bool | None:
    """Return the boolean in the first of the fields that is not blank, None when there is none."""
    for name in names:
        written = text(fields.get(name))
        if not written:
            continue
        value = typed(written, "boolean")
        if isinstance(value, bool):
            return value
        reading.say(Unfit("sheet-answer", {"name": name, "found": written}, "write-boolean"), fields[name])
        return None
    return None


def _evidence(reading: _SheetReader, node: Node | None) -> dict[str, EvidenceWord]:
    words: dict[str, EvidenceWord] = {}
    for name, value in entries(node).items():
        id = name
        if "#" in name:
            reference = reading.names.reference(name)
            if isinstance(reference, Unfit):
                reading.say(reference, key_of(node, name))
                continue
            id = "#".join(reference)  # an option named by its title is stored by its id
        answer = _answer(reading, entries(value), ("accepted", "seen"))
        if answer is not None:
            words[id] = EvidenceWord(answer, text(entries(value).get("remark")), key_of(node, name).line)
    return words


def _not_applicable(reading: _SheetReader, node: Node | None) -> dict[str, ClaimWord]:
    words: dict[str, ClaimWord] = {}
    for name, value in entries(node).items():
        refused = reading.names.refused(name)
        if refused is not None:
            reading.say(refused, key_of(node, name))
            continue
        answer = _answer(reading, entries(value), ("agree",))
        if answer is not None:
            words[name] = ClaimWord(answer, text(entries(value).get("remark")), key_of(node, name).line)
    return words


def _vetoes(reading: _SheetReader, node: Node | None) -> dict[str, str]:
    veto_ids = {veto.id for veto in reading.names.guideline.vetoes}
    ticked: dict[str, str] = {}
    for name, value in entries(node).items():
        if name in veto_ids:
            ticked[name] = text(entries(value).get("remark"))
        else:
            reading.say(
                unknown("veto-unknown", name, sorted(veto_ids), reading.names.suggestions), key_of(node, name)
            )
    return ticked
