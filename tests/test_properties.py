"""What the arithmetic promises (design §4.6), over random guidelines, submissions, sheets and decisions."""

from __future__ import annotations

import copy
import json
import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from evaluator import seal
from evaluator.advice.gaps import met
from evaluator.assess import BONUS, DEDUCTION
from evaluator.directions import HELPS, directions
from evaluator.evaluation import Computed, compute
from evaluator.pipeline import Inputs, evaluate
from evaluator.score import roll_up
from tests.oracle import Oracle, load
from tests.strategies import Case, make, read

CHUNK = 50
CASES = st.integers(0, 2**32).map(lambda seed: make(Random(seed)))  # noqa: S311 - test data, no secret
"""A case by its seed: what fails is named by one number (hypothesis cannot shrink a whole guideline anyway)."""


def reading(case: Case) -> Inputs:
    """Write a case's files and read them as the program does."""
    with tempfile.TemporaryDirectory() as folder:
        return read(case, Path(folder))


def computing(case: Case) -> Computed:
    """Compute a case."""
    return compute(reading(case).case())


@pytest.mark.parametrize("chunk", range(6))
def test_the_engine_equals_an_independent_oracle(chunk: int) -> None:
    """Every criterion, section, total and grade at both ends is what a naive second program finds."""
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        case = make(Random(seed))  # noqa: S311 - test data, no secret
        guideline, submission, sheets, decisions = case.texts()
        computed = computing(case)
        found = Oracle(
            load(guideline), load(submission), [load(one) for one in sheets], load(decisions)
        ).outcome()
        for score, run in ((computed.low, found.low), (computed.high, found.high)):
            assert score.total == run.exact, seed
            for name, node in score.sections.items():
                assert node.points == run.sections[name].points, (seed, name)
            for finding in computed.findings:
                name = finding.criterion.id
                counted, judged = score.criteria[name], run.criteria[name]
                if counted.applies and judged.applies:
                    assert counted.points == judged.points, (seed, name)
        for finding in computed.findings:
            judged = found.high.criteria[finding.criterion.id]
            if finding.settled and judged.reason not in ("awaiting", "claimed"):
                assert finding.reason == judged.reason, (seed, finding.criterion.id)
        order = [grade.id for grade in computed.case.guideline.grades]
        if found.low.grade and found.high.grade:
            ends = sorted([found.low.grade, found.high.grade], key=order.index)
            assert [computed.grading.high, computed.grading.low] == ends, seed
        assert computed.grading.too_much_not_applicable == found.too_much_left_out, seed


@given(CASES)
def test_the_low_end_is_not_above_the_high_end(case: Case) -> None:
    """The range is one, and so is every criterion's and every section's in the document."""
    document = evaluate(reading(case)).document
    for one in (document["score"], *document["sections"], *document["findings"]):
        if one["low"] is not None:
            assert Fraction(one["low"]) <= Fraction(one["high"])
        if one["points"] is not None:
            assert Fraction(one["low"]) <= Fraction(one["points"]) <= Fraction(one["high"])


@given(CASES)
def test_the_same_inputs_give_the_same_bytes_and_a_seal_anyone_can_recompute(case: Case) -> None:
    """Nothing but the inputs decides; the seal is SHA-256 over the standard canonical form."""
    first, second = evaluate(reading(case)).document, evaluate(reading(case)).document
    assert json.dumps(first) == json.dumps(second)
    rest = {key: value for key, value in first.items() if key != "seal"}
    assert first["seal"] == seal.digest(rest)
    assert seal.canonical(rest) == rfc8785.dumps(rest)


def shuffled(node: Any, random: Random) -> Any:  # noqa: ANN401 - a YAML document
    """Return a document with the keys of every mapping in another order."""
    if isinstance(node, dict):
        keys = list(node)
        random.shuffle(keys)
        return {key: shuffled(node[key], random) for key in keys}
    return [shuffled(one, random) for one in node] if isinstance(node, list) else node


@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_keys_and_files_changes_nothing(case: Case, random: Random) -> None:
    """A submission written in another order, and sheets read in another order, score the same."""
    sheets = [shuffled(sheet, random) for sheet in case.sheets]
    random.shuffle(sheets)
    evidence = list(case.submission.get("evidence", []))
    random.shuffle(evidence)
    submission = {**shuffled(case.submission, random), **({"evidence": evidence} if evidence else {})}
    one, other = computing(case), computing(replace(case, submission=submission, sheets=sheets))
    assert (one.low.total, one.high.total) == (other.low.total, other.high.total)
    assert one.grading.grade == other.grading.grade
    assert [finding.outcome for finding in one.findings] == [finding.outcome for finding in other.findings]


