"""Points in proportion: a rate times the points, a division, 按比例得分, a target alone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.clauses import Clause, Wording, read_wording
from evaluator.drafting.limits import ValueLimits, is_another_rate, read_limits, required_limits
from evaluator.drafting.recognition import Asked, DraftFacts, RuleDraft
from evaluator.drafting.signs import number_of, plain_text
from evaluator.drafting.times import Times

_RATE: Final = re.compile(r"率|比例|程度|比$|比重|度$|占比")
_REST: Final = re.compile(
    r"^(?:未|没有|没|不足|低于|少于|不到|不满|达不到|其余|否则|其他|部分|小于|<)(?:达到|达标|完成|全部完成|的)?(?:的|者|任务|目标|标准|要求|部分|\d+(?:\.\d+)?%?)*(?:的|者)?$|^$"
)
_DONE: Final = re.compile(
    r"^(?P<what>[^\d,]{0,10}?)(?:100%|全部|全面|按时|按期|足额|已)?完成(?:年度|全年|全部|既定|约定)*(?:[\u4e00-\u9fff]{0,6}?(?P<aim>目标|任务|计划|指标))?(?:任务)?数?$|^全部完成$"
)


def read_ratio(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """`持证率×25分`, `支出÷预算×20`, `按比例得分`, `达到90%得满分,未达到的按比例得分`."""
    clauses = [clause for clause in wording.clauses if clause.kind != "none" and not _is_limit(clause)]
    zeros = [clause for clause in wording.clauses if clause.kind == "none"]
    facts = asked.facts()
    rule_draft: RuleDraft | None = None
    match [clause.kind for clause in clauses]:
        case ["product"] | ["proportion", "product"] | ["full", "proportion", "product"]:
            rule_draft = _product(clauses[-1], points, facts)  # the formula says which proportion is meant
        case ["proportion"]:
            rule_draft = _proportion(clauses[0], wording, facts, asked)
        case ["award" | "full", "proportion"]:
            rule_draft = _reached(clauses, points, facts, asked)
        case ["award" | "full", "product"]:
            rule_draft = _below(clauses, points, facts)
    if rule_draft is None or not zeros:
        return rule_draft
    return _with_zero(rule_draft, zeros, facts)


def _is_limit(clause: Clause) -> bool:
    """Return whether a clause only says that more than all gives full points: 超过100%按满分计."""
    return clause.kind == "full" and bool(
        re.fullmatch(
            r"(?:超过|高于|大于|达到|≥|>)?100%(?:及?以上)?(?:的|者)?,?(?:均|都|则)?按?|超额完成(?:的)?,?按?",
            clause.condition,
        )
    )


def _product(clause: Clause, points: Number, facts: DraftFacts) -> RuleDraft | None:
    if clause.low not in (0, points):
        return None
    expression = re.sub(r"[(]超过100%的?[以按]100%计算?[)]|[×*]100%$", "", clause.condition)
    named = re.fullmatch(r"([^×*;()=,]+)=(.+?)(?:[×*]100%)?,(?:得分=|得分为)?\1", expression)
    if named is None:
        expression = re.sub(r"^(?:.*[,(])?[^,(=×*]{0,14}得分值?[=为]", "", expression)
        expression = re.sub(r"^(?:按照?|以|用|根据)(?:实际)?(?=[^,=÷/]{2,}$)", "", expression)
    body = named[2] if named else expression
    while body.startswith("(") and body.endswith(")") and _closes(body):
        body = re.sub(r"[×*]100%$", "", body[1:-1])
    division = re.fullmatch(r"([^÷/=,]+)[÷/]([^÷/=,]+)", body)
    if division:
        done, due = division[1].strip("()[]"), division[2].strip("()[]")
        if re.search(r"[-+×*]", done + due):
            return None
        done = re.sub(r"^(?:按照?|以)", "", done)
        if _RATE.search(done) and (level := re.fullmatch(r"(0\.\d+|\d+(?:\.\d+)?(?=%))%?", due)):
            reach = number_of(level[1]) * (1 if "%" in due else 100)  # （共享率/0.1）×10分
            share: dict[str, object] = {"of": facts.add("share", done, "share"), "reach": f"{text(reach)}%"}
            return RuleDraft("ratio", share, facts.made)
        if _RATE.search(done) and re.fullmatch(r"\d+(?:\.\d+)?", due):
            return None
        of = facts.add("done", done, "number")
        if re.fullmatch(r"\d+(?:\.\d+)?", due):
            constant: dict[str, object] = {"of": of, "to": number_of(due)}
            return RuleDraft("ratio", constant, facts.made)
        to = facts.add("due", due, "number")
        return RuleDraft(
            "ratio", {"of": of, "to": to, "if_none": "zero"}, facts.made, notes=("import-if-none",)
        )
    body = body.rpartition(",")[2].removeprefix("得分=")
    if re.search(r"[-=÷/×*+]", body) or not _RATE.search(body):
        return None
    return RuleDraft("ratio", {"of": facts.add("share", body, "share")}, facts.made)


def _closes(body: str) -> bool:
    depth = 0
    for i, letter in enumerate(body):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if not depth:
            return i == len(body) - 1
    return False


def _proportion(clause: Clause, wording: Wording, facts: DraftFacts, asked: Asked) -> RuleDraft | None:
    if re.search(r"\d|扣", clause.condition + clause.per) or "扣分" in wording.plain:
        return None
    if re.search(r"二者|其[一中]|或者|任选", clause.condition + "".join(wording.about)):
        return None
    if wording.cap is not None:
        return None
    words = (
        re.sub(r"^(?:实际|其)", "", clause.per).strip("完成的")
        if not re.search("占", clause.per)
        else clause.per
    )
    title = clause.condition.strip(",") or words or (asked.title if _RATE.search(asked.title) else "")
    if not title:
        title = (clause.per and f"{clause.per}率") or "完成率"
    elif not _RATE.search(title) and "占" not in title:
        title = f"{clause.per.removeprefix('实际') or title}{'率' if clause.per else '完成率'}"
    return RuleDraft("ratio", {"of": facts.add("share", title, "share")}, facts.made)


def _reached(clauses: list[Clause], points: Number, facts: DraftFacts, asked: Asked) -> RuleDraft | None:
    """达到90%得满分，未达到的按比例得分；完成目标得满分，未完成按比例得分."""
    full, rest = clauses
    if (full.kind == "award" and not full.low == full.high == points) or full.per or full.each:
        return None
    condition = full.condition.rpartition(",")[2] or full.condition
    limits, below = read_limits(condition), read_limits(rest.condition)
    short = (
        limits is not None
        and below is not None
        and (below.subject, below.low, below.high, below.unit) == ("", None, limits.low, limits.unit)
    )
    if not _REST.match(rest.condition) and not short:
        return None
    if limits is None and (match := _DONE.match(condition)):
        return RuleDraft(
            "ratio",
            {"of": facts.add("share", f"{match['what'] or match['aim'] or ''}完成率", "share")},
            facts.made,
        )
    if (
        limits is None
        or limits.low is None
        or not limits.low
        or (limits.high is not None and not limits.exact)
    ):
        return None
    title = limits.subject or (asked.subject)
    if limits.is_share:
        rule: dict[str, object] = {"of": facts.add("share", title, "share")}
        return RuleDraft(
            "ratio", rule | ({"reach": f"{text(limits.low)}%"} if limits.low != 100 else {}), facts.made
        )
    fact = facts.add("done", title, "number", unit=limits.unit)
    return RuleDraft("ratio", {"of": fact, "to": limits.low}, facts.made)


def _below(clauses: list[Clause], points: Number, facts: DraftFacts) -> RuleDraft | None:
    """≥90%得10分，未达标的得分=实际建档率/90%×10."""
    full, rest = clauses
    limits = read_limits(full.condition.rpartition(",")[2])
    formula = re.fullmatch(r"(.{2,10}?)的?,?(?:按|其|本项)?得分[=为](.+)", rest.condition)
    if formula is None or limits is None or not _REST.match(formula[1]) or limits.high is not None:
        return None
    rule_draft = _product(replace(rest, condition=formula[2]), points, facts)
    reach = rule_draft.rule.get("reach") if rule_draft and isinstance(rule_draft.rule, dict) else None
    fits = full.kind == "full" or full.low == full.high == points
    return rule_draft if fits and limits.is_share and reach == f"{text(limits.low or 0)}%" else None


def _with_zero(rule_draft: RuleDraft, zeros: list[Clause], facts: DraftFacts) -> RuleDraft | None:
    """Add when there are no points: 满意度低于60%的不得分."""
    if len(zeros) > 1:
        return None
    limits = read_limits(zeros[0].condition)
    share = next((name for name, fact in facts.made.items() if fact["type"] == "share"), "")
    if limits is None or not limits.is_share or limits.high is None or not share:
        return None
    if limits.subject and limits.subject not in str(facts.made[share]["title"]):
        return None
    zero = {"fact": share, ("at_most" if limits.high_in else "below"): f"{text(limits.high)}%"}
    return RuleDraft(rule_draft.kind, rule_draft.rule, facts.made, zero, rule_draft.notes)


def read_target(target: str, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the rule for a performance table's 年度指标值: in proportion to it, never above the points."""
    wording = read_wording(target)
    match = re.fullmatch(
        r"(≥|>|不低于|不少于|达到|=|≤|<|不超过|不高于)?(\d+(?:\.\d+)?)(%|[^\d%,;。]{0,6})", wording.plain
    )
    number = None if match is None else ValueLimits("", None, False, None, False, match[3])
    if match is None or number is None or not points:
        return None
    value = read_limits(f"≥{match[2]}%") or number
    amount = value.low
    if not amount:
        return None
    falling = match[1] in ("≤", "<", "不超过", "不高于")
    facts = asked.facts()
    if match[3] == "%":
        if falling:
            return None
        name = facts.add("share", asked.subject, "share")
        return RuleDraft(
            "ratio", {"of": name, "reach": f"{match[2]}%"}, facts.made, notes=("import-by-target",)
        )
    name = facts.add("done", asked.subject, "number", unit=match[3])
    rule: dict[str, object] = {"of": name, "to": amount}
    if falling:
        rule["lower_is_better"] = True
    return RuleDraft("ratio", rule, facts.made, notes=("import-by-target",))


