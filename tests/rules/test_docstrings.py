"""A rule's docstring is its manual page: its examples are read as they stand."""

from collections.abc import Iterator, Mapping
from textwrap import dedent
from typing import Final

import pytest

from evaluator.rules import RULES
from tests.rules.judging import ruled

FACTS: Final = """
    charter.party_building: {title: 党建写入章程, type: boolean, shown: true}
    equipment.broken: {title: 损坏器材, type: integer, shown: true}
    equipment.total: {title: 器材, type: integer, shown: true}
    equipment: {title: 设备, type: set, choices: {desk: 办公桌, phone: 电话}, shown: true}
    premises.tenure: {title: 办公场所, type: choice, choices: {own: 独立, shared: 共用, none: 无}, shown: true}
    premises.area: {title: 面积, type: number, shown: true}
    rooms: {title: 分区, type: set, choices: {reception: 接待, casework: 个案, group: 小组, files: 档案, office: 办公}, shown: true}
    staff.posts: {title: 岗位, type: set, choices: {fulltime: 专职, bookkeeper: 记账员}, shown: true}
    staff.total: {title: 社工, type: integer, shown: true}
    staff.certified: {title: 持证, type: integer, shown: true}
    staff.left: {title: 离职, type: integer, shown: true}
    budget.spent: {title: 支出, type: number, shown: true}
    budget.available: {title: 可用预算, type: number, shown: true}
    services: {title: 服务, type: set, choices: {s01: 一, s02: 二}, shown: true}
    survey.awareness: {title: 知晓率, type: share, shown: true}
    cost: {title: 成本, type: number, shown: true}
    cost.standard: {title: 标准成本, type: number, shown: true}
    groups.total: {title: 小组, type: integer, shown: true}
    vouchers.irregular: {title: 不合规凭证, type: integer, shown: true}
    plaque.name_right: {title: 站牌名称规范, type: boolean, shown: true}
    spent: {title: 支出, type: number, shown: true}
    budget: {title: 预算, type: number, shown: true}
    supervision.sessions: {title: 督导次数, type: integer, shown: true}
    cases.total: {title: 个案, type: integer, shown: true}
    cases.agreed: {title: 约定个案, type: integer, shown: true}
    visits.households: {title: 走访, type: integer, shown: true}
    visits.agreed: {title: 约定走访, type: integer, shown: true}
    plan.made: {title: 有计划, type: boolean, shown: true}
    summary.months: {title: 小结月数, type: integer, shown: true}
"""
POINTS: Final = {"choice": 15, "checklist": 20, "tiers": 15, "rating": 20, "sum": 15}
"""Points the examples are made for; those left out are worth whatever the criterion is."""


def examples() -> Iterator[tuple[str, str]]:
    """Each `rule:` of each docstring, with the lines that belong to it."""
    for kind, module in RULES.items():
        block: list[str] = []
        for line in [*(module.__doc__ or "").splitlines(), ""]:
            if block and not line.startswith("      "):
                yield kind, dedent("\n".join(block))
                block = []
            if line.startswith("    rule:") or block:
                block.append(line)


FOUND: Final = list(examples())


def test_every_rule_has_an_example() -> None:
    assert {kind for kind, _ in FOUND} == set(RULES)


@pytest.mark.parametrize("kind, example", FOUND)
def test_examples_are_read_without_a_problem(kind: str, example: str) -> None:
    body = example.removeprefix("rule:").strip()
    if body.startswith("{"):
        inner = body[1 : body.rindex("}")]  # a comment may follow
    else:
        inner = dedent(example.removeprefix("rule:").lstrip("\n"))
    points = 5 if "at_most: 5}" in example else POINTS.get(kind, 10)
    found = ruled(inner, points, FACTS)
    assert found.codes == [], [one.render("zh") for one in found.problems]
    assert found.guideline.scored()[0].rule.kind == kind


def keys(schema: object) -> Iterator[str]:
    """Yield every key that a schema allows."""
    if isinstance(schema, Mapping):
        properties = schema.get("properties", {})
        yield from properties
        for value in (*properties.values(), *(schema.get(key) for key in ("items", "additionalProperties"))):
            yield from keys(value)
        for key in ("oneOf", "anyOf"):
            for value in schema.get(key, []):
                yield from keys(value)


@pytest.mark.parametrize("kind", RULES)
def test_every_key_of_a_rule_is_explained(kind: str) -> None:
    page = RULES[kind].__doc__ or ""
    assert [key for key in sorted({*keys(RULES[kind].SCHEMA)}) if f"`{key}`" not in page] == []
