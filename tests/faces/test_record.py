"""Where results come from: the same wherever the scenario lies, and what was asked of them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from tests.faces.conftest import Renkei

from renkei.results import open_results


def test_steps_name_lines_below_the_scenario(renkei: Renkei, strait: Path, tmp_path: Path) -> None:
    steps = []
    for place in ("here", "there/and/deeper"):
        folder = tmp_path / place
        folder.mkdir(parents=True)
        (folder / "mine.yaml").write_text(strait.read_text())
        out = folder / "out"
        words = ("run", folder / "mine.yaml", "-n", 2, "-p", 1, "-o", out, "-q")
        assert renkei(*words).code == 0
        (made,) = out.iterdir()
        where = open_results(made).scan("steps").collect()["where"].drop_nulls()
        assert where.str.starts_with("mine.yaml:").all()
        assert len(where) > 10
        assert where.str.contains(str(tmp_path), literal=True).sum() == 0
        steps.append(next(made.glob("*/steps/*.parquet")).read_bytes())
    assert steps[0] == steps[1]


def test_the_question_stands_beside_the_answer(
    renkei: Renkei, strait: Path, tmp_path: Path
) -> None:
    """A deadline is no part of the identity: the same replications answer to 24 h and to 1 h."""
    asked = []
    for deadline in ("24 h", "1 h"):
        mine = tmp_path / "mine.yaml"
        mine.write_text(strait.read_text().replace("deadline: 24 h", f"deadline: {deadline}"))
        assert renkei("compare", mine, "-n", 2, "-p", 1, "-o", tmp_path / "out", "-q").code == 0
        (folder,) = (tmp_path / "out").iterdir()
        last = open_results(folder).record.runs[-1]
        assert last.question is not None
        asked.append({key: one.hours for key, one in last.question.deadlines.items()})
        assert last.question.method["confidence"] == 0.95
        assert last.question.method["zone: hours"] == 0.5
        kept = (folder / last.scenario.file).read_text()
        assert f"deadline: {deadline}" in kept or f"{{value: {deadline}" in kept
    assert asked[0] != asked[1]
    assert 24.0 in asked[0].values()
    assert 1.0 in asked[1].values()
    assert isinstance(open_results(folder).scan("incidents").collect(), pl.DataFrame)
