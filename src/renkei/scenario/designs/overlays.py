"""Layers of a document: the base, and the changes of designs, on the raw tree.

What for: a design states only its changes. All functions here work on nodes, so that an error in a
design names the design's own line. Takes trees; gives trees.

Each layer is first *spelt out*: a name given as text becomes ``{en: ...}``, a single value in the
place of a list becomes a list of one, a list of holidays ``{dates: [...]}``, and a superior given
with a headquarters or unit (``opcon: jjoc``) becomes the entry ``opcon.<subordinate>`` of
``relationships``. Then layers are merged: tables and entries key by key; a quantity, a list or a
plain value is replaced whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from renkei._base.errors import Location, Problem
from renkei._base.language import Phrase
from renkei._base.nearest import did_you_mean, nearest_name
from renkei.scenario.designs.combination import parts_of
from renkei.scenario.language.attributes import (
    DOCUMENT,
    EntriesKind,
    Kind,
    ListKind,
    OverlayKind,
    TableKind,
    below,
)
from renkei.scenario.model.common import Name
from renkei.scenario.model.organisation import Holidays
from renkei.scenario.text.nodes import Mapping, Node, Problems, Scalar, Sequence, child, dotted

SHORTCUTS = ("cocom", "opcon", "tacon", "adcon")
"""Attributes of headquarters and units that stand for a relationship."""

HOLDERS = ("headquarters", "units")
"""Tables whose entries may have these attributes."""


# Spelling out ------------------------------------------------------------------------------------


def spell_out(node: Node, kind: Kind | None, problems: Problems) -> Node:
    """Return the layer without abbreviations; ``kind`` is the kind that the language expects."""
    if isinstance(kind, TableKind) and kind.model is Name and isinstance(node, Scalar):
        return Mapping({"en": node}, {"en": node.location}, node.location)
    if isinstance(node, Scalar) and isinstance(kind, ListKind) and kind.single:
        return Sequence((node,), node.location)
    if isinstance(node, Sequence) and isinstance(kind, TableKind) and kind.model is Holidays:
        return Mapping({"dates": node}, {"dates": node.location}, node.location)
    if isinstance(node, Sequence) and isinstance(kind, ListKind):
        items = tuple(spell_out(item, kind.item, problems) for item in node.items)
        return Sequence(items, node.location)
    if not isinstance(node, Mapping) or not isinstance(kind, TableKind | EntriesKind | OverlayKind):
        return node
    items_ = {key: spell_out(item, below(kind, key), problems) for key, item in node.items.items()}
    spelt = node.with_items(items_, node.keys)
    if isinstance(kind, OverlayKind):
        return _relationships(spelt, problems, is_overlay=True)
    return _relationships(spelt, problems, is_overlay=False) if kind == DOCUMENT else spelt


def _relationships(layer: Mapping, problems: Problems, *, is_overlay: bool) -> Mapping:
    """Move the superiors named in headquarters and units to `relationships`.

    In an overlay, an entry without other content is removed.
    """
    items, keys = dict(layer.items), dict(layer.keys)
    moved: dict[str, Mapping] = {}
    places: dict[str, Location] = {}
    for holder in HOLDERS:
        entries = items.get(holder)
        if not isinstance(entries, Mapping):
            continue
        kept = dict(entries.items)
        for id_, entry in entries.items.items():
            if not isinstance(entry, Mapping) or entry.items.keys().isdisjoint(SHORTCUTS):
                continue
            for shortcut in SHORTCUTS:
                superior = entry.items.get(shortcut)
                if superior is not None:
                    relation = f"{shortcut}.{id_}"
                    moved[relation] = _relationship(superior, id_, shortcut)
                    places[relation] = entry.keys[shortcut]
            rest = {key: item for key, item in entry.items.items() if key not in SHORTCUTS}
            kept[id_] = entry.with_items(rest, entry.keys)
            if is_overlay and not rest:
                del kept[id_]
        items[holder] = entries.with_items(kept, entries.keys)
        if entries.items and not kept:
            del items[holder]
    if not moved:
        return layer
    there = items.get("relationships")
    declared = there if isinstance(there, Mapping) else Mapping({}, {}, layer.location)
    for relation in moved.keys() & declared.items.keys():
        holder, subordinate = relation.split(".")
        problems.add(
            Problem(
                "SCN-044",
                declared.keys[relation],
                f"relationships.{relation}",
                Phrase(
                    "`{relation}`, which `{holder}` of `{subordinate}` on line "
                    "{line} stands for already",
                    relation=relation,
                    holder=holder,
                    subordinate=subordinate,
                    line=places[relation].line,
                ),
                Phrase("the relationship in one place"),
            )
        )
    items["relationships"] = declared.with_items(
        {**declared.items, **moved}, {**declared.keys, **places}
    )
    keys.setdefault("relationships", next(iter(places.values())))
    return layer.with_items(items, keys)


def _relationship(superior: Node, subordinate: str, shortcut: str) -> Mapping:
    where = superior.location
    items: dict[str, Node] = {
        "superior": superior,
        "subordinate": Scalar(subordinate, where),
        "type": Scalar(shortcut.upper(), where),
    }
    return Mapping(items, dict.fromkeys(items, where), where)


def with_baseline(root: Mapping) -> Mapping:
    """Return the document with the first design as baseline, unless it names one."""
    designs, runs = root.items.get("designs"), root.items.get("runs")
    if not isinstance(designs, Mapping) or not designs.items:
        return root
    first = next(iter(designs.items))
    where = designs.keys[first]
    runs = runs if runs is not None else Mapping({}, {}, where)
    if not isinstance(runs, Mapping) or "baseline" in runs.items:
        return root
    named = runs.with_items(
        {**runs.items, "baseline": Scalar(first, where)}, {**runs.keys, "baseline": where}
    )
    return root.with_items({**root.items, "runs": named}, {"runs": where, **root.keys})


# Merging -----------------------------------------------------------------------------------------


def merge(base: Node, over: Node, kind: Kind | None = DOCUMENT) -> Node:
    """Return ``base`` with ``over`` laid on it."""
    is_table = isinstance(kind, TableKind | EntriesKind)
    if not (is_table and isinstance(base, Mapping) and isinstance(over, Mapping)):
        return over
    items, keys = dict(base.items), dict(base.keys)
    for key, node in over.items.items():
        items[key] = merge(items[key], node, below(kind, key)) if key in items else node
        # The key of an entry that is only changed stays where the entry was declared.
        keys.setdefault(key, over.keys[key])
    return base.with_items(items, keys)


def remove(root: Mapping, path: str, location: Location, problems: Problems) -> Mapping:
    """Return the tree without the node at a dotted path; a wrong path is a problem."""
    keys = _split(root, path)
    if keys is None or not keys:
        problems.add(
            Problem(
                "SCN-040",
                location,
                path,
                Phrase("`{path}`, which does not exist", path=path),
                Phrase("the path of an entry or attribute that the document has"),
                _nearest_path(root, path),
            )
        )
        return root
    result = _without(root, keys)
    if len(keys) == 2 and keys[0] in HOLDERS:
        for shortcut in SHORTCUTS:
            # A relationship that came with the entry goes with it.
            relation = ("relationships", f"{shortcut}.{keys[1]}")
            if _split(result, ".".join(relation)):
                result = _without(result, relation)
    return result


def _split(root: Mapping, path: str) -> tuple[str, ...] | None:
    """Return the keys of a dotted path; a key may itself contain a dot."""
    parts = path.split(".")
    if len(parts) == 3 and parts[0] in HOLDERS and parts[2] in SHORTCUTS:
        parts = ["relationships", parts[2], parts[1]]
    keys: list[str] = []
    node: Node = root
    while parts:
        if not isinstance(node, Mapping):
            return None
        both = ".".join(parts[:2])
        key = parts[0] if parts[0] in node.items else both if both in node.items else None
        if key is None:
            return None
        parts = parts[1 + key.count(".") if key == both and key != parts[0] else 1 :]
        keys.append(key)
        node = node.items[key]
    return tuple(keys)


def _without(node: Mapping, keys: tuple[str, ...]) -> Mapping:
    items = dict(node.items)
    inner = items[keys[0]]
    if len(keys) == 1:
        del items[keys[0]]
    elif isinstance(inner, Mapping):
        items[keys[0]] = _without(inner, keys[1:])
    return node.with_items(items, node.keys)


def _nearest_path(root: Mapping, path: str) -> str:
    """Return a hint for the first step of a path that does not exist."""
    node: Node = root
    done: list[str] = []
    parts = path.split(".")
    while parts and isinstance(node, Mapping):
        both = ".".join(parts[:2])
        if both in node.items and parts[0] not in node.items:
            parts = [both, *parts[2:]]
        if parts[0] not in node.items:
            rest = ".".join(parts) if done == ["relationships"] else parts[0]
            name = nearest_name(rest, node.items)
            return Phrase("did you mean `{name}`?", name=".".join([*done, name])) if name else ""
        done.append(parts[0])
        node = node.items[parts.pop(0)]
    return ""


# Designs -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layer:
    """The changes of a design or one of its phases to the document before it.

    ``path`` is the path of its `changes` in the document; ``begins`` is the text of the phase's
    date, None for the design itself. With ``unpaired`` the design declares that it meets other
    incidents than the base.
    """

    path: tuple[str | int, ...]
    changes: Mapping | None
    removals: tuple[tuple[str, Location], ...]
    begins: str | None = None
    unpaired: bool = False

    def apply(self, root: Mapping, problems: Problems) -> Mapping:
        """Return the document with the layer on it: first removals, then changes."""
        for path, location in self.removals:
            root = remove(root, path, location, problems)
        if self.changes is None:
            return root
        merged = merge(root, self.changes)
        return merged if isinstance(merged, Mapping) else root


def layers(root: Mapping, design: str, problems: Problems) -> list[Layer]:
    """Return the layers of a design in the order in which they apply.

    First come those of the designs it extends, then its own, then the phases of all, by date. In a
    combination one design follows the other; a design that several extend is laid on once.
    """
    names: list[str] = []
    for part in parts_of(design):
        chain: list[str] = []
        current: str | None = part
        while current is not None:
            chain.append(current)
            current = _extends(root, current, chain, problems)
        names += [name for name in reversed(chain) if name not in names]
    now: list[Layer] = []
    later: list[Layer] = []
    for name in names:
        node = _design(root, name)
        if node is None:
            continue
        now.append(_layer(node, ("designs", name)))
        phases = node.items.get("phases")
        for index, phase in enumerate(phases.items if isinstance(phases, Sequence) else ()):
            if isinstance(phase, Mapping):
                later.append(_layer(phase, ("designs", name, "phases", index)))
    return now + sorted(later, key=lambda layer: layer.begins or "")


def _design(root: Mapping, name: str) -> Mapping | None:
    designs = root.items.get("designs")
    node = designs.items.get(name) if isinstance(designs, Mapping) else None
    return node if isinstance(node, Mapping) else None


def _extends(root: Mapping, name: str, chain: list[str], problems: Problems) -> str | None:
    """Return the design that a design extends; a missing one or a circle is a problem."""
    node = _design(root, name)
    extends = node.items.get("extends") if node is not None else None
    if not isinstance(extends, Scalar):
        return None
    path = f"designs.{name}.extends"
    if extends.value in chain:
        round_ = " -> ".join([*chain[chain.index(extends.value) :], extends.value])
        circle = Phrase("designs that extend each other: {round}", round=round_)
        end = Phrase("an end of the chain")
        problems.add(Problem("SCN-041", extends.location, path, circle, end))
        return None
    if _design(root, extends.value) is None:
        designs = root.items["designs"]
        names = list(designs.items) if isinstance(designs, Mapping) else []
        remedy = did_you_mean(extends.value, [other for other in names if other != name])
        found, expected = f"`{extends.value}`", Phrase("the id of a design")
        problems.add(Problem("SCN-041", extends.location, path, found, expected, remedy))
        return None
    return extends.value


def _layer(node: Mapping, path: tuple[str | int, ...]) -> Layer:
    changes, removals = node.items.get("changes"), node.items.get("remove")
    begins = node.items.get("from")
    return Layer(
        path=(*path, "changes"),
        changes=changes if isinstance(changes, Mapping) else None,
        removals=tuple(
            (item.value, item.location)
            for item in (removals.items if isinstance(removals, Sequence) else ())
            if isinstance(item, Scalar)
        ),
        begins=begins.value if isinstance(begins, Scalar) else None,
        unpaired="unpaired" in node.items,
    )


# Changes that a design may not make ------------------------------------------------------------

FIXED = (
    *("renkei", "name", "description", "time", "runs", "posture", "clocks", "questions", "designs"),
)
"""Tables that a design may not change: the run and its limits are the same for all."""


def forbidden(base: Mapping, layer: Layer) -> Iterator[Problem]:
    """Yield the changes of a layer that would make designs incomparable."""
    changes = layer.changes.items if layer.changes else {}
    keys = layer.changes.keys if layer.changes else {}
    for key in FIXED:
        if key in changes:
            yield _fixed(Phrase("a change of `{key}`", key=key), (*layer.path, key), keys[key])
    yield from _incidents(base, layer, changes.get("incidents"))
    for path, location in layer.removals:
        parts = path.split(".")
        is_arrival = parts[0] == "incidents" and (
            len(parts) < 3
            or (len(parts) == 3 and parts[2] != "detection")
            or parts[2] == "arrivals"
            or (parts[2] == "places" and parts[4:] != ["detected_by"])
        )
        may = is_arrival and len(parts) > 2 and parts[2] in ("arrivals", "places")
        if parts[0] in FIXED or (is_arrival and not (may and layer.unpaired)):
            remedy = _remedy(layer) if may else ""
            yield _fixed(
                Phrase("removing `{path}`", path=path),
                (*layer.path[:-1], "remove"),
                location,
                remedy,
            )


def _incidents(base: Mapping, layer: Layer, node: Node | None) -> Iterator[Problem]:
    there = base.items.get("incidents")
    known = there.items if isinstance(there, Mapping) else {}
    for id_, incident in node.items.items() if isinstance(node, Mapping) else ():
        path = (*layer.path, "incidents", id_)
        if not isinstance(node, Mapping) or not isinstance(incident, Mapping):
            continue
        if id_ not in known:
            hint = did_you_mean(id_, known)
            yield _fixed(Phrase("a new incident `{id}`", id=id_), path, node.keys[id_], hint)
            continue
        if layer.unpaired:
            continue
        if "arrivals" in incident.items:
            where = incident.keys["arrivals"]
            yield _fixed(Phrase("other arrivals"), (*path, "arrivals"), where, _remedy(layer))
        places = incident.items.get("places")
        before = child(known[id_], "places")
        for place, entry in places.items.items() if isinstance(places, Mapping) else ():
            is_new = before is None or child(before, place) is None
            if isinstance(places, Mapping) and (is_new or child(entry, "weight")):
                what = (
                    Phrase("a new place, `{place}`", place=place)
                    if is_new
                    else Phrase("another weight, `{place}`", place=place)
                )
                where = places.keys[place]
                at = (*path, "places", place)
                yield _fixed(what, at, where, _remedy(layer))


def _remedy(layer: Layer) -> str:
    """Return the remedy for other arrivals; those of a design hold from the start of the run."""
    if layer.begins is not None:
        return ""
    return Phrase(
        "say `unpaired: <why>` in the design, which is then compared unpaired; "
        "or change the base, or for one command by `--set` or `--sweep`"
    )


def _fixed(
    found: str, path: tuple[str | int, ...], location: Location, remedy: str = ""
) -> Problem:
    expected = Phrase("the same incidents, period and limits for every design")
    remedy = remedy or Phrase("change the base instead, or for one command by `--set` or `--sweep`")
    return Problem("SCN-042", location, dotted(path), found, expected, remedy)
