"""MSDL files in and out of scenarios; what an import kept is used again on the way back.

Takes documents; gives the file. The file that was imported stands beside the scenario
as it came, in :data:`KEPT`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from renkei.interop.exchange.from_scenario import Symbols, forces_of, stated
from renkei.interop.exchange.losses import Losses
from renkei.interop.exchange.msdl import format as msdl
from renkei.interop.exchange.xml_reading import read_xml
from renkei.study.kept_originals import as_imported

if TYPE_CHECKING:
    from renkei.scenario import Document

KEPT = "kept-msdl.xml"
"""The file beside an imported scenario that holds the MSDL for the way back."""


def written(
    document: Document, design: str, symbols: Symbols, losses: Losses, kept: bytes | None = None
) -> bytes:
    """Return the file of a scenario under a design.

    Parameters
    ----------
    kept
        The file from which the scenario was imported; what differs is written anew in it.

    Raises
    ------
    InputError
        If what was kept cannot be read.
    """
    if kept is None:
        forces = forces_of(document, design, symbols, losses, several=True)
        return msdl.msdl_of(forces, losses)
    read = msdl.read_msdl(read_xml(kept, KEPT, "IMP-018"), Losses(""))
    then = as_imported(read.forces, msdl.ORIGIN, KEPT, several=True)
    now = forces_of(document, design, stated, losses, several=True)
    return msdl.patched_msdl(read, then, now, losses)
