"""Commands and groups whose help and mistakes are in the user's language; click's own texts are English.

The texts stand in `texts/commands` by the names on the command line: `help.round.new` for a command,
`option.sheets` for an option of any command, `option.round.new.title` for that of one command alone,
`argument.STATION` and `metavar.STATION` for what is typed in a place. Commands are imported when called.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Final

import click

from evaluator import __version__
from evaluator.texts import language
from evaluator.texts.commands import TEXTS, say

if TYPE_CHECKING:
    from pathlib import Path

    from evaluator.texts import Language
    from evaluator.texts.problem import Problem

PROBLEMS: Final = "evaluator.problems"
"""Key in a context's `meta`: what is wrong with the files that the command line names."""

REPLACED: Final = "evaluator.replaced"
"""The files that a command is to replace, by the parameter that names them."""

WIDEST_NAME: Final = 34
"""Cells of the left column of a help page; a longer name gets a line of its own."""


def lang() -> Language:
    """Return the language of the user's terminal."""
    return language(os.environ)


class Command(click.Command):
    """A command that explains itself in the user's language and checks the files named before it runs."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the page that `--help` prints."""
        return help_page(self, ctx)

    def get_usage(self, ctx: click.Context) -> str:
        """Return the line that shows how the command is typed."""
        return usage_line(self, ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command line; refuse extra, empty and unwritable words and files that cannot be used."""
        if not ctx.resilient_parsing:
            _refuse_empty(ctx, args)
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click's parser leaves it out for a flag that gets a value
            raise
        if not ctx.resilient_parsing:
            if rest:
                raise click.UsageError(say("usage.extra", lang(), words=" ".join(rest)), ctx)
            for parameter in self.params:
                _refuse_unwritable(ctx, parameter)
            problems = [*ctx.meta.pop(PROBLEMS, []), *_own_inputs(ctx)]
            if problems:
                from evaluator.texts.problem import Unusable

                raise Unusable(problems)
        return rest

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what it says about its command line is shown with the command's usage."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise


class CommandGroup(click.Group):
    """A group that imports its commands on call: `module`, or `module:name` where a module has several."""

    modules: ClassVar[Mapping[str, str]]
    """Where each command stands, in the order of the user's work."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the page that `--help` prints."""
        return help_page(self, ctx)

    def get_usage(self, ctx: click.Context) -> str:
        """Return the line that shows how the group's commands are typed."""
        return usage_line(self, ctx)

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

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options before the command; a line that names no command gets the help page."""
        return super().parse_args(ctx, [] if all(word == "--" for word in args) else args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for a mistyped name."""
        name = args[0]
        if name not in self.modules:
            from evaluator.texts.problem import nearest

            near = nearest(name, list(self.modules))
            key = "no-command-near" if near else "no-command"
            raise click.UsageError(say(key, lang(), name=name, near=near or ""), ctx)
        return super().resolve_command(ctx, args)

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


def command_path(ctx: click.Context) -> str:
    """Return the names of a command below the program, joined by dots; '' for the program itself."""
    names: list[str] = []
    while ctx.parent is not None:
        names.insert(0, ctx.info_name or "")
        ctx = ctx.parent
    return ".".join(names)


def named_text(kind: str, name: str, path: str) -> str:
    """Return the key of a text for *name* in the command at *path*, or for the name in any command."""
    own = f"{kind}.{path}.{name}"
    return own if own in TEXTS else f"{kind}.{name}"


def metavar(ctx: click.Context, parameter: click.Parameter) -> str:
    """Return what stands in the place of a value: 站点, 文件夹, [a|b]."""
    if isinstance(parameter.type, click.Choice) and not parameter.metavar:
        return f"[{'|'.join(str(choice) for choice in parameter.type.choices)}]"
    if parameter.metavar:
        written = parameter.metavar
    elif isinstance(parameter, click.Argument):
        written = parameter.human_readable_name.upper()
    else:
        written = parameter.type.name.upper()

    def translated(match: re.Match[str]) -> str:
        key = f"metavar.{match[0]}"
        return say(key, lang()) if key in TEXTS else match[0]

    return re.sub(r"[A-Z]{2,}", translated, written)


def parameter_name(ctx: click.Context, parameter: click.Parameter) -> str:
    """Return how a parameter is called in a sentence: its option, or what stands in the argument's place."""
    return metavar(ctx, parameter) if isinstance(parameter, click.Argument) else longest(parameter)


def longest(parameter: click.Parameter) -> str:
    """Return the longest name of an option, such as `--output` over `-o`."""
    return max(parameter.opts, key=len)


def usage_line(command: click.Command, ctx: click.Context) -> str:
    """Return the line that shows how a command is typed."""
    words = [ctx.command_path]
    if any(isinstance(parameter, click.Option) for parameter in command.params):
        words.append(say("usage.options", lang()))
    if isinstance(command, click.Group):
        words.append(say("usage.command", lang()))
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            name = metavar(ctx, parameter)
            if parameter.nargs != 1 and not name.endswith("..."):
                name += "..."
            words.append(name if parameter.required else f"[{name}]")
    return say("usage.line", lang(), words=" ".join(words))


def help_page(command: click.Command, ctx: click.Context) -> str:
    """Return a command's page: how it is typed, what it does, its arguments, options and commands."""
    from evaluator.cli.terminal import columns, definitions, wrapped

    path = command_path(ctx)
    size = max(40, min(100, columns()))
    about = named_text("help", path or "evaluator", "")
    lines = [*wrapped(usage_line(command, ctx), size), ""]
    lines += [f"  {line}" for line in wrapped(_sentence(say(about, lang())), size - 2)]
    for head, rows in _sections(command, ctx, path):
        if rows:
            lines += ["", say(head, lang()), *definitions(rows, size, WIDEST_NAME)]
    return "\n".join(lines)


def _sentence(text: str) -> str:
    """Return a text as a sentence of its own: with a capital letter and a full stop."""
    if text[-1] in "。.！!？?":
        return text
    return f"{text[0].upper()}{text[1:]}{'.' if lang() == 'en' else '。'}"


def _sections(
    command: click.Command, ctx: click.Context, path: str
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    arguments = [parameter for parameter in command.params if isinstance(parameter, click.Argument)]
    yield (
        "help.arguments",
        [(metavar(ctx, parameter), say(argument_key(parameter, path), lang())) for parameter in arguments],
    )
    yield (
        "help.options",
        [
            _option_row(ctx, parameter, path)
            for parameter in command.get_params(ctx)
            if isinstance(parameter, click.Option) and not parameter.hidden
        ],
    )
    if isinstance(command, click.Group):
        rows = []
        for name in command.list_commands(ctx):
            inner = f"{path}.{name}" if path else name
            rows.append((name, say(f"help.{inner}", lang())))
        yield "help.commands", rows


def argument_key(parameter: click.Parameter, path: str) -> str:
    """Return the key of the text that explains an argument."""
    written = parameter.metavar or parameter.human_readable_name.upper()
    return named_text("argument", written.removesuffix("..."), path)


def option_key(parameter: click.Parameter, path: str) -> str:
    """Return the key of the text that explains an option."""
    return named_text("option", longest(parameter).lstrip("-"), path)


def _option_row(ctx: click.Context, option: click.Option, path: str) -> tuple[str, str]:
    name = ", ".join(sorted(option.opts, key=len))
    if not option.is_flag:
        name += f" {metavar(ctx, option)}"
    text = say(option_key(option, path), lang())
    notes = []
    if option.required:
        notes.append(say("usage.required", lang()))
    if option.show_default and option.default:
        notes.append(say("usage.default", lang(), value=option.default))
    return name, text + "".join(notes)


def _refuse_empty(ctx: click.Context, args: Sequence[str]) -> None:
    """Refuse an argument without a character: it comes from a variable that was not set."""
    before = ""
    for word in args:
        name, equals, value = word.partition("=")
        if not word.strip() or (word.startswith("--") and equals and not value.strip()):
            option = name if equals else before if before.startswith("-") else ""
            key = "usage.empty-option" if option else "usage.empty"
            raise click.UsageError(say(key, lang(), name=option), ctx)
        before = word


def _own_inputs(ctx: click.Context) -> list[Problem]:
    """Return the outputs that would replace a file which the same command reads."""
    problems = []
    for output, path in ctx.meta.pop(REPLACED, {}).items():
        for other in ctx.command.params:
            if other is not output and any(_is_same(path, value) for value in _values(ctx, other)):
                from evaluator.texts.problem import Problem

                args = {
                    "option": parameter_name(ctx, output),
                    "input": parameter_name(ctx, other).removesuffix("..."),
                }
                problems.append(Problem("output-is-input", path.as_posix(), args=args))
    return problems


def _values(ctx: click.Context, parameter: click.Parameter) -> tuple[object, ...]:
    value = ctx.params.get(parameter.name or "")
    return value if isinstance(value, tuple) else (value,)


def _is_same(path: Path, value: object) -> bool:
    """Return whether a value names the file at *path*."""
    try:
        return isinstance(value, str | os.PathLike) and path.samefile(value)
    except (OSError, ValueError):
        return False


def _refuse_unwritable(ctx: click.Context, parameter: click.Parameter) -> None:
    """Refuse a text that no file takes: half a character, or a control character; paths are what they are."""
    for value in _values(ctx, parameter):
        if not isinstance(value, str) or value.isprintable() or os.path.lexists(value.replace("\0", "")):
            continue
        from evaluator.yaml.errors import ESCAPED, named

        odd = ESCAPED.search(value)
        if odd is not None:
            character = named(odd[0])
            raise click.BadParameter(say("usage.unwritable", lang(), character=character), ctx, parameter)


def mistake(error: click.UsageError) -> str:
    """Return what is wrong with the command line."""
    ctx = error.ctx
    parameter = getattr(error, "param", None)
    match error:
        case click.NoSuchOption():
            near = error.possibilities[0] if error.possibilities else ""
            key = "usage.no-option-near" if near else "usage.no-option"
            return say(key, lang(), name=error.option_name, near=near)
        case click.MissingParameter() if parameter is not None and ctx is not None:
            kind = "argument" if isinstance(parameter, click.Argument) else "option"
            text = say(f"usage.missing-{kind}", lang(), name=parameter_name(ctx, parameter))
            about = option_key(parameter, command_path(ctx))
            if kind == "argument":
                about = argument_key(parameter, command_path(ctx))
            return f"{text}{say('usage.about', lang(), text=say(about, lang()))}"
        case click.BadOptionUsage():
            flag = ctx is not None and any(
                isinstance(option, click.Option) and option.is_flag and error.option_name in option.opts
                for option in ctx.command.get_params(ctx)
            )
            key = "usage.no-value" if flag else "usage.needs-value"
            return say(key, lang(), name=error.option_name)
        case click.BadParameter():
            name = str(error.param_hint or "")
            if parameter is not None and ctx is not None:
                name = parameter_name(ctx, parameter)
            if name:
                return say("usage.bad-value", lang(), name=name, reason=error.message)
    return error.message


def show(error: click.ClickException) -> None:
    """Print what is wrong with the command line, and how the command is typed, to stderr."""
    from evaluator.cli.terminal import note

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        note(error.message)
        return
    if not isinstance(error, click.UsageError):
        note(say("usage.error", lang(), text=error.format_message()))
        return
    if error.ctx is not None:
        note(usage_line(error.ctx.command, error.ctx))
        note(say("usage.see", lang(), command=error.ctx.command_path))
        note("")
    note(say("usage.error", lang(), text=mistake(error)))


class Program(CommandGroup):
    """The program itself: whatever ends a command without a result is a sentence and an exit code."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - as click has it
    ) -> click.Context:
        """Parse the options before the command."""
        with _ended():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command named."""
        with _ended():
            return super().invoke(ctx)


@contextmanager
def _ended() -> Iterator[None]:
    """Print why a command ended early, and exit with the code for it."""
    try:
        yield
    except click.ClickException as error:
        show(error)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt, EOFError):
        click.echo(err=True)
        click.echo(say("usage.interrupted", lang()), err=True)
        code = 1
    else:
        return
    raise click.exceptions.Exit(code)


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
