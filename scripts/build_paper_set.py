"""Build the Word templates of the papers around a result: `python scripts/build_paper_set.py FOLDER`.

Feedback, rectification notice, composite sheet, score sheet and review decision; the same rule as for
`build_templates.py`: naming templates/ itself loses what was edited there.
"""

import sys
from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from report_parts import (
    SEALED,
    SIGN_WIDTHS,
    L,
    advice,
    banner,
    closing,
    first_page_table,
    headers,
    limits,
    losses,
    rescaled,
)
from wordcharts import slopes_figure
from wordkit import BESIDE_TWO_SEALS, LANDSCAPE, UPRIGHT, WIDE, Builder, CodePlace, Column, boxed
from wordstyles import Align, page

_NARROW = 156.0
_AUTHORITY = "{{ documents.commissioned_by or label.to_fill_in }}"
_WHY = (
    "{% if f.lost %}{{ f.plain or f.reason }}"
    "{% elif f.outcome == 'not_applicable' or f.outcome == 'not_assessed' %}{{ f.outcome_title }}"
    "{% else %}—{% endif %}"
)
"""Why points are lost, or why there are none."""
_DAY = "{{ dated }}"
"""The day that the log has."""


def _begin(title: str, number: str, *, wide: bool = False, foot: str = SEALED) -> Builder:
    """A paper without a cover: number, status, title."""
    builder = Builder(f"{{{{ guideline.subject }}}}{L(title)} {{{{ station.name }}}}")
    section = builder.document.sections[0]
    page(section, wide=wide)
    headers(builder, section, WIDE if wide else _NARROW, foot)
    if number:
        _number(builder, number)
    builder.tag("if guideline.status")
    boxed(builder.text("{{ guideline.status_line }}", "Notice"), "7F7F7F", "F5F5F5")
    builder.tag("endif")
    heading = builder.text(f"{{{{ guideline.subject }}}}{L(title)}", "Title")
    heading.paragraph_format.space_before = 150_000
    return builder


def _flush(builder: Builder, text: str) -> Paragraph:
    """A line of the body that is not indented."""
    line = builder.text(text)
    line.paragraph_format.first_line_indent = 0
    # the style indents in characters, which goes before a length
    line._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "0")
    return line


def _number(builder: Builder, number: str) -> None:
    """The number of the paper at the right, or the brackets to write it into."""
    line = _flush(builder, f"{{{{ {number} or label.number_blank }}}}")
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _addressee(builder: Builder) -> None:
    _flush(builder, "{{ station.name }}{{ label.colon }}")


def _contact(builder: Builder) -> None:
    """Whom to ask, or a line to write it on."""
    _kept(builder, f"{L('contact')}{L('colon')}{{{{ documents.contact or label.to_fill_in }}}}")


def _attached(builder: Builder, label: str) -> None:
    """The note below the text on what is attached."""
    _kept(builder, f"{L('attached')}{L(label)}")


def _kept(builder: Builder, text: str, style: str = "Body") -> None:
    """A paragraph on the page of what follows, so that no page has a seal and nothing else."""
    builder.text(text, style).paragraph_format.keep_with_next = True


def feedback() -> Builder:
    """反馈意见书."""
    builder = _begin("fb_title", "documents.number")
    _addressee(builder)
    builder.text(
        "{{ label.fb_lead }}{{ guideline.cited }}{{ label.fb_period }}{{ period }}{{ label.fb_end }}"
    )
    banner(builder)
    builder.heading("fb_result")
    first_page_table(builder, concluded=True)
    builder.text("{{ conclusion }}")
    builder.heading("fb_highlights")
    builder.rows(
        "row in strengths",
        [
            Column(46, L("section"), "{{ row.title }}"),
            Column(110, L("met_in_full"), "{{ row.titles }}"),
        ],
        style="Table Small",
    )
    builder.heading("fb_losses")
    builder.lines("problems_brief")
    builder.tag("if gaps")
    builder.text(L("fb_see_table"))
    builder.tag("else")
    builder.text(L("full_marks_none"))
    builder.tag("endif")
    builder.heading("fb_advice")
    advice(builder)
    builder.heading("fb_objection")
    _kept(
        builder,
        f"{L('fb_how')}{{{{ documents.objection_until or label.day_blank }}}}{L('fb_how_to')}"
        f"{{{{ documents.objection_to or label.to_fill_in }}}}{L('fb_how_rest')}",
    )
    _contact(builder)
    builder.tag("if gaps")
    _attached(builder, "fb_attached")
    builder.tag("endif")
    closing(builder, "{{ documents.evaluated_by or label.to_fill_in }}")
    builder.tag("if gaps")
    builder.text(L("fb_table"), "Annex").paragraph_format.page_break_before = True
    builder.tag("endif")
    losses(builder, none="")
    builder.code(UPRIGHT)
    return builder


