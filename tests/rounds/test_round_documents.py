"""The documents on a whole round, read back: complete, exact, the same every time, nothing public that must not be."""

import io
import json
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final, TypeAlias

import openpyxl
import pytest

from evaluator.evaluation.pipeline import evaluate
from evaluator.model.round import Round
from evaluator.reports.charts import RANKS, round_charts
from evaluator.reports.round_fields import RoundView
from evaluator.reports.round_files import (
    ONE_PAGE,
    PAGE,
    PAPERS,
    WORKBOOK,
    fitted,
    rendered,
    round_evaluations,
    view_of,
    write_round_documents,
)
from evaluator.reports.wording import read_share
from evaluator.rounds.papers import OtherFolder
from evaluator.rounds.rank import rank
from evaluator.rounds.read import station_ids, station_inputs
from evaluator.rounds.robustness import robustness
from evaluator.texts.reports.rounds import LABELS, SENTENCES
from tests.conftest import Office
from tests.reading import html_parts, word_lines, word_text
from tests.rounds import making
from tests.rounds.making import opened, run, tree

Json: TypeAlias = Any  # an evaluation, or what a test made of one
NAMES: Final = {*PAPERS, WORKBOOK, PAGE}
HOSTILE: Final = "=1+1<b>&{{ 7*7 }}</w:t>站\"'"


@pytest.fixture(scope="module")
def round_(sample_round: Path, tmp_path_factory: pytest.TempPathFactory) -> Round:
    """The sample round with the results of all its stations."""
    folder = tmp_path_factory.mktemp("city") / "round"
    folder.mkdir()
    for part in ("stations", "sheets", "decisions"):
        (folder / part).symlink_to(sample_round / part)
    (folder / "round.yaml").write_bytes((sample_round / "round.yaml").read_bytes())
    (folder / "results").mkdir()
    made = opened(folder)
    for station in station_ids(made):
        inputs, _ = station_inputs(made, station)
        assert inputs is not None
        _store(made, station, evaluate(inputs).document)
    return made


@pytest.fixture(scope="module")
def view(round_: Round) -> RoundView:
    return view_of(round_, round_evaluations(round_))


@pytest.fixture(scope="module")
def files(view: RoundView) -> dict[str, bytes]:
    return dict(rendered(view))


def _store(round_: Round, station: str, document: Mapping[str, Any]) -> None:
    making.stored(round_.folder / "results" / f"{station}.json", document)


def results(round_: Round) -> list[Json]:
    return [json.loads(path.read_bytes()) for path in sorted((round_.folder / "results").glob("*.json"))]


def text_of(name: str, data: bytes) -> str:
    """All that a person can read in a document."""
    if name.endswith(".docx"):
        return word_text(data)
    if name.endswith(".html"):
        return html_parts(data)[0]
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value
    )


