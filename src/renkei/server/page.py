"""The page of an exercise, and what a browser is allowed to do with it.

What for: nothing that a person wrote is ever run, even if a page had a fault. Takes the built page;
gives it with a policy that names its own scripts by their hashes and allows nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser
from importlib.resources import files

from renkei._base.errors import RunError
from renkei._base.language import Phrase

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of what is no page."""


def built_page() -> bytes:
    """Return the page as it was built.

    Raises
    ------
    RunError
        If it was not built.
    """
    try:
        return (files("renkei.server") / "bundle" / "exercise.html").read_bytes()
    except FileNotFoundError:
        raise RunError(
            Phrase("The page of exercises is not built: run scripts/web in the source tree.")
        ) from None


def policy(page: bytes) -> str:
    """Return the content security policy of a page whose scripts and styles stand in it."""
    found = _Inline()
    found.feed(page.decode())
    found.close()
    scripts = " ".join(map(_hash, found.scripts)) or "'none'"
    styles = " ".join(map(_hash, found.styles)) or "'none'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src-elem {styles}; "
        "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


class _Inline(HTMLParser):
    """Collects the scripts and styles of a page, each as it stands."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in ("script", "style"):
            self._into = self.scripts if tag == "script" else self.styles
            self._into.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data
