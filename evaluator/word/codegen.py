"""How Jinja's compiler writes a template down for `Template`: fewer, larger steps for the same result.

Stock Jinja yields each piece of text and each value on its own. Here what stands together is handed over at
once, the values a second time by themselves, so that only they have to be searched for characters that need
care.
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
    """Escape a value that is no text, as Jinja does."""
    return str(value) if type(value) in _NUMBERS else markupsafe.escape(value)


class BatchContext(Context):
    """The variables of one rendering, and what it prints: literals and values in turn, a literal first."""

    literals: list[bytes]
    printed: list[str]
    budget: Budget

    def begin(self, budget: Budget) -> None:
        self.literals, self.printed, self.budget = [], [], budget

    def put(self, values: Sequence[str], literals: Sequence[bytes], size: int) -> None:
        """Print as many values as literals, which have `size` bytes."""
        left = self.budget
        left.characters -= size + sum(map(len, values))
        if left.characters < 0:
            left.text(0)
        self.literals += literals
        self.printed += values


class Generator(CodeGenerator):
    """Jinja's compiler, but no printed value is worked out beforehand, for all are checked when rendered."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Value) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)


class BatchGenerator(Generator):
    """Write what the main template prints to `context.put`, many pieces at once."""

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
            self.newline(child)  # each has a line of its own, so that an error tells which it was
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
