import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from evaluator.base.resources import schema, shipped
from evaluator.texts.messages import HINTS, PROBLEMS
from evaluator.texts.problem import Problem
from evaluator.yaml import schema as schema_module
from evaluator.yaml.parse import Node, Table, plain, read_yaml_bytes
from evaluator.yaml.quick_schema import Unsure, acceptance
from evaluator.yaml.schema import check_against, check_structure

NAMES = ("submission", "sheet", "decisions", "round", "profile")

DOCUMENTS = {
    "submission": """
guideline: tongling-station
station: {id: 990101001, name: 青禾镇社工站, county: 示例一区, kind: 镇}
period: {from: 2025-07-01, to: 2026-06-30}
facts: {premises.area: 66, premises.tenure: 独立, rooms: [接待咨询区, casework], blank: , other: {a: [1.5]}}
ledgers:
  cases: ledgers/个案台账.xlsx
  visits: {files: [ledgers/走访1-6月.csv, ledgers/走访7-12月.csv], sheet: 走访, header_row: 2, columns: {户号: household}}
  none:
evidence:
  - {id: E01, kind: document, title: 场地使用协议, file: evidence/场地协议.pdf, date: 2023-07-01, for: [A1.1, A1.2]}
not_applicable: {E3.4: 本镇尚未设立社区慈善基金, services.s09: 本镇无孤儿}
claims: {B1.2: {level: 好}}
""",
    "sheet": """
evaluator: e1
station: 990101001
submitted: 2026-08-02
role: expert
marks:
  B1.2: {level: 一般, points: 8, remark: 保密制度未见执行记录}
  E2.7: {points: 7.5}
  E2.2: {sample: [{file: 个案03, passed: [1, 2, 3, 5], left_out: [6]}]}
  E2.3:
observed: {premises.area: {value: 55, remark: 现场实测}}
evidence: {E07: {accepted: false, remark: 与门头不符}, A1.1#lease: {seen: true}}
not_applicable: {E3.4: {agree: true}}
vetoes: {V1: {remark: 见记录}, V2: }
""",
    "decisions": """
- {what: {mark: B1.2}, value: {level: 较好}, reason: 合议认定, by: 专家组, date: 2026-08-20}
- {what: {fact: premises.area}, value: 55, reason: 复测, by: 专家组, date: 2026-08-20}
- {what: {veto: V1}, value: false, reason: 属笔误, by: 专家组, date: 2026-08-21}
""",
    "round": """
id: example-2026
title: 示例市2026年社工站评估
guideline: {id: tongling-station, sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}
period: {from: 2025-07-01, to: 2026-06-30}
state: open
stations: all
panel:
  evaluators:
    - {id: e1, name: 专家甲, role: expert, marks: [A, B, D, E], recused_from: [990101004]}
    - {id: f1, name: 财务专家, role: finance}
  merge: mean
  apart: 20%
awards:
  - {id: model, title: 优秀社工站, places: 4, needs: {grade: excellent}, at_most_per_county: 2}
facts: {price.lowest: 182000}
documents: {commissioned_by: 示例市民政局, number: 示评〔2026〕1号, dated: 2026-09-01}
""",
    "profile": """
base: tongling-station
edition: 2024
changes:
  - {reason: 本市无此项业务, drop: [E3.4]}
  - {reason: 突出服务, set: {A1.1: {points: 20, title: 办公场所}}}
  - {reason: 本市要求, add: {under: B, criteria: [{id: B9, title: 新增, points: 5, rule: {yes_no: {fact: new}}}]}}
facts: {new: {title: 新增, type: boolean}}
""",
}


def read(text: str) -> Node:
    node, problems = read_yaml_bytes(text.encode(), "a.yaml")
    assert node is not None
    assert problems == []
    return node


def found(text: str, by: str | dict[str, Any]) -> list[str]:
    """Return the first lines of what is reported, in English, without the file's name."""
    node = read(text)
    problems = (
        check_structure(node, by, "a.yaml") if isinstance(by, str) else check_against(node, by, "a.yaml")
    )
    for problem in problems:
        assert problem.render("zh").startswith(f"a.yaml:{problem.line}:{problem.column}: ")
        assert_in_the_authors_words(problem)
    return [problem.render("en").splitlines()[0].removeprefix("a.yaml:") for problem in problems]


