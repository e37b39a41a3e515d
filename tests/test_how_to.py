"""What `docs/how-to/` and `docs/round.md` say is done here, to the letter, and works."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from evaluator.cli.command import cli
from evaluator.cli.round import COMMANDS as ROUND_COMMANDS

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "how-to" / "add-a-rule.md"
COPIED: Final = ("evaluator", "tests", "scripts", "docs")
NOT_LINKED: Final = frozenset(
    {*COPIED, ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
)
STEP: Final = re.compile(
    r"^(?:Create|In) `(?P<file>[^`]+)`(?:, (?P<where>after|before|instead of) the line `(?P<line>[^\n]+)`)?:$"
    r"\n\n```(?:python|text)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
NEW: Final = ("deadline", "stars")

ASKED: Final = """
import json
import re
import zipfile
from pathlib import Path

from click.testing import CliRunner

from evaluator.cli.command import cli
from tests.rounds.making import GUIDELINE, PANEL, declared, sheet, station

RATING = "rating: {levels: {好: 30, 较好: 20, 差: 0}}"
FACT = "  late: {title: 逾期天数"
CRITERION = "      - id: A2\\n"


def run(*arguments: object, typed: str = "") -> str:
    words = [str(one) for one in arguments]
    done = CliRunner(env={"EVALUATOR_LANG": "zh"}).invoke(cli, words, input=typed, prog_name="evaluator")
    assert done.exit_code == 0, done.output
    return done.output


def text_of(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
    return re.sub("<[^>]+>", "", "".join(parts))


def a_round(folder: Path) -> Path:
    declared(folder, panel=PANEL.replace("20%", "50%"))
    path = folder / "criteria" / "tiny" / "guideline.yaml"
    assert RATING in GUIDELINE
    path.write_text(GUIDELINE.replace(RATING, "stars: {most: 5}"), encoding="utf-8")
    station(folder / "stations" / "s1", "s1")
    sheet(folder / "sheets", "f1", "s1", "marks: {B2: {points: 18}}", role="finance")
    return folder


def test_stars_are_asked_for_marked_and_counted(tmp_path: Path) -> None:
    folder = a_round(tmp_path / "r")
    run("guideline", "check", folder / "criteria" / "tiny")
    run("workbook", "new", folder, "--for", "evaluator", "--as", "e1", "-o", tmp_path / "e1.xlsx")
    assert "3星" in text_of(tmp_path / "e1.xlsx")
    run("workbook", "new", folder / "criteria" / "tiny", "-o", tmp_path / "self.xlsx")
    assert "3星" in text_of(tmp_path / "self.xlsx")
    card = run("mark", folder, "s1", "--as", "e1", "--date", "2026-08-02", typed="3\\n\\ns\\nyes\\n")
    assert "3星" in card
    sheet(folder / "sheets", "e2", "s1", "marks: {B1: {level: 2星}}")
    run("round", "sheets", folder, "-o", tmp_path / "paper")
    papers = "".join(text_of(path) for path in (tmp_path / "paper").rglob("*.docx"))
    assert "由评分人给 0 至 5 星" in papers
    assert "2星" in papers
    run("round", "run", folder, "--date", "2026-08-02")
    result = json.loads((folder / "results" / "s1.json").read_text(encoding="utf-8"))
    finding = next(one for one in result["findings"] if one["criterion"] == "B1")
    levels = {one["evaluator"]: one["level"] for one in finding["read"] if one["kind"] == "mark"}
    assert set(levels.values()) < {f"{stars}星" for stars in range(6)}
    worth = sum(int(level[0]) for level in levels.values()) * 6 / len(levels)
    assert float(finding["points"]) == worth
"""


@dataclass(frozen=True)
class Step:
    """A file to create, or lines to put into one."""

    file: str
    where: str
    line: str
    text: str

    def do(self, folder: Path) -> None:
        """Do as it says."""
        path = folder / self.file
        if not self.where:
            assert not path.exists(), f"{self.file} is there already"
            path.write_text(self.text, encoding="utf-8")
            return
        lines = path.read_text(encoding="utf-8").split("\n")
        assert self.line in lines, f"no such line in {self.file}: {self.line}"
        at = lines.index(self.line) + (self.where == "after")
        lines[at : at + (self.where == "instead of")] = self.text.removesuffix("\n").split("\n")
        path.write_text("\n".join(lines), encoding="utf-8")


def steps() -> list[Step]:
    """Return the steps of the page, in order."""
    found = STEP.finditer(PAGE.read_text(encoding="utf-8"))
    return [Step(one["file"], one["where"] or "", one["line"] or "", one["text"]) for one in found]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the checkout in which the page was followed."""
    folder = tmp_path_factory.mktemp("how-to")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "golden"))
    for entry in ROOT.iterdir():
        if entry.name not in NOT_LINKED:
            (folder / entry.name).symlink_to(entry, target_is_directory=entry.is_dir())
    for step in steps():
        step.do(folder)
    written = run(folder, "scripts/build_reference.py").split()
    assert written == ["evaluator/schemas/guideline.schema.json", "docs/reference/rules.md"]
    return folder


