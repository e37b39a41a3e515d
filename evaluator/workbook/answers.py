"""Cells in which a fact is answered, as stations and evaluators have them: what stands in one, what may."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from evaluator.exact import Number, text
from evaluator.model.guideline import Fact
from evaluator.model.values import Value
from evaluator.workbook import layout
from evaluator.workbook.paper import Paper


def write_answer(paper: Paper, sheet: Any, place: tuple[int, int], fact: Fact, value: Value | None) -> None:  # noqa: ANN401
    """Write the answer to a fact; of a set only whether it is given and empty."""
    style = paper.typed(fact.type)
    if fact.type == "choice" and isinstance(value, str):
        value = fact.choices.get(value, value)
    if isinstance(value, bool):
        sheet.write_string(*place, layout.TICKED if value else layout.UNTICKED, style)
    elif isinstance(value, date) and value.year < 1900:
        sheet.write_string(*place, value.isoformat(), style)  # before spreadsheets count days
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, style)
    elif isinstance(value, str):
        sheet.write_string(*place, value, style)
    elif isinstance(value, frozenset) and not value:
        sheet.write_string(*place, layout.NONE_CHOSEN, style)
    elif value is not None and not isinstance(value, frozenset):
        write_number(sheet, place, value, style)
    else:
        sheet.write_blank(*place, None, style)


def write_number(sheet: Any, place: tuple[int, int], value: Number, style: Any) -> None:  # noqa: ANN401
    """Write a number; one with more digits than a cell holds as text, so that none of them is lost."""
    near = float(value)
    if Fraction(repr(near)) == value:
        sheet.write_number(*place, near, style)
    else:
        sheet.write_string(*place, text(value), style)


def refuse_others(paper: Paper, sheet: Any, place: tuple[int, int, int, int], fact: Fact) -> None:  # noqa: ANN401
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
