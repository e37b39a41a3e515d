"""Put rules, conditions and reasons into words, in the guideline's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Final, Protocol, TypeGuard

from evaluator.base import exact
from evaluator.base.exact import Number, short, written
from evaluator.base.frozen import replace
from evaluator.base.masking import mask
from evaluator.base.once import lazy_pattern, once
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
from evaluator.model.guideline import Column, Fact, Guideline, Ledger
from evaluator.model.rule import Chosen, Had, Named, Nth, Percent, Reason, Rule
from evaluator.model.values import NUMERIC, Amount, Value
from evaluator.texts import Language
from evaluator.texts.sentences import SENTENCES

ABOUT: Final = "≈"
"""The prefix of a figure that was rounded for reading."""
OPPOSITES: Final = {
    "is": "is_not",
    "is_not": "is",
    "has": "has_not",
    "in": "not_in",
    "at_least": "below",
    "above": "at_most",
    "at_most": "above",
    "below": "at_least",
    "is_given": "is_given",
}
"""What an operator under `not` is called, so that nobody has to turn it around."""

MASKED = "***"


_FIELD: Final = lazy_pattern(r"\{(\w+)\}")
_EQUAL: Final = "= "
"""What stands before a figure that a sentence says another to be equal to."""


class BandLike(Protocol):
    """A band of a `tiers` rule."""

    @property
    def low(self) -> Amount | None:
        """The lower bound."""

    @property
    def low_included(self) -> bool:
        """Whether the lower bound belongs to it."""

    @property
    def high(self) -> Amount | None:
        """The upper bound."""

    @property
    def high_included(self) -> bool:
        """Whether the upper bound belongs to it."""


def is_band(value: object) -> TypeGuard[BandLike]:
    """Return whether a field of a reason is a band of a `tiers` rule."""
    return hasattr(value, "low_included")


def rule_words(rule: Rule, words: Words, points: Number) -> str:
    """Put a rule that is worth *points* into words."""
    return rule.words(words, points)


def percent(value: Number) -> str:
    """Return a share as a percentage: exact up to two decimals, else rounded and marked with ≈."""
    return exact.percent(value, ABOUT)


def plain(value: Number) -> str:
    """Return a number for reading: exact where it is a short decimal, else rounded and marked with ≈."""
    return short(value, 4) or f"{ABOUT}{written(value, 2, 'half_up')}"


@cache
def _form(key: str, lang: Language) -> tuple[str, tuple[str, ...], tuple[int, ...]]:
    """Return a sentence with `%s` for its fields, their names, and which of them stood after `= `."""
    sentence = SENTENCES.sentence(key, lang)
    parts = _FIELD.split(sentence)
    if len(parts) == 1:
        return sentence, (), ()
    texts, names = parts[::2], tuple(parts[1::2])
    equal = tuple(number for number, text in enumerate(texts[:-1]) if text.endswith(_EQUAL))
    for number in equal:
        texts[number] = texts[number].removesuffix(_EQUAL)
    return "%s".join(text.replace("%", "%%") for text in texts), names, equal


def _put(form: str, equal: Iterable[int], values: list[object]) -> str:
    """Return a sentence with its fields; `= ` stands before those that are *equal*, if they are exact."""
    for number in equal:
        value = values[number]
        if not (isinstance(value, str) and value.startswith(ABOUT)):  # `2 ÷ 3 ≈66.67%`, not `= ≈66.67%`
            values[number] = f"{_EQUAL}{value}"
    return form % (*values,)


class Words:
    """Puts the parts of a guideline, and values of its facts, into words."""

    def __init__(self, guideline: Guideline) -> None:
        """Use the guideline's language and titles."""
        self.lang: Language = "en" if guideline.language == "en" else "zh"
        self.facts: Mapping[str, Fact] = guideline.facts
        self.ledgers: Mapping[str, Ledger] = guideline.ledgers
        self.roles: Mapping[str, str] = guideline.roles
        self.titles = {section.id: section.title for section in guideline.walk()}
        self.titles |= {criterion.id: criterion.title for criterion in guideline.criteria()}
        self._phrase = once(self._unchanging)
        self._by_kind: Mapping[type, Callable[[Any], str]] = {
            int: str,
            Fraction: plain,
            str: self._text,
            Percent: lambda share: percent(share.value),
            Named: lambda named: self.title(named.fact),
            Had: lambda had: self.value(had.fact, had.value),
            Chosen: lambda chosen: self.options(chosen.fact, chosen.options),
            Nth: lambda part: self.say("part.nth", position=part.position),
        }

    def say(self, key: str, /, **fields: object) -> str:
        """Return the sentence *key* with its fields filled in."""
        return self.filled(key, fields)

    def filled(self, key: str, fields: Mapping[str, object]) -> str:
        """Return the sentence *key* with *fields* filled in."""
        form, names, equal = _form(key, self.lang)
        return form if not names else _put(form, equal, [fields[name] for name in names])

    def joined(self, parts: Iterable[str], key: str = "list.separator") -> str:
        """Join parts as the language does."""
        return self.say(key).join(parts)

    def bracketed(self, text: str) -> str:
        """Return a text in brackets, nothing for an empty text."""
        return self.say("list.bracketed", text=text) if text else ""

    def number(self, value: Number) -> str:
        """Write a number."""
        return plain(value)

    def title(self, fact: str) -> str:
        """Return a fact's title."""
        return self.facts[fact].title if fact in self.facts else self.titles.get(fact, fact)

    def role(self, role: str) -> str:
        """Return a role's title."""
        return self.roles.get(role) or self.say(f"role.{role}")

    def unit(self, fact: str) -> str:
        """Return a fact's unit."""
        return self.facts[fact].unit if fact in self.facts else ""

    def options(self, fact: str, options: Iterable[str]) -> str:
        """Return the titles of options; masked where the fact is private."""
        declared = self.facts[fact]
        if declared.private:
            return MASKED
        return self.joined((declared.choices.get(option, option) for option in options), "list.items")

    def awards(self, fact: str, award: Mapping[str, Number]) -> str:
        """Return the points of each option in words."""
        choices = self.facts[fact].choices
        return self.joined(
            f"{choices.get(option, option)} {self.number(points)}" for option, points in award.items()
        )

    def amount(self, amount: Amount | None) -> str:
        """Put an amount into words."""
        if amount is None:
            return ""
        if amount.constant is not None:
            return percent(amount.constant) if amount.percent else self.number(amount.constant)
        phrase = self.title(amount.fact)
        if amount.times != 1:
            phrase += f"×{self.number(amount.times)}"
        if amount.per != 1:
            phrase += f"÷{self.number(amount.per)}"
        return phrase

    def limit(self, amount: Amount) -> str:
        """Put the limit of a share into words; a bare number is the share itself."""
        return self.amount(amount)

    def quantity(self, quantity: Quantity) -> str:
        """Put a fact or a ratio into words."""
        if quantity.to is None:
            return self.amount(quantity.of)
        return f"{self._factor(quantity.of)}÷{self._factor(quantity.to)}"

    def _factor(self, amount: Amount) -> str:
        phrase = self.amount(amount)
        return phrase if amount.times == 1 == amount.per else self.bracketed(phrase).strip()

    def set_share(self, fact: str) -> str:
        """Put the share of chosen options among those that apply into words."""
        return self.say("rule.set_share", fact=self.title(fact))

    def if_none(self, quantity: Quantity, family: str = "rule.if_none") -> str:
        """Put the meaning of a divisor of 0 into words."""
        if quantity.to is None or not quantity.if_none:
            return ""
        return self.say(f"{family}.{quantity.if_none}", to=self.amount(quantity.to))

    def part(self, part: str) -> str:
        """Return in words what an incomplete unit is worth, if it is worth anything."""
        return "" if part == "whole" else self.say(f"rule.part.{part}")

    def band(self, band: BandLike) -> str:
        """Return a band's bounds, in the legal sense of 以上 and 以下."""
        if band.low is not None and band.high is not None:
            left, right = "[" if band.low_included else "(", "]" if band.high_included else ")"
            return f"{left}{self.limit(band.low)}, {self.limit(band.high)}{right}"
        if band.low is not None:
            return f"{'≥' if band.low_included else '>'}{self.limit(band.low)}"
        if band.high is not None:
            return f"{'≤' if band.high_included else '<'}{self.limit(band.high)}"
        return ""

    def bounds(self, band: BandLike, quantity: Quantity) -> str:
        """Return a band's bounds as a reader says them: 达到 60㎡."""
        fact = self.facts.get(quantity.of.fact) if quantity.to is None else None
        unit = fact.unit if fact is not None and fact.type in NUMERIC and fact.type != "share" else ""
        low = "" if band.low is None else self.limit(band.low) + ("" if band.low.percent else unit)
        high = "" if band.high is None else self.limit(band.high) + ("" if band.high.percent else unit)
        if low and high:
            return self.say("band.between", low=low, high=high)
        if low:
            return self.say("band.at_least" if band.low_included else "band.above", low=low)
        return self.say("band.at_most" if band.high_included else "band.below", high=high) if high else ""

    def value(self, fact: str, value: Value | None) -> str:
        """Write a fact's value for reading: titles, unit, masked where private."""
        if value is None:
            return self.say("value.blank")
        declared = self.facts.get(fact)
        if declared is None:
            return str(value)
        if declared.private:
            return mask(value) if isinstance(value, str) else MASKED
        if value.__class__ is int and declared.type != "share":  # as most are
            return f"{value}{declared.unit}"
        if isinstance(value, bool):
            return self.say("value.yes" if value else "value.no")
        if isinstance(value, str):
            return declared.choices.get(value, value)
        if isinstance(value, frozenset):
            chosen = [option for option in declared.choices if option in value]
            return self.options(fact, chosen) if chosen else self.say("value.none_chosen")
        if isinstance(value, date):
            return value.isoformat()
        return percent(value) if declared.type == "share" else f"{self.number(value)}{declared.unit}"

    def condition(self, condition: Condition, ledger: str = "") -> str:
        """Put a condition into words; a condition on rows uses the column titles of its *ledger*."""
        match condition:
            case And(parts):
                return self.joined((self._inner(part, ledger) for part in parts), "condition.all")
            case Or(parts):
                return self.joined((self._inner(part, ledger) for part in parts), "condition.any")
            case Not(Test(comparisons=(Comparison(operator=operator) as comparison,)) as test) if (
                operator in OPPOSITES
            ):
                operand = comparison.operand
                opposite = replace(
                    comparison,
                    operator=OPPOSITES[operator],
                    operand=not operand if operator == "is_given" else operand,
                )
                return self._test(replace(test, comparisons=(opposite,)), ledger)
            case Not(part):
                return self.say("condition.not", part=self._inner(part, ledger))
            case SectionTest():
                limit = self.amount(condition.share_below)
                if condition.section:
                    name = self.titles.get(condition.section, condition.section)
                    return self.say("condition.section", section=name, limit=limit)
                key = f"level.{condition.level}"
                level = self.say(key) if key in SENTENCES else condition.level
                return self.say("condition.any_section", level=level, limit=limit)
            case CriterionTest():
                name = self.titles.get(condition.criterion, condition.criterion)
                return self.say(
                    "condition.criterion", criterion=name, limit=self.amount(condition.points_below)
                )
            case KeyItemTest():
                return self.say("condition.key_item", outcome=self.say(f"outcome.{condition.outcome}"))
            case Test():
                return self._test(condition, ledger)

    def _inner(self, condition: Condition, ledger: str) -> str:
        phrase = self.condition(condition, ledger)
        return self.bracketed(phrase).strip() if isinstance(condition, And | Or) else phrase

    def _test(self, test: Test, ledger: str) -> str:
        about: Fact | Column | None
        if test.quantity is None:
            about = self.ledgers[ledger].columns.get(test.column) if ledger in self.ledgers else None
            subject = test.column if about is None else about.title
        else:
            subject = self.quantity(test.quantity)
            about = self.facts.get(test.quantity.of.fact) if test.quantity.to is None else None
        return self.joined(
            (self._comparison(subject, comparison, about) for comparison in test.comparisons), "condition.all"
        )

    def _comparison(self, subject: str, comparison: Comparison, about: Fact | Column | None) -> str:
        if comparison.operator == "is_given":
            return self.say(
                "condition.given" if comparison.operand else "condition.not_given", subject=subject
            )
        if comparison.operator == "within":
            return self.say("condition.within", subject=subject)
        if isinstance(comparison.operand, bool):
            key = (
                "condition.true" if comparison.operand is (comparison.operator == "is") else "condition.false"
            )
            return self.say(key, subject=subject)
        # A share is written with its percent sign, another fact with its own unit.
        bare = (
            isinstance(comparison.operand, Amount)
            and comparison.operand.constant is not None
            and not comparison.operand.percent
        )
        unit = about.unit if bare and isinstance(about, Fact) and about.type in NUMERIC else ""
        choices = about.choices if about is not None else {}
        operand = self._operand(comparison.operand, choices) + unit
        key = f"condition.{comparison.operator}"
        of_days = isinstance(comparison.operand, date) or (about is not None and about.type == "date")
        return self.say(
            f"{key}.day" if of_days and f"{key}.day" in SENTENCES else key, subject=subject, operand=operand
        )

    def _operand(self, operand: Operand, choices: Mapping[str, str]) -> str:
        match operand:
            case Amount():
                return self.amount(operand)
            case tuple():
                return self.joined((choices.get(option, option) for option in operand), "list.items")
            case date():
                return operand.isoformat()
            case _:
                return choices.get(str(operand), str(operand))

    def reason(
        self, reason: Reason, key: str = "", without: str = "", own: Mapping[str, str] | None = None
    ) -> str:
        """Put a reason into words, by its own sentence or the one named *key*.

        Fields are shown *without* such a prefix, except those that have words of their *own*.
        """
        form, names, equal = _form(key or reason.key, self.lang)
        if not names:
            return form
        args, argument = reason.args, self.argument
        values: list[object] = [
            value if (value := args[name]).__class__ is int else argument(value)  # as most are
            for name in names
        ]
        if without:
            values = [value.removeprefix(without) if isinstance(value, str) else value for value in values]
        if own:
            values = [own.get(name, value) for name, value in zip(names, values, strict=True)]
        return _put(form, equal, values)

    def argument(self, value: object) -> str:
        """Put one field of a reason into words."""
        in_words = self._by_kind.get(value.__class__)
        if in_words is not None:
            return in_words(value)
        return self._text(value) if isinstance(value, str) else self._phrase(value)

    def _text(self, value: str) -> str:
        return self.ledgers[value].title if value in self.ledgers else value

    def _unchanging(self, value: object) -> str:
        """Put into words what stands in the guideline, whatever the station."""
        if isinstance(value, Amount):
            return self.amount(value)
        if isinstance(value, Quantity):
            return self.quantity(value)
        if isinstance(value, Test | SectionTest | CriterionTest | KeyItemTest | And | Or | Not):
            return self.condition(value)
        return self.band(value) if is_band(value) else str(value)
