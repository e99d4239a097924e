"""The file of an exercise: what was appended is there after anything, and nothing else is."""

from __future__ import annotations

import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from renkei._base.errors import InputError, ResultsError
from renkei.server.store import MIGRATIONS, Answered, StoodAt, Store, StoredSession

ABOUT = {"definition": b"\x00definition", "family": b"f"}
BEGIN = StoodAt(0.0, 1.0, False)


def made(path: Path, entries: int = 0) -> Store:
    store = Store.made(path, ABOUT, BEGIN)
    for number in range(1, entries + 1):
        given = Answered(b"asked", f'{{"event": {number}}}')
        store.append(
            number,
            f'{{"number": {number}, "text": "一 {number}"}}',
            StoodAt(number / 10, 60.0, True),
            ("seat", f"key {number}", given),
        )
    return store


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "one.exercise"
    made(path, 3).close()
    assert [file.name for file in tmp_path.iterdir()] == ["one.exercise"]
    store = Store.opened(path)
    assert store.about() == ABOUT
    assert list(store.entries()) == [f'{{"number": {n}, "text": "一 {n}"}}' for n in (1, 2, 3)]
    assert store.clock() == StoodAt(0.3, 60.0, True)
    assert store.answered("seat", "key 2") == Answered(b"asked", '{"event": 2}')
    assert store.answered("other", "key 2") is None
    store.append(4, "{}", StoodAt(1.0, 1.0, True))
    store.close()
    with closing(Store.opened(path)) as again:
        assert len(list(again.entries())) == 4


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    made(tmp_path / "one.exercise").close()
    assert stat.S_IMODE((tmp_path / "one.exercise").stat().st_mode) == 0o600


