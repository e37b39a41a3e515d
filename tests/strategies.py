"""Random guidelines with stations, sheets and decisions made for them.

Every guideline passes `guideline check` without an error. `random_case(seed)` gives the four documents as
YAML; `cases()` is the same as a hypothesis strategy, which shrinks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from evaluator.evaluation.pipeline import Inputs, read_inputs
from evaluator.loading.guideline import load_guideline
from tests.oracle_rules import MARKED

Node = Any
"""Mappings, lists and text: the document before it is written."""
PERIOD: Final = {"from": "2025-07-01", "to": "2026-06-30"}
DAYS: Final = ("2025-06-30", "2025-07-01", "2025-12-31", "2026-06-30", "2026-07-01")
STATION_KINDS: Final = ("document", "photo", "record", "finance", "system")
NUMERIC: Final = ("integer", "number", "share")
_PLAIN: Final = re.compile(r"[0-9A-Za-z一-鿿][0-9A-Za-z一-鿿_.#%-]*|-[0-9.]+")


def written(node: Node) -> str:
    """Return YAML in one line."""
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{key}: {written(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(written(one) for one in node) + "]"
    return node if _PLAIN.fullmatch(node) else json.dumps(node, ensure_ascii=False)


def document(node: Node) -> str:
    """Return YAML with a line for every entry and every item of the first level."""
    if isinstance(node, list):
        return "".join(f"- {written(one)}\n" for one in node) or "[]\n"
    lines = []
    for key, value in node.items():
        if isinstance(value, list) and value:
            lines += [f"{key}:", *(f"  - {written(one)}" for one in value)]
        elif isinstance(value, Mapping) and value:
            lines += [f"{key}:", *(f"  {inner}: {written(one)}" for inner, one in value.items())]
        else:
            lines.append(f"{key}: {written(value)}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Case:
    """One station under one guideline, as plain documents."""

    guideline: Node
    submission: Node
    sheets: Sequence[Node] = ()
    decisions: Sequence[Node] = field(default_factory=list)

    def texts(self) -> tuple[str, str, list[str], str]:
        """Return guideline, submission, sheets and decisions as YAML."""
        return (
            document(self.guideline),
            document(self.submission),
            [document(sheet) for sheet in self.sheets],
            document(list(self.decisions)),
        )

    def but(self, **changes: Node) -> Case:
        """Return the case with other documents."""
        return replace(self, **changes)


def number(value: Fraction | int) -> str:
    """Write a number that has a finite decimal."""
    fraction = Fraction(value)
    if fraction.denominator == 1:
        return str(fraction.numerator)
    whole = fraction * 10**6
    assert whole.denominator == 1, fraction
    sign, digits = "-" * (whole < 0), f"{abs(whole.numerator):07d}"
    return f"{sign}{digits[:-6]}.{digits[-6:].rstrip('0')}"


class Author:
    """Writes one guideline."""

    def __init__(self, random: Random) -> None:
        """Draw from *random* alone, so that one seed is one guideline."""
        self.random = random
        self.facts: dict[str, dict[str, Node]] = {}
        self.roles = {"finance": "财务专家", "survey": "调查方"}
        self.count = 0
        self.total = random.random() < 0.45
        self.places = random.choice((2, 2, 2, 1, 0, 3))

    def chance(self, share: float) -> bool:
        """Return True in *share* of all cases."""
        return self.random.random() < share

    def points(self) -> Fraction:
        """Return points that can be written at the guideline's places."""
        if self.places and self.chance(0.2):
            return Fraction(self.random.randint(1, 39), 2)
        return Fraction(self.random.randint(1, 20))

    def parts(self, whole: Fraction, count: int, unit: int = 4) -> list[Fraction]:
        """Split *whole* into parts that are multiples of one *unit*-th."""
        steps = int(whole * unit)
        cuts = sorted(self.random.randint(0, steps) for _ in range(count - 1))
        return [Fraction(right - left, unit) for left, right in zip([0, *cuts], [*cuts, steps], strict=True)]

    # Facts

    def fact(self, *types: str, supplier: str = "") -> str:
        """Return a fact of one of these types, known already or new."""
        fitting = [
            name
            for name, fact in self.facts.items()
            if fact["type"] in types and (not supplier or fact.get("from", "station") == supplier)
        ]
        if fitting and self.chance(0.3):
            return self.random.choice(fitting)
        kind = self.random.choice(types)
        derived: dict[str, Node] = {}
        if kind in ("integer", "number") and not supplier and self.chance(0.15):
            # Its operands come first, so that nothing goes round in a circle.
            derived["total"] = [self.fact(kind) for _ in range(self.random.randint(1, 2))]
            if self.chance(0.5):
                derived["less"] = [self.fact(kind)]
        name = f"f{len(self.facts) + 1}"
        fact: dict[str, Node] = {"title": f"数据{len(self.facts) + 1}", "type": kind}
        self.facts[name] = fact
        if derived:
            fact |= derived
            return name
        if kind in NUMERIC:
            fact["at_least"] = "0%" if kind == "share" else "0"
        if kind in ("choice", "set"):
            letters = "abcd"[: self.random.randint(2, 4)]
            fact["choices"] = {f"{name}{letter}": f"选项{name}{letter}" for letter in letters}
        who = supplier or self.random.choice(("station",) * 5 + ("finance", "expert"))
        if who != "station":
            fact["from"] = who
            if kind in NUMERIC and self.chance(0.5):
                fact["merge"] = "mean"
        elif kind == "set" and self.chance(0.5):
            fact["may_not_apply"] = "true"
        return name

    def limit(self, fact: str) -> Node:
        """Return an amount that such a fact may be compared with."""
        if self.facts[fact]["type"] == "share":
            return f"{self.random.randint(1, 100)}%"
        if self.chance(0.15):
            return {"fact": self.fact("integer", "number"), "times": self.random.choice(("1", "2", "0.5"))}
        return str(self.random.randint(1, 9))

    def ratio(self) -> dict[str, Node]:
        """Return `of` and `to`."""
        kind = self.random.choice(("integer", "number"))
        to: Node = self.fact(kind)
        if self.chance(0.2):
            to = {"fact": to, "times": str(self.random.randint(1, 3)), "per": "2"}
        if self.chance(0.1):
            to = str(self.random.randint(1, 9))
        return {"of": self.fact(kind), "to": to}

    def none(self) -> str:
        """Return what holds when nothing is there to divide by."""
        return self.random.choice(("not_applicable", "zero", "full"))

    # Conditions

    def condition(self, depth: int = 2) -> Node:
        """Return a condition on facts."""
        if depth and self.chance(0.3):
            key = self.random.choice(("all", "any", "not"))
            if key == "not":
                return {"not": self.condition(depth - 1)}
            return {key: [self.condition(depth - 1) for _ in range(2)]}
        if self.chance(0.15):
            operator = self.random.choice(("at_least", "above", "at_most", "below"))
            quantity = self.ratio()
            share = f"{self.random.randint(1, 150)}%"
            return {**quantity, operator: share, "if_none": self.random.choice(("yes", "no"))}
        name = self.fact("integer", "number", "share", "boolean", "choice", "set", "date")
        fact = self.facts[name]
        options = list(fact.get("choices", {}))
        if self.chance(0.1):
            return {"fact": name, "is_given": self.random.choice(("true", "false"))}
        match fact["type"]:
            case "boolean":
                return self.random.choice(({"fact": name}, {"fact": name, "is": "false"}))
            case "choice":
                if self.chance(0.5):
                    return {"fact": name, "in": options[:2]}
                return {"fact": name, self.random.choice(("is", "is_not")): self.random.choice(options)}
            case "set":
                return {"fact": name, "has": self.random.choice(options)}
            case "date":
                return {"fact": name, self.random.choice(("at_least", "below")): self.random.choice(DAYS)}
        operators = ["is", "is_not", "at_least", "above", "at_most", "below"]
        return {"fact": name, self.random.choice(operators): self.limit(name)}

    # Rules

    def rule(self, points: Fraction, *, marks: bool = True, inner: bool = False) -> Node:
        """Return a rule that can award all of *points*."""
        kinds = ["yes_no", "choice", "checklist", "all_of", "ratio", "ratio", "tiers", "count"]
        kinds += ["deduct", "deduct", "weighted_ratios"]
        if marks:
            kinds += MARKED
        if not inner:
            kinds += ["sum"]
        kind = self.random.choice(kinds)
        return {kind: getattr(self, f"_{kind}")(points)}

    def _yes_no(self, points: Fraction) -> Node:
        return {"fact": self.fact("boolean")} if self.chance(0.3) else self.condition()

    def _choice(self, points: Fraction, supplier: str = "") -> Node:
        name = self.fact("choice", supplier=supplier)
        options = list(self.facts[name]["choices"])
        awards = [points, *(points * self.random.randint(0, 4) / 4 for _ in options[1:])]
        return {
            "fact": name,
            "award": {option: number(one) for option, one in zip(options, awards, strict=True)},
        }

    def _checklist(self, points: Fraction) -> Node:
        name = self.fact("set")
        options = list(self.facts[name]["choices"])
        awards = self.parts(points, len(options))
        return {
            "fact": name,
            "award": {option: number(one) for option, one in zip(options, awards, strict=True)},
        }

    def _all_of(self, points: Fraction) -> Node:
        name = self.fact("set")
        if self.chance(0.5):
            return {"fact": name, "items": list(self.facts[name]["choices"])[:-1]}
        return {"fact": name}

    def _ratio(self, points: Fraction) -> Node:
        if self.chance(0.25):
            return {"of": self.fact("set")}
        if self.chance(0.25):
            return {**self.ratio(), "lower_is_better": "true"}
        rule = {**self.ratio(), "if_none": self.none()}
        if self.chance(0.5):
            low, high = sorted(self.random.sample(range(0, 121, 5), 2))
            rising = self.chance(0.7)
            rule["from"], rule["reach"] = (f"{one}%" for one in ((low, high) if rising else (high, low)))
        return rule

    def _tiers(self, points: Fraction, supplier: str = "") -> Node:
        count = self.random.randint(1, 3)
        awards = [
            points,
            *sorted((points * self.random.randint(0, 4) / 4 for _ in range(count - 1)), reverse=True),
        ]
        if supplier or self.chance(0.6):
            name = self.fact(*NUMERIC, supplier=supplier)
            rule: dict[str, Node] = {"fact": name}
            percent = self.facts[name]["type"] == "share"
        else:
            rule = {**self.ratio(), "if_none": self.none()}
            percent = True
        limits = sorted(self.random.sample(range(1, 100 if percent else 12), count), reverse=True)
        unit = "%" if percent else ""
        bands: list[dict[str, str]] = []
        closed = self.chance(0.5)
        for index, (limit, award) in enumerate(zip(limits, awards, strict=True)):
            low = self.random.choice(("at_least", "above"))
            band = {low: f"{limit}{unit}", "award": number(award)}
            if index and closed:
                other = "below" if "at_least" in bands[-1] else "at_most"
                band[other] = f"{limits[index - 1]}{unit}"
            bands.append(band)
        rule["bands"] = bands
        if self.chance(0.3):
            rule["otherwise"] = number(awards[-1] / 2)
        return rule

    def _count(self, points: Fraction, supplier: str = "") -> Node:
        each = points / self.random.choice((1, 2, 4))
        rule: dict[str, Node] = {
            "fact": self.fact("integer", "number", supplier=supplier),
            "each": number(each),
        }
        if not supplier and self.chance(0.4):
            rule["above"] = self.limit(rule["fact"])
        if self.chance(0.4):
            rule["per"] = self.random.choice(("1", "2", "0.5", "3"))
            rule["part"] = self.random.choice(("whole", "started", "exact"))
        return rule

    def _deduct(self, points: Fraction) -> Node:
        rule: dict[str, Node] = {}
        each: list[Node] = []
        for _ in range(self.random.randint(0, 2)):
            cost = number(points / self.random.choice((1, 2, 4)))
            form = self.random.randint(1, 4)
            if form == 1:
                each.append({"fact": self.fact("integer", "boolean"), "points": cost})
            elif form == 2:
                each.append({"when": self.condition(0), "points": cost})
            elif form == 3:
                name = self.fact(*NUMERIC)
                percent = self.facts[name]["type"] == "share"
                entry = {"fact": name, self.random.choice(("above", "below")): self.limit(name)}
                each.append({**entry, **self._per(percent=percent), "points": cost})
            else:
                entry = {**self.ratio(), "if_none": self.none()}
                entry[self.random.choice(("above", "below"))] = f"{self.random.randint(5, 120)}%"
                each.append({**entry, **self._per(percent=True), "points": cost})
        if each:
            rule["each"] = each
        if not each or self.chance(0.3):
            cost = number(points / self.random.choice((1, 2, 4)))
            if self.chance(0.5):
                missing = {"fact": self.fact("set"), "expected": "all", "points": cost}
            else:
                name = self.fact("integer")
                missing = {"fact": name, "expected": self.limit(name), "points": cost}
            rule["missing"] = [missing]
        return rule

    def _per(self, *, percent: bool) -> dict[str, str]:
        part = self.random.choice(("whole", "started", "exact"))
        return {"per": self.random.choice(("1%", "5%", "7%") if percent else ("1", "2", "0.5")), "part": part}

    def _rating(self, points: Fraction) -> Node:
        if points.denominator == 1 and points >= 6:
            middle = {"from": number(points - 3), "to": number(points - 1), "step": "0.5", "text": "尚可"}
        else:
            middle = {"points": number(points / 2)}
        return {"levels": {"好": number(points), "中": middle, "差": "0"}}

    def _mark(self, points: Fraction) -> Node:
        return {"step": "0.5"} if self.chance(0.7) else {}

    def _sample(self, points: Fraction) -> Node:
        checks = ["签字", "日期", "评估"][: self.random.randint(1, 3)]
        rule: dict[str, Node] = {"checks": checks, "at_least": str(self.random.randint(1, 3))}
        if self.chance(0.6):
            rule |= {"from": self.fact("integer"), "share": "50%", "if_none": self.none()}
        return rule

    def _weighted_ratios(self, points: Fraction) -> Node:
        return [
            {**self.ratio(), "weight": str(self.random.randint(1, 4)), "if_none": self.none()}
            for _ in range(self.random.randint(1, 3))
        ]

    def _sum(self, points: Fraction) -> Node:
        parts = [
            part for part in self.parts(points, self.random.randint(1, 3), (1, 2, 4, 4)[self.places]) if part
        ] or [points]
        if self.chance(0.15):
            parts.append(parts[0])
        return [{"points": number(part), "rule": self.rule(part, marks=False, inner=True)} for part in parts]

    # The tree

    def criterion(self, points: Fraction, *, beside: bool = False) -> dict[str, Node]:
        """Return a criterion, bonus ones included."""
        self.count += 1
        name = f"c{self.count}"
        rule = self.rule(points)
        found: dict[str, Node] = {
            "id": name,
            "title": f"指标{self.count}",
            "points": number(points),
            "rule": rule,
        }
        kind, body = next(iter(rule.items()))
        if kind in MARKED and self.chance(0.3):
            found["marked_by"] = "finance"
        if self.chance(0.15):
            found["zero_when"] = self.condition(1)
        if self.chance(0.15):
            found["applies_when"] = self.condition(1)
        if self.chance(0.25):
            found["may_not_apply"] = "true"
        if not beside and self.chance(0.2):
            found["not_applicable"] = self.random.choice(("full", "zero", "rescale"))
        if self.chance(0.2):
            found["if_missing"] = self.random.choice(("no_points", "keep_points", {"cap": "60%"}))
        if not beside and self.chance(0.25):
            found["key_item"] = "true"
        if self.chance(0.6):
            found["evidence"] = self.evidence(kind, body)
        return found

    def evidence(self, kind: str, body: Node) -> list[Node]:
        """Return one to three lines; `each` only where the rule reads the set."""
        lines: list[Node] = []
        for index in range(self.random.randint(1, 3)):
            line: dict[str, Node] = {
                "id": f"l{index + 1}",
                "kind": self.random.choice(STATION_KINDS),
                "title": "材料",
            }
            if self.chance(0.1):
                line["kind"] = self.random.choice(("site", "survey", "interview"))
            if self.chance(0.25):
                line["at_least"] = "2"
            if self.chance(0.2):
                line["optional"] = "true"
            if self.chance(0.2):
                line["when"] = self.condition(1)
            if self.chance(0.25):
                line["dated"] = "period"
            lines.append(line)
        if kind in ("checklist", "all_of") and self.chance(0.5):
            lines.append({"kind": "photo", "title": "每项一张", "each": body["fact"]})
        return lines

    def section(self, level: int, depth: int) -> dict[str, Node]:
        """Return a section with what stands below it."""
        self.count += 1
        found: dict[str, Node] = {"id": f"s{self.count}", "title": f"模块{self.count}"}
        if level < depth and self.chance(0.7):
            children = [self.section(level + 1, depth) for _ in range(self.random.randint(1, 2))]
            found["points"], found["sections"] = "", children
        else:
            children = [self.criterion(self.points()) for _ in range(self.random.randint(1, 3))]
            found["points"], found["criteria"] = "", children
        found["points"] = number(self.weigh(children))
        if self.chance(0.15):
            found["not_applicable"] = self.random.choice(("full", "zero", "rescale"))
        return found

    def weigh(self, children: list[dict[str, Node]]) -> Fraction:
        """Give siblings weights, or none; return the points their parent must have."""
        if self.total and self.chance(0.4):
            for child in children:
                child["weight"] = str(self.random.randint(0, 5))
            children[0]["weight"] = str(self.random.randint(1, 5))
            if self.chance(0.5):
                return Fraction(self.random.randint(10, 100))
        return sum((Fraction(child["points"]) for child in children), Fraction(0))

    def ceiling(self, depth: int = 1) -> Node:
        """Return a condition of a ceiling."""
        if depth and self.chance(0.2):
            return {self.random.choice(("all", "any")): [self.ceiling(0), self.ceiling(0)]}
        form = self.random.randint(1, 5)
        share = f"{self.random.randint(10, 90)}%"
        if form == 1:
            return {"section": self.random.choice(self.named("s")), "share_below": share}
        if form == 2:
            return {"any_section": {"level": "1", "share_below": share}}
        if form == 3:
            return {"criterion": self.random.choice(self.named("c")), "points_below": "2"}
        if form == 4:
            return {"any_key_item": self.random.choice(("not_met", "partly_met"))}
        return self.condition(1)

    def named(self, letter: str) -> list[str]:
        """Return the ids of all sections (s) or criteria (c)."""
        found: list[str] = []

        def walk(nodes: Sequence[Node]) -> None:
            for node in nodes:
                if node["id"].startswith(letter):
                    found.append(node["id"])
                walk(node.get("sections", []))
                walk(node.get("criteria", []))

        walk(self.sections)
        return found

    def deduction(self) -> Node:
        """Return a deduction: on a role's facts, by four rules only."""
        self.count += 1
        points = Fraction(self.random.randint(1, 10))
        supplier = self.random.choice(("finance", "survey"))
        kind = self.random.choice(("count", "choice", "tiers", "yes_no"))
        if kind == "yes_no":
            rule: Node = {kind: {"fact": self.fact("boolean", supplier=supplier)}}
        else:
            rule = {kind: getattr(self, f"_{kind}")(points, supplier)}
        return {"id": f"x{self.count}", "title": "扣分项", "at_most": number(points), "rule": rule}

    def guideline(self) -> Node:
        """Return the whole document."""
        random = self.random
        depth = random.randint(1, 3)
        self.sections = [self.section(1, depth) for _ in range(random.randint(1, 3))]
        full = self.weigh(self.sections)
        found: dict[str, Node] = {
            "id": "random",
            "edition": "1",
            "title": "随机指南",
            "status": "draft",
            "issuer": "测试",
            "full_marks": number(full),
            "roles": self.roles,
            "rounding": {
                "places": str(self.places),
                "rule": random.choice(("half_up", "half_even") if self.total else ("half_up",)),
                "at": "total" if self.total else "criterion",
            },
            "compare": random.choice(("exact", "rounded")),
            "not_applicable": {
                "points": random.choice(("rescale", "rescale", "full", "zero")),
                "within": random.choice(("section", "total")),
            },
            "missing_evidence": random.choice(("no_points", "keep_points", {"cap": "50%"})),
            "grades": [
                {
                    "id": "a",
                    "title": "优",
                    random.choice(("at_least", "above")): f"{random.randint(70, 95)}%",
                },
                {
                    "id": "b",
                    "title": "中",
                    random.choice(("at_least", "above")): f"{random.randint(20, 69)}%",
                },
                {"id": "c", "title": "差", "at_least": "0"},
            ],
            "facts": self.facts,
            "sections": self.sections,
        }
        if self.chance(0.3):
            found["not_applicable"]["at_most"] = "10%"
        if self.chance(0.4):
            criteria = [
                self.criterion(Fraction(random.randint(1, 8)), beside=True)
                for _ in range(random.randint(1, 2))
            ]
            found["bonus"] = {"criteria": criteria, "above_full": random.choice(("true", "false"))}
            if self.chance(0.6):
                found["bonus"]["at_most"] = str(random.randint(1, 10))
        if self.chance(0.4):
            found["deductions"] = {"criteria": [self.deduction() for _ in range(random.randint(1, 2))]}
            if self.chance(0.5):
                found["deductions"]["at_most"] = str(random.randint(1, 12))
        if self.chance(0.5):
            found["ceilings"] = [
                {"id": f"k{index}", "title": "上限", "when": self.ceiling(), "at_most": random.choice("bc")}
                for index in range(random.randint(1, 2))
            ]
        if self.chance(0.3):
            found["vetoes"] = [
                {"id": "v1", "title": "否决", "when": self.condition(1), "grade": "c"},
                {"id": "v2", "title": "弄虚作假", "decided_by": "panel", "grade": random.choice("bc")},
            ]
        if self.chance(0.15):
            result = random.choice(("postponed", "not_evaluated"))
            found["eligibility"] = [
                {"id": "g1", "title": "资格", "when": self.condition(1), "result": result}
            ]
        return found


