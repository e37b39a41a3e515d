"""The offline workbook computes what the engine computes, or says that the program decides."""

import io
import os
import re
import zipfile
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
import python_calamine
from click.testing import CliRunner

from evaluator.base import exact
from evaluator.base.folding import folded
from evaluator.cli.command import cli
from evaluator.evaluation import Computed, compute, evaluation
from evaluator.evaluation.pipeline import Inputs, read_inputs
from evaluator.loading.guideline import load_guideline
from evaluator.loading.search import open_guideline
from evaluator.model.guideline import Guideline
from evaluator.model.submission import Declared, Handed, Row
from evaluator.model.values import Value
from evaluator.scoring.score import shown
from evaluator.workbook import layout
from evaluator.workbook.live.model import Model, model
from evaluator.workbook.write import workbook
from tests import strategies, workbooks
from tests.conftest import Office
from tests.workbooks import CASES, MANY, blank, few_rows, marked, put, reopened, row_of, saved

SEED: Final = int(os.environ.get("WORKBOOK_SEED", "11"))
ROOT: Final = Path(__file__).parent.parent
STATIONS: Final = ROOT / "samples" / "stations"
TO: Final = "xlsx:Calc MS Excel 2007 XML"
ENGINE: Final = "以程序计算为准"
NEAR: Final = 1e-9
Grid = list[list[object]]


def recalculated(files: list[Path], office: Office) -> Mapping[str, Mapping[str, Grid]]:
    """Let one LibreOffice compute all *files* anew; return their sheets' values."""
    found: dict[str, dict[str, Grid]] = {}
    for file, computed in zip(files, office.all(files, TO), strict=True):
        with python_calamine.load_workbook(computed) as book:
            found[file.stem] = {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)  # type: ignore[misc]
                for name in book.sheet_names
            }
    return found


