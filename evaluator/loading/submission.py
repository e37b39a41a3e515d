"""Read a station's folder: facts, ledgers, evidence and claims, each typed, each problem with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evaluator.base import exact
from evaluator.conditions.monotonicity import HELPS, directions
from evaluator.conditions.truth import columns_of
from evaluator.loading.evidence import read_evidence
from evaluator.loading.fields import at, day, entries, key_of, place_of, scalars, text, unknown
from evaluator.loading.ledgers import Options, Source, read_ledger
from evaluator.loading.names import Names
from evaluator.loading.paths import inside, is_folder, is_there, siblings
from evaluator.loading.values import Unfit, beyond, fact_value, named, option, said_of
from evaluator.model.guideline import Fact, Guideline, Ledger
from evaluator.model.rule import Mark, MarkedRule
from evaluator.model.submission import Claim, Declared, Handed, SelfMark, Station, Submission
from evaluator.model.values import Period, Value
from evaluator.texts.problem import Problem, Severity, nearest, sort_problems
from evaluator.yaml.parse import MOST_BYTES, Items, Node, Scalar, Table, is_null, read_yaml, read_yaml_bytes
from evaluator.yaml.schema import check_structure

FILE = "submission.yaml"


@dataclass(frozen=True, slots=True)
class Document:
    """A submission's YAML, read once."""

    folder: Path
    node: Node | None
    sha256: str
    problems: tuple[Problem, ...]
    """What is wrong with it as YAML."""


def locate(station: Path) -> tuple[Path | None, list[Problem]]:
    """Return the folder of a station that is named by its folder or by its submission.yaml."""
    name = station.name or str(station)
    if is_folder(station):
        if is_there(station / FILE):
            return station, []
        near = nearest(FILE, siblings(station / FILE))
        hint = "submission-renamed" if near else ""
        return None, [Problem("submission-missing", name, args={"near": near or ""}, hint_key=hint)]
    if is_there(station):
        if station.name == FILE:
            return station.parent, []
        return None, [Problem("not-a-submission", name)]
    near = nearest(name, siblings(station))
    hint = "did-you-mean" if near else ""
    return None, [Problem("station-missing", name, args={"near": near or ""}, hint_key=hint)]


def open_submission(folder: Path) -> Document:
    """Read the submission's YAML, for `named_guideline` and `read_submission` to share."""
    path = folder / FILE
    try:
        data = path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError:
        data = None
    if data is None:
        node, problems = read_yaml(path, FILE)
        return Document(folder, node, "", tuple(problems))
    node, problems = read_yaml_bytes(data, FILE)
    return Document(folder, node, hashlib.sha256(data).hexdigest(), tuple(problems))


def named_guideline(source: Path | Document) -> tuple[str, str, list[Problem]]:
    """Return the guideline and profile the submission names ('' for none), and why nothing is named."""
    document = open_submission(source) if isinstance(source, Path) else source
    fields = entries(document.node)
    guideline, profile = text(fields.get("guideline")), text(fields.get("profile"))
    problems = list(document.problems)
    if document.node is not None and not guideline:
        problems += check_structure(document.node, "submission", FILE)
    return guideline, profile, problems


@dataclass(slots=True)
class _Reading:
    names: Names
    folder: Path
    problems: list[Problem]
    inputs: dict[str, str] = field(default_factory=dict)

    def say(self, unfit: Unfit, node: Node) -> None:
        self.problems.append(at(unfit, node, FILE))


