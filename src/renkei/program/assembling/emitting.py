"""Labels and the emission of blocks: what all methods of the assembler that emit blocks share."""

from __future__ import annotations

from renkei.program.assembling.declaring import Declarer
from renkei.program.assembling.records import BlockRecord, Stock, Tag
from renkei.program.machine.blocks import KIND_BY_OP, Op


class Emitter(Declarer):
    """A declarer that places labels and emits blocks."""

    def label(self, name: str = "") -> int:
        """Return a new label; ``name`` is for the listing."""
        self.labels.append((name, -1))
        return len(self.labels) - 1

    def place_label(self, label: int) -> None:
        """Bind a label to the next block emitted."""
        name, block = self.labels[label]
        if block >= 0:
            raise ValueError(f"label {label} {name} placed twice, at {block} and now")
        self.labels[label] = (name, len(self.blocks))

    def here(self, name: str = "") -> int:
        """Return a new label bound to the next block emitted."""
        label = self.label(name)
        self.place_label(label)
        return label

    def _emit(self, op: Op, **operands: object) -> None:
        if KIND_BY_OP[op].draws and not operands.get("purpose"):
            raise ValueError(f"block {len(self.blocks)} {op.name.lower()}: a draw needs a purpose")
        self.blocks.append(BlockRecord(op, **operands))  # type: ignore[arg-type]


def index_of(tag: Tag | Stock | None) -> int:
    """Return the index of a tag or stock, or -1."""
    return -1 if tag is None else tag.index
