"""Explanations as papers: what stands around a chain of reasons, and which kind of explanation a text is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final, Literal, get_args

from evaluator.evaluation.compare import ComparisonWords, ResultComparison
from evaluator.evaluation.guideline_changes import ChangeWords, EditionChange, guideline_changes
from evaluator.evaluation.origins import Link
from evaluator.evaluation.why import Audience, why
from evaluator.model.evaluation import Evaluation
from evaluator.model.guideline import Guideline
from evaluator.reports.explanation import Explanation
from evaluator.reports.view import view
from evaluator.texts import Language, Texts
from evaluator.texts.reports.why import CHANGES, WHY

Kind = Literal["why", "compare", "rounds", "rehearse", "editions"]
_TITLES: Final[dict[Kind, tuple[Texts, str]]] = {
    "why": (WHY, "title"),
    "compare": (CHANGES, "title"),
    "rounds": (CHANGES, "round.title"),
    "rehearse": (CHANGES, "rehearse.title"),
    "editions": (CHANGES, "edition.title"),
}
_LANGUAGES: Final[Sequence[Language]] = get_args(Language)
STATION: Final[Audience] = "station"


def kind_of(text: str) -> Kind | None:
    """Return which explanation a paper's text is, by the title it begins with; None for any other paper."""
    begin = "".join(text.split())
    for kind, (table, key) in _TITLES.items():
        if any(begin.startswith("".join(table.say(key, lang).split())) for lang in _LANGUAGES):
            return kind
    return None


def language_of(of: Evaluation | Guideline) -> Language:
    """Return the language in which papers on a result or a guideline are written."""
    name = of.language if isinstance(of, Guideline) else of["guideline"]["language"]
    return "en" if name == "en" else "zh"


def why_explanation(
    document: Evaluation, name: str, audience: Audience, *, every_row: bool = False
) -> Explanation:
    """Return where the points of a criterion, a section or the total come from. Raises NoSuchName."""
    lang = language_of(document)
    link = why(document, name, lang, audience, every_row=every_row)
    about, station, period = document["guideline"], document["station"], document["period"]
    fields = {"name": station["name"], "id": station["id"], "first": period["from"], "last": period["to"]}
    colon = WHY.say("colon", lang)
    return Explanation(
        lang=lang,
        title=f"{WHY.say('title', lang)}{colon}{link.text}",
        head=[
            WHY.say("head.station", lang, **fields),
            WHY.say("head.guideline", lang, title=about["title"], edition=about["edition"]),
            WHY.say("head.seal", lang, seal=document["seal"]),
        ],
        summary=[f"{link.text}{colon}{link.value}"],
        columns=(WHY.say("col.step", lang), WHY.say("col.points", lang)),
        links=link.inner,
        foot=WHY.say("foot" if audience == STATION else "foot.organiser", lang),
        code=view(document).code,
    )


def comparison_explanation(comparison: ResultComparison, audience: Audience) -> Explanation:
    """Return what made the difference between two results; its code is that of the later one."""
    lang = language_of(comparison.after)
    wording = ComparisonWords(comparison, lang, to_station=audience == STATION)
    sides = [comparison.before, comparison.after]
    editions = [
        CHANGES.say("edition", lang, title=side["guideline"]["title"], edition=side["guideline"]["edition"])
        for side in sides
    ]
    names = [side["station"]["name"] for side in sides]
    periods = [f"{side['period']['from']}～{side['period']['to']}" for side in sides]
    described = [", ".join(parts) for parts in zip(names, editions, periods, strict=True)]
    return Explanation(
        lang=lang,
        title=CHANGES.say("title", lang),
        head=[
            CHANGES.say("files", lang, before=described[0], after=described[1]),
            CHANGES.say("seals", lang, before=sides[0]["seal"][:16], after=sides[1]["seal"][:16]),
        ],
        summary=wording.summary(),
        columns=(CHANGES.say("col.what", lang), CHANGES.say("col.change", lang)),
        links=wording.links(),
        foot=CHANGES.say("foot", lang),
        code=view(comparison.after).code,
    )


def edition_explanation(before: Guideline, after: Guideline) -> Explanation:
    """Return what one guideline changes in another."""
    lang = language_of(after)
    changes = guideline_changes(before, after, lang)
    editions = [
        CHANGES.say("edition", lang, title=each.title, edition=each.edition) for each in (before, after)
    ]
    return Explanation(
        lang=lang,
        title=CHANGES.say("edition.title", lang),
        head=[CHANGES.say("files", lang, before=editions[0], after=editions[1])],
        summary=edition_summary(changes, lang),
        columns=(CHANGES.say("col.what", lang), ""),
        links=edition_links(changes, lang),
        foot="",
    )


def edition_summary(changes: Sequence[EditionChange], lang: Language) -> list[str]:
    """Return how many changes there are."""
    if not changes:
        return [CHANGES.say("edition.same", lang)]
    weighs = sum(change.weighs for change in changes)
    return [CHANGES.say("edition.count", lang, count=len(changes), weighs=weighs)]


def edition_links(changes: Sequence[EditionChange], lang: Language) -> list[Link]:
    """Return the changes by subject, those of one part together."""
    words = ChangeWords(lang)
    groups: list[Link] = []
    for subject, of_subject in groupby(changes, key=lambda change: change.subject):
        parts: list[Link] = []
        for _, of_part in groupby(of_subject, key=lambda change: change.id):
            listed = list(of_part)
            if listed[0].way != "changed":
                parts.append(Link(words.sentence(listed[0])))
                continue
            inner = tuple(Link(words.how(change)) for change in listed)
            parts.append(Link(words.about(listed[0]), inner=inner))
        groups.append(Link(CHANGES.say(f"subject.{subject}", lang), inner=tuple(parts)))
    return groups
