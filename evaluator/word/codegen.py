"""Code generation for `Template`: the same result as Jinja's compiler in fewer, larger steps.

Jinja yields each piece of text and each value on its own. Here adjacent pieces are passed on together, and
values are also collected separately, so that only values are searched for characters that need care.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

import markupsafe
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context

from evaluator.word.limits import Budget, Value

_NUMBERS: Final = frozenset({int, float, Decimal})

# MarkupSafe's escaping without the Markup object around it, which takes longer to make than the escaping; it
# is not public, so where a version doesn't have it, its public function does the same
escaped: Final[Callable[[str], str]] = getattr(markupsafe, "_escape_inner", markupsafe.escape)


def printed(value: Value) -> str:
    """Escape a value that is not text, as Jinja does."""
    return str(value) if type(value) in _NUMBERS else markupsafe.escape(value)


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


class PageGenerator(Generator):
    """Generate one piece for each run of text and values, and look up texts without Jinja's detour."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escaped, printed = environment.escaped, environment.printed")

    def visit_Output(  # noqa: N802  # the name Jinja calls
        self, node: nodes.Output, frame: Frame
    ) -> None:
        if frame.buffer is not None or frame.require_output_check:
            super().visit_Output(node, frame)
            return
        self.writeline("yield ''.join((", node)
        for child in node.nodes:
            self.newline(child)  # each value has its own line, by which an error is located
            if isinstance(child, nodes.TemplateData):
                self.write(f"{child.data!r}, ")
                continue
            name = self.temporary_identifier()
            self.write(f"escaped({name}) if type({name} := ")
            self.visit(child, frame)
            self.write(f") is str else printed({name}), ")
        self.write("))")

    def visit_Getattr(  # noqa: N802  # as above
        self, node: nodes.Getattr, frame: Frame
    ) -> None:
        """Take a mapping's key, or an attribute that is a text, as most are: texts are always safe."""
        if node.attr.startswith("_"):
            super().visit_Getattr(node, frame)
            return
        owner, value, key = self.temporary_identifier(), self.temporary_identifier(), repr(node.attr)
        self.write(f"({owner}[{key}] if type({owner} := ")
        self.visit(node.node, frame)
        self.write(f") is dict and {key} in {owner} else {value}")
        self.write(f" if type({value} := getattr({owner}, {key}, None)) is str")
        self.write(f" else environment.getattr({owner}, {key}))")


class BatchGenerator(Generator):
    """Generate calls of `context.put` for the output of the main template, many pieces at once."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("put, escaped, printed = context.put, environment.escaped, environment.printed")

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
            name = self.temporary_identifier()
            self.newline(child)  # each value has its own line, by which an error is located
            self.write(f"escaped({name}) if type({name} := ")
            self.visit(child, frame)
            self.write(f") is str else printed({name}), ")
            literals.append("")
        encoded = tuple(literal.encode() for literal in literals)
        self.write(f'"",), {encoded!r}, {sum(map(len, encoded))})')

    def visit_Getattr(  # noqa: N802  # as above
        self, node: nodes.Getattr, frame: Frame
    ) -> None:
        """Look up a key of a mapping without calling `environment.getattr`, which does the same and more."""
        if not isinstance(node.node, nodes.Name):
            super().visit_Getattr(node, frame)
            return
        name, key = frame.symbols.ref(node.node.name), repr(node.attr)
        self.write(f"({name}[{key}] if type({name}) is dict and {key} in {name} else ")
        super().visit_Getattr(node, frame)
        self.write(")")
