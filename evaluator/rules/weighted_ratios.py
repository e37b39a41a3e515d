"""`weighted_ratios` — a weighted mean of capped ratios: over-delivery on one hides no gap on another.

    rule:
      weighted_ratios:
        - {of: cases.total, to: cases.agreed, weight: 2, if_none: not_applicable}
        - {of: visits.households, to: visits.agreed, if_none: not_applicable, title: 走访}
    rule:
      weighted_ratios: {ledger: agreement, of: done, to: target, weight: weight, if_none: not_applicable}

The award is points × Σ `weight` × min(1, max(0, `of` ÷ `to`)) ÷ Σ `weight`; a weight is 1 unless said,
and not all may be 0. `of` and `to` are amounts; `title` names the entry in reasons. A blank `of` counts
0 for its entry, whatever its `to`; a blank `to` makes the whole criterion blank. For an entry whose
`to` is 0 `if_none` decides: `full` counts it as 1, `zero` as 0, `not_applicable` leaves it out with its
weight; where all entries are left out, the criterion does not apply.

In the second form the rows of `ledger` that count, each key once, are the entries, and `of`, `to` and
`weight` are columns. A ledger that is not handed in or has no rows, a target or weight that is blank or
below 0, and weights that are all 0 make the criterion blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from evaluator.base.exact import Number, limited, product, quotient
from evaluator.base.frozen import dataclass
from evaluator.conditions.formulas import (
    NA,
    NO,
    YES,
    Formula,
    Formulas,
    amount,
    and_,
    bound,
    if_,
    is_zero,
    literal,
    negated,
    or_,
    total,
)
from evaluator.conditions.truth import measure, number
from evaluator.conditions.wording import Words
from evaluator.model.condition import Quantity
from evaluator.model.guideline import Ledger
from evaluator.model.rule import Facts, Nth, Percent, Read, Reason, RuleResult, TableRead
from evaluator.model.values import NUMERIC, Amount
from evaluator.rules.base import AMOUNT, IF_NONE, NAME, NoConditions, open_award
from evaluator.rules.reader import Reader, text_of
from evaluator.yaml.parse import Items, Node, Table

KIND = "weighted_ratios"
_WEIGHT = {"type": "number", "minimum": 0}
SCHEMA = {
    "oneOf": [
        {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["of", "to"],
                "additionalProperties": False,
                "properties": {
                    "of": AMOUNT,
                    "to": AMOUNT,
                    "weight": _WEIGHT,
                    "if_none": IF_NONE,
                    "title": {"type": "string"},
                },
            },
        },
        {
            "type": "object",
            "required": ["ledger", "of", "to"],
            "additionalProperties": False,
            "properties": {"ledger": NAME, "of": NAME, "to": NAME, "weight": NAME, "if_none": IF_NONE},
        },
    ]
}


@dataclass(frozen=True, slots=True)
class RatioPart:
    """A ratio with its weight."""

    of: Amount
    to: Amount
    weight: Number
    if_none: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class WeightedRatios(NoConditions):
    """A weighted mean of capped ratios, from facts or from a ledger of targets."""

    parts: tuple[RatioPart, ...] = ()
    ledger: str = ""
    of: str = ""
    to: str = ""
    weight: str = ""
    if_none: str = ""
    label: str = ""
    """The column that names a row in reasons; never a private column."""

    kind: ClassVar[str] = KIND
    marked: ClassVar[bool] = False

    def reads(self) -> Iterator[Read]:
        """Yield the values reached, which raise the award, and the targets, which lower it."""
        for part in self.parts:
            if part.of.fact:
                yield Read(part.of.fact, 1)
            if part.to.fact:
                yield Read(part.to.fact, -1 if part.if_none in ("", "full") else 0, -1)

    def needs(self) -> tuple[str, ...]:
        """Need the targets; a blank value reached counts 0."""
        return tuple(dict.fromkeys(part.to.fact for part in self.parts if part.to.fact))

    def tables(self) -> tuple[TableRead, ...]:
        """Return the ledger of targets."""
        columns = tuple(column for column in (self.of, self.to, self.weight) if column)
        return (TableRead(self.ledger, columns),) if self.ledger else ()

    def award(self, facts: Facts, points: Number, criterion: str) -> RuleResult:
        """Award the weighted mean."""
        if self.ledger:
            return self._from_ledger(facts, points)
        waiting = tuple(
            part.of.fact
            for part in self.parts
            if part.of.fact and facts.value(part.of.fact) is None and facts.awaited(part.of.fact)
        )
        if waiting:
            return open_award(facts, waiting, points)
        entries: list[_Entry] = []
        subject: object
        for part in self.parts:
            to = measure(facts, part.to)
            assert to is not None
            subject = part.title or Quantity(part.of, part.to)
            entries.append(_Entry(subject, measure(facts, part.of), to, part.weight, part.if_none))
        return _mean(entries, points)

    def _from_ledger(self, facts: Facts, points: Number) -> RuleResult:
        rows = facts.table(self.ledger)
        if not rows:
            key = "why.ledger_missing" if rows is None else "why.ledger_empty"
            return RuleResult(0, (Reason(key, {"ledger": self.ledger}),), blank=(self.ledger,))
        entries: list[_Entry] = []
        for position, row in enumerate(rows, 1):
            to = number(row.get(self.to))
            weight = number(row.get(self.weight)) if self.weight else 1
            if to is None or weight is None or to < 0 or weight < 0:
                args: dict[str, object] = {"ledger": self.ledger, "row": position}
                return RuleResult(0, (Reason("why.target_blank", args),), blank=(self.ledger,))
            label = row.get(self.label) if self.label else None
            subject: object = label if isinstance(label, str) else Nth(position)
            entries.append(_Entry(subject, number(row.get(self.of)), to, weight, self.if_none))
        if all(entry.weight == 0 for entry in entries):
            # A station cannot make a criterion inapplicable by setting all weights to 0.
            return RuleResult(0, (Reason("why.weightless", {"ledger": self.ledger}),), blank=(self.ledger,))
        return _mean(entries, points)

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the formula: the weighted mean; a blank `of` counts 0."""
        if self.ledger:
            table = sheet.table(self.ledger, self.of, self.to, self.weight, self.if_none)
            sheet.note_blank(table.blank)
            mean = f"{literal(points)}*{table.total}/{table.weights}"
            return if_(table.blank, NO, Formula(f"IF({is_zero(table.weights)},{NA},{mean})"))
        waits = or_(*(sheet.waits(part.of.fact) for part in self.parts if part.of.fact))
        sheet.note_waits(waits)
        reached: list[str] = []
        weights: list[str] = []
        for part in self.parts:
            to, of = amount(sheet, part.to), amount(sheet, part.of)
            blank = sheet.blank(part.of.fact) if part.of.fact else NO
            nothing = is_zero(to)
            none = YES if part.if_none == "full" else NO
            share = if_(blank, NO, if_(nothing, none, Formula(f"MIN(1,MAX(0,{of}/{to}))")))
            reached.append(sheet.cell(Formula(f"{literal(part.weight)}*{share}")))
            left = and_(negated(blank), nothing) if part.if_none == "not_applicable" else NO
            weights.append(sheet.cell(if_(left, NO, literal(part.weight))))
        weight, got = sheet.cell(total(weights)), sheet.cell(total(reached))
        mean = f"IF({is_zero(weight)},{NA},{literal(points)}*{got}/{weight})"
        return if_(waits, bound(sheet, points), mean)

    def words(self, words: Words, points: Number) -> str:
        """Describe the weighted mean."""
        if self.ledger:
            ledger = words.ledgers[self.ledger]
            return words.say(
                "rule.weighted_ratios.ledger",
                ledger=ledger.title,
                of=ledger.columns[self.of].title,
                to=ledger.columns[self.to].title,
                weight=ledger.columns[self.weight].title if self.weight else "1",
                points=words.number(points),
            )
        parts = words.joined(
            words.say(
                "rule.weighted_ratios.part",
                value=part.title or words.quantity(Quantity(part.of, part.to)),
                weight=words.number(part.weight),
            )
            for part in self.parts
        )
        return words.say("rule.weighted_ratios", parts=parts, points=words.number(points))


