"""Prove a whole round: its files, its log, every result from its inputs, every paper from its result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from evaluator.base.gate import read_file
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import RESULTS, Round
from evaluator.reports.paper_compare import PaperDifference, paper_differences
from evaluator.reports.paper_text import UnreadablePaper, paper_lines
from evaluator.rounds.papers import PDF
from evaluator.rounds.recompute import Recomputed, recompute
from evaluator.rounds.record import SEAL, PaperSource, Record
from evaluator.rounds.subjects import station_names, station_of, subject_words
from evaluator.rounds.verify import RecordCheck, check_files
from evaluator.texts.problem import Problem, Unusable
from evaluator.work.again import Maker, NotAgain
from evaluator.work.pools import processes

MOST_LISTED = 5
"""Differences listed of a paper."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying a round came to."""

    problems: tuple[Problem, ...]
    files: int
    entries: int
    results: int = 0
    papers: int = 0


@dataclass(frozen=True, slots=True)
class _Unit:
    """The results and papers to prove together: those of a station, or the papers of the whole round."""

    round_: Round
    names: Mapping[str, str]
    changed: frozenset[str]
    results: tuple[str, ...]
    papers: Mapping[str, PaperSource]


def verify(round_: Round | None, folder: Path, *, quick: bool, jobs: int) -> Verified:
    """Verify the round in *folder*; *round_* is None where it cannot be read: then files alone are checked.

    Raises OSError.
    """
    names = station_names(folder)
    check = check_files(folder, names)
    verified = Verified((), check.count, len(check.entries))
    if quick or round_ is None:
        return replace(verified, problems=tuple(check.problems))
    record = check.record or Record()
    units = list(_units(round_, names, check, record))
    problems = list(check.problems)
    with processes(jobs) if jobs > 1 else nullcontext() as pool:
        for wrong in _mapped(pool, units):
            problems += wrong
    problems += _pdfs(folder, record, names, check)
    return replace(
        verified,
        problems=tuple(_settled(problems)),
        results=sum(len(unit.results) for unit in units),
        papers=sum(len(unit.papers) for unit in units),
    )


def _mapped(pool: Executor | None, units: Sequence[_Unit]) -> Iterable[list[Problem]]:
    return map(_prove, units) if pool is None else pool.map(_prove, units)


def _units(round_: Round, names: Mapping[str, str], check: RecordCheck, record: Record) -> Iterator[_Unit]:
    results: dict[str, list[str]] = {}
    for place in sorted((round_.folder / RESULTS).glob("*.json")):
        if not place.name.startswith("."):
            name = f"{RESULTS}/{place.name}"
            results.setdefault(station_of(name, names), []).append(name)
    papers: dict[str, dict[str, PaperSource]] = {}
    for path, source in record.papers.items():
        station = station_of(source.results[0], names) if source.results else ""
        if (round_.folder / path).is_file():
            papers.setdefault(station, {})[path] = source
    for station in sorted({*results, *papers}):
        own = tuple(results.get(station, ()))
        yield _Unit(round_, names, check.changed, own, papers.get(station, {}))


def _prove(unit: _Unit) -> list[Problem]:
    """Return what is wrong with the results and papers of a unit."""
    problems: list[Problem] = []
    documents: dict[str, Evaluation] = {}
    latest: Recomputed | None = None
    for path in unit.results:
        latest = recompute(unit.round_, path, unit.names, unit.changed)
        problems += latest.problems
        if latest.document is not None:
            documents[path] = latest.document
        if path in unit.changed and not latest.problems:
            problems.append(Problem("record-altered", SEAL, args={"path": path}))
    if latest is not None and not (latest.current or latest.problems or unit.round_.frozen(latest.station)):
        args = {"what": subject_words(latest.path, unit.names)}
        problems.append(Problem("result-outdated", latest.path, args=args))
    maker = Maker(unit.round_, documents)
    for path, source in unit.papers.items():
        problems += _compared(unit, maker, path, source)
    return problems


def _compared(unit: _Unit, maker: Maker, path: str, source: PaperSource) -> Iterator[Problem]:
    """Yield what is wrong with a paper, compared with the same paper made again."""
    what = subject_words(path, unit.names)
    stored = read_file(unit.round_.folder / path)
    try:
        made = maker.make(path, source)
    except Unusable as unusable:
        yield Problem("paper-not-again", path, args={"what": what, "cause": unusable.problems[0].file})
        return
    except NotAgain as error:
        if not error.cause:
            return  # of a kind that is held to its hash alone
        if error.cause in unit.changed or error.cause in unit.results:
            yield Problem("paper-not-again", path, args={"what": what, "cause": error.cause})
        else:
            yield Problem("record-altered", SEAL, args={"path": path})
        return
    if made == stored:
        if path in unit.changed:
            yield Problem("record-altered", SEAL, args={"path": path})
        return
    try:
        differences = paper_differences(paper_lines(path, stored), paper_lines(path, made))
    except UnreadablePaper:
        yield Problem("paper-unreadable", path, args={"what": what})
        return
    if not (source.edited or path in unit.changed):
        yield Problem("paper-outdated", path, args={"what": what})
    yield from _listed(path, what, differences, edited=source.edited and path not in unit.changed)


def _listed(
    path: str, what: str, differences: Sequence[PaperDifference], *, edited: bool
) -> Iterator[Problem]:
    """Yield the differing figures with their places, then the number of places with other words."""
    figures = [difference for difference in differences if difference.figure]
    for difference in figures[:MOST_LISTED]:
        args = {"what": what, "place": difference.place, "stored": difference.stored, "made": difference.made}
        yield Problem("paper-figure-edited" if edited else "paper-figure", path, args=args)
    if len(figures) > MOST_LISTED:
        args = {"what": what, "count": str(len(figures) - MOST_LISTED)}
        yield Problem("paper-figures-more", path, args=args)
    wording = [difference for difference in differences if not difference.figure]
    if wording:
        first = wording[0]
        args = {"what": what, "count": str(len(wording)), "place": first.place, "stored": first.stored}
        yield Problem("paper-wording", path, args={**args, "made": first.made})
    if not differences:
        yield Problem("paper-looks", path, args={"what": what})


def _pdfs(folder: Path, record: Record, names: Mapping[str, str], check: RecordCheck) -> Iterator[Problem]:
    """Yield a problem for each recorded PDF that was made from another version of its Word file."""
    from evaluator.reports.pdf import made_from

    for path in record.files:
        pure = PurePosixPath(path)
        document = record.files.get(pure.with_suffix(".docx").as_posix())
        if pure.suffix != PDF or document is None or path in check.changed:
            continue
        origin = made_from(folder / path)
        if origin and origin != document.sha256:
            yield Problem("pdf-outdated", path, args={"what": subject_words(path, names)})


def _settled(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems by file; a file whose record alone was changed is not called changed."""
    altered = {problem.args["path"] for problem in problems if problem.code == "record-altered"}
    left = dict.fromkeys(
        index
        for index, problem in enumerate(problems)
        if not (problem.code == "file-changed" and problem.file in altered)
    )
    listed = [problems[index] for index in left]
    return sorted(listed, key=lambda problem: (problem.file, problem.line))
