"""`--json` holds numbers and units: no sign or blank that only a person reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOR_PEOPLE = {
    "\u2009": "thin space",
    "\u202f": "narrow no-break space",
    "\u00a0": "no-break space",
    "\u2212": "minus sign",
}
RUN = ("--reps", "12", "--processes", "1", "--quiet")


def texts(data: Any) -> Iterator[str]:
    """Yield every key and every text of plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for one in data:
            yield from texts(one)
    elif isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from texts(value)


def printed(done: Any) -> Any:
    """Return the JSON that a command printed, after a look at what is in it."""
    assert done.code in (0, 1, 4), done.err
    data = json.loads(done.out)
    wrong = {FOR_PEOPLE[letter] for text in texts(data) for letter in text if letter in FOR_PEOPLE}
    assert not wrong
    return data


ADD = {
    "template": "headquarters.island-command.cells.operations.teams=1",
    "skerries": "facilities.island-yard.docks.frigate=1",
}
INCIDENT = {"template": "fire", "skerries": "harassment"}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("json")


@pytest.mark.parametrize("scenario", ["template", "skerries"])
class TestNoSignsForPeople:
    def test_in_what_a_scenario_holds(self, renkei, scenario: str) -> None:
        for words in (
            ("check", scenario),
            ("resolve", scenario),
            ("assumptions", scenario),
            ("explain", scenario, INCIDENT[scenario]),
        ):
            printed(renkei(*words, "--json"))

    def test_in_designs(self, renkei, scenario: str) -> None:
        designs = list(printed(renkei("resolve", scenario, "--json"))["designs"])
        for design in designs:
            shown = printed(renkei("show", scenario, "-d", design, "--json"))
            assert shown["design"] == design
        rival = ("explain", scenario, INCIDENT[scenario], "--against", designs[1])
        printed(renkei(*rival, "--json"))

    def test_in_answers(self, renkei, scenario: str, out: Path) -> None:
        told = printed(renkei("compare", scenario, *RUN, "--out", out, "--json"))
        assert told["why"]
        assert all(one["kind"] for one in told["cautions"])
        printed(renkei("run", scenario, *RUN, "--out", out, "--json"))

    def test_in_additions(self, renkei, scenario: str, out: Path) -> None:
        words = ("marginal", scenario, *RUN, "--add", ADD[scenario], "--out", out, "--json")
        told = printed(renkei(*words))
        assert told["additions"][0]["changes"]


def test_in_a_sweep(renkei, out: Path) -> None:
    values = "headquarters.island-command.cells.operations.teams=2,3"
    told = printed(renkei("compare", "template", *RUN, "--sweep", values, "--out", out, "--json"))
    assert [one["value"] for one in told["values"]] == ["2", "3"]
    assert all("cautions" in one for one in told["values"])


def test_in_differences_of_files(renkei, tmp_path: Path) -> None:
    renkei("new", tmp_path / "mine.yaml")
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    (tmp_path / "yours.yaml").write_text(text.replace("teams: 2", "teams: 3"), "utf-8")
    printed(renkei("diff", tmp_path / "mine.yaml", tmp_path / "yours.yaml", "--json"))
