"""Turn the errors of jsonschema into problems with positions and plain messages."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from jsonschema.exceptions import ValidationError

from evaluator.texts import evidence_kinds
from evaluator.texts.messages import SAY, Phrase, any_of
from evaluator.texts.problem import Problem, Suggestions
from evaluator.yaml.errors import shortened
from evaluator.yaml.parse import Items, Node, Scalar, Table, is_null

_MOST_NAMED = 12
_BOUNDS = {
    "minimum": ("too-small", "at-least"),
    "exclusiveMinimum": ("too-small", "above"),
    "maximum": ("too-large", "at-most"),
    "exclusiveMaximum": ("too-large", "below"),
}
_COUNTS = {
    "minItems": "too-few",
    "minProperties": "too-few",
    "maxItems": "too-many",
    "maxProperties": "too-many",
    "maxLength": "too-long",
}
_FORM_HINTS = {
    "object": "mapping-form",
    "array": "list-form",
    "integer": "number-form",
    "number": "number-form",
}


def problems_of(errors: Iterable[ValidationError], root: Node, shown: str) -> list[Problem]:
    """Return the problems for *errors* in the document *root*, without duplicates."""
    reporter = _Reporter(root, shown)
    for error in errors:
        reporter.add(error)
    return list(reporter.problems.values())


class _Reporter:
    """Collects problems; the paths of the errors lead to the nodes and their positions."""

    def __init__(self, root: Node, shown: str) -> None:
        self.root = root
        self.suggestions = Suggestions()
        self.shown = shown
        self.problems: dict[tuple[str, int, int, str], Problem] = {}

    def add(self, error: ValidationError) -> None:
        """Add the problems for *error*."""
        if "propertyNames" in error.absolute_schema_path:
            self.bad_key(error)
            return
        match error.validator:
            case "additionalProperties":
                self.unknown_keys([error])
            case "required" | "dependentRequired":
                self.missing_keys(error)
            case "anyOf" | "oneOf":
                self.best_branch(error)
            case "type":
                self.wrong_type(error, _wanted_types(error))
            case "enum" | "const":
                self.bad_value(error, _values(error))
            case "pattern" | "format":
                self.bad_format(error)
            case "minLength":
                self.at_value("empty-text", error)
            case "uniqueItems":
                self.repeated_items(error)
            case name if name in _BOUNDS:
                code, bound = _BOUNDS[name]
                limit = Phrase(bound, limit=str(error.validator_value))
                self.at_value(code, error, found=str(error.instance), bound=limit)
            case name if name in _COUNTS:
                self.at_value(_COUNTS[name], error, limit=str(error.validator_value))
            case _:
                self.at_value("bad-structure", error)

    def put(self, code: str, place: Node, hint_key: str = "", **args: str) -> None:
        """Add a problem at *place*, unless it is a duplicate."""
        problem = Problem(code, self.shown, place.line, place.column, args=args, hint_key=hint_key)
        self.problems.setdefault((code, place.line, place.column, problem.message("en")), problem)

    def at_value(self, code: str, error: ValidationError, hint_key: str = "", **args: str) -> None:
        """Add a problem at the value *error* is about."""
        path = error.absolute_path
        self.put(code, self.node(path), hint_key, what=_what(path), **args)

    def node(self, path: Sequence[str | int]) -> Node:
        """Return the node at *path*."""
        node = self.root
        for step in path:
            if isinstance(step, int):
                assert isinstance(node, Items)
                node = node.nodes[step]
            else:
                assert isinstance(node, Table)
                node = node.entries[step]
        return node

    def table(self, error: ValidationError) -> Table:
        """Return the mapping whose keys *error* is about."""
        node = self.node(error.absolute_path)
        assert isinstance(node, Table)
        return node

    def unknown_keys(self, errors: Sequence[ValidationError], elsewhere: Collection[str] = ()) -> None:
        """Report the keys that no schema of *errors* allows; all errors are about the same mapping.

        Keys that another alternative allows (*elsewhere*) are reported as keys that do not go together.
        """
        table = self.table(errors[0])
        allowed_keys = _ordered(name for error in errors for name in _schema(error).get("properties", {}))
        companions = [key for key in table.keys if key in allowed_keys][:2]
        free = [key for key in allowed_keys if key not in table.keys]
        for name in _extras(errors[0]):
            company = next((key for key in companions if key != name), None)
            if name in elsewhere and company is not None:
                self.put("not-together", table.keys[name], key=shortened(name), other=company)
                continue
            if name in allowed_keys:
                continue
            near = self.suggestions.nearest(name, free)
            args = {"key": shortened(name), "near": near or "", "known": _listed(free or allowed_keys)}
            hint = "did-you-mean" if near else "" if allowed_keys else "delete-it"
            self.put("unknown-key", table.keys[name], hint, **args)

    def missing_keys(self, error: ValidationError) -> None:
        """Report the required keys that are missing, at their mapping."""
        table = self.node(error.absolute_path)
        for name in _missing(error):
            self.put("missing-key", table, key=name)

    def wrong_type(self, error: ValidationError, wanted: Sequence[str]) -> None:
        """Report a value whose type is none of *wanted*."""
        node = self.node(error.absolute_path)
        hint, args = "", {}
        formed = "x-form" in _schema(error)
        if isinstance(node, Scalar) and "string" in wanted and not formed and not is_null(node):
            hint, args = "quote-text", {"text": shortened(node.text)}
        elif not (set(wanted) & {"integer", "number"}) or _has_digit(node):
            hint = next((_FORM_HINTS[type_name] for type_name in wanted if type_name in _FORM_HINTS), "")
        # An integer is a number, and where text is allowed a number is accepted as text.
        implied = {"null"} | ({"integer"} if "number" in wanted else set())
        implied |= {"integer", "number"} if "string" in wanted else set()
        phrases = [Phrase(f"a-{type_name}") for type_name in wanted if type_name not in implied] or [
            Phrase("a-null")
        ]
        wanted_text = _form(error) if formed else any_of(phrases)
        self.at_value("wrong-type", error, hint, wanted=wanted_text, found=_describe(node), **args)

    def bad_value(self, error: ValidationError, allowed: Sequence[str]) -> None:
        """Report a value that is none of *allowed*."""
        node = self.node(error.absolute_path)
        near = self.suggestions.nearest(node.text, allowed) if isinstance(node, Scalar) else None
        listing = _listed(allowed)
        if evidence_kinds.are_kinds(allowed):
            listing = evidence_kinds.listed(allowed)
            near = near or (evidence_kinds.meant(node.text, allowed) if isinstance(node, Scalar) else None)
        args = {"found": _describe(node), "known": listing, "near": near or ""}
        self.at_value("bad-value", error, "did-you-mean" if near else "", **args)

    def bad_format(self, error: ValidationError) -> None:
        """Report text that does not have the form named by the schema's `x-form`, a key of the messages."""
        description = _describe(self.node(error.absolute_path))
        self.at_value("bad-format", error, found=description, wanted=_form(error))

    def bad_key(self, error: ValidationError) -> None:
        """Report a key that the mapping's `propertyNames` refuses."""
        name: str = _instance(error)
        self.put("bad-key", self.table(error).keys[name], key=shortened(name), wanted=_form(error))

    def repeated_items(self, error: ValidationError) -> None:
        """Report every item that repeats an earlier item of its list."""
        items = _instance(error)
        for number, item in enumerate(items):
            first = items.index(item)
            if first < number:
                path = [*error.absolute_path, number]
                self.put("repeated-item", self.node(path), what=_what(path), first=str(first + 1))

    def best_branch(self, error: ValidationError) -> None:
        """Report the errors of the alternative the author most likely meant."""
        branches = _branches(error)
        if not branches:
            self.too_much(error)
            return
        kinds = [_refused_kinds(branch, error) for branch in branches]
        fitting = [branch for branch, refused in zip(branches, kinds, strict=True) if not refused]
        if not fitting:
            self.wrong_type(error, _ordered(name for refused in kinds for name in refused))
            return
        if isinstance(error.instance, (dict, list)):
            # A list or mapping is not a misspelling of a constant.
            fitting = [branch for branch in fitting if not _at_root(branch, error, "const")] or fitting
        least = min(_distance(branch, error) for branch in fitting)
        nearest_ones = [branch for branch in fitting if _distance(branch, error) == least]
        if len(nearest_ones) == 1 or not least:
            self.one_branch(error, min(nearest_ones, key=len), _accepted_keys(fitting))
            return
        self.shared(error, nearest_ones)

    def too_much(self, error: ValidationError) -> None:
        """Report a value that matches several alternatives, by the keys that distinguish them."""
        table = self.node(error.absolute_path)
        alternatives: Any = error.validator_value
        wanted = [name for alternative in alternatives for name in alternative.get("required", ())]
        if not isinstance(table, Table) or error.validator != "oneOf":
            self.at_value("ambiguous", error)
            return
        there = [name for name in wanted if name in table.keys]
        for name in there[1:]:
            self.put("not-together", table.keys[name], key=name, other=there[0])
        if not there:
            self.at_value("ambiguous", error)

    def one_branch(
        self, error: ValidationError, branch: Sequence[ValidationError], elsewhere: Collection[str]
    ) -> None:
        """Report why the value does not match the alternative *branch*."""
        keys = _at_root(branch, error, "additionalProperties")
        if keys:
            self.unknown_keys(keys, elsewhere)
        for failure in branch:
            if failure not in keys:
                self.add(failure)

    def shared(self, error: ValidationError, branches: Sequence[Sequence[ValidationError]]) -> None:
        """Report an error of a value that is equally close to several alternatives."""
        roots = [root for branch in branches for root in _at_root(branch, error)]
        values = [root for root in roots if root.validator in {"enum", "const"}]
        if values:
            self.bad_value(error, _ordered(name for root in values for name in _values(root)))
            return
        before = len(self.problems)
        required = _ordered(name for root in roots if root.validator == "required" for name in _missing(root))
        unknown = [root for root in roots if root.validator == "additionalProperties"]
        if unknown:
            self.unknown_keys(unknown)
            if len(self.problems) == before:
                self.unknown_keys(unknown[:1], _accepted_keys(branches))
        if len(self.problems) > before:
            return
        if required:
            table = self.node(error.absolute_path)
            if len(required) == 1:
                self.put("missing-key", table, key=required[0])
            else:
                self.put("missing-one-of", table, keys=_listed(required))
            return
        for failure in branches[0]:
            self.add(failure)


