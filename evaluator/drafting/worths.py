"""What a standard says it is worth, and the title that it amounts to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from evaluator.base.exact import Number, parse
from evaluator.drafting.clauses import read_wording
from evaluator.drafting.titles import BRACKETED, ITEM, WORTH, plain, points_of, split_points

_REMARKED: Final = r"(?P<beside>[，,；;][^（()）]{1,40})?"
"""A remark in the same brackets: （5分，该项为必达指标）."""
_TEXT_POINTS: Final = re.compile(
    rf"^(?P<title>(?:[^（(]|[（(](?!\s*{WORTH}\d+(?:\.\d+)?\s*分\s*[）)，,；;]))+?)"
    rf"[（(]\s*{WORTH}(?P<points>\d+(?:\.\d+)?)\s*分\s*{_REMARKED}[）)](?P<rest>.*)$",
    re.DOTALL,
)
_VERB_BEFORE: Final = re.compile(
    r"以[上下]|[≥≤<>]|每[^,，]{0,8}$|[得扣]\s*\d|(?:[得给加扣减为满达到足于过超低]|最高|(?<!设)计|(?<!登)记)$"
)
_BARE_WORTH: Final = re.compile(
    r"^(?P<name>(?:(?!\d+(?:\.\d+)?\s*分)[^\n]){3,120}?[^\d.\s（(≥≤<>])\s*(?P<points>\d+(?:\.\d+)?)\s*分(?=[，,。；;]|$)"
)
_NAMED_FIRST: Final = re.compile(
    r"^(?P<name>[^（(。\n]{2,100}?)\s*[（(]?\s*(?:共计?|[计记]|合计|满分|分值|标准分|基准分)?\s*[:：为]?\s*(?P<points>\d+(?:\.\d+)?)\s*分\s*[）)]?\s*[。：:](?P<rest>.+)$",
    re.DOTALL,
)
_SCALED: Final = re.compile(
    r"^(?P<name>[^\n]{3,160}?[^\d.\s（(])\s*(?P<points>\d+(?:\.\d+)?)\s*分\s*(?:[（(](?P<rest>.*)[）)])?\s*[。；;]?$",
    re.DOTALL,
)
_DEGREE: Final = re.compile(
    r"[^\d每扣减]{1,12}?[得计为]?\s*(?P<high>\d+(?:\.\d+)?)\s*分?(?:[-~～—至]\s*\d+(?:\.\d+)?)?\s*分"
)
_AWARDS: Final = re.compile(r"[得计扣加减]\s*\d|不得分|不计分|\d\s*分")
_SUM_AT_END: Final = re.compile(
    r"[（(]\s*(?:共计?|合计|满分|总分)\s*(\d+(?:\.\d+)?)\s*分\s*[）)]\s*[。；;]?$"
)
_ALONE_AT_END: Final = re.compile(
    r"^(?:(?!\d\s*分|[得扣]\s*\d).)*[，,；;。]\s*(\d+(?:\.\d+)?)\s*分\s*[。；;]?$", re.DOTALL
)
_GIVEN_AT_END: Final = re.compile(
    r"^(?:(?!\d\s*分|[扣减每]).)*[，,]\s*[得计记]\s*(\d+(?:\.\d+)?)\s*分\s*[。；;]?$"
)
_WHOLE: Final = re.compile(
    r"[，,；;][^，,；;（(）)]{0,8}?(?:共计?|合计|满分|总分)\s*(\d+(?:\.\d+)?)\s*分\s*[）)]\s*[。；;]?$"
)
"""（1个0.5分，共3分）."""
_WORTH_FIRST: Final = re.compile(
    rf"^(?:[（(]\s*{WORTH}|(?:总分|满分|分值|标准分)\s*[:：为]?\s*)(?P<points>\d+(?:\.\d+)?)\s*分\s*[）)。.．；;，,\n][:：、，,]?\s*"
)
"""Points before everything else: （5分）有计划、有总结。 总分5分。每少1条扣1分。"""
_RANGED: Final = re.compile(r"[（(]\s*(?P<low>\d+)\s*[-~～—–至]\s*(?P<high>\d+)\s*分\s*[）)]")
_TO_NOTHING: Final = re.compile(r"^[^扣减加每]*不[得计记]分[。；;]?$", re.DOTALL)
"""Options of which the last gives nothing: 完备的计8分，不够规范的计2分，没有的不计分."""
_WHEN: Final = re.compile(r"[年月日季度上下半每全底前至到以\d\s\-—~～]+")
_AMOUNT: Final = re.compile(r"[得计扣加减给记]\s*\d+(?:\.\d+)?\s*分")
_TRIGGER: Final = re.compile(r"[每少缺未无没不否按得扣]|其[他余]|\d+(?:\.\d+)?\s*分\s*[（(]")
_GRADED: Final = re.compile(r"(\d+(?:\.\d+)?)(?:[-~～—–至](\d+(?:\.\d+)?))?分?")
"""A level's points below its head: 5, 10～9."""
_PART_BY_NUMBER: Final = re.compile(
    r"(?P<items>[①-⑳](?:[、,，和及]?[①-⑳])*)项?(?:各|每项)?[得计]?(?P<points>\d+(?:\.\d+)?)分[，,；;。、]?"
)
_BY_NUMBER: Final = re.compile(f"(?:{re.sub('[?]P<[a-z]+>', '?:', _PART_BY_NUMBER.pattern)})+")
_SHORTEST: Final = 8
_LONGEST: Final = 60
"""Longest title taken from a standard."""


