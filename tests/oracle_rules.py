"""The rules and conditions of a guideline, computed again from docs/reference and nothing else.

Everything here takes plain data: mappings, lists and the source text of scalars.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

Node = Any
"""What YAML's base loader returns: mappings, lists and text."""


class Unknown(Enum):
    """Why there is no value."""

    BLANK = "a station's fact that is not given"
    OPEN = "a role's fact, or a decision, still to come"


BLANK, OPEN = Unknown.BLANK, Unknown.OPEN
Value = Fraction | bool | str | date | frozenset[str]
Answer = Value | Unknown
NULLS = ("", "null", "~", "Null", "NULL")
MARKED = ("rating", "mark", "sample")
"""Rules that evaluators mark."""


@dataclass(frozen=True)
class Result:
    """What a rule gives on its own scale, and what stood in its way."""

    points: Fraction
    applies: bool = True
    blank: bool = False
    open: bool = False


NOT_APPLICABLE = Result(Fraction(0), applies=False)


def constant(text: Node) -> Fraction | None:
    """Read `12`, `1.5` or `60%`."""
    if not isinstance(text, str):
        return None
    try:
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    except ValueError:
        return None


def typed(fact: Node, written: Node) -> Answer:
    """Read a value as its fact declares it; blank stays blank."""
    if isinstance(written, str) and written in NULLS:
        return BLANK
    choices: Mapping[str, str] = fact.get("choices", {})
    titles = {title: option for option, title in choices.items()}
    match fact["type"]:
        case "integer" | "number" | "share":
            number = constant(written)
            assert number is not None, written
            return number
        case "boolean":
            return written in ("true", "yes", "是")
        case "choice":
            return str(written if written in choices else titles[written])
        case "set":
            return frozenset(one if one in choices else titles[one] for one in written)
        case "date":
            return date.fromisoformat(written)
    return str(written)


def numeric(value: Value) -> Fraction:
    """Return a boolean as 1 or 0, a set as its size."""
    if isinstance(value, frozenset):
        return Fraction(len(value))
    assert isinstance(value, Fraction | bool)
    return Fraction(value)


class Facts:
    """The facts of one station as one criterion sees them, in the low or the high assignment."""

    def __init__(
        self,
        declared: Mapping[str, Node],
        values: Mapping[str, Answer],
        out: Mapping[str, frozenset[str]],
        *,
        high: bool,
    ) -> None:
        """Take the guideline's facts, their values, and the options that do not apply."""
        self.declared = declared
        self.values = values
        self.out = out
        self.high = high

    def options(self, name: str) -> list[str]:
        """Return the options of a set that apply."""
        return [one for one in self.declared[name]["choices"] if one not in self.out.get(name, frozenset())]

    def amount(self, node: Node) -> Fraction | Unknown:
        """Return a number, a share, a fact, or a fact times something."""
        if isinstance(node, Mapping):
            value = self.values[node["fact"]]
            if isinstance(value, Unknown):
                return value
            return numeric(value) * Fraction(node.get("times", "1")) / Fraction(node.get("per", "1"))
        number = constant(node)
        if number is not None:
            return number
        value = self.values[node]
        return value if isinstance(value, Unknown) else numeric(value)


def facts_of(node: Node) -> Iterator[str]:
    """Yield the fact an amount names, if it names one."""
    if isinstance(node, Mapping):
        yield node["fact"]
    elif constant(node) is None:
        yield node


def worst(answers: Iterable[object]) -> Unknown | None:
    """Return what is missing: a station's blank comes before a role's."""
    missing = {one for one in answers if isinstance(one, Unknown)}
    if not missing:
        return None
    return BLANK if BLANK in missing else OPEN


