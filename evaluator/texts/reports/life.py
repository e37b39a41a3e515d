"""Labels and sentences of the papers on a result, and of those that follow it: review, answers, recheck, check."""

from collections.abc import Mapping
from typing import Final

from evaluator.texts import Texts

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

LIFE_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    # 复核决定书
    "rv_objections": ("一、异议", "1. Objections"),
    "rv_no_objection": ("本次复核没有登记在案的异议。", "No objection is registered for this review."),
    "objection_number": ("编号", "No."),
    "objection_received": ("收到日期", "Received"),
    "objection_by": ("提出人", "Raised by"),
    "objection_about": ("事项", "About"),
    "objection_text": ("内容", "Text"),
    "objection_answer": ("答复", "Answer"),
    "objection_outcome": ("结论", "Outcome"),
    "answered_by": ("答复人", "Answered by"),
    "rank": ("名次", "Rank"),
    # 整改复评表
    "rc_title": ("整改复评表", ": recheck after rectification"),
    "rc_lead": (
        "整改后对照原评估结果复评如下。复评结果不参加排名和评优。",
        "Compared with the result before rectification. A recheck enters no ranking and no award.",
    ),
    "rc_total": ("一、整改前后结果", "1. Before and after"),
    "rc_changes": ("二、有变化的评定", "2. What changed"),
    "rc_rest": ("三、仍未达到的评定", "3. What is still short"),
    "rc_rest_none": ("各项均已达到。", "Nothing is short any more."),
    "rv_full": ("达到满分要求", "full points"),
    "foot_replaced": ("取代原结果", "replaces"),
    "foot_checked": ("整改前结果", "before"),
    "rc_before": ("整改前", "Before"),
    "rc_after": ("复评", "Recheck"),
    # 收件回执
    "re_title": ("评估材料收件回执", ": receipt of materials"),
    "re_sheets_title": ("评分表收件回执", ": receipt of sheets"),
    "re_files": ("附件　收件清单", "Annex. Files received"),
    "re_attached": ("收件清单", "Files received"),
    "re_file": ("文件", "File"),
    "re_hash": ("校验码（SHA-256）", "Hash (SHA-256)"),
    "re_list_hash": ("清单校验码", "Hash of the list"),
    "re_note": (
        "校验码由文件内容算出，内容改动一个字，校验码就不同；请妥善保存本回执和所报送的文件。",
        "A hash follows from a file's content: one changed letter gives another. Keep this and the files.",
    ),
    # 补正通知
    "mc_title": ("评估材料补正通知书", ": notice on missing materials"),
    "mc_by": ("请于", "By "),
    "mc_demand_text": (
        "前（含当日）补齐、改正上列内容，并将全部申报材料重新报送一次。逾期未补正的，按现有材料评定。",
        (
            " complete and correct the above, and hand in all materials again. What is still missing then is "
            "judged as it stands."
        ),
    ),
    "mc_send_text": (
        "前（含当日）报送全部申报材料。",
        " hand in all materials.",
    ),
    "mc_report_only": ("只用于统计，不影响得分", "for statistics only, scores nothing"),
    # 异议答复书
    "oa_title": ("评估异议答复书", ": answer to an objection"),
    "oa_about": ("一、异议事项", "1. The objection"),
    "oa_matter": ("事项", "About"),
    "oa_text": ("异议内容", "Objection"),
    "oa_points": ("原评定得分", "Points as published"),
    "oa_grade": ("原评定等级", "Grade as published"),
    "oa_loss": ("失分原因", "Why points were lost"),
    "oa_answer": ("二、答复意见", "2. Answer"),
    "oa_by": ("答复人", "Answered by"),
}

