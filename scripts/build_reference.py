"""Write what is generated of the reference: `python scripts/build_reference.py` (`make reference`).

`--check` writes nothing, names the files that are not up to date and exits with 1 where there are any.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import evaluation_schema

ROOT: Final = Path(__file__).parent.parent


def files() -> Iterator[tuple[Path, str]]:
    """Yield each generated file with its text."""
    schema = evaluation_schema.dumped(evaluation_schema.evaluation_schema())
    yield ROOT / "evaluator" / "schemas" / "evaluation.schema.json", schema


def main() -> None:
    """Write the files that differ, or name them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 where a file differs"
    )
    check: bool = parser.parse_args().check
    stale = [
        (path, text)
        for path, text in files()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        sys.stdout.write(f"{path.relative_to(ROOT).as_posix()}\n")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if check and stale:
        sys.exit(1)


if __name__ == "__main__":
    main()
