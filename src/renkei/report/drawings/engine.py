"""The components of the page, drawn to SVG by an embedded engine.

What for: there is one drawing of an order of battle, a map and a swimlane, that of the page
(``web/``); a file shows the same. ``bundle/draw.js`` holds the components as a server renders them,
built from ``web/src/drawing.ts``. Takes plain data; gives the text of an SVG file with fonts and
colours in it. Needs the extra ``figures``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from renkei._base.errors import RunError
from renkei._base.javascript import bundled
from renkei._base.language import Phrase, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def drawn(drawing: Mapping[str, Any]) -> bytes:
    """Return a drawing as an SVG file, in the language of the context, for a light ground.

    Parameters
    ----------
    drawing
        A ``Drawing`` of ``web/src/drawing.ts``, without language and shade.

    Raises
    ------
    RunError
        If the engine is not installed.
    """
    job = json.dumps({**drawing, "lang": spoken(), "shade": "light"}, ensure_ascii=False)
    made: list[str] = json.loads(_engine()(job))
    return made[0].encode()


def _engine() -> Callable[[str], str]:
    try:
        return bundled("renkei.report.page", "draw.js", "renkei.draw")
    except ImportError:
        raise RunError(
            Phrase(
                "Drawings are made by quickjs-ng, which is not installed: pip "
                "install 'renkei[figures]'"
            )
        ) from None
