"""Put what was handed in and decided into words: evidence, ledgers, sheets, decisions, problems in files."""

from collections.abc import Iterator, Mapping

from evaluator.reports.fields import (
    DecisionView,
    Difference,
    Evidence,
    FileProblem,
    LedgerView,
    NamedView,
    SheetSummaryView,
)
from evaluator.reports.wording import DASH, Json, Phrases, text


def means(evaluation: Json) -> tuple[NamedView, ...]:
    """Return the average share of each top section in the round the report compares with."""
    shares: Json = evaluation.get("means") or {}
    return tuple(
        NamedView(text(section["id"]), text(section.get("title")), text(shares[section["id"]]))
        for section in evaluation["sections"]
        if section["id"] in shares
    )


def evidence(phrases: Phrases, evaluation: Json, anchors: Mapping[str, str]) -> Iterator[Evidence]:
    """Yield the list of evidence in the order handed in."""
    for item in evaluation.get("evidence") or ():
        state = phrases.title(item, "state", "evidence_state")
        why = text(item.get("why"))
        yield Evidence(
            id=text(item["id"]),
            anchor=anchors[item["id"]],
            kind=text(item.get("kind_title")) or text(item.get("kind")),
            title=text(item.get("title")),
            date=text(item.get("date")) or DASH,
            file=text(item.get("file")) or DASH,
            used_for=" ".join(item.get("for") or ()) or DASH,
            state=phrases.say("not_counted", place=state, why=why) if why else state,
            sha256=text(item.get("sha256")),
        )


def ledgers(phrases: Phrases, evaluation: Json) -> Iterator[LedgerView]:
    """Yield each ledger with what was counted in it and every row that did not count."""
    for ledger in evaluation.get("ledgers") or ():
        titles = {text(count["fact"]): text(count.get("title")) for count in ledger.get("counted") or ()}
        counted = [
            phrases.say("not_counted", place=text(count.get("title")), why=phrases.value(count.get("value")))
            for count in ledger.get("counted") or ()
        ]
        yield LedgerView(
            title=text(ledger.get("title")) or text(ledger.get("ledger")),
            files=phrases.join(ledger.get("files") or ()) or DASH,
            rows=text(ledger.get("rows")) or DASH,
            counted=phrases.say("not_handed_in")
            if ledger.get("handed_in") is False
            else "\n".join(counted) or DASH,
            not_counted=tuple(_not_counted(phrases, ledger, titles)),
        )


def _not_counted(phrases: Phrases, ledger: Json, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield every row that did not count; rows with the same count and the same reason share a line."""
    places: dict[tuple[str, str], list[str]] = {}
    for row in ledger.get("not_counted") or ():
        fact = text(row.get("fact"))
        title = text(row.get("title")) or titles.get(fact) or fact
        places.setdefault((title, text(row.get("why"))), []).append(text(row.get("place")))
    for (title, why), rows in places.items():
        sentence = phrases.say("not_counted", place=title, why=why)
        yield phrases.say("brackets", text=sentence, more=phrases.join(rows))


def differences(phrases: Phrases, evaluation: Json) -> Iterator[Difference]:
    """Yield each fact on which two sources disagree."""
    for difference in evaluation.get("differences") or ():
        yield Difference(
            fact=text(difference.get("fact")),
            title=text(difference.get("title")) or text(difference.get("fact")),
            used=phrases.title(difference, "used", "source"),
            values=phrases.say("stop").join(
                phrases.say(
                    "difference_value",
                    source=phrases.source(value),
                    value=phrases.value(value.get("value")),
                )
                for value in difference.get("values") or ()
            ),
            effect=text(difference.get("effect")) or DASH,
        )


def sheets(phrases: Phrases, evaluation: Json) -> Iterator[SheetSummaryView]:
    """Yield each submitted sheet."""
    for sheet in evaluation.get("sheets") or ():
        yield SheetSummaryView(
            evaluator=text(sheet["evaluator"]),
            role=role(phrases, evaluation, sheet) or DASH,
            submitted=phrases.day(sheet.get("submitted")) or DASH,
            sha256=text(sheet.get("sha256")),
        )


def role(phrases: Phrases, evaluation: Json, sheet: Json) -> str:
    """Return the title of a sheet's role: the guideline's, or the program's for roles all guidelines have."""
    code = text(sheet.get("role"))
    titles: Json = evaluation["guideline"].get("roles") or {}
    return text(titles.get(code)) or phrases.word("role", code)


def decisions(phrases: Phrases, evaluation: Json) -> Iterator[DecisionView]:
    """Yield each decision of the panel."""
    for decision in evaluation.get("decisions") or ():
        yield DecisionView(
            what=_flat(phrases, decision.get("what")),
            value=_flat(phrases, decision.get("value")),
            reason=text(decision.get("reason")),
            by=text(decision.get("by")),
            date=phrases.day(decision.get("date")),
        )


def _flat(phrases: Phrases, value: object) -> str:
    """Return a mapping such as `{mark: B1.2}` on one line."""
    if isinstance(value, Mapping):
        pairs = ((phrases.word("decided", key), inner) for key, inner in value.items() if inner is not None)
        return phrases.join(f"{word} {_flat(phrases, inner)}" for word, inner in pairs)
    if isinstance(value, bool):
        return phrases.word("answer", "yes" if value else "no")
    return text(value) or DASH


def problems(phrases: Phrases, evaluation: Json) -> Iterator[FileProblem]:
    """Yield each mistake in a file."""
    for problem in evaluation.get("problems") or ():
        place = [text(problem.get("file")), text(problem.get("cell"))]
        if problem.get("line") and not problem.get("cell"):
            place.append(phrases.say("line", line=problem["line"]))
        yield FileProblem(
            severity=phrases.word("severity", problem.get("severity")),
            where=phrases.join(part for part in place if part) or DASH,
            message=text(problem.get("message")),
            hint=text(problem.get("hint")) or DASH,
        )
