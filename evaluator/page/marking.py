"""The evaluator's sheets in the browser: the questions of `mark`, asked and answered one by one.

The browser's side calls these methods with JSON and gets JSON. Nothing is judged here: questions, answers and
what is wrong with them come from `marking`, and the sheet's bytes are those that `mark` writes.
"""

from __future__ import annotations

import base64
import json
import zipfile
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from evaluator.base.exact import text
from evaluator.base.files import BROKEN_ZIP
from evaluator.base.folding import folded
from evaluator.base.gate import Digest, open_file, read_text
from evaluator.base.masking import mask
from evaluator.evaluation.pipeline import failed, read_inputs
from evaluator.loading.submission import Carried, open_submission
from evaluator.loading.values import typed_date
from evaluator.marking.card import Card
from evaluator.marking.questions import (
    Marking,
    MarkingStep,
    Refused,
    UnreadableSheet,
    clean,
    evaluator_of,
    open_marking,
)
from evaluator.marking.sheet_file import Tree, file_tree, number_text
from evaluator.model.guideline import Criterion, Fact
from evaluator.model.round import SHEETS, STATIONS, Round
from evaluator.model.rule import FileCheck, Mark
from evaluator.model.submission import EvidenceItem, Submission
from evaluator.page.evidence import plain_text, shown_as
from evaluator.page.view import Places, problem_list
from evaluator.rounds.archives import ArchiveEntry, archive_entries
from evaluator.rounds.read import read_round
from evaluator.rules.marked import FilesForm, LevelForm, PointsForm, form_of
from evaluator.texts import Language, Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem
from evaluator.yaml.parse import MOST_BYTES

Json = dict[str, Any]

CARRIED: Final = "carried.json"
"""Beside the round's files in the page: what is read of each file of evidence, by station."""


