"""Hold a recognised rule to its wording: each amount, number, repetition and refusal of the text is in it.

This reader shares nothing with the grammar that recognised the rule. It looks only for amounts, for words
such as 每, and for numbers beside them; where it counts otherwise than the rule does, the criterion stays a
mark, and what differs is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting.amounts import (
    AMOUNT,
    FRAGMENT,
    ITEM_MARK,
    SIDES,
    SPAN,
    ZERO,
    Account,
    N,
    StatedPoints,
    amounts_of,
    enter,
    highest_alone,
    in_points,
    is_points,
    number_of,
    plain_of,
    sampled,
    statements,
    steps_give,
    trailing,
)  # fmt: skip

_DECIMAL: Final = re.compile(r"\((\d+\.\d+)\)")
"""Points without their unit: 明确领导（0.5）."""
_NO_NUMBER: Final = re.compile(
    r"《[^》]*》|[A-Za-z]{2,}[-/]?\d[\d.]*|[〔\[(]?\d{4}[〕\])]?\d*号|\d{4}年(?:度)?(?:\d{1,2}月(?:份|底)?)?(?:\d{1,2}日)?"
    r"|\d{1,2}日(?:前|之前|以前)|\d{1,2}点(?:后|前|以后|以前|至)|每\d+(?:[-~至到]\d+)?(?:户|人|名|平方米|平米|张床位?)(?=[^,;。\d]{0,4}(?:配备|配置|设置?|安排|不少于|至少)\D{0,3}\d)"
    r"|每个?(?:村|社区|乡镇|小区|单位|站点?|点位)(?:抽查?|走访|随机)?\d+[户人个家份名]|(?:罚款|罚金|奖金|工资|服务费|管理费)\d+元|不足1\D{1,3}[,按以]+1\D{1,3}计|\d{1,2}月(?:\d{1,2}日|份|底)|第\d+|\d+时|20\d\d|(?:抽查|询问|访谈|访问|抽取|随机|查阅|调查)[^,;。\d]{0,8}\d+"
)
_SIZE: Final = re.compile(r"每(?:(?!不[少低超高小多大]|至少|达|应|须)[^\d,;。]){0,6}?(\d+(?:\.\d+)?)(?!分)")
_OF_EACH: Final = re.compile(r"(?:^|,)每[场次个期节名][^,;。\d]*(?:不少于|不低于|至少|达到)$")
"""What each of those counted has to have."""
_STEPWISE: Final = re.compile(
    "依次|递[增减]|折半|减半|加倍|翻[倍番]|第[二三四2-4]次|次起|[增加]减|[加减]扣|重复(?:出现|发生)|返还|抵扣|冲抵"
)
"""Points that follow from those before."""
_RELATIVE: Final = re.compile("排名|名次|(?:首次|再次)(?=[^,;。]{0,4}[扣得加减计])|平均[水值数]")
"""What others do, or what was before."""
_SHARES: Final = re.compile("%|百分点")
_ROUGHLY: Final = re.compile(
    r"[扣减得计加]大?约\d|\d分的(?:一半|[二三四五]分之|\d+%)|[扣减]\d+(?:\.\d+)?分?(?:左右|上下|不等|及?以[上内下]|之内)"
)
"""Points that are left open: 扣5分以上, 得约3分, 扣2分的一半."""
_AT_MOST: Final = re.compile(
    r"分(?:/\D)?[,(][^,;。()\d]{0,6}(?:最多|至多|不超过|上限|(?<!期)限)[^,;。()\d]{0,3}(?P<times>\d+)(?!\d*\.?\d*分)[次篇项个人场件条起名期]"
)
"""How often something counts: 每篇2分（最多3篇）."""
_FILLED: Final = re.compile(
    rf"不[足满](?P<size>{N})[^,;。\d]{{0,4}},?(?:的|也)?[按以](?P=size)[^,;。\d]{{0,4}}计"
)
"""A part of what counts once that counts as all of it: 每10人计1分，不足10人按10人计."""
_SHARE_OF: Final = re.compile(r"(?:扣|扣除|扣减|不得)(?:该|相应|对应|其|本)[^,;。\d]{0,4}(?:分值?|分数|得分)")
_REMEDIED: Final = re.compile(
    r"(?:每|1[次起件])[^;。]*?分[,;。](?:后|已|及时)?(?:补[开办报交缴录签做齐]|改正|纠正|整改到位)[^,;。]{0,6}扣"
)
"""What is taken instead, where it is made good: 每缺1次扣2分，补开的扣1分."""
_OF_OTHERS: Final = re.compile(
    r"分[、,](?:对|其)?(?:(?![无未没缺不少有])[\u4e00-\u9fff]){0,4}(?:代表|人员|负责人|责任人|领导|主任|本人|单位)(?:各|再|另)?扣\d+(?:\.\d+)?分"
)
"""What is taken off another's score as well: 每次扣3分、首席代表扣1.5分."""
_UNLESS: Final = re.compile(
    r"分[,、(](?:如|若|但|除非)(?!果?实|.{0,4}(?:累计|最[高多]|不超过|合计|总|封顶))[^,;。]*"
)
"""What goes back on the clause before it: 发生1起扣5分，如案件已破，扣3分."""
_ELSEWHERE: Final = re.compile(
    r"(?:从|在|将)[^,;。]{0,6}(?:总分|总得分|总成绩)[^,;。]{0,4}[扣减加]|[扣减]除?总(?:得|成绩|评)?分|(?:大项|大类|[一二]级指标)[^,;。]{0,3}(?:不得分|不计分|0分)"
    r"|[与和同]第?[^,;。]{1,8}[项条款](?:指标)?的?(?:得分)?(?:合计|累计|共)|(?:视(?:同|作|为)|等同于)[^,;。\d]{1,6}(?=,)|按[未缺没不][^,;。]{0,6}(?:处理|对待|论处|计算?)"
)
"""What is taken off the whole, refuses more than the criterion, or is dealt with as something else is."""
_SCOPE: Final = re.compile(
    r"(?:^|(?<=[,;。\n]))(?:除了?(?!夕|尘|草|雪|四害|本|上述)(?P<but>[^,;。:()\d]{2,16}?)的?(?:以|之)?外,(?!其[他余它])"
    r"|(?:仅|只)(?:限|对|针对|适用)于?(?P<only>[^,;。:()]{2,12}),|(?:如遇|遇有?)(?P<case>[^,;。:()]{2,12}),"
    r"|在(?P<base>[^,;。:()\d]{2,14}?)的?(?:基础上|前提下),|以(?P<from>[^,;。:()\d%]{2,12})为(?:基数|基准),)"
)
"""What limits who or what a clause is about, as a part of its own: 仅对新建单位，每缺一项扣2分."""
_EXEMPT: Final = re.compile(
    r"不(?:纳入|列入|参加|参与|作为?|进行)[^,;。]{0,4}(?:参评|考核|评分|评价|评估|计分|考评)|不参评|不予?考核(?=$|[,;。本该此])"
)
"""Who is not assessed at all."""
_CONTRAST: Final = re.compile(
    r"(?:每|1[起次件])[^;。]*?(?:且|并|经)[^,;。]*?([\u4e00-\u9fff]{2})[^,;。]*?\d分[,、](?:未|没有|不)[^,;。每\d]*?\1[^,;。每\d]*?扣\d"
)
"""What is taken each time, and otherwise less: 每起上访且被通报的扣3分，未被通报的扣1分."""
_JUDGED: Final = re.compile(
    r"(?<![(])由[^(),;。]{2,40}?(?:打分|评分|评议|测评|(?:评价|评定)(?=[,:;。]))|(?:重点|着重|综合)(?:评价|评议|考量)"
)
"""A judgement of somebody named, who looks at what follows: 由服务对象打分，重点评价….."""
_GOOD: Final = re.compile(
    "(?:素质|能力|水平|质量|效率|积极性|热情|觉悟|意识|责任心|责任感|凝聚力|战斗力|执行力|感召力|威信|威望)[较很]?[高强好]"
)
"""How good somebody or something is, which is for a person to say by degrees."""
_PROPORTION: Final = re.compile(r"比例[^,;。]{0,4}(?:得|计|记|扣|给)?分|按比例")
_PART: Final = re.compile("、|或者?|(?<![共总温])和(?!谐)")
_LACKING: Final = re.compile("[没未无不缺漏]")
_ACTS: Final = re.compile(r"否则|满分|[×÷*]|比例|(?<!\d)[1一][次场篇个项]\d+分")
_AS_SETS: Final = frozenset({"rating", "sum"})
"""Rules whose levels or parts share points."""
_ONCE: Final = frozenset({"choice", "tiers", "yes_no", "all_of", "rating", "ratio"})
"""Rules that give nothing for each time."""
_MEASURED: Final = frozenset({"tiers", "ratio", "rating"})
"""Rules that compare: each number of their wording belongs to them."""


