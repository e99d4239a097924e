"""How many events each block takes, and their order within a moment; by hand.

The page ``docs/explanation/programs.md`` says the same in words. Kernel and twin give the numbers
written here.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from renkei.engine import run
from renkei.engine.kernel.state import Kind
from renkei.engine.run import Replication
from renkei.engine.twin import twin
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.scenario.quantities.distributions import Constant

ARRIVAL = 1
"""Events of an incident of which no block takes one."""


def replicated(asm: Assembler) -> Replication:
    program = asm.build()
    fast, slow = (one.replicate(program, 1, 0, trace=True) for one in (run, twin))
    assert fast.trace.tobytes() == slow.trace.tobytes()
    return fast


def hours(asm: Assembler, hours: float):
    return asm.distribution(Constant(hours))


def ships(asm: Assembler, size: int = 2):
    zero = hours(asm, 0.0)
    return asm.pool("ships", asm.constant(size), None, zero, None, asm.constant(1.0), [0.0])


def buoys(asm: Assembler, on_hand: int):
    return asm.stock("buoys", asm.constant(on_hand))


def allocated(asm: Assembler, count: int = 1, how: str = "wait") -> None:
    away, failed = asm.label(), asm.label()
    asm.allocate([[(ships(asm), away)]], count, how, failed if how == "fail" else None)
    asm.place_label(failed)
    asm.end()
    asm.place_label(away)
    asm.release()


def forked(asm: Assembler, need: int | None = None) -> None:
    one, two = asm.label(), asm.label()
    asm.fork([one, two], need)
    asm.end()
    asm.place_label(one)
    asm.end()
    asm.place_label(two)


def spawned(asm: Assembler, block: Callable[[Assembler, int], None]) -> None:
    child = asm.label()
    block(asm, child)
    asm.end()
    asm.place_label(child)


def tallied(asm: Assembler) -> None:
    asm.clock()
    asm.lot(3)
    asm.put(buoys(asm, 0), 1)
    asm.tally("none")


NOTHING: dict[str, Callable[[Assembler], object]] = {
    "delay of no time": lambda asm: asm.delay(hours(asm, 0.0), "delay"),
    "gate that is open now": lambda asm: asm.gate_wait(asm.gate("board", [5.0])),
    "wait until an hour that is past": lambda asm: asm.wait_until(asm.constant(4.0)),
    "decision of no time": lambda asm: asm.decide("decide", dist=hours(asm, 0.0)),
    "clock, lot, put, tally": tallied,
    "draw that is filled": lambda asm: asm.draw(buoys(asm, 1), 1),
    "room that exists": lambda asm: asm.await_room(buoys(asm, 0), 1),
    "request that no pool can fill": lambda asm: allocated(asm, 9, "fail"),
    "finish": lambda asm: asm.finish(),
}

SOME: dict[str, tuple[Callable[[Assembler], object], int]] = {
    "work of no time: its end": (
        lambda asm: asm.work(asm.station("desk", asm.constant(1)), hours(asm, 0.0), "work"), 1),
    "team held: its grant": (
        lambda asm: (asm.seize(asm.station("dock", asm.constant(1))), asm.vacate()), 1),
    "platforms taken: their grant": (
        lambda asm: (asm.take(ships(asm), 1), asm.release()), 1),
    "platforms sent: the child, then its parent": (allocated, 2),
    "fork: both children, then the parent": (forked, 3),
    "fork that needs one: the parent comes after both": (lambda asm: forked(asm, 1), 3),
    "split: the token": (
        lambda asm: spawned(asm, lambda asm, child: asm.split([child])), 1),
    "spawn: the token": (lambda asm: spawned(asm, lambda asm, child: asm.spawn(child)), 1),
}  # fmt: skip


@pytest.mark.parametrize(
    ("write", "events"),
    [*((write, 0) for write in NOTHING.values()), *SOME.values()],
    ids=[*NOTHING, *SOME],
)
def test_a_block_takes_so_many_events(write: Callable[[Assembler], object], events: int) -> None:
    asm = Assembler(100.0)
    entry = asm.here("incident")
    write(asm)
    asm.end()
    asm.source("incidents", [[entry]], Arrivals(times=[5.0]))
    result = replicated(asm)
    assert result.events == ARRIVAL + events
    assert set(result.trace["time"].tolist()) == {5.0}


def test_events_of_hour_0_come_by_kind_and_then_by_name() -> None:
    asm = Assembler(100.0)
    asm.sample_every(100.0)
    one = asm.constant(1)
    asm.stock("buoys", asm.constant(0), lot=one, up_to=one, orders="orders")
    entry = asm.here("incident")
    asm.end()
    for name in ("b", "a"):
        asm.source(name, [[entry]], Arrivals(times=[0.0]))
    asm.source("orders", [[entry]], None)
    asm.station("desk", one, schedule=[(0.0, one)])  # in force at once: no event
    trace = replicated(asm).trace
    assert trace["kind"].tolist() == [Kind.ARRIVAL, Kind.ARRIVAL, Kind.ORDER, Kind.SAMPLE]
    assert trace["a"].tolist()[:2] == [0, 1]
