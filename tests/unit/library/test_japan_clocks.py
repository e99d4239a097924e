"""The recorded clocks of the flagship: each from a source that was found, no side chosen."""

from __future__ import annotations

import pytest

from renkei.scenario import Document, load_scenario
from renkei.study.library import LIBRARY


@pytest.fixture(scope="module")
def japan() -> Document:
    return load_scenario(LIBRARY / "japan")


def test_each_is_from_a_source_that_was_found(japan: Document) -> None:
    for id_, clock in japan.scenario.clocks.items():
        text = japan.scenario.sources[clock.source].text
        assert "general knowledge" not in text, id_
        assert "unverified" not in text, id_


def test_only_the_disasters_say_their_side(japan: Document) -> None:
    """They were used when their response was set by hand; the rule decides on all others."""
    said = {one.incident: one.use for one in japan.scenario.clocks.values() if one.use}
    assert set(said) == {"large-disaster", "great-disaster"}
    assert set(said.values()) == {"fit"}


def test_events_of_the_reform_are_compared_under_its_design(japan: Document) -> None:
    """Japan's Joint Operations Command stands since 24 March 2025."""
    for id_, clock in japan.scenario.clocks.items():
        assert (clock.design == "d1") == (clock.date.isoformat() >= "2025-03-24"), id_
