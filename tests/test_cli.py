"""The commands as people type them: output, exit codes, nothing half-written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from evaluator import __version__
from evaluator.cli.command import COMMANDS, cli
from evaluator.evaluation import seal_of
from evaluator.texts.commands import TEXTS

SAMPLES = Path(__file__).parent.parent / "samples"
STATIONS = SAMPLES / "stations"
SHEETS = SAMPLES / "sheets"
QINGHE = str(STATIONS / "qinghe")


def run(*arguments: str | Path, lang: str = "zh") -> Result:
    """Run a command in-process."""
    environment = {"EVALUATOR_LANG": lang, "COLUMNS": "80"}
    return CliRunner(env=environment).invoke(cli, [str(one) for one in arguments], prog_name="evaluator")


@pytest.fixture
def scored(tmp_path: Path) -> Path:
    """An evaluation of the strong sample station with all sheets."""
    path = tmp_path / "990101001.json"
    assert run("score", QINGHE, "--sheets", SHEETS, "-o", path).exit_code == 0
    return path


def test_every_command_has_help_in_both_languages() -> None:
    """The list of commands says what each does."""
    for lang in ("zh", "en"):
        shown = run("--help", lang=lang)
        assert shown.exit_code == 0
        for name in COMMANDS:
            assert name in shown.stdout
            assert TEXTS[f"help.{name}"][0 if lang == "zh" else 1] in shown.stdout
            assert run(name, "--help").exit_code == 0


def test_a_mistyped_command_names_the_nearest() -> None:
    """A wrong command line is exit 2 and says what was probably meant."""
    shown = run("chek", QINGHE)
    assert shown.exit_code == 2
    assert "check" in shown.stderr


def test_version() -> None:
    """The version is the package's."""
    assert run("--version").stdout.strip() == f"evaluator {__version__}"


def test_texts_have_the_same_fields_in_both_languages() -> None:
    """A sentence loses no figure in translation."""
    import string

    fields = string.Formatter()
    for key, (zh, en) in TEXTS.items():
        names = [{name for _, name, _, _ in fields.parse(one) if name} for one in (zh, en)]
        assert names[0] == names[1], key


def test_score_prints_the_evaluation_on_stdout_only() -> None:
    """What a program reads is stdout; problems go to stderr."""
    shown = run("score", STATIONS / "baishi", "--sheets", SHEETS)
    data = json.loads(shown.stdout)
    assert shown.exit_code == 0
    assert data["score"]["out_of"] == "1000"
    assert data["seal"] == seal_of(data)


def test_score_writes_the_same_bytes_from_any_folder(tmp_path: Path, scored: Path) -> None:
    """Nothing written depends on where or in which language it was computed."""
    copy = tmp_path / "别处" / "站点"
    shutil.copytree(QINGHE, copy)
    again = tmp_path / "again.json"
    assert run("score", copy, "--sheets", SHEETS, "-o", again, lang="en").exit_code == 0
    assert again.read_bytes() == scored.read_bytes()


def test_check_fits_eighty_columns() -> None:
    """The summary is readable in the usual terminal."""
    shown = run("check", QINGHE)
    assert shown.exit_code == 0
    assert max(cell_len(line) for line in shown.stdout.splitlines()) <= 80
    assert "691.57" not in shown.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_check_with_sheets_says_what_is_lost(lang: str) -> None:
    """Gaps are listed dearest first, each with its reason."""
    shown = run("check", STATIONS / "baishi", "--sheets", SHEETS, "--json", lang=lang)
    data = json.loads(shown.stdout)
    costs = [float(gap["costs"]) for gap in data["gaps"]]
    assert costs == sorted(costs, reverse=True)
    assert costs
    assert data["next_grade"]["grade"] == "good"
    assert data["next_grade"]["criteria"]


