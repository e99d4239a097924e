"""Intervals of imported records hold the mean as often as they say.

Records are drawn by a small program of their own, a day at a time or from a law, written as the
rows of a table, and imported; theory: a proportion over trials, z = 4.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np
import pytest

from renkei._base.errors import InputError, Location
from renkei.interop import fitting
from renkei.interop.columns import Headings
from renkei.interop.estimates import estimate_failures, estimate_repairs
from renkei.interop.fitting import Agreement
from renkei.interop.records import Window
from renkei.interop.sheets import Cell, Sheet

Z, TRIALS, LEVEL = 4.0, 150, 0.95
BEGINS = datetime(2020, 1, 1)
FOR = Headings(values={"unit": "u", "maintenance": "m"})


@pytest.fixture(autouse=True)
def no_agreement(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test of agreement draws 199 records for each of 150: not what is looked at here."""
    monkeypatch.setattr(fitting, "agreement", lambda data, fit: Agreement(0.0, 1.0))


def sheet(names: list[str], rows: list[list[str]]) -> Sheet:
    def cells(texts: list[str], line: int) -> tuple[Cell, ...]:
        return tuple(
            Cell(text, Location("log.csv", line, k + 1), name)
            for k, (text, name) in enumerate(zip(texts, names, strict=True))
        )

    return Sheet("log.csv", cells(names, 1), tuple(cells(r, k + 2) for k, r in enumerate(rows)))


def written(day: float) -> str:
    return (BEGINS + timedelta(days=day)).strftime("%Y-%m-%d %H:%M:%S")


def fleet(seed: int, mean: float, ships: int, days: float) -> list[list[str]]:
    """Play a fleet: ships come late and leave early, fail by chance, and are long in the yard."""
    generator = np.random.default_rng(seed)
    rows = []
    for ship in range(ships):
        begin = float(generator.choice([0.0, generator.uniform(0, days / 2)]))
        end = float(generator.choice([days, generator.uniform(days / 2, days)]))
        service = [written(begin) if begin else "", written(end) if end < days else ""]
        now, n = begin, 0
        while (failed := now + generator.exponential(mean)) < end:
            back = failed + generator.lognormal(math.log(60), 1.0)
            returned = written(back) if back < min(end, days) else ""
            rows.append([f"S{ship}", written(failed), returned, *service])
            now, n = back, n + 1
            if now >= end:
                break
        if not n:
            rows.append([f"S{ship}", "", "", *service])
    return rows


def held(level: float, n: int, trials: int) -> bool:
    return abs(n / trials - level) < Z * math.sqrt(level * (1 - level) / trials)


@pytest.mark.parametrize(("mean", "ships"), [(900.0, 4), (300.0, 6)])
def test_interval_of_the_time_to_failure(mean: float, ships: int) -> None:
    names = ["platform", "failed", "returned", "in_service", "out_of_service"]
    window = Window(BEGINS, BEGINS + timedelta(days=1461))
    n_held, trials, exposure, events = 0, 0, 0.0, 0
    for seed in range(TRIALS):
        table = sheet(names, fleet(seed, mean, ships, 1461))
        try:
            done = estimate_failures([table], FOR, window, "exponential")
        except InputError:  # no failure at all: no interval is given
            continue
        assert not done.rejections
        (line,) = done.lines
        trials += 1
        n_held += line.low <= mean * 24 <= line.high
        exposure += done.bases[0].exposure / 24
        events += done.bases[0].n_events
    # Exposure over failures finds the mean; limits of few failures hold it at least as often.
    assert abs(exposure / events / mean - 1) < Z / math.sqrt(events)
    assert n_held / trials > LEVEL - Z * math.sqrt(LEVEL * (1 - LEVEL) / trials)


@pytest.mark.parametrize("cv", [0.4, 1.0])
@pytest.mark.parametrize("n", [8, 20])
def test_interval_of_the_time_of_work(cv: float, n: int) -> None:
    square = math.log1p(cv * cv)
    n_held = 0
    for seed in range(TRIALS):
        generator = np.random.default_rng(seed)
        lengths = 100 * np.exp(generator.normal(-square / 2, math.sqrt(square), n))
        starts = generator.uniform(0, 1000, n)
        ends = [
            written(s + x) if s + x < 1200 else "" for s, x in zip(starts, lengths, strict=True)
        ]
        rows = [[written(s), end] for s, end in zip(starts, ends, strict=True)]
        window = Window(BEGINS, BEGINS + timedelta(days=1200))
        (line,) = estimate_repairs([sheet(["start", "end"], rows)], FOR, window, "lognormal").lines
        n_held += line.low <= 2400 <= line.high
    assert held(LEVEL, n_held, TRIALS)


def test_share_that_runs_over_is_not_bent_by_the_end_of_the_record() -> None:
    """Periods of a year in a record of two: those still open, or just ended early, bend a share."""
    true, late, due = 0.3, 0, 0
    for seed in range(60):
        generator = np.random.default_rng(seed)
        rows = []
        for start in generator.uniform(0, 730, 40):
            over = generator.random() < true
            length = 365 * (generator.uniform(1, 2) if over else generator.uniform(0.5, 1))
            end = written(start + length) if start + length < 730 else ""
            rows.append([written(start), written(start + 365), end])
        window = Window(BEGINS, BEGINS + timedelta(days=730))
        names = ["planned_start", "planned_end", "end"]
        share = estimate_repairs([sheet(names, rows)], FOR, window).lines[1]
        late, due = late + round(share.mean * share.n), due + share.n
    assert abs(late / due - true) < Z * math.sqrt(true * (1 - true) / due)
