"""How Jinja's compiler writes a template down for `Template`: fewer, larger steps for the same result.

Stock Jinja yields each piece of text and each value on its own. Here what stands together is handed over at
once, the values a second time by themselves, so that only they have to be searched for characters that need
care.
"""

from collections.abc import Callable, Iterable
from typing import Final

import markupsafe
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context

from evaluator.word import limits
from evaluator.word.limits import Value

_LONG: Final = 1000

# MarkupSafe's escaping without the Markup object around it, which takes longer to make than the escaping; it
# is not public, so where a version doesn't have it, its public function does the same
_escaped: Final = getattr(markupsafe, "_escape_inner", markupsafe.escape)


def printed(value: Value) -> str:
    """Escape a value as Jinja does."""
    if type(value) is not str:
        return markupsafe.escape(value)
    if len(value) > _LONG:
        limits.budget().text(len(value))
    text: str = _escaped(value)
    return text


class BatchContext(Context):
    """The variables of one rendering, and where it prints to."""

    out: Callable[[Iterable[str]], None]
    dynamic: Callable[[Iterable[str]], None]


class Generator(CodeGenerator):
    """Jinja's compiler, but no printed value is worked out beforehand, for all are checked when rendered."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Value) -> str:
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)


class BatchGenerator(Generator):
    """Write what the main template prints to `context.out`, and its values to `context.dynamic` too."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("out, values, printed = context.out, context.dynamic, environment.printed")

    def visit_Output(  # noqa: N802  # the name Jinja calls
        self, node: nodes.Output, frame: Frame
    ) -> None:
        if frame.buffer is not None:
            super().visit_Output(node, frame)
            return
        pieces: list[str] = []
        names: list[str] = []
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                pieces.append(repr(child.data))
                continue
            name = self.temporary_identifier()
            self.writeline(f"{name} = printed(", child)
            self.visit(child, frame)
            self.write(")")
            pieces.append(name)
            names.append(name)
        self.writeline(f"out(({', '.join(pieces)},))")
        if names:
            self.writeline(f"values(({', '.join(names)},))")

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
