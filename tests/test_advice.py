"""The next step of each figure, and the way up to a grade with its proof, against the engine and brute force."""

from __future__ import annotations

import copy
import json
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from click.testing import CliRunner

from evaluator.base.exact import Number, simple
from evaluator.cli.command import cli
from evaluator.cli.station.check_screen import Numbers, show_way_up
from evaluator.conditions.truth import number
from evaluator.conditions.wording import Words
from evaluator.evaluation import Computed, compute
from evaluator.evaluation.gaps import Gap, gaps
from evaluator.evaluation.next_grade import starting_point
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.evaluation.smallest_changes import smallest_changes, with_fact
from evaluator.evaluation.way_up import NoWay, WayUp, graded, proves, way_up
from evaluator.model.guideline import Grade
from evaluator.model.values import Value
from evaluator.scoring.assess import Case as CaseOf
from tests.strategies import Case, make
from tests.strategies import number as written_number
from tests.test_losses import NAMES, SAMPLES, computed, days, subsets
from tests.test_properties import reading

# The smallest changes


def rescored(case: Case, fact: str, value: object) -> Number:
    """Return the total, neither limited by 0 nor by full marks, with one fact of the station's changed."""
    facts = {**case.submission["facts"], fact: value}
    return evaluate(reading(case.but(submission={**case.submission, "facts": facts}))).computed.low.unclamped


def as_written(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, bool):
        return str(value).lower()
    return written_number(Fraction(value)) if isinstance(value, int | Fraction) else str(value)


def test_the_smallest_change_brings_what_it_says_and_nothing_smaller_does() -> None:
    """Held against the whole engine, which reads the changed submission; smaller figures one by one."""
    tried = 0
    for seed in range(60):
        case = make(Random(seed)).but(sheets=(), decisions=[])  # noqa: S311 - test data, no secret
        computed = evaluate(reading(case)).computed
        for change in smallest_changes(computed):
            if change.fact.type == "share":
                continue
            tried += 1
            start = computed.low.unclamped
            gains = rescored(case, change.fact.name, as_written(change.after)) - start
            assert gains == change.gains > 0, (seed, change.fact.name)
            if (
                isinstance(change.before, int)
                and isinstance(change.after, int)
                and change.fact.type == "integer"
            ):
                way = 1 if change.after > change.before else -1
                for smaller in range(change.before + way, change.after, way):
                    assert rescored(case, change.fact.name, str(smaller)) <= start, (seed, change.fact.name)
    assert tried > 60


