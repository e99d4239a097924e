"""--by-source: verdicts under shaken classes of sources.

Right values: a scenario in which one guess alone makes the difference, and turns with its range.
"""

from __future__ import annotations

import json

import numpy as np
import pytest

from renkei.study.guards import source_class, variants
from renkei.study.library import library
from renkei.study.source import Opened

TEMPLATE = library()["template"]
FEW = ("--reps", "25", "--processes", "1", "--quiet")


@pytest.fixture(scope="module")
def opened() -> Opened:
    return Opened(TEMPLATE)


def ends(opened: Opened, path: str) -> tuple[float, float, float]:
    program = opened.program(opened.baseline)
    row = program.slot[program.slots.index(path)]
    return float(row["low"]), float(row["middle"]), float(row["high"])


def test_classes_are_those_of_assumptions() -> None:
    assert source_class("guess", unverified=False) == "guess"
    assert source_class("X1", unverified=False) == "sourced"
    assert source_class("X1", unverified=True) == "unverified"
    assert source_class(None, unverified=False) == "unsourced"


def test_only_the_ranges_of_the_class_change(opened) -> None:
    """Handling, a guess: 5, 15, 40 min; the delay of the channel, sourced: 5, 20, 60 min.

    To the power of 2 the ratios 1/3 and 8/3 are 1/9 and 64/9.
    """
    handling, delay = "doctrine.handling", "channels.joint-liaison.delay"
    found = {(one.source, one.shaking): one for one in variants(opened, 2.0)}
    assert list(found) == [(c, s) for c in ("sourced", "guess") for s in ("held", "widened")]
    held, wide = found["guess", "held"].opened, found["guess", "widened"].opened
    assert ends(held, handling) == pytest.approx((0.25, 0.25, 0.25))
    assert ends(wide, handling) == pytest.approx((0.25 / 9, 0.25, 0.25 * 64 / 9))
    assert ends(held, delay) == ends(wide, delay) == ends(opened, delay)
    sourced = found["sourced", "widened"].opened
    assert ends(sourced, handling) == ends(opened, handling)
    # Shares stay shares: 70 % of 50 to 90 % would reach 116 %.
    assert ends(sourced, "units.helicopters.availability") == pytest.approx((0.25 / 0.7, 0.7, 1.0))
    other = found["guess", "held"].opened.program(opened.baseline)
    assert not np.array_equal(other.slot, opened.program(opened.baseline).slot)
    assert other.digest() != opened.program(opened.baseline).digest()


def test_a_range_can_only_be_made_wider(opened) -> None:
    with pytest.raises(ValueError, match="more than 1"):
        variants(opened, 1.0)


def test_each_verdict_has_a_fate(renkei, tmp_path) -> None:
    done = renkei("compare", TEMPLATE, *FEW, "--out", tmp_path, "--json", "--by-source")
    assert done.code == 0, done.err
    data = json.loads(done.out)
    found = data["by_source"]["standings"]
    assert [(one["source"], one["shaking"]) for one in found] == [
        ("sourced", "held"),
        ("sourced", "widened"),
        ("guess", "held"),
        ("guess", "widened"),
    ]
    asked = [
        row
        for row in data["rows"]
        if row["verdict"] in ("better", "worse") and row["statistic"] in ("p_deadline", "mean")
    ]
    for one in found:
        assert one["verdicts"] == one["kept"] + one["undecided"] + one["reversed"]
        assert one["verdicts"] == len(asked)
        assert one["folder"] != data["folder"]
    page = renkei("compare", TEMPLATE, *FEW, "--out", tmp_path, "--by-source").out
    assert "By class of source" in page
    table = page[page.index("By class of source") : page.index("Results: ")]
    assert max(map(len, table.splitlines())) <= 100


def test_where_nothing_is_decided_a_sentence_says_so(renkei, tmp_path) -> None:
    """A zone that holds every difference leaves nothing better or worse."""
    zone = ("--zone", "in-time=100 %", "--zone", "900 d")
    few = ("--reps", "3", "--processes", "1", "--quiet")
    done = renkei("compare", TEMPLATE, *few, *zone, "--out", tmp_path, "--by-source")
    assert done.code == 0, done.err
    page = done.out[done.out.index("By class of source") : done.out.index("Results: ")]
    assert "so nothing can turn round" in " ".join(page.split())
    assert "0 of 0" not in page
    assert len(page.splitlines()) <= 5
