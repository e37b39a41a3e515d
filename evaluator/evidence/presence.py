"""Hold what a criterion asks to be shown against what was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evaluator.conditions import may_be, truth
from evaluator.model.guideline import Criterion, EvidenceLine
from evaluator.model.rule import Facts
from evaluator.model.submission import EvidenceItem
from evaluator.model.values import Period

EVALUATORS_OWN = frozenset({"survey", "site", "interview"})
"""Kinds an evaluator brings; a station never lacks them."""


@dataclass(frozen=True, slots=True)
class LineState:
    """One line of a criterion with the items that fill it."""

    line: EvidenceLine
    needed: int
    have: int
    items: tuple[str, ...]
    ok: bool
    asked: bool
    """Whether points may depend on it: required, and its `when` holds or is unknown."""
    lacking_options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Presence:
    """What a criterion's evidence comes to."""

    lines: tuple[LineState, ...] = ()
    removed: Mapping[str, frozenset[str]] | None = None
    """Options of a set that do not count, for want of evidence of their own."""
    open: tuple[str, ...] = ()
    """Facts a role has still to give that decide whether a line is asked for."""

    @property
    def missing(self) -> tuple[LineState, ...]:
        """The lines asked for and not filled; lines with `each` cost their options instead."""
        return tuple(state for state in self.lines if state.asked and not state.ok and not state.line.each)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The evidence of one station in one of the two assignments."""

    items: Mapping[str, tuple[tuple[EvidenceItem, str], ...]]
    """Criterion → its items with the line or option they name ('' for none), named ones first, then by id.

    Usable ones only: present, not refused, and in the pessimistic assignment undisputed."""
    seen: Mapping[str, bool]
    """Evaluators' word on lines, `A1.1#lease` → seen or not."""
    period: Period
    ledgers: frozenset[str]
    """Ledgers handed in: a counted one is its own evidence."""

    @classmethod
    def of(
        cls,
        items: Iterable[EvidenceItem],
        seen: Mapping[str, bool],
        period: Period,
        ledgers: frozenset[str],
    ) -> Shelf:
        """Sort items to the criteria they serve."""
        found: dict[str, list[tuple[EvidenceItem, str]]] = {}
        for item in items:
            for criterion, where in item.serves:
                found.setdefault(criterion, []).append((item, where))
        ordered = {
            criterion: tuple(sorted(pairs, key=lambda pair: (pair[1] == "", pair[0].id)))
            for criterion, pairs in found.items()
        }
        return cls(ordered, seen, period, ledgers)


def presence(criterion: Criterion, shelf: Shelf, facts: Facts) -> Presence:
    """Return which lines of *criterion* are filled.

    An item fills one line of a criterion: the one it names, else one of its kind, so that as many required
    lines as possible are filled; ties go by line, then by item id.
    """
    if not criterion.evidence:
        return Presence()
    named: dict[str, list[EvidenceItem]] = {}
    free: dict[str, list[EvidenceItem]] = {}
    used: set[str] = set()
    for item, where in shelf.items.get(criterion.id, ()):
        if where:
            if item.id not in used or where not in named:
                named.setdefault(where, []).append(item)
                used.add(item.id)
        elif item.id not in used:
            free.setdefault(item.kind, []).append(item)
            used.add(item.id)
    states: list[LineState | None] = [None] * len(criterion.evidence)
    removed: dict[str, frozenset[str]] = {}
    open_lines: dict[str, list[tuple[int, EvidenceLine, list[EvidenceItem], bool]]] = {}
    for position, line in enumerate(criterion.evidence):
        asked = _asked(line, facts)
        if line.each:
            state, lacking = _each(criterion, line, named, shelf, facts, asked)
            states[position] = state
            if lacking and asked:
                removed[line.each] = removed.get(line.each, frozenset()) | frozenset(lacking)
            continue
        mine = [item for item in named.get(line.id, ()) if _fits(item, line, shelf.period)]
        open_lines.setdefault(line.kind, []).append((position, line, mine, asked))
    for kind, lines in open_lines.items():
        loose = free.get(kind)
        given = _shared_out(lines, loose, shelf.period) if loose else {}
        for position, line, mine, asked in lines:
            items = [*mine, *given.get(position, ())]
            states[position] = _state(criterion, line, items, shelf, asked)
    awaited = tuple(dict.fromkeys(name for line in criterion.evidence for name in _awaited(line, facts)))
    return Presence(tuple(state for state in states if state is not None), removed, awaited)