def test_fail_under_is_exit_three() -> None:
    """A threshold in points or a grade, by id or title, decides the exit code; anything else is usage."""
    assert run("score", QINGHE, "--sheets", SHEETS, "--fail-under", "900").exit_code == 0
    assert run("score", QINGHE, "--sheets", SHEETS, "--fail-under", "990").exit_code == 3
    assert run("check", QINGHE, "--sheets", SHEETS, "--fail-under", "优秀").exit_code == 0
    assert run("check", STATIONS / "luxi", "--sheets", SHEETS, "--fail-under", "good").exit_code == 3
    for nothing in ("极好", "-1", "1000.01", "nan", "1e2"):
        assert run("check", QINGHE, "--fail-under", nothing).exit_code == 2, nothing


def test_errors_compute_and_write_nothing(tmp_path: Path, mistakes: Path) -> None:
    """An error in a file leaves the old result alone."""
    out = tmp_path / "x.json"
    out.write_text("old", encoding="utf-8")
    shown = run("score", mistakes / "errors-structure", "-o", out)
    assert shown.exit_code == 1
    assert out.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["x.json"]
    assert shown.stdout == ""


def test_strict_turns_warnings_into_exit_one(tmp_path: Path, mistakes: Path) -> None:
    """With --strict a warning writes nothing."""
    out = tmp_path / "x.json"
    warned = mistakes / "warnings"
    assert run("score", warned, "-o", out).exit_code == 0
    assert out.exists()
    out.unlink()
    assert run("score", warned, "-o", out, "--strict").exit_code == 1
    assert not out.exists()


def test_an_unknown_guideline_names_what_exists(mistakes: Path) -> None:
    """The nearest name and all names, at the place where it is named."""
    shown = run("check", mistakes / "errors-unknown-guideline")
    assert shown.exit_code == 1
    assert "submission.yaml:2:12" in shown.stderr
    assert "community-canteen" in shown.stderr
    assert "tongling-station" in shown.stderr


def test_verify_recomputes(scored: Path, tmp_path: Path) -> None:
    """An untouched evaluation verifies; a changed figure or a changed input is named first."""
    same = run("verify", scored, "--against", QINGHE, "--sheets", SHEETS)
    assert same.exit_code == 0
    data = json.loads(scored.read_text(encoding="utf-8"))
    data["findings"][3]["points"] = "9.00"
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(data), encoding="utf-8")
    shown = run("verify", forged, "--against", QINGHE, "--sheets", SHEETS)
    assert shown.exit_code == 3
    assert "findings[A1.4].points" in shown.stdout
    without = run("verify", scored, "--against", QINGHE)
    assert without.exit_code == 3
    assert "--sheets" in without.stdout
    station = shutil.copytree(QINGHE, tmp_path / "station")
    file = next((station / "evidence").iterdir())
    file.write_bytes(file.read_bytes() + b" ")
    changed = run("verify", scored, "--against", station, "--sheets", SHEETS)
    assert (changed.exit_code, f"与评估时不同：evidence/{file.name}" in changed.stdout) == (3, True)


def test_new_station_passes_check(tmp_path: Path) -> None:
    """A scaffold has no problems and scores nothing; a filled folder is never overwritten."""
    folder = tmp_path / '新"站: #1'
    assert (
        run(
            "new", "station", folder, "--name", 'A"B: <x> #', "--from", "2025-07-01", "--to", "2026-06-30"
        ).exit_code
        == 0
    )
    shown = run("check", folder, "--strict")
    assert shown.exit_code == 0, shown.stderr
    assert 'A"B: <x> #' in shown.stdout
    assert run("new", "station", folder).exit_code == 1


def test_new_guideline_passes_check(tmp_path: Path) -> None:
    """A guideline scaffold checks without a warning, and a station scaffold for it as well."""
    folder = tmp_path / "my-guideline"
    assert run("new", "guideline", folder, "--title", "某某评估指南").exit_code == 0
    assert run("guideline", "check", folder, "--strict").exit_code == 0
    station = tmp_path / "s"
    assert run("new", "station", station, "--guideline", folder).exit_code == 0
    assert run("check", station, "--guideline", folder, "--strict").exit_code == 0


