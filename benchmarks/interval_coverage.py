"""Measure how often 95 % intervals hold the true value, on small models with known answers.

Each row draws its replications directly, thousands of times, and takes its intervals from the code
that `run` and `compare` use: the engine is not at stake here. A replication is a world with a few
incidents; times of a world share its pace, so that incidents of a replication are not independent.
Truths are closed forms or numerical integrals, never simulated. The exit code is 1 if a usual
interval holds its truth in fewer than 93.5 % or more than 96.5 % of the repetitions, as far as
chance allows. Without ``--smoke`` the table goes to ``docs/reference/coverage.md``.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq

from coverage_page import HIGH, LOW, write_section
from renkei.analysis.responses.metrics import Metric
from renkei.analysis.responses.precision import HalfWidth, Precision
from renkei.analysis.statistics.differences import ratio_difference
from renkei.analysis.statistics.estimation import Clusters, Floats, Over, ratio
from renkei.analysis.statistics.sequential import (
    LEAST,
    TwoLooks,
    always_valid_confidence,
    always_valid_error,
    next_look,
)

REPETITIONS, SMOKE = 2000, 60
PART = 25
MOST = 6400

DECIDES = "a run that ends when all is decided"
"""Rows of runs that are to end with a verdict."""

MEAN_H = 2.0
"""Mean time at the best pace [h]."""

LATER, SHARE, PACE = 1.0, 0.3, 0.8
"""The other design: all is done in 0.8 of the time, and 30 % wait an hour."""


# --- the models ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sample:
    """Incidents of some replications under two designs [h]."""

    replication: np.ndarray
    ours: Floats
    theirs: Floats

    def first(self, replications: int) -> Sample:
        end = int(np.searchsorted(self.replication, replications))
        return Sample(self.replication[:end], self.ours[:end], self.theirs[:end])


@dataclass(frozen=True)
class Model:
    """Worlds of uniform or lognormal pace; exponential times; Poisson incidents.

    Parameters
    ----------
    spread
        0: paces are uniform in 0.5 to 1.5; else lognormal with this sigma and mean 1.
    rate
        Mean number of incidents of a replication, besides one; below 0: besides none.
    busy
        Whether slow worlds have more incidents.
    """

    spread: float = 0.0
    rate: float = 4.0
    busy: bool = False

    def draw(self, rng: np.random.Generator, replications: int) -> Sample:
        if self.spread:
            pace = np.exp(self.spread * rng.standard_normal(replications) - self.spread**2 / 2)
        else:
            pace = rng.uniform(0.5, 1.5, replications)
        number = rng.poisson(abs(self.rate) * (pace if self.busy else 1.0), replications)
        number += self.rate > 0
        replication = np.repeat(np.arange(replications), number)
        theirs = rng.exponential(MEAN_H, len(replication)) * pace[replication]
        waits = rng.random(len(replication)) < SHARE
        return Sample(replication, PACE * theirs + LATER * waits, theirs)

    def over_paces(self, of: Callable[[float], float], over: Over) -> float:
        """Return a mean over worlds, or over incidents, of a function of the pace."""

        def weight(pace: float) -> float:
            if over == "worlds" or not self.busy:
                return 1.0
            return 1.0 + abs(self.rate) * pace

        if not self.spread:
            top = quad(lambda w: weight(w) * of(w), 0.5, 1.5)[0]
            return float(top / quad(weight, 0.5, 1.5)[0])
        assert over == "worlds"

        def by_score(z: float) -> float:
            density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
            return density * of(math.exp(self.spread * z - self.spread**2 / 2))

        return float(quad(by_score, -9, 9)[0])

    def below(self, hours: float, over: Over) -> float:
        """Return the probability of a time under the baseline of at most this."""
        if hours <= 0:
            return 0.0
        return self.over_paces(lambda w: -math.expm1(-hours / (MEAN_H * w)), over)

    def below_ours(self, hours: float, over: Over) -> float:
        now, later = (self.below((hours - wait) / PACE, over) for wait in (0.0, LATER))
        return (1 - SHARE) * now + SHARE * later

    def truth(self, metric: Metric, over: Over, difference: bool) -> float:
        value = self._truth(metric, self.below, over)
        if not difference:
            return value
        return self._truth(metric, self.below_ours, over, ours=True) - value

    def _truth(
        self, metric: Metric, below: Callable[[float, Over], float], over: Over, ours: bool = False
    ) -> float:
        match metric.statistic:
            case "p_deadline":
                return below(metric.deadline_h, over)
            case "mean":
                mean = self.over_paces(lambda w: MEAN_H * w, over)
                return PACE * mean + SHARE * LATER if ours else mean
            case _:
                share = {"median": 0.5, "p90": 0.9}[metric.statistic]
                return float(brentq(lambda t: below(t, over) - share, 1e-6, 500))


UNIFORM = Model()
SKEWED = Model(spread=0.8)
BUSY = Model(busy=True)
RARE = Model(rate=-0.3)


@cache
def truth(model: Model, metric: Metric, over: Over, difference: bool) -> float:
    return model.truth(metric, over, difference)


# --- rows of the table --------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """Of one repetition: whether the truth lay within, below or above; what else there is."""

    within: bool
    below: bool = False
    length: float = math.nan
    replications: int = 0
    wrong: bool = False


@dataclass(frozen=True)
class Row:
    """A row: how it is named, and one repetition of it; a bound is to hold at least so often."""

    group: str
    name: str
    repeat: Callable[[np.random.Generator], Outcome]
    is_bound: bool = False


def metric_of(statistic: str, deadline: float = 4.0) -> Metric:
    return Metric("decided", statistic, deadline, 1e9, 0.95)  # type: ignore[arg-type]


def outcome(low: float, high: float, value: float, replications: int) -> Outcome:
    return Outcome(low <= value <= high, value < low, high - low, replications)


def interval(
    sample: Sample, metric: Metric, over: Over, difference: bool
) -> tuple[float, float, float, int]:
    clusters = Clusters(sample.replication, over)
    if difference:
        found = metric.difference(sample.ours, sample.theirs, clusters).difference
        return found.value, found.low, found.high, found.n_replications
    estimate = metric.estimate(sample.theirs, clusters)
    return estimate.value, estimate.low, estimate.high, estimate.n_replications


def fixed(
    group: str,
    name: str,
    model: Model,
    metric: Metric,
    replications: int,
    over: Over = "worlds",
    difference: bool = False,
    is_bound: bool = False,
) -> Row:
    value = truth(model, metric, over, difference)

    def repeat(rng: np.random.Generator) -> Outcome:
        sample = model.draw(rng, replications)
        _, low, high, _ = interval(sample, metric, over, difference)
        return outcome(low, high, value, replications)

    return Row(group, f"{name}, {replications} replications", repeat, is_bound)


def until(
    name: str,
    model: Model,
    metric: Metric,
    amount: float,
    relative: bool = False,
    difference: bool = False,
) -> Row:
    """Return the row of runs that end when the interval is short, as by `--until`."""
    asked = HalfWidth(metric.statistic, amount, relative, difference, "decided", "any")
    value = truth(model, metric, "worlds", difference)

    def repeat(rng: np.random.Generator) -> Outcome:
        whole = model.draw(rng, MOST)
        done, two_looks = 2 * PART, TwoLooks()
        while True:
            sample = whole.first(done)
            estimate, low, high, informed = interval(sample, metric, "worlds", difference)
            wanted = amount * abs(estimate) if relative else amount
            now = Precision(asked, (high - low) / 2, wanted, "any", "any", done, informed)
            if two_looks.ends(done, now.may_stop) or done >= MOST:
                return outcome(low, high, value, done)
            done = min(next_look(done, PART), MOST)

    return Row("a run that ends when the interval is short enough", name, repeat)


def decided(name: str, zone: float, shift: float) -> Row:
    """Return the row of runs that end when a difference of means is decided."""

    def repeat(rng: np.random.Generator) -> Outcome:
        whole = UNIFORM.draw(rng, MOST)
        other = whole.theirs * np.exp(0.3 * rng.standard_normal(len(whole.theirs)) - 0.045) + shift
        done, held = 2 * PART, True
        while done <= MOST:
            end = int(np.searchsorted(whole.replication, done))
            clusters = Clusters(whole.replication[:end], "worlds")
            level = Metric("decided", "mean", 4.0, 1e9, always_valid_confidence(0.95, done))
            found = level.difference(other[:end], whole.theirs[:end], clusters).difference
            held &= found.low <= shift <= found.high
            error = always_valid_error(found.uncertainty.error_beyond(zone), done)
            differs = error <= 0.05 and abs(found.value) > zone
            equal = -zone <= found.low and found.high <= zone
            if (differs or equal) and done >= LEAST:
                right = (found.value > 0) == (shift > 0) and abs(shift) > zone
                wrong = (differs and not right) or (equal and abs(shift) > zone)
                return Outcome(held, False, found.high - found.low, done, wrong)
            done = next_look(done, PART)
        return Outcome(held, False, math.nan, MOST, False)

    return Row(DECIDES, name, repeat, is_bound=True)


def shares(name: str, replications: int, difference: bool) -> Row:
    """Hours at work over hours present: a ratio of sums, as of readiness and loads."""

    def repeat(rng: np.random.Generator) -> Outcome:
        present = rng.uniform(50, 150, replications)
        common = rng.beta(8, 2, replications)
        ours = present * np.clip(common * rng.uniform(0.8, 1.0, replications), 0, 1)
        theirs = present * common
        if difference:
            found = ratio_difference((ours, present), (theirs, present))
            return outcome(found.low, found.high, 0.8 * 0.9 - 0.8, replications)
        estimate = ratio(theirs, present, is_share=True)
        return outcome(estimate.low, estimate.high, 0.8, replications)

    group = "differences, paired" if difference else "shares of time"
    return Row(group, f"{name}, {replications} replications", repeat)


def rows() -> list[Row]:
    found = []
    for model, word in ((UNIFORM, "mean time"), (SKEWED, "mean time, skewed worlds")):
        found += [fixed("means", word, model, metric_of("mean"), n) for n in (50, 200)]
    for over in ("worlds", "incidents"):
        name = f"mean time over {over}, slow worlds busier"
        found.append(fixed("means", name, BUSY, metric_of("mean"), 200, over))  # type: ignore[arg-type]
    for deadline, word in ((4.0, "0.86"), (0.25, "0.13"), (14.0, "0.998")):
        metric = metric_of("p_deadline", deadline)
        name = f"probability {word}"
        if word == "0.998":  # too few failures to miss above: one end alone can miss
            found.append(fixed("probabilities", name, UNIFORM, metric, 50, is_bound=True))
            continue
        found += [fixed("probabilities", name, UNIFORM, metric, n) for n in (50, 200)]
    rare = metric_of("p_deadline", 4.0)
    name = "probability, an incident in one of four replications"
    found.append(fixed("probabilities", name, RARE, rare, 400))
    for statistic in ("median", "p90"):
        for model, word in ((UNIFORM, ""), (SKEWED, ", skewed worlds")):
            found.append(fixed("quantiles", f"{statistic}{word}", model, metric_of(statistic), 200))
        found.append(fixed("quantiles", statistic, UNIFORM, metric_of(statistic), 50))
    found += [shares("share of sums", n, False) for n in (50, 200)]
    for statistic in ("mean", "p_deadline", "median", "p90"):
        for n in (50, 200):
            found.append(
                fixed(
                    "differences, paired", statistic.replace("p_deadline", "probability"), UNIFORM,
                    metric_of(statistic), n, difference=True,
                )
            )  # fmt: skip
    found.append(shares("share of sums", 200, True))
    mean, in_time, median = (metric_of(s) for s in ("mean", "p_deadline", "median"))
    found += [
        until("mean, ± 12 min", UNIFORM, mean, 0.2),
        until("mean, ± 5 %", UNIFORM, mean, 0.05, relative=True),
        until("mean, ± 10 %, skewed worlds", SKEWED, mean, 0.1, relative=True),
        until("probability, ± 2 points", UNIFORM, in_time, 0.02),
        until("median, ± 6 %", UNIFORM, median, 0.06, relative=True),
        until("90th percentile, ± 8 %", UNIFORM, metric_of("p90"), 0.08, relative=True),
        until("difference of means, ± 3 min", UNIFORM, mean, 0.05, difference=True),
        until(
            "difference of probabilities, ± 1.5 points", UNIFORM, in_time, 0.015, difference=True
        ),
        until("difference of medians, ± 4 min", UNIFORM, median, 0.07, difference=True),
    ]
    found += [
        decided("no difference, zone ± 3 min", 0.05, 0.0),
        decided("a difference of 12 min, zone ± 3 min", 0.05, 0.2),
        decided("a difference as large as the zone, 3 min", 0.05, 0.05),
    ]
    return found


# --- the page -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measured:
    row: Row
    outcomes: list[Outcome]

    @property
    def share(self) -> float:
        return float(np.mean([one.within for one in self.outcomes]))

    @property
    def error(self) -> float:
        """Standard error of the share, if it is 95 %."""
        return math.sqrt(0.95 * 0.05 / len(self.outcomes))

    @property
    def is_sound(self) -> bool:
        """Whether the share lies where it is to lie; in few repetitions as far as chance allows."""
        slack = 0.0 if len(self.outcomes) >= 2000 else 3 * self.error
        high = 1.0 if self.row.is_bound else HIGH + slack
        return LOW - slack <= self.share <= high


def measured(row: Row, number: int, repetitions: int) -> Measured:
    return Measured(
        row,
        [row.repeat(np.random.default_rng([20251128, number, i])) for i in range(repetitions)],
    )


def line(one: Measured) -> str:
    found = one.outcomes
    below = float(np.mean([o.below for o in found]))
    above = float(np.mean([not (o.within or o.below) for o in found]))
    decides = one.row.group == DECIDES
    wrong = f"{100 * np.mean([o.wrong for o in found]):.1f} %" if decides else ""
    ends = sorted(o.replications for o in found)
    many = f"{ends[len(ends) // 2]:,}" if ends[0] != ends[-1] else ""
    misses = "" if decides else f"{100 * below:.1f} / {100 * above:.1f}"
    mark = "" if one.is_sound else " **off**"
    return (
        f"| {one.row.group} | {one.row.name} | {100 * one.share:.1f} %{mark} | {misses} | {many} "
        f"| {wrong} |"
    )


HEAD = [
    "| what | of | holds the truth | misses: interval too high / too low [%] | "
    "replications, median | wrong verdicts |",
    "| --- | --- | --- | --- | --- | --- |",
]


def section(lines: list[str], repetitions: int) -> list[str]:
    return [
        "By `python benchmarks/interval_coverage.py`, which draws small models with known answers "
        f"{repetitions:,} times and takes 95 % intervals by the code that `run` and `compare` use. "
        "The standard error of each figure is "
        f"{100 * math.sqrt(0.95 * 0.05 / repetitions):.1f} points. A replication is a world with "
        "a few incidents that share its pace, uniform in 0.5 to 1.5 or, *skewed*, lognormal (σ = "
        "0.8); truths are closed forms or integrals.",
        "",
        "Runs that end by themselves look at 50, 75, 100, 125, 150, 200, 250 … replications, "
        "as `--until` does, and end when the interval is short at two looks in a row. "
        "Intervals after `--until decided` hold at all looks together, and therefore in more "
        "than 95 % of the runs at the look that ends one; what they promise is that at most "
        "5 % of the runs end with a wrong verdict. Of a probability near 1 only one end can "
        "miss.",
        "",
        *HEAD,
        *lines,
    ]


def main() -> int:
    """Print the table; return 1 if a coverage is off."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few repetitions; write no page")
    parser.add_argument("--repetitions", type=int, help="repetitions of each row; write no page")
    parser.add_argument("--only", help="rows whose names hold this; write no page")
    options = parser.parse_args()
    repetitions = options.repetitions or (SMOKE if options.smoke else REPETITIONS)
    found = []
    print("\n".join(HEAD))
    for number, row in enumerate(rows()):
        if options.only is None or options.only in f"{row.group}: {row.name}":
            found.append(measured(row, number, repetitions))
            print(line(found[-1]), flush=True)
    if not (options.smoke or options.only or options.repetitions):
        write_section("Models drawn directly", section([line(one) for one in found], repetitions))
    off = [one.row.name for one in found if not one.is_sound]
    wrong = [one.row.name for one in found if np.mean([o.wrong for o in one.outcomes]) > 0.06]
    for name in (*off, *wrong):
        print(f"off: {name}")
    return 1 if off or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
