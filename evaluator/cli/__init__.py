"""The command line: translates options, prints, sets the exit code; decides nothing.

Commands are imported when they are called: `--help` and shell completion load none of them.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Final, TextIO, cast

import click

from evaluator import __version__
from evaluator.cli import console
from evaluator.cli.boundary import guarded
from evaluator.cli.command import Program

COMMANDS: Final[dict[str, str]] = {
    "check": "evaluator.cli.station.check",
    "score": "evaluator.cli.station.score",
    "report": "evaluator.cli.station.report",
    "verify": "evaluator.cli.station.verify",
    "why": "evaluator.cli.station.why",
    "compare": "evaluator.cli.station.compare",
    "mark": "evaluator.cli.mark",
    "round": "evaluator.cli.round",
    "guideline": "evaluator.cli.guideline",
    "template": "evaluator.cli.template",
    "new": "evaluator.cli.new",
    "workbook": "evaluator.cli.workbook",
    "page": "evaluator.cli.page",
}


class Commands(Program):
    """The commands of the program, in the order of a station's and an evaluator's work."""

    modules: ClassVar[Mapping[str, str]] = COMMANDS


SETTINGS: Final = {"help_option_names": ["-h", "--help"]}


@click.group(cls=Commands, context_settings=SETTINGS)
@click.version_option(__version__, prog_name="evaluator", message="%(prog)s %(version)s")
def cli() -> None:
    """Evaluate public-service stations against a published guideline."""


def run() -> None:
    """Run the command line and exit; characters that the console does not have are shown by substitutes."""
    sys.stdin = sys.stdin or _nothing("r")
    sys.stdout, sys.stderr = sys.stdout or _nothing("w"), sys.stderr or _nothing("w")
    for stream in (sys.stdout, sys.stderr):
        console.prepare(stream)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # they speak to programmers
    sys.exit(guarded(lambda: cli(prog_name="evaluator")))


def _nothing(mode: str) -> TextIO:
    """Return a stream for a closed one, whose number the next file opened would get otherwise."""
    return cast("TextIO", Path(os.devnull).open(mode, encoding="utf-8"))
