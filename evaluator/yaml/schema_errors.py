"""Turn the errors of jsonschema into problems at the right place, in the author's words."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from jsonschema.exceptions import ValidationError

from evaluator.texts import evidence_kinds
from evaluator.texts.messages import SAY, Said, either
from evaluator.texts.problem import Problem, nearest
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
    """Return the problems that *errors* amount to in the document *root*, each once."""
    reporter = _Reporter(root, shown)
    for error in errors:
        reporter.add(error)
    return list(reporter.found.values())


class _Reporter:
    """Collects problems; the errors' paths are walked in the nodes to find their places."""

    def __init__(self, root: Node, shown: str) -> None:
        self.root = root
        self.shown = shown
        self.found: dict[tuple[str, int, int, str], Problem] = {}

    def add(self, error: ValidationError) -> None:
        """Add what *error* amounts to."""
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
                limit = Said(bound, limit=str(error.validator_value))
                self.at_value(code, error, found=str(error.instance), bound=limit)
            case name if name in _COUNTS:
                self.at_value(_COUNTS[name], error, limit=str(error.validator_value))
            case _:
                self.at_value("bad-structure", error)

    def put(self, code: str, place: Node, hint_key: str = "", **args: str) -> None:
        """Add one problem at *place*, unless it is there already."""
        problem = Problem(code, self.shown, place.line, place.column, args=args, hint_key=hint_key)
        self.found.setdefault((code, place.line, place.column, problem.message("en")), problem)

    def at_value(self, code: str, error: ValidationError, hint_key: str = "", **args: str) -> None:
        """Add one problem at the value *error* is about."""
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
        """Report the keys no schema of *errors* knows; all are about the same mapping.

        Those known *elsewhere*, by another alternative, are right words in the wrong company.
        """
        table = self.table(errors[0])
        known = _ordered(name for error in errors for name in _schema(error).get("properties", {}))
        for name in _extras(errors[0]):
            company = next((each for each in table.keys if each in known and each != name), None)
            if name in elsewhere and company is not None:
                self.put("not-together", table.keys[name], key=shortened(name), other=company)
                continue
            if name in known:
                continue
            free = [each for each in known if each not in table.keys]
            near = nearest(name, free)
            args = {"key": shortened(name), "near": near or "", "known": _listed(free or known)}
            hint = "did-you-mean" if near else "" if known else "delete-it"
            self.put("unknown-key", table.keys[name], hint, **args)

    def missing_keys(self, error: ValidationError) -> None:
        """Report the keys that *error* wants, at the mapping they are missing from."""
        table = self.node(error.absolute_path)
        for name in _missing(error):
            self.put("missing-key", table, key=name)

    def wrong_type(self, error: ValidationError, wanted: Sequence[str]) -> None:
        """Report a value of another kind than the *wanted* ones."""
        node = self.node(error.absolute_path)
        hint, args = "", {}
        formed = "x-form" in _schema(error)
        if isinstance(node, Scalar) and "string" in wanted and not formed and not is_null(node):
            hint, args = "quote-text", {"text": shortened(node.text)}
        elif not (set(wanted) & {"integer", "number"}) or _has_digit(node):
            hint = next((_FORM_HINTS[each] for each in wanted if each in _FORM_HINTS), "")
        # Whole numbers are numbers, and where text is welcome a number is one more way to write it.
        implied = {"null"} | ({"integer"} if "number" in wanted else set())
        implied |= {"integer", "number"} if "string" in wanted else set()
        phrases = [Said(f"a-{each}") for each in wanted if each not in implied] or [Said("a-null")]
        said = _form(error) if formed else either(phrases)
        self.at_value("wrong-type", error, hint, wanted=said, found=_found(node), **args)

    def bad_value(self, error: ValidationError, known: Sequence[str]) -> None:
        """Report a value that is none of the *known* ones."""
        node = self.node(error.absolute_path)
        near = nearest(node.text, known) if isinstance(node, Scalar) else None
        told = _listed(known)
        if evidence_kinds.are_kinds(known):
            told = evidence_kinds.listed(known)
            near = near or (evidence_kinds.meant(node.text, known) if isinstance(node, Scalar) else None)
        args = {"found": _found(node), "known": told, "near": near or ""}
        self.at_value("bad-value", error, "did-you-mean" if near else "", **args)

    def bad_format(self, error: ValidationError) -> None:
        """Report text in another form than the schema's `x-form`, a name among our phrases, says."""
        found = _found(self.node(error.absolute_path))
        self.at_value("bad-format", error, found=found, wanted=_form(error))

    def bad_key(self, error: ValidationError) -> None:
        """Report a key the mapping's `propertyNames` refuses."""
        name: str = _instance(error)
        self.put("bad-key", self.table(error).keys[name], key=shortened(name), wanted=_form(error))

    def repeated_items(self, error: ValidationError) -> None:
        """Report every item of a list that stands there already."""
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
        kinds = [_refused_kinds(each, error) for each in branches]
        fitting = [branch for branch, refused in zip(branches, kinds, strict=True) if not refused]
        if not fitting:
            self.wrong_type(error, _ordered(name for refused in kinds for name in refused))
            return
        if isinstance(error.instance, (dict, list)):
            # A list is not a misspelt word.
            fitting = [each for each in fitting if not _at_root(each, error, "const")] or fitting
        least = min(_distance(each, error) for each in fitting)
        nearest_ones = [each for each in fitting if _distance(each, error) == least]
        if len(nearest_ones) == 1 or not least:
            self.one_branch(error, min(nearest_ones, key=len), _known_keys(fitting))
            return
        self.shared(error, nearest_ones)

    def too_much(self, error: ValidationError) -> None:
        """Report a value that is several alternatives at once, by the keys that tell them apart."""
        table = self.node(error.absolute_path)
        alternatives: Any = error.validator_value
        wanted = [name for each in alternatives for name in each.get("required", ())]
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
        """Report what keeps the value from being the alternative *branch*."""
        keys = _at_root(branch, error, "additionalProperties")
        if keys:
            self.unknown_keys(keys, elsewhere)
        for each in branch:
            if each not in keys:
                self.add(each)

    def shared(self, error: ValidationError, branches: Sequence[Sequence[ValidationError]]) -> None:
        """Report one mistake that several alternatives make out equally well."""
        roots = [each for branch in branches for each in _at_root(branch, error)]
        values = [each for each in roots if each.validator in {"enum", "const"}]
        if values:
            self.bad_value(error, _ordered(name for each in values for name in _values(each)))
            return
        before = len(self.found)
        required = _ordered(name for each in roots if each.validator == "required" for name in _missing(each))
        unknown = [each for each in roots if each.validator == "additionalProperties"]
        if unknown:
            self.unknown_keys(unknown)
            if len(self.found) == before:
                self.unknown_keys(unknown[:1], _known_keys(branches))
        if len(self.found) > before:
            return
        if required:
            table = self.node(error.absolute_path)
            if len(required) == 1:
                self.put("missing-key", table, key=required[0])
            else:
                self.put("missing-one-of", table, keys=_listed(required))
            return
        for each in branches[0]:
            self.add(each)