class MarkingEngine:
    """One evaluator's marking of the stations of a hand-out."""

    def __init__(self, folder: str, evaluator: str) -> None:
        """Read the round that the page carries."""
        round_, problems = read_round(Path(folder))
        assert round_ is not None, [problem.render("en") for problem in problems]
        self.round: Round = round_
        self.evaluator = evaluator
        self.carried: dict[str, Json] = json.loads(read_text(Path(folder) / CARRIED))
        self.now: Marking | None = None
        self.past: list[Marking] = []
        """The states that answers on this station replaced."""
        self.typing = ""
        """The remark that is being typed: all of it is taken back at once."""
        self.submissions: dict[str, Submission] = {}
        self.archive = Path()
        """The hand-out's ZIP, once it is chosen."""
        self.entries: dict[str, ArchiveEntry] = {}

    # A station

    def open(self, station: str, sheet: str, lang: Language) -> str:
        """Open a station's sheet (its text, or '' for an empty one) and return its state."""
        self.past.clear()
        self.typing = ""
        try:
            self.now = self._opened(station, sheet.encode() or None)
        except Refused as refused:
            return _text({"refused": say(f"mark.{refused.key}", lang, **refused.args_of)})
        except UnreadableSheet as unreadable:
            return _text({"problems": _problems(unreadable.problems, lang)})
        outside = self.carried.get(station, {"files": []})
        files = {
            path: {
                "sha256": sha256,
                "size": size,
                **dict(zip(("look", "type"), shown_as(base64.b64decode(head)), strict=True)),
            }
            for path, sha256, size, head in outside["files"]
        }
        return self._state(lang, files=files)

    def _opened(self, station: str, data: bytes | None) -> Marking:
        member = evaluator_of(self.round, self.evaluator, station)
        marking = open_marking(self.round, member, self._submission(station), data)
        if failed(marking.problems):
            raise UnreadableSheet(marking.problems)
        return marking

    def _submission(self, station: str) -> Submission:
        """Return a station's submission, read once, with its evidence as it is known from outside."""
        if station not in self.submissions:
            place = self.round.folder / STATIONS / station
            carried = Carried({}, {})
            outside: Json = self.carried.get(station, {"files": [], "links": []})
            for path, sha256, size, head in outside["files"]:
                _placed(place / path).touch()
                carried.digests[path] = Digest(base64.b64decode(head), size, sha256)
            for path in outside["links"]:
                _placed(place / path).unlink(missing_ok=True)
                (place / path).symlink_to("/outside")
            document = open_submission(place).with_carried(carried)
            inputs, problems = read_inputs(place, guideline_model=self.round.guideline, document=document)
            if inputs is None:
                raise UnreadableSheet(tuple(problems))
            self.submissions[station] = inputs.submission
        return self.submissions[station]

    def sheet(self) -> str:
        """Return the text of the sheet's file."""
        return self._marking.data.decode()

    @property
    def _marking(self) -> Marking:
        assert self.now is not None, "a station is open"
        return self.now

    def _state(self, lang: Language, **more: object) -> str:
        now = self._marking
        return _text({"state": state_of(now, lang), "undo": len(self.past), **more})

    # Questions and answers

    def card(self, id: str, lang: Language) -> str:
        """Return what the question on a criterion or a fact shows."""
        return _text(self._cards((id,), lang)[id])

    def rows(self, id: str, lang: Language) -> str:
        """Return the ledger rows that count for a question."""
        now = self._marking
        at = now.step(id)
        assert at is not None
        counted = Card(now, lang).rows(now.steps[at])
        return _text([{"title": rows.title, "rows": rows.rows} for rows in counted])

    def beside(self, lang: Language) -> str:
        """Return what can be noted beside the questions: facts, evidence, claims, vetoes."""
        return _text(beside_of(Card(self._marking, lang)))

    def answer(self, written: str, lang: Language) -> str:
        """Take an answer; return the state after it, or the problem that the sheet would have."""
        answer: Json = json.loads(written)
        before = self._marking
        try:
            after = answered(before, answer)
        except Refused as refused:
            return self._state(lang, problem={"message": say(f"mark.{refused.key}", lang), "hint": ""})
        if isinstance(after, Problem):
            return self._state(lang, problem={"message": after.message(lang), "hint": after.hint(lang)})
        if after.content != before.content:
            typing = f"{answer['about']} {answer['id']}" if answer.get("typing") else ""
            if not typing or typing != self.typing:
                self.past.append(before)
            self.now, self.typing = after, typing
        return self._state(lang, cards=self._cards(answer.get("show", ()), lang))

    def _cards(self, ids: Container[str], lang: Language) -> dict[str, Json]:
        now = self._marking
        words = Card(now, lang)
        return {step.id: card_of(words, step) for step in now.steps if step.id in ids}

    def again(self, lang: Language) -> str:
        """Return the state once more, in another language."""
        return self._state(lang)

    def undo(self, lang: Language) -> str:
        """Take the last answer back."""
        if self.past:
            self.now, self.typing = self.past.pop(), ""
        return self._state(lang)

    def submit(self, day: str, lang: Language) -> str:
        """Hand the sheet in."""
        self.now = self._marking.submitted(_day(day))
        self.past.clear()
        return self._state(lang)

    def reopen(self, reason: str, day: str, lang: Language) -> str:
        """Open a submitted sheet again, with the reason in its history."""
        if not clean(reason):
            return self._state(lang, problem={"message": say("mark.reopen-reason", lang), "hint": ""})
        self.now = self._marking.reopened(reason, _day(day))
        self.past.clear()
        return self._state(lang)

    # Files

    def saved_sheets(self, path: str, lang: Language) -> str:
        """Return the sheets in a ZIP that the page saved, by station, or what is wrong with it."""
        shown = Path(path).name
        sheets: dict[str, str] = {}
        try:
            with open_file(Path(path)) as file, zipfile.ZipFile(file) as archive:
                entries, problems = archive_entries(archive, shown)
                for entry in entries if not problems else ():
                    folder, _, name = entry.name.rpartition("/")
                    if f"/{folder}".endswith(f"/{SHEETS}/{self.evaluator}") and name.endswith(".yaml"):
                        with archive.open(entry.info) as member:
                            sheets[name.removesuffix(".yaml")] = member.read(MOST_BYTES).decode()
        except (*BROKEN_ZIP, OSError, UnicodeError):
            problems = [Problem("zip-unreadable", shown)]
        if not sheets and not problems:
            problems = [Problem("nothing-to-receive", shown)]
        return _text({"sheets": {} if problems else sheets, "problems": _problems(problems, lang)})

    def checked(self, station: str, sheet: str, lang: Language) -> str:
        """Return what a list of stations says of a saved sheet, or why it cannot be continued."""
        try:
            return _text({"summary": summary_of(self._opened(station, sheet.encode()))})
        except Refused as refused:
            problem = {"message": say(f"mark.{refused.key}", lang, **refused.args_of), "hint": ""}
            return _text({"problems": [problem]})
        except UnreadableSheet as unreadable:
            return _text({"problems": _problems(unreadable.problems, lang)})

    def archive_of(self, path: str, lang: Language) -> str:
        """Open the hand-out's ZIP; return its files with their sizes, or what is wrong with it."""
        shown = Path(path).name
        self.archive = Path(path)
        try:
            with open_file(self.archive) as file, zipfile.ZipFile(file) as archive:
                entries, problems = archive_entries(archive, shown)
        except (*BROKEN_ZIP, OSError):
            entries, problems = [], [Problem("zip-unreadable", shown)]
        self.entries = {} if problems else {entry.name: entry for entry in entries}
        files = [[name, entry.info.file_size] for name, entry in self.entries.items()]
        return _text({"files": files, "problems": _problems(problems, lang)})

    def content(self, name: str, size: int) -> bytes:
        """Return a file of the ZIP, never more of it than was handed out; b'' where it is damaged."""
        try:
            with open_file(self.archive) as file, zipfile.ZipFile(file) as archive:
                return archive.open(self.entries[name].info).read(size + 1)
        except (*BROKEN_ZIP, OSError):
            return b""

    def text(self, data: bytes) -> str:
        """Return the plain text of a file of evidence."""
        return _text(plain_text(bytes(data)))


