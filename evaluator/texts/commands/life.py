"""Messages of the commands on a round after its result, in Chinese and in English."""

from __future__ import annotations

from typing import Final

LIFE_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "metavar.N": ("序号", "N"),
    "metavar.WHO": ("何人", "WHO"),
    "option.round.reopen.objection": ("依据的异议", "the objection it follows"),
    "option.round.reopen.recheck": (
        "整改复评：不影响名次和奖项",
        "to check the rectification; ranks and awards stay",
    ),
    "round.edition-shown": (
        "{names} 重开中，这里仍是第 {edition} 版。",
        "{names} is open again; this is still edition {edition}.",
    ),
    "round.closed": (
        "本轮已结束，校验码 {seal}。此后的结果另存一份，不改已有的。",
        "the round is closed; its seal is {seal}. Later results are written beside, never over these.",
    ),
    "round.closed-again": (
        "本轮再次结束，这是第 {edition} 版（更正），校验码 {seal}；重开的站点：{names}。",
        "the round is closed again: edition {edition}, corrected, seal {seal}; opened again were {names}.",
    ),
    "round.closed-rechecks": (
        "复评已结束：{names}。名次和奖项不变。",
        "the rechecks are closed: {names}. Ranks and awards stay as they are.",
    ),
    "round.reopened": (
        (
            "已重开：{names}，其余站点不动。接着收材料、评分、合议，再 evaluator round run {folder}、"
            "evaluator round close {folder}。"
        ),
        (
            "opened again: {names}; all others stay as they are. Receive, mark, decide; then "
            "evaluator round run {folder} and evaluator round close {folder}."
        ),
    ),
    "round.reopened-recheck": (
        (
            "已为复评重开：{names}，名次和奖项不变。接着收整改材料、评分，再 evaluator round run {folder}、"
            "evaluator round close {folder}。"
        ),
        (
            "opened again for the recheck: {names}; ranks and awards stay. Receive, mark; then "
            "evaluator round run {folder} and evaluator round close {folder}."
        ),
    ),
    "round.unanswered": (
        "异议 {number} 还没有答复：{station}，关于 {about}",
        "objection {number} is not answered yet: {station}, about {about}",
    ),
}