def test_no_step_is_lost_where_more_only_hurts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not looked at would have brought nothing."""
    cases = [make(Random(seed)).but(sheets=(), decisions=[]) for seed in range(60, 120)]  # noqa: S311 - as above
    all_computed = [evaluate(reading(case)).computed for case in cases]
    all_computed += [
        evaluate(inputs).computed
        for station in ("luxi", "qinghe", "xinqiao")
        if (inputs := read_inputs(SAMPLES / "stations" / station)[0]) is not None
    ]
    quick = [smallest_changes(computed) for computed in all_computed]
    monkeypatch.setattr("evaluator.evaluation.smallest_changes._Search._may_gain", lambda *_: True)
    assert quick == [smallest_changes(computed) for computed in all_computed]


def test_a_step_that_contradicts_another_figure_is_none() -> None:
    """More certified workers than workers are no step; nor are fewer cases that are due."""
    for station in ("luxi", "qinghe", "xinqiao"):
        inputs, _ = read_inputs(SAMPLES / "stations" / station)
        assert inputs is not None
        computed = evaluate(inputs).computed
        values = {name: state.value for name, state in computed.case.dossier.facts.items()}
        for change in smallest_changes(computed):
            if change.fact.name == "staff.certified":
                assert isinstance(change.after, int)
                assert change.after <= cast("int", values["staff.total"])
            if isinstance(change.before, int | Fraction) and change.fact.name in (
                "system.due",
                "cases.closed",
            ):
                assert cast("Fraction", change.after) > change.before


def test_the_check_lists_the_next_steps() -> None:
    done = CliRunner(env={"EVALUATOR_LANG": "zh", "COLUMNS": "80"}).invoke(
        cli, ["check", str(SAMPLES / "stations" / "qinghe"), "--json"]
    )
    steps = {step["fact"]: step for step in json.loads(done.stdout)["steps"]}
    assert (steps["staff.certified"]["text"], steps["staff.certified"]["gains"]) == (
        "其中持证人数再加 1人（现在 2人）",
        "3.33",
    )
    assert steps["notices"]["text"] == "上墙公示内容：加上保密与伦理承诺"


# The way up


def with_efforts(case: Case, random: Random) -> Case:
    """Return a case whose criteria have efforts."""
    guideline = copy.deepcopy(case.guideline)

    def walk(nodes: Any) -> None:  # noqa: ANN401 - plain YAML
        for node in nodes:
            walk(node.get("sections", []))
            for criterion in node.get("criteria", []):
                if random.random() < 0.8:
                    criterion["effort"] = random.choice(("1", "2", "3", "5", "0.5", "8"))

    walk(guideline["sections"])
    return case.but(guideline=guideline)


def brute_force(computed: Computed, target: Grade) -> list[tuple[Number, frozenset[str]]]:
    """Return every choice of gaps that reaches a grade, with its effort, judged one by one."""
    start = starting_point(computed)
    assert start is not None
    listed = [gap for gap in gaps(start.base) if gap.finding.kind == "criterion"]
    order = [grade.id for grade in computed.case.guideline.grades]
    allowed = order[: order.index(target.id) + 1]
    return [
        (days(chosen), frozenset(gap.criterion.id for gap in chosen))
        for chosen in subsets(listed)
        if graded(start, chosen).low in allowed
    ]


def ids(chosen: Sequence[Gap]) -> frozenset[str]:
    return frozenset(gap.criterion.id for gap in chosen)


def compared_with_brute_force(seed: int, most: int) -> str:
    """Compare the way up with brute force on one random guideline; return what came of it."""
    random = Random(seed)  # noqa: S311 - test data, no secret
    computed = evaluate(reading(with_efforts(make(random), random))).computed
    start = starting_point(computed)
    if start is None or sum(gap.finding.kind == "criterion" for gap in gaps(start.base)) > most:
        return "passed over"
    target = random.choice(computed.case.guideline.grades[:-1])
    way = way_up(computed, target)
    every = brute_force(computed, target)
    if isinstance(way, NoWay) or (way is not None and way.lifts):
        assert every == [], seed
        return compared_lifts(computed, target, way, seed)
    assert way is not None
    assert way.effort == min(effort for effort, _ in every), seed
    assert (way.effort, ids(way.gaps)) in every
    assert proves(way), seed
    held = [ids(way.gaps)]
    for other in way.others:
        left = [effort for effort, chosen in every if not any(each <= chosen for each in held)]
        assert days(other) == min(left), seed
        held.append(ids(other))
    if len(way.others) < 2:
        assert all(any(each <= chosen for each in held) for _, chosen in every), seed
    if not way.gaps:
        return "there already"
    less = [sum(gap.costs for gap in each) for each in subsets([*way.candidates]) if days(each) < way.effort]
    assert way.most_for_less == max(less), seed
    cheaper = replace(way, effort=way.effort + 1)
    assert not proves(cheaper)
    assert not proves(replace(way, certificate=way.certificate[1:]))
    return "way"


def single_changes(computed: Computed) -> Iterator[tuple[str, list[Value]]]:
    """Yield each fact that is the station's to change with other values, the nearest first."""
    for fact in computed.case.guideline.facts.values():
        state = computed.case.dossier.facts[fact.name]
        if fact.by_role or fact.derived or state.source in ("observed", "decided") or state.awaited:
            continue
        if fact.type in ("integer", "number"):
            begin = 0 if state.value is None else int(cast("Fraction", state.value) + 1)
            part = Fraction(cast("Fraction", state.value or 0)) % 1
            yield fact.name, [simple(begin - (part > 0) + part + more) for more in range(50)]
        elif fact.type == "share":
            begin_at = Fraction(cast("Fraction", state.value or 0)) + Fraction(state.value is not None, 100)
            yield fact.name, [simple(begin_at + Fraction(more, 100)) for more in range(150)]
        elif fact.type == "boolean":
            yield fact.name, [state.value is not True]
        elif fact.type == "choice":
            yield from (
                (fact.name, [cast("Value", option)]) for option in fact.choices if option != state.value
            )
        elif fact.type == "set":
            chosen = cast("frozenset[str]", state.value or frozenset())
            claims = computed.case.dossier.claims
            left = [
                each for each in fact.choices if each not in chosen and f"{fact.name}.{each}" not in claims
            ]
            yield from ((fact.name, [cast("Value", chosen | {option}), chosen | {*left}]) for option in left)


