"""Check the structure of a document against a JSON Schema; say what is wrong where it is written.

jsonschema is the authority. jsonschema_rs, some hundred times faster, is asked first and believed when
it finds nothing wrong; a test holds the two to agree. Keywords on which they differ (`multipleOf`,
decimals in `enum`) stay out of our schemas.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from evaluator.base import resources
from evaluator.texts.problem import Problem, sort_problems
from evaluator.yaml.parse import Node, plain

Schema = dict[str, Any]


def check_structure(node: Node, schema_name: str, shown: str) -> list[Problem]:
    """Return what is wrong with the structure of *node*, read from the file *shown*."""
    return check_against(node, resources.schema(schema_name), shown)


def check_against(node: Node, schema: Schema, shown: str) -> list[Problem]:
    """Return what is wrong with *node* by *schema*.

    Validators are built once for each schema object, so pass the same object again, unchanged.
    """
    checks = _checks(schema)
    document = plain(node)
    if checks.quick is not None and checks.quick(document):
        return []
    errors = list(checks.authority().iter_errors(document))
    if not errors:
        return []
    # Imported with the first mistake only, as it needs jsonschema's own classes.
    from evaluator.yaml.schema_errors import problems_of

    return sort_problems(problems_of(errors, node, shown))


class _Checks:
    """The two validators of one schema, built when they are asked for the first time."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.quick = _quick(schema)
        self._authority: Any = None

    def authority(self) -> Any:  # noqa: ANN401  # a class made by jsonschema at run time
        """Return the validator whose errors are reported."""
        if self._authority is None:
            self._authority = _authority_class()(self.schema)
        return self._authority


_known: dict[int, _Checks] = {}


def _checks(schema: Schema) -> _Checks:
    # The entry keeps its schema alive, so its id is not given to another.
    checks = _known.get(id(schema))
    if checks is None:
        checks = _known[id(schema)] = _Checks(schema)
    return checks


def _quick(schema: Schema) -> Callable[[object], bool] | None:
    """Return the fast check; None where jsonschema_rs has no build for the machine."""
    try:
        import jsonschema_rs
    except ImportError:
        return None
    is_valid: Callable[[object], bool] = jsonschema_rs.Draft202012Validator(schema).is_valid
    return is_valid


@cache
def _authority_class() -> Any:  # noqa: ANN401  # as above
    """Return Draft 2020-12 in which 1.0 is a whole number, as that draft says, when it is a Decimal too."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    def is_whole(checker: object, instance: object) -> bool:
        if isinstance(instance, Decimal):
            return instance == instance.to_integral_value()
        return isinstance(instance, int) and not isinstance(instance, bool)

    types = Draft202012Validator.TYPE_CHECKER.redefine("integer", is_whole)
    untyped: Any = extend
    return untyped(Draft202012Validator, type_checker=types)
