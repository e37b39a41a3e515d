"""Compare a station's results before and after a review, for the 复核决定书."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from evaluator.model.evaluation import Evaluation
from evaluator.model.history import Objection, Review
from evaluator.model.round import NO_ROUND, RoundContext
from evaluator.reports.fields import (
    DecisionView,
    DocumentsView,
    FindingView,
    GuidelineView,
    ReportView,
    ScoreView,
    StationView,
)
from evaluator.reports.view import view
from evaluator.reports.wording import DASH, Phrases
from evaluator.texts.reports import language
from evaluator.texts.reports.life import SENTENCES


@dataclass(frozen=True, slots=True)
class ReviewedResult:
    """The result before or after the review."""

    title: str
    """复核前 or 复核后."""
    points: str
    out_of: str
    grade: str
    rank: str
    """A dash without a rank, or where no round is named."""


@dataclass(frozen=True, slots=True)
class Change:
    """A finding, ceiling or veto that the review changed."""

    id: str
    title: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection that was reviewed, with its last answer."""

    number: str
    received: str
    by: str
    about: str
    text: str
    outcome: str
    """In words; empty where it is not answered."""
    answer: str
    answered_by: str
    sentence: str
    """Who objected, when, to what and with which words."""
    verdict: str
    """The outcome with its reasons; empty where it is not answered."""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The variables of the review decision's template."""

    lang: str
    label: Mapping[str, str]
    guideline: GuidelineView
    station: StationView
    period: str
    documents: DocumentsView
    score: ScoreView
    """The score of the result in force."""
    results: tuple[ReviewedResult, ...]
    """Before and after."""
    lead: str
    """What the review followed: an objection, or a reopening of the organiser's own."""
    objections: tuple[ObjectionRow, ...]
    changes: tuple[Change, ...]
    rest: tuple[Change, ...]
    """What still loses points: `before` is empty, `after` what is lost."""
    decisions: tuple[DecisionView, ...]
    """Decisions that are new since the replaced result."""
    seal: str
    seal_short: str
    seal_before: str
    foot: str
    """The seal of this result and of the one it is compared with, for the foot of every page."""
    code: str
    """What the code on the last page says of the result in force."""


def review_view(before: Evaluation, after: Evaluation, context: RoundContext = NO_ROUND) -> ReviewView:
    """Compare a result with the result it replaces, both as stored in `results/`."""
    old, new = view(before, context), view(after, context)
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
            _result("before", old, context.review.rank_before),
            _result("after", new, context.review.rank_after),
        ),
        lead=_lead(Phrases(language(after["guideline"]["language"])), context.review),
        objections=tuple(objection_rows(after, context.review.objections)),
        changes=(*_with_program(after, _findings(old, new)), *_limits(old, new)),
        rest=tuple(_short(new)),
        decisions=tuple(decision for decision in new.decisions if decision not in had),
        seal=new.seal,
        seal_short=new.seal_short,
        seal_before=old.seal,
        foot=_foot(new.label["foot_replaced"], old, new),
        code=new.code,
    )


def _foot(compared: str, old: ReportView, new: ReportView) -> str:
    return f"{new.foot}　{compared} {old.seal_short}"


def recheck_view(before: Evaluation, after: Evaluation, context: RoundContext = NO_ROUND) -> ReviewView:
    """Compare a recheck with the result before rectification; it has no ranks."""
    compared = review_view(before, after, context)
    earlier, now = compared.results
    label = compared.label
    titled = replace(earlier, title=label["rc_before"]), replace(now, title=label["rc_after"])
    foot = compared.foot.replace(label["foot_replaced"], label["foot_checked"])
    return replace(compared, lead=label["rc_lead"], results=titled, objections=(), foot=foot)


def _short(of: ReportView) -> Iterator[Change]:
    """Yield the findings that lose points."""
    for finding in (finding for group in of.groups for finding in group.findings):
        if finding.outcome in ("not_met", "partly_met") and finding.lost:
            yield Change(finding.id, finding.title, "", _state(finding), finding.plain or finding.reason)


def _result(key: str, of: ReportView, rank: int) -> ReviewedResult:
    score = of.score
    return ReviewedResult(of.label[key], score.points, score.out_of, score.grade, str(rank) if rank else DASH)


