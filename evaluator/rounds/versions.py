"""Find a round's declaration and guideline as they were when a result was made."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

from evaluator.base.disk import copy_file, make_folder
from evaluator.base.gate import read_file
from evaluator.loading.fields import entries
from evaluator.loading.guideline import FILE as GUIDELINE_FILE
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import FILE, Round
from evaluator.rounds.copies import PROFILES, profiles_in
from evaluator.rounds.read import read_round, round_hashes
from evaluator.rounds.record import CRITERIA, WAS
from evaluator.yaml.parse import MOST_BYTES, read_yaml_bytes


def round_of(round_: Round, station: str, document: Evaluation) -> Round | None:
    """Return the round as it was for a result: its guideline, panel and facts; None where that is lost."""
    if _fits(round_, station, document):
        return round_
    return next(
        (earlier for earlier in _earlier(round_) if _fits(earlier, station, document)),
        None,
    )


def _fits(round_: Round, station: str, document: Evaluation) -> bool:
    return round_.guideline.sha256 == document["guideline"]["sha256"] and all(
        document["inputs"].get(name) == sha256 for name, sha256 in round_hashes(round_, station).items()
    )


def _earlier(round_: Round) -> Iterator[Round]:
    """Yield the round with each combination of its declarations and guidelines, present and replaced ones."""
    files: dict[str, list[Path]] = {"round": [round_.folder / FILE], "guideline": [], "profile": []}
    folder = round_.folder / CRITERIA / round_.guideline.id
    if (folder / GUIDELINE_FILE).is_file():
        files["guideline"].append(folder / GUIDELINE_FILE)
    files["profile"] += profiles_in(folder)
    for path in sorted((round_.folder / WAS).glob("*")):
        kind = _kind(path)
        if kind:
            files[kind].append(path)
    guidelines: list[Path | None] = [*files["guideline"]] or [None]
    profiles: list[Path | None] = [*files["profile"]] if round_.profile else [None]
    for declaration in files["round"]:
        for guideline, profile in product(guidelines, profiles):
            earlier = _read(round_, declaration, guideline, profile)
            if earlier is not None:
                yield replace(earlier, folder=round_.folder)


def _kind(path: Path) -> str:
    """Return what a replaced file was: round, guideline, profile or nothing of these."""
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        return ""
    node, _ = read_yaml_bytes(read_file(path), "")
    keys = entries(node).keys()
    if {"guideline", "panel", "state"} <= keys:
        return "round"
    if {"grades", "sections", "full_marks"} <= keys:
        return "guideline"
    return "profile" if {"base", "changes"} <= keys else ""


def _read(round_: Round, declaration: Path, guideline: Path | None, profile: Path | None) -> Round | None:
    id = round_.guideline.id
    with tempfile.TemporaryDirectory(prefix="evaluator-") as name:
        folder = Path(name) / "round" / "round"  # so deep that no criteria beside it are found
        make_folder(folder / CRITERIA / id / PROFILES)
        copy_file(declaration, folder / FILE)
        if guideline is not None:
            copy_file(guideline, folder / CRITERIA / id / GUIDELINE_FILE)
        if profile is not None:
            copy_file(profile, folder / CRITERIA / id / PROFILES / f"{round_.profile}.yaml")
        earlier, _ = read_round(folder)
    return earlier
