"""Interrupts that wait until a short piece of work is done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupt_after() -> Iterator[None]:
    """Run a block to its end before an interrupt takes effect.

    An interrupt inside an import leaves it half done, and polars reports one interrupt twice: once
    itself, once through the handler. Here it becomes one KeyboardInterrupt after the block.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    seen: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: seen.append(number))
    try:
        yield
    except KeyboardInterrupt:
        seen.append(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    if seen:
        raise KeyboardInterrupt
