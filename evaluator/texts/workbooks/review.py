"""Texts of the workbook in which an author corrects a guideline, in Chinese and in English."""

from __future__ import annotations

from typing import Final

from evaluator.texts import Language

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "sheet": ("指标", "criteria"),
    "about": ("说明", "how to"),
    "head.0": ("编号", "id"),
    "head.1": ("名称", "title"),
    "head.2": ("分值", "points"),
    "head.3": ("评分标准（原文，可改写）", "standard (may be reworded)"),
    "head.4": ("现在读成", "read as"),
    "head.5": ("规则", "rule"),
    "head.6": ("谁提供或评分", "supplied or marked by"),
    "head.7": ("把握", "how sure"),
    "head.8": ("这里改不了的部分", "what cells cannot say"),
    "meaning": ("数{number}的意思", "number {number} means"),
    "number": ("数{number}", "number {number}"),
    "several": ("多方", "several"),
    "evidence": ("佐证：{title}", "evidence: {title}"),
    "zero_when": ("不得分的情况：{when}", "no points when: {when}"),
    "applies_when": ("适用的情况：{when}", "applies when: {when}"),
    "look_at": ("怎样看：{where}", "where to look: {where}"),
    "role.station": ("站点", "station"),
    "role.expert": ("评估专家", "expert"),
    "kind.yes_no": ("是或否", "yes or no"),
    "kind.choice": ("选一项", "choose one option"),
    "kind.checklist": ("逐项相加", "add up the items"),
    "kind.all_of": ("齐全才得分", "all or nothing"),
    "kind.ratio": ("按比例", "in proportion"),
    "kind.tiers": ("分档", "by steps"),
    "kind.count": ("按次加分", "points for each"),
    "kind.deduct": ("扣分", "deductions"),
    "kind.rating": ("评估人员评等次", "an evaluator picks a level"),
    "kind.mark": ("评估人员打分", "an evaluator gives points"),
    "kind.sample": ("抽查", "sample"),
    "kind.weighted_ratios": ("加权完成率", "weighted ratios"),
    "kind.sum": ("几部分相加", "several parts"),
    "label.at_least": ("不少于", "at least"),
    "label.above": ("超过", "above"),
    "label.at_most": ("不超过", "at most"),
    "label.below": ("低于", "below"),
    "label.award": ("得分", "award"),
    "label.points": ("分", "points"),
    "label.each": ("每次得分", "points for each"),
    "label.per": ("每", "for every"),
    "label.reach": ("得满分的值", "value for full points"),
    "label.from": ("起点", "from"),
    "label.to": ("到", "to"),
    "label.otherwise": ("其余得分", "points otherwise"),
    "label.expected": ("应有", "expected"),
    "label.step": ("打分的步长", "step of marks"),
    "label.weight": ("权重", "weight"),
    "label.share": ("抽查比例", "share drawn"),
}
ABOUT: Final[tuple[tuple[str, str], ...]] = (
    ("怎样用这份工作簿", "How to use this workbook"),
    (
        "一、白色的格子可以改，灰色的不能改。改完保存，用 evaluator guideline import --from 导回。",
        "1. White cells may be changed, grey ones not. Save it and run evaluator guideline import --from.",
    ),
    (
        "二、“现在读成”是程序对评分标准的理解。不对时改数字、改“规则”，或改写“评分标准”让程序重新读。",
        "2. “read as” is what the program made of the standard. Correct numbers, rule or the wording itself.",
    ),
    (
        "三、“谁提供或评分”：站点自己报的、评估专家看的、调查或组织方给的。站点不能给自己评分。",
        "3. Who supplies it: the station, an expert, a survey, the organiser. No station marks itself.",
    ),
    (
        "四、没有改过的行导回去和原来一样。改了分值，上一级也要跟着改，程序会核对合计。",
        "4. Rows left alone come back as they were. Where points change, change the level above too.",
    ),
    (
        "五、佐证材料、台账等写在“这里改不了的部分”，导回去不变。",
        "5. Evidence, ledgers and the like stand in the last column and come back unchanged.",
    ),
)
KINDS: Final = tuple(key.removeprefix("kind.") for key in _TEXTS if key.startswith("kind."))
LABELS: Final = frozenset(key.removeprefix("label.") for key in _TEXTS if key.startswith("label."))
HEADS: Final = sum(1 for key in _TEXTS if key.startswith("head."))
"""Columns that every row has."""


def review_text(key: str, lang: Language, **args: object) -> str:
    """Return the text *key* with its fields filled in."""
    zh, en = _TEXTS[key]
    return (zh if lang == "zh" else en).format(**args)
