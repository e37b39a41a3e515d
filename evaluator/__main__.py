"""`python -m evaluator`, and the installed command `evaluator`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. The version is answered before anything is imported for it."""
    if sys.argv[1:] == ["--version"]:
        from evaluator import __version__

        sys.stdout.write(f"evaluator {__version__}\n")
        return
    import gc

    # A command builds what it needs and ends: collecting on the way only costs time. Long ones (`round run`)
    # work in processes of their own, which collect as usual.
    gc.disable()
    from evaluator.cli import run

    run()


if __name__ == "__main__":
    main()
