"""Paths of the results in a round's folder, and the path of the next result."""

from __future__ import annotations

from pathlib import Path

from evaluator.model.round import RESULTS, Round


def result_files(round_: Round, station: str) -> list[Path]:
    """Return a station's results, oldest first: `<id>.json`, `<id>.2.json` and so on."""
    results: list[Path] = []
    path = _numbered(round_, station, 1)
    while path.is_file():
        results.append(path)
        path = _numbered(round_, station, len(results) + 1)
    return results


def latest_result(round_: Round, station: str) -> Path | None:
    """Return the result in force."""
    results = result_files(round_, station)
    return results[-1] if results else None


def result_path(round_: Round, station: str) -> Path:
    """Return the path of the next result: it replaces the last file until the round is closed."""
    results = result_files(round_, station)
    if results and not round_.closed:
        return results[-1]
    return _numbered(round_, station, len(results) + 1)


def superseded(round_: Round, station: str) -> str:
    """Return the name of the result that a result at `result_path` supersedes, '' for none.

    It is written into the evaluation as `supersedes`, before the seal.
    """
    target = result_path(round_, station)
    before = [path.name for path in result_files(round_, station) if path != target]
    return before[-1] if before else ""


def _numbered(round_: Round, station: str, number: int) -> Path:
    name = f"{station}.json" if number == 1 else f"{station}.{number}.json"
    return round_.folder / RESULTS / name
