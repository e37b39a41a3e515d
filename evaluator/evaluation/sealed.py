"""Make a station's case again from its sealed result alone, for the same guideline or for another one.

What a finding read is enough to judge it again. Under another guideline some of it may not be there: a fact
that nobody asked for, a count by another rule, a mark on another scale. That counts as blank and is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from evaluator.base.exact import simple
from evaluator.base.frozen import dataclass, replace
from evaluator.conditions.truth import facts_in
from evaluator.model.condition import Condition
from evaluator.model.evaluation import Evaluation
from evaluator.model.findings import FactJson, FileCheckJson, ReadDecision, ReadFact, ReadLedger, ReadMark
from evaluator.model.forms import Awaited, Source
from evaluator.model.guideline import Criterion, EvidenceLine, Fact, Guideline
from evaluator.model.rule import FileCheck, Mark
from evaluator.model.sheet import CLAIM, Decision, Evaluator, EvidenceWord, Panel, Sheet
from evaluator.model.submission import EvidenceItem, Handed, Station, Submission
from evaluator.model.values import NUMERIC, Period, Value
from evaluator.rules.marked import FilesForm, MarkForm, form_of
from evaluator.scoring.assess import Case
from evaluator.scoring.counting import CountedTable
from evaluator.scoring.facts import (
    AWAITING_DECISION,
    AWAITING_MARK,
    ClaimState,
    Dossier,
    FactState,
    derive_all,
)

_PLACE: Final = re.compile(r"Place\(line=\d+, column=\d+\)")
_NOBODY: Final = "-"
"""The role of the two sheets that stand for what evaluators said of disputed evidence; it marks nothing."""


@dataclass(frozen=True, slots=True)
class SealedCase:
    """A case made from a result, and what the guideline asks for that the result does not have."""

    case: Case
    lacking: tuple[str, ...]
    """Titles of facts, ledgers and marked criteria; they count as blank, or as not marked."""


def sealed_case(document: Evaluation, old: Guideline, new: Guideline) -> SealedCase:
    """Return the case of a result that was made by *old*, to be judged by *new*."""
    made = _Remaking(document, old, new)
    submission = made.submission()
    made.evidence()
    sheets = made.sheets()
    made.limits()
    dossier = Dossier(
        new,
        made.facts(),
        made.claims(),
        made.tables(),
        frozenset(sheet["role"] for sheet in document["sheets"]),
    )
    case = Case(dossier, submission, (*sheets, *made.answers()), tuple(made.decisions), made.panel())
    return SealedCase(case, tuple(made.lacking))


class _Remaking:
    def __init__(self, document: Evaluation, old: Guideline, new: Guideline) -> None:
        self.document = document
        self.old = old
        self.new = new
        self.findings = {finding["criterion"]: finding for finding in document["findings"]}
        limits = [row for row in document["read"] if row["kind"] == "fact"]
        read = [row for finding in document["findings"] for row in finding["read"] if row["kind"] == "fact"]
        self.rows: dict[str, ReadFact] = {row["name"]: row for row in (*limits, *read)}
        self.lacking: dict[str, None] = {}
        self.decisions: list[Decision] = []
        self.disputed: list[str] = []

    def lack(self, title: str) -> None:
        self.lacking[title] = None

    def decide(self, kind: str, id: str, value: Mark | bool, reason: str = "") -> None:
        self.decisions.append(Decision(kind, id, value, reason, "", date.min))

    def submission(self) -> Submission:
        document = self.document
        station, period = document["station"], document["period"]
        return Submission(
            guideline=self.new.id,
            station=Station(station["id"], station["name"], station["county"], station["kind"]),
            period=Period(date.fromisoformat(period["from"]), date.fromisoformat(period["to"])),
            facts={},
            ledgers={
                ledger["ledger"]: Handed(ledger["ledger"], tuple(ledger["files"]), ())
                for ledger in document["ledgers"]
                if ledger["handed_in"]
            },
            evidence=tuple(
                EvidenceItem(
                    item["id"],
                    item["kind"],
                    item["title"],
                    item["file"],
                    date.fromisoformat(item["date"]) if item["date"] else None,
                    tuple((name.partition("#")[0], name.partition("#")[2]) for name in item["for"]),
                    item["sha256"],
                    usable=item["state"] != "unusable",
                    unusable_why=item["why"] if item["state"] == "unusable" else "",
                )
                for item in document["evidence"]
            ),
            not_applicable={},
            claims={},
        )

    # Facts

    def facts(self) -> dict[str, FactState]:
        shown = {fact["name"]: fact for fact in self._shown()}
        states: dict[str, FactState] = {}
        settled: dict[str, FactState] = {}
        for name, fact in self.new.facts.items():
            state = self._state(fact, shown.get(name))
            if state is not None:
                settled[name] = state
            states[name] = state or FactState()
        derive_all(self.new, states)
        states |= settled
        for name in dict.fromkeys(_read(self.new)):
            self._miss(self.new.facts[name], settled)
        return states

    def _miss(self, fact: Fact, settled: Mapping[str, FactState]) -> None:
        """Name a fact that the result does not have: of a derived one, what it is derived from."""
        if fact.name in settled:
            return
        for name in (*fact.total, *fact.less):
            self._miss(self.new.facts[name], settled)
        if not fact.derived:
            self.lack(fact.title)

    def _shown(self) -> Iterator[FactJson]:
        score = self.document["score"]
        yield from self.document["facts"]
        for finding in self.document["findings"]:
            yield from finding["facts"]
        for limit in (*score["ceilings"], *score["vetoes"], *self.document["eligibility"]["items"]):
            yield from limit.get("facts", [])

    def _state(self, fact: Fact, shown: FactJson | None) -> FactState | None:
        """Return a fact's value as the result has it; None where it has none that the guideline can take."""
        if not self._same(fact):
            return None
        row = self.rows.get(fact.name)
        source: Source = "declared" if shown is None else shown["source"]
        if row is not None:
            awaited: Awaited = AWAITING_MARK if row["state"] == "silent" else ""
            if row["state"] in ("awaiting_mark", "awaiting_decision"):
                awaited = row["state"]
            value = _typed(fact, row)
            return FactState(awaited=awaited) if value is None else FactState(value, source)
        if shown is None:
            return None
        if shown["value"] is None:
            unequal = any(other["source"] == "observed" for other in shown["also"])
            return FactState(awaited=AWAITING_DECISION if unequal else AWAITING_MARK if fact.by_role else "")
        if shown["number"] is None:
            return None
        return FactState(simple(Fraction(shown["number"])), source)

    def _same(self, fact: Fact) -> bool:
        """Return whether a fact is what it was, and all that it is derived from."""
        if self.old is self.new:
            return True
        past = self.old.facts.get(fact.name)
        return (
            past is not None
            and _declared(past) == _declared(fact)
            and all(self._same(self.new.facts[name]) for name in (*fact.total, *fact.less))
        )

    def claims(self) -> dict[str, ClaimState]:
        reasons = {claim["id"]: claim["reason"] for claim in self.document["claims"]}
        for decision in self.document["decisions"]:
            if decision.get("in_force"):
                reasons[decision["what"]["waiver"]] = decision["reason"]
        states: dict[str, ClaimState] = {}
        ids = {criterion.id for criterion in self.new.criteria()}
        for id, finding in self.findings.items():
            for read in finding["read"]:
                if read["kind"] == "claim" and id in ids:
                    states[id] = ClaimState(id, reasons.get(id, ""), read["state"], read["awaited"])
        for name, row in self.rows.items():
            applies = row.get("applies")
            if applies is None or name not in self.new.facts or name not in self.old.facts:
                continue
            for option in self.new.facts[name].choices:
                id = f"{name}.{option}"
                if option in self.old.facts[name].choices and option not in applies:
                    states[id] = ClaimState(id, reasons.get(id, ""), "accepted")
                elif option in row.get("claimed", []):
                    states[id] = ClaimState(id, reasons.get(id, ""), "pending", "claimed")
        return states

    def tables(self) -> dict[str, CountedTable | None]:
        read: dict[str, ReadLedger] = {
            row["name"]: row
            for finding in self.document["findings"]
            for row in finding["read"]
            if row["kind"] == "ledger"
        }
        tables: dict[str, CountedTable | None] = {}
        for criterion in self.new.criteria():
            for table in criterion.rule.tables():
                row = read.get(table.ledger)
                rows = None if row is None else row["rows"]
                if row is None or (rows and not set(table.columns) <= rows[0].keys()):
                    self.lack(self.new.ledgers[table.ledger].title)
                    rows = None
                tables[table.ledger] = None if rows is None else CountedTable(tuple(map(_cells, rows)), ())
        return tables

    # Marks

    def sheets(self) -> list[Sheet]:
        marks: dict[str, dict[str, Mark]] = {sheet["evaluator"]: {} for sheet in self.document["sheets"]}
        for criterion in self.new.criteria():
            form = form_of(criterion)
            if form is None:
                continue
            finding = self.findings.get(criterion.id)
            if finding is None or finding["marked_by"] != criterion.marked_by:
                self.lack(criterion.title)
                continue
            for read in finding["read"]:
                if read["kind"] not in ("mark", "decision"):
                    continue
                mark = _mark(read)
                if not _fits(form, mark):
                    self.lack(criterion.title)
                elif read["kind"] == "mark":
                    marks[read["evaluator"]][criterion.id] = replace(mark, evaluator=read["evaluator"])
                else:
                    self.decide("mark", criterion.id, mark)
        ticked = {
            read["id"]: "" for read in self.document["read"] if read["kind"] == "veto" and read["ticked"]
        }
        return [
            Sheet(
                sheet["evaluator"],
                self.document["station"]["id"],
                sheet["role"],
                date.min,
                marks[sheet["evaluator"]],
                vetoes=ticked,
            )
            for sheet in self.document["sheets"]
        ]

    def panel(self) -> Panel:
        due: dict[str, tuple[str, list[str]]] = {}
        panel = Panel()
        for finding in self.document["findings"]:
            for read in finding["read"]:
                if read["kind"] != "panel":
                    continue
                apart = None if read["apart"] is None else simple(Fraction(read["apart"]))
                panel = Panel((), read["merge"], apart)
                for evaluator in read["due"]:
                    due.setdefault(evaluator, (finding["marked_by"], []))[1].append(finding["criterion"])
        evaluators = tuple(Evaluator(id, "", role, tuple(ids)) for id, (role, ids) in due.items())
        return replace(panel, evaluators=evaluators)

    # Evidence and limits

    def evidence(self) -> None:
        """Note what was said of items and lines; other lines are judged by the items."""
        for item in self.document["evidence"]:
            if item["state"] == "refused":
                self.decide("evidence", item["id"], value=False)
            elif item["state"] == "disputed":
                self.disputed.append(item["id"])
        before = {criterion.id: criterion for criterion in self.old.criteria()}
        for criterion in self.new.criteria():
            if criterion.id in before and criterion.id in self.findings:
                self._lines(before[criterion.id], criterion)

    def _lines(self, old: Criterion, new: Criterion) -> None:
        asked = {line.id: _asked(line) for line in old.evidence}
        for read in self.findings[new.id]["read"]:
            if read["kind"] != "evidence":
                continue
            line = next((line for line in new.evidence if line.id == read["line"]), None)
            if line is None or asked.get(line.id) != _asked(line):
                continue
            ends = [end for end in (read["low"], read["high"]) if end is not None]
            if not line.each:
                self._answer(f"{new.id}#{line.id}", [end["ok"] for end in ends])
            elif ends and ends[0]["asked"]:
                row = self.rows.get(line.each)
                mine = next(
                    (
                        each
                        for each in self.findings[new.id]["read"]
                        if each["kind"] == "fact" and each["name"] == line.each
                    ),
                    row,
                )
                if mine is None or not isinstance(mine["value"], list):
                    continue
                lacking = mine.get("without_item", [])
                at_best = mine.get("without_item_high", lacking)
                for option in mine["value"]:
                    self._answer(f"{new.id}#{option}", [option not in lacking, option not in at_best])

    def _answer(self, name: str, ends: list[bool]) -> None:
        if len({*ends}) > 1:
            self.disputed.append(name)
        elif ends:
            self.decide("evidence", name, ends[0])

    def answers(self) -> list[Sheet]:
        """Return two sheets that contradict each other on all that is disputed."""
        if not self.disputed:
            return []
        station = self.document["station"]["id"]
        return [
            Sheet(
                f"{_NOBODY}{holds}",
                station,
                _NOBODY,
                date.min,
                evidence={name: EvidenceWord(holds) for name in self.disputed},
            )
            for holds in (False, True)
        ]

    def limits(self) -> None:
        """Note the panel's decisions on vetoes and on how much may not apply."""
        for read in self.document["read"]:
            if read["kind"] == "veto" and read["decided"] is not None:
                self.decide("veto", read["id"], read["decided"])
        for decision in self.document["decisions"]:
            ((kind, id),) = decision["what"].items()
            if kind in CLAIM and id == "total" and isinstance(decision["value"], bool):
                self.decide(kind, id, decision["value"], decision["reason"])


