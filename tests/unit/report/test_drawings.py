"""Drawings as files: they stand alone, say what the scenario says, and stand where they should."""

from __future__ import annotations

import math
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from renkei._base.language import speaking
from renkei.report.drawings.sheets import expected_svg, map_svg, order_of_battle_svg
from renkei.scenario import Document, load_scenario
from renkei.study.explaining import explained
from renkei.study.library import library

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def skerries() -> Document:
    return load_scenario(library()["skerries"])


def texts(root: ElementTree.Element) -> list[str]:
    return ["".join(one.itertext()).strip() for one in root.iter(f"{SVG}text")]


def alone(content: bytes) -> ElementTree.Element:
    """Parse a drawing; nothing in it may need a page, a style sheet or another file."""
    text = content.decode()
    root = ElementTree.fromstring(content)
    for foreign in ("class=", "var(", "<style", "<script", "<image", "href=", "<foreignObject"):
        assert foreign not in text
    assert all(one.get("font-family") for one in root.iter(f"{SVG}text"))
    return root


def test_the_order_of_battle_names_every_headquarters(skerries: Document) -> None:
    for lang in ("en", "ja"):
        with speaking(lang):
            root = alone(order_of_battle_svg(skerries, skerries.baseline))
            said = " ".join(texts(root))
            assert ("指揮（COCOM" in said) is (lang == "ja")
        for headquarters in skerries.scenario.headquarters.values():
            name = headquarters.name
            assert name is not None
            assert ((name.ja if lang == "ja" else None) or name.en) in said


DRAWN = {"svg", "g", "path", "rect", "line", "circle", "text", "tspan", "title", "defs", "clipPath"}
DRAWN |= {"pattern", "marker"}


def test_names_cannot_become_markup(tmp_path: Path) -> None:
    """Of headquarters and places, in all three drawings; nothing of them runs or ends a text."""
    hostile = "</text></svg><script>x</script><img src=x onerror=x> "
    text = Path(str(library()["skerries"])).read_text(encoding="utf-8")
    text = re.sub(
        r"\b(name|en): ((?:Meridian|Aurelian|Island) [\w ]+)", rf'\1: "{hostile}\2"', text
    )
    file = tmp_path / "hostile.yaml"
    file.write_text(text, encoding="utf-8")
    made = load_scenario(file)
    design = made.design(made.baseline)
    incident = next(iter(made.scenario.incidents))
    for content in (
        order_of_battle_svg(made, made.baseline),
        map_svg(made, made.baseline),
        expected_svg([explained(made, incident, design, design.phases[0])]),
    ):
        root = ElementTree.fromstring(content)
        assert {one.tag.removeprefix(SVG) for one in root.iter()} <= DRAWN
        assert not [key for one in root.iter() for key in one.attrib if key.startswith("on")]
        assert "<script>" in "".join(root.itertext())  # it stands there, as text


def test_a_place_of_the_map_stands_where_mercator_puts_it(skerries: Document) -> None:
    root = alone(map_svg(skerries, skerries.baseline))
    names = {place.name.en: place for place in skerries.scenario.places.values() if place.name}
    framed = [one for one in root.iter(f"{SVG}g") if one.get("clip-path")][-1]
    marks = []
    for group in framed.findall(f"{SVG}g"):
        moved = re.fullmatch(r"translate\((-?[\d.]+) (-?[\d.]+)\)", group.get("transform", ""))
        assert moved is not None
        marks.append((float(moved[1]), float(moved[2])))
    labels = {
        "".join(one.itertext()).strip(): (float(one.get("x", "nan")), float(one.get("y", "nan")))
        for one in root.iter(f"{SVG}text")
        if one.get("text-anchor")  # the title is a name too
    }
    at = {}
    for name, (x, y) in labels.items():
        if name in names:
            at[name] = min(marks, key=lambda mark: math.dist(mark, (x, y)))
    assert len(at) >= 3

    def mercator(name: str) -> tuple[float, float]:
        place = names[name]
        turned = math.radians(float(place.latitude))
        return math.radians(float(place.longitude)), -math.asinh(math.tan(turned))

    first, second, *rest = sorted(at)
    scale = (at[second][0] - at[first][0]) / (mercator(second)[0] - mercator(first)[0])
    for name in (second, *rest):
        for axis in (0, 1):
            expected = at[first][axis] + scale * (mercator(name)[axis] - mercator(first)[axis])
            assert at[name][axis] == pytest.approx(expected, abs=0.05)


def test_steps_stand_where_their_times_say(skerries: Document) -> None:
    incident = next(iter(skerries.scenario.incidents))
    design = skerries.design(skerries.baseline)
    made = explained(skerries, incident, design, design.phases[0])
    root = alone(expected_svg([made]))
    shown = [one for one in texts(root) if one]
    # The axis is even or of the square root of time; either way two ticks give its measure.
    answer = skerries.scenario.responses[made.workflow.response]
    reached = made.course.milestones[answer.deadline_for]
    assert any(one.startswith("Deadline") for one in shown)
    lines = {
        (one.get("stroke-width"), one.get("stroke-dasharray")): float(one.get("x1", "nan"))
        for one in root.iter(f"{SVG}line")
        if one.get("stroke-width") == "2" and float(one.get("y2", "0")) > 20  # not in the key
    }
    milestone, deadline = lines[("2", None)], lines[("2", "6 3")]
    label = 200.0
    ratio = (milestone - label) / (deadline - label)
    share = reached / answer.deadline.mean()
    assert ratio == pytest.approx(share, abs=1e-3) or ratio == pytest.approx(
        math.sqrt(share), abs=1e-3
    )


def test_two_designs_stand_below_each_other_on_one_axis(skerries: Document) -> None:
    incident = next(iter(skerries.scenario.incidents))
    both = [skerries.design(one) for one in list(skerries.design_ids)[:2]]
    made = [explained(skerries, incident, one, one.phases[0]) for one in both]
    shown = texts(alone(expected_svg(made)))
    for design in both:
        assert any(design.id in one for one in shown)
    axis = [one for one in shown if one.startswith("Time since the event")]
    assert len(axis) == 2
    assert axis[0] == axis[1]
