"""Letters that follow from the round's log: receipts, a notice on a station's materials, an answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from evaluator.base.gate import read_if_there
from evaluator.evaluation.basis import about_guideline
from evaluator.loading.fields import entries, text
from evaluator.loading.submission import FILE as SUBMISSION
from evaluator.model.history import Answer, Delivery, MaterialCheck, Objection, ResultReference
from evaluator.model.round import RESULTS, STATIONS, Round, RoundContext
from evaluator.reports.documents import filled
from evaluator.reports.fields import DocumentsView, GuidelineView, StationView
from evaluator.reports.heading import SEAL_DIGITS, documents_of, guideline_of
from evaluator.reports.proof_code import code_text
from evaluator.reports.review import about_words, ended
from evaluator.reports.score_sheet import SheetScoreView
from evaluator.reports.view import view
from evaluator.reports.wording import DASH, Phrases
from evaluator.rounds.copies import template_file
from evaluator.rounds.folder import SHEET_RECEIPTS
from evaluator.rounds.numbering import own_number
from evaluator.rounds.record import WAS, state_of
from evaluator.rounds.results import recorded_result
from evaluator.texts import Language, reports
from evaluator.texts.reports.life import SENTENCES
from evaluator.yaml.parse import read_yaml_bytes

RECEIPT, SHEET_RECEIPT, CHECK, ANSWER = "receipt", SHEET_RECEIPTS, "material-check", "objection-answer"
LETTERS: Final = (RECEIPT, SHEET_RECEIPT, CHECK, ANSWER)
"""The kinds of letters; those on sheets are to evaluators, all others to stations."""
_NUMERALS: Final[Mapping[Language, Sequence[str]]] = {
    "zh": ("一、", "二、", "三、", "四、", "五、", "六、"),
    "en": ("1. ", "2. ", "3. ", "4. ", "5. ", "6. "),
}


@dataclass(frozen=True, slots=True)
class Head:
    """What all letters begin with."""

    lang: str
    label: Mapping[str, str]
    guideline: GuidelineView
    station: StationView
    period: str
    round: str
    """The round's title."""
    documents: DocumentsView
    score: SheetScoreView
    number: str
    """The letter's number; empty where the round gives none."""
    dated: str
    """The day of the letter."""
    foot: str
    """What the letter proves, by the first digits of its hash."""
    code: str
    """What the code on the last page says: the station or evaluator, and the whole hash."""


@dataclass(frozen=True, slots=True)
class NumberedRow:
    """A file, or something that is missing or wrong."""

    no: str
    title: str
    value: str
    """Its hash; what asks for it; what is wrong."""
    hint: str = ""
    """What to do about it."""


@dataclass(frozen=True, slots=True)
class ReceiptView(Head):
    """The variables of a receipt."""

    lead: str
    files: tuple[NumberedRow, ...]
    replaces: str
    """That what was handed in before is replaced; empty the first time."""
    sha256: str
    """Hash of the list."""


@dataclass(frozen=True, slots=True)
class NoticePart:
    """A part of a notice."""

    heading: str
    """With its number."""
    title: str
    """Head of the column of what is asked for."""
    value: str
    """Head of the column beside it."""
    rows: tuple[NumberedRow, ...]


@dataclass(frozen=True, slots=True)
class CheckView(Head):
    """The variables of a notice on what a station's materials lack."""

    lead: str
    parts: tuple[NoticePart, ...]
    demand: str
    """The heading of what is asked, with its number."""
    due: str


@dataclass(frozen=True, slots=True)
class AnswerView(Head):
    """The variables of the answer to an objection."""

    lead: str
    about: str
    text: str
    points: str
    """The points objected to with their full marks."""
    grade: str
    loss: str
    """What was lost there and why; empty where nothing was, and for the total and the grade."""
    outcome: str
    answer: str
    answered_by: str


