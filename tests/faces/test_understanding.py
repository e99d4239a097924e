"""drivers, flips and worth: kept results asked what is behind them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import renkei as rk
from renkei.results.layout import WORLDS_FILE

SCENARIOS = Path(__file__).parents[1] / "scenarios"
STRAIT = SCENARIOS / "strait.yaml"
ASKED = ("--design", "forward", "--against", "apart", "--quiet")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("understanding")
    results = rk.open(STRAIT).run(
        ["apart", "forward"], replications=100, processes=1, out=root, progress=False
    )
    return results.folder


def test_the_range_that_a_deadline_hangs_on_is_found(renkei, kept) -> None:
    """Deadlines of hours: the government's decision of 20 min to 6 h makes the most."""
    done = renkei("drivers", kept, *ASKED, "--json")
    assert done.code == 0, done.err
    data = json.loads(done.out)
    first = data["drivers"][0]
    assert first["path"] == "authorities.arn-sea.approvals.arn-government.decision"
    assert first["source"] == "guess"
    assert first["swing"]["high"] < 0  # a slower decision takes from the gain
    assert data["ranges"] == 2
    assert 0 < first["share"]["value"] < data["share_of_ranges"]["value"] <= 1


def test_python_gives_what_the_command_gives(renkei, kept) -> None:
    data = json.loads(renkei("drivers", kept, *ASKED, "--json").out)
    study = rk.open(STRAIT)
    found = study.drivers(rk.open_results(kept), "forward", against="apart")
    assert found.data == data
    assert found.frame("drivers")["share_value"][0] == data["drivers"][0]["share"]["value"]
    assert repr(found) == "<Understanding: drivers of all types, forward against apart>"
    assert "What drives it: All incident types" in found.text()


def test_pages_of_eighty_columns(renkei, kept, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for command in ("flips", "worth"):
        done = renkei(command, kept, "--quiet")
        assert done.code == 0, done.err
        assert max(map(len, done.out.splitlines())) <= 80
    done = renkei("drivers", kept, *ASKED)
    assert done.code == 0, done.err
    assert max(map(len, done.out.splitlines())) <= 80
    assert "20 min to 6 h; guess" in done.out or "0.333 h to 6 h; guess" in done.out


def test_a_verdict_that_holds_everywhere_is_not_flipped(renkei, kept) -> None:
    data = json.loads(renkei("flips", kept, *ASKED, "--json").out)
    assert data["decided"]
    assert data["gain"]["low"] > 0.4
    assert data["replications_against"] == 0
    assert data["replications_with"] + data["replications_equal"] == 100
    assert data["box"] is None
    assert all(one["side"] != "flips" for one in data["tipping"])
    found = rk.open(STRAIT).flips(rk.open_results(kept), "forward", against="apart")
    assert found.data == data
    page = " ".join(found.text().split())
    assert "The verdict: forward is better than apart; the difference is +" in page


def test_the_other_way_round_the_verdict_is_the_opposite(renkei, kept) -> None:
    there = json.loads(renkei("flips", kept, *ASKED, "--json").out)
    words = ("--design", "apart", "--against", "forward", "--quiet", "--json")
    back = json.loads(renkei("flips", kept, *words).out)
    assert back["gain"]["value"] == -there["gain"]["value"]
    assert back["replications_with"] == there["replications_with"]


def test_nothing_is_worth_knowing_where_one_design_is_never_worse(renkei, kept) -> None:
    data = json.loads(renkei("worth", kept, "--quiet", "--json").out)
    assert data["best"] == "forward"
    assert data["perfect_information"]["value"] == 0
    assert data["ranges_that_can_be_found"]["value"] < 0.01
    found = rk.open(STRAIT).worth(rk.open_results(kept))
    assert found.data == data
    assert "None of them changes the choice" in found.text()


def test_a_time_is_better_when_it_is_shorter(renkei, kept) -> None:
    words = ("--incident", "blockade", "--measure", "decided", "--quiet", "--json")
    gain = json.loads(renkei("flips", kept, *words).out)["gain"]["value"]
    mean = json.loads(renkei("drivers", kept, *words, *ASKED).out)["mean"]
    assert gain == pytest.approx(-mean)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--design", "nothing"), "nothing"),
        (("--incident", "nothing"), "nothing"),
        (("--measure", "decided"), "one incident type"),
        (("--measure", "decidde", "--incident", "blockade"), "decided"),
    ],
)
def test_what_cannot_be_asked_is_refused(renkei, kept, words, said) -> None:
    done = renkei("drivers", kept, *words)
    assert done.code == 2
    assert said in done.err