def holds(condition: Node, facts: Facts) -> bool | Unknown:
    """Evaluate one test, with no `all`, `any` or `not` in it."""
    if "of" in condition:
        pair = (facts.amount(condition["of"]), facts.amount(condition["to"]))
        if worst(pair) is not None:
            return worst((*pair, *limits(condition, facts))) or OPEN
        of, to = pair
        assert isinstance(of, Fraction)
        assert isinstance(to, Fraction)
        if to == 0:
            return bool(condition["if_none"] in ("yes", "true"))
        return compared(condition, of / to, {"type": "number"}, facts)
    name = condition["fact"]
    value = facts.values[name]
    if "is_given" in condition:
        return (not isinstance(value, Unknown)) == (condition["is_given"] in ("true", "yes"))
    if isinstance(value, Unknown):
        limited = facts.declared[name]["type"] in ("integer", "number", "share")
        return worst((value, *(limits(condition, facts) if limited else ()))) or value
    return compared(condition, value, facts.declared[name], facts)


def limits(condition: Node, facts: Facts) -> list[Fraction | Unknown]:
    """Return what a test compares with."""
    kinds = ("is", "is_not", "at_least", "above", "at_most", "below")
    return [facts.amount(condition[kind]) for kind in kinds if kind in condition]


def outcomes(condition: Node, facts: Facts) -> set[bool | Unknown]:
    """Return what a condition may come to once everything open is settled: yes, no, or still a blank."""
    for key in ("all", "any"):
        if key in condition:
            found: set[bool | Unknown] = set()
            for parts in itertools.product(*(outcomes(one, facts) for one in condition[key])):
                decisive = key == "any"
                found.add(decisive if decisive in parts else BLANK if BLANK in parts else not decisive)
            return found
    if "not" in condition:
        return {one if isinstance(one, Unknown) else not one for one in outcomes(condition["not"], facts)}
    value = holds(condition, facts)
    return {True, False} if value is OPEN else {value}


def compared(condition: Node, value: Value, fact: Node, facts: Facts) -> bool | Unknown:
    """Apply every operator of a test."""
    kinds = ("is", "is_not", "in", "has", "at_least", "above", "at_most", "below")
    operators = [key for key in kinds if key in condition]
    if not operators:
        return value is True
    results: list[bool | Unknown] = []
    for key in operators:
        written = condition[key]
        if key == "in":
            results.append(value in [typed(fact, one) for one in written])
            continue
        if key == "has":
            assert isinstance(value, frozenset)
            wanted = typed(fact, written if isinstance(written, list) else [written])
            assert isinstance(wanted, frozenset)
            results.append(wanted <= value)
            continue
        other: Answer
        if fact["type"] in ("integer", "number", "share"):
            other = facts.amount(written)
        else:
            other = typed(fact, written)
        if isinstance(other, Unknown):
            results.append(other)
            continue
        match key:
            case "is":
                results.append(value == other)
            case "is_not":
                results.append(value != other)
            case "at_least":
                results.append(value >= other)  # type: ignore[operator]  # of one type, as declared
            case "above":
                results.append(value > other)  # type: ignore[operator]
            case "at_most":
                results.append(value <= other)  # type: ignore[operator]
            case "below":
                results.append(value < other)  # type: ignore[operator]
    if False in results:
        return False
    return worst(results) or True


def steps(number: Fraction, part: str) -> Fraction:
    """Return the units of a count: whole ones, started ones or exactly."""
    if number <= 0:
        return Fraction(0)
    return {"whole": Fraction(math.floor(number)), "started": Fraction(math.ceil(number))}.get(part, number)


def award(rule: Node, points: Fraction, facts: Facts, mark: Fraction | Unknown | None) -> Result:
    """Return what the rule gives; what is open counts 0 in the low assignment and full in the high one."""
    kind, body = next(iter(rule.items()))
    if kind in MARKED:
        return _marked(kind, body, points, facts, mark)
    if kind == "sum":
        return _sum(body, points, facts)
    if kind == "yes_no":
        may = outcomes(body, facts)
        if True in may:
            return Result(points) if may == {True} else _missing(OPEN, points, facts)
        return _missing(BLANK, points, facts) if BLANK in may else Result(Fraction(0))
    missing = worst(_answers(kind, body, facts))
    if missing is not None:
        return _missing(missing, points, facts)
    result = _RULES[kind](body, points, facts)
    return Result(min(max(result.points, Fraction(0)), points), result.applies, result.blank, result.open)


