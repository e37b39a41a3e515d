"""Build the Word templates of a whole round anew: `python scripts/build_round.py FOLDER`.

Like build_templates.py: build into another folder and compare, or name templates/ itself and lose what was
edited there.
"""

import sys
from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from report_parts import L, closing
from wordcharts import by_section_figure, grades_figure, ranks_figure
from wordkit import LANDSCAPE, UPRIGHT, WIDE, Builder, Column, boxed
from wordstyles import page

_STATUS = "{{ guideline.status }}"


def summary() -> Builder:
    """总体评估报告."""
    builder = Builder("{{ title }} {{ label.city_summary }}")
    _cover(builder)
    section = builder.section(wide=False, restart=True)
    _running(builder, section, "city_summary", 156)
    builder.heading("c_overview")
    builder.lines("overview")
    builder.lines("leader")
    _corrections(builder, "corrections", 156)
    builder.heading("c_basis")
    builder.text(
        "{{ label.basis_lead }}{{ guideline.cited }}"
        "{% if guideline.status %}（{{ guideline.status }}）{% endif %}{{ label.sentence_end }}"
    )
    builder.lines("guideline.notes")
    builder.lines("guideline.arithmetic")
    builder.lines("guideline.basis", "Small")
    builder.heading("c_grades")
    builder.rows(
        "row in grades",
        [
            Column(22, L("grade"), "{{ row.title }}", "center"),
            Column(26, L("bound"), "{{ row.bound }}", "center"),
            Column(16, L("count_of"), "{{ row.count }}", "center"),
            Column(18, L("ratio"), "{{ row.share }}", "center"),
            Column(74, L("names"), "Table Small::{{ row.stations }}"),
        ],
    )
    grades_figure(builder)
    builder.text(L("points_spread"), "Caption")
    builder.rows(
        "row in bins",
        [
            Column(60, L("points"), "{{ row.title }}", "center"),
            Column(40, L("count_of"), "{{ row.count }}", "center"),
        ],
        together=True,
    )
    builder.heading("c_ranking")
    builder.heading("c_ranked", 2)
    builder.text(L("ranking_note"), "Small").paragraph_format.keep_with_next = True
    builder.rows(
        "row in ranked",
        [
            Column(22, L("rank"), "{{ row.rank }}", "center"),
            Column(50, L("site"), "{{ row.name }}"),
            Column(24, L("county_short"), "{{ row.county }}", "center"),
            Column(20, L("total"), "{{ row.points }}", "center"),
            Column(16, L("grade"), "{{ row.grade }}", "center"),
            Column(24, L("award"), "{{ row.awards }}", "center"),
        ],
    )
    builder.heading("c_unranked", 2)
    _unranked(builder, [42, 20, 28, 26, 40])
    builder.heading("c_sections")
    builder.text("{{ counted }}", "Small").paragraph_format.keep_with_next = True
    builder.heading("c_by_section", 2)
    builder.rows(
        "row in sections",
        [
            Column(50, L("section"), "{{ row.id }} {{ row.title }}"),
            Column(20, L("of"), "{{ row.of }}", "center"),
            Column(22, L("average"), "{{ row.average }}", "center"),
            Column(20, L("average_share"), "{{ row.share }}", "center"),
            Column(22, L("highest"), "{{ row.highest }}", "center"),
            Column(22, L("lowest"), "{{ row.lowest }}", "center"),
        ],
        together=True,
    )
    by_section_figure(builder)
    builder.heading("c_by_county", 2)
    builder.rows(
        "row in counties",
        [
            Column(34, L("county_short"), "{{ row.name }}"),
            Column(18, L("count_of"), "{{ row.stations }}", "center"),
            Column(20, L("ranked_count"), "{{ row.ranked }}", "center"),
            Column(22, L("average"), "{{ row.average }}", "center"),
            Column(62, L("grade_counts"), "{{ row.grades }}"),
        ],
        together=True,
    )
    builder.heading("c_problems")
    builder.lines("problems")
    builder.text(L("c_losses"), "Caption")
    builder.text(L("losses_note"), "Small").paragraph_format.keep_with_next = True
    builder.rows(
        "row in losses",
        [
            Column(48, L("criterion_title"), "{{ row.id }} {{ row.title }}"),
            Column(36, L("section"), "{{ row.section }}"),
            Column(20, L("lost_total"), "{{ row.lost }}", "center"),
            Column(18, L("lost_average"), "{{ row.average }}", "center"),
            Column(16, L("lost_share"), "{{ row.share }}", "center"),
            Column(18, L("lost_stations"), "{{ row.stations }}", "center"),
        ],
    )
    builder.heading("c_advice")
    builder.tag("for line in advice")
    builder.text("{{ loop.index }}．{{ line }}")
    builder.tag("endfor")
    builder.tag("if not advice")
    builder.text(L("none"))
    builder.tag("endif")
    builder.heading("c_awards")
    _awards(builder)
    builder.heading("c_robust")
    builder.lines("robust")
    ranks_figure(builder)
    builder.heading("c_totals")
    builder.text(L("totals_note"), "Small").paragraph_format.keep_with_next = True
    builder.rows(
        "row in totals",
        [
            Column(70, L("fact"), "{{ row.title }}"),
            Column(32, L("sum"), "{{ row.value }}", "right"),
            Column(32, L("per_station"), "{{ row.average }}", "right"),
            Column(22, L("reported_by"), "{{ row.stations }}", "center"),
        ],
    )
    builder.tag("if panel")
    builder.heading("c_panel")
    builder.tag("for line in panel_lines")
    builder.tag("if loop.revindex <= 2")
    builder.text("{{ line }}").paragraph_format.keep_with_next = True
    builder.tag("else")
    builder.text("{{ line }}")
    builder.tag("endif")
    builder.tag("endfor")
    builder.tag("endif")
    closing(builder, "{{ documents.evaluated_by or label.to_fill_in }}")
    builder.code(UPRIGHT)
    return builder


