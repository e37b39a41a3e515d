"""Build the view of a round's documents from its evaluations and its ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from evaluator.base import exact
from evaluator.model.evaluation import GuidelineJson, ScoreJson
from evaluator.model.history import Edition
from evaluator.model.round import Round
from evaluator.reports.heading import SEAL_DIGITS, documents_of, guideline_of
from evaluator.reports.one_page import (
    StationNames,
    advice_sentences,
    leader_sentences,
    problem_sentences,
    shared_ending,
)
from evaluator.reports.proof_code import code_text
from evaluator.reports.robustness import RobustWords
from evaluator.reports.round_corrections import CorrectionRows
from evaluator.reports.round_fields import (
    Awarded,
    AwardRow,
    Bin,
    ChoiceRow,
    CountyRow,
    GradeRow,
    LossRow,
    PublicRow,
    RoundView,
    SectionRow,
    StationRow,
    TotalRow,
)
from evaluator.reports.round_minutes import Minutes
from evaluator.reports.round_rows import awarded, station_rows
from evaluator.reports.round_totals import StationResult, Sums, shown
from evaluator.reports.wording import DASH, Phrases, text
from evaluator.rounds import keys
from evaluator.rounds.editions import round_seal
from evaluator.rounds.numbering import PAPER_NUMBER, SUMMARY, number_of
from evaluator.rounds.objections import published_on
from evaluator.rounds.rank import Ranking
from evaluator.rounds.robustness import Robustness
from evaluator.texts import Language, reports
from evaluator.texts.reports.rounds import LABELS, SENTENCES

MOST_LOSSES = 15
"""Criteria listed among those where most points are lost."""
MOST_MISSED = 12
"""Stations listed that missed an award, the nearest first."""
_BINS = 20
"""Spans that the full marks are divided into."""


def round_view(
    round_: Round,
    evaluations: Sequence[StationResult],
    ranking: Ranking,
    edition: Edition | None,
    robust: Robustness,
) -> RoundView:
    """Return the view of the documents, from at least one evaluation and the ranking of all stations.

    *edition*: default the one in force. *robust*: what this ranking depends on.
    """
    edition = edition or round_.history.edition
    by_id = {evaluation["station"]["id"]: evaluation for evaluation in evaluations}
    about = evaluations[0]["guideline"]
    lang = reports.language(about["language"])
    phrases = Phrases(lang)
    subject = about["subject"] or phrases.say("subject")
    guideline = guideline_of(phrases, about, subject)
    details = keys.documents(round_, edition)
    number = number_of(round_, details, SUMMARY, edition)
    documents = documents_of(phrases, {**details, PAPER_NUMBER: number})
    tool = evaluations[0].get("tool") or {}
    period = phrases.say(
        "period",
        start=phrases.day(round_.period.first.isoformat()),
        end=phrases.day(round_.period.last.isoformat()),
    )
    sums = Sums.of(evaluations)
    awards = tuple(awarded(phrases, ranking, sums.places))
    rows = station_rows(phrases, by_id, ranking, awards, sums)
    body = documents.evaluated_by or SENTENCES.say("body", lang)
    authority = documents.objection_to or SENTENCES.say("authority", lang)
    corrected = CorrectionRows(phrases, round_, edition)
    public_days = _public_days(phrases, round_, edition, documents.objection_until)
    minutes = Minutes(phrases, round_, evaluations, edition)
    seal = _seal(round_, evaluations, edition)
    notice = SENTENCES.say(
        "notice",
        lang,
        guideline=guideline.cited,
        body=body,
        title=round_.title,
        stations=len(rows),
        period=period,
    )
    settled = settled_grades(by_id)
    public, public_open = _public(rows, settled)
    sections = tuple(_sections(sums))
    grades = tuple(_grades(phrases, about, sums, rows, settled))
    counties = tuple(_counties(phrases, sums, rows, settled))
    losses = tuple(_losses(sums, ranking))
    award_rows = tuple(_awards(phrases, awards, ranking))
    corrections = corrected.rows()
    lowest = about["grades"][-1]
    named = StationNames(
        failed=[row.name for row in rows if settled.get(row.id) == lowest["id"]],
        failed_grade=lowest["title"],
        open=[row.name for row in rows if row.id not in settled],
        vetoed={
            row.name: phrases.join(titles)
            for row in rows
            if row.id in settled and (titles := _vetoes(by_id[row.id]["score"]))
        },
        held=[row.name for row in rows if row.id in settled and _held(by_id[row.id]["score"])],
        moved=corrections,
        edition=edition.number if edition is not None else 1,
        ending=shared_ending([row.name for row in rows]),
    )
    robust_words = RobustWords(robust, lang, round_.guideline, ending=named.ending)
    remedies = {criterion.id: criterion.remedy for criterion in round_.guideline.criteria()}
    return RoundView(
        lang="zh-CN" if lang == "zh" else "en",
        label={**reports.LABELS.all(lang), **_labels(lang, round_.title)},
        title=round_.title,
        tool=phrases.say("tool", name=tool["name"], version=tool["version"]),
        guideline=guideline,
        period=period,
        documents=documents,
        overview=tuple(_overview(phrases, period, rows)),
        panel=tuple(minutes.signers()),
        panel_lines=tuple(minutes.by_role()),
        members=tuple(minutes.members()),
        changes=tuple(minutes.changes()),
        decisions=tuple(minutes.decisions()),
        leader=tuple(
            leader_sentences(
                phrases,
                sums,
                grades=grades,
                sections=sections,
                losses=losses,
                counties=counties,
                awards=award_rows,
                named=named,
            )
        ),
        problems=tuple(problem_sentences(phrases, sections, losses, named)),
        advice=tuple(advice_sentences(phrases, losses, remedies, named)),
        sections=sections,
        counted=SENTENCES.say("counted", lang, count=len(sums.final))
        if sums.final
        else SENTENCES.say("counted_none", lang),
        grades=grades,
        bins=tuple(_bins(phrases, sums)),
        counties=counties,
        ranked=tuple(row for row in rows if row.rank),
        unranked=tuple(row for row in rows if not row.rank),
        losses=losses,
        awards=award_rows,
        robust=tuple(robust_words.sentences()),
        robust_rows=tuple(robust_words.rows()),
        robust_title=robust_words.title(),
        totals=tuple(_totals(sums)),
        public=tuple(public),
        public_order=SENTENCES.say("public_order", lang),
        public_open=tuple(public_open),
        notice=notice,
        objections_how=SENTENCES.say("objections", lang, authority=authority),
        correction_how=SENTENCES.say("correction_how", lang, authority=authority, days=public_days),
        objections_rest=SENTENCES.say("objections_rest", lang),
        public_days=public_days,
        edition=corrected.edition,
        round_seal=seal,
        seal_line=SENTENCES.say(
            "seal_line_open" if edition is None else "seal_line",
            lang,
            number=1 if edition is None else edition.number,
            seal=seal[:SEAL_DIGITS],
        ),
        code=code_text(
            lang,
            round=round_.id,
            stations=str(len(rows)),
            edition="" if edition is None else str(edition.number),
            seal=seal,
        ),
        correction_notice=corrected.notice,
        corrections=corrections,
        public_corrections=corrected.public_rows(),
    )


def _public_days(phrases: Phrases, round_: Round, edition: Edition | None, until: str) -> str:
    first = published_on(round_, edition)
    if first is None or not until:
        return SENTENCES.say("days", phrases.lang)
    return phrases.say("period", start=phrases.day(first.isoformat()), end=until)


def _seal(round_: Round, evaluations: Sequence[StationResult], edition: Edition | None) -> str:
    """Return the seal of an edition; before the close the seal that it would get."""
    if edition is not None:
        return edition.seal
    seals = {evaluation["station"]["id"]: evaluation["seal"] for evaluation in evaluations}
    return round_seal(round_, 1, seals, round_.history.withdrawn)


def _labels(lang: Language, title: str) -> dict[str, str]:
    """Return the labels; those of papers whose name follows the round's title don't repeat its last word."""
    labels = dict(LABELS.all(lang))
    word = labels.pop("repeated")
    if word and title.endswith(word):
        for name in ("one_page_title", "city_publicity", "city_correction"):
            labels[name] = labels[name].removeprefix(word)
    return labels


def _vetoes(score: ScoreJson) -> list[str]:
    """Return the titles of the vetoes that apply."""
    return [veto["title"] for veto in score["vetoes"] if veto["state"] == "applies"]


def _held(score: ScoreJson) -> bool:
    """Return whether a ceiling or veto gave a lower grade than the points."""
    return score["grade_before_ceilings"] not in (None, score["grade"])


def _overview(phrases: Phrases, period: str, rows: Sequence[StationRow]) -> Iterator[str]:
    ranked = sum(bool(row.rank) for row in rows)
    yield SENTENCES.say(
        "overview",
        phrases.lang,
        stations=len(rows),
        counties=len({row.county for row in rows}),
        period=period,
    )
    yield SENTENCES.say("overview_ranked", phrases.lang, ranked=ranked, unranked=len(rows) - ranked)


def settled_grades(by_id: Mapping[str, StationResult]) -> dict[str, str]:
    """Return the grade of each station that has one for good: every paper counts stations by these alone.

    A station whose result is provisional or that is not eligible has none, whatever its points say.
    """
    return {
        id: result["score"]["grade"]
        for id, result in by_id.items()
        if result["score"]["grade"]
        and not result["score"]["provisional"]
        and result["eligibility"]["status"] == "eligible"
    }


def _grades(
    phrases: Phrases,
    about: GuidelineJson,
    sums: Sums,
    rows: Sequence[StationRow],
    settled: Mapping[str, str],
) -> Iterator[GradeRow]:
    total = len(rows)
    names_by_grade: dict[str | None, list[str]] = {}
    for row in rows:
        names_by_grade.setdefault(settled.get(row.id), []).append(row.name)
    titles = {grade["id"]: grade["title"] for grade in about["grades"]}
    bounds = dict(zip(titles, phrases.bounds_of(about), strict=True))
    open_ = [id for id in names_by_grade if id not in titles]
    for id in [*titles, *open_]:
        names = names_by_grade.get(id, [])
        share = sums.percent(len(names), total)
        yield GradeRow(
            title=titles.get(text(id)) or SENTENCES.say("open_grade", phrases.lang),
            bound=bounds.get(text(id), DASH),
            count=str(len(names)),
            share=share,
            bar=share.removesuffix("%"),
            stations=phrases.join(names) or DASH,
        )


def _bins(phrases: Phrases, sums: Sums) -> Iterator[Bin]:
    """Yield the distribution of points, from the lowest span with a station to the highest."""
    points = sums.points()
    full = exact.parse(sums.full)
    if not points or not full:
        return
    width = full / Fraction(_BINS)
    # Full marks belong to the last span: there is none above it.
    counts = Counter(max(0, min(_BINS - 1, int(station_points // width))) for station_points in points)
    most = max(counts.values())
    for at in range(min(counts), max(counts) + 1):
        low, high = (exact.text(exact.simple(width * step)) for step in (at, at + 1))
        key = "bin_last" if at == _BINS - 1 else "bin"
        bar = sums.percent(counts[at], most).removesuffix("%")
        yield Bin(SENTENCES.say(key, phrases.lang, low=low, high=high), str(counts[at]), bar)


def _sections(sums: Sums) -> Iterator[SectionRow]:
    for section in sums.top:
        section_sums = sums.section(section["id"])
        yield SectionRow(
            id=section["id"],
            title=section["title"],
            of=section["of"],
            average=sums.mean(section_sums.points) or DASH,
            share=section_sums.share or DASH,
            highest=shown(max(section_sums.points), sums.places) if section_sums.points else DASH,
            lowest=shown(min(section_sums.points), sums.places) if section_sums.points else DASH,
            highest_share=section_sums.shares[-1] if section_sums.shares else DASH,
            lowest_share=section_sums.shares[0] if section_sums.shares else DASH,
            bar=(section_sums.share or "0%").removesuffix("%"),
        )


def _counties(
    phrases: Phrases, sums: Sums, rows: Sequence[StationRow], settled: Mapping[str, str]
) -> Iterator[CountyRow]:
    open_ = SENTENCES.say("open_grade", phrases.lang)
    names = dict.fromkeys(row.county for row in sorted(rows, key=lambda row: row.id))
    for name in names:
        here = [row for row in rows if row.county == name]
        order = sorted(here, key=lambda row: (row.id not in settled, int(row.grade_order)))
        grades = Counter(row.grade if row.id in settled else open_ for row in order)
        county = "" if name == DASH else name
        yield CountyRow(
            name=name,
            stations=str(len(here)),
            ranked=str(sum(bool(row.rank) for row in here)),
            average=sums.mean(sums.points(county)) or DASH,
            grades=phrases.join(
                SENTENCES.say("grade_count", phrases.lang, grade=grade, count=count)
                for grade, count in grades.items()
            ),
        )


def _losses(sums: Sums, ranking: Ranking) -> Iterator[LossRow]:
    titles = {section["id"]: section["title"] for section in sums.evaluations[0]["sections"]}
    for loss in ranking.losses[:MOST_LOSSES]:
        share = sums.percent(loss.lost, loss.of)
        yield LossRow(
            id=loss.criterion,
            title=loss.title,
            section=f"{loss.section} {titles.get(loss.section, '')}".rstrip(),
            lost=shown(loss.lost, sums.places),
            average=sums.mean_of(loss.lost, loss.stations),
            share=share,
            stations=f"{loss.short}/{loss.stations}",
            bar=share.removesuffix("%"),
            gain=sums.mean_of(loss.costs, len(sums.final)) if sums.final else "",
        )


def _awards(phrases: Phrases, awards: Sequence[Awarded], ranking: Ranking) -> Iterator[AwardRow]:
    standings = {standing.station: standing for standing in (*ranking.ranked, *ranking.unranked)}
    for award in awards:
        missed = [choice for choice in award.choices if choice.state == "missed"]
        rows = []
        for choice in [
            *(choice for choice in award.choices if choice.state != "missed"),
            *missed[:MOST_MISSED],
        ]:
            standing = standings[choice.station]
            state = SENTENCES.say(choice.state, phrases.lang)
            county = standing.county or DASH
            rows.append(ChoiceRow(state, standing.name or choice.station, county, choice.reason))
        more = len(missed) - MOST_MISSED
        notes = (
            award.left,
            award.note,
            SENTENCES.say("more_missed", phrases.lang, count=more) if more > 0 else "",
        )
        yield AwardRow(award.title, award.about, " ".join(note for note in notes if note), tuple(rows))


def _totals(sums: Sums) -> Iterator[TotalRow]:
    for total in sums.totals():
        yield TotalRow(
            title=total.title,
            value=f"{_grouped(exact.text(total.value))}{total.unit}",
            average=f"{_grouped(sums.mean_of(total.value, total.stations, 1))}{total.unit}",
            stations=str(total.stations),
        )


def _grouped(number: str) -> str:
    """Return a number with thousands separators; decimals and fractions are unchanged."""
    whole, point, decimals = number.partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole.lstrip("-").isdecimal() else number


def _public(
    rows: Sequence[StationRow], settled: Mapping[str, str]
) -> tuple[list[PublicRow], list[PublicRow]]:
    """Return the stations with a final grade, by grade and id so as not to reveal ranks, and the others."""
    graded: list[StationRow] = []
    rest: list[StationRow] = []
    for row in rows:
        (graded if row.id in settled else rest).append(row)
    graded.sort(key=lambda row: (int(row.grade_order), row.id))
    rest.sort(key=lambda row: row.id)
    return (
        [_published(no, row, row.grade) for no, row in enumerate(graded, 1)],
        [_published(no, row, row.public_state) for no, row in enumerate(rest, 1)],
    )


def _published(no: int, row: StationRow, grade_text: str) -> PublicRow:
    return PublicRow(str(no), row.name, row.county, grade_text, row.awards or DASH)
