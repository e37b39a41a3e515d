"""Consoles that have not every character show a plain substitute, never an escape."""

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

from evaluator.cli.console import SUBSTITUTES, prepare, shown

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
