"""Check a template's page and type against a house style, and every font for its East-Asian face."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from lxml import etree

from evaluator.word.paragraphs import Package, Paragraph, W, ancestor, parsed
from evaluator.word.tags import Finding, Tag, at

_MM: Final = 1440 / 25.4
_STYLES: Final = "word/styles.xml"
_TITLES: Final = frozenset({"title", "标题"})


@dataclass(frozen=True, slots=True)
class House:
    """What a document of the house looks like; lengths in mm, and what each may be off; type in points."""

    page: tuple[float, float]
    top: float
    left: float
    text: tuple[float, float]
    off: float
    body: float
    pitch: tuple[float, float]
    title: float
    body_faces: tuple[str, ...]
    """What the East-Asian font of the body has in its name."""
    title_faces: tuple[str, ...]


_SONG: Final = ("小标宋", "宋体", "SimSun")
_FANGSONG: Final = ("仿宋", "FangSong")
HOUSES: Final[Mapping[str, House]] = MappingProxyType(
    {"gbt9704": House((210, 297), 37, 28, (156, 225), 1, 16, (28, 29), 22, _FANGSONG, _SONG)}
)
"""`gbt9704`: GB/T 9704—2012 for official documents."""


def check_house(package: Package, tags: list[Tag], house: House) -> Iterator[Finding]:
    """Page, margins and text area of each section; size and line pitch of the body; size of the title.

    A landscape section is one for wide tables, for which only the size of the paper is asked.
    """
    own = [one for one in package.paragraphs if one.part == package.main]
    for section in package.roots[package.main].iter(W + "sectPr"):
        holder = ancestor(section, "p")
        place = next((one for one in own if one.element is holder), own[-1] if own else None)
        if place is not None:
            for measured in _section(section, house):
                yield replace(at(place, measured.code), found=measured.found, wanted=measured.wanted)
    styles = Styles(package)
    control = {tag.paragraph.number for tag in tags if tag.prefix and tag.paragraph.part == package.main}
    prose = [
        one
        for one in own
        if one.text.strip() and one.number not in control and ancestor(one.element, "tbl") is None
    ]
    weights: Counter[str] = Counter()
    for one in prose:
        if styles.is_body(one):
            weights[styles.of(one)] += 1
    body = max(weights, key=lambda name: (weights[name], name), default=None)
    wrong: set[tuple[str, str, str]] = set()
    for one in prose:
        title = styles.name(styles.of(one)).casefold() in _TITLES
        if not title and styles.of(one) != body:
            continue
        for found in _type(one, styles, house, title):
            # a style that is wrong is said once, where it is used first
            key = (found.code, styles.of(one), found.found)
            if key not in wrong:
                wrong.add(key)
                yield found


def _section(section: etree._Element, house: House) -> Iterator[Finding]:
    size, margins = section.find(W + "pgSz"), section.find(W + "pgMar")
    if size is None or margins is None:
        yield Finding("page", found="—", wanted=f"{house.page[0]:g}×{house.page[1]:g}")
        return
    width, height = (_mm(size, name) for name in ("w", "h"))
    top, bottom, left, right = (_mm(margins, name) for name in ("top", "bottom", "left", "right"))
    landscape = width > height
    paper = (height, width) if landscape else (width, height)
    asked_page = f"{house.page[0]:g}×{house.page[1]:g}"
    if any(abs(is_ - asked) > house.off for is_, asked in zip(paper, house.page, strict=True)):
        yield Finding("page", found=f"{width:.0f}×{height:.0f}", wanted=asked_page)
        return
    if landscape:
        return
    across, down = width - left - right - _mm(margins, "gutter"), height - top - bottom
    measures = (
        ("margin-top", top, house.top),
        ("margin-left", left + _mm(margins, "gutter"), house.left),
        ("text-width", across, house.text[0]),
        ("text-height", down, house.text[1]),
    )
    wrong = {code for code, is_, asked in measures if abs(is_ - asked) > house.off}
    # the text area of a page with a wrong margin is wrong by that alone: one mistake, one finding
    right_edge, lower_edge = width - right - house.left, height - bottom - house.top
    follows = {
        "text-width": "margin-left" in wrong and abs(right_edge - house.text[0]) <= house.off,
        "text-height": "margin-top" in wrong and abs(lower_edge - house.text[1]) <= house.off,
    }
    for code, is_, asked in measures:
        if code in wrong and not follows.get(code, False):
            yield Finding(code, found=f"{is_:.1f}", wanted=f"{asked:g}±{house.off:g}")


def _mm(element: etree._Element, name: str) -> float:
    try:
        return float(element.get(W + name, "0")) / _MM
    except ValueError:
        return 0.0


def _type(one: Paragraph, styles: "Styles", house: House, title: bool) -> Iterator[Finding]:
    size, asked = styles.size(one), house.title if title else house.body
    if size != asked:
        code = "title-size" if title else "body-size"
        yield replace(at(one, code), found=f"{size:g}", wanted=f"{asked:g}")
    face, faces = styles.face(one), house.title_faces if title else house.body_faces
    if not any(name in face for name in faces):
        yield replace(at(one, "title-font" if title else "body-font"), found=face or "—", wanted=faces[0])
    pitch, rule = styles.pitch(one)
    low, high = house.pitch
    if not title and not (rule == "exact" and low <= pitch <= high):
        found = f"{pitch:g}" if rule == "exact" else rule
        yield replace(at(one, "line-pitch"), found=found, wanted=f"{low:g}–{high:g}")


class Styles:
    """What the styles of a document say, with what they are based on."""

    def __init__(self, package: Package) -> None:
        root = parsed(package.members[_STYLES]) if _STYLES in package.members else etree.Element(W + "styles")
        self._defaults = root.find(W + "docDefaults")
        self._by_id = {one.get(W + "styleId", ""): one for one in root.findall(W + "style")}
        self._default = next(
            (
                name
                for name, one in self._by_id.items()
                if one.get(W + "default") in ("1", "true") and one.get(W + "type") == "paragraph"
            ),
            "",
        )

    def used(self, package: Package) -> Mapping[str, etree._Element]:
        """The styles that something in the document has, or is based on."""
        names = {self._default} if package.paragraphs else set()
        for root in package.roots.values():
            for kind in ("pStyle", "rStyle", "tblStyle"):
                names |= {_val(one) for one in root.iter(W + kind)}
        ids = {one.get(W + "styleId", "") for name in names for one in self._chain(name, None)}
        return {name: one for name, one in self._by_id.items() if name in ids}

    def of(self, paragraph: Paragraph) -> str:
        """The id of a paragraph's style."""
        return _val(paragraph.element.find(f"{W}pPr/{W}pStyle")) or self._default

    def name(self, style: str) -> str:
        """The name of a style as Word shows it."""
        return _val(self._by_id[style].find(W + "name")) if style in self._by_id else style

    def is_body(self, paragraph: Paragraph) -> bool:
        """Whether it may be running text: no heading or title, its first line indented."""
        style = self.of(paragraph)
        name = self.name(style).casefold()
        if name in _TITLES or "heading" in name or "caption" in name:
            return False
        indents = [one.find(f"{W}pPr/{W}ind") for one in self._chain(style, paragraph)]
        indented = any(one is not None and one.get(W + "firstLine", "0") != "0" for one in indents)
        return indented or style == self._default or name in ("body text", "正文文本", "body")

    def size(self, paragraph: Paragraph) -> float:
        """The size of most of its text in points."""
        sizes: Counter[float] = Counter()
        inherited = self._inherited(paragraph, "rPr", "sz")
        base = float(_val(inherited) or 20) / 2
        for run in paragraph.element.iter(W + "r"):
            own = _val(run.find(f"{W}rPr/{W}sz"))
            sizes[float(own) / 2 if own else base] += sum(len(t.text or "") for t in run.iter(W + "t"))
        return max(sizes, key=lambda size: sizes[size], default=base)

    def face(self, paragraph: Paragraph) -> str:
        """The East-Asian font of most of its text, empty where it is the theme's."""
        faces: Counter[str] = Counter()
        base = next(
            (
                face
                for one in (*self._chain(self.of(paragraph), None), self._defaults)
                if one is not None and (face := _face(one.find(f".//{W}rPr/{W}rFonts")))
            ),
            "",
        )
        for run in paragraph.element.iter(W + "r"):
            own = _face(run.find(f"{W}rPr/{W}rFonts")) or base
            faces[own] += sum(len(text.text or "") for text in run.iter(W + "t"))
        return max(faces, key=lambda face: faces[face], default=base)

    def pitch(self, paragraph: Paragraph) -> tuple[float, str]:
        """Its line pitch in points, and `exact`, `atLeast` or `auto`."""
        for one in self._chain(self.of(paragraph), paragraph):
            spacing = one.find(f"{W}pPr/{W}spacing")
            if spacing is not None and spacing.get(W + "line"):
                return float(spacing.get(W + "line", "0")) / 20, spacing.get(W + "lineRule", "auto")
        return 0.0, "auto"

    def _inherited(self, paragraph: Paragraph, group: str, name: str) -> etree._Element | None:
        for one in self._chain(self.of(paragraph), None):
            found = one.find(f"{W}{group}/{W}{name}")
            if found is not None:
                return found
        return None if self._defaults is None else self._defaults.find(f".//{W}{group}/{W}{name}")

    def _chain(self, style: str, paragraph: Paragraph | None) -> Iterator[etree._Element]:
        if paragraph is not None:
            yield paragraph.element
        seen: set[str] = set()
        while style in self._by_id and style not in seen:
            seen.add(style)
            yield self._by_id[style]
            style = _val(self._by_id[style].find(W + "basedOn"))


