"""A browser for the tests of the page: Debian's Chromium, driven by playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REMEDY = "apt-get install chromium fonts-noto-cjk, or name one in RENKEI_BROWSER"


def browser_path() -> str | None:
    """Return the browser to test in; none if there is none."""
    named = os.environ.get("RENKEI_BROWSER")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    return found if found and Path(found).exists() else None


def _missing(what: str) -> None:
    """Skip, saying so; where continuous integration runs, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}: the page is not tested")
    pytest.skip(f"THE PAGE IS NOT TESTED IN A BROWSER: {what}")


_STARTED: list[Browser] = []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of pages: to start it takes seconds."""
    if _STARTED:  # the tests of exercises have this fixture too; a process has one driver
        yield _STARTED[0]
        return
    path = browser_path()
    if path is None:
        _missing(f"no Chromium was found ({REMEDY})")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright is not installed (pip install playwright)")
    with sync_playwright() as driver:
        # The sandbox needs rights that a container lacks; the page comes from this checkout.
        made = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        _STARTED.append(made)
        yield made
        _STARTED.clear()
        made.close()
