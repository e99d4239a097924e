"""The page as one file: the built front end with the document in it.

Takes a :class:`~renkei.report.page.document.Page`; gives HTML. The front end stands in ``bundle/``,
built from ``web/``; the document is data that no browser runs, and no text in it can end its block.
The document stands in several blocks, so that the answer is seen before the rest is read.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from renkei._base.errors import ResultsError
from renkei._base.foreign import reason
from renkei._base.language import Phrase

if TYPE_CHECKING:
    from renkei.report.page.document import Page

PAGE = "report.html"
"""Name of the page in the folder of its results."""

_BLOCK = '<script type="application/json" id="{id}">{data}</script>'

_PLACE = _BLOCK.format(id="page-data", data="null")

APART = ("figures", "responses", "organisations", "map", "annex")
"""Parts of the document with a block each, ``page-data-KEY``; ``page-data`` holds the others."""

_DATA = re.compile(
    r'<script type="application/json" id="page-data(?:-([a-z]+))?">(.*?)</script>', re.DOTALL
)

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
    blocks = [_block("page-data", page.model_dump_json(exclude=set(APART)))]
    for key in APART:
        part = to_json(getattr(page, key), inf_nan_mode="null").decode("utf-8")
        blocks.append(_block(f"page-data-{key}", part))
    template = _template()
    if template.count(_PLACE) != 1:
        raise AssertionError("the front end has not exactly one place for the data")
    return template.replace(_PLACE, "\n".join(blocks))


def page_data(html: str) -> dict[str, Any]:
    """Return the document in a page, as ``spec/page.schema.json`` has it."""
    found = dict(_DATA.findall(html))
    document: dict[str, Any] = json.loads(found.pop(""))
    return document | {key: json.loads(data) for key, data in found.items()}


def _block(id_: str, data: str) -> str:
    for character, escaped in _UNSAFE.items():
        data = data.replace(character, escaped)
    return _BLOCK.format(id=id_, data=data)


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
