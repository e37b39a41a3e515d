"""What the terminal shows: text in columns of cells, problems, equal ones together, substitutes on old consoles."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size

from evaluator.cli import terminal
from evaluator.cli.console import SUBSTITUTES, prepare, shown
from evaluator.texts.problem import Problem

TEXTS = st.text(alphabet=st.sampled_from("甲乙，。（）“”ab .,()-1\n"), max_size=60)


def problems(*places: int, code: str = "empty-file", file: str = "a.csv") -> list[Problem]:
    """Return equal problems in some lines of a file."""
    return [Problem(code, file, line=line) for line in places]


def test_equal_problems_are_shown_once_with_all_places(capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence, one hint, every place; those of another file or code stand by themselves; all are counted."""
    terminal.problems([*problems(3, 7, 9), *problems(2, file="b.csv"), *problems(0, 0, file="c.csv")])
    printed = capsys.readouterr().err
    assert printed.count("[empty-file]") == 3
    assert "a.csv:3: " in printed
    assert "另有 2 处相同：7、9" in printed
    assert "b.csv:2: " in printed
    assert printed.count("另有 1 处相同") == 1
    assert "6 个" in printed.splitlines()[-1]


def test_very_many_equal_problems_are_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """A ledger that is wrong in every row does not fill the screen."""
    terminal.problems(problems(*range(1, 2001)))
    printed = capsys.readouterr().err
    assert "另有 1999 处相同：2、3、" in printed
    assert len(printed.splitlines()) < 8


def test_each_character_has_the_cells_that_the_library_gives_it() -> None:
    characters = [chr(code) for code in range(0x20000) if not 0xD800 <= code < 0xE000]
    assert [each for each in characters if terminal.cell_count(each) != cell_len(each)] == []


@given(st.text(st.sampled_from("甲a，“ \u0301\u200d\ufe0f⚕❤🧑🏻\n"), max_size=12), st.integers(1, 12))
def test_a_text_has_the_cells_that_the_library_gives_it(text: str, size: int) -> None:
    assert terminal.cell_count(text) == cell_len(text)
    assert terminal.filled(text, size) == set_cell_size(text, size)


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


ROOT: Final = Path(__file__).parent.parent
ENCODINGS: Final = ("gbk", "gb2312", "gb18030", "cp936", "utf-8", "latin-1", "cp437", "ascii", "big5")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_character_of_ours_has_a_form_on_every_console(encoding: str) -> None:
    """All sentences, signs and shipped guidelines: no escape, no failure, and no question mark in GBK."""
    files = [*(ROOT / "evaluator" / "texts").rglob("*.py"), *(ROOT / "evaluator" / "cli").rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in files) + "".join(SUBSTITUTES)
    printed = shown(text, encoding)
    assert printed.encode(encoding).decode(encoding) == printed
    assert printed.count("\\u") == text.count("\\u")
    if encoding in ("gbk", "cp936", "gb18030"):
        assert printed.count("?") == text.count("?")
        assert printed.count("〓") == text.count("〓")


@given(st.text(), st.sampled_from(ENCODINGS))
def test_any_text_can_be_printed(text: str, encoding: str) -> None:
    """Half characters too, which are in no encoding; what the console has stays as it is."""
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding=encoding, newline="")
    prepare(stream)
    stream.write(text)
    stream.flush()
    printed = buffer.getvalue().decode(stream.encoding)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        assert "\\x" not in printed or "\\x" in text
    else:
        assert printed == text


def test_a_rare_name_is_not_dropped() -> None:
    """A character that GBK lacks is marked where it stands."""
    assert shown("𠮷林›✓✗−5", "gbk") == "〓林>√×-5"
    assert shown("“好”≥5…", "ascii") == '"?">=5...'


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "latin-1"])
@pytest.mark.parametrize("command", [("--help",), ("check", "samples/stations/qinghe"), ("check", "nosuch")])
def test_the_program_prints_on_any_console(command: tuple[str, ...], encoding: str) -> None:
    """Chinese in GBK; in UTF-8 where the console says that it has no Chinese at all."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
    environment.pop("EVALUATOR_LANG", None)
    done = subprocess.run(
        [sys.executable, "-m", "evaluator", *command],
        capture_output=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    printed = (done.stdout + done.stderr).decode("gbk" if encoding == "gbk" else "utf-8")
    assert "\\u" not in printed
    assert "Traceback" not in printed
    assert "站" in printed or "夹" in printed


@pytest.mark.parametrize(
    "text, shown",
    [
        ("\x1b[31m红\x1b[0m", "红"),
        ("清\x1b[2J屏", "清‹U+001B›[2J屏"),
        ("题\x1b]0;x\x07", "题‹U+001B›]0;x‹U+0007›"),
        ("甲\r乙\x9b2J", "甲‹U+000D›乙‹U+009B›2J"),
        ("报\u202efdp.exe\u2066", "报‹U+202E›fdp.exe‹U+2066›"),
        ("半\udcff个", "半\\udcff个"),
        ("一\n\t二　三", "一\n\t二　三"),
    ],
)
def test_no_text_steers_the_terminal(text: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Names of files and what stands in them are shown, not carried out; our own colours are for terminals."""
    terminal.out(text)
    terminal.note(text)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == (f"{shown}\n", f"{shown}\n")