def _awaited(line: EvidenceLine, facts: Facts) -> tuple[str, ...]:
    """Name the open facts that decide whether a line is asked for."""
    if line.when is None or line.optional or line.kind in EVALUATORS_OWN:
        return ()
    found = truth(line.when, facts)
    return found.open if found.value is None and False in may_be(line.when, facts) else ()


def _asked(line: EvidenceLine, facts: Facts) -> bool:
    if line.optional or line.kind in EVALUATORS_OWN:
        return False
    if line.when is None:
        return True
    found = truth(line.when, facts)
    if found.value is None:
        # A blank never helps; what a role has still to say is open, so it is asked in the low end only.
        return not (facts.optimistic and found.open and False in may_be(line.when, facts))
    return found.value


def _fits(item: EvidenceItem, line: EvidenceLine, period: Period) -> bool:
    return not line.dated or (item.date is not None and period.has(item.date))


def _each(
    criterion: Criterion,
    line: EvidenceLine,
    named: Mapping[str, Sequence[EvidenceItem]],
    shelf: Shelf,
    facts: Facts,
    asked: bool,
) -> tuple[LineState, tuple[str, ...]]:
    chosen = facts.value(line.each)
    options = tuple(
        option for option in facts.options(line.each) if isinstance(chosen, frozenset) and option in chosen
    )
    items: list[str] = []
    lacking: list[str] = []
    for option in options:
        mine = [item.id for item in named.get(option, ()) if _fits(item, line, shelf.period)]
        word = shelf.seen.get(f"{criterion.id}#{option}", shelf.seen.get(f"{criterion.id}#{line.id}"))
        if word is False or (len(mine) < line.at_least and word is None):
            lacking.append(option)
        items.extend(mine)
    have = len(options) - len(lacking)
    state = LineState(line, len(options), have, tuple(items), not lacking, asked, tuple(lacking))
    return state, tuple(lacking)


def _state(
    criterion: Criterion, line: EvidenceLine, items: Sequence[EvidenceItem], shelf: Shelf, asked: bool
) -> LineState:
    have = len(items)
    if line.kind == "ledger" and criterion.ledgers & shelf.ledgers:
        have = max(have, line.at_least)
    word = shelf.seen.get(f"{criterion.id}#{line.id}")
    ok = have >= line.at_least if word is None else word
    return LineState(line, line.at_least, have, tuple(item.id for item in items), ok, asked)


def _shared_out(
    lines: Sequence[tuple[int, EvidenceLine, list[EvidenceItem], bool]],
    items: Sequence[EvidenceItem],
    period: Period,
) -> dict[int, list[EvidenceItem]]:
    """Give items of one kind, which name no line, to the lines of that kind.

    Only dated items fill dated lines, any item fills the others. Filling the lines that need least first
    fills the most; how many of them are dated ones is tried out from the best case down.
    """
    if len(lines) == 1:
        position, line, _, _ = lines[0]
        return {position: [item for item in items if _fits(item, line, period)]}
    dated = [item for item in items if item.date is not None and period.has(item.date)]
    loose = [item for item in items if item not in dated]
    wanted = [
        (max(0, line.at_least - len(mine)), position, line.dated)
        for position, line, mine, asked in lines
        if asked
    ]
    strict = sorted((need, position) for need, position, is_dated in wanted if is_dated)
    easy = sorted((need, position) for need, position, is_dated in wanted if not is_dated)
    best: tuple[int, list[int]] = (-1, [])
    for number in range(len(strict), -1, -1):
        cost = sum(need for need, _ in strict[:number])
        if cost > len(dated):
            continue
        left = len(dated) - cost + len(loose)
        filled = [position for _, position in strict[:number]]
        for need, position in easy:
            if need > left:
                break
            left -= need
            filled.append(position)
        if len(filled) > best[0]:
            best = (len(filled), filled)
    first = set(best[1])
    given: dict[int, list[EvidenceItem]] = {}
    needs = {position: max(0, line.at_least - len(mine)) for position, line, mine, _ in lines}
    # Lines to be filled first; dated ones before others, so that loose items stay for those they fit.
    order = sorted(
        lines, key=lambda entry: (entry[0] not in first, not entry[3], not entry[1].dated, entry[0])
    )
    for position, line, _, _ in order:
        pools = (dated,) if line.dated else (loose, dated)
        for pool in pools:
            while needs[position] > 0 and pool:
                given.setdefault(position, []).append(pool.pop(0))
                needs[position] -= 1
    # What is left over still belongs somewhere: to the first line of the kind that can take it.
    for pool in (dated, loose):
        for item in pool:
            for position, line, _, _ in lines:
                if _fits(item, line, period):
                    given.setdefault(position, []).append(item)
                    break
    return given
