"""A round's own copies of its guideline, with profiles, and of the templates of its papers.

They are found there first, so that an old round answers under a newer program as it did when it was made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from evaluator.base.folders import is_left_behind
from evaluator.base.resources import shipped
from evaluator.loading.guideline import FILE
from evaluator.loading.search import find_guideline
from evaluator.model.round import Round
from evaluator.rounds.record import CRITERIA, TEMPLATES

PROFILES: Final = "profiles"
_ELSEWHERE: Final = frozenset({"self-check.docx", "guideline.html"})
"""Templates of papers that no round has."""
_KINDS: Final = frozenset({".docx", ".html", ".css"})


def guideline_files(path: Path, id: str) -> dict[str, Path]:
    """Return the files of a guideline by their paths in a round's folder."""
    folder, file = (path, path / FILE) if path.is_dir() else (path.parent, path)
    files = {f"{CRITERIA}/{id}/{FILE}": file}
    for profile in profiles_in(folder):
        files[f"{CRITERIA}/{id}/{PROFILES}/{profile.name}"] = profile
    return files


def profiles_in(folder: Path) -> list[Path]:
    """Return the profiles of the guideline in a folder, without what systems leave beside them."""
    return sorted(path for path in (folder / PROFILES).glob("*.yaml") if not is_left_behind(path.name))


def template_files() -> dict[str, Path]:
    """Return the shipped templates of a round's papers by their paths in a round's folder."""
    return {
        f"{TEMPLATES}/{path.name}": path
        for path in sorted(shipped(TEMPLATES).iterdir())
        if path.suffix in _KINDS and not is_left_behind(path.name) and path.name not in _ELSEWHERE
    }


def template_file(folder: Path | None, name: str) -> Path:
    """Return a template: the copy of the round in *folder*, else the shipped template."""
    own = None if folder is None else folder.joinpath(TEMPLATES, name)
    return own if own is not None and own.is_file() else shipped(TEMPLATES) / name


def missing_copies(round_: Round) -> dict[str, Path]:
    """Return the files that the round has no copies of, by their paths in the round."""
    folder, id = round_.folder, round_.guideline.id
    files: dict[str, Path] = {}
    if not (folder / CRITERIA / id / FILE).is_file():
        guideline, _ = find_guideline(id, (folder.parent, folder.parent.parent))
        if guideline is not None:
            files |= guideline_files(guideline, id)
    return files | {path: file for path, file in template_files().items() if not (folder / path).is_file()}
