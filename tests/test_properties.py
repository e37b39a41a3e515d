"""What the arithmetic promises, over random guidelines, submissions, sheets and decisions."""

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

from evaluator.base import seal
from evaluator.conditions.monotonicity import HELPS, HURTS, fact_directions
from evaluator.evaluation import Computed, compute
from evaluator.evaluation.figures import EvaluationContext
from evaluator.evaluation.gaps import met
from evaluator.evaluation.pipeline import Inputs, evaluate
from evaluator.scoring.assess import BONUS, DEDUCTION, assess
from evaluator.scoring.facts import StationFacts
from evaluator.scoring.score import roll_up, scored
from tests.oracle import Oracle, load
from tests.strategies import Case, Panel, make, number, read

CHUNK, CHUNKS = 50, 6
CASES = st.integers(0, 2**32).map(lambda seed: make(Random(seed)))  # noqa: S311 - test data, no secret
"""A case by its seed: what fails is named by one number (hypothesis cannot shrink a whole guideline anyway)."""


def reading(case: Case) -> Inputs:
    """Write a case's files and read them as the program does."""
    with tempfile.TemporaryDirectory() as folder:
        return read(case, Path(folder))


def computing(case: Case) -> Computed:
    """Compute a case."""
    return compute(reading(case).case())


@pytest.mark.parametrize("chunk", range(CHUNKS))
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
                assert counted.applies == judged.applies, (seed, name)
                if judged.applies:
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
    document: Any = evaluate(reading(case)).document
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
    rest: Any = {key: value for key, value in first.items() if key != "seal"}
    assert first["seal"] == seal.digest(rest)
    assert seal.canonical(rest) == rfc8785.dumps(rest)


@given(CASES)
def test_the_points_by_own_figures_are_those_without_sheets_and_decisions(case: Case) -> None:
    """They are taken from the evaluation where nothing differs; computed anew they are the same."""
    inputs = reading(case)
    whole = inputs.case()
    own = inputs.own_case(whole.dossier)
    context = EvaluationContext(compute(whole), own)
    anew = {
        finding.criterion.id: scored(own.guideline, finding.criterion, finding.low, finding.kind).points
        for finding in assess(inputs.own_case())
        if finding.settled and finding.low.applies and not finding.criterion.rule.marked
    }
    assert context.own_points == anew


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
    guideline = {**case.guideline, "facts": shuffled(case.guideline["facts"], random)}
    one = computing(case)
    other = computing(replace(case, guideline=guideline, submission=submission, sheets=sheets))
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
    document: Any = evaluate(reading(case)).document
    points = {one["criterion"]: one["points"] for one in document["findings"]}
    shown = {one["id"]: one for one in document["sections"]}
    for section in guideline.walk():
        parts = [points[criterion.id] for criterion in section.criteria]
        parts += [shown[inner.id]["points"] for inner in section.sections]
        whole = shown[section.id]
        if whole["rescaled"] or whole["points"] is None or None in parts:
            continue
        assert sum((Fraction(part) for part in parts), Fraction(0)) == Fraction(whole["points"])
    tops = [shown[section.id]["points"] for section in guideline.sections]
    steps = {one["step"]: one.get("points") for one in document["steps"]}
    if None not in tops and steps["sections"] is not None:
        assert sum((Fraction(top) for top in tops), Fraction(0)) == Fraction(steps["sections"])


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
    pull = fact_directions(answered.case.guideline)
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


def within(inner: tuple[Any, Any], outer: tuple[Any, Any]) -> bool:
    """Tell whether two ends lie within two others; None, where nothing applies, is no number to compare."""
    if None in outer or None in inner:
        return True
    return bool(min(outer) <= min(inner) and max(inner) <= max(outer))


def settling(case: Case, computed: Computed, random: Random) -> list[dict[str, Any]]:
    """Return decisions on some of what is open: marks, facts, claims, items, vetoes."""
    panel = Panel(random, case.guideline)
    found: list[dict[str, Any]] = []

    def decide(kind: str, id: str, value: Any) -> None:  # noqa: ANN401 - a YAML value
        if random.random() < 0.6:
            what = {"what": {kind: id}, "value": value}
            found.append({**what, "reason": "合议", "by": "专家组", "date": "2026-08-20"})

    dossier = computed.case.dossier
    # Beside the sections a role that is in and silent has said none: nothing is open there any more.
    beside = bool(case.guideline.get("bonus") or case.guideline.get("deductions"))
    facts = StationFacts(dossier, silent_roles=dossier.roles_in if beside else frozenset())
    for criterion in panel.criteria:
        finding = next(one for one in computed.findings if one.criterion.id == criterion["id"])
        # Where some marks are in, the range is that of the missing ones; a decision replaces them all.
        whole = {finding.low.points, finding.high.points} == {0, finding.criterion.points}
        if finding.criterion.rule.marked and not finding.settled and whole:
            decide("mark", criterion["id"], panel.mark(criterion))
    for name, fact in case.guideline["facts"].items():
        if facts.awaited(name) and "total" not in fact:
            decide("fact", name, panel.value(fact))
    for claim in dossier.claims.values():
        if claim.state == "pending":
            decide("not_applicable", claim.id, random.choice(["true", "false"]))
    for item in case.submission["evidence"]:
        words = {
            sheet["evidence"][item["id"]]["accepted"]
            for sheet in case.sheets
            if "submitted" in sheet and item["id"] in sheet["evidence"]
        }
        if len(words) > 1:
            decide("evidence", item["id"], random.choice(["true", "false"]))
    for veto in computed.grading.vetoes:
        if veto.state == "pending":
            decide("veto", veto.id, random.choice(["true", "false"]))
    known = {tuple(one["what"].items()) for one in case.decisions}
    return [one for one in found if tuple(one["what"].items()) not in known]


