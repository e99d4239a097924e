"""What drives a result, what would flip a verdict, what is worth knowing: data, and the page.

Takes plain data and a page; gives an :class:`Understanding`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl

from renkei.api.shown import Shown

if TYPE_CHECKING:
    from rich.console import RenderableType


class Understanding(Shown):
    """An answer about the ranges behind a result.

    Parameters
    ----------
    kind
        Name of the command that prints the same: ``drivers``, ``flips`` or ``worth``.
    data
        All of it as plain data, times in hours, shares from 0 to 1; what the command prints with
        ``--json``.
    page
        Makes the page.
    """

    def __init__(self, kind: str, data: dict[str, Any], page: Callable[[], RenderableType]) -> None:
        self.kind = kind
        self.data = data
        self._make = page

    def frame(self, table: str) -> pl.DataFrame:
        """Return one list of the data as a frame, intervals as columns of three numbers.

        Parameters
        ----------
        table
            Its key, such as ``drivers`` or ``groups``.
        """
        rows: list[dict[str, Any]] = []
        for row in self.data[table]:
            flat: dict[str, Any] = {}
            for key, value in row.items():
                if isinstance(value, dict):
                    flat |= {f"{key}_{name}": one for name, one in value.items()}
                else:
                    flat[key] = value
            rows.append(flat)
        return pl.DataFrame(rows, infer_schema_length=None)

    def __repr__(self) -> str:
        question = self.data["question"]
        designs = " against ".join(reversed(question["designs"]))
        return f"<Understanding: {self.kind} of {question['incident'] or 'all types'}, {designs}>"

    def _page(self) -> RenderableType:
        return self._make()
