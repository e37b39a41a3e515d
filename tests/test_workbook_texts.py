"""Texts are the same in the workbook where they are the same to the engine, or the workbook says it cannot tell."""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import PatternFill

from evaluator.base.folding import folded
from evaluator.evaluation.pipeline import Inputs, read_inputs
from evaluator.loading.guideline import load_guideline
from evaluator.model.guideline import Guideline
from evaluator.model.submission import Declared, Handed, Row
from evaluator.model.values import Value
from evaluator.workbook import layout
from evaluator.workbook.live.text_equality import LONGEST, changing, narrowed
from tests.conftest import Office
from tests.test_workbook import ENGINE, SEED, held_against, recalculated
from tests.workbooks import CASES, answer, blank, marked, put, reopened, saved

GUIDELINE: Final = """
id: texts
edition: 1
title: 文字比较
status: constructed
issuer: 示例
full_marks: 50
grades:
  - {id: a, title: 优, at_least: 25}
  - {id: b, title: 差, at_least: 0}
facts:
  place: {title: 位置, type: text}
  hall: {title: 大厅, type: text}
  rows: {title: 行数, type: integer, counted: {ledger: visits}}
  houses: {title: 户数, type: integer, counted: {ledger: visits, distinct: house}}
  pairs: {title: 户与方式, type: integer, counted: {ledger: visits, distinct: [house, kind]}}
  north: {title: 北区, type: integer, counted: {ledger: visits, rows: {any: [{column: house, in: [Ａ区, ㎡]}, {column: kind, is: 上门}]}}}
  noted: {title: 有备注, type: integer, counted: {ledger: visits, rows: {column: note, is_given: true}}}
ledgers:
  visits:
    title: 走访
    key: no
    columns:
      no: {title: 编号, type: text}
      house: {title: 户号, type: text}
      kind: {title: 方式, type: choice, choices: {door: 上门, phone: 电话}}
      note: {title: 备注, type: text, may_be_blank: true}
sections:
  - id: A
    title: 计数
    points: 50
    criteria:
      - {id: A1, title: 行数, points: 10, rule: {count: {fact: rows, each: 0.1}}}
      - {id: A2, title: 户数, points: 10, rule: {count: {fact: houses, each: 0.1}}}
      - {id: A3, title: 户与方式, points: 10, rule: {count: {fact: pairs, each: 0.1}}}
      - {id: A4, title: 北区, points: 5, rule: {count: {fact: north, each: 0.1}}}
      - {id: A5, title: 备注, points: 5, rule: {count: {fact: noted, each: 0.1}}}
      - {id: A6, title: 位置, points: 5, rule: {yes_no: {fact: place, in: [Ａ区, '1号楼  东']}}}
      - {id: A7, title: 大厅, points: 5, rule: {yes_no: {fact: hall, is_given: true}}}
"""
SUBMISSION: Final = """
guideline: texts
station: {id: s1, name: 示例站}
period: {from: 2025-07-01, to: 2026-06-30}
"""
TYPED: Final = (
    "A区",
    "a区",
    "王 明",
    "王  明",
    "１号",
    "1号",
    "（1）",
    "(1)",
    "　甲",
    "甲 ",
    "甲，乙；",
    "甲,乙;",
    "=1",
    "㐀𠮷",
)
"""What people type, in both widths: the sheet compares it as the engine does."""
ODD: Final = (
    "Ａ区",
    "㎡",
    "m2",
    "①",
    "1",
    "ｱﾊﾟｰﾄ",
    "アパート",
    "甲\n",
    "é",
    "e\u0301",
    "甲" * 70,
    " 王  明 ",
    "凉",
    "\uf979",
    "𝐀",
)
"""What NFKC changes otherwise, and blanks that TRIM does not see."""


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(changing()), max_size=8))
def test_nothing_else_changes(text: str) -> None:
    """A text without the characters that are looked for is what it is compared as, but for the blanks around it.

    Controls below the blank are no characters of a spreadsheet.
    """
    text = re.sub("[\x00-\x08\x0e-\x1b\x7f]", "", text)
    if not set(text) & set(changing()):
        assert unicodedata.normalize("NFKC", text) == text
        assert folded(text) == text.strip(" \x1c\x1d\x1e\x1f\r\x0b\x0c")


def test_what_is_put_right_is_compared_so() -> None:
    """Each replacement is what NFKC does to that character, and nothing that is looked for."""
    chain = narrowed("A1")
    pairs = re.findall(r'"(.)","(.)"\)', chain)
    assert len(pairs) == chain.count("SUBSTITUTE(")
    assert len(pairs) < 40, "Excel nests 64 levels"
    for wide, narrow in pairs:
        assert unicodedata.normalize("NFKC", wide) == narrow
        assert narrow not in changing()


