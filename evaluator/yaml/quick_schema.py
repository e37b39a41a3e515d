"""Accept documents of our schemas without a library, whose import takes longer than checking a few files.

What is not accepted is left to the library, which alone says what is wrong. Keywords mean what they mean in
Draft 2020-12; a test holds both to each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final

Schema = Mapping[str, Any]
Accepts = Callable[[object], bool]

_SILENT: Final = frozenset({"$schema", "$defs", "title", "description", "x-form"})
"""Keywords that refuse nothing."""
_CLASSES: Final[Mapping[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, Decimal),
    "boolean": (bool,),
    "null": (type(None),),
}


class Unsure(Exception):
    """The schema has a keyword that is not known here."""


def acceptance(schema: Schema) -> Accepts:
    """Return a function that tells of a document whether it surely is valid. Raises Unsure."""
    return _Compiler(schema).compiled(schema)


class _Compiler:
    def __init__(self, root: Schema) -> None:
        self.root = root
        self.made: dict[int, Accepts] = {}

    def compiled(self, schema: Schema | bool) -> Accepts:
        if isinstance(schema, bool):
            return lambda _: schema
        made = self.made.get(id(schema))
        if made is None:
            self.made[id(schema)] = partial(self._later, id(schema))
            made = self.made[id(schema)] = self._all([*self._tests(schema)])
        return made

    def _later(self, schema: int, document: object) -> bool:
        """Stand for what refers to itself while it is made."""
        return self.made[schema](document)

    @staticmethod
    def _all(tests: list[Accepts]) -> Accepts:
        if len(tests) == 1:
            return tests[0]
        if len(tests) == 2:
            first, second = tests
            return lambda document: first(document) and second(document)
        if len(tests) == 3:
            first, second, third = tests
            return lambda document: first(document) and second(document) and third(document)

        def passes(document: object) -> bool:
            for test in tests:  # noqa: SIM110 - half the time of `all`
                if not test(document):
                    return False
            return True

        return passes

    def _tests(self, schema: Schema) -> list[Accepts]:
        tests: list[Accepts] = []
        for keyword, value in schema.items():
            if keyword in _SILENT or keyword in ("properties", "additionalProperties"):
                continue
            tests.append(self._keyword(keyword, value))
        if "properties" in schema or "additionalProperties" in schema:
            tests.append(self._members(schema))
        return tests

    def _keyword(self, keyword: str, value: Any) -> Accepts:  # noqa: ANN401 - any JSON value
        match keyword:
            case "type":
                return _typed([value] if isinstance(value, str) else value)
            case "$ref":
                return self.compiled(self._target(value))
            case "required":
                needed = frozenset(value)
                return lambda document: not isinstance(document, dict) or document.keys() >= needed
            case "enum" if all(isinstance(choice, str | bool | None) for choice in value):
                # True is no 1, though Python takes them for equal.
                kinds = {(type(choice), choice) for choice in value}
                return lambda document: (
                    isinstance(document, str | bool | None) and (type(document), document) in kinds
                )
            case "minLength":
                return lambda document: not isinstance(document, str) or len(document) >= value
            case "minItems":
                return lambda document: not isinstance(document, list) or len(document) >= value
            case "minProperties":
                return lambda document: not isinstance(document, dict) or len(document) >= value
            case "maxProperties":
                return lambda document: not isinstance(document, dict) or len(document) <= value
            case "minimum":
                return lambda document: not isinstance(document, int | Decimal) or document >= value
            case "exclusiveMinimum":
                return lambda document: not isinstance(document, int | Decimal) or document > value
            case "maximum":
                return lambda document: not isinstance(document, int | Decimal) or document <= value
            case "items":
                inner = self.compiled(value)
                return lambda document: not isinstance(document, list) or all(map(inner, document))
            case "propertyNames":
                inner = self.compiled(value)
                return lambda document: not isinstance(document, dict) or all(map(inner, document))
            case "anyOf" | "oneOf":
                inners = [self.compiled(branch) for branch in value]
                return _any(inners) if keyword == "anyOf" else _single(inners)
            case "const":
                return self._keyword("enum", [value])
            case "pattern":
                search = re.compile(value).search
                return lambda document: not isinstance(document, str) or search(document) is not None
            case "dependentRequired":
                return lambda document: (
                    not isinstance(document, dict)
                    or all(set(needed) <= document.keys() for key, needed in value.items() if key in document)
                )
        raise Unsure(keyword)

    def _target(self, reference: str) -> Schema:
        if not reference.startswith("#/"):
            raise Unsure(reference)
        target: Any = self.root
        for step in reference[2:].split("/"):
            target = target[step]
        assert isinstance(target, dict)
        return target

    def _members(self, schema: Schema) -> Accepts:
        """Return the test of a mapping's values."""
        named = {key: self.compiled(inner) for key, inner in schema.get("properties", {}).items()}
        others = self.compiled(schema.get("additionalProperties", True))

        def members(document: object) -> bool:
            if not isinstance(document, dict):
                return True
            for key, value in document.items():  # noqa: SIM110 - as above
                if not named.get(key, others)(value):
                    return False
            return True

        return members


def _any(tests: list[Accepts]) -> Accepts:
    def passes(document: object) -> bool:
        for test in tests:  # noqa: SIM110 - as above
            if test(document):
                return True
        return False

    return passes


def _single(tests: list[Accepts]) -> Accepts:
    def passes(document: object) -> bool:
        passed = False
        for test in tests:
            if test(document):
                if passed:
                    return False
                passed = True
        return passed

    return passes


def _typed(names: list[str]) -> Accepts:
    classes = frozenset(kind for name in names for kind in _CLASSES[name])
    if "integer" not in names or "number" in names:
        return lambda document: document.__class__ in classes
    return lambda document: (
        document.__class__ in classes
        or (isinstance(document, Decimal) and document == document.to_integral_value())
    )
