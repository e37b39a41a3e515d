"""Code generation for `Template`: the same result as Jinja's compiler in fewer, larger steps.

Jinja yields each piece of text and each value on its own. Here adjacent pieces are passed on together, and
values are also collected separately, so that only values are searched for characters that need care.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import chain, groupby
from typing import Final

import markupsafe
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context

from evaluator.word.limits import Budget, Value

_NUMBERS: Final = frozenset({int, float, Decimal})
_DEEPEST: Final = 8
"""Conditions inside each other that become one piece; Python's parser takes no brackets without end."""

# MarkupSafe's escaping without the Markup object around it, which takes longer to make than the escaping; it
# is not public, so where a version doesn't have it, its public function does the same
escaped: Final[Callable[[str], str]] = getattr(markupsafe, "_escape_inner", markupsafe.escape)


def printed(value: Value) -> str:
    """Escape a value that is not text, as Jinja does."""
    return str(value) if type(value) in _NUMBERS else markupsafe.escape(value)


def shown(value: Value) -> str:
    """Escape any value, as Jinja does."""
    return escaped(value) if type(value) is str else printed(value)


class BatchContext(Context):
    """The variables of a rendering and its output: literals and values in turn, a literal first."""

    literals: list[bytes]
    printed: list[str]
    budget: Budget

    def begin(self, budget: Budget) -> None:
        self.literals, self.printed, self.budget = [], [], budget

    def put(self, values: Sequence[str], literals: Sequence[bytes], size: int) -> None:
        """Print values and as many literals; the literals have `size` bytes in total."""
        left = self.budget
        left.characters -= size + sum(map(len, values))
        if left.characters < 0:
            left.text(0)
        self.literals += literals
        self.printed += values


class Generator(CodeGenerator):
    """Jinja's compiler without constant folding of printed values: all are checked when rendered."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Value) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)


class QuickGenerator(Generator):
    """Generate look-ups of keys and plain values without Jinja's detour."""

    def write_commons(self) -> None:
        super().write_commons()
        names = ("escaped", "printed", "plain", "shown")
        self.writeline(f"{', '.join(names)} = {', '.join(f'environment.{name}' for name in names)}")

    def visit_Getattr(  # noqa: N802  # the name Jinja calls
        self, node: nodes.Getattr, frame: Frame
    ) -> None:
        """Take an attribute that is plain, as most are: these are always safe, and no mapping has any."""
        if node.attr.startswith("_"):
            super().visit_Getattr(node, frame)
            return
        value = self.temporary_identifier()
        self.write(f"({value} if type({value} := ")
        owner = self._attribute(node, frame)
        self.write(f") in plain else environment.getattr({owner}, {node.attr!r}))")

    def _attribute(self, node: nodes.Getattr, frame: Frame) -> str:
        """Write an attribute, None where there is none, and return how its owner is written from there on."""
        owner = self.temporary_identifier()
        self.write(f"getattr({owner} := ")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}, None)")
        return owner

    def _value(self, node: nodes.Expr, frame: Frame) -> None:
        """Write a printed value, on its own line, by which an error is located."""
        name = self.temporary_identifier()
        self.newline(node)
        self.write(f"escaped({name}) if type({name} := ")
        if isinstance(node, nodes.Getattr) and not node.attr.startswith("_"):
            owner = self._attribute(node, frame)
            self.write(f") is str else shown(environment.getattr({owner}, {node.attr!r})), ")
            return
        self.visit(node, frame)
        self.write(f") is str else printed({name}), ")


class PageGenerator(QuickGenerator):
    """Generate one piece for each run of texts, values and conditions on them."""

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """Print what stands side by side, with what depends on conditions, as one piece."""
        if frame.buffer is not None or frame.require_output_check:
            super().blockvisit(nodes, frame)
            return
        for prints, run in groupby(nodes, _prints):
            if not prints:
                super().blockvisit(run, frame)
                continue
            parts = [*run]
            literal = _literal(parts)
            if literal is not None:
                self.writeline(f"yield {literal!r}", parts[0])
                continue
            self.writeline("yield ''.join((", parts[0])
            self._parts(parts, frame)
            self.write("))")

    def _parts(self, parts: Iterable[nodes.Node], frame: Frame) -> None:
        for part in parts:
            if isinstance(part, nodes.If):
                self._choice(part, frame)
                continue
            assert isinstance(part, nodes.Output)
            for child in part.nodes:
                if isinstance(child, nodes.TemplateData):
                    self.write(f"{child.data!r}, ")
                else:
                    self._value(child, frame)

    def _choice(self, choice: nodes.If, frame: Frame) -> None:
        self.write("*(")
        for branch in (choice, *choice.elif_):
            self.write("(")
            self._parts(branch.body, frame)
            self.newline(branch)
            self.write(") if ")
            self.visit(branch.test, frame)
            self.write(" else ")
        self.write("(")
        self._parts(choice.else_, frame)
        self.write(")), ")


def _literal(parts: Iterable[nodes.Node]) -> str | None:
    """Return what is printed without values and conditions; None where there are some."""
    texts: list[str] = []
    for part in parts:
        for child in part.nodes if isinstance(part, nodes.Output) else [part]:
            if not isinstance(child, nodes.TemplateData):
                return None
            texts.append(child.data)
    return "".join(texts)


def _prints(node: nodes.Node, depth: int = 0) -> bool:
    """Return whether a node prints, perhaps on a condition, and does nothing else."""
    if isinstance(node, nodes.Output):
        return True
    if not isinstance(node, nodes.If) or depth == _DEEPEST:
        return False
    inside = chain(node.body, node.else_, *(branch.body for branch in node.elif_))
    return all(_prints(part, depth + 1) for part in inside)


class BatchGenerator(QuickGenerator):
    """Generate calls of `context.put` for the output of the main template, many pieces at once."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("put = context.put")

    def visit_Output(  # noqa: N802  # the name Jinja calls
        self, node: nodes.Output, frame: Frame
    ) -> None:
        if frame.buffer is not None:
            super().visit_Output(node, frame)
            return
        literals = [""]
        self.writeline("put((", node)
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                literals[-1] += child.data
                continue
            self._value(child, frame)
            literals.append("")
        encoded = tuple(literal.encode() for literal in literals)
        self.write(f'"",), {encoded!r}, {sum(map(len, encoded))})')
