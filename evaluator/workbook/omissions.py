"""Find what a station has handed in but its workbook has no place for, so that it can be reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from evaluator.base import exact
from evaluator.base.masking import mask
from evaluator.model.guideline import Fact, Guideline
from evaluator.model.submission import Row, Submission
from evaluator.model.values import Value
from evaluator.workbook import layout
from evaluator.workbook.positions import units


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of a submission that is not in the workbook."""

    key: str
    """Key of the sentence: `station counted derived totals rows struck cells remark long`."""
    args: Mapping[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    """Rows or cells of it."""


def left_out(guideline: Guideline, submission: Submission) -> tuple[LeftOut, ...]:
    """Return what the workbook of *submission* leaves out, in the order of its sheets."""
    return tuple(_omissions(guideline, submission))


def _omissions(guideline: Guideline, submission: Submission) -> Iterator[LeftOut]:
    if submission.station.other:
        yield LeftOut("station", places=tuple(submission.station.other))
    for name, declared in submission.facts.items():
        fact = guideline.facts[name]
        if declared.value is None or fact.by_role:
            continue
        if fact.derived:
            yield LeftOut("derived", {"title": fact.title, "value": _written(fact, declared.value)})
        elif fact.counted is not None and not fact.counted.or_declared:
            ledger = guideline.ledgers[fact.counted.ledger]
            args = {"title": fact.title, "value": _written(fact, declared.value)}
            yield LeftOut("counted", {**args, "ledger": ledger.title or ledger.id})
    for name, handed in submission.ledgers.items():
        ledger = guideline.ledgers[name]
        args = {"ledger": ledger.title or ledger.id}
        totals = tuple(row.place for row in handed.kept_out if row.reason == "row-total")
        if totals:
            yield LeftOut("totals", args, totals)
        others = tuple(row.place for row in handed.kept_out if row.reason != "row-total")
        if others:
            yield LeftOut("rows", args, others)
        struck = tuple(row.place for row in handed.rows if row.struck)
        if struck:
            yield LeftOut("struck", args, struck)
        cells = tuple(
            f"{row.place} {column.title}"
            for row in handed.rows
            for column in ledger.columns.values()
            if unwritable(row, column.id, column.type, private=column.private)
        )
        if cells:
            yield LeftOut("cells", args, cells)
    titles = {criterion.id: criterion.title for criterion in guideline.criteria()}
    for name, mark in submission.claims.items():
        if mark.remark:
            yield LeftOut("remark", {"id": name, "title": titles[name], "remark": mark.remark})
    long = [title for title, text in _texts(guideline, submission) if units(text) > layout.MOST_UNITS]
    if long:
        yield LeftOut("long", {"limit": f"{layout.MOST_UNITS:,}"}, tuple(long))


def _texts(guideline: Guideline, submission: Submission) -> Iterator[tuple[str, str]]:
    """Yield the texts of a station that may be of any length, each with a label."""
    station = submission.station
    yield from (("name", station.name), ("county", station.county), ("kind", station.kind))
    for name, declared in submission.facts.items():
        if isinstance(declared.value, str):
            yield guideline.facts[name].title, declared.value
    for name, claim in submission.not_applicable.items():
        yield name, claim.reason
    for item in submission.evidence:
        served = "；".join(f"{criterion}#{where}" for criterion, where in item.serves)
        yield from ((item.id, text) for text in (item.title, item.file, served))
    for handed in submission.ledgers.values():
        columns = guideline.ledgers[handed.ledger].columns
        for row in handed.rows:
            for name, value in {**row.cells, **row.bad}.items():
                if isinstance(value, str):
                    yield f"{row.place} {columns[name].title}", value


def unwritable(row: Row, column: str, kind: str, *, private: bool) -> bool:
    """Return whether an unreadable cell would look readable if its text were written.

    Any text fits a text column, and of private cells only the mask is known.
    """
    return column in row.bad and (kind == "text" or private)


def _written(fact: Fact, value: Value) -> str:
    assert isinstance(value, int | Fraction)
    share = fact.type == "share"
    text = f"{exact.text(exact.simple(Fraction(value) * 100))}%" if share else exact.text(value)
    return mask(text) if fact.private else text