def points_in_text(wording: str) -> tuple[str, Number] | None:
    """Return title and points of `按时制定计划（3分）：未制定扣3分`: the only bracketed points."""
    match = _TEXT_POINTS.match(plain(wording).strip())
    if match is None or BRACKETED.search(match["rest"]) or re.search(r"[得扣计]\s*$", match["title"]):
        return None
    points = points_of(match["points"])
    title = wording.strip()[: match.end("title")].strip().rstrip("。；;：:")
    return (title, points) if points is not None and title else None


def worth_of(wording: str) -> Number | None:
    """Return the points that a wording states for itself: in one bracket, in one for each part, as a sum."""
    if (parts := parted(wording)) is not None:
        return parts
    if (first := worth_first(wording)) is not None:
        return first
    if whole := _WHOLE.search(plain(wording).strip()):
        return points_of(whole[1])
    if stated := points_in_text(wording):
        return stated[1]
    if total := summed(wording):
        return total[1]
    if scaled := scaled_first(wording):
        return scaled[1]
    if match := _SUM_AT_END.search(plain(wording).strip()):
        return points_of(match[1])
    return bracketed_parts(wording) or ranged_parts(wording)


def ending_worth(wording: str) -> Number | None:
    """Return the points at the end of `…，经常研究布置，3分；`, the only ones of a wording."""
    match = _ALONE_AT_END.search(plain(wording).strip())
    return points_of(match[1]) if match else None


def given_at_end(line: str) -> Number | None:
    """Return what a line gives at its end, and nothing else does: 分工明确，团结协作，得4分。"""
    match = _GIVEN_AT_END.match(plain(line).strip())
    return points_of(match[1]) if match else None


def graded_worth(amounts: Sequence[str]) -> Number | None:
    """Return the largest of 5 | 4 | 3 | 2 below the levels of a rating; None where one is blank."""
    matches = [_GRADED.fullmatch(re.sub(r"\s", "", plain(amount))) for amount in amounts]
    tops = [
        max(parse(number) or 0 for number in match.groups() if number)
        for match in matches
        if match is not None
    ]
    return max(tops) if 1 < len(tops) == len(amounts) else None


def plain_worth(wording: str) -> Number | None:
    """Return the points that a wording plainly states for itself, in brackets or behind its name."""
    if (worth := worth_of(wording)) is not None:
        return worth
    first = named_first(wording)
    return first[1] if first else None


def any_worth(wording: str) -> Number | None:
    """Return the points that a wording states for itself, has as its limit, or gives at once."""
    if (worth := plain_worth(wording)) is not None:
        return worth
    if bare := bare_worth(wording):
        return bare[1]
    read = read_wording(wording)
    if read.cap is not None:
        return read.cap
    awards = [clause.high for clause in read.clauses if clause.kind == "award" and not clause.per]
    falls = all(high > low for high, low in pairwise(awards)) and _TO_NOTHING.search(wording)
    return awards[0] if len(set(awards)) == 1 or (awards and falls) else None


