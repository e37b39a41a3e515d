"""The Jinja environment all templates are rendered in: escaping, strict about names, sandboxed, bounded.

Word templates are one file each; a page's template may take in others, by a loader.

docxtpl's own default is none of these: `<select>` in a value deletes the rest of a table row, a misspelt name
prints nothing, and a template may run any code.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

import markupsafe
from jinja2 import BaseLoader, StrictUndefined, Template, nodes
from jinja2.exceptions import SecurityError, TemplateAssertionError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler
from jinja2.visitor import NodeTransformer

from evaluator.word import limits
from evaluator.word.codegen import (
    BatchContext,
    BatchGenerator,
    Generator,
    PageGenerator,
    escaped,
    printed,
    shown,
)
from evaluator.word.limits import Value
from evaluator.word.text import plain_newlines

PROPERTY: Final = "document property"
"""The name under which a plain-text template is compiled; python-docx escapes its result."""

_GROWING: Final = frozenset(
    {"batch", "center", "format", "indent", "join", "pprint", "replace", "round", "slice", "string", "tojson"}
    | {"truncate", "urlencode", "urlize", "wordwrap", "xmlattr"}
)
"""Filters whose result may be much larger than their input."""
_COUNTED: Final = "counted by the sandbox"
_MEASURED: Final = "measured by the sandbox"
_PLAIN: Final = frozenset({str, int, float, bool, tuple})
_WIDE_FORMAT: Final = re.compile(r"\{[^{}]*(?:\d{5,}|\{)|%[^a-zA-Z%]*(?:\d{5,}|\*)")
_LABEL: Final = "label"
_UNESCAPED: Final[Mapping[type[nodes.Node], str]] = {
    nodes.EvalContextModifier: "autoescape",
    nodes.ScopedEvalContextModifier: "autoescape",
}
_OTHER_FILES: Final[Mapping[type[nodes.Node], str]] = {
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "from … import",
    nodes.Extends: "extends",
    nodes.Block: "block",
}


class _Guard(NodeTransformer):
    """Add filters that count the rounds of loops and searches, and the size of values built from others."""

    def __init__(self, environment: "ReportEnvironment") -> None:
        self._environment = environment

    def generic_visit(self, node: nodes.Node, *args: Value, **kwargs: Value) -> nodes.Node:
        for kind, tag in _UNESCAPED.items():
            if isinstance(node, kind):
                raise TemplateAssertionError(f"the tag {tag!r} is not for templates", node.lineno)
        for kind, tag in _OTHER_FILES.items() if self._environment.loader is None else ():
            if isinstance(node, kind):
                raise TemplateAssertionError(f"the tag {tag!r} is not for Word templates", node.lineno)
        if isinstance(node, nodes.Filter) and node.name not in self._environment.filters:
            # Jinja itself reports this only when the branch is rendered
            raise TemplateAssertionError(f"no filter named {node.name!r}", node.lineno)
        node = super().generic_visit(node, *args, **kwargs)
        match node:
            case nodes.For():
                node.iter = _filtered(_COUNTED, node.iter)
            case nodes.Operand(op="in" | "notin"):
                node.expr = _filtered(_COUNTED, node.expr)
            case nodes.Tuple(ctx="load") | nodes.List() | nodes.Dict() | nodes.Concat():
                return _filtered(_MEASURED, node)
        return node


def _sets(source: nodes.Template, name: str) -> bool:
    """Return whether a template gives a name a meaning of its own."""
    own = {each.name for each in source.find_all(nodes.Name) if each.ctx != "load"}
    own |= {each.name for each in source.find_all(nodes.Macro)}
    own |= {each.target for each in source.find_all(nodes.Import)}
    for each in source.find_all(nodes.FromImport):
        own |= {last if isinstance(last, str) else last[1] for last in each.names}
    return name in own


class _Labelled(NodeTransformer):
    """Write labels into a template."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels = labels

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802  # the name Jinja calls
        if isinstance(node.node, nodes.Name) and node.node.name == _LABEL and node.attr in self._labels:
            return nodes.Const(self._labels[node.attr], lineno=node.lineno)
        return self.generic_visit(node)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802  # the name Jinja calls
        self.generic_visit(node)
        parts: list[nodes.Expr] = []
        for part in node.nodes:
            if isinstance(part, nodes.Const) and type(part.value) is str:
                part = nodes.TemplateData(str(markupsafe.escape(part.value)), lineno=part.lineno)  # noqa: PLW2901
            if parts and isinstance(part, nodes.TemplateData) and isinstance(parts[-1], nodes.TemplateData):
                parts[-1].data += part.data
            else:
                parts.append(part)
        node.nodes = parts
        return node


def _filtered(name: str, value: nodes.Node) -> nodes.Filter:
    assert isinstance(value, nodes.Expr)
    return nodes.Filter(value, name, [], [], None, None, lineno=value.lineno)


