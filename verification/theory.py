"""Closed forms that more than one check needs."""

from __future__ import annotations


def erlang_c(load: float, servers: int) -> float:
    """Return the probability of waiting in M/M/c at an offered load, by the Erlang B recursion."""
    blocking = 1.0
    for n in range(1, servers + 1):
        blocking = load * blocking / (n + load * blocking)
    share = load / servers
    return blocking / (1 - share + share * blocking)
