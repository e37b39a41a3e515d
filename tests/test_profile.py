"""A profile drops, sets and adds; points above follow, and everything it does is checked like a guideline."""

import shutil
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Final

import pytest

from evaluator.base.resources import shipped
from evaluator.loading.guideline import load_guideline
from evaluator.loading.search import find_guideline, find_profile, open_guideline, shipped_ids
from evaluator.model.guideline import Guideline
from evaluator.rules.count import Count
from evaluator.texts.messages import profiles
from evaluator.texts.problem import Problem

BASE: Final = """id: base
edition: 2024
title: 原指南
status: draft
issuer: 测试
full_marks: 100
grades:
  - {id: good, title: 良好, at_least: 80%}
  - {id: pass, title: 合格, at_least: 40}
  - {id: fail, title: 不合格, at_least: 0}
facts:
  n: {title: 数量, type: integer, at_least: 0}
  b: {title: 已签协议, type: boolean}
sections:
  - id: A
    title: 甲
    points: 60
    sections:
      - id: A1
        title: 甲一
        points: 40
        criteria:
          - {id: A1.1, title: 一, points: 30, rule: {yes_no: {fact: b}}}
          - {id: A1.2, title: 二, points: 10, rule: {count: {fact: n, each: 1}}}
      - id: A2
        title: 甲二
        criteria:
          - {id: A2.1, title: 三, points: 20, rule: {mark: {}}}
  - id: B
    title: 乙
    points: 40
    criteria:
      - {id: B1, title: 四, points: 40, rule: {mark: {}}}
bonus:
  at_most: 5
  criteria:
    - {id: J1, title: 加分, points: 5, rule: {yes_no: {fact: b}}}
"""
WEIGHTED: Final = """id: base
edition: 2024
title: 有权重
status: draft
issuer: 测试
full_marks: 100
rounding: {at: total}
grades: [{id: pass, title: 合格, at_least: 60%}, {id: fail, title: 不合格, at_least: 0}]
facts: {}
sections:
  - id: A
    title: 甲
    weight: 40
    criteria:
      - {id: A1, title: 一, points: 60, rule: {mark: {}}}
      - {id: A2, title: 二, points: 40, rule: {mark: {}}}
  - id: B
    title: 乙
    weight: 60
    criteria:
      - {id: B1, title: 三, points: 50, rule: {mark: {}}}
"""


def load(
    folder: Path, changes: str, head: str = "base: base\nedition: 2024\n", *, base: str = BASE
) -> tuple[Guideline | None, list[Problem]]:
    (folder / "profiles").mkdir(exist_ok=True)
    (folder / "guideline.yaml").write_text(base, encoding="utf-8")
    profile = folder / "profiles" / "own.yaml"
    profile.write_text(head + changes, encoding="utf-8")
    return load_guideline(folder, profile, shown="guideline.yaml")


def resolved(folder: Path, changes: str, more: str = "", *, base: str = BASE) -> Guideline:
    found, problems = load(folder, f"changes:\n{changes}", f"base: base\nedition: 2024\n{more}", base=base)
    assert problems == [], [one.render("zh") for one in problems]
    assert found is not None
    return found


def points(guideline: Guideline) -> dict[str, object]:
    found: dict[str, object] = {"": guideline.full_marks}
    for section in guideline.walk():
        found[section.id] = section.points
    for criterion in guideline.criteria():
        found[criterion.id] = criterion.points
    return found


