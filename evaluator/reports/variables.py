"""List the variables a template may use: the fields of the view with the docstrings under them."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import get_args, get_origin, get_type_hints

from evaluator.reports.fields import ReportView
from evaluator.texts.reports import LABELS


@dataclass(frozen=True, slots=True)
class Variable:
    """A name that a template may use."""

    path: str
    """`station.name`; `gaps[].title` for a field of each item of a list."""
    kind: str
    """text · yes or no · list."""
    about: str


@cache
def variables() -> tuple[Variable, ...]:
    """Return all variables in the order of the view, the labels last."""
    labels = [Variable(f"label.{name}", "text", zh) for name, (zh, _) in LABELS.items()]
    return (*fields_of(ReportView), *labels)


def fields_of(kind: type[object], prefix: str = "") -> Iterator[Variable]:
    """List the variables of a view, or of a dataclass inside it, in field order."""
    hints, about = get_type_hints(kind), _strings_under_fields(kind)
    assert is_dataclass(kind)
    for field in fields(kind):
        hint, path = hints[field.name], f"{prefix}{field.name}"
        if get_origin(hint) is Mapping:
            continue
        inner = get_args(hint)[0] if get_origin(hint) is tuple else None
        description = about.get(field.name, "")
        if inner is not None:
            yield Variable(path, "list", description or _first_line(inner))
            if isinstance(inner, type) and is_dataclass(inner):
                yield from fields_of(inner, f"{path}[].")
        elif isinstance(hint, type) and is_dataclass(hint):
            yield from fields_of(hint, f"{path}.")
        else:
            yield Variable(path, "yes or no" if hint is bool else "text", description)


def _first_line(kind: type[object]) -> str:
    return (kind.__doc__ or "").partition("\n")[0] if is_dataclass(kind) else ""


def _strings_under_fields(kind: type[object]) -> dict[str, str]:
    descriptions: dict[str, str] = {}
    for base in kind.__bases__:
        if is_dataclass(base):
            descriptions |= _strings_under_fields(base)
    [definition] = ast.parse(inspect.getsource(kind)).body
    assert isinstance(definition, ast.ClassDef)
    for statement, following in zip(definition.body, definition.body[1:], strict=False):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(
                value=ast.Constant(value=str(description))
            ):
                descriptions[name] = inspect.cleandoc(description).partition("\n")[0]
    return descriptions


def variables_page() -> str:
    """Return the list as Markdown; the fields of a dataclass are listed only the first time."""
    lines = ["| variable | kind | what it is |", "| --- | --- | --- |"]
    whole = {variable.path: variable for variable in variables()}
    described: dict[tuple[str, ...], str] = {}
    hidden: tuple[str, ...] = ()
    for path, variable in whole.items():
        if path.startswith(hidden) or path.startswith("label."):
            continue
        inside = tuple(other.removeprefix(f"{path}[].") for other in whole if other.startswith(f"{path}[]."))
        about = variable.about
        if inside and inside in described:
            about = f"{about} Fields as in `{described[inside]}[]`."
            hidden += (f"{path}[].",)
        elif inside:
            described[inside] = path
        lines.append(f"| `{path}` | {variable.kind} | {about.replace('|', ' ')} |")
    lines += ["", "| label | 中文 | English |", "| --- | --- | --- |"]
    lines += [f"| `label.{name}` | {zh} | {en} |" for name, (zh, en) in LABELS.items()]
    return "\n".join(lines) + "\n"
