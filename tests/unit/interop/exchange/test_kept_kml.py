"""KML and KMZ come back: what is foreign as it was, what the scenario changed as it is now."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as xml

import pytest

from renkei._base.errors import InputError
from renkei.interop.exchange.losses import Fate
from renkei.interop.exchange.scenario_text import whole
from renkei.scenario import load_scenario, parse_scenario
from renkei.study.exchanging import ImportedForces, export, returned, store, taken, together

FILE = """<?xml version="1.0" encoding="{encoding}"?>
<!-- drawn by hand -->
<k:kml xmlns:k="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"
 xmlns:x="urn:foreign" x:version='7'><k:Document>
<k:name>Map é</k:name><k:Style id="s"><k:IconStyle><k:scale>2</k:scale></k:IconStyle></k:Style>
<k:Folder x:z="1" a="2"><k:name>Blue</k:name><k:open>1</k:open>
 <k:Placemark id="fleet"><k:name>Fleet</k:name><k:styleUrl>#s</k:styleUrl>
  <k:description><![CDATA[<b>bold & "quoted"</b>]]></k:description>
  <k:ExtendedData><k:Data name="colour"><k:value>red</k:value></k:Data><x:own>1<x:b/>2</x:own>
  </k:ExtendedData><k:Point><k:extrude>1</k:extrude><k:coordinates> 139,35,12 </k:coordinates>
  </k:Point></k:Placemark>
 <k:Placemark><k:name>Wing</k:name><k:ExtendedData>
  <k:Data name="Parent"><k:value>Fleet</k:value></k:Data></k:ExtendedData>
  <gx:Track><k:when>2026-01-01T00:00:00Z</k:when><k:when>2026-01-02T00:00:00Z</k:when>
  <gx:coord>140 36 5</gx:coord><gx:coord>141 37 5</gx:coord></gx:Track></k:Placemark>
 <k:Placemark id="gone"><k:name>Gone</k:name><k:Point><k:coordinates>1,2</k:coordinates></k:Point>
 </k:Placemark>
