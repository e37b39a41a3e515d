"""Prove a whole round: its files, its log, every result from its inputs, every paper from its result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from evaluator import __version__, reports
from evaluator.base.gate import read_file
from evaluator.model.evaluation import Evaluation
from evaluator.model.history import Delivery, Edition
from evaluator.model.round import REPORTS, RESULTS, Round
from evaluator.reports import round_files
from evaluator.reports.data_tables import TABLES
from evaluator.reports.letters import letters
from evaluator.reports.paper_compare import PaperDifference, added, lacking, paper_differences, resaved
from evaluator.reports.paper_text import UnreadablePaper, is_saved_anew, paper_lines
from evaluator.rounds.corrections import edition_before
from evaluator.rounds.editions import edition_problems
from evaluator.rounds.folder import RECHECK, stored_results
from evaluator.rounds.intake import subject_of
from evaluator.rounds.log import FOLDER
from evaluator.rounds.papers import PDF
from evaluator.rounds.recompute import Recomputed, recompute
from evaluator.rounds.record import (
    CRITERIA,
    INPUTS,
    SEAL,
    TEMPLATES,
    PaperSource,
    Record,
    file_state,
    is_below,
)
from evaluator.rounds.subjects import station_names, station_of, subject_words
from evaluator.rounds.verify import RecordCheck, check_files, foreign_files
from evaluator.rounds.withdraw import FOLDER as MOVED_ASIDE
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, Unusable
from evaluator.work.again import Maker, NotAgain, is_made_again
from evaluator.work.pools import Shared, processes

MOST_LISTED = 5
"""Differences listed of a paper."""
_CAUSES = (FOLDER, CRITERIA, TEMPLATES, *INPUTS, RESULTS, REPORTS)
"""The folders of a round, what papers and results are made from before these."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying a round came to."""

    problems: tuple[Problem, ...]
    files: int
    entries: int
    results: int = 0
    papers: int = 0


@dataclass(frozen=True, slots=True)
class _Whole:
    """What all units of a round are about."""

    round_: Round
    names: Mapping[str, str]
    changed: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Unit:
    """The results and papers to prove together: those of a station, or the papers of the whole round."""

    shared: Shared[_Whole]
    results: tuple[str, ...]
    papers: Mapping[str, PaperSource]
    pdfs: tuple[str, ...]
    """PDFs that were made from the Word files beside them."""

    @property
    def round_(self) -> Round:
        """The round."""
        return self.shared.value.round_

    @property
    def names(self) -> Mapping[str, str]:
        """The names of its stations."""
        return self.shared.value.names

    @property
    def changed(self) -> frozenset[str]:
        """The files that are not as they were recorded."""
        return self.shared.value.changed


def verify(round_: Round | None, folder: Path, *, quick: bool, jobs: int) -> Verified:
    """Verify the round in *folder*; *round_* is None where it cannot be read: then files alone are checked.

    Raises OSError.
    """
    names = station_names(folder)
    check = check_files(folder, names)
    verified = Verified((), check.count, len(check.entries))
    if quick or round_ is None:
        return replace(verified, problems=(*check.problems, *foreign_files(folder, names)))
    record = check.record or Record()
    units = list(_units(round_, names, check, record))
    problems = [*check.problems, *foreign_files(folder, names)]
    problems += [
        Problem("record-altered", SEAL, args={"path": path})
        for path in record.files
        if is_below(path, (REPORTS,))
        and not is_below(path, (MOVED_ASIDE,))
        and path not in record.papers
        and is_made_again(path, names)
    ]
    problems += _lost_papers(round_, record)
    with processes(min(jobs, len(units))) if jobs > 1 and units else nullcontext() as pool:
        for wrong in _mapped(pool, units):
            problems += wrong
    problems += edition_problems(round_)
    problems = [_doubtful(problem, record, names) for problem in problems]
    return replace(
        verified,
        problems=tuple(_settled(problems)),
        results=sum(len(unit.results) for unit in units),
        papers=sum(len(unit.papers) for unit in units),
    )


