"""Turn an evaluation into what templates print: every value in words, in the guideline's language."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from evaluator.reports import inputs
from evaluator.reports.fields import (
    Finding,
    Group,
    Limit,
    Named,
    NotApplicable,
    OpenItem,
    Score,
    Section,
    Station,
    Step,
    View,
)
from evaluator.reports.findings import fact, finding
from evaluator.reports.heading import documents_of, guideline_of
from evaluator.reports.wording import DASH, Json, Phrases, bar, text
from evaluator.texts import reports

_LONGEST_PROPERTY = 200
"""Word allows 255 characters in a property of a document."""
_LINES_TO_SIGN = 3


def view(evaluation: Json) -> View:
    """Return all that templates may print of one evaluation (`results/<id>.json`)."""
    lang = reports.language(text(evaluation["guideline"].get("language")))
    phrases = Phrases(lang)
    about, station, period = evaluation["guideline"], evaluation["station"], evaluation["period"]
    subject = text(about.get("subject")) or phrases.say("subject")
    title = phrases.say("title", subject=subject)
    name = text(station.get("name"))
    tool = evaluation.get("tool") or {}

    section_titles = _section_titles(evaluation)
    anchors = {item["id"]: f"e{number}" for number, item in enumerate(evaluation.get("evidence") or (), 1)}
    found = evaluation["findings"]
    findings = [finding(phrases, number, one, section_titles, anchors) for number, one in enumerate(found, 1)]
    losses = [phrases.lost(one)[0] for one in found]
    order = sorted(range(len(found)), key=lambda index: -losses[index])
    gaps = [findings[index] for index in order if losses[index]]
    groups = tuple(_groups(phrases, evaluation, findings, section_titles))
    limits = tuple(_limits(phrases, evaluation))
    open_items = tuple(_open_items(phrases, evaluation, findings))
    sections = tuple(_sections(phrases, evaluation))
    criteria = [one for raw, one in zip(found, findings, strict=True) if raw["kind"] == "criterion"]
    counts = tuple(_counts(phrases, criteria))
    return View(
        lang="zh-CN" if lang == "zh" else "en",
        label=reports.LABELS.all(lang),
        title=title,
        self_title=phrases.say("self_title", subject=subject),
        property_title=f"{title} {name}"[:_LONGEST_PROPERTY],
        tool=phrases.say("tool", name=text(tool.get("name")), version=text(tool.get("version"))),
        guideline=guideline_of(phrases, about, subject),
        station=Station(
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
        missing=tuple(one for one in findings if one.missing),
        remedies=tuple(one for one in gaps if one.remedy),
        facts=tuple(fact(phrases, given) for given in evaluation.get("facts") or ()),
        differences=tuple(inputs.differences(phrases, evaluation)),
        problems=tuple(inputs.problems(phrases, evaluation)),
        evidence=tuple(inputs.evidence(phrases, evaluation, anchors)),
        ledgers=tuple(inputs.ledgers(phrases, evaluation)),
        sheets=tuple(inputs.sheets(phrases, evaluation)),
        signers=_signers(phrases, evaluation),
        decisions=tuple(inputs.decisions(phrases, evaluation)),
        inputs=tuple(Named("", path, text(sha)) for path, sha in (evaluation.get("inputs") or {}).items()),
        seal=text(evaluation.get("seal")),
    )


def _score(phrases: Phrases, evaluation: Json, still_open: int) -> Score:
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
    return Score(
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


def _grades(phrases: Phrases, about: Json) -> Iterator[Named]:
    for grade in about.get("grades") or ():
        kind = "at_least" if grade.get("inclusive", True) else "above"
        yield Named(text(grade["id"]), text(grade.get("title")), phrases.say(kind, bound=grade["bound"]))


def _limits(phrases: Phrases, evaluation: Json) -> Iterator[Limit]:
    score = evaluation["score"]
    for kind, key in (("ceiling", "at_most"), ("veto", "grade")):
        for given in score.get("ceilings" if kind == "ceiling" else "vetoes") or ():
            grade = text(given.get(f"{key}_title")) or text(given.get(key))
            yield Limit(
                id=text(given["id"]),
                kind=phrases.word("effect", kind),
                title=text(given.get("title")),
                effect=phrases.say(kind, grade=grade),
                state=phrases.word("limit_state", given.get("state")),
                why=text(given.get("why")),
            )
    for given in evaluation["eligibility"].get("items") or ():
        yield Limit(
            id=text(given["id"]),
            kind=phrases.word("effect", "eligibility"),
            title=text(given.get("title")),
            effect=phrases.word("eligibility", given.get("result")),
            state=phrases.word("limit_state", given.get("state")),
            why=text(given.get("why")),
        )


def _open_items(phrases: Phrases, evaluation: Json, findings: list[Finding]) -> Iterator[OpenItem]:
    """What keeps the evaluation provisional; a claim on a criterion that is listed is not listed twice."""
    listed = set()
    for one in findings:
        if one.outcome == "not_assessed":
            listed.add(one.id)
            yield OpenItem(one.id, one.title, one.reason)
    score = evaluation["score"]
    pending = [*(score.get("ceilings") or ()), *(score.get("vetoes") or ())]
    for given in [*pending, *(evaluation["eligibility"].get("items") or ())]:
        if given.get("state") == "pending":
            said = text(given.get("why")) or phrases.word("limit_state", "pending")
            yield OpenItem(text(given["id"]), text(given.get("title")), said)
    for claim in evaluation.get("claims") or ():
        if claim.get("state") == "pending" and claim["id"] not in listed:
            said = phrases.word("claim_state", "pending")
            yield OpenItem(text(claim["id"]), text(claim.get("title")), said)
    absent = score.get("not_applicable") or {}
    if absent.get("over") and score.get("provisional"):
        title = phrases.say("na_open", at_most=absent.get("at_most"))
        yield OpenItem(DASH, title, phrases.word("reason", "awaiting_decision"))


def _not_applicable(phrases: Phrases, evaluation: Json, findings: list[Finding]) -> Iterator[NotApplicable]:
    claims = {claim["id"]: claim for claim in evaluation.get("claims") or ()}
    for one in findings:
        if one.outcome == "not_applicable":
            claim = claims.pop(one.id, {})
            yield NotApplicable(
                id=one.id,
                title=one.title,
                points=one.of,
                reason=text(claim.get("reason")) or phrases.say("stop").join(one.why) or one.reason,
                state=phrases.word("claim_state", claim["state"]) if claim else one.outcome_title,
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
    said = []
    if absent.get("share") and Decimal(absent["points"]):
        said.append(phrases.say("na_points", points=absent["points"], share=absent["share"]))
    if absent.get("over"):
        said.append(phrases.say("na_limit", at_most=absent.get("at_most")))
    return (" " if phrases.lang == "en" else "").join(said)


def _counts(phrases: Phrases, findings: list[Finding]) -> Iterator[Named]:
    counted = Counter(one.outcome for one in findings)
    for outcome in reports.CODES["outcome"]:
        title = next(
            (one.outcome_title for one in findings if one.outcome == outcome),
            phrases.word("outcome", outcome),
        )
        yield Named(outcome, title, str(counted[outcome]))


def _counts_text(phrases: Phrases, counts: tuple[Named, ...]) -> str:
    said = phrases.join(
        phrases.say("count", title=count.title, count=count.value) for count in counts if count.value != "0"
    )
    return phrases.say("counts", total=sum(int(count.value) for count in counts), counts=said)


def _course(phrases: Phrases, evaluation: Json) -> Iterator[str]:
    def size(key: str) -> int:
        return len(evaluation.get(key) or ())

    yield phrases.say("course_station", evidence=size("evidence"), ledgers=size("ledgers"))
    yield phrases.say("course_panel", sheets=size("sheets"), decisions=size("decisions"))


def _steps(phrases: Phrases, evaluation: Json) -> Iterator[Step]:
    titles = _grade_titles(evaluation["guideline"])
    for number, step in enumerate(evaluation["steps"], 1):
        grade = text(step.get("grade_title")) or titles.get(step.get("grade"), text(step.get("grade")))
        low, high = step.get("grade_low"), step.get("grade_high")
        if not grade and low and high:
            grade = phrases.say("grade_range", low=titles.get(low, low), high=titles.get(high, high))
        yield Step(
            no=str(number),
            title=text(step.get("title")),
            points=phrases.points(step),
            change=text(step.get("change")),
            grade=grade,
            detail=text(step.get("detail")),
        )


def _sections(phrases: Phrases, evaluation: Json) -> Iterator[Section]:
    for section in evaluation["sections"]:
        level = int(section.get("level") or 1)
        share = section.get("share")
        yield Section(
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
            yield Section(
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
    """Title of each section with those above it, by id."""
    titles: dict[str, str] = {}
    for section in evaluation["sections"]:  # parents come first
        own = f"{section['id']} {text(section.get('title'))}".strip()
        above = titles.get(text(section.get("parent")))
        titles[section["id"]] = f"{above} / {own}" if above else own
    return titles


def _groups(
    phrases: Phrases, evaluation: Json, findings: list[Finding], titles: dict[str, str]
) -> Iterator[Group]:
    pairs = list(zip(evaluation["findings"], findings, strict=True))
    for section in evaluation["sections"]:
        inside = [one for raw, one in pairs if raw["kind"] == "criterion" and raw["section"] == section["id"]]
        if inside:
            points = f"{phrases.points(section)}/{text(section.get('of'))}"
            yield _group(phrases, text(section["id"]), titles[section["id"]], points, inside)
    for kind, key in (("bonus", "bonus"), ("deduction", "deductions")):
        inside = [one for raw, one in pairs if raw["kind"] == kind]
        if inside:
            summary = evaluation["score"].get(key) or {}
            points = phrases.points(summary)
            yield _group(phrases, "", phrases.word("kind", kind), points, inside)


def _group(phrases: Phrases, id: str, title: str, points: str, findings: list[Finding]) -> Group:
    titles = phrases.say("stop").join(f"{one.id} {one.title}" for one in findings)
    return Group(id=id, title=title, points=points, titles=titles, findings=tuple(findings))


def _strengths(phrases: Phrases, groups: tuple[Group, ...]) -> Iterator[Group]:
    for group in groups:
        met = [one for one in group.findings if one.outcome == "met"]
        if met and group.id:
            yield _group(phrases, group.id, group.title, group.points, met)


def _signers(phrases: Phrases, evaluation: Json) -> tuple[str, ...]:
    """Those whose sheets count, then empty lines so that there is room to sign where nobody is named."""
    names = [
        phrases.say("signer", role=inputs.role(phrases, evaluation, sheet), name=text(sheet["evaluator"]))
        for sheet in evaluation.get("sheets") or ()
    ]
    empty = phrases.say("member")
    return tuple(names + [empty] * max(0, _LINES_TO_SIGN - len(names)))