def bracketed_parts(wording: str) -> Number | None:
    """Return the sum of `落实制度（2分），并填写记录（4分）`: points in brackets behind each part."""
    half = plain(wording.strip()).rstrip("。；;")
    brackets = list(BRACKETED.finditer(half))
    if (
        len(brackets) < 2
        or brackets[-1].end() != len(half)
        or re.search(
            r"[得计扣加减]\s*\d|每[^，,。；;（(]{0,10}[项个条次处份名户人篇件场期家]\s*[（(]|共|合计", half
        )
    ):
        return None
    amounts = [
        parse(number[0]) or 0 for bracket in brackets if (number := re.search(r"\d+(?:\.\d+)?", bracket[0]))
    ]
    ends = {sum(amounts[:-1], 0) - amounts[-1], sum(amounts[1:], 0) - amounts[0]}
    return None if len(amounts) > 2 and 0 in ends else sum(amounts, 0)


def ranged_parts(wording: str) -> Number | None:
    """Return the sum of `参加活动（1-5分）、完成值日（1-5分）`: parts marked from the same low on."""
    ranges = [(match["low"], parse(match["high"]) or 0) for match in _RANGED.finditer(plain(wording))]
    alike = len(ranges) > 1 and len({low for low, _ in ranges}) == 1
    return sum((high for _, high in ranges), 0) if alike and not BRACKETED.search(plain(wording)) else None


def scaled_first(wording: str) -> tuple[str, Number, str] | None:
    """Return name, points and rest of `团结协作20分（好20分，较好15分）`: how, stands in brackets."""
    match = _SCALED.match(plain(ITEM.sub("", wording.strip())))
    points = parse(match["points"]) if match else None
    if match is None or points is None or _VERB_BEFORE.search(match["name"]):
        return None
    name, rest = match["name"].strip("。；;，, "), match["rest"]
    if rest is None:  # 设置无障碍设施。1分
        return (
            (name, points, "") if match["name"].endswith(("。", "；")) and not _AWARDS.search(name) else None
        )
    amounts = [parse(amount) or 0 for amount in re.findall(r"(\d+(?:\.\d+)?)\s*分", rest)]
    taken = _AWARDS.search(rest) or "比例" in rest
    is_scale = taken or (amounts and max(amounts) == points)
    return (name, points, rest) if is_scale and not _AWARDS.search(name) else None


def worth_first(wording: str) -> Number | None:
    """Return the points of `（5分）每缺一项扣1分`: in brackets before a wording, and nowhere else."""
    half = plain(wording.strip())
    match = _WORTH_FIRST.match(half)
    return points_of(match["points"]) if match and not BRACKETED.search(half[match.end() :]) else None


def parted(wording: str) -> Number | None:
    """Return the sum of the points in brackets at the end of each of several sentences, None for others."""
    sentences = [part for part in re.split(r"[。；;\n]", plain(wording).strip()) if part.strip()]
    joined: list[str] = []
    for sentence in sentences:  # 有制度。（1分）: the points belong to what stands before
        if joined and BRACKETED.match(sentence.strip()):
            joined[-1] += sentence
        else:
            joined.append(sentence)
    amounts: list[Number | None] = []
    for sentence in joined:
        brackets = list(BRACKETED.finditer(sentence))
        if len(brackets) != 1 or sentence[brackets[0].end() :].strip():
            return None
        amounts += map(points_of, re.findall(r"\d+(?:\.\d+)?", brackets[0][0])[:1])
    if len(amounts) < 2 or re.search(r"[得计扣加减]\s*\d", wording):
        return None
    values = [amount or 0 for amount in amounts]
    ends = {sum(values[:-1], 0) - values[-1], sum(values[1:], 0) - values[0]}
    return None if len(values) > 2 and 0 in ends else sum(values, 0)


