"""Fits recover what drew the record, within z = 4 standard errors; exact cases by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from renkei.interop import fitting
from renkei.interop.fitting import Record
from renkei.scenario.quantities.distributions import Exponential, Lognormal, Weibull

Z = 4.0
Drawn = Exponential | Weibull | Lognormal


def censored(law: Drawn, n: int, seed: int, cut: float) -> Record:
    """Draw a record; ``cut`` is the mean of the uniform time at which each is cut off."""
    generator = np.random.default_rng(seed)
    lives = law.quantile(1 - generator.random(n))
    cuts = 2 * cut * generator.random(n) if math.isfinite(cut) else np.full(n, np.inf)
    return fitting.record(np.minimum(lives, cuts), lives <= cuts)


def parameters(law: Drawn) -> list[float]:
    return [float(value) for value in vars(law).values()]


LAWS = [
    (Exponential(400.0), fitting.fit_exponential),
    (Weibull(400.0, 2.2), fitting.fit_weibull),
    (Weibull(400.0, 0.7), fitting.fit_weibull),
    (Lognormal(120.0, 0.5), fitting.fit_lognormal),
    (Lognormal(120.0, 1.6), fitting.fit_lognormal),
]


@pytest.mark.parametrize(("law", "fit"), LAWS, ids=[str(law) for law, _ in LAWS])
@pytest.mark.parametrize("cut", [math.inf, 1.0, 0.5], ids=["whole", "cut", "half cut"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_recovers_the_parameters(law: Drawn, fit, cut: float, seed: int) -> None:
    data = censored(law, 600, seed, cut * law.mean())
    found = fit(data, draws=0)
    errors = zip(
        parameters(found.distribution), parameters(law), found.standard_errors, strict=True
    )
    for estimate, true, standard_error in errors:
        assert abs(math.log(estimate / true)) < Z * standard_error
    assert found.low < found.distribution.mean() < found.high
    assert (cut < math.inf) == (data.n_censored > 0)


@pytest.mark.parametrize(("law", "fit"), LAWS, ids=[str(law) for law, _ in LAWS])
def test_intervals_hold_the_mean_as_often_as_they_say(law: Drawn, fit) -> None:
    trials, cut = 100, 1.5 * law.mean()
    held = 0
    for seed in range(trials):
        found = fit(censored(law, 60, 1000 + seed, cut), draws=0)
        held += found.low <= law.mean() <= found.high
    assert abs(held / trials - 0.95) < Z * math.sqrt(0.95 * 0.05 / trials)


def test_exponential_by_hand() -> None:
    fit = fitting.fit_exponential(fitting.record([100, 200, 300], [True, True, False]))
    assert fit.distribution.mean() == 300
    # 2T / chi-square with 6 and 4 degrees of freedom: 14.449 and 0.484.
    assert fit.low == pytest.approx(1200 / 14.4494, rel=1e-5)
    assert fit.high == pytest.approx(1200 / 0.484419, rel=1e-5)


def test_lognormal_without_cuts_has_its_closed_form() -> None:
    logs = np.array([1.0, 2.0, 4.0, 2.5])
    fit = fitting.fit_lognormal(fitting.record(np.exp(logs)))
    square = logs.var()
    assert fit.distribution.mean() == pytest.approx(math.exp(logs.mean() + square / 2))
    error = math.sqrt(square / 4 + square**2 / 8)  # of the logarithm of the mean
    assert fit.standard_errors[0] == pytest.approx(error, rel=1e-4)


def test_kaplan_meier_by_hand() -> None:
    data = fitting.record([1, 2, 2, 3, 5], [True, True, False, False, True])
    at, left = fitting.kaplan_meier(data)
    assert at.tolist() == [1, 2, 5]
    assert left == pytest.approx([0.8, 0.6, 0.0])


def test_agreement_speaks_against_the_wrong_law_and_for_the_right_one() -> None:
    aged = censored(Weibull(400.0, 3.0), 80, 5, 800.0)
    assert fitting.agreement(aged, fitting.fit_exponential).p_value <= 0.01
    assert fitting.agreement(aged, fitting.fit_weibull).p_value > 0.05
    assert fitting.ageing_p_value(aged) < 1e-4


def test_agreement_rarely_doubts_the_right_law() -> None:
    trials, level = 50, 0.2
    doubted = sum(
        fitting.agreement(
            censored(Exponential(10.0), 30, seed, 15.0), fitting.fit_exponential, records=49
        ).p_value
        <= level
        for seed in range(trials)
    )
    assert abs(doubted / trials - level) < Z * math.sqrt(level * (1 - level) / trials)


def test_agreement_of_long_records_keeps_its_level() -> None:
    """Compared with shorter records: 4 * MOST_DRAWN times are doubted as often as they should."""
    trials, level, n = 60, 0.2, 4 * fitting.MOST_DRAWN
    doubted = sum(
        fitting.agreement(
            censored(Weibull(10.0, 1.5), n, seed, 15.0), fitting.fit_weibull, 49
        ).p_value
        <= level
        for seed in range(trials)
    )
    assert abs(doubted / trials - level) < Z * math.sqrt(level * (1 - level) / trials)
    wrong = censored(Weibull(10.0, 1.2), 10 * fitting.MOST_DRAWN, 1, 15.0)
    assert fitting.agreement(wrong, fitting.fit_exponential).p_value == 1 / 200


@pytest.mark.parametrize("cut", [math.inf, 1.0], ids=["whole", "cut"])
def test_scipy_finds_the_same(cut: float) -> None:
    data = censored(Weibull(400.0, 0.7), 40, 3, cut * 400.0)
    as_scipy = stats.CensoredData(data.times[data.ended], right=data.times[~data.ended])
    at, left = fitting.kaplan_meier(data)
    assert stats.ecdf(as_scipy).sf.evaluate(at) == pytest.approx(left)
    weibull = fitting.fit_weibull(data, draws=0).distribution
    shape, _, scale = stats.weibull_min.fit(as_scipy, floc=0)
    assert (weibull.shape, weibull.scale()) == pytest.approx((shape, scale), rel=1e-4)
    lognormal = fitting.fit_lognormal(data, draws=0).distribution
    sigma, _, median = stats.lognorm.fit(as_scipy, floc=0)
    found = (lognormal.mean() / math.exp(sigma**2 / 2), lognormal.cv)
    assert found == pytest.approx((median, math.sqrt(math.expm1(sigma**2))), rel=1e-3)


def test_agreement_is_the_same_every_time() -> None:
    data = censored(Exponential(10.0), 30, 1, 15.0)
    first, second = (fitting.agreement(data, fitting.fit_exponential) for _ in range(2))
    assert first == second


def test_wilson_by_hand() -> None:
    low, high = fitting.share(1, 10)
    assert low == pytest.approx(0.0178762, rel=1e-4)
    assert high == pytest.approx(0.4041500, rel=1e-4)


@pytest.mark.parametrize("times", [[0.0], [-1.0], [math.inf], [math.nan], []])
def test_times_must_be_above_0(times: list[float]) -> None:
    with pytest.raises(ValueError, match="must"):
        fitting.record(times)


@pytest.mark.parametrize("fit", [fitting.fit_weibull, fitting.fit_lognormal])
def test_two_parameters_need_two_times(fit) -> None:
    with pytest.raises(ValueError, match="two different"):
        fit(fitting.record([3.0, 3.0]))
