"""Read what has happened in a round from its log, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from evaluator.base.gate import read_if_there
from evaluator.loading.fields import entries as node_fields
from evaluator.loading.fields import scalars, text
from evaluator.model.history import (
    CLOSED,
    OPEN,
    REOPENED,
    Acceptance,
    Answer,
    AwardDecision,
    Delivery,
    Draw,
    Edition,
    Excusal,
    MaterialCheck,
    Notice,
    Objection,
    Reopening,
    ResultReference,
    RoundHistory,
    Withdrawal,
    next_serial,
)
from evaluator.model.round import SHEETS, STATIONS
from evaluator.rounds.log import LOG, Entry, entries
from evaluator.texts.problem import Problem, Unusable
from evaluator.yaml.parse import Items, read_yaml_bytes
from evaluator.yaml.write import Field

PROGRAM = "program"
"""What an entry on an accepted program is about."""
HAND_OUT_DRAWS = "draws.yaml"
"""What a hand-out has of the draws, which has no log."""


def read_history(folder: Path) -> RoundHistory:
    """Return the history of the round in *folder*; an empty one where there is no log.

    Raises Unusable when the log is not what was written, OSError when it cannot be read.
    """
    if not (folder / LOG).exists():
        return RoundHistory(draws=_handed_out(folder))
    return history_of(entries(folder))


def history_of(log: Iterable[Entry]) -> RoundHistory:
    """Return the history that a log's entries make; raises Unusable for one that lacks what it must say."""
    state = _State()
    for entry in log:
        try:
            state.take(entry)
        except (ValueError, KeyError, IndexError):
            raise Unusable([Problem("log-entry", LOG, entry.number)]) from None
    return RoundHistory(
        logged=True,
        state=state.state,
        editions=tuple(state.editions),
        declared=state.declared,
        reopenings=tuple(state.reopenings),
        reopened=state.reopened,
        withdrawn=state.withdrawn,
        objections=tuple(state.objections.values()),
        notices=tuple(notice for notices in state.notices.values() for notice in notices),
        rechecks={station: tuple(results) for station, results in state.rechecks.items()},
        draws={about: tuple(draws) for about, draws in state.draws.items()},
        received=frozenset(state.received),
        deliveries={station: tuple(deliveries) for station, deliveries in state.deliveries.items()},
        sheet_deliveries={id: tuple(deliveries) for id, deliveries in state.sheet_deliveries.items()},
        checks={station: tuple(checks) for station, checks in state.checks.items()},
        excusals=tuple(state.excusals),
        programs=state.programs,
        answers={station: tuple(answers) for station, answers in state.answers.items()},
    )


def _handed_out(folder: Path) -> dict[tuple[str, str], tuple[Draw, ...]]:
    """Return the draws that a hand-out has."""
    data = read_if_there(folder / HAND_OUT_DRAWS)
    node, problems = read_yaml_bytes(data or b"", HAND_OUT_DRAWS) if data else (None, [])
    draws: dict[tuple[str, str], tuple[Draw, ...]] = {}
    for item in node.nodes if isinstance(node, Items) and not problems else ():
        fields = node_fields(item)
        about = text(fields.get("station")), text(fields.get("criterion"))
        files = tuple(map(text, scalars(fields.get("files"))))
        draws[about] = (Draw(*about, "", files, date.min),)
    return draws


