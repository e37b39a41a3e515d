import io
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.word import Template, TemplateError
from tests.word.documents import (
    by_docxtpl,
    contents,
    paragraphs,
    table,
    template_of,
    visible_text,
    write_template,
)

HAZARDS = [
    *("<select>", "A&B", "身高>1.6 & 体重<50", "{{ 7*7 }}", "{% raw %}", "{# x #}", "]]>", "<![CDATA[x]]>", "&lt;&#60;"),
    *("第一行\n第二行", "\n\n", "甲\t乙", "👨‍👩‍👧😀", "مرحبا بالعالم", "שלום", "a\u202eb", "长" * 20000, "W" * 5000, "é\u0301", "\u200b\ufeff", "𠮷"),
    *("'\"`", "\\n\\t", "%s %(x)s {0}", "</w:t></w:r></w:p>", "  前后空格  ", "\u3000\u00a0", "\x7f\x85\u2028"),
]  # fmt: skip
ESCAPED = re.compile("[{]_[{%]|[}%]_[}]")
IN_PARAGRAPH_AND_TABLE = table(
    ["{{ text }}", "后"], ["{%tr for r in rows %}", ""], ["{{ r }}", "后"], ["{%tr endfor %}", ""]
)


@pytest.fixture(scope="module")
def one_value(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return template_of(write_template(tmp_path_factory.mktemp("one"), paragraphs("始{{ text }}终")))


@pytest.fixture(scope="module")
def in_table(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return template_of(write_template(tmp_path_factory.mktemp("table"), IN_PARAGRAPH_AND_TABLE))


@pytest.mark.parametrize("text", HAZARDS)
def test_every_character_is_found_again(one_value: Template, in_table: Template, text: str) -> None:
    """Whatever a value says, Word says it too, and the text after it."""
    assert visible_text(one_value.render({"text": text})) == f"始{text}终"
    expected = f"{text}\n后\n" * 2 + f"{text}\n后"
    assert visible_text(in_table.render({"text": text, "rows": [text, text]})) == expected


def test_page_and_paragraph_breaks_lose_no_text(one_value: Template) -> None:
    """A form feed starts a page and a bell a paragraph, as in docxtpl; the text around them stays."""
    assert visible_text(one_value.render({"text": "一\f二\a三"})).split() == ["始一", "二", "三终"]


def test_1100_rows_are_found_again(in_table: Template) -> None:
    """No row of a province's table is lost."""
    rows = [f"站点{number} <{number}> & 其他" for number in range(1100)]
    text = visible_text(in_table.render({"text": "", "rows": rows}))
    assert [line for line in text.split("\n") if line.startswith("站点")] == rows


LEGAL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t<>&\"'{}%_#"), max_size=60
)


@settings(max_examples=150, deadline=None)
@given(text=LEGAL.filter(lambda text: not any(bad in text for bad in ("\ufffe", "\uffff"))))
def test_any_legal_text_is_found_again(one_value: Template, text: str) -> None:
    """Any text XML can hold is found again in the document."""
    assert visible_text(one_value.render({"text": text})) == f"始{text}终"


@settings(max_examples=25, deadline=None)
@given(
    # what docxtpl would take the underscore out of is kept, see test_braces_with_an_underscore_survive
    texts=st.lists(
        (LEGAL | st.text("\r\n\t\f\a{_}%a", max_size=12)).filter(lambda text: not ESCAPED.search(text)),
        min_size=2,
        max_size=5,
    )
)
def test_any_text_is_what_docxtpl_makes_of_it(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    """Any text gives the same content as docxtpl with the same environment."""
    path = write_template(tmp_path_factory.mktemp("any"), IN_PARAGRAPH_AND_TABLE)
    values: dict[str, Any] = {"text": texts[0], "rows": texts[1:]}
    if any(bad in text for bad in ("\ufffe", "\uffff") for text in texts):
        with pytest.raises(TemplateError):
            template_of(path).render(values)
    else:
        assert contents(template_of(path).render(values)) == contents(by_docxtpl(path, values))


@pytest.mark.parametrize(
    "code", [0x00, 0x01, 0x08, 0x0B, 0x0E, 0x1B, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF], ids=hex
)
@pytest.mark.parametrize("name", ["text", "r"])
def test_what_xml_cannot_hold_is_an_error_that_names_it(in_table: Template, code: int, name: str) -> None:
    """A control character or lone surrogate is refused, with variable, code point and what stands around it."""
    values = {"text": "好", "rows": ["好", "好"]}
    bad = f"第12号{chr(code)}档案"
    values |= {"text": bad} if name == "text" else {"rows": ["好", bad]}
    with pytest.raises(TemplateError) as caught:
        in_table.render(values)
    assert caught.value.code == "character"
    assert f"{{{{ {name} }}}} has a " in caught.value.what
    assert f"U+{code:04X}" in caught.value.what
    assert "第12号" in caught.value.what
    assert caught.value.where == f"{{{{ {name} }}}}"


def test_docxtpl_alone_loses_what_we_refuse(tmp_path: Path) -> None:
    """The reason for the errors: docxtpl drops such characters without a word."""
    path = write_template(tmp_path, paragraphs("{{ text }}"))
    assert visible_text(by_docxtpl(path, {"text": "甲\x0b乙"})) == "甲乙"


def test_braces_with_an_underscore_survive(tmp_path: Path) -> None:
    """`{_{` in a template is a literal `{{`; in a value it is text like any other."""
    template = write_template(tmp_path, paragraphs("{_{ 字面 }_} {{ name }}"))
    value = "甲{_{乙}_}丙{_%丁%_}戊"
    document = docx.Document(io.BytesIO(template_of(template).render({"name": value})))
    assert [paragraph.text for paragraph in document.paragraphs] == [f"{{{{ 字面 }}}} {value}"]
