"""A console that makes control characters of the text visible, for all tables and progress.

Takes the renderables of :mod:`renkei.report`; gives text with the console's styles. Apart from
:mod:`renkei.cli.output`, so that the shortest answers need not load rich.
"""

from __future__ import annotations

import io
from collections.abc import Iterable

import rich.text
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from renkei._base.visible import visible
from renkei.report.line_breaks import divide_line

# Where a text is made, rich drops five controls without a word. They are to be seen, all of them,
# and before widths are measured; `Terminal` makes sure of what comes by another way.
rich.text.strip_control_codes = visible  # type: ignore[attr-defined, assignment]

rich.text.divide_line = divide_line  # type: ignore[attr-defined]


class Terminal(Console):
    """A console whose text cannot steer the terminal; styles and progress of its own can."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render as the base class does, all text made visible."""
        for segment in super().render(renderable, options):
            if segment.control is None and (seen := visible(segment.text)) != segment.text:
                yield Segment(seen, segment.style)
            else:
                yield segment


def plain_text(renderable: RenderableType, width: int) -> str:
    """Return a page as plain text, without blanks at the ends of lines, with a newline at its end.

    The same whatever the terminal: such pages are kept in files.
    """
    made = Terminal(
        file=io.StringIO(),
        record=True,
        width=width,
        markup=False,
        emoji=False,
        highlight=False,
        color_system=None,
        force_terminal=False,
        legacy_windows=False,
    )
    made.print(renderable)
    text = made.export_text(styles=False)
    return "\n".join(line.rstrip() for line in text.rstrip("\n").split("\n")) + "\n"
