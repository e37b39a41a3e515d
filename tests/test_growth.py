"""Twice the input takes twice the work, whatever is in it; and what no honest file comes near is refused."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Final

import openpyxl
import pytest

from evaluator.drafting.draft import draft
from evaluator.evaluation.next_grade import path_to_next_grade
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.loading.search import open_guideline
from evaluator.loading.submission import read_submission
from evaluator.model.round import Round
from evaluator.rounds.intake import take_in
from evaluator.rounds.verify import check_files
from evaluator.yaml.parse import MOST_VALUES, read_yaml_bytes
from tests.rounds import making
from tests.stations import HEAD, guideline, station

LINEAR: Final = 2.6
"""What the second doubling may cost in terms of the first: 2 where work is linear, 4 where it is quadratic."""


def calls_in(function: Callable[[], object]) -> int:
    """Return how many calls a function makes, those of compiled functions among them: no clock is asked."""
    calls = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(None)
    return calls


def grows_linearly(prepare: Callable[[int], Callable[[], object]], size: int) -> bool:
    """Return whether n, 2n and 4n of something cost no more than in proportion."""
    prepare(size)()  # what is made once is made now
    first, second, fourth = (calls_in(prepare(size * times)) for times in (1, 2, 4))
    return fourth - second <= LINEAR * (second - first)


def facts(count: int) -> str:
    return "facts:\n" + "".join(f"  nothing.such{number}: {number}\n" for number in range(count))


def evidence(count: int) -> str:
    item = "  - {{id: X{0}, kind: photo, title: 照片, file: evidence/没有{0}.jpg, for: [A1, Z{0}]}}\n"
    return "evidence:\n" + "".join(item.format(number) for number in range(count))


def keys(count: int) -> str:
    return "".join(f"key{number}: {number}\n" for number in range(count))


def twice(count: int) -> str:
    return "facts:\n" + "  area: 1\n" * count


def claims(count: int) -> str:
    return "not_applicable:\n" + "".join(f"  Z{number}: 没有\n" for number in range(count))


def marks(count: int) -> str:
    return "claims:\n" + "".join(f"  Z{number}: {{level: 好}}\n" for number in range(count))


def ledgers(count: int) -> str:
    return "ledgers:\n" + "".join(f"  nothing{number}: 没有.csv\n" for number in range(count))


def options(count: int) -> str:
    return "facts: {rooms: [" + ", ".join(f"没有{number}" for number in range(count)) + "]}\n"


@pytest.mark.parametrize("written", [facts, evidence, keys, twice, claims, marks, ledgers, options])
def test_a_submission_takes_work_in_proportion(tmp_path: Path, written: Callable[[int], str]) -> None:
    """Very many names that nobody knows, files that are not there, keys and options of no one's."""

    def prepare(count: int) -> Callable[[], object]:
        folder = station(tmp_path / str(count), written(count))
        (folder / "evidence").mkdir(exist_ok=True)
        for number in range(count // 4):
            (folder / "evidence" / f"另外{number}.jpg").write_bytes(b"x")
        return lambda: [problem.render("en") for problem in read_submission(folder, guideline())[1]]

    assert grows_linearly(prepare, 160)


def test_the_rows_of_a_ledger_take_work_in_proportion(tmp_path: Path) -> None:
    """Records, half of them repeated, some with cells that cannot be read."""

    def prepare(count: int) -> Callable[[], object]:
        rows = (f"{number // 2},某甲,2025-{number % 14 + 1:02}-01,,居家\n" for number in range(count))
        text = "编号,服务对象,接案日期,结案日期,类别\n" + "".join(rows)
        folder = station(tmp_path / str(count), "ledgers: {cases: 个案.csv}\n", {"个案.csv": text})

        def judged() -> None:
            inputs, _ = read_inputs(folder, guideline_model=guideline())
            assert inputs is not None
            evaluate(inputs)

        return judged

    assert grows_linearly(prepare, 200)


def table(count: int) -> str:
    """A guideline of so many criteria."""
    lines = [HEADING.format(count), *(f"  f{number}: {FACT}" for number in range(count)), "sections:"]
    for number in range(count):
        if number % 20 == 0:
            lines.append(SECTION.format(number // 20))
        lines.append(CRITERION.format(number))
    return "\n".join(lines) + "\n"


HEADING: Final = """id: many
edition: 1
title: 大表
status: draft
issuer: 示例
full_marks: {}
grades: [{{id: pass, title: 合格, at_least: 60%}}, {{id: fail, title: 不合格, at_least: 0}}]
facts:"""
FACT: Final = "{title: 指标, type: integer, at_least: 0}"
SECTION: Final = "  - id: S{0}\n    title: 部分{0}\n    points: 20\n    criteria:"
CRITERION: Final = (
    "      - {{id: C{0}, title: 第{0}项, points: 1, effort: 2, evidence: [{{id: e, kind: system, title: 记录}}],"
    " rule: {{tiers: {{fact: f{0}, bands: [{{at_least: 5, award: 1}}, {{at_least: 2, award: 0.5}}]}}}}}}"
)


def test_a_score_table_takes_work_in_proportion(tmp_path: Path) -> None:
    """Its guideline is read, and a station evaluated by it, with the way to the next grade."""

    def prepare(count: int) -> Callable[[], object]:
        folder = tmp_path / str(count)
        values = "".join(f"  f{number}: {number % 6}\n" for number in range(count))
        station(folder / "station", HEAD.replace("small", "many").encode() + f"facts:\n{values}".encode())
        (folder / "guideline.yaml").write_text(table(count), encoding="utf-8")

        def judged() -> None:
            definition, problems = open_guideline(str(folder))
            assert definition is not None, problems
            inputs, _ = read_inputs(folder / "station", guideline_model=definition)
            assert inputs is not None
            computed = evaluate(inputs).computed
            assert path_to_next_grade(computed) is not None

        return judged

    assert grows_linearly(prepare, 40)


def laid_in(folder: Path, stations: int) -> Round:
    """Write a round of so many stations, each with a sheet, that nobody received with a command."""
    making.declared(folder)
    for id in (f"s{number}" for number in range(stations)):
        place = making.station(folder / "stations" / id, id)
        for number in range(40):
            (place / "evidence" / f"{number}.jpg").write_bytes(b"x")
        making.sheet(folder / "sheets", "e1", id, "marks: {B1: {level: 好}}\n")
    return making.opened(folder)


@pytest.mark.parametrize("proved", [False, True])
def test_what_lies_in_a_round_is_recorded_and_proved_in_proportion(tmp_path: Path, proved: bool) -> None:
    """What was laid in is recorded; then each file is compared with record and log."""
    made: list[Path] = []

    def prepare(stations: int) -> Callable[[], object]:
        folder = tmp_path / str(len(made))
        made.append(folder)
        round_ = laid_in(folder, stations)
        if not proved:
            return lambda: take_in(round_, date(2026, 8, 3))
        assert take_in(round_, date(2026, 8, 3)).problems == ()
        return lambda: check_files(folder, {})

    assert grows_linearly(prepare, 20)


def test_a_published_table_takes_work_in_proportion() -> None:
    """A table of so many rows becomes a draft."""

    def prepare(count: int) -> Callable[[], object]:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.append(["序号", "一级指标", "指标内容", "分值", "评分标准"])
        for number in range(count):
            rule = f"完成得1分，少{number % 5 + 1}次扣0.5分，扣完为止。"
            sheet.append([number + 1, f"部分{number // 10}", f"第{number}项工作按要求完成", 1, rule])
        stream = io.BytesIO()
        book.save(stream)
        return lambda: draft(stream.getvalue(), "表.xlsx", "many", "1")

    assert grows_linearly(prepare, 40)


@pytest.mark.parametrize("written", [facts, keys, evidence])
def test_a_file_of_very_many_names_is_refused(written: Callable[[int], str]) -> None:
    """It is refused with one sentence, and the rest of it is not read."""
    node, problems = read_yaml_bytes(written(MOST_VALUES // 2 + 1).encode(), "submission.yaml")
    assert node is None
    assert [problem.code for problem in problems] == ["too-many-values"]
    assert "250,000" in problems[0].render("en")


def test_the_measure_sees_quadratic_work() -> None:
    """Twice as many, four times the work: that is seen."""
    assert not grows_linearly(
        lambda count: lambda: [abs(i - j) for i in range(count) for j in range(count)], 50
    )
