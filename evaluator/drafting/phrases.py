"""The phrasings that score tables use, and the rules they stand for.

A recogniser takes a wording and the points and returns a declaration, or None. It must account for every
clause that gives or takes points, and the awards must fit the points. A wording understood in part yields
no rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from evaluator.base.exact import Number
from evaluator.drafting.bands import read_levels, read_tiers
from evaluator.drafting.clauses import Wording, number, read_wording
from evaluator.drafting.ratios import read_ratio
from evaluator.drafting.recognition import Asked, RuleDraft

MOST_LETTERS: Final = 1_000
"""A longer wording cannot be stated by a simple rule."""

_N: Final = r"(\d+(?:\.\d+)?)"
_UNIT: Final = r"[个项次处份例人条名件起类天日场篇户支家本张]"
_AWARD: Final = re.compile(
    r"^(?P<what>.*?)[(]?(?:者|的)?(?:可|各)?(?:得|计|给|加|记)?(?P<n>\d+(?:\.\d+)?)分[)]?$"
)
_NONE: Final = re.compile(
    r"^(?P<what>.*?)(?:者|的)?(?:本项|该项)?(?:均)?(?:不得分|不计分|不给分|得0分|计0分|(?<![\d.])0分)$"
)
_FULL: Final = re.compile(r"^(?P<what>.*?)(?:者|的)?(?:得|计|给)满分$")
_VAGUE: Final = re.compile("酌情|酌|视情|视具体|适当|据实|参照")
"""Words that leave the points to an evaluator."""
_ELSE: Final = frozenset({"否则", "其他", "其余", "其它", "其他情况", "未达到", ""})


def recognise(text: str, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the rule that *text* states for *points*, None when no phrasing fits."""
    if len(text) > MOST_LETTERS:
        return None
    wording = read_wording(text)
    if wording.cap is not None and wording.cap != points:
        return None
    for read in READERS:
        if read is not _rating and _VAGUE.search(wording.plain):
            return None
        rule_draft = read(wording, points, asked)
        if rule_draft is not None:
            return rule_draft
    return None


def vague(wording: Wording) -> str:
    """Return a word that leaves the points to an evaluator, '' where there is none."""
    match = _VAGUE.search(wording.plain)
    return match[0] if match else ""


def takes_all(clause: str) -> bool:
    """Return whether a clause says when there are no points at all."""
    return _NONE.match(clause) is not None


