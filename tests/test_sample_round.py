"""The sample round adds up to the published totals and has the troubles its README lists."""

import hashlib
import json
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest

from evaluator.evaluation.pipeline import evaluate
from evaluator.model.round import Round
from evaluator.rounds.read import read_round, station_ids, station_inputs
from tests.test_samples import files, parts, same

SAMPLES: Final = Path(__file__).parent.parent / "samples"
EXCERPT: Final = SAMPLES / "round-2026"
DIGEST: Final = "65df77b5a27decb66178add13fa193d5013c3179564dfb8dbc8ae6e6b23f38ca"
"""Of all files of the whole round, as `digest` counts it."""

Documents = dict[str, dict[str, Any]]

# Published for 36 stations in 慈善公益报, July 2023. Round figures stand for "more than" and "nearly".
PUBLISHED: Final = {
    "staff.total": 60,
    "since_opening.files": 3456,
    "since_opening.households": 3000,
    "since_opening.people": 9000,
    "since_opening.beneficiaries": 58000,
    "since_opening.case_person_times": 345,
    "since_opening.community_sessions": 498,
    "since_opening.volunteers": 1067,
    "since_opening.organisations": 179,
    "since_opening.funds": 14,
    "since_opening.fund_amount": 1_000_000,
    "since_opening.fund_projects": 12,
}


def read(folder: Path) -> Round:
    found, problems = read_round(folder)
    assert found is not None
    assert problems == [], [each.render("en") for each in problems]
    return found


def evaluated(round_: Round) -> Documents:
    """All evaluations; no file of the round has a problem."""
    found: Documents = {}
    for station in station_ids(round_):
        inputs, problems = station_inputs(round_, station)
        assert problems == [], [each.render("en") for each in problems]
        assert inputs is not None
        found[station] = dict(evaluate(inputs).document)
        assert found[station]["problems"] == [], station
    return found


@pytest.fixture(scope="module")
def declared(sample_round: Path) -> Round:
    return read(sample_round)


@pytest.fixture(scope="module")
def documents(declared: Round) -> Documents:
    return evaluated(declared)


def numbers(document: dict[str, Any]) -> dict[str, Fraction]:
    """The shown facts that are numbers, by name."""
    return {
        each["name"]: Fraction(each["number"]) for each in document["facts"] if each["number"] is not None
    }


def finding(document: dict[str, Any], criterion: str) -> dict[str, Any]:
    (found,) = [each for each in document["findings"] if each["criterion"] == criterion]
    assert isinstance(found, dict)
    return found


def test_shown_facts_add_up_to_the_published_totals(documents: Documents) -> None:
    """Every station says every figure, and together they are the city's."""
    stations = [numbers(document) for document in documents.values()]
    assert {name: sum(each[name] for each in stations) for name in PUBLISHED} == PUBLISHED
    money = [name for name in stations[0] if name.startswith("since_opening.money_")]
    assert len(money) == 4
    assert sum(each[name] for each in stations for name in money) == 9_900_000


def test_since_opening_holds_what_the_period_holds(documents: Documents) -> None:
    """No station did more in the year than since it opened."""
    for station, document in documents.items():
        shown = numbers(document)
        year = {each["name"]: each["number"] for one in document["findings"] for each in one["facts"]}
        for total, counted in {
            "since_opening.files": "files.total",
            "since_opening.case_person_times": "cases.total",
            "since_opening.community_sessions": "activities.total",
            "since_opening.volunteers": "volunteers.total",
            "since_opening.organisations": "organisations.new",
        }.items():
            assert shown[total] >= Fraction(year[counted]), (station, total)
        assert shown["since_opening.households"] >= shown["visits.households"], station


def test_stations_are_spread_as_they_are_in_a_city(documents: Documents) -> None:
    """16 + 9 + 8 + 3 stations, many with one worker; few excellent ones, few that fail."""
    counties = Counter(document["station"]["county"] for document in documents.values())
    assert counties == {"示例一区": 16, "示例二区": 9, "示例三区": 8, "示例四区": 3}
    assert all("示例" in document["station"]["name"] for document in documents.values())
    workers = Counter(int(numbers(document)["staff.total"]) for document in documents.values())
    assert workers == {1: 16, 2: 16, 3: 4}
    grades = Counter(document["score"]["grade"] for document in documents.values())
    assert grades == {"excellent": 6, "good": 14, "pass": 9, "fail": 5, None: 2}


