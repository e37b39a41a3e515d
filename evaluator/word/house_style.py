"""Check page and type of a template against a standard, and each font for its East-Asian face."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from lxml import etree

from evaluator.word.opening import W
from evaluator.word.paragraphs import Paragraph, WordPackage, ancestor, parsed
from evaluator.word.tags import Tag, TemplateFinding, at

_MM: Final = 1440 / 25.4
_STYLES: Final = "word/styles.xml"
_TITLES: Final = frozenset({"title", "标题"})


@dataclass(frozen=True, slots=True)
class PageStandard:
    """A standard for page and type: lengths and their tolerance (`off`) in mm, type in points."""

    page: tuple[float, float]
    top: float
    left: float
    text: tuple[float, float]
    off: float
    body: float
    pitch: tuple[float, float]
    title: float
    body_faces: tuple[str, ...]
    """The name of the East-Asian font of the body contains one of these."""
    title_faces: tuple[str, ...]


_SONG: Final = ("小标宋", "宋体", "SimSun")
_FANGSONG: Final = ("仿宋", "FangSong")
STANDARDS: Final[Mapping[str, PageStandard]] = MappingProxyType(
    {"gbt9704": PageStandard((210, 297), 37, 28, (156, 225), 1, 16, (28, 29), 22, _FANGSONG, _SONG)}
)
"""`gbt9704`: GB/T 9704—2012 for official documents."""


def check_standard(
    package: WordPackage, tags: list[Tag], standard: PageStandard
) -> Iterator[TemplateFinding]:
    """Check page, margins and text area of each section, and the type of body and title.

    A landscape section holds wide tables; only its page size is checked.
    """
    own = [paragraph for paragraph in package.paragraphs if paragraph.part == package.main]
    for section in package.roots[package.main].iter(W + "sectPr"):
        holder = ancestor(section, "p")
        place = next(
            (paragraph for paragraph in own if paragraph.element is holder), own[-1] if own else None
        )
        if place is not None:
            for measured in _section(section, standard):
                yield replace(at(place, measured.code), actual=measured.actual, wanted=measured.wanted)
    styles = Styles(package)
    control = {tag.paragraph.number for tag in tags if tag.prefix and tag.paragraph.part == package.main}
    prose = [
        paragraph
        for paragraph in own
        if paragraph.text.strip()
        and paragraph.number not in control
        and ancestor(paragraph.element, "tbl") is None
    ]
    weights: Counter[str] = Counter()
    for paragraph in prose:
        if styles.is_body(paragraph):
            weights[styles.of(paragraph)] += 1
    body = max(weights, key=lambda name: (weights[name], name), default=None)
    wrong: set[tuple[str, str, str]] = set()
    for paragraph in prose:
        title = styles.name(styles.of(paragraph)).casefold() in _TITLES
        if not title and styles.of(paragraph) != body:
            continue
        for finding in _type(paragraph, styles, standard, title):
            # a wrong style is reported once, where it is used first
            key = (finding.code, styles.of(paragraph), finding.actual)
            if key not in wrong:
                wrong.add(key)
                yield finding


def _section(section: etree._Element, standard: PageStandard) -> Iterator[TemplateFinding]:
    size, margins = section.find(W + "pgSz"), section.find(W + "pgMar")
    if size is None or margins is None:
        yield TemplateFinding("page", actual="—", wanted=f"{standard.page[0]:g}×{standard.page[1]:g}")
        return
    width, height = (_mm(size, name) for name in ("w", "h"))
    top, bottom, left, right = (_mm(margins, name) for name in ("top", "bottom", "left", "right"))
    landscape = width > height
    page_size = (height, width) if landscape else (width, height)
    asked_page = f"{standard.page[0]:g}×{standard.page[1]:g}"
    if any(abs(is_ - asked) > standard.off for is_, asked in zip(page_size, standard.page, strict=True)):
        yield TemplateFinding("page", actual=f"{width:.0f}×{height:.0f}", wanted=asked_page)
        return
    if landscape:
        return
    across, down = width - left - right - _mm(margins, "gutter"), height - top - bottom
    measures = (
        ("margin-top", top, standard.top),
        ("margin-left", left + _mm(margins, "gutter"), standard.left),
        ("text-width", across, standard.text[0]),
        ("text-height", down, standard.text[1]),
    )
    wrong = {code for code, is_, asked in measures if abs(is_ - asked) > standard.off}
    # a wrong margin makes the text area wrong too; only the margin is reported
    right_edge, lower_edge = width - right - standard.left, height - bottom - standard.top
    follows = {
        "text-width": "margin-left" in wrong and abs(right_edge - standard.text[0]) <= standard.off,
        "text-height": "margin-top" in wrong and abs(lower_edge - standard.text[1]) <= standard.off,
    }
    for code, is_, asked in measures:
        if code in wrong and not follows.get(code, False):
            yield TemplateFinding(code, actual=f"{is_:.1f}", wanted=f"{asked:g}±{standard.off:g}")


def _mm(element: etree._Element, name: str) -> float:
    try:
        return float(element.get(W + name, "0")) / _MM
    except ValueError:
        return 0.0


def _type(
    paragraph: Paragraph, styles: "Styles", standard: PageStandard, title: bool
) -> Iterator[TemplateFinding]:
    size, asked = styles.size(paragraph), standard.title if title else standard.body
    if size != asked:
        code = "title-size" if title else "body-size"
        yield replace(at(paragraph, code), actual=f"{size:g}", wanted=f"{asked:g}")
    face, faces = styles.face(paragraph), standard.title_faces if title else standard.body_faces
    if not any(name in face for name in faces):
        yield replace(
            at(paragraph, "title-font" if title else "body-font"), actual=face or "—", wanted=faces[0]
        )
    pitch, rule = styles.pitch(paragraph)
    low, high = standard.pitch
    if not title and not (rule == "exact" and low <= pitch <= high):
        measure = f"{pitch:g}" if rule == "exact" else rule
        yield replace(at(paragraph, "line-pitch"), actual=measure, wanted=f"{low:g}–{high:g}")


class Styles:
    """The styles of a document, with the styles they are based on."""

    def __init__(self, package: WordPackage) -> None:
        root = parsed(package.members[_STYLES]) if _STYLES in package.members else etree.Element(W + "styles")
        self._defaults = root.find(W + "docDefaults")
        self._by_id = {style.get(W + "styleId", ""): style for style in root.findall(W + "style")}
        self._default = next(
            (
                name
                for name, style in self._by_id.items()
                if style.get(W + "default") in ("1", "true") and style.get(W + "type") == "paragraph"
            ),
            "",
        )

    def used(self, package: WordPackage) -> Mapping[str, etree._Element]:
        """Return the styles that the document uses, and the styles they are based on."""
        names = {self._default} if package.paragraphs else set()
        for root in package.roots.values():
            for kind in ("pStyle", "rStyle", "tblStyle"):
                names |= {_val(element) for element in root.iter(W + kind)}
        ids = {style.get(W + "styleId", "") for name in names for style in self._chain(name, None)}
        return {name: style for name, style in self._by_id.items() if name in ids}

    def of(self, paragraph: Paragraph) -> str:
        """The id of a paragraph's style."""
        return _val(paragraph.element.find(f"{W}pPr/{W}pStyle")) or self._default

    def name(self, style: str) -> str:
        """The name of a style as Word shows it."""
        return _val(self._by_id[style].find(W + "name")) if style in self._by_id else style

    def is_body(self, paragraph: Paragraph) -> bool:
        """Return whether it may be running text: not a heading or title, and its first line indented."""
        style = self.of(paragraph)
        name = self.name(style).casefold()
        if name in _TITLES or "heading" in name or "caption" in name:
            return False
        indents = [element.find(f"{W}pPr/{W}ind") for element in self._chain(style, paragraph)]
        indented = any(indent is not None and indent.get(W + "firstLine", "0") != "0" for indent in indents)
        return indented or style == self._default or name in ("body text", "正文文本", "body")

    def size(self, paragraph: Paragraph) -> float:
        """Return the size of most of its text, in points."""
        sizes: Counter[float] = Counter()
        inherited = self._inherited(paragraph, "rPr", "sz")
        base = float(_val(inherited) or 20) / 2
        for run in paragraph.element.iter(W + "r"):
            own = _val(run.find(f"{W}rPr/{W}sz"))
            sizes[float(own) / 2 if own else base] += sum(len(t.text or "") for t in run.iter(W + "t"))
        return max(sizes, key=lambda size: sizes[size], default=base)

    def face(self, paragraph: Paragraph) -> str:
        """Return the East-Asian font of most of its text, '' where it is the theme's."""
        faces: Counter[str] = Counter()
        base = next(
            (
                face
                for element in (*self._chain(self.of(paragraph), None), self._defaults)
                if element is not None and (face := _face(element.find(f".//{W}rPr/{W}rFonts")))
            ),
            "",
        )
        for run in paragraph.element.iter(W + "r"):
            own = _face(run.find(f"{W}rPr/{W}rFonts")) or base
            faces[own] += sum(len(text.text or "") for text in run.iter(W + "t"))
        return max(faces, key=lambda face: faces[face], default=base)

    def pitch(self, paragraph: Paragraph) -> tuple[float, str]:
        """Return its line pitch in points, and `exact`, `atLeast` or `auto`."""
        for element in self._chain(self.of(paragraph), paragraph):
            spacing = element.find(f"{W}pPr/{W}spacing")
            if spacing is not None and spacing.get(W + "line"):
                return float(spacing.get(W + "line", "0")) / 20, spacing.get(W + "lineRule", "auto")
        return 0.0, "auto"

    def _inherited(self, paragraph: Paragraph, group: str, name: str) -> etree._Element | None:
        for style in self._chain(self.of(paragraph), None):
            element = style.find(f"{W}{group}/{W}{name}")
            if element is not None:
                return element
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


