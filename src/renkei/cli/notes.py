"""Notes below an answer, on stderr: the first of many, and the number of further ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from renkei._base.language import tr, tr_many
from renkei.cli.output import note

if TYPE_CHECKING:
    from renkei.analysis import Caution
    from renkei.study.naming import Naming

MOST = 8
"""Notes printed unless all are asked for."""


def tell(cautions: Sequence[Caution], naming: Naming, *, whole: bool, quiet: bool) -> None:
    """Print cautions to stderr; without ``whole`` only the first lines.

    ``--json`` holds every caution.
    """
    from renkei.report.cautions import caution_lines, in_names

    lines = caution_lines(in_names(cautions, naming), whole=whole)
    shown = lines if whole or len(lines) <= MOST else lines[:MOST]
    for line in shown:
        note(tr("note: {note}", note=line), quiet=quiet)
    if len(shown) < len(lines):
        more = len(lines) - len(shown)
        note(
            tr_many(
                "note: {count} more note: --all prints them",
                "note: {count} more notes: --all prints them",
                more,
            ),
            quiet=quiet,
        )
