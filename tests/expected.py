"""The sentences that cases must give, all those of a folder in one file: `== name`, then its lines."""

import os
from pathlib import Path
from typing import Final

from filelock import FileLock

NAME: Final = "expected.txt"
MARK: Final = "== "


def expected(folder: Path) -> dict[str, str]:
    """Return the expected sentences of each case in *folder*, by the case's name."""
    cases: dict[str, str] = {}
    name = ""
    for line in (folder / NAME).read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith(MARK):
            name = line.removeprefix(MARK).strip()
            cases[name] = ""
        else:
            cases[name] += line
    return cases


def rewrite(folder: Path, name: str, sentences: str) -> None:
    """Put what a case gives now in place of what it should give; only for `make golden`, never in CI."""
    assert not os.environ.get("CI")
    with FileLock(folder / f".{NAME}.lock"):
        cases = expected(folder) | {name: sentences}
        text = "".join(f"{MARK}{case}\n{cases[case]}" for case in sorted(cases))
        (folder / NAME).write_text(text, encoding="utf-8")