def check_fonts(package: WordPackage) -> Iterator[TemplateFinding]:
    """Yield styles and texts that name a font for Latin letters only: the Chinese font is then arbitrary."""
    styles = Styles(package)
    for name, style in styles.used(package).items():
        for fonts in style.iter(W + "rFonts"):
            if latin := _latin_alone(fonts):
                place = next(
                    (paragraph for paragraph in package.paragraphs if styles.of(paragraph) == name), None
                )
                shown = styles.name(name)
                finding = TemplateFinding("style-font", shown, part=_STYLES)
                yield replace(finding if place is None else at(place, "style-font", shown), actual=latin)
    for paragraph in package.paragraphs:
        faces = {
            face: None
            for run in paragraph.element.iter(W + "r")
            for fonts in run.findall(f"{W}rPr/{W}rFonts")
            if (face := _latin_alone(fonts))
        }
        for face in faces:
            yield replace(at(paragraph, "font"), actual=face)


def _latin_alone(fonts: etree._Element) -> str:
    named = fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""
    return "" if fonts.get(W + "eastAsia") or fonts.get(W + "eastAsiaTheme") else named


def check_heights(package: WordPackage, tags: list[Tag]) -> Iterator[TemplateFinding]:
    """Yield rows of a fixed height: content that does not fit is cut off and not printed."""
    seen: set[etree._Element] = set()
    for tag in tags:
        row = ancestor(tag.paragraph.element, "tr") if tag.kind == "{" else None
        if row is None or row in seen:
            continue
        seen.add(row)
        height = row.find(f"{W}trPr/{W}trHeight")
        if height is not None and height.get(W + "hRule") == "exact":
            yield at(tag.paragraph, "fixed-height", tag.written)
