"""`deduct` — from full points downwards, never below 0 (扣完为止).

    rule: {deduct: {each: [{fact: vouchers.irregular, points: 4}]}}                    # 每发现一处扣4分
    rule: {deduct: {each: [{when: {fact: plaque.name_right, is: no}, points: 4}]}}     # once
    rule: {deduct: {each: [{of: spent, to: budget, below: 100%, per: 5%, points: 2, if_none: full}]}}
    rule: {deduct: {missing: [{fact: supervision.sessions, expected: 12, points: 2}]}} # 每少一次扣2分
    rule: {deduct: {missing: [{fact: equipment, expected: all, points: 2}]}}           # 每缺一项扣2分

The award is the criterion's points less the cost of every entry, at least 0. An entry of `each` is one
of three:

- `fact` and `points`: the fact (0 where it is below 0) × `points`.
- `when` and `points`: `points` once, where the condition holds or is unknown. A fact that it asks about
  with `is_given` alone may be blank or open.
- a step: `fact`, or `of` ÷ `to`; a limit `above` or `below`; `per` (default 1), `points` and `part`.
  The cost is `points` × the steps of `per` between the limit and the value, where the value is beyond
  the limit; `part` counts them `whole` (the default: 每低5%扣2分 means whole steps), `started` or
  `exact`.

An entry of `missing` costs `points` × (`expected` − `fact`), where less is there than expected;
`expected` is an amount, or `all` for a set: then the options that apply and are not chosen.

In a step with a divisor of 0 `if_none` decides: `full` deducts nothing, `zero` makes the criterion 0,
`not_applicable` drops the entry; where every entry is dropped, the criterion does not apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from evaluator.base.exact import Number, simple
from evaluator.base.frozen import dataclass
from evaluator.conditions.formulas import (
    NA,
    NO,
    NUMBER_DIGITS,
    RATIO_DIGITS,
    Formula,
    Formulas,
    amount,
    and_,
    if_,
    literal,
    or_,
    ratio,
    steps,
    total,
)
from evaluator.conditions.truth import facts_of, measure, needed, reads, truth
from evaluator.conditions.wording import Words
from evaluator.model.condition import Condition, Quantity
from evaluator.model.rule import Chosen, Facts, Had, Named, Read, Reason, RuleResult
from evaluator.model.values import Amount
from evaluator.rules.base import (
    AMOUNT,
    CONDITION,
    IF_NONE,
    NAME,
    PART,
    PER,
    POINTS,
    NoTables,
    ratio_of,
    seen,
    step_size,
    steps_of,
)
from evaluator.rules.reader import COUNTABLE, Reader, text_of
from evaluator.yaml.parse import Items, Node, Table

KIND = "deduct"


def _entry_schema(required: list[str], **properties: object) -> dict[str, object]:
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
                    _entry_schema(["fact"], fact=NAME, **_STEPS),
                    _entry_schema(["of", "to"], of=AMOUNT, to=AMOUNT, if_none=IF_NONE, **_STEPS),
                    _entry_schema(["when"], when=CONDITION),
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
    """Deduct *points* for every occurrence."""

    fact: str
    points: Number


@dataclass(frozen=True, slots=True)
class Once:
    """Deduct *points* once, when a condition holds."""

    when: Condition
    points: Number


@dataclass(frozen=True, slots=True)
class DeductionStep:
    """Deduct *points* for every step beyond a limit."""

    quantity: Quantity
    limit: Amount
    beyond: str
    """above or below."""
    per: Number
    points: Number
    part: str = "whole"


@dataclass(frozen=True, slots=True)
class Missing:
    """Deduct *points* for every expected item that is missing."""

    fact: str
    expected: Amount | None
    """None: all options that apply."""
    points: Number


Entry = Occurrence | Once | DeductionStep | Missing


@dataclass(frozen=True, slots=True)
class Deduct(NoTables):
    """Full points minus the cost of each entry."""

    entries: tuple[Entry, ...]

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield the facts of each entry: occurrences lower the award, expected items raise it."""
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
                case DeductionStep():
                    up = 1 if entry.beyond == "below" else -1
                    if entry.quantity.of.fact:
                        yield Read(entry.quantity.of.fact, up)
                    if entry.quantity.to is not None and entry.quantity.to.fact:
                        yield Read(entry.quantity.to.fact, 0 if entry.quantity.if_none else -up, -up)
                    if entry.limit.fact:
                        yield Read(entry.limit.fact, -up)

    def needs(self) -> tuple[str, ...]:
        """Need every fact of every entry."""
        fact_names: list[str] = []
        for entry in self.entries:
            match entry:
                case Occurrence(fact, _):
                    fact_names.append(fact)
                case Once(when, _):
                    fact_names.extend(needed(when))
                case Missing(fact, expected, _):
                    fact_names.append(fact)
                    if expected is not None and expected.fact:
                        fact_names.append(expected.fact)
                case DeductionStep():
                    fact_names.extend(facts_of(entry.quantity))
                    if entry.limit.fact:
                        fact_names.append(entry.limit.fact)
        return tuple(dict.fromkeys(fact_names))

    def conditions(self) -> tuple[Condition, ...]:
        """Return the conditions of `when` entries."""
        return tuple(entry.when for entry in self.entries if isinstance(entry, Once))

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Deduct the cost of each entry."""
        why: list[Reason] = []
        lost: Number = 0
        wiped = False
        entry_count = 0
        for entry in self.entries:
            cost, reasons = _cost(entry, facts)
            why.extend(reasons)
            if cost is None:
                continue
            entry_count += 1
            if cost < 0:
                wiped = True
            else:
                lost += cost
        if not entry_count:
            return RuleResult(0, tuple(why), applies=False)
        if wiped:
            return RuleResult(0, tuple(why))
        left = max(0, simple(points - lost))
        if not lost:
            why.append(Reason("why.deduct.nothing", {"points": points}))
        else:
            key = "why.deduct" if lost <= points else "why.deduct.floor"
            why.append(Reason(key, {"points": points, "lost": lost, "left": left}))
        return RuleResult(left, tuple(why))

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the formula: deduct the cost of each entry, which may be dropped or make the criterion 0."""
        costs = [_cost_formula(entry, sheet) for entry in self.entries]
        lost = total(cost for cost, _, _ in costs)
        left = f"MAX(0,{literal(points)}-({lost}))"
        wiped = or_(*(wipes for _, wipes, _ in costs))
        dropped = and_(*(drops for _, _, drops in costs))
        return if_(dropped, NA, if_(wiped, NO, left))

    def costs(self, sheet: Formulas, words: Words) -> list[tuple[str, Formula]]:
        """Return the description of each entry with the formula of its cost."""
        return [
            (
                words.condition(entry.when) if isinstance(entry, Once) else _entry_words(entry, words),
                _cost_formula(entry, sheet)[0],
            )
            for entry in self.entries
        ]

    def words(self, words: Words, points: Number) -> str:
        """Describe the cost of each entry."""
        parts = words.joined(_entry_words(entry, words) for entry in self.entries)
        return words.say("rule.deduct", points=words.number(points), entries=parts)


