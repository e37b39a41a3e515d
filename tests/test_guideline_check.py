"""What `guideline check` says: one file for each kind of mistake, with the very words beside it."""

import json
import os
from pathlib import Path
from string import Formatter
from typing import Final

import pytest
from click.testing import CliRunner

from evaluator.base.resources import shipped
from evaluator.cli.command import cli
from evaluator.loading.guideline import guideline_problems, load_guideline
from evaluator.loading.repairs import repairs
from evaluator.texts.messages import PROBLEMS, guideline, rules
from evaluator.texts.problem import Problem, Severity, sort_problems
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
        "title-blank",
        "title-twice",
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


UNCLEAR: Final = frozenset(
    {
        "band-unreachable",
        "bands-gap",
        "bands-overlap",
        "circular-fact",
        "grades-same-bound",
        "marked-part",
        "missing-one-of",
        "only-columns-in-rows",
        "only-in-ceilings",
        "only-in-rows",
        "operator-type",
        "points-missing",
        "ratio-without-to",
        "step-without-limit",
        "title-blank",
        "title-twice",
        "unknown-level-of-section",
        "wrong-type",
    }
)
"""Mistakes of which only the author knows what is meant; their hints say what to do."""


@pytest.mark.parametrize("name", REJECT)
def test_the_corrected_line_puts_the_mistake_right(name: str) -> None:
    """Pasted in its place, the line makes the problem go away, and brings no further error."""
    data = REJECT[name]
    problems = sort_problems(guideline_problems(data, f"{name}.yaml"))
    mended = repairs(data, problems)
    lines = data.decode().split("\n")
    for number, repair in mended.items():
        pasted = [*lines]
        if repair.adds:
            pasted.insert(repair.line, repair.text)
        else:
            pasted[repair.line - 1 : repair.line] = [repair.text] if repair.text else []
        after = guideline_problems("\n".join(pasted).encode(), f"{name}.yaml")
        mistake = problems[number]
        count = sum(one.code == mistake.code and one.args == mistake.args for one in problems)
        assert sum(one.code == mistake.code and one.args == mistake.args for one in after) < count
        assert errors(after) <= errors(problems)


def errors(problems: list[Problem]) -> int:
    return sum(one.severity is Severity.ERROR for one in problems)


def test_nearly_every_mistake_has_a_corrected_line() -> None:
    """At least one case of each code has one, but for those whose right form only the author knows."""
    clear, all_codes = set(), set()
    for name, data in REJECT.items():
        problems = sort_problems(guideline_problems(data, f"{name}.yaml"))
        all_codes |= {one.code for one in problems}
        clear |= {problems[number].code for number in repairs(data, problems)}
    assert all_codes - clear <= UNCLEAR | {"not-together"}
    assert not clear & UNCLEAR


def test_the_command_shows_the_line_to_paste(tmp_path: Path) -> None:
    """On the terminal and as JSON; a line to add says where."""
    file = tmp_path / "guideline.yaml"
    file.write_bytes(REJECT["points"] if "points" in REJECT else next(iter(REJECT.values())))
    text = file.read_text(encoding="utf-8")
    result = CliRunner(env={"EVALUATOR_LANG": "zh"}).invoke(cli, ["guideline", "check", str(file)])
    assert result.exit_code == 1
    shown = json.loads(
        CliRunner(env={"EVALUATOR_LANG": "zh"})
        .invoke(cli, ["guideline", "check", str(file), "--json"])
        .stdout
    )
    pasted = [one["repair"] for one in shown["problems"] if "repair" in one]
    assert pasted
    for one in pasted:
        assert one["text"] in result.output
        assert one["adds"] or text.split("\n")[one["line"] - 1] != one["text"]
