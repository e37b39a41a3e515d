"""What is private stays inside: no output quotes a private fact or a private cell."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from evaluator.cli.command import cli

GUIDELINE = """\
id: g
edition: 1
title: 指南
status: draft
issuer: 测试
full_marks: 30
grades: [{id: ok, title: 合格, at_least: 0}]
facts:
  cases.total: {title: 个案数, type: integer, counted: {ledger: cases, rows: {column: opened, within: period}}}
  debts: {title: 欠款, type: integer, private: true}
  debts.limit: {title: 限额, type: integer, at_least: 1, private: true}
  leader: {title: 负责人, type: text, private: true, shown: true}
ledgers:
  cases:
    title: 个案台账
    key: no
    columns:
      no: {title: 编号, type: text}
      client: {title: 服务对象, type: text, private: true}
      born: {title: 出生日期, type: date, private: true}
      opened: {title: 接案日期, type: date}
sections:
  - id: A
    title: 组
    points: 30
    criteria:
      - {id: A1, title: 个案, points: 10, rule: {count: {fact: cases.total, each: 5}}}
      - {id: A2, title: 欠款, points: 10, rule: {ratio: {of: debts, to: debts.limit}}}
      - {id: A3, title: 欠款档, points: 10, rule: {tiers: {fact: debts, bands: [{at_least: 4000, award: 10}]}}}
"""
SUBMISSION = """\
guideline: g
station: {id: s1, name: 站}
period: {from: 2026-01-01, to: 2026-12-31}
facts: {debts: 4321, debts.limit: 8765, leader: 欧阳建国}
ledgers: {cases: ledgers/个案.csv}
"""
LEDGER = """\
编号,服务对象,出生日期,接案日期
1,司马小明,1950-01-01,2026-03-01
1,司马小红,1951-02-02,2026-03-02
2,诸葛大力,不详某日,2026-04-01
3,上官婉儿,1990-09-09,2025-04-01
"""
NUMBERS = ("4321", "8765")
"""They stand in `read[]` of the evaluation, for whoever computes it again, and nowhere else."""
SECRETS = (
    "欧阳建国",
    "司马小明",
    "司马小红",
    "诸葛大力",
    "上官婉儿",
    "不详某日",
    "1950-01-01",
)


def without_read(text: str) -> str:
    """Return JSON without what findings and limits read."""

    def pruned(node: object) -> object:
        if isinstance(node, dict):
            return {key: pruned(value) for key, value in node.items() if key != "read"}
        return [pruned(item) for item in node] if isinstance(node, list) else node

    return json.dumps(pruned(json.loads(text)), ensure_ascii=False)


def assert_none(text: str) -> None:
    """Hold that no private text stands anywhere, not even in what was read."""
    for secret in SECRETS:
        assert secret not in text, secret


def test_private_values_appear_in_no_output(tmp_path: Path) -> None:
    """Terminal, JSON, Word and HTML say what was done with private figures, never the figures."""
    (tmp_path / "g").mkdir()
    (tmp_path / "g" / "guideline.yaml").write_text(GUIDELINE, encoding="utf-8")
    station = tmp_path / "s"
    (station / "ledgers").mkdir(parents=True)
    (station / "submission.yaml").write_text(SUBMISSION, encoding="utf-8")
    (station / "ledgers" / "个案.csv").write_text(LEDGER, encoding="utf-8")
    guideline = ["--guideline", str(tmp_path / "g")]
    results = {}
    for lang in ("zh", "en"):
        run = CliRunner(env={"EVALUATOR_LANG": lang}).invoke
        shown = run(cli, ["check", str(station), *guideline, "--all"])
        as_json = run(cli, ["check", str(station), *guideline, "--json"])
        scored = run(cli, ["score", str(station), *guideline, "-o", str(tmp_path / "r.json")])
        assert shown.exit_code == as_json.exit_code == scored.exit_code == 0, shown.stderr
        for text in (shown.output, without_read(as_json.output), scored.output):
            for secret in (*SECRETS, *NUMBERS):
                assert secret not in text, secret
        assert_none(as_json.output)
        results[lang] = as_json
    evaluation = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert evaluation["score"]["points"] == "24.93"
    assert [one["why"][0] for one in evaluation["findings"][1:]] == [
        "依据含个人信息的数据计分，数据不外显"
    ] * 2
    assert (
        CliRunner()
        .invoke(cli, ["report", str(tmp_path / "r.json"), "-o", str(tmp_path / "r.html")])
        .exit_code
        == 0
    )
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    stored = (tmp_path / "r.json").read_text(encoding="utf-8")
    for secret in (*SECRETS, *NUMBERS):
        assert secret not in page, secret
        assert secret not in without_read(stored), secret
    assert_none(stored)
    assert evaluation["findings"][1]["read"][0]["value"] == "4321"