@dataclass(frozen=True, slots=True)
class _Entry:
    subject: object
    of: Number | None
    to: Number
    weight: Number
    if_none: str


def _mean(entries: list[_Entry], points: Number) -> RuleResult:
    total: Number = 0
    weights: Number = 0
    why: list[Reason] = []
    for entry in entries:
        args: dict[str, object] = {"what": entry.subject, "weight": entry.weight, "to": entry.to}
        if entry.of is None:
            # A blank is checked before a divisor of 0 (docs/reference/arithmetic.md, one criterion).
            why.append(Reason("why.weighted.blank", args))
            share: Number = 0
        elif entry.to == 0:
            if entry.if_none == "not_applicable":
                why.append(Reason("why.weighted.left", args))
                continue
            share = 1 if entry.if_none == "full" else 0
        else:
            share = limited(quotient(entry.of, entry.to), 1)
            if share < 1:
                why.append(Reason("why.weighted.short", args | {"of": entry.of, "share": Percent(share)}))
        total += share * entry.weight
        weights += entry.weight
    if weights == 0:
        return RuleResult(0, (*why, Reason("why.weighted.none", {})), applies=False)
    mean = quotient(total, weights)
    got = product(points, mean)
    args = {"count": len(entries), "mean": Percent(mean), "points": points, "got": got}
    return RuleResult(got, (Reason("why.weighted", args), *why))


