"""Render the properties of a document (title, subject, author), which docxtpl takes for templates too."""

import html
from collections.abc import Mapping, Sequence
from typing import Any, Final

import jinja2

from evaluator.word import text
from evaluator.word.environment import ReportEnvironment
from evaluator.word.errors import TemplateError, explain

_LONGEST: Final = 255
"""python-docx and Word agree on it."""


class Properties:
    """The member of a package that holds the properties, compiled."""

    def __init__(
        self, environment: ReportEnvironment, texts: Mapping[str, str], around: Sequence[str]
    ) -> None:
        self._texts = texts
        self._pieces = around[::2]
        self._names = around[1::2]
        try:
            self._templates = {name: environment.from_string(source) for name, source in texts.items()}
        except jinja2.TemplateSyntaxError as error:
            raise explain(error, "", None) from error
        self.is_constant = not any("{" in source for source in texts.values())

    def render(self, values: Mapping[str, Any]) -> str:
        """Return the XML of the member."""
        pieces = [self._pieces[0]]
        for name, piece in zip(self._names, self._pieces[1:], strict=True):
            pieces += (self._property(name, values), piece)
        return "".join(pieces)

    def _property(self, name: str, values: Mapping[str, Any]) -> str:
        try:
            rendered: str = self._templates[name].render(values)
        except Exception as error:
            raise explain(error, self._texts[name], 1) from error
        if bad := text.ILLEGAL.search(rendered):
            raise TemplateError("character", f"the property {name!r} has a {text.describe(bad[0])}", rendered)
        if len(rendered) > _LONGEST:
            raise TemplateError("value", f"the property {name!r} is longer than {_LONGEST} characters", rendered)
        return html.escape(rendered, quote=False)
