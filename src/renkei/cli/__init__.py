"""The command line: ``renkei check``, ``explain``, ``compare`` and the rest.

Thin: it reads arguments, calls the stages, and prints what :mod:`renkei.report` makes of their
results. Data goes to stdout, messages to stderr. Exit codes: 0 done, 1 failure, 2 bad input,
4 finished without reaching the asked precision, 130 interrupted with results kept.
"""

from __future__ import annotations

from renkei.cli.app import main

__all__ = ["main"]
