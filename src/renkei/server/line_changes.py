"""What a workbook of the master events list changes, as the page shows it before it is taken."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renkei.exercise.lines_workbook import ReadLines


def changes_json(found: ReadLines) -> bytes:
    """Return what a workbook changes, and which rows are rejected, as JSON."""
    changes = [
        {
            "row": one.row,
            "change": "added" if one.added else "changed",
            "what": one.what,
            "details": [
                {"name": cell.name.model_dump(), "before": cell.before, "after": cell.after}
                for cell in one.details
            ],
        }
        for one in found.changes
    ]
    rejected = [{"row": one.row, "why": one.why.model_dump()} for one in found.rejected]
    return json.dumps({"changes": changes, "rejected": rejected}, ensure_ascii=False).encode()
