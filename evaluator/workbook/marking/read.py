"""Read an evaluator's sheet on a station into the content of its file, unchanged.

The reader of sheets checks the answers; `Answers.placed` turns the places of its problems into cells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from evaluator.marking.sheet_file import Content, Tree
from evaluator.model.guideline import Criterion, Fact, Guideline
from evaluator.rules.marked import FilesForm, form_of
from evaluator.texts.problem import Problem
from evaluator.workbook import layout
from evaluator.workbook.answers_read import MOST_LETTERS, NO, YES, chosen, tick_of
from evaluator.workbook.marking.read_rows import MarkRows
from evaluator.workbook.marking.row_ids import FACT, ITEM, LINE, MARK, NA, REMARK, VETO
from evaluator.yaml.parse import Items, Node, Table

Path = tuple[str, ...]
"""The keys of a value in a sheet: ("marks", "B1.2", "level"); a file in a sample is keyed by its position."""

_LEFT_OUT: Final = frozenset({layout.LEFT_OUT, "/", "不适用"})
_OF_POINTS: Final = frozenset(
    {"mark-points", "mark-not-level", "mark-without-points", "mark-outside-level", "mark-off-step"}
)
_ABOUT: Final = {"role-differs": "role", "unknown-evaluator": "evaluator"}
"""The key that a problem without a line is about, where it is not the station."""
_ANSWERED: Final = ("submitted", "marks", "observed", "evidence", "not_applicable", "vetoes", "remark")


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers on one sheet of the workbook."""

    content: Content
    cells: Mapping[Path, str]
    points: Mapping[str, str]
    """Criterion → the cell of its points."""
    files: Mapping[tuple[str, str], str]
    """Criterion and inspected file → the cell of the file's name; the last cell where a name occurs twice."""
    place: str
    """The cell of the station's id."""

    @property
    def evaluator(self) -> str:
        """Return the evaluator's id; '' where it is blank."""
        return _text(self.content.get("evaluator"))

    @property
    def station(self) -> str:
        """Return the station's id; '' where it is blank."""
        return _text(self.content.get("station"))

    @property
    def role(self) -> str:
        """Return the role's id; '' where it is blank."""
        return _text(self.content.get("role"))

    @property
    def path(self) -> str:
        """Return the path of its file in the folder of sheets."""
        return f"{self.evaluator}/{self.station}.yaml"

    @property
    def empty(self) -> bool:
        """Return whether nothing is filled in."""
        return is_empty(self.content)

    def placed(self, problem: Problem, node: Node | None) -> tuple[str, Mapping[str, str]]:
        """Return the cell of a problem in the file parsed as *node*, and the fields of its message."""
        args = problem.args
        if problem.code in _ABOUT:
            return self.cells.get((_ABOUT[problem.code],), self.place), args
        path = _path_at(node, problem.line, problem.column) if node is not None else ()
        while path and path not in self.cells:
            path = path[:-1]
        if problem.code == "sheet-answer" and len(path) > 1:
            args = {**args, "name": path[1]}  # the file's key does not occur in the workbook
        criterion = args.get("name", "")
        if problem.code in _OF_POINTS and criterion in self.points:
            return self.points[criterion], args
        named = self.files.get((criterion, args.get("file", "")))
        return named or self.cells.get(path, self.place), args


def is_empty(content: Content) -> bool:
    """Return whether a sheet's file has no answer and no overall remark."""
    return not any(content.get(key) for key in _ANSWERED)


def answers(rows: MarkRows) -> Answers:
    """Return the answers on a sheet."""
    return _AnswerReader(rows).answers()


def _text(value: Tree) -> str:
    return value if isinstance(value, str) else ""


def _path_at(node: Node, line: int, column: int) -> Path:
    """Return the path of the last value or key that begins at or before a line and column.

    A block mapping begins where its first key does; then the key's path is returned, which is more exact.
    """
    best: tuple[tuple[int, int], Path] = ((0, 0), ())
    stack: list[tuple[Path, Node]] = [((), node)]
    while stack:
        path, parent = stack.pop()
        inner: list[tuple[Path, Node]] = []
        if isinstance(parent, Table):
            inner = [((*path, name), value) for name, value in parent.entries.items()]
            inner += [((*path, name), key) for name, key in parent.keys.items()]
        elif isinstance(parent, Items):
            inner = [((*path, str(number)), value) for number, value in enumerate(parent.nodes)]
        for where, child in inner:
            place = (child.line, child.column)
            nearer = best[0] < place <= (line, column or 1_000_000)
            if nearer or (best[0] == place and len(where) > len(best[1])):
                best = place, where
        stack += inner
    return best[1]


