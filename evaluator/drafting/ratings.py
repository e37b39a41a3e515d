"""Levels that an evaluator picks: 好16-20分、较好11-15分; 效果明显得8（含）-10分; 符合、部分符合、不符合."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from evaluator.base.exact import Number
from evaluator.drafting.clauses import Clause, Wording
from evaluator.drafting.columns import GradeHead
from evaluator.drafting.limits import read_limits
from evaluator.drafting.recognition import Asked, RuleDraft
from evaluator.drafting.signs import number_of

_DEGREE: Final = (
    "非常|十分|特别|极其|很|较为|比较|较|一般|基本|大部分|部分|少部分|完全|全部|有所|有一定|不太|不够|未能|没有|不|未|无|"
    "优秀|优良|优|良好|良|中等|中|好|合格|差|显著|明显|突出|到位"
)
DEGREE: Final = re.compile(rf"(?:{_DEGREE})+$|^(?:{_DEGREE})|(?:{_DEGREE})(?=[\u4e00-\u9fff]{{1,4}}$)")
_ENDS: Final = re.compile(rf"(?:{_DEGREE})$")
_PURE: Final = re.compile(
    "^(?:非常好|很好|优秀|优良|优|良好|良|较好|好|一般|合格|基本合格|中等|中|较差|很差|差|不合格|显著|较显著|明显|较明显|不明显"
    "|突出|较突出|符合|基本符合|部分符合|大部分符合|不符合|完全符合|优等|良等|达标|基本达标|不达标)$"
)
_ELSE: Final = frozenset({"其他", "其它", "其余", "否则", "其他情况"})
_LONGEST: Final = 60
_AMOUNT: Final = re.compile(r"(\d+(?:\.\d+)?)(?:[-~～—–至](\d+(?:\.\d+)?))?分?")


def read_rating(wording: Wording, points: Number, _asked: Asked) -> RuleDraft | None:
    """Return a rating: `好16-20分,较好11-15分,一般6-10分,差0-5分`."""
    clauses = list(wording.clauses)
    if len(clauses) < 2 and "/" in wording.plain:
        return None
    spans = [_span(clause, points) for clause in clauses]
    if len(clauses) < 2 or any(span is None for span in spans):
        return None
    pairs = [span for span in spans if span is not None]
    ranged = any(low != high for low, high in pairs)
    names = [clause.condition for clause in clauses]
    letters = re.findall(r"(?m)^([A-F])[.、)]", wording.plain)
    if ranged and len(letters) == len(clauses) and "".join(letters) in "ABCDEF" and all(names):
        keys = [f"{letter}：{name}"[:_LONGEST] for letter, name in zip(letters, names, strict=True)]
        levels = _levels(list(zip(keys, pairs, strict=True)), points)
        return RuleDraft("rating", {"levels": levels[0]}, {}, notes=levels[1]) if levels else None
    bare = _without_subject(names)
    graded = sum(1 for name in names if DEGREE.search(name)) >= len(names) - 1
    pure = bare is not None and all(_PURE.match(name) or name in _ELSE for name in bare)
    if len(clauses) == 2 and not ranged:
        return None  # yes or no
    if not ranged and sum(read_limits(name.rpartition(",")[2]) is not None for name in names) > 1:
        return None  # 2名以上得4分，不足2名得2分，没有得0分: numbers, not how well
    if not ranged and not pure and not (graded and bare is not None):
        return None
    if any(map(_says_points, names, pairs)):
        return None  # 31-40小时得31-40分: the points follow from the number
    if ranged and bare is None and all(_ENDS.search(name) for name in names):
        return None  # levels of different things
    keys = [name[:_LONGEST] for name in (bare or names)]
    if not all(keys) or len(set(keys)) < len(keys):
        return None
    levels = _levels(list(zip(keys, pairs, strict=True)), points)
    if levels is None:
        return None
    return RuleDraft("rating", {"levels": levels[0]}, {}, notes=levels[1])


def _says_points(name: str, span: tuple[Number, Number]) -> bool:
    """Return whether a level's limits are its points as well."""
    limits = read_limits(name.rpartition(",")[2])
    return limits is not None and span[0] != span[1] and (limits.low, limits.high) == span