def run(folder: Path, *command: str) -> str:
    """Run a command in the copy; it must succeed."""
    environment = {
        "PYTHONPATH": str(folder),
        "PATH": "/usr/bin:/bin",
        "PROFILE": "quick",
    }
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, cwd=folder, env=environment
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_every_block_of_the_page_is_a_step() -> None:
    """No code stands there that is not put anywhere, and each rule is created and registered."""
    text = PAGE.read_text(encoding="utf-8")
    assert len(re.findall("^```(?:python|text)$", text, re.MULTILINE)) == len(steps())
    files = [step.file for step in steps()]
    for name in NEW:
        assert f"evaluator/rules/{name}.py" in files
        assert f"tests/rules/test_{name}.py" in files
    program = {file for file in files if file.startswith("evaluator/")}
    texts = {file for file in program if file.startswith("evaluator/texts/sentences/")}
    assert program - texts == {"evaluator/rules/__init__.py", *(f"evaluator/rules/{name}.py" for name in NEW)}


@pytest.mark.slow
def test_the_reference_and_the_schema_follow(checkout: Path) -> None:
    """`make reference` has the rules' pages and their keys for editors."""
    page = (checkout / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    schema = (checkout / "evaluator" / "schemas" / "guideline.schema.json").read_text(encoding="utf-8")
    for name in NEW:
        assert f"## `{name}`" in page
        assert f'"{name}"' in schema
    run(checkout, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_reference.py")


@pytest.mark.slow
def test_the_new_files_are_in_order(checkout: Path) -> None:
    """Linters and types have nothing to say."""
    changed = sorted({step.file for step in steps()})
    run(checkout, "-m", "ruff", "check", "-q", "--no-cache", *changed)
    run(checkout, "-m", "ruff", "format", "-q", "--check", "--no-cache", *changed)
    run(checkout, "-m", "mypy", "--no-incremental", *changed)


@pytest.mark.slow
def test_the_rules_work_everywhere(checkout: Path) -> None:
    """Their own tests, the tests of all rules, a seed of oracle and of recorded readings, the spreadsheets."""
    tests = [
        "tests/rules",
        "tests/test_reads.py::test_random_awards_follow_from_what_was_read[0]",
        "tests/test_properties.py::test_the_engine_equals_an_independent_oracle[0]",
        "tests/test_properties.py::test_a_blank_never_beats_an_answer",
        "tests/test_formulas.py::test_formulas_award_what_the_engine_awards",
    ]
    run(checkout, "-m", "pytest", "-q", "-x", "-m", "not slow", "-p", "no:cacheprovider", *tests)


@pytest.mark.slow
def test_a_new_form_of_marks_is_asked_for_everywhere(checkout: Path) -> None:
    """Terminal, workbook and paper ask for stars; a sheet with them is read and counts."""
    (checkout / "tests" / "test_new_rules.py").write_text(ASKED, encoding="utf-8")
    run(checkout, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_new_rules.py")


LIFE: Final = ROOT / "docs" / "round.md"


def test_the_life_of_a_round_goes_as_its_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the page runs in its order and does what it should; so do the papers it names."""
    page = LIFE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    [panel] = [block for kind, block in blocks if kind == "csv"]
    (tmp_path / "panel.csv").write_text(panel, encoding="utf-8")
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    commands = [line for kind, block in blocks if not kind for line in block.splitlines()]
    assert len(commands) > 25
    for command in commands:
        program, *words = shlex.split(command)
        assert program == "evaluator"
        done = CliRunner(env={"EVALUATOR_LANG": "zh"}).invoke(cli, words)
        assert done.exit_code == 0, f"{command}\n{done.output}"
    reports = tmp_path / "2026" / "reports"
    for paper in (
        "receipt/990101101.docx",
        "city/minutes.docx",
        "objection-answer/990101101.docx",
        "2/city/correction.docx",
        "2/city/minutes.docx",
        "2/review-decision/990101101.docx",
        "withdrawn/990103103/rectification/990103103.docx",
        "withdrawn/990103103/recheck-1/recheck/990103103.docx",
    ):
        assert (reports / paper).is_file(), paper
    named = set(re.findall(r"`evaluator (round [a-z-]+|mark)", page)) | {
        " ".join(shlex.split(command)[1:3]) for command in commands
    }
    assert {f"round {name}" for name in ROUND_COMMANDS} <= named
