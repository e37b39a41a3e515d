"""Split a rule's wording into clauses: what has to hold, and what it gives or takes.

A clause ends with an action (得5分, 扣2分, 不得分) and begins where the one before it ends. Whatever is left
without an action stands apart, so that no word that touches the points gets lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from evaluator.base.exact import Number
from evaluator.drafting.signs import COUNTED, UNIT, N, number_of, plain_text

_WITH: Final = r"(?:[(]不?含(?:本数)?[)])?"
_MARKER: Final = re.compile(
    r"^(?:[⑴-⒇]|[(]?\d{1,2}[)](?!\d)|\d{1,2}[.、](?!\d)|[A-Ha-h][.、)]|[①-⑳]|[(]?[一二三四五六七八九十][)、])+"
)
_LATER_MARKER: Final = re.compile(
    r"(?<=[;。\n,)分])(?:(?<=[;。\n])|(?<=[)分,]))(?=(?:[①-⑳]|[(]\d{1,2}[)](?=[^\d,;。)])|\d{1,2}、(?=\D)))"
)
_INTRODUCED: Final = re.compile(
    r"^(?:其中|包括|包含|主要包括|内容包括)[:,]|^(?:考核|本项|该项)?得分="
    r"|^(?:评分标准|评分办法|计分[方办]法|评分方法|评价要点|评价标准|扣分标准|得分标准|查看|查阅|现场|实地|本项为|该项为|根据)[^,;。:]{0,14}:"
    r"|^(?:出现|有|存在|发生)?(?:下列|以下|下述)[^,;。:]{0,12}(?:扣分|扣减)(?:处理)?(?::|$)"
    r"|^(?:现场|实地)?(?:查看|查阅)(?:相关)?(?:资料|材料|台账|文件|记录|现场)?,"
)
"""Words before the clauses that say how they are to be read, or what is looked at."""
_ACTIONS: Final = re.compile(
    rf"""
    (?P<vague>酌情|酌|视情|视具体|适当[加扣给]|据实|(?:计算|测算|核算|[确核评审认]定)(?:得分|分值|分数)(?=$|[,;])|(?<!严格)参照|综合(?:评|打|计)分|按(?:照)?\d[\d.、]*评分|根据[^,;。]*(?:评分|评定|打分))
    |(?P<cap>[(]?(?:本项|该项|此项)?(?:评分|得分|加分|扣分)?(?:累计|(?<!符)合计|共计)?(?:[加扣减得]分|得)?(?:最高|最多|满分|上限|封顶|至多|不超过|总分|(?<!每[项个条])分值[:为]?(?=\d)|(?:(?:单项)?(?:基准|基础|基本)分?|标准分)[:为]?(?=\d+(?:\.\d+)?分)|(?<!符)合计|共计|总计|全年共?|加满|[计得记]满(?=\d)|(?<=\d分[,、])共(?=\d)|满分为)
      (?:为|得分|扣分|加分|扣除|扣减|得|计|加|扣|减|记|给|到|不超过|可得|可加)*(?P<cap_n>{N})分(?:为止|封顶|为限)?[)]?)
    |(?P<cap2>[,(]?(?P<cap2_n>{N})分(?:封顶|为上限|为限)[)]?|[,(]?超过(?P<cap3_n>{N})分(?:的|者)?,?(?:均|都)?[按以](?P=cap3_n)分计(?:算|分)?[)]?)
    |(?P<floor>[(]?(?:本项分?|直至|直到)?(?:扣|减)(?:完|光|满)(?P<floor_n>{N})?(?:[本该]项(?:得?分|分值)?|分)?(?:值)?为止[)]?
      |[(]?(?:最低|最少)(?:为|得)?0分(?:为止)?[)]?|[(]?本?项?扣至0分(?:为止)?[)]?|不计负分|满分为止|(?:直至|直到)扣完)
    |(?P<none>[(]?(?:(?<!否)则|均|都|的|本项|该项|此项|为|得|计|予以|记)*(?:不得分|不计分|不给分|不予计分|(?<![\d.])0分(?![钟之])|全部扣完|全部扣除|(?<![健齐完安不])全扣(?![\d减除分])|(?<!全部)扣完(?!为止)(?:(?:本项|该项)?(?:基本|基础|全部)分)?|扣除全部分值|扣全分)[)]?)
    |(?P<product>[×*](?:(?P<product_n>{N})(?![\d%.]|[)]?(?:m|米|平|厘|毫|㎡))(?:分|计分|得分)?|(?:本项|该项)?(?:指标|标准)?(?:分值|满分|权重|标准分)分?))
    |(?P<prop>(?:(?<!否)则|均)?按(?:照)?(?!规定|要求|时|期|章程|协议|以下|下列)(?P<prop_of>[^,;。:]{{0,14}}?)(?:比例|率|比重)(?:计算|折算)?(?:得分|计分|给分|扣分|折算|赋分|计算)?(?=$|[,;。])
      |(?:根据|依据)(?P<prop_of2>[^,;。:]+?)(?:的)?(?:比例|比重|率)(?:计算)?(?:得分|计分|给分|赋分))
    |(?P<deduct>(?:各|分别|再|(?<!否)则|另|均|应|应予|须)*(?:倒扣|扣减|扣除|扣分|扣|(?<!递)减)[:为]?(?P<deduct_lo>{N})(?:[-~至到](?P<deduct_hi>{N}))?分?(?:/(?P<deduct_per>[{COUNTED}]))?(?![\d%元-]))
    |(?P<full>(?:得|计|给|为)?满分(?!为?\d|为止)|[得计给](?:标准|该项|本项|全部|全额|权重|规定)(?:分值?|得分|满分)(?!的?\d|的?一半)|不扣分|(?<=[\u4e00-\u9fff])(?<![项均际终后总核评自不未照例可合单组队赛市省县区校班人名位])得分(?=$|[,;]))
    |(?P<award>[(]?(?:可|各|再|另|额外|均|的|(?<!否)则|共)*(?:得分?|计|给予?|(?<![参增])加|记|为|赋|获得?|\+)*(?P<award_lo>{N})(?:分?{_WITH}[-~至到](?P<award_hi>{N}){_WITH})?分(?![钟之])(?:/(?P<award_per>[{COUNTED}]))?[)]?)
    """,
    re.VERBOSE,
)
_NAMING: Final = 2
"""Least letters of a word that names something."""
_BARE_OFTEN: Final = re.compile(
    r",(每?(?:个?月|季度?|半年|年度?|全年|周|学期)(?:至少|不少于|不低于)?(?:召开|开展|组织)?\d+(?:次|场|期)(?:以上)?(?=,|$))"
)
"""How often, as a part of its own behind what is held."""
_ON_INSPECTION: Final = re.compile("^(?:(?:在|经)?(?:抽查|检查|暗访|核查)[中时]?|经查|其中)+")
_UNSAID: Final = re.compile(
    "召开|开展|组织|举办|举行|完成|进行|按照?(?:规定|要求)|每(?:年|个?月|季度?|半年|周)|不少于|不低于|至少|及?以上|全年|年度|\\d+|[的次场期]"
)
"""Words that name nothing."""
_ROUGHLY: Final = re.compile(r"(?:左右|上下|不等|及?以[上内下]|之内)(?=$|[,;)])")
"""Words behind points that leave them open: 扣3分左右, 扣2分以内."""
_PART_BY_PART: Final = re.compile(
    r"[(]?按?照?(?:各)?(?:分项|逐项|小项|各项|项)(?:分别)?(?:打分|计分|评分|得分|给分)[)]?"
    r"|(?:可|予以)?累[计加](?:扣分|计分|加分|得分)"
    r"|每?(?:完成|达到|符合|具备)1?[项个](?:的|则)?,?取?得(?:该|相应|对应|其)项?(?:部分)?(?:分值?|分数|得分)"
    r"|,?每?[缺少]1?[项个](?:的|则)?,?扣(?:除|减)?(?:该|相应|对应|其)(?:项|部分)?(?:分值?|分数|得分)"
    r"|(?:出现|有|存在|发生)?(?:下列|以下|下述)[^,;。:]{0,12}(?:扣分|扣减)(?:处理)?|扣分累[计加]|累[计加](?:叠加)?扣分制|以[^,;()]{1,20}为(?:[1一]?个?周期|准|依据)"
    r"|不足1(?:天|日|个?工作日|小时|个月|年)(?:的|者)?,?[按以]1(?:天|日|个?工作日|小时|个月|年)计算?"
    r"|[并且,同时]*(?:处以?|给予|扣(?:除|发)?[^,;。\d]{0,10})?(?:罚款|罚金|奖金|工资|服务费|管理费)\d+元(?:/[次处人件])?(?:的?罚款|的?处罚)?"
    r"|[并且,]*追究[^,;。\d]{0,12}责任|可在[^,;。]{2,40}(?:体现|反映)"
)
"""What the points do not depend on: 按分项打分, a fine, a period, that a part of a day is a day."""
_TOUCHES: Final = re.compile(
    r"按.{0,8}比例(?!确定|配备|配置)|\d\s*分|[得扣加减计]\d|满分|得分|扣分|加分|计分|评分|打分|否则(?!应|要|将|须|需)|除外|重复|累计|折算|视为|视同|参照|系数|封顶|免检|扣|加倍|递[增减]|每(?:低|降|超|增|减|少|多)|权重分|标准分|[得扣计加减]\(|同一|例外|不再|取消|一票|按.{0,6}档|上浮|下浮|降[一1]|倒扣"
)
"""Words in a text without an action that still touch the points."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What has to hold, and what it gives or takes."""

    kind: str
    """award, full, none, deduct, proportion or product."""
    condition: str
    """The words between the last clause and the action."""
    low: Number = 0
    high: Number = 0
    """Points; low and high differ where an evaluator chooses between them."""
    per: str = ""
    """The unit after a slash: 扣1分/次."""
    each: bool = False
    """Whether the points are for each of the things named: 各扣4分."""
    line: int = 0
    """The number of the sentence."""
    bracketed: bool = False
    """Whether the points stand in brackets behind their item."""
    bare: bool = False
    """Whether no verb says that they are earned (有总结。1分); of full points, that none are taken."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A criterion's wording, split into clauses."""

    plain: str
    """The whole wording, with half-width digits and signs and without blanks."""
    clauses: tuple[Clause, ...]
    about: tuple[str, ...]
    """Sentences that say what is assessed and give no points."""
    caps: tuple[tuple[int, Number], ...]
    """Limits that `最高…分` sets: after how many clauses, and the limit."""
    vague: str
    """A word that leaves the points to an evaluator."""
    leftover: tuple[str, ...]
    """Texts that touch the points and belong to no clause."""
    floored: bool = False
    """Whether the text says 扣完为止."""
    excepted: str = ""
    """What the last clause does not mean: 病假、公差除外."""
    lines: tuple[str, ...] = ()
    """Its sentences."""

    def asked_of(self, clause: Clause, noun: str, subject: str) -> tuple[str, str, str]:
        """Return what *clause* may be about: its own words, what gives points, what is asked for before it.

        Of each only what names the same as its *noun*, or *subject*: meetings are no visits in
        每季度走访1次，例会每少1次扣2分.
        """
        *before, last = _BARE_OFTEN.sub(r"\1", clause.condition).split(",")
        speaking = {other.line for other in self.clauses}
        silent = [line for number, line in enumerate(self.lines[: clause.line]) if number not in speaking]
        giving = [
            f"{words}得1分"
            for other in self.clauses
            if other.kind in ("award", "full")
            for words in other.condition.split(",")
        ]
        own = ",".join(words for words in before if names_alike(noun, words))
        if giving and len(subject) < _NAMING:
            silent = []  # what gives points says what is meant
        awarded, asked = (
            ",".join(words for words in texts if names_alike(subject, words)) for texts in (giving, silent)
        )
        return f"{own},{last}", awarded, asked

    @property
    def cap(self) -> Number | None:
        """Return the last limit."""
        return self.caps[-1][1] if self.caps else None


