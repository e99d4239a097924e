"""The process stopped from outside, as a laptop that sleeps: the time does not count."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.exercise_killed import Page, Person, Server
from tests.server.asking import made_store

from renkei.exercise.clock import MOST_GAP_S


def until(what: Callable[[], object]) -> None:
    """Wait until something is so, for a minute at most."""
    for _ in range(1200):
        if what():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP")
def test_a_server_that_was_stopped_skips_nothing_and_counts_nothing(tmp_path: Path) -> None:
    file = tmp_path / "stopped.exercise"
    made_store(file).close()
    server = Server(file, ["--play", "tests.server.toy:Toy", "--free"])
    server.begin()
    assert server.process is not None
    desk, seat = Person(server, "desk"), Person(server, "red-1")
    page = Page(seat)
    reading = threading.Thread(target=page.read)
    try:
        desk.join()
        seat.join()
        reading.start()

        def command(command: str, value: float | None = None) -> None:
            desk.ask("POST", "/api/clock", {"command": command, "value": value})

        def clock() -> dict[str, object]:
            return json.loads(desk.ask("GET", "/api/view"))["clock"]

        command("speed", 600)
        began_s = time.monotonic()
        command("start")
        time.sleep(0.5)
        stopped_s = time.monotonic()
        os.kill(server.process.pid, signal.SIGSTOP)
        time.sleep(MOST_GAP_S + 1.0)
        os.kill(server.process.pid, signal.SIGCONT)
        slept_s = time.monotonic() - stopped_s
        until(lambda: not clock()["running"])
        shown = clock()
        ran_s = time.monotonic() - began_s - slept_s
        assert shown["stands"] == "paused"
        assert 0 < shown["now_h"] <= 600 * ran_s / 3600

        command("go-on")
        command("until", shown["ends_h"])
        until(lambda: clock()["stands"] == "over")
        last = json.loads(seat.ask("GET", "/api/view"))["event"]
        until(lambda: page.numbers and page.numbers[-1] == last)
    finally:
        page.stopped.set()
        os.kill(server.process.pid, signal.SIGCONT)
        server.end()
        for one in (desk, seat):
            one.close()
    reading.join()
    # From what had come before the page was opened, each once and in order.
    first = page.numbers[0]
    assert last - first > 5
    assert page.numbers == list(range(first, last + 1))
