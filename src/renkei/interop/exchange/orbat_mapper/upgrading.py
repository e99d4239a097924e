"""Files of earlier versions of ORBAT Mapper in the form of the version that is written.

Takes a document as plain data; gives one of :data:`VERSION`, with all that the file holds. The
steps follow ``upgrade.ts`` of the application; names of the first versions (``units``,
``coordinates``) are those of its own example files of that time. What is not of the form that a
step expects is left as it stands.
"""

from __future__ import annotations

import copy
from typing import Any

VERSION = "3.3.0"
"""The version that is written: every release since 1.4 opens it."""

_STANDARDS = {"2525": "2525d", "app6": "app6d"}
_MAPS = frozenset({"ImageLayer", "TileJSONLayer", "XYZLayer", "KMLLayer"})
_META = (
    *("type", "visibleFromT", "visibleUntilT", "name", "description", "externalUrl", "radius"),
    "_zIndex",
)
_STYLE = (
    *("fill", "fill-opacity", "stroke-opacity", "showLabel", "stroke", "marker-color"),
    *("marker-size", "marker-symbol", "stroke-width", "text-placement", "text-align"),
    *("text-offset-x", "text-offset-y", "title", "limitVisibility", "minZoom", "maxZoom"),
    *("textMinZoom", "textMaxZoom"),
)
_SHARED = (
    *("name", "description", "externalUrl", "locked", "isHidden", "visibleFromT"),
    *("visibleUntilT", "_zIndex"),
)


def upgraded(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document in the form of :data:`VERSION`; the given one is not changed."""
    made = copy.deepcopy(document)
    made["type"], made["version"] = "ORBAT-mapper", VERSION
    for side in _tables(made.get("sides")):
        _rename(side, "units", "subUnits")
        for group in _tables(side.get("groups")):
            _rename(group, "units", "subUnits")
            _units(group.get("subUnits"))
        _units(side.get("subUnits"))
    standard = made.get("symbologyStandard")
    if isinstance(standard, str):
        made["symbologyStandard"] = _STANDARDS.get(standard, standard)
    if not isinstance(made.get("layerStack"), list):
        layers = [*_items(made.pop("mapLayers", [])), *_items(made.pop("layers", []))]
        made["layerStack"] = layers
    made["layerStack"] = [_layer(layer) for layer in made["layerStack"]]
    made.setdefault("events", [])
    return made


def _units(found: Any) -> None:
    for unit in _tables(found):
        _rename(unit, "units", "subUnits")
        for state in _tables(unit.get("state")):
            _rename(state, "coordinates", "location")
        _units(unit.get("subUnits"))


def _rename(table: dict[str, Any], old: str, new: str) -> None:
    if old in table and new not in table:
        table[new] = table.pop(old)


def _layer(layer: Any) -> Any:
    if not isinstance(layer, dict) or layer.get("kind") in ("reference", "data"):
        return layer
    if isinstance(layer.get("type"), str) and layer["type"] in _MAPS:
        names = (
            *("name", "description", "attributions", "externalUrl", "visibleFromT"),
            *("visibleUntilT", "isHidden", "opacity"),
        )
        kept = {name: layer[name] for name in names if name in layer}
        return {"id": str(layer.get("id", "")), "kind": "reference", **kept, "source": layer}
    items = layer.pop("items", None)
    if not isinstance(items, list):
        items = _items(layer.pop("features", []))
        items = [one | {"kind": "geometry"} if isinstance(one, dict) else one for one in items]
    layer["kind"], layer["items"] = "overlay", [_item(one) for one in items]
    return layer


def _item(item: Any) -> Any:
    """Return an item of an overlay: shape, style and description each at its own place."""
    if not isinstance(item, dict) or item.get("kind") != "geometry":
        return item
    if not ({"properties", "meta", "type"} & item.keys()):
        return item
    given = item.pop("properties", None)
    properties = given if isinstance(given, dict) else {}
    described = item.pop("meta", None)
    meta = {name: properties[name] for name in _META if name in properties}
    meta |= described if isinstance(described, dict) else {}
    style = item.get("style")
    if not isinstance(style, dict):
        style = {name: properties[name] for name in _STYLE if name in properties}
    item.pop("type", None)
    geometry = item.get("geometry")
    shape = geometry.get("type", "Point") if isinstance(geometry, dict) else "Point"
    if meta.get("type") == "Circle":
        shape = "Circle"
    measured = item.setdefault("geometryMeta", {})
    if isinstance(measured, dict):
        measured.setdefault("geometryKind", shape)
        if "radius" in meta:
            measured.setdefault("radius", meta["radius"])
    for name in _SHARED:
        if name in meta:
            item.setdefault(name, meta[name])
    own = {k: v for k, v in properties.items() if k not in (*_META, *_STYLE)}
    if own:
        item.setdefault("userData", own)
    return item | {"id": str(item.get("id", "")), "style": style}


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _tables(value: Any) -> list[dict[str, Any]]:
    return [item for item in _items(value) if isinstance(item, dict)]
