"""The door of the format: from a tree to an order of battle, and from that to messages."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei.interop.exchange.c2sim.dialects import Dialect, message_of
from renkei.interop.exchange.c2sim.reading import InitializationReader, ReadInitialization
from renkei.interop.exchange.c2sim.upgrading import upgrade
from renkei.interop.exchange.c2sim.writing import Writer, empty, message
from renkei.interop.exchange.forces import OrderOfBattle
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.xml_reading import XmlElement

ORIGIN = "C2SIM"


_KINDS = {"order": Phrase("order"), "report": Phrase("report")}


def dialect_of(root: XmlElement, file: str) -> Dialect:
    """Return the dialect of an initialization.

    Raises
    ------
    InputError
        If the message is none: an order, a report.
    """
    found = message_of(root)
    if found.kind != "initialization":
        kind = _KINDS.get(found.kind, Phrase("message"))
        expected = Phrase("an initialization, which says who exists and under whom")
        problem = Problem(
            "IMP-017",
            Location(file, found.body.line),
            found.body.path,
            Phrase("a C2SIM {kind} ({dialect})", kind=kind, dialect=found.dialect.value),
            expected,
        )
        raise InputError([problem])
    return found.dialect


def read(root: XmlElement, losses: Losses) -> tuple[XmlElement, ReadInitialization]:
    """Return the body of an initialization, upgraded in place, and what it holds."""
    body = message_of(root).body
    if root.first("C2SIMHeader") is not None:
        what, why = Phrase("header of the message"), Phrase("a new message has its own")
        losses.add(Fate.KEPT, "C2SIMHeader", what, why, root.line)
    upgrade(body)
    return body, InitializationReader(body, losses).read()


def written(
    imported: tuple[XmlElement, ReadInitialization] | None,
    before: OrderOfBattle | None,
    now: OrderOfBattle,
    dialect: Dialect,
    losses: Losses,
    comment: str = "",
) -> bytes:
    """Return an initialization as a file; ``imported`` is what :func:`read` gave of a kept one."""
    body, found = imported or (empty(), ReadInitialization(now, {}, {}, {}))
    begins = datetime.combine(now.start, time(), ZoneInfo(now.zone))
    whole = Writer(body, found, before, now, losses).written()
    return message(now.name, whole, dialect, begins, "initialization", comment)
