"""Say what a file of a round is in the words of those who work with it: a station's materials, its result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from evaluator.base.folders import is_left_behind
from evaluator.base.gate import read_file
from evaluator.base.json_text import parsed
from evaluator.loading.fields import entries, text
from evaluator.loading.submission import open_submission
from evaluator.model.round import DECISIONS, REPORTS, RESULTS, SHEETS, STATIONS
from evaluator.rounds.folder import stored_results
from evaluator.rounds.record import CRITERIA, TEMPLATES, Deviation
from evaluator.texts.messages import Phrase
from evaluator.texts.problem import Problem

_CODES: Final = {
    "changed": "file-changed",
    "missing": "file-lost",
    "unrecorded": "file-unrecorded",
    "linked": "file-linked",
}
_HINTS: Final = {RESULTS: "changed-result", REPORTS: "changed-paper"}
EDITION: Final = re.compile(r"\.(?:\d+|recheck-\d+)$")
"""What follows a station's id in the name of a later result."""


def station_of(path: str, names: Mapping[str, str]) -> str:
    """Return the station that a file of a round is about, '' for none; *names* are those of the round's."""
    parts = path.split("/")
    stem = PurePosixPath(path).stem
    match parts[0]:
        case "stations":
            return parts[1] if len(parts) > 1 else ""
        case "sheets" | "decisions":
            return stem
        case "results":
            return EDITION.sub("", stem) if stem not in names else stem
        case "reports":
            station = stem if stem in names else EDITION.sub("", stem)
            return station if station in names else ""
        case _:
            return ""


def subject_words(path: str, names: Mapping[str, str]) -> Phrase:
    """Return what a file is; *names* are the stations' names by id."""
    top = path.partition("/")[0]
    id = station_of(path, names)
    name = names.get(id, "")
    fields = {"station": f"{name}（{id}）" if name and name != id else id}
    if top == SHEETS:
        fields["evaluator"] = path.split("/")[1]
    keys = {
        STATIONS: "subject-station",
        SHEETS: "subject-sheet",
        DECISIONS: "subject-decisions",
        RESULTS: "subject-result",
        REPORTS: "subject-station-paper" if id else "subject-paper",
        CRITERIA: "subject-guideline",
        TEMPLATES: "subject-template",
    }
    return Phrase(keys.get(top, "subject-file"), **fields)


def deviation_problem(deviation: Deviation, names: Mapping[str, str]) -> Problem:
    """Return the problem of a file that is not as recorded."""
    path = deviation.path
    args: dict[str, str] = {"what": subject_words(path, names)}
    hint = "" if deviation.state in ("unrecorded", "linked") else _HINTS.get(path.partition("/")[0], "")
    return Problem(_CODES[deviation.state], path, args=args, hint_key=hint)


def station_names(folder: Path) -> dict[str, str]:
    """Return the names of the round's stations by id, from their materials or their results.

    A file that cannot be read gives no name; its station is then called by its id.
    """
    names: dict[str, str] = {}
    for path in stored_results(folder):
        try:
            station = parsed(read_file(path))["station"]
            names[str(station["id"])] = str(station["name"])
        except (OSError, ValueError, KeyError, TypeError):
            names.setdefault(EDITION.sub("", path.stem), "")
    for place in sorted((folder / STATIONS).glob("*")):
        if place.is_dir() and not (is_left_behind(place.name) or names.get(place.name)):
            fields = entries(entries(open_submission(place).node).get("station"))
            names[place.name] = text(fields.get("name"))
    return names
