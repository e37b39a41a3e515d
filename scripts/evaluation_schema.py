"""Make the JSON Schema of an evaluation document from its types in `evaluator.model`."""

from __future__ import annotations

import ast
import inspect
import json
import sys
import types
import typing
from typing import Any, get_args, get_origin, get_type_hints

from evaluator.model.evaluation import Evaluation
from evaluator.model.forms import Form

Schema = dict[str, Any]


def evaluation_schema() -> Schema:
    """Return the schema, with a definition for every type that the document is made of."""
    schema = _Definitions()
    root = schema.reference(Evaluation)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "evaluation",
        "$ref": root["$ref"],
        "$defs": dict(sorted(schema.definitions.items())),
    }


def dumped(schema: Schema) -> str:
    """Return the schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


class _Definitions:
    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def reference(self, shape: Any) -> Schema:  # noqa: ANN401  # a TypedDict's class
        """Return a reference to a TypedDict's definition, which is added where it is not there yet."""
        name = shape.__name__.removesuffix("Json")
        if name not in self.definitions:
            self.definitions[name] = {}  # a type may hold itself
            self.definitions[name] = self._object(shape)
        return {"$ref": f"#/$defs/{name}"}

    def _object(self, shape: Any) -> Schema:  # noqa: ANN401  # a TypedDict's class
        texts = key_texts(shape)
        hints = get_type_hints(shape, include_extras=True)
        properties = {}
        for key, hint in hints.items():
            property_schema = self._schema(hint)
            if key in texts:
                property_schema = {**property_schema, "description": texts[key]}
            properties[key] = property_schema
        return {
            "type": "object",
            **({"description": inspect.cleandoc(shape.__doc__)} if shape.__doc__ else {}),
            "additionalProperties": False,
            "required": [key for key, hint in hints.items() if get_origin(hint) is not typing.NotRequired],
            "properties": properties,
        }

    def _schema(self, hint: Any) -> Schema:  # noqa: ANN401  # any annotation
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in (typing.NotRequired, typing.Required):
            return self._schema(arguments[0])
        if origin is typing.Annotated:
            return self._annotated(arguments[0], arguments[1:])
        if origin is typing.Literal:
            return {"enum": list(arguments)} if len(arguments) > 1 else {"const": arguments[0]}
        if origin in (types.UnionType, typing.Union):
            return self._union(arguments)
        if origin is list:
            return {"type": "array", "items": self._schema(arguments[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self._schema(arguments[1])}
        if issubclass(hint, dict):
            return self.reference(hint)
        return {"type": {str: "string", int: "integer", bool: "boolean", type(None): "null"}[hint]}

    def _annotated(self, hint: Any, notes: tuple[object, ...]) -> Schema:  # noqa: ANN401  # any annotation
        schema = self._schema(hint)
        for note in notes:
            if isinstance(note, Form):
                schema = {**schema, "pattern": note.pattern, "description": note.meaning}
            elif isinstance(note, str):
                schema = {**schema, "description": note}
        return schema

    def _union(self, arguments: tuple[Any, ...]) -> Schema:
        schemas = [self._schema(argument) for argument in arguments]
        null = {"type": "null"}
        others = [schema for schema in schemas if schema != null]
        if len(others) == 1 and null in schemas and "type" in others[0]:
            return {**others[0], "type": [others[0]["type"], "null"]}
        if len(others) == len(schemas) and all("enum" in schema or "const" in schema for schema in schemas):
            return {
                "enum": [value for schema in schemas for value in schema.get("enum", [schema.get("const")])]
            }
        return {"oneOf": schemas}


def key_texts(shape: Any) -> dict[str, str]:  # noqa: ANN401  # a TypedDict's class
    """Return the text under each key of a TypedDict's class."""
    texts: dict[str, str] = {}
    source = ast.parse(inspect.getsource(sys.modules[shape.__module__]))
    for node in source.body:
        if isinstance(node, ast.ClassDef) and node.name == shape.__name__:
            texts |= attribute_texts(node)
    return texts


def attribute_texts(node: ast.ClassDef) -> dict[str, str]:
    """Return the string under each annotated attribute of a class."""
    texts: dict[str, str] = {}
    for statement, below in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            texts[statement.target.id] = inspect.cleandoc(below.value.value)
    return texts
