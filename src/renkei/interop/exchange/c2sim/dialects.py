"""Dialects of C2SIM messages, told by their content.

Three content models, 1.0.0, 1.0.1 and 1.0.2, share one namespace with drafts of 2019 (0.0.9), so
that a namespace alone says little.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from renkei.interop.exchange.xml_reading import XmlElement


class Dialect(StrEnum):
    """A content model, the oldest first."""

    V0_0_9 = "0.0.9"
    V1_0_0 = "1.0.0"
    V1_0_1 = "1.0.1"
    V1_0_2 = "1.0.2"
    V2_0_0 = "2.0.0-cwix2026"


_BASE = "http://www.sisostds.org/schemas/C2SIM/"

NAMESPACES = {Dialect.V1_0_2: _BASE + "1.1", Dialect.V2_0_0: _BASE + "2.0.0-cwix2026"}
"""Of the dialects that are written."""

INITIALIZATIONS = ("C2SIMInitializationBody", "ObjectInitializationBody", "ObjectInitialization")
_BODIES = {
    **dict.fromkeys(INITIALIZATIONS, "initialization"),
    "OrderBody": "order",
    "PlanBody": "plan",
    "ReportBody": "report",
    "RequestBody": "request",
    "AcknowledgementBody": "acknowledgement",
    "SystemAcknowledgementBody": "acknowledgement",
    "SystemMessageBody": "system message",
    "SystemCommandBody": "system message",
}
_ROOTS = frozenset({"Message", "MessageBody", "DomainMessageBody", *_BODIES})


@dataclass(frozen=True)
class Message:
    """A message: its dialect, what it is (``initialization``, ``order``), and its innermost body.

    ``kind`` is empty where the body is none that is known.
    """

    dialect: Dialect
    kind: str
    body: XmlElement


def is_c2sim(root: XmlElement) -> bool:
    """Return whether an XML file is a message, with or without header, or a bare body."""
    if root.name not in _ROOTS:
        return False
    is_named = root.name != "Message" or root.first("C2SIMHeader") is not None
    return "C2SIM" in root.space.upper() or (not root.space and is_named)


def message_of(root: XmlElement) -> Message:
    """Return what a message is."""
    body = root
    while body.name in ("Message", "MessageBody", "DomainMessageBody"):
        inner = [one for one in body.children if one.name in _ROOTS]
        if not inner:
            break
        body = inner[0]
    return Message(_dialect(root), _BODIES.get(body.name, ""), body)


def _dialect(root: XmlElement) -> Dialect:
    if root.space == NAMESPACES[Dialect.V2_0_0]:
        return Dialect.V2_0_0
    names: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    for one in root.walk():
        names.add(one.name)
        pairs.update((one.name, child.name) for child in one.children)
    if "ObjectInitialization" in names or ("Location", "Coordinate") in pairs:
        return Dialect.V0_0_9
    if names & {"APP6CSymbol", "SISOEntityType"}:
        return Dialect.V1_0_2
    if ("MilitaryOrganization", "Unit") in pairs or "TacticalGraphic" in names:
        return Dialect.V1_0_1 if "EntityType" in names else Dialect.V1_0_2
    if "EntityType" in names or ("MilitaryOrganization", "UUID") in pairs:
        return Dialect.V1_0_0
    return Dialect.V1_0_2
