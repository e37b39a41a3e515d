"""What `guideline check` says: one file for each kind of mistake, with the very words beside it."""

import os
from pathlib import Path
from string import Formatter
from typing import Final

import pytest

from evaluator.base.resources import shipped
from evaluator.loading.guideline import load_guideline
from evaluator.texts.messages import PROBLEMS, guideline, rules
from evaluator.texts.problem import Problem, Severity
from tests.expected import expected, inputs, rewrite

CASES: Final = Path(__file__).parent / "cases" / "guideline"
ACCEPT: Final = inputs(CASES / "accept")
REJECT: Final = inputs(CASES / "reject")
WARNINGS: Final = frozenset(
    {
        "band-unreachable",
        "blank-may-help",
        "blank-under-not",
        "full-points-unreachable",
        "grade-unreachable",
        "half-even-at-criterion",
        "name-with-blanks",
        "unused-fact",
        "unused-ledger",
    }
)


def check(path: Path) -> list[Problem]:
    found, problems = load_guideline(path, shown=path.name)
    broken = any(one.severity is Severity.ERROR for one in problems)
    assert (found is None) is broken
    return problems


def rejected(name: str, folder: Path) -> list[Problem]:
    return checked(name, REJECT[name], folder)


def checked(name: str, data: bytes, folder: Path) -> list[Problem]:
    path = folder / f"{name}.yaml"
    path.write_bytes(data)
    return check(path)


@pytest.mark.parametrize("name", ACCEPT)
def test_odd_but_legal_forms_are_read(name: str, tmp_path: Path) -> None:
    problems = checked(name, ACCEPT[name], tmp_path)
    assert [problem.render("zh") for problem in problems] == []


@pytest.mark.golden
@pytest.mark.parametrize("name", REJECT)
def test_every_mistake_is_said_in_these_words(name: str, tmp_path: Path) -> None:
    """`make golden` rewrites the words; read the difference."""
    problems = rejected(name, tmp_path)
    said = "".join(f"{one.render('zh')}\n" for one in problems)
    if os.environ.get("GOLDEN") == "write" and not os.environ.get("CI"):
        rewrite(CASES / "reject", name, said)
    assert said == expected(CASES / "reject")[name]
    for one in problems:
        assert one.render("en")


def test_every_code_has_a_case_and_every_sentence_its_fields(tmp_path: Path) -> None:
    found = [one for name in REJECT for one in rejected(name, tmp_path)]
    missing = (set(guideline.PROBLEMS) | set(rules.PROBLEMS)) - {one.code for one in found}
    assert missing == set()
    for one in found:
        entry = PROBLEMS[one.code]
        for sentence in (entry.zh, entry.en, entry.hint_zh, entry.hint_en):
            assert {name for _, name, _, _ in Formatter().parse(sentence) if name} <= set(one.args), one.code


def test_unused_and_unreachable_are_warnings_the_rest_are_errors() -> None:
    codes = {**guideline.PROBLEMS, **rules.PROBLEMS}
    assert {code for code, entry in codes.items() if entry.severity is Severity.WARNING} == WARNINGS


def test_no_expectation_is_left_without_its_file() -> None:
    assert set(expected(CASES / "reject")) == set(REJECT)


@pytest.mark.parametrize(
    "pack", sorted(shipped("criteria").glob("*/guideline.yaml")), ids=lambda path: path.parent.name
)
def test_shipped_guidelines_and_their_profiles_have_no_problem(pack: Path) -> None:
    for profile in (None, *sorted(pack.parent.glob("profiles/*.yaml"))):
        _, problems = load_guideline(pack, profile)
        assert [one.render("zh") for one in problems] == []


@pytest.mark.parametrize(
    "kind, hint",
    [
        ("picture", "可以写：document（文件）、photo（照片）、record（记录）"),
        ("照片资料", "是不是“photo”？"),
    ],
)
def test_kinds_of_evidence_are_said_in_words(kind: str, hint: str, tmp_path: Path) -> None:
    """An unknown kind is answered by the kinds there are, with what they mean, or by the one that was meant."""
    text = (shipped("criteria") / "tongling-station" / "guideline.yaml").read_text(encoding="utf-8")
    file = tmp_path / "guideline.yaml"
    file.write_text(text.replace("kind: photo", f"kind: {kind}", 1), encoding="utf-8")
    _, problems = load_guideline(file)
    assert [one.code for one in problems] == ["bad-value"]
    assert problems[0].hint("zh").startswith(hint)
