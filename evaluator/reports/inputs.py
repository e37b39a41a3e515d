"""Put what was handed in and decided into words: evidence, ledgers, sheets, decisions, problems in files."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from evaluator.model.evaluation import Evaluation
from evaluator.model.inputs import CountedJson, DecisionJson, LedgerJson, SheetJson
from evaluator.reports.fields import (
    DecisionView,
    Difference,
    Evidence,
    FileProblem,
    LedgerView,
    NamedView,
    SheetSummaryView,
)
from evaluator.reports.wording import DASH, Phrases, text

HASH_DIGITS: Final = 16
"""Digits of a file's hash that a paper prints; the sealed result has all of them."""
LINE_LENGTH: Final = 90
"""Characters on one line of the list of input files."""


def means(evaluation: Evaluation, shares: Mapping[str, str]) -> tuple[NamedView, ...]:
    """Return the average share of each top section in the round that the report compares with."""
    return tuple(
        NamedView(section["id"], section["title"], text(shares[section["id"]]))
        for section in evaluation["sections"]
        if section["id"] in shares
    )


def evidence(phrases: Phrases, evaluation: Evaluation, anchors: Mapping[str, str]) -> Iterator[Evidence]:
    """Yield the list of evidence in the order handed in."""
    for item in evaluation["evidence"]:
        state = item["state_title"]
        why = item["why"]
        yield Evidence(
            id=item["id"],
            anchor=anchors[item["id"]],
            kind=item["kind_title"] or item["kind"],
            title=item["title"],
            date=text(item["date"]) or DASH,
            file=item["file"] or DASH,
            used_for=" ".join(dict.fromkeys(line.partition("#")[0] for line in item["for"])) or DASH,
            state=phrases.say("not_counted", place=state, why=why) if why else state,
            sha256=item["sha256"],
        )


def ledgers(phrases: Phrases, evaluation: Evaluation) -> Iterator[LedgerView]:
    """Yield each ledger with what was counted in it and every row that did not count."""
    for ledger in evaluation["ledgers"]:
        titles = {count["fact"]: count["title"] for count in ledger["counted"]}
        counted = [
            phrases.say("not_counted", place=count["title"], why=_figure(phrases, count))
            for count in ledger["counted"]
        ]
        yield LedgerView(
            title=ledger["title"] or ledger["ledger"],
            files=phrases.join(ledger["files"]) or DASH,
            rows=text(ledger["rows"]) or DASH,
            counted=phrases.say("not_handed_in")
            if ledger["handed_in"] is False
            else "\n".join(counted) or DASH,
            not_counted=tuple(_not_counted(phrases, ledger, titles)),
        )


def _figure(phrases: Phrases, count: CountedJson) -> str:
    """Return a counted figure, with the records that were set aside beside it."""
    value = phrases.value(count["value"])
    rows = count.get("set_aside", 0)
    if count["value"] is None or not rows:
        return value
    return phrases.say("brackets", text=value, more=phrases.say("set_aside", count=rows))


