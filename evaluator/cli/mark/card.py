"""What an evaluator sees of one question: wording, levels, the station's facts, evidence and own claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from evaluator.base.exact import text
from evaluator.base.masking import mask
from evaluator.cli import terminal
from evaluator.conditions.monotonicity import facts_of
from evaluator.conditions.wording import MASKED, Words
from evaluator.marking.questions import Marking, MarkingStep
from evaluator.model.guideline import Criterion, EvidenceLine, Fact, Ledger
from evaluator.model.round import STATIONS
from evaluator.model.rule import Mark
from evaluator.model.sheet import ClaimWord, EvidenceWord
from evaluator.model.submission import EvidenceItem, Row, SelfMark
from evaluator.model.values import STATION
from evaluator.rules.marked import FilesForm, LevelForm, PointsForm, PointsRange, form_of
from evaluator.scoring.counting import counted_rows
from evaluator.scoring.evidence import EVALUATORS_OWN
from evaluator.texts import Listing, in_language
from evaluator.texts.commands import say

MOST_FACTS = 8
"""The most facts shown when facts of neighbouring criteria are added."""
MOST_ROWS = 15
"""The most rows of a ledger shown for a fact, unless all are asked for."""


def _say(key: str, /, **args: object) -> str:
    return say(f"mark.{key}", terminal.lang(), **args)


def card(marking: Marking, at: int) -> None:
    """Print the question at a position."""
    step = marking.steps[at]
    if isinstance(step.about, Criterion):
        _criterion(marking, step, step.about, at)
    else:
        _fact(marking, step, step.about, at)


def _criterion(marking: Marking, step: MarkingStep, criterion: Criterion, at: int) -> None:
    guideline = marking.round.guideline
    titles = {node.id: node.title for node in guideline.walk()}
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
    above = [f"{id} {titles[id]}" for id in reversed(guideline.path(criterion.id))]
    if above:
        terminal.paragraph(" › ".join(above))
    _part("text", [criterion.text])
    _part("note", [criterion.note])
    _part("look", [_names(criterion.look_at)])
    _rule(marking, criterion)
    _part("facts", list(_facts(marking, criterion)))
    _evidence(marking, criterion)
    _claim(marking, criterion.id)
    _part("self", [_self(marking.submission.claims.get(criterion.id))])
    mark = marking.sheet.marks.get(criterion.id)
    if mark is not None:
        _part("files", _files(mark))
        _part("given", [mark_text(marking, criterion, mark)])
        _part("remark", [mark.remark])
    elif marking.needless(step):
        terminal.paragraph(_say("needless"))


def _rule(marking: Marking, criterion: Criterion) -> None:
    form = form_of(criterion)
    match form:
        case LevelForm():
            _part(
                "levels",
                [
                    f"{number} {name}　{range_text(level)}　{level.text}".rstrip("　")
                    for number, (name, level) in enumerate(form.levels.items(), 1)
                ],
            )
        case PointsForm():
            _part("give", [range_text(form.points)])
        case FilesForm():
            _part("checks", [f"{number} {check}" for number, check in enumerate(form.checks, 1)])
            own = marking.round.history.draw(marking.submission.station.id, criterion.id)
            _part("drawn-files", [] if own is None else [_names(own.keys)])
            terminal.paragraph(sample_progress(marking, criterion, form))


def range_text(allowed: PointsRange) -> str:
    """Return the text of the points that may be given."""
    low, high, step = allowed.low, allowed.high, allowed.step
    if allowed.fixed:
        return _say("level.fixed", points=text(low))
    key = "level.range" if step is None else "level.step"
    return _say(key, low=text(low), high=text(high), step=text(step or 0))


def sample_progress(marking: Marking, criterion: Criterion, form: FilesForm) -> str:
    """Return the text of how many files are to be inspected and how many have been."""
    mark = marking.sheet.marks.get(criterion.id)
    count = len(mark.sample) if mark is not None else 0
    wanted = marking.sample_size(criterion)
    if wanted is not None:
        return _say("drawn", drawn=wanted, count=count)
    fact = form.population.fact if form.population is not None else ""
    facts = marking.round.guideline.facts
    return _say("drawn.unknown", fact=facts[fact].title if fact in facts else fact, count=count)


def marked_points(marking: Marking, criterion: Criterion) -> str:
    """Return the text of a complete mark's points; '' while the mark is incomplete."""
    points = marking.points(criterion)
    return "" if points is None else _say("points", points=Words(marking.round.guideline).number(points))


def mark_text(marking: Marking, criterion: Criterion, mark: Mark) -> str:
    """Return the text of a mark: its level, and its points once they are settled."""
    return " ".join(part for part in (mark.level, marked_points(marking, criterion)) if part)


