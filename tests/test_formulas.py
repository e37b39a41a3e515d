"""Every rule says the same to a spreadsheet as to the engine: formula() beside award(), held together by Excel."""

import os
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import python_calamine
import xlsxwriter

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.conditions import formulas
from evaluator.conditions.excel import day_number
from evaluator.conditions.formulas import Formula
from evaluator.evaluation.pipeline import read_inputs
from evaluator.loading.guideline import load_guideline
from evaluator.model.guideline import Guideline
from evaluator.rules.base import awarded, awarded_formula
from evaluator.scoring.facts import StationFacts
from tests import strategies
from tests.conftest import Office

CASES = int(os.environ.get("FORMULA_CASES", "25"))
SEED = 5
NEAR = 1e-9


class Sheet:
    """One criterion's facts in cells of column A, its formulas in column B; `formulas.Formulas`."""

    def __init__(self, guideline: Guideline, facts: StationFacts, page: "Page") -> None:
        self.guideline = guideline
        self.facts = facts
        self.optimistic = facts.optimistic
        self.page = page
        self.blanks: list[str] = []
        self.waiting: list[str] = []

    def number(self, fact: str) -> Formula:
        value = self.facts.value(fact)
        if isinstance(value, frozenset):
            return self.page.given(len(value))
        return self.value(fact)

    def value(self, fact: str) -> Formula:
        value = self.facts.value(fact)
        if value is None:
            return self.page.given("")
        if isinstance(value, bool):
            return self.page.given(int(value))
        if isinstance(value, int | Fraction):
            return self.page.given(float(value))
        if isinstance(value, date):
            return self.page.given(day_number(value))
        if self.kind(fact) == "choice":
            return self.page.given(self.options(fact).index(str(value)) + 1)
        return self.page.given(str(value))

    def blank(self, fact: str) -> Formula:
        return Formula(str(int(self.facts.value(fact) is None and not self.facts.awaited(fact))))

    def waits(self, fact: str) -> Formula:
        return Formula(str(int(self.facts.value(fact) is None and bool(self.facts.awaited(fact)))))

    def options(self, fact: str) -> tuple[str, ...]:
        return tuple(self.guideline.facts[fact].choices)

    def tick(self, fact: str, option: str) -> Formula:
        value = self.facts.value(fact)
        return self.page.given(int(isinstance(value, frozenset) and option in value))

    def applies(self, fact: str, option: str) -> Formula:
        return formulas.YES if option in self.facts.options(fact) else self.page.given(0)

    def kind(self, fact: str) -> str:
        return self.guideline.facts[fact].type

    def table(self, ledger: str, of: str, to: str, weight: str, if_none: str) -> formulas.LedgerTable:
        raise AssertionError("random guidelines have no ledgers")

    def marked(self, points: Number, otherwise: str = formulas.YES) -> Formula:
        self.note_waits(otherwise)
        return formulas.bound(self, points)

    def cell(self, expression: str) -> Formula:
        return self.page.computed(expression)

    def note_blank(self, condition: str) -> None:
        self.blanks.append(condition)

    def note_waits(self, condition: str) -> None:
        self.waiting.append(condition)


