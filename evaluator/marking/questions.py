"""An evaluator's marking of a station: the open steps, and the state of the sheet after each answer.

This module reads no terminal and writes no file. An answer gives a new state, or the problem that the sheet
would have. Every answer is read back through the loader that a round uses, so a round accepts every answer
that is accepted here.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from evaluator.base.exact import Number
from evaluator.base.files import is_file_name
from evaluator.conditions.monotonicity import facts_of
from evaluator.conditions.truth import truth
from evaluator.loading.fields import unknown
from evaluator.loading.sheet import sheet_in
from evaluator.loading.values import NO, YES, Unfit, beyond, titled
from evaluator.marking.sheet_file import Content, Tree, dumped, heading_of, tree_of
from evaluator.model.guideline import Criterion, Fact, Guideline
from evaluator.model.round import SHEETS, Round
from evaluator.model.sheet import Evaluator, Panel, Sheet
from evaluator.model.submission import Submission
from evaluator.model.values import EXPERT
from evaluator.rules.marked import FilesForm, form_of
from evaluator.scoring.facts import StationFacts, gather
from evaluator.scoring.panel import due_evaluators
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, nearest
from evaluator.yaml.errors import UNPRINTABLE
from evaluator.yaml.parse import Table, read_yaml_bytes

ORGANISER = "organiser"
Section = Literal["marks", "observed", "evidence", "not_applicable", "vetoes"]
"""The parts of a sheet that answers go into."""


class Refused(Exception):
    """Why somebody cannot mark, submit or reopen: the key of a sentence and its fields."""

    def __init__(self, key: str, **args: str) -> None:
        """Store both until the language is known."""
        super().__init__(key, args)
        self.key = key
        self.args_of = args


@dataclass(frozen=True, slots=True)
class MarkingStep:
    """A question: a criterion to mark, or a fact that only this evaluator's role can supply."""

    id: str
    about: Criterion | Fact
    required: bool
    """Whether the sheet should not be submitted without it; bonus and deductions may stay blank."""


