"""Create a station's folder or a guideline: files that pass `check`, with every field explained."""

from __future__ import annotations

from datetime import date

from evaluator.conditions.fact_groups import fact_groups
from evaluator.conditions.wording import Words
from evaluator.model.guideline import Fact, Guideline, Ledger
from evaluator.model.values import STATION
from evaluator.yaml.write import string

BOM = "\ufeff"
EXAMPLE = "- {id: E01, kind: document, title: …, file: evidence/….pdf, date: 2026-03-01, for: [A1.1]}"


def station_files(
    guideline: Guideline,
    station: str,
    name: str,
    county: str,
    first: date,
    last: date,
    tables: frozenset[str] = frozenset(),
) -> dict[str, bytes]:
    """Return the files of a new station's folder by relative path: the submission and empty ledgers.

    *tables* are the ledgers for which the folder has tables already: they get no empty one.
    """
    words = Words(guideline)

    def say(key: str, **args: object) -> str:
        return words.say(f"scaffold.{key}", **args)

    where = f", county: {string(county)}" if county else ""
    lines = [
        f"# {say('head', title=guideline.title, edition=guideline.edition)}",
        f"# {say('help')}",
        f"guideline: {string(guideline.id)}",
        f"station: {{id: {string(station)}, name: {string(name)}{where}}}",
        f"period: {{from: {first.isoformat()}, to: {last.isoformat()}}}   # {say('period')}",
        "",
        f"# {say('facts')}",
        "facts:",
    ]
    for group in fact_groups(guideline):
        facts = [
            fact
            for fact in group.facts
            if fact.supplier == STATION and fact.counted is None and not fact.derived
        ]
        if facts:
            head = " / ".join(f"{section.id} {section.title}" for section in group.sections)
            lines += ["", f"  # {head or say(group.kind)}"]
            lines += [f"  {fact.name}:   # {_explained(fact, words)}" for fact in facts]
    lines += ["", f"# {say('ledgers')}", "ledgers:"]
    files: dict[str, bytes] = {}
    for ledger in guideline.ledgers.values():
        if ledger.id in tables:
            lines.append(f"  # {ledger.id}:   # {ledger.title}")
            continue
        path = template_path(ledger)
        lines.append(f"  # {ledger.id}: {path}")
        header = ",".join(column.title for column in ledger.columns.values())
        # The byte order mark makes Excel and WPS open the file as UTF-8.
        files[path] = f"{BOM}{header}\r\n".encode()
    lines += ["", f"# {say('evidence')}", f"#   {EXAMPLE}", "evidence: []"]
    for criterion in guideline.criteria():
        for line in criterion.evidence:
            kind = words.say(f"kind.{line.kind}")
            lines.append(f"  # {criterion.id}#{line.id}  [{kind}] {line.title}")
    lines += ["", f"# {say('not_applicable')}", "not_applicable: {}"]
    lines.extend(
        f"  # {criterion.id}: {criterion.title}"
        for criterion in guideline.criteria()
        if criterion.may_not_apply
    )
    lines += ["", f"# {say('claims')}", "claims: {}"]
    for marked_criterion in guideline.criteria():
        if marked_criterion.rule.marked:
            levels = getattr(marked_criterion.rule, "levels", None)
            shape = f"{{level: {'|'.join(levels)}}}" if levels else "{points: }"
            lines.append(f"  # {marked_criterion.id}: {shape}   {marked_criterion.title}")
    return {"submission.yaml": ("\n".join(lines) + "\n").encode(), **files}


def template_path(ledger: Ledger) -> str:
    """Return where the empty table of a ledger lies in a new station's folder."""
    return f"ledgers/{_file_name(ledger.title)}.csv"


def _explained(fact: Fact, words: Words) -> str:
    explanation = fact.title
    if fact.type == "boolean":
        explanation += f"：{words.say('value.yes')} / {words.say('value.no')}"
    elif fact.choices:
        many = words.say("scaffold.several") if fact.type == "set" else ""
        explanation += f"{many}：{' / '.join(fact.choices.values())}"
    elif fact.type == "share":
        explanation += "：93%"
    elif fact.unit:
        explanation += f"（{fact.unit}）"
    return explanation.replace("\n", " ")


def _file_name(title: str) -> str:
    return "".join("_" if character in '\\/:*?"<>|' else character for character in title)


GUIDELINE = """\
# yaml-language-server: $schema={schema}
# 新的评估指南。每改一次，运行 evaluator guideline check 检查一次。
# A new guideline. After every change run: evaluator guideline check
id: {id}
edition: {edition}
title: {title}
status: draft            # official | constructed | draft
issuer: 请填写发布单位
subject: 站点
full_marks: 100
rounding: {{places: 2, rule: half_up, at: criterion}}
missing_evidence: no_points

grades:
  - {{id: good, title: 良好, at_least: 80%}}
  - {{id: pass, title: 合格, at_least: 60%}}
  - {{id: fail, title: 不合格, at_least: 0}}

facts:
  premises.area: {{title: 使用面积, type: number, unit: ㎡, at_least: 0}}
  rules: {{title: 基本制度, type: set, choices: {{duties: 岗位职责, finance: 财务管理}}}}

sections:
  - id: A
    title: 基础条件
    points: 60
    criteria:
      - id: A1
        title: 使用面积
        points: 30
        text: 60㎡以上得30分，30㎡以上不满60㎡得20分。
        rule:
          tiers:
            fact: premises.area
            bands: [{{at_least: 60, award: 30}}, {{at_least: 30, award: 20}}]
        evidence:
          - {{id: lease, kind: document, title: 使用证明}}
        remedy: 扩大使用面积。
        effort: 20

      - id: A2
        title: 基本制度
        points: 30
        text: 每项制度15分。
        rule: {{checklist: {{fact: rules, award: {{duties: 15, finance: 15}}}}}}
        remedy: 制定缺少的制度。
        effort: 3

  - id: B
    title: 服务质量
    points: 40
    criteria:
      - id: B1
        title: 服务质量
        points: 40
        text: 由评估人员评级。
        rule: {{rating: {{levels: {{好: 40, 较好: 30, 一般: 20, 差: 0}}}}}}
        remedy: 按评估意见改进。
        effort: 10
"""


def guideline_file(name: str, title: str, edition: str, schema: str) -> bytes:
    """Return a small guideline as a starting point."""
    text = GUIDELINE.format(id=string(name), title=string(title), edition=string(edition), schema=schema)
    return text.encode()
