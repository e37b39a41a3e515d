"""Where things lie in a round's folder, and under which name the next result is written."""

from __future__ import annotations

from pathlib import Path

from evaluator.model.round import RESULTS, Round


def result_files(round_: Round, station: str) -> list[Path]:
    """Return a station's results, oldest first: `<id>.json`, `<id>.2.json` and so on."""
    found: list[Path] = []
    path = _numbered(round_, station, 1)
    while path.is_file():
        found.append(path)
        path = _numbered(round_, station, len(found) + 1)
    return found


def latest_result(round_: Round, station: str) -> Path | None:
    """Return the result in force."""
    found = result_files(round_, station)
    return found[-1] if found else None


def result_path(round_: Round, station: str) -> Path:
    """Return where the next result is written: until the close over the last one, afterwards beside it."""
    found = result_files(round_, station)
    if found and not round_.closed:
        return found[-1]
    return _numbered(round_, station, len(found) + 1)


def superseded(round_: Round, station: str) -> str:
    """Return the name of the result that one at `result_path` takes the place of, '' for none.

    It goes into the evaluation as `supersedes`, before the seal.
    """
    target = result_path(round_, station)
    before = [path.name for path in result_files(round_, station) if path != target]
    return before[-1] if before else ""


def _numbered(round_: Round, station: str, number: int) -> Path:
    name = f"{station}.json" if number == 1 else f"{station}.{number}.json"
    return round_.folder / RESULTS / name
