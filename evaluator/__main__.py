"""`python -m evaluator`, and the installed command `evaluator`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. The version is answered before anything is imported for it."""
    if sys.argv[1:] == ["--version"]:
        from evaluator import __version__

        sys.stdout.write(f"evaluator {__version__}\n")
        return
    from evaluator.cli import run

    run()


if __name__ == "__main__":
    main()
