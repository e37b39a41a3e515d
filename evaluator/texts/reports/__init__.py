"""The reports' own words, in the languages a guideline can be written in; templates take them as `label`."""

from collections.abc import Mapping
from typing import Final

from evaluator.texts import Language, Texts
from evaluator.texts.reports.life import LIFE_LABELS
from evaluator.texts.reports.papers import SET_LABELS

LABELS: Final = Texts(
    {
        "colon": ("：", ": "),
        # Cover
        "number": ("编号", "Number"),
        "station": ("评估对象", "Evaluated"),
        "station_id": ("编码", "Id"),
        "county": ("所属县（区）", "County"),
        "kind": ("类别", "Kind"),
        "period": ("评估周期", "Period"),
        "guideline": ("评估依据", "Guideline"),
        "edition": ("版本", "Edition"),
        "issuer": ("发布单位", "Issued by"),
        "commissioned_by": ("委托单位", "Commissioned by"),
        "evaluated_by": ("评估单位", "Evaluated by"),
        "dated": ("报告日期", "Date"),
        "submitted_by": ("填报单位", "Submitted by"),
        # First page
        "result": ("评估结论", "Result"),
        "self_result": ("自评结论", "Result of the self-check"),
        "points": ("得分", "Points"),
        "of": ("满分", "Out of"),
        "grade": ("等级", "Grade"),
        "grades": ("等级分数线", "Grades and their bounds"),
        "also": ("折算", "Converted"),
        "range": ("得分区间", "Range"),
        "eligibility": ("参评资格", "Eligibility"),
        "open_items": ("待评定、待认定事项", "Still open"),
        "provisional": ("暂定", "provisional"),
        "not_applicable": ("不适用事项", "Not applicable"),
        "not_applicable_none": ("本次评估无不适用事项。", "Everything in the guideline applies."),
        "reason": ("理由", "Reason"),
        "state": ("状态", "State"),
        "item": ("事项", "Item"),
        "counts": ("评定分布", "Outcomes"),
        # Headings of the evaluation report
        "h_overview": ("一、评估概况", "1. Overview"),
        "h_object": ("（一）评估对象", "1.1 What was evaluated"),
        "h_basis": ("（二）评估依据与方法", "1.2 Basis and method"),
        "h_facts": ("（三）基本情况", "1.3 Key figures"),
        "h_total": ("二、评估结果", "2. Result"),
        "h_sections": ("（一）各模块得分", "2.1 Sections"),
        "h_limits": ("（二）等级上限与否决", "2.2 Ceilings and vetoes"),
        "h_gaps": ("三、失分情况", "3. Where points are lost"),
        "h_problems": ("四、存在问题", "4. Problems"),
        "h_remedies": ("五、整改建议", "5. What to put right"),
        "h_signatures": ("六、评估人员签名", "6. Signatures"),
        "annexes_title": ("评估报告附件", "Annexes to the evaluation report"),
        "loss_why": ("失分原因", "Why"),
        "steps_why": ("评定步骤", "Steps"),
        "seal_foot": ("校验码", "Seal"),
        "basis_full": ("评估依据说明", "Sources of the criteria"),
        "missing_evidence": ("缺少的佐证", "Missing evidence"),
        "h_annexes": ("附件目录", "Annexes"),
        # Headings of the self-check report
        "s_overview": ("一、基本情况", "1. Overview"),
        "s_result": ("二、自评结果", "2. Result"),
        "s_gaps": ("三、失分情况与补正建议", "3. Gaps and remedies"),
        "s_missing": ("四、佐证材料缺项", "4. Missing evidence"),
        "s_problems": ("五、数据与文件问题", "5. Problems in data and files"),
        "s_promise": ("六、真实性承诺", "6. Statement"),
        "promise": (
            (
                "本单位承诺：遵守评估规定，按时完成自评并配合实地评估；"
                "所报数据、台账和佐证材料真实、完整，如有不实，愿承担相应责任。"
            ),
            (
                "We keep to the rules of the evaluation, complete the self-check in time and support the visit. "
                "All figures, ledgers and evidence handed in are true and complete."
            ),
        ),
        "self_note": (
            "本报告由站点依据自报数据、台账和佐证材料自动计算，须由评估人员评分的项目以区间表示，不代表最终评估结果。",
            (
                "Computed from what the station handed in. What evaluators mark is given as a range. "
                "This is not the result of the evaluation."
            ),
        ),
        # Annexes
        "a_findings": ("附件1　单项评定明细表", "Annex 1. All findings"),
        "a_evidence": ("附件2　佐证材料清单", "Annex 2. Evidence"),
        "a_ledgers": ("附件3　台账计数情况", "Annex 3. Ledgers"),
        "a_panel": ("附件4　评分表与合议决定", "Annex 4. Sheets and decisions"),
        "a_method": ("附件5　计分方法与步骤", "Annex 5. How points were computed"),
        "a_proof": ("附件6　数据与校验信息", "Annex 6. Data and proof"),
        "a_self_findings": ("附件1　自评明细表", "Annex 1. All findings"),
        # Columns
        "no": ("序号", "No."),
        "id": ("编号", "Id"),
        "criterion": ("指标与评分标准", "Criterion and rule"),
        "criterion_title": ("指标", "Criterion"),
        "score": ("得分/满分", "Points"),
        "outcome": ("评定", "Outcome"),
        "why": ("评分理由", "Reason"),
        "evidence": ("佐证编号", "Evidence"),
        "remarks": ("差异、缺项与整改建议", "Differences, gaps, remedy"),
        "self_points": ("自评", "Self-score"),
        "section": ("模块", "Section"),
        "share": ("得分率", "Share"),
        "note": ("说明", "Note"),
        "change": ("增减", "Change"),
        "step": ("步骤", "Step"),
        "bound": ("分数线", "Bound"),
        "title": ("名称", "Title"),
        "value": ("数值", "Value"),
        "source": ("来源", "Source"),
        "from": ("出处", "From"),
        "kind_column": ("类型", "Kind"),
        "date": ("日期", "Date"),
        "file": ("文件", "File"),
        "for": ("用于指标", "For"),
        "fact": ("指标数据", "Fact"),
        "used": ("采用", "Used"),
        "values": ("各来源数值", "Values"),
        "effect": ("影响", "Effect"),
        "where": ("位置", "Where"),
        "problem": ("问题", "Problem"),
        "hint": ("处理建议", "Hint"),
        "severity": ("程度", "Severity"),
        "missing": ("缺少的材料", "Missing"),
        "lost": ("失分", "Lost"),
        "remedy": ("整改建议", "Remedy"),
        "effort": ("预计用时", "Effort"),
        "ledger": ("台账", "Ledger"),
        "rows": ("行数", "Rows"),
        "counted": ("计数结果", "Counted"),
        "not_counted": ("未计入的记录", "Rows that did not count"),
        "evaluator": ("评估人员", "Evaluator"),
        "role": ("身份", "Role"),
        "submitted": ("提交日期", "Submitted"),
        "decision": ("决定事项", "Decided"),
        "decided_value": ("决定内容", "Decision"),
        "by": ("决定人", "By"),
        "seal": ("结果校验码", "Seal"),
        "guideline_hash": ("指南校验码", "Guideline's hash"),
        "inputs": ("计算所用文件", "Files it was computed from"),
        "hash": ("校验码（SHA-256）", "SHA-256"),
        "sheets": ("已提交评分表", "Submitted sheets"),
        "decisions": ("合议决定", "Decisions"),
        "claims": ("不适用申报", "Claims"),
        "facts": ("指标数据", "Facts"),
        "rule": ("计分规则", "Rule"),
        "text": ("评分标准", "Wording"),
        "marks": ("专家评分", "Marks"),
        "look_at": ("评估方式", "Look at"),
        "evidence_needed": ("所需佐证", "Evidence needed"),
        "differences": ("数据不一致", "Differences"),
        "bonus": ("加分项", "Bonus"),
        "deductions": ("扣分项", "Deductions"),
        "findings": ("单项评定", "Findings"),
        "none": ("无。", "None."),
        "full_marks_none": ("无失分项目。", "No points are lost."),
        # Signatures
        "signature": ("签名", "Signature"),
        "leader": ("评估组组长", "Head of the panel"),
        "sign_date": ("日期", "Date"),
        "stamp": ("（盖章）", "(stamp)"),
        "stamp_evaluator": ("评估单位", "Evaluating body"),
        "stamp_station": ("填报单位", "Station"),
        "in_charge": ("站点负责人", "Head of the station"),
        "filled_by": ("填报人", "Filled in by"),
        "year_month_day": ("　　年　　月　　日", "____-__-__"),
        # HTML
        "skip": ("跳到正文", "Skip to content"),
        "contents": ("目录", "Contents"),
        "filter": ("按评定结果筛选", "Filter by outcome"),
        "all": ("全部", "All"),
        "shown_now": ("当前显示", "Shown"),
        "print": ("打印", "Print"),
        "chart": ("各模块得分率", "Share by section"),
        "chart_share": ("得分率", "Share"),
        "chart_low": ("得分率（至少）", "Share (at least)"),
        "chart_high": ("得分率（至多）", "Share (at most)"),
        "chart_sections": ("图：各模块得分率（%）", "Figure: Share by section (%)"),
        "chart_mean": ("本轮平均得分率", "Average share of the round"),
        "chart_against_mean": (
            "图：各模块得分率与本轮平均（%）",
            "Figure: Share by section and the round's average (%)",
        ),
        "chart_against_mean_alt": (
            "条形图：各模块的本轮平均得分率，和前面各模块得分表中的本站得分率。",
            "Bar chart: the round's average share by section, and the station's as in the table before it.",
        ),
        "chart_sections_alt": (
            "雷达图：各模块得分率；数值见前面的各模块得分表。",
            "Radar chart: share by section; the figures are in the table of sections before it.",
        ),
        "key_item": ("▲为关键指标", "▲ marks a key item"),
        "overview": ("站点与评估依据", "Station and guideline"),
        "steps": ("计算步骤", "Steps"),
        "limits": ("等级上限与否决", "Ceilings and vetoes"),
        "remedies": ("整改建议", "Remedies"),
        "file_problems": ("申报文件问题", "Problems in the files"),
        "evidence_list": ("佐证材料", "Evidence"),
        "ledgers": ("台账", "Ledgers"),
        "panel": ("评分表与合议决定", "Sheets and decisions"),
        "proof": ("校验信息", "Proof"),
        "points_note": ("得分说明", "On the points"),
        "proof_note": (
            "任何人可用原始材料重新计算本结果，并核对校验码。",
            "Anyone can recompute this result from its inputs and compare the seal.",
        ),
        **SET_LABELS,
        **LIFE_LABELS,
    }
)

