"""Functions of the bundles that ``scripts/web`` builds, run by an embedded engine.

Takes the name of a bundle; gives a function from JSON to JSON. Needs quickjs-ng (extra
``figures``): without it, asking for a function raises ImportError.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_STACK_BYTES = 4 * 1024 * 1024
"""Of the engine: the tree of a large order of battle is walked by recursion."""


@cache
def bundled(package: str, name: str, expression: str) -> Callable[[str], str]:
    """Return a function of ``bundle/<name>`` of a package.

    Parameters
    ----------
    expression
        Gives the function, from a JSON text to a value. The value comes back as JSON too: the
        engine cannot hand over a long text that was put together from parts.

    Raises
    ------
    ImportError
        If the engine is not installed.
    """
    from quickjs import Context

    context = Context()
    context.set_max_stack_size(_STACK_BYTES)
    context.eval((files(package) / "bundle" / name).read_text(encoding="utf-8"))
    made: Callable[[str], str] = context.eval(
        f"(given) => JSON.stringify([({expression})(JSON.parse(given))])"
    )
    return made
