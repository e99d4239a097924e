"""Opening a scenario: a packaged name, a path, or its text becomes a study.

Takes values written as in Python; gives a :class:`~renkei.api.study.Study`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from renkei.api.study import Study
from renkei.api.values import as_typed


def open(
    scenario: str | Path,
    *,
    horizon: str | None = None,
    warm_up: str | None = None,
    set: Mapping[str, Any] | None = None,
) -> Study:
    """Open a scenario.

    Parameters
    ----------
    scenario
        Name of a packaged scenario (``japan``), path of a file or folder, or the YAML text itself,
        which has more than one line.
    horizon, warm_up
        Replace the values of ``time``, written as in a scenario.
    set
        Values laid over the scenario and all its designs, by path, written as in YAML:
        ``{"parameters.political-time": 2}``.

    Raises
    ------
    InputError
        With every problem found.
    """
    from renkei._base.cache import default_cache
    from renkei.study.library import find
    from renkei.study.source import Opened

    laid = as_typed(set or {})
    if isinstance(scenario, str) and "\n" in scenario:
        if horizon or warm_up or laid:
            raise ValueError("horizon, warm_up and set are for files: write them into the text")
        from renkei.scenario import parse_scenario

        return Study(Opened.of(parse_scenario(scenario), default_cache()))
    period = {"horizon": horizon, "warm_up": warm_up}
    return Study(Opened(find(str(scenario)), default_cache(), period, laid))
