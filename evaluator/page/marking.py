"""The evaluator's sheets in the browser: the questions of `mark`, asked and answered one by one.

The browser's side calls these methods with JSON and gets JSON. Nothing is judged here: questions, answers and
what is wrong with them come from `marking`, and the sheet's bytes are those that `mark` writes.
"""

from __future__ import annotations

import base64
import json
import zipfile
from collections.abc import Callable, Container, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from evaluator.base.files import BROKEN_ZIP
from evaluator.base.gate import Digest, open_file, read_text
from evaluator.evaluation.pipeline import failed, read_inputs
from evaluator.loading.submission import Carried, open_submission
from evaluator.loading.values import typed_date
from evaluator.marking.card import Card
from evaluator.marking.questions import (
    Marking,
    Refused,
    UnreadableSheet,
    clean,
    evaluator_of,
    open_marking,
)
from evaluator.marking.sheet_file import Tree, file_tree, number_text
from evaluator.model.round import SHEETS, STATIONS, Round
from evaluator.model.rule import FileCheck
from evaluator.model.submission import Submission
from evaluator.page.evidence import plain_text, shown_as
from evaluator.page.questions import beside_of, card_of, problems_of, state_of, summary_of
from evaluator.rounds.archives import ArchiveEntry, archive_entries
from evaluator.rounds.read import read_round
from evaluator.texts import Language
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
            return _text({"problems": problems_of(unreadable.problems, lang)})
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
        return _text({"sheets": {} if problems else sheets, "problems": problems_of(problems, lang)})

    def checked(self, station: str, sheet: str, lang: Language) -> str:
        """Return what a list of stations says of a saved sheet, or why it cannot be continued."""
        try:
            return _text({"summary": summary_of(self._opened(station, sheet.encode()))})
        except Refused as refused:
            problem = {"message": say(f"mark.{refused.key}", lang, **refused.args_of), "hint": ""}
            return _text({"problems": [problem]})
        except UnreadableSheet as unreadable:
            return _text({"problems": problems_of(unreadable.problems, lang)})

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
        return _text({"files": files, "problems": problems_of(problems, lang)})

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
    """Return the sheet after an answer, by what it is about.

    What an answer does not name stays as it stands: the screen may be older than the last answer.
    """
    id: str = answer["id"]
    match answer["about"]:
        case "mark" | "sample":
            fields = _mark_fields(now, id, answer)
            return now.with_mark(id, fields or None)
        case "clear":
            is_fact = id in now.round.guideline.facts
            return now.with_observed(id, None) if is_fact else now.with_mark(id, None)
        case "observed":
            observed = now.sheet.observed.get(id)
            remark = answer.get("remark", "" if observed is None else observed.remark)
            return now.with_observed(id, _observed_value(now, id, answer) or None, remark)
        case "evidence":
            word = now.sheet.evidence.get(id)
            return now.with_evidence(id, *_verdict(answer, (word.holds, word.remark) if word else (None, "")))
        case "claim":
            claim = now.sheet.not_applicable.get(id)
            return now.with_claim(id, *_verdict(answer, (claim.agree, claim.remark) if claim else (None, "")))
        case _:
            remark = answer.get("remark", "")
            if answer["value"] and not clean(remark):
                raise Refused("veto-needs")
            return now.with_veto(id, remark if answer["value"] else None)


def _entry(now: Marking, section: str, id: str) -> dict[str, Tree]:
    """Return what stands in the sheet's file for an id."""
    entries = now.content.get(section)
    entry = entries.get(id) if isinstance(entries, dict) else None
    return dict(entry) if isinstance(entry, dict) else {}


def _mark_fields(now: Marking, id: str, answer: Mapping[str, Any]) -> dict[str, Tree]:
    """Return the fields of a mark after an answer, which may be about one file of a sample."""
    fields = _entry(now, "marks", id)
    fields |= {key: answer[key] for key in ("level", "remark") if key in answer}
    if "points" in answer:
        fields["points"] = number_text(answer["points"].strip())
    if "files" in answer:
        fields["sample"] = [_file(entry) for entry in answer["files"]]
    if "file" in answer or "without" in answer:
        there = fields.get("sample")
        parts = [part for part in there if isinstance(part, dict)] if isinstance(there, list) else []
        files = {part["file"]: part for part in parts}
        files.pop(answer.get("without"), None)
        if "file" in answer:
            part = _file(answer["file"])
            files[part["file"]] = part
        fields["sample"] = list(files.values())
    return {key: fields[key] for key in ("level", "points", "sample", "remark") if fields.get(key)}


def _observed_value(now: Marking, id: str, answer: Mapping[str, Any]) -> str:
    """Return an observed value as it is written, after an answer that may be about one option of it."""
    if "value" in answer:
        value: str = answer["value"]
        return value
    stands = _entry(now, "observed", id).get("value")
    written = stands if isinstance(stands, list) else [] if stands in ("", None) else [stands]
    options = [("否", "是")[option] if isinstance(option, bool) else option for option in written]
    if "option" in answer:
        options = [option for option in options if option not in answer["option"]]
        options += answer["option"][:1] if answer["chosen"] else []
    return ",".join(map(str, options))


def _verdict(answer: Mapping[str, Any], stands: tuple[bool | None, str]) -> tuple[str | None, str]:
    """Return a yes or no with its remark after an answer, from what stands."""
    holds, remark = stands
    value = answer.get("value", "" if holds is None else "yes" if holds else "no")
    return value or None, answer.get("remark", remark)


def _file(entry: Mapping[str, Any]) -> dict[str, Tree]:
    checks = (frozenset(entry["passed"]), frozenset(entry["left_out"]))
    return file_tree(FileCheck(clean(entry["file"]), *checks))


def _placed(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _day(written: str) -> date:
    day = typed_date(written)
    assert isinstance(day, date), written
    return day


def _text(value: object) -> str:
    dumped: Callable[..., str] = json.dumps
    return dumped(value, ensure_ascii=False)
