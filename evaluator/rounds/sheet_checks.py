"""Check a sheet against the panel and the draws of its round, and name files that the round does not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from evaluator.base.folders import files_below, is_left_behind
from evaluator.base.folding import folded
from evaluator.loading.fields import unknown
from evaluator.loading.names import Names
from evaluator.model.history import Draw
from evaluator.model.round import DECISIONS, SHEETS, STATIONS, Round
from evaluator.model.sheet import Panel, Sheet
from evaluator.rounds.copies import template_files
from evaluator.rounds.log import FOLDER
from evaluator.rounds.record import RECORDED, TEMPLATES
from evaluator.scoring.panel import due_evaluators
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, Suggestions, nearest

_FOR_A_PERSON: Final = (
    ".yaml",
    ".yml",
    ".txt",
    ".json",
    ".xlsx",
    ".xls",
    ".et",
    ".csv",
    ".zip",
    ".docx",
    ".doc",
)
"""Endings of files in which marks or decisions may stand; scans and notes lie beside them unread."""
_OF_TEMPLATES: Final = frozenset((".docx", ".dotx", ".doc", ".wps", ".html", ".htm", ".css"))


def sheet_problems(round_: Round, sheet: Sheet) -> list[Problem]:
    """Return the problems of a sheet against the panel; without named evaluators any sheet is allowed."""
    folder = sheet.file.rpartition("/")[0].rpartition("/")[2]
    if folder != sheet.evaluator:
        args = {"wanted": folder, "found": sheet.evaluator}
        return [Problem("sheet-misplaced", sheet.file, args=args)]
    if not round_.panel.evaluators:
        return _undrawn_problems(round_, sheet)
    evaluator = round_.evaluator(sheet.evaluator)
    if evaluator is None:
        ids = [member.id for member in round_.panel.evaluators]
        unfit = unknown("unknown-evaluator", sheet.evaluator, ids)
        return [Problem(unfit.code, sheet.file, args=unfit.args, hint_key=unfit.hint_key)]
    if sheet.role != evaluator.role:
        args = {"name": sheet.evaluator, "wanted": evaluator.role, "found": sheet.role}
        return [Problem("role-differs", sheet.file, args=args)]
    if sheet.station in evaluator.recused_from:
        args = {"name": sheet.evaluator, "station": sheet.station}
        return [Problem("recused", sheet.file, args=args)]
    above = round_.guideline.above
    criteria = Names(round_.guideline).criteria
    problems: list[Problem] = []
    for id, mark in sheet.marks.items():
        if not due_evaluators(criteria[id], Panel((evaluator,)), sheet.station, above):
            args = {"name": evaluator.id, "criterion": id, "title": criteria[id].title}
            problems.append(Problem("not-assigned", sheet.file, mark.line, args=args))
    return [*problems, *_undrawn_problems(round_, sheet)]


def _undrawn_problems(round_: Round, sheet: Sheet) -> list[Problem]:
    """Return a problem for each criterion with files that were not drawn, unless a remark says why."""
    if sheet.submitted is None:
        return []
    criteria = Names(round_.guideline).criteria
    draws = round_.history.draws_of(sheet.station)
    return [
        Problem(
            "file-not-drawn",
            sheet.file,
            sheet.marks[id].line,
            args={
                "criterion": id,
                "title": criteria[id].title,
                "file": file,
                "files": Listing(draws[id].keys),
            },
        )
        for id, file in undrawn(sheet, draws)
    ]


def _unread_folders(round_: Round) -> Iterator[Problem]:
    names = {name.casefold(): name for name in (*RECORDED[:-1], FOLDER)}
    for path in sorted(round_.folder.glob("*")):
        if path.name in names.values() or not path.is_dir() or next(files_below(path), None) is None:
            continue
        from difflib import get_close_matches  # a round without odd folders has no need of it

        for alike in get_close_matches(path.name.casefold(), names, n=1, cutoff=0.8):
            args = {"near": f"{names[alike]}/"}
            yield Problem("round-file-not-read", f"{path.name}/", args=args, hint_key="did-you-mean")


def _unread_templates(round_: Round) -> Iterator[Problem]:
    names = [Path(name).name for name in template_files()]
    for path in sorted((round_.folder / TEMPLATES).glob("*")):
        if path.name in names or is_left_behind(path.name) or path.suffix.lower() not in _OF_TEMPLATES:
            continue
        near = nearest(path.name, names) or ""
        args = {"near": near, "known": Listing(names)}
        hint = "did-you-mean" if near else ""
        yield Problem("round-template-not-read", f"{TEMPLATES}/{path.name}", args=args, hint_key=hint)


def undrawn(sheet: Sheet, draws: Mapping[str, Draw]) -> Iterator[tuple[str, str]]:
    """Yield the criteria with a file that was not drawn and no remark that says why, with that file."""
    for criterion, mark in sheet.marks.items():
        own = draws.get(criterion)
        if own is None or mark.remark:
            continue
        keys = {folded(key) for key in own.keys}
        other = next((check.file for check in mark.sample if folded(check.file) not in keys), "")
        if other:
            yield criterion, other


def unread_files(round_: Round, received: Iterable[str]) -> Iterator[Problem]:
    """Yield a warning for each file among sheets, decisions, stations and templates that nothing reads.

    It has another ending, lies elsewhere, or is named after no station of the round, listed or *received*, or
    after no template; and for each folder that is called nearly as a folder of the round.
    """
    yield from _unread_folders(round_)
    yield from _unread_templates(round_)
    ids = [*received, *(round_.stations or ()), *round_.history.withdrawn]
    stations = dict.fromkeys(ids)
    suggestions = Suggestions()
    for top, depth in ((SHEETS, 2), (DECISIONS, 1)):
        whole_round = {"round"} if top == DECISIONS else set()
        for path in sorted((round_.folder / top).rglob("*")):
            if path.name.startswith((".", "~$")) or not path.name.lower().endswith(_FOR_A_PERSON):
                continue
            parts = path.relative_to(round_.folder).parts
            placed = len(parts) == depth + 1
            if not (placed and path.suffix == ".yaml" and path.stem in (stations.keys() | whole_round)):
                stem = path.name.partition(".")[0]
                near = stem if stem in stations else suggestions.nearest(stem, stations)
                folder = "/".join(parts[:-1])
                args = {"near": f"{folder}/{near}.yaml" if placed and near else ""}
                hint = "did-you-mean" if args["near"] else ""
                yield Problem("round-file-not-read", "/".join(parts), args=args, hint_key=hint)
    for path in sorted((round_.folder / STATIONS).glob("*")):
        if not path.is_dir() and path.name.lower().endswith(_FOR_A_PERSON):
            yield Problem("round-file-not-read", f"{STATIONS}/{path.name}")
