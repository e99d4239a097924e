"""`--sweep` and `--set`: the same question for several values, one table, and the record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from renkei._base.errors import InputError
from renkei.cli.sweeping import values_of


def test_values_are_parted_by_commas_that_stand_alone() -> None:
    assert values_of("parameters.x=0.5, 1,2") == ("parameters.x", ["0.5", "1", "2"])
    words = 'responses.r.assess={value: 3 h, range: [2 h, 4 h]},"1 h"'
    assert values_of(words) == (
        "responses.r.assess", ["{value: 3 h, range: [2 h, 4 h]}", "\"1 h\""],
    )  # fmt: skip


@pytest.mark.parametrize("words", ["x", "x=", "x=1", "=1,2", "x=1,,2", "x=1,1"])
def test_a_sweep_needs_a_path_and_several_values(words: str) -> None:
    with pytest.raises(InputError):
        values_of(words)


def test_one_table_for_all_values(renkei, tmp_path: Path) -> None:
    path = "authorities.north-fire.decision"
    command = [
        "run", "template", "--reps", "12", "--processes", "1", "--nominal", "--out", str(tmp_path),
        "--sweep", f"{path}=20 min,10 h,5 d", "--set", "time.horizon=60 d",
    ]  # fmt: skip
    done = renkei(*command)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == f"swept: {path}"
    starts = [line.partition("  ")[0] for line in lines]
    assert [start for start in starts if start in ("20 min", "10 h", "5 d")] == [
        "20 min", "10 h", "5 d",
    ]  # fmt: skip
    data = json.loads(renkei(*command, "--json").out)
    assert data["sweep"] == path
    means = {
        one["value"]: row["estimate"]
        for one in data["values"]
        for row in one["rows"]
        if (row["statistic"], row["milestone"]) == ("mean", "decided")
    }
    # All have decided once the lead has, whose decision alone takes 5 d in the last.
    assert means["20 min"] < means["10 h"] < means["5 d"]
    assert means["5 d"] > 120.0
    folders = {one["folder"] for one in data["values"]}
    assert len(folders) == 3
    laid = [
        json.loads((Path(folder) / "provenance.json").read_text())["runs"][0]["laid"]
        for folder in sorted(folders)
    ]
    assert ["time.horizon=60 d", f"{path}=5 d"] in laid


def test_what_cannot_be_laid_is_said_before_anything_runs(renkei, tmp_path: Path) -> None:
    done = renkei("run", "template", "--out", str(tmp_path), "--sweep", "parameters.x=1,2")
    assert done.code == 2
    assert "`x`, which does not exist" in done.err or "parameters" in done.err
    assert not list(tmp_path.iterdir())