def test_a_folder_without_results_is_refused(renkei, kept) -> None:
    done = renkei("drivers", kept.parent)
    assert done.code == 2
    assert kept.name in "".join(done.err.split())  # a long path is broken anywhere


def test_results_of_best_values_have_no_ranges(renkei, tmp_path) -> None:
    results = rk.open(STRAIT).run(
        ["apart"], replications=25, processes=1, out=tmp_path, nominal=True, progress=False
    )
    done = renkei("drivers", results.folder)
    assert done.code == 1
    assert "--nominal" in done.err


def test_the_answer_says_what_would_turn_its_first_verdict(renkei, kept) -> None:
    words = ("compare", STRAIT, "--designs", "apart,forward", "--reps", "100", "-p", "1")
    done = renkei(*words, "--out", kept.parent, "--quiet")
    assert done.code == 0, done.err
    page = " ".join(done.out.split())
    driven, _, told = page.split(" drivers ")[1].split(" how ")[0].partition(" flips ")
    of_designs = ", forward (Forward commander) minus apart (Two chains apart): "
    name, _, named = driven.partition(of_designs)
    incident = "blockade" if name.startswith("Blockade") else "sighting"
    data = json.loads(renkei("flips", kept, *ASKED, "--incident", incident, "--json").out)
    against, differ = data["replications_against"], data["replications_with"]
    assert f"has the other sign in {against} of the {against + differ} replications" in told
    flipping = [one["path"] for one in data["tipping"] if one["side"] != "holds"]
    assert all(path in told for path in flipping[:2])
    of_two = ("--design", "forward", "--against", "apart")
    words = ("drivers", kept, *ASKED, "--incident", incident, *of_two, "--json")
    drivers = json.loads(renkei(*words).out)["drivers"]
    assert drivers
    assert all(one["path"] in named for one in drivers[:2])


def test_a_focused_answer_says_what_drives_it_too(renkei, tmp_path) -> None:
    """One incident in each replication: how much is luck is not known; ranges are."""
    of_focus = ("--focus", "blockade", "--reps", "40", "-p", "1")
    words = ("compare", STRAIT, "--designs", "apart,forward", *of_focus, "--no-report")
    done = renkei(*words, "--out", tmp_path, "--quiet")
    assert done.code == 0, done.err
    page = " ".join(done.out.split())
    driven, _, told = page.split(" drivers ")[1].split(" how ")[0].partition(" flips ")
    folder = next(tmp_path.iterdir())
    asked = ("--incident", "blockade", *ASKED, "--json")
    drivers = json.loads(renkei("drivers", folder, *asked).out)
    assert all(one["path"] in driven for one in drivers["drivers"][:2])
    assert drivers["drivers"] or f"none of the {drivers['ranges']:,} uncertain numbers" in driven
    assert "numbers together make" not in driven  # luck has one incident to show itself in
    against = json.loads(renkei("flips", folder, *asked).out)["replications_against"]
    assert f"the other sign in {against} of" in told


def test_designs_that_are_the_same_have_no_verdict(renkei, kept) -> None:
    asked = ("--design", "apart", "--against", "apart")
    done = renkei("flips", kept, *asked, "--quiet")
    assert done.code == 2 or "are the same" in done.out
    assert "nan" not in done.out


