"""Doctrine: the command graph, and the workflow of a response under a design derived from it.

Knows headquarters, authorities and units; knows nothing of blocks, arrays or random numbers.
"""

from renkei.doctrine.cautions import cautions
from renkei.doctrine.checks import check
from renkei.doctrine.derivations import Derivations
from renkei.doctrine.derive import derive
from renkei.doctrine.expected import Course, TimedStep, expected_course
from renkei.doctrine.graph import CommandGraph
from renkei.doctrine.locating import locator
from renkei.doctrine.staff import DerivationError
from renkei.doctrine.workflow import Workflow

__all__ = [
    "CommandGraph",
    "Course",
    "DerivationError",
    "Derivations",
    "TimedStep",
    "Workflow",
    "cautions",
    "check",
    "derive",
    "expected_course",
    "locator",
]
