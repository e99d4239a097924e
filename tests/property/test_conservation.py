"""Nothing is lost: platforms, items, claims and teams add up after every event."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.sustained import SustainedProgram

from renkei.engine import run
from renkei.engine.kernel.state import State
from renkei.engine.stepping import Stepper


def alive(state: State) -> np.ndarray:
    """Return the rows of the tokens that live."""
    rows = np.arange(int(state.core["token_used"][0]))
    return rows[state.token["incident"][rows] >= 0]


def waiting(state: State, queue: int) -> list[int]:
    """Return the tokens in a queue of a stock."""
    tokens, t = [], int(state.claim["first"][queue])
    while t >= 0:
        tokens.append(t)
        t = int(state.token["next"][t])
    assert state.claim["last"][queue] == (tokens[-1] if tokens else -1)
    return tokens


def requests(state: State) -> list[int]:
    """Return the tokens that wait for platforms."""
    tokens = []
    for t in state.waiting["first"].tolist():
        while t >= 0:
            tokens.append(t)
            t = int(state.token["next"][t])
    return tokens


def check(stepper: Stepper) -> None:
    program, state = stepper.program, stepper._state
    tokens = alive(state)
    token, cargo = state.token[tokens], state.cargo[tokens]
    for i in range(len(program.pools)):
        size, counts = int(state.pool["size"][i]), state.platforms[i]
        assert counts.sum() == size
        assert counts.min() >= 0
        assert counts[0] == state.pool["free"][i]
        carried = np.zeros(len(counts), np.int64)
        mine = np.isin(token["pool"], np.flatnonzero(program.pool["fleet"] == i))
        np.add.at(carried, cargo["status"][mine], token["quantity"][mine])
        assert carried[1:].tolist() == counts[1:].tolist()
    for k in range(len(program.stocks)):
        stock = state.stock[k]
        queues = [waiting(state, 5 * k + rank) for rank in range(4)]
        needs = state.cargo["need"][[t for queue in queues for t in queue]]
        assert stock["backorder"] == needs.sum()
        assert np.all(needs > 0)
        assert stock["on_hand"] >= 0
        assert stock["due_in"] >= 0
        slot = int(program.stock["on_hand"][k])
        start = np.floor(state.world[slot] + 0.5)
        if program.warm_up_h == 0 and stepper.now < program.horizon_h:
            assert stock["on_hand"] == start + stock["received"] - stock["issued"]
        for t in queues[0] + queues[1] + queues[2] + queues[3]:  # only what it may not touch
            assert stock["on_hand"] <= state.cargo["reserve"][t] + stock["wanted"]
        assert stock["wanted"] == state.want[:, k].sum() == state.wanted[k].sum()
        if len(program.arm):
            assert stock["wanted"] == state.want[requests(state), k].sum()
    for i in range(len(program.stations)):
        held = int(np.sum(cargo["held"] == i + 1))
        working = int(np.sum(token["station"] == i))
        assert held + working == state.station["busy"][i]


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_platforms_items_and_teams_add_up_after_every_event(number: int) -> None:
    program = SustainedProgram(random.Random(number)).build()
    trace = run.replicate(program, number, 0, trace=True).trace
    assert trace is not None
    stepper = Stepper(program, number, 0)
    for time in np.unique(trace["time"])[:400]:
        stepper.advance(float(time))
        check(stepper)
