"""Whatever goes wrong is told in the user's language: no sentence of a library, no other language's words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import docx
import pytest
from click.testing import Result

from evaluator.base.resources import shipped
from evaluator.loading.guideline import load_guideline
from evaluator.texts import Language
from evaluator.texts.template_reasons import CHINESE, template_reason
from evaluator.yaml.parse import read_yaml_bytes
from tests.expected import inputs
from tests.rounds.making import whole
from tests.stations import xlsx
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
        if lang == "zh":  # the sentences of both come from one table
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


def foreign(shown: str, source: str, lang: str) -> list[str]:
    """Words of the other language that do not stand in what the user wrote."""
    text = CODE.sub("", shown)
    if lang == "en":
        return [run for run in CJK_RUN.findall(text) if run not in source]
    text = QUOTED.sub("", text)
    return [match[0] for match in SENTENCE.finditer(text) if match[0] not in source]


COMMAND: Final = re.compile(r"evaluator(?: [a-z]+)*")
CODE: Final = re.compile(r" \[[a-z-]+\]$", re.MULTILINE)
CJK_RUN: Final = re.compile(f"{CJK.pattern}+")
SENTENCE: Final = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b")
"""Three words beside each other: a sentence in English."""
GUIDELINES: Final = inputs(ROOT / "cases" / "guideline" / "reject")
YAML: Final = inputs(ROOT / "cases" / "yaml" / "reject")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_wrong_with_a_file_is_said_in_one_language(lang: Language, tmp_path: Path) -> None:
    """Every mistake of YAML and of guidelines that has a case: names of the user's apart, all in one language."""
    wrong = {}
    for name, data in {**YAML, **GUIDELINES}.items():
        path = tmp_path / "g.yaml"
        path.write_bytes(data)
        if name in YAML:
            _, problems = read_yaml_bytes(data, "g.yaml")
        else:
            _, problems = load_guideline(path, shown="g.yaml")
        source = data.decode("utf-8", "replace")
        said = [words for one in problems for words in foreign(one.render(lang), source, lang)]
        if said:
            wrong[name] = said
    assert wrong == {}


