"""Write the documents on each station's result: feedback, notices, score sheets, review decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evaluator import reports
from evaluator.base.files import write_whole
from evaluator.base.gate import read_file
from evaluator.evaluation.stored import load_result
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import RESULTS, Round, RoundContext
from evaluator.reports.wording import Phrases
from evaluator.rounds import keys
from evaluator.rounds.read import station_ids
from evaluator.rounds.results import current_results

PAPERS: Final = ("feedback", "rectification", "composite", reports.REVIEW)


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A document's file and whether it had to be written."""

    path: Path
    changed: bool


def write_set(round_: Round, names: Sequence[str], folder: Path) -> Iterator[DocumentFile]:
    """Write `<folder>/<name>/<station>.docx` of every station that needs the document, one station at a time.

    Stations that lose points get a notice; stations whose result replaced an earlier result get a review
    decision. A file that is no longer needed is removed, since it would be taken for a valid document.
    Raises OSError when a file cannot be written, TemplateError of `evaluator.word` when a template is wrong,
    Unusable when results cannot be used.
    """
    context = RoundContext(keys.documents(round_))
    for station, result in current_results(round_, station_ids(round_)):
        document = result if result and result["guideline"]["sha256"] == round_.guideline.sha256 else None
        for name in names:
            path = folder / name / f"{station}.docx"
            data = None if document is None else _render(round_, name, document, context)
            if data is None:
                for gone in (path, path.with_suffix(".pdf")):
                    gone.unlink(missing_ok=True)
                continue
            for left in path.parent.glob(f".{path.name}.*"):  # left by a process killed while writing
                left.unlink(missing_ok=True)
            changed = not path.is_file() or read_file(path) != data
            if changed:
                write_whole(path, data)
            yield DocumentFile(path, changed)


def _render(round_: Round, name: str, document: Evaluation, context: RoundContext) -> bytes | None:
    """Return the document as a .docx file; None where the station does not need it."""
    if name == reports.REVIEW:
        before = round_.folder / RESULTS / document.get("supersedes", "")
        if not before.is_file():
            return None
        old = load_result(before, f"{RESULTS}/{before.name}")
        return reports.render_review(old, document, context)
    phrases = Phrases("zh")
    if name == "rectification" and not any(phrases.lost(finding)[0] for finding in document["findings"]):
        return None
    return reports.render(document, name, context)
