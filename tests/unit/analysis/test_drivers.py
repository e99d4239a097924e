"""Drivers of a result, on functions and a queue whose indices are known."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from tests.unit.results.toy import INPUTS

from renkei.analysis import Deadline
from renkei.analysis.sensitivity.drivers import drivers_of
from renkei.analysis.sensitivity.factors import DrawnWorlds, _shares, worlds_of
from renkei.analysis.sensitivity.luck import ranges_share
from renkei.analysis.sensitivity.outcomes import Asked, of_incidents, of_values, outcome
from renkei.analysis.sensitivity.screening import (
    benjamini_hochberg,
    least_share,
    legendre,
    replications_for,
    screen,
)
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.program import Program
from renkei.results import Plan, run
from renkei.scenario.quantities.distributions import Exponential


def worlds(shares: np.ndarray) -> DrawnWorlds:
    n, m = shares.shape
    return DrawnWorlds(
        tuple(f"x{i:04d}" for i in range(m)), np.arange(n), shares, np.tile([0.0, 0.5, 1.0], (m, 1))
    )


def found_by(shares: np.ndarray, values: np.ndarray):
    return drivers_of(worlds(shares), of_values(("a",), values[:, None]))


def test_first_order_indices_of_the_ishigami_function() -> None:
    """Ishigami and Homma (1990), a = 7, b = 0.1: first-order indices 0.3139, 0.4424, 0.

    Tolerance 0.05: at 1,500 draws the standard error of each is about 0.016, of the bootstrap.
    """
    shares = np.random.default_rng(1).random((1500, 3))
    x = math.pi * (2 * shares - 1)
    values = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = {one.path: one.share for one in found_by(shares, values).drivers}
    for path, known in (("x0000", 0.3139), ("x0001", 0.4424)):
        assert found[path].value == pytest.approx(known, abs=0.05)
        assert found[path].low <= known <= found[path].high
    assert "x0002" not in found or found["x0002"].value < 0.01


def test_first_order_indices_of_the_g_function() -> None:
    """Sobol' (1993): V_i = 1 / (3 (1 + a_i)^2), V = prod(1 + V_i) - 1. Tolerance 0.04."""
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    alone = 1 / (3 * (1 + a) ** 2)
    known = alone / (np.prod(1 + alone) - 1)
    shares = np.random.default_rng(2).random((2000, 8))
    values = np.prod((np.abs(4 * shares - 2) + a) / (1 + a), axis=1)
    found = {one.path: one.share.value for one in found_by(shares, values).drivers}
    for i in range(3):
        assert found[f"x{i:04d}"] == pytest.approx(known[i], abs=0.04)
    assert all(found.get(f"x{i:04d}", 0.0) < 0.01 for i in range(4, 8))


def test_a_probability_is_cut_off_where_none_can_be() -> None:
    """A step is smoothed by polynomials, which overshoot; a probability does not."""
    shares = np.random.default_rng(3).random((400, 1))
    values = of_values(("a",), (shares > 0.3).astype(float))
    (loose,), (cut,) = (
        drivers_of(worlds(shares), values, None, limits).drivers
        for limits in ((-math.inf, math.inf), (0.0, 1.0))
    )
    assert loose.low.low < 0
    assert (cut.low.low, cut.low.value) == (0.0, max(loose.low.value, 0.0))
    assert max(cut.high.value, cut.high.high) <= 1.0
    assert cut.swing == loose.swing


def test_planted_factors_are_found_among_a_thousand_and_few_others() -> None:
    """30 samples of 300: five planted. Expected false share at most 5 %, each found in 4 of 5."""
    false, hit = [], []
    for seed in range(30):
        random = np.random.default_rng(seed)
        shares = random.random((300, 1000))
        values = shares[:, :5] @ np.array([1, 1, -1, 0.7, 0.7]) + 0.5 * random.standard_normal(300)
        found = screen(shares, values).found
        hit.append(sum(i < 5 for i in found))
        false.append(sum(i >= 5 for i in found) / max(len(found), 1))
    error = np.std(false, ddof=1) / math.sqrt(len(false))
    assert np.mean(false) <= 0.05 + 2.6 * error
    assert error < 0.03
    assert np.mean(hit) >= 4.5