def share_required(
    counted: Times, base: ValueLimits | None, wording: Wording, asked: Asked
) -> tuple[str, Number] | None:
    """Return the name of a rate and what it has to reach, or may come to, before points are taken for it.

    *base* is what full points are given for; without it the words around say it: 应达到80%, 每低1%扣1分.
    """
    about = () if re.search("相差|偏离", wording.plain) else wording.about
    named = [part for part in (counted.noun, *reversed(counted.before.split(",")), *reversed(about)) if part]
    asks = re.split(r"[,;。]", plain_text(asked.title))
    if not named or counted.noun in ("", "比例"):
        shares = [part for part in asks if "%" in part]
        named += shares if len(shares) == 1 else []
    if len(counted.noun) > 1:  # 职工参与面不低于85% stands in what is asked for, not in the standard
        named += [part for part in asks if counted.noun in part]
    rates = {stated.subject for part in wording.about if (stated := read_limits(part)) and stated.is_share}
    if base is None and not (counted.noun or counted.before) and len(rates) > 1:
        return None  # 知晓率达到90%；满意度达到80%；每低1%
    title, loose = "", False
    own = read_limits(counted.before.rpartition(",")[2]) if counted.before else None
    if base is None or not base.is_share or (own and own.is_share and own.subject):
        limits = (read_limits(part) or required_limits(part) for part in named)
        if stated := next((limit for limit in limits if limit is not None and limit.is_share), None):
            base, title, loose = stated, stated.subject, True
    if base is None and re.search(r"相差|偏离", wording.plain) and counted.side == "above":
        base, title = ValueLimits("", None, False, 0, True, "%"), f"{counted.noun}相差的比例"
    if base is not None and not base.unit and 0 in (base.low, base.high):
        base = replace(base, unit="%")
    if base is None or not base.is_share or is_another_rate(counted.noun, base.subject):
        return None
    below = counted.side == "below"
    bound = base.low if below else base.high
    if bound is None and loose and not (base.high_in if below else base.low_in):
        bound = base.high if below else base.low  # 使用率低于80%的,每低1%; but not 不低于80%, 每高1%
    if bound is None or (below and 0 < bound < counted.size):
        return None  # 达到5%的得10分，每低于标准10%: of the standard
    return title or base.subject or counted.noun or asked.subject, bound
