"""Score sheets on paper: only one's own criteria, everything marked, the hash that was submitted."""

from __future__ import annotations

import hashlib
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from evaluator.cli.command import cli
from evaluator.marking.questions import steps_of
from evaluator.model.guideline import Criterion
from evaluator.rounds.read import read_round
from tests.reading import word_text
from tests.rounds.making import part_of

STATION = "990101101"


@pytest.fixture
def folder(sample_round: Path, tmp_path: Path) -> Path:
    """The sample round with two of its stations."""
    return part_of(sample_round, tmp_path / "round", STATION, "990101104")


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["round", "sheets", *map(str, args)], catch_exceptions=False)


def paper(folder: Path, evaluator: str, station: str = STATION) -> Path:
    return folder / "reports" / "score-sheets" / evaluator / f"{station}.docx"


def test_every_evaluator_has_a_paper_of_exactly_what_they_mark(folder: Path) -> None:
    """One row for each criterion of theirs, in the guideline's order; those recused have none."""
    assert run(folder).exit_code == 0
    round_, _ = read_round(folder)
    assert round_ is not None
    for member in round_.panel.evaluators:
        wanted = [one.id for one in steps_of(round_, member, STATION) if isinstance(one.about, Criterion)]
        tables = docx.Document(str(paper(folder, member.id))).tables
        heads = [table.rows[0].cells[2].text for table in tables]
        rows = tables[heads.index("三级指标")].rows[1:] if wanted else []
        assert [row.cells[2].text.split()[0] for row in rows] == wanted
    assert paper(folder, "e1", "990101104").is_file()
    assert not paper(folder, "e2", "990101104").exists()


def test_marks_remarks_files_and_the_hash_of_the_sheet_are_printed(folder: Path) -> None:
    """The hash is that of the file in the round, so paper and file cannot part."""
    run(folder, "--to", "e1")
    file = folder / "sheets" / "e1" / f"{STATION}.yaml"
    text = word_text(paper(folder, "e1").read_bytes())
    assert hashlib.sha256(file.read_bytes()).hexdigest() in text
    for said in (
        "个别制度没有执行记录",
        "较好",
        "DA0001 ✓1 2 3 5 6",
        "10.5",
        "专家甲（示例）",
        "2026年7月13日",
    ):
        assert said in text
    assert not (folder / "reports" / "score-sheets" / "e2").exists()


def test_a_blank_paper_has_nothing_of_the_marks(folder: Path) -> None:
    """Wording, full marks and self-scores are there, the rest is to be written."""
    run(folder, "--to", "e1", "--blank")
    text = word_text((folder / "reports" / "blank-sheets" / "e1" / f"{STATION}.docx").read_bytes())
    assert "个别制度没有执行记录" not in text
    assert "校验码" not in text
    assert "评估人员签名" in text
    assert not paper(folder, "e1").exists()


def test_a_draft_says_that_it_does_not_count(folder: Path) -> None:
    """And has no hash: it is none of the sheets that were submitted."""
    file = folder / "sheets" / "e1" / f"{STATION}.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("submitted: 2026-07-13", "submitted:"), encoding="utf-8"
    )
    run(folder, "--to", "e1")
    text = word_text(paper(folder, "e1").read_bytes())
    assert "尚未提交" in text
    assert "校验码" not in text


def test_unchanged_papers_are_not_written_again(folder: Path) -> None:
    """Same sheet, same bytes, same file."""
    run(folder, "--to", "e1")
    before = paper(folder, "e1").stat().st_mtime_ns
    assert "更新 0 份" in run(folder, "--to", "e1").output
    assert paper(folder, "e1").stat().st_mtime_ns == before


def test_mistakes_stop_everything_before_anything_is_written(folder: Path) -> None:
    """An unknown evaluator, a sheet that cannot be read."""
    unknown = run(folder, "--to", "e9")
    assert unknown.exit_code == 1
    assert "e1、e2" in unknown.output
    (folder / "sheets" / "e1" / f"{STATION}.yaml").write_text("marks: [", encoding="utf-8")
    broken = run(folder)
    assert broken.exit_code == 1
    assert f"sheets/e1/{STATION}.yaml" in broken.output
    assert not (folder / "reports").exists()
