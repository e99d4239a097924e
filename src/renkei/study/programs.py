"""The designs of a document, checked and compiled, or taken from the cache.

What for: the commands that simulate work with these programs. A design with the inputs of an
earlier run needs neither check nor compilation again. Takes a document and a cache; gives programs,
the same with and without the cache.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from renkei._base.cache import Cache
from renkei._base.garbage import no_collection
from renkei.program.machine import storage
from renkei.program.machine.program import Program
from renkei.study.fingerprints import Fingerprints, zone_rules

if TYPE_CHECKING:
    from renkei.doctrine import Derivations
    from renkei.scenario import Document


def kept_program(cache: Cache, key: str) -> Program | None:
    """Return the program of a design from a cache; None: the cache has no valid one."""
    content = cache.get(f"program {key}")
    try:
        return None if content is None else storage.from_bytes(content)
    except ValueError:  # sealed, and yet of no use
        return None


class Compiled:
    """The programs of a document.

    Parameters
    ----------
    document
        A document as loaded.
    cache
        Cache for programs between runs; None: none.
    """

    def __init__(self, document: Document, cache: Cache | None = None) -> None:
        self.document = document
        self._cache = cache
        self._fingerprints = Fingerprints(document) if cache is not None else None
        of = self._fingerprints.of if self._fingerprints is not None else None
        self._keys = {} if of is None else {name: of(name) for name in document.design_ids}

    @cached_property
    def derivations(self) -> Derivations:
        """What doctrine has derived of the document, shared by checks and compilation."""
        from renkei.doctrine import Derivations

        return Derivations(self.document)

    def keys(self) -> dict[str, str]:
        """Return the key of each design in the cache; none without a cache."""
        return {name: self._keys[name] for name in self.document.design_ids if name in self._keys}

    def zones(self) -> dict[str, str]:
        """Return the rules of every time zone that a design of the document names."""
        if self._fingerprints is None:
            return {}
        names = {zone for one in self.document.design_ids for zone in self._fingerprints.zones(one)}
        return {zone: zone_rules(zone) for zone in sorted(names)}

    def check(self, combinations: Iterable[str] = ()) -> None:
        """Check every design of the document, as :func:`renkei.doctrine.check` does.

        Parameters
        ----------
        combinations
            Combinations of designs to be checked beside them.

        Raises
        ------
        InputError
            With every problem found, each once.
        """
        names = dict.fromkeys([*self.document.design_ids, *combinations])
        unknown = [name for name in names if self._get("sound", name) is None]
        if unknown:
            from renkei.doctrine import check
            from renkei.doctrine.distance import routes_kept

            with routes_kept(self._cache), no_collection():
                check(self.document, self.derivations, unknown)
        for name in unknown:
            self._put("sound", name, b"")

    def program(self, design: str) -> Program:
        """Return the program of a design.

        Raises
        ------
        InputError
            If the phases of the design contradict each other.
        """
        if self._cache is not None:
            kept = kept_program(self._cache, self._key(design))
            if kept is not None:
                return kept
        from renkei.doctrine.distance import routes_kept
        from renkei.program.compiling.compiler import compile_design

        with routes_kept(self._cache), no_collection():
            program = compile_design(self.document, design, self.derivations)
        self._put("program", design, storage.to_bytes(program))
        return program

    def _get(self, kind: str, design: str) -> bytes | None:
        return None if self._cache is None else self._cache.get(f"{kind} {self._key(design)}")

    def _put(self, kind: str, design: str, content: bytes) -> None:
        if self._cache is not None:
            self._cache.put(f"{kind} {self._key(design)}", content)

    def _key(self, design: str) -> str:
        assert self._fingerprints is not None  # beside the cache
        if design not in self._keys:  # a combination
            self._keys[design] = self._fingerprints.of(design)
        return self._keys[design]
