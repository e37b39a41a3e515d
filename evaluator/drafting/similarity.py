"""How much the name of a file says about the title of something: 场地租赁协议扫描件 about 租赁证明.

Chinese titles have no blanks between words, so pairs of characters are compared, those that few titles
have weighing most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from evaluator.base.folding import folded

_NOISE: Final = re.compile(
    r"20\d\d年度?|\d{1,2}月份?|\d{1,2}日|第[一二三四\d]季度|[上下]半年|副本|复印件|扫描件?|原件|电子版|"
    r"最终版?|终稿|定稿|修订版?|修改版?|盖章版?|新版|最新|微信图片|微信截图|微信|截图|mmexport|img|dsc|scan|new|"
    r"v\d+(?:\.\d+)*|[\d\s_\-—–·.,，。、;；:：()（）\[\]【】《》<>“”\"'+&#@!！~～]+",
    re.IGNORECASE,
)
"""What names of files have beside what the file is."""
_GENERIC: Final = re.compile(
    r"(?:照片|图片|相片|证明材料|佐证材料|材料|资料|文件|记录|台账|登记表|登记|汇总表|表格|表|清单|情况|各?一份|每\S一张)+$"
)
"""Ends of titles that say only what kind of thing it is."""
_ALTERNATIVES: Final = re.compile(r"[、，,/／;；()（）]|或者?|以及|及|和|与")
_COMMON: Final = frozenset(
    (
        *(
            "会议",
            "总结",
            "工作",
            "活动",
            "服务",
            "培训",
            "计划",
            "方案",
            "制度",
            "项目",
            "报告",
            "通知",
            "证书",
        ),
        *(
            "协议",
            "合同",
            "名单",
            "评估",
            "社工",
            "社区",
            "乡镇",
            "人员",
            "管理",
            "情况",
            "记录",
            "证明",
            "材料",
        ),
        *("年度", "小组", "个案", "志愿", "对象", "系统", "文件"),
    )
)
"""Pairs that say little in the field, however few titles of a guideline have them."""
_ONLY_COMMON: Final = 0.6
_SHORT: Final = {1: 0.0, 2: 0.75, 3: 0.85}
"""What full agreement with a text of so few characters is worth."""


def core(text: str) -> str:
    """Return what a name or title says, without dates, numbers, punctuation and words that all have."""
    plain = _NOISE.sub("", folded(text).casefold())
    return _GENERIC.sub("", plain) or plain


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1))


class Titles:
    """A guideline's titles, with how rare each pair of characters is among them."""

    def __init__(self, titles: Iterable[str]) -> None:
        """Count in how many titles each pair occurs."""
        self._rarity: Counter[str] = Counter()
        for title in set(titles):
            self._rarity.update(set(_pairs(core(title))))

    def likeness(self, name: str, title: str) -> float:
        """Return from 0 to 1 how much a *name* says about a *title*.

        A title may name alternatives (`产权、租赁或无偿使用证明`): the name may be about one of them.
        """
        short = core(name)
        if not short:
            return 0.0
        wanted = [core(part) for part in _ALTERNATIVES.split(folded(title))]
        whole = core(_ALTERNATIVES.sub("", folded(title)))
        return max(self._about(short, text) for text in dict.fromkeys([whole, *wanted]))

    def _about(self, name: str, title: str) -> float:
        if not title:
            return 0.0
        if name == title:
            return 1.0 if len(title) > 1 else 0.0
        names, titles = _pairs(name), _pairs(title)
        common = self._weight(names & titles)
        if not common:
            return 0.0
        common *= 1.0 if (names & titles).keys() - _COMMON else _ONLY_COMMON
        of_title = common / self._weight(titles) * _SHORT.get(len(title), 1.0)
        of_name = common / self._weight(names) * _SHORT.get(len(name), 1.0)
        return max(of_title, 0.9 * of_name) * 0.98

    def _weight(self, pairs: Counter[str]) -> float:
        return sum(count / max(1, self._rarity[pair]) for pair, count in pairs.items())
