"""Scoring once more, naively and from docs/reference alone: what the engine is held against.

It takes the documents as YAML's base loader returns them and knows nothing of the engine: no positions,
no problems, no reasons in words, no ledgers. Speed and elegance don't matter here; being plainly right does.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

import yaml

from tests.oracle_rules import (
    BLANK,
    MARKED,
    OPEN,
    Answer,
    Facts,
    Node,
    Result,
    Unknown,
    award,
    constant,
    mark_points,
    numeric,
    outcomes,
    reads,
    typed,
)

ZERO = Fraction(0)
EVALUATORS_OWN = ("survey", "site", "interview")
"""Kinds of evidence that a station is never asked for."""


@dataclass(frozen=True)
class Judged:
    """One criterion in one assignment; points are what counts, 0 where it does not apply."""

    points: Fraction
    own: Fraction
    applies: bool
    reason: str
    blank_part: bool = False


@dataclass(frozen=True)
class Group:
    """One section in one assignment."""

    points: Fraction
    applicable: Fraction
    share: Fraction | None


@dataclass
class Run:
    """The whole in one assignment."""

    criteria: dict[str, Judged] = field(default_factory=dict)
    sections: dict[str, Group] = field(default_factory=dict)
    bonus: Fraction = ZERO
    deductions: Fraction = ZERO
    exact: Fraction | None = None
    total: Fraction | None = None
    before: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Outcome:
    """Both ends, and what keeps them apart."""

    low: Run
    high: Run
    eligibility: str
    pending: bool
    too_much_left_out: bool


def load(text: str) -> Node:
    """Read YAML without guessing types."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # the base loader makes text of everything


def rounded(number: Fraction, places: int, rule: str) -> Fraction:
    """Round once."""
    scaled = number * 10**places
    if rule == "half_even":
        return Fraction(round(scaled), 10**places)
    sign = -1 if scaled < 0 else 1
    return sign * Fraction(math.floor(abs(scaled) + Fraction(1, 2)), 10**places)


