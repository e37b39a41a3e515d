"""No command ends in a traceback: what nobody foresaw is a defect with a report, what the system refuses is said."""

import copy
import errno
import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, Final, NoReturn, TextIO

import click
import docx
import pytest
from click.testing import CliRunner

from evaluator.base import disk
from evaluator.base.resources import shipped
from evaluator.cli.boundary import DEFECT, ERRORS, guarded
from evaluator.cli.command import COMMANDS, cli
from evaluator.texts.problem import Problem, Unusable
from tests.rounds.making import declared, station, whole
from tests.test_faults import disturbed

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
        (OSError(24, "Too many open files"), ERRORS, "系统不让程序做下去：打开的文件太多"),
        (BlockingIOError(11, "fork"), ERRORS, "系统不让程序做下去：系统暂时没有空闲的资源"),
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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the folder that one stands in")
def test_where_the_folder_is_gone_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not that the output cannot be written."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    done = ran(["new", "station", "x", "--guideline", "tongling-station"])
    assert (done.returncode, done.stderr.decode().strip()) == (
        1,
        "系统不让程序做下去：没有这个文件或文件夹。没有写完的都没有写",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files as they are")
@pytest.mark.parametrize("meanwhile", ["replaced", "removed", "growing"])
def test_files_that_change_while_they_are_read(
    meanwhile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The result is that of what was read, and has its hashes, whatever became of a file after it was opened."""
    folder, out = tmp_path / "s", tmp_path / "out.json"
    shutil.copytree(QINGHE, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert exit_code(["score", folder, "-o", out]) == 0
    usual = out.read_bytes()
    real = os.open
    touched: set[Path] = set()

    def disturbing(path: str, *arguments: int, **more: int) -> int:
        handle = real(path, *arguments, **more)
        place = Path(os.fspath(path))
        if place in before and place not in touched:
            touched.add(place)
            if meanwhile == "growing":
                with place.open("ab") as file:
                    file.write(b"\n" if place.suffix in (".csv", ".yaml") else b"\0")
                return handle
            place.unlink()
            if meanwhile == "replaced":
                place.write_bytes(b"another content: [")
        return handle

    monkeypatch.setattr(os, "open", disturbing)
    code = exit_code(["score", folder, "-o", out])
    monkeypatch.undo()
    assert len(touched) > 50
    if meanwhile != "growing":
        assert (code, out.read_bytes()) == (0, usual)
        return
    result = json.loads(out.read_bytes())
    after = {path.relative_to(folder).as_posix(): path.read_bytes() for path in before}
    hashes = {name: sha for name, sha in result["inputs"].items() if name in after}
    assert len(hashes) > 50
    assert hashes == {name: hashlib.sha256(after[name]).hexdigest() for name in hashes}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_files_that_vanish_or_close_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between being seen and being opened: each is a problem of its own, said with its name; nothing raises a score."""
    folder, out = tmp_path / "s", tmp_path / "out.json"
    shutil.copytree(QINGHE, folder)
    assert exit_code(["score", folder, "-o", out]) == 0
    usual = Fraction(json.loads(out.read_bytes())["score"]["low"])
    names = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "submission.yaml")
    real = os.open
    for error in (FileNotFoundError, PermissionError):
        for name in names[:: len(names) // 6]:

            def refusing(
                path: str,
                *arguments: int,
                odd: Path = name,
                kind: type[OSError] = error,
                **more: int,
            ) -> int:
                if Path(os.fspath(path)) == odd:
                    raise kind(2 if kind is FileNotFoundError else 13, "gone", str(path))
                return real(path, *arguments, **more)

            out.unlink(missing_ok=True)
            with monkeypatch.context() as patch:
                patch.setattr(os, "open", refusing)
                code = exit_code(["score", folder, "-o", out])
            assert code in (0, 1), name
            if code == 0:
                result = json.loads(out.read_bytes())
                assert name.relative_to(folder).as_posix() not in result["inputs"]
                assert Fraction(result["score"]["low"]) <= usual
                assert any(name.name in json.dumps(entry, ensure_ascii=False) for entry in result["problems"])


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


def exit_code(arguments: Sequence[str | Path]) -> int | str | None:
    """What the program exits with."""
    try:
        return guarded(lambda: cli([*map(str, arguments)], prog_name="evaluator"))
    except SystemExit as left:
        return left.code


Damage = Callable[[Path], None]


def holding(data: bytes) -> Damage:
    """Return what puts this content into the place of a file."""

    def damage(path: Path) -> None:
        path.write_bytes(data)

    return damage


def spoilt(path: Path) -> None:
    """Cut what is there in half, and change a byte; a package keeps its list of parts."""
    data = bytearray(path.read_bytes()) if path.is_file() else bytearray(b"PK\3\4")
    if data.startswith(b"PK") and len(data) > 200:
        data[60:90] = bytes(30)
    else:
        del data[len(data) // 2 :]
    path.write_bytes(data)


def broken_xml(path: Path) -> None:
    """A package of Office with parts that are no XML."""
    with zipfile.ZipFile(path, "w") as package:
        for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "xl/workbook.xml"):
            package.writestr(name, "<a><b></a>&x;")


def other_breaks(path: Path) -> None:
    """The same with line breaks of Windows, where there is anything."""
    data = path.read_bytes() if path.is_file() else b""
    path.write_bytes(data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def half_sign(path: Path) -> None:
    """A text of JSON with half of a pair of surrogates, which no encoding takes."""
    data = path.read_bytes() if path.is_file() else b'{"a": ""}'
    path.write_bytes(data.replace(b'": "', b'": "\\ud800', 1))


def folder(path: Path) -> None:
    """A folder where a file belongs."""
    path.unlink(missing_ok=True)
    path.mkdir()


def instead(make: Callable[[Path], object]) -> Damage:
    def damage(path: Path) -> None:
        path.unlink(missing_ok=True)
        make(path)

    return damage


DAMAGES: Final[dict[str, Damage]] = {
    "empty": holding(b""),
    "text": holding("正文".encode()),
    "no-zip": holding(b"PK\3\4 nothing"),
    "spoilt": spoilt,
    "broken-xml": broken_xml,
    "deep-list": holding(b"[" * 100_000),
    "deep-mapping": holding(b'{"a":' * 100_000),
    "merge-key": holding(b'{"<<": {"a": 1}, "id": 1}'),
    "million-digits": holding(b'{"format":' + b"9" * 1_000_000 + b"}"),
    "half-sign": half_sign,
    "nul": holding(b"\0\0"),
    "half": holding(b'{"format": "station-evaluation/1"'),
    "list": holding(b"[]"),
    "null": holding(b"null"),
    "pdf": holding(b"%PDF-1.4"),
    "ole": holding(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "line-breaks": other_breaks,
    "folder": folder,
    "fifo": instead(os.mkfifo) if hasattr(os, "mkfifo") else folder,
    "device": instead(lambda path: path.symlink_to("/dev/zero")),
    "loop": instead(lambda path: path.symlink_to(path)),
    "away": instead(lambda path: path.symlink_to("/etc/passwd")),
    "gone": instead(Path.exists),
}
"""What may stand in the place of a file."""

WHY: Final = "--reason x --by x --date 2026-08-20"
FILES: Final = (
    *(
        "check X",
        "check S --sheets X",
        "check S --decisions X",
        "check S --guideline X",
        "check S --profile X",
    ),
    *(
        "check S --report X",
        "check X --json --to good",
        "score X",
        "score S --sheets X",
        "score S --decisions X -o O",
    ),
    *("score S --guideline X", "score S --profile X", "score S -o X", "report X", "report E -t X -o O.docx"),
    *(
        "report E -t X -o O.html",
        "report E --before X",
        "report E -o X",
        "report E --round X",
        "verify X --against S",
    ),
    *("verify E --against X", "verify E --against S --sheets X", "verify E --against S --decisions X"),
    *("verify E --against S --guideline X", "why X total", "why E total -o X", "compare X E", "compare E X"),
    *("compare E E --old X", "compare E E --new X", "compare E E -o X", "mark X s1 --as e1"),
    *("round new O --guideline X --title x --from 2025-07-01 --to 2026-06-30",),
    *(
        f"round new O --guideline G --title x --from 2025-07-01 --to 2026-06-30 --{name} X"
        for name in ("list", "panel")
    ),
    *("round new O --guideline G --title x --from 2025-07-01 --to 2026-06-30 --stations X",),
    *(
        "round new X --guideline G --title x --from 2025-07-01 --to 2026-06-30",
        "round receive R X --date 2026-08-20",
    ),
    *(
        "round hand-out R --to e1 -o X",
        "round sheets R -o X",
        "round rank R -o X",
        "round compare X R",
        "round compare R X",
    ),
    *(
        "round compare R R -o X",
        f"round guideline R --adopt X --yes {WHY}",
        f"round documents R --keep X {WHY}",
    ),
    *(
        "round documents R -o X",
        "guideline show X",
        "guideline check X",
        "guideline docs X",
        "guideline docs G -o X",
    ),
    *(
        "guideline schema X",
        "guideline schema G -o X",
        "guideline test X",
        "guideline diff X G",
        "guideline diff G X",
    ),
    *(
        "guideline diff G G -o X",
        "guideline rehearse X --on R",
        "guideline rehearse G --on X",
        "guideline import X -o O",
    ),
    *(
        "guideline import --from X -o O",
        "guideline import T -o X",
        "guideline export X -o O.xlsx",
        "guideline export G -o X",
    ),
    *(
        "template new X --from evaluation",
        "template check X",
        "template check D --annotate X",
        "template variables --template X",
    ),
    *(
        "new station X --guideline G",
        "new guideline X",
        "workbook new X -o O.xlsx",
        "workbook new G --from X -o O.xlsx",
    ),
    *(
        "workbook new G -o X",
        "workbook read X -o O",
        "workbook read W -o X",
        "page X -o O.html",
        "page G -o X",
    ),
)
"""Commands that take a file or a folder: X is the damaged one; the others are whole."""
ON_ROUND: Final = (
    *(
        "mark R s1 --as e1",
        "round receive R S --date 2026-08-20 --replace x",
        "round check R",
        "round hand-out R --to e1 -o O.zip",
    ),
    *("round sheets R -o O", "round draw R s1 --date 2026-08-20", "round status R", "round status R --json"),
    *(
        f"round decide R s1 --mark B1=level:好 {WHY}",
        "round run R --jobs 1 --date 2026-08-20",
        "round rank R --json",
    ),
    *(
        "round compare R R",
        "round robustness R",
        "round agreement R",
        "round documents R -o O",
        "round close R --date 2026-09-01",
    ),
    *(
        "round close R --anyway x --by x --date 2026-09-01",
        "round object R s1 --about total --text x --by x",
        f"round reopen R s1 {WHY}",
    ),
    *(
        f"round panel R excuse e1 {WHY}",
        "round rectify R --stations s1 --due 2026-10-30 --by x",
        f"round withdraw R s1 {WHY}",
    ),
    *(
        "round verify R",
        "round verify R --quick",
        "workbook new R -o O",
        "page R --for evaluator --as e1 -o O.html",
    ),
    *(
        "guideline rehearse G --on R",
        "report E --round R -o O.docx",
        f"round guideline R --adopt G --yes {WHY}",
    ),
)
IN_ROUND: Final = (
    *(
        "round.yaml",
        "criteria/tiny/guideline.yaml",
        "stations/s1/submission.yaml",
        "stations/s1/evidence/lease.pdf",
    ),
    *(
        "sheets/e1/s1.yaml",
        "decisions/s1.yaml",
        "decisions/round.yaml",
        "results/s1.json",
        "results/.keys/s1.json",
    ),
    *(
        "history/log.yaml",
        "history/seal.json",
        "reports/s1.docx",
        "reports/city/ranking.docx",
        ".incoming/plan.json",
    ),
)
"""Files of a round that a damage may hit."""
OFFSET, STEP = (int(part) for part in os.environ.get("MATRIX", "0/97").split("/"))
"""Of the whole matrix every so many are tried; `MATRIX=0/1` tries all of it."""


class Bench:
    """Whole things of each kind, made once and copied for each damage."""

    def __init__(self, base: Path, *, make: bool = False) -> None:
        """Take the folder, or *make* in it a station, a result, a guideline, tables, a workbook and a round."""
        self.base = base
        if not make:
            return
        whole(base / "R")
        shutil.copytree(base / "R" / "criteria" / "tiny", base / "criteria" / "tiny")
        shutil.copytree(base / "R" / "stations" / "s1", base / "S")
        (base / "R" / "decisions").mkdir()
        decision = "- {what: {mark: B1}, value: {level: 较好}, reason: x, by: x, date: 2026-08-20}\n"
        (base / "R" / "decisions" / "s1.yaml").write_text(decision, encoding="utf-8")
        (base / "R" / "decisions" / "round.yaml").write_text("[]\n", encoding="utf-8")
        book = docx.Document()
        book.add_paragraph("{{ station.name }}")
        book.save(str(base / "D.docx"))
        (base / "T.csv").write_text(
            "指标,分值,评分标准\n场地,60,有得60分\n人员,40,有得40分\n", encoding="utf-8"
        )
        for line in (
            "round run R --date 2026-08-20",
            "score S --guideline G -o E",
            "workbook new G -o W",
        ):
            assert self.run(line)[0] in (0, 1), self.run(line)
        assert (base / "E.json").is_file()
        assert (base / "W.xlsx").is_file()

    def run(
        self, line: str, odd: Path | None = None, stdout: TextIO | None = None, **environment: str | None
    ) -> tuple[int | str | None, str]:
        """Run a command in the base's folder; return its exit code and what it printed."""
        places = {
            "S": "S",
            "R": "R",
            "G": "criteria/tiny",
            "E": "E.json",
            "W": "W.xlsx",
            "T": "T.csv",
            "D": "D.docx",
        }
        words = []
        for word in line.split(" "):
            if word == "X" and odd is not None:
                words.append(str(odd))
            elif word in places:
                words.append(str(self.base / places[word]))
            else:
                words.append(str(self.base / word) if word == "O" or word.startswith("O.") else word)
        runner = CliRunner(env={"COLUMNS": "100", **environment})
        with runner.isolation(input="") as (out, err, _), disturbed(disk.about_to):
            sys.stdout = stdout or sys.stdout
            code = exit_code(words)
            shown = out.getvalue() + err.getvalue()
        return code, shown.decode("utf-8", "replace")


CONTENT: Final = (
    (("workbook read",), "W.xlsx"),
    (("template", "report E -t", "template variables"), "D.docx"),
    (("guideline import", "--list", "--panel"), "T.csv"),
    (("guideline", "round guideline", "workbook new", "page", "--guideline"), "criteria/tiny/guideline.yaml"),
    (("check X", "score X"), "S/submission.yaml"),
    (("--sheets",), "R/sheets/e1/s1.yaml"),
    (("--decisions",), "R/decisions/s1.yaml"),
)
"""What a damage finds in its place, by what stands in the command; else a result."""
NAMES: Final = ("件" * 83 + ".pdf.x", "😀 e\u0301.json", "a\nb.yaml", "-o", "." + "a" * 254)
"""Of 255 bytes, with signs beyond the usual or a line break."""


def cases() -> list[tuple[str, str, str]]:
    """Return every command with the file that is damaged ('' for its own) and the damage, or the odd name."""
    own = [(line, "", damage) for line in FILES for damage in (*DAMAGES, *NAMES)]
    inside = [(line, file, damage) for line in ON_ROUND for file in IN_ROUND for damage in DAMAGES]
    return [*own, *inside]


@pytest.fixture(scope="module")
def whole_things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Bench(tmp_path_factory.mktemp("matrix") / "whole", make=True).base


def stumbled(things: Path, folder: Path, line: str, file: str, damage: str) -> str:
    """Damage a copy of the things and run a command on it; return what is wrong, '' where nothing is."""
    shutil.copytree(things, folder)
    bench = Bench(folder)
    if file:
        path = folder / "R" / file
        path.parent.mkdir(parents=True, exist_ok=True)
    else:
        path = folder / "S" / (damage if damage in NAMES else "x")
        source = next((place for words, place in CONTENT if any(word in line for word in words)), "E.json")
        shutil.copy(folder / source, path)
    DAMAGES.get(damage, Path.exists)(path)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    signal.alarm(LONGEST_WAIT)
    try:
        code, shown = bench.run(line, path)
    except TimeoutError:
        code, shown = "no end", ""
    finally:
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_PROF, 0)
    left = [entry.name for entry in folder.rglob(".*") if LEFT.fullmatch(entry.name)]
    shutil.rmtree(folder)
    if code in (0, 1, 2, 3) and "Traceback" not in shown and len(shown) < MOST_SHOWN and not left:
        return ""
    return f"{line} | {file} | {damage}: {code} {left} {len(shown)} {shown[-300:]}"


MOST_SECONDS, LONGEST_WAIT = 20, 200
"""Of the processor, and of waiting, which is long where others use the machine."""
MOST_SHOWN: Final = 100_000
LEFT: Final = re.compile(r"\..+\.[0-9a-f]{8}")
"""What `disk.beside` calls a file that is not whole yet."""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes, links and alarms")
def test_no_command_stumbles_over_what_stands_in_a_files_place(whole_things: Path, tmp_path: Path) -> None:
    """Exit 0 to 3, in time, and neither a traceback nor a defect, whatever is damaged where."""

    def too_long(*_: object) -> NoReturn:
        raise TimeoutError

    ends = (signal.SIGALRM, signal.SIGPROF)
    before = [signal.signal(end, too_long) for end in ends]
    try:
        wrong = [
            found
            for number, case in enumerate(cases()[OFFSET::STEP])
            if (found := stumbled(whole_things, tmp_path / str(number), *case))
        ]
    finally:
        for end, handler in zip(ends, before, strict=True):
            signal.signal(end, handler)
    assert wrong == []


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield every command that does something, by its words."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from leaves(inner, (*path, name))
    else:
        yield " ".join(path)


class FullDisk(io.RawIOBase):
    """Where nothing can be written."""

    tried = False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return os.open(os.devnull, os.O_WRONLY)

    def write(self, _: object) -> int:
        self.tried = True
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


AWAY: Final = {"HOME": None, "TMPDIR": "/nowhere", "TZ": "Pacific/Kiritimati", "LANG": "xx", "LC_ALL": None}
"""Surroundings of a program that some server starts: no home, another day, a language that nobody has."""


def test_a_full_disk_under_the_output_of_any_command_is_said(whole_things: Path, tmp_path: Path) -> None:
    """Whatever a command has to say, on a server without a home: exit 1 and the reason, never a defect."""
    wrong, tried = {}, []
    for number, name in enumerate(leaves(cli)):
        lines = (line for line in (*ON_ROUND, *FILES) if f"{line} ".startswith(f"{name} "))
        line = next(lines, name)
        bench = Bench(Path(shutil.copytree(whole_things, tmp_path / str(number))))
        source = next((place for words, place in CONTENT if any(word in line for word in words)), "E.json")
        odd = bench.base / ("S" if line.startswith(("check", "score")) else source)
        full = FullDisk()
        stdout = io.TextIOWrapper(io.BufferedWriter(full), encoding="utf-8")
        code, shown = bench.run(line, odd, stdout, **AWAY)
        tried += [name] * full.tried
        said = (
            (code, shown.splitlines()[-1]) == (1, "结果输出不了：磁盘已满") if full.tried else code in (0, 1)
        )
        if not said or "Traceback" in shown:
            wrong[line] = (code, shown)
    assert wrong == {}
    assert len(tried) > 30, "most commands have something to say"


def test_every_command_is_tried_on_damaged_files() -> None:
    """A new command has its line above; these take no file that could be damaged."""
    tried = (*FILES, *ON_ROUND)
    left = {name for name in leaves(cli) if not any(f"{line} ".startswith(f"{name} ") for line in tried)}
    assert left == {"guideline list", "template list"}


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
