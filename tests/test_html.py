"""The HTML report: one file, no text lost, the same every time."""

import json
import os
import re
import time
import tracemalloc
from itertools import pairwise, product
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest
from jinja2 import DictLoader, Environment

from evaluator import reports
from evaluator.reports import html
from evaluator.reports.view import view
from evaluator.texts.reports import LABELS
from evaluator.texts.template_reasons import template_reason
from evaluator.word import Limits, TemplateError
from evaluator.word.environment import PageEnvironment
from tests.conftest import Golden
from tests.hostile import hostile
from tests.reading import html_parts
from tests.word.test_word_sandbox import DEEP, ENDLESS, UNSAFE

DATA: Final = Path(__file__).parent / "data"

Json: TypeAlias = Any  # an evaluation, or what a test made of one


def evaluation(name: str = "evaluation") -> Json:
    loaded: Json = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.golden
@pytest.mark.parametrize("name", ["evaluation", "evaluation-provisional"])
def test_the_text_of_the_page(name: str, golden: Golden) -> None:
    """All that is shown, in the order in which it is read aloud."""
    golden(f"reports/{name}.html.txt", html_parts(reports.render(evaluation(name), "html"))[0])


def test_a_page_is_the_same_every_time() -> None:
    """Same evaluation, same bytes."""
    assert reports.render(evaluation(), "html") == reports.render(evaluation(), "html")


def test_no_text_is_lost() -> None:
    """Every piece of prose is found again unchanged, whatever is in it."""
    given, placed = hostile(evaluation())
    text = html_parts(reports.render(given, "html"))[0]
    assert {path for piece, path in placed.items() if piece not in text} == {
        "claims.title",  # the criterion's own title stands there
        "findings.marks.evaluator",  # a station gets the merged mark, with the remarks but without names
        "findings.marks.level",
        "findings.marks.remark",  # of marks that are in, `plain` has them
        "findings.evidence_lines.kind_title",
        "findings.reason_title",  # the reasons are said
        "findings.remedy",  # nothing is lost there
        "score.grade_high_title",  # the grade is settled, and both ends are it
        "score.grade_low_title",
    }


def test_prose_is_never_markup() -> None:
    """No text of a station runs in the reader's browser."""
    given, _ = hostile(evaluation())
    page = reports.render(given, "html").decode()
    assert page.count("<script>") == page.count("</script>") == 1
    assert "<select>" not in page


def test_the_page_needs_no_other_file() -> None:
    """Style and script are inside; links lead to places in the page, and each place exists once."""
    data = reports.render(evaluation(), "html")
    _, targets, ids = html_parts(data)
    links = [link for link in targets if not link.startswith("data:image/png;base64,")]
    assert {link[:1] for link in links} == {"#"}
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert len(ids) == len(set(ids))
    assert not re.search(rb"https?:|@import|url\(", data)


def test_the_page_can_be_heard() -> None:
    """Language, one main heading, named regions, headers of rows and columns, pictures that are also text."""
    page = reports.render(evaluation(), "html").decode()
    assert '<html lang="zh-CN">' in page
    assert page.count("<h1>") == 1
    assert page.count("<table") == page.count("<thead>") == page.count('role="region" aria-label=')
    assert page.count('scope="row"') > 30
    assert 'class="bar" aria-hidden="true"' in page
    headings = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert all(after - before <= 1 for before, after in pairwise(headings))


def test_without_script_all_findings_are_there() -> None:
    """The filter shows itself only where it works; nothing is hidden without it."""
    page = reports.render(evaluation(), "html").decode()
    assert '<fieldset id="filter" hidden>' in page
    assert page.count("<article id=") == len(evaluation()["findings"])
    assert not re.search(r"<article[^>]* hidden", page)


def test_the_provisional_page_says_so_first() -> None:
    """Status and banner come before the result."""
    page = reports.render(evaluation("evaluation-provisional"), "html").decode()
    banner = page.index("暂定：尚有 4 个事项待定，得分区间 693.71～813.71")
    assert page.index("征求意见稿，非正式发布；编制：示例市民政局") < banner < page.index("评估结论")
    assert "暂定" not in reports.render(evaluation(), "html").decode()


def test_an_english_guideline_has_an_english_page() -> None:
    """Labels and the language attribute follow the guideline."""
    given = evaluation()
    given["guideline"]["language"] = "en"
    page = reports.render(given, "html").decode()
    assert '<html lang="en">' in page
    assert "Files it was computed from" not in page
    assert ">Points<" in page


