"""Read a round's declaration, and all inputs of a station from the round's folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from evaluator.base import exact, seal
from evaluator.base.files import is_file_name
from evaluator.base.once import once
from evaluator.evaluation.pipeline import FilesRead, Inputs, failed, read_inputs
from evaluator.loading.fields import at, day, entries, key_of, scalars, text, unknown
from evaluator.loading.search import open_guideline
from evaluator.loading.values import Unfit, fact_value, titled
from evaluator.model.forms import Merge
from evaluator.model.guideline import Guideline
from evaluator.model.history import RoundHistory
from evaluator.model.round import (
    DECISIONS,
    DOCUMENT_KEYS,
    FILE,
    OPEN,
    SHEETS,
    STATIONS,
    Award,
    Documents,
    ObjectionPeriod,
    Round,
)
from evaluator.model.sheet import Evaluator, Panel
from evaluator.model.submission import Submission
from evaluator.model.values import EXPERT, Period, Value
from evaluator.rounds.coverage import panel_gaps
from evaluator.rounds.declared import state_problems
from evaluator.rounds.history import read_history
from evaluator.rounds.log import LOG
from evaluator.rounds.sheet_checks import sheet_problems
from evaluator.scoring.panel import LEAST_TO_TRIM, due_evaluators
from evaluator.texts import Listing
from evaluator.texts.problem import Problem, Unusable, sort_problems
from evaluator.texts.reasons import reason
from evaluator.yaml.parse import Items, Node, read_yaml, read_yaml_bytes
from evaluator.yaml.schema import check_structure

ORGANISER = "organiser"
"""The supplier of facts that are common to all stations."""


@dataclass(slots=True)
class _RoundReader:
    guideline: Guideline
    problems: list[Problem] = field(default_factory=list)
    common: Node | None = None
    """The facts common to all stations, as written."""

    def say(self, node: Node, code: str, hint_key: str = "", /, **args: str) -> None:
        self.problems.append(at(Unfit(code, args, hint_key), node, FILE))

    def unknown(self, node: Node, code: str, names: Iterable[str], /, **args: str) -> None:
        self.problems.append(at(unknown(code, text(node), names, **args), node, FILE))


def read_round(folder: Path) -> tuple[Round | None, list[Problem]]:
    """Return the round in *folder* (or in the `round.yaml` named); None when a problem is an error.

    The guideline is searched for in the round's own `criteria/`, in a `criteria/` beside the round, among
    the guidelines that come with the program, then by path.
    """
    if folder.name == FILE and folder.is_file():
        folder = folder.parent
    if not (folder / FILE).is_file():
        return None, [Problem("round-missing", folder.name or str(folder))]
    node, problems = read_yaml(folder / FILE, FILE)
    if node is None:
        return None, problems
    problems = [*problems, *check_structure(node, "round", FILE)]
    fields = entries(node)
    named = entries(fields.get("guideline")).get("id")
    profile = text(fields.get("profile"))
    if not text(named):
        return None, sort_problems(problems)
    beside = (folder, folder.parent, folder.parent.parent)
    guideline, more_problems = open_guideline(text(named), profile, beside)
    problems += more_problems
    if guideline is None or failed(problems):
        return None, sort_problems(problems)
    reading = _RoundReader(guideline, problems, fields.get("facts"))
    _pinned(reading, fields["guideline"])
    period = _period(reading, fields.get("period"))
    stations = _stations(reading, fields.get("stations"))
    panel = _panel(reading, fields.get("panel"), stations)
    awards = _awards(reading, fields.get("awards"))
    facts = _facts(reading, fields.get("facts"))
    _file_name(reading, fields["id"])
    history = _history(reading, folder)
    problems = sort_problems(reading.problems)
    if period is None or failed(problems):
        return None, problems
    round_ = Round(
        id=text(fields["id"]),
        title=text(fields.get("title")),
        folder=folder,
        guideline=guideline,
        period=period,
        state=text(fields.get("state")) or OPEN,
        profile=profile,
        stations=stations,
        panel=panel,
        awards=awards,
        facts=facts,
        documents=_documents(entries(fields.get("documents"))),
        history=history,
    )
    _documents_unused(reading, fields.get("documents"))
    problems = sort_problems([*reading.problems, *state_problems(round_, fields)])
    return (None if failed(problems) else round_), problems


def _file_name(reading: _RoundReader, node: Node) -> str:
    id = text(node)
    if not is_file_name(id):
        reading.say(node, "round-id", name=id)
    return id


def _pinned(reading: _RoundReader, node: Node) -> None:
    """Compare the guideline that was read with the pinned guideline."""
    fields, guideline = entries(node), reading.guideline
    id, edition, pinned = (text(fields.get(key)) for key in ("id", "edition", "sha256"))
    if id != guideline.id:
        reading.say(fields["id"], "round-guideline-path", name=id, found=guideline.id)
    if edition and edition != guideline.edition:
        reading.say(fields["edition"], "guideline-edition", found=guideline.edition, wanted=edition)
    if not pinned:
        reading.say(fields["id"], "guideline-not-pinned", found=guideline.sha256)
    elif pinned != guideline.sha256:
        args = {"name": guideline.id, "pinned": pinned, "found": guideline.sha256}
        reading.say(fields["sha256"], "guideline-changed", **args)


def _period(reading: _RoundReader, node: Node | None) -> Period | None:
    fields = entries(node)
    days = []
    for name in ("from", "to"):
        typed_day = day(fields.get(name), "period-date")
        if isinstance(typed_day, Unfit):
            reading.problems.append(at(typed_day, fields[name], FILE))
        elif typed_day is not None:
            days.append(typed_day)
    if len(days) < 2:
        return None
    if days[0] > days[1]:
        reading.say(fields["to"], "period-reversed", first=str(days[0]), last=str(days[1]))
    return Period(*days)


def _stations(reading: _RoundReader, node: Node | None) -> tuple[str, ...] | None:
    if not isinstance(node, Items):
        return None
    return tuple(_file_name(reading, scalar) for scalar in scalars(node))


def _panel(reading: _RoundReader, node: Node | None, stations: tuple[str, ...] | None) -> Panel:
    fields = entries(node)
    evaluators: list[Evaluator] = []
    first: dict[str, Node] = {}
    for table in _tables(fields.get("evaluators")):
        evaluator = _evaluator(reading, table, stations)
        if evaluator.id in first:
            reading.say(
                table["id"], "evaluator-twice", name=evaluator.id, first=str(first[evaluator.id].line)
            )
        else:
            first[evaluator.id] = table["id"]
            evaluators.append(evaluator)
    apart = None
    written = fields.get("apart")
    if written is not None and text(written):
        apart = exact.share(text(written), lenient=True)
        if apart is None or apart < 0:
            reading.say(written, "apart-not-share", found=text(written))
    panel = Panel(tuple(evaluators), cast("Merge", text(fields.get("merge")) or "mean"), apart)
    if evaluators and node is not None:
        _covers(reading, panel, fields)
    return panel


def panel_in(data: bytes, guideline: Guideline) -> Panel | None:
    """Return the panel that a declaration's content has; None where it has an error."""
    node, problems = read_yaml_bytes(data, FILE)
    fields = entries(node)
    reading = _RoundReader(guideline, problems, fields.get("facts"))
    panel = _panel(reading, fields.get("panel"), _stations(reading, fields.get("stations")))
    return None if failed(reading.problems) else panel


