"""Random ledgers counted by the engine and by the oracle; what is done to them never helps."""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, Final

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from evaluator.evaluation import compute
from evaluator.evaluation.pipeline import read_inputs
from evaluator.loading.guideline import build
from evaluator.loading.ledgers import LedgerSource, Options, read_ledger
from evaluator.loading.submission import needed_columns
from evaluator.model.guideline import Guideline
from evaluator.model.submission import Handed
from evaluator.model.values import Period
from evaluator.scoring.counting import count
from evaluator.yaml.parse import Table, read_yaml_bytes
from tests import oracle_ledgers as words
from tests.oracle import load
from tests.oracle_ledgers import LedgerOracle
from tests.stations import xlsx

MANY: Final = int(os.environ.get("LEDGER_CASES", "120"))
SPAN: Final = Period(date(2025, 7, 1), date(2026, 6, 30))
PERIOD: Final = {"from": "2025-07-01", "to": "2026-06-30"}
GUIDELINE: Final = """
id: counted
edition: 1
title: 台账计数
status: constructed
issuer: 示例
full_marks: 100
grades: [{id: a, title: 优, at_least: 60}, {id: b, title: 差, at_least: 0}]
facts:
  rows: {title: 行数, type: integer, counted: {ledger: KIND}}
  within: {title: 期内, type: integer, counted: {ledger: KIND, rows: {column: day, within: period}}}
  closed: {title: 结案, type: integer, counted: {ledger: KIND, rows: {column: end, within: period}}}
  given: {title: 有结案, type: integer, counted: {ledger: KIND, rows: {all: [{column: end, is_given: true}, {column: day, within: period}]}}}
  open: {title: 未结, type: integer, counted: {ledger: KIND, rows: {not: {column: end, within: period}}}}
  either: {title: 任一, type: integer, counted: {ledger: KIND, rows: {any: [{column: day, within: period}, {column: hours, at_least: 2}]}}}
  homes: {title: 户数, type: integer, counted: {ledger: KIND, rows: {column: day, within: period}, distinct: house}}
  months: {title: 月数, type: integer, counted: {ledger: KIND, by: month, of: day}}
  hours: {title: 时长, type: number, counted: {ledger: KIND, sum: hours}}
  mean: {title: 平均, type: number, counted: {ledger: KIND, mean: hours}}
  score: {title: 平均分, type: number, counted: {ledger: KIND, mean: score}}
  late: {title: 投诉, type: integer, counted: {ledger: KIND, rows: {column: house, is: H1}}}
ledgers:
  keyed:
    title: 有编号
    key: no
    columns: &columns
      no: {title: 编号, type: text}
      house: {title: 户号, type: text}
      day: {title: 日期, type: date}
      score: {title: 得分, type: number}
      hours: {title: 时长, type: number, may_be_blank: true}
      end: {title: 结案, type: date, may_be_blank: true}
  keyless:
    title: 没有编号
    columns:
      no: {title: 编号, type: text}
      house: {title: 户号, type: text}
      day: {title: 日期, type: date}
      score: {title: 得分, type: number}
      hours: {title: 时长, type: number, may_be_blank: true}
      end: {title: 结案, type: date, may_be_blank: true}
sections:
  - id: A
    title: 甲
    points: 100
    criteria:
      - {id: A1, title: 一, points: 10, rule: {count: {fact: rows, each: 1}}}
      - {id: A2, title: 二, points: 10, rule: {count: {fact: within, each: 1}}}
      - {id: A3, title: 三, points: 10, rule: {count: {fact: closed, each: 1}}}
      - {id: A4, title: 四, points: 10, rule: {count: {fact: given, each: 1}}}
      - {id: A5, title: 五, points: 10, rule: {deduct: {each: [{fact: open, points: 1}]}}}
      - {id: A6, title: 六, points: 10, rule: {count: {fact: either, each: 1}}}
      - {id: A7, title: 七, points: 10, rule: {count: {fact: homes, each: 1}}}
      - {id: A8, title: 八, points: 10, rule: {count: {fact: months, each: 1}}}
      - {id: A9, title: 九, points: 5, rule: {count: {fact: hours, each: 1}}}
      - {id: A10, title: 十, points: 5, rule: {count: {fact: mean, each: 1}}}
      - {id: A11, title: 十一, points: 5, rule: {count: {fact: score, each: 1}}}
      - {id: A12, title: 十二, points: 5, rule: {deduct: {each: [{fact: late, points: 1}]}}}
"""
LOWERING: Final = ("open", "late")
Rows = list[list[str]]


