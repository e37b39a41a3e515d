"""The face of the renderer: open a template once, render many reports from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from evaluator.word.compile import Part
from evaluator.word.environment import ReportEnvironment
from evaluator.word.limits import Limits, spending
from evaluator.word.package import Member, Splicer, pack
from evaluator.word.peer import Bound, Report, open_template
from evaluator.word.properties import Properties

Context: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fallback:
    """Something of a template that is rendered right, but slowly."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


class Template:
    """A docxtpl template, opened and compiled once. Rendering changes nothing in it, so threads may share it."""

    def __init__(self, path: str | PathLike[str], limits: Limits = Limits()) -> None:
        self._bytes = Path(path).read_bytes()
        self._limits = limits
        self._environment = ReportEnvironment()
        opened = open_template(self._bytes, self._environment)
        properties = Properties(self._environment, opened.properties, opened.properties_xml)
        parts = {source: Part(self._environment, source.xml, is_body=source.is_body) for source in opened.parts}
        members = dict(opened.members)
        with spending(limits):
            if properties.is_constant:
                members[opened.properties_member] = properties.render({}).encode()
            for source, part in parts.items():
                if part.is_constant:
                    members[source.member] = f"{source.head}{part.render({})}{source.tail}".encode()
        self._properties = None if properties.is_constant else (opened.properties_member, properties)
        self._parts = {source: part for source, part in parts.items() if not part.is_constant}
        changing = [source.member for source in self._parts]
        if self._properties:
            changing.append(opened.properties_member)
        self._splicer = Splicer(members, changing)

    @property
    def fallbacks(self) -> tuple[Fallback, ...]:
        """What the fast path does not carry in this template, and why; empty when everything is fast."""
        return tuple(
            Fallback(source.member, part.why_slow) for source, part in self._parts.items() if part.why_slow
        )

    def render(self, context: Context | Bound, level: int = 1) -> bytes:
        """Return the document as bytes, deflated at `level` (0 to 9).

        A function as `context` is given the DocxTemplate of this report, for the values docxtpl binds to one
        report: `InlineImage(report, ...)`, `report.new_subdoc(...)`, `report.build_url_id(...)`. docxtpl itself
        then renders the report.
        """
        with spending(self._limits):
            if callable(context):
                made = Report(self._bytes, self._environment).made(context)
                return pack(Member.of(name, content, level) for name, content in made.items())
            changed = {
                source.member: f"{source.head}{part.render(context)}{source.tail}".encode()
                for source, part in self._parts.items()
            }
            if self._properties:
                member, properties = self._properties
                changed[member] = properties.render(context).encode()
            return self._splicer.splice(changed, level)
