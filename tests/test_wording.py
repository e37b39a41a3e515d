"""Rules, conditions and reasons in words: complete in both languages, and worth reading."""

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from string import Formatter
from typing import Final, Literal

import click
import pytest

from evaluator.base import exact
from evaluator.cli.command import Command, CommandGroup, argument_key, option_key
from evaluator.conditions.wording import Words, percent, plain
from evaluator.loading.guideline_schema import EVIDENCE_KINDS
from evaluator.model.condition import Quantity
from evaluator.model.rule import Chosen, Had, Named, Nth, Percent, Reason
from evaluator.model.values import Amount, Value
from evaluator.rules import MARKED, RULES
from evaluator.rules.reader import OPERATORS
from evaluator.texts import Texts
from evaluator.texts.commands import TEXTS
from evaluator.texts.messages import HINTS, PROBLEMS
from evaluator.texts.sentences import SENTENCES
from tests.conftest import Golden
from tests.rules.judging import ruled
from tests.test_command_line import COMMANDS
from tests.test_conditions import condition

SOURCE: Final = Path(__file__).parents[1] / "evaluator"
PREFIXES: Final = {"why.applies", "why.awaiting", "why.claim", "why.evidence", "why.merged"}
"""Beginnings by which evaluation/findings.py knows reasons that may be told of private facts."""
ENDINGS_FOLLOW: Final = {"rule.if_none", "rule.deduct.if_none"}
"""Families that `Words.if_none` puts its ending to."""
FAMILIES: Final = {key.partition(".")[0] for key in SENTENCES}

MORE: Final = """
    secret: {title: 姓名, type: text, private: true, shown: true}
    age: {title: 年龄, type: integer, private: true, shown: true}
    wishes: {title: 诉求, type: set, private: true, choices: {a: 就医, b: 就学}, shown: true}
"""

RULE_TEXTS: Final = """yes_no: {fact: b}
yes_no: {fact: b, is: no}
yes_no: {of: n, to: m, at_most: 30%, if_none: no}
yes_no: {all: [{fact: n, at_least: 3, below: 9}, {any: [{fact: c, in: [own, shared]}, {fact: r, has: a}]}]}
yes_no: {not: {fact: d, is_given: no}}
yes_no: {fact: x, above: {fact: n, times: 5, per: 2}}
yes_no: {fact: s, at_least: 90%}
choice: {fact: c, award: {own: 10, shared: 6, none: 0}}
checklist: {fact: r, award: {a: 5, b: 2.5, c: 2.5}}
all_of: {fact: r}
all_of: {fact: r, items: [a, b]}
ratio: {of: n, to: m, if_none: not_applicable}
ratio: {of: n, to: {fact: m, times: 6}, if_none: zero}
ratio: {of: r}
ratio: {of: s, reach: 90%, from: 60%}
ratio: {of: x, to: m, lower_is_better: true}
tiers: {fact: x, bands: [{at_least: 60, award: 10}, {at_least: 45, below: 60, award: 7}], otherwise: 3}
tiers: {of: n, to: m, if_none: full, bands: [{at_most: 15%, award: 10}, {above: 15%, at_most: 30%, award: 7}]}
count: {fact: n, each: 5}
count: {fact: n, above: 3, each: 1, at_most: 10}
count: {fact: x, per: 50, part: started, each: 1}
count: {fact: x, per: 50, part: exact, each: 1}
deduct: {each: [{fact: n, points: 4}, {when: {fact: b, is: no}, points: 2.5}], missing: [{fact: n, expected: 12, points: 2}, {fact: r, expected: all, points: 1}]}
deduct: {each: [{of: n, to: m, below: 100%, per: 5%, points: 2, if_none: full}, {fact: x, above: 3, part: started, points: 1}]}
rating: {levels: {好: {from: 8, to: 10, step: 1}, 较好: {points: 6, text: 个别缺项}, 差: 0}}
mark: {}
mark: {step: 0.5}
sample: {checks: [接案, 预估, 结案], from: n, at_least: 5, share: 10%}
sample: {checks: [接案, 结案], at_least: 3}
weighted_ratios: [{of: n, to: some, weight: 2, title: 个案}, {of: x, to: some}]
weighted_ratios: {ledger: agreement, of: done, to: target, weight: weight, if_none: zero}
sum: [{points: 3, title: 计划, rule: {yes_no: {fact: b}}}, {points: 7, rule: {count: {fact: n, each: 1}}}]
""".splitlines()