class Page:
    """A worksheet that grows by a row for every cell asked for."""

    def __init__(self, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        self.sheet = sheet
        self.rows = 0

    def given(self, value: float | str) -> Formula:
        self.sheet.write(self.rows, 0, value)
        self.rows += 1
        return Formula(f"$A${self.rows}")

    def computed(self, expression: str) -> Formula:
        self.sheet.write_formula(self.rows, 1, f"={expression}", None, "")
        self.rows += 1
        return Formula(f"$B${self.rows}")


def station(seed: int, folder: Path) -> tuple[Guideline, StationFacts, StationFacts]:
    """Return a random guideline with a station's facts in both assignments, without any sheet."""
    guideline, submission, _, _ = strategies.random_case(seed)
    folder.mkdir()
    (folder / "guideline.yaml").write_text(guideline, encoding="utf-8")
    (folder / "submission.yaml").write_text(submission, encoding="utf-8")
    loaded, _ = load_guideline(folder / "guideline.yaml")
    assert loaded is not None
    inputs, problems = read_inputs(folder, guideline_model=loaded)
    assert inputs is not None, [one.render("en") for one in problems]
    dossier = inputs.own_case().dossier
    return loaded, StationFacts(dossier), StationFacts(dossier, optimistic=True)


def test_formulas_award_what_the_engine_awards(tmp_path: Path, office: Office) -> None:
    """LibreOffice computes from formula() what award() gives, in both assignments, for every rule."""
    book = xlsxwriter.Workbook(tmp_path / "awards.xlsx")
    wanted: list[tuple[str, int, str, float | str, bool]] = []
    random = Random(SEED)  # noqa: S311 - test data
    for seed in [random.randrange(10**6) for _ in range(CASES)]:
        guideline, *ends = station(seed, tmp_path / f"s{len(wanted)}")
        name = f"p{len(wanted)}"
        page = Page(book.add_worksheet(name))
        for facts in ends:
            for criterion in guideline.criteria():
                award = awarded(criterion.rule, facts, criterion.points, criterion.id)
                sheet = Sheet(guideline, facts, page)
                page.computed(awarded_formula(criterion.rule, sheet, criterion.points))
                row = page.rows - 1
                page.computed(formulas.as_number(formulas.or_(*sheet.waiting)))
                what = f"seed {seed}, {criterion.id} {criterion.rule.kind}"
                wanted.append(
                    (name, row, what, float(award.points) if award.applies else "n/a", bool(award.open))
                )
    book.close()
    computed = python_calamine.load_workbook(office(tmp_path / "awards.xlsx", "xlsx:Calc MS Excel 2007 XML"))
    wrong = []
    pages: dict[str, list[list[object]]] = {}
    for name, row, what, points, waits in wanted:
        if name not in pages:
            pages[name] = computed.get_sheet_by_name(name).to_python(skip_empty_area=False)  # type: ignore[assignment]
        found = pages[name][row][1]
        same = (
            found == points
            if isinstance(points, str)
            else isinstance(found, float) and abs(found - points) < NEAR
        )
        if not same or bool(pages[name][row + 1][1]) is not waits:
            wrong.append(f"{what}: {found!r}, not {points!r}; open {pages[name][row + 1][1]!r}, not {waits}")
    print(f"{len(wanted)} awards in {CASES} workbooks' sheets, {len(wrong)} differ")  # noqa: T201
    assert not wrong, "\n".join(wrong[:20])


def test_formulas_round_as_the_engine_rounds(tmp_path: Path, office: Office) -> None:
    """Ties, what lies a step beside them, and thirds: computed in doubles, written as exact numbers are."""
    random = Random(8170)  # noqa: S311 - test data
    parts = [
        (random.randrange(2 * 10 ** (places + 3)), 2 * 10**places, places)
        for places in (0, 1, 2, 3)
        for _ in range(150)
    ]
    parts += [(random.randrange(10**6), random.choice((3, 7, 9, 600)), 2) for _ in range(150)]
    parts += [(28175, 1000, 2), (28165, 1000, 2), (1005, 1000, 2), (154546, 10000, 0), (5, 10, 0)]
    book = xlsxwriter.Workbook(tmp_path / "rounded.xlsx")
    page = Page(book.add_worksheet("p"))
    rows = []
    for above, below, places in parts:
        for rule in ("half_up", "half_even"):
            # as points come about: a share of full marks, added to other points and taken off again
            cell = page.computed(f"{above}/{below}*0.1*10+0.1+0.2-0.3")
            page.computed(formulas.rounded(cell, places, rule))
            rows.append((page.rows - 1, exact.rounded(Fraction(above, below), places, rule), places))
    book.close()
    computed = python_calamine.load_workbook(office(tmp_path / "rounded.xlsx", "xlsx:Calc MS Excel 2007 XML"))
    cells = computed.get_sheet_by_name("p").to_python(skip_empty_area=False)
    wrong = [
        (parts[at // 2], cells[row][1], points)
        for at, (row, points, places) in enumerate(rows)
        if round(float(cells[row][1]), places + 1) != float(points)  # type: ignore[arg-type]
    ]
    assert wrong == []
