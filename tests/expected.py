"""Cases that are files, and the sentences they must give; many small ones stand in one file.

`cases.txt` has the inputs and `expected.txt` the sentences of a folder, each after a line `== name`. Inputs whose
bytes matter (encodings, line ends) stand in `bytes.json`, one character for each byte.
"""

import json
import os
from pathlib import Path
from typing import Final

from filelock import FileLock

NAME: Final = "expected.txt"
INPUTS: Final = "cases.txt"
BYTES: Final = "bytes.json"
MARK: Final = "== "


def inputs(folder: Path) -> dict[str, bytes]:
    """Return the input of each case in *folder*, by the case's name."""
    cases = {name: text.encode() for name, text in _parts(folder / INPUTS).items()}
    if (folder / BYTES).is_file():
        raw: dict[str, str] = json.loads((folder / BYTES).read_text(encoding="utf-8"))
        cases |= {name: text.encode("latin-1") for name, text in raw.items()}
    return dict(sorted(cases.items()))


def expected(folder: Path) -> dict[str, str]:
    """Return the expected sentences of each case in *folder*, by the case's name."""
    return _parts(folder / NAME)


def _parts(path: Path) -> dict[str, str]:
    parts: dict[str, str] = {}
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith(MARK):
            name = line.removeprefix(MARK).strip()
            parts[name] = ""
        else:
            parts[name] += line
    return parts


def rewrite(folder: Path, name: str, sentences: str) -> None:
    """Put what a case gives now in place of what it should give; only for `make golden`, never in CI."""
    assert not os.environ.get("CI")
    with FileLock(folder / f".{NAME}.lock"):
        cases = expected(folder) | {name: sentences}
        text = "".join(f"{MARK}{case}\n{cases[case]}" for case in sorted(cases))
        (folder / NAME).write_text(text, encoding="utf-8")
