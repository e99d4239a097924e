"""Objects that a notebook shows by one line: the text of ``repr`` as static HTML."""

from __future__ import annotations

from html import escape


class Brief:
    """An object whose static HTML is its own short text."""

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"
