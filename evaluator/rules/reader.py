"""Read nodes of a guideline as amounts, quantities and conditions, and collect their problems.

The schema has already checked the structure; this module looks up names and compares types.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.base.folding import folded
from evaluator.model.condition import (
    And,
    Comparison,
    Condition,
    CriterionTest,
    KeyItemTest,
    Not,
    Operand,
    Or,
    Quantity,
    SectionTest,
    Test,
)
from evaluator.model.guideline import Column, Fact, Ledger
from evaluator.model.rule import Rule
from evaluator.model.values import NUMERIC, Amount, Place
from evaluator.texts.problem import Problem, nearest
from evaluator.yaml.parse import Items, Node, Scalar, Table

COUNTABLE = NUMERIC | {"boolean", "set"}
"""Types usable where a number is wanted: a boolean is 1 or 0, a set its size."""
ORDERED = COUNTABLE | {"date"}
_NUMBERS_BEGIN = tuple("+-.0123456789０１２３４５６７８９")
OPERATORS = ("is", "is_not", "in", "has", "at_least", "above", "at_most", "below", "is_given", "within")
TRUE = frozenset({"true", "yes", "是", "True", "TRUE"})
FALSE = frozenset({"false", "no", "否", "False", "FALSE"})


def place_of(node: Node) -> Place:
    """Return a node's position in its file."""
    return Place(node.line, node.column)


def text_of(node: Node | None) -> str:
    """Return a scalar's text, '' when it is absent."""
    return node.text if isinstance(node, Scalar) else ""


def flag_of(node: Node | None) -> bool:
    """Return a boolean scalar, False when it is absent."""
    return isinstance(node, Scalar) and node.text in TRUE


