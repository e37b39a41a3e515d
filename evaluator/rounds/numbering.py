"""Number the papers of a round as an office does: each has its own number, counted on from the first.

`documents:` in `round.yaml` gives the first number of a kind of papers. Reports are counted when they are
written, other papers on results from a close on, letters and notices by their entries in the log.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from typing import Final

from evaluator.base.folding import folded
from evaluator.loading.fields import entries, key_of
from evaluator.model.history import Edition
from evaluator.model.round import FILE, Round
from evaluator.rounds.read import station_ids
from evaluator.texts.problem import Problem
from evaluator.yaml.parse import read_yaml

SUMMARY, REPORT, FEEDBACK, REVIEW = "summary", "evaluation", "feedback", "review-decision"
_OWN: Final[Mapping[str, str]] = {
    REPORT: "report_number",
    FEEDBACK: "feedback_number",
    "rectification": "rectification_number",
    REVIEW: "review_number",
    "receipt": "receipt_number",
    "material-check": "material_check_number",
    "objection-answer": "objection_answer_number",
}
"""The key of `documents:` with the first number of each kind of papers to stations."""
_SHARED: Final = "number"
"""The key of the first number of the summary, then of reports and feedback without a key of their own."""
PAPER_NUMBER, PAPER_EDITION = "paper_number", "paper_edition"
"""What one paper alone says, among the details of `documents:`: its number and the edition of its result."""
_DIGITS: Final = re.compile(r"[0-9]+|[０-９]+")
_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_OPENING, _CLOSING = "〔[［(（【", "〕]］)）】"


def counted_on(first: str, position: int) -> str:
    """Return the number of a paper: that of the first paper of its kind, counted on to a position from 1.

    What counts is the last number outside brackets: 示评〔2026〕1号, 示评〔2026〕2号. Where there is none the
    text stays as it is, to be completed by hand.
    """
    match = _counting(first)
    if match is None:
        return first
    number = str(int(match[0]) + position - 1).zfill(len(match[0]))
    number = number if match[0].isascii() else number.translate(_WIDE)
    return first[: match.start()] + number + first[match.end() :]


def _counting(first: str) -> re.Match[str] | None:
    """Return the digits of a number that count on: the last ones outside brackets."""
    for match in reversed([*_DIGITS.finditer(first)]):
        before = first[: match.start()]
        if sum(map(before.count, _OPENING)) == sum(map(before.count, _CLOSING)):
            return match
    return None


def numbers_meet(round_: Round) -> list[Problem]:
    """Return a warning for each two kinds of papers of which one would run into the numbers of the other.

    A paper of each kind is counted for every station, and those of later editions as far as they are out.
    """
    documents = {**round_.documents.other, _SHARED: round_.documents.number}
    ranges: list[tuple[str, str, str, int, int]] = []
    for key, count in _counts(round_, documents).items():
        first = documents.get(key, "")
        match = _counting(first)
        if match is not None and count:
            around = folded(first[: match.start()]), folded(first[match.end() :])
            ranges.append((*around, key, int(match[0]), count))
    ranges.sort(key=lambda entry: (entry[:2], entry[3]))
    meeting = [
        (before, after)
        for position, before in enumerate(ranges)
        for after in ranges[position + 1 :]
        if before[:2] == after[:2] and after[3] < before[3] + before[4]
    ]
    if not meeting:
        return []
    node, _ = read_yaml(round_.folder / FILE, FILE)
    table = entries(node).get("documents")
    problems: list[Problem] = []
    for (_, _, first, _, count), (_, _, name, _, _) in meeting:
        args = {
            "first": first,
            "number": documents[first],
            "count": str(count),
            "last": counted_on(documents[first], count),
            "name": name,
            "other": documents[name],
        }
        place = key_of(table, name)
        problems.append(Problem("numbers-meet", FILE, place.line, place.column, args=args))
    return problems


def _counts(round_: Round, documents: Mapping[str, str]) -> dict[str, int]:
    """Return how many papers have a number counted on from each key's."""
    lists = [len(stations) for stations in _lists(round_, published=True)] or [len(station_ids(round_))]
    counts = {key: max(len(station_ids(round_)), 1) for key in _OWN.values()}
    counts |= {_OWN[kind]: sum(lists) for kind in (REPORT, FEEDBACK)}
    sharing = sum(not first_number(documents, kind) for kind in (REPORT, FEEDBACK))
    return {_SHARED: len(lists) + sharing * sum(lists), **counts}


def first_number(documents: Mapping[str, str], kind: str) -> str:
    """Return the first number of a kind of papers; empty where the round gives none."""
    return documents.get(_OWN[kind], "")


def own_number(documents: Mapping[str, str], kind: str, position: int) -> str:
    """Return the number of a paper of a kind that has one key, at a position from 1; 0 for a draft's."""
    first = first_number(documents, kind)
    return counted_on(first, position) if first and position else ""


def number_of(
    round_: Round, documents: Mapping[str, str], kind: str, edition: Edition | None, station: str = ""
) -> str:
    """Return the number of the summary, or of a report or feedback on a station.

    *edition* is the one with which the result appeared, None for a result that no close has published yet.
    """
    lists = _lists(round_, published=edition is not None)
    if edition is not None:
        lists = lists[: edition.number]
    place = _place(lists[-1], station)
    if station and not place:
        return ""
    if kind != SUMMARY and first_number(documents, kind):
        return counted_on(first_number(documents, kind), sum(map(len, lists[:-1])) + place)
    first = documents.get(_SHARED, "")
    if not first:
        return ""
    sharing = [name for name in (REPORT, FEEDBACK) if not first_number(documents, name)]
    position = 1 + sum(1 + len(sharing) * len(stations) for stations in lists[:-1])
    if kind != SUMMARY:
        position += sharing.index(kind) * len(lists[-1]) + place
    return counted_on(first, position)


def _place(stations: Sequence[str], station: str) -> int:
    """Return the place of a station among sorted ones, from 1; 0 where it is not among them."""
    place = bisect(stations, station)
    return place if place and stations[place - 1] == station else 0


def review_position(round_: Round, edition: Edition | None, station: str) -> int:
    """Return the position of a review decision among all of the round, from 1; 0 before a close."""
    if edition is None:
        return 0
    reviewed = [
        (number, id)
        for number, stations in enumerate(_lists(round_, published=True), 1)
        for id in stations
        if number > 1
    ]
    place = (edition.number, station)
    return reviewed.index(place) + 1 if place in reviewed else 0


def _lists(round_: Round, *, published: bool) -> list[Sequence[str]]:
    """Return the stations whose results appeared with each edition, sorted; at the end those of the next."""
    lists: list[Sequence[str]] = []
    before: Mapping[str, object] = {}
    for edition in round_.history.editions:
        stations = {*edition.results, *edition.left} if not lists else {*edition.results}
        lists.append(sorted(id for id in stations if edition.results.get(id) != before.get(id) or not lists))
        before = edition.results
    if published:
        return lists
    if not lists:
        return [station_ids(round_)]
    return [*lists, sorted(id for id, opened in round_.history.reopened.items() if not opened.recheck)]