class _AnswerReader:
    """Gathers the content of a sheet and the cell of each of its values."""

    def __init__(self, rows: MarkRows) -> None:
        self.rows = rows
        self.guideline: Guideline = rows.guideline
        self.cells: dict[Path, str] = {}
        self.points: dict[str, str] = {}
        self.files: dict[tuple[str, str], str] = {}

    def answers(self) -> Answers:
        """Return all answers of the sheet."""
        content: Content = {}
        for key in ("evaluator", "station", "role"):
            text = self._value((key,), f"sheet#{key}", layout.MARK_VALUE)
            if text:
                content[key] = text
        submitted = self._value(("submitted",), "sheet#submitted", layout.MARK_VALUE, "date")
        content["submitted"] = submitted or None
        content["marks"] = self._marks()
        content["observed"] = self._observed()
        content["evidence"] = self._evidence()
        content["not_applicable"] = self._not_applicable()
        content["vetoes"] = self._vetoes()
        remark = self._value(("remark",), REMARK, layout.MARK_REMARK, "text")
        content["remark"] = remark or None
        place = self.rows.cell("sheet#station", layout.MARK_VALUE)
        return Answers(content, self.cells, self.points, self.files, place)

    def _value(self, path: Path, id: str, column: int, kind: str = "") -> str:
        """Return a cell's text and record the cell."""
        self.cells[path] = self.rows.cell(id, column)
        return self.rows.text(id, column, kind)

    def _remark(self, path: Path, id: str) -> dict[str, Tree]:
        text = self._value((*path, "remark"), id, layout.MARK_REMARK, "text")
        return {"remark": text} if text else {}

    def _marks(self) -> dict[str, Tree]:
        marks: dict[str, Tree] = {}
        for criterion in self.guideline.criteria():
            id = f"{MARK}{criterion.id}"
            if id not in self.rows:
                continue
            path = ("marks", criterion.id)
            form = form_of(criterion)
            mark = self._files(path, criterion, form) if isinstance(form, FilesForm) else self._mark(path)
            mark |= self._remark(path, id)
            if mark:
                marks[criterion.id] = mark
                first = next(iter(mark))
                self.cells[path] = self.cells[(*path, first)]
        return marks

    def _mark(self, path: Path) -> dict[str, Tree]:
        id = f"{MARK}{path[1]}"
        self.points[path[1]] = self.rows.cell(id, layout.MARK_VALUE)
        level = self._value((*path, "level"), id, layout.MARK_LEVEL)
        points = self._value((*path, "points"), id, layout.MARK_VALUE)
        return {key: text for key, text in (("level", level), ("points", points)) if text}

    def _files(self, path: Path, criterion: Criterion, form: FilesForm) -> dict[str, Tree]:
        columns = range(layout.MARK_CHECKS, layout.MARK_CHECKS + len(form.checks))
        files: list[Tree] = []
        for row in self.rows.files(criterion.id, (layout.MARK_FILE, *columns)):
            entry_path = (*path, "sample", str(len(files)))
            cell = self.rows.sheet.cell(row, layout.MARK_FILE)
            self.cells[entry_path] = cell
            self.cells.setdefault((*path, "sample"), cell)
            passed, left_out = self._checks(row, columns)
            name = self.rows.text_at(row, layout.MARK_FILE)
            if not name:
                args = {"title": criterion.title}
                self.rows.problems.append(
                    Problem("workbook-file-unnamed", self.rows.shown, cell=cell, args=args)
                )
                continue
            self.files[criterion.id, name] = cell
            entry: dict[str, Tree] = {"file": name, "passed": passed}
            if left_out:
                entry["left_out"] = left_out
            files.append(entry)
        return {"sample": files} if files else {}

    def _checks(self, row: int, columns: range) -> tuple[list[Tree], list[Tree]]:
        passed: list[Tree] = []
        left_out: list[Tree] = []
        for number, column in enumerate(columns, 1):
            word = self.rows.text_at(row, column)
            if word in YES:
                passed.append(str(number))
            elif word in _LEFT_OUT:
                left_out.append(str(number))
            elif word and word not in NO:
                cell = self.rows.sheet.cell(row, column)
                args = {"found": word[:MOST_LETTERS]}
                self.rows.problems.append(
                    Problem("workbook-not-a-check", self.rows.shown, cell=cell, args=args)
                )
        return passed, left_out

    def _observed(self) -> dict[str, Tree]:
        observed: dict[str, Tree] = {}
        for fact in self.guideline.facts.values():
            id = f"{FACT}{fact.name}"
            if id not in self.rows:
                continue
            path = ("observed", fact.name)
            value = self._set(id, fact) if fact.type == "set" else self._fact(id, fact)
            self.cells[path] = self.cells[(*path, "value")] = self.rows.cell(id, layout.MARK_VALUE)
            remark = self._remark(path, id)
            if value is not None:
                observed[fact.name] = {"value": value, **remark}
            elif remark:
                self._alone(id, remark)
        return observed

    def _fact(self, id: str, fact: Fact) -> Tree:
        text = self.rows.text(id, layout.MARK_VALUE, fact.type)
        if not text:
            return None
        if fact.type == "boolean" and text in (layout.TICKED, layout.UNTICKED):
            return text == layout.TICKED
        if fact.type == "choice":
            return next((option for option, title in fact.choices.items() if title == text), text)
        return text

    def _set(self, id: str, fact: Fact) -> Tree:
        def say(code: str, option: str, args: Mapping[str, str]) -> None:
            self.rows.say(code, f"{id}.{option}" if option else id, layout.MARK_VALUE, **args)

        words = {option: self.rows.text(f"{id}.{option}", layout.MARK_VALUE) for option in fact.choices}
        ticked = chosen(fact, self.rows.text(id, layout.MARK_VALUE), words, say)
        return None if ticked is None else [*ticked]

    def _tick(self, id: str) -> bool | None:
        """Return True for a tick, False for a cross, None for neither."""
        word = self.rows.text(id, layout.MARK_VALUE)
        if word and tick_of(word) is None:
            self.rows.say("workbook-not-a-tick", id, layout.MARK_VALUE, found=word[:MOST_LETTERS])
        return tick_of(word)

    def _answer(self, path: Path, id: str) -> Tree:
        """Return yes, no, or the text as written for the reader of sheets to check."""
        word = self._value(path, id, layout.MARK_VALUE)
        tick = tick_of(word)
        return tick if tick is not None else word or None

    def _evidence(self) -> dict[str, Tree]:
        words: dict[str, Tree] = {}
        for id in self.rows.ids(ITEM, LINE):
            prefix, _, name = id.partition("#")
            path = ("evidence", name)
            key = "accepted" if f"{prefix}#" == ITEM else "seen"
            answer = self._answer((*path, key), id)
            word: dict[str, Tree] = {} if answer is None else {key: answer}
            word |= self._remark(path, id)
            if word:
                self.cells[path] = self.cells[(*path, next(iter(word)))]
                words[name] = word
        return dict(sorted(words.items()))

    def _not_applicable(self) -> dict[str, Tree]:
        words: dict[str, Tree] = {}
        for id in self.rows.ids(NA):
            name = id.removeprefix(NA)
            path = ("not_applicable", name)
            answer = self._answer((*path, "agree"), id)
            self.cells[path] = self.cells[(*path, "agree")]
            remark = self._remark(path, id)
            if answer is not None:
                words[name] = {"agree": answer, **remark}
            elif remark:
                self._alone(id, remark)
        return dict(sorted(words.items()))

    def _vetoes(self) -> dict[str, Tree]:
        ticked: dict[str, Tree] = {}
        for veto in self.guideline.vetoes:
            id = f"{VETO}{veto.id}"
            path = ("vetoes", veto.id)
            self.cells[path] = self.rows.cell(id, layout.MARK_VALUE)
            holds = self._tick(id)
            remark = self._remark(path, id)
            if holds:
                ticked[veto.id] = remark
            elif remark:
                self._alone(id, remark)
        return ticked

    def _alone(self, id: str, remark: Mapping[str, Tree]) -> None:
        """Report a remark without an answer."""
        text = _text(remark["remark"])[:MOST_LETTERS]
        self.rows.say("workbook-remark-alone", id, layout.MARK_REMARK, found=text)
