"""Measure `evaluator.word` against docxtpl's documented use: same template, same values, same environment.

Run as `python -m bench.bench_word [ROUNDS]`. Rounds are interleaved in one process; the ratio of medians is
what holds on a noisy machine. Before that, each member of each report is compared to docxtpl's.
"""

import io
import statistics
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.shared import Pt, RGBColor
from docx.table import Table
from docxtpl import DocxTemplate, RichText
from lxml import etree

from bench import Figure, show
from evaluator.word import Template
from evaluator.word.environment import ReportEnvironment

ROUNDS = 15
COLUMNS = ("id", "title", "points", "score", "outcome", "rule", "why", "evidence", "by")
HEADINGS = ("编号", "指标", "满分", "得分", "结果", "评分规则", "依据", "佐证", "评定")
GOALS = {"100 rows, level 1": 30, "100 rows, level 6": 18, "1,100 rows, level 1": 25}
SEEN = {"100 rows, level 1": "38–52", "100 rows, level 6": "26–28", "1,100 rows, level 1": "35–54"}
MOST_DEFLATING = 3.0
"""At level 6 a report costs at most this much of what deflating its document.xml costs."""
Values = Mapping[str, Any]


def write_template(path: Path) -> None:
    """Write a report as reports are: paragraphs, three tables, header, footer, properties."""
    document = docx.Document()
    make_lean(document)
    document.core_properties.title = "{{ station.name }}评估报告"
    document.sections[0].header.paragraphs[0].text = "{{ station.name }}　{{ guideline }}"
    document.sections[0].footer.paragraphs[0].text = "编号 {{ station.id }}　{{ sealed }}"
    document.add_heading("{{ station.name }}评估报告", 1)
    document.add_paragraph(
        "依据《{{ guideline }}》，总分 {{ total }} 分，等级为{{ grade }}。{% if note %}{{ note }}{% endif %}"
    )
    document.add_paragraph("{{r verdict }}")
    document.add_paragraph("{%p for ceiling in ceilings %}")
    document.add_paragraph("等级上限：{{ ceiling }}")
    document.add_paragraph("{%p endfor %}")
    add_rows(document, HEADINGS, "findings", COLUMNS)
    add_rows(document, ("编号", "材料", "文件", "校验"), "evidence", ("id", "title", "file", "sha256"))
    add_rows(
        document, ("指标", "差距", "整改建议", "工作日"), "gaps", ("title", "points", "remedy", "effort")
    )
    document.save(str(path))


def make_lean(document: Document) -> None:
    """Drop the ballast of python-docx's own template, which docxtpl reads and writes each time."""
    relations = document.part.rels
    for key in [
        key for key, relation in relations.items() if relation.reltype.endswith("/stylesWithEffects")
    ]:
        del relations[key]
    for style in list(document.styles):
        if style.name not in {"Normal", "Heading 1", "Header", "Footer", "Table Grid", "Normal Table"}:
            style.delete()


def add_rows(document: Document, headings: tuple[str, ...], rows: str, columns: tuple[str, ...]) -> None:
    table = document.add_table(rows=4, cols=len(headings), style="Table Grid")
    fill(table, 0, headings)
    table.cell(1, 0).text = f"{{%tr for row in {rows} %}}"
    fill(table, 2, tuple(f"{{{{ row.{column} }}}}" for column in columns))
    table.cell(3, 0).text = "{%tr endfor %}"


