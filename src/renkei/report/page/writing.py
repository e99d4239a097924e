"""The page as one file: the built front end with the document in it.

Takes a :class:`~renkei.report.page.document.Page`; gives HTML. The front end stands in ``bundle/``,
built from ``web/``; the document is data that no browser runs, and no text in it can end its block.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.errors import ResultsError
from renkei._base.foreign import reason
from renkei._base.language import Phrase

if TYPE_CHECKING:
    from renkei.report.page.document import Page

PAGE = "report.html"
"""Name of the page in the folder of its results."""

_PLACE = '<script type="application/json" id="page-data">null</script>'

_UNSAFE = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
"""Characters that could end the block or begin another; in JSON they stand only within strings."""


def page_html(page: Page) -> str:
    """Return the page as HTML, the same for the same document."""
    data = page.model_dump_json(exclude_none=False)
    for character, escaped in _UNSAFE.items():
        data = data.replace(character, escaped)
    template = _template()
    if template.count(_PLACE) != 1:
        raise AssertionError("the front end has not exactly one place for the data")
    return template.replace(_PLACE, _PLACE.replace("null", data))


def write_page(page: Page, file: Path) -> None:
    """Write the page; a file of an earlier look at the same results is replaced whole.

    Raises
    ------
    ResultsError
        If it cannot be written.
    """
    beside = file.with_name(f".{file.name}.tmp")
    try:
        beside.write_text(page_html(page), encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise ResultsError(
            Phrase("{file} cannot be written: {strerror}.", file=file, strerror=reason(error))
        ) from error


@cache
def _template() -> str:
    return (files("renkei.report.page") / "bundle" / "page.html").read_text(encoding="utf-8")
