"""XML files of planning tools and their mutations: of elements, texts, places.

Takes bytes of one file and a random generator; gives bytes. Real files of C2SIM are without a
licence and not in the repository; parts of them are taken where they are on the machine.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as xml

SMALL = Path(__file__).parents[2] / "tests/unit/interop/exchange/small_c2sim.xml"
"""Our own small initialization."""

_TEXTS = (
    *("", " ", "x", "0", "-1", "1e308", "nan", "inf", "9" * 400, "NOS", "OPCON", "TACCNT", "BDE"),
    *("GENSUP", "COAUTH", "ORGANC", "ADMCON", "00000000-0000-0000-0000-000000000000", "\u202e"),
    *("00000000-0000-0000-0000-000000000003", "00000000-0000-0000-0000-000000000006", "名", "a b"),
    *("SFGPUCI----A---", "S-G-----------G", "10031000001211000000", "SFGPUCIX----G--", "1", "6"),
    *("2030-01-01T00:00:00Z", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59Z", "&", "<", ": #"),
)  # fmt: skip
_NAMES = (
    *("Unit", "Side", "Superior", "CommandRelation", "UUID", "Name", "Location", "Coordinate"),
    *("EntityType", "Quantity", "Resource", "ForceSide", "MilitaryOrganization", "Vehicle", "x"),
)  # fmt: skip
_PARTS, _UNITS = 4, 3


def corpus(folder: Path) -> list[bytes]:
    """Return our own file in forms of all dialects, real ones of a folder, and parts of them."""
    own = SMALL.read_bytes()
    texts = [own, own.replace(b"C2SIM/1.1", b"C2SIM/2.0.0-cwix2026"), _old(own)]
    for number, path in enumerate(sorted(folder.glob("c2sim/*.xml"))):
        content = path.read_bytes()
        texts += [content, *_parts(content, random.Random(number))]
    return texts


def _old(content: bytes) -> bytes:
    """Return an initialization in the form of 1.0.0: no element around what a unit is."""
    root = xml.fromstring(content)
    for holder in [*root.iter()]:
        for one in [*holder]:
            if one.tag.endswith("}Unit"):
                at = [*holder].index(one)
                holder.remove(one)
                for place, child in enumerate([*one]):
                    holder.insert(at + place, child)
    return bytes(xml.tostring(root))


def _parts(content: bytes, rng: random.Random) -> Iterator[bytes]:
    """Yield a file with a few of its units."""
    for _ in range(_PARTS):
        root = xml.fromstring(content)
        for holder in root.iter():
            entities = [one for one in holder if one.tag.endswith("}Entity")]
            for one in rng.sample(entities, max(0, len(entities) - _UNITS)):
                holder.remove(one)
        yield bytes(xml.tostring(root))


def mutated(text: bytes, bases: list[bytes], rng: random.Random) -> bytes | None:
    """Return a file with one to four changes of its elements; None: it is no XML."""
    try:
        root = xml.fromstring(text)
    except (xml.ParseError, ValueError, LookupError):
        return None
    for _ in range(rng.randint(1, 4)):
        _change(root, bases, rng)
    return bytes(xml.tostring(root))


def _change(root: xml.Element, bases: list[bytes], rng: random.Random) -> None:
    pairs = [(above, one) for above in root.iter() for one in above]
    if not pairs:
        return
    above, one = rng.choice(pairs)
    kind = rng.random()
    if kind < 0.35:
        leaves = [leaf for _, leaf in pairs if not len(leaf)]
        rng.choice(leaves or [one]).text = rng.choice(_TEXTS)
    elif kind < 0.5:
        above.remove(one)
    elif kind < 0.65:  # again, at the same or another place
        rng.choice([above, rng.choice(pairs)[0]]).append(copy.deepcopy(one))
    elif kind < 0.75:  # the text of another of its name: another superior, another side
        alike = [other for _, other in pairs if other.tag == one.tag]
        one.text = rng.choice(alike).text
    elif kind < 0.85:
        space = one.tag.rpartition("}")[0]
        one.tag = (f"{space}}}" if space else "") + rng.choice(_NAMES)
    elif kind < 0.95:
        rng.shuffle(above)  # type: ignore[arg-type]
    else:
        try:
            other = xml.fromstring(rng.choice(bases))
        except (xml.ParseError, ValueError, LookupError):
            return
        above.append(copy.deepcopy(rng.choice([*other.iter()])))
