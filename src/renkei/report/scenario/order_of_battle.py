"""The order of battle as a tree, by the relationships along which orders or administration flow.

Takes the explicit scenario of one phase of a design; gives a tree of headquarters and units, as a
rich tree and as plain data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rich.text import Text
from rich.tree import Tree

from renkei._base.language import tr
from renkei.report.wording import apart, cell_words, joined, number
from renkei.study.names import name_of

if TYPE_CHECKING:
    from renkei.scenario.model.document import Scenario


class By(StrEnum):
    """The relationships along which the tree is drawn."""

    OPCON = "opcon"
    ADCON = "adcon"


TYPES = {By.OPCON: ("COCOM", "OPCON", "TACON"), By.ADCON: ("ADCON",)}
"""Types of relationship that make the branches of each tree."""


@dataclass(frozen=True)
class Post:
    """A headquarters or unit in the tree.

    ``relation`` is the type of the relationship to the post above, ``missions`` the decision
    categories to which that relationship is limited; ``detail`` lists its people or platforms.
    """

    id: str
    name: str
    nation: str | None
    is_unit: bool
    detail: str
    relation: str | None
    missions: tuple[str, ...]
    below: tuple[Post, ...]


@dataclass(frozen=True)
class Forest:
    """All trees of a phase; ``alone`` are posts without superior or subordinate of this kind."""

    by: By
    trees: tuple[Post, ...]
    alone: tuple[Post, ...]


def order_of_battle(scenario: Scenario, by: By = By.OPCON) -> Forest:
    """Return the order of battle of one phase.

    Parameters
    ----------
    scenario
        Explicit scenario of the phase: only ``relationships`` holds superiors.
    by
        OPCON: along COCOM, OPCON and TACON; ADCON: along ADCON.
    """
    below: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
    has_superior: set[str] = set()
    for relationship in scenario.relationships.values():
        if relationship.type.value in TYPES[by]:
            edge = (
                relationship.subordinate,
                relationship.type.value,
                tuple(relationship.missions or ()),
            )
            below.setdefault(relationship.superior, []).append(edge)
            has_superior.add(relationship.subordinate)
    everyone = [*scenario.headquarters, *scenario.units]
    order = {identifier: place for place, identifier in enumerate(everyone)}

    def post(
        identifier: str,
        relation: str | None = None,
        missions: tuple[str, ...] = (),
        above: frozenset[str] = frozenset(),
    ) -> Post:
        edges = sorted(below.get(identifier, ()), key=lambda edge: (order[edge[0]], edge[1:]))
        inner = above | {identifier}
        children = tuple(post(*edge, inner) for edge in edges if edge[0] not in inner)
        headquarters = scenario.headquarters.get(identifier)
        declared = headquarters or scenario.units[identifier]
        return Post(
            id=identifier,
            name=name_of(declared.name, identifier),
            nation=declared.nation,
            is_unit=headquarters is None,
            detail=detail_of(scenario, identifier),
            relation=relation,
            missions=missions,
            below=children,
        )

    roots = [post(identifier) for identifier in everyone if identifier not in has_superior]
    return Forest(
        by,
        trees=tuple(root for root in roots if root.below),
        alone=tuple(root for root in roots if not root.below),
    )


def detail_of(scenario: Scenario, identifier: str) -> str:
    """Return the teams and people of a headquarters, or the platforms of a unit, in words."""
    headquarters = scenario.headquarters.get(identifier)
    if headquarters is not None:
        teams = joined(
            f"{cell_words(cell)} {number(declared.teams.mean())}"
            for cell, declared in headquarters.cells.items()
        )
        people = headquarters.personnel
        return apart(
            [
                tr("teams: {teams}", teams=teams),
                *([tr("{many} people", many=number(people.mean()))] if people else []),
                *([tr("improvised")] if headquarters.build_up else []),
            ]
        )
    unit = scenario.units[identifier]
    base = scenario.places.get(unit.base)
    where = name_of(base.name, unit.base) if base else unit.base
    platforms = f"{number(unit.platforms.mean())} × {joined(unit.capabilities)}"
    return apart([platforms, where])


def render_order_of_battle(forest: Forest, changed: Iterable[str] = ()) -> Tree:
    """Return the trees under one root; posts whose id is in ``changed`` carry a star."""
    stars = frozenset(changed)
    types = joined(TYPES[forest.by])
    root = Tree(Text(tr("by {types}", types=types), "dim"), guide_style="dim", hide_root=False)
    for post in forest.trees:
        _grow(root, post, stars)
    if forest.alone:
        alone = root.add(Text(tr("without a superior by {types}", types=types), "dim"))
        for post in forest.alone:
            _grow(alone, post, stars)
    return root


def _grow(tree: Tree, post: Post, stars: frozenset[str]) -> None:
    label = Text()
    if post.id in stars:
        label.append("* ", "yellow")
    label.append(post.name, "" if post.is_unit else "bold")
    label.append(f"  {post.nation or tr('bilateral')}", "cyan")
    if post.relation:
        label.append(f"  {post.relation}", "green")
        if post.missions:
            label.append(tr(" for {missions}", missions=joined(post.missions)), "green")
    label.append(f"  {post.detail}", "dim")
    branch = tree.add(label)
    for child in post.below:
        _grow(branch, child, stars)


def order_of_battle_data(forest: Forest) -> dict[str, Any]:
    """Return the forest as plain data."""
    return {
        "by": forest.by.value,
        "trees": [_data(post) for post in forest.trees],
        "alone": [_data(post) for post in forest.alone],
    }


def _data(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "name": post.name,
        "nation": post.nation,
        "kind": "unit" if post.is_unit else "headquarters",
        "relation": post.relation,
        "missions": list(post.missions),
        "detail": post.detail,
        "below": [_data(child) for child in post.below],
    }
