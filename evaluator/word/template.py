"""The entry point of the renderer: open a template once, render many reports from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias, TypeVar

from evaluator.word.charts import Charts, pictures
from evaluator.word.compile import CompiledPart
from evaluator.word.docxtpl_fallback import Bound, Report, open_template
from evaluator.word.environment import BatchEnvironment, ReportEnvironment
from evaluator.word.errors import TemplateError
from evaluator.word.limits import Limits, spending
from evaluator.word.opening import open_document
from evaluator.word.package import Member, Splicer, pack
from evaluator.word.properties import Properties

DEFAULT_LIMITS = Limits()
BODY: Final = "word/document.xml"
Context: TypeAlias = Mapping[str, Any]
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Fallback:
    """A part of a template that is rendered correctly but slowly."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


class Template:
    """A docxtpl template, opened and compiled once. Rendering does not change it, so threads may share it.

    `filters` are added to Jinja's, by name. `limits` say what one report may cost. `finish` is applied to the
    body of each report (`word/document.xml`).
    """

    def __init__(
        self,
        data: bytes,
        limits: Limits = DEFAULT_LIMITS,
        filters: Mapping[str, Callable[..., Any]] | None = None,
        finish: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self._finish = finish
        opening = open_document(data)
        self._bytes = opening.data
        self.unseen = opening.unseen
        self._limits = limits
        self._environment = ReportEnvironment(filters)
        batch = BatchEnvironment(filters)
        opened = open_template(self._bytes, self._environment)
        self._why_docxtpl = opened.why_docxtpl
        self.charts = Charts(opened.members)
        self.pictures = pictures(opened.members)
        first: dict[tuple[str, str, str], str] = {}
        like = {
            part.member: first.setdefault((part.head, part.xml, part.tail), part.member)
            for part in opened.parts
        }
        self._like = {member: other for member, other in like.items() if other != member}
        """Parts with the same content as another, as footers of several sections; it is rendered once."""
        parts: list[CompiledPart | Properties] = [
            CompiledPart(batch, source) for source in opened.parts if source.member not in self._like
        ]
        parts.append(Properties(self._environment, opened.properties))
        with spending(limits):
            constant = self._with_like({part.member: part.render({}) for part in parts if part.is_constant})
        self._parts = [part for part in parts if not part.is_constant]
        changing = self._with_like({part.member: part.member for part in self._parts})
        self._splicer = Splicer({**opened.members, **constant}, changing)

    @property
    def fallbacks(self) -> tuple[Fallback, ...]:
        """Return what the fast path cannot render, with the reason; empty when everything is fast."""
        slow = {part.member: part.why_slow for part in self._parts if isinstance(part, CompiledPart)}
        reasons = self._with_like(slow)
        if self._why_docxtpl:
            reasons["docxtpl renders every report"] = self._why_docxtpl
        return tuple(Fallback(what, why) for what, why in reasons.items() if why)

    def render(
        self, context: Context | Bound, level: int = 1, members: Mapping[str, bytes] = MappingProxyType({})
    ) -> bytes:
        """Return the document as bytes, deflated at `level` (0 to 9).

        `members` are files to put in the place of the template's, by their name in the package: the data of
        a chart (`word/charts/chart1.xml`), a picture.

        A function as `context` is called with the DocxTemplate of this report, for values that docxtpl binds
        to a report: `InlineImage(report, ...)`, `report.new_subdoc(...)`, `report.build_url_id(...)`.
        docxtpl itself then renders the report.
        """
        if unknown := [name for name in members if name not in self._splicer.names]:
            raise TemplateError("file", f"the template has no file named {', '.join(unknown)}")
        with spending(self._limits):
            if callable(context) or self._why_docxtpl:
                made = self._finished(Report(self._bytes, self._environment).made(context))
                return pack(Member.of(name, content, level) for name, content in {**made, **members}.items())
            changed = self._with_like({part.member: part.render(context) for part in self._parts})
            changed = self._finished(changed)
            return self._splicer.splice({**changed, **members}, level)

    def _with_like(self, made: dict[str, _Made]) -> dict[str, _Made]:
        """Return what was made of parts, and with it the same for those that have the same content."""
        return made | {member: made[other] for member, other in self._like.items() if other in made}

    def _finished(self, made: dict[str, bytes]) -> dict[str, bytes]:
        if self._finish is not None and BODY in made:
            made[BODY] = self._finish(made[BODY])
        return made
