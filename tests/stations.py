"""A small guideline and stations made for it, shared by the tests of everything that reads."""

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

import openpyxl

from evaluator.loading.guideline import load_guideline
from evaluator.loading.submission import read_submission
from evaluator.model.guideline import Guideline
from evaluator.model.submission import Submission
from evaluator.texts.problem import Problem

HEAD: Final = """guideline: small
station: {id: 010, name: 青禾镇社工站}
period: {from: 2025-07-01, to: 2026-06-30}
"""
PDF: Final = b"%PDF-1.4\n"
JPEG: Final = b"\xff\xd8\xff\xe0" + bytes(20)
LEDGER: Final = (
    "编号,服务对象,接案日期,结案日期,类别\n1,王小明,2025-07-01,,居家\n2,李四,2026-06-30,2026-07-01,小组\n"
)


@cache
def guideline() -> Guideline:
    """The guideline under tests/data, read once."""
    found, problems = load_guideline(Path(__file__).parent / "data" / "loading" / "guideline.yaml")
    assert found is not None, problems
    return found


def station(folder: Path, submission: str | bytes, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Write a station's folder; a submission that is text gets the usual head."""
    content = (HEAD + submission).encode() if isinstance(submission, str) else submission
    for name, data in {"submission.yaml": content, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def read(
    folder: Path, submission: str, files: Mapping[str, str | bytes] | None = None
) -> tuple[Submission, list[Problem]]:
    """Write and read a station that has no error."""
    found, problems = read_submission(station(folder, submission, files), guideline())
    assert found is not None, [each.render("en") for each in problems]
    assert found.problems == tuple(problems)
    return found, problems


def codes(problems: Sequence[Problem]) -> list[str]:
    """The codes alone, once every sentence has been said in both languages."""
    for each in problems:
        assert each.render("zh")
        assert each.render("en")
    return [each.code for each in problems]


def xlsx(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
