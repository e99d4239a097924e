"""What is put on the shelf comes back as it was: papers, notices, entries, on a full disk too."""

from __future__ import annotations

import gc
import random
from pathlib import Path

import pytest

from renkei.exercise import shelf as of_shelf
from renkei.exercise.actions import Send
from renkei.exercise.feeds import Feeds
from renkei.exercise.log import Entry, ShelvedLog
from renkei.exercise.numbers import Numbers
from renkei.exercise.papers import Papers
from renkei.exercise.release import Paper
from renkei.exercise.shelf import Shelf
from renkei.report.said import Said


def _paper(n: int) -> Paper:
    return Paper(
        id=f"{n * 7919:016x}",
        kind="message",
        sender="a",
        receivers=("b", "c"),
        subject=Said(en=f"subject {n}", ja=f"件名 {n} \u202e"),
        text="x" * (n % 50) + "\ud800",  # half a character, as a browser may send it
        incident=("harassment", n) if n % 2 else None,
        precedence="flash",
        sent_h=n / 3,
        as_of_h=n / 7,
        owner="MRD",
        attached=(f"{7919:016x}",) if n else (),
        reply_to=None,
        received={"b": n / 3 + 0.1},
    )


@pytest.mark.parametrize("in_memory", [0, 1 << 18])
def test_papers_come_back_as_they_were(monkeypatch: pytest.MonkeyPatch, in_memory: int) -> None:
    monkeypatch.setattr(of_shelf, "_IN_MEMORY", in_memory)
    papers = Papers(Shelf())
    for n in range(300):
        assert papers.add(_paper(n)) == n
    gc.collect()
    assert len(papers._held) == 0  # nobody holds one
    for n in range(300):
        assert papers.numbered(n) == _paper(n)
    first = papers[f"{7919:016x}"]
    assert papers.numbered(1) is first  # one object while somebody holds it
    papers.release(first, "AUR", 12.5)
    del first
    gc.collect()
    assert papers.numbered(1).released == {"AUR": 12.5}
    assert list(papers) == [_paper(n).id for n in range(300)]
    for wrong in ("", "x", "7919", "0X00000000001EEF", "00000000000_1eef", " 0000000000001eef"):
        assert wrong not in papers


def test_a_full_disk_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(of_shelf, "_IN_MEMORY", 2000)
    monkeypatch.setattr(of_shelf.tempfile, "TemporaryFile", full)
    shelf = Shelf()
    contents = [bytes([n % 256]) * n for n in range(120)]
    places = [shelf.put(one) for one in contents]
    assert min(places) < 0 <= max(places)
    assert [shelf.take(place) for place in places] == contents


def test_each_page_gets_exactly_what_it_missed() -> None:
    feeds, all_of = Feeds(("a", "b"), Shelf()), {"a": [], "b": []}
    luck = random.Random(1)
    for n in range(1000):
        who = luck.choice("ab")
        feeds.add(who, "item", f"i{n}", n / 3)
        all_of[who].append((f"i{n}", n / 3))
    for who, expected in all_of.items():
        assert feeds.last(who) == len(expected)
        for after in (-3, 0, 1, 127, 128, 129, 255, 256, 257, len(expected) - 1, len(expected)):
            found = feeds.after(who, after)
            start = max(after, 0)
            assert [(one.id, one.at_h) for one in found] == expected[start:]
            assert [one.n for one in found] == list(range(start + 1, len(expected) + 1))


def test_the_log_is_what_was_appended() -> None:
    entries = [
        Entry(n, n * 1000, n / 9, "a", Send(receivers=("b",), subject=f"件名 {n}"))
        for n in range(1, 700)
    ]
    log = ShelvedLog(Shelf())
    for one in entries:
        log.append(one)
    assert (len(log), list(log)) == (len(entries), entries)
    assert [Entry.from_json(line) for line in log.lines()] == entries


def test_sets_of_numbers() -> None:
    numbers, luck = Numbers(), random.Random(2)
    expected = {luck.randrange(5000) for _ in range(400)}
    for one in expected:
        numbers.add(one)
    assert {n for n in range(5100) if n in numbers} == expected


def test_the_file_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_shelf.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(of_shelf, "_IN_MEMORY", 0)
    shelf = Shelf()
    place = shelf.put(b"a secret")
    assert shelf.take(place) == b"a secret"
    assert list(tmp_path.iterdir()) == []
