"""A second look at finished results: the same words from the cache, and nobody starts to work."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import renkei.library
import renkei.study.naming as naming_module
from renkei._base.cache import Cache
from renkei._base.processes import ProcessPool
from renkei.analysis import Deadline
from renkei.study.naming import Naming, naming
from renkei.study.source import Opened

FEW = ("--reps", "12", "--processes", "2", "--quiet")


@pytest.fixture
def copy(strait: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(strait, tmp_path / "strait.yaml"))


@pytest.fixture
def skerries_short(tmp_path: Path) -> Path:
    """Return a scenario with units to maintain and stocks to fill, of two designs."""
    there = Path(renkei.library.__path__[0]) / "skerries.yaml"
    return Path(shutil.copy(there, tmp_path / "skerries.yaml"))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Note every naming that is made from the document."""
    seen: list[object] = []
    real = naming_module._made

    def make(*rest: object) -> object:
        seen.append(rest)
        return real(*rest)  # type: ignore[arg-type]

    monkeypatch.setattr(naming_module, "_made", make)
    return seen


def _naming(path: Path, cache: Cache | None, **period: str) -> Naming:
    opened = Opened(path, cache, period)
    opened.check()
    limits = {name: Deadline(*limit) for name, limit in opened.facts.deadlines.items()}
    return naming(opened, opened.design_ids, limits)


def test_names_from_the_cache_are_those_of_the_document(
    copy: Path, tmp_path: Path, made: list[object]
) -> None:
    cache = Cache(tmp_path / "cache")
    first, second = _naming(copy, cache), _naming(copy, cache)
    assert len(made) == 1
    assert first == second == _naming(copy, None)
    assert second.layouts
    assert second.labels.prices


@pytest.mark.parametrize("change", ["name", "period", "sources", "zone rules", "damaged"])
def test_whatever_they_are_made_from_makes_them_anew(
    copy: Path,
    tmp_path: Path,
    made: list[object],
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    cache, period = Cache(tmp_path / "cache"), {}
    _naming(copy, cache)
    match change:
        case "name":
            copy.write_text(copy.read_text().replace("Blockade of the strait", "A new name"))
        case "period":
            period = {"horizon": "90 d"}
        case "sources":
            monkeypatch.setattr(naming_module, "_sources", lambda: "another version")
        case "zone rules":
            for module in ("source", "programs", "fingerprints"):
                there = f"renkei.study.{module}.zone_rules"
                monkeypatch.setattr(there, lambda zone: "other rules", raising=False)
        case "damaged":
            monkeypatch.setattr(Opened, "remembered", lambda self, asked: b"{}")
    again = _naming(copy, cache, **period)
    assert len(made) == 2
    if change == "name":
        assert "A new name" in again.labels.incidents.values()


def test_nobody_starts_to_work_where_all_is_there(
    renkei, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RENKEI_CACHE_DIR", str(tmp_path / "cache"))
    out = tmp_path / "results"
    first = renkei("compare", copy, *FEW, "--out", out)
    assert first.code == 0, first.err

    def started(self: ProcessPool) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(ProcessPool, "_started", started)
    again = renkei("compare", copy, *FEW, "--out", out)
    assert (again.code, again.out) == (0, first.out)


@pytest.mark.parametrize(
    "words", [("compare", "--designs", "apart,joint"), ("run", "--design", "joint")]
)
def test_two_looks_give_the_same_bytes_of_json(
    renkei, skerries_short: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Responses, readiness and supply; the first look simulates, the others read."""
    command, *options = words
    few = ("--reps", "12", "--processes", "1", "--quiet")
    asked = (command, skerries_short, *options, *few, "--json", "--out", tmp_path / "results")
    first, second, third = renkei(*asked), renkei(*asked), renkei(*asked, "--processes", "2")
    assert first.code == 0, first.err
    assert json.loads(first.out)["sustainment"]
    assert first.out.encode() == second.out.encode() == third.out.encode()


def test_more_replications_of_what_is_there_are_made(renkei, copy: Path, tmp_path: Path) -> None:
    out = tmp_path / "results"
    renkei("compare", copy, "--reps", "12", "--processes", "1", "--quiet", "--out", out)
    more = ("--reps", "30", "--processes", "1", "--quiet")
    done = renkei("compare", copy, *more, "--out", out)
    alone = renkei("compare", copy, *more, "--out", tmp_path / "other")
    assert done.code == alone.code == 0
    assert done.out.partition("Results: ")[0] == alone.out.partition("Results: ")[0]