def assert_in_the_authors_words(problem: Problem) -> None:
    shown = problem.render("en") + problem.render("zh")
    for word in ("$.", "is not of type", "required property", "dict", "NoneType", "object", "array", "{}"):
        assert word not in shown


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_valid(name: str) -> None:
    """Every schema is a schema, and says so to editors."""
    Draft202012Validator.check_schema(schema(name))
    assert schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", NAMES)
def test_schemas_avoid_what_the_validators_differ_on(name: str) -> None:
    """No keyword is used on which the two validators disagree or whose errors cannot be placed."""
    written = json.dumps(schema(name))
    for keyword in ("multipleOf", "unevaluatedProperties", "unevaluatedItems", "$dynamicRef", '"format"'):
        assert keyword not in written


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_are_accepted(name: str) -> None:
    """A document of each kind with all that it may hold is valid."""
    assert found(DOCUMENTS[name], name) == []


def test_blank_parts_are_allowed() -> None:
    """A part left empty is a part not handed in."""
    text = "guideline: g\nstation: {id: 1, name: a}\nperiod: {from: a, to: b}\n"
    assert found(text + "facts:\nledgers:\nevidence:\nnot_applicable:\nclaims:\n", "submission") == []
    assert found("evaluator: e\nstation: 1\nmarks:\nobserved:\nevidence:\nvetoes:\n", "sheet") == []
    assert found("[]", "decisions") == []


@pytest.mark.parametrize(
    "name, text, expected",
    [
        ("submission", "一句话", ["1:1: the file's content must be a mapping, not '一句话' [wrong-type]"]),
        ("submission", "- a", ["1:1: the file's content must be a mapping, not a list [wrong-type]"]),
        (
            "submission",
            "guidline: g\nstation: {id: 1}\nperiod:\n",
            [
                "1:1: 'guideline' is missing [missing-key]",
                "1:1: unknown key 'guidline' [unknown-key]",
                "2:10: 'name' is missing [missing-key]",
                "3:8: 'period' must be a mapping, not blank [wrong-type]",
            ],
        ),
        (
            "submission",
            (
                "guideline: g\nstation: {id: 1, name: ''}\nperiod: {from: a, to: b}\nevidence:\n"
                "  - {id: E1, kind: photo, title: true, for: A1}\n  - text\n"
            ),
            [
                "2:24: 'name' is empty [empty-text]",
                "5:34: 'title' must be text, not 'true' [wrong-type]",
                "5:45: 'for' must be a list, not 'A1' [wrong-type]",
                "6:5: item 2 of 'evidence' must be a mapping, not 'text' [wrong-type]",
            ],
        ),
        (
            "submission",
            (
                "guideline: g\nstation: {id: 1, name: a}\nperiod: {from: a, to: b}\nledgers:\n"
                "  a: {files: [], header_row: 0}\n  b: {files: x, header_row: 010}\n  c: {files: x, header_row: 1.0}\n"
            ),
            [
                "5:14: 'files' needs at least 1 [too-few]",
                "5:30: 'header_row' is 0; it must be at least 1 [too-small]",
                "6:29: 'header_row' must be a whole number, not '010' [wrong-type]",
            ],
        ),
        (
            "decisions",
            (
                "- {what: {mark: a, fact: b}, value: 1, reason: r, by: b, date: d}\n"
                "- {what: {makr: a}, value: , reason: , by: b, date: d}\n"
            ),
            [
                "1:10: 'what' may have at most 1 [too-many]",
                "2:11: unknown key 'makr' [unknown-key]",
                "2:38: 'reason' must be text, not blank [wrong-type]",
            ],
        ),
        (
            "round",
            "id: r\ntitle: t\nguideline: {id: g, sha256: abc}\nperiod: {from: a, to: b}\nstate: opne\nstations: al\n",
            [
                "3:28: 'sha256' is 'abc'; it must be a hash of 64 hexadecimal digits [bad-format]",
                "5:8: 'state' cannot be 'opne' [bad-value]",
                "6:11: 'stations' cannot be 'al' [bad-value]",
            ],
        ),
        (
            "round",
            "id: r\ntitle: t\nguideline: {id: g}\nperiod: {from: a, to: b}\nstate: open\nstations: [1, 2, 1]\n",
            ["6:18: item 3 of 'stations' repeats item 1 [repeated-item]"],
        ),
        (
            "profile",
            "base: g\nedition: 1\nchanges:\n  - reason: r\n  - {drop: [a]}\n  - {reason: r, set: {a: {}}}\n",
            [
                "4:5: one of drop, set, add is missing [missing-one-of]",
                "5:5: 'reason' is missing [missing-key]",
                "6:26: 'a' needs at least 1 [too-few]",
            ],
        ),
        (
            "sheet",
            "evaluator: e\nstation: 1\nmarks: {A: 5, B: {point: 3}}\nobserved: {x: {}}\n",
            [
                "3:12: 'A' must be a mapping, not '5' [wrong-type]",
                "3:19: unknown key 'point' [unknown-key]",
                "4:15: 'value' is missing [missing-key]",
            ],
        ),
    ],
)
def test_mistakes_are_named_where_they_are(name: str, text: str, expected: list[str]) -> None:
    """Every structural mistake is reported at its key, value or parent, all of them at once."""
    assert found(text, name) == expected


