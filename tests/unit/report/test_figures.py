"""Figures show the numbers of the tables behind them, and their specifications are sound."""

from __future__ import annotations

import json
from collections.abc import Iterator

import altair as alt
import numpy as np
import polars as pl
import pytest

import renkei as rk
from renkei.report.figures.drawing import drawn_as, whole_spec
from renkei.report.figures.figure import Choice, Figure, distinct, names_expression
from renkei.report.figures.making import Figures
from renkei.study.question import Question

DESIGNS = ["apart", "joint"]
MARK = "harassment"


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """Return the figures of a small run of the second packaged scenario."""
    study = rk.open("skerries")
    root = tmp_path_factory.mktemp("results")
    results = study.run(DESIGNS, replications=12, out=root, progress=False)
    return Figures(Question(study._opened, DESIGNS), results)


def rows(figure: Figure, id_: str) -> list[dict[str, object]]:
    (choice,) = [one for one in figure.choices if one.id == id_]
    names = list(choice.columns)
    return [
        dict(zip(names, row, strict=True)) for row in zip(*choice.columns.values(), strict=True)
    ]


def all_of(figures: Figures) -> Iterator[Figure]:
    for id_ in figures.ids:
        found = figures.make(id_)
        assert found is not None, id_
        yield found


def test_every_specification_is_one_of_vega_lite(figures) -> None:
    for figure in all_of(figures):
        # To validate takes a second; in the other language only texts are others.
        alt.Chart.from_dict(whole_spec(figure, figure.choices[0], "en"), validate=True)
        for language in ("en", "ja"):
            assert "data" in json.dumps(figure.spec[language])
            assert "config" not in figure.spec[language]


def test_columns_are_as_long_as_each_other_and_finite(figures) -> None:
    for figure in all_of(figures):
        for choice in figure.choices:
            lengths = {len(column) for column in choice.columns.values()}
            assert len(lengths) == 1, (figure.id, choice.id)
            assert lengths != {0}
            json.dumps(choice.columns, allow_nan=False)


def test_the_curve_is_that_of_the_table_of_incidents(figures) -> None:
    """The share at each hour, counted by hand: each world weighs the same."""
    found = [row for row in rows(figures.make("times"), MARK) if row["milestone"] == "decided"]
    for design in DESIGNS:
        table = (
            figures.results.scan("incidents", design)
            .filter(pl.col("counted") & (pl.col("incident") == MARK))
            .select("replication", "decided_h")
            .collect()
        )
        own = [row for row in found if row["design"] == design]
        assert own
        for row in own:
            shares = [
                np.mean([hour is not None and hour <= row["hours"] * (1 + 1e-4) for hour in one])
                for one in (
                    part["decided_h"].to_list() for part in table.partition_by("replication")
                )
            ]
            assert row["reached"] == pytest.approx(float(np.mean(shares)), abs=2e-4)
            assert row["low"] <= row["reached"] <= row["high"]
        assert sorted(one["reached"] for one in own) == [one["reached"] for one in own]


def test_differences_are_those_of_the_comparison(figures) -> None:
    found = rows(figures.make("differences"), "in-time")
    (row,) = [
        one
        for one in figures.comparison.rows
        if one.statistic == "p_deadline" and one.design == "joint" and one.incident == MARK
    ]
    (drawn,) = [one for one in found if one["incident"] == MARK and one["design"] == "joint"]
    assert drawn["difference"] == pytest.approx(100 * row.difference, rel=1e-4)
    assert drawn["low"] == pytest.approx(100 * row.diff_low, rel=1e-4)
    assert drawn["verdict"] == row.verdict


def test_hours_by_cause_sum_to_the_mean_time(figures) -> None:
    from renkei.analysis.responses.attribution import attribute

    found = rows(figures.make("causes"), MARK)
    for design in DESIGNS:
        total = attribute(figures.results, design, MARK, "on-station").total.value
        own = sum(one["hours"] for one in found if one["design"] == design)
        assert own == pytest.approx(total, rel=1e-3)


def test_a_wait_for_platforms_is_no_wait_for_a_team(figures) -> None:
    from renkei.report.step_kinds import group_of

    assert group_of("allocation", "queue") == "platforms"
    assert group_of("assess", "queue") == "waits"
    assert group_of("assess", "busy") == "staff work"
    assert group_of("board", "closed") == "waits"