def _missing(why: Unknown, points: Fraction, facts: Facts) -> Result:
    if why is BLANK:
        return Result(Fraction(0), blank=True)
    return Result(points if facts.high else Fraction(0), open=True)


def _answers(kind: str, body: Node, facts: Facts) -> Iterator[object]:
    """Yield everything the rule reads, so that what is missing shows."""
    match kind:
        case "choice" | "checklist" | "all_of":
            yield facts.values[body["fact"]]
        case "ratio":
            for key in ("of", "to", "reach", "from"):
                if key in body:
                    yield facts.amount(body[key])
        case "tiers":
            for key in ("fact", "of", "to"):
                if key in body:
                    yield facts.amount(body[key])
            for band in body["bands"]:
                for key in ("at_least", "above", "at_most", "below"):
                    if key in band:
                        yield facts.amount(band[key])
        case "count":
            yield facts.amount(body["fact"])
            yield facts.amount(body.get("above", "0"))
        case "deduct":
            for entry in body.get("each", []):
                if "when" in entry:
                    yield from outcomes(entry["when"], facts) & {BLANK}
                    yield OPEN if len(outcomes(entry["when"], facts)) > 1 else None
                for key in ("fact", "of", "to", "above", "below"):
                    if key in entry:
                        yield facts.amount(entry[key])
            for entry in body.get("missing", []):
                yield facts.amount(entry["fact"])
                if entry["expected"] != "all":
                    yield facts.amount(entry["expected"])
        case "weighted_ratios":
            for entry in body:
                yield facts.amount(entry["to"])
                of = facts.amount(entry["of"])
                if of is OPEN:
                    yield of


def _number(node: Node, facts: Facts) -> Fraction:
    value = facts.amount(node)
    assert isinstance(value, Fraction)
    return value


def _set(name: str, facts: Facts) -> frozenset[str]:
    value = facts.values[name]
    assert isinstance(value, frozenset)
    return value


def _choice(body: Node, points: Fraction, facts: Facts) -> Result:
    return Result(Fraction(body["award"].get(facts.values[body["fact"]], "0")))


def _checklist(body: Node, points: Fraction, facts: Facts) -> Result:
    applying = [one for one in facts.options(body["fact"]) if one in body["award"]]
    if not applying:
        return NOT_APPLICABLE
    chosen = _set(body["fact"], facts)
    whole = sum((Fraction(each) for each in body["award"].values()), Fraction(0))
    possible = sum((Fraction(body["award"][one]) for one in applying), Fraction(0))
    got = sum((Fraction(body["award"][one]) for one in applying if one in chosen), Fraction(0))
    return Result(got * whole / possible) if possible else NOT_APPLICABLE


def _all_of(body: Node, points: Fraction, facts: Facts) -> Result:
    wanted = [
        one for one in facts.options(body["fact"]) if one in body.get("items", facts.options(body["fact"]))
    ]
    if not wanted:
        return NOT_APPLICABLE
    return Result(points if set(wanted) <= _set(body["fact"], facts) else Fraction(0))


def _if_none(word: str, points: Fraction) -> Result:
    if word == "not_applicable":
        return NOT_APPLICABLE
    return Result(points if word == "full" else Fraction(0))


def _ratio(body: Node, points: Fraction, facts: Facts) -> Result:
    of = _number(body["of"], facts)
    if "to" not in body:
        options = facts.options(body["of"])
        if not options:
            return NOT_APPLICABLE
        value = Fraction(len(_set(body["of"], facts))) / len(options)
    else:
        to = _number(body["to"], facts)
        if body.get("lower_is_better") == "true":
            if of == 0:
                return Result(points)
            value = to / of
        elif to == 0:
            return _if_none(body["if_none"], points)
        else:
            value = of / to
    start, reach = _number(body.get("from", "0%"), facts), _number(body.get("reach", "100%"), facts)
    return Result(points * min(max((value - start) / (reach - start), Fraction(0)), Fraction(1)))


