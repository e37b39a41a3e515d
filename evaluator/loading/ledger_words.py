"""Words in the rows of a ledger that are no values: sums, labels, and signs of nothing to write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from evaluator.base.folding import as_it_is, folded
from evaluator.base.once import lazy_pattern
from evaluator.model.guideline import Column

_SPAN: Final = (
    r"(?:\d{4}年度?|\d{1,2}月份?|第?[一二三四1-4]季度|[上下]半年|全年|年度|本(?:页|月|季|季度|年|期|表)|"
    r"上述|以上|全部|各项)"
)
_WHAT: Final = r"(?:人数|次数|户数|人次|场次|金额|时长|时数|总)"
_TOTAL: Final = r"(?:合计|小计|总计|共计|累计|总数|总和|平均(?:值|数)?|均值)"
_SUM: Final = rf"(?:{_SPAN}*{_WHAT}?{_TOTAL}|{_TOTAL}{_WHAT}|[\u4e00-\u9fff]{{1,8}}(?:合计|小计|总计))"
_SUM_WORD: Final = lazy_pattern(rf"{_SUM}(?:\([^()]*\))?[::]?|(?i:(?:grand|sub)?-?total:?)")
_LOOSE_SUM: Final = lazy_pattern(r"(?:累计|总数|总和|平均(?:值|数)?|均值)[::]?")
_SUM_AND_FIGURE: Final = lazy_pattern(rf"(?:{_SUM}[::]?(?:为|约)?|共)[\d.,]+[^\d]{{0,4}}")

_SIGNED: Final = (
    r"(?:单位)?(?:填[表报写]|制[表单]|编制|复核|审核|审批|核对|校对|核准|批准)"
    r"(?:人员?|者|单位|公司|部门|领导|负责人|社工|日期|时间|意见)?|"
    r"(?:记录|登记|统计|经办|经手|承办|报送|打印|导出|保管)(?:人员?|者|单位|部门|日期|时间)|"
    r"(?:(?:社工站|项目|单位|部门|机构|科室|财务|会计|统计|站点)负责人|(?:分管|主管)领导|(?:财务|会计)主管)(?:意见)?|"
    r"(?:单位|站长|主任|社工|督导|领导|部门)?(?:盖章|签[字名章])|(?:单位)?公章"
)
_NOTE: Final = (
    r"附?注(?:释|意(?:事项)?)?|备注|(?:填[表报写]|补充|情况|备注)?说明(?:事项)?|附(?:件|表)?|(?:数据|资料)来源|"
    r"联系(?:人|电话|方式)|电话|(?:电子)?邮箱|传真|单位(?:名称)?|地址|日期|时间|年度|表号|"
    r"登记|统计|记录|经办|财务|会计|出纳|主管|分管|负责人?|站长|主任"
)
_LEAD: Final = r"[*※★☆●■◆#•·【\[(<~—-]*"
_TAIL: Final = r"[】\])>]*\d{0,2}(?:\([^()]*\))*"
_SIGNED_ALONE: Final = lazy_pattern(
    r"填[表报]|制[表单]|(?:填[表报写]|制[表单]|编制|复核|审核|审批|核对|校对|核准|批准|记录|登记|统计|经办|经手|承办|报送|"
    r"打印|导出|保管)(?:人员?|者|单位|部门|日期|时间)|.*负责人(?:意见)?|.*(?:盖章|签[字名章])|.*公章"
)
_NOTED_ALONE: Final = lazy_pattern(
    r"附?注(?:释|意(?:事项)?)?|备注|(?:填[表报写]|补充|情况|备注)?说明(?:事项)?|(?:数据|资料)来源"
)
_SIGNATURE: Final = lazy_pattern(
    rf"{_LEAD}(?:{_SIGNED}){_TAIL}[::].*|.*\((?:盖章|公章|签字|签名|签章)\)[::]?"
)
_REMARK: Final = lazy_pattern(
    rf"{_LEAD}(?:{_NOTE}){_TAIL}[::].*|{_LEAD}注[\d①-⑳].*|[*※].+|(?!\([\da-zA-Z一二三四五六七八九十]+\))\(.+\)|[-—]*完[-—]*",
)
_BARE: Final = lazy_pattern(rf"{_LEAD}(?:{_SIGNED}|{_NOTE}){_TAIL}[::]?")
_NUMERALS: Final = r"[\d一二三四五六七八九十百]*"
_PAGE: Final = lazy_pattern(
    r"[-—~(<]*(?:"
    r"以下(?:空白|无正文)(?:,[^,]{1,8})?|(?:此|本)页(?:以下)?(?:空白|无正文)|"
    r"(?:转|接|见|续)(?:上|下)(?:页|表)|(?:上|下)(?:页|表)续|续表|过次页|承[前上]页|页次|"
    rf"第{_NUMERALS}页[,/、]?(?:共{_NUMERALS}页)?|共{_NUMERALS}页[,/、]?(?:第{_NUMERALS}页)?|"
    r"(?i:page\d+(?:of\d+)?)"
    r")[-—~)>:]*(?:\([^()]*\))?|[-—]+\d+[-—]+"
)
_IN_SIGNATURE: Final = frozenset(":：章签")
_IN_REMARK: Final = frozenset(":：注*※")
_IN_PAGE: Final = frozenset("页空无表续eE-—")
"""Of such expressions each match has one of these characters."""
_LEADS: Final = frozenset("*※★☆●■◆#•·【[(<~—-")
_BARE_BEGINS: Final = frozenset(
    "单填制编复审核校批记登统经承报打导保社项部机科财会站分主督领盖签公附注备补情说数资联电邮传地日时年表出负"
)
_BARE_ENDS: Final = frozenset(
    "表报写单制核批对准员者位司门导人工期间见管章字名注释意项明件附源话式箱真称址度号记计录办务纳责长任"
)
"""How such words that stand alone begin, unless with signs, and how they end but for what may follow them."""
_TAILS: Final = "】])>:0123456789"
_SUM_WORDS: Final = ("合计", "小计", "总计", "共计", "累计", "总数", "总和", "平均", "均值")
"""Each sum in Chinese has one of these words."""
_BLANK_DATE: Final = lazy_pattern(r"(?=.*(?:^|[^\d])[年月日])\d{0,4}年\d{0,2}月\d{0,2}日?")
_CALLED: Final = lazy_pattern(r"[^::\d,。;]{1,10}[::].*")
_EXAMPLE: Final = lazy_pattern(r"\(?(?:填写)?(?:例|示例|样例|举例|例如|如)[::]?\)?")

SIGNS: Final = "-‐‑‒–—―─−_/\\~.·…"
"""Characters that alone are a sign of nothing."""
NOTHING: Final = frozenset(
    ["无", "暂无", "没有", "空", "空白", "不适用", "未填", "n/a", "na", "nil", "none", "null", "(无)", "(空)"]
)
"""Words that say so in every column, compact and in lower case."""
_LONGEST_WORD: Final = max(len(word) for word in NOTHING if word.isalnum())
_DONE: Final = (
    "结", "定", "到", "到期", "完成", "结束", "结案", "办结", "答复", "整改", "开展", "发生", "实施",
    "回访", "销号", "闭环", "归档",
)  # fmt: skip
_DOING: Final = (
    "进行", "服务", "跟进", "办理", "处理", "整改", "开展", "实施", "推进", "介入", "治疗", "审核",
    "持续",
)  # fmt: skip
_OTHERWISE: Final = (
    "在办", "待定", "待办", "待结", "待结案", "待完成", "待整改", "待答复", "待填", "持续服务", "持续跟进",
    "长期", "至今", "正在进行", "正在办理", "正在整改", "正在跟进",
)  # fmt: skip
NOT_YET: Final = frozenset(
    (
        *(
            f"{so_far}未{done}{end}"
            for so_far in ("", "暂", "尚", "还")
            for done in _DONE
            for end in ("", "案", "束")
        ),
        *(f"{now}{doing}{end}" for now in ("", "正在") for doing in _DOING for end in ("中", "之中")),
        *_OTHERWISE,
    )
)
"""Words that say so where a day or a number belongs."""

_BETWEEN: Final = "\x1f"
"""Stands between the cells of a row that are searched together."""
_DASHED: Final = lazy_pattern(r"\x1f[^\w\x1f]*[-—]+\d")
_TELLING: Final = lazy_pattern(
    r"[计总均:：(（⑴-⒇页空正续完承年月日TtPp]"  # a set in front of all is searched ten times as fast
    r"(?<!\d[年月日])(?:(?<![TtPp])|(?<=[Tt])(?i:otal)|(?<=[Pp])(?i:age))"
)
"""Some character of each sum, and of each label that is one in any row, but for `_DASHED`."""
_PLAIN: Final = lazy_pattern(r"[A-Za-z0-9]")
"""How most keys begin, and no label and no example."""
_NOT_PLAIN: Final = lazy_pattern(rf"{_BETWEEN}(?!{_PLAIN.pattern})")
LONGEST_SIGN: Final = 8

LABEL, REMARK, SIGNED, NOTED, BARE, CALLED = "label", "remark", "signed", "noted", "bare", "called"
"""Kinds of labels, from the plainest on: a signature or the end of a page; a note; a bare word for who signs
(制表人), or for a note (备注); a bare word that is a label only beside others (站长, 电话); any short text
before a colon."""


def compact(text: str) -> str:
    """Return a text as it is compared with these words: folded, without blanks."""
    return "".join(folded(text).split())


def may_tell(texts: Sequence[str], first: object, key: object, *, several: bool) -> bool:
    """Return whether a text may be a sum or a label even in a complete row; quickly, for most are not.

    *texts* are the row's; *first* and *key* its first cell and its key, where a word may be a label that
    elsewhere is a word. *several*: a complete row has several values, so that only words make it another.
    """
    suspects = [text for text in (first, key) if isinstance(text, str) and not _PLAIN.match(text)]
    if any(map(_tells, suspects)) if several else suspects:
        return True
    telling = telling_within(joined(texts), several=several)
    return telling is None or bool(telling)


def joined(texts: Iterable[str]) -> str:
    """Return many texts as one, to be searched together."""
    return f"{_BETWEEN}{_BETWEEN.join(texts)}{_BETWEEN}"


def are_as_written(text: str, count: int) -> bool:
    """Return whether each of *count* joined texts is its own value where texts are wanted, blanks aside."""
    return (
        as_it_is(text)
        and text.count(_BETWEEN) == count + 1
        and f" {_BETWEEN}" not in text
        and f"{_BETWEEN} " not in text
        and "+" not in text
    )


def telling_within(text: str, *, several: bool) -> set[str] | None:
    """Return those of many joined texts that may be sums or labels; None where each row has to be judged."""
    if ("-" in text or "—" in text) and _DASHED.search(text):
        return None
    places = [match.start() for match in _TELLING.finditer(text)]
    if not several:
        return None if places else set()
    cells = {text[text.rfind(_BETWEEN, 0, at) + 1 : text.find(_BETWEEN, at)] for at in places}
    return {*filter(_tells, cells)}


def begins_plainly(cell: object) -> bool:
    """Return whether a cell, the first of its row or its key, is no label and no example, and not blank."""
    return bool(cell) and (not isinstance(cell, str) or _PLAIN.match(cell) is not None)


def all_begin_plainly(texts: Iterable[str]) -> bool:
    """Return whether all these texts begin plainly."""
    return _NOT_PLAIN.search(_BETWEEN + _BETWEEN.join(texts)) is None


@lru_cache(maxsize=4096)
def _tells(text: str) -> bool:
    """Return whether a text may be a sum, an example or a label, or shows nothing."""
    text = compact(text)
    return (
        not text
        or is_sum(text)
        or is_loose_sum(text)
        or is_example(text)
        or label_kind(text) not in ("", CALLED)
    )


def is_sum(text: str) -> bool:
    """Return whether a compact text marks a row as a sum of other rows, whatever else stands in it."""
    if text == "合计":  # as most are
        return True
    if not any(word in text for word in _SUM_WORDS) and "total" not in text.lower():
        return False
    return bool(_SUM_WORD.fullmatch(text)) and not _LOOSE_SUM.fullmatch(text)


def is_loose_sum(text: str) -> bool:
    """Return whether a compact text marks a row of figures as their sum: `合计：35人`, `累计`."""
    figure = any(character.isdecimal() or character in ".," for character in text)
    word = any(word in text for word in _SUM_WORDS)
    return bool((figure and _SUM_AND_FIGURE.fullmatch(text)) or (word and _LOOSE_SUM.fullmatch(text)))


def is_example(text: str) -> bool:
    """Return whether a compact text marks a row as an example of how to fill in."""
    return ("例" in text or "如" in text) and bool(_EXAMPLE.fullmatch(text))


@lru_cache(maxsize=4096)
def label_kind(text: str) -> str:
    """Return what kind of label a compact text is, '' for none."""
    # What has no such character is none, and most stations need none of these expressions.
    characters = set(text)
    if (characters & _IN_SIGNATURE and _SIGNATURE.fullmatch(text)) or (
        characters & _IN_PAGE and _PAGE.fullmatch(text)
    ):
        return LABEL
    if "年" in characters and _BLANK_DATE.fullmatch(text):
        return LABEL
    done = text.strip("-—") == "完"
    if done or ((characters & _IN_REMARK or text[:1] == "(") and _REMARK.fullmatch(text)):
        return REMARK
    if _is_bare(text):
        bare = text.rstrip(":")
        return SIGNED if _SIGNED_ALONE.fullmatch(bare) else NOTED if _NOTED_ALONE.fullmatch(bare) else BARE
    return CALLED if ":" in characters and _CALLED.fullmatch(text) else ""


def is_open(text: str) -> bool:
    """Return whether a compact label has nothing behind it, so that the next cell belongs to it."""
    return text.endswith(":") or _is_bare(text)


def _is_bare(text: str) -> bool:
    """Return whether a compact text is a label without anything behind it; quickly, for most are not."""
    if text[:1] not in _LEADS:
        word = text.partition("(")[0].rstrip(_TAILS)
        if word[:1] not in _BARE_BEGINS or not (word[-1] in _BARE_ENDS or word[-1].isdecimal()):
            return False
    return _BARE.fullmatch(text) is not None


def may_say_nothing(text: str) -> bool:
    """Return whether a folded text may say so; quickly, for most are words or numbers."""
    return not text.isalnum() or (len(text) <= _LONGEST_WORD and text.casefold() in NOTHING)


def is_nothing(text: str, column: Column) -> bool:
    """Return whether a folded text says that there is nothing to write in a column that may be blank.

    `—` and `无` say so in every such column, `进行中` only where a day or a number belongs. A declared option
    of that title is an answer.
    """
    if text[:1].isdigit() or (len(text) > LONGEST_SIGN and text.strip(SIGNS)):
        return False
    if column.choices and (text in column.choices or text in map(folded, column.choices.values())):
        return False
    word = "".join(text.split()).casefold()
    if (word and not word.strip(SIGNS)) or word in NOTHING:
        return True
    return column.type in ("date", "integer", "number", "share") and word in NOT_YET
