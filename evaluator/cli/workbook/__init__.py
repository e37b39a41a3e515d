"""`evaluator workbook`: the station's work offline, in WPS or Excel; commands are imported when called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import click

from evaluator.cli.command import CommandGroup

COMMANDS: Final[dict[str, str]] = {
    "new": "evaluator.cli.workbook.new:new",
    "read": "evaluator.cli.workbook.read:command",
}


class WorkbookGroup(CommandGroup):
    """The commands on a workbook, in the order of a station's work."""

    modules: ClassVar[Mapping[str, str]] = COMMANDS


@click.group("workbook", cls=WorkbookGroup)
def command() -> None:
    """Work offline in WPS or Excel, with a live self-check."""