def named_first(wording: str) -> tuple[str, Number, str] | None:
    """Return name, points and rest of `低保管理计2分。入户率100%计1分，…`: its first sentence names it.

    The rest has to give or take points of its own.
    """
    match = _NAMED_FIRST.match(plain(ITEM.sub("", wording.strip())))
    if match is None or re.search(r"每|[得扣]$|[≥≤<>]|以上|以下", match["name"]):
        return None
    points = parse(match["points"])
    awards = re.findall(r"(?:[得计给记]|[（(])\s*(\d+(?:\.\d+)?)\s*分", match["rest"])
    awarded = sum((parse(award) or 0 for award in awards), 0)
    taken = not awards and re.search(r"[扣减]\s*\d|不得分|不计分", match["rest"])
    if points is None or not (taken or awarded == points):
        return None
    return match["name"].strip(), points, match["rest"].strip()


def bare_worth(wording: str, *, verbs: str = "") -> tuple[str, Number] | None:
    """Return name and points of `人手一册6分，每缺一项扣2分`: points with no verb or one of *verbs*."""
    match = _BARE_WORTH.match(plain(ITEM.sub("", wording.strip())))
    points = parse(match["points"]) if match else None
    if match is None or points is None:
        return None
    name = re.sub(f"{verbs}$", "", match["name"]) if verbs else match["name"]
    if _VERB_BEFORE.search(name):
        return None
    return name.strip(" ，,；;：:"), points


def without_worth(wording: str, points: Number) -> str:
    """Return a wording without brackets that only say what the criterion is worth, where it says more."""
    first = _WORTH_FIRST.match(plain(wording.strip()))
    if first is not None and not first[0].startswith(("（", "(")) and parse(first["points"]) == points:
        return wording.strip()[first.end() :] or wording
    brackets = list(BRACKETED.finditer(plain(wording)))
    bare = BRACKETED.sub("", plain(wording))
    amounts = [number[0] for bracket in brackets if (number := re.search(r"\d+(?:\.\d+)?", bracket[0]))]
    if not brackets or any(parse(amount) != points for amount in amounts):
        return wording
    return bare if re.search(r"[得计扣减加]\s*\d|[×*]\s*\d|不得分|不计分", bare) else wording


def summed(wording: str) -> tuple[str, Number] | None:
    """Return parts and sum of `教育（1分）；谈话（1分）。（2分）`, whose last points are a sum."""
    brackets = list(BRACKETED.finditer(plain(wording)))
    amounts = [
        parse(number[0]) or 0 for bracket in brackets if (number := re.search(r"\d+(?:\.\d+)?", bracket[0]))
    ]
    if len(amounts) < 3:
        return None
    first, last = brackets[0], brackets[-1]
    if sum(amounts[:-1], 0) == amounts[-1] and wording[: last.start()].rstrip().endswith(tuple("。；;）)")):
        return wording[: last.start()].rstrip() + wording[last.end() :], amounts[-1]
    if sum(amounts[1:], 0) == amounts[0] and wording[first.end() :].lstrip().startswith(tuple("。：:")):
        return wording[first.end() :].strip("：:。；;，, \n"), amounts[0]
    return None


