"""The teaching scenario: it holds what its header and the tutorial say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import renkei.library
from renkei.doctrine.checks import check
from renkei.scenario import Document, load_scenario
from renkei.scenario.language.paths import walk_quantities

FILE = Path(renkei.library.__path__[0]) / "skerries.yaml"
LEVERS = ("open-yard", "second-shift", "coproduction", "forward-stock")
SET_UP = re.compile(
    r"time\..*|.*\.(personnel|teams|off_hours_teams|platforms|speed|every|deadline|quantity|count"
    r"|per_platform|reorder_at|lot|target|reserve|batch|most_on_hand|first|factor)"
    r"|.*\.(docks|components)\..*|responses\..*\.platforms|facilities\..*\.longest"
)
"""What says how things are set up: neither a guess nor with a range."""


@pytest.fixture(scope="module")
def skerries() -> Document:
    return load_scenario(FILE)


def test_every_design_and_combination_is_sound(skerries: Document) -> None:
    check(skerries, designs=[*skerries.design_ids, *(f"joint+{lever}" for lever in LEVERS)])
    assert set(skerries.design_ids) == {"apart", "joint", *LEVERS}


def test_what_is_not_known_is_a_guess_with_a_range(skerries: Document) -> None:
    for path, quantity in walk_quantities(skerries.scenario):
        if quantity.source == "guess":
            assert quantity.has_range, path
        else:
            assert quantity.source is None, path
            assert SET_UP.fullmatch(path), path


def test_can_be_read_in_ten_minutes() -> None:
    assert len(FILE.read_text("utf-8").splitlines()) < 400


def test_names_are_in_japanese_too(skerries: Document) -> None:
    scenario = skerries.scenario
    tables = (scenario.items, scenario.units, scenario.designs, scenario.nations)
    assert all(entry.name.ja for table in tables for entry in table.values())


@pytest.mark.slow
def test_the_lesson(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each lever matters in its own way; the tutorial says so in words."""
    from renkei.cli import main

    monkeypatch.chdir(tmp_path)
    designs = f"apart,joint,{','.join(LEVERS)}"
    assert main(["compare", "skerries", "--designs", designs, "--json", "--quiet"]) == 0
    data = json.loads(capsys.readouterr().out)
    answers = {
        (row["design"], row["metric"]): row["difference"]
        for row in data["rows"]
        if row["design"] != "apart"
    }
    supply = {
        (row["subject"], row["measure"], row["design"]): row["difference"]
        for row in data["sustainment"]["rows"]
    }
    in_time = {design: answers[design, "p_deadline"] for design in ("joint", *LEVERS)}
    assert 0.05 < in_time["joint"] < 0.15
    assert all(0 < in_time[lever] < in_time["joint"] for lever in LEVERS)
    ready = {d: supply["frigates", "capable", d] for d in ("joint", "second-shift")}
    assert abs(ready["joint"]) < 0.01 < 0.1 < ready["second-shift"]
    assert supply["destroyers", "capable", "open-yard"] > 0.02
