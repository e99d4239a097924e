"""Plain data as readable YAML, always the same text for the same data.

What for: the resolved form, which people read and compare line by line. Takes dictionaries, lists
and plain values; gives YAML that every reader understands in the same way: texts that some reader
would take for something else are quoted. Short tables without tables inside, and lists of plain
values, stand on one line.
"""

from __future__ import annotations

import json
import re
from typing import Any

from renkei._base.visible import HIDDEN
from renkei.scenario.quantities.units import plain

WIDTH = 100
"""Longest line of a table or list that is written on one line."""

_SAFE = re.compile(r"[\w(][\w .()/%+'·–-]*(?:(?:, |:(?=[/\w]))[\w .()/%+'·–-]+)*")
_UNSAFE = re.compile(f"[{HIDDEN}]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]+)?")
_LOOKS_TYPED = re.compile(
    r"[-+]?[.0-9][0-9_,.:]*([eE][-+]?[0-9]+)?|0[xob][0-9a-fA-F_]+|[-+.]?(inf|nan)"
    r"|y|n|yes|no|on|off|true|false|null|~|[0-9]{4}-[0-9].*",
    re.IGNORECASE,
)


def to_yaml(data: dict[str, Any]) -> str:
    """Return a document; its top-level tables are set apart by blank lines."""
    lines: list[str] = []
    for key, value in data.items():
        block = _entry(key, value, "")
        if lines and (len(block) > 1 or lines[-1].startswith(" ")):
            lines.append("")
        lines += block
    return "\n".join(lines) + "\n"


def one_line(value: Any) -> str:
    """Return a value on one line, however long."""
    return _flow(value)


def _entry(key: str, value: Any, indent: str) -> list[str]:
    head = f"{indent}{scalar(key)}:"
    line = _one_line(value, len(head) + 1)
    if line is not None:
        return [f"{head} {line}"]
    return [head, *_block(value, indent + "  ")]


def _block(value: Any, indent: str) -> list[str]:
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in _entry(key, item, indent)]
    lines = []
    for item in value:
        line = _one_line(item, len(indent) + 2)
        if line is not None:
            lines.append(f"{indent}- {line}")
            continue
        first, *rest = _block(item, indent + "  ")
        lines += [f"{indent}- {first.lstrip()}", *rest]
    return lines


def _one_line(value: Any, used: int) -> str | None:
    """Return the value on one line, or None if it is better written over several."""
    if not isinstance(value, dict | list):
        return scalar(value)
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    deep = isinstance(value, dict) and any(isinstance(v, dict) and v for v in value.values())
    if deep and not _is_quantity(value):
        return None
    text = _flow(value)
    return text if used + len(text) <= WIDTH else None


def _is_quantity(value: Any) -> bool:
    kinds = ("value", "lognormal", "gamma", "weibull", "empirical", "mixture")
    return next(iter(value)) in kinds


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = scalar(value)
    if isinstance(value, str) and text == value and re.search(r"[,\[\]{}:?]", value):
        return _quoted(value)
    return text


def scalar(value: Any) -> str:
    """Return a plain value; a text is quoted where a reader could misread it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return plain(value)
    if _DAY.fullmatch(value):
        return value
    is_safe = _SAFE.fullmatch(value) and value == value.strip() and not value.endswith(":")
    if is_safe and not _LOOKS_TYPED.fullmatch(value):
        return value
    return _quoted(value)


def _quoted(text: str) -> str:
    """Return the text in double quotes; what is not seen, and line breaks of YAML, are escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda match: _escape(ord(match.group())), quoted)


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
