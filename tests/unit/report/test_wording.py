"""Names, numbers and times as people read them."""

from __future__ import annotations

import math

import pytest

from renkei._base.language import speaking
from renkei.report.wording import Unit, clock, hours, milestone_words, number, share, unit_for
from renkei.scenario.model.common import Name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1 / 3600, "1 s"),
        (5 / 60, "5 min"),
        (59.6 / 60, "60 min"),
        (2.5, "2.5 h"),
        (47.9, "48 h"),
        (72.0, "3 d"),
        (-1.25, "−1.2 h"),
        (None, "–"),
        (math.nan, "–"),
    ],
)
def test_hours_read_in_the_unit_that_fits(value: float | None, text: str) -> None:
    assert hours(value) == text


def test_signed_values_show_their_sign() -> None:
    assert hours(2.0, signed=True) == "+2 h"
    assert share(0.05, signed=True) == "+5.0 %"
    assert share(-0.25, signed=True) == "−25 %"


@pytest.mark.parametrize(("value", "text"), [(0.0, "0:00"), (1.999, "2:00"), (68.55, "68:33")])
def test_clock_counts_hours_since_the_event(value: float, text: str) -> None:
    assert clock(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (2.5, "2.5"), (12000.0, "12,000"), (0.04, "0.04"), (1157.4, "1,157")],
)
def test_numbers_have_no_superfluous_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_a_missing_japanese_name_falls_back_to_english() -> None:
    from renkei.study.names import name_of

    with speaking("ja"):
        assert name_of(Name(en="Fleet"), "fleet") == "Fleet"
        assert name_of(Name(en="Fleet", ja="艦隊"), "fleet") == "艦隊"
    assert name_of(None, "fleet") == "fleet"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.04, "0.04"),
        (0.184, "0.18"),
        (0.999, "1"),
        (9.94, "9.9"),
        (9.97, "10"),
        (1157.4, "1,157"),
        (-3432.0, "−3,432"),
        (-0.001, "0"),
        (math.inf, "∞"),
    ],
)
def test_a_number_of_a_column(value: float, text: str) -> None:
    assert Unit("h", 1.0).number(value) == text


def test_values_that_stand_together_have_one_unit() -> None:
    assert unit_for([0.2, 0.5]).name == "min"
    assert unit_for([0.2, 9.0, 400.0]).name == "h"
    assert unit_for([90.0, 200.0, 400.0]).name == "d"
    assert unit_for([math.inf, math.nan]).name == "h"


def test_a_year_is_one_number_of_hours() -> None:
    from pathlib import Path

    import renkei
    from renkei.scenario.quantities.reading import quantity
    from renkei.scenario.quantities.units import YEAR_H

    assert quantity("1 year", "time").mean() == YEAR_H == 365 * 24
    for path in Path(renkei.__file__).parent.rglob("*.py"):
        if path.name != "units.py":
            assert not {"8760", "8766"} & set(
                path.read_text(encoding="utf-8").replace(".", " ").replace(")", " ").split()
            ), path


def test_a_milestone_in_words() -> None:
    assert milestone_words("first-on-station.ABC") == "first on station of ABC"
    assert milestone_words("council-met") == "council met"
