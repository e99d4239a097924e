"""Platforms that go only with what they need, by hand: kernel and twin give these numbers."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.engine.desk import (
    CLAIMS,
    DEMANDED,
    FILLED,
    ISSUED,
    ON_HAND_END,
    WAIT_H,
    Desk,
    got,
)


def test_platforms_go_only_with_what_they_need() -> None:
    desk = Desk()
    pool = desk.ships(3)
    rounds = desk.asm.stock("rounds", desk.number(5))
    rations = desk.asm.stock("rations", desk.number(1))
    route, after = desk.asm.label(), desk.asm.label()
    desk.begin()
    arms = [(rounds, desk.number(4), "wait"), (rations, desk.number(1), "less")]
    desk.asm.equip([[(pool, route, arms)]], 2)
    desk.asm.jump(after)
    desk.asm.place_label(route)
    desk.asm.mark("got")
    desk.asm.release()
    desk.asm.end()
    desk.asm.place_label(after)
    desk.at(10.0)
    desk.begin()
    desk.asm.put(rounds, 3)
    desk.at(25.0)
    result = desk.result()
    assert got(result)[0] == 25.0
    columns = [ON_HAND_END, CLAIMS, DEMANDED, FILLED, ISSUED, WAIT_H]
    # From 10 to 25 three of eight rounds are missing; rations are not waited for.
    assert result.stock[1, columns].tolist() == [0.0, 1.0, 8.0, 0.0, 8.0, 3 * 15.0]
    assert result.stock[0, columns].tolist() == [0.0, 1.0, 2.0, 1.0, 1.0, 0.0]


def test_an_arm_that_fails_sends_the_request_away() -> None:
    desk = Desk()
    pool = desk.ships(3)
    rounds = desk.asm.stock("rounds", desk.number(1))
    route, out = desk.asm.label(), desk.asm.label()
    desk.begin()
    arms = [(rounds, desk.number(1), "fail")]
    desk.asm.equip([[(pool, route, arms)]], 2, fail_label=out)
    desk.asm.end()
    desk.asm.place_label(route)
    desk.asm.release()
    desk.asm.end()
    desk.asm.place_label(out)
    desk.asm.mark("got")
    desk.at(10.0)
    assert got(desk.result()) == [10.0]


@pytest.mark.parametrize(
    ("rounds_there", "decoys_there", "sent"),
    [
        (1, 2, 25.0),  # only what is waited for is lacking: three more rounds come at 25
        (2, 1, None),  # a decoy is lacking, for which nobody waits
        (1, 1, None),  # both are: to wait for rounds would be in vain
        (2, 2, 10.0),
    ],
)
def test_one_waits_only_where_waiting_helps(
    rounds_there: int, decoys_there: int, sent: float | None
) -> None:
    """Two ships need a round each, which they wait for, and a decoy each, or they fail."""
    desk = Desk()
    pool = desk.ships(2)
    rounds = desk.asm.stock("rounds", desk.number(rounds_there))
    decoys = desk.asm.stock("decoys", desk.number(decoys_there))
    route, out = desk.asm.label(), desk.asm.label()
    desk.begin()
    arms = [(rounds, desk.number(1), "wait"), (decoys, desk.number(1), "fail")]
    desk.asm.equip([[(pool, route, arms)]], 2, fail_label=out)
    desk.asm.end()
    desk.asm.place_label(route)
    desk.asm.mark("got")
    desk.asm.release()
    desk.asm.end()
    desk.asm.place_label(out)
    desk.asm.fail("no decoys")
    desk.at(10.0)
    desk.begin()
    desk.asm.put(rounds, 3)
    desk.at(25.0)
    result = desk.result()
    assert result.incidents.outcome[0] == (2 if sent is None else 1)
    np.testing.assert_array_equal(got(result)[0], np.nan if sent is None else sent)


def test_another_unit_has_what_the_first_lacks_for_good() -> None:
    """A ship without decoys is passed over; for the second unit only rounds are waited for."""
    desk = Desk()
    bare, armed = desk.ships(1), desk.ships(1, name="more ships")
    rounds = desk.asm.stock("rounds", desk.number(0))
    decoys = [desk.asm.stock(f"decoys {k}", desk.number(k)) for k in range(2)]
    route, out = desk.asm.label(), desk.asm.label()
    desk.begin()
    choices = [
        (pool, route, [(rounds, desk.number(1), "wait"), (decoys[k], desk.number(1), "fail")])
        for k, pool in enumerate((bare, armed))
    ]
    desk.asm.equip([choices], 1, fail_label=out)
    desk.asm.end()
    desk.asm.place_label(route)
    desk.asm.mark("got")
    desk.asm.release()
    desk.asm.end()
    desk.asm.place_label(out)
    desk.at(10.0)
    desk.begin()
    desk.asm.put(rounds, 1)
    desk.at(25.0)
    assert got(desk.result())[0] == 25.0


def test_items_refused_to_a_force_are_lost_demand() -> None:
    """Two ships want 3 each of 5: the force fails, 6 were asked for, none filled, 6 lost."""
    desk = Desk()
    ships = desk.ships(2)
    short, plenty = (desk.asm.stock(name, desk.number(n)) for name, n in (("a", 5), ("b", 9)))
    away, failed = desk.asm.label(), desk.asm.label()
    desk.begin()
    arms = [(short, desk.number(3), "fail"), (plenty, desk.number(3), "fail")]
    desk.asm.equip([[(ships, away, arms)]], 2, fail_label=failed)
    desk.asm.end()
    desk.asm.place_label(failed)
    desk.asm.mark("got")
    desk.asm.end()
    desk.asm.place_label(away)
    desk.asm.release()
    desk.at(10.0)
    result = desk.result()
    assert got(result) == [10.0]
    lost = 13
    columns = [CLAIMS, DEMANDED, FILLED, ISSUED, lost]
    assert result.stock[0][columns].tolist() == [1, 6, 0, 0, 6]
    assert result.stock[1][columns].tolist() == [0, 0, 0, 0, 0]  # nothing of it was lacking
