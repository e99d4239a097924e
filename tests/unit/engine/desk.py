"""An assembler with few words for tests of sustainment, and kernel and twin side by side."""

from __future__ import annotations

import numpy as np

from renkei.engine import run
from renkei.engine.columns import STOCKS
from renkei.engine.replication import Replication
from renkei.engine.twin import twin as reference
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals, Pool, Slot
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import Constant

ON_HAND_H, BACKORDER_H, EMPTY_H, CLAIMS, DEMANDED, FILLED = map(
    STOCKS.index, ("on_hand_h", "backorder_h", "empty_h", "claims", "demanded", "filled_at_once")
)
ISSUED, RECEIVED, ORDERS, WAIT_H, ON_HAND_END, DUE_IN_END = map(
    STOCKS.index, ("issued", "received", "orders", "wait_h", "on_hand_end", "due_in_end")
)


class Desk:
    """An assembler for 100 hours with a few words for the tests."""

    def __init__(self, horizon_h: float = 100.0) -> None:
        self.asm = Assembler(horizon_h, milestones=("got",))
        self.used = 0

    def number(self, value: float) -> Slot:
        return self.asm.constant(value)

    def wait(self, hours: float) -> None:
        self.used += 1
        self.asm.delay(self.asm.distribution(Constant(hours)), f"wait {self.used}")

    def at(self, *times: float, precedence: int = 3) -> None:
        """Close the workflow whose blocks follow the last label and let it start at times."""
        self.asm.end()
        self.used += 1
        self.asm.source(
            f"source {self.used}", [[self.entry]], Arrivals(times=times), precedence=precedence
        )

    def begin(self, name: str = "") -> None:
        self.entry = self.asm.here(name)

    def ships(self, platforms: float, training: float | None = None, name: str = "ships") -> Pool:
        return self.asm.pool(
            name, self.number(platforms), None, self.asm.distribution(Constant(0.0)),
            self.asm.distribution(Constant(4.0)), self.number(10.0), [0.0],
            training=None if training is None else self.number(training),
        )  # fmt: skip

    def result(self) -> Replication:
        return both(self.asm.build())


def both(program: Program) -> Replication:
    fast, slow = run.replicate(program, 1, 0), reference.replicate(program, 1, 0)
    for name in ("stock", "readiness", "available", "tallies", "stock_series", "pool_series"):
        np.testing.assert_array_equal(getattr(fast, name), getattr(slow, name))
    np.testing.assert_array_equal(fast.incidents.milestones, slow.incidents.milestones)
    return fast


def got(result: Replication) -> list[float]:
    return result.incidents.milestones[:, 0].tolist()
