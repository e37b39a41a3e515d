"""What comes into a round: checked first, then all of it or nothing."""

import hashlib
import io
import json
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.rounds.log import entries
from evaluator.rounds.record import deviations, read_record
from evaluator.rounds.staging import Operation, finish
from evaluator.work import receive as work_receive
from evaluator.work.receive import receive
from evaluator.yaml.parse import MOST_BYTES
from tests.rounds.making import (
    DAY,
    MARKS,
    ROUND,
    again,
    declared,
    opened,
    run,
    sheet,
    station,
    tree,
    was,
    whole,
)
from tests.stations import codes

KINDS = ("fine", "fine", "other-period", "broken", "other-guideline")


def submission(folder: Path, id: str, kind: str) -> Path:
    """A station's folder that may be received, or not."""
    station(folder, id)
    path = folder / "submission.yaml"
    text = path.read_text(encoding="utf-8")
    changed = {
        "other-period": text.replace("2026-06-30", "2026-07-30"),
        "broken": f"{text}facts: {{}}\n",
        "other-guideline": text.replace("guideline: tiny", "guideline: tongling-station"),
    }
    path.write_text(changed.get(kind, text), encoding="utf-8")
    return folder


@settings(max_examples=25)
@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=4), st.booleans())
def test_all_or_nothing(kinds: list[str], with_sheets: bool) -> None:
    """One station or sheet that may not come in keeps out all that came with it, and leaves no trace."""
    with TemporaryDirectory() as name:
        folder = declared(Path(name) / "round")
        incoming = Path(name) / "incoming"
        for number, kind in enumerate(kinds):
            submission(incoming / f"folder{number}", f"s{number}", kind)
        before = tree(folder)
        sources = [incoming]
        if with_sheets:
            station(folder / "stations" / "s8", "s8")
            before = tree(folder)
            sheet(Path(name) / "marks", "e1", "s8", MARKS["e1"])
            sources.append(Path(name) / "marks")
        taken, problems = receive(opened(folder), sources, DAY)
        after = tree(folder)
        if set(kinds) == {"fine"}:
            assert taken is not None, codes(problems)
            assert len(taken.added) == len(kinds) + with_sheets
            assert before.items() < after.items()
            for number in range(len(kinds)):
                assert f"stations/s{number}/evidence/lease.pdf" in after
        else:
            assert taken is None
            assert after == before


def test_receiving_again_changes_nothing(tmp_path: Path) -> None:
    """The same folder a second time is left as it is; another content needs a reason, and is kept."""
    folder = declared(tmp_path / "round")
    source = station(tmp_path / "in", "s1")
    assert run("round", "receive", folder, source).exit_code == 0
    before = tree(folder)
    again = run("round", "receive", folder, source / "submission.yaml")
    assert (again.exit_code, tree(folder)) == (0, before)
    station(source, "s1", "{area: 40}")
    refused = run("round", "receive", folder, source)
    assert refused.exit_code == 1
    assert "[already-received]" in refused.stderr
    assert tree(folder) == before
    done = run(
        "round",
        "receive",
        folder,
        source,
        "--replace",
        "漏了附件: 补交",
        "--by",
        "站点",
        "--date",
        "2026-07-09",
    )
    assert done.exit_code == 0
    after = tree(folder)
    assert b"area: 40" in after["stations/s1/submission.yaml"]
    old = before["stations/s1/submission.yaml"]
    assert after[was(old)] == old
    received, replaced = entries(folder)
    assert (replaced.kind, replaced.about) == ("received", "stations/s1")
    assert replaced.day.isoformat() == "2026-07-09"
    assert replaced.fields == {
        "files": "2",
        "sha256": digest_of(after, "stations/s1/"),
        "replaces": received.fields["sha256"],
        "reason": "漏了附件: 补交",
        "by": "站点",
    }