</k:Folder><!-- a line -->
<k:Placemark><k:name>Line</k:name><k:LineString><k:coordinates>1,1 2,2</k:coordinates>
</k:LineString></k:Placemark></k:Document></k:kml>
"""


def file(encoding: str = "UTF-8") -> bytes:
    return FILE.format(encoding=encoding).encode(encoding)


def tables(made: ImportedForces) -> dict[str, str]:
    return {n: c.decode() for n, c in made.files.items() if n.endswith(".yaml")}


def plain(content: bytes) -> str:
    return xml.canonicalize(content.decode())


def of(made: ImportedForces, fate: Fate) -> list[str]:
    return sorted(str(one.what) for one in made.losses if one.fate is fate)


def back(first: ImportedForces, *changes: tuple[str, str]) -> tuple[bytes, list[str]]:
    """Return the file of a scenario with changes of its text, and what the export lost."""
    text = whole(tables(first))
    for old, new in changes:
        text, count = re.subn(old, new, text, flags=re.MULTILINE)
        assert count, old
    done = len(first.losses)
    content = returned(first, parse_scenario(text, "made"))
    return content, [one.where for one in list(first.losses)[done:] if one.fate is Fate.LOST]


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1"])
def test_what_nobody_changed_comes_back_byte_for_byte(encoding: str) -> None:
    first = taken(file(encoding), "map.kml")
    assert of(first, Fate.LOST) == []
    assert of(first, Fate.KEPT) == [
        *("`LineString`", "`Style`", "`colour`", "height", "height", "height"),
        "position at a later time",
    ]  # fmt: skip
    assert back(first)[0] == file(encoding)


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1"])
def test_what_changed_is_written_and_the_rest_is_as_it_was(encoding: str) -> None:
    changed, _ = back(
        taken(file(encoding), "map.kml"),
        ("longitude: 139", "longitude: 150.5"),
        ("longitude: 140", "longitude: -170"),
        ("name: Fleet$", "name: 'A <&\"> fleet'"),
    )
    expected = (
        FILE.format(encoding="UTF-8")
        .replace(" 139,35,12 ", "150.5,35.0,12")
        .replace("140 36 5", "-170.0 36.0 5")
        .replace("<k:name>Fleet<", '<k:name>A &lt;&amp;"&gt; fleet<')
        .replace("<k:value>Fleet<", "<k:value>fleet<")  # the superior, by what stays the same
    )
    assert plain(changed) == plain(expected.encode())
    again = taken(changed, "map.kml")
    assert {one.id: (one.name, one.superior) for one in again.forces.formations} == {
        "fleet": ('A <&"> fleet', None), "wing": ("Wing", "fleet"), "gone": ("Gone", None)
    }  # fmt: skip
    assert tables(taken(back(again)[0], "map.kml")) == tables(again)


def test_who_is_gone_is_removed_and_said_and_who_is_new_is_added() -> None:
    first = taken(file(), "map.kml")
    changed, lost = back(first, (r"^( *)gone:$", r"\1new:"), ("name: Gone$", "name: New <one>"))
    assert "gone" in lost
    root = xml.fromstring(changed)
    space = {"k": "http://www.opengis.net/kml/2.2"}
    (folder,) = root.findall(".//k:Folder", space)
    assert [one.text for one in folder.findall("k:Placemark/k:name", space)] == [
        "Fleet", "Wing", "New <one>"]  # fmt: skip
    assert plain(file())[: plain(file()).index("Gone")][:-60] in plain(changed)
    again = taken(changed, "map.kml")
    assert [(one.id, one.name, one.position) for one in again.forces.formations][2] == (
        "new", "New <one>", (1, 2))  # fmt: skip
    assert [one.name for one in again.forces.sides] == ["Blue"]
    assert b'"superior"' not in changed  # of the stand-in for a side, which no file has


def test_a_new_superior_is_named_where_the_file_has_no_word_for_it() -> None:
    body = (
        "<kml><Folder><name>S</name><Placemark><name>A</name><ExtendedData><Data name='kind'>"
        "<value>HQ</value></Data></ExtendedData><Point><coordinates>1,1</coordinates></Point>"
        "</Placemark><Placemark><name>B</name><ExtendedData/><Point><coordinates>2,2"
        "</coordinates></Point></Placemark></Folder></kml>"
    )
    first = taken(body.encode(), "map.kml")
    written, _ = back(first, ("name: B$", "name: C"), ("opcon: s-hq", "opcon: a"))
    again = taken(written, "map.kml")
    assert {one.id: (one.name, one.superior) for one in again.forces.formations} == {
        "a": ("A", None), "b": ("C", "a")}  # fmt: skip


def test_who_is_new_among_units_without_a_side_has_none() -> None:
    point = "<Point><coordinates>1,1</coordinates></Point>"
    mark = f"<Placemark id='{{id}}'><name>A</name>{point}</Placemark>"
    body = "<kml><Document>" + mark.format(id="a") + mark.format(id="b") + "</Document></kml>"
    first = taken(body.encode(), "map.kml")
    changed, lost = back(first, ("^( *)b:\n( +name)", r"\1c:\n\2"))
    again = taken(changed, "map.kml")
    assert [one.id for one in again.forces.formations] == ["a", "c"]
    assert len(again.forces.sides) == 1
    assert "b" in lost


def test_of_an_archive_the_kml_is_kept_and_the_rest_is_said_to_be_lost(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("files/icon.png", b"png")
        archive.writestr("doc.kml", file())
    made = together([(packed.getvalue(), "map.kmz")])
    assert [one.where for one in made.losses if one.fate is Fate.LOST] == ["files/icon.png"]
    store(made, tmp_path / "mine")
    assert (tmp_path / "mine/kept-map.kml").read_bytes() == file()
    document = load_scenario(tmp_path / "mine")
    written = export(document, tmp_path / "mine", "kmz").files[""]
    assert zipfile.ZipFile(io.BytesIO(written)).read("doc.kml") == file()
    assert export(document, tmp_path / "mine", "kml").files[""] == file()
    hostile = b'<!DOCTYPE kml [<!ENTITY e SYSTEM "file:///etc/passwd">]><kml>&e;</kml>'
    (tmp_path / "mine/kept-map.kml").write_bytes(hostile)
    with pytest.raises(InputError, match="no document type"):
        export(document, tmp_path / "mine", "kml")


def test_placemarks_within_each_other_do_no_harm() -> None:
    point = "<Point><coordinates>1,1</coordinates></Point>"
    body = f"<kml><Placemark id='a'><Placemark id='b'>{point}</Placemark></Placemark></kml>"
    first = taken(body.encode(), "map.kml")
    moved, _ = back(first, ("longitude: 1,", "longitude: 3,"))
    assert {one.position for one in taken(moved, "map.kml").forces.formations} == {(3, 1)}
