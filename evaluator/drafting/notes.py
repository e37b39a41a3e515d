"""Keep a score table's other texts: evidence and notes as YAML, the rest as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from evaluator.drafting import columns
from evaluator.drafting.tree import TableNode
from evaluator.yaml.write import comment, flow, name_or_string, string

_KINDS: Final = (
    ("photo", "照片|图片|影像|视频"),
    ("finance", "财务|凭证|发票|账|审计|支出|预算"),
    ("record", "记录|签到|登记"),
    ("system", "系统|截图|平台"),
)


def leaves(nodes: Sequence[TableNode]) -> Iterator[TableNode]:
    """Yield the criteria below *nodes*."""
    for node in nodes:
        if node.children:
            yield from leaves(node.children)
        elif node.rows:
            yield node


def branches(nodes: Sequence[TableNode]) -> Iterator[TableNode]:
    """Yield the sections among and below *nodes*."""
    for node in nodes:
        if node.children:
            yield node
            yield from branches(node.children)


def other_columns(node: TableNode) -> Iterator[str]:
    """Yield the lines for the other columns: evidence, methods, and everything else as a note."""
    wanted = [
        part for text in node.texts(columns.EVIDENCE) for part in re.split(r"[；;\n]", text) if part.strip()
    ]
    if wanted:
        yield "  evidence:"
        for i, part in enumerate(wanted):
            kind = next((kind for kind, words in _KINDS if re.search(words, part)), "document")
            yield f"    - {flow({'id': f'e{i + 1}', 'kind': kind, 'title': part.strip()}, name_or_string)}"
    looked = [
        part.strip()
        for text in node.texts(columns.METHOD)
        for part in re.split(r"[、；;，,\n]", text)
        if part.strip()
    ]
    if looked:
        yield f"  look_at: [{', '.join(map(string, looked))}]"
    notes = []
    for row in node.rows:
        for column, cell in row.cells:
            if column.role in (columns.TARGET, columns.NUMBER, columns.BLANK, columns.OTHER) and cell.text:
                notes.append(f"{column.title}：{cell.text}" if column.title else cell.text)
    chains = dict.fromkeys(tuple(row.levels) for row in node.rows)
    if len(chains) > 1:  # several rows became one criterion
        notes += [" / ".join(cell.text for cell in chain) for chain in chains]
    if notes:
        yield f"  note: {string(chr(10).join(dict.fromkeys(notes)))}"


def set_aside(nodes: Sequence[TableNode]) -> list[str]:
    """Return the sections without ordinary criteria as comments, row by row."""
    lines = []
    for node in nodes:
        for subnode in dict.fromkeys([*branches([node]), *leaves([node])]):
            lines.append(comment(f"{subnode.cell.place} {subnode.cell.text}"))
            for row in subnode.rows:
                texts = [cell.text for cell in row.levels]
                texts += [cell.text for _, cell in row.cells]
                texts.append("" if row.points is None else row.points.text)
                lines.append(comment("  " + " | ".join(part for part in texts if part)))
    return lines
