"""`evaluator workbook`: the station's work offline, in WPS or Excel; commands are imported when called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import click

from evaluator.cli import LazyGroup

COMMANDS: Final[dict[str, str]] = {
    "new": "evaluator.cli.workbook.new:new",
    "read": "evaluator.cli.workbook.read:command",
}


class WorkbookGroup(LazyGroup):
    """The commands on a workbook, in the order of a station's work."""

    modules: ClassVar[Mapping[str, str]] = COMMANDS
    about: ClassVar[str] = "help.workbook"


@click.group("workbook", cls=WorkbookGroup)
def command() -> None:
    """Work offline in WPS or Excel, with a live self-check. 离线自评工作簿。"""