def case(random: Random, folder: Path, guideline: Guideline, texts: tuple[str, ...]) -> Inputs:
    """A station whose ledger repeats texts that look alike."""
    folder.mkdir()
    (folder / "submission.yaml").write_text(SUBMISSION, encoding="utf-8")
    inputs, problems = read_inputs(folder, guideline_model=guideline)
    assert inputs is not None, [one.render("en") for one in problems]
    rows: list[dict[str, Value | None]] = [
        {
            "no": random.choice(texts) + random.choice(("", "1", "１")),
            "house": random.choice(texts),
            "kind": random.choice(("door", "phone")),
            "note": random.choice((None, "①Ａ" * LONGEST)),
        }
        for _ in range(random.randint(5, 40))
    ]
    handed = Handed(
        "visits", ("x.csv",), tuple(Row(f"{n}", row, {}, "x.csv", n) for n, row in enumerate(rows, 2))
    )
    facts = {
        "place": Declared(random.choice((*texts, "１号楼  东", "1号楼 东"))),
        "hall": Declared("Ａ栋①层"),
    }
    return replace(inputs, submission=replace(inputs.submission, ledgers={"visits": handed}, facts=facts))


def test_texts_compare_as_the_engine_compares(tmp_path: Path, office: Office) -> None:
    """Keys, distinct texts, filters and facts: equal where people typed, left to the program where it cannot tell."""
    (tmp_path / "guideline.yaml").write_text(GUIDELINE, encoding="utf-8")
    guideline, problems = load_guideline(tmp_path / "guideline.yaml")
    assert guideline is not None, [one.render("en") for one in problems]
    random = Random(SEED)  # noqa: S311 - test data
    number = max(3, CASES // 4)
    cases = {f"typed{n}": case(random, tmp_path / f"t{n}", guideline, TYPED) for n in range(number)}
    for n in range(2 * number):
        some = tuple(random.sample(TYPED, 3) + random.sample(ODD, 1 + n % 3))
        cases[f"odd{n}"] = case(random, tmp_path / f"o{n}", guideline, some)
    found = held_against(cases, tmp_path, office)
    assert not sum(one.unsure for one in found if one.name.startswith("typed"))
    assert sum(one.unsure > 0 for one in found) > number


def test_errors_and_numbers_in_text_columns(tmp_path: Path, office: Office) -> None:
    """A pasted error, a date's fraction, too many digits: the sheet says that it cannot tell, and shows no error."""
    (tmp_path / "guideline.yaml").write_text(GUIDELINE, encoding="utf-8")
    guideline, _ = load_guideline(tmp_path / "guideline.yaml")
    assert guideline is not None
    plain = blank(guideline)
    files = []
    for name, value in {
        "error": "#N/A",
        "half": 1.5,
        "long": 1234567890123456,
        "yes": True,
        "number": 12,
    }.items():
        book = reopened(plain)
        sheet = marked(book, layout.ledger_mark("visits"))
        for offset, cell in enumerate(("v1", value, "上门")):
            put(sheet, layout.LEDGER.first, layout.LEDGER_FIRST_COLUMN + offset, cell)
        if name == "yes":
            # In a cell for text LibreOffice makes it a number.
            spot = sheet.cell(layout.LEDGER.first + 1, layout.LEDGER_FIRST_COLUMN + 2)
            spot.number_format, spot.fill = "General", PatternFill("solid", "FFFFFF")
        for id, day in (("period#from", date(2025, 7, 1)), ("period#to", date(2026, 6, 30))):
            answer(book, id, day)
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(saved(book))
    for name, sheets in recalculated(files, office).items():
        told = {str(row[0]): row[4] for row in sheets["自评得分"] if row and row[0]}
        shown = [told[one] for one in ("A1", "A2", "A3", "A4")]
        assert shown == ([0.1, 0.1, 0.1, 0.1] if name == "number" else [ENGINE] * 4), name
        assert told["total"] == (0.4 if name == "number" else ENGINE)


def test_a_ledgers_texts_stand_in_the_workbook_as_they_were_written(tmp_path: Path) -> None:
    """What the engine folds to compare it is not what the station wrote; only what no formula could compare is."""
    (tmp_path / "guideline.yaml").write_text(GUIDELINE, encoding="utf-8")
    guideline, _ = load_guideline(tmp_path / "guideline.yaml")
    assert guideline is not None
    station = tmp_path / "s1"
    (station / "ledgers").mkdir(parents=True)
    rows = (("１号（北）", "Ａ1", "上门", " 约60㎡，见①　附件 "), ("z2", "1栋", "电话", "有"))
    text = "编号,户号,方式,备注\n" + "".join(f"{','.join(row)}\n" for row in rows)
    (station / "ledgers" / "v.csv").write_text(text, encoding="utf-8")
    (station / "submission.yaml").write_text(
        f"{SUBMISSION}ledgers: {{visits: ledgers/v.csv}}\n", encoding="utf-8"
    )
    inputs, problems = read_inputs(station, guideline_model=guideline)
    assert inputs is not None
    assert not problems
    first = inputs.submission.ledgers["visits"].rows[0]
    assert first.cells["note"] == "约60m2,见1 附件"
    sheet = marked(reopened(blank(guideline, inputs.submission)), layout.ledger_mark("visits"))
    at = layout.LEDGER.first + 1
    shown = [[cell.value for cell in row[1:5]] for row in sheet.iter_rows(min_row=at, max_row=at + 1)]
    assert shown == [["１号（北）", "A1", "上门", " 约60㎡，见①　附件 "], list(rows[1])]
