"""The command structure of one phase: who is whose superior, and channels between ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from renkei._base.language import Phrase
from renkei.scenario.checks.circles import Links, rounds
from renkei.scenario.checks.finding import Finding
from renkei.scenario.model.document import Scenario
from renkei.scenario.model.organisation import Relationship, RelationshipType

CHAINS = (
    RelationshipType.COCOM,
    RelationshipType.OPCON,
    RelationshipType.TACON,
    RelationshipType.ADCON,
)
"""Types of relationship in which no headquarters may end up under itself."""


def check_command(scenario: Scenario) -> Iterator[Finding]:
    """Yield circles of command, forces with two superiors, and channels to one end only."""
    for id_, relationship in scenario.relationships.items():
        if relationship.superior == relationship.subordinate:
            path = ("relationships", id_, "superior")
            found = Phrase("`{superior}` as its own superior", superior=relationship.superior)
            yield Finding("SCN-062", path, found, Phrase("two different ends"))
    for id_ in sorted(scenario.headquarters.keys() & scenario.units.keys()):
        expected = Phrase("an id that no headquarters has")
        yield Finding(
            "SCN-063", ("units", id_), Phrase("`{id}` again", id=id_), expected, at_key=True
        )
    for id_, channel in scenario.channels.items():
        if channel.between[0] == channel.between[1]:
            path = ("channels", id_, "between")
            found = Phrase("both ends at `{channel}`", channel=channel.between[0])
            yield Finding("SCN-064", path, found, Phrase("two different ends"))
    yield from _circles(scenario)
    yield from _two_superiors(scenario)


def _circles(scenario: Scenario) -> Iterator[Finding]:
    missions = {m for r in scenario.relationships.values() for m in r.missions or ()}
    reported: set[str] = set()
    for type_ in CHAINS:
        # `None` stands for any mission that no relationship names.
        for mission in [None, *sorted(missions)]:
            for ids in rounds(_links(scenario, type_, mission)):
                last = max(ids)
                if last in reported:
                    continue
                reported.add(last)
                names = [scenario.relationships[id_].superior for id_ in ids]
                found = Phrase(
                    "a circle of {type}: {names}", type=type_, names=" -> ".join([*names, names[0]])
                )
                yield Finding(
                    "SCN-060",
                    ("relationships", last),
                    found,
                    Phrase("a chain that ends at the top"),
                )


def _links(scenario: Scenario, type_: RelationshipType, mission: str | None) -> Links:
    """Return for each superior its subordinates and the ids of the relationships.

    A relationship for the mission takes the place of a general one.
    """
    held = {
        id_: relationship
        for id_, relationship in sorted(scenario.relationships.items())
        if relationship.type is type_ and relationship.superior != relationship.subordinate
    }
    own = {r.subordinate for r in held.values() if r.missions and mission in r.missions}
    links: Links = defaultdict(list)
    for id_, relationship in held.items():
        is_general = relationship.missions is None and relationship.subordinate not in own
        if is_general or mission in (relationship.missions or ()):
            links[relationship.superior].append((relationship.subordinate, id_))
    return links


def _two_superiors(scenario: Scenario) -> Iterator[Finding]:
    holders: dict[str, list[tuple[str, Relationship]]] = defaultdict(list)
    for id_, relationship in sorted(scenario.relationships.items()):
        if relationship.type is RelationshipType.OPCON:
            holders[relationship.subordinate].append((id_, relationship))
    for subordinate, held in sorted(holders.items()):
        for (first_id, first), (id_, second) in combinations(held, 2):
            if not _overlap(first.missions, second.missions):
                continue
            found = Phrase(
                "`{subordinate}` under OPCON of `{superior}`, and by "
                "`{first_id}` of `{superior_2}`, at the same time",
                subordinate=subordinate,
                superior=second.superior,
                first_id=first_id,
                superior_2=first.superior,
            )
            yield Finding(
                "SCN-061",
                ("relationships", id_),
                found,
                Phrase("one superior by OPCON for each mission and date"),
                Phrase(
                    "change or remove `{first_id}`, or give them different `missions` or dates",
                    first_id=first_id,
                ),
            )


def _overlap(first: list[str] | None, second: list[str] | None) -> bool:
    """Return whether neither replaces the other; one for a mission replaces a general one."""
    if first is None or second is None:
        return first is second
    return not set(first).isdisjoint(second)
