"""renkei diff: what differs between scenarios, versions and designs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from renkei.scenario import parse_scenario
from renkei.scenario.differences import between_designs, between_documents
from renkei.study.library import LIBRARY

TEMPLATE = (LIBRARY / "template.yaml").read_text("utf-8")


def changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def differences(one: str, two: str) -> list[tuple[str, str, object, object]]:
    found = between_documents(parse_scenario(one), parse_scenario(two))
    return [(d.kind, d.path, d.before, d.after) for d in found]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diff")
    (folder / "a.yaml").write_text(TEMPLATE, encoding="utf-8")
    (folder / "same.yaml").write_text("# another comment\n" + TEMPLATE, encoding="utf-8")
    return folder


def test_the_same_is_no_difference(renkei, pair: Path) -> None:
    for other in ("a.yaml", "same.yaml"):
        done = renkei("diff", pair / "a.yaml", pair / other)
        assert done.code == 0
        assert "say the same" in " ".join(done.out.split())


def test_a_scenario_differs_from_another_and_back(renkei, pair: Path) -> None:
    data = [
        json.loads(done.out)["differences"]
        for pair_ in ((pair / "a.yaml", "skerries"), ("skerries", pair / "a.yaml"))
        for done in [renkei("diff", *pair_, "--json")]
        if done.code == 1
    ]
    forth, back = data
    assert {d["path"] for d in forth} == {d["path"] for d in back}
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    kinds = {d["path"]: d["kind"] for d in back}
    assert all(kinds[d["path"]] == turned[d["kind"]] for d in forth)


def numbers_of(text: str) -> tuple[str, str]:
    """Return a time written in the template in minutes, and the same in seconds."""
    import re

    match = re.search(r"(?<=: )(\d+) min\b", text)
    assert match is not None
    return match.group(), f"{int(match.group(1)) * 60} s"


def test_a_changed_number_with_its_units_as_written() -> None:
    old, _ = numbers_of(TEMPLATE)
    new = f"{int(old.split()[0]) * 60 + 30} s"
    (found,) = differences(TEMPLATE, changed(TEMPLATE, (f": {old}", f": {new}")))
    assert found[0] == "changed"
    assert found[2:] == (old, new)


def test_another_unit_of_the_same_quantity_is_no_difference() -> None:
    old, same = numbers_of(TEMPLATE)
    assert differences(TEMPLATE, changed(TEMPLATE, (f": {old}", f": {same}"))) == []


def test_an_entry_is_added_and_removed_as_written() -> None:
    more = TEMPLATE + "\nitems:\n  shell: {name: Shell}\n"
    ((kind, path, before, after),) = differences(TEMPLATE, more)
    assert (kind, before) == ("added", None)
    assert path in ("items", "items.shell")
    assert "Shell" in str(after)
    assert [d[0] for d in differences(more, TEMPLATE)] == ["removed"]


def test_designs_by_phase() -> None:
    document = parse_scenario(TEMPLATE)
    one, two = document.design_ids[:2]
    found = between_designs(document, one, two)
    assert found
    back = between_designs(document, two, one)
    assert {(d.path, str(d.before), str(d.after)) for d in found} == {
        (d.path, str(d.after), str(d.before)) for d in back
    }
    assert between_designs(document, one, one) == []


PHASED = """
  later:
    name: Later
    changes:
      channels:
        joint-liaison: {kind: co-located, delay: 2 min}
    phases:
      - from: 2025-05-01
        name: Closer
        changes:
          channels:
            joint-liaison: {kind: co-located, delay: 1 min}
"""


def test_a_later_phase_says_only_what_is_new() -> None:
    text = changed(TEMPLATE, ("\ndesigns:\n", "\ndesigns:" + PHASED))
    found = between_designs(parse_scenario(text), "two-chains", "later")
    delays = [d for d in found if d.path == "channels.joint-liaison.delay"]
    assert [(d.after, str(d.from_day)) for d in delays] == [
        ("2 min", "None"),
        ("1 min", "2025-05-01"),
    ]
    assert [d.path for d in found if d.from_day is not None] == ["channels.joint-liaison.delay"]
    # From a phase on, both say the same: `joint-cell` brings at once what comes later here.
    late = PHASED.replace("delay: 1 min", "delay: 2 min").replace("delay: 2 min", "delay: 3 min", 1)
    text = changed(TEMPLATE, ("\ndesigns:\n", "\ndesigns:" + late))
    found = between_designs(parse_scenario(text), "joint-cell", "later")
    channel = [d for d in found if d.path.startswith("channels")]
    assert [(d.before, d.after) for d in channel] == [("2 min", "3 min"), ("2 min", "2 min")]


def test_designs_on_the_command_line(renkei, pair: Path) -> None:
    document = parse_scenario(TEMPLATE)
    one, two = document.design_ids[:2]
    done = renkei("diff", pair / "a.yaml", "--designs", f"{one},{two}")
    assert done.code == 1
    assert f"{one} → {two}" in done.out
    wide = [line for line in done.out.splitlines() if len(line) > 100]
    assert not wide


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "the second scenario or two designs"),
        (("skerries", "--designs", "a,b"), "the second scenario or two designs"),
        (("skerriez",), "did you mean `skerries`?"),
        (("--designs", "nobody,nothing"), "--designs"),
    ],
)
def test_bad_words(renkei, pair: Path, words: tuple[str, ...], message: str) -> None:
    done = renkei("diff", pair / "a.yaml", *words)
    assert done.code == 2
    assert message in " ".join(done.err.split())
