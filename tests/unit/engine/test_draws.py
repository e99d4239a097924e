"""Random bits, quantiles and the event list against independent references."""

from __future__ import annotations

import heapq
import math

import numba
import numpy as np
import pytest
from scipy import special, stats

from renkei.engine.kernel import event_list as heap
from renkei.engine.kernel import rng, sampling
from renkei.engine.kernel.state import CORE
from renkei.engine.twin import draws as reference_draws

# Known answers of philox2x64-7 (counter, key, words), from the file kat_vectors of Random123.
FULL = 0xFFFFFFFFFFFFFFFF
KNOWN = [
    ((0, 0), 0, (0xB41DA69FBFEFC666, 0x511E9CE1A5534056)),
    ((FULL, FULL), FULL, (0xA4696CC04462015D, 0x724782DAE17169E9)),
    (
        (0x243F6A8885A308D3, 0x13198A2E03707344),
        0xA4093822299F31D0,
        (0x98ED1534392BF372, 0x67528B1568882FD5),
    ),
]


@numba.njit
def bits(key, high, low):
    return rng.philox(key, high, low)


@numba.njit
def normals(u):
    return np.array([sampling.normal_quantile(x) for x in u])


@numba.njit
def gammas(cv, u):
    return np.array([sampling.gamma_quantile(cv, x) for x in u])


@numba.njit
def poissons(mean, u):
    return np.array([sampling.poisson_quantile(mean, x) for x in u])


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_philox_gives_the_known_answers(counter, key, words) -> None:
    assert reference_draws.philox_words(counter, key) == words
    assert bits(np.uint64(key), np.uint64(counter[1]), np.uint64(counter[0])) == words[0]


def test_uniform_numbers_stay_inside_and_are_uniform() -> None:
    assert reference_draws.uniform(1, 2, 3, 4) != reference_draws.uniform(1, 2, 3, 5)
    u = np.array([reference_draws.uniform(7, k, 11, 0) for k in range(20_000)])
    assert stats.kstest(u, "uniform").pvalue > 1e-3
    assert 0 < u.min() < u.max() < 1


@pytest.fixture
def u() -> np.ndarray:
    return np.concatenate([np.linspace(1e-6, 1 - 1e-6, 2001), [2.0**-53, 1 - 2.0**-53, 1e-12]])


def test_normal_quantile(u: np.ndarray) -> None:
    np.testing.assert_allclose(normals(u), special.ndtri(u), rtol=2e-14, atol=2e-15)
    assert normals(u).tolist() == [reference_draws.normal_quantile(x) for x in u.tolist()]


def test_normal_quantile_rises_also_where_its_pieces_meet() -> None:
    octaves = 2.0 ** -np.arange(2, 54)
    ends = (octaves[:, None] * (1 + np.arange(16) / 16)).ravel()
    around = ends[:, None] * (1 + np.arange(-50, 51) * 1e-13)
    around = around[(around >= 2.0**-53) & (around < 0.5)]
    near_half = 0.5 - np.arange(1, 200) * 1e-13
    lower = np.unique(np.concatenate([around, near_half]))
    z = normals(np.concatenate([lower, 1 - lower[lower > 1e-3][::-1]]))
    assert np.all(np.diff(z) > -4e-15)  # to the rounding of its sums
    assert normals(np.array([0.5])) == 0
    wide = normals(np.linspace(1e-6, 1 - 1e-6, 100_001))
    assert np.all(np.diff(wide) > 0)


@pytest.mark.parametrize("cv", [0.1, 0.5, 1.0, 2.0])
def test_gamma_quantile(cv: float) -> None:
    u = np.linspace(0.001, 0.999, 101)
    shape = 1 / cv**2
    np.testing.assert_allclose(
        gammas(cv, u), special.gammaincinv(shape, u) / shape, rtol=1e-9, atol=1e-12
    )
    assert gammas(cv, u).tolist() == [reference_draws.gamma_quantile(cv, x) for x in u.tolist()]


@pytest.mark.parametrize("mean", [0.0, 0.3, 4.0, 90.0])
def test_poisson_quantile(mean: float) -> None:
    u = np.linspace(0.001, 0.999, 101)
    assert poissons(mean, u).tolist() == stats.poisson.ppf(u, mean).tolist()


def test_log_gamma() -> None:
    x = np.linspace(0.01, 60.0, 500)
    got = np.array([reference_draws._log_gamma(each) for each in x.tolist()])
    np.testing.assert_allclose(got, special.gammaln(x), rtol=1e-12, atol=1e-12)


@numba.njit(_nrt=False)
def push(entries, ring, core, time, what):
    heap.schedule(entries, ring, core[0], time, what)


@numba.njit(_nrt=False)
def fill(entries, core):
    heap.fill_top(entries, core[0])


def test_the_heap_gives_entries_in_order_of_time_and_sequence() -> None:
    random = np.random.default_rng(1)
    entries, ring, core = np.empty(4096, heap.HEAP), np.empty(8, np.int64), np.zeros(1, CORE)
    core["now"] = -1.0
    reference: list[tuple[float, int]] = []
    for step in range(20_000):
        if not reference or (random.random() < 0.51 and len(reference) < 4000):
            time = float(random.integers(0, 50)) if step % 2 else float(random.random() * 50)
            heapq.heappush(reference, (time, step))
            push(entries, ring, core, time, step)
        else:
            fill(entries, core)
            time, what = heapq.heappop(reference)
            assert entries[0]["time"] == time
            assert entries[0]["key"] & ((1 << heap.KEY_BITS) - 1) == what
            core["hole"] = 1
    assert math.isclose(core["n_heap"][0] - core["hole"][0], len(reference))