def _files(mark: Mark) -> list[str]:
    return [
        _say(
            "file.left-out" if file_check.left_out else "file",
            file=file_check.file,
            passed=_numbers(file_check.passed),
            left_out=_numbers(file_check.left_out),
        )
        for file_check in mark.sample
    ]


def _numbers(numbers: Iterable[int]) -> str:
    return ",".join(map(str, sorted(numbers))) or _say("none")


def _facts(marking: Marking, criterion: Criterion) -> Iterator[str]:
    """Yield the facts the criterion reads, then those of its neighbours in the section."""
    yield from (fact_line(marking, name) for name in _shown_facts(marking, criterion))


def _shown_facts(marking: Marking, criterion: Criterion) -> list[str]:
    guideline = marking.round.guideline
    names = list(facts_of(criterion))
    beside = [
        name
        for neighbour in guideline.scored()
        if neighbour.section and neighbour.section == criterion.section
        for name in facts_of(neighbour)
    ]
    shown = dict.fromkeys([*names, *beside][: max(len(names), MOST_FACTS)])
    return [name for name in shown if name in guideline.facts]


def open_file(marking: Marking, step: MarkingStep, wanted: str, before: int) -> int:
    """Open a file of a question and print where it lies; return its number, counted from 1.

    It is the one *wanted* by number or id, else the one after number *before*.
    """
    items = _files_of(marking, step)
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


def _files_of(marking: Marking, step: MarkingStep) -> list[EvidenceItem]:
    """Return the items with a file that serve a criterion, or the criteria that read a fact."""
    about = {criterion.id for criterion in _criteria(marking, step)}
    return [
        item
        for item in marking.submission.evidence
        if item.file and item.usable and about.intersection(name for name, _ in item.serves)
    ]


def rows(marking: Marking, step: MarkingStep, *, everything: bool) -> None:
    """Print the ledger rows that count for the facts that the card shows."""
    guideline, handed = marking.round.guideline, marking.submission.ledgers
    names = [name for criterion in _criteria(marking, step) for name in _shown_facts(marking, criterion)]
    counted = [guideline.facts[name] for name in dict.fromkeys(names) if guideline.facts[name].counted]
    listed = False
    for fact in counted:
        ledger = guideline.ledgers[fact.counted.ledger] if fact.counted is not None else None
        if ledger is None or ledger.id not in handed:
            continue
        listed = True
        counting = counted_rows(fact, ledger, handed[ledger.id], marking.submission.period)
        title = _say("rows.of", title=fact.title, ledger=ledger.title, count=len(counting))
        terminal.paragraph(title)
        shown = counting if everything else counting[:MOST_ROWS]
        for row in shown:
            terminal.paragraph(f"{row.place}　{_cells(ledger, row)}", indent=4)
        if len(counting) > len(shown):
            terminal.paragraph(_say("rows.more", count=len(counting) - len(shown)), indent=4)
    if not listed:
        terminal.paragraph(_say("rows.none"))


def _cells(ledger: Ledger, row: Row) -> str:
    """Return the cells of a row with their heads; what is private is masked."""
    parts: list[str] = []
    for column in ledger.columns.values():
        value = row.cells.get(column.id)
        if value is None:
            continue
        if column.private:
            written = mask(value) if isinstance(value, str) else MASKED
        elif isinstance(value, bool):
            written = _say("rows.yes" if value else "rows.no")
        elif isinstance(value, int | Fraction):
            written = text(value)
        else:
            written = column.choices.get(str(value), str(value))
        parts.append(f"{column.title} {written}")
    return "；".join(parts)


def _criteria(marking: Marking, step: MarkingStep) -> list[Criterion]:
    """Return the criterion of a question; of a fact those that read it."""
    if isinstance(step.about, Criterion):
        return [step.about]
    criteria = marking.round.guideline.criteria()
    return [criterion for criterion in criteria if step.id in facts_of(criterion)]


def fact_line(marking: Marking, name: str) -> str:
    """Return the text of a fact: id, value, source, and the values that other sources give."""
    words = Words(marking.round.guideline)
    fact_state = marking.facts.dossier.facts[name]
    fact = marking.round.guideline.facts[name]
    start = f"{name} {fact.title}"
    if fact_state.value is None:
        return _say("part", name=start, what=_say("fact.blank"))
    source = _say("aside", what=_say(f"source.{fact_state.source}"))
    also = Listing(
        f"{_say(f'source.{alternative.source}')} {words.value(name, alternative.value)}"
        for alternative in fact_state.also
    )
    other = _say("fact.also", also=also) if also else ""
    return _say("part", name=start, what=f"{words.value(name, fact_state.value)}{source}{other}")


