"""What is lost: by every criterion, by missing evidence, on the way to the next grade; the same figure everywhere."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given

from evaluator import reports
from evaluator.base import exact
from evaluator.evaluation import Computed, compute
from evaluator.evaluation.gaps import Gap, gaps, losses, met
from evaluator.evaluation.next_grade import UNKNOWN_EFFORT, cheapest, path_to_next_grade
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.evaluation.progress import progress
from evaluator.scoring.assess import BONUS, DEDUCTION, SECTION, Finding
from evaluator.scoring.score import roll_up
from tests.reading import word_text
from tests.scoring import alone, read_guideline, score, sheet
from tests.strategies import Case
from tests.test_cli import SHEETS, STATIONS, run
from tests.test_properties import CASES, computing

HALF_FILLED: Final = Path(__file__).parent / "cases" / "station" / "half-filled"

OPEN_DEDUCTION: Final = """
roles: {organiser: 组织方}
full_marks: 100
missing_evidence: no_points
sections:
  - id: A
    title: 甲
    points: 100
    criteria:
      - id: A1
        title: 协议
        points: 15
        rule: {yes_no: {fact: b}}
        evidence: [{id: lease, kind: document, title: 协议}, {id: front, kind: photo, title: 门头, at_least: 2}]
        effort: 1
      - {id: A2, title: 数量, points: 60, rule: {count: {fact: n, each: 10}}, effort: 30}
      - id: A3
        title: 分区
        points: 25
        rule: {checklist: {fact: r, award: {r1: 10, r2: 10, r3: 5}}}
        evidence: [{id: room, kind: photo, title: 照片, each: r}]
        effort: 2
deductions:
  at_most: 50
  criteria:
    - {id: X1, title: 逾期, at_most: 30, rule: {count: {fact: late, each: 5}}}
    - {id: X2, title: 通报, at_most: 50, rule: {count: {fact: notices, each: 10}}}
"""
ORGANISERS: Final = """
  late: {title: 逾期天数, type: integer, from: organiser}
  notices: {title: 通报次数, type: integer, from: organiser}
"""
RESCALED: Final = """
full_marks: 100
sections:
  - id: A
    title: 甲
    points: 60
    criteria:
      - {id: A1, title: 一, points: 20, rule: {count: {fact: n, each: 1}}}
      - {id: A2, title: 二, points: 30, rule: {count: {fact: m, each: 1}}}
      - {id: A3, title: 三, points: 10, rule: {yes_no: {fact: d}}, applies_when: {fact: b, is: yes}}
  - id: B
    title: 乙
    points: 40
    criteria: [{id: B1, title: 四, points: 40, rule: {count: {fact: x, each: 1}}}]
"""


def costs(computed: Computed) -> dict[str, str]:
    """Return what each gap costs, as text."""
    return {gap.criterion.id: exact.text(gap.costs) for gap in gaps(computed)}


def at_total(computed: Computed, finding: Finding | None = None) -> Fraction:
    """Return the total before clamping, everything exact, at the low end or with a finding in its place."""
    guideline = replace(
        computed.case.guideline, rounding=replace(computed.case.guideline.rounding, at="total")
    )
    changed = [
        finding if finding and one.criterion.id == finding.criterion.id else one for one in computed.findings
    ]
    return Fraction(roll_up(guideline, changed).unclamped)


@given(CASES)
def test_a_loss_is_what_the_finding_lacks_on_the_scale_of_the_total(case: Case) -> None:
    """Whatever is clamped, capped, rounded or open elsewhere; nothing is lost by what is met, open or left out."""
    computed = computing(case)
    lost = losses(computed)
    if computed.low.total is None:
        assert lost == {}
        return
    for finding in computed.findings:
        counted = computed.low.criteria[finding.criterion.id]
        loss = lost[finding.criterion.id]
        if finding.kind == BONUS or not finding.settled or not finding.low.applies:
            assert loss.costs == 0
        elif finding.kind == DEDUCTION:
            assert loss.costs == counted.points
        elif not counted.full:
            assert loss.costs == 0
        else:
            none = replace(finding.low, points=0)
            gained = at_total(computed, met(finding)) - at_total(
                computed, Finding(finding.criterion, finding.kind, none, none)
            )
            assert loss.costs == (counted.full - counted.points) * gained / counted.full
        assert loss.by_evidence >= 0
        if finding.settled and finding.kind == SECTION:
            assert loss.by_evidence <= loss.costs


@given(CASES)
def test_losses_and_points_make_full_marks(case: Case) -> None:
    """Where nothing is open: the exact points of the sections and their losses add up to full marks."""
    computed = computing(case)
    if computed.low.total is None or not all(finding.settled for finding in computed.findings):
        return
    guideline = computed.case.guideline
    if guideline.rounding.at != "total" or any(
        not finding.low.applies and finding.criterion.not_applicable != "rescale"
        for finding in computed.findings
    ):
        return
    points = (
        Fraction(computed.low.unclamped) - Fraction(computed.low.bonus) + Fraction(computed.low.deductions)
    )
    lost = losses(computed)
    rest = sum(
        (
            Fraction(lost[finding.criterion.id].costs)
            for finding in computed.findings
            if finding.kind == SECTION
        ),
        Fraction(0),
    )
    assert points + rest == guideline.full_marks


@given(CASES)
def test_the_document_shows_these_figures(case: Case) -> None:
    """`costs` of a finding is its loss at the guideline's places, null where nothing is lost."""
    from tests.test_properties import reading

    result = evaluate(reading(case))
    guideline = result.inputs.guideline
    lost = losses(result.computed)
    for row in result.document["findings"]:
        loss = lost.get(row["criterion"])
        for value, shown in (
            (loss and loss.costs, row["costs"]),
            (loss and loss.by_evidence, row["evidence_costs"]),
        ):
            if not value:
                assert shown is None
            else:
                near = exact.rounded(value, guideline.rounding.places, guideline.rounding.rule)
                assert shown == exact.fixed(near, guideline.rounding.places)


