"""ORBAT Mapper files: what they hold, the way back, and files that are none."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.unit.interop.exchange.small_orbat import ABSENT, ORBATS, as_bytes, small

from renkei._base.errors import InputError
from renkei.interop.exchange.bounds import MAX_DEPTH
from renkei.interop.exchange.losses import Fate
from renkei.scenario import Document
from renkei.study.exchanging import KEPT, ImportedForces, export, store, taken

samples = pytest.mark.parametrize(
    "path",
    ORBATS or [pytest.param(Path(), marks=pytest.mark.skip(reason=ABSENT))],
    ids=lambda path: path.stem,
)


@pytest.fixture(scope="module")
def taken_small() -> ImportedForces:
    return taken(as_bytes(small()), "small.json")


@pytest.fixture(scope="module")
def stored(
    taken_small: ImportedForces, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Document, Path]:
    folder = tmp_path_factory.mktemp("small") / "scenario"
    return store(taken_small, folder), folder


def back(document: Document, folder: Path) -> dict[str, Any]:
    return json.loads(export(document, folder, "orbat-mapper").files[""])


def test_formations_become_headquarters_and_units(stored) -> None:
    scenario = stored[0].scenario
    assert {*scenario.headquarters} == {"1st-brigade", "air-wing"}
    assert {*scenario.units} == {"a-company", "b-company", "7-squadron"}
    assert {r.subordinate: r.superior for r in scenario.relationships.values()} == {
        "a-company": "1st-brigade",
        "b-company": "1st-brigade",
        "7-squadron": "air-wing",
    }
    assert {r.type.value for r in scenario.relationships.values()} == {"OPCON"}
    assert scenario.nations["BLU"].name.en == "Blueland"


def test_values_by_hand(stored) -> None:
    scenario = stored[0].scenario
    company, squadron = scenario.units["a-company"], scenario.units["7-squadron"]
    assert scenario.headquarters["1st-brigade"].personnel.mean() == 100
    assert (company.type, company.platforms.mean()) == ("ifv", 12)
    assert company.availability.mean() == 0.75
    place = scenario.places[company.base]
    assert (place.longitude, place.latitude) == (-170.0, 60.0)  # 190 east is 170 west
    assert squadron.speed.mean() == pytest.approx(250)  # 463 km/h are 250 kn
    assert (squadron.medium.value, company.medium.value) == ("air", "land")
    (stock,) = scenario.stocks.values()
    assert (stock.on_hand.mean(), scenario.items[stock.item].name.en) == (5000, "Fuel (L)")
    assert scenario.depots[stock.depot].headquarters == "1st-brigade"


def test_a_timed_move_is_a_phase_at_the_nearest_midnight(stored) -> None:
    document = stored[0]
    assert document.design_ids == ["as-imported"]
    (phase,) = document.scenario.designs["as-imported"].phases
    assert phase.from_ == date(2030, 3, 12)
    later = document.design("as-imported").phases[-1].scenario
    assert later.relationships["opcon.7-squadron"].superior == "1st-brigade"


def test_what_is_missing_is_said_at_its_place(taken_small: ImportedForces) -> None:
    units = taken_small.files["units.yaml"].decode()
    assert (
        "# sides[0].groups[0].subUnits[0].subUnits[1]\n"
        "# to fill in: the position; it is that of 1st-brigade.\n"
        "# to fill in: capabilities, notice, platforms, speed.\n"
        "b-company:\n"
    ) in units


def test_the_loss_report_names_everything_that_is_not_carried(taken_small: ImportedForces) -> None:
    said = {(one.fate, one.where) for one in taken_small.losses}
    company = "sides[0].groups[0].subUnits[0].subUnits[1]"
    squadron = "sides[0].groups[0].subUnits[1].subUnits[0]"
    assert {
        (Fate.KEPT, "sides[0].standardIdentity"),
        (Fate.KEPT, "sides[0].groups[0]"),
        (Fate.KEPT, company + ".symbolOptions"),
        (Fate.FILLED, company),
        (Fate.KEPT, squadron + ".state[0].status"),
        (Fate.APPROXIMATED, squadron + ".state[0].hierarchy"),
        (Fate.APPROXIMATED, "sides[0].groups[0].subUnits[0].personnel"),
        (Fate.KEPT, "events"),
    } <= said


def test_unchanged_the_file_comes_back_as_it_was(stored) -> None:
    assert back(*stored) == small()


def test_only_what_was_changed_is_written_anew(stored, tmp_path: Path) -> None:
    from renkei.scenario import load_scenario

    folder = tmp_path / "edited"
    folder.mkdir()
    for file in stored[1].iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    units = folder / "units.yaml"
    text = units.read_text("utf-8")
    text = text.replace("name: A Company", "name: Alpha Company")
    text = text.replace("name: B Company", "name: Bravo Company")
    text = text.replace("platforms: 12", "platforms: 10")
    text = text.replace("opcon: air-wing", "opcon: 1st-brigade")
    text += "\nc-company: {name: C Company, nation: BLU, base: a-company, capabilities: [x], "
    text += "platforms: 1, medium: land, speed: 10 kt, notice: 1 h, opcon: air-wing}\n"
    units.write_text(text, "utf-8")
    (folder / "designs.yaml").unlink()
    found = back(load_scenario(folder), folder)
    wanted = copy.deepcopy(small())
    group = wanted["sides"][0]["groups"][0]["subUnits"]
    brigade, wing = group
    company = brigade["subUnits"][0]
    company["name"] = "Alpha Company"
    brigade["subUnits"][1]["name"] = "Bravo Company"
    company["equipment"] = [{"name": "IFV", "count": 10, "onHand": 7.5}]
    squadron = wing["subUnits"].pop()
    squadron["state"] = [{"id": "m", "t": "2030-03-11T18:00:00Z", "status": "Attached"}]
    brigade["subUnits"].append(squadron)
    (added,) = found["sides"][0]["groups"][0]["subUnits"][1]["subUnits"]
    assert (added["id"], added["name"], added["location"]) == ("c-company", "C Company", [-170, 60])
    wing["subUnits"].append(added)
    assert found == wanted


def test_a_scenario_that_was_never_imported_comes_back_with_its_own_ids(tmp_path: Path) -> None:
    from renkei.scenario import load_scenario

    template = Path(__file__).parents[4] / "src/renkei/library/template.yaml"
    document = load_scenario(template)
    written = export(document, template, "orbat-mapper")
    again = taken(written.files[""], "again.json").forces
    scenario = document.scenario
    assert {one.id for one in again.formations if one.commands} == {*scenario.headquarters}
    assert {one.id for one in again.formations if not one.commands} == {*scenario.units}
    assert {one.id: one.superior for one in again.formations} == {
        "north-joint": None, "island-command": "north-joint", "helicopters": "island-command",
        "south-joint": None, "south-air": "south-joint", "tankers": "south-air",
    }  # fmt: skip
    lost = {one.where for one in written.losses if one.fate is Fate.LOST}
    assert {"channels", "authorities", "responses", "incidents"} <= lost


def test_without_what_was_kept_the_file_is_written_anew(stored, tmp_path: Path) -> None:
    document = stored[0]
    anew = json.loads(export(document, tmp_path, "orbat-mapper").files[""])
    assert (anew["name"], anew["description"]) == ("Small", "A brigade and a wing.")
    (side,) = anew["sides"]
    brigade, wing = side["subUnits"]
    assert [unit["id"] for unit in brigade["subUnits"]] == ["a-company", "b-company"]
    (squadron,) = wing["subUnits"]
    (move,) = squadron["state"]
    assert (move["t"], move["hierarchy"]["targetId"]) == (
        "2030-03-12T00:00:00+00:00",
        "1st-brigade",
    )


def test_the_first_versions_are_read(taken_small: ImportedForces) -> None:
    """Files of 2021 have no type or another, ``units``, and ``coordinates``."""
    old = {
        "name": "Old",
        "startTime": 1898553600000,  # 2030-03-01
        "sides": [{"name": "Blue", "id": "s", "groups": [{"name": "G", "id": "g", "units": [
            {"id": "u", "name": "Ship", "sidc": "10033000001202000000",
             "state": [{"t": 1898553600000, "coordinates": [5.0, 60.0]}]}]}]}],
    }  # fmt: skip
    for more in ({}, {"type": "ScenarioViewer", "version": "0.5.0"}):
        (ship,) = taken(as_bytes(old | more), "old.json").forces.formations
        assert (ship.name, ship.position) == ("Ship", (5.0, 60.0))


def counted(data: dict[str, Any]) -> tuple[int, int, int]:
    """Count units, units below units, and units with a position, by a walk of its own."""
    units = links = placed = 0
    stack = [
        (unit, False)
        for side in data["sides"]
        for holder in [side, *side["groups"]]
        for unit in holder.get("subUnits") or holder.get("units") or []
    ]
    while stack:
        unit, below = stack.pop()
        units += 1
        links += below
        states = unit.get("state") or []
        places = [
            unit.get("location"),
            *(s.get("location") or s.get("coordinates") for s in states),
        ]
        placed += any(place is not None for place in places)
        stack += [(one, True) for one in unit.get("subUnits") or []]
    return units, links, placed


@samples
def test_counts_of_real_files(path: Path) -> None:
    found = taken(path.read_bytes(), str(path)).forces.formations
    assert counted(json.loads(path.read_text("utf-8"))) == (
        len(found),
        sum(one.superior is not None for one in found),
        sum(one.position is not None for one in found),
    )


@samples
def test_import_export_import_of_real_files(path: Path, tmp_path: Path) -> None:
    first = taken(path.read_bytes(), "file.json")
    document = store(first, tmp_path / "first")  # it passes the checks, or raises
    written = export(document, tmp_path / "first", "orbat-mapper").files[""]
    assert json.loads(written)["version"] == "3.3.0"
    assert taken(written, "file.json").files == first.files


@pytest.mark.parametrize(
    ("content", "code", "line", "words"),
    [
        (b'{\n "sides": [}', "IMP-018", 2, "malformed JSON"),
        (b"\n" + b"[" * (MAX_DEPTH + 1), "IMP-018", 2, "levels"),
        (b'{"sides": "\xff"}', "IMP-018", 1, "UTF-8"),
        (b'{"a": ' + b"9" * 5000 + b"}", "IMP-018", 0, "digit"),
        (b'{"type": "ORBAT-mapper-encrypted"}', "IMP-017", 0, "encrypted"),
        (b'{"type": "FeatureCollection"}', "IMP-018", 0, "no list"),
        (b'{"menu": 1}', "IMP-016", 0, "no known format"),
        (b"<a>\n<b></a>", "IMP-018", 2, "malformed XML"),
        (b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', "IMP-018", 1, "DOCTYPE"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>', "IMP-018", 1, "DOCTYPE"),
        (b"<a>" * (MAX_DEPTH + 1), "IMP-018", 1, "levels"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_place(content, code, line, words) -> None:
    with pytest.raises(InputError) as refused:
        taken(content, "file")
    (problem,) = refused.value.problems
    assert (problem.code, problem.location.line) == (code, line)
    assert words in str(problem.found)


def test_hostile_values_are_noted_and_never_stop_the_import(tmp_path: Path) -> None:
    data = small()
    squadron = data["sides"][0]["groups"][0]["subUnits"][1]["subUnits"][0]
    squadron |= {"name": "\ud800\u202e", "location": [1e400, 0], "sidc": 7, "equipment": {"a": 1}}
    squadron["state"] = [{"t": "never", "hierarchy": 3}, 5, {"t": 1e300}]
    data["sides"] += [None, {"groups": "x", "subUnits": [{}, []]}]
    data["timeZone"] = "../../etc/passwd"
    made = taken(as_bytes(data), "hostile.json")
    store(made, tmp_path / "hostile")
    assert len(made.forces.formations) == 6
    noted = {one.where for one in made.losses}
    above = "sides[0].groups[0].subUnits[1].subUnits[0]"
    inside = {f"{above}.{key}" for key in ("location", "sidc", "equipment", "state[1]")}
    assert inside | {"sides[1]", "sides[2].groups", "sides[2].subUnits[1]", "timeZone"} <= noted
    assert KEPT in made.files