@dataclass(frozen=True, slots=True)
class Marking:
    """The state of a sheet that is being filled in."""

    round: Round
    evaluator: Evaluator
    submission: Submission
    content: Content
    heading: str
    sheet: Sheet
    facts: StationFacts
    """The station's facts as this evaluator sees them: without other sheets and without decisions."""
    steps: tuple[MarkingStep, ...]
    problems: tuple[Problem, ...] = ()
    """Problems of the sheet in this state; a value that a problem sets aside counts as not answered."""

    @property
    def data(self) -> bytes:
        """The content of the sheet's file."""
        return dumped(self.content, self.heading)

    @property
    def sha256(self) -> str:
        """The hash of the file, as it is printed on the score sheet to be signed."""
        return hashlib.sha256(self.data).hexdigest()

    def step(self, id: str) -> int | None:
        """Return the position of a criterion or fact."""
        return next((at for at, step in enumerate(self.steps) if step.id == id), None)

    def sample_size(self, criterion: Criterion) -> int | None:
        """Return how many files a criterion's sample must have; None without a sample or if unknown."""
        form = form_of(criterion)
        return form.size(self.facts) if isinstance(form, FilesForm) else None

    def needless(self, step: MarkingStep) -> bool:
        """Return whether the answer has no effect: not applicable, 0 anyway, or no file to sample."""
        criterion = step.about
        if not isinstance(criterion, Criterion):
            return False
        if criterion.applies_when is not None and truth(criterion.applies_when, self.facts).value is False:
            return True
        if criterion.zero_when is not None and truth(criterion.zero_when, self.facts).value is True:
            return True
        return self.sample_size(criterion) == 0

    def points(self, criterion: Criterion) -> Number | None:
        """Return the points this evaluator's mark gives, None while it is not complete."""
        mark = self.sheet.marks.get(criterion.id)
        form = form_of(criterion)
        if mark is None or form is None:
            return None
        return form.points_of(mark, self.facts)

    def answered(self, step: MarkingStep) -> bool:
        """Return whether a step is complete."""
        if isinstance(step.about, Criterion):
            return self.points(step.about) is not None or self.needless(step)
        return step.id in self.sheet.observed

    def open(self) -> list[int]:
        """Return the positions of the steps still to answer, in order."""
        return [at for at, step in enumerate(self.steps) if not self.answered(step)]

    def resume(self) -> int:
        """Return the step to continue at: the first open step since the last answer, else the first open."""
        left = self.open()
        answered_ids = self.sheet.marks.keys() | self.sheet.observed.keys()
        last = max((at for at, step in enumerate(self.steps) if step.id in answered_ids), default=-1)
        return next((at for at in left if at >= last), left[0] if left else len(self.steps))

    def with_mark(self, criterion: str, fields: Mapping[str, Tree] | None) -> Marking | Problem:
        """Set a mark (level, points, sample, remark) or, with None, remove it."""
        at = self.step(criterion)
        criterion_ids = self.round.guideline.above
        if at is None and criterion in criterion_ids and fields is not None:
            title = next(
                candidate.title for candidate in self.round.guideline.criteria() if candidate.id == criterion
            )
            args = {"name": self.evaluator.id, "criterion": criterion, "title": title}
            return Problem("not-assigned", args=args)
        return self._with("marks", criterion, _nonblank_fields(fields))

    def with_observed(self, name: str, written: str | None, remark: str = "") -> Marking | Problem:
        """Set an observed fact from text, with commas between options of a set; None removes it."""
        fact = self.round.guideline.facts.get(name)
        if written is None:
            return self._with("observed", name, None)
        value: Tree = written
        if fact is not None and fact.type == "set":
            parts = written.replace("、", ",").replace("，", ",").split(",")
            value = [part.strip() for part in parts if part.strip()]
        after = self._with("observed", name, _nonblank_fields({"value": value, "remark": remark}))
        if isinstance(after, Problem) or fact is None or name not in after.sheet.observed:
            return after
        unfit = beyond(fact, after.sheet.observed[name].value, after.facts.value)
        return after if unfit is None else _problem(titled(fact, unfit))

    def with_evidence(self, id: str, answer: str | None, remark: str = "") -> Marking | Problem:
        """Set whether an item is accepted (`E07`) or a line was seen (`A1.1#lease`); None removes it."""
        if answer is None:
            return self._with("evidence", id, None)
        ids = [evidence_item.id for evidence_item in self.submission.evidence]
        if "#" not in id and id not in ids:
            return _problem(unknown("decision-no-evidence", id, ids))
        key = "seen" if "#" in id else "accepted"
        return self._with("evidence", id, _nonblank_fields({key: _answer(answer), "remark": remark}))

    def with_claim(self, id: str, answer: str | None, remark: str = "") -> Marking | Problem:
        """Set whether the evaluator agrees that a criterion or an option does not apply; None removes it."""
        if answer is not None and id not in self.submission.not_applicable:
            return Problem("decision-not-claimed", args={"name": id})
        value = None if answer is None else _nonblank_fields({"agree": _answer(answer), "remark": remark})
        return self._with("not_applicable", id, value)

    def with_veto(self, id: str, remark: str | None) -> Marking | Problem:
        """Tick a veto with its remark or, with None, untick it."""
        return self._with("vetoes", id, None if remark is None else _nonblank_fields({"remark": remark}))

    def submitted(self, day: date) -> Marking:
        """Return the sheet as handed in on *day*."""
        return self._read({**self.content, "submitted": day.isoformat()})

    def reopened(self, reason: str, day: date) -> Marking:
        """Return the reopened sheet, with the submission recorded in its history."""
        submitted = self.sheet.submitted
        if submitted is None:
            raise Refused("not-submitted")
        entry: Tree = {
            "reopened": day.isoformat(),
            "reason": clean(reason),
            "submitted": submitted.isoformat(),
            "sha256": self.sheet.sha256,
        }
        before = self.content.get("history")
        history = [*(before if isinstance(before, list) else []), entry]
        return self._read({**self.content, "submitted": None, "history": history})

    def _with(self, section: Section, key: str, value: Tree) -> Marking | Problem:
        """Return the state with an entry set or removed, or the problem that the entry would cause."""
        held = self.content.get(section)
        inside: dict[str, Tree] = dict(held) if isinstance(held, dict) else {}
        if value is None:
            inside.pop(key, None)
        else:
            inside[key] = value
        after = self._put(section, inside)
        if value is None:
            return after
        # Problems that the sheet had before are not caused by this answer.
        without = self._put(section, {name: entry for name, entry in inside.items() if name != key})
        old = Counter(map(_same, without.problems))
        for problem in after.problems:
            if not old[_same(problem)]:
                return problem
            old[_same(problem)] -= 1
        return after

    def _put(self, section: Section, inside: Mapping[str, Tree]) -> Marking:
        return self._read({**self.content, section: self._ordered(section, inside)})

    def _ordered(self, section: Section, inside: Mapping[str, Tree]) -> dict[str, Tree]:
        guideline = self.round.guideline
        names: dict[Section, list[str]] = {
            "marks": [criterion.id for criterion in guideline.criteria()],
            "observed": list(guideline.facts),
            "vetoes": [veto.id for veto in guideline.vetoes],
            "evidence": sorted(inside),
            "not_applicable": sorted(inside),
        }
        place = {name: at for at, name in enumerate(names[section])}
        return dict(sorted(inside.items(), key=lambda pair: (place.get(pair[0], len(place)), pair[0])))

    def _read(self, content: Content) -> Marking:
        sheet, problems = sheet_in(dumped(content, self.heading), self.round.guideline, self.sheet.file)
        assert sheet is not None, "what we write, we can read"
        facts = self.facts
        if sheet.observed != self.sheet.observed or sheet.not_applicable != self.sheet.not_applicable:
            facts = _facts(self.round, self.submission, sheet)
        return replace(self, content=content, sheet=sheet, problems=tuple(problems), facts=facts)


