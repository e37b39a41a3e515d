"""Read a corrected review workbook: the guideline as it was, with what was changed in the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evaluator.base import exact
from evaluator.base.json_text import parsed
from evaluator.drafting.phrases import recognise
from evaluator.drafting.recognition import Asked, RuleDraft
from evaluator.loading.cells import cell_text
from evaluator.loading.grids import Grid, Unreadable
from evaluator.loading.tables import read_table
from evaluator.texts import Language, Listing
from evaluator.texts.problem import Problem
from evaluator.texts.workbooks.review import HEADS, KINDS, review_text
from evaluator.workbook.review import (
    ID,
    KIND,
    PAIRS,
    POINTS,
    STORE,
    TEXT,
    TITLE,
    WHO,
    ReviewNode,
    facts_of,
    review_nodes,
    role_names,
    row_of,
    rule_numbers,
)
from evaluator.yaml.write import flow

Plain = dict[str, Any]
"""A document in which every scalar is a text."""


def read_review(data: bytes, shown: str) -> tuple[Plain | None, list[Problem]]:
    """Return the corrected guideline's document, and what is wrong in the cells.

    It is None where the workbook is another.
    """
    grids = read_table(data)
    if isinstance(grids, Unreadable):
        return None, [Problem("import-unreadable", shown, args=grids.args, hint_key=grids.hint_key)]
    by_name = {grid.name: grid for grid in grids}
    stored = _stored(by_name.get(STORE))
    if stored is None:
        return None, [Problem("review-not", shown)]
    document, lang = stored
    sheet = by_name.get(review_text("sheet", lang))
    rows = {_cell(sheet, i, ID): i for i in range(1, len(sheet.rows))} if sheet else {}
    if sheet is None or not rows:
        return None, [Problem("review-not", shown)]
    reading = _ReviewReader(document, sheet, shown, lang)
    for node in list(review_nodes(document)):
        row = rows.get(str(node.entry["id"]))
        if row is None:
            reading.problems.append(Problem("review-row", shown, args={"id": str(node.entry["id"])}))
        else:
            reading.node(node, row)
    reading.without_unused()
    return document, reading.problems


def _stored(store: Grid | None) -> tuple[Plain, Language] | None:
    """Return the guideline as it was written, and its language."""
    if store is None:
        return None
    try:
        document = parsed("".join(str(row[0]) for row in store.rows))["guideline"]
        lang: Language = "en" if len(store.rows[0]) > 1 and store.rows[0][1] == "en" else "zh"
    except (ValueError, TypeError, KeyError, IndexError):
        return None
    return (document, lang) if isinstance(document, dict) and "sections" in document else None


def _cell(sheet: Grid, row: int, column: int) -> str:
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    return cell_text(cells[column]).strip() if column < len(cells) else ""


class _ReviewReader:
    """Puts the changes of the cells into the document."""

    def __init__(self, document: Plain, sheet: Grid, shown: str, lang: Language) -> None:
        self.lang: Language = lang
        self.document = document
        self.sheet = sheet
        self.shown = shown
        self.problems: list[Problem] = []
        self.replaced: set[str] = set()
        """Facts of rules that were replaced."""

    def problem(self, code: str, row: int, column: int, **args: str) -> None:
        """Report what is wrong in a cell."""
        self.problems.append(Problem(code, self.shown, cell=self.sheet.cell(row, column), args=args))

    def node(self, node: ReviewNode, row: int) -> None:
        """Read one row."""
        before = row_of(node, self.document, self.lang)
        now = [_cell(self.sheet, row, column) for column in range(HEADS)]
        entry = node.entry
        if now[TITLE] != before[TITLE].strip() and now[TITLE]:
            entry["title"] = now[TITLE]
        if not _equal(now[POINTS], before[POINTS]):
            if exact.parse(now[POINTS]) is None:
                self.problem("review-number", row, POINTS, found=now[POINTS])
            else:
                entry["points" if "points" in entry else "at_most"] = now[POINTS]
        if not node.is_criterion:
            return
        reworded = _flat(now[TEXT]) != _flat(before[TEXT])
        if reworded:
            entry["text"] = now[TEXT]
        if reworded or now[KIND] != before[KIND]:
            self.rule(entry, row, now, changed=now[KIND] != before[KIND])
        else:
            self.numbers(entry, row)
        if now[WHO] not in (before[WHO], review_text("several", self.lang), ""):
            self.supplier(entry, row, now[WHO])

    def numbers(self, entry: Plain, row: int) -> None:
        """Read the numbers of a rule."""
        facts = self.document.get("facts") or {}
        for number, old in enumerate(rule_numbers(entry["rule"], facts, self.lang)[:PAIRS]):
            column = HEADS + 2 * number + 1
            text = _cell(self.sheet, row, column)
            if _equal(text, old.text):
                continue
            if exact.parse(text) is None and exact.share(text) is None:
                self.problem("review-number", row, column, found=text)
                continue
            target: Any = entry["rule"]
            for key in old.path[:-1]:
                target = target[key]
            target[old.path[-1]] = text

    def rule(self, entry: Plain, row: int, now: Sequence[str], *, changed: bool) -> None:
        """Read a rule whose kind or wording was changed: by its wording, else the simplest of its kind."""
        titles = {review_text(f"kind.{kind}", self.lang): kind for kind in KINDS}
        kind = titles.get(now[KIND], "")
        points = exact.parse(str(entry.get("points") or entry.get("at_most") or "")) or 0
        base = f"{str(entry['id']).lower().replace('.', '_').replace('-', '_')}_r"
        if kind == "mark" and changed:
            self.replace(entry, RuleDraft("mark", {"step": _step(points)}, {}))
            return
        made = recognise(now[TEXT], points, Asked(base, str(entry["title"])))
        if made is None or (changed and made.kind != kind):
            self.problem(
                "review-rule", row, KIND if changed else TEXT, kind=now[KIND], title=str(entry["title"])
            )
            return
        self.replace(entry, made)

    def replace(self, entry: Plain, made: RuleDraft) -> None:
        """Put another rule, with its facts, in the place of a criterion's rule."""
        facts = self.document.get("facts") or {}
        self.replaced |= set(facts_of(entry["rule"], facts)) | set(facts_of(entry.get("zero_when"), facts))
        self.document["facts"] = {**facts, **{name: _texts(fact) for name, fact in made.facts.items()}}
        if made.kind not in ("mark", "rating", "sample"):
            entry.pop("marked_by", None)
        entry.pop("zero_when", None)
        if made.zero_when is not None:
            entry["zero_when"] = _texts(made.zero_when)
        entry["rule"] = {made.kind: _texts(made.rule)}

    def supplier(self, entry: Plain, row: int, title: str) -> None:
        """Read who supplies a criterion's facts, or marks it."""
        names = role_names(self.document, self.lang)
        role = next((name for name, own in names.items() if own == title), "")
        marked = next(iter(entry["rule"])) in ("mark", "rating", "sample")
        if not role or (marked and role == "station"):
            self.problem("review-who", row, WHO, found=title, known=Listing(map(str, names.values())))
            return
        if marked:
            entry["marked_by"] = role
            return
        facts = self.document["facts"]
        for name in facts_of(entry["rule"], facts):
            facts[name].pop("from", None)
            if role != "station":
                facts[name]["from"] = role
                facts[name].pop("counted", None)

    def without_unused(self) -> None:
        """Take out facts of replaced rules that nothing names any more, and ledgers without a count."""
        facts = self.document.get("facts") or {}
        others = {key: value for key, value in self.document.items() if key != "facts"}
        for name in self.replaced:
            if not _names(others, name):
                facts.pop(name, None)
        ledgers = self.document.get("ledgers") or {}
        for name in list(ledgers) if self.replaced or self.problems else ():
            if not _names(facts, name) and not _names(others.get("sections"), name):
                del ledgers[name]
        if "ledgers" in self.document and not ledgers:
            del self.document["ledgers"]


def _names(value: object, name: str) -> bool:
    """Return whether a document has *name* as a value."""
    if isinstance(value, Mapping):
        return any(_names(inner, name) for inner in value.values())
    if isinstance(value, list):
        return any(_names(inner, name) for inner in value)
    return value == name


def _equal(now: str, before: str) -> bool:
    number, other = exact.parse(now), exact.parse(before)
    if number is not None and other is not None:
        return number == other
    share, old = exact.share(now), exact.share(before)
    return now == before.strip() or (share is not None and share == old)


def _flat(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _step(points: object) -> str:
    return "1" if isinstance(points, int) and points >= 10 else "0.5"


def _texts(value: object) -> Any:  # noqa: ANN401 - a document
    """Return a rule's declaration with every scalar as its text."""
    if isinstance(value, Mapping):
        return {str(key): _texts(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_texts(inner) for inner in value]
    return value if isinstance(value, str) else flow(value)