class Computes:
    """A recalculated workbook held against the engine."""

    def __init__(self, name: str, whole: Model, sheets: Mapping[str, Grid], computed: Computed) -> None:
        self.name, self.whole, self.sheets, self.computed = name, whole, sheets, computed
        self.wrong: list[str] = []
        self.same = self.unsure = 0

    def value(self, ref: str) -> object:
        """The value of a cell of the hidden sheet, or a constant."""
        if ref.startswith("Calc!"):
            return self.sheets["Calc"][int(ref.rpartition("$")[2]) - 1][1]
        if ref.startswith("'"):
            name, _, place = ref[1:].partition("'!$")
            column, _, row = place.partition("$")
            return self.sheets[name][int(row) - 1][ord(column) - ord("A")]
        return float(Fraction(ref.strip("()")))

    def doubtful(self, flag: str) -> bool:
        return bool(self.value(flag))

    def expect(self, what: str, ref: str, wanted: float | exact.Number | bool, doubt: bool) -> None:
        if doubt:
            self.unsure += 1
            return
        found = self.value(ref)
        if not isinstance(found, int | float) or abs(found - float(wanted)) > NEAR:
            self.wrong.append(f"{self.name} {what}: {found!r}, not {float(wanted)!r} ({ref})")
        else:
            self.same += 1

    def compare(self) -> None:
        whole, computed = self.whole, self.computed
        guideline = whole.plan.guideline
        for finding in computed.findings:
            one = whole.judged[finding.criterion.id]
            doubt = self.doubtful(one.doubt)
            for end, result, (points, applies) in (
                ("low", finding.low, one.low),
                ("high", finding.high, one.high),
            ):
                name = f"{finding.criterion.id} {finding.criterion.rule.kind} {end}"
                self.expect(f"{name} applies", applies, result.applies, doubt)
                self.expect(name, points, result.points, doubt)
        for end, score, tally in zip(
            ("low", "high"), (computed.low, computed.high), whole.tallies, strict=True
        ):
            for section in guideline.walk():
                doubt = any(self.doubtful(whole.judged[one.id].doubt) for one in section.leaves())
                node = score.sections[section.id]
                self.expect(
                    f"section {section.id} {end}", tally.sections[section.id].points, node.points, doubt
                )
                self.expect(
                    f"section {section.id} {end} applies",
                    tally.sections[section.id].applies,
                    node.applies,
                    doubt,
                )
            doubt = self.doubtful(whole.doubt)
            self.expect(f"total {end} exists", tally.exists, score.total is not None, doubt)
            if score.total is not None:
                self.expect(f"total {end}", tally.total, score.total, doubt)
                self.expect(f"total {end} shown", tally.shown, Fraction(shown(score.total, guideline)), doubt)
        ranks = {one.id: number for number, one in enumerate(guideline.grades, 1)}
        grading, doubt = computed.grading, self.doubtful(whole.doubt)
        for end, ref, grade in (
            ("low", whole.graded.low, grading.low),
            ("high", whole.graded.high, grading.high),
        ):
            self.expect(f"grade {end}", ref, 0 if grade is None else ranks[grade], doubt)
        self.problems()
        self.cells()

    def problems(self) -> None:
        """Whatever is not shown, some cell is listed for it."""
        whole = self.whole
        listed = [cell for cell in whole.problems if self.doubtful(cell.flag)]
        criteria = {id for cell in listed for id in cell.criteria}
        hidden = {id for id, one in whole.judged.items() if self.doubtful(one.doubt)}
        if not hidden <= criteria:
            self.wrong.append(f"{self.name}: no cell is listed for {sorted(hidden - criteria)}")
        if self.doubtful(whole.doubt) and not listed:
            self.wrong.append(f"{self.name}: no cell is listed for the total")
        rows = self.sheets[whole.plan.tabs["problems"]][layout.PROBLEMS.first :]
        shown = [row[2] for row in rows[: layout.PROBLEM_ROWS] if row[1] != ""]
        wanted = [
            whole.plan.tabs[cell.sheet]
            + ("!" if cell.live else f"!{layout.cell_name(cell.row, cell.column)}")
            for cell in listed
        ]
        fits = all(str(one).startswith(begin) for one, begin in zip(shown, wanted, strict=False))
        if len(shown) != min(len(wanted), layout.PROBLEM_ROWS) or not fits:
            self.wrong.append(f"{self.name}: listed {shown}, not {wanted}")

    def cells(self) -> None:
        """What people see: ids under 编号, figures under 得分; nothing is an error."""
        whole, computed = self.whole, self.computed
        name = whole.plan.tabs["score"]
        for sheet in [name, whole.plan.tabs["facts"], whole.plan.tabs["evidence"]]:
            for number, row in enumerate(self.sheets[sheet]):
                for cell in row:
                    if isinstance(cell, str) and cell.startswith("#") and cell[1:].isupper():
                        self.wrong.append(f"{self.name} {sheet} row {number + 1}: {cell}")
        rows = {str(row[0]): row for row in self.sheets[name] if row and row[0]}
        doubtful = {id: self.doubtful(one.doubt) for id, one in whole.judged.items()}
        found = workbooks.wrong(whole.plan, rows, doubtful, computed)
        self.wrong += [f"{self.name} {one}" for one in found]
        told: dict[str, Any] = {row["criterion"]: row for row in evaluation(computed)["findings"]}
        for finding in computed.findings:
            row, figures = rows[finding.criterion.id], told[finding.criterion.id]
            assert row[1] == finding.criterion.id
            one = whole.judged[finding.criterion.id]
            if self.doubtful(one.doubt):
                assert row[4] == ENGINE, (self.name, row)
            elif finding.settled and finding.low.reason == "blank" and not finding.low.points:
                if row[4] != "":
                    self.wrong.append(f"{self.name} {finding.criterion.id} blank, shown as {row[4]!r}")
            elif row[4] == "":  # nothing of what it reads was given
                if not finding.settled or finding.low.points:
                    self.wrong.append(f"{self.name} {finding.criterion.id} shown blank")
            elif finding.low.applies and finding.high.applies:
                ends = [figures[key] for key in (("points",) if finding.settled else ("low", "high"))]
                seen = sorted(float(each) for each in str(row[4]).split("～"))
                wanted = sorted({float(each) for each in ends})
                if seen != pytest.approx(wanted, abs=1e-9):
                    self.wrong.append(f"{self.name} {finding.criterion.id} shown {row[4]!r}, not {ends}")


