"""What all tests share: hypothesis profiles, the `--update` switch of golden texts, signals."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

# The same examples at each change; `HYPOTHESIS_PROFILE=search` looks for new ones at night.
settings.register_profile("change", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("search", deadline=None, max_examples=500, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "change"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden texts")


@pytest.fixture(autouse=True, scope="session")
def _interrupts_are_heard() -> None:
    """Hear Ctrl-C, also where a runner in the background has had it ignored for its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