def unaccounted(
    wording: str, points: Number, kind: str, rule: object, zero: object, named: Sequence[str]
) -> str:
    """Return what of *wording* a rule does not account for, '' where each of its numbers is in it.

    *zero* is the condition that takes all points. *named* are the names of the rule's facts, options and
    levels: what stands in them is asked as it is written.
    """
    if kind == "choice":
        wording = highest_alone(wording)
    plain = plain_of(in_points(wording, points))
    account = Account(kind, rule, points)
    enter(account, kind, rule, points)
    account.declared |= {number_of(number) for number in re.findall(N, repr(zero))}
    account.has_zero = zero is not None
    account.named |= {number_of(number) for name in named for number in re.findall(N, plain_of(name))}
    account.words = "；".join(map(plain_of, named))
    amounts = list(amounts_of(plain))
    return next((left for check in _CHECKS if (left := check(plain, amounts, account))), "")


def _too_much(plain_of: str, amounts: Sequence[StatedPoints], account: Account) -> str:
    """Return an amount of the rule that is more than the criterion is worth."""
    most = max(account.points, default=0)
    return (
        next((amount.shown(most) for amount in amounts if most in amount.points), text(most))
        if (most > account.full)
        else ""
    )


def _says_nothing(plain: str, amounts: Sequence[StatedPoints], account: Account) -> str:
    """Return a requirement that has points behind it and does not say how they are given."""
    alone = (
        len(amounts) == 1 and amounts[0].is_bare and account.kind in ("yes_no", "tiers", "count", "all_of")
    )
    if alone and not (amounts[0].is_repeated or _ACTS.search(SPAN.sub("", plain)) or ZERO.search(plain)):
        return amounts[0].shown(amounts[0].points[0])
    return ""


