"""Checks of a valid document: is it consistent, and can each declared event ever happen?

What for: errors that no single value shows. Takes scenarios; yields findings by path, which the
loader turns into problems with file and line. What needs the command graph is checked by the
stage that builds it.
"""

from renkei.scenario.checks.finding import Finding
from renkei.scenario.checks.whole import Checker

__all__ = ["Checker", "Finding"]
