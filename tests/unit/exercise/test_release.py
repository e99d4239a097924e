"""Who may see what, read a second time: slowly, from the log, by other words than the program's.

Random people take seats, write, pass on, release and finish tasks. Then every item is looked at
from every seat, at several moments, by the rules as the page on release states them.
"""

from __future__ import annotations

import contextlib
import random

import pytest

from renkei.exercise import actions
from renkei.exercise.definition import read_definition
from renkei.exercise.log import Entry
from renkei.exercise.refusals import Refused
from renkei.exercise.running import Exercise
from renkei.exercise.setting import Setting
from renkei.exercise.viewing import Views
from renkei.program.machine.clock import TICKS
from renkei.study.library import LIBRARY

FILE = LIBRARY / "exercises" / "skerries" / "exercise.yaml"
HEADQUARTERS = ("meridian-joint", "meridian-flotilla", "aurelian-fleet", "aurelian-forward")


@pytest.fixture(scope="module")
def setting() -> Setting:
    return Setting(read_definition(FILE))


def _acted(exercise: Exercise, rng: random.Random, seat: str) -> None:
    """Let the person in a seat do something at random; most of it is refused."""
    seen = [one.id for one in Views(exercise).seat(seat).items]
    some = tuple(rng.sample(seen, min(len(seen), rng.randrange(3))))
    choices = [
        actions.Send(
            receivers=tuple(rng.sample(HEADQUARTERS, rng.choice((1, 1, 2)))),
            subject=f"from {seat} {rng.random()}",
            attached=some,
        )
    ]
    if seen:
        choices += [actions.Release(item=rng.choice(seen), to=rng.choice(("MRD", "AUR")))] * 3
    tasks = [one for one in exercise.tasks.values() if one.seat.id == seat]
    if tasks:
        outcome = rng.choice(exercise.outcomes(tasks[0]))
        choices.append(actions.Finish(task=tasks[0].id, outcome=outcome))
    with contextlib.suppress(Refused):
        exercise.act(seat, rng.choice(choices), 0.0)


def _nation(headquarters: str) -> str:
    return "MRD" if headquarters.startswith("meridian") else "AUR"