PAGES: Final[dict[str, tuple[str, str]]] = {
    "misspelt": ("{{ station.nmae }}", "undefined"),
    "python": ("{{ ''.__class__.__mro__ }}", "unsafe"),
    "written as markup": ("{% autoescape false %}{{ station.name }}{% endautoescape %}", "unknown"),
    "a name as markup": ("{% set _ = 1 %}{% autoescape 1 - 1 %}x{% endautoescape %}", "unknown"),
    "a file above": ("{% include '../secret.txt' %}", "unknown"),
    "a file of the disk": ("{% include '/etc/passwd' %}", "unknown"),
    "a link out": ("{% include 'link.txt' %}", "unsafe"),
    "a link out, imported": ("{% import 'link.txt' as x %}", "unsafe"),
    "a folder": ("{% include 'folder' %}", "unknown"),
    "a pipe": ("{% include 'pipe' %}", "unsafe"),
    "too large": ("{% include 'large.txt' %}", "limit"),
    "another encoding": ("{% include 'gb.txt' %}", "syntax"),
    "itself": ("{% include 'own.html' %}", "limit"),
    "itself, twice": ("{% include 'own.html' %}{% include 'own.html' %}", "limit"),
    "extends itself": ("{% extends 'own.html' %}", "limit"),
    "imports itself": ("{% import 'own.html' as x %}", "limit"),
    "deep brackets": ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "limit"),
    "deep loops": ("{% for a in [1] %}" * 60 + "x" + "{% endfor %}" * 60, "limit"),
    "a file that doubles": ("{% for a in range(99) %}{% include 'doubling.html' %}{% endfor %}", "limit"),
}
"""What only a page can ask for: other files; and what its author is told."""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """The folder of a template, with what it should not reach."""
    folder = tmp_path / "pages"
    (folder / "folder").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(folder / "pipe")
    (folder / "large.txt").write_bytes(b"x" * (html.MOST_BYTES + 1))
    (folder / "gb.txt").write_bytes("社工站".encode("gb18030"))
    (folder / "doubling.html").write_text("{{ 'x' * 99999 }}" * 99)
    return folder


LIMITS: Final = Limits(steps=60_000, characters=5_000_000)


def test_the_folder_of_a_template_is_used(pages: Path) -> None:
    """A style sheet, a macro of another file and a base are taken in."""
    (pages / "s.css").write_text("b {}")
    (pages / "m.html").write_text("{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}")
    (pages / "base.html").write_text("<i>{% block a %}{% endblock %}</i>")
    (pages / "own.html").write_text(
        "{% extends 'base.html' %}{% import 'm.html' as m %}"
        "{% block a %}{% include 's.css' %}{{ m.m('<>') }}{% endblock %}"
    )
    assert reports.render(evaluation(), pages / "own.html") == b"<i>b {}<b>&lt;&gt;</b></i>"
    (pages / "s.css").write_text("changed")
    assert b"changed" in reports.render(evaluation(), pages / "own.html")


