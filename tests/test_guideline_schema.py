"""The published schema: up to date, valid, agreed with by the packs, and kind to typing mistakes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from evaluator.base.resources import schema, shipped
from evaluator.loading.guideline_schema import guideline_schema
from evaluator.rules import RULES
from evaluator.texts.guideline_keys import KEYS
from evaluator.yaml.parse import plain, read_yaml, read_yaml_bytes
from evaluator.yaml.schema import check_structure

FILE: Final = Path(__file__).parents[1] / "evaluator" / "schemas" / "guideline.schema.json"
PACKS: Final = sorted(shipped("criteria").glob("*/guideline.yaml"))

GUIDELINE: Final = """id: t
edition: 1
title: T
status: draft
issuer: I
full_marks: 10
grades: [{id: fail, title: 不合格, at_least: 0}]
facts: {n: {title: 数量, type: integer}}
sections:
  - id: A
    title: 甲
    points: 10
    criteria:
      - {id: A1, title: 一, points: 10, RULE}
"""


def test_the_file_is_what_the_rules_make_of_it() -> None:
    """`make reference` writes it anew after a rule's schema has changed."""
    made = json.dumps(guideline_schema(), ensure_ascii=False, indent=2) + "\n"
    assert made == FILE.read_text(encoding="utf-8"), "run `make reference` and commit the difference"


def test_it_is_valid_draft_2020_12() -> None:
    Draft202012Validator.check_schema(schema("guideline"))


def test_every_reference_leads_somewhere_and_every_definition_is_used() -> None:
    found = schema("guideline")
    used: set[str] = set()

    def walk(node: Any) -> None:  # noqa: ANN401  # any JSON value
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                used.add(node["$ref"].removeprefix("#/$defs/"))
            for each in node.values():
                walk(each)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(found)
    assert used == set(found["$defs"])


def test_every_rule_is_an_alternative() -> None:
    kinds = [next(iter(each["properties"])) for each in schema("guideline")["$defs"]["rule"]["oneOf"]]
    assert kinds == list(RULES)


@pytest.mark.parametrize("pack", PACKS, ids=lambda path: path.parent.name)
def test_both_packs_are_valid(pack: Path) -> None:
    """By jsonschema itself, as an editor would say it."""
    node, problems = read_yaml(pack, "guideline.yaml")
    assert problems == []
    assert node is not None
    assert list(Draft202012Validator(schema("guideline")).iter_errors(plain(node))) == []


@pytest.mark.parametrize(
    "typo, at, said",
    [
        ("wieght: 3, rule: {mark: {}}", "wieght", "没有“wieght”这个名称；是不是“weight”？"),
        ("rule: {chioce: {fact: n}}", "chioce", "没有“chioce”这个名称；是不是“choice”？"),
        ("rule: {cuont: {fact: n}}", "cuont", "没有“cuont”这个名称；是不是“count”？"),
        ("rule: {mark: {}, rating: {}}", "mark", "“mark”和“rating”不能写在一起；请只留一个"),
        ("rule: {count: {fact: n}}", "{fact", "缺少“each”；"),
        ("rule: {count: {fact: n, each: viel}}", "viel", "“each”应是数字，这里是“viel”；"),
        ("rule: {count: {fact: n, each: -1}}", "-1", "“each”是 -1，不能小于 0；"),
        ("rule: {count: {fact: n, each: 1, per: 0}}", "0}}", "“per”是 0，应大于 0；"),
        (
            "rule: {count: {fact: n, each: 1, part: haft}}",
            "haft",
            "“part”不能写“haft”；可以写：whole, started, exact",
        ),
        ("rule: {yes_no: {fact: n, at_leest: 3}}", "at_leest", "没有“at_leest”这个名称；是不是“at_least”？"),
        ("rule: {yes_no: {of: n, at_most: 30%}}", "{of", "缺少“to”；"),
        ("rule: {yes_no: {all: [{fakt: n}]}}", "fakt", "没有“fakt”这个名称；是不是“fact”？"),
        (
            "rule: {yes_no: {any_sektion: {level: 1}}}",
            "any_sektion",
            "没有“any_sektion”这个名称；是不是“any_section”？",
        ),
        ("rule: {ratio: {of: n, to: {fact: n, tmes: 6}}}", "tmes", "没有“tmes”这个名称；是不是“times”？"),
        ("rule: {ratio: {of: n, to: [n]}}", "[n]", "“to”应是数字、百分数或一项指标数据，这里是一个列表；"),
        (
            "rule: {ratio: {of: n, to: n, if_none: nul}}",
            "nul",
            "“if_none”不能写“nul”；可以写：not_applicable, zero, full",
        ),
        (
            "rule: {tiers: {fact: n, bands: [{award: 10}]}}",
            "{award",
            "缺少一项，应写 at_least, above, at_most, below 之一；",
        ),
        ("rule: {deduct: {each: [{fact: n, pionts: 1, points: 1}]}}", "pionts", "没有“pionts”这个名称；"),
        ("rule: {sum: [{points: 1, rule: {makr: {}}}]}", "makr", "没有“makr”这个名称；是不是“mark”？"),
        ("rule: {sample: {checks: [a], share: 10%}}", "{checks", "缺少“from”；"),
        ("rule: count", "count", "“rule”应是一组“名称: 内容”，这里是“count”；"),
        ("at_most: 3, rule: {mark: {}}", "at_most", "没有“at_most”这个名称；"),
        ("if_missing: {cap: 60}, rule: {mark: {}}", "60", "“cap”应是百分数，如 93%，这里是“60”；"),
    ],
)
def test_a_typing_mistake_is_said_once_at_its_place(typo: str, at: str, said: str) -> None:
    text = GUIDELINE.replace("RULE", typo)
    node, problems = read_yaml_bytes(text.encode(), "guideline.yaml")
    assert node is not None, problems
    found = check_structure(node, "guideline", "guideline.yaml")
    assert len(found) == 1, [one.render("zh") for one in found]
    line = text.splitlines()[found[0].line - 1]
    assert line[found[0].column - 1 :].startswith(at)
    assert f"{found[0].message('zh')}；{found[0].hint('zh')}".startswith(said)


def described(schema: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401  # any part of a schema
    """Yield each key below *path* with its description."""
    for key, value in schema.get("properties", {}).items():
        yield f"{path}.{key}", value.get("description", "")
        yield from described(value, f"{path}.{key}")
    if isinstance(schema.get("items"), dict):
        yield from described(schema["items"], f"{path}[]")
    if isinstance(schema.get("additionalProperties"), dict):
        yield from described(schema["additionalProperties"], f"{path}.*")
    for key in ("oneOf", "anyOf"):
        for part in schema.get(key, []):
            yield from described(part, path)


def test_every_key_says_what_it_means() -> None:
    """An editor explains each key; keys of rules are explained by their manual pages, amounts by themselves."""
    found = dict(described(guideline_schema(), "guideline"))
    for name, definition in guideline_schema()["$defs"].items():
        if name != "rule":
            found |= dict(described(definition, name))
    without = {path for path, text in found.items() if not text}
    amounts = {f"condition.{test}.{key}" for test in ("is", "is_not") for key in ("fact", "times", "per")}
    assert without == amounts, "say it in evaluator/texts/guideline_keys.py, then run `make golden`"
    assert set(KEYS) == set(found) - amounts
