"""What a seat knew at an earlier moment: the log up to then, played again.

What for: "what did each seat know at 14:20" is the first question of a debriefing. It runs in a
process of its own, as it takes as long as opening the exercise.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from renkei.exercise.definition import Definition
from renkei.exercise.log import Entry
from renkei.exercise.running import Exercise
from renkei.exercise.setting import Setting
from renkei.exercise.viewing import Views


def seat_view_then(content: bytes, log: Iterable[str], at_h: float, seat: str) -> str:
    """Return the view of a seat at a moment, as JSON.

    Parameters
    ----------
    content
        Definition of the exercise.
    log
        Lines of the log; those after the moment are left.
    at_h
        The moment [h since the begin].
    seat
        The seat.
    """
    setting = _setting(content)
    then_h = setting.definition.begins_h + at_h
    entries = [entry for entry in map(Entry.from_json, log) if Exercise.hour_of(entry.at) <= then_h]
    exercise = Exercise(setting.definition, entries, then_h, setting)
    return Views(exercise).seat(seat).model_dump_json()


@lru_cache(maxsize=1)
def _setting(content: bytes) -> Setting:
    return Setting(Definition.from_bytes(content))
