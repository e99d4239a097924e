"""The JSON Schema of all documents of an exercise: what its pages draw, and what people do.

What for: the types of the front end are made from it (``web/build/types.mjs``), and others may
write a front end of their own. The schema is `spec/exercise.schema.json`.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from renkei.exercise import views
from renkei.exercise.actions import ACTION

DOCUMENTS: dict[str, type[BaseModel]] = {
    "seat": views.SeatView,
    "desk": views.DeskView,
    "ground": views.Ground,
    "response": views.Response,
    "ahead": views.LookAhead,
    "review": views.Review,
    "rehearsal": views.Rehearsal,
    "notice": views.Notice,
    "older": views.OlderItems,
}


def exercise_schema() -> dict[str, Any]:
    """Return one schema whose properties are the documents of an exercise, and an action."""
    refs, schema = models_json_schema(
        [(model, "validation") for model in DOCUMENTS.values()],
        ref_template="#/$defs/{model}",
    )
    action = ACTION.json_schema(ref_template="#/$defs/{model}")
    definitions = schema["$defs"] | action.pop("$defs")
    properties = {name: refs[model, "validation"] for name, model in DOCUMENTS.items()}
    return {
        "$defs": dict(sorted(definitions.items())),
        "title": "Exercise",
        "description": "The documents of a live exercise.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties | {"action": action},
        "required": [*properties, "action"],
    }
