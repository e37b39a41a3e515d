import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evaluator.base.folding import SHAPELESS
from evaluator.texts.messages import PROBLEMS
from evaluator.texts.problem import Severity
from evaluator.yaml.parse import (
    MOST_BYTES,
    Items,
    Node,
    Scalar,
    Table,
    is_null,
    plain,
    read_yaml,
    read_yaml_bytes,
    texts,
)
from tests.expected import expected, inputs

CASES = Path(__file__).parent / "cases" / "yaml"
ACCEPT = inputs(CASES / "accept")
REJECT = inputs(CASES / "reject")


def read(text: str) -> Node:
    node, problems = read_yaml_bytes(text.encode(), "a.yaml")
    assert node is not None
    assert problems == []
    return node


def table(text: str) -> Table:
    node = read(text)
    assert isinstance(node, Table)
    return node


@pytest.mark.parametrize("name", ACCEPT)
def test_accepts(name: str) -> None:
    """What strict YAML allows is read without a problem."""
    node, problems = read_yaml_bytes(ACCEPT[name], f"{name}.yaml")
    assert problems == []
    assert node is not None


@pytest.mark.parametrize("name", REJECT)
def test_rejects(name: str) -> None:
    """Every mistake is said once, in these very words, at this very place."""
    _, problems = read_yaml_bytes(REJECT[name], f"{name}.yaml")
    shown = "".join(problem.render("zh") + "\n" for problem in problems)
    assert shown == expected(CASES / "reject")[name]
    for problem in problems:
        assert problem.severity is Severity.ERROR
        entry = PROBLEMS[problem.code]
        sentences = Formatter().parse(entry.zh + entry.hint_zh)
        assert set(problem.args) == {name for _, name, _, _ in sentences if name is not None}


def test_every_expected_message_has_its_case() -> None:
    """No expectation is left behind without its file, and both folders hold cases."""
    assert set(expected(CASES / "reject")) == set(REJECT)
    assert len(REJECT) > 40
    assert len(ACCEPT) > 5


def test_positions_of_keys_and_values() -> None:
    """Each key and value is found again at its line and column, counted in characters from 1."""
    text = "站点: {编号: 010, 名称: '青禾 镇'}\n列表:\n  - 甲\n  - 乙: [丙, 丁]\n"
    lines = text.splitlines()
    root = table(text)

    def check(node: Node) -> int:
        if isinstance(node, Scalar):
            assert lines[node.line - 1][node.column - 1 :].lstrip("'").startswith(node.text)
            return 1
        if isinstance(node, Items):
            return sum(map(check, node.nodes))
        return sum(map(check, node.keys.values())) + sum(map(check, node.entries.values()))

    assert check(root) == 10
    items = root.entries["列表"]
    assert (items.line, items.column) == (3, 3)
    station = root.entries["站点"]
    assert (station.line, station.column) == (1, 5)


