"""The parts of a template that are rendered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """A part that docxtpl renders, patched by it so that Jinja can read it."""

    member: str
    head: str
    xml: str
    tail: str
    is_body: bool = False


@dataclass(frozen=True, slots=True)
class PropertiesSource:
    """The properties of a document, which are templates of plain text."""

    member: str
    texts: Mapping[str, str]
    around: Sequence[str]
    """The XML around the properties: XML, name, XML, name, ..., XML."""