def text_of(kind: str) -> str:
    return GUIDELINE.replace("KIND", kind).replace("&columns", "").rstrip() + "\n"


def guideline_of(text: str) -> Guideline:
    node, problems = read_yaml_bytes(text.encode(), "guideline.yaml")
    assert isinstance(node, Table), problems
    guideline, _ = build(node, "guideline.yaml")
    return guideline


GUIDELINES: Final = {kind: guideline_of(text_of(kind)) for kind in ("keyed", "keyless")}
NODES: Final[Mapping[str, Any]] = {kind: load(text_of(kind)) for kind in ("keyed", "keyless")}


def random_sheet(random: Random, anew: bool, *, noise: bool = True) -> Rows:
    """Records with blanks, cells that cannot be read and repetitions, and what stands between and below them."""
    heads = [column["title"] for column in NODES["keyed"]["ledgers"]["keyed"]["columns"].values()]
    rows: Rows = [heads]
    for number in range(1, random.randint(1, 7)):
        key = str(number) if anew or random.random() < 0.3 else str(random.randint(1, 40))
        row = [
            key,
            random.choice(("H1", "H2", "甲")),
            f"202{random.randint(4, 6)}-0{random.randint(6, 9)}-0{random.randint(1, 2)}",
            str(random.randint(0, 3)),
            random.choice(("", "1", "2.5", *words.NOTHING, *words.NOT_YET)),
            random.choice(("", "2025-09-01", "2020-01-01", *words.NOTHING, *words.NOT_YET)),
        ]
        for at in range(len(row)):
            if random.random() < 0.08:
                row[at] = ""
            elif at > 1 and random.random() < 0.04:
                row[at] = words.BAD
        if sum(bool(cell) for cell in row) > 2 or noise:
            rows.append(row)
        if random.random() < 0.1:
            rows.append(list(rows[-1]))
    return with_noise(random, rows) if noise else rows


def with_noise(random: Random, rows: Rows) -> Rows:
    """Put in what is no record, wherever it may stand, and a foot."""
    width = len(rows[0])

    def line(**cells: str) -> list[str]:
        return [cells.get(f"c{at}", "") for at in range(width)]

    noisy = [rows[0]]
    for row in [*rows[1:], None]:
        for _ in range(random.choice((0, 0, 0, 1, 2))):
            at = random.randrange(width)
            cells = {f"c{at}": random.choice((*words.SUMS, *words.LABELS))}
            kind = random.randrange(6)
            if kind == 0:
                noisy.append(list(rows[0]))
            elif kind == 1:
                noisy.append(line(c0=str(random.randint(1, 40))))
            elif kind == 2:
                noisy.append(line(c1="二季度"))
            elif kind == 3:
                noisy.append(line())
            elif kind == 4 and cells[f"c{at}"] in words.SUMS:
                noisy.append(line(**cells, **{f"c{(at + 3) % width}": "3"}))
            else:
                noisy.append(line(**cells))
        if row is not None:
            noisy.append(row)
    for _ in range(random.choice((0, 1, 2))):
        at = random.randrange(width)
        noisy.append(line(**{f"c{at}": random.choice(words.LABELS), f"c{(at + 1) % width}": ""}))
        if random.random() < 0.5:
            noisy.append(line(c2="2026-07-01"))
    return noisy


def read(folder: Path, kind: str, sheets: Sequence[Rows]) -> Handed:
    guideline = GUIDELINES[kind]
    ledger = guideline.ledgers[kind]
    data = xlsx(*((f"表{number}", rows) for number, rows in enumerate(sheets)))
    (folder / "a.xlsx").write_bytes(data)
    options = Options(needed=needed_columns(guideline, ledger))
    handed, problems, _ = read_ledger(ledger, [LedgerSource("a.xlsx")], options, folder, "s.yaml")
    assert handed is not None, [problem.render("en") for problem in problems]
    return handed