@lru_cache(maxsize=256)
def read_wording(text: str) -> Wording:
    """Split *text* at sentence marks, and each sentence at its actions."""
    plain = plain_text(text)
    clauses: list[Clause] = []
    about: list[str] = []
    leftover: list[str] = []
    caps: list[tuple[int, Number]] = []
    vague = excepted = ""
    floored = False
    lines = tuple(re.split(r"[;。\n]", _LATER_MARKER.sub("\n", plain)))
    for number, written in enumerate(lines):
        sentence = _MARKER.sub("", written)
        if _PART_BY_PART.fullmatch(sentence):
            continue
        while introduction := _INTRODUCED.match(sentence):
            sentence = _MARKER.sub("", sentence[introduction.end() :])
        end = 0
        had_action = False
        for match in _ACTIONS.finditer(sentence):
            if match.start() < end:
                continue
            before = sentence[end : match.start()]
            kind = _kind(match)
            if kind == "award" and _is_amount(sentence, match):
                continue
            if kind == "vague":
                vague = vague or match[0]
            elif (
                kind in ("deduct", "award")
                and match[0][0] != "("
                and (about_as_much := _ROUGHLY.match(sentence[match.end() :]))
            ):
                vague = vague or f"{match[0]}{about_as_much[0]}"
            elif kind in ("cap", "cap2", "floor"):
                amount = match["cap_n"] or match["cap2_n"] or match["cap3_n"] or match["floor_n"]
                floored = floored or kind == "floor"
                if amount:
                    caps.append((len(clauses), number_of(amount)))
                rest = before.strip(",()的")
                if rest and not (had_action and _PART_BY_PART.fullmatch(rest)):
                    (leftover if _TOUCHES.search(rest) else about).append(rest)
            else:
                clause = _clause(kind, before, match, number)
                if kind == "deduct" and before.startswith("、") and had_action:
                    clause = replace(clause, condition=_as_often_as(clauses[-1], clause.condition))
                clauses.append(clause)
                had_action = True
            end = match.end()
        rest = sentence[end:].strip(",()的:、")
        if had_action and re.fullmatch(r"[^\d扣得,]{2,20}除外", rest):
            excepted = f"{excepted}，{rest}" if excepted else rest
        elif rest and not (had_action and _PART_BY_PART.fullmatch(rest)):
            (leftover if _TOUCHES.search(rest) or (had_action and re.search(r"\d", rest)) else about).append(
                rest
            )
    return Wording(
        plain, tuple(clauses), tuple(about), tuple(caps), vague, tuple(leftover), floored, excepted, lines
    )


