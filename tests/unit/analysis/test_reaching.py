"""Many probabilities at once are what each is alone."""

from __future__ import annotations

import numpy as np
import pytest

from renkei.analysis.statistics.estimation import Clusters, probabilities, probability


@pytest.mark.parametrize("over", ["worlds", "incidents"])
@pytest.mark.parametrize("block", [1, 5])
def test_each_is_what_it_is_alone(over, block) -> None:
    rng = np.random.default_rng(20261128)
    replication = np.sort(rng.integers(0, 60, 400))
    times = rng.exponential(2.0, 400) + replication % 7 / 5
    times[rng.random(400) < 0.1] = np.inf
    limits = np.array([0.0, 0.5, 1.0, 2.0, 4.0, 1e6])
    clusters = Clusters(replication, over, block)
    together = probabilities(times, limits, clusters)
    for limit, found in zip(limits, together, strict=True):
        alone = probability(times <= limit, clusters)
        assert found.value == pytest.approx(alone.value, abs=1e-12)
        assert found.low == pytest.approx(alone.low, abs=1e-9)
        assert found.high == pytest.approx(alone.high, abs=1e-9)


def test_no_incident_says_nothing() -> None:
    none = probabilities(np.empty(0), np.array([1.0]), Clusters(np.empty(0, np.int32)))
    assert (none[0].low, none[0].high) == (0.0, 1.0)
