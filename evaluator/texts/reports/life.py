"""Labels and sentences of the papers that follow a result: review, answers, recheck, material check."""

from collections.abc import Mapping
from typing import Final

from evaluator.texts import Texts

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
    "rc_before": ("整改前", "Before"),
    "rc_after": ("复评", "Recheck"),
    "result_checked": ("整改前的结果", "Result before rectification"),
    "result_recheck": ("复评的结果", "Result of the recheck"),
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
        "review_plain": ("你单位的评估结果经复核，现决定如下。", "Your result was reviewed as follows."),
        "files_drawn": ("抽到的档案：{files}", "Files drawn: {files}"),
        "objection_late": ("（逾期）", " (late)"),
        "about_total": ("总分", "the total"),
        "about_grade": ("等级", "the grade"),
        "outcome_upheld": ("成立", "upheld"),
        "outcome_rejected": ("不成立", "rejected"),
        "outcome_inadmissible": ("不予受理", "inadmissible"),
        "outcome_withdrawn": ("已撤回", "withdrawn"),
        "outcome_answered": ("已答复", "answered"),
    }
)