def one_of(*names: str) -> dict[str, Any]:
    inner = {
        "type": "object",
        "required": ["fact"],
        "properties": {"fact": {"type": "string"}, "each": {"type": "number", "exclusiveMinimum": 0}},
        "additionalProperties": False,
    }
    branches = [
        {"type": "object", "required": [name], "properties": {name: inner}, "additionalProperties": False}
        for name in names
    ]
    return {"oneOf": branches}


RULE = one_of("choice", "checklist", "tiers")
AMOUNT = {
    "anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "%$", "x-form": "share"}, RULE]
}
KINDS = {
    "oneOf": [
        {"properties": {"type": {"const": name}, name: {"type": "integer"}}, "required": ["type", name]}
        for name in ("circle", "square")
    ]
}


@pytest.mark.parametrize(
    "by, text, expected",
    [
        (RULE, "choice: {fact: a}", []),
        (RULE, "choice: {fact: a, each: 0}", ["1:25: 'each' is 0; it must be above 0 [too-small]"]),
        (
            RULE,
            "choice: {fcat: a}",
            ["1:9: 'fact' is missing [missing-key]", "1:10: unknown key 'fcat' [unknown-key]"],
        ),
        (RULE, "chioce: {fact: a}", ["1:1: unknown key 'chioce' [unknown-key]"]),
        (RULE, "{}", ["1:1: one of choice, checklist, tiers is missing [missing-one-of]"]),
        (
            RULE,
            "choice: {fact: a}\ntiers: {fact: a}",
            ["2:1: 'tiers' cannot stand beside 'choice' [not-together]"],
        ),
        (RULE, "- choice", ["1:1: the file's content must be a mapping, not a list [wrong-type]"]),
        (RULE, "choice:", ["1:8: 'choice' must be a mapping, not blank [wrong-type]"]),
        (AMOUNT, "12", []),
        (AMOUNT, "-1", ["1:1: the file's content is -1; it must be at least 0 [too-small]"]),
        (
            AMOUNT,
            "twelve",
            ["1:1: the file's content is 'twelve'; it must be a share such as 93% [bad-format]"],
        ),
        (AMOUNT, "[1]", ["1:1: the file's content must be text or a mapping, not a list [wrong-type]"]),
        (
            AMOUNT,
            "tiers: {each: x}",
            ["1:8: 'fact' is missing [missing-key]", "1:15: 'each' must be a number, not 'x' [wrong-type]"],
        ),
        (KINDS, "{type: square, square: x}", ["1:24: 'square' must be a whole number, not 'x' [wrong-type]"]),
        (
            {"anyOf": [{"const": "a"}, {"enum": ["b", True]}]},
            "c",
            ["1:1: the file's content cannot be 'c' [bad-value]"],
        ),
        (
            {"oneOf": [{"type": "number"}, {"minimum": 0}]},
            "1",
            ["1:1: the file's content can be read in more than one way [ambiguous]"],
        ),
        (
            {"oneOf": [{"required": ["a"], "properties": {"b": {"const": n}}} for n in (1, 2)]},
            "b: 3",
            ["1:1: 'a' is missing [missing-key]"],
        ),
        (
            {"anyOf": [{"maximum": 3}, {"minimum": 9}]},
            "5",
            ["1:1: the file's content is 5; it must be at most 3 [too-large]"],
        ),
        ({"not": {"const": 1}}, "1", ["1:1: the file's content is not as it should be [bad-structure]"]),
        ({"items": {"maximum": 3}}, "[1, 4]", ["1:5: item 2 is 4; it must be at most 3 [too-large]"]),
        (
            {"maxLength": 2},
            "青禾镇",
            ["1:1: the file's content is too long; at most 2 characters [too-long]"],
        ),
        ({"maxItems": 1}, "[1, 2]", ["1:1: the file's content may have at most 1 [too-many]"]),
        ({"type": "null"}, "1", ["1:1: the file's content must be blank, not '1' [wrong-type]"]),
        (
            {"type": "boolean"},
            "yes",
            ["1:1: the file's content must be true or false, not 'yes' [wrong-type]"],
        ),
        (
            {"propertyNames": {"pattern": "^[a-z]+$"}},
            "aB: 1",
            ["1:1: 'aB' must be written in the required form [bad-key]"],
        ),
        ({"dependentRequired": {"a": ["b"]}}, "a: 1", ["1:1: 'b' is missing [missing-key]"]),
        ({"additionalProperties": False}, "a: 1", ["1:1: unknown key 'a' [unknown-key]"]),
        (
            {"patternProperties": {"^x-": True}, "properties": {"ab": True}, "additionalProperties": False},
            "x-1: 1\nac: 1",
            ["2:1: unknown key 'ac' [unknown-key]"],
        ),
        (
            {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}},
            "d: 1",
            ["1:1: 'c' is missing [missing-key]"],
        ),
    ],
)
def test_the_alternative_that_was_meant(by: dict[str, Any], text: str, expected: list[str]) -> None:
    """Of several alternatives the mistake in the one that was meant is reported, once."""
    assert found(text, by) == expected