def named_by(wording: str) -> str:
    """Return the title that a standard amounts to: what stands before its points, else its first sentence."""
    bare = ITEM.sub("", _WORTH_FIRST.sub("", plain(wording.strip())) or wording)
    if stated := points_in_text(bare):
        bare = stated[0]
    if scaled := scaled_first(bare):
        return scaled[0]
    if len(BRACKETED.findall(plain(bare))) > 1:
        return re.split(BRACKETED, plain(bare))[0][:_LONGEST]
    sentences = re.split(r"[。；;\n]", bare)
    clause = sentences[0]
    if len(clause) <= _LONGEST // 3 and bare.startswith(f"{clause}\n") and ITEM.match(sentences[1]):
        return clause.rstrip("：: ")  # 体温单 above 1.数据准确；2.内容真实
    if (
        len(clause) < _SHORTEST
        and len(sentences) > 1
        and not re.search(r"\d\s*分|[得扣]\s*\d|不得分|不计分", sentences[1])
    ):
        clause = bare[: len(clause) + 1 + len(sentences[1])]  # 无D级危房。B、C级危房要有加固措施
    head, colon, _ = clause.partition("：" if "：" in clause else ":")
    if (
        colon
        and _SHORTEST // 2 <= len(head) <= _LONGEST // 2
        and not re.search(r"(?:包括|如下|其中|为|是)$|\d\s*分", head)
    ):
        clause = head  # 村两委关系：班子整体功能发挥作用明显
    whole = clause
    before = re.split(r"[，,：:](?=[^，,：:]*(?:[得扣计加减]\s*\d|\d+(?:\.\d+)?\s*分|不得分|满分))", clause)[
        0
    ]
    if _WHEN.fullmatch(before.strip()):
        before = clause  # 2021年6月至12月，使用率每缺10%扣0.5分
    earned = re.match(r"[，,]得\s*\d", clause[len(before) :])
    clause = before.removesuffix("的") if earned else before  # 公开招标的，得2分
    named, points = split_points(clause)
    if len(named) < _SHORTEST and clause != head and _goes_on(whole[len(named) :]):
        # 未掌握进度，认清构造物结构形式扣5分; 自治村计2分，合格村计1分
        return (whole if len(_AMOUNT.findall(whole)) > 1 else _AMOUNT.sub("", whole))[:_LONGEST].strip()
    if points is not None:
        return named
    short = re.sub(
        r"(?:(?:每[\u4e00-\u9fff]?|[一1][项个次条处人份])(?=[得计扣加减给记]))?(?:[得计扣加减给记（(]|的)*[0-9]+(?:\.[0-9]+)?分[）)]?$",
        "",
        clause[:_LONGEST],
    )
    # 持证率×25分
    short = re.sub(r"\s*[×*＊÷/=＝]\s*(?:[0-9]+(?:\.[0-9]+)?)?$", "", short)
    short = re.sub(r"的?\s*[得计]\s*(?:标准分值?|权重分值?|满分)$", "", short)
    return short or clause[:_LONGEST] or wording[:_LONGEST]


def _goes_on(rest: str) -> bool:
    """Return whether what follows a short name names more, or something else that gives points."""
    _, _, clause = rest.partition("，")
    named = _AMOUNT.split(clause)[0]
    awards = len(re.findall(r"[得计]\s*\d", rest)) > 1
    return bool(clause) and (awards or len(named) > _SHORTEST // 2) and not _TRIGGER.match(clause)


def numbered_worth(standard: str) -> dict[str, Number]:
    """Return what each numbered item is worth by a standard that says nothing else: ①②各1分；③0.5分."""
    half = re.sub(r"\s", "", plain(standard))
    if not _BY_NUMBER.fullmatch(half):
        return {}
    return {
        number: parse(part["points"]) or 0
        for part in _PART_BY_NUMBER.finditer(half)
        for number in re.findall("[①-⑳]", part["items"])
    }


def items_worth(words: str, worth: Mapping[str, Number]) -> list[tuple[str, Number | None]]:
    """Return the items that *words* number, with what leads to them and their worth; none for others."""
    lead, *parts = re.split("([①-⑳])", plain(words))
    lead = re.split("[。；;：:\n]", lead)[-1]
    numbers, items = parts[::2], [lead + item.strip("，,、；;。 \n") for item in parts[1::2]]
    fits = numbers == list(worth)
    return [(item, worth[number]) for number, item in zip(numbers, items, strict=True)] if fits else []


def scale_top(wording: str) -> Number | None:
    """Return the points of the highest of degrees that fall to nothing: 达到5分，基本达到4~1分，否则0分."""
    sentence = re.split(r"[。\n]", plain(wording).strip().rstrip("。；;"))[-1]
    clauses = [clause for clause in re.split("[，,；;、]", sentence) if clause.strip()]
    degrees = [_DEGREE.fullmatch(clause.strip()) for clause in clauses]
    amounts = [parse(degree["high"]) or 0 for degree in degrees if degree is not None]
    falls = all(high > low for high, low in pairwise(amounts))
    return amounts[0] if len(amounts) == len(clauses) > 1 and falls and amounts[-1] == 0 else None
