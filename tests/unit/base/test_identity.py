"""Values are kept by the object they were made from."""

from __future__ import annotations

import pytest

from renkei._base.dismissing import Dismissed
from renkei._base.identity import ByIdentity


def test_the_same_object_is_asked_once_and_an_equal_one_again() -> None:
    kept: ByIdentity[int] = ByIdentity()
    one, other = [1], [1]
    assert kept.of(one, lambda: 10) == 10
    assert kept.of(one, lambda: 20) == 10
    assert kept.of(other, lambda: 30) == 30


def test_an_object_that_is_gone_is_not_taken_for_a_new_one() -> None:
    """Python gives a new list the ``id`` of the one before, unless somebody keeps that."""
    kept: ByIdentity[int] = ByIdentity()
    assert [kept.of([], lambda number=number: number) for number in range(50)] == list(range(50))


def test_what_is_dismissed_is_so_after_an_error_too() -> None:
    class Door(Dismissed):
        shut = False

        def dismiss(self) -> None:
            self.shut = True

    def fail(door: Door) -> None:
        with door as same:
            assert same is door
            assert not door.shut
            raise KeyError

    door = Door()
    with pytest.raises(KeyError):
        fail(door)
    assert door.shut