@given(CASES)
def test_all_met_is_full_marks(case: Case) -> None:
    """With every criterion at its points, nothing bonus and nothing taken off, the total is full marks."""
    computed = computing(case)
    guideline = computed.case.guideline
    assume(any(criterion.full for criterion in guideline.scored()))
    findings = []
    for finding in computed.findings:
        full = met(finding)
        if finding.kind in (BONUS, DEDUCTION):
            none = replace(full.low, points=0)
            full = replace(full, low=none, high=none)
        findings.append(full)
    assert roll_up(guideline, findings).total == guideline.full_marks


@given(CASES)
def test_printed_parts_add_up_to_printed_totals(case: Case) -> None:
    """Where criteria are rounded, the parts printed for a section add up to what is printed for it."""
    computed = computing(case)
    guideline = computed.case.guideline
    assume(guideline.rounding.at == "criterion")
    document = evaluate(reading(case)).document
    points = {one["criterion"]: one["points"] for one in document["findings"]}
    for section in guideline.walk():
        shown = next(one for one in document["sections"] if one["id"] == section.id)
        parts = [points[criterion.id] for criterion in section.criteria]
        if not section.criteria or shown["rescaled"] or shown["points"] is None or None in parts:
            continue
        assert sum((Fraction(part) for part in parts), Fraction(0)) == Fraction(shown["points"])


@given(CASES, st.randoms(use_true_random=False))
def test_more_evidence_never_lowers_a_score(case: Case, random: Random) -> None:
    """Taking an item away leaves both ends where they are or lower."""
    items = case.submission.get("evidence") or []
    assume(items)
    fewer = copy.deepcopy(case.submission)
    gone = fewer["evidence"].pop(random.randrange(len(items)))
    sheets = [
        {**sheet, "evidence": {k: v for k, v in (sheet.get("evidence") or {}).items() if k != gone["id"]}}
        for sheet in case.sheets
    ]
    decisions = [one for one in case.decisions if one["what"].get("evidence") != gone["id"]]
    with_it = computing(case)
    without = computing(replace(case, submission=fewer, sheets=sheets, decisions=decisions))
    kept = replace(case, sheets=sheets, decisions=decisions)
    if sheets != case.sheets or decisions != case.decisions:
        # An item that was refused or is in dispute counts less than a plain one: compare with that.
        with_it = computing(kept)
    for before, after in ((with_it.low, without.low), (with_it.high, without.high)):
        assert (after.total or 0) <= (before.total or 0)


def applying(computed: Computed) -> set[str]:
    """Name the criteria that apply at both ends."""
    return {one.criterion.id for one in computed.findings if one.low.applies and one.high.applies}


@given(CASES, st.randoms(use_true_random=False))
def test_a_blank_never_beats_an_answer(case: Case, random: Random) -> None:
    """Leaving out a fact that only helps never raises the score while applicability stays."""
    answered = computing(case)
    pull = directions(answered.case.guideline)
    given_facts = [name for name in case.submission.get("facts", {}) if pull.get(name) == HELPS]
    assume(given_facts)
    name = random.choice(sorted(given_facts))
    blank = copy.deepcopy(case.submission)
    del blank["facts"][name]
    left = computing(replace(case, submission=blank))
    assume(applying(answered) == applying(left))
    assert (left.low.total or 0) <= (answered.low.total or 0)


def heavier(node: Any, factor: int) -> Any:  # noqa: ANN401 - a YAML document
    """Return a guideline with every weight of the tree multiplied."""
    if isinstance(node, dict):
        return {
            key: str(Fraction(value) * factor)
            if key == "weight" and isinstance(value, str) and "/" not in str(Fraction(value) * factor)
            else value
            if key == "rule"
            else heavier(value, factor)
            for key, value in node.items()
        }
    return [heavier(one, factor) for one in node] if isinstance(node, list) else node


@given(CASES, st.sampled_from([2, 7, 100]))
def test_weights_only_count_among_each_other(case: Case, factor: int) -> None:
    """All weights times k change nothing."""
    one = computing(case)
    other = computing(replace(case, guideline=heavier(case.guideline, factor * 10_000)))
    assert (one.low.total, one.high.total) == (other.low.total, other.high.total)
