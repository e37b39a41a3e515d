"""Labels of the documents on a result: feedback, rectification, composite sheet, score sheet, review."""

from collections.abc import Mapping
from typing import Final

SET_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    # 反馈意见书
    "fb_title": ("评估反馈意见书", " evaluation: feedback"),
    "fb_lead": ("依据", "You were evaluated against "),
    "fb_period": ("，对你单位", " for "),
    "fb_end": (
        "的建设运营情况进行了评估，现将评估意见反馈如下。",
        ". This is the feedback.",
    ),
    "fb_result": ("一、评估结果", "1. Result"),
    "fb_highlights": ("二、主要亮点", "2. What is met in full"),
    "fb_losses": ("三、存在问题", "3. Problems"),
    "fb_see_table": (
        "各项指标的得分、失分和原因见附件。",
        "The annex has every criterion that loses points, and why.",
    ),
    "fb_table": ("附件　失分情况表", "Annex. Where points are lost"),
    "fb_attached": ("失分情况表", "Where points are lost"),
    "fb_advice": ("四、意见建议", "4. What to put right"),
    "fb_objection": ("五、异议的提出", "5. Objections"),
    "fb_how": (
        "对评估结果有异议的，请于",
        "Object in writing by ",
    ),
    "fb_how_to": ("前（含当日）以书面形式向", ", to "),
    "fb_how_rest": (
        "提出，写明异议事项、事实和理由，附证明材料，并加盖单位公章。逾期未提出的，视为无异议。",
        ": say to what and why, with evidence, and stamp it. Whoever says nothing agrees.",
    ),
    "objection_to": ("受理单位", "To"),
    "contact": ("联系人及电话", "Contact"),
    "met_in_full": ("得满分的指标", "Criteria with full points"),
    # 整改通知书
    "rf_title": ("限期整改通知书", " rectification notice"),
    "rf_lead": ("依据", "Evaluated against "),
    "rf_period": ("，对你单位", " for "),
    "rf_grade": ("的建设运营情况进行了评估，评定等级为", " you have the grade "),
    "rf_end": (
        "。你单位存在以下问题，现通知限期整改。",
        " and the problems below. Put them right in time.",
    ),
    "rf_problems": ("一、存在问题", "1. Problems"),
    "rf_demand": ("二、整改要求", "2. What is asked"),
    "rf_demand_text": (
        "请对照上表逐项整改，明确责任人，补齐佐证材料。",
        "Put each item of the table right, name who is in charge and hand in the evidence.",
    ),
    "rf_deadline": ("三、整改期限", "3. Deadline"),
    "rf_deadline_by": ("请于", "Finish by "),
    "rf_deadline_text": (
        "前（含当日）完成整改，并书面报送整改报告，附佐证材料。",
        " and report in writing, with evidence.",
    ),
    "rv_leader": ("复核负责人", "In charge of the review"),
    "rf_recheck": ("四、复查方式", "4. Check"),
    "rf_recheck_text": (
        "整改期满后，查阅整改报告和佐证材料，必要时实地复查；复查按上列评分标准逐项评定，结果书面告知。",
        "Report and evidence are checked afterwards, on site where needed, by the wording above.",
    ),
    "finding_fact": ("查明的事实", "What was found"),
    "standard": ("评分标准原文", "The guideline's own wording"),
    # 综合得分表、专家评分表
    "cs_title": ("评估综合得分表", " composite score sheet"),
    "ss_title": ("评估专家评分表", " score sheet"),
    "level1": ("一级指标", "Level 1"),
    "level2": ("二级指标", "Level 2"),
    "level3": ("三级指标", "Level 3"),
    "full": ("分值", "Full marks"),
    "self_score": ("自评分", "Self-score"),
    "expert_marks": ("各专家评分", "Marks of the panel"),
    "expert_mark": ("专家评分", "Mark"),
    "final_points": ("得分", "Points"),
    "why_lost": ("扣分原因", "Why points are lost"),
    "evidence_ids": ("佐证编号", "Evidence"),
    "merged_note": (
        "各专家评分为其独立评分，“得分”为合并后的得分；▲为关键指标。",
        "Marks are each evaluator's own, points are what they were merged to. ▲ marks a key item.",
    ),
    "total": ("总分与等级", "Total and grade"),
    "sheet_draft": ("尚未提交：本表不作为计分依据。", "Not submitted: this sheet does not count."),
    "sheet_hash": ("评分表校验码（SHA-256）", "Hash of the sheet (SHA-256)"),
    "observed": ("实地查看数据", "Figures found on site"),
    "evidence_words": ("佐证材料与不适用申报的意见", "On evidence and on what is claimed not to apply"),
    "vetoes": ("否决情形", "Vetoes"),
    "remark": ("备注", "Remark"),
    "sheet_signature": ("评估人员签名", "Evaluator's signature"),
    "word": ("意见", "Opinion"),
    # 复核决定书
    "rv_title": ("评估复核决定书", " review decision"),
    "rv_total": ("二、复核前后结果", "2. Before and after"),
    "rv_changes": ("三、变更的评定", "3. What changed"),
    "rv_decisions": ("四、决定事项及理由", "4. Decisions and reasons"),
    "rv_note": ("五、说明", "5. Notes"),
    "rv_note_text": (
        "未列入变更的评定维持原结论。复核后的结果以本决定为准。",
        "All other findings stand. The result after review is the one in force.",
    ),
    "before": ("复核前", "Before"),
    "after": ("复核后", "After"),
    "rv_none": ("各项评定均维持原结论。", "Every finding stands as it was."),
    "to_fill_in": ("＿＿＿＿＿＿＿＿", "____________"),
}
