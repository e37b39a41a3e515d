"""The samples are what their README says, and are made again byte by byte."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.loading.search import open_guideline
from evaluator.texts.problem import Severity
from evaluator.yaml.parse import Scalar, Table, read_yaml
from tests.rounds.making import run

SAMPLES = Path(__file__).parent.parent / "samples"
STATIONS = sorted(file.parent for file in SAMPLES.glob("stations/*/submission.yaml"))
SHEETS = SAMPLES / "sheets"


def same(first: bytes, second: bytes) -> bool:
    """Tell whether two files are the same; of archives the parts, for zlib's builds compress differently."""
    if first == second or not first.startswith(b"PK"):
        return first == second
    return parts(first) == parts(second)


def parts(data: bytes) -> list[tuple[str, tuple[int, ...], bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(each.filename, each.date_time, archive.read(each)) for each in archive.infolist()]


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def score(name: str) -> dict[str, Any]:
    """Return a sample's evaluation with all sheets."""
    inputs, problems = read_inputs(SAMPLES / "stations" / name, sheets=SHEETS)
    assert inputs is not None
    assert problems == [], [each.render("en") for each in problems]
    return dict(evaluate(inputs).document)


def finding(document: dict[str, Any], criterion: str) -> dict[str, Any]:
    (found,) = [each for each in document["findings"] if each["criterion"] == criterion]
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What make.py makes of the submissions alone."""
    folder = tmp_path_factory.mktemp("samples")
    for station in STATIONS:
        target = folder / "stations" / station.name
        target.mkdir(parents=True)
        shutil.copy(station / "submission.yaml", target)
    subprocess.run([sys.executable, str(SAMPLES / "make.py"), str(folder)], check=True, timeout=600)
    return folder


def test_stations_are_made_again(made: Path) -> None:
    """A second run of make.py gives every committed ledger and evidence file, and no other."""
    committed = SAMPLES / "stations"
    again = made / "stations"
    assert files(again) == {name for name in files(committed) if "/~$" not in name}
    different = [
        name
        for name in sorted(files(again))
        if not same((again / name).read_bytes(), (committed / name).read_bytes())
    ]
    assert different == []


@pytest.mark.parametrize("station", STATIONS, ids=lambda path: path.name)
def test_stations_are_fictional_and_small(station: Path) -> None:
    """Every station says that it is a sample; its files stay small."""
    node, problems = read_yaml(station / "submission.yaml", "submission.yaml")
    assert problems == []
    assert isinstance(node, Table)
    head = node.entries["station"]
    assert isinstance(head, Table)
    name, id = head.entries["name"], head.entries["id"]
    assert isinstance(name, Scalar)
    assert isinstance(id, Scalar)
    assert "示例" in name.text
    assert id.text.startswith("9901")
    sizes = {path: path.stat().st_size for path in station.rglob("*") if path.is_file()}
    assert sum(sizes.values()) <= 250_000
    assert max(size for path, size in sizes.items() if "evidence" in path.parts) <= 6_144


def test_all_samples_stay_under_one_megabyte() -> None:
    """A checkout is not weighed down by samples."""
    sizes = [path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert sum(sizes) <= 1_000_000


def test_mistaken_stations_are_fictional_too(mistakes: Path) -> None:
    """A station full of mistakes says that it is a sample as well."""
    for file in mistakes.glob("*/submission.yaml"):
        data = file.read_bytes()
        text = data.decode("gbk") if file.parent.name == "errors-encoding" else data.decode()
        assert "社工站（示例）" in text, file.parent.name


def test_strong_station_is_excellent_and_nothing_is_open() -> None:
    """青禾镇: every sheet is in, no evidence is missing, 优秀."""
    document = score("qinghe")
    assert document["score"]["grade"] == "excellent"
    assert document["score"]["low"] == document["score"]["high"]
    assert not document["score"]["provisional"]
    scored = [each for each in document["findings"] if each["kind"] == "criterion"]
    assert [each["criterion"] for each in scored if each["missing_evidence"]] == []


def test_middling_station_shows_what_the_readme_lists() -> None:
    """白石镇: 合格, a little below 良好, for the reasons listed in the README."""
    document = score("baishi")
    points = float(document["score"]["points"])
    assert document["score"]["grade"] == "pass"
    assert 780 < points < 800
    assert finding(document, "A2.3")["reason"] == "no_evidence"
    assert finding(document, "E3.5")["reason"] == "no_evidence"
    assert finding(document, "D4.2")["points"] == "9.00"
    assert finding(document, "E3.4")["outcome"] == "not_applicable"
    assert finding(document, "C1.5")["outcome"] == "not_applicable"
    assert finding(document, "X3")["points"] == "5.00"
    declared_and_used = {
        each["fact"]: [value["value"] for value in each["values"]]
        for each in document["differences"]
        if any(value["source"] == "declared" for value in each["values"])
    }
    assert declared_and_used == {
        "premises.area": ["55㎡", "62㎡"],
        "joint_meetings.count": ["3次", "4次"],
        "groups.total": ["3个", "4个"],
    }


def test_weak_station_meets_ceilings_and_deductions() -> None:
    """芦溪镇: 不合格, four ceilings, three deductions, a refused claim and blanks."""
    document = score("luxi")
    assert document["score"]["grade"] == "fail"
    assert [each["id"] for each in document["score"]["ceilings"]] == ["K1", "K2", "K3", "K4"]
    assert document["score"]["deductions"]["points"] == "30.00"
    assert finding(document, "D1.3")["reason"] == "refused"
    blank = {each["criterion"] for each in document["findings"] if each["reason"] == "blank"}
    assert {"A1.6", "C1.4", "C2.2", "D2.3", "D3.1", "D3.2", "D4.3", "E3.3"} <= blank


def test_unfinished_station_has_a_range() -> None:
    """新桥街道: what experts mark is open, and only that."""
    document = score("xinqiao")
    assert document["score"]["points"] is None
    assert document["score"]["grade"] is None
    assert float(document["score"]["low"]) < float(document["score"]["high"])
    waiting = {each["criterion"] for each in document["findings"] if each["outcome"] == "not_assessed"}
    experts = {"B1.2", "B2.2", "D2.2", "E2.2", "E2.4", "E2.6", "E2.7", "F2.2", "P4", "X3"}
    assert waiting == experts


@pytest.mark.parametrize(
    "name, codes",
    [
        ("errors-encoding", {"wrong-encoding"}),
        ("errors-tabs", {"tab-indent"}),
        ("errors-syntax", {"full-width-punctuation"}),
        (
            "errors-structure",
            {
                "unknown-key",
                "missing-key",
                "wrong-type",
                "duplicate-key",
                "evidence-duplicate-id",
                "period-reversed",
                "ledger-missing",
            },
        ),
        ("errors-paths", {"path-escapes"}),
        (
            "errors-ledgers",
            {"ledger-column-missing", "ledger-missing", "ledger-sheet-missing", "ledger-unreadable"},
        ),
        ("errors-unknown-guideline", {"unknown-guideline"}),
        (
            "errors-broken-guideline",
            {
                "points-sum",
                "grades-no-floor",
                "grades-same-bound",
                "bands-gap",
                "award-above-points",
                "awards-sum",
                "option-without-award",
                "unknown-option",
                "unknown-fact",
                "range-off-step",
                "levels-overlap",
                "unknown-grade",
            },
        ),
    ],
)
def test_errors_stop_the_evaluation(mistakes: Path, name: str, codes: set[str]) -> None:
    """Each folder named errors-… shows its errors, and nothing is computed."""
    inputs, problems = read_inputs(mistakes / name)
    assert inputs is None
    assert {each.code for each in problems if each.severity is Severity.ERROR} == codes


def test_the_wrong_guideline_is_refused_in_a_round(mistakes: Path) -> None:
    """A submission for another guideline than the round's is not evaluated."""
    guideline, _ = open_guideline("tongling-station")
    inputs, problems = read_inputs(mistakes / "errors-wrong-guideline", guideline_model=guideline)
    assert inputs is None
    assert {each.code for each in problems if each.severity is Severity.ERROR} == {"wrong-guideline"}


def test_warnings_set_one_thing_aside_each(mistakes: Path) -> None:
    """The folder `warnings` is evaluated all the same, and shows every warning its README promises."""
    inputs, problems = read_inputs(mistakes / "warnings")
    assert inputs is not None
    assert {each.severity for each in problems} == {Severity.WARNING}
    assert {each.code for each in problems} == {
        "cell-date-impossible",
        "cell-digits-lost",
        "cell-too-early",
        "cell-unknown-option",
        "cell-wrong-type",
        "claim-not-allowed",
        "claim-on-chosen",
        "claim-unknown",
        "claim-without-reason",
        "evidence-date",
        "evidence-empty",
        "evidence-for-unknown",
        "evidence-is-folder",
        "evidence-kind-unknown",
        "evidence-line-unknown",
        "evidence-missing",
        "evidence-not-a-photo",
        "evidence-not-what-it-says",
        "fact-above-fact",
        "fact-above-limit",
        "fact-below-limit",
        "fact-unknown",
        "fact-wrong-type",
        "ledger-file-twice",
        "ledger-rename-unknown",
        "ledger-row-incomplete",
        "ledger-unknown",
        "option-unknown",
        "self-mark-not-marked",
        "self-mark-unfit",
    }


def test_mistyped_names_get_the_nearest(mistakes: Path) -> None:
    """A mistyped id, name or file is answered with the one that was probably meant."""
    _, warnings = read_inputs(mistakes / "warnings")
    _, unknown = read_inputs(mistakes / "errors-unknown-guideline")
    _, ledgers = read_inputs(mistakes / "errors-ledgers")
    hints = {each.hint("en") for each in [*warnings, *unknown, *ledgers]}
    for near in (
        "premises.area",
        "个案工作室",
        "visits",
        "household",
        "lease",
        "A1.3",
        "evidence/场地协议.pdf",
        "tongling-station",
        "ledgers/个案台账2025.csv",
        "小组明细",
    ):
        assert f"did you mean '{near}'?" in hints


def test_mistaken_sheets_say_what_is_wrong(mistakes: Path) -> None:
    """The sheets on the station of `warnings` show the mistakes of marking."""
    inputs, problems = read_inputs(mistakes / "warnings", sheets=mistakes / "sheets")
    assert inputs is None
    assert {each.code for each in problems if each.file.startswith("sheets/")} == {
        "check-passed-and-left-out",
        "claim-not-allowed",
        "fact-wrong-type",
        "mark-not-level",
        "mark-not-marked",
        "mark-off-step",
        "mark-outside-level",
        "mark-unknown-criterion",
        "mark-without-level",
        "not-yours",
        "role-unknown",
        "sheet-answer",
        "sheet-date",
        "sheet-twice",
        "unknown-check",
        "unknown-level",
        "veto-unknown",
    }


@pytest.mark.slow
def test_the_demo_evaluates_all_stations(tmp_path: Path) -> None:
    """`make demo` scores every station, writes its reports and says what came out."""
    command = [sys.executable, str(SAMPLES / "demo.py"), str(tmp_path)]
    environment = os.environ | {"PYTHONUTF8": "1"}
    done = subprocess.run(
        command, check=True, capture_output=True, encoding="utf-8", env=environment, timeout=300
    )
    ids = ["990101001", "990101002", "990102001", "990102002"]
    stations, _, whole = done.stdout.partition("evaluator round run")
    lines = [line.split() for line in stations.splitlines() if line.startswith("9901")]
    assert [line[0] for line in lines] == ids
    assert [line[-1] for line in lines] == ["优秀", "合格", "不合格", "优秀"]
    expected = {f"results/{id}.json" for id in ids}
    expected |= {f"reports/{id}.{ending}" for id in ids for ending in ("docx", "html")}
    expected |= {"workbooks/站点自评-990101101.xlsx", "workbooks/专家评分-e1.xlsx"}
    if "网页" in whole:  # where the page's runtime is there
        expected.add("自评.html")
    assert {name for name in files(tmp_path) if not name.startswith("round-2026/")} == expected
    made = files(tmp_path / "round-2026")
    assert sum(name.startswith("results/9901") for name in made) == 36
    assert sum(name.startswith("reports/9901") and name.endswith(".docx") for name in made) == 36
    assert "36 个站" in whole
    assert whole.count("示例一区") > 10
    again = run("round", "run", tmp_path / "round-2026")
    assert (again.exit_code, "36 stations unchanged" in again.output) == (0, True), again.output


def all_facts(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return every fact a result shows, by name: those of findings, of limits on the grade, for reports."""
    score = document["score"]
    holders = [*document["findings"], *score["ceilings"], *score["vetoes"], *document["eligibility"]["items"]]
    facts = [*document["facts"], *(fact for holder in holders for fact in holder["facts"])]
    return {fact["name"]: fact for fact in facts}


def lines_of(place: dict[str, str]) -> list[int]:
    spans = (span.partition("-") for span in place.get("lines", "").split(", ") if span)
    return [line for first, _, last in spans for line in range(int(first), int(last or first) + 1)]


@pytest.mark.parametrize("station", STATIONS, ids=lambda path: path.name)
def test_every_fact_names_the_line_or_the_rows_it_stands_in(station: Path) -> None:
    document = score(station.name)
    written = (station / "submission.yaml").read_text(encoding="utf-8")
    facts = all_facts(document)
    counted = {row["fact"]: row["rows"] for ledger in document["ledgers"] for row in ledger["counted"]}
    assert len(facts) > 50
    for name, fact in facts.items():
        places = fact.get("at", [])
        if fact["source"] == "derived":
            assert {operand.removeprefix("-") for operand in fact["of"]} <= facts.keys()
            continue
        if fact["source"] == "none":
            assert all(f"{name}:" in at_line(station, place) for place in places), name
            elsewhere = [place for value in fact["also"] for place in value["at"]]
            assert places or elsewhere or f"  {name}:" not in written, name
            continue
        assert places, name
        if fact["source"] == "counted":
            assert all((station / place["file"]).is_file() for place in places)
            assert sum(len(lines_of(place)) for place in places) == counted[name], name
        else:
            assert all(f"{name}:" in at_line(station, place) for place in places), name
    for finding in document["findings"]:
        for mark in finding["marks"]:
            (place,) = mark["at"]
            assert f"{finding['criterion']}:" in at_line(station, place)


def at_line(station: Path, place: dict[str, str]) -> str:
    """Return the line that a place names: of the station's folder, or of the sheets."""
    root = SAMPLES if place["file"].startswith("sheets/") else station
    (number,) = lines_of(place)
    return (root / place["file"]).read_text(encoding="utf-8").splitlines()[number - 1]
