"""`evaluator round`: the commands on a round's folder, each imported when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import click

from evaluator.cli.command import CommandGroup

COMMANDS: Final[dict[str, str]] = {
    "new": "evaluator.cli.round.new:new",
    "receive": "evaluator.cli.round.receive:receive",
    "check": "evaluator.cli.round.check:check",
    "hand-out": "evaluator.cli.round.receive:hand_out",
    "sheets": "evaluator.cli.round.sheets:sheets",
    "draw": "evaluator.cli.round.draw:draw",
    "status": "evaluator.cli.round.status:status",
    "decide": "evaluator.cli.round.decide:decide",
    "run": "evaluator.cli.round.run:run",
    "rank": "evaluator.cli.round.rank:rank",
    "compare": "evaluator.cli.station.compare:of_rounds",
    "robustness": "evaluator.cli.round.robustness:robustness",
    "agreement": "evaluator.cli.round.agreement:agreement",
    "documents": "evaluator.cli.round.documents:documents",
    "close": "evaluator.cli.round.close:close",
    "object": "evaluator.cli.round.object:object_",
    "reopen": "evaluator.cli.round.reopen:reopen",
    "panel": "evaluator.cli.round.panel:panel",
    "guideline": "evaluator.cli.round.guideline:guideline",
    "rectify": "evaluator.cli.round.rectify:rectify",
    "withdraw": "evaluator.cli.round.withdraw:withdraw",
    "verify": "evaluator.cli.round.verify:verify",
}


class RoundGroup(CommandGroup):
    """The commands of a round, in the order of the organiser's work."""

    modules: ClassVar[Mapping[str, str]] = COMMANDS


@click.group("round", cls=RoundGroup)
def command() -> None:
    """Hold a whole round: all stations, one panel."""
