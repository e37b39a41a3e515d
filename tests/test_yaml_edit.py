"""Edits and additions to files that people keep: one place changes, every other character stays."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.yaml.edit import EditedFile
from evaluator.yaml.insert import AddedLine, inserted
from evaluator.yaml.parse import read_yaml_bytes, texts

FLOW = "panel:\n  evaluators:\n    - {id: e1, name: 甲, recused_from: [s1]}   # 一\n    - {id: e2}\n  merge: mean\n"
BLOCK = (
    "panel:\n  evaluators:\n  - id: e1   # 一\n    name: '甲: 乙'\n    recused_from:\n      - s1\n      - s2\n"
    "  # 二\n  - id: e2\n    marks: [A]   # 三\n\n  merge: mean\n"
)


@pytest.mark.parametrize(
    "text, at, expected",
    [
        (FLOW, 0, FLOW.replace("[s1]", "[s1, s3]")),
        (FLOW, 1, FLOW.replace("{id: e2}", "{id: e2, recused_from: [s1, s3]}")),
        (BLOCK, 0, BLOCK.replace("\n      - s1\n      - s2", " [s1, s3]")),
        (BLOCK, 1, BLOCK.replace("# 三\n", "# 三\n    recused_from: [s1, s3]\n")),
        (
            "panel: {evaluators: [{id: e1, recused_from: }, {id: e2}]}\n",
            0,
            "panel: {evaluators: [{id: e1, recused_from: [s1, s3]}, {id: e2}]}\n",
        ),
        (
            "panel:\n  evaluators:\n    - id: e1",
            0,
            "panel:\n  evaluators:\n    - id: e1\n      recused_from: [s1, s3]",
        ),
    ],
)
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_a_key_is_set_where_it_stands(text: str, at: int, expected: str, bom: str) -> None:
    """In flow and block style, with and without comments, at the end of the file."""
    document = EditedFile((bom + text).encode())
    document.put(("panel", "evaluators", at), "recused_from", "[s1, s3]")
    assert document.data.decode() == bom + expected


@pytest.mark.parametrize(
    "text, expected",
    [
        (FLOW, FLOW.replace("{id: e2}\n", "{id: e2}\n    - {id: e3}\n")),
        (BLOCK, BLOCK.replace("# 三\n", "# 三\n  - {id: e3}\n")),
        ("panel: {evaluators: [{id: e1}]}\n", "panel: {evaluators: [{id: e1}, {id: e3}]}\n"),
    ],
)
def test_an_item_is_added_after_the_last(text: str, expected: str) -> None:
    """It comes behind the last item's line, in the list's own style; line ends stay what they were."""
    for end in ("\n", "\r\n"):
        document = EditedFile(text.replace("\n", end).encode())
        document.append(("panel", "evaluators"), "{id: e3}")
        assert document.data.decode() == expected.replace("\n", end)


ITEM: Final = AddedLine("{id: E02, for: [A1.1]}", "确定：文件夹")
CASES: Final[dict[str, tuple[str, str | None]]] = {
    "nothing under it": (
        "a: 1\nevidence:\n  # {id: …}\nb: 2\n",
        "a: 1\nevidence:\n  - {id: E02, for: [A1.1]}   # 确定：文件夹\n  # {id: …}\nb: 2\n",
    ),
    "an empty list": ("evidence: []   # 材料\nb: 2\n", "evidence:    # 材料\n  - ITEM\nb: 2\n"),
    "an empty list with blanks": ("evidence: [ ]\n", "evidence: \n  - ITEM\n"),
    "null": ("evidence: ~\nb: 2\n", "evidence: \n  - ITEM\nb: 2\n"),
    "at the end, without a line end": ("evidence:", "evidence:\n  - ITEM\n"),
    "a key that is not there": ("a: 1\n", "a: 1\nevidence:\n  - ITEM\n"),
    "a list": (
        "evidence:\n  - {id: E01}   # 一\n\n  # 下面是\nb: 2\n",
        "evidence:\n  - {id: E01}   # 一\n  - ITEM\n\n  # 下面是\nb: 2\n",
    ),
    "a list without indent": (
        "evidence:\n- id: E01\n  kind: photo\n",
        "evidence:\n- id: E01\n  kind: photo\n- ITEM\n",
    ),
    "a deeper list": (
        "evidence:\n      - id: E01\n        title: >\n          长\n          文\nz: 1\n",
        "evidence:\n      - id: E01\n        title: >\n          长\n          文\n      - ITEM\nz: 1\n",
    ),
    "a list on one line": (
        "evidence: [{id: E01}]  # 一\n",
        "evidence: [{id: E01}, {id: E02, for: [A1.1]}]  # 一\n",
    ),
    "a list on some lines": (
        "evidence: [\n  {id: 'E]1'}, {id: \"}\\\"\"},\n  {id: a'b}]\n",
        "evidence: [\n  {id: 'E]1'}, {id: \"}\\\"\"},\n  {id: a'b}, {id: E02, for: [A1.1]}]\n",
    ),
    "a bracket alone on its line": ("evidence: [\n  {id: E01}\n]\n", None),
    "a quoted key": ('"evidence": []\n', '"evidence": \n  - ITEM\n'),
    "an end of the document": (
        "evidence:\n  - {id: E01}\n...\n",
        "evidence:\n  - {id: E01}\n  - ITEM\n...\n",
    ),
    "all on one line": ("{evidence: []}\n", None),
    "no list": ("evidence: E01\n", None),
    "a table": ("evidence: {E01: x}\n", None),
    "broken": ("evidence: [\n", None),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_an_item_of_a_list(name: str, ends: str, bom: str) -> None:
    before, after = CASES[name]
    data = (bom + before).replace("\n", ends).encode()
    found = inserted(data, "evidence", [ITEM], listed=True)
    if after is None:
        assert found is None
        return
    wanted = bom + after.replace("- ITEM", f"- {ITEM.text}   # {ITEM.note}")
    if "\n" not in before:
        ends = "\n"
    assert found == wanted.replace("\n", ends).encode()


def test_keys_of_a_table() -> None:
    """Keys go where keys are, in the table's own indent; one that is there already is never doubled."""
    entries = [AddedLine("visits: 走访.xlsx"), AddedLine("cases: {files: [a.csv, b.csv]}", "很可能")]
    assert (
        inserted(b"ledgers:\n    groups: g.csv\n    # x\n", "ledgers", entries, listed=False)
        == (
            "ledgers:\n    groups: g.csv\n    visits: 走访.xlsx\n"
            "    cases: {files: [a.csv, b.csv]}   # 很可能\n    # x\n"
        ).encode()
    )
    assert inserted(b"ledgers: {groups: g.csv}\n", "ledgers", entries, listed=False) == (
        "ledgers: {groups: g.csv, visits: 走访.xlsx, cases: {files: [a.csv, b.csv]}}\n".encode()
    )
    assert inserted("ledgers: {visits: 旧.xlsx}\n".encode(), "ledgers", entries, listed=False) is None
    assert inserted(b"ledgers: [a]\n", "ledgers", entries, listed=False) is None


