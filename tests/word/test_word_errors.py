from pathlib import Path
from typing import Any

import pytest
from docx.document import Document
from docxtpl import InlineImage, RichText

from evaluator.word import TemplateError
from tests.word.documents import paragraphs, table, template_of, write_template

TEMPLATE_MISTAKES = [
    (("第一段", "站点：{{ name", "末段"), "syntax", "站点：{{ name"),
    (("{%p for r in rows %}", "{{ r }}"), "syntax", ""),
    (("甲 {% if yes %}乙",), "syntax", ""),
    (("甲 {{ name|shouted }} 乙",), "unknown", "甲 {{ name|shouted }} 乙"),
    (("{% if yes %}{{ name|shouted }}{% endif %}",), "unknown", "shouted"),
    (("甲 {% frobnicate %}",), "syntax", "甲 {% frobnicate %}"),
    (("甲 {{ a b }}",), "syntax", "甲 {{ a b }}"),
    (("甲", "乙 {% include 'x' %}"), "unknown", "乙 {% include 'x' %}"),
    (("{% autoescape false %}{{ name }}{% endautoescape %}",), "unknown", "autoescape"),
]


@pytest.mark.parametrize("texts, code, where", TEMPLATE_MISTAKES)
def test_a_mistake_in_a_template_says_what_and_where(
    tmp_path: Path, texts: tuple[str, ...], code: str, where: str
) -> None:
    """A template with a mistake cannot be opened; the error has the text of the paragraph."""
    with pytest.raises(TemplateError) as caught:
        template_of(write_template(tmp_path, paragraphs(*texts)))
    assert caught.value.code == code
    assert where in caught.value.where


VALUE_MISTAKES = [
    ("站点：{{ nmae }}", "undefined", "'nmae' is undefined"),
    ("{{ row.titel }}", "undefined", "titel"),
    ("{% for r in rwos %}{% endfor %}", "undefined", "'rwos' is undefined"),
    ("{% if flag and missing %}{% endif %}", "undefined", "'missing' is undefined"),
    ("{{ 1 / 0 }}", "value", "ZeroDivisionError"),
    ("{{ row() }}", "value", "TypeError"),
    ("{{ 'a' + 1 }}", "value", "TypeError"),
]


@pytest.mark.parametrize("text, code, what", VALUE_MISTAKES)
@pytest.mark.parametrize("bound", [False, True], ids=["fast", "docxtpl"])
def test_a_mistake_found_while_rendering_says_what_and_where(
    tmp_path: Path, text: str, code: str, what: str, bound: bool
) -> None:
    """A misspelt name or a failing expression is an error with its paragraph, on both paths."""
    template = template_of(write_template(tmp_path, paragraphs("前", text, "后")))
    values: dict[str, Any] = {"name": "甲", "row": {"title": "x"}, "flag": True}
    with pytest.raises(TemplateError) as caught:
        template.render((lambda _: values) if bound else values)
    assert (caught.value.code, caught.value.where) == (code, text)
    assert what in caught.value.what
    assert str(caught.value).endswith(f"(in the paragraph: {text})")


def test_a_mistake_in_a_table_or_header_has_its_place_too(tmp_path: Path) -> None:
    """Each cell is a place of its own, and so is a header."""

    def build(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "页眉 {{ nobody }}"
        table(["甲", "乙 {{ nobody }}"], ["丙", "丁"])(document)

    path = write_template(tmp_path, build)
    with pytest.raises(TemplateError) as caught:
        template_of(path).render({})
    assert caught.value.where == "乙 {{ nobody }}"

    def only_header(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "页眉 {{ nobody }}"

    with pytest.raises(TemplateError) as caught:
        template_of(write_template(tmp_path, only_header)).render({})
    assert caught.value.where == "页眉 {{ nobody }}"


@pytest.mark.parametrize("bound", [False, True], ids=["fast", "docxtpl"])
def test_damage_that_docxtpl_would_repair_in_silence_is_an_error(tmp_path: Path, bound: bool) -> None:
    """XML that is not well-formed loses text in docxtpl; here it is refused, with the place."""
    template = template_of(write_template(tmp_path, paragraphs("始", "{{ text|safe }} 终")))
    values = {"text": "1 < 2"}
    with pytest.raises(TemplateError) as caught:
        template.render((lambda _: values) if bound else values)
    assert caught.value.code == "structure"
    assert caught.value.where == "1"


def test_rich_text_in_the_wrong_place_is_an_error(tmp_path: Path) -> None:
    """`{{ rich }}` without the r would put a paragraph's break into a text; docxtpl drops what follows it."""
    template = template_of(write_template(tmp_path, paragraphs("前{{ rich }}后")))
    with pytest.raises(TemplateError, match="would be damaged"):
        template.render({"rich": RichText("一\a二")})


def test_a_picture_of_another_document_is_an_error(tmp_path: Path) -> None:
    """A link or picture bound to a document of its own would point nowhere in the report."""
    template = template_of(write_template(tmp_path, paragraphs("{{r rich }}")))
    with pytest.raises(TemplateError, match="for another document"):
        template.render({"rich": RichText("链接", url_id="rId99")})


def test_a_picture_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """What fails inside docxtpl has the paragraph it failed in."""
    template = template_of(write_template(tmp_path, paragraphs("照片 {{ photo }}")))
    with pytest.raises(TemplateError) as caught:
        template.render(lambda report: {"photo": InlineImage(report, str(tmp_path / "missing.png"))})
    assert (caught.value.code, caught.value.where) == ("value", "照片 {{ photo }}")


def test_a_property_that_is_too_long_is_an_error(tmp_path: Path) -> None:
    """Word's properties hold 255 characters; a longer one is refused, not cut."""

    def build(document: Document) -> None:
        document.core_properties.title = "{{ title }}"

    template = template_of(write_template(tmp_path, build))
    with pytest.raises(TemplateError, match="'title' is longer than 255"):
        template.render({"title": "长" * 256})
    with pytest.raises(TemplateError, match=r"'title' has a control character U\+000B"):
        template.render({"title": "甲\x0b"})
    with pytest.raises(TemplateError, match="'title' is undefined") as caught:
        template.render(lambda _: {})
    assert caught.value.where == "{{ title }}"


def test_a_table_without_columns_is_an_error(tmp_path: Path) -> None:
    """Docxtpl fails on such a table with an error about None."""

    def build(document: Document) -> None:
        table(["{{ text }}"])(document)
        document.tables[0]._tbl.remove(document.tables[0]._tbl.tblGrid)

    template = template_of(write_template(tmp_path, build))
    for context in ({"text": "甲"}, lambda _: {"text": "甲"}):
        with pytest.raises(TemplateError, match="w:tblGrid"):
            template.render(context)