JUDGED: Final = (
    "checklist: {fact: r, award: {a: 5, b: 2.5, c: 2.5}}",
    "count: {fact: n, per: 2, each: 5}",
    "count: {fact: n, above: m, per: 3, each: 2, at_most: 6}",
    "deduct: {each: [{of: n, to: m, above: 50%, per: 10%, points: 1, if_none: zero}, {fact: b, points: 2}]}",
    "deduct: {each: [{of: n, to: m, below: 50%, part: exact, points: 3, if_none: not_applicable}]}",
    "deduct: {missing: [{fact: r, expected: all, points: 4}, {fact: n, expected: m, points: 2}]}",
    "ratio: {of: n, to: m, reach: 80%, from: 20%, if_none: full}",
    "ratio: {of: n, to: m, reach: 20%, from: 80%, if_none: not_applicable}",
    "ratio: {of: n, to: m, reach: 2, from: 5, if_none: zero}",
    "weighted_ratios: [{of: n, to: m, weight: 2, title: 个案, if_none: not_applicable}, {of: x, to: some, weight: 1}]",
    "weighted_ratios: [{of: n, to: m, weight: 3, if_none: not_applicable}]",
    "sum: [{points: 6, rule: {count: {fact: n, each: 4}}}, {points: 4, title: 面积, rule: {yes_no: {fact: x, at_least: 50}}}]",
    "sum: [{points: 4, rule: {ratio: {of: n, to: m, if_none: not_applicable}}}, {points: 6, rule: {all_of: {fact: r}}}]",
    "tiers: {fact: s, bands: [{at_least: 95%, award: 10}, {at_least: 80%, below: 95%, award: 7}], otherwise: 1}",
    "tiers: {of: n, to: m, if_none: zero, bands: [{above: 2, award: 10}, {at_least: 1, at_most: 2, award: 4}]}",
)
"""Rules beside those above whose reasons are worth holding: limits, no divisor, parts that leave."""

WRONG_RULES: Final = (
    "checklist: {fact: r, award: {a: 5, b: 2.5, c: 2}}",
    "checklist: {fact: r, award: {a: 5, z: 5}}",
    "choice: {fact: c, award: {own: 12, shared: 6, none: 0}}",
    "choice: {fact: c, award: {own: 8, shared: 6}}",
    "choice: {fact: n, award: {own: 10}}",
    "all_of: {fact: r, items: [a, z]}",
    "count: {fact: n, each: 3, at_most: 12}",
    "count: {fact: t, each: 3}",
    "deduct: {missing: [{fact: c, expected: all, points: 2}]}",
    "deduct: {each: [{fact: nosuch, points: 2}]}",
    "deduct: {each: [{of: n, to: m, below: 100%, per: 5%, points: 2}]}",
    "mark: {step: 3}",
    "rating: {levels: {好: {from: 6, to: 10, step: 3}, 差: 0}}",
    "rating: {levels: {好: {from: 6, to: 10}, 中: {from: 4, to: 7}}}",
    "rating: {levels: {好: 8, 差: 0}}",
    "rating: {levels: {好: 12, 差: 0}}",
    "rating: {levels: {好: {from: 9, to: 6}, 差: 0}}",
    "ratio: {of: n, to: m}",
    "ratio: {of: n, to: m, reach: 80%, from: 80%, if_none: zero}",
    "ratio: {of: s, reach: 120%}",
    "sample: {checks: [接案, 接案], from: n}",
    "sample: {checks: [接案], from: c}",
    "sum: [{points: 3, rule: {yes_no: {fact: b}}}, {points: 6, rule: {count: {fact: n, each: 1}}}]",
    "tiers: {fact: x, bands: [{at_least: 60, award: 10}, {at_least: 45, below: 50, award: 7}]}",
    "tiers: {fact: x, bands: [{at_least: 60, award: 10}, {at_least: 45, below: 65, award: 7}]}",
    "tiers: {fact: s, bands: [{at_least: 60%, award: 10}, {at_least: 45%, below: 50%, award: 7}]}",
    "tiers: {fact: x, bands: [{at_least: 60, award: 12}], otherwise: 11}",
    "tiers: {fact: x, bands: [{at_least: 60, at_most: 70, below: 80, award: 10}]}",
    "tiers: {fact: x, bands: [{at_least: 50, award: 10}, {at_least: 60, award: 7}]}",
    "tiers: {fact: some, bands: [{at_least: 2, award: 10}, {at_most: 0, award: 7}]}",
    "weighted_ratios: [{of: n, to: m, weight: 2}, {of: x, to: some}]",
    "weighted_ratios: {ledger: agreement, of: what, to: target, weight: nosuch, if_none: zero}",
    "yes_no: {of: n, to: m, at_most: 30%}",
    "yes_no: {fact: c, is: nosuch}",
)
"""Rules with a mistake each, for the fields of its sentence."""


