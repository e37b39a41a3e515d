"""Find everything that is wrong with a template before a report is made of it, each thing at its place."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Final

from lxml import etree

from evaluator.word.errors import TemplateError
from evaluator.word.house_style import HOUSES, check_fonts, check_heights, check_house
from evaluator.word.limits import Limits
from evaluator.word.names import Known, follow
from evaluator.word.package import Member, pack
from evaluator.word.paragraphs import PROPERTIES, Package, Paragraph, W, open_package
from evaluator.word.stress_values import worst_cases
from evaluator.word.tags import Finding, at, find_tags, unbalanced
from evaluator.word.template import Template

__all__ = ["HOUSES", "Examination", "Finding", "examine"]

_NAMES: Final = frozenset({"unknown-name", "needs-loop", "not-a-list", "not-text"})
_LIMITS: Final = Limits(seconds=10.0)
_MOST: Final = 50
"""How often a template is tried again without what broke it."""
_PREFIXED: Final = re.compile(r"(\{[{%])(?:p|tr|tc|r) ")
_SPACES: Final = re.compile(r"\s")
_CHART: Final = "chart:"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_DOUBLE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NO_CHARTS: Final[Mapping[str, Collection[str]]] = MappingProxyType({})
_NONE: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in a template."""

    view: str
    """The one of the views it was held against whose names it uses."""
    findings: tuple[Finding, ...]
    """In the order of the document, what is in no paragraph last."""
    rendered: bool
    """Whether reports with the worst values were made of it; blocks that do not fit give none."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with it; notes aside."""
        return all(one.is_note for one in self.findings)


def examine(
    path: str | PathLike[str],
    views: Mapping[str, Mapping[str, Known]],
    house: str = "",
    filters: Mapping[str, Callable[..., Any]] = _NONE,
    charts: Mapping[str, Collection[str]] = _NO_CHARTS,
) -> Examination:
    """Examine a template. TemplateError (`file`) for what is no Word document, OSError for no readable file.

    `views` are the values reports may have, by the name of the view; the template is held against that one of
    which it misuses the fewest names. `house` is one of HOUSES, or empty. `filters` are those it is rendered
    with. `charts` are the names of the drawings that reports fill, by the view.
    """
    data = Path(path).read_bytes()
    package = open_package(data)
    tags, findings = find_tags(package.paragraphs)
    findings += unbalanced(tags)
    by_view = {name: follow(tags, known, filters) for name, known in views.items()}
    view = min(by_view, key=lambda name: sum(one.code in _NAMES for one in by_view[name]))
    findings += by_view[view]
    findings += _charts(package, charts.get(view, ()))
    rendered, broken = _worst(data, package, views[view], filters, findings)
    findings += broken
    findings += check_heights(package, tags)
    findings += check_fonts(package)
    if house:
        findings += check_house(package, tags, HOUSES[house])
    order = {part: index for index, part in enumerate(package.roots)}
    # Word writes each text box twice, the second time for older programs: one mistake, one finding
    doubled = {
        (one.part, one.number) for one in package.paragraphs if any(one.element.iterancestors(_DOUBLE))
    }
    findings = [one for one in findings if (one.part, one.paragraph) not in doubled]
    last = len(package.paragraphs) + 1
    findings.sort(key=lambda one: (order.get(one.part, len(order)), one.paragraph or last))
    return Examination(view, tuple(dict.fromkeys(findings)), rendered)


def _charts(package: Package, known: Collection[str]) -> Iterator[Finding]:
    """Charts that no report fills: they would keep the figures they were drawn with."""
    for paragraph in package.paragraphs:
        for drawing in paragraph.element.iter(_DRAWING):
            name = drawing.get("name", "")
            if name.startswith(_CHART) and name not in known:
                yield at(paragraph, "unknown-chart", name, known)


def _worst(
    data: bytes,
    package: Package,
    known: Mapping[str, Known],
    filters: Mapping[str, Callable[..., Any]],
    findings: list[Finding],
) -> tuple[bool, list[Finding]]:
    """Make reports with the worst values; paragraphs that are known to be wrong are left out of them."""
    wrong = {(one.part, one.paragraph) for one in findings}
    bad = [one for one in package.paragraphs if (one.part, one.number) in wrong]
    if any("{%" in one.text or "%}" in one.text for one in bad):
        return False, []
    properties = [one for one in package.paragraphs if one.part == PROPERTIES]
    found: list[Finding] = []
    for _ in range(_MOST):
        case = ""
        try:
            template = _opened(_without(package, bad) if bad else data, filters)
            bare = _opened(_without(package, [*bad, *properties]), filters)
            for case, values in worst_cases(known):
                # a property may have 255 characters, so those of usual length are its worst
                (template if case == "usual" else bare).render(values)
        except TemplateError as error:
            place = _place(package, error.where, bad)
            found.append(_said(error, case, place))
            if place is None or "{%" in place.text:
                break
            bad.append(place)  # the next try leaves it out and finds the next
            continue
        found += (
            Finding("slow", one.what, part=one.what if one.what in package.roots else "", found=one.why)
            for one in template.fallbacks
        )
        break
    return True, found


def _opened(data: bytes, filters: Mapping[str, Callable[..., Any]]) -> Template:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.docx"
        path.write_bytes(data)
        return Template(path, _LIMITS, filters)


def _without(package: Package, bad: Sequence[Paragraph]) -> bytes:
    """The template without the texts of some paragraphs."""
    texts = [(text, text.text) for one in bad for text in _texts(one)]
    for text, _ in texts:
        text.text = ""
    changed = {
        part: etree.tostring(package.roots[part], xml_declaration=True, encoding="UTF-8", standalone=True)
        for part in {one.part for one in bad}
    }
    for text, before in texts:
        text.text = before
    return pack(Member.of(name, data, 1) for name, data in {**package.members, **changed}.items())


def _texts(paragraph: Paragraph) -> list[etree._Element]:
    return [paragraph.element] if paragraph.part == PROPERTIES else list(paragraph.element.iter(W + "t"))


def _place(package: Package, where: str, bad: Sequence[Paragraph]) -> Paragraph | None:
    """The paragraph an error was raised in: docxtpl has taken the prefixes out of its tags."""
    asked = _SPACES.sub("", where.rstrip("…"))
    for one in package.paragraphs if asked else ():
        if one not in bad and _SPACES.sub("", _PREFIXED.sub(r"\1", one.text)).startswith(asked):
            return one
    return None


def _said(error: TemplateError, case: str, place: Paragraph | None) -> Finding:
    code = "unsafe" if error.code == "unsafe" else "worst" if case else "broken"
    found = Finding(code) if place is None else at(place, code)
    return replace(found, what=case if code == "worst" else error.what, found=error.what, wanted=error.code)