def _evaluator(
    reading: _RoundReader, fields: Mapping[str, Node], stations: tuple[str, ...] | None
) -> Evaluator:
    guideline = reading.guideline
    id = _file_name(reading, fields["id"])
    role = text(fields.get("role")) or EXPERT
    roles = (EXPERT, *guideline.roles)
    if role not in roles:
        reading.unknown(fields["role"], "role-unknown", roles)
    ids = [section.id for section in guideline.walk()] + [criterion.id for criterion in guideline.criteria()]
    marks = tuple(scalars(fields.get("marks")))
    for scalar in marks:
        if text(scalar) not in ids:
            reading.unknown(scalar, "marks-unknown", ids)
    recused = tuple(scalars(fields.get("recused_from")))
    for scalar in recused if stations is not None else ():
        if text(scalar) not in (stations or ()):
            reading.unknown(scalar, "recused-unknown", stations or ())
    return Evaluator(id, text(fields.get("name")), role, tuple(map(text, marks)), tuple(map(text, recused)))


def _covers(reading: _RoundReader, panel: Panel, fields: Mapping[str, Node]) -> None:
    """Report what nobody on the panel may mark or supply, and a trimmed mean with too few evaluators."""
    common = [name for name, node in entries(reading.common).items() if text(node)]
    for station, gap in panel_gaps(reading.guideline, panel, common).items():
        for ids, code in ((gap.criteria, "nobody-marks"), (gap.facts, "nobody-supplies")):
            if ids:
                args = {"station": station, "count": str(len(ids)), "names": Listing(ids)}
                reading.say(fields["evaluators"], f"{code}-station" if station else code, **args)
    marked = [criterion for criterion in reading.guideline.criteria() if criterion.rule.marked]
    above = reading.guideline.above
    most = max((len(due_evaluators(criterion, panel, "", above)) for criterion in marked), default=0)
    if panel.merge == "trimmed_mean" and most < LEAST_TO_TRIM:
        reading.say(fields["merge"], "too-few-to-trim")