def written(name: str, inputs: Inputs, folder: Path) -> Path:
    file = folder / f"{name}.xlsx"
    file.write_bytes(workbook(inputs.guideline, inputs.submission))
    return file


def random_inputs(seed: int, folder: Path) -> Inputs:
    guideline, submission, _, _ = strategies.random_case(seed)
    folder.mkdir()
    (folder / "guideline.yaml").write_text(guideline, encoding="utf-8")
    (folder / "submission.yaml").write_text(submission, encoding="utf-8")
    loaded, _ = load_guideline(folder / "guideline.yaml")
    assert loaded is not None
    inputs, problems = read_inputs(folder, guideline_model=loaded)
    assert inputs is not None, [one.render("en") for one in problems]
    return inputs


def as_read(inputs: Inputs) -> Inputs:
    """Return a case whose ledgers hold what was typed, as their reader has it: texts folded."""
    ledgers = {
        name: replace(
            handed,
            rows=tuple(
                replace(
                    row,
                    cells={
                        column: folded(value) if isinstance(value, str) else value
                        for column, value in row.cells.items()
                    },
                )
                for row in handed.rows
            ),
        )
        for name, handed in inputs.submission.ledgers.items()
    }
    return replace(inputs, submission=replace(inputs.submission, ledgers=ledgers))


def held_against(cases: Mapping[str, Inputs], tmp_path: Path, office: Office) -> list[Computes]:
    """Write, recalculate and compare."""
    with few_rows() if CASES < MANY else nullcontext():
        files = [written(name, inputs, tmp_path) for name, inputs in cases.items()]
        models = {name: model(inputs.guideline, inputs.submission) for name, inputs in cases.items()}
    values = recalculated(files, office)
    found = []
    for name, inputs in cases.items():
        computes = Computes(name, models[name], values[name], compute(as_read(inputs).own_case()))
        computes.compare()
        found.append(computes)
    same, unsure = sum(one.same for one in found), sum(one.unsure for one in found)
    wrong = [line for one in found for line in one.wrong]
    print(f"{len(found)} workbooks: {same} figures equal, {unsure} left to the program, {len(wrong)} differ")  # noqa: T201
    assert not wrong, "\n".join(wrong[:40])
    return found


def test_sample_stations_compute_as_the_engine_does(tmp_path: Path, office: Office) -> None:
    """The station's own case, from its facts, its ledgers and its evidence: every figure equal."""
    cases = {}
    folders = sorted(STATIONS.iterdir())
    for folder in folders if CASES >= MANY else folders[3:]:
        inputs, problems = read_inputs(folder)
        assert inputs is not None, [one.render("en") for one in problems]
        cases[folder.name] = inputs
    found = held_against(cases, tmp_path, office)
    assert [one.name for one in found if one.unsure == 0], "some station must be computed to the end"


def test_random_guidelines_compute_as_the_engine_does(tmp_path: Path, office: Office) -> None:
    """Whatever a guideline declares, its workbook gives the engine's figures or says that it cannot."""
    random = Random(SEED)  # noqa: S311 - test data
    cases = {}
    for number in range(CASES):
        seed = random.randrange(10**6)
        cases[f"r{number}-{seed}"] = random_inputs(seed, tmp_path / f"s{number}")
    held_against(cases, tmp_path, office)


