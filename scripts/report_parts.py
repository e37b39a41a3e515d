"""The parts Word reports are put together from."""

from collections.abc import Sequence
from typing import Final

from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Pt
from wordkit import Builder, Column, boxed
from wordstyles import ALIGN

L = "{{{{ label.{} }}}}".format

DAY: Final = "{% if documents.dated %}{{ documents.dated }}{% else %}{{ label.year_month_day }}{% endif %}"
"""The day of a paper, or where to write it."""

_CLOSING: Final = (Pt(200), Pt(2))
"""What is left free before and behind the name and the day: a day of 116 points ends 64 before the margin."""

SIGN_WIDTHS: Final = (70, 38, 14, 34)
"""A name with its capacity on one line, the signature, the word, the day; in mm."""


def cover(builder: Builder, title: str, fields: list[tuple[str, str]]) -> None:
    """Title, station, status and what the report is about."""
    builder.foot(builder.document.sections[0], SEALED)
    builder.tag("if documents.number")
    builder.text("{{ label.number }}{{ label.colon }}{{ documents.number }}", "Small")
    builder.tag("endif")
    builder.tag("if guideline.status")
    boxed(builder.text("{{ guideline.status_line }}", "Notice"), "7F7F7F", "F5F5F5")
    builder.tag("endif")
    heading = builder.text(f"{{{{ {title} }}}}", "Title")
    heading.paragraph_format.space_before = 1_600_000
    name = builder.text("{{ station.name }}", "Cover Line")
    name.paragraph_format.space_before = 300_000
    builder.text("{{ period }}", "Cover Line")
    banner(builder)
    builder.text("", "Cover Line").paragraph_format.space_before = 900_000
    builder.dotted([44, 92], fields, "Cover Field")


def banner(builder: Builder) -> None:
    """Say that the result is provisional, where it is."""
    builder.tag("if score.provisional")
    boxed(builder.text("{{ score.banner }}", "Notice"), "9C5700", "FFF4D6")
    builder.tag("endif")


def body(builder: Builder) -> None:
    """Begin the pages with running titles and numbers."""
    section = builder.section(wide=False, restart=True)
    headers(builder, section, 156)


SEALED: Final = "{{ foot }}"
"""The edition and the seal of the result, for the foot of every page."""


def headers(builder: Builder, section: Section, width: float, foot: str = SEALED) -> None:
    """Station and guideline left, status right; *foot* below the number of the page."""
    left = "{{ station.name }}　{{ guideline.title }}"
    right = "{{ guideline.status }}{% if score.provisional %}　{{ label.provisional }}{% endif %}"
    builder.headers(section, left, right, width, foot)


def top_sections(builder: Builder) -> None:
    """The sections of the first level with their shares."""
    builder.rows(
        "row in top_sections",
        [
            Column(64, L("section"), "{{ row.id }} {{ row.title }}"),
            Column(36, L("points"), "{{ row.points }}", "center"),
            Column(22, L("of"), "{{ row.of }}", "center"),
            Column(34, L("share"), "{{ row.share }}", "center"),
        ],
        together=True,
    )


def first_page(builder: Builder, label: str, text: tuple[str, str]) -> None:
    """The result on one page with a text of a style, all that does not apply and all that is open."""
    builder.text(L(label), "Title")
    banner(builder)
    first_page_table(builder, concluded="conclusion" in text[0])
    builder.text(*text)
    builder.text(L("chart"), "Caption")
    top_sections(builder)
    builder.text(L("not_applicable"), "Caption")
    builder.tag("if not_applicable_note")
    builder.text("{{ not_applicable_note }}", "Small")
    builder.tag("endif")
    builder.tag("if not not_applicable")
    builder.text(L("not_applicable_none"), "Small")
    builder.tag("endif")
    builder.rows(
        "row in not_applicable",
        [
            Column(56, L("item"), "{{ row.id }} {{ row.title }}"),
            Column(20, L("of"), "{{ row.points }}", "center"),
            Column(56, L("reason"), "{{ row.reason }}"),
            Column(24, L("state"), "{{ row.state }}", "center"),
        ],
        none="",
    )
    builder.tag("if open_items")
    builder.text(L("open_items"), "Caption")
    builder.tag("endif")
    builder.rows(
        "row in open_items",
        [
            Column(24, L("id"), "{{ row.id }}", "center"),
            Column(72, L("item"), "{{ row.title }}"),
            Column(60, L("reason"), "{{ row.reason }}"),
        ],
        none="",
    )