def _rating(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    return read_levels(wording, points)


def _deduct(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """`每缺一项扣2分`, `每发现一处扣1分`, `达到95%,每低5%扣2分`, `未建台账扣2.5分`."""
    deductions: list[dict[str, object]] = []
    missing: list[dict[str, object]] = []
    facts = asked.facts()
    zero: object = None
    full_condition = ""
    for clause in wording.scoring:
        if _frequency(clause) and (
            stated := re.fullmatch(rf"(.*?)(?:的|者)?,?(?:得|计)(?:满分|{_N}分)", clause)
        ):
            if stated[2] and number(stated[2]) != points:
                return None
            continue  # 每季度召开1次会议得8分,每少1次扣2分
        full = re.fullmatch(rf"(.*?)({_N}%)(?:及?以上)?(?:的|者)?,?得(?:满分|{_N}分)", clause)
        if full and len(wording.scoring) == 2 and (full[4] is None or number(full[4]) == points):
            full_condition = full[1] + full[2]
            continue
        nothing = _NONE.match(clause)
        if nothing:
            what = nothing["what"].strip(",的者")
            if zero is not None or what in _ELSE or re.search(r"缺|少1|任[何意一]", what):
                return None
            zero = {"fact": facts.add("none", what, "boolean"), "is": "yes"}
            continue
        match = re.fullmatch(rf"(.*?)(?:扣|减|扣减|扣除){_N}分", clause)
        if not match or re.search(r"\d分", match[1]):
            return None
        what, taken = match[1].strip(",的"), number(match[2])
        if taken > points or not taken:
            return None
        step = re.search(
            rf"(.*?)每(?:降低|下降|减少|低于|低|少|超过|超出|超|高于|高|增加)(?:于)?{_N}(%|个?百分点|百分点)$",
            what,
        )
        if step:
            before = step[1] or full_condition or (wording.about[-1] if wording.about else "")
            base = re.search(rf"{_N}%", before)
            if not base:
                return None
            title = (
                re.sub(
                    r"(?:应|须|需)?(?:达到|达|为|不低于|低于|不足|不超过|超过|高于|≥|≤|在)?\d.*$", "", before
                ).strip(",")
                or asked.title
            )
            side = "above" if re.search(r"超|高|增", what[len(step[1]) :]) else "below"
            name = facts.add("share", title, "share")
            deductions.append({"fact": name, side: f"{base[1]}%", "per": f"{step[2]}%", "points": taken})
            continue
        lack = re.search(rf"每?(?:有)?(?:缺少|缺失|缺|少)[1一]?(?:{_UNIT})?(.*)$", what)
        if lack and ("每" in what or re.search(r"(?:缺失?|少)[1一]", what)):
            items = _listed(wording)
            times = _expected(wording)
            unit = re.search(rf"[1一](个月|{_UNIT})", what)
            if items:
                fact = facts.add("items", asked.title, "set", choices=items)
                missing.append({"fact": fact, "expected": "all", "points": taken})
            elif times and re.search(r"次|场", what):
                fact = facts.add("times", asked.title.removesuffix("次数") + "次数", "integer", unit="次")
                missing.append({"fact": fact, "expected": times, "points": taken})
            else:
                title = f"{asked.title}：缺少的{unit[1].replace('个月', '月') if unit else '项'}数"
                fact = facts.add("missing", title, "integer", unit=unit[1] if unit else "项")
                deductions.append({"fact": fact, "points": taken})
            continue
        times = _expected(wording)
        if times and re.search(
            r"未(?:能)?(?:按期|按时|按要求)?(?:开展|召开|组织|举办|进行|完成)?(?:的|者)?,?每次$", what
        ):
            fact = facts.add("times", asked.title.removesuffix("次数") + "次数", "integer", unit="次")
            missing.append({"fact": fact, "expected": times, "points": taken})
            continue
        once = re.fullmatch(rf"(.*?)(?:发现|查实|出现|发生|有)[1一]({_UNIT})(.*)", what)
        once = once or re.fullmatch(rf"(.+)[1一]({_UNIT})()", what)  # 投诉1起扣2分
        once = once or re.fullmatch(rf"()[1一]({_UNIT})(.+)", what)  # 一项不符合扣1分
        if once and "每" not in what and not re.search("[没无未]$", once[1]):
            title = (once[1] + once[3]).strip(",的") or f"{asked.title}：发现的{once[2]}数"
            deductions.append({"fact": facts.add("count", title, "integer", unit=once[2]), "points": taken})
            continue
        often = re.search(rf"(?:每|凡)(?:有|发现|出现|发生)?(?:[1一])?({_UNIT})?(.*)$", what)
        if often and "每" in what:
            title = re.sub(
                rf"[每凡](?:有|发现|出现|发生)?[1一]?(?:{_UNIT}(?=$|,))?({_UNIT}(?!$))?", "", what
            ).strip(",的")
            unit = re.search(rf"^(.+)[1一]({_UNIT})$", title)  # 每逾期一天
            title = unit[1] if unit else title or f"{asked.title}：发现的{often[1] or '次'}数"
            fact = facts.add("count", title, "integer", unit=unit[2] if unit else often[1] or "")
            deductions.append({"fact": fact, "points": taken})
            continue
        if not what:
            return None
        deductions.append(
            {"when": {"fact": facts.add("lack", what, "boolean"), "is": "yes"}, "points": taken}
        )
    if not deductions and not missing:
        return None
    rule: dict[str, object] = {}
    if deductions:
        rule["each"] = deductions
    if missing:
        rule["missing"] = missing
    return RuleDraft("deduct", rule, facts.made, zero_when=zero)


def _listed(wording: Wording, least: int = 3) -> list[str]:
    """Return the items listed in `建有岗位职责、服务流程、财务管理制度`; none when few or open (`等`)."""
    for clause in re.split(r"[,;。:\n]", wording.plain):
        if clause.count("、") >= least - 1 and "等" not in clause and not re.search(r"\d", clause):
            body = re.split(r"(?:包括|含有|含|具备|配备|建有|建立|设有|设置|制定|,)", clause)[-1]
            listed = [part for part in re.split(r"[、及和]", body) if part]
            if len(listed) >= least and len(set(listed)) == len(listed):
                return listed
    return []


_TIMES: Final = {"月": 12, "季度": 4, "季": 4, "半年": 2, "周": 52}


def _frequency(clause: str) -> re.Match[str] | None:
    """Find `每季度至少召开1次` in a clause."""
    return re.search(
        r"每(?:个)?(月|季度|季|半年|周)(?:至少|不少于)?(?:召开|开展|组织|进行|举办|有)?[^,;。]*?(?:至少|不少于)?([1一]|\d+)(?:次|场)",
        clause,
    )


def _expected(wording: Wording) -> int:
    text = wording.plain
    match = _frequency(text)
    if match:
        return _TIMES[match[1]] * (int(match[2]) if match[2].isdigit() else 1)
    match = re.search(r"(?:每年|全年|年度)[^,;。]*?(?:不少于|至少|≥)(\d+)(?:次|场)", text)
    return int(match[1]) if match else 0


def _count(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """`每开展1次得2分,最高10分`; `3人得5分,每增加1人加1分`."""
    if not wording.scoring or len(wording.scoring) > 2:
        return None
    last = re.sub(r"^按(?=每)|(?<=分)(?:计算|计分)$", "", wording.scoring[-1])
    if wording.cap is not None and len(wording.scoring) == 1 and "每" not in last:
        last = re.sub(
            rf"(?<![\d.])[1一](?={_UNIT}(?:,|的|者)*[得加计]\d)", "每1", last
        )  # 报道一次加1分,最高3分
    match = re.fullmatch(rf"(.*?)每(.*?)(?:得|加|计|给|记|再加|再得)?{_N}分", last)
    if not match or re.search(r"缺|扣|\d分", match[1] + match[2]):
        return None
    facts = asked.facts()
    award = number(match[3])
    span = re.match("个?(月|季度|季|半年|周|年)", match[2])
    if span:  # 每月报送一篇信息得1分,全年12分
        most = _TIMES.get(span[1], 0) * award
        if len(wording.scoring) > 1 or match[1] or most < points or (most > points and wording.cap is None):
            return None
        title = f"做到“{last[: match.start(3)].rstrip('得计加给')}”的{span[1]}数"
        return RuleDraft(
            "count", {"fact": facts.add("count", title, "integer", unit="个"), "each": award}, facts.made
        )
    size = re.match(
        rf"(?:增加|增|多|有|新增|超过|超|开展|完成|举办|组织|培育|建立|链接|召开|获得|获)?(?:{_N}|一)?({_UNIT}|小时|元|万元)?(.*)$",
        match[2],
    )
    assert size is not None
    per = number(size[1]) if size[1] else 1
    if not per or award > points:
        return None
    words, unit = size[3].strip(",的"), size[2] or ""
    if not unit and (unit_match := re.fullmatch(rf"(.+?)[1一]({_UNIT})", words)):  # 每服务一户
        words, unit = unit_match[1], unit_match[2]
    title = match[1].strip(",") + words if len(words) > 1 else asked.title
    kind = "number" if unit in ("小时", "元", "万元") else "integer"
    rule: dict[str, object] = {"fact": facts.add("count", title, kind, unit=unit)}
    items = _listed(wording)
    if (
        len(wording.scoring) == 1
        and items
        and award * len(items) == points
        and re.match("[1一]?项", match[2])
    ):
        facts = asked.facts()
        name = facts.add("items", asked.title, "set", choices=items)
        return RuleDraft("checklist", {"fact": name, "award": _awarded([award] * len(items))}, facts.made)
    if len(wording.scoring) == 1:
        if re.match(r"增|多|超", match[2]):
            return None  # the number to exceed is not stated
        if per != 1:
            rule["per"] = per
        return RuleDraft("count", {**rule, "each": award}, facts.made)
    base = re.fullmatch(rf"(.*?){_N}({_UNIT})(?:及?以上)?(?:的|者)?,?(?:得|计)?{_N}分", wording.scoring[0])
    if not base or not re.match(r"增|多|超", match[2]):
        return None
    start, first = number(base[2]), number(base[4])
    if first >= points:
        return None
    more: dict[str, object] = {**rule, "above": start, **({"per": per} if per != 1 else {}), "each": award}
    parts: list[object] = [
        {"points": first, "rule": {"yes_no": {"fact": rule["fact"], "at_least": start}}},
        {"points": points - first, "rule": {"count": more}},
    ]
    facts.retitle("count", re.sub("(?:达到|达|完成|不少于|至少)$", "", base[1]).strip(",") or asked.title)
    return RuleDraft("sum", parts, facts.made)


def _tiers(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    return read_tiers(wording, points, asked)


def _all_of(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """`缺一项不得分`, with the items the text lists."""
    text = ";".join(wording.scoring)
    lacking = re.search(
        r"(?:缺|少)(?:任何|任意|其中)?(?:1|一)(?:项|个|类|种)?(?:的|者)?,?(?:均)?(?:不得分|不可|不计分|0分)",
        text,
    )
    rest = re.sub(
        r"(?:齐全|完整|全部具备|具备|均有|都有)?(?:的|者)?,?(?:得|计)(?:满分|\d+(?:\.\d+)?分)[,;]?", "", text
    )
    if not lacking or re.search(r"\d分|扣", rest.replace(lacking[0], "")):
        return None
    award_match = re.search(rf"(?:得|计){_N}分", text)
    if award_match and number(award_match[1]) != points:
        return None
    facts = asked.facts()
    plain = re.sub(
        r"(?:配备)?(?:齐全|完整|完备)(?:的|者)?,?(?:得|计)(?:满分|\d+(?:\.\d+)?分)", "", wording.plain
    )
    items = _listed(replace(wording, plain=plain), 2)
    items = [re.sub(r"(?:齐全|完整)$", "", item) for item in items]
    if items and all(items):
        return RuleDraft(
            "all_of", {"fact": facts.add("items", asked.title, "set", choices=items)}, facts.made
        )
    name = facts.add("all", f"{asked.title}：各项齐全", "boolean")
    return RuleDraft("yes_no", {"fact": name}, facts.made, notes=("import-no-list",))


def _options(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """Awards clause by clause: yes or no, one of several levels, or parts that add up."""
    awards: list[tuple[str, Number]] = []
    for clause in wording.scoring:
        if re.search(r"扣|每[^月季年周日天]|按(?!规定|要求|时|期|章程|照规定|照要求)|[×*÷]", clause):
            return None
        nothing, full, some = _NONE.match(clause), _FULL.match(clause), _AWARD.match(clause)
        if nothing:
            awards.append((nothing["what"], 0))
        elif full:
            awards.append((full["what"], points))
        elif some:
            awards.append((some["what"], number(some["n"])))
        else:
            return None
        if re.search(r"\d分|得分|[≥≤<>]|\d(?:%|[-~]|人|名|㎡|平方米|次|场|元|万|以[上下])", awards[-1][0]):
            return None
    awards = [(_bare(what), award) for what, award in awards]
    positive_awards = [award for _, award in awards if award]
    if not positive_awards or len({what for what, _ in awards}) != len(awards):
        return None
    facts = asked.facts()
    if len(positive_awards) == 1:
        if positive_awards[0] != points or len(awards) > 2:
            return None
        title = next(what for what, award in awards if award) or asked.title
        if re.search(r"\d", title):
            return None  # a limit that was not understood
        lacking = next((what for what, award in awards if not award), "")
        if (title, lacking) in (("是", "否"), ("有", "无")):
            return RuleDraft("yes_no", {"fact": facts.add("yes", asked.title, "boolean")}, facts.made)
        if not _negates(lacking, title):
            if re.match("[无未不没]", lacking):  # a separate condition for no points
                zero = {"fact": facts.add("none", lacking, "boolean"), "is": "yes"}
                return RuleDraft(
                    "yes_no", {"fact": facts.add("yes", title, "boolean")}, facts.made, zero_when=zero
                )
            names = [what for what, _ in awards]
            fact = facts.add("choice", asked.title, "choice", choices=names)
            return RuleDraft(
                "choice", {"fact": fact, "award": _awarded([award for _, award in awards])}, facts.made
            )
        return RuleDraft("yes_no", {"fact": facts.add("yes", title, "boolean")}, facts.made)
    if any(not what for what, award in awards if award):
        return None
    if sum(positive_awards) == points and len(positive_awards) == len(awards):
        names = [what for what, _ in awards]
        fact = facts.add("items", asked.title, "set", choices=names)
        return RuleDraft("checklist", {"fact": fact, "award": _awarded(positive_awards)}, facts.made)
    if (
        max(positive_awards) == points
        and positive_awards in (sorted(positive_awards), sorted(positive_awards)[::-1])
        and sum(positive_awards) > points
    ):
        if all(award for _, award in awards):
            awards.append(("以上都不是", 0))
        names = [what if what not in _ELSE else "以上都不是" for what, _ in awards]
        fact = facts.add("choice", asked.title, "choice", choices=names)
        return RuleDraft(
            "choice", {"fact": fact, "award": _awarded([award for _, award in awards])}, facts.made
        )
    return None


def _bare(what: str) -> str:
    """Return what an award is for, without introductory words."""
    what = re.sub(r"[,(:的者]+$", "", what).strip(",")
    return re.sub(
        "^(?:其中|包括|包含|主要包括|内容包括|查看资料|查阅资料|查看材料|现场查看|实地查看),", "", what
    )


def _negates(nothing: str, title: str) -> bool:
    """Return whether the clause that gives no points only says that *title* does not hold."""
    rest = re.sub("^(?:均|都)?(?:没有|无|未能|未|不)", "", nothing)
    if nothing in _ELSE or not rest:
        return True
    pairs = {rest[i : i + 2] for i in range(max(1, len(rest) - 1))}
    return rest != nothing and any(pair in title for pair in pairs)


def _awarded(awards: Sequence[Number]) -> dict[str, object]:
    return {f"o{i + 1}": award for i, award in enumerate(awards)}


Reader = Callable[[Wording, Number, Asked], RuleDraft | None]
READERS: Final[Sequence[Reader]] = (_rating, _tiers, read_ratio, _all_of, _deduct, _count, _options)
