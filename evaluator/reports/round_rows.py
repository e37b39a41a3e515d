"""A ranking in words: a row for each station, why it has no rank, why it gets an award or nearly does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evaluator.model.evaluation import CappedJson, ScoreJson, SectionJson
from evaluator.model.round import Award
from evaluator.reports.round_fields import Awarded, AwardeeView, SectionCell, StationRow
from evaluator.reports.round_totals import StationResult, Sums, heat, shown, top_sections
from evaluator.reports.wording import DASH, Phrases, text
from evaluator.rounds.awards import AwardAllocation, Near
from evaluator.rounds.rank import Ranking
from evaluator.rounds.standings import PROVISIONAL, VETOED, Standing
from evaluator.texts import reports
from evaluator.texts.reports.rounds import SENTENCES

_LAST = "999999"
"""Sorts after every rank and grade."""


def station_rows(
    phrases: Phrases,
    by_id: Mapping[str, StationResult],
    ranking: Ranking,
    awards: Sequence[Awarded],
    sums: Sums,
) -> tuple[StationRow, ...]:
    """Return the rows in the order of the ranking, also of stations without a result."""
    award_titles: dict[str, list[str]] = {}
    for award in awards:
        for choice in award.choices:
            if choice.state == "given":
                award_titles.setdefault(choice.station, []).append(award.title)
    return tuple(
        _row(
            phrases,
            by_id[standing.station],
            standing,
            sums,
            phrases.join(award_titles.get(standing.station, ())),
        )
        if standing.station in by_id
        else _without_result(phrases, standing, sums)
        for standing in (*ranking.ranked, *ranking.unranked)
    )


def _without_result(phrases: Phrases, standing: Standing, sums: Sums) -> StationRow:
    reason = unranked_reason(phrases, standing)
    return StationRow(
        rank="",
        rank_sort=_LAST,
        id=standing.station,
        name=standing.name or standing.station,
        county=standing.county or DASH,
        kind=standing.kind or DASH,
        cells=tuple(SectionCell(DASH, DASH, "0", "-1") for _ in sums.top),
        bonus=DASH,
        bonus_sort="-1",
        deductions=DASH,
        deductions_sort="-1",
        points=DASH,
        sort="-1",
        grade=SENTENCES.say("open_grade", phrases.lang),
        grade_order=_LAST,
        limits="",
        awards="",
        reason=reason,
        remarks=reason,
        public_state=reason,
    )


def _row(
    phrases: Phrases, evaluation: StationResult, standing: Standing, sums: Sums, awards: str
) -> StationRow:
    station, score = evaluation["station"], evaluation["score"]
    rank = str(standing.rank) if standing.rank else ""
    sections = {section["id"]: section for section in top_sections(evaluation)}
    bonus, deductions = score["bonus"], score["deductions"]
    grades = sums.grades
    grade = text(score["grade"] or score["grade_low"])
    limits = phrases.say("stop").join(_limits(phrases, score))
    reason = unranked_reason(phrases, standing)
    # A veto that takes the rank is named by the reason; a ceiling above the grade explains nothing.
    held = score["grade_before_ceilings"] not in (None, score["grade"])
    beside = phrases.say("stop").join(_limits(phrases, score, vetoes=standing.why != VETOED))
    remarks = [awards, reason, beside if held or score["provisional"] else ""]
    return StationRow(
        rank=SENTENCES.say("tied", phrases.lang, rank=rank) if rank and standing.tied else rank,
        rank_sort=rank or _LAST,
        id=station["id"],
        name=station["name"],
        county=station["county"] or DASH,
        kind=station["kind"] or DASH,
        cells=tuple(_cell(phrases, sections.get(section["id"])) for section in sums.top),
        bonus=DASH if bonus is None else phrases.points(bonus),
        bonus_sort=_low(bonus),
        deductions=DASH if deductions is None else phrases.points(deductions),
        deductions_sort=_low(deductions),
        points=phrases.total(score),
        sort=_low(score),
        grade=_grade(phrases, evaluation),
        grade_order=str(grades.index(grade) + 1 if grade in grades else len(grades) + 1),
        limits=limits,
        awards=awards,
        reason=reason,
        remarks=phrases.say("stop").join(part for part in remarks if part) or DASH,
        public_state=_public_state(phrases, evaluation),
    )


def _low(node: CappedJson | ScoreJson | None) -> str:
    """Return the sort key of points: the points, or their low end."""
    return "-1" if node is None else node["points"] or node["low"] or "-1"


def _cell(phrases: Phrases, section: SectionJson | None) -> SectionCell:
    if section is None:
        return SectionCell(DASH, DASH, heat(""), "-1")
    share = phrases.share(section)
    low = text(section["share"] or section["share_low"])
    return SectionCell(
        points=phrases.points(section),
        share=share,
        heat=heat(low),
        sort=low.removeprefix("≈").removesuffix("%") or "-1",
    )


def _grade(phrases: Phrases, evaluation: StationResult) -> str:
    """Return the grade; while something is open, what it may be, marked as provisional."""
    score = evaluation["score"]
    grade = text(score["grade_title"]) or _open_grade(phrases, evaluation)
    if not score["provisional"] or grade == SENTENCES.say("open_grade", phrases.lang):
        return grade
    return phrases.say("brackets", text=grade, more=reports.LABELS.say("provisional", phrases.lang))


def _open_grade(phrases: Phrases, evaluation: StationResult) -> str:
    """Return the grades still possible, or the label for a station that gets no grade at all."""
    score = evaluation["score"]
    low, high = text(score["grade_low_title"]), text(score["grade_high_title"])
    if evaluation["eligibility"]["status"] not in ("eligible", "pending") or not low or not high:
        return SENTENCES.say("open_grade", phrases.lang)
    return low if low == high else phrases.say("grade_range", low=low, high=high)


def _public_state(phrases: Phrases, evaluation: StationResult) -> str:
    """Return why there is no grade, in words that can be published."""
    status = evaluation["eligibility"]["status"]
    if status != "eligible":
        return phrases.word("eligibility", status)
    return SENTENCES.say("public_pending", phrases.lang)


def _limits(phrases: Phrases, score: ScoreJson, *, vetoes: bool = True) -> Iterator[str]:
    """Yield what limits the grade: vetoes, unless they are left out, and ceilings."""
    sentences = [
        (veto["state"], SENTENCES.say("veto", phrases.lang, id=veto["id"], title=veto["title"]))
        for veto in (score["vetoes"] if vetoes else ())
    ]
    for ceiling in score["ceilings"]:
        title, grade = ceiling["title"], ceiling["at_most_title"]
        sentence = SENTENCES.say("ceiling", phrases.lang, id=ceiling["id"], title=title, grade=grade)
        sentences.append((ceiling["state"], sentence))
    for state, sentence in sentences:
        yield sentence if state == "applies" else SENTENCES.say("pending", phrases.lang, title=sentence)


def unranked_reason(phrases: Phrases, standing: Standing) -> str:
    """Return why a station has no rank; empty for a ranked station."""
    if not standing.why:
        return ""
    sentence = SENTENCES.say(f"why_{standing.why}", phrases.lang)
    if standing.why == PROVISIONAL and standing.because:
        return SENTENCES.say("provisional_count", phrases.lang, count=len(standing.because))
    if not standing.because:
        return sentence
    return SENTENCES.say("because", phrases.lang, said=sentence, items=phrases.join(standing.because))


def awarded(phrases: Phrases, ranking: Ranking, places: int) -> Iterator[Awarded]:
    """Yield the outcome of each award: which stations get it, await a decision or nearly get it."""
    standings = {standing.station: standing for standing in (*ranking.ranked, *ranking.unranked)}
    for outcome in ranking.awards:
        award = outcome.award
        yield Awarded(
            award.title,
            _about(phrases, award, ranking.grades),
            tuple(_choices(phrases, outcome, standings, ranking.grades, places)),
            SENTENCES.say("places_left", phrases.lang, count=outcome.left) if outcome.left > 0 else "",
            "" if outcome.final else SENTENCES.say("not_final", phrases.lang),
        )


def _about(phrases: Phrases, award: Award, grades: Mapping[str, str]) -> str:
    parts = [SENTENCES.say("places", phrases.lang, count=award.places)]
    if award.grade:
        parts.append(SENTENCES.say("needs_grade", phrases.lang, grade=grades.get(award.grade, award.grade)))
    if award.at_most_per_county is not None:
        parts.append(SENTENCES.say("per_county", phrases.lang, count=award.at_most_per_county))
    return phrases.say("stop").join(parts)


def _choices(
    phrases: Phrases,
    outcome: AwardAllocation,
    standings: Mapping[str, Standing],
    grades: Mapping[str, str],
    places: int,
) -> Iterator[AwardeeView]:
    lang = phrases.lang
    for winner in outcome.chosen:
        key = "chosen" if outcome.award.at_most_per_county is None else "chosen_county"
        county = standings[winner.station].county
        reason = SENTENCES.say(key, lang, rank=winner.rank, county=county, number=winner.in_county)
        yield AwardeeView(winner.station, reason, "given")
    for tie in outcome.ties:
        for station in tie.stations:
            level = phrases.join(
                standings[other_station].name or other_station
                for other_station in tie.stations
                if other_station != station
            )
            reason = SENTENCES.say(
                "tie_county" if tie.county else "tie", lang, names=level, places=tie.places
            )
            yield AwardeeView(station, reason, "open")
    for near in outcome.near:
        yield AwardeeView(
            near.station,
            _near(phrases, near, outcome.award, standings[near.station], grades, places),
            "missed",
        )


def _near(
    phrases: Phrases, near: Near, award: Award, standing: Standing, grades: Mapping[str, str], places: int
) -> str:
    sentence = SENTENCES.say(
        f"near_{near.why}",
        phrases.lang,
        county=standing.county,
        limit=award.at_most_per_county or "",
        rank=standing.rank or "",
        grade=standing.grade_title,
        needed=grades.get(award.grade, award.grade),
        ceilings=phrases.join(ceiling.title for ceiling in standing.ceilings if not ceiling.pending),
        why=unranked_reason(phrases, standing),
    )
    parts = [sentence]
    if near.short is not None and near.why in ("no_place", "grade"):
        parts.append(SENTENCES.say("short", phrases.lang, points=shown(near.short, places)))
    if near.blocks:
        parts.append(SENTENCES.say("blocks", phrases.lang))
    return phrases.say("stop").join(parts)