def rectification() -> Builder:
    """整改通知书."""
    builder = _begin("rf_title", "documents.rectification_number")
    _addressee(builder)
    builder.text(
        "{{ label.rf_lead }}{{ guideline.cited }}{{ label.rf_period }}{{ period }}"
        "{{ label.rf_grade }}{{ score.grade }}{{ label.rf_end }}"
    )
    banner(builder)
    builder.heading("rf_problems")
    limits(builder, none="")
    rescaled(builder)
    builder.rows(
        "row in notice",
        [
            Column(10, L("no"), "{{ loop.index }}", "center"),
            Column(28, L("item"), ["{{ row.id }} {{ row.title }}", "{{ label.lost }} {{ row.lost }}"]),
            Column(42, L("finding_fact"), "{{ row.plain or row.reason }}"),
            Column(44, L("standard"), "{{ row.text }}"),
            Column(32, L("remedy"), "{{ row.remedy }}"),
        ],
        style="Table Small",
        none=L("full_marks_none"),
    )
    builder.heading("rf_demand")
    builder.text(L("rf_demand_text"))
    builder.heading("rf_deadline")
    builder.text(
        f"{L('rf_deadline_by')}{{{{ documents.deadline or label.day_blank }}}}{L('rf_deadline_text')}"
    )
    builder.heading("rf_recheck")
    builder.tag("if documents.recheck")
    _kept(builder, "{{ documents.recheck }}")
    builder.tag("else")
    _kept(builder, L("rf_recheck_text"))
    builder.tag("endif")
    _contact(builder)
    closing(builder, _AUTHORITY)
    builder.code(UPRIGHT)
    return builder


def composite() -> Builder:
    """综合得分表."""
    builder = _begin("cs_title", "", wide=True)
    builder.text(
        "{{ label.station }}{{ label.colon }}{{ station.name }}　{{ station.id }}　"
        "{{ label.county }}{{ label.colon }}{{ station.county }}　"
        "{{ label.period }}{{ label.colon }}{{ period }}",
        "Small",
    )
    builder.text(L("merged_note"), "Small")
    banner(builder)
    builder.rows(
        "f in group.findings",
        [
            Column(46, L("level3"), "{{ f.id }} {{ f.title }}"),
            Column(15, L("full"), "{{ f.of }}", "center"),
            Column(16, L("self_score"), "{{ f.self_points }}", "center"),
            Column(62, L("expert_marks"), "{{ f.marks_text }}"),
            Column(16, L("final_points"), "{{ f.points }}", "center"),
            Column(66, L("why_lost"), _WHY),
            Column(22, L("evidence_ids"), "{{ f.evidence_text }}", "center"),
        ],
        style="Table Small",
        group=("group in groups", "{{ group.title }}　{{ group.points }}"),
    )
    builder.text(L("total"), "Caption")
    first_page_table(builder)
    builder.rows(
        "row in acting_steps",
        [
            Column(14, L("no"), "{{ row.no }}", "center"),
            Column(70, L("step"), "{{ row.title }}"),
            Column(40, L("points"), "{{ row.points }}", "center"),
            Column(26, L("change"), "{{ row.change }}", "center"),
            Column(40, L("grade"), "{{ row.grade }}", "center"),
            Column(53, L("note"), "{{ row.detail }}"),
        ],
    )
    # all in one table: a stamp alone on a page of its own is no signature
    builder.dotted(
        [68, 53, 70, 52],
        [
            ("{%tr for pair in signer_pairs %}",),
            ("{%tr if pair.right %}",),
            ("{{ pair.left }}", "", "{{ pair.right }}", ""),
            ("{%tr else %}",),
            ("{{ pair.left }}", "", "", None),
            ("{%tr endif %}",),
            ("{%tr endfor %}",),
            (f"{L('stamp_evaluator')}{L('stamp')}", "{{ documents.evaluated_by }}", L("sign_date"), ""),
        ],
        "Sign",
    )
    builder.code(LANDSCAPE)
    return builder


