"""What stocks, lines, facilities and maintenance are compiled to, and that every word counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML
from tests.unit.program.sustainment_effects import EFFECTS, at
from tests.variants import Tables, load, merged

from renkei.doctrine import check
from renkei.engine import run
from renkei.engine.replication import Replication
from renkei.engine.twin import twin as reference
from renkei.program.compiling.compiler import compile_design
from renkei.program.machine.listing import listing
from renkei.program.machine.program import Program
from renkei.scenario import parse_scenario

SUPPLIES = Path(__file__).parents[2] / "scenarios" / "supplies.yaml"


def compiled(folder: Path, change: Tables, design: str = "d0") -> Program:
    """Return the program of the scenario of supplies with a change."""
    content: Any = YAML(typ="safe").load(SUPPLIES)
    document = load(folder, merged(json.loads(json.dumps(content, default=str)), change))
    check(document)
    return compile_design(document, design)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return compiled(tmp_path_factory.mktemp("base"), {})


@pytest.mark.parametrize("name", sorted(EFFECTS))
def test_an_attribute_changes_the_program(name: str, untouched: Program, tmp_path: Path) -> None:
    assert compiled(tmp_path, EFFECTS[name]).digest() != untouched.digest()


def blocks(program: Program, label: str) -> list[str]:
    """Return the blocks below a label up to the next one, without numbers and tags."""
    rows = listing(program).partition("\nblocks: ")[2].splitlines()[1:]
    start = rows.index(f"  {label}:") + 1
    stop = next(k for k in range(start, len(rows)) if rows[k].endswith(":"))
    return [row.split(maxsplit=1)[1].split(" [")[0] for row in rows[start:stop]]


ORDER = """\
clock order buoys
wait_until stocks.buoys-store.shared_with.ARN.after
delay constant(0.0833333) <message/report/BOR/fleet>joint>
work joint.operations constant(0.166667) <handling/report/BOR/joint>
delay constant(0.166667) <message/report/BOR/joint>ally>
delay constant(6) <decision/BOR>
decide <decision/BOR/outcome>
delay constant(0.0833333) <message/approval/BOR/minister/ally>minister>
delay constant(1) <approval/BOR/minister>
decide <approval/BOR/minister/outcome>
delay constant(0.0833333) <message/approval/BOR/minister/reply/minister>ally>
work ally.logistics constant(2) <release>
draw buoys-store stocks.buoys-store.shared_with.ARN.reserve its lot when short wait precedence 3 \
(becomes its lot)
allocate stocks.buoys.replenishment.lift.platforms when short wait {planes -> 97, barges -> 104}
put buoys its lot (was due)
tally order buoys"""


def test_an_order_is_decided_approved_released_issued_and_carried(untouched: Program) -> None:
    found = blocks(untouched, "order of buoys")
    expected = [row.split(" {")[0] for row in ORDER.splitlines()]
    assert [row.split(" {")[0] for row in found[: len(expected)]] == expected


def test_a_phase_changes_docks_and_who_decides(tmp_path: Path) -> None:
    program = compiled(tmp_path, {}, "d1")
    row = program.source[program.sources.index("orders/buoys")]
    n = len(program.places)
    first, second = program.entries[row["entry"] : row["entry"] + 2 * n : n]
    assert first != second
    assert "delay constant(1) <approval/BOR/minister>" in blocks(program, "order of buoys")
    dock = program.station[program.stations.index("facility yard.corvette")]
    assert dock["n_schedule"] == 1
    unchanged = program.source[program.sources.index("orders/pumps")]
    first, second = program.entries[unchanged["entry"] : unchanged["entry"] + 2 * n : n]
    assert first == second


def test_a_facility_that_takes_no_work_so_long_is_no_choice(tmp_path: Path) -> None:
    access = "facilities.allied-yard.serves.ARN"
    program = compiled(tmp_path, at(f"{access}.longest", "10 d"))
    text = listing(program)
    assert "maintenance/ships.refit at allied-yard" not in text
    assert "maintenance/ships.hull at allied-yard" in text


@pytest.mark.parametrize("design", ["d0", "d1"])
def test_kernel_and_twin_agree_on_everything_sustainment_can_say(
    design: str, tmp_path: Path
) -> None:
    program = compiled(tmp_path, {}, design)
    for number in range(2):
        fast = run.replicate(program, 7, number, trace=True)
        slow = reference.replicate(program, 7, number, trace=True)
        np.testing.assert_array_equal(fast.trace, slow.trace)
        for field in ("stock", "tallies", "readiness", "available", "stock_series", "pool_series"):
            np.testing.assert_array_equal(getattr(fast, field), getattr(slow, field), field)


def test_no_platform_is_lost(untouched: Program) -> None:
    """All platforms are somewhere at every moment, and no level falls below nothing."""
    result = run.replicate(untouched, 3, 0)
    window_h = untouched.horizon_h - untouched.warm_up_h
    sizes = result.pool_series.sum(axis=2)
    assert (sizes == sizes[0]).all()
    np.testing.assert_allclose(result.readiness.sum(axis=1), sizes[0] * window_h)
    assert (result.stock_series >= 0).all()


def short_of_buoys(folder: Path, when_short: str) -> Replication:
    """Return a run in which ships and boats need a buoy and there is none for a long time."""
    watch = "responses.escort.forces.watch"
    consumes = {"buoy": {"per_platform": 1, "when_short": when_short}, "lamp": None}
    incident = {"rate": None, "scheduled": ["2025-05-10T12:00"]}
    stocks = {
        "buoys": {"on_hand": 0, "training": None, "replenishment": {"every": "200 d"}},
        "buoys-pier": {"on_hand": 0},
    }
    lines = {"works": {"contracts": {"direct": {"to": "buoys-store"}}}}
    change = merged(
        {"stocks": stocks, "lines": lines, **at("incidents.piracy.arrivals", incident)},
        at(watch, {"consumes": consumes}),
    )
    return run.replicate(compiled(folder, change), 1, 0)


def departed(result: Replication, program: Program) -> float:
    column = program.milestones.index("departed")
    return float(result.incidents.milestones[0, column] - result.incidents.arrived_h[0])


def test_platforms_without_what_they_need_wait_go_or_fail(
    untouched: Program, tmp_path: Path
) -> None:
    waits, goes, fails = (short_of_buoys(tmp_path, how) for how in ("wait", "less", "fail"))
    assert departed(goes, untouched) < 10.0
    assert departed(waits, untouched) > 24.0 * 100
    assert np.isnan(departed(fails, untouched))
    assert fails.incidents.outcome[0] >= 2


FLEET = """\
renkei: 1
name: Fleet
time: {start: 2025-04-01, horizon: 2 d, warm_up: 0 d, drain: 1 d}
nations: {ARN: {name: Arenland, language: en}}
places: {harbour: {name: Harbour, latitude: 50, longitude: 0, zone: UTC}}
doctrine: {handling: 10 min, ordering: 10 min, command_net: 5 min, adjudication: 1 h,
  request_for_forces: 1 h}
headquarters:
  fleet: {name: Fleet, nation: ARN, place: harbour, cells: {operations: {teams: 2}}}
units:
  ships:
    name: Ships
    nation: ARN
    base: harbour
    capabilities: [patrol]
    platforms: 10
    medium: sea
    speed: 18 kt
    notice: 2 h
    maintenance: {refit: {name: Refit, kind: planned, every: 60 d, work: 40 d}}
    opcon: fleet
"""


def test_a_run_begins_with_planned_work_in_hand() -> None:
    """On the first days as many ships are out as in the long run, four of ten; z = 4."""
    program = compile_design(parse_scenario(FLEET), "base")
    shares = []
    for number in range(100):
        hours = run.replicate(program, 1, number).readiness[list(program.pools).index("ships")]
        shares.append(1.0 - hours[:3].sum() / hours.sum())
    error = np.std(shares, ddof=1) / np.sqrt(len(shares))
    # Within two days, those that go out for their turn and those that come back nearly balance.
    assert np.mean(shares) == pytest.approx(0.4, abs=4 * error + 0.01)
    assert error < 0.02
