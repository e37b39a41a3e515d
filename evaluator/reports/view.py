"""Turn an evaluation into the variables of templates: every value as text in the guideline's language."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from evaluator.reports import inputs
from evaluator.reports.fields import (
    FindingView,
    Group,
    LimitView,
    NamedView,
    NotApplicable,
    OpenItem,
    ReportView,
    ScoreView,
    SectionView,
    StationView,
    StepView,
)
from evaluator.reports.findings import fact, finding
from evaluator.reports.heading import documents_of, guideline_of
from evaluator.reports.wording import DASH, Json, Phrases, bar, text
from evaluator.texts import reports

_LONGEST_PROPERTY = 200
"""Word allows 255 characters in a document property."""
_LINES_TO_SIGN = 3


def view(evaluation: Json) -> ReportView:
    """Return the template variables of one evaluation (`results/<id>.json`)."""
    lang = reports.language(text(evaluation["guideline"].get("language")))
    phrases = Phrases(lang)
    about, station, period = evaluation["guideline"], evaluation["station"], evaluation["period"]
    subject = text(about.get("subject")) or phrases.say("subject")
    title = phrases.say("title", subject=subject)
    name = text(station.get("name"))
    tool = evaluation.get("tool") or {}

    section_titles = _section_titles(evaluation)
    anchors = {item["id"]: f"e{number}" for number, item in enumerate(evaluation.get("evidence") or (), 1)}
    raw_findings = evaluation["findings"]
    findings = [
        finding(phrases, number, raw, section_titles, anchors) for number, raw in enumerate(raw_findings, 1)
    ]
    losses = [phrases.lost(raw)[0] for raw in raw_findings]
    order = sorted(range(len(raw_findings)), key=lambda index: -losses[index])
    gaps = [findings[index] for index in order if losses[index]]
    groups = tuple(_groups(phrases, evaluation, findings, section_titles))
    limits = tuple(_limits(phrases, evaluation))
    open_items = tuple(_open_items(phrases, evaluation, findings))
    sections = tuple(_sections(phrases, evaluation))
    criteria = [
        criterion for raw, criterion in zip(raw_findings, findings, strict=True) if raw["kind"] == "criterion"
    ]
    counts = tuple(_counts(phrases, criteria))
    return ReportView(
        lang="zh-CN" if lang == "zh" else "en",
        label=reports.LABELS.all(lang),
        title=title,
        self_title=phrases.say("self_title", subject=subject),
        property_title=f"{title} {name}"[:_LONGEST_PROPERTY],
        tool=phrases.say("tool", name=text(tool.get("name")), version=text(tool.get("version"))),
        guideline=guideline_of(phrases, about, subject),
        station=StationView(
            id=text(station.get("id")),
            name=name,
            county=text(station.get("county")) or DASH,
            kind=text(station.get("kind")) or DASH,
        ),
        period=phrases.say("period", start=phrases.day(period["from"]), end=phrases.day(period["to"])),
        documents=documents_of(phrases, evaluation.get("documents") or {}, text(station.get("id"))),
        score=_score(phrases, evaluation, len(open_items)),
        open_items=open_items,
        not_applicable=tuple(_not_applicable(phrases, evaluation, findings)),
        not_applicable_note=_not_applicable_note(phrases, evaluation["score"].get("not_applicable") or {}),
        counts=counts,
        counts_text=_counts_text(phrases, counts),
        grades=tuple(_grades(phrases, about)),
        course=(*_course(phrases, evaluation), _counts_text(phrases, counts)),
        steps=tuple(_steps(phrases, evaluation)),
        sections=sections,
        top_sections=tuple(section for section in sections if section.is_top),
        means=inputs.means(evaluation),
        limits=limits,
        groups=groups,
        strengths=tuple(_strengths(phrases, groups)),
        gaps=tuple(gaps),
        missing=tuple(finding_view for finding_view in findings if finding_view.missing),
        remedies=tuple(gap for gap in gaps if gap.remedy),
        facts=tuple(fact(phrases, raw) for raw in evaluation.get("facts") or ()),
        differences=tuple(inputs.differences(phrases, evaluation)),
        problems=tuple(inputs.problems(phrases, evaluation)),
        evidence=tuple(inputs.evidence(phrases, evaluation, anchors)),
        ledgers=tuple(inputs.ledgers(phrases, evaluation)),
        sheets=tuple(inputs.sheets(phrases, evaluation)),
        signers=_signers(phrases, evaluation),
        decisions=tuple(inputs.decisions(phrases, evaluation)),
        inputs=tuple(
            NamedView("", path, text(sha)) for path, sha in (evaluation.get("inputs") or {}).items()
        ),
        seal=text(evaluation.get("seal")),
    )


def _score(phrases: Phrases, evaluation: Json, still_open: int) -> ScoreView:
    score, about = evaluation["score"], evaluation["guideline"]
    points, low, high = phrases.points(score), score.get("low"), score.get("high")
    no_score = points == DASH
    between = "" if no_score or low == high else phrases.span(low, high)
    also = score.get("also") or {}
    titles = _grade_titles(about)
    before = score.get("grade_before_ceilings")
    banner = ""
    if score.get("provisional"):
        banner = (
            phrases.say("banner", count=still_open, range=between, low=low, high=high)
            if between
            else phrases.say("banner_fixed", count=still_open, points=points)
        )
    return ScoreView(
        points=phrases.say("no_score") if no_score else points,
        out_of=text(score.get("out_of")),
        also=phrases.say("out_of", points=phrases.points(also), of=also.get("out_of")) if also else "",
        grade=_grade(phrases, score),
        grade_note=(
            phrases.say("grade_before", grade=titles.get(before, before))
            if before and score.get("grade") and before != score["grade"]
            else ""
        ),
        range=between,
        provisional=bool(score.get("provisional")),
        banner=banner,
        eligibility=phrases.word("eligibility", evaluation["eligibility"]["status"]),
    )


def _grade(phrases: Phrases, score: Json) -> str:
    if score.get("grade"):
        return text(score.get("grade_title")) or text(score["grade"])
    low, high = score.get("grade_low_title"), score.get("grade_high_title")
    if not low or not high:
        return phrases.say("no_grade")
    return text(low) if low == high else phrases.say("grade_range", low=low, high=high)


def _grade_titles(about: Json) -> dict[object, str]:
    return {grade["id"]: text(grade.get("title")) for grade in about.get("grades") or ()}


def _grades(phrases: Phrases, about: Json) -> Iterator[NamedView]:
    for grade in about.get("grades") or ():
        kind = "at_least" if grade.get("inclusive", True) else "above"
        yield NamedView(text(grade["id"]), text(grade.get("title")), phrases.say(kind, bound=grade["bound"]))


def _limits(phrases: Phrases, evaluation: Json) -> Iterator[LimitView]:
    score = evaluation["score"]
    for kind, key in (("ceiling", "at_most"), ("veto", "grade")):
        for limit in score.get("ceilings" if kind == "ceiling" else "vetoes") or ():
            grade = text(limit.get(f"{key}_title")) or text(limit.get(key))
            yield LimitView(
                id=text(limit["id"]),
                kind=phrases.word("effect", kind),
                title=text(limit.get("title")),
                effect=phrases.say(kind, grade=grade),
                state=phrases.word("limit_state", limit.get("state")),
                why=text(limit.get("why")),
            )
    for limit in evaluation["eligibility"].get("items") or ():
        yield LimitView(
            id=text(limit["id"]),
            kind=phrases.word("effect", "eligibility"),
            title=text(limit.get("title")),
            effect=phrases.word("eligibility", limit.get("result")),
            state=phrases.word("limit_state", limit.get("state")),
            why=text(limit.get("why")),
        )


def _open_items(phrases: Phrases, evaluation: Json, findings: list[FindingView]) -> Iterator[OpenItem]:
    """Yield what keeps the evaluation provisional; a claim on a listed criterion is not listed again."""
    listed = set()
    for finding_view in findings:
        if finding_view.outcome == "not_assessed":
            listed.add(finding_view.id)
            yield OpenItem(finding_view.id, finding_view.title, finding_view.reason)
    score = evaluation["score"]
    pending = [*(score.get("ceilings") or ()), *(score.get("vetoes") or ())]
    for limit in [*pending, *(evaluation["eligibility"].get("items") or ())]:
        if limit.get("state") == "pending":
            reason = text(limit.get("why")) or phrases.word("limit_state", "pending")
            yield OpenItem(text(limit["id"]), text(limit.get("title")), reason)
    for claim in evaluation.get("claims") or ():
        if claim.get("state") == "pending" and claim["id"] not in listed:
            reason = phrases.word("claim_state", "pending")
            yield OpenItem(text(claim["id"]), text(claim.get("title")), reason)
    absent = score.get("not_applicable") or {}
    if absent.get("over") and score.get("provisional"):
        title = phrases.say("na_open", at_most=absent.get("at_most"))
        yield OpenItem(DASH, title, phrases.word("reason", "awaiting_decision"))


def _not_applicable(
    phrases: Phrases, evaluation: Json, findings: list[FindingView]
) -> Iterator[NotApplicable]:
    claims = {claim["id"]: claim for claim in evaluation.get("claims") or ()}
    for finding_view in findings:
        if finding_view.outcome == "not_applicable":
            claim = claims.pop(finding_view.id, {})
            yield NotApplicable(
                id=finding_view.id,
                title=finding_view.title,
                points=finding_view.of,
                reason=text(claim.get("reason"))
                or phrases.say("stop").join(finding_view.why)
                or finding_view.reason,
                state=phrases.word("claim_state", claim["state"]) if claim else finding_view.outcome_title,
            )
    for claim in claims.values():
        yield NotApplicable(
            id=text(claim["id"]),
            title=text(claim.get("title")),
            points="",
            reason=text(claim.get("reason")),
            state=phrases.word("claim_state", claim.get("state")),
        )


def _not_applicable_note(phrases: Phrases, absent: Json) -> str:
    sentences = []
    if absent.get("share") and Decimal(absent["points"]):
        sentences.append(phrases.say("na_points", points=absent["points"], share=absent["share"]))
    if absent.get("over"):
        sentences.append(phrases.say("na_limit", at_most=absent.get("at_most")))
    return (" " if phrases.lang == "en" else "").join(sentences)


def _counts(phrases: Phrases, findings: list[FindingView]) -> Iterator[NamedView]:
    counted = Counter(finding.outcome for finding in findings)
    for outcome in reports.CODES["outcome"]:
        title = next(
            (finding.outcome_title for finding in findings if finding.outcome == outcome),
            phrases.word("outcome", outcome),
        )
        yield NamedView(outcome, title, str(counted[outcome]))


def _counts_text(phrases: Phrases, counts: tuple[NamedView, ...]) -> str:
    listing = phrases.join(
        phrases.say("count", title=count.title, count=count.value) for count in counts if count.value != "0"
    )
    return phrases.say("counts", total=sum(int(count.value) for count in counts), counts=listing)


def _course(phrases: Phrases, evaluation: Json) -> Iterator[str]:
    def size(key: str) -> int:
        return len(evaluation.get(key) or ())

    yield phrases.say("course_station", evidence=size("evidence"), ledgers=size("ledgers"))
    yield phrases.say("course_panel", sheets=size("sheets"), decisions=size("decisions"))


def _steps(phrases: Phrases, evaluation: Json) -> Iterator[StepView]:
    titles = _grade_titles(evaluation["guideline"])
    for number, step in enumerate(evaluation["steps"], 1):
        grade = text(step.get("grade_title")) or titles.get(step.get("grade"), text(step.get("grade")))
        low, high = step.get("grade_low"), step.get("grade_high")
        if not grade and low and high:
            grade = phrases.say("grade_range", low=titles.get(low, low), high=titles.get(high, high))
        yield StepView(
            no=str(number),
            title=text(step.get("title")),
            points=phrases.points(step),
            change=text(step.get("change")),
            grade=grade,
            detail=text(step.get("detail")),
        )


def _sections(phrases: Phrases, evaluation: Json) -> Iterator[SectionView]:
    for section in evaluation["sections"]:
        level = int(section.get("level") or 1)
        share = section.get("share")
        yield SectionView(
            id=text(section["id"]),
            title=text(section.get("title")),
            indent="　" * (level - 1),
            level=str(level),
            is_top=level == 1,
            points=phrases.points(section),
            of=text(section.get("of")),
            share=phrases.share(section),
            note=phrases.say("stop").join(_section_notes(phrases, section)),
            bar_low=bar(share if share is not None else section.get("share_low")),
            bar_high=bar(share if share is not None else section.get("share_high")),
        )
    for kind, key in (("bonus", "bonus"), ("deduction", "deductions")):
        if summary := evaluation["score"].get(key):
            limit = summary.get("at_most")
            yield SectionView(
                id="",
                title=phrases.word("kind", kind),
                indent="",
                level="1",
                is_top=False,
                points=phrases.points(summary),
                of="",
                share=DASH,
                note=phrases.say("at_most", points=limit) if limit else "",
                bar_low="0",
                bar_high="0",
            )


def _section_notes(phrases: Phrases, section: Json) -> Iterator[str]:
    if section.get("applicable") is not None and section["applicable"] != section.get("of"):
        yield phrases.say("applicable", points=section["applicable"])
    if section.get("rescaled"):
        yield phrases.say("rescaled")
    if own := section.get("own"):
        yield phrases.say("own", points=phrases.points(own), of=own.get("of"))


def _section_titles(evaluation: Json) -> dict[str, str]:
    """Return the title of each section, preceded by its parents' titles, by id."""
    titles: dict[str, str] = {}
    for section in evaluation["sections"]:  # parents come first
        own = f"{section['id']} {text(section.get('title'))}".strip()
        above = titles.get(text(section.get("parent")))
        titles[section["id"]] = f"{above} / {own}" if above else own
    return titles