@pytest.mark.parametrize(
    "by, text, hint",
    [
        (RULE, "chioce: {fact: a}", "did you mean 'choice'?"),
        (RULE, "qqq: {fact: a}", "known here: choice, checklist, tiers"),
        ({"enum": ["open", "closed"]}, "opne", "did you mean 'open'?"),
        ({"enum": ["open", "closed"]}, "开", "it can be: open, closed"),
        ({"type": "string"}, "12", "put it in quotation marks: '12'"),
        (
            {"type": "integer"},
            "1_000",
            "write numbers as 12 or 12.5: no quotation marks, units, plus sign, separators or leading zeros",
        ),
        ({"type": "integer"}, "twelve", ""),
        ({"type": "array"}, "a", "write one item per line, each starting with '- ', or [first, second]"),
        ({"additionalProperties": False}, "a: 1", "delete it"),
        (
            {"properties": {f"k{n}": True for n in range(20)}, "additionalProperties": False},
            "qqq: 1",
            "known here: k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, …",
        ),
    ],
)
def test_hints(by: dict[str, Any], text: str, hint: str) -> None:
    """The hint says what to write instead."""
    assert [problem.hint("en") for problem in check_against(read(text), by, "")] == [hint]


def changed(document: Any, draw: st.DrawFn) -> Any:  # noqa: ANN401  # any JSON value
    """Return *document* with one value somewhere replaced, removed, added or renamed."""
    junk = st.sampled_from(["", "x", 0, -1, 1.0, 7, True, None, [], {}, ["x"], {"x": 1}, "all", "open"])
    if isinstance(document, dict) and document and draw(st.integers(0, 3)):
        key = draw(st.sampled_from(sorted(document)))
        match draw(st.integers(0, 5)):
            case 0:
                del document[key]
            case 1:
                document[key + "x"] = document.pop(key)
            case 2:
                document["extra"] = draw(junk)
            case _:
                document[key] = changed(document[key], draw)
        return document
    if isinstance(document, list) and document and draw(st.integers(0, 3)):
        index = draw(st.integers(0, len(document) - 1))
        match draw(st.integers(0, 3)):
            case 0:
                document.append(deepcopy(document[index]))
            case 1:
                document.clear()
            case _:
                document[index] = changed(document[index], draw)
        return document
    return draw(junk)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, Any]:
    name = draw(st.sampled_from(NAMES))
    document = json.loads(json.dumps(plain(read(DOCUMENTS[name])), default=float))
    for _ in range(draw(st.integers(0, 3))):
        document = changed(document, draw)
    return name, document


