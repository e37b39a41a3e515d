"""No command ends in a traceback: what nobody foresaw is a defect with a report, what the system refuses is said."""

import copy
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, Final

import click
import pytest

from evaluator.base.resources import shipped
from evaluator.cli import COMMANDS, cli
from evaluator.cli.boundary import DEFECT, ERRORS, guarded
from evaluator.texts.problem import Problem, Unusable

QINGHE: Final = shipped("samples") / "stations" / "qinghe"
FULL: Final = Path("/dev/full")


def raising(error: BaseException) -> Callable[[], None]:
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    "error, code, sentence",
    [
        (KeyError("<<"), DEFECT, "程序的缺陷"),
        (ValueError("invalid literal"), DEFECT, "程序的缺陷"),
        (RecursionError("maximum recursion depth exceeded"), DEFECT, "嵌套太深"),
        (MemoryError(), DEFECT, "内容太大"),
        (OSError(28, "No space left on device"), ERRORS, "结果输出不了：磁盘已满"),
        (PermissionError(13, "Permission denied", "某处/文件"), ERRORS, "某处/文件 用不了：没有权限"),
        (Unusable([Problem("file-missing", "a.yaml")]), ERRORS, "a.yaml: 找不到这个文件"),
    ],
)
def test_each_failure_has_its_sentence(
    error: Exception,
    code: int,
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A defect's report lies in a file, the same each time; nothing of Python is shown."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert [guarded(raising(copy.copy(error))) for _ in range(2)] == [code] * 2
    shown = capsys.readouterr().err
    assert sentence in shown
    assert "Traceback" not in shown
    assert str(error).split("]")[-1] not in shown or isinstance(error, Unusable | MemoryError)
    reports = list(tmp_path.iterdir())
    assert len(reports) == (code == DEFECT)
    for report in reports:
        assert report.name in shown
        assert type(error).__name__ in report.read_text(encoding="utf-8")


def test_an_exit_of_the_commands_own_is_left_alone() -> None:
    assert guarded(lambda: None) == 0
    with pytest.raises(SystemExit) as left:
        guarded(raising(SystemExit(3)))
    assert left.value.code == 3


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_behind_the_boundary(
    name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a command raises is caught where the program runs it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for kind in (click.Command, click.Group):
        monkeypatch.setattr(kind, "invoke", lambda *_: int("nobody foresaw"))
    assert guarded(lambda: cli([name], prog_name="evaluator")) == DEFECT
    assert "Traceback" not in capsys.readouterr().err


def ran(
    arguments: Sequence[str | Path], stdout: int | BinaryIO = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "evaluator", *map(str, arguments)]
    environment = {**os.environ, **environment}
    return subprocess.run(command, env=environment, check=False, stdout=stdout, stderr=subprocess.PIPE)


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["check", QINGHE],
        ["score", QINGHE],
        ["guideline", "docs", "tongling-station"],
    ],
)
def test_a_full_disk_under_the_output_is_said(arguments: list[str | Path]) -> None:
    with FULL.open("wb") as full:
        done = ran(arguments, stdout=full)
    assert (done.returncode, done.stderr.decode().splitlines()[-1]) == (1, "结果输出不了：磁盘已满")


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell")
def test_output_that_nobody_takes_is_no_failure_of_the_program() -> None:
    """A closed console, or a reader such as `head` that has seen enough."""
    for arguments in (f"check {QINGHE}", "--version", "guideline docs tongling-station"):
        program = f"{sys.executable} -m evaluator {arguments}"
        for closed in (">&-", ">&- 2>&- <&-", "| head -c 1 >/dev/null"):
            done = subprocess.run(["sh", "-c", f"{program} {closed}"], capture_output=True, check=False)
            assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX locales")
def test_chinese_file_names_need_no_locale(tmp_path: Path) -> None:
    """Under LC_ALL=C the program reads, prints and writes as anywhere else."""
    arguments: list[str | Path] = ["score", QINGHE, "-o", tmp_path / "结果.json"]
    done = ran(arguments, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    usual = ran(["score", QINGHE, "-o", tmp_path / "平常.json"])
    assert (done.returncode, done.stderr) == (
        usual.returncode,
        usual.stderr.replace("平常".encode(), "结果".encode()),
    )
    assert (tmp_path / "结果.json").read_bytes() == (tmp_path / "平常.json").read_bytes()


def test_warnings_of_libraries_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    from evaluator.cli import run

    monkeypatch.setattr(sys, "argv", ["evaluator", "--help"])
    monkeypatch.setattr(cli, "main", lambda **_: warnings.warn("old", FutureWarning, stacklevel=1))
    monkeypatch.setattr(sys, "warnoptions", [])
    with warnings.catch_warnings(record=True) as shown, pytest.raises(SystemExit):
        run()
    assert shown == []


BROKEN: Final = {
    "empty": b"",
    "text": "正文".encode(),
    "no-zip": b"PK\3\4 nothing",
    "deep-list": b"[" * 100_000,
    "deep-mapping": b'{"a":' * 100_000,
    "nul": b"\0\0",
    "half": b'{"format": "evaluation/1"',
    "list": b"[]",
    "million-digits": b'{"format":' + b"9" * 1_000_000 + b"}",
    "pdf": b"%PDF-1.4",
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
}


def exit_code(arguments: Sequence[str | Path]) -> int | str | None:
    """What the program exits with."""
    try:
        return guarded(lambda: cli([*map(str, arguments)], prog_name="evaluator"))
    except SystemExit as left:
        return left.code


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_no_command_that_opens_a_file_stumbles_over_it(
    tmp_path: Path, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each refuses it with exit 1, 2 or 3, and neither a traceback nor a defect."""
    path, out = tmp_path / "x", tmp_path / "out"
    path.write_bytes(data)
    commands: list[list[str | Path]] = [
        ["check", path],
        ["report", path],
        ["verify", path, "--against", QINGHE],
        ["template", "check", path],
        ["workbook", "read", path, "-o", out],
        ["guideline", "import", path, "-o", out],
        ["guideline", "check", path],
    ]
    for arguments in commands:
        assert exit_code(arguments) in (1, 2, 3), arguments
        assert "Traceback" not in capsys.readouterr().err
        assert not out.exists()


@pytest.mark.parametrize(
    "facts", ['{"<<": 1}', f"{{staff.total: {'9' * 1_000_000}}}"], ids=["merge-key", "million-digits"]
)
def test_odd_values_are_located_problems(
    tmp_path: Path, facts: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And a number of a million digits is not echoed."""
    (tmp_path / "submission.yaml").write_text(
        "guideline: tongling-station\nstation: {id: 1, name: x}\n"
        f"period: {{from: 2025-07-01, to: 2026-06-30}}\nfacts: {facts}\n",
        encoding="utf-8",
    )
    with pytest.raises(SystemExit):
        guarded(lambda: cli(["check", "--strict", str(tmp_path)], prog_name="evaluator"))
    shown = capsys.readouterr().err
    assert "submission.yaml:4:" in shown
    assert len(shown) < 20_000
