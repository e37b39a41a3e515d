"""A case for each recognised rule, from the text's own numbers: its author sees what it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from evaluator.base.exact import Number, parse, text
from evaluator.drafting.criteria import DraftCriterion
from evaluator.yaml.write import flow, name_or_string

_HEAD: Final = (
    "# 由导入写出的例子：每条规则一个，数字都来自评分标准原文。不对的请改规则，或改这里的得分。",
    "# 运行 evaluator guideline test 核对。",
)
_TIMES: Final = 3
"""Times that a failing happens in a case, unless fewer take all the points."""


@dataclass(frozen=True, slots=True)
class RuleExample:
    """Facts, or a mark, and the points that follow."""

    title: str
    criterion: str
    points: Number
    facts: Mapping[str, object]
    mark: object = None

    @property
    def yaml(self) -> str:
        """Return the case on one line."""
        entry: dict[str, object] = {"title": self.title, "criterion": self.criterion}
        entry |= {"facts": self.facts} if self.facts else {}
        entry |= {} if self.mark is None else {"marks": self.mark}
        return flow({**entry, "points": self.points}, name_or_string)


def examples_of(drafted: Sequence[DraftCriterion]) -> list[RuleExample]:
    """Return the cases of the criteria whose rule was recognised."""
    return [example for criterion in drafted if (example := _Example(criterion).made()) is not None]


def examples_yaml(examples: Sequence[RuleExample]) -> str:
    """Return the cases as a file."""
    return "\n".join([*_HEAD, *(f"- {example.yaml}" for example in examples)]) + "\n"


class _Example:
    """Makes the case of one criterion."""

    def __init__(self, criterion: DraftCriterion) -> None:
        self.criterion = criterion
        self.facts: Mapping[str, Mapping[str, Any]] = criterion.facts
        self.values: dict[str, object] = {name: _usual(fact) for name, fact in self.facts.items()}

    def made(self) -> RuleExample | None:
        """Return the case, None where an evaluator gives the points."""
        points = self.criterion.points
        rule: Any = self.criterion.rule
        match self.criterion.kind:
            case "rating":
                return self.rating(rule["levels"])
            case "choice":
                option = max(rule["award"], key=lambda key: rule["award"][key])
                return self.earned(
                    rule["fact"], option, self.option(rule["fact"], option), rule["award"][option]
                )
            case "checklist":
                option = next(iter(rule["award"]))
                what = f"只有“{self.option(rule['fact'], option)}”"
                return self.earned(rule["fact"], [option], what, rule["award"][option])
            case "tiers":
                return self.tiers(rule)
            case "yes_no" if "fact" in rule and not set(rule) - {"fact", "is"}:
                name = self.facts[rule["fact"]]["title"]
                what = f"没有这种情况（{name}）" if "is" in rule else name
                return self.earned(rule["fact"], "is" not in rule, what, points)
            case "count":
                number = rule.get("above", 0) + 2 * rule.get("per", 1)
                what = self.counted(rule["fact"], number)
                return self.earned(rule["fact"], number, what, min(2 * rule["each"], points))
            case "deduct":
                return self.deduction([*rule.get("each", ()), *rule.get("missing", ())])
            case "ratio" if "to" not in rule:
                reach = rule.get("reach", "100%")
                return self.earned(rule["of"], reach, f"{self.facts[rule['of']]['title']} {reach}", points)
        return None

    def earned(self, fact: str, value: object, what: str, points: Number) -> RuleExample:
        """Return the case in which a fact has a value that earns *points*."""
        self.values[fact] = value
        title = f"{self.criterion.title}：{what} → {text(points)} 分"
        return RuleExample(title, self.criterion.id, points, self.values)

    def option(self, fact: str, option: str) -> str:
        return str(self.facts[fact]["choices"][option])

    def counted(self, fact: str, number: Number) -> str:
        return f"{self.facts[fact]['title']} {text(number)}{self.facts[fact].get('unit', '')}"

    def rating(self, levels: Mapping[str, Any]) -> RuleExample:
        name, level = next(iter(levels.items()))
        ranged = isinstance(level, dict)
        points: Number = level["to"] if ranged else level
        mark: dict[str, object] = {"level": name, "points": points} if ranged else {"level": name}
        title = f"{self.criterion.title}：{name} → {text(points)} 分"
        return RuleExample(title, self.criterion.id, points, {}, mark)

    def tiers(self, rule: Mapping[str, Any]) -> RuleExample | None:
        """Return the case at the limit of the last step."""
        band = rule["bands"][-1]
        bound = band.get("at_least", band.get("at_most"))
        if bound is None:
            return None
        fact = rule["fact"]
        what = f"{self.facts[fact]['title']} {bound}" if isinstance(bound, str) else self.counted(fact, bound)
        return self.earned(fact, bound, what, band["award"])

    def deduction(self, entries: Sequence[Mapping[str, Any]]) -> RuleExample:
        """Return the case in which the first failing happens a few times, and no other."""
        for entry in entries:
            if "expected" in entry:
                choices = list(self.facts[entry["fact"]].get("choices", ()))
                self.values[entry["fact"]] = choices if entry["expected"] == "all" else entry["expected"]
            elif "per" in entry:
                self.values[entry["fact"]] = entry.get("below", entry.get("above"))
        first = entries[0]
        taken: Number = first["points"]
        fact = first["when"]["fact"] if "when" in first else first["fact"]
        name = str(self.facts[fact]["title"])
        times = max(1, min(_TIMES, int(self.criterion.points / Fraction(taken))))
        if "when" in first:
            return self.taken(fact, True, name, taken)
        if "per" in first:
            limit = first.get("below", first.get("above"))
            size, edge = (parse(str(value).rstrip("%")) or 0 for value in (first["per"], limit))
            value = edge - size if "below" in first else edge + size
            shown = f"{text(value)}%" if isinstance(limit, str) else value
            return self.taken(fact, shown, f"{name} {shown}", taken)
        if first.get("expected") == "all":
            choices = list(self.facts[fact]["choices"])
            times = min(times, len(choices))
            return self.taken(fact, choices[times:], f"缺 {times} 项", taken * times)
        if "expected" in first:
            times = min(times, first["expected"])
            what = f"{name} 应有 {first['expected']}，少 {times}"
            return self.taken(fact, first["expected"] - times, what, taken * times)
        return self.taken(fact, times, self.counted(fact, times), taken * times)

    def taken(self, fact: str, value: object, what: str, points: Number) -> RuleExample:
        """Return the case in which a fact has a value that takes *points* off."""
        self.values[fact] = value
        left = max(0, self.criterion.points - points)
        title = f"{self.criterion.title}：{what} → 扣 {text(min(points, self.criterion.points))} 分"
        return RuleExample(title, self.criterion.id, left, self.values)


def _usual(fact: Mapping[str, Any]) -> object:
    """Return a value that takes nothing off."""
    match fact["type"]:
        case "boolean":
            return False
        case "set":
            return list(fact["choices"])
        case "choice":
            return next(iter(fact["choices"]))
        case "share":
            return "100%"
    return 0
