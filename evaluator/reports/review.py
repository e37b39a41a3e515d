"""What a review changed: two results of one station side by side, for the 复核决定书."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evaluator.reports.fields import Decision, Documents, Finding, Guideline, Score, Station, View
from evaluator.reports.view import view
from evaluator.reports.wording import DASH, Json


@dataclass(frozen=True, slots=True)
class Result:
    """One of the two results."""

    title: str
    """复核前 or 复核后."""
    points: str
    out_of: str
    grade: str


@dataclass(frozen=True, slots=True)
class Change:
    """A finding, ceiling or veto that is not what it was."""

    id: str
    title: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """All that the review decision may print."""

    lang: str
    label: Mapping[str, str]
    guideline: Guideline
    station: Station
    period: str
    documents: Documents
    score: Score
    """Of the result in force."""
    results: tuple[Result, ...]
    """Before and after."""
    changes: tuple[Change, ...]
    decisions: tuple[Decision, ...]
    """Those that the result replaced did not have."""
    seal: str
    seal_before: str


def review_view(before: Json, after: Json) -> ReviewView:
    """Compare a result with the one it takes the place of, both as in `results/`."""
    old, new = view(before), view(after)
    had = set(old.decisions)
    return ReviewView(
        lang=new.lang,
        label=new.label,
        guideline=new.guideline,
        station=new.station,
        period=new.period,
        documents=new.documents,
        score=new.score,
        results=(
            Result(new.label["before"], old.score.points, old.score.out_of, old.score.grade),
            Result(new.label["after"], new.score.points, new.score.out_of, new.score.grade),
        ),
        changes=(*_findings(old, new), *_limits(old, new)),
        decisions=tuple(one for one in new.decisions if one not in had),
        seal=new.seal,
        seal_before=old.seal,
    )


def _findings(old: View, new: View) -> Iterator[Change]:
    known = {one.id: one for group in old.groups for one in group.findings}
    for one in (one for group in new.groups for one in group.findings):
        before = known.pop(one.id, None)
        if before is None or _said(before) != _said(one):
            said = DASH if before is None else _state(before)
            yield Change(one.id, one.title, said, _state(one), one.why_text)
    for gone in known.values():
        yield Change(gone.id, gone.title, _state(gone), DASH, gone.reason)


def _said(one: Finding) -> tuple[str, str, str]:
    return one.points, one.outcome, one.why_text


def _state(one: Finding) -> str:
    return f"{one.score}\n{one.outcome_title}"


def _limits(old: View, new: View) -> Iterator[Change]:
    known = {(one.kind, one.id): one for one in old.limits}
    for one in new.limits:
        before = known.pop((one.kind, one.id), None)
        said = DASH if before is None else f"{before.effect}\n{before.state}"
        now = f"{one.effect}\n{one.state}"
        if said != now:
            yield Change(one.id, one.title, said, now, one.why)
    for gone in known.values():
        yield Change(gone.id, gone.title, f"{gone.effect}\n{gone.state}", DASH, gone.why)