@pytest.mark.parametrize(
    "changes, more, expected",
    [
        pytest.param("drop: [A1.2]", "", {"": 90, "A": 50, "A1": 30}, id="drop a criterion"),
        pytest.param("drop: [A2]", "", {"": 80, "A": 40}, id="drop a section without points of its own"),
        pytest.param("drop: [B]", "", {"": 60, "A": 60}, id="drop a whole section"),
        pytest.param("set: {A2.1: {points: 25}}", "", {"": 105, "A": 65, "A2": 25}, id="set points"),
        pytest.param(
            "add: {under: B, criteria: [{id: B2, title: 五, points: 2.5, rule: {mark: {}}}]}",
            "",
            {"": Fraction(205, 2), "B": Fraction(85, 2)},
            id="add a criterion",
        ),
        pytest.param(
            "add: {under: A, sections: [{id: A3, title: 甲三, points: 5, criteria: [{id: A3.1, title: 五, points: 5, rule: {mark: {}}}]}]}",
            "",
            {"": 105, "A": 65, "A3": 5},
            id="add a section",
        ),
        pytest.param(
            "drop: [A1.2]\nset: {A1.1: {points: 40}}", "", {"": 100, "A": 60, "A1": 40}, id="even out"
        ),
        pytest.param(
            "drop: [A1.2]\nset: {A1: {points: 40}, A1.1: {points: 40}}",
            "",
            None,
            id="set to what it is",
        ),
        pytest.param(
            "drop: [A1.2]\nset: {A1: {points: 30}}", "", {"": 90, "A": 50, "A1": 30}, id="set by hand"
        ),
        pytest.param("drop: [A1.2]", "full_marks: 90\n", {"": 90, "A": 50}, id="full marks by hand"),
        pytest.param(
            "add: {under: bonus, criteria: [{id: J2, title: 六, points: 3, rule: {yes_no: {fact: b}}}]}",
            "",
            {"": 100, "J2": 3},
            id="bonus stands beside",
        ),
        pytest.param(
            "drop: [A1.2]\nadd: {under: B, criteria: [{id: A1.2, title: 二, points: 10, rule: {count: {fact: n, each: 1}}}]}",
            "",
            {"": 100, "A": 50, "A1": 30, "B": 50},
            id="move a criterion",
        ),
    ],
)
def test_points_above_follow(
    tmp_path: Path, changes: str, more: str, expected: Mapping[str, object] | None
) -> None:
    lines = "\n".join(f"    {line}" for line in changes.split("\n"))
    change = f"  - reason: 理由\n{lines}\n"
    if expected is None:
        _, problems = load(tmp_path, f"changes:\n{change}")
        assert [one.code for one in problems] == ["change-changes-nothing"]
        return
    found = points(resolved(tmp_path, change, more))
    assert {name: found[name] for name in expected} == expected


def test_grades_given_as_shares_follow_the_full_marks(tmp_path: Path) -> None:
    found = resolved(tmp_path, "  - {reason: 理由, drop: [B]}\n")
    assert [(grade.id, grade.bound) for grade in found.grades] == [("good", 48), ("pass", 40), ("fail", 0)]


def test_grades_of_the_profile_replace_those_of_the_base(tmp_path: Path) -> None:
    more = "grades: [{id: good, title: 良好, at_least: 75%}, {id: fail, title: 不合格, at_least: 0}]\n"
    found = resolved(tmp_path, "  - {reason: 理由, drop: [B]}\n", more)
    assert [(grade.id, grade.bound) for grade in found.grades] == [("good", 45), ("fail", 0)]


def test_weights_are_set_and_scales_do_not_change_the_full_marks(tmp_path: Path) -> None:
    change = "  - {reason: 理由, set: {A: {weight: 50}, B: {weight: 50}}, drop: [A2]}\n"
    found = resolved(tmp_path, change, base=WEIGHTED)
    assert found.full_marks == 100
    assert {one.id: (one.points, one.full) for one in found.scored()} == {"A1": (60, 50), "B1": (50, 50)}


def test_it_brings_facts_and_ledgers_for_what_it_adds(tmp_path: Path) -> None:
    found = resolved(
        tmp_path,
        "  - {reason: 理由, set: {A1.2: {title: 新题目, rule: {count: {fact: visits, each: 2}}}}}\n",
        "facts:\n  visits: {title: 走访, type: integer, counted: {ledger: visits}}\n"
        "ledgers:\n  visits: {title: 走访台账, columns: {day: {title: 日期, type: date}}}\n",
    )
    criterion = next(one for one in found.scored() if one.id == "A1.2")
    assert isinstance(criterion.rule, Count)
    assert (criterion.title, criterion.rule.fact) == ("新题目", "visits")
    assert "visits" in found.ledgers


