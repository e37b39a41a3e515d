"""Check a sheet against the panel and the draws of its round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from evaluator.base.folding import folded
from evaluator.loading.fields import unknown
from evaluator.loading.names import Names
from evaluator.model.history import Draw
from evaluator.model.round import Round
from evaluator.model.sheet import Panel, Sheet
from evaluator.scoring.panel import due_evaluators
from evaluator.texts import Listing
from evaluator.texts.problem import Problem


def sheet_problems(round_: Round, sheet: Sheet) -> list[Problem]:
    """Return the problems of a sheet against the panel; without named evaluators any sheet is allowed."""
    folder = Path(sheet.file).parent.name
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
