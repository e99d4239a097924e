"""Programs from the cache: the same as compiled anew, and never those of other inputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from renkei._base.cache import Cache
from renkei._base.errors import InputError
from renkei.doctrine import Derivations
from renkei.doctrine import check as doctrine_check
from renkei.program.compiling.compiler import compile_design
from renkei.program.machine import storage
from renkei.program.machine.program import Program
from renkei.scenario import load_scenario
from renkei.study import fingerprints as fingerprint
from renkei.study.programs import Compiled

STRAIT = Path(__file__).parents[2] / "scenarios" / "strait.yaml"


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "strait.yaml"
    path.write_text(STRAIT.read_text())
    return path


class _Counted:
    """Counts what is compiled and which designs are checked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.compiled: list[str] = []
        self.checked: list[str] = []

        def compile_(document: object, design: str, derived: Derivations) -> Program:
            self.compiled.append(design)
            return compile_design(derived.document, design, derived)

        def check_(document: object, derived: Derivations, designs: list[str]) -> None:
            self.checked += designs
            doctrine_check(derived.document, derived, designs)

        monkeypatch.setattr("renkei.program.compiling.compiler.compile_design", compile_)
        monkeypatch.setattr("renkei.doctrine.check", check_)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> _Counted:
    return _Counted(monkeypatch)


def _programs(path: Path, cache: Cache | None) -> dict[str, Program]:
    compiled = Compiled(load_scenario(path), cache)
    compiled.check()
    return {design: compiled.program(design) for design in compiled.document.design_ids}


def _same(ours: Program, theirs: Program) -> bool:
    for field in fields(Program):
        one, other = getattr(ours, field.name), getattr(theirs, field.name)
        if isinstance(one, np.ndarray):
            if one.dtype != other.dtype or not np.array_equal(one, other):
                return False
        elif one != other or type(one) is not type(other):
            return False
    return ours.digest() == theirs.digest()


def test_a_program_is_the_same_with_and_without_the_cache(
    scenario: Path, tmp_path: Path, work: _Counted
) -> None:
    cache = Cache(tmp_path / "cache")
    plain, first = _programs(scenario, None), _programs(scenario, cache)
    assert work.compiled == [*plain, *plain]
    again = _programs(scenario, cache)
    assert work.compiled == work.checked == [*plain, *plain]
    assert len(plain) > 1
    for design, program in plain.items():
        assert _same(program, first[design])
        assert _same(program, again[design])


def _edit(old: str, new: str) -> Callable[[Path, pytest.MonkeyPatch], None]:
    def edit(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        text = scenario.read_text()
        assert old in text
        scenario.write_text(text.replace(old, new, 1))

    return edit


def _moved(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario.write_text("# one line more\n" + scenario.read_text())


def _version(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "__version__", "0.0.test")


def _library(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = fingerprint._version
    monkeypatch.setattr(
        fingerprint, "_version", lambda name: "0" if name == "searoute" else known(name)
    )


def _source(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stages = scenario.parent / "package"
    for stage in ("_base", "scenario", "doctrine", "program"):
        (stages / stage).mkdir(parents=True)
        (stages / stage / "module.py").write_text("")
    monkeypatch.setattr(fingerprint, "PACKAGE", stages)


def _zone(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "zone_rules", lambda zone: "other rules")


@pytest.mark.parametrize(
    "change",
    [_edit("horizon: ", "horizon:  "), _moved, _version, _library, _source, _zone],
    ids=["a column", "lines", "version", "library", "source", "zone"],
)
def test_whatever_a_program_is_made_from_is_in_its_key(
    change: Callable[[Path, pytest.MonkeyPatch], None],
    scenario: Path,
    tmp_path: Path,
    work: _Counted,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache = Cache(tmp_path / "cache")
    first = _programs(scenario, cache)
    work.compiled.clear()
    fingerprint._surroundings.cache_clear()
    try:
        change(scenario, monkeypatch)
        _programs(scenario, cache)
    finally:
        monkeypatch.undo()
        fingerprint._surroundings.cache_clear()
    assert work.compiled == list(first)


def test_an_edit_of_one_design_leaves_the_others(
    scenario: Path, tmp_path: Path, work: _Counted
) -> None:
    cache = Cache(tmp_path / "cache")
    first = _programs(scenario, cache)
    work.compiled.clear()
    text = scenario.read_text().rstrip("\n")
    scenario.write_text(
        f"{text}\n  late:\n    name: Late\n    changes:\n      doctrine: {{handling: 11 h}}\n"
    )
    changed = _programs(scenario, cache)
    assert work.compiled == ["late"]
    assert all(_same(first[design], changed[design]) for design in first)


@pytest.mark.parametrize("content", [b"", b"nonsense"])
def test_an_entry_of_no_use_is_made_anew(
    scenario: Path, tmp_path: Path, work: _Counted, content: bytes
) -> None:
    cache = Cache(tmp_path / "cache")
    first = _programs(scenario, cache)
    work.compiled.clear()
    compiled = Compiled(load_scenario(scenario), cache)
    for design, key in compiled._keys.items():
        cache.put(f"program {key}", content)
        assert _same(compiled.program(design), first[design])
    assert work.compiled == list(first)


def test_what_is_wrong_is_reported_each_time(
    scenario: Path, tmp_path: Path, work: _Counted
) -> None:
    cache = Cache(tmp_path / "cache")
    sound = list(_programs(scenario, cache))
    work.checked.clear()
    text = scenario.read_text().rstrip("\n")
    scenario.write_text(
        f"{text}\n  broken:\n    name: Broken\n    remove: [units.arn-patrol.opcon]\n"
    )
    messages = []
    for _ in range(2):
        compiled = Compiled(load_scenario(scenario), cache)
        assert list(compiled.document.design_ids) == [*sound, "broken"]
        with pytest.raises(InputError) as caught:
            compiled.check()
        messages.append(str(caught.value))
    assert messages[0] == messages[1]
    assert work.checked == ["broken", "broken"]


def test_bytes_of_a_program_are_refused_when_cut(scenario: Path) -> None:
    document = load_scenario(scenario)
    content = storage.to_bytes(compile_design(document, document.baseline))
    for end in (0, 10, len(content) // 2, len(content) - 1):
        with pytest.raises(ValueError, match="no program"):
            storage.from_bytes(content[:end])
