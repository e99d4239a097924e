"""A seasonal rate keeps the declared rate: over each calendar year the mean over its hours."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.program.compiling.arrivals import ArrivalTimes
from renkei.scenario.model.document import Clock


def pieces(seasonal: list[float], start: date, days: int) -> list[tuple[float, float]]:
    """Return length [h] and factor of each piece of a run."""
    clock = Clock.model_validate(
        {"start": start, "horizon": f"{days} d", "warm_up": "0 d", "drain": "0 d"}
    )
    times, factors = ArrivalTimes(clock).intensity(seasonal, [])
    ends = [*times[1:], 24.0 * days]
    return [(end - at, factor) for at, end, factor in zip(times, ends, factors, strict=True)]


@given(
    st.lists(st.floats(0.0, 5.0), min_size=12, max_size=12).filter(lambda s: sum(s) > 0.01),
    st.sampled_from([2023, 2024, 2025, 2028]),
)
def test_a_calendar_year_has_the_declared_rate(seasonal: list[float], year: int) -> None:
    days = 366 if year % 4 == 0 else 365
    mean = sum(hours * factor for hours, factor in pieces(seasonal, date(year, 1, 1), days))
    assert mean / (24 * days) == pytest.approx(1.0, rel=1e-9)


@pytest.mark.parametrize(("year", "factor"), [(2025, 365 / 28), (2024, 366 / 29)])
def test_all_in_february(year: int, factor: float) -> None:
    seasonal = [0.0, 1.0] + [0.0] * 10
    days = 366 if year == 2024 else 365
    got = pieces(seasonal, date(year, 1, 1), days)
    assert [f for _, f in got] == pytest.approx([0.0, factor, *[0.0] * 10])
    assert got[1][0] == 24 * (29 if year == 2024 else 28)


def test_an_even_season_changes_nothing() -> None:
    assert {f for _, f in pieces([2.0] * 12, date(2023, 7, 15), 800)} == {1.0}
