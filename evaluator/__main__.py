"""`python -m evaluator`, and the installed command `evaluator`."""

from __future__ import annotations

import sys


def _use_utf8() -> None:
    """Start again in Python's UTF-8 mode where the system's locale has no Chinese file names (LC_ALL=C)."""
    if sys.platform != "win32" and not sys.flags.utf8_mode and sys.getfilesystemencoding() != "utf-8":
        import os

        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  # this very program


def main() -> None:
    """Run the command line; `--version` is answered without importing the rest of the program."""
    if sys.argv[1:] == ["--version"] and sys.stdout is not None:
        from evaluator import __version__

        try:
            sys.stdout.write(f"evaluator {__version__}\n")
            sys.stdout.flush()
        except OSError:
            pass  # said below
        else:
            return
    _use_utf8()
    import gc

    # A command runs briefly and exits, so garbage collection only costs time. Long commands (`round run`)
    # work in processes of their own, which collect as usual.
    gc.disable()
    from evaluator.cli import run

    try:
        run()
    finally:
        # Nor does Python look through all objects once more before it ends.
        gc.freeze()


if __name__ == "__main__":
    main()
