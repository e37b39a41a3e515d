"""Whole scorings in a few lines: a tiny guideline as YAML, what a station gives, what evaluators and panel say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, cast

from evaluator.base.exact import Number, text
from evaluator.evaluation import Computed, compute, evaluation
from evaluator.loading.guideline import build
from evaluator.loading.submission import Document, read_submission
from evaluator.model.guideline import Guideline
from evaluator.model.rule import Mark
from evaluator.model.sheet import ClaimWord, Decision, EvidenceWord, Observation, Panel, Sheet
from evaluator.model.values import EXPERT, Value
from evaluator.scoring.assess import Case, Finding
from evaluator.scoring.facts import gather
from evaluator.yaml.parse import Table, read_yaml_bytes
from evaluator.yaml.schema import check_structure

FACTS: Final = """
  n: {title: 数量, type: integer, shown: true}
  m: {title: 总数, type: integer, shown: true}
  x: {title: 面积, type: number, shown: true}
  y: {title: 另一面积, type: number, shown: true}
  b: {title: 已签协议, type: boolean, shown: true}
  d: {title: 已有制度, type: boolean, shown: true}
  r: {title: 功能分区, type: set, choices: {r1: 接待区, r2: 个案室, r3: 档案室}, may_not_apply: true, shown: true}
  e.n: {title: 核实数量, type: integer, from: expert, shown: true}
  e.b: {title: 核实情况, type: boolean, from: expert, shown: true}
  e.c: {title: 核实等次, type: choice, choices: {good: 好, bad: 差}, from: expert, shown: true}
  e.s: {title: 核实满意度, type: share, from: expert, shown: true}
  e.m: {title: 核实均数, type: number, from: expert, merge: mean, shown: true}
"""
"""Those that begin with `e.` are an expert's to say."""

HEAD: Final = """
id: tiny
edition: 1
title: 小指南
status: draft
issuer: 测试
"""
GRADES: Final = """
grades:
  - {id: a, title: 优秀, at_least: 90%}
  - {id: b, title: 良好, at_least: 80%}
  - {id: c, title: 合格, at_least: 60%}
  - {id: d, title: 不合格, at_least: 0}
"""
SUBMISSION: Final = """
guideline: tiny
station: {id: '010', name: 青禾镇社工站}
period: {from: 2025-07-01, to: 2026-06-30}
"""


def read_guideline(body: str, facts: str = "") -> Guideline:
    """Return a guideline of *body* (full_marks, sections and what else it needs) that has no mistake."""
    grades = "" if "\ngrades:" in f"\n{body}" else GRADES
    written = f"{HEAD}{grades}facts:{FACTS}{facts}\n{body}"
    node, problems = read_yaml_bytes(written.encode(), "guideline.yaml")
    assert isinstance(node, Table), problems
    problems += check_structure(node, "guideline", "guideline.yaml")
    assert not problems, [one.render("en") for one in problems]
    guideline, problems = build(node, "guideline.yaml")
    assert not problems, [one.render("en") for one in problems]
    return guideline


def alone(rule: str, *, points: str = "10", more: str = "", top: str = "", facts: str = "") -> Guideline:
    """Return a guideline of one criterion, A1; *more* are its other keys, *top* the guideline's."""
    keys = f"id: A1, title: 一, points: {points}, rule: {rule}"
    keys += f", {more}" if more else ""
    body = f"full_marks: {points}\n{top}\nsections: [{{id: A, title: 甲, points: {points}, criteria: [{{{keys}}}]}}]"
    return read_guideline(body, facts)


@dataclass(frozen=True)
class Scored:
    """One station's scoring, with short ways to what tests ask about."""

    computed: Computed

    def __getitem__(self, criterion: str) -> Finding:
        """Return the finding on a criterion."""
        return next(one for one in self.computed.findings if one.criterion.id == criterion)

    @property
    def document(self) -> dict[str, Any]:
        """Return the evaluation as written."""
        return cast("dict[str, Any]", evaluation(self.computed))

    @property
    def total(self) -> str:
        """Return the exact total, or both ends: `8`, `0…10`."""
        return ends(self.computed.low.total, self.computed.high.total)

    def points(self, criterion: str) -> str:
        """Return what a criterion counts, or both ends; `-` where it does not apply."""
        low, high = (
            run.criteria[criterion].points if run.criteria[criterion].applies else None
            for run in (self.computed.low, self.computed.high)
        )
        return ends(low, high)

    def told(self, criterion: str = "A1") -> tuple[str, str, str]:
        """Return a criterion's points, outcome and reason."""
        finding = self[criterion]
        return self.points(criterion), finding.outcome, finding.reason


def ends(low: Number | None, high: Number | None) -> str:
    """Write a value, or both ends where they differ."""
    first, second = ("-" if one is None else text(one) for one in (low, high))
    return first if first == second else f"{first}…{second}"


def score(
    guideline: Guideline,
    facts: str = "{}",
    *,
    evidence: str = "[]",
    out: str = "{}",
    sheets: Sequence[Sheet] = (),
    decisions: Sequence[Decision] = (),
    panel: Panel = Panel(),
) -> Scored:
    """Score a station that declares *facts*, hands in *evidence* and claims that *out* does not apply."""
    written = f"{SUBMISSION}facts: {facts}\nevidence: {evidence}\nnot_applicable: {out}\n"
    node, problems = read_yaml_bytes(written.encode(), "submission.yaml")
    assert node is not None, problems
    submission, problems = read_submission(Document(Path(), node, "", ()), guideline)
    assert submission is not None, problems
    assert not problems, [one.render("en") for one in problems]
    given = tuple(sheet for sheet in sheets if sheet.submitted is not None)
    dossier = gather(guideline, submission, given, decisions)
    return Scored(compute(Case(dossier, submission, given, tuple(decisions), panel)))


def sheet(
    evaluator: str = "e1",
    marks: Mapping[str, Mark | Number] | None = None,
    *,
    role: str = EXPERT,
    observed: Mapping[str, Value] | None = None,
    evidence: Mapping[str, bool] | None = None,
    agree: Mapping[str, bool] | None = None,
    vetoes: Sequence[str] = (),
    submitted: bool = True,
) -> Sheet:
    """Return a sheet; a mark that is a number gives points."""
    given = {
        name: replace(mark, evaluator=evaluator)
        if isinstance(mark, Mark)
        else Mark(points=mark, evaluator=evaluator)
        for name, mark in (marks or {}).items()
    }
    return Sheet(
        evaluator,
        "010",
        role,
        date(2026, 8, 2) if submitted else None,
        given,
        {name: Observation(value) for name, value in (observed or {}).items()},
        {name: EvidenceWord(word) for name, word in (evidence or {}).items()},
        {name: ClaimWord(word) for name, word in (agree or {}).items()},
        dict.fromkeys(vetoes, ""),
    )


def decided(kind: str, name: str, value: Value | Mark) -> Decision:
    """Return a decision of the panel."""
    return Decision(kind, name, value, "合议", "专家组", date(2026, 8, 20))


def of(text_: str) -> Fraction:
    """Read a number as tests write it."""
    return Fraction(text_)
