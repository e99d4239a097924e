"""Processes that stand ready: they begin early, do the work, and are gone at the end."""

from __future__ import annotations

import multiprocessing
import os

import pytest

from renkei._base.processes import ProcessPool


def who() -> int:
    return os.getpid()


def get_ready() -> None:
    os.environ["RENKEI_TEST_READY"] = "yes"


def fail_to_get_ready() -> None:
    raise RuntimeError("not ready")


def is_ready() -> bool:
    return os.environ.get("RENKEI_TEST_READY") == "yes"


def test_those_that_began_do_the_work() -> None:
    with ProcessPool(2) as pool:
        pool.begin(__name__, "get_ready")
        began = {child.pid for child in multiprocessing.active_children()}
        assert len(began) == 2
        assert all(pool.submit(is_ready).result() for _ in range(4))
        assert {pool.submit(who).result() for _ in range(4)} <= began
    assert began.isdisjoint(child.pid for child in multiprocessing.active_children())


def test_without_work_they_are_gone_at_once() -> None:
    with ProcessPool(2) as pool:
        pool.begin("time", "no_such_function")
        began = multiprocessing.active_children()
        assert began
    assert not any(child.is_alive() for child in began)


def test_failing_to_get_ready_is_not_heard() -> None:
    with ProcessPool(2) as pool:
        pool.begin(__name__, "fail_to_get_ready")
        assert pool.submit(who).result() != os.getpid()


def test_no_more_begin_than_there_may_be() -> None:
    with ProcessPool(3) as pool:
        pool.begin(__name__, "get_ready")
        assert len(multiprocessing.active_children()) == 3


@pytest.mark.parametrize("began", [True, False])
def test_what_goes_wrong_in_here_does_not_keep_them(began: bool) -> None:
    def work() -> None:
        with ProcessPool(2) as pool:
            if began:
                pool.begin(__name__, "get_ready")
            raise KeyboardInterrupt

    before = set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt):
        work()
    assert set(multiprocessing.active_children()) <= before
