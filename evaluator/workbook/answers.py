"""Cells in which a fact is answered, as stations and evaluators have them: what stands in one, what may."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from evaluator.base.exact import simple, text
from evaluator.model.guideline import Column, Fact
from evaluator.model.values import Value
from evaluator.workbook import layout
from evaluator.workbook.formats import Format, Paper, Tab


def write_answer(paper: Paper, sheet: Tab, place: tuple[int, int], fact: Fact, value: Value | None) -> None:
    """Write the answer to a fact; of a set only whether it is given and empty."""
    style = paper.typed(fact.type)
    if isinstance(value, frozenset):
        write_value(sheet, place, None if value else layout.NONE_CHOSEN, style)
    else:
        write_value(sheet, place, value, style, fact)


def write_value(
    sheet: Tab,
    place: tuple[int, int],
    value: Value | None,
    style: Format,
    of: Fact | Column | None = None,
) -> None:
    """Write one value, exactly; what it is a value *of* says what an option is called."""
    match value:
        case None | frozenset():
            sheet.write_blank(*place, None, style)
        case bool():
            sheet.write_string(*place, layout.TICKED if value else layout.UNTICKED, style)
        case date() if value.year < 1900:
            sheet.write_string(*place, value.isoformat(), style)  # before spreadsheets count days
        case date():
            sheet.write_datetime(*place, value, style)
        case str():
            title = of.choices.get(value, value) if of is not None and of.type == "choice" else value
            sheet.write_string(*place, title, style)
        case _ if Fraction(repr(float(value))) == value:
            sheet.write_number(*place, float(value), style)
        # A number with more digits than a cell holds is a text, so that none of them is lost.
        case _ if of is not None and of.type == "share":
            sheet.write_string(*place, f"{text(simple(Fraction(value) * 100))}%", style)
        case _:
            sheet.write_string(*place, text(value), style)


def refuse_others(paper: Paper, sheet: Tab, place: tuple[int, int, int, int], fact: Fact) -> None:
    """Let only what fits a fact be typed in its cell."""
    match fact.type:
        case "boolean":
            paper.choices(sheet, place, "boolean", [layout.TICKED, layout.UNTICKED])
        case "choice":
            paper.choices(sheet, place, "choice", list(fact.choices.values()))
        case "set":
            paper.choices(sheet, place, "set", [layout.NONE_CHOSEN])
        case "date":
            paper.validation(sheet, place, "date", paper.date_rule())
        case "integer" | "number" | "share":
            low, high = (one.constant if one is not None else None for one in (fact.at_least, fact.at_most))
            least = float(low) if low is not None else -1e12
            most = float(high) if high is not None else 1e12
            whole = fact.type == "integer"
            rule: dict[str, Any] = {
                "validate": "integer" if whole else "decimal",
                "criteria": "between",
                "minimum": int(least) if whole else least,
                "maximum": int(most) if whole else most,
            }
            if low is not None and high is not None and fact.type != "share":
                rule["error_message"] = paper.plan.say("error.bounds", low=text(low), high=text(high))
            paper.validation(sheet, place, fact.type, rule)
