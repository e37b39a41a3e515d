"""The command line: translates options, prints, sets the exit code; decides nothing.

Commands are imported when they are called: `--help` and shell completion load none of them.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from typing import ClassVar, Final

import click

from evaluator import __version__
from evaluator.texts import language
from evaluator.texts.commands import say

COMMANDS: Final[dict[str, str]] = {
    "check": "evaluator.cli.station.check",
    "score": "evaluator.cli.station.score",
    "report": "evaluator.cli.station.report",
    "verify": "evaluator.cli.station.verify",
    "mark": "evaluator.cli.mark",
    "round": "evaluator.cli.round",
    "guideline": "evaluator.cli.guideline",
    "template": "evaluator.cli.template",
    "new": "evaluator.cli.new",
    "workbook": "evaluator.cli.workbook",
}


class LazyGroup(click.Group):
    """A group that imports its commands on call: `module`, or `module:name` where a module has several."""

    modules: ClassVar[Mapping[str, str]] = COMMANDS
    about: ClassVar[str] = "help"
    """The prefix of the keys of the texts that explain its commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names in the order of a station's and an evaluator's work."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module and return its command."""
        where = self.modules.get(cmd_name)
        if where is None:
            return None
        module, _, name = where.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name or "command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; files that cannot be used end it with their problems and exit code 1."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from evaluator.texts.problem import Unusable

            if not isinstance(error, Unusable):
                raise
            from evaluator.cli import terminal

            terminal.problems(error.problems)
            terminal.stop(say("nothing-done", terminal.lang()))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with a line of help each, without importing them."""
        lang = language(os.environ)
        rows = [(name, say(f"{self.about}.{name}", lang)) for name in self.modules]
        with formatter.section(say("help.commands", lang)):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for a mistyped name."""
        if args and args[0] not in self.modules and not args[0].startswith("-"):
            from evaluator.texts.problem import nearest

            near = nearest(args[0], list(self.modules))
            lang = language(os.environ)
            key = "no-command-near" if near else "no-command"
            ctx.fail(say(key, lang, name=args[0], near=near or ""))
        return super().resolve_command(ctx, args)


SETTINGS: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=LazyGroup, context_settings=SETTINGS)
@click.version_option(__version__, prog_name="evaluator", message="%(prog)s %(version)s")
def cli() -> None:
    """Evaluate public-service stations against a published guideline. 社工站评估工具。"""


def run() -> None:
    """Run the command line; characters that the console cannot encode are escaped."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="evaluator")