def _stations() -> Iterator[dict[str, Value]]:
    chance = Random(3)  # noqa: S311 - test data
    for number in range(9):
        every: dict[str, Value] = {
            "n": chance.choice((0, 1, 2, 3, 4, 5, 9)),
            "m": chance.choice((0, 1, 3, 4, 10)),
            "some": chance.choice((1, 2, 60)),
            "x": chance.choice((0, 30, Fraction(99, 2), 60, 120)),
            "s": chance.choice((Fraction(1, 2), Fraction(4, 5), Fraction(19, 20), 1)),
            "b": chance.random() < 0.5,
            "c": chance.choice(("own", "shared", "none")),
            "r": frozenset(option for option in "abc" if chance.random() < 0.6),
            "d": date(2025, 7, chance.randint(1, 9)),
        }
        if number == 8:  # one fact is blank
            del every["n"], every["r"]
        yield every


def test_what_a_rule_awards_and_why_and_what_is_wrong_with_one(golden: Golden) -> None:
    """Points, reasons and problems with all their fields, line by line."""
    lines = []
    kinds = tuple(f"{kind}:" for kind in MARKED)
    for text in (*RULE_TEXTS, *JUDGED):
        if not text or text.startswith(kinds):
            continue
        rule = ruled(text)
        lines.append(text)
        for values in _stations():
            for out in ((), ("c",)) if "fact: r" in text or "of: r" in text else ((),):
                result = rule.award(values, out=out)
                applies = "" if result.applies else "（不适用）"
                blank = "" if not result.blank else f"（空白：{'、'.join(result.blank)}）"
                lines.append(f"  {exact.text(result.points)}{applies}{blank}：{rule.reason(result)}")
    for text in WRONG_RULES:
        lines.append(text)
        lines += [
            f"  {problem.render('zh')}" for problem in ruled(text).problems if problem.code != "unused-ledger"
        ]
    golden("wording/judged.txt", "\n".join(lines) + "\n")


CONDITIONS: Final = [
    "{fact: b, is_not: yes}",
    "{fact: d, at_least: 2025-07-01}",
    "{fact: c, is_not: own}",
    "{fact: r, is: [a, b]}",
    "{fact: n, above: m}",
    "{section: A, share_below: 60%}",
    "{any_section: {level: 1, share_below: 60%}}",
    "{criterion: A1, points_below: 6}",
    "{any_key_item: not_met}",
]
ROWS: Final = [
    "{column: done, at_least: 5}",
    "{column: what, in: [走访, 个案]}",
    "{column: target, is_given: no}",
]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_and_condition_in_words(language: str, golden: Golden) -> None:
    lines: list[str] = []
    for text in RULE_TEXTS:
        lines += [f"    {text}", ruled(text, language=language).words(), ""]
    words = Words(ruled("mark: {}", language=language).guideline)
    for text in CONDITIONS:
        lines += [f"    {text}", words.condition(condition(text, ceiling=True)), ""]
    for text in ROWS:
        lines += [f"    {text}", words.condition(condition(text, ledger="agreement"), "agreement"), ""]
    golden(f"wording/{language}.txt", "\n".join(lines))
    assert {text.partition(":")[0] for text in RULE_TEXTS} == set(RULES)


@pytest.mark.parametrize(
    "value, shown",
    [
        ({"n": 3}, "3个"),
        ({"x": Fraction(125, 10)}, "12.5㎡"),
        ({"x": Fraction(1, 3)}, "≈0.33㎡"),
        ({"s": Fraction(93, 100)}, "93%"),
        ({"s": Fraction(1, 3)}, "≈33.33%"),
        ({"b": True}, "是"),
        ({"b": False}, "否"),
        ({"c": "own"}, "独立"),
        ({"r": frozenset("ca")}, "接待区、档案室"),
        ({"r": frozenset()}, "（无）"),
        ({"d": date(2025, 7, 1)}, "2025-07-01"),
        ({"t": "好"}, "好"),
        ({"secret": "王小明"}, "王某某"),
        ({"age": 43}, "***"),
        ({"wishes": frozenset("a")}, "***"),
        ({"nobody": 3}, "3"),
    ],
)
def test_values_are_written_for_reading(value: Mapping[str, Value], shown: str) -> None:
    words = Words(ruled("mark: {}", facts=MORE).guideline)
    (fact, given), *_ = value.items()
    assert words.value(fact, given) == shown
    assert words.value(fact, None) == "（空白）"


