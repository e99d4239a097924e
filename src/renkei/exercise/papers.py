"""All papers of an exercise: by id, and by number in the order in which they arose.

Each is written to the shelf when it arises; in memory stands what somebody holds: papers that are
under way, and the newest that each headquarters sees.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import fields
from weakref import WeakValueDictionary

from renkei.exercise.release import Paper
from renkei.exercise.shelf import Shelf
from renkei.report.said import Said

_NAMES = tuple(one.name for one in fields(Paper))


class Papers(Mapping[str, Paper]):
    """The papers.

    Parameters
    ----------
    shelf
        Where they are kept.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._numbers: dict[int, int] = {}
        self._places = array("q")
        self._held: WeakValueDictionary[int, Paper] = WeakValueDictionary()

    def add(self, paper: Paper) -> int:
        """Add a paper, and return its number: from 0 on."""
        number = len(self._places)
        self._numbers[int(paper.id, 16)] = number
        self._places.append(self._shelf.put(_bytes(paper)))
        self._held[number] = paper
        return number

    def number_of(self, id_: str) -> int:
        """Return the number of a paper.

        Raises
        ------
        KeyError
            If there is none with this id.
        """
        try:
            key = int(id_, 16)
        except ValueError:
            raise KeyError(id_) from None
        if f"{key:016x}" != id_:
            raise KeyError(id_)
        return self._numbers[key]

    def numbered(self, number: int) -> Paper:
        """Return the paper of a number: the same object while anybody holds it."""
        paper = self._held.get(number)
        if paper is None:
            paper = self._held[number] = _paper(self._shelf.take(self._places[number]))
        return paper

    def release(self, paper: Paper, nation: str, at_h: float) -> None:
        """Let a nation see a paper from a moment on [h]."""
        paper.released[nation] = at_h
        self._places[self.number_of(paper.id)] = self._shelf.put(_bytes(paper))

    def __getitem__(self, id_: str) -> Paper:
        """Return a paper by its id."""
        return self.numbered(self.number_of(id_))

    def __iter__(self) -> Iterator[str]:
        """Yield the ids, in the order in which the papers arose."""
        return (f"{key:016x}" for key in self._numbers)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._places)


def _bytes(paper: Paper) -> bytes:
    row = [getattr(paper, name) for name in _NAMES]
    return json.dumps(row, default=_plain, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _plain(said: Said) -> list[str]:
    return [said.en, said.ja]


def _paper(content: bytes) -> Paper:
    row = dict(zip(_NAMES, json.loads(content.decode("utf-8", "surrogatepass")), strict=True))
    for name in ("receivers", "attached", "incident"):
        row[name] = row[name] if row[name] is None else tuple(row[name])
    en, ja = row["subject"]
    # Said again as it was said: without a check, which took most of the time.
    return Paper(**row | {"subject": Said.model_construct(en=en, ja=ja)})
