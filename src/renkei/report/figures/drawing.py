"""A figure with its rows as one specification, and drawn as a file.

Takes a :class:`~renkei.report.figures.figure.Figure` and one of its variants; gives a Vega-Lite
specification with data and theme, or the bytes of an SVG, PNG or PDF file (which needs the extra
``figures``).
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from renkei._base.errors import RunError
from renkei._base.language import Phrase
from renkei.report.figures.figure import ROWS

if TYPE_CHECKING:
    from renkei._base.language import Language
    from renkei.report.figures.figure import Choice, Figure

Theme = Literal["light", "dark"]
Kind = Literal["svg", "png", "pdf", "json"]

_GROUNDS = {"light": "#ffffff", "dark": "#16181a"}
"""Grounds of files; on the page the ground is the page's."""

_SCALE = 2.0
"""Points of a PNG for each of the figure: sharp in print and on dense screens."""


def whole_spec(
    figure: Figure, choice: Choice, language: Language, theme: Theme = "light"
) -> dict[str, Any]:
    """Return the specification of a variant with its data, title and theme."""
    title = getattr(figure.title, language)
    if len(figure.choices) > 1:
        title = [title, getattr(choice.name, language)]
    names = list(choice.columns)
    rows = [
        dict(zip(names, row, strict=True)) for row in zip(*choice.columns.values(), strict=True)
    ]
    look = theme_of(theme)
    return {
        **figure.spec[language],
        "title": {"text": title, "anchor": "start"},
        "datasets": {ROWS: rows},
        "config": {
            **look,
            "font": font_of(look["font"], language),
            "background": _GROUNDS[theme],
        },
    }


def font_of(families: str, language: Language) -> str:
    """Return the families of letters, those of the language first.

    A program that finds its letters not in the first family takes any other that has them.
    """
    if language != "ja":
        return families
    japanese = re.compile("Hiragino|Yu Gothic|Meiryo|CJK")
    return ", ".join(sorted(families.split(", "), key=lambda one: not japanese.search(one)))


def drawn_as(
    kind: Kind, figure: Figure, choice: Choice, language: Language, theme: Theme = "light"
) -> bytes:
    """Return a variant of a figure as the bytes of a file.

    Raises
    ------
    RunError
        If the drawing library is not installed.
    """
    spec = whole_spec(figure, choice, language, theme)
    if kind == "json":
        return (json.dumps(spec, ensure_ascii=False, indent=1) + "\n").encode()
    try:
        import vl_convert
    except ImportError:
        raise RunError(
            Phrase(
                "Figures are drawn by vl-convert, which is not installed: pip "
                "install 'renkei[figures]'"
            )
        ) from None
    match kind:
        case "svg":
            drawing: str = vl_convert.vegalite_to_svg(spec)
            return drawing.encode()
        case "png":
            return bytes(vl_convert.vegalite_to_png(spec, scale=_SCALE))
        case "pdf":
            return bytes(vl_convert.vegalite_to_pdf(spec))


@cache
def theme_of(theme: Theme) -> dict[str, Any]:
    """Return the look of all figures: the same as on the page, from whose front end it comes."""
    file = files("renkei.report.page") / "bundle" / "theme.json"
    themes: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    look: dict[str, Any] = themes[theme]
    return look