def score_sheet() -> Builder:
    """专家评分表."""
    builder = _begin("ss_title", "", wide=True, foot="{{ foot }}")
    builder.text(
        "{{ label.station }}{{ label.colon }}{{ station.name }}　{{ station.id }}　"
        "{{ label.period }}{{ label.colon }}{{ period }}　"
        "{{ label.evaluator }}{{ label.colon }}{{ evaluator }}　{{ role }}",
        "Small",
    )
    builder.tag("if is_draft")
    builder.text(L("sheet_draft"), "Small")
    builder.tag("endif")
    builder.rows(
        "row in rows",
        [
            Column(20, L("level1"), "{{ row.level1 }}"),
            Column(20, L("level2"), "{{ row.level2 }}"),
            Column(27, L("level3"), "{{ row.id }} {{ row.title }}"),
            Column(10, L("no"), "{{ row.no }}", "center"),
            Column(12, L("full"), "{{ row.of }}", "center"),
            Column(
                50,
                L("text"),
                ["{{ row.text }}", "Table Code::{{ label.rule }}{{ label.colon }}{{ row.rule }}"],
            ),
            Column(18, L("look_at"), "{{ row.look_at }}", "center"),
            Column(14, L("self_score"), "{{ row.self_points }}", "center"),
            Column(18, L("expert_mark"), "{{ row.mark }}", "center"),
            Column(38, L("why_lost"), "{{ row.remark }}"),
            Column(16, L("evidence_ids"), "{{ row.evidence }}", "center"),
        ],
        style="Table Small",
        none="",
        head_style="Table Head Small",
    )
    for name, label, first in (("observed", "observed", "fact"), ("words", "evidence_words", "item")):
        builder.tag(f"if {name}")
        builder.text(L(label), "Caption")
        builder.tag("endif")
        builder.rows(
            f"row in {name}",
            [
                Column(90, L(first), "{{ row.title }}"),
                Column(60, L("value" if name == "observed" else "word"), "{{ row.value }}", "center"),
                Column(93, L("remark"), "{{ row.remark }}"),
            ],
            none="",
        )
    builder.tag("if remark")
    builder.text("{{ label.remark }}{{ label.colon }}{{ remark }}", "Small")
    builder.tag("endif")
    builder.tag("if sha256")
    builder.text(
        "{{ label.submitted }}{{ label.colon }}{{ submitted }}　"
        "{{ label.sheet_hash }}{{ label.colon }}{{ sha256 }}",
        "Small",
    ).paragraph_format.keep_with_next = True
    builder.tag("endif")
    builder.dotted(SIGN_WIDTHS, [(L("sheet_signature"), "", L("sign_date"), "")], "Sign")
    return builder


def review_decision() -> Builder:
    """复核决定书."""
    builder = _begin("rv_title", "documents.review_number", foot="{{ foot }}")
    _addressee(builder)
    builder.text("{{ lead }}")
    builder.heading("rv_objections")
    builder.tag("for row in objections")
    builder.text("{{ row.sentence }}")
    builder.tag("if row.verdict")
    builder.text("{{ row.verdict }}")
    builder.tag("endif")
    builder.tag("endfor")
    builder.tag("if not objections")
    builder.text(L("rv_no_objection"))
    builder.tag("endif")
    builder.heading("rv_total")
    builder.rows(
        "row in results",
        [
            Column(36, "", "{{ row.title }}"),
            Column(34, L("points"), "{{ row.points }}", "center"),
            Column(30, L("of"), "{{ row.out_of }}", "center"),
            Column(30, L("grade"), "{{ row.grade }}", "center"),
            Column(26, L("rank"), "{{ row.rank }}", "center"),
        ],
        together=True,
    )
    builder.heading("rv_changes")
    _changes(builder, "before", "after")
    builder.heading("rv_decisions")
    builder.rows(
        "row in decisions",
        [
            Column(34, L("decision"), "{{ row.what }}"),
            Column(34, L("decided_value"), "{{ row.value }}", "center"),
            Column(38, L("reason"), "{{ row.reason }}"),
            Column(18, L("by"), "{{ row.by }}", "center"),
            Column(32, L("date"), "{{ row.date }}", "center"),
        ],
    )
    builder.heading("rv_note")
    _kept(builder, L("rv_note_text"))
    _signed(builder, "rv_leader")
    builder.code(BESIDE_TWO_SEALS)
    return builder


