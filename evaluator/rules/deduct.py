"""`deduct` — from full points downwards, never below 0 (扣完为止).

    rule: {deduct: {each: [{fact: vouchers.irregular, points: 4}]}}                    # 每发现一处扣4分
    rule: {deduct: {each: [{when: {fact: plaque.name_right, is: no}, points: 4}]}}     # once
    rule: {deduct: {each: [{of: spent, to: budget, below: 100%, per: 5%, points: 2, if_none: full}]}}
    rule: {deduct: {missing: [{fact: supervision.sessions, expected: 12, points: 2}]}} # 每少一次扣2分
    rule: {deduct: {missing: [{fact: equipment, expected: all, points: 2}]}}           # 每缺一项扣2分

A step entry takes off `points` for every `per` beyond `above` or `below`; `part` says what an incomplete
step costs: `whole` (nothing, the default: 每低5%扣2分 means whole steps), `started` or `exact`. In an
entry that divides, `if_none: full` takes nothing off, `zero` makes the criterion 0, `not_applicable` drops
the entry; when every entry is dropped the criterion does not apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from evaluator.base.exact import Number, simple
from evaluator.conditions.excel import truth as truth_formula
from evaluator.conditions.formulas import (
    NA,
    NO,
    NUMBER_DIGITS,
    RATIO_DIGITS,
    Formulas,
    amount,
    either,
    every,
    literal,
    ratio,
    steps,
    total,
    when,
)
from evaluator.conditions.truth import facts_of, measure, needed, reads, truth
from evaluator.conditions.wording import Words
from evaluator.model.condition import Condition, Quantity
from evaluator.model.rule import Award, Chosen, Facts, Had, Named, Read, Said
from evaluator.model.values import Amount
from evaluator.rules.base import (
    AMOUNT,
    CONDITION,
    IF_NONE,
    NAME,
    PART,
    PER,
    POINTS,
    ratio_of,
    seen,
    step_size,
    steps_of,
)
from evaluator.rules.reader import COUNTABLE, Reader, text_of
from evaluator.yaml.parse import Items, Node, Table

KIND = "deduct"


def _each(required: list[str], **properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "required": [*required, "points"],
        "additionalProperties": False,
        "properties": properties | {"points": POINTS},
    }


_STEPS = {"above": AMOUNT, "below": AMOUNT, "per": PER, "part": PART}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "properties": {
        "each": {
            "type": "array",
            "minItems": 1,
            "items": {
                "oneOf": [
                    _each(["fact"], fact=NAME, **_STEPS),
                    _each(["of", "to"], of=AMOUNT, to=AMOUNT, if_none=IF_NONE, **_STEPS),
                    _each(["when"], when=CONDITION),
                ],
            },
        },
        "missing": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["fact", "expected", "points"],
                "additionalProperties": False,
                "properties": {
                    "fact": NAME,
                    "expected": AMOUNT,
                    "points": POINTS,
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """So many points for every occurrence."""

    fact: str
    points: Number


@dataclass(frozen=True, slots=True)
class Once:
    """So many points once, when a condition holds."""

    when: Condition
    points: Number


@dataclass(frozen=True, slots=True)
class Step:
    """So many points for every step beyond a limit."""

    quantity: Quantity
    limit: Amount
    beyond: str
    """above or below."""
    per: Number
    points: Number
    part: str = "whole"


@dataclass(frozen=True, slots=True)
class Missing:
    """So many points for everything expected and not there."""

    fact: str
    expected: Amount | None
    """None: all options that apply."""
    points: Number


Entry = Occurrence | Once | Step | Missing


@dataclass(frozen=True, slots=True)
class Deduct:
    """Full points less what is found wrong or missing."""

    entries: tuple[Entry, ...]

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield what each entry reads: occurrences hurt, what is expected helps."""
        for entry in self.entries:
            match entry:
                case Occurrence(fact, _):
                    yield Read(fact, -1)
                case Once(when, _):
                    yield from reads(when, -1)
                case Missing(fact, expected, _):
                    yield Read(fact, 1)
                    if expected is not None and expected.fact:
                        yield Read(expected.fact, -1)
                case Step():
                    up = 1 if entry.beyond == "below" else -1
                    if entry.quantity.of.fact:
                        yield Read(entry.quantity.of.fact, up)
                    if entry.quantity.to is not None and entry.quantity.to.fact:
                        yield Read(entry.quantity.to.fact, 0 if entry.quantity.if_none else -up)
                    if entry.limit.fact:
                        yield Read(entry.limit.fact, -up)

    def needs(self) -> tuple[str, ...]:
        """Need every fact of every entry."""
        found: list[str] = []
        for entry in self.entries:
            match entry:
                case Occurrence(fact, _):
                    found.append(fact)
                case Once(when, _):
                    found.extend(needed(when))
                case Missing(fact, expected, _):
                    found.append(fact)
                    if expected is not None and expected.fact:
                        found.append(expected.fact)
                case Step():
                    found.extend(facts_of(entry.quantity))
                    if entry.limit.fact:
                        found.append(entry.limit.fact)
        return tuple(dict.fromkeys(found))

    def conditions(self) -> tuple[Condition, ...]:
        """Return the conditions of `when` entries."""
        return tuple(entry.when for entry in self.entries if isinstance(entry, Once))

    def award(self, facts: Facts, points: Number, criterion: str) -> Award:
        """Take off what each entry costs."""
        why: list[Said] = []
        lost: Number = 0
        wiped = False
        kept = 0
        for entry in self.entries:
            cost, reasons = _cost(entry, facts)
            why.extend(reasons)
            if cost is None:
                continue
            kept += 1
            if cost < 0:
                wiped = True
            else:
                lost += cost
        if not kept:
            return Award(0, tuple(why), applies=False)
        if wiped:
            return Award(0, tuple(why))
        left = max(0, simple(points - lost))
        if not lost:
            why.append(Said("why.deduct.nothing", {"points": points}))
        else:
            key = "why.deduct" if lost <= points else "why.deduct.floor"
            why.append(Said(key, {"points": points, "lost": lost, "left": left}))
        return Award(left, tuple(why))

    def formula(self, sheet: Formulas, points: Number) -> str:
        """Take off what each entry costs; an entry may be dropped, or wipe everything out."""
        costs = [_cost_formula(entry, sheet) for entry in self.entries]
        lost = total(cost for cost, _, _ in costs)
        left = f"MAX(0,{literal(points)}-({lost}))"
        wiped = either(*(one for _, one, _ in costs))
        dropped = every(*(one for _, _, one in costs))
        return when(dropped, NA, when(wiped, NO, left))

    def costs(self, sheet: Formulas, words: Words) -> list[tuple[str, str]]:
        """Say what each entry is taken off for, with what it costs in the sheet."""
        return [
            (
                words.condition(entry.when) if isinstance(entry, Once) else _entry_words(entry, words),
                _cost_formula(entry, sheet)[0],
            )
            for entry in self.entries
        ]

    def words(self, words: Words, points: Number) -> str:
        """Say what each entry costs."""
        parts = words.joined(_entry_words(entry, words) for entry in self.entries)
        return words.say("rule.deduct", points=words.number(points), entries=parts)