def names_alike(noun: str, words: str) -> bool:
    """Return whether *words* name what a noun does, or the noun says too little to tell."""
    noun = _UNSAID.sub("", _ON_INSPECTION.sub("", noun))
    return len(noun) < _NAMING or any(noun[i : i + 2] in words for i in range(len(noun) - 1))


_KINDS: Final = ("vague", "cap", "cap2", "floor", "none", "product", "prop", "deduct", "full", "award")


def _kind(match: re.Match[str]) -> str:
    return next(kind for kind in _KINDS if match[kind])


def _is_amount(sentence: str, match: re.Match[str]) -> bool:
    """Return whether `90分` is a limit (90分以上, 80-90分) and no award."""
    if match[0].startswith("(") and match[0].endswith(")"):
        return False
    if match[0][:1].isdigit() and re.match(
        r"(?:的|者)?(?:得|计|给|扣|加)\d|(?:的|者)?(?:不得分|不计分|得?满分)", sentence[match.end() :]
    ):
        return True
    if re.match(
        r"[(]?(?:[(]?不?含[^)]{0,6}[)])?(?:及?以[上下内]|[≤<≥>]|之间|[(]含)", sentence[match.end() :]
    ):
        return not re.match(r"(?:可?得(?!分)|计|给|加|记|为|赋|获)", match[0].lstrip("("))
    return bool(
        re.search(r"(?:不足|低于|高于|达到?|不满|超过|[≥≤<>])$", sentence[: match.start()])
        and not re.search("(?:完全|全部|基本|部分|无法|没有|不能)达到?$", sentence[: match.start()])
    ) and not re.match(r"[(]?(?:可?得|计|给|加|记|赋|获)", match[0])


