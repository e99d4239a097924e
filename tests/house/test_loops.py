"""Coroutines run in threads of their own: a browser keeps a loop running in that of the tests."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_no_test_runs_a_loop_in_the_thread_of_the_tests() -> None:
    """Use ``tests.loops.in_a_loop_of_its_own``."""
    word = "asyncio" + ".run("
    found = [
        file.relative_to(TESTS).as_posix()
        for file in sorted(TESTS.rglob("*.py"))
        if word in file.read_text(encoding="utf-8")
    ]
    assert found == []
