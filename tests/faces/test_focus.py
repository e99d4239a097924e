"""Rare incidents from the command line and from Python: folders, pages, refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import renkei as package
from renkei._base.errors import InputError, ResultsError
from renkei.results import Results, open_results
from renkei.results.rows import FOCUSED
from renkei.results.tables import PART_TABLES
from renkei.study.focusing import focus_of
from renkei.study.source import Opened

FEW = ("--reps", "30", "--processes", "1", "--quiet")
RARE = "incidents.blockade.arrivals.rate=0.01 / year"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


def _folder(out: str) -> Path:
    return Path(out.rpartition("Results: ")[2].strip())


def _focused(renkei: Any, strait: Path, root: Path, *more: str) -> Results:
    done = renkei("compare", strait, *FEW, "--set", RARE, "--out", root, "--focus", "blockade",
                  *more)  # fmt: skip
    assert done.code == 0, done.err
    return open_results(_folder(done.out))


def test_each_replication_holds_one_under_every_design(renkei, strait, root) -> None:
    results = _focused(renkei, strait, root)
    rows = results.scan("incidents").collect()
    assert rows.height == 30 * 3
    assert rows["counted"].all()
    assert rows["ordinal"].unique().to_list() == [0]
    by_replication = rows.group_by("replication").agg(pl.col("arrived_h").n_unique())
    assert by_replication["arrived_h"].unique().to_list() == [1]  # the same under all designs
    assert rows["arrived_h"].min() >= 5 * 24
    assert rows["arrived_h"].max() < 60 * 24
    for table in PART_TABLES:
        if table not in FOCUSED and table != "replications":
            assert results.scan(table).collect().is_empty()


def test_the_record_says_what_is_held_and_the_identity_differs(renkei, strait, root) -> None:
    plain = renkei("compare", strait, *FEW, "--set", RARE, "--out", root)
    folders = {_folder(plain.out)}
    assert open_results(*folders).record.focus is None
    for more in ((), ("--given", "night"), ("--past", "2 d")):
        results = _focused(renkei, strait, root, *more)
        focus = results.record.focus
        assert focus is not None
        assert focus.incidents == ["blockade"]
        folders.add(results.folder)
    assert len(folders) == 4
    assert len({open_results(folder).record.identity for folder in folders}) == 4


def test_more_replications_extend_the_same_folder(renkei, strait, root) -> None:
    first = _focused(renkei, strait, root)
    longer = renkei("compare", strait, "--reps", "40", "--quiet", "--processes", "2", "--set", RARE,
                    "--out", root, "--focus", "blockade")  # fmt: skip
    assert longer.code == 0, longer.err
    assert _folder(longer.out) == first.folder
    own = open_results(first.folder).scan("incidents", "apart").collect()
    assert own["replication"].to_list() == list(range(40))


def test_the_page_says_what_it_rests_on_and_prints_no_level(renkei, strait, root) -> None:
    done = renkei("compare", strait, *FEW, "--set", RARE, "--out", root, "--focus", "blockade",
                  "--all")  # fmt: skip
    said = " ".join(done.out.split())
    assert "In focus: 30 replications hold one Blockade of the strait each" in said
    assert "incidents have come for 5 d" in said
    assert "too rare" not in said
    assert "at work" not in said  # loads of cells
    long = renkei("compare", strait, *FEW, "--set", RARE, "--out", root, "--focus", "blockade",
                  "--past", "start")  # fmt: skip
    assert "as a long run has it at that moment" in " ".join(long.out.split())
    alone = renkei("run", strait, *FEW, "--set", RARE, "--out", root, "--focus", "blockade")
    assert alone.code == 0, alone.err
    assert "In focus: " in alone.out
    assert "busiest" not in alone.out
    assert "where the time goes" in alone.out


def test_json_has_the_focus_and_no_cells(renkei, strait, root) -> None:
    words = ("run", strait, *FEW, "--set", RARE, "--out", root, "--focus", "blockade", "--json")
    data = json.loads(renkei(*words).out)
    (held,) = data["focus"]["held"]
    assert (held["incident"], held["count"]) == ("blockade", 30)
    assert data["cells"] is None


def test_a_type_that_is_too_rare_names_the_option(renkei, strait, root) -> None:
    done = renkei("compare", strait, *FEW, "--set", RARE, "--out", root)
    assert "too rare" in done.out
    assert "--focus" not in done.out  # no replication had any of any type: nothing to compare with
    rates = ("--set", "incidents.blockade.arrivals.rate=3 / year")
    done = renkei("compare", strait, *FEW, *rates, "--out", root)
    assert "--focus blockade" not in done.out or "too rare" in done.out


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (("--focus", "blokade"), "`blokade`"),
        (("--focus", ""), "no name"),
        (("--given", "night"), "`night`"),
        (("--past", "2 d"), "`2 d`"),
        (("--focus", "blockade", "--given", "nigth"), "`nigth`"),
        (("--focus", "blockade", "--given", "night and day"), "`night and day`"),
        (("--focus", "blockade", "--given", "during blokade"), "`blokade`"),
        (("--focus", "blockade", "--given", "within 99 d after blockade"), "`99 d`"),
        (("--focus", "blockade", "--past", "soon"), "`soon`"),
        (("--focus", "blockade", "--past", "0 d"), "`0 d`"),
        (("--focus", "blockade", "--over", "incidents"), "whatever its rate"),
    ],
)
def test_what_makes_no_sense_is_refused(renkei, strait, root, more, found) -> None:
    done = renkei("compare", strait, *FEW, "--out", root, *more)
    assert done.code == 2
    assert found in done.err
    assert "Traceback" not in done.err


def test_dates_are_refused(renkei, root) -> None:
    certain = Path(__file__).parents[1] / "scenarios" / "certain.yaml"
    known = package.open(certain).incidents[0]
    done = renkei("run", certain, *FEW, "--out", root, "--focus", known)
    assert done.code == 2
    assert "fixed dates" in done.err


def test_the_same_from_python(strait, root) -> None:
    study = package.open(strait, set={"incidents.blockade.arrivals.rate": "0.01 / year"})
    results = study.run(
        ["apart", "forward"], replications=30, processes=1, out=root, progress=False,
        focus="blockade", given="weekday and 08:00-17:00",
    )  # fmt: skip
    found = study.compare(results)
    assert found.responses.row("blockade", "forward", "p_deadline").n_incidents == 30
    assert "In focus" in str(found)
    assert "weekday and 08:00-17:00" in " ".join(str(found).split())
    assert found.cautions == list(found.responses.cautions)
    with pytest.raises(ResultsError, match="in focus"):
        _ = found.sustainment
    with pytest.raises(InputError):
        study.run(focus="nothing", out=root, progress=False)
    hours = results.scan("incidents", "apart").collect()["arrived_h"].to_numpy()
    assert (hours % 24 >= 8).all()
    assert (hours % 24 < 17).all()
    assert set((hours // 24).astype(int) % 7) <= {0, 1, 2, 3, 6}  # 1 April 2025 was a Tuesday


def _spans(text: str, given: str) -> list[tuple[float, float]]:
    from renkei.scenario import parse_scenario

    spans = focus_of(Opened.of(parse_scenario(text)), "apart", ["blockade"], given).spans
    assert spans is not None
    return list(spans)


def test_conditions_follow_the_clock_of_the_zone(strait) -> None:
    text = strait.read_text()
    # 60 days from 1 April 2025, a Tuesday; counted from 6 April, a Sunday, on.
    assert _spans(text, "weekend")[:2] == [(120.0, 144.0), (264.0, 312.0)]
    assert _spans(text, "night and weekend")[:2] == [(120.0, 126.0), (138.0, 144.0)]
    assert _spans(text, "may") == [(720.0, 1440.0)]
    assert _spans(text, "not apr and 22:00-05:00")[0] == (720.0, 725.0)
    assert _spans(text, "office")[0] == (144.0 + 8, 144.0 + 17)
    assert sum(b - a for a, b in _spans(text, "not office")) == pytest.approx(
        55 * 24 - sum(b - a for a, b in _spans(text, "office"))
    )
    # London: the clocks went forward on 30 March 2025; in this period they stay.
    ahead = text.replace("zone: UTC}\nruns", "zone: Europe/London}\nruns")
    ahead = ahead.replace("start: 2025-04-01", "start: 2025-03-01")
    (first, *_) = [span for span in _spans(ahead, "day") if span[0] > 30 * 24]
    assert first == (30 * 24.0 + 5, 30 * 24.0 + 17)  # 31 March, an hour earlier since the start


def test_another_incident_may_be_open_at_the_moment(renkei, strait, root) -> None:
    results = _focused(renkei, strait, root, "--given", "during blockade")
    focus = results.record.focus
    assert focus is not None
    (before,) = focus.companions
    assert (before.incident, before.open) == ("blockade", True)
    assert results.scan("incidents", "apart").collect().height == 30


def test_its_incidents_can_be_followed(renkei, strait, root) -> None:
    results = _focused(renkei, strait, root, "--given", "during blockade")
    done = renkei("trace", results.folder, "blockade", "-d", "apart", "--json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    spent = sum(told["hours_by_cause"]["apart"].values())
    assert spent == pytest.approx(told["answered_h"]["apart"], abs=1e-9)