class Cells(HTMLParser):
    """The rows of the sortable table, each cell with what it is sorted by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[tuple[str | None, str]]] = []
        self._inside = self._cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = self._inside or given.get("class") == "sortable"
        if self._inside and tag == "tr":
            self.rows.append([])
        if self._inside and tag in {"td", "th"}:
            self.rows[-1].append((given.get("data-sort"), ""))
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "table"
        self._cell = self._cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self._cell:
            sort, said = self.rows[-1][-1]
            self.rows[-1][-1] = (sort, said + data)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_station_is_named_and_the_status_is_plain(
    round_: Round, files: dict[str, bytes], name: str
) -> None:
    """No document leaves a station out, and none hides that the guideline is made up."""
    said = text_of(name, files[name])
    missing = [one["station"]["name"] for one in results(round_) if one["station"]["name"] not in said]
    assert missing == []
    assert "示例指标，非官方" in said
    assert round_.title in said


def test_the_notice_has_grades_and_nothing_else(round_: Round, files: dict[str, bytes]) -> None:
    """No points, no member of the panel, no reason; a grade only where nothing is open."""
    said = text_of("publicity.docx", files["publicity.docx"])
    for one in results(round_):
        score, name = one["score"], one["station"]["name"]
        figures = [score[key] for key in ("points", "low", "high") if score[key]]
        figures += [section["points"] for section in one["sections"] if section["points"]]
        assert [figure for figure in figures if figure in said] == [], name
        final = score["grade_title"] if not score["provisional"] else None
        row = next(line for line in said.splitlines() if name in line)
        assert (f"| {final} |" in row) == bool(final), row
    assert re.findall(r"\d+\.\d", said) == []
    assert [one.name for one in round_.panel.evaluators if one.name in said] == []
    assert "一票否决" not in said
    for part in ("公示事由", "名单与等级", "公示时间", "异议渠道", "实名", "示例市民政局"):
        assert part in said


def test_the_workbook_has_the_points_as_numbers(round_: Round, files: dict[str, bytes]) -> None:
    """Ranks, sections, bonus, deductions and totals equal the results; headings stay in sight."""
    sheet = openpyxl.load_workbook(io.BytesIO(files[WORKBOOK])).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if row[0] == "名次")
    assert sheet.freeze_panes == f"C{head + 2}"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", 9)
    by_id = {row[2]: row for row in rows[head + 1 :] if row[2]}
    ranking = rank(round_)
    for one in results(round_):
        row, id = by_id[one["station"]["id"]], one["station"]["id"]
        standing = ranking.standing(id)
        shared = f"并列{standing.rank}" if standing.tied else standing.rank
        assert (row[0] or 0) == shared
        top = [section for section in one["sections"] if section["level"] == 1]
        figures = [*top, one["score"]["bonus"], one["score"]["deductions"], one["score"]]
        for cell, figure in zip(row[4 : 4 + len(figures)], figures, strict=True):
            expected: object = f"{figure['low']}～{figure['high']}"
            if figure["points"] is not None:
                expected = pytest.approx(float(figure["points"]), abs=1e-9)
            assert cell == expected, (id, cell)
    assert len(by_id) == 36


def test_the_page_sorts_by_numbers_and_needs_nobody_else(round_: Round, files: dict[str, bytes]) -> None:
    """Without a script the ranking is in order; what is sorted by is in the cells; nothing is loaded."""
    page = files[PAGE].decode()
    assert re.findall(r"(?:src|href)=\"(?!#|data:)[^\"]*\"|https?://|@import|url\(", page) == []
    table = Cells()
    table.feed(page)
    head, *rows = table.rows
    ranking = rank(round_)
    order = [one.name for one in (*ranking.ranked, *ranking.unranked)]
    assert [row[1][0] for row in rows] == order
    assert {len(row) for row in rows} == {len(head)}
    sections = len(ranking.ranked[0].parts)
    for row, standing in zip(rows, (*ranking.ranked, *ranking.unranked), strict=True):
        assert float(row[5 + sections][0] or "") == float(standing.points or standing.low)
        for cell, part in zip(row[3 : 3 + sections], standing.parts, strict=True):
            assert cell[1] == f"{part.points}{'～'.join(read_share(end) for end in part.share.split('～'))}"
    assert [float(row[0][0] or "") for row in rows] == sorted(float(row[0][0] or "") for row in rows)


def test_the_summary_gives_the_published_totals(files: dict[str, bytes]) -> None:
    """Facts since opening add up to what was published, awards have their reasons, losses are listed."""
    said = text_of("summary.docx", files["summary.docx"])
    for title, total in (
        ("驻站社工人数", "60人"),
        ("累计服务档案", "3,456册"),
        ("累计个案服务", "345人次"),
        ("累计社区工作", "498场次"),
        ("累计志愿者", "1,067人"),
        ("累计新增社区社会组织", "179个"),
        ("社区慈善基金数", "14支"),
    ):
        assert f"| {title} | {total} |" in said
    assert "| 入选 | 望川街道社工站（示例） | 示例三区 | 第 5 名，示例三区第 1 个 |" in said
    assert "| 未入选 | 竹湾镇社工站（示例） | 示例一区 | 第 4 名，示例一区的 2 个名额已满 |" in said
    assert "一票否决：V1" in said
    assert "运营不满12个月" in said


def test_sums_and_averages_are_exact(round_: Round, view: RoundView) -> None:
    """The figures equal those worked out here in whole hundredths."""
    final = [
        one
        for one in results(round_)
        if one["eligibility"]["status"] == "eligible" and one["score"]["points"] is not None
    ]
    assert f" {len(final)} " in view.counted

    def hundredths(points: str) -> int:
        return int(points.replace(".", ""))

    for row in view.sections:
        found = [
            hundredths(section["points"])
            for one in final
            for section in one["sections"]
            if section["id"] == row.id
        ]
        whole, rest = divmod(sum(found), len(found))
        assert hundredths(row.average) == whole + (2 * rest >= len(found))
        assert hundredths(row.highest) == max(found)
        assert hundredths(row.lowest) == min(found)
    assert sum(int(row.count) for row in view.grades) == 36
    assert sum(int(row.count) for row in view.bins) == len(final)
    assert sum(int(row.stations) for row in view.counties) == 36


def test_what_the_ranking_depends_on_stands_in_summary_and_page(
    round_: Round, view: RoundView, files: Mapping[str, bytes]
) -> None:
    """The sentences in both; a row and a column of the picture for every station that random weights move."""
    result = robustness(round_)
    moved = [each for each in result.frequencies if each.ranks or each.grades or each.awards]
    assert 5 < len(moved) < len(result.frequencies)
    assert len(view.robust) == 6
    assert "“优秀社工站（示例一区的名额）”的入选界限在柳塘镇与竹湾镇之间" in view.robust[-1]
    for name in ("summary.docx", PAGE):
        shown = text_of(name, files[name])
        assert [line for line in view.robust if line not in shown] == [], name
    rows = [(row.name, row.rank, row.ups, row.downs, row.ranks, row.grades) for row in view.robust_rows]
    standings = [result.ranking.standing(each.station) for each in moved]
    assert rows == [
        (
            standing.name,
            str(standing.rank),
            str(standing.rank - each.highest),
            str(standing.rank - each.lowest),
            str(each.ranks),
            str(each.grades),
        )
        for standing, each in zip(standings, moved, strict=True)
    ]
    chart = round_charts(view)[RANKS]
    assert list(chart.categories) == [name.removesuffix("社工站（示例）") for name, *_ in rows]
    assert [list(series.values) for series in chart.series] == [
        [row[2] for row in rows],
        [row[3] for row in rows],
    ]
    assert not {"专家甲", "专家乙", "专家丙"} & set(re.findall("专家[甲乙丙]", " ".join(view.robust)))


def test_the_same_results_give_the_same_bytes(round_: Round, tmp_path: Path) -> None:
    """Twice the same; a second time nothing is written, and what a killed process left goes away."""
    evaluations = round_evaluations(round_)
    folder = OtherFolder(tmp_path)
    states = dict.fromkeys(NAMES, "written")
    assert dict(write_round_documents(round_, evaluations, folder)) == states
    before = tree(tmp_path)
    (tmp_path / ".ranking.xlsx.abcd1234").write_bytes(b"half")
    assert {state for _, state in write_round_documents(round_, evaluations, folder)} == {"unchanged"}
    assert tree(tmp_path) == before
    for path in tmp_path.iterdir():
        path.unlink()
    write_round_documents(round_, evaluations, folder)
    assert tree(tmp_path) == before


def test_hostile_names_and_missing_results_survive(round_: Round, tmp_path: Path) -> None:
    """A name is text everywhere, never a tag, a formula or a template; a station without a result is listed."""
    folder = tmp_path / "round"
    folder.mkdir()
    for path in round_.folder.iterdir():
        if path.name not in {"results", "round.yaml"}:
            (folder / path.name).symlink_to(path.resolve())
    (folder / "round.yaml").write_bytes((round_.folder / "round.yaml").read_bytes())
    (folder / "results").mkdir()
    first, second, *rest = results(round_)
    first["station"]["name"] = first["station"]["county"] = HOSTILE
    for one in (first, *rest):
        making.stored(folder / "results" / f"{one['station']['id']}.json", one)
    changed = opened(folder)
    evaluations = round_evaluations(changed)
    for name, data in rendered(view_of(changed, evaluations)):
        said = text_of(name, data)
        assert HOSTILE in said, name
        assert second["station"]["id"] in said or second["station"]["name"] in said, name
    assert "尚无评估结果" in said
    book = openpyxl.load_workbook(folder_bytes(changed, tmp_path / "out" / WORKBOOK))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n"}


def folder_bytes(round_: Round, path: Path) -> io.BytesIO:
    """Write a round's documents and return one of them."""
    write_round_documents(round_, round_evaluations(round_), OtherFolder(path.parent))
    return io.BytesIO(path.read_bytes())