def contradicts(case: CaseOf) -> bool:
    """Return whether a figure is outside its own bounds or those of another fact."""
    for fact in case.guideline.facts.values():
        value = number(case.dossier.facts[fact.name].value)
        for bound, sign in ((fact.at_most, 1), (fact.at_least, -1)):
            if bound is None or value is None:
                continue
            limit = bound.constant
            if limit is None:
                other = number(case.dossier.facts[bound.fact].value)
                limit = None if other is None else simple(Fraction(other) * bound.times / bound.per)
            if limit is not None and (value - limit) * sign > 0:
                return True
    return False


def compared_lifts(computed: Computed, target: Grade, way: WayUp | NoWay, seed: int) -> str:
    """Compare the change of a fact that comes first with all single changes, judged one by one."""
    order = [grade.id for grade in computed.case.guideline.grades]
    allowed = order[: order.index(target.id) + 1]
    efforts: dict[tuple[str, Value], Number] = {}
    # A figure may be wanted beyond those that are tried one by one.
    far = [(each.fact.name, [each.after]) for each in ([] if isinstance(way, NoWay) else way.lifts)]
    for name, values in (*single_changes(computed), *far):
        for value in values:
            case = with_fact(computed.case, computed.case.guideline.facts[name], value)
            changed = compute(case)
            start = starting_point(changed)
            if contradicts(case) or start is None:
                continue
            listed = [gap for gap in gaps(start.base) if gap.finding.kind == "criterion"]
            if graded(start, listed).low in allowed:
                every = brute_force(changed, target)
                efforts[name, value] = min(effort for effort, _ in every)
                break
    if isinstance(way, NoWay):
        # Short of points, another fact may bring what closing gaps does not: a bonus, a criterion that applies.
        assert way.short is not None or "points" in way.reasons or not efforts, (seed, efforts)
        assert len(way.reasons) == len(way.limits)
        return "no way"
    assert proves(way), seed
    if len(way.lifts) > 1:
        assert not efforts, (seed, efforts)
        return "several lifts"
    (lift,) = way.lifts
    assert efforts[lift.fact.name, lift.after] == way.effort == min(efforts.values()), (seed, efforts)
    assert not proves(replace(way, lifts=()))
    return "lift"


def test_the_way_up_is_what_brute_force_finds_and_its_certificate_holds() -> None:
    single_figure = 1_000_899  # a ceiling that only a share of exactly 98 % lifts, from 0 %
    twice = 1_002_309  # a fact that lifts two limits
    further = 5_303  # a figure whose nearest step lifts a veto, and whose next makes a criterion apply
    options = 7_415  # a list of options of which two lift a veto and a third calls for it
    seeds = (*range(60), single_figure, twice, further, options)
    came = Counter(compared_with_brute_force(seed, 8) for seed in seeds)
    assert came["way"] > 10
    assert came["no way"] > 1
    assert came["lift"] > 0