def first_page_table(builder: Builder, *, concluded: bool = False) -> None:
    """Points, grade and eligibility, and what changed them, which a conclusion says too."""
    table = builder.grid(
        [
            Column(54, L("points"), "", "center"),
            Column(24, L("of"), "", "center"),
            Column(46, L("grade"), "", "center"),
            Column(32, L("eligibility"), "", "center"),
        ],
        [],
    )
    cells = table.row(
        ["{{ score.points }}", "{{ score.out_of }}", "{{ score.grade }}", "{{ score.eligibility }}"],
        "Table Text",
    )
    for cell in cells[:1] + cells[2:3]:
        cell.paragraphs[0].style = "Figure"
    notes = [("score.also", "{{ label.also }}{{ label.colon }}{{ score.also }}")]
    if not concluded:
        notes.append(("score.grade_note", "{{ score.grade_note }}"))
    for condition, text in notes:
        builder.tag(f"if {condition}")
        builder.text(text, "Small")
        builder.tag("endif")


def limits(builder: Builder, none: str) -> None:
    """Ceilings, vetoes and eligibility that hold or are pending."""
    builder.rows(
        "row in limits",
        [
            Column(24, L("kind_column"), "{{ row.kind }}", "center"),
            Column(50, L("item"), "{{ row.id }} {{ row.title }}"),
            Column(34, L("effect"), ["{{ row.effect }}", "{{ row.state }}"], "center"),
            Column(48, L("reason"), "{{ row.why }}"),
        ],
        together=True,
        none=none,
    )


def overview(builder: Builder) -> None:
    """What was evaluated, in a table."""
    builder.pairs(
        [
            (L("station"), "{{ station.name }}"),
            (L("station_id"), "{{ station.id }}"),
            (L("county"), "{{ station.county }}"),
            (L("kind"), "{{ station.kind }}"),
            (L("period"), "{{ period }}"),
            (L("eligibility"), "{{ score.eligibility }}"),
        ]
    )


def facts(builder: Builder) -> None:
    """The figures that are only for the report."""
    builder.rows(
        "row in facts",
        [
            Column(62, L("fact"), "{{ row.title }}"),
            Column(40, L("value"), "{{ row.value }}", "center"),
            Column(54, L("source"), "{{ row.source }}"),
        ],
        style="Table Small",
    )


def steps(builder: Builder) -> None:
    """The order of operations with the figure after each."""
    builder.rows(
        "row in steps",
        [
            Column(10, L("no"), "{{ row.no }}", "center"),
            Column(35, L("step"), "{{ row.title }}"),
            Column(34, L("points"), "{{ row.points }}", "center"),
            Column(17, L("change"), "{{ row.change }}", "center"),
            Column(26, L("grade"), "{{ row.grade }}", "center"),
            Column(34, L("note"), "{{ row.detail }}"),
        ],
    )
    builder.text(L("grades"), "Caption")
    builder.rows(
        "row in grades",
        [
            Column(60, L("grade"), "{{ row.title }}", "center"),
            Column(60, L("bound"), "{{ row.value }}", "center"),
        ],
        together=True,
        none="",
    )


def sections(builder: Builder) -> None:
    """The points of each section."""
    builder.rows(
        "row in sections",
        [
            Column(14, L("id"), "{{ row.id }}", "center"),
            Column(34, L("section"), "{{ row.indent }}{{ row.title }}"),
            Column(33, L("points"), "{{ row.points }}", "center"),
            Column(17, L("of"), "{{ row.of }}", "center"),
            Column(32, L("share"), "{{ row.share }}", "center"),
            Column(26, L("note"), "Table Small::{{ row.note }}"),
        ],
    )


def losses(builder: Builder, none: str = L("full_marks_none")) -> None:
    """Where points are lost and why, in plain words, the largest loss first."""
    rescaled(builder)
    builder.rows(
        "row in gaps",
        [
            Column(12, L("id"), "{{ row.id }}", "center"),
            Column(36, L("criterion_title"), "{{ row.title }}"),
            Column(22, L("score"), "{{ row.score }}", "center"),
            Column(14, L("lost"), "{{ row.lost }}", "center"),
            Column(72, L("loss_why"), "{{ row.plain or row.reason }}"),
        ],
        style="Table Small",
        none=none,
    )


def rescaled(builder: Builder) -> None:
    """Why losses are not what is missing to full marks, where it is so."""
    builder.tag("if gaps_note")
    builder.text("{{ gaps_note }}", "Small").paragraph_format.keep_with_next = True
    builder.tag("endif")


