"""PDFs of the papers: whole, the same every time, made once; a clear word where LibreOffice is missing."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evaluator import reports
from evaluator.cli.command import cli
from evaluator.reports import pdf
from tests.conftest import Office
from tests.rounds import making
from tests.test_document_set import evaluation


def papers(folder: Path) -> list[Path]:
    """Two papers with one name in two folders, as in a round."""
    made = []
    for name in ("feedback", "rectification"):
        path = folder / name / "990101001.docx"
        reports.write(path, reports.render(evaluation(), name))
        made.append(path)
    return made


def command(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in args], catch_exceptions=False)


def no_office(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A PATH on which there is nothing, and none of the usual places."""
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(pdf, "_PLACES", ())


def test_each_paper_is_converted_once(tmp_path: Path, office: Office) -> None:
    """What fits its document stays as it is; what changed is converted; the bytes are the same every time."""
    documents = papers(tmp_path)
    assert [one.state for one in pdf.convert(documents)] == ["converted", "converted"]
    first = [path.with_suffix(".pdf").read_bytes() for path in documents]
    assert all(data.startswith(b"%PDF-") and b"%%EOF" in data[-200:] for data in first)
    assert first[0] != first[1]
    stamps = [path.with_suffix(".pdf").stat().st_mtime_ns for path in documents]
    assert [one.state for one in pdf.convert(documents)] == ["unchanged", "unchanged"]
    assert [path.with_suffix(".pdf").stat().st_mtime_ns for path in documents] == stamps
    documents[0].with_suffix(".pdf").unlink()
    changed = evaluation()
    changed["station"]["name"] = "改名后的站（示例）"
    documents[1].write_bytes(reports.render(changed, "rectification"))
    assert [one.state for one in pdf.convert(documents)] == ["converted", "converted"]
    assert documents[0].with_suffix(".pdf").read_bytes() == first[0]
    assert documents[1].with_suffix(".pdf").read_bytes() != first[1]
    assert sorted(path.name for path in documents[0].parent.iterdir()) == ["990101001.docx", "990101001.pdf"]
    assert office(documents[0]).read_bytes()[:5] == b"%PDF-"  # what LibreOffice makes of it by itself


def test_without_libreoffice_the_documents_are_there_and_the_message_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1: something that was asked for is missing."""
    no_office(monkeypatch, tmp_path)
    given = tmp_path / "evaluation.json"
    making.stored(given, evaluation())
    done = command("report", given, "-t", "feedback", "-o", tmp_path / "f.docx", "--pdf")
    assert done.exit_code == 1
    assert "LibreOffice" in done.output
    stored = json.loads(given.read_text(encoding="utf-8"))
    assert (tmp_path / "f.docx").read_bytes() == reports.render(stored, "feedback")
    assert not (tmp_path / "f.pdf").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a shell script")
@pytest.mark.parametrize(
    "behaviour", ["sleep 60", "exit 1", "for a; do :; done; echo '%PDF-1.7 half' > \"${a%.docx}.pdf\""]
)
def test_a_document_that_cannot_be_converted_leaves_no_half_file(
    behaviour: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An office that hangs is ended, one that fails or writes half a file is told from one that works."""
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{behaviour}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr(pdf, "TO_START", 0.3)
    monkeypatch.setattr(pdf, "FOR_EACH", 0.0)
    document = tmp_path / "f.docx"
    shutil.copy(reports.template_path("feedback"), document)
    older = tmp_path / "f.pdf"
    older.write_bytes(b"%PDF-1.7 of an older document")
    assert [one.state for one in pdf.convert([document])] == ["failed"]
    assert older.read_bytes() == b"%PDF-1.7 of an older document"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "f.docx", "f.pdf"]