CODES: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "status": {
        "official": ("", ""),
        "constructed": ("示例指标，非官方", "Example criteria, not official"),
        "draft": ("征求意见稿，非正式发布", "Draft, not in force"),
    },
    "outcome": {
        "met": ("达标", "met"),
        "partly_met": ("部分达标", "partly met"),
        "not_met": ("未达标", "not met"),
        "not_applicable": ("不适用", "not applicable"),
        "not_assessed": ("待评定", "not assessed"),
    },
    "symbol": {
        "met": ("●", "●"),
        "partly_met": ("◐", "◐"),
        "not_met": ("○", "○"),
        "not_applicable": ("—", "—"),
        "not_assessed": ("？", "?"),
    },
    "reason": {
        "scored": ("按规则计分", "scored"),
        "blank": ("未填报", "left blank"),
        "zero": ("按规则得零分", "zero by the rule"),
        "no_evidence": ("缺少佐证材料", "evidence is missing"),
        "zero_when": ("触发零分条件", "a condition makes it zero"),
        "refused": ("不适用申报未获认可", "the claim was refused"),
        "not_applicable": ("不适用", "not applicable"),
        "claimed": ("不适用申报待认定", "a claim is open"),
        "awaiting_mark": ("待评分", "awaits a mark"),
        "awaiting_decision": ("待合议", "awaits a decision"),
    },
    "kind": {
        "criterion": ("指标", "Criterion"),
        "bonus": ("加分项", "Bonus"),
        "deduction": ("扣分项", "Deduction"),
    },
    "claim_state": {
        "accepted": ("已认可", "accepted"),
        "refused": ("不予认可", "refused"),
        "pending": ("待认定", "pending"),
        "dropped": ("已忽略", "dropped"),
    },
    "limit_state": {
        "applies": ("已触发", "applies"),
        "holds": ("已触发", "applies"),
        "pending": ("待认定", "pending"),
    },
    "eligibility": {
        "eligible": ("符合参评条件", "eligible"),
        "postponed": ("暂缓评估", "postponed"),
        "not_evaluated": ("不予评估", "not evaluated"),
        "pending": ("待认定", "pending"),
    },
    "severity": {"error": ("错误", "error"), "warning": ("提示", "warning")},
    "role": {"expert": ("评估专家", "expert"), "organiser": ("组织方", "organiser")},
    "rounding": {"half_up": ("四舍五入", "half up"), "half_even": ("四舍六入五成双", "half to even")},
    "effect": {
        "ceiling": ("等级上限", "Ceiling"),
        "veto": ("一票否决", "Veto"),
        "eligibility": ("参评资格", "Eligibility"),
    },
    "decided": {
        "mark": ("评分", "Mark"),
        "fact": ("指标数据", "Fact"),
        "veto": ("否决", "Veto"),
        "claim": ("不适用申报", "Claim"),
        "not_applicable": ("不适用事项", "Not applicable"),
        "evidence": ("佐证材料", "Evidence"),
        "level": ("等次", "level"),
        "points": ("得分", "points"),
    },
    "beyond": {
        "undisputed": ("专家评分没有分歧", "the marks agreed"),
        "outside": ("在专家评分之外", "outside the marks"),
    },
    "answer": {"yes": ("是", "yes"), "no": ("否", "no")},
}

