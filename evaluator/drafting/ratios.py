"""Phrasings of points in proportion: a rate times the points, a division, 按比例得分, a target alone."""

from __future__ import annotations

import re
from typing import Final

from evaluator.base.exact import Number
from evaluator.drafting.clauses import Wording, number, read_wording
from evaluator.drafting.recognition import Asked, RuleDraft

_N: Final = r"(\d+(?:\.\d+)?)"


def read_ratio(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """`持证率×25分`, `支出÷预算×20`, `按比例得分`, `达到90%得满分,未达到的按比例得分`."""
    text = ";".join(wording.scoring)
    facts = asked.facts()
    # 完成率=实际数/计划数×100%;得分=完成率×10
    named = re.fullmatch(r"([^×*;()=,]+)=(.+?)(?:[×*]100%)?[,;](?:得分=)?\1([×*].+)", text)
    if named and re.search(r"[÷/]", named[2]):
        text = f"({named[2].strip('()')}){named[3]}"
    division = re.fullmatch(
        rf"(?:得分=)?[(]?([^×*;()=]+?)[÷/]([^×*;()=]+?)[)]?(?:[×*]100%)?[×*](?:{_N}分?|分值|满分|本项分值|权重)",
        text,
    )
    if division:
        if division[3] and number(division[3]) != points:
            return None
        of = facts.add("done", division[1], "number")
        to = facts.add("due", division[2], "number")
        return RuleDraft(
            "ratio", {"of": of, "to": to, "if_none": "zero"}, facts.made, notes=("import-if-none",)
        )
    product = re.fullmatch(
        rf"(?:得分=)?[(]?([^×*;()=,]+?)[)]?(?:[×*]100%)?[×*](?:{_N}分?|分值|满分|本项分值|权重)", text
    )
    if product and re.search(r"率|比例|程度|比$|度$|占比", product[1]):
        if product[2] and number(product[2]) != points:
            return None
        return RuleDraft("ratio", {"of": facts.add("share", product[1], "share")}, facts.made)
    whole = re.fullmatch(
        rf"(?:100%|全部|全面|按时|按期)?完成(?:年度|全年|全部|既定|约定)*(目标|任务|计划|指标)?(?:任务)?(?:的|者)?,?(?:得|计)(?:满分|{_N}分)"
        r"[,;](?:未完成|没有完成|其余|否则)(?:的|者|任务|目标)*,?按(?:实际)?(?:完成)?比例(?:得分|计分|折算|扣分)?",
        text.replace(",的", "的"),
    )
    if whole:
        if whole[2] and number(whole[2]) != points:
            return None
        return RuleDraft("ratio", {"of": facts.add("share", f"{whole[1] or ''}完成率", "share")}, facts.made)
    reached = re.fullmatch(
        rf"(.*?)(?:达到|达|≥|不低于){_N}%(?:及?以上)?(?:的|者)?,?(?:得|计)(?:满分|{_N}分)"
        rf"[,;](?:未达到?|不足|低于|其余|否则)(?:的|者|\d+%)*,?按(?:实际)?比例(?:得分|计分|折算|扣分)?",
        text.replace(",的", "的"),
    )
    if reached:
        if reached[3] and number(reached[3]) != points:
            return None
        name = facts.add("share", reached[1].strip(",") or asked.title, "share")
        return RuleDraft("ratio", {"of": name, "reach": f"{reached[2]}%"}, facts.made)
    plain = re.fullmatch(
        r"(.*?),?按(?:照)?(?:实际)?(.*?)(?:比例|率)(?:得分|计分|计算得分|折算得分|给分|折算)", text
    )
    if plain and not re.search(r"\d", text):
        title = plain[1].strip(",") or plain[2].strip("完成") or asked.title
        if not re.search(r"率|比|度$", title):
            title = f"{plain[2] or title}{'率' if plain[2] else '完成率'}"
        return RuleDraft("ratio", {"of": facts.add("share", title, "share")}, facts.made)
    return None


def read_target(target: str, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the rule for a performance table's 年度指标值: in proportion to it, never above the points."""
    wording = read_wording(target)
    match = re.fullmatch(
        rf"(≥|>|不低于|不少于|达到|=|≤|<|不超过|不高于)?{_N}(%|[^\d%,;。]{{0,6}})", wording.plain
    )
    if not match or not number(match[2]):
        return None
    falling = match[1] in ("≤", "<", "不超过", "不高于")
    facts = asked.facts()
    if match[3] == "%":
        if falling:
            return None
        name = facts.add("share", asked.title, "share")
        return RuleDraft(
            "ratio", {"of": name, "reach": f"{match[2]}%"}, facts.made, notes=("import-by-target",)
        )
    name = facts.add("done", asked.title, "number", unit=match[3])
    rule: dict[str, object] = {"of": name, "to": number(match[2])}
    if falling:
        rule["lower_is_better"] = True
    return RuleDraft("ratio", rule, facts.made, notes=("import-by-target",))