def _schema(error: ValidationError) -> dict[str, Any]:
    """Return the schema *error* comes from; `true` and `false` have no keywords."""
    return error.schema if isinstance(error.schema, dict) else {}


def _instance(error: ValidationError) -> Any:  # noqa: ANN401  # a list or mapping, by the keyword that failed
    """Return the value *error* is about."""
    return error.instance


def _branches(error: ValidationError) -> list[list[ValidationError]]:
    groups: dict[object, list[ValidationError]] = {}
    for failure in error.context or ():
        groups.setdefault(failure.relative_schema_path[0], []).append(failure)
    return list(groups.values())


def _accepted_keys(branches: Iterable[Iterable[ValidationError]]) -> list[str]:
    """Return the keys allowed by the alternatives that failed on unknown keys."""
    refused = (
        failure for branch in branches for failure in branch if failure.validator == "additionalProperties"
    )
    return _ordered(name for failure in refused for name in _schema(failure).get("properties", {}))


def _at_root(
    branch: Iterable[ValidationError], parent: ValidationError, validator: str = ""
) -> list[ValidationError]:
    """Return the errors of *branch* about the same value as *parent*."""
    depth = len(parent.absolute_path)
    here = [failure for failure in branch if len(failure.absolute_path) == depth]
    return [failure for failure in here if failure.validator == validator] if validator else here


