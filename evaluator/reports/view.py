"""Turn an evaluation into the variables of templates: every value as text in the guideline's language."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial

from evaluator.base.once import once
from evaluator.model.evaluation import (
    CappedJson,
    CeilingJson,
    EligibilityItemJson,
    Evaluation,
    GuidelineJson,
    NotApplicableJson,
    ScoreJson,
    SectionJson,
    VetoJson,
)
from evaluator.model.findings import FindingJson
from evaluator.model.forms import Kind
from evaluator.model.inputs import DecisionJson
from evaluator.model.round import NO_ROUND, RoundContext
from evaluator.reports import inputs, summary
from evaluator.reports.fields import (
    DecisionView,
    FindingView,
    Group,
    LimitView,
    NamedView,
    NotApplicable,
    OpenItem,
    ReportView,
    ScoreView,
    SectionView,
    SignerPair,
    StationView,
    StepView,
)
from evaluator.reports.findings import FindingInWords, fact
from evaluator.reports.heading import SEAL_DIGITS, documents_of, foot_of, guideline_of
from evaluator.reports.proof_code import code_text
from evaluator.reports.wording import DASH, Phrases, bar, text
from evaluator.texts import Language, reports

_LONGEST_PROPERTY = 200
"""Word allows 255 characters in a document property."""
_LINES_TO_SIGN = 3


def view(evaluation: Evaluation, context: RoundContext = NO_ROUND) -> ReportView:
    """Return the template variables of one evaluation (`results/<id>.json`)."""
    lang = reports.language(evaluation["guideline"]["language"])
    plain_phrases = Phrases(lang)
    roles = {
        sheet["evaluator"]: inputs.role(plain_phrases, evaluation, sheet) for sheet in evaluation["sheets"]
    }
    phrases = Phrases(lang, roles)
    about, station, period = evaluation["guideline"], evaluation["station"], evaluation["period"]
    subject = about["subject"] or phrases.say("subject")
    title = phrases.say("title", subject=subject)
    name = station["name"]
    tool = evaluation["tool"]

    section_titles = _section_titles(evaluation)
    anchors = {item["id"]: f"e{number}" for number, item in enumerate(evaluation["evidence"], 1)}
    raw_findings = evaluation["findings"]
    facts = once(partial(fact, phrases))
    findings: list[FindingView] = [
        FindingInWords(
            phrases, number, raw, section_titles.get(raw["section"], ""), anchors, context.names, facts
        )
        for number, raw in enumerate(raw_findings, 1)
    ]
    losses = [Decimal(raw["costs"] or 0) for raw in raw_findings]
    order = sorted(range(len(raw_findings)), key=lambda index: -losses[index])
    gaps = [findings[index] for index in order if raw_findings[index]["costs"]]
    steps = tuple(_steps(phrases, evaluation))
    signers = _signers(phrases, evaluation, context.names)
    signing = (reports.LABELS.say("leader", lang), *signers)
    groups = tuple(_groups(phrases, evaluation, findings, section_titles))
    limits = tuple(_limits(phrases, evaluation))
    open_items = tuple(_open_items(phrases, evaluation, findings))
    sections = tuple(_sections(phrases, evaluation))
    criteria = [
        criterion for raw, criterion in zip(raw_findings, findings, strict=True) if raw["kind"] == "criterion"
    ]
    counts = tuple(_counts(phrases, criteria))
    score = _score(phrases, evaluation, len(open_items))
    remedies = tuple(gap for gap in gaps if gap.remedy)
    problems = list(summary.problems(phrases, evaluation, limits, sections, gaps))
    documents = documents_of(phrases, context.documents)
    return ReportView(
        lang="zh-CN" if lang == "zh" else "en",
        label=_labels(lang),
        title=title,
        self_title=phrases.say("self_title", subject=subject),
        property_title=f"{title} {name}"[:_LONGEST_PROPERTY],
        tool=phrases.say("tool", name=tool["name"], version=tool["version"]),
        guideline=guideline_of(phrases, about, subject),
        station=StationView(
            id=station["id"],
            name=name,
            county=station["county"] or DASH,
            kind=station["kind"] or DASH,
        ),
        period=phrases.say("period", start=phrases.day(period["from"]), end=phrases.day(period["to"])),
        documents=documents,
        score=score,
        open_items=open_items,
        not_applicable=tuple(_not_applicable(phrases, evaluation, findings)),
        not_applicable_note=_not_applicable_note(phrases, evaluation["score"]["not_applicable"]),
        counts=counts,
        counts_text=_counts_text(phrases, counts),
        grades=tuple(_grades(phrases, about)),
        course=tuple(_course(phrases, evaluation)),
        steps=steps,
        acting_steps=tuple(_acting(steps)),
        sections=sections,
        top_sections=tuple(section for section in sections if section.is_top),
        means=inputs.means(evaluation, context.means),
        limits=limits,
        groups=groups,
        strengths=tuple(_strengths(phrases, groups)),
        gaps=tuple(gaps),
        gaps_note=phrases.say("losses_rescaled") if any(map(_is_rescaled, raw_findings)) else "",
        notice=tuple(sorted(gaps, key=lambda gap: not gap.title.startswith("▲"))),
        missing=tuple(finding_view for finding_view in findings if finding_view.missing),
        conclusion=summary.conclusion(phrases, evaluation, score, counts, sections, gaps),
        problem_sentences=tuple([whole for whole, _ in problems]),
        problems_brief=tuple([brief for _, brief in problems]),
        advice=tuple(summary.advice(phrases, remedies)),
        advice_more=summary.advice_more(phrases, remedies),
        remedies=remedies,
        facts=tuple(map(facts, evaluation["facts"])),
        differences=tuple(inputs.differences(phrases, evaluation)),
        problems=tuple(inputs.problems(phrases, evaluation)),
        evidence=tuple(inputs.evidence(phrases, evaluation, anchors)),
        ledgers=tuple(inputs.ledgers(phrases, evaluation)),
        sheets=tuple(inputs.sheets(phrases, evaluation, context.names)),
        signers=signers,
        signer_pairs=tuple(map(SignerPair, signing[::2], [*signing[1::2], ""])),
        decisions=tuple(_decisions(phrases, evaluation)),
        inputs=tuple(NamedView("", path, sha) for path, sha in evaluation["inputs"].items()),
        input_lines=tuple(inputs.input_lines(evaluation)),
        seal=evaluation["seal"],
        seal_short=evaluation["seal"][:SEAL_DIGITS],
        foot=foot_of(phrases, documents, evaluation["seal"]),
        code=code_text(
            lang,
            station=station["id"],
            points=score.points,
            grade=score.grade,
            edition=documents.edition,
            seal=evaluation["seal"],
        ),
    )


@cache
def _labels(lang: Language) -> Mapping[str, str]:
    """Return the labels of a language; nothing may change them."""
    return reports.LABELS.all(lang)


def _decisions(phrases: Phrases, evaluation: Evaluation) -> Iterable[DecisionView]:
    listed = evaluation["decisions"]
    return inputs.decisions(phrases, listed, inputs.titles_of(evaluation)) if listed else ()


def _score(phrases: Phrases, evaluation: Evaluation, still_open: int) -> ScoreView:
    score, about = evaluation["score"], evaluation["guideline"]
    points, low, high = phrases.total(score), score["low"], score["high"]
    no_score = points == DASH
    between = "" if no_score or low == high else phrases.span(low, high)
    also = score["also"]
    titles = _grade_titles(about)
    before = score["grade_before_ceilings"]
    banner = ""
    if score["provisional"]:
        banner = (
            phrases.say("banner", count=still_open, range=between, low=low, high=high)
            if between
            else phrases.say("banner_fixed", count=still_open, points=points)
        )
    return ScoreView(
        points=phrases.say("no_score") if no_score else points,
        out_of=score["out_of"],
        also=phrases.say("out_of", points=phrases.points(also), of=also["out_of"]) if also else "",
        grade=_grade(phrases, score),
        grade_note=(
            phrases.say("grade_before", grade=titles[before], what=_what_acted(evaluation))
            if before and score["grade"] and before != score["grade"]
            else ""
        ),
        range=between,
        provisional=score["provisional"],
        banner=banner,
        eligibility=phrases.word("eligibility", evaluation["eligibility"]["status"]),
    )


def _is_rescaled(finding: FindingJson) -> bool:
    """Return whether a criterion costs another number of points than it lacks."""
    if finding["kind"] != "criterion" or not finding["costs"] or not finding["points"]:
        return False
    return Decimal(finding["of"]) - Decimal(finding["points"]) != Decimal(finding["costs"])


def _what_acted(evaluation: Evaluation) -> str:
    """Return the ceilings or vetoes that gave the grade: those of the last step that changed it."""
    score = evaluation["score"]
    grade, what = score["grade_before_ceilings"], ""
    for step in evaluation["steps"]:
        if "grade" in step and step["step"] != "grade" and step["grade"] != grade:
            grade, what = step["grade"], step["detail"]
    for limit in (*score["ceilings"], *score["vetoes"]):
        what = what.replace(f"{limit['id']} {limit['title']}", limit["title"])
    return what


def _grade(phrases: Phrases, score: ScoreJson) -> str:
    if score["grade"]:
        return text(score["grade_title"])
    low, high = score["grade_low_title"], score["grade_high_title"]
    if not low or not high:
        return phrases.say("no_grade")
    return low if low == high else phrases.say("grade_range", low=low, high=high)


def _grade_titles(about: GuidelineJson) -> dict[str, str]:
    return {grade["id"]: grade["title"] for grade in about["grades"]}


def _grades(phrases: Phrases, about: GuidelineJson) -> Iterator[NamedView]:
    for grade, bound in zip(about["grades"], phrases.bounds_of(about), strict=True):
        yield NamedView(grade["id"], grade["title"], bound)


def _limits(phrases: Phrases, evaluation: Evaluation) -> Iterator[LimitView]:
    score = evaluation["score"]
    for ceiling in score["ceilings"]:
        yield _limit(phrases, ceiling, "ceiling", phrases.say("ceiling", grade=ceiling["at_most_title"]))
    for veto in score["vetoes"]:
        yield _limit(phrases, veto, "veto", phrases.say("veto", grade=veto["grade_title"]))
    for item in evaluation["eligibility"]["items"]:
        yield _limit(phrases, item, "eligibility", phrases.word("eligibility", item["result"]))


def _limit(
    phrases: Phrases, limit: CeilingJson | VetoJson | EligibilityItemJson, kind: str, effect: str
) -> LimitView:
    return LimitView(
        id=limit["id"],
        kind=phrases.word("effect", kind),
        title=limit["title"],
        effect=effect,
        state=phrases.word("limit_state", limit["state"]),
        why=limit["why"],
    )


def _open_items(phrases: Phrases, evaluation: Evaluation, findings: list[FindingView]) -> Iterator[OpenItem]:
    """Yield what keeps the evaluation provisional; a claim on a listed criterion is not listed again."""
    listed = set()
    for finding_view in findings:
        if finding_view.outcome == "not_assessed":
            listed.add(finding_view.id)
            yield OpenItem(finding_view.id, finding_view.title, finding_view.reason)
    score = evaluation["score"]
    limits: list[CeilingJson | VetoJson | EligibilityItemJson] = [
        *score["ceilings"],
        *score["vetoes"],
        *evaluation["eligibility"]["items"],
    ]
    for limit in limits:
        if limit["state"] == "pending":
            reason = limit["why"] or phrases.word("limit_state", "pending")
            yield OpenItem(limit["id"], limit["title"], reason)
    for claim in evaluation["claims"]:
        if claim["state"] == "pending" and claim["id"] not in listed:
            reason = phrases.word("claim_state", "pending")
            yield OpenItem(claim["id"], claim["title"], reason)
    absent = score["not_applicable"]
    if absent["over"] and score["provisional"]:
        title = phrases.say("na_open", at_most=absent["at_most"])
        yield OpenItem(DASH, title, phrases.word("reason", "awaiting_decision"))


def _not_applicable(
    phrases: Phrases, evaluation: Evaluation, findings: list[FindingView]
) -> Iterator[NotApplicable]:
    claims = {claim["id"]: claim for claim in evaluation["claims"]}
    waivers = {
        decision["what"]["waiver"]: decision
        for decision in evaluation["decisions"]
        if "waiver" in decision["what"] and decision["value"] is True
    }
    for finding_view in findings:
        waiver = waivers.get(finding_view.id)
        if waiver is not None:
            yield _waiver(phrases, finding_view, waiver)
            if waiver.get("in_force"):
                claims.pop(finding_view.id, None)
                continue
        if finding_view.outcome == "not_applicable":
            claim = claims.pop(finding_view.id, None)
            yield NotApplicable(
                id=finding_view.id,
                title=finding_view.title,
                points=finding_view.of,
                reason=("" if claim is None else claim["reason"])
                or phrases.stops(finding_view.why).removeprefix(f"{finding_view.outcome_title}：")
                or finding_view.reason,
                state=finding_view.outcome_title
                if claim is None
                else phrases.word("claim_state", claim["state"]),
            )
    for claim in claims.values():
        yield NotApplicable(
            id=claim["id"],
            title=claim["title"],
            points="",
            reason=claim["reason"],
            state=phrases.word("claim_state", claim["state"]),
        )


def _waiver(phrases: Phrases, finding_view: FindingView, waiver: DecisionJson) -> NotApplicable:
    """Return a waiver: why, by whom, until when; one that has ended is said not to count."""
    until = phrases.day(waiver.get("until"))
    key = "waived" if waiver.get("in_force") else "waiver_ended"
    return NotApplicable(
        id=finding_view.id,
        title=finding_view.title,
        points=finding_view.of if waiver.get("in_force") else "",
        reason=phrases.say(f"{key}_reason", reason=waiver["reason"], by=waiver["by"], until=until),
        state=phrases.say(key),
    )


def _not_applicable_note(phrases: Phrases, absent: NotApplicableJson) -> str:
    sentences = []
    if Decimal(absent["points"]):
        sentences.append(phrases.say("na_points", points=absent["points"], share=absent["share"]))
    if absent["over"]:
        sentences.append(phrases.say("na_limit", at_most=absent["at_most"]))
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


def _course(phrases: Phrases, evaluation: Evaluation) -> Iterator[str]:
    evidence, ledgers = len(evaluation["evidence"]), len(evaluation["ledgers"])
    yield phrases.say("course_station", evidence=evidence, ledgers=ledgers)
    sheets, decisions = len(evaluation["sheets"]), len(evaluation["decisions"])
    key = "course_panel" if decisions else "course_sheets"
    yield phrases.say(key, sheets=sheets, decisions=decisions)


def _steps(phrases: Phrases, evaluation: Evaluation) -> Iterator[StepView]:
    titles = _grade_titles(evaluation["guideline"])
    for number, step in enumerate(evaluation["steps"], 1):
        points, change, grade = DASH, "", ""
        if "points" in step:
            points, change = phrases.points(step), text(step["change"])
        else:
            grade, low, high = text(step["grade_title"]), step["grade_low"], step["grade_high"]
            if not grade and low and high:
                grade = phrases.say("grade_range", low=titles[low], high=titles[high])
        yield StepView(
            no=str(number),
            title=step["title"],
            points=points,
            change=change,
            grade=grade,
            detail=step["detail"],
        )


def _acting(steps: tuple[StepView, ...]) -> Iterator[StepView]:
    """Yield the steps that a reader has to follow, numbered anew."""
    grade = ""
    acting = []
    for number, step in enumerate(steps):
        moves = not number or any(digit in "123456789" for digit in step.change)
        if moves or (step.grade and step.grade != grade) or (step.points != DASH and not step.change):
            acting.append(step)
        grade = step.grade or grade
    for number, step in enumerate(acting, 1):
        yield replace(step, no=str(number))


def _sections(phrases: Phrases, evaluation: Evaluation) -> Iterator[SectionView]:
    for section in evaluation["sections"]:
        level = section["level"]
        share = section["share"]
        low = bar(section["share_low"] if share is None else share)
        yield SectionView(
            id=section["id"],
            title=section["title"],
            indent="　" * (level - 1),
            level=str(level),
            is_top=level == 1,
            points=phrases.points(section),
            of=section["of"],
            share=phrases.share(section),
            note=phrases.stops(_section_notes(phrases, section)),
            bar_low=low,
            bar_high=bar(section["share_high"]) if share is None else low,
        )
    for kind, total in _beside(evaluation):
        if total is not None:
            limit = total["at_most"]
            yield SectionView(
                id="",
                title=phrases.word("kind", kind),
                indent="",
                level="1",
                is_top=False,
                points=phrases.points(total),
                of="",
                share=DASH,
                note=phrases.say("at_most", points=limit) if limit else "",
                bar_low="0",
                bar_high="0",
            )


def _beside(evaluation: Evaluation) -> tuple[tuple[Kind, CappedJson | None], ...]:
    """Return the sums beside the sections, each with the kind of its findings."""
    score = evaluation["score"]
    return ("bonus", score["bonus"]), ("deduction", score["deductions"])


def _section_notes(phrases: Phrases, section: SectionJson) -> Iterator[str]:
    if section["applicable"] != section["of"]:
        yield phrases.say("applicable", points=section["applicable"])
    if section["rescaled"]:
        yield phrases.say("rescaled")
    if own := section.get("own"):
        yield phrases.say("own", points=own["points"] or DASH, of=own["of"])


def _section_titles(evaluation: Evaluation) -> dict[str, str]:
    """Return the title of each section, preceded by its parents' titles, by id."""
    titles: dict[str, str] = {}
    for section in evaluation["sections"]:  # parents come first
        own = f"{section['id']} {section['title']}".strip()
        above = titles.get(section["parent"])
        titles[section["id"]] = f"{above} / {own}" if above else own
    return titles