def test_a_designed_experiment_confirms_what_was_found(renkei, kept, monkeypatch) -> None:
    """The deadline hangs on the government's decision: that is found, and confirmed by Morris."""
    pytest.importorskip("SALib", reason="the extra `sensitivity` is not installed")
    monkeypatch.setenv("COLUMNS", "80")
    words = ("drivers", kept, *ASKED, "--confirm", "morris", "--points", "24", "-p", "1")
    done = renkei(*words, "--json")
    assert done.code == 0, done.err
    data = json.loads(done.out)
    first = data["effects"][0]
    assert first["name"] == "authorities.arn-sea.approvals.arn-government.decision"
    assert first["verdict"] == "confirmed"
    assert first["effect"]["high"] < 0
    assert first["share_before"]["value"] > 0
    assert data["turns"] == 24
    assert data["seed"] == json.loads((kept / "provenance.json").read_text())["seed"] + 1
    listed = (Path(data["folder"]) / WORLDS_FILE).read_text().splitlines()
    assert listed[0].startswith("luck,")
    assert "[quantile]" in listed[0]
    assert len(listed) == 1 + data["worlds"]
    page = renkei(*words)
    assert page.code == 0, page.err
    assert max(map(len, page.out.splitlines()[:-1])) <= 80  # the last names the folder
    assert "Confirmed: authorities.arn-sea.approvals.arn-government.decision" in page.out


def test_names_to_confirm_are_checked(renkei, kept) -> None:
    pytest.importorskip("SALib", reason="the extra `sensitivity` is not installed")
    begin = ("drivers", kept, *ASKED, "--confirm", "sobol", "--factors")
    wrong = renkei(*begin, "authorities.arn-sea.approvals.arn-government.decison")
    assert wrong.code == 2
    assert "did you mean `authorities.arn-sea.approvals.arn-government.decision`" in wrong.err
    alone = renkei(*begin, "source=guess")
    assert alone.code == 2
    assert "two names or more" in alone.err
    twice = renkei(*begin, "source=guess,authorities.arn-sea.approvals.arn-government.decision")
    assert twice.code == 2
    assert "each range in one of them" in twice.err
    beside = renkei("drivers", kept, *ASKED, "--factors", "source=guess")
    assert beside.code == 2
    assert "--factors beside --confirm" in beside.err


def test_without_the_library_there_is_a_line_that_installs_it(renkei, kept, monkeypatch) -> None:
    monkeypatch.setattr("renkei.study.confirming.find_spec", lambda name: None)
    done = renkei("drivers", kept, *ASKED, "--confirm", "sobol")
    assert done.code == 2
    assert "pip install 'renkei[sensitivity]'" in done.err


@pytest.fixture(scope="module")
def findings(kept: Path) -> rk.Findings:
    return rk.open(STRAIT).compare(rk.open_results(kept))


def test_a_notebook_goes_on_from_a_comparison(findings) -> None:
    """Each method asks for the pair compared, as the method of the study does when it is told."""
    study, results = rk.open(STRAIT), findings.results
    pair = {"against": "apart"}
    assert findings.drivers().data == study.drivers(results, "forward", **pair).data
    assert findings.flips().data == study.flips(results, "forward", **pair).data
    assert findings.worth().data == study.worth(results, ["apart", "forward"]).data
    incident = next(iter(study.incidents))
    own = findings.trace(incident, which="slowest")
    told = study.trace(results, incident, "apart", against="forward", which="slowest")
    assert list(own.milestones) == ["apart", "forward"]
    assert own.text() == told.text()
    with pytest.raises(rk.InputError, match="forwrd"):
        findings.flips(design="forwrd")


def test_one_design_alone_has_a_level(kept) -> None:
    alone = rk.open(STRAIT).compare(rk.open_results(kept), ["forward"])
    assert alone.drivers().data["question"]["designs"] == ["forward"]
    assert list(alone.trace("blockade").milestones) == ["forward"]


def test_python_confirms_as_the_command_does(renkei, findings, kept) -> None:
    pytest.importorskip("SALib", reason="the extra `sensitivity` is not installed")
    words = ("--confirm", "morris", "--points", "4", "-p", "1")
    path = "authorities.arn-sea.work"
    done = renkei("drivers", kept, *ASKED, *words, "--factors", path, "--json")
    assert done.code == 0, done.err
    told = findings.confirm(factors=[path], points=4, processes=1, progress=False)
    assert told.data == json.loads(done.out)
    assert told.frame("effects")["name"].to_list() == [path]
