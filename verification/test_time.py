"""Hours, boards and arrivals against closed forms and moments; Little's law as an identity.

All formulas are derived in the comments beside them.
"""

from __future__ import annotations

import numpy as np
import pytest
from verification.agreement import SEED, agree, replications

from renkei.engine.run import replicate
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import Constant, Exponential


def office(work: float, off_teams: int | None = None) -> Program:
    """Return a station open 8 to 16 daily with teams for all, work of fixed hours, few arrivals."""
    asm = Assembler(24.0 * 400, 0.0, 24.0 * 10, ["done"], ["done"])
    days = np.arange(0.0, 24.0 * 420, 24.0)
    calendar = asm.calendar("office", days + 8, days + 16)
    off = None if off_teams is None else asm.constant(off_teams)
    station = asm.station("cell", asm.constant(100), calendar, off)
    entry = asm.here()
    asm.work(station, asm.distribution(Constant(work)), "work", asm.tag("work"))
    asm.mark("done")
    asm.finish()
    asm.end()
    asm.source("tasks", [[entry]], Arrivals(rate=asm.slot("rate", 0.5)))
    return asm.build()


def test_work_rests_outside_hours() -> None:
    # A task of 2 h arrives at a uniform moment of the day. Before 8 (8 h of 24) it waits 4 h on
    # average, after 16 (8 h) 12 h; neither is interrupted. From 8 to 14 it is done in 2 h. From 14
    # to 16 (2 h) it is interrupted: 16 h more. Mean: 2 + (8 * 4 + 8 * 12 + 2 * 16) / 24.
    results = [replicate(office(2.0), SEED, k) for k in replications(20)]
    rows = [r.incidents for r in results]
    times = [np.nanmean((r.milestones[:, 0] - r.arrived_h)[r.counted]) for r in rows]
    agree("time of 2 h of work in office hours", times, 2 + (8 * 4 + 8 * 12 + 2 * 16) / 24, 0.02)
    closed = [r.segments[0, 1:, 1].sum() / r.reached[0].sum() for r in results]
    agree("of which closed", closed, (8 * 4 + 8 * 12 + 2 * 16) / 24, 0.03)
    assert all(r.segments[0, :, 0].sum() == 0 for r in results)  # no queue: teams for all
    for r in results:
        assert r.segments[0, 1:, 2].sum() == pytest.approx(2.0 * r.reached[0].sum())


def test_work_in_hand_is_finished_by_the_day_shift() -> None:
    # As above, but nobody works at night and work in hand is finished: no interruption.
    results = [replicate(office(2.0, 0), SEED, k) for k in replications(20)]
    rows = [r.incidents for r in results]
    times = [np.nanmean((r.milestones[:, 0] - r.arrived_h)[r.counted]) for r in rows]
    agree("the same, work in hand finished", times, 2 + (8 * 4 + 8 * 12) / 24, 0.02)


def test_a_night_shift_leaves_no_closed_hours() -> None:
    result = replicate(office(2.0, 5), SEED, 0)
    assert result.segments[0, :, 1].sum() == 0


def test_work_of_several_days_takes_the_closed_form() -> None:
    # 20 h of work from 8:00 on day 0 take 8 h on days 0 and 1 and end on day 2 at 12:00.
    asm = Assembler(240.0, 0.0, 0.0, ["done"])
    days = np.arange(0.0, 480.0, 24.0)
    station = asm.station("cell", asm.constant(1), asm.calendar("office", days + 8, days + 16))
    entry = asm.here()
    asm.work(station, asm.distribution(Constant(20.0)), "work")
    asm.mark("done")
    asm.end()
    asm.source("task", [[entry]], Arrivals(times=[8.0]))
    assert replicate(asm.build(), 1, 0).incidents.milestones[0, 0] == 2 * 24 + 12