def test_counts_are_the_oracles(tmp_path: Path) -> None:
    """Every figure of random ledgers on one to three sheets, keys beginning anew or not, with a key or without."""
    random = Random(7)  # noqa: S311 - test data
    compared = blank = 0
    for number in range(MANY):
        kind = random.choice(("keyed", "keyless"))
        anew = random.random() < 0.5
        sheets = [random_sheet(random, anew) for _ in range(random.randint(1, 3))]
        handed = read(tmp_path, kind, sheets)
        if any(part.unread for part in handed.parts):
            continue  # a sheet that repeats the others: the oracle has no eye for it
        guideline, node = GUIDELINES[kind], NODES[kind]
        ledger = guideline.ledgers[kind]
        oracle = LedgerOracle(node["ledgers"][kind], needed_columns(guideline, ledger), sheets)
        for name, fact in guideline.facts.items():
            engine = count(fact, ledger, handed, SPAN, can_lower=name in LOWERING)
            expected = oracle.count(
                node["facts"][name]["counted"],
                PERIOD,
                can_lower=name in LOWERING,
                whole=fact.type == "integer",
            )
            value = None if engine.value is None else Fraction(engine.value)  # type: ignore[arg-type]
            assert (value, engine.rows) == (expected.value, expected.rows), (number, kind, name, sheets)
            compared += 1
            blank += value is None
    assert compared > blank > 0


BLANKING: Final = text_of("keyed").replace("mean: hours", "mean: score").replace("edition: 1", "edition: 2")
TARGETS: Final = """  targets:
    title: 目标
    key: item
    columns:
      item: {title: 事项, type: text}
      due: {title: 应完成, type: number}
      done: {title: 完成, type: number}
      weight: {title: 权重, type: number}
      remark: {title: 备注, type: text, may_be_blank: true}
"""
WEIGHTED: Final = (
    "      - {id: A13, title: 十三, points: 10, rule: "
    "{weighted_ratios: {ledger: targets, of: done, to: due, weight: weight, if_none: full}}}\n"
)


HEADS: Final = [column["title"] for column in NODES["keyed"]["ledgers"]["keyed"]["columns"].values()]
TRAPS: Final = ("站长", "电话", "审核", "（1）", "附件1")
"""Values of records that look like labels and sums."""


@st.composite
def stations(draw: st.DrawFn) -> tuple[str, dict[str, list[Rows]], dict[str, list[Rows]]]:
    """A kind of ledger, its sheets and those of targets, and the same with some cells of one record cleared.

    No key stands twice for what may be one record: of such rows the first that remains counts, whichever it is.
    """
    random = draw(st.randoms(use_true_random=False))
    kind = draw(st.sampled_from(("keyed", "keyless")))
    mode = draw(st.sampled_from(("anew", "on")))
    sheets: list[Rows] = []
    first = 1
    seen: set[tuple[str, ...]] = set()
    for _ in range(draw(st.integers(1, 3))):
        rows = [
            [
                str(number),
                random.choice(("H1", "H2", "甲", *TRAPS)),
                random.choice(("2025-08-01", "2025-09-02", "2020-01-01")),
                str(random.randint(0, 3)),
                random.choice(("", "1", "2.5")),
                random.choice(("", "2025-09-01", "2020-01-01")),
            ]
            for number in range(first, first + draw(st.integers(1, 4)))
        ]
        for row in rows if kind == "keyed" else ():
            while tuple(row[:4]) in seen:
                row[3] = str(int(row[3]) + 1)
            seen.add(tuple(row[:4]))
        sheets.append([list(HEADS), *rows])
        first = 1 if mode == "anew" else first + len(rows)
    targets = [
        ["事项", "应完成", "完成", "权重", "备注"],
        *(
            [
                f"事项{number}",
                str(random.randint(0, 3)),
                str(random.randint(0, 3)),
                str(random.randint(0, 2)),
                "略",
            ]
            for number in range(1, draw(st.integers(2, 5)))
        ),
    ]
    before = {kind: sheets, "targets": [targets]}
    after = {name: [[list(row) for row in rows] for rows in tables] for name, tables in before.items()}
    row = draw(st.sampled_from([row for tables in after.values() for rows in tables for row in rows[1:]]))
    filled = [at for at, cell in enumerate(row) if cell]
    for at in draw(st.sets(st.sampled_from(filled), min_size=1, max_size=len(filled) - 2)):
        row[at] = ""
    return kind, before, after


