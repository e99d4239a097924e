"""Cursor on Target 2.0 (MITRE, 2003; base schema 2005): an event file for each position.

Takes plain data; gives files, and sends nothing. Every event says that it is a simulation, in four
ways, since servers drop one or the other: ``opex="s-renkei"``, ``how="m-s"`` (made by a machine,
simulated), remarks, and EXER before its callsign. So nobody takes it for real.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from xml.etree import ElementTree as xml
from zoneinfo import ZoneInfo

from renkei._base.language import Phrase
from renkei.interop.exchange.courses import Replicated
from renkei.interop.exchange.forces import Formation, OrderOfBattle, Position
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.symbols import frame, in_letters
from renkei.interop.exchange.xml_text import legal

PREFIX = "EXER "
REMARKS = "SIMULATION, NOT REAL: written by Renkei"
_UNKNOWN = "9999999.0"
_STALE = timedelta(days=1)
_IDENTITIES = "PUAFNSH"


def cursor_on_target(
    forces: OrderOfBattle, losses: Losses, replicated: Replicated | None = None
) -> dict[str, bytes]:
    """Return the files by name: an event for each formation at the start, and for each arrival."""
    start = datetime.combine(forces.start, time(), ZoneInfo(forces.zone))
    files: dict[str, bytes] = {}
    by_id = {one.id: one for one in forces.formations}
    for one in forces.formations:
        if one.position is None:
            losses.add(Fate.LOST, one.id, f"`{one.id}`", Phrase("it has no position"))
            continue
        kind = _type(one, losses)
        if one.commands:
            why = Phrase("a type of the format does not say it; it reads as a unit")
            losses.add(Fate.APPROXIMATED, one.id, Phrase("headquarters"), why)
        files[f"{one.id}.cot"] = _event(f"renkei.{one.id}", kind, one.name, start, one.position)
    if replicated is not None:
        quiet = Losses("")
        for number, (unit, name, moment, position) in enumerate(_arrivals(replicated)):
            one = by_id[unit]
            uid = f"renkei.{unit}.{name}".replace(" ", "-")
            callsign = f"{one.name}, {name}"
            event = _event(uid, _type(one, quiet), callsign, moment, position)
            stamp = moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
            files[f"{stamp}-{number + 1:05d}-{unit}.cot"] = event
    return files


def _arrivals(replicated: Replicated) -> Iterator[tuple[str, str, datetime, Position]]:
    """Yield where detachments were at the ends of their ways, in order of time."""
    found = []
    for course in replicated.courses:
        for leg in course.legs:
            if leg.points[0] == leg.points[-1]:
                continue
            ends = ((leg.departed, leg.points[0]), (leg.arrived, leg.points[-1]))
            found += [(course.unit, course.name, moment, point)
                      for moment, point in ends if moment is not None]  # fmt: skip
    yield from sorted(found, key=lambda one: (one[2], one[0], one[1]))


def _event(uid: str, kind: str, callsign: str, moment: datetime, position: Position) -> bytes:
    event = xml.Element(
        "event",
        version="2.0",
        uid=legal(uid),
        type=kind,
        how="m-s",
        time=_zulu(moment),
        start=_zulu(moment),
        stale=_zulu(moment + _STALE),
        opex="s-renkei",
    )
    xml.SubElement(
        event,
        "point",
        lat=f"{position.latitude:.7f}",
        lon=f"{position.longitude:.7f}",
        hae=_UNKNOWN,
        ce=_UNKNOWN,
        le=_UNKNOWN,
    )
    detail = xml.SubElement(event, "detail")
    xml.SubElement(detail, "contact", callsign=legal(PREFIX + callsign))
    xml.SubElement(detail, "remarks").text = REMARKS
    return bytes(xml.tostring(event, encoding="utf-8")) + b"\n"


def _type(one: Formation, losses: Losses) -> str:
    """Return the type of an event: identity, dimension, and the function of the letters."""
    if one.symbol is None:
        return "a-u-G"
    found = in_letters(one.symbol)
    letters = found.code or frame(one.symbol)
    if found.why is not None:
        why = found.why
        if found.code is None:
            plain = Phrase("identity and dimension are written")
            why = Phrase("{why}; {instead}", why=found.why, instead=plain)
        losses.add(Fate.APPROXIMATED, one.id, f"`{one.symbol}`", why)
    identity = letters[1].lower() if letters[1] in _IDENTITIES else "u"
    dimension = letters[2] if letters[2].isalpha() else "G"
    function = [letter for letter in letters[4:10] if letter.isalnum()]
    return "-".join(["a", identity, dimension, *function])


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
