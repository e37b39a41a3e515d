from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import docx.oxml
import pytest
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import nsdecls, nsmap
from docx.shared import Pt, RGBColor
from docxtpl import Listing, RichText, RichTextParagraph

from evaluator.word import Template
from tests.word.documents import (
    Build,
    by_docxtpl,
    contents,
    fill,
    paragraphs,
    table,
    template_of,
    write_template,
)

ROWS = [{"id": f"A1.{n}", "title": f"指标<{n}>", "points": n} for n in range(1, 6)]
HOSTILE = [
    "平常的文字",
    "<select> A&B 身高>1.6 & 体重<50 {{ 7*7 }} {% for %} ]]> 😀 العربية \"引'号 &amp;  空 格  \u3000"
    + "长" * 3000,
    "\t\n一\n\n二\t三\r\n四\r五<\n",
    "一\f二&\f",
    "\a一\a二",
    "",
]


def drawing(number: int) -> str:
    return (
        f'<w:r {nsdecls("w", "wp", "a")}><w:drawing><wp:inline><wp:extent cx="1" cy="1"/>'
        f'<wp:docPr id="{number}" name="图"/><a:graphic/></wp:inline></w:drawing></w:r>'
    )


def with_drawings(document: Document) -> None:
    for text in (
        "{%p if yes %}",
        "A{{ name }}",
        "{%p endif %}",
        "{%p for r in rows %}",
        "B",
        "{%p endfor %}",
    ):
        paragraph = document.add_paragraph(text)
        if "%" not in text:
            paragraph._p.append(docx.oxml.parse_xml(drawing(7)))


def with_parts(document: Document) -> None:
    document.add_paragraph("{{ name }}")
    document.add_section(WD_SECTION.NEW_PAGE)
    for number, section in enumerate(document.sections):
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = f"页眉{number} {{{{ name }}}}"
        section.footer.is_linked_to_previous = False
        section.footer.paragraphs[0].text = f"页脚{number} {{% if yes %}}{{{{ text }}}}{{% endif %}}"
    document.sections[0].even_page_header.paragraphs[0].text = "没有变量"


def with_properties(document: Document) -> None:
    document.core_properties.title = "{{ name }} 报告"
    document.core_properties.author = "{{ lines }} & <{{ name }}>"
    document.core_properties.comments = "{% if yes %}有{% endif %}"
    document.add_paragraph("没有变量")


def with_styled_runs(document: Document) -> None:
    paragraph = document.add_paragraph("甲")
    for text in ("{", "{ na", "me }", "}", "乙 {{ text }}"):
        run = paragraph.add_run(text)
        run.bold = True
        run.font.size = Pt(16)
        run.font.color.rgb = RGBColor(1, 2, 3)


def over_runs(document: Document) -> None:
    paragraph = document.add_paragraph("前{% if yes %}甲")
    paragraph.add_run("乙{{ text }}").bold = True
    paragraph.add_run("{% else %}丙")
    paragraph.add_run("丁{% endif %}后").italic = True
    paragraph.add_run("{% for r in rows %}（")
    paragraph.add_run("{{ r.id }}").underline = True
    paragraph.add_run("）{% endfor %}。")


def with_nested_table(document: Document) -> None:
    outer = document.add_table(rows=3, cols=2)
    fill(outer, [["甲", "乙"], ["{{ name }}", ""], ["丙", "{{ text }}"]])
    inner = outer.cell(1, 1).add_table(rows=3, cols=3)
    fill(
        inner,
        [["{%tr for r in rows %}"], ["{{ r.id }}", "{{ r.title }}", "{{ r.points }}"], ["{%tr endfor %}"]],
    )


def with_text_box(document: Document) -> None:
    paragraph = document.add_paragraph("外 {{ lines }}")
    paragraph._p.append(
        docx.oxml.parse_xml(
            f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:textbox><w:txbxContent>'
            "<w:p><w:r><w:t>内 {{ lines }}</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></w:r>"
        )
    )
    paragraph.add_run("后 {{ lines }}")