def test_guideline_commands(mistakes: Path) -> None:
    """List, show, schema and check answer for the shipped guidelines."""
    listed = json.loads(run("guideline", "list", "--json").stdout)
    assert [one["id"] for one in listed] == ["community-canteen", "tongling-station"]
    assert run("guideline", "check", "tongling-station").exit_code == 0
    assert "持证率" in run("guideline", "show", "tongling-station", "C1.2").stdout
    assert "C1.2" in run("guideline", "show", "tongling-station", "C1.22").stderr
    shown = json.loads(run("guideline", "show", "tongling-station", "--json").stdout)
    assert len(shown["criteria"]) == 62
    broken = run("guideline", "check", mistakes / "criteria" / "broken-sheet")
    assert broken.exit_code == 1
    assert "points-sum" in broken.stderr


def test_submission_schema_accepts_the_samples(mistakes: Path) -> None:
    """The schema editors use holds for every sample station, and catches a mistyped fact."""
    import jsonschema

    from evaluator.yaml.parse import plain, read_yaml

    schema = json.loads(run("guideline", "schema", "tongling-station").stdout)
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    for folder in STATIONS.iterdir():
        node, _ = read_yaml(folder / "submission.yaml", "submission.yaml")
        assert node is not None
        assert [error.message for error in validator.iter_errors(plain(node))] == [], folder.name
    node, _ = read_yaml(mistakes / "warnings" / "submission.yaml", "submission.yaml")
    assert node is not None
    assert list(validator.iter_errors(plain(node)))


def test_guideline_docs_tell_every_criterion(tmp_path: Path) -> None:
    """Both pages are generated from the YAML and lose nothing of it."""
    from evaluator.loading.search import open_guideline

    guideline, _ = open_guideline("tongling-station")
    assert guideline is not None
    page = tmp_path / "g.html"
    assert run("guideline", "docs", "tongling-station", "-o", page).exit_code == 0
    html = page.read_text(encoding="utf-8")
    markdown = run("guideline", "docs", "tongling-station").stdout
    for criterion in guideline.criteria():
        for text in (html, markdown):
            assert criterion.id in text
            assert criterion.title in text
    for fact in guideline.facts:
        assert fact in html
        assert fact in markdown


def test_reports_are_made_from_evaluations(scored: Path, tmp_path: Path) -> None:
    """Word by default, HTML by ending or name; an unknown template names the known ones."""
    assert run("report", scored, "-o", tmp_path / "r.docx").exit_code == 0
    assert (tmp_path / "r.docx").read_bytes()[:2] == b"PK"
    assert run("report", scored, "-o", tmp_path / "r.html").exit_code == 0
    assert run("report", scored, "-t", "self-check", "-o", tmp_path / "out" / "").exit_code == 0
    assert "evaluation" in run("report", scored, "-t", "nope").stderr


def test_check_writes_the_self_check_report(tmp_path: Path) -> None:
    """--report makes the Word file beside the summary."""
    path = tmp_path / "self.docx"
    assert run("check", QINGHE, "--report", path).exit_code == 0
    assert path.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(
    "text,expected",
    [
        ("{{ station.nmae }}", ["没有这个变量", "name"]),
        ("{% for one in findings %}{{ one.title }}", ["标签写错了"]),
        ("{{ station.name | shout }}", ["没有这个过滤器"]),
        ("{{ station.__class__.__mro__ }}", ["模板里不允许"]),
    ],
    ids=["undefined", "unclosed", "filter", "unsafe"],
)
def test_a_template_with_a_mistake_is_explained(
    scored: Path, tmp_path: Path, text: str, expected: list[str]
) -> None:
    """What is wrong, in words, with the nearest variable; nothing is written."""
    import docx

    document = docx.Document()
    document.add_paragraph(text)
    template = tmp_path / "mine.docx"
    document.save(str(template))
    shown = run("report", scored, "-t", template, "-o", tmp_path / "r.docx")
    assert shown.exit_code == 1
    for one in expected:
        assert one in shown.stderr
    assert not (tmp_path / "r.docx").exists()


