"""Write the sample round: 36 stations with ledgers and evidence, nine evaluators' sheets, decisions.

    python samples/make_round.py FOLDER                          the whole round, 2,829 files
    python samples/make_round.py samples/round-2026 --excerpt    three stations, the files that are committed

No clock and no chance enters, so a second run changes no byte. The excerpt's stations cite their evidence
without files, as papers seen on site, and come to the same points. `round_plan.py` says what stations are
like, `round_troubles.py` what goes wrong; `round_evidence.py`, `round_ledgers.py` and `round_sheets.py` what
is written about it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import round_troubles as trouble
from files import write
from round_evidence import Paper, papers
from round_ledgers import ledgers
from round_plan import Fact, Plan, plans
from round_sheets import decisions, sheets
from round_totals import since_opening

from evaluator.loading.search import open_guideline
from evaluator.model.guideline import Guideline

GUIDELINE = "tongling-station"
EXCERPT = ("990101101", trouble.RECUSED[0], trouble.DISAGREED)

ROUND = """# 示例轮次：站点、人物、数字均为虚构。由 samples/make_round.py 生成。
id: example-2026
title: 示例市2026年社工站评估
guideline: {{id: {id}, edition: {edition}, sha256: {sha256}}}
period: {{from: 2025-07-01, to: 2026-06-30}}
state: open
stations: all
panel:
  evaluators:
    - {{id: e1, name: 专家甲（示例）, role: expert}}
    - {{id: e2, name: 专家乙（示例）, role: expert, recused_from: [{recused}]}}
    - {{id: e3, name: 专家丙（示例）, role: expert}}
    - {{id: f1, name: 财务专家丁（示例）, role: finance}}
    - {{id: s1, name: 示例调查公司, role: survey}}
    - {{id: t1, name: 乡镇（街道）汇总, role: township}}
    - {{id: v1, name: 村（社区）代表一, role: village}}
    - {{id: v2, name: 村（社区）代表二, role: village}}
    - {{id: o1, name: 评估办公室, role: organiser}}
  merge: mean
  apart: 20%
awards:
  - {{id: model, title: 优秀社工站, places: 4, needs: {{grade: excellent}}, at_most_per_county: 2}}
documents:
  commissioned_by: 示例市民政局
  evaluated_by: 示例评估中心
  number: 示评〔2026〕1号
  dated: 2026-09-01
"""


def submission(
    plan: Plan, guideline: Guideline, books: dict[str, str], shown: list[Paper], *, on_site: bool
) -> str:
    """Return a station's submission.yaml; evidence seen *on_site* has no files."""
    about = f"{{id: {plan.id}, name: {plan.name}, county: {plan.county}, kind: {plan.kind}}}"
    lines = [
        f"# {plan.name}。站点、人物、数字均为虚构。{'节选，不附佐证文件。' if on_site else ''}",
        f"guideline: {GUIDELINE}",
        f"station: {about}",
        "period: {from: 2025-07-01, to: 2026-06-30}",
        "",
        "facts:",
    ]
    for name, value in plan.facts.items():
        if value is not None:
            lines.append(f"  {name}: {_written(guideline, name, value)}")
    lines += ["", "ledgers:", *(f"  {name}: {file}" for name, file in books.items())]
    lines += ["", "evidence:"]
    for number, paper in enumerate(shown, 1):
        file = "" if on_site else f" file: {paper.file},"
        lines.append(
            f"  - {{id: E{number:02d}, kind: {paper.kind}, title: {paper.title},{file}"
            f" date: {paper.date}, for: [{', '.join(paper.serves)}]}}"
        )
    if plan.claims:
        lines += ["", "not_applicable:", *(f"  {name}: {reason}" for name, reason in plan.claims.items())]
    return "\n".join(lines) + "\n"


def _written(guideline: Guideline, name: str, value: Fact) -> str:
    choices = guideline.facts[name].choices
    if isinstance(value, list):
        return f"[{', '.join(choices[one] for one in value)}]"
    if isinstance(value, bool):
        return "是" if value else "否"
    return choices[value] if isinstance(value, str) else str(value)


def main(root: Path, *, excerpt: bool = False) -> None:
    """Write the round below *root*, or its excerpt."""
    guideline, problems = open_guideline(GUIDELINE)
    if guideline is None:
        sys.exit("\n".join(each.render("zh") for each in problems))
    facts = guideline.facts
    made = trouble.trouble(plans(lambda name: list(facts[name].choices)))
    since_opening(made)
    pinned = ROUND.format(
        id=GUIDELINE, edition=guideline.edition, sha256=guideline.sha256, recused=trouble.RECUSED[0]
    )
    write(root / "round.yaml", pinned.encode())
    by_id = {plan.id: plan for plan in made}
    for number, plan in enumerate(made):
        if excerpt and plan.id not in EXCERPT:
            continue
        folder = root / "stations" / plan.id
        names, files = ledgers(plan)
        shown = list(papers(plan))
        for file, content in files.items():
            write(folder / file, content)
        for paper in () if excerpt else shown:
            source = by_id[trouble.COPIED[1]] if (plan.id, paper.file) == trouble.COPIED[::2] else plan
            write(folder / paper.file, paper.content(source))
        written = submission(plan, guideline, names, shown, on_site=excerpt)
        write(folder / "submission.yaml", written.encode())
        given = list(sheets(plan, number))
        for sheet in given:
            write(root / "sheets" / sheet.evaluator / f"{plan.id}.yaml", sheet.text(plan).encode())
        decided = decisions(plan, given)
        if decided:
            write(root / "decisions" / f"{plan.id}.yaml", ("\n".join(decided) + "\n").encode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the sample round.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--excerpt", action="store_true")
    given = parser.parse_args()
    main(given.folder, excerpt=given.excerpt)