@dataclass(slots=True)
class _State:
    state: str = OPEN
    editions: list[Edition] = field(default_factory=list)
    declared: dict[str, Field] = field(default_factory=dict)
    reopenings: list[Reopening] = field(default_factory=list)
    reopened: dict[str, Reopening] = field(default_factory=dict)
    withdrawn: dict[str, Withdrawal] = field(default_factory=dict)
    objections: dict[str, Objection] = field(default_factory=dict)
    notices: dict[str, list[Notice]] = field(default_factory=dict)
    rechecks: dict[str, list[ResultReference]] = field(default_factory=dict)
    draws: dict[tuple[str, str], list[Draw]] = field(default_factory=dict)
    received: set[str] = field(default_factory=set)
    deliveries: dict[str, list[Delivery]] = field(default_factory=dict)
    sheet_deliveries: dict[str, list[Delivery]] = field(default_factory=dict)
    checks: dict[str, list[MaterialCheck]] = field(default_factory=dict)
    excusals: list[Excusal] = field(default_factory=list)
    programs: dict[str, Acceptance] = field(default_factory=dict)
    answers: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    @property
    def edition(self) -> int:
        return self.editions[-1].number if self.editions else 0

    def take(self, entry: Entry) -> None:
        """Let one entry change the state."""
        match entry.kind:
            case "received":
                self._received(entry)
            case "decided":
                self._decided(entry)
            case "drawn":
                self._add_draw(entry)
            case "checked":
                self._checked(entry)
            case "adopted":
                self._adopted(entry)
            case "excused":
                self._excused(entry)
            case "withdrawn":
                self._withdrawn(entry)
            case "objected":
                self._objected(entry)
            case "issued":
                self._issued(entry)
            case "answered":
                self._answered(entry)
            case "reopened" if "/" not in entry.about:  # else a sheet that its evaluator took back
                self._reopened(entry)
            case "closed":
                self._closed(entry)
            case _:
                pass

    def _received(self, entry: Entry) -> None:
        folder, _, path = entry.about.partition("/")
        if is_delivery_of_sheets(entry):
            delivery = Delivery(path, entry.day, _text(entry.fields, "sha256"), "replaced" in entry.fields)
            self.sheet_deliveries.setdefault(path, []).append(delivery)
        if folder != STATIONS:
            return
        station, fields = path.partition("/")[0], entry.fields
        self.received.add(station)
        checks = self.checks.get(station)
        first = "from" in fields and "replaces" not in fields  # the folder that was there at the check
        if checks and checks[-1].received is None and (checks[-1].nothing or not first):
            checks[-1] = replace(checks[-1], received=entry.day)
        if "listed" in fields or not {"from", "changed"}.intersection(fields):
            serial = next_serial(self.deliveries)
            laid = "listed" in fields
            delivery = Delivery(
                station, entry.day, _text(fields, "sha256"), "replaces" in fields, serial, laid
            )
            self.deliveries.setdefault(station, []).append(delivery)

    def _checked(self, entry: Entry) -> None:
        due = date.fromisoformat(_text(entry.fields, "due"))
        nothing = _text(entry.fields, "lacks") == _text(entry.fields, "problems") == "0"
        sha256 = _text(entry.fields, "sha256")
        check = MaterialCheck(entry.about, entry.day, due, sha256, nothing, serial=next_serial(self.checks))
        self.checks.setdefault(entry.about, []).append(check)

    def _adopted(self, entry: Entry) -> None:
        fields = entry.fields
        if entry.about != PROGRAM:
            self._declare(fields)
            return
        reason, by = _text(fields, "reason"), _text(fields, "by")
        acceptance = Acceptance(int(_text(fields, "semantics")), reason, by, entry.day)
        self.programs |= dict.fromkeys(_texts(fields.get("for")), acceptance)

    def _excused(self, entry: Entry) -> None:
        fields = entry.fields
        self._declare(fields)
        self.excusals.append(
            Excusal(
                entry.about,
                _texts(fields.get("from")),
                _text(fields, "reason"),
                _text(fields, "by"),
                entry.day,
                self.edition,
                _text(fields, "with"),
            )
        )

    def _decided(self, entry: Entry) -> None:
        award = _table(entry.fields.get("what")).get("award")
        if award is not None and self.state == CLOSED:
            last = self.editions[-1]
            decision = award_decision(str(award), {**entry.fields, "date": entry.day.isoformat()})
            self.editions[-1] = replace(last, awards={**last.awards, decision.award: decision})

    def _add_draw(self, entry: Entry) -> None:
        fields = entry.fields
        station, criterion = entry.about, _text(fields, "criterion")
        draw = Draw(
            station,
            criterion,
            _text(fields, "seed"),
            _texts(fields.get("files")),
            entry.day,
            _text(fields, "reason"),
        )
        self.draws.setdefault((station, criterion), []).append(draw)

    def _declare(self, fields: Mapping[str, Field]) -> None:
        if self.declared:
            self.declared |= {key: fields[key] for key in DECLARED if key in fields}

    def _withdrawn(self, entry: Entry) -> None:
        fields = entry.fields
        withdrawal = Withdrawal(
            entry.about,
            _text(fields, "reason"),
            _text(fields, "by"),
            entry.day,
            _text(fields, "into"),
            _text(fields, "name"),
            _text(fields, "county"),
        )
        self.withdrawn[entry.about] = withdrawal
        self.reopened.pop(entry.about, None)
        if self.editions:
            last = self.editions[-1]
            results = {station: result for station, result in last.results.items() if station != entry.about}
            left = {station: why for station, why in last.left.items() if station != entry.about}
            self.editions.append(
                replace(
                    last,
                    number=int(_text(fields, "edition")),
                    day=entry.day,
                    results=results,
                    left=left,
                    withdrawn=dict(self.withdrawn),
                    seal=_text(fields, "seal"),
                )
            )

    def _objected(self, entry: Entry) -> None:
        fields = entry.fields
        self.objections[entry.about] = Objection(
            entry.about,
            _text(fields, "station"),
            _text(fields, "about"),
            _text(fields, "text"),
            _text(fields, "by"),
            date.fromisoformat(_text(fields, "received")),
            self.edition,
            _text(fields, "late") == "true",
        )

    def _issued(self, entry: Entry) -> None:
        notices = self.notices.setdefault(entry.about, [])
        due = date.fromisoformat(_text(entry.fields, "due"))
        serial = next_serial(self.notices)
        notices.append(Notice(entry.about, len(notices) + 1, entry.day, due, self.edition, serial=serial))

    def _answered(self, entry: Entry) -> None:
        fields = entry.fields
        answer = Answer(
            _text(fields, "text"),
            _text(fields, "by"),
            entry.day,
            _text(fields, "outcome"),
            _text(fields, "anyway"),
        )
        if "notice" in fields:
            self._notice(entry.about, lambda notice: replace(notice, answer=answer))
        elif entry.about in self.objections:
            objection = self.objections[entry.about]
            reason = _text(fields, "reason")
            serial = next_serial(self.answers)
            answer = replace(answer, serial=serial, edition=self.edition, reason=reason)
            self.objections[entry.about] = replace(objection, answers=(*objection.answers, answer))
            self.answers.setdefault(objection.station, []).append((entry.about, len(objection.answers)))

    def _notice(self, station: str, change: Callable[[Notice], Notice]) -> None:
        """Change a station's last notice, if there is any that is not settled."""
        notices = self.notices.get(station)
        if notices and notices[-1].settled is None:
            notices[-1] = change(notices[-1])

    def _reopened(self, entry: Entry) -> None:
        fields = entry.fields
        reopening = Reopening(
            entry.about,
            _text(fields, "reason"),
            _text(fields, "by"),
            entry.day,
            self.edition,
            _text(fields, "objection"),
            _text(fields, "recheck") == "true",
        )
        self.state = REOPENED
        self.programs.pop(entry.about, None)
        self.reopenings.append(reopening)
        self.reopened[entry.about] = reopening
        if reopening.recheck:
            self._notice(entry.about, lambda notice: replace(notice, rechecking=True))

    def _closed(self, entry: Entry) -> None:
        fields = entry.fields
        by = _text(fields, "by")
        if "notice" in fields:
            self._notice(entry.about, lambda notice: replace(notice, settled=entry.day, settled_by=by))
            return
        for station, reference in _references(fields.get("rechecked")).items():
            self.rechecks.setdefault(station, []).append(reference)
            self._notice(station, partial(_rechecked, reference=reference, day=entry.day, by=by))
        if "results" in fields:
            self.editions.append(
                Edition(
                    int(_text(fields, "edition")),
                    entry.day,
                    _references(fields["results"]),
                    {station: str(why) for station, why in _table(fields.get("left")).items()},
                    dict(self.withdrawn),
                    {
                        award: award_decision(award, _table(decision))
                        for award, decision in _table(fields.get("awarded")).items()
                    },
                    _text(fields, "seal"),
                    {key: fields[key] for key in DECLARED if key in fields},
                )
            )
            self.declared = {key: fields[key] for key in DECLARED if key in fields}
        self.state = CLOSED
        self.reopened.clear()
        for checks in self.checks.values():
            if checks[-1].received is None:
                checks[-1] = replace(checks[-1], lapsed=True)