class Oracle:
    """One station under one guideline."""

    def __init__(
        self, guideline: Node, submission: Node, sheets: Sequence[Node] = (), decisions: Sequence[Node] = ()
    ) -> None:
        """Take the four kinds of documents; sheets count once submitted."""
        self.guideline = guideline
        self.submission = submission
        self.sheets = [sheet for sheet in sheets if sheet.get("submitted")]
        self.decisions = {next(iter(one["what"].items())): one["value"] for one in decisions or []}
        self.full = Fraction(guideline["full_marks"])
        rounding = guideline.get("rounding") or {}
        self.places = int(rounding.get("places", "2"))
        self.rule = rounding.get("rule", "half_up")
        self.at = rounding.get("at", "criterion")
        outside = guideline.get("not_applicable") or {}
        self.outside = outside.get("points", "rescale")
        self.within = outside.get("within", "section")
        self.at_most = outside.get("at_most")
        self.declared: Mapping[str, Node] = guideline["facts"]
        self.values = {name: self._value(name) for name in self.declared}

    # Facts

    def _value(self, name: str) -> Answer:
        fact = self.declared[name]
        if ("fact", name) in self.decisions:
            return typed(fact, self.decisions["fact", name])
        plus, minus = fact.get("total", []), fact.get("less", [])
        if plus or minus:
            answers = [self._value(one) for one in (*plus, *minus)]
            for unknown in (BLANK, OPEN):
                if unknown in answers:
                    return unknown
            numbers = [numeric(one) for one in answers if not isinstance(one, Unknown)]
            return sum(numbers[: len(plus)], ZERO) - sum(numbers[len(plus) :], ZERO)
        supplier = fact.get("from", "station")
        observed = [
            typed(fact, sheet["observed"][name]["value"])
            for sheet in self.sheets
            if name in (sheet.get("observed") or {})
        ]
        if observed:
            if fact.get("merge") == "mean":
                numbers = [numeric(one) for one in observed if not isinstance(one, Unknown)]
                return sum(numbers, ZERO) / len(numbers)
            return observed[0] if len(set(observed)) == 1 else OPEN
        if supplier != "station":
            return OPEN
        return typed(fact, (self.submission.get("facts") or {}).get(name, ""))

    def _settled_values(self, kind: str) -> dict[str, Answer]:
        """Return the facts as a bonus or deduction sees them: a role that is in and silent means none."""
        if kind == "criterion":
            return self.values
        return {name: BLANK if self._silent(name) else value for name, value in self.values.items()}

    def _silent(self, name: str) -> bool:
        if self.values[name] is not OPEN:
            return False
        fact = self.declared[name]
        operands = [*fact.get("total", []), *fact.get("less", [])]
        if operands:
            return all(self.values[one] is not OPEN or self._silent(one) for one in operands)
        said = any(name in (sheet.get("observed") or {}) for sheet in self.sheets)
        return not said and fact.get("from") in {sheet.get("role", "expert") for sheet in self.sheets}

    # Claims

    def _claim(self, name: str) -> str:
        """Return '' (nothing claimed), accepted, refused or open."""
        if name not in (self.submission.get("not_applicable") or {}):
            return ""
        for kind in ("claim", "not_applicable"):
            if (kind, name) in self.decisions:
                return "accepted" if self.decisions[kind, name] == "true" else "refused"
        words = {
            sheet["not_applicable"][name]["agree"]
            for sheet in self.sheets
            if name in (sheet.get("not_applicable") or {})
        }
        if len(words) != 1:
            return "open"
        return "accepted" if words == {"true"} else "refused"

    def _out(self, *, high: bool) -> dict[str, frozenset[str]]:
        """Return the options that do not apply, by fact; a chosen one does apply."""
        out: dict[str, frozenset[str]] = {}
        for name, fact in self.declared.items():
            if fact["type"] != "set":
                continue
            chosen = self.values[name]
            options = set()
            for option in fact["choices"]:
                state = self._claim(f"{name}.{option}")
                taken = isinstance(chosen, frozenset) and option in chosen
                if not taken and (state == "accepted" or (state == "open" and high)):
                    options.add(option)
            out[name] = frozenset(options)
        return out

    # Evidence

    def _item_state(self, item: Node) -> str:
        if ("evidence", item["id"]) in self.decisions:
            return "accepted" if self.decisions["evidence", item["id"]] == "true" else "refused"
        words = {
            sheet["evidence"][item["id"]]["accepted"]
            for sheet in self.sheets
            if item["id"] in (sheet.get("evidence") or {})
        }
        if len(words) > 1:
            return "open"
        return "refused" if words == {"false"} else "accepted"

    def _items(self, *, high: bool) -> list[Node]:
        return [
            item
            for item in self.submission.get("evidence") or []
            if self._item_state(item) == "accepted" or (self._item_state(item) == "open" and high)
        ]

    def _in_period(self, item: Node) -> bool:
        period = self.submission["period"]
        if not item.get("date"):
            return False
        day = date.fromisoformat(item["date"])
        return date.fromisoformat(period["from"]) <= day <= date.fromisoformat(period["to"])

    def _required(self, criterion: Node, facts: Facts) -> Iterator[Node]:
        for line in criterion.get("evidence", []):
            if line.get("optional") == "true" or line["kind"] in EVALUATORS_OWN:
                continue
            if "when" in line:
                may = outcomes(line["when"], facts)
                if may == {False} or (False in may and facts.high):
                    continue
            yield line

    def _without_items(self, criterion: Node, facts: Facts) -> Facts:
        """Take out the chosen options that have no item of their own."""
        values = dict(facts.values)
        for line in self._required(criterion, facts):
            each = line.get("each")
            chosen = values.get(each) if each else None
            if isinstance(chosen, frozenset):
                shown = {
                    option
                    for option in chosen
                    if any(
                        f"{criterion['id']}#{option}" in item.get("for", [])
                        and ("dated" not in line or self._in_period(item))
                        for item in self._items(high=facts.high)
                    )
                }
                values[each] = frozenset(shown)
        return Facts(self.declared, values, facts.out, high=facts.high)

    def _all_shown(self, criterion: Node, facts: Facts) -> bool:
        """Try every way of giving items to the places of required lines."""
        lines = [line for line in self._required(criterion, facts) if "each" not in line]
        named = {line["id"] for line in criterion.get("evidence", []) if "id" in line}
        places = [line for line in lines for _ in range(int(line.get("at_least", "1")))]

        def fits(item: Node, line: Node) -> bool:
            if "dated" in line and not self._in_period(item):
                return False
            cited = item.get("for", [])
            own = line.get("id")
            if own in named and f"{criterion['id']}#{own}" in cited:
                return True
            return criterion["id"] in cited and item["kind"] == line["kind"]

        items = self._items(high=facts.high)

        def give(left: list[Node], items: list[Node]) -> bool:
            if not left:
                return True
            return any(
                give(left[1:], [other for other in items if other is not item])
                for item in items
                if fits(item, left[0])
            )

        return give(places, items)

    # One criterion

    def _mark(self, criterion: Node, facts: Facts) -> tuple[Fraction | Unknown | None, bool]:
        """Return the merged mark, at this end while some mark is incomplete, and whether it is open."""
        scale = Fraction(criterion.get("points", criterion.get("at_most", "100")))
        if ("mark", criterion["id"]) in self.decisions:
            decided = self.decisions["mark", criterion["id"]]
            return mark_points(criterion["rule"], decided, scale, facts), False
        role = criterion.get("marked_by", "expert")
        marks = [
            mark_points(criterion["rule"], sheet["marks"][criterion["id"]], scale, facts)
            for sheet in self.sheets
            if sheet.get("role", "expert") == role and criterion["id"] in (sheet.get("marks") or {})
        ]
        given = [mark for mark in marks if isinstance(mark, Fraction)]
        if not given:
            return None, True
        missing = len(marks) - len(given)
        return (sum(given, ZERO) + missing * (scale if facts.high else ZERO)) / len(marks), missing > 0

    def _marked(self, criterion: str) -> bool:
        marked = any(criterion in (sheet.get("marks") or {}) for sheet in self.sheets)
        return marked or ("mark", criterion) in self.decisions

    def judge(self, criterion: Node, scale: Fraction, full: Fraction, kind: str, *, high: bool) -> Judged:
        """Judge one criterion in the order arithmetic.md gives."""
        values = self._settled_values(kind)
        facts = Facts(self.declared, values, self._out(high=high), high=high)
        rule = criterion["rule"]

        def judged(own: Fraction, reason: str, *, applies: bool = True, blank_part: bool = False) -> Judged:
            own = own if applies else ZERO
            counted = own * full / scale if scale else ZERO
            if self.at == "criterion":
                counted = rounded(counted, self.places, self.rule)
            return Judged(counted, own, applies, reason, blank_part)

        whole = scale if (high != (kind == "deduction")) else ZERO
        if "applies_when" in criterion:
            may = outcomes(criterion["applies_when"], facts)
            if may == {False}:
                return judged(ZERO, "not_applicable", applies=False)
            if False in may:
                return judged(whole, "awaiting")
        claim = self._claim(criterion["id"])
        own = [name for name in reads(rule) if "from" not in self.declared[name]]
        given = bool(own) and BLANK not in [self.values[name] for name in own]
        if claim and not given:
            if claim == "accepted":
                return judged(ZERO, "not_applicable", applies=False)
            if claim == "refused":
                return judged(ZERO, "refused")
            return judged(ZERO, "claimed", applies=not high)
        if "zero_when" in criterion:
            may = outcomes(criterion["zero_when"], facts)
            if False not in may:
                return judged(ZERO, "zero_when")
            if may != {False}:
                return judged(whole, "awaiting")
        facts = self._without_items(criterion, facts)
        marked = next(iter(rule)) in MARKED
        turned = Facts(self.declared, facts.values, facts.out, high=high != (kind == "deduction"))
        mark, waits = self._mark(criterion, turned) if marked else (None, False)
        result = award(rule, scale, turned, mark)
        if waits and result.applies and not result.blank:
            result = replace(result, open=True)
        role = criterion.get("marked_by", "expert")
        role_in = role in {sheet.get("role", "expert") for sheet in self.sheets}
        if marked and kind == "bonus" and result.open and role_in and not self._marked(criterion["id"]):
            # Nobody who has handed in a sheet of that role thought of it.
            result = Result(ZERO, blank=True)
        if not result.applies:
            return judged(ZERO, "not_applicable", applies=False)
        if result.open:
            reason = "awaiting"
        elif result.blank and not result.points and kind != "deduction":
            reason = "blank"
        else:
            reason = "scored" if result.points else "zero"
        got = result.points
        if got and kind != "deduction" and not marked and not self._all_shown(criterion, facts):
            policy = criterion.get("if_missing", self.guideline.get("missing_evidence", "no_points"))
            if policy == "no_points":
                got, reason = ZERO, reason if result.open else "no_evidence"
            elif isinstance(policy, Mapping):
                cap = constant(policy["cap"])
                assert cap is not None
                if got > cap * scale:
                    got, reason = cap * scale, reason if result.open else "no_evidence"
        return judged(got, reason, blank_part=result.blank)

    # The whole

    def _scale(self, node: Node) -> Fraction:
        if "points" in node:
            return Fraction(node["points"])
        children = node.get("sections") or node.get("criteria")
        if children:
            return sum((self._scale(one) for one in children), ZERO)
        return Fraction(100)

    def _fulls(self, children: Sequence[Node], full: Fraction, scale: Fraction) -> list[Fraction]:
        if not any("weight" in one for one in children):
            return [full * self._scale(one) / scale if scale else ZERO for one in children]
        whole = sum((Fraction(one["weight"]) for one in children), ZERO)
        return [full * Fraction(one["weight"]) / whole for one in children]

    def _section(self, node: Node, full: Fraction, policy: str, run: Run, *, high: bool) -> Group:
        """Score a section: its children's points, and the full marks of those that apply."""
        policy = node.get("not_applicable", policy)
        children = node.get("sections") or node["criteria"]
        got = applicable = ZERO
        for child, share in zip(children, self._fulls(children, full, self._scale(node)), strict=True):
            if "sections" in child or "criteria" in child:
                group = self._section(child, share, policy, run, high=high)
                got += group.points
                rescaled = self.within == "section" and group.applicable > 0
                applicable += share if rescaled else group.applicable
                continue
            judged = self.judge(child, self._scale(child), share, "criterion", high=high)
            run.criteria[child["id"]] = judged
            own_policy = child.get("not_applicable", policy)
            if judged.applies:
                got += judged.points
                applicable += share
            elif own_policy == "full":
                got += share
                applicable += share
            elif own_policy == "zero":
                applicable += share
        compared = rounded(got, self.places, self.rule) if self.guideline.get("compare") == "rounded" else got
        share_of_it = compared / applicable if applicable else None
        if self.within == "section" and 0 < applicable < full:
            got = got * full / applicable
            if self.at == "criterion":
                got = rounded(got, self.places, self.rule)
        group = Group(got, applicable, share_of_it)
        run.sections[node["id"]] = group
        return group

    def run(self, *, high: bool) -> Run:
        """Score everything in one assignment, in the order of arithmetic.md."""
        run = Run()
        sections = self.guideline["sections"]
        got = applicable = ZERO
        for node, full in zip(sections, self._fulls(sections, self.full, self.full), strict=True):
            group = self._section(node, full, self.outside, run, high=high)
            got += group.points
            applicable += full if self.within == "section" and group.applicable else group.applicable
        for kind in ("bonus", "deductions"):
            group_node = self.guideline.get(kind) or {}
            amount = ZERO
            limit = group_node.get("at_most")
            for one in group_node.get("criteria", []):
                scale = Fraction(one.get("at_most", limit) if kind == "deductions" else one["points"])
                word = "deduction" if kind == "deductions" else "bonus"
                judged = self.judge(one, scale, scale, word, high=high)
                run.criteria[one["id"]] = judged
                amount += judged.points
            amount = min(amount, Fraction(limit)) if limit is not None else amount
            if kind == "bonus":
                run.bonus = amount
            else:
                run.deductions = amount
        if not applicable:
            return run
        got = got * self.full / applicable
        total = max(got + run.bonus - run.deductions, ZERO)
        if (self.guideline.get("bonus") or {}).get("above_full") != "true":
            total = min(total, self.full)
        run.exact = total
        run.total = rounded(total, self.places, self.rule)
        self._grade(run, high=high)
        return run

    def _grades(self) -> list[tuple[str, Fraction, bool]]:
        """Return grades best first: id, bound, whether the bound belongs to it."""
        grades = []
        for one in self.guideline["grades"]:
            written = one.get("at_least", one.get("above"))
            bound = constant(written)
            assert bound is not None
            if written.endswith("%"):
                bound *= self.full
            grades.append((one["id"], bound, "at_least" in one))
        return sorted(grades, key=lambda one: (one[1], not one[2]), reverse=True)

    def _grade(self, run: Run, *, high: bool) -> None:
        grades = self._grades()
        order = [id for id, _, _ in grades]
        compared = run.total if self.guideline.get("compare") == "rounded" else run.exact
        assert compared is not None
        reached = [id for id, bound, inside in grades if compared > bound or (inside and compared == bound)]
        run.before = run.grade = reached[0]
        for ceiling in self.guideline.get("ceilings", []):
            may = self._ceiling(ceiling["when"], run, high=high)
            if (False not in may) if high else (may != {False}):
                run.grade = max(run.grade, ceiling["at_most"], key=order.index)
        for veto in self.guideline.get("vetoes", []):
            state = self._veto(veto)
            if state is True or (state is not False and not high):
                run.grade = max(run.grade, veto["grade"], key=order.index)

    def _ceiling(self, condition: Node, run: Run, *, high: bool) -> set[bool | Unknown]:
        for key in ("all", "any"):
            if key in condition:
                found: set[bool | Unknown] = set()
                for parts in itertools.product(
                    *(self._ceiling(one, run, high=high) for one in condition[key])
                ):
                    decisive = key == "any"
                    found.add(decisive if decisive in parts else BLANK if BLANK in parts else not decisive)
                return found
        if "not" in condition:
            inner = self._ceiling(condition["not"], run, high=high)
            return {one if isinstance(one, Unknown) else not one for one in inner}
        if not {"section", "any_section", "criterion", "any_key_item"} & set(condition):
            return outcomes(condition, Facts(self.declared, self.values, self._out(high=high), high=high))
        return {self._scored(condition, run)}

    def _scored(self, condition: Node, run: Run) -> bool:
        if "section" in condition:
            return self._share_below(run.sections[condition["section"]], condition["share_below"])
        if "any_section" in condition:
            inner = condition["any_section"]
            return any(
                self._share_below(run.sections[id], inner["share_below"])
                for id, level in self._levels(self.guideline["sections"], 1)
                if level == int(inner.get("level", "1"))
            )
        if "criterion" in condition:
            judged = run.criteria[condition["criterion"]]
            limit = constant(condition["points_below"])
            assert limit is not None
            own = rounded(judged.own, self.places, self.rule) if self.at == "criterion" else judged.own
            return judged.applies and own < limit
        return any(
            run.criteria[id].applies and self._outcome(run.criteria[id], scale) == condition["any_key_item"]
            for id, scale in self._key_items(self.guideline["sections"])
        )

    def _share_below(self, group: Group, limit: Node) -> bool:
        bound = constant(limit)
        assert bound is not None
        return group.share is not None and group.share < bound

    def _levels(self, nodes: Sequence[Node], level: int) -> Iterator[tuple[str, int]]:
        for node in nodes:
            yield node["id"], level
            yield from self._levels(node.get("sections", []), level + 1)

    def _key_items(self, nodes: Sequence[Node]) -> Iterator[tuple[str, Fraction]]:
        for node in nodes:
            yield from self._key_items(node.get("sections", []))
            for one in node.get("criteria", []):
                if one.get("key_item") == "true":
                    yield one["id"], self._scale(one)

    def _outcome(self, judged: Judged, scale: Fraction) -> str:
        if judged.own >= scale:
            return "met"
        return "partly_met" if judged.own > 0 else "not_met"

    def _veto(self, veto: Node) -> bool | Unknown:
        if ("veto", veto["id"]) in self.decisions:
            return bool(self.decisions["veto", veto["id"]] == "true")
        if "when" in veto:
            known = self._known(veto["when"])
            if known is not False:
                return known
        return OPEN if any(veto["id"] in (sheet.get("vetoes") or {}) for sheet in self.sheets) else False

    def _known(self, condition: Node) -> bool | Unknown:
        """Return yes or no; OPEN stands for any way of not knowing."""
        facts = Facts(self.declared, self.values, self._out(high=False), high=False)
        may = outcomes(condition, facts)
        if may == {True}:
            return True
        return False if may == {False} else OPEN

    def outcome(self) -> Outcome:
        """Score both ends."""
        low, high = self.run(high=False), self.run(high=True)
        states = {}
        for one in self.guideline.get("eligibility", []):
            states[one["id"]] = (self._known(one["when"]), one["result"])
        results = [result for state, result in states.values() if state is True]
        eligibility = "not_evaluated" if "not_evaluated" in results else (results or ["eligible"])[0]
        pending = any(isinstance(state, Unknown) for state, _ in states.values())
        pending = pending or any(
            isinstance(self._veto(one), Unknown) for one in self.guideline.get("vetoes", [])
        )
        left_out = self._left_out(low)
        over = bool(self.at_most) and left_out > (constant(self.at_most) or ZERO) * self.full
        accepted = self.decisions.get(("not_applicable", "total"), self.decisions.get(("claim", "total")))
        return Outcome(low, high, eligibility, pending, over and accepted != "true")

    def _left_out(self, run: Run) -> Fraction:
        """Return the full marks of what does not apply."""
        sections = self.guideline["sections"]

        def walk(nodes: Sequence[Node], fulls: Sequence[Fraction]) -> Fraction:
            amount = ZERO
            for node, full in zip(nodes, fulls, strict=True):
                children = node.get("sections") or node.get("criteria")
                if children:
                    amount += walk(children, self._fulls(children, full, self._scale(node)))
                elif not run.criteria[node["id"]].applies:
                    amount += full
            return amount

        return walk(sections, self._fulls(sections, self.full, self.full))
