"""Decide whether an existing workbook may be replaced: once saved by somebody, it may hold answers."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from evaluator.base.files import BROKEN_ZIP, open_zip
from evaluator.base.gate import read_file

CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The creation date in every workbook the program writes, so that equal content gives equal bytes."""
_MOST: Final = 1_000_000
_OURS: Final = {
    "docProps/core.xml": re.compile(
        rb"<dcterms:modified[^>]*>" + CREATED.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + b"<"
    ),
    "xl/workbook.xml": re.compile(
        rb'<fileVersion appName="xl" lastEdited="4" lowestEdited="4" rupBuild="4505"/>'
    ),
}
"""Texts by XlsxWriter, at least one of which changes when another program saves the workbook."""


def holds_work(path: Path, data: bytes) -> bool:
    """Return whether *path* is a file that *data* must not replace unasked: the program did not write it."""
    if not path.exists():
        return False
    try:
        before = read_file(path)
        if before in (b"", data):
            return False
        with open_zip(io.BytesIO(before)) as archive:
            return not all(
                archive.getinfo(name).file_size <= _MOST and pattern.search(archive.read(name))
                for name, pattern in _OURS.items()
            )
    except (*BROKEN_ZIP, OSError, KeyError):
        return True
