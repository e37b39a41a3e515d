"""The grades that a note beside a score table sets: 90分以上为优秀，80-89分为良好，60分以下为不合格."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from evaluator.base.exact import Number, parse
from evaluator.yaml.write import flow, name_or_string

USUAL: Final = (
    "{id: excellent, title: 优秀, at_least: 90%}",
    "{id: good, title: 良好, at_least: 80%}",
    "{id: pass, title: 合格, at_least: 60%}",
    "{id: fail, title: 不合格, at_least: 0}",
)
"""Grades of a draft whose table sets none."""
LOWEST: Final = "fail"

_IDS: Final = {
    "优秀": "excellent",
    "优": "excellent",
    "良好": "good",
    "良": "good",
    "中": "medium",
    "一般": "medium",
    "合格": "pass",
    "达标": "pass",
    "基本合格": "basic",
    "不合格": "fail",
    "不达标": "fail",
    "差": "fail",
    "较差": "fail",
}
_OTHERS: Final = ("[一二三四五1-5]星级?", "[1-5ABCDE]A?级", "[一二三]等")
_TITLES: Final = "|".join((*sorted(_IDS, key=len, reverse=True), *_OTHERS))
_TITLE: Final = rf"(?P<title>{_TITLES})(?:等次|等级|档次|等)?"
_SCORE: Final = r"(?<![0-9.])(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,4})?(?![0-9.])"
_WITH: Final = r"(?:\((?:不?含)[^()]*\)|\([^()]*不?含\))?"
_BOUNDS: Final = (
    rf"(?P<from>{_SCORE})分?{_WITH}(?:[-—–~～至到]+)(?P<to>{_SCORE})分?{_WITH}"
    rf"|(?P<above>{_SCORE})分?{_WITH}(?:及其?|或)?以上{_WITH}|(?:≥|不低于|达到?)(?P<least>{_SCORE})分?"
    rf"|(?P<below>{_SCORE})分?{_WITH}以下{_WITH}|(?:<|不足|低于|不满)(?P<under>{_SCORE})分?"
)
_IS: Final = r"(?:的|者)?[,，]?(?:评定?为|认定为|定为|为|是|属于?)?[:：]?[“\"「]?"
_FIRST: Final = re.compile(rf"(?:{_BOUNDS}){_IS}{_TITLE}(?![一-鿿])")
"""90分以上为优秀."""
_AFTER: Final = re.compile(rf"(?:(?<![一-鿿])|(?<=[为和及])){_TITLE}[”\"」]?[:：]?\(?(?:{_BOUNDS})\)?")
"""优秀（90分以上）."""
_PLAIN: Final = str.maketrans("０１２３４５６７８９．（）＜", "0123456789.()<")


@dataclass(frozen=True, slots=True)
class DraftGrade:
    """A grade and the points at which it begins."""

    id: str
    title: str
    at_least: Number


@dataclass(frozen=True, slots=True)
class GradeNote:
    """The grades that a note sets, best first, with the note's place and text."""

    grades: tuple[DraftGrade, ...]
    place: str
    text: str

    @property
    def lowest(self) -> str:
        """Return the id of the lowest grade."""
        return self.grades[-1].id

    @property
    def yaml(self) -> list[str]:
        """Return each grade as YAML."""
        rows = ({"id": grade.id, "title": grade.title, "at_least": grade.at_least} for grade in self.grades)
        return [flow(row, name_or_string) for row in rows]


def grades_in(remarks: Iterable[tuple[str, str]], full: Number) -> GradeNote | None:
    """Return the grades of the first remark that sets them without gap or overlap."""
    for place, remark in remarks:
        bare = re.sub(r"\s", "", remark.translate(_PLAIN))
        for form in (_FIRST, _AFTER):
            grades = _bands(list(form.finditer(bare)), full)
            if grades:
                return GradeNote(tuple(grades), place, remark)
    return None


def speaks_of_grades(text: str) -> bool:
    """Return whether a text names the points of several grades."""
    bare = re.sub(r"\s", "", text.translate(_PLAIN))
    return any(len({match["title"] for match in form.finditer(bare)}) > 1 for form in (_FIRST, _AFTER))


def _bands(matches: list[re.Match[str]], full: Number) -> list[DraftGrade]:
    """Return the grades, best first; an empty list when there is a gap or overlap."""
    bands: list[tuple[Number, Number | None, str]] = []
    for match in matches:
        low = match["from"] or match["above"] or match["least"]
        high = match["to"] or match["below"] or match["under"]
        bands.append((_number(low or "0"), _number(high) if high else None, match["title"]))
    bands.sort(key=lambda band: band[0], reverse=True)
    titles = {title for _, _, title in bands}
    if len(bands) < 2 or len(titles) < len(bands) or bands[-1][0] != 0:
        return []
    if bands[0][1] not in (None, full) or not full < 2 * bands[0][0] <= 2 * full:
        return []
    for (above, _, _), (low, high, _) in pairwise(bands):
        # 80-89 ends where 90 begins: points between 89 and 90 belong to the lower grade.
        if high is None or not low < high <= above or above - high > 1:
            return []
    ids = [_IDS.get(title, f"g{number}") for number, (_, _, title) in enumerate(bands, 1)]
    if len(set(ids)) < len(ids):
        ids = [f"g{number}" for number in range(1, len(bands) + 1)]
    return [DraftGrade(id, title, low) for id, (low, _, title) in zip(ids, bands, strict=True)]


def _number(written: str) -> Number:
    number = parse(written)
    assert number is not None, written
    return number
