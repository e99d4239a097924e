"""The engine: executes programs. The kernel, its slow twin, keyed random numbers, stepping.

It does not know what a headquarters is; it knows blocks, stations, pools and sources.
"""

from __future__ import annotations

import os
import sys
import warnings

_SETTINGS = ".numba_config.yaml"


def _ignore_settings_of_the_working_folder() -> None:
    """Import Numba without the settings that it reads from whatever folder one works in.

    A folder that somebody sends could switch compilation off or change what is compiled. Only where
    such a file exists: otherwise Numba is imported when it is needed.
    """
    if "numba" in sys.modules or not os.path.exists(_SETTINGS):
        return
    known = sys.modules.get("yaml")
    sys.modules["yaml"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from numba.core import config
    finally:
        if known is None:
            del sys.modules["yaml"]
        else:
            sys.modules["yaml"] = known
    config._config_fname = ""  # it looks again before each compilation


_ignore_settings_of_the_working_folder()