LEDGERS: Final = """
id: counted
edition: 1
title: 台账计数
status: constructed
issuer: 示例
full_marks: 110
grades:
  - {id: a, title: 优, at_least: 60}
  - {id: b, title: 良, at_least: 30}
  - {id: c, title: 差, at_least: 0}
facts:
  rows: {title: 行数, type: integer, counted: {ledger: visits}}
  within: {title: 期内, type: integer, counted: {ledger: visits, rows: {column: day, within: period}}}
  households: {title: 户数, type: integer, counted: {ledger: visits, distinct: [house, kind]}}
  months: {title: 月数, type: integer, counted: {ledger: visits, rows: {column: day, within: period}, by: month, of: day}}
  weeks: {title: 周数, type: integer, counted: {ledger: visits, by: week, of: day}}
  days: {title: 天数, type: integer, counted: {ledger: visits, by: day, of: day}}
  hours: {title: 时长, type: number, counted: {ledger: visits, rows: {column: done, is: true}, sum: hours}}
  mean: {title: 平均, type: number, counted: {ledger: visits, rows: {column: kind, in: [door, phone]}, mean: hours}}
  whole: {title: 整数时长, type: integer, counted: {ledger: visits, sum: hours}}
  late: {title: 未办, type: integer, counted: {ledger: visits, rows: {any: [{column: done, is: false}, {column: hours, above: 5}]}}}
  declared: {title: 可申报, type: integer, counted: {ledger: events, rows: {not: {column: name, is: 年会}}, or_declared: true}}
ledgers:
  visits:
    title: 走访
    key: no
    columns:
      no: {title: 编号, type: text}
      house: {title: 户号, type: text}
      day: {title: 日期, type: date}
      kind: {title: 方式, type: choice, choices: {door: 上门, phone: 电话, net: 网络}}
      hours: {title: 时长, type: number, may_be_blank: true}
      done: {title: 办结, type: boolean, may_be_blank: true}
  events:
    title: 活动
    columns:
      name: {title: 名称, type: text}
  targets:
    title: 目标
    key: item
    columns:
      item: {title: 事项, type: text}
      done: {title: 完成, type: number, may_be_blank: true}
      due: {title: 应完成, type: number, may_be_blank: true}
      weight: {title: 权重, type: number, may_be_blank: true}
sections:
  - id: A
    title: 计数
    points: 110
    criteria:
      - {id: A1, title: 行数, points: 10, rule: {count: {fact: rows, each: 0.1}}}
      - {id: A2, title: 期内, points: 10, rule: {count: {fact: within, each: 0.1}}}
      - {id: A3, title: 户数, points: 10, rule: {count: {fact: households, each: 0.1}}}
      - {id: A4, title: 月数, points: 10, rule: {count: {fact: months, each: 0.1}}}
      - {id: A5, title: 周数, points: 10, rule: {count: {fact: weeks, each: 0.1}}}
      - {id: A6, title: 天数, points: 10, rule: {count: {fact: days, each: 0.1}}}
      - {id: A7, title: 时长, points: 10, rule: {count: {fact: hours, each: 0.01}}}
      - {id: A8, title: 平均, points: 10, rule: {count: {fact: mean, each: 0.1}}}
      - {id: A9, title: 整数, points: 10, rule: {count: {fact: whole, each: 0.01}}}
      - {id: A10, title: 未办, points: 10, rule: {deduct: {each: [{fact: late, points: 0.1}]}}}
      - {id: A11, title: 可申报, points: 5, rule: {count: {fact: declared, each: 0.1}}}
      - id: A12
        title: 目标
        points: 5
        may_not_apply: true
        rule: {weighted_ratios: {ledger: targets, of: done, to: due, weight: weight, if_none: not_applicable}}
"""
SUBMISSION: Final = """
guideline: counted
station: {id: s1, name: 示例站}
period: {from: 2025-07-01, to: 2026-06-30}
facts: {declared: 7}
"""