def _declared(fact: Fact) -> object:
    """Return what makes a fact's value what it is: its kind, where it comes from, how it is counted."""
    return (fact.type, tuple(fact.choices), fact.supplier, _placeless(fact.counted), fact.total, fact.less)


def _asked(line: EvidenceLine) -> object:
    return _placeless(replace(line, title=""))


def _placeless(declared: object) -> str:
    """Return a declaration as text without the places where its parts stand in the file."""
    return _PLACE.sub("", repr(declared))


def _read(guideline: Guideline) -> Iterator[str]:
    """Yield every fact that a guideline's points and limits read."""
    conditions: list[Condition | None] = [limit.when for limit in guideline.ceilings]
    conditions += [veto.when for veto in guideline.vetoes]
    conditions += [rule.when for rule in guideline.eligibility]
    for criterion in guideline.criteria():
        yield from (read.fact for read in criterion.rule.reads())
        conditions += [criterion.applies_when, criterion.zero_when]
        conditions += [line.when for line in criterion.evidence]
    for condition in conditions:
        if condition is not None:
            yield from facts_in(condition)


def _typed(fact: Fact, row: ReadFact) -> Value | None:
    value = row["value"]
    if isinstance(value, list):
        return frozenset(value)
    if value is None or isinstance(value, bool):
        return value
    if fact.type in NUMERIC:
        return simple(Fraction(value))
    if fact.type == "date":
        return date.fromisoformat(value)
    equal = row.get("equals")
    return equal[0] if equal else value


def _cells(row: dict[str, str | None]) -> dict[str, Value | None]:
    return {name: None if cell is None else simple(Fraction(cell)) for name, cell in row.items()}


def _mark(read: ReadMark | ReadDecision) -> Mark:
    points = None if read["points"] is None else simple(Fraction(read["points"]))
    return Mark(read["level"], points, tuple(map(_file, read["files"])))


def _file(row: FileCheckJson) -> FileCheck:
    return FileCheck(row["file"], frozenset(row["passed"]), frozenset(row["left_out"]))


def _fits(form: MarkForm, mark: Mark) -> bool:
    """Return whether a mark has the form that the rule asks for now."""
    if isinstance(form, FilesForm):
        checks: Iterable[int] = (number for file in mark.sample for number in (*file.passed, *file.left_out))
        return all(number <= len(form.checks) for number in checks) and not mark.level
    return form.check(mark) is None