@pytest.mark.parametrize(
    "written, value",
    [
        ("010", "010"),
        ("0", 0),
        ("-7", -7),
        ("+7", "+7"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("5.", "5."),
        ("12:30", "12:30"),
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("NULL", None),
        ("Null", None),
        ("nULL", "nULL"),
        ("'12'", "12"),
        ("'null'", "null"),
        ("''", ""),
        ("2025-07-01", "2025-07-01"),
        ("１２", "１２"),
        (".nan", ".nan"),
    ],
)
def test_plain_values(written: str, value: object) -> None:
    """Only unquoted integers, decimals, true, false and null are more than text."""
    found = plain(table(f"a: {written}").entries["a"])
    assert found == value
    assert type(found) is type(value)


def test_plain_decimal_keeps_its_digits() -> None:
    """1.10 is the decimal 1.10, not the float 1.1."""
    assert repr(plain(table("a: 1.10").entries["a"])) == "Decimal('1.10')"


def test_texts_keep_what_was_written() -> None:
    """What is hashed is the text as written, blanks excepted."""
    assert texts(read("a: 010\nb: [1.10, ~, '~', no]\nc:\n")) == {
        "a": "010",
        "b": ["1.10", None, "~", "no"],
        "c": None,
    }


def test_is_null() -> None:
    """A blank is unquoted; an empty list, zero or quoted text is an answer."""
    values = table("a:\nb: ~\nc: ''\nd: 0\ne: []\nf: {}\n").entries
    assert [is_null(node) for node in values.values()] == [True, True, False, False, False, False]


def test_duplicate_keys_leave_the_document_readable() -> None:
    """A semantic mistake does not hide those of the layers above."""
    node, problems = read_yaml_bytes(b"a: 1\na: 2\nb: 3\n", "a.yaml")
    assert [problem.code for problem in problems] == ["duplicate-key"]
    assert node is not None
    assert texts(node) == {"a": "2", "b": "3"}


def test_carriage_returns_count_lines() -> None:
    """Positions agree with an editor for every kind of line end."""
    for end in ("\n", "\r\n", "\r"):
        data = f"a: 1{end}b: 2{end}c: \x0b{end}b: 3{end}".encode()
        _, problems = read_yaml_bytes(data, "")
        assert [(each.code, each.line, each.column) for each in problems] == [
            ("control-character", 3, 4),
            ("duplicate-key", 4, 1),
        ]


def test_many_control_characters_are_not_all_listed() -> None:
    """A file full of rubbish yields a readable number of problems."""
    _, problems = read_yaml_bytes(b"a: '" + b"\x0b\n" * 5000 + b"'", "")
    assert len(problems) == 50


def test_nodes_show_themselves() -> None:
    """A failing test shows what was read, and where."""
    assert repr(read("a: [b, '1']")) == (
        "Table({'a': Items([Scalar('b', 1, 5, True), Scalar('1', 1, 8, False)], 1, 4)}, 1, 1)"
    )


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is a problem, not an exception."""
    node, problems = read_yaml(tmp_path / "no.yaml", "no.yaml")
    assert node is None
    assert [problem.code for problem in problems] == ["file-missing"]


def test_folder_instead_of_file(tmp_path: Path) -> None:
    """A folder with the file's name is a problem, not an exception."""
    node, problems = read_yaml(tmp_path, "a.yaml")
    assert node is None
    assert [problem.code for problem in problems] == ["file-is-folder"]


def test_huge_file_is_not_read(tmp_path: Path) -> None:
    """A file beyond the limit is refused before it is read."""
    path = tmp_path / "a.yaml"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    node, problems = read_yaml(path, "a.yaml")
    assert node is None
    assert [problem.message("en") for problem in problems] == [
        "the file is too large (17 MiB), at most 16 MiB"
    ]
    assert read_yaml_bytes(b" " * (MOST_BYTES + 1), "a.yaml")[1] == problems


def test_deepest_allowed_nesting() -> None:
    """A hundred levels are read, and converting them does not overflow."""
    node = read("[" * 100 + "]" * 100)
    assert str(plain(node)) == "[" * 100 + "]" * 100
    assert texts(node) == plain(node)


def test_charset_normalizer_is_imported_only_on_error() -> None:
    """Reading a sound file imports neither the encoding guesser nor jsonschema."""
    code = (
        "import sys; from evaluator.yaml.parse import read_yaml_bytes; read_yaml_bytes(b'a: 1', '');"
        "print({'charset_normalizer', 'jsonschema', 'jsonschema_rs'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_library_stays_whole() -> None:
    """PyYAML used by others of the process resolves dates, numbers and words as it does without us."""
    document = "[2020-01-01, 2001-12-14t21:59:43.10-05:00, yes, 0x1F, 1_000, .5, ~, a\x07b]"
    code = (
        "{}import re, yaml\n"
        f"print(yaml.safe_load({document[:-10]!r} + ']'), yaml.safe_dump(['1', 'no', 'x: y']))\n"
        f"try: yaml.safe_load({document!r})\n"
        "except yaml.YAMLError as error: print(error)\n"
        "print(type(re.compile('a')).__name__)\n"
    )
    ours, theirs = (
        subprocess.run(
            [sys.executable, "-c", code.format(first)], capture_output=True, text=True, check=True
        ).stdout
        for first in ("import evaluator.yaml\n", "")
    )
    assert ours == theirs
    assert "0x1F" not in ours
    assert ours.endswith("Pattern\n")


YAMLISH = st.text(
    st.sampled_from(list("ab中：:-[]{},&*!|>'\"%@`#?~<= \n\n\t\\x\x0b\x85\u2028\ufeff\ud800")), max_size=40
)
ANY_BYTES = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    YAMLISH.map(lambda text: text.encode("utf-8", "surrogatepass")),
    YAMLISH.map(lambda text: text.encode("gb18030", "replace")),
    YAMLISH.map(lambda text: text.encode("utf-16", "surrogatepass")),
)


@given(ANY_BYTES)
@example(b"\x00")
@example(b"a: [" + b"{" * 99)
@example(b"'")
@example(b"a:\n  - \xef\xbb\xbf")
@example(b"\xef\xbb\xbf\xef\xbb\xbfa: 1")
def test_any_bytes_give_data_or_problems(data: bytes) -> None:
    """Whatever a file holds, the answer is a document or a problem with a place inside the file."""
    node, problems = read_yaml_bytes(data, "a.yaml")
    assert node is not None or problems
    if node is not None:
        plain(node)
        texts(node)
    lines = re.split(r"\r\n|\r|\n", data.decode("utf-8", "replace"))
    for problem in problems:
        assert problem.render("zh").startswith("a.yaml:")
        assert problem.render("en").startswith("a.yaml:")
        assert problem.line <= len(lines)
        assert not problem.line or problem.column >= 1


NAMES = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12
)
NOT_READ = re.compile(f"[\ufffe\uffff{SHAPELESS}]")
DATA = st.recursive(
    st.none() | NAMES.filter(lambda text: NOT_READ.search(text) is None),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES.filter(lambda text: NOT_READ.search(text) is None), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(DATA.filter(lambda data: data is not None))
def test_text_written_is_text_read(data: object) -> None:
    """Quoted text comes back unchanged, whatever it looks like."""

    def written(value: object) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{written(name)}: {written(each)}" for name, each in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(written, value)) + "]"
        return "~" if value is None else "'" + str(value).replace("'", "''") + "'"

    assert texts(read(written(data))) == data
