"""Write what is generated of the reference: `python scripts/build_reference.py` (`make reference`).

In the pages of `docs/reference/` it fills what stands between `<!-- generated: NAME -->` and `<!-- end -->`.
`--check` writes nothing, names the files that are not up to date and exits with 1 where there are any.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

import reference_codes
import reference_files
from evaluation_schema import dumped, evaluation_schema
from glossary import glossary

from evaluator.loading.guideline_schema import guideline_schema

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = ROOT / "docs" / "reference"
BLOCK: Final = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def blocks() -> Mapping[str, Callable[[], str]]:
    """Return what fills each block, by its name."""
    tables = {name: partial(reference_files.table, name) for name in reference_files.names()}
    return {
        **tables,
        "evaluation": reference_files.evaluation_table,
        "ledger-words": reference_codes.words,
        "rules": reference_codes.rules,
        "closed": reference_codes.closed,
        "row-reasons": reference_codes.row_reasons,
        "problems": reference_codes.problems,
        "hints": reference_codes.hints,
        "commands": reference_codes.commands,
    }


def files() -> Iterator[tuple[Path, str]]:
    """Yield each generated file with its text."""
    schemas = {"evaluation": evaluation_schema(), "guideline": guideline_schema()}
    for name, schema in schemas.items():
        yield ROOT / "evaluator" / "schemas" / f"{name}.schema.json", dumped(schema)
    yield ROOT / "docs" / "glossary.md", glossary()
    contents, used = blocks(), set()

    def filled(match: re.Match[str]) -> str:
        used.add(match[2])
        return f"{match[1]}\n{contents[match[2]]()}\n\n{match[3]}"

    for page in sorted(PAGES.glob("*.md")):
        yield page, BLOCK.sub(filled, page.read_text(encoding="utf-8"))
    if set(contents) - used:
        raise SystemExit(
            f"no page of docs/reference has a block for: {', '.join(sorted(set(contents) - used))}"
        )
    if reference_files.unused():
        raise SystemExit(f"no file has: {', '.join(reference_files.unused())} (scripts/reference_keys.py)")


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
