"""Check every name in a template's tags against the variables of a view, without rendering."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, TypeAlias

from jinja2 import TemplateSyntaxError, nodes

from evaluator.word.environment import ReportEnvironment
from evaluator.word.tags import Tag, TemplateFinding, at

TEXT: Final = "text"
FLAG: Final = "flag"
ANY: Final = "any"
"""A value of unknown shape: nothing is reported about its attributes and items."""

Shape: TypeAlias = "str | tuple[Shape] | Mapping[str, Shape]"
"""The shape of a variable: `TEXT`, `FLAG`, `ANY`; `(shape,)` for a list; a mapping of names to shapes."""

_LOOP: Final[Mapping[str, Shape]] = {
    **dict.fromkeys(("index", "index0", "revindex", "revindex0", "length", "depth", "depth0"), TEXT),
    **dict.fromkeys(("first", "last"), FLAG),
    **dict.fromkeys(("previtem", "nextitem", "cycle", "changed"), ANY),
}
_GLOBALS: Final[Mapping[str, Shape]] = dict.fromkeys(
    ("range", "dict", "cycler", "joiner", "namespace", "caller", "varargs", "kwargs", "self"), ANY
)
_SAME: Final = frozenset(
    {"sort", "reverse", "list", "unique", "select", "reject", "selectattr", "rejectattr", "default", "d"}
)
_ELEMENT_FILTERS: Final = frozenset({"first", "last", "min", "max"})
_COUNTS: Final = frozenset({"length", "count"})
_UNDER: Final = re.compile(r"__\w+__")
_REFUSED: Final = frozenset(["include", "import", "from", "extends", "block", "autoescape"])
_IGNORED: Final = frozenset({"vm", "hm", "raw", "endraw"})
_VALUED: Final = re.compile(r"(?:colspan|cellbg)\s+(.*)", re.DOTALL)
_BLOCKS: Final = ("for", "if", "set", "with", "macro", "call", "filter")
_TAGS: Final = (*_BLOCKS, "elif", "else", *(f"end{name}" for name in _BLOCKS))
_MESSAGE: Final = re.compile(r"'([^']*)'")


@lru_cache(maxsize=8)
def _environment(filters: tuple[str, ...]) -> ReportEnvironment:
    return ReportEnvironment(dict.fromkeys(filters, str))


@lru_cache(maxsize=1024)
def _tree(filters: tuple[str, ...], source: str) -> nodes.Template:
    """Return what a tag says; each tag is checked against the variables of every kind of paper."""
    return _environment(filters).parse(source)


class TemplateNames:
    """Checks the names in tags, in the order of the document."""

    def __init__(self, variables: Mapping[str, Shape], filters: Collection[str] = ()) -> None:
        self._names = tuple(sorted(filters))
        self._environment = _environment(self._names)
        self._filters = sorted(name for name in self._environment.filters if name.isidentifier())
        self._scopes: list[dict[str, Shape]] = [{**_GLOBALS, **variables}]
        self._offered = tuple(variables)
        self._part = ""
        self._tag: Tag | None = None
        self._is_unsafe = False
        self.findings: list[TemplateFinding] = []

    def see(self, tag: Tag) -> None:
        """Check the names of a tag."""
        self._tag, self._is_unsafe = tag, False
        if tag.paragraph.part != self._part:
            self._part = tag.paragraph.part
            del self._scopes[1:]
        try:
            if tag.kind == "{":
                self._print(f"{{{{ {tag.body} }}}}")
            elif tag.kind == "%":
                self._statement(tag)
        except RecursionError:  # brackets inside each other by the thousand
            self._say("syntax", tag.written)

    def _say(self, code: str, what: str, candidates: Iterable[str] = ()) -> None:
        assert self._tag is not None
        finding = at(self._tag.paragraph, code, what, candidates)
        if code == "unsafe":
            if self._is_unsafe:
                return  # the rest of the tag belongs to the same attempt
            self._is_unsafe = True
        if finding not in self.findings:
            self.findings.append(finding)

    def _print(self, source: str) -> None:
        for output in self._parsed(source, nodes.Output):
            for node in output.nodes:
                kind = self._kind(node)
                if isinstance(kind, tuple):
                    self._say("needs-loop", _name_of(node))
                elif isinstance(kind, Mapping):
                    self._say("not-text", _name_of(node), (next(iter(kind), ""),))

    def _statement(self, tag: Tag) -> None:
        word, body = tag.word, tag.body
        if word in _IGNORED or word == "else":
            return
        if valued := _VALUED.match(body):
            self._print(f"{{{{ {valued[1]} }}}}")
        elif word in _REFUSED:
            self._say("refused-tag", word)
        elif word.startswith("end"):
            if word not in _TAGS:
                self._say("unknown-tag", word, _TAGS)
            elif len(self._scopes) > 1 and word in ("endfor", "endwith", "endmacro", "endcall"):
                self._scopes.pop()
        elif word not in _TAGS:
            self._say("unknown-tag", word or body[:40], _TAGS)
        else:
            self._block(word, body)

    def _block(self, word: str, body: str) -> None:
        if word == "elif":
            word, body = "if", body.removeprefix("el")
        closed = "" if word == "set" and "=" in body else f"{{% end{word} %}}"
        [*statements] = self._parsed(f"{{% {body} %}}{closed}", nodes.Stmt)
        scope: dict[str, Shape] = {}
        match statements[0] if statements else None:
            case nodes.For() as loop:
                items = self._kind(loop.iter)
                if items in (TEXT, FLAG) or isinstance(items, Mapping):
                    near = self._lists(items)
                    self._say("not-a-list", _name_of(loop.iter), near)
                _bind(loop.target, items[0] if isinstance(items, tuple) else ANY, scope)
                scope["loop"] = _LOOP
                if loop.test is not None:
                    self._scopes.append(scope)
                    self._kind(loop.test)
                    self._scopes.pop()
            case nodes.If() as branch:
                self._kind(branch.test)
            case nodes.Assign() as assign:
                _bind(assign.target, self._kind(assign.node), self._scopes[-1])
            case nodes.AssignBlock() as assign:
                _bind(assign.target, ANY, self._scopes[-1])
            case nodes.With() as made:
                for target, value in zip(made.targets, made.values, strict=True):
                    _bind(target, self._kind(value), scope)
            case nodes.Macro() as macro:
                self._scopes[-1][macro.name] = ANY
                scope |= {parameter.name: ANY for parameter in macro.args}
            case nodes.CallBlock() as call:
                self._kind(call.call)
                scope |= {parameter.name: ANY for parameter in call.args}
            case nodes.FilterBlock() as block:
                self._kind(block.filter)
        if word in ("for", "with", "macro", "call"):
            self._scopes.append(scope)

    @staticmethod
    def _lists(kind: Shape) -> Sequence[str]:
        return [k for k, v in kind.items() if isinstance(v, tuple)] if isinstance(kind, Mapping) else ()

    def _parsed(self, source: str, kind: type[Any]) -> list[Any]:
        try:
            return [node for node in _tree(self._names, source).body if isinstance(node, kind)]
        except TemplateSyntaxError as error:
            name = _MESSAGE.search(error.message or "")
            if error.message and "No test named" in error.message and name:
                self._say("unknown-test", name[1], self._tests)
            else:
                self._say("syntax", self._tag.written if self._tag else source)
            return []

    @property
    def _tests(self) -> list[str]:
        return sorted(name for name in self._environment.tests if name.isidentifier())

    def _kind(self, node: nodes.Node | None) -> Shape:
        """Return the shape of an expression, and report what is wrong with it."""
        match node:
            case None:
                return ANY
            case nodes.Name():
                return self._looked_up(node.name)
            case nodes.Const():
                if isinstance(node.value, str) and _UNDER.search(node.value):
                    self._say("unsafe", node.value)
                return TEXT
            case nodes.TemplateData():
                return TEXT
            case nodes.Getattr():
                return self._inside(self._kind(node.node), node.attr, node)
            case nodes.Getitem():
                return self._item(node)
            case nodes.Filter():
                return self._filtered(node)
            case nodes.Test():
                if node.name not in self._environment.tests:
                    self._say("unknown-test", node.name, self._tests)
                if node.name not in ("defined", "undefined"):
                    self._visit_children(node)
                return FLAG
            case nodes.CondExpr():
                self._kind(node.test)
                first, second = self._kind(node.expr1), self._kind(node.expr2)
                return first if node.expr2 is None or first == second else ANY
            case nodes.Or() | nodes.And():
                left, right = self._kind(node.left), self._kind(node.right)
                return left if left == right else ANY
        self._visit_children(node)
        return FLAG if isinstance(node, nodes.Not | nodes.Compare) else ANY

    def _visit_children(self, node: nodes.Node) -> None:
        for child in node.iter_child_nodes():
            self._kind(child)

    def _looked_up(self, name: str) -> Shape:
        for scope in reversed(self._scopes):
            if name in scope:
                return scope[name]
        if name.startswith("__"):
            self._say("unsafe", name)
        else:
            inner = [variable for scope in self._scopes[1:] for variable in scope]
            self._say("unknown-name", name, (*inner, *self._offered))
        return ANY

    def _inside(self, kind: Shape, name: str, node: nodes.Node) -> Shape:
        if name.startswith("_"):
            self._say("unsafe", _name_of(node))
            return ANY
        if isinstance(kind, Mapping):
            if name in kind:
                return kind[name]
            self._say("unknown-name", _name_of(node), tuple(kind))
        elif kind in (TEXT, FLAG) and not hasattr(str, name):
            self._say("unknown-name", _name_of(node))
        elif isinstance(kind, tuple) and not hasattr(tuple, name):
            self._say("needs-loop", _name_of(node))
        return ANY

    def _item(self, node: nodes.Getitem) -> Shape:
        kind = self._kind(node.node)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._inside(kind, node.arg.value, node)
        self._kind(node.arg)
        if isinstance(kind, tuple):
            return kind if isinstance(node.arg, nodes.Slice) else kind[0]
        return TEXT if kind == TEXT else ANY

    def _filtered(self, node: nodes.Filter) -> Shape:
        kind = self._kind(node.node)
        arguments: list[nodes.Node] = [*node.args, *node.kwargs]
        for argument in arguments:
            self._kind(argument)
        if node.name not in self._environment.filters:
            self._say("unknown-filter", node.name, self._filters)
            return ANY
        if node.name == "attr" and node.args and isinstance(node.args[0], nodes.Const):
            return self._inside(kind, str(node.args[0].value), node)
        if node.name in _SAME:
            return kind
        if node.name in _ELEMENT_FILTERS and isinstance(kind, tuple):
            return kind[0]
        return TEXT if node.name in _COUNTS else ANY


def _bind(target: nodes.Node, value: Shape, scope: dict[str, Shape]) -> None:
    match target:
        case nodes.Name():
            scope[target.name] = value
        case nodes.Tuple():
            for element in target.items:
                _bind(element, ANY, scope)


def _name_of(node: nodes.Node) -> str:
    """Return an expression as it is written, as far as it consists of names."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_name_of(node.node)}.{node.attr}"
        case nodes.Getitem(arg=nodes.Const(value=value)):
            return f"{_name_of(node.node)}[{value!r}]"
        case nodes.Filter() if node.node is not None:
            return f"{_name_of(node.node)}|{node.name}"
        case nodes.Call():
            return f"{_name_of(node.node)}()"
    return "…"


def follow(
    tags: Sequence[Tag], variables: Mapping[str, Shape], filters: Collection[str] = ()
) -> list[TemplateFinding]:
    """Return the findings about the names in a template's tags."""
    names = TemplateNames(variables, filters)
    for tag in tags:
        names.see(tag)
    return [replace(finding, what=finding.what.strip()) for finding in names.findings]