def test_open_deductions_swallow_no_loss() -> None:
    """A new station stands at 0 because 50 may be taken off; its gaps cost what they cost all the same."""
    guideline = read_guideline(OPEN_DEDUCTION, ORGANISERS)
    scored = score(guideline, "{b: 是, n: 0, r: [r1, r2]}")
    assert scored.computed.low.total == 0
    assert costs(scored.computed) == {"A2": "60", "A3": "25", "A1": "15"}
    lost = losses(scored.computed)
    assert (lost["A1"].by_evidence, lost["A3"].by_evidence, lost["A2"].by_evidence) == (15, 20, 0)
    way = path_to_next_grade(scored.computed)
    assert way is not None
    assert way.spared == ("X1", "X2")
    assert (way.target.id, way.start, way.needed) == ("c", 0, 60)
    assert [gap.criterion.id for gap in way.gaps] == ["A2"]
    assert way.reaches == 60


def test_a_settled_deduction_below_zero_has_to_be_made_good_first() -> None:
    """What is taken off beyond the points counts on the way up, not only down to 0."""
    guideline = read_guideline(OPEN_DEDUCTION, ORGANISERS)
    organiser = sheet("o1", role="organiser", observed={"late": 6, "notices": 2})
    scored = score(guideline, "{b: 否, n: 1, r: []}", sheets=[organiser])
    assert scored.computed.low.total == 0
    assert scored.computed.low.unclamped == -40
    assert costs(scored.computed) == {"A2": "50", "X1": "30", "A3": "25", "X2": "20", "A1": "15"}
    way = path_to_next_grade(scored.computed)
    assert way is not None
    assert (way.start, way.needed, way.gaps) == (-40, 100, ())
    assert way.reaches == 50


def test_a_deduction_beyond_its_limit_is_told_by_its_fact() -> None:
    """What the limit leaves out is no reason of its own."""
    guideline = read_guideline(OPEN_DEDUCTION, ORGANISERS)
    organiser = sheet("o1", role="organiser", observed={"late": 9, "notices": 0})
    scored = score(guideline, "{b: 是, n: 6, r: []}", sheets=[organiser])
    row = next(row for row in scored.document["findings"] if row["criterion"] == "X1")
    assert (row["costs"], row["plain"]) == ("30.00", "逾期天数 9")


def test_rescaling_makes_a_loss_dearer() -> None:
    """With a sixth of a section left out, a point lost there costs a point and a fifth."""
    guideline = read_guideline(RESCALED)
    scored = score(guideline, "{n: 15, m: 30, b: 否, d: 否, x: 39}")
    assert costs(scored.computed) == {"A1": "6", "B1": "1"}
    row = next(row for row in scored.document["findings"] if row["criterion"] == "A1")
    assert (row["points"], row["of"], row["costs"]) == ("15.00", "20.00", "6.00")


