"""Sentences on readiness and supply: what the rows say, nothing that chance may have done."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from renkei.analysis import Comparison, Families, Zone
from renkei.analysis.sustainment.comparison import Sustained, SustainedRow
from renkei.analysis.sustainment.observed import Measure
from renkei.analysis.sustainment.why import explain_sustained


def row(domain, subject, name, unit, difference, low, high, verdict="better") -> SustainedRow:
    kind = "share" if unit == "1" else "ratio"
    measure = Measure(domain, subject, name, kind, unit, "more", "group")
    ends = {"diff_low": low, "diff_high": high, "p_value": 0.001, "verdict": verdict}
    return SustainedRow(measure, "d1", 1.0, 0.9, 1.1, 40, 0.0, difference=difference, **ends)


@dataclass(frozen=True)
class Timed:
    """The part of a comparison's row of which the sentences tell."""

    incident: str
    difference: float
    verdict: str
    diff_low: float = -1.0
    diff_high: float = 1.0
    design: str = "d1"
    milestone: str = "on-station"
    statistic: str = "mean"


def said(*rows: SustainedRow, timed: tuple[Timed, ...] = (), suppliers=None) -> list[str]:
    sustained = Sustained(rows, "d0", ("d0", "d1"), 0.95, Zone(), "holm", Families(1), ())
    comparison = Comparison(
        timed, "d0", ("d0", "d1"), 0.95, Zone(), "holm", Families(1), "worlds", ()
    )
    return explain_sustained(
        sustained,
        comparison,
        "d1",
        names={("stock", "store"): "Store"},
        labels={"d1": "More docks"},
        suppliers=suppliers or {},
        together={"quay": "quay"},
    )


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
    assert "no single part changed beyond chance" in text
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
    assert "neither the orders" in text


def test_what_can_be_told_comes_first() -> None:
    quiet = row("readiness", "all units", "platforms", "platforms", 0.5, -1.0, 2.0, NOTHING)
    stock = row("stock", "quay", "shortfall", "1", 0.3, 0.2, 0.4, "worse")
    assert said(quiet, stock)[0].startswith("quay")
    assert said(PLATFORMS, stock)[1].startswith("quay")


def test_incidents_are_counted_by_direction() -> None:
    timed = (
        Timed("a", -3.0, "better"),
        Timed("b", 2.0, "worse"),
        Timed("c", -5.0, "better"),
        Timed("d", 0.1, NOTHING),
        Timed("e", 9.0, "too few"),
    )
    (text,) = [one for one in said(PLATFORMS, timed=timed) if "incident" in one]
    assert text == (
        "Of 4 incident types all forces are on station sooner in 2 (most: c, 5.0 h), later in 1 "
        "(most: b, 2.0 h); neither can be told of 1."
    )
    (text,) = [one for one in said(PLATFORMS, timed=timed[3:]) if "incident" in one]
    assert "In none of 1 incident types" in text
