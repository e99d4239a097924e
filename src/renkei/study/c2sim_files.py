"""C2SIM messages in and out of scenarios and replications; what an import kept is used again.

Takes documents; gives files. The message that was imported
stands beside the scenario as it came, in :data:`KEPT`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei.interop.exchange.c2sim import format as c2sim
from renkei.interop.exchange.c2sim.dialects import Dialect
from renkei.interop.exchange.c2sim.messages import messages
from renkei.interop.exchange.from_scenario import Symbols, forces_of, stated
from renkei.interop.exchange.losses import Losses
from renkei.interop.exchange.xml_reading import read_xml
from renkei.study.kept_originals import as_imported

if TYPE_CHECKING:
    from renkei.interop.exchange.courses import Replicated
    from renkei.scenario import Document

KEPT = "kept-c2sim.xml"
"""The file beside an imported scenario that holds the message for the way back."""

INITIALIZATIONS = {"c2sim": Dialect.V1_0_2, "c2sim-cwix2026": Dialect.V2_0_0}
MESSAGES = {"c2sim-messages": Dialect.V1_0_2, "c2sim-messages-cwix2026": Dialect.V2_0_0}
"""Dialects by the formats that they are written as."""


def initialization(
    document: Document,
    design: str,
    symbols: Symbols,
    dialect: Dialect,
    losses: Losses,
    kept: bytes | None = None,
) -> bytes:
    """Return the initialization of a scenario under a design.

    Parameters
    ----------
    kept
        The message from which the scenario was imported; what differs is written anew in it.

    Raises
    ------
    InputError
        If what was kept cannot be read.
    """
    if kept is None:
        now = forces_of(document, design, symbols, losses, several=True)
        return c2sim.written(None, None, now, dialect, losses)
    root = read_xml(kept, KEPT, "IMP-018")
    c2sim.dialect_of(root, KEPT)
    imported = c2sim.read(root, Losses(""))
    before = as_imported(imported[1].forces, c2sim.ORIGIN, KEPT, several=True)
    now = forces_of(document, design, stated, losses, several=True)
    return c2sim.written(imported, before, now, dialect, losses)


def replication(
    document: Document,
    design: str,
    symbols: Symbols,
    replicated: Replicated,
    dialect: Dialect,
    losses: Losses,
) -> dict[str, bytes]:
    """Return the messages of a replication, by name."""
    forces = forces_of(document, design, symbols, losses, several=True)
    return messages(forces, replicated, dialect, losses)