@given(CASES, st.integers(0, 2**32))
def test_settling_anything_open_lands_within_the_range(case: Case, seed: int) -> None:
    """Whatever is decided on marks, facts, claims, items and vetoes: total, criteria and grade stay inside."""
    # `is_given` is never unknown, so what is given later turns it round: arithmetic.md leaves it out of ranges.
    assume("is_given" not in str(case.guideline))
    before = computing(case)
    more = settling(case, before, Random(seed))  # noqa: S311 - test data
    assume(more)
    after = computing(replace(case, decisions=[*case.decisions, *more]))
    assert within((after.low.total, after.high.total), (before.low.total, before.high.total))
    for finding in before.findings:
        name = finding.criterion.id
        ends = [
            tuple(
                None if not run.criteria[name].applies else run.criteria[name].points
                for run in (computed.low, computed.high)
            )
            for computed in (after, before)
        ]
        assert within((ends[0][0], ends[0][1]), (ends[1][0], ends[1][1])), name
    rank = [grade.id for grade in before.case.guideline.grades].index
    if None not in (before.low.total, before.high.total, after.low.total, after.high.total):
        worst, best = before.grading.low, before.grading.high
        assert rank(str(best)) <= rank(str(after.grading.high))
        assert rank(str(after.grading.low)) <= rank(str(worst))


def raised(value: Any, fact: dict[str, Any], claimed: set[str]) -> Any:  # noqa: ANN401 - a YAML value
    """Return more of a fact: a larger number, a later day, yes, another option."""
    match fact["type"]:
        case "integer" | "number":
            return str(int(Fraction(value)) + 3)
        case "share":
            return f"{int(Fraction(value.removesuffix('%'))) + 30}%"
        case "boolean":
            return "true"
        case "set":
            return value + [one for one in fact["choices"] if one not in value and one not in claimed][:1]
        case "date":
            return "2026-07-02"
    return value


@given(CASES, st.randoms(use_true_random=False))
def test_a_fact_that_only_helps_never_lowers_a_score(case: Case, random: Random) -> None:
    """More of it leaves both ends where they are or higher, and more of one that only hurts never higher."""
    before = computing(case)
    pull = fact_directions(before.case.guideline)
    facts = case.guideline["facts"]
    # A difference may fall below 0, and what is divided by it then turns round: no such fact is raised.
    differing = any("less" in fact for fact in facts.values())
    operands = {one for fact in facts.values() for key in ("total", "less") for one in fact.get(key, [])}
    names = [
        name
        for name in case.submission["facts"]
        if pull.get(name) in (HELPS, HURTS)
        and "from" not in facts[name]
        and not (differing and name in operands)
    ]
    assume(names)
    name = random.choice(sorted(names))
    claimed = {
        one.partition(".")[2] for one in case.submission["not_applicable"] if one.startswith(f"{name}.")
    }
    more = copy.deepcopy(case.submission)
    more["facts"][name] = raised(more["facts"][name], facts[name], claimed)
    after = computing(replace(case, submission=more))
    assume(applying(before) == applying(after))
    sign = pull[name]
    for one, other in ((before.low, after.low), (before.high, after.high)):
        assert sign * ((other.total or 0) - (one.total or 0)) >= 0, name


def without(nodes: list[dict[str, Any]], gone: str) -> Fraction:
    """Take a criterion out of a tree; its points leave every section above it."""
    for node in nodes:
        children = node.get("criteria", [])
        taken = [one for one in children if one["id"] == gone]
        if taken:
            children.remove(taken[0])
        lost = Fraction(taken[0]["points"]) if taken else without(node.get("sections", []), gone)
        if lost:
            node["points"] = number(Fraction(node["points"]) - lost)
            return lost
    return Fraction(0)


def droppable(nodes: list[dict[str, Any]]) -> list[str]:
    """Name the criteria that leave their section another one."""
    found: list[str] = []
    for node in nodes:
        criteria = node.get("criteria", [])
        found += [one["id"] for one in criteria if len(criteria) > 1]
        found += droppable(node.get("sections", []))
    return found


@given(CASES, st.randoms(use_true_random=False))
def test_dropping_a_criterion_by_profile_is_deleting_it(case: Case, random: Random) -> None:
    """Parents' points, full marks and shares of grades follow; nothing else changes."""
    assume(case.guideline["rounding"]["at"] == "criterion")
    names = [
        name
        for name in droppable(case.guideline["sections"])
        if f"'{name}'" not in str(case.guideline.get("ceilings", []))
    ]
    assume(names)
    gone = random.choice(names)
    decisions = [one for one in case.decisions if gone not in one["what"].values()]
    sheets = [
        {**sheet, "marks": {k: v for k, v in sheet["marks"].items() if k != gone}} for sheet in case.sheets
    ]
    case = replace(case, decisions=decisions, sheets=sheets)
    deleted = copy.deepcopy(case.guideline)
    deleted["full_marks"] = number(Fraction(deleted["full_marks"]) - without(deleted["sections"], gone))
    profile = f"base: random\nedition: 1\nchanges: [{{reason: 本县不涉及, drop: [{gone}]}}]\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profile.yaml"
        path.write_text(profile, "utf-8")
        one = compute(read(case, Path(folder), profile=path).case())
    other = computing(replace(case, guideline=deleted))
    assert gone not in one.low.criteria
    for mine, theirs in ((one.low, other.low), (one.high, other.high)):
        assert (mine.total, mine.criteria, mine.sections) == (theirs.total, theirs.criteria, theirs.sections)
    assert one.grading.grade == other.grading.grade
