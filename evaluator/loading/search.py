"""Find guidelines and profiles: shipped guidelines by id, others by path."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from evaluator.base.folders import is_left_behind
from evaluator.base.gate import is_regular
from evaluator.base.resources import shipped
from evaluator.loading.guideline import FILE, load_guideline
from evaluator.model.guideline import Guideline
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, nearest


def _differ(first: Path, second: Path) -> bool:
    from filecmp import cmp

    return not cmp(first, second, shallow=False)


def shipped_ids() -> list[str]:
    """Return the ids of the guidelines that come with the program, in order."""
    root = shipped("criteria")
    return sorted(folder.name for folder in root.iterdir() if (folder / FILE).is_file())


def find_guideline(
    name: str, beside: Collection[Path] = (), *, typed: bool = False
) -> tuple[Path | None, list[Problem]]:
    """Return the folder or file of a guideline named by id or path.

    *beside* are folders that may have a `criteria/` folder, searched before the shipped guidelines.
    *typed*: the name is of the command line, where a folder here may be meant; so it is without *beside*.
    """
    for folder in beside:
        own = folder / "criteria" / name
        if name and is_regular(own / FILE):
            return own, []
    path = Path(name)
    if name in shipped_ids():
        of_program = shipped("criteria") / name
        # Typed where an edited copy lies: neither of the two is meant plainly.
        if (typed or not beside) and is_regular(path / FILE) and _differ(path / FILE, of_program / FILE):
            return None, [Problem("two-guidelines", args={"name": name})]
        return of_program, []
    if name and (is_regular(path) or is_regular(path / FILE)):
        return path, []
    ids = shipped_ids()
    near = nearest(name, ids)
    args = {"name": name, "known": Listing(ids), "near": near or ""}
    return None, [Problem("unknown-guideline", args=args, hint_key="did-you-mean" if near else "")]


def find_profile(guideline: Path, name: str) -> tuple[Path | None, list[Problem]]:
    """Return a profile's file, named by its stem beside the guideline or by path."""
    folder = (guideline if guideline.is_dir() else guideline.parent) / "profiles"
    for path in (folder / f"{name}.yaml", Path(name)):
        if is_regular(path):
            return path, []
    names = (
        sorted(path.stem for path in folder.glob("*.yaml") if not is_left_behind(path.name))
        if folder.is_dir()
        else []
    )
    near = nearest(name, names)
    args = {"name": name, "known": Listing(names) or "—", "near": near or ""}
    return None, [Problem("unknown-profile", args=args, hint_key="did-you-mean" if near else "")]


def open_guideline(
    name: str, profile: str = "", beside: Collection[Path] = (), *, typed: bool = False
) -> tuple[Guideline | None, list[Problem]]:
    """Return a guideline by id or path, with a profile applied where one is named."""
    path, problems = find_guideline(name, beside, typed=typed)
    if path is None:
        return None, problems
    overlay: Path | None = None
    if profile:
        overlay, problems = find_profile(path, profile)
        if overlay is None:
            return None, problems
    return load_guideline(path, overlay)
