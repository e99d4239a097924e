"""The scenarios that are mutated, and the numbered mutations of them.

A case is a pure function of kind, seed and number, so that it can be had again.
"""

from __future__ import annotations

import random
from pathlib import Path

from verification.fuzz import files, markup
from verification.fuzz.cases import sound
from verification.fuzz.mutate import mutated

ROOT = Path(__file__).parents[2]
FOLDERS = ("tests/conformance/valid", "tests/scenarios", "verification/scenarios")
MORE = ("src/renkei/library/template.yaml",)
LARGEST = {"check": 5000, "run": 5000}
TRIES = 6
"""Mutations that are tried for one that can be simulated."""


def corpus(kind: str) -> list[bytes]:
    """Return the files that are mutated, by size: the small ones are taken more often."""
    if kind == "import":
        return files.corpus()
    if kind == "c2sim":
        return sorted(markup.corpus(files.SAMPLES), key=lambda text: (len(text), text))
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.yaml"))]
    paths += [ROOT / path for path in MORE]
    texts = [path.read_bytes() for path in paths if not path.name.endswith(".resolved.yaml")]
    return sorted((text for text in texts if len(text) <= LARGEST[kind]), key=lambda t: (len(t), t))


def case(kind: str, bases: list[bytes], seed: int, number: int) -> bytes:
    """Return case ``number`` of a seed."""
    rng = random.Random(f"{seed}/{kind}/{number}")
    if kind in ("import", "c2sim"):
        return files.mutated(_base(bases, rng), bases, rng)
    text = mutated(_base(bases, rng), bases, rng)
    if kind == "run":  # most should get as far as the simulation
        for _ in range(TRIES):
            if sound(text):
                break
            text = mutated(_base(bases, rng), bases, rng)
    return text


def _base(bases: list[bytes], rng: random.Random) -> bytes:
    return bases[int(len(bases) * rng.random() ** 2)]
