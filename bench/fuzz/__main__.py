"""Give the program changed files of every kind: no traceback, no exit 70, no 2 s of CPU, no 1 GB.

`python -m bench.fuzz [--executions 300000] [--seed N] [--kinds submission …]` shares the executions among the
kinds of `kinds.py`: a third go to the parsers with changes within a file's structure, a third to the parsers
guided by coverage (atheris, where it is installed: `pip install atheris`), and the rest, fewer since each is
slower, through whole command lines. What failed once lies in `corpus.json` and is tried first. Exits with 1
where something fails, and writes the file that did it below `--keep`.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random
from typing import Final

from yaml import YAMLError

from bench.fuzz.kinds import KINDS, Kind, Place
from tests.test_faults import Stage

CORPUS: Final = Path(__file__).parent / "corpus.json"
SECONDS: Final = 2.0
MEMORY: Final = 1024**3
COMMANDS_EACH: Final = 30
"""One execution in so many goes through a command line."""


def failure(kind: Kind, data: bytes, place: Place, *, command: bool) -> str:
    """Read a file of this kind, or let a command read it; return what is wrong, '' where nothing is."""
    path = place.folder / kind.place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    before, begun = _memory(), time.process_time()
    wrong = ""
    try:
        if command:
            for arguments in kind.commands:
                code, shown = Stage(arguments).run(place.folder)
                if code not in (0, 1, 2, 3) or "Traceback" in shown:
                    wrong = f"exit {code}: {' '.join(arguments)}: {shown[-500:]}"
        else:
            kind.read(data, place)
    except Exception:  # noqa: BLE001  # whatever it is, it is found
        wrong = traceback.format_exc()
    spent = time.process_time() - begun
    if spent > SECONDS * (len(kind.commands) if command else 1):
        wrong = wrong or f"{spent:.1f} s of CPU"
    if _memory() - before > MEMORY:
        wrong = wrong or f"{(_memory() - before) >> 20} MiB"
    return wrong


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Campaign:
    """Executions of one kind, each in the place of an honest file."""

    def __init__(self, name: str, folder: Path, seed: int) -> None:
        """Make the place."""
        self.name, self.kind = name, KINDS[name]
        self.folder = folder
        self.chance = Random(f"{seed} {name}")  # noqa: S311
        self._begin()

    def _begin(self) -> None:
        self.place = Place(Path(tempfile.mkdtemp(dir=self.folder)))
        self.seed = self.kind.seed(self.place)
        self.files = {path: path.read_bytes() for path in self.place.folder.rglob("*") if path.is_file()}

    def run(self, count: int, *, command: bool) -> list[tuple[str, bytes]]:
        """Try *count* changed files; return what fails, with the file."""
        found: dict[str, bytes] = {}
        for _ in range(count):
            try:
                data = self.kind.change(self.seed, self.chance)
            except (RecursionError, ValueError, YAMLError):
                continue  # a change that cannot be written
            wrong = failure(self.kind, data, self.place, command=command)
            if wrong:
                found.setdefault(wrong.strip().splitlines()[-1][:200], data)
            if command or wrong:
                self._restore()
        self._restore()
        return list(found.items())

    def _restore(self) -> None:
        now = {path for path in self.place.folder.rglob("*") if path.is_file()}
        for path in now - self.files.keys():
            path.unlink()
        for path, data in self.files.items():
            if path not in now or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)


def known() -> list[tuple[str, bytes]]:
    """Return the kept files with their kinds."""
    return [(entry["kind"], base64.b85decode(entry["data"])) for entry in json.loads(CORPUS.read_bytes())]


def guided(name: str, count: int, seed: int) -> None:
    """Let atheris look for files that reach new code; never returns."""
    import atheris

    with tempfile.TemporaryDirectory() as base:
        place = Place(Path(base))
        kind = KINDS[name]
        (Path(base) / "corpus").mkdir()
        (Path(base) / "corpus" / "0").write_bytes(kind.seed(place))

        def try_one(data: bytes) -> None:
            wrong = failure(kind, data, place, command=False)
            if wrong:
                raise RuntimeError(wrong)

        def change(data: bytes, most: int, number: int) -> bytes:
            chance = Random(number)  # noqa: S311
            with contextlib.suppress(Exception):
                return kind.change(data, chance)[:most]
            return atheris.Mutate(data, most)

        options = [
            f"-runs={count}",
            f"-seed={seed}",
            "-max_len=200000",
            "-timeout=60",
            "-rss_limit_mb=2048",
            "-verbosity=0",
        ]
        atheris.Setup(
            [sys.argv[0], *options, f"-artifact_prefix={base}/", str(Path(base) / "corpus")],
            try_one,
            custom_mutator=change,
        )
        atheris.Fuzz()


INSTRUMENTED: Final = """
import sys, atheris
with atheris.instrument_imports(include=["evaluator"], enable_loader_override=False):
    from bench.fuzz.__main__ import guided
guided(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
"""


def _guide(name: str, count: int, seed: int) -> str:
    """Run `guided` in a process that counts what is reached, and ends with it; return what fails."""
    command = [sys.executable, "-c", INSTRUMENTED, name, str(count), str(seed)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
    return "" if done.returncode == 0 else (done.stdout + done.stderr)[-3000:]


def main() -> int:
    """Print a table and what fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--executions", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "evaluator-fuzz")
    arguments = parser.parse_args()
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("atheris is not installed: the guided third is tried with changes within the structure.")
        with_atheris = False
    else:
        with_atheris = True
    share = -(-arguments.executions // len(arguments.kinds))
    by_command = max(1, share // COMMANDS_EACH)
    by_coverage = share // 3 if with_atheris else 0
    failed, total = 0, Counter[str]()
    print(f"{'kind':12}{'structure':>10}{'commands':>10}{'guided':>10}{'CPU s':>8}{'fail':>6}")
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:  # noqa: PTH112, S108
        for name in arguments.kinds:
            begun = time.process_time()
            campaign = Campaign(name, Path(folder), arguments.seed)
            found = [(wrong, data) for kind, data in known() if kind == name for command in (False, True)
                     if (wrong := failure(campaign.kind, data, campaign.place, command=command))]  # fmt: skip
            structure = share - by_command - by_coverage
            found += campaign.run(structure, command=False) + campaign.run(by_command, command=True)
            wrong = _guide(name, by_coverage, arguments.seed) if by_coverage else ""
            found += [(wrong, b"")] if wrong else []
            total += Counter(structure=structure, commands=by_command, guided=by_coverage)
            spent = time.process_time() - begun + _children()
            print(
                f"{name:12}{structure:10}{by_command:10}{by_coverage:10}{spent:8.0f}{len(found):6}",
                flush=True,
            )
            for number, (line, data) in enumerate(found):
                arguments.keep.mkdir(parents=True, exist_ok=True)
                (arguments.keep / f"{name}-{number}").write_bytes(data)
                print(f"    {name}-{number}: {line}", flush=True)
            failed += len(found)
    print(f"{'all':12}{total['structure']:10}{total['commands']:10}{total['guided']:10}; {failed} failed")
    return 1 if failed else 0


_spent_by_children = [0.0]


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    now = usage.ru_utime + usage.ru_stime
    before, _spent_by_children[0] = _spent_by_children[0], now
    return now - before


if __name__ == "__main__":
    sys.exit(main())
