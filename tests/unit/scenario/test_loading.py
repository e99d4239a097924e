"""Loading: hostile files, positions, and speed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from renkei._base.errors import InputError, Problem
from renkei.scenario import load_scenario, parse_scenario
from renkei.scenario.text.files import MAX_BYTES

SMALL = """\
renkei: 1
name: Small
time: {start: 2025-04-01, horizon: 30 d, warm_up: 0 d, drain: 5 d}
nations: {ARN: {name: Arenland, language: en}}
places:
  harbour: {name: Harbour, latitude: 50, longitude: 0, zone: UTC}
doctrine: {handling: 10 min, ordering: 10 min, command_net: 5 min, adjudication: 1 h,
  request_for_forces: 1 h}
headquarters:
  joint: {name: Joint, nation: ARN, place: harbour, cells: {operations: {teams: 2}}}
  fleet:
    name: Fleet
    nation: ARN
    place: harbour
    opcon: joint
    cells: {operations: {teams: 1}}
"""


def refused(path: Path | str) -> list[Problem]:
    """Load what must not load; return the problems."""
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    return caught.value.problems


def test_missing_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "strait.yaml").write_text(SMALL)
    (problem,) = refused(tmp_path / "striat.yaml")
    assert problem.code == "SCN-001"
    assert "strait.yaml" in problem.remedy


def test_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    with file.open("wb") as stream:
        stream.truncate(50 * 2**20)
    (problem,) = refused(file)
    assert problem.code == "SCN-002"
    assert file.stat().st_size > MAX_BYTES


def test_a_device_without_end_is_not_read_for_ever() -> None:
    assert [problem.code for problem in refused("/dev/zero")] == ["SCN-001"]


def test_alias_bomb_is_refused() -> None:
    """Unfolded it would be 10^30 words, which no machine ends."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for i in range(1, 30):
        lines.append(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]")
    with pytest.raises(InputError) as caught:
        parse_scenario("\n".join(lines))
    assert [problem.code for problem in caught.value.problems] == ["SCN-016"]


@pytest.mark.parametrize("text", ["", "\n\n", "# only this\n", "---\n", "{}", "[]", "x", "'"])
def test_texts_without_a_scenario_are_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_scenario(text)
    assert caught.value.problems


def test_directory_that_is_a_binary_file(tmp_path: Path) -> None:
    file = tmp_path / "image.yaml"
    file.write_bytes(bytes(range(256)))
    assert [problem.code for problem in refused(file)] == ["SCN-003"]


def test_byte_order_mark_and_windows_lines() -> None:
    text = "\ufeff" + SMALL.replace("\n", "\r\n")
    assert (
        parse_scenario(text.removeprefix("\ufeff")).resolved() == parse_scenario(SMALL).resolved()
    )


def test_byte_order_mark_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "bom.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert load_scenario(file).resolved() == parse_scenario(SMALL).resolved()


def test_positions() -> None:
    document = parse_scenario(SMALL, "small.yaml")
    assert str(document.locate(("places", "harbour", "zone"))) == "small.yaml:6:62"
    assert document.locate(("headquarters", "fleet")).line == 11
    assert document.locate(("headquarters", "fleet", "cells", "operations", "teams")).line == 16
    # A superior became a relationship, and stands where it was written.
    assert document.locate(("relationships", "opcon.fleet", "superior")).line == 15
    # A default leads to the table that could state it.
    assert document.locate(("headquarters", "fleet", "kind")).line == 11
    assert document.locate(("nowhere",)).file == "small.yaml"


def test_positions_in_a_design() -> None:
    text = SMALL + (
        "designs:\n"
        "  today: {name: Today}\n"
        "  more:\n"
        "    name: More\n"
        "    changes:\n"
        "      headquarters:\n"
        "        fleet: {cells: {operations: {teams: 4}}}\n"
    )
    document = parse_scenario(text)
    path = ("headquarters", "fleet", "cells", "operations", "teams")
    assert document.locate(path).line == 16
    assert document.locate(path, "today").line == 16
    assert document.locate(path, "more").line == 23


def test_phases_begin_at_dates_in_the_zone_of_the_run() -> None:
    # The clocks of London go forward on 30 March 2025: that day has 23 hours.
    text = SMALL.replace("start: 2025-04-01", "start: 2025-03-29, zone: Europe/London") + (
        "relationships:\n"
        "  r1: {superior: joint, subordinate: fleet, type: ADCON, from: 2025-03-31}\n"
    )
    first, second = parse_scenario(text).design("base").phases
    assert (first.from_h, first.until_h) == (0, 47)
    assert (second.from_h, second.until_h) == (47, 35 * 24)
    assert list(first.scenario.relationships) == ["opcon.fleet"]
    assert list(second.scenario.relationships) == ["opcon.fleet", "r1"]
    assert second.scenario.relationships["r1"].from_ is None


