"""The assembler's blocks of sustainment: what is refused, and that the rest costs nothing."""

from __future__ import annotations

import pytest

from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.blocks import Status


def test_a_policy_needs_orders_and_orders_need_a_policy() -> None:
    asm = Assembler(10.0)
    one = asm.constant(1)
    with pytest.raises(ValueError, match="a policy needs a source of orders"):
        asm.stock("parts", one, lot=one)
    with pytest.raises(ValueError, match="orders need up_to, or reorder and lot"):
        asm.stock("parts", one, lot=one, orders="orders")


def test_orders_and_starts_name_triggered_sources() -> None:
    asm = Assembler(10.0)
    asm.stock("parts", asm.constant(1), up_to=asm.constant(1), orders="orders")
    entry = asm.here()
    asm.end()
    asm.source("orders", [[entry]], Arrivals(rate=asm.constant(1)))
    with pytest.raises(ValueError, match="orders of stock parts: no triggered source orders"):
        asm.build()


def test_sources_without_arrivals_are_triggered_and_not_counted() -> None:
    asm = Assembler(10.0)
    asm.source("orders", [[asm.here()]], arrivals=None, counted=True)
    asm.source("incidents", [[asm.here()]], Arrivals(times=[1.0]), counted=True)
    assert [(s.triggered, s.counted) for s in asm.sources] == [(True, False), (False, True)]


def test_platforms_do_not_become_ready_by_a_status() -> None:
    asm = Assembler(10.0)
    with pytest.raises(ValueError, match="by being released"):
        asm.status(Status.READY)


def test_one_over_nothing_is_refused() -> None:
    asm = Assembler(10.0)
    with pytest.raises(ValueError, match="one over a value that may be 0"):
        asm.slot("manning", 0.5, 0.0, 1.0, inverse=True)
