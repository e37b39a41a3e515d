"""A station's answers as the page holds them, and the submission.yaml that they are.

Answers are the tree of the file: every scalar is the text that stands in it. What is written here reads back
as the same tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evaluator.marking.sheet_file import Content, Tree
from evaluator.model.guideline import Guideline
from evaluator.yaml.parse import Items, Node, Scalar, Table
from evaluator.yaml.write import flow, quoted

_ON_ONE_LINE = ("guideline", "profile", "station", "period")
_SECTIONS = ("facts", "ledgers", "evidence", "not_applicable", "claims")


def submission_bytes(answers: Content, guideline: Guideline) -> bytes:
    """Return the file: every fact that the station writes has its line, blank or not, in order."""
    lines = [f"{key}: {flow(answers[key])}" for key in _ON_ONE_LINE if answers.get(key)]
    for key in _SECTIONS:
        part = answers.get(key)
        entries = {} if part is None else part
        if key == "facts":
            own = {fact.name: None for fact in guideline.facts.values() if fact.written_by_station}
            entries = {**own, **(part if isinstance(part, dict) else {})}
        if not entries:
            continue
        lines += ["", f"{key}:", *_entries(entries)]
    rest = [key for key in answers if key not in (*_ON_ONE_LINE, *_SECTIONS)]
    lines += [f"{quoted(key)}: {flow(answers[key])}" for key in rest]
    return ("\n".join(lines) + "\n").encode()


def _entries(part: Tree) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            yield f"  {quoted(name)}:" + ("" if value in (None, "") else f" {flow(value)}")
    elif isinstance(part, list):
        for item in part:
            yield f"  - {flow(item)}"


class Places:
    """Where in a submission each answer stands."""

    def __init__(self, node: Node | None) -> None:
        self._starts = sorted(_starts(node, ())) if node is not None else []

    def at(self, line: int, column: int) -> str:
        """Return the answer that a position belongs to, such as `facts/premises.area`; '' where none."""
        nearest = ""
        for start, path in self._starts:
            if start > (line, column):
                break
            nearest = path
        return nearest


def _starts(node: Node, path: tuple[str, ...]) -> Iterator[tuple[tuple[int, int], str]]:
    if len(path) == 2:  # `facts/premises.area`, `evidence/3`: what stands below belongs to it
        return
    if isinstance(node, Table):
        for name, value in node.entries.items():
            key = node.keys[name]
            yield (key.line, key.column), "/".join((*path, name))
            yield from _starts(value, (*path, name))
    elif isinstance(node, Items):
        for number, value in enumerate(node.nodes):
            yield (value.line, value.column), "/".join((*path, str(number)))
    else:
        assert isinstance(node, Scalar)


def files_of(answers: Mapping[str, Tree]) -> list[str]:
    """Return the paths that evidence names."""
    evidence = answers.get("evidence")
    items = evidence if isinstance(evidence, list) else []
    return [str(item["file"]) for item in items if isinstance(item, dict) and item.get("file")]
