"""The loads over the week: local hours by hand, means against theory and against integrals."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

import renkei as rk
from renkei.engine.columns import STATIONS
from renkei.engine.hourly import hourly
from renkei.engine.run import replicate
from renkei.program.textbook.queueing import queue
from renkei.scenario.quantities.distributions import Exponential
from renkei.study.weekly import hours_of_week, weekly_loads


def test_hours_of_the_week_are_local() -> None:
    # 24 March 2025 is a Monday; on Sunday 30 March clocks in Berlin went from 2 to 3 h.
    clock = SimpleNamespace(zone="Europe/Berlin", start=date(2025, 3, 24))
    found = hours_of_week(clock, np.array([0, 1, 25, 6 * 24 + 1, 6 * 24 + 2, 7 * 24 - 1]))
    assert found.tolist() == [0, 1, 25, 6 * 24 + 1, 6 * 24 + 3, 0]
    tokyo = SimpleNamespace(zone="Asia/Tokyo", start=date(2025, 3, 24))
    assert hours_of_week(tokyo, np.array([7 * 24 - 1, 7 * 24])).tolist() == [167, 0]


def test_looks_at_each_hour_have_the_means_of_the_integrals() -> None:
    """M/M/1 at 0.8: looks at fixed hours see time averages, and change nothing.

    The integral of the same replication is exact; the mean over 20,000 looks differs from it by
    less than 0.05 customers in the queue, whose standard deviation is 4 and whose relaxation time
    45 h: about 300 independent stretches of both, the same ones.
    """
    program = queue(0.8, Exponential(1.0), horizon_h=21_000.0, warm_up_h=1_000.0)
    seen = hourly(program, 7, 0, 1_000.0, 21_000.0)
    whole = replicate(program, 7, 0)
    i = program.stations.index("queue")
    assert seen.in_hand[:, i].mean() == pytest.approx(
        STATIONS.split(whole.stations)["busy_h"][i] / 20_000.0, abs=0.01
    )
    assert seen.queued[:, i].mean() == pytest.approx(
        STATIONS.split(whole.stations)["queue_h"][i] / 20_000.0, abs=0.05
    )
    # Theory: 0.8 at work and 3.2 in the queue, within the error of one run of 20,000 h.
    assert seen.queued[:, i].mean() == pytest.approx(3.2, abs=1.2)


def test_the_week_of_a_scenario(tmp_path) -> None:
    study = rk.open("skerries")
    results = study.run(["apart"], replications=2, out=tmp_path, progress=False)
    found = weekly_loads(study._opened, results, "apart", 5)
    assert found.replications == 2
    assert found.queued.shape == (168, len(found.cells))
    assert "meridian-joint.operations" in found.cells
    assert (found.in_hand >= 0).all()
    table = results.scan("cells", "apart").collect()
    own = table.filter(table["station"] == "meridian-joint.operations")
    clock = study._opened.document.scenario.time
    window = clock.horizon.mean() - clock.warm_up.mean()
    mean = own["busy_h"].sum() / (2 * window)
    i = found.cells.index("meridian-joint.operations")
    # A day has all its hours equally often, but for the ends of the window.
    assert found.in_hand[:, i].mean() == pytest.approx(mean, rel=0.1)
