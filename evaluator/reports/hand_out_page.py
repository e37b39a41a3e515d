"""The page of a hand-out that links every file handed in: by station, criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from evaluator.base.files import relative_url
from evaluator.model.guideline import Guideline
from evaluator.model.round import STATIONS, Round
from evaluator.model.sheet import Evaluator
from evaluator.model.submission import Submission
from evaluator.reports.score_sheet import submission_of
from evaluator.texts import reports
from evaluator.texts.reports.life import SENTENCES

INDEX: Final = "index.html"
PAGE: Final = "marking.html"
"""The page to mark with, where it could be made."""
_STYLE: Final = (
    "body{font-family:sans-serif;max-width:60em;margin:1em auto;padding:0 1em;line-height:1.6}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.2em .5em;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}a{display:block}@media print{a{color:inherit}}"
)


def index_page(round_: Round, evaluator: Evaluator, files: Iterable[str]) -> bytes:
    """Return the page as UTF-8; *files* are the paths in the hand-out, which the links follow."""
    below: dict[str, list[str]] = {}
    marked = False
    for path in files:
        marked = marked or path == PAGE
        top, _, rest = path.partition("/")
        station, _, inside = rest.partition("/")
        if top == STATIONS and inside:
            below.setdefault(station, []).append(inside)
    lang = reports.language(round_.guideline.language)
    title = SENTENCES.say("hand_out_title", lang, round=round_.title, name=evaluator.name or evaluator.id)
    parts = [
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>",
    ]
    if marked:
        parts.append(f'<p><a href="{PAGE}">{escape(SENTENCES.say("hand_out_mark", lang))}</a></p>')
    for station in sorted(below):
        submission, _ = submission_of(round_, station)
        parts += _station(round_.guideline, lang, station, submission, sorted(below[station]))
    return "\n".join([*parts, "</body>\n</html>\n"]).encode()


def _station(
    guideline: Guideline, lang: str, station: str, submission: Submission | None, inside: Sequence[str]
) -> Iterator[str]:
    """Yield a station's part: evidence by criterion, ledgers, then the files that nothing names."""

    def link(file: str, text: str) -> str:
        return f'<a href="{escape(relative_url(STATIONS, station, *file.split("/")))}">{escape(text)}</a>'

    name = "" if submission is None else submission.station.name
    yield f"<h2>{escape(f'{station} {name}'.rstrip())}</h2>\n<table>"
    there = frozenset(inside)
    rows: list[tuple[str, list[str]]] = []
    evidence = () if submission is None else submission.evidence
    for criterion in guideline.criteria():
        serving = [item for item in evidence if any(id == criterion.id for id, _ in item.serves)]
        links = [link(item.file, f"{item.id} {item.title}") for item in serving if item.file in there]
        rows.append((f"{criterion.id} {criterion.title}", links))
    named = {item.file for item in evidence}
    for ledger in () if submission is None else submission.ledgers.values():
        title = guideline.ledgers[ledger.ledger].title
        rows.append((title, [link(file, file) for file in ledger.files if file in there]))
        named |= set(ledger.files)
    rest = [file for file in inside if file not in named]
    rows.append((SENTENCES.say("hand_out_rest", lang), [link(file, file) for file in rest]))
    for title, links in rows:
        if links:
            yield f"<tr><th>{escape(title)}</th><td>{''.join(links)}</td></tr>"
    yield "</table>"
