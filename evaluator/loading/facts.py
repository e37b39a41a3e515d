"""Read the facts and ledgers a guideline declares."""

from __future__ import annotations

from collections.abc import Mapping

from evaluator.model.guideline import Column, Counting, Fact, Ledger
from evaluator.model.values import EXPERT, NUMERIC, STATION, Amount
from evaluator.rules.reader import Reader, flag_of, place_of, text_of
from evaluator.texts import Listing
from evaluator.texts.problem import Problem
from evaluator.yaml.parse import Items, Node, Scalar, Table


def read_ledgers(node: Node | None, shown: str) -> tuple[dict[str, Ledger], list[Problem]]:
    """Return the ledgers, and problems of keys and columns that do not exist."""
    reader = Reader(shown, {}, {})
    ledgers: dict[str, Ledger] = {}
    if not isinstance(node, Table):
        return ledgers, reader.problems
    for name, ledger_node in node.entries.items():
        assert isinstance(ledger_node, Table)
        columns = _columns(ledger_node.entries["columns"])
        key = text_of(ledger_node.entries.get("key"))
        if key and key not in columns:
            reader.unknown("unknown-column", ledger_node.entries["key"], key, columns, ledger=name)
        for column in columns.values():
            _check_column(column, columns, name, reader)
        ledgers[name] = Ledger(
            name, text_of(ledger_node.entries["title"]), columns, key, place_of(node.keys[name])
        )
    return ledgers, reader.problems


def _columns(node: Node) -> dict[str, Column]:
    assert isinstance(node, Table)
    columns: dict[str, Column] = {}
    for name, column_node in node.entries.items():
        assert isinstance(column_node, Table)
        entries = column_node.entries
        columns[name] = Column(
            name,
            text_of(entries["title"]),
            text_of(entries["type"]),
            _choices(entries.get("choices")),
            flag_of(entries.get("private")),
            flag_of(entries.get("may_be_blank")),
            text_of(entries.get("not_before")),
            place_of(node.keys[name]),
            _names(entries.get("also")),
        )
    return columns


def _check_column(column: Column, columns: Mapping[str, Column], ledger: str, reader: Reader) -> None:
    if column.type == "choice" and not column.choices:
        reader.problem("choices-missing", column.place, name=column.id)
    if not column.not_before:
        return
    other = columns.get(column.not_before)
    if other is None or other.type != "date" or column.type != "date":
        reader.problem(
            "not-before-date", column.place, name=column.id, other=column.not_before, ledger=ledger
        )


def _choices(node: Node | None) -> dict[str, str]:
    return {key: text_of(value) for key, value in node.entries.items()} if isinstance(node, Table) else {}


def read_facts(node: Node, reader: Reader, roles: Mapping[str, str]) -> dict[str, Fact]:
    """Return the facts with their bounds, counts and operands looked up."""
    assert isinstance(node, Table)
    # Bounds name other facts, so all must be known before any bound is read.
    reader.facts = {name: _bare(name, fact_node, node.keys[name]) for name, fact_node in node.entries.items()}
    facts: dict[str, Fact] = {}
    for name, fact_node in node.entries.items():
        assert isinstance(fact_node, Table)
        facts[name] = _fact(reader.facts[name], fact_node, reader, roles)
    _derived(facts, reader)
    return facts


def _bare(name: str, node: Node, key: Scalar) -> Fact:
    assert isinstance(node, Table)
    entries = node.entries
    return Fact(
        name,
        text_of(entries["title"]),
        text_of(entries["type"]),
        text_of(entries.get("unit")),
        _choices(entries.get("choices")),
        private=flag_of(entries.get("private")),
        supplier=text_of(entries.get("from")) or STATION,
        merge_mean="merge" in entries,
        total=_names(entries.get("total")),
        less=_names(entries.get("less")),
        may_not_apply=flag_of(entries.get("may_not_apply")),
        shown=flag_of(entries.get("shown")),
        note=text_of(entries.get("note")),
        place=place_of(key),
    )


def _names(node: Node | None) -> tuple[str, ...]:
    return tuple(text_of(element) for element in node.nodes) if isinstance(node, Items) else ()