def test_private_options_are_masked_in_reasons() -> None:
    words = Words(ruled("mark: {}", facts=MORE).guideline)
    said = Reason("why.all_of.lack", {"lack": Chosen("wishes", ("a",)), "fact": Named("wishes")})
    assert words.reason(said) == "“诉求”缺：***，不得分"


@pytest.mark.parametrize(
    "number, shown",
    [
        (7, "7"),
        (Fraction(15, 2), "7.5"),
        (Fraction(1, 3), "≈0.33"),
        (Fraction(12345, 10000), "1.2345"),
        (Fraction(123456, 100000), "≈1.23"),
    ],
)
def test_numbers_are_exact_or_marked(number: int | Fraction, shown: str) -> None:
    assert plain(number) == shown


@pytest.mark.parametrize(
    "share, shown", [(1, "100%"), (Fraction(9927, 10000), "99.27%"), (Fraction(2, 3), "≈66.67%")]
)
def test_shares_are_exact_or_marked(share: int | Fraction, shown: str) -> None:
    assert percent(share) == shown


def test_a_rounded_figure_is_not_called_equal() -> None:
    """The sign of equality stands before exact figures only; what people wrote stays as they wrote it."""
    words = Words(ruled("yes_no: {fact: b}").guideline)
    args = {"of": 2, "to": 3, "value": Percent(Fraction(2, 3)), "points": 25, "got": Fraction(50, 3)}
    assert words.reason(Reason("why.ratio", args)) == "2 ÷ 3 ≈66.67%，× 25 ≈16.67"
    args = {"of": 3, "to": 4, "value": Percent(Fraction(3, 4)), "points": 20, "got": 15}
    assert words.reason(Reason("why.ratio", args)) == "3 ÷ 4 = 75%，× 20 = 15"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_arguments_of_reasons(language: Literal["zh", "en"]) -> None:
    """Each kind of argument a reason can carry becomes words."""
    words = Words(ruled("mark: {}", language=language).guideline)
    args = {
        "fact": Named("n"),
        "value": Had("n", 3),
        "count": 2,
        "mean": Percent(Fraction(1, 2)),
        "points": Fraction(1, 2),
        "of": Quantity(Amount(None, "n"), Amount(None, "m")),
        "to": Amount(None, "m", 6),
        "part": Nth(2),
        "ledger": "agreement",
    }
    assert "数量" in words.reason(Reason("why.blank", {"fact": args["fact"]}))
    assert "3个" in words.reason(Reason("why.count", args | {"each": 5}))
    assert "数量÷总数" in words.reason(Reason("why.ratio.none_is_best", args))
    assert "总数×6" in words.reason(Reason("why.divisor", args))
    assert "2" in words.reason(Reason("why.sum.left", args))
    assert "协议指标台账" in words.reason(Reason("why.ledger_missing", args))


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_have_the_same_fields(key: str) -> None:
    zh, en = SENTENCES[key]
    measure_words = {"unit"}  # English does without
    assert _fields(zh) - measure_words == _fields(en) - measure_words
    assert bool(zh) == bool(en)


def _keys_in_source() -> Iterator[tuple[str, bool]]:
    """Each literal that names a sentence, and whether more of the key follows at run time."""
    shape = re.compile(rf"({'|'.join(sorted(FAMILIES))})\.[a-z_.]*")
    for file in SOURCE.rglob("*.py"):
        if {"texts", "workbook", "mark"} & set(file.relative_to(SOURCE).parts):
            continue  # tables themselves; the screens of marking and the workbook have tables of their own
        tree = ast.parse(file.read_text(encoding="utf-8"))
        inside = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and shape.fullmatch(node.value):
                yield node.value, id(node) in inside


def test_every_sentence_asked_for_is_there() -> None:
    found = set(_keys_in_source())
    assert len(found) > 100
    begun = {key for key, open_ in found if open_} | PREFIXES | ENDINGS_FOLLOW
    whole = {key for key, open_ in found if not open_} - PREFIXES - ENDINGS_FOLLOW
    assert {key for key in whole if key not in SENTENCES} == set()
    assert {key for key in begun if not any(one.startswith(key) for one in SENTENCES)} == set()
    unused = {key for key in SENTENCES if key not in whole and not any(key.startswith(one) for one in begun)}
    assert unused == set()