def calls_to_load(number: int) -> int:
    """Return how many functions are called to load a scenario of so many units."""
    units = "".join(
        f"  unit-{i}: {{name: {{en: Unit {i}, ja: 部隊{i}}}, nation: ARN, base: harbour, "
        f"capabilities: [patrol], platforms: {{value: 3, range: [2, 4], source: guess}}, "
        f"medium: sea, speed: {10 + i / 100} kt, notice: {{lognormal: {{mean: {i + 1} min, "
        f"cv: 0.5}}, range: [1 min, {i + 30} min]}}, opcon: fleet}}\n"
        for i in range(number)
    )
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        parse_scenario(SMALL + "units:\n" + units)
    finally:
        sys.setprofile(before)
    return calls


def test_loading_takes_steps_in_proportion_to_the_scenario() -> None:
    """Four times the units take four times the calls, not sixteen."""
    calls_to_load(10)  # what is made once
    few, many = calls_to_load(60), calls_to_load(240)
    assert many < 4.4 * few


def test_loading_imports_nothing_heavy() -> None:
    code = (
        "import sys, renkei.scenario as s; s.parse_scenario(sys.stdin.read());"
        "heavy = {'scipy', 'numba', 'polars', 'pyproj', 'networkx'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], input=SMALL, text=True, check=True)


def test_the_fast_parser_is_used() -> None:
    from ruamel.yaml import cyaml

    assert cyaml.CParser.__module__.startswith(("_ruamel_yaml", "ruamel.yaml.clib"))


def test_another_period_may_be_asked_for() -> None:
    strait = Path(__file__).parents[2] / "scenarios" / "strait.yaml"
    clock = load_scenario(strait, horizon="2 year", warm_up="90 d").scenario.time
    assert (clock.horizon.mean(), clock.warm_up.mean()) == (2 * 8760, 90 * 24)
    assert clock.drain.mean() == 10 * 24
    assert load_scenario(strait).scenario.time.horizon.mean() == 60 * 24


def test_a_period_that_is_none_is_refused_by_where_it_was_asked_for() -> None:
    strait = Path(__file__).parents[2] / "scenarios" / "strait.yaml"
    with pytest.raises(InputError) as refused:
        load_scenario(strait, horizon="20 kt")
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == ("SCN-032", "time.horizon")
    assert str(problem.location) == "the command line"


def _writes_nothing(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize(
    "name", ["", "scenario.yaml", "units.yaml", "units.csv", "units/wing.yaml", "places/"]
)
def test_a_pipe_is_refused_at_once(name: str, tmp_path: Path) -> None:
    """As the scenario, and wherever a scenario folder has a file or a folder."""
    folder = tmp_path / "sent"
    path = folder / name if name else folder
    path.parent.mkdir(parents=True, exist_ok=True)
    if name and name != "scenario.yaml":
        (folder / "scenario.yaml").write_text("renkei: 1\nname: {en: Sent}\n")
    os.mkfifo(path)
    with pytest.raises(InputError) as refused:
        load_scenario(folder)
    if not name or name == "units/wing.yaml":
        assert "it is a pipe, not a file" in str(refused.value)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_a_device_is_refused_at_once(device: str) -> None:
    if not Path(device).exists():
        pytest.skip("no such device here")
    with pytest.raises(InputError, match="SCN-001"):
        load_scenario(device)


@pytest.mark.parametrize("name", ["scenario.yaml", "units.csv", "units.yaml", "units"])
def test_a_linked_file_of_a_scenario_is_read_and_never_written(name: str, tmp_path: Path) -> None:
    """A scenario folder that somebody sends: what its links lead to stays as it is."""
    outside, folder = tmp_path / "outside", tmp_path / "sent"
    (outside / "folder").mkdir(parents=True)
    (outside / "file").write_text("root:x:0:0\n")
    (outside / "folder" / "a.yaml").write_text("root:x:0:0\n")
    folder.mkdir()
    if name != "scenario.yaml":
        (folder / "scenario.yaml").write_text("renkei: 1\nname: {en: Sent}\n")
    (folder / name).symlink_to(outside / ("folder" if name == "units" else "file"))
    before = _writes_nothing(tmp_path)
    with pytest.raises(InputError):
        load_scenario(folder)
    assert _writes_nothing(tmp_path) == before
