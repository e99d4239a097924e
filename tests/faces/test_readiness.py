"""Readiness and supply from a scenario to the page: run, compare, marginal with the kernel."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

SCENARIO = Path(__file__).parents[1] / "scenarios" / "supplies.yaml"
FEW = ("--reps", "12", "--processes", "1", "--quiet")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("supplies")


def rows_of(data: dict) -> dict[tuple[str, str, str, str], dict]:
    return {
        (row["domain"], row["subject"], row["measure"], row["design"]): row
        for row in data["sustainment"]["rows"]
    }


def test_run_tells_readiness_stocks_yards_lines_and_contracts(renkei, root) -> None:
    done = renkei("run", SCENARIO, *FEW, "--out", root)
    assert done.code == 0, done.err
    assert max(map(len, done.out.splitlines())) <= 100
    for words in (
        "mission capable",
        "of all platform time",
        "Ships: Refit",
        "docks and bays",
        "stocks: requests",
        "stocks: amounts on",
        "on hand over the run",
        "production lines",
        "contracts",
    ):
        assert words in done.out
    assert "facility" not in done.out  # docks are no cells
    assert done.out.index("of all platform time") < done.out.index("Supply")
    assert "Buoys at the pier" not in done.out
    every = renkei("run", SCENARIO, *FEW, "--out", root, "--all")
    assert "Buoys at the pier" in every.out
    assert max(map(len, every.out.splitlines())) <= 100


def test_platform_hours_add_up(renkei, root) -> None:
    done = renkei("run", SCENARIO, *FEW, "--out", root, "--json")
    rows = rows_of(json.loads(done.out))
    shares = {
        measure: row["estimate"]
        for (domain, subject, measure, _), row in rows.items()
        if (domain, subject, row["unit"]) == ("readiness", "ships", "1")
    }
    capable = shares.pop("capable")
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-9)
    up = ("ready", "committed", "recovering")
    assert capable == pytest.approx(sum(shares.get(status, 0.0) for status in up), abs=1e-9)
    assert 0.3 < capable < 1.0
    platforms = rows["readiness", "all units", "platforms", "d0"]["estimate"]
    assert platforms == pytest.approx(6 * capable, abs=1e-6)  # six ships, without a range


def test_compare_pairs_by_replication(renkei, root) -> None:
    done = renkei("compare", SCENARIO, *FEW, "--out", root, "--json")
    data = json.loads(done.out)
    rows = rows_of(data)
    more = rows["readiness", "all units", "platforms", "d1"]
    assert more["difference"] > 0  # a second dock
    assert more["diff_low"] <= more["difference"] <= more["diff_high"]
    assert more["variance_reduction"] > 1
    assert data["sustainment"]["method"]["confidence"] == 0.95
    shown = renkei("compare", SCENARIO, *FEW, "--out", root, "--sustainment")
    assert "paired with d0 by replication" in " ".join(shown.out.split())
    assert "Why, of readiness and supply" in shown.out
    assert list(data["sustainment"]["why"]) == ["d1"]
    assert {row["level"] for row in rows.values()} == {"group", "single"}
    assert "Buoys at the pier" not in shown.out  # one of the depots of a nation
    every = renkei("compare", SCENARIO, *FEW, "--out", root, "--all")
    assert "Buoys at the pier" in every.out
    assert len(every.out.splitlines()) > len(shown.out.splitlines())
    assert max(map(len, shown.out.splitlines())) <= 100


def test_marginal_ranks_additions_by_platforms(renkei, root) -> None:
    words = (
        *("--add", "facilities.yard.docks.corvette=1"),
        *("--add", "lines.works.rate=20 %"),
        *("--design", "d0"),
    )
    done = renkei("marginal", SCENARIO, *words, *FEW, "--out", root)
    assert done.code == 0, done.err
    assert max(map(len, done.out.splitlines())) <= 100
    assert "300 / year → 360 / year" in done.out
    data = json.loads(renkei("marginal", SCENARIO, *words, *FEW, "--out", root, "--json").out)
    dock, rate = data["additions"]
    assert dock["ranking"] == "best"
    assert rate["ranking"] != "best"
    gained = {
        (row["subject"], row["measure"]): row["difference"] for row in rate["readiness_and_supply"]
    }
    assert gained["works", "output"] > 0
    assert gained["works", "wait"] < 0


def test_the_answer_alone_draws_no_tables(renkei, root, monkeypatch) -> None:
    """They are thousands of rows, which nobody asked to see."""
    from renkei.report import why
    from renkei.report.sustainment import comparison

    assert renkei("run", SCENARIO, *FEW, "--out", root).code == 0
    before = renkei("compare", SCENARIO, *FEW, "--out", root)

    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("drawn")

    monkeypatch.setattr(comparison, "render_sustained", refuse)
    monkeypatch.setattr(why, "sustainment_why", refuse)
    after = renkei("compare", SCENARIO, *FEW, "--out", root)
    assert (after.code, after.out) == (before.code, before.out)
    with pytest.raises(AssertionError, match="drawn"):
        renkei("compare", SCENARIO, *FEW, "--out", root, "--sustainment")