class ReportEnvironment(ImmutableSandboxedEnvironment):
    """The environment of all templates.

    With `DocxTemplate(path).render(context, ReportEnvironment())` docxtpl renders the same as `Template`.
    `filters` are added to Jinja's; they are trusted, and so not bounded.
    """

    code_generator_class: type[Generator] = Generator
    plain = _PLAIN
    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def __init__(
        self,
        filters: Mapping[str, Callable[..., Value]] | None = None,
        loader: BaseLoader | None = None,
        *,
        trimmed: bool = False,
    ) -> None:
        """Take more filters, a *loader* of other templates, and whether tags take their lines with them."""
        super().__init__(
            autoescape=lambda name: name != PROPERTY,
            undefined=StrictUndefined,
            optimized=False,
            loader=loader,
            trim_blocks=trimmed,
            lstrip_blocks=trimmed,
            keep_trailing_newline=trimmed,
        )
        # `random` is not reproducible, and `lipsum` would add text that is in no value
        del self.globals["lipsum"], self.filters["random"]
        for name in list(self.filters):
            self.filters[name] = _bounded(name, self.filters[name])
        self.filters |= {_COUNTED: limits.counted, _MEASURED: limits.measured}
        self.filters |= filters or {}
        self.binop_table |= {"*": limits.times, "**": limits.power, "+": _plus, "%": _modulo}

    def from_string(self, source: Value, *args: Value) -> Value:
        """Compile a template; a template without XML is a document property."""
        name = PROPERTY if isinstance(source, str) and "<w:" not in source else None
        return Template.from_code(self, self.compile(source, name), self.make_globals(None))

    def _generate(self, source: nodes.Template, *args: Value, **kwargs: Value) -> str:
        return super()._generate(_Guard(self).visit(source), *args, **kwargs)

    @staticmethod
    def concat(pieces: Iterable[str]) -> str:
        return plain_newlines("".join(limits.collected(pieces)))

    def getattr(self, obj: Value, attribute: str) -> Value:
        """A key of a mapping comes before its methods: `section.items` is the field, where there is one."""
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                return super().getattr(obj, attribute)
        if not attribute.startswith("_"):
            # texts, numbers and tuples of them are always safe, and reports print little else
            value = getattr(obj, attribute, None)
            if type(value) in _PLAIN:
                return value
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Value, attr: str, value: Value) -> bool:
        if isinstance(obj, int | str | bytes) and attr in {
            "to_bytes",
            "from_bytes",
            "translate",
            "maketrans",
        }:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def call(self, context: Context, obj: Value, /, *args: Value, **kwargs: Value) -> Value:
        limits.budget().step()
        owner = getattr(obj, "__self__", None)
        if isinstance(owner, str | bytes):
            limits.check_growth(owner, (*args, *kwargs.values()))
        elif obj is Cycler:
            limits.measured(args)
        return limits.measured(super().call(context, obj, *args, **kwargs))

    def wrap_str_format(self, value: Value) -> Callable[..., str] | None:
        safe = super().wrap_str_format(value)
        if safe is None:
            return None

        def formatted(*args: Value, **kwargs: Value) -> str:
            _check_format(value.__self__, (*args, *kwargs.values()))
            return safe(*args, **kwargs)

        return formatted


class BatchEnvironment(ReportEnvironment):
    """The same environment for templates that `compile.Part` renders."""

    code_generator_class = BatchGenerator
    context_class = BatchContext
    escaped, printed, shown = staticmethod(escaped), staticmethod(printed), staticmethod(shown)


class PageEnvironment(ReportEnvironment):
    """The environment of pages: their texts may have any characters.

    The texts of *labels*, `label.x` in the template *page*, become part of it: all its pages have the same.
    """

    code_generator_class = PageGenerator
    escaped, printed, shown = staticmethod(escaped), staticmethod(printed), staticmethod(shown)

    def __init__(
        self, loader: BaseLoader, page: str = "", labels: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Take the loader of the page and of what it includes."""
        super().__init__(loader=loader, trimmed=True)
        self.page, self.labels = page, labels

    def _generate(self, source: nodes.Template, name: str | None, *args: Value, **kwargs: Value) -> str:
        if name == self.page and not _sets(source, _LABEL):
            source = _Labelled(self.labels).visit(source)
        return super()._generate(source, name, *args, **kwargs)

    @staticmethod
    def concat(pieces: Iterable[str]) -> str:
        return "".join(limits.collected(pieces))


def from_tree(environment: ReportEnvironment, tree: nodes.Template) -> Template:
    """Compile a template that has been parsed."""
    return Template.from_code(environment, environment.compile(tree), environment.make_globals(None))


def _bounded(name: str, function: Callable[..., Value]) -> Callable[..., Value]:
    passed = getattr(function, "jinja_pass_arg", None)
    bounded = limits.counting(
        _checked_format(function) if name == "format" else function, name in _GROWING, passed is not None
    )
    if passed is not None:
        bounded.jinja_pass_arg = passed  # type: ignore[attr-defined]  # how Jinja marks such functions
    return bounded


def _checked_format(function: Callable[..., Value]) -> Callable[..., Value]:
    def checked(template: str, *args: Value, **kwargs: Value) -> Value:
        _check_format(template, (*args, *kwargs.values()))
        return function(template, *args, **kwargs)

    return checked


def _check_format(template: str, values: tuple[Value, ...]) -> None:
    if _WIDE_FORMAT.search(template):
        raise SecurityError("a format wider than 9,999 characters, or one that is made up while rendering")
    limits.check_growth(template, [value for value in values if not isinstance(value, int)])


def _plus(left: Value, right: Value) -> Value:
    return limits.measured(operator.add(left, right))


def _modulo(left: Value, right: Value) -> Value:
    if isinstance(left, str | bytes):
        values = tuple(right.values()) if isinstance(right, dict) else right
        _check_format(str(left), values if isinstance(values, tuple) else (values,))
    return limits.measured(left % right)
