"""A scenario opened to be simulated: the same from known files as from new ones, errors too."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import renkei.scenario.loader as loader
from renkei._base.cache import Cache
from renkei._base.errors import InputError
from renkei.program.compiling.compiler import compile_design
from renkei.scenario import load_scenario
from renkei.scenario.text.files import snapshot
from renkei.study import fingerprints as fingerprint
from renkei.study import source as module
from renkei.study.source import Opened

LIBRARY = Path(module.__file__).parents[1] / "library"
STRAIT = Path(__file__).parents[2] / "scenarios" / "strait.yaml"


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "strait.yaml"
    path.write_text(STRAIT.read_text())
    return path


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every document that is parsed."""
    seen: list[str] = []
    real = loader._load

    def load(root: object, name: str, *rest: object) -> object:
        seen.append(name)
        return real(root, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(loader, "_load", load)
    return seen


def _run(path: Path, cache: Cache | None) -> tuple[object, ...]:
    """Return all that a run takes from a scenario."""
    opened = Opened(path, cache)
    opened.check(opened.design_ids[:1])
    digests = {design: opened.program(design).digest() for design in opened.design_ids}
    overlays = {design: opened.overlay(design) for design in opened.design_ids}
    return opened.facts, opened.resolved, overlays, digests


def test_known_files_give_the_same_without_being_parsed(
    scenario: Path, cache: Cache, loads: list[str]
) -> None:
    plain, first = _run(scenario, None), _run(scenario, cache)
    assert len(loads) == 2
    assert _run(scenario, cache) == plain == first
    assert len(loads) == 2


def _other_bytes(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario.write_text(scenario.read_text() + "# a word\n")


def _other_sources(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "_surroundings", lambda: "others")


def _other_rules(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "zone_rules", lambda zone: "others")


@pytest.mark.parametrize("change", [_other_bytes, _other_sources, _other_rules])
def test_what_changed_is_parsed_again(
    scenario: Path,
    cache: Cache,
    loads: list[str],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path, pytest.MonkeyPatch], None],
) -> None:
    _run(scenario, cache)
    change(scenario, monkeypatch)
    _run(scenario, cache)
    assert len(loads) == 2


def test_the_same_bytes_elsewhere_are_another_document(
    scenario: Path, tmp_path: Path, cache: Cache, loads: list[str]
) -> None:
    _run(scenario, cache)
    other = scenario.rename(tmp_path / "other.yaml")
    _run(other, cache)
    assert loads == [str(scenario), str(other)]


def test_the_document_is_the_one_that_was_there_at_first(scenario: Path, cache: Cache) -> None:
    _run(scenario, cache)
    opened = Opened(scenario, cache)
    scenario.write_text("renkei: nonsense\n")
    assert opened.document.resolved_yaml() == opened.resolved
    assert opened.scenario.name.en == opened.facts.name
    with pytest.raises(InputError):
        Opened(scenario, cache)


def test_what_is_wrong_is_said_each_time(scenario: Path, cache: Cache) -> None:
    _run(scenario, cache)
    text = scenario.read_text().rstrip("\n")
    scenario.write_text(
        f"{text}\n  broken:\n    name: Broken\n    remove: [units.arn-patrol.opcon]\n"
    )
    messages = []
    for _ in range(2):
        with pytest.raises(InputError) as caught:
            Opened(scenario, cache).check()
        messages.append(str(caught.value))
    assert messages[0] == messages[1]


def test_a_combination_of_known_designs_is_checked(
    scenario: Path, cache: Cache, loads: list[str]
) -> None:
    _run(scenario, cache)
    opened = Opened(scenario, cache)
    one, other = opened.design_ids[-2:]
    combined = f"{one}+{other}"
    opened.check([combined])
    assert len(loads) == 2
    plain = Opened(scenario)
    assert opened.program(combined).digest() == plain.program(combined).digest()
    assert opened.overlay(combined) == plain.overlay(combined)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"facts": {}}'])
def test_an_entry_of_no_use_is_made_anew(scenario: Path, cache: Cache, content: bytes) -> None:
    first = _run(scenario, cache)
    key = Opened(scenario, cache)._key
    assert key is not None
    cache.put(key, content)
    assert _run(scenario, cache) == first


def test_a_program_that_is_gone_is_made_anew(scenario: Path, cache: Cache) -> None:
    facts, _, _, digests = _run(scenario, cache)
    opened = Opened(scenario, cache)
    for path in cache.folder.iterdir():
        path.unlink()
    assert {design: opened.program(design).digest() for design in digests} == digests
    assert opened.facts == facts


def test_a_snapshot_of_a_folder_reads_as_the_folder() -> None:
    folder = LIBRARY / "japan"
    taken, again = snapshot(folder), snapshot(folder)
    assert taken is not None
    assert again is not None
    assert load_scenario(folder, taken).resolved() == load_scenario(folder).resolved()
    assert taken.digest() == again.digest()


def test_names_and_borders_of_files_count(tmp_path: Path) -> None:
    digests = set()
    folder = tmp_path / "folder"
    for names, text in (("ab", "xy"), ("ab", "yx"), ("ac", "xy")):
        (folder / "units").mkdir(parents=True)
        (folder / "scenario.yaml").write_text("renkei: 1\n")
        for name, content in zip(names, text, strict=True):
            (folder / "units" / f"{name}.yaml").write_text(content)
        taken = snapshot(folder)
        assert taken is not None
        digests.add(taken.digest())
        shutil.rmtree(folder)
    assert len(digests) == 3


def test_what_can_be_read_only_once_is_left_alone(tmp_path: Path) -> None:
    assert snapshot(tmp_path / "absent.yaml") is None
    assert snapshot(tmp_path) is None  # a folder without root
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert snapshot(tmp_path / "pipe") is None


def test_another_period_is_another_document(scenario: Path, cache: Cache) -> None:
    _run(scenario, cache)
    for _ in range(2):
        opened = Opened(scenario, cache, {"horizon": "50 d", "warm_up": None})
        opened.check()
        assert "50 d" in opened.resolved
        digest = opened.program(opened.baseline).digest()
        longer = load_scenario(scenario, horizon="50 d")
        assert compile_design(longer, longer.baseline).digest() == digest
    assert "50 d" not in Opened(scenario, cache).resolved
