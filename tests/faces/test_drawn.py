"""Order of battle, map and swimlanes as files, from the command line and from Python."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.faces.conftest import SCENARIOS

import renkei as rk
from renkei._base.javascript import bundled


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = rk.open(str(SCENARIOS / "strait.yaml"))
    root = tmp_path_factory.mktemp("results")
    return study.run(["apart", "forward"], replications=4, out=root, progress=False).folder


def drawing(file: Path) -> str:
    ElementTree.parse(file)
    return file.read_text(encoding="utf-8")


def test_show_draws_the_order_of_battle_and_the_map(renkei, strait, tmp_path) -> None:
    tree, map_ = tmp_path / "tree.svg", tmp_path / "map.svg"
    done = renkei("show", strait, "-d", "forward", "--svg", tree, "--map", map_)
    assert done.code == 0, done.err
    assert done.out == ""
    assert done.err.count("Written") == 2
    assert "Changes against" in drawing(tree)
    assert "Headquarters and bases" in drawing(map_)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_explain_draws_what_is_expected(renkei, strait, tmp_path, lang: str) -> None:
    file = tmp_path / "expected.svg"
    incident = rk.open(str(SCENARIOS / "strait.yaml")).incidents[0]
    done = renkei(
        "explain", strait, incident, "--against", "forward", "--svg", file, "--lang", lang
    )
    assert done.code == 0, done.err
    made = drawing(file)
    assert made.count({"en": "Time since the event", "ja": "発生からの時間"}[lang]) == 2


def test_trace_draws_what_happened(renkei, folder, tmp_path) -> None:
    file = tmp_path / "one.svg"
    incident = rk.open(str(SCENARIOS / "strait.yaml")).incidents[0]
    done = renkei("trace", folder, incident, "--against", "forward", "--svg", file)
    assert done.code == 0, done.err
    short = drawing(file)
    done = renkei("trace", folder, incident, "--against", "forward", "--all", "--svg", file)
    assert done.code == 0, done.err
    assert len(drawing(file)) > len(short)


def test_python_draws_the_same(renkei, strait, tmp_path) -> None:
    study = rk.open(str(SCENARIOS / "strait.yaml"))
    incident, file = study.incidents[0], tmp_path / "expected.svg"
    renkei("explain", strait, incident, "--svg", file)
    assert study.explain(incident).svg() == file.read_text(encoding="utf-8")
    tree, map_ = tmp_path / "tree.svg", tmp_path / "map.svg"
    renkei("show", strait, "-d", "forward", "--svg", tree, "--map", map_)
    assert study.order_of_battle_svg("forward") == tree.read_text(encoding="utf-8")
    assert study.map_svg("forward") == map_.read_text(encoding="utf-8")


def test_another_kind_of_file_is_refused(renkei, strait, tmp_path) -> None:
    done = renkei("show", strait, "--map", tmp_path / "map.gif")
    assert done.code == 2
    assert ".svg" in done.err
    assert not (tmp_path / "map.gif").exists()


def test_it_says_what_is_not_installed(renkei, strait, tmp_path, monkeypatch) -> None:
    bundled.cache_clear()
    monkeypatch.setitem(sys.modules, "quickjs", None)
    done = renkei("show", strait, "--svg", tmp_path / "tree.svg")
    bundled.cache_clear()
    assert done.code == 1
    assert "pip install 'renkei[figures]'" in " ".join(done.err.split())