def test_the_resolved_guideline_is_what_is_hashed(tmp_path: Path) -> None:
    changed = resolved(tmp_path, "  - {reason: 理由, drop: [A1.2]}\n")
    base, _ = load_guideline(tmp_path)
    other = resolved(tmp_path, "  - {reason: 理由, set: {A1.2: {title: 别的}}}\n")
    assert base is not None
    assert (base.profile, changed.profile) == ("", "own")
    assert len({base.sha256, changed.sha256, other.sha256}) == 3
    assert changed.sha256 == resolved(tmp_path, "  - reason: 理由\n    drop:\n      - A1.2\n").sha256


PROBLEMS: Final = [
    ("changes: [{reason: 理由, drop: [A1.3]}]", "没有编号为“A1.3”的指标或指标组", 3, "unknown-id"),
    ("changes: [{reason: 理由, set: {A3: {points: 3}}}]", "没有编号为“A3”的指标或指标组", 3, "unknown-id"),
    (
        "changes: [{reason: 理由, add: {under: C, criteria: [{}]}}]",
        "没有编号为“C”的指标或指标组",
        3,
        "unknown-id",
    ),
    (
        "changes: [{reason: 理由, add: {under: deductions, criteria: [{}]}}]",
        "没有编号为“deductions”的",
        3,
        "unknown-id",
    ),
    (
        "changes: [{reason: 理由, set: {B1: {points: 40}}}]",
        "“B1.points”改了等于没改",
        3,
        "change-changes-nothing",
    ),
    (
        "full_marks: 100\nchanges: [{reason: 理由, set: {B1: {title: 新}}}]",
        "“full_marks”改了",
        3,
        "change-changes-nothing",
    ),
    ("changes: [{reason: 理由, drop: [B1]}]", "去掉“B1”后该组没有指标了", 3, "section-emptied"),
    (
        "changes: [{reason: 理由, add: {under: A, criteria: [{}]}}]",
        "“A”下面是指标组",
        3,
        "section-has-sections",
    ),
    (
        "changes: [{reason: 理由, add: {under: B, sections: [{}]}}]",
        "“B”下面是指标，",
        3,
        "section-has-criteria",
    ),
    ("changes: [{reason: 理由, set: {B1: {id: B9}}}]", "“B1”的 id 不能用 set 改", 3, "set-not-possible"),
    (
        "changes: [{reason: 理由, drop: [A2]}]\nfacts: {n: {title: x, type: integer}}",
        "“n”在原指南里已有",
        4,
        "profile-redefines",
    ),
    ("changes: [{reason: 理由, set: {B1: {pionts: 3}}}]", "没有“pionts”这个名称", 3, "unknown-key"),
    (
        "changes:\n  - {reason: 理由, set: {B1: {rule: {count: {fact: m, each: 1}}}}}",
        "没有名为“m”的指标数据",
        4,
        "unknown-fact",
    ),
    ("changes: [{drop: [A2]}]", "缺少“reason”", 3, "missing-key"),
    ("changes: [{reason: 理由}]", "缺少一项，应写 drop, set, add 之一", 3, "missing-one-of"),
]


@pytest.mark.parametrize("changes, said, line, code", PROBLEMS)
def test_what_is_wrong_is_said_where_the_profile_says_it(
    tmp_path: Path, changes: str, said: str, line: int, code: str
) -> None:
    found, problems = load(tmp_path, changes)
    assert found is None
    assert [(one.code, one.file, one.line) for one in problems] == [(code, "profiles/own.yaml", line)]
    assert said in problems[0].render("zh")
    assert problems[0].render("en")


def test_a_mistake_of_the_base_stays_with_the_base(tmp_path: Path) -> None:
    base = BASE + "vetoes: [{id: V1, title: 否决, decided_by: panel, grade: fial}]\n"
    _, problems = load(tmp_path, "changes: [{reason: 理由, drop: [A2]}]", base=base)
    assert [(one.code, one.file) for one in problems] == [("unknown-grade", "guideline.yaml")]