def read_submission(
    source: Path | Document, guideline: Guideline, *, any_guideline: bool = False
) -> tuple[Submission | None, list[Problem]]:
    """Return the submission and every problem; no submission when one of them is an error.

    *any_guideline*: the guideline was chosen by hand, whatever the file names.
    """
    document = open_submission(source) if isinstance(source, Path) else source
    names = Names(guideline)
    reading = _Reading(names, document.folder, list(document.problems))
    node = document.node
    if node is None:
        return None, sort_problems(reading.problems)
    reading.inputs[FILE] = document.sha256
    reading.problems += check_structure(node, "submission", FILE)
    fields = entries(node)
    named = text(fields.get("guideline"))
    if named and named != guideline.id and not any_guideline:
        # Against another guideline every name would be unknown: nothing more is worth saying.
        reading.say(Unfit("wrong-guideline", {"found": named, "wanted": guideline.id}), fields["guideline"])
        return None, sort_problems(reading.problems)
    station = _station(entries(fields.get("station")))
    period = _period(reading, fields.get("period"))
    facts = _facts(reading, fields.get("facts"))
    ledgers = _ledgers(reading, fields.get("ledgers"))
    evidence, problems, inputs = read_evidence(fields.get("evidence"), names, document.folder, FILE)
    reading.problems += problems
    reading.inputs |= inputs
    not_applicable = _not_applicable(reading, fields.get("not_applicable"), facts)
    claims = _claims(reading, fields.get("claims"))
    found = sort_problems(reading.problems)
    if period is None or any(problem.severity is Severity.ERROR for problem in found):
        return None, found
    return (
        Submission(
            guideline=named,
            station=station,
            period=period,
            facts=facts,
            ledgers=ledgers,
            evidence=evidence,
            not_applicable=not_applicable,
            claims=claims,
            profile=text(fields.get("profile")),
            inputs=dict(sorted(reading.inputs.items())),
            problems=tuple(found),
        ),
        found,
    )


def _station(fields: Mapping[str, Node]) -> Station:
    known = ("id", "name", "county", "kind")
    other = {name: text(node) for name, node in fields.items() if name not in known and text(node)}
    id, name, county, kind = (text(fields.get(each)) for each in known)
    return Station(id, name, county, kind, other)


def _period(reading: _Reading, node: Node | None) -> Period | None:
    fields = entries(node)
    days = []
    for name in ("from", "to"):
        found = day(fields.get(name), "period-date")
        if isinstance(found, Unfit):
            reading.say(found, fields[name])
        elif found is not None:
            days.append(found)
    if len(days) < 2:
        return None
    if days[0] > days[1]:
        args = {"first": str(days[0]), "last": str(days[1])}
        reading.say(Unfit("period-reversed", args), fields["to"])
        return None
    return Period(*days)


def _facts(reading: _Reading, node: Node | None) -> dict[str, Declared]:
    known = reading.names.guideline.facts
    values: dict[str, Value | None] = {}
    aside: dict[str, str] = {}
    written = entries(node)
    for name, value_node in written.items():
        fact = known.get(name)
        if fact is None:
            # Titles are what people remember: they count as a wrong name, with the right one as hint.
            titles = {each.title: each.name for each in known.values()}
            unfit = unknown("fact-unknown", name, known)
            near = titles.get(name.strip()) or unfit.args["near"] or titles.get(nearest(name, titles) or "")
            hint = "did-you-mean" if near else ""
            reading.say(Unfit("fact-unknown", {"name": name, "near": near or ""}, hint), key_of(node, name))
            continue
        value = fact_value(fact, value_node)
        if isinstance(value, Unfit):
            chosen = _known_options(reading, fact, value_node)
            if chosen is None:
                reading.say(said_of(fact, value), value_node)
            if not chosen:
                aside[name] = value.code
            value = chosen or None
        values[name] = value
    # All bounds look at the values as written, so that the order of facts changes nothing.
    for name, value in list(values.items()):
        if value is None:
            continue
        unfit_bound = beyond(known[name], value, values.get)
        if unfit_bound is not None:
            reading.say(said_of(known[name], unfit_bound), written[name])
            aside[name] = unfit_bound.code
    return {
        name: Declared(None if name in aside else value, place_of(written[name]), aside.get(name, ""))
        for name, value in values.items()
    }


def _known_options(reading: _Reading, fact: Fact, node: Node) -> frozenset[str] | None:
    """Return the options of a set that exist, after saying where each other one stands; None for no set.

    A mistyped option is set aside alone where more of the set can only help. Where less might help, the
    whole set counts as blank.
    """
    if fact.type != "set" or not isinstance(node, Items):
        return None
    if not all(isinstance(one, Scalar) for one in node.nodes):
        return None
    found: set[str] = set()
    for one in node.nodes:
        if not isinstance(one, Scalar) or is_null(one):
            continue
        chosen = option(one.text.strip(), fact.choices)
        if isinstance(chosen, Unfit):
            reading.say(said_of(fact, named(fact, chosen)), one)
        else:
            found.add(chosen)
    helps = directions(reading.names.guideline).get(fact.name, HELPS) == HELPS
    return frozenset(found) if helps else frozenset()


