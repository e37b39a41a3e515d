import pickle
import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.texts import language, messages
from evaluator.texts.messages import HINTS, PROBLEMS, SAY, Phrase, Severity, any_of, say
from evaluator.texts.problem import Problem, nearest, sort_problems


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_render() -> None:
    """Place, sentence and code stand on one line, the hint on the next."""
    problem = Problem("duplicate-key", "submission.yaml", 8, 5, args={"key": "id", "first": "5"})
    assert problem.render("zh") == (
        "submission.yaml:8:5: “id”在第 5 行已经写过了 [duplicate-key]\n  提示: 同一处同名的只能留一个"
    )
    assert problem.render("en") == (
        "submission.yaml:8:5: 'id' is already given on line 5 [duplicate-key]\n  hint: keep one of the two"
    )
    assert problem.severity is Severity.ERROR


@pytest.mark.parametrize(
    "problem, place",
    [
        (Problem("empty-file", "a.yaml", 3, 4), "a.yaml:3:4"),
        (Problem("empty-file", "a.yaml", 3), "a.yaml:3"),
        (Problem("empty-file", "a.yaml"), "a.yaml"),
        (Problem("empty-file", "a.xlsx", cell="台账!C14"), "a.xlsx:台账!C14"),
        (Problem("empty-file", "a.csv", 14, 2, cell="第14行"), "a.csv:第14行"),
        (Problem("empty-file", cell="第14行"), "第14行"),
        (Problem("empty-file"), ""),
    ],
)
def test_place(problem: Problem, place: str) -> None:
    """Whatever is known of the place is shown, a cell instead of line and column."""
    assert problem.place == place
    assert problem.render("zh").splitlines()[0] == (f"{place}: " if place else "") + "文件是空的 [empty-file]"


def test_another_hint_replaces_the_usual_one() -> None:
    """A hint key names a hint that takes the same args."""
    problem = Problem("unknown-key", args={"key": "wieght", "near": "weight"}, hint_key="did-you-mean")
    assert problem.hint("en") == "did you mean 'weight'?"
    assert problem.hint("zh") == "是不是“weight”？"


def test_no_hint_leaves_one_line() -> None:
    """Without a hint there is no empty second line."""
    assert "\n" not in Problem("missing-key", args={"key": "weight"}).render("zh")


def test_args_may_hold_braces() -> None:
    """A user's braces are shown, not taken for fields."""
    assert Problem("missing-key", args={"key": "{key} {0}"}).message("en") == "'{key} {0}' is missing"


def test_phrases_follow_the_language() -> None:
    """A field that is a phrase is said in the language of its sentence."""
    what = Phrase("item-of", number="3", name="evidence")
    wanted = any_of([Phrase("a-string"), Phrase("a-array")])
    problem = Problem("wrong-type", args={"what": what, "wanted": wanted, "found": Phrase("found-blank")})
    assert problem.message("zh") == "“evidence”的第 3 项应是文字或列表，这里是空白"
    assert problem.message("en") == "item 3 of 'evidence' must be text or a list, not blank"


def test_problems_travel_between_processes() -> None:
    """A problem is the same on the other side of a pipe, its phrases included."""
    what = Phrase("named", name="weight")
    problem = Problem("bad-structure", "a.yaml", 1, 2, args={"what": what})
    copy = pickle.loads(pickle.dumps(problem))  # noqa: S301  # our own bytes
    assert copy == problem
    assert (
        copy.render("en")
        == problem.render("en")
        == "a.yaml:1:2: 'weight' is not as it should be [bad-structure]\n  hint: compare it with the template"
    )


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.integers(0, 3), st.sampled_from("xyz")))
)
def test_sorting(keys: list[tuple[str, int, int, str]]) -> None:
    """Problems come in file order, and equal ones keep theirs."""
    problems = [Problem(code, file, line, column) for file, line, column, code in keys]
    ordered = sort_problems(problems)
    assert [(each.file, each.line, each.column, each.code) for each in ordered] == sorted(keys)
    assert sorted(map(id, ordered)) == sorted(map(id, problems))
    assert sort_problems(ordered) == ordered


@pytest.mark.parametrize(
    "word, candidates, expected",
    [
        ("wieght", ["height", "weight", "title"], "weight"),
        ("Weight", ["weight"], "weight"),
        ("接待咨洵区", ["接待咨询区", "档案室"], "接待咨询区"),
        ("个案室", ["个案工作室", "小组活动室"], "个案工作室"),
        ("premises.aera", ["premises.area", "premises.tenure"], "premises.area"),
        ("weight", ["weight"], None),
        ("佐证", ["台账", "指标"], None),
        ("xyz", [], None),
        ("", ["a"], None),
    ],
)
def test_nearest(word: str, candidates: list[str], expected: str | None) -> None:
    """A typo finds its word, in Chinese too; something else finds none."""
    assert nearest(word, candidates) == expected


@pytest.mark.parametrize("code", PROBLEMS)
def test_both_languages_say_the_same(code: str) -> None:
    """Codes are kebab-case; both sentences and both hints have the same fields, and neither is left out."""
    entry = PROBLEMS[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert entry.zh
    assert entry.en
    assert fields(entry.zh) == fields(entry.en)
    assert bool(entry.hint_zh) == bool(entry.hint_en)
    assert fields(entry.hint_zh) == fields(entry.hint_en)
    assert not entry.en.endswith(".")
    assert not entry.zh.endswith("。")


@pytest.mark.parametrize("key", [*HINTS, *SAY])
def test_both_languages_have_the_same_fields(key: str) -> None:
    """Hints and phrases, too, take the same fields in both languages."""
    zh, en = (HINTS if key in HINTS else SAY)[key]
    assert zh
    assert en
    assert fields(zh) == fields(en)


def test_every_field_has_a_name() -> None:
    """No sentence has a bare {} or {0}, which nobody could fill by name."""
    sentences = [each for entry in PROBLEMS.values() for each in entry[1:]]
    sentences += [each for pair in [*HINTS.values(), *SAY.values()] for each in pair]
    assert all(name.isidentifier() for sentence in sentences for name in fields(sentence))


def test_a_missing_field_is_a_bug() -> None:
    """A sentence whose field was forgotten fails loudly instead of showing a brace."""
    with pytest.raises(KeyError):
        Problem("missing-key").message("zh")


@pytest.mark.parametrize(
    "value, expected",
    [
        ("en", "en"),
        ("EN", "en"),
        ("en_GB.UTF-8", "en"),
        (" en ", "en"),
        ("zh", "zh"),
        ("", "zh"),
        ("fr", "zh"),
    ],
)
def test_language(value: str, expected: str) -> None:
    """Chinese unless English is asked for."""
    assert language({"EVALUATOR_LANG": value}) == expected
    assert language({}) == "zh"


def test_say() -> None:
    """Other sentences come from the same module in the same way."""
    assert say("hint", "zh") == "提示"
    assert say("at-least", "en", limit=3) == "at least 3"
    assert messages.filled("{a}", {"a": 1}, "zh") == "1"
