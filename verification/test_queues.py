"""Queues against exact theory, on the path that every program takes.

Sources of the formulas: Kleinrock, Queueing Systems volume 1 (1975) for M/M/c, M/G/1, M/M/c/K and
machine repair; Cobham, Operations Research 2 (1954) for priorities;
Kleinrock, volume 2 (1976), for preemptive resume; Jackson's product form;
Flatto and Hahn, SIAM J. Appl. Math. 44 (1984) for the fork-join queue of two, Nelson and Tantawi,
IEEE Trans. Computers 37 (1988) for its approximation beyond.
"""

from __future__ import annotations

import numpy as np
import pytest
from verification.agreement import SEED, agree, replications
from verification.theory import erlang_c

from renkei.engine.replication import Replication
from renkei.engine.run import replicate
from renkei.program.machine.program import Program
from renkei.program.textbook import queueing
from renkei.scenario.quantities.distributions import Constant, Exponential, Gamma, Lognormal


def runs(program: Program, n: int) -> list[Replication]:
    return [replicate(program, SEED, k) for k in replications(n)]


def sojourn(results: list[Replication], source: int = 0) -> np.ndarray:
    return np.array([r.sojourns[source, 1] / r.sojourns[source, 0] for r in results])


def wait(results: list[Replication], station: int) -> np.ndarray:
    return np.array([r.stations[station, 4] / r.stations[station, 5] for r in results])


@pytest.mark.parametrize(
    ("servers", "theory"), [(1, 4.0), (2, 1.7778), (3, 1.0787), (5, 0.5541), (10, 0.2046)]
)
def test_mean_wait_with_many_servers(servers: int, theory: float) -> None:
    program = queueing.queue(
        0.8 * servers, Exponential(1.0), servers, None, 60_000 / servers**0.5, 2_000
    )
    exact = erlang_c(0.8 * servers, servers) / (servers * 0.2)
    assert exact == pytest.approx(theory, abs=5e-5)
    agree(f"M/M/{servers} wait, load 0.8", wait(runs(program, 50), 1), exact, 0.06)


@pytest.mark.parametrize(
    ("service", "cv"),
    [
        (Constant(1.0), 0.0),
        (Gamma(1.0, 0.5), 0.5),
        (Exponential(1.0), 1.0),
        (Lognormal(1.0, 1.5), 1.5),
    ],
)
def test_mean_wait_by_pollaczek_and_khinchine(service: object, cv: float) -> None:
    program = queueing.queue(0.7, service, 1, None, 40_000, 1_000)
    theory = 0.7 * (1 + cv**2) / (2 * (1 - 0.7))
    agree(f"M/G/1 wait, load 0.7, cv {cv}", wait(runs(program, 50), 1), theory, 0.08)


def test_priorities_by_cobham() -> None:
    rates = (0.1, 0.2, 0.3, 0.2)
    results = runs(queueing.priorities(rates, [Exponential(1.0)] * 4, 1, 60_000, 2_000), 60)
    loads = np.cumsum((0.0, *rates))
    for k, published in enumerate((0.889, 1.270, 2.857, 10.0)):
        theory = 0.8 / ((1 - loads[k]) * (1 - loads[k + 1]))
        assert theory == pytest.approx(published, abs=5e-4)
        agree(f"priority class {k} wait (+1)", sojourn(results, k), theory + 1, 0.07)


@pytest.mark.parametrize("cv", [1.0, 0.5])
def test_preemptive_resume(cv: float) -> None:
    """M/G/1 in which each class interrupts all behind it: those do not exist for it."""
    rates = (0.1, 0.2, 0.3, 0.2)
    service = Exponential(1.0) if cv == 1.0 else Gamma(1.0, cv)
    program = queueing.priorities(rates, [service] * 4, 1, 60_000, 2_000, interrupts=2)
    results = runs(program, 60)
    loads = np.cumsum((0.0, *rates))
    for k in range(4):
        residual = loads[k + 1] * (1 + cv**2) / 2
        theory = 1 / (1 - loads[k]) + residual / ((1 - loads[k]) * (1 - loads[k + 1]))
        agree(f"class {k} sojourn, cv {cv}", sojourn(results, k), theory, 0.07)


def test_only_who_may_interrupt_does() -> None:
    """M/M/3 of two classes: the first has the teams to itself; the number there is as before."""
    rates = (1.0, 1.4)
    program = queueing.priorities(rates, [Exponential(1.0)] * 2, 3, 30_000, 1_000, interrupts=0)
    results = runs(program, 40)
    alone, both = (1 + erlang_c(load, 3) / (3 - load) for load in (1.0, 2.4))
    agree("who interrupts, sojourn", sojourn(results, 0), alone, 0.02)
    # With one exponential service for all, how many are there does not hang on the order.
    lower = (2.4 * both - 1.0 * alone) / 1.4
    agree("who is interrupted, sojourn", sojourn(results, 1), lower, 0.05)