def test_a_third_of_its_county_would_take_a_place(documents: Documents) -> None:
    """Of the four best three are of one county, so that the award's limit decides something."""
    excellent = [one for one in documents.values() if one["score"]["grade"] == "excellent"]
    excellent.sort(key=lambda one: -Fraction(one["score"]["points"]))
    first = [one["station"]["id"] for one in excellent[:4]]
    assert sum(id.startswith("990101") for id in first) == 3
    assert first[3] == "990101103"


def test_what_is_open_is_what_the_readme_lists(documents: Documents) -> None:
    """One sheet missing, one disagreement undecided; nothing else waits for anybody."""
    waiting: dict[str, set[str]] = {}
    for station, document in documents.items():
        open_ = {each["reason"] for each in document["findings"] if each["outcome"] == "not_assessed"}
        if open_:
            waiting[station] = open_
    assert waiting == {"990101110": {"awaiting_mark"}, "990103103": {"awaiting_decision"}}
    for station in waiting:
        score = documents[station]["score"]
        assert score["provisional"]
        assert score["points"] is None
        assert Fraction(score["low"]) < Fraction(score["high"])
    assert finding(documents["990103103"], "E2.7")["reason"] == "awaiting_decision"


def test_disagreements_were_decided(documents: Documents) -> None:
    """Marks more than a fifth apart count once the panel has spoken."""
    decided = finding(documents["990102103"], "F2.2")
    assert [each["points"] for each in decided["marks"]] == ["18", "12", "17"]
    assert decided["points"] == "15.00"


def test_the_recused_expert_is_not_missed(declared: Round, documents: Documents) -> None:
    """Two experts are enough where the third is recused."""
    evaluator = declared.evaluator("e2")
    assert evaluator is not None
    assert evaluator.recused_from == ("990101104",)
    document = documents["990101104"]
    experts = [each["evaluator"] for each in document["sheets"] if each["role"] == "expert"]
    assert experts == ["e1", "e3"]
    assert document["score"]["points"] is not None


def test_vetoes_and_ceilings(documents: Documents) -> None:
    """A veto decided as true fails the station, one settled as false leaves nothing; a ceiling lowers the grade."""
    vetoed = documents["990103201"]["score"]
    assert [(each["id"], each["state"]) for each in vetoed["vetoes"]] == [("V1", "applies")]
    assert (vetoed["grade"], vetoed["grade_before_ceilings"]) == ("fail", "pass")
    cleared = documents["990101106"]
    assert cleared["score"]["vetoes"] == []
    assert {"veto": "V4"} in [each["what"] for each in cleared["decisions"]]
    capped = documents["990102105"]["score"]
    assert "K1" in [each["id"] for each in capped["ceilings"]]
    assert (capped["grade"], capped["grade_before_ceilings"]) == ("pass", "good")


def test_two_stations_tie(documents: Documents) -> None:
    """Equal points and grade by different ways, and no other two stations have equal points."""
    first, second = documents["990101109"], documents["990102102"]
    assert first["score"]["points"] == second["score"]["points"]
    assert first["score"]["grade"] == second["score"]["grade"]
    different = {
        one["criterion"]
        for one, other in zip(first["findings"], second["findings"], strict=True)
        if one["points"] != other["points"]
    }
    assert different == {"A1.1", "D3.1"}
    points = Counter(one["score"]["points"] for one in documents.values() if one["score"]["points"])
    assert [count for count in points.values() if count > 1] == [2]


