"""Measures of groups: docks of a nation, an item in all depots of a nation, all contracts.

Takes the measures of single subjects and the group of each; gives the same measures of each group
before those of its members. Sums are pooled, never means of means: the share late of a group
is its late periods over its periods.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from renkei.analysis.statistics.estimation import Floats
from renkei.analysis.sustainment.measures import MEASURES
from renkei.analysis.sustainment.observed import Observed


def with_groups(observed: Iterable[Observed], groups: Mapping[str, str]) -> Iterator[Observed]:
    """Yield the measures of each group, then those of its members.

    Parameters
    ----------
    observed
        Measures of single subjects.
    groups
        Group of each subject; a subject that is its own group, or has none, stays alone.
    """
    members: dict[str, dict[str, list[Observed]]] = {}
    for one in observed:
        group = groups.get(one.measure.subject, one.measure.subject)
        members.setdefault(group, {}).setdefault(one.measure.name, []).append(one)
    for group, measures in members.items():
        alone = all(one.measure.subject == group for own in measures.values() for one in own)
        if alone:
            for (one,) in measures.values():
                yield replace(one, measure=replace(one.measure, level="group"))
            continue
        for own in measures.values():
            yield from _pooled(group, own)
        for own in measures.values():
            for one in own:
                yield replace(one, measure=replace(one.measure, group=group))


def _pooled(group: str, members: Sequence[Observed]) -> Iterator[Observed]:
    first = members[0]
    how = MEASURES[first.measure.domain, first.measure.name].pooling
    if how == "apart":
        return
    above = np.array([one.above for one in members])
    below: Floats = first.below
    match how:
        case "ratio":
            above, below = above.sum(axis=0), np.sum([one.below for one in members], axis=0)
        case "total":
            above = above.sum(axis=0)
        case "any" | "last":
            above = above.max(axis=0)
        case "all" | "first":
            above = above.min(axis=0)
    measure = replace(first.measure, subject=group, level="group")
    occurs = any(one.occurs for one in members)
    cuts = [one.cut for one in members if one.cut is not None]
    cut = np.sum(cuts, axis=0) if cuts and how == "ratio" else None
    yield Observed(measure, first.replication, above, below, occurs, cut)
