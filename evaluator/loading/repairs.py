"""The corrected line for a mistake in a guideline, to paste in its place, where one line can put it right."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from evaluator.base.exact import parse, rounded, text
from evaluator.base.frozen import dataclass
from evaluator.loading.guideline import guideline_problems
from evaluator.texts.problem import Problem, Severity

_CLOSES: Final = {"{": "}", "[": "]"}
_VALUE: Final = r"""(?:"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}|\[[^\[\]]*\]|[^,{}\[\]]+)"""
_LETTERS: Final = str.maketrans({"o": "0", "O": "0", "l": "1", "，": ".", "．": "."})
_MOST_TRIED: Final = 40
"""Most problems of a file for which a repair is tried."""
_POWER: Final = re.compile(r"(-?\d+(?:\.\d+)?)[eE](\d{1,2})")


@dataclass(frozen=True, slots=True)
class Repair:
    """A line of the file as it should be."""

    line: int
    """Counted from 1."""
    text: str
    """The whole line; empty where it has to go."""
    adds: bool = False
    """Whether the line is to be added behind that line instead of standing in its place."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A problem in its line."""

    problem: Problem
    lines: Sequence[str]

    @property
    def line(self) -> str:
        return self.lines[self.problem.line - 1]

    @property
    def start(self) -> int:
        return self.problem.column - 1

    @property
    def args(self) -> Mapping[str, str]:
        return self.problem.args

    def with_line(self, line: str) -> Repair | None:
        return Repair(self.problem.line, line) if line != self.line else None

    def put(self, value: str) -> Repair | None:
        """Return the line with *value* in place of the scalar that the problem points at."""
        match = re.compile(_VALUE).match(self.line, self.start)
        if match is None or match[0][0] in _CLOSES:
            return None
        end = match.start() + len(match[0].rstrip())
        return self.with_line(self.line[: self.start] + value + self.line[end:])

    def swap(self, old: str, new: str) -> Repair | None:
        """Return the line with the first *old* at or after the problem's place written as *new*."""
        form = re.compile(rf"(?<![\w.]){re.escape(old)}(?![\w.])")
        return self.with_line(self.line[: self.start] + form.sub(new, self.line[self.start :], count=1))

    def insert(self, entry: str) -> Repair | None:
        """Return the line with *entry* at the end of the mapping that the problem points at, or stands in."""
        end = _end_of(self.line, self.start)
        return None if end is None else self.with_line(f"{self.line[:end]}, {entry}{self.line[end:]}")

    def drop(self, key: str) -> Repair | None:
        """Return the line without *key*; an empty one where nothing else stands on it."""
        return _dropped(self.problem.line, self.line, key)

    def at(self, pattern: str) -> tuple[int, str] | None:
        """Return number and text of the first line that matches *pattern*."""
        return next(((i, line) for i, line in enumerate(self.lines, 1) if re.search(pattern, line)), None)


def repair_of(problem: Problem, lines: Sequence[str]) -> Repair | None:
    """Return the line that puts *problem* right; None where only the author knows what is meant."""
    if not 0 < problem.line <= len(lines) or not problem.column:
        return None
    spot = _Spot(problem, lines)
    name = problem.args.get("name") or problem.args.get("key", "")
    if problem.hint_key == "did-you-mean" and problem.args.get("near"):
        return spot.swap(name, problem.args["near"])
    make = _MAKERS.get(problem.code)
    return make(spot) if make is not None else None


def repairs(data: bytes, problems: Sequence[Problem]) -> dict[int, Repair]:
    """Return the repairs that help *problems* of a file that holds *data*, by their number.

    Each is tried: the problem is gone and no more errors are there than before.
    """
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    tried: dict[int, Repair] = {}
    for number, problem in enumerate(problems[:_MOST_TRIED]):
        repair = repair_of(problem, lines)
        if repair is None:
            continue
        changed = [*lines]
        place = repair.line if repair.adds else repair.line - 1
        changed[place : place if repair.adds else place + 1] = [repair.text] if repair.text else []
        after = guideline_problems("\n".join(changed).encode(), problem.file)
        same = sum(_is_same(problem, other) for other in problems)
        if sum(_is_same(problem, other) for other in after) < same and _errors(after) <= _errors(problems):
            tried[number] = repair
    return tried


def _is_same(problem: Problem, other: Problem) -> bool:
    return problem.code == other.code and problem.args == other.args


def _errors(problems: Sequence[Problem]) -> int:
    return sum(problem.severity is Severity.ERROR for problem in problems)


def _end_of(line: str, start: int) -> int | None:
    """Return where the mapping ends that begins at *start*, or the one that *start* stands in."""
    if line[start : start + 1] not in _CLOSES:
        if re.match(r"[\w.]+:\s*\{", line[start:]):
            start += line[start:].index("{")
        else:
            start = line.rfind("{", 0, start + 1)
    if start < 0 or line[start : start + 1] not in _CLOSES:
        return None
    depth = 0
    for i in range(start, len(line)):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(line[i], 0)
        if not depth:
            return i
    return None


def _dropped(number: int, line: str, key: str) -> Repair | None:
    if re.fullmatch(rf"\s*{key}:.*", line):
        return Repair(number, "")
    for form in (rf",\s*{key}:\s*{_VALUE}", rf"(?<=[{{]){key}:\s*{_VALUE},?\s*"):
        bare = re.sub(form, "", line, count=1)
        if bare != line:
            return Repair(number, bare)
    return None


def _declared(spot: _Spot, change: Callable[[str], str]) -> Repair | None:
    """Return the line that declares the fact or column, changed."""
    match = spot.at(rf"^\s*{re.escape(spot.args['name'])}:\s*\{{")
    if match is None or (changed := change(match[1])) == match[1]:
        return None
    return Repair(match[0], changed)


def _typed(spot: _Spot) -> Repair | None:
    """Return the declaration with the type that is wanted, and with choices only where it takes them."""
    wanted = spot.args["wanted"].split(" / ")[0]

    def change(line: str) -> str:
        line = re.sub(r"type:\s*\w+", f"type: {wanted}", line, count=1)
        if wanted not in ("choice", "set"):
            bare = _dropped(1, line, "choices")
            return line if bare is None else bare.text
        return (
            line if "choices:" in line else f"{line[: line.rindex('}')]}, choices: {{a: 选项一, b: 选项二}}}}"
        )

    return _declared(spot, change)


def _may_not_be_blank(spot: _Spot) -> Repair | None:
    match = spot.at(rf"title:\s*{re.escape(spot.args['column'])}\s*,.*may_be_blank")
    return None if match is None else _dropped(*match, "may_be_blank")


def _award(spot: _Spot) -> Repair | None:
    return spot.swap(spot.args["award"], spot.args["points"])


def _last_award(spot: _Spot) -> Repair | None:
    """Return the line with the last award raised so that all add up to the points."""
    end = _end_of(spot.line, spot.start)
    numbers = list(re.finditer(r"\d+(?:\.\d+)?(?=\s*[,}])", spot.line[: (end or 0) + 1]))
    missing = (parse(spot.args["points"]) or 0) - (parse(spot.args["sum"]) or 0)
    value = (parse(numbers[-1][0]) or 0) + missing if numbers else 0
    if value <= 0:
        return None
    return spot.with_line(spot.line[: numbers[-1].start()] + text(value) + spot.line[numbers[-1].end() :])


def _part(spot: _Spot) -> Repair | None:
    missing = (parse(spot.args["points"]) or 0) - (parse(spot.args["sum"]) or 0)
    match = re.search(r"points:\s*(\d+(?:\.\d+)?)", spot.line)
    value = (parse(match[1]) or 0) + missing if match else 0
    return spot.swap(match[1], text(value)) if match and value > 0 else None


def _renamed(spot: _Spot) -> Repair | None:
    name = spot.args["name"].rpartition("#")[2]
    return spot.put(f"{name}-2") if spot.line[spot.start :].startswith(name) else None


def _of_the_month(spot: _Spot) -> Repair | None:
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", spot.args["found"])
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    last = calendar.monthrange(int(match[1]), int(match[2]))[1]
    return spot.put(f"{match[1]}-{match[2]}-{min(int(match[3]), last):02}")


def _number(spot: _Spot) -> Repair | None:
    written = spot.args["found"].translate(_LETTERS).rstrip("%")
    if match := _POWER.fullmatch(written):
        written = text((parse(match[1]) or 0) * 10 ** int(match[2]))
    return spot.put(written) if parse(written) is not None else None


def _writable(spot: _Spot) -> Repair | None:
    value = parse(spot.args["value"])
    return None if value is None else spot.put(text(rounded(value, int(spot.args["places"]), "half_up")))


def _full(spot: _Spot) -> Repair | None:
    if spot.line[spot.start :].startswith(("1", "2", "3")) and "%" in spot.line[spot.start : spot.start + 5]:
        return spot.put("100%")
    return spot.swap(spot.args["best"], spot.args["points"])


def _reachable(spot: _Spot) -> Repair | None:
    end = _end_of(spot.line, spot.start) or len(spot.line)
    inside = re.sub(r"(?:at_least|above):\s*[\d.%]+", "at_least: 100%", spot.line[spot.start : end])
    return spot.with_line(spot.line[: spot.start] + inside + spot.line[end:])


def _floor(spot: _Spot) -> Repair | None:
    title = re.escape(spot.args["grade"])
    for number, line in enumerate(spot.lines, 1):
        changed = re.sub(
            rf"(title:\s*\"?{title}\"?[^{{}}]*?)(?:at_least|above):\s*[\d.%]+", r"\1at_least: 0", line
        )
        if changed != line:
            return Repair(number, changed)
    return None


def _below_the_other(spot: _Spot) -> Repair | None:
    other = re.search(rf"{re.escape(spot.args['other'])}:\s*\{{from:\s*(\d+)", spot.line)
    mine = re.compile(r"to:\s*\d+").search(spot.line, spot.start)
    if other is None or mine is None:
        return None
    return spot.with_line(f"{spot.line[: mine.start()]}to: {int(other[1]) - 1}{spot.line[mine.end() :]}")


def _turned(spot: _Spot) -> Repair | None:
    turned = re.sub(
        r"from:\s*([\d.]+),\s*to:\s*([\d.]+)", r"from: \2, to: \1", spot.line[spot.start :], count=1
    )
    if turned != spot.line[spot.start :]:
        return spot.with_line(spot.line[: spot.start] + turned)
    return spot.drop("from")


def _counted(spot: _Spot) -> Repair | None:
    form = r"\{deduct:\s*\{each:\s*\[\{fact:\s*([\w.]+),\s*points:\s*([\d.]+)\}\]\}\}"
    return spot.with_line(re.sub(form, r"{count: {fact: \1, each: \2}}", spot.line))


def _bound(spot: _Spot) -> Repair | None:
    match = re.search(r"(\w+):\s*$", spot.line[: spot.start])
    return spot.drop(match[1]) if match else None


def _one_figure(spot: _Spot) -> Repair | None:
    line = spot.line
    for key in re.split(r"[、, ]+", spot.args["figures"])[1:]:
        for name in (key, "of") if key == "by" else (key,):
            bare = _dropped(1, line, name)
            line = line if bare is None else bare.text
    return spot.with_line(line)


def _declares(spot: _Spot) -> Repair | None:
    match = spot.at(r"^facts:")
    line = f"  {spot.args['name']}: {{title: 请填写名称, type: integer, at_least: 0}}"
    return None if match is None else Repair(match[0], line, adds=True)


def _counts(spot: _Spot) -> Repair | None:
    match, name = spot.at(r"^facts:"), spot.args["name"]
    line = f"  {name}.total: {{title: 请填写名称, type: integer, counted: {{ledger: {name}}}, shown: true}}"
    return None if match is None else Repair(match[0], line, adds=True)


def _at_total(spot: _Spot) -> Repair | None:
    if match := spot.at(r"^rounding:"):
        return Repair(match[0], "rounding: {places: 2, rule: half_up, at: total}")
    match = spot.at(r"^full_marks:")
    return None if match is None else Repair(match[0], "rounding: {at: total}", adds=True)


def _something(spot: _Spot) -> Repair | None:
    """Return a test that asks for anything at all."""
    return spot.insert(
        "is_given: yes" if "column:" in spot.line[spot.start : spot.start + 10] else "at_least: 1"
    )


def _half_up(spot: _Spot) -> Repair | None:
    return spot.swap("half_even", "half_up")


_MAKERS: Final[Mapping[str, Callable[[_Spot], Repair | None]]] = {
    "award-above-points": _award,
    "awards-sum": _last_award,
    "blank-may-help": _may_not_be_blank,
    "blank-under-not": _may_not_be_blank,
    "bound-type": _bound,
    "choices-missing": lambda spot: spot.insert("choices: {a: 选项一, b: 选项二}"),
    "choices-unwanted": lambda spot: spot.drop("choices"),
    "deduction-fact": lambda spot: _declared(
        spot, lambda line: f"{line[: line.rindex('}')]}, from: expert}}"
    ),
    "deduction-rule": _counted,
    "duplicate-id": _renamed,
    "each-not-read": lambda spot: spot.drop("each"),
    "empty-range": _turned,
    "fact-type": _typed,
    "full-points-unreachable": _full,
    "grade-unreachable": _reachable,
    "grades-no-floor": _floor,
    "half-even-at-criterion": _half_up,
    "if-none-missing": lambda spot: spot.insert("if_none: zero"),
    "levels-overlap": _below_the_other,
    "marked-by-without-mark": lambda spot: spot.drop("marked_by"),
    "merge-needs-role": lambda spot: spot.drop("merge"),
    "name-with-blanks": lambda spot: spot.with_line(
        spot.line.replace(spot.args["name"], " ".join(spot.args["name"].split()))
    ),
    "not-a-date": _of_the_month,
    "not-a-number": _number,
    "not-before-date": lambda spot: spot.drop("not_before"),
    "not-together": lambda spot: spot.drop(spot.args["key"]) if "{" in spot.line else None,
    "not-writable": _writable,
    "not-yes-or-no": lambda spot: spot.put("yes"),
    "number-wanted": _number,
    "official-without-source": lambda spot: spot.put("draft"),
    "one-figure": _one_figure,
    "only-sets-may-not-apply": lambda spot: spot.drop("may_not_apply"),
    "operator-missing": _something,
    "option-without-award": lambda spot: spot.insert(f"{spot.args['option']}: 0"),
    "parts-sum": _part,
    "points-sum": lambda spot: spot.put(spot.args["sum"]),
    "range-off-step": lambda spot: spot.with_line(re.sub(r"step:\s*[\d.]+", "step: 1", spot.line)),
    "role-counted": lambda spot: spot.drop("from"),
    "share-wanted": lambda spot: spot.put(spot.args["example"]),
    "unknown-fact": _declares,
    "unused-fact": lambda spot: spot.insert("shown: true"),
    "unused-ledger": _counts,
    "weights-all-zero": lambda spot: spot.with_line(spot.line.replace("weight: 0", "weight: 1")),
    "weights-mixed": lambda spot: spot.insert("weight: 1"),
    "weights-need-total": _at_total,
    "zero-divisor": lambda spot: spot.put("1"),
}
"""What puts a mistake right, where one line can."""
