"""Read a round's declaration, and from its folder everything about one of its stations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from evaluator.base import exact, seal
from evaluator.base.files import is_file_name
from evaluator.evaluation.pipeline import Inputs, failed, read_inputs
from evaluator.loading.fields import at, day, entries, scalars, text, unknown
from evaluator.loading.names import Names
from evaluator.loading.search import open_guideline
from evaluator.loading.values import Unfit, fact_value, said_of
from evaluator.model.guideline import Guideline
from evaluator.model.round import DECISIONS, FILE, OPEN, SHEETS, STATIONS, Award, Documents, Round
from evaluator.model.sheet import Evaluator, Panel, Sheet
from evaluator.model.values import EXPERT, Period, Value
from evaluator.scoring.panel import LEAST_TO_TRIM, due_evaluators
from evaluator.texts.problem import Problem, sort_problems
from evaluator.yaml.parse import Items, Node, read_yaml
from evaluator.yaml.schema import check_structure

ORGANISER = "organiser"
"""The supplier of facts that are common to all stations."""


@dataclass(slots=True)
class _Reading:
    guideline: Guideline
    problems: list[Problem] = field(default_factory=list)

    def say(self, node: Node, code: str, hint_key: str = "", /, **args: str) -> None:
        self.problems.append(at(Unfit(code, args, hint_key), node, FILE))

    def unknown(self, node: Node, code: str, names: Iterable[str], /, **args: str) -> None:
        self.problems.append(at(unknown(code, text(node), names, **args), node, FILE))


def read_round(folder: Path) -> tuple[Round | None, list[Problem]]:
    """Return the round in *folder* (or in the `round.yaml` named); None when a problem is an error.

    Its guideline is looked for in the round's own `criteria/`, in one beside the round, among those that
    come with the program, then by path.
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
    guideline, found = open_guideline(text(named), profile, beside)
    problems += found
    if guideline is None or failed(problems):
        return None, sort_problems(problems)
    reading = _Reading(guideline, problems)
    _pinned(reading, fields["guideline"])
    period = _period(reading, fields.get("period"))
    stations = _stations(reading, fields.get("stations"))
    panel = _panel(reading, fields.get("panel"), stations)
    awards = _awards(reading, fields.get("awards"))
    facts = _facts(reading, fields.get("facts"))
    _file_name(reading, fields["id"])
    problems = sort_problems(reading.problems)
    if period is None or failed(problems):
        return None, problems
    found_round = Round(
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
    )
    return found_round, problems


def _file_name(reading: _Reading, node: Node) -> str:
    id = text(node)
    if not is_file_name(id):
        reading.say(node, "round-id", name=id)
    return id


def _pinned(reading: _Reading, node: Node) -> None:
    """Hold the guideline found to the one that was pinned."""
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


def _period(reading: _Reading, node: Node | None) -> Period | None:
    fields = entries(node)
    days = []
    for name in ("from", "to"):
        found = day(fields.get(name), "period-date")
        if isinstance(found, Unfit):
            reading.problems.append(at(found, fields[name], FILE))
        elif found is not None:
            days.append(found)
    if len(days) < 2:
        return None
    if days[0] > days[1]:
        reading.say(fields["to"], "period-reversed", first=str(days[0]), last=str(days[1]))
    return Period(*days)


def _stations(reading: _Reading, node: Node | None) -> tuple[str, ...] | None:
    if not isinstance(node, Items):
        return None
    return tuple(_file_name(reading, each) for each in scalars(node))


def _panel(reading: _Reading, node: Node | None, stations: tuple[str, ...] | None) -> Panel:
    fields = entries(node)
    evaluators: list[Evaluator] = []
    first: dict[str, Node] = {}
    for each in _tables(fields.get("evaluators")):
        one = _evaluator(reading, each, stations)
        if one.id in first:
            reading.say(each["id"], "evaluator-twice", name=one.id, first=str(first[one.id].line))
        else:
            first[one.id] = each["id"]
            evaluators.append(one)
    apart = None
    written = fields.get("apart")
    if written is not None and text(written):
        apart = exact.share(text(written), lenient=True)
        if apart is None or apart < 0:
            reading.say(written, "apart-not-share", found=text(written))
    panel = Panel(tuple(evaluators), text(fields.get("merge")) or "mean", apart)
    if evaluators and node is not None:
        _covers(reading, panel, fields)
    return panel


