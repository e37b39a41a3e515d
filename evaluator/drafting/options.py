"""Awards clause by clause: yes or no, one of several options, parts that add up, or all parts together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.clauses import Clause, Wording, names_alike
from evaluator.drafting.limits import HELD, ValueLimits, read_limits
from evaluator.drafting.recognition import Asked, RuleDraft
from evaluator.drafting.refusals import (
    FAILS,
    NEITHER,
    UNMET,
    bare,
    fails,
    is_nothing,
    is_without,
    negates,
    refuses,
)
from evaluator.drafting.steps import REST
from evaluator.drafting.times import joined, listed, read_times

OF_EACH: Final = re.compile(
    r"每个?(?![多再新增])[\u4e00-\u9fff]{1,4}?(?:均|都|要|应)?(?:设有?|建有|配有|配备|有)(?=1)"
)
"""What each of several has to have: 每村有1个固定宣传栏."""
RANKS: Final = re.compile("国家级?|省级?|市级|县级|区级|[一二三]等奖|特等")
_LONGEST: Final = 80
_SHORT: Final = 9
_BEGUN: Final = re.compile("有|建有|建立|设立|配备|开展|制定|成立|落实|完成|组织")
_CONTRAST: Final = re.compile("级|[不未没无或但仅只]|其[他它]|部分|基本|保留|[一二三]等|较|一般")
"""Words of things of which only one holds."""
_ANY_FAILING: Final = re.compile(
    r"^(?:只要|一旦|凡)?(?:有|发现|出现|存在|发生)?(?:任[何意])?(?:1[起例次处项个])?(?:不符合|不合格|不达标|不规范|违反|违规|问题)?(?:要求|标准|规定|条件|情况|现象)?(?:的|者)?$"
)
"""One failing takes all points, and the criterion itself says what the failing is: 发现一起不得分."""
_FAILING_ITEM: Final = re.compile(
    r"(?:(?=[^,]*(?:应|须|全部|均|都|所有|各|要求))[^\d每没未无不缺发事违或]{2,},)?(?:其中)?(?:只要)?(?:有|出现|发生|发现)?1(?:人次|[次起例件人户处项个名家村条份场间位篇])"
    r"(?:及以上|[(]含[)]以上)?(?P<what>(?!以|月|季|学期|学年|工作日|小时|星期|礼拜|周|百分)[^\d每,]*"
    r"(?:[没未无缺]|不(?!低于|少于|高于|超过|大于|小于|多于|得|扣|影响))[^\d每,]+)"
)
"""One of several fails: 1名教师不符合要求, 各岗位持证,1人未持证."""
_LOOKED: Final = re.compile(
    "^(?:经|通过)?(?:现场|实地|随机)?(?:查(?![处实获出])|核查|抽查|检查)[^,没未无不缺发有问错]*,"
)
"""Where the one who judges looks, before what is amiss: 查工作记录,没有记录."""


def read_all_of(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """`缺一项不得分`, with the items the text lists."""
    lacking = [clause for clause in wording.clauses if clause.kind == "none"]
    full = [clause for clause in wording.clauses if clause.kind != "none"]
    if len(lacking) != 1 or len(full) > 1 or not re.search(
        r"(?:缺|少)(?:任何|任意|其中)?(?:1|一)?(?:项|个|类|种|不可|$)", lacking[0].condition
    ):  # fmt: skip
        return None
    if re.search(r"\d", re.sub(r"[缺少][任何意]*1", "", lacking[0].condition)):
        return None
    if full and (
        full[0].kind not in ("award", "full")
        or (full[0].kind == "award" and not full[0].low == full[0].high == points)
    ):
        return None
    facts = asked.facts()
    plain = re.sub(
        r"(?:配备)?(?:齐全|完整|完备)(?:的|者)?,?(?:得|计)(?:满分|\d+(?:\.\d+)?分)", "", wording.plain
    )
    items = [re.sub(r"(?:齐全|完整)$", "", item) for item in listed(plain, 2)]
    if items and all(items):
        fact = facts.add("items", asked.title, "set", choices=items)
        return RuleDraft("all_of", {"fact": fact}, facts.made)
    name = facts.add("all", f"{asked.title}：各项齐全", "boolean")
    return RuleDraft("yes_no", {"fact": name}, facts.made, notes=("import-no-list",))


def read_options(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """Return a yes or no, a choice or a checklist."""
    awards: list[tuple[str, Number]] = []
    clauses = list(wording.clauses)
    harmless = [clause for clause in clauses if clause.kind == "full" and clause.bare]
    if len(harmless) < len(clauses):  # 无建设项目的不扣分，有建设项目未评价的不得分
        clauses = [clause for clause in clauses if clause not in harmless]
    if len(re.findall(r"\(\d[\d.]*分\):", wording.plain)) > 1 and all(clause.bracketed for clause in clauses):
        return None  # 服务礼仪（7分）：仪容整洁…沟通协作（6分）：…: how well, is for a person to say
    if items := _alike(wording, points):
        return _checklist(wording, items, asked)
    if "其中" in wording.plain and len(clauses) > 2 and clauses[0].low == points:
        parts = clauses[1:]  # 制度建设10分，其中：人事制度3分、财务制度7分
        clauses = parts if sum((part.low for part in parts), 0) == points else clauses
    if len(clauses) > 2 and _says_again(clauses[-1], clauses[:-1]):
        clauses.pop()
    if len(clauses) == 2 and _takes_all(clauses[1], points) and _award(clauses[0], points) == points:
        clauses[1] = replace(clauses[1], kind="none")  # 达标得2分，未达标扣2分
    if any(re.search("^(?:单项)?(?:基准|基本分?|基础分?)$", clause.condition) for clause in clauses):
        return None  # 基准6分，优秀加4分: more is for a person to give
    for clause in _part_by_part(clauses, points):
        award = _award(clause, points)
        if award is None:
            return None
        awards.append((bare(clause.condition), award))
    positive = [award for _, award in awards if award]
    names = [name for name, _ in awards]
    if len(set(names)) < len(names) and any(name for name in names):
        return None
    if any(re.search(r"\d:\d", name) for name in names):
        return None  # 5:1得10分，8:1得6分: steps that were not understood
    if not positive:
        return _only_zero(awards, asked)
    if len(positive) == 1:
        return _single(wording, awards, points, asked)
    if not all(name for name, award in awards if award):
        return None
    zeros = [name for name, award in awards if not award]
    holds = "；".join(name for name, award in awards if award)
    if any(refuses(name, holds) for name in zeros):
        return None  # 国家级得5分，省级得3分，情节严重的不得分: none of several, but what takes all
    if sum(positive, 0) == points and (
        not zeros or all(is_nothing(name, [title for title, award in awards if award]) for name in zeros)
    ):
        return _checklist(wording, awards, asked)
    if len({clause.bracketed for clause in clauses if clause.kind in ("award", "full")}) > 1:
        return None  # parts with their points behind them, and what holds for all of them
    if any(re.match("并|且|同时|以及", name) for name, award in awards if award):
        return None  # 落实巡查（2分），并填写记录（4分）: parts, not one of several
    limits = [read_limits(name) for name, award in awards if award]
    limited = any(limit is not None and limit.subject != HELD for limit in limits)
    forms = {re.sub(r"\d+(?!\d*月)", "#", name) for name, award in awards if award}
    limited = limited and not any(re.search(r"[前后第]\d+[名位]", name) for name in names)
    limited = limited or (len(forms) == 1 and "#" in min(forms) and not re.search(r"\d", "".join(zeros)))
    ordered = positive in (sorted(positive), sorted(positive, reverse=True))
    ordered = ordered or any(
        REST.match(name) for name, award in awards if award
    )  # 前三名10分，后三名2分，其余6分
    if max(positive) == points and ordered and len(set(positive)) == len(positive) and not limited:
        apart = len(positive) == 2 and not zeros and not any(map(_CONTRAST.search, names))
        apart = apart and not all(re.search(r"\d", name) for name in names)
        numbered = re.match(r"1[.、]|[(]1[)]|①", wording.plain) is not None
        begun = all(map(_BEGUN.match, names)) and not names_alike(_BEGUN.sub("", names[0]), names[-1])
        if apart and (numbered or begun or min(map(len, names)) > _SHORT):
            return None  # 档案库规范得0.4分，及时补充信息库得0.2分, of 0.4: of either kind
        return _choice(awards, asked)
    return None


def _part_by_part(clauses: Sequence[Clause], points: Number) -> Sequence[Clause]:
    """Return parts without the clauses that each say there is nothing for a part that does not hold.

    落实责任得1分，没有不得分；有专人得2分，没有不得分: 3 points in all.
    """
    parts: list[Clause] = []
    for clause in clauses:
        if clause.kind != "none":
            parts.append(clause)
        elif not parts or clause.line != parts[-1].line or not is_without(clause, parts[-1]):
            return clauses
    amounts = [clause.low for clause in parts]
    return parts if len(parts) > 1 and len(parts) < len(clauses) and sum(amounts, 0) == points else clauses


def _takes_all(clause: Clause, points: Number) -> bool:
    """Return whether a clause takes all points once."""
    once = not clause.per and not clause.each and read_times(clause.condition) is None
    return clause.kind == "deduct" and clause.low == clause.high == points and once


def _alike(wording: Wording, points: Number) -> list[tuple[str, Number]]:
    """Return numbered items with the points that each gives: （1）有场所；（2）有制度（每项各2.5分）."""
    clause, *others = wording.clauses
    if clause.kind != "award" or clause.low != clause.high or any(not fails(other) for other in others):
        return []
    if clause.each and not re.search("每", clause.condition):  # 有场所、有人员各2分
        items = [
            item for item in joined(bare(clause.condition.rpartition(",")[2].removesuffix("各"))) if item
        ]
        return [(item, clause.low) for item in items] if clause.low * len(set(items)) == points else []
    last = re.fullmatch(
        r"([^(]*)\((?:每[项条]|以上)|()(?:以上|上述)(?:指标|各项|内容|要求)*,?每[项条]", clause.condition
    )
    numbers = re.findall(r"(?:^|(?<=[;。\n]))(?:[(](\d)[)]|(\d)[.、](?!\d)|([①-⑨]))", wording.plain)
    if last is None or len(numbers) < 2:
        return []
    items = [item for item in (*wording.about, last[1] or "") if item]
    fits = len(items) == len(numbers) == len(set(items)) and clause.low * len(items) == points
    return [(item, clause.low) for item in items] if fits else []


def _says_again(last: Clause, before: Sequence[Clause]) -> bool:
    """Return whether the last clause takes for a missing part what the part gives: 各1分，每少一项扣1分."""
    lack = read_times(last.condition)
    return (
        last.kind == "deduct"
        and lack is not None
        and lack.size == 1
        and (
            (lack.kind == "lack" and not lack.noun)
            or (lack.kind == "each" and FAILS.fullmatch(lack.noun) is not None)
        )
        and all(clause.kind == "award" and clause.low == clause.high == last.low for clause in before)
    )


def _award(clause: Clause, points: Number) -> Number | None:
    """Return the points of a clause that gives them once; None for any other."""
    if clause.per or clause.each or clause.low != clause.high:
        return None
    if clause.kind == "award" and clause.bracketed and not re.search(r"各$|每$", clause.condition):
        return clause.low  # 每个学校每年参加培训不少于2人（2分）: what is required, with its points behind
    if clause.kind == "award" and clause.low == points and OF_EACH.match(clause.condition):
        return clause.low
    if clause.kind not in ("award", "full", "none") or re.search(
        r"每(?!个?月|季|半?年|周|[日天]|学期)|各$", clause.condition
    ):
        return None
    if clause.kind == "award" and not clause.low:
        return 0
    limits = read_limits(clause.condition)
    held = limits is not None and limits.subject == HELD  # 符合一项条件得1分
    if read_times(clause.condition) is not None and clause.kind != "none" and not held:
        return None
    return {"award": clause.low, "full": points, "none": 0}[clause.kind]


def _only_zero(awards: list[tuple[str, Number]], asked: Asked) -> RuleDraft | None:
    """Return the rule where the text only says when there are no points: full points unless."""
    if len(awards) != 1:
        return None
    what = re.sub(r"(?:均|都|或有)$", "", awards[0][0])
    what = re.sub(r"(?<=[\u4e00-\u9fff]{3})1[次起例件人宗处]$", "", what)  # 校车超载1次不得分
    if requirement := re.fullmatch(r"(?:[^,]*,)?([^,]{4,}),?否则?", what):  # 至少2种宣传方式，否则不得分
        facts = asked.facts()
        fact = facts.add("yes", requirement[1], "boolean")
        return RuleDraft("yes_no", {"fact": fact}, facts.made)
    what = re.sub("^(?:有|出现|发生|发现)1[次起例件人户处项个](?=[^,]{3})", "", what)  # 有1户帮扶未到位
    if single := _FAILING_ITEM.fullmatch(what):
        what = single["what"].removesuffix("的")
    limits = read_limits(what)
    if limits is not None and (limits.low is None) != (limits.high is None) and limits.is_share:
        return _only_below(limits, asked)
    if _ANY_FAILING.match(what) or (UNMET.fullmatch(what) and "达" in what):
        facts = asked.facts()
        fact = facts.add("meets", f"符合要求：{asked.title}", "boolean", failing=True)
        return RuleDraft("yes_no", {"fact": fact}, facts.made, notes=("import-only-zero",))
    if (
        len(what) < (2 if re.match("超|逾", what) else 3)
        or re.search(r"\d(?!\d*周?岁)|每|否则|其他", what)
        or REST.match(what)
    ):
        return None
    facts = asked.facts()
    named = what if len(what) > 5 else f"{asked.subject}：{what}"
    fact = facts.add("none", named, "boolean", failing=True)
    return RuleDraft("yes_no", {"fact": fact, "is": "no"}, facts.made, notes=("import-only-zero",))


def _only_below(limits: ValueLimits, asked: Asked) -> RuleDraft:
    """Return the rule for full points up to a share, and none beyond: 低于85%的不得分."""
    facts = asked.facts()
    fact = facts.add("share", limits.subject or asked.subject, "share", source=asked.title)
    if limits.low is None:
        bound = {("above" if limits.high_in else "at_least"): f"{text(limits.high or 0)}%"}
    else:
        bound = {("below" if limits.low_in else "at_most"): f"{text(limits.low)}%"}
    return RuleDraft("yes_no", {"fact": fact, **bound}, facts.made, notes=("import-only-zero",))


def _single(
    wording: Wording, awards: list[tuple[str, Number]], points: Number, asked: Asked
) -> RuleDraft | None:
    award = next(award for _, award in awards if award)
    title = next(name for name, award in awards if award)
    zeros = [name for name, award in awards if not award]
    clause = next(clause for clause in wording.clauses if _award(clause, points))
    if award != points or len(zeros) > 1:
        return None
    if (
        (clause.bracketed or clause.bare)
        and len(awards) == 1
        and not re.search(r"得|计", wording.plain[-len(text(points)) - 4 :])
    ):
        return None  # a requirement with its points behind it does not say how they are given
    facts = asked.facts()
    title = title or asked.title
    if zeros and (required := re.fullmatch(r"(.{4,}?),?否则", zeros[0])):
        title, zeros = f"{title}，{required[1]}", [""]  # 进行宣传（5分）至少2种方式，否则不得分
    lacking = _LOOKED.sub("", zeros[0]) if zeros else ""
    if (title.rpartition(":")[2], lacking) in (("是", "否"), ("有", "无")):
        return RuleDraft("yes_no", {"fact": facts.add("yes", asked.title, "boolean")}, facts.made)
    if (
        re.search(r"\d", title)
        and not zeros
        and read_limits(title) is None
        and re.search(r"[≥≤<>]|\d[-~]\d", title)
    ):
        return None  # a limit that was not understood
    limits, without = read_limits(title), read_limits(lacking)
    if (
        limits
        and without
        and limits.unit == without.unit
        and {limits.low, limits.high} != {without.high, without.low}
    ):
        return None  # 95%以上得10分，85%以下不得分: nothing is said of what lies between
    title = title if len(title) <= _LONGEST else title[: _LONGEST - 1] + "…"
    if not negates(lacking, title):
        if refuses(lacking, title) or (
            re.match("[无未不没]", lacking) and not re.search(re.escape(title[-2:]), lacking)
        ):  # a condition of its own
            zero = {"fact": facts.add("none", lacking, "boolean", failing=True), "is": "yes"}
            fact = facts.add("yes", title, "boolean")
            return RuleDraft("yes_no", {"fact": fact}, facts.made, zero_when=zero)
        fact = facts.add(
            "choice", asked.title, "choice", choices=[name for name, _ in awards], source=title + lacking
        )
        return RuleDraft("choice", {"fact": fact, "award": _awarded([a for _, a in awards])}, facts.made)
    return RuleDraft(
        "yes_no", {"fact": facts.add("yes", title, "boolean", source=clause.condition)}, facts.made
    )


def _checklist(wording: Wording, awards: list[tuple[str, Number]], asked: Asked) -> RuleDraft | None:
    items = [(name, award) for name, award in awards if award]
    if sum(1 for name, _ in items if RANKS.search(name)) > 1 and "组合" not in wording.plain:
        return None  # ranks exclude each other, though their points happen to add up
    limits = [read for name, _ in items if (read := read_limits(name)) is not None]
    if len({limit.subject for limit in limits}) < len(limits):
        return None  # and so do steps of one thing: 80%以上得5分，60%以上得3分, of 8
    facts = asked.facts()
    source = "".join(name for name, _ in items)
    fact = facts.add("items", asked.title, "set", choices=[name for name, _ in items], source=source)
    return RuleDraft(
        "checklist", {"fact": fact, "award": _awarded([award for _, award in items])}, facts.made
    )


def _choice(awards: list[tuple[str, Number]], asked: Asked) -> RuleDraft | None:
    if all(award and not REST.match(name) for name, award in awards):
        awards.append(("以上都不是", 0))
    names = [
        name if not REST.match(name) and not NEITHER.search(name) and name else "以上都不是"
        for name, _ in awards
    ]
    if len(set(names)) < len(names):
        return None
    facts = asked.facts()
    source = "".join(names)
    fact = facts.add("choice", asked.title, "choice", choices=names, source=source)
    return RuleDraft("choice", {"fact": fact, "award": _awarded([award for _, award in awards])}, facts.made)


def _awarded(awards: Sequence[Number]) -> dict[str, object]:
    return {f"o{i + 1}": award for i, award in enumerate(awards)}