def read(node: Node, reader: Reader, points: Number) -> WeightedRatios:
    """Read the list form or the ledger form; weights must not all be 0."""
    if isinstance(node, Items):
        parts = tuple(_part(part_node, reader) for part_node in node.nodes)
        if all(part.weight == 0 for part in parts):
            reader.problem("weights-all-zero", node)
        return WeightedRatios(parts)
    assert isinstance(node, Table)
    entries = node.entries
    name = text_of(entries["ledger"])
    ledger = reader.ledgers.get(name)
    if ledger is None:
        reader.unknown("unknown-ledger", entries["ledger"], name, reader.ledgers)
        return WeightedRatios(ledger=name)
    reader.tables.add(name)
    columns = {key: _column(entries[key], reader, ledger) for key in ("of", "to", "weight") if key in entries}
    if "if_none" not in entries:
        reader.problem("if-none-missing", node, name=columns["to"])
    return WeightedRatios(
        ledger=name,
        of=columns["of"],
        to=columns["to"],
        weight=columns.get("weight", ""),
        if_none=text_of(entries.get("if_none")),
        label=_label(ledger),
    )


def _label(ledger: Ledger) -> str:
    """Return the text column that names a row: not private, and not the key where there is another."""
    texts = [column.id for column in ledger.columns.values() if column.type == "text" and not column.private]
    return next((column_id for column_id in texts if column_id != ledger.key), texts[0] if texts else "")


def _part(node: Node, reader: Reader) -> RatioPart:
    assert isinstance(node, Table)
    entries = node.entries
    quantity = Quantity(
        reader.amount(entries["of"]), reader.amount(entries["to"]), text_of(entries.get("if_none"))
    )
    reader.divides_safely(quantity, node)
    assert quantity.to is not None
    weight = reader.number(entries["weight"]) if "weight" in entries else 1
    return RatioPart(quantity.of, quantity.to, weight, quantity.if_none, text_of(entries.get("title")))


def _column(node: Node, reader: Reader, ledger: Ledger) -> str:
    name = text_of(node)
    column = ledger.columns.get(name)
    if column is None:
        reader.unknown("unknown-column", node, name, ledger.columns, ledger=ledger.id)
    elif column.type not in NUMERIC:
        reader.problem("fact-type", node, name=name, type=column.type, wanted="number")
    return name
