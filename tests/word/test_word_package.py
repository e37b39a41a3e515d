import io
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage, RichText
from PIL import Image

from evaluator.word import TemplateError
from evaluator.word.environment import ReportEnvironment
from evaluator.word.package import Member, pack, read_members
from tests.word.documents import (
    by_docxtpl,
    contents,
    paragraphs,
    table,
    template_of,
    visible_text,
    write_template,
)

FOOTNOTES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    b'<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2"><w:p>'
    b"<w:r><w:t>{{ text }}</w:t></w:r></w:p></w:footnote></w:footnotes>"
)


def footnotes_template(folder: Path) -> Path:
    relation = (
        b'<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
        b'Target="footnotes.xml"/></Relationships>'
    )
    kind = (
        b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'wordprocessingml.footnotes+xml"/></Types>'
    )
    path = write_template(
        folder,
        paragraphs("{{ name }}"),
        members={
            "word/_rels/document.xml.rels": lambda content: content.replace(b"</Relationships>", relation),
            "[Content_Types].xml": lambda content: content.replace(b"</Types>", kind),
        },
    )
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/footnotes.xml", FOOTNOTES)
    return path


def test_a_package_is_what_zipfile_reads() -> None:
    """Stored, deflated and non-ASCII members come back as they were, with the first date a ZIP can name."""
    texts = {"a.xml": b"a" * 1000, "empty": b"", "图/照片.png": bytes(range(256)), "tiny": b"x"}
    for level in (0, 1, 6, 9):
        package = pack(Member.of(name, content, level) for name, content in texts.items())
        assert read_members(package) == texts
        with zipfile.ZipFile(io.BytesIO(package)) as opened:
            assert opened.testzip() is None
            assert {info.date_time for info in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert {info.create_system for info in opened.infolist()} == {0}


def test_only_what_changes_is_deflated_anew(tmp_path: Path) -> None:
    """The level is that of the members with values; the others stay as small as they get."""
    template = template_of(write_template(tmp_path, paragraphs("{{ text }}" * 50)))
    fast, small = (template.render({"text": "文字" * 100}, level) for level in (1, 9))
    sizes = [
        {info.filename: info.compress_size for info in zipfile.ZipFile(io.BytesIO(made)).infolist()}
        for made in (fast, small)
    ]
    assert {name for name in sizes[0] if sizes[0][name] != sizes[1][name]} == {"word/document.xml"}
    assert contents(fast) == contents(small)


def test_the_same_values_give_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    """Neither the clock, nor the order of a hash, nor a second run shows in a report, on either path."""
    path = write_template(tmp_path, paragraphs("{{ text }}", "{% for r in rows %}{{ r }}{% endfor %}"))
    program = (
        "import sys, hashlib; from evaluator.word import Template\n"
        "values = {'text': 'A&B', 'rows': ['x', 'y']}; template = Template(open(sys.argv[1], 'rb').read())\n"
        "for context in (values, lambda _: values): print(hashlib.sha256(template.render(context)).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program, path],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            cwd=Path.cwd(),
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]


def test_a_template_without_properties_gets_none_of_the_clock(tmp_path: Path) -> None:
    """python-docx makes up the properties a template lacks, and dates them; ours always have the same date."""

    def build(document: Document) -> None:
        document.add_paragraph("{{ text }}")
        relations = document.part.package.rels
        (properties,) = [
            key for key, relation in relations.items() if relation.reltype.endswith("/core-properties")
        ]
        del relations[properties]

    path = write_template(tmp_path, build)
    assert "docProps/core.xml" not in read_members(path.read_bytes())
    values = {"text": "甲"}
    made = [template_of(path).render(context) for context in (values, lambda _: values)]
    for document in made:
        assert docx.Document(io.BytesIO(document)).core_properties.modified.year == 1980
    assert contents(made[0]) == contents(made[1])


def test_footnotes_are_rendered(tmp_path: Path) -> None:
    """A footnote may have variables; what looks like a tag in a value stays text."""
    path = footnotes_template(tmp_path)
    values = {"name": "甲", "text": "注 A&B <1>"}
    assert contents(template_of(path).render(values)) == contents(by_docxtpl(path, values))
    assert "注 A&amp;B &lt;1&gt;".encode() in contents(template_of(path).render(values))["word/footnotes.xml"]


def test_a_footnotes_value_is_not_rendered_again_for_each_section(tmp_path: Path) -> None:
    """Where docxtpl renders footnotes once per section, and so runs what a value says, we do not."""
    path = footnotes_template(tmp_path)
    document = docx.Document(str(path))
    document.add_section()
    document.save(str(path))
    values = {"name": "甲", "text": "{{ 7*7 }}"}
    for context in (values, lambda _: values):
        assert b"{{ 7*7 }}" in contents(template_of(path).render(context))["word/footnotes.xml"]
    assert b"49" in contents(by_docxtpl(path, values))["word/footnotes.xml"]


def bound_to_a_report(folder: Path) -> Callable[[DocxTemplate], dict[str, object]]:
    Image.new("RGB", (20, 10), "red").save(folder / "photo.png")

    def context(report: DocxTemplate) -> dict[str, object]:
        photo = InlineImage(report, str(folder / "photo.png"), width=Mm(20), anchor="https://example.org/")
        link = RichText("链接", url_id=report.build_url_id("https://example.org/a?b=1&c=2"))
        return {"photo": photo, "link": link, "text": "A&B"}

    return context


def test_pictures_and_links_are_bound_to_their_report(tmp_path: Path) -> None:
    """A function as context gets the document; what it binds to it is in the report, as docxtpl puts it there."""

    def build(document: Document) -> None:
        paragraphs("{{ photo }}", "{{r link }}", "{{ text }}")(document)
        document.sections[0].header.paragraphs[0].text = "{{ photo }}"

    path = write_template(tmp_path, build)
    context = bound_to_a_report(tmp_path)
    made = template_of(path).render(context)
    opened = docx.Document(io.BytesIO(made))
    assert len(opened.inline_shapes) == 1
    assert {"https://example.org/", "https://example.org/a?b=1&c=2"} <= {
        relation.target_ref for relation in opened.part.rels.values() if relation.is_external
    }
    assert visible_text(made).endswith("链接\nA&B")
    assert template_of(path).render(context) == made
    alone = DocxTemplate(path)
    alone.render(context(alone), ReportEnvironment())
    buffer = io.BytesIO()
    alone.save(buffer)
    assert contents(made) == contents(buffer.getvalue())


def test_a_document_in_a_document(tmp_path: Path) -> None:
    """A sub-document is inserted with its tables and styles."""
    pytest.importorskip("docxcompose", reason="docxtpl needs docxcompose for sub-documents")
    inner = docx.Document()
    table(["内", "表"])(inner)
    inner.save(str(tmp_path / "inner.docx"))
    path = write_template(tmp_path, paragraphs("前", "{{p inner }}", "后"))
    made = template_of(path).render(lambda report: {"inner": report.new_subdoc(str(tmp_path / "inner.docx"))})
    assert visible_text(made).split() == ["前", "后", "内", "表"]


def test_files_of_the_package_can_be_replaced(tmp_path: Path) -> None:
    """The data of a chart, say, is put in its place, on either path; a file that isn't there is an error."""
    path = write_template(tmp_path, paragraphs("{{ text }}"))
    theme = {"word/theme/theme1.xml": b"<theme/>"}
    for context in ({"text": "甲"}, lambda _: {"text": "甲"}):
        made = read_members(template_of(path).render(context, members=theme))
        assert made["word/theme/theme1.xml"] == b"<theme/>"
        with pytest.raises(TemplateError, match=r"no file named word/charts/chart1\.xml"):
            template_of(path).render(context, members={"word/charts/chart1.xml": b""})


def test_filters_of_ones_own(tmp_path: Path) -> None:
    """A filter given to the template works on both paths, and its result is escaped."""
    path = write_template(tmp_path, paragraphs("{{ amount|money }}"))
    template = template_of(path, filters={"money": lambda amount: f"<{amount:,.2f}>"})
    for context in ({"amount": 1234.5}, lambda _: {"amount": 1234.5}):
        assert visible_text(template.render(context)) == "<1,234.50>"


@pytest.mark.parametrize(
    "content", [b"", b"no zip", pack([Member.of("a", b"b", 0)])], ids=["empty", "text", "other zip"]
)
def test_a_file_that_is_no_document_is_an_error(tmp_path: Path, content: bytes) -> None:
    """Anything but a Word document is refused when it is opened."""
    path = tmp_path / "template.docx"
    path.write_bytes(content)
    with pytest.raises(TemplateError, match=r"empty|other") as caught:
        template_of(path)
    assert caught.value.code == "file"


def test_threads_share_a_template(tmp_path: Path) -> None:
    """Reports rendered at once do not mix."""
    template = template_of(write_template(tmp_path, paragraphs("{% for r in rows %}{{ r }}{% endfor %}")))
    found: dict[int, set[bytes]] = {}

    def work(number: int) -> None:
        found[number] = {template.render({"rows": [str(number)] * 400}) for _ in range(20)}

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number in range(4):
        (made,) = found[number]
        assert visible_text(made) == str(number) * 400


def test_a_report_can_be_a_template(tmp_path: Path) -> None:
    """What is written is a package like any other."""
    path = write_template(tmp_path, paragraphs("{{ a }}"))
    again = tmp_path / "again.docx"
    again.write_bytes(template_of(path).render({"a": "{{ b }}"}))
    assert visible_text(template_of(again).render({"b": "乙"})) == "乙"