def fill(table: Table, row: int, texts: tuple[str, ...]) -> None:
    for cell, text in zip(table.rows[row].cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(text)
        run.font.size = Pt(9)
        run.font.color.rgb = RGBColor(0x22, 0x22, 0x22)


def values(station: int, rows: int) -> Values:
    """Return made-up values of one station; every fourth has texts that need care."""
    hard = ('甲<乙 & "丙"', "第一条\n第二条\t附件", "{{ 7*7 }}", "]]>", "😀")
    verdict = RichText("合格以上", bold=True)
    verdict.add("，但须整改", color="#C00000")
    return {
        "station": {"name": f"青禾{station}镇社工站", "id": f"99010{station:04}"},
        "guideline": "乡镇(街道)社工站建设评估示例指标",
        "sealed": "sha256:5f1d",
        "total": "842.50",
        "grade": "良好",
        "note": "" if station % 2 else "结果为暂定。",
        "verdict": verdict,
        "ceilings": ["无持证社工"] * (station % 3),
        "findings": [
            {
                "id": f"A{row}.1",
                "title": f"固定办公场所第{row}项",
                "points": 15,
                "score": (row * 7 + station) % 16,
                "outcome": "部分符合",
                "rule": "独立 15 分，与其他单位共用 9 分，无 0 分",
                "why": hard[row % 5] if station % 4 == 0 and row % 10 == 0 else f"面积{row}平方米，得9分",
                "evidence": f"E{row:03}、E{row + 1:03}",
                "by": "专家甲",
            }
            for row in range(rows)
        ],
        "evidence": [
            {"id": f"E{row:03}", "title": "走访记录", "file": f"走访-{row}.pdf", "sha256": f"{row:064x}"}
            for row in range(50)
        ],
        "gaps": [
            {"title": f"指标{row}", "points": row, "remedy": "签订独立场所使用协议并报备。", "effort": 5}
            for row in range(15)
        ],
    }  # fmt: skip


def by_docxtpl(path: Path, context: Values, environment: ReportEnvironment) -> bytes:
    template = DocxTemplate(io.BytesIO(path.read_bytes()))
    template.render(dict(context), environment)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def contents(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return {
            name: etree.tostring(etree.fromstring(package.read(name)), method="c14n")
            if name.endswith((".xml", ".rels"))
            else package.read(name)
            for name in package.namelist()
        }


def deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def medians(
    ways: Mapping[str, Callable[[], object]], rounds: int, calls: Mapping[str, int]
) -> dict[str, float]:
    """Return the median milliseconds of each way, measured in turns."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begun = time.perf_counter()
            for _ in range(calls[name]):
                way()
            times[name].append((time.perf_counter() - begun) / calls[name] * 1000)
    return {name: statistics.median(taken) for name, taken in times.items()}


def figures(rounds: int) -> list[Figure]:
    """Print times, and return the ratios that have a goal; exit where a report differs from docxtpl's."""
    listed: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.docx"
        write_template(path)
        begun = time.perf_counter()
        template = Template(path.read_bytes())
        print(
            f"opened and compiled once in {(time.perf_counter() - begun) * 1000:.0f} ms;"
            f" fallbacks: {template.fallbacks}"
        )
        environment = ReportEnvironment()
        cases = [values(station, 100) for station in range(12)] + [
            values(station, 1100) for station in range(2)
        ]
        for context in cases:
            expected = contents(by_docxtpl(path, context, environment))
            if any(contents(template.render(context, level)) != expected for level in (1, 6)):
                raise SystemExit("a report differs from docxtpl's")
        print(
            f"{len(cases)} reports equal docxtpl's in every member, also with <, &, quotes, newlines and tags"
        )
        for rows, context in (("100", values(1, 100)), ("1,100", values(1, 1100))):
            xml = zipfile.ZipFile(io.BytesIO(template.render(context))).read("word/document.xml")
            ways: dict[str, Callable[[], object]] = {
                "docxtpl": partial(by_docxtpl, path, context, environment),
                "level 1": partial(template.render, context),
                "level 6": partial(template.render, context, 6),
                "deflating document.xml": partial(deflate, xml),
            }
            taken = medians(ways, rounds, {name: 1 if name == "docxtpl" else 5 for name in ways})
            print(f"\n{rows} rows; document.xml {len(xml) / 1024:.0f} KB")
            for name, milliseconds in taken.items():
                ratio = taken["docxtpl"] / milliseconds
                about = f"{rows} rows, {name}"
                if about in GOALS:
                    listed.append(
                        Figure(f"Word, {about}, speed", "docxtpl", ratio, GOALS[about], seen=SEEN[about])
                    )
                print(f"  {name:24}{milliseconds:9.2f} ms{ratio:9.1f}x")
            share = taken["level 6"] / taken["deflating document.xml"]
            about = f"Word, {rows} rows, level 6, time"
            figure = Figure(about, "deflating its XML", share, MOST_DEFLATING, at_most=True, seen="1.6–2.1")
            listed.append(figure)
        return listed


if __name__ == "__main__":
    sys.exit(show(figures(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)))
