"""A tiny round for the tests: two marked criteria, one fact of the organiser's, three stations."""

import hashlib
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from click.testing import CliRunner, Result

from evaluator.base.json_text import dumped
from evaluator.cli.command import cli
from evaluator.evaluation import seal_of
from evaluator.model.round import Round
from evaluator.rounds.read import read_round

DAY: Final = date(2026, 8, 2)
"""The day on which the tests receive and decide."""

GUIDELINE: Final = """\
id: tiny
edition: 1
title: 小指南
status: draft
issuer: 测试
full_marks: 100
roles: {finance: 财务专家, organiser: 组织方}
missing_evidence: no_points
grades:
  - {id: pass, title: 合格, at_least: 60%}
  - {id: fail, title: 不合格, at_least: 0}
facts:
  area: {title: 使用面积, type: number, unit: ㎡, at_least: 0}
  rooms: {title: 功能室, type: set, choices: {a: 接待室, b: 个案室}}
  late: {title: 逾期天数, type: integer, unit: 天, at_least: 0, from: organiser}
sections:
  - id: A
    title: 条件
    points: 50
    criteria:
      - id: A1
        title: 面积
        points: 30
        may_not_apply: true
        rule: {tiers: {fact: area, bands: [{at_least: 60, award: 30}, {at_least: 30, award: 20}]}}
        evidence: [{id: lease, kind: document, title: 协议}]
      - id: A2
        title: 功能室
        points: 20
        rule: {checklist: {fact: rooms, award: {a: 10, b: 10}}}
  - id: B
    title: 服务
    points: 50
    criteria:
      - id: B1
        title: 质量
        points: 30
        rule: {rating: {levels: {好: 30, 较好: 20, 差: 0}}}
      - id: B2
        title: 账目
        points: 20
        marked_by: finance
        rule: {mark: {}}
deductions:
  criteria:
    - {id: X1, title: 逾期, at_most: 5, rule: {count: {fact: late, each: 1}}}
vetoes:
  - {id: V1, title: 弄虚作假, grade: fail, decided_by: panel}
"""

PANEL: Final = """\
panel:
  evaluators:
    - {id: e1, name: 专家甲}
    - {id: e2, name: 专家乙, recused_from: [s3]}
    - {id: f1, name: 财务, role: finance}
  apart: 20%
"""

ROUND: Final = """\
# 本轮
id: r1
title: 测试轮次
guideline: {id: tiny, edition: 1}
period: {from: 2025-07-01, to: 2026-06-30}
state: open   # 进行中
stations: all
"""


def station(folder: Path, id: str, facts: str = "{area: 66, rooms: [a, b]}", more: str = "") -> Path:
    """Write a station's folder with one document."""
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    (folder / "evidence" / "lease.pdf").write_bytes(f"%PDF-1.4 {id}\n".encode())
    (folder / "submission.yaml").write_text(
        f"guideline: tiny\nstation: {{id: {id}, name: 站点{id}}}\n"
        f"period: {{from: 2025-07-01, to: 2026-06-30}}\nfacts: {facts}\n"
        "evidence:\n  - {id: E01, kind: document, title: 协议, file: evidence/lease.pdf, for: [A1]}\n" + more,
        encoding="utf-8",
    )
    return folder


def sheet(
    folder: Path,
    evaluator: str,
    station: str,
    body: str,
    *,
    submitted: str = "2026-08-02",
    role: str = "expert",
) -> Path:
    """Write a sheet at `<evaluator>/<station>.yaml` under *folder*."""
    path = folder / evaluator / f"{station}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"evaluator: {evaluator}\nstation: {station}\nrole: {role}\n"
    path.write_text(f"{head}submitted: {submitted}\n{body}", encoding="utf-8")
    return path


def declared(folder: Path, *, text: str = ROUND, panel: str = PANEL) -> Path:
    """Write a round's folder with its guideline and nothing received."""
    (folder / "criteria" / "tiny").mkdir(parents=True, exist_ok=True)
    (folder / "criteria" / "tiny" / "guideline.yaml").write_text(GUIDELINE, encoding="utf-8")
    (folder / "round.yaml").write_text(text + panel, encoding="utf-8")
    return folder


MARKS: Final = {"e1": "marks: {B1: {level: 好}}\n", "e2": "marks: {B1: {level: 好}}\n"}


def whole(folder: Path, marks: Mapping[str, str] = MARKS) -> Path:
    """Write a round with three stations and all their sheets; e2 is recused from the third."""
    declared(folder)
    for id in ("s1", "s2", "s3"):
        station(folder / "stations" / id, id)
        for evaluator, body in marks.items():
            if (evaluator, id) != ("e2", "s3"):
                sheet(folder / "sheets", evaluator, id, body)
        sheet(folder / "sheets", "f1", id, "marks: {B2: {points: 18}}\n", role="finance")
    with (folder / "round.yaml").open("a", encoding="utf-8") as file:
        file.write("facts: {late: 0}\n")
    return folder


def stored(path: Path, document: Mapping[str, Any]) -> None:
    """Write a result with the seal of what it holds."""
    path.write_bytes(dumped({**document, "seal": seal_of(document)}))


def opened(folder: Path) -> Round:
    """Read a round that has no error."""
    found, problems = read_round(folder)
    assert found is not None, [each.render("en") for each in problems]
    return found


def run(*arguments: str | Path) -> Result:
    """Run the program; a traceback fails the test."""
    result = CliRunner().invoke(cli, [str(one) for one in arguments], env={"EVALUATOR_LANG": "en"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def again(folder: Path, *paths: str) -> None:
    """Record files that were changed by hand, as the organiser does."""
    arguments = ["--again", *paths, "--reason", "更正", "--by", "组织方", "--date", DAY.isoformat()]
    assert run("round", "receive", folder, *arguments).exit_code == 0


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below *folder* with its bytes, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def was(data: bytes) -> str:
    """Where a round keeps what was replaced."""
    return f"history/was/{hashlib.sha256(data).hexdigest()}"


def part_of(sample_round: Path, folder: Path, *stations: str) -> Path:
    """Copy a few stations of the sample round with all that was handed in about them."""
    folder.mkdir()
    for id in stations:
        shutil.copytree(sample_round / "stations" / id, folder / "stations" / id)
        for path in (*sample_round.glob(f"sheets/*/{id}.yaml"), *sample_round.glob(f"decisions/{id}.yaml")):
            target = folder / path.relative_to(sample_round)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    text = (sample_round / "round.yaml").read_text(encoding="utf-8")
    if "990101104" not in stations:
        text = text.replace("recused_from: [990101104]", "recused_from: []")
    (folder / "round.yaml").write_text(text, encoding="utf-8")
    return folder


def closed_round(folder: Path, marks: Mapping[str, str] = MARKS, *, more: str = "") -> Path:
    """Write a round, run it and close it on 2026-09-01; *more* is added to its declaration."""
    whole(folder, marks)
    with (folder / "round.yaml").open("a", encoding="utf-8") as file:
        file.write(more)
    for command, *options in (("run", "--no-reports"), ("close", "--date", "2026-09-01")):
        done = run("round", command, folder, *options)
        assert done.exit_code == 0, done.output
    return folder
