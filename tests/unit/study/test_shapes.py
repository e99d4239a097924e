"""Published shapes: the independent calculations against cases worked out by hand, and the engine.

The models are those of the packaged studies, made small.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from renkei.engine.run import replicate
from renkei.program.machine.program import Program
from renkei.study.shapes.congestion import Congestion, Hierarchy, LinkedHierarchy, Pairs, pairs_of
from renkei.study.shapes.latency import Latency
from renkei.study.shapes.search import Search, visits, with_hubs
from renkei.study.shapes.start_up import StartUp, mean_queue, mean_queue_from_empty
from renkei.study.study_file import (
    CongestionShape,
    LatencyShape,
    SearchShape,
    StartUpShape,
)

SEED = 3


def stations(program: Program, column: int, replications: int) -> np.ndarray:
    """Return a column of the sums of all stations, by replication."""
    return np.array([replicate(program, SEED, k).stations[:, column] for k in range(replications)])


def agrees(values: np.ndarray, exact: float, most: float = 4.0) -> None:
    """Assert that a mean agrees with the exact value within some of its errors."""
    error = values.std(ddof=1) / math.sqrt(len(values))
    assert error < 0.12 * exact, "too few replications to say anything"
    assert abs(values.mean() - exact) < most * error


def test_the_long_run_is_that_of_the_table() -> None:
    # Published results, table 1, row 12: Wq of M/M/3 at 0.8 is 1.0787; M/M/1 has 4.
    assert mean_queue(3, 0.8) / (3 * 0.8) == pytest.approx(1.0787, abs=5e-5)
    assert mean_queue(1, 0.8) / 0.8 == pytest.approx(4.0)


def test_a_short_run_by_uniformisation() -> None:
    # By hand: within a short time T two arrivals at M/M/1 make one wait: integral of (lt)^2/2.
    length, load = 0.01, 0.5
    assert mean_queue_from_empty(1, load, length) == pytest.approx(
        (load * length) ** 2 / 6, rel=0.02
    )
    # In a long run the bias is nearly gone.
    assert mean_queue_from_empty(3, 0.8, 1500.0) == pytest.approx(mean_queue(3, 0.8), rel=0.01)


def test_the_engine_has_the_bias_of_theory() -> None:
    shape = StartUpShape(lengths=[20.0])
    program = StartUp(shape).programs()["empty-20"]
    agrees(stations(program, 1, 1500).sum(axis=1) / 20.0, mean_queue_from_empty(3, 0.8, 20.0))


def test_visits_in_a_star_by_hand() -> None:
    # A hub and two others. Sender handles; hub to other: 1 visit; other to other: other and hub.
    star = [[1, 2], [0], [0]]
    found = visits(star)
    # Six pairs: hub sends twice, and passes two on; each other sends twice.
    assert found == pytest.approx([4 / 6, 2 / 6, 2 / 6])


def test_the_star_is_fastest_at_low_load_and_the_even_network_at_high() -> None:
    search = Search(SearchShape(hubs=[2, 3, 4, 6, 8], loads=[0.05, 0.9]))
    names = list(search.networks)

    def fastest(load: float) -> str:
        times = {name: search.exact(name, load) for name in names}
        return min(names, key=lambda name: times[name] or math.inf)

    best = [fastest(load) for load in np.linspace(0.01, 0.99, 60)]
    assert best[0] == "hubs2"
    assert best[-1] == "even"
    assert set(best) == {"hubs2", "even"}, "nothing between"
    assert all(len(set(map(len, search.networks[name]))) > 1 for name in names if name != "even")


def test_the_engine_has_the_time_of_the_closed_form() -> None:
    search = Search(SearchShape(agents=12, hubs=[2], loads=[0.6], length=2000.0))
    for name, program in search.programs().items():
        sums = stations(program, 0, 12).sum(axis=1) + stations(program, 1, 12).sum(axis=1)
        rate = 0.6 * search.limit("even") * 12
        exact = search.exact(name.split("-")[0], 0.6)
        assert exact is not None
        length = search.length(name.split("-")[0], 0.6)
        agrees(sums / (0.8 * length) / rate, exact)


def test_hubs_have_all_the_links() -> None:
    near = with_hubs(32, 2)
    assert [len(one) for one in near[:3]] == [31, 31, 2]


def test_distances_in_a_hierarchy_by_hand() -> None:
    tree = Hierarchy(2, 3)  # 0; 1 2; 3 4 5 6
    assert tree.size == 7
    assert tree.steps(3, 4) == 2
    assert tree.steps(3, 6) == 4
    assert tree.steps(1, 4) == 1
    assert list(tree.common(3)) == [0, 1, 0, 2, 1, 0, 0]
    assert tree.far(3)[4] == 0.0  # of one team
    assert tree.far(3)[2] == pytest.approx(math.sqrt(2**2 + 1**2 - 2))


def test_congestion_by_hand() -> None:
    tree = Hierarchy(2, 3)
    pairs = [(3, 4), (3, 6), (5, 4), (1, 3)]
    bare = LinkedHierarchy(tree, [], pairs).congestion
    # 3-1-4; 3-1-0-2-6; 5-2-0-1-4; 1-3.
    assert bare == pytest.approx([2 / 4, 3 / 4, 2 / 4, 0, 0, 0, 0])
    # A link 3-5: 3-1-4 stays; 3 to 6 by 5 and 2; 5 to 4 by 3 and 1.
    linked = LinkedHierarchy(tree, [(3, 5)], pairs).congestion
    assert linked == pytest.approx([0, 2 / 4, 1 / 4, 1 / 4, 0, 1 / 4, 0])


def test_the_rules_of_links() -> None:
    tree = Hierarchy(3, 4)
    pairs = Pairs(tree)
    for a, b in pairs.links((math.inf, 0.0), 10, SEED):  # local team: of one superior
        assert tree.above[a] == tree.above[b]
    for a, b in pairs.links((0.0, math.inf), 10, SEED):  # interdivisional: only the top is common
        assert tree.common(a)[b] == 0
    every = pairs.links((math.inf, math.inf), 10**6, SEED)
    assert len(set(every)) == len(every)
    for a, b in every:
        assert tree.common(a)[b] < min(tree.depth[a], tree.depth[b])  # neither above the other


def test_the_engine_passes_on_what_paths_say() -> None:
    model = Congestion(
        CongestionShape(branching=3, levels=3, added=[1.0], networks=1, pairs=60, length=400.0)
    )
    one = model.organisations["multiscale-1-0"]
    program = one.program(model.work, 400.0)
    busiest = program.stations.index(f"member {int(np.argmax(one.congestion)):04d}")
    agrees(stations(program, 5, 15)[:, busiest] / 400.0, float(one.congestion.max()))


def test_senders_come_from_all_parts() -> None:
    tree = Hierarchy(3, 4)
    found = pairs_of(tree, 20, 1.0, SEED)
    assert {sender for sender, _ in found} == {k * tree.size // 20 for k in range(20)}
    assert all(sender != addressee for sender, addressee in found)


def test_a_designer_alone_takes_the_sum_of_the_means() -> None:
    model = Latency(LatencyShape(designers=3, tasks=10, latencies=[2.0]))
    # Ten tasks of 1 h; one question each on average, of 2 h under way and 0.1 h of work.
    assert model.mean_alone(2.0) == pytest.approx(10 * (1 + 1 * 2.1))
    program = model.programs()["alone-2"]
    times = [replicate(program, SEED, k).incidents.milestones[0, 0] for k in range(300)]
    agrees(np.array(times), 31.0)


def test_more_latency_makes_a_project_longer_in_proportion() -> None:
    model = Latency(LatencyShape(designers=3, tasks=10, latencies=[0.01, 72.0]))
    made = {
        name: np.mean([replicate(p, SEED, k).incidents.milestones[0, 0] for k in range(40)])
        for name, p in model.programs().items()
    }
    assert made["team-72"] / made["team-0_01"] > 10