def advice(builder: Builder) -> None:
    """What to put right, in numbered sentences."""
    builder.tag("for line in advice")
    builder.text("{{ loop.index }}．{{ line }}")
    builder.tag("endfor")
    builder.tag("if advice_more")
    builder.text("{{ advice_more }}")
    builder.tag("endif")
    builder.tag("if not advice")
    builder.text(L("none"))
    builder.tag("endif")


def missing(builder: Builder) -> None:
    """The evidence that is not there."""
    builder.rows(
        "row in missing",
        [
            Column(16, L("id"), "{{ row.id }}", "center"),
            Column(50, L("criterion_title"), "{{ row.title }}"),
            Column(66, L("missing"), "{{ row.missing_text }}"),
            Column(24, L("evidence"), "{{ row.evidence_text }}", "center"),
        ],
    )


def differences(builder: Builder) -> None:
    """Facts on which sources disagree."""
    builder.rows(
        "row in differences",
        [
            Column(34, L("fact"), "{{ row.title }}"),
            Column(24, L("used"), "{{ row.used }}", "center"),
            Column(54, L("values"), "{{ row.values }}"),
            Column(44, L("effect"), "{{ row.effect }}"),
        ],
    )


def problems(builder: Builder) -> None:
    """Mistakes in files."""
    builder.rows(
        "row in problems",
        [
            Column(16, L("severity"), "{{ row.severity }}", "center"),
            Column(50, L("where"), "{{ row.where }}"),
            Column(52, L("problem"), "{{ row.message }}"),
            Column(38, L("hint"), "{{ row.hint }}"),
        ],
    )


def remedies(builder: Builder) -> None:
    """What to put right, the largest loss first."""
    builder.rows(
        "row in remedies",
        [
            Column(12, L("no"), "{{ loop.index }}", "center"),
            Column(44, L("criterion_title"), "{{ row.id }} {{ row.title }}"),
            Column(20, L("lost"), "{{ row.lost }}", "center"),
            Column(56, L("remedy"), "{{ row.remedy }}"),
            Column(24, L("effort"), "{{ row.effort }}", "center"),
        ],
    )


def compact_findings(builder: Builder, label: str = "a_findings", *, new_page: bool = False) -> None:
    """Every criterion with its points, the steps of its award, evidence and remedy, in small type."""
    builder.text(L(label), "Annex").paragraph_format.page_break_before = new_page
    builder.text(L("key_item"), "Small")
    builder.rows(
        "f in group.findings",
        [
            Column(12, L("id"), "Table Code::{{ f.id }}", "center"),
            Column(
                44,
                L("criterion"),
                ["Table Code::{{ f.title }}", "{%p if f.rule %}", "Table Code::{{ f.rule }}", "{%p endif %}"],
            ),
            Column(
                20,
                L("score"),
                [
                    "Table Code::{{ f.points }}",
                    "Table Code::{{ f.of_text }}",
                    "Table Code::{{ f.outcome_title }}",
                    "{%p if f.self_points %}",
                    "Table Code::{{ label.self_points }} {{ f.self_points }}",
                    "{%p endif %}",
                    "{%p if f.points_note %}",
                    "Table Code::{{ f.points_note }}",
                    "{%p endif %}",
                ],
                "center",
            ),
            Column(
                46,
                L("steps_why"),
                [
                    "{%p if f.marks and f.plain %}",
                    "Table Code::{{ f.plain }}",
                    "{%p endif %}",
                    "Table Code::{{ f.steps_text }}",
                    "{%p if f.facts %}",
                    "Table Code::{{ f.facts_text }}",
                    "{%p endif %}",
                ],
            ),
            Column(
                34,
                L("remarks"),
                [
                    "{%p if f.evidence %}",
                    "Table Code::{{ label.evidence }}{{ label.colon }}{{ f.evidence_text }}",
                    "{%p endif %}",
                    "Table Code::{{ f.remarks }}",
                ],
            ),
        ],
        style="Table Code",
        group=("group in groups", "{{ group.title }}　{{ group.points }}"),
    )


def method(builder: Builder) -> None:
    """How points are computed, the steps of this computation, and where the criteria come from."""
    builder.text(L("a_method"), "Annex").paragraph_format.space_before = 200_000
    builder.lines("guideline.arithmetic", "Small")
    steps(builder)
    builder.text(L("basis_full"), "Caption")
    builder.lines("guideline.basis", "Small")


