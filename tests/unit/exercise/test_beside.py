"""An exercise stands beside the designs of a comparison as one more run."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from renkei._base.errors import InputError
from renkei.analysis.responses.one_run import AnsweredWithin, beside_runs
from renkei.analysis.responses.rows import Deadline
from renkei.cli import main
from renkei.engine.run import replicate
from renkei.exercise import actions
from renkei.exercise.definition import of_scenario, read_definition
from renkei.exercise.exporting import tables_of
from renkei.exercise.running import Exercise
from renkei.results.rows import part_tables
from renkei.server.starting import begun, kept_exercise
from renkei.server.store import StoodAt

STRAIT = Path(__file__).parents[2] / "scenarios" / "strait.yaml"


def rows(*of: tuple[int, float, float | None]) -> pl.DataFrame:
    """Return incidents: replication, when it came, hours to the answer."""
    return pl.DataFrame(
        [(r, "fire", n, at, took) for n, (r, at, took) in enumerate(of)],
        schema=["replication", "incident", "ordinal", "arrived_h", "done_h"],
        orient="row",
    )


def test_by_hand() -> None:
    designs = {
        "a": (2, rows((0, 10, 3.0), (0, 12, 9.0), (0, 40, 1.0), (1, 11, None))),
        "b": (5, rows((4, 9.9, 1.0))),
    }
    results = SimpleNamespace(
        record=SimpleNamespace(focus=None),
        replications=lambda design: designs[design][0],
        scan=lambda _, design: designs[design][1].lazy(),
    )
    played = rows((0, 13, 6.0), (0, 11, 4.0), (0, 9, 1.0))
    deadlines = {"fire": Deadline("done", 5.0, 100.0), "flood": Deadline("done", 5.0, 100.0)}
    (row,) = beside_runs(played, results, deadlines, ["a", "b"], (10.0, 20.0), ("a", 0))
    assert row.incident == "fire"
    assert row.run == AnsweredWithin(1, 2, 1, 4.0, 4.0, 6.0, (4.0, 6.0))
    assert row.same == AnsweredWithin(1, 2, 1, 3.0, 3.0, 9.0, (3.0, 9.0))
    assert row.designs["a"] == AnsweredWithin(2, 3, 1, 3.0, 9.0, math.inf)
    none = row.designs["b"]
    assert (none.runs, none.incidents, none.in_time, math.isnan(none.q50_h)) == (5, 0, 0, True)
    # A replication that the results do not hold is not shown.
    (row,) = beside_runs(played, results, deadlines, ["a"], (10.0, 20.0), ("a", 2))
    assert row.same is None


def test_with_nobody_in_it_it_is_the_run_without_people() -> None:
    exercise = Exercise(of_scenario(STRAIT))
    exercise.advance(exercise.ends_h)
    k, seed = exercise.definition.file.replication, exercise.definition.seed
    program = exercise.setting.program
    tables, _ = part_tables(program, [(k, replicate(program, seed, k))])
    theirs = pl.from_arrow(tables["incidents"])
    results = SimpleNamespace(
        record=SimpleNamespace(focus=None),
        replications=lambda _: k + 1,
        scan=lambda *_: theirs.lazy(),
    )
    scenario = exercise.setting.scenario
    deadlines = {
        one: Deadline(exercise.setting.answered_by(one), exercise.setting.deadline_h(one), 1e9)
        for one in scenario.incidents
    }
    found = beside_runs(
        pl.from_arrow(tables_of(exercise)["incidents"]), results, deadlines, ["x"],
        (0.0, 1e9), ("x", k),
    )  # fmt: skip
    assert sum(row.run.incidents for row in found) > 0
    assert [row.run for row in found] == [row.same for row in found]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an exercise on the strait in which somebody sat."""
    folder = tmp_path_factory.mktemp("kept")
    file = folder / "exercise.yaml"
    file.write_text(f"exercise: 1\nname: A day\nscenario: {STRAIT}\nbegins: 0 d\nlasts: 60 d\n")
    definition = read_definition(file)
    store = begun(folder / "day.exercise", definition)
    exercise = Exercise(definition)
    seat = next(iter(exercise.setting.seats))
    for action in (actions.Take(person="Ann"), actions.Leave()):
        entry = exercise.act(seat, action, 0.0)
        store.append(entry.number, entry.to_json(), StoodAt(exercise.ends_h, 1.0, True))
    store.close()
    return folder / "day.exercise"


def test_compare_shows_it(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compare", str(STRAIT), "--reps", "2", "-p", "1", "-q", "-o", str(tmp_path)]
    command += ["--exercise", str(kept)]
    assert main([*command, "--no-report"]) == 0
    shown = capsys.readouterr().out
    assert "Beside the designs, one run" in shown
    assert "(Ann)" in shown
    assert "the same run without people" in shown
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["exercise"]
    assert list(told["people"].values()) == ["Ann"]
    assert told["rows"]
    for row in told["rows"]:
        if row["without_people"] is not None:  # she did nothing
            assert row["exercise"] == row["without_people"]
    assert kept_exercise(kept).is_over  # the file is as it was


def test_of_another_scenario_it_is_refused(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "template", "--exercise", str(kept)]) == 2
    assert "--exercise" in capsys.readouterr().err


def test_what_is_no_exercise_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.exercise"
    path.write_text("nothing")
    with pytest.raises(InputError, match="another kind"):
        kept_exercise(path)