def day(text: str) -> date | None:
    """Return the date written as `2025-07-01`, or None."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


RuleReader = Callable[[Node, "Reader", Number], Rule]
"""Reads a rule worth so many points; the registry of rules hands it down, since it imports every rule."""


class Reader:
    """Reads the parts that rules and criteria share, and collects their problems."""

    def __init__(
        self,
        shown: str,
        facts: Mapping[str, Fact],
        ledgers: Mapping[str, Ledger],
        places: int = 2,
        read_rule: RuleReader | None = None,
    ) -> None:
        """Read for the file *shown*, with these facts and ledgers, points written at *places*.

        *read_rule* reads rules inside rules (`sum`); without it there are none.
        """
        self.shown = shown
        self.read_rule = read_rule
        self.places = places
        self.facts = facts
        self.ledgers = ledgers
        self.problems: list[Problem] = []
        self.used: set[str] = set()
        """Facts that are read by some rule, condition or fact."""
        self.tables: set[str] = set()
        """Ledgers a rule reads row by row."""
        self.asks_for_full = True
        """Whether full points must be within reach, as everywhere but in deductions."""

    def part(self, node: Node, points: Number) -> Rule:
        """Return the rule of one part of a rule."""
        assert self.read_rule is not None
        return self.read_rule(node, self, points)

    def problem(self, code: str, node: Node | Place, hint_key: str = "", **args: str) -> None:
        """Add a problem at *node*."""
        self.problems.append(Problem(code, self.shown, node.line, node.column, args=args, hint_key=hint_key))

    def unknown(self, code: str, node: Node, name: str, names: Iterable[str], **args: str) -> None:
        """Add a problem for an unknown name, with the nearest of *names* as hint."""
        near = nearest(name, list(names))
        if near is None:
            self.problem(code, node, name=name, **args)
        else:
            self.problem(code, node, "did-you-mean", name=name, near=near, **args)

    def one_of(self, table: Table, *keys: str) -> None:
        """Add a problem for every key but the first of keys that exclude each other."""
        there = [key for key in keys if key in table.entries]
        for key in there[1:]:
            self.problem("not-together", table.keys[key], key=key, other=there[0])

    def number(self, node: Node) -> Number:
        """Return the exact number of a scalar; 0, with a problem, where it is not written as a number."""
        value = exact.parse(text_of(node))
        if value is None:
            self.problem("not-a-number", node, found=text_of(node))
            return 0
        return value

    def writable(self, value: Number, node: Node | Place) -> None:
        """Add a problem for points that cannot be written at the guideline's places."""
        if exact.rounded(value, self.places, "half_up") != value:
            self.problem("not-writable", node, value=exact.text(value), places=str(self.places))

    def reaches(self, best: Number, points: Number, node: Node) -> None:
        """Add a problem for a rule that can never award its full points."""
        if best < points and self.asks_for_full:
            self.problem("full-points-unreachable", node, points=exact.text(points), best=exact.text(best))

    def most(self, fact: Fact | None) -> Number | None:
        """Return the largest number a fact can count as, None when nothing bounds it."""
        if fact is None:
            return None
        if fact.type in ("set", "boolean"):
            return len(fact.choices) or 1
        return None if fact.at_most is None else fact.at_most.constant

    def fact(self, node: Node, types: Collection[str]) -> str:
        """Return the fact a scalar names, with a problem where it is unknown or of the wrong type."""
        name = text_of(node)
        fact = self.facts.get(name)
        if fact is None:
            self.unknown("unknown-fact", node, name, self.facts)
            return name
        self.used.add(name)
        if fact.type not in types:
            self.problem("fact-type", node, name=name, type=fact.type, wanted=" / ".join(sorted(types)))
        return name

    def amount(self, node: Node, like: Fact | None = None) -> Amount:
        """Return an amount: a number, a share, a fact, or a fact with `times` and `per`.

        *like* is the fact it is compared with: a share wants a share (`93%`), others a bare number.
        """
        place = place_of(node)
        if isinstance(node, Table):
            times = self.number(node.entries["times"]) if "times" in node.entries else 1
            per = self.number(node.entries["per"]) if "per" in node.entries else 1
            return Amount(None, self.fact(node.entries["fact"], COUNTABLE), times, per, place=place)
        text = text_of(node)
        value = exact.parse(text)
        if value is not None:
            if like is not None and like.type == "share" and value != 0:
                self.problem("share-wanted", node, found=text, example=f"{text}%")
            return Amount(value, place=place)
        share = exact.share(text)
        if share is not None:
            if like is not None and like.type in NUMERIC and like.type != "share":
                self.problem("number-wanted", node, found=text)
            return Amount(exact.simple(share), percent=True, place=place)
        if text not in self.facts and text[:1] in _NUMBERS_BEGIN:
            self.problem("not-a-number", node, found=text)
            return Amount(None, text, place=place)
        return Amount(None, self.fact(node, COUNTABLE), place=place)

    def quantity(self, table: Table, types: Collection[str] = COUNTABLE) -> Quantity:
        """Return `{fact}` or `{of, to, if_none}`."""
        if "fact" in table.entries:
            node = table.entries["fact"]
            return Quantity(Amount(None, self.fact(node, types), place=place_of(node)))
        to = self.amount(table.entries["to"]) if "to" in table.entries else None
        if_none = text_of(table.entries.get("if_none"))
        # Editors that read YAML 1.1 turn `yes` into `true`.
        if_none = "yes" if if_none in TRUE else "no" if if_none in FALSE else if_none
        return Quantity(self.amount(table.entries["of"]), to, if_none)

    def divides_safely(self, quantity: Quantity, node: Node) -> None:
        """Add a problem for a divisor that can be 0 without an `if_none`."""
        to = quantity.to
        if to is None or quantity.if_none or not self.can_be_zero(to):
            return
        self.problem("if-none-missing", node, name=to.fact or exact.text(to.constant or 0))

    def can_be_zero(self, amount: Amount) -> bool:
        """Return whether an amount may be 0, from its constant or its fact's lower bound."""
        if amount.constant is not None:
            return amount.constant == 0
        if amount.times == 0:
            return True
        fact = self.facts.get(amount.fact)
        if fact is None:
            return False
        low = fact.at_least
        return low is None or low.constant is None or low.constant <= 0

    def fact_of(self, quantity: Quantity | None) -> Fact | None:
        """Return the fact of a plain quantity, None for a ratio."""
        if quantity is None or quantity.to is not None:
            return None
        return self.facts.get(quantity.of.fact)

    def condition(self, node: Node, *, ceiling: bool = False, ledger: Ledger | None = None) -> Condition:
        """Return a condition; ceilings may ask about scored nodes, ledger rows about columns."""
        if not isinstance(node, Table):
            raise TypeError("the schema lets only mappings through")
        entries = node.entries
        place = place_of(node)
        for key, joined in (("all", And), ("any", Or)):
            if key in entries:
                parts = entries[key]
                nodes = parts.nodes if isinstance(parts, Items) else []
                return joined(tuple(self.condition(part, ceiling=ceiling, ledger=ledger) for part in nodes))
        if "not" in entries:
            return Not(self.condition(entries["not"], ceiling=ceiling, ledger=ledger))
        if (
            "section" in entries
            or "any_section" in entries
            or "criterion" in entries
            or ("any_key_item" in entries)
        ):
            if not ceiling:
                self.problem("only-in-ceilings", node, key=next(iter(entries)))
            return self._scored_node(node, place)
        if "column" in entries:
            return self._column_test(node, ledger, place)
        if ledger is not None:
            self.problem("only-columns-in-rows", node)
        quantity = self.quantity(
            node, types=("integer", "number", "share", "boolean", "choice", "set", "date", "text")
        )
        fact = self.fact_of(quantity)
        if quantity.to is not None:
            self.divides_safely(quantity, node)
        comparisons = tuple(
            self._comparison(key, node.entries[key], fact, quantity)
            for key in OPERATORS
            if key in node.entries
        )
        if not comparisons:
            # `{fact: x}` alone asks whether a boolean is true.
            if fact is not None and fact.type != "boolean":
                self.problem("operator-missing", node, name=fact.name)
            comparisons = (Comparison("is", operand=True),)
        return Test(quantity, "", comparisons, place)

    def _scored_node(self, node: Table, place: Place) -> Condition:
        entries = node.entries
        if "section" in entries:
            share = self.amount(entries["share_below"])
            return SectionTest(text_of(entries["section"]), 0, share, place_of(entries["section"]))
        if "any_section" in entries:
            inner = entries["any_section"]
            table = inner.entries if isinstance(inner, Table) else {}
            level = int(self.number(table["level"])) if "level" in table else 1
            return SectionTest("", level, self.amount(table["share_below"]), place)
        if "criterion" in entries:
            points = self.amount(entries["points_below"])
            return CriterionTest(text_of(entries["criterion"]), points, place_of(entries["criterion"]))
        return KeyItemTest(text_of(entries["any_key_item"]), place)

    def _column_test(self, node: Table, ledger: Ledger | None, place: Place) -> Condition:
        name = text_of(node.entries["column"])
        column: Column | None = None
        if ledger is None:
            self.problem("only-in-rows", node, key="column")
        else:
            column = ledger.columns.get(name)
            if column is None:
                self.unknown("unknown-column", node.entries["column"], name, ledger.columns, ledger=ledger.id)
        comparisons = tuple(
            self._column_comparison(key, node.entries[key], column)
            for key in OPERATORS
            if key in node.entries
        )
        if not comparisons:
            if column is not None and column.type != "boolean":
                self.problem("operator-missing", node, name=column.id)
            comparisons = (Comparison("is", operand=True),)
        return Test(None, name, comparisons, place)

    def _comparison(self, key: str, node: Node, fact: Fact | None, quantity: Quantity) -> Comparison:
        if key == "is_given":
            return Comparison(key, operand=text_of(node) not in FALSE)
        if fact is None:
            if quantity.to is None:
                # The unknown fact has been reported; without its type the operand cannot be read.
                return Comparison(key, Amount(0))
            if key in ("in", "has") or isinstance(node, Items):
                self.problem("operator-type", node, operator=key, type="number")
                return Comparison("is", Amount(0))
            return Comparison(key, self.amount(node))
        return Comparison(key, self._operand(key, node, fact.type, fact.choices, fact))

    def _column_comparison(self, key: str, node: Node, column: Column | None) -> Comparison:
        if key == "is_given":
            return Comparison(key, operand=text_of(node) not in FALSE)
        if key == "within":
            if column is not None and column.type != "date":
                self.problem("operator-type", node, operator=key, type=column.type)
            return Comparison(key, operand="period")
        if column is None:
            return Comparison(key, operand=text_of(node))
        return Comparison(key, self._operand(key, node, column.type, column.choices, None))

    def _operand(
        self, key: str, node: Node, kind: str, choices: Mapping[str, str], fact: Fact | None
    ) -> Operand:
        allowed = {
            "is": True,
            "is_not": True,
            "in": kind in ("choice", "text"),
            "has": kind == "set",
            "within": False,
        }.get(key, kind in ORDERED)
        if not allowed:
            self.problem("operator-type", node, operator=key, type=kind)
            return ""
        if isinstance(node, Items):
            if key in ("in", "has") or kind == "set":
                return tuple(
                    self.option(element, choices) if choices else text_of(element) for element in node.nodes
                )
            self.problem("operator-type", node, operator=key, type=kind)
            return ""
        if kind == "boolean" and key in ("is", "is_not"):  # else a number is wanted: yes is 1, no is 0
            text = text_of(node)
            if text not in TRUE | FALSE:
                self.problem("not-yes-or-no", node, found=text)
            return text in TRUE
        if kind == "choice" or (kind == "set" and key in ("has", "is", "is_not")):
            option = self.option(node, choices)
            return (option,) if kind == "set" else option
        if kind == "text":
            return text_of(node)
        if kind == "date":
            value = day(text_of(node))
            if value is None:
                self.problem("not-a-date", node, found=text_of(node))
                return ""
            return value
        if fact is None:
            # Ledger rows compare with numbers only; they cannot name facts.
            return Amount(self.number(node)) if exact.share(text_of(node)) is None else self.amount(node)
        return self.amount(node, fact)

    def option(self, node: Node, choices: Mapping[str, str]) -> str:
        """Return the option a scalar names by id or title, with a problem where it is unknown."""
        text = text_of(node)
        if text in choices:
            return text
        for option, title in choices.items():
            if folded(title) == folded(text):
                return option
        self.unknown("unknown-option", node, text, [*choices, *choices.values()])
        return text
