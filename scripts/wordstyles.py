"""The look of Word reports: page, fonts with what takes their place, paragraph styles."""

from dataclasses import dataclass
from typing import Final, Literal

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle

Align = Literal["left", "center", "right", "both"]

SONG: Final = "宋体"
FANGSONG: Final = "仿宋"
HEI: Final = "黑体"
KAI: Final = "楷体"
BIAOSONG: Final = "方正小标宋简体"
LATIN: Final = "Times New Roman"

FONTS: Final = {
    BIAOSONG: ("FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,STZhongsong,宋体,SimSun", "roman"),
    FANGSONG: ("FangSong,仿宋_GB2312,华文仿宋,STFangsong,Noto Serif CJK SC,宋体", "modern"),
    KAI: ("KaiTi,楷体_GB2312,华文楷体,STKaiti,Noto Serif CJK SC,宋体", "modern"),
    HEI: ("SimHei,思源黑体,Noto Sans CJK SC,微软雅黑", "swiss"),
    SONG: ("SimSun,思源宋体,Noto Serif CJK SC,华文宋体", "auto"),
}
"""What Word and WPS take instead where a font is missing (`w:altName`), and its family."""

ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}

_BUILT_IN: Final = {"Title", "Heading 1", "Heading 2", "Caption"}

_KEPT_STYLES: Final = {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Header", "Footer"}


@dataclass(frozen=True, slots=True)
class Look:
    """One paragraph style."""

    name: str
    font: str
    size: float
    align: Align = "left"
    line: float | None = None
    """Exact line pitch in points; single where it is None."""
    before: float = 0
    after: float = 0
    keep_next: bool = False
    outline: int | None = None
    indent: int = 0
    """Indent of the first line in hundredths of a character."""


LOOKS: Final = (
    Look("Body", FANGSONG, 16, "both", 29, indent=200),
    Look("Title", BIAOSONG, 22, "center", 36, after=8, keep_next=True),
    Look("Heading 1", HEI, 16, "left", 29, before=14, after=4, keep_next=True, outline=0),
    Look("Heading 2", KAI, 16, "left", 29, before=6, after=4, keep_next=True, outline=1),
    Look("Annex", HEI, 14, "left", 24, after=6, keep_next=True, outline=0),
    Look("Caption", HEI, 12, "left", 20, before=10, after=4, keep_next=True),
    Look("Cover Line", FANGSONG, 16, "center", 30),
    Look("Cover Field", FANGSONG, 15, "left", before=5, after=2),
    Look("Notice", HEI, 14, "center", 24, before=6, after=6),
    Look("Table Head", HEI, 10.5, "center", before=2, after=2, keep_next=True),
    Look("Table Text", SONG, 10.5, before=2, after=2),
    Look("Table Small", SONG, 9, before=2, after=2),
    Look("Table Code", SONG, 7.5, before=1, after=1),
    Look("Table Head Small", HEI, 9, "center", before=2, after=2, keep_next=True),
    Look("Table Group", HEI, 9, before=2, after=2, keep_next=True),
    Look("Figure", HEI, 16, "center", before=4, after=4),
    Look("Small", SONG, 10.5, "left", 16, after=3),
    Look("Gap", SONG, 6, "left", 8),
    Look("Sign", FANGSONG, 14, before=9, after=2, keep_next=True),
)


def page(section: Section, *, wide: bool) -> None:
    """A4 with the margins of GB/T 9704—2012; in landscape the binding edge is above."""
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    short, long = Mm(210), Mm(297)
    section.page_width, section.page_height = (long, short) if wide else (short, long)
    margins = (28, 26, 26, 28) if wide else (37, 35, 26, 28)
    top, bottom, right, left = (Mm(margin) for margin in margins)
    section.top_margin, section.bottom_margin = top, bottom
    section.right_margin, section.left_margin = right, left
    section.header_distance = Mm(18 if wide else 25)
    section.footer_distance = Mm(16 if wide else 26)


def strip(document: Document) -> None:
    """Remove what python-docx's own template brings and nobody needs."""
    styles = document.styles.element
    for style in list(styles.findall(qn("w:style"))):
        if (
            style.find(qn("w:name")).get(qn("w:val"))
            not in {name.lower() for name in _KEPT_STYLES} | _KEPT_STYLES
        ):
            styles.remove(style)
    for style in styles.findall(qn("w:style")):
        for link in ("w:link", "w:basedOn"):
            found = style.find(qn(link))
            if found is not None and (link == "w:link" or found.get(qn("w:val")) != "Normal"):
                style.remove(found)
    latent = styles.find(qn("w:latentStyles"))
    if latent is not None:
        styles.remove(latent)
    defaults = styles.find(qn("w:docDefaults"))
    _set_fonts(defaults.find(f".//{qn('w:rFonts')}"), SONG)
    defaults.find(f".//{qn('w:lang')}").set(qn("w:eastAsia"), "zh-CN")
    spacing = defaults.find(f".//{qn('w:spacing')}")
    spacing.set(qn("w:after"), "0")
    spacing.set(qn("w:line"), "240")
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    for setting in settings.iter(qn("w:compatSetting")):
        if (
            setting.get(qn("w:name")) == "compatibilityMode"
        ):  # of Word 2013 and later; 14 opens in an older mode
            setting.set(qn("w:val"), "15")
    package = document.part.package
    for relation in list(document.part.rels.values()):
        if relation.reltype.endswith(("stylesWithEffects", "customXml", "/numbering")):
            document.part.rels.pop(relation.rId)
    for relation in list(package.rels.values()):
        if relation.reltype.endswith("thumbnail"):
            package.rels.pop(relation.rId)


def add_style(document: Document, look: Look) -> None:
    style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH, builtin=look.name in _BUILT_IN)
    assert isinstance(style, ParagraphStyle)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    set_font(style, look.font, look.size)
    form = style.paragraph_format
    form.alignment = ALIGN[look.align]
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    if look.keep_next:
        form.keep_with_next = True
    form.widow_control = True
    if look.line:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Length(Pt(look.line))
    properties = style.element.get_or_add_pPr()
    if look.indent:
        indent = OxmlElement("w:ind")
        indent.set(qn("w:firstLineChars"), str(look.indent))
        indent.set(qn("w:firstLine"), str(round(look.size * 20 * look.indent / 100)))
        spacing = properties.find(qn("w:spacing"))
        spacing.addnext(indent)
    if look.outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(look.outline))
        properties.append(level)


def set_font(style: ParagraphStyle, font: str, size: float) -> None:
    style.font.size = Pt(size)
    style.font.name = LATIN
    _set_fonts(style.element.get_or_add_rPr().find(qn("w:rFonts")), font)


def _set_fonts(fonts: BaseOxmlElement, font: str) -> None:
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN)
    fonts.set(qn("w:eastAsia"), font)
    # quotation marks and dashes are in both scripts; the hint gives them the Chinese width
    fonts.set(qn("w:hint"), "eastAsia")


def font_table(document: Document) -> None:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (instead, family) in FONTS.items()
    )
    xml = (
        f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<w:fonts {nsdecls('w')}>{fonts}</w:fonts>"
    )
    for relation in list(document.part.rels.values()):
        if relation.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            document.part.rels.pop(relation.rId)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
    part = Part(PackURI("/word/fontTable.xml"), kind, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)