def test_an_english_guideline_gives_english_documents(round_: Round) -> None:
    """Labels and sentences follow the guideline's language; names and titles stay as they are."""
    evaluations: list[Json] = [
        {**one, "guideline": {**one["guideline"], "language": "en"}} for one in round_evaluations(round_)
    ]
    view = view_of(round_, evaluations)
    for name, data in rendered(view):
        said = text_of(name, data)
        assert "Example criteria, not official" in said, name
        assert [zh for zh, _ in LABELS.values() if f"\n{zh}\n" in said] == [], name
    assert view.overview[1] == "32 are ranked, 4 are not."
    assert view.ranked[12].rank == "13="


def test_a_table_of_many_columns_is_fitted_to_its_page(files: dict[str, bytes]) -> None:
    """Each row's cells and the grid say the same widths, and they add up to the table's."""
    with zipfile.ZipFile(io.BytesIO(files["ranking.docx"])) as package:
        xml = package.read("word/document.xml").decode()
    for table in re.findall(r"<w:tbl>.*?</w:tbl>", xml, re.DOTALL):
        whole = int(re.findall(r'<w:tblW w:w="(\d+)"', table)[0])
        grid = [int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"', table)]
        assert sum(grid) == whole
        for row in re.findall(r"<w:tr[ >].*?</w:tr>", table, re.DOTALL):
            assert [int(width) for width in re.findall(r'<w:tcW w:type="dxa" w:w="(\d+)"', row)] == grid
    assert fitted(files["ranking.docx"]) == files["ranking.docx"]


def test_the_command_writes_into_the_rounds_reports(round_: Round, tmp_path: Path) -> None:
    """`round documents` names what it wrote; without results it says what comes first."""
    done = run("round", "documents", round_.folder)
    assert done.exit_code == 0, done.output
    assert {path.name for path in (round_.folder / "reports" / "city").iterdir()} == NAMES
    assert "unchanged" in run("round", "documents", round_.folder).output
    (tmp_path / "round").mkdir()
    (tmp_path / "round" / "round.yaml").write_bytes((round_.folder / "round.yaml").read_bytes())
    empty = run("round", "documents", tmp_path / "round")
    assert empty.exit_code == 1
    assert "evaluator round run" in empty.output


def test_counts_agree_between_all_papers(view: RoundView) -> None:
    """Every paper counts a station under its grade when the grade is settled, and only then."""
    titles = [grade.title for grade in view.grades]
    counted = {grade.title: int(grade.count) for grade in view.grades}
    assert sum(counted.values()) == len(view.ranked) + len(view.unranked)
    published = Counter(row.grade for row in view.public)
    by_row = Counter(row.grade for row in (*view.ranked, *view.unranked))
    by_county = Counter[str]()
    for county in view.counties:
        for part in county.grades.split("、"):
            title = next(title for title in titles if part.startswith(title))
            by_county[title] += int(re.findall(r"\d+", part)[0])
    for title in titles[:-1] if len(view.public_open) else titles:
        assert counted[title] == published[title] == by_county[title], title
        assert by_row[title] == counted[title], title
    assert sum(counted.values()) == len(view.public) + len(view.public_open)


def test_the_mean_would_rise_by_the_gain(round_: Round, view: RoundView) -> None:
    """Over the stations in the mean, those a criterion does not apply to included; on the scale of the total."""
    final = [
        result
        for result in results(round_)
        if result["eligibility"]["status"] == "eligible" and not result["score"]["provisional"]
    ]
    costs: dict[str, Decimal] = {}
    for one in (one for result in final for one in result["findings"]):
        costs[one["criterion"]] = costs.get(one["criterion"], Decimal(0)) + Decimal(one["costs"] or 0)
    assert view.losses
    for loss in view.losses:
        assert abs(Decimal(loss.gain) - costs[loss.id] / len(final)) <= Decimal("0.005"), loss.id
    largest = sum(Decimal(loss.gain) for loss in view.losses[:3])
    assert any(f"全市平均可提高 {largest} 分" in line for line in view.leader)
    assert any(f"全市平均可提高 {view.losses[0].gain} 分" in line for line in view.advice)


def test_bounds_of_grades_and_spans_leave_no_doubt(view: RoundView) -> None:
    """The lowest grade ends below the next; a span says which of its ends belongs to it."""
    assert view.grades[-1].bound.startswith("低于 ") or view.grades[-2].bound.startswith("低于 ")
    assert not any("～" in span.title for span in view.bins)


def test_the_leaders_page_is_one_page(view: RoundView, tmp_path: Path, office: Office) -> None:
    """Grades, strong and weak sections, what to put right first and the awards, on one sheet of A4."""
    data = dict(rendered(view, more=["one-page"]))[ONE_PAGE]
    text = word_text(data)
    for part in (
        f"本轮评估的 {len(view.ranked) + len(view.unranked)} 个站点中",
        "做得最好",
        "失分最多的指标",
        "全市平均可提高",
        "评为不合格的有：三泉镇、",
        "尚未定级的有：",
    ):
        assert part in text
    assert "评估评估" not in text
    moved = SENTENCES.say("leader_change", "zh", name="枫林镇", earlier="第12名、855.80分、良好", now="退出")
    more = SENTENCES.say("leader_moved", "zh", before=1, moved=f"{moved}等 9 个站点")
    corrected = replace(view, leader=(*view.leader, more))
    (tmp_path / ONE_PAGE).write_bytes(dict(rendered(corrected, more=["one-page"]))[ONE_PAGE])
    pdf = office(tmp_path / ONE_PAGE)
    shown = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, check=True, text=True).stdout
    assert re.search(r"Pages: +1\n", shown)
    assert ONE_PAGE not in dict(rendered(view))


