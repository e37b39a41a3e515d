"""`evaluator why`: the chain behind every figure of the samples, for the organiser and for the station."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evaluator.base.json_text import dumped
from evaluator.cli.command import cli
from evaluator.evaluation.origins import Link, Origins
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.evaluation.why import Audience, names, why
from evaluator.model.evaluation import Evaluation
from evaluator.model.findings import FactJson, LocationJson
from evaluator.reports.explanation import DOCX, Explanation, as_docx
from evaluator.rounds.read import read_round, station_ids, station_inputs
from evaluator.texts import Language
from tests.conftest import Office

SAMPLES = Path(__file__).parent.parent / "samples"
STATIONS = sorted(file.parent for file in SAMPLES.glob("stations/*/submission.yaml"))
EVALUATORS = sorted(path.name for path in (SAMPLES / "sheets").iterdir())


@pytest.fixture(scope="module", params=STATIONS, ids=lambda path: path.name)
def document(request: pytest.FixtureRequest) -> Evaluation:
    inputs, _ = read_inputs(request.param, sheets=SAMPLES / "sheets")
    assert inputs is not None
    return evaluate(inputs).document


def texts(link: Link) -> Iterator[str]:
    yield link.text
    yield link.value
    for inner in link.inner:
        yield from texts(inner)


def chain(
    document: Evaluation, name: str, audience: Audience = "organiser", *, every_row: bool = True
) -> str:
    return "\n".join(texts(why(document, name, "zh", audience, every_row=every_row)))


def test_every_fact_is_there_with_its_line_or_its_rows(document: Evaluation) -> None:
    places = 0
    for finding in document["findings"]:
        text = chain(document, finding["criterion"])
        assert finding["rule"] in text
        for fact in finding["facts"]:
            assert fact["title"] in text
            for place in fact.get("at", []):
                lines = place.get("lines", "").replace("-", "–").replace(", ", "、")
                assert place["file"] in text
                assert lines in text
                places += 1
    assert places > 40


def test_every_fact_of_every_sample_station_names_file_and_line_or_rows(sample_round: Path) -> None:
    """All 36 of the sample round too: a value has its file and lines; one that no row was counted for its file."""
    round_, _ = read_round(sample_round)
    assert round_ is not None
    alone = [read_inputs(folder, sheets=SAMPLES / "sheets")[0] for folder in STATIONS]
    taking_part = [station_inputs(round_, station)[0] for station in station_ids(round_)]
    count = 0
    for inputs in (*alone, *taking_part):
        assert inputs is not None
        document = evaluate(inputs).document
        score = document["score"]
        limits = (*score["ceilings"], *score["vetoes"], *document["eligibility"]["items"])
        for finding in document["findings"]:
            text = chain(document, finding["criterion"])
            for fact in finding["facts"]:
                assert all(place["file"] in text for place in fact.get("at", []))
        for part in (*document["findings"], *limits):
            for fact in part.get("facts", []):
                if fact["value"] is None or fact["source"] == "derived":
                    continue
                count += 1
                places = fact.get("at", [])
                assert places, (inputs.submission.station.id, fact["name"])
                none_counted = fact["source"] == "counted" and fact["number"] == "0"
                assert none_counted or any(place.get("lines") for place in places), fact["name"]
    assert count > 3000


def test_rows_that_do_not_count_are_there_with_their_reason(document: Evaluation) -> None:
    listed = 0
    for ledger in document["ledgers"]:
        for row in ledger["not_counted"]:
            users = [
                finding["criterion"]
                for finding in document["findings"]
                if any(fact["name"] == row["fact"] for fact in finding["facts"])
            ]
            for criterion in users:
                assert f"{row['place']}：{row['why']}" in chain(document, criterion)
                listed += 1
    assert listed


def test_a_count_of_nothing_and_long_lists_of_rows_are_said_in_words(document: Evaluation) -> None:
    finding = next(each for each in document["findings"] for fact in each["facts"] if fact.get("at"))
    fact = finding["facts"][0]
    origins = Origins(document, "zh", to_station=False)
    place: LocationJson = {"file": "ledgers/走访.csv"}
    counted: FactJson = {**fact, "source": "counted", "from": "走访台账", "at": [place]}
    assert origins.source(counted) == "台账“走访台账”逐行计数，ledgers/走访.csv，没有一行计入"
    spans = ", ".join(str(line) for line in range(3, 40, 2))
    counted["at"] = [{**place, "lines": spans}]
    assert origins.source(counted).endswith("ledgers/走访.csv 第 3、5、7、9、11、13 等 19 行")
    english = Origins(document, "en", to_station=False, every_row=True)
    assert english.places([{**place, "lines": "4"}]) == "ledgers/走访.csv, row 4"
    assert english.places([{**place, "lines": "4-9"}]) == "ledgers/走访.csv, rows 4–9"


def test_rows_read_one_by_one_have_the_titles_of_their_columns(document: Evaluation) -> None:
    for finding in document["findings"]:
        for read in finding["read"]:
            if read["kind"] != "ledger" or not read["rows"]:
                continue
            cells = [
                f"{read['columns'][column]} {cell or '空白'}" for column, cell in read["rows"][0].items()
            ]
            assert f"1. {'、'.join(cells)}" in chain(document, finding["criterion"])


def test_every_mark_is_there_with_its_line_and_what_they_came_to(document: Evaluation) -> None:
    for finding in document["findings"]:
        text = chain(document, finding["criterion"])
        for mark in finding["marks"]:
            (place,) = mark["at"]
            assert f"{place['file']} 第 {place['lines']} 行" in text
            assert mark["remark"] in text
        if "unrounded" in finding:
            assert finding["unrounded"] in text
        for item in finding["evidence"]:
            assert item in text


def test_a_deduction_says_what_it_takes_off_and_what_does_not_apply_says_so_once(
    document: Evaluation,
) -> None:
    for finding in document["findings"]:
        text = chain(document, finding["criterion"])
        if finding["kind"] == "deduction" and finding["points"] is not None:
            off = float(finding["points"])
            assert (f"评定：扣 {finding['points']} 分" if off else "评定：不扣分") in text
        if finding["outcome_title"] == finding["reason_title"]:
            assert f"评定：{finding['outcome_title']}\n" in text
            assert f"{finding['outcome_title']}，{finding['reason_title']}" not in text


def test_the_chain_ends_at_the_total_and_the_grade(document: Evaluation) -> None:
    score = document["score"]
    for name in names(document):
        text = chain(document, name)
        assert (score["points"] or f"{score['low']}～{score['high']}") in text
        for ceiling in score["ceilings"]:
            assert ceiling["title"] in text


def test_a_section_that_was_rescaled_shows_the_sum_it_was_made_from(document: Evaluation) -> None:
    for section in document["sections"]:
        if section["rescaled"] and section["points"] is not None:
            text = chain(document, section["id"])
            assert f"× {section['of']} ÷ {section['applicable']} = {section['points']}" in text


def test_a_station_sees_merged_marks_and_no_evaluator(document: Evaluation) -> None:
    for name in names(document):
        text = chain(document, name, "station")
        assert not re.search(rf"(?<![0-9A-Za-z])({'|'.join(EVALUATORS)})(?![0-9A-Za-z])", text), name
        assert "sheets/" not in text
        assert "decisions/" not in text
    marked = [finding for finding in document["findings"] if len(finding["marks"]) > 1 and finding["points"]]
    for finding in marked:
        assert f"已交 {len(finding['marks'])} 份" in chain(document, finding["criterion"], "station")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_have_every_sentence(document: Evaluation, lang: Language) -> None:
    for name in names(document):
        for audience in ("station", "organiser"):
            assert all("{" not in text for text in texts(why(document, name, lang, audience)))


# The command


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    inputs, _ = read_inputs(SAMPLES / "stations" / "luxi", sheets=SAMPLES / "sheets")
    assert inputs is not None
    path = tmp_path_factory.mktemp("why") / "luxi.json"
    path.write_bytes(dumped(evaluate(inputs).document))
    return path


def run(*arguments: object, lang: str = "zh", columns: int = 80) -> Result:
    return CliRunner(env={"EVALUATOR_LANG": lang, "COLUMNS": str(columns)}).invoke(
        cli, [*map(str, arguments)]
    )


def test_the_terminal_shows_a_tree_of_eighty_columns(stored: Path) -> None:
    from rich.cells import cell_len

    for name in ("total", "A", "B1.2", "F1.1", "E2"):
        shown = run("why", stored, name)
        assert shown.exit_code == 0
        assert "└─ " in shown.stdout
        assert max(map(cell_len, shown.stdout.splitlines())) <= 80


def test_a_name_that_is_not_there_gets_the_nearest(stored: Path) -> None:
    shown = run("why", stored, "A11")
    assert shown.exit_code == 1
    assert "A1.1" in shown.stderr


def test_a_result_whose_seal_is_broken_explains_nothing(stored: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(stored.read_text(encoding="utf-8").replace('"9.00"', '"9.50"', 1), encoding="utf-8")
    shown = run("why", broken, "total")
    assert shown.exit_code == 1
    assert shown.stdout == ""


def test_json_is_the_tree(stored: Path) -> None:
    tree = json.loads(run("why", stored, "A1.1", "--json").stdout)
    assert tree["text"].startswith("A1.1")
    assert {"text", "value", "inner"} == tree.keys()


def test_a_page_needs_no_network_and_word_is_for_the_station(stored: Path, tmp_path: Path) -> None:
    import docx

    page, paper, own = tmp_path / "why.html", tmp_path / "why.docx", tmp_path / "own.docx"
    assert run("why", stored, "B1.2", "-o", page).exit_code == 0
    html = page.read_text(encoding="utf-8")
    assert "e1" in html
    assert "http" not in html
    assert run("why", stored, "B1.2", "-o", paper).exit_code == 0
    assert run("why", stored, "B1.2", "-o", own, "--for", "organiser").exit_code == 0
    shown, whole = (
        "\n".join(cell.text for row in docx.Document(str(path)).tables[0].rows for cell in row.cells)
        for path in (paper, own)
    )
    assert "sheets/e1" in whole
    assert "sheets/e1" not in shown


def test_the_longest_chain_of_a_sample_stays_on_one_page(
    stored: Path, tmp_path: Path, office: Office
) -> None:
    import pdfplumber

    for name in ("total", "F1.1", "E2.2"):
        path = tmp_path / f"{name}.docx"
        assert run("why", stored, name, "-o", path).exit_code == 0
        with pdfplumber.open(office(path)) as made:
            assert len(made.pages) == 1


def test_a_chain_without_figures_is_still_a_document() -> None:
    bare = Explanation("zh", "得分由来", ["站点"], [], ("内容", "分值"), [Link("规则")], "")
    assert as_docx(bare).startswith(b"PK")
    assert DOCX.endswith(".docx")
