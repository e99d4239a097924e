"""Event loops for tests, beside that of a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Found = TypeVar("Found")


def in_a_loop_of_its_own(asked: Coroutine[Any, Any, Found]) -> Found:
    """Return what the coroutine returns, run in a thread of its own.

    The thread of the tests may have a running event loop already: that of a browser, which stays
    open from the first test of pages to the end of the process.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asked).result()
