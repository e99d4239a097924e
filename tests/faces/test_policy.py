"""A function of the user's chooses units: a design of its own, with the incidents of the others."""

from __future__ import annotations

from pathlib import Path

import polars as pl

import renkei as rk


def nobody(request: object) -> None:
    """Let every request wait for ever."""


def test_a_policy_is_a_design_of_its_own(tmp_path: Path) -> None:
    study = rk.open("template")
    base = study.baseline
    study.with_policy(base, nobody, name="nobody")
    results = study.run([base, "nobody"], replications=3, out=tmp_path, progress=False)
    reached = results.scan("incidents").group_by("design").agg(
        pl.len().alias("incidents"), pl.col("on_station_h").count().alias("there")
    )  # fmt: skip
    found = {row["design"]: row for row in reached.collect().to_dicts()}
    assert found[base]["incidents"] == found["nobody"]["incidents"]
    assert found[base]["there"] > 0
    assert found["nobody"]["there"] == 0
