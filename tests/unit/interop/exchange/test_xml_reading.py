"""XML from others: what is read, where it stands, and what is refused."""

from __future__ import annotations

import pytest

from renkei._base.errors import InputError
from renkei.interop.exchange import xml_reading
from renkei.interop.exchange.bounds import MAX_DEPTH
from renkei.interop.exchange.losses import Fate, Losses
from renkei.interop.exchange.xml_reading import read_xml

SMALL = b"""\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>
<!-- a comment --><a xmlns="urn:x" xmlns:y="urn:y">
 <b k="1" y:k="2"> one <c/> two </b>
 <y:b><c>&lt;&#x9023;&#25658;<![CDATA[ & ]]></c></y:b>
</a>
"""


def test_a_file_of_a_japanese_windows() -> None:
    content = '<?xml version="1.0" encoding="Shift_JIS"?><a k="能">表</a>'.encode("cp932")
    root = read_xml(content, "f", "IMP-018")
    assert (root.text, root.attributes) == ("表", {"k": "能"})


def test_what_an_element_says() -> None:
    root = read_xml(SMALL, "f", "IMP-018")
    assert (root.name, root.space, root.line, root.path) == ("a", "urn:x", 2, "a")
    first, second = root.all("b")
    assert (first.space, second.space) == ("urn:x", "urn:y")
    assert (first.attributes, first.text) == ({"k": "2"}, " one  two ")
    assert (root.said("b", "c"), second.said("c")) == ("", "<連携 &")
    assert [one.name for one in root.walk()] == ["a", "b", "c", "b", "c"]
    assert second.children[0].path == "b[2]/c"
    assert (second.line, root.first("b", "d"), root.said("d")) == (4, None, "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "gb18030"])
def test_encodings(encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?><a>é</a>'.encode(encoding)
    assert read_xml(content, "f", "IMP-018").text == "é"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "no element found"),
        (b"<a>\n<b></a>", 2, "mismatched tag"),
        (b"<a/><b/>", 1, "junk"),
        (b"<a>\x00</a>", 1, "malformed"),
        (b"<a>\n&b;</a>", 2, "entity"),
        (b'<?xml version="1.0" encoding="shift_jis"?>\n<a>\x80</a>', 2, "not shift_jis"),
        (b'<?xml version="1.0" encoding="none"?><a/>', 1, "encoding"),
        (b'\n<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', 2, "DOCTYPE"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 1, "DOCTYPE"),
        (b"<a>" * (MAX_DEPTH + 1), 1, "levels"),
    ],
)
def test_what_is_refused_and_where(content: bytes, line: int, words: str) -> None:
    with pytest.raises(InputError) as refused:
        read_xml(content, "f", "IMP-018")
    (problem,) = refused.value.problems
    assert words in str(problem.found)
    assert (problem.code, problem.location.file) == ("IMP-018", "f")
    assert problem.location.line == line


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_reading, "MAX_ELEMENTS", 3)
    assert len([*read_xml(b"<a><b/><b/></a>", "f", "IMP-018").walk()]) == 3
    with pytest.raises(InputError, match="elements") as refused:
        read_xml(b"<a>\n<b/><b/><b/></a>", "f", "IMP-018")
    assert refused.value.problems[0].location.line == 2


def test_an_entry_of_the_loss_report_has_its_line() -> None:
    losses = Losses("f")
    losses.lines["b[2]"] = 4
    losses.add(Fate.KEPT, "b[2]", "b", "why")
    losses.add(Fate.KEPT, "b[1]", "b", "why", 3)
    losses.add(Fate.KEPT, "", "b", "why")
    assert [one.line for one in losses] == [4, 3, 0]
