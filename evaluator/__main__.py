"""`python -m evaluator`, and the installed command `evaluator`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; `--version` is answered without importing the rest of the program."""
    if sys.argv[1:] == ["--version"]:
        from evaluator import __version__

        sys.stdout.write(f"evaluator {__version__}\n")
        return
    import gc

    # A command runs briefly and exits, so garbage collection only costs time. Long commands (`round run`)
    # work in processes of their own, which collect as usual.
    gc.disable()
    from evaluator.cli import run

    run()


if __name__ == "__main__":
    main()
