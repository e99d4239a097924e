"""Files of planning tools and their mutations: real ones where they are, and parts of them.

The real files are not part of the repository: ``RENKEI_SAMPLES`` names their folder; without it,
``shared/samples`` beside the checkout. Whole ones are large, so that most cases are parts: a file
with a few of its units.
"""

from __future__ import annotations

import copy
import json
import os
import random
from pathlib import Path
from typing import Any

from verification.fuzz import markup

ROOT = Path(__file__).parents[2]
SAMPLES = Path(os.environ.get("RENKEI_SAMPLES") or ROOT.parent / "shared" / "samples")
OWN = Path(__file__).parents[2] / "tests/unit/interop/exchange/small.json"
_PARTS = 8
_VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 7, 1e308, -1e308, 10**40, 0.5, "", "x", "\x00", "\ud800", "\u202e"),
    *("..", "renkei", "2030-01-01", "9999-12-31T23:59:59Z", "0001-01-01", "UTC", "a: b # c"),
    *("- [", "on", "NO", "0600", [], [[]], {}, [None], [181, 91], [-180, 90], [1e9, 0]),
    *({"a": {"a": []}}, 253402300800000, -62135596800000, "10031000001211000000"),
    "SFGPUCI----A---",
)  # fmt: skip

MAP = json.dumps({"type": "FeatureCollection", "name": "Map", "features": [
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [139.5 + n, 35, 3]},
     "properties": {"id": f"u{n}", "name": f"Unit {n}", "nation": "AAA", "superior": f"u{n // 2}",
                    "sidc": "SFGPUCI--------", "time": "2030-01-01T00:00:00Z"}}
    for n in range(4)
]}).encode()  # fmt: skip
"""GeoJSON as it comes from map tools."""

PLACES = b"""<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Map</name><Folder>
<name>Blue</name><Placemark id="a"><name>Unit</name><TimeStamp><when>2030-01-01</when></TimeStamp>
<ExtendedData><Data name="superior"><value>b</value></Data></ExtendedData><Point><coordinates>
170.5,10,0</coordinates></Point></Placemark><Placemark id="b"><name>Wing</name><Point><coordinates>
-170.5,10,0</coordinates></Point></Placemark></Folder></Document></kml>"""
"""KML likewise."""


def corpus() -> list[bytes]:
    """Return the files that are mutated, by size."""
    own = json.loads(OWN.read_bytes())
    real = [json.loads(p.read_bytes()) for p in sorted(SAMPLES.glob("orbatmapper/*.json"))]
    texts = [OWN.read_bytes()]
    for number, data in enumerate([own, *real]):
        rng = random.Random(number)
        parts = [_part(data, rng) for _ in range(_PARTS)] if number else []
        texts += [json.dumps(one).encode() for one in parts]
        if number:
            texts.append(json.dumps(data).encode())
    others = sorted([*SAMPLES.glob("*/*.xml"), *SAMPLES.glob("cot/*.cot")])
    texts += [p.read_bytes() for p in others[:: max(len(others) // 5, 1)]]
    texts += [MAP, PLACES, markup.SMALL.read_bytes()]
    return sorted(texts, key=lambda text: (len(text), text))


def _part(data: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Return the file with a few units of each holder, and without its drawings."""
    made = copy.deepcopy(data)
    for key in ("layers", "layerStack", "mapLayers", "media"):
        made.pop(key, None)
    stack = [holder for side in made["sides"] for holder in [side, *side.get("groups", [])]]
    while stack:
        holder = stack.pop()
        for key in ("subUnits", "units"):
            if holder.get(key):
                holder[key] = rng.sample(holder[key], min(2, len(holder[key])))
                stack += holder[key]
    return made


def mutated(text: bytes, bases: list[bytes], rng: random.Random) -> bytes:
    """Return a file with one to four changes, of its values or of its bytes."""
    if rng.random() < 0.25:
        return _bytes(text, bases, rng)
    try:
        data = json.loads(text)
    except ValueError:
        return markup.mutated(text, bases, rng) or _bytes(text, bases, rng)
    for _ in range(rng.randint(1, 4)):
        data = _changed(data, rng)
    return json.dumps(data).encode()


def _changed(data: Any, rng: random.Random) -> Any:
    places = list(_places(data))
    if not places:
        return rng.choice(_VALUES)
    holder, key = rng.choice(places)
    kind = rng.random()
    if kind < 0.5:
        holder[key] = copy.deepcopy(rng.choice(_VALUES))
    elif kind < 0.65:
        del holder[key]
    elif kind < 0.85:  # a part of the file at another place
        source, name = rng.choice(places)
        holder[key] = copy.deepcopy(source[name])
    elif isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]))
    else:
        holder[rng.choice(("hierarchy", "location", "state", "subUnits", "supplies", "id"))] = (
            copy.deepcopy(rng.choice(_VALUES))
        )
    return data


def _places(value: Any) -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _places(inner)
    elif isinstance(value, list):
        for key, inner in enumerate(value):
            yield value, key
            yield from _places(inner)


def _bytes(text: bytes, bases: list[bytes], rng: random.Random) -> bytes:
    """Return a file with bytes changed, taken out, repeated, or cut off."""
    made = bytearray(text)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(made) + 1)
        kind = rng.random()
        if kind < 0.3 and made:
            made[at % len(made)] = rng.randrange(256)
        elif kind < 0.5:
            del made[at : at + rng.randint(1, 40)]
        elif kind < 0.7:
            made[at:at] = made[at : at + rng.randint(1, 40)] * rng.choice((1, 2, 300))
        elif kind < 0.85:
            other = rng.choice(bases)
            begin = rng.randrange(len(other))
            made[at:at] = other[begin : begin + rng.randint(1, 200)]
        else:
            del made[at:]
    return bytes(made)
