"""Convert what a person filled in to the type of its fact or column, or return why that fails."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.base.folding import folded
from evaluator.base.frozen import dataclass, field
from evaluator.base.masking import mask
from evaluator.base.once import lazy_pattern, once
from evaluator.conditions.truth import number
from evaluator.loading.cells import (
    MOST_DIGITS_OF_EXCEL,
    Cell,
    Code,
    EarlyDayNumber,
    ErrorValue,
    Share,
    Struck,
    Uncalculated,
    cell_text,
    exact_of,
)
from evaluator.model.guideline import Column, Fact
from evaluator.model.values import Amount, Place, Value
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, nearest
from evaluator.yaml.parse import Items, Node, Scalar, is_null

YES = frozenset({"true", "yes", "是"})
NO = frozenset({"false", "no", "否"})

MOST_FORMULA = 60
"""Characters of a formula that are quoted."""
FIRST_SERIAL, LAST_SERIAL = 10_000, 100_000
"""Excel's day numbers of 1927-05-18 and 2173-10-13; a number outside is not taken for a date."""

_NO_CHOICES: Mapping[str, str] = {}
_EXCEL_BEGIN, _EARLY_BEGIN = date(1899, 12, 30), date(1904, 1, 1)
_DATE = lazy_pattern(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)")
_CELL_DATE = lazy_pattern(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]|((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
"""What else is a day in a table."""
_HALF_OF_DAY = r" ?(?:上午|下午|早上|中午|晚上|AM|PM) ?"
_CLOCK = r"\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?|[时点](?:\d{1,2}分?)?)"
_BEHIND_DATE = lazy_pattern(
    r"[.。]?(?: ?\(?(?:周|星期|礼拜)[一二三四五六日天]\)?)?"
    rf"(?:(?:{_HALF_OF_DAY}|[ T]){_CLOCK}|{_HALF_OF_DAY})?"
)
"""A day of the week and a time of day, which are dropped."""
_TICKS, _CROSSES = frozenset("√✓✔☑"), frozenset("×✗✘✕☒")
_THOUSANDS = lazy_pattern(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_NUMBER_AND_UNIT = lazy_pattern(r"-?[0-9.]+\s*[^\s0-9.,_%eE+-].*")
_SCIENTIFIC = lazy_pattern(r"\d(?:\.\d+)?[Ee]\+(?:1[1-9]|[2-9]\d)")
"""How a csv file has a long number that a spreadsheet showed shortened."""
_BETWEEN_OPTIONS = lazy_pattern(r"[、,;\n]")


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a value could not be typed: a problem without its place."""

    code: str
    args: Mapping[str, str] = field(default_factory=dict)
    hint_key: str = ""

    def problem(self, shown: str, place: Place, **more: str) -> Problem:
        """Return the problem at *place* of the file *shown*."""
        return Problem(
            self.code, shown, place.line, place.column, args={**self.args, **more}, hint_key=self.hint_key
        )

    def masked(self) -> Unfit:
        """Return the same complaint without the value itself."""
        hidden = {key: mask(self.args[key]) for key in ("found", "option") if key in self.args}
        args = {key: text for key, text in self.args.items() if key != "near"}
        return Unfit(self.code, {**args, **hidden}, "" if "near" in self.args else self.hint_key)


def fact_value(fact: Fact, node: Node) -> Value | Unfit | None:
    """Return the value that a station or evaluator wrote for *fact*, None when it is blank.

    The value is checked against the fact's constant bounds; bounds that are facts need `beyond`.
    """
    value = typed_node(node, fact.type, fact.choices)
    if value is not None and not isinstance(value, Unfit):
        value = beyond(fact, value, lambda _: None) or value
    return named(fact, value) if isinstance(value, Unfit) else value


def named(fact: Fact, unfit: Unfit) -> Unfit:
    """Return the complaint with the fact's name and title in it."""
    return Unfit(unfit.code, {"name": fact.name, "title": fact.title, **unfit.args}, unfit.hint_key)


def titled(fact: Fact, unfit: Unfit) -> Unfit:
    """Return the complaint as it may be shown: masked where the fact is private."""
    return unfit.masked() if fact.private else unfit


def typed_node(node: Node, kind: str, choices: Mapping[str, str] = _NO_CHOICES) -> Value | Unfit | None:
    """Return the value of a YAML node, None when it is blank."""
    if is_null(node):
        return None
    if isinstance(node, Items):
        if kind != "set":
            return Unfit("fact-wrong-type", {"found": "[…]", "wanted": kind}, f"write-{kind}")
        options = [
            element.text for element in node.nodes if isinstance(element, Scalar) and not is_null(element)
        ]
        if len(options) != len(node.nodes):
            return Unfit("fact-wrong-type", {"found": "[…]", "wanted": kind}, f"write-{kind}")
        return option_set(options, choices)
    if not isinstance(node, Scalar):
        return Unfit("fact-wrong-type", {"found": "{…}", "wanted": kind}, f"write-{kind}")
    if kind == "set":
        return Unfit("fact-wrong-type", {"found": node.text, "wanted": kind}, f"write-{kind}")
    return typed(node.text, kind, choices)


def typed(text: str, kind: str, choices: Mapping[str, str] = _NO_CHOICES) -> Value | Unfit | None:
    """Return the value written in *text*, None when there is nothing but blanks."""
    trimmed = text.strip()
    if not trimmed:
        return None
    match kind:
        case "text":
            return text
        case "choice":
            return option(trimmed, choices)
        case "set":
            return option_set(_BETWEEN_OPTIONS.split(folded(text)), choices)
        case "boolean":
            answer = trimmed.casefold()
            if answer in YES | NO:
                return answer in YES
        case "date":
            day = typed_date(trimmed)
            if day is not None:
                return day
        case "share":
            share = exact.share(trimmed, lenient=True)
            if share is not None:
                return exact.simple(share)
        case "integer" | "number":
            parsed_number = exact.parse(trimmed, lenient=True)
            if parsed_number is not None and (kind == "number" or isinstance(parsed_number, int)):
                return parsed_number
        case _:
            raise ValueError(kind)
    return Unfit("fact-wrong-type", {"found": trimmed, "wanted": kind}, _advice(trimmed, kind))


def _advice(text: str, kind: str) -> str:
    """Return the key of the hint; a specific hint where only the notation is wrong."""
    if kind in ("integer", "number"):
        narrow = unicodedata.normalize("NFKC", text)
        if _THOUSANDS.fullmatch(narrow):
            return "write-without-commas"
        if exact.share(narrow) is not None:
            return "write-without-percent"
        if _NUMBER_AND_UNIT.fullmatch(narrow):
            return "write-without-unit"
    return f"write-{kind}"


def option(text: str, choices: Mapping[str, str]) -> str | Unfit:
    """Return the id of the option that *text* names by id or title."""
    if text in choices:
        return text
    id = named_options(choices).get(folded(text))
    if id is not None:
        return id
    near = nearest(text, [*choices.values(), *choices])
    if near is None:
        titles = Listing(choices.values())
        return Unfit("option-unknown", {"option": text, "known": titles}, "known-options")
    return Unfit("option-unknown", {"option": text, "near": near}, "did-you-mean")


@once
def named_options(choices: Mapping[str, str]) -> dict[str, str]:
    """Return the options by their folded ids and titles."""
    named: dict[str, str] = {}
    for id, title in choices.items():
        named.setdefault(folded(id), id)
        named.setdefault(folded(title), id)
    return named


def option_set(texts: Iterable[str], choices: Mapping[str, str]) -> frozenset[str] | Unfit:
    """Return the options named; one unknown option makes the whole set unfit."""
    ids = set()
    for text in texts:
        if not text.strip():
            continue
        option_id = option(text.strip(), choices)
        if isinstance(option_id, Unfit):
            return option_id
        ids.add(option_id)
    return frozenset(ids)


@lru_cache(maxsize=4096)  # few days recur in all the files of a round
def typed_date(text: str, *, with_time: bool = False) -> date | Unfit | None:
    """Return the day written as 2025-07-01, 2025/7/1, 2025.7.1 or 2025年7月1日; None for anything else.

    *with_time*: as cells have it, also with a time behind, as 20250701 or as 2025年7月1号.
    """
    narrow = folded(text)
    match = _DATE.match(narrow) or (_CELL_DATE.match(narrow) if with_time else None)
    if match is None:
        return None
    rest = narrow[match.end() :]
    if rest and not (with_time and _BEHIND_DATE.fullmatch(rest)):
        return None
    year, month, day = (part for part in match.groups() if part is not None and part not in "-/.")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return Unfit("date-impossible", {"found": text})


def typed_cell(cell: Cell, column: Column) -> Value | Unfit | None:
    """Return the value of a ledger's cell, None when it is blank.

    Text is returned normalised (NFKC, trimmed). Unlike YAML, tables may hold thousands separators, day
    numbers, and shares as Excel stores a percentage (0.93).
    """
    if cell is None:
        return None
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, str):
        return _text_cell(cell, column)
    kind = column.type
    if isinstance(cell, bool):
        if kind == "boolean":
            return cell
        return cell_text(cell) if kind == "text" else _unfit_cell(cell, kind)
    if isinstance(cell, date):
        if kind == "date":
            return cell
        return cell_text(cell) if kind == "text" else _unfit_cell(cell, kind)
    if isinstance(cell, int | float):
        return _number_cell(cell, column)
    return _unfit_cell(cell, kind)


def _long_number(text: str) -> Unfit | None:
    """Return the complaint about a long number that a spreadsheet showed shortened."""
    if "+" in text and _SCIENTIFIC.fullmatch(text):
        return Unfit("cell-digits-lost", {"found": text})
    return None


def _text_cell(cell: str, column: Column) -> Value | Unfit | None:
    match cell:
        case ErrorValue():
            return Unfit("cell-error", {"error": cell.strip()})
        case Uncalculated():
            return Unfit("cell-uncalculated", {"formula": cell[:MOST_FORMULA]})
        case Struck():
            return Unfit("cell-struck", {"found": cell})
    text = folded(cell)
    if not text:
        return None
    kind = column.type
    if kind == "text":
        return _long_number(text) or text
    if kind == "date":
        day = typed_date(text, with_time=True)
        if day is not None:
            return day
        serial = exact.parse(text)
        return _unfit_cell(cell, kind) if serial is None else _day_of(serial, cell)
    if kind in ("integer", "number") and _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if kind == "boolean" and text in _TICKS | _CROSSES:
        return text in _TICKS
    value = typed(text, kind, column.choices)
    if isinstance(value, Unfit) and value.code == "fact-wrong-type":
        return Unfit("cell-wrong-type", value.args, value.hint_key)
    return value


def _number_cell(cell: float, column: Column) -> Value | Unfit:
    value = exact_of(cell)
    if value is None:
        return _unfit_cell(cell, column.type)
    match column.type:
        case "number":
            return value
        case "integer" if isinstance(value, int):
            return value
        case "share" if 0 <= value <= 1 or (value > 1 and isinstance(cell, Share)):
            # Excel stores 93 % as 0.93. Above 1 it is unclear whether 93 means 93 %; a format can say so.
            return value
        case "date" if isinstance(cell, Code):
            return _text_cell(cell.shown, column) or _unfit_cell(cell, column.type)
        case "date" if isinstance(value, int) and value > LAST_SERIAL:
            return typed_date(str(value), with_time=True) or _unfit_cell(cell, column.type)
        case "date":
            return _day_of(
                value, cell_text(cell), _EARLY_BEGIN if isinstance(cell, EarlyDayNumber) else _EXCEL_BEGIN
            )
        case "text" | "choice" | "set":
            if abs(value) >= 10**MOST_DIGITS_OF_EXCEL:
                # Excel keeps 15 digits of a number: the last digits of an identity card are lost.
                return Unfit("cell-digits-lost", {"found": exact.text(value)})
            return _text_cell(cell_text(cell), column) or _unfit_cell(cell, column.type)
    return _unfit_cell(cell, column.type)


def _day_of(serial: Number, written: str, begin: date = _EXCEL_BEGIN) -> date | Unfit:
    """Return the day of a spreadsheet's day number; the time of day is dropped."""
    if FIRST_SERIAL <= serial + (begin - _EXCEL_BEGIN).days <= LAST_SERIAL:
        return begin + timedelta(days=int(serial))
    return _unfit_cell(written, "date")


def _unfit_cell(cell: Cell, kind: str) -> Unfit:
    return Unfit("cell-wrong-type", {"found": cell_text(cell), "wanted": kind}, f"write-{kind}")


def beyond(fact: Fact, value: Value, lookup: Callable[[str], Value | None]) -> Unfit | None:
    """Return why *value* lies outside the fact's bounds, None when it does not; blank bounds are ignored."""
    if fact.at_least is None and fact.at_most is None:
        return None
    amount = number(value)
    if amount is None or isinstance(value, bool):
        return None
    for bound, sign in ((fact.at_least, -1), (fact.at_most, 1)):
        limit = None if bound is None else _limit(bound, lookup)
        if bound is None or limit is None or (amount - limit) * sign <= 0:
            continue
        args = {
            "name": fact.name,
            "title": fact.title,
            "found": _written(amount, fact),
            "limit": _written(limit, fact),
            "bound": bound.fact,
        }
        side = "most" if sign > 0 else "least"
        code = f"fact-above-{'fact' if bound.fact else 'limit'}"
        return Unfit(code if side == "most" else code.replace("above", "below"), args)
    return None


def _limit(bound: Amount, lookup: Callable[[str], Value | None]) -> Number | None:
    if bound.constant is not None:
        return bound.constant
    value = number(lookup(bound.fact))
    return None if value is None else exact.simple(Fraction(value) * bound.times / bound.per)


def _written(value: Number, fact: Fact) -> str:
    return (
        f"{exact.text(exact.simple(Fraction(value) * 100))}%" if fact.type == "share" else exact.text(value)
    )