def test_the_other_troubles(sample_round: Path, documents: Documents) -> None:
    """Late, declared too much, claims, postponed, evidence missing, a photo used twice, few answers."""
    assert finding(documents["990101108"], "X1")["points"] == "15.00"
    (cases,) = [each for each in documents["990101111"]["differences"] if each["fact"] == "cases.total"]
    by_source = {each["source"]: int(each["value"].removesuffix("个")) for each in cases["values"]}
    assert by_source["declared"] - by_source["counted"] == 4
    assert finding(documents["990103104"], "D1.3")["reason"] == "refused"
    accepted = documents["990101202"]["claims"]
    assert {each["id"]: each["state"] for each in accepted} == {
        "E3.4": "accepted",
        "services.s09": "accepted",
    }
    assert finding(documents["990102201"], "E3.4")["outcome"] == "not_applicable"
    (area,) = [
        each for each in finding(documents["990101112"], "A1.2")["facts"] if each["name"] == "premises.area"
    ]
    assert (area["number"], area["source"]) == ("52", "decided")
    postponed = documents["990104101"]
    assert postponed["eligibility"]["status"] == "postponed"
    assert postponed["score"]["grade"] is None
    lacking = [each for each in documents["990101113"]["findings"] if each["reason"] == "no_evidence"]
    assert len(lacking) == 8
    assert finding(documents["990101114"], "X3")["points"] == "5.00"
    photos = [sample_round / "stations" / id / "evidence" / "活动2.jpg" for id in ("990101114", "990101103")]
    assert photos[0].read_bytes() == photos[1].read_bytes()
    assert finding(documents["990101201"], "F3.1")["outcome"] == "not_applicable"


def test_the_readme_names_every_troubled_station() -> None:
    """Whoever looks for an example finds its id."""
    text = (EXCERPT / "README.md").read_text(encoding="utf-8")
    for name, value in troubled().items():
        for id in value:
            assert id in text, name


def troubled() -> dict[str, list[str]]:
    """The ids in samples/round_troubles.py, by the name of what goes wrong."""
    code = "import json, round_troubles as t; print(json.dumps({k: v for k, v in vars(t).items() if k.isupper()}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=SAMPLES, check=True, capture_output=True, text=True
    )
    found: dict[str, list[str]] = {}
    for name, value in json.loads(done.stdout).items():
        values = [value] if isinstance(value, str) else list(value)
        found[name] = [each for each in values if each.startswith("9901")]
    assert len(found) >= 15
    return found


def test_the_round_is_small(sample_round: Path) -> None:
    """No disk is weighed down: 6 MB in all, 150 KB a station, no links."""
    found = [path for path in sample_round.rglob("*") if path.is_file()]
    assert not any(path.is_symlink() for path in found)
    assert sum(path.stat().st_size for path in found) <= 6_000_000
    stations: Counter[str] = Counter()
    for path in found:
        parts_ = path.relative_to(sample_round).parts
        if parts_[0] == "stations":
            stations[parts_[1]] += path.stat().st_size
    assert len(stations) == 36
    assert max(stations.values()) <= 150_000


def digest(folder: Path) -> str:
    """SHA-256 over the sorted names and contents of all files; an archive's is its parts, as in `same`."""
    found = hashlib.sha256()
    for name in sorted(files(folder)):
        data = (folder / name).read_bytes()
        content = repr(parts(data)).encode() if data.startswith(b"PK") else data
        found.update(f"{name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def test_the_round_is_always_the_same(sample_round: Path) -> None:
    """make_round.py gives every file as it was when the round was last changed on purpose, and no other."""
    assert digest(sample_round) == DIGEST


def test_the_excerpt_is_made_again(tmp_path: Path) -> None:
    """A second run of make_round.py gives every committed file but the README, and no other."""
    command = [sys.executable, str(SAMPLES / "make_round.py"), str(tmp_path), "--excerpt"]
    subprocess.run(command, check=True, timeout=600)
    assert files(tmp_path) == files(EXCERPT) - {"README.md"}
    assert [
        name
        for name in sorted(files(tmp_path))
        if not same((tmp_path / name).read_bytes(), (EXCERPT / name).read_bytes())
    ] == []


def test_the_excerpt_is_a_round_of_three_stations(sample_round: Path, documents: Documents) -> None:
    """Its files are the whole round's, but submissions cite no evidence files; the scores are the same."""
    excerpt = evaluated(read(EXCERPT))
    assert list(excerpt) == ["990101101", "990101104", "990103103"]
    for station, document in excerpt.items():
        assert document["score"] == documents[station]["score"], station
    others = {name for name in files(EXCERPT) if not name.endswith(("README.md", "submission.yaml"))}
    assert [
        name
        for name in sorted(others)
        if not same((EXCERPT / name).read_bytes(), (sample_round / name).read_bytes())
    ] == []
