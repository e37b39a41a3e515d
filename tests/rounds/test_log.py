"""A round's log, the record of its files, and operations that write both: nothing changes unseen."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.cli import terminal
from evaluator.cli.command import cli
from evaluator.rounds.log import KINDS, LOG, Entry, appended, entries, read_log
from evaluator.rounds.record import SEAL, deviations, read_record
from evaluator.rounds.staging import STAGING, Operation, finish
from evaluator.texts.problem import Unusable
from tests.rounds.making import DAY, run, station, tree, was, whole

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)
ENTRIES = st.lists(
    st.builds(
        Entry, st.sampled_from(KINDS), TEXTS, st.just(DAY), st.dictionaries(st.sampled_from("xyz"), TEXTS)
    ),
    max_size=6,
)


@given(ENTRIES, ENTRIES)
def test_what_is_appended_is_read(first: list[Entry], second: list[Entry]) -> None:
    """Entries come back as they were written, and the old bytes stay what they were."""
    start = appended(b"", first)
    whole = appended(start, second)
    assert whole.startswith(start)
    read, problems = read_log(whole)
    assert problems == []
    assert read == [*first, *second]
    assert [entry.number for entry in read] == list(range(1, len(read) + 1))


def three() -> bytes:
    return appended(b"", [Entry("received", f"stations/s{number}", DAY, {"by": "甲"}) for number in range(3)])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda lines: [lines[0].replace("甲", "乙"), *lines[1:]], id="changed"),
        pytest.param(lambda lines: [lines[0], lines[2]], id="removed"),
        pytest.param(lambda lines: lines[1:], id="first-removed"),
        pytest.param(lambda lines: [lines[1], lines[0], lines[2]], id="moved"),
        pytest.param(lambda lines: [lines[0], lines[0], *lines[1:]], id="inserted"),
        pytest.param(lambda lines: [lines[0], "# nothing", *lines[1:]], id="comment"),
        pytest.param(lambda lines: [line + "\r" for line in lines], id="line-ends"),
        pytest.param(lambda lines: [f"{lines[0]} ", *lines[1:]], id="blank"),
        pytest.param(lambda lines: [lines[0].replace("received", "taken"), *lines[1:]], id="kind"),
        pytest.param(lambda lines: [lines[0].replace("2026-08-02", "2026-13-02"), *lines[1:]], id="day"),
        pytest.param(lambda lines: ["{", *lines], id="no-yaml"),
    ],
)
def test_a_changed_log_is_seen(change: Callable[[list[str]], list[str]]) -> None:
    """Every way of changing a line that another line follows breaks the chain."""
    lines = three().decode().splitlines()
    changed = "".join(f"{line}\n" for line in change(lines)).encode()
    assert read_log(changed)[1] != []


def test_a_half_line_is_seen() -> None:
    assert read_log(three()[:-1])[1] != []


def test_an_operation_writes_files_log_and_record(tmp_path: Path) -> None:
    """A file replaced or removed is left under its hash; the record knows what stands there now."""
    with Operation(tmp_path) as operation:
        operation.write("stations/s1/a.txt", b"1")
        operation.write("stations/s1/b.txt", b"2")
        operation.write("sheets/e1/s1.yaml", b"submitted:\n", recorded=False)
        operation.log("received", "stations/s1", DAY, by="甲")
        operation.commit()
    assert set(read_record(tmp_path).files) == {"stations/s1/a.txt", "stations/s1/b.txt"}
    assert deviations(tmp_path, read_record(tmp_path)) == []
    (tmp_path / "new" / "b.txt").mkdir(parents=True)  # a folder where a file was
    (tmp_path / "new" / "b.txt" / "c.txt").write_bytes(b"3")
    with Operation(tmp_path) as operation:
        operation.copy(tmp_path / "new", "stations/s1")
        operation.put("stations/s1")
        operation.log("received", "stations/s1", DAY, by="乙")
        operation.commit()
    files = tree(tmp_path / "stations")
    assert files == {"s1/b.txt/c.txt": b"3"}
    assert [(tmp_path / was(data)).read_bytes() for data in (b"1", b"2")] == [b"1", b"2"]
    assert deviations(tmp_path, read_record(tmp_path)) == []
    assert [(entry.kind, entry.fields) for entry in entries(tmp_path)] == [
        ("received", {"by": "甲"}),
        ("received", {"by": "乙"}),
    ]
    assert [entry.about for entry in entries(tmp_path, "decided")] == []


def test_an_operation_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with Operation(tmp_path) as operation:
            operation.write("stations/s1/a.txt", b"1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert tree(tmp_path) == {}


def test_deviations_are_named(tmp_path: Path) -> None:
    """Changed, of the same length too; gone; there without a record. A draft is none of them."""
    with Operation(tmp_path) as operation:
        for name in ("a", "b", "c", "d"):
            operation.write(f"stations/s1/{name}.txt", b"1")
        operation.commit()
    (tmp_path / "stations/s1/a.txt").write_bytes(b"2")
    (tmp_path / "stations/s1/b.txt").write_bytes(b"1 ")
    (tmp_path / "stations/s1/c.txt").unlink()
    (tmp_path / "stations/s1/.hidden").write_bytes(b"")
    (tmp_path / "sheets/e1").mkdir(parents=True)
    (tmp_path / "sheets/e1/s1.yaml").write_bytes(b"marks: {}\n")
    (tmp_path / "sheets/e1/s2.yaml").write_bytes(b"submitted: 2026-08-02\n")
    (tmp_path / "sheets/e1/s3.yaml").write_bytes(b"{")
    listed = deviations(tmp_path, read_record(tmp_path))
    assert [(deviation.path, deviation.state) for deviation in listed] == [
        ("sheets/e1/s2.yaml", "unrecorded"),
        ("sheets/e1/s3.yaml", "unrecorded"),
        ("stations/s1/a.txt", "changed"),
        ("stations/s1/b.txt", "changed"),
        ("stations/s1/c.txt", "missing"),
    ]


@pytest.mark.parametrize("file", [LOG, SEAL])
@pytest.mark.parametrize("change", ["changed", "missing", "reformatted"])
def test_nothing_is_written_over_a_changed_history(tmp_path: Path, file: str, change: str) -> None:
    """An operation stops, and writes nothing, where the log or the record is not what was written last."""
    with Operation(tmp_path) as operation:
        operation.write("stations/s1/a.txt", b"1")
        operation.log("received", "stations/s1", DAY)
        operation.commit()
    path = tmp_path / file
    if change == "missing":
        path.unlink()
    elif change == "changed":
        path.write_bytes(path.read_bytes().replace(b'"length": ', b'"length": 1', 1).replace(b"s1", b"s2"))
    else:
        path.write_bytes(path.read_bytes() + b"\n")
    before = tree(tmp_path)
    with Operation(tmp_path) as operation:
        operation.write("stations/s1/a.txt", b"2")
        with pytest.raises(Unusable):
            operation.commit()
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "path",
    [
        "../outside.txt",
        "/outside.txt",
        "stations/../../outside.txt",
        "stations//s1",
        "pyproject.toml",
        ".lock",
        "link/outside.txt",
        "stations/link/outside.txt",
        5,
        None,
    ],
)
@pytest.mark.parametrize("key", ["moves", "removals"])
def test_a_plan_is_trusted_for_nothing_outside(tmp_path: Path, path: object, key: str) -> None:
    """A plan that came with a folder touches the round's own files only, and no file through a link."""
    folder = tmp_path / "round"
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"mine")
    (folder / STAGING).mkdir(parents=True)
    (folder / "stations").mkdir()
    for place in (folder, folder / "stations"):
        (place / "link").symlink_to(tmp_path)
    (folder / STAGING / "link").mkdir()
    (folder / STAGING / "link" / "outside.txt").write_bytes(b"theirs")
    plan = {"moves": [], "removals": [], key: [path]}
    (folder / STAGING / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    before = tree(tmp_path)
    with pytest.raises(Unusable):
        finish(folder)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("plan", ["", "[]", "{}", '{"moves": 1, "removals": []}', "\x00"])
def test_a_plan_that_is_none_is_refused(tmp_path: Path, plan: str) -> None:
    (tmp_path / STAGING).mkdir()
    (tmp_path / STAGING / "plan.json").write_text(plan, encoding="utf-8")
    with pytest.raises(Unusable):
        finish(tmp_path)


def test_a_staging_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_bytes(b"1")
    (tmp_path / "round").mkdir()
    (tmp_path / "round" / STAGING).symlink_to(tmp_path / "other")
    with pytest.raises(Unusable):
        finish(tmp_path / "round")
    assert (tmp_path / "other" / "a.txt").exists()


class _Killed(BaseException):
    """The process ends here."""


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 30))
def test_an_operation_killed_anywhere_is_whole_or_nothing(steps: int) -> None:
    """Killed before any step on the disk, then finished by the next process: all of it or none of it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        with Operation(folder) as operation:
            operation.write("stations/s1/a.txt", b"1")
            operation.write("stations/s2/a.txt", b"2")
            operation.commit()
        before = tree(folder)
        left = steps

        def step(method: Callable[..., object]) -> Callable[..., object]:
            def call(*args: object, **kwargs: object) -> object:
                nonlocal left
                left -= 1
                if left < 0:
                    raise _Killed
                return method(*args, **kwargs)

            return call

        with pytest.MonkeyPatch.context() as patch:
            for method in ("replace", "unlink", "write_bytes", "mkdir", "rmdir"):
                patch.setattr(Path, method, step(getattr(Path, method)))
            try:
                with Operation(folder) as operation:
                    operation.write("stations/s1/a.txt", b"3")
                    operation.write("results/s1.json", b"{}")
                    operation.remove("stations/s2/a.txt")
                    operation.log("received", "stations/s1", DAY)
                    operation.commit()
            except _Killed:
                pass
        finish(folder)
        after = tree(folder)
        if after == before:
            return
        assert {name: data for name, data in after.items() if not name.startswith("history/")} == {
            "stations/s1/a.txt": b"3",
            "results/s1.json": b"{}",
        }
        assert after[was(b"1")] == b"1"
        assert after[was(b"2")] == b"2"
        assert len(entries(folder)) == 1
        assert deviations(folder, read_record(folder)) == []


LIFE = (
    ("receive", "{in}/s2", "--replace", "补正", "--by", "站点"),
    ("receive", "--again", "stations/s1", "--reason", "更正", "--by", "组织方"),
    ("run", "--no-reports"),
    ("run",),
    ("decide", "s1", "--mark", "B1=level:好", "--reason", "合议", "--by", "专家组"),
    ("documents", "--set", "feedback"),
    ("panel", "excuse", "e1", "--from", "s1", "--sheets", "drop", *("--reason", "病", "--by", "组织方")),
    ("withdraw", "s3", "--reason", "撤并", "--by", "组织方"),
    ("close", "--anyway", "期限已到", "--by", "组织方"),
    ("object", "s2", "--about", "total", "--text", "少了", "--by", "站点", "--received", "2026-08-02"),
    ("object", "--answer", "1", "--text", "复核", "--by", "组织方", "--outcome", "upheld"),
    ("reopen", "s2", "--reason", "复核", "--by", "组织方"),
    ("run",),
    ("close",),
    ("rectify", "--stations", "s2", "--due", "2026-10-31", "--by", "组织方"),
)


def test_a_closed_console_cuts_no_command_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`… | head` ends with the reason, and leaves the round as it would be: all written, all recorded."""
    changed = station(tmp_path / "in" / "s2", "s2", "{area: 31}")
    folders = [whole(tmp_path / name / "round") for name in ("undisturbed", "cut")]
    for folder in folders:
        assert run("round", "run", folder, "--date", "2026-08-02").exit_code == 0

    def closed(*_: object, **__: object) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    for command, *words in LIFE:
        arguments = [changed if word == "{in}/s2" else word for word in words]
        for folder in folders:
            if "--again" in words:
                station(folder / "stations" / "s1", "s1", "{area: 40}")
            line = ("round", command, folder, *arguments, "--date", "2026-08-02")
            if folder.parent.name == "undisturbed":
                done = run(*line)
                assert done.exit_code == 0, (line, done.output)
                continue
            with monkeypatch.context() as console:
                console.setattr(terminal, "echo", closed)
                done = CliRunner().invoke(cli, list(map(str, line)), env={"EVALUATOR_LANG": "en"})
            assert done.exit_code == 1, (line, done.exception)
        assert tree(folders[1]) == tree(folders[0]), command
    assert run("round", "verify", folders[1]).exit_code == 0