CASES: dict[str, Build] = {
    "value": paragraphs("{{ name }}：{{ text }}", "{{ rows[0].title }} {{ rows|length }} {{ 7 * 7 }}"),
    "constant": paragraphs("没有变量", "{{ '{{' }}", "{_{ 不是变量 }_}"),
    "p": paragraphs("{%p if yes %}", "有", "{%p else %}", "无", "{%p endif %}", "{%p for r in rows %}", "{{ r.id }}", "{%p endfor %}"),
    "inline if and for": paragraphs("{% if yes %}有{% endif %}{% for r in rows %}{{ r.id }}{% if not loop.last %}、{% endif %}{% endfor %}"),
    "merge lines": paragraphs("住在", "{%- if yes -%}", "城里{{ text }}", "{%- else -%}", "乡下", "{%- endif -%}", "很好"),
    "comment": paragraphs("{# 说明 #}一", "{#p 整段 #}", "二"),
    "set and macro": paragraphs("{% set x = rows|length %}{{ x }}", "{% macro m(a) %}<{{ a }}>{% endmacro %}{{ m(text) }}", "{% set y %}甲{{ text }}{% endset %}{{ y }}", "{% with z = 1 %}{{ z }}{% endwith %}"),
    "recursive loop": paragraphs("{% for n in tree recursive %}{{ n.id }}{% if n.sub %}（{{ loop(n.sub) }}）{% endif %}{% endfor %}"),
    "quotes in tags": paragraphs("{% if name == “甲” %}是{% else %}否{% endif %}{{ ‘x’ ~ name }}"),
    "tr": table(["编号", "指标", "分"], ["{%tr for r in rows %}", "", ""], ["{{ r.id }}", "{{ r.title }}", "{{ r.points }}"], ["{%tr endfor %}", "", ""], ["合计", "", "{{ rows|sum(attribute='points') }}"]),
    "tr without heading": table(["{%tr for r in rows %}", ""], ["{{ r.id }}", "{{ text }}"], ["{%tr endfor %}", ""]),
    "tr of nothing": table(["{%tr for r in [] %}", ""], ["{{ r.id }}", "{{ text }}"], ["{%tr endfor %}", ""]),
    "tc": table(["{%tc for r in rows %}", "{{ r.id }}", "{%tc endfor %}"], ["{%tc for r in rows %}", "{{ r.title }}", "{%tc endfor %}"]),
    "fewer tc": table(["{%tc for r in rows[:1] %}", "{{ r.id }}", "{%tc endfor %}"]),
    "colspan": table(["{% colspan rows|length %}{{ name }}"], ["{%tc for r in rows %}", "{{ r.title }}", "{%tc endfor %}"]),
    "cellbg": table(["{% cellbg colour %}{{ name }}", "乙"]),
    "vertical merge": table(["甲", "乙"], ["{%tr for r in rows %}", ""], ["{% vm %}{{ name }}", "{{ r.title }}"], ["{%tr endfor %}", ""]),
    "horizontal merge": table(["{%tc for r in rows %}", "{% hm %}{{ name }}", "{%tc endfor %}"]),
    "conditional cell": table(["{%tc if yes %}", "{{ name }}", "{%tc endif %}", "乙"]),
    "nested table": with_nested_table,
    "rich text": paragraphs("{{r rich }}", "前{{r rich }}后 {{ lines }}", "{%r if yes %}有{%r endif %}"),
    "rich paragraphs": paragraphs("{{p rich_paragraph }}", "{{ text }}"),
    "listing": paragraphs("{{ listing }}", "前 {{ listing }} 后"),
    "safe": paragraphs("{{ markup|safe }}", "{{ entity|safe }}"),
    "header and footer": with_parts,
    "properties": with_properties,
    "drawings": with_drawings,
    "styled runs": with_styled_runs,
    "text box": with_text_box,
    "tab in the template": paragraphs("一\t{{ name }}\t二\n三"),
    "over paragraphs": paragraphs("{% if yes %}甲", "{{ text }}{% endif %}"),
    "over runs": over_runs,
    "over cells": table(["{% if yes %}甲", "{{ text }}{% endif %}"]),
    "default for what is missing": paragraphs("{{ nobody|default(text) }}{% if nobody is defined %}有{% endif %}"),
}  # fmt: skip


def context(text: str) -> Mapping[str, Any]:
    rich = RichText("粗", bold=True, color="#FF0000")
    rich.add(text, italic=True)
    return {
        "name": "青禾<社工>站",
        "text": text,
        "yes": True,
        "rows": ROWS,
        "tree": [
            {"id": "1", "sub": [{"id": "1.1", "sub": []}, {"id": text, "sub": []}]},
            {"id": "2", "sub": []},
        ],
        "rich": rich,
        "rich_paragraph": RichTextParagraph(rich),
        "listing": Listing(f"一\n二\t{text}\a三\f四"),
        "lines": "一\n二\t三",
        "markup": "<w:br/>",
        "entity": "&#169;",
        "colour": "FF00FF",
    }


Made = Callable[[str], tuple[Path, Template]]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The template of each case as a file, and opened, made when it is first asked for."""

    @cache
    def made(name: str) -> tuple[Path, Template]:
        path = write_template(tmp_path_factory.mktemp("case"), CASES[name])
        return path, template_of(path)

    return made


@pytest.mark.parametrize("name", CASES)
def test_a_report_equals_docxtpls(templates: Made, name: str) -> None:
    """Every member of the package has the content that docxtpl gives it, whatever the construct and the text."""
    path, template = templates(name)
    for text in HOSTILE:
        values = context(text)
        assert contents(template.render(values)) == contents(by_docxtpl(path, values)), text


FALLBACKS = {"over cells": "word/document.xml: a loop or condition begins in one element and ends in another"}


@pytest.mark.parametrize("name", CASES)
def test_nearly_all_constructs_are_fast(templates: Made, name: str) -> None:
    """Only what cannot be proved of the template alone is listed as a fallback, with the member and the reason."""
    listed = [str(fallback) for fallback in templates(name)[1].fallbacks]
    assert listed == ([FALLBACKS[name]] if name in FALLBACKS else [])


def test_a_prefix_of_its_own_is_left_to_docxtpl(tmp_path: Path) -> None:
    """Where docxtpl would come to other namespace prefixes than the template's, it renders the report itself."""
    uri = nsmap["wp"]
    odd = f'<w:body><w:p xmlns:odd="{uri}" odd:mark="1"/>'.encode()
    members = {"word/document.xml": lambda content: content.replace(b"<w:body>", odd)}
    path = write_template(tmp_path, paragraphs("{{ text }}"), members)
    template = template_of(path)
    reason = f"docxtpl renders every report: a part of the body has a prefix of its own (odd) for {uri}"
    assert [str(fallback) for fallback in template.fallbacks] == [reason]
    assert contents(template.render({"text": "A&B"})) == contents(by_docxtpl(path, {"text": "A&B"}))