def _missed(plain: str, amounts: Sequence[StatedPoints], account: Account) -> str:
    """Return the first points of the text that the rule does not give or take as often as the text does."""
    seen: Counter[Number] = Counter()
    wholes = 0
    if _is_stated_twice(amounts, account):
        return ""
    for amount in amounts:
        for value in amount.points:
            whole = value == account.full and not amount.takes
            if value == 0 or (value == account.full and amount.is_limit) or (whole and amount.is_bare):
                continue
            if whole and account.kind not in _AS_SETS:
                wholes += 1
                if wholes > max(1, account.points[value]):
                    return amount.shown(value)  # 建立得2分，落实得2分, of 2
                continue
            near = {value - 1, value, value + 1} & account.declared
            if value > account.full and (amount.is_limit or amount.is_bare) and near:
                continue  # 80分以上, 80-89分, of another scale
            seen[value] += 1
            if seen[value] > (
                account.points[value] if account.kind not in _AS_SETS else seen[value]
            ) and not (account.kind == "checklist" and amount.takes):
                return amount.shown(value)
            if value not in account.points:
                return amount.shown(value)
    for match in _DECIMAL.finditer(plain):
        if account.points[number_of(match[1])] == 0 and number_of(match[1]) not in account.named:
            return match[0]
    return ""


def _is_stated_twice(amounts: Sequence[StatedPoints], account: Account) -> bool:
    """Return whether the text states all points two times: the parts with theirs, and how each is given."""
    stated = Counter(value for amount in amounts for value in amount.points)
    return account.kind == "checklist" and stated == Counter(
        {value: 2 * often for value, often in account.points.items()}
    )


def _invented(_: str, amounts: Sequence[StatedPoints], account: Account) -> str:
    """Return points of the rule that the text does not state as often."""
    stated = Counter(value for amount in amounts for value in amount.points)
    alike = {value for amount in amounts if amount.is_alike for value in amount.points}
    for value, often in account.points.items():
        if value in (0, account.full) or value in alike or account.kind in _AS_SETS:
            continue
        if often > stated[value]:
            return f"{text(value)}分"
    return ""