def _lead(phrases: Phrases, review: Review) -> str:
    """Return a sentence on what the review followed; it says no more than the log."""
    reopening = review.reopening
    if review.objections:
        numbers = phrases.join(objection.number for objection in review.objections)
        return SENTENCES.say("review_objections", phrases.lang, numbers=numbers)
    if reopening is None:
        return SENTENCES.say("review_plain", phrases.lang)
    day = phrases.day(reopening.day.isoformat())
    return SENTENCES.say("review_reopened", phrases.lang, day=day, reason=reopening.reason, by=reopening.by)


def objection_rows(result: Evaluation, objections: Iterable[Objection]) -> Iterator[ObjectionRow]:
    """Yield objections in words."""
    phrases = Phrases(language(result["guideline"]["language"]))
    for objection in objections:
        answer = objection.answer
        outcome = ""
        if answer is not None:
            outcome = SENTENCES.say(f"outcome_{answer.outcome or 'answered'}", phrases.lang)
        received = phrases.day(objection.received.isoformat()) + (
            SENTENCES.say("objection_late", phrases.lang) if objection.late else ""
        )
        about_text = about_words(phrases, result, objection.about)
        yield ObjectionRow(
            number=objection.number,
            received=received,
            by=objection.by,
            about=about_text,
            text=objection.text,
            outcome=outcome,
            answer="" if answer is None else answer.text,
            answered_by="" if answer is None else f"{answer.by}\n{phrases.day(answer.day.isoformat())}",
            sentence=SENTENCES.say(
                "objection_sentence",
                phrases.lang,
                number=objection.number,
                received=received,
                by=objection.by,
                about=about_text,
                text=ended(phrases, objection.text),
            ),
            verdict=""
            if answer is None
            else SENTENCES.say(
                "objection_verdict", phrases.lang, outcome=outcome, answer=ended(phrases, answer.text)
            ),
        )


def about_words(phrases: Phrases, result: Evaluation, about: str) -> str:
    """Return what an objection is about: a criterion or section with its title, the total or the grade."""
    titles = {finding["criterion"]: finding["title"] for finding in result["findings"]}
    titles |= {section["id"]: section["title"] for section in result["sections"]}
    return f"{about} {titles[about]}" if about in titles else SENTENCES.say(f"about_{about}", phrases.lang)


def ended(phrases: Phrases, text: str) -> str:
    """Return a text that ends as a sentence does."""
    stop = SENTENCES.say("sentence_end", phrases.lang)
    return text if not text or text.endswith(("。", ".", "！", "？", "!", "?")) else text + stop


def _findings(old: ReportView, new: ReportView) -> Iterator[Change]:
    old_findings = {finding.id: finding for group in old.groups for finding in group.findings}
    for finding in (finding for group in new.groups for finding in group.findings):
        before = old_findings.pop(finding.id, None)
        if before is None or _comparison_key(before) != _comparison_key(finding):
            state_before = DASH if before is None else _state(before)
            why = new.label["rv_full"] if finding.outcome == "met" else finding.plain or finding.reason
            yield Change(finding.id, finding.title, state_before, _state(finding), why)
    for gone in old_findings.values():
        yield Change(gone.id, gone.title, _state(gone), DASH, gone.reason)


def _with_program(result: Evaluation, changes: Iterable[Change]) -> Iterator[Change]:
    """Yield the changes, those that the program had a part in with a sentence that says so."""
    program = result.get("program")
    rows = {} if program is None else {row["criterion"]: row for row in program["moved"]}
    lang = language(result["guideline"]["language"])
    for change in changes:
        row = rows.get(change.id)
        if row is None or row["program"] == row["before"]:
            yield change
            continue
        key = "moved_by_program_unknown" if row["program"] is None else "moved_by_program"
        args = {"before": row["before"] or DASH, "program": row["program"] or DASH}
        yield replace(change, why="\n".join(filter(None, (change.why, SENTENCES.say(key, lang, **args)))))


def _comparison_key(finding: FindingView) -> tuple[str, str, str]:
    return finding.points, finding.outcome, finding.why_text


def _state(finding: FindingView) -> str:
    return f"{finding.score}\n{finding.outcome_title}"


def _limits(old: ReportView, new: ReportView) -> Iterator[Change]:
    old_limits = {(limit.kind, limit.id): limit for limit in old.limits}
    for limit in new.limits:
        before = old_limits.pop((limit.kind, limit.id), None)
        state_before = DASH if before is None else f"{before.effect}\n{before.state}"
        now = f"{limit.effect}\n{limit.state}"
        if state_before != now:
            yield Change(limit.id, limit.title, state_before, now, limit.why)
    for gone in old_limits.values():
        yield Change(gone.id, gone.title, f"{gone.effect}\n{gone.state}", DASH, gone.why)