def cleared(kind: str, at: int, *sheets: Rows) -> tuple[str, dict[str, list[Rows]], dict[str, list[Rows]]]:
    """An example: the first record with the cell at *at*, and without."""
    targets = [["事项", "应完成", "完成", "权重", "备注"], ["事项1", "1", "1", "1", "略"]]
    before = [[list(HEADS), *map(list, rows)] for rows in sheets]
    after = [[list(row) for row in rows] for rows in before]
    after[0][1][at] = ""
    return kind, {kind: before, "targets": [targets]}, {kind: after, "targets": [targets]}


COLUMNS_NUMBERED: Final = cleared("keyed", 2, [["1", "甲", "2025-08-01", "2", "", ""]])
"""`1 甲 2` alone would number the columns."""
ANOTHER_SHEET: Final = cleared(
    "keyed",
    0,
    [["1", "甲", "2025-09-02", "0", "1", "2025-09-01"], ["2", "甲", "2025-09-02", "1", "1", ""]],
    [["1", "H2", "2020-01-01", "0", "1", "2025-09-01"]],
    [["3", "甲", "2025-09-02", "0", "1", ""]],
)
"""Without its key the record would stand once more on the last sheet, which would be a summary."""


TWICE: Final = [
    cleared(
        "keyed",
        at,
        [
            ["1", first, "2025-09-02", "1", "1", "2025-09-01"],
            ["1", second, "2025-09-03", "3", "2.5", "2025-09-01"],
        ],
    )
    for at in (1, 2, 3, 4)
    for first, second in (("H1", "甲"), ("甲", "H1"))
]
"""Two records with one key that differ: without a cell of the first the second must not count instead."""
NINE: Final = cleared(
    "keyed",
    0,
    [
        ["9", "H1", "2025-09-02", "1", "1", ""],
        *([str(number), "甲", "2025-09-02", "1", "1", ""] for number in (1, 2, 3)),
    ],
    [[str(number), "H2", "2025-09-02", "2", "2.5", ""] for number in (1, 2, 3)],
)
"""Without the 9 the keys of both sheets would begin anew, and repeated ones be records of their own."""


def points(
    folder: Path, kind: str, tables: Mapping[str, Sequence[Rows]]
) -> tuple[Fraction, Mapping[str, Fraction]]:
    """Score a station with these ledgers: in all, and by criterion."""
    text = BLANKING.replace("{ledger: keyed", f"{{ledger: {kind}")
    text = text.replace("ledgers:\n", f"ledgers:\n{TARGETS}", 1) + WEIGHTED
    text = text.replace("full_marks: 100", "full_marks: 110").replace("points: 100", "points: 110")
    guideline = guideline_of(text)
    for name, sheets in tables.items():
        data = xlsx(*((f"表{number}", rows) for number, rows in enumerate(sheets)))
        (folder / f"{name}.xlsx").write_bytes(data)
    ledgers = "".join(f"  {name}: {name}.xlsx\n" for name in tables)
    (folder / "submission.yaml").write_text(
        f"guideline: counted\nstation: {{id: s1, name: 示例站}}\n"
        f"period: {{from: 2025-07-01, to: 2026-06-30}}\nfacts: {{}}\nledgers:\n{ledgers}",
        encoding="utf-8",
    )
    inputs, problems = read_inputs(folder, guideline_model=guideline)
    assert inputs is not None, [problem.render("en") for problem in problems]
    computed = compute(inputs.own_case())
    assert computed.low.total is not None
    return Fraction(computed.low.total), {
        finding.criterion.id: Fraction(finding.low.points) for finding in computed.findings
    }


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example(COLUMNS_NUMBERED)
@example(ANOTHER_SHEET)
@example(TWICE[0])
@example(TWICE[1])
@example(TWICE[2])
@example(TWICE[3])
@example(TWICE[4])
@example(TWICE[5])
@example(TWICE[6])
@example(TWICE[7])
@example(NINE)
@given(stations())
def test_clearing_less_than_a_record_never_helps(
    tmp_path: Path, station: tuple[str, dict[str, list[Rows]], dict[str, list[Rows]]]
) -> None:
    """Whatever cells of a record are cleared, no criterion gains, `weighted_ratios` included."""
    kind, before, after = station
    full, criteria = points(tmp_path, kind, before)
    less, lower = points(tmp_path, kind, after)
    assert {id: lower[id] for id in criteria if lower[id] > criteria[id]} == {}
    assert less <= full
