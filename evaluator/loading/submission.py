"""Read a station's folder: typed facts, ledgers, evidence and claims, and problems with their places."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from evaluator.base import exact
from evaluator.base.folding import folded
from evaluator.base.frozen import dataclass, field, replace
from evaluator.base.gate import Digest, read_file
from evaluator.base.once import once
from evaluator.conditions.monotonicity import HELPS, fact_directions
from evaluator.conditions.truth import columns_of
from evaluator.loading.evidence import read_evidence
from evaluator.loading.fields import at, day, entries, key_of, place_of, scalars, text, unknown
from evaluator.loading.ledgers import LedgerSource, Options, Workbooks, read_ledger
from evaluator.loading.names import Names
from evaluator.loading.paths import inside, is_folder, is_there, siblings
from evaluator.loading.values import Unfit, beyond, fact_value, named, option, titled
from evaluator.model.guideline import Fact, Guideline, Ledger
from evaluator.model.rule import Mark
from evaluator.model.submission import Claim, Declared, Handed, SelfMark, Station, Submission
from evaluator.model.values import Period, Place, Value
from evaluator.rules.marked import form_of
from evaluator.texts.problem import Problem, Severity, nearest, sort_problems
from evaluator.texts.reasons import unreadable
from evaluator.yaml.parse import MOST_BYTES, Items, Node, Scalar, Table, is_null, read_yaml_bytes
from evaluator.yaml.schema import check_structure

FILE = "submission.yaml"
STATION_KEYS: Final = {
    "id": ("编号", "站点编号", "社工站编号"),
    "name": ("名称", "站点名称", "社工站名称"),
    "county": ("县区", "区县", "县（市、区）", "所属县区"),
    "kind": ("类别", "类型", "站点类别"),
}
"""What is read of `station:`, with the titles that people write instead."""

LedgerRead = tuple[Handed | None, list[Problem], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Carried:
    """What is known of a folder's files from before, where the same folder is read after every answer."""

    digests: dict[str, Digest]
    """Files of evidence whose content is not at hand, by path."""
    ledgers: dict[tuple[str, tuple[LedgerSource, ...], str], LedgerRead]
    """Ledgers read before, by everything the submission says about them."""

    def forget(self, path: str) -> None:
        """Read the ledgers anew that a file belongs to."""
        for key in [key for key in self.ledgers if any(_holds(source.path, path) for source in key[1])]:
            del self.ledgers[key]


def _holds(source: str, path: str) -> bool:
    return path == source or path.startswith(f"{source}/")


@dataclass(frozen=True, slots=True)
class Document:
    """A submission's YAML, read once."""

    folder: Path
    node: Node | None
    sha256: str
    problems: tuple[Problem, ...]
    """Problems of the YAML."""
    carried: Carried | None = None

    def with_carried(self, carried: Carried) -> Document:
        """Return the document with what is known of its files."""
        return replace(self, carried=carried)


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


def open_submission(folder: Path, read: Digest | None = None) -> Document:
    """Read the submission's YAML, for `named_guideline` and `read_submission` to share.

    *read* is the file, which is no link, where it was read already.
    """
    if read is not None and read.content is not None:
        return submission_document(folder, read.content, read.sha256)
    path = folder / FILE
    try:
        data = read_file(path, MOST_BYTES, folder=folder)
    except OSError as error:
        return Document(folder, None, "", (unreadable(error, FILE),))
    return submission_document(folder, data)


def submission_document(folder: Path, data: bytes, sha256: str = "") -> Document:
    """Return the document of a submission with the content *data*."""
    node, problems = read_yaml_bytes(data, FILE)
    return Document(folder, node, sha256 or hashlib.sha256(data).hexdigest(), tuple(problems))


def named_guideline(source: Path | Document) -> tuple[str, str, list[Problem]]:
    """Return the guideline and profile the submission names ('' for none), and the problems of the file."""
    document = open_submission(source) if isinstance(source, Path) else source
    fields = entries(document.node)
    guideline, profile = text(fields.get("guideline")), text(fields.get("profile"))
    problems = list(document.problems)
    if document.node is not None and not guideline:
        problems += check_structure(document.node, "submission", FILE)
    return guideline, profile, problems


@dataclass(slots=True)
class _SubmissionReader:
    names: Names
    folder: Path
    problems: list[Problem]
    workbooks: Workbooks
    inputs: dict[str, str] = field(default_factory=dict)
    carried: Carried | None = None

    def say(self, unfit: Unfit, node: Node) -> None:
        self.problems.append(at(unfit, node, FILE))


