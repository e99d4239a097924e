"""Names of designs that all carry the same load: the load is said once, not with each."""

from __future__ import annotations

from collections.abc import Mapping

from renkei.scenario.designs.combination import SIGN, parts_of


def without_load(names: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Return the names of designs without what is laid on all of them, and its name; empty: none.

    Parameters
    ----------
    names
        Display name of each design that is compared, by identifier.
    """
    parts = [parts_of(one) for one in names]
    count = 0
    while (
        len(parts) > 1
        and all(len(own) > count + 1 for own in parts)
        and len({own[-count - 1] for own in parts}) == 1
    ):
        count += 1
    between = f" {SIGN} "
    ends = {between.join(name.split(between)[-count:]) for name in names.values()}
    if not count or len(ends) > 1:
        return dict(names), ""
    (load,) = ends
    return {one: name.removesuffix(between + load) for one, name in names.items()}, load
