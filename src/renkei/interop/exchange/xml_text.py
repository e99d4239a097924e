"""Text that XML can hold, and trees as files.

Characters that XML forbids become a mark of replacement.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from renkei.interop.exchange.xml_reading import XmlElement

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Return the text with what XML 1.0 forbids replaced."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


def document(root: XmlElement, namespace: str, comment: str = "") -> bytes:
    """Return a tree without attributes and mixed content as a file, all of it in one namespace."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    if comment:
        plain = " ".join(re.sub("-(?=-)", "- ", legal(comment)).split()).rstrip("-")
        lines.append(f"<!-- {plain} -->")
    stack: list[tuple[XmlElement | str, int]] = [(root, 0)]
    while stack:
        one, depth = stack.pop()
        space = "  " * depth
        if isinstance(one, str):
            lines.append(f"{space}</{one}>")
            continue
        begin = f"{one.name} xmlns={chr(34)}{escape(namespace)}{chr(34)}" if not depth else one.name
        if one.children:
            lines.append(f"{space}<{begin}>")
            stack.append((one.name, depth))
            stack += [(child, depth + 1) for child in reversed(one.children)]
        else:
            text = escape(legal(one.text.strip()))
            lines.append(f"{space}<{begin}>{text}</{one.name}>" if text else f"{space}<{begin}/>")
    return ("\n".join(lines) + "\n").encode("utf-8")
