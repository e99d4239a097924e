"""MSDL files in and out of scenarios; what an import kept is used again on the way back.

Takes documents and folders; gives the file. The file that was imported stands beside the scenario
as it came, in :data:`KEPT`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from renkei.interop.exchange.bounds import content_of
from renkei.interop.exchange.from_scenario import Symbols, forces_of, stated
from renkei.interop.exchange.losses import Losses
from renkei.interop.exchange.msdl import format as msdl
from renkei.interop.exchange.scenario_text import scenario_text, whole
from renkei.interop.exchange.xml_reading import read_xml
from renkei.scenario import parse_scenario

if TYPE_CHECKING:
    from renkei.scenario import Document

KEPT = "kept-msdl.xml"
"""The file beside an imported scenario that holds the MSDL for the way back."""


def kept_beside(folder: Path) -> bytes | None:
    """Return the file that an import kept beside a scenario; None: it kept none."""
    file = folder / KEPT
    return content_of(file, "IMP-016") if file.is_file() else None


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
    quiet = Losses("")
    read = msdl.read_msdl(read_xml(kept, KEPT, "IMP-018"), quiet)
    original = parse_scenario(whole(scenario_text(read.forces, quiet, msdl.ORIGIN)), KEPT)
    then = forces_of(original, original.baseline, stated, quiet, several=True)
    now = forces_of(document, design, stated, losses, several=True)
    return msdl.patched_msdl(read, then, now, losses)
