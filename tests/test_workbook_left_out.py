"""What a station handed in and its workbook cannot hold is named on the terminal; nothing passes for what it isn't."""

import io
from pathlib import Path

import pytest
import python_calamine
from click.testing import CliRunner, Result

from evaluator.cli.command import cli
from evaluator.loading.search import open_guideline
from evaluator.loading.submission import read_submission
from evaluator.workbook import layout
from evaluator.workbook.book import open_book
from evaluator.workbook.omissions import LeftOut, left_out
from evaluator.workbook.station import station_of
from evaluator.workbook.write import workbook
from tests.marking_round import a_round
from tests.stations import xlsx

GUIDELINE = """
id: kept
edition: 1
title: 台账
status: constructed
issuer: 示例
full_marks: 30
grades: [{id: a, title: 优, at_least: 15}, {id: b, title: 差, at_least: 0}]
facts:
  carried: {title: 结转, type: number}
  year: {title: 本年, type: number}
  budget: {title: 可用预算, type: number, total: [carried, year]}
  visits.count: {title: 走访次数, type: integer, counted: {ledger: visits}}
  visits.own: {title: 自报次数, type: integer, counted: {ledger: visits, or_declared: true}}
  rate: {title: 满意率, type: share, counted: {ledger: visits, mean: rate}}
ledgers:
  visits:
    title: 走访
    key: no
    columns:
      no: {title: 编号, type: text}
      who: {title: 对象, type: text, private: true}
      day: {title: 日期, type: date}
      born: {title: 生日, type: date, private: true}
      rate: {title: 满意, type: share}
      fee: {title: 费用, type: number, may_be_blank: true}
sections:
  - id: A
    title: 全部
    points: 30
    criteria:
      - {id: A1, title: 次数, points: 5, rule: {count: {fact: visits.count, each: 1}}}
      - {id: A2, title: 自报, points: 5, rule: {count: {fact: visits.own, each: 1}}}
      - {id: A3, title: 满意, points: 5, rule: {ratio: {of: rate, to: 1}}}
      - {id: A4, title: 预算, points: 5, rule: {count: {fact: budget, each: 1}}}
      - {id: B1, title: 制度, points: 10, marked_by: expert, rule: {rating: {levels: {好: 10, 差: 0}}}}
"""
SUBMISSION = """
guideline: kept
station: {id: s1, name: 示例站, phone: 05620000000, leader: 张三}
period: {from: 2025-07-01, to: 2026-06-30}
facts: {carried: 1, year: 2, budget: 4, visits.count: 12, visits.own: 13, rate: 93%}
ledgers: {visits: ledgers/走访.xlsx}
claims: {B1: {level: 好, remark: 制度齐全}}
"""
ROWS: list[list[object]] = [
    ["编号", "对象", "日期", "生日", "满意"],
    ["v1", "王小明", "2025-07-01", "1990-01-01", 0.9],
    ["v2", "#N/A", "去年", "属马", "九成"],
    [340711200001011234, "李四", "2025-07-03", "1991-02-03", 0.8],
    ["合计", "", "", "", 2],
]


def station(folder: Path, submission: str = SUBMISSION) -> Path:
    """A station's folder with its guideline beside it."""
    (folder / "guideline.yaml").write_text(GUIDELINE, encoding="utf-8")
    (folder / "s1" / "ledgers").mkdir(parents=True)
    (folder / "s1" / "submission.yaml").write_text(submission, encoding="utf-8")
    (folder / "s1" / "ledgers" / "走访.xlsx").write_bytes(xlsx(("走访", ROWS)))
    return folder / "s1"


def made(folder: Path, submission: str = SUBMISSION) -> Result:
    """Run `workbook new --from` on it."""
    where = station(folder, submission)
    guideline = str(folder / "guideline.yaml")
    return CliRunner().invoke(
        cli, ["workbook", "new", guideline, "--from", str(where), "-o", str(folder / "b.xlsx")]
    )


