"""A guideline as a workbook that its author corrects: a row for each section and criterion, nothing of YAML.

Cells that are changed change the guideline; what cells cannot say stands in a locked column and in a hidden
sheet, and comes back as it is.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from evaluator.base import exact
from evaluator.conditions.wording import Words, rule_words
from evaluator.model.guideline import Criterion, Guideline
from evaluator.texts import Language
from evaluator.texts.workbooks.review import ABOUT, HEADS, KINDS, LABELS, review_text
from evaluator.workbook.formats import height

STORE: Final = "_guideline"
"""The hidden sheet with the guideline as it was, and its language beside."""
ID, TITLE, POINTS, TEXT, WORDS, KIND, WHO, SURE, REST = range(HEADS)
EDITABLE: Final = frozenset({TITLE, POINTS, TEXT, KIND, WHO})
PAIRS: Final = 10
"""Numbers of a rule that have cells; each has its meaning beside it."""
_CHUNK: Final = 30_000
_SHOWN: Final = frozenset(
    {"id", "title", "points", "at_most", "text", "rule", "marked_by", "evidence", "zero_when", "applies_when"}
    | {"look_at", "note"}
)
_WIDTHS: Final = (9, 28, 7, 44, 44, 14, 14, 24, 30)
_PAIR_WIDTHS: Final = (16, 8)
"""Of what a number means, and of the number."""
_A4: Final = 9
"""The paper's number."""


@dataclass(frozen=True, slots=True)
class ReviewNode:
    """A section or a criterion in the document of a guideline."""

    entry: dict[str, Any]
    is_criterion: bool
    depth: int


@dataclass(frozen=True, slots=True)
class RuleNumber:
    """A number in a rule: where it stands, what it means, and its text."""

    path: tuple[str | int, ...]
    label: str
    text: str


def review_nodes(document: Mapping[str, Any]) -> Iterator[ReviewNode]:
    """Yield the sections and criteria of a guideline's document, then those of bonus and deductions."""

    def walk(entries: list[dict[str, Any]], depth: int) -> Iterator[ReviewNode]:
        for entry in entries:
            yield ReviewNode(entry, is_criterion=False, depth=depth)
            yield from walk(entry.get("sections") or [], depth + 1)
            yield from (ReviewNode(inner, True, depth + 1) for inner in entry.get("criteria") or [])

    yield from walk(document["sections"], 0)
    for key in ("bonus", "deductions"):
        yield from (ReviewNode(entry, True, 0) for entry in (document.get(key) or {}).get("criteria") or [])


def rule_numbers(rule: object, facts: Mapping[str, Any], lang: Language) -> list[RuleNumber]:
    """Return the numbers of a rule in their order."""
    options = {
        str(key): str(title)
        for name in facts_of(rule, facts)
        for key, title in (facts[name].get("choices") or {}).items()
    }

    def walk(value: object, path: tuple[str | int, ...], label: str) -> Iterator[RuleNumber]:
        if isinstance(value, dict):
            for key, inner in value.items():
                name = review_text(f"label.{key}", lang) if key in LABELS else str(key)
                yield from walk(inner, (*path, key), options.get(key, name))
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                yield from walk(inner, (*path, number), label)
        elif isinstance(value, str) and (exact.parse(value) is not None or exact.share(value) is not None):
            yield RuleNumber(path, label, value)

    return list(walk(rule, (), ""))


def suppliers_of(entry: Mapping[str, Any], document: Mapping[str, Any]) -> list[str]:
    """Return who supplies the facts of a criterion, or marks it."""
    kind = next(iter(entry["rule"]))
    if kind in ("mark", "rating", "sample"):
        return [entry.get("marked_by") or "expert"]
    facts = document.get("facts") or {}
    return sorted({(facts[name].get("from") or "station") for name in facts_of(entry["rule"], facts)})


def facts_of(rule: object, facts: Mapping[str, Any]) -> list[str]:
    """Return the facts that a rule names."""
    if isinstance(rule, dict):
        return [name for inner in rule.values() for name in facts_of(inner, facts)]
    if isinstance(rule, list):
        return [name for inner in rule for name in facts_of(inner, facts)]
    return [rule] if isinstance(rule, str) and rule in facts else []


def role_names(document: Mapping[str, Any], lang: Language) -> dict[str, str]:
    """Return the titles of all who may supply or mark something."""
    own = {role: review_text(f"role.{role}", lang) for role in ("station", "expert")}
    return own | {role: str(title) for role, title in (document.get("roles") or {}).items()}


def row_of(node: ReviewNode, document: Mapping[str, Any], lang: Language) -> list[str]:
    """Return the cells of a row that may be changed, by column; others are blank."""
    entry = node.entry
    cells = [""] * HEADS
    cells[ID], cells[TITLE] = str(entry["id"]), str(entry["title"])
    cells[POINTS] = str(entry.get("points") or entry.get("at_most") or "")
    if not node.is_criterion:
        return cells
    cells[TEXT] = str(entry.get("text") or "")
    cells[KIND] = review_text(f"kind.{next(iter(entry['rule']))}", lang)
    who = suppliers_of(entry, document)
    names = role_names(document, lang)
    cells[WHO] = names.get(who[0], who[0]) if len(who) == 1 else review_text("several", lang)
    return cells


