"""Reading of XML files from others: a plain tree with line numbers, within bounds.

No entity of a document type is read and nothing is fetched: a document type is refused. Names are
told apart from their namespaces, as real files put the same elements into several. Malformed files
and files out of bounds are a :class:`~renkei._base.errors.Problem` with line and column.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from xml.parsers import expat

from renkei._base.errors import InputError, Location, Problem
from renkei._base.foreign import foreign
from renkei._base.language import Phrase
from renkei.interop.exchange.bounds import MAX_DEPTH, too_deep

MAX_ELEMENTS = 400_000
"""Most elements of a file; each takes some 400 bytes."""

_BETWEEN = "\n"
"""Stands between namespace and name: neither can hold it."""

_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_SEVERAL_BYTES = frozenset({
    *("shift_jis", "cp932", "shift_jisx0213", "euc_jp", "iso2022_jp", "gb2312", "gbk", "gb18030"),
    *("big5", "euc_kr", "cp949"),
})  # fmt: skip
"""Encodings of Asia, by their names in Python, which the parser cannot read itself."""


class XmlElement:
    """An element: what it is named, holds and says.

    Attributes
    ----------
    name, space
        Local name and namespace (empty: none).
    line
        Where it begins.
    attributes
        By local name; of two with one name in two namespaces the last one counts.
    children
        The elements in it, in order.
    text
        All characters in it outside its children, as they are written.
    above
        The element around it; None: it is the outermost.
    place
        Its number among those of its name in the same element, from 1.
    begins, ends
        Place in the file of its first tag, and of its closing tag (of an element of one tag alone:
        behind it) [bytes]; 0: it was not read from a file.
    """

    __slots__ = (
        *("above", "attributes", "begins", "children", "ends", "line", "name", "place", "space"),
        "text",
    )

    def __init__(
        self, name: str, space: str, line: int, attributes: dict[str, str],
        above: XmlElement | None = None, place: int = 1,
    ) -> None:  # fmt: skip
        self.name, self.space, self.line, self.attributes = name, space, line, attributes
        self.above, self.place = above, place
        self.children: list[XmlElement] = []
        self.text = ""
        self.begins = self.ends = 0

    def all(self, *names: str) -> Iterator[XmlElement]:
        """Yield the elements at the end of a path of local names, in order."""
        if not names:
            yield self
            return
        for child in self.children:
            if child.name == names[0]:
                yield from child.all(*names[1:])

    def first(self, *names: str) -> XmlElement | None:
        """Return the first element at the end of a path of local names."""
        return next(self.all(*names), None)

    def said(self, *names: str) -> str:
        """Return the text of the first element at the end of a path, without space round it."""
        found = self.first(*names)
        return "" if found is None else found.text.strip()

    def walk(self) -> Iterator[XmlElement]:
        """Yield the element and all below it, in the order of the file."""
        stack = [self]
        while stack:
            one = stack.pop()
            yield one
            stack += reversed(one.children)

    @property
    def path(self) -> str:
        """Where it stands, as people write it: ``ForceSides/ForceSide[2]``; the first is bare."""
        steps: list[str] = []
        one: XmlElement = self
        while one.above is not None:
            steps.append(one.name if one.place == 1 else f"{one.name}[{one.place}]")
            one = one.above
        return "/".join(reversed(steps)) or self.name


def read_xml(content: bytes, file: str, code: str) -> XmlElement:
    """Return the outermost element of an XML file.

    Parameters
    ----------
    code
        Of the problem, if there is one.

    Raises
    ------
    InputError
        With line and column, if the file is malformed, has more than :data:`MAX_ELEMENTS` elements
        or :data:`~renkei.interop.exchange.bounds.MAX_DEPTH` levels, or a document type.
    """
    content, encoding = _decoded(content, file, code)
    parser = expat.ParserCreate(encoding, _BETWEEN)
    parser.buffer_text = True
    top: list[XmlElement] = []
    parts: list[list[str]] = []
    opened: list[XmlElement] = []
    alike: list[dict[str, int]] = [{}]
    count = 0

    def here() -> Location:
        return Location(file, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def begin(name: str, given: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(opened) >= MAX_DEPTH:
            raise InputError([too_deep(code, here())])
        if count > MAX_ELEMENTS:
            found = Phrase("more than {most} elements", most=MAX_ELEMENTS)
            expected = Phrase("at most {most}", most=MAX_ELEMENTS)
            raise InputError([Problem(code, here(), "", found, expected)])
        space, _, local = name.rpartition(_BETWEEN)
        attributes = {key.rpartition(_BETWEEN)[2]: value for key, value in given.items()}
        above = opened[-1] if opened else None
        place = alike[-1][local] = alike[-1].get(local, 0) + 1
        made = XmlElement(local, space, parser.CurrentLineNumber, attributes, above, place)
        made.begins = parser.CurrentByteIndex
        if above is None:
            top.append(made)
        else:
            above.children.append(made)
        opened.append(made)
        alike.append({})
        parts.append([])

    def end(_: str) -> None:
        made = opened.pop()
        made.text, made.ends = "".join(parts.pop()), parser.CurrentByteIndex
        alike.pop()

    def characters(text: str) -> None:
        parts[-1].append(text)

    def declared(*_: object) -> None:
        expected = Phrase("no document type: entities are not read, and nothing is fetched")
        raise InputError([Problem(code, here(), "", "<!DOCTYPE", expected)])

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        line, column = getattr(error, "lineno", 0), getattr(error, "offset", -1) + 1
        number = getattr(error, "code", None)
        found = expat.ErrorString(number) if number else str(error)
        where = Location(file, line, column)
        problem = Problem(
            code, where, "", Phrase("malformed XML: {found}", found=foreign(found)), "XML"
        )
        raise InputError([problem]) from None
    return top[0]


def _decoded(content: bytes, file: str, code: str) -> tuple[bytes, str | None]:
    """Return bytes that the parser can read, and their encoding; None: they say it themselves."""
    declared = _DECLARED.match(content)
    try:
        name = codecs.lookup(declared[1].decode()).name if declared else ""
    except LookupError:
        found = Phrase("encoding {name}", name=f"`{declared[1].decode()}`" if declared else "")
        raise InputError([Problem(code, Location(file, 1), "", found, "UTF-8")]) from None
    if name not in _SEVERAL_BYTES:
        return content, None
    try:
        return content.decode(name).encode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = Phrase("bytes that are not {encoding}", encoding=name)
        raise InputError([Problem(code, Location(file, line), "", found, name)]) from None