@pytest.mark.parametrize("name", ["", "baishi", "nowhere", "nowhere/submission.yaml", "empty", "broken"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_plain_check_says_what_the_command_says(name: str, lang: str, tmp_path: Path) -> None:
    """A check without options goes past the command line's library: the same output, errors and exit code."""
    (tmp_path / "empty").mkdir()
    shutil.copytree(STATIONS / "qinghe", tmp_path / "broken")
    (tmp_path / "broken" / "submission.yaml").write_text("station: {id: 1\nfacts: [\n", encoding="utf-8")
    station = str(tmp_path / name if name in ("empty", "broken") else STATIONS / name)
    plain, whole = (
        subprocess.run(
            [sys.executable, "-m", "evaluator", *words],
            capture_output=True,
            check=False,
            env=os.environ | {"EVALUATOR_LANG": lang},
        )
        for words in (["check", station], ["check", "--", station])
    )
    assert (plain.returncode, plain.stdout, plain.stderr) == (whole.returncode, whole.stdout, whole.stderr)
    assert plain.returncode == (0 if name == "baishi" else 1)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_plain_check_ends_quietly_where_nobody_reads_on() -> None:
    """`check | head -1` prints no error."""
    reads, writes = os.pipe()
    os.close(reads)
    words = [sys.executable, "-m", "evaluator", "check", str(STATIONS / "qinghe")]
    done = subprocess.run(words, stdout=writes, stderr=subprocess.PIPE, check=False)
    os.close(writes)
    assert (done.returncode, done.stderr) == (1, b"")


LOADED: list[tuple[list[str], set[str], set[str]]] = [
    (["--version"], {"evaluator"}, set()),
    (["--help"], {"evaluator", "base", "cli", "texts"}, {"click"}),
    (
        ["check", QINGHE],
        {
            "evaluator",
            "base",
            "cli",
            "conditions",
            "drafting",
            "evaluation",
            "loading",
            "model",
            "rules",
            "scoring",
        }
        | {"texts", "yaml"},
        {"cython_runtime", "python_calamine", "yaml"},
    ),
]
"""Commands, the rooms that each may load, and the libraries."""
SELDOM_IN_CHECKS: Final = {
    *("copy", "dataclasses", "heapq", "inspect", "shlex", "uuid"),
    *(
        "evaluator.conditions.excel",
        "evaluator.texts.page",
        "evaluator.texts.commands.usage",
        "evaluator.texts.messages.ledgers",
    ),
}
"""What a station's check without problems has no need of."""


@pytest.mark.parametrize("arguments, rooms, libraries", LOADED, ids=[words[0] for words, *_ in LOADED])
def test_a_command_loads_only_what_it_needs(
    arguments: list[str], rooms: set[str], libraries: set[str]
) -> None:
    code = (
        "import sys, runpy\n"
        f"sys.argv = ['evaluator', *{arguments!r}]\n"
        "try:\n    runpy.run_module('evaluator', run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        "sys.stderr.write('\\0' + '\\n'.join(sys.modules))\n"
    )
    before = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.rpartition("\0")[2].split("\n")) - set(before.stdout.split())
    own = {[*name.split("."), "evaluator"][1] for name in loaded if name.split(".")[0] == "evaluator"}
    others = {name.split(".")[0] for name in loaded} - {"evaluator", "runpy", *sys.stdlib_module_names}
    assert own <= rooms
    assert {name for name in others if not name.startswith("_")} <= libraries
    seldom = {
        "difflib",
        *(SELDOM_IN_CHECKS if arguments[0] == "check" else ()),
        "filecmp",
        "evaluator.evaluation.way_up",
        "evaluator.yaml.insert",
        "tempfile",
        "traceback",
    }
    assert not seldom & loaded


def test_every_counted_fact_names_the_rows_it_was_counted_from(scored: Path) -> None:
    """The station's ledgers, with the lines of the table that counted."""
    findings = json.loads(scored.read_text(encoding="utf-8"))["findings"]
    counted = [fact for finding in findings for fact in finding["facts"] if fact["source"] == "counted"]
    assert len(counted) > 10
    for fact in counted:
        assert {place["file"].partition("/")[0] for place in fact["at"]} == {"ledgers"}, fact["name"]
        assert fact["number"] == "0" or any(place.get("lines") for place in fact["at"]), fact["name"]
