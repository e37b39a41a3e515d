"""The face of the renderer: open a template once, render many reports from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from evaluator.word.charts import Charts
from evaluator.word.compile import Part
from evaluator.word.docxtpl_fallback import Bound, Report, open_template
from evaluator.word.environment import BatchEnvironment, ReportEnvironment
from evaluator.word.errors import TemplateError
from evaluator.word.limits import Limits, spending
from evaluator.word.package import Member, Splicer, pack
from evaluator.word.properties import Properties

DEFAULT_LIMITS = Limits()
Context: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fallback:
    """Something of a template that is rendered right, but slowly."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


class Template:
    """A docxtpl template, opened and compiled once. Rendering changes nothing in it: threads may share it.

    `filters` are added to Jinja's, by name. `limits` say what one report may cost.
    """

    def __init__(
        self,
        path: str | PathLike[str],
        limits: Limits = DEFAULT_LIMITS,
        filters: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        self._bytes = Path(path).read_bytes()
        self._limits = limits
        self._environment = ReportEnvironment(filters)
        batch = BatchEnvironment(filters)
        opened = open_template(self._bytes, self._environment)
        self._why_docxtpl = opened.why_docxtpl
        self.charts = Charts(opened.members)
        parts: list[Part | Properties] = [Part(batch, source) for source in opened.parts]
        parts.append(Properties(self._environment, opened.properties))
        with spending(limits):
            constant = {part.member: part.render({}) for part in parts if part.is_constant}
        self._parts = [part for part in parts if not part.is_constant]
        self._splicer = Splicer({**opened.members, **constant}, (part.member for part in self._parts))

    @property
    def fallbacks(self) -> tuple[Fallback, ...]:
        """What the fast path does not carry in this template, and why; empty when everything is fast."""
        found = [(part.member, part.why_slow) for part in self._parts if isinstance(part, Part)]
        if self._why_docxtpl:
            found.append(("docxtpl renders every report", self._why_docxtpl))
        return tuple(Fallback(what, why) for what, why in found if why)

    def render(
        self, context: Context | Bound, level: int = 1, members: Mapping[str, bytes] = MappingProxyType({})
    ) -> bytes:
        """Return the document as bytes, deflated at `level` (0 to 9).

        `members` are files to put in the place of the template's, by their name in the package: the data of
        a chart (`word/charts/chart1.xml`), a picture.

        A function as `context` is given the DocxTemplate of this report, for the values docxtpl binds to one
        report: `InlineImage(report, ...)`, `report.new_subdoc(...)`, `report.build_url_id(...)`. docxtpl
        itself then renders the report.
        """
        if unknown := [name for name in members if name not in self._splicer.names]:
            raise TemplateError("file", f"the template has no file named {', '.join(unknown)}")
        with spending(self._limits):
            if callable(context) or self._why_docxtpl:
                made = Report(self._bytes, self._environment).made(context)
                return pack(Member.of(name, content, level) for name, content in {**made, **members}.items())
            changed = {part.member: part.render(context) for part in self._parts}
            return self._splicer.splice({**changed, **members}, level)
