"""Take an example of every variable from the sample round: `python scripts/build_examples.py`.

It makes and evaluates the whole sample round and writes evaluator/reports/examples.json: for each variable
of a view the first value that is not empty, cut short. A view that is not made from a whole round has none
here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from evaluator.cli.command import cli
from evaluator.reports.round_files import round_evaluations, view_of
from evaluator.reports.view import view
from evaluator.rounds.folder import latest_result
from evaluator.rounds.read import read_round, station_ids

ROOT: Final = Path(__file__).parent.parent
LONGEST: Final = 40


def examples() -> dict[str, dict[str, str]]:
    """Return the example of each variable by view and path."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "round"
        make = [sys.executable, str(ROOT / "samples" / "make_round.py"), str(made)]
        subprocess.run(make, check=True)  # noqa: S603  # a script of this checkout
        done = CliRunner().invoke(cli, ["round", "run", str(made), "--no-reports"])
        assert done.exit_code in (0, 1), done.output
        round_, _ = read_round(made)
        assert round_ is not None
        found: dict[str, dict[str, str]] = {"station": {}, "round": {}}
        for station in station_ids(round_):
            path = latest_result(round_, station)
            if path is not None:
                _keep(found["station"], view(json.loads(path.read_bytes())))
        _keep(found["round"], view_of(round_, round_evaluations(round_)))
        return found


def _keep(examples: dict[str, str], value: object) -> None:
    for path, text in _texts(value, ""):
        if text.strip("—"):
            examples.setdefault(path, text)


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    if is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), f"{path}.{field.name}".lstrip("."))
    elif isinstance(value, tuple):
        for one in value:
            if isinstance(one, str):
                yield path, _short(one)
            yield from _texts(one, f"{path}[]") if is_dataclass(one) else ()
    elif isinstance(value, bool):
        yield path, str(value)
    elif isinstance(value, str):
        yield path, _short(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def main() -> None:
    """Write the file."""
    text = json.dumps(examples(), ensure_ascii=False, indent=1, sort_keys=True)
    (ROOT / "evaluator" / "reports" / "examples.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
