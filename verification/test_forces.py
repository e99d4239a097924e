"""The line of requests for platforms, against an exact chain and a small program of its own.

A request waits until enough platforms are free, and nobody behind it takes what it waits for. With
one pool, one class and two sizes this is the queue of jobs that hold several servers at once, first
come first served (Brill and Green, Management Science 30 (1984)), which is solved here as a Markov
chain. With several pools, classes and sizes there is no formula; :func:`plain_waits` is the rule as
a list and a loop, with its own random numbers and nothing of the engine.
"""

from __future__ import annotations

import heapq
import itertools

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.linalg import spsolve
from verification.agreement import SEED, agree, alike, replications

from renkei.engine.replication import Replication
from renkei.engine.run import replicate
from renkei.engine.twin import twin as reference
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import Constant, Exponential

Ask = tuple[float, int, int, tuple[int, ...], float]
"""Rate [1/h], class, platforms, pools on the list, mean hours away."""


def line_of_forces(
    sizes: list[int], asks: list[Ask], horizon_h: float, warm_up_h: float, overtaking: bool = False
) -> Program:
    """Return a program in which each ask is a source of requests for platforms of some pools."""
    asm = Assembler(horizon_h, warm_up_h, horizon_h, ["sent"], [])
    none, speed = asm.distribution(Constant(0.0)), asm.constant(1.0)
    pools = [
        asm.pool(f"pool {i}", asm.constant(size), None, none, None, speed, [0.0])
        for i, size in enumerate(sizes)
    ]
    for k, (rate, rank, count, listed, hours) in enumerate(asks):
        entry, away = asm.here(f"ask {k}"), asm.label()
        choices = [[(pools[i], away) for i in listed]]
        asm.allocate(choices, count, "wait", overtaking=overtaking)
        asm.end()
        asm.place_label(away)
        asm.mark("sent")
        asm.stay(asm.distribution(Exponential(hours)), "stay")
        asm.release()
        asm.end()
        asm.source(f"ask {k}", [[entry]], Arrivals(rate=asm.constant(rate)), precedence=rank)
    return asm.build()


def waits(results: list[Replication], source: int) -> np.ndarray:
    """Return the mean wait of a source in each replication [h]."""
    means = []
    for result in results:
        rows = result.incidents.counted & (result.incidents.source == source)
        hours = result.incidents.milestones[rows, 0] - result.incidents.arrived_h[rows]
        assert not np.isnan(hours).any()
        means.append(hours.mean())
    return np.array(means)


def two_sizes(platforms: int, rates: tuple[float, float], sizes: tuple[int, int], ends: float):
    """Return the exact mean waits of two sizes that are served in turn, jobs ending at one rate.

    A state is (jobs of each size away, requests waiting, size of the first of them). The sizes of
    those behind the first are drawn when they become first, which changes no probability.
    """
    most = 120
    share = np.array(rates) / sum(rates)
    fits = [(i, j) for i in range(platforms + 1) for j in range(platforms + 1)
            if i * sizes[0] + j * sizes[1] <= platforms]  # fmt: skip
    states = [(i, j, 0, -1) for i, j in fits] + [
        (i, j, n, head)
        for i, j in fits
        for n in range(1, most + 1)
        for head in (0, 1)
        if i * sizes[0] + j * sizes[1] + sizes[head] > platforms
    ]
    number = {state: row for row, state in enumerate(states)}

    def settled(i: int, j: int, n: int, head: int):
        """Yield where a state goes at once, and the probability: the first starts while it can."""
        if head < 0 or i * sizes[0] + j * sizes[1] + sizes[head] > platforms:
            yield (i, j, n, head), 1.0
        else:
            i, j = i + (head == 0), j + (head == 1)
            if n == 1:
                yield (i, j, 0, -1), 1.0
            else:
                for after in (0, 1):
                    for state, chance in settled(i, j, n - 1, after):
                        yield state, share[after] * chance

    rows, columns, values = [], [], []
    for (i, j, n, head), row in number.items():
        moves = []
        if n == 0:
            moves += [(rates[k], (i, j, 1, k)) for k in (0, 1)]
        elif n < most:
            moves.append((sum(rates), (i, j, n + 1, head)))
        if i:
            moves.append((i * ends, (i - 1, j, n, head)))
        if j:
            moves.append((j * ends, (i, j - 1, n, head)))
        for rate, to in moves:
            for state, chance in settled(*to):
                rows += [row, row]
                columns += [number[state], row]
                values += [rate * chance, -rate * chance]
    generator = sparse.csr_matrix((values, (rows, columns)), shape=(len(states),) * 2).T.tolil()
    generator[0, :] = 1.0
    right = np.zeros(len(states))
    right[0] = 1.0
    chances = spsolve(generator.tocsc(), right)
    length = np.array([n for _, _, n, _ in states])
    assert chances[length == most].sum() < 1e-9
    waiting = [
        sum(
            chance * ((head == k) + (n - 1) * share[k])
            for (_, _, n, head), chance in zip(states, chances, strict=True)
            if n
        )
        for k in (0, 1)
    ]
    return [waiting[k] / rates[k] for k in (0, 1)]


