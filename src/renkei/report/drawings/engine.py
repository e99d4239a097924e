"""The components of the page, drawn to SVG by an embedded engine.

What for: there is one drawing of an order of battle, a map and a swimlane, that of the page
(``web/``); a file shows the same. ``bundle/draw.js`` holds the components as a server renders them,
built from ``web/src/drawing.ts``. Takes plain data; gives the text of an SVG file with fonts and
colours in it. Needs the extra ``figures``.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from renkei._base.errors import RunError
from renkei._base.language import Phrase, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_STACK_BYTES = 4 * 1024 * 1024
"""Of the engine: the tree of a large order of battle is walked by recursion."""


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
    # In a list: the engine cannot hand over a long text that was put together from parts.
    made: list[str] = json.loads(_engine()(job))
    return made[0].encode()


@cache
def _engine() -> Callable[[str], str]:
    try:
        from quickjs import Context
    except ImportError:
        raise RunError(
            Phrase(
                "Drawings are made by quickjs-ng, which is not installed: pip "
                "install 'renkei[figures]'"
            )
        ) from None
    script = (files("renkei.report.page") / "bundle" / "draw.js").read_text(encoding="utf-8")
    context = Context()
    context.set_max_stack_size(_STACK_BYTES)
    context.eval(script)
    made: Callable[[str], str] = context.eval(
        "(job) => JSON.stringify([renkei.draw(JSON.parse(job))])"
    )
    return made
