"""Every file is opened at one gate, which takes regular files of bounded size and says why it takes no other."""

import ast
import errno
import hashlib
import os
import socket
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from evaluator.base import files, gate
from evaluator.base.disk import copy_file
from evaluator.base.files import ManyEntries, open_zip, write_through
from evaluator.base.gate import (
    LinkOutside,
    NotRegular,
    TooLarge,
    digest,
    open_file,
    read_file,
    read_if_there,
)
from evaluator.texts.messages import SAY
from evaluator.texts.reasons import reason, reason_in, unreadable

WRITING: Final = frozenset({"w", "wb", "xb", "a", "ab"})
MODULES: Final = frozenset({"os", "io", "Image"})
ROOT: Final = Path(gate.__file__).parent.parent


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 100)
    assert read_file(path) == read_if_there(path) == b"x" * 100
    assert read_file(path, 100) == b"x" * 100
    with pytest.raises(TooLarge) as caught:
        read_file(path, 99)
    assert (caught.value.size, caught.value.limit) == (100, 99)
    state = digest(path, 10)
    assert (state.head, state.size, state.sha256) == (b"x" * 10, 100, hashlib.sha256(b"x" * 100).hexdigest())
    assert state.content is digest(path, whole=99).content is None
    assert digest(path, whole=100).content == digest(path, 100).content == b"x" * 100
    copy_file(path, tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"x" * 100


def test_a_file_that_grows_while_it_is_read_is_still_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 100)
    state = os.stat_result((*path.stat()[:6], 10, *path.stat()[7:10]))
    monkeypatch.setattr(os, "fstat", lambda _: state)
    with pytest.raises(TooLarge):
        read_file(path, 50)


@pytest.mark.parametrize("size", [0, 10, 100])
def test_a_file_that_comes_in_pieces_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Disks in a network give less than was asked for, and some files say that they have no size."""
    content = bytes(range(100))
    path = tmp_path / "a"
    path.write_bytes(content)
    state = os.stat_result((*path.stat()[:6], size, *path.stat()[7:10]))
    monkeypatch.setattr(os, "fstat", lambda _: state)
    whole = os.read
    monkeypatch.setattr(os, "read", lambda handle, most: whole(handle, min(most, 7)))
    assert read_file(path) == content
    state_read = digest(path, 20)
    assert (state_read.size, state_read.sha256) == (100, hashlib.sha256(content).hexdigest())
    assert digest(path, whole=1000).content == (content if size == 100 else None)


@pytest.mark.parametrize("name", ["missing", "a/b", "nul\0", "x" * 300])
def test_what_is_not_there_is_missing(tmp_path: Path, name: str) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(OSError, match=r".") as caught:
        read_file(tmp_path / name)
    assert unreadable(caught.value, "x").code == "file-missing"
    assert read_if_there(tmp_path / name) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files in folders")
def test_pipes_sockets_and_devices_are_not_opened(tmp_path: Path) -> None:
    """None of them is waited for, and a link to one is no better."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        for name in ("pipe", "zero", "socket"):
            for read in (read_file, read_if_there, digest, open_file):
                with pytest.raises(NotRegular) as caught:
                    read(tmp_path / name)
            assert unreadable(caught.value, "x").code == "file-not-regular"
            with pytest.raises(
                OSError, match=r"regular|No such device"
            ):  # put there since the folder was listed
                digest(tmp_path / name, seen=True)
            with pytest.raises(NotRegular):
                copy_file(tmp_path / name, tmp_path / "copy")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files in folders")
def test_a_pipe_is_written_through_and_nothing_is_replaced(tmp_path: Path) -> None:
    """One that nobody reads is not waited for; a disk or a socket takes nothing."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match=r".") as refused:
        write_through(pipe, b"x")
    assert reason_in(refused.value, "zh") == "没有程序在接收"
    data = b"x" * 200_000  # more than a pipe holds
    taken: list[bytes] = []
    reader = threading.Thread(target=lambda: taken.append(pipe.read_bytes()))
    reader.start()
    while True:
        try:
            write_through(pipe, data)
        except OSError:  # its reader is not there yet
            continue
        break
    reader.join()
    assert taken == [data]
    assert pipe.is_fifo()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        with pytest.raises(NotRegular):
            write_through(tmp_path / "socket", b"x")


@pytest.mark.parametrize("large", [False, True], ids=["usual", "zip64"])
def test_a_zip_with_a_long_list_of_entries_is_not_listed(
    large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the last record is: that of large files has one of its own."""
    path = tmp_path / "a.zip"
    if large:
        monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 10)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(100):
            archive.writestr(f"{number}", b"")
        archive.comment = b"" if large else b"PK"
    assert (b"PK\6\6" in path.read_bytes()) == large
    with path.open("rb") as file:
        assert len(open_zip(file).namelist()) == 100
    monkeypatch.setattr(files, "MOST_DIRECTORY", 4_700)
    with path.open("rb") as file, pytest.raises(ManyEntries):
        open_zip(file)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError) as caught:
        read_file(tmp_path)
    assert unreadable(caught.value, "x").code == "file-is-folder"
    assert read_if_there(tmp_path) is None


