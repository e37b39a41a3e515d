"""One rule at a time: read from YAML as a guideline's only criterion, then held against given facts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from evaluator.base.exact import Number
from evaluator.conditions.wording import Words, rule_words
from evaluator.loading.guideline import build
from evaluator.model.forms import Awaited
from evaluator.model.guideline import Fact, Guideline
from evaluator.model.rule import Merged, RuleResult
from evaluator.model.values import Value
from evaluator.rules.base import awarded
from evaluator.texts.problem import Problem
from evaluator.yaml.parse import Table, read_yaml_bytes
from evaluator.yaml.schema import check_structure

FACTS: Final = """
  n: {title: 数量, type: integer, unit: 个, shown: true}
  m: {title: 总数, type: integer, unit: 个, shown: true}
  some: {title: 至少一个, type: integer, at_least: 1, shown: true}
  x: {title: 面积, type: number, unit: ㎡, shown: true}
  s: {title: 满意度, type: share, shown: true}
  b: {title: 已签协议, type: boolean, shown: true}
  c: {title: 办公场所, type: choice, choices: {own: 独立, shared: 共用, none: 无}, shown: true}
  r: {title: 功能分区, type: set, choices: {a: 接待区, b: 个案室, c: 档案室}, may_not_apply: true, shown: true}
  d: {title: 成立日期, type: date, shown: true}
  t: {title: 备注, type: text, shown: true}
  e.n: {title: 核实数量, type: integer, unit: 个, from: expert, shown: true}
  e.b: {title: 核实情况, type: boolean, from: expert, shown: true}
"""
"""One fact of each type; those that begin with `e.` are an expert's to say."""

LEDGERS: Final = """
  agreement:
    title: 协议指标台账
    key: no
    columns:
      no: {title: 编号, type: text}
      what: {title: 指标, type: text}
      done: {title: 完成数, type: number, may_be_blank: true}
      target: {title: 目标数, type: number}
      weight: {title: 权重, type: number, may_be_blank: true}
"""

_GUIDELINE: Final = """
id: one-rule
edition: 1
title: 单项
status: draft
issuer: 测试
language: {language}
full_marks: {points}
grades: [{{id: pass, title: 合格, at_least: 60%}}, {{id: fail, title: 不合格, at_least: 0}}]
facts:{facts}{more_facts}
ledgers:{ledgers}
sections:
  - id: A
    title: 甲
    points: {points}
    criteria:
      - id: A1
        title: 一
        points: {points}
        rule:
"""


@dataclass(frozen=True)
class Station:
    """What one station's facts are, as a rule sees them."""

    declared: Mapping[str, Fact]
    values: Mapping[str, Value] = field(default_factory=dict)
    out: Collection[str] = ()
    """Options that do not apply."""
    differing: Collection[str] = ()
    """Facts of a role on which its observations differ."""
    tables: Mapping[str, tuple[dict[str, Value | None], ...]] = field(default_factory=dict)
    mark: Merged | None = None
    optimistic: bool = False

    def value(self, name: str) -> Value | None:
        return self.values.get(name)

    def awaited(self, name: str) -> Awaited:
        if name in self.differing:
            return "awaiting_decision"
        return "awaiting_mark" if self.declared[name].by_role and name not in self.values else ""

    def options(self, name: str) -> tuple[str, ...]:
        return tuple(option for option in self.declared[name].choices if option not in self.out)

    def left_out(self, name: str) -> bool:
        return any(option in self.out for option in self.declared[name].choices)

    def table(self, ledger: str) -> tuple[dict[str, Value | None], ...] | None:
        return self.tables.get(ledger)

    def merged(self, criterion: str) -> Merged | None:
        return self.mark


@dataclass(frozen=True)
class Ruled:
    """A rule as read, with what was noted about it."""

    guideline: Guideline
    problems: list[Problem]
    points: int

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.problems if one.code != "unused-ledger"]

    def award(
        self,
        values: Mapping[str, Value] | None = None,
        *,
        out: Collection[str] = (),
        differing: Collection[str] = (),
        rows: Sequence[Mapping[str, Value | None]] | None = None,
        mark: Merged | None = None,
        optimistic: bool = False,
    ) -> RuleResult:
        """Judge a station with these facts; every reason is put into words once, so none can lack a field."""
        tables = {} if rows is None else {"agreement": tuple(dict(row) for row in rows)}
        station = Station(self.guideline.facts, values or {}, out, differing, tables, mark, optimistic)
        criterion = self.guideline.scored()[0]
        found = awarded(criterion.rule, station, criterion.points, criterion.id)
        for said in found.why:
            assert Words(self.guideline).reason(said)
        return found

    def points_for(self, values: Mapping[str, Value]) -> Number:
        """Award the points alone, of a criterion in which nothing is missing, open or beside the point."""
        found = self.award(values)
        assert (found.applies, found.blank, found.open) == (True, (), ())
        return found.points

    def words(self) -> str:
        criterion = self.guideline.scored()[0]
        return rule_words(criterion.rule, Words(self.guideline), criterion.points)

    def reason(self, award: RuleResult) -> str:
        return "；".join(Words(self.guideline).reason(one) for one in award.why)


def ruled(rule: str, points: int = 10, facts: str = "", *, language: str = "zh") -> Ruled:
    """Read a guideline whose only rule is *rule*, at home in the schema."""
    more = "".join(f"  {line.strip()}\n" for line in facts.strip().splitlines())
    head = _GUIDELINE.format(points=points, facts=FACTS, more_facts=more, ledgers=LEDGERS, language=language)
    text = head + "".join(f"          {line}\n" for line in rule.strip().splitlines())
    node, problems = read_yaml_bytes(text.encode(), "guideline.yaml")
    assert isinstance(node, Table), [one.render("zh") for one in problems]
    problems = check_structure(node, "guideline", "guideline.yaml")
    assert not problems, [one.render("zh") for one in problems]
    guideline, found = build(node, "guideline.yaml")
    return Ruled(guideline, found, points)


def passes(rule: str, points: int = 10, facts: str = "") -> Ruled:
    """Read a rule about which nothing is to be said."""
    found = ruled(rule, points, facts)
    assert found.codes == [], [one.render("zh") for one in found.problems]
    return found
