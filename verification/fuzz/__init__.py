"""Mutated scenarios through `check` and `run`: no traceback, no hang, no wrong exit code.

``python -m verification.fuzz check --cases 200000``; see :mod:`verification.fuzz.__main__`.
"""
