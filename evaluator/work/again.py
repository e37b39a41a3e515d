"""Make a recorded paper again, as it was made: from its results, with its templates and its heading."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final

from jinja2 import TemplateError as PageError

from evaluator import reports
from evaluator.base.disk import copy_file, make_folder
from evaluator.base.resources import shipped
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import REPORTS, Round, RoundContext
from evaluator.reports.data_tables import TABLES, round_data
from evaluator.reports.letters import LETTERS, Letter, NotKept, letters, made_letter
from evaluator.reports.paper_set import made
from evaluator.reports.round_fields import RoundView
from evaluator.reports.round_files import (
    ASKED_FOR,
    CORRECTION,
    PAGE,
    PAPERS,
    WORKBOOK,
    round_document,
    round_evaluations,
    view_of,
)
from evaluator.rounds.copies import template_file
from evaluator.rounds.corrections import Ranks
from evaluator.rounds.log import LOG
from evaluator.rounds.papers import with_heading
from evaluator.rounds.record import SEAL, TEMPLATES, WAS, PaperSource, file_state
from evaluator.rounds.results import current_results
from evaluator.word import TemplateError
from evaluator.work.station import TEMPLATES as REPORT_TEMPLATES

_EDITION: Final = re.compile(rf"{REPORTS}/(?:(\d+)|recheck-\d+)/")
"""The folder of the papers of a later edition or of a recheck."""


_ON_ROUND: Final = (*PAPERS, *ASKED_FOR.values(), CORRECTION, WORKBOOK, PAGE)


class NotAgain(Exception):
    """A paper that cannot be made again, because of a file that is gone or not what it was."""

    def __init__(self, cause: str = "") -> None:
        """Store the path of that file in the round; '' where nothing says how the paper is made."""
        super().__init__(cause)
        self.cause = cause


@dataclass(slots=True)
class Maker:
    """Makes papers again; what the papers of the whole round show is put together once for each heading."""

    round_: Round
    results: Mapping[str, Evaluation]
    """The results by their paths in the round, as they should be."""
    _ranks: Ranks | None = None
    _views: dict[tuple[str, str], RoundView] = field(default_factory=dict)
    _tables: dict[tuple[str, str], Mapping[str, bytes]] = field(default_factory=dict)
    _first: dict[int, Evaluation | None] = field(default_factory=dict)
    """The first result of each edition."""
    _letters: dict[str, Letter] = field(default_factory=dict)
    """The letters that the log calls for, by their paths below the reports."""

    def make(self, path: str, source: PaperSource) -> bytes:
        """Return the paper at *path*; raises NotAgain."""
        if source.results and PurePosixPath(path).name in TABLES:
            raise NotAgain(SEAL)  # a table is of the whole round, whatever the record says
        with _templates(self.round_, source) as folder:
            round_ = with_heading(replace(self.round_, folder=self.round_.folder), source.heading)
            try:
                pure = PurePosixPath(path)
                if pure.parent.name in LETTERS:
                    return self._letter(round_, f"{pure.parent.name}/{pure.name}", source, folder)
                if not source.results:
                    return self._of_round(round_, path, source, folder)
                return self._of_station(round_, path, source, folder)
            except (TemplateError, PageError) as error:
                raise NotAgain(f"{TEMPLATES}/{min(source.templates, default='')}") from error

    def _letter(self, round_: Round, name: str, source: PaperSource, folder: Path) -> bytes:
        if not self._letters:
            self._letters.update({letter.name: letter for letter in letters(self.round_)})
        letter = self._letters.get(name)
        if letter is None:
            raise NotAgain(LOG)
        missing = [path for path in source.results if path not in self.results]
        if missing:
            raise NotAgain(missing[0])
        try:
            return made_letter(round_, letter, _context(source, folder))
        except NotKept as lost:
            raise NotAgain(lost.path) from None

    def _of_station(self, round_: Round, path: str, source: PaperSource, folder: Path) -> bytes:
        result = self.results.get(source.results[0])
        if result is None:
            raise NotAgain(source.results[0])
        _not_before(source, result)
        context = _context(source, folder)
        kind = PurePosixPath(path).parent.name
        if kind in reports.TEMPLATES:
            self._ranks = self._ranks or Ranks(self.round_)
            data = made(round_, kind, result, context, self._ranks)
        else:
            template = REPORT_TEMPLATES.get(PurePosixPath(path).suffix)
            data = None if template is None else reports.render(result, template, context)
        if data is None:
            raise NotAgain
        return data

    def _of_round(self, round_: Round, path: str, source: PaperSource, folder: Path) -> bytes:
        match = _EDITION.match(path)
        number = int(match[1]) if match and match[1] else 1
        editions = {edition.number: edition for edition in round_.history.editions}
        edition = editions.get(number)
        if number not in self._first:
            self._first[number] = next((document for _, document in current_results(round_, edition)), None)
        _not_before(source, self._first[number])
        name = PurePosixPath(path).name
        key = (str(number), repr(source.heading))
        if name in TABLES:
            if key not in self._tables:
                self._tables[key] = round_data(round_, edition)
            if name not in self._tables[key]:
                raise NotAgain
            return self._tables[key][name]
        if name not in _ON_ROUND:
            raise NotAgain
        if key not in self._views:
            evaluations = round_evaluations(round_, edition)
            if not evaluations:
                raise NotAgain
            self._views[key] = view_of(round_, evaluations, edition)
        return round_document(self._views[key], name, folder)


def _context(source: PaperSource, folder: Path) -> RoundContext:
    heading = source.heading
    return RoundContext(heading["documents"], folder=folder, names=heading.get("names", {}))


def _not_before(source: PaperSource, result: Evaluation | None) -> None:
    """Raise NotAgain where the record says that an older program wrote a paper than what it rests on."""
    older = result is not None and _version(source.program) < _version(result["tool"]["version"])
    if source.program and older:
        raise NotAgain(SEAL)


def _version(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def is_made_again(path: str, stations: Container[str]) -> bool:
    """Return whether a paper in a round's reports is one that the program writes from results."""
    pure = PurePosixPath(path)
    if pure.stem not in stations:
        return pure.name in (*_ON_ROUND, *TABLES)
    folder = pure.parent
    own = folder.name in reports.TEMPLATES and pure.suffix == ".docx"
    whole = pure.suffix in REPORT_TEMPLATES and (folder.name == REPORTS or _EDITION.fullmatch(f"{folder}/"))
    return own or bool(whole)


@contextmanager
def _templates(round_: Round, source: PaperSource) -> Iterator[Path]:
    """Yield a folder whose `templates/` are those that a paper was made with; raises NotAgain."""
    places = {name: _template(round_.folder, name, sha256) for name, sha256 in source.templates.items()}
    if all(place == template_file(round_.folder, name) for name, place in places.items()):
        yield round_.folder
        return
    with tempfile.TemporaryDirectory(prefix="evaluator-") as name:
        make_folder(Path(name) / TEMPLATES)
        for template, place in places.items():
            copy_file(place, Path(name) / TEMPLATES / template)
        yield Path(name)


def _template(folder: Path, name: str, sha256: str) -> Path:
    for place in (folder / TEMPLATES / name, shipped(TEMPLATES) / name, folder / WAS / sha256):
        if place.is_file() and not place.is_symlink() and file_state(place).sha256 == sha256:
            return place
    raise NotAgain(f"{TEMPLATES}/{name}")
