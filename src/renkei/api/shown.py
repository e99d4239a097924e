"""Text and static HTML of the findings of a study.

Takes the pages that :mod:`renkei.report` draws for a terminal; gives them as plain text, and as
HTML without scripts or outside files. Text from scenarios cannot steer a terminal or a browser.
"""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from renkei._base.language import Language, speaking, spoken

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDTH = 100
"""Columns of a page."""

_PAGE = '<pre style="font-family:monospace;line-height:1.3;overflow-x:auto">{code}</pre>'


class Shown(ABC):
    """An object with a page: :meth:`text`, :meth:`html`, and as the value of a notebook's cell."""

    lang: Language | None = None
    """Language of the page, ``en`` or ``ja``; None: that of :func:`renkei.speak`."""

    @abstractmethod
    def _page(self) -> RenderableType:
        """Return the content of the page."""

    def text(self, width: int = WIDTH) -> str:
        """Return the page as plain text."""
        made = self._drawn(width)
        text = made.export_text(styles=False)
        return "\n".join(line.rstrip() for line in text.rstrip("\n").split("\n"))

    def html(self, width: int = WIDTH) -> str:
        """Return the page as static HTML."""
        made = self._drawn(width)
        return made.export_html(inline_styles=True, code_format=_PAGE)

    def _drawn(self, width: int) -> Console:
        made = _console(width)
        with speaking(self.lang or spoken()):
            made.print(self._page())
        return made

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()


def _console(width: int) -> Console:
    from renkei.report.terminal import Terminal

    return Terminal(
        file=io.StringIO(),
        record=True,
        width=width,
        markup=False,
        emoji=False,
        highlight=False,
        color_system="standard",
    )
