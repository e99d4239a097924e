"""Operations on 64-bit words that the processor has and Python's numbers lack.

What for: the upper half of a product (random numbers), the order of pairs of words (the event
list), the bits of a float (the table of normal quantiles). Takes and gives numbers of compiled
code; each is one or two instructions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

_LONG = ir.IntType(128)
_WORD = ir.IntType(64)
_Build = Callable[..., Any]


def _pair(builder: Any, high: Any, low: Any) -> Any:
    shifted = builder.shl(builder.zext(high, _LONG), ir.Constant(_LONG, 64))
    return builder.or_(shifted, builder.zext(low, _LONG))


@intrinsic
def _high_product(context: Any, a: Any, b: Any) -> tuple[Any, _Build]:
    """Return the upper 64 bits of the product of two unsigned words."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        a, b = (builder.zext(word, _LONG) for word in arguments)
        return builder.trunc(builder.lshr(builder.mul(a, b), ir.Constant(_LONG, 64)), _WORD)

    return types.uint64(types.uint64, types.uint64), build


@intrinsic
def _before(context: Any, time: Any, key: Any, time2: Any, key2: Any) -> tuple[Any, _Build]:
    """Return whether (time, key) comes before (time2, key2); neither time is below zero.

    A float that is not negative sorts like its bits, so that both are compared as one number.
    """

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        time, key, time2, key2 = arguments
        first = _pair(builder, builder.bitcast(time, _WORD), key)
        second = _pair(builder, builder.bitcast(time2, _WORD), key2)
        return builder.icmp_unsigned("<", first, second)

    return types.boolean(types.float64, types.int64, types.float64, types.int64), build


@intrinsic
def _bits_of(context: Any, value: Any) -> tuple[Any, _Build]:
    """Return the bits of a float as an integer."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], _WORD)

    return types.int64(types.float64), build


high_product = cast("Callable[[np.uint64, np.uint64], np.uint64]", _high_product)
before = cast("Callable[[float, int, float, int], bool]", _before)
bits_of = cast("Callable[[float], int]", _bits_of)