def evaluator_of(round_: Round, id: str, station: str) -> Evaluator:
    """Return the evaluator; raise Refused where the round does not let them mark this station."""
    if round_.closed:
        raise Refused("closed")
    evaluator = member_of(round_, id)
    if station in round_.history.withdrawn:
        raise Refused("withdrawn", station=station, reason=round_.history.withdrawn[station].reason)
    if not round_.has(station):
        raise Refused("unknown-station", station=station)
    if round_.frozen(station):
        raise Refused("frozen", station=station)
    if station in evaluator.recused_from:
        raise Refused("recused", name=evaluator.name or evaluator.id, station=station)
    if not steps_of(round_, evaluator, station):
        raise Refused("nothing-to-mark", name=evaluator.name or evaluator.id)
    return evaluator


def member_of(round_: Round, id: str) -> Evaluator:
    """Return the evaluator; raise Refused where the panel does not have him."""
    members = round_.panel.evaluators
    if not members and is_file_name(id):
        # Without named evaluators, any sheet may be handed in.
        return Evaluator(id, role=EXPERT)
    evaluator = round_.evaluator(id)
    if evaluator is None:
        ids = [member.id for member in members]
        raise Refused("unknown-evaluator", name=id, known=Listing(nearest_first(id, ids)))
    return evaluator


def nearest_first(word: str, names: list[str]) -> list[str]:
    """Return *names*, with the name that *word* was probably meant to be first."""
    near = nearest(word, names)
    return names if near is None else [near, *(name for name in names if name != near)]


