"""Agreement of a simulated mean with theory: both near it and precise enough to tell.

A check passes if |mean - theory| <= h and h <= delta * |theory|, where h is the half-width of an
interval from independent replications with the tail of z = 4 (6.3 in 100,000), by Student's t. The
second part gives the check its power. The seed is fixed; ``RENKEI_SEED`` sets another, and
``RENKEI_VERIFICATION=full`` takes 16 times the replications and a quarter of delta.
"""

from __future__ import annotations

import os

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

FULL = os.environ.get("RENKEI_VERIFICATION") == "full"
SEED = int(os.environ.get("RENKEI_SEED", "20250401"))
TAIL = float(stats.norm.sf(4.0))


def replications(n: int) -> range:
    """Return the numbers of the replications to run: n, or 16 n in the long form."""
    return range(16 * n if FULL else n)


def agree(what: str, values: ArrayLike, theory: float, delta: float, bias: float = 0.0) -> None:
    """Check the mean of one value per replication; ``bias`` is a known error of the theory."""
    sample = np.asarray(values, dtype=np.float64)
    if FULL:
        delta = delta / 4
    error = sample.std(ddof=1) / np.sqrt(len(sample))
    half = float(stats.t.isf(TAIL, len(sample) - 1)) * error
    mean = sample.mean()
    print(
        f"{what:58s} theory {theory:10.5f}  mean {mean:10.5f}  half-width {half:8.5f} "
        f"({half / abs(theory):6.2%})"
    )
    assert abs(mean - theory) <= half + bias, (
        f"{what}: mean {mean} is {abs(mean - theory) / error:.1f} standard errors from {theory} "
        f"(seed {SEED})"
    )
    assert half <= delta * abs(theory), (
        f"{what}: half-width {half} above {delta:.1%} of {theory}: too few replications"
    )


def alike(what: str, values: ArrayLike, others: ArrayLike, delta: float) -> None:
    """Check that two samples of independent replications have one mean, by the same rule."""
    a, b = np.asarray(values, dtype=np.float64), np.asarray(others, dtype=np.float64)
    parts = [x.var(ddof=1) / len(x) for x in (a, b)]
    error = float(np.sqrt(sum(parts)))
    freedom = error**4 / sum(
        part**2 / (len(x) - 1) for part, x in zip(parts, (a, b), strict=True)
    )  # Welch
    half = float(stats.t.isf(TAIL, freedom)) * error
    print(
        f"{what:58s} other  {b.mean():10.5f}  mean {a.mean():10.5f}  half-width {half:8.5f} "
        f"({half / abs(b.mean()):6.2%})"
    )
    assert abs(a.mean() - b.mean()) <= half, (
        f"{what}: mean {a.mean()} is {abs(a.mean() - b.mean()) / error:.1f} standard errors from "
        f"{b.mean()} (seed {SEED})"
    )
    assert half <= delta * abs(b.mean()), (
        f"{what}: half-width {half} above {delta:.1%} of {b.mean()}: too few replications"
    )