def test_entries_are_numbered_and_stay(tmp_path: Path) -> None:
    store = made(tmp_path / "one.exercise", 2)
    for number in (2, 4, 0):
        with pytest.raises(ValueError, match="entry"):
            store.append(number, "{}", BEGIN)
    store.close()
    database = sqlite3.connect(tmp_path / "one.exercise")
    for statement in ("UPDATE entry SET body = ''", "DELETE FROM entry"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            database.execute(statement)
    database.close()


def test_nothing_of_an_action_is_kept_when_its_answer_cannot_be(tmp_path: Path) -> None:
    store = made(tmp_path / "one.exercise", 1)
    with pytest.raises(sqlite3.IntegrityError):
        store.append(2, "{}", StoodAt(9, 1, True), ("seat", "key 1", Answered(b"", "")))
    assert len(list(store.entries())) == 1
    assert store.clock().now_h == 0.1
    store.append(2, "{}", BEGIN)
    store.close()


def test_a_second_process_cannot_open_it(tmp_path: Path) -> None:
    path = tmp_path / "one.exercise"
    store = made(path, 1)
    code = (
        "import sys, pathlib; from renkei.server.store import Store\n"
        "Store.opened(pathlib.Path(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    assert "is open in another" in done.stderr
    store.close()
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_none_is_written_over_another_file(tmp_path: Path) -> None:
    path = tmp_path / "one.exercise"
    path.write_text("mine")
    with pytest.raises(ResultsError, match="exists"):
        made(path)
    assert path.read_text() == "mine"
    with pytest.raises(ResultsError, match="cannot be written"):
        made(tmp_path / "no folder" / "one.exercise")


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "one.exercise"
    for content, found in ((b"", "another kind"), (b"PK\x03\x04" + b"x" * 5000, "another kind")):
        path.write_bytes(content)
        with pytest.raises(InputError, match=found) as raised:
            Store.opened(path)
        assert raised.value.problems[0].code == "EXC-001"
        assert raised.value.problems[0].location.file == str(path)
    with pytest.raises(InputError, match="no such file"):
        Store.opened(tmp_path / "two.exercise")
    path.unlink()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE mine (x)")
    database.close()
    with pytest.raises(InputError, match="another program"):
        Store.opened(path)


def test_a_file_of_a_later_version(tmp_path: Path) -> None:
    path = tmp_path / "one.exercise"
    made(path).close()
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(InputError, match="version 99") as raised:
        Store.opened(path)
    assert raised.value.problems[0].code == "EXC-003"


def test_a_file_of_an_earlier_version_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "one.exercise"
    made(path, 2).close()
    later = (*MIGRATIONS, "ALTER TABLE session ADD COLUMN seen REAL;\nCREATE TABLE more (x);\n")
    store = Store.opened(path, later)
    assert len(list(store.entries())) == 2
    store.close()
    # A migration that fails leaves the file as it was.
    worse = (*later, "CREATE TABLE again (x);\nCREATE TABLE more (x);\n")
    with pytest.raises(ResultsError, match="more already exists"):
        Store.opened(path, worse)
    store = Store.opened(path, later)
    assert len(list(store.entries())) == 2
    store.close()


def test_damage_is_found_or_does_no_harm(tmp_path: Path) -> None:
    """Bytes overwritten anywhere: the file is refused with its place, or says what it said."""
    path, luck = tmp_path / "one.exercise", random.Random(1)
    about = {"definition": luck.randbytes(50_000)}
    store = Store.made(path, about, BEGIN)
    for number in range(1, 41):
        store.append(number, "{}" * luck.randrange(400), BEGIN)
    entries = list(store.entries())
    store.close()
    whole = path.read_bytes()
    told: list[str] = []
    for _ in range(40):
        content, at = bytearray(whole), luck.randrange(16, len(whole) - 8)
        content[at : at + 8] = luck.randbytes(8)
        path.write_bytes(content)
        try:
            store = Store.opened(path)
        except (InputError, ResultsError) as error:
            told.append(str(error))
            continue
        assert (list(store.entries()), store.about()) == (entries, about)
        store.close()
    assert len(told) > 20
    assert all(str(path) in text for text in told)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="damaged"):
        Store.opened(path)


def test_a_copy_holds_the_exercise_and_nobodys_way_in(tmp_path: Path) -> None:
    about = {"definition": b"x", "salt": b"secret of codes", "signing": b"secret of cookies"}
    store = Store.made(tmp_path / "one.exercise", about, BEGIN)
    for number in range(1, 6):
        store.append(number, f"{number}", BEGIN)
    store.set_code("desk", b"secret digest of a code", end_sessions=True)
    store.add_session(StoredSession(b"secret digest of a session", "desk", "Ann", 1.0))
    copy = tmp_path / "two.exercise"
    store.copy_to(copy)
    with pytest.raises(ResultsError, match="exists"):
        store.copy_to(copy)
    store.close()
    assert b"secret" not in copy.read_bytes()
    opened = Store.opened(copy)
    assert opened.about().keys() == about.keys()
    assert len(list(opened.entries())) == 5
    assert opened.sessions() == []
    assert opened.codes() == {}
    opened.close()
    shutil.copy(tmp_path / "one.exercise", tmp_path / "three.exercise")
    with closing(Store.opened(tmp_path / "three.exercise")) as third:
        assert len(list(third.entries())) == 5


def test_codes_and_sessions(tmp_path: Path) -> None:
    store = made(tmp_path / "one.exercise")
    store.set_code("red", b"1", end_sessions=True)
    store.set_code("blue", b"2", end_sessions=True)
    first = StoredSession(b"a", "red", "Ann", 1.0)
    second = StoredSession(b"b", "blue", "Ben", 2.0)
    store.add_session(first)
    store.add_session(second)
    assert store.codes() == {b"1": "red", b"2": "blue"}
    store.set_code("red", b"3", end_sessions=True)
    assert store.codes() == {b"3": "red", b"2": "blue"}
    assert store.sessions() == [second]
    store.end_session(b"b")
    assert store.sessions() == []
    store.close()