def _within(band: Node, value: Fraction, facts: Facts) -> bool:
    return (
        ("at_least" not in band or value >= _number(band["at_least"], facts))
        and ("above" not in band or value > _number(band["above"], facts))
        and ("at_most" not in band or value <= _number(band["at_most"], facts))
        and ("below" not in band or value < _number(band["below"], facts))
    )


def _tiers(body: Node, points: Fraction, facts: Facts) -> Result:
    if "fact" in body:
        value = _number(body["fact"], facts)
    else:
        to = _number(body["to"], facts)
        if to == 0:
            return _if_none(body["if_none"], points)
        value = _number(body["of"], facts) / to
    for band in body["bands"]:
        if _within(band, value, facts):
            return Result(Fraction(band["award"]))
    return Result(Fraction(body.get("otherwise", "0")))


def _count(body: Node, points: Fraction, facts: Facts) -> Result:
    beyond = _number(body["fact"], facts) - _number(body.get("above", "0"), facts)
    units = steps(beyond / Fraction(body.get("per", "1")), body.get("part", "whole"))
    limit = Fraction(body["at_most"]) if "at_most" in body else points
    return Result(min(units * Fraction(body["each"]), limit))


def _deduct(body: Node, points: Fraction, facts: Facts) -> Result:
    lost = Fraction(0)
    wiped, dropped = False, 0
    for entry in body.get("each", []):
        cost = Fraction(entry["points"])
        if "when" in entry:
            lost += cost if outcomes(entry["when"], facts) == {True} else 0
            continue
        if "to" in entry:
            to = _number(entry["to"], facts)
            if to == 0:
                if entry["if_none"] == "zero":
                    wiped = True
                dropped += entry["if_none"] == "not_applicable"
                continue
            value = _number(entry["of"], facts) / to
        else:
            value = _number(entry["fact"], facts)
        if "above" in entry:
            value -= _number(entry["above"], facts)
        elif "below" in entry:
            value = _number(entry["below"], facts) - value
        else:
            lost += max(value, Fraction(0)) * cost
            continue
        per = constant(entry.get("per", "1"))
        assert per is not None
        lost += steps(value / per, entry.get("part", "whole")) * cost
    for entry in body.get("missing", []):
        if entry["expected"] == "all":
            expected = Fraction(len(facts.options(entry["fact"])))
        else:
            expected = _number(entry["expected"], facts)
        lost += max(expected - _number(entry["fact"], facts), Fraction(0)) * Fraction(entry["points"])
    if dropped == len([*body.get("each", []), *body.get("missing", [])]):
        return NOT_APPLICABLE
    return Result(Fraction(0) if wiped else points - lost)


def _weighted_ratios(body: Sequence[Node], points: Fraction, facts: Facts) -> Result:
    got = whole = Fraction(0)
    for entry in body:
        weight = Fraction(entry.get("weight", "1"))
        to, of = _number(entry["to"], facts), facts.amount(entry["of"])
        if of is BLANK:
            share = Fraction(0)
        elif to == 0:
            if entry["if_none"] == "not_applicable":
                continue
            share = Fraction(entry["if_none"] == "full")
        else:
            assert isinstance(of, Fraction)
            share = min(max(of / to, Fraction(0)), Fraction(1))
        got += weight * share
        whole += weight
    return Result(points * got / whole) if whole else NOT_APPLICABLE


_RULES = {
    "choice": _choice,
    "checklist": _checklist,
    "all_of": _all_of,
    "ratio": _ratio,
    "tiers": _tiers,
    "count": _count,
    "deduct": _deduct,
    "weighted_ratios": _weighted_ratios,
}