def _evaluator(reading: _Reading, fields: Mapping[str, Node], stations: tuple[str, ...] | None) -> Evaluator:
    guideline = reading.guideline
    id = _file_name(reading, fields["id"])
    role = text(fields.get("role")) or EXPERT
    roles = (EXPERT, *guideline.roles)
    if role not in roles:
        reading.unknown(fields["role"], "role-unknown", roles)
    known = [section.id for section in guideline.walk()] + [one.id for one in guideline.criteria()]
    marks = tuple(scalars(fields.get("marks")))
    for each in marks:
        if text(each) not in known:
            reading.unknown(each, "marks-unknown", known)
    recused = tuple(scalars(fields.get("recused_from")))
    for each in recused if stations is not None else ():
        if text(each) not in (stations or ()):
            reading.unknown(each, "recused-unknown", stations or ())
    return Evaluator(id, text(fields.get("name")), role, tuple(map(text, marks)), tuple(map(text, recused)))


def _covers(reading: _Reading, panel: Panel, fields: Mapping[str, Node]) -> None:
    """Say what nobody marks, and a trimmed mean nothing is left to trim for."""
    above = reading.guideline.above
    due = {
        one.id: len(due_evaluators(one, panel, "", above))
        for one in reading.guideline.criteria()
        if one.rule.marked
    }
    unmarked = [id for id, count in due.items() if not count]
    if unmarked:
        args = {"count": str(len(unmarked)), "names": "、".join(unmarked)}
        reading.say(fields["evaluators"], "nobody-marks", **args)
    if panel.merge == "trimmed_mean" and max(due.values(), default=0) < LEAST_TO_TRIM:
        reading.say(fields["merge"], "too-few-to-trim")


def _awards(reading: _Reading, node: Node | None) -> tuple[Award, ...]:
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
            reading.say(needed, "award-grade", name=grade, known="、".join(grades))
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
    # 4.0 is a whole number to the schema too.
    return int(exact.parse(written) or 0)


def _facts(reading: _Reading, node: Node | None) -> dict[str, Value]:
    known = reading.guideline.facts
    values: dict[str, Value] = {}
    for name, value_node in entries(node).items():
        fact = known.get(name)
        if fact is None:
            reading.problems.append(at(unknown("fact-unknown", name, known), value_node, FILE))
        elif fact.supplier != ORGANISER:
            reading.say(value_node, "round-fact-supplier", name=name, title=fact.title)
        else:
            value = fact_value(fact, value_node)
            if isinstance(value, Unfit):
                reading.problems.append(at(said_of(fact, value), value_node, FILE))
            elif value is not None:
                values[name] = value
    return values


def _documents(fields: Mapping[str, Node]) -> Documents:
    known = ("commissioned_by", "evaluated_by", "number", "dated")
    other = {name: text(node) for name, node in fields.items() if name not in known and text(node)}
    commissioned_by, evaluated_by, number, dated = (text(fields.get(name)) for name in known)
    return Documents(commissioned_by, evaluated_by, number, dated, other)


def _tables(node: Node | None) -> list[Mapping[str, Node]]:
    return [entries(one) for one in node.nodes] if isinstance(node, Items) else []


def received_stations(round_: Round) -> list[str]:
    """Return the stations whose folder is there, in order of their ids."""
    folder = round_.folder / STATIONS
    if not folder.is_dir():
        return []
    return sorted(each.name for each in folder.iterdir() if each.is_dir() and not each.name.startswith("."))


def station_ids(round_: Round) -> list[str]:
    """Return the stations that take part, in order of their ids; of a list also those not received yet."""
    return received_stations(round_) if round_.stations is None else sorted(round_.stations)


def sheet_files(round_: Round, station: str) -> list[Path]:
    """Return the files of the sheets on a station, by evaluator."""
    return sorted((round_.folder / SHEETS).glob(f"*/{_globbed(station)}.yaml"))


def _globbed(id: str) -> str:
    return "".join(f"[{character}]" if character == "[" else character for character in id)


def decisions_file(round_: Round, station: str) -> Path:
    """Return where the panel's decisions on a station are kept."""
    return round_.folder / DECISIONS / f"{station}.yaml"


