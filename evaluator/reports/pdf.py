"""Convert changed Word documents with LibreOffice, several at once; no partial file is written.

A PDF ends with a comment that holds the hash of its document; a document with this hash is not converted
again. Dates and ids, which LibreOffice writes anew each time, are replaced, so that the same document on the
same machine gives the same PDF.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evaluator.base.disk import write_file
from evaluator.base.files import write_whole
from evaluator.base.gate import open_file, read_file

BATCH: Final = 16
"""Documents for one start of LibreOffice; a start takes longer than converting a page or two."""
AT_ONCE: Final = max(1, min(4, os.cpu_count() or 1))
TO_START, FOR_EACH = 60.0, 15.0
"""Seconds that LibreOffice has to start, and for each document."""

_PLACES: Final = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_MARK: Final = b"%docx-sha256 "
_DATE: Final = re.compile(rb"\(D:\d{14}[^)]*\)")
_XMP_DATE: Final = re.compile(rb"<(xmp:\w+Date)>([^<]*)</")
_ID: Final = re.compile(
    rb"(/ID\s*\[\s*<)([0-9A-Fa-f]+)(>\s*<)([0-9A-Fa-f]+)(>)|(/DocChecksum\s*/)([0-9A-Fa-f]+)"
)


class OfficeMissing(Exception):
    """LibreOffice is not on this machine."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The result for a document."""

    document: Path
    pdf: Path
    state: str
    """converted, unchanged or failed."""


def convert(documents: Sequence[Path]) -> list[Conversion]:
    """Make a PDF beside each document, in the order given.

    OfficeMissing when something has to be converted and LibreOffice is not there; OSError when a file cannot
    be read or written. An older PDF stays where a document fails.
    """
    hashes = {path: hashlib.sha256(read_file(path)).hexdigest() for path in documents}
    due = [path for path in hashes if made_from(path.with_suffix(".pdf")) != hashes[path]]
    done: dict[Path, bytes] = {}
    if due:
        office = find_office()
        # as many batches as run at once, each of at most BATCH documents
        size = min(BATCH, -(-len(due) // AT_ONCE))
        batches = [due[at : at + size] for at in range(0, len(due), size)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for made in pool.map(lambda batch: _convert(office, batch, hashes), batches):
                done |= made
    for path, data in done.items():
        write_whole(path.with_suffix(".pdf"), data)
    states = {
        path: "converted" if path in done else "failed" if path in due else "unchanged" for path in hashes
    }
    return [Conversion(path, path.with_suffix(".pdf"), states[path]) for path in hashes]


def as_pdf(document: bytes) -> bytes | None:
    """Return a Word document as a PDF, None where LibreOffice could not convert it.

    OfficeMissing when LibreOffice is not there.
    """
    office = find_office()
    with tempfile.TemporaryDirectory(prefix="evaluator-pdf-", ignore_cleanup_errors=True) as name:
        path = Path(name) / "document.docx"
        write_file(path, document)
        return _convert(office, [path], {path: hashlib.sha256(document).hexdigest()}).get(path)


def find_office() -> str:
    """Return the path of LibreOffice's program; raise OfficeMissing where there is none."""
    for name in ("soffice", "libreoffice", *_PLACES):
        program = shutil.which(name)
        if program:
            return program
    raise OfficeMissing


def made_from(pdf: Path) -> str:
    """Return the hash of the document a PDF was made from, '' where the PDF has no such comment."""
    try:
        with open_file(pdf) as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 200))
            last = file.read().rstrip().rpartition(b"\n")[2]
    except OSError:
        return ""
    return last.removeprefix(_MARK).decode("ascii", "replace") if last.startswith(_MARK) else ""


def _convert(office: str, batch: Sequence[Path], hashes: dict[Path, str]) -> dict[Path, bytes]:
    """Return the PDF of each document that could be converted."""
    with tempfile.TemporaryDirectory(prefix="evaluator-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        copies = {path: folder / f"{number}.docx" for number, path in enumerate(batch)}
        for path, copy in copies.items():  # two documents of a batch may have the same name
            write_file(copy, read_file(path))
        profile = (folder / "profile").as_uri()
        command = [office, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, copies.values())]
        _run(command, TO_START + FOR_EACH * len(batch))
        return {
            path: data
            for path, copy in copies.items()
            for data in _whole(copy.with_suffix(".pdf"), hashes[path])
        }


def _run(command: Sequence[str], seconds: float) -> None:
    """Run LibreOffice; after *seconds* kill it and its child processes."""
    alone = sys.platform != "win32"
    with subprocess.Popen(  # noqa: S603 - a program found by name, on files of our own
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=alone,
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            _end(process)
        except BaseException:
            _end(process)
            raise


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the actual program is a child of the process started
    process.kill()


def _whole(pdf: Path, sha256: str) -> Iterator[bytes]:
    """Yield a complete PDF with its hash comment and without parts that differ between runs."""
    if not pdf.is_file():
        return
    data = read_file(pdf)
    if data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF"):
        yield _settled(data, sha256) + _MARK + sha256.encode() + b"\n"


def _settled(data: bytes, sha256: str) -> bytes:
    """Replace dates and ids by others of the same length: the file's table of offsets stays right."""

    def date(match: re.Match[bytes]) -> bytes:
        return b"(D:20000101000000Z".ljust(len(match[0]) - 1, b"'")[: len(match[0]) - 1] + b")"

    def xmp(match: re.Match[bytes]) -> bytes:
        return b"<" + match[1] + b">" + re.sub(rb"\d", b"0", match[2]) + b"</"

    def ids(match: re.Match[bytes]) -> bytes:
        def id(old: bytes) -> bytes:
            return (sha256.upper().encode() * 2)[: len(old)]

        if match[6]:
            return match[6] + id(match[7])
        return match[1] + id(match[2]) + match[3] + id(match[4]) + match[5]

    data = _XMP_DATE.sub(xmp, _DATE.sub(date, data))
    return _ID.sub(ids, data).rstrip() + b"\n"