WIPED: Number = -1
"""A cost that makes the criterion 0 whatever else is found."""


def _cost(entry: Entry, facts: Facts) -> tuple[Number | None, tuple[Said, ...]]:
    """Return what an entry costs: None when it is dropped, WIPED when it makes the criterion 0."""
    match entry:
        case Occurrence(fact, points):
            number = measure(facts, Amount(None, fact)) or 0
            number = max(0, number)
            cost = simple(number * points)
            given = facts.value(fact)
            assert given is not None
            args = {"fact": Named(fact), "value": Had(fact, given), "each": points, "cost": cost}
            return cost, (Said("why.deduct.each", args),) if cost else ()
        case Once(when, points):
            found = truth(when, facts)
            if found.value is False:
                return 0, ()
            # Unknown only where a blank is asked `is_given` beside other tests: a blank never helps.
            return points, (Said("why.deduct.once", {"condition": when, "cost": points}),)
        case Missing():
            return _missing(entry, facts)
        case Step():
            return _step(entry, facts)


def _missing(entry: Missing, facts: Facts) -> tuple[Number, tuple[Said, ...]]:
    chosen = facts.value(entry.fact)
    if entry.expected is None:
        assert isinstance(chosen, frozenset)
        lack = tuple(option for option in facts.options(entry.fact) if option not in chosen)
        cost = simple(len(lack) * entry.points)
        args: dict[str, object] = {
            "lack": Chosen(entry.fact, lack),
            "count": len(lack),
            "each": entry.points,
            "cost": cost,
        }
        return cost, (Said("why.deduct.lack", args),) if lack else ()
    have, expected = measure(facts, Amount(None, entry.fact)), measure(facts, entry.expected)
    assert have is not None
    assert expected is not None
    short = max(0, expected - have)
    cost = simple(short * entry.points)
    args = {
        "fact": Named(entry.fact),
        "have": have,
        "expected": expected,
        "short": short,
        "each": entry.points,
        "cost": cost,
    }
    return cost, (Said("why.deduct.short", args),) if short else ()


def _step(entry: Step, facts: Facts) -> tuple[Number | None, tuple[Said, ...]]:
    value = ratio_of(facts, entry.quantity)
    if value is None:
        why = Said("why.divisor", {"to": entry.quantity.to or entry.quantity.of})
        if_none = entry.quantity.if_none
        told = (why, Said(f"why.deduct.if_none.{if_none or 'zero'}", {}))
        return {"full": 0, "not_applicable": None}.get(if_none, WIPED), told
    limit = measure(facts, entry.limit)
    assert limit is not None
    distance = limit - value if entry.beyond == "below" else value - limit
    steps = steps_of(distance, entry.per, entry.part)
    cost = simple(steps * entry.points)
    args: dict[str, object] = {
        "quantity": entry.quantity,
        "value": seen(entry.quantity, value),
        "limit": entry.limit,
        "beyond": entry.beyond,
        "steps": steps,
        "each": entry.points,
        "cost": cost,
    }
    return cost, (Said(f"why.deduct.step.{entry.beyond}", args),) if cost else ()