def _repetition(_: str, amounts: Sequence[StatedPoints], account: Account) -> str:
    """Return the first points that the text gives each time and the rule once, or the other way round."""
    repeated: Counter[Number] = Counter()
    for amount in amounts:
        value = amount.points[0]
        if not amount.is_repeated or amount.is_limit or (value == account.full and not amount.takes):
            continue
        repeated[value] += 1
        counts = account.kind in ("deduct", "count", "sum")
        if account.kind in _ONCE or (counts and repeated[value] > account.repeated[value]):
            return amount.shown(value)
    for amount in amounts:
        value = amount.points[0]
        if account.kind == "deduct" and account.repeated[value] > repeated[value]:
            return amount.shown(value)
    return ""


def _alike(_: str, amounts: Sequence[StatedPoints], account: Account) -> str:
    """Return what is taken for each of several things that the rule has not all: 无甲、无乙各扣1分."""
    for amount in amounts:
        value = amount.points[0]
        if account.kind != "deduct" or not (amount.takes and amount.is_alike) or account.repeated[value]:
            continue
        others = sum(value in other.points for other in amounts if other is not amount)
        fragments = re.sub("的?,?(?:各|分别)?扣减?除?$", "", amount.before).strip(",").split(",")
        parts = len(_PART.split(fragments[-1]))
        if parts == 1 and all(map(_LACKING.search, fragments)):
            parts = len(fragments)  # 与主诉不结合，没有资料各扣5分
        if account.points[value] - others != parts:
            return amount.shown(value)
    return ""


def _lost_numbers(plain: str, _: Sequence[StatedPoints], account: Account) -> str:
    """Return the first number beside points that the rule does not hold."""
    for statement in statements(plain):
        amounts = [match for match in AMOUNT.finditer(statement) if is_points(match)]
        spans = [match.span() for match in amounts]
        worth = all(not match["verb"] and number_of(match["low"]) == account.full for match in amounts)
        if worth and account.kind not in _MEASURED and not ZERO.search(statement):
            continue
        masked = _NO_NUMBER.sub(lambda match: "#" * len(match[0]), statement)
        for size in _SIZE.finditer(SPAN.sub(lambda match: "#" * len(match[0]), masked)):
            inside = any(start <= size.start(1) < end for start, end in spans)
            value = number_of(size[1])
            if (
                not inside
                and value != 1
                and value not in account.declared
                and account.kind in ("deduct", "count", "sum")
            ):
                return statement[size.start() : size.end() + 8]
        for match in re.finditer(N, masked):
            value = number_of(match[0])
            if any(start <= match.start() < end for start, end in spans) or value in (1, 100, account.full):
                continue
            if value in account.declared or value in account.named or value in account.points:
                continue
            if account.kind == "ratio" and 100 * value in account.declared:
                continue  # （共享率/0.1）×10分: 10 %
            if account.kind == "tiers" and {value - 1, value + 1} & account.declared:
                continue
            if any(value and number % value == 0 for number in account.expected):
                continue
            if account.kind == "count" and any(value * each == account.full for each in account.repeated):
                continue  # 任务50件，每完成1件得0.2分, of 10
            if account.kind == "deduct" and _OF_EACH.search(statement[: match.start()]):
                continue  # 活动24场以上，每场不少于20人，每少1场扣0.5分
            holds = account.expected or account.declared
            if account.kind == "sum":
                holds = account.declared - {0, 1}
            if account.kind in ("deduct", "sum") and not holds and _is_required(statement, match, spans):
                continue
            return statement[max(0, match.start() - 8) : match.end() + 8]
    return ""