def evidence(builder: Builder) -> None:
    """The list of evidence."""
    builder.text(L("a_evidence"), "Annex").paragraph_format.space_before = 200_000
    builder.rows(
        "row in evidence",
        [
            Column(14, L("id"), "{{ row.id }}", "center"),
            Column(42, L("title"), ["{{ row.title }}", "Table Code::{{ row.file }}"]),
            Column(16, L("kind_column"), "{{ row.kind }}", "center"),
            Column(22, L("date"), "{{ row.date }}", "center"),
            Column(28, L("for"), "{{ row.used_for }}"),
            Column(34, L("state"), "{{ row.state }}"),
        ],
        style="Table Small",
    )


def ledgers(builder: Builder) -> None:
    """What was counted, and every row that was not."""
    builder.text(L("a_ledgers"), "Annex").paragraph_format.space_before = 200_000
    builder.rows(
        "row in ledgers",
        [
            Column(34, L("ledger"), "{{ row.title }}"),
            Column(58, L("file"), "{{ row.files }}"),
            Column(18, L("rows"), "{{ row.rows }}", "center"),
            Column(46, L("counted"), "{{ row.counted }}"),
        ],
        style="Table Small",
    )
    builder.tag("for ledger in ledgers")
    builder.tag("if ledger.not_counted")
    builder.text("{{ ledger.title }}　{{ label.not_counted }}", "Caption")
    builder.lines("ledger.not_counted", "Table Code")
    builder.tag("endif")
    builder.tag("endfor")


def doubts(builder: Builder) -> None:
    """Where sources disagree, and what is wrong in the files."""
    builder.text(L("differences"), "Caption")
    differences(builder)
    builder.text(L("file_problems"), "Caption")
    problems(builder)


def panel(builder: Builder) -> None:
    """Sheets and decisions."""
    builder.text(L("a_panel"), "Annex").paragraph_format.space_before = 200_000
    builder.text(L("sheets"), "Caption")
    builder.rows(
        "row in sheets",
        [
            Column(42, L("evaluator"), "{{ row.evaluator }}", "center"),
            Column(30, L("role"), "{{ row.role }}", "center"),
            Column(34, L("submitted"), "{{ row.submitted }}", "center"),
            Column(50, L("hash"), "Table Code::{{ row.hash }}"),
        ],
        style="Table Small",
    )
    builder.text(L("decisions"), "Caption")
    builder.rows(
        "row in decisions",
        [
            Column(44, L("decision"), "{{ row.what }}"),
            Column(22, L("decided_value"), "{{ row.value }}", "center"),
            Column(40, L("reason"), "{{ row.reason }}"),
            Column(20, L("by"), "{{ row.by }}", "center"),
            Column(30, L("date"), "{{ row.date }}", "center"),
        ],
        style="Table Small",
    )


def proof(builder: Builder) -> None:
    """Hashes of all inputs, and the seal."""
    builder.text(L("a_proof"), "Annex").paragraph_format.space_before = 200_000
    builder.pairs(
        [
            (L("seal"), "Table Code::{{ seal }}"),
            (L("guideline_hash"), "Table Code::{{ guideline.sha256 }}"),
        ]
    )
    builder.text("{{ label.proof_note }}{{ tool }}", "Small")
    builder.text(L("inputs"), "Caption")
    builder.tag("for line in input_lines")
    builder.text("{{ line }}", "Table Code")
    builder.tag("endfor")


def signatures(
    builder: Builder,
    people: list[tuple[str, ...]],
    body: str,
    between: Sequence[tuple[str, str]] = (),
    day: str = DAY,
) -> None:
    """Dotted lines for names and dates, texts of a style, then the place of the stamp, all on one page.

    LibreOffice parts a table from a stamp that follows it, but not a paragraph: where there is a table, texts
    should stand between the two.
    """
    if people:
        builder.dotted(SIGN_WIDTHS, people, "Sign")
    for text, style in between:
        builder.text(text, style).paragraph_format.keep_with_next = True
    closing(builder, body, day)


def closing(builder: Builder, body: str, day: str = DAY) -> None:
    """Who issues the paper with the place of the stamp, and below it the day, as GB/T 9704 sets them.

    The day ends four characters before the margin, and the name stands over its middle.
    """
    for text, before in ((f"{body}{L('stamp')}", 400_000), (day, 0)):
        paragraph = builder.text(text)
        form = paragraph.paragraph_format
        form.alignment = ALIGN["center"]
        form.first_line_indent = 0
        form.left_indent, form.right_indent = _CLOSING
        form.space_before = before
        form.keep_with_next = before > 0
        paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "0")
