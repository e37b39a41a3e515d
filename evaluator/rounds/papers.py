"""Write papers: into a round's reports, where they are recorded and those edited are left, or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal, Protocol

from evaluator import __version__
from evaluator.base.disk import discard_beside, remove
from evaluator.base.files import write_whole
from evaluator.base.gate import read_file
from evaluator.model.history import Edition
from evaluator.model.round import REPORTS, Documents, ObjectionPeriod, Round, RoundContext
from evaluator.model.values import NOTHING
from evaluator.rounds import keys
from evaluator.rounds.copies import template_file
from evaluator.rounds.folder import current_edition
from evaluator.rounds.numbering import PAPER_EDITION, PAPER_NUMBER, REPORT, number_of
from evaluator.rounds.record import PaperSource, Record, file_state, read_record
from evaluator.rounds.staging import Operation

WriteState = Literal["written", "unchanged", "edited"]
"""`edited`: changed by other hands since it was written, so it was left as it is."""
PDF: Final = ".pdf"


class PaperFolder(Protocol):
    """A place for papers."""

    def write(self, name: str, data: bytes, source: PaperSource) -> WriteState:
        """Write a paper unless it has this content already; *name* is relative to the folder."""

    def remove(self, name: str) -> None:
        """Remove a paper that is needed no longer, with its PDF: it would be taken for a valid one."""


class OtherFolder:
    """A folder outside the round's reports; nothing is recorded."""

    def __init__(self, folder: Path) -> None:
        """Write below *folder*."""
        self.folder = folder

    def write(self, name: str, data: bytes, source: PaperSource) -> WriteState:
        """Write a paper unless it has this content already. Raises OSError."""
        path = self.folder / name
        discard_beside(path)
        if path.is_file() and read_file(path) == data:
            return "unchanged"
        write_whole(path, data)
        return "written"

    def remove(self, name: str) -> None:
        """Remove a paper and its PDF."""
        for path in (self.folder / name, (self.folder / name).with_suffix(PDF)):
            remove(path)


class RoundPapers:
    """The reports of a round, written through an operation; commit it afterwards."""

    def __init__(self, operation: Operation, *, folder: str = REPORTS, force: bool = False) -> None:
        """Write below *folder*, a path in the round; with *force* replace what an office edited."""
        self.operation = operation
        self.folder = folder
        self.force = force
        self.edited: list[str] = []
        """The papers that were left as they are, by their paths in the round."""
        self._record = read_record(operation.folder)

    def write(self, name: str, data: bytes, source: PaperSource) -> WriteState:
        """Plan to write a paper unless it has this content already or was edited. Raises OSError."""
        path = f"{self.folder}/{name}"
        place = self.operation.folder / path
        same = place.is_file() and read_file(place) == data
        if same and self._record.papers.get(path) == source and path in self._record.files:
            return "unchanged"
        edited = not same and is_edited(self._record, self.operation.folder, path)
        if edited and not self.force:
            self._leave(path)
            return "edited"
        if same:
            self.operation.accept(path, file_state(place))
        else:
            self.operation.write(path, data, was=edited)
            remove_pdf(self.operation, self._record, path)
        self.operation.made_from(path, source)
        return "unchanged" if same else "written"

    def remove(self, name: str) -> None:
        """Plan to remove a paper and its PDF, unless an office edited them."""
        for path in (f"{self.folder}/{name}", Path(f"{self.folder}/{name}").with_suffix(PDF).as_posix()):
            self._remove_own(path)

    def _remove_own(self, path: str) -> None:
        if not (self.operation.folder / path).is_file():
            return
        if is_edited(self._record, self.operation.folder, path) and not self.force:
            self._leave(path)
        else:
            self.operation.remove(path, was=False)

    def _leave(self, path: str) -> None:
        """Name an edited paper, unless it is recorded as it is."""
        if self._record.files.get(path) != file_state(self.operation.folder / path):
            self.edited.append(path)


def remove_pdf(operation: Operation, record: Record, path: str) -> None:
    """Plan to remove the PDF made from a document that is written anew, unless it is another's."""
    pdf = Path(path).with_suffix(PDF).as_posix()
    if (operation.folder / pdf).is_file() and not is_edited(record, operation.folder, pdf):
        operation.remove(pdf, was=False)


def is_edited(record: Record, folder: Path, path: str) -> bool:
    """Return whether a paper is not as the program wrote it, recorded so or not.

    In a round without any record everything passes for the program's own.
    """
    place = folder / path
    if record.log is None or not place.is_file():
        return False
    source = record.papers.get(path)
    return (source is not None and source.edited) or record.files.get(path) != file_state(place)


def heading_of(
    round_: Round, edition: Edition | None = None, own: Mapping[str, str] = NOTHING
) -> dict[str, object]:
    """Return what papers say of the round beside its results: title, who, when, numbers, who signs.

    *own* is what one paper alone says (`report_details`).
    """
    documents = {**keys.documents(round_, edition), **own}
    return {"title": round_.title, "documents": documents, "names": keys.names(round_)}


def context_of(
    round_: Round, edition: Edition | None = None, own: Mapping[str, str] = NOTHING
) -> RoundContext:
    """Return what the papers on a station take from the round; *edition*: default the one in force.

    *own* is what one paper alone says (`report_details`).
    """
    documents = {**keys.documents(round_, edition), **own}
    return RoundContext(documents, folder=round_.folder, names=keys.names(round_))


def report_details(round_: Round, station: str, edition: Edition | None = None) -> dict[str, str]:
    """Return what the report on a station's result alone says: its number and the edition it belongs to.

    *edition* is the one with which the result appeared, None for the result that the next run writes: the day
    of a correction is not settled before its close.
    """
    reopening = round_.history.reopened.get(station)
    if edition is None and reopening is not None and reopening.recheck:
        return {PAPER_NUMBER: "", PAPER_EDITION: "", "dated": ""}
    number = current_edition(round_) + bool(round_.history.editions) if edition is None else edition.number
    documents = keys.documents(round_, edition)
    own = {PAPER_NUMBER: number_of(round_, documents, REPORT, edition, station), PAPER_EDITION: str(number)}
    return {**own, "dated": ""} if edition is None and number > 1 else own


def source_of(
    round_: Round,
    templates: Sequence[str] = (),
    results: Sequence[str] = (),
    edition: Edition | None = None,
    own: Mapping[str, str] = NOTHING,
) -> PaperSource:
    """Return what a paper is made from: templates by name, results by their paths in the round."""
    hashes = {name: file_state(template_file(round_.folder, name)).sha256 for name in templates}
    return PaperSource(hashes, heading_of(round_, edition, own), tuple(results), program=__version__)


def with_heading(round_: Round, heading: Mapping[str, Any]) -> Round:
    """Return the round with the title and the details of `documents` that a recorded heading has."""
    fields: dict[str, str] = dict(heading["documents"])
    days = fields.pop("objection_days", "")
    period = ObjectionPeriod(
        int(days) if days else None, fields.pop("objection_to", ""), fields.pop("objection_phone", "")
    )
    own = {name: fields.pop(name, "") for name in ("commissioned_by", "evaluated_by", "number", "dated")}
    documents = Documents(**own, objections=period, other=fields)
    return replace(round_, title=heading["title"], documents=documents)
