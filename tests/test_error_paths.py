"""Whatever goes wrong is told in the user's language: no sentence of a library, no other language's words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import docx
import pytest
from click.testing import Result

from evaluator.base.resources import shipped
from evaluator.texts.template_reasons import CHINESE, template_reason
from tests.test_command_line import CJK, COMMANDS, typed

ROOT: Final = Path(__file__).parent
QINGHE: Final = shipped("samples") / "stations" / "qinghe"

QUOTED: Final = re.compile(r"“[^”]*”|'[^'\n]*'|\{[{%].*?[%}]\}|\[[a-z-]+\]")
ENGLISH: Final = re.compile(r"\b[A-Za-z]{2,} (?:[a-z]{2,}|is|of|to|in)\b")
"""Two words beside each other that are no quotation: an English sentence."""


def in_language(shown: Result, lang: str, *quoted: str) -> None:
    """Hold all output to the language, apart from what is quoted of the user's files."""
    assert shown.exception is None or isinstance(shown.exception, SystemExit), shown.exception
    text = shown.stdout + shown.stderr
    for words in sorted(
        (*quoted, *(f"evaluator {' '.join(path)}" for path in COMMANDS)), key=len, reverse=True
    ):
        text = text.replace(words, "")
    text = QUOTED.sub("", text)
    wrong = ENGLISH.search(text) if lang == "zh" else CJK.search(text)
    assert not wrong, f"{wrong}\n{text}"


TEMPLATES: Final[dict[str, str]] = {
    "no such variable": "{{ nosuch }}",
    "no such field": "{{ station.nosuch }}",
    "no such filter": "{{ station.name|shouted }}",
    "no such test": "{% if station.name is shouted %}x{% endif %}",
    "no such tag": "{% frobnicate %}",
    "no end": "{% if station.name %}x",
    "no end of a loop": "{% for gap in gaps %}x",
    "crossed": "{% for gap in gaps %}{% if gap %}{% endfor %}{% endif %}",
    "end without beginning": "{% endfor %}",
    "unclosed": "{{ station.name",
    "two names": "{{ station name }}",
    "an operator": "{{ station.name + }}",
    "empty": "{{ }}",
    "a bracket": "{{ (station.name }}",
    "a stray bracket": "{{ station.name) }}",
    "full-width": "{{ station。name }}",
    "a question": "{{ station.name ? }}",
    "text and number": "{{ station.name + 1 }}",
    "divided by 0": "{{ 1 / 0 }}",
    "called": "{{ station() }}",
    "unsafe": "{{ ''.__class__ }}",
    "unsafe call": "{{ station.name.__class__.mro() }}",
    "without end": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "too wide": "{{ 'x' * 999999999 }}",
    "a power": "{{ 9 ** 99999999 }}",
    "block twice": "{% block a %}{% endblock %}{% block a %}{% endblock %}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "included": "{% include 'x' %}",
    "chained": "{{ station.name is defined is string }}",
    "assigned": "{% set 3 = 4 %}",
    "comment": "{# without end",
    "subscript": "{{ station[] }}",
    "dot": "{{ station. }}",
}
"""What authors of templates get wrong, one paragraph each."""

BOUNDLESS: Final = ("without end",)
"""What takes seconds until the budget ends it."""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An evaluation of the strong sample station."""
    path = tmp_path_factory.mktemp("result") / "r.json"
    assert typed("score", QINGHE, "-o", path).exit_code == 0
    return path


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", TEMPLATES)
def test_what_is_wrong_with_a_template(kind: str, lang: str, result: Path, tmp_path: Path) -> None:
    """In Word and in HTML, when a report is made and when the template is checked."""
    text = TEMPLATES[kind]
    document = docx.Document()
    document.add_paragraph(text)
    word, page = tmp_path / "t.docx", tmp_path / "t.html"
    document.save(str(word))
    page.write_text(text, encoding="utf-8")
    lines: list[tuple[str | Path, ...]] = [("template", "check", word)]
    if kind not in BOUNDLESS:
        lines.append(("report", result, "-t", word, "-o", tmp_path / "out.docx"))
        lines.append(("report", result, "-t", page, "-o", tmp_path / "out.html"))
    for arguments in lines:
        shown = typed(*arguments, lang=lang)
        assert shown.exit_code in (0, 1)
        if shown.exit_code:
            in_language(shown, lang, str(tmp_path), text, "station name", "is defined is string")
    assert not (tmp_path / "out.docx").exists()


def test_the_reasons_of_templates_fit_what_the_libraries_say(result: Path, tmp_path: Path) -> None:
    """Every mistake above gets a reason of its own in Chinese, not only its kind."""
    without = []
    for kind, text in TEMPLATES.items():
        if kind in BOUNDLESS:
            continue
        page = tmp_path / "t.html"
        page.write_text(text, encoding="utf-8")
        shown = typed("report", result, "-t", page, "-o", tmp_path / "out.html")
        if shown.exit_code and shown.stderr.count("：") < 2:
            without.append((kind, shown.stderr))
    assert without == []


def test_an_unknown_reason_is_left_out_in_chinese() -> None:
    """The kind and the place are said beside it."""
    assert template_reason("something new in Jinja", "zh") == ""
    assert template_reason("something new in Jinja", "en") == "something new in Jinja"
    assert all(re.compile(pattern) for pattern, _ in CHINESE)
