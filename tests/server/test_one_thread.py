"""What changes an exercise goes before what looks at it; each in its own order."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import pytest

from renkei.server.one_thread import OneThread


def test_changes_go_before_looks_and_keep_their_order() -> None:
    thread, begin, done = OneThread("test"), threading.Event(), list[str]()
    held = thread.later.submit(begin.wait)
    asked: list[Future[None]] = []
    for n in range(3):
        asked.append(thread.later.submit(done.append, f"look {n}"))
        asked.append(thread.first.submit(done.append, f"change {n}"))
    begin.set()
    for one in (held, *asked):
        one.result(timeout=10)
    assert done == [*(f"change {n}" for n in range(3)), *(f"look {n}" for n in range(3))]
    thread.shutdown()


def test_all_is_done_before_the_end_and_errors_come_to_who_asked() -> None:
    thread, done = OneThread("test"), list[int]()
    failed = thread.first.submit(int, "x")
    for n in range(20):
        thread.later.submit(done.append, n)
    thread.shutdown()
    assert done == list(range(20))
    with pytest.raises(ValueError, match="invalid literal"):
        failed.result()
