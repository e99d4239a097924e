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


def test_without_home_and_name_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("RENKEI_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)  # a user without an entry
    assert default_cache() is None


def test_the_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    Cache(folder).put("a", b"one")
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)
    assert Cache(folder).get("a") is None  # anybody may have written there
    Cache(folder).put("b", b"two")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert Cache(folder).get("b") == b"two"


def test_a_file_that_others_may_write_is_not_believed(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.put("a", b"one")
    (path,) = _files(cache.folder)
    path.chmod(0o666)
    assert cache.get("a") is None


def test_nothing_is_followed_through_links(tmp_path: Path) -> None:
    cache, elsewhere = Cache(tmp_path / "cache"), tmp_path / "elsewhere"
    cache.put("a", b"one")
    (path,) = _files(cache.folder)
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    assert cache.get("a") is None
    cache.put("a", b"two")
    assert elsewhere.read_bytes() == before
    assert cache.get("a") == b"two"
    cache.folder.rename(tmp_path / "moved")
    cache.folder.symlink_to(tmp_path / "moved")
    cache.put("b", b"three")
    assert (cache.get("a"), cache.get("b")) == (None, None)
    assert len(_files(tmp_path / "moved")) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.put("a", b"one")
    (path,) = _files(cache.folder)
    path.unlink()
    os.mkfifo(path)
    assert cache.get("a") is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid(), reason="only root gives away")
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cache.put("a", b"one")
    os.chown(cache.folder, 12345, 12345)
    cache.put("b", b"two")
    assert (cache.get("a"), cache.get("b")) == (None, None)
    assert len(_files(cache.folder)) == 1
