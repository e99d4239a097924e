"""Files of other programs that an import kept beside the scenario it made, for the way back.

Takes folders and orders of battle; gives the kept bytes, and what the scenario said when it was
imported, so that only what differs from that is written anew.
"""

from __future__ import annotations

from pathlib import Path

from renkei.interop.exchange.bounds import content_of
from renkei.interop.exchange.forces import OrderOfBattle
from renkei.interop.exchange.from_scenario import forces_of, stated
from renkei.interop.exchange.losses import Losses
from renkei.interop.exchange.scenario_text import DESIGN, scenario_text, whole
from renkei.scenario import parse_scenario


def kept_beside(folder: Path, name: str) -> bytes | None:
    """Return the file that an import kept beside a scenario; None: it kept none."""
    file = folder / name
    return content_of(file, "IMP-016") if file.is_file() else None


def as_imported(forces: OrderOfBattle, origin: str, name: str, *, several: bool) -> OrderOfBattle:
    """Return what the scenario that was made of an order of battle says, as it was made.

    Parameters
    ----------
    origin, name
        The format, and the file that was kept.
    several
        Whether the format has several typed relationships of a formation.
    """
    quiet = Losses("")
    original = parse_scenario(whole(scenario_text(forces, quiet, origin)), name)
    design = DESIGN if DESIGN in original.design_ids else original.baseline
    return forces_of(original, design, stated, quiet, several=several)
