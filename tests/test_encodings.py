"""A csv file is read in the encoding of each of its lines; lines in another one are named."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.loading import encodings
from evaluator.loading.encodings import Decoded, Undecodable, decode
from evaluator.loading.grids import TableNotice, Unreadable, listed
from evaluator.loading.tables import read_table

HEAD, FIRST, SECOND = "编号,户号,走访日期", "F1,户甲,2025-08-01", "F2,户乙,2025-08-02"


def lines(*encoded: tuple[str, str]) -> bytes:
    return b"".join(text.encode(encoding) + b"\r\n" for text, encoding in encoded)


@pytest.mark.parametrize(
    "encodings, most, others",
    [
        (["utf-8", "utf-8", "utf-8"], "UTF-8", ()),
        (["gb18030", "gb18030", "gb18030"], "GB18030", ()),
        (["gb18030", "gb18030", "utf-8"], "GB18030", (3,)),
        (["utf-8", "utf-8", "gb18030"], "UTF-8", (3,)),
        (["utf-8", "gb18030", "utf-8"], "UTF-8", (2,)),
        (["utf-8", "gb18030", "gb18030"], "GB18030", (1,)),
    ],
)
def test_each_line_is_read_in_its_own_encoding(
    encodings: list[str], most: str, others: tuple[int, ...]
) -> None:
    data = lines(*zip([HEAD, FIRST, SECOND], encodings, strict=True))
    text = f"{HEAD}\r\n{FIRST}\r\n{SECOND}\r\n"
    assert decode(data) == Decoded(text, others, most)
    grids = read_table(data)
    assert isinstance(grids, list)
    assert grids[0].rows == [line.split(",") for line in text.splitlines()]
    expected = (
        (TableNotice("table-mixed-encoding", {"lines": str(others[0]), "encoding": most}),) if others else ()
    )
    assert grids[0].notices == expected


@given(st.lists(st.text("一二三走访个案登记王李张户（），。、", min_size=1), min_size=1, max_size=6))
def test_chinese_text_in_common_use_is_never_mistaken(texts: list[str]) -> None:
    """Whatever is written in one encoding is read in it."""
    text = "\n".join(texts)
    for encoding in ("utf-8", "gb18030", "utf-16", "utf-8-sig"):
        decoded = decode(text.encode(encoding))
        assert isinstance(decoded, Decoded)
        assert (decoded.text, decoded.others) == (text, ())


@pytest.mark.parametrize("word", ["联通", "联", "通", "姿态", "中央", "国务院"])
def test_words_that_look_like_utf8_in_gb18030(word: str) -> None:
    decoded = decode(f"编号,{word}\n1,{word}\n".encode("gb18030"))
    assert isinstance(decoded, Decoded)
    assert decoded.text == f"编号,{word}\n1,{word}\n"


@pytest.mark.parametrize(
    "data",
    [
        ("\ufeff\ufeff" + HEAD).encode(),
        ("\ufeff" + HEAD).encode("utf-16-le"),
        HEAD.encode("utf-16-le"),
        HEAD.encode("utf-16-be"),
        HEAD.encode("utf-16"),
    ],
)
def test_marks_of_the_byte_order_are_no_text(data: bytes) -> None:
    decoded = decode(data)
    assert isinstance(decoded, Decoded)
    assert decoded.text == HEAD


def test_marks_in_the_middle_of_joined_files_are_no_text() -> None:
    """`copy a.csv+b.csv` leaves one before the second file's heads, and before a quotation mark."""
    grids = read_table('\ufeff编号,户号\n1,a\n\ufeff"编号",户号\n1,b\n'.encode())
    assert isinstance(grids, list)
    assert grids[0].rows == [["编号", "户号"], ["1", "a"], ["编号", "户号"], ["1", "b"]]


@pytest.mark.parametrize(
    "data, hint, where",
    [
        (b"a,b\n1,\xff\xfe\n2,x\n", "ledger-bad-line", "2"),
        ("编号\n一\n".encode("gb18030") + b"\x81\n" + b"x\n" * 3, "ledger-bad-line", "3"),
        ("编号\n一\n二\n".encode() + b"a\0b\nc\n", "ledger-bad-line", "4"),
        (b"\xff\xfd\n" * 5, "ledger-not-a-table", None),
        (b"a\xff\xff,b", "ledger-not-a-table", None),
        (bytes(range(256)) * 4, "ledger-not-a-table", None),
    ],
)
def test_lines_in_no_encoding_are_named(data: bytes, hint: str, where: str | None) -> None:
    assert read_table(data) == Unreadable(hint, {} if where is None else {"lines": where})


def test_a_half_character_at_the_end_is_named() -> None:
    """A file that was cut off."""
    assert decode(f"{HEAD}\n{FIRST}\n户".encode()[:-1]) == Undecodable((3,))


@pytest.mark.parametrize(
    "numbers, text",
    [((3,), "3"), ((3, 5, 6, 7), "3、5–7"), ((1, 2), "1–2"), (tuple(range(1, 40, 2)), "1、3、5、7、9…")],
)
def test_lines_are_listed_as_people_write_them(numbers: tuple[int, ...], text: str) -> None:
    assert listed(numbers) == text


@pytest.mark.parametrize("declared", ["sep=;\n", "sep=;\r\n"])
def test_the_line_that_declares_the_separator_is_not_shown(declared: str) -> None:
    """Rows keep their numbers."""
    grids = read_table(f"{declared}a,b;c\n1;2\n".encode())
    assert isinstance(grids, list)
    assert [list(row) for row in grids[0].rows] == [[], ["a,b", "c"], ["1", "2"]]
    assert len(grids) == 1


@pytest.mark.parametrize(
    "data, hint",
    [
        (b"%PDF-1.7\n", "ledger-is-pdf"),
        (b"{\\rtf1", "ledger-is-word"),
        (b"\xff\xd8\xff\xe0", "ledger-is-picture"),
        (b"\x89PNG\r\n", "ledger-is-picture"),
        (b"BM\x36\0\xff\xfe\0\0", "ledger-is-picture"),
        (b"Rar!\x1a\x07", "ledger-is-archive"),
        (b"<html><table>", "ledger-web-page"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "ledger-xml-table",
        ),
    ],
)
def test_each_other_kind_of_file_has_its_own_advice(data: bytes, hint: str) -> None:
    assert read_table(data) == Unreadable(hint)


def test_a_text_may_begin_like_a_picture() -> None:
    assert isinstance(read_table(b"BMI,x\n1,2\n"), list)


LINES = st.tuples(
    st.one_of(
        st.text(
            st.characters(min_codepoint=0x20, max_codepoint=0x9FA5, exclude_categories=["Cs"]), max_size=6
        ),
        st.sampled_from([HEAD, FIRST, "", "a,b", "涓枃", "€"]),
    ),
    st.sampled_from(["utf-8", "gb18030"]),
)


@given(st.lists(LINES, max_size=4), st.binary(max_size=3))
def test_a_file_in_one_encoding_is_decoded_as_its_lines_are(
    encoded: list[tuple[str, str]], end: bytes
) -> None:
    data = lines(*encoded) + end
    whole = decode(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "_MAY_BE_UTF8", re.compile(b""))  # then each line is looked at
        assert decode(data) == whole