def _not_counted(phrases: Phrases, ledger: LedgerJson, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield every row that did not count; rows with the same count and the same reason share a line."""
    places: dict[tuple[str, str], list[str]] = {}
    for row in ledger["not_counted"]:
        fact = row["fact"]
        title = row["title"] or titles.get(fact) or fact
        places.setdefault((title, row["why"]), []).append(row["place"])
    for (title, why), rows in places.items():
        sentence = phrases.say("not_counted", place=title, why=why)
        yield phrases.say("brackets", text=sentence, more=phrases.join(rows))


def differences(phrases: Phrases, evaluation: Evaluation) -> Iterator[Difference]:
    """Yield each fact on which two sources disagree; what single evaluators observed is theirs."""
    for difference in evaluation["differences"]:
        used = [value for value in difference["values"] if value["source"] == difference["used"]][:1]
        others = [value for value in difference["values"] if value not in used]
        sides = [*used, *(value for value in others if value["source"] != "observed")]
        if len({value["value"] for value in sides}) == 1:
            continue
        concerned = [
            finding["criterion"]
            for finding in evaluation["findings"]
            if any(fact["name"] == difference["fact"] for fact in finding["facts"])
        ]
        yield Difference(
            fact=difference["fact"],
            title=difference["title"] or difference["fact"],
            used=difference["used_title"],
            values=phrases.stops(
                phrases.say(
                    "difference_value",
                    source=phrases.source(value),
                    value=phrases.value(value["value"]),
                )
                for value in sides
            ),
            effect=phrases.join(concerned) or DASH,
        )


def sheets(phrases: Phrases, evaluation: Evaluation, names: Mapping[str, str]) -> Iterator[SheetSummaryView]:
    """Yield each submitted sheet."""
    for sheet in evaluation["sheets"]:
        yield SheetSummaryView(
            evaluator=names.get(sheet["evaluator"]) or sheet["evaluator"],
            role=role(phrases, evaluation, sheet) or DASH,
            submitted=phrases.day(sheet["submitted"]) or DASH,
            sha256=sheet["sha256"],
            hash=sheet["sha256"][:HASH_DIGITS],
        )


def role(phrases: Phrases, evaluation: Evaluation, sheet: SheetJson) -> str:
    """Return the title of a sheet's role: the guideline's, or the program's for roles all guidelines have."""
    code = text(sheet["role"])
    return evaluation["guideline"]["roles"].get(code) or phrases.word("role", code)


def input_lines(evaluation: Evaluation) -> Iterator[str]:
    """Yield the input files with the first digits of their hashes, as many on a line as fit a page."""
    line = ""
    for path, digest in evaluation["inputs"].items():
        entry = f"{path} {digest[:HASH_DIGITS]}"
        if line and len(line) + len(entry) > LINE_LENGTH:
            yield line
            line = ""
        line = f"{line}　{entry}" if line else entry
    if line:
        yield line


def titles_of(evaluation: Evaluation) -> dict[str, str]:
    """Return the titles of what can be decided, by id: criteria, evidence, facts, vetoes, claims."""
    titles = {finding["criterion"]: finding["title"] for finding in evaluation["findings"]}
    titles |= {item["id"]: item["title"] for item in evaluation["evidence"]}
    titles |= {fact["name"]: fact["title"] for row in evaluation["findings"] for fact in row["facts"]}
    titles |= {veto["id"]: veto["title"] for veto in evaluation["score"]["vetoes"]}
    return titles | {claim["id"]: claim["title"] for claim in evaluation["claims"]}


def decisions(
    phrases: Phrases, listed: Iterable[DecisionJson], titles: Mapping[str, str]
) -> Iterator[DecisionView]:
    """Yield each decision of the panel; *titles* are those of what is decided, by id."""
    for decision in listed:
        words = [phrases.word("beyond", word) for word in decision.get("beyond", ())]
        remark = phrases.say("in_brackets", text=phrases.join(words)) if words else ""
        yield DecisionView(
            what=_what(phrases, decision["what"], titles),
            value=_value(phrases, next(iter(decision["what"]), ""), decision["value"]) + remark,
            reason=decision["reason"],
            by=decision["by"],
            date=phrases.day(decision["date"]),
        )


def _what(phrases: Phrases, what: Mapping[str, object], titles: Mapping[str, str]) -> str:
    """Return what was decided with its title: 评分：B1.2 制度执行情况."""
    parts = []
    for kind, about in what.items():
        named = text(about)
        title = titles.get(named, "")
        subject = named if kind != "fact" else title or named
        subject = f"{named} {title}" if title and kind != "fact" else subject
        parts.append(phrases.say("not_counted", place=phrases.word("decided", kind), why=subject))
    return phrases.join(parts)


def _value(phrases: Phrases, kind: str, value: object) -> str:
    """Return what was decided about something of a *kind*: a level and points, whether it holds, a value."""
    if isinstance(value, Mapping):
        points = text(value.get("points"))
        shown = [text(value.get("level")), phrases.say("mark_points", points=points) if points else ""]
        return " ".join(part for part in shown if part) or DASH
    if isinstance(value, bool):
        table = "holds" if kind == "veto" else "answer" if kind == "fact" else "approved"
        return phrases.word(table, "yes" if value else "no")
    return text(value) or DASH


def problems(phrases: Phrases, evaluation: Evaluation) -> Iterator[FileProblem]:
    """Yield each mistake in a file."""
    for problem in evaluation["problems"]:
        place = [problem["file"], problem["cell"]]
        if problem["line"] and not problem["cell"]:
            place.append(phrases.say("line", line=problem["line"]))
        yield FileProblem(
            severity=phrases.word("severity", problem["severity"]),
            where=phrases.join(part for part in place if part) or DASH,
            message=problem["message"],
            hint=problem["hint"] or DASH,
        )
