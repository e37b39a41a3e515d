"""Say what a station has handed in and its workbook has no place for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evaluator.cli import show

if TYPE_CHECKING:
    from evaluator.messages import Language
    from evaluator.model.guideline import Guideline
    from evaluator.model.submission import Submission
    from evaluator.workbook.left_out import LeftOut

MOST_PLACES: Final = 5

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "head": (
        "下列内容没有带进工作簿，站点原来的文件里都还在：",
        "not in the workbook, and still in the station's own files:",
    ),
    "station": (
        "站点信息里的 {places}：工作簿没有这些栏目",
        "{places} of the station: the workbook has no such lines",
    ),
    "counted": (
        "“{title}”自己填的 {value}：工作簿按台账“{ledger}”计数",
        "the {value} declared for “{title}”: the workbook counts it from “{ledger}”",
    ),
    "derived": (
        "“{title}”自己填的 {value}：工作簿自动计算",
        "the {value} declared for “{title}”: the workbook computes it",
    ),
    "totals": (
        "台账“{ledger}”的合计行（{places}）：合计不是记录，工作簿自己计数",
        "the totals of “{ledger}” ({places}): they are no entries, and the workbook counts itself",
    ),
    "cells": (
        "台账“{ledger}”里读不懂的格子（{places}）：留空，请在工作簿里填上正确的内容",
        "cells of “{ledger}” that cannot be read ({places}): left empty, fill them in there",
    ),
    "remark": (
        "{id} {title}自评的说明“{remark}”：工作簿只填等次和分数",
        "the station's remark on {id} {title}, “{remark}”: there is room for a level and points only",
    ),
    "long": (
        "{places}：超过 {limit} 个字，格子放不下的后半截。请改短，否则交回的工作簿里没有这一截",
        "{places}: what is beyond the {limit} characters a cell holds. Shorten it, or it will not come back",
    ),
    "more": ("{shown} 等 {count} 处", "{shown} and others, {count} in all"),
    "separator": ("、", ", "),
}


def note(guideline: Guideline, submission: Submission | None, station: str = "") -> None:
    """Print what the workbook of *submission* leaves out, and why; nothing where it holds all.

    *station* is named where there are several.
    """
    from evaluator.workbook.left_out import left_out

    found = left_out(guideline, submission) if submission is not None else ()
    if found:
        show.note(f"{station}: {_say('head', show.lang())}" if station else _say("head", show.lang()))
    for one in found:
        show.note(f"  {_sentence(one, show.lang())}")


def _sentence(one: LeftOut, lang: Language) -> str:
    places = _say("separator", lang).join(one.places[:MOST_PLACES])
    if len(one.places) > MOST_PLACES:
        places = _say("more", lang, shown=places, count=str(len(one.places)))
    return _say(one.key, lang, **one.args, places=places)


def _say(key: str, lang: Language, **args: str) -> str:
    zh, en = TEXTS[key]
    return (zh if lang == "zh" else en).format(**args)
