"""Cells for the answers to facts, in workbooks of stations and evaluators: their content and validation."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from evaluator.base.exact import simple, text
from evaluator.model.guideline import Column, Fact
from evaluator.model.values import Value
from evaluator.workbook import layout
from evaluator.workbook.formats import Format, StyledWorkbook, Tab


def write_answer(
    workbook: StyledWorkbook, sheet: Tab, place: tuple[int, int], fact: Fact, value: Value | None
) -> None:
    """Write the answer to a fact; for a set only whether none of its options is chosen."""
    style = workbook.typed(fact.type)
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
    """Write a value exactly; the fact or column it is a value *of* has the titles of options."""
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


def refuse_others(workbook: StyledWorkbook, sheet: Tab, place: tuple[int, int, int, int], fact: Fact) -> None:
    """Restrict a cell to answers that fit the fact."""
    match fact.type:
        case "boolean":
            workbook.choices(sheet, place, "boolean", [layout.TICKED, layout.UNTICKED])
        case "choice":
            workbook.choices(sheet, place, "choice", list(fact.choices.values()))
        case "set":
            workbook.choices(sheet, place, "set", [layout.NONE_CHOSEN])
        case "date":
            workbook.validation(sheet, place, "date", workbook.date_rule())
        case "integer" | "number" | "share":
            low, high = (
                bound.constant if bound is not None else None for bound in (fact.at_least, fact.at_most)
            )
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
                rule["error_message"] = workbook.plan.say("error.bounds", low=text(low), high=text(high))
            workbook.validation(sheet, place, fact.type, rule)