def test_what_it_brings_must_be_used(tmp_path: Path) -> None:
    """Facts the guideline itself needs no more are left over, those the profile brings are a mistake."""
    facts = "facts:\n  unused: {title: x, type: integer}\n"
    ledgers = "ledgers:\n  idle: {title: x, columns: {day: {title: x, type: date}}}\n"
    _, problems = load(tmp_path, f"changes: [{{reason: 理由, drop: [A1.2]}}]\n{facts}{ledgers}")
    assert [(one.code, one.file, one.line) for one in problems] == [
        ("unused-fact", "profiles/own.yaml", 5),
        ("unused-ledger", "profiles/own.yaml", 7),
    ]


def test_an_added_id_may_not_be_there_already(tmp_path: Path) -> None:
    change = "changes:\n  - {reason: 理由, add: {under: B, criteria: [{id: A1.1, title: 五, points: 1, rule: {mark: {}}}]}}"
    _, problems = load(tmp_path, change)
    assert [(one.code, one.line) for one in problems if one.file == "profiles/own.yaml"] == [
        ("duplicate-id", 4)
    ]


@pytest.mark.parametrize(
    "head, code",
    [("base: other\nedition: 2024\n", "wrong-base"), ("base: base\nedition: 2023\n", "wrong-edition")],
)
def test_it_belongs_to_one_edition_of_one_guideline(tmp_path: Path, head: str, code: str) -> None:
    _, problems = load(tmp_path, "changes: [{reason: 理由, drop: [A2]}]", head)
    assert [one.code for one in problems] == [code]


def test_the_nearest_id_is_offered(tmp_path: Path) -> None:
    _, problems = load(tmp_path, "changes: [{reason: 理由, drop: [A1.3]}]")
    assert "是不是“A1.1”？" in problems[0].render("zh") or "是不是“A1.2”？" in problems[0].render("zh")


def test_shipped_guidelines_and_profiles_are_found_by_name(tmp_path: Path) -> None:
    assert shipped_ids() == ["community-canteen", "tongling-station"]
    found, problems = open_guideline("tongling-station", "three-sources")
    assert problems == []
    assert found is not None
    assert (found.profile, found.full_marks) == ("three-sources", 1300)
    missing, problems = find_guideline("tongling-staton")
    assert missing is None
    assert [one.code for one in problems] == ["unknown-guideline"]
    assert "是不是“tongling-station”？" in problems[0].render("zh")
    none, problems = find_profile(shipped("criteria") / "tongling-station", "three-source")
    assert none is None
    assert [one.code for one in problems] == ["unknown-profile"]
    assert open_guideline("no-such", "x")[0] is None
    assert open_guideline("tongling-station", "x")[0] is None


def test_a_guideline_of_one_s_own_comes_first(tmp_path: Path) -> None:
    own = tmp_path / "criteria" / "tongling-station"
    own.mkdir(parents=True)
    (own / "guideline.yaml").write_text(BASE, encoding="utf-8")
    assert find_guideline("tongling-station", [tmp_path]) == (own, [])
    assert find_guideline(str(own)) == (own, [])


def test_an_edited_copy_in_the_way_is_not_taken_for_the_program_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bare name says neither of two guidelines that differ; a path says which."""
    own = tmp_path / "tongling-station"
    shutil.copytree(shipped("criteria") / "tongling-station", own)
    monkeypatch.chdir(tmp_path)
    of_program, problems = find_guideline("tongling-station")
    assert (of_program, problems) == (shipped("criteria") / "tongling-station", [])
    with (own / "guideline.yaml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    neither, [problem] = find_guideline("tongling-station")
    assert neither is None
    assert problem.code == "two-guidelines"
    assert "./tongling-station" in problem.render("zh")
    for typed, code in ((True, ["two-guidelines"]), (False, [])):
        _, problems = find_guideline("tongling-station", [tmp_path / "stations"], typed=typed)
        assert [one.code for one in problems] == code
    assert find_guideline("./tongling-station") == (Path("tongling-station"), [])


def test_every_problem_of_profiles_has_its_case() -> None:
    cased = {code for _, _, _, code in PROBLEMS}
    cased |= {"wrong-base", "wrong-edition", "unknown-guideline", "two-guidelines", "unknown-profile"}
    assert set(profiles.PROBLEMS) <= cased
