"""renkei new --from: a packaged scenario as files of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from renkei.scenario import load_scenario
from renkei.study.library import library


@pytest.mark.parametrize("name", sorted(library()))
def test_every_packaged_scenario_is_the_same_as_files(
    renkei, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = renkei("new", "--from", name)
    assert done.code == 0
    copy = Path(library()[name].name)
    assert f"renkei check {copy}" in done.err
    assert load_scenario(copy).resolved() == load_scenario(library()[name]).resolved()


def test_a_copy_is_checked_and_run_with_the_same_results(renkei, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    assert renkei("new", mine, "--from", "skerries").code == 0
    assert renkei("check", mine).code == 0
    answers = []
    for scenario in (mine, "skerries"):
        done = renkei("run", scenario, "--reps", "2", "--json")
        assert done.code == 0
        data = json.loads(done.out)
        answers.append({k: v for k, v in data.items() if k in ("incidents", "rows")})
    assert answers[0]
    assert answers[0] == answers[1]


def test_a_copy_can_be_written(renkei, tmp_path: Path) -> None:
    assert renkei("new", tmp_path / "mine", "--from", "japan").code == 0
    scenario = tmp_path / "mine" / "scenario.yaml"
    with scenario.open("a", encoding="utf-8") as file:
        file.write("# mine\n")


@pytest.mark.parametrize("made", ["a file", "a folder"])
def test_nothing_is_overwritten(renkei, tmp_path: Path, made: str) -> None:
    mine = tmp_path / "mine"
    if made == "a file":
        mine.write_text("mine", encoding="utf-8")
    else:
        mine.mkdir()
    done = renkei("new", mine, "--from", "japan")
    assert done.code == 2
    assert "exists already" in " ".join(done.err.split())
    assert mine.is_dir() == (made == "a folder")
    assert not list(mine.iterdir()) if mine.is_dir() else mine.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "jappan"), "did you mean `japan`?"),
        ((), "a file to write"),
        (("mine.yaml", "--from", "japan"), "the name of a folder"),
    ],
)
def test_bad_words(
    renkei, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = renkei("new", *words)
    assert done.code == 2
    assert message in " ".join(done.err.split())
    assert not list(tmp_path.iterdir())
