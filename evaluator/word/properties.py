"""Render the properties of a document (title, subject, author), which docxtpl treats as templates too."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import jinja2

from evaluator.word import text
from evaluator.word.environment import ReportEnvironment
from evaluator.word.errors import DEEP, TOO_DEEP, TemplateError, explain

NAMES: Final = ("author", "comments", "identifier", "language", "subject", "title")
LONGEST: Final = 255
"""What Word takes in its dialog; a property that is longer in the template may stay so."""


@dataclass(frozen=True, slots=True)
class PropertiesSource:
    """The properties of a document, which are templates of plain text."""

    member: str
    texts: Mapping[str, str]
    around: Sequence[str]
    """The XML around the properties: XML, name, XML, name, ..., XML."""


class Properties:
    """The member of a package that holds the properties, compiled."""

    def __init__(self, environment: ReportEnvironment, source: PropertiesSource) -> None:
        self.member = source.member
        self._source = source
        self._templates: dict[str, jinja2.Template] = {}
        try:
            for name, written in source.texts.items():
                self._templates[name] = environment.from_string(written)
        except jinja2.TemplateSyntaxError as error:
            raise explain(error, error.source or "", error.lineno) from error
        except TOO_DEEP as error:
            raise TemplateError("limit", DEEP) from error
        self._changing = [name for name, written in source.texts.items() if "{" in written]
        self._constant = {name: self._text(name, {}) for name in source.texts if name not in self._changing}
        self.is_constant = not self._changing

    def render(self, values: Mapping[str, Any]) -> bytes:
        """Return the content of the member."""
        texts = self.texts(values)
        first, *rest = self._source.around
        pieces = [first]
        for name, piece in zip(rest[::2], rest[1::2], strict=True):
            pieces += (html.escape(texts[name], quote=False), piece)
        return "".join(pieces).encode()

    def texts(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Return each property by name."""
        return self._constant | {name: self._text(name, values) for name in self._changing}

    def _text(self, name: str, values: Mapping[str, Any]) -> str:
        try:
            rendered: str = self._templates[name].render(values)
        except Exception as error:
            raise explain(error, self._source.texts[name], 1) from error
        if bad := text.ILLEGAL.search(rendered):
            raise TemplateError("character", f"the property {name!r} has a {text.describe(bad[0])}", rendered)
        if len(rendered) > max(LONGEST, len(self._source.texts[name])):
            raise TemplateError(
                "value", f"the property {name!r} is longer than {LONGEST} characters", rendered
            )
        return rendered