def _lost_papers(round_: Round, record: Record) -> Iterator[Problem]:
    """Yield papers of which neither file nor record is left, though the log says that they were written.

    Letters are written with their entries, but for receipts of what was laid into the round by hand; the
    papers of the whole round, its tables, review decisions and sheets on rechecks with an edition.
    """
    expected = {
        letter.name: letter.addressee
        for letter in letters(round_)
        if not (isinstance(letter.about, Delivery) and letter.about.laid)
    }
    for edition in round_.history.editions:
        if edition.results:
            expected |= _of_edition(round_, edition)
    for station, results in round_.history.rechecks.items():
        for number in range(1, len(results) + 1):
            expected[f"{RECHECK}-{number}/{reports.RECHECK}/{station}.docx"] = station
    for name, addressee in expected.items():
        paths = [f"{REPORTS}/{name}", f"{MOVED_ASIDE}/{addressee}/{name}"]
        if not any(path in record.papers or (round_.folder / path).exists() for path in paths):
            yield Problem("paper-lost", paths[0])


def _of_edition(round_: Round, edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield the papers that are written with an edition, below the reports, each with its station."""
    below = "" if edition.number == 1 else f"{edition.number}/"
    on_round = [*round_files.PAPERS, round_files.MINUTES, round_files.WORKBOOK, round_files.PAGE]
    on_round += [round_files.CORRECTION] if below else []
    yield from ((f"{below}{round_files.FOLDER}/{name}", "") for name in on_round)
    yield from ((f"{below}{name}", "") for name in TABLES)
    earlier = edition_before(round_, edition)
    for station, result in edition.results.items():
        if earlier is not None and earlier.results.get(station, result) != result:
            yield f"{below}{reports.REVIEW}/{station}.docx", station


def _mapped(pool: Executor | None, units: Sequence[_Unit]) -> Iterator[list[Problem]]:
    """Yield what is wrong with each unit; here and now where the system ends a process of the pool."""
    done = 0
    with suppress(BrokenExecutor):
        for problems in () if pool is None else pool.map(_prove, units):
            done += 1
            yield problems
    yield from map(_prove, units[done:])


def _units(round_: Round, names: Mapping[str, str], check: RecordCheck, record: Record) -> Iterator[_Unit]:
    results: dict[str, list[str]] = {}
    for place in stored_results(round_.folder):
        name = f"{RESULTS}/{place.name}"
        results.setdefault(station_of(name, names), []).append(name)
    papers: dict[str, dict[str, PaperSource]] = {}
    pdfs: dict[str, list[str]] = {}
    for path, source in record.papers.items():
        station = station_of(source.results[0], names) if source.results else ""
        if (round_.folder / path).is_file():
            papers.setdefault(station, {})[path] = source
    for path in record.files:
        pure = PurePosixPath(path)
        if pure.suffix == PDF and pure.with_suffix(".docx").as_posix() in record.files:
            pdfs.setdefault(station_of(path, names), []).append(path)
    shared = Shared(_Whole(round_, names, check.changed))
    for station in sorted({*results, *papers, *pdfs}):
        own = tuple(sorted(results.get(station, ()), key=lambda path: _age(path, station)))
        of_station = tuple(pdfs.get(station, ()))
        yield _Unit(shared, own, papers.get(station, {}), of_station)


def _age(path: str, station: str) -> tuple[bool, int]:
    """Return how late a station's result is: the first, its reviews by number, then rechecks."""
    kind, _, number = PurePosixPath(path).stem.removeprefix(station).strip(".").rpartition("-")
    return kind == RECHECK, int(number) if number.isdecimal() else 1


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
    for path in unit.pdfs:
        problems += _pdf(unit, path)
    return problems


def _compared(unit: _Unit, maker: Maker, path: str, source: PaperSource) -> Iterator[Problem]:
    """Yield what is wrong with a paper, compared with the same paper made again."""
    what = subject_words(path, unit.names)
    stored = read_file(unit.round_.folder / path)
    try:
        made = maker.make(path, source)
    except Unusable as unusable:
        yield Problem("papers-not-again", unusable.problems[0].file, args={"names": path})
        return
    except NotAgain as error:
        other = source.program != __version__ and is_below(error.cause, (TEMPLATES,))
        if not error.cause or (other and not {error.cause, path} & unit.changed):
            return  # of a kind that is held to its hash alone, or its template does not fit this program
        if error.cause in unit.changed or error.cause in unit.results:
            yield Problem("papers-not-again", error.cause, args={"names": path})
        else:
            yield Problem("record-altered", SEAL, args={"path": path})
        return
    if made == stored:
        if path in unit.changed:
            yield Problem("record-altered", SEAL, args={"path": path})
        return
    try:
        differences = paper_differences(lines := paper_lines(path, stored), own := paper_lines(path, made))
        if differences and path.endswith(".docx") and is_saved_anew(stored, made):
            differences = paper_differences(*resaved(lines, own))
    except UnreadablePaper:
        yield Problem("paper-unreadable", path, args={"what": what})
        return
    if source.program != __version__ and path not in unit.changed:
        figures = sum(difference.figure for difference in differences)
        args = {"what": what, "figures": str(figures), "count": str(len(differences) - figures)}
        yield Problem("paper-other-program", path, args={**args, "program": source.program})
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


def _pdf(unit: _Unit, path: str) -> Iterator[Problem]:
    """Yield what is wrong with a recorded PDF: made from another Word file, or reading otherwise."""
    from evaluator.reports.pdf import made_from

    folder, what = unit.round_.folder, subject_words(path, unit.names)
    document = PurePosixPath(path).with_suffix(".docx").as_posix()
    origin = made_from(folder / path)
    if path in unit.changed or document in unit.changed or not origin:
        return
    if origin != file_state(folder / document).sha256:
        yield Problem("pdf-outdated", path, args={"what": what})
        return
    try:
        word, printed = (paper_lines(name, read_file(folder / name)) for name in (document, path))
    except UnreadablePaper:
        yield Problem("paper-unreadable", path, args={"what": what})
        return
    for code, lines in (("pdf-text", lacking(word, printed)), ("pdf-added", added(word, printed))):
        for line in lines[:MOST_LISTED]:
            yield Problem(code, path, args={"what": what, "place": line.place, "text": line.text})


def _doubtful(problem: Problem, record: Record, names: Mapping[str, str]) -> Problem:
    """Return the problem; of a paper that the record alone vouches for it names both."""
    path = problem.file
    if problem.code != "file-changed" or not is_below(path, (REPORTS,)) or path in record.papers:
        return problem
    return Problem("file-or-record", path, args={"what": subject_words(path, names), "path": SEAL})


def _settled(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems in order; a file whose record alone was changed is not called changed."""
    linked = {problem.file for problem in problems if problem.code == "file-linked"}
    problems = [problem for problem in problems if problem.args.get("path") not in linked]
    altered = {problem.args["path"] for problem in problems if problem.code == "record-altered"}
    left = dict.fromkeys(
        index
        for index, problem in enumerate(problems)
        if not (problem.code == "file-changed" and problem.file in altered)
    )
    listed = list(_together([problems[index] for index in left]))
    return sorted(listed, key=_order)


def _together(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Yield the problems, those papers together that one cause keeps from being made again."""
    papers: dict[str, list[str]] = {}
    for problem in problems:
        if problem.code == "papers-not-again":
            papers.setdefault(problem.file, []).append(str(problem.args["names"]))
        else:
            yield problem
    for cause, paths in papers.items():
        names = Listing(paths[:MOST_LISTED], "……" if len(paths) > MOST_LISTED else "")
        yield Problem("papers-not-again", cause, args={"count": str(len(paths)), "names": names})


def _order(problem: Problem) -> tuple[int, str, str, str, int]:
    """Return where a problem is listed: what others follow from is first, a folder's files by their fault."""
    path, subject = problem.file, subject_of(problem.file)
    top = path.partition("/")[0]
    cause = _CAUSES.index(top) if top in _CAUSES else -1
    return cause, subject, problem.code if path != subject else "", path, problem.line
