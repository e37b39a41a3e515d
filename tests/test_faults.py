"""Whatever happens to a command, the next one finds nothing half-written, loses nothing and ends with the same bytes.

Every change on the disk goes through `base.disk`. `Break` breaks a command off before its n-th operation, as a
kill or a power cut does: nothing after it happens, no cleaning up either; a file being written is half there.
`Fail` lets the disk refuse from the n-th operation on. `python -m bench.bench_life` does it for every n.
"""

from __future__ import annotations

import ast
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner

from evaluator.base import disk
from evaluator.cli.boundary import guarded
from evaluator.cli.command import cli
from evaluator.cli.round import COMMANDS as ROUND_COMMANDS
from evaluator.cli.round.shared import still
from evaluator.rounds.lock import locked
from evaluator.work import run as work_run
from tests.rounds.making import tree, whole

ROOT: Final = Path(disk.__file__).parent.parent
DAY: Final = ("--date", "2026-08-20")


class Broken(BaseException):
    """The process is no more."""


class Break:
    """Stands for `disk.about_to`: counts operations, and from the n-th on nothing happens any more."""

    def __init__(self, at: int = 0) -> None:
        self.at, self.count = at, 0
        self.contents: set[bytes] = set()
        """What was written, with what was there in between."""

    def __call__(self, operation: disk.Operation, path: Path, data: bytes = b"") -> None:
        self.count += 1
        self.contents.add(data)
        if self.at and self.count >= self.at:
            if self.count == self.at and operation == "write":
                path.write_bytes(data[: len(data) // 2])
            raise Broken


class Fail:
    """Stands for `disk.about_to`: from the n-th operation on the disk refuses what it would have to take."""

    def __init__(self, at: int, number: int) -> None:
        self.at, self.number, self.count = at, number, 0

    def __call__(self, operation: disk.Operation, path: Path, data: bytes = b"") -> None:
        self.count += 1
        if self.count >= self.at and (operation != "remove" or self.number != errno.ENOSPC):
            raise OSError(self.number, os.strerror(self.number), str(path))


class Inline(Executor):
    """Runs what a pool of processes would run, here and now."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # as a pool does
            future.set_exception(error)
        return future


@contextmanager
def disturbed(by: Callable[..., None]) -> Iterator[None]:
    """Let *by* see every operation of this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "about_to", by)
        patch.setattr(work_run, "processes", lambda _: Inline())
        yield


@dataclass(frozen=True)
class Stage:
    """A command and the folder before it; `ROUND` and `BASE` stand for its places."""

    arguments: tuple[str, ...]
    typed: str = ""
    """What is typed into it."""

    def run(self, base: Path, by: Callable[..., None] | None = None) -> tuple[int, str]:
        """Run the command in *base*; return its exit code and what it printed. Raises Broken."""
        words = [
            word.replace("ROUND", str(base / "round")).replace("BASE", str(base)) for word in self.arguments
        ]
        code: list[int] = []
        with disturbed(by or disk.about_to):
            runner = CliRunner(env={"COLUMNS": "100"})
            with runner.isolation(input=self.typed) as (out, err, _):
                try:
                    code.append(guarded(lambda: cli(words, prog_name="evaluator")))
                except SystemExit as left:
                    code.append(left.code if isinstance(left.code, int) else 0)
            return code[0], (out.getvalue() + err.getvalue()).decode()


READ: Final = ("workbook", "read", "BASE/s1.xlsx", "--guideline", "BASE/round/criteria/tiny")
STAGES: Final[dict[str, Stage]] = {
    "receive": Stage(("round", "receive", "ROUND", "BASE/in", *DAY)),
    "run": Stage(("round", "run", "ROUND", "--jobs", "1", "--no-reports", *DAY)),
    "close": Stage(("round", "close", "ROUND", *DAY)),
    "mark": Stage(("mark", "ROUND", "s1", "--as", "e1", *DAY), "j B1\n2\n记录不全\nq\n"),
    "submit": Stage(("mark", "ROUND", "s1", "--as", "e1", *DAY), "s\nyes\n"),
    "workbook read": Stage((*READ, "-o", "BASE/made")),
    "workbook read again": Stage((*READ, "-o", "BASE/round/stations/s1", "--force")),
}


def prepare(name: str, base: Path) -> None:
    """Make what the command of this name begins with."""
    folder = whole(base / "round")
    match name:
        case "receive":
            for evaluator in ("e1", "f1"):
                (base / "in" / evaluator).mkdir(parents=True)
                (folder / "sheets" / evaluator / "s3.yaml").rename(base / "in" / evaluator / "s3.yaml")
            shutil.copytree(folder / "stations" / "s2", base / "in" / "s4")
            text = (base / "in" / "s4" / "submission.yaml").read_text(encoding="utf-8")
            (base / "in" / "s4" / "submission.yaml").write_text(text.replace("s2", "s4"), encoding="utf-8")
        case "close":
            assert STAGES["run"].run(base)[0] == 0
        case "mark" | "submit":
            (folder / "sheets" / "e1" / "s1.yaml").unlink()
            if name == "submit":
                assert STAGES["mark"].run(base)[0] == 0
        case "workbook read" | "workbook read again":
            source = ("workbook", "new", "BASE/round/stations/s1", "-o", "BASE/s1.xlsx")
            code, shown = Stage(source).run(base)
            assert code == 0, shown
        case _:
            pass


@dataclass
class Prepared:
    """A stage, the folder before it, and what it leaves when nothing disturbs it."""

    name: str
    before: Path
    after: dict[str, bytes]
    operations: int
    contents: set[bytes]
    """What the command writes, also what it replaces soon after."""

    def wrong(self, by: Break | Fail, base: Path) -> list[str]:
        """Run the stage disturbed, then again; return what is not as it must be."""
        stage, start = STAGES[self.name], tree(self.before)
        shutil.copytree(self.before, base)
        found: list[str] = []
        whole_ones = {*self.contents, *self.after.values()}
        try:
            code, shown = stage.run(base, by)
        except Broken:
            pass
        else:
            if code not in (0, 1) or "Traceback" in shown:
                found.append(f"exit {code}: {shown}")
        for name, data in tree(base).items():
            hidden = any(part.startswith(".") for part in name.split("/"))
            if not hidden and data not in whole_ones and data != start.get(name):
                found.append(f"half-written: {name}")
        stage.run(base)
        now = tree(base)
        shutil.rmtree(base)
        # The lock of a dead process blocks nobody, and goes with the next command that writes into the round.
        names = sorted((now.keys() | self.after.keys()) - {"round/.lock", "round/.lock.json"})
        found += [f"differs: {name}" for name in names if now.get(name) != self.after.get(name)]
        return [f"{self.name}, {type(by).__name__} at {by.at}: {line}" for line in found]


def prepared(name: str, base: Path) -> Prepared:
    """Run the stage of this name undisturbed."""
    before, after, count = base / "before", base / "after", Break()
    prepare(name, before)
    shutil.copytree(before, after)
    code, shown = STAGES[name].run(after, count)
    assert code == 0, shown
    assert count.count
    return Prepared(name, before, tree(after), count.count, count.contents)


def every_operation(name: str, base: Path, step: int = 1) -> tuple[int, list[str]]:
    """Break the stage off at every operation and let the disk be full, or read-only, at some; say what is wrong."""
    stage = prepared(name, base)
    wrong: list[str] = []
    numbers = sorted({*range(1, stage.operations + 1, step), stage.operations})
    for at in numbers:
        wrong += stage.wrong(Break(at), base / "now")
        number = (errno.ENOSPC, errno.EROFS, errno.EACCES)[at % 3]
        wrong += stage.wrong(Fail(at, number), base / "now")
    return len(numbers), wrong


STEPS: Final = {"receive": 5, "run": 7, "close": 17}
"""Of stages with many operations every so many are tried here."""


@pytest.mark.parametrize("name", STAGES)
def test_a_command_that_is_cut_off_anywhere_is_typed_again(name: str, tmp_path: Path) -> None:
    """And ends with the bytes of one that nothing disturbed; nor does a disk that takes nothing more harm."""
    _, wrong = every_operation(name, tmp_path, STEPS.get(name, 1))
    assert wrong == []


WHY: Final = ("--reason", "x", "--by", "x")
WRITING: Final[tuple[tuple[str, ...], ...]] = (
    ("round", "receive", "ROUND", "BASE/in"),
    ("round", "check", "ROUND", "--due", "2026-08-30", "--by", "x"),
    ("round", "hand-out", "ROUND", "--to", "e1", "-o", "BASE/out.zip"),
    ("round", "sheets", "ROUND"),
    ("round", "draw", "ROUND", "s1"),
    ("round", "decide", "ROUND", "s1", "--mark", "B1=level:好", *WHY),
    ("round", "run", "ROUND"),
    ("round", "documents", "ROUND"),
    ("round", "close", "ROUND"),
    ("round", "object", "ROUND", "s1", "--about", "total", "--text", "x", "--by", "x"),
    ("round", "reopen", "ROUND", "s1", *WHY),
    ("round", "panel", "ROUND", "excuse", "e1", *WHY),
    ("round", "guideline", "ROUND", "--adopt", "BASE/round/criteria/tiny", *WHY),
    ("round", "rectify", "ROUND", "--stations", "s1", "--due", "2026-10-30", "--by", "x"),
    ("round", "withdraw", "ROUND", "s1", *WHY),
    ("round", "rank", "ROUND"),
    ("round", "agreement", "ROUND"),
    ("round", "compare", "ROUND", "ROUND"),
    ("round", "robustness", "ROUND"),
    ("round", "verify", "ROUND"),
    ("workbook", "new", "ROUND"),
)


@pytest.mark.parametrize("arguments", WRITING, ids=lambda words: " ".join(words[:2]))
def test_beside_another_command_each_says_that_it_has_to_wait(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    """Whatever the other one is: it holds the round's lock. Nothing is changed, and nothing half-done read."""
    whole(tmp_path / "round")
    (tmp_path / "in").mkdir()
    before = tree(tmp_path)
    with locked(tmp_path / "round", "run"):
        code, shown = Stage(arguments).run(tmp_path)
        code_of_status, status = Stage(("round", "status", "ROUND")).run(tmp_path)
    assert (code, "另一个进程正在处理本轮（run" in shown) == (1, True), shown
    assert (code_of_status, "另一个进程正在处理本轮（run" in status) == (0, True)
    assert tree(tmp_path) == before


def test_every_command_on_a_round_is_tried_beside_another() -> None:
    """A new command has its line above; `new` makes the folder, and `status` says so and shows what there is."""
    assert {words[1] for words in WRITING if words[0] == "round"} == ROUND_COMMANDS.keys() - {"new", "status"}


def test_a_ranking_is_refused_when_the_round_changed_meanwhile(tmp_path: Path) -> None:
    """What was read is neither the old state nor the new one."""
    folder = whole(tmp_path / "round")
    assert STAGES["run"].run(tmp_path)[0] == 0
    seal = folder / "history" / "seal.json"
    with pytest.raises(SystemExit), still(folder):
        seal.write_bytes(seal.read_bytes() + b" ")


CHANGING: Final = frozenset(
    {
        "write_bytes",
        "write_text",
        "mkdir",
        "unlink",
        "rmdir",
        "rename",
        "touch",
        "chmod",
        "symlink_to",
        "hardlink_to",
    }
    | {"rmtree", "copytree", "copy2", "copyfile", "mkstemp", "mkdtemp", "makedirs", "removedirs", "truncate"}
)
MODES: Final = frozenset("wax+")


def changes(source: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the calls that change a file or a folder."""
    for node in ast.walk(source):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = getattr(node.func.value, "id", "") if isinstance(node.func, ast.Attribute) else ""
        values = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        modes = [
            value for value in values if isinstance(value, str) and len(value) < 4 and MODES & set(value)
        ]
        if (
            name in CHANGING
            or (name in {"remove", "link", "replace"} and owner == "os")
            or (name == "replace" and owner and len(node.args) == 1 and not node.keywords)
            or (name == "open" and (modes or (owner == "os" and "O_WRONLY" in ast.dump(node))))
        ):
            yield node.lineno, name


ALLOWED: Final = {
    "base/files.py open",  # into a pipe or a device, which is not changed
    "cli/boundary.py open",  # nothing, where a console is closed
    "cli/__init__.py open",  # as above
    "rounds/hand_out.py open",  # into a ZIP
}


IN_THE_BROWSER: Final = (ROOT / "page" / "engine.py", ROOT / "page" / "marking.py")
"""Whose files lie in the browser's memory."""


def test_nothing_else_changes_files() -> None:
    """Whoever writes, moves or removes does it by `base.disk`."""
    places = {
        f"{file.relative_to(ROOT).as_posix()} {name}"
        for file in sorted(ROOT.rglob("*.py"))
        if file not in (Path(disk.__file__), *IN_THE_BROWSER)
        for _, name in changes(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert places - ALLOWED == set()


@pytest.mark.parametrize(
    "source",
    [
        "path.write_bytes(data)",
        "path.open('wb')",
        "open(path, 'a')",
        "a.replace(b)",
        "os.replace(a, b)",
        "shutil.rmtree(path)",
        "tempfile.mkstemp()",
        "path.parent.mkdir(parents=True)",
        "os.open(p, os.O_WRONLY)",
    ],
)
def test_a_change_elsewhere_is_seen(source: str) -> None:
    assert len(list(changes(ast.parse(source)))) == 1
