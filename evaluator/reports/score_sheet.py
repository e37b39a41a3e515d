"""An evaluator's score sheet on one station as a document: blank to fill in by hand, or filled in to sign."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from evaluator.base import exact
from evaluator.base.gate import read_file
from evaluator.conditions.wording import Words, rule_words
from evaluator.evaluation.basis import about_guideline
from evaluator.evaluation.pipeline import failed, read_inputs
from evaluator.marking.questions import Marking, MarkingStep, open_marking, steps_of
from evaluator.model.guideline import Criterion, Fact, Guideline
from evaluator.model.round import SHEETS, STATIONS, Round
from evaluator.model.rule import Mark
from evaluator.model.sheet import Evaluator
from evaluator.model.submission import Submission
from evaluator.reports.documents import filled
from evaluator.reports.fields import GuidelineView, StationView
from evaluator.reports.heading import SEAL_DIGITS, guideline_of
from evaluator.reports.wording import DASH, Phrases
from evaluator.rounds.copies import template_file
from evaluator.rounds.read import received_stations
from evaluator.rules.marked import form_of
from evaluator.texts import reports
from evaluator.texts.problem import Problem
from evaluator.texts.reports.life import SENTENCES as LIFE_SENTENCES

TEMPLATE = "score-sheet.docx"


@dataclass(frozen=True, slots=True)
class SheetRowView:
    """A criterion this evaluator marks."""

    level1: str
    level2: str
    no: str
    id: str
    title: str
    of: str
    text: str
    rule: str
    look_at: str
    self_points: str
    mark: str
    """Level and points; empty on a blank sheet."""
    remark: str
    evidence: str


@dataclass(frozen=True, slots=True)
class SheetEntryView:
    """A figure observed on site, an opinion on evidence or on a claim, or a veto."""

    title: str
    value: str
    remark: str


@dataclass(frozen=True, slots=True)
class SheetScoreView:
    """What the page headers need."""

    provisional: bool


@dataclass(frozen=True, slots=True)
class SheetView:
    """The variables of a score sheet."""

    lang: str
    label: Mapping[str, str]
    guideline: GuidelineView
    station: StationView
    period: str
    score: SheetScoreView
    evaluator: str
    role: str
    is_draft: bool
    """Whether the sheet is filled in but not submitted."""
    rows: tuple[SheetRowView, ...]
    observed: tuple[SheetEntryView, ...]
    words: tuple[SheetEntryView, ...]
    remark: str
    submitted: str
    sha256: str
    """Hash of the submitted file; empty until the sheet is submitted."""
    foot: str
    """The first digits of that hash, for the foot of every page."""


def stations_of(round_: Round, evaluator: Evaluator, coming: Collection[str] = ()) -> list[str]:
    """Return the stations, received or still *coming*, for which an evaluator has something to mark."""
    return [
        station
        for station in sorted({*received_stations(round_), *coming})
        if round_.has(station)
        and station not in evaluator.recused_from
        and steps_of(round_, evaluator, station)
    ]


def submission_of(round_: Round, station: str) -> tuple[Submission | None, list[Problem]]:
    """Return a station's submission and its problems; no submission when a problem is an error."""
    inputs, problems = read_inputs(round_.folder / STATIONS / station, guideline_model=round_.guideline)
    return (None if inputs is None else inputs.submission), problems


def sheet_of(
    round_: Round, evaluator: Evaluator, submission: Submission, *, blank: bool
) -> tuple[Marking, list[Problem]]:
    """Return the evaluator's own sheet, or an empty one; errors among the problems mean that it is not read.

    Raises Unreadable of `evaluator.marking.questions` where it cannot be read at all.
    """
    path = round_.folder / SHEETS / evaluator.id / f"{submission.station.id}.yaml"
    data = read_file(path) if not blank and path.is_file() else None
    marking = open_marking(round_, evaluator, submission, data)
    return marking, [problem for problem in marking.problems if failed([problem])]


def sheet_docx(marking: Marking) -> bytes:
    """Return the score sheet as a .docx file."""
    return filled(sheet_view(marking), template_file(marking.round.folder, TEMPLATE))


def sheet_view(marking: Marking) -> SheetView:
    """Return the template variables of a score sheet."""
    guideline, submission, sheet = marking.round.guideline, marking.submission, marking.sheet
    phrases, words = Phrases(reports.language(guideline.language)), Words(guideline)
    remark = marking.content.get("remark")
    period = submission.period
    station = submission.station
    steps = marking.steps
    has_answers = bool(
        sheet.marks or sheet.observed or sheet.evidence or sheet.not_applicable or sheet.vetoes
    )
    return SheetView(
        lang="zh-CN" if phrases.lang == "zh" else "en",
        label=reports.LABELS.all(phrases.lang),
        guideline=guideline_of(
            phrases, about_guideline(guideline), guideline.subject or phrases.say("subject")
        ),
        station=StationView(station.id, station.name, station.county or DASH, station.kind or DASH),
        period=phrases.say("period", start=phrases.day(period.first), end=phrases.day(period.last)),
        score=SheetScoreView(False),
        evaluator=marking.evaluator.name or marking.evaluator.id,
        role=words.role(marking.evaluator.role),
        is_draft=has_answers and sheet.submitted is None,
        rows=tuple(
            _row(marking, words, number, criterion)
            for number, criterion in enumerate(
                (step.about for step in steps if isinstance(step.about, Criterion)), 1
            )
        ),
        observed=tuple(_observed(marking, words, steps)),
        words=tuple(_words(marking, phrases)),
        remark=remark if isinstance(remark, str) else "",
        submitted=phrases.day(sheet.submitted) if sheet.submitted else "",
        sha256=sheet.sha256 if sheet.submitted else "",
        foot=phrases.say("sheet_foot", seal=sheet.sha256[:SEAL_DIGITS]) if sheet.submitted else "",
    )