def open_marking(round_: Round, evaluator: Evaluator, submission: Submission, data: bytes | None) -> Marking:
    """Return the state of a sheet, from its *data* or (None) empty; its problems may be errors."""
    station = submission.station.id
    shown = f"{SHEETS}/{evaluator.id}/{station}.yaml"
    content: Content = {"evaluator": evaluator.id, "station": station, "role": evaluator.role}
    heading = f"# {clean(submission.station.name)}\n"
    if data is not None:
        node, _ = read_yaml_bytes(data, shown)
        if not isinstance(node, Table):
            raise UnreadableSheet(tuple(sheet_in(data, round_.guideline, shown)[1]))
        held = tree_of(node)
        assert isinstance(held, dict)
        content, heading = {**content, **held}, heading_of(data)
    sheet, problems = sheet_in(data or dumped(content, heading), round_.guideline, shown)
    if sheet is None:
        raise UnreadableSheet(tuple(problems))
    checks = {
        "sheet-misplaced": (evaluator.id, sheet.evaluator),
        "role-differs": (evaluator.role, sheet.role),
        "sheet-other-station": (station, sheet.station),
    }
    for code, (wanted, actual) in checks.items():
        if actual != wanted:
            args = {"name": evaluator.id, "wanted": wanted, "found": actual}
            raise UnreadableSheet((Problem(code, shown, args=args),))
    return Marking(
        round=round_,
        evaluator=evaluator,
        submission=submission,
        content=content,
        heading=heading,
        sheet=sheet,
        facts=_facts(round_, submission, sheet),
        steps=steps_of(round_, evaluator, station),
        problems=tuple(problems),
    )


class UnreadableSheet(Exception):
    """A sheet that cannot be continued; its problems say why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Store the problems for the terminal."""
        super().__init__(problems)
        self.problems = problems


def steps_of(round_: Round, evaluator: Evaluator, station: str) -> tuple[MarkingStep, ...]:
    """Return an evaluator's steps for a station, in the guideline's order: criteria, then facts."""
    return asked_of(round_.guideline, evaluator, station, round_.facts)


def asked_of(
    guideline: Guideline, evaluator: Evaluator, station: str, common: Container[str]
) -> tuple[MarkingStep, ...]:
    """Return an evaluator's steps; the organiser supplies the facts in *common* for all stations at once."""
    panel = Panel((evaluator,))
    scored = {criterion.id for criterion in guideline.scored()}
    steps = [
        MarkingStep(criterion.id, criterion, criterion.id in scored)
        for criterion in guideline.criteria()
        if criterion.rule.marked and due_evaluators(criterion, panel, station, guideline.above)
    ]
    weighs = {name for criterion in guideline.scored() for name in facts_of(criterion)}
    for fact in guideline.facts.values():
        mine = fact.supplier == evaluator.role and not fact.derived and not fact.counted
        if mine and not (fact.name in common and evaluator.role == ORGANISER):
            steps.append(MarkingStep(fact.name, fact, fact.name in weighs))
    return tuple(steps)


def clean(text: str) -> str:
    """Return typed text on one line, without characters that Word or YAML would lose."""
    return " ".join(UNPRINTABLE.sub("", text.encode(errors="ignore").decode()).split())


def _facts(round_: Round, submission: Submission, sheet: Sheet) -> StationFacts:
    return StationFacts(gather(round_.guideline, submission, (sheet,), (), round_.facts))


def _nonblank_fields(fields: Mapping[str, Tree] | None) -> Tree:
    """Return the fields that are not blank, with their texts cleaned."""
    if fields is None:
        return None
    tidy = {key: clean(value) if isinstance(value, str) else value for key, value in fields.items()}
    return {key: value for key, value in tidy.items() if value not in ("", None)}


def _answer(written: str) -> Tree:
    word = written.strip().casefold()
    return True if word in YES | {"y"} else False if word in NO | {"n"} else written


def _problem(unfit: Unfit) -> Problem:
    return Problem(unfit.code, args=unfit.args, hint_key=unfit.hint_key)


def _same(problem: Problem) -> tuple[str, tuple[tuple[str, str], ...]]:
    return problem.code, tuple(sorted(problem.args.items()))
