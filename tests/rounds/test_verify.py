"""`round verify`: nothing wrong with what nobody touched, and every change named."""

import json
import os
import random
import re
import shutil
from collections.abc import Mapping
from concurrent.futures import Executor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, Final

import pytest

from evaluator import __version__
from evaluator.base import seal
from evaluator.base.json_text import dumped
from evaluator.evaluation import seal_of
from evaluator.reports.paper_compare import added, lacking
from evaluator.reports.paper_text import PaperLine
from evaluator.rounds.history import read_history
from evaluator.rounds.record import file_state, read_record, record_data, recorded_files
from evaluator.texts.messages import Phrase
from evaluator.work import verify as work_verify
from evaluator.work.again import Maker, NotAgain
from tests.rounds.making import again, run, station, whole
from tests.tampering import CHANGES, KINDS, Change, finished, is_named, named, tamper

SEEDS = range(2026, 2026 + 8)


class Finished(dict[str, Path]):
    """Finished rounds by their kind, each made when it is asked for; the tests change copies."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __missing__(self, kind: str) -> Path:
        self[kind] = finished(self.folder / kind / "round", kind)
        return self[kind]


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Finished rounds of every kind."""
    return Finished(tmp_path_factory.mktemp("finished"))


@pytest.fixture
def plain(rounds: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(rounds["plain"], tmp_path / "round"))


@pytest.mark.parametrize("kind", KINDS)
def test_an_untouched_round_is_sound(rounds: dict[str, Path], kind: str) -> None:
    """Corrected, edited, closed, reopened and reviewed ones too, by the command and by its hashes alone."""
    assert named(rounds[kind])[1] == []
    done = run("round", "verify", rounds[kind])
    assert (done.exit_code, "nothing was changed" in done.stdout) == (0, True)
    assert run("round", "verify", rounds[kind], "--quick").exit_code == 0


