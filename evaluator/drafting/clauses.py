"""Split a rule's wording into clauses, and find those that give or take points."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from evaluator.base.exact import Number, parse

_WIDTH: Final = str.maketrans(
    {
        **{chr(0xFF01 + i): chr(0x21 + i) for i in range(94)},
        "％": "%", "、": "、", "－": "-", "–": "-", "—": "-", "～": "~", "〜": "~", "≧": "≥", "≦": "≤",
        "【": "(", "】": ")", "〔": "(", "〕": ")", "\u3000": " ", "⩾": "≥", "⩽": "≤", "㎡": "㎡",
    }
)  # fmt: skip
_CHINESE: Final = {
    "半": "0.5", "一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7",
    "八": "8", "九": "9", "十": "10",
}  # fmt: skip
_SCORING: Final = re.compile(
    r"\d分|[得扣加计给]\d|不得分|不计分|不给分|满分|得分|扣分|加分|酌情|按比例|[×*]"
    r"|按(?!以下|下列|如下)[^,;]*(?:比例|计分|给分)|折算"
)
_NUMBERING: Final = re.compile(r"^(?:[(]?\d{1,2}[)]|\d{1,2}[.、](?!\d)|[A-Ha-h][.、)]|[①-⑳])")
_CAP: Final = re.compile(
    r"[(]?(?:本项)?(?:累计)?(?:最高|最多|满分|上限|封顶|至多|不超过|总分|合计|共计|总计|共|全年共?|扣完)(?:为|得|计|加|扣|不超过)*(?P<n>\d+(?:\.\d+)?)分"
    r"(?:为止|封顶)?[)]?"
)
_FLOOR: Final = re.compile(
    r"[(]?(?:本项分?)?(?:扣完|扣光)(?:本项分?|该项分?|分)?(?:值)?为止[)]?|[(]?(?:最低|最少|扣至)(?:为|得)?0分(?:为止)?[)]?"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A criterion's wording, split into clauses."""

    plain: str
    """The whole wording, with half-width digits and signs and without blanks."""
    about: tuple[str, ...]
    """Clauses that say what is assessed and give no points."""
    scoring: tuple[str, ...]
    """Clauses that give or take points, without the limits."""
    cap: Number | None
    """The limit that `最高…分` sets."""


def read_wording(text: str) -> Wording:
    """Split *text* at sentence marks, and at commas where the next clause has points of its own."""
    plain = _plain(text)
    cap: Number | None = None
    about: list[str] = []
    scoring: list[str] = []
    for sentence in re.split(r"[;。\n]", plain):
        pending = ""
        for written in re.split(r"[,:]|(?<=分)、|(?<=分[)])、", _NUMBERING.sub("", sentence)):
            part, limit = _limited(written)
            cap = cap if limit is None else limit
            if not part:
                continue
            if _SCORING.search(part):
                scoring.append(pending + part)
                pending = ""
            else:
                pending += part + ","
        if pending:
            about.append(pending.rstrip(","))
    return Wording(plain, tuple(about), tuple(scoring), cap)


def _limited(part: str) -> tuple[str, Number | None]:
    """Return a clause without `扣完为止` and `最高…分`, and the limit that the latter sets."""
    part = _FLOOR.sub("", part).strip("()") if _FLOOR.search(part) else part
    match = _CAP.search(part)
    if match and (match.start() == 0 or match[0].startswith("(") or match.end() == len(part)):
        return part[: match.start()] + part[match.end() :], parse(match["n"])
    return part, None


def _plain(text: str) -> str:
    plain = re.sub(r"[ \t]", "", text.translate(_WIDTH)).replace(">=", "≥").replace("<=", "≤")
    plain = re.sub(r"\n+", "\n", plain).strip()
    plain = re.sub(
        r"\(含(?:本数|[0-9.]+[分%]?)\)", "", plain
    )  # in legal usage 以上 and 以下 include the limit itself
    plain = re.sub(r"([半一二两三四五六七八九十])(?=分(?![之类别项]))", lambda m: _CHINESE[m[1]], plain)
    return re.sub(
        r"(?<=[每缺少])([一二两三四五六七八九十])(?=[个项次处份例人条名件起类天日场篇])",
        lambda m: _CHINESE[m[1]],
        plain,
    )


def number(text: str) -> Number:
    """Return the number that a pattern matched; 0 when it cannot be parsed."""
    value = parse(text)
    return 0 if value is None else value