def _face(fonts: etree._Element | None) -> str:
    return "" if fonts is None else fonts.get(W + "eastAsia", "")


def _val(element: etree._Element | None) -> str:
    return "" if element is None else element.get(W + "val", "")


def check_fonts(package: Package) -> Iterator[Finding]:
    """Styles and texts whose font is named for Latin letters alone: Chinese then has another, by chance."""
    styles = Styles(package)
    for name, style in styles.used(package).items():
        for fonts in style.iter(W + "rFonts"):
            if latin := _latin_alone(fonts):
                place = next((one for one in package.paragraphs if styles.of(one) == name), None)
                shown = styles.name(name)
                found = Finding("style-font", shown, part=_STYLES)
                yield replace(found if place is None else at(place, "style-font", shown), found=latin)
    for paragraph in package.paragraphs:
        faces = {
            face: None
            for run in paragraph.element.iter(W + "r")
            for fonts in run.findall(f"{W}rPr/{W}rFonts")
            if (face := _latin_alone(fonts))
        }
        for face in faces:
            yield replace(at(paragraph, "font"), found=face)


def _latin_alone(fonts: etree._Element) -> str:
    named = fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""
    return "" if fonts.get(W + "eastAsia") or fonts.get(W + "eastAsiaTheme") else named


def check_heights(package: Package, tags: list[Tag]) -> Iterator[Finding]:
    """Rows of a fixed height: what does not fit into them is cut off and not printed."""
    seen: set[etree._Element] = set()
    for tag in tags:
        row = ancestor(tag.paragraph.element, "tr") if tag.kind == "{" else None
        if row is None or row in seen:
            continue
        seen.add(row)
        height = row.find(f"{W}trPr/{W}trHeight")
        if height is not None and height.get(W + "hRule") == "exact":
            yield at(tag.paragraph, "fixed-height", tag.written)