def ledger_case(random: Random, folder: Path, guideline: Guideline) -> Inputs:
    """Random rows with repeated keys, blanks, days outside the period and texts that look like formulas."""
    folder.mkdir()
    (folder / "submission.yaml").write_text(SUBMISSION, encoding="utf-8")
    inputs, problems = read_inputs(folder, guideline_model=guideline)
    assert inputs is not None, [one.render("en") for one in problems]

    def rarely_blank(value: Value, chance: float = 0.1) -> Value | None:
        return None if random.random() < chance else value

    def quarter(most: int) -> exact.Number:
        return exact.simple(Fraction(random.randint(0, 4 * most), 4))

    calm = random.random() < 0.3
    visits: list[dict[str, Value | None]] = [
        {
            "no": rarely_blank(
                random.choice(("A*", "=1+1", "@x", "a*", "k?", f"v{number}")), 0.0 if calm else 0.03
            ),
            "house": rarely_blank(random.choice(("1", "01", "h~", "H~", "甲(1)户")), 0.05),
            "day": rarely_blank(date(2025, 6, 1) + timedelta(random.randint(0, 420)), 0.0 if calm else 0.05),
            "kind": rarely_blank(random.choice(("door", "phone", "net")), 0.05),
            "hours": rarely_blank(random.randint(0, 9) if calm else quarter(9), 0.0 if calm else 0.1),
            "done": rarely_blank(random.random() < 0.7, 0.0 if calm else 0.1),
        }
        for number in range(random.randint(0, 60))
    ]
    events: list[dict[str, Value | None]] = [
        {"name": random.choice(("年会", "讲座", " 年会 ", "-"))} for _ in range(random.randint(0, 9))
    ]
    targets: list[dict[str, Value | None]] = [
        {
            "item": f"事项{random.randint(1, 5)}",
            "done": rarely_blank(quarter(5)),
            "due": rarely_blank(quarter(3), 0.03),
            "weight": rarely_blank(random.randint(0, 2), 0.03),
        }
        for _ in range(random.randint(0, 5))
    ]
    handed = {
        name: Handed(
            name, ("x.csv",), tuple(Row(f"{n}", row, {}, "x.csv", n) for n, row in enumerate(rows, 2))
        )
        for name, rows in (("visits", visits), ("events", events), ("targets", targets))
        if random.random() < 0.9
    }
    return replace(inputs, submission=replace(inputs.submission, ledgers=handed))