def _row(marking: Marking, words: Words, number: int, criterion: Criterion) -> SheetRowView:
    guideline = marking.round.guideline
    sections = {section.id: f"{section.id} {section.title}" for section in guideline.walk()}
    path = [sections[id] for id in reversed(guideline.path(criterion.id))]
    mark = marking.sheet.marks.get(criterion.id)
    claim = marking.submission.claims.get(criterion.id)
    items = [
        evidence_item.id
        for evidence_item in marking.submission.evidence
        if any(name == criterion.id for name, _ in evidence_item.serves)
    ]
    return SheetRowView(
        level1=path[0]
        if path
        else _beside(guideline, criterion, Phrases(reports.language(guideline.language))),
        level2=" / ".join(path[1:]),
        no=str(number),
        id=criterion.id,
        title=("▲" if criterion.key_item else "") + criterion.title,
        of=exact.text(criterion.points),
        text="\n".join(part for part in (criterion.text, _files_to_inspect(marking, criterion)) if part),
        rule=rule_words(criterion.rule, words, criterion.points),
        look_at="、".join(criterion.look_at),
        self_points=_points(marking, criterion, Mark(claim.level, claim.points)) if claim else "",
        mark=_points(marking, criterion, mark) if mark else "",
        remark="\n".join(_remark_lines(mark)) if mark else "",
        evidence=" ".join(items) or DASH,
    )


def _files_to_inspect(marking: Marking, criterion: Criterion) -> str:
    """Return the files drawn for a sample; '' where none were."""
    own = marking.round.history.draw(marking.submission.station.id, criterion.id)
    if own is None:
        return ""
    lang = reports.language(marking.round.guideline.language)
    return LIFE_SENTENCES.say("files_drawn", lang, files="、".join(own.keys))


def _beside(guideline: Guideline, criterion: Criterion, phrases: Phrases) -> str:
    kind = "bonus" if criterion in guideline.bonus.criteria else "deduction"
    return phrases.word("kind", kind)


def _points(marking: Marking, criterion: Criterion, mark: Mark) -> str:
    """Return the level of a mark and its points."""
    form = form_of(criterion)
    valid = form is not None and form.check(mark) is None
    points = form.points_of(mark, marking.facts) if form is not None and valid else None
    written = "" if points is None else Words(marking.round.guideline).number(points)
    return "\n".join(part for part in (mark.level, written) if part)


def _remark_lines(mark: Mark) -> Iterator[str]:
    if mark.remark:
        yield mark.remark
    for file_check in mark.sample:
        passed = " ".join(map(str, sorted(file_check.passed)))
        left_out = " ".join(map(str, sorted(file_check.left_out)))
        yield f"{file_check.file} ✓{passed or DASH}" + (f" ／{left_out}" if left_out else "")


def _observed(marking: Marking, words: Words, steps: tuple[MarkingStep, ...]) -> Iterator[SheetEntryView]:
    for step in steps:
        if isinstance(step.about, Fact):
            seen = marking.sheet.observed.get(step.id)
            value = "" if seen is None else words.value(step.id, seen.value)
            yield SheetEntryView(step.about.title, value, seen.remark if seen else "")


def _words(marking: Marking, phrases: Phrases) -> Iterator[SheetEntryView]:
    """Yield the opinions on evidence and claims, then the vetoes ticked."""
    sheet, guideline = marking.sheet, marking.round.guideline
    titles = {criterion.id: criterion.title for criterion in guideline.criteria()}
    titles |= {veto.id: veto.title for veto in guideline.vetoes}
    titles |= {evidence_item.id: evidence_item.title for evidence_item in marking.submission.evidence}
    opinions = [("evidence", id, opinion.holds, opinion.remark) for id, opinion in sheet.evidence.items()]
    opinions += [("claim", id, opinion.agree, opinion.remark) for id, opinion in sheet.not_applicable.items()]
    opinions += [("veto", id, True, remark) for id, remark in sheet.vetoes.items()]
    for kind, id, holds, remark in opinions:
        title = f"{phrases.word('decided', kind)} {id} {titles.get(id, '')}"
        yield SheetEntryView(title, phrases.word("answer", "yes" if holds else "no"), remark)