def _fact(fact: Fact, node: Table, reader: Reader, roles: Mapping[str, str]) -> Fact:
    entries = node.entries
    if fact.type in ("choice", "set") and not fact.choices:
        reader.problem("choices-missing", fact.place, name=fact.name)
    if fact.type not in ("choice", "set") and fact.choices:
        reader.problem("choices-unwanted", fact.place, name=fact.name, type=fact.type)
    if fact.may_not_apply and fact.type != "set":
        reader.problem("only-sets-may-not-apply", fact.place, name=fact.name)
    if fact.by_role and fact.supplier != EXPERT and fact.supplier not in roles:
        reader.unknown("unknown-role", entries["from"], fact.supplier, [*roles, STATION, EXPERT])
    if fact.merge_mean and (not fact.by_role or fact.type not in NUMERIC):
        reader.problem("merge-needs-role", entries["merge"], name=fact.name)
    if fact.by_role and ("counted" in entries or fact.derived):
        reader.problem("role-counted", entries["from"], name=fact.name)
    bounds: dict[str, Amount | None] = {}
    for key in ("at_least", "at_most"):
        bounds[key] = None
        if key in entries:
            if fact.type not in NUMERIC:
                reader.problem("bound-type", entries[key], name=fact.name, type=fact.type)
            else:
                bounds[key] = reader.amount(entries[key], fact)
    counted = entries.get("counted")
    return Fact(
        fact.name,
        fact.title,
        fact.type,
        fact.unit,
        fact.choices,
        bounds["at_least"],
        bounds["at_most"],
        fact.private,
        fact.supplier,
        fact.merge_mean,
        _count(fact, counted, reader) if isinstance(counted, Table) else None,
        fact.total,
        fact.less,
        fact.may_not_apply,
        fact.shown,
        fact.note,
        fact.place,
    )


def _count(fact: Fact, node: Table, reader: Reader) -> Counting | None:
    entries = node.entries
    name = text_of(entries["ledger"])
    ledger = reader.ledgers.get(name)
    if ledger is None:
        reader.unknown("unknown-ledger", entries["ledger"], name, reader.ledgers)
        return None

    def column(key: str, *types: str) -> str:
        if key not in entries:
            return ""
        return _column(entries[key], ledger, reader, types)

    distinct = entries.get("distinct")
    columns: tuple[str, ...] = ()
    if isinstance(distinct, Items):
        columns = tuple(_column(column_node, ledger, reader, ()) for column_node in distinct.nodes)
    elif distinct is not None:
        columns = (_column(distinct, ledger, reader, ()),)
    figures = [key for key in ("distinct", "sum", "mean", "by") if key in entries]
    if len(figures) > 1:
        reader.problem("one-figure", node, figures=Listing(figures))
    wanted = {"number"} if "mean" in entries else {"integer", "number"}
    if fact.type not in wanted and not (fact.type == "share" and ("mean" in entries or "sum" in entries)):
        reader.problem("fact-type", node, name=fact.name, type=fact.type, wanted=" / ".join(sorted(wanted)))
    return Counting(
        name,
        reader.condition(entries["rows"], ledger=ledger) if "rows" in entries else None,
        columns,
        column("sum", *NUMERIC),
        column("mean", *NUMERIC),
        text_of(entries.get("by")),
        column("of", "date"),
        flag_of(entries.get("or_declared")),
        place_of(node),
    )


def _column(node: Node, ledger: Ledger, reader: Reader, types: tuple[str, ...]) -> str:
    name = text_of(node)
    column = ledger.columns.get(name)
    if column is None:
        reader.unknown("unknown-column", node, name, ledger.columns, ledger=ledger.id)
    elif types and column.type not in types:
        reader.problem("fact-type", node, name=name, type=column.type, wanted=" / ".join(sorted(types)))
    return name


def _derived(facts: Mapping[str, Fact], reader: Reader) -> None:
    """Add problems for operands that do not exist, are not numbers, or form a circle."""
    for fact in facts.values():
        for operand in (*fact.total, *fact.less):
            other = facts.get(operand)
            if other is None:
                reader.unknown("unknown-fact", _at(fact), operand, facts)
                continue
            reader.used.add(operand)
            if other.type not in NUMERIC or fact.type not in NUMERIC:
                reader.problem("fact-type", fact.place, name=operand, type=other.type, wanted="number")
        if fact.derived and _circular(fact.name, fact, facts, set()):
            reader.problem("circular-fact", fact.place, name=fact.name)


def _circular(start: str, fact: Fact, facts: Mapping[str, Fact], seen: set[str]) -> bool:
    for operand in (*fact.total, *fact.less):
        if operand == start:
            return True
        if operand in facts and operand not in seen:
            seen.add(operand)
            if _circular(start, facts[operand], facts, seen):
                return True
    return False


def _at(fact: Fact) -> Scalar:
    return Scalar(fact.name, fact.place.line, fact.place.column, plain=True)