def answered(now: Marking, answer: Mapping[str, Any]) -> Marking | Problem:
    """Return the sheet after an answer, by what it is about."""
    id: str = answer["id"]
    remark: str = answer.get("remark", "")
    match answer["about"]:
        case "mark":
            points = number_text(answer.get("points", "").strip())
            return now.with_mark(id, {"level": answer.get("level", ""), "points": points, "remark": remark})
        case "sample":
            return now.with_mark(
                id, {"sample": [_file(entry) for entry in answer["files"]], "remark": remark}
            )
        case "clear":
            is_fact = id in now.round.guideline.facts
            return now.with_observed(id, None) if is_fact else now.with_mark(id, None)
        case "observed":
            return now.with_observed(id, answer["value"] or None, remark)
        case "evidence":
            return now.with_evidence(id, answer["value"] or None, remark)
        case "claim":
            return now.with_claim(id, answer["value"] or None, remark)
        case _:
            if answer["value"] and not clean(remark):
                raise Refused("veto-needs")
            return now.with_veto(id, remark if answer["value"] else None)


def _file(entry: Mapping[str, Any]) -> Tree:
    checks = (frozenset(entry["passed"]), frozenset(entry["left_out"]))
    return file_tree(FileCheck(clean(entry["file"]), *checks))


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
        "problems": _problems(now.problems, lang),
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
            {"name": name, "title": facts[name].title, "value": words.fact_value(name)}
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


def _placed(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _problems(problems: tuple[Problem, ...] | list[Problem], lang: Language) -> list[Json]:
    return problem_list(problems, Places(None), {}, lang)


def _day(written: str) -> date:
    day = typed_date(written)
    assert isinstance(day, date), written
    return day


def _text(value: object) -> str:
    dumped: Callable[..., str] = json.dumps
    return dumped(value, ensure_ascii=False)