@pytest.mark.parametrize("case", PAGES)
def test_a_template_of_ones_own_is_strict_and_stays_in_its_folder(pages: Path, case: str) -> None:
    """A misspelt name is an error, and a template reaches neither Python nor another folder."""
    source, code = PAGES[case]
    path = pages / "own.html"
    path.write_text(f"前\n{source}\n", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        html.render(view(evaluation()), path, LIMITS)
    assert caught.value.code == code, caught.value
    assert template_reason(caught.value.what, "zh")
    if case in ("misspelt", "python"):
        assert caught.value.where == source


@pytest.mark.parametrize("source", [*UNSAFE, *ENDLESS])
def test_a_page_has_the_bounds_of_word_templates(tmp_path: Path, source: str) -> None:
    """Each escape and each bomb ends in an error, soon and in the memory its limits stand for."""
    path = tmp_path / "own.html"
    path.write_text(source.replace("rows", "sections"), encoding="utf-8")
    tracemalloc.start()
    begun = time.process_time()
    try:
        with pytest.raises(TemplateError) as caught:
            html.render(view(evaluation()), path, LIMITS)
        assert time.process_time() - begun < 20
        assert tracemalloc.get_traced_memory()[1] < 200_000_000
    finally:
        tracemalloc.stop()
    assert caught.value.code in ({"unsafe", "undefined", "limit"} if source in UNSAFE else {"limit"})


@pytest.mark.parametrize("source, code", [*((source, "limit") for source in DEEP), ("{{ 1e400 }}", "value")])
def test_what_python_cannot_compile_is_an_error_of_the_page(tmp_path: Path, source: str, code: str) -> None:
    """Tags inside each other by the thousand, in the page or in what it includes, and a number without end."""
    (tmp_path / "own.html").write_text(source, encoding="utf-8")
    (tmp_path / "outer.html").write_text("{% include 'own.html' %}", encoding="utf-8")
    for name in ("own.html", "outer.html"):
        with pytest.raises(TemplateError) as caught:
            html.render(view(evaluation()), tmp_path / name, LIMITS)
        assert caught.value.code == code
        assert template_reason(caught.value.what, "zh")


CONDITIONS: Final = (
    "{% if a %}[{{ x }}]{% endif %}",
    "{% if a %}{{ x }}{% elif b %}b{{ y.z }}{% else %}-{% endif %}!",
    "{{ x }}{% if a %}{% if b %}1{{ y.z }}{% else %}2{% endif %}3{% endif %}{{ x }}",
    "{% if a %}{% for i in items %}{% if i %}{{ i }}{% else %}0{% endif %},{% endfor %}{% endif %}.",
    "{% macro m(v) %}{% if v %}<{{ v }}>{% endif %}{% endmacro %}{% if a %}{{ m(x) }}{% endif %}{{ m(b) }}",
    "{% if a %}{% set x = 'own' %}{{ x }}{% endif %}{{ x }}",
    "{% if a and (b or x) %}{% endif %}{% if not b %}n{% endif %}",
    "{% if a %}" * 12 + "{{ x }}" + "{% else %}{{ y.z }}{% endif %}" * 12,
)


@pytest.mark.parametrize("source", CONDITIONS)
def test_conditions_print_what_jinja_prints(source: str) -> None:
    own = PageEnvironment(DictLoader({"page": source})).get_template("page")
    plain = Environment(autoescape=True).from_string(source)
    for a, b in product((True, False), repeat=2):
        values = {"a": a, "b": b, "x": "<&>", "y": {"z": "é"}, "items": [0, 2, "<"]}
        assert own.render(values) == plain.render(values)


LABELLED: Final = (
    "{{ label.a }}{{ label.b }}|{{ x }}{{ label['a'] }}{% for n in ['a', 'b'] %}{{ label[n] }}{% endfor %}",
    "{% if label.a %}{{ label.a ~ x }}{% endif %}{{ label.b or x }}{{ label.b | upper }}",
    "{% macro m(v) %}{{ v }}{{ label.a }}{% endmacro %}{{ m(label.a) }}",
    "{% include 'more' %}{{ label.a }}",
    "{% set label = {'a': x} %}{{ label.a }}",
    "{% set label = {'a': x} %}{% include 'more' %}",
    "{% for label in items %}{{ label.a }}{% endfor %}",
    "{% macro m(label) %}{{ label.a }}{% endmacro %}{{ m({'a': x}) }}",
    "{% macro label(v) %}{{ v }}{% endmacro %}{{ label(x) }}",
    "{% import 'macros' as label %}{{ label.a(x) }}",
    "{% from 'macros' import label %}{{ label(x) }}",
    "{% from 'macros' import a as label %}{{ label(x) }}",
    "{% with label = items[0] %}{{ label.a }}{% endwith %}",
)


@pytest.mark.parametrize("source", LABELLED)
def test_labels_in_a_template_print_what_jinja_prints(source: str) -> None:
    macros = "{% macro a(v) %}<{{ v }}>{% endmacro %}{% macro label(v) %}({{ v }}){% endmacro %}"
    loader = DictLoader({"page": source, "more": "[{{ label.a }}]", "macros": macros})
    labels = {"a": "A & <", "b": ""}
    values = {"label": labels, "x": "<&>", "items": [{"a": "of its own"}]}
    own = PageEnvironment(loader, "page", labels).get_template("page")
    assert own.render(values) == Environment(autoescape=True, loader=loader).get_template("page").render(
        values
    )


def test_a_label_that_there_is_not_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.html"
    path.write_text("{{ label.points }}\n{{ label.point }}", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        reports.render(evaluation(), path)
    assert caught.value.code == "undefined"
    assert "{{ label.point }}" in caught.value.where


def test_a_page_in_another_language_has_its_labels() -> None:
    chinese, english = evaluation(), evaluation()
    english["guideline"]["language"] = "en"
    pages = [reports.render(each, "html").decode() for each in (chinese, english, chinese)]
    assert [LABELS.say("skip", lang) in page for lang in ("zh", "en") for page in pages] == [
        *(True, False, True),
        *(False, True, False),
    ]


@pytest.mark.parametrize("line", range(1, 6))
def test_what_fails_in_a_condition_is_found_in_its_line(tmp_path: Path, line: int) -> None:
    lines = [
        "{% if title %}",
        "{{ title }}",
        "{% if period %}",
        "{{ period }}{% endif %}",
        "{% endif %}{{ lang }}",
    ]
    lines[line - 1] = re.sub("title|period|lang", "nobody", lines[line - 1])
    path = tmp_path / "own.html"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        html.render(view(evaluation()), path)
    assert (caught.value.code, caught.value.where) == ("undefined", lines[line - 1])
