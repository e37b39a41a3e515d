"""Two rounds compared: stations matched, what the guideline and the stations did, a page with its picture."""

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lxml import etree

from evaluator.reports.explanation import MOST_SLOPES, slopes_of
from tests.reading import word_text
from tests.rounds.making import GUIDELINE, closed_round, declared, opened, run, sheet, station, whole
from tests.tampering import other_digit

LATER = GUIDELINE.replace("edition: 1", "edition: 2").replace(
    "at_least: 60, award: 30", "at_least: 80, award: 30"
)


def later_round(folder: Path) -> Path:
    """A year later: another edition, s1 renamed and better marked, s2 gone into s1, s4 new."""
    declared(folder)
    (folder / "criteria" / "tiny" / "guideline.yaml").write_text(LATER, encoding="utf-8")
    text = (folder / "round.yaml").read_text(encoding="utf-8").replace("edition: 1}", "edition: 2}")
    (folder / "round.yaml").write_text(f"{text}facts: {{late: 0}}\n", encoding="utf-8")
    for id, facts in (
        ("s1", "{area: 90, rooms: [a, b]}"),
        ("s3", "{area: 66, rooms: [a]}"),
        ("s4", "{area: 5}"),
    ):
        station(folder / "stations" / id, id, facts)
        sheet(folder / "sheets", "f1", id, "marks: {B2: {points: 18}}\n", role="finance")
        for evaluator in ("e1", "e2"):
            if (evaluator, id) != ("e2", "s3"):
                sheet(folder / "sheets", evaluator, id, "marks: {B1: {level: 好}}\n")
    path = folder / "stations" / "s1" / "submission.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("站点s1", "新站一"), encoding="utf-8")
    done = run("round", "run", folder, "--no-reports")
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("rounds")
    old = closed_round(folder / "old")
    done = run(
        "round",
        "withdraw",
        old,
        "s2",
        "--reason",
        "撤并",
        "--by",
        "民政局",
        "--into",
        "s1",
        "--date",
        "2026-10-01",
    )
    assert done.exit_code == 0, done.output
    return old, later_round(folder / "new")