def test_nothing_is_found_where_nothing_matters() -> None:
    """A hundred samples of pure luck, skewed: any finding is false; at most 5 % of samples."""
    random = np.random.default_rng(5)
    wrong = sum(
        bool(screen(random.random((75, 400)), np.exp(2 * random.standard_normal(75))).found)
        for _ in range(100)
    )
    assert wrong <= 12  # 99.9 % point of the binomial with 5 %


def test_the_rule_on_replications_is_true() -> None:
    """One factor of the share that the rule names is found in about four of five samples."""
    n, m, random = 200, 500, np.random.default_rng(8)
    share = least_share(n, m)
    assert replications_for(share, m) == pytest.approx(n, abs=1)
    hits = 0
    for _ in range(150):
        shares = random.random((n, m))
        signal = legendre(shares[:, 0], 1)[:, 0] * math.sqrt(share)
        values = signal + math.sqrt(1 - share) * random.standard_normal(n)
        hits += 0 in screen(shares, values).found
    assert hits / 150 == pytest.approx(0.8, abs=0.11)  # 3.3 standard errors


def test_adjusted_p_values_by_hand() -> None:
    """p 0.01, 0.02, 0.03, 0.5: times 4/1, 4/2, 4/3, 1, made monotone from the right."""
    told = benjamini_hochberg(np.array([0.03, 0.01, 0.5, 0.02]))
    assert told == pytest.approx([0.04, 0.04, 0.5, 0.04])


def test_a_half_of_one_value_is_spread_evenly() -> None:
    """5 to 15 around 5: half of the draws are 5; their shares fill the lower half, and no other."""
    random = np.random.default_rng(1)
    drawn = np.maximum(15 * random.random(2000) * 4 / 3 - 5, 5.0)  # half of them 5, else to 15
    shares = _shares(drawn, np.array([5.0, 5.0, 15.0]))
    assert shares[drawn == 5].max() < 0.5
    assert shares[drawn > 5].min() >= 0.5
    assert np.quantile(shares[drawn == 5], [0.1, 0.5, 0.9]) == pytest.approx(
        [0.05, 0.25, 0.45], abs=0.03
    )
    found = found_by(
        np.column_stack([shares, random.random(2000)]), drawn + random.standard_normal(2000)
    ).drivers[0]
    assert found.share.value == pytest.approx(drawn.var() / (drawn.var() + 1), abs=0.04)
    assert found.low.value == pytest.approx(5.0, abs=0.4)


def test_polynomials_are_orthonormal() -> None:
    points = (np.arange(20000) + 0.5) / 20000
    basis = legendre(points, 6)
    assert basis.T @ basis / len(points) == pytest.approx(np.eye(6), abs=1e-3)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7])
def test_luck_is_told_from_ranges(share: float) -> None:
    """Twelve incidents a replication; the worlds make a known share of the variance of means."""
    random = np.random.default_rng(int(10 * share))
    values, held = [], 0
    for _ in range(20):
        n = 150
        replication = np.repeat(np.arange(n), 12)
        own = math.sqrt(share) * random.standard_normal(n)
        luck = math.sqrt(12 * (1 - share)) * random.standard_normal(len(replication))
        when = 1000 * random.random(len(replication))
        told = ranges_share(
            of_incidents(("a",), replication, when, (own[replication] + luck)[:, None])
        )
        assert told is not None
        values.append(told.value)
        held += told.low <= share <= told.high
    # Shares are cut off at 0, so that of nothing the mean lies above it.
    assert np.mean(values) == pytest.approx(share, abs=0.06)
    assert held >= 15  # of 19 expected


