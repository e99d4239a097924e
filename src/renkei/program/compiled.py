"""The designs of a document, checked and compiled; from the cache where it has them.

What for: what the commands that simulate work with. A design whose inputs are those of an earlier
run needs neither check nor compilation again. Takes a document and a cache; gives programs, the
same with and without the cache.
"""

from __future__ import annotations

from collections.abc import Iterable

from renkei._base.cache import Cache
from renkei.doctrine import Derivations, check
from renkei.program import storage
from renkei.program.compiler import compile_design
from renkei.program.fingerprint import Fingerprints
from renkei.program.program import Program
from renkei.scenario import Document


class Compiled:
    """The programs of a document.

    Parameters
    ----------
    document
        A document as loaded.
    cache
        Where programs are kept between runs; None: nowhere.
    """

    def __init__(self, document: Document, cache: Cache | None = None) -> None:
        self.document = document
        self._cache = cache
        self._derivations = Derivations(document)
        self._fingerprints = Fingerprints(document) if cache is not None else None
        of = self._fingerprints.of if self._fingerprints is not None else None
        self._keys = {} if of is None else {name: of(name) for name in document.design_ids}

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
        check(self.document, self._derivations, unknown)
        for name in unknown:
            self._put("sound", name, b"")

    def program(self, design: str) -> Program:
        """Return the program of a design.

        Raises
        ------
        InputError
            If the phases of the design contradict each other.
        """
        kept = self._get("program", design)
        if kept is not None:
            try:
                return storage.from_bytes(kept)
            except ValueError:
                pass  # sealed, and yet of no use: made anew below
        program = compile_design(self.document, design, self._derivations)
        self._put("program", design, storage.to_bytes(program))
        return program

    def _get(self, kind: str, design: str) -> bytes | None:
        return None if self._cache is None else self._cache.get(self._key(kind, design))

    def _put(self, kind: str, design: str, content: bytes) -> None:
        if self._cache is not None:
            self._cache.put(self._key(kind, design), content)

    def _key(self, kind: str, design: str) -> str:
        assert self._fingerprints is not None  # beside the cache
        if design not in self._keys:  # a combination
            self._keys[design] = self._fingerprints.of(design)
        return f"{kind} {self._keys[design]}"
