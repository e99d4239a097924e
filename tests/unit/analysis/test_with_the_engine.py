"""A small program through the kernel, the tables and the analysis: nothing is lost on the way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.unit.results.toy import INPUTS, contents

from renkei.analysis import Deadline, attribute, attribute_difference, compare
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.program import Program
from renkei.results import Plan, Results, run
from renkei.scenario.quantities.distributions import Constant, Exponential

HORIZON_H = 60 * 24.0


def _program(teams: int) -> Program:
    """Two types of incident: message, work in office hours at one cell, transit side by side."""
    asm = Assembler(
        horizon_h=HORIZON_H,
        warm_up_h=5 * 24.0,
        drain_h=20 * 24.0,
        milestones=["decided", "on-station"],
        traced=["decided", "on-station"],
        places=["near", "far"],
    )
    mornings = np.arange(0, 90) * 24.0 + 8
    office = asm.calendar("office", mornings, mornings + 10)
    cell = asm.station("jjoc.operations", asm.slot("teams", teams), calendar=office)
    tempo = asm.slot("tempo", 1.0, 0.5, 2.0)
    message = asm.distribution(Exponential(1.0), factor=tempo)
    work = asm.distribution(Exponential(2.0))
    transit = asm.distribution(Constant(5.0))
    for name, per_hour in (("evacuation", 1 / 20), ("intrusion", 1 / 10)):
        entry = asm.here(name)

        def tag(step: str, kind: str, headquarters: str, incident: str = name) -> object:
            info = {"incident": incident, "step": step, "kind": kind, "headquarters": headquarters}
            return asm.tag(f"{incident}/{step}", **info)

        asm.delay(message, "report", tag("report", "message", "usfj"))
        asm.work(cell, work, "plan", tag("plan", "plan", "jjoc"))
        asm.mark("decided")
        one, two = asm.label(), asm.label()
        asm.fork([one, two])
        asm.mark_last("on-station")
        asm.finish()
        for branch, dist in ((one, transit), (two, message)):
            asm.place_label(branch)
            asm.delay(dist, f"move/{branch}", tag("move", "transit", ""))
            asm.end()
        asm.source(
            name, [[entry, entry]], Arrivals(rate=asm.slot(f"rate/{name}", per_hour)), precedence=2
        )
    return asm.build()


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    programs = {"one-team": _program(1), "three-teams": _program(3)}
    return run(programs, INPUTS, Plan(seed=11, replications=60), tmp_path_factory.mktemp("e2e"))


def test_every_hour_to_a_milestone_is_on_the_critical_path(results: Results) -> None:
    for design in results.designs:
        for milestone, column in (("decided", "decided_h"), ("on-station", "on_station_h")):
            reached = (
                results.scan("incidents", design)
                .filter(pl.col("counted") & pl.col(column).is_not_null())
                .group_by("replication")
                .agg(pl.col(column).sum().alias("hours"), pl.len().alias("n"))
            )
            traced = (
                results.scan("segments", design)
                .filter(pl.col("milestone") == milestone)
                .group_by("replication")
                .agg(pl.sum_horizontal("queue_h", "closed_h", "busy_h").sum().alias("traced"))
            )
            both = reached.join(traced, on="replication").collect()
            assert both.height == 60
            np.testing.assert_allclose(both["hours"], both["traced"], rtol=1e-9)


def test_parts_of_a_difference_sum_to_it(results: Results) -> None:
    for incident in ("evacuation", "intrusion", None):
        split = attribute_difference(results, "three-teams", "one-team", incident, "on-station")
        assert split.total.value < 0
        assert sum(part.hours for part in split.parts) == pytest.approx(split.total.value)
        assert all(part.key[0] != "untraced" for part in split.parts)
        # More teams shorten the wait, by day or over night; the work has the same luck.
        parts = {part.key: part.hours for part in split.parts}
        assert {part.key[:2] for part in split.parts[:2]} == {("plan", "queue"), ("plan", "closed")}
        assert parts["plan", "busy", "jjoc"] == pytest.approx(0, abs=1e-9)


def test_more_teams_are_better(results: Results) -> None:
    deadlines = {name: Deadline("on-station", 24.0) for name in ("evacuation", "intrusion")}
    comparison = compare(results, deadlines, milestones=("decided", "on-station"))
    for name in deadlines:
        row = comparison.row(name, "three-teams", "p_deadline")
        assert row.verdict == "better"
        assert row.variance_reduction is not None
        assert row.variance_reduction > 1
    own = attribute(results, "one-team", "intrusion", "decided").total
    mean = comparison.row("intrusion", "one-team", "decided_mean")
    assert own.value == pytest.approx(mean.estimate)


def test_worlds_and_incidents_are_the_same_under_both(results: Results) -> None:
    key = ["replication", "incident", "ordinal", "place", "arrived_h"]
    for table, columns in (("incidents", key), ("worlds", ["replication", "path", "value"])):
        one, three = (
            results.scan(table, design).select(columns).collect() for design in results.designs
        )
        assert one.height > 0
        assert one.equals(three)


def test_kernel_gives_the_same_bytes_in_two_processes(results: Results, tmp_path: Path) -> None:
    programs = {"one-team": _program(1), "three-teams": _program(3)}
    two = run(programs, INPUTS, Plan(seed=11, replications=60, processes=2), tmp_path)
    assert contents(two.folder) == contents(results.folder)
