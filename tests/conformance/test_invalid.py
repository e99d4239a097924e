"""Each invalid case is refused with exactly the codes and lines that its header announces."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from tests.conformance.conftest import HERE, expected_problems

from renkei._base.errors import InputError, Problem
from renkei._base.language import said, speaking
from renkei.scenario import load_scenario
from renkei.scenario.language.codes import CODES

CASES = sorted((HERE / "invalid").iterdir())
ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


@cache
def problems(case: Path) -> list[Problem]:
    """Return what loading and the checks of doctrine find."""
    from renkei.doctrine.checks import check

    try:
        check(load_scenario(case))
    except InputError as error:
        return error.problems
    return []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_reports_exactly_what_is_wrong(case: Path) -> None:
    expected = expected_problems(case)
    assert expected, "the header announces nothing"
    found = problems(case)
    where = [
        (p.code, Path(p.location.file).relative_to(case).as_posix(), p.location.line)
        if case.is_dir()
        else (p.code, Path(p.location.file).name, p.location.line)
        for p in found
    ]
    assert sorted(where) == expected, "\n".join(map(str, found))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_says_what_was_found_and_expected(case: Path) -> None:
    for problem in problems(case):
        assert problem.found
        assert problem.expected
        assert "Input should" not in str(problem), "pydantic's words"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_is_said_in_japanese(case: Path) -> None:
    """No two English words follow each other outside backquotes, where identifiers stand."""
    for problem in problems(case):
        with speaking("ja"):
            told = [said(text) for text in (problem.found, problem.expected, problem.remedy)]
        assert [text for text in told if ENGLISH.search(re.sub(r"`[^`]*`", "", text))] == []


def test_every_code_has_a_case() -> None:
    reported = {code for case in CASES for code, _, _ in expected_problems(case)}
    # A missing and an oversized file cannot be kept as cases; see the unit tests.
    assert CODES.keys() - reported == {"SCN-001", "SCN-002"}
    assert all(code in CODES for code in reported if code.startswith("SCN"))
