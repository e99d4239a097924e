"""The replay of the map: units are where the milestones say, and nothing else is told."""

from __future__ import annotations

import pytest

import renkei as rk
from renkei.report.page.organisation import places
from renkei.report.page.replay import messages, movements, with_replay
from renkei.study.following import Tracer

DESIGNS = ["apart", "joint"]


@pytest.fixture(scope="module")
def tracer(tmp_path_factory: pytest.TempPathFactory) -> Tracer:
    """Return what follows a small run of the second packaged scenario."""
    study = rk.open("skerries")
    root = tmp_path_factory.mktemp("results")
    results = study.run(DESIGNS, replications=4, out=root, progress=False)
    return Tracer(results, opened=study._opened)


@pytest.fixture(scope="module")
def stretch(tracer: Tracer):
    """Return half a year of the first replication."""
    return tracer.stretch(0, "apart", 9000.0, 13400.0)


def test_a_stretch_holds_the_incidents_of_the_table(tracer, stretch) -> None:
    table = tracer.results.scan("incidents", "apart").collect()
    rows = [
        row
        for row in table.iter_rows(named=True)
        if row["replication"] == 0 and row["counted"] and 9000.0 <= row["arrived_h"] <= 13400.0
    ]
    assert len(rows) > 5
    assert [one.picked.ordinal for one in stretch] == [
        row["ordinal"] for row in sorted(rows, key=lambda row: row["arrived_h"])
    ]


def test_a_stretch_says_of_an_incident_what_following_it_alone_says(tracer, stretch) -> None:
    one = stretch[2]
    alone = tracer.follow(one.picked, "apart")
    assert alone.milestones == one.milestones
    assert alone.steps == one.steps


def test_the_first_arrival_is_the_milestone(stretch) -> None:
    """Segments give the moments of units, stamps those of milestones: two ways to one moment."""
    seen = 0
    for one in stretch:
        moves = [move for move in movements(one, 1e9) if move.arrived_h is not None]
        if "first-on-station" in one.milestones:
            first = min(move.arrived_h for move in moves)
            expected = one.picked.arrived_h + one.milestones["first-on-station"]
            assert first == pytest.approx(expected, abs=1e-6)
            seen += 1
        for move in moves:
            moments = [move.ordered_h, move.departed_h, move.arrived_h, move.left_h, move.home_h]
            known = [moment for moment in moments if moment is not None]
            assert known == sorted(known)
    assert seen > 3


def test_nothing_is_told_that_had_not_happened(stretch) -> None:
    until = 11000.0
    for one in stretch:
        for move in movements(one, until):
            for moment in (move.departed_h, move.arrived_h, move.left_h, move.home_h):
                assert moment is None or moment <= until
        assert all(sent.sent_h <= until for sent in messages(one, until))


def test_messages_go_between_headquarters_of_the_scenario(stretch) -> None:
    known = set(stretch[0].phase.scenario.headquarters)
    sent = [message for one in stretch for message in messages(one, 1e9)]
    assert sent
    for message in sent:
        assert {message.sender, message.receiver} <= known
        assert message.sender != message.receiver
        assert message.received_h >= message.sent_h


def test_two_designs_meet_the_same_incidents(tracer) -> None:
    empty = places(tracer.source.document, DESIGNS)
    assert empty is not None
    picked = tracer.pick("harassment", "apart")
    found = with_replay(empty, tracer, picked, DESIGNS, 17520.0)
    ours, theirs = found.replays
    assert [one.id for one in ours.incidents] == [one.id for one in theirs.incidents]
    assert f"harassment/{picked.id}" in {one.id for one in ours.incidents}
    assert {one.id for one in found.milestones} >= {"decided", "on-station"}
