"""The best design over two factors: a map of contingencies.

Takes worlds and a measure of each design; gives :class:`Contingency`, the best design by the
additive model of each difference in the two factors, with how often samples of the bootstrap agree.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from renkei.analysis.sensitivity.factors import DrawnWorlds
from renkei.analysis.sensitivity.outcomes import Outcome
from renkei.analysis.sensitivity.surface import Surface

SIDE = 5
"""Cells along each factor, of equal probability."""


@dataclass(frozen=True)
class Contingency:
    """The best design in each cell of a grid.

    Parameters
    ----------
    across, down
        Paths of the two factors.
    best
        ``SIDE`` rows of ``SIDE`` designs; the first row has the least of ``down``.
    agreed
        The same of the shares of bootstrap samples in which that design is best.
    """

    across: str
    down: str
    best: tuple[tuple[str, ...], ...]
    agreed: tuple[tuple[float, ...], ...]


def contingency_of(worlds: DrawnWorlds, measured: Outcome, across: str, down: str) -> Contingency:
    """Return the best design over two factors; larger is better."""
    own = worlds.only(measured.replication)
    columns = [own.paths.index(path) for path in (across, down)]
    middles = (np.arange(SIDE) + 0.5) / SIDE
    cells = np.array([[a, d] for d in middles for a in middles])
    surfaces = [
        Surface(own.shares[:, columns], measured.values[:, i] - measured.values[:, 0])
        for i in range(1, len(measured.designs))
    ]
    zero = np.zeros(len(cells))
    best = np.argmax([zero, *(one.at(cells) for one in surfaces)], axis=0)
    designs = [one.design(cells) for one in surfaces]
    agreed = np.zeros(len(cells))
    draws = list(zip(*(one.draws for one in surfaces), strict=True))
    for draw in draws:
        heights = [design @ slopes for design, (slopes, _) in zip(designs, draw, strict=True)]
        agreed += np.argmax([zero, *heights], axis=0) == best
    shares = (agreed / len(draws)).reshape(SIDE, SIDE)
    names = [[measured.designs[i] for i in row] for row in best.reshape(SIDE, SIDE)]
    return Contingency(
        across, down, tuple(map(tuple, names)), tuple(tuple(map(float, row)) for row in shares)
    )