def test_ledgers_count_as_the_engine_counts(tmp_path: Path, office: Office) -> None:
    """Filter, key, distinct, sums, means, months, weeks, days, targets: from live rows, every figure equal."""
    (tmp_path / "guideline.yaml").write_text(LEDGERS, encoding="utf-8")
    guideline, problems = load_guideline(tmp_path / "guideline.yaml")
    assert guideline is not None, [one.render("en") for one in problems]
    random = Random(SEED)  # noqa: S311 - test data
    cases = {
        f"l{number}": ledger_case(random, tmp_path / f"l{number}", guideline)
        for number in range(max(4, CASES // 4))
    }
    found = held_against(cases, tmp_path, office)
    assert not sum(one.unsure for one in found)


def test_what_a_sheet_cannot_judge_it_says(tmp_path: Path, office: Office) -> None:
    """A text where a number belongs, an unreadable cell in a ledger: no figure that hangs on it is shown."""
    (tmp_path / "guideline.yaml").write_text(LEDGERS, encoding="utf-8")
    guideline, _ = load_guideline(tmp_path / "guideline.yaml")
    assert guideline is not None
    inputs = ledger_case(Random(3), tmp_path / "one", guideline)  # noqa: S311 - test data
    cells = dict.fromkeys(guideline.ledgers["visits"].columns)
    rows = (Row("2", {**cells, "no": "v1"}, {"hours": "约三小时"}, "x.csv", 2),)
    submission = replace(
        inputs.submission,
        facts={"declared": Declared("七")},
        ledgers={"visits": Handed("visits", ("x.csv",), rows)},
    )
    with few_rows():
        file = written("one", replace(inputs, submission=submission), tmp_path)
    shown_rows = recalculated([file], office)["one"]["自评得分"]
    told = {str(row[0]): row[4] for row in shown_rows if row and row[0]}
    assert [told[f"A{number}"] for number in range(1, 12)] == [ENGINE] * 11
    assert told["A"] == told["total"] == told["grade"] == ENGINE
    assert told["A12"] == "", "what is not filled in is blank, not 0"


def test_a_missing_period_is_said_where_the_total_stands(tmp_path: Path, office: Office) -> None:
    """Without the period there is no total: what to fill in is said, not that a program must decide."""
    pack, _ = open_guideline("tongling-station")
    (tmp_path / "guideline.yaml").write_text(LEDGERS, encoding="utf-8")
    counted, _ = load_guideline(tmp_path / "guideline.yaml")
    assert pack is not None
    assert counted is not None
    files = [tmp_path / "empty.xlsx", tmp_path / "rows.xlsx"]
    files[0].write_bytes(blank(pack))
    book = reopened(blank(counted))
    put(marked(book, layout.ledger_mark("visits")), layout.LEDGER.first, layout.LEDGER_FIRST_COLUMN, "v1")
    files[1].write_bytes(saved(book))
    sheets = recalculated(files, office)
    for name in ("empty", "rows"):
        told = {str(row[0]): row for row in sheets[name]["自评得分"] if row and row[0]}
        assert told["total"][4] == told["grade"][4] == "缺评估周期"
        assert "填写评估周期" in str(told["total"][5])
    assert told["A1"][4] == told["A2"][4] == ENGINE, "what is counted within the period cannot be told yet"
    assert told["A11"][4] == ""


ALLOWED: Final = frozenset(
    [
        "ABS",
        "ADDRESS",
        "AND",
        "CHAR",
        "CHOOSE",
        "COUNTA",
        "COUNTBLANK",
        "EXACT",
        "FIND",
        "FIXED",
        "FREQUENCY",
        "HYPERLINK",
        "IF",
        "INDEX",
        "INT",
        "ISERROR",
        "ISLOGICAL",
        "ISNUMBER",
        "ISTEXT",
        "LEN",
        "MATCH",
        "MAX",
        "MID",
        "MIN",
        "MOD",
        "MONTH",
        "NOT",
        "OR",
        "ROUND",
        "ROW",
        "ROWS",
        "SUBSTITUTE",
        "SUM",
        "SUMPRODUCT",
        "TRIM",
        "WEEKDAY",
        "YEAR",
    ]
)
"""Functions that Excel 2010, WPS and LibreOffice all have."""


@pytest.mark.parametrize("name", ["tongling-station", "community-canteen"])
def test_a_workbook_is_plain_and_the_same_every_time(name: str, tmp_path: Path) -> None:
    """No macros, no links, only functions everybody has, no formula too long; the same bytes twice."""
    guideline, _ = open_guideline(name)
    assert guideline is not None
    data = workbook(guideline)
    assert blank(guideline) == blank(guideline)
    used: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [one for one in archive.namelist() if "vba" in one.lower() or "external" in one.lower()]
        assert not re.search(r"https?:", "".join(re.findall(r"<f>(.*?)</f>", _sheets(archive))))
        for part in archive.namelist():
            if not part.startswith("xl/worksheets/sheet"):
                continue
            xml = archive.read(part).decode()
            assert "<sheetProtection" in xml
            for text in re.findall(r"<f>(.*?)</f>", xml):
                plain = unescape(text)
                assert len(plain) < 8192
                used |= set(re.findall(r"([A-Z][A-Z0-9.]*)\(", re.sub(r'"[^"]*"', "", plain)))
    assert used <= ALLOWED
    with python_calamine.load_workbook(io.BytesIO(data)) as book:
        marks = [
            layout.marked_as(book.get_sheet_by_name(one).to_python(skip_empty_area=False)[0][0])
            for one in book.sheet_names
        ]
    kinds = [one[0].name for one in marks if one is not None]
    assert kinds[:5] == ["notes", "facts", "evidence", "score", "problems"]
    assert kinds[-2:] == ["about", "calc"]
    assert [one[1] for one in marks if one is not None and one[1]] == list(guideline.ledgers)


def _sheets(archive: zipfile.ZipFile) -> str:
    names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    return "".join(archive.read(name).decode() for name in names)


def test_what_a_list_offers_is_taken_as_it_is(tmp_path: Path) -> None:
    """Commas, quotes and long titles stand on a sheet; nothing is made a number or a day when it is chosen."""
    titles = ['独立"自有"', "1-2", "1,5", "3/4"]
    (tmp_path / "guideline.yaml").write_text(
        LEDGERS.replace(
            "  rows: {", f"  place: {{title: 场所, type: choice, choices: {CHOICES}}}\n  rows: {{", 1
        )
    )
    guideline, problems = load_guideline(tmp_path / "guideline.yaml")
    assert guideline is not None, problems
    book = reopened(blank(guideline))
    sheet = marked(book, layout.FACTS.mark)
    cell = sheet.cell(row_of(sheet, "place") + 1, layout.FACT_INPUT + 1)
    assert cell.number_format == "@"
    (rule,) = [one for one in sheet.data_validations.dataValidation if cell.coordinate in one.cells]
    sheet_name, _, place = str(rule.formula1).partition("!")
    assert sheet_name == "'Calc'"
    assert [one.value for (one,) in book["Calc"][place.replace("$", "")]] == titles


CHOICES: Final = """{a: '独立"自有"', b: 1-2, c: '1,5', d: 3/4}"""


def test_texts_never_become_formulas(tmp_path: Path) -> None:
    """What begins with = + - @ stays text on the way out."""
    inputs, _ = read_inputs(STATIONS / "qinghe")
    assert inputs is not None
    station = replace(inputs.submission.station, name="=HYPERLINK(1)", county="@SUM(1)", kind="+1")
    data = workbook(inputs.guideline, replace(inputs.submission, station=station))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        formulas = "".join(
            text
            for part in archive.namelist()
            if part.startswith("xl/worksheets/sheet")
            for text in re.findall(r"<f>(.*?)</f>", archive.read(part).decode())
        )
    assert "HYPERLINK(1)" not in formulas
    with python_calamine.load_workbook(io.BytesIO(data)) as book:
        rows = {row[0]: row for row in book.get_sheet_by_name("填报数据").to_python(skip_empty_area=False)}
    found = [rows[f"station#{key}"][layout.FACT_INPUT] for key in ("name", "county", "kind")]
    assert found == ["=HYPERLINK(1)", "@SUM(1)", "+1"]


def test_the_command_makes_and_fills(tmp_path: Path) -> None:
    """`workbook new` writes an empty workbook or one filled from a station; an unknown guideline is exit 1."""
    made = CliRunner().invoke(
        cli,
        [
            "workbook",
            "new",
            "tongling-station",
            "--from",
            str(STATIONS / "qinghe"),
            "-o",
            f"{tmp_path}/q.xlsx",
        ],
    )
    assert made.exit_code == 0, made.output
    with python_calamine.load_workbook(tmp_path / "q.xlsx") as book:
        rows = {row[0]: row for row in book.get_sheet_by_name("填报数据").to_python(skip_empty_area=False)}
    assert rows["premises.area"][layout.FACT_INPUT] == 96
    refused = CliRunner().invoke(cli, ["workbook", "new", "no-such", "-o", f"{tmp_path}/n.xlsx"])
    assert refused.exit_code == 1
    assert not (tmp_path / "n.xlsx").exists()


def test_the_checklist_stands_under_the_heads_of_the_list(tmp_path: Path) -> None:
    """The list's heads stay in view and are printed on every page: below them stands what they name."""
    guideline, _ = open_guideline("tongling-station")
    assert guideline is not None
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook(guideline, None))
    with python_calamine.load_workbook(file) as book:
        grid = book.get_sheet_by_name("佐证材料").to_python(skip_empty_area=False)
    rows = {row[0]: row[1:8] for row in grid}
    assert grid[layout.EVIDENCE.header][1:8] == ["编号", "类别", "材料名称", "文件", "日期", "用于", "状态"]
    asked = rows["A1.1#front"]
    assert asked[:3] + asked[4:6] == ["A1.1#front", "照片", "站点门头照片", "评估周期内", "A1.1 固定办公场所"]
    assert rows["A1.1#lease"][4] == ""