def test_the_chain_is_erlang_c_where_both_sizes_are_one() -> None:
    from verification.theory import erlang_c

    exact = erlang_c(2.4, 3) / (3 * 0.2)
    assert two_sizes(3, (1.0, 1.4), (1, 1), 1.0) == pytest.approx([exact, exact], rel=1e-6)


@pytest.mark.parametrize(
    ("platforms", "rates", "sizes"),
    [(3, (0.6, 0.5), (1, 2)), (4, (0.9, 0.25), (1, 3)), (5, (0.5, 0.45), (2, 3))],
)
def test_two_sizes_in_turn(
    platforms: int, rates: tuple[float, float], sizes: tuple[int, int]
) -> None:
    asks = [(rates[k], 1, sizes[k], (0,), 1.0) for k in (0, 1)]
    program = line_of_forces([platforms], asks, 20_000, 500)
    results = [replicate(program, SEED, k) for k in replications(40)]
    exact = two_sizes(platforms, rates, sizes, 1.0)
    for k in (0, 1):
        agree(f"{platforms} platforms, size {sizes[k]} wait", waits(results, k), exact[k], 0.06)


def plain_waits(
    sizes: list[int], asks: list[Ask], horizon_h: float, warm_up_h: float, overtaking: bool,
    rng: np.random.Generator,
) -> list[float]:  # fmt: skip
    """Return the mean wait by ask: a list of who waits, and a loop that goes along it."""
    free = list(sizes)
    line = []  # (class, time, number, ask)
    came = []
    for k, (rate, *_) in enumerate(asks):
        at = rng.exponential(1 / rate)
        while at < horizon_h:
            came.append((at, k))
            at += rng.exponential(1 / rate)
    events = [(at, i, ("ask", k)) for i, (at, k) in enumerate(sorted(came))]
    heapq.heapify(events)
    number = itertools.count(len(events))
    hours = [[] for _ in asks]
    while events:
        now, i, (what, *details) = heapq.heappop(events)
        if what == "ask":
            k = details[0]
            line.append((asks[k][1], now, i, k))
            line.sort()
        else:
            pool, n = details
            free[pool] += n
        spoken_for = [0] * len(free)
        for entry in list(line):
            _, since, _, k = entry
            _, _, wanted, listed, mean = asks[k]
            open_to_it = {pool: max(free[pool] - spoken_for[pool], 0) for pool in listed}
            if sum(open_to_it.values()) >= wanted:
                line.remove(entry)
                if warm_up_h <= since:
                    hours[k].append(now - since)
                for pool, n in open_to_it.items():
                    n = min(n, wanted)
                    if n > 0:
                        wanted -= n
                        free[pool] -= n
                        back = now + rng.exponential(mean)
                        heapq.heappush(events, (back, next(number), ("back", pool, n)))
            elif not overtaking:
                for pool in listed:
                    spoken_for[pool] += wanted
    return [float(np.mean(h)) for h in hours]


SIZES = [3, 4]
ASKS: list[Ask] = [
    (0.12, 0, 5, (0, 1), 1.0),
    (0.40, 1, 1, (1,), 1.5),
    (0.25, 3, 3, (0, 1), 1.0),
    (0.35, 3, 1, (0,), 2.0),
]


@pytest.mark.parametrize("overtaking", [False, True])
def test_several_pools_classes_and_sizes(overtaking: bool) -> None:
    program = line_of_forces(SIZES, ASKS, 4_000, 200, overtaking)
    results = [replicate(program, SEED, k) for k in replications(80)]
    rng = np.random.default_rng(SEED)
    plain = np.array([plain_waits(SIZES, ASKS, 4_000, 200, overtaking, rng) for _ in range(80)])
    for k in range(len(ASKS)):
        alike(f"overtaking {overtaking}, ask {k}", waits(results, k), plain[:, k], 0.2)


def test_the_twin_keeps_the_same_line() -> None:
    for overtaking in (False, True):
        program = line_of_forces(SIZES, ASKS, 300, 0, overtaking)
        fast, slow = replicate(program, SEED, 0), reference.replicate(program, SEED, 0)
        assert fast.incidents.milestones.tobytes() == slow.incidents.milestones.tobytes()


def test_a_large_urgent_request_is_not_starved_by_small_ones() -> None:
    asks: list[Ask] = [(0.02, 0, 4, (0,), 1.0), (2.4, 3, 1, (0,), 1.0)]
    held, passed = (
        waits([replicate(line_of_forces([4], asks, 8_000, 200, o), SEED, k) for k in range(8)], 0)
        for o in (False, True)
    )
    # With all 4 out it waits for the last of 4, which is 1 + 1/2 + 1/3 + 1/4 = 2.08 h; if others
    # may overtake, until by chance nobody is out.
    assert held.mean() < 25 / 12
    assert passed.mean() > 3 * held.mean()
