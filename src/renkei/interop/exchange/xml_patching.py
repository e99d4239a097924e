"""Changes of single elements in the bytes of an XML file; all the rest stays as it is.

What for: the way back of files whose content is mostly not ours. Takes the bytes of a file and its
tree, which knows where each element begins and ends; gives the bytes with the changes. Prefixes of
namespaces, attributes, comments, order and space are not touched. What is put in has the prefix of
the element that it stands in, and so its namespace.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from renkei._base.errors import InputError, Location, Problem
from renkei._base.language import Phrase
from renkei.interop.exchange.xml_reading import XmlElement
from renkei.interop.exchange.xml_text import legal

_TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_NAME = re.compile(rb"<([^\s/>]+)")
_ENCODING = re.compile(r"""^(<\?xml[^>]*?encoding\s*=\s*["'])([A-Za-z0-9._-]{1,40})(?=["'])""")
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
"""How a file begins that does not need to declare its encoding."""


def in_utf8(content: bytes, file: str, code: str) -> bytes:
    """Return an XML file in UTF-8, whatever its encoding; its declaration says so.

    Raises
    ------
    InputError
        If its bytes are not of the encoding that it says.
    """
    declared = _DECLARED.match(content)
    name = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    name = name or (declared[1].decode() if declared else "UTF-8")
    try:
        text = content.decode(name)
    except (LookupError, UnicodeError):
        found = Phrase("bytes that are not {encoding}", encoding=name)
        raise InputError([Problem(code, Location(file), "", found, name)]) from None
    return _ENCODING.sub(r"\g<1>UTF-8", text, count=1).encode("utf-8", "replace")


class XmlPatch:
    """Changes to a file in UTF-8; the elements are those of the tree that was read of it."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._changes: list[tuple[int, int, bytes]] = []
        self._first: dict[XmlElement, list[bytes]] = {}
        self._last: dict[XmlElement, list[bytes]] = {}

    def __bool__(self) -> bool:
        return bool(self._changes or self._first or self._last)

    def prefix(self, element: XmlElement) -> str:
        """Return the prefix of an element with its colon; empty: it has none."""
        name = self._name(element)
        return name.rpartition(b":")[0].decode() + ":" if b":" in name else ""

    def set_text(self, element: XmlElement, text: str) -> None:
        """Let an element hold this text and nothing else."""
        said = escape(legal(text)).encode("utf-8")
        begins, is_empty = self._inner(element)
        if is_empty:
            name = self._name(element)
            self._changes.append((element.ends - 2, element.ends, b">%b</%b>" % (said, name)))
        else:
            self._changes.append((begins, element.ends, said))

    def put_first(self, element: XmlElement, made: bytes) -> None:
        """Put elements before all that an element holds."""
        self._first.setdefault(element, []).append(made)

    def put_last(self, element: XmlElement, made: bytes) -> None:
        """Put elements behind all that an element holds."""
        self._last.setdefault(element, []).append(made)

    def put_before(self, element: XmlElement, made: bytes) -> None:
        """Put elements before an element."""
        self._changes.append((element.begins, element.begins, made))

    def remove(self, element: XmlElement) -> None:
        """Take an element out, with the space before it."""
        _, is_empty = self._inner(element)
        ends = element.ends if is_empty else self._content.index(b">", element.ends) + 1
        begins = element.begins
        while self._content[begins - 1 : begins].isspace():
            begins -= 1
        self._changes.append((begins, ends, b""))

    def applied(self) -> bytes:
        """Return the file with the changes; what stands in a removed element goes with it."""
        changes = list(self._changes)
        for element in dict.fromkeys((*self._first, *self._last)):
            first = b"".join(self._first.get(element, ()))
            last = b"".join(self._last.get(element, ()))
            begins, is_empty = self._inner(element)
            if is_empty:
                whole = b">%b%b</%b>" % (first, last, self._name(element))
                changes.append((element.ends - 2, element.ends, whole))
                continue
            changes += [(at, at, made) for at, made in ((begins, first), (element.ends, last))
                        if made]  # fmt: skip
        parts: list[bytes] = []
        done = 0
        for begins, ends, made in sorted(changes, key=lambda one: (one[0], -one[1])):
            if begins >= done:
                parts += [self._content[done:begins], made]
                done = ends
        return b"".join([*parts, self._content[done:]])

    def _name(self, element: XmlElement) -> bytes:
        found = _NAME.match(self._content, element.begins)
        assert found is not None
        return found[1]

    def _inner(self, element: XmlElement) -> tuple[int, bool]:
        """Return where the content of an element begins, and whether it has one tag alone."""
        found = _TAG.match(self._content, element.begins)
        assert found is not None
        return found.end(), found[0].endswith(b"/>")