def test_a_process_that_the_system_ends_is_done_without(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What its unit would have said is found out here and now, each unit once."""
    (plain / "results" / "s2.json").write_bytes(b"{}")
    proven: list[object] = []

    class Ending(Executor):
        """A pool whose process ends after the first unit."""

        def map(self, fn: Any, *units: Any, **_: Any) -> Any:  # noqa: ANN401  # as a pool does
            yield fn(units[0][0])
            raise BrokenProcessPool

    prove = work_verify._prove

    def counted(unit: Any) -> Any:  # noqa: ANN401  # as the function that it stands for
        proven.append(unit)
        return prove(unit)

    monkeypatch.setattr(work_verify, "processes", lambda _: Ending())
    monkeypatch.setattr(work_verify, "_prove", counted)
    done = run("round", "verify", plain, "--jobs", "2")
    assert done.exit_code == 3
    assert "s2" in done.output
    assert len(proven) == len({id(unit) for unit in proven}) > 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_change_is_named(rounds: dict[str, Path], tmp_path: Path, seed: int) -> None:
    """A sample of the campaign of `bench/bench_tampering.py`."""
    chance = random.Random(seed)  # noqa: S311 - any changes will do
    folder = Path(shutil.copytree(rounds[chance.choice(KINDS)], tmp_path / "round"))
    change = tamper(folder, chance)
    files, sentences = named(folder)
    assert is_named(change, files), (change, sentences)


@pytest.mark.parametrize("kind", [kind for kind in CHANGES if kind != "log rewritten"])  # of closed rounds
def test_each_kind_of_change_is_named(plain: Path, kind: str) -> None:
    for seed in range(100):
        path = CHANGES[kind](plain, random.Random(seed))  # noqa: S311
        if path:
            break
    files, sentences = named(plain)
    assert is_named(Change(kind, tuple(path.split("\n"))), files), (path, sentences)
    assert run("round", "verify", plain).exit_code == 3


def test_json_is_one_value(plain: Path) -> None:
    done = run("round", "verify", plain, "--json")
    assert done.exit_code == 0
    value = json.loads(done.stdout)
    assert (value["round"], value["sound"], value["problems"]) == ("r1", True, [])
    assert value["checked"]["results"] == 3
    (plain / "results" / "s2.json").unlink()
    done = run("round", "verify", plain, "--json")
    assert done.exit_code == 3
    value = json.loads(done.stdout)
    assert value["sound"] is False
    assert [problem["file"] for problem in value["problems"] if problem["code"] == "file-lost"] == [
        "results/s2.json"
    ]


def test_hashes_alone_see_every_changed_file(plain: Path) -> None:
    """`--quick` computes nothing again: a changed result is named by its hash."""
    path = plain / "results" / "s1.json"
    path.write_bytes(path.read_bytes() + b"\n")
    done = run("round", "verify", plain, "--quick")
    assert done.exit_code == 3
    assert "results/s1.json" in done.stdout
    assert "[result-" not in done.stdout


def test_the_station_is_called_by_its_name(plain: Path) -> None:
    """An official reads whose materials, sheet or result it is, though the file parses no longer."""
    (plain / "stations" / "s1" / "submission.yaml").write_bytes(b"\xff{")
    (plain / "sheets" / "e1" / "s2.yaml").write_bytes(b"{")
    (plain / "results" / "s3.json").write_bytes(b"{")
    said = run("round", "verify", plain).stdout
    assert "what was handed in by 站点s1（s1） was changed" in said
    assert "the sheet of e1 on 站点s2（s2） was changed" in said
    assert "the result of 站点s3（s3） was changed" in said


def test_a_resealed_figure_is_named_with_its_place(plain: Path) -> None:
    """Sealed again and recorded so, the figure is still not what the inputs give."""
    path = plain / "results" / "s1.json"
    document = json.loads(path.read_bytes())
    right = document["score"]["points"]
    document["score"]["points"] = "99.99"
    document["seal"] = seal_of(document)
    path.write_bytes(dumped(document))
    record = plain / "history" / "seal.json"
    record.write_bytes(_with_state(record.read_bytes(), "results/s1.json", path))
    done = run("round", "verify", plain)
    assert done.exit_code == 3
    assert f'the total is stored as "99.99", and computed as "{right}"' in done.stdout


def _with_state(record: bytes, name: str, path: Path) -> bytes:
    """The record of files, with one file as it stands now."""
    from dataclasses import replace

    folder = path
    while not (folder / "history").is_dir():
        folder = folder.parent
    now = read_record(folder)
    assert record_data(now) == record
    return record_data(replace(now, files=now.files | {name: file_state(path)}))


def test_a_paper_that_another_program_wrote_is_held_to_its_hash(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later version may word it in another way, which is said and is no change of the round's."""
    path = plain / "reports" / "s1.html"
    path.write_text(path.read_text(encoding="utf-8").replace("功能室", "功能用房"), encoding="utf-8")
    record = plain / "history" / "seal.json"
    record.write_bytes(_with_state(record.read_bytes(), "reports/s1.html", path))
    assert "[paper-outdated]" in run("round", "verify", plain).stdout
    monkeypatch.setattr("evaluator.work.verify.__version__", "99.0")
    done = run("round", "verify", plain)
    assert done.exit_code == 0, done.stdout
    assert done.stdout.count("[paper-other-program]") == 1
    path.write_bytes(path.read_bytes() + b" ")
    assert run("round", "verify", plain).exit_code == 3


def test_a_paper_changed_with_its_record_is_named(plain: Path) -> None:
    """The record is no proof: the paper is made again from its result."""
    path = plain / "reports" / "s1.html"
    text = path.read_text(encoding="utf-8")
    points = json.loads((plain / "results" / "s1.json").read_bytes())["score"]["points"]
    assert points in text
    path.write_text(text.replace(points, "11.11"), encoding="utf-8")
    record = plain / "history" / "seal.json"
    record.write_bytes(_with_state(record.read_bytes(), "reports/s1.html", path))
    done = run("round", "verify", plain)
    assert done.exit_code == 3
    assert f"reads '11.11', and by the result '{points}'" in done.stdout


def test_a_result_of_replaced_materials_is_computed_from_those_it_was_made_from(
    rounds: dict[str, Path], tmp_path: Path
) -> None:
    """Received anew and not evaluated yet: the result holds, and a note says that it is older."""
    folder = Path(shutil.copytree(rounds["plain"], tmp_path / "round"))
    changed = station(tmp_path / "in", "s2", "{area: 31}")
    assert run("round", "receive", folder, changed, "--replace", "补正", "--by", "站点").exit_code == 0
    done = run("round", "verify", folder)
    assert done.exit_code == 0, done.stdout
    assert "[result-outdated]" in done.stdout
    for path in (folder / "history" / "was").iterdir():
        path.unlink()
    done = run("round", "verify", folder)
    assert done.exit_code == 3
    assert "history/was/" in done.stdout


def test_materials_recorded_again_leave_the_old_result_unproved(plain: Path) -> None:
    """What was overwritten by hand is gone, so the result made from it cannot be computed; a run mends it."""
    station(plain / "stations" / "s2", "s2", "{area: 31}")
    again(plain, "stations/s2")
    done = run("round", "verify", plain)
    assert done.exit_code == 3
    assert "[result-inputs-lost]" in done.stdout
    assert run("round", "run", plain).exit_code == 0
    assert run("round", "documents", plain, "--set", "all").exit_code == 0
    assert run("round", "verify", plain).exit_code == 0


def test_papers_older_than_their_results_are_named(plain: Path) -> None:
    """A run without reports leaves papers that say something else."""
    changed = station(plain.parent / "in", "s2", "{area: 31}")
    assert run("round", "receive", plain, changed, "--replace", "补正", "--by", "站点").exit_code == 0
    assert run("round", "run", plain, "--no-reports").exit_code == 0
    done = run("round", "verify", plain)
    assert done.exit_code == 3
    assert "reports/s2.docx" in done.stdout
    assert "[paper-outdated]" in done.stdout
    assert "reports/s1.docx" not in done.stdout


def test_an_edited_paper_is_named_until_it_is_recorded(plain: Path) -> None:
    """Afterwards a figure that differs stays named as a note, and the round is sound."""
    path = plain / "reports" / "s1.html"
    text = path.read_text(encoding="utf-8")
    points = json.loads((plain / "results" / "s1.json").read_bytes())["score"]["points"]
    path.write_text(text.replace(points, "11.11"), encoding="utf-8")
    assert run("round", "verify", plain).exit_code == 3
    why = ("--reason", "措辞", "--by", "办公室")
    assert run("round", "documents", plain, "--keep", "reports/s1.html", *why).exit_code == 0
    done = run("round", "verify", plain)
    assert done.exit_code == 0
    assert "[paper-figure-edited]" in done.stdout


def test_what_was_never_recorded_says_so(tmp_path: Path) -> None:
    from tests.rounds.making import whole

    folder = whole(tmp_path / "round")
    done = run("round", "verify", folder)
    assert done.exit_code == 3
    assert "[record-none]" in done.stdout
    assert run("round", "verify", tmp_path / "nowhere").exit_code == 1


def test_printed_score_sheets_are_recorded(plain: Path) -> None:
    """Written by the program, they are no strangers; edited, they are named."""
    assert run("round", "sheets", plain).exit_code == 0
    assert run("round", "verify", plain).exit_code == 0
    paper = min((plain / "reports" / "score-sheets").rglob("*.docx"))
    paper.write_bytes(paper.read_bytes() + b" ")
    done = run("round", "verify", plain)
    assert done.exit_code == 3
    assert paper.relative_to(plain).as_posix() in done.stdout


def test_a_declaration_changed_by_hand_is_named_until_it_is_recorded(plain: Path) -> None:
    """Any byte of `round.yaml`; the next run, or the next papers, record it with its hash before and after."""
    path = plain / "round.yaml"
    for command in ("documents", "run"):
        path.write_text(path.read_text(encoding="utf-8") + "# 备注\n", encoding="utf-8")
        done = run("round", "verify", plain, "--json")
        assert done.exit_code == 3
        wrong = [problem for problem in json.loads(done.stdout)["problems"] if problem["severity"] == "error"]
        assert [(problem["code"], problem["file"]) for problem in wrong] == [("round-changed", "round.yaml")]
        done = run("round", command, plain)
        assert "round.yaml was changed since it was recorded" in done.stderr
        assert run("round", "verify", plain).exit_code == 0
    path.rename(plain / "round.old")
    assert "round.yaml: round.yaml is gone" in run("round", "verify", plain).stdout
    log = (plain / "history" / "log.yaml").read_text(encoding="utf-8")
    assert log.count("- {adopted: round.yaml, sha256: ") == 2


def test_a_link_in_the_place_of_a_file_is_no_file(plain: Path, tmp_path: Path) -> None:
    """Its content is the same today; tomorrow it is what lies elsewhere."""
    for name in ("stations/s1/submission.yaml", "reports/s1.docx"):
        path = plain / name
        elsewhere = tmp_path / path.name
        path.rename(elsewhere)
        path.symlink_to(elsewhere)
    done = run("round", "verify", plain)
    assert done.exit_code == 3
    assert (
        "a link that leads elsewhere stands in the place of what was handed in by 站点s1（s1）" in done.stdout
    )
    assert "reports/s1.docx: a link that leads elsewhere" in done.stdout


def test_a_template_that_is_no_template_any_more_ends_nothing(
    rounds: dict[str, Path], tmp_path: Path
) -> None:
    """Linked, it is not read; broken and recorded so, the papers cannot be made again, and both are named."""
    folder = Path(shutil.copytree(rounds["closed"], tmp_path / "round"))
    page = folder / "templates" / "round.html"
    page.rename(tmp_path / "round.html")
    page.symlink_to(tmp_path / "round.html")
    done = run("round", "verify", folder)
    assert "templates/round.html: a link that leads elsewhere" in done.stdout
    assert done.stdout.count("[file-linked]") == 1
    page.unlink()
    page.write_text("{% if %}", encoding="utf-8")
    _recorded_anew(folder)
    record = json.loads((folder / "history" / "seal.json").read_bytes())
    record["papers"]["reports/city/round.html"]["templates"]["round.html"] = file_state(page).sha256
    _write_record(folder, record)
    done = run("round", "verify", folder)
    assert done.exit_code == 3
    assert "what the record says of reports/city/round.html was changed" in done.stdout


def _recorded_anew(folder: Path) -> None:
    """Write the record anew for the files as they lie there, as a dishonest hand would."""
    record = read_record(folder)
    others = {name: state for name, state in record.files.items() if "/" not in name}
    record.files = others | {name: file_state(place) for name, place in recorded_files(folder)}
    record.papers = {name: source for name, source in record.papers.items() if name in record.files}
    (folder / "history" / "seal.json").write_bytes(record_data(record))


def test_a_later_result_needs_a_reopening(rounds: dict[str, Path], tmp_path: Path) -> None:
    """Right figures do not help: by the log nobody opened the station again."""
    folder = Path(shutil.copytree(rounds["closed"], tmp_path / "round"))
    path = folder / "results" / "s1.json"
    document = json.loads(path.read_bytes())
    for name, link in (("s1.2.json", "supersedes"), ("s1.recheck-1.json", "rechecks")):
        later = {**document, link: {"file": "s1.json", "seal": document["seal"]}}
        (folder / "results" / name).write_bytes(dumped({**later, "seal": seal_of(later)}))
    _recorded_anew(folder)
    said = run("round", "verify", folder).stdout
    assert "results/s1.2.json: the result of 站点s1（s1） stands there once too often" in said
    assert "results/s1.recheck-1.json: the result of 站点s1（s1） stands there once too often" in said


def _write_record(folder: Path, record: dict[str, Any]) -> None:
    """Write a record with the seal of what it holds."""
    record["seal"] = seal.digest({key: value for key, value in record.items() if key != "seal"})
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    (folder / "history" / "seal.json").write_text(text, encoding="utf-8")


def test_any_change_of_the_record_is_named(plain: Path) -> None:
    """Figures that nothing else speaks of too, such as the version that wrote a paper; a seal that was taken out."""
    path = plain / "history" / "seal.json"
    genuine = path.read_bytes()
    record = json.loads(genuine)
    record["papers"]["reports/s1.docx"]["program"] = "0.0.0"
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    problems = json.loads(run("round", "verify", plain, "--json").stdout)["problems"]
    assert [(problem["code"], problem["file"]) for problem in problems][:1] == [
        ("record-form", "history/seal.json")
    ]
    record = json.loads(genuine)
    del record["seal"]
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    done = run("round", "verify", plain)
    assert (done.exit_code, "[record-unsealed]" in done.stdout) == (3, True)
    assert run("round", "documents", plain, "--set", "feedback").exit_code == 0
    assert path.read_bytes() == genuine
    assert run("round", "verify", plain).exit_code == 0


@pytest.mark.parametrize(
    "paper", ["reports/city/ranking.docx", "reports/results.csv", "reports/results.xlsx"]
)
def test_what_a_paper_is_made_from_is_not_the_records_word(plain: Path, paper: str) -> None:
    """A paper on the whole round that a record with a fitting seal calls one on a station is not passed over."""
    record = json.loads((plain / "history" / "seal.json").read_bytes())
    assert record["papers"][paper]["results"] == []
    record["papers"][paper]["results"] = ["results/s3.json"]
    _write_record(plain, record)
    assert named(plain)[0] & {"history/seal.json", paper}


@pytest.mark.parametrize("paper", ["reports/s1.docx", "reports/city/ranking.docx", "reports/results.csv"])
def test_no_paper_is_older_than_its_results(plain: Path, paper: str) -> None:
    """A record with a seal that fits, and a program that cannot have written the paper."""
    record = json.loads((plain / "history" / "seal.json").read_bytes())
    record["papers"][paper]["program"] = "0.0.1"
    _write_record(plain, record)
    done = run("round", "verify", plain)
    assert (done.exit_code, "[record-altered]" in done.stdout, paper in done.stdout) == (3, True, True)


def test_a_changed_length_is_the_records_fault(plain: Path) -> None:
    """The file has the recorded hash; so it is the record that somebody touched, whatever file it is."""
    record = json.loads((plain / "history" / "seal.json").read_bytes())
    for name in ("stations/s1/submission.yaml", "results/s2.json", "reports/s3.html", "round.yaml"):
        record["files"][name]["length"] += 1
    _write_record(plain, record)
    problems = json.loads(run("round", "verify", plain, "--json").stdout)["problems"]
    assert {problem["code"] for problem in problems} == {"record-altered"}
    assert len(problems) == 4


def test_what_was_replaced_is_called_by_its_hash(rounds: dict[str, Path], tmp_path: Path) -> None:
    """Another content under the same name does not pass, recorded or not; a paper without its source neither."""
    folder = Path(shutil.copytree(rounds["closed"], tmp_path / "round"))
    was = min((folder / "history" / "was").iterdir())
    was.write_bytes(b"x")
    _recorded_anew(folder)
    assert f"history/was/{was.name}: the file was changed" in run("round", "verify", folder).stdout
    paper = folder / "reports" / "s1.html"
    paper.write_bytes(paper.read_bytes().replace(b"98", b"99"))
    (folder / "reports" / "s9.html").write_bytes(b"")
    _recorded_anew(folder)
    record = json.loads((folder / "history" / "seal.json").read_bytes())
    del record["papers"]["reports/s1.html"]
    _write_record(folder, record)
    assert "what the record says of reports/s1.html was changed" in run("round", "verify", folder).stdout


def test_what_others_follow_from_comes_first(plain: Path) -> None:
    """A lost station is named before the papers that cannot be made again, and those in a line for each cause."""
    shutil.rmtree(plain / "stations" / "s2")
    lines = [line for line in run("round", "verify", plain).stdout.splitlines() if "[" in line]
    assert lines[0].startswith("stations/s2: ")
    assert sum("cannot be made again" in line for line in lines) == 1


def test_of_many_files_of_a_station_a_few_are_listed(plain: Path) -> None:
    """JSON has all."""
    for number in range(9):
        (plain / "stations" / "s1" / "evidence" / f"{number}.txt").write_text("x", encoding="utf-8")
    done = run("round", "verify", plain)
    assert done.stdout.count("[file-unrecorded]") == 5
    assert "stations/s1: 4 more files, in the same way" in done.stdout
    assert run("round", "verify", plain, "--json").stdout.count('"file-unrecorded"') == 9


def test_a_round_that_is_being_written_is_not_called_wrong(plain: Path) -> None:
    """While another command works on it, it is neither old nor new; afterwards a lock left behind stops nobody."""
    from evaluator.rounds.lock import locked

    with locked(plain, "run"):
        (plain / "results" / "s1.json").rename(plain / "s1.json")
        done = run("round", "verify", plain)
        assert (done.exit_code, done.stdout) == (1, "")
        assert "another process works on this round (run," in done.stderr
        (plain / "s1.json").rename(plain / "results" / "s1.json")
    (plain / ".lock").write_bytes(b"")
    assert run("round", "verify", plain).exit_code == 0


def test_what_windows_leaves_behind_is_no_change(plain: Path) -> None:
    for name in ("stations/s1/Thumbs.db", "stations/s1/evidence/desktop.ini", "reports/~$s1.docx"):
        (plain / name).write_bytes(b"x")
    for path in plain.rglob("*.*"):
        os.utime(path, (0, 0))
    assert run("round", "verify", plain).exit_code == 0


@pytest.mark.office
@pytest.mark.usefixtures("running_office")
def test_a_pdf_is_read_beside_its_document(tmp_path: Path) -> None:
    """A PDF of an edited copy does not pass for that of the document, though it bears the document's hash."""
    import hashlib

    from evaluator.reports.pdf import as_pdf

    folder = finished(tmp_path / "round", "printed")
    assert named(folder)[1] == []
    document, pdf = folder / "reports" / "feedback" / "s1.docx", folder / "reports" / "feedback" / "s1.pdf"
    genuine = document.read_bytes()
    points = json.loads((folder / "results" / "s1.json").read_bytes())["score"]["points"]
    for other, code in (("11.11", "[pdf-text]"), (f"{points}，另予表扬，", "[pdf-added]")):
        edited = _with_text(genuine, points, other)
        made = as_pdf(edited)
        assert made is not None
        before, after = (hashlib.sha256(data).hexdigest().encode() for data in (edited, genuine))
        pdf.write_bytes(made.replace(before, after))
        _recorded_anew(folder)
        said = named(folder)[1]
        assert any(code in sentence for sentence in said), said
        assert all(sentence.startswith("reports/feedback/s1.pdf: ") for sentence in said)


DOCUMENT: Final = [
    PaperLine(Phrase("place-paragraph", heading="", number="1"), "一、评估结果"),
    PaperLine(Phrase("place-cell", table="1", row="1", column="1", label=""), "A1 面积；共三处"),
    PaperLine(Phrase("place-cell", table="1", row="1", column="2", label=""), "89.32"),
    PaperLine(Phrase("place-cell", table="1", row="1", column="3", label=""), "优秀"),
    PaperLine(Phrase("place-cell", table="1", row="2", column="3", label=""), "良好"),
    PaperLine(Phrase("place-cell", table="1", row="3", column="3", label=""), "优秀"),
    PaperLine(
        Phrase("place-cell", table="1", row="3", column="4", label=""), "−2.5；97.5%；1 ≥ 0；2025-07-01"
    ),
    PaperLine(Phrase("place-part", name="footer1"), "— 1 — 校验码 1eac"),
    PaperLine(Phrase("place-chart", name="chart1"), "最低站点"),
    PaperLine(Phrase("place-chart", name="chart1"), "0.8932"),
]
PRINTED: Final = (
    "一、评估结果3|A1 面积|共三处 89.32|优秀|良好|优秀 −2.5；97.5%；1 ≥ 0|2025-07-01"
    "|— 2 — 校验码 1eac|0 20 40|最低站点 89%"
)
"""The same as a page has it, its lines parted by |, pages by ¶."""


@pytest.mark.parametrize(
    "change, lacks, adds",
    [
        pytest.param({}, 0, 0, id="as it is printed"),
        pytest.param({"2025-07-01": "2025-|07-01"}, 0, 0, id="a day broken between lines"),
        pytest.param({"2025-07-01": "2025-¶07-01"}, 0, 0, id="a day broken between pages"),
        pytest.param({"共三处": "共¶三处"}, 0, 0, id="words broken between pages"),
        pytest.param({"89.32": "89.32|优秀"}, 0, 0, id="a head again"),
        pytest.param({" 89.32": ""}, 1, 0, id="a figure is gone"),
        pytest.param({"89.32": "98.32"}, 1, 1, id="a figure is another"),
        pytest.param({"89.32": "8932"}, 1, 1, id="a point is gone"),
        pytest.param({"89.32": "893.2"}, 1, 1, id="a point is elsewhere"),
        pytest.param({"89.32": "89,32"}, 1, 1, id="a comma for a point"),
        pytest.param({"89.32": "89.32%"}, 1, 1, id="a percent sign more"),
        pytest.param({"89.32": "-89.32"}, 1, 1, id="a minus more"),
        pytest.param({"89.32": "9.32"}, 1, 1, id="a digit less"),
        pytest.param({"−2.5": "2.5"}, 1, 1, id="a minus less"),
        pytest.param({"97.5%": "97.5"}, 1, 1, id="a percent sign less"),
        pytest.param({"97.5%": "97.5‰"}, 1, 1, id="another share"),
        pytest.param({"≥": "≤"}, 1, 1, id="the other way round"),
        pytest.param({"良好": "优秀"}, 1, 0, id="another grade of the same paper"),
        pytest.param({"三处 89.32": "三处 89.32|另予表扬"}, 0, 1, id="a line more"),
        pytest.param({"共三处": "共三处，优"}, 0, 1, id="a word more"),
        pytest.param({"共三处": ""}, 1, 0, id="a word is gone"),
        pytest.param({"0 20 40": "0 20 40|3 校验码 1eac"}, 0, 1, id="two feet of a page"),
    ],
)
def test_a_pdf_and_its_document_say_the_same(change: Mapping[str, str], lacks: int, adds: int) -> None:
    """Words and figures, in both directions; how a page breaks lines and hangs marks does not count."""
    text = PRINTED
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new, 1)
    pdf = [
        PaperLine(Phrase("place-page", number=str(number)), line)
        for number, page in enumerate(text.split("¶"), 1)
        for line in page.split("|")
    ]
    assert bool(lacking(DOCUMENT, pdf)) == bool(lacks)
    assert bool(added(DOCUMENT, pdf)) == bool(adds)


