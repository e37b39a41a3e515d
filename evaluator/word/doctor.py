"""Find all mistakes in a template, each with its place, before a report is made from it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from lxml import etree

from evaluator.word.charts import pictures
from evaluator.word.errors import TemplateError
from evaluator.word.house_style import STANDARDS, check_fonts, check_heights, check_standard
from evaluator.word.limits import Limits
from evaluator.word.names import Shape, follow
from evaluator.word.opening import W
from evaluator.word.package import Member, pack
from evaluator.word.paragraphs import PROPERTIES, Paragraph, WordPackage, open_package
from evaluator.word.stress_values import worst_cases
from evaluator.word.tags import TemplateFinding, at, find_tags, unbalanced
from evaluator.word.template import Template

__all__ = ["STANDARDS", "Examination", "TemplateFinding", "examine"]

_NAMES: Final = frozenset({"unknown-name", "needs-loop", "not-a-list", "not-text"})
_LIMITS: Final = Limits(seconds=10.0)
_MOST: Final = 50
"""How often a template is rendered again without the paragraph that broke it."""
_PREFIXED: Final = re.compile(r"(\{[{%])(?:p|tr|tc|r) ")
_SPACES: Final = re.compile(r"\s")
_CHART: Final = "chart:"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_DOUBLE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NO_CODES: Final[Mapping[str, str]] = MappingProxyType({})
_NO_CHARTS: Final[Mapping[str, Collection[str]]] = MappingProxyType({})
_NONE: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Examination:
    """The findings about a template."""

    view: str
    """The view whose names it uses."""
    findings: tuple[TemplateFinding, ...]
    """In the order of the document; findings without a paragraph come last."""
    rendered: bool
    """Whether it was rendered with the worst-case values; not where its blocks do not match."""

    @property
    def ok(self) -> bool:
        """Return whether nothing is wrong with it, apart from notes."""
        return all(finding.is_note for finding in self.findings)


def examine(
    data: bytes,
    views: Mapping[str, Mapping[str, Shape]],
    standard: str = "",
    filters: Mapping[str, Callable[..., Any]] = _NONE,
    charts: Mapping[str, Collection[str]] = _NO_CHARTS,
    codes: Mapping[str, str] = _NO_CODES,
) -> Examination:
    """Examine a template.

    Raise TemplateError (`file`) for data that are not a Word document.

    `views` are the variables of reports, by the name of the view; the template is checked against the view
    of which it misuses the fewest names. `standard` is a key of STANDARDS or empty. `filters` are the filters
    it is rendered with. `charts` are the names of the drawings that reports fill, by the view, and
    `codes` those of the pictures that papers are proved by.
    """
    package = open_package(data)
    tags, findings = find_tags(package.paragraphs)
    findings += unbalanced(tags)
    by_view = {name: follow(tags, variables, filters) for name, variables in views.items()}
    view = min(by_view, key=lambda name: sum(finding.code in _NAMES for finding in by_view[name]))
    findings += by_view[view]
    findings += _charts(package, charts.get(view, ()))
    if codes.get(view) and codes[view] not in pictures(package.members):
        findings.append(TemplateFinding("no-code", codes[view]))
    findings += [
        TemplateFinding(text.kind, text.text, part=text.part, paragraph=text.paragraph)
        for text in package.unseen
    ]
    rendered, broken = _try_worst_cases(data, package, views[view], filters, findings)
    findings += broken
    findings += check_heights(package, tags)
    findings += check_fonts(package)
    if standard:
        findings += check_standard(package, tags, STANDARDS[standard])
    order = {part: index for index, part in enumerate(package.roots)}
    # Word writes each text box twice, the second time for older programs; only the first is reported
    doubled = {
        (paragraph.part, paragraph.number)
        for paragraph in package.paragraphs
        if next(paragraph.element.iterancestors(_DOUBLE), None) is not None
    }
    findings = [finding for finding in findings if (finding.part, finding.paragraph) not in doubled]
    last = len(package.paragraphs) + 1
    findings.sort(key=lambda finding: (order.get(finding.part, len(order)), finding.paragraph or last))
    return Examination(view, tuple(dict.fromkeys(findings)), rendered)


def _charts(package: WordPackage, names: Collection[str]) -> Iterator[TemplateFinding]:
    """Yield charts that no report fills: they would keep the template's figures."""
    for paragraph in package.paragraphs:
        for drawing in paragraph.element.iter(_DRAWING):
            name = drawing.get("name", "")
            if name.startswith(_CHART) and name not in names:
                yield at(paragraph, "unknown-chart", name, names)


