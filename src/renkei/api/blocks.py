"""The second door: programs made block by block, for textbook models.

What for: a queue, an inventory or a network with a known answer, run by the same engine. Gives the
assembler and what it takes; :mod:`renkei.program.textbook` shows both in use.
"""

from renkei.engine.replication import Replication
from renkei.engine.run import replicate
from renkei.program.assembling.assembler import Assembler
from renkei.program.assembling.records import Arrivals
from renkei.program.machine.listing import listing
from renkei.program.machine.program import Program
from renkei.scenario.quantities.distributions import (
    Constant,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Pert,
    Triangular,
    Uniform,
    Weibull,
)

__all__ = [
    "Arrivals",
    "Assembler",
    "Constant",
    "Distribution",
    "Empirical",
    "Exponential",
    "Gamma",
    "Lognormal",
    "Mixture",
    "Pert",
    "Program",
    "Replication",
    "Triangular",
    "Uniform",
    "Weibull",
    "listing",
    "replicate",
]
