"""Print a question in the terminal: wording, levels, the station's facts, evidence and own claim."""

from __future__ import annotations

from evaluator.base.exact import text
from evaluator.cli import terminal
from evaluator.marking.card import Card
from evaluator.marking.questions import Marking, MarkingStep
from evaluator.model.guideline import Criterion, Fact
from evaluator.model.round import STATIONS
from evaluator.model.submission import EvidenceItem
from evaluator.rules.marked import FilesForm, LevelForm, PointsForm, form_of
from evaluator.texts import Listing
from evaluator.texts.commands import say

MOST_ROWS = 15
"""The most rows of a ledger shown for a fact, unless all are asked for."""


def _say(key: str, /, **args: object) -> str:
    return say(f"mark.{key}", terminal.lang(), **args)


def words(marking: Marking) -> Card:
    """Return the words for a sheet in the user's language."""
    return Card(marking, terminal.lang())


def card(marking: Marking, at: int) -> None:
    """Print the question at a position."""
    step = marking.steps[at]
    if isinstance(step.about, Criterion):
        _criterion(words(marking), step, step.about, at)
    else:
        _fact(words(marking), step, step.about, at)


def _criterion(card: Card, step: MarkingStep, criterion: Criterion, at: int) -> None:
    marking = card.marking
    terminal.head(
        _say(
            "step",
            at=at + 1,
            count=len(marking.steps),
            key="▲ " if criterion.key_item else "",
            id=criterion.id,
            title=criterion.title,
            points=text(criterion.points),
        )
        + ("" if step.required else _say("optional"))
    )
    if above := card.above(criterion):
        terminal.paragraph(above)
    _part("text", [criterion.text])
    _part("note", [criterion.note])
    _part("look", [card.names(criterion.look_at)])
    _rule(card, criterion)
    _part("facts", [card.fact_line(name) for name in card.shown_facts(criterion)])
    _evidence(card, criterion)
    _part("claim", [card.claim(criterion.id)])
    _part("self", [card.own_mark(criterion)])
    mark = marking.sheet.marks.get(criterion.id)
    if mark is not None:
        _part("files", card.files(mark))
        _part("given", [card.mark(criterion, mark)])
        _part("remark", [mark.remark])
    elif marking.needless(step):
        terminal.paragraph(_say("needless"))


def _rule(card: Card, criterion: Criterion) -> None:
    form = form_of(criterion)
    match form:
        case LevelForm():
            _part(
                "levels",
                [
                    f"{number} {name}　{card.range(level)}　{level.text}".rstrip("　")
                    for number, (name, level) in enumerate(form.levels.items(), 1)
                ],
            )
        case PointsForm():
            _part("give", [card.range(form.points)])
        case FilesForm():
            _part("checks", [f"{number} {check}" for number, check in enumerate(form.checks, 1)])
            _part("drawn-files", [card.names(card.drawn_keys(criterion))])
            terminal.paragraph(card.sample_progress(criterion, form))


def open_file(marking: Marking, step: MarkingStep, wanted: str, before: int) -> int:
    """Open a file of a question and print where it lies; return its number, counted from 1.

    It is the one *wanted* by number or id, else the one after number *before*.
    """
    items = words(marking).files_of(step)
    at = before % max(1, len(items))
    if wanted:
        names = [item.id.casefold() for item in items]
        number = int(wanted) - 1 if wanted.isdecimal() else -1
        at = names.index(wanted.casefold()) if wanted.casefold() in names else number
    if not 0 <= at < len(items):
        listed = Listing(f"{number} {item.id}" for number, item in enumerate(items, 1))
        terminal.paragraph(_say("files.unknown", id=wanted, known=listed) if items else _say("files.none"))
        return before
    place = marking.round.folder / STATIONS / marking.submission.station.id / items[at].file
    path = place.absolute()
    terminal.out(f"{at + 1}/{len(items)} {items[at].id} {path}")
    if not terminal.opened(path):
        terminal.paragraph(_say("files.not-opened"))
    return at + 1


def rows(marking: Marking, step: MarkingStep, *, everything: bool) -> None:
    """Print the ledger rows that count for the facts that the card shows."""
    listed = False
    for counted in words(marking).rows(step):
        listed = True
        terminal.paragraph(counted.title)
        shown = counted.rows if everything else counted.rows[:MOST_ROWS]
        for row in shown:
            terminal.paragraph(row, indent=4)
        if len(counted.rows) > len(shown):
            terminal.paragraph(_say("rows.more", count=len(counted.rows) - len(shown)), indent=4)
    if not listed:
        terminal.paragraph(_say("rows.none"))


def _evidence(card: Card, criterion: Criterion) -> None:
    lines: list[str] = []
    for part in card.lines_of(criterion):
        lacking = f"　{part.lacking}" if part.lacking else ""
        lines.append(f"#{part.line.id} {part.line.title}{part.verdict}{lacking}")
        lines += [f"  {_item(card, item)}" for item in part.items]
    _part("evidence", lines)


def _item(card: Card, item: EvidenceItem) -> str:
    day = f" {item.date.isoformat()}" if item.date else ""
    path = f" {STATIONS}/{card.marking.submission.station.id}/{item.file}" if item.file else ""
    unusable = "" if item.usable else _say("evidence.unusable")
    return f"{item.id} {item.title}{card.item_verdict(item)}{day}{path}{unusable}"


def choices(marking: Marking, kind: str, word: str) -> list[str]:
    """List what can be noted beside the questions: facts with *word* in them, items, claims, vetoes."""
    card = words(marking)
    if kind == "o":
        names = [fact.name for fact in card.observable() if word in f"{fact.name} {fact.title}"]
        return [card.fact_line(name) for name in names] if word else []
    if kind == "e":
        return [
            _item(card, item) for item in marking.submission.evidence if word in f"{item.id} {item.title}"
        ]
    if kind == "n":
        return [_say("part", name=id, what=card.claim(id)) for id in marking.submission.not_applicable]
    return [f"{veto.id} {veto.title}" for veto in card.vetoes()]


def _fact(card: Card, step: MarkingStep, fact: Fact, at: int) -> None:
    marking = card.marking
    terminal.head(
        _say("step.fact", at=at + 1, count=len(marking.steps), id=fact.name, title=fact.title)
        + ("" if step.required else _say("optional"))
    )
    _part("note", [fact.note])
    _part("wanted", [card.wanted(fact)])
    _part("used-by", [card.used_by(fact)])
    _part("source.declared", [card.declared(fact)])
    observed = marking.sheet.observed.get(fact.name)
    if observed is not None:
        _part("given", [card.observed(fact)])
        _part("remark", [observed.remark])


def _part(key: str, lines: list[str]) -> None:
    """Print a named part: a single line after its name, several below it; nothing when all are empty."""
    texts = [line for line in lines if line.strip()]
    if len(texts) == 1 and texts[0] == texts[0].lstrip():
        terminal.paragraph(_say("part", name=_say(key), what=texts[0]))
    elif texts:
        terminal.paragraph(_say("part", name=_say(key), what="").rstrip())
        for line in texts:
            inner = line.lstrip()
            terminal.paragraph(inner, indent=4 + len(line) - len(inner))
