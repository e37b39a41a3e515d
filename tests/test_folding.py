"""Characters that nobody sees make no difference, and are named where they would puzzle."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.base.folding import SHAPELESS, as_it_is, cleared, folded, is_common, revealed
from evaluator.loading.paths import inside
from evaluator.texts.problem import Problem, nearest
from evaluator.yaml.errors import UNPRINTABLE
from evaluator.yaml.parse import Table, read_yaml_bytes

UNSEEN = [
    "\ufeff", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\u2066", "\u2069", "\u202a", "\u202e",
    "\xad", "\ufe0f", "\u180e", "\u061c", "\x07", "\x1a", "\x7f", "\U000e0100",
]  # fmt: skip


@pytest.mark.parametrize("unseen", UNSEEN, ids=lambda character: f"{ord(character):04x}")
@pytest.mark.parametrize("text", ["编号", "A-1", "第 1 户"])
def test_unseen_characters_make_no_difference(text: str, unseen: str) -> None:
    """Wherever they stand, also where they keep a blank from being trimmed."""
    for place in range(len(text) + 1):
        assert folded(text[:place] + unseen + text[place:]) == text
    assert folded(f" {unseen} {text}{unseen} ") == text


def test_characters_that_are_not_looked_at_closely_need_no_closer_look() -> None:
    """Whatever is passed over in one go would come out the same by itself; the characters of a form are such."""
    odd = re.compile(f"{UNPRINTABLE.pattern}|[{SHAPELESS}]")
    for character in map(chr, range(0x11000)):
        assert not (is_common(character) and odd.search(character)), hex(ord(character))
        if as_it_is(character):
            assert folded(f"甲{character}乙") == unicodedata.normalize("NFKC", f"甲{character}乙")
    assert is_common("编号：（1）“某某”——《办法》，第1条……\n")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("（１）", "(1)"),
        ("ＡＢ－１", "AB-1"),
        ("　编号　", "编号"),
        ("编\u00a0号", "编 号"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("日期：", "日期:"),
        ("\ufeff", ""),
        ("\u200b \x1a", ""),
        ("a\tb\nc", "a\tb\nc"),
    ],
)
def test_what_is_folded(text: str, expected: str) -> None:
    assert folded(text) == expected


@given(st.text())
def test_folding_is_final(text: str) -> None:
    """What is folded stays as it is, and characters that are seen stay."""
    assert folded(folded(text)) == folded(text)
    seen = [
        c
        for c in text
        if unicodedata.category(c)[0] in "LN" and unicodedata.normalize("NFKC", c) == c and c.isascii()
    ]
    assert all(character in folded(text) for character in seen)


def test_a_text_looks_as_before_when_it_is_cleared() -> None:
    """Characters that join others stay: without them an emoji would fall apart."""
    assert cleared("走\u200b访\ufeff记录") == "走访记录"
    assert cleared("👩\u200d👧 ❤\ufe0f") == "👩\u200d👧 ❤\ufe0f"
    assert cleared("plain") == "plain"


def test_a_hint_never_repeats_the_same_text() -> None:
    """What nobody sees is named in messages, and what differs by it alone is the nearest."""
    assert revealed("编\u200b号") == "编‹U+200B›号"
    assert nearest("编\u200b号", ["编码", "编号"]) == "编号"
    args = {"near": "编号", "column": "编\u200b号", "ledger": "x", "found": "", "row": "1", "id": "no"}
    problem = Problem("ledger-column-missing", args=args, hint_key="ledger-column-rename")
    assert "编‹U+200B›号" in problem.message("zh")


def test_keys_and_values_of_yaml_are_read_without_them() -> None:
    """An escape is meant: it stays, and what is not found because of it is named in the message."""
    node, problems = read_yaml_bytes('vis\u200bits: 青禾\ufeff镇\n"a\\u200Bb": 1\n'.encode(), "x.yaml")
    assert problems == []
    assert isinstance(node, Table)
    assert list(node.entries) == ["visits", "a\u200bb"]
    assert repr(node.entries["visits"]) == "Scalar('青禾镇', 1, 9, True)"
    _, problems = read_yaml_bytes("a: 1\na\u200b: 2\n".encode(), "x.yaml")
    assert [problem.code for problem in problems] == ["duplicate-key"]


@pytest.mark.parametrize(
    "written",
    [
        "evidence/协议（1）.PDF",
        "evidence/协议(1).pdf",
        "evidence\\协议（１）.pdf",
        "Evidence/协\u200b议(1).pdf",
        "evidence/\ufeff协议(1).pdf",
    ],
)
def test_files_are_found_by_what_their_names_look_like(tmp_path: Path, written: str) -> None:
    """The path on the disk is what is recorded."""
    file = tmp_path / "evidence" / "协议(1).pdf"
    file.parent.mkdir()
    file.write_bytes(b"x")
    assert inside(tmp_path, written) == ("evidence/协议(1).pdf", None)


def test_a_name_that_fits_two_files_fits_none(tmp_path: Path) -> None:
    for name in ("协议(1).pdf", "协议（1）.pdf"):
        (tmp_path / name).write_bytes(b"x")
    assert inside(tmp_path, "协议（1）.pdf") == ("协议（1）.pdf", None)
    assert inside(tmp_path, "协议(１).pdf") == ("协议(１).pdf", None)
