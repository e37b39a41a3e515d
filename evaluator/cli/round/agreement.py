"""`evaluator round agreement`: how far the evaluators agree, every figure with a sentence in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from evaluator.base import exact
from evaluator.cli import terminal
from evaluator.cli.round.shared import ROUND, opened
from evaluator.conditions.wording import Words, percent
from evaluator.model.round import Round
from evaluator.rounds.agreement import RoleAgreement, RoundAgreement, agree
from evaluator.rounds.krippendorff import Figures, say_alpha, say_leaning, say_within, shown
from evaluator.texts.commands import say

FORMAT = "round-agreement/1"


@click.command("agreement")
@click.option("--json", "as_json", is_flag=True, help="Print JSON. 输出 JSON。")
@ROUND
def agreement(folder: Path, as_json: bool) -> None:
    """Tell how far the evaluators of the ROUND agree. 评估人之间打分是否一致。"""
    round_ = opened(folder)
    found = agree(round_)
    words = Words(round_.guideline)
    words.lang = terminal.lang()
    if as_json:
        terminal.as_json(agreement_json(round_, found, words))
        return
    if not found.roles:
        terminal.out(say("agree.nothing", terminal.lang()))
    for one in found.roles:
        _role(round_, one, words)
    _left_out(round_, found)


def _role(round_: Round, one: RoleAgreement, words: Words) -> None:
    lang = terminal.lang()
    figures = one.agreement
    terminal.head(say("agree.head", lang, role=_title(round_, one.role), count=len(figures.evaluators)))
    kinds = [say(f"agree.col.{key}", lang) for key in ("alpha", "within", "words")]
    terminal.table(["", kinds[2]], list(zip(kinds, _says(figures.overall, one, words), strict=False)))
    terminal.out()
    rows = [
        (f"{id} {_name(round_, id)}".rstrip(), words.said(say_leaning(leaning)))
        for id, leaning in figures.evaluators.items()
    ]
    terminal.table([say("agree.col.evaluator", lang), say("agree.col.leaning", lang)], rows)
    terminal.out()
    titles = {each.id: each.title for each in round_.guideline.criteria()}
    told = [
        (
            id,
            "—" if each.alpha is None else shown(each.alpha),
            "—" if each.within is None else percent(each.within),
            f"{titles[id]}\n" + "\n".join(_says(each, one, words)),
        )
        for id, each in sorted(figures.criteria.items(), key=lambda item: _worst_first(item[1]))
    ]
    columns = ("criterion", "alpha", "within", "words")
    terminal.table([say(f"agree.col.{key}", lang) for key in columns], told, right=(1, 2))


def _left_out(round_: Round, found: RoundAgreement) -> None:
    lang = terminal.lang()
    if found.alone:
        names = "、".join(_title(round_, role) for role in found.alone)
        terminal.note(say("agree.alone", lang, names=names))
    if found.unread:
        terminal.note(say("agree.unread", lang, count=len(found.unread), names="、".join(found.unread)))


def _worst_first(figures: Figures) -> tuple[bool, float]:
    return figures.alpha is None, 0.0 if figures.alpha is None else figures.alpha


def _says(figures: Figures, one: RoleAgreement, words: Words) -> Sequence[str]:
    return (
        words.said(say_alpha(figures)),
        words.said(say_within(figures, one.agreement.tolerance)),
    )


def _title(round_: Round, role: str) -> str:
    return round_.guideline.roles.get(role) or say(f"agree.role.{role}", terminal.lang())


def _name(round_: Round, id: str) -> str:
    evaluator = round_.evaluator(id)
    return evaluator.name if evaluator else ""


def agreement_json(round_: Round, found: RoundAgreement, words: Words) -> dict[str, Any]:
    """Return the same for programs. Alphas are numbers: statistics, never points."""

    def figures(one: RoleAgreement, each: Figures) -> dict[str, Any]:
        return {
            "alpha": each.alpha,
            "undefined": each.undefined or None,
            "within": None if each.within is None else exact.text(each.within),
            "items": each.items,
            "pairs": each.pairs,
            "in_words": list(_says(each, one, words)),
        }

    return {
        "format": FORMAT,
        "round": {"id": round_.id, "title": round_.title},
        "level": "interval",
        "roles": [
            {
                "role": one.role,
                "title": _title(round_, one.role),
                "tolerance": percent(one.agreement.tolerance),
                "overall": figures(one, one.agreement.overall),
                "evaluators": [
                    {
                        "id": id,
                        "name": _name(round_, id),
                        "severity": None if leaning.severity is None else exact.text(leaning.severity),
                        "items": leaning.items,
                        "in_words": words.said(say_leaning(leaning)),
                    }
                    for id, leaning in one.agreement.evaluators.items()
                ],
                "criteria": {id: figures(one, each) for id, each in one.agreement.criteria.items()},
            }
            for one in found.roles
        ],
        "alone": list(found.alone),
        "unread": list(found.unread),
    }