def read_scale(scale: Sequence[tuple[str, GradeHead]], points: Number) -> RuleDraft | None:
    """Return the rating whose levels stand in columns of their own: 优（1.0） | 良（0.8）."""
    spans: list[tuple[str, tuple[Number, Number]]] = []
    for described, grade in scale:
        amount = _AMOUNT.fullmatch(described.replace(" ", ""))
        if grade.low is not None and grade.high is not None:
            times = points if grade.is_share else 1
            low, high = grade.low * times, grade.high * times
        elif amount is not None:
            low = number_of(amount[1])
            high = number_of(amount[2]) if amount[2] else low
        else:
            return None
        name = grade.name if not described or amount is not None else f"{grade.name}：{described}"
        spans.append((name[:_LONGEST], (min(low, high), max(low, high))))
    if len({name for name, _ in spans}) < len(spans):
        return None
    levels = _levels(spans, points)
    return RuleDraft("rating", {"levels": levels[0]}, {}, notes=levels[1]) if levels else None


def _span(clause: Clause, points: Number) -> tuple[Number, Number] | None:
    """Return the points of a level; None for a clause that is none."""
    if clause.per or clause.each:
        return None
    match clause.kind:
        case "award":
            return clause.low, clause.high
        case "full":
            return points, points
        case "none":
            return 0, 0
        case "deduct" if clause.low == clause.high == points:
            return 0, 0  # 健全的得10分，不健全的扣10分
    return None


def _levels(
    spans: list[tuple[str, tuple[Number, Number]]], points: Number
) -> tuple[dict[str, object], tuple[str, ...]] | None:
    """Return the levels that do not overlap, with what a person has to know; None where they do."""
    if max(high for _, (_, high) in spans) != points:
        return None
    made: dict[str, tuple[Number, Number, Number]] = {}
    floor: Number | None = None
    notes: tuple[str, ...] = ()
    touching = _touches([span for _, span in spans])
    for name, (low, high) in sorted(spans, key=lambda entry: (entry[1][1], entry[1][0]), reverse=True):
        whole = isinstance(low, int) and isinstance(high, int)
        step: Number = 1 if whole and not (touching and low != high) else Fraction(1, 2)
        if floor is not None and high >= floor:
            if high > floor or low == high:
                return None
            notes = ("import-touching",)
            if high - step < low:
                return None
        top = high - step if floor is not None and high >= floor else high
        made[name] = low, top, step
        floor = low
    levels: dict[str, object] = {}
    for name, _ in spans:
        low, high, step = made[name]
        levels[name] = {"from": low, "to": high, "step": step} if low != high else low
    return levels, notes


def _touches(spans: list[tuple[Number, Number]]) -> bool:
    ends = sorted(span for span in spans if span[0] != span[1])
    return any(first[1] == other[0] for first, other in itertools.pairwise(ends))


def _without_subject(names: list[str]) -> list[str] | None:
    """Return the levels without the thing that is rated; None where different things are rated."""
    if all(_PURE.match(name) or name in _ELSE for name in names):
        return names
    subject = ""
    for name in names:
        degree = DEGREE.search(name)
        if degree is None or name in _ELSE:
            continue
        rest = name[: degree.start()] if degree.end() == len(name) else ""
        if degree.end() != len(name):
            rest = re.sub(f"(?:{_DEGREE})+", "", name)
        if not subject:
            subject = rest
        elif rest and not subject.endswith(rest) and not rest.endswith(subject):
            return None
    heads = [name for name in names if subject and name.startswith(subject) and name != subject]
    if subject and len(heads) >= len(names) - 1:
        return [name.removeprefix(subject) for name in names]
    if (
        names[0].startswith(subject)
        and names[0] != subject
        and not any(name.startswith(subject) for name in names[1:])
    ):
        return (
            [names[0].removeprefix(subject), *names[1:]]
            if DEGREE.search(names[0].removeprefix(subject))
            else names
        )
    return names
