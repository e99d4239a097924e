"""The best design: selected, with fewer replications for the others, and where it is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import renkei as rk

ONE = ("--processes", "1")
IN_TIME = "p(in time, blockade)"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "results"


def test_the_best_is_selected_and_the_others_are_dropped(renkei, strait, root) -> None:
    words = ("best", strait, *ONE, "--out", root, "--measure", IN_TIME, "--zone", "2 %", "--json")
    done = renkei(*words)
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["best"] in ("forward", "rivals")
    by = {one["design"]: one for one in found["designs"]}
    assert by["apart"]["replications"] < by[found["best"]]["replications"]
    assert found["replications"] == sum(one["replications"] for one in by.values())
    assert found["replications"] < found["without_dropping"]
    # The values are those of the incidents: the mean over worlds of the share in time.
    design = by[found["best"]]
    rows = pl.read_parquet(Path(found["folder"]) / found["best"] / "incidents" / "*.parquet")
    rows = rows.filter(pl.col("counted") & (pl.col("replication") < design["replications"]))
    assert rows["replication"].n_unique() == design["replications_with_incident"]
    data = renkei(
        "compare", strait, *ONE, "--out", root, "--reps", str(design["replications"]), "--json"
    )
    (row,) = (
        one
        for one in json.loads(data.out)["rows"]
        if one["metric"] == "p_deadline" and one["design"] == found["best"]
    )
    assert np.isclose(row["estimate"], design["value"])
    # The same command again drops the same designs at the same looks.
    assert json.loads(renkei(*words).out) == found


def test_levers_are_laid_on_in_every_combination(renkei, strait, root) -> None:
    done = renkei(
        "best", strait, *ONE, "--out", root, "--measure", "mean(decided)", "--zone", "2 h",
        "--designs", "apart", "--levers", "forward,rivals", "--json",
    )  # fmt: skip
    assert done.code == 0, done.err
    names = {one["design"] for one in json.loads(done.out)["designs"]}
    assert names == {"apart", "apart+forward", "apart+rivals", "apart+forward+rivals"}


def test_worlds_are_those_asked_for(renkei, strait, root) -> None:
    words = ("best", strait, *ONE, "--out", root, "--measure", IN_TIME, "--zone", "2 %", "--json")
    words += ("--designs", "forward,apart", "--reps", "50", "--worlds", "latin")
    done = renkei(*words)
    assert "Latin hypercube" in done.err
    folder = Path(json.loads(done.out)["folder"])
    assert json.loads((folder / "provenance.json").read_text())["worlds"]["kind"] == "latin"


def test_too_few_replications_exit_with_4(renkei, strait, root) -> None:
    done = renkei(
        "best", strait, *ONE, "--out", root, "--measure", IN_TIME, "--zone", "0.1 %", "--reps",
        "50", "--designs", "forward,rivals",
    )  # fmt: skip
    assert done.code == 4
    assert "not decided between" in done.out
    assert "larger --zone" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--measure", "median(decided)"), "a probability or a mean"),
        (("--measure", "p(in time, blokade)"), "did you mean `blockade`"),
        (("--measure", IN_TIME, "--designs", "apart"), "two designs"),
        (("--measure", IN_TIME, "--zone", "0 %"), "above 0"),
        (("--measure", IN_TIME, "--levers", "fort"), "--levers"),
    ],
)
def test_what_makes_no_sense_is_refused(words, said, renkei, strait, root) -> None:
    done = renkei("best", strait, "--out", root, *words)
    assert done.code == 2
    assert said in " ".join(done.err.split())
    assert not root.exists()


def test_from_python(strait, root) -> None:
    found = rk.open(strait).best(IN_TIME, zone="5 %", out=root, processes=1, progress=False)
    assert found.design in found.frame()["design"].to_list()
    assert found.frame()["design"][0] == found.design
    assert repr(found).startswith("<Best of 3 designs by p(in time, blockade)")
    assert "Kim and Nelson" in found.text()