def read_submission(
    source: Path | Document,
    guideline: Guideline,
    digests: Mapping[str, Digest] | None = None,
    *,
    any_guideline: bool = False,
) -> tuple[Submission | None, list[Problem]]:
    """Return the submission and every problem; no submission when one of them is an error.

    *digests* are of files in the folder that were read already. *any_guideline*: the guideline was chosen by
    hand, whatever the file names.
    """
    document = open_submission(source) if isinstance(source, Path) else source
    names = Names(guideline)
    workbooks = Workbooks(digests)
    reading = _SubmissionReader(
        names, document.folder, [*document.problems], workbooks=workbooks, carried=document.carried
    )
    node = document.node
    if node is None:
        return None, sort_problems(reading.problems)
    reading.inputs[FILE] = document.sha256
    reading.problems += check_structure(node, "submission", FILE)
    fields = entries(node)
    named = text(fields.get("guideline"))
    if named and named != guideline.id and not any_guideline:
        # Under another guideline every name would be unknown, so no further problems are reported.
        reading.say(Unfit("wrong-guideline", {"found": named, "wanted": guideline.id}), fields["guideline"])
        return None, sort_problems(reading.problems)
    station = station_of(entries(fields.get("station")))
    _station_keys(reading, fields.get("station"))
    period = _period(reading, fields.get("period"))
    facts = _facts(reading, fields.get("facts"))
    ledgers = _ledgers(reading, fields.get("ledgers"))
    digests = digests if document.carried is None else document.carried.digests
    evidence, problems, inputs = read_evidence(fields.get("evidence"), names, document.folder, FILE, digests)
    reading.problems += problems
    reading.inputs |= inputs
    not_applicable = _not_applicable(reading, fields.get("not_applicable"), facts)
    claims = _claims(reading, fields.get("claims"))
    all_problems = sort_problems(reading.problems)
    if period is None or any(problem.severity is Severity.ERROR for problem in all_problems):
        return None, all_problems
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
            problems=tuple(all_problems),
        ),
        all_problems,
    )


def _station_keys(reading: _SubmissionReader, node: Node | None) -> None:
    """Report a key that is nearly one of those that count, or says one in Chinese; others are notes."""
    fields = entries(node)
    titles = {title: key for key, titles in STATION_KEYS.items() for title in (key, *titles)}
    for name in fields:
        if name in STATION_KEYS:
            continue
        near = titles.get(folded(name)) or titles.get(nearest(name, titles) or "")
        if near:
            args = {"name": name, "near": near}
            reading.say(Unfit("station-key-unknown", args, "did-you-mean"), key_of(node, name))


def station_of(fields: Mapping[str, Node]) -> Station:
    """Return the station that a submission declares."""
    other = {name: text(node) for name, node in fields.items() if name not in STATION_KEYS and text(node)}
    id, name, county, kind = (text(fields.get(key)) for key in STATION_KEYS)
    return Station(id, name, county, kind, other)


def _period(reading: _SubmissionReader, node: Node | None) -> Period | None:
    fields = entries(node)
    days = []
    for name in ("from", "to"):
        typed_day = day(fields.get(name), "period-date")
        if isinstance(typed_day, Unfit):
            reading.say(typed_day, fields[name])
        elif typed_day is not None:
            days.append(typed_day)
    if len(days) < 2:
        return None
    if days[0] > days[1]:
        args = {"first": str(days[0]), "last": str(days[1])}
        reading.say(Unfit("period-reversed", args), fields["to"])
        return None
    return Period(*days)


def _facts(reading: _SubmissionReader, node: Node | None) -> dict[str, Declared]:
    facts = reading.names.guideline.facts
    values: dict[str, Value | None] = {}
    problem_codes: dict[str, str] = {}
    written = entries(node)
    suggestions = reading.names.suggestions
    for name, value_node in written.items():
        fact = facts.get(name)
        if fact is None:
            # A title counts as a wrong name too, with the right name as hint.
            titles = _titles(reading.names.guideline)
            near = titles.get(name.strip()) or suggestions.nearest(name, facts)
            near = near or titles.get(suggestions.nearest(name, titles) or "")
            hint = "did-you-mean" if near else ""
            reading.say(Unfit("fact-unknown", {"name": name, "near": near or ""}, hint), key_of(node, name))
            continue
        value = fact_value(fact, value_node)
        if isinstance(value, Unfit):
            chosen = _known_options(reading, fact, value_node)
            if chosen is None:
                reading.say(titled(fact, value), value_node)
            if not chosen:
                problem_codes[name] = value.code
            value = chosen or None
        values[name] = value
    # All bounds are compared with the values as written, so that the order of facts has no effect.
    for name, value in list(values.items()):
        if value is None:
            continue
        unfit_bound = beyond(facts[name], value, values.get)
        if unfit_bound is not None:
            reading.say(titled(facts[name], unfit_bound), written[name])
            problem_codes[name] = unfit_bound.code
    return {
        name: Declared(
            None if name in problem_codes else value,
            place_of(written[name]),
            problem_codes.get(name, ""),
            key_of(node, name).line,
        )
        for name, value in values.items()
    }


@once
def _titles(guideline: Guideline) -> dict[str, str]:
    """Return the names of facts by their titles."""
    return {fact.title: fact.name for fact in guideline.facts.values()}


