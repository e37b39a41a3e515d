"""The words of the field: one table, from which `docs/glossary.md` is made."""

from __future__ import annotations

from typing import Final, NamedTuple


class Term(NamedTuple):
    """A word, with its Chinese name and what other systems call it."""

    word: str
    chinese: str
    meaning: str
    elsewhere: str = ""


TERMS: Final = (
    Term(
        "guideline",
        "评估指南",
        "the criteria as data, with edition and sources",
        "XCCDF Benchmark, OSCAL catalog",
    ),
    Term(
        "profile",
        "共性+个性（调整）",
        "changes to a guideline, each with its reason",
        "XCCDF Tailoring, OSCAL profile",
    ),
    Term("section", "一级/二级指标", "a group of criteria, nested to any depth", "XCCDF Group"),
    Term("criterion", "三级指标", "a requirement that is scored", "XCCDF Rule, OSCAL control"),
    Term("key item", "重点项（▲）", "a criterion that ceilings may ask about as such"),
    Term("rule", "评分规则", "how a criterion's points follow from facts or marks", "XCCDF check"),
    Term("award", "得分（取整前）", "what a rule gives, on the criterion's own scale"),
    Term("condition", "条件", "a question about facts, with three answers: yes, no, unknown"),
    Term("amount", "数额", "a number, a share, or a fact times something"),
    Term("fact", "指标数据", "a named value about a station: declared, counted or observed"),
    Term("ledger", "台账", "a table the station keeps; the program counts its rows"),
    Term("record", "记录行", "a row of a ledger that is about something, not a sum, a foot or a heading"),
    Term(
        "evidence",
        "佐证材料",
        "a file or record that supports criteria, cited by id",
        "OSCAL relevant-evidence",
    ),
    Term("line of evidence", "佐证要求", "a kind of evidence that a criterion asks for"),
    Term("submission", "申报材料", "all that a station handed in"),
    Term("claim", "不适用申报", "a station's statement, with a reason, that something does not apply to it"),
    Term("self-mark", "自评", "what a station would give itself where evaluators mark; it weighs nothing"),
    Term("sheet", "评分表", "an evaluator's marks, observations and remarks on a station"),
    Term("mark", "评分", "what an evaluator gives a criterion: a level, points, or files with checks"),
    Term("panel", "专家组", "the evaluators of a round and how their marks are merged"),
    Term("due", "应评分", "of an evaluator: he must mark a criterion of a station"),
    Term("decision", "合议决定", "what the panel settled"),
    Term(
        "finding",
        "单项评定",
        "the judgement on a criterion: outcome, points, why, evidence",
        "OSCAL finding, XCCDF rule-result",
    ),
    Term("outcome", "评定结果", "met, partly_met, not_met, not_applicable or not_assessed"),
    Term("reason", "评定理由", "why a finding has its points, as a code"),
    Term("blank", "未填", "without a value because the station gave none"),
    Term("open", "待定", "without a value because a role, or the panel, has yet to give it"),
    Term("ends", "高低两端", "the result with everything open at its worst, and at its best"),
    Term("provisional", "暂定", "something open may still change points or grade"),
    Term(
        "waiver",
        "豁免",
        "a decision not to ask a station for a criterion, until a day; then it is not honoured",
    ),
    Term("bonus", "加分项", "criteria whose points come on top"),
    Term("deduction", "扣分项", "criteria whose award is taken off"),
    Term("ceiling", "等级上限", "a condition that limits the grade"),
    Term("veto", "一票否决", "what sets the grade whatever the points"),
    Term("eligibility", "参评资格", "conditions under which a station is not evaluated, or later"),
    Term("grade", "等级", "the band that the total falls in, after ceilings and vetoes"),
    Term(
        "evaluation",
        "评估结果",
        "everything computed for a station; what JSON stores",
        "OSCAL assessment-results",
    ),
    Term("seal", "封条", "a hash over everything else in a result"),
    Term("code", "核对码（二维码）", "what the last page of a paper says of its result, to scan and compare"),
    Term("semantics", "计分口径版本", "a number raised whenever the same inputs can give other points"),
    Term("round", "评估轮次", "all stations evaluated together, with one guideline and one panel"),
    Term("award of a round", "奖项", "a number of places for the best stations of a grade"),
    Term(
        "receipt",
        "收件回执",
        "a letter that lists every file a station or an evaluator handed in, with its hash",
    ),
    Term(
        "material check",
        "材料审核、补正通知",
        "what a station's materials lack before anybody marks, and the notice that asks for it until a day",
    ),
    Term("minutes", "会议纪要", "who took part in the panel, what it decided and why, with the round's seal"),
    Term("answer", "异议答复书", "the letter that answers an objection; it names no objector"),
    Term(
        "edition", "版次", "the results of a round as one close left them; a later one is a correction (更正)"
    ),
    Term("objection", "异议", "what somebody says against a published result, and its answer"),
    Term("rectification", "整改", "what a station does about its findings, and the recheck"),
    Term("remedy", "整改建议", "what would turn a finding into met", "remediation"),
    Term(
        "problem",
        "文件问题",
        "a mistake in a file: position, code, sentence, hint; never about the station",
        "diagnostic",
    ),
)


def glossary() -> str:
    """Return the page."""
    lines = [f"| {term.word} | {term.chinese} | {term.meaning} | {term.elsewhere} |" for term in TERMS]
    return (
        "# Glossary\n\n"
        "One word per thing, in code, YAML, commands and reports. Made by `make reference` from `scripts/glossary.py`.\n\n"
        "| word | 中文 | meaning | elsewhere called |\n|---|---|---|---|\n" + "\n".join(lines) + "\n"
    )