def _with_text(document: bytes, old: str, new: str) -> bytes:
    """A Word document with another text."""
    import io
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as archive, zipfile.ZipFile(made, "w") as other:
        for name in archive.namelist():
            data = archive.read(name)
            other.writestr(
                name, data.replace(old.encode(), new.encode()) if name.endswith("document.xml") else data
            )
    return made.getvalue()


def test_the_latest_result_is_the_one_that_may_be_outdated(rounds: dict[str, Path], tmp_path: Path) -> None:
    """After a review has been computed, nothing is older than its materials."""
    done = run("round", "verify", rounds["reopened"])
    assert (done.exit_code, "[result-outdated]" in done.stdout) == (0, False)
    folder = Path(shutil.copytree(rounds["reopened"], tmp_path / "round"))
    changed = station(tmp_path / "in", "s2", "{area: 32}")
    assert run("round", "receive", folder, changed, "--replace", "补正", "--by", "站点").exit_code == 0
    assert "results/s2.2.json: materials, sheets" in run("round", "verify", folder).stdout


@pytest.mark.parametrize("command", ["status", "rank", "documents"])
@pytest.mark.parametrize("kind", ["plain", "closed"])
def test_what_reads_a_changed_result_refuses_it(
    rounds: dict[str, Path], tmp_path: Path, kind: str, command: str
) -> None:
    """Nothing is shown or written of it, in an open round as in a closed one."""
    folder = Path(shutil.copytree(rounds[kind], tmp_path / "round"))
    path = folder / "results" / "s1.json"
    path.write_bytes(path.read_bytes().replace(b'"points":', b'"Points":', 1))
    done = run("round", command, folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "results/s1.json: the seal does not match" in done.stderr


def test_what_was_never_received_is_summed_up(tmp_path: Path) -> None:
    """Of many sheets laid into a round five are named, the rest counted; JSON has all; hints stand once."""
    folder = whole(tmp_path / "round")
    (folder / "sheets").rename(tmp_path / "sheets")
    run("round", "run", folder, "--no-reports")
    (tmp_path / "sheets").rename(folder / "sheets")
    done = run("round", "verify", folder)
    assert len(re.findall(r"^sheets/", done.stdout, re.MULTILINE)) == 5
    assert "sheets: 3 more files" in done.stdout
    assert done.stdout.count("hint:") == len(set(re.findall(r"hint: .*", done.stdout)))
    data = json.loads(run("round", "verify", folder, "--json").stdout)
    assert sum(problem["file"].startswith("sheets/") for problem in data["problems"]) == 8


@pytest.mark.parametrize("program, sound", [("9.9.9", True), (__version__, False)])
def test_a_template_that_fits_another_program_proves_nothing(
    plain: Path, monkeypatch: pytest.MonkeyPatch, program: str, sound: bool
) -> None:
    """A newer program may give templates other fields; the papers of an old round are held to their hashes."""

    def refused(*_: object) -> bytes:
        raise NotAgain("templates/feedback.docx")

    monkeypatch.setattr(work_verify, "__version__", program)
    monkeypatch.setattr(Maker, "_of_station", refused)
    assert (named(plain)[1] == []) is sound


@pytest.mark.parametrize("kind", ["closed", "reviewed", "withdrawn", "rechecked"])
def test_a_log_written_anew_contradicts_results_or_seal(
    rounds: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    """What a close recorded cannot be changed in the log alone, though every line and the record fit."""
    for seed in range(4):
        folder = Path(shutil.copytree(rounds[kind], tmp_path / str(seed)))
        assert CHANGES["log rewritten"](folder, random.Random(seed))  # noqa: S311 - any changes will do
        codes = {
            problem["code"]
            for problem in json.loads(run("round", "verify", folder, "--json").stdout)["problems"]
        }
        assert codes & {"result-not-recorded", "edition-altered", "closed-part-differs"}, (seed, codes)


FOREIGN: Final = {
    "documents/说明.docx": "documents/",
    "公示稿.docx": "公示稿.docx",
    "history.zip": "history.zip",
    "results/.old.json": "results/.old.json",
    "results/.keys/s9.json": "results/.keys/s9.json",
    "results/.keys/s1.json.bak": "results/.keys/s1.json.bak",
    "history/.log.yaml.swp": "history/.log.yaml.swp",
    "reports/city/.ranking.docx": "reports/city/.ranking.docx",
}
LITTER: Final = (
    ".DS_Store",
    "Thumbs.db",
    "results/._s1.json",
    "reports/~$s1.docx",
    "reports/.~lock.s1.docx#",
)


def test_foreign_files_are_named_and_change_nothing(plain: Path) -> None:
    """At the top, beside keys, hidden ones: each is named, and the round is sound; what systems leave is not."""
    for name in (*FOREIGN, *LITTER):
        (plain / name).parent.mkdir(exist_ok=True)
        (plain / name).write_bytes(b"x")
    done = run("round", "verify", plain, "--json")
    data = json.loads(done.stdout)
    assert (done.exit_code, data["sound"], data["seals"]) == (0, True, [])
    seen = {problem["file"]: problem["code"] for problem in data["problems"]}
    assert seen == dict.fromkeys(FOREIGN.values(), "file-foreign")


def test_it_says_what_no_look_into_a_folder_proves(rounds: dict[str, Path]) -> None:
    """A folder cannot prove itself: the seals to compare with paper, and sheets that are not submitted."""
    done = run("round", "verify", rounds["reviewed"], "--quick")
    assert "compare what is on signed paper" in done.stderr
    for edition in read_history(rounds["reviewed"]).editions:
        assert f"edition {edition.number} " in done.stderr
        assert edition.seal[:16] in done.stderr
    assert "no signed paper" in run("round", "verify", rounds["drafts"], "--quick").stderr
    assert "sheets are not submitted" in run("round", "verify", rounds["drafts"], "--quick").stderr
