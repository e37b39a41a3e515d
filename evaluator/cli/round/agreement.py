"""`evaluator round agreement`: how far the evaluators agree, every figure with a sentence in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from evaluator.base import exact
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.round.shared import ROUND, opened, still
from evaluator.conditions.wording import Words, percent
from evaluator.model.round import Round
from evaluator.rounds.agreement import RoleAgreement, RoundAgreement, agree
from evaluator.rounds.krippendorff import AlphaFigures, say_alpha, say_leaning, say_within, shown
from evaluator.texts import Listing
from evaluator.texts.commands import say

FORMAT = "round-agreement/1"


@click.command("agreement", cls=Command)
@click.option("--json", "as_json", is_flag=True)
@ROUND
def agreement(folder: Path, as_json: bool) -> None:
    """Tell how far the evaluators of the ROUND agree."""
    with still(folder):
        round_ = opened(folder)
        round_agreement = agree(round_)
    words = Words(round_.guideline)
    words.lang = terminal.lang()
    if as_json:
        terminal.as_json(agreement_json(round_, round_agreement, words))
        return
    if not round_agreement.roles:
        terminal.out(say("agree.nothing", terminal.lang()))
    for role_agreement in round_agreement.roles:
        _role(round_, role_agreement, words)
    _left_out(round_, round_agreement)


def _role(round_: Round, role_agreement: RoleAgreement, words: Words) -> None:
    lang = terminal.lang()
    figures = role_agreement.agreement
    terminal.head(
        say("agree.head", lang, role=_title(round_, role_agreement.role), count=len(figures.evaluators))
    )
    kinds = [say(f"agree.col.{key}", lang) for key in ("alpha", "within", "words")]
    terminal.table(
        ["", kinds[2]], list(zip(kinds, _says(figures.overall, role_agreement, words), strict=False))
    )
    terminal.out()
    rows = [
        (f"{id} {_name(round_, id)}".rstrip(), words.reason(say_leaning(leaning)))
        for id, leaning in figures.evaluators.items()
    ]
    terminal.table([say("agree.col.evaluator", lang), say("agree.col.leaning", lang)], rows)
    terminal.out()
    titles = {criterion.id: criterion.title for criterion in round_.guideline.criteria()}
    criterion_rows = [
        (
            id,
            "—" if statistics.alpha is None else shown(statistics.alpha),
            "—" if statistics.within is None else percent(statistics.within),
            f"{titles[id]}\n" + "\n".join(_says(statistics, role_agreement, words)),
        )
        for id, statistics in sorted(figures.criteria.items(), key=lambda item: _worst_first(item[1]))
    ]
    columns = ("criterion", "alpha", "within", "words")
    terminal.table([say(f"agree.col.{key}", lang) for key in columns], criterion_rows, right=(1, 2))


def _left_out(round_: Round, round_agreement: RoundAgreement) -> None:
    lang = terminal.lang()
    if round_agreement.alone:
        names = Listing(_title(round_, role) for role in round_agreement.alone)
        terminal.note(say("agree.alone", lang, names=names))
    if round_agreement.unread:
        terminal.note(
            say(
                "agree.unread",
                lang,
                count=len(round_agreement.unread),
                names=Listing(round_agreement.unread),
            )
        )


def _worst_first(figures: AlphaFigures) -> tuple[bool, float]:
    return figures.alpha is None, 0.0 if figures.alpha is None else figures.alpha


def _says(figures: AlphaFigures, role_agreement: RoleAgreement, words: Words) -> Sequence[str]:
    return (
        words.reason(say_alpha(figures)),
        words.reason(say_within(figures, role_agreement.agreement.tolerance)),
    )


def _title(round_: Round, role: str) -> str:
    return round_.guideline.roles.get(role) or say(f"agree.role.{role}", terminal.lang())


def _name(round_: Round, id: str) -> str:
    evaluator = round_.evaluator(id)
    return evaluator.name if evaluator else ""


def agreement_json(round_: Round, round_agreement: RoundAgreement, words: Words) -> dict[str, Any]:
    """Return the agreement as JSON data. Alphas are numbers, since they are statistics and not points."""

    def figures(role_agreement: RoleAgreement, statistics: AlphaFigures) -> dict[str, Any]:
        return {
            "alpha": statistics.alpha,
            "undefined": statistics.undefined or None,
            "within": None if statistics.within is None else exact.text(statistics.within),
            "items": statistics.items,
            "pairs": statistics.pairs,
            "in_words": list(_says(statistics, role_agreement, words)),
        }

    return {
        "format": FORMAT,
        "round": {"id": round_.id, "title": round_.title},
        "level": "interval",
        "roles": [
            {
                "role": role_agreement.role,
                "title": _title(round_, role_agreement.role),
                "tolerance": percent(role_agreement.agreement.tolerance),
                "overall": figures(role_agreement, role_agreement.agreement.overall),
                "evaluators": [
                    {
                        "id": id,
                        "name": _name(round_, id),
                        "severity": None if leaning.severity is None else exact.text(leaning.severity),
                        "items": leaning.items,
                        "in_words": words.reason(say_leaning(leaning)),
                    }
                    for id, leaning in role_agreement.agreement.evaluators.items()
                ],
                "criteria": {
                    id: figures(role_agreement, statistics)
                    for id, statistics in role_agreement.agreement.criteria.items()
                },
            }
            for role_agreement in round_agreement.roles
        ],
        "alone": list(round_agreement.alone),
        "unread": list(round_agreement.unread),
    }
