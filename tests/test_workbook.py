"""The offline workbook computes what the engine computes, or says that the program decides."""

import os
import subprocess
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Final

import python_calamine

from evaluator import exact
from evaluator.evaluation import Computed, compute
from evaluator.loading.guideline import load_guideline
from evaluator.pipeline import Inputs, read_inputs
from evaluator.score import shown
from evaluator.workbook.model import Model, model
from evaluator.workbook.write import workbook
from tests import strategies
from tests.conftest import Office
from tests.test_formulas import RECALCULATE

CASES: Final = int(os.environ.get("WORKBOOK_CASES", "12"))
ROOT: Final = Path(__file__).parent.parent
STATIONS: Final = ROOT / "samples" / "stations"
ENGINE: Final = "以程序计算为准"
NEAR: Final = 1e-9
Grid = list[list[object]]


def recalculated(files: list[Path], tmp_path: Path) -> Mapping[str, Mapping[str, Grid]]:
    """Let one LibreOffice compute all *files* anew; return their sheets' values."""
    profile = tmp_path / "office-profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
    out = tmp_path / "computed"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to"]
    subprocess.run(
        [*command, "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, files)],
        capture_output=True,
        timeout=1800,
        check=True,
    )
    found: dict[str, dict[str, Grid]] = {}
    for file in files:
        with python_calamine.load_workbook(out / file.name) as book:
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
        self.cells()

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
        for finding in computed.findings:
            row = rows[finding.criterion.id]
            assert row[1] == finding.criterion.id
            one = whole.judged[finding.criterion.id]
            if self.doubtful(one.doubt):
                assert row[4] == ENGINE, (self.name, row)
            elif finding.settled and finding.low.applies and finding.low.points:
                wanted = float(finding.low.points)
                places = 10.0**-whole.plan.guideline.rounding.places
                if not isinstance(row[4], float) or abs(row[4] - wanted) > places:
                    self.wrong.append(f"{self.name} {finding.criterion.id} shown {row[4]!r}, not {wanted}")


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
    inputs, problems = read_inputs(folder, known=loaded)
    assert inputs is not None, [one.render("en") for one in problems]
    return inputs


def held_against(cases: Mapping[str, Inputs], tmp_path: Path) -> list[Computes]:
    """Write, recalculate and compare."""
    files = [written(name, inputs, tmp_path) for name, inputs in cases.items()]
    values = recalculated(files, tmp_path)
    found = []
    for name, inputs in cases.items():
        computes = Computes(
            name, model(inputs.guideline, inputs.submission), values[name], compute(inputs.own_case())
        )
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
    for folder in sorted(STATIONS.iterdir()):
        inputs, problems = read_inputs(folder)
        assert inputs is not None, [one.render("en") for one in problems]
        cases[folder.name] = inputs
    found = held_against(cases, tmp_path)
    assert [one.name for one in found if one.unsure == 0], "some station must be computed to the end"


def test_random_guidelines_compute_as_the_engine_does(tmp_path: Path, office: Office) -> None:
    """Whatever a guideline declares, its workbook gives the engine's figures or says that it cannot."""
    random = Random(11)  # noqa: S311 - test data
    cases = {}
    for number in range(CASES):
        seed = random.randrange(10**6)
        cases[f"r{number}-{seed}"] = random_inputs(seed, tmp_path / f"s{number}")
    held_against(cases, tmp_path)
