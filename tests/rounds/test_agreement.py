"""How far evaluators agree (figures by hand, sentences, what is left out), and what nobody on the panel may mark."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from evaluator.rounds.agreement import agree
from evaluator.rounds.coverage import Gaps, panel_gaps
from tests.rounds.making import GUIDELINE, PANEL, ROUND, declared, opened, run, sheet, whole

ROLE = "B1"


def apart(folder: Path) -> Path:
    """A round in which two experts give 30 and 20, 0 and 0 of 30 points; on the third station only one marks."""
    whole(folder)
    sheet(folder / "sheets", "e2", "s1", "marks: {B1: {level: 较好}}\n")
    for evaluator in ("e1", "e2"):
        sheet(folder / "sheets", evaluator, "s2", "marks: {B1: {level: 差}}\n")
    return folder


def test_figures_equal_those_by_hand(tmp_path: Path) -> None:
    """Alpha = 1 − (4 − 1) · 2/9 ÷ 6 = 8/9; one of two pairs is close; the first is milder by a sixth."""
    found = agree(opened(apart(tmp_path / "round")))
    assert [one.role for one in found.roles] == ["expert"]
    assert (found.alone, found.unread) == (("finance",), ())
    agreement = found.roles[0].agreement
    assert agreement.tolerance == Fraction(1, 5)
    figures = agreement.criteria[ROLE]
    assert figures == agreement.overall
    assert figures.alpha is not None
    assert abs(figures.alpha - 8 / 9) < 1e-12
    assert (figures.within, figures.items, figures.pairs) == (Fraction(1, 2), 2, 2)
    leanings = {id: one.severity for id, one in agreement.evaluators.items()}
    assert leanings == {"e1": Fraction(1, 6), "e2": Fraction(-1, 6)}


def test_drafts_and_broken_stations_do_not_count(tmp_path: Path) -> None:
    """A draft is nobody's word yet; a station whose files have errors is named."""
    folder = apart(tmp_path / "round")
    sheet(folder / "sheets", "e2", "s1", "marks: {B1: {level: 较好}}\n", submitted="null")
    (folder / "stations" / "s2" / "submission.yaml").write_text("guideline: [\n", encoding="utf-8")
    found = agree(opened(folder))
    assert (found.roles, found.alone, found.unread) == ((), ("expert", "finance"), ("s2",))
    said = run("round", "agreement", folder)
    assert said.exit_code == 0
    assert "nothing to compare" in said.output
    assert "s2" in said.output


def test_every_figure_has_its_sentence(tmp_path: Path) -> None:
    """On the screen and in JSON; where alpha is undefined the sentence says why."""
    folder = apart(tmp_path / "round")
    said = " ".join(run("round", "agreement", folder).output.split())
    for part in ("alpha = 0.889 (2 shared items)", "50% of 2 pairs", "milder: on 2 shared items", "财务专家"):
        assert part in said
    data = json.loads(run("round", "agreement", folder, "--json").stdout)
    assert data["roles"][0]["criteria"][ROLE]["within"] == "0.5"
    same = whole(tmp_path / "same")
    figures = json.loads(run("round", "agreement", same, "--json").stdout)["roles"][0]["overall"]
    assert figures["alpha"] is None
    assert figures["undefined"] == "no_variation"
    assert "all marked alike" in figures["in_words"][0]


ALONE = "    - {id: e1, name: 专家甲, recused_from: [s2]}\n"


@pytest.mark.parametrize(
    "evaluators, facts, gaps",
    [
        pytest.param("    - {id: e1}\n    - {id: f1, role: finance}\n", "{late: 0}", {}, id="all covered"),
        pytest.param("    - {id: e1}\n", "{late: 0}", {"": Gaps(("B2",))}, id="a role without a member"),
        pytest.param(
            "    - {id: e1, marks: [A]}\n    - {id: f1, role: finance}\n",
            "{late: 0}",
            {"": Gaps(("B1",))},
            id="nobody's section",
        ),
        pytest.param(
            "    - {id: e1}\n    - {id: f1, role: finance}\n",
            "{}",
            {"": Gaps((), ("late",))},
            id="a role's fact",
        ),
        pytest.param(
            "    - {id: e1}\n    - {id: f1, role: finance}\n    - {id: o1, role: organiser}\n",
            "{}",
            {},
            id="a role's fact with its member",
        ),
        pytest.param(
            ALONE + "    - {id: f1, role: finance}\n", "{late: 0}", {"s2": Gaps(("B1",))}, id="all recused"
        ),
    ],
)
def test_gaps_of_the_panel(tmp_path: Path, evaluators: str, facts: str, gaps: dict[str, Gaps]) -> None:
    """A gap is a marked criterion or a role's fact for which no member is there, by station."""
    panel = f"panel:\n  evaluators:\n{evaluators}facts: {facts}\n"
    round_ = opened(declared(tmp_path, panel=panel))
    assert panel_gaps(round_.guideline, round_.panel, round_.facts) == gaps


@pytest.mark.parametrize("command", ["status", "run"])
def test_status_and_run_name_what_nobody_marks(tmp_path: Path, command: str) -> None:
    """The criteria stand in the output, for the station from which everybody is recused as well."""
    folder = whole(tmp_path)
    (folder / "round.yaml").write_text(f"{ROUND}panel:\n  evaluators:\n{ALONE}", encoding="utf-8")
    output = run("round", command, folder).stderr
    assert "nobody marks these 1 criteria, so they stay open: B2" in output
    assert "nobody supplies these 1 facts, so the criteria that read them stay open: late" in output
    assert "s2: all who may mark these 1 criteria are recused, so they stay open: B1" in output


def test_a_new_round_names_what_nobody_marks(tmp_path: Path) -> None:
    """`round new --panel` warns at once."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "guideline.yaml").write_text(GUIDELINE, encoding="utf-8")
    (tmp_path / "panel.csv").write_text("编号,姓名\ne1,专家甲\n", encoding="utf-8")
    made = run(
        "round", "new", tmp_path / "round", "--guideline", tmp_path / "mine", "--title", "示例",
        "--from", "2025-07-01", "--to", "2026-06-30", "--panel", tmp_path / "panel.csv",
    )  # fmt: skip
    assert made.exit_code == 0
    assert "[nobody-marks]" in made.stderr
    assert "[nobody-supplies]" in made.stderr


def test_the_panel_of_the_sample_covers_everything(sample_round: Path) -> None:
    """No warning on a round whose panel is complete."""
    assert panel_gaps(opened(sample_round).guideline, opened(sample_round).panel) == {}


def test_a_panel_without_names_has_no_gaps(tmp_path: Path) -> None:
    """Where no evaluator is named every sheet counts."""
    assert PANEL.startswith("panel:")
    round_ = opened(declared(tmp_path, panel=""))
    assert panel_gaps(round_.guideline, round_.panel) == {}
