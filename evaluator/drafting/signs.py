"""A wording with half-width signs, without blanks, with digits for the numbers that count; and units.

What follows from such a text is for `clauses` to say: nothing is left out here that touches the points.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from evaluator.base.exact import Number, of_numeral, parse, text

_WIDTH: Final = str.maketrans(
    {
        **{chr(0xFF01 + i): chr(0x21 + i) for i in range(94)},
        "％": "%", "－": "-", "–": "-", "—": "-", "～": "~", "〜": "~", "≧": "≥", "≦": "≤",
        "⩾": "≥", "⩽": "≤", "【": "(", "】": ")", "〔": "(", "〕": ")",
        "□": "\n", "☐": "\n", "√": "\n", "●": "\n", "\u3000": " ", "\u2003": " ",
    }
)  # fmt: skip
_CHINESE: Final = {
    "半": "0.5", "一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7",
    "八": "8", "九": "9", "十": "10",
}  # fmt: skip
_DIGITS: Final = "[一二两三四五六七八九十]"
COUNTED: Final = (
    "个项次处份例人条名件起类天日场篇户支家本张种具台幅块周月节辆班间单宗桩批期笔册栋幢盏座亩棵丘只门"
)
_COUNTED_IN_WORDS: Final = (
    "样(?![本品])|套(?![取用])|组(?![织建成长])|所(?![有在属需辖以])|队(?![伍员])|位(?![于置])|轮(?!流)|届(?!时)"
    "|片(?!区)|根(?!据)|层(?!级)|床(?!位)|对(?![\u4e00-\u9fff])|对(?=[扣得加计减])|[枚株页款瓶扇头]"
)
"""Units that begin other words as well: 每组织1场."""
MEASURE: Final = "平方米|立方米|学时|课时|小时|分钟|万元|亿元|元|公斤|千克|吨|公里|米"
UNIT: Final = (
    rf"(?:个?百分点|个月|个?工作日|{MEASURE}|[人户宗项处件台家村批班车例篇]次"
    rf"|[{COUNTED}]|{_COUNTED_IN_WORDS})"
)
_BRINGS: Final = (
    "(?:引资|引进|建立|组织|开展|举办|召开|培育|创建|成立|争取|撰写|报送|发表|刊登|采用|提交|获得|完成|承办|参加"
    "|新增|增设|申报|打造)"
)
"""Verbs before what is counted: 引进一家企业加3分."""
N: Final = r"\d+(?:\.\d+)?"
_NUMERAL: Final = re.compile(
    rf"(?<![第一二两三四五六七八九十百千万])[一二两三四五六七八九十百千零]{{2,}}"
    rf"(?=[{COUNTED}分余多]|{_COUNTED_IN_WORDS}|{MEASURE}|以[上下])"
    "|(?<=百分之)[一二三四五六七八九]?[十百][一二三四五六七八九]?"
)
"""A numeral of several letters before what it counts."""
_COUNTING: Final = tuple(
    map(
        re.compile,
        (
            rf"(?<![第之])(?:半|{_DIGITS})(?=分(?:$|[,;。、()/\n]|以[上下]|的|为止))",
            rf"(?:(?<=[每缺少有现见次生席出多加低超])|(?<=超过)|(?<=[少低大多高小]于)|(?<=不[足满])|(?<=达到|符合|满足|具备|遗漏)){_DIGITS}(?=[{COUNTED}]|{_COUNTED_IN_WORDS})(?![{COUNTED}]级)",
            "(?<=未(?:制定|建立|落实|完成|开展|组织|召开|参加|报送|签订|执行))一(?=[项次个份人处家户])",
            r"(?<![第同唯统之逐])一(?=(?:[次处起例人件天项个篇场份户单宗桩笔节页本张条台辆家所座]|[人户]次)(?:[,的则应均可]|扣|得|加|计|减|不|$))",
            rf"(?<![第之])[二两三四五六七八九十](?=[{COUNTED}](?:(?:及其?|或)?以[上下内]|的?,?可?(?:得|计|记|扣|赋|获|给|加)\d|的?,?不得分))",
            rf"(?<={_BRINGS}){_DIGITS}(?=[{COUNTED}](?!直|致|律|般|体))",
            rf"(?<![\u4e00-\u9fff]){_DIGITS}(?=[{COUNTED}](?!级|等|类|性|验收|合格|通过|成功))",
        ),
    )
)
"""One letter that counts, by what stands around it: 缺一项, 三次以上, 引进一家."""
_MINUS: Final = re.compile(
    rf"(?P<what>(?:[未不无没缺迟误错漏违失乱旷早差]|问题|投诉|批评|通报|处[分罚])[^\d;。\n+-]*)(?<!\d)(?<!\d分)(?<!\))-(?P<points>{N})(?:分|(?=$|[,;。\n/]))"
)
"""Points with a minus behind what is amiss: 未召开-2分，程序不规范-1."""
_NEVER_MORE: Final = re.compile(r"[,;(]超过100%的?,?(?:均|都)?[按以]100%计(?:算|分)?[)]?")
"""More than all counts as all, which each proportion does anyway."""
_EVIDENCED: Final = re.compile(
    r"\((?:注:|投标人)?(?:以|须|需|应|必须|需要)?(?:提供|附|出具|上传|提交)[^()]{2,60}?[,;]?(?:否则|不提供|未提供|没有|缺)[^()]{0,8}不(?:得|计|予计)分\)"
)
"""What has to be shown for what is counted: （须提供合同复印件，否则不得分）."""
_SCOPE: Final = re.compile(
    r"(?:(?<=[;。\n])|^)(?:除了?(?![夕尘草雪本])[^,;。:\d]{2,16}外|(?:仅|只)[限对][^,;。:]{2,12}|(?:如遇|遇有?)[^,;。:]{2,12}),(?!其[他余它])"
)
"""What limits a clause is named with it."""
_DEFINED: Final = re.compile(
    r"(?:(?<=[;。\n])|^)(?P<rate>[^=,;。:\n\d]{1,16}(?:率|比|比例|占比|度))=[^=,;。\n]{3,60}[×*]100%[,;。:\n](?=(?:[≥≤<>]|达到?|不低于|不超过|超过|高于|低于|大于|小于)?\d)"
)
"""How a rate is made, before its steps: 接种率=实际数/应接种数×100%，≥95%得10分."""


def plain_text(text: str) -> str:
    """Return *text* with half-width signs, without blanks, with digits for numbers that count."""
    plain = re.sub(r"[ \t]", "", text.translate(_WIDTH)).replace(">=", "≥").replace("<=", "≤")
    plain = re.sub(r"\n+", "\n", plain).strip().replace("记分", "计分")
    plain = re.sub(r"(?m)^[-·•▪◆■★▲※]+(?!\d)", "", plain)
    plain = re.sub(r"(?<![\d.])0。(?=\d)", "0.", plain)  # 0。5分
    plain = _MINUS.sub(r"\g<what>扣\g<points>分", plain)
    plain = re.sub(r"(?<=\d)(?:㎡|m²|m2|平米|平方(?!米))", "平方米", plain)
    plain = re.sub(r"→(?=\d+(?:\.\d+)?分)", "得", plain)
    plain = _NEVER_MORE.sub("", plain)
    plain = _EVIDENCED.sub("", plain)
    plain = _SCOPE.sub(lambda m: f"{m[0][:-1]}，", plain)
    plain = _DEFINED.sub(r"\g<rate>", plain)
    plain = re.sub(r"(?<=[项件户人])[(](?:人?次)[)]", "", plain)  # 每项（次）
    plain = re.sub(r",每完成[一1]?[项个]取?得(?:该|相应|对应)项?(?:分数|得分|分值?)", "", plain)
    plain = re.sub("(?<=[计得为记])零分", "0分", plain)
    plain = re.sub(r"\(由[^()]{2,16}(?:评分|打分|考核|评定|负责|提供)\)", "", plain)  # who marks it
    plain = re.sub(rf"[;。,:](?=\({N}(?:[-~至]{N})?分\))", "", plain)  # 有选聘专职委员；（2分）
    plain = re.sub(  # 40%-50%(含40%)
        rf"({N})([%人次个户项分万]?)([-~至到]){N}([%人次个户项分]|万元|[元万])\(含\1(?:\4|万)?\)",
        lambda m: f"{m[1]}{m[4]}(含){m[0][m.end(2) - m.start() : m[0].rindex('(')]}",
        plain,
    )
    plain = re.sub(r"\(含(?:本数|[0-9.]+(?:[分%人次个户项元万]|万元)?)\)", "(含)", plain)
    plain = _NUMERAL.sub(lambda m: str(of_numeral(m[0]) or m[0]), plain)
    plain = in_percent(re.sub(rf"(?<=[低高降升少超过加于])({_DIGITS})(?=%)", lambda m: _CHINESE[m[1]], plain))
    plain = re.sub(  # 1.一处脏乱: the number of the item is none of what is counted
        rf"(?m)(?:^|(?<=[;。]))(\d)[.、](?=(?:半|{_DIGITS})[{COUNTED}])",
        lambda m: chr(ord("①") + int(m[1]) - 1) if m[1] != "0" else m[0],
        plain,
    )
    plain = re.sub(
        r"每(?:个?(?:单位|社区|小区|村|站|部门|学校|企业)|[人名户家])"
        r"每(?=(?:发现|出现)?[一1]?[项次处人件个起例天][扣减])",
        "每",
        plain,
    )
    plain = re.sub(  # [85%,95%)
        rf"([\[(])({N}%?),({N}%?)([\])])",
        lambda m: f"{m[2]}({'含' if m[1] == '[' else '不含'})-{m[3]}({'含' if m[4] == ']' else '不含'})",
        plain,
    )
    plain = re.sub(r"(?<!\d)([1一])[次项人处件][1一](?=[次项人处件])", r"\1", plain)  # 出现一次一项
    plain = re.sub(rf"(每[^,;。\d]{{1,4}})一(?=[{COUNTED}])", r"\g<1>1", plain)
    for numeral in _COUNTING:
        plain = numeral.sub(lambda match: _CHINESE[match[0]], plain)
    return plain


def in_percent(plain: str) -> str:
    """Return a text with its parts of a hundred and of a thousand as %: 2‰, 千分之二, 一个千分点."""
    plain = re.sub(
        rf"(?P<parts>百分之|千分之)(?P<number>\d+(?:\.\d+)?|{_DIGITS})(?![十百千零点])",
        lambda m: f"{_CHINESE.get(m['number'], m['number'])}{'%' if m['parts'] == '百分之' else '‰'}",
        plain,
    )
    plain = re.sub(rf"({_DIGITS}|\d+(?:\.\d+)?)个?千分点", lambda m: f"{_CHINESE.get(m[1], m[1])}‰", plain)
    return re.sub(r"(\d+(?:\.\d+)?)‰", lambda m: f"{text(Fraction(number_of(m[1])) / 10)}%", plain)


def number_of(text: str) -> Number:
    """Return the number that a pattern matched; 0 when it cannot be parsed."""
    value = parse(text)
    return 0 if value is None else value
