"""How far a round's evaluators agree: figures by hand, sentences, what is left out."""

import json
from fractions import Fraction
from pathlib import Path

from evaluator.rounds.agreement import agree
from tests.rounds.making import opened, run, sheet, whole

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
