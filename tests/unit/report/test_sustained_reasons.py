"""Sentences on readiness and supply: what the rows say, nothing that chance may have done."""

from __future__ import annotations

import pytest

from renkei.analysis import Explanation, Families, Row, Zone
from renkei.analysis.responses.causes import _on_station
from renkei.analysis.sustainment.causes import explain_sustained
from renkei.analysis.sustainment.comparison import Sustained, SustainedRow
from renkei.analysis.sustainment.observed import Measure
from renkei.report.responses.reasons import on_station
from renkei.report.sustainment.reasons import sustained_reasons


def row(domain, subject, name, unit, difference, low, high, verdict="better") -> SustainedRow:
    kind = "share" if unit == "1" else "ratio"
    measure = Measure(domain, subject, name, kind, unit, "more", "group")
    ends = {"diff_low": low, "diff_high": high, "p_value": 0.001, "verdict": verdict}
    return SustainedRow(measure, "d1", 1.0, 0.9, 1.1, 40, 0.0, difference=difference, **ends)


def said(*rows: SustainedRow, suppliers=None) -> list[str]:
    sustained = Sustained(rows, "d0", ("d0", "d1"), 0.95, Zone(), "holm", Families(1), ())
    found = explain_sustained(sustained, "d1", suppliers=suppliers or {}, together={"quay": "quay"})
    labels = {"d1": "More docks"}
    return sustained_reasons(found, 0.95, {("stock", "store"): "Store"}, labels)


PLATFORMS = row("readiness", "all units", "platforms", "platforms", 4.0, 2.0, 6.0)
SHIPS = row("readiness", "ships", "platforms", "platforms", 3.0, 1.0, 5.0)
NOTHING = "undecided"


def test_the_status_that_gave_most_back_is_named() -> None:
    (text,) = said(
        PLATFORMS,
        SHIPS,
        row("readiness", "ships", "waiting_dock", "1", -0.20, -0.25, -0.15),
        row("readiness", "ships", "planned", "1", -0.30, -0.61, 0.01, NOTHING),
        row("readiness", "ships", "repair", "1", 0.50, 0.40, 0.60),
    )
    assert text == (
        "Under More docks, platforms mission capable of all units +4.0 (95 % interval +2.0 to "
        "+6.0), against d0; ships +3.0 (+1.0 to +5.0): its platforms' time waiting for a dock "
        "−20.0 points (−25.0 to −15.0)."
    )


def test_no_status_is_named_that_chance_may_have_changed() -> None:
    (text,) = said(
        PLATFORMS,
        row("readiness", "all units", "planned", "1", -0.3, -0.61, 0.01, NOTHING),
    )
    assert "no single reason for lost platform time changed beyond chance" in text
    assert "planned" not in text


def test_nothing_told_is_said_with_its_interval() -> None:
    quiet = row("readiness", "all units", "platforms", "platforms", 0.5, -1.0, 2.0, NOTHING)
    (text,) = said(quiet)
    assert "+0.50 (95 % interval −1.0 to +2.0)" in text
    assert ", undecided" in text


@pytest.mark.parametrize("wait", [(12.0, 6.0, 18.0), (12.0, -6.0, 30.0)])
def test_stocks_with_their_orders_and_the_supplier(wait) -> None:
    (text,) = said(
        row("stock", "quay", "ran out", "1", 0.3, 0.2, 0.4, "worse"),
        row("stock", "quay", "order", "h", 96.0, 72.0, 120.0, "worse"),
        row("stock", "store", "wait", "h", *wait, "worse"),
        suppliers={"quay": "store"},
    )
    assert text.startswith(
        "quay: probability to run out +30.0 points (95 % interval +20.0 to +40.0"
    )
    assert "order to receipt +4.0 d (+3.0 to +5.0)" in text
    assert ("the wait for items at Store +12.0 h" in text) == (wait[1] > 0)


def test_stocks_that_change_alone() -> None:
    (text,) = said(row("stock", "quay", "shortfall", "1", 0.3, 0.2, 0.4, "worse"))
    assert "neither its orders" in text


def test_what_can_be_told_comes_first() -> None:
    quiet = row("readiness", "all units", "platforms", "platforms", 0.5, -1.0, 2.0, NOTHING)
    stock = row("stock", "quay", "shortfall", "1", 0.3, 0.2, 0.4, "worse")
    assert said(quiet, stock)[0].startswith("quay")
    assert said(PLATFORMS, stock)[1].startswith("quay")


def timed(incident: str, difference: float, verdict: str) -> Row:
    return Row(
        incident=incident,
        design="d1",
        metric="on_station_mean",
        milestone="on-station",
        statistic="mean",
        unit="h",
        estimate=10.0,
        low=9.0,
        high=11.0,
        n_incidents=40,
        n_replications=40,
        reached=1.0,
        difference=difference,
        diff_low=difference - 1.0,
        diff_high=difference + 1.0,
        verdict=verdict,
    )


def test_incidents_are_counted_by_direction() -> None:
    rows = (
        timed("a", -3.0, "better"),
        timed("b", 2.0, "worse"),
        timed("c", -5.0, "better"),
        timed("d", 0.1, NOTHING),
        timed("e", 9.0, "too few"),
    )

    def sentence(rows: tuple[Row, ...]) -> str:
        facts = tuple(_on_station(rows))
        return on_station(Explanation("d1", "d0", (), facts, {}), 0.95, {"c": "Storm"})

    assert sentence(rows) == (
        "Of 4 incident types all forces are on station sooner in 2 (most: Storm, 5.0 h), later in "
        "1 (most: b, 2.0 h); 1 cannot be distinguished."
    )
    assert sentence(rows[3:]) == (
        "The mean time until all forces are on station is better or worse in none of 1 incident "
        "type; the largest difference seen is +0.1 h for d (95 % interval −0.9 to +1.1 h)."
    )
    assert sentence(rows[4:]) == ""
