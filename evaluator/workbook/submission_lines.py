"""A draft submission: YAML, and for each of its lines the cell it came from."""

from __future__ import annotations

from collections.abc import Iterable

from evaluator.yaml.write import quoted


class SubmissionLines:
    """Lines of a submission.yaml."""

    def __init__(self) -> None:
        """Start an empty file."""
        self.lines: list[str] = []
        self.cells: dict[int, str] = {}
        """Line, counted from 1 → cell."""

    def line(self, text: str = "", cell: str = "") -> None:
        """Add a line with the content of *cell*."""
        self.lines.append(text)
        if cell:
            self.cells[len(self.lines)] = cell

    def entry(self, indent: int, key: str, text: str, cell: str, comment: str = "") -> None:
        """Add a key with one value, blank where *text* is."""
        value = f" {quoted(text)}" if text else ""
        note = f"   # {' '.join(comment.split())}" if comment else ""
        self.line(f"{' ' * indent}{quoted(key)}:{value}{note}", cell)

    def items(self, indent: int, key: str, texts: Iterable[str], cell: str, comment: str = "") -> None:
        """Add a key with a list on one line."""
        note = f"   # {' '.join(comment.split())}" if comment else ""
        listed = ", ".join(quoted(text) for text in texts)
        self.line(f"{' ' * indent}{quoted(key)}: [{listed}]{note}", cell)

    def cell_of(self, line: int) -> str:
        """Return the cell a line came from; a line without a cell belongs to the next line with a cell."""
        return next(
            (self.cells[number] for number in range(line, len(self.lines) + 1) if number in self.cells), ""
        )

    def data(self) -> bytes:
        """Return the file."""
        return ("\n".join(self.lines) + "\n").encode()