def test_mean_wait_to_the_next_meeting() -> None:
    # Meetings at gaps g, seen from a uniform moment: the mean wait is E[g^2] / (2 E[g]).
    asm = Assembler(24.0 * 400, 0.0, 48.0, ["met"], ["met"])
    days = np.arange(0.0, 24.0 * 410, 24.0)
    gate = asm.gate("board", np.sort(np.concatenate([days + 9, days + 15])))
    entry = asm.here()
    asm.gate_wait(gate, asm.tag("board"))
    asm.mark("met")
    asm.end()
    asm.source("questions", [[entry]], Arrivals(rate=asm.slot("rate", 1.0)))
    program = asm.build()
    results = [replicate(program, SEED, k) for k in replications(20)]
    waits = [np.nanmean(r.incidents.milestones[:, 0] - r.incidents.arrived_h) for r in results]
    agree("wait for meetings at 9 and 15", waits, (6**2 + 18**2) / (2 * 24), 0.02)


def arrivals(
    horizon_h: float = 8760.0, rate: float = 0.05, **options: object
) -> tuple[Assembler, Program]:
    asm = Assembler(horizon_h, 0.0, 0.0)
    entry = asm.here()
    asm.finish()
    asm.end()
    if "cluster" in options:
        extra, within = options["cluster"]
        options["cluster"] = (asm.constant(extra), asm.distribution(Exponential(within)))
    if "overdispersion" in options:
        options["overdispersion"] = asm.constant(options["overdispersion"])
    asm.source("incidents", [[entry]], Arrivals(rate=asm.slot("rate", rate), **options))
    return asm, asm.build()


def counts(program: Program, n: int, first: float = 0.0, last: float = np.inf) -> np.ndarray:
    values = []
    for k in replications(n):
        times = replicate(program, SEED, k).incidents.arrived_h
        values.append(((times >= first) & (times < last)).sum())
    return np.array(values, dtype=np.float64)


def test_poisson_arrivals_have_equal_mean_and_variance() -> None:
    _, program = arrivals()
    n = counts(program, 400)
    agree("Poisson count of a year", n, 438, 0.02)
    agree("Poisson variance of a year", (n - 438) ** 2, 438, 0.35)


def test_seasons_and_surges_scale_the_rate_exactly() -> None:
    _, program = arrivals(intensity=([0.0, 1000.0, 1500.0], [1.0, 4.0, 0.0]))
    assert counts(program, 5, 1500.0).sum() == 0
    agree("count in a surge", counts(program, 200, 1000.0, 1500.0), 100, 0.04)
    agree("count before it", counts(program, 200, 0.0, 1000.0), 50, 0.06)


def test_overdispersed_counts_are_negative_binomial() -> None:
    # A gamma factor of cv 0.5 on a Poisson mean m: variance m + (0.5 m)^2.
    _, program = arrivals(overdispersion=0.5)
    n = counts(program, 800)
    agree("overdispersed count of a year", n, 438, 0.08)
    agree("its variance", (n - 438) ** 2, 438 + 219**2, 0.4)


def test_clusters_bring_further_incidents() -> None:
    # 1 + Poisson(2) incidents at each of a Poisson number of arrivals: a compound Poisson count,
    # of mean m * 3 and variance m * (3^2 + 2); the delay of 1 h hardly reaches past the year.
    _, program = arrivals(cluster=(2.0, 1.0))
    n = counts(program, 400)
    agree("clustered count of a year", n, 438 * 3, 0.03)
    agree("its variance", (n - 438 * 3) ** 2, 438 * 11, 0.4)


def test_fixed_lists_arrive_as_written() -> None:
    asm = Assembler(100.0)
    entry = asm.here()
    asm.end()
    times = [0.0, 5.0, 5.0, 99.0]
    asm.source("recorded", [[entry]], Arrivals(times=times))
    rows = replicate(asm.build(), 1, 0).incidents
    assert rows.arrived_h.tolist() == times
    assert rows.ordinal.tolist() == [0, 1, 2, 3]


def test_littles_law_is_an_identity() -> None:
    # With no warm-up and an empty end, the time integral of the queue is the sum of the waits.
    asm = Assembler(5000.0)
    station = asm.station("queue", asm.constant(2))
    entry = asm.here()
    asm.work(station, asm.distribution(Exponential(1.0)), "service")
    asm.end()
    level = ([0.0, 4000.0], [1.0, 0.0])
    asm.source("customers", [[entry]], Arrivals(rate=asm.slot("rate", 1.8), intensity=level))
    _, queue, _, served, waits, _ = replicate(asm.build(), SEED, 0).stations[0]
    assert served > 5000
    assert queue == pytest.approx(waits, rel=1e-12)