@pytest.mark.parametrize(
    "family, names",
    [
        ("rule.if_none", ["zero", "full", "not_applicable", "yes", "no"]),
        ("why.if_none", ["zero", "full", "not_applicable"]),
        ("why.deduct.if_none", ["zero", "full", "not_applicable"]),
        ("why.deduct.step", ["above", "below"]),
        ("rule.deduct.step", ["above", "below"]),
        ("rule.deduct.if_none", ["zero", "full", "not_applicable"]),
        ("rule.part", ["started", "exact"]),
        ("why.merged", ["mean", "median", "trimmed_mean"]),
        ("outcome", ["met", "partly_met", "not_met", "not_applicable", "not_assessed"]),
        ("kind", EVIDENCE_KINDS),
        ("condition", [one for one in OPERATORS if one not in {"is_given", "within"}]),
        ("condition", ["given", "not_given", "within", "true", "false"]),
        (
            "reason",
            [
                "scored",
                "blank",
                "zero",
                "no_evidence",
                "zero_when",
                "refused",
                "not_applicable",
                "claimed",
                "awaiting_mark",
                "awaiting_decision",
            ],
        ),
        ("source", ["decided", "observed", "counted", "declared", "derived", "none"]),
    ],
)
def test_families_are_complete(family: str, names: list[str]) -> None:
    """Keys put together at run time."""
    assert [name for name in names if f"{family}.{name}" not in SENTENCES] == []


def test_every_text_of_the_command_line_belongs_to_something() -> None:
    """Commands are made with `cls=Command`; options have no `help=` but a text `option.…`, each text its option."""
    used: set[str] = {"option.help", "option.version"}
    for path, command in COMMANDS.items():
        assert isinstance(command, (Command, CommandGroup)), path
        dotted = ".".join(path)
        used.add(f"help.{dotted or 'evaluator'}")
        for parameter in command.params:
            key = argument_key if isinstance(parameter, click.Argument) else option_key
            used.add(key(parameter, dotted))
            assert getattr(parameter, "help", None) is None or parameter.name == "version", (path, parameter)
    assert used <= TEXTS.keys()
    texts = {key for key in TEXTS if key.startswith(("argument.", "option."))}
    assert texts - used == set()
    commands = {key for key in TEXTS if key.startswith("help.")} - {
        "help.arguments",
        "help.options",
        "help.commands",
    }
    assert commands - used == set()


def test_a_subject_is_taken_when_a_key_of_it_is_wanted() -> None:
    taken = []

    def subjects() -> Iterator[Mapping[str, tuple[str, str]]]:
        for name in "bcd":
            taken.append(name)
            yield {name: (f"{name}一", f"{name}1")}

    texts = Texts({"a": ("甲", "A")}, subjects())
    assert [texts.say("a", "zh"), texts["a"], taken] == ["甲", ("甲", "A"), []]
    assert [texts.say("c", "en"), taken] == ["c1", ["b", "c"]]
    assert ["b" in texts, "x" in texts, taken] == [True, False, ["b", "c", "d"]]
    assert [list(texts), len(texts), texts.all("zh")["d"]] == [["a", "b", "c", "d"], 4, "d一"]
    with pytest.raises(KeyError):
        texts.say("x", "zh")


def test_a_key_stands_in_one_subject() -> None:
    with pytest.raises(AssertionError):
        list(Texts({"a": ("甲", "A")}, [{"a": ("乙", "B")}]))
    assert len(TEXTS) > 1000
    assert len(PROBLEMS) > 400


HINT: Final = re.compile(r"evaluator round [a-z-]+(?P<rest>.{0,14})")


def test_every_command_on_a_round_names_the_round() -> None:
    """What is printed can be run as printed: ROUND is replaced by the folder, `--help` stands alone."""
    texts = [text for pair in TEXTS.values() for text in pair]
    texts += [
        text for entry in PROBLEMS.values() for text in (entry.hint_zh, entry.hint_en, entry.zh, entry.en)
    ]
    texts += [text for pair in HINTS.values() for text in pair]
    hints = [match for text in texts for match in HINT.finditer(text)]
    assert len(hints) > 40
    assert [
        match[0]
        for match in hints
        if not match["rest"].startswith((" ROUND", " --help", " {round}", " 轮次文件夹", "' (see --help"))
    ] == []