def data(rounds: tuple[Path, Path]) -> Any:  # noqa: ANN401 - JSON
    done = run("round", "compare", *rounds, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_stations_are_matched_and_each_adds_up_exactly(rounds: tuple[Path, Path]) -> None:
    moved = data(rounds)
    stations = {row["station"]: row for row in moved["stations"]}
    assert stations.keys() == {"s1", "s3"}
    assert stations["s1"]["formerly"] == "站点s1"
    assert moved["joined"] == {"s4": "站点s4"}
    for row in stations.values():
        (end,) = row["ends"]
        changes = [Fraction(split["change"]) for split in end["splits"]]
        assert sum(changes) == Fraction(row["change"])
        for split in end["splits"]:
            assert sum(Fraction(each["change"]) for each in split["movements"]) == Fraction(split["change"])


def test_what_the_guideline_did_is_told_from_what_the_station_did(rounds: tuple[Path, Path]) -> None:
    stations = {row["station"]: row for row in data(rounds)["stations"]}
    first, third = (
        {split["cause"]: split["change"] for split in stations[id]["ends"][0]["splits"]}
        for id in ("s1", "s3")
    )
    assert first == {"guideline": "-10", "station": "10"}
    assert third == {"guideline": "-10", "station": "-10"}
    criteria = {
        (row["cause"], row["id"]): (row["change"], row["stations"]) for row in data(rounds)["criteria"]
    }
    assert criteria["guideline", "A1"] == ("-20", 2)
    assert criteria["station", "A2"] == ("-10", 1)


def test_the_terminal_shows_movements_in_words(rounds: tuple[Path, Path]) -> None:
    shown = run("round", "compare", *rounds).stdout
    assert "Of 2 stations with final points in both rounds 0 rose, 1 fell, 1 stayed." in " ".join(
        shown.split()
    )
    assert "Newly taking part: 站点s4（s4）" in shown
    assert "formerly" in shown
    assert run("compare", *rounds).stdout == shown


def test_who_was_merged_after_publication_is_named(rounds: tuple[Path, Path]) -> None:
    """The edition in force has s2 no longer; the log says into what it was merged."""
    moved = data(rounds)
    assert moved["merged"] == {"s2": "s1"}
    assert moved["left"] == {}
    assert "Merged into another: 站点s2（s2） → 新站一（s1）" in run("round", "compare", *rounds).stdout


def test_a_station_merged_into_a_new_one_is_what_that_is_compared_with(
    rounds: tuple[Path, Path], tmp_path: Path
) -> None:
    old = closed_round(tmp_path / "old")
    options = ["--reason", "撤并", "--by", "民政局", "--date", "2026-10-01"]
    refused = run("round", "withdraw", old, "s2", "--into", "s4", *options)
    assert refused.exit_code == 1
    assert "--into-new s4" in refused.stderr
    assert run("round", "withdraw", old, "s2", "--into", "s1", "--into-new", "s4", *options).exit_code == 2
    assert run("round", "withdraw", old, "s2", "--into-new", "s4", *options).exit_code == 0
    moved = data((old, rounds[1]))
    merged = next(row for row in moved["stations"] if row["station"] == "s4")
    published = json.loads((old / "results" / "s2.json").read_bytes())["score"]["points"]
    assert merged["came_from"] == "s2"
    page = tmp_path / "moves.html"
    assert run("round", "compare", old, rounds[1], "-o", page).exit_code == 0
    assert f"{published} → " in page.read_text(encoding="utf-8")
    assert (moved["joined"], moved["left"], moved["merged"]) == ({}, {}, {})


def test_who_withdrew_after_publication_is_named(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    old = closed_round(tmp_path / "old")
    options = ["--reason", "停办", "--by", "民政局", "--date", "2026-10-01"]
    assert run("round", "withdraw", old, "s2", *options).exit_code == 0
    assert data((old, rounds[1]))["left"] == {"s2": "站点s2"}


def test_long_names_are_told_apart_by_their_ends() -> None:
    names = [f"示例市示例区社会工作服务中心第{at}站点" for at in range(1, 13)]
    slopes = slopes_of("名次", ("去年", "今年"), [(name, at, at) for at, name in enumerate(names, 1)], "站点")
    assert slopes is not None
    shown = [line.after.split(" ", 1)[1] for line in slopes.lines]
    assert shown[-1] == "示例市…中心第12"
    assert len({*shown}) == len(names)
    assert max(map(len, shown)) <= 9


def test_of_many_stations_those_whose_ranks_move_most_are_drawn() -> None:
    count = MOST_SLOPES + 40
    others = list(range(41, count + 1))
    ranked = [(f"站{at}", at, at) for at in range(1, 41)]
    ranked += [(f"站{at}", at, to) for at, to in zip(others, reversed(others), strict=True)]
    slopes = slopes_of("名次", ("去年", "今年"), ranked, "")
    assert slopes is not None
    assert [line.name for line in slopes.lines] == [f"站{at}" for at in others]


def test_a_merged_station_is_named_by_the_log(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    """In an open round a withdrawn station is out of it; merged into a new one, that one is compared with it."""
    old = whole(tmp_path / "old")
    assert run("round", "run", old, "--no-reports").exit_code == 0
    new = later_round(tmp_path / "new")
    station(new / "stations" / "s2", "s2")
    assert run("round", "run", new, "--no-reports").exit_code == 0
    options = ["--reason", "撤并", "--by", "民政局", "--into", "s4", "--date", "2026-10-01"]
    assert run("round", "withdraw", new, "s2", *options).exit_code == 0
    moved = data((old, new))
    merged = next(row for row in moved["stations"] if row["station"] == "s4")
    assert merged["came_from"] == "s2"
    assert moved["joined"] == {}


def test_the_page_has_a_picture_of_every_movement(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "moves.html"
    assert run("round", "compare", *rounds, "-o", page).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert text.count('class="bars"') == 2
    assert "left:0.00%;width:50.00%" in text
    # Both have 98 of the first edition; by the second s3 has 88.
    lines = re.findall(
        r'<line class="(\w+)" x1="124" y1="(\d+)" x2="236" y2="(\d+)"/><text[^>]*>([^<]*)<', text
    )
    assert sorted(lines) == [("falls", "57", "57", "2 站点s3"), ("stays", "40", "40", "1 新站一")]
    assert "http" not in text


def slopes(paper: Path) -> list[tuple[str, str, list[str]]]:
    """Return the lines of the picture in a Word paper: title, colour, both places; it stands there once."""
    with zipfile.ZipFile(paper) as package:
        body = package.read("word/document.xml").decode()
        id = re.findall(r'name="chart:slopes".*?<c:chart [^>]*r:id="(\w+)"', body, re.DOTALL)
        assert len(id) == 1
        relations = package.read("word/_rels/document.xml.rels").decode()
        (relation,) = re.findall(rf'<Relationship [^>]*Id="{id[0]}"[^>]*>', relations)
        (target,) = re.findall('Target="([^"]+)"', relation)
        chart = etree.fromstring(package.read(f"word/{target}"))
    space = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
    space["a"] = "http://schemas.openxmlformats.org/drawingml/2006/main"
    return [
        (
            series.findtext("c:tx//c:v", "", space),
            next(series.iterfind("c:spPr//a:srgbClr", space)).get("val", ""),
            [value.text or "" for value in series.iterfind("c:val//c:v", space)],
        )
        for series in chart.iterfind(".//c:ser", space)
    ]


def test_the_word_paper_has_the_table_and_an_editable_picture(
    rounds: tuple[Path, Path], tmp_path: Path
) -> None:
    paper = tmp_path / "moves.docx"
    assert run("round", "compare", *rounds, "-o", paper).exit_code == 0
    assert slopes(paper) == [("新站一 1", "7F7F7F", ["1", "1"]), ("站点s3 1→2", "C55A11", ["2", "2"])]
    text = word_text(paper.read_bytes())
    for words in ("新站一（原站点s1）", "1 → 2", "因指南", "因站点", "指南的变化", "各站点名次的变动"):
        assert words in text
    rows = {row["station"]: row for row in data(rounds)["stations"]}
    for row in rows.values():
        change = Fraction(row["change"])
        assert f"{'+' if change > 0 else ''}{float(change):.2f}" in text


def explanations(
    rounds: tuple[Path, Path], folder: Path, ending: str
) -> Iterator[tuple[Path, list[str | Path]]]:
    """Write every kind of explanation; yield each with the options by which it is proved."""
    old, new = rounds
    guideline = edition(folder, LATER)
    results = [home / "results" / "s1.json" for home in rounds]
    kinds: tuple[tuple[str, tuple[str | Path, ...], tuple[str | Path, ...]], ...] = (
        ("why", ("why", results[1], "B1"), ("--against", new)),
        ("all", ("why", results[1], "total", "--for", "organiser", "--all"), ("--result", results[1])),
        ("pair", ("compare", *results), ("--against", new, "--before", old)),
        (
            "files",
            ("compare", *results, "--for", "organiser"),
            ("--result", results[1], "--before", results[0]),
        ),
        ("rounds", ("round", "compare", *rounds), ("--against", new, "--before", old)),
        (
            "rehearsal",
            ("guideline", "rehearse", guideline, "--on", old),
            ("--against", old, "--guideline", guideline),
        ),
        (
            "editions",
            ("guideline", "diff", old / "criteria" / "tiny", guideline),
            ("--guideline", guideline, "--before", old / "criteria" / "tiny"),
        ),
    )
    for name, command, options in kinds:
        paper = folder / f"{name}{ending}"
        done = run(*command, "-o", paper)
        assert done.exit_code == 0, done.output
        yield paper, list(options)


@pytest.mark.parametrize("ending", [".docx", ".html"])
def test_every_explanation_is_proved_by_what_it_is_about(
    rounds: tuple[Path, Path], tmp_path: Path, ending: str
) -> None:
    for paper, options in explanations(rounds, tmp_path, ending):
        done = run("verify", paper, *options)
        assert (done.exit_code, "byte for byte" in done.stdout) == (0, True), (paper, done.output)


def test_one_digit_changed_in_an_explanation_is_named(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    """In the table, the text, the head, the chart and the workbook behind it."""
    changed: set[str] = set()
    for paper, options in explanations(rounds, tmp_path, ".docx"):
        for seed in range(6):
            part, data = other_digit(paper.read_bytes(), Random(seed))  # noqa: S311 - test data
            copy = tmp_path / "copy.docx"
            copy.write_bytes(data)
            done = run("verify", copy, *options)
            assert done.exit_code == 3, (paper, part, done.output)
            assert "1 figures, 0 wordings" in done.stdout, (paper, part, done.output)
            changed.add(part.rpartition("/")[2][:5])
    assert {"docum", "chart", "Micro"} <= changed


def test_what_an_explanation_is_proved_by_is_asked_for(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    """Nothing is said of a paper whose other side is not named, and a wrong round has no such paper."""
    old, new = rounds
    papers = {paper.stem: paper for paper, _ in explanations(rounds, tmp_path, ".docx")}
    for name, options in (
        ("pair", ("--against", new)),
        ("rounds", ("--against", new)),
        ("rehearsal", ("--against", old)),
        ("editions", ("--guideline", old / "criteria" / "tiny")),
    ):
        assert run("verify", papers[name], *options).exit_code == 2
    assert run("verify", papers["editions"]).exit_code == 1
    assert run("verify", papers["rounds"], "--against", old, "--before", new).exit_code == 3
    assert run("verify", papers["why"], "--against", old).exit_code == 3
    for name in ("why", "pair", "rehearsal"):  # by its own code; the later round is open and has none
        assert run("verify", papers[name]).exit_code == 0


@pytest.mark.parametrize(
    "count, size", [(1, "few"), (12, "few"), (13, "some"), (30, "some"), (31, "many"), (60, "many")]
)
def test_a_picture_is_as_high_as_there_are_lines(count: int, size: str) -> None:
    """Stations of one rank have places of their own; what is too many for a picture has none."""
    stations = [(f"站{number}", number // 2, count - number) for number in range(count)]
    picture = slopes_of("名次", ("去年", "今年"), stations, "")
    assert picture is not None
    assert picture.size == size
    for side in (0, 1):
        assert sorted(line.places[side] for line in picture.lines) == list(range(1, count + 1))
        ordered = sorted(stations, key=lambda station: station[1 + side])
        by_place = sorted(picture.lines, key=lambda line: line.places[side])
        assert [line.name for line in by_place] == [name for name, *_ in ordered]
    most = slopes_of("名次", ("去年", "今年"), stations * 61, "")
    assert most is not None
    assert len(most.lines) == MOST_SLOPES


def test_a_changed_result_is_refused(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(rounds[1], broken)
    path = broken / "results" / "s1.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"18.00"', '"19.00"', 1), encoding="utf-8")
    done = run("round", "compare", rounds[0], broken)
    assert done.exit_code == 1
    assert "s1" in done.stderr
    assert opened(broken).id == "r1"


# Rehearsal


def rehearsed(rounds: tuple[Path, Path], new: Path, *more: str) -> Any:  # noqa: ANN401 - JSON
    done = run("guideline", "rehearse", new, "--on", rounds[0], "--json", *more)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def edition(folder: Path, text: str) -> Path:
    (folder / "guideline.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_rehearsal_says_who_moves_and_by_which_change(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    data = rehearsed(rounds, edition(tmp_path, LATER))
    assert [row["station"] for row in data["stations"]] == ["s1", "s3"]
    for row in data["stations"]:
        assert (row["points"], row["change"], row["from_files"]) == (["98.00", "88.00"], "-10", False)
        (movement,) = row["ends"][0]["movements"]
        assert (movement["id"], movement["change"]) == ("A1", "-10")
        assert "≥60" in movement["changes"][0]
        assert "≥80" in movement["changes"][0]


def test_a_rehearsal_by_another_guideline_says_so(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    own = GUIDELINE.partition("id: ")[2].partition("\n")[0]
    assert "another guideline" not in rehearsed(rounds, edition(tmp_path, LATER))["summary"][0]
    other = edition(tmp_path, LATER.replace(f"id: {own}\n", "id: elsewhere\n", 1))
    said = rehearsed(rounds, other)["summary"][0]
    assert "elsewhere" in said
    assert f"guideline {own} but another guideline" in said


def test_a_rehearsal_says_who_passes_whom(tmp_path: Path) -> None:
    """s1 leads by its area; an edition that gives less for it lets both others pass."""
    folder = whole(tmp_path / "round")
    station(folder / "stations" / "s1", "s1", "{area: 66, rooms: []}")
    station(folder / "stations" / "s2", "s2", "{area: 40, rooms: [a]}")
    station(folder / "stations" / "s3", "s3", "{area: 0, rooms: [a, b]}")
    for evaluator in ("e1", "e2"):
        sheet(folder / "sheets", evaluator, "s1", "marks: {B1: {level: 好}}\n")
    done = run("round", "run", folder, "--no-reports")
    assert done.exit_code == 0, done.output
    less = GUIDELINE.replace("at_least: 60, award: 30", "at_least: 60, award: 1").replace(
        "award: 20}", "award: 0}"
    )
    rows = {row["station"]: row for row in rehearsed((folder, folder), edition(tmp_path, less))["stations"]}
    ranks = {id: (row["ranks"], row["passes"]) for id, row in rows.items()}
    assert ranks == {"s1": ([1, 3], []), "s2": ([1, 2], []), "s3": ([3, 1], ["站点s1", "站点s2"])}
    shown = run("guideline", "rehearse", tmp_path, "--on", folder, "-o", tmp_path / "r.html")
    assert shown.exit_code == 0
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "名次 3 → 1，超过站点s1、站点s2" in page
    shown = run("guideline", "rehearse", tmp_path, "--on", folder, "-o", tmp_path / "r.docx")
    assert shown.exit_code == 0
    lines = [("站点s1 1→3", "C55A11", ["1", "3"]), ("站点s2 1→2", "C55A11", ["2", "2"])]
    assert slopes(tmp_path / "r.docx") == [*lines, ("站点s3 3→1", "1F3864", ["3", "1"])]
    assert page.count('<line class="rises"') == 1
    assert page.count('<line class="falls"') == 2


def test_a_grade_that_moves_without_points_has_its_change(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    stricter = GUIDELINE.replace("at_least: 60%}", "at_least: 99%}")
    shown = run("guideline", "rehearse", edition(tmp_path, stricter), "--on", rounds[0]).stdout
    assert "2 change grade" in " ".join(shown.split())
    assert "grade: 合格 → 不合格" in shown
    assert "bound ≥ 60 → ≥ 99" in shown


def test_a_change_that_moves_nobody_is_listed(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    other = GUIDELINE.replace("{at_least: 30, award: 20}", "{at_least: 40, award: 20}")
    shown = run("guideline", "rehearse", edition(tmp_path, other), "--on", rounds[0]).stdout
    assert "0 would move in points, grade or rank" in " ".join(shown.split())
    assert "Changes that would move nobody's points" in shown


def test_what_nobody_was_asked_for_is_blank_and_named(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    asked = GUIDELINE.replace(
        "  late: {", "  staff: {title: 社工人数, type: integer, at_least: 0}\n  late: {"
    )
    asked = asked.replace(
        "{checklist: {fact: rooms, award: {a: 10, b: 10}}}", "{count: {fact: staff, each: 10}}"
    )
    data = rehearsed(rounds, edition(tmp_path, asked))
    assert all(row["lacking"] == ["社工人数"] and row["change"] == "-20" for row in data["stations"])
    assert any("社工人数" in sentence for sentence in data["summary"])


def test_a_count_by_another_rule_is_taken_from_the_files(tmp_path: Path) -> None:
    """A sealed result has the old count only; the ledger is read again where it is still what it was."""
    counted = GUIDELINE.replace(
        "  late: {", "  visits: {title: 走访次数, type: integer, counted: {ledger: v}}\n  late: {"
    ).replace("{checklist: {fact: rooms, award: {a: 10, b: 10}}}", "{count: {fact: visits, each: 5}}")
    counted = counted.replace(
        "sections:\n",
        "ledgers:\n  v: {title: 走访, columns: {day: {title: 日期, type: date}, hours: {title: 时数, type: number}}}\nsections:\n",
        1,
    )
    folder = declared(tmp_path / "round")
    edition(folder / "criteria" / "tiny", counted)
    with (folder / "round.yaml").open("a", encoding="utf-8") as file:
        file.write("facts: {late: 0}\n")
    for id in ("s1", "s2"):
        place = station(folder / "stations" / id, id, more="ledgers: {v: v.csv}\n")
        (place / "v.csv").write_text("日期,时数\n2025-08-01,1\n2025-08-02,2\n", encoding="utf-8")
        sheet(folder / "sheets", "f1", id, "marks: {B2: {points: 18}}\n", role="finance")
        for evaluator in ("e1", "e2"):
            sheet(folder / "sheets", evaluator, id, "marks: {B1: {level: 好}}\n")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    summed = counted.replace("counted: {ledger: v}", "counted: {ledger: v, sum: hours}")
    (tmp_path / "new").mkdir()
    data = rehearsed((folder, folder), edition(tmp_path / "new", summed))
    assert [(row["change"], row["from_files"], row["lacking"]) for row in data["stations"]] == [
        ("5", True, [])
    ] * 2
    (folder / "stations" / "s1" / "v.csv").write_text("日期,时数\n2025-08-01,9\n", encoding="utf-8")
    first, second = rehearsed((folder, folder), tmp_path / "new")["stations"]
    assert (first["from_files"], first["lacking"]) == (False, ["走访次数"])
    assert (second["from_files"], second["lacking"]) == (True, [])


def test_a_rehearsal_needs_no_station_folder(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    """The facts are in the sealed results."""
    folder = tmp_path / "archive"
    shutil.copytree(rounds[0], folder)
    shutil.rmtree(folder / "sheets")
    assert [row["change"] for row in rehearsed((folder, folder), edition(tmp_path, LATER))["stations"]] == [
        "-10",
        "-10",
    ]


def test_a_page_of_a_rehearsal_has_its_picture(rounds: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert (
        run("guideline", "rehearse", edition(tmp_path, LATER), "--on", rounds[0], "-o", page).exit_code == 0
    )
    assert page.read_text(encoding="utf-8").count('class="bars"') == 2
