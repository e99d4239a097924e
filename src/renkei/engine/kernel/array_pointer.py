"""Named tuples of arrays, passed between compiled functions as one pointer.

What for: Numba passes a tuple by its leaves, hundreds of numbers for the arrays of a program and
its state, at each of some hundred calls; packing and unpacking them cost a tenth and more of the
time of compilation. Takes a named tuple at an entry point; gives one pointer whose attributes are
the arrays. The arrays themselves (where, how long) do not change while an entry point runs, and the
compiler is told so.

An index of these arrays never counts from the end: row -1 means "none" everywhere, and no function
may ask for it. So no index is compared with zero, which at some forty indices per event is a tenth
of all instructions.
"""

from __future__ import annotations

import operator
import zlib
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from llvmlite import ir
from numba import extending as _extending
from numba import types
from numba.core.typing import templates
from numba.extending import intrinsic
from numba.np import arrayobj as _arrayobj

T = TypeVar("T")
extending: Any = _extending
arrayobj: Any = _arrayobj
signature: Any = templates.signature
_UniTuple: Any = types.UniTuple
_Template: Any = templates.AttributeTemplate
_POINTER = ir.IntType(8).as_pointer()
_INDEX = ir.IntType(32)
_OWNERS = 2  # the first leaves of an array: who owns its memory; nobody asks in compiled code


class Fixed(types.Type):
    """The type of a pointer to a named tuple of arrays."""

    def __init__(self, whole: Any) -> None:
        self.whole = whole
        name = whole.instance_class.__name__
        super().__init__(f"Fixed({name}, {zlib.crc32(str(whole).encode()):08x})")


extending.register_model(Fixed)(extending.models.OpaqueModel)


@extending.infer_getattr
class _Attributes(_Template):  # type: ignore[misc]
    key = Fixed

    def generic_resolve(self, fixed: Fixed, name: str) -> Any:
        """Return the type of an array, or None where the tuple has none of this name."""
        fields = fixed.whole.fields
        return Rows(fixed.whole[fields.index(name)]) if name in fields else None


class Rows(types.Array):
    """The type of an array of which no index counts from the end."""

    def __init__(self, like: Any) -> None:
        name = f"rows({like})"
        super().__init__(like.dtype, like.ndim, like.layout, name=name, aligned=like.aligned)


extending.register_model(Rows)(extending.models.ArrayModel)


def _unsigned(context: Any, builder: Any, kind: Any, index: Any) -> tuple[Any, Any]:
    """Return an index, or a tuple of them, as numbers that have no sign."""
    if isinstance(kind, types.BaseTuple):
        axes: Any = kind
        numbers = [
            context.cast(builder, builder.extract_value(index, axis), one, types.intp)
            for axis, one in enumerate(axes)
        ]
        unsigned = _UniTuple(types.uintp, len(numbers))
        return unsigned, context.make_tuple(builder, unsigned, numbers)
    return types.uintp, context.cast(builder, index, kind, types.intp)


@extending.lower_builtin(operator.getitem, Rows, types.Integer)  # type: ignore[untyped-decorator]
def _get_one(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, index = _unsigned(context, builder, sig.args[1], args[1])
    made = signature(sig.return_type, sig.args[0], kind)
    return arrayobj.getitem_arraynd_intp(context, builder, made, (args[0], index))


@extending.lower_builtin(operator.getitem, Rows, types.BaseTuple)  # type: ignore[untyped-decorator]
def _get_by_tuple(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, index = _unsigned(context, builder, sig.args[1], args[1])
    made = signature(sig.return_type, sig.args[0], kind)
    return arrayobj.getitem_array_tuple(context, builder, made, (args[0], index))


@extending.lower_builtin(operator.setitem, Rows, types.Any, types.Any)  # type: ignore[untyped-decorator]
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, index = _unsigned(context, builder, sig.args[1], args[1])
    made = signature(sig.return_type, sig.args[0], kind, sig.args[2])
    return arrayobj.setitem_array(context, builder, made, (args[0], index, args[2]))


def _array(context: Any, builder: Any, fixed: Fixed, pointer: Any, name: str) -> Any:
    """Load the leaves of one array, as what never changes."""
    whole = context.get_value_type(fixed.whole)
    index = fixed.whole.fields.index(name)
    where = _part(builder, builder.bitcast(pointer, whole.as_pointer()), index)
    array = ir.Constant(whole.elements[index], ir.Undefined)
    for leaf, kind in enumerate(whole.elements[index].elements):
        if leaf < _OWNERS:
            array = builder.insert_value(array, ir.Constant(kind, None), leaf)
        elif isinstance(kind, ir.ArrayType):
            for axis in range(kind.count):
                value = _load(builder, _part(builder, where, leaf, axis))
                array = builder.insert_value(array, value, [leaf, axis])
        else:
            value = _load(builder, _part(builder, where, leaf))
            array = builder.insert_value(array, value, leaf)
    return array


def _part(builder: Any, whole: Any, *at: int) -> Any:
    return builder.gep(whole, [ir.Constant(_INDEX, i) for i in (0, *at)], inbounds=True)


extending.lower_getattr_generic(Fixed)(_array)


def _load(builder: Any, where: Any) -> Any:
    value = builder.load(where)
    value.set_metadata("invariant.load", builder.module.add_metadata([]))
    return value


@intrinsic
def _fixed(context: Any, whole: Any) -> tuple[Any, Callable[..., Any]]:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        with builder.goto_entry_block():
            where = builder.alloca(arguments[0].type)
        builder.store(arguments[0], where)
        pointer = builder.bitcast(where, _POINTER)
        # No code, but the compiler cannot look through it: what it loads stays after the stores.
        kind = ir.FunctionType(_POINTER, [_POINTER])
        return builder.asm(kind, "", "=r,0,~{memory}", [pointer], True, name="fixed")

    return Fixed(whole)(whole), build


class _Fixing(Protocol):
    def __call__(self, whole: T, /) -> T: ...


fixed = cast("_Fixing", _fixed)
"""Return a named tuple of arrays as one pointer; only in compiled code."""
