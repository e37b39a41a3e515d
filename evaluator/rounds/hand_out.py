"""Export the files an evaluator needs to mark offline, without the marks of other evaluators."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from evaluator.base import disk
from evaluator.base.files import place_to_write
from evaluator.base.folders import files_below
from evaluator.base.gate import open_file
from evaluator.loading.search import find_guideline
from evaluator.model.round import FILE, SHEETS, STATIONS, Round
from evaluator.rounds.copies import guideline_files
from evaluator.rounds.read import received_stations

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest date a ZIP can store; a fixed date makes the bytes depend on the content alone."""


def hand_out_files(round_: Round, evaluator: str) -> dict[str, Path]:
    """Return the files for a member of the panel by their path in the hand-out.

    These are the round's declaration, its guideline, the stations the evaluator is not recused from, and
    the evaluator's own sheets on them. Decisions and results are left out: they would show others' marks.
    """
    member = round_.evaluator(evaluator)
    recused = frozenset(member.recused_from if member else ())
    folder = round_.folder
    files = {FILE: folder / FILE}
    beside = (folder, folder.parent, folder.parent.parent)
    guideline, _ = find_guideline(round_.guideline.id, beside)
    if guideline is not None:
        files |= guideline_files(guideline, round_.guideline.id)
    for station in received_stations(round_):
        if station in recused or not round_.has(station):
            continue
        for name, path in files_below(folder / STATIONS / station):
            files[f"{STATIONS}/{station}/{name}"] = path
        sheet = f"{SHEETS}/{evaluator}/{station}.yaml"
        if (folder / sheet).is_file():
            files[sheet] = folder / sheet
    return dict(sorted(files.items()))


def stations_in(files: Iterable[str]) -> list[str]:
    """Return the stations of a hand-out."""
    return sorted({name.split("/")[1] for name in files if name.startswith(f"{STATIONS}/")})


def write_zip(path: Path, files: Mapping[str, Path]) -> None:
    """Write a ZIP atomically; the same files give the same bytes. Raises OSError."""
    path = place_to_write(path)
    disk.discard_beside(path)
    temporary = disk.beside(path)
    try:
        with disk.writing(temporary) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for inside, source in files.items():
                info = zipfile.ZipInfo(inside, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system = 3
                info.external_attr = 0o644 << 16
                with open_file(source) as opened, archive.open(info, "w") as packed:
                    shutil.copyfileobj(opened, packed)
        disk.move(temporary, path)
    except BaseException:
        with suppress(OSError):
            disk.remove(temporary)
        raise


def write_folder(path: Path, files: Mapping[str, Path]) -> None:
    """Write a folder atomically; it must be empty or not exist. Raises OSError."""
    disk.discard_beside(path)
    temporary = disk.beside(path)
    try:
        disk.make_folder(temporary)
        for inside, source in files.items():
            disk.copy_file(source, temporary / inside)
        if path.exists():
            disk.remove_empty_folder(path)
        disk.move(temporary, path)
    except BaseException:
        disk.remove_folder(temporary)
        raise