class Panel:
    """Fills in what a station, evaluators and the panel hand in under one guideline."""

    def __init__(self, random: Random, guideline: Node) -> None:
        """Draw from *random* alone."""
        self.random = random
        self.guideline = guideline
        self.criteria: list[Node] = []
        self._collect(guideline["sections"])
        self.criteria += (guideline.get("bonus") or {}).get("criteria", [])

    def _collect(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            self._collect(node.get("sections", []))
            self.criteria += node.get("criteria", [])

    def chance(self, share: float) -> bool:
        """Return True in *share* of all cases."""
        return self.random.random() < share

    def value(self, fact: Node) -> Node:
        """Return a valid value."""
        random = self.random
        match fact["type"]:
            case "integer":
                return str(random.choice((0, 0, 1, 2, 3, 5, 8, 13)))
            case "number":
                return random.choice(("0", "0.5", "1", "2.25", "4", "7.125", "12"))
            case "share":
                return f"{random.choice(('0', '12.5', '50', '60', '93', '100'))}%"
            case "boolean":
                return random.choice(("true", "false", "是", "否"))
            case "choice":
                return random.choice([*fact["choices"], *fact["choices"].values()])
            case "set":
                return [option for option in fact["choices"] if self.chance(0.65)]
        return random.choice(DAYS)

    def submission(self) -> Node:
        """Return what the station hands in."""
        declared = self.guideline["facts"]
        facts = {
            name: self.value(fact)
            for name, fact in declared.items()
            if "total" not in fact and self.chance(0.75 if "from" not in fact else 0.1)
        }
        claims: dict[str, str] = {}
        for criterion in self.criteria:
            if "may_not_apply" in criterion and self.chance(0.5):
                claims[criterion["id"]] = "本站不涉及"
        for name, fact in declared.items():
            if "may_not_apply" in fact:
                for option in fact["choices"]:
                    if option not in facts.get(name, []) and self.chance(0.5):
                        claims[f"{name}.{option}"] = "无此类对象"
        return {
            "guideline": "random",
            "station": {"id": "s010", "name": "某镇社工站"},
            "period": PERIOD,
            "facts": facts,
            "evidence": self.evidence(),
            "not_applicable": claims,
        }

    def evidence(self) -> list[Node]:
        """Return items: for lines, for criteria as a whole, for options."""
        items: list[dict[str, Node]] = []

        def add(kind: str, reference: str, *, option: bool = False) -> None:
            # Between an option and a line nothing but the order of lines decides who has a file: not drawn.
            own = reference.partition("#")[0]
            fitting = [
                item
                for item in items
                if item["kind"] == kind
                and not (option and any(one.partition("#")[0] == own for one in item["for"]))
            ]
            if fitting and self.chance(0.25):
                item = self.random.choice(fitting)
                if reference not in item["for"]:
                    item["for"].append(reference)
                return
            item = {"id": f"E{len(items) + 1:02d}", "kind": kind, "title": "材料", "for": [reference]}
            if self.chance(0.75):
                item["date"] = self.random.choice(DAYS)
            items.append(item)

        for criterion in self.criteria:
            for line in criterion.get("evidence", []):
                if "each" in line:
                    for option in self.guideline["facts"][line["each"]]["choices"]:
                        if self.chance(0.7):
                            add("photo", f"{criterion['id']}#{option}", option=True)
                    continue
                for _ in range(int(line.get("at_least", "1"))):
                    if self.chance(0.75):
                        whole = self.chance(0.5)
                        add(line["kind"], criterion["id"] if whole else f"{criterion['id']}#{line['id']}")
        return items[:9]

    def mark(self, criterion: Node) -> Node:
        """Return a valid mark."""
        kind, body = next(iter(criterion["rule"].items()))
        points = Fraction(criterion["points"])
        if kind == "rating":
            level = self.random.choice(list(body["levels"]))
            inner = body["levels"][level]
            if isinstance(inner, Mapping) and "from" in inner:
                low = Fraction(inner["from"])
                return {"level": level, "points": number(low + Fraction(self.random.randint(0, 4), 2))}
            return {"level": level}
        if kind == "mark":
            return {"points": number(Fraction(self.random.randint(0, int(points * 2)), 2))}
        files = []
        for index in range(self.random.randint(3, 13) if self.chance(0.8) else 1):
            left = [str(one) for one in range(1, len(body["checks"]) + 1) if self.chance(0.15)]
            rest = [str(one) for one in range(1, len(body["checks"]) + 1) if str(one) not in left]
            passed = [one for one in rest if self.chance(0.7)]
            files.append({"file": f"档案{index + 1}", "passed": passed, "left_out": left})
        return {"sample": files}

    def sheets(self, submission: Node) -> list[Node]:
        """Return up to four sheets, not all of them submitted."""
        random = self.random
        found = []
        for index in range(random.randint(0, 4)):
            role = random.choice(("expert", "expert", "finance", "survey"))
            sheet: dict[str, Node] = {"evaluator": f"e{index + 1}", "station": "s010", "role": role}
            if self.chance(0.85):
                sheet["submitted"] = "2026-08-02"
            sheet["marks"] = {
                one["id"]: self.mark(one)
                for one in self.criteria
                if next(iter(one["rule"])) in MARKED
                and one.get("marked_by", "expert") == role
                and self.chance(0.85)
            }
            sheet["observed"] = {
                name: {"value": self.value(fact)}
                for name, fact in self.guideline["facts"].items()
                if "total" not in fact
                and (
                    (fact.get("from") == role and self.chance(0.85))
                    or ("from" not in fact and fact["type"] != "set" and self.chance(0.08))
                )
            }
            sheet["evidence"] = {
                item["id"]: {"accepted": random.choice(("true", "false"))}
                for item in submission["evidence"]
                if self.chance(0.2)
            }
            sheet["not_applicable"] = {
                name: {"agree": random.choice(("true", "true", "false"))}
                for name in submission["not_applicable"]
                if self.chance(0.5)
            }
            if "vetoes" in self.guideline and self.chance(0.2):
                sheet["vetoes"] = {"v2": {"remark": "见记录"}}
            found.append(sheet)
        return found

    def decisions(self, submission: Node) -> list[Node]:
        """Return some decisions of the panel."""
        found: list[Node] = []

        def decide(kind: str, id: str, value: Node) -> None:
            what = {kind: id}
            found.append(
                {"what": what, "value": value, "reason": "合议", "by": "专家组", "date": "2026-08-20"}
            )

        if self.chance(0.5):
            return found
        for one in self.criteria:
            if next(iter(one["rule"])) in MARKED and self.chance(0.2):
                decide("mark", one["id"], self.mark(one))
        for name, fact in self.guideline["facts"].items():
            if "total" not in fact and fact["type"] != "set" and self.chance(0.1):
                decide("fact", name, self.value(fact))
        for item in submission["evidence"]:
            if self.chance(0.1):
                decide("evidence", item["id"], self.random.choice(("true", "false")))
        for name in submission["not_applicable"]:
            if self.chance(0.3):
                decide("not_applicable", name, self.random.choice(("true", "false")))
        if "vetoes" in self.guideline and self.chance(0.4):
            decide("veto", "v2", self.random.choice(("true", "false")))
        if self.chance(0.2):
            decide("not_applicable", "total", "true")
        return found


LEDGER: Final[dict[str, Node]] = {
    "title": "台账",
    "key": "no",
    "columns": {
        "no": {"title": "编号", "type": "text"},
        "day": {"title": "日期", "type": "date"},
        "until": {"title": "截止", "type": "date", "may_be_blank": "true", "not_before": "day"},
        "kind": {"title": "类别", "type": "choice", "choices": {"x": "甲", "y": "乙"}},
        "done": {"title": "完成", "type": "number", "may_be_blank": "true"},
        "goal": {"title": "目标", "type": "number"},
        "ok": {"title": "合格", "type": "boolean", "may_be_blank": "true"},
    },
}
_HEADS: Final = [column["title"] for column in LEDGER["columns"].values()]


class Widener:
    """Adds to a case what its author never writes: ledgers, counted facts, waivers, rarer operators and keys."""

    def __init__(self, random: Random) -> None:
        """Draw from *random* alone."""
        self.random = random

    def chance(self, share: float) -> bool:
        """Return True in *share* of all cases."""
        return self.random.random() < share

    def widened(self, case: Case) -> tuple[Case, str]:
        """Return the case with more in it, and the text of its ledger."""
        guideline, submission = deepcopy(case.guideline), deepcopy(case.submission)
        facts = guideline["facts"]
        guideline["ledgers"] = {"book": deepcopy(LEDGER)}
        submission["ledgers"] = {"book": "book.csv"}
        for name, fact in facts.items():
            self.fact(name, fact, facts, submission)
        self.rules(guideline)
        for node in [*guideline["sections"], *guideline.get("ceilings", []), *guideline.get("vetoes", [])]:
            self.conditions(node, facts)
        for deduction in (guideline.get("deductions") or {}).get("criteria", []):
            self.deduction(deduction, facts)
        grades = guideline["grades"]
        if self.chance(0.3):
            grades[1]["above" if "above" in grades[1] else "at_least"] = number(
                Fraction(guideline["full_marks"]) / 2
            )
        decisions = [*case.decisions, *self.decisions(case)]
        case = Case(guideline, submission, case.sheets, decisions)
        return case, self.book()

    def fact(self, name: str, fact: Node, facts: dict[str, Node], submission: Node) -> None:
        """Count a fact from the ledger, mask it, or bound it by another."""
        plain = "from" not in fact and "total" not in fact
        if plain and fact["type"] in ("integer", "number") and self.chance(0.4):
            forms: list[dict[str, Node]] = [
                {},
                {"distinct": "kind"},
                {"distinct": ["kind", "goal"]},
                {"by": self.random.choice(("month", "day", "week")), "of": "day"},
            ]
            if fact["type"] == "number":
                forms += [{"sum": "done"}, {"mean": "done"}, {"sum": "goal"}]
            fact["counted"] = {"ledger": "book", **self.random.choice(forms)}
            if self.chance(0.7):
                fact["counted"]["rows"] = self.row(2)
            if self.chance(0.3):
                fact["counted"]["or_declared"] = "true"
            elif self.chance(0.5):
                submission["facts"].pop(name, None)
        if self.chance(0.1):
            fact["private"] = "true"
        if plain and "counted" not in fact and fact["type"] in NUMERIC and self.chance(0.15):
            others = [one for one in facts if facts[one]["type"] == fact["type"] and one != name]
            limit = (
                self.random.choice(others)
                if others and self.chance(0.5)
                else ("90%" if fact["type"] == "share" else "9")
            )
            fact["at_most"] = limit

    def row(self, depth: int) -> Node:
        """Return a condition on the rows of the ledger."""
        if depth and self.chance(0.3):
            key = self.random.choice(("all", "any", "not"))
            return {key: self.row(depth - 1) if key == "not" else [self.row(depth - 1) for _ in range(2)]}
        return self.random.choice(
            (
                {"column": "day", "within": "period"},
                {
                    "column": "day",
                    self.random.choice(("at_least", "above", "at_most", "below")): self.random.choice(DAYS),
                },
                {"column": "until", "is_given": self.random.choice(("true", "false"))},
                {"column": "kind", self.random.choice(("is", "is_not")): self.random.choice("xy")},
                {"column": "kind", "in": ["x", "y"]},
                {
                    "column": "done",
                    self.random.choice(("at_least", "above", "at_most", "below", "is", "is_not")): str(
                        self.random.randint(0, 4)
                    ),
                },
                {"column": "goal", "at_least": "1", "below": "4"},
                {"column": "ok", "is": self.random.choice(("true", "false"))},
                {"column": "ok", self.random.choice(("at_least", "below")): "1"},
            )
        )

    def rules(self, node: Node) -> None:
        """Give rules the keys they never have: limits, ledgers, steps."""
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            self.rules(child)
        if not isinstance(node, dict) or not isinstance(node.get("rule"), dict):
            return
        kind, body = next(iter(node["rule"].items()))
        points = Fraction(node.get("points", node.get("at_most", "0")) or 0)
        if kind == "count" and self.chance(0.5):
            body["at_most"] = number(points)
        if kind == "weighted_ratios" and self.chance(0.6):
            rule = {
                "ledger": "book",
                "of": "done",
                "to": "goal",
                "if_none": self.random.choice(("not_applicable", "zero", "full")),
            }
            if self.chance(0.5):
                rule["weight"] = "goal"
            node["rule"] = {kind: rule}
        if kind == "mark" and self.chance(0.3):
            node["rule"] = {kind: {"step": "0.1"}} if self.chance(0.5) else {kind: {}}
        if kind == "deduct":
            for missing in body.get("missing", []):
                if missing["expected"] != "all" and self.chance(0.3):
                    missing["expected"] = (
                        {"fact": missing["fact"], "times": "2"} if self.chance(0.3) else missing["expected"]
                    )

    def conditions(self, node: Node, facts: dict[str, Node]) -> None:
        """Give tests the operators they never have."""
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            self.conditions(child, facts)
        if not isinstance(node, dict):
            return
        if node.get("any_key_item") and self.chance(0.3):
            node["any_key_item"] = "not_assessed"
        if "points_below" in node and self.chance(0.5):
            node["points_below"] = self.random.choice(("0.5", "1.25", "3"))
        name = node.get("fact")
        if name not in facts or set(node) & {
            "award",
            "points",
            "each",
            "times",
            "bands",
            "items",
            "expected",
        }:
            return
        fact = facts[name]
        options = list(fact.get("choices", {}))
        if "has" in node and len(node) == 2 and self.chance(0.6):
            del node["has"]
            node |= self.random.choice(
                (
                    {"has": options[:2]},
                    {
                        self.random.choice(("at_least", "above", "at_most", "below")): str(
                            self.random.randint(0, 3)
                        )
                    },
                    {"is": options[:2]},
                    {"is_not": options[:1]},
                )
            )
        elif fact["type"] == "date" and set(node) & {"at_least", "below"} and self.chance(0.6):
            for key in ("at_least", "below"):
                node.pop(key, None)
            node[self.random.choice(("above", "at_most", "is", "is_not"))] = self.random.choice(DAYS)
        elif fact["type"] == "boolean" and len(node) == 1 and self.chance(0.3):
            node[self.random.choice(("at_least", "below"))] = "1"

    def deduction(self, deduction: Node, facts: dict[str, Node]) -> None:
        """Give a deduction conditions of its own."""
        rolled = [
            name
            for name, fact in facts.items()
            if fact.get("from") in ("finance", "survey") and fact["type"] in NUMERIC
        ]
        for key in ("applies_when", "zero_when"):
            if rolled and self.chance(0.3):
                name = self.random.choice(rolled)
                limit = "50%" if facts[name]["type"] == "share" else "2"
                deduction[key] = {"fact": name, self.random.choice(("at_least", "below")): limit}

    def decisions(self, case: Case) -> Iterator[Node]:
        """Yield waivers: in force, ended too early, taken back."""
        for id in ids(case.guideline):
            if not self.chance(0.12):
                continue
            until = self.random.choice(("2026-06-29", "2026-06-30", "2026-12-31"))
            common = {"reason": "豁免", "by": "专家组", "date": "2026-06-20"}
            yield {"what": {"waiver": id}, "value": "true", **common, "until": until}
            if self.chance(0.3):
                yield {
                    "what": {"waiver": id},
                    "value": self.random.choice(("true", "false")),
                    **common,
                    "until": "2026-12-31",
                    "supersedes": "true",
                }

    def book(self) -> str:
        """Return the ledger: blank cells, keys that stand twice, rows outside the period."""
        lines = [",".join(_HEADS)]
        for row in range(self.random.randint(0, 9)):
            key = self.random.choice((f"R{row}", f"R{row}", "R1", ""))
            begun, end = sorted(self.random.choice(DAYS) for _ in range(2))
            cells = [key, begun, self.random.choice(("", end)), self.random.choice("甲乙")]
            cells += [
                self.random.choice(("", "0", "1", "2.5", "4")),
                self.random.choice(("0", "1", "2", "4", "")),
                self.random.choice(("", "是", "否")),
            ]
            lines.append(",".join(cells))
        return "\n".join(lines) + "\n"


class Adjuster:
    """Writes changes of a profile to a guideline: dropped, set otherwise and added, in any order."""

    def __init__(self, random: Random, guideline: Node) -> None:
        """Draw from *random* alone."""
        self.random = random
        self.guideline = guideline
        self.sections: list[Node] = []
        self.criteria: list[Node] = []
        self._collect(guideline["sections"])
        self.beside = [
            criterion
            for part in ("bonus", "deductions")
            for criterion in (guideline.get(part) or {}).get("criteria", [])
        ]

    def _collect(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            self.sections.append(node)
            self.criteria += node.get("criteria", [])
            self._collect(node.get("sections", []))

    def changes(self) -> Iterator[Node]:
        """Yield changes; not every guideline can take each of them."""
        for _ in range(self.random.randint(1, 5)):
            kind = self.random.choice((self.dropped, self.set_, self.set_, self.added, self.weighted))
            yield {"reason": "本县情况", **kind()}

    def profile(self, changes: Sequence[Node]) -> Node:
        """Return the profile with these changes, and sometimes with grades of its own."""
        own = {"grades": self.guideline["grades"][:-2] + self.guideline["grades"][-1:]}
        more = own if len(self.guideline["grades"]) > 2 and self.random.random() < 0.2 else {}
        facts = {"added": {"title": "本县数据", "type": "integer", "at_least": "0"}}
        used = {"facts": facts} if any("'added'" in str(change) for change in changes) else {}
        return {"base": "random", "edition": "1", **used, **more, "changes": list(changes)}

    def dropped(self) -> Node:
        """Leave out criteria, or a section."""
        nodes = (
            self.random.choice((self.criteria, self.criteria, self.sections, self.beside)) or self.criteria
        )
        return {"drop": [self.random.choice(nodes)["id"]]}

    def set_(self) -> Node:
        """Set points, a title, the policy of evidence or of what does not apply otherwise."""
        criterion = self.random.choice(self.criteria)
        values = self.random.choice(
            (
                {"points": str(self.random.randint(1, 25))},
                {"points": str(self.random.randint(1, 25)), "rule": {"mark": {"step": "0.5"}}},
                {"title": "本县的说法", "if_missing": {"cap": "30%"}},
                {"not_applicable": self.random.choice(("full", "zero"))},
                {"key_item": "true", "may_not_apply": "true"},
                {"rule": {"yes_no": {"fact": self._number(), "at_least": "1"}}},
            )
        )
        return {"set": {criterion["id"]: values}}

    def _number(self) -> str:
        facts = self.guideline["facts"]
        fitting = [name for name in facts if facts[name]["type"] in ("integer", "number")]
        return str(self.random.choice(["added", *fitting]))

    def added(self) -> Node:
        """Add a criterion, to a section or beside them."""
        holders = [node["id"] for node in self.sections if "criteria" in node]
        under = self.random.choice((*holders, *(part for part in ("bonus",) if self.guideline.get(part))))
        points = str(self.random.randint(1, 12))
        rule = self.random.choice(
            (
                {"count": {"fact": "added", "each": "1"}},
                {"yes_no": {"fact": self._number(), "above": "0"}},
                {"mark": {"step": "0.5"}},
            )
        )
        id = f"n{self.random.randint(1, 9)}"
        return {
            "add": {
                "under": under,
                "criteria": [{"id": id, "title": "本县指标", "points": points, "rule": rule}],
            }
        }

    def weighted(self) -> Node:
        """Set what a section or criterion weighs, where its siblings have weights; else points."""
        nodes = [node for node in (*self.sections, *self.criteria) if "weight" in node]
        if not nodes:
            return self.set_()
        return {"set": {self.random.choice(nodes)["id"]: {"weight": str(self.random.randint(0, 30))}}}


def ids(node: Node) -> Iterator[str]:
    """Yield the ids of all criteria."""
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from ids(child)
    if isinstance(node, dict) and "rule" in node and "id" in node:
        yield node["id"]


def make(random: Random) -> Case:
    """Return a random case."""
    guideline = Author(random).guideline()
    panel = Panel(random, guideline)
    submission = panel.submission()
    return Case(guideline, submission, panel.sheets(submission), panel.decisions(submission))


def read(case: Case, folder: Path, profile: Path | None = None) -> Inputs:
    """Write a case's files into *folder* and read them as the program does."""
    guideline, submission, sheets, decisions = case.texts()
    station, marks, decided = folder / "station", folder / "sheets", folder / "decisions" / "s010.yaml"
    for each in (station, marks, decided.parent):
        each.mkdir(parents=True, exist_ok=True)
    for old in marks.iterdir():
        old.unlink()
    (folder / "guideline.yaml").write_text(guideline, "utf-8")
    (station / "submission.yaml").write_text(submission, "utf-8")
    decided.write_text(decisions, "utf-8")
    for number_, sheet in enumerate(sheets, 1):
        (marks / f"{number_}.yaml").write_text(sheet, "utf-8")
    known, problems = load_guideline(folder, profile)
    assert known is not None, [each.render("en") for each in problems]
    inputs, problems = read_inputs(station, sheets=marks, decisions=decided, guideline_model=known)
    assert inputs is not None, [each.render("en") for each in problems]
    return inputs


def cases() -> st.SearchStrategy[Case]:
    """Return the strategy of random cases."""
    return st.randoms(use_true_random=False).map(make)


def random_case(seed: int) -> tuple[str, str, list[str], str]:
    """Return guideline, submission, sheets and decisions as YAML, the same for the same seed."""
    return make(Random(seed)).texts()  # noqa: S311  # test data, no secret
