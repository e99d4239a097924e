"""Labels and the emission of blocks: what all functions that emit blocks share."""

from __future__ import annotations

from renkei.program.assembling.declaring import constant
from renkei.program.assembling.draft import Draft
from renkei.program.assembling.records import BlockRecord, Slot
from renkei.program.machine.blocks import KIND_BY_OP, Op


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


def emit(draft: Draft, op: Op, **operands: object) -> None:
    """Add a block; operands are indices of declaration, and labels."""
    if KIND_BY_OP[op].draws and not operands.get("purpose"):
        raise ValueError(f"block {len(draft.blocks)} {op.name.lower()}: a draw needs a purpose")
    draft.blocks.append(BlockRecord(op, **operands))  # type: ignore[arg-type]


def amount_index(draft: Draft, amount: Slot | int | None) -> int:
    """Return the slot of an amount; a number becomes a constant, None is -1."""
    if amount is None:
        return -1
    return (amount if isinstance(amount, Slot) else constant(draft, amount)).index
