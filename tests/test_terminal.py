"""What the terminal shows: text in columns of cells, problems, equal ones together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from evaluator.cli import terminal
from evaluator.texts.problem import Problem

TEXTS = st.text(alphabet=st.sampled_from("甲乙，。（）“”ab .,()-1\n"), max_size=60)


def problems(*places: int, code: str = "empty-file", file: str = "a.csv") -> list[Problem]:
    """Return equal problems in some lines of a file."""
    return [Problem(code, file, line=line) for line in places]


def test_equal_problems_are_shown_once_with_all_places(capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, one hint, every place; those of another file or code stand by themselves; all are counted."""
    terminal.problems([*problems(3, 7, 9), *problems(2, file="b.csv"), *problems(0, 0, file="c.csv")])
    shown = capsys.readouterr().err
    assert shown.count("[empty-file]") == 3
    assert "a.csv:3: " in shown
    assert "另有 2 处相同：7、9" in shown
    assert "b.csv:2: " in shown
    assert shown.count("另有 1 处相同") == 1
    assert "6 个" in shown.splitlines()[-1]


def test_very_many_equal_problems_are_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """A ledger that is wrong in every row does not fill the screen."""
    terminal.problems(problems(*range(1, 2001)))
    shown = capsys.readouterr().err
    assert "另有 1999 处相同：2、3、" in shown
    assert len(shown.splitlines()) < 8


@given(TEXTS, st.integers(4, 40))
def test_wrapped_lines_fit_and_lose_nothing(text: str, size: int) -> None:
    """Every line fits its cells; put together again, only spaces and line breaks differ."""
    lines = terminal.wrapped(text, size)
    assert all(cell_len(line) <= size for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_lines_break_where_chinese_breaks() -> None:
    """No line begins with closing marks or ends with opening ones."""
    lines = terminal.wrapped("甲乙丙丁（戊己庚），辛壬癸。", 10)
    assert lines == ["甲乙丙丁", "（戊己", "庚），辛壬", "癸。"]
