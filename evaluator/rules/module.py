"""What a rule's file must hold; `mypy evaluator` fails for a rule without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from evaluator.base.exact import Number
from evaluator.conditions.formulas import Formula, Formulas
from evaluator.conditions.wording import Words
from evaluator.model.rule import Rule
from evaluator.rules.marked import MarkForm
from evaluator.rules.reader import Reader
from evaluator.yaml.parse import Node


class DeclaredRule(Rule, Protocol):
    """A rule as its file declares it."""

    def formula(self, sheet: Formulas, points: Number) -> Formula:
        """Return the award as a formula. Needed facts have values."""

    def words(self, words: Words, points: Number) -> str:
        """Return the rule in the guideline's language."""


class DeclaredMarkedRule(DeclaredRule, Protocol):
    """A rule that an evaluator's mark decides, as its file declares it."""

    def form(self, points: Number) -> MarkForm:
        """Return the form in which it is marked."""


class RuleModule(Protocol):
    """A file of a rule."""

    KIND: str
    """The rule's key in YAML."""
    __doc__: str | None
    """The rule's manual page."""

    @property
    def SCHEMA(self) -> Mapping[str, object]:  # noqa: N802  # a module's constant
        """Return the JSON Schema of what stands under the key."""

    def read(self, node: Node, reader: Reader, points: Number) -> DeclaredRule:
        """Return the rule, and add to *reader* what does not hold together."""


class MarkedModule(RuleModule, Protocol):
    """A file of a rule that an evaluator's mark decides."""

    def read(self, node: Node, reader: Reader, points: Number) -> DeclaredMarkedRule:
        """Return the rule, and add to *reader* what does not hold together."""