class NotKept(Exception):
    """What a letter rests on is gone or not what it was."""

    def __init__(self, path: str) -> None:
        """Store its path in the round."""
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that the log calls for."""

    kind: str
    addressee: str
    """A station's or an evaluator's id."""
    number: int
    """Counted by addressee and kind from 1."""
    about: Delivery | MaterialCheck | tuple[Objection, Answer] = field(repr=False)

    @property
    def name(self) -> str:
        """Return its path below the reports: like later results, later letters have a number."""
        later = f".{self.number}" if self.number > 1 else ""
        return f"{self.kind}/{self.addressee}{later}.docx"

    @property
    def template(self) -> str:
        """Return the file of its template."""
        return f"{RECEIPT if self.kind == SHEET_RECEIPT else self.kind}.docx"


def letters(round_: Round, kinds: Sequence[str] = LETTERS) -> Iterator[Letter]:
    """Yield the letters of some kinds, by kind and addressee, in the order of the log."""
    history = round_.history
    for kind in kinds:
        if kind == ANSWER:
            for station, answers in sorted(history.answers.items()):
                for number, (objection_number, at) in enumerate(answers, 1):
                    objection = history.objection(objection_number)
                    assert objection is not None, "it was answered"
                    yield Letter(kind, station, number, (objection, objection.answers[at]))
            continue
        listed: Mapping[str, tuple[Delivery | MaterialCheck, ...]]
        deliveries = history.deliveries if kind == RECEIPT else history.sheet_deliveries
        listed = {**history.checks} if kind == CHECK else {**deliveries}
        for id in sorted(listed):
            yield from (Letter(kind, id, number, entry) for number, entry in enumerate(listed[id], 1))


def last_letters(round_: Round, kind: str, addressees: Iterable[str]) -> Iterator[Letter]:
    """Yield the last letter of a kind to each of the addressees."""
    last = {letter.addressee: letter for letter in letters(round_, [kind])}
    yield from (last[id] for id in dict.fromkeys(addressees))


def made_letter(round_: Round, letter: Letter, context: RoundContext, places: Sequence[Path] = ()) -> bytes:
    """Return a letter as a .docx file.

    *places* are folders beside the round's own that may have what the log names by its hash.
    Raises NotKept, Unusable, OSError, TemplateError of `evaluator.word`.
    """
    about = letter.about
    letter_view: ReceiptView | CheckView | AnswerView
    if isinstance(about, Delivery):
        made = _sheet_receipt if letter.kind == SHEET_RECEIPT else _receipt
        letter_view = made(round_, about, context, places)
    elif isinstance(about, MaterialCheck):
        letter_view = _check(round_, about, context, places)
    else:
        letter_view = _answer(round_, *about, context)
    return filled(letter_view, template_file(context.folder, letter.template))


def _head(
    phrases: Phrases,
    round_: Round,
    context: RoundContext,
    *,
    station: StationView,
    kind: str,
    serial: int,
    **texts: str,
) -> dict[str, Any]:
    """Return the fields that all letters have, numbered over all stations by *serial*."""
    guideline = about_guideline(round_.guideline)
    period = round_.period
    return {
        "lang": "zh-CN" if phrases.lang == "zh" else "en",
        "label": reports.LABELS.all(phrases.lang),
        "guideline": guideline_of(phrases, guideline, round_.guideline.subject or phrases.say("subject")),
        "station": station,
        "period": phrases.say(
            "period", start=phrases.day(period.first.isoformat()), end=phrases.day(period.last.isoformat())
        ),
        "round": round_.title,
        "documents": documents_of(phrases, context.documents),
        "score": SheetScoreView(provisional=False),
        "number": own_number(context.documents, kind, serial),
        **texts,
    }


def _phrases(round_: Round) -> Phrases:
    return Phrases(reports.language(round_.guideline.language))


def _station(id: str, name: str, county: str = "") -> StationView:
    return StationView(id, name or id, county or DASH, DASH)


def _content(places: Iterable[Path], sha256: str, path: str = "") -> bytes:
    """Return the content with that hash: at *path* or under what was replaced. Raises NotKept."""
    name = f"{WAS}/{sha256}"
    for place in places:
        for candidate in filter(None, (path, name)):
            data = read_if_there(place / candidate)
            if data is not None and state_of(data).sha256 == sha256:
                return data
    raise NotKept(name)


def _name_in(places: Sequence[Path], station: str, files: Mapping[str, str]) -> str:
    """Return the name of a station in what it handed in."""
    content = _content(places, files.get(SUBMISSION, ""), f"{STATIONS}/{station}/{SUBMISSION}")
    node, _ = read_yaml_bytes(content, SUBMISSION)
    return text(entries(entries(node).get("station")).get("name"))


def _receipt(round_: Round, delivery: Delivery, context: RoundContext, places: Sequence[Path]) -> ReceiptView:
    phrases = _phrases(round_)
    places = (round_.folder, *places)
    files: Mapping[str, str] = json.loads(_content(places, delivery.sha256))
    say = SENTENCES.say
    head = _head(
        phrases,
        round_,
        context,
        station=_station(delivery.sender, _name_in(places, delivery.sender, files)),
        kind=RECEIPT,
        serial=delivery.serial,
        dated=phrases.day(delivery.day.isoformat()),
        foot=say("receipt_foot", phrases.lang, seal=delivery.sha256[:SEAL_DIGITS]),
        code=code_text(phrases.lang, station=delivery.sender, list=delivery.sha256),
    )
    return ReceiptView(
        **head,
        lead=say("receipt_lead", phrases.lang, day=head["dated"], round=round_.title, count=len(files)),
        files=tuple(
            NumberedRow(str(number), name, sha256)
            for number, (name, sha256) in enumerate(sorted(files.items()), 1)
        ),
        replaces=say("receipt_replaces", phrases.lang) if delivery.replaces else "",
        sha256=delivery.sha256,
    )


def _sheet_receipt(
    round_: Round, delivery: Delivery, context: RoundContext, places: Sequence[Path]
) -> ReceiptView:
    """Return what a receipt says to an evaluator: his sheets by station, then the files that they came in."""
    phrases = _phrases(round_)
    listed = json.loads(_content((round_.folder, *places), delivery.sha256))
    sheets: Mapping[str, Mapping[str, str]] = listed["sheets"]
    say = SENTENCES.say
    head = _head(
        phrases,
        round_,
        context,
        station=_station(delivery.sender, listed["name"]),
        kind=RECEIPT,
        serial=0,
        dated=phrases.day(delivery.day.isoformat()),
        foot=say("receipt_foot", phrases.lang, seal=delivery.sha256[:SEAL_DIGITS]),
        code=code_text(phrases.lang, evaluator=delivery.sender, list=delivery.sha256),
    )
    rows = [(f"{id}.yaml", sheet["name"], sheet["sha256"]) for id, sheet in sorted(sheets.items())]
    came_in = say("sheet_receipt_from", phrases.lang)
    rows += [(name, came_in, sha256) for name, sha256 in sorted(listed["from"].items())]
    return ReceiptView(
        **head | {"label": {**head["label"], "re_title": head["label"]["re_sheets_title"]}},
        lead=say(
            "sheet_receipt_lead", phrases.lang, day=head["dated"], round=round_.title, count=len(sheets)
        ),
        files=tuple(
            NumberedRow(
                str(number),
                say("sheet_receipt_row", phrases.lang, name=name, what=what) if what else name,
                sha256,
            )
            for number, (name, what, sha256) in enumerate(rows, 1)
        ),
        replaces=say("sheet_receipt_replaces", phrases.lang) if delivery.replaces else "",
        sha256=delivery.sha256,
    )


def _check(round_: Round, check: MaterialCheck, context: RoundContext, places: Sequence[Path]) -> CheckView:
    phrases = _phrases(round_)
    data = json.loads(_content((round_.folder, *places), check.sha256))
    say = SENTENCES.say
    parts: list[NoticePart] = []
    for kind in ("facts", "ledgers", "evidence", "unlisted", "problems"):
        own = data.get(kind, ())
        if kind == "problems":
            rows = tuple(_problems(phrases, own))
        elif kind == "unlisted":
            rows = tuple(_unlisted(phrases, own))
        else:
            rows = tuple(_lacking(phrases, round_, own))
        if rows:
            numeral = _NUMERALS[phrases.lang][len(parts)]
            heading, title, value = (
                say(f"check_{kind}{end}", phrases.lang) for end in ("", "_title", "_value")
            )
            parts.append(NoticePart(numeral + heading, title, value, rows))
    dated, due = phrases.day(check.day.isoformat()), phrases.day(check.due.isoformat())
    key = "check_lead" if data["received"] else "check_lead_nothing"
    return CheckView(
        **_head(
            phrases,
            round_,
            context,
            station=_station(data["id"], data["name"], data["county"]),
            kind=CHECK,
            serial=check.serial,
            dated=dated,
            foot=say("check_foot", phrases.lang, seal=check.sha256[:SEAL_DIGITS]),
            code=code_text(phrases.lang, station=data["id"], check=check.sha256),
        ),
        lead=say(key, phrases.lang, round=round_.title, day=dated),
        parts=tuple(parts),
        demand=_NUMERALS[phrases.lang][len(parts)] + say("check_demand", phrases.lang),
        due=due,
    )


def _lacking(phrases: Phrases, round_: Round, listed: Sequence[Mapping[str, Any]]) -> Iterator[NumberedRow]:
    titles = {criterion.id: criterion.title for criterion in round_.guideline.criteria()}
    for number, entry in enumerate(listed, 1):
        asking = [f"{id} {titles.get(id, '')}".rstrip() for id in entry["criteria"]]
        used = phrases.join(asking) or reports.LABELS.say("mc_report_only", phrases.lang)
        yield NumberedRow(str(number), entry["title"], used)


def _unlisted(phrases: Phrases, listed: Sequence[str]) -> Iterator[NumberedRow]:
    asked = SENTENCES.say("check_unlisted_asked", phrases.lang)
    yield from (NumberedRow(str(number), name, asked) for number, name in enumerate(listed, 1))


def _problems(phrases: Phrases, listed: Sequence[Mapping[str, Any]]) -> Iterator[NumberedRow]:
    for number, entry in enumerate(listed, 1):
        line = phrases.say("line", line=entry["line"]) if entry["line"] and not entry["cell"] else ""
        where = phrases.join(part for part in (entry["file"], entry["cell"], line) if part)
        yield NumberedRow(str(number), where or DASH, entry["message"], entry["hint"])


def _answer(round_: Round, objection: Objection, answer: Answer, context: RoundContext) -> AnswerView:
    phrases = _phrases(round_)
    reference = result_objected_to(round_, objection)
    result = None if reference is None else recorded_result(round_, reference)
    say = SENTENCES.say
    received = phrases.day(objection.received.isoformat())
    late = say("objection_late", phrases.lang) if objection.late else ""
    about = objection.about
    points, grade, loss, foot = "", "", "", ""
    code = code_text(phrases.lang, station=objection.station)
    if result is None:
        station = _station(objection.station, "")
        titles = {criterion.id: criterion.title for criterion in round_.guideline.criteria()}
        titles |= {section.id: section.title for section in round_.guideline.walk()}
        place = f"{about} {titles[about]}" if about in titles else say(f"about_{about}", phrases.lang)
    else:
        report = view(result, context)
        station, grade = report.station, report.score.grade
        place = about_words(phrases, result, about)
        finding = next((row for group in report.groups for row in group.findings if row.id == about), None)
        section = next((row for row in report.sections if row.id == about), None)
        counted = finding or section
        own = report.score.points if counted is None else counted.points
        full = report.score.out_of if counted is None else counted.of
        points = say("answer_points", phrases.lang, points=own, of=full)
        loss = "" if finding is None else finding.loss
        foot = say("answer_foot", phrases.lang, number=objection.edition, seal=result["seal"][:SEAL_DIGITS])
        code = code_text(
            phrases.lang,
            station=report.station.id,
            points=report.score.points,
            grade=report.score.grade,
            edition=str(objection.edition),
            seal=result["seal"],
        )
    return AnswerView(
        **_head(
            phrases,
            round_,
            context,
            station=station,
            kind=ANSWER,
            serial=answer.serial,
            dated=phrases.day(answer.day.isoformat()),
            foot=foot,
            code=code,
        ),
        lead=say("answer_lead", phrases.lang, received=received, late=late, number=objection.number)
        + _after_another(phrases, objection, answer),
        about=place,
        text=ended(phrases, objection.text),
        points=points,
        grade=grade,
        loss=loss,
        outcome=say(f"answer_{answer.outcome or 'answered'}", phrases.lang),
        answer=ended(phrases, answer.text),
        answered_by=answer.by,
    )


def _after_another(phrases: Phrases, objection: Objection, answer: Answer) -> str:
    """Return what an answer does to an earlier one with an outcome; empty where there is none."""
    settled = [each for each in objection.answers if each.serial < answer.serial and each.outcome]
    if not settled:
        return ""
    earlier = settled[-1]
    if answer.outcome and not answer.reason:  # an earlier program asked for none
        return ""
    fields = {
        "day": phrases.day(earlier.day.isoformat()),
        "outcome": SENTENCES.say(f"outcome_{earlier.outcome}", phrases.lang),
        "reason": ended(phrases, answer.reason),
    }
    return SENTENCES.say("answer_replaces" if answer.outcome else "answer_adds", phrases.lang, **fields)


def result_objected_to(round_: Round, objection: Objection) -> ResultReference | None:
    """Return the result that an objection is about: the station's in the edition that was in force."""
    edition = next(entry for entry in round_.history.editions if entry.number == objection.edition)
    return edition.results.get(objection.station)


def results_of(round_: Round, letter: Letter) -> tuple[str, ...]:
    """Return the results that a letter is about, by their paths in the round."""
    if not isinstance(letter.about, tuple):
        return ()
    reference = result_objected_to(round_, letter.about[0])
    return () if reference is None else (f"{RESULTS}/{reference.file}",)
