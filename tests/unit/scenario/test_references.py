"""Each attribute that holds an id is checked: one table, complete by this test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.variants import designs, variant

from renkei._base.errors import InputError
from renkei.doctrine import check
from renkei.scenario.checks.references import (
    CATEGORY_LISTS,
    KEY_REFERENCES,
    REFERENCES,
    _pattern,
)
from renkei.scenario.language.attributes import (
    DOCUMENT,
    EntriesKind,
    Kind,
    ListKind,
    ScalarKind,
    TableKind,
    attributes,
)
from renkei.scenario.text.nodes import steps_of

ID, NATION = r"^[a-z0-9][a-z0-9-]*$", r"^[A-Z]{3}$"

ELSEWHERE = {
    **{f"{table}.*.{superior}": "resolution turns it into a relationship"
       for table in ("headquarters", "units") for superior in ("cocom", "opcon", "tacon", "adcon")},
    "information_requests.*.cell": "SCN-057",
    "briefings.*.cell": "SCN-057",
    "clocks.*.event": "declares an event",
    "units.*.type": "declares a type",
    "units.*.capabilities.*": "declares a capability",
    "responses.*.category": "declares a category",
    "responses.*.nations.*.category": "declares a category",
    "responses.*.forces.*.capability": "SCN-056",
    "stocks.*.replenishment.lift.capability": "SCN-056",
    "stocks.*.shared_with.*.category": "SCN-106",
    "lines.*.shared_with.*.category": "SCN-106",
    "facilities.*.serves.*.types.*": "the type of a unit of any design: where a name is near",
    "designs.*.extends": "SCN-041",
    "places.*.land": "declares a land mass",
}  # fmt: skip
"""Ids that are not in the tables of references, and why not."""

OWN_KEYS = {
    "headquarters.*.cells", "units.*.maintenance", "responses.*.forces", "responses.*.milestones",
    "lines.*.contracts",
    "facilities.*.docks", "posture", "headquarters.*.cells.*.hours_teams",
}  # fmt: skip
"""Tables within an entry that declare their own keys; docks are types, hours_teams: SCN-120."""


def ids(kind: Kind | None, path: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Yield the path of each id, and whether it is a key."""
    match kind:
        case TableKind(model):
            for key, attribute in attributes(model).items():
                yield from ids(attribute.kind, (*path, key))
        case EntriesKind(pattern, item):
            if pattern in (ID, NATION) and len(path) > 1:
                yield ".".join(path), True
            yield from ids(item, (*path, "*"))
        case ListKind(item):
            yield from ids(item, (*path, "*"))
        case ScalarKind(pattern=pattern) if pattern in (ID, NATION):
            yield ".".join(path), False


def test_every_id_of_the_language_is_checked_or_declared() -> None:
    found = list(ids(DOCUMENT, ()))
    values = {path for path, is_key in found if not is_key}
    keys = {path for path, is_key in found if is_key}
    assert values - set(REFERENCES) - set(CATEGORY_LISTS) - set(ELSEWHERE) == set()
    # A load may be a combination such as `x1+x4`: no id by its pattern.
    assert set(REFERENCES) | set(ELSEWHERE) <= values | {"runs.baseline", "questions.*.load"}
    assert keys - set(KEY_REFERENCES) - OWN_KEYS == set()


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("authorities.arn.approvals.cabinet.by", "authorities.*.approvals.*.by"),
        ("authorities.arn.approvals.0.by", "authorities.*.approvals.*.by"),
        ("authorities.arn.approvals.cabinet/2.by", "authorities.*.approvals.*.by"),
        ("headquarters.joint.cells.nation.hours", "headquarters.*.cells.*.hours"),
        ("responses.r.forces.places.nation", "responses.*.forces.*.nation"),
        ("incidents.i.places.harbour.detected_by", "incidents.*.places.*.detected_by"),
        ("time.zone", "time.zone"),
        ("posture.ARN", "posture.*"),
    ],
)
def test_a_path_is_starred_by_the_language_not_by_names(path: str, pattern: str) -> None:
    assert _pattern(steps_of(path)) == pattern


def test_an_approval_by_nobody_has_the_nearest_name(tmp_path: Path) -> None:
    approvals = [{"by": "jiont", "decision": "1 h"}]
    with pytest.raises(InputError) as error:
        variant(tmp_path, authorities={"arn": {"approvals": approvals}})
    (problem,) = error.value.problems
    assert problem.code == "SCN-050"
    assert problem.path == "authorities.arn.approvals.jiont.by"
    assert problem.remedy == "did you mean `joint`?"


def test_a_dock_for_a_type_that_nearly_exists_is_a_slip(tmp_path: Path) -> None:
    yard = {"name": "Yard", "nation": "ARN", "place": "harbour", "docks": {"corvete": 1}}
    changes = {"units": {"ships": {"type": "corvette"}}, "facilities": {"yard": yard}}
    with pytest.raises(InputError) as error:
        variant(tmp_path, **changes)
    (problem,) = error.value.problems
    assert (problem.code, problem.path) == ("SCN-050", "facilities.yard.docks.corvete")
    assert problem.remedy == "did you mean `corvette`?"


def test_problems_of_the_command_graph_name_design_phase_and_purpose(tmp_path: Path) -> None:
    approvals = [{"by": "hermit", "decision": "1 h"}]
    hermit = {"name": "H", "nation": "ARN", "place": "harbour",
              "cells": {"operations": {"teams": 1}}}  # fmt: skip
    changes = {
        "headquarters": {"hermit": hermit},
        "designs": {"old": {"name": "Old"}}
        | designs(authorities={"arn": {"approvals": approvals}}),
    }
    document = variant(tmp_path, **changes)
    with pytest.raises(InputError) as error:
        check(document)
    (problem,) = error.value.problems
    assert problem.found == (
        "no path of messages from `joint` to `hermit` for the approval of the decision of ARN "
        "(under design `new`, phase 2 of 2)"
    )