def test_above_full_marks_is_no_cheaper() -> None:
    """A bonus that fills the total up to full marks does not hide a gap."""
    guideline = read_guideline(
        RESCALED
        + "bonus: {at_most: 30, criteria: [{id: P1, title: 加, points: 30, rule: {yes_no: {fact: d}}}]}\n"
    )
    scored = score(guideline, "{n: 10, m: 30, b: 否, d: 是, x: 40}")
    assert scored.computed.low.total == 100
    assert costs(scored.computed) == {"A1": "12"}


@pytest.mark.parametrize(
    "evidence, by_evidence",
    [
        ("[]", 10),
        ("[{id: E1, kind: photo, title: 甲, for: [A1#r1]}]", 6),
        (
            "[{id: E1, kind: photo, title: 甲, for: [A1#r1, A1#r2]}, {id: E2, kind: photo, title: 乙, for: [A1]}]",
            6,
        ),
        (
            "[{id: E1, kind: photo, title: 甲, for: [A1#r1]}, {id: E2, kind: photo, title: 乙, for: [A1#r2]}]",
            0,
        ),
    ],
)
def test_options_without_evidence_of_their_own_cost_their_award(evidence: str, by_evidence: int) -> None:
    """An item for each option: what the options without one would bring."""
    guideline = alone(
        "{checklist: {fact: r, award: {r1: 4, r2: 6, r3: 2}}}",
        points="12",
        more="evidence: [{id: room, kind: photo, title: 照片, each: r}]",
    )
    assert (
        losses(score(guideline, "{r: [r1, r2]}", evidence=evidence).computed)["A1"].by_evidence == by_evidence
    )


def test_a_cap_costs_what_lies_above_it() -> None:
    """Missing evidence under `cap: 60%` costs the rest."""
    guideline = alone(
        "{count: {fact: n, each: 1}}",
        more="if_missing: {cap: 60%}, evidence: [{id: d, kind: document, title: 材料}]",
    )
    loss = losses(score(guideline, "{n: 9}").computed)["A1"]
    assert (loss.costs, loss.by_evidence) == (4, 3)


def test_evidence_that_keeps_points_costs_nothing() -> None:
    """A marked criterion keeps its points; so does one with `keep_points`."""
    kept = alone(
        "{count: {fact: n, each: 1}}",
        more="if_missing: keep_points, evidence: [{id: d, kind: document, title: 材料}]",
    )
    loss = losses(score(kept, "{n: 9}").computed)["A1"]
    assert (loss.costs, loss.by_evidence) == (1, 0)


def test_the_half_filled_station_is_told_the_truth() -> None:
    """Fifteen points of A1.1 are lost for its evidence, on the screen, in JSON and in the self-check."""
    screen = run("check", HALF_FILLED, "--all").stdout
    assert "还没填完：指标数据 5/58，台账 0/19，佐证材料 0/54" in screen.splitlines()[4]
    rows = [line for line in screen.splitlines() if "A1.1 固定办公场所" in line]
    assert any("15.00" in row and "0.00 / 15.00" in row for row in rows)
    assert sum("影响 15.00 分" in row for row in rows) == 1
    data = json.loads(run("check", HALF_FILLED, "--json").stdout)
    assert data["filled"] == {
        "facts": {"there": 5, "of": 58},
        "ledgers": {"there": 0, "of": 19},
        "evidence": {"there": 0, "of": 54},
    }
    gap = next(gap for gap in data["gaps"] if gap["criterion"] == "A1.1")
    assert (gap["costs"], gap["evidence_costs"], gap["by_evidence"]) == ("15.00", "15.00", True)


