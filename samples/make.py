"""Write the ledgers and evidence files of the sample stations.

    python samples/make.py [FOLDER]

The submissions and sheets are written by hand and lie in FOLDER (default: this one); every file they cite
is made from them. Nothing else enters, no clock and no chance, so a second run changes no byte.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from files import Cell, Table, docx, jpeg, pdf, write, xlsx
from prose import sentences
from stations import COPIED, LEDGERS

HERE = Path(__file__).parent
MARK = "示例材料：站点、人物、数字均为虚构。"


@dataclass(frozen=True, slots=True)
class Item:
    """One file cited as evidence."""

    station: str
    folder: str
    id: str
    title: str
    file: str
    day: str

    def content(self) -> bytes:
        """Return the file by its ending."""
        rng = random.Random(f"{self.folder} {self.file}")  # noqa: S311  # made-up text, no secret
        lines = [
            f"单位：{self.station}",
            f"日期：{self.day or '长期有效'}",
            *sentences(rng, self.folder),
            MARK,
        ]
        match Path(self.file).suffix:
            case ".pdf":
                return pdf(self.title, lines, f"{self.folder} {self.id} {self.day}")
            case ".jpg":
                return jpeg(rng, f"{self.folder} {self.id} {self.day}")
            case ".docx":
                return docx(self.title, lines)
            case ".xlsx":
                return xlsx(
                    Table(["序号", "内容", "数量", "备注"], list(_rows(rng, lines)), self.title, "附表")
                )
            case other:
                raise ValueError(other)


def _rows(rng: random.Random, lines: list[str]) -> Iterator[list[Cell]]:
    for number, line in enumerate(lines, 1):
        yield [number, line, rng.randrange(1, 40), ""]


def items(folder: Path) -> Iterator[Item]:
    """Yield what a submission cites, each file once."""
    submission = yaml.load((folder / "submission.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  # all scalars as text
    seen = set()
    for entry in submission.get("evidence") or ():
        file = entry.get("file", "")
        if file and file not in seen:
            seen.add(file)
            name = submission["station"]["name"]
            yield Item(name, folder.name, entry["id"], entry["title"], file, entry.get("date", ""))


def main(root: Path) -> None:
    """Write all files under *root*."""
    for name, ledgers in LEDGERS.items():
        folder = root / "stations" / name
        for file, content in ledgers().items():
            write(folder / "ledgers" / file, content)
        for item in items(folder):
            write(folder / item.file, item.content())
    for target, source in COPIED.items():
        write(root / "stations" / target, (root / "stations" / source).read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
