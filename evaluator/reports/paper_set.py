"""Write the papers around each station's result of a round: feedback, notices, sheets, review decisions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evaluator import reports
from evaluator.base.files import write_whole
from evaluator.model.round import RESULTS, Round
from evaluator.reports.wording import Phrases
from evaluator.rounds import keys
from evaluator.rounds.folder import latest_result
from evaluator.rounds.read import station_ids

PAPERS: Final = ("feedback", "rectification", "composite", reports.REVIEW)


@dataclass(frozen=True, slots=True)
class Paper:
    """One file and whether it had to be written."""

    path: Path
    changed: bool


def write_set(round_: Round, names: Sequence[str], folder: Path) -> Iterator[Paper]:
    """Write `<folder>/<name>/<station>.docx` of every station that needs the paper, one station at a time.

    A notice goes to stations that lose points, a review decision to those whose result took another's place.
    A paper that is needed no longer is removed, as it would pass for one. OSError when a file cannot be
    written, TemplateError of `evaluator.word` when a template is wrong.
    """
    about = keys.documents(round_)
    for station in station_ids(round_):
        document = _in_force(round_, station)
        for name in names:
            path = folder / name / f"{station}.docx"
            data = None if document is None else _paper(round_, name, {**document, "documents": about})
            if data is None:
                for gone in (path, path.with_suffix(".pdf")):
                    gone.unlink(missing_ok=True)
                continue
            for left in path.parent.glob(f".{path.name}.*"):  # by a process that was killed while it wrote
                left.unlink(missing_ok=True)
            changed = not path.is_file() or path.read_bytes() != data
            if changed:
                write_whole(path, data)
            yield Paper(path, changed)


def _in_force(round_: Round, station: str) -> dict[str, Any] | None:
    path = latest_result(round_, station)
    if path is None:
        return None
    document: dict[str, Any] = json.loads(path.read_bytes())
    return document if document["guideline"]["sha256"] == round_.guideline.sha256 else None


def _paper(round_: Round, name: str, document: Mapping[str, Any]) -> bytes | None:
    """Return the paper; None where the station needs none."""
    if name == reports.REVIEW:
        before = round_.folder / RESULTS / str(document.get("supersedes") or "")
        if not before.is_file():
            return None
        return reports.render_review(json.loads(before.read_bytes()), document)
    phrases = Phrases("zh")
    if name == "rectification" and not any(phrases.lost(one)[0] for one in document["findings"]):
        return None
    return reports.render(document, name)