def lines_of(folder: Path) -> list[tuple[str | Path, ...]]:
    """Command lines that meet a mistake: in rounds, stations, sheets, workbooks, tables, results."""
    ready = whole(folder / "ready")
    station = ready / "stations" / "s1"
    (folder / "text.xlsx").write_bytes("正文".encode())
    (folder / "broken.xlsx").write_bytes(b"PK\3\4" + bytes(200))
    (folder / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / "page.xlsx").write_bytes(b"<html><table><tr><td>1</td></tr></table></html>")
    (folder / "pdf.xlsx").write_bytes(b"%PDF-1.4")
    (folder / "empty.xlsx").write_bytes(b"")
    (folder / "table.xlsx").write_bytes(xlsx(("一", [["指标", "分值"], ["甲", "十"]])))
    (folder / "list.xlsx").write_bytes(
        xlsx(("名单", [["编号", "名称"], ["1", "甲"], ["1", "乙"], ["", "丙"]]))
    )
    (folder / "bad.zip").write_bytes(b"PK\3\4" + bytes(200))
    (folder / "half.json").write_text('{"format": "evaluation/1"')
    (folder / "other.json").write_text("[]")
    (folder / "new").mkdir()
    broken = {}
    for name, text in {
        "unknown": "id: r\nwhat: 1\n",
        "twice": "id: r\nid: r\n",
        "list": "- a\n",
        "tabs": "id: r\n\tx: 1\n",
        "period": "id: r\nperiod: {from: 2026-01-01, to: 2025-01-01}\nguideline: nosuch\npanel: {evaluators: [{id: a b}]}\n",
    }.items():
        broken[name] = folder / name
        broken[name].mkdir()
        (broken[name] / "round.yaml").write_text(text)
    stations = {}
    for name, text in {
        "no-guideline": "station: {id: 1, name: x}\n",
        "facts": "guideline: tiny\nstation: {id: s1, name: x}\nperiod: {from: x, to: 2026-06-30}\nfacts: {area: many, rooms: 9, what: 1}\n",
        "ledgers": "guideline: tiny\nstation: {id: s1}\nledgers: {a: b.xlsx}\nevidence: [{id: 1}, {kind: x}]\nclaims: {A1: {level: x}}\n",
    }.items():
        stations[name] = folder / f"station-{name}"
        stations[name].mkdir()
        (stations[name] / "submission.yaml").write_text(text)
    books = [folder / f"{name}.xlsx" for name in ("text", "broken", "page", "pdf", "empty", "table")]
    books.append(folder / "old.xls")
    return [
        *(("round", "check", path) for path in (*broken.values(), folder / "nosuch", folder / "new")),
        *(("round", "run", path) for path in (*broken.values(), folder / "new")),
        ("round", "status", broken["list"]),
        *(("check", path, "--guideline", ready / "criteria" / "tiny") for path in stations.values()),
        *(("check", path) for path in (folder, folder / "nosuch", *stations.values())),
        ("check", station, "--profile", "nosuch"),
        ("check", station, "--guideline", "nosuch"),
        *(("round", "receive", ready, path) for path in (*books, folder / "bad.zip", folder / "nosuch", folder / "new")),
        *(("workbook", "read", path, "-o", folder / "out") for path in books),
        *(("guideline", "import", path, "-o", folder / "out") for path in books),
        ("round", "new", folder / "made", "--guideline", "tongling-station", "--list", folder / "list.xlsx"),
        *(("round", "new", folder / "made", "--guideline", "tongling-station", "--list", path) for path in books),
        *(("round", "new", folder / "made", "--guideline", "tongling-station", "--panel", path) for path in books),
        ("round", "draw", ready, "s1", "B1"),
        ("round", "draw", ready, "nosuch", "B1"),
        ("round", "decide", ready, "nosuch"),
        ("round", "object", ready, "nosuch"),
        ("round", "reopen", ready, "nosuch", "--reason", "x", "--by", "x"),
        ("round", "rectify", ready),
        ("round", "withdraw", ready, "nosuch", "--reason", "x", "--by", "x"),
        ("round", "close", ready),
        ("round", "rank", ready),
        ("round", "documents", ready),
        ("round", "verify", ready),
        ("round", "agreement", ready),
        ("mark", ready, "nosuch", "--as", "e1"),
        ("mark", ready, "s1", "--as", "nosuch"),
        *(("report", path) for path in (folder / "half.json", folder / "other.json", folder / "nosuch.json")),
        *(("verify", path, "--against", station) for path in (folder / "half.json", folder / "other.json")),
        ("guideline", "check", folder / "half.json"),
        ("guideline", "show", "nosuch"),
        ("guideline", "diff", "nosuch", "tongling-station"),
        ("template", "check", folder / "text.xlsx"),
        ("template", "new", "nosuch"),
        ("new", "guideline", folder),
        ("page", folder / "nosuch"),
        ("reuse", folder / "new"),
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whatever_is_wrong_is_said_in_one_language(lang: str, tmp_path: Path) -> None:
    """Rounds, stations, sheets, workbooks, tables and results; what the user wrote is quoted as it is."""
    lines = lines_of(tmp_path)
    pack = shipped("criteria") / "tongling-station" / "guideline.yaml"
    texts = [path for path in tmp_path.rglob("*") if path.suffix in (".yaml", ".json")]
    source = (
        "".join(path.read_text(encoding="utf-8") for path in (*texts, pack))
        + "名单指标分值编号名称甲乙丙一十一级指标、评估内容、评分标准"
    )
    wrong: dict[str, list[str]] = {}
    failed = 0
    for arguments in lines:
        shown = typed(*arguments, lang=lang)
        assert shown.exception is None or isinstance(shown.exception, SystemExit), arguments
        failed += shown.exit_code != 0
        text = (shown.stdout + shown.stderr).replace(str(tmp_path), "")
        text = COMMAND.sub("", text)
        said = foreign(text, source + " ".join(map(str, arguments)), lang)
        if said:
            wrong[" ".join(map(str, arguments)).replace(str(tmp_path), "")] = said
    assert wrong == {}
    assert failed > len(lines) * 0.9