def test_the_minutes_hold_what_the_panel_did(tmp_path: Path) -> None:
    """Members, who was excused and why, decisions with their reasons, awards, and the round's seal."""
    marks = {"e1": "marks: {B1: {level: 好}}\n", "e2": "marks: {B1: {level: 差}}\n"}
    folder = making.whole(tmp_path / "round", marks)
    with (folder / "round.yaml").open("a", encoding="utf-8") as file:
        file.write("awards:\n  - {id: model, title: 优秀, places: 1, needs: {grade: pass}}\n")
    excused = ("--from", "s2", "--reason", "生病", "--by", "评估办", "--date", "2026-08-03")
    assert making.run("round", "run", folder, "--no-reports").exit_code == 0
    done = making.run("round", "panel", folder, "excuse", "e2", "--sheets", "drop", *excused)
    assert done.exit_code == 0, done.output
    decided = ("--mark", "B1=level:较好", "--reason", "复核现场", "--by", "专家组", "--date", "2026-08-20")
    done = making.run("round", "decide", folder, "s1", *decided)
    assert done.exit_code == 0, done.output
    assert making.run("round", "run", folder, "--no-reports").exit_code == 0
    done = making.run("round", "close", folder, "--date", "2026-09-01", "--anyway", "先公布")
    assert done.exit_code == 0, done.output
    text = word_text((folder / "reports/city/minutes.docx").read_bytes())
    for words in (
        "专家甲",
        "专家乙",
        "生病",
        "评估办",
        "站点s2",
        "评分 B1 质量",
        "较好",
        "复核现场",
        "2026年8月20日",
    ):
        assert words in text
    [edition] = making.opened(folder).history.editions
    assert edition.seal in text
    assert making.run("round", "verify", folder).exit_code == 0
    later = ("--reason", "出差", "--by", "评估办", "--date", "2026-09-05")
    assert making.run("round", "reopen", folder, "s3", *later).exit_code == 0
    assert (
        making.run(
            "round", "panel", folder, "excuse", "e1", "--from", "s3", "--sheets", "drop", *later
        ).exit_code
        == 0
    )
    done = making.run("round", "verify", folder)
    assert "minutes.docx" not in done.output, "what happened after the close is no part of its minutes"


