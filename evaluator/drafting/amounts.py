"""The points that a wording states, read without the grammar, and those that a rule gives or takes."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from evaluator.base.exact import Number, of_numeral, parse, text

N: Final = r"\d+(?:\.\d+)?"
_LETTERS: Final = "一二两三四五六七八九十百千零"
_TEN: Final = 10
_NUMERAL: Final = re.compile(
    f"(?<![第万{_LETTERS}])[{_LETTERS}]{{2,}}(?=[个项次处份例人名件起天场篇户支家张台分元余多米以]|小时|平)"
    f"|(?<=百分之)[{_LETTERS}]+"
)
_CIRCLED: Final = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽")
_CIRCLED_NUMBER: Final = re.compile(f"([{''.join(sorted(_CIRCLED))}])")
_ITEM: Final = re.compile(
    r"(?:^|(?<=[;。\n,)分:]))(?:\(\d{1,2}\)(?!\d*分)|\d{1,2}[.、](?!\d)|\d{1,2}\)(?=[\u4e00-\u9fff])|[①-⑳⑴-⒇]|第[一二三四五六七八九十]+[,、]|[A-H][.、)])"
    r"|(?<=分)[、,]\d{1,2}[、.](?!\d)|□|√|●"
)
_TAKES: Final = r"倒扣|扣减|扣除|扣分[:为]?|扣|减|(?<=[^\d)])(?<!\d分)-"
_GIVES: Final = r"得分?|计|记|赋|获得?|给予|(?<![参增])加|给|为|各|奖励?|满分"
AMOUNT: Final = re.compile(
    rf"(?P<verb>{_TAKES}|{_GIVES})?(?P<low>{N})(?:分?(?:\(不?含\))?[-~至到](?P<high>{N}))?(?P<unit>分(?![钟之公]))?"
    r"(?=(?P<after>.{0,6}))"
)
_AMISS: Final = re.compile("[未不无没缺迟误错漏违失乱旷早差]|问题|投诉|批评|通报|处[分罚]")
_SHARE_OF_POINTS: Final = re.compile(
    rf"(?P<verb>得|计|给|扣除|扣减|扣|按)"
    rf"(?:(?:该项|本项|此项|标准|权重|规定|全部)?(?:指标)?(?:分值|分数|得分|满分|权重分|标准分)的"
    rf"(?: *(?P<of>{N}) *[%％]|一半)(?:计分|得分|计算|给分|扣分|计)?"
    rf"| *(?P<share>{N}) *[%％]的?(?:该项|本项|标准|权重)?(?:分值|分数|权重分|标准分)|一半的?分值?)"
    r"(?=$|[，,；;。）)\n])"
)
_NUMBERED: Final = re.compile(r"(?:^|(?<=[；;。\n]))(\d)[.．](?=\d)")
"""Numbers of items that stand directly before a number: 1.90%以上得10分；2.80%以上得6分."""
_HIGHEST: Final = re.compile(
    r"[,，;；。、(（](?:以上)?(?:同一?[^,，;；。()（）\d每]{0,10}|多项[^,，;；。()（）\d每]{0,6})?[,，]?"
    r"(?:(?:[只按取以]+|就)(?:其中)?最?高(?:级别|等级|等次|奖项|荣誉|层次|一?项|分值?|者|[一1]次)?(?:计分?|计算|得分|计入)?|就高不就低|不(?:重复|累计|叠加)(?:计分?|加分|计算|得分|累计)?|两者不兼得|[,，;；、])+[)）]?(?=$|[;；。\n])"
)
"""That of several only the highest counts."""
ZERO: Final = re.compile(
    "不得分|不[计记给]分|不予计分|(?<![\\d.])0分(?!钟)|(?<!不)全扣(?![\\d减除分])|扣完(?!为止)|全部扣除|扣全分|零分"
)
_LIMIT: Final = re.compile(
    "(?:最高|最多|满分|上限|封顶|至多|不超过|总分|(?<!符)合计|共计?|总计|[加计记得]满|扣完|扣满|扣光|基[准本础]分?|标准分|分值)[得计加记给扣减除为:]*$|(?<!完全)(?<!全部)(?<!基本)(?<!部分)(?<!无法)(?:达到?|低于|高于|不足|超过|[≥≤<>])$"
)
SPAN: Final = re.compile(
    r"每(?:[\d一两三半]个月|两周|半月)|每个?(?:年度?|月(?!扣)|季度?|周|半年|学期|天|日|旬|双月)(?!扣)|每(?=[年月季周天日])(?!.扣)"
)
_REPEATEDLY: Final = (
    r"按[次人件户处项卷份个天](?:次|数)?(?=$|[扣减得加计])|每(?!位)|凡"
    r"|逐[项条次个]|/(?![年月季周])\D(?=$|[,;。])"
)
_EACH: Final = re.compile(
    rf"{_REPEATEDLY}|(?<![第任唯统之逐专单划同惟者上\d.])(?<!没有)(?<!只有)(?<!仅有)(?<!无)(?<!一[\u4e00-\u9fff])"
    r"[1一](?![\u4e00-\u9fff][1一][\u4e00-\u9fff])"
    r"(?![般定旦直致些律票性把线手方面级])[\u4e00-\u9fff]"
    "(?!及?以[上下内]|内|之内|性|验收|合格|通过|成功)"
)
_WANTED: Final = re.compile(
    "(?:未|没有?|无)(?:能)?(?:明确|确定|指定|安排|配备|落实|聘请|选派|设立?|设置)[^,]{0,4}[1一](?:[至~-]..?)?[名人个位]"
)
"""One that is wanted: 未明确一名领导 is no failing for each."""
_QUOTED: Final = re.compile("“[^”]{3,}”")
_GIVEN_EACH: Final = re.compile(_REPEATEDLY)
_ALIKE: Final = re.compile(r"(?:(?:各|分别|均|都)应?|每有?[1一]?[项条个](?:得|计|加)?)$")
_DIGITS: Final = dict(
    zip(
        "一二两三四五六七八九十半",
        ("1", "2", "2", "3", "4", "5", "6", "7", "8", "9", "10", "0.5"),
        strict=True,
    )
)
ITEM_MARK: Final = "\n\u2063"
"""Stands where an item begins."""
_CHANGES: Final = re.compile(
    "[取均缺各折除累叠择选并仅只限超未不无另若如倍半档级]|(?<!充)分(?![享类工])|作废|视为|由[^,]*(?:定|评)"
)
"""What may change what is given, behind the last points of a sentence: 取平均分, 缺一不可."""
_CHANGES_NOTHING: Final = re.compile(
    "^(?:.*[扣减](?:完|光|满|至).*|(?:本项|该项)?(?:基本|基础|全部)分|.{0,6}为止|不计负分|.{0,6}(?:封顶|上限|为限)"
    r"|.{0,6}(?:最[高多低]|满分|至多|不超过).{0,6}|(?:总分|分值).?\d.*|(?:本项|该项|此项)?(?:累计|合计|共计?|全年).{0,3}"
    "|[分的者]|及?以[上下内]|(?:另|再|各|均|每).{0,4}|.{0,10}为(?:准|依据|凭)|.{0,10}(?:提供|查[看阅验]?|见|附|核[查对实]|实地|现场|资料|材料|台账).{0,12}"
    "|/.{0,4}|全[得扣]全[得扣]|.*满分|.*扣(?:除|减)?(?:该|相应|对应|其).*|.*按.*(?:比例|计算).*|.*[×÷*].*|由.{2,12}评分"
    r"|[并且同时]*(?:处以?|给予|扣\D{0,10})?(?:罚款|罚金|奖金|工资|服务费|管理费)\d+元.*|可在.*|并?追究.*|.*除外|.*(?:下列|以下|下述).*扣[分减].*)$"
)
"""What stands there and does not: a limit, where it is looked up, who gives the points, a formula."""
SIDES: Final = {
    "below": re.compile("低|少|降|不足|欠|减|缺|未达|不到|小"),
    "above": re.compile("高|超|多|增|升|过|偏|差|逾|延|迟|滞|拖"),
    "low": re.compile("以上|不[低少小]于|[≥>↑]|(?<!未)达|至少|(?<!不)超过|(?<!不)[高大多]于"),
    "high": re.compile("以下|以内|(?<!不)[低少小]于|不[足满]|不超过|不[高大多]于|[≤<]|未达"),
}
"""Words for each direction."""
FRAGMENT: Final = 40


@dataclass(frozen=True, slots=True)
class StatedPoints:
    """Points in a text, with the words that lead to them."""

    points: tuple[Number, ...]
    before: str
    """The words of its clause."""
    takes: bool
    is_bare: bool
    """Whether no verb says that they are given or taken."""
    is_repeated: bool
    """Whether they are for each time: 每缺一项, 发现一处."""
    is_alike: bool
    """Whether they are for each of the things named: 各扣1分."""
    is_limit: bool

    def shown(self, value: Number) -> str:
        """Return the clause with its points."""
        return f"{self.before}{text(value)}分".lstrip(",)的")[-FRAGMENT:]


def plain_of(wording: str) -> str:
    """Return a text without blanks and item numbers, with half-width signs and digits."""
    wording = re.sub("㎡|m²|m2", "平米", wording)
    wording = re.sub(r"(?m)^([□☐○◯].+?)[ \u3000]+(\d+(?:\.\d+)?)分?$", r"\1得\2分", wording)
    plain = "".join(
        part if part in _CIRCLED else unicodedata.normalize("NFKC", part)
        for part in _CIRCLED_NUMBER.split(wording)
    )
    plain = re.sub(r"[ \t]", "", plain).translate(str.maketrans("–—－～〜【】", "---~~()"))
    plain = re.sub(r"(?<![\d.])0。(?=\d)", "0.", plain)
    plain = _NUMERAL.sub(lambda match: _counted(match[0]), plain)
    plain = re.sub(f"百分之({N})", r"\1%", plain)
    plain = re.sub(r"(?<!\d)([1一])[次项人处件][1一](?=[次项人处件])", r"\1", plain)
    plain = re.sub(
        f"({'|'.join(_DIGITS)}|{N})个?千分点", lambda match: f"{_DIGITS.get(match[1], match[1])}‰", plain
    )
    plain = re.sub(f"({N})‰", lambda match: text(Fraction(number_of(match[1]), 10)) + "%", plain)
    plain = re.sub(
        "(?<=每)([二两三四五六七八九十])(?=[个项次处份例人名件起天场篇户家])",
        lambda match: _DIGITS[match[1]],
        plain,
    )
    plain = re.sub(
        "(?<=[扣得加计减])([一二两三四五六七八九十半])(?=分)", lambda match: _DIGITS[match[1]], plain
    )
    return _ITEM.sub(ITEM_MARK, plain)


def highest_alone(wording: str) -> str:
    """Return a text without the words that only the highest of several counts: a choice says so anyway."""
    return _HIGHEST.sub("", wording)


def in_points(wording: str, points: Number) -> str:
    """Return a text with items numbered plainly and shares of the points as points: 得标准分值的50%."""
    first, *rest = _NUMBERED.findall(wording) or [""]
    if rest and [first, *rest] == list(map(str, range(1, len(rest) + 2))):
        wording = _NUMBERED.sub(lambda item: chr(ord("①") + int(item[1]) - 1), wording)
    return _SHARE_OF_POINTS.sub(lambda match: _share_in_points(match, points), wording)


def _share_in_points(match: re.Match[str], points: Number) -> str:
    share = next((number_of(number) for number in (match["of"], match["share"]) if number), 50)
    return f"{'得' if match['verb'] == '按' else match['verb']}{text(Fraction(points) * share / 100)}分"


def _counted(numeral: str) -> str:
    number = of_numeral(numeral)
    return str(number) if number >= _TEN or (number and len(numeral) == 1) else numeral


def number_of(written: str) -> Number:
    value = parse(written)
    return 0 if value is None else value


def statements(plain: str) -> list[str]:
    return [part for part in re.split(r"[;。\n\u2063]", plain) if part]


def amounts_of(plain: str) -> Iterator[StatedPoints]:
    """Yield the points of a text, clause by clause."""
    for statement in statements(plain):
        end, repeats, takes = 0, False, False
        for match in AMOUNT.finditer(statement):
            if not is_points(match):
                continue
            before = statement[end : match.start()]
            low = number_of(match["low"])
            verb = match["verb"] or ""
            if verb == "-" and not _AMISS.search(before):
                verb = ""  # 优秀-10分
            if not verb and takes and "分别" in statement[:end] and re.fullmatch("[、,和/]", before):
                yield StatedPoints(
                    (low,), before, takes, is_bare=False, is_repeated=repeats, is_alike=False, is_limit=False
                )
                end = match.end()
                continue  # 每次分别扣2分、1分
            takes = bool(verb) and bool(re.fullmatch(r"倒扣|扣减|扣除|扣分[:为]?|扣|减|-", verb))
            own = re.sub(r"^/[^\d,;。]{1,3}(?=,)", "", ZERO.split(before)[-1])  # 扣2分/人,…
            times = SPAN.sub("", _WANTED.sub("", _QUOTED.sub("", own + verb))) + re.sub(
                r"^(/[^\d,;。]).*$|^.*$", r"\1", match["after"]
            )
            repeats = bool((_EACH if takes else _GIVEN_EACH).search(times)) or (
                repeats and takes and before.startswith("、")
            )
            yield StatedPoints(
                (low, number_of(match["high"])) if match["high"] else (low,),
                before + verb,
                takes,
                not verb,
                repeats,
                (verb == "各" or bool(_ALIKE.search(before)))
                and not (before.endswith("分别") and re.match("[、,和/]", match["after"])),
                bool(
                    _LIMIT.search(before + verb)
                    or re.match(r"(?:\(不?含\))?及?以[上下内]|的?,?[得计记为]\d", match["after"])
                ),
            )
            end = match.end()


def is_points(match: re.Match[str]) -> bool:
    """Return whether a number is one of points: 5分, 扣2."""
    verb = match["verb"]
    return bool(match["unit"]) or (
        bool(verb) and verb not in ("为", "各", "满分") and bool(re.match(r"$|[,)(/]|的", match["after"]))
    )


def trailing(plain: str) -> str:
    """Return what a sentence adds behind its last points and may change them: 取平均分, 缺一不可."""
    for statement in statements(plain):
        ends = [match.end() for match in AMOUNT.finditer(statement) if is_points(match)]
        ends += [match.end() for match in ZERO.finditer(statement)]
        ends += [match.end() for match in re.finditer("为止|满分|得分(?=[,(]|$)", statement)]
        rest = statement[max(ends) :] if ends else ""
        if re.match(r"[)][^,(:]", rest):
            continue  # （2分）学校定期组织培训…: the next part
        rest = re.sub(r"(?:未|没有|不)[^,]{1,8},(?=[^,]*按[^,]*比例)", "", rest)  # 未完成的,按比例计分
        for part in re.split(r"[,()、:]", rest):
            if _CHANGES.search(part) and not _CHANGES_NOTHING.search(part):
                return statement[-FRAGMENT:]
    return ""


def limit_of(value: object) -> Number:
    """Return a limit of a rule: 5, or 5 for 5%."""
    return value if isinstance(value, (int, Fraction)) else number_of(str(value).removesuffix("%"))


def sampled(amount: StatedPoints) -> Number | None:
    """Return a value for which the clause of an amount holds, None where its limits are not simple."""
    before = re.sub(r"\([^()]*\)", "", amount.before)
    numbers = [number_of(number) for number in re.findall(N, before)]
    low, high = (bool(side.search(before)) for side in (SIDES["low"], SIDES["high"]))
    if amount.is_limit or re.search(r"\d:\d|第", before) or len(numbers) not in (1, 2):
        return None
    if len(numbers) == 2:
        return Fraction(sum(numbers), 2) if not low and not high and numbers[0] != numbers[1] else None
    if low == high:
        return None
    step = Fraction(1, 1000) if low else Fraction(-1, 1000)
    return numbers[0] + step


def steps_give(rule: Any, value: Number) -> Number:  # noqa: ANN401 - any rule
    """Return what steps give for a value."""
    compares: Mapping[str, Callable[[Number, Number], bool]] = {
        "at_least": operator.ge, "above": operator.gt, "at_most": operator.le, "below": operator.lt,
    }  # fmt: skip
    for band in rule["bands"]:
        limits = [(key, limit_of(band[key])) for key in compares if key in band]
        if all(compares[key](value, limit) for key, limit in limits):
            return limit_of(band["award"])
    return limit_of(rule.get("otherwise", 0))


@dataclass(slots=True)
class Account:
    """What a rule holds: its points, which of them are for each time, and its other numbers."""

    kind: str
    rule: Any
    full: Number
    points: Counter[Number] = field(default_factory=Counter)
    repeated: Counter[Number] = field(default_factory=Counter)
    declared: set[Number] = field(default_factory=set)
    """The numbers it compares with."""
    named: set[Number] = field(default_factory=set)
    """The numbers in the names of its facts, options and levels."""
    words: str = ""
    """These names."""
    expected: list[int] = field(default_factory=list)
    has_zero: bool = False
    """Whether something takes all points."""


def enter(account: Account, kind: str, rule: Any, points: Number) -> None:  # noqa: ANN401 - any rule
    """Add what a rule gives, takes and compares with to its account."""
    match kind:
        case "choice" | "checklist":
            account.points.update(rule["award"].values())
        case "tiers":
            for band in rule["bands"]:
                account.points[band["award"]] += 1
                account.declared |= _bounds_of(band)
            account.points[rule.get("otherwise", 0)] += 1
        case "count":
            account.points[rule["each"]] += 1
            account.repeated[rule["each"]] += 1
            account.declared |= {rule.get("per", 1), rule.get("above", 0)}
        case "deduct":
            for entry in (*rule.get("each", ()), *rule.get("missing", ())):
                account.points[entry["points"]] += 1
                account.repeated[entry["points"]] += "when" not in entry
                account.declared |= _bounds_of(entry)
                if isinstance(entry.get("expected"), int):
                    account.expected.append(entry["expected"])
        case "rating":
            for level in rule["levels"].values():
                values = level if isinstance(level, Mapping) else {"points": level}
                account.points.update(values[key] for key in ("points", "from", "to") if key in values)
        case "sum":
            for part in rule:
                ((inner_kind, inner_rule),) = part["rule"].items()
                account.points[part["points"]] += 1
                enter(account, inner_kind, inner_rule, part["points"])
        case _:
            account.points[points] += 1
            account.declared |= _bounds_of(rule)


def _bounds_of(entry: Mapping[str, Any]) -> set[Number]:
    keys = ("at_least", "above", "at_most", "below", "per", "reach", "from", "to", "times")
    return {limit_of(entry[key]) for key in keys if key in entry}
