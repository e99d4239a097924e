"""Quantities: what may be written, what it means inside, and how it is printed again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei._base.errors import InputError
from renkei.scenario.quantities.distributions import Constant, Lognormal
from renkei.scenario.quantities.quantity import Quantity
from renkei.scenario.quantities.reading import quantity
from renkei.scenario.quantities.units import UNIT_TABLE, Unit


@pytest.mark.parametrize(
    ("written", "dimension", "inside", "printed"),
    [
        ("20 min", "time", 1 / 3, "20 min"),
        ("20min", "time", 1 / 3, "20 min"),
        ("1.50  hours", "time", 1.5, "1.5 hours"),
        ("2 week", "time", 336, "2 week"),
        ("1 year", "time", 8760, "1 year"),
        ("1 fortnight", "time", 336, "1 fortnight"),
        ("6 / year", "rate", 6 / 8760, "6 / year"),
        ("1.2 per day", "rate", 0.05, "1.2 / day"),
        ("3/h", "rate", 3, "3 / h"),
        ("450 kt", "speed", 450, "450 kt"),
        ("18.52 km/h", "speed", 10, "18.52 km / h"),
        ("1 m / s", "speed", 3600 / 1852, "1 m / s"),
        ("120 nmi", "distance", 120, "120 nmi"),
        ("1.852 km", "distance", 1, "1.852 km"),
        ("60 %", "fraction", 0.6, "60 %"),
        (0.6, "fraction", 0.6, "0.6"),
        ("1", "fraction", 1, "1"),
        (3, "count", 3, "3"),
        ("2.5", "count", 2.5, "2.5"),
        ("240", "people", 240, "240"),
        ("130 %", "factor", 1.3, "130 %"),
        ("0 h", "time", 0, "0 h"),
    ],
)
def test_value_inside_and_printed(
    written: str | float, dimension: str, inside: float, printed: str
) -> None:
    read = quantity(written, dimension)
    assert read.distribution == Constant(pytest.approx(inside))
    assert read.written == printed


@pytest.mark.parametrize(
    ("written", "dimension", "code"),
    [
        ("soon", "time", "SCN-030"),
        ("012", "count", "SCN-030"),
        ("1e3", "count", "SCN-030"),
        ("1_000", "count", "SCN-030"),
        ("1,5", "count", "SCN-030"),
        (".5", "fraction", "SCN-030"),
        ("8:30", "time", "SCN-030"),
        ("inf", "count", "SCN-030"),
        ("nan h", "time", "SCN-030"),
        ("\uff11 h", "time", "SCN-030"),
        (True, "count", "SCN-030"),
        (None, "time", "SCN-030"),
        ([], "time", "SCN-030"),
        ("20", "time", "SCN-031"),
        ("1 month", "time", "SCN-031"),
        ("1 flurb", "time", "SCN-031"),
        ("1 h *", "time", "SCN-031"),
        ("1 kg", "time", "SCN-031"),
        ("6 d", "rate", "SCN-032"),
        ("20 %", "time", "SCN-032"),
        ("3 h", "count", "SCN-032"),
        ("-1 h", "time", "SCN-033"),
        ("101 %", "fraction", "SCN-033"),
        ("0 kt", "speed", "SCN-033"),
        ({}, "time", "SCN-034"),
        ({"pert": ["1 h", "2 h"]}, "time", "SCN-034"),
        ({"gamma": {"mean": "1 h", "cv": 0}}, "time", "SCN-033"),
        ({"value": "1 h", "source": ""}, "time", "SCN-020"),
        ({"mixture": [{"weight": 1, "of": {"value": "1 h", "range": []}}]}, "time", "SCN-012"),
    ],
)
def test_refused_with_its_code(written: Any, dimension: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        quantity(written, dimension)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_all_that_is_wrong_comes_at_once() -> None:
    written = {"value": "20 kt", "range": ["2 h", "1 h"], "confidence": "hight", "sauce": "x"}
    with pytest.raises(InputError) as caught:
        quantity(written, "time")
    codes = sorted(problem.code for problem in caught.value.problems)
    assert codes == ["SCN-012", "SCN-021", "SCN-032", "SCN-035"]


def test_range_is_of_the_mean() -> None:
    read = quantity({"lognormal": {"mean": "6 h", "cv": 0.5}, "range": ["180 min", "12 h"]}, "time")
    assert read.distribution == Lognormal(6, 0.5)
    assert (read.low, read.high) == (3, 12)
    assert read.has_range
    assert not read.is_constant


def test_range_written_in_another_unit_may_touch_the_value() -> None:
    read = quantity({"value": "20 min", "range": ["0.3333333333 h", "1 h"]}, "time")
    assert read.low is not None
    assert read.low <= read.mean()


def test_the_spelling_is_not_part_of_the_value() -> None:
    assert quantity("90 min", "time") == quantity("1.5 h", "time")


# By hand, from the definitions: seconds, and metres.
SECONDS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86_400, "week": 604_800,
           "fortnight": 1_209_600, "year": 31_536_000}  # fmt: skip
METRES = {"nmi": 1852, "km": 1000, "m": 1, "mi": 1609.344, "yd": 0.9144, "ft": 0.3048}
METRES_PER_SECOND = {"kt": 1852 / 3600, "kph": 1 / 3.6, "mph": 0.44704}


def test_table_of_units_by_definition() -> None:
    wanted = {
        **{name: (size / 3600, (1, 0)) for name, size in SECONDS.items()},
        **{name: (size / 1852, (0, 1)) for name, size in METRES.items()},
        **{name: (size * 3600 / 1852, (-1, 1)) for name, size in METRES_PER_SECOND.items()},
    }
    assert {unit.name: unit.powers for unit in UNIT_TABLE} == {n: p for n, (_, p) in wanted.items()}
    for unit in UNIT_TABLE:
        assert unit.size == pytest.approx(wanted[unit.name][0], rel=1e-15), unit.name
    names = [name for unit in UNIT_TABLE for name in unit.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("unit", UNIT_TABLE, ids=lambda unit: unit.name)
def test_every_spelling_is_the_same_unit(unit: Unit) -> None:
    written = "{} / h" if unit.powers == (0, 1) else "{}"
    dimension = "time" if unit.powers == (1, 0) else "speed"
    for name in unit.names:
        read = quantity(f"2 {written.format(name)}", dimension)
        assert read.distribution == Constant(pytest.approx(2 * unit.size, rel=1e-15))


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("century", "year"),
        ("eon", "year"),
        ("month", "30 d"),
        ("shake", "`s`"),
        ("light_year", "km"),
        ("minuts", "minutes"),
        ("Hz", "1 / s"),
    ],
)
def test_other_units_are_refused_with_what_to_write(name: str, instead: str) -> None:
    with pytest.raises(InputError) as caught:
        quantity(f"1 {name}", "time")
    (problem,) = caught.value.problems
    assert problem.code == "SCN-031"
    assert instead in problem.remedy


def test_the_specification_prints_the_table() -> None:
    text = (Path(__file__).parents[3] / "spec" / "language.md").read_text(encoding="utf-8")
    for unit in UNIT_TABLE:
        row = f"| `{unit.name}` | {', '.join(f'`{n}`' for n in unit.others)} | {unit.meaning} |"
        assert row.replace("|  |", "| |") in text


NUMBERS = st.decimals(min_value="0.01", max_value=1000, places=2).map(str)
SPREADS = st.floats(0.2, 20.0).map(lambda value: f"{value:.4f}")


@st.composite
def written_times(draw: st.DrawFn) -> Any:
    """Draw a written time of any form."""
    unit = draw(st.sampled_from(["s", "min", "h", "d", "week"]))
    values = sorted(draw(st.lists(NUMBERS, min_size=3, max_size=3)), key=float)
    low, mode, high = (f"{value} {unit}" for value in values)
    cv = draw(SPREADS)
    form = draw(
        st.sampled_from(
            [
                mode,
                {"value": mode},
                {"value": mode, "range": [low, high]},
                {"uniform": [low, high]},
                {"triangular": [low, mode, high], "range": [low, high]},
                {"pert": [low, mode, high], "note": "A note: with a colon"},
                {"exponential": mode, "range": [low, high], "source": "guess"},
                {"gamma": {"mean": mode, "cv": cv}, "confidence": "low"},
                {"lognormal": {"cv": cv, "mean": mode}, "parameter": "pace"},
                {"weibull": {"mean": mode, "shape": cv}},
                {"empirical": [high, low]},
                {"empirical": {"values": [low, high], "weights": [cv, "1"]}},
                {"mixture": [{"weight": cv, "of": low}, {"weight": 1, "of": {"value": high}}]},
            ]
        )
    )
    return form


@given(written_times())
def test_printing_and_reading_again_changes_nothing(written: Any) -> None:
    read = quantity(written, "time")
    again = quantity(read.written, "time")
    assert again == read
    assert again.written == read.written


@given(written_times())
def test_the_range_holds_the_best_value(written: Any) -> None:
    read: Quantity = quantity(written, "time")
    if read.low is not None and read.high is not None:
        assert read.low <= read.mean() <= read.high


def test_a_best_value_is_the_median_unless_it_says_that_it_is_the_mean() -> None:
    written = {"value": "1 / year", "range": ["0.5 / year", "2 / year"]}
    median, mean = (quantity({**written, **more}, "rate") for more in ({}, {"means": "mean"}))
    year = 8760.0
    # (0.5 + 2 m + 2) / 4 for m = 1 is 1.125; it is 1 for m = 0.75.
    assert median.middle * year == pytest.approx(1.0)
    assert median.mean_over_worlds * year == pytest.approx(1.125)
    assert mean.middle * year == pytest.approx(0.75)
    assert mean.mean_over_worlds * year == pytest.approx(1.0)
    assert mean.mean() * year == pytest.approx(1.0)
    assert mean.written == {**written, "means": "mean"}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        # With the median at the low end the mean is (3 * 0.5 + 7) / 4 = 2.125 already.
        ({"value": "1 / year", "range": ["0.5 / year", "7 / year"], "means": "mean"}, "SCN-039"),
        ({"value": "6 / year", "range": ["0.5 / year", "7 / year"], "means": "mean"}, "SCN-039"),
        ({"value": "1 / year", "means": "mean"}, "SCN-039"),
        ({"value": "1 / year", "range": ["1 / year", "2 / year"], "means": "mode"}, "SCN-021"),
    ],
)
def test_a_mean_that_no_median_gives_is_refused(written: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as caught:
        quantity(written, "rate")
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_mean_at_a_quarter_of_its_range_is_the_last_that_is_possible() -> None:
    read = quantity({"value": 2, "range": [1, 5], "means": "mean"}, "factor")
    assert (read.middle, read.mean_over_worlds) == (1.0, 2.0)