def _groups(
    phrases: Phrases, evaluation: Evaluation, findings: list[FindingView], titles: dict[str, str]
) -> Iterator[Group]:
    by_place: dict[tuple[str, str], list[FindingView]] = {}
    for raw, finding_view in zip(evaluation["findings"], findings, strict=True):
        place = raw["section"] if raw["kind"] == "criterion" else ""
        by_place.setdefault((raw["kind"], place), []).append(finding_view)
    for section in evaluation["sections"]:
        inside = by_place.get(("criterion", section["id"]))
        if inside:
            points = f"{phrases.points(section)}/{section['of']}"
            yield _group(phrases, section["id"], titles[section["id"]], points, inside)
    for kind, total in _beside(evaluation):
        inside = by_place.get((kind, ""))
        if inside:
            points = DASH if total is None else phrases.points(total)
            yield _group(phrases, "", phrases.word("kind", kind), points, inside)


def _group(phrases: Phrases, id: str, title: str, points: str, findings: list[FindingView]) -> Group:
    titles = phrases.stops(f"{finding.id} {finding.title}" for finding in findings)
    return Group(id=id, title=title, points=points, titles=titles, findings=tuple(findings))


def _strengths(phrases: Phrases, groups: tuple[Group, ...]) -> Iterator[Group]:
    for group in groups:
        met = [finding for finding in group.findings if finding.outcome == "met"]
        if met and group.id:
            yield _group(phrases, group.id, group.title, group.points, met)


def _signers(phrases: Phrases, evaluation: Evaluation, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return by name the evaluators whose sheets count, then blank lines up to the least number of them."""
    signers = [
        phrases.say(
            "signer",
            role=inputs.role(phrases, evaluation, sheet),
            name=names.get(sheet["evaluator"]) or sheet["evaluator"],
        )
        for sheet in evaluation["sheets"]
    ]
    empty = phrases.say("member")
    return tuple(signers + [empty] * max(0, _LINES_TO_SIGN - len(signers)))
