"""The command line: translates options, prints, sets the exit code; decides nothing.

Commands are imported when they are called: `--help` and shell completion load none of them. A station's own
check without options is run without the library that parses command lines.
"""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import TextIO, cast

from evaluator.base.once import patterns_when_used
from evaluator.cli import console
from evaluator.cli.boundary import ended_early, guarded


def run() -> None:
    """Run the command line and exit; characters that the console does not have are shown by substitutes."""
    sys.stdin = sys.stdin or _nothing("r")
    sys.stdout, sys.stderr = sys.stdout or _nothing("w"), sys.stderr or _nothing("w")
    for stream in (sys.stdout, sys.stderr):
        console.prepare(stream)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # they speak to programmers
    sys.exit(guarded(_command))


def _command() -> None:
    match sys.argv[1:]:
        case ["check", station] if _is_plain(station):
            with ended_early():
                with patterns_when_used():
                    from evaluator.cli.station.check_screen import check
                check(Path(station))
        case _:
            from evaluator.cli.command import cli

            cli(prog_name="evaluator")


def _is_plain(station: str) -> bool:
    """Return whether a word can only be a path as it is written."""
    completing = "_EVALUATOR_COMPLETE" in os.environ
    return bool(station.strip()) and station[0] != "-" and sys.platform != "win32" and not completing


def _nothing(mode: str) -> TextIO:
    """Return a stream for a closed one, whose number the next file opened would get otherwise."""
    return cast("TextIO", Path(os.devnull).open(mode, encoding="utf-8"))