def _known_options(reading: _SubmissionReader, fact: Fact, node: Node) -> frozenset[str] | None:
    """Return the options of a set that exist and report all others; None when it is no list of scalars.

    A mistyped option alone is left out where more options can only help. Where fewer might help, the whole
    set counts as blank.
    """
    if fact.type != "set" or not isinstance(node, Items):
        return None
    if not all(isinstance(element, Scalar) for element in node.nodes):
        return None
    options: set[str] = set()
    for element in node.nodes:
        if not isinstance(element, Scalar) or is_null(element):
            continue
        chosen = option(element.text.strip(), fact.choices)
        if isinstance(chosen, Unfit):
            reading.say(titled(fact, named(fact, chosen)), element)
        else:
            options.add(chosen)
    helps = fact_directions(reading.names.guideline).get(fact.name, HELPS) == HELPS
    return frozenset(options) if helps else frozenset()


def _ledgers(reading: _SubmissionReader, node: Node | None) -> dict[str, Handed]:
    ledgers = reading.names.guideline.ledgers
    handed: dict[str, Handed] = {}
    for name, value in entries(node).items():
        ledger = ledgers.get(name)
        if ledger is None:
            reading.say(
                unknown("ledger-unknown", name, ledgers, reading.names.suggestions), key_of(node, name)
            )
            continue
        sources = list(_sources(reading, value))
        if not sources:
            continue
        options = _options(reading, ledger, value)
        table, problems, inputs = _ledger(reading, ledger, sources, options)
        reading.problems += problems
        reading.inputs |= inputs
        if table is not None:
            handed[name] = table
    return handed


def _ledger(
    reading: _SubmissionReader, ledger: Ledger, sources: list[LedgerSource], options: Options
) -> LedgerRead:
    if reading.carried is None:
        return read_ledger(ledger, sources, options, reading.folder, FILE, reading.workbooks)
    key = (ledger.id, tuple(sources), repr(options))
    if key not in reading.carried.ledgers:
        reading.carried.ledgers[key] = read_ledger(ledger, sources, options, reading.folder, FILE)
    return reading.carried.ledgers[key]


def _sources(reading: _SubmissionReader, node: Node) -> Iterator[LedgerSource]:
    for scalar in scalars(entries(node).get("files") if isinstance(node, Table) else node):
        path, refused = inside(reading.folder, scalar.text, read=reading.workbooks.digests)
        if refused is not None:
            reading.say(refused, scalar)
        else:
            yield LedgerSource(path, place_of(scalar))


def _options(reading: _SubmissionReader, ledger: Ledger, node: Node) -> Options:
    fields = entries(node)
    row = exact.parse(text(fields.get("header_row")))
    columns: dict[str, str] = {}
    places: dict[str, Place] = {}
    renamed = fields.get("columns")
    for header, scalar in entries(renamed).items():
        id = text(scalar)
        if id in ledger.columns:
            columns[header] = id
            places[header] = place_of(key_of(renamed, header))
        elif id:
            reading.say(
                unknown(
                    "ledger-rename-unknown", id, ledger.columns, reading.names.suggestions, ledger=ledger.id
                ),
                scalar,
            )
    header_row = row if isinstance(row, int) and row > 0 else 0
    sheets = tuple(scalar.text.strip() for scalar in scalars(fields.get("sheet")))
    return Options(sheets, header_row, columns, places, needed_columns(reading.names.guideline, ledger))


def needed_columns(guideline: Guideline, ledger: Ledger) -> frozenset[str]:
    """Return the columns a station cannot leave out.

    They are the columns that the key or a count reads, and the others that may not be blank. A private
    column that no count reads may be left out.
    """
    return _needed_columns(guideline)[ledger.id]


@once
def _needed_columns(guideline: Guideline) -> dict[str, frozenset[str]]:
    read = {id: {ledger.key} for id, ledger in guideline.ledgers.items()}
    for fact in guideline.facts.values():
        count = fact.counted
        if count is not None:
            read[count.ledger] |= {*columns_of(count.rows), *count.distinct, count.sum, count.mean, count.of}
    return {
        id: frozenset(
            column.id
            for column in ledger.columns.values()
            if column.id in read[id] or not (column.may_be_blank or column.private)
        )
        for id, ledger in guideline.ledgers.items()
    }


def _not_applicable(
    reading: _SubmissionReader, node: Node | None, facts: Mapping[str, Declared]
) -> dict[str, Claim]:
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


def _claims(reading: _SubmissionReader, node: Node | None) -> dict[str, SelfMark]:
    criteria = reading.names.criteria
    claims: dict[str, SelfMark] = {}
    for name, value in entries(node).items():
        key = key_of(node, name)
        criterion = criteria.get(name)
        if criterion is None:
            reading.say(unknown("self-mark-unknown", name, criteria, reading.names.suggestions), key)
            continue
        form = form_of(criterion)
        if form is None:
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
        issue = form.check(Mark(level, points))
        # A station may claim a level without points, or points without a sample of files.
        if issue is not None and issue.code not in ("mark-without-points", "mark-without-sample"):
            reading.say(Unfit("self-mark-unfit", {"name": name, "found": level or written}), value)
            continue
        claims[name] = SelfMark(level, points, text(fields.get("remark")))
    return claims