def test_a_group_has_what_its_factors_make_found_or_not() -> None:
    """Ten factors of 4 % each in one group, none in the other; the rest of the variance is luck."""
    random = np.random.default_rng(4)
    shares = random.random((1500, 60))
    signal = legendre(shares[:, :10], 1)[:, :, 0].sum(axis=1) * 0.2
    values = signal + math.sqrt(0.6) * random.standard_normal(1500)
    groups = {"kind": {f"x{i:04d}": "many" if i < 10 else "none" for i in range(60)}}
    told = drivers_of(worlds(shares), of_values(("a",), values[:, None]), groups).groups
    by_name = {one.name: one for one in told}
    assert by_name["many"].share.value == pytest.approx(0.4, abs=0.06)
    assert by_name["many"].share.low <= 0.4 <= by_name["many"].share.high
    assert by_name["none"].share.value < 0.04
    assert (by_name["many"].factors, by_name["none"].factors) == (10, 50)


def test_factors_that_do_not_add_and_one_that_bends() -> None:
    """y = 3 max(u - 0.6, 0) + u v, v centred: a bend at 0.6 of the first, and the product."""
    random = np.random.default_rng(6)
    shares = random.random((600, 30))
    u, v = shares[:, 0], shares[:, 1]
    values = 3 * np.maximum(u - 0.6, 0) + 2 * u * v + 0.1 * random.standard_normal(600)
    found = found_by(shares, values)
    assert found.drivers[0].path == "x0000"
    assert found.drivers[0].bend is not None
    assert found.drivers[0].bend.at == pytest.approx(0.6, abs=0.11)
    assert [set(one.paths) for one in found.together] == [{"x0000", "x0001"}]
    assert found.together[0].share == pytest.approx((2 / 12) ** 2 / values.var(), rel=0.3)


def _queue() -> Program:
    """M/M/1 whose mean service is drawn from 0.3 to 0.6 h; arrivals 1 an hour."""
    asm = Assembler(horizon_h=3000.0, warm_up_h=200.0, drain_h=200.0, milestones=["done"])
    desk = asm.station("desk", asm.slot("teams", 1))
    tempo = asm.slot("tempo", 1.0, 0.5, 1.5)
    service = asm.slot("service", 0.45, 0.3, 0.6, factor=tempo)
    entry = asm.here("caller")
    asm.work(desk, asm.distribution(Exponential(1.0), service), "talk", asm.tag("caller/talk"))
    asm.mark("done")
    asm.end()
    asm.source("caller", [[entry]], Arrivals(rate=asm.slot("rate", 1.0)), precedence=2)
    return asm.build()


def test_the_drivers_of_a_queue_are_its_service(tmp_path: Path) -> None:
    """M/M/1: time in system s / (1 - s). What was drawn of a product is found again."""
    program = _queue()
    results = run({"only": program}, INPUTS, Plan(seed=4, replications=100), tmp_path)
    drawn = worlds_of(results, {"only": program})
    assert drawn.paths == ("service", "tempo")
    assert drawn.shares.mean(axis=0) == pytest.approx([0.5, 0.5], abs=0.08)
    assert abs(np.corrcoef(drawn.shares.T)[0, 1]) < 0.25  # apart: their product is not
    asked = Asked("caller", "mean", "done")
    # The world value is the product: the mean service time of each replication.
    product = np.array([
        drawn.value(0, a) * drawn.value(1, b) for a, b in drawn.shares
    ])  # fmt: skip
    stable = product < 0.7
    found = outcome(results, ["only"], asked, {"caller": Deadline("done", 1.0, 3200.0)}, 200.0)
    seen = found.values[stable, 0]
    known = product[stable] / (1 - product[stable])
    assert np.corrcoef(seen, known)[0, 1] > 0.97
    told = drivers_of(drawn, found)
    assert {one.path for one in told.drivers} == {"service", "tempo"}
    assert all(one.swing.low > 0 for one in told.drivers)