def _sum(body: Sequence[Node], points: Fraction, facts: Facts) -> Result:
    parts = [
        (Fraction(part["points"]), award(part["rule"], Fraction(part["points"]), facts, None))
        for part in body
    ]
    whole = sum((of for of, _ in parts), Fraction(0))
    left = [(of, result) for of, result in parts if result.applies]
    if not left:
        return NOT_APPLICABLE
    got = sum((result.points for _, result in left), Fraction(0))
    if len(left) < len(parts):
        got = got * whole / sum((of for of, _ in left), Fraction(0))
    return Result(
        min(got, points),
        blank=any(result.blank for _, result in left),
        open=any(result.open for _, result in left),
    )


def drawn(body: Node, facts: Facts) -> Fraction | Unknown:
    """Return how many files must be inspected: min(from, max(at_least, ⌈share⌉))."""
    least = Fraction(body.get("at_least", "1"))
    if "from" not in body:
        return least
    population = facts.amount(body["from"])
    if isinstance(population, Unknown):
        return population
    share = constant(body.get("share", "0%"))
    assert share is not None
    return min(population, max(least, Fraction(math.ceil(share * population))))


def sampled(checks: int, files: Sequence[Node]) -> tuple[int, Fraction]:
    """Return how many files count, and their mean share of checks passed."""
    shares = []
    for each in files:
        fitting = {*range(1, checks + 1)} - {int(one) for one in each.get("left_out", [])}
        if fitting:
            passed = fitting & {int(one) for one in each.get("passed", [])}
            shares.append(Fraction(len(passed), len(fitting)))
    return len(shares), sum(shares, Fraction(0)) / len(shares) if shares else Fraction(0)


def mark_points(rule: Node, mark: Node, points: Fraction, facts: Facts) -> Fraction | Unknown:
    """Return what one evaluator's mark gives; a sample of too few files is still open."""
    kind, body = next(iter(rule.items()))
    if kind == "rating":
        level = body["levels"][mark["level"]]
        if isinstance(level, str):
            return Fraction(level)
        return Fraction(level["points"] if "points" in level else mark["points"])
    if kind == "mark":
        return Fraction(mark["points"])
    files, share = sampled(len(body["checks"]), mark["sample"])
    needed = drawn(body, facts)
    if isinstance(needed, Unknown) or files < needed:
        return OPEN
    return share * points


def _marked(kind: str, body: Node, points: Fraction, facts: Facts, mark: Fraction | Unknown | None) -> Result:
    if kind == "sample":
        needed = drawn(body, facts)
        if isinstance(needed, Unknown):
            return _missing(needed, points, facts)
        if needed == 0:
            return _if_none(body["if_none"], points)
    if mark is None or isinstance(mark, Unknown):
        return _missing(OPEN, points, facts)
    return Result(min(max(mark, Fraction(0)), points))


def reads(rule: Node) -> set[str]:
    """Return every fact a rule reads, conditions included."""
    found: set[str] = set()
    kind, body = next(iter(rule.items()))
    if kind == "sum":
        return found.union(*(reads(part["rule"]) for part in body))
    if kind == "yes_no":
        return condition_reads(body)
    entries: list[Node] = body if kind == "weighted_ratios" else [body, *body.get("bands", [])]
    if kind == "deduct":
        entries = [*body.get("each", []), *body.get("missing", [])]
    if kind in MARKED and kind != "sample":
        entries = []
    for entry in entries:
        if "when" in entry:
            found |= condition_reads(entry["when"])
        keys = ("fact", "of", "to", "from", "reach", "at_least", "above", "below", "at_most", "expected")
        for key in keys:
            if key in entry and entry[key] != "all":
                found.update(facts_of(entry[key]))
    return found


def condition_reads(condition: Node) -> set[str]:
    """Return every fact a condition reads."""
    found: set[str] = set()
    for key in ("all", "any"):
        for part in condition.get(key, []):
            found |= condition_reads(part)
    if "not" in condition:
        found |= condition_reads(condition["not"])
    for key in ("fact", "of", "to"):
        if key in condition:
            found.update(facts_of(condition[key]))
    for key in ("is", "is_not", "at_least", "above", "at_most", "below"):
        if isinstance(condition.get(key), Mapping):
            found.update(facts_of(condition[key]))
    return found