def _awards(reading: _RoundReader, node: Node | None) -> tuple[Award, ...]:
    grades = {grade.id: grade for grade in reading.guideline.grades}
    awards: list[Award] = []
    first: dict[str, Node] = {}
    for fields in _tables(node):
        id = text(fields["id"])
        if id in first:
            reading.say(fields["id"], "award-twice", name=id, first=str(first[id].line))
            continue
        first[id] = fields["id"]
        needed = entries(fields.get("needs")).get("grade")
        grade = text(needed)
        if needed is not None and grade and grade not in grades:
            reading.say(needed, "award-grade", name=grade, known=Listing(grades))
        limit = text(fields.get("at_most_per_county"))
        awards.append(
            Award(
                id,
                text(fields["title"]),
                _whole(text(fields["places"])),
                grade,
                _whole(limit) if limit else None,
            )
        )
    return tuple(awards)


def _whole(written: str) -> int:
    # The schema also accepts 4.0 as a whole number.
    return int(exact.parse(written) or 0)


def _facts(reading: _RoundReader, node: Node | None) -> dict[str, Value]:
    facts = reading.guideline.facts
    values: dict[str, Value] = {}
    for name, value_node in entries(node).items():
        fact = facts.get(name)
        if fact is None:
            reading.problems.append(at(unknown("fact-unknown", name, facts), value_node, FILE))
        elif fact.supplier != ORGANISER:
            reading.say(value_node, "round-fact-supplier", name=name, title=fact.title)
        else:
            value = fact_value(fact, value_node)
            if isinstance(value, Unfit):
                reading.problems.append(at(titled(fact, value), value_node, FILE))
            elif value is not None:
                values[name] = value
    return values


def _documents(fields: Mapping[str, Node]) -> Documents:
    keys = ("commissioned_by", "evaluated_by", "number", "dated")
    other = {name: text(node) for name, node in fields.items() if name not in keys and text(node)}
    commissioned_by, evaluated_by, number, dated = (text(fields.get(name)) for name in keys)
    objections = entries(fields.get("objections"))
    days = text(objections.get("days"))
    period = ObjectionPeriod(
        _whole(days) if days else None, text(objections.get("to")), text(objections.get("phone"))
    )
    return Documents(commissioned_by, evaluated_by, number, dated, period, other)


def _documents_unused(reading: _RoundReader, node: Node | None) -> None:
    """Report what no paper uses: most often a misspelt key."""
    fields = entries(node)
    free = [name for name in DOCUMENT_KEYS if name not in fields]
    for name in fields:
        if name not in DOCUMENT_KEYS:
            unfit = unknown("document-key-unknown", name, free, known=Listing(free))
            reading.problems.append(at(unfit, key_of(node, name), FILE))


def _history(reading: _RoundReader, folder: Path) -> RoundHistory:
    try:
        return read_history(folder)
    except Unusable as unusable:
        reading.problems += unusable.problems
    except OSError as error:
        reading.problems.append(Problem("file-unreadable", LOG, args={"reason": reason(error)}))
    return RoundHistory()


def _tables(node: Node | None) -> list[Mapping[str, Node]]:
    return [entries(element) for element in node.nodes] if isinstance(node, Items) else []


def received_stations(round_: Round) -> list[str]:
    """Return the sorted ids of the stations whose folder exists."""
    folder = round_.folder / STATIONS
    if not folder.is_dir():
        return []
    return sorted(
        entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith(".")
    )


def station_ids(round_: Round) -> list[str]:
    """Return the sorted ids of the stations that take part, including listed stations not received yet."""
    if round_.stations is not None:
        return [*_listed(round_)]
    return [id for id in received_stations(round_) if round_.has(id)]


@once
def _listed(round_: Round) -> list[str]:
    """Return the sorted ids of the listed stations that take part."""
    return sorted({*(round_.stations or ())} - round_.history.withdrawn.keys())


def with_list(round_: Round) -> Round:
    """Return the round with a list of the stations that take part now: work on one need not look for all."""
    return replace(round_, stations=tuple(station_ids(round_)))


def moving_stations(round_: Round) -> list[str]:
    """Return the sorted ids of the stations whose files and results may change now."""
    return [id for id in station_ids(round_) if not round_.frozen(id)]


