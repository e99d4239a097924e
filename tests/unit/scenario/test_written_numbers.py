"""Every number that is written is read back as the same number."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei._base.errors import InputError
from renkei._base.nearest import did_you_mean
from renkei.scenario import parse_scenario
from renkei.scenario.quantities.reading import quantity
from renkei.scenario.quantities.scalars import _read_number
from renkei.scenario.quantities.units import LARGEST, SMALLEST, plain
from renkei.scenario.text.nodes import Mapping, Problems, Scalar
from renkei.scenario.text.yaml_reading import parse_yaml
from renkei.scenario.text.yaml_writing import to_yaml

SIZES = st.one_of(
    st.just(0.0),
    st.floats(SMALLEST, LARGEST),
    st.floats(-12, 9).map(lambda power: min(max(10.0**power, SMALLEST), LARGEST)),
)

SMALL = """
renkei: 1
name: Small
time: {{start: 2025-04-01, horizon: 30 d, warm_up: 0 d, drain: 5 d}}
nations: {{ARN: {{name: Arenland, language: en}}}}
places: {{a: {{name: A, latitude: {latitude}, longitude: 0, zone: UTC}}}}
doctrine: {{handling: {time}, ordering: 10 min, command_net: 5 min, adjudication: 1 h,
  request_for_forces: 1 h}}
headquarters: {{joint: {{name: J, nation: ARN, place: a, cells: {{operations: {{teams: 2}}}}}}}}
authorities: {{arn: {{nation: ARN, categories: [sea], holder: joint}}}}
responses: {{r: {{name: R, category: sea, precedence: FLASH, deadline: 1 h, deadline_for: decided,
  nations: {{ARN: {{role: lead}}}}}}}}
incidents: {{i: {{name: I, response: r, arrivals: {{rate: 6 / year}},
  places: {{a: {{weight: {weight}}}}}, detected_by: joint}}}}
"""


@given(SIZES)
def test_a_number_is_written_without_exponent_and_read_back(number: float) -> None:
    text = plain(number)
    assert "e" not in text.lower()
    assert float(text) == number
    node = parse_yaml(to_yaml({"x": number}), "text", Problems())
    assert isinstance(node, Mapping)
    value = node.items["x"]
    assert isinstance(value, Scalar)
    assert _read_number(value.value) == number
    assert quantity(number, "factor").mean() == number
    assert quantity({"value": number}, "count").mean() == number


@given(st.floats(1e-9, 89.0), SIZES.filter(lambda x: x > 0), st.floats(1e-9, 1e6))
def test_what_resolve_prints_is_what_was_declared(
    latitude: float, weight: float, hours: float
) -> None:
    text = SMALL.format(latitude=plain(latitude), weight=plain(weight), time=f"{plain(hours)} h")
    first = parse_scenario(text)
    again = parse_scenario(first.resolved_yaml())
    assert again.scenario == first.scenario
    assert again.scenario.incidents["i"].places["a"].weight == weight
    assert again.resolved_yaml() == first.resolved_yaml()


def test_the_tiny_weight_that_was_written_with_an_exponent() -> None:
    text = SMALL.format(latitude=1, weight="0.00001", time="10 min")
    resolved = parse_scenario(text).resolved_yaml()
    assert "0.00001" in resolved
    assert "1e-05" not in resolved
    parse_scenario(resolved)


@pytest.mark.parametrize(
    "written", ["9" * 310, "0." + "0" * 330 + "1", "9" * 40, "1" + "0" * 10, "0.0000000000001"]
)
@pytest.mark.parametrize("key", ["latitude", "weight", "time"])
def test_what_no_number_can_mean_is_refused(written: str, key: str) -> None:
    values = {"latitude": "1", "weight": "1", "time": "10 min"}
    values[key] = written if key != "time" else f"{written} h"
    with pytest.raises(InputError):
        parse_scenario(SMALL.format(**values))


LONG = {
    "unit": "time: 10 " + "a" * 1_000_000,
    "unit in parts": "time: 10 " + "a*" * 500_000 + "b",
    "digits": "time: " + "9" * 1_000_000,
    "key": "a" * 1_000_000 + ": 1",
    "flow list": "x: [" + "1, " * 300_000 + "1]",
    "flow table": "x: {" + ", ".join(f"k{n}: 1" for n in range(60_000)) + "}",
    "comment": "# " + "x" * 1_000_000,
    "quoted": 'x: "' + "\\x41" * 250_000 + '"',
    "words": "x: " + "a " * 500_000,
    "anchor": "x: &" + "a" * 1_000_000 + " 1",
    "brackets": "x: " + "[" * 1_000_000,
}


@pytest.mark.parametrize("kind", LONG)
def test_a_line_of_a_million_characters_takes_seconds_at_most(kind: str) -> None:
    text = SMALL.format(latitude=1, weight=1, time="10 min") + LONG[kind] + "\n"
    code = (
        "import sys\nfrom renkei._base.errors import InputError\n"
        "from renkei.scenario import parse_scenario\n"
        "try: parse_scenario(sys.stdin.read())\n"
        "except InputError as error: [str(problem) for problem in error.problems[:3]]\n"
    )
    # Quadratic, it would be hours: the limit only keeps the tests from standing still.
    words = [sys.executable, "-c", code]
    subprocess.run(words, input=text.encode(), check=True, timeout=600)


def test_nothing_is_looked_for_without_end() -> None:
    assert did_you_mean("plns", ["plans", "operations"]) == "did you mean `plans`?"
    assert did_you_mean("plans" * 100_000, ["plans"] * 10) == ""