def _schema(error: ValidationError) -> dict[str, Any]:
    """Return the schema *error* comes from; `true` and `false` have no keywords."""
    return error.schema if isinstance(error.schema, dict) else {}


def _instance(error: ValidationError) -> Any:  # noqa: ANN401  # a list or mapping, by the keyword that failed
    """Return the value *error* is about."""
    return error.instance


def _branches(error: ValidationError) -> list[list[ValidationError]]:
    groups: dict[object, list[ValidationError]] = {}
    for each in error.context or ():
        groups.setdefault(each.relative_schema_path[0], []).append(each)
    return list(groups.values())


def _known_keys(branches: Iterable[Iterable[ValidationError]]) -> list[str]:
    """Return the keys that those alternatives know which were refused for their keys."""
    refused = (each for branch in branches for each in branch if each.validator == "additionalProperties")
    return _ordered(name for each in refused for name in _schema(each).get("properties", {}))


def _at_root(
    branch: Iterable[ValidationError], parent: ValidationError, validator: str = ""
) -> list[ValidationError]:
    """Return the errors of *branch* about the very value *parent* is about."""
    depth = len(parent.absolute_path)
    here = [each for each in branch if len(each.absolute_path) == depth]
    return [each for each in here if each.validator == validator] if validator else here


def _refused_kinds(branch: Iterable[ValidationError], parent: ValidationError) -> list[str]:
    """Return the types *branch* wants where the value is of none of them; empty when its type is right."""
    wanted: list[str] = []
    for each in _at_root(branch, parent):
        if each.validator == "type":
            wanted += _wanted_types(each)
        elif each.validator in {"anyOf", "oneOf"}:
            inner = [_refused_kinds(one, each) for one in _branches(each)]
            if all(inner):
                wanted += [name for names in inner for name in names]
    return wanted


def _distance(branch: Sequence[ValidationError], parent: ValidationError) -> int:
    """Return how far the value is from what *branch* describes; 0 when only something deeper is wrong."""
    distance = 0
    depth = len(parent.absolute_path)
    for each in _at_root(branch, parent):
        match each.validator:
            case "required":
                distance += 1
            case "additionalProperties":
                distance += sum(1 for _ in _extras(each))
            case _:
                distance += 1
    # A fixed word, such as `kind: photo`, tells alternatives apart just as a key does.
    return distance + sum(
        len(each.absolute_path) == depth + 1 and each.validator == "const" for each in branch
    )


def _extras(error: ValidationError) -> Iterator[str]:
    """Return the keys of the instance that *error* does not allow."""
    properties = _schema(error).get("properties", {})
    patterns = _schema(error).get("patternProperties", {})
    for name in _instance(error):
        if name not in properties and not any(re.search(each, name) for each in patterns):
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
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in values if each is not None]


def _form(error: ValidationError) -> str:
    key = f"form-{_schema(error).get('x-form', 'other')}"
    return Said(key if key in SAY else "form-other")


def _what(path: Sequence[str | int]) -> str:
    """Return how the value at *path* is called."""
    if not path:
        return Said("whole-file")
    last = path[-1]
    if isinstance(last, str):
        return Said("named", name=shortened(last))
    number = str(last + 1)
    name = next((each for each in reversed(path) if isinstance(each, str)), None)
    return (
        Said("item", number=number) if name is None else Said("item-of", number=number, name=shortened(name))
    )


def _found(node: Node) -> str:
    if isinstance(node, Table):
        return Said("found-mapping")
    if isinstance(node, Items):
        return Said("found-list")
    return Said("found-blank") if is_null(node) else Said("found-text", text=shortened(node.text))


def _has_digit(node: Node) -> bool:
    return isinstance(node, Scalar) and any(each.isdigit() for each in node.text)


def _ordered(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown}, …" if len(names) > _MOST_NAMED else shown
