"""Compare the evidence that a criterion asks for with the evidence handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from evaluator.base.frozen import dataclass
from evaluator.base.once import once
from evaluator.conditions.truth import may_be, truth
from evaluator.model.guideline import Criterion, EvidenceLine
from evaluator.model.rule import Facts
from evaluator.model.submission import EvidenceItem
from evaluator.model.values import Period

EVALUATORS_OWN = frozenset({"survey", "site", "interview"})
"""Kinds of evidence that evaluators provide; a station never lacks them."""


@dataclass(frozen=True, slots=True)
class LineState:
    """An evidence line of a criterion with the items that fill it."""

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
    """The state of a criterion's evidence."""

    lines: tuple[LineState, ...] = ()
    removed: Mapping[str, frozenset[str]] | None = None
    """Options of a set that do not count because they lack evidence of their own."""
    open: tuple[str, ...] = ()
    """Facts that a role has yet to provide and that decide whether a line is asked for."""

    @property
    def missing(self) -> tuple[LineState, ...]:
        """The lines asked for and not filled; lines with `each` lose options instead."""
        return tuple([state for state in self.lines if state.asked and not state.ok and not state.line.each])


@dataclass(frozen=True, slots=True)
class Shelf:
    """The evidence of one station in one of the two assignments."""

    items: Mapping[str, tuple[tuple[EvidenceItem, str], ...]]
    """Criterion → its items with the line or option they name ('' for none), named ones first, then by id.

    Usable items only: present, not refused, and in the pessimistic assignment undisputed."""
    seen: Mapping[str, bool]
    """Evaluators' answers on lines: `A1.1#lease` → seen or not."""
    period: Period
    ledgers: frozenset[str]
    """Ledgers handed in; a counted ledger is its own evidence."""

    @classmethod
    def of(
        cls,
        items: Iterable[EvidenceItem],
        seen: Mapping[str, bool],
        period: Period,
        ledgers: frozenset[str],
    ) -> Shelf:
        """Group items by the criteria they serve."""
        pairs_by_criterion: dict[str, list[tuple[EvidenceItem, str]]] = {}
        for item in items:
            for criterion, where in item.serves:
                pairs_by_criterion.setdefault(criterion, []).append((item, where))
        ordered = {
            criterion: tuple(sorted(pairs, key=lambda pair: (pair[1] == "", pair[0].id)))
            for criterion, pairs in pairs_by_criterion.items()
        }
        return cls(ordered, seen, period, ledgers)


NOTHING_ASKED: Final = Presence()
"""The state of a criterion that asks for no evidence, or whose judgement ended before it was looked at."""


def presence(criterion: Criterion, shelf: Shelf, facts: Facts) -> Presence:
    """Return which lines of *criterion* are filled.

    An item fills one line of a criterion: a line it names, or a line of its kind where it names only the
    criterion. As many required lines as possible are filled; ties are broken by line, then by item id.
    """
    lines = criterion.evidence
    if not lines:
        return NOTHING_ASKED
    always = _always_asked(criterion)
    asked = [
        _asked(line, facts) if anyhow is None else anyhow for line, anyhow in zip(lines, always, strict=True)
    ]
    options = [_chosen(line, facts) if line.each else ("",) for line in lines]
    places = [
        (line, option, is_asked)
        for line, chosen, is_asked in zip(lines, options, asked, strict=True)
        for option in chosen
    ]
    filling = iter(_filled(places, criterion, shelf))
    states: list[LineState] = []
    removed: dict[str, frozenset[str]] = {}
    for line, chosen, is_asked in zip(lines, options, asked, strict=True):
        if not line.each:
            states.append(_state(criterion, line, next(filling), shelf, is_asked))
            continue
        mine = [(option, next(filling)) for option in chosen]
        lacking = tuple(option for option, items in mine if not _ok(criterion, line, option, items, shelf))
        items = tuple(item for _, items in mine for item in items)
        states.append(
            LineState(line, len(mine), len(mine) - len(lacking), items, not lacking, is_asked, lacking)
        )
        if lacking and is_asked:
            removed[line.each] = removed.get(line.each, frozenset()) | frozenset(lacking)
    if None not in always:
        return Presence(tuple(states), removed)
    awaited = dict.fromkeys(
        name
        for line, anyhow in zip(lines, always, strict=True)
        if anyhow is None
        for name in _awaited(line, facts)
    )
    return Presence(tuple(states), removed, tuple(awaited))


@once
def _always_asked(criterion: Criterion) -> tuple[bool | None, ...]:
    """Return whether each line is asked for whatever the facts; None where its `when` decides."""
    return tuple(
        False if line.optional or line.kind in EVALUATORS_OWN else True if line.when is None else None
        for line in criterion.evidence
    )


def _chosen(line: EvidenceLine, facts: Facts) -> tuple[str, ...]:
    chosen = facts.value(line.each)
    options = facts.options(line.each)
    return tuple(option for option in options if isinstance(chosen, frozenset) and option in chosen)


