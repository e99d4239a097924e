"""The key of a design: a hash of everything that its program is made from.

What for: a compiled design may be taken from the cache only where compiling it again would give
the same program, line numbers of its steps included. Takes a document; gives one key per design,
over the resolved trees of the design with their places in the files, the sources of the stages
that read and compile it, the libraries they calculate with, and the time zones it names.
"""

from __future__ import annotations

import hashlib
import platform
import zoneinfo
from collections.abc import Iterable
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from renkei._base.errors import Location
from renkei._base.version import PACKAGE, __version__
from renkei.scenario.text.nodes import Mapping, Node, Scalar

if TYPE_CHECKING:
    from renkei.scenario import Document

_STAGES = ("_base", "scenario", "doctrine", "program", "study")
_LIBRARIES = (
    "networkx",
    "numpy",
    "pydantic",
    "pydantic-core",
    "pyproj",
    "ruamel.yaml",
    "ruamel.yaml.clib",
    "searoute",
    "tzdata",
)


class Fingerprints:
    """The keys of the designs of a document, whose trees share most branches.

    Parameters
    ----------
    document
        A document as loaded.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._branches: dict[int, bytes] = {}
        root = document.root
        # Designs reach a program through their states only.
        items = {key: node for key, node in root.items.items() if key != "designs"}
        self._trunk = root.with_items(items, {key: root.keys[key] for key in items})
        self._base = self._branch(self._trunk)

    def of(self, design: str) -> str:
        """Return the key of a design, in hexadecimal."""
        sha = hashlib.sha256(_surroundings().encode() + self._base)
        for state in self.document.states_of(design):
            sha.update(repr(state.begins).encode() + self._branch(state.root))
        for zone in sorted(self.zones(design)):
            sha.update(f"{zone} {zone_rules(zone)}".encode())
        return sha.hexdigest()

    def zones(self, design: str) -> set[str]:
        """Return the time zones that a design names."""
        zones = set()
        for state in self.document.states_of(design):
            zones |= {place.zone for place in state.scenario.places.values()}
            zones.add(state.scenario.time.zone)
        return zones

    def _branch(self, node: Node) -> bytes:
        # Document and trunk keep all nodes alive, so that an identity stands for one node.
        known = self._branches.get(id(node))
        if known is not None:
            return known
        sha = hashlib.sha256(_place(node.location))
        if isinstance(node, Mapping):
            sha.update(b"{%d" % len(node.items))
            for key, item in node.items.items():
                sha.update(_text(key) + _place(node.keys[key]) + self._leaf(item))
        elif not isinstance(node, Scalar):
            sha.update(b"[%d" % len(node.items))
            for item in node.items:
                sha.update(self._leaf(item))
        found = sha.digest()
        self._branches[id(node)] = found
        return found

    def _leaf(self, node: Node) -> bytes:
        if isinstance(node, Scalar):
            return b"=" + _text(node.value) + _place(node.location)
        return self._branch(node)


def document_key(files: str, period: str) -> str:
    """Return the key of a document: the hash of its files, its period, and the code in use."""
    content = "\n".join((_surroundings(), files, period))
    return f"document {hashlib.sha256(content.encode()).hexdigest()}"


def _text(text: str) -> bytes:
    raw = text.encode("utf-8", "surrogatepass")
    return b"%d:%b" % (len(raw), raw)


def _place(location: Location) -> bytes:
    return _text(str(location))


@lru_cache(maxsize=1)
def _surroundings() -> str:
    """Return the hashes of sources and versions of libraries on which programs depend."""
    held = sources(PACKAGE, _STAGES)
    versions = [f"renkei {__version__}", f"python {platform.python_version()}"]
    versions += [f"{name} {_version(name)}" for name in _LIBRARIES]
    return "; ".join([*versions, platform.machine(), held])


def sources(package: Path, stages: Iterable[str]) -> str:
    """Return the hash of all modules of some stages of the package."""
    sha = hashlib.sha256()
    for stage in stages:
        for file in sorted((package / stage).rglob("*.py")):
            sha.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
            sha.update(b"\0")
    return sha.hexdigest()


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "none"


@lru_cache(maxsize=64)
def zone_rules(zone: str) -> str:
    """Return the hash of the system's rules of a zone; without them those of ``tzdata`` hold."""
    for folder in zoneinfo.TZPATH:
        try:
            return hashlib.sha256((Path(folder) / zone).read_bytes()).hexdigest()
        except OSError:
            continue
    return "tzdata"