@pytest.mark.parametrize("lang, sentence", [("zh", "正好 18"), ("en", "exactly 18")])
def test_a_bound_that_is_met_but_has_to_be_passed_is_said(
    lang: str, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The random station 2915 comes to just 18 points with all gaps closed, and the grade is above 18."""
    monkeypatch.setenv("EVALUATOR_LANG", lang)
    random = Random(2915)  # noqa: S311 - test data, no secret
    low = evaluate(reading(with_efforts(make(random), random))).computed
    way = way_up(low, next(grade for grade in low.case.guideline.grades if grade.bound == 18))
    assert isinstance(way, NoWay)
    assert (way.short, way.limits) == (0, ())
    show_way_up(way, Numbers(low.case.guideline), Words(low.case.guideline))
    assert sentence in capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("grade", ["excellent", "good", "pass"])
def test_the_samples_have_a_way_or_a_reason_within_a_second(name: str, grade: str) -> None:
    station = computed(name, sheets=True)
    target = next(each for each in station.case.guideline.grades if each.id == grade)
    begun = time.process_time()
    way = way_up(station, target)
    assert time.process_time() - begun < 1
    if isinstance(way, NoWay):
        assert way.short is not None or way.limits
    else:
        assert way is not None
        assert proves(way)


def test_a_fact_that_holds_the_grade_down_comes_first(tmp_path: Path) -> None:
    """No certified worker caps at 合格: the way says so first, in words, in JSON, and proves that it is needed."""
    station = tmp_path / "station"
    shutil.copytree(SAMPLES / "stations" / "baishi", station)
    path = station / "submission.yaml"
    text = re.sub(r"(?m)^  staff\.certified: .*$", "  staff.certified: 0", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    line = ["check", str(station), "--sheets", str(SAMPLES / "sheets"), "--to", "good"]
    data = json.loads(CliRunner(env={"EVALUATOR_LANG": "en"}).invoke(cli, [*line, "--json"]).stdout)["to"]
    assert data["reachable"] is True
    (lift,) = data["lifts"]
    assert (lift["fact"], lift["before"], lift["after"]) == ("staff.certified", "0人", "1人")
    assert data["certificate"]["holds"] is True
    shown = CliRunner(env={"EVALUATOR_LANG": "zh", "COLUMNS": "80"}).invoke(cli, line).stdout
    assert "先要解除“无持证社工”：其中持证人数再加 1人" in "".join(shown.split("\n"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["baishi", "xinqiao"])
def test_the_way_says_from_where_why_nothing_is_cheaper_and_what_is_open(lang: str, name: str) -> None:
    runner = CliRunner(env={"EVALUATOR_LANG": lang, "COLUMNS": "80"})
    line = ["check", str(SAMPLES / "stations" / name), "--to", "good"]
    data = json.loads(runner.invoke(cli, [*line, "--json"]).stdout)["to"]
    shown = re.sub(r"\s+", "", runner.invoke(cli, line).stdout)
    assert data["reachable"] is (name == "xinqiao")
    if name == "baishi":
        sentences = ("照已经评定的算，还达不到良好", "Bywhathasbeenjudgedsofar良好cannotbereached")
    else:
        most = f"{float(data['most_for_less']):.2f}"
        sentences = (f"合起来最多补{most}分，不够15.11分", f"gives{most}pointsatmost,and15.11areneeded")
        assert ("现有784.89分，还差15.11分" if lang == "zh" else "784.89now,15.11short") in shown
    assert sentences[lang == "en"] in shown
    assert data["unjudged"]
    assert ("、" if lang == "zh" else ",").join(data["unjudged"]) in shown


def test_what_has_happened_is_not_undone(tmp_path: Path) -> None:
    """Months without anybody on duty are not taken back: the veto is named with its reason."""
    station = tmp_path / "station"
    shutil.copytree(SAMPLES / "stations" / "baishi", station)
    path = station / "submission.yaml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^  staff\.months_vacant: .*$", "  staff.months_vacant: 4", text)
    path.write_text(text, encoding="utf-8")
    line = ["check", str(station), "--sheets", str(SAMPLES / "sheets"), "--to", "pass"]
    done = CliRunner(env={"EVALUATOR_LANG": "zh", "COLUMNS": "80"}).invoke(cli, line)
    assert "“连续三个月无社工在岗”限制了等级，它看的情况在本评估期内改变不了" in "".join(
        done.stdout.split("\n")
    )


def test_the_check_takes_a_grade_to_reach() -> None:
    runner = CliRunner(env={"EVALUATOR_LANG": "en", "COLUMNS": "80"})
    station = ["check", str(SAMPLES / "stations" / "baishi"), "--sheets", str(SAMPLES / "sheets")]
    done = runner.invoke(cli, [*station, "--to", "excellent", "--json"])
    data = json.loads(done.stdout)["to"]
    assert data["grade"] == "excellent"
    assert data["certificate"]["holds"] is True
    assert done.exit_code == 0
    shown = runner.invoke(cli, [*station, "--to", "优秀"]).stdout
    assert "To reach 优秀" in shown
    wrong = runner.invoke(cli, [*station, "--to", "goood"])
    assert wrong.exit_code == 2
    assert "good" in wrong.stderr
