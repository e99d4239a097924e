"""The cache: what is put is got; whatever is wrong with it counts as nothing there."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from renkei._base.cache import Cache, default_cache


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_what_is_put_is_got(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "new" / "folder")
    assert cache.get("a") is None
    cache.put("a", b"one")
    cache.put("b", b"")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"one", b"", None)
    cache.put("a", b"two")
    assert cache.get("a") == b"two"


@pytest.mark.parametrize("damage", ["cut", "empty", "flipped", "of another key", "a folder"])
def test_a_damaged_entry_counts_as_none_and_is_mended(tmp_path: Path, damage: str) -> None:
    cache = Cache(tmp_path)
    cache.put("a", b"content of some length")
    (path,) = _files(tmp_path)
    sealed = path.read_bytes()
    if damage == "cut":
        path.write_bytes(sealed[:-1])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "flipped":
        path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    elif damage == "of another key":
        cache.put("b", b"other")
        other = next(file for file in _files(tmp_path) if file != path)
        path.write_bytes(other.read_bytes())
    else:
        path.unlink()
        path.mkdir()
    assert cache.get("a") is None
    cache.put("a", b"anew")
    assert cache.get("a") == (None if damage == "a folder" else b"anew")


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    readable = Cache(tmp_path)
    readable.put("a", b"one")
    tmp_path.chmod(0o500)
    try:
        readable.put("b", b"two")
        assert readable.get("a") == b"one"
        if os.geteuid():  # the superuser writes anywhere
            assert readable.get("b") is None
    finally:
        tmp_path.chmod(0o700)
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    blocked = Cache(in_the_way / "programs")
    blocked.put("a", b"one")
    assert blocked.get("a") is None


def test_the_least_recently_used_go_when_it_is_full(tmp_path: Path) -> None:
    cache = Cache(tmp_path, max_bytes=400)
    for number, key in enumerate("abc"):
        cache.put(key, bytes(100))
        for path in _files(tmp_path):
            if path.stat().st_mtime_ns > 10**18:  # not yet given an age
                os.utime(path, ns=(number, number))
    assert cache.get("a") is not None  # used just now
    cache.put("d", bytes(100))
    assert [key for key in "abcd" if cache.get(key) is not None] == ["a", "c", "d"]
    assert sum(path.stat().st_size for path in _files(tmp_path)) <= 400


def _write(folder: Path, mark: int) -> None:
    for _ in range(200):
        Cache(folder).put("shared", bytes([mark]) * 50_000)


def test_writers_at_once_leave_one_whole_entry(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(tmp_path, mark)) for mark in (1, 2)]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        content = Cache(tmp_path).get("shared")
        if content is not None:
            assert len(content) == 50_000
            seen |= set(content)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert seen <= {1, 2}
    assert Cache(tmp_path).get("shared") in (bytes([1]) * 50_000, bytes([2]) * 50_000)
    assert len(_files(tmp_path)) == 1


def test_the_environment_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENKEI_CACHE_DIR", str(tmp_path))
    cache = default_cache()
    assert cache is not None
    assert cache.folder == tmp_path / "programs"
    monkeypatch.setenv("RENKEI_CACHE_DIR", "off")
    assert default_cache() is None
    monkeypatch.delenv("RENKEI_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    cache = default_cache()
    assert cache is not None
    assert cache.folder == tmp_path / "user" / "renkei" / "programs"
