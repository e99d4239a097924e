"""Cursor on Target 2.0 in: events of units as their positions.

Takes the trees of files, one event each or several in an outer element; gives an order of battle,
and an entry in the loss report for the rest. A type says the identity, dimension and function of a
symbol of 2525B; whose it is it does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from renkei._base.language import Phrase
from renkei.interop.exchange.cursor_on_target import PREFIX
from renkei.interop.exchange.forces import OrderOfBattle
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.marks import MapMark, forces_from, moment_of, note_unread, position_of
from renkei.interop.exchange.xml_reading import XmlElement

_SIDES = {
    "f": "Friendly",
    "a": "Assumed friendly",
    "h": "Hostile",
    "j": "Joker",
    "k": "Faker",
    "s": "Suspect",
    "n": "Neutral",
    "u": "Unknown",
    "p": "Pending",
}
"""A side for each identity; others are unknown."""

_OWN_UID = "renkei."
_ATOM = re.compile(r"a-([a-z.])-([A-Z.])((?:-[A-Za-z0-9.]+)*)")
_USED = frozenset({"contact", "remarks", "track"})


def is_cursor_on_target(root: XmlElement) -> bool:
    """Return whether it is an event, or holds events."""
    return _is_event(root) or any(_is_event(one) for one in root.children)


def _is_event(one: XmlElement) -> bool:
    return one.name == "event" and {"uid", "type"} <= one.attributes.keys()


def read_cursor_on_target(trees: Iterable[tuple[str, XmlElement]], losses: Losses) -> OrderOfBattle:
    """Return the order of battle.

    Parameters
    ----------
    trees
        Each file's name, which stands before its elements where there are several, and its tree.
    """
    marks: list[MapMark] = []
    for file, root in trees:
        events = [root] if _is_event(root) else [o for o in root.children if _is_event(o)]
        for event in events:
            marks += _marks(event, file, losses)
    return forces_from(marks, "", "", losses)


def _marks(event: XmlElement, file: str, losses: Losses) -> Iterator[MapMark]:
    where = f"{file}: {event.path}" if file else event.path
    kind = event.attributes["type"]
    atom = _ATOM.fullmatch(kind)
    if atom is None:
        what = Phrase("event of type {type}", type=f"`{kind[:60]}`")
        note_unread([(where, event.line, what)], losses)
        return
    point = event.first("point")
    given = {} if point is None else point.attributes
    position = position_of(given.get("lon"), given.get("lat"))
    if position is None:
        why = Phrase("it is no position")
        at = f"`{given.get('lat', '')[:30]}, {given.get('lon', '')[:30]}`"
        losses.add(Fate.LOST, where, at, why, event.line)
        return
    identity, dimension, functions = atom[1], atom[2], atom[3].split("-")[1:]
    symbol, whole = _symbol(identity, dimension, functions)
    if not whole:
        why = Phrase("a part of the type has no letter in 2525B; the letters before it are used")
        losses.add(Fate.APPROXIMATED, where, f"`{kind[:60]}`", why, event.line)
    for detail in event.all("detail"):
        for one in detail.children:
            if one.name not in _USED:
                note_unread([(where, one.line, f"`{one.name[:60]}`")], losses)
            elif one.name == "remarks" and one.text.strip():
                note_unread([(where, one.line, Phrase("remarks"))], losses)
            elif one.name == "track":
                note_unread([(where, one.line, Phrase("course and speed at a moment"))], losses)
    callsign = next((o.attributes.get("callsign", "") for o in event.all("detail", "contact")), "")
    uid = event.attributes["uid"]
    yield MapMark(
        name=" ".join(callsign.split()).removeprefix(PREFIX),
        position=position,
        id=uid.removeprefix(_OWN_UID),
        side=_SIDES.get(identity, _SIDES["u"]),
        symbol=symbol,
        moment=moment_of(event.attributes.get("start") or event.attributes.get("time", "")),
        where=where,
        line=event.line,
    )


def _symbol(identity: str, dimension: str, functions: list[str]) -> tuple[str, bool]:
    """Return the code of 15 letters that a type says, and whether it says all of the type."""
    letters = ""
    for one in functions:
        if not re.fullmatch("[A-Z0-9]", one) or len(letters) == 6:
            break
        letters += one
    whole = len(letters) == len(functions)
    known = identity if identity in _SIDES else "u"
    scheme = f"S{known.upper()}{dimension if dimension != '.' else 'Z'}P"
    return f"{scheme}{letters:-<6}-----", whole and known == identity
