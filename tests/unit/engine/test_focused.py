"""Focused replications against theory, against long runs, and against the past they share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from renkei.engine.focus import Companion, Focus
from renkei.engine.focused import replicate_focused
from renkei.engine.moments import World, draw_moment
from renkei.engine.replication import Replication
from renkei.engine.run import replicate
from renkei.engine.twin import draws
from renkei.engine.twin.twin import replicate as replicate_slowly
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import Constant, Exponential

SEED = 20251128


def _two_servers(precedence: int, rate: float = 1.0) -> Program:
    """Two servers with Poisson customers of class 2; a rare type of another class, counted."""
    asm = Assembler(
        horizon_h=100.0, warm_up_h=60.0, drain_h=60.0, milestones=["served"], traced=["served"]
    )
    cell = asm.station("cell", asm.constant(2))
    service = asm.distribution(Exponential(1.0))
    entry = asm.here("customer")
    asm.work(cell, service, "service")
    asm.finish()
    asm.end()
    asm.source(
        "customers", [[entry]], Arrivals(rate=asm.slot("rate", rate)), precedence=2, counted=False
    )
    entry = asm.here("rare")
    asm.work(cell, service, "rare service", asm.tag("rare/work", incident="rare", step="work"))
    asm.mark("served")
    asm.finish()
    asm.end()
    asm.source("rare", [[entry]], Arrivals(rate=asm.slot("rare rate", 1e-7)), precedence=precedence)
    return asm.build()


def _waits(program: Program, n: int, **options: Any) -> np.ndarray:
    focus = Focus(("rare",), 60.0)
    each = [replicate_focused(program, focus, SEED, k, **options) for k in range(n)]
    return np.array([one.segments[0, :, 0].sum() for one in each])


# M/M/2 with a load of 1: the Erlang C probability is 1/3.


@pytest.mark.parametrize(
    ("precedence", "mean"),
    [
        (0, 1 / 3 / 2),  # before all others: until one of two servers ends
        (2, 1 / 3 / (2 - 1)),  # first come, first served
        (3, 1 / 3 / 2 / (1 - 1 / 2) ** 2),  # after all others: Cobham's formula
    ],
)
def test_a_rare_arrival_sees_time_averages(precedence: int, mean: float) -> None:
    waits = _waits(_two_servers(precedence), 1000)
    error = waits.std(ddof=1) / np.sqrt(len(waits))
    assert error < 0.12 * max(mean, 0.2)
    assert abs(waits.mean() - mean) < 4 * error
    # Whether it waits at all does not depend on its class.
    assert abs(np.mean(waits > 0) - 1 / 3) < 4 * np.sqrt(1 / 3 * 2 / 3 / len(waits))


def test_the_twin_gives_the_same() -> None:
    program = _two_servers(2)
    assert np.array_equal(_waits(program, 20), _waits(program, 20, replicate=replicate_slowly))


# Long runs: the same type, waited for


def _storms(arrivals: str) -> Program:
    """One server, and storms whose arrivals have company; a probe whose arrivals have none."""
    asm = Assembler(
        horizon_h=400.0, warm_up_h=100.0, drain_h=400.0, milestones=["served"], traced=["served"]
    )
    cell = asm.station("cell", asm.constant(1))
    service = asm.distribution(Exponential(1.0))
    cluster = (asm.slot("extra", 1.5, 0.5, 3.0), asm.distribution(Exponential(2.0)))
    spread = asm.slot("spread", 0.7, 0.6, 1.2)
    years = np.arange(0.0, 900.0, 100.0)
    plain = Arrivals(
        rate=asm.slot("rate", 0.12, 0.1, 0.3),
        intensity=(np.array([0.0, 150.0, 250.0]), np.array([1.0, 0.3, 2.0])),
        years=years,
    )
    if "cluster" in arrivals:
        plain = replace(plain, cluster=cluster)
    if "years" in arrivals:
        plain = replace(plain, overdispersion=spread)
    for name, rank, when in (
        ("storm", 2, plain),
        ("probe", 2, Arrivals(rate=asm.slot("probe rate", 1e-9))),
    ):
        entry = asm.here(name)
        asm.work(cell, service, f"{name} service")
        asm.mark("served")
        asm.finish()
        asm.end()
        asm.source(name, [[entry]], when, precedence=rank)
    return asm.build()


def _focused_times(program: Program, incident: str, n: int) -> np.ndarray:
    focus = Focus((incident,), 400.0)
    each = [replicate_focused(program, focus, SEED, k, nominal=True) for k in range(n)]
    return np.array([one.incidents.after_h[0, 0] for one in each])


@pytest.mark.parametrize("arrivals", ["plain", "cluster", "years", "cluster and years"])
def test_it_agrees_with_long_runs(arrivals: str) -> None:
    program = _storms(arrivals)
    total, count = [], []
    n = 1500 if arrivals == "cluster and years" else 900  # what scatters most needs most
    for k in range(n * 3 // 5):
        own = replicate(program, SEED + 1, k, nominal=True).incidents
        hours = own.after_h[own.counted, 0]
        total.append(hours.sum())
        count.append(len(hours))
    sums, numbers = np.array(total), np.array(count)
    long = sums.sum() / numbers.sum()
    left = (sums - long * numbers) / numbers.mean()
    times = _focused_times(program, "storm", n)
    error = np.hypot(left.std() / np.sqrt(len(left)), times.std() / np.sqrt(len(times)))
    assert error < 0.08 * long
    assert abs(times.mean() - long) < 4 * error
    if arrivals != "plain":  # company matters: an arrival without it waits clearly less
        alone = _focused_times(program, "probe", 500)
        assert alone.mean() < long - 4 * error


# The moment


def _moments(program: Program, focus: Focus, n: int) -> np.ndarray:
    worlds = [World(program, draws.replication_key(SEED, k), False) for k in range(n)]
    row = program.sources.index(focus.incidents[0])
    return np.array([draw_moment(program, focus, row, world).at / 3.6e9 for world in worlds])


def test_the_moment_follows_the_season() -> None:
    moments = _moments(_storms("plain"), Focus(("storm",), 1.0), 4000)
    mass = np.array([50.0 * 1.0, 100.0 * 0.3, 150.0 * 2.0])  # from 100, 150 and 250 h on
    edges = [100.0, 150.0, 250.0, 400.0]
    seen = np.histogram(moments, edges)[0]
    assert stats.chisquare(seen, 4000 * mass / mass.sum()).pvalue > 1e-3
    late = moments[moments >= 250.0]
    assert stats.kstest((late - 250.0) / 150.0, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("arrivals", ["plain", "cluster"])
def test_the_moment_keeps_to_its_conditions(arrivals: str) -> None:
    spans = ((90.0, 110.0), (240.0, 260.0))
    moments = _moments(_storms(arrivals), Focus(("storm",), 1.0, spans=spans), 1000)
    early, late = moments < 111.0, moments > 239.0
    assert np.all(early | late)
    assert moments.min() >= 100.0  # not in the warm-up
    assert moments[early].max() < 110.0
    if arrivals == "plain":  # 10 h at 1, 10 h at 0.3, 10 h at 2
        share = (3.0 + 20.0) / 33.0
        assert abs(late.mean() - share) < 4 * np.sqrt(share * (1 - share) / 1000)


def test_dates_have_no_random_moment() -> None:
    asm = Assembler(10.0, 0.0, milestones=["done"], traced=[])
    entry = asm.here("dated")
    asm.mark("done")
    asm.finish()
    asm.end()
    asm.source("dated", [[entry]], Arrivals(times=[5.0]))
    with pytest.raises(ValueError, match="fixed dates"):
        replicate_focused(asm.build(), Focus(("dated",), 1.0), SEED, 0)


# The world


def test_until_the_moment_everything_is_as_in_the_long_run() -> None:
    program = _storms("cluster and years")
    focus = Focus(("probe",), 400.0)  # it brings no company
    for k in range(20):
        short: list[Replication] = []

        def kept(*given: Any, into: list[Replication] = short, **options: Any) -> Replication:
            into.append(replicate(*given, **options))
            return into[-1]

        told = replicate_focused(program, focus, SEED, k, replicate=kept)
        moment = told.incidents.arrived_h[0]
        long, own = replicate(program, SEED, k).incidents, short[0].incidents

        def ended(rows: Any, moment: float = moment) -> np.ndarray:
            storms = rows.source == program.sources.index("storm")
            chosen = storms & (rows.arrived_h + rows.after_h[:, 0] < moment)
            return np.c_[rows.arrived_h[chosen], rows.after_h[chosen, 0]]

        assert len(ended(long)) > 0
        assert np.array_equal(ended(long), ended(own))
        assert np.array_equal(told.world, replicate(program, SEED, k).world)


def test_designs_meet_the_same_incident_with_the_same_luck() -> None:
    one, other = _two_servers(2), _two_servers(0)  # the rare type passes all others in one
    for k in range(50):
        a, b = (replicate_focused(p, Focus(("rare",), 60.0), SEED, k) for p in (one, other))
        assert a.incidents.arrived_h[0] == b.incidents.arrived_h[0]
        assert a.segments[0, :, 2].sum() == b.segments[0, :, 2].sum()  # its own service
        assert b.segments[0, :, 0].sum() <= a.segments[0, :, 0].sum()


def test_a_response_that_does_not_end_is_followed_to_the_limit() -> None:
    asm = Assembler(50.0, 10.0, 30.0, milestones=["done"], traced=["done"])
    entry = asm.here("slow")
    asm.delay(asm.distribution(Constant(25.0)), "delay")
    asm.mark("done")
    asm.finish()
    asm.end()
    asm.source("slow", [[entry]], Arrivals(rate=asm.slot("rate", 1e-6)))
    program = asm.build()
    within = replicate_focused(program, Focus(("slow",), 26.0), SEED, 0)
    beyond = replicate_focused(program, Focus(("slow",), 24.0), SEED, 0)
    assert within.incidents.after_h[0, 0] == 25.0
    assert within.incidents.outcome[0] == 1
    assert np.isnan(beyond.incidents.after_h[0, 0])
    assert beyond.incidents.outcome[0] == 0


def test_types_take_turns() -> None:
    program = _storms("plain")
    focus = Focus(("probe", "storm"), 400.0)
    held = [replicate_focused(program, focus, SEED, k).incidents.source[0] for k in range(4)]
    assert [program.sources[i] for i in held] == ["probe", "storm", "probe", "storm"]


# What came before


def _fires(rate: float, open_h: float) -> Program:
    """A rare type, and fires that are open for a certain time."""
    asm = Assembler(60.0, 40.0, 30.0, milestones=["done"], traced=[])
    for name, per_hour, hours in (("rare", 1e-7, 1.0), ("fire", rate, open_h)):
        entry = asm.here(name)
        asm.delay(asm.distribution(Constant(hours)), "burns")
        asm.mark("done")
        asm.finish()
        asm.end()
        asm.source(name, [[entry]], Arrivals(rate=asm.slot(f"rate of {name}", per_hour)))
    return asm.build()


@pytest.mark.parametrize("is_open", [True, False])
def test_a_condition_on_others_is_that_of_their_number(is_open: bool) -> None:
    # Fires arrive at 0.2 an hour and are open for 5 h: a Poisson number of mean 1 is open at any
    # time, and came within 5 h. Given that there is one, the number is that of a Poisson variable
    # that is not 0, of mean 1 / (1 - 1/e); the moment says nothing else.
    program = _fires(0.2, 5.0)
    within_h = 20.0 if is_open else 5.0
    focus = Focus(("rare",), 20.0, companions=(Companion("fire", within_h, is_open),))
    found = []
    for k in range(300):
        runs: list[Replication] = []

        def kept(*given: Any, into: list[Replication] = runs, **options: Any) -> Replication:
            into.append(replicate(*given, **options))
            return into[-1]

        told = replicate_focused(program, focus, SEED, k, replicate=kept)
        rows, at = runs[-1].incidents, told.incidents.arrived_h[0]
        fires = (rows.source != program.sources.index("rare")) & (rows.arrived_h < at)
        found.append(np.count_nonzero(fires & (rows.arrived_h >= at - 5.0)))
    numbers = np.array(found)
    assert numbers.min() == 1
    mean = 1 / (1 - np.exp(-1))
    assert abs(numbers.mean() - mean) < 4 * numbers.std(ddof=1) / np.sqrt(len(numbers))
    once = np.exp(-1) / (1 - np.exp(-1))
    assert abs(np.mean(numbers == 1) - once) < 4 * np.sqrt(once * (1 - once) / len(numbers))
