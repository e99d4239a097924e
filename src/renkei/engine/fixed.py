"""Named tuples of arrays, passed between compiled functions as one pointer.

What for: Numba passes a tuple by its leaves, hundreds of numbers for the arrays of a program and
its state, at each of some hundred calls; packing and unpacking them took half of the time of
compilation. Takes a named tuple at an entry point; gives one pointer whose attributes are the
arrays. The arrays themselves (where, how long) do not change while an entry point runs, and the
compiler is told so.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    models,
    register_model,
)

T = TypeVar("T")
_OWNERS = 2  # the first leaves of an array: who owns its memory; nobody asks in compiled code


class Fixed(types.Type):  # type: ignore[misc]
    """The type of a pointer to a named tuple of arrays."""

    def __init__(self, whole: Any) -> None:
        self.whole = whole
        name = whole.instance_class.__name__
        super().__init__(f"Fixed({name}, {zlib.crc32(str(whole).encode()):08x})")


register_model(Fixed)(models.OpaqueModel)


@infer_getattr
class _Attributes(AttributeTemplate):  # type: ignore[misc]
    key = Fixed

    def generic_resolve(self, fixed: Fixed, name: str) -> Any:
        """Return the type of an array, or None where the tuple has none of this name."""
        fields = fixed.whole.fields
        return fixed.whole[fields.index(name)] if name in fields else None


@lower_getattr_generic(Fixed)
def _array(context: Any, builder: Any, fixed: Fixed, pointer: Any, name: str) -> Any:
    """Load the leaves of one array, as what never changes."""
    whole = context.get_value_type(fixed.whole)
    index = fixed.whole.fields.index(name)
    where = cgutils.gep_inbounds(builder, builder.bitcast(pointer, whole.as_pointer()), 0, index)
    array = ir.Constant(whole.elements[index], ir.Undefined)
    for leaf, kind in enumerate(whole.elements[index].elements):
        if leaf < _OWNERS:
            array = builder.insert_value(array, ir.Constant(kind, None), leaf)
        elif isinstance(kind, ir.ArrayType):
            for axis in range(kind.count):
                value = _load(builder, cgutils.gep_inbounds(builder, where, 0, leaf, axis))
                array = builder.insert_value(array, value, [leaf, axis])
        else:
            value = _load(builder, cgutils.gep_inbounds(builder, where, 0, leaf))
            array = builder.insert_value(array, value, leaf)
    return array


def _load(builder: Any, where: Any) -> Any:
    value = builder.load(where)
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


@intrinsic
def _fixed(context: Any, whole: Any) -> tuple[Any, Callable[..., Any]]:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        where = cgutils.alloca_once_value(builder, arguments[0])
        pointer = builder.bitcast(where, cgutils.voidptr_t)
        # No code, but the compiler cannot look through it: what it loads stays after the stores.
        kind = ir.FunctionType(cgutils.voidptr_t, [cgutils.voidptr_t])
        return builder.asm(kind, "", "=r,0,~{memory}", [pointer], True, name="fixed")

    return Fixed(whole)(whole), build


class _Fixing(Protocol):
    def __call__(self, whole: T, /) -> T: ...


fixed = cast("_Fixing", _fixed)
"""Return a named tuple of arrays as one pointer; only in compiled code."""
