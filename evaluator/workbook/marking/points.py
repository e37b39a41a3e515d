"""What an answer comes to, live: the points the engine would give, or a few words instead of a figure.

Expressions for a spreadsheet, as `conditions.formulas` has them. Where an answer is missing or unfit they are
worth a text, never a number: what is unfit begins with `BAD`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from evaluator.base.exact import Number
from evaluator.conditions.formulas import literal, quoted
from evaluator.model.guideline import Fact
from evaluator.rules.marked import FilesForm, Level, LevelForm, PointsForm, PointsRange
from evaluator.workbook import layout
from evaluator.workbook.positions import literal_text

BAD: Final = "！"
VALID: Final = "√"
STEP_DIGITS: Final = 10
"""Decimals of points given in steps."""

Say = Callable[[str], str]
"""Returns a text of the workbook by its key."""


class Points:
    """The expressions of one workbook in its language."""

    def __init__(self, say: Say) -> None:
        self.say = say

    def bad(self, key: str) -> str:
        """Return the text for an invalid answer."""
        return quoted(BAD + self.say(f"bad.{key}"))

    def level(self, form: LevelForm, level: str, points: str, empty: str) -> str:
        """Return the points of a level with the points in another cell; *empty* where both are blank."""
        number = "+".join(
            f"{at}*EXACT(TRIM({level}),{literal_text(name)})" for at, name in enumerate(form.levels, 1)
        )
        level_points = ",".join(self._level(form_level, points) for form_level in form.levels.values())
        chosen_points = f"IF({number}=0,{self.bad('level')},CHOOSE({number},{level_points}))"
        missing = f"IF(ISBLANK({points}),{empty},{self.bad('no_level')})"
        return f'IF(TRIM({level})="",{missing},{chosen_points})'

    def _level(self, level: Level, points: str) -> str:
        low = literal(level.low)
        if level.fixed:
            other = (
                f"IF(ISNUMBER({points}),IF({points}={low},{low},{self.bad('fixed')}),{self.bad('number')})"
            )
            return f"IF(ISBLANK({points}),{low},{other})"
        within = self._within(points, level)
        return f"IF(ISBLANK({points}),{quoted(self.say('state.points'))},{within})"

    def _within(self, points: str, allowed: PointsRange) -> str:
        fits = points
        if allowed.step is not None:
            fits = f"IF({on_step(points, allowed.low, allowed.step)},{points},{self.bad('step')})"
        bounds = f"AND({points}>={literal(allowed.low)},{points}<={literal(allowed.high)})"
        return f"IF(ISNUMBER({points}),IF({bounds},{fits},{self.bad('outside')}),{self.bad('number')})"

    def free(self, form: PointsForm, points: str, empty: str) -> str:
        """Return the points of a criterion that is marked without levels."""
        return f"IF(ISBLANK({points}),{empty},{self._within(points, form.points)})"

    def file(self, name: str, names: str, checks: str, count: int) -> str:
        """Return the share of checks a file passed; "" for an empty row, a text where no check applies.

        *name* and *names* are cells with the results of `named`.
        """

        def of(mark: str) -> str:
            return f"SUMPRODUCT(--EXACT({checks},{quoted(mark)}))"

        passed, left = of(layout.TICK), of(layout.LEFT_OUT)
        others = f"COUNTA({checks})-{passed}-{left}-{of(layout.CROSS)}"
        twice = f"SUMPRODUCT(--EXACT({names},{name}))>1"
        share = f"IF({left}={count},{quoted(self.say('state.no_checks'))},{passed}/({count}-{left}))"
        named = f"IF({others}>0,{self.bad('check')},IF({twice},{self.bad('twice')},{share}))"
        return f'IF({name}="",IF(COUNTA({checks})=0,"",{self.bad("no_file")}),{named})'

    def files(self, form: FilesForm, shares: str, sample_size: str, empty: str) -> str:
        """Return full points × the mean of the files' *shares*, once *sample_size* of them count.

        *sample_size* is a number, or "" where it is unknown.
        """
        counted = f"COUNT({shares})"
        unfit = f"SUMPRODUCT(--(LEFT({shares},1)={quoted(BAD)}))>0"
        nothing = f'AND({counted}=0,SUMPRODUCT(--({shares}<>""))=0)'
        more, files = quoted(self.say("state.more")), quoted(self.say("state.files"))
        wanted, mean = f"MAX(1,{sample_size})", f"{literal(form.full)}*SUM({shares})/{counted}"
        short = f"IF({counted}<{wanted},{more}&({wanted}-{counted})&{files},{mean})"
        figure = f"IF(ISNUMBER({sample_size}),{short},{quoted(self.say('state.unknown'))})"
        return f"IF({unfit},{self.bad('files')},IF({nothing},{empty},{figure}))"

    def fact(self, fact: Fact, cell: str, ticks: str, empty: str) -> str:
        """Return `VALID` where a fact's answer is valid; *ticks* are the cells of a set's options."""
        match fact.type:
            case "set":
                return self._set(cell, ticks, empty)
            case "boolean":
                fits, bad = one_of(cell, (layout.TICKED, layout.UNTICKED)), self.bad("boolean")
            case "choice":
                fits, bad = one_of(cell, tuple(fact.choices.values())), self.bad("choice")
            case "text":
                fits, bad = "TRUE", '""'
            case _:
                fits, bad = self._number(fact, cell)
        return f'IF(ISBLANK({cell}),{empty},IF({fits},"{VALID}",{bad}))'

    def _set(self, cell: str, ticks: str, empty: str) -> str:
        chosen = f"SUMPRODUCT(--EXACT({ticks},{quoted(layout.TICK)}))"
        none = one_of(cell, (layout.NONE_CHOSEN,))
        verdict = f'IF({none},IF({chosen}=0,"{VALID}",{self.bad("none")}),{self.bad("set")})'
        return f'IF(ISBLANK({cell}),IF({chosen}>0,"{VALID}",{empty}),{verdict})'

    def _number(self, fact: Fact, cell: str) -> tuple[str, str]:
        """Return whether a number, share or date is in its bounds, and the text where it is not."""
        tests = [f"ISNUMBER({cell})"]
        value = f"N({cell})"
        if fact.type == "integer":
            tests.append(f"INT({value})={value}")
        for bound, sign in ((fact.at_least, ">="), (fact.at_most, "<=")):
            if bound is not None and bound.constant is not None:
                tests.append(f"{value}{sign}{literal(bound.constant)}")
        return f"AND({','.join(tests)})", self.bad("date" if fact.type == "date" else "value")

    def answer(self, cell: str, wanted: Sequence[str], key: str) -> str:
        """Return `VALID` where a cell contains one of the *wanted* words."""
        return f'IF(ISBLANK({cell}),"",IF({one_of(cell, wanted)},"{VALID}",{self.bad(key)}))'


def named(cell: str) -> str:
    """Return a name without surrounding blanks of any kind, as the reader reads it."""
    for blank in ('"　"', '"\u00a0"', "CHAR(9)", "CHAR(10)", "CHAR(13)"):
        cell = f'SUBSTITUTE({cell},{blank}," ")'
    return f"TRIM({cell})"


def one_of(cell: str, words: Sequence[str]) -> str:
    """Return whether a cell contains one of *words*."""
    tests = [f"EXACT(TRIM({cell}),{literal_text(word)})" for word in words]
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"


def on_step(value: str, start: Number, step: Number) -> str:
    """Return whether *value* is a whole number of steps from *start*, within the rounding of decimals."""
    size, first = literal(step), literal(start)
    return f"ROUND(ROUND(({value}-{first})/{size},0)*{size}+{first},{STEP_DIGITS})={value}"


def drawn_of(form: FilesForm, there: str) -> str:
    """Return the sample size for a population of *there* files, computed as the form does."""
    wanted = f"MAX({form.at_least},{_ceiling(f'{literal(form.share)}*{there}')})"
    return f"MIN({_ceiling(there)},{wanted})"


def _ceiling(value: str) -> str:
    return f"-INT(1E-9-({value}))"
