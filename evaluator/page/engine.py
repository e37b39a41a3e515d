"""The engine in the browser: one guideline and one station's folder, held open between two answers.

The browser's side calls these methods with JSON and gets JSON. Evidence stays outside, as files of the
browser; what is read of it (first bytes, size, hash) is carried here. All else is the package unchanged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluator.base.disk import make_folder, remove, write_file
from evaluator.base.files import BROKEN_ZIP, open_zip
from evaluator.base.gate import Digest, open_file, read_file
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.loading.guideline import load_guideline
from evaluator.loading.submission import FILE, Carried, Document, open_submission, submission_document
from evaluator.marking.sheet_file import Content, Tree, tree_of
from evaluator.model.guideline import Guideline
from evaluator.page.form import form_of_guideline
from evaluator.page.view import Places, problem_list, refused, view_of
from evaluator.rounds.archives import archive_entries, unpack
from evaluator.texts import Language, language
from evaluator.texts.problem import Problem
from evaluator.yaml.parse import Table, read_yaml_bytes
from evaluator.yaml.write import flow, quoted

Json = dict[str, Any]

_ON_ONE_LINE = ("guideline", "profile", "station", "period")
_SECTIONS = ("facts", "ledgers", "evidence", "not_applicable", "claims")


class Engine:
    """A station's self-check."""

    def __init__(self, guideline: str, profile: str, station: str) -> None:
        """Read the guideline's file; *station* is the folder that the browser writes ledgers into."""
        overlay = Path(profile) if profile else None
        model, problems = load_guideline(Path(guideline), overlay)
        assert model is not None, [problem.render("en") for problem in problems]
        self.guideline: Guideline = model
        self.folder = Path(station)
        self.carried = Carried({}, {})
        self.data = b""
        """The submission as it is now."""
        self.parts: dict[tuple[int, str], Table] = {}
        """Its parts by their first line, as they were read last."""

    def form(self) -> str:
        """Return the form of the guideline."""
        return _text(form_of_guideline(self.guideline))

    def carry(self, path: str, sha256: str, size: int, head: bytes) -> None:
        """Take note of a file of evidence that stays outside."""
        write_file(self.folder / path, b"")
        self.carried.digests[path] = Digest(bytes(head), size, sha256)

    def link(self, path: str) -> None:
        """Put a link out of the folder where the station has one."""
        place = self.folder / path
        make_folder(place.parent)
        place.symlink_to("/outside")

    def put(self, path: str, data: bytes) -> None:
        """Write a file of a ledger."""
        write_file(self.folder / path, bytes(data))
        self.carried.forget(path)

    def drop(self, path: str) -> None:
        """Forget a file."""
        remove(self.folder / path)
        self.carried.digests.pop(path, None)
        self.carried.forget(path)

    def open(self, lang: str) -> str:
        """Evaluate the submission in the folder as it stands, and return its answers with the view."""
        document = open_submission(self.folder)
        self.data = read_file(self.folder / FILE) if document.node is not None else b""
        answers = tree_of(document.node) if isinstance(document.node, Table) else None
        return _text({"answers": answers, "view": self._view(document, language({"EVALUATOR_LANG": lang}))})

    def evaluate(self, answers: str, lang: str) -> str:
        """Evaluate answers and return the view."""
        tree: Content = json.loads(answers)
        parts = submission_parts(tree, self.guideline)
        self.data = "".join(parts).encode()
        write_file(self.folder / FILE, self.data)
        return _text(self._view(self._document(parts), language({"EVALUATOR_LANG": lang})))

    def _document(self, parts: Sequence[str]) -> Document:
        """Return the submission read; a part that was read before in the same place is not read again."""
        root = Table(1, 1)
        before, self.parts = self.parts, {}
        line = 1
        for part in parts:
            node = before.get((line, part))
            if node is None:
                read, problems = read_yaml_bytes(("\n" * (line - 1) + part).encode(), FILE)
                if problems or not isinstance(read, Table):
                    return submission_document(self.folder, self.data)
                node = read
            self.parts[line, part] = node
            root.entries.update(node.entries)
            root.keys.update(node.keys)
            line += part.count("\n")
        return Document(self.folder, root, hashlib.sha256(self.data).hexdigest(), ())

    def submission(self) -> bytes:
        """Return the content of submission.yaml, as it was evaluated last."""
        return self.data

    def unzip(self, archive: str, folder: str, lang: str) -> str:
        """Unpack a station's ZIP into an empty folder; return its files or what is wrong with it."""
        spoken = language({"EVALUATOR_LANG": lang})
        shown = Path(archive).name
        problems: list[Problem] = []
        paths: list[str] = []
        try:
            with open_file(Path(archive)) as file, open_zip(file) as zipped:
                entries, problems = archive_entries(zipped, shown)
                if not problems:
                    problems = unpack(zipped, entries, Path(folder), shown) or self._of_another(Path(folder))
                    paths = [] if problems else [entry.name for entry in entries]
        except (*BROKEN_ZIP, OSError):
            problems = [Problem("zip-unreadable", shown)]
        return _text({"paths": paths, "problems": problem_list(problems, Places(None), {}, spoken)})

    def _of_another(self, folder: Path) -> list[Problem]:
        """Return the problem of materials that are by another guideline."""
        for file in sorted(folder.rglob(FILE), key=lambda path: len(path.parts))[:1]:
            _, problems = read_inputs(file.parent, guideline_model=self.guideline)
            return [problem for problem in problems if problem.code == "wrong-guideline"]
        return []

    def _view(self, document: Document, lang: Language) -> Json:
        places = Places(document.node)
        inputs, problems = read_inputs(
            self.folder, guideline_model=self.guideline, document=document.with_carried(self.carried)
        )
        if inputs is None:
            return refused(problems, places, lang)
        return view_of(evaluate(inputs), places, lang)


def _text(value: object) -> str:
    dumped: Callable[..., str] = json.dumps
    return dumped(value, ensure_ascii=False)


def submission_parts(answers: Content, guideline: Guideline) -> list[str]:
    """Return the submission.yaml that answers are, in parts of whole lines.

    Answers are the tree of the file: every scalar is the text that stands in it. Every fact that the station
    writes has its line, blank or not, in the guideline's order; what is written reads back as the same tree.
    """
    parts = ["".join(f"{key}: {flow(answers[key])}\n" for key in _ON_ONE_LINE if answers.get(key))]
    for key in _SECTIONS:
        part = answers.get(key)
        entries = {} if part is None else part
        if key == "facts":
            own = {fact.name: None for fact in guideline.facts.values() if fact.written_by_station}
            entries = {**own, **(part if isinstance(part, dict) else {})}
        if not entries:
            continue
        parts.append("\n".join(("", f"{key}:", *_entries(entries), "")))
    rest = [key for key in answers if key not in (*_ON_ONE_LINE, *_SECTIONS)]
    parts += [f"{quoted(key)}: {flow(answers[key])}\n" for key in rest]
    return [part for part in parts if part]


def _entries(part: Tree) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            yield f"  {quoted(name)}:" + ("" if value in (None, "") else f" {flow(value)}")
    elif isinstance(part, list):
        for item in part:
            yield f"  - {flow(item)}"