def recheck() -> Builder:
    """整改复评表."""
    builder = _begin("rc_title", "", foot="{{ foot }}")
    _addressee(builder)
    builder.text("{{ lead }}")
    builder.heading("rc_total")
    builder.rows(
        "row in results",
        [
            Column(46, "", "{{ row.title }}"),
            Column(40, L("points"), "{{ row.points }}", "center"),
            Column(34, L("of"), "{{ row.out_of }}", "center"),
            Column(36, L("grade"), "{{ row.grade }}", "center"),
        ],
        together=True,
    )
    builder.heading("rc_changes")
    _changes(builder, "rc_before", "rc_after")
    builder.heading("rc_rest")
    builder.rows(
        "row in rest",
        [
            Column(15, L("id"), "{{ row.id }}", "center"),
            Column(45, L("item"), "{{ row.title }}"),
            Column(30, L("rc_after"), "{{ row.after }}", "center"),
            Column(66, L("why"), "{{ row.why }}"),
        ],
        none=L("rc_rest_none"),
    )
    _signed(builder, "leader")
    builder.code(BESIDE_TWO_SEALS)
    return builder


def _changes(builder: Builder, before: str, after: str) -> None:
    """What differs between two results; *before* and *after* are the labels of their columns."""
    builder.rows(
        "row in changes",
        [
            Column(15, L("id"), "{{ row.id }}", "center"),
            Column(37, L("item"), "{{ row.title }}"),
            Column(26, L(before), "{{ row.before }}", "center"),
            Column(26, L(after), "{{ row.after }}", "center"),
            Column(52, L("why"), "{{ row.why }}"),
        ],
        none=L("rv_none"),
    )


def _signed(builder: Builder, label: str) -> None:
    """The signature of who is in charge, and the authority's stamp.

    Lines of text, for LibreOffice parts a table from the stamp that follows it.
    """
    blank = L("to_fill_in")
    builder.text(f"{L(label)}{L('colon')}{blank}　　{L('sign_date')}{L('colon')}{blank}", "Sign")
    closing(builder, _AUTHORITY)


def _letter(title: str) -> Builder:
    """A letter that follows from a round's log: number, status, title, addressee."""
    builder = Builder(f"{{{{ guideline.subject }}}}{L(title)} {{{{ station.name }}}}")
    section = builder.document.sections[0]
    page(section, wide=False)
    left = "{{ station.name }}　{{ round }}"
    builder.headers(section, left, "{{ guideline.status }}", _NARROW, "{{ foot }}")
    _number(builder, "number")
    builder.tag("if guideline.status")
    boxed(builder.text("{{ guideline.status_line }}", "Notice"), "7F7F7F", "F5F5F5")
    builder.tag("endif")
    heading = builder.text(f"{{{{ guideline.subject }}}}{L(title)}", "Title")
    heading.paragraph_format.space_before = 150_000
    _addressee(builder)
    return builder


def receipt() -> Builder:
    """收件回执."""
    builder = _letter("re_title")
    builder.text("{{ lead }}")
    builder.tag("if replaces")
    builder.text("{{ replaces }}")
    builder.tag("endif")
    _kept(builder, L("re_note"))
    _kept(builder, "{{ label.re_list_hash }}{{ label.colon }}{{ sha256 }}", "Small")
    _attached(builder, "re_attached")
    closing(builder, "{{ documents.evaluated_by or documents.commissioned_by or label.to_fill_in }}", _DAY)
    builder.text(L("re_files"), "Annex").paragraph_format.page_break_before = True
    builder.rows(
        "row in files",
        [
            Column(12, L("no"), "{{ row.no }}", "center"),
            Column(54, L("re_file"), "{{ row.title }}"),
            Column(90, L("re_hash"), "Table Code::{{ row.value }}"),
        ],
        style="Table Small",
        none="",
    )
    builder.code(UPRIGHT)
    return builder


def material_check() -> Builder:
    """补正通知书."""
    builder = _letter("mc_title")
    builder.text("{{ lead }}")
    builder.tag("for part in parts")
    builder.text("{{ part.heading }}", "Heading 1")
    builder.rows(
        "row in part.rows",
        [
            Column(12, L("no"), "{{ row.no }}", "center"),
            Column(60, "{{ part.title }}", "{{ row.title }}"),
            Column(
                84,
                "{{ part.value }}",
                ["{{ row.value }}", "{%p if row.hint %}", "{{ row.hint }}", "{%p endif %}"],
            ),
        ],
        none="",
    )
    builder.tag("endfor")
    builder.text("{{ demand }}", "Heading 1")
    for condition, label in (("if parts", "mc_demand_text"), ("else", "mc_send_text")):
        builder.tag(condition)
        _kept(builder, f"{L('mc_by')}{{{{ due }}}}{L(label)}")
    builder.tag("endif")
    _contact(builder)
    closing(builder, _AUTHORITY, _DAY)
    builder.code(UPRIGHT)
    return builder


