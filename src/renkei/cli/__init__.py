"""The command line: ``renkei check``, ``explain``, ``compare`` and the rest.

Thin: it reads arguments, calls the stages, and prints the pages that :mod:`renkei.report` makes of
their results. Data goes to stdout, messages to stderr. Exit codes: 0 done, 1 failure, 2 bad input,
4 finished without reaching the asked precision, 130 interrupted with results kept.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; see :func:`renkei.cli.app.main`."""
    # Late: a spawned process imports the script that started it, and has no use for commands.
    from renkei.cli.app import main as run

    return run(arguments)
