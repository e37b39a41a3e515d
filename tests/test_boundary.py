"""No command ends in a traceback: what nobody foresaw is a defect with a report, what the system refuses is said."""

import copy
import json
import os
import shutil
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, Final

import click
import pytest

from evaluator.base.resources import shipped
from evaluator.cli import COMMANDS, cli
from evaluator.cli.boundary import DEFECT, ERRORS, guarded
from evaluator.texts.problem import Problem, Unusable
from tests.rounds.making import declared, station

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


def test_score_opens_each_file_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was hashed is what was scored."""
    times: Counter[str] = Counter()
    real = os.open

    def counted(path: str, *arguments: int, **more: int) -> int:
        times[os.fspath(path)] += 1
        return real(path, *arguments, **more)

    monkeypatch.setattr(os, "open", counted)
    with pytest.raises(SystemExit):
        guarded(lambda: cli(["score", str(QINGHE)], prog_name="evaluator"))
    inputs = {path: count for path, count in times.items() if path.startswith(str(QINGHE))}
    assert len(inputs) > 50
    assert set(inputs.values()) == {1}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX environments")
def test_clock_home_and_locale_are_nothing_to_a_result(tmp_path: Path) -> None:
    """A day's end somewhere else, no home, no language, no folder for temporary files: the same bytes."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "VIRTUAL_ENV") if name in os.environ}
    results = []
    for number, more in enumerate(
        (
            {},
            {"TZ": "Pacific/Kiritimati", "HOME": "/nowhere", "TMPDIR": "/nowhere"},
            {"TZ": "Etc/GMT+12", "LANG": "xx"},
        )
    ):
        path = tmp_path / f"{number}.json"
        command = [sys.executable, "-m", "evaluator", "score", str(QINGHE), "-o", str(path)]
        done = subprocess.run(command, env={**kept, **more}, check=False, capture_output=True)
        assert done.returncode == 0, done.stderr
        results.append(path.read_bytes())
    assert results[0] == results[1] == results[2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize(
    "name", ["件" * 83 + ".pdf.x", "😀 e\u0301.pdf", "a\nb.pdf", "-o.pdf", "a'\"$(x).pdf", "." + "a" * 254]
)
def test_files_may_have_any_name(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of 255 bytes, with signs beyond the usual or a line break: read by its name, or said; line breaks are all one."""
    folder = station(tmp_path / "s", "s1")
    shutil.copytree(declared(tmp_path / "r") / "criteria" / "tiny", tmp_path / "tiny")
    (folder / "evidence" / name).write_bytes(b"%PDF-1.4 s1\n")
    submission = folder / "submission.yaml"
    text = submission.read_text(encoding="utf-8").replace(
        "evidence/lease.pdf", json.dumps(f"evidence/{name}")
    )
    codes: list[tuple[object, str]] = []
    for breaks in ("\n", "\r\n"):
        submission.write_bytes(text.replace("\n", breaks).encode())
        code = exit_code(["score", folder, "--guideline", tmp_path / "tiny", "-o", tmp_path / "out.json"])
        assert "Traceback" not in capsys.readouterr().err
        low = "" if code else json.loads((tmp_path / "out.json").read_bytes())["score"]["low"]
        codes.append((code, low))
    assert codes[0] == codes[1]
    assert codes[0][0] in (0, 1)


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
