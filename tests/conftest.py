"""What all tests share: hypothesis profiles, `--update` of golden texts, signals, a cache."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Before NumPy comes: the matrices of tests are small, and threads that wait for each other took
# four times the processor time of one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The same examples at each change; `HYPOTHESIS_PROFILE=search` looks for new ones at night.
settings.register_profile("change", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("search", deadline=None, max_examples=500, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "change"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden texts")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that the page was not tested in a browser, where none was found."""
    for report in terminalreporter.stats.get("skipped", ()):
        if isinstance(report.longrepr, tuple) and "THE PAGE IS NOT TESTED" in report.longrepr[2]:
            terminalreporter.write_line(report.longrepr[2], yellow=True, bold=True)
            return


@pytest.fixture(autouse=True, scope="session")
def _interrupts_are_heard() -> None:
    """Hear Ctrl-C, also where a runner in the background has had it ignored for its children."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def _one_process_unless_asked() -> Iterator[None]:
    """Simulate in the process of the tests where no number of processes is asked for.

    To start others takes longer than the small runs of tests; those that are about processes ask
    for two, and commands that tests start in processes of their own take all cores.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("renkei.study.running.cores", lambda: 1)
        yield


@pytest.fixture(autouse=True, scope="session")
def _garbage_waits() -> None:
    """Look for cycles as seldom as a command does: tests keep many packaged scenarios."""
    from renkei._base.garbage import collect_seldom

    collect_seldom()


@pytest.fixture(autouse=True, scope="session")
def _english_unless_asked() -> Iterator[None]:
    """Speak English whatever the locale of who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RENKEI_LANG", "en")
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_page_unless_asked() -> Iterator[None]:
    """Write no page for a browser at the end of each run; tests of the page ask for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RENKEI_REPORT", "off")
        yield


@pytest.fixture(autouse=True, scope="session")
def _cache_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep compiled designs apart from the user's; processes that tests start inherit it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RENKEI_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
