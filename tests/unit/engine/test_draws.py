"""Random bits, quantiles and the event list against independent references."""

from __future__ import annotations

import heapq
import math

import numba
import numpy as np
import pytest
from scipy import special, stats

from renkei.engine import heap, reference_draws, rng, sampling
from renkei.engine.state import CORE

# Known answers of philox4x32-10, from the file kat_vectors of Random123.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (
        (0xFFFFFFFF,) * 4,
        (0xFFFFFFFF,) * 2,
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
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
    both = [np.uint64(a | b << 32) for a, b in (key, counter[2:], counter[:2])]
    assert bits(*both) == words[0] | words[1] << 32


def test_uniform_numbers_stay_inside_and_are_uniform() -> None:
    assert reference_draws.uniform(1, 2, 3, 4) != reference_draws.uniform(1, 2, 3, 5)
    u = np.array([reference_draws.uniform(7, k, 11, 0) for k in range(20_000)])
    assert stats.kstest(u, "uniform").pvalue > 1e-3
    assert 0 < u.min() < u.max() < 1


@pytest.fixture
def u() -> np.ndarray:
    return np.concatenate([np.linspace(1e-6, 1 - 1e-6, 2001), [2.0**-53, 1 - 2.0**-53, 1e-12]])


def test_normal_quantile(u: np.ndarray) -> None:
    np.testing.assert_allclose(normals(u), special.ndtri(u), rtol=2e-14, atol=2e-16)
    assert normals(u).tolist() == [reference_draws.normal_quantile(x) for x in u.tolist()]


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
    heap.schedule(entries, ring, core, time, what)


@numba.njit(_nrt=False)
def fill(entries, core):
    heap.fill_hole(entries, core)


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