DECLARED = ("guideline", "period", "stations", "panel", "awards", "facts")
"""The parts of `round.yaml` that a close records."""


def is_delivery_of_sheets(entry: Entry) -> bool:
    """Return whether an entry is about the sheets that an evaluator handed in together, listed by a hash."""
    folder, _, evaluator = entry.about.partition("/")
    return entry.kind == "received" and folder == SHEETS and "/" not in evaluator


def award_decision(award: str, fields: Mapping[str, Field]) -> AwardDecision:
    """Return a decision on an award from its fields in the log."""
    return AwardDecision(
        award,
        _texts(fields.get("value")),
        _text(fields, "reason"),
        _text(fields, "by"),
        date.fromisoformat(_text(fields, "date")),
    )


def award_fields(decision: AwardDecision) -> dict[str, Field]:
    """Return the fields of a decision on an award for the log."""
    return {
        "value": list(decision.stations),
        "reason": decision.reason,
        "by": decision.by,
        "date": decision.day.isoformat(),
    }


def _rechecked(notice: Notice, reference: ResultReference, day: date, by: str) -> Notice:
    return replace(notice, recheck=reference, settled=day, settled_by=by)


def _text(fields: Mapping[str, Field], key: str) -> str:
    value = fields.get(key)
    return value if isinstance(value, str) else ""


def _texts(value: Field) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, (list, tuple)) else ()


def _table(value: Field) -> Mapping[str, Field]:
    return value if isinstance(value, Mapping) else {}


def _references(value: Field) -> dict[str, ResultReference]:
    return {
        station: ResultReference(_text(_table(reference), "file"), _text(_table(reference), "seal"))
        for station, reference in _table(value).items()
    }
