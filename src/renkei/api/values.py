"""Values of Python, as the command line and YAML have them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def as_typed(values: Mapping[str, Any]) -> list[str]:
    """Return values by path as ``--set`` takes them: ``path=value``, written as in YAML."""
    return [f"{path}={_written(value)}" for path, value in values.items()]


def phrases(text: str | Sequence[str]) -> Sequence[str]:
    """Return one text, or several, as several."""
    return (text,) if isinstance(text, str) else text


def _written(value: Any) -> str:
    """Return a value as YAML has it: text as it is, the rest as JSON, which YAML reads."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
