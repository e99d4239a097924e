"""Labels and the emission of blocks, shared by all functions that emit blocks."""

from __future__ import annotations

from renkei.program.assembling.declaring import constant
from renkei.program.assembling.draft import Draft
from renkei.program.assembling.records import BlockRecord, Handle, Rows, Slot, Tag, index_of
from renkei.program.machine.block_table import KIND_BY_OP
from renkei.program.machine.blocks import Op


def label(draft: Draft, name: str = "") -> int:
    """Return a new label; ``name`` is for the listing."""
    draft.labels.append((name, -1))
    return len(draft.labels) - 1


def place_label(draft: Draft, label: int) -> None:
    """Bind a label to the next block emitted."""
    name, block = draft.labels[label]
    if block >= 0:
        raise ValueError(f"label {label} {name} placed twice, at {block} and now")
    draft.labels[label] = (name, len(draft.blocks))


def here(draft: Draft, name: str = "") -> int:
    """Return a new label bound to the next block emitted."""
    new = label(draft, name)
    place_label(draft, new)
    return new


def emit(
    draft: Draft,
    op: Op,
    purpose: str = "",
    tag: Tag | None = None,
    rows: Rows | None = None,
    **operands: Handle | int | None,
) -> None:
    """Add a block.

    Parameters
    ----------
    purpose, tag
        Of its draw, and of the time that it takes.
    rows
        The lists that it refers to.
    operands
        By name, as :data:`~renkei.program.machine.block_table.BLOCK_KINDS` has them: a handle, a
        number, or a label; None is none, as -1 is.

    Raises
    ------
    ValueError
        For a draw without a purpose, an operand that the kind does not have or cannot hold.
    """
    kind = KIND_BY_OP[op]
    if kind.draws and not purpose:
        raise ValueError(f"block {len(draft.blocks)} {kind.name}: a draw needs a purpose")
    values = {name: v if isinstance(v, int) else index_of(v) for name, v in operands.items()}
    columns = kind.pack(values)
    draft.blocks.append(
        BlockRecord(op, index_of(tag), purpose=purpose, rows=rows or Rows(), **columns)
    )


def amount_slot(draft: Draft, amount: Slot | int | None) -> Slot | None:
    """Return the world value of an amount; a number becomes a constant."""
    return constant(draft, amount) if isinstance(amount, int) else amount