def _word(criterion: Criterion, line: EvidenceLine, option: str, shelf: Shelf) -> bool | None:
    """Return an evaluator's answer on an option of a line, else on the line itself; None without either."""
    if not shelf.seen:
        return None
    word = shelf.seen.get(f"{criterion.id}#{option}") if option else None
    return shelf.seen.get(f"{criterion.id}#{line.id}") if word is None else word


def _shown(criterion: Criterion, line: EvidenceLine, option: str, shelf: Shelf) -> bool:
    """Return whether a line needs no items: an evaluator has answered, or a counted ledger proves it."""
    counted = line.kind == "ledger" and bool(criterion.ledgers & shelf.ledgers)
    return counted or _word(criterion, line, option, shelf) is not None


def _awaited(line: EvidenceLine, facts: Facts) -> tuple[str, ...]:
    """Return the names of the open facts that decide whether a line with a `when` is asked for."""
    assert line.when is not None
    answer = truth(line.when, facts)
    return answer.open if answer.value is None and False in may_be(line.when, facts) else ()


def _asked(line: EvidenceLine, facts: Facts) -> bool:
    """Return whether a line with a `when` is asked for."""
    assert line.when is not None
    answer = truth(line.when, facts)
    if answer.value is None:
        # A blank never helps. While a fact from a role is open, the line is asked for at the low end only.
        return not (facts.optimistic and answer.open and False in may_be(line.when, facts))
    return answer.value


def _ok(criterion: Criterion, line: EvidenceLine, option: str, items: tuple[str, ...], shelf: Shelf) -> bool:
    word = _word(criterion, line, option, shelf)
    return len(items) >= line.at_least if word is None else word


def _state(
    criterion: Criterion, line: EvidenceLine, items: tuple[str, ...], shelf: Shelf, asked: bool
) -> LineState:
    have = len(items)
    if line.kind == "ledger" and criterion.ledgers & shelf.ledgers:
        have = max(have, line.at_least)
    word = _word(criterion, line, "", shelf)
    ok = have >= line.at_least if word is None else word
    return LineState(line, line.at_least, have, items, ok, asked)


_Asked = tuple[EvidenceLine, str, bool]
"""A place for items: a line, the chosen option of a line with `each`, and whether it is asked for."""


def _filled(places: list[_Asked], criterion: Criterion, shelf: Shelf) -> list[tuple[str, ...]]:
    """Return the ids of the items that fill each place; every item fills one place that takes it."""
    offered = shelf.items.get(criterion.id)
    if not offered:
        return [()] * len(places)
    takes = [_takes(line, option, offered, shelf.period) for line, option, _ in places]
    taken = [name for names in takes for name in names]
    if len(taken) == len({*taken}):
        return takes  # the usual case: no item fits several places
    return _matched(
        [
            _Place(names, line.at_least, is_asked and not _shown(criterion, line, option, shelf))
            for (line, option, is_asked), names in zip(places, takes, strict=True)
        ]
    )


def _takes(
    line: EvidenceLine, option: str, offered: Iterable[tuple[EvidenceItem, str]], period: Period
) -> tuple[str, ...]:
    """Return the ids of the items that may fill a place, in order."""
    name = option or line.id
    fitting = {
        item.id
        for item, where in offered
        if (where == name or (where == "" and item.kind == line.kind and not line.each))
        and (not line.dated or (item.date is not None and period.has(item.date)))
    }
    return tuple(sorted(fitting))


@dataclass(slots=True)
class _Place:
    """A place that takes an item which another place takes too."""

    takes: tuple[str, ...]
    """Ids of the items that may fill it, in order."""
    need: int
    pressing: bool
    """Whether points depend on its items: it is asked for, and nothing else proves it."""


def _matched(places: list[_Place]) -> list[tuple[str, ...]]:
    """Assign every item to one place that takes it.

    Pressing places come first, those with the least need before others, because that fills most places. A
    place may take an item from another place that can use a different item instead (bipartite matching).
    """
    holder: dict[str, _Place] = {}

    def fetch(place: _Place, tried: set[str]) -> bool:
        for name in sorted(place.takes, key=lambda item_id: item_id in holder):
            if name in tried:
                continue
            tried.add(name)
            other = holder.get(name)
            if other is None or (other is not place and fetch(other, tried)):
                holder[name] = place
                return True
        return False

    for place in sorted((place for place in places if place.pressing), key=lambda place: place.need):
        before = dict(holder)
        if not all(fetch(place, set()) for _ in range(place.need)):
            holder = before
    # Remaining items go to places that still need items, then to the first place that takes them.
    for limited in (True, False):
        for place in sorted(places, key=lambda place: not place.pressing):
            for name in place.takes:
                if name not in holder and not (limited and _held(holder, place) >= place.need):
                    holder[name] = place
    return [tuple(name for name in place.takes if holder.get(name) is place) for place in places]


def _held(holder: Mapping[str, _Place], place: _Place) -> int:
    return sum(other_place is place for other_place in holder.values())
