"""Kill the commands of a round's life at random moments, then type them again: no byte may differ.

Each command is first run undisturbed and its outcome remembered. Then it is started on the same round, killed
after a random part of that time, and typed again: no byte of the round may differ, nothing may be lost, and
nothing may be left over.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tests.rounds.making import sheet, tree, whole

WHY = ("--reason", "复核", "--by", "评估办公室", "--date", "2026-09-10")


@dataclass(frozen=True)
class Stage:
    """A command, the round before it, and what it leaves when nobody disturbs it."""

    name: str
    arguments: tuple[str, ...]
    """`ROUND` stands for the round's folder."""
    before: Path
    after: dict[str, bytes]
    seconds: float


def command(folder: Path, arguments: Sequence[str]) -> list[str]:
    """Return the command line for a round in *folder*."""
    words = [str(folder) if word == "ROUND" else word for word in arguments]
    return [sys.executable, "-m", "evaluator", *words]


def stages(base: Path) -> Iterator[Stage]:
    """Yield the stages of a small round's life, each from where the one before ended."""
    folder = base / "round"
    whole(folder)
    (folder / "sheets" / "f1" / "s3.yaml").rename(base / "f1-s3.yaml")
    marks = sheet(base / "in", "e1", "s1", "marks: {B1: {level: 较好}}\n")
    life: list[tuple[str, tuple[str, ...]]] = [
        ("receive", ("round", "receive", "ROUND", str(base / "f1-s3.yaml"), "--date", "2026-08-03")),
        ("run", ("round", "run", "ROUND", "--date", "2026-08-20")),
        ("close", ("round", "close", "ROUND", "--date", "2026-09-01")),
        ("reopen", ("round", "reopen", "ROUND", "s1", *WHY)),
        (
            "receive again",
            (
                "round",
                "receive",
                "ROUND",
                str(marks),
                "--replace",
                "改正",
                "--by",
                "e1",
                "--date",
                "2026-09-11",
            ),
        ),
        ("run again", ("round", "run", "ROUND", "--date", "2026-09-12")),
        ("close again", ("round", "close", "ROUND", "--anyway", "期限已到", "--date", "2026-09-20")),
        ("recheck", ("round", "reopen", "ROUND", "s2", "--recheck", *WHY)),
        ("run the recheck", ("round", "run", "ROUND", "--date", "2026-11-01")),
        ("close the recheck", ("round", "close", "ROUND", "--date", "2026-11-05")),
    ]
    for number, (name, arguments) in enumerate(life):
        before = base / f"before-{number}"
        shutil.copytree(folder, before)
        started = time.monotonic()
        done = subprocess.run(command(folder, arguments), capture_output=True, check=False)
        if done.returncode:
            raise SystemExit(f"{name}: {done.stderr.decode()}")
        yield Stage(name, arguments, before, tree(folder), time.monotonic() - started)


def killed(stage: Stage, folder: Path, wait: float) -> tuple[bool, list[str]]:
    """Kill the command after *wait* seconds and type it again.

    Return whether it was still running, and the files that differ from the undisturbed outcome.
    """
    shutil.copytree(stage.before, folder)
    process = subprocess.Popen(
        command(folder, stage.arguments),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(wait)
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    # What had ended before the kill may refuse to begin again; its outcome counts all the same.
    subprocess.run(command(folder, stage.arguments), capture_output=True, check=False)
    now = tree(folder)
    shutil.rmtree(folder)
    names = sorted(now.keys() | stage.after.keys())
    return running, [name for name in names if now.get(name) != stage.after.get(name)]


@dataclass
class Campaign:
    """What killing commands came to."""

    kills: Counter[str] = field(default_factory=Counter)
    """By command."""
    met: Counter[str] = field(default_factory=Counter)
    """Those that met a running command."""
    wrong: list[str] = field(default_factory=list)
    """A line for each that made a difference."""


def campaign(
    base: Path, kills: int, seed: int, tell: Callable[[Campaign], None] | None = None, *, jobs: int = 1
) -> Campaign:
    """Kill the commands of a round's life in turn, *jobs* at a time; *tell* is called now and then."""
    chance = random.Random(seed)  # noqa: S311 - any moments will do
    prepared = list(islice(stages(base), kills))
    plan = [(prepared[number % len(prepared)], chance.uniform(0.2, 1.05)) for number in range(kills)]
    result = Campaign()

    def kill(number: int) -> tuple[bool, list[str]]:
        stage, part = plan[number]
        return killed(stage, base / f"killed-{number}", part * stage.seconds)

    with ThreadPoolExecutor(jobs) as pool:
        for number, (running, different) in enumerate(pool.map(kill, range(kills))):
            stage, part = plan[number]
            command_name = stage.arguments[1]
            result.kills[command_name] += 1
            result.met[command_name] += running
            if different:
                moment = f"{part * stage.seconds:.2f} s"
                result.wrong.append(f"{stage.name} after {moment}: {', '.join(different)}")
            if tell is not None and (number + 1) % len(prepared) == 0:
                tell(result)
    return result