def _try_worst_cases(
    data: bytes,
    package: WordPackage,
    variables: Mapping[str, Shape],
    filters: Mapping[str, Callable[..., Any]],
    findings: list[TemplateFinding],
) -> tuple[bool, list[TemplateFinding]]:
    """Render the template with worst-case values, without the paragraphs already reported as wrong."""
    wrong = {(finding.part, finding.paragraph) for finding in findings}
    bad = [paragraph for paragraph in package.paragraphs if (paragraph.part, paragraph.number) in wrong]
    if any("{%" in paragraph.text or "%}" in paragraph.text for paragraph in bad):
        return False, []
    properties = [paragraph for paragraph in package.paragraphs if paragraph.part == PROPERTIES]
    failures: list[TemplateFinding] = []
    for _ in range(_MOST):
        case = ""
        try:
            template = _opened(_without(package, bad) if bad else data, filters)
            bare = _opened(_without(package, [*bad, *properties]), filters)
            for case, values in worst_cases(variables):
                # a property may have 255 characters, so only values of usual length are tried in it
                (template if case == "usual" else bare).render(values)
        except TemplateError as error:
            place = _place(package, error.where, bad)
            failures.append(_finding_of(error, case, place))
            if place is None or "{%" in place.text:
                break
            bad.append(place)  # the next attempt omits it and finds the next mistake
            continue
        failures += (
            TemplateFinding(
                "slow",
                fallback.what,
                part=fallback.what if fallback.what in package.roots else "",
                actual=fallback.why,
            )
            for fallback in template.fallbacks
        )
        break
    return True, failures


def _opened(data: bytes, filters: Mapping[str, Callable[..., Any]]) -> Template:
    return Template(data, _LIMITS, filters)


def _without(package: WordPackage, bad: Sequence[Paragraph]) -> bytes:
    """Return the template without the texts of some paragraphs."""
    texts = [(text, text.text) for paragraph in bad for text in _texts(paragraph)]
    for text, _ in texts:
        text.text = ""
    changed = {
        part: etree.tostring(package.roots[part], xml_declaration=True, encoding="UTF-8", standalone=True)
        for part in {paragraph.part for paragraph in bad}
    }
    for text, before in texts:
        text.text = before
    return pack(Member.of(name, data, 1) for name, data in {**package.members, **changed}.items())


def _texts(paragraph: Paragraph) -> list[etree._Element]:
    return [paragraph.element] if paragraph.part == PROPERTIES else list(paragraph.element.iter(W + "t"))


def _place(package: WordPackage, where: str, bad: Sequence[Paragraph]) -> Paragraph | None:
    """Return the paragraph an error was raised in; docxtpl has removed the prefixes from its tags."""
    asked = _SPACES.sub("", where.rstrip("…"))
    for paragraph in package.paragraphs if asked else ():
        if paragraph not in bad and _SPACES.sub("", _PREFIXED.sub(r"\1", paragraph.text)).startswith(asked):
            return paragraph
    return None


def _finding_of(error: TemplateError, case: str, place: Paragraph | None) -> TemplateFinding:
    code = "unsafe" if error.code == "unsafe" else "worst" if case else "broken"
    finding = TemplateFinding(code) if place is None else at(place, code)
    return replace(
        finding, what=case if code == "worst" else error.what, actual=error.what, wanted=error.code
    )