def test_all_that_has_no_place_is_found(tmp_path: Path) -> None:
    """Each thing once, with where it stands; what the workbook holds is not among them."""
    where = station(tmp_path)
    guideline, _ = open_guideline(str(tmp_path / "guideline.yaml"))
    assert guideline is not None
    submission, _ = read_submission(where, guideline)
    assert submission is not None
    assert left_out(guideline, submission) == (
        LeftOut("station", places=("phone", "leader")),
        LeftOut("derived", {"title": "可用预算", "value": "4"}),
        LeftOut("counted", {"title": "走访次数", "value": "12", "ledger": "走访"}),
        LeftOut("counted", {"title": "满意率", "value": "93%", "ledger": "走访"}),
        LeftOut("totals", {"ledger": "走访"}, ("走访.xlsx 第5行",)),
        LeftOut(
            "cells",
            {"ledger": "走访"},
            ("走访.xlsx 第3行 对象", "走访.xlsx 第3行 生日", "走访.xlsx 第4行 编号"),
        ),
        LeftOut("remark", {"id": "B1", "title": "制度", "remark": "制度齐全"}),
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_terminal_says_it(tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line each after the problems of the files, in the user's language."""
    monkeypatch.setenv("EVALUATOR_LANG", lang)
    found = made(tmp_path)
    assert found.exit_code == 0, found.output
    for text in ("phone", "leader", "4", "12", "93%", "走访.xlsx 第5行", "走访.xlsx 第3行 对象", "制度齐全"):
        assert text in found.stderr
    assert ("没有带进工作簿" in found.stderr) == (lang == "zh")
    assert "13" not in found.stderr.replace("13行", "").replace(str(tmp_path), "")


def test_what_cannot_be_read_does_not_become_readable(tmp_path: Path) -> None:
    """An error or lost digits in a text column, and masked private cells, are left empty; other text is kept."""
    assert made(tmp_path).exit_code == 0
    with python_calamine.load_workbook(io.BytesIO((tmp_path / "b.xlsx").read_bytes())) as book:
        rows = book.get_sheet_by_name("走访").to_python(skip_empty_area=False)
    first = layout.LEDGER.first
    assert rows[first + 1][1:6] == ["v2", "", "去年", "", "九成"]
    assert rows[first + 2][1:3] == ["", "李四"]


def test_days_and_digits_that_cells_do_not_hold(tmp_path: Path) -> None:
    """A ledger's day before 1900, twenty digits and a third of a share come back as they were handed in."""
    plain = SUBMISSION.replace("走访.xlsx", "走访.csv")
    where = station(tmp_path, plain)
    (where / "ledgers" / "走访.csv").write_text(
        "编号,对象,日期,生日,满意,费用\nv1,王小明,2025-07-01,1890-02-28,33.3333333333333333%,12345678901234567890.5\n",
        encoding="utf-8",
    )
    guideline, _ = open_guideline(str(tmp_path / "guideline.yaml"))
    assert guideline is not None
    submission, problems = read_submission(where, guideline)
    assert submission is not None
    assert problems == []
    book, problems = open_book(workbook(guideline, submission), "b.xlsx")
    assert book is not None, problems
    made = station_of(book, guideline)
    assert made.problems == ()
    assert made.submission is not None
    assert made.submission.ledgers["visits"].rows[0].cells == submission.ledgers["visits"].rows[0].cells


def test_what_no_cell_holds_is_told(tmp_path: Path) -> None:
    """A text beyond what a cell takes is cut off there, and named; one that just fits is not."""
    plain = "guideline: kept\nstation: {id: s1, name: 示例站, county: " + "县" * layout.MOST_UNITS + "}\n"
    plain += "period: {from: 2025-07-01, to: 2026-06-30}\nledgers: {visits: ledgers/走访.csv}\n"
    plain += "evidence: [{id: E1, kind: site, title: " + "𠮷" * (layout.MOST_UNITS // 2 + 1) + "}]\n"
    where = station(tmp_path, plain)
    rows = f"编号,对象,日期,生日,满意,费用\n{'号' * (layout.MOST_UNITS + 1)},甲,2025-07-01,1990-02-28,93%,\n"
    (where / "ledgers" / "走访.csv").write_text(rows, encoding="utf-8")
    guideline, _ = open_guideline(str(tmp_path / "guideline.yaml"))
    assert guideline is not None
    submission, _ = read_submission(where, guideline)
    assert submission is not None
    places = ("E1", "走访.csv 第2行 编号")
    assert left_out(guideline, submission) == (LeftOut("long", {"limit": "32,767"}, places),)
    told = CliRunner().invoke(
        cli, ["workbook", "new", str(tmp_path / "guideline.yaml"), "--from", str(where), "-o", str(tmp_path)]
    )
    assert told.exit_code == 0, told.output
    assert "E1、走访.csv 第2行 编号：超过 32,767 个字" in told.stderr


def test_nothing_is_said_where_nothing_is_left_out(tmp_path: Path) -> None:
    """A station all of whose things have a place hears nothing."""
    plain = "guideline: kept\nstation: {id: s1, name: 示例站}\nperiod: {from: 2025-07-01, to: 2026-06-30}\n"
    found = made(tmp_path, plain + "facts: {carried: 1, visits.own: 3}\nclaims: {B1: {level: 好}}\n")
    assert found.exit_code == 0
    assert "没有带进" not in found.stderr


def test_a_round_names_the_station(tmp_path: Path) -> None:
    """Where many workbooks are written, what is left out of one is said with its station."""
    folder = tmp_path / "round"
    a_round(folder, 2)
    file = folder / "stations" / "s02" / "submission.yaml"
    was = file.read_text(encoding="utf-8")
    file.write_text(was.replace("station: {", "station: {phone: '1', ", 1), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != was
    both = CliRunner().invoke(cli, ["workbook", "new", str(folder), "--each", "-o", str(tmp_path / "out")])
    assert both.exit_code == 0, both.output
    assert "s02: 下列内容没有带进工作簿" in both.stderr
    assert "s01: " not in both.stderr
    assert both.stderr.count("站点信息里的 phone：") == 1
    one = CliRunner().invoke(
        cli, ["workbook", "new", str(folder), "--from", "s02", "-o", str(tmp_path / "b.xlsx")]
    )
    assert one.stderr.count("站点信息里的 phone：") == 1
