"""Edit a mapping or a list inside a YAML file that people keep, leaving every other character alone."""

from __future__ import annotations

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

_BOM = "\ufeff"


class EditedFile:
    """The text of a file, edited by positions; every edit reads it again."""

    def __init__(self, data: bytes) -> None:
        """Start from a file's content, which is valid YAML."""
        text = data.decode()
        self._bom = _BOM if text.startswith(_BOM) else ""
        self.text = text.removeprefix(_BOM)

    @property
    def data(self) -> bytes:
        """The content as it is now."""
        return (self._bom + self.text).encode()

    def _at(self, path: tuple[str | int, ...]) -> Node | None:
        node: Node | None = yaml.compose(self.text, Loader=yaml.CSafeLoader)
        for step in path:
            if isinstance(step, int) and isinstance(node, SequenceNode):
                node = node.value[step] if step < len(node.value) else None
            elif isinstance(step, str) and isinstance(node, MappingNode):
                node = next((value for key, value in node.value if key.value == step), None)
            else:
                return None
        return node

    def put(self, path: tuple[str | int, ...], key: str, written: str) -> None:
        """Set a key of the mapping at *path* to a value, written on one line; a new key comes last."""
        table = self._at(path)
        assert isinstance(table, MappingNode)
        for name, value in table.value:
            if name.value == key:
                colon = self.text.index(":", name.end_mark.index)
                end = max(_end(value), colon + 1)
                self.text = f"{self.text[: colon + 1]} {written}{self.text[end:]}"
                return
        if table.flow_style:
            self._insert(_end(table.value[-1][1]), f", {key}: {written}")
        else:
            indent = " " * table.value[0][0].start_mark.column
            self._insert_line(_end(table.value[-1][1]), f"{indent}{key}: {written}")

    def append(self, path: tuple[str | int, ...], written: str) -> None:
        """Add an item, written on one line, to the list at *path*, which is not empty."""
        items = self._at(path)
        assert isinstance(items, SequenceNode)
        last = items.value[-1]
        if items.flow_style:
            self._insert(_end(last), f", {written}")
        else:
            indent = " " * items.start_mark.column
            self._insert_line(_end(last), f"{indent}- {written}")

    def _insert(self, at: int, written: str) -> None:
        self.text = self.text[:at] + written + self.text[at:]

    def _insert_line(self, after: int, line: str) -> None:
        """Insert a line below the one that holds the position *after*."""
        end = self.text.find("\n", after)
        at = len(self.text) if end < 0 else end
        break_ = "\r\n" if self.text[:at].endswith("\r") or "\r\n" in self.text else "\n"
        at -= self.text[:at].endswith("\r")
        self.text = f"{self.text[:at]}{break_}{line}{self.text[at:]}"


def _end(node: Node) -> int:
    """Return where a node's own text ends; a block's end mark stands at what follows it."""
    if isinstance(node, CollectionNode) and not node.flow_style:
        children = node.value if isinstance(node, SequenceNode) else [value for _, value in node.value]
        return max(map(_end, children))
    return int(node.end_mark.index)