def _clause(kind: str, before: str, match: re.Match[str], line: int) -> Clause:
    condition = re.sub(r"^[,:、()的]+|[,:、(的者]+$", "", before)
    condition = re.sub(r"(?<=[\d%人次个件])时$", "", condition)
    condition = re.sub(r"^(?:其中|并且|且|再|如|若|对)(?=.{2})(?!再次)", "", condition) if condition else ""
    words = match[0]
    each = bool(re.match(r"[(]?(?:可|均|的)?(?:各|分别|均应?[扣减])", words)) or condition.endswith(
        ("各", "分别")
    )
    bracketed = words.startswith("(")
    match kind:
        case "award":
            low = number_of(match["award_lo"])
            high = number_of(match["award_hi"]) if match["award_hi"] else low
            if not high and not bracketed and re.search("[得计给记为]", words):
                return Clause("none", condition, line=line)  # 挪用资金的得0分
            return Clause(
                "award",
                condition,
                min(low, high),
                max(low, high),
                match["award_per"] or "",
                each,
                line,
                bracketed,
                bare=not re.search(r"[得计给加记为赋获]", words),
            )
        case "deduct":
            low = number_of(match["deduct_lo"])
            high = number_of(match["deduct_hi"]) if match["deduct_hi"] else low
            return Clause(
                "deduct", condition, min(low, high), max(low, high), match["deduct_per"] or "", each, line
            )
        case "product":
            return Clause(
                "product", condition, points := number_of(match["product_n"] or "0"), points, line=line
            )
        case "prop":
            of = match["prop_of"] or match["prop_of2"] or ""
            return Clause("proportion", condition, per=of, line=line)
    return Clause(kind, condition, line=line, bracketed=bracketed, bare=words == "不扣分")


def _as_often_as(before: Clause, condition: str) -> str:
    """Return a condition with how often the clause before it counts: 每处发现烟头扣0.5分、吸烟者扣0.5分."""
    last = before.condition.rpartition(",")[2]
    often = re.match(rf"每(?:{UNIT})?(?:发现|出现|发生|查实|有)?", last) or re.search(
        "每(?:人次|[次起例])$", last
    )
    if often is None or before.kind != "deduct" or re.search(r"\d|每|^[没未无不缺少]", condition):
        return condition
    return f"{often[0]}{condition}" if often.end() < len(last) else f"{condition}{often[0]}"
