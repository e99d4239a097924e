"""The server killed from outside under load: what was acknowledged is there, once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from benchmarks.exercise_killed import trial
from tests.server.asking import made_store
from tests.server.toy import Toy


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_killed_at_random_moments_under_load(tmp_path: Path) -> None:
    """Twice here; a hundred times by ``benchmarks/exercise_killed.py``."""
    file = tmp_path / "killed.exercise"
    made_store(file).close()
    found = trial(
        file,
        2,
        1,
        lambda seat, view: view["me"]["headquarters"],
        Toy,
        ["--play", "tests.server.toy:Toy", "--free"],
    )
    assert found.sound, found
    assert found.again > 0, "no kill met a request"
