"""`evaluator round`: the commands on a round's folder, each imported when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import click

from evaluator.cli import LazyGroup

COMMANDS: Final[dict[str, str]] = {
    "new": "evaluator.cli.round_new:new",
    "receive": "evaluator.cli.round_receive:receive",
    "hand-out": "evaluator.cli.round_receive:hand_out",
    "sheets": "evaluator.cli.round_sheets:sheets",
    "status": "evaluator.cli.round_status:status",
    "decide": "evaluator.cli.round_decide:decide",
    "run": "evaluator.cli.round_run:run",
    "rank": "evaluator.cli.round_rank:rank",
    "agreement": "evaluator.cli.round_agreement:agreement",
    "documents": "evaluator.cli.round_documents:documents",
    "close": "evaluator.cli.round_new:close",
}


class RoundGroup(LazyGroup):
    """The commands of a round, in the order of the organiser's work."""

    modules: ClassVar[Mapping[str, str]] = COMMANDS
    about: ClassVar[str] = "help.round"


@click.group("round", cls=RoundGroup)
def command() -> None:
    """Hold a whole round: all stations, one panel. 一轮评估：全部站点和专家组。"""