def digest_of(files: Mapping[str, bytes], folder: str) -> str:
    """The hash of a folder: of its files' hashes by their names, as canonical JSON."""
    hashes = {
        name.removeprefix(folder): hashlib.sha256(data).hexdigest()
        for name, data in files.items()
        if name.startswith(folder)
    }
    return hashlib.sha256(json.dumps(hashes, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def test_a_submitted_sheet_is_not_overwritten(tmp_path: Path) -> None:
    """A draft gives way to the sheet; a submitted sheet only to one with a reason, and stays in history."""
    folder = whole(tmp_path / "round")
    draft = folder / "sheets" / "e1" / "s1.yaml"
    sheet(folder / "sheets", "e1", "s1", MARKS["e1"], submitted="")
    first = draft.read_bytes()
    mine = sheet(tmp_path / "in", "e1", "s1", "marks: {B1: {level: 差}}\n")
    assert run("round", "receive", folder, mine).exit_code == 0
    second = mine.read_bytes()
    assert draft.read_bytes() == second
    other = sheet(tmp_path / "in", "e1", "s1", "marks: {B1: {level: 较好}}\n")
    refused = run("round", "receive", folder, tmp_path / "in")
    assert refused.exit_code == 1
    assert "[sheet-already-submitted]" in refused.stderr
    assert run("round", "receive", folder, tmp_path / "in", "--replace", "笔误").exit_code == 0
    assert draft.read_bytes() == other.read_bytes()
    assert [(folder / was(data)).read_bytes() for data in (first, second)] == [first, second]
    listed = [(entry.kind, entry.about, entry.fields.get("replaced")) for entry in entries(folder)]
    own = ("submitted", "sheets/e1/s1.yaml", None)
    assert listed == [own, ("received", "sheets/e1", None), own, ("received", "sheets/e1", ["s1"])]


@pytest.mark.parametrize(
    "evaluator, on, role, code",
    [
        pytest.param("e9", "s1", "expert", "unknown-evaluator", id="unknown"),
        pytest.param("e2", "s3", "expert", "recused", id="recused"),
        pytest.param("e1", "s1", "finance", "role-differs", id="role"),
        pytest.param("e1", "s7", "expert", "station-not-received", id="no-station"),
        pytest.param("e1", "../s1", "expert", "round-id", id="path"),
    ],
)
def test_a_sheet_that_may_not_come_in(tmp_path: Path, evaluator: str, on: str, role: str, code: str) -> None:
    """Sheets are held to the panel at the door."""
    folder = whole(tmp_path / "round")
    before = tree(folder)
    path = sheet(tmp_path / "in", "any", "any", "", role=role)
    text = path.read_text(encoding="utf-8").replace("evaluator: any", f"evaluator: {evaluator}")
    path.write_text(text.replace("station: any", f"station: {on}"), encoding="utf-8")
    taken, problems = receive(opened(folder), [path], DAY)
    assert taken is None
    assert code in codes(problems)
    assert tree(folder) == before


def test_a_station_of_a_list_must_be_on_it(tmp_path: Path) -> None:
    """With the stations listed, another one is refused, and a sheet may come before its station."""
    text = ROUND.replace("stations: all", "stations: [s1, s3]")
    folder = declared(tmp_path / "round", text=text)
    assert codes(receive(opened(folder), [station(tmp_path / "s9", "s9")], DAY)[1]) == ["station-not-listed"]
    taken, _ = receive(opened(folder), [sheet(tmp_path / "in", "e1", "s1", MARKS["e1"])], DAY)
    assert taken is not None
    assert taken.added == ("sheets/e1/s1.yaml",)


@pytest.mark.parametrize("id", ["S1", "ｓ1"])
@pytest.mark.parametrize("first", [True, False], ids=["after it", "in one delivery"])
def test_two_stations_whose_folders_are_one_on_some_disks(id: str, first: bool, tmp_path: Path) -> None:
    """Windows and macOS know no capitals there: the second station would overwrite the first."""
    folder = declared(tmp_path / "round")
    both = [station(tmp_path / str(number), name) for number, name in enumerate(("s1", id))]
    if first:
        assert receive(opened(folder), both[:1], DAY)[1] == []
    before = tree(folder)
    problems = receive(opened(folder), both, DAY)[1]
    assert [(problem.code, problem.args["other"]) for problem in problems] == [("station-alike", "s1")]
    assert tree(folder) == before


def test_a_closed_round_takes_nothing(tmp_path: Path) -> None:
    """A station that is late after the close is refused with a hint."""
    folder = declared(tmp_path / "round", text=ROUND.replace("state: open", "state: closed"))
    before = tree(folder)
    late = run("round", "receive", folder, station(tmp_path / "in", "s1"))
    assert late.exit_code == 1
    assert "[round-closed]" in late.stderr
    assert "next round" in late.stderr
    assert tree(folder) == before


def test_what_is_nothing_of_ours_is_said(tmp_path: Path) -> None:
    """An empty folder, a missing one, and a ZIP that is none are told apart."""
    folder = whole(tmp_path / "round")
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 no")
    for name, code in (
        ("empty", "nothing-to-receive"),
        ("none", "station-missing"),
        ("bad.zip", "zip-unreadable"),
    ):
        assert codes(receive(opened(folder), [tmp_path / name], DAY)[1]) == [code]
    assert codes(
        receive(opened(folder), [station(tmp_path / "a", "s9"), station(tmp_path / "b", "s9")], DAY)[1]
    ) == ["received-twice"]


def test_sheets_in_a_zip_are_bounded_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred sheets of 15 MiB are not unpacked, though none is too large; nothing changes."""
    assert work_receive.MOST_RETURNED < 100 * 15 * 2**20
    monkeypatch.setattr(work_receive, "MOST_RETURNED", 2**20)
    folder = whole(tmp_path / "round")
    before = tree(folder)
    text = "".join(f"# {number * number}\n" for number in range(30_000)).encode()
    back = tmp_path / "back.zip"
    with zipfile.ZipFile(back, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "sheets" / "e1" / "s1.yaml", "sheets/e1/s1.yaml")
        for number in range(2, 6):
            archive.writestr(f"sheets/e1/s{number}.yaml", text)
    _, problems = receive(opened(folder), [back], DAY)
    assert [(one.code, one.args) for one in problems] == [("received-too-large", {"size": "2", "limit": "1"})]
    assert tree(folder) == before


def test_a_sheet_in_a_zip_that_is_too_large_is_told(tmp_path: Path) -> None:
    """It is not left out unsaid, beside others that are taken: none are."""
    folder = whole(tmp_path / "round")
    back = tmp_path / "back.zip"
    with zipfile.ZipFile(back, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "sheets" / "e1" / "s1.yaml", "sheets/e1/s1.yaml")
        archive.writestr("sheets/e1/s2.yaml", b" " * (MOST_BYTES + 1))
    before = tree(folder)
    _, problems = receive(opened(folder), [back], DAY)
    assert [f"{one.code} {one.file}" for one in problems] == ["zip-bomb back.zip"]
    assert tree(folder) == before


def test_hidden_files_and_links_out_stay_behind(tmp_path: Path) -> None:
    """Of a station's folder only its own files are copied."""
    folder = declared(tmp_path / "round")
    source = station(tmp_path / "in", "s1")
    (tmp_path / "secret.txt").write_text("x", encoding="utf-8")
    (source / "evidence" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (source / "evidence" / "same.pdf").symlink_to("lease.pdf")
    (source / ".git").mkdir()
    (source / ".git" / "config").write_text("x", encoding="utf-8")
    (source / "~$台账.xlsx").write_text("x", encoding="utf-8")
    assert run("round", "receive", folder, source).exit_code == 0
    assert sorted(name for name in tree(folder) if name.startswith("stations/")) == [
        "stations/s1/evidence/lease.pdf",
        "stations/s1/evidence/same.pdf",
        "stations/s1/submission.yaml",
    ]
    assert not (folder / "stations" / "s1" / "evidence" / "same.pdf").is_symlink()


def test_a_killed_operation_is_finished_or_undone(tmp_path: Path) -> None:
    """Copies without a plan are removed; once the plan is there, the next process carries all of it out."""
    folder = whole(tmp_path / "round")
    before = tree(folder)
    operation = Operation(folder)
    operation.copy(station(tmp_path / "in", "s4"), "stations/s4")
    assert tree(folder) != before
    finish(folder)
    assert tree(folder) == before
    operation = Operation(folder)
    for id in ("s1", "s4", "s5"):
        operation.copy(station(tmp_path / "in", id, "{area: 31}"), f"stations/{id}")
        operation.put(f"stations/{id}")
        operation.log("received", f"stations/{id}", DAY, reason="补交")
    renamed: list[Path] = []
    replace = Path.replace

    def dies(path: Path, target: Path) -> Path:
        if target.is_relative_to(folder / "stations"):
            if len(renamed) == 3:
                raise KeyboardInterrupt
            renamed.append(path)
        return replace(path, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", dies)
        with pytest.raises(KeyboardInterrupt):
            operation.commit()
    assert not (folder / "stations" / "s5").exists()
    finish(folder)
    after = tree(folder)
    assert [name for name in after if name.startswith(".")] == []
    for id in ("s1", "s4", "s5"):
        assert b"area: 31" in after[f"stations/{id}/submission.yaml"]
    old = before["stations/s1/submission.yaml"]
    assert after[was(old)] == old
    assert [entry.about for entry in entries(folder)] == ["stations/s1", "stations/s4", "stations/s5"]
    assert {deviation.path for deviation in deviations(folder, read_record(folder))} == {
        name for name in before if name.startswith(("criteria/", "sheets/", "stations/s2", "stations/s3"))
    }


def test_a_hand_out_shows_nothing_of_the_others(tmp_path: Path) -> None:
    """An evaluator gets the stations he may mark, his own sheets, the guideline, and nobody else's marks."""
    folder = whole(tmp_path / "round")
    (folder / "decisions").mkdir()
    (folder / "decisions" / "s1.yaml").write_text(
        "- {what: {mark: B1}, value: {level: 差}, reason: 合议, by: 专家组, date: 2026-08-20}\n",
        encoding="utf-8",
    )
    (folder / "results").mkdir()
    (folder / "results" / "s1.json").write_text("{}", encoding="utf-8")
    out = tmp_path / "e2.zip"
    assert run("round", "hand-out", folder, "--to", "e2", "-o", out).exit_code == 0
    with zipfile.ZipFile(out) as archive:
        names = archive.namelist()
    assert [name for name in names if name != "marking.html"] == [  # the page needs a runtime
        "criteria/tiny/guideline.yaml",
        "index.html",
        "round.yaml",
        "sheets/e2/s1.yaml",
        "sheets/e2/s2.yaml",
        "stations/s1/evidence/lease.pdf",
        "stations/s1/submission.yaml",
        "stations/s2/evidence/lease.pdf",
        "stations/s2/submission.yaml",
    ]
    unknown = run("round", "hand-out", folder, "--to", "e7")
    assert unknown.exit_code == 1
    assert "e1, e2, f1" in unknown.stderr


def test_a_hand_out_is_the_same_bytes_whatever_the_folder(tmp_path: Path) -> None:
    """Two folders of one content give one ZIP."""
    for name in ("one", "another"):
        folder = whole(tmp_path / name)
        assert run("round", "hand-out", folder, "--to", "e1", "-o", tmp_path / f"{name}.zip").exit_code == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "another.zip").read_bytes()


@pytest.mark.parametrize("packed", [True, False], ids=["zip", "folder"])
def test_a_hand_out_comes_back_with_the_sheets_alone(tmp_path: Path, packed: bool) -> None:
    """Brought back, the evaluator's sheets are taken; what else was changed on the laptop is not."""
    folder = whole(tmp_path / "round")
    for path in (folder / "sheets" / "e1").iterdir():
        path.unlink()
    laptop = tmp_path / "laptop"
    assert run("round", "hand-out", folder, "--to", "e1", "-o", laptop).exit_code == 0
    assert run("round", "hand-out", folder, "--to", "e1", "-o", laptop).exit_code == 1
    assert run("round", "status", laptop).exit_code == 0
    sheet(laptop / "sheets", "e1", "s2", MARKS["e1"])
    station(laptop / "stations" / "s2", "s2", "{area: 1}")
    back = laptop
    if packed:
        back = tmp_path / "back.zip"
        with zipfile.ZipFile(back, "w") as archive:
            for name, data in tree(laptop).items():
                archive.writestr(f"laptop/{name}", data)
    before = tree(folder)
    assert run("round", "receive", folder, back).exit_code == 0
    new = {name: data for name, data in tree(folder).items() if before.get(name) != data}
    written = [name for name in new if not name.startswith("history/")]
    assert written == ["reports/sheet-receipt/e1.docx", "sheets/e1/s2.yaml"]


def packed(path: Path, files: Mapping[str, bytes]) -> Path:
    """A ZIP with these entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    """Chinese Windows writes names in GBK and does not say so."""
    folder = declared(tmp_path / "round")
    files = tree(station(tmp_path / "s1", "s1")) | {"evidence/协议书.pdf": b"%PDF-1.4"}
    raw = packed(tmp_path / "a.zip", {name.replace("协议书", "abcdef"): data for name, data in files.items()})
    data = raw.read_bytes().replace(b"abcdef.pdf", "协议书".encode("gbk") + b".pdf")
    raw.write_bytes(data)
    done = run("round", "receive", folder, raw)
    assert done.exit_code == 0, done.stderr
    assert (folder / "stations" / "s1" / "evidence" / "协议书.pdf").is_file()


@pytest.mark.parametrize("top", ["", "材料/", "新建文件夹/站点一/"])
def test_a_station_comes_as_a_zip(tmp_path: Path, top: str) -> None:
    """With an extra folder at the top and what systems add, the station's own files are taken."""
    folder = declared(tmp_path / "round")
    files = {f"{top}{name}": data for name, data in tree(station(tmp_path / "s1", "s1")).items()}
    noise = {
        f"__MACOSX/{top}._submission.yaml": b"x",
        f"{top}evidence/Thumbs.db": b"x",
        f"{top}~$a.xlsx": b"x",
    }
    done = run("round", "receive", folder, packed(tmp_path / "站点一.zip", files | noise))
    assert done.exit_code == 0, done.stderr
    assert {name for name in tree(folder) if name.startswith("stations/")} == {
        "stations/s1/submission.yaml",
        "stations/s1/evidence/lease.pdf",
    }


REFUSED: Final = [
    ("../outside.txt", "zip-escape"),
    ("evidence/../../outside.txt", "zip-escape"),
    ("..\\outside.txt", "zip-escape"),
    ("/outside.txt", "zip-escape"),
    ("\\\\server\\share\\outside.txt", "zip-escape"),
    ("C:/outside.txt", "zip-escape"),
    ("c:outside.txt", "zip-escape"),
    ("evidence/con.txt", "zip-name"),
    ("evidence/LPT1.pdf", "zip-name"),
    ("evidence/COM¹.pdf", "zip-name"),
    ("nul/a.pdf", "zip-name"),
    ("evidence/aux .pdf", "zip-name"),
    ("evidence/a.pdf.", "zip-name"),
    ("evidence/a.pdf ", "zip-name"),
    ("evidence/a:b.pdf", "zip-name"),
    ("evidence/a?.pdf", "zip-name"),
    ("evidence/a\tb.pdf", "zip-name"),
    ("evidence//a.pdf", "zip-name"),
    ("evidence/LEASE.pdf", "zip-same-name"),
    ("Evidence/lease.PDF", "zip-same-name"),
    ("evidence/lease.pdf/a.txt", "zip-same-name"),
    ("evidence", "zip-same-name"),
]


@pytest.mark.parametrize("name, code", REFUSED)
def test_an_entry_that_may_not_come_in_keeps_all_out(tmp_path: Path, name: str, code: str) -> None:
    """The entry is named, and nothing is taken, not even the other stations of the ZIP."""
    folder = declared(tmp_path / "round")
    before = tree(tmp_path / "round")
    files = tree(station(tmp_path / "s1", "s1")) | {name: b"x"}
    refused = run(
        "round", "receive", folder, packed(tmp_path / "s1.zip", files), station(tmp_path / "s2", "s2")
    )
    assert refused.exit_code == 1
    assert f"[{code}]" in refused.stderr
    assert name.replace("\\", "/").partition("\t")[0] in refused.stderr
    assert tree(tmp_path / "round") == before
    assert not (tmp_path / "outside.txt").exists()


SYSTEMS_OWN: Final = (
    "__MACOSX/._submission.yaml",
    "evidence/Thumbs.db",
    "evidence/Thumbs.db:encryptable",
    "desktop.ini",
    "Icon\r",
    "evidence/.DS_Store",
    ".~lock.submission.yaml#",
    "ledgers/~$个案.xlsx",
    "@eaDir/a.jpg",
    ".git/config",
)


@pytest.mark.parametrize("name", SYSTEMS_OWN)
def test_what_systems_add_is_left(tmp_path: Path, name: str) -> None:
    """Nobody put it there, so nobody is told."""
    folder = declared(tmp_path / "round")
    files = tree(station(tmp_path / "s1", "s1"))
    done = run("round", "receive", folder, packed(tmp_path / "s1.zip", files | {name: b"x"}))
    assert done.exit_code == 0, done.stderr
    assert "zip-" not in done.stderr
    assert set(tree(folder / "stations" / "s1")) == set(files)


def test_links_and_bombs_in_a_zip_are_refused(tmp_path: Path) -> None:
    """So are entries with a password, and damaged ones; each is named."""
    folder = declared(tmp_path / "round")
    files = tree(station(tmp_path / "s1", "s1"))
    bomb = packed(tmp_path / "bomb.zip", files | {"evidence/big.txt": bytes(40 * 1024 * 1024)})
    link = packed(tmp_path / "link.zip", files)
    with zipfile.ZipFile(link, "a") as archive:
        info = zipfile.ZipInfo("evidence/link.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    pipe = packed(tmp_path / "pipe.zip", files)
    with zipfile.ZipFile(pipe, "a") as archive:
        info = zipfile.ZipInfo("evidence/pipe")
        info.external_attr = 0o010644 << 16
        archive.writestr(info, "")
    secret = packed(tmp_path / "secret.zip", files | {"evidence/secret.txt": b"secret"})
    data = bytearray(secret.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.rfind(
            signature,
            0,
            data.rfind(b"evidence/secret.txt") if flags == 8 else data.find(b"evidence/secret.txt"),
        )
        data[at + flags] |= 1
    secret.write_bytes(data)
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(broken, "w", zipfile.ZIP_STORED) as archive:
        for name, content in (files | {"evidence/broken.txt": b"broken content"}).items():
            archive.writestr(name, content)
    broken.write_bytes(broken.read_bytes().replace(b"broken content", b"broken kontent"))
    for path, code, name in (
        (bomb, "zip-bomb", "evidence/big.txt"),
        (link, "zip-link", "evidence/link.txt"),
        (pipe, "zip-link", "evidence/pipe"),
        (secret, "zip-encrypted", "evidence/secret.txt"),
        (broken, "zip-damaged", "evidence/broken.txt"),
    ):
        refused = run("round", "receive", folder, path)
        assert refused.exit_code == 1
        assert f"[{code}]" in refused.stderr
        assert name in refused.stderr
        assert not (folder / "stations").exists()
        assert not (folder / ".incoming").exists()


def _flagged(bits: int, method: int | None = None) -> Callable[[bytes], bytes]:
    """Set flags, and the method, of the entry `evidence/x.txt` in both places that a ZIP has them."""

    def change(data: bytes) -> bytes:
        changed = bytearray(data)
        for signature, name_at, flags_at in ((b"PK\3\4", 30, 6), (b"PK\1\2", 46, 8)):
            at = changed.find(signature)
            while at >= 0:
                if changed[at + name_at :].startswith(b"evidence/x.txt"):
                    changed[at + flags_at] |= bits
                    if method is not None:
                        struct.pack_into("<H", changed, at + flags_at + 2, method)
                at = changed.find(signature, at + 4)
        return bytes(changed)

    return change


def _lying(data: bytes) -> bytes:
    """Say of an entry that it is shorter than it is."""
    changed = bytearray(data)
    at = changed.rfind(b"PK\1\2", 0, changed.rfind(b"evidence/x.txt"))
    struct.pack_into("<L", changed, at + 24, 3)
    return bytes(changed)


def _inside(name: str) -> Callable[[bytes], bytes]:
    """Pack a ZIP into another."""

    def change(data: bytes) -> bytes:
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w") as archive:
            archive.writestr(name, data)
        return outer.getvalue()

    return change


ODD: Final = [
    pytest.param({}, _flagged(1), "zip-encrypted", "evidence/x.txt", id="password"),
    pytest.param({}, _flagged(1, 99), "zip-encrypted", "evidence/x.txt", id="AES"),
    pytest.param({}, _flagged(0x41), "zip-encrypted", "evidence/x.txt", id="strong"),
    pytest.param({}, _flagged(0, 99), "zip-method", "evidence/x.txt", id="AES without a flag"),
    pytest.param({}, _flagged(0, 9), "zip-method", "evidence/x.txt", id="Deflate64"),
    pytest.param({}, _flagged(0, 12), "zip-method", "evidence/x.txt", id="BZip2"),
    pytest.param({}, _flagged(0, 93), "zip-method", "evidence/x.txt", id="Zstandard"),
    pytest.param({}, _lying, "zip-damaged", "evidence/x.txt", id="longer than it says"),
    pytest.param(
        {"evidence/é.txt": b"a", "evidence/e\u0301.txt": b"b"},
        bytes,
        "zip-same-name",
        "é.txt",
        id="forms of a letter",
    ),
    pytest.param({"evidence./x.txt": b"a"}, bytes, "zip-name", "evidence./x.txt", id="folder with a dot"),
    pytest.param({"evidence /x.txt": b"a"}, bytes, "zip-name", "evidence /x.txt", id="folder with a space"),
    pytest.param(
        {f"evidence/{number}.txt": bytes(4_000_000) for number in range(20)},
        bytes,
        "zip-bomb",
        "evidence/0.txt",
        id="many small bombs",
    ),
    pytest.param(
        {},
        lambda data: _inside("县/s1.zip")(_flagged(1)(data)),
        "zip-encrypted",
        "县/s1.zip",
        id="inner password",
    ),
    pytest.param(
        {},
        lambda data: _inside("县.zip")(_inside("s1.zip")(data)),
        "nothing-to-receive",
        "县.zip",
        id="two ZIPs deep",
    ),
    pytest.param({}, lambda data: data[: len(data) // 2], "zip-unreadable", "odd.zip", id="cut short"),
]


@pytest.mark.parametrize("more, change, code, name", ODD)
def test_an_odd_zip_is_refused_whole(
    tmp_path: Path, more: Mapping[str, bytes], change: Callable[[bytes], bytes], code: str, name: str
) -> None:
    """With the entry's name; nothing is taken and nothing is left over."""
    folder = declared(tmp_path / "round")
    before = tree(folder)
    files = {**tree(station(tmp_path / "s1", "s1")), "evidence/x.txt": b"hello" * 20, **more}
    odd = packed(tmp_path / "odd.zip", files)
    odd.write_bytes(change(odd.read_bytes()))
    refused = run("round", "receive", folder, odd, station(tmp_path / "s2", "s2"))
    assert refused.exit_code == 1
    assert f"[{code}]" in refused.stderr
    assert name in refused.stderr
    assert tree(folder) == before


def test_a_zip64_and_backslashes_are_read(tmp_path: Path) -> None:
    """Large-file records and Windows' own separators, with an entry for a folder, are ordinary."""
    files = tree(station(tmp_path / "s1", "s1"))
    for number, separator in enumerate("/\\"):
        odd = tmp_path / f"{number}.zip"
        with zipfile.ZipFile(odd, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in {**files, "evidence/": b""}.items():
                info = zipfile.ZipInfo("x")
                info.filename = f"材料/{name}".replace("/", separator)
                with archive.open(info, "w", force_zip64=True) as entry:
                    entry.write(data)
        folder = declared(tmp_path / f"round {number}")
        done = run("round", "receive", folder, odd)
        assert done.exit_code == 0, done.stderr
        assert set(tree(folder / "stations" / "s1")) == set(files)


@pytest.mark.parametrize("beginning", [b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08"])
@pytest.mark.parametrize("name", ["s1.zip", "s1.rar", "s1.7z", "s1.ZIP"])
def test_other_archives_are_refused(tmp_path: Path, beginning: bytes, name: str) -> None:
    """Whatever they are called, on their own or in a folder: their content would be missed."""
    folder = declared(tmp_path / "round")
    inbox = tmp_path / "inbox"
    station(inbox / "s2", "s2")
    (inbox / name).write_bytes(beginning + b"x" * 100)
    for source in (inbox / name, inbox):
        refused = run("round", "receive", folder, source)
        assert refused.exit_code == 1
        assert "[archive-kind]" in refused.stderr
        assert name in refused.stderr
    assert not (folder / "stations").exists()


def test_zips_of_one_name_do_not_mix(tmp_path: Path) -> None:
    """Two stations send `材料.zip`, each with its files at the top: neither gets the other's."""
    folder = declared(tmp_path / "round")
    sources = []
    for id in ("s1", "s2"):
        files = tree(station(tmp_path / id, id)) | {f"evidence/{id}.txt": b"x"}
        (tmp_path / f"from {id}").mkdir()
        sources.append(packed(tmp_path / f"from {id}" / "材料.zip", files))
    done = run("round", "receive", folder, *sources)
    assert done.exit_code == 0, done.stderr
    for id, other in (("s1", "s2"), ("s2", "s1")):
        assert (folder / "stations" / id / "evidence" / f"{id}.txt").is_file()
        assert not (folder / "stations" / id / "evidence" / f"{other}.txt").exists()


def test_a_folder_of_zips_and_a_zip_of_zips_are_taken(tmp_path: Path) -> None:
    """As they are downloaded from a chat, beside the folder unpacked from one; and as a county packs them."""
    inbox = tmp_path / "inbox"
    for id in ("s1", "s2", "s3"):
        inbox.mkdir(exist_ok=True)
        packed(
            inbox / f"{id}(1).ZIP",
            {f"{id}/{name}": data for name, data in tree(station(tmp_path / id, id)).items()},
        )
    shutil.copytree(tmp_path / "s1", inbox / "s1")
    whole_county = packed(
        tmp_path / "county.zip", {f"全县/{path.name}": path.read_bytes() for path in inbox.glob("*.ZIP")}
    )
    for source in (inbox, whole_county):
        folder = declared(tmp_path / f"round of {source.name}")
        done = run("round", "receive", folder, source)
        assert done.exit_code == 0, done.stderr
        assert sorted(path.name for path in (folder / "stations").iterdir()) == ["s1", "s2", "s3"]
    (inbox / "s1" / "evidence" / "more.txt").write_bytes(b"x")
    refused = run("round", "receive", declared(tmp_path / "another"), inbox)
    assert refused.exit_code == 1
    assert "[received-twice]" in refused.stderr


def test_a_problem_in_a_zip_has_its_place(tmp_path: Path) -> None:
    """The ZIP, the folder in it, the file and the line."""
    folder = declared(tmp_path / "round")
    files = tree(station(tmp_path / "s1", "s1", "{area: 很大}"))
    for top in ("", "站点一/"):
        source = packed(tmp_path / "材料.zip", {f"{top}{name}": data for name, data in files.items()})
        place = f"材料.zip/{top}submission.yaml:4:15"
        assert place in run("round", "receive", folder, source, "--replace", "again").stderr


def test_what_lies_beside_the_stations_folder_is_named(tmp_path: Path) -> None:
    """It is not taken, and that is said: somebody may have meant it."""
    folder = declared(tmp_path / "round")
    files = {f"站点一/{name}": data for name, data in tree(station(tmp_path / "s1", "s1")).items()}
    source = packed(tmp_path / "a.zip", files | {"补充材料/协议.pdf": b"%PDF-1.4", "说明.txt": b"x"})
    done = run("round", "receive", folder, source)
    assert done.exit_code == 0
    assert "[zip-left]" in done.stderr
    assert "补充材料/协议.pdf" in done.stderr
    assert "说明.txt" in done.stderr


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_all_names_of_a_zip_are_in_one_encoding(tmp_path: Path, encoding: str) -> None:
    """A name in GBK that happens to fit UTF-8 is read as the others."""
    folder = declared(tmp_path / "round")
    files = tree(station(tmp_path / "s1", "s1"))
    names = ["隆.pdf", "协议书.pdf"]
    assert "隆".encode("gbk").decode("utf-8")
    stand_ins = [f"{'y' * (len(name.encode(encoding)) - 5)}{number}.pdf" for number, name in enumerate(names)]
    raw = packed(tmp_path / "a.zip", files | {f"evidence/{name}": name.encode() for name in stand_ins})
    data = raw.read_bytes()
    for name, stand_in in zip(names, stand_ins, strict=True):
        data = data.replace(f"evidence/{stand_in}".encode(), b"evidence/" + name.encode(encoding))
    raw.write_bytes(data)
    done = run("round", "receive", folder, raw)
    assert done.exit_code == 0, done.stderr
    for name, stand_in in zip(names, stand_ins, strict=True):
        assert (folder / "stations" / "s1" / "evidence" / name).read_bytes() == stand_in.encode()


def test_a_name_beside_the_name_is_read(tmp_path: Path) -> None:
    """Packers put a name in UTF-8 beside one in another encoding; one that is another's counts nothing."""
    folder = declared(tmp_path / "round")
    files = tree(station(tmp_path / "s1", "s1"))
    path = packed(tmp_path / "a.zip", files)
    with zipfile.ZipFile(path, "a") as archive:
        for name, crc, wide in (
            ("a.pdf", zlib.crc32(b"evidence/a.pdf"), "合同.pdf"),
            ("b.pdf", 0, "假名.pdf"),
        ):
            info = zipfile.ZipInfo(f"evidence/{name}")
            field = struct.pack("<BL", 1, crc) + f"evidence/{wide}".encode()
            info.extra = struct.pack("<HH", 0x7075, len(field)) + field
            archive.writestr(info, b"%PDF-1.4")
    done = run("round", "receive", folder, path)
    assert done.exit_code == 0, done.stderr
    names = {entry.name for entry in (folder / "stations" / "s1" / "evidence").iterdir()}
    assert names == {"lease.pdf", "合同.pdf", "b.pdf"}


def test_two_differing_copies_of_a_sheet_are_refused(tmp_path: Path) -> None:
    """In one delivery: both are named, and neither wins."""
    folder = whole(tmp_path / "round", {})
    sheets = [
        sheet(tmp_path / str(number), "e1", "s1", f"marks: {{B1: {{level: {level}}}}}\n").read_bytes()
        for number, level in enumerate(("好", "差"))
    ]
    names = ("sheets/e1/s1.yaml", "旧稿/sheets/e1/s1.yaml")
    refused = run(
        "round", "receive", folder, packed(tmp_path / "e1.zip", dict(zip(names, sheets, strict=True)))
    )
    assert refused.exit_code == 1
    assert "[zip-two-sheets]" in refused.stderr
    assert all(name in refused.stderr for name in names)
    assert not (folder / "sheets" / "e1").exists()
    same = run("round", "receive", folder, packed(tmp_path / "e1.zip", dict.fromkeys(names, sheets[0])))
    assert same.exit_code == 0, same.stderr


def test_what_lay_there_by_hand_is_recorded_when_it_is_received(tmp_path: Path) -> None:
    """A station and a sheet, the same as what lies in the round already, enter the log; a receipt follows."""
    folder = declared(tmp_path / "round")
    run("round", "check", folder, "--due", "2026-08-20", "s1", "--date", "2026-08-01")
    station(folder / "stations" / "s1", "s1")
    sheet(folder / "sheets", "e1", "s1", MARKS["e1"])
    own = station(tmp_path / "in" / "s1", "s1")
    marks = sheet(tmp_path / "in" / "sheets", "e1", "s1", MARKS["e1"])
    done = run("round", "receive", folder, own, marks, "--date", DAY.isoformat())
    assert done.exit_code == 0, done.output
    assert [entry.about for entry in entries(folder)[-3:]] == [
        "stations/s1",
        "sheets/e1/s1.yaml",
        "sheets/e1",
    ]
    assert (folder / "reports" / "receipt" / "s1.docx").is_file()
    assert deviations(folder, read_record(folder), ["stations", "sheets"]) == []
    repeated = run("round", "receive", folder, own, marks)
    assert "0 taken in, 0 replaced, 2 unchanged" in repeated.stderr


@pytest.mark.parametrize(
    "left, sent, code",
    [
        pytest.param("{area: 31}", "{area: 31}", "already-received", id="changed, and the same sent"),
        pytest.param("{area: 31}", "{area: 32}", "already-received", id="changed, and another sent"),
        pytest.param("", "{area: 32}", "already-received", id="lost, and another sent"),
        pytest.param("", "{area: 66, rooms: [a, b]}", "", id="lost, and sent again as it was"),
        pytest.param(
            "{area: 31}", "{area: 66, rooms: [a, b]}", "already-received", id="changed, and restored"
        ),
    ],
)
def test_a_station_that_is_not_as_recorded_needs_a_reason(
    tmp_path: Path, left: str, sent: str, code: str
) -> None:
    """What was received is replaced with a reason alone, whatever lies in the round in the meantime."""
    folder = whole(tmp_path / "round")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    place = folder / "stations" / "s1"
    (place / "evidence" / "more.txt").write_bytes(b"more")
    again(folder, "stations/s1")
    shutil.rmtree(place)
    if left:
        station(place, "s1", left)
    source = station(tmp_path / "in" / "s1", "s1", sent)
    (source / "evidence" / "more.txt").write_bytes(b"more")
    before = tree(folder)
    done = run("round", "receive", folder, source)
    assert (f"[{code}]" in done.stderr, done.exit_code) == (bool(code), 1 if code else 0)
    if code:
        assert tree(folder) == before
        assert run("round", "receive", folder, source, "--replace", "补正", "--by", "站点").exit_code == 0
    assert deviations(folder, read_record(folder), ["stations"]) == []
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    assert run("round", "verify", folder).exit_code == 0


def test_a_lost_sheet_is_received_as_it_was_or_with_a_reason(tmp_path: Path) -> None:
    """Another one in its place needs a reason."""
    folder = whole(tmp_path / "round")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    place = folder / "sheets" / "e1" / "s1.yaml"
    as_it_was = tmp_path / "in" / "e1" / "s1.yaml"
    as_it_was.parent.mkdir(parents=True)
    shutil.copy(place, as_it_was)
    place.unlink()
    other = sheet(tmp_path / "other", "e1", "s1", "marks: {B1: {level: 差}}\n")
    assert "[sheet-already-submitted]" in run("round", "receive", folder, other).stderr
    assert run("round", "receive", folder, as_it_was).exit_code == 0
    assert run("round", "verify", folder).exit_code == 0
    place.unlink()
    assert run("round", "receive", folder, other, "--replace", "改评", "--by", "e1").exit_code == 0
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    assert run("round", "verify", folder).exit_code == 0