def _groups(
    phrases: Phrases, evaluation: Json, findings: list[FindingView], titles: dict[str, str]
) -> Iterator[Group]:
    pairs = list(zip(evaluation["findings"], findings, strict=True))
    for section in evaluation["sections"]:
        inside = [
            finding
            for raw, finding in pairs
            if raw["kind"] == "criterion" and raw["section"] == section["id"]
        ]
        if inside:
            points = f"{phrases.points(section)}/{text(section.get('of'))}"
            yield _group(phrases, text(section["id"]), titles[section["id"]], points, inside)
    for kind, key in (("bonus", "bonus"), ("deduction", "deductions")):
        inside = [finding for raw, finding in pairs if raw["kind"] == kind]
        if inside:
            summary = evaluation["score"].get(key) or {}
            points = phrases.points(summary)
            yield _group(phrases, "", phrases.word("kind", kind), points, inside)


def _group(phrases: Phrases, id: str, title: str, points: str, findings: list[FindingView]) -> Group:
    titles = phrases.say("stop").join(f"{finding.id} {finding.title}" for finding in findings)
    return Group(id=id, title=title, points=points, titles=titles, findings=tuple(findings))


def _strengths(phrases: Phrases, groups: tuple[Group, ...]) -> Iterator[Group]:
    for group in groups:
        met = [finding for finding in group.findings if finding.outcome == "met"]
        if met and group.id:
            yield _group(phrases, group.id, group.title, group.points, met)


def _signers(phrases: Phrases, evaluation: Json) -> tuple[str, ...]:
    """Return the evaluators whose sheets count, then blank lines up to the minimum number of signatures."""
    names = [
        phrases.say("signer", role=inputs.role(phrases, evaluation, sheet), name=text(sheet["evaluator"]))
        for sheet in evaluation.get("sheets") or ()
    ]
    empty = phrases.say("member")
    return tuple(names + [empty] * max(0, _LINES_TO_SIGN - len(names)))
