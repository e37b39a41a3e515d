"""Read what a ranking needs from a station's result: points, grade, sections, and why there is no rank."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from evaluator.base import exact
from evaluator.base.exact import Number
from evaluator.loading.identity import declared_station
from evaluator.model.evaluation import CappedJson, Evaluation, ScoreJson, SectionJson
from evaluator.model.history import Withdrawal
from evaluator.model.round import STATIONS, Round

NO_RESULT, OTHER_GUIDELINE, NOT_ELIGIBLE, VETOED, PROVISIONAL, NO_SCORE, WITHDRAWN = (
    "no_result",
    "other_guideline",
    "not_eligible",
    "vetoed",
    "provisional",
    "no_score",
    "withdrawn",
)
UNRANKED: Final = (VETOED, NOT_ELIGIBLE, PROVISIONAL, NO_SCORE, OTHER_GUIDELINE, NO_RESULT, WITHDRAWN)
"""Reasons why a station has no rank, in the order of listing."""


@dataclass(frozen=True, slots=True)
class SectionResult:
    """A station's points in a top-level section."""

    id: str
    title: str
    points: str
    """A range, `3.00～5.00`, while something is open; '' where the section does not apply."""
    of: str
    share: str
    open: bool


@dataclass(frozen=True, slots=True)
class AppliedCeiling:
    """A limit on the grade that applies or may still apply."""

    id: str
    title: str
    at_most: str
    pending: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A station's result and rank. A station without a result has only its id and the reason."""

    station: str
    name: str = ""
    county: str = ""
    kind: str = ""
    grade: str = ""
    grade_title: str = ""
    before: str = ""
    """The grade before ceilings."""
    points: str = ""
    """Points as printed; '' while open or where there is no score."""
    low: str = ""
    high: str = ""
    value: Number | None = None
    """The points that ranks compare; None without a rank."""
    most: Number | None = None
    """The most points the station can still reach."""
    parts: tuple[SectionResult, ...] = ()
    bonus: str = ""
    deductions: str = ""
    ceilings: tuple[AppliedCeiling, ...] = ()
    why: str = ""
    """Why the station has no rank, a member of UNRANKED; '' with a rank."""
    because: tuple[str, ...] = ()
    """The vetoes, eligibility conditions or open criteria behind *why*, by the guideline's titles."""
    into: str = ""
    """The station that a withdrawn station was merged into."""
    rank: int = 0
    tied: bool = False
    county_rank: int = 0
    county_tied: bool = False


@dataclass(slots=True)
class Losing:
    """Adds up what stations lose on a criterion."""

    title: str
    section: str
    lost: Number = 0
    of: Number = 0
    stations: int = 0
    short: int = 0
    costs: Number = 0
    """What the losses cost in totals that are final."""


@dataclass(slots=True)
class ResultReader:
    """Reads the results one by one and keeps only what ranking needs."""

    round_: Round
    losing: dict[str, Losing] = field(default_factory=dict)

    def standing(self, station: str, document: Evaluation | None) -> Standing:
        if document is None:
            declared = declared_station(self.round_.folder / STATIONS / station)
            return Standing(station, declared.name, declared.county, declared.kind, why=NO_RESULT)
        about = document["station"]
        if document["guideline"]["sha256"] != self.round_.guideline.sha256:
            return Standing(station, about["name"], about["county"], about["kind"], why=OTHER_GUIDELINE)
        self._lose(document)
        score = document["score"]
        why, because = _why(document)
        points = score.get("shown") or score["points"] or ""
        return Standing(
            station,
            about["name"],
            about["county"],
            about["kind"],
            grade=score["grade"] or "",
            grade_title=score["grade_title"] or "",
            before=score["grade_before_ceilings"] or "",
            points=points,
            low=score["low"] or "",
            high=score["high"] or "",
            value=None if why else _compared(score, self.round_.guideline.compare),
            most=exact.parse(score["high"] or ""),
            parts=tuple(_part(section) for section in document["sections"] if section["level"] == 1),
            bonus=_span(score["bonus"]),
            deductions=_span(score["deductions"]),
            ceilings=tuple(
                AppliedCeiling(
                    ceiling["id"], ceiling["title"], ceiling["at_most_title"], ceiling["state"] == "pending"
                )
                for ceiling in score["ceilings"]
            ),
            why=why,
            because=because,
        )

    def _lose(self, document: Evaluation) -> None:
        final = is_final(document)
        for finding in document["findings"]:
            points = finding.get("exact") or finding["points"]
            if finding["kind"] != "criterion" or finding["outcome"] == "not_applicable" or points is None:
                continue
            entry = self.losing.setdefault(finding["criterion"], Losing(finding["title"], finding["section"]))
            lost = _number(finding["of"]) - _number(points)
            entry.lost += lost
            entry.of += _number(finding["of"])
            entry.stations += 1
            entry.short += lost > 0
            entry.costs += _number(finding["costs"] or "0") if final else 0


def is_final(result: Evaluation) -> bool:
    """Return whether a result is settled and of a station that takes part in the evaluation."""
    return result["eligibility"]["status"] == "eligible" and not result["score"]["provisional"]


def withdrawn_standing(withdrawal: Withdrawal) -> Standing:
    """Return the standing of a station that was withdrawn."""
    return Standing(
        withdrawal.station,
        withdrawal.name,
        withdrawal.county,
        why=WITHDRAWN,
        because=(withdrawal.reason,),
        into=withdrawal.into,
    )


def _why(document: Evaluation) -> tuple[str, tuple[str, ...]]:
    """Return why a result gives no rank, and the titles of what prevents it; '' where it gives a rank."""
    score, eligibility = document["score"], document["eligibility"]
    vetoes = [f"{veto['id']} {veto['title']}" for veto in score["vetoes"] if veto["state"] == "applies"]
    if vetoes:
        return VETOED, tuple(vetoes)
    if eligibility["status"] in ("postponed", "not_evaluated"):
        holding = [condition["title"] for condition in eligibility["items"] if condition["state"] == "holds"]
        return NOT_ELIGIBLE, tuple(holding)
    if score["low"] is None:
        return NO_SCORE, ()
    if score["provisional"] or score["points"] is None or score["grade"] is None:
        open_ = [
            finding["criterion"] for finding in document["findings"] if finding["outcome"] == "not_assessed"
        ]
        pending = [
            condition["title"] for condition in eligibility["items"] if condition["state"] == "pending"
        ]
        pending += [f"{veto['id']} {veto['title']}" for veto in score["vetoes"] if veto["state"] == "pending"]
        return PROVISIONAL, (*open_, *pending)
    return "", ()


def _compared(score: ScoreJson, compare: str) -> Number | None:
    points = score["points"]
    if points is None:
        return None
    return _number(points if compare == "rounded" else score.get("exact", points))


def _number(written: str) -> Number:
    # `exact` may be a fraction, such as `7/26`.
    return exact.simple(Fraction(written))


def _span(summary: CappedJson | SectionJson | None) -> str:
    if summary is None or _nothing_applies(summary):
        return ""
    return summary["points"] or f"{summary['low']}～{summary['high']}"


def _nothing_applies(summary: CappedJson | SectionJson) -> bool:
    """Return whether there are no points because nothing applies, not because something is open."""
    return summary["points"] is None and summary["low"] == summary["high"]


def _part(section: SectionJson) -> SectionResult:
    share = section["share"] or ""
    if not share and section["share_low"]:
        share = f"{section['share_low']}～{section['share_high']}"
    open_ = section["points"] is None and not _nothing_applies(section)
    return SectionResult(section["id"], section["title"], _span(section), section["of"], share, open_)
