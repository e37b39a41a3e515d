"""The boundary: what no command foresaw ends in a sentence and a report to send in, never in a traceback.

Each such failure is a defect of the program. What disk or console refuse is none: it ends in its reason.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from evaluator import __version__
from evaluator.base.disk import write_file
from evaluator.cli import terminal
from evaluator.texts import language
from evaluator.texts.commands import say
from evaluator.texts.problem import Unusable
from evaluator.texts.reasons import reason_in

DEFECT: Final = 70
"""The exit code of a defect (EX_SOFTWARE)."""
ERRORS: Final = 1
_NOT_OF_OUTPUT: Final = {errno.ENOENT, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN}
"""What no output answers: the folder one stands in is gone, or no more files or processes are to be had."""


def guarded(command: Callable[[], object]) -> int:
    """Run *command* and return the exit code; everything but an exit of its own becomes a sentence."""
    lang = language(os.environ)
    try:
        try:
            command()
        finally:
            sys.stdout.flush()
    except Unusable as error:
        for problem in error.problems:
            _say(problem.render(lang))
    except OSError as error:
        key = "cannot-go-on" if error.errno in _NOT_OF_OUTPUT else "cannot-print"
        key = "cannot-use" if error.filename else key
        _say(say(key, lang, path=error.filename or "", reason=reason_in(error, lang)))
    except (MemoryError, RecursionError) as error:
        _say(say("too-much", lang, report=_report(error)))
        return DEFECT
    except Exception as error:  # noqa: BLE001  # the boundary
        _say(say("defect", lang, report=_report(error)))
        return DEFECT
    else:
        return 0
    _forget_output()
    return ERRORS


@contextmanager
def ended_early() -> Iterator[None]:
    """End without a word where nobody reads on, and with one where somebody ended the program."""
    try:
        yield
    except Unusable as error:
        terminal.problems(error.problems)
        terminal.stop(say("nothing-done", language(os.environ)))
    except BrokenPipeError:
        _forget_output()
        sys.exit(ERRORS)
    except (KeyboardInterrupt, EOFError):
        _say("\n" + say("usage.interrupted", language(os.environ)))
        sys.exit(ERRORS)


def _say(text: str) -> None:
    """Print to stderr, if that is possible at all."""
    try:
        terminal.echo(text, err=True)
    except OSError:
        _forget_output()


def _forget_output() -> None:
    """Drop what a console no longer takes, so that Python does not try again when it exits."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(error: BaseException) -> str:
    """Write what a maintainer needs into a file and return its path, '' where that fails too.

    The same defect gives the same file; a path or value of the user may stand in it.
    """
    import platform  # a program that does well has no need of them
    import tempfile
    import traceback

    trace = "".join(traceback.format_exception(error))
    text = (
        f"evaluator {__version__}\nPython {platform.python_version()} {platform.platform()}\n"
        f"{sys.argv[1:]!r}\n\n{trace}"
    )
    name = f"evaluator-defect-{hashlib.sha256(trace.encode('utf-8', 'replace')).hexdigest()[:12]}.txt"
    path = Path(tempfile.gettempdir(), name)
    try:
        write_file(path, text.encode("utf-8", "replace"))
    except OSError:
        return ""
    return str(path)