WIPED: Number = -1
"""A cost that makes the criterion 0, whatever the other entries cost."""


def _cost(entry: Entry, facts: Facts) -> tuple[Number | None, tuple[Reason, ...]]:
    """Return the cost of an entry: None when it is dropped, WIPED when it makes the criterion 0."""
    match entry:
        case Occurrence(fact, points):
            number = measure(facts, Amount(None, fact)) or 0
            number = max(0, number)
            cost = simple(number * points)
            fact_value = facts.value(fact)
            assert fact_value is not None
            args = {"fact": Named(fact), "value": Had(fact, fact_value), "each": points, "cost": cost}
            return cost, (Reason("why.deduct.each", args),) if cost else ()
        case Once(when, points):
            outcome = truth(when, facts)
            if outcome.value is False:
                return 0, ()
            # Unknown only where `is_given` is combined with other tests on a blank fact: a blank never helps.
            return points, (Reason("why.deduct.once", {"condition": when, "cost": points}),)
        case Missing():
            return _missing(entry, facts)
        case DeductionStep():
            return _step(entry, facts)


def _missing(entry: Missing, facts: Facts) -> tuple[Number, tuple[Reason, ...]]:
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
        return cost, (Reason("why.deduct.lack", args),) if lack else ()
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
    return cost, (Reason("why.deduct.short", args),) if short else ()


def _step(entry: DeductionStep, facts: Facts) -> tuple[Number | None, tuple[Reason, ...]]:
    value = ratio_of(facts, entry.quantity)
    if value is None:
        why = Reason("why.divisor", {"to": entry.quantity.to or entry.quantity.of})
        if_none = entry.quantity.if_none
        reasons = (why, Reason(f"why.deduct.if_none.{if_none or 'zero'}", {}))
        return {"full": 0, "not_applicable": None}.get(if_none, WIPED), reasons
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
    return cost, (Reason(f"why.deduct.step.{entry.beyond}", args),) if cost else ()


def _cost_formula(entry: Entry, sheet: Formulas) -> tuple[Formula, Formula, Formula]:
    """Return formulas: the cost of an entry, whether it makes the criterion 0, whether it is dropped."""
    worth = literal(entry.points)
    match entry:
        case Occurrence(fact, _):
            return sheet.cell(Formula(f"MAX(0,{sheet.number(fact)})*{worth}")), NO, NO
        case Once(condition, _):
            from evaluator.conditions.excel import truth as truth_formula  # only workbooks have formulas

            return if_(truth_formula(condition, sheet).fails, NO, worth), NO, NO
        case Missing(fact, None, _):
            lack = total(
                f"{sheet.applies(fact, option)}*(1-{sheet.tick(fact, option)})"
                for option in sheet.options(fact)
            )
            return sheet.cell(Formula(f"({lack})*{worth}")), NO, NO
        case Missing(fact, expected, _):
            assert expected is not None
            return (
                sheet.cell(Formula(f"MAX(0,{amount(sheet, expected)}-{sheet.number(fact)})*{worth}")),
                NO,
                NO,
            )
    value, nothing = ratio(sheet, entry.quantity)
    limit = amount(sheet, entry.limit)
    distance = f"{limit}-{value}" if entry.beyond == "below" else f"{value}-{limit}"
    digits = NUMBER_DIGITS if entry.quantity.to is None and not entry.limit.percent else RATIO_DIGITS
    cost = f"{steps(Formula(f'ROUND({distance},{digits})'), entry.per, entry.part)}*{worth}"
    if_none = entry.quantity.if_none
    return (
        sheet.cell(if_(nothing, NO, cost)),
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
        case DeductionStep():
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
    """Read the entries. Their total cost may exceed the points: the award is never below 0."""
    assert isinstance(node, Table)
    entries: list[Entry] = []
    entry_list = node.entries.get("each")
    if isinstance(entry_list, Items):
        entries.extend(_entry(entry_node, reader) for entry_node in entry_list.nodes)
    missing = node.entries.get("missing")
    if isinstance(missing, Items):
        entries.extend(_expected(entry_node, reader) for entry_node in missing.nodes)
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
    return DeductionStep(
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