def _check_pages(views: Views, seat: str, expected: set[str], some: list[str]) -> None:
    """Fetch ever older items, a few at a time: all that the seat may see, and nothing else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("renkei.exercise.seat_views.MOST_ITEMS", 5)
        pages = _all_pages(views, seat)
    assert len(pages) == len(expected)
    assert set(pages) == expected
    for item in (*(one for one in some if one not in expected), "x"):
        with pytest.raises(Refused):
            views.older_items(seat, item)


def _all_pages(views: Views, seat: str) -> list[str]:
    """Return what a seat gets that asks for ever older items, from its newest on."""
    view = views.seat(seat)
    found = [one.id for one in view.items[-1:]]
    left = len(view.items) + view.older_items
    while left > 1:
        page = views.older_items(seat, found[0])
        assert page.older_items + len(page.items) == left - 1
        found = [one.id for one in page.items] + found
        left = page.older_items + 1
    return found


class SlowReader:
    """The rules of release, from the log and what was sent."""

    def __init__(self, exercise: Exercise, log: list[Entry]) -> None:
        self.papers = dict(exercise.record.papers)
        self.entries = log
        self.setting = exercise.setting

    def nation_may(self, nation: str, item: str, hour: float) -> bool:
        """An item is its nation's own. Others see it once it was released to them: by somebody
        who released it, a quarter of an hour before; or by being sent to them across the border."""
        paper = self.papers[item]
        home = _nation(paper.sender) if paper.sender in HEADQUARTERS else None
        if nation == home:
            return True
        for entry in self.entries:
            action = entry.action
            released = isinstance(action, actions.Release) and action.item == item
            if released and action.to == nation and entry.at / TICKS + 0.25 <= hour + 1e-9:
                return True
        if home is None:  # exercise control: for the nations of those who got it
            return nation in {_nation(one) for one in paper.receivers}
        across = [one for one in paper.receivers if _nation(one) == nation]
        if paper.kind in ("message", "question", "answer"):
            return bool(across) and paper.sent_h <= hour
        return bool(across) and min(paper.received.values()) <= hour

    def seat_sees(self, headquarters: str, item: str, hour: float) -> bool:
        paper = self.papers[item]
        if paper.sender == headquarters:
            return True
        if paper.received.get(headquarters, float("inf")) > hour:
            return False
        return self.nation_may(_nation(headquarters), item, hour)

    def was_rightly_sent(self, item: str) -> bool:
        """Whatever crossed the border passed on only what the other nation might see."""
        paper = self.papers[item]
        for receiver in paper.receivers:
            for inner in paper.attached:
                if not self.nation_may(_nation(receiver), inner, paper.sent_h):
                    return False
            crosses = paper.sender in HEADQUARTERS and _nation(receiver) != _nation(paper.sender)
            wrote = paper.kind in ("message", "question", "answer")
            if crosses and wrote and paper.sender not in ("meridian-joint", "aurelian-fleet"):
                return False
        return True


@pytest.mark.parametrize("number", range(6))
def test_a_slow_reading_of_the_rules_agrees(setting: Setting, number: int) -> None:
    rng = random.Random(number)
    exercise = Exercise(setting.definition, setting=setting)
    views = Views(exercise)
    seats = list(setting.seats)
    for seat in seats:
        exercise.act(seat, actions.Take(person=seat), 0.0)
    looked = 0
    for step in range(60):
        exercise.advance(exercise.now_h + rng.choice((0.01, 0.1, 0.3, 1.0)))
        _acted(exercise, rng, rng.choice(seats))
        slow = SlowReader(exercise, exercise.entries)
        for seat in seats:
            headquarters = setting.seats[seat].headquarters
            shown = {one.id for one in views.seat(seat).items}
            expected = {
                item
                for item, paper in slow.papers.items()
                if paper.sent_h >= exercise.begins_h - 24.0
                and slow.seat_sees(headquarters, item, exercise.now_h)
            }
            assert shown == expected
            looked += len(slow.papers)
            if step % 6 == 0:
                _check_pages(views, seat, expected, rng.sample(sorted(slow.papers), 3))
    slow = SlowReader(exercise, exercise.entries)
    wrong = [item for item in exercise.record.papers if not slow.was_rightly_sent(item)]
    assert wrong == []
    assert looked > 1000
    sent = [one for one in exercise.record.papers.values() if one.kind == "message"]
    assert len(sent) > 3


def test_what_is_derived_from_several_is_for_those_who_may_see_each(setting: Setting) -> None:
    """By hand: one item released and one not; a letter with both stays at home."""
    exercise = Exercise(setting.definition, setting=setting)
    exercise.advance(exercise.begins_h + 1.0)
    exercise.act("mrd-commander", actions.Take(person="Ben"), 0.0)
    exercise.act(
        "mrd-commander", actions.Send(receivers=("meridian-flotilla",), subject="own"), 0.0
    )
    items = Views(exercise).seat("mrd-commander").items
    brief = next(one.id for one in items if one.kind == "inject")
    own = next(one.id for one in items if one.subject.en == "own")
    exercise.act("mrd-commander", actions.Release(item=brief, to="AUR"), 0.0)
    exercise.advance(exercise.now_h + 0.25)
    both = actions.Send(receivers=("aurelian-fleet",), subject="both", attached=(brief, own))
    with pytest.raises(Refused, match="released first"):
        exercise.act("mrd-commander", both, 0.0)
    home = actions.Send(receivers=("meridian-flotilla",), subject="both", attached=(brief, own))
    exercise.act("mrd-commander", home, 0.0)
    letter = next(
        one for one in Views(exercise).seat("mrd-commander").items if one.subject.en == "both"
    )
    assert letter.may_release_to == ()  # one of its parts is not released
    exercise.act("mrd-commander", actions.Release(item=own, to="AUR"), 0.0)
    exercise.advance(exercise.now_h + 0.25)
    letter = next(
        one for one in Views(exercise).seat("mrd-commander").items if one.subject.en == "both"
    )
    assert letter.may_release_to == ("AUR",)


def test_of_many_papers_those_that_came_last_are_shown(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = Exercise(setting.definition, setting=setting)
    exercise.act("mrd-commander", actions.Take(person="Ben"), 0.0)
    exercise.act("mrd-commander", actions.Send(receivers=("meridian-flotilla",), subject="0"), 0.0)
    exercise.advance(exercise.begins_h + 1.0)  # it has arrived
    for n in range(1, 4):
        here = actions.Send(receivers=("meridian-joint",), subject=str(n))
        exercise.act("mrd-flotilla", here, 0.0)
    exercise.advance(exercise.begins_h + 2.0)
    every = Views(exercise).seat("mrd-flotilla")
    monkeypatch.setattr("renkei.exercise.seat_views.MOST_ITEMS", 2)
    view = Views(exercise).seat("mrd-flotilla")
    assert [one.subject.en for one in view.items] == ["2", "3"]
    assert (every.older_items, view.older_items) == (0, len(every.items) - 2)