def _names(names: Iterable[str]) -> str:
    return str(in_language(Listing(names), terminal.lang()))


def _evidence(marking: Marking, criterion: Criterion) -> None:
    lines: list[str] = []
    for line in criterion.evidence:
        word = marking.sheet.evidence.get(f"{criterion.id}#{line.id}")
        verdict = "" if word is None else seen(word)
        items = list(_items(marking, criterion, line))
        none = "evidence.yours" if line.kind in EVALUATORS_OWN else "evidence.none"
        lines.append(f"#{line.id} {line.title}{verdict}" + ("" if items else f"　{_say(none)}"))
        lines += [f"  {_item(marking, item)}" for item in items]
    _part("evidence", lines)


def seen(word: EvidenceWord) -> str:
    """Return the words for whether a line was seen on site."""
    return _say("evidence.seen" if word.holds else "evidence.not-seen")


def accepted(word: EvidenceWord) -> str:
    """Return the words for whether an item was accepted."""
    return _say("evidence.yes" if word.holds else "evidence.no")


def _items(marking: Marking, criterion: Criterion, line: EvidenceLine) -> Iterator[EvidenceItem]:
    """Yield the items that name the line or an option of its set, or name the criterion and have its kind."""
    facts = marking.round.guideline.facts
    own = {line.id, *(facts[line.each].choices if line.each in facts else ())}
    for item in marking.submission.evidence:
        if any(
            criterion.id == where and (named in own if named else item.kind == line.kind)
            for where, named in item.serves
        ):
            yield item


def _item(marking: Marking, item: EvidenceItem) -> str:
    word = marking.sheet.evidence.get(item.id)
    verdict = "" if word is None else accepted(word)
    day = f" {item.date.isoformat()}" if item.date else ""
    path = f" {STATIONS}/{marking.submission.station.id}/{item.file}" if item.file else ""
    return f"{item.id} {item.title}{verdict}{day}{path}" + ("" if item.usable else _say("evidence.unusable"))


def choices(marking: Marking, kind: str, word: str) -> list[str]:
    """List what can be noted beside the questions: facts with *word* in them, items, claims, vetoes."""
    guideline = marking.round.guideline
    if kind == "o":
        facts = guideline.facts.values()
        mine = (STATION, marking.evaluator.role)
        names = [fact.name for fact in facts if fact.supplier in mine and word in f"{fact.name} {fact.title}"]
        return [fact_line(marking, name) for name in names] if word else []
    if kind == "e":
        return [
            _item(marking, item) for item in marking.submission.evidence if word in f"{item.id} {item.title}"
        ]
    if kind == "n":
        claims = marking.submission.not_applicable.values()
        words = marking.sheet.not_applicable
        return [
            _say(
                "part",
                name=claim.id,
                what=claim.reason + (agreed(words[claim.id]) if claim.id in words else ""),
            )
            for claim in claims
        ]
    return [f"{veto.id} {veto.title}" for veto in guideline.vetoes if veto.when is None]


def agreed(word: ClaimWord) -> str:
    """Return the words for whether a claim was agreed to."""
    return _say("claim.yes" if word.agree else "claim.no")


def _claim(marking: Marking, id: str) -> None:
    claim = marking.submission.not_applicable.get(id)
    if claim is None:
        return
    word = marking.sheet.not_applicable.get(id)
    verdict = "" if word is None else agreed(word)
    _part("claim", [f"{claim.reason}{verdict}"])


def _self(claim: SelfMark | None) -> str:
    if claim is None:
        return ""
    points = "" if claim.points is None else _say("points", points=text(claim.points))
    return " ".join(part for part in (claim.level, points) if part)


def _fact(marking: Marking, step: MarkingStep, fact: Fact, at: int) -> None:
    terminal.head(
        _say("step.fact", at=at + 1, count=len(marking.steps), id=fact.name, title=fact.title)
        + ("" if step.required else _say("optional"))
    )
    _part("note", [fact.note])
    choices = Listing(fact.choices.values())
    _part("wanted", [_say(f"wanted.{fact.type}", unit=fact.unit or "—", choices=choices)])
    used = [
        f"{criterion.id} {criterion.title}"
        for criterion in marking.round.guideline.criteria()
        if fact.name in facts_of(criterion)
    ]
    _part("used-by", ["；".join(used)])
    declared = marking.submission.facts.get(fact.name)
    observed = marking.sheet.observed.get(fact.name)
    words = Words(marking.round.guideline)
    if declared is not None and declared.value is not None:
        _part("source.declared", [words.value(fact.name, declared.value)])
    if observed is not None:
        _part("given", [words.value(fact.name, observed.value)])
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