SENTENCES: Final = Texts(
    {
        "review_objections": (
            "你单位对评估结果提出的异议（第{numbers}号），经复核，现决定如下。",
            "Your objection to the result (no. {numbers}) was reviewed. It is decided as follows.",
        ),
        "review_reopened": (
            "你单位的评估结果于{day}重开复核（理由：{reason}；{by}），现决定如下。",
            "Your result was opened for review on {day} ({reason}; {by}). It is decided as follows.",
        ),
        "moved_by_program": (
            "材料不变，只因计分程序更新，由 {before} 分变为 {program} 分",
            "with the same files, the new scoring program alone moves it from {before} to {program}",
        ),
        "moved_by_program_unknown": (
            "计分程序更新过，原来的材料已不全，分不出多少是复核、多少是程序的缘故",
            "the scoring program changed; the files of then are lost, so its part cannot be told from the review's",
        ),
        "review_plain": ("你单位的评估结果经复核，现决定如下。", "Your result was reviewed as follows."),
        "hand_out_title": ("{round}：{name}的评估材料", "{round}: materials for {name}"),
        "hand_out_rest": ("其他文件", "Other files"),
        "hand_out_mark": ("在网页里评分（旁边看佐证）", "Mark in a page, with the evidence beside it"),
        "files_drawn": ("抽到的档案：{files}", "Files drawn: {files}"),
        "objection_late": ("（逾期）", " (late)"),
        "about_total": ("总分", "the total"),
        "about_grade": ("等级", "the grade"),
        "objection_sentence": (
            "异议 {number}：{by}于{received}对{about}提出异议：{text}",
            "Objection {number}, raised by {by} on {received} to {about}: {text}",
        ),
        "objection_verdict": ("复核结论：{outcome}。{answer}", "Found {outcome}. {answer}"),
        "sentence_end": ("。", "."),
        "outcome_upheld": ("成立", "upheld"),
        "outcome_rejected": ("不成立", "rejected"),
        "outcome_inadmissible": ("不予受理", "inadmissible"),
        "outcome_withdrawn": ("已撤回", "withdrawn"),
        "outcome_answered": ("已答复", "answered"),
        "receipt_lead": (
            "{day}收到你单位为“{round}”报送的申报材料，共 {count} 个文件，清单如下。",
            "On {day} {count} files were received from you for {round}. They are listed below.",
        ),
        "receipt_replaces": (
            "本次报送的材料替换此前报送的材料，评估以本次为准。",
            "They take the place of what you handed in before.",
        ),
        "sheet_receipt_lead": (
            "{day}收到你为“{round}”提交的评分表，共 {count} 份，清单如下。",
            "On {day} {count} sheets were received from you for {round}. They are listed below.",
        ),
        "sheet_receipt_row": ("{name}（{what}）", "{name} ({what})"),
        "sheet_receipt_from": ("来件", "as handed in"),
        "sheet_receipt_replaces": (
            "其中有的替换此前提交的评分表，评估以本次为准。",
            "Some take the place of sheets that you handed in before.",
        ),
        "receipt_foot": ("收件清单校验码 {seal}", "Hash of the list {seal}"),
        "check_lead": (
            "你单位为“{round}”报送的申报材料已于{day}审核，尚有以下内容需要补正。",
            "Your materials for {round} were checked on {day}. What follows is missing or has to be corrected.",
        ),
        "check_lead_nothing": (
            "截至{day}，尚未收到你单位为“{round}”报送的申报材料。",
            "By {day} no materials for {round} have been received from you.",
        ),
        "check_foot": ("审核记录校验码 {seal}", "Hash of the check {seal}"),
        "check_facts": ("未填写的指标数据", "Facts that are blank"),
        "check_facts_title": ("数据", "Fact"),
        "check_facts_value": ("用于指标", "Asked for by"),
        "check_ledgers": ("未报送的台账", "Ledgers that were not handed in"),
        "check_ledgers_title": ("台账", "Ledger"),
        "check_ledgers_value": ("用于指标", "Asked for by"),
        "check_evidence": ("缺少的佐证材料", "Evidence that is missing"),
        "check_evidence_title": ("材料", "Evidence"),
        "check_evidence_value": ("用于指标", "Asked for by"),
        "check_unlisted": ("没有列入清单的文件", "Files that are not listed"),
        "check_unlisted_title": ("文件", "File"),
        "check_unlisted_value": ("处理", "What to do"),
        "check_unlisted_asked": (
            "请列明所证明的指标；与评估无关的不用报送",
            "Say which criteria it proves, or leave it out",
        ),
        "check_problems": ("文件中需要改正的地方", "What has to be corrected in files"),
        "check_problems_title": ("位置", "Place"),
        "check_problems_value": ("问题和改法", "What is wrong, and what to do"),
        "check_demand": ("补正要求", "What is asked"),
        "answer_lead": (
            "你单位提出的异议已于{received}收到{late}，登记为第 {number} 号。现答复如下。",
            "Your objection was received on {received}{late} and registered as no. {number}. This is the answer.",
        ),
        "answer_replaces": (
            "本答复取代{day}的答复（{outcome}），理由：{reason}",
            " It takes the place of the answer of {day} ({outcome}), for this reason: {reason}",
        ),
        "answer_adds": (
            "本件是对{day}的答复（{outcome}）的补充，结论不变。",
            " It adds to the answer of {day} ({outcome}), which stands.",
        ),
        "answer_points": ("{points} 分（满分 {of} 分）", "{points} of {of}"),
        "answer_upheld": (
            "综上，异议成立。评定如有变更，以复核决定书为准。",
            "So the objection is upheld. What changes is said by the review decision.",
        ),
        "answer_rejected": (
            "综上，异议不成立，所涉评定不因本异议变更。",
            "So the objection is rejected; it changes nothing in the result.",
        ),
        "answer_inadmissible": (
            "综上，异议不予受理，所涉评定不因本异议变更。",
            "So the objection is inadmissible; it changes nothing in the result.",
        ),
        "answer_withdrawn": ("异议已撤回，处理终结。", "The objection was withdrawn; the matter is closed."),
        "answer_answered": ("特此答复。", "This is our answer."),
        # what the code on a paper's last page says
        "code_station": ("站点", "station"),
        "code_evaluator": ("评估人员", "evaluator"),
        "code_list": ("收件清单", "list"),
        "code_check": ("审核记录", "check"),
        "code_round": ("轮次", "round"),
        "code_stations": ("站点数", "stations"),
        "code_points": ("总分", "points"),
        "code_grade": ("等级", "grade"),
        "code_edition": ("版本", "edition"),
        "code_seal": ("校验码", "seal"),
        "answer_foot": ("第{number}版结果　校验码 {seal}", "Result of edition {number} · seal {seal}"),
    }
)