@pytest.mark.parametrize("sheets", [True, False], ids=["reviewed", "self-check"])
@pytest.mark.parametrize(
    "station", [HALF_FILLED, *(STATIONS / name for name in ("qinghe", "baishi", "luxi"))]
)
def test_terminal_json_word_and_html_show_the_same_losses(
    station: Path, sheets: bool, tmp_path: Path
) -> None:
    """One computation, four readers."""
    inputs, _ = read_inputs(station, sheets=SHEETS if sheets and station != HALF_FILLED else None)
    assert inputs is not None
    result = evaluate(inputs)
    document: Any = result.document
    expected = {row["criterion"]: row["costs"] for row in document["findings"] if row["costs"]}
    options = ("--sheets", SHEETS) if sheets and station != HALF_FILLED else ()
    data = json.loads(run("check", station, *options, "--json").stdout)
    assert {gap["criterion"]: gap["costs"] for gap in data["gaps"]} == expected
    seen = reports.view(document)
    assert {gap.id: gap.lost for gap in seen.gaps} == expected
    assert {finding.id for finding in seen.missing} == {
        row["criterion"] for row in document["findings"] if row["missing_evidence"]
    }
    word = word_text(reports.render(document, "self-check"))
    html = reports.render(document, "html").decode()
    screen = run("check", station, *options, "--all").stdout
    lines = screen.splitlines()
    for criterion, lost in expected.items():
        assert any(line.split()[:2] == [lost, criterion] for line in lines), criterion
        assert lost in word
        assert lost in html
    for row in document["findings"]:
        if row["evidence_costs"]:
            said = f"影响 {row['evidence_costs']} 分"
            assert said in word
            assert said in html
            assert said in screen


def test_a_complete_folder_has_nothing_left_to_fill_in() -> None:
    """The strong sample: what is not there is counted, what does not apply is not asked for."""
    inputs, _ = read_inputs(STATIONS / "qinghe")
    assert inputs is not None
    filled = progress(evaluate(inputs).computed)
    assert filled.facts.there <= filled.facts.of == 58
    assert filled.ledgers.there == filled.ledgers.of == 19


SAMPLES = Path(__file__).parent.parent / "samples"
NAMES = ("qinghe", "baishi", "luxi", "xinqiao")


def computed(name: str, *, sheets: bool) -> Computed:
    """Compute a sample station with or without its sheets."""
    inputs, _ = read_inputs(SAMPLES / "stations" / name, sheets=SAMPLES / "sheets" if sheets else None)
    assert inputs is not None
    return compute(inputs.case())


def subsets(candidates: list[Gap]) -> Iterator[tuple[Gap, ...]]:
    """Yield every choice of gaps."""
    for size in range(len(candidates) + 1):
        yield from itertools.combinations(candidates, size)


def days(chosen: tuple[Gap, ...] | list[Gap]) -> Fraction:
    """Add up the working days."""
    efforts = (gap.criterion.effort for gap in chosen)
    return sum((Fraction(UNKNOWN_EFFORT if one is None else one) for one in efforts), Fraction(0))


@pytest.mark.parametrize("needed", [0, Fraction(1, 100), 10, Fraction(49, 2), 50, 90, 10_000])
@pytest.mark.parametrize("strict", [True, False])
def test_the_cheapest_choice_is_cheapest(needed: Fraction, strict: bool) -> None:
    """No other choice of gaps reaches as far with less effort; None only when all together do not."""
    candidates = gaps(computed("luxi", sheets=True))[:10]

    def reaches(chosen: tuple[Gap, ...] | list[Gap]) -> bool:
        gained = sum(gap.costs for gap in chosen)
        return gained > needed or (gained == needed and not strict)

    chosen = cheapest(candidates, needed, strict=strict)
    good = [days(one) for one in subsets(candidates) if reaches(one)]
    if chosen is None:
        assert not good
    else:
        assert reaches(chosen)
        assert days(chosen) == min(good)


def test_the_path_reaches_the_grade() -> None:
    """After the path the total stands at the next grade's bound or above it."""
    way = path_to_next_grade(computed("baishi", sheets=True))
    assert way is not None
    assert way.target.id == "good"
    assert way.gaps
    assert way.target.holds(way.reaches)
    assert way.effort == days(list(way.gaps))


def test_no_path_beyond_the_highest_grade() -> None:
    """At the top there is nowhere to go."""
    assert path_to_next_grade(computed("qinghe", sheets=True)) is None


def test_a_path_takes_open_marks_at_the_stations_claim() -> None:
    """A self-check counts what the station would give itself, and says so."""
    way = path_to_next_grade(computed("qinghe", sheets=False))
    assert way is not None
    assert "B1.2" in way.assumed
    assert way.start > (computed("qinghe", sheets=False).low.total or 0)


def test_ceilings_that_stay_are_named() -> None:
    """Points alone do not lift a station over a ceiling; the path says what still holds it down."""
    way = path_to_next_grade(computed("luxi", sheets=True))
    assert way is not None
    assert way.target.id == "pass"
    assert way.blocked_by == ()