def objection_answer() -> Builder:
    """异议答复书."""
    builder = _letter("oa_title")
    builder.text("{{ lead }}")
    builder.heading("oa_about")
    builder.text("{{ label.oa_matter }}{{ label.colon }}{{ about }}")
    builder.text("{{ label.oa_text }}{{ label.colon }}{{ text }}")
    builder.tag("if points")
    builder.pairs(
        [
            (L("oa_points"), "{{ points }}"),
            (L("oa_grade"), "{{ grade }}"),
            ("{%tr if loss %}", ""),
            (L("oa_loss"), "{{ loss }}"),
            ("{%tr endif %}", ""),
        ]
    )
    builder.tag("endif")
    builder.heading("oa_answer")
    builder.text("{{ answer }}")
    _kept(builder, "{{ outcome }}")
    _kept(builder, f"{L('oa_by')}{L('colon')}{{{{ answered_by }}}}")
    closing(builder, _AUTHORITY, _DAY)
    builder.code(UPRIGHT)
    return builder


def _moved(builder: Builder) -> None:
    """The stations that move; with what the guideline and what the station did, or without."""
    widths = {True: (18, 41, 16, 21, 29, 15, 15, 15), False: (20, 58, 18, 26, 32, 16)}
    names = ("id", "name", "rank", "grade", "points", "change", "guideline", "station")
    places: tuple[Align, ...] = ("center", "left", "center", "center", "center", "right", "right", "right")
    builder.tag("if moved")
    builder.text("{{ moved_title }}", "Caption")
    for by_cause, of in widths.items():
        builder.tag("if by_cause" if by_cause else "if not by_cause")
        columns = [
            Column(width, f"{{{{ moved_head.{name} }}}}", f"{{{{ row.{name} }}}}", place)
            for width, name, place in zip(of, names, places, strict=False)
        ]
        builder.rows("row in moved", columns, style="Table Small", none="")
        builder.tag("endif")
    builder.tag("endif")


def _totals(builder: Builder) -> None:
    """What moved all stations together, with the cause or without."""
    widths = {True: (22, 16, 26, 106), False: (22, 16, 132)}
    builder.tag("if totals")
    builder.text("{{ totals_title }}", "Caption")
    for by_cause, of in widths.items():
        builder.tag("if by_cause" if by_cause else "if not by_cause")
        names = ("change", "stations", *(("cause",) if by_cause else ()), "what")
        places: dict[str, Align] = {"change": "right", "stations": "right", "cause": "center", "what": "left"}
        columns = [
            Column(width, f"{{{{ totals_head.{name} }}}}", f"{{{{ row.{name} }}}}", places[name])
            for width, name in zip(of, names, strict=True)
        ]
        builder.rows("row in totals", columns, style="Table Small", none="")
        builder.tag("endif")
    builder.tag("endif")


def explanation() -> Builder:
    """得分由来, 比较: a chain of reasons on one page."""
    builder = Builder("{{ property_title }}")
    section = builder.document.sections[0]
    page(section, wide=False)
    # one page has to hold a whole dispute
    section.top_margin, section.bottom_margin = Mm(20), Mm(26)
    section.left_margin = section.right_margin = Mm(20)
    section.header_distance, section.footer_distance = Mm(10), Mm(16)
    builder.headers(section, "{{ title }}", "", 170, "{{ foot }}")
    title = builder.text("{{ title }}", "Title").paragraph_format
    title.space_before, title.space_after = Mm(0), Mm(2)
    builder.lines("head", "Small")
    builder.lines("summary", "Small")
    _moved(builder)
    slopes_figure(builder)
    _totals(builder)
    builder.rows(
        "row in lines",
        [
            Column(
                138,
                "{{ column_step }}",
                [
                    "{%p if row.strong %}",
                    "Table Group::{{ row.text }}",
                    "{%p else %}",
                    "{{ row.indent }}{{ row.text }}",
                    "{%p endif %}",
                ],
            ),
            Column(32, "{{ column_value }}", "{{ row.value }}", "right"),
        ],
        style="Table Small",
        none="",
    )
    builder.code(CodePlace(42, 271.5, 22, 66, 282, 124))
    return builder


PAPERS = {
    "explanation.docx": explanation,
    "receipt.docx": receipt,
    "material-check.docx": material_check,
    "objection-answer.docx": objection_answer,
    "feedback.docx": feedback,
    "rectification.docx": rectification,
    "composite.docx": composite,
    "score-sheet.docx": score_sheet,
    "review-decision.docx": review_decision,
    "recheck.docx": recheck,
}


def main() -> None:
    """Write all of them into the folder named on the command line."""
    for name, paper in PAPERS.items():
        paper().save(Path(sys.argv[1]) / name)


if __name__ == "__main__":
    main()
