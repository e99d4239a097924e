"""The quantiles of the normal distribution as a table of polynomials.

What for: a normal quantile for each duration drawn, without logarithm, root and division. Gives
:data:`TABLE`: the lower half (0, 1/2) is cut into 52 octaves, each into :data:`PIECES` pieces, and
row r holds the polynomial of piece r in the share t of the piece, 0 at its lower end and 1 at its
upper. Its degree is 7, it goes through 8 points of the piece, both ends among them, so that the
whole is continuous; ``tests/unit/engine/test_draws.py`` measures its error and that it rises.

The points come from Python's :meth:`statistics.NormalDist.inv_cdf`, which is algorithm AS 241
(PPND16) of Wichura, "The percentage points of the normal distribution", Applied Statistics 37
(1988), accurate to about 1 part in 10**16.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from renkei.program.machine.program import Floats

OCTAVES = 52  # from 2**-53, the smallest number drawn, to 1/2
PIECES = 16
TERMS = 8


def _table() -> Floats:
    octave = 0.5 ** np.arange(OCTAVES + 1, 1, -1)
    low = (octave[:, None] * (1.0 + np.arange(PIECES) / PIECES)).ravel()
    width = np.repeat(octave / PIECES, PIECES)
    # Points close to the ends, where a polynomial through even ones would swing.
    shares = [0.5 - 0.5 * math.cos(math.pi * k / (TERMS - 1)) for k in range(TERMS)]
    inverse = NormalDist().inv_cdf
    values = [np.array([inverse(v) for v in (low + width * share).tolist()]) for share in shares]
    for order in range(1, TERMS):  # divided differences, in place
        for k in range(TERMS - 1, order - 1, -1):
            values[k] = (values[k] - values[k - 1]) / (shares[k] - shares[k - order])
    table = np.zeros((len(low) + 1, TERMS))  # the last row: 1/2 itself, whose quantile is 0
    powers = table[:-1]
    for k in range(TERMS - 1, -1, -1):  # from Newton's form to powers of t
        shifted = np.zeros_like(powers)
        shifted[:, 1:] = powers[:, :-1]
        powers[:] = shifted - shares[k] * powers
        powers[:, 0] += values[k]
    return table


TABLE = _table()
"""Row ``piece``, column ``power of t``."""
