"""Find the value with a character that no Word document can hold."""

from collections.abc import Mapping
from typing import Final

from jinja2 import nodes
from markupsafe import escape

from evaluator.word import text
from evaluator.word.environment import ReportEnvironment, from_tree
from evaluator.word.errors import TemplateError, explain, template_line
from evaluator.word.limits import Value, budget, collected, spending

_NAMED: Final = "named for the error"


def name_character(environment: ReportEnvironment, source: str, values: Mapping[str, Value]) -> TemplateError:
    """Render `source` again and check each value, to name the expression with the bad character. Slow."""
    tree = environment.parse(source)
    names = iter(_expressions(environment, source))
    for output in tree.find_all(nodes.Output):
        for index, node in enumerate(output.nodes):
            if not isinstance(node, nodes.TemplateData):
                name = nodes.Const(next(names, "?"), lineno=node.lineno)
                output.nodes[index] = nodes.Filter(node, _NAMED, [name], [], None, None, lineno=node.lineno)
    watching = ReportEnvironment()
    watching.filters = {**environment.filters, _NAMED: _checked}
    template = from_tree(watching, tree)
    try:
        with spending(budget().limits):
            collected(template.root_render_func(template.new_context(dict(values))))
    except TemplateError as error:
        return explain(error, source, template_line(error.__traceback__, template))
    return TemplateError("character", "a value has a character that a Word document cannot hold")


def _expressions(environment: ReportEnvironment, source: str) -> list[str]:
    """Return the expressions between `{{` and `}}`, in order."""
    expressions: list[str] = []
    inside: list[str] | None = None
    for _, kind, value in environment.lex(source):
        if kind == "variable_begin":
            inside = []
        elif kind == "variable_end" and inside is not None:
            expressions.append("".join(inside).strip())
            inside = None
        elif inside is not None:
            inside.append(value)
    return expressions


def _checked(value: Value, name: str) -> Value:
    shown = escape(value)
    if bad := text.ILLEGAL.search(shown):
        near = shown.unescape()[max(bad.start() - 10, 0) : bad.end() + 10]
        raise TemplateError(
            "character", f"{{{{ {name} }}}} has a {text.describe(bad[0])}, which Word cannot hold: {near!r}"
        )
    return value
