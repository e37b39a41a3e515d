"""From a station's folder to its evaluation: read, gather, compute, write down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from evaluator.base import exact
from evaluator.base.frozen import dataclass, field, replace
from evaluator.base.gate import Digest
from evaluator.evaluation import Computed, compute, evaluation
from evaluator.loading.search import open_guideline
from evaluator.loading.submission import (
    FILE,
    Document,
    locate,
    named_guideline,
    open_submission,
    read_submission,
)
from evaluator.model.evaluation import Evaluation
from evaluator.model.guideline import Guideline
from evaluator.model.sheet import Decision, Panel, Sheet
from evaluator.model.submission import PlainRows, Submission
from evaluator.model.values import Value
from evaluator.scoring.assess import Case
from evaluator.scoring.facts import Dossier, gather
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, Severity, sort_problems
from evaluator.yaml.parse import Table


@dataclass(slots=True)
class FilesRead:
    """What was read of a station's files already: none is read twice, and what was hashed is what counts."""

    own: dict[str, Digest] = field(default_factory=dict)
    """Files in its folder by their paths in it; links are not among them."""
    sheets: dict[Path, Digest] = field(default_factory=dict)
    decisions: Digest | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything read about one station."""

    guideline: Guideline
    submission: Submission
    sheets: tuple[Sheet, ...] = ()
    """Submitted or not."""
    decisions: tuple[Decision, ...] = ()
    panel: Panel = Panel()
    common: Mapping[str, Value] | None = None
    problems: tuple[Problem, ...] = ()
    """Warnings only: with an error there are no inputs."""
    hashes: Mapping[str, str] | None = None

    def case(self) -> Case:
        """Return the case to evaluate, with submitted sheets only."""
        sheets = tuple(sheet for sheet in self.sheets if sheet.submitted is not None)
        dossier = gather(self.guideline, self.submission, sheets, self.decisions, self.common)
        return Case(dossier, self.submission, sheets, self.decisions, self.panel)

    def own_case(self, like: Dossier | None = None) -> Case:
        """Return the case of the station's self-check, without sheets and decisions.

        *like*: the dossier of the case with them.
        """
        dossier = gather(self.guideline, self.submission, like=like)
        return Case(dossier, self.submission, ())


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One station's evaluation with what it was computed from."""

    inputs: Inputs
    computed: Computed
    document: Evaluation