SENTENCES: Final = Texts(
    {
        "title": ("{subject}评估报告", "{subject} evaluation report"),
        "in_brackets": ("（{text}）", " ({text})"),
        "self_title": ("{subject}自评报告", "{subject} self-check report"),
        "subject": ("社工站", "Station"),
        "status_issuer": ("{status}；编制：{issuer}", "{status}; issued by {issuer}"),
        "edition": ("{edition}版", "edition {edition}"),
        "full_title": ("{title}（{edition}）", "{title} ({edition})"),
        "modelled_on": ("参照 {name}", "Modelled on {name}"),
        "profile": ("调整方案：{name}", "Profile: {name}"),
        "source_document": ("指标来源文件：{name}", "Source document: {name}"),
        "period": ("{start}至{end}", "{start} to {end}"),
        "range": ("{low}～{high}", "{low} to {high}"),
        "banner": (
            "暂定：尚有 {count} 项待评定，得分区间 {range}",
            "Provisional: {count} still open, points between {low} and {high}",
        ),
        "banner_fixed": (
            "暂定：尚有 {count} 项待评定，得分 {points}",
            "Provisional: {count} still open, points {points}",
        ),
        "grade_range": ("{low}～{high}", "{low} to {high}"),
        "no_grade": ("暂不定级", "no grade"),
        "no_score": ("不计分", "no score"),
        "grade_before": (
            "按得分为{grade}，因“{what}”调整",
            "{grade} by points, changed by “{what}”",
        ),
        "out_of": ("{points}（满分 {of}）", "{points} of {of}"),
        "at_least": ("不低于 {bound}", "{bound} or more"),
        "above": ("高于 {bound}", "more than {bound}"),
        "na_points": (
            "不适用部分合计 {points} 分，占满分 {share}。",
            "{points} points, {share} of full marks, don't apply.",
        ),
        "na_limit": (
            "超过上限 {at_most}，须经合议认可方可定级。",
            "That is more than {at_most} and needs a decision.",
        ),
        "na_open": ("不适用部分超过满分的 {at_most}", "More than {at_most} of full marks don't apply"),
        "round_criterion": (
            "各单项得分按“{rule}”保留 {places} 位小数后相加，分项之和等于总分。",
            "Each criterion is rounded {rule} to {places} places; the printed parts add up to the total.",
        ),
        "round_total": (
            (
                "各单项、各模块保持精确值，仅总分按“{rule}”保留 {places} 位小数；"
                "表中分项为显示值，相加可能与总分有尾差。"
            ),
            (
                "Criteria and sections stay exact; only the total is rounded {rule} to {places} places, "
                "so printed parts may differ from it in the last digit."
            ),
        ),
        "compare_exact": ("等级按未修约的精确得分判定。", "Grades compare exact points."),
        "compare_rounded": ("等级按修约后的得分判定。", "Grades compare rounded points."),
        "order": (
            "计算次序：单项得分、模块折算、加分、扣分、总分、等级、等级上限、否决。",
            "Order: criteria, rescaling, bonus, deductions, total, grade, ceilings, vetoes.",
        ),
        "blank_rule": (
            "未填报的项目不得分且仍计入满分；不适用须说明理由并经认定。",
            "What is left blank scores nothing and stays in the denominator; what does not apply needs a reason.",
        ),
        "course_station": (
            "站点提交佐证材料 {evidence} 件、台账 {ledgers} 类。",
            "The station handed in {evidence} items of evidence and {ledgers} ledgers.",
        ),
        "course_panel": (
            "评估人员提交评分表 {sheets} 份，作出合议决定 {decisions} 项。",
            "Evaluators submitted {sheets} sheets and took {decisions} decisions.",
        ),
        "counts": ("共 {total} 项指标：{counts}。", "{total} criteria: {counts}."),
        "of": ("/{of}", "/{of}"),
        "of_bonus": ("最高加 {of}", "at most {of}"),
        "of_deduction": ("最多扣 {of}", "at most {of} off"),
        "count": ("{title} {count} 项", "{title} {count}"),
        "effort": ("{days} 个工作日", "{days} working days"),
        "own": ("本级 {points}/{of}", "own scale {points}/{of}"),
        "exact": ("精确值 {exact}", "exactly {exact}"),
        "unrounded": ("修约前 {value}", "{value} before rounding"),
        "applicable": ("适用部分 {points} 分", "{points} apply"),
        "rescaled": ("按适用部分折算", "rescaled"),
        "not_handed_in": ("未提交", "not handed in"),
        "member": ("评估组成员", "Member of the panel"),
        "signer": ("{role} {name}", "{role} {name}"),
        "mark": ("{evaluator}：{value}", "{evaluator}: {value}"),
        "mark_points": ("{points} 分", "{points}"),
        "missing": ("缺：{what}", "missing: {what}"),
        "missing_costs": ("，影响 {points} 分", ", costs {points} points"),
        "missing_costs_nothing": ("，不影响得分", ", costs no points"),
        "difference": ("{title}：采用{source} {value}；{also}", "{title}: {source} {value} is used; {also}"),
        "difference_value": ("{source} {value}", "{source} {value}"),
        "blank": ("未填", "blank"),
        "remedy": ("整改：{remedy}", "Remedy: {remedy}"),
        "at_most": ("最高 {points} 分", "at most {points}"),
        "not_counted": ("{place}：{why}", "{place}: {why}"),
        "set_aside": ("另有 {count} 行空白或看不清，没有计入", "{count} more are blank or cannot be read"),
        "line": ("第 {line} 行", "line {line}"),
        "line_of_evidence": ("{title}：需 {needed}，有 {have}", "{title}: {have} of {needed}"),
        "optional": ("（可选）", " (optional)"),
        "tool": ("由 {name} {version} 计算", "Computed by {name} {version}"),
        "ceiling": ("最高定为{grade}", "at most {grade}"),
        "veto": ("直接定为{grade}", "{grade} at once"),
        "brackets": ("{text}（{more}）", "{text} ({more})"),
        "fact": ("{title}：{value}，{source}", "{title}: {value}, {source}"),
        "joint": ("、", ", "),
        "stop": ("；", "; "),
        # The conclusion, the problems and the advice in sentences
        "conclusion_result": (
            "{station}本次评估得分 {points} 分（满分 {of} 分），评定等级为{grade}{note}。",
            "{station} has {points} of {of} points and the grade {grade}{note}.",
        ),
        "conclusion_provisional": (
            "{station}本次评估尚有事项待定，暂得 {points} 分（满分 {of} 分），等级暂为{grade}{note}。",
            "{station} has {points} of {of} points so far and the grade {grade}{note}; some things are open.",
        ),
        "brackets_note": ("（{text}）", " ({text})"),
        "conclusion_counts": ("共评定 {total} 项指标：{counts}。", "{total} criteria: {counts}."),
        "conclusion_sections": (
            "得分率最高的是“{best}”（{best_share}），最低的是“{last}”（{last_share}）。",
            "The best section is “{best}” ({best_share}), the weakest “{last}” ({last_share}).",
        ),
        "conclusion_loss": ("“{title}”（{lost} 分）", "“{title}” ({lost})"),
        "conclusion_losses": ("失分最多的是{losses}。", "Most points are lost in {losses}."),
        "conclusion_no_losses": ("各项指标均得满分。", "Every criterion has full points."),
        "loss": ("{why}，扣 {lost} 分", "{why}: {lost} points lost"),
        "problem_limit": ("{title}（{why}），{effect}。", "{title} ({why}): {effect}."),
        "problem_section": (
            "{section}（得分率 {share}）有 {count} 项失分：{problems}{more}。",
            "{section} ({share}) loses points in {count} criteria: {problems}{more}.",
        ),
        "problem_gap": ("“{title}”：{why}，扣 {lost} 分", "“{title}”: {why}, {lost} points lost"),
        "problem_share": ("“{title}”为 {why}，扣 {lost} 分", "“{title}” is {why}, {lost} points lost"),
        "problem_more": ("；另有 {count} 项见失分情况表", "; {count} more in the table of losses"),
        "problem_evidence": (
            "有 {criteria} 项指标的佐证材料不齐，共缺 {items} 项，见评估报告附件 1。",
            "evidence is incomplete for {criteria} criteria, {items} items in all: see annex 1 of the report.",
        ),
        "problem_differences": (
            "有 {count} 项数据各方所报不一致：{facts}，评定时所采用的见评估报告附件 3。",
            "sources disagree on {count} figures: {facts}; annex 3 of the report says which were used.",
        ),
        "advice": (
            "{remedy}（“{title}”，可补回 {lost} 分{effort}）。",
            "{remedy} (“{title}”, {lost} points{effort}).",
        ),
        "advice_effort": ("，约需 {effort}", ", about {effort}"),
        "advice_more": (
            "其余 {count} 项整改建议见评估报告附件 1。",
            "{count} more pieces of advice are in annex 1 of the report.",
        ),
    }
)


def language(code: str) -> Language:
    """Return the language of the reports for a guideline's language; anything but English is Chinese."""
    return "en" if code.lower().startswith("en") else "zh"


def word(lang: Language, table: str, code: str) -> str:
    """Return the word for a code; a code this version does not know is shown as it is."""
    words = CODES[table].get(code)
    return code if words is None else words[lang == "en"]
