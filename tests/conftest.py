"""What all tests share: hypothesis profiles, `--update` of golden texts, signals, a cache."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

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


@pytest.fixture(autouse=True, scope="session")
def _cache_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep compiled designs apart from the user's; processes that tests start inherit it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RENKEI_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