def failed(problems: Sequence[Problem]) -> bool:
    """Return whether a problem stops the evaluation."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def read_inputs(
    station: Path,
    *,
    sheets: Path | Iterable[Path] | None = None,
    decisions: Path | None = None,
    guideline: str = "",
    profile: str = "",
    guideline_model: Guideline | None = None,
    document: Document | None = None,
    read: FilesRead | None = None,
) -> tuple[Inputs | None, list[Problem]]:
    """Read all inputs of a station; None when a problem is an error.

    *guideline* and *profile* override the station's file; *guideline_model* is a guideline already read, and
    *document* the station's file; *read* has what was read of its files already.
    """
    read = read or FilesRead()
    own = read.own.get(FILE)
    folder, problems = (station, list[Problem]()) if own is not None else locate(station)
    if folder is None:
        return None, problems
    document = document or open_submission(folder, own)
    chosen = guideline_model
    if chosen is None:
        name, own_profile, more_problems = named_guideline(document)
        if not (guideline or name):
            # Without a guideline nothing else can be read; the file's own problems are reported all the same.
            return None, sort_problems([*problems, *more_problems])
        chosen, more_problems = open_guideline(
            guideline or name,
            profile or own_profile,
            (folder, folder.parent, folder.parent.parent),
            typed=bool(guideline),
        )
        if chosen is None:
            # The submission's own problems are reported with those of its guideline.
            placed = [_placed(problem, document, guideline, profile) for problem in more_problems]
            return None, sort_problems([*problems, *placed, *document.problems])
    submission, more_problems = read_submission(document, chosen, read.own, any_guideline=bool(guideline))
    problems += more_problems
    marked: list[Sheet] = []
    settled: list[Decision] = []
    hashes: dict[str, str] = {}
    if submission is not None:
        hashes |= submission.inputs
        # A self-check has no sheets or decisions; their readers are imported only when needed.
        if sheets is not None:
            from evaluator.loading.sheet import read_sheets

            about = submission.station.id
            marked, more_hashes, more_problems = read_sheets(sheets, chosen, about, read.sheets)
            hashes |= more_hashes
            problems += more_problems
            if isinstance(sheets, Path) and not marked and not failed(more_problems):
                args = {"station": submission.station.id, "name": submission.station.name}
                problems.append(Problem("no-sheet", sheets.name, args=args))
        if decisions is not None:
            from evaluator.loading.decisions import read_decisions

            settled, more_hashes, more_problems = read_decisions(decisions, chosen, read.decisions)
            hashes |= more_hashes
            problems += more_problems
        if marked or settled:
            from evaluator.loading.sheet import unmatched_answers

            problems += unmatched_answers(submission, marked, settled)
    problems = sort_problems(problems)
    if submission is None or failed(problems):
        return None, problems
    sheets_read, decided = tuple(marked), tuple(settled)
    return Inputs(chosen, submission, sheets_read, decided, problems=tuple(problems), hashes=hashes), problems


def _placed(problem: Problem, document: Document, guideline: str, profile: str) -> Problem:
    """Place the problem of an unknown guideline or profile at its name in the submission."""
    key = {"unknown-guideline": "guideline", "unknown-profile": "profile"}.get(problem.code)
    overridden = {"guideline": guideline, "profile": profile}
    if key is None or overridden[key] or not isinstance(document.node, Table):
        return problem
    node = document.node.entries.get(key)
    return problem if node is None else replace(problem, file=FILE, line=node.line, column=node.column)


def evaluate(inputs: Inputs, *, sealed: bool = True) -> Evaluated:
    """Compute the evaluation; problems found on the way (rows, contradictions) join those of the files."""
    case = inputs.case()
    own = inputs.own_case(case.dossier) if case.sheets or inputs.decisions else case
    computed = compute(case)
    hidden = _hidden_decimals(inputs, computed)
    problems = sort_problems([*inputs.problems, *case.dossier.problems, *hidden])
    whole = replace(inputs, problems=tuple(problems))
    document = evaluation(computed, own, problems, inputs.hashes, sealed=sealed)
    return Evaluated(whole, computed, document)


def _hidden_decimals(inputs: Inputs, computed: Computed) -> Iterator[Problem]:
    """Yield a warning for each ledger whose numbers, as they are seen, would give other points."""
    ledgers = inputs.submission.ledgers
    for name, handed in ledgers.items():
        if isinstance(handed.rows, PlainRows):
            continue
        numbers = [each for row in handed.rows if row.shown for each in row.shown.items()]
        if not numbers:
            continue
        rows = tuple(
            replace(row, cells={**row.cells, **{id: shown.number for id, shown in row.shown.items()}})
            for row in handed.rows
        )
        seen = replace(inputs.submission, ledgers={**ledgers, name: replace(handed, rows=rows)})
        other = compute(replace(inputs, submission=seen).case())
        crossed = [
            finding.criterion.id
            for finding, changed in zip(computed.findings, other.findings, strict=True)
            if (finding.low.points, finding.high.points) != (changed.low.points, changed.high.points)
        ]
        if crossed:
            column, first = numbers[0]
            definition = inputs.guideline.ledgers[name].columns[column]
            stored = next(row.cells[column] for row in handed.rows if row.shown.get(column) is first)
            values = [
                exact.text(number) for number in (first.number, stored) if isinstance(number, int | Fraction)
            ]
            args = {"column": definition.title, "count": str(len(numbers)), "criteria": Listing(crossed)}
            args |= {"shown": values[0], "stored": values[-1]}
            path = next(row.file for row in handed.rows if row.shown.get(column) is first)
            yield Problem("ledger-decimals-hidden", path, cell=first.cell, args=args)