@settings(max_examples=400, deadline=None)
@given(mutated())
def test_both_validators_agree(case: tuple[str, Any]) -> None:
    """Where the fast validator says valid or invalid, the authority does; and every error has its words."""
    name, document = case
    node, problems = read_yaml_bytes(json.dumps(document, ensure_ascii=False).encode(), "a.yaml")
    if node is None or problems:
        return
    quick = jsonschema_rs.Draft202012Validator(schema(name)).is_valid(plain(node))
    authority = schema_module._authority_class()(schema(name)).is_valid(plain(node))
    assert quick == authority
    with suppress(Unsure):
        assert acceptance(schema(name))(plain(node)) == authority
    reported = check_structure(node, name, "a.yaml")
    assert bool(reported) != authority
    for problem in reported:
        assert problem.line == 1
        assert_in_the_authors_words(problem)
        assert problem.code in PROBLEMS
        assert not problem.hint_key or problem.hint_key in HINTS


def test_the_schemas_of_a_station_need_no_library() -> None:
    """Its submission, its guideline, sheets and decisions are accepted without an import."""
    tongling = (shipped("criteria") / "tongling-station" / "guideline.yaml").read_text(encoding="utf-8")
    for name, text in {**DOCUMENTS, "guideline": tongling}.items():
        if name != "round":
            assert acceptance(schema(name))(plain(read(text))), name
            assert not acceptance(schema(name))(plain(read("wrong"))), name


def _places(tree: object) -> Iterator[tuple[dict[str, object] | list[object], str | int]]:
    """Every place in a document."""
    if isinstance(tree, dict | list):
        for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
            yield tree, key
            yield from _places(tree[key])


@pytest.mark.parametrize("seed", range(60))
def test_a_changed_guideline_is_judged_alike(seed: int) -> None:
    """One value of a guideline becomes another, or goes: with and without the library it is valid or not."""
    random = Random(seed)  # noqa: S311 - test data
    tongling = (shipped("criteria") / "tongling-station" / "guideline.yaml").read_text(encoding="utf-8")
    document = plain(read(tongling))
    parent, key = random.choice(list(_places(document)))
    if random.random() < 0.3 and isinstance(parent, dict):
        del parent[key]  # type: ignore[arg-type]
    else:
        others: list[object] = [None, "", "x", 0, -1, 5, Decimal("1.0"), Decimal("0.5"), True, [], {}, ["x"]]
        parent[key] = random.choice(others)  # type: ignore[index]
    expected = schema_module._authority_class()(schema("guideline")).is_valid(document)
    assert acceptance(schema("guideline"))(document) == expected


def test_without_the_fast_validator(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where jsonschema_rs has no build, jsonschema alone gives the same answers."""
    monkeypatch.setitem(sys.modules, "jsonschema_rs", None)
    for name in NAMES:
        by = deepcopy(schema(name))
        assert check_against(read(DOCUMENTS[name]), by, "") == []
        assert check_against(read("wrong"), by, "") == check_structure(read("wrong"), name, "")


def test_the_authority_is_imported_for_mistakes_only() -> None:
    """A valid document costs no import of jsonschema."""
    code = (
        "import sys; from evaluator.yaml.parse import read_yaml_bytes; from evaluator.yaml.schema import check_structure;"
        "node, _ = read_yaml_bytes(sys.stdin.buffer.read(), '');"
        "print(check_structure(node, 'submission', ''), 'jsonschema' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=DOCUMENTS["submission"].encode(), capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == "[] False"


def test_validators_are_built_once() -> None:
    """The same schema object is compiled once."""
    by = {"type": "integer"}
    assert check_against(read("1"), by, "") == []
    first = schema_module._checks(by)
    assert check_against(read("x"), by, "") != []
    assert schema_module._checks(by) is first
    assert first.authority() is first.authority()


def test_a_key_is_pointed_at_not_its_value() -> None:
    """An unknown key is marked at the key."""
    node = read("known: 1\nunknown:\n  deep: 1\n")
    assert isinstance(node, Table)
    by = {"properties": {"known": True}, "additionalProperties": False}
    assert [(each.line, each.column) for each in check_against(node, by, "")] == [(2, 1)]


def test_shipped_folders_are_found() -> None:
    """Guidelines are beside the package in a checkout."""
    assert shipped("criteria") == Path(__file__).parent.parent / "criteria"