def test_who_marked_signs(tmp_path: Path) -> None:
    """Members who marked nothing, because they had nothing to mark or were excused, do not sign the minutes."""
    folder = making.whole(tmp_path / "round")
    text = (folder / "round.yaml").read_text(encoding="utf-8")
    added = "    - {id: f1, name: 财务, role: finance}\n"
    assert added in text
    (folder / "round.yaml").write_text(
        text.replace(added, f"{added}    - {{id: e3, name: 专家丙, marks: [A]}}\n"), encoding="utf-8"
    )
    assert making.run("round", "run", folder, "--no-reports").exit_code == 0
    why = ("--sheets", "drop", "--reason", "生病", "--by", "评估办", "--date", "2026-08-03")
    assert making.run("round", "panel", folder, "excuse", "e2", *why).exit_code == 0
    assert making.run("round", "run", folder).exit_code == 0
    done = making.run("round", "close", folder, "--date", "2026-09-01")
    assert done.exit_code == 0, done.output
    lines = list(word_lines((folder / "reports/city/minutes.docx").read_bytes()))
    signing = [line for line in lines if "专家 专家" in line or "财务专家 财务" in line]
    assert len(signing) == 2, lines
    assert all(any(name in line for line in lines) for name in ("专家乙", "专家丙"))
    report = word_text((folder / "reports/s3.docx").read_bytes())
    assert "专家 专家甲" in report
    assert not {"专家 专家乙", "专家 专家丙"} & set(report.split("|"))
