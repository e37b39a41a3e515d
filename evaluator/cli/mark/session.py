"""The marking session: ask the questions, read answers and commands, save every answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import click

from evaluator.base.folding import folded
from evaluator.cli import terminal
from evaluator.cli.mark import card
from evaluator.cli.mark.answers import TAKE_BACK, Leave, asked, asked_numbers, typed
from evaluator.cli.mark.sheet import SheetEditor
from evaluator.loading.values import YES
from evaluator.marking.card import Card
from evaluator.marking.questions import Marking
from evaluator.marking.sheet_file import Tree, file_tree, level_named, number_text
from evaluator.model.guideline import Criterion, Fact
from evaluator.model.rule import FileCheck
from evaluator.rules.marked import FilesForm, LevelForm, PointsForm, form_of
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem

FORMS: Final = {
    "o": "o premises.area 55",
    "e": "e E07 no",
    "n": "n E3.4 yes",
    "v": "v V1 …",
    "j": "j B1.2",
}


def _say(key: str, /, **args: object) -> str:
    return say(f"mark.{key}", terminal.lang(), **args)


class Session:
    """A marking session, until the evaluator leaves or submits."""

    def __init__(self, editor: SheetEditor, day: date | None) -> None:
        """Start at the question where marking resumes."""
        self.editor = editor
        self.day = day
        self.at = editor.now.resume()
        self.files: dict[str, int] = {}
        """How many files of each question were opened."""
        self.shown: tuple[int, Marking] | None = None
        """The question on the screen, and the sheet it was shown with."""

    @property
    def now(self) -> Marking:
        """The present state of the sheet."""
        return self.editor.now

    @property
    def words(self) -> Card:
        """The words for the sheet as it is."""
        return card.words(self.now)

    def run(self) -> None:
        """Ask the questions in turn."""
        self._greet()
        try:
            while True:
                if self.at >= len(self.now.steps):
                    self._list()
                    self._line(_say("ask.end"))
                    continue
                # After a refused answer the question is still on the screen.
                if self.shown is None or self.shown[0] != self.at or self.shown[1] is not self.now:
                    card.card(self.now, self.at)
                    self.shown = self.at, self.now
                self._question()
        except (Leave, click.Abort):
            terminal.out()
            terminal.out(_say("left", path=self.editor.shown) if self.editor.begun else _say("not-begun"))

    def _greet(self) -> None:
        station, member = self.now.submission.station, self.now.evaluator
        terminal.out(
            click.style(
                _say("head", station=f"{station.id} {station.name}", name=member.name or member.id), bold=True
            )
        )
        count, left = len(self.now.steps), len(self.now.open())
        terminal.paragraph(_say("progress", count=count, done=count - left, left=left), indent=0)

    def _question(self) -> None:
        """Ask the current question by its kind."""
        about = self.now.steps[self.at].about
        if isinstance(about, Fact):
            self._fact(about)
            return
        match form_of(about):
            case LevelForm() as levels:
                self._level(about, levels)
            case PointsForm() as free:
                self._points(about, free)
            case FilesForm() as files:
                self._files(about, files)

    # Answers

    def _level(self, criterion: Criterion, form: LevelForm) -> None:
        written = self._line(_say("ask.level", count=len(form.levels)), tuple(form.levels))
        if not written:
            return
        level, points = level_named(written, form), ""
        if not level:
            # Level and points may stand on one line: `3 8`.
            first, _, points = written.partition(" ")
            level = level_named(first, form) or written
        points_range = form.levels.get(level)
        if points_range is None or points_range.fixed or points:
            self._mark(criterion, {"level": level, "points": number_text(points.strip())})
            return
        prompt = _say("ask.points", range=self.words.range(points_range))
        while points := asked(prompt):
            if self._mark(criterion, {"level": level, "points": number_text(points)}):
                return

    def _points(self, criterion: Criterion, form: PointsForm) -> None:
        prompt = _say("ask.points", range=self.words.range(form.points))
        written = self._line(prompt)
        if written:
            self._mark(criterion, {"points": number_text(written)})

    def _mark(self, criterion: Criterion, fields: Mapping[str, Tree]) -> bool:
        """Save a mark, then ask why points are taken off; return False when the mark is refused."""
        before = self.now.sheet.marks.get(criterion.id)
        remark = before.remark if before is not None else ""
        if not self._save(self.now.with_mark(criterion.id, {**fields, "remark": remark})):
            return False
        mark = self.now.sheet.marks[criterion.id]
        terminal.out(_say("saved.mark", id=criterion.id, what=self.words.mark(criterion, mark)))
        self._remark(criterion, fields)
        self._on()
        return True

    def _remark(self, criterion: Criterion, fields: Mapping[str, Tree]) -> None:
        mark = self.now.sheet.marks[criterion.id]
        points = self.now.points(criterion)
        if points is None or (points >= criterion.points and not mark.remark):
            return
        key = "ask.remark.again" if mark.remark else "ask.remark"
        written = asked(_say(key, remark=mark.remark))
        if written:
            remark = "" if written == TAKE_BACK else written
            after = self.now.with_mark(criterion.id, {**fields, "remark": remark})
            self._save(after, same_step=True)

    def _files(self, criterion: Criterion, form: FilesForm) -> None:
        """Ask for files until a blank line; each is saved at once, a repeated file replaces its entry."""
        here = self.at
        while self.at == here:
            mark = self.now.sheet.marks.get(criterion.id)
            files = {file_check.file: file_check for file_check in mark.sample} if mark is not None else {}
            sample_size = self.now.sample_size(criterion)
            name = self._line(_say("ask.file", number=len(files) + 1))
            if not name:
                return
            count = len(form.checks)
            passed = asked_numbers(_say("ask.passed"), count, everything=True)
            left_out = frozenset[int]()
            if len(passed) < count:
                left_out = asked_numbers(_say("ask.left-out"), count, everything=False)
            files[name] = FileCheck(name, passed, left_out)
            fields: dict[str, Tree] = {"sample": [file_tree(file_check) for file_check in files.values()]}
            remark = mark.remark if mark is not None and mark.remark else self._why_other(criterion, name)
            if remark:
                fields["remark"] = remark
            if not self._save(self.now.with_mark(criterion.id, fields)):
                continue
            terminal.paragraph(f"{_say('saved')}　{self.words.sample_progress(criterion, form)}", indent=0)
            if sample_size is not None and len(files) >= sample_size:
                points = self.words.marked_points(criterion)
                terminal.out(_say("saved.mark", id=criterion.id, what=points))
                self._remark(criterion, fields)
                self._on()

    def _why_other(self, criterion: Criterion, file: str) -> str:
        """Ask why a file is inspected that was not drawn; '' where it was, or nothing was drawn."""
        own = self.now.round.history.draw(self.now.submission.station.id, criterion.id)
        if own is None or folded(file) in {folded(key) for key in own.keys}:
            return ""
        return asked(_say("ask.why-other", file=file))

    def _fact(self, fact: Fact) -> None:
        written = self._line(_say("ask.value"))
        if written and self._observe(fact.name, written):
            self._on()

    # Commands

    def _line(self, prompt: str, answers: tuple[str, ...] = ()) -> str:
        """Return an answer; '' after a command or Enter changed the question. *answers* precede commands."""
        while True:
            written = typed(prompt)
            if not written:
                self._skip()
                return ""
            if written in answers:
                return written
            # The command is folded; what follows it may be a remark, which stays as it was typed.
            word, _, rest = written.partition(" ")
            bare = folded(word).casefold()
            if bare in ("b", "u") and not rest:
                {"b": self._back, "u": self._undo}[bare]()
                return ""
            if bare == "x":
                self._clear(rest)
                return ""
            if bare == "j" and self._jump(folded(rest)):
                return ""
            if bare == "q" and not rest:
                raise Leave
            if bare == "s" and not rest and self._submit():
                raise SystemExit(terminal.DONE)
            if bare == "l" and not rest:
                self._list()
            elif bare in ("f", "r") and self.at < len(self.now.steps):
                self._at_hand(bare, folded(rest))
            elif bare in ("?", "h"):
                terminal.paragraph(_say("commands"))
            elif bare in ("o", "e", "n", "v"):
                self._note(bare, rest)
            elif bare in ("j", "s") and (bare == "j" or not rest):
                continue
            elif self.at < len(self.now.steps):
                return written
            else:
                terminal.paragraph(_say("commands"))

    def _at_hand(self, kind: str, rest: str) -> None:
        """Open a file of the question, or show the ledger rows that count."""
        step = self.now.steps[self.at]
        if kind == "f":
            self.files[step.id] = card.open_file(self.now, step, rest, self.files.get(step.id, 0))
        else:
            card.rows(self.now, step, everything=bool(rest))

    def _skip(self) -> None:
        if self.at < len(self.now.steps):
            self._on()
        elif left := self.now.open():
            self.at = left[0]

    def _on(self) -> None:
        """Go to the next open question, or to the end after the last."""
        self.at = next((at for at in self.now.open() if at > self.at), len(self.now.steps))

    def _back(self) -> None:
        self.at, self.shown = max(0, self.at - 1), None

    def _jump(self, id: str) -> bool:
        ids = [step.id for step in self.now.steps]
        position = next((at for at, step_id in enumerate(ids) if step_id.casefold() == id.casefold()), None)
        if position is None:
            terminal.paragraph(_say("no-step", id=id, known=Listing(ids)) if id else _needs("j"))
            return False
        self.at, self.shown = position, None
        return True

    def _undo(self) -> None:
        at = self.editor.undo()
        if at is not None:
            self.at, self.shown = at, None
            terminal.out(_say("undone"))
            return
        terminal.out(_say("nothing-to-undo"))

    def _clear(self, file: str) -> None:
        """Clear the answer to the question, or a single inspected *file* of it."""
        if self.at >= len(self.now.steps):
            return
        step = self.now.steps[self.at]
        mark = self.now.sheet.marks.get(step.id)
        files = (
            [file_check for file_check in mark.sample if file_check.file != file] if mark is not None else []
        )
        if mark is not None and file and len(files) < len(mark.sample):
            fields: dict[str, Tree] = {
                "sample": [file_tree(file_check) for file_check in files],
                "remark": mark.remark,
            }
            after = self.now.with_mark(step.id, fields if files else None)
        elif mark is not None and not file:
            after = self.now.with_mark(step.id, None)
        elif step.id in self.now.sheet.observed and not file:
            after = self.now.with_observed(step.id, None)
        else:
            terminal.out(_say("nothing-to-clear"))
            return
        if self._save(after):
            terminal.out(_say("cleared"))

    def _list(self) -> None:
        """List the open questions, and what was noted beside the questions."""
        left = [self.now.steps[at] for at in self.now.open()]
        terminal.head(_say("open", count=len(left)) if left else _say("none-open"))
        for step in left:
            terminal.paragraph(f"{step.id} {step.about.title}" + ("" if step.required else _say("optional")))
        lines = self.words.noted()
        if lines:
            terminal.paragraph(_say("said"))
        for line in lines:
            terminal.paragraph(line, indent=4)

    def _note(self, kind: str, rest: str) -> None:
        """Note a fact, a verdict on evidence or on a claim, or a veto."""
        id, _, value = rest.partition(" ")
        id = folded(id)
        if not id or (not value and kind != "v"):
            for line in card.choices(self.now, kind, id):
                terminal.paragraph(line)
            terminal.paragraph(_needs(kind))
            return
        if kind == "o":
            if folded(value) != TAKE_BACK:
                self._observe(id, value)
                return
            after: Marking | Problem = self.now.with_observed(id, None)
        elif kind == "v":
            remark = value or asked(_say("ask.veto", id=id, title=self._veto_title(id)))
            if not remark:
                terminal.out(_say("veto-needs"))
                return
            after = self.now.with_veto(id, None if folded(remark) == TAKE_BACK else remark)
        else:
            answer, _, remark = value.partition(" ")
            answer = folded(answer)
            give = self.now.with_evidence if kind == "e" else self.now.with_claim
            after = give(id, None if answer == TAKE_BACK else answer, remark)
        if self._save(after):
            terminal.out(_say("saved"))

    def _veto_title(self, id: str) -> str:
        return next((veto.title for veto in self.now.round.guideline.vetoes if veto.id == id), id)

    def _observe(self, name: str, written: str) -> bool:
        if not self._save(self.now.with_observed(name, written)):
            return False
        terminal.paragraph(_say("saved.what", what=self.words.fact_line(name)), indent=0)
        remark = asked(_say("ask.note"))
        if remark:
            self._save(self.now.with_observed(name, written, remark), same_step=True)
        return True

    def _submit(self) -> bool:
        """Submit after confirmation; first print what is still open."""
        left = [self.now.steps[at] for at in self.now.open()]
        names = Listing(f"{step.id}{'' if step.required else _say('optional')}" for step in left)
        if left:
            terminal.paragraph(_say("incomplete.warning", count=len(left), names=names), indent=0)
        if asked(_say("ask.submit")).casefold() not in YES | {"y"}:
            terminal.out(_say("not-submitted"))
            return False
        self.editor.submit(self.day, anyway=True)
        return True

    def _save(self, after: Marking | Problem, *, same_step: bool = False) -> bool:
        """Save a new state, or print what is wrong with the answer; return whether it was saved."""
        if isinstance(after, Problem):
            lang = terminal.lang()
            terminal.note(click.style(after.message(lang), fg="red"))
            if hint := after.hint(lang):
                terminal.note(f"  {hint}")
            return False
        self.editor.keep(after, self.at, same_step=same_step)
        return True


def _needs(kind: str) -> str:
    return _say("needs", form=FORMS[kind])
