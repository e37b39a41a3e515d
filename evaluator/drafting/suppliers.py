"""One page that lists who supplies what for a drafted guideline."""

from __future__ import annotations

from evaluator.drafting.criteria import suppliers
from evaluator.drafting.draft import Draft
from evaluator.drafting.who import EXPERT, STATION


def suppliers_page(made: Draft) -> str:
    """Return the page that lists who supplies what, by supplier, as Markdown."""
    names = {STATION: "站点自己报", EXPERT: "评估专家看", **made.roles}
    lines = [
        "# 谁提供什么",
        "",
        "由评分表导入时的安排，请核对：站点只报自己的工作，发现的问题由评估一方记。",
        "",
    ]
    for role, name in names.items():
        rows = [
            (criterion, title)
            for criterion in made.drafted
            for supplier, title in suppliers(criterion)
            if supplier == role
        ]
        if rows:
            lines += [f"## {name}", "", "| 指标 | 名称 | 要提供的 |", "|---|---|---|"]
            lines += [f"| {row.id} | {row.title} | {title} |".replace("\n", " ") for row, title in rows]
            lines.append("")
    return "\n".join(lines)
