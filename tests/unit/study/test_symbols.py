"""Symbols: what a scenario states holds, else what its kind and medium say."""

from __future__ import annotations

import pytest

import renkei as rk
from renkei.study.symbols import symbol_of_headquarters, symbol_of_unit


def test_derived_codes_are_of_2525d() -> None:
    scenario = rk.open("skerries")._opened.document.scenario
    joint = symbol_of_headquarters(scenario.headquarters["meridian-joint"])
    # Version, reality, friend; land unit; present; headquarters; no echelon, entity, modifiers.
    assert joint == "10" + "0" + "3" + "10" + "0" + "2" + "00" + "000000" + "00" + "00"
    frigates = symbol_of_unit(scenario.units["frigates"])
    assert frigates == "10" + "0" + "3" + "30" + "0" + "0" + "00" + "120000" + "00" + "00"


@pytest.mark.parametrize("code", ["10031000161211000000", "SFGPUCI----D---", "1003" + "0" * 26])
def test_a_stated_code_holds(code: str) -> None:
    study = rk.open("skerries").with_(
        "apart", {"headquarters.meridian-joint.sidc": code}, name="drawn"
    )
    scenario = study._opened.document.design("drawn").phases[0].scenario
    assert symbol_of_headquarters(scenario.headquarters["meridian-joint"]) == code


@pytest.mark.parametrize("code", ["1003", "100310001612110000", "sfgpuci----d---"])
def test_a_code_of_the_wrong_length_is_refused(code: str) -> None:
    with pytest.raises(rk.InputError, match="sidc"):
        rk.open("skerries").with_(
            "apart", {"headquarters.meridian-joint.sidc": code}, name="drawn"
        ).check()