def station_inputs(round_: Round, station: str) -> tuple[Inputs | None, list[Problem]]:
    """Return everything that is evaluated of one station; None when a problem is an error.

    Sheets not yet submitted are among the sheets but not among the hashes: they count for nothing.
    """
    if not round_.has(station):
        return None, [Problem("station-not-listed", FILE, args={"name": station})]
    folder = round_.folder / STATIONS / station
    if not is_file_name(station) or not folder.is_dir():
        return None, [Problem("station-not-received", f"{STATIONS}/{station}", args={"name": station})]
    return inputs_of(round_, station, folder, sheet_files(round_, station))


def inputs_of(
    round_: Round, station: str, folder: Path, sheets: Iterable[Path]
) -> tuple[Inputs | None, list[Problem]]:
    """Return the inputs from a station's *folder* and *sheets*, wherever they lie."""
    inputs, problems = read_inputs(
        folder, sheets=list(sheets), decisions=decisions_file(round_, station), known=round_.guideline
    )
    if inputs is None:
        return None, problems
    submission = inputs.submission
    found: list[Problem] = []
    if submission.station.id != station:
        args = {"wanted": f"{STATIONS}/{station}", "found": submission.station.id}
        found.append(Problem("station-folder", "submission.yaml", args=args))
    if submission.period != round_.period:
        found.append(period_problem(round_, submission.period))
    for sheet in inputs.sheets:
        found += sheet_problems(round_, sheet)
    drafts = {sheet.file for sheet in inputs.sheets if sheet.submitted is None}
    # What is read of a draft does not count yet, so neither do the warnings about it.
    problems = sort_problems([*(one for one in problems if one.file not in drafts), *found])
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


def period_problem(round_: Round, period: Period) -> Problem:
    """Return what is wrong with another period than the round's."""
    spans = [f"{one.first} … {one.last}" for one in (period, round_.period)]
    return Problem("period-differs", "submission.yaml", args={"found": spans[0], "wanted": spans[1]})


def sheet_problems(round_: Round, sheet: Sheet) -> list[Problem]:
    """Return what the panel has against a sheet; with no panel named, any sheet may be handed in."""
    folder = Path(sheet.file).parent.name
    if folder != sheet.evaluator:
        args = {"wanted": folder, "found": sheet.evaluator}
        return [Problem("sheet-misplaced", sheet.file, args=args)]
    panel = round_.panel
    if not panel.evaluators:
        return []
    evaluator = round_.evaluator(sheet.evaluator)
    if evaluator is None:
        ids = [one.id for one in panel.evaluators]
        unfit = unknown("unknown-evaluator", sheet.evaluator, ids)
        return [Problem(unfit.code, sheet.file, args=unfit.args, hint_key=unfit.hint_key)]
    if sheet.role != evaluator.role:
        args = {"name": sheet.evaluator, "wanted": evaluator.role, "found": sheet.role}
        return [Problem("role-differs", sheet.file, args=args)]
    if sheet.station in evaluator.recused_from:
        args = {"name": sheet.evaluator, "station": sheet.station}
        return [Problem("recused", sheet.file, args=args)]
    above = round_.guideline.above
    criteria = Names(round_.guideline).criteria
    found: list[Problem] = []
    for id, mark in sheet.marks.items():
        if not due_evaluators(criteria[id], Panel((evaluator,)), sheet.station, above):
            args = {"name": evaluator.id, "criterion": id, "title": criteria[id].title}
            found.append(Problem("not-assigned", sheet.file, mark.line, args=args))
    return found


def round_hashes(round_: Round, station: str) -> dict[str, str]:
    """Return hashes of what this station's evaluation takes from `round.yaml`, and nothing else of it.

    So closing the round_, naming an award or recusing somebody elsewhere leaves an evaluation as it is.
    """
    due = [
        {"id": one.id, "role": one.role, "marks": list(one.marks)}
        for one in round_.panel.evaluators
        if station not in one.recused_from
    ]
    apart = None if round_.panel.apart is None else exact.text(round_.panel.apart)
    panel = {"evaluators": due, "merge": round_.panel.merge, "apart": apart}
    facts = {name: _canonical(value) for name, value in sorted(round_.facts.items())}
    return {f"{FILE}#facts": seal.digest(facts), f"{FILE}#panel": seal.digest(panel)}


def _canonical(value: Value) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value if isinstance(value, bool) else str(value)
