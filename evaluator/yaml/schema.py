"""Check the structure of a document against a JSON Schema; report each error at its place in the file.

The errors come from jsonschema. jsonschema_rs, some hundred times faster, runs first, and a document that
it accepts is not checked again; a test ensures that the two agree. Keywords on which they differ
(`multipleOf`, decimals in `enum`) are not used in our schemas.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from evaluator.base import resources
from evaluator.texts.problem import Problem, sort_problems
from evaluator.yaml.parse import Node, plain
from evaluator.yaml.quick_schema import Unsure, acceptance

Schema = dict[str, Any]

FEW = 3
"""Documents of a command on one station, which are checked faster than a library is imported."""


def check_structure(node: Node, schema_name: str, shown: str) -> list[Problem]:
    """Return the structural problems of *node*, read from the file *shown*."""
    return check_against(node, resources.schema(schema_name), shown)


def check_against(node: Node, schema: Schema, shown: str) -> list[Problem]:
    """Return the problems of *node* by *schema*.

    Validators are built once per schema object: always pass the same object, unchanged.
    """
    checks = _checks(schema)
    document = plain(node)
    if checks.accepts(document):
        return []
    errors = list(checks.authority().iter_errors(document))
    if not errors:
        return []
    # Imported only when there is an error, because it needs jsonschema's classes.
    from evaluator.yaml.schema_errors import problems_of

    return sort_problems(problems_of(errors, node, shown))


def first_misfit(document: object, schema_name: str) -> str:
    """Return the first place of a JSON document that is not as a schema says, '' where all of it is."""
    checks = _checks(resources.schema(schema_name))
    if checks.quick is not None and checks.quick(document):
        return ""
    error = next(checks.authority().iter_errors(document), None)
    if error is None:
        return ""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    return "".join(steps).removeprefix(".") or "."


class _Checks:
    """The two validators of a schema; the slow one is built when first used."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._authority: Any = None

    def accepts(self, document: object) -> bool:
        """Return whether a document is surely valid."""
        global _documents  # noqa: PLW0603 - one count for all schemas: the library is imported for all of them
        _documents += 1
        quick = self.own if _documents <= FEW and self.own is not None else self.quick
        return quick is not None and quick(document)

    @cached_property
    def own(self) -> Callable[[object], bool] | None:
        """The check without a library; None where the schema needs one."""
        try:
            return acceptance(self.schema)
        except Unsure:
            return None

    @cached_property
    def quick(self) -> Callable[[object], bool] | None:
        """The check by jsonschema_rs; None where there is no build of it."""
        return _quick(self.schema)

    def authority(self) -> Any:  # noqa: ANN401  # a class made by jsonschema at run time
        """Return the validator whose errors are reported."""
        if self._authority is None:
            self._authority = _authority_class()(self.schema)
        return self._authority


_documents = 0
"""How many documents this process has checked."""
_checks_by_id: dict[int, _Checks] = {}


def _checks(schema: Schema) -> _Checks:
    # The entry keeps its schema alive, so no other object can get the same id.
    checks = _checks_by_id.get(id(schema))
    if checks is None:
        checks = _checks_by_id[id(schema)] = _Checks(schema)
    return checks


def _quick(schema: Schema) -> Callable[[object], bool] | None:
    """Return the fast check; None where jsonschema_rs is not available for this machine."""
    try:
        import jsonschema_rs
    except ImportError:
        return None
    is_valid: Callable[[object], bool] = jsonschema_rs.Draft202012Validator(schema).is_valid
    return is_valid


@cache
def _authority_class() -> Any:  # noqa: ANN401  # as above
    """Return a Draft 2020-12 validator in which 1.0 is an integer, as the draft says, also as a Decimal."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    def is_whole(checker: object, instance: object) -> bool:
        if isinstance(instance, Decimal):
            return instance == instance.to_integral_value()
        return isinstance(instance, int) and not isinstance(instance, bool)

    types = Draft202012Validator.TYPE_CHECKER.redefine("integer", is_whole)
    untyped: Any = extend
    return untyped(Draft202012Validator, type_checker=types)
