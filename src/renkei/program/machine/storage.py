"""A program as bytes and back, with nothing in them that could be executed.

Takes a program; gives a JSON header and the arrays in NumPy's format, compressed. Whoever reads
gets a program with the same digest, or ValueError.
"""

from __future__ import annotations

import io
import json
import struct
import zlib
from dataclasses import Field, fields
from typing import Any

import numpy as np

from renkei.program.machine.program import Program

_LENGTH = struct.Struct("<Q")


def to_bytes(program: Program) -> bytes:
    """Return the program as bytes."""
    stream = io.BytesIO()
    plain: dict[str, Any] = {}
    arrays = []
    for field in _kept():
        value = getattr(program, field.name)
        if isinstance(value, np.ndarray):
            arrays.append(value)
        else:
            plain[field.name] = value
    header = json.dumps(plain).encode()
    stream.write(_LENGTH.pack(len(header)) + header)
    for array in arrays:
        np.lib.format.write_array(stream, np.ascontiguousarray(array), allow_pickle=False)
    return zlib.compress(stream.getvalue(), level=1)


def from_bytes(content: bytes) -> Program:
    """Return the program that was made into bytes.

    Raises
    ------
    ValueError
        If the bytes are not those of a program of this version.
    """
    try:
        stream = io.BytesIO(zlib.decompress(content))
        (length,) = _LENGTH.unpack(stream.read(_LENGTH.size))
        values = {name: _tuples(value) for name, value in json.loads(stream.read(length)).items()}
        for field in _kept():
            if field.name not in values:
                values[field.name] = np.lib.format.read_array(stream, allow_pickle=False)
        return Program(**values)
    except (zlib.error, struct.error, TypeError, EOFError) as error:
        raise ValueError(f"no program: {error}") from error


def _kept() -> list[Field[Any]]:
    """Return the fields that are kept: a policy is a function, and belongs to one session."""
    return [field for field in fields(Program) if field.name != "policy"]


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
