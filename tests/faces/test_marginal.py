"""Marginal: additions pass through the language, each is worth a paired difference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from renkei._base.errors import InputError
from renkei.scenario import load_scenario
from renkei.study.additions import add

SUSTAINED = Path(__file__).parents[1] / "conformance" / "valid" / "sustainment.yaml"
FEW = ("--reps", "12", "--processes", "1", "--quiet")
TEAM = "headquarters.arn-joint.cells.coordination.teams=1"
FEWER = "units.arn-patrol.platforms=-2"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("marginal")


def test_prints_what_each_addition_is_worth(renkei, strait, root) -> None:
    done = renkei("marginal", strait, "--add", TEAM, "--add", FEWER, *FEW, "--out", root)
    assert done.code == 0, done.err
    assert max(map(len, done.out.splitlines())) <= 100
    assert "1 → 2" in done.out
    assert "3 → 1" in done.out
    assert "in time" in done.out
    assert "platforms capable" not in done.out  # nothing is maintained there
    assert "indifference zone" in done.out
    folder = Path(done.out.rpartition("Results: ")[2].strip())
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith("apart")) == [
        "apart",
        "apart+add-1",
        "apart+add-2",
    ]


def test_what_was_run_is_not_run_again(renkei, strait, root) -> None:
    def seals() -> dict[str, int]:
        return {p.parts[-3]: p.stat().st_mtime_ns for p in root.rglob("seals/part-00000.json")}

    renkei("marginal", strait, "--add", TEAM, *FEW, "--out", root)
    before = seals()
    assert renkei("marginal", strait, "--add", TEAM, *FEW, "--out", root).code == 0
    assert seals() == before


def test_data(renkei, strait, root) -> None:
    done = renkei("marginal", strait, "--add", FEWER, *FEW, "--out", root, "--json")
    data = json.loads(done.out)
    assert data["design"] == "apart"
    (addition,) = data["additions"]
    assert addition["changes"] == ["units.arn-patrol.platforms 3 → 1"]
    assert addition["billets"] == [{"from": "2025-04-01", "added": {}}]
    assert addition["in_time"]["low"] <= addition["in_time"]["difference"] <= 0
    metrics = {row["metric"] for row in addition["incidents"]}
    assert {"p_deadline", "on_station_median"} <= metrics


NONSENSE = {
    "no-amount": ("facilities.yard.docks.corvette", "PATH=AMOUNT"),
    "no-path": ("=3", "PATH=AMOUNT"),
    "no-number": ("facilities.yard.docks.corvette=many", "PATH=AMOUNT"),
    "nothing": ("facilities.yard.docks.corvette=0", "adds nothing"),
    "empty": (",", "nothing"),
    "unknown": ("facilities.yrd.docks.corvette=1", "did you mean `yard`"),
    "not-there": ("facilities.yard.docks.tug=1", "`tug`, which does not exist in"),
    "a-table": ("facilities.yard.docks=1", "not a quantity"),
    "a-name": ("facilities.yard.name=1", "not a quantity"),
    "below-zero": ("facilities.yard.docks.corvette=-2", "-1 would be left"),
    "half-a-dock": ("facilities.yard.docks.corvette=0.5", "whole number"),
    "another-dimension": ("facilities.yard.docks.corvette=2 h", "2 h"),
    "too-much": ("facilities.yard.manning=20 %", "110 %"),
    "a-distribution": ("units.ships.maintenance.refit.work=1 d", "distribution"),
    "the-clock": ("time.horizon=1 d", "change of `time`"),
}


@pytest.mark.parametrize("case", NONSENSE)
def test_nonsense_exits_with_2_and_says_where(case, renkei, tmp_path) -> None:
    words, said = NONSENSE[case]
    done = renkei("marginal", SUSTAINED, f"--add={words}", "--out", tmp_path / "results")
    assert done.code == 2
    assert said in " ".join(done.err.split())
    assert "--add" in done.err
    assert done.out == ""
    assert not (tmp_path / "results").exists()


def test_what_follows_from_an_addition_is_located_and_named(renkei, strait, tmp_path) -> None:
    done = renkei("marginal", strait, "--add", "units.arn-patrol.platforms=-3", "--out", tmp_path)
    assert done.code == 2
    assert "responses.escort.forces.watch.count" in done.err
    assert "strait.yaml:" in done.err
    assert "--add units.arn-patrol.platforms=-3" in " ".join(done.err.split())


class TestAmounts:
    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ("lines.works.rate=10 %", "120 / year → 132 / year"),
            ("lines.works.rate=24 / year", "120 / year → 144 / year"),
            ("facilities.yard.manning=5 %", "90 % → 95 %"),
            ("lines.works.pipeline=-1 week", "20 d → 13 d"),
        ],
    )
    def test_in_the_unit_as_written(self, words: str, told: str) -> None:
        _, (addition,) = add(load_scenario(SUSTAINED), "base", [words])
        assert addition.changes == (f"{words.partition('=')[0]} {told}",)

    def test_a_range_moves_with_the_value(self) -> None:
        document, _ = add(load_scenario(SUSTAINED), "base", ["stocks.rounds.on_hand=20"])
        moved = document.design("base+add-1").phases[0].scenario.stocks["rounds"].on_hand
        assert (moved.low, moved.mean(), moved.high) == (80, 100, 120)
        document, _ = add(load_scenario(SUSTAINED), "base", ["stocks.rounds.on_hand=50 %"])
        scaled = document.design("base+add-1").phases[0].scenario.stocks["rounds"].on_hand
        assert (scaled.low, scaled.mean(), scaled.high) == (90, 120, 150)

    def test_commas_add_together(self) -> None:
        words = "facilities.yard.docks.corvette=1,facilities.yard.personnel=30"
        document, (addition,) = add(load_scenario(SUSTAINED), "base", [words])
        assert len(addition.changes) == 2
        yard = document.design("base+add-1").phases[0].scenario.facilities["yard"]
        assert (yard.docks["corvette"].mean(), yard.personnel.mean()) == (2, 60)

    def test_the_document_stays_as_it_was(self) -> None:
        document = load_scenario(SUSTAINED)
        extended, _ = add(document, "base", ["facilities.yard.docks.corvette=1"])
        docks = [one.design("base").phases[0].scenario.facilities["yard"].docks["corvette"].mean()
                 for one in (document, extended)]  # fmt: skip
        assert docks == [1, 1]
        assert extended.design_ids == ["base"]

    def test_a_later_phase_keeps_the_addition(self, strait, tmp_path) -> None:
        later = tmp_path / "phased.yaml"
        text = strait.read_text(encoding="utf-8") + (
            "  grown:\n"
            "    name: Grown\n"
            "    phases:\n"
            "      - from: 2025-05-01\n"
            "        changes: {headquarters: {arn-joint: {cells: {plans: {teams: 4}}}}}\n"
        )
        later.write_text(text, encoding="utf-8")
        words = "headquarters.arn-joint.cells.plans.teams=1"
        document, _ = add(load_scenario(later), "grown", [words])
        phases = document.design("grown+add-1").phases
        cells = [p.scenario.headquarters["arn-joint"].cells["plans"].teams.mean() for p in phases]
        assert cells == [2, 5]

    def test_what_only_the_design_has_can_be_added_to(self, strait) -> None:
        document = load_scenario(strait)
        words = "headquarters.bor-forward.cells.command.teams=1"
        for design in ("forward", "forward+rivals"):
            extended, (addition,) = add(document, design, [words])
            now = extended.design(f"{design}+{addition.id}").phases[0].scenario
            assert now.headquarters["bor-forward"].cells["command"].teams.mean() == 2
        with pytest.raises(InputError):
            add(document, "apart", [words])
