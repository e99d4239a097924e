"""Circles of links between entries: command, supply.

Takes links; yields for each circle the ids of its links, in order.
"""

from __future__ import annotations

from collections.abc import Iterator

Links = dict[str, list[tuple[str, str]]]
"""For each entry the entries that it leads to, and the id of the link."""


def rounds(links: Links) -> Iterator[list[str]]:
    """Yield the links of every circle that a depth-first walk meets."""
    done: set[str] = set()
    for start in sorted(links):
        if start in done:
            continue
        on_way = {start: 0}
        ids: list[str] = []
        waiting = [iter(links.get(start, ()))]
        way = [start]
        while waiting:
            for subordinate, id_ in waiting[-1]:
                if subordinate in on_way:
                    yield [*ids[on_way[subordinate] :], id_]
                elif subordinate not in done:
                    ids.append(id_)
                    on_way[subordinate] = len(way)
                    way.append(subordinate)
                    waiting.append(iter(links.get(subordinate, ())))
                    break
            else:
                waiting.pop()
                name = way.pop()
                del on_way[name]
                done.add(name)
                if ids:
                    ids.pop()