def test_a_link_may_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    """By itself or by a folder above it; one that stays inside is read."""
    folder = tmp_path / "station"
    (folder / "inner").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"s")
    (folder / "real").write_bytes(b"r")
    (folder / "out").symlink_to(tmp_path / "secret")
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    (folder / "in").symlink_to("real")
    (folder / "gone").symlink_to("nowhere")
    (folder / "circle").symlink_to("circle")
    assert read_file(folder / "in", folder=folder) == b"r"
    assert read_file(folder / "out") == b"s"
    for name in ("out", "up/secret"):
        with pytest.raises(LinkOutside) as caught:
            read_file(folder / name, folder=folder)
        assert unreadable(caught.value, "x").code == "file-link-outside"
    with pytest.raises(FileNotFoundError):
        read_file(folder / "gone", folder=folder)
    with pytest.raises(OSError, match=r".") as refused:
        read_file(folder / "circle", folder=folder)
    assert unreadable(refused.value, "x").code == "file-unreadable"


def test_a_file_that_may_not_be_read_is_said_to_be_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    (tmp_path / "a").write_bytes(b"x")
    monkeypatch.setattr(os, "open", refused)
    for read in (read_file, read_if_there, digest):
        with pytest.raises(PermissionError) as caught:
            read(tmp_path / "a")
    problem = unreadable(caught.value, "x")
    assert problem.message("zh") == "文件打不开：没有权限"
    assert problem.message("en") == "the file cannot be opened: permission denied"


def test_each_reason_of_the_system_is_said_in_both_languages() -> None:
    """A reason without a sentence has its number; no sentence of the system's own is repeated."""
    assert reason_in(OSError(errno.ENOSPC, "No space left on device"), "zh") == "磁盘已满"
    assert reason_in(OSError(errno.ECHILD, "No child"), "en") == f"system error {errno.ECHILD}"
    assert reason_in(OSError("?"), "zh") == "系统错误 ?"
    named = [key.removeprefix("system-") for key in SAY if key.startswith("system-E")]
    assert set(named) <= set(errno.errorcode.values()) | {"EDQUOT", "ESTALE"}
    assert reason(OSError(errno.EACCES, "")) == "system-EACCES"


def readings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the calls that open a file to read it; those that write name their mode."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        method = isinstance(node.func, ast.Attribute)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = getattr(node.func.value, "id", "") if isinstance(node.func, ast.Attribute) else ""
        modes = [argument.value for argument in ast.walk(node) if isinstance(argument, ast.Constant)]
        writes = any(mode in WRITING for mode in modes) or "O_WRONLY" in ast.dump(node)
        match name:
            case "read_bytes" if method and owner != "parse":
                yield node.lineno, name
            case "read_text" if method:
                yield node.lineno, name
            case "copyfile" | "copy2" | "copytree" | "file_digest":
                yield node.lineno, name
            case "copy" if owner == "shutil":
                yield node.lineno, name
            case "open" if writes and owner == "os":
                continue
            case "open" if not method or owner in MODULES or "rb" in modes:
                yield node.lineno, name
            case "ZipFile" | "open_zip" if not writes and not _in_memory(node):
                yield node.lineno, name


def _in_memory(call: ast.Call) -> bool:
    first = call.args[0]
    return isinstance(first, ast.Call) or (isinstance(first, ast.Name) and first.id == "file")


def test_nothing_else_opens_files() -> None:
    """Whoever reads a file reads it by `base.gate`."""
    places = [
        f"{file.relative_to(ROOT).as_posix()}:{line} {name}"
        for file in sorted(ROOT.rglob("*.py"))
        if file != Path(gate.__file__)
        for line, name in readings(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert places == []


@pytest.mark.parametrize(
    "source",
    [
        "path.read_bytes()",
        "(a / b).read_text(encoding='utf-8')",
        "open(path)",
        "io.open(path, 'rb')",
        "os.open(path, 0)",
        "path.open('rb')",
        "zipfile.ZipFile(path)",
        "shutil.copyfile(a, b)",
        "shutil.copy(a, b)",
        "Image.open(path)",
    ],
)
def test_a_reading_elsewhere_is_seen(source: str) -> None:
    assert len(list(readings(ast.parse(source)))) == 1


@pytest.mark.parametrize(
    "source", ["path.open('wb')", "zipfile.ZipFile(io.BytesIO(data))", "editor.open()", "archive.open(info)"]
)
def test_writing_and_reading_in_memory_are_none(source: str) -> None:
    assert list(readings(ast.parse(source))) == []