def _refused_kinds(branch: Iterable[ValidationError], parent: ValidationError) -> list[str]:
    """Return the types *branch* allows where the value has none of them; empty when its type is right."""
    wanted: list[str] = []
    for failure in _at_root(branch, parent):
        if failure.validator == "type":
            wanted += _wanted_types(failure)
        elif failure.validator in {"anyOf", "oneOf"}:
            inner = [_refused_kinds(inner_branch, failure) for inner_branch in _branches(failure)]
            if all(inner):
                wanted += [name for names in inner for name in names]
    return wanted


def _distance(branch: Sequence[ValidationError], parent: ValidationError) -> int:
    """Return how much the value differs from *branch*; 0 when all errors are further down."""
    distance = 0
    depth = len(parent.absolute_path)
    for failure in _at_root(branch, parent):
        match failure.validator:
            case "required":
                distance += 1
            case "additionalProperties":
                distance += sum(1 for _ in _extras(failure))
            case _:
                distance += 1
    # A constant, such as `kind: photo`, distinguishes alternatives as a key does.
    return distance + sum(
        len(failure.absolute_path) == depth + 1 and failure.validator == "const" for failure in branch
    )


def _extras(error: ValidationError) -> Iterator[str]:
    """Return the keys of the instance that *error* does not allow."""
    properties = _schema(error).get("properties", {})
    patterns = _schema(error).get("patternProperties", {})
    for name in _instance(error):
        if name not in properties and not any(re.search(pattern, name) for pattern in patterns):
            yield name


def _missing(error: ValidationError) -> Iterator[str]:
    wanted: Any = error.validator_value
    if error.validator == "dependentRequired":
        wanted = [name for key, names in wanted.items() if key in _instance(error) for name in names]
    return (name for name in wanted if name not in _instance(error))


def _wanted_types(error: ValidationError) -> list[str]:
    wanted: Any = error.validator_value
    return [wanted] if isinstance(wanted, str) else list(wanted)


def _values(error: ValidationError) -> list[str]:
    wanted: Any = error.validator_value
    values = wanted if error.validator == "enum" else [wanted]
    return [
        str(choice).lower() if isinstance(choice, bool) else str(choice)
        for choice in values
        if choice is not None
    ]


def _form(error: ValidationError) -> str:
    key = f"form-{_schema(error).get('x-form', 'other')}"
    return Phrase(key if key in SAY else "form-other")


def _what(path: Sequence[str | int]) -> str:
    """Return the name of the value at *path* in messages."""
    if not path:
        return Phrase("whole-file")
    last = path[-1]
    if isinstance(last, str):
        return Phrase("named", name=shortened(last))
    number = str(last + 1)
    name = next((step for step in reversed(path) if isinstance(step, str)), None)
    return (
        Phrase("item", number=number)
        if name is None
        else Phrase("item-of", number=number, name=shortened(name))
    )


def _describe(node: Node) -> str:
    if isinstance(node, Table):
        return Phrase("found-mapping")
    if isinstance(node, Items):
        return Phrase("found-list")
    return Phrase("found-blank") if is_null(node) else Phrase("found-text", text=shortened(node.text))


def _has_digit(node: Node) -> bool:
    return isinstance(node, Scalar) and any(character.isdigit() for character in node.text)


def _ordered(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown}, …" if len(names) > _MOST_NAMED else shown
