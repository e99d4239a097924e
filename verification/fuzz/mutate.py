"""Mutations of a scenario's text: of bytes, of lines, of the structure.

What for: input as slips of the pen, broken tools and ill will make it. Takes bytes of one scenario
and a random generator; gives bytes. A case is a pure function of its seed and number.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

from renkei.scenario.text.nodes import Problems, plain
from renkei.scenario.text.yaml_reading import parse_yaml
from renkei.scenario.text.yaml_writing import to_yaml

BYTES = (
    b"\x00", b"\x1b]0;x\x07", b"\x1b[2J", b"\x9b", b"\xff", b"\xc3", b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae", b"\xe2\x81\xa6", b"\xe2\x80\xa8", b"\xc2\x85", b"\xe2\x91\xa0",
    b"\r", b"\t", b"\n", b" ", b":", b": ", b"- ", b"#", b"'", b'"', b"{", b"}", b"[", b"]", b",",
    b"&a ", b"*a", b"!!str ", b"|\n", b"<<: ", b"? ", b"---\n", b"...\n", b"%", b"@", b"\\", b".",
    b"9" * 40, b"0", b"-", b"e9", b"_",
)  # fmt: skip

SCALARS = (
    "", "~", "null", "true", "yes", "0", "-0", "1", "-1", "2", "3", "7", "0.5", "1.5", "1e5",
    ".5", "5.", "012", "0x10", "1_000", "1,000", "0.00001", "0.0000000000001", "1000000000",
    "1000000001", "2147483648", "4294967296", "9223372036854775808", "9" * 40, "9" * 310,
    "0." + "0" * 400 + "1", "inf", "nan", "0 h", "1 s", "20 min", "1 h", "36 h", "2 d", "30 d",
    "1 week", "1 year", "100 year", "101 year", "1000000 year", "1 month", "-1 h", "1 h h", "1 kt",
    "0 kt", "450 kt", "1 / h", "6 / year", "1000 / h", "1 / s", "1 / year", "0 %", "1 %",
    "50 %", "100 %", "101 %", "1 fortnight", "1 " + "a" * 300, "1 m/s", "1 km / h", "1 / kt",
    "2025-04-01", "2025-04-02", "2025-04-01T08:30", "1900-01-01", "2200-12-31", "0001-01-01",
    "9999-12-31", "2025-02-30", "2024-02-29", "2025-W01-1", "20250401", "24:00", "00:00", "08:30",
    "23:59", "8:30", "always", "mon", "UTC", "Asia/Tokyo", "Europe/Nowhere", "../../etc/passwd",
    "FLASH", "ROUTINE", "guess", "a", "a-b", "a.b", "a/b", "A", "①", "²", "１", "日本", "x" * 300,
    "\u202eabc", "\u2066", "a\u200bb", "\x1b[31m", "\a", "on-station", "decided", "lead", "partner",
    "wait", "less", "fail", "sea", "air", "land", "OPCON", "ADCON", "en", "ja", "d0+d1", "+",
)  # fmt: skip

QUANTITIES: tuple[Any, ...] = (
    {"uniform": ["1 h", "2 h"]},
    {"triangular": ["1 h", "2 h", "6 h"]},
    {"pert": ["0 h", "0 h", "0 h"]},
    {"exponential": "500 h"},
    {"lognormal": {"mean": "6 h", "cv": "0.5"}},
    {"lognormal": {"mean": "1000000000 h", "cv": "1000000000"}},
    {"gamma": {"mean": "1 h", "cv": "0.000001"}},
    {"weibull": {"mean": "1 h", "shape": "0.001"}},
    {"weibull": {"mean": "1 h", "shape": "100000"}},
    {"empirical": ["1 h", "2 h"]},
    {"empirical": {"values": ["1 h"], "weights": ["0"]}},
    {"mixture": [{"weight": "1", "of": "1 h"}, {"weight": "2", "of": {"exponential": "1 h"}}]},
    {"value": "1 h", "range": ["0 h", "2 h"]},
    {"value": "2", "range": ["1", "9"]},
    {"value": "50 %", "range": ["0 %", "100 %"], "source": "guess"},
    {"value": "1 h", "parameter": "political-time"},
    {"value": "1 h", "range": ["2 h", "1 h"]},
    {"value": "1 h", "exponential": "1 h"},
    {},
    [],
    ["a"],
    [[[]]],
    {"en": "x", "ja": "y"},
    {"": ""},
    {"a.b": "c", "1": "2", "①": "x"},
)

Tree = Any


def mutated(base: bytes, others: list[bytes], rng: random.Random) -> bytes:
    """Return a scenario with one to four mutations; ``others`` lend parts."""
    kind = rng.random()
    if kind < 0.55:
        text = _structure(base, others, rng)
        if text is not None:
            return text
    change = _bytes if kind > 0.85 else _lines
    for _ in range(rng.choice((1, 1, 2, 4))):
        base = change(base, others, rng)
    return base


def _bytes(base: bytes, others: list[bytes], rng: random.Random) -> bytes:
    at = rng.randrange(len(base) + 1)
    end = min(len(base), at + rng.choice((1, 1, 2, 8, 64)))
    match rng.randrange(6):
        case 0:
            return base[:at] + bytes([rng.randrange(256)]) + base[at + 1 :]
        case 1:
            return base[:at] + rng.choice(BYTES) + base[at:]
        case 2:
            return base[:at] + base[end:]
        case 3:
            return base[:at] + base[at:end] * rng.choice((2, 3, 50)) + base[end:]
        case 4:
            return base[:at]
        case _:
            other = rng.choice(others)
            start = rng.randrange(len(other) + 1)
            return base[:at] + other[start : start + rng.choice((4, 40, 400))] + base[at:]


def _lines(base: bytes, others: list[bytes], rng: random.Random) -> bytes:
    lines = base.split(b"\n")
    at = rng.randrange(len(lines))
    line = lines[at]
    match rng.randrange(9):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, line)
        case 2:
            to = rng.randrange(len(lines))
            lines[at], lines[to] = lines[to], line
        case 3:
            lines[at] = b" " * rng.choice((1, 2, 4)) + line
        case 4:
            lines[at] = line[rng.choice((1, 2, 4)) :]
        case 5:
            lines[at : at + 2] = [b" ".join(lines[at : at + 2])]
        case 6:
            other = rng.choice(others).split(b"\n")
            lines.insert(at, rng.choice(other))
        case 7:
            key, sign, _ = line.partition(b": ")
            value = rng.choice(SCALARS).encode("utf-8", "surrogatepass")
            lines[at] = key + (sign or b": ") + value
        case _:
            words = re.split(rb"(\W+)", line)
            words[rng.randrange(len(words))] = rng.choice(SCALARS).encode()
            lines[at] = b"".join(words)
    return b"\n".join(lines)


def _structure(base: bytes, others: list[bytes], rng: random.Random) -> bytes | None:
    tree = _tree(base)
    if not isinstance(tree, dict):
        return None
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        tree = _changed(tree, others, rng)
    write: Callable[[Tree], str] = rng.choice((to_yaml, to_yaml, _json))
    return write(tree).encode("utf-8", "surrogatepass")


def _json(tree: Tree) -> str:
    return json.dumps(tree, ensure_ascii=False)


_TREES: dict[bytes, Tree] = {}


def _tree(base: bytes) -> Tree:
    if base not in _TREES:
        problems = Problems()
        node = parse_yaml(base.decode("utf-8", "replace"), "fuzz", problems)
        _TREES[base] = None if node is None or problems else plain(node)
    return copy.deepcopy(_TREES[base])


def _places(tree: Tree, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(tree, dict):
        for key, item in tree.items():
            found += _places(item, (*path, key))
    elif isinstance(tree, list):
        for index, item in enumerate(tree):
            found += _places(item, (*path, index))
    return found


def _at(tree: Tree, path: tuple[Any, ...]) -> Tree:
    for step in path:
        tree = tree[step]
    return tree


def _changed(tree: Tree, others: list[bytes], rng: random.Random) -> Tree:
    places = [path for path in _places(tree) if path]
    if not places:
        return {"renkei": "1"}
    path = rng.choice(places)
    above, key = _at(tree, path[:-1]), path[-1]
    value = above[key]
    match rng.randrange(10):
        case 0:
            del above[key]
        case 1 | 2 | 3:
            above[key] = rng.choice(SCALARS)
        case 4:
            above[key] = copy.deepcopy(rng.choice(QUANTITIES))
        case 5:
            above[key] = copy.deepcopy(_at(tree, rng.choice(places)))
        case 6:
            other = _tree(rng.choice(others))
            if isinstance(other, dict) and path[0] in other:
                places = [p for p in _places(other[path[0]]) if len(p) < 4]
                above[key] = _at(other[path[0]], rng.choice(places))
        case 7 if isinstance(above, dict):
            names = [p[-1] for p in places if isinstance(p[-1], str)]
            above[rng.choice((*names, rng.choice(SCALARS)))] = copy.deepcopy(value)
        case 8 if isinstance(above, dict):
            new = f"{key}-{rng.randrange(9)}"
            above[new] = copy.deepcopy(value)
        case 8:
            above.append(copy.deepcopy(value))
        case _:
            number = re.search(r"\d+(\.\d+)?", value) if isinstance(value, str) else None
            if number is not None:
                size = rng.choice(("0", "1", "2", "10", "0.5", "0.001", "100", "1000000"))
                above[key] = value[: number.start()] + size + value[number.end() :]
            elif isinstance(value, str):
                words = [_at(tree, p) for p in places]
                above[key] = rng.choice([w for w in words if isinstance(w, str)] or ["x"])
    return tree
