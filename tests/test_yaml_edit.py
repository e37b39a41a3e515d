"""Edits of files that people keep: one value changes, every other character stays."""

import pytest

from evaluator.yaml.edit import EditedFile

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