def absent(round_: Round, station: str, shown: str, cell: str = "") -> Problem:
    """Return why a station does not take part: withdrawn, or not listed."""
    withdrawal = round_.history.withdrawn.get(station)
    args = {"name": station, "reason": "" if withdrawal is None else withdrawal.reason}
    code = "station-not-listed" if withdrawal is None else "station-withdrawn"
    return Problem(code, shown, cell=cell, args=args)


def sheet_files(round_: Round, station: str) -> list[Path]:
    """Return the files of the sheets on a station, by evaluator."""
    folder = str(round_.folder / SHEETS)
    try:
        evaluators = sorted(os.listdir(folder))  # noqa: PTH208  # texts, without a Path for each folder
    except OSError:
        return []
    paths = (f"{folder}/{evaluator}/{station}.yaml" for evaluator in evaluators)
    return [Path(path) for path in paths if os.path.exists(path)]  # noqa: PTH110  # as above


def decisions_file(round_: Round, station: str) -> Path:
    """Return the file of the panel's decisions on a station."""
    return round_.folder.joinpath(DECISIONS, f"{station}.yaml")


def station_inputs(
    round_: Round, station: str, read: FilesRead | None = None
) -> tuple[Inputs | None, list[Problem]]:
    """Return the inputs of a station's evaluation; None when a problem is an error.

    *read* has what was read of them already. Sheets not yet submitted are among the sheets but not
    among the hashes: they do not count.
    """
    if not round_.has(station):
        return None, [absent(round_, station, FILE)]
    folder = round_.folder.joinpath(STATIONS, station)
    if not is_file_name(station) or not folder.is_dir():
        return None, [Problem("station-not-received", f"{STATIONS}/{station}", args={"name": station})]
    sheets = sheet_files(round_, station) if read is None else read.sheets
    return inputs_of(round_, station, folder, sheets, read)


def inputs_of(
    round_: Round,
    station: str,
    folder: Path,
    sheets: Iterable[Path],
    read: FilesRead | None = None,
) -> tuple[Inputs | None, list[Problem]]:
    """Return the inputs from a station's *folder* and *sheets*, wherever they lie."""
    inputs, problems = read_inputs(
        folder,
        sheets=sheets,
        decisions=decisions_file(round_, station),
        guideline_model=round_.guideline,
        read=read,
    )
    if inputs is None:
        return None, problems
    more_problems = submission_problems(round_, station, inputs.submission)
    for sheet in inputs.sheets:
        more_problems += sheet_problems(round_, sheet)
    drafts = {sheet.file for sheet in inputs.sheets if sheet.submitted is None}
    # Drafts do not count yet, so warnings about them are left out.
    problems = sort_problems(
        [*(problem for problem in problems if problem.file not in drafts), *more_problems]
    )
    if failed(problems):
        return None, problems
    hashes = {name: value for name, value in (inputs.hashes or {}).items() if name not in drafts}
    whole = replace(
        inputs,
        panel=round_.panel,
        common=round_.facts,
        problems=tuple(problems),
        hashes=dict(sorted({**hashes, **round_hashes(round_, station)}.items())),
    )
    return whole, problems


def submission_problems(round_: Round, station: str, submission: Submission) -> list[Problem]:
    """Return the problems of a submission of another station or for another period."""
    problems: list[Problem] = []
    if submission.station.id != station:
        args = {"wanted": f"{STATIONS}/{station}", "found": submission.station.id}
        problems.append(Problem("station-folder", "submission.yaml", args=args))
    if submission.period != round_.period:
        problems.append(period_problem(round_, submission.period))
    return problems


def period_problem(round_: Round, period: Period) -> Problem:
    """Return the problem of a submission whose period is not the round's."""
    spans = [f"{span.first} … {span.last}" for span in (period, round_.period)]
    return Problem("period-differs", "submission.yaml", args={"found": spans[0], "wanted": spans[1]})


def round_hashes(round_: Round, station: str) -> dict[str, str]:
    """Return hashes of only those parts of `round.yaml` that this station's evaluation uses.

    Closing the round, adding an award or recusing an evaluator elsewhere does not change them.
    """
    due = [
        {"id": evaluator.id, "role": evaluator.role, "marks": list(evaluator.marks)}
        for evaluator in round_.panel.evaluators
        if station not in evaluator.recused_from
    ]
    apart = None if round_.panel.apart is None else exact.text(round_.panel.apart)
    panel = {"evaluators": due, "merge": round_.panel.merge, "apart": apart}
    facts = {name: _canonical(value) for name, value in sorted(round_.facts.items())}
    return {f"{FILE}#facts": seal.digest(facts), f"{FILE}#panel": seal.digest(panel)}


def _canonical(value: Value) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value if isinstance(value, bool) else str(value)