def test_what_takes_platforms_away_falls_from_all_to_the_capable(figures) -> None:
    from renkei.report.figures.waterfall import waterfall

    # By hand: of all hours 30 % at planned work, then 10 % at repair; 60 % are left.
    shares = {"planned": 0.3, "repair": 0.1, "ready": 0.5, "committed": 0.1}
    bars = {
        (one["line"], one["status"]): (one["from"], one["to"], one["label"])
        for one in waterfall("d", shares)
    }
    assert bars["all", "all"] == (0.0, 1.0, None)
    assert bars["planned", "planned"] == pytest.approx((0.7, 1.0, 0.3))
    assert bars["overrun", "overrun"] == pytest.approx((0.7, 0.7, None))
    assert bars["repair", "repair"] == pytest.approx((0.6, 0.7, 0.1))
    assert bars["capable", "ready"] == pytest.approx((0.0, 0.5, None))
    assert bars["capable", "committed"] == pytest.approx((0.5, 0.6, None))
    assert bars["capable", "recovering"] == pytest.approx((0.6, 0.6, 0.6))
    figure = figures.make("taken-away")
    for choice in figure.choices:
        for design in DESIGNS:
            own = [one for one in rows(figure, choice.id) if one["design"] == design]
            falls = [one["share"] for one in own if one["line"] != "all"]
            assert sum(falls) == pytest.approx(1.0, abs=1e-3)
            # What the causes leave is what the capable fill.
            lowest = min(one["from"] for one in own if one["line"] not in ("all", "capable"))
            assert own[-1]["to"] == pytest.approx(lowest, abs=1e-3)


def test_no_name_leaves_its_place_in_an_expression() -> None:
    hostile = "\"' + alert(1) + '\\ </script>\n\u2028"
    expression = names_expression({"a": hostile}, most=100)
    literal = expression.split(" ? ")[1].rsplit(" : ", 1)[0]
    assert json.loads(literal) == hostile


def test_a_figure_is_drawn_as_a_file(figures) -> None:
    pytest.importorskip("vl_convert")
    figure = figures.make("causes")
    choice: Choice = figure.choices[0]
    svg = drawn_as("svg", figure, choice, "en").decode()
    assert svg.startswith("<svg")
    assert "Where the time to the answer goes" in svg
    assert svg == drawn_as("svg", figure, choice, "en").decode()
    assert json.loads(drawn_as("json", figure, choice, "ja"))["datasets"]


def test_a_notebook_has_the_same_figure(figures) -> None:
    from renkei.api.findings import Findings

    found = Findings(figures.question, figures.results)
    chart = found.figure("times", MARK, lang="ja")
    whole = whole_spec(figures.make("times"), figures.make("times").choices[0], "ja")
    assert chart.to_dict()["datasets"] == whole["datasets"]
    with pytest.raises(rk.InputError, match="times"):
        found.figure("time")


def test_supply_is_that_of_the_comparison(figures) -> None:
    sustained = figures.question.sustained(figures.results)
    found = rows(figures.make("supply"), "stock-supply")
    expected = {
        (row.measure.subject, row.design): row.estimate / 24
        for row in sustained.rows
        if (row.measure.domain, row.measure.name) == ("stock", "supply")
    }
    assert found
    for one in found:
        assert one["value"] == pytest.approx(expected[one["subject"], one["design"]], rel=1e-4)


def test_long_names_that_begin_alike_stay_apart() -> None:
    # Facets of one name would be one panel, with the marks of two designs in it.
    names = {
        "d2": "Joint force headquarters by phases",
        "d2+m4": "Joint force headquarters by phases and second shift in the yards",
        "d1": "Joint staff",
    }
    cut = distinct(names, 20)
    assert len(set(cut.values())) == 3
    assert cut["d1"] == "Joint staff"
    assert all(len(one) <= 20 for one in cut.values())
    assert cut["d2+m4"].startswith("Joint forc")
    assert cut["d2+m4"].endswith("the yards")
    alike = {"a": "x" * 30, "b": "x" * 31}
    assert distinct(alike, 20) == alike