def review_workbook(
    guideline: Guideline, document: Mapping[str, Any], sure: Mapping[str, str] | None = None
) -> bytes:
    """Return the workbook; *document* is the guideline's hashed object, *sure* how sure each rule is."""
    import xlsxwriter

    lang: Language = "en" if guideline.language == "en" else "zh"
    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **plain})
    book.set_properties({"created": datetime(2000, 1, 1), "author": ""})
    top = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BBBBBB"}
    head = book.add_format({**top, "bold": True, "align": "center", "bg_color": "#DDDDDD"})
    open_, closed = book.add_format({**top, "locked": False}), book.add_format({**top, "bg_color": "#EEEEEE"})
    amount = book.add_format({**top, "locked": False, "align": "center"})
    about = book.add_worksheet(review_text("about", lang))
    about.set_column(0, 0, 100)
    for number, line in enumerate(ABOUT):
        look = {"text_wrap": True, "valign": "top", "bold": not number}
        about.write_string(number, 0, line[lang != "zh"], book.add_format(look))
    sheet = book.add_worksheet(review_text("sheet", lang))
    sheet.freeze_panes(1, 2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, review_text(f"head.{column}", lang), head)
    for number in range(PAIRS):
        for step, key in enumerate(("meaning", "number")):
            column = HEADS + 2 * number + step
            sheet.set_column(column, column, _PAIR_WIDTHS[step])
            sheet.write_string(0, column, review_text(key, lang, number=number + 1), head)
    pack: Mapping[str, Any] = document["guideline"]
    words, criteria = Words(guideline), {entry.id: entry for entry in guideline.criteria()}
    row = 0
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.repeat_rows(0)
    sheet.repeat_columns(ID, TITLE)
    sheet.fit_to_pages(2, 0)
    for row, node in enumerate(review_nodes(pack), 1):
        cells = row_of(node, pack, lang)
        if node.is_criterion:
            criterion = criteria[cells[ID]]
            cells[WORDS] = rule_words(criterion.rule, words, criterion.points)
            cells[SURE] = (sure or {}).get(cells[ID], "")
            cells[REST] = _rest(node.entry, criterion, words, lang)
        for column, text in enumerate(cells):
            free = column in EDITABLE and (node.is_criterion or column in (TITLE, POINTS))
            _write(sheet, row, column, text, (amount if column == POINTS else open_) if free else closed)
        shown = [*zip(cells, _WIDTHS, strict=False)]
        if node.is_criterion:
            numbers = rule_numbers(node.entry["rule"], pack.get("facts") or {}, lang)
            for number, entry in enumerate(numbers[:PAIRS]):
                _write(sheet, row, HEADS + 2 * number, entry.label, closed)
                _write(sheet, row, HEADS + 2 * number + 1, entry.text, amount)
                shown += zip((entry.label, entry.text), _PAIR_WIDTHS, strict=True)
        sheet.set_row(row, height(shown, 15))
    if row:
        kinds = [review_text(f"kind.{kind}", lang) for kind in KINDS]
        sheet.data_validation(1, KIND, row, KIND, {"validate": "list", "source": kinds})
        names = [*role_names(pack, lang).values()]
        sheet.data_validation(1, WHO, row, WHO, {"validate": "list", "source": names})
    sheet.protect("", {"format_columns": True, "format_rows": True})
    store = book.add_worksheet(STORE)
    store.hide()
    text = json.dumps(document, ensure_ascii=False)
    for number, start in enumerate(range(0, len(text), _CHUNK)):
        store.write_string(number, 0, text[start : start + _CHUNK])
    store.write_string(0, 1, lang)
    sheet.activate()
    book.close()
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, text: str, look: Any) -> None:  # noqa: ANN401 - xlsxwriter's objects
    number = exact.parse(text)
    if number is not None and column not in (ID, TITLE, TEXT):
        sheet.write_number(row, column, float(number), look)
    else:
        sheet.write_string(row, column, text, look)


def _rest(entry: Mapping[str, Any], criterion: Criterion, words: Words, lang: Language) -> str:
    """Return what of a criterion has no cell, in words where there are any."""
    lines = entry.get("evidence") or []
    parts = [review_text("evidence", lang, title=line.get("title") or line.get("kind")) for line in lines]
    for key, condition in (("zero_when", criterion.zero_when), ("applies_when", criterion.applies_when)):
        if condition is not None:
            parts.append(review_text(key, lang, when=words.condition(condition)))
    if entry.get("look_at"):
        parts.append(review_text("look_at", lang, where=words.joined(map(str, entry["look_at"]))))
    if entry.get("note"):
        parts.append(str(entry["note"]))
    parts += [f"{key}: {json.dumps(entry[key], ensure_ascii=False)}" for key in entry if key not in _SHOWN]
    return "\n".join(parts)
