"""What nobody on the panel may mark: a warning when the round is made and whenever it is opened."""

from pathlib import Path

import pytest

from evaluator.rounds.coverage import Gaps, panel_gaps
from tests.rounds.making import GUIDELINE, PANEL, ROUND, declared, opened, run, whole

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