@given(
    before=st.lists(st.sampled_from(["a: 1", "# c", "", "b:", "  - x", "  # y", "c: {d: [e]}"]), max_size=8),
    under=st.sampled_from(
        ["evidence:", "evidence: []", "evidence: ~ # k", "evidence:\n- {id: E01}\n# z", ""]
    ),
    after=st.lists(
        st.sampled_from(["z: 9", "# c", "", "y:", "  k: |", "   text", "   # no comment"]), max_size=6
    ),
)
def test_whatever_stands_around_it_stays(before: list[str], under: str, after: list[str]) -> None:
    """Either nothing is done, or the old lines are all there, in order, and the new one is among them."""
    data = "\n".join([*before, under, *after]).encode()
    found = inserted(data, "evidence", [ITEM], listed=True)
    if found is None:
        return
    lines = found.decode().split("\n")
    rest = iter(lines)
    changed = {"evidence: []": "evidence: ", "evidence: ~ # k": "evidence:  # k"}
    for line in data.decode().split("\n"):
        assert any(each == changed.get(line, line) for each in rest) or not line, line
    node, problems = read_yaml_bytes(found, "")
    assert node is not None
    assert problems == []
    held = texts(node)
    assert isinstance(held, dict)
    assert held["evidence"][-1] == {"id": "E02", "for": ["A1.1"]}