def _ledgers(reading: _Reading, node: Node | None) -> dict[str, Handed]:
    known = reading.names.guideline.ledgers
    handed: dict[str, Handed] = {}
    for name, value in entries(node).items():
        ledger = known.get(name)
        if ledger is None:
            reading.say(unknown("ledger-unknown", name, known), key_of(node, name))
            continue
        sources = list(_sources(reading, value))
        if not sources:
            continue
        options = _options(reading, ledger, value)
        table, problems, inputs = read_ledger(ledger, sources, options, reading.folder, FILE)
        reading.problems += problems
        reading.inputs |= inputs
        if table is not None:
            handed[name] = table
    return handed


def _sources(reading: _Reading, node: Node) -> Iterator[Source]:
    for scalar in scalars(entries(node).get("files") if isinstance(node, Table) else node):
        path, refused = inside(reading.folder, scalar.text)
        if refused is not None:
            reading.say(refused, scalar)
        else:
            yield Source(path, place_of(scalar))


def _options(reading: _Reading, ledger: Ledger, node: Node) -> Options:
    fields = entries(node)
    row = exact.parse(text(fields.get("header_row")))
    columns: dict[str, str] = {}
    for header, scalar in entries(fields.get("columns")).items():
        id = text(scalar)
        if id in ledger.columns:
            columns[header] = id
        elif id:
            reading.say(unknown("ledger-rename-unknown", id, ledger.columns, ledger=ledger.id), scalar)
    header_row = row if isinstance(row, int) and row > 0 else 0
    return Options(
        text(fields.get("sheet")), header_row, columns, needed_columns(reading.names.guideline, ledger)
    )


def needed_columns(guideline: Guideline, ledger: Ledger) -> frozenset[str]:
    """Return the columns a station cannot leave out.

    Those the key or a count reads, and of the others those that may not be blank; but nobody has to hand
    in personal data that nothing counts.
    """
    read = {ledger.key} if ledger.key else set()
    for fact in guideline.facts.values():
        count = fact.counted
        if count is not None and count.ledger == ledger.id:
            read |= {*columns_of(count.rows), *count.distinct, count.sum, count.mean, count.of}
    return frozenset(
        column.id
        for column in ledger.columns.values()
        if column.id in read or not (column.may_be_blank or column.private)
    )


def _not_applicable(reading: _Reading, node: Node | None, facts: Mapping[str, Declared]) -> dict[str, Claim]:
    claims: dict[str, Claim] = {}
    names = reading.names
    for name, value in entries(node).items():
        key = key_of(node, name)
        refused = names.refused(name)
        if refused is not None:
            reading.say(refused, key)
            continue
        reason = text(value)
        if not reason:
            if isinstance(value, Scalar):
                reading.say(Unfit("claim-without-reason", {"name": name}), key)
            continue
        fact, option = names.option(name)
        declared = facts[fact].value if fact in facts else None
        if isinstance(declared, frozenset) and option in declared:
            title = reading.names.guideline.facts[fact].choices[option]
            reading.say(Unfit("claim-on-chosen", {"name": name, "title": title}), key)
            continue
        claims[name] = Claim(name, reason, place_of(key))
    return claims


def _claims(reading: _Reading, node: Node | None) -> dict[str, SelfMark]:
    criteria = reading.names.criteria
    claims: dict[str, SelfMark] = {}
    for name, value in entries(node).items():
        key = key_of(node, name)
        criterion = criteria.get(name)
        if criterion is None:
            reading.say(unknown("self-mark-unknown", name, criteria), key)
            continue
        rule = criterion.rule
        if not isinstance(rule, MarkedRule):
            reading.say(Unfit("self-mark-not-marked", {"name": name}), key)
            continue
        fields = entries(value)
        level, written = text(fields.get("level")), text(fields.get("points"))
        points = exact.parse(written, lenient=True)
        if written and points is None:
            unfit = Unfit("self-mark-points", {"name": name, "found": written}, "write-number")
            reading.say(unfit, fields["points"])
            continue
        if not level and points is None:
            continue
        issue = rule.check_mark(Mark(level, points), criterion.points)
        # A station may give itself a level without points, or points without having drawn files.
        if issue is not None and issue.code not in ("mark-without-points", "mark-without-sample"):
            reading.say(Unfit("self-mark-unfit", {"name": name, "found": level or written}), value)
            continue
        claims[name] = SelfMark(level, points, text(fields.get("remark")))
    return claims