def _cost_formula(entry: Entry, sheet: Formulas) -> tuple[str, str, str]:
    """Return what an entry costs, whether it makes the criterion 0, and whether it is dropped."""
    worth = literal(entry.points)
    match entry:
        case Occurrence(fact, _):
            return sheet.cell(f"MAX(0,{sheet.number(fact)})*{worth}"), NO, NO
        case Once(condition, _):
            return when(truth_formula(condition, sheet).fails, NO, worth), NO, NO
        case Missing(fact, None, _):
            lack = total(
                f"{sheet.applies(fact, one)}*(1-{sheet.tick(fact, one)})" for one in sheet.options(fact)
            )
            return sheet.cell(f"({lack})*{worth}"), NO, NO
        case Missing(fact, expected, _):
            assert expected is not None
            return sheet.cell(f"MAX(0,{amount(sheet, expected)}-{sheet.number(fact)})*{worth}"), NO, NO
    value, nothing = ratio(sheet, entry.quantity)
    limit = amount(sheet, entry.limit)
    distance = f"{limit}-{value}" if entry.beyond == "below" else f"{value}-{limit}"
    digits = NUMBER_DIGITS if entry.quantity.to is None and not entry.limit.percent else RATIO_DIGITS
    cost = f"{steps(f'ROUND({distance},{digits})', entry.per, entry.part)}*{worth}"
    if_none = entry.quantity.if_none
    return (
        sheet.cell(when(nothing, NO, cost)),
        NO if if_none in ("full", "not_applicable") else nothing,
        nothing if if_none == "not_applicable" else NO,
    )


def _entry_words(entry: Entry, words: Words) -> str:
    match entry:
        case Occurrence(fact, points):
            return words.say("rule.deduct.each", fact=words.title(fact), points=words.number(points))
        case Once(when, points):
            return words.say("rule.deduct.once", condition=words.condition(when), points=words.number(points))
        case Missing(fact, expected, points):
            if expected is None:
                return words.say(
                    "rule.deduct.lack",
                    fact=words.title(fact),
                    points=words.number(points),
                    count=len(words.facts[fact].choices),
                )
            return words.say(
                "rule.deduct.short",
                fact=words.title(fact),
                expected=words.amount(expected),
                points=words.number(points),
            )
        case Step():
            per = Amount(entry.per, percent=entry.limit.percent)
            return (
                words.say(
                    f"rule.deduct.step.{entry.beyond}",
                    value=words.quantity(entry.quantity),
                    limit=words.limit(entry.limit),
                    per=words.limit(per),
                    points=words.number(entry.points),
                )
                + words.part(entry.part)
                + words.if_none(entry.quantity, "rule.deduct.if_none")
            )


def read(node: Node, reader: Reader, points: Number) -> Deduct:
    """Read the entries. What they can cost may exceed the points: the floor is 0."""
    assert isinstance(node, Table)
    entries: list[Entry] = []
    each = node.entries.get("each")
    if isinstance(each, Items):
        entries.extend(_entry(one, reader) for one in each.nodes)
    missing = node.entries.get("missing")
    if isinstance(missing, Items):
        entries.extend(_expected(one, reader) for one in missing.nodes)
    return Deduct(tuple(entries))


def _entry(node: Node, reader: Reader) -> Entry:
    assert isinstance(node, Table)
    entries = node.entries
    points = reader.number(entries["points"])
    if "when" in entries:
        return Once(reader.condition(entries["when"]), points)
    beyond = next((key for key in ("above", "below") if key in entries), "")
    reader.one_of(node, "above", "below")
    if not beyond and "fact" in entries and "per" not in entries and "part" not in entries:
        return Occurrence(reader.fact(entries["fact"], COUNTABLE), points)
    quantity = reader.quantity(node)
    reader.divides_safely(quantity, node)
    like = reader.fact_of(quantity)
    if not beyond and "of" in entries:
        reader.problem("step-without-limit", node)
    limit = reader.amount(entries[beyond], like) if beyond else Amount(0)
    return Step(
        quantity,
        limit,
        beyond or "above",
        step_size(entries.get("per"), reader, like, limit),
        points,
        text_of(entries.get("part")) or "whole",
    )


def _expected(node: Node, reader: Reader) -> Missing:
    assert isinstance(node, Table)
    entries = node.entries
    name = reader.fact(entries["fact"], COUNTABLE)
    points = reader.number(entries["points"])
    if text_of(entries["expected"]) == "all":
        fact = reader.facts.get(name)
        if fact is not None and fact.type != "set":
            reader.problem("fact-type", entries["fact"], name=name, type=fact.type, wanted="set")
        return Missing(name, None, points)
    return Missing(name, reader.amount(entries["expected"]), points)
