"""An interrupt waits for the end of the block, and comes once."""

from __future__ import annotations

import signal

import pytest

from renkei.study.interrupts import interrupt_after


def interrupted_block(done: list[str], *, reported_again: bool) -> None:
    with interrupt_after():
        signal.raise_signal(signal.SIGINT)
        done.append("after the signal")
        if reported_again:
            raise KeyboardInterrupt
    done.append("after the block")


@pytest.mark.parametrize("reported_again", [False, True])
def test_an_interrupt_comes_once_after_the_block(reported_again: bool) -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        interrupted_block(done, reported_again=reported_again)
    assert done == ["after the signal"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_without_an_interrupt_nothing_happens() -> None:
    with interrupt_after():
        pass