def _is_required(statement: str, number: re.Match[str], spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether a number stands in what is asked for: 召开2次会议，少一次扣2分."""
    following = next((start for start, _ in spans if start >= number.end()), -1)
    gives = re.match(rf"[得计记](?:{N})分|得?满分", statement[following:]) if following >= 0 else None
    if gives and not re.search(
        "以[上下内]|[≥≤<>]|达|不[低少超高]", statement[number.start() - 3 : following]
    ):
        return True  # 5个工作日内回复得4分，超期1件扣1分
    end = statement.find(",", number.end())
    if re.match(r"^[^,]*未", statement[:end]) and re.match(r",每?[缺少]", statement[end:]):
        return True  # 未建立13个制度的,每缺1个
    if end < 0 or any(number.end() <= start < end for start, _ in spans):
        return False
    return not statement[:end].endswith(("的", "者", "时", "后")) and not re.search(
        r"^(?:如|若|凡|对(?![^未没不超逾]*(?:必须|应当)))|[得扣计加](?=\d)",
        statement[statement.rfind(",", 0, number.start()) + 1 : end],
    )


def _scoped(plain: str, _: Sequence[StatedPoints], account: Account) -> str:
    """Return what a clause is limited to, where no name of the rule says so."""
    if exempt := _EXEMPT.search(plain):
        return plain[max(0, exempt.start() - 12) : exempt.end()]
    for scope in _SCOPE.finditer(plain):
        if next(filter(None, scope.groups())) not in account.words:
            return scope[0].strip(",")
    return ""


def _words(plain: str, amounts: Sequence[StatedPoints], account: Account) -> str:
    """Return words that change what is given, and that the kind of rule cannot hold."""
    stepwise = _STEPWISE.search(plain)
    if match := stepwise or (
        None if account.kind in ("choice", "tiers", "rating") else _RELATIVE.search(plain)
    ):
        return plain[max(0, match.start() - 12) : match.end() + 12]
    for words in (_REMEDIED, _OF_OTHERS, _ROUGHLY, _ELSEWHERE, _CONTRAST):
        if match := words.search(plain):
            return match[0]
    if (match := _UNLESS.search(plain)) and account.kind != "ratio":
        return match[0]
    if (match := _JUDGED.search(plain)) and account.kind in ("checklist", "all_of", "yes_no", "choice"):
        return match[0]
    if account.kind == "yes_no" and (match := _GOOD.search(plain)):
        return match[0]
    if (match := _SHARE_OF.search(plain)) and account.kind not in ("checklist", "all_of"):
        return match[0]
    if (match := _PROPORTION.search(plain)) and account.kind not in ("ratio", "sum"):
        return plain[max(0, match.start() - 12) : match.end()]
    if account.kind in ("yes_no", "choice"):
        return next(
            (
                amount.shown(amount.points[0])
                for amount in amounts
                if re.search("(?<![参增])加$|奖励$", amount.before) and amount.points[0] != account.full
            ),
            "",
        )
    return ""


def _most_often(plain: str, _: Sequence[StatedPoints], account: Account) -> str:
    """Return how often something counts at most, where that is not what the points come to anyway."""
    for match in _AT_MOST.finditer(plain):
        most = {number_of(match["times"]) * value for value in account.repeated}
        if account.repeated and not most & account.points.keys() and account.full not in most:
            return plain[max(0, match.start() - 12) : match.end()]
    filled = _FILLED.search(plain)
    return filled[0] if filled and number_of(filled["size"]) in account.declared - {1} else ""


def _scope(plain: str, amounts: Sequence[StatedPoints], account: Account) -> str:
    """Return the refusal below one of several numbered parts: it may take the points of that part, or all."""
    parts = plain.split(ITEM_MARK)[1:]
    if len(parts) < 2 or not account.has_zero:
        return ""
    refusing = [(part, match) for part in parts if (match := ZERO.search(part))]
    mixed = sum(AMOUNT.search(part) is not None for part, _ in refusing)
    if refusing and (mixed > 1 or any(not amount.takes for part in parts for amount in amounts_of(part))):
        part, match = refusing[0]
        return part[max(0, match.start() - 16) : match.end()]
    return ""


def _sides(plain: str, amounts: Sequence[StatedPoints], account: Account) -> str:
    """Return a step or a limit whose direction differs: 以上 read as at most, 每低 read as above."""
    if account.kind == "deduct":
        steps = [entry for entry in account.rule.get("each", ()) if "per" in entry]
        sides = [
            side
            for entry in steps
            if entry.get("above") != 0 or _SHARES.search(plain)
            for side in ("below", "above")
            if side in entry
        ]
        if len({(entry["fact"], "below" in entry) for entry in steps}) < len(steps):
            return plain[:FRAGMENT]  # 低于96%每低1%扣0.25分，低于90%每低1%扣0.5分: both, or the second alone
        return next((plain[:FRAGMENT] for side in sides if not SIDES[side].search(plain)), "")
    for amount in amounts if account.kind == "tiers" else ():
        if (value := sampled(amount)) is not None and steps_give(account.rule, value) != amount.points[0]:
            return amount.shown(amount.points[0])
    return ""


_CHECKS: Final[Sequence[Callable[[str, Sequence[StatedPoints], Account], str]]] = (
    _too_much, _says_nothing, _words, _scoped, lambda plain, *_: trailing(plain), _scope, _most_often,
    _missed, _invented, _repetition, _alike, _lost_numbers, _sides,
)  # fmt: skip