@pytest.mark.parametrize(
    ("rate", "service_rate", "servers", "rooms"), [(40, 30, 3, 7), (50, 10, 4, 6)]
)
def test_finite_rooms(rate: float, service_rate: float, servers: int, rooms: int) -> None:
    weights = [1.0]
    for n in range(1, rooms + 1):
        weights.append(weights[-1] * rate / (service_rate * min(n, servers)))
    chances = np.array(weights) / sum(weights)
    full = chances[-1]
    if rooms == 7:
        assert chances[0] == pytest.approx(0.255037, abs=1e-6)
    else:
        assert full == pytest.approx(0.293543, abs=1e-6)
    theory = np.arange(rooms + 1) @ chances / (rate * (1 - full))
    program = queueing.queue(rate, Exponential(1 / service_rate), servers, rooms, 1_000, 10)
    results = runs(program, 40)
    name = f"M/M/{servers}/{rooms}"
    agree(f"{name} sojourn", sojourn(results), theory, 0.01)
    lost = [r.stations[0, 3] / (r.stations[0, 3] + r.stations[1, 3]) for r in results]
    agree(f"{name} share turned away", lost, full, 0.15)
    if rooms == 7:
        assert theory == pytest.approx(0.036517, abs=1e-6)


def test_open_jackson_network() -> None:
    program = queueing.jackson(
        [0, 0, 0, 4],
        [0.04, 0.03, 0.06, 0.05],
        [[0, 0.5, 0.5, 0], [1, 0, 0, 0], [0.6, 0, 0, 0], [1, 0, 0, 0]],
        horizon_h=6_000,
        warm_up_h=100,
    )
    results = runs(program, 50)
    window = 5_900.0
    flows, uses = (20, 10, 10, 4), (0.8, 0.3, 0.6, 0.2)
    residences, numbers = (0.2, 0.3 / 7, 0.15, 0.0625), (4, 3 / 7, 1.5, 0.25)
    for i, (flow, use, residence, number) in enumerate(
        zip(flows, uses, residences, numbers, strict=True)
    ):
        busy, queue, _, served, waits, _ = np.array([r.stations[i] for r in results]).T
        agree(f"Jackson node {i + 1} throughput", served / window, flow, 0.01)
        agree(f"Jackson node {i + 1} utilisation", busy / window, use, 0.01)
        agree(f"Jackson node {i + 1} residence", (waits + busy) / served, residence, 0.05)
        agree(f"Jackson node {i + 1} number", (queue + busy) / window, number, 0.05)


@pytest.mark.parametrize(("load", "theory"), [(0.5, 2.875), (0.8, 7.0)])
def test_fork_join_of_two(load: float, theory: float) -> None:
    exact = (12 - load) / 8 / (1 - load)
    assert exact == pytest.approx(theory)
    results = runs(queueing.fork_join(load, Exponential(1.0), 2, 60_000, 2_000), 50)
    agree(f"fork-join K=2, load {load}", sojourn(results), exact, 0.05)


@pytest.mark.parametrize(("load", "published"), [(0.5, 3.790), (0.8, 8.930)])
def test_fork_join_of_four(load: float, published: float) -> None:
    harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4
    ratio = harmonic / 1.5
    approximation = (ratio + (1 - ratio) * 4 * load / 11) * (12 - load) / 8 / (1 - load)
    assert approximation == pytest.approx(published, abs=1e-3)
    results = runs(queueing.fork_join(load, Exponential(1.0), 4, 60_000, 2_000), 40)
    name = f"fork-join K=4, load {load} (error < 5 %)"
    agree(name, sojourn(results), approximation, 0.06, bias=0.05 * approximation)


def test_machine_repair() -> None:
    program = queueing.machine_repair(5, Exponential(2.5), Exponential(0.4), 1, 20_000, 100)
    results = runs(program, 40)
    busy, queue, capacity, served, waits, _ = np.array([r.stations[0] for r in results]).T
    weights = [1.0]
    for n in range(5):
        weights.append(weights[-1] * (5 - n) * 0.4 / 2.5)
    chances = np.array(weights) / sum(weights)
    number = float(np.arange(6) @ chances)
    assert chances[0] == pytest.approx(0.3775, abs=5e-4)
    assert number == pytest.approx(1.109, abs=5e-3)
    agree("machine repair, crew idle", 1 - busy / capacity, chances[0], 0.02)
    agree("machine repair, machines down", (queue + busy) / capacity, number, 0.03)
    downtime = number / (0.4 * (5 - number))
    assert downtime == pytest.approx(0.713, abs=5e-3)
    agree("machine repair, days down", (waits + busy) / served, downtime, 0.03)