def one_page() -> Builder:
    """评估结果要情: one page for leaders."""
    builder = Builder("{{ title }} {{ label.one_page_title }}")
    page(builder.document.sections[0], wide=False)
    _running(builder, builder.document.sections[0], "one_page_title", 156)
    builder.text(f"{{{{ title }}}}{L('one_page_title')}", "Title")
    builder.tag("if guideline.status")
    builder.text("{{ guideline.status_line }}", "Small").alignment = WD_ALIGN_PARAGRAPH.CENTER
    builder.tag("endif")
    builder.lines("leader")
    builder.text("{{ documents.evaluated_by }}　{{ documents.dated }}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    builder.code(UPRIGHT)
    return builder


def minutes() -> Builder:
    """专家组会议纪要."""
    builder = _upright("minutes_title")
    _edition(builder)
    builder.dotted(
        [30, 48, 30, 48],
        [(L("m_time"), "", L("m_place"), ""), (L("m_chair"), "", L("m_clerk"), "")],
        "Sign",
    )
    builder.heading("m_members")
    builder.rows(
        "row in members",
        [
            Column(40, L("m_name"), "{{ row.name }}"),
            Column(30, L("m_role"), "{{ row.role }}"),
            Column(42, L("m_marks"), "{{ row.marks }}"),
            Column(44, L("m_recused"), "{{ row.recused }}"),
        ],
    )
    builder.heading("m_changes")
    builder.lines("changes")
    builder.tag("if not changes")
    builder.text(L("none"))
    builder.tag("endif")
    builder.heading("m_decisions")
    builder.rows(
        "row in decisions",
        [
            Column(10, L("no"), "{{ row.no }}", "center"),
            Column(30, L("site"), "{{ row.station }}"),
            Column(33, L("m_what"), "{{ row.what }}"),
            Column(21, L("m_value"), "{{ row.value }}"),
            Column(32, L("reason"), "{{ row.reason }}"),
            Column(30, L("m_by"), "{{ row.by }}", "center"),
        ],
        style="Table Small",
        none="",
    )
    builder.tag("if not decisions")
    builder.text(L("none"))
    builder.tag("endif")
    builder.heading("m_awards")
    _awards(builder)
    builder.heading("m_unranked")
    _unranked(builder, [42, 20, 28, 26, 40])
    builder.heading("m_result")
    builder.lines("overview")
    builder.rows(
        "row in grades",
        [
            Column(26, L("grade"), "{{ row.title }}", "center"),
            Column(20, L("count_of"), "{{ row.count }}", "center"),
            Column(110, L("names"), "Table Small::{{ row.stations }}"),
        ],
    )
    builder.text(L("m_confirm")).paragraph_format.keep_with_next = True
    builder.dotted(
        [78, 34, 16, 28],
        [
            (L("leader"), "", L("sign_date"), ""),
            ("{%tr for name in panel %}",),
            ("{{ name }}", "", L("sign_date"), ""),
            ("{%tr endfor %}",),
        ],
        "Sign",
    )
    builder.text("", "Gap")
    builder.text("{{ label.m_seal }}{{ label.colon }}{{ round_seal }}", "Small")
    builder.code(UPRIGHT)
    return builder


def ranking() -> Builder:
    """汇总排名表."""
    builder = Builder("{{ title }} {{ label.city_ranking }}")
    section = builder.document.sections[0]
    page(section, wide=True)
    _running(builder, section, "city_ranking", WIDE)
    builder.text("{{ title }}　{{ label.city_ranking }}", "Title")
    _edition(builder)
    _status(builder)
    builder.text(
        "{{ guideline.full_title }}　{{ label.period }}{{ label.colon }}{{ period }}",
        "Small",
    )
    small = "Table Head Small"
    builder.rows("row in ranked", _columns("{{ row.rank }}"), style="Table Small", head_style=small)
    builder.tag("if unranked")
    builder.text(L("unranked"), "Caption")
    builder.tag("endif")
    builder.rows("row in unranked", _columns("—"), style="Table Small", none="", head_style=small)
    _corrections(builder, "corrections", WIDE)
    builder.text(L("ranking_note"), "Small").paragraph_format.keep_with_next = True
    builder.dotted(
        [48, 66, 30, 46, 16, 37],
        [
            (
                f"{L('stamp_evaluator')}{L('stamp')}",
                "{{ documents.evaluated_by }}",
                L("leader"),
                "",
                L("sign_date"),
                "",
            )
        ],
        "Sign",
    )
    builder.code(LANDSCAPE)
    return builder


def publicity() -> Builder:
    """公示名单."""
    builder = _upright("city_publicity")
    _edition(builder)
    builder.heading("p_reason")
    builder.text("{{ notice }}")
    builder.heading("p_list")
    builder.text("{{ public_order }}", "Small")
    columns = [
        Column(16, L("no"), "{{ row.no }}", "center"),
        Column(60, L("site"), "{{ row.name }}"),
        Column(30, L("county_short"), "{{ row.county }}", "center"),
        Column(20, L("grade"), "{{ row.grade }}", "center"),
        Column(30, L("p_title"), "{{ row.awards }}", "center"),
    ]
    builder.rows("row in public", columns)
    builder.tag("if public_open")
    builder.text(L("p_open"), "Caption")
    builder.tag("endif")
    builder.rows(
        "row in public_open",
        [*columns[:3], Column(50, L("p_state"), "{{ row.grade }}", "center")],
        none="",
        together=True,
    )
    _corrections(builder, "public_corrections", 156)
    builder.heading("p_time")
    builder.text("{{ public_days }}")
    builder.heading("p_objections")
    _objections(builder)
    closing(builder, "{{ documents.commissioned_by or label.to_fill_in }}")
    builder.code(UPRIGHT)
    return builder


def _objections(builder: Builder, how: str = "objections_how") -> None:
    """How to object: the words, then who takes objections and where, or lines to write it on."""
    builder.text(f"{{{{ {how} }}}}")
    builder.dotted(
        [26, 66, 24, 40],
        [
            (
                L("objection_to"),
                "{{ documents.objection_to }}",
                L("p_phone"),
                "{{ documents.objection_phone }}",
            ),
            (L("p_contact"), "{{ documents.contact }}", L("p_address"), ""),
        ],
        "Sign",
    )
    builder.text("", "Gap")
    # below the table: LibreOffice parts a table from a seal that follows it, but not a paragraph
    builder.text("{{ objections_rest }}").paragraph_format.keep_with_next = True


def _cover(builder: Builder) -> None:
    builder.foot(builder.document.sections[0], "{{ seal_line }}")
    builder.tag("if documents.number")
    builder.text("{{ label.number }}{{ label.colon }}{{ documents.number }}", "Small")
    builder.tag("endif")
    _status(builder)
    heading = builder.text("{{ title }}", "Title")
    heading.paragraph_format.space_before = 1_600_000
    builder.text(L("city_summary"), "Title")
    _edition(builder)
    builder.text("{{ period }}", "Cover Line").paragraph_format.space_before = 300_000
    builder.text("", "Cover Line").paragraph_format.space_before = 1_200_000
    builder.dotted(
        [44, 92],
        [
            (L("guideline"), "{{ guideline.full_title }}"),
            (L("commissioned_by"), "{{ documents.commissioned_by }}"),
            (L("evaluated_by"), "{{ documents.evaluated_by }}"),
            (L("dated"), "{{ documents.dated }}"),
        ],
        "Cover Field",
    )


def _status(builder: Builder) -> None:
    builder.tag("if guideline.status")
    boxed(builder.text("{{ guideline.status_line }}", "Notice"), "7F7F7F", "F5F5F5")
    builder.tag("endif")


def _upright(label: str) -> Builder:
    """The first page of an upright paper: its running lines, the guideline's status, two lines of title."""
    builder = Builder(f"{{{{ title }}}} {{{{ label.{label} }}}}")
    section = builder.document.sections[0]
    page(section, wide=False)
    _running(builder, section, label, 156)
    _status(builder)
    builder.text("{{ title }}", "Title")
    builder.text(L(label), "Title")
    return builder


def _running(builder: Builder, section: Section, label: str, width: float) -> None:
    builder.headers(section, f"{{{{ title }}}}　{L(label)}", _STATUS, width, "{{ seal_line }}")


def _edition(builder: Builder) -> None:
    """The edition, on the first page of a corrected one."""
    builder.tag("if edition")
    line = builder.text("{{ edition }}", "Caption")
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    builder.tag("endif")


def _corrections(builder: Builder, rows: str, width: float) -> None:
    """What the edition corrects, and for whom."""
    builder.tag(f"if {rows}")
    builder.text(L("corrections"), "Caption")
    builder.tag("endif")
    rest = (width - 16 - 46 - 24 - 26) / 2
    builder.rows(
        f"row in {rows}",
        [
            Column(16, L("no"), "{{ row.no }}", "center"),
            Column(46, L("site"), "{{ row.name }}"),
            Column(24, L("county_short"), "{{ row.county }}", "center"),
            Column(rest, L("corrected_before"), "{{ row.before }}"),
            Column(rest, L("corrected_after"), "{{ row.after }}"),
            Column(26, L("corrected_cause"), "{{ row.cause }}", "center"),
        ],
        none="",
    )


def correction() -> Builder:
    """更正公告."""
    builder = _upright("city_correction")
    builder.text("{{ correction_notice }}")
    _corrections(builder, "corrections", 156)
    builder.text(L("corrections_rest"))
    _objections(builder, "correction_how")
    closing(builder, "{{ documents.commissioned_by or label.to_fill_in }}")
    builder.code(UPRIGHT)
    return builder


def _unranked(builder: Builder, widths: list[float]) -> None:
    builder.rows(
        "row in unranked",
        [
            Column(widths[0], L("site"), "{{ row.name }}"),
            Column(widths[1], L("county_short"), "{{ row.county }}", "center"),
            Column(widths[2], L("total"), "{{ row.points }}", "center"),
            Column(widths[3], L("grade"), "{{ row.grade }}", "center"),
            Column(widths[4], L("not_ranked_why"), "{{ row.reason }}"),
        ],
    )


def _awards(builder: Builder) -> None:
    builder.tag("if not awards")
    builder.text(L("awards_none"))
    builder.tag("endif")
    builder.tag("for award in awards")
    builder.text("{{ award.title }}", "Caption")
    builder.text("{{ award.about }}", "Small")
    builder.tag("if award.note")
    builder.text("{{ award.note }}", "Small")
    builder.tag("endif")
    builder.rows(
        "row in award.rows",
        [
            Column(20, L("state"), "{{ row.state }}", "center"),
            Column(48, L("site"), "{{ row.name }}"),
            Column(24, L("county_short"), "{{ row.county }}", "center"),
            Column(64, L("reason"), "{{ row.reason }}"),
        ],
        none=L("chosen_none"),
    )
    builder.tag("endfor")


def _columns(rank: str) -> list[Column]:
    """The ranking's columns; one for each section stands in the loop of its own cells."""
    return [
        Column(14, L("rank"), rank, "center"),
        Column(38, L("site"), "{{ row.name }}"),
        Column(19, L("county_short"), "{{ row.county }}", "center"),
        Column(15.5, "{%tc for one in sections %}", "{%tc for one in row.cells %}", "center"),
        Column(15.5, "{{ one.title }}", "{{ one.points }}", "center"),
        Column(15.5, "{%tc endfor %}", "{%tc endfor %}", "center"),
        Column(11, L("bonus_short"), "{{ row.bonus }}", "center"),
        Column(11, L("deductions_short"), "{{ row.deductions }}", "center"),
        Column(14, L("total"), "{{ row.points }}", "center"),
        Column(16, L("grade"), "{{ row.grade }}", "center"),
        Column(73.5, L("remark"), "{{ row.remarks }}"),
    ]


def main() -> None:
    """Write the templates into the folder named on the command line."""
    folder = Path(sys.argv[1])
    papers = {
        "summary": summary,
        "ranking": ranking,
        "publicity": publicity,
        "correction": correction,
        "one-page": one_page,
        "minutes": minutes,
    }
    for name, made in papers.items():
        made().save(folder / f"{name}.docx")


if __name__ == "__main__":
    main()
